//! Times the build script's work without nvcc: kernels of the tests, from source files to CUDA C and artifacts.
#![expect(clippy::print_stdout, reason = "figures are what this program is for")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use ringkernel_benchmarks::harness::Times;
use ringkernel_build::cargo::Environment;
use ringkernel_build::{nvcc, Builder};

/// How often it is done.
const TIMES: usize = 200;

fn main() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = tempfile::tempdir().expect("a folder can be made");
    let gallery = folder.path().join("gallery");
    copy(
        &tests.join("src/kernels/gallery"),
        &gallery.join("src/gallery"),
    );
    fs::write(gallery.join("src/lib.rs"), "pub mod gallery;\n").expect("the folder is ours");
    measure("the gallery", gallery, folder.path());
    measure("all tests", tests, folder.path());
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder is ours");
    for entry in fs::read_dir(from).expect("the gallery is there") {
        let entry = entry.expect("the gallery can be read");
        fs::copy(entry.path(), to.join(entry.file_name())).expect("a file of it can be copied");
    }
}

/// Builds the package in `manifest_dir` again and again.
fn measure(what: &str, manifest_dir: PathBuf, folder: &Path) {
    let environment = Environment {
        manifest_dir,
        package: "ringkernel-tests".to_owned(),
        out_dir: folder.join("out"),
        cfg: Vec::new(),
        nvcc: nvcc::Options {
            policy: nvcc::Policy::Off,
            search: nvcc::Search::default(),
            toolkit: None,
            cache: folder.join("cache"),
            work: folder.join("work"),
            variables: Vec::new(),
            jobs: 1,
        },
    };
    fs::create_dir_all(&environment.out_dir).expect("the folder is ours");
    let mut artifacts = 0;
    let times: Vec<u64> = (0..TIMES)
        .map(|_| {
            let builder = Builder::new().sources([PathBuf::from("src/lib.rs")]);
            let start = Instant::now();
            let report = builder.build(&environment).expect("the kernels are right");
            let took = start.elapsed().as_nanos();
            artifacts = report.artifacts.len();
            u64::try_from(took).expect("it ends")
        })
        .collect();
    println!(
        "front end over {artifacts} kernels, {what}: {}",
        Times(&times)
    );
}
