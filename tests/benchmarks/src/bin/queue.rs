//! Times the host's queue between two threads, without an actor. Every message is checked.
#![expect(clippy::print_stdout, reason = "figures are what this program is for")]

use std::thread;
use std::time::Instant;

use ringkernel_rt::queue::bare::{self, Sink, Source};

/// Slots. With 1,024 of them messages of 32 bytes pass two to ten times more slowly on some machines (BENCHMARKS.md).
const CAPACITIES: [u32; 2] = [1024, 4096];
const ROUNDS: u32 = 5;

/// What word `index` of message `number` is.
fn word(number: u64, index: u64) -> u64 {
    number
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .wrapping_add(index.wrapping_mul(0xD1B5_4A32_D192_ED03))
}

fn fill(bytes: &mut [u8], number: u64) {
    for (index, bytes) in (0..).zip(bytes.chunks_exact_mut(8)) {
        bytes.copy_from_slice(&word(number, index).to_le_bytes());
    }
}

/// Whether each word is the message's.
fn is_right(bytes: &[u8], number: u64) -> bool {
    let words = bytes.chunks_exact(8);
    // Without a way out, so that the compiler may compare several at once.
    (0..).zip(words).fold(0, |wrong, (index, bytes)| {
        let found = u64::from_le_bytes(bytes.try_into().expect("8 bytes"));
        wrong | (found ^ word(number, index))
    }) == 0
}

fn send<const BYTES: usize>(mut source: Source<BYTES>, count: u64) {
    for number in 0..count {
        while !source.push(|bytes| fill(bytes, number)) {
            wait();
        }
    }
}

fn receive<const BYTES: usize>(mut sink: Sink<BYTES>, count: u64) {
    for number in 0..count {
        let right = loop {
            match sink.pop(|bytes| is_right(bytes, number)) {
                Some(right) => break right,
                None => wait(),
            }
        };
        assert!(right, "message {number} is not what was sent");
    }
}

/// Long enough that the other thread gets ahead by several messages.
fn wait() {
    for _ in 0..32 {
        std::hint::spin_loop();
    }
}

/// Millions of checked messages a second.
fn rate<const BYTES: usize>(capacity: u32, count: u64) -> f64 {
    let (source, sink) = bare::pair::<BYTES>(capacity).expect("the capacity is a power of two");
    let begin = Instant::now();
    let sending = thread::spawn(move || send(source, count));
    receive(sink, count);
    sending.join().expect("the sender does not panic");
    count as f64 / begin.elapsed().as_secs_f64() / 1e6
}

/// Times a queue for messages of `BYTES` bytes, of which `count` make a round, after a round to warm up.
fn time<const BYTES: usize>(count: u64) {
    for capacity in CAPACITIES {
        rate::<BYTES>(capacity, count);
        let mut rates: Vec<f64> = (0..ROUNDS)
            .map(|_| rate::<BYTES>(capacity, count))
            .collect();
        rates.sort_unstable_by(f64::total_cmp);
        println!(
            "{BYTES:>5} B  capacity {capacity:>5}  median {:>7.2} M/s  worst {:>7.2}  best {:>7.2}",
            rates[rates.len() / 2],
            rates[0],
            rates[rates.len() - 1]
        );
    }
}

fn main() {
    println!("one producing and one consuming thread, {ROUNDS} rounds");
    time::<32>(5_000_000);
    time::<64>(5_000_000);
    time::<256>(2_000_000);
    time::<4096>(200_000);
}
