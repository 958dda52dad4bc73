//! A package of its own, built by Cargo: the runtime under another name, strict lints, and a count of nvcc's runs.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};

const BUILD: &str = env!("CARGO_MANIFEST_DIR");
const STAND_IN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stand-in/nvcc.sh");

const MAIN: &str = r##"//! Prints what the build made of a kernel.
#![deny(missing_docs, unsafe_code, warnings)]

use gpu::prelude::*;

/// y = a * x + y.
#[kernel]
pub fn saxpy(x: &[f32], y: &mut [f32], a: f32, n: i32) {
    let idx = block_idx_x() * block_dim_x() + thread_idx_x();
    if idx >= n {
        return;
    }
    y[idx as usize] = a * x[idx as usize] + y[idx as usize];
}

fn main() {
    println!("{:?}", saxpy::ARTIFACT.toolkit);
    println!("{} PTX", saxpy::ARTIFACT.ptx.len());
    println!("{}", saxpy::ARTIFACT.resources());
}
"##;

/// The program under another name of the runtime.
fn main(runtime: &str) -> String {
    MAIN.replace("gpu::", &format!("{}::", runtime.replace('-', "_")))
}

/// Held by each test: Cargo would build what the packages share anew for one while another asks whether anything changed.
static ALONE: Mutex<()> = Mutex::new(());

/// The package's folder; its target folder stays from run to run, the package is made anew.
struct Package(PathBuf);

impl Package {
    /// Makes the package in a folder of this name; `runtime` is what it calls the runtime.
    fn new(name: &str, runtime: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        for folder in ["src", "nvcc"] {
            let _absent = fs::remove_dir_all(root.join(folder));
            fs::create_dir_all(root.join(folder)).expect("writable");
        }
        let workspace = Path::new(BUILD).join("..");
        let manifest = format!(
            "[package]\nname = \"app\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n\
             [dependencies]\n{runtime} = {{ package = \"ringkernel-rt\", path = {:?} }}\n\
             [build-dependencies]\nringkernel-build = {{ path = {BUILD:?} }}\n",
            workspace.join("ringkernel-rt"),
        );
        let write = |name: &str, text: &str| fs::write(root.join(name), text).expect("writable");
        write("Cargo.toml", &manifest);
        write(
            "build.rs",
            "//! Makes the device code.\nfn main() {\n    ringkernel_build::compile();\n}\n",
        );
        write("src/main.rs", &main(runtime));
        // The versions that the workspace was tested with, so that no network is needed.
        fs::copy(workspace.join("Cargo.lock"), root.join("Cargo.lock")).expect("writable");
        std::os::unix::fs::symlink(STAND_IN, root.join("nvcc/nvcc")).expect("writable");
        let package = Self(root);
        // A cache left by an earlier run would answer for nvcc.
        let _absent = fs::remove_dir_all(package.target().join("ringkernel-cache"));
        package
    }

    /// All packages share what they depend on.
    fn target(&self) -> PathBuf {
        self.0.with_file_name("package-target")
    }

    fn run(&self, variables: &[(&str, &str)]) -> Output {
        self.cargo(&["run"], variables)
    }

    /// What rustc says of the package under this command, without a toolkit.
    fn refusal(&self, command: &[&str]) -> String {
        let output = self.cargo(command, &[("RINGKERNEL_CUDA", "off")]);
        assert!(!output.status.success(), "nothing is refused");
        let mut said = String::new();
        // rustdoc tells it among the tests' results.
        let streams = [output.stderr, output.stdout].map(String::from_utf8);
        for stream in streams {
            let stream = stream.expect("rustc speaks UTF-8");
            let mistakes = stream.split("\n\n").filter(|part| {
                let message = part.lines().find(|line| line.starts_with("error"));
                message.is_some_and(|line| !line.contains("due to") && !line.contains("doctest"))
            });
            for mistake in mistakes {
                let lines = mistake
                    .lines()
                    .skip_while(|line| !line.starts_with("error"));
                for line in lines {
                    said.push_str(line);
                    said.push('\n');
                }
            }
        }
        said
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a file")).expect("writable");
        fs::write(path, text).expect("writable");
    }

    fn cargo(&self, command: &[&str], variables: &[(&str, &str)]) -> Output {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args(command)
            .args(["--quiet", "--offline"])
            .current_dir(&self.0)
            .env("CARGO_TARGET_DIR", self.target())
            .env("CARGO_TERM_COLOR", "never")
            .env_remove("RINGKERNEL_TOOLKIT")
            .env_remove("RINGKERNEL_NVCC")
            .env_remove("RINGKERNEL_CUDA")
            .env_remove("RINGKERNEL_CACHE_DIR")
            .env_remove("DOCS_RS")
            .env_remove("CUDA_HOME")
            .env_remove("CUDA_PATH")
            .envs(variables.iter().copied());
        cargo.output().expect("cargo runs")
    }

    /// Runs the program with the stand-in as nvcc; what it prints, and what Cargo says of this package.
    fn run_with_nvcc(&self) -> (String, Vec<String>) {
        let nvcc = self.0.join("nvcc/nvcc");
        let output = self.run(&[("RINGKERNEL_NVCC", nvcc.to_str().expect("a plain path"))]);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(output.status.success(), "{}", text(&output.stderr));
        (text(&output.stdout), said(&output))
    }

    /// The stand-in's log: one line a run.
    fn log(&self) -> String {
        fs::read_to_string(self.0.join("nvcc/log")).expect("nvcc ran")
    }
}

/// What the build script told the user.
fn said(output: &Output) -> Vec<String> {
    String::from_utf8_lossy(&output.stderr)
        .lines()
        .filter(|line| line.starts_with("warning: app@") || line.starts_with("error: app@"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn cargo_builds_once_and_says_nothing() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let package = Package::new("package", "gpu");
    let (printed, notes) = package.run_with_nvcc();
    assert_eq!(
        printed,
        "Nvcc(\"Cuda compilation tools, release 13.0, V13.0.88\")\n1 PTX\n\
         saxpy  registers  spill stores  spill loads  stack  shared  constant  blocks of 128  blocks of 256  \
         blocks of 512  blocks of 1024\n\
         sm_75         40             0            0      0       0       376              8              4  \
         \x20           2               1\n"
    );
    assert_eq!(notes, Vec::<String>::new());
    assert_eq!(package.log(), "--version\n-ptx\n-cubin\n");

    package.run_with_nvcc();
    assert_eq!(
        package.log(),
        "--version\n-ptx\n-cubin\n",
        "nothing was touched"
    );

    let other = MAIN.replace("a * x[", "2.0 * a * x[");
    fs::write(package.0.join("src/main.rs"), other).expect("writable");
    package.run_with_nvcc();
    assert_eq!(
        package.log(),
        "--version\n-ptx\n-cubin\n--version\n-ptx\n-cubin\n"
    );

    let output = package.run(&[("RINGKERNEL_NVCC", "/no/such/nvcc")]);
    assert!(!output.status.success());
    assert_eq!(
        said(&output),
        [
            "error: app@0.0.0: RINGKERNEL_NVCC is `/no/such/nvcc`, which is not a file: it takes the path of the \
             program nvcc itself; for a toolkit's folder there is CUDA_HOME"
        ]
    );

    let build = fs::read_to_string(package.0.join("build.rs")).expect("readable");
    let sources = build.replace(
        "compile()",
        "Builder::new().sources([\"src/kernels.rs\"]).compile()",
    );
    fs::write(package.0.join("build.rs"), sources).expect("writable");
    let output = package.run(&[("RINGKERNEL_CUDA", "off")]);
    assert!(!output.status.success());
    assert_eq!(
        said(&output),
        [format!(
            "error: app@0.0.0: `Builder::sources` names `src/kernels.rs`, and there is no such file in {}",
            package.0.display()
        )]
    );
    fs::write(package.0.join("build.rs"), build).expect("writable");

    let output = package.run(&[("RINGKERNEL_CUDA", "off")]);
    assert!(output.status.success());
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "Off\n0 PTX\nsaxpy: no figures: RINGKERNEL_CUDA=off\n"
    );
}

/// These stand here and not among the files of trybuild, whose package has a build script that is right.
#[test]
fn what_a_package_lacks_is_told_at_the_kernel() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let package = Package::new("package-refused", "ringkernel-rt");

    // rustc can parse this, syn cannot.
    let odd = "#[cfg(any())]\nfn odd(f: Fn(f32)) {}\n";
    let program = main("ringkernel-rt");
    package.write("src/main.rs", &format!("{program}\n{odd}"));
    insta::assert_snapshot!("file_that_cannot_be_parsed", package.refusal(&["build"]));
    package.write("src/main.rs", &program);

    let archs = "//! Builds for a GPU that lacks what the kernel asks for.
fn main() {
    ringkernel_build::Builder::new().arch(\"sm_60\").arch(\"sm_90\").compile();
}
";
    package.write("build.rs", archs);
    let sleeping = program.replace("if idx >= n {", "nanosleep(20);\n    if idx >= n {");
    package.write("src/main.rs", &sleeping);
    insta::assert_snapshot!("architecture_that_lacks", package.refusal(&["check"]));
    package.write("src/main.rs", &program);

    let older = "//! Leaves what an older version would.
fn main() {
    ringkernel_build::compile();
    let folder = std::path::Path::new(&std::env::var_os(\"OUT_DIR\").unwrap())
        .join(ringkernel_build::name::FOLDER);
    std::fs::write(folder.join(ringkernel_build::name::STAMP), \"format 0\").unwrap();
}
";
    package.write("build.rs", older);
    insta::assert_snapshot!(
        "build_script_of_another_version",
        package.refusal(&["check"])
    );

    let idle = "//! Leaves what a build script would that never called us.
fn main() {
    let folder = std::path::Path::new(&std::env::var_os(\"OUT_DIR\").unwrap())
        .join(ringkernel_build::name::FOLDER);
    std::fs::remove_dir_all(folder).unwrap();
}
";
    package.write("build.rs", idle);
    insta::assert_snapshot!("build_script_without_a_call", package.refusal(&["check"]));

    fs::remove_file(package.0.join("build.rs")).expect("writable");
    insta::assert_snapshot!("no_build_script", package.refusal(&["check"]));

    let library = "//! A stencil in an example.
//!
//! ```
//! use ringkernel_rt::prelude::*;
//!
//! const FAR: i32 = 2;
//!
//! #[stencil]
//! fn shift(a: &[f32], b: &mut [f32], pos: GridPos) {
//!     b[pos.idx()] = pos.at(a, FAR, 0);
//! }
//! ```
";
    package.write("src/lib.rs", library);
    insta::assert_snapshot!("documentation_test", package.refusal(&["test", "--doc"]));
}
