//! The folder that the macro reads: `OUT_DIR/ringkernel`.
//!
//! A file is written only if its bytes change, so that Cargo sees no change where there is none. What an earlier build
//! left and this one did not write again is removed at the end: a kernel that vanished leaves nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::name::FOLDER;

/// The folder while it is being filled.
#[derive(Debug)]
pub(crate) struct Output {
    folder: PathBuf,
    written: BTreeSet<String>,
}

impl Output {
    /// Starts to fill the folder in `out_dir`.
    pub(crate) fn open(out_dir: &Path) -> Result<Self, Error> {
        let folder = out_dir.join(FOLDER);
        fs::create_dir_all(&folder).map_err(at(&folder))?;
        Ok(Self {
            folder,
            written: BTreeSet::new(),
        })
    }

    /// Writes a file, or keeps it where it holds the same.
    pub(crate) fn write(&mut self, name: String, text: &str) -> Result<(), Error> {
        let path = self.folder.join(&name);
        if fs::read(&path).ok().as_deref() != Some(text.as_bytes()) {
            fs::write(&path, text).map_err(at(&path))?;
        }
        self.written.insert(name);
        Ok(())
    }

    /// Removes what was not written.
    pub(crate) fn finish(self) -> Result<(), Error> {
        for entry in fs::read_dir(&self.folder).map_err(at(&self.folder))? {
            let entry = entry.map_err(at(&self.folder))?;
            let stale = entry
                .file_name()
                .to_str()
                .is_none_or(|name| !self.written.contains(name));
            if stale {
                fs::remove_file(entry.path()).map_err(at(&entry.path()))?;
            }
        }
        Ok(())
    }
}

fn at(path: &Path) -> impl FnOnce(std::io::Error) -> Error + '_ {
    move |source| Error::Write {
        path: path.to_path_buf(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_written_again_goes() {
        let out_dir = tempfile::tempdir().expect("a temporary folder");
        let folder = out_dir.path().join(FOLDER);
        let fill = |names: &[&str]| {
            let mut output = Output::open(out_dir.path()).expect("writable");
            for name in names {
                output.write((*name).to_owned(), "text").expect("writable");
            }
            output.finish().expect("writable");
        };
        fill(&["a.rs", "b.rs"]);
        let before = fs::metadata(folder.join("a.rs")).and_then(|data| data.modified());
        fill(&["a.rs", "c.rs"]);
        let after = fs::metadata(folder.join("a.rs")).and_then(|data| data.modified());
        assert_eq!(before.expect("there"), after.expect("there"));
        let mut names: Vec<_> = fs::read_dir(&folder)
            .expect("there")
            .map(|entry| entry.expect("there").file_name())
            .collect();
        names.sort();
        assert_eq!(names, ["a.rs", "c.rs"]);
    }
}
