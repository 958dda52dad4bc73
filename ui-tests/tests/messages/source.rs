//! Messages and types of a folder of source files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use syn::visit::Visit;

use super::follow::Follow;

/// One text of a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    /// Its file and line.
    pub place: String,
    /// The literal, with the holes of `format!`.
    pub text: String,
    /// Whether rustc says it too.
    pub soft: bool,
}

impl Message {
    /// Whether some line of `shown` has this text with its holes filled, as a whole message or after another's colon.
    pub fn stands_in(&self, shown: &str) -> bool {
        let pieces = self.pieces();
        shown.lines().any(|line| {
            let first = &pieces[0];
            line.match_indices(first.as_str()).any(|(start, _)| {
                let before = &line[..start];
                let begins = before.ends_with(": ")
                    || before.ends_with("\"")
                    || before
                        .strip_suffix(' ')
                        .is_some_and(|place| place.ends_with(|c: char| c.is_ascii_digit()));
                // A hole at the start may be anything short, so there the last message's end is not looked for.
                (begins || first.is_empty()) && fits(&pieces[1..], &line[start + first.len()..])
            })
        })
    }

    /// The text between the holes; the first and last may be empty.
    fn pieces(&self) -> Vec<String> {
        let mut pieces = Vec::new();
        let mut piece = String::new();
        let mut rest = self.text.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '{' | '}' if rest.peek() == Some(&c) => {
                    rest.next();
                    piece.push(c);
                }
                '{' => {
                    rest.by_ref().take_while(|c| *c != '}').for_each(drop);
                    pieces.push(std::mem::take(&mut piece));
                }
                _ => piece.push(c),
            }
        }
        pieces.push(piece);
        pieces
    }

    /// Whether so much of the text is fixed that nothing else is mistaken for it.
    pub fn is_distinct(&self) -> bool {
        let letters = |piece: &String| piece.chars().filter(|c| c.is_alphabetic()).count();
        self.pieces().iter().map(letters).sum::<usize>() >= 8
    }
}

/// Whether `text` begins with a hole and these pieces, a hole between each two, and ends as a message does.
fn fits(pieces: &[String], text: &str) -> bool {
    let Some((piece, rest)) = pieces.split_first() else {
        return ends(text);
    };
    text.match_indices(piece.as_str())
        // A hole is short, and holds no other message.
        .take_while(|(gap, _)| *gap < 300 && !text[..*gap].contains(" help: "))
        .any(|(gap, _)| fits(rest, &text[gap + piece.len()..]))
}

/// Whether a message may end before this: with its help, its place, what it stands for, or the next message.
fn ends(rest: &str) -> bool {
    let rest = rest.trim_start();
    ["help: ", "--> ", "Hard ", "Soft ", "\"", ", in ", ": "]
        .iter()
        .any(|next| rest.starts_with(next))
        || rest.is_empty()
        || rest.starts_with(|c: char| c.is_ascii_digit())
}

/// What one place says: one of the messages, with one of the helps.
#[derive(Clone, Debug)]
pub struct Said {
    /// What it may say is wrong.
    pub messages: Vec<Message>,
    /// How to mend it.
    pub helps: Vec<Message>,
}

impl Said {
    /// What `shown` has not: a message with none of the helps, or a help with none of the messages.
    pub fn missing(&self, shown: impl Fn(&Message) -> bool) -> Vec<Message> {
        let both = |message: &Message, help: &Message| {
            let words: Vec<&str> = help.text.split_whitespace().collect();
            let (text, help) = (&message.text, words.join(" "));
            [
                format!("{text} help: {help}"),
                format!("{text}, in {{instance}} help: {help}"),
                // What is wrong with a constant is told where it is used, with the one help for all constants.
                format!("the constant `{{name}}` has no value on the GPU: {text} help: constants are made of {{all}}"),
            ]
            .into_iter()
            .any(|text| {
                shown(&Message {
                    text,
                    ..message.clone()
                })
            })
        };
        let lonely = |message: &&Message| !self.helps.iter().any(|help| both(message, help));
        let useless = |help: &&Message| !self.messages.iter().any(|message| both(message, help));
        let messages = self.messages.iter().filter(lonely);
        messages
            .chain(self.helps.iter().filter(useless))
            .cloned()
            .collect()
    }
}

/// What the source says.
#[derive(Debug, Default)]
pub struct Sources {
    /// All messages, each once.
    pub messages: BTreeSet<Message>,
    /// Messages with their helps, each place once.
    pub said: Vec<Said>,
    /// Places whose message could not be followed to a literal.
    pub hidden: Vec<String>,
    /// The names of all types.
    pub types: BTreeSet<String>,
}

impl Sources {
    /// Reads all files under these folders, apart from their tests.
    pub fn read<'a>(folders: impl Iterator<Item = &'a PathBuf>) -> Self {
        let mut paths = Vec::new();
        for folder in folders {
            crate::files(folder, "rs", &mut paths);
        }
        paths.retain(|path| !is_test(path));
        paths.sort();
        let files: Vec<(String, syn::File)> = paths
            .iter()
            .map(|path| {
                let text = std::fs::read_to_string(path).expect("a source file");
                let file = syn::parse_file(&text).expect("Rust");
                (place(path), file)
            })
            .collect();
        let mut follow = Follow::default();
        for (place, file) in &files {
            follow.add(place, file);
        }
        let found = follow.end();
        let mut types = Types::default();
        for (_, file) in &files {
            types.visit_file(file);
        }
        Self {
            messages: found.messages,
            said: found.said,
            hidden: found.hidden,
            types: types.0,
        }
    }
}

fn is_test(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests")
        || path.file_stem().is_some_and(|stem| stem == "tests")
}

fn place(path: &Path) -> String {
    let path = path.display().to_string();
    match path.split_once("/../") {
        Some((_, rest)) => rest.to_owned(),
        None => path,
    }
}

#[derive(Default)]
struct Types(BTreeSet<String>);

impl<'ast> Visit<'ast> for Types {
    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.0.insert(item.ident.to_string());
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.0.insert(item.ident.to_string());
    }
}
