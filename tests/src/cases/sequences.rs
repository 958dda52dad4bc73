//! Cases of arrays, tuples, references, parts of slices and narrow integers.

use ringkernel_rt::prelude::*;

use super::{case, Case, Column, Machine, Outcome, Tolerance};
use crate::inputs;
use crate::kernels::sequences;

/// All cases of this file.
pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(arrays),
        case!(references),
        case!(turns),
        case!(narrow),
        case!(destructured),
        case!(moved_on),
    ]
}

const COUNT: usize = 300;

async fn arrays(m: &Machine) -> Outcome {
    let a = m.upload(&inputs::i32s(COUNT, 1))?;
    let mut out = m.zeroed(COUNT * 8)?;
    m.run(sequences::arrays::args(&a, &mut out), Launch::over(COUNT))
        .await?;
    Ok(vec![m.i32s(&out).await?])
}

async fn references(m: &Machine) -> Outcome {
    let a = m.upload(&inputs::i32s(COUNT, 2))?;
    let mut out = m.zeroed(COUNT * 6)?;
    m.run(
        sequences::references::args(&a, &mut out),
        Launch::over(COUNT),
    )
    .await?;
    Ok(vec![m.i32s(&out).await?])
}

async fn turns(m: &Machine) -> Outcome {
    let a = m.upload(&inputs::i32s(COUNT, 3))?;
    let mut out = m.zeroed(COUNT * 4)?;
    m.run(sequences::turns::args(&a, &mut out), Launch::over(COUNT))
        .await?;
    Ok(vec![m.i32s(&out).await?])
}

async fn destructured(m: &Machine) -> Outcome {
    let a = m.upload(&inputs::i32s(COUNT, 4))?;
    let mut out = m.zeroed(COUNT * 4)?;
    m.run(
        sequences::destructured::args(&a, &mut out),
        Launch::over(COUNT),
    )
    .await?;
    Ok(vec![m.i32s(&out).await?])
}

async fn moved_on(m: &Machine) -> Outcome {
    let a = m.upload(&inputs::i32s(COUNT * 10, 5))?;
    let mut out = m.zeroed(COUNT * 16)?;
    m.run(sequences::moved_on::args(&a, &mut out), Launch::over(COUNT))
        .await?;
    Ok(vec![m.i32s(&out).await?])
}

async fn narrow(m: &Machine) -> Outcome {
    // Every pair of these bytes, the edges among them.
    let all = (0..=255).step_by(5).chain([1, 127, 128, 254]);
    let bytes: Vec<u8> = all.map(|byte: i32| byte as u8).collect();
    let (a, b) = inputs::pairs(&bytes);
    let b: Vec<i8> = b.into_iter().map(|byte| byte as i8).collect();
    let count = a.len();
    let (a, b) = (m.upload(&a)?, m.upload(&b)?);
    let mut wide = m.zeroed(count * 10)?;
    let mut small = m.zeroed::<i16>(count)?;
    m.run(
        sequences::narrow::args(&a, &b, &mut wide, &mut small),
        Launch::over(count),
    )
    .await?;
    let small = m.read(&small).await?;
    Ok(vec![
        m.i32s(&wide).await?,
        Column::Int(small.into_iter().map(i128::from).collect()),
    ])
}
