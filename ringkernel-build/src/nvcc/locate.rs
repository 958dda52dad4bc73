//! Where nvcc is: an explicit setting, the toolkit's folder, `PATH`, the usual folders.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::error::{Error, Looked};

/// Where to look, in this order. The fields are the variables they are named for.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// `RINGKERNEL_NVCC`: this nvcc and no other.
    pub nvcc: Option<PathBuf>,
    /// `CUDA_HOME`: a toolkit's folder.
    pub cuda_home: Option<PathBuf>,
    /// `CUDA_PATH`: the same under its other name.
    pub cuda_path: Option<PathBuf>,
    /// `PATH`.
    pub path: Option<OsString>,
    /// Toolkit folders that installers use.
    pub folders: Vec<PathBuf>,
}

/// The folders of NVIDIA's installer and of distributions that put nvcc on no `PATH`.
pub const USUAL_FOLDERS: &[&str] = &["/usr/local/cuda", "/opt/cuda"];

impl Search {
    /// Finds nvcc; `Err` holds the places that have none.
    pub(super) fn find(&self) -> Result<Result<PathBuf, Looked>, Error> {
        let program = program();
        let mut looked = Looked::default();

        if let Some(nvcc) = &self.nvcc {
            return if nvcc.is_file() {
                Ok(Ok(resolve(nvcc)))
            } else {
                Err(Error::NotAFile { path: nvcc.clone() })
            };
        }
        looked.0.push("RINGKERNEL_NVCC".into());

        for (name, home) in [
            ("CUDA_HOME", &self.cuda_home),
            ("CUDA_PATH", &self.cuda_path),
        ] {
            looked.0.push(name.into());
            if let Some(nvcc) = home.as_deref().and_then(|home| in_toolkit(home, &program)) {
                return Ok(Ok(nvcc));
            }
        }

        looked.0.push("PATH".into());
        for folder in self.path.iter().flat_map(std::env::split_paths) {
            let nvcc = folder.join(&program);
            if nvcc.is_file() {
                return Ok(Ok(resolve(&nvcc)));
            }
        }

        for folder in &self.folders {
            looked.0.push(folder.display().to_string());
            if let Some(nvcc) = in_toolkit(folder, &program) {
                return Ok(Ok(nvcc));
            }
        }
        Ok(Err(looked))
    }

    /// Whether an answer may depend on `PATH`.
    pub(crate) fn reads_path(&self) -> bool {
        self.nvcc.is_none()
    }
}

fn program() -> String {
    format!("nvcc{}", std::env::consts::EXE_SUFFIX)
}

fn in_toolkit(home: &Path, program: &str) -> Option<PathBuf> {
    let nvcc = home.join("bin").join(program);
    nvcc.is_file().then(|| resolve(&nvcc))
}

/// nvcc finds its headers beside the path it was called by, so a symbolic link to it must be followed. A link to a
/// program of another name (a compiler cache) is called as it stands.
fn resolve(nvcc: &Path) -> PathBuf {
    let program = program();
    match nvcc.canonicalize() {
        Ok(real) if real.file_name() == Some(OsStr::new(&program)) => real,
        Ok(_) | Err(_) => nvcc.to_path_buf(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toolkit(root: &Path, name: &str) -> PathBuf {
        let bin = root.join(name).join("bin");
        std::fs::create_dir_all(&bin).expect("the test's folder is writable");
        let nvcc = bin.join(program());
        std::fs::write(&nvcc, "").expect("the test's folder is writable");
        nvcc.canonicalize().expect("the file was just written")
    }

    #[test]
    fn earlier_places_win() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let [explicit, home, path, usual] =
            ["explicit", "home", "path", "usual"].map(|name| toolkit(root.path(), name));
        let mut search = Search {
            nvcc: Some(explicit.clone()),
            cuda_home: Some(root.path().join("home")),
            cuda_path: None,
            path: Some(root.path().join("path/bin").into()),
            folders: vec![root.path().join("usual")],
        };
        let find = |search: &Search| {
            search
                .find()
                .expect("all settings are files")
                .expect("there is one")
        };
        assert_eq!(find(&search), explicit);
        search.nvcc = None;
        assert_eq!(find(&search), home);
        search.cuda_home = None;
        assert_eq!(find(&search), path);
        search.path = None;
        assert_eq!(find(&search), usual);
    }

    #[test]
    fn nothing_found_says_where() {
        let search = Search {
            folders: vec!["/no/such/cuda".into()],
            ..Search::default()
        };
        let looked = search.find().expect("nothing is set").expect_err("none");
        assert_eq!(
            looked.to_string(),
            "looked at RINGKERNEL_NVCC, CUDA_HOME, CUDA_PATH, PATH, /no/such/cuda"
        );
    }

    #[test]
    fn an_explicit_setting_that_is_no_file_is_an_error() {
        let search = Search {
            nvcc: Some("/no/such/nvcc".into()),
            ..Search::default()
        };
        assert!(matches!(search.find(), Err(Error::NotAFile { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let real = toolkit(root.path(), "real");
        let link = root.path().join("nvcc");
        std::os::unix::fs::symlink(&real, &link).expect("a link");
        let search = Search {
            nvcc: Some(link),
            ..Search::default()
        };
        assert_eq!(search.find().expect("a file").expect("found"), real);
    }
}
