//! Makes artifacts for the tests' files, which are crates of their own.

use std::path::PathBuf;

fn main() {
    let mut sources: Vec<PathBuf> = Vec::new();
    for folder in ["fail", "pass"] {
        println!("cargo::rerun-if-changed={folder}");
        let entries = std::fs::read_dir(folder).expect("the folder is part of the package");
        for entry in entries {
            let path = entry.expect("the folder can be read").path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push(path);
            }
        }
    }
    sources.sort();
    ringkernel_build::Builder::new().sources(sources).compile();
}
