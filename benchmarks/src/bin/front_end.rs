//! Times the build script's work without nvcc: all kernels of the tests, from source files to CUDA C and artifacts.
#![expect(clippy::print_stdout, reason = "figures are what this program is for")]

use std::path::{Path, PathBuf};
use std::time::Instant;

use ringkernel_benchmarks::figure::Times;
use ringkernel_build::cargo::Environment;
use ringkernel_build::{nvcc, Builder};

/// How often it is done.
const TIMES: usize = 200;

fn main() {
    let out_dir = tempfile::tempdir().expect("a folder can be made");
    let environment = Environment {
        manifest_dir: Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests"),
        package: "ringkernel-tests".to_owned(),
        out_dir: out_dir.path().to_path_buf(),
        cfg: Vec::new(),
        nvcc: nvcc::Options {
            policy: nvcc::Policy::Off,
            search: nvcc::Search::default(),
            toolkit: None,
            cache: out_dir.path().join("cache"),
            work: out_dir.path().join("work"),
            variables: Vec::new(),
            jobs: 1,
        },
    };
    let builder = || Builder::new().sources([PathBuf::from("src/lib.rs")]);
    let mut artifacts = 0;
    let times: Vec<u64> = (0..TIMES)
        .map(|_| {
            let builder = builder();
            let start = Instant::now();
            let report = builder.build(&environment).expect("the kernels are right");
            let took = start.elapsed().as_nanos();
            artifacts = report.artifacts.len();
            u64::try_from(took).expect("it ends")
        })
        .collect();
    println!("front end over {artifacts} kernels: {}", Times(&times));
}
