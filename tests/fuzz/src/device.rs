//! The device's side: generated CUDA C of many programs in one C++ program on the emulation.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use ringkernel_build::ir::Scalar;
use ringkernel_build::print::cuda::CudaSource;
use ringkernel_rt::{artifact, FaultKind};

use super::outcome::{bytes, Fault, Outcome};
use super::process;
use super::program::Program;

/// Transpiles a program, or says why the front end refuses it.
pub(super) fn transpile(program: &Program) -> Result<CudaSource, String> {
    let text = program.text();
    let made = std::panic::catch_unwind(|| ringkernel_build::transpile(&text));
    match made {
        Err(_) => Err("the compiler panics".to_owned()),
        Ok(Ok(mut kernels)) if kernels.len() == 1 => Ok(kernels.remove(0).source),
        Ok(Ok(_)) => Err("no kernel is left of it".to_owned()),
        Ok(Err(mistakes)) => {
            let lines = mistakes.iter().map(|mistake| {
                let place = mistake.start.start();
                format!("{}:{}: {}", place.line, place.column + 1, mistake.message)
            });
            Err(lines.collect::<Vec<_>>().join("\n"))
        }
    }
}

/// The device library that the sources need, once, then each kernel in a namespace `k{number}` under the name
/// `kernel_k{number}`; what a compiler says of it names the file `k{number}`.
pub(super) fn text(sources: &[(usize, &CudaSource)]) -> String {
    let heads: BTreeSet<&str> = sources
        .iter()
        .map(|(_, source)| &source.text[..source.own])
        .collect();
    let mut text: String = heads.into_iter().collect();
    for (number, source) in sources {
        let own = source.text[source.own..]
            .replace("\"src/lib.rs\"", &format!("\"k{number}\""))
            .replace(&format!("{}(", source.entry), &format!("kernel_k{number}("));
        writeln!(text, "namespace k{number} {{\n{own}}}\n#line 1 \"between\"")
            .expect("a string grows");
    }
    text
}

/// The driver that a batch is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Driver {
    /// NVIDIA's.
    Real,
    /// That of `tests/emulate`, which is made with the kernels.
    Emulated,
}

/// Compiles the emulated driver with these kernels.
pub(super) fn library(work: &Path, to: &Path, text: &str, sources: &[(usize, &CudaSource)]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let device = root.join("../../ringkernel-build/device");
    let mut all = format!("#include {:?}\n", root.join("../emulate/emulate.h"));
    for file in [
        "abi.h",
        "math.cuh",
        "fault.cuh",
        "log.cuh",
        "control.cuh",
        "pace.cuh",
        "record.cuh",
        "state.cuh",
        "ring.cuh",
        "batch.cuh",
    ] {
        writeln!(all, "#include {:?}", device.join(file)).expect("a string grows");
    }
    all += &text.replace("extern \"C\" __global__", "static");
    all += "#define RK_EMULATED_KERNELS \\\n";
    for (number, _) in sources {
        writeln!(
            all,
            "RK_EMULATED_KERNEL(\"kernel_k{number}\", k{number}::kernel_k{number}), \\"
        )
        .expect("a string grows");
    }
    writeln!(all, "\n#include {:?}", root.join("../emulate/driver.cpp")).expect("a string grows");
    let file = work.join("driver.cpp");
    std::fs::write(&file, all).expect("the folder is writable");
    let compiler = std::env::var_os("CXX").unwrap_or_else(|| "c++".into());
    let output = Command::new(compiler)
        .args([
            "-std=c++17",
            "-O1",
            "-w",
            "-shared",
            "-fPIC",
            "-pthread",
            "-ffp-contract=off",
        ])
        .arg(&file)
        .arg("-o")
        .arg(to)
        .output()
        .expect("there is a C++ compiler, or CXX names one");
    assert!(
        output.status.success(),
        "the C++ compiler: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// What to look for on this side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sanitizer {
    /// Results alone.
    Off,
    /// Also what C++ leaves undefined: it stops the program.
    Undefined,
}

/// Compiles and runs them; what each did, or why it did not end.
pub(super) fn run(
    folder: &Path,
    sanitizer: Sanitizer,
    sources: &[(usize, &CudaSource)],
    launches: &Path,
    count: usize,
) -> Vec<Option<Result<Outcome, String>>> {
    let mut results: Vec<Option<Result<Outcome, String>>> = vec![None; count];
    let mut sources = sources.to_vec();
    let program = loop {
        if sources.is_empty() {
            return results;
        }
        match compile(folder, sanitizer, &sources, count) {
            Ok(program) => break program,
            Err(messages) => {
                let before = sources.len();
                sources.retain(|(number, _)| {
                    let start = format!("k{number}:");
                    let own: Vec<_> = messages
                        .lines()
                        .filter(|line| line.starts_with(&start) && line.contains("error"))
                        .collect();
                    if !own.is_empty() {
                        results[*number] = Some(Err(format!(
                            "the C++ compiler refuses it:\n{}",
                            own.join("\n")
                        )));
                    }
                    own.is_empty()
                });
                assert!(sources.len() < before, "the C++ compiler: {messages}");
            }
        }
    };
    let lines = process::run(&program, launches, count, |number| {
        sources.iter().any(|(known, _)| *known == number)
    });
    for (number, source) in sources {
        results[number] = lines[number]
            .clone()
            .map(|lines| Ok(outcome(source, &lines?)));
    }
    results
}

fn compile(
    folder: &Path,
    sanitizer: Sanitizer,
    sources: &[(usize, &CudaSource)],
    count: usize,
) -> Result<std::path::PathBuf, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = format!("#include {:?}\n", root.join("../emulate/emulate.h"));
    all += &text(sources).replace("extern \"C\" __global__", "static");
    all += "#define RK_FUZZ_KERNELS \\\n";
    for number in 0..count {
        if sources.iter().any(|(known, _)| *known == number) {
            writeln!(
                all,
                "[](const unsigned* grid, const unsigned* block, void** args) {{ \
                 rk_emulated_launch(k{number}::kernel_k{number}, grid, block, args); }}, \\"
            )
            .expect("a string grows");
        } else {
            all += "nullptr, \\\n";
        }
    }
    writeln!(all, "\n#include {:?}", root.join("sides/emulated.cpp")).expect("a string grows");
    let (file, program) = (folder.join("device.cpp"), folder.join("device"));
    std::fs::write(&file, all).expect("the folder is writable");
    let compiler = std::env::var_os("CXX").unwrap_or_else(|| "c++".into());
    let mut command = Command::new(compiler);
    command.args(["-std=c++17", "-Og", "-w", "-ffp-contract=off"]);
    if sanitizer == Sanitizer::Undefined {
        command.args([
            "-fsanitize=undefined,float-cast-overflow",
            "-fsanitize-undefined-trap-on-error",
        ]);
    }
    let output = command
        .arg(&file)
        .arg("-o")
        .arg(&program)
        .output()
        .expect("there is a C++ compiler, or CXX names one");
    if output.status.success() {
        Ok(program)
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

fn outcome(source: &CudaSource, lines: &[String]) -> Outcome {
    let mut outcome = Outcome::default();
    for line in lines {
        let words: Vec<_> = line.split(' ').collect();
        match words.as_slice() {
            ["fault", numbers @ ..] => {
                let numbers: Vec<u64> = numbers
                    .iter()
                    .filter_map(|word| word.parse().ok())
                    .collect();
                outcome.faults.push(fault(source, &numbers));
            }
            ["data", hex] => outcome.outputs.push(bytes(hex)),
            _ => {}
        }
    }
    outcome
}

fn fault(source: &CudaSource, numbers: &[u64]) -> Fault {
    let [thread, kind, site, a, b] = numbers else {
        unreachable!("the program writes five numbers");
    };
    let site = usize::try_from(*site)
        .ok()
        .and_then(|site| source.sites.get(site));
    let at = artifact::Site {
        file: "",
        line: site.map_or(0, |site| site.location.line),
        column: site.map_or(0, |site| site.location.column),
        says: site
            .and_then(|site| site.says.as_ref())
            .map(|says| artifact::Says {
                // A few of them, until the program ends.
                text: says.text.clone().leak(),
                values: says.values.map(Scalar::name),
            }),
    };
    let kind = u32::try_from(*kind)
        .ok()
        .and_then(|kind| FaultKind::from_raw(kind, *a, *b, &at));
    Fault {
        thread: u32::try_from(*thread).unwrap_or(u32::MAX),
        line: at.line,
        column: at.column,
        message: kind.map_or_else(
            || "no fault that is known".to_owned(),
            |kind| kind.to_string(),
        ),
    }
}
