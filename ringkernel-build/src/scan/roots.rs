//! Which files of a package are crate roots.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Error, Options};

/// The crate roots of a package, relative to its folder.
pub(super) struct Roots {
    pub(super) files: Vec<PathBuf>,
    pub(super) library: Option<PathBuf>,
    pub(super) library_name: String,
}

/// Folders in which Cargo looks for roots by itself.
const FOLDERS: [&str; 4] = ["src/bin", "tests", "examples", "benches"];
/// Folders that hold a package's Rust files.
const WATCHED: [&str; 4] = ["src", "tests", "examples", "benches"];

/// Finds the roots as Cargo does, or takes those the options name.
pub(super) fn find(options: &Options) -> Result<Roots, Error> {
    let mut roots = Roots {
        files: Vec::new(),
        library: None,
        library_name: options.package.replace('-', "_"),
    };
    if let Some(sources) = &options.sources {
        if let Some(missing) = sources
            .iter()
            .find(|file| !options.manifest_dir.join(file).is_file())
        {
            return Err(Error::Source {
                file: missing.clone(),
                package: options.manifest_dir.clone(),
            });
        }
        roots.files.clone_from(sources);
        return Ok(roots);
    }
    let manifest = manifest(&options.manifest_dir)?;
    let mut library = PathBuf::from("src/lib.rs");
    if let Some(table) = manifest.get("lib") {
        if let Some(path) = table.get("path").and_then(toml::Value::as_str) {
            library = PathBuf::from(path);
        }
        if let Some(name) = table.get("name").and_then(toml::Value::as_str) {
            name.clone_into(&mut roots.library_name);
        }
    }
    let mut files = vec![library.clone(), PathBuf::from("src/main.rs")];
    for kind in ["bin", "example", "test", "bench"] {
        let tables = manifest.get(kind).and_then(toml::Value::as_array);
        for table in tables.into_iter().flatten() {
            if let Some(path) = table.get("path").and_then(toml::Value::as_str) {
                files.push(PathBuf::from(path));
            }
        }
    }
    for folder in FOLDERS {
        let mut found = Vec::new();
        let Ok(entries) = fs::read_dir(options.manifest_dir.join(folder)) else {
            continue;
        };
        for entry in entries.flatten() {
            let path = Path::new(folder).join(entry.file_name());
            if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            } else {
                found.push(path.join("main.rs"));
            }
        }
        found.sort();
        files.append(&mut found);
    }
    for file in files {
        if options.manifest_dir.join(&file).is_file() && !roots.files.contains(&file) {
            roots.files.push(file);
        }
    }
    roots.library = Some(library);
    Ok(roots)
}

fn manifest(folder: &Path) -> Result<toml::Table, Error> {
    let path = folder.join("Cargo.toml");
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(toml::Table::new()),
        Err(source) => return Err(Error::Read { path, source }),
    };
    text.parse()
        .map_err(|source| Error::Manifest { path, source })
}

/// What Cargo must watch.
pub(super) fn inputs(options: &Options, files: &[String]) -> Vec<PathBuf> {
    let mut inputs = vec![PathBuf::from("Cargo.toml")];
    inputs.extend(
        WATCHED
            .iter()
            .map(PathBuf::from)
            .filter(|folder| options.manifest_dir.join(folder).is_dir()),
    );
    for file in files {
        let file = PathBuf::from(file);
        if !inputs.iter().any(|input| file.starts_with(input)) {
            inputs.push(file);
        }
    }
    inputs
}
