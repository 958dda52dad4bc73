//! Runs the table of cases on a GPU and compares with the CPU: one test for each row.
//!
//! Without a GPU those rows are listed as ignored. Each row also runs on the CPU back end twice, which must give the
//! same columns whatever the order of threads.

use libtest_mimic::{Arguments, Failed, Trial};
use ringkernel_rt::prelude::*;
use ringkernel_tests::cases::{table, Case, Column, Machine, Tolerance};

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for case in table() {
        trials.push(Trial::test(format!("cpu::{}", case.name), move || {
            repeats_on_cpu(case)
        }));
        trials.push(
            Trial::test(format!("gpu::{}", case.name), move || gpu_equals_cpu(case))
                .with_kind("needs a GPU")
                .with_ignored_flag(true),
        );
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn run(case: Case, backend: Backend) -> Result<Vec<Column>, Failed> {
    let tokio = tokio::runtime::Builder::new_current_thread().build()?;
    tokio.block_on(async {
        let runtime = RingKernel::builder().backend(backend).build().await?;
        let columns = (case.run)(&Machine::new(runtime.clone())).await?;
        runtime.shutdown().await?;
        Ok(columns)
    })
}

fn compare(case: Case, backend: Backend, tolerance: Tolerance) -> Result<(), Failed> {
    let got = run(case, backend)?;
    let reference = run(case, Backend::Cpu)?;
    assert_eq!(got.len(), reference.len());
    for (number, (got, reference)) in got.iter().zip(&reference).enumerate() {
        got.compare(reference, tolerance)
            .map_err(|why| format!("column {number}: {why}"))?;
    }
    Ok(())
}

fn repeats_on_cpu(case: Case) -> Result<(), Failed> {
    compare(case, Backend::Cpu, Tolerance::Exact)
}

fn gpu_equals_cpu(case: Case) -> Result<(), Failed> {
    compare(case, Backend::Cuda, case.tolerance)
}
