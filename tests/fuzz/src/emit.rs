//! Batches for a machine that has a GPU and no compiler: PTX of many kernels, their launches, what Rust makes of them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use ringkernel_build::ir::Scalar;
use ringkernel_build::print::cuda::CudaSource;

use super::batch::launches;
use super::device::{self, Driver};
use super::outcome::{hex, Outcome};
use super::program::{Passing, Program};
use super::reference;

/// What a batch holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Emitted {
    /// How many programs were written; what is not Rust is left out.
    pub written: usize,
    /// Programs that rustc takes and our front end refuses: seed and number, and why.
    pub refused: Vec<((u64, u64), String)>,
}

/// Writes the batch of a number: `{number}.ptx` and `{number}.cases`, or for a driver that is emulated `libcuda.so` in
/// place of PTX that it would not read.
///
/// # Panics
/// If a compiler is missing or refuses the text.
#[must_use]
pub fn emit(folder: &Path, number: u64, driver: Driver, programs: &[Program]) -> Emitted {
    let work = folder.join("work");
    fs::create_dir_all(&work).expect("the folder is writable");
    let list = work.join("launches");
    fs::write(&list, launches(programs)).expect("the folder is writable");
    let sources: Vec<_> = programs.iter().map(device::transpile).collect();
    let expected = reference::run(&work, programs, &list);
    let good: Vec<(usize, &CudaSource, &Outcome)> = sources
        .iter()
        .zip(&expected)
        .enumerate()
        .filter_map(|(number, (source, expected))| {
            Some((number, source.as_ref().ok()?, expected.as_ref().ok()?))
        })
        .collect();
    let refused = programs
        .iter()
        .zip(sources.iter().zip(&expected))
        .filter_map(|(program, (source, expected))| {
            let why = source.as_ref().err()?;
            expected.as_ref().ok()?;
            Some((program.seed, why.clone()))
        })
        .collect();
    let texts: Vec<_> = good
        .iter()
        .map(|(number, source, _)| (*number, *source))
        .collect();
    let text = device::text(&texts);
    match driver {
        Driver::Real => ptx(&work, &folder.join(format!("{number}.ptx")), &text, &texts),
        Driver::Emulated => {
            device::library(&work, &folder.join("libcuda.so"), &text, &texts);
            fs::write(folder.join(format!("{number}.ptx")), "\n").expect("the folder is writable");
        }
    }
    let mut cases = String::new();
    for (number, source, expected) in &good {
        write_case(&mut cases, *number, &programs[*number], source, expected);
    }
    fs::write(folder.join(format!("{number}.cases")), cases).expect("the folder is writable");
    fs::remove_dir_all(&work).expect("the folder was made above");
    Emitted {
        written: good.len(),
        refused,
    }
}

fn ptx(work: &Path, to: &Path, text: &str, sources: &[(usize, &CudaSource)]) {
    let file = work.join("device.cu");
    fs::write(&file, text).expect("the folder is writable");
    let flags = sources
        .first()
        .map(|(_, source)| source.flags.clone())
        .unwrap_or_default();
    let compiler = std::env::var_os("RINGKERNEL_NVCC").unwrap_or_else(|| "nvcc".into());
    let output = Command::new(compiler)
        .args(["-ptx", "-arch=sm_90", "-w"])
        .args(flags)
        .arg(&file)
        .arg("-o")
        .arg(to)
        .output()
        .expect("there is an nvcc, or RINGKERNEL_NVCC names one");
    assert!(
        output.status.success(),
        "nvcc: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// One program: lines of words, each line's first word saying what it is; texts come last, in one line.
fn write_case(
    text: &mut String,
    number: usize,
    program: &Program,
    source: &CudaSource,
    expected: &Outcome,
) {
    let (seed, first) = program.seed;
    let mut line = |arguments: std::fmt::Arguments<'_>| {
        text.write_fmt(arguments).expect("a string grows");
        text.push('\n');
    };
    line(format_args!(
        "kernel kernel_k{number} {} {} {seed} {first}",
        program.blocks, program.threads
    ));
    for argument in &program.arguments {
        let passing = match argument.passing {
            Passing::Value => "value",
            Passing::Shared => "shared",
            Passing::Exclusive => "exclusive",
        };
        line(format_args!(
            "{passing} {} {}",
            argument.scalar.name(),
            hex(&argument.bytes)
        ));
    }
    for site in &source.sites {
        let place = site.location;
        let (values, says) = match &site.says {
            None => ("never", String::new()),
            Some(says) => (says.values.map_or("none", Scalar::name), escape(&says.text)),
        };
        line(format_args!(
            "site {} {} {values} {says}",
            place.line, place.column
        ));
    }
    for fault in &expected.faults {
        let message = escape(&fault.message);
        line(format_args!(
            "fault {} {} {} {message}",
            fault.thread, fault.line, fault.column
        ));
    }
    for output in &expected.outputs {
        line(format_args!("data {}", hex(output)));
    }
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n")
}
