//! How many programs each batch of a folder has, so that one that was lost is missed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

const FILE: &str = "manifest";

/// The batches of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Their numbers, and how many programs each has.
    pub batches: BTreeMap<u64, usize>,
}

impl Manifest {
    /// Writes it into the folder of the batches.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let mut text = String::new();
        for (number, count) in &self.batches {
            writeln!(text, "{number} {count}").expect("a string grows");
        }
        std::fs::write(folder.join(FILE), text)
    }

    /// Reads that of a folder.
    ///
    /// # Errors
    /// If there is none, or it is no manifest, or it has no batch.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let text = std::fs::read_to_string(folder.join(FILE))?;
        let line = |line: &str| {
            let (number, count) = line.split_once(' ')?;
            Some((number.parse().ok()?, count.parse().ok()?))
        };
        let batches: Option<BTreeMap<_, _>> = text.lines().map(line).collect();
        match batches {
            Some(batches) if !batches.is_empty() => Ok(Self { batches }),
            Some(_) | None => Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the manifest names no batches",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_batches_is_an_error() {
        let folder =
            std::env::temp_dir().join(format!("ringkernel-manifest-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("the folder can be made");
        let missing = Manifest::read(&folder).map_err(|error| error.kind());
        assert_eq!(missing, Err(io::ErrorKind::NotFound));
        std::fs::write(folder.join(FILE), "").expect("the folder is writable");
        let empty = Manifest::read(&folder).map_err(|error| error.kind());
        assert_eq!(empty, Err(io::ErrorKind::InvalidData));
        let manifest = Manifest {
            batches: BTreeMap::from([(0, 100), (1, 97)]),
        };
        manifest.write(&folder).expect("the folder is writable");
        assert_eq!(Manifest::read(&folder).ok(), Some(manifest));
        std::fs::remove_dir_all(&folder).expect("the folder was made above");
    }
}
