//! Rust's side: the programs' own functions over real slices, compiled by rustc with a release build's meaning.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::outcome::{bytes, Fault, Outcome};
use super::process;
use super::program::{Passing, Program};

const HEAD: &str = include_str!("../sides/reference.rs");

/// The text of all programs, and the line on which each begins.
struct Text {
    text: String,
    starts: Vec<Option<u32>>,
    lines: u32,
}

impl Text {
    fn push(&mut self, more: &str) {
        self.text.push_str(more);
        self.text.push('\n');
        self.lines += u32::try_from(more.matches('\n').count() + 1).expect("texts are short");
    }

    /// The program that a line is of.
    fn owner(&self, line: u32) -> Option<usize> {
        let started = self
            .starts
            .iter()
            .enumerate()
            .filter_map(|(number, start)| Some((number, (*start)?)));
        started
            .filter(|(_, start)| *start <= line)
            .map(|(number, _)| number)
            .next_back()
    }
}

/// Compiles and runs the programs; what each did, or why rustc refuses it or it did not end.
pub(super) fn run(
    folder: &Path,
    programs: &[Program],
    launches: &Path,
) -> Vec<Result<Outcome, String>> {
    let mut refused: Vec<Option<String>> = vec![None; programs.len()];
    let (program, text) = loop {
        let text = write(programs, &refused);
        match compile(folder, &text.text) {
            Ok(program) => break (program, text),
            Err(messages) => {
                let mut found = false;
                for (line, message) in messages.lines().filter_map(place) {
                    if let Some(owner) = text.owner(line) {
                        refused[owner].get_or_insert_with(|| {
                            found = true;
                            let own = line - text.starts[owner].unwrap_or(0);
                            format!("line {own}: {message}")
                        });
                    }
                }
                assert!(found, "rustc: {messages}");
            }
        }
    };
    let done = process::run(&program, launches, programs.len(), |number| {
        refused[number].is_none()
    });
    done.into_iter()
        .zip(&refused)
        .enumerate()
        .map(|(number, (done, refused))| match (done, refused) {
            (_, Some(why)) => Err(why.clone()),
            (Some(lines), None) => Ok(outcome(&lines?, text.starts[number].unwrap_or(0))),
            (None, None) => Err("it did not run".to_owned()),
        })
        .collect()
}

fn write(programs: &[Program], refused: &[Option<String>]) -> Text {
    let mut text = Text {
        text: String::new(),
        starts: Vec::new(),
        lines: 0,
    };
    text.push("#![allow(warnings, arithmetic_overflow, unconditional_panic)]");
    text.push(HEAD);
    let mut table = String::from(
        "const KERNELS: &[fn(&mut Memory, [i32; 2]) -> Vec<(i32, u32, u32, String)>] = &[\n",
    );
    for (number, (program, refused)) in programs.iter().zip(refused).enumerate() {
        if refused.is_some() {
            text.starts.push(None);
            table += "|_, _| Vec::new(),\n";
            continue;
        }
        text.push(&format!("mod k{number} {{"));
        text.starts.push(Some(text.lines));
        text.push(&own(&program.text()));
        text.push("}");
        table += &launcher(number, program);
    }
    table += "];";
    text.push(&table);
    text
}

/// The program without the attributes that only our macros know, line by line.
fn own(text: &str) -> String {
    let mut own = String::new();
    for line in text.lines() {
        let line = match line.trim() {
            "use ringkernel_rt::prelude::*;" => "use crate::prelude::*;",
            "#[kernel]" | "#[device]" => "",
            "#[derive(Clone, Copy, PartialEq, GpuType)]" => "#[derive(Clone, Copy, PartialEq)]",
            _ => line,
        };
        own.push_str(line);
        own.push('\n');
    }
    own
}

fn launcher(number: usize, program: &Program) -> String {
    let mut text = String::from("|memory, shape| {\n");
    let mut arguments = Vec::new();
    let mut after = String::new();
    for (position, argument) in program.arguments.iter().enumerate() {
        let scalar = argument.scalar.name();
        match argument.passing {
            Passing::Value => {
                writeln!(
                    text,
                    "let a{position}: {scalar} = memory.value({position});"
                )
            }
            Passing::Shared | Passing::Exclusive => {
                writeln!(
                    text,
                    "let mut a{position}: Vec<{scalar}> = memory.slice({position});"
                )
            }
        }
        .expect("a string grows");
        arguments.push(match argument.passing {
            Passing::Value => format!("a{position}"),
            Passing::Shared => format!("&a{position}"),
            Passing::Exclusive => {
                writeln!(after, "memory.put({position}, &a{position});").expect("a string grows");
                format!("&mut a{position}")
            }
        });
    }
    let arguments = arguments.join(", ");
    text + &format!(
        "let faults = threads(shape, || k{number}::k({arguments}));\n{after}faults\n}},\n"
    )
}

/// The line and text of an error of rustc's short form.
fn place(line: &str) -> Option<(u32, &str)> {
    let (before, message) = line.split_once(": error")?;
    let mut numbers = before.rsplit(':');
    let _column = numbers.next()?;
    Some((numbers.next()?.parse().ok()?, message))
}

fn compile(folder: &Path, text: &str) -> Result<PathBuf, String> {
    let (file, program) = (folder.join("reference.rs"), folder.join("reference"));
    std::fs::write(&file, text).expect("the folder is writable");
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(compiler)
        .args(["--edition=2021", "--crate-type=bin", "--error-format=short"])
        .args([
            "-Copt-level=0",
            "-Coverflow-checks=off",
            "-Cdebug-assertions=off",
        ])
        .arg(&file)
        .arg("-o")
        .arg(&program)
        .output()
        .expect("there is a rustc, or RUSTC names one");
    if output.status.success() {
        Ok(program)
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

fn outcome(lines: &[String], start: u32) -> Outcome {
    let mut outcome = Outcome::default();
    for line in lines {
        if let Some(hex) = line.strip_prefix("data ") {
            outcome.outputs.push(bytes(hex));
        } else if let Some(fault) = line.strip_prefix("fault ") {
            let mut words = fault.splitn(4, ' ');
            let mut number = || words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
            let (thread, line, column) = (number(), number(), number());
            outcome.faults.push(Fault {
                thread,
                line: line.saturating_sub(start),
                column,
                message: words.next().unwrap_or_default().to_owned(),
            });
        } else if let Some(Fault { message, .. }) = outcome.faults.last_mut() {
            // A message of several lines.
            message.push('\n');
            message.push_str(line);
        }
    }
    outcome
}
