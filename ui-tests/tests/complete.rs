//! Every message that the compiler can give has a test that shows it, and none speaks of the compiler's inside.
//!
//! The messages are read from the source of the front end: whatever literal reaches the message of a `Diagnostic` or a
//! `Mistake`. A message that rustc cannot forestall must stand in a `.stderr` file of `fail/`; one that rustc gives too,
//! and better (`.soft()`), may stand in a snapshot of the front end's own tests instead. What only a package of its own
//! can bring about stands in the snapshots of `ringkernel-build/tests/package.rs`. A place that says how to mend a mistake
//! must be shown with these words: its message and its help together.

mod messages;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use messages::{Message, Sources};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn sources() -> Sources {
    let folders = ["ringkernel-build/src", "ringkernel-macros/src"];
    Sources::read(folders.map(|folder| workspace().join(folder)).iter())
}

/// The files under `folder` of this extension, apart from those that a build made.
fn files(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the workspace") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, extension, found);
        } else if path.extension().is_some_and(|own| own == extension) {
            found.push(path);
        }
    }
}

/// All text of these files, each run of white space and frame made one space, as a message may be broken over lines.
fn text(folder: &str, extension: &str) -> String {
    let mut found = Vec::new();
    files(&workspace().join(folder), extension, &mut found);
    let mut all = String::new();
    for path in found {
        let text = std::fs::read_to_string(path).expect("a file of text");
        for word in text.split_whitespace() {
            all.push_str(word);
            all.push(' ');
        }
        all.push('\n');
    }
    all
}

fn list(messages: &[&Message]) -> String {
    messages
        .iter()
        .map(|message| format!("\n  {}: {}", message.place, message.text))
        .collect()
}

#[test]
fn every_message_is_found() {
    let sources = sources();
    assert!(
        sources.hidden.is_empty(),
        "write these messages as literals where the test can follow them:\n  {}",
        sources.hidden.join("\n  ")
    );
    assert!(sources.messages.len() > 150, "the search finds too little");
    let vague: Vec<&Message> = sources
        .messages
        .iter()
        .filter(|message| !message.is_distinct())
        .collect();
    assert!(
        vague.is_empty(),
        "these are nearly all hole, so no test can be told to show them:{}",
        list(&vague)
    );
}

#[test]
fn every_message_has_a_test() {
    let mut shown = text("ui-tests/fail", "stderr");
    // What is wrong with a package as a whole is shown by packages of their own.
    shown.push_str(&text("ringkernel-build/tests/snapshots", "snap"));
    let told = text("ringkernel-build/src", "snap");
    let sources = sources();
    let missing: Vec<&Message> = sources
        .messages
        .iter()
        .filter(|message| !(message.stands_in(&shown) || message.soft && message.stands_in(&told)))
        .collect();
    assert!(
        missing.is_empty(),
        "{} of {} messages have no test:{}",
        missing.len(),
        sources.messages.len(),
        list(&missing)
    );
}

#[test]
fn every_help_has_a_test() {
    let mut shown = text("ui-tests/fail", "stderr");
    shown.push_str(&text("ringkernel-build/tests/snapshots", "snap"));
    let told = text("ringkernel-build/src", "snap");
    let sources = sources();
    assert!(sources.said.len() > 200, "the search finds too little");
    // The syntax check refuses these first; the types would be refused all the same.
    let forestalled = [
        "device code has no `{last}`",
        "use `f32`, `f64`, `bool`, or an integer of up to 64 bits",
        "take a `&RingContext`, a `&mut` state and a `&` message",
    ];
    let missing: Vec<Message> = sources
        .said
        .iter()
        .flat_map(|said| {
            said.missing(|both| both.stands_in(&shown) || both.soft && both.stands_in(&told))
        })
        .filter(|lonely| !forestalled.contains(&lonely.text.as_str()))
        .collect();
    assert!(
        missing.is_empty(),
        "these stand nowhere together:{}",
        list(&missing.iter().collect::<Vec<_>>())
    );
}

#[test]
fn no_message_names_a_type_of_the_compiler() {
    let sources = sources();
    // Names that the compiler shares with its users' world.
    let public: BTreeSet<&str> = [
        "Option",
        "Grid",
        "Block",
        "Warp",
        "Device",
        "System",
        "Relaxed",
        "Acquire",
        "Release",
        "AcqRel",
        "Skip",
        "Zero",
        "Reflect",
        "Periodic",
        "GpuType",
        "RingMessage",
        "Self",
    ]
    .into();
    let wrong: Vec<&Message> = sources
        .messages
        .iter()
        .filter(|message| {
            message
                .text
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .any(|word| sources.types.contains(word) && !public.contains(word))
        })
        .filter(|message| !message.text.starts_with(char::is_uppercase))
        .collect();
    assert!(wrong.is_empty(), "{}", list(&wrong));
}
