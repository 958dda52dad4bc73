//! Whether nvcc takes the text. `RINGKERNEL_NVCC` says where it is.

use ringkernel_build::print::cuda::CudaSource;
use std::path::Path;
use std::process::Command;

/// Compiles the text as the build script would, with warnings as errors.
///
/// # Panics
/// With nvcc's messages if it refuses the text.
pub(crate) fn accepts(source: &CudaSource) {
    let Some(nvcc) = std::env::var_os("RINGKERNEL_NVCC") else {
        return;
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&source.entry);
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
        .expect("RINGKERNEL_NVCC is nvcc");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
