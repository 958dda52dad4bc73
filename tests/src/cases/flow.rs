//! Cases of control flow: each kernel makes one number of each seed.

use ringkernel_rt::prelude::*;

use super::{case, Case, Machine, Outcome, Tolerance};
use crate::inputs;
use crate::kernels::jumps;

/// How many seeds there are.
const SEEDS: usize = 1000;

/// All cases of this file.
pub(super) fn cases() -> Vec<Case> {
    vec![case!(labels), case!(jump_values), case!(jump_tails)]
}

/// Runs a kernel over seeds.
macro_rules! over_seeds {
    ($($name:ident: $($kernel:ident)::+;)*) => {$(
        async fn $name(m: &Machine) -> Outcome {
            let seed = m.upload(&inputs::u32s(SEEDS, 11))?;
            let mut out = m.upload(&[7u32; SEEDS])?;
            m.run($($kernel)::+::args(&seed, &mut out), Launch::over(SEEDS))
                .await?;
            Ok(vec![m.u32s(&out).await?])
        }
    )*};
}

over_seeds! {
    labels: jumps::labels;
    jump_values: jumps::given;
    jump_tails: jumps::tails;
}
