//! What the user's `Cargo.toml` calls the runtime crate.

use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::name::RUNTIME_CRATE;

/// The runtime's package name.
const PACKAGE: &str = "ringkernel-rt";

/// The answer, and the files it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Runtime {
    /// The name as a Rust identifier.
    pub(crate) name: String,
    /// The manifests.
    pub(crate) inputs: Vec<PathBuf>,
}

/// Looks the runtime up among the package's dependencies. A package that gets it otherwise, or whose manifest cannot be
/// read (Cargo reports that better), is taken to use its plain name.
pub(crate) fn runtime(folder: &Path) -> Runtime {
    let path = folder.join("Cargo.toml");
    let mut inputs = Vec::new();
    let name = read(&path).and_then(|manifest| {
        inputs.push(path);
        find(&manifest, folder, &mut inputs)
    });
    Runtime {
        name: name.unwrap_or_else(|| RUNTIME_CRATE.to_owned()),
        inputs,
    }
}

fn read(path: &Path) -> Option<Table> {
    std::fs::read_to_string(path).ok()?.parse().ok()
}

fn find(manifest: &Table, folder: &Path, inputs: &mut Vec<PathBuf>) -> Option<String> {
    for table in dependencies(manifest) {
        for (name, dependency) in table {
            let package = match dependency.get("package").and_then(Value::as_str) {
                Some(package) => package.to_owned(),
                None if inherited(dependency) && name != PACKAGE => {
                    match workspace_package(folder, name, inputs) {
                        Some(package) => package,
                        None => continue,
                    }
                }
                None => name.clone(),
            };
            if package == PACKAGE {
                return Some(name.replace('-', "_"));
            }
        }
    }
    None
}

/// The dependency tables in which the runtime may stand, those of targets included.
fn dependencies(manifest: &Table) -> Vec<&Table> {
    let mut found = Vec::new();
    let targets = manifest
        .get("target")
        .and_then(Value::as_table)
        .into_iter()
        .flat_map(|targets| targets.values().filter_map(Value::as_table));
    for of in std::iter::once(manifest).chain(targets) {
        for name in ["dependencies", "dev-dependencies"] {
            found.extend(of.get(name).and_then(Value::as_table));
        }
    }
    found
}

fn inherited(dependency: &Value) -> bool {
    dependency.get("workspace").and_then(Value::as_bool) == Some(true)
}

/// The package behind a dependency that the workspace's manifest defines.
fn workspace_package(folder: &Path, name: &str, inputs: &mut Vec<PathBuf>) -> Option<String> {
    folder.ancestors().find_map(|folder| {
        let path = folder.join("Cargo.toml");
        let manifest = read(&path)?;
        let dependency = manifest
            .get("workspace")?
            .get("dependencies")?
            .get(name)?
            .get("package")?
            .as_str()?
            .to_owned();
        inputs.push(path);
        Some(dependency)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_in(manifest: &str) -> String {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("Cargo.toml"), manifest).expect("writable");
        runtime(folder.path()).name
    }

    #[test]
    fn plain_name() {
        assert_eq!(
            name_in("[dependencies]\nringkernel-rt = \"0.1\""),
            "ringkernel_rt"
        );
        assert_eq!(name_in("[package]\nname = \"other\""), "ringkernel_rt");
    }

    #[test]
    fn renamed() {
        assert_eq!(
            name_in("[dependencies]\nmy-gpu = { package = \"ringkernel-rt\", version = \"0.1\" }"),
            "my_gpu"
        );
        assert_eq!(
            name_in("[target.'cfg(unix)'.dev-dependencies]\ngpu = { package = \"ringkernel-rt\" }"),
            "gpu"
        );
    }

    #[test]
    fn renamed_by_the_workspace() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let member = root.path().join("member");
        std::fs::create_dir(&member).expect("writable");
        std::fs::write(
            root.path().join("Cargo.toml"),
            "[workspace.dependencies]\ngpu = { package = \"ringkernel-rt\", path = \"rt\" }",
        )
        .expect("writable");
        std::fs::write(
            member.join("Cargo.toml"),
            "[dependencies]\nserde = \"1\"\ngpu.workspace = true",
        )
        .expect("writable");
        let found = runtime(&member);
        assert_eq!(found.name, "gpu");
        assert_eq!(
            found.inputs,
            [member.join("Cargo.toml"), root.path().join("Cargo.toml")]
        );
    }
}
