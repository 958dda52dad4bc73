//! Device code of one kernel, loaded and ready to launch.
//!
//! PTX of the highest architecture that the device runs is handed to the driver's compiler; without PTX, NVRTC makes
//! some from the CUDA source where that library is present. The driver loads functions lazily by default and may wait
//! for all running kernels when it does: [`Module::load`], for which actors leave the device, therefore finishes the
//! loading before it returns. Modules are never unloaded, since unloading waits as well.

use std::borrow::Cow;
use std::ffi::CString;
use std::ptr;
use std::sync::Arc;

use cudarc::driver::sys;

use super::driver::{check, failure};
use super::{lock, nvrtc, Inner};
use crate::artifact::{Artifact, Plan, Toolkit};
use crate::error::{Error, PtxVersion};

/// Size of the buffer for the driver's compiler log.
const LOG_BYTES: usize = 16 << 10;

/// A loaded kernel.
#[derive(Debug)]
pub(crate) struct Module {
    /// What it was loaded from.
    pub(super) artifact: &'static Artifact,
    /// The kernel's handle; alive as long as the process.
    pub(super) function: Function,
    /// Size of each parameter in bytes.
    pub(super) parameters: Vec<usize>,
    /// Threads that a block may have, by the registers the kernel needs and by its launch bounds.
    pub(super) max_threads: u32,
    /// Registers of a thread.
    pub(super) registers: u32,
    /// Statically allocated shared memory of a block in bytes.
    pub(super) shared_bytes: u32,
    /// Local memory of a thread in bytes.
    pub(super) local_bytes: u32,
    /// The form of a stencil that computes several cells a thread.
    pub(super) rows: Option<Arc<Self>>,
}

/// A kernel's handle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Function {
    raw: sys::CUfunction,
}

// SAFETY: the driver lets any thread launch a function.
unsafe impl Send for Function {}
// SAFETY: as for `Send`; the driver locks inside.
unsafe impl Sync for Function {}

impl Module {
    /// Loads `ptx`, the device code of `artifact`, completely. The context must be bound, and no actor may be on the
    /// device.
    #[expect(
        clippy::ptr_arg,
        reason = "a text that lives as long as the program is loaded once, and its place names it"
    )]
    pub(super) fn load(
        device: &Inner,
        artifact: &'static Artifact,
        ptx: &Cow<'static, str>,
    ) -> Result<Self, Error> {
        let key = match ptx {
            Cow::Borrowed(text) => Some(text.as_ptr().addr()),
            Cow::Owned(_) => None,
        };
        let known = key.and_then(|key| lock(&device.images).get(&key).copied());
        let module = match known {
            Some(image) => Loaded { image, kept: true },
            None => Loaded::load(ptx, device.driver)?,
        };
        let loaded = Self::of(&module, device, artifact, artifact.entry)?;
        let rows = match artifact.plan {
            Plan::Stencil {
                rows: Some(rows), ..
            } => Some(Self::of(&module, device, artifact, rows.entry)?),
            Plan::Stencil { rows: None, .. } | Plan::Grid { .. } | Plan::Ring { .. } => None,
        };
        let loaded = Self {
            rows: rows.map(Arc::new),
            ..loaded
        };
        let image = module.keep();
        if let Some(key) = key {
            lock(&device.images).insert(key, image);
        }
        Ok(loaded)
    }

    /// The kernel of this symbol.
    fn of(
        module: &Loaded,
        device: &Inner,
        artifact: &'static Artifact,
        entry: &str,
    ) -> Result<Self, Error> {
        let function = module.function(entry)?;
        let attribute = |which| function.attribute(which);
        let shared_bytes =
            attribute(sys::CUfunction_attribute::CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES)?;
        if has_dynamic_arrays(artifact) {
            let most = device.limits.most_shared_bytes;
            function.allow_shared(most.saturating_sub(shared_bytes))?;
        }
        Ok(Self {
            artifact,
            parameters: function.parameters(artifact.parameters)?,
            max_threads: attribute(
                sys::CUfunction_attribute::CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK,
            )?,
            registers: attribute(sys::CUfunction_attribute::CU_FUNC_ATTRIBUTE_NUM_REGS)?,
            shared_bytes,
            local_bytes: attribute(sys::CUfunction_attribute::CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES)?,
            rows: None,
            function,
        })
    }

    /// How many blocks of `threads` threads, with so many bytes of dynamic shared memory, fit one multiprocessor
    /// together.
    pub(super) fn blocks_per_multiprocessor(
        &self,
        threads: u32,
        dynamic: u32,
    ) -> Result<u32, Error> {
        let threads = i32::try_from(threads).unwrap_or(i32::MAX);
        let mut blocks = 0;
        // SAFETY: the function is never unloaded; the driver writes a number.
        check("cuOccupancyMaxActiveBlocksPerMultiprocessor", unsafe {
            sys::cuOccupancyMaxActiveBlocksPerMultiprocessor(
                &mut blocks,
                self.function.raw,
                threads,
                dynamic as usize,
            )
        })?;
        Ok(u32::try_from(blocks).unwrap_or(0))
    }
}

impl Function {
    /// The driver's handle.
    pub(super) fn raw(self) -> sys::CUfunction {
        self.raw
    }

    /// Lets launches have up to so many bytes of dynamic shared memory; without it, 48 KiB with the static ones. Done once,
    /// at loading, since launches of other threads may go by it.
    pub(super) fn allow_shared(self, bytes: u32) -> Result<(), Error> {
        let bytes = i32::try_from(bytes).unwrap_or(i32::MAX);
        // SAFETY: the function is never unloaded.
        check("cuFuncSetAttribute", unsafe {
            sys::cuFuncSetAttribute(
                self.raw,
                sys::CUfunction_attribute::CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
                bytes,
            )
        })
    }

    /// Has multiprocessors give all that they can to shared memory when they run the function.
    pub(super) fn prefer_shared(self) -> Result<(), Error> {
        const PERCENT: i32 = 100;
        // SAFETY: the function is never unloaded.
        check("cuFuncSetAttribute", unsafe {
            sys::cuFuncSetAttribute(
                self.raw,
                sys::CUfunction_attribute::CU_FUNC_ATTRIBUTE_PREFERRED_SHARED_MEMORY_CARVEOUT,
                PERCENT,
            )
        })
    }

    fn attribute(self, which: sys::CUfunction_attribute) -> Result<u32, Error> {
        let mut value = 0;
        // SAFETY: the function's module is loaded; the driver writes a number.
        check("cuFuncGetAttribute", unsafe {
            sys::cuFuncGetAttribute(&mut value, which, self.raw)
        })?;
        Ok(u32::try_from(value).unwrap_or(0))
    }

    /// The size of each of `count` parameters. The driver does not say how many there are; to ask for one too many would
    /// be reported as a mistake by compute-sanitizer.
    fn parameters(self, count: usize) -> Result<Vec<usize>, Error> {
        let size = |index| {
            let (mut offset, mut size) = (0, 0);
            // SAFETY: the function's module is loaded; the driver writes two numbers.
            let result =
                unsafe { sys::cuFuncGetParamInfo(self.raw, index, &mut offset, &mut size) };
            check("cuFuncGetParamInfo", result)?;
            Ok(size)
        };
        (0..count).map(size).collect()
    }
}

/// The driver's handle of what it made of a text; alive as long as the process.
#[derive(Clone, Copy, Debug)]
pub(super) struct Image {
    raw: sys::CUmodule,
}

// SAFETY: the driver lets any thread use a module.
unsafe impl Send for Image {}

/// A module that is unloaded on drop unless it is kept.
#[derive(Debug)]
struct Loaded {
    image: Image,
    kept: bool,
}

impl Loaded {
    /// Lets the driver compile `ptx` for the bound context's device.
    fn load(ptx: &str, driver: i32) -> Result<Self, Error> {
        let image = CString::new(ptx).map_err(|_| {
            failure(
                "cuModuleLoadDataEx",
                sys::CUresult::CUDA_ERROR_INVALID_PTX,
                "the text contains a zero byte",
            )
        })?;
        let mut log = vec![0_u8; LOG_BYTES];
        let mut options = [
            sys::CUjit_option::CU_JIT_ERROR_LOG_BUFFER,
            sys::CUjit_option::CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES,
        ];
        // The second value is a number in the place of a pointer; the driver overwrites it with the log's length.
        let mut values = [
            log.as_mut_ptr().cast(),
            ptr::without_provenance_mut(LOG_BYTES),
        ];
        let mut raw = ptr::null_mut();
        // SAFETY: a context is bound; the image ends with a zero byte; both arrays have the two entries that are
        // announced, each value of its option's type; the log buffer is as long as told and outlives the call.
        let result = unsafe {
            sys::cuModuleLoadDataEx(
                &mut raw,
                image.as_ptr().cast(),
                options.len() as u32,
                options.as_mut_ptr(),
                values.as_mut_ptr(),
            )
        };
        match result {
            sys::CUresult::CUDA_SUCCESS => Ok(Self {
                image: Image { raw },
                kept: false,
            }),
            sys::CUresult::CUDA_ERROR_UNSUPPORTED_PTX_VERSION => Err(match ptx_version(ptx) {
                Some(artifact) => Error::PtxTooNew {
                    artifact,
                    driver: newest_ptx(driver),
                },
                None => failure("cuModuleLoadDataEx", result, &text(&log)),
            }),
            failed => Err(failure("cuModuleLoadDataEx", failed, &text(&log))),
        }
    }

    /// Finds the kernel and finishes its loading.
    fn function(&self, entry: &str) -> Result<Function, Error> {
        let name = CString::new(entry).expect("a symbol has no zero byte");
        let mut raw = ptr::null_mut();
        // SAFETY: the module is loaded and the name ends with a zero byte; the driver writes a handle.
        check("cuModuleGetFunction", unsafe {
            sys::cuModuleGetFunction(&mut raw, self.image.raw, name.as_ptr())
        })?;
        // SAFETY: the function is of a loaded module.
        check("cuFuncLoad", unsafe { sys::cuFuncLoad(raw) })?;
        Ok(Function { raw })
    }

    /// Leaves the module loaded for ever.
    fn keep(mut self) -> Image {
        self.kept = true;
        self.image
    }
}

impl Drop for Loaded {
    fn drop(&mut self) {
        if !self.kept {
            // SAFETY: nothing of the module was launched or handed out. There is nobody to tell of a failure.
            let _ = unsafe { sys::cuModuleUnload(self.image.raw) };
        }
    }
}

/// Whether launches say how much shared memory a block has.
fn has_dynamic_arrays(artifact: &Artifact) -> bool {
    match artifact.plan {
        Plan::Grid { shared, .. } => !shared.is_empty(),
        Plan::Stencil { .. } | Plan::Ring { .. } => false,
    }
}

/// The text to load for `artifact` on this device, made now if it was not at build time.
pub(super) fn ptx(device: &Inner, artifact: &'static Artifact) -> Result<Cow<'static, str>, Error> {
    match choose(artifact, device.architecture) {
        Some(text) => Ok(text.into()),
        None => Ok(compile(device, artifact)?.into()),
    }
}

/// The PTX of the highest architecture up to the device's.
fn choose(artifact: &Artifact, architecture: u32) -> Option<&'static str> {
    artifact
        .ptx
        .iter()
        .filter(|ptx| ptx.arch <= architecture)
        .max_by_key(|ptx| ptx.arch)
        .map(|ptx| ptx.text)
}

/// Makes PTX from the artifact's source.
fn compile(device: &Inner, artifact: &'static Artifact) -> Result<String, Error> {
    let missing = |why| Error::NoDeviceCode {
        kernel: artifact.name,
        why,
    };
    if artifact.cuda.is_empty() {
        return Err(missing(why_missing(artifact, device.architecture)));
    }
    match nvrtc::compile(artifact, device.architecture) {
        Ok(ptx) => Ok(ptx),
        Err(nvrtc::Error::Absent) => Err(missing(why_missing(artifact, device.architecture))),
        Err(nvrtc::Error::Failed(why)) => Err(missing(why)),
    }
}

/// Why there is nothing to load, when NVRTC cannot help.
fn why_missing(artifact: &Artifact, architecture: u32) -> String {
    if let Some(lowest) = artifact.ptx.iter().map(|ptx| ptx.arch).min() {
        return format!(
            "it was built for compute capability {} and newer but the device has {}: add `.arch(\"sm_{architecture}\")` \
             in build.rs",
            Capability(lowest),
            Capability(architecture)
        );
    }
    match artifact.toolkit {
        Toolkit::Nvcc(version) => format!("it was built by {version} without PTX"),
        Toolkit::Missing(looked) => format!(
            "nvcc was missing at build time ({looked}) and the library NVRTC is missing now: install either"
        ),
        Toolkit::Off => "it was built with RINGKERNEL_CUDA=off".to_owned(),
        Toolkit::NotBuilt => "the build script did not run for it".to_owned(),
    }
}

/// A compute capability times ten, printed with its dot.
pub(super) struct Capability(pub(super) u32);

impl std::fmt::Display for Capability {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

/// The version that a PTX text declares.
fn ptx_version(ptx: &str) -> Option<PtxVersion> {
    let line = ptx.lines().find_map(|line| line.strip_prefix(".version"))?;
    let (major, minor) = line.trim().split_once('.')?;
    Some(PtxVersion {
        major: major.parse().ok()?,
        minor: minor.parse().ok()?,
    })
}

/// The newest PTX that a driver of this CUDA version reads: each release of CUDA 12 and 13 brought one, except 12.6.
fn newest_ptx(driver: i32) -> PtxVersion {
    let (major, minor) = cuda_version(driver);
    match (major, minor) {
        (0..=11, _) => PtxVersion {
            major: 7,
            minor: minor.min(8),
        },
        (12, 0..=5) => PtxVersion { major: 8, minor },
        (12, _) => PtxVersion {
            major: 8,
            minor: minor - 1,
        },
        (_, _) => PtxVersion {
            major: major - 4,
            minor,
        },
    }
}

/// Splits the driver's version number: 13000 is 13.0.
pub(super) fn cuda_version(driver: i32) -> (u32, u32) {
    let driver = u32::try_from(driver).unwrap_or(0);
    (driver / 1000, driver % 1000 / 10)
}

/// A C text in a buffer.
fn text(buffer: &[u8]) -> String {
    let end = buffer.iter().position(|&byte| byte == 0);
    String::from_utf8_lossy(&buffer[..end.unwrap_or(buffer.len())])
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::Ptx;

    const PLAN: Plan = Plan::Grid {
        independent_blocks: false,
        cooperative: false,
        shared: &[],
    };

    fn artifact(ptx: &'static [Ptx], toolkit: Toolkit) -> Artifact {
        Artifact {
            ptx,
            toolkit,
            ..Artifact::not_built("saxpy", "src/lib.rs", PLAN)
        }
    }

    const TWO: &[Ptx] = &[
        Ptx {
            arch: 75,
            usage: None,
            text: "old",
        },
        Ptx {
            arch: 90,
            usage: None,
            text: "new",
        },
    ];

    #[test]
    fn the_highest_architecture_that_the_device_runs_is_chosen() {
        let artifact = artifact(TWO, Toolkit::Nvcc("13.0"));
        assert_eq!(choose(&artifact, 90), Some("new"));
        assert_eq!(choose(&artifact, 120), Some("new"));
        assert_eq!(choose(&artifact, 89), Some("old"));
        assert_eq!(choose(&artifact, 70), None);
    }

    #[test]
    fn a_device_older_than_all_ptx_is_told_which_architecture_to_build() {
        assert_eq!(
            why_missing(&artifact(TWO, Toolkit::Nvcc("13.0")), 70),
            "it was built for compute capability 7.5 and newer but the device has 7.0: add `.arch(\"sm_70\")` in \
             build.rs"
        );
    }

    #[test]
    fn the_version_of_a_ptx_text_is_read() {
        let text = "//\n// Generated by NVIDIA NVVM Compiler\n//\n\n.version 9.0\n.target sm_75\n";
        assert_eq!(ptx_version(text), Some(PtxVersion { major: 9, minor: 0 }));
        assert_eq!(ptx_version("nothing"), None);
    }

    #[test]
    fn the_newest_ptx_follows_the_drivers_cuda_version() {
        let of = |driver| newest_ptx(driver).to_string();
        assert_eq!(of(11080), "7.8");
        assert_eq!(of(12040), "8.4");
        assert_eq!(of(12060), "8.5");
        assert_eq!(of(12090), "8.8");
        assert_eq!(of(13000), "9.0");
        assert_eq!(of(13010), "9.1");
    }

    #[test]
    fn a_log_ends_at_its_zero_byte() {
        assert_eq!(text(b"ptxas fatal\n\0\0rest"), "ptxas fatal");
        assert_eq!(text(b"full"), "full");
    }
}
