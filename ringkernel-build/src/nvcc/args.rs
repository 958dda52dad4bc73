//! The command line.

use std::path::Path;

/// The source's name in its work folder. It is the same for all, so that it cannot leak into the PTX.
pub(super) const SOURCE: &str = "kernel.cu";
/// The result's name.
pub(super) const PTX: &str = "kernel.ptx";
/// The name of the machine code, which nobody keeps.
const CUBIN: &str = "kernel.cubin";

/// Everything after the program's name, to make PTX.
pub(super) fn arguments(arch: u32, flags: &[&str]) -> Vec<String> {
    let mut arguments = vec!["-ptx".to_owned(), format!("-arch=sm_{arch}")];
    arguments.extend(flags.iter().map(|&flag| flag.to_owned()));
    arguments.extend(["-o", PTX, SOURCE].map(str::to_owned));
    arguments
}

/// Everything after the program's name, to have ptxas tell what the PTX takes.
pub(super) fn assembly(arch: u32) -> Vec<String> {
    let arch = format!("-arch=sm_{arch}");
    ["-cubin", &arch, "-Xptxas=-v,-warn-spills", "-o", CUBIN, PTX]
        .map(str::to_owned)
        .to_vec()
}

/// A command line as a person would type it.
pub(super) fn line(program: &Path, arguments: &[String]) -> String {
    let mut line = quoted(&program.to_string_lossy());
    for argument in arguments {
        line.push(' ');
        line.push_str(&quoted(argument));
    }
    line
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=+./:,@%\\".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_can_be_typed() {
        let arguments = arguments(90, &["-std=c++17", "-fmad=false"]);
        assert_eq!(
            line(Path::new("/opt/my cuda/bin/nvcc"), &arguments),
            "'/opt/my cuda/bin/nvcc' -ptx -arch=sm_90 -std=c++17 -fmad=false -o kernel.ptx kernel.cu"
        );
    }
}
