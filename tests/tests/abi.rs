//! The layouts that host and device share come from one header, and change only with its version.

use std::path::PathBuf;

use ringkernel_rt::abi;

/// The version and the hash of the header without comments that belong together. A test that fails here asks for one
/// commit that raises `RK_ABI_VERSION`, regenerates the bindings (`ringkernel-bindings`), approves the hash and says so in
/// the change log.
const PINNED: (u32, u64) = (16, 0xfee1_948a_9782_bc0f);

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
