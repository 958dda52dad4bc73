//! Cases of what a user writes as on the CPU.

use ringkernel_rt::prelude::*;

use super::{case, Case, Column, Machine, Outcome, Tolerance};
use crate::kernels::natural;

/// All cases of this file.
pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(clamped),
        case!(scoped),
        case!(bases),
        case!(contained),
        case!(bytes),
    ]
}

const FLOATS: [f32; 14] = [
    f32::NAN,
    -0.0,
    0.0,
    f32::INFINITY,
    f32::NEG_INFINITY,
    -1.5,
    2.5,
    2.500_000_2,
    0.25,
    1.0,
    0.999_999_94,
    -0.5,
    1e-40,
    -1e-40,
];

const WHOLE: [i32; 14] = [
    0,
    -1,
    1,
    i32::MAX,
    i32::MIN,
    9,
    10,
    97,
    122,
    150,
    -5,
    5,
    100,
    255,
];

async fn clamped(m: &Machine) -> Outcome {
    let (x, whole) = (m.upload(&FLOATS)?, m.upload(&WHOLE)?);
    let (mut y, mut bits) = (m.zeroed(x.len())?, m.zeroed(x.len())?);
    let mut out = m.zeroed(x.len())?;
    let call = natural::clamped::args(&x, &whole, &mut y, &mut bits, &mut out);
    m.run(call, Launch::over(x.len())).await?;
    Ok(vec![
        m.f32s(&y).await?,
        m.u32s(&bits).await?,
        m.i64s(&out).await?,
    ])
}

async fn scoped(m: &Machine) -> Outcome {
    let x = m.upload(&[0, 5, 7, 10, 30, -1, 77, 1000])?;
    let mut y = m.zeroed(x.len())?;
    let call = natural::scoped::args(&x, &mut y);
    m.run(call, Launch::over(x.len())).await?;
    Ok(vec![m.i32s(&y).await?])
}

async fn contained(m: &Machine) -> Outcome {
    let (x, whole) = (m.upload(&FLOATS)?, m.upload(&WHOLE)?);
    let mut y = m.upload(&[0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1])?;
    let call = natural::contained::args(&x, &whole, &mut y, 1.0);
    m.run(call, Launch::over(x.len())).await?;
    Ok(vec![m.i32s(&y).await?])
}

async fn bases(m: &Machine) -> Outcome {
    let parts: Vec<natural::Parts> = (0..40).map(natural::Parts::of).collect();
    let x = m.upload(&parts)?;
    let mut y = m.upload(&parts)?;
    let mut out = m.zeroed(x.len())?;
    let call = natural::bases::args(&x, &mut y, &mut out);
    m.run(call, Launch::over(x.len())).await?;
    let numbers = m.read(&y).await?;
    let numbers = numbers.iter().flat_map(natural::Parts::numbers);
    Ok(vec![
        m.i32s(&out).await?,
        Column::Int(numbers.map(i128::from).collect()),
    ])
}

async fn bytes(m: &Machine) -> Outcome {
    let x = m.upload(&(0..50).collect::<Vec<u32>>())?;
    let mut y = m.zeroed(4 * x.len())?;
    let mut sums = m.zeroed(x.len())?;
    let call = natural::bytes::args(&x, &mut y, &mut sums);
    m.run(call, Launch::over(x.len())).await?;
    let bytes = m.read(&y).await?.into_iter().map(i128::from);
    Ok(vec![Column::Int(bytes.collect()), m.u32s(&sums).await?])
}
