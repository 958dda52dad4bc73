//! Closures: called by their names, nested, with captures, patterns and `return`.
#![expect(
    clippy::eq_op,
    clippy::manual_is_multiple_of,
    clippy::redundant_closure,
    clippy::unnecessary_lazy_evaluations,
    reason = "such code must work too"
)]

use ringkernel_rt::prelude::*;

#[device]
fn mix(sum: u32, value: u32) -> u32 {
    (sum ^ value).wrapping_mul(16_777_619)
}

#[device]
fn fill(part: &mut [u32], value: u32) {
    part[0] = mix(part[0], value);
}

/// What a name in a closure means is what it meant where the closure was written.
#[kernel]
pub fn closure_scopes(seed: &[u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= seed.len() {
        return;
    }
    let s = seed[i] % 1000;
    let k = s % 7;
    let add = |x: u32| x + k;
    let k = 1000;
    let x = 5;
    let mut sum = mix(add(x), k);
    {
        let add = |k: u32| add(k) * 2;
        let x = add(3);
        sum = mix(sum, x);
        let s = 1;
        sum = mix(sum, add(s) + s);
    }
    let outer = |a: u32| {
        let b = a + s;
        let inner = |a: u32| a.wrapping_mul(b) + k;
        let b = 3;
        inner(b).wrapping_add(inner(a) + b)
    };
    sum = mix(sum, outer(s % 11));
    sum = mix(sum, outer(outer(2) % 5));
    let constant = || 17;
    let pair = |(a, b): (u32, u32)| a * 3 + b;
    sum = mix(sum, constant() + pair((s % 5, sum % 9)));
    let moved = move |n: u32| n ^ s;
    sum = mix(sum, moved(4));
    out[i] = sum;
}

/// Captured variables are seen as they are at each call, and arguments are evaluated in order.
#[kernel]
pub fn closure_captures(seed: &[u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= seed.len() {
        return;
    }
    let s = seed[i] % 1000;
    let mut count = s % 3;
    let mut next = || {
        count += 1;
        count * count
    };
    let first = next();
    let both = next() * 10 + next();
    let mut sum = mix(first, both + count);
    let three = |a: u32, b: u32, c: u32| a * 100 + b * 10 + c;
    let mut n = s % 4;
    sum = mix(
        sum,
        three(
            n,
            {
                n += 1;
                n
            },
            {
                n *= 2;
                n
            },
        ),
    );
    sum = mix(sum, n + three(1, n, three(n, 2, 1)));
    let mut values = [s % 2, 3, 4, 5];
    let mut set = |at: usize, v: u32| values[at % 4] = v;
    set(0, 9);
    set(s as usize, 8);
    sum = mix(
        sum,
        values[0] * 1000 + values[1] * 100 + values[2] * 10 + values[3],
    );
    let put = |x: &mut u32, v: u32| *x = mix(*x, v);
    put(&mut sum, 5);
    put(&mut values[1], s);
    let first_of = |part: &[u32], or: u32| if part.len() > 1 { part[1] } else { or };
    sum = mix(sum, first_of(&values, 1) + first_of(&values[3..], 2));
    sum = mix(sum, first_of(seed, 0));
    let change = |part: &mut [u32], v: u32| {
        fill(part, v);
        part[1] += 1;
    };
    change(&mut values, 3);
    change(&mut values[2..], 4);
    sum = mix(
        sum,
        values[0] ^ values[1] ^ values[2].rotate_left(3) ^ values[3],
    );
    out[i] = 0;
    let store = |to: &mut [u32], v: u32| to[i] += v;
    store(out, 1);
    store(out, sum);
}

/// `return` leaves the closure alone; loops in it are its own.
#[kernel]
pub fn closure_returns(seed: &[u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= seed.len() {
        return;
    }
    let s = seed[i] % 1000;
    let find = |limit: u32| {
        let mut n = 0;
        loop {
            n += 1;
            if n * n > limit {
                return n;
            }
            if n == 9 {
                break;
            }
        }
        n + 100
    };
    let sign = |x: i32| -> i32 {
        if x < 0 {
            return -1;
        }
        if x == 0 {
            return 0;
        }
        1
    };
    let mut sum = 0;
    'rows: for row in 0..6u32 {
        let skip = |n: u32| {
            for k in 0..n {
                if k == 3 {
                    return true;
                }
                if k > 10 {
                    continue;
                }
            }
            false
        };
        if skip((row + s) % 6) {
            continue 'rows;
        }
        let nested = |n: u32| {
            let inner = |m: u32| {
                if m == 2 {
                    return 50;
                }
                m
            };
            if n == 4 {
                return inner(2);
            }
            inner(n) + 1
        };
        sum = mix(sum, nested(row) + find(s % 120));
        if sum % 13 == 0 {
            break 'rows;
        }
    }
    let nothing = |a: &mut u32| {
        if *a % 2 == 0 {
            return;
        }
        *a += 1;
    };
    nothing(&mut sum);
    sum = mix(sum, (sign(s as i32 - 5) + 1) as u32);
    out[i] = if sum % 2 == 0 && find(sum % 50) > 3 {
        mix(sum, 1)
    } else {
        sum % 3
    };
}

#[device]
fn quarter(n: u32) -> Option<u32> {
    let half = Some(n).filter(|n| n % 2 == 0)? / 2;
    Some(half).filter(|n| n % 2 == 0).map(|n| n / 2)
}

/// Methods of `Option` with closures: which of them run, how often, and in which order.
#[kernel]
pub fn closures_of_option(seed: &[u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= seed.len() {
        return;
    }
    let s = seed[i] % 1000;
    let some = Some(s);
    let maybe = if s % 3 == 0 { None } else { Some(s % 10) };
    let mut calls = 1u32;
    let mut sum = s;
    sum = mix(sum, maybe.map(|x| x + 1).unwrap_or(50));
    let wide = maybe.map(|x| x as f32 * 0.5);
    sum = mix(sum, wide.unwrap_or_default().to_bits());
    sum = mix(sum, maybe.and_then(|x| quarter(x * 4)).unwrap_or(51));
    sum = mix(sum, some.and_then(|x| quarter(x)).unwrap_or(52));
    let kept = some.filter(|x| {
        calls = mix(calls, *x);
        *x > 300
    });
    sum = mix(sum, kept.unwrap_or_else(|| calls));
    let other = maybe.or_else(|| {
        calls += 1;
        if calls % 2 == 0 {
            Some(calls)
        } else {
            None
        }
    });
    sum = mix(mix(sum, other.is_some() as u32), calls);
    sum = mix(sum, maybe.map_or(calls, |x| x.wrapping_mul(calls)));
    let either = maybe.map_or_else(
        || {
            calls += 3;
            7
        },
        |x| x + s,
    );
    sum = mix(mix(sum, either), calls);
    sum = mix(sum, maybe.is_some_and(|x| x > 4) as u32);
    let (a, b) = (kept.filter(|x| x % 2 == 0), maybe.filter(|&x| x % 2 == 0));
    sum = mix(sum, a.xor(b).unwrap_or(53));
    if let Some((x, y)) = a.zip(maybe.map(|y| y as u8)) {
        sum = mix(mix(sum, x), y as u32);
    }
    let nested = Some(b).filter(|_| s % 2 == 0);
    sum = mix(sum, nested.flatten().unwrap_or(54));
    // The receiver is looked at before an argument changes it.
    let mut slot = Some(s);
    sum = mix(
        sum,
        slot.map_or(0, |x| x + slot.take().map_or(1, |y| y % 5)),
    );
    sum = mix(sum, slot.is_none() as u32);
    let mut count = 0;
    let mut next = || {
        count += 1;
        if count % 2 == 0 {
            Some(count)
        } else {
            None
        }
    };
    sum = mix(sum, next().xor(next()).unwrap_or(55));
    sum = mix(
        sum,
        next()
            .or_else(|| next())
            .map_or(next().unwrap_or(56), |x| x + 1),
    );
    sum = mix(sum, count);
    let least = seed[i / 2..i].iter().copied().min();
    let early = |x: u32| {
        let y = maybe.map(|y| {
            if y > x {
                return y * 2;
            }
            y
        });
        if y.is_none() {
            return 9;
        }
        y.unwrap_or_else(|| unreachable!())
    };
    sum = mix(sum, early(5));
    sum = mix(
        sum,
        least.map(|x| x % 100).filter(|x| *x != 3).unwrap_or(57),
    );
    out[i] = mix(sum, calls);
}

/// Closures that nobody calls do nothing.
#[kernel]
pub fn closures_unused(seed: &[u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= seed.len() {
        return;
    }
    let mut sum = seed[i] % 1000;
    {
        let _never = |x: u32| {
            sum = x / (x - x);
            panic!("nobody calls this");
        };
    }
    let _nothing = || seed[usize::MAX];
    let late = |x: u32| seed[x as usize + 10_000];
    if sum > 5000 {
        sum = late(3);
    }
    let _ = |x: u32| x + 1;
    out[i] = mix(sum, 1);
}

#[device]
fn is_odd(x: &u32) -> bool {
    x % 2 == 1
}

#[device]
fn spread(x: u32) -> u32 {
    x.wrapping_mul(7) ^ 3
}

/// Functions in the place of closures, and the types of references that an iterator gives written out.
#[kernel]
pub fn functions_handed_on(seed: &[u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= seed.len() || seed.is_empty() {
        return;
    }
    let part = &seed[..seed.len() - i];
    let mut sum = part.iter().copied().fold(0, mix);
    sum = mix(sum, part.iter().copied().fold(u32::MAX, u32::min));
    sum = mix(sum, part.iter().copied().fold(0, max));
    sum = mix(
        sum,
        part.iter().copied().map(spread).fold(1, u32::wrapping_mul),
    );
    sum = mix(sum, part.iter().copied().filter(is_odd).count() as u32);
    let cells = [seed[i] as f32, -1.5, 4.0e9];
    sum = mix(
        sum,
        cells.iter().copied().fold(f32::NEG_INFINITY, f32::max) as u32,
    );
    sum = mix(
        sum,
        cells.iter().copied().map(f32::abs).fold(0.0, f32::min) as u32,
    );
    sum = mix(
        sum,
        part.iter()
            .copied()
            .find(is_odd)
            .map(spread)
            .map_or(1, spread),
    );
    let dot = |(x, w): (&u32, &u32)| x.wrapping_mul(*w);
    sum = mix(
        sum,
        part.iter().zip(seed).map(dot).fold(0, u32::wrapping_add),
    );
    sum = mix(
        sum,
        part.iter()
            .zip(seed)
            .map(|(x, w): (&u32, &u32)| x ^ w)
            .fold(0, u32::wrapping_add),
    );
    out[i] = sum;
}
