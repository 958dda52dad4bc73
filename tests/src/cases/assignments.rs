//! Cases of which side of `place op= value` comes first.

use ringkernel_rt::prelude::*;

use super::{case, Case, Column, Machine, Outcome, Tolerance};
use crate::kernels::assignments;

/// All cases of this file.
pub(super) fn cases() -> Vec<Case> {
    vec![case!(sides), case!(sides_of_parameters)]
}

async fn sides(m: &Machine) -> Outcome {
    let mut y = m.upload(&[1, 2, 3, 4, 5, 6, 7])?;
    let mut halves = m.upload(&[f16::ONE; 3])?;
    let mut words = m.upload(&[bf16::ONE; 3])?;
    let call = assignments::sides::args(&mut y, &mut halves, &mut words);
    m.run(call, Launch::grid([1; 3], [1; 3])).await?;
    let halves = m.read(&halves).await?;
    let words = m.read(&words).await?;
    let bits = halves.iter().map(|x| x.to_bits());
    let bits = bits.chain(words.iter().map(|x| x.to_bits()));
    let bits = Column::Int(bits.map(i128::from).collect());
    Ok(vec![m.i32s(&y).await?, bits])
}

async fn sides_of_parameters(m: &Machine) -> Outcome {
    let mut y = m.upload(&[1, 2, 3])?;
    let mut z = m.upload(&[1.0, 2.0])?;
    let call = assignments::sides_of_parameters::args(&mut y, &mut z);
    m.run(call, Launch::grid([1; 3], [1; 3])).await?;
    Ok(vec![m.i32s(&y).await?, m.f32s(&z).await?])
}
