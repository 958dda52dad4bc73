//! Whether nvcc takes the text. It is found as a build script finds it.

use ringkernel_build::print::cuda::CudaSource;
use ringkernel_build::{cargo, nvcc};
use std::path::Path;
use std::process::Command;

/// Compiles the text as the build script would, with warnings as errors, in a folder of the given name.
/// `RINGKERNEL_CUDA=off` leaves it out.
///
/// # Panics
/// With nvcc's messages if it refuses the text, and if there is no nvcc.
pub(crate) fn accepts(name: &str, source: &CudaSource) {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let options =
        cargo::nvcc_options(target).expect("the variables have values that they can have");
    let Some(nvcc) = nvcc::program(&options).expect("this test needs nvcc") else {
        return;
    };
    let folder = target.join("nvcc").join(name);
    std::fs::create_dir_all(&folder).expect("the target folder is writable");
    let file = folder.join("kernel.cu");
    std::fs::write(&file, &source.text).expect("the target folder is writable");
    let output = Command::new(nvcc)
        .args(["-ptx", "-arch=compute_75", "-Werror", "all-warnings"])
        .args(&source.flags)
        .arg(&file)
        .arg("-o")
        .arg(folder.join("kernel.ptx"))
        .output()
        .expect("nvcc runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
