//! Where, when and how figures were taken.

use std::path::Path;
use std::{env, fs, iter};

use serde::Serialize;

/// What a figure is worth nothing without.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Machine {
    /// The command line of this process, without the folder of the program.
    pub command: String,
    /// What the runtime says of its back end, and the driver's version where Linux tells it.
    pub device: String,
    /// The host's processor and the cores that this process may use.
    pub processor: String,
    /// In UTC.
    pub date: String,
}

impl Machine {
    /// This machine now, with what the runtime calls its device.
    #[must_use]
    pub fn here(device: &str) -> Self {
        let program = env::args_os().next().unwrap_or_default();
        let program = Path::new(&program).file_name().unwrap_or_default();
        let arguments: Vec<_> = iter::once(program.to_owned())
            .chain(env::args_os().skip(1))
            .map(|argument| argument.to_string_lossy().into_owned())
            .collect();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let model = fs::read_to_string("/proc/cpuinfo")
            .ok()
            .and_then(|text| model(&text))
            .unwrap_or_else(|| env::consts::ARCH.to_owned());
        let version = fs::read_to_string("/proc/driver/nvidia/version")
            .ok()
            .and_then(|text| driver(&text));
        Self {
            command: arguments.join(" "),
            device: match version {
                Some(version) => format!("{device}, driver {version}"),
                None => device.to_owned(),
            },
            processor: format!("{model}, {cores} cores"),
            date: jiff::Timestamp::now().strftime("%Y-%m-%d").to_string(),
        }
    }
}

/// The first processor that `/proc/cpuinfo` names.
fn model(text: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// The first word of the driver's line that is a version.
fn driver(text: &str) -> Option<String> {
    let is_version =
        |word: &&str| word.contains('.') && word.chars().all(|c| c.is_ascii_digit() || c == '.');
    let line = text.lines().next()?;
    line.split_whitespace()
        .find(is_version)
        .map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{driver, model};

    #[test]
    fn linux_names_processor_and_driver() {
        let cpuinfo = "processor\t: 0\nmodel name\t: Some Xeon @ 2 GHz\nprocessor\t: 1\n";
        assert_eq!(model(cpuinfo).as_deref(), Some("Some Xeon @ 2 GHz"));
        let version = "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.159.04  Release\nGCC 1.2\n";
        assert_eq!(driver(version).as_deref(), Some("580.159.04"));
    }
}
