//! Cases of what the fuzzer found.

use ringkernel_rt::prelude::*;

use super::{case, Case, Machine, Outcome, Tolerance};
use crate::kernels::found;

/// All cases of this file.
pub(super) fn cases() -> Vec<Case> {
    vec![case!(guard_with_loops), case!(negated)]
}

async fn guard_with_loops(m: &Machine) -> Outcome {
    let x = m.upload(&(0..150).collect::<Vec<i32>>())?;
    let mut y = m.zeroed(x.len())?;
    let launch = Launch::over(x.len());
    m.run(found::guard_with_loops::args(&x, &mut y), launch)
        .await?;
    Ok(vec![m.i32s(&y).await?])
}

async fn negated(m: &Machine) -> Outcome {
    let x = m.upload(&[i16::MIN, i16::MIN + 1, -1, 0, 1, i16::MAX])?;
    let mut y = m.zeroed::<u32>(6)?;
    let launch = Launch::over(6);
    m.run(found::negated::args(&x, &mut y), launch).await?;
    Ok(vec![m.u32s(&y).await?])
}
