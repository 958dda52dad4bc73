//! Cases of control flow: each kernel makes one number of each seed.

use ringkernel_rt::prelude::*;

use super::{case, Case, Machine, Outcome, Tolerance};
use crate::inputs;
use crate::kernels::{closures, iterators, jumps};

/// How many seeds there are.
const SEEDS: usize = 1000;

/// All cases of this file.
pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(labels),
        case!(jump_values),
        case!(jump_tails),
        case!(closure_scopes),
        case!(closure_captures),
        case!(closure_returns),
        case!(closure_options),
        case!(closure_unused),
        case!(closure_functions),
        case!(iterator_ranges),
        case!(iterator_slices),
        case!(iterator_consumers),
        case!(iterator_laziness),
        case!(iterator_finds),
    ]
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
    closure_scopes: closures::closure_scopes;
    closure_captures: closures::closure_captures;
    closure_returns: closures::closure_returns;
    closure_options: closures::closures_of_option;
    closure_unused: closures::closures_unused;
    closure_functions: closures::functions_handed_on;
    iterator_ranges: iterators::ranges_adapted;
    iterator_slices: iterators::elements_adapted;
    iterator_consumers: iterators::consumed;
    iterator_laziness: iterators::in_order;
    iterator_finds: iterators::found;
}
