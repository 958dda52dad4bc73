//! Loops of actors that look whether the host has had enough, and those that need not.

use crate::constructs::snapshots;

snapshots! {
    a_loop_without_end_looks: "
#[ring_kernel]
fn spin(_: &RingContext, state: &mut u64, msg: &u64) -> u64 {
    loop {
        *state += 1;
        if *state == *msg { break; }
    }
    *state
}
";
    a_loop_over_loops_looks_by_the_clock: "
#[ring_kernel]
fn sums(_: &RingContext, state: &mut u64, msg: &u64) -> u64 {
    let mut left = *msg as u32;
    while left != 0 {
        for i in 0..left { *state ^= i as u64; }
        left /= 2;
    }
    *state
}
";
    what_ends_by_itself_does_not_look: "
#[ring_kernel]
fn table(_: &RingContext, state: &mut [[u64; 4]; 4], msg: &u64) -> u64 {
    for row in 0..4 { for column in 0..4 { state[row][column] += *msg; } }
    let mut sum = 0;
    for cell in state[1].iter() { sum += *cell; }
    for i in 0..*msg as u8 { sum += i as u64; }
    sum
}
";
    a_counted_loop_looks_between_strips: "
#[ring_kernel]
fn sums(_: &RingContext, state: &mut i32, msg: &u32) -> i32 {
    for i in 0..*msg {
        if i == 7 { continue; }
        if i as i32 > *state { break; }
        *state += 1;
    }
    for i in -*state..*state { *state += i; }
    'outer: for i in 0..*msg {
        for k in 0..i { if k == 3 { continue 'outer; } if k == 9 { break 'outer; } *state ^= 1; }
    }
    *state
}
";
    a_range_of_64_bits_looks_by_its_own_variable: "
#[device]
fn sum(n: u64) -> u64 {
    let mut sum = 0;
    for i in 1..n { sum += i; }
    for i in 0..=n { for k in 0..3_u64 { sum ^= i * k; } }
    sum
}
#[ring_kernel]
fn total(_: &RingContext, msg: &u64) -> u64 { sum(*msg) }
";
    a_round_that_sleeps_is_long: "
#[ring_kernel]
fn wait(ctx: &RingContext, state: &mut u64, msg: &u64) {
    while *state < *msg { ctx.nanosleep(1000); *state += 1; }
}
";
    threads_that_exchange_values_are_not_watched: "
#[ring_kernel]
fn agree(_: &RingContext, msg: &u64) -> u64 {
    let mut sum = *msg;
    while sum < 1000 { sum = block_reduce_sum(sum); }
    sum
}
";
}
