//! From a package's folder to its annotated items.
//!
//! The scan follows `mod` from every crate root of the package (library, binaries, tests, examples, benches), evaluates
//! `cfg`, and keeps what a later stage can ask for: the parsed items, the module tree, and what each `use` brings. It
//! resolves no names. Files in which nothing can matter are skipped without parsing. Items made by `macro_rules!` or
//! `include!` are invisible to it.

mod cfg;
mod impls;
mod items;
mod modules;
mod roots;
mod uses;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use cfg::{Cfg, Truth};
pub use impls::{Impl, ImplId, Member};
pub use items::{Item, ItemId, ItemKind, Traits};
pub use modules::{Module, ModuleId, Name, What};
pub use uses::{Use, UseName};

/// What to scan.
#[derive(Clone, Debug)]
pub struct Options {
    /// The package's folder.
    pub manifest_dir: PathBuf,
    /// The package's name, as in Cargo.toml.
    pub package: String,
    /// What the package calls `ringkernel-rt`, as an identifier.
    pub runtime: String,
    /// The configuration it is built with.
    pub cfg: Cfg,
    /// Files to take as crate roots in place of those Cargo would find; relative to `manifest_dir`.
    pub sources: Option<Vec<PathBuf>>,
}

/// All that was found in a package.
#[derive(Clone, Debug, Default)]
pub struct Crate {
    /// What the package calls the runtime crate.
    pub runtime: String,
    /// What other crate roots of the package call its library, and the library's root.
    pub library: Option<(String, ModuleId)>,
    /// Paths of the files read, relative to the package, with `/`.
    pub files: Vec<String>,
    /// The modules of all roots.
    pub modules: Vec<Module>,
    /// The blocks with items of their own: by what is round them, with line and column of their brace.
    pub blocks: BTreeMap<(ModuleId, usize, usize), ModuleId>,
    /// The annotated items, constants and aliases.
    pub items: Vec<Item>,
    /// The `impl` blocks.
    pub impls: Vec<Impl>,
    /// What Cargo must watch, relative to the package: folders, so that new files count, and files outside them.
    pub inputs: Vec<PathBuf>,
    /// Files that Rust could not parse either.
    pub syntax_errors: Vec<SyntaxError>,
}

/// A file that could not be parsed; rustc will say more.
#[derive(Clone, Debug)]
pub struct SyntaxError {
    /// The file, relative to the package.
    pub file: String,
    /// What the parser said, with line and column.
    pub message: String,
}

/// Why a scan could not be done at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file that `Builder::sources` names is not there.
    #[error("`Builder::sources` names `{}`, and there is no such file in {}", file.display(), package.display())]
    Source {
        /// The file as it was named.
        file: PathBuf,
        /// The package's folder.
        package: PathBuf,
    },
    /// Cargo.toml could not be parsed.
    #[error("cannot parse {}", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What the parser said.
        source: toml::de::Error,
    },
}

/// Scans a package.
///
/// # Errors
/// When a file that exists cannot be read, or Cargo.toml is no TOML. Mistakes in Rust files are part of the result.
pub fn scan(options: &Options) -> Result<Crate, Error> {
    let roots = roots::find(options)?;
    let mut scanner = modules::Scanner::new(options);
    for root in &roots.files {
        let module = scanner.root(root)?;
        if roots.library.as_ref() == Some(root) {
            scanner.output.library = module.map(|module| (roots.library_name.clone(), module));
        }
    }
    scanner.output.inputs = roots::inputs(options, &scanner.output.files);
    Ok(scanner.output)
}

/// Scans source text as one crate root; for tests and the command line.
#[must_use]
pub fn scan_text(file: &str, text: &str, runtime: &str) -> Crate {
    let options = Options {
        manifest_dir: PathBuf::from("."),
        package: "package".to_owned(),
        runtime: runtime.to_owned(),
        cfg: Cfg::default(),
        sources: None,
    };
    let mut scanner = modules::Scanner::new(&options);
    scanner.text_root(file, text);
    scanner.output
}
