//! Cases of items: methods, operators, aliases, names.

use ringkernel_rt::prelude::*;

use super::{case, Case, Column, Machine, Outcome, Tolerance};
use crate::inputs;
use crate::kernels::items::{self, Vec2};

/// All cases of this file.
pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(methods),
        case!(operators),
        case!(shapes),
        case!(names),
    ]
}

const COUNT: usize = 300;

fn vectors(seed: u64) -> Vec<Vec2> {
    let x = inputs::uniform(COUNT, -4.0, 4.0, seed);
    let y = inputs::uniform(COUNT, -4.0, 4.0, seed + 1);
    x.into_iter().zip(y).map(|(x, y)| Vec2 { x, y }).collect()
}

async fn read(m: &Machine, vectors: &ringkernel_rt::Buffer<Vec2>) -> Outcome {
    let values = m.read(vectors).await?;
    Ok(vec![Column::F32(
        values.iter().flat_map(|v| [v.x, v.y]).collect(),
    )])
}

async fn methods(m: &Machine) -> Outcome {
    let mut v = m.upload(&vectors(1))?;
    let mut log = m.zeroed(COUNT)?;
    let mut n = m.zeroed(COUNT)?;
    m.run(
        items::methods::args(&mut v, &mut log, &mut n),
        Launch::over(COUNT),
    )
    .await?;
    let mut columns = read(m, &v).await?;
    columns.extend([m.f32s(&log).await?, m.i32s(&n).await?]);
    Ok(columns)
}

async fn operators(m: &Machine) -> Outcome {
    let mut v = m.upload(&vectors(3))?;
    let mut log = m.zeroed(COUNT)?;
    m.run(
        items::operators::args(&mut v, &mut log),
        Launch::over(COUNT),
    )
    .await?;
    let mut columns = read(m, &v).await?;
    columns.push(m.f32s(&log).await?);
    Ok(columns)
}

async fn shapes(m: &Machine) -> Outcome {
    let side = m.upload(&inputs::uniform(COUNT, 0.0, 9.0, 5))?;
    let mut area = m.zeroed(COUNT)?;
    let mut n = m.zeroed(COUNT)?;
    m.run(
        items::shapes::args(&side, &mut area, &mut n),
        Launch::over(COUNT),
    )
    .await?;
    Ok(vec![m.f32s(&area).await?, m.i32s(&n).await?])
}

async fn names(m: &Machine) -> Outcome {
    let mut n = m.upload(&inputs::small_i32s(COUNT, 1000, 6))?;
    m.run(items::names::args(&mut n), Launch::over(COUNT))
        .await?;
    Ok(vec![m.i32s(&n).await?])
}
