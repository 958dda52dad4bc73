//! A short run of the fuzzer, the same each time unless `RINGKERNEL_FUZZ_SEED` says otherwise. Long runs are
//! `cargo run -p ringkernel-fuzz --release -- --seed S --kernels N`.
#![expect(clippy::print_stdout, reason = "the seed makes a failure again")]

use std::path::Path;

use ringkernel_fuzz::{judge, shrink, Program, Sanitizer, Verdict};

const KERNELS: u64 = 200;

#[test]
fn random_kernels_do_the_same_as_rust_and_as_emulated_cuda() {
    let seed = std::env::var("RINGKERNEL_FUZZ_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(1);
    println!("seed {seed}");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
    let programs: Vec<_> = (0..KERNELS)
        .map(|number| Program::random(seed, number))
        .collect();
    let verdicts = judge(&folder, Sanitizer::Off, &programs);
    let same = verdicts
        .iter()
        .filter(|verdict| matches!(verdict, Verdict::Same { .. }))
        .count();
    for (program, verdict) in programs.iter().zip(&verdicts) {
        if verdict.failure().is_some() {
            let (small, verdict) = shrink(&folder, Sanitizer::Off, program, verdict);
            panic!(
                "seed {seed}, kernel {}: {verdict:?}\n{}",
                program.seed.1,
                small.text()
            );
        }
    }
    // A few may be what rustc refuses; a generator that writes no Rust would find nothing.
    assert!(
        same as u64 > KERNELS * 9 / 10,
        "seed {seed}: {same} of {KERNELS} are Rust"
    );
}
