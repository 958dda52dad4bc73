//! What Cargo says and hears: the only file that reads the environment or prints `cargo::` lines.
//!
//! A build script runs again only when one of the files or variables that it named has changed, so every variable that
//! [`Environment::from_process`] reads is in [`VARIABLES`], and every file the stages read is a [`Line`].

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::nvcc::{self, Policy, Search, USUAL_FOLDERS};

/// Variables of the user's that decide what is built. `PATH` joins them where it was searched.
const VARIABLES: &[&str] = &[
    "RINGKERNEL_CUDA",
    "RINGKERNEL_NVCC",
    "RINGKERNEL_TOOLKIT",
    "RINGKERNEL_CACHE_DIR",
    "CUDA_HOME",
    "CUDA_PATH",
    "DOCS_RS",
];

/// Variables that nvcc reads.
const NVCC_VARIABLES: &[&str] = &["NVCC_PREPEND_FLAGS", "NVCC_APPEND_FLAGS", "NVCC_CCBIN"];

/// Everything a build depends on besides the sources.
///
/// [`Builder::compile`](crate::Builder::compile) takes it from Cargo; other build systems and tests fill it themselves
/// and call [`Builder::build`](crate::Builder::build).
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// The package's name.
    pub package: String,
    /// The folder of its `Cargo.toml`.
    pub manifest_dir: PathBuf,
    /// Where the generated files go; a folder `ringkernel` is made there.
    pub out_dir: PathBuf,
    /// The options that are set: `unix` is `("unix", "")`, `feature = "x"` is `("feature", "x")`.
    pub cfg: Vec<(String, String)>,
    /// How device code is made.
    pub nvcc: nvcc::Options,
}

impl Environment {
    /// Reads what Cargo tells a build script.
    ///
    /// # Errors
    /// If this is no build script, or a `RINGKERNEL_` variable has a value it cannot have.
    pub fn from_process() -> Result<Self, Error> {
        let out_dir = PathBuf::from(required("OUT_DIR")?);
        Ok(Self {
            package: required("CARGO_PKG_NAME")?.to_string_lossy().into_owned(),
            manifest_dir: required("CARGO_MANIFEST_DIR")?.into(),
            cfg: cfg(),
            nvcc: nvcc_options(&out_dir)?,
            out_dir,
        })
    }
}

/// What the user's variables say about nvcc; `folder` is any folder inside Cargo's target folder, and nvcc works there.
///
/// # Errors
/// If a `RINGKERNEL_` variable has a value it cannot have.
pub fn nvcc_options(folder: &Path) -> Result<nvcc::Options, Error> {
    let target = target_folder(folder);
    Ok(nvcc::Options {
        policy: policy()?,
        search: Search {
            nvcc: path("RINGKERNEL_NVCC"),
            cuda_home: path("CUDA_HOME"),
            cuda_path: path("CUDA_PATH"),
            path: env::var_os("PATH"),
            folders: USUAL_FOLDERS.iter().map(PathBuf::from).collect(),
        },
        toolkit: toolkit(&target)?,
        cache: path("RINGKERNEL_CACHE_DIR").unwrap_or_else(|| target.join("ringkernel-cache")),
        work: folder.join("ringkernel-nvcc"),
        variables: NVCC_VARIABLES
            .iter()
            .filter_map(|&name| Some((name.to_owned(), setting(name)?)))
            .collect(),
        jobs: setting("NUM_JOBS")
            .and_then(|jobs| jobs.parse().ok())
            .unwrap_or(1),
    })
}

fn required(name: &'static str) -> Result<OsString, Error> {
    env::var_os(name).ok_or(Error::NoBuildScript { variable: name })
}

/// A variable's value; empty is unset.
fn setting(name: &str) -> Option<String> {
    env::var_os(name)
        .map(|value| value.to_string_lossy().into_owned())
        .filter(|value| !value.is_empty())
}

fn path(name: &str) -> Option<PathBuf> {
    env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

fn policy() -> Result<Policy, Error> {
    if env::var_os("DOCS_RS").is_some() {
        return Ok(Policy::Off);
    }
    match setting("RINGKERNEL_CUDA").as_deref() {
        None | Some("auto") => Ok(Policy::Auto),
        Some("require") => Ok(Policy::Require),
        Some("off") => Ok(Policy::Off),
        Some(other) => Err(Error::Setting {
            name: "RINGKERNEL_CUDA",
            value: other.to_owned(),
            allowed: "auto, require or off",
        }),
    }
}

fn toolkit(target: &Path) -> Result<Option<PathBuf>, Error> {
    match setting("RINGKERNEL_TOOLKIT").as_deref() {
        None => Ok(None),
        Some("pip") => Ok(Some(target.join("ringkernel-toolkit"))),
        Some(other) => Err(Error::Setting {
            name: "RINGKERNEL_TOOLKIT",
            value: other.to_owned(),
            allowed: "pip",
        }),
    }
}

/// Cargo's target folder; what is kept there serves all packages and profiles. Cargo marks it with a tag if it made it;
/// where something else did, it is what holds the profile's folder, which holds `build`.
fn target_folder(out_dir: &Path) -> PathBuf {
    let tagged = out_dir
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").is_file());
    let by_layout = || {
        let build = out_dir
            .ancestors()
            .find(|folder| folder.file_name().is_some_and(|name| name == "build"))?;
        build.parent()?.parent()
    };
    tagged.or_else(by_layout).unwrap_or(out_dir).to_path_buf()
}

/// `CARGO_CFG_UNIX` is `unix`, `CARGO_CFG_TARGET_FEATURE=a,b` is two options, `CARGO_FEATURE_X` is `feature = "x"`.
fn cfg() -> Vec<(String, String)> {
    let mut cfg = Vec::new();
    for (name, value) in env::vars_os() {
        let (Some(name), Some(value)) = (name.to_str(), value.to_str()) else {
            continue;
        };
        if let Some(feature) = name.strip_prefix("CARGO_FEATURE_") {
            cfg.push(("feature".to_owned(), feature.to_owned()));
        } else if let Some(name) = name.strip_prefix("CARGO_CFG_") {
            let name = name.to_ascii_lowercase();
            let values = value.split(',');
            cfg.extend(values.map(|value| (name.clone(), value.to_owned())));
        }
    }
    cfg.sort();
    cfg
}

/// One line for Cargo.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Line {
    /// A file whose change, or a folder where any change, runs the build script again.
    RerunIfChanged(PathBuf),
    /// A variable whose change does.
    RerunIfEnvChanged(&'static str),
    /// A note the user sees.
    Warning(String),
    /// A failure the user sees; the build fails.
    Error(String),
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RerunIfChanged(path) => {
                writeln!(f, "cargo::rerun-if-changed={}", path.display())
            }
            Self::RerunIfEnvChanged(name) => writeln!(f, "cargo::rerun-if-env-changed={name}"),
            Self::Warning(text) => directives(f, "warning", text),
            Self::Error(text) => directives(f, "error", text),
        }
    }
}

/// A directive ends with its line, so each line of the text is one.
fn directives(f: &mut fmt::Formatter<'_>, name: &str, text: &str) -> fmt::Result {
    text.lines()
        .try_for_each(|line| writeln!(f, "cargo::{name}={line}"))
}

/// The variables that were read.
pub(crate) fn variables(options: &nvcc::Options) -> Vec<Line> {
    let path = options.search.reads_path().then_some(&"PATH");
    VARIABLES
        .iter()
        .chain(NVCC_VARIABLES)
        .chain(path)
        .map(|&name| Line::RerunIfEnvChanged(name))
        .collect()
}

/// Tells Cargo.
#[expect(clippy::print_stdout, reason = "how a build script talks to Cargo")]
pub(crate) fn print(lines: &[Line]) {
    for line in lines {
        print!("{line}");
    }
}

/// The message of an error and of what caused it.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::target_folder;

    #[test]
    fn the_target_folder_is_found_with_and_without_its_tag() {
        let base = tempfile::tempdir().unwrap();
        let target = base.path().join("build").join("target");
        for profile in ["debug", "aarch64-unknown-linux-gnu/release"] {
            let out_dir = target.join(profile).join("build/app-0123/out");
            let holds_profile = target.join(profile).parent().unwrap().to_path_buf();
            assert_eq!(target_folder(&out_dir), holds_profile);
            fs::create_dir_all(&target).unwrap();
            fs::write(target.join("CACHEDIR.TAG"), "").unwrap();
            assert_eq!(target_folder(&out_dir), target);
            fs::remove_file(target.join("CACHEDIR.TAG")).unwrap();
        }
        let elsewhere = base.path().join("elsewhere");
        assert_eq!(target_folder(&elsewhere), elsewhere);
    }
}
