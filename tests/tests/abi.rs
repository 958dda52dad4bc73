//! The layouts that host and device share come from one header, and change only with its version.

use std::path::PathBuf;

use ringkernel_rt::abi;

/// The version and the hash of the header without comments that belong together. A test that fails here asks for one
/// commit that raises `RK_ABI_VERSION`, regenerates the bindings (see below), approves the hash and says so in the
/// change log.
const PINNED: (u32, u64) = (9, 0x3674_83a6_a55a_3ff7);

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn header() -> PathBuf {
    root().join("ringkernel-build/device/abi.h")
}

/// What the compiler sees: no comments, one space between words.
fn without_comments(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        code.push_str(before);
        rest = after.split_once("*/").expect("a comment of abi.h ends").1;
    }
    code.push_str(rest);
    code.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn header_changes_only_with_its_version() {
    let text = std::fs::read_to_string(header()).expect("abi.h is in the repository");
    let hash = xxhash_rust::xxh3::xxh3_64(without_comments(&text).as_bytes());
    assert_eq!(
        (abi::VERSION, hash),
        PINNED,
        "abi.h changed: raise RK_ABI_VERSION, regenerate the bindings and pin {hash:#018x}"
    );
}

/// `RINGKERNEL_BLESS=1 cargo test -p ringkernel-tests --features drift --test abi -- --include-ignored` writes the
/// bindings instead of comparing them.
#[test]
#[cfg_attr(
    not(feature = "drift"),
    ignore = "needs libclang: run with --features drift"
)]
fn checked_in_bindings_are_what_bindgen_makes() {
    #[cfg(feature = "drift")]
    drift::check();
}

#[cfg(feature = "drift")]
mod drift {
    use std::process::Command;

    /// The folder of gcc's own headers, for a libclang that came without its own.
    fn compiler_include() -> Option<String> {
        let output = Command::new("gcc")
            .arg("-print-file-name=include")
            .output()
            .ok()?;
        let path = String::from_utf8(output.stdout).ok()?;
        Some(path.trim().to_owned()).filter(|path| path.starts_with('/'))
    }

    pub(super) fn check() {
        let mut builder = bindgen::Builder::default()
            .header(super::header().display().to_string())
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
        let made = builder.generate().expect("bindgen reads abi.h").to_string();
        let path = super::root().join("ringkernel-rt/src/abi/generated.rs");
        if std::env::var_os("RINGKERNEL_BLESS").is_some() {
            std::fs::write(&path, &made).expect("the bindings can be written");
        }
        let kept = std::fs::read_to_string(&path).expect("the bindings are in the repository");
        assert!(
            kept == made,
            "{} differs from what bindgen makes of abi.h: run this test with RINGKERNEL_BLESS=1",
            path.display()
        );
    }
}
