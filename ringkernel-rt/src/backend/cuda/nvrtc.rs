//! PTX made at run time, by NVIDIA's compiler library, from the CUDA source in an artifact.
//!
//! The library is part of the CUDA toolkit, not of the driver, so it may be absent; and cudarc panics when it or one of
//! its functions is, so all are asked for first.

use std::ffi::{c_char, c_int, CString};
use std::ptr;

use cudarc::nvrtc::sys;

use super::module::Capability;
use crate::artifact::Artifact;

/// Every function of the library that this file calls.
const FUNCTIONS: &[&str] = &[
    "nvrtcCompileProgram",
    "nvrtcCreateProgram",
    "nvrtcDestroyProgram",
    "nvrtcGetNumSupportedArchs",
    "nvrtcGetPTX",
    "nvrtcGetPTXSize",
    "nvrtcGetProgramLog",
    "nvrtcGetProgramLogSize",
    "nvrtcGetSupportedArchs",
];

/// Why there is no PTX.
#[derive(Debug)]
pub(super) enum Error {
    /// The library is not there, or too old.
    Absent,
    /// It failed, for this reason.
    Failed(String),
}

/// Compiles the artifact's source for the highest architecture up to `architecture` that the library knows.
pub(super) fn compile(artifact: &Artifact, architecture: u32) -> Result<String, Error> {
    if !is_present() {
        return Err(Error::Absent);
    }
    let target = supported()?
        .into_iter()
        .filter(|&known| known <= architecture)
        .max()
        .ok_or_else(|| {
            Error::Failed(format!(
                "NVRTC cannot compile for compute capability {}",
                Capability(architecture)
            ))
        })?;
    let program = Program::create(artifact)?;
    program.compile(&options(artifact, target))?;
    program.ptx()
}

/// The artifact's flags and the target.
fn options(artifact: &Artifact, target: u32) -> Vec<CString> {
    artifact
        .flags
        .iter()
        .map(|&flag| flag.to_owned())
        .chain([format!("--gpu-architecture=compute_{target}")])
        .map(|option| CString::new(option).expect("flags have no zero byte"))
        .collect()
}

fn is_present() -> bool {
    // SAFETY: opening the library runs its initialisers, which ask nothing of their caller.
    if !unsafe { sys::is_culib_present() } {
        return false;
    }
    // SAFETY: as above; the library was found a moment ago, so this does not panic.
    let library = unsafe { sys::culib() };
    FUNCTIONS.iter().all(|name| {
        // SAFETY: the address is called never and dropped at once: its type does not matter.
        unsafe { library.get::<unsafe extern "C" fn()>(name.as_bytes()) }.is_ok()
    })
}

/// The architectures that the library compiles for, as compute capabilities times ten.
fn supported() -> Result<Vec<u32>, Error> {
    let mut count: c_int = 0;
    // SAFETY: the library is present; it writes a number.
    check("nvrtcGetNumSupportedArchs", unsafe {
        sys::nvrtcGetNumSupportedArchs(&mut count)
    })?;
    let mut known: Vec<c_int> = vec![0; usize::try_from(count).unwrap_or(0)];
    // SAFETY: the array has the number of entries that the library just told.
    check("nvrtcGetSupportedArchs", unsafe {
        sys::nvrtcGetSupportedArchs(known.as_mut_ptr())
    })?;
    Ok(known
        .into_iter()
        .filter_map(|arch| u32::try_from(arch).ok())
        .collect())
}

/// A source in the compiler, with the texts that it may refer to.
#[derive(Debug)]
struct Program {
    raw: sys::nvrtcProgram,
    _source: CString,
    _name: CString,
}

impl Program {
    fn create(artifact: &Artifact) -> Result<Self, Error> {
        let c_text = |text: &str| {
            CString::new(text)
                .map_err(|_| Error::Failed("the CUDA source contains a zero byte".to_owned()))
        };
        let source = c_text(artifact.cuda)?;
        let name = c_text(&format!("{}.cu", artifact.name))?;
        let mut raw = ptr::null_mut();
        // SAFETY: both texts end with a zero byte and live as long as the program; no headers are announced; the
        // library writes a handle.
        check("nvrtcCreateProgram", unsafe {
            sys::nvrtcCreateProgram(
                &mut raw,
                source.as_ptr(),
                name.as_ptr(),
                0,
                ptr::null(),
                ptr::null(),
            )
        })?;
        Ok(Self {
            raw,
            _source: source,
            _name: name,
        })
    }

    fn compile(&self, options: &[CString]) -> Result<(), Error> {
        let pointers: Vec<*const c_char> = options.iter().map(|option| option.as_ptr()).collect();
        let count = c_int::try_from(pointers.len()).expect("there are few flags");
        // SAFETY: the program is alive; the array has `count` texts that end with a zero byte and outlive the call.
        let result = unsafe { sys::nvrtcCompileProgram(self.raw, count, pointers.as_ptr()) };
        match result {
            sys::nvrtcResult::NVRTC_SUCCESS => Ok(()),
            failed => {
                let log = self.log().unwrap_or_default();
                Err(Error::Failed(format!(
                    "NVRTC refused its CUDA source: {failed:?}\n{log}"
                )))
            }
        }
    }

    fn log(&self) -> Result<String, Error> {
        let mut size = 0;
        // SAFETY: the program is alive; the library writes a number.
        check("nvrtcGetProgramLogSize", unsafe {
            sys::nvrtcGetProgramLogSize(self.raw, &mut size)
        })?;
        let mut log = vec![0_u8; size];
        // SAFETY: the buffer has the size that the library just told.
        check("nvrtcGetProgramLog", unsafe {
            sys::nvrtcGetProgramLog(self.raw, log.as_mut_ptr().cast())
        })?;
        Ok(into_text(log))
    }

    fn ptx(&self) -> Result<String, Error> {
        let mut size = 0;
        // SAFETY: the program is alive and compiled; the library writes a number.
        check("nvrtcGetPTXSize", unsafe {
            sys::nvrtcGetPTXSize(self.raw, &mut size)
        })?;
        let mut ptx = vec![0_u8; size];
        // SAFETY: the buffer has the size that the library just told.
        check("nvrtcGetPTX", unsafe {
            sys::nvrtcGetPTX(self.raw, ptx.as_mut_ptr().cast())
        })?;
        Ok(into_text(ptx))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // SAFETY: the program is alive and used by nobody else. There is nobody to tell of a failure.
        let _ = unsafe { sys::nvrtcDestroyProgram(&mut self.raw) };
    }
}

/// A buffer of the library as text, without the zero byte at its end.
fn into_text(mut buffer: Vec<u8>) -> String {
    while buffer.last() == Some(&0) {
        buffer.pop();
    }
    String::from_utf8_lossy(&buffer).into_owned()
}

fn check(call: &'static str, result: sys::nvrtcResult) -> Result<(), Error> {
    match result {
        sys::nvrtcResult::NVRTC_SUCCESS => Ok(()),
        failed => Err(Error::Failed(format!("{call} failed: {failed:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::Plan;

    #[test]
    fn the_target_follows_the_artifacts_flags() {
        let artifact = Artifact {
            flags: &["-std=c++17", "-fmad=false"],
            ..Artifact::not_built(
                "saxpy",
                "src/lib.rs",
                Plan::Grid {
                    independent_blocks: true,
                    cooperative: false,
                    shared: &[],
                },
            )
        };
        let options = options(&artifact, 90);
        let texts: Vec<&str> = options
            .iter()
            .map(|option| option.to_str().expect("ASCII"))
            .collect();
        assert_eq!(
            texts,
            ["-std=c++17", "-fmad=false", "--gpu-architecture=compute_90"]
        );
    }

    #[test]
    fn a_text_ends_before_its_zero_bytes() {
        assert_eq!(into_text(b"ptx\0\0".to_vec()), "ptx");
        assert_eq!(into_text(Vec::new()), "");
    }
}
