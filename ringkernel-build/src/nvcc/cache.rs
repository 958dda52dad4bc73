//! Results of nvcc, found again by everything that decides them.
//!
//! An entry is named by the hash of the source, the flags, the architecture and the compiler's version text, so it is
//! never stale. It is written to a file of its own and renamed, so no reader sees half of it; its first line holds the
//! hash of the rest, so a damaged one is noticed and made again.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use xxhash_rust::xxh3::{xxh3_128, Xxh3Default};

use super::error::{at, Error};

/// Changes when the entries' form does.
const FORMAT: &str = "ringkernel-cache 1";

/// A folder of entries, shared by all packages and profiles of a target folder.
#[derive(Clone, Debug)]
pub(crate) struct Cache {
    folder: PathBuf,
}

/// Names an entry: its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key(String);

impl Key {
    /// Hashes the parts; their borders count. `kind` says what the entry holds.
    pub(crate) fn of<'a>(kind: &str, parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut hash = Xxh3Default::new();
        for part in parts {
            hash.update(&(part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        Self(format!("{:032x}.{kind}", hash.digest128()))
    }
}

impl Cache {
    /// The cache in a folder, which is made when first written to.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The entry's text, unless there is none or it is damaged.
    pub(crate) fn load(&self, key: &Key) -> Option<String> {
        let entry = fs::read_to_string(self.path(key)).ok()?;
        let (head, text) = entry.split_once('\n')?;
        (head == self::head(key, text)).then(|| text.to_owned())
    }

    /// Makes or replaces the entry.
    pub(crate) fn store(&self, key: &Key, text: &str) -> Result<(), Error> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        fs::create_dir_all(&self.folder).map_err(at(&self.folder))?;
        // Relaxed: only the numbers' difference matters.
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let own = self
            .folder
            .join(format!(".{}-{}-{count}", key.0, std::process::id()));
        let write = |path: &Path| {
            let mut file = fs::File::create(path)?;
            writeln!(file, "{}", head(key, text))?;
            file.write_all(text.as_bytes())
        };
        write(&own).map_err(at(&own))?;
        let path = self.path(key);
        fs::rename(&own, &path).map_err(at(&path))
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.folder.join(&key.0)
    }
}

fn head(key: &Key, text: &str) -> String {
    format!("{FORMAT} {} {:032x}", key.0, xxh3_128(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_comes_back() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let cache = Cache::new(folder.path().join("made/when/needed"));
        let key = Key::of("ptx", ["source", "flags"]);
        assert_eq!(cache.load(&key), None);
        cache.store(&key, "text\nof two lines\n").expect("writable");
        assert_eq!(cache.load(&key).as_deref(), Some("text\nof two lines\n"));
        assert_eq!(cache.load(&Key::of("ptx", ["sourceflags"])), None);
    }

    #[test]
    fn a_damaged_entry_is_none() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let cache = Cache::new(folder.path().to_path_buf());
        let key = Key::of("ptx", ["source"]);
        cache.store(&key, "whole text").expect("writable");
        let path = cache.path(&key);
        let entry = fs::read_to_string(&path).expect("just stored");
        fs::write(&path, &entry[..entry.len() - 1]).expect("writable");
        assert_eq!(cache.load(&key), None);
        cache.store(&key, "whole text").expect("writable");
        assert_eq!(cache.load(&key).as_deref(), Some("whole text"));
    }

    #[test]
    fn borders_between_parts_count() {
        assert_ne!(Key::of("ptx", ["ab", "c"]), Key::of("ptx", ["a", "bc"]));
    }
}
