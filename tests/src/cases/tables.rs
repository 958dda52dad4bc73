//! Cases of constants and of names.

use ringkernel_rt::prelude::*;

use super::{case, Case, Machine, Outcome, Tolerance};
use crate::inputs;
use crate::kernels::{names, tables};

/// All cases of this file.
pub(super) fn cases() -> Vec<Case> {
    vec![case!(tables), case!(scopes)]
}

const COUNT: usize = 300;

async fn tables(m: &Machine) -> Outcome {
    let x = m.upload(&inputs::uniform(COUNT, -4.0, 4.0, 1))?;
    let mut y = m.zeroed(COUNT)?;
    let mut n = m.zeroed(COUNT)?;
    let kernel = tables::tables::args(&x, &mut y, &mut n);
    m.run(kernel, Launch::over(COUNT)).await?;
    Ok(vec![m.f32s(&y).await?, m.i32s(&n).await?])
}

async fn scopes(m: &Machine) -> Outcome {
    let mut n = m.upload(&inputs::small_i32s(COUNT, 1000, 2))?;
    m.run(names::scopes::args(&mut n), Launch::over(COUNT))
        .await?;
    Ok(vec![m.i32s(&n).await?])
}
