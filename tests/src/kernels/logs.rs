//! Records of the log.

use ringkernel_rt::prelude::*;

/// A kernel's records of every type, level and form.
#[kernel]
pub fn report(a: &[f32], n: &[i32], halves: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let is_large = n[i] > 2;
    log_info!("{i}: {} or {:?}, {is_large}", a[i], a[i]);
    log_warn!("nothing but {{braces}}");
    log_trace!(
        "{} {} {:?} {}",
        n[i] as i8,
        n[i] as i64 * 4_000_000_000,
        n[i] as u8,
        a[i] as f64 / 3.0
    );
    halves[i] = half(n[i]);
    if halves[i] == 3 {
        log_error!("{} {:?}", u64::MAX - i as u64, a.len());
    }
}

/// Cannot fail, and logs.
#[device]
fn half(n: i32) -> i32 {
    log_debug!("half of {n}");
    n / 2
}

/// Counts up and gives what was before.
#[device]
fn next(count: &mut i32) -> i32 {
    *count += 1;
    *count - 1
}

/// Values are computed in order, once, whoever listens; records stand where they are written.
#[kernel]
pub fn one_after_another(out: &mut [i32]) {
    let mut count = 0;
    log_info!("{} {} {}", next(&mut count), next(&mut count), count);
    for i in 0..3 {
        if i == 1 {
            log_info!("one");
            continue;
        }
        log_info!("{} of {}", i, next(&mut count));
    }
    out[0] = count;
    // A value that faults leaves no record.
    log_info!("{}", out[count as usize]);
}

/// Logs more than there is room for.
#[kernel]
pub fn flood(times: i32) {
    for i in 0..times {
        log_info!("{i}");
    }
}

/// A stencil whose corner logs.
#[stencil(swap(a, b))]
pub fn corner(a: &[f32], b: &mut [f32], pos: GridPos) {
    if pos.x() == 17 && pos.y() == 9 {
        log_info!("at {} {}: {}", pos.x(), pos.y(), a[pos.idx()]);
    }
    b[pos.idx()] = a[pos.idx()] + 1.0;
}

/// How often to say something.
#[derive(Clone, Copy, Debug, RingMessage)]
pub struct Talk {
    /// What to say first.
    pub from: u64,
    /// How often.
    pub times: u64,
}

/// An actor that talks.
#[ring_kernel(block_size = 32, queue_capacity = 8)]
pub fn talk(_ctx: &RingContext, state: &mut u64, msg: &Talk) -> u64 {
    let mut i = 0;
    while i < msg.times {
        log_info!("word {}", msg.from + i);
        i += 1;
    }
    *state += i;
    *state
}
