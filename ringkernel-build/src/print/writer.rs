//! Text with indentation that knows which line of the user's source a C compiler takes each line for.

use crate::ir::Location;

/// Collects lines.
#[derive(Debug)]
pub(super) struct Writer {
    files: Vec<String>,
    text: String,
    depth: usize,
    /// The file and line the compiler will take the next line for, once a `#line` was written.
    presumed: Option<(u32, u32)>,
}

impl Writer {
    /// Starts with no text; `files` are what [`Location::file`] points into.
    pub(super) fn new(files: &[String]) -> Self {
        Self {
            files: files.to_vec(),
            text: String::new(),
            depth: 0,
            presumed: None,
        }
    }

    /// Writes one line at the present depth; empty text gives an empty line.
    pub(super) fn line(&mut self, text: &str) {
        if !text.is_empty() {
            for _ in 0..self.depth {
                self.text.push_str("    ");
            }
            self.text.push_str(text);
        }
        self.text.push('\n');
        if let Some((_, line)) = &mut self.presumed {
            *line += 1;
        }
    }

    /// Makes the compiler take the next line for the given one; writes nothing where it does already.
    pub(super) fn at(&mut self, location: Location) {
        let (file, line) = (location.file, location.line);
        match self.presumed {
            Some(presumed) if presumed == (file, line) => return,
            Some((presumed, _)) if presumed == file => {
                self.text.push_str(&format!("#line {line}\n"));
            }
            Some(_) | None => {
                let name = &self.files[file as usize];
                self.text.push_str(&format!("#line {line} {name:?}\n"));
            }
        }
        self.presumed = Some((file, line));
    }

    /// What follows stands one step deeper.
    pub(super) fn indent(&mut self) {
        self.depth += 1;
    }

    /// What follows stands one step less deep.
    pub(super) fn outdent(&mut self) {
        self.depth -= 1;
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        self.text
    }
}
