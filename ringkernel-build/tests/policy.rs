//! What a build does with, without and against nvcc. A stand-in for nvcc counts its runs; no CUDA is needed.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};

use ringkernel_build::cargo::{Environment, Line};
use ringkernel_build::handover::Mistake;
use ringkernel_build::nvcc::{Options, Policy, Search};
use ringkernel_build::{Builder, Error, Report};

const STAND_IN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stand-in/nvcc.sh");

const SOURCE: &str = "
use ringkernel_rt::prelude::*;

#[kernel]
fn scale(y: &mut [f32], a: f32) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < y.len() {
        y[i] = a * y[i];
    }
}

#[kernel]
fn shift(y: &mut [f32], a: f32) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < y.len() {
        y[i] = y[i] + a;
    }
}
";

/// A package with two kernels, and a target folder.
struct Package {
    root: tempfile::TempDir,
    policy: Policy,
    has_nvcc: bool,
}

impl Package {
    fn new() -> Self {
        let package = Self {
            root: tempfile::tempdir().expect("a temporary folder"),
            policy: Policy::Auto,
            has_nvcc: true,
        };
        fs::create_dir_all(package.path("src")).expect("writable");
        fs::create_dir_all(package.path("out")).expect("writable");
        std::os::unix::fs::symlink(STAND_IN, package.path("nvcc")).expect("writable");
        fs::write(package.path("Cargo.toml"), "[package]\nname = \"app\"\n").expect("writable");
        package.edit(SOURCE);
        package
    }

    fn without_nvcc(policy: Policy) -> Self {
        Self {
            policy,
            has_nvcc: false,
            ..Self::new()
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn edit(&self, source: &str) {
        fs::write(self.path("src/lib.rs"), source).expect("writable");
    }

    fn build_with(&self, builder: &Builder) -> Result<Report, Error> {
        builder.build(&Environment {
            package: "app".to_owned(),
            manifest_dir: self.root.path().to_path_buf(),
            out_dir: self.path("out"),
            cfg: Vec::new(),
            nvcc: Options {
                policy: self.policy,
                search: Search {
                    nvcc: self.has_nvcc.then(|| self.path("nvcc")),
                    ..Search::default()
                },
                cache: self.path("cache"),
                work: self.path("out/work"),
                jobs: 2,
                ..Options::default()
            },
        })
    }

    fn build(&self) -> Report {
        self.build_with(&Builder::new()).expect("it builds")
    }

    /// How many kernels the stand-in compiled so far.
    fn compilations(&self) -> usize {
        self.runs_of("-ptx")
    }

    /// How often it was called with this first argument.
    fn runs_of(&self, first: &str) -> usize {
        fs::read_to_string(self.path("log"))
            .map(|log| log.lines().filter(|line| *line == first).count())
            .unwrap_or(0)
    }

    /// What the macro finds.
    fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path("out/ringkernel"))
            .expect("made by the build")
            .map(|entry| {
                let name = entry.expect("readable").file_name();
                name.into_string().expect("our names are text")
            })
            .collect();
        names.sort();
        names
    }
}

fn notes(report: &Report) -> Vec<&str> {
    report
        .lines
        .iter()
        .filter_map(|line| match line {
            Line::Warning(text) => Some(text.as_str()),
            _other => None,
        })
        .collect()
}

#[test]
fn success_says_nothing() {
    let package = Package::new();
    let report = package.build();
    assert_eq!(notes(&report), Vec::<&str>::new());
    assert_eq!(report.artifacts.len(), 2);
    let mut expected: Vec<String> = report
        .artifacts
        .iter()
        .map(|key| format!("{key}.rs"))
        .collect();
    expected.push("stamp".to_owned());
    assert_eq!(package.files(), expected);
}

#[test]
fn building_again_runs_no_nvcc() {
    let package = Package::new();
    package.build();
    assert_eq!(package.compilations(), 2);
    package.build();
    assert_eq!(package.compilations(), 2);
}

#[test]
fn changing_one_kernel_compiles_it_alone() {
    let package = Package::new();
    package.build();
    package.edit(&SOURCE.replace("y[i] + a", "y[i] - a"));
    package.build();
    assert_eq!(package.compilations(), 3);
}

#[test]
fn each_architecture_is_compiled() {
    let package = Package::new();
    package
        .build_with(&Builder::new().arch("sm_90").arch("sm_80"))
        .expect("it builds");
    assert_eq!(package.compilations(), 4);
}

#[test]
fn an_architecture_of_another_form_is_an_error() {
    let error = Package::new()
        .build_with(&Builder::new().arch("hopper"))
        .expect_err("no such architecture");
    assert!(matches!(error, Error::Arch { arch } if arch == "hopper"));
}

#[test]
fn what_an_architecture_lacks_is_a_mistake_at_its_call() {
    let package = Package::new();
    package.edit(
        "use ringkernel_rt::prelude::*;
        #[device] fn rest(n: u32) { nanosleep(n); }
        #[kernel] fn waits(y: &mut [i32]) { rest(9); y[0] = 1; }",
    );
    let report = package
        .build_with(&Builder::new().arch("sm_60").arch("sm_61").arch("sm_90"))
        .expect("the macro shows it");
    assert_eq!(report.artifacts.len(), 0);
    let texts: Vec<String> = package
        .files()
        .iter()
        .filter(|name| name.ends_with(".err"))
        .flat_map(|name| {
            let text = fs::read_to_string(package.path("out/ringkernel").join(name));
            Mistake::from_text(&text.expect("made by the build")).expect("in its format")
        })
        .map(|mistake| mistake.text)
        .collect();
    assert_eq!(
        texts,
        ["`nanosleep` needs sm_70, and this is built for sm_60, sm_61 too\nhelp: take sm_60, sm_61 out of the build \
          script's `arch`s, or do without `nanosleep`"]
    );
    assert_eq!(package.compilations(), 0);
}

#[test]
fn an_architecture_below_all_that_are_supported_is_an_error() {
    let error = Package::new()
        .build_with(&Builder::new().arch("sm_60"))
        .expect_err("sm_75 is the lowest");
    assert!(matches!(
        error,
        Error::ArchTooLow {
            arch: 60,
            needed: 75,
            ..
        }
    ));
}

#[test]
fn without_nvcc_the_build_says_so_once() {
    let package = Package::without_nvcc(Policy::Auto);
    let report = package.build();
    assert_eq!(
        notes(&report),
        [
            "no nvcc was found (looked at RINGKERNEL_NVCC, CUDA_HOME, CUDA_PATH, PATH), so 2 kernels hold CUDA source and \
             no PTX: they run on the CPU, and on a GPU where the NVRTC library is installed. To build device code install \
             the CUDA toolkit (and have nvcc on PATH), set RINGKERNEL_NVCC to an nvcc or CUDA_HOME to a toolkit's folder, \
             or set RINGKERNEL_TOOLKIT=pip to have a pinned one installed into the target folder. If the build goes on without an nvcc \
             that is there now, touch build.rs: Cargo does not watch for new programs"
        ]
    );
    assert_eq!(package.files().len(), 3);
}

#[test]
fn off_needs_no_nvcc_and_says_nothing() {
    let package = Package::without_nvcc(Policy::Off);
    assert_eq!(notes(&package.build()), Vec::<&str>::new());
    assert_eq!(package.files().len(), 3);
}

#[test]
fn require_without_nvcc_names_three_ways_to_get_it() {
    let error = Package::without_nvcc(Policy::Require)
        .build_with(&Builder::new())
        .expect_err("there is none");
    assert_eq!(
        error.to_string(),
        "no nvcc was found (looked at RINGKERNEL_NVCC, CUDA_HOME, CUDA_PATH, PATH); there are three ways to get one: \
         install the CUDA toolkit (and have nvcc on PATH), set RINGKERNEL_NVCC to an nvcc or CUDA_HOME to a toolkit's \
         folder, or set RINGKERNEL_TOOLKIT=pip to have a pinned one installed into the target folder"
    );
}

#[test]
fn a_package_without_kernels_needs_no_nvcc() {
    let package = Package::without_nvcc(Policy::Require);
    package.edit("pub fn plain() {}");
    assert_eq!(package.build().artifacts, Vec::<String>::new());
    assert_eq!(package.files(), ["stamp"]);
}

#[test]
fn a_refused_kernel_fails_the_build_with_its_line_and_command() {
    let package = Package::new();
    package.edit(&SOURCE.replace("fn shift", "fn refuse"));
    let error = package
        .build_with(&Builder::new())
        .expect_err("the stand-in refuses it");
    let text = error.to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(
        lines[..2],
        [
            "nvcc failed (exit status: 2) on kernel `refuse` at src/lib.rs:13:4:",
            "src/kernels.rs:42: error: identifier \"refuse\" is undefined",
        ]
    );
    let command = lines[2].split(" -ptx -arch=sm_75 ").collect::<Vec<_>>();
    assert_eq!(command.len(), 2);
    assert!(command[0].ends_with(&package.path("nvcc").display().to_string()));
    assert!(command[1].ends_with("-o kernel.ptx kernel.cu"));
}

#[test]
fn ptxas_is_asked_once_for_each_architecture() {
    let package = Package::new();
    package.build();
    package.build();
    assert_eq!(package.runs_of("-cubin"), 2);
    package
        .build_with(&Builder::new().arch("sm_80").arch("sm_75"))
        .expect("it builds");
    assert_eq!(package.runs_of("-cubin"), 4);
}

#[test]
fn a_warning_of_ptxas_names_the_rust_line_each_time() {
    let package = Package::new();
    package.edit(&SOURCE.replace("fn shift", "fn crowded"));
    for _ in 0..2 {
        assert_eq!(
            notes(&package.build()),
            [
                "src/lib.rs:13:4: kernel `crowded` on sm_75: Registers are spilled to local memory in function \
                 `crowded`, 8 bytes spill stores, 8 bytes spill loads"
            ]
        );
    }
}

#[test]
fn a_budget_that_is_kept_says_nothing() {
    let package = Package::new();
    package.edit(&SOURCE.replace("#[kernel]", "#[kernel(max_registers = 40)]"));
    let report = package.build();
    assert_eq!(notes(&report), Vec::<&str>::new());
    assert_eq!(report.artifacts.len(), 2);
}

#[test]
fn a_budget_that_is_exceeded_is_a_mistake_at_its_number() {
    let package = Package::new();
    package.edit(&SOURCE.replacen("#[kernel]", "#[kernel(fast(ftz), max_registers = 39)]", 1));
    let report = package
        .build_with(&Builder::new().arch("sm_75").arch("sm_90"))
        .expect("the macro shows it");
    assert_eq!(report.artifacts.len(), 1);
    let files = package.files();
    let mistakes: Vec<&String> = files.iter().filter(|name| name.ends_with(".err")).collect();
    let [file] = mistakes[..] else {
        panic!("one kernel is over its budget: {files:?}");
    };
    let text = fs::read_to_string(package.path("out/ringkernel").join(file));
    let mistakes = Mistake::from_text(&text.expect("made by the build")).expect("in its format");
    assert_eq!(
        mistakes[0].text,
        "`scale` takes more than its budget of 39 registers: 40 on sm_75, 40 on sm_90\nhelp: let fewer values live at once \
         (smaller tiles, less unrolled by hand, two kernels for one), or write `max_registers = 40`"
    );
}

#[test]
fn a_budget_that_cannot_be_checked_is_said() {
    let package = Package::without_nvcc(Policy::Off);
    package.edit(&SOURCE.replacen("#[kernel]", "#[kernel(max_registers = 64)]", 1));
    assert_eq!(
        notes(&package.build()),
        ["`max_registers` of `scale` was not checked: it needs nvcc and its ptxas"]
    );
}

#[test]
fn a_kernel_that_vanished_leaves_nothing() {
    let package = Package::new();
    package.build();
    let (_, shift) = SOURCE.split_at(SOURCE.rfind("#[kernel]").expect("two kernels"));
    package.edit(&SOURCE.replace(shift, ""));
    let report = package.build();
    assert_eq!(
        package.files(),
        [format!("{}.rs", report.artifacts[0]), "stamp".to_owned()]
    );
}

#[test]
fn a_mistake_of_the_whole_crate_is_handed_to_the_macro() {
    let package = Package::new();
    package.edit(
        "use ringkernel_rt::prelude::*;
        #[device] fn down(n: i32) -> i32 { if n <= 0 { return 0; } down(n - 1) }
        #[kernel] fn calls(y: &mut [i32]) { y[0] = down(3); }
        #[kernel] fn sound(y: &mut [i32]) { y[0] = 3; }",
    );
    let report = package.build();
    assert_eq!(report.artifacts.len(), 1);
    let mistakes: Vec<Vec<Mistake>> = package
        .files()
        .iter()
        .filter(|name| name.ends_with(".err"))
        .map(|name| {
            let text = fs::read_to_string(package.path("out/ringkernel").join(name));
            Mistake::from_text(&text.expect("made by the build")).expect("in its format")
        })
        .collect();
    // `calls` has none of its own; `down` has one, on the name in its last call.
    assert_eq!(mistakes.iter().map(Vec::len).collect::<Vec<_>>(), [0, 1]);
    let call = &mistakes[1][0];
    assert_eq!((call.start, call.end), (22, 22));
    assert_eq!(
        call.text,
        "`down` calls itself: a GPU thread's stack is small and fixed\nhelp: write the recursion as a loop"
    );
}

#[test]
fn a_broken_device_function_stops_only_what_reaches_it() {
    let package = Package::new();
    package.edit(
        "use ringkernel_rt::prelude::*;
        #[device] fn uses(y: &mut [f32]) { y[0] = broken(y[1]); sync_threads(); }
        #[device] fn broken(x: f32) -> f32 { unknown(x) }
        #[kernel] fn reaches(y: &mut [f32]) { uses(y); }
        #[kernel] fn sound(y: &mut [f32]) { y[0] = 3.0; sync_threads(); }",
    );
    let report = package.build();
    assert_eq!(report.artifacts.len(), 1);
    assert!(report.artifacts[0].starts_with("sound_"));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (first, second) = (Package::new(), Package::new());
    first.build();
    second.build();
    for name in first.files() {
        if name != "stamp" {
            let read = |package: &Package| fs::read(package.path("out/ringkernel").join(&name));
            assert_eq!(read(&first).expect("built"), read(&second).expect("built"));
        }
    }
}

#[test]
fn cargo_hears_of_every_file_and_variable() {
    let package = Package::new();
    let report = package.build();
    let mut files: Vec<&Path> = Vec::new();
    let mut variables = Vec::new();
    for line in &report.lines {
        match line {
            Line::RerunIfChanged(path) => files.push(path),
            Line::RerunIfEnvChanged(name) => variables.push(*name),
            other => panic!("nothing else is said: {other:?}"),
        }
    }
    let nvcc = package.path("nvcc");
    assert_eq!(files, [Path::new("Cargo.toml"), Path::new("src"), &nvcc]);
    assert_eq!(
        variables,
        [
            "RINGKERNEL_CUDA",
            "RINGKERNEL_NVCC",
            "RINGKERNEL_TOOLKIT",
            "RINGKERNEL_CACHE_DIR",
            "CUDA_HOME",
            "CUDA_PATH",
            "DOCS_RS",
            "NVCC_PREPEND_FLAGS",
            "NVCC_APPEND_FLAGS",
            "NVCC_CCBIN",
        ]
    );
}
