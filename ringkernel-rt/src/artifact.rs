//! What the build script made of one kernel: a constant of the user's crate.
//!
//! The build script prints an [`Artifact`] as a Rust expression and the macro includes it, so rustc checks its shape and
//! a const assert checks its version. All fields are plain data; nothing here runs code.

use std::fmt;

use crate::layout::TypeLayout;
use crate::log::Text;
use crate::resource::{Resources, Usage};

/// Device code and facts of one kernel.
///
/// It prints as a line of what there is: ``kernel `saxpy` (src/kernels.rs), over a grid: PTX for sm_75``.
#[derive(Clone, Copy)]
pub struct Artifact {
    /// [`crate::abi::VERSION`] that the device code was printed for.
    pub abi: u32,
    /// The kernel's name in Rust.
    pub name: &'static str,
    /// Its symbol in the device code.
    pub entry: &'static str,
    /// The file it is defined in, relative to its package, with `/`.
    pub file: &'static str,
    /// The complete CUDA C source; empty where the build script did not run (documentation tests, rust-analyzer).
    pub cuda: &'static str,
    /// Byte position in `cuda` where the kernel's own part starts, behind the device library.
    pub own: usize,
    /// PTX for each requested architecture, lowest first; empty without nvcc.
    pub ptx: &'static [Ptx],
    /// Compiler flags that keep Rust's meaning, for whoever compiles `cuda` later.
    pub flags: &'static [&'static str],
    /// Whether the crate was built with debug assertions, so that `debug_assert!` checks.
    pub debug_assertions: bool,
    /// What compiled the PTX, or why nothing did.
    pub toolkit: Toolkit,
    /// Source places that faults refer to by index.
    pub sites: &'static [Site],
    /// Texts that records of the log refer to by index.
    pub logs: &'static [Text],
    /// Layouts of the structs that cross between host and device.
    pub layouts: &'static [TypeLayout],
    /// How many parameters `entry` takes.
    pub parameters: usize,
    /// Threads of a block, where the kernel and not the launch decides.
    pub threads: Option<u32>,
    /// What is particular to the kind of kernel.
    pub plan: Plan,
}

/// PTX of one architecture.
#[derive(Clone, Copy)]
pub struct Ptx {
    /// Compute capability times ten: 75, 90.
    pub arch: u32,
    /// What it takes of a GPU, if the build had a ptxas to count it.
    pub usage: Option<Usage>,
    /// The text.
    pub text: &'static str,
}

/// Where the device code comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toolkit {
    /// nvcc, with its version line.
    Nvcc(&'static str),
    /// No nvcc was found; the CUDA source is there for NVRTC. The text says where it was looked for.
    Missing(&'static str),
    /// `RINGKERNEL_CUDA=off`.
    Off,
    /// The build script did not run for this kernel.
    NotBuilt,
}

/// A place in the user's source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Site {
    /// Relative to the package, with `/`.
    pub file: &'static str,
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// What a panic there says; `None` for the checks of the language, whose words the runtime knows.
    pub says: Option<Says>,
}

/// What a panic of a kernel says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Says {
    /// The text.
    pub text: &'static str,
    /// The type of the two values that the fault's record holds, if it holds some: they are written behind the text.
    pub values: Option<&'static str>,
}

/// Facts of the build about how a kernel may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// `#[kernel]`.
    Grid {
        /// Blocks of a one-dimensional launch provably never touch each other's elements, so the CPU may run them in
        /// parallel.
        independent_blocks: bool,
        /// Its blocks wait for each other, so all must be on the GPU at the same time.
        cooperative: bool,
        /// Size of an element of each dynamic array in shared memory, in the order of the text.
        shared: &'static [u32],
    },
    /// `#[stencil]`.
    Stencil {
        /// 2 or 3.
        dimensions: u32,
        /// How far the body looks along x, y, z.
        halo: [u32; 3],
        /// Threads of a block along x, y, z.
        tile: [u32; 3],
        /// A form that computes several cells a thread.
        rows: Option<Rows>,
    },
    /// `#[ring_kernel]`.
    Ring {
        /// Who handles a message.
        per: Per,
    },
}

/// A form of a stencil whose threads compute a patch of cells each, plane by plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rows {
    /// Its symbol in the device code; it takes the parameters of the other form.
    pub entry: &'static str,
    /// Cells of a patch along x, of which the grid's width must be a multiple.
    pub wide: u32,
    /// Cells of a patch along y.
    pub tall: u32,
}

/// Who handles a message of an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// One lane, messages in order.
    Lane,
    /// Each thread one of its own, many at a time.
    Thread,
    /// The lanes of a warp together, as many at a time as the block has warps; the reply is lane 0's.
    Warp,
    /// All threads of the block together; the reply is lane 0's.
    Block,
}

impl Artifact {
    /// A stand-in that only the CPU back end can run.
    #[doc(hidden)]
    #[must_use]
    pub const fn not_built(name: &'static str, file: &'static str, plan: Plan) -> Self {
        Self {
            abi: crate::abi::VERSION,
            name,
            entry: name,
            file,
            cuda: "",
            own: 0,
            ptx: &[],
            flags: &[],
            debug_assertions: cfg!(debug_assertions),
            toolkit: Toolkit::NotBuilt,
            sites: &[],
            logs: &[],
            layouts: &[],
            parameters: 0,
            threads: None,
            plan,
        }
    }

    /// What the kernel takes on each architecture that there is PTX for, to be printed or asked.
    #[must_use]
    pub fn resources(&self) -> Resources<'_> {
        Resources::new(self)
    }

    /// The CUDA C that the kernel's own text became, with what it calls: [`cuda`](Self::cuda) without the device
    /// library before it, and without the `#line`s that name the Rust source. Comments and empty lines in the Rust
    /// source change nothing of it, so it is what a snapshot test keeps.
    #[must_use]
    pub fn own_cuda(&self) -> String {
        let own = self.cuda.get(self.own..).unwrap_or_default();
        own.lines()
            .filter(|line| !line.trim_start().starts_with("#line "))
            .flat_map(|line| [line, "\n"])
            .collect()
    }
}

impl fmt::Debug for Artifact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Artifact")
            .field("name", &self.name)
            .field("file", &self.file)
            .field("plan", &self.plan)
            .field("ptx", &self.ptx)
            .field("toolkit", &self.toolkit)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Artifact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "kernel `{}` ({}), {}: ", self.name, self.file, self.plan)?;
        if self.ptx.is_empty() {
            let source = if self.cuda.is_empty() {
                "no device code"
            } else {
                "CUDA source and no PTX"
            };
            return write!(f, "{source}: {}", self.toolkit);
        }
        let archs: Vec<String> = self
            .ptx
            .iter()
            .map(|ptx| format!("sm_{}", ptx.arch))
            .collect();
        write!(f, "PTX for {} ({})", archs.join(", "), self.toolkit)
    }
}

impl fmt::Debug for Ptx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ptx")
            .field("arch", &self.arch)
            .field("usage", &self.usage)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Toolkit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nvcc(release) => f.write_str(release),
            Self::Missing(looked) => write!(f, "no nvcc was found ({looked})"),
            Self::Off => f.write_str("RINGKERNEL_CUDA=off"),
            Self::NotBuilt => f.write_str("the build script did not run"),
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Grid { cooperative, .. } => f.write_str(if *cooperative {
                "over a grid whose blocks wait for each other"
            } else {
                "over a grid"
            }),
            Self::Stencil {
                dimensions,
                halo: [x, y, z],
                ..
            } => write!(
                f,
                "a stencil in {dimensions} dimensions that looks {} cells far",
                x.max(y).max(z)
            ),
            Self::Ring { per: Per::Lane } => f.write_str("an actor, one lane for each message"),
            Self::Ring { per: Per::Thread } => f.write_str("an actor, a thread for each message"),
            Self::Ring { per: Per::Warp } => f.write_str("an actor, a warp for each message"),
            Self::Ring { per: Per::Block } => f.write_str("an actor, the block for each message"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARTIFACT: Artifact = Artifact {
        cuda: "library\n#line 3 \"src/kernels.rs\"\nvoid f() {\n  #line 4\n  a;\n}\n",
        own: 8,
        ptx: &[Ptx {
            arch: 75,
            usage: None,
            text: "a long text",
        }],
        toolkit: Toolkit::Nvcc("release 13.0"),
        ..Artifact::not_built("f", "src/kernels.rs", Plan::Ring { per: Per::Lane })
    };

    #[test]
    fn an_artifact_is_printed_without_its_texts() {
        assert_eq!(
            ARTIFACT.to_string(),
            "kernel `f` (src/kernels.rs), an actor, one lane for each message: PTX for sm_75 (release 13.0)"
        );
        assert_eq!(
            format!("{ARTIFACT:?}"),
            "Artifact { name: \"f\", file: \"src/kernels.rs\", plan: Ring { per: Lane }, \
             ptx: [Ptx { arch: 75, usage: None, .. }], toolkit: Nvcc(\"release 13.0\"), .. }"
        );
        assert_eq!(
            Artifact::not_built("f", "src/kernels.rs", ARTIFACT.plan).to_string(),
            "kernel `f` (src/kernels.rs), an actor, one lane for each message: no device code: the build script did not run"
        );
    }

    #[test]
    fn the_own_part_has_no_places_in_it() {
        assert_eq!(ARTIFACT.own_cuda(), "void f() {\n  a;\n}\n");
    }
}
