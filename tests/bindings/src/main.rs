//! Holds `ringkernel-rt/src/abi/generated.rs` to what bindgen makes of `ringkernel-build/device/abi.h`:
//! `cargo run -p ringkernel-bindings --features libclang` compares, with `-- --write` it writes.

use std::path::Path;
use std::process::{Command, ExitCode};
use std::{env, fs};

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = root.join("ringkernel-rt/src/abi/generated.rs");
    let made = make(&root.join("ringkernel-build/device/abi.h"));
    if env::args().any(|argument| argument == "--write") {
        fs::write(&path, made).expect("the bindings can be written");
        return ExitCode::SUCCESS;
    }
    let kept = fs::read_to_string(&path).expect("the bindings are in the repository");
    if kept == made {
        return ExitCode::SUCCESS;
    }
    eprintln!(
        "{} is not what bindgen makes of abi.h: `cargo run -p ringkernel-bindings --features libclang -- --write`",
        path.display()
    );
    ExitCode::FAILURE
}

fn make(header: &Path) -> String {
    let mut builder = bindgen::Builder::default()
        .header(header.display().to_string())
        .clang_args(["-std=c11", "-fparse-all-comments"])
        .allowlist_item("(rk|RK)_.*")
        .use_core()
        .derive_default(true)
        .rust_target(bindgen::RustTarget::stable(88, 0).expect("1.88 is known to bindgen"))
        .rust_edition(bindgen::RustEdition::Edition2021)
        .formatter(bindgen::Formatter::Rustfmt);
    if let Some(include) = compiler_include() {
        builder = builder.clang_args(["-isystem", &include]);
    }
    builder.generate().expect("bindgen reads abi.h").to_string()
}

/// The folder of gcc's own headers, for a libclang that came without its own.
fn compiler_include() -> Option<String> {
    let output = Command::new("gcc")
        .arg("-print-file-name=include")
        .output()
        .ok()?;
    let path = String::from_utf8(output.stdout).ok()?;
    Some(path.trim().to_owned()).filter(|path| path.starts_with('/'))
}
