//! Places in the user's source, as errors name them.

use std::borrow::Cow;
use std::fmt;

use crate::artifact::{self, Artifact};

/// A place in the user's source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Relative to the package, with `/`.
    pub file: Cow<'static, str>,
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl From<artifact::Site> for Site {
    fn from(site: artifact::Site) -> Self {
        Self {
            file: Cow::Borrowed(site.file),
            line: site.line,
            column: site.column,
        }
    }
}

impl Site {
    /// The place as rustc names it.
    pub(crate) fn of(location: &std::panic::Location<'_>) -> Self {
        Self {
            file: Cow::Owned(location.file().to_owned()),
            line: location.line(),
            column: location.column(),
        }
    }

    /// The place with its file made relative to the package that `artifact` is of.
    ///
    /// rustc names a file from the workspace, or from the root for a dependency; the build script names it from the
    /// package. The files that the artifact names are therefore looked for at the end of rustc's path.
    pub(crate) fn in_package(self, artifact: &Artifact) -> Self {
        let path = self.file.replace('\\', "/");
        let known = artifact
            .sites
            .iter()
            .map(|site| site.file)
            .chain(artifact.logs.iter().map(|text| text.file))
            .chain([artifact.file])
            .filter(|file| !file.is_empty() && ends_with_path(&path, file))
            .max_by_key(|file| file.len());
        Self {
            file: known.map_or(Cow::Owned(path), Cow::Borrowed),
            ..self
        }
    }
}

fn ends_with_path(path: &str, end: &str) -> bool {
    path.strip_suffix(end)
        .is_some_and(|head| head.is_empty() || head.ends_with('/'))
}
