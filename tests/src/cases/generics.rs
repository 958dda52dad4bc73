//! Cases of generic device functions and kernels.

use ringkernel_rt::prelude::*;

use super::{case, Case, Column, Machine, Outcome, Tolerance};
use crate::inputs;
use crate::kernels::generics;
use crate::kernels::items::Vec2;

/// All cases of this file.
pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(inferred),
        case!(members),
        case!(axpy),
        case!(windows),
        case!(swapped),
    ]
}

const COUNT: usize = 300;

async fn inferred(m: &Machine) -> Outcome {
    let x = m.upload(&inputs::uniform(COUNT, -4.0, 4.0, 1))?;
    let mut y = m.zeroed(COUNT)?;
    let mut n = m.zeroed(COUNT)?;
    m.run(
        generics::inferred::args(&x, &mut y, &mut n),
        Launch::over(COUNT),
    )
    .await?;
    Ok(vec![m.f32s(&y).await?, m.i32s(&n).await?])
}

async fn members(m: &Machine) -> Outcome {
    let x = m.upload(&inputs::uniform(COUNT, 0.0, 300.0, 2))?;
    let n = m.upload(&inputs::small_i32s(COUNT, 100, 3))?;
    let mut y = m.zeroed(COUNT)?;
    let mut out = m.zeroed(COUNT)?;
    m.run(
        generics::members::args(&x, &n, &mut y, &mut out),
        Launch::over(COUNT),
    )
    .await?;
    Ok(vec![m.f32s(&y).await?, m.i32s(&out).await?])
}

async fn axpy(m: &Machine) -> Outcome {
    let floats = m.upload(&inputs::uniform(COUNT, -4.0, 4.0, 4))?;
    let doubles = m.upload(&inputs::uniform64(COUNT, -4.0, 4.0, 5))?;
    let integers = m.upload(&inputs::small_i32s(COUNT, 1000, 6))?;
    let mut y32 = m.upload(&inputs::uniform(COUNT, -4.0, 4.0, 7))?;
    let mut y64 = m.zeroed(COUNT)?;
    let mut yi = m.zeroed(COUNT)?;
    let over = Launch::over(COUNT);
    m.run(generics::axpy::<f32>::args(2.5, &floats, &mut y32), over)
        .await?;
    // The instance is found from the buffers.
    m.run(generics::axpy::args(-1.5, &doubles, &mut y64), over)
        .await?;
    m.run(generics::axpy::args(3, &integers, &mut yi), over)
        .await?;
    Ok(vec![
        m.f32s(&y32).await?,
        m.f64s(&y64).await?,
        m.i32s(&yi).await?,
    ])
}

async fn windows(m: &Machine) -> Outcome {
    let floats = m.upload(&inputs::uniform(COUNT, -4.0, 4.0, 8))?;
    let integers = m.upload(&inputs::small_i32s(COUNT, 1000, 9))?;
    let pairs: Vec<Vec2> = inputs::uniform(COUNT, -4.0, 4.0, 10)
        .into_iter()
        .map(|x| Vec2 { x, y: -x })
        .collect();
    let vectors = m.upload(&pairs)?;
    let mut y = m.zeroed(COUNT)?;
    let mut n = m.zeroed(COUNT)?;
    let mut v = m.zeroed::<Vec2>(COUNT)?;
    let over = Launch::over(COUNT);
    m.run(generics::windows::<f32, 3>::args(&floats, &mut y), over)
        .await?;
    m.run(generics::windows::<i32, 4>::args(&integers, &mut n), over)
        .await?;
    m.run(generics::windows::<_, 2>::args(&vectors, &mut v), over)
        .await?;
    let sums = m.read(&v).await?;
    Ok(vec![
        m.f32s(&y).await?,
        m.i32s(&n).await?,
        Column::F32(sums.iter().flat_map(|v| [v.x, v.y]).collect()),
    ])
}

async fn swapped(m: &Machine) -> Outcome {
    let floats = m.upload(&inputs::uniform(COUNT, -4.0, 4.0, 11))?;
    let integers = m.upload(&inputs::small_i32s(COUNT, 30, 12))?;
    let wide: Vec<i64> = inputs::small_i32s(COUNT, 30, 13)
        .into_iter()
        .map(i64::from)
        .collect();
    let wide = m.upload(&wide)?;
    let over = Launch::over(COUNT);
    let (mut c, mut d) = (m.zeroed(COUNT)?, m.zeroed(COUNT)?);
    let (mut e, mut f) = (m.zeroed(COUNT)?, m.zeroed(COUNT)?);
    let (mut g, mut h) = (m.zeroed(COUNT)?, m.zeroed(COUNT)?);
    let mut n = m.zeroed(COUNT)?;
    let kernel = generics::swapped::<f32, i32>::args(&floats, &integers, &mut c, &mut d, &mut n);
    m.run(kernel, over).await?;
    let kernel = generics::swapped::args(&integers, &floats, &mut e, &mut f, &mut n);
    m.run(kernel, over).await?;
    let kernel = generics::swapped::args(&wide, &wide, &mut g, &mut h, &mut n);
    m.run(kernel, over).await?;
    Ok(vec![
        m.f32s(&c).await?,
        m.i32s(&d).await?,
        m.i32s(&e).await?,
        m.f32s(&f).await?,
        m.i64s(&g).await?,
        m.i64s(&h).await?,
        m.i64s(&n).await?,
    ])
}
