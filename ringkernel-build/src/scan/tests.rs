//! Scans of small packages on disk.

use std::fs;
use std::path::{Path, PathBuf};

use super::{scan, Cfg, Crate, ItemKind, Options};
use crate::lower::lower;

/// Writes a package and scans it.
fn scanned(files: &[(&str, &str)]) -> Crate {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        fs::write(path, text).expect("writable");
    }
    scan(&options(folder.path())).expect("a readable package")
}

fn options(folder: &Path) -> Options {
    Options {
        manifest_dir: folder.to_path_buf(),
        package: "my-package".to_owned(),
        runtime: "rk".to_owned(),
        cfg: Cfg::default().with_value("feature", "gpu"),
        sources: None,
    }
}

/// The kernels and device functions found, each with its file.
fn found(krate: &Crate) -> Vec<String> {
    krate
        .items
        .iter()
        .filter(|item| matches!(item.kind, ItemKind::Kernel | ItemKind::Device))
        .map(|item| format!("{} in {}", item.name, krate.files[item.file as usize]))
        .collect()
}

const KERNEL: &str = "use rk::prelude::*;\n#[kernel] fn k(y: &mut [f32]) { y[0] = 1.0; }\n";

#[test]
fn modules_are_followed_to_their_files() {
    let krate = scanned(&[
        (
            "src/lib.rs",
            "mod a; mod b; #[path = \"odd/place.rs\"] mod c; mod d { mod e; #[path = \"f2.rs\"] mod f; } \
             #[cfg(feature = \"gpu\")] mod g; #[cfg(not(feature = \"gpu\"))] mod h; mod missing;",
        ),
        ("src/a.rs", "mod inner;"),
        ("src/a/inner.rs", KERNEL),
        ("src/b/mod.rs", "mod inner;"),
        ("src/b/inner.rs", KERNEL),
        ("src/odd/place.rs", "mod near;"),
        ("src/odd/near.rs", KERNEL),
        ("src/d/e.rs", KERNEL),
        ("src/d/f2.rs", KERNEL),
        ("src/g.rs", KERNEL),
        ("src/h.rs", KERNEL),
    ]);
    assert_eq!(
        found(&krate),
        [
            "k in src/a/inner.rs",
            "k in src/b/inner.rs",
            "k in src/odd/near.rs",
            "k in src/d/e.rs",
            "k in src/d/f2.rs",
            "k in src/g.rs",
        ]
    );
}

#[test]
fn all_roots_of_a_package_are_scanned() {
    let krate = scanned(&[
        (
            "Cargo.toml",
            "[package]\nname = \"my-package\"\n[[example]]\nname = \"x\"\npath = \"elsewhere/x.rs\"\n",
        ),
        ("src/lib.rs", KERNEL),
        ("src/main.rs", KERNEL),
        ("src/bin/tool.rs", KERNEL),
        ("src/bin/big/main.rs", KERNEL),
        ("tests/it.rs", KERNEL),
        ("tests/data/readme.txt", "kernel"),
        ("examples/demo/main.rs", KERNEL),
        ("benches/speed.rs", KERNEL),
        ("elsewhere/x.rs", KERNEL),
        ("build.rs", KERNEL),
    ]);
    assert_eq!(
        found(&krate),
        [
            "k in src/lib.rs",
            "k in src/main.rs",
            "k in elsewhere/x.rs",
            "k in src/bin/big/main.rs",
            "k in src/bin/tool.rs",
            "k in tests/it.rs",
            "k in examples/demo/main.rs",
            "k in benches/speed.rs",
        ]
    );
    let inputs: Vec<PathBuf> = krate.inputs.clone();
    assert_eq!(
        inputs,
        [
            "Cargo.toml",
            "src",
            "tests",
            "examples",
            "benches",
            "elsewhere/x.rs"
        ]
        .map(PathBuf::from)
    );
    let output = lower(&krate);
    assert!(output.mistakes.is_empty(), "{:?}", output.mistakes);
    assert_eq!(output.module.kernels.len(), 1, "equal text is one artifact");
}

#[test]
fn other_roots_see_the_library_by_its_name() {
    let krate = scanned(&[
        (
            "src/lib.rs",
            "pub mod wave { use rk::prelude::*; pub const C: f32 = 2.0; #[device] pub fn twice(x: f32) -> f32 { x * C } }",
        ),
        (
            "tests/it.rs",
            "use rk::prelude::*;\nuse my_package::wave;\n#[kernel] fn k(y: &mut [f32]) { y[0] = wave::twice(wave::C); }",
        ),
    ]);
    let output = lower(&krate);
    assert!(output.mistakes.is_empty(), "{:?}", output.mistakes);
    assert_eq!(output.module.kernels.len(), 1);
}

#[test]
fn line_ends_of_windows_change_nothing() {
    let plain = scanned(&[("src/lib.rs", KERNEL)]);
    let windows = scanned(&[("src/lib.rs", &KERNEL.replace('\n', "\r\n"))]);
    assert_eq!(plain.items[0].key, windows.items[0].key);
    let start = |krate: &Crate| krate.items[0].span.start();
    assert_eq!(start(&plain), start(&windows));
}

#[test]
fn a_file_that_does_not_parse_is_told() {
    let krate = scanned(&[
        ("src/lib.rs", "mod broken; mod fine;"),
        ("src/broken.rs", "#[kernel] fn k( {"),
        ("src/fine.rs", KERNEL),
    ]);
    assert_eq!(found(&krate), ["k in src/fine.rs"]);
    assert_eq!(krate.syntax_errors.len(), 1);
    assert_eq!(krate.syntax_errors[0].file, "src/broken.rs");
}

#[test]
fn a_name_that_cfg_decides_between_builds_is_refused() {
    let krate = scanned(&[(
        "src/lib.rs",
        "use rk::prelude::*;\n#[cfg(test)] const N: f32 = 1.0;\n#[cfg(not(test))] const N: f32 = 2.0;\n\
         #[kernel] fn k(y: &mut [f32]) { y[0] = N; }",
    )]);
    let output = lower(&krate);
    let texts: Vec<&str> = output
        .mistakes
        .values()
        .flatten()
        .map(|mistake| mistake.message.as_str())
        .collect();
    assert_eq!(
        texts,
        ["`N` depends on a `cfg` that differs between builds"]
    );
}

#[test]
fn a_kernel_of_another_crate_is_none_of_ours() {
    let krate = scanned(&[(
        "src/lib.rs",
        "use other_crate::kernel;\n#[kernel] fn k(y: &mut [f32]) {}\n#[other_crate::device] fn d() {}",
    )]);
    assert_eq!(found(&krate), Vec::<String>::new());
}
