//! Iterators: what they go over, their adapters, and what makes one value of them.
#![expect(
    clippy::double_ended_iterator_last,
    clippy::iter_out_of_bounds,
    clippy::manual_contains,
    clippy::map_clone,
    clippy::reversed_empty_ranges,
    reason = "such code must work too"
)]

use ringkernel_rt::prelude::*;

#[device]
fn mix(sum: u32, value: u32) -> u32 {
    (sum ^ value).wrapping_mul(16_777_619)
}

#[device]
fn total(part: &[u32]) -> u32 {
    part.iter().fold(0, |sum, x| mix(sum, *x))
}

#[device]
fn bump(x: &mut u32) {
    *x ^= 3;
}

/// Ranges with adapters, over all widths and signs, to their ends.
#[kernel]
pub fn ranges_adapted(seed: &[u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= seed.len() {
        return;
    }
    let s = seed[i] % 1000;
    let n = s % 9;
    let mut sum = s;
    for k in (0..n).rev() {
        sum = mix(sum, k);
    }
    for k in (0..=n).rev().step_by(2) {
        sum = mix(sum, k);
    }
    for k in (n..4).rev() {
        sum = mix(sum, k + 100);
    }
    for k in (-3..n as i32 - 4).rev() {
        sum = mix(sum, k as u32);
    }
    for k in (i32::MIN..=i32::MAX).rev().take(2) {
        sum = mix(sum, k as u32);
    }
    for k in (i32::MIN..=i32::MAX).step_by(1_000_000_000) {
        sum = mix(sum, k as u32);
    }
    for k in (0..=u64::MAX).step_by(1 << 62) {
        sum = mix(sum, (k >> 32) as u32);
    }
    for k in (i64::MIN..=i64::MAX).rev().skip(1).take(2) {
        sum = mix(sum, k as u32);
    }
    for k in (250..=255u8).rev() {
        sum = mix(sum, (k == 255) as u32 + 1);
        sum = mix(sum, k as u32);
    }
    for k in (-128..=127i8).step_by(50) {
        sum = mix(sum, k as u32);
    }
    for k in (-100..100i8).step_by(70).rev() {
        sum = mix(sum, k as u32);
    }
    for (at, k) in (10..20u16).skip(n as usize).enumerate() {
        sum = mix(sum, at as u32 * 64 + k as u32);
    }
    for (at, k) in (0..20u32)
        .enumerate()
        .skip(3)
        .step_by(n as usize + 1)
        .take(4)
    {
        sum = mix(sum, at as u32 * 64 + k);
    }
    for k in (5..2).rev() {
        sum = mix(sum, k);
    }
    for k in (5..=4).step_by(3) {
        sum = mix(sum, k);
    }
    for mut k in (0..n).rev() {
        k += 5;
        sum = mix(sum, k);
        if k == 7 {
            continue;
        }
        if k == 6 && s % 2 == 0 {
            break;
        }
        sum = mix(sum, 1);
    }
    for k in (s as usize..s as usize + 1000).step_by(300) {
        sum = mix(sum, k as u32);
    }
    out[i] = sum;
}

/// Slices and arrays, by reference and by value, read and written.
#[kernel]
pub fn elements_adapted(seed: &[u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= seed.len() {
        return;
    }
    let s = seed[i] % 1000;
    let mut sum = s;
    let from = i / 7 * 3;
    let to = (from + s as usize % 6).min(seed.len());
    for x in &seed[from.min(to)..to] {
        sum = mix(sum, *x);
    }
    for &x in seed[from.min(to)..to].iter() {
        sum = mix(sum, x);
    }
    for (k, x) in seed.iter().enumerate().take(4) {
        sum = mix(sum, k as u32 ^ *x);
    }
    for x in seed.iter().rev().take(2) {
        sum = mix(sum, *x);
    }
    let mut own = [1u32, s, 3, s % 5, 5, 6, 7];
    for x in own {
        own[0] += x;
        sum = mix(sum, x);
    }
    for x in own.iter_mut() {
        *x = x.wrapping_add(sum);
    }
    for (k, x) in own.iter_mut().enumerate().skip(1).step_by(2) {
        *x ^= k as u32;
        bump(x);
    }
    for x in &mut own[2..5] {
        *x = x.rotate_left(1);
    }
    for x in &mut own {
        bump(x);
    }
    for x in &own {
        sum = mix(sum, *x);
    }
    for (a, b) in own.iter().zip(seed) {
        sum = mix(sum, a ^ b);
    }
    for ((k, a), &b) in own.iter().enumerate().zip(seed[..seed.len().min(3)].iter()) {
        sum = mix(sum, k as u32 ^ *a ^ b);
    }
    for (a, b) in own.iter().copied().zip(0..3u32).rev() {
        sum = mix(sum, a ^ b);
    }
    let other = [9u32, 8, 7];
    for (a, b) in own.iter_mut().zip(&other) {
        *a = a.wrapping_mul(*b);
    }
    for (a, b) in own.iter_mut().rev().zip(other) {
        *a ^= b;
    }
    for part in own.chunks_exact(3) {
        sum = mix(sum, part[0] ^ part[2] ^ part.len() as u32);
        sum = mix(sum, total(part));
    }
    for (k, pair) in own.windows(2).enumerate() {
        sum = mix(sum, pair[0] ^ pair[1].rotate_left(k as u32));
    }
    for part in seed.chunks_exact(100).rev().take(2) {
        sum = mix(sum, part[99]);
    }
    for part in seed.windows(seed.len() - 1) {
        sum = mix(sum, part[s as usize % 5]);
    }
    for part in seed.windows(seed.len() + 1) {
        sum = mix(sum, part[0] + 1);
    }
    for part in own.chunks_exact_mut(2) {
        part[0] ^= part[1];
        for x in part {
            *x ^= 1;
        }
    }
    for row in [[1u32, 2], [3, s]].iter() {
        for x in row {
            sum = mix(sum, *x);
        }
    }
    for (name, (a, b)) in [(1u32, (2u32, s)), (4, (5, 6))] {
        sum = mix(sum, name + a * 2 + b);
    }
    let none = &own[7..];
    for x in none.iter().rev() {
        sum = mix(sum, *x);
    }
    for x in own.iter().skip(10) {
        sum = mix(sum, *x);
    }
    for x in own.iter().take(0) {
        sum = mix(sum, *x + 1);
    }
    out[i] = mix(sum, total(&own));
}

/// The values that consumers make.
#[kernel]
pub fn consumed(seed: &[u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= seed.len() {
        return;
    }
    let s = seed[i] % 1000;
    let own = [s % 10, s % 7, 3, s % 5, 8];
    let mut sum = own.iter().sum::<u32>();
    let product: u32 = own.iter().map(|x| *x % 3 + 1).product();
    sum = mix(sum, product);
    let squares: u64 = (0..own.len() as u64).map(|k| k * k).sum();
    sum = mix(sum, squares as u32);
    sum = mix(sum, own.iter().filter(|x| **x > 4).count() as u32);
    sum = mix(sum, own.iter().filter(|&x| *x > 4).count() as u32);
    sum = mix(sum, own.iter().filter(|&&x| x > 4).map(|x| *x * 2).sum());
    sum = mix(
        sum,
        own.iter()
            .copied()
            .filter(|x| *x != 3)
            .fold(7, |a, x| mix(a, x)),
    );
    sum = mix(
        sum,
        own.iter().count().min(3) as u32 + own.iter().sum::<u32>().max(9),
    );
    let pair = own
        .iter()
        .enumerate()
        .fold((0u32, 1u32), |(a, b), (k, x)| (a + k as u32 * x, b ^ x));
    sum = mix(sum, pair.0 ^ pair.1);
    sum = mix(sum, own.iter().any(|&x| x == 4) as u32);
    sum = mix(sum, own.iter().all(|x| *x < 9) as u32);
    sum = mix(
        sum,
        (0..0).any(|_: u32| true) as u32 * 2 + (0..0).all(|_: u32| false) as u32,
    );
    if let Some(at) = own.iter().position(|x| *x == s % 4) {
        sum = mix(sum, at as u32);
    }
    match own.iter().copied().max() {
        Some(most) => sum = mix(sum, most),
        None => sum = 0,
    }
    if let Some(least) = own.iter().map(|x| *x as i32 - 5).min() {
        sum = mix(sum, least as u32);
    }
    if let Some(last) = own.iter().copied().filter(|x| x % 2 == 0).last() {
        sum = mix(sum, last);
    }
    if let Some(none) = (3..s % 3).max() {
        sum = mix(sum, none);
    }
    let mut seen = 0;
    own.iter().rev().for_each(|x| seen = mix(seen, *x));
    sum = mix(sum, seen);
    let dot: u32 = own.iter().zip(seed).map(|(a, b)| a * (b % 100)).sum();
    sum = mix(sum, dot);
    let floats = [s as f32 * 0.37, 1.0e7, -3.25, s as f32];
    let all: f32 = floats.iter().sum();
    let half: f32 = floats.iter().map(|x| x * 0.5).sum();
    let none: f32 = floats[..0].iter().sum();
    let one: f64 = (0..0).map(|k: i32| k as f64).product();
    let big = floats
        .iter()
        .copied()
        .fold(f32::MIN, |a, x| if x > a { x } else { a });
    sum = mix(sum, (all * 64.0) as i64 as u32);
    sum = mix(sum, (half * 64.0) as i64 as u32);
    sum = mix(sum, (1.0 / none < 0.0) as u32 + big as u32 + one as u32);
    out[i] = sum;
}

/// In which order, and how often, closures run.
#[kernel]
pub fn in_order(seed: &[u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= seed.len() {
        return;
    }
    let s = seed[i] % 1000;
    let own = [s % 10, s % 7, 3, s % 5, 8, 1, s % 4];
    let mut log = 1u32;
    let found = own.iter().any(|x| {
        log = mix(log, *x);
        *x == 3
    });
    log = mix(log, found as u32);
    let mut first = 0u32;
    let mut second = 0u32;
    for x in own
        .iter()
        .map(|x| {
            first = mix(first, *x);
            *x * 2
        })
        .filter(|x| {
            second = mix(second, *x);
            *x > 4
        })
        .take(2)
    {
        log = mix(log, x);
    }
    log = mix(log, first ^ second.rotate_left(1));
    let mut calls = 0u32;
    let taken: u32 = own
        .iter()
        .map(|x| {
            calls += 1;
            *x + calls
        })
        .skip(2)
        .step_by(2)
        .enumerate()
        .map(|(k, x)| x * (k as u32 + 1))
        .sum();
    log = mix(log, taken + calls * 1000);
    calls = 0;
    let none = own
        .iter()
        .map(|x| {
            calls += 1;
            *x
        })
        .take(0)
        .count();
    log = mix(log, none as u32 + calls);
    let some = own
        .iter()
        .map(|x| {
            calls += 1;
            *x
        })
        .take(3)
        .filter(|x| *x > 3)
        .count();
    log = mix(log, some as u32 + calls * 10);
    calls = 0;
    let at = own
        .iter()
        .filter(|x| {
            calls += 1;
            **x % 2 == 1
        })
        .position(|x| *x == 1);
    log = mix(log, calls);
    if let Some(at) = at {
        log = mix(log, at as u32);
    }
    let mut bounds = 0u32;
    let mut ask = |n: u32| {
        bounds = mix(bounds, n);
        n as usize % 5
    };
    for (k, x) in own[ask(1)..]
        .iter()
        .skip(ask(7))
        .step_by(ask(3) + 1)
        .enumerate()
    {
        log = mix(log, k as u32 + *x);
    }
    log = mix(log, bounds);
    let mut inner = 0;
    for row in own.chunks_exact(3) {
        for (x, y) in row.iter().zip(own.iter().rev()).filter(|(x, y)| **x != **y) {
            if *x == 8 {
                break;
            }
            inner = mix(inner, x * 16 + y);
        }
        inner = row
            .iter()
            .fold(inner, |a, x| if x % 2 == 0 { a } else { mix(a, *x) });
    }
    let grid: u32 = (0..4u32)
        .map(|r| (0..=r).map(|c| mix(r + s, c)).fold(0, |a, x| a ^ x))
        .filter(|x| {
            if *x % 3 == 0 {
                return false;
            }
            true
        })
        .fold(0, |a, x| mix(a, x));
    out[i] = mix(mix(log, inner), grid);
}

/// Line of the first adapter in [`misused()`]; each is three lines behind the one before.
pub const FIRST_LINE: u32 = line!() + 10;

/// Asks for steps and parts of no size, and goes past the end of a part.
#[kernel]
#[rustfmt::skip]
pub fn misused(which: &[usize], out: &mut [usize]) {
    let w = which[0];
    let own = [1usize, 2, 3, 4];
    let mut sum = 0;
    for x in own[..w / 9].iter()
        .step_by(w) {
        sum += x;
    } let one = w.max(1); for x in own.iter()
        .step_by(one).map(|x| *x).step_by(w - 1) {
        sum += x;
    } let two = w - 2; for part in own
        .chunks_exact(two) {
        sum += part[0];
    } let three = w - 3; for part in which
        .windows(three) {
        sum += part[0];
    } let at = |x: usize|
        own[x]; sum += at(w);
    //
    for part in own.windows(2) { let _ =
        part[w - 3]; sum += (part[0] > w) as usize;
    }
    out[0] = sum;
}

/// What looks for an item, and what goes backwards behind closures.
#[kernel]
pub fn found(seed: &[u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= seed.len() {
        return;
    }
    let s = seed[i] % 1000;
    let own = [s, 7, s % 9, 3, s % 5, 7, 2, s % 9];
    let mut calls = 0;
    let mut sum = s;
    let first = own.iter().copied().find(|x| {
        calls += 1;
        x % 4 == 2
    });
    sum = mix(mix(sum, first.unwrap_or(99)), calls);
    let pair = own
        .iter()
        .copied()
        .enumerate()
        .skip(1)
        .find(|&(at, x)| x as usize == at);
    if let Some((at, x)) = pair {
        sum = mix(mix(sum, at as u32), x);
    }
    let odd = (s..s + 9).filter(|x| x % 3 == 1).find(|x| *x % 2 == 1);
    sum = mix(sum, odd.map_or(5, |x| x * 3));
    let half = own.iter().enumerate().find_map(|(at, x)| {
        calls += 2;
        if *x > 4 && at % 2 == 1 {
            Some(x / 2 + at as u32)
        } else {
            None
        }
    });
    sum = mix(mix(sum, half.unwrap_or_default()), calls);
    let least = own.iter().copied().enumerate().min_by_key(|&(_, x)| x);
    let most = own.iter().copied().enumerate().max_by_key(|(_, x)| *x);
    if let (Some((a, x)), Some((b, y))) = (least, most) {
        sum = mix(sum, (a * 16 + b) as u32);
        sum = mix(sum, x * 1000 + y);
    }
    let near = (-5..9i32).min_by_key(|x| {
        calls += 1;
        (x * 3 - s as i32 % 13).abs()
    });
    let far = own.iter().copied().max_by_key(|&x| x % 4);
    sum = mix(sum, near.unwrap_or(77) as u32);
    sum = mix(mix(sum, far.unwrap_or(88)), calls);
    let none = (3..3u32).max_by_key(|x| *x);
    let nobody = own[..0].iter().copied().find(|_| true);
    sum = mix(sum, none.is_none() as u32 * 2 + nobody.is_some() as u32);
    for x in own.iter().map(|x| x + 1).rev() {
        sum = mix(sum, x);
    }
    for x in (0..s % 7)
        .map(|x| {
            calls = mix(calls, x);
            x * 3
        })
        .filter(|x| x % 2 == 0)
        .rev()
        .enumerate()
        .map(|(at, x)| at as u32 * 100 + x)
        .take(2)
    {
        sum = mix(sum, x);
    }
    sum = mix(sum, calls);
    let at = own.iter().map(|x| x % 3).rev().position(|x| x == 2);
    sum = mix(sum, at.map_or(50, |at| at as u32));
    let last = own.iter().rev().copied().filter(|x| *x < 5).rev().last();
    out[i] = mix(sum, last.unwrap_or(60));
}
