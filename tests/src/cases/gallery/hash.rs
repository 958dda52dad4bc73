//! Hashes: known answers are in the inputs.

use ringkernel_rt::prelude::*;

use super::{gallery, some_bytes, texts};
use crate::inputs;

const COUNT: usize = 700;

fn lines() -> (Vec<u8>, Vec<u32>) {
    texts(&[
        "",
        "a",
        "123456789",
        "The quick brown fox jumps over the lazy dog",
    ])
}

/// `foobar` and others of six letters.
fn six() -> Vec<u8> {
    b"foobarfoobazabcdef".to_vec()
}

/// FNV-1a by 128-bit arithmetic.
fn fnv() -> Vec<u64> {
    let one = |text: &[u8]| {
        text.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (u128::from(hash ^ u64::from(*byte)) * 0x100_0000_01b3) as u64
        })
    };
    let hashes: Vec<u64> = six().chunks(6).map(one).collect();
    // The answer that the authors of FNV publish.
    assert_eq!(hashes[0], 0x8594_4171_f739_67e8);
    hashes
}

/// SipHash-2-4 of 15 bytes under the key 0, 1, .. 15: the vector of the paper's appendix.
const SIP: [u64; 1] = [0xa129_ca61_49be_45e5];

fn keys() -> Vec<u32> {
    inputs::u32s(COUNT, 131)
}

gallery! { hash:
    fnv1a over Launch::over(3), (input bytes = six(), value len = 6, output out = vec![0u64; 3]), out is fnv();
    murmur3_words over Launch::over(COUNT), (input words = keys(), value seed = 42, output out = vec![0u32; COUNT]);
    xxhash64_words over Launch::over(COUNT), (input words = inputs::u64s(COUNT, 132), value seed = 7, output out = vec![0u64; COUNT]);
    crc32 over Launch::over(8), (input text = lines().0, input starts = lines().1, output out = vec![0u32; 4]),
        out is [0, 0xE8B7_BE43, 0xCBF4_3926, 0x414F_A339];
    siphash over Launch::over(1), (input bytes = (0..15).collect::<Vec<u8>>(), value len = 15, value k0 = 0x0706_0504_0302_0100, value k1 = 0x0f0e_0d0c_0b0a_0908, output out = vec![0u64; 1]), out is SIP;
    bloom_insert over Launch::over(COUNT), (input keys = keys(), output filter = vec![0u32; 300], value hashes = 4);
    bloom_query over Launch::over(COUNT), (input keys = keys(), input filter = some_bytes(300, 133).iter().map(|byte| u32::from(*byte) * 0x0101_0101).collect::<Vec<_>>(), value hashes = 2, output out = vec![false; COUNT]);
}
