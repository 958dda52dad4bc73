//! Thirty constructs that a translation to C by text gets wrong, each held to what plain Rust computes.
//!
//! The same cases run on emulated CUDA (`tests/emulated.rs`) and on a GPU (`tests/parity.rs`), held to the same
//! references.

use ringkernel_rt::prelude::*;
use ringkernel_tests::cases::{table, Machine};

fn run(name: &str) {
    let case = table()
        .into_iter()
        .find(|case| case.name == name)
        .expect("the table has a case of each name here");
    tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime of one thread")
        .block_on(async {
            let runtime = RingKernel::builder().backend(Backend::Cpu).build().await?;
            (case.run)(&Machine::new(runtime.clone())).await?;
            runtime.shutdown().await
        })
        .expect("no kernel stops");
}

macro_rules! cases {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            run(stringify!($name));
        }
    )*};
}

cases! {
    m01_let_in_an_if
    m02_statements_in_an_if_value
    m03_statements_in_a_block_value
    m04_statement_at_the_end
    m05_if_in_an_if_at_the_end
    m06_call_at_the_end_of_an_if
    m07_stated_types
    m08_elements_keep_their_type
    m09_casts
    m10_index_arithmetic
    m11_names_are_only_names
    m12_precedence
    m13_not
    m14_double_literals
    m15_spellings_of_literals
    m16_methods_by_type
    m17_trailing_zeros
    m18_bits_of_u64
    m19_methods_of_floats
    m20_shadowing
    m21_alternatives
    m22_match_as_a_value
    m23_block_of_an_arm
    m24_arguments_of_methods
    m25_float_remainder
    m26_overflow
    m27_warp_size
    m28_prefetch
    m29_block_reductions
    m30_guards
}
