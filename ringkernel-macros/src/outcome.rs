//! What the build script made of a function.

use std::fs;
use std::path::Path;

use ringkernel_build::handover::{Mistake, Scan, Stamp};
use ringkernel_build::name;

use crate::surroundings::{Surroundings, Tool};

/// What the build script made of a function.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Its artifact is there, under this key.
    Built(String),
    /// The function is wrong; with an empty list, because of something wrong elsewhere.
    Mistaken(Vec<Mistake>),
    /// Nobody expects device code here: a documentation test, or an editor.
    CpuOnly,
    /// The build script saw another text, or none.
    Missing(Missing),
}

/// Why there is no artifact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// The package has no build script.
    BuildScript,
    /// It has one that does not call us.
    Call,
    /// The build script uses another version of `ringkernel-build`.
    Version,
    /// A source file could not be parsed, so the build script gave up.
    Scan,
    /// The build script ran but did not see this function.
    Function,
}

/// What the build script says about the package, if it left anything.
pub(crate) fn stamp(surroundings: &Surroundings) -> Result<Stamp, Missing> {
    let folder = surroundings
        .out_dir
        .as_deref()
        .ok_or(Missing::BuildScript)?;
    let path = folder.join(name::FOLDER).join(name::STAMP);
    let text = fs::read_to_string(path).map_err(|_| Missing::Call)?;
    let stamp = Stamp::from_text(&text).ok_or(Missing::Version)?;
    // A program that runs cargo inside a build (trybuild) hands its own OUT_DIR down.
    let ours = stamp.package == surroundings.package
        && Path::new(&stamp.manifest_dir) == Path::new(&surroundings.manifest_dir);
    if ours || may_borrow(&stamp, surroundings) {
        Ok(stamp)
    } else {
        Err(Missing::Call)
    }
}

/// trybuild compiles the files of a package inside a package `<name>-tests` below the target folder; their artifacts
/// are those that the package's own build script made.
fn may_borrow(stamp: &Stamp, surroundings: &Surroundings) -> bool {
    surroundings.package == format!("{}-tests", stamp.package)
        && Path::new(&surroundings.manifest_dir)
            .components()
            .any(|part| part.as_os_str() == "trybuild")
}

/// Looks for what the build script made under `key`.
pub(crate) fn of_function(surroundings: &Surroundings, key: &str) -> Outcome {
    match surroundings.tool {
        Tool::DocTest | Tool::Editor => return Outcome::CpuOnly,
        Tool::Compiler => {}
    }
    let stamp = match stamp(surroundings) {
        Ok(stamp) => stamp,
        Err(missing) => return Outcome::Missing(missing),
    };
    let folder = surroundings
        .out_dir
        .as_deref()
        .expect("a stamp was found in it")
        .join(name::FOLDER);
    if let Ok(text) = fs::read_to_string(folder.join(name::mistakes_file(key))) {
        return match Mistake::from_text(&text) {
            Some(mistakes) => Outcome::Mistaken(mistakes),
            None => Outcome::Missing(Missing::Version),
        };
    }
    let instance = name::instance_key(key, 0);
    let is_there = |key| folder.join(name::artifact_file(key)).exists();
    if is_there(key) || is_there(&instance) {
        return Outcome::Built(key.to_owned());
    }
    Outcome::Missing(match stamp.scan {
        Scan::Complete => Missing::Function,
        Scan::SyntaxError => Missing::Scan,
    })
}

impl Missing {
    /// What is wrong and how to mend it.
    pub(crate) fn explain(self, kernel: &str) -> (String, &'static str) {
        match self {
            Self::BuildScript => (
                format!("`{kernel}` has no device code: this package has no build script"),
                "add a `build.rs` with `fn main() { ringkernel_build::compile(); }`, and `ringkernel-build` to \
                 `[build-dependencies]`",
            ),
            Self::Call => (
                format!("`{kernel}` has no device code: this package's build script makes none"),
                "call `ringkernel_build::compile()` in `main` of the build script, with `ringkernel-build` in \
                 `[build-dependencies]`",
            ),
            Self::Version => (
                format!("`{kernel}` has no device code: the build script uses another version"),
                "let `ringkernel-build` in `[build-dependencies]` have the version of `ringkernel-rt`",
            ),
            Self::Scan => (
                format!("`{kernel}` has no device code: a source file of this package could not be parsed"),
                "mend the file; building all targets (`cargo check --all-targets`) shows where",
            ),
            Self::Function => (
                format!("`{kernel}` has no device code: the build script did not see this function"),
                "if `macro_rules!` made it, write it out; if `Builder::sources` lists files, add this one; otherwise \
                 run `cargo clean -p` for this package",
            ),
        }
    }
}
