//! Statements, blocks, `if`, `match`.

use ringkernel_rt::prelude::*;

use super::thread;

/// A `let` in the body of an `if` is kept and ends with it.
#[kernel]
pub fn m01_let_in_an_if(x: &[i32], y: &mut [i32]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let a = -5;
    let mut out = a;
    if x[i] > 0 {
        let a = x[i].wrapping_mul(3);
        out = a;
    }
    y[i] = out.wrapping_add(a);
}

/// Statements in the branches of an `if` that is a value.
#[kernel]
pub fn m02_statements_in_an_if_value(x: &[i32], y: &mut [i32]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let mut a = 0;
    let half = if x[i] % 2 == 0 {
        a = 1;
        x[i] / 2
    } else {
        a -= 7;
        3
    };
    y[i] = half ^ (a << 8);
}

/// Statements in a block that is a value.
#[kernel]
pub fn m03_statements_in_a_block_value(x: &[i32], y: &mut [i32]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let mut total = 10;
    let value = {
        let square = x[i].wrapping_mul(x[i]);
        total += square & 0xff;
        total *= 2;
        square ^ total
    };
    y[i] = value.wrapping_add(total);
}

#[device]
fn up_to(sum: &mut i32, n: i32) {
    for k in 0..n {
        *sum += k
    }
}

#[device]
fn halve(sum: &mut i32) {
    while *sum > 50 {
        *sum /= 2
    }
}

#[device]
fn count_up(sum: &mut i32) {
    loop {
        if *sum % 7 == 3 {
            break;
        }
        *sum += 1
    }
}

/// Loops and `match` at the end of a function, without a semicolon.
#[kernel]
pub fn m04_statement_at_the_end(x: &[i32], y: &mut [i32]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let mut sum = x[i] % 100;
    up_to(&mut sum, x[i] % 30);
    halve(&mut sum);
    count_up(&mut sum);
    match sum {
        3 => y[i] = 1,
        n if n < 20 => y[i] = -n,
        n => y[i] = n,
    }
}

#[device]
fn quadrant(a: i32, b: i32) -> i32 {
    if a >= 0 {
        if b >= 0 {
            1
        } else {
            4
        }
    } else {
        if b >= 0 {
            2
        } else {
            3
        }
    }
}

/// An `if` within an `if` at the end of a function.
#[kernel]
pub fn m05_if_in_an_if_at_the_end(x: &[i32], y: &mut [i32]) {
    let i = thread();
    if i < x.len() {
        y[i] = quadrant(x[i], x[i] ^ (x[i] << 1))
    }
}

#[device]
fn bump(place: &mut i32) {
    *place += 100;
}

/// A call at the end of an `if` does not leave the kernel.
#[kernel]
pub fn m06_call_at_the_end_of_an_if(x: &[i32], y: &mut [i32]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let mut n = x[i] % 10;
    if n > 4 {
        bump(&mut n)
    }
    n += 1;
    y[i] = n;
    if n > 100 {
        bump(&mut y[i])
    }
}

/// A name that is declared again from itself.
#[kernel]
pub fn m20_shadowing(x: &[i32], y: &mut [i32]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let x = x[i] % 1000;
    let x = x + 1;
    let mut sum = x;
    {
        let x = x * 2;
        let x = x as i64 * 3;
        sum += x as i32;
    }
    for x in x..x + 3 {
        let x = x - 1;
        sum += x;
    }
    y[i] = sum + x
}

/// Alternatives of a pattern.
#[kernel]
pub fn m21_alternatives(x: &[i32], y: &mut [i32]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let mut out = -1;
    match x[i] % 8 {
        0 | 1 => out = 10,
        2 | -2 | 5..=6 => out += 20,
        _ => {}
    }
    y[i] = out
}

/// A `match` that is a value.
#[kernel]
pub fn m22_match_as_a_value(x: &[i32], y: &mut [f64]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let value = match x[i] & 3 {
        0 => 0.1,
        1 => -2.5,
        n => n as f64 / 3.0,
    };
    y[i] = value
        * match x[i] > 0 {
            true => 2.0,
            false => 0.5,
        }
}

/// The value of an arm's block does not leave the function.
#[kernel]
pub fn m23_block_of_an_arm(x: &[i32], y: &mut [i32]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let mut n = 1;
    let picked = match x[i] % 3 {
        0 => {
            n += 5;
            n * 2
        }
        1 => {
            bump(&mut n);
            n
        }
        _ => {
            n = -n;
            n - 1
        }
    };
    match picked {
        12 => bump(&mut n),
        _ => {
            n -= 3;
        }
    }
    y[i] = picked * 1000 + n
}

#[device]
fn odd(n: i32) -> Option<i32> {
    if n & 1 == 1 {
        Some(n)
    } else {
        None
    }
}

/// Arguments of methods are whole expressions.
#[kernel]
pub fn m24_arguments_of_methods(x: &[i32], y: &mut [i32]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let n = x[i];
    let mut calls = 0;
    let sum = n.wrapping_add(odd(n).unwrap_or_default());
    y[i] = sum
        .max(if n > 0 {
            calls += 1;
            n / 2
        } else {
            calls += 2;
            odd(n).unwrap_or(7)
        })
        .wrapping_mul({
            calls *= 3;
            calls
        })
}

/// Guards of arms.
#[kernel]
pub fn m30_guards(x: &[i32], y: &mut [i32]) {
    let i = thread();
    if i >= x.len() {
        return;
    }
    let limit = 10;
    y[i] = match x[i] % 32 {
        n if n > limit => n * 100,
        n @ 0..=5 if n != 3 => n,
        3 | 7 if x[i] > 50 => -1,
        _ => -2,
    }
}
