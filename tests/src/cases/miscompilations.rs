//! Cases of `kernels::miscompilations`: each result is computed anew, as far as can be by other means than the kernel's.

use ringkernel_rt::prelude::*;

use super::reference::{held, mapped};
use super::{case, Case, Machine, Outcome, Tolerance};
use crate::inputs;
use crate::kernels::miscompilations::{statements, values};

/// All cases of this file.
pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(m01_let_in_an_if),
        case!(m02_statements_in_an_if_value),
        case!(m03_statements_in_a_block_value),
        case!(m04_statement_at_the_end),
        case!(m05_if_in_an_if_at_the_end),
        case!(m06_call_at_the_end_of_an_if),
        case!(m07_stated_types),
        case!(m08_elements_keep_their_type),
        case!(m09_casts),
        case!(m10_index_arithmetic),
        case!(m11_names_are_only_names),
        case!(m12_precedence),
        case!(m13_not),
        case!(m14_double_literals),
        case!(m15_spellings_of_literals),
        case!(m16_methods_by_type),
        case!(m17_trailing_zeros),
        case!(m18_bits_of_u64),
        case!(m19_methods_of_floats),
        case!(m20_shadowing),
        case!(m21_alternatives),
        case!(m22_match_as_a_value),
        case!(m23_block_of_an_arm),
        case!(m24_arguments_of_methods),
        case!(m25_float_remainder),
        case!(m26_overflow),
        case!(m27_warp_size),
        case!(m28_prefetch),
        case!(m29_block_reductions),
        case!(m30_guards),
    ]
}

const COUNT: usize = 700;

/// Numbers near 0, all of them, and the edges.
fn numbers() -> Vec<i32> {
    let mut numbers = inputs::i32s(COUNT, 71);
    numbers.extend(-300..=300);
    numbers
}

/// A case whose kernel maps one column to another: its kernel, its inputs, its reference.
macro_rules! maps {
    ($($name:ident: $module:ident, $inputs:expr, $reference:expr;)*) => {$(
        async fn $name(m: &Machine) -> Outcome {
            mapped(m, $module::$name::args, &$inputs, $reference).await
        }
    )*};
}

maps! {
    m01_let_in_an_if: statements, numbers(), |x: i32| {
        (if x > 0 { (i64::from(x) * 3) as i32 } else { -5 }).wrapping_sub(5)
    };
    m02_statements_in_an_if_value: statements, numbers(), |x: i32| {
        if x & 1 == 0 { (i64::from(x) / 2) as i32 ^ 256 } else { 3 ^ -1792 }
    };
    m03_statements_in_a_block_value: statements, numbers(), |x: i32| {
        let square = (i64::from(x) * i64::from(x)) as i32;
        let total = 2 * (10 + square.rem_euclid(256));
        (square ^ total).wrapping_add(total)
    };
    m04_statement_at_the_end: statements, numbers(), |x: i32| {
        let (start, n) = (x % 100, (x % 30).max(1));
        let mut sum = start + n * (n - 1) / 2;
        while sum > 50 {
            sum /= 2;
        }
        // The next number whose remainder, which has the sign of the number, is 3.
        let sum = (sum..).find(|sum| sum % 7 == 3).expect("every seventh");
        if sum == 3 { 1 } else if sum < 20 { -sum } else { sum }
    };
    m05_if_in_an_if_at_the_end: statements, numbers(), |x: i32| {
        match (x.is_negative(), (x ^ (x << 1)).is_negative()) {
            (false, false) => 1,
            (true, false) => 2,
            (true, true) => 3,
            (false, true) => 4,
        }
    };
    m06_call_at_the_end_of_an_if: statements, numbers(), |x: i32| {
        x % 10 + if x % 10 > 4 { 201 } else { 1 }
    };
    m07_stated_types: values, numbers(), |x: i32| {
        12_000_000_000 + 16_777_216 + 16_777_217 + ((200 + i64::from(x)).rem_euclid(256)) as u64
    };
    m09_casts: values, inputs::f64s(COUNT, 72), |x: f64| {
        // Rust's `as`: toward zero, held to the range, NaN is 0.
        let whole = if x.is_nan() {
            0
        } else {
            x.clamp(-9.3e18, 9.3e18).trunc() as i128
        };
        let whole = whole.clamp(i64::MIN.into(), i64::MAX.into());
        let size = whole.rem_euclid(1 << 32) + 5_000_000_000;
        let low = whole as i32;
        let rounded = (whole as f64) as i128;
        let back = rounded.clamp(i64::MIN.into(), i64::MAX.into());
        ((size + i128::from(low)) as i64) ^ (back as i64) ^ i64::from(low)
    };
    m10_index_arithmetic: values, numbers(), |x: i32| {
        // The index of the parts is the number; 2^24 and more have no neighbour in f32.
        let (at, next) = (x, x.wrapping_add(1));
        at ^ next ^ next.wrapping_neg() ^ (next.wrapping_sub(1))
    };
    m12_precedence: values, numbers(), |x: i32| {
        let bits = [(x & 12) == 4, (x | 12) == 13, (x ^ 12) < 7];
        let bits = bits.iter().rev().fold(0, |sum, bit| sum * 2 + i32::from(*bit));
        let low = x.wrapping_add(1).rem_euclid(4) * 8;
        bits | low | ((x & 6) << 1 & 12) << 5
    };
    m13_not: values, numbers(), |x: i32| {
        let wide = i64::from(x);
        (-1 - wide) ^ ((255 - wide.rem_euclid(256)) << 3) ^ (-1 - wide) ^ i64::from(x <= 0)
    };
    m14_double_literals: values, inputs::f64s(COUNT, 73), |x: f64| {
        let tenth = f64::from_bits(0x3FB9_9999_9999_999A);
        let third = f64::from_bits(0x3FD5_5555_5555_5555);
        let thousandth = f64::from_bits(0x3F50_624D_D2F1_A9FC);
        x * tenth + third * thousandth - std::f64::consts::PI
    };
    m15_spellings_of_literals: values, inputs::u32s(COUNT, 74), |x: u32| {
        (u64::from(x ^ 1) ^ (255 + 3_735_928_559)) + (1000 + 15 + 165) + 3000 + (65 + 300)
    };
    m17_trailing_zeros: values, inputs::u32s(COUNT, 75), |x: u32| {
        let zeros = |x: u32| (0..32).find(|bit| x >> bit & 1 == 1).unwrap_or(32);
        zeros(x) + 100 * zeros(x << 3) + 10_000 * zeros(x & 0xff00)
    };
    m18_bits_of_u64: values, inputs::u64s(COUNT, 76), |x: u64| {
        let digits = format!("{x:064b}");
        let zeros = |digits: &str| digits.find('1').unwrap_or(64) as u64;
        let ones = digits.matches('1').count() as u64;
        let reversed: String = digits.chars().rev().collect();
        let turned = format!("{}{}", &digits[17..], &digits[..17]);
        let read = |digits: &str| u64::from_str_radix(digits, 2).expect("64 binary digits");
        let counts = zeros(&digits) + 100 * ones + 10_000 * zeros(&format!("{:064b}", x >> 20));
        read(&reversed) ^ counts ^ read(&turned)
    };
    m19_methods_of_floats: values, inputs::f64s(COUNT, 77), |x: f64| {
        let sign = |x: f64| if x.is_nan() { x } else if x.to_bits() >> 63 == 1 { -1.0 } else { 1.0 };
        let mut sum = 1.0 / x + sign(x);
        sum += (if x < 0.0 { -x } else { x + 0.0 }).sqrt();
        // NaN is less than all limits to `max`.
        sum += if x > 2.5 { 2.5 } else if x > -1.5 { x } else { -1.5 };
        let limit = if x > 0.0 { 2.5 } else { -1.5 };
        sum += 0.25 * if x.abs() > f64::abs(limit) { limit } else { x };
        if x.to_bits() >> 63 == 1 {
            sum += x * (std::f64::consts::PI / 180.0);
        }
        let single = x as f32;
        let back = 1.0 / single;
        let held = if back > 0.1 { 0.1 } else if back > -0.1 { back } else { -0.1 };
        sum + f64::from(sign(single.into()) as f32 * held)
    };
    m20_shadowing: statements, numbers(), |x: i32| {
        let first = x % 1000 + 1;
        // The inner names: six times the outer, then each of the range less one.
        first + 6 * first + (3 * first) + first
    };
    m21_alternatives: statements, numbers(), |x: i32| {
        [10, 10, 19, -1, -1, 19, 19, -1][(x % 8).unsigned_abs() as usize]
            + match x % 8 { -1 => -11, -5 | -6 => -20, _ => 0 }
    };
    m22_match_as_a_value: statements, numbers(), |x: i32| {
        [0.1, -2.5, 2.0 / 3.0, 1.0][x.rem_euclid(4) as usize] * if x > 0 { 2.0 } else { 0.5 }
    };
    m23_block_of_an_arm: statements, numbers(), |x: i32| match x % 3 {
        0 => 12_106,
        1 => 101_098,
        _ => -2_004,
    };
    m24_arguments_of_methods: statements, numbers(), |x: i32| {
        let odd = x.rem_euclid(2) == 1;
        let sum = if odd { x.wrapping_mul(2) } else { x };
        if x > 0 {
            (sum.max(x / 2)).wrapping_mul(3)
        } else {
            (sum.max(if odd { x } else { 7 })).wrapping_mul(6)
        }
    };
    m25_float_remainder: values, inputs::f64s(COUNT, 78), |x: f64| {
        f64::from(remainder(f64::from(x as f32), f64::from(0.7_f32)) as f32)
            + remainder(remainder(x, 2.5), 1.1)
    };
    m27_warp_size: values, numbers(), |x: i32| x % 32 + x / 32 % 1000 * 1000;
    m30_guards: statements, numbers(), |x: i32| match x % 32 {
        11..=31 => x % 32 * 100,
        0 | 1 | 2 | 4 | 5 => x % 32,
        3 | 7 if x > 50 => -1,
        _ => -2,
    };
}

/// The remainder by the bits of both: what is left after all whole multiples are taken away, exactly.
fn remainder(x: f64, by: f64) -> f64 {
    if !x.is_finite() {
        return f64::NAN;
    }
    let mut rest = x.abs();
    while rest >= by {
        // The greatest multiple by a power of two; the difference has no rounding.
        let mut step = by;
        while rest / 2.0 >= step {
            step *= 2.0;
        }
        rest -= step;
    }
    rest.copysign(x)
}

async fn m08_elements_keep_their_type(m: &Machine) -> Outcome {
    let narrow = inputs::u32s(COUNT, 81);
    let (keys, weights) = (inputs::u64s(COUNT, 82), inputs::f64s(COUNT, 83));
    let records: Vec<values::Record> = keys
        .iter()
        .zip(&weights)
        .map(|(key, weight)| values::Record {
            key: *key,
            weight: *weight,
        })
        .collect();
    let (a, x) = (m.upload(&narrow)?, m.upload(&records)?);
    let mut y = m.upload(&records)?;
    m.run(
        values::m08_elements_keep_their_type::args(&a, &x, &mut y),
        Launch::over(COUNT),
    )
    .await?;
    let got = m.read(&y).await?;
    let key: Vec<u64> = got.iter().map(|record| record.key).collect();
    let weight: Vec<f64> = got.iter().map(|record| record.weight).collect();
    let low = keys.iter().zip(&narrow).map(|(key, n)| key ^ u64::from(*n));
    let thrice = weights.iter().map(|weight| weight + 2.0 * weight);
    Ok(vec![
        held("keys", &key, &low.collect::<Vec<_>>(), Tolerance::Exact),
        held(
            "weights",
            &weight,
            &thrice.collect::<Vec<_>>(),
            Tolerance::Exact,
        ),
    ])
}

async fn m11_names_are_only_names(m: &Machine) -> Outcome {
    let numbers = inputs::small_i32s(COUNT, 1 << 24, 84);
    let transactions: Vec<values::Named> = numbers
        .iter()
        .map(|n| values::Named {
            count: f64::from(*n) / 3.0,
            threshold: i64::from(*n) << 32,
            account_id: *n,
            fee_pct: *n as f32 / 1024.0,
        })
        .collect();
    let x = m.upload(&transactions)?;
    let mut y = m.upload(&transactions)?;
    m.run(
        values::m11_names_are_only_names::args(&x, &mut y),
        Launch::over(COUNT),
    )
    .await?;
    let got = m.read(&y).await?;
    let counts: Vec<f64> = got.iter().map(|it| it.count).collect();
    let limits: Vec<i64> = got.iter().map(|it| it.threshold).collect();
    let ids: Vec<i32> = got.iter().map(|it| it.account_id).collect();
    let fees: Vec<f32> = got.iter().map(|it| it.fee_pct).collect();
    let each = numbers.iter().copied();
    let exact = Tolerance::Exact;
    Ok(vec![
        held(
            "counts",
            &counts,
            &each
                .clone()
                .map(|n| f64::from(n) / 3.0 / 4.0)
                .collect::<Vec<_>>(),
            exact,
        ),
        held(
            "limits",
            &limits,
            &each
                .clone()
                .map(|n| (i64::from(n) * 3) << 32)
                .collect::<Vec<_>>(),
            exact,
        ),
        held(
            "ids",
            &ids,
            &each.clone().map(|n| -n).collect::<Vec<_>>(),
            exact,
        ),
        held(
            "fees",
            &fees,
            &each
                .map(|n| (f64::from(n) / 1024.0 + 0.5) as f32)
                .collect::<Vec<_>>(),
            exact,
        ),
    ])
}

async fn m16_methods_by_type(m: &Machine) -> Outcome {
    let x = inputs::i64s(COUNT, 85);
    let input = m.upload(&x)?;
    let (mut y, mut z) = (m.zeroed(COUNT)?, m.zeroed(COUNT)?);
    m.run(
        values::m16_methods_by_type::args(&input, &mut y, &mut z),
        Launch::over(COUNT),
    )
    .await?;
    let limit = 9_007_199_254_740_993;
    let whole = |n: &i64| {
        let least = if *n < limit { *n } else { limit };
        let most = if *n > -limit { *n } else { -limit };
        let half = if *n < 0 { -(n / 2) } else { n / 2 };
        let rest = n % 1000;
        least ^ most ^ half ^ (rest * rest * rest)
    };
    let float = |n: &i64| {
        let part = *n as f64 / 1e18;
        n.unsigned_abs() as f64 + part * part
    };
    Ok(vec![
        held(
            "integers",
            &m.read(&y).await?,
            &x.iter().map(whole).collect::<Vec<_>>(),
            Tolerance::Exact,
        ),
        held(
            "floats",
            &m.read(&z).await?,
            &x.iter().map(float).collect::<Vec<_>>(),
            Tolerance::Exact,
        ),
    ])
}

async fn m26_overflow(m: &Machine) -> Outcome {
    let x = numbers();
    let f = inputs::f32s(x.len(), 86);
    let (a, b) = (m.upload(&x)?, m.upload(&f)?);
    let mut y = m.zeroed(x.len())?;
    m.run(
        values::m26_overflow::args(&a, &b, &mut y),
        Launch::over(x.len()),
    )
    .await?;
    let each = |(n, f): (&i32, &f32)| {
        // All in 128 bits, where nothing overflows; the casts cut.
        let wide = i128::from(*n);
        let most = i128::from(i32::MAX);
        let product = (wide + most) as i32;
        let product = i128::from(product) * wide;
        let sum = (product - i128::from(i32::MIN)) as i32;
        let amount = wide.rem_euclid(32);
        let left = (wide << amount) as i32;
        let less = i128::from((wide - 7) as i32);
        let shifted = left ^ less.div_euclid(1 << amount) as i32;
        let low = |bits: u32| {
            let half = 1i128 << (bits - 1);
            (wide + half).rem_euclid(2 * half) - half
        };
        let narrow = i32::from((low(16) * low(16)) as i16)
            ^ ((wide + 200).rem_euclid(256)) as i32
            ^ (i32::from((-low(8)) as i8) * 256);
        let unsigned = (wide - 5) as i32;
        let long = ((wide * (1 << 33)) as i64) as i128 * 3
            + ((wide * i128::from(i64::MAX)) as i64) as i128;
        let long = (long as i64).div_euclid(1 << 31) as i32;
        let called = product as i32 ^ left;
        let held = |low: f64, high: f64| {
            let f = f64::from(*f).trunc();
            if f.is_nan() {
                0
            } else {
                f.max(low).min(high) as i64
            }
        };
        let cut = held(i32::MIN.into(), i32::MAX.into()) as i32
            ^ held(0.0, 255.0) as i32
            ^ held(0.0, u32::MAX.into()) as i32;
        // The two negations cancel.
        let signs = wide.abs() as i32;
        sum ^ shifted ^ narrow ^ unsigned ^ long ^ called ^ cut ^ signs
    };
    let expected: Vec<i32> = x.iter().zip(&f).map(each).collect();
    Ok(vec![held(
        "sums",
        &m.read(&y).await?,
        &expected,
        Tolerance::Exact,
    )])
}

async fn m28_prefetch(m: &Machine) -> Outcome {
    let x = inputs::f32s(COUNT, 87);
    let input = m.upload(&x)?;
    let mut y = m.zeroed(COUNT)?;
    m.run(
        values::m28_prefetch::args(&input, &mut y),
        Launch::over(COUNT),
    )
    .await?;
    let mut turned = x.clone();
    turned.rotate_left(1);
    let expected: Vec<f32> = x.iter().zip(turned).map(|(a, b)| a + b).collect();
    Ok(vec![held(
        "sums",
        &m.read(&y).await?,
        &expected,
        Tolerance::Exact,
    )])
}

async fn m29_block_reductions(m: &Machine) -> Outcome {
    let x = numbers();
    let block = 96;
    let input = m.upload(&x)?;
    let mut y = m.zeroed(x.len())?;
    m.run(
        values::m29_block_reductions::args(&input, &mut y),
        Launch::grid([x.len().div_ceil(block) as u32, 1, 1], [block as u32, 1, 1]),
    )
    .await?;
    let mut expected = Vec::new();
    for part in x.chunks(block) {
        let mut part: Vec<i32> = part.iter().map(|x| x % 1000).collect();
        let own = part.len();
        part.resize(block, 0);
        let sum: i32 = part.iter().sum();
        let largest = part.iter().max().expect("a block has threads");
        for lane in 0..own {
            expected.push(sum * 3 + largest - part[..lane].iter().sum::<i32>());
        }
    }
    Ok(vec![held(
        "sums",
        &m.read(&y).await?,
        &expected,
        Tolerance::Exact,
    )])
}
