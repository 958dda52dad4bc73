//! Where an expansion happens: the only place that asks the compiler or the environment.

use std::path::{Path, PathBuf};

/// What the macros must know about who runs them.
#[derive(Clone, Debug)]
pub(crate) struct Surroundings {
    /// Where the package's build script wrote, if it has one.
    pub(crate) out_dir: Option<PathBuf>,
    /// The package's name.
    pub(crate) package: String,
    /// The package's folder.
    pub(crate) manifest_dir: String,
    /// Who wants the result.
    pub(crate) tool: Tool,
}

/// Who wants the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    /// rustc, clippy or rustdoc: they build what the build script saw.
    Compiler,
    /// rustdoc, for an example in a comment, which the build script does not see.
    DocTest,
    /// rust-analyzer, whose text may be newer than the build script's.
    Editor,
}

impl Surroundings {
    /// Of the running expansion.
    pub(crate) fn of_expansion() -> Self {
        let variable = |name| std::env::var(name).unwrap_or_default();
        Self {
            out_dir: std::env::var_os("OUT_DIR").map(PathBuf::from),
            package: variable("CARGO_PKG_NAME"),
            manifest_dir: variable("CARGO_MANIFEST_DIR"),
            tool: tool(),
        }
    }
}

fn tool() -> Tool {
    // rust-analyzer's spans name no file.
    let Some(file) = proc_macro::Span::call_site().local_file() else {
        return Tool::Editor;
    };
    let bundled = file
        .file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with("doctest_bundle_"));
    if bundled || std::env::var_os("UNSTABLE_RUSTDOC_TEST_PATH").is_some() {
        return Tool::DocTest;
    }
    let server = std::env::args_os().next().is_some_and(|program| {
        Path::new(&program)
            .file_stem()
            .is_some_and(|name| name.to_string_lossy().starts_with("rust-analyzer"))
    });
    if server {
        Tool::Editor
    } else {
        Tool::Compiler
    }
}
