//! Makes the artifacts of the kernels that are timed, and the hand-written CUDA beside them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    ringkernel_build::compile();

    let out = PathBuf::from(env::var_os("OUT_DIR").expect("Cargo sets it"));
    println!("cargo::rerun-if-changed=baseline");
    cc::Build::new()
        .cpp(true)
        .std("c++17")
        .opt_level(2)
        .file("baseline/round_trip.cpp")
        .file("baseline/stream.cpp")
        .file("baseline/fleet.cpp")
        .file("baseline/stencil.cpp")
        .compile("baseline");
    for name in ["round_trip", "stream", "stencil"] {
        let text = ptx(&out, name).unwrap_or_default();
        fs::write(out.join(format!("{name}.ptx")), text).expect("the output folder is writable");
    }
}

/// The PTX of the hand-written kernels of a file, if device code is wanted and there is an nvcc.
fn ptx(out: &Path, name: &str) -> Option<String> {
    let options = ringkernel_build::cargo::nvcc_options(out).ok()?;
    let nvcc = match ringkernel_build::nvcc::program(&options) {
        Ok(nvcc) => nvcc?,
        Err(error) => {
            println!("cargo::warning=no hand-written CUDA to compare with: {error}");
            return None;
        }
    };
    let source = format!("baseline/{name}.cu");
    let file = out.join("baseline.ptx");
    let status = Command::new(nvcc)
        .args(["-ptx", "-arch=sm_75", "-std=c++17", "-o"])
        .arg(&file)
        .arg(&source)
        .status()
        .expect("nvcc was found");
    assert!(status.success(), "nvcc refused {source}");
    Some(fs::read_to_string(file).expect("nvcc has written it"))
}
