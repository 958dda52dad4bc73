//! Hashes and filters by hashes.

use ringkernel_rt::prelude::*;

use super::global_x;

/// FNV-1a of records of equal length.
#[kernel]
pub fn fnv1a(bytes: &[u8], len: usize, out: &mut [u64]) {
    let i = global_x();
    if i >= out.len() {
        return;
    }
    let mut hash = 0xcbf29ce484222325;
    for byte in &bytes[i * len..(i + 1) * len] {
        hash = (hash ^ *byte as u64).wrapping_mul(0x100000001b3);
    }
    out[i] = hash;
}

/// MurmurHash3's last step.
#[device]
fn fmix32(mut h: u32) -> u32 {
    h ^= h >> 16;
    h = h.wrapping_mul(0x85eb_ca6b);
    h ^= h >> 13;
    h = h.wrapping_mul(0xc2b2_ae35);
    h ^ h >> 16
}

/// MurmurHash3 (32 bits) of one word with a seed.
#[device]
pub(super) fn murmur3(word: u32, seed: u32) -> u32 {
    let k = word
        .wrapping_mul(0xcc9e_2d51)
        .rotate_left(15)
        .wrapping_mul(0x1b87_3593);
    let h = (seed ^ k)
        .rotate_left(13)
        .wrapping_mul(5)
        .wrapping_add(0xe654_6b64);
    fmix32(h ^ 4)
}

/// MurmurHash3 of words.
#[kernel]
pub fn murmur3_words(words: &[u32], seed: u32, out: &mut [u32]) {
    let i = global_x();
    if i < words.len() {
        out[i] = murmur3(words[i], seed);
    }
}

const PRIMES: [u64; 5] = [
    0x9E37_79B1_85EB_CA87,
    0xC2B2_AE3D_27D4_EB4F,
    0x1656_67B1_9E37_79F9,
    0x85EB_CA77_C2B2_AE63,
    0x27D4_EB2F_1656_67C5,
];

#[device]
fn avalanche(mut h: u64) -> u64 {
    h ^= h >> 33;
    h = h.wrapping_mul(PRIMES[1]);
    h ^= h >> 29;
    h = h.wrapping_mul(PRIMES[2]);
    h ^ (h >> 32)
}

/// xxHash64 of one 64-bit word.
#[kernel]
pub fn xxhash64_words(words: &[u64], seed: u64, out: &mut [u64]) {
    let i = global_x();
    if i >= words.len() {
        return;
    }
    let round = words[i]
        .wrapping_mul(PRIMES[1])
        .rotate_left(31)
        .wrapping_mul(PRIMES[0]);
    let start = seed.wrapping_add(PRIMES[4]).wrapping_add(8);
    let mixed = (start ^ round)
        .rotate_left(27)
        .wrapping_mul(PRIMES[0])
        .wrapping_add(PRIMES[3]);
    out[i] = avalanche(mixed);
}

/// CRC-32 (IEEE) of each line, without a table.
#[kernel]
pub fn crc32(text: &[u8], starts: &[u32], out: &mut [u32]) {
    let i = global_x();
    if i + 1 >= starts.len() {
        return;
    }
    let mut crc = !0u32;
    for &byte in &text[starts[i] as usize..starts[i + 1] as usize] {
        crc ^= byte as u32;
        for _ in 0..8 {
            let mask = (crc & 1).wrapping_neg();
            crc = crc >> 1 ^ 0xedb8_8320 & mask;
        }
    }
    out[i] = !crc;
}

/// What SipHash keeps.
#[derive(Clone, Copy, GpuType)]
struct Sip {
    v: [u64; 4],
}

impl Sip {
    #[device]
    fn new(k0: u64, k1: u64) -> Self {
        Sip {
            v: [
                k0 ^ 0x736f_6d65_7073_6575,
                k1 ^ 0x646f_7261_6e64_6f6d,
                k0 ^ 0x6c79_6765_6e65_7261,
                k1 ^ 0x7465_6462_7974_6573,
            ],
        }
    }

    #[device]
    fn round(&mut self) {
        let [mut a, mut b, mut c, mut d] = self.v;
        a = a.wrapping_add(b);
        b = b.rotate_left(13) ^ a;
        a = a.rotate_left(32);
        c = c.wrapping_add(d);
        d = d.rotate_left(16) ^ c;
        a = a.wrapping_add(d);
        d = d.rotate_left(21) ^ a;
        c = c.wrapping_add(b);
        b = b.rotate_left(17) ^ c;
        c = c.rotate_left(32);
        self.v = [a, b, c, d];
    }

    #[device]
    fn absorb(&mut self, word: u64) {
        self.v[3] ^= word;
        self.round();
        self.round();
        self.v[0] ^= word;
    }

    #[device]
    fn finish(mut self) -> u64 {
        self.v[2] ^= 0xff;
        for _ in 0..4 {
            self.round();
        }
        self.v[0] ^ self.v[1] ^ self.v[2] ^ self.v[3]
    }
}

/// SipHash-2-4 of records of equal length, with a key.
#[kernel]
pub fn siphash(bytes: &[u8], len: usize, k0: u64, k1: u64, out: &mut [u64]) {
    let i = global_x();
    if i >= out.len() {
        return;
    }
    let record = &bytes[i * len..(i + 1) * len];
    let mut sip = Sip::new(k0, k1);
    let mut at = 0;
    while at + 8 <= len {
        let mut word = 0;
        for k in 0..8 {
            word |= (record[at + k] as u64) << (8 * k);
        }
        sip.absorb(word);
        at += 8;
    }
    let mut last = (len as u64) << 56;
    for k in 0..len - at {
        last |= (record[at + k] as u64) << (8 * k);
    }
    sip.absorb(last);
    out[i] = sip.finish();
}

/// Sets the bits of keys in a Bloom filter.
#[kernel]
pub fn bloom_insert(keys: &[u32], filter: &mut [u32], hashes: u32) {
    let i = global_x();
    if i >= keys.len() {
        return;
    }
    let bits = filter.len() as u32 * 32;
    for seed in 0..hashes {
        let bit = murmur3(keys[i], seed) % bits;
        atomic_or(&mut filter[(bit / 32) as usize], 1 << (bit % 32));
    }
}

/// Whether keys may be in a Bloom filter.
#[kernel]
pub fn bloom_query(keys: &[u32], filter: &[u32], hashes: u32, out: &mut [bool]) {
    let i = global_x();
    if i >= keys.len() {
        return;
    }
    let bits = filter.len() as u32 * 32;
    out[i] = 'found: {
        for seed in 0..hashes {
            let bit = murmur3(keys[i], seed) % bits;
            if filter[(bit / 32) as usize] & 1 << (bit % 32) == 0 {
                break 'found false;
            }
        }
        true
    };
}
