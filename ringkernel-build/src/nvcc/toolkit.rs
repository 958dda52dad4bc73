//! The pinned toolkit: NVIDIA's own wheels, installed by pip once into the target folder.
//!
//! It is installed into a folder of its own and renamed when complete, under a lock, so that build scripts which run at
//! the same time install it once and none sees half of it. The one that installs it tells Cargo so.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::args::line;
use super::error::{at, Error};
use crate::cargo::{self, Line};

/// The exact set. Its PTX is of ISA 9.0, which drivers of the 580 series accept.
const PACKAGES: &[&str] = &[
    "nvidia-cuda-nvcc==13.0.88",
    "nvidia-cuda-crt==13.0.88",
    "nvidia-nvvm==13.0.88",
    "nvidia-cuda-runtime==13.0.96",
    "nvidia-cuda-cccl==13.0.85",
];
/// Names the set; changes with it.
const FOLDER: &str = "cuda-13.0.88";

/// The toolkit's nvcc, installed first if it is not there.
pub(super) fn nvcc(home: &Path) -> Result<PathBuf, Error> {
    let complete = home.join(FOLDER);
    let nvcc = complete
        .join("nvidia/cu13/bin")
        .join(format!("nvcc{}", std::env::consts::EXE_SUFFIX));
    if nvcc.is_file() {
        return Ok(nvcc);
    }

    fs::create_dir_all(home).map_err(at(home))?;
    let path = home.join("lock");
    let lock = fs::File::create(&path).map_err(at(&path))?;
    // The lock ends when `lock` is dropped.
    fs4::FileExt::lock(&lock).map_err(at(&path))?;
    if nvcc.is_file() {
        return Ok(nvcc);
    }

    cargo::print(&[Line::Warning(format!(
        "no nvcc was found, so pip installs {FOLDER} into {} once, about 270 MB, because RINGKERNEL_TOOLKIT=pip asks for it",
        home.display()
    ))]);
    let partial = home.join(format!("{FOLDER}.partial"));
    remove(&partial)?;
    install(&partial)?;
    remove(&complete)?;
    fs::rename(&partial, &complete).map_err(at(&complete))?;
    Ok(nvcc)
}

fn remove(folder: &Path) -> Result<(), Error> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(at(folder))?;
    }
    Ok(())
}

fn install(folder: &Path) -> Result<(), Error> {
    let python = ["python3", "python"]
        .into_iter()
        .find(|python| run(python, &["--version"]).is_ok_and(|output| output.status.success()))
        .ok_or(Error::NoPython)?;
    let pip = run(python, &["-m", "pip", "--version"])?;
    if !pip.status.success() {
        return Err(Error::NoPip {
            python: python.to_owned(),
            message: text(&pip),
        });
    }

    let target = folder.to_string_lossy();
    let mut arguments = vec![
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
        "--no-compile",
        "--no-deps",
        "--no-user",
        "--retries=2",
        "--target",
        &target,
    ];
    arguments.extend(PACKAGES);
    let output = run(python, &arguments)?;
    if output.status.success() {
        Ok(())
    } else {
        Err(Error::Pip {
            command: command(python, &arguments),
            message: text(&output),
        })
    }
}

fn run(program: &str, arguments: &[&str]) -> Result<Output, Error> {
    Command::new(program)
        .args(arguments)
        .output()
        .map_err(|source| Error::Run {
            command: command(program, arguments),
            source,
        })
}

fn command(program: &str, arguments: &[&str]) -> String {
    let arguments: Vec<String> = arguments.iter().map(|&word| word.to_owned()).collect();
    line(Path::new(program), &arguments)
}

fn text(output: &Output) -> String {
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    text.trim_end().to_owned()
}
