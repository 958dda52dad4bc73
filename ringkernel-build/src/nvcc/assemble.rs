//! From PTX to figures: lets ptxas make machine code, keeps what it says of it, and drops the code.
//!
//! The driver makes machine code anew from the PTX, so nothing but the figures is wanted. ptxas is run by nvcc, which
//! knows where it is. A toolkit without it, or a wrapper that knows PTX alone, gives no figures and no error.

use std::fs;
use std::path::Path;

use super::cache::Key;
use super::error::at;
use super::ptxas::{self, Report};
use super::{args, message, Error, Job, Nvcc};

impl Nvcc {
    /// What ptxas says of a job's PTX.
    pub(super) fn assemble(&self, job: &Job<'_>, ptx: &str) -> Result<Report, Error> {
        let arguments = args::assembly(job.arch);
        let key = Key::of(
            "ptxas",
            [self.version.as_str(), ptx]
                .into_iter()
                .chain(arguments.iter().map(String::as_str))
                .chain(self.variables()),
        );
        if let Some(output) = self.cache.load(&key) {
            return Ok(ptxas::read(&output, &job.entries, job.kernel));
        }
        let folder = self.folder(job)?;
        let file = folder.join(args::PTX);
        fs::write(&file, ptx).map_err(at(&file))?;
        let output = self.run(&folder, &arguments)?;
        let said = said(&output);
        if output.status.success() {
            self.cache.store(&key, &said)?;
        } else if ptxas::refused(&said) {
            return Err(Error::Failed {
                kernel: job.kernel.to_owned(),
                place: job.place.as_str().into(),
                command: args::line(&self.path, &arguments),
                status: output.status,
                message: self.placed(job, &folder, &said),
                folder,
            });
        }
        fs::remove_dir_all(&folder).map_err(at(&folder))?;
        Ok(ptxas::read(&said, &job.entries, job.kernel))
    }

    /// ptxas's errors with their Rust places: the PTX is made again with the lines it is of, and refused again.
    fn placed(&self, job: &Job<'_>, folder: &Path, said: &str) -> String {
        let again = || -> Option<String> {
            let source = folder.join(args::SOURCE);
            fs::write(source, job.source).ok()?;
            let mut arguments = args::arguments(job.arch, job.flags);
            arguments.push("-lineinfo".to_owned());
            self.run(folder, &arguments).ok()?;
            let ptx = fs::read_to_string(folder.join(args::PTX)).ok()?;
            let output = self.run(folder, &args::assembly(job.arch)).ok()?;
            let said = self::said(&output);
            let folder = folder.canonicalize().ok()?;
            ptxas::refused(&said)
                .then(|| message::of_ptxas(&said, &ptx, &folder, &job.entries, job.kernel))
        };
        again().unwrap_or_else(|| message::of_ptxas(said, "", folder, &job.entries, job.kernel))
    }
}

/// All that was printed.
fn said(output: &std::process::Output) -> String {
    let mut text = String::from_utf8_lossy(&output.stderr).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stdout));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nvcc::{open, Compiler, Made};

    /// Makes a kernel whose Rust starts at line 40, with the nvcc that a build script would find; `None` under
    /// `RINGKERNEL_CUDA=off`.
    fn make(source: &str) -> Option<Result<Made, Error>> {
        let target = tempfile::tempdir().expect("a temporary folder");
        // The toolkit that pip installs lies in the real target folder.
        let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
        let mut options = crate::cargo::nvcc_options(&ours).expect("the variables have values");
        options.cache = target.path().join("cache");
        options.work = target.path().join("work");
        let job = Job {
            kernel: "sum",
            place: "src/kernels.rs:40:4".to_owned(),
            entries: vec!["kernel_sum"],
            key: "sum_0",
            source: &format!("#line 40 \"src/kernels.rs\"\n{source}\n"),
            flags: &["-std=c++17"],
            arch: 75,
        };
        match open(&options).expect("this test needs nvcc") {
            Compiler::Nvcc(nvcc) => nvcc.compile(&[job]).pop(),
            Compiler::Missing { .. } => panic!("this test needs nvcc"),
            Compiler::Off => None,
        }
    }

    fn message(source: &str) -> Option<String> {
        match make(source)? {
            Err(Error::Failed { message, .. }) => Some(message),
            other => panic!("it is refused: {other:?}"),
        }
    }

    #[test]
    fn what_ptxas_refuses_is_placed_in_rust() {
        let said = message(
            "__device__ __noinline__ int add(int x) {\n  int r;\n  \
             asm volatile(\"redux.sync.add.s32 %0, %1, 0xffffffff;\" : \"=r\"(r) : \"r\"(x));\n  return r;\n}\n\
             extern \"C\" __global__ void kernel_sum(int* y) { y[0] = add(y[1]); }",
        );
        if let Some(said) = said {
            assert_eq!(
                said,
                "src/kernels.rs:42:3: error: Feature 'redux' requires .target sm_80 or higher\n\
                 error: Ptx assembly aborted due to errors"
            );
        }
    }

    #[test]
    fn what_nvcc_refuses_is_placed_in_rust() {
        let said = message("extern \"C\" __global__ void kernel_sum(int* y) {\n  y[0] = z;\n}");
        if let Some(said) = said {
            assert_eq!(
                said.lines().next(),
                Some("src/kernels.rs:41: error: identifier \"z\" is undefined")
            );
        }
    }

    #[test]
    fn too_much_shared_memory_names_the_kernel() {
        let said = message(
            "extern \"C\" __global__ void kernel_sum(int* y) {\n  __shared__ int t[20000];\n  \
             t[threadIdx.x] = y[1];\n  __syncthreads();\n  y[0] = t[y[2]];\n}",
        );
        if let Some(said) = said {
            assert_eq!(
                said,
                "error: Entry function `sum` uses too much shared data (0x13880 bytes, 0xc000 max)"
            );
        }
    }

    #[test]
    fn a_spill_is_warned_of_and_counted() {
        let made = make(
            "extern \"C\" __global__ void __launch_bounds__(1024) kernel_sum(float* x, int n) {\n  float r[96];\n  \
             _Pragma(\"unroll\") for (int i = 0; i < 96; i++) r[i] = x[i * n];\n  __syncthreads();\n  \
             _Pragma(\"unroll\") for (int i = 0; i < 96; i++) x[i * n + 1] = r[(i * 7 + 3) % 96] * r[i];\n}",
        );
        let Some(made) = made else { return };
        let report = made.expect("it is only warned of").report;
        let usage = report.usage.expect("ptxas tells");
        assert_eq!(usage.registers, 64);
        let (stores, loads) = (usage.spill_stores, usage.spill_loads);
        assert!(stores > 0 && loads > 0, "{usage:?}");
        assert_eq!(
            report.warnings,
            [format!(
                "Registers are spilled to local memory in function `sum`, {stores} bytes spill stores, {loads} bytes \
                 spill loads"
            )]
        );
    }
}
