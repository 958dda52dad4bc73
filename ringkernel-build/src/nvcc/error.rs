//! Why there is no PTX.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// How to get nvcc, for messages that say it is missing.
pub(crate) const THREE_WAYS: &str = "install the CUDA toolkit (and have nvcc on PATH), \
    set RINGKERNEL_NVCC to an nvcc or CUDA_HOME to a toolkit's folder, \
    or set RINGKERNEL_TOOLKIT=pip to have a pinned one installed into the target folder";

/// A tool failed, or is not there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no nvcc.
    #[error("no nvcc was found ({looked}); there are three ways to get one: {THREE_WAYS}")]
    NotFound {
        /// Where it was looked for.
        looked: Looked,
    },
    /// There is no nvcc, and the pinned one could not be installed.
    #[error(
        "no nvcc was found ({looked}), and RINGKERNEL_TOOLKIT=pip could not install one, as said below; there are \
         three ways to get one: {THREE_WAYS}"
    )]
    NotInstalled {
        /// Where it was looked for.
        looked: Looked,
        /// Why it could not be installed.
        #[source]
        failure: Box<Error>,
    },
    /// `RINGKERNEL_NVCC` does not name a file.
    #[error(
        "RINGKERNEL_NVCC is `{}`, which is not a file: it takes the path of the program nvcc itself; for a toolkit's \
         folder there is CUDA_HOME",
        path.display()
    )]
    NotAFile {
        /// The setting.
        path: PathBuf,
    },
    /// A program could not be started.
    #[error("cannot run `{command}`")]
    Run {
        /// Its command line.
        command: String,
        /// Why.
        source: io::Error,
    },
    /// `nvcc --version` failed or does not say a release.
    #[error("`{command}` does not tell a CUDA release:\n{output}")]
    Version {
        /// The command line.
        command: String,
        /// What it printed.
        output: String,
    },
    /// nvcc found no host compiler.
    #[error("nvcc has no host compiler: install gcc, or name one in NVCC_CCBIN\nthe command was: {command}\n{message}")]
    HostCompiler {
        /// The command line.
        command: String,
        /// What nvcc printed.
        message: String,
    },
    /// nvcc, or ptxas for it, refused a kernel. The message's lines are the user's where the source has `#line`.
    #[error(
        "nvcc failed ({status}) on kernel `{kernel}` at {place}:\n{message}\nthe command was, in {}: {command}",
        folder.display()
    )]
    Failed {
        /// The kernel's name.
        kernel: String,
        /// Where it is defined.
        place: Box<str>,
        /// The command line.
        command: String,
        /// Where it ran; the source is kept there.
        folder: PathBuf,
        /// How it ended.
        status: std::process::ExitStatus,
        /// What it printed.
        message: String,
    },
    /// `RINGKERNEL_TOOLKIT=pip` needs Python.
    #[error(
        "RINGKERNEL_TOOLKIT=pip needs python3 with pip, and neither python3 nor python is on PATH"
    )]
    NoPython,
    /// Python has no pip.
    #[error("RINGKERNEL_TOOLKIT=pip needs pip, which `{python}` does not have:\n{message}")]
    NoPip {
        /// The interpreter.
        python: String,
        /// What it printed.
        message: String,
    },
    /// pip could not install the toolkit; without a network this is the one.
    #[error("pip could not install the CUDA toolkit; is there a network?\nthe command was: {command}\n{message}")]
    Pip {
        /// The command line.
        command: String,
        /// What it printed.
        message: String,
    },
    /// A file or folder of the cache, the toolkit or the work folder could not be used.
    #[error("cannot use `{}`", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// The places where nvcc was looked for, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked(pub(crate) Vec<String>);

impl Looked {
    /// One place more.
    pub(crate) fn and(mut self, place: &str) -> Self {
        self.0.push(place.to_owned());
        self
    }
}

impl fmt::Display for Looked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("looked at ")?;
        for (index, place) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            f.write_str(place)?;
        }
        Ok(())
    }
}

/// Adds the path to an input or output error.
pub(crate) fn at(path: &std::path::Path) -> impl FnOnce(io::Error) -> Error + '_ {
    move |source| Error::File {
        path: path.to_path_buf(),
        source,
    }
}
