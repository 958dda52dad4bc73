//! What a kernel takes of a GPU, and how many of its blocks fit on a multiprocessor.
//!
//! The build script has ptxas count, for each architecture it makes PTX for, and leaves the figures in the
//! [`Artifact`]. [`Artifact::resources`] prints them as a table that a test can keep:
//!
//! ```ignore
//! insta::assert_snapshot!(saxpy::ARTIFACT.resources());
//! ```
//!
//! They are what ptxas of the build's toolkit allots. A driver that translates the PTX for a newer GPU allots anew, so
//! figures that matter are those of PTX made for the very architecture (`Builder::arch`).

use std::fmt;

use crate::artifact::{Artifact, Toolkit};

/// What one kernel takes on one architecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Registers of a thread, 32 bits each.
    pub registers: u32,
    /// Bytes of a thread that are written to memory for want of registers.
    pub spill_stores: u32,
    /// Bytes of a thread that are read back.
    pub spill_loads: u32,
    /// Bytes of a thread's stack in local memory: arrays that are indexed at run time, and what is spilled.
    pub stack: u32,
    /// Bytes of a block's shared memory, without what a launch adds.
    pub shared: u32,
    /// Bytes of constant memory; on some architectures the parameters are among them.
    pub constant: u32,
}

/// Limits of a multiprocessor.
#[derive(Clone, Copy, Debug)]
struct Multiprocessor {
    /// Blocks at once.
    blocks: u32,
    /// Warps at once.
    warps: u32,
    /// Bytes of shared memory.
    shared: u32,
    /// Bytes that the system takes of it for each block.
    reserved: u32,
    /// Shared memory is given out in multiples of so many bytes.
    unit: u32,
}

/// Lanes of a warp.
const WARP: u32 = 32;
/// Threads of a block at most.
const LARGEST_BLOCK: u32 = 1024;
/// Registers of a multiprocessor, and of a block at most.
const REGISTERS: u32 = 65_536;
/// Registers are given out to a warp in multiples of so many.
const REGISTER_UNIT: u32 = 256;
/// A multiprocessor's registers lie in so many equal parts, and a warp's in one of them.
const PARTS: u32 = 4;

impl Multiprocessor {
    /// From "Device and Streaming Multiprocessor (SM) Information per Compute Capability" in the appendix "Compute
    /// Capabilities" of the CUDA Programming Guide; reserve and unit as in `cuda_occupancy.h` of toolkit 13.0.
    fn of(arch: u32) -> Option<Self> {
        let (blocks, warps, kibibytes) = match arch {
            75 => (16, 32, 64),
            80 => (32, 64, 164),
            86 => (16, 48, 100),
            87 => (16, 48, 164),
            89 => (24, 48, 100),
            90 | 100 | 103 => (32, 64, 228),
            110 => (24, 48, 228),
            120 | 121 => (24, 48, 100),
            _ => return None,
        };
        let (reserved, unit) = if arch < 80 { (0, 256) } else { (1024, 128) };
        Some(Self {
            blocks,
            warps,
            shared: kibibytes * 1024,
            reserved,
            unit,
        })
    }
}

impl Usage {
    /// How many blocks of so many threads can be on a multiprocessor at once, if the launch adds no shared memory; 0 where
    /// such a block cannot be launched. `None` for an architecture whose limits are not known here.
    ///
    /// `arch` is the compute capability times ten, as in [`Ptx::arch`](crate::artifact::Ptx::arch).
    #[must_use]
    pub fn blocks(&self, arch: u32, threads: u32) -> Option<u32> {
        let limits = Multiprocessor::of(arch)?;
        if !(1..=LARGEST_BLOCK).contains(&threads) {
            return Some(0);
        }
        let warps = threads.div_ceil(WARP);
        let by_warps = limits.blocks.min(limits.warps / warps);
        let by_registers = match (self.registers * WARP).next_multiple_of(REGISTER_UNIT) {
            0 => u32::MAX,
            // A launch is refused as if all parts gave alike.
            of_warp if of_warp * warps.next_multiple_of(PARTS) > REGISTERS => 0,
            of_warp => REGISTERS / PARTS / of_warp * PARTS / warps,
        };
        let of_block = (self.shared + limits.reserved).next_multiple_of(limits.unit);
        let by_shared = limits.shared.checked_div(of_block).unwrap_or(u32::MAX);
        Some(by_warps.min(by_registers).min(by_shared))
    }
}

/// The figures of one kernel: a table to print.
///
/// Registers, spills and stack are those of a thread, shared memory is that of a block; all but registers in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Resources<'a> {
    artifact: &'a Artifact,
}

impl<'a> Resources<'a> {
    pub(crate) fn new(artifact: &'a Artifact) -> Self {
        Self { artifact }
    }

    /// The figures for an architecture that the build made PTX for; `None` if it made none, or had no ptxas.
    #[must_use]
    pub fn usage(&self, arch: u32) -> Option<Usage> {
        let ptx = self.artifact.ptx.iter().find(|ptx| ptx.arch == arch)?;
        ptx.usage
    }

    /// The block sizes that the table tells of.
    fn threads(&self) -> Vec<u32> {
        match self.artifact.threads {
            Some(threads) => vec![threads],
            None => vec![128, 256, 512, 1024],
        }
    }
}

impl fmt::Display for Resources<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.artifact.name;
        if self.artifact.ptx.is_empty() {
            let why = match self.artifact.toolkit {
                Toolkit::Nvcc(_) => "the build made no PTX".to_owned(),
                other @ (Toolkit::Missing(_) | Toolkit::Off | Toolkit::NotBuilt) => {
                    other.to_string()
                }
            };
            return write!(f, "{name}: no figures: {why}");
        }
        let threads = self.threads();
        let mut rows = vec![vec![
            name.to_owned(),
            "registers".to_owned(),
            "spill stores".to_owned(),
            "spill loads".to_owned(),
            "stack".to_owned(),
            "shared".to_owned(),
            "constant".to_owned(),
        ]];
        rows[0].extend(threads.iter().map(|threads| format!("blocks of {threads}")));
        for ptx in self.artifact.ptx {
            let mut row = vec![format!("sm_{}", ptx.arch)];
            match ptx.usage {
                Some(usage) => {
                    let figures = [
                        usage.registers,
                        usage.spill_stores,
                        usage.spill_loads,
                        usage.stack,
                        usage.shared,
                        usage.constant,
                    ];
                    row.extend(figures.iter().map(u32::to_string));
                    row.extend(threads.iter().map(|&threads| {
                        let blocks = usage.blocks(ptx.arch, threads);
                        blocks.map_or("?".to_owned(), |blocks| blocks.to_string())
                    }));
                }
                None => row.push("not counted".to_owned()),
            }
            rows.push(row);
        }
        write_aligned(f, &rows)
    }
}

/// Writes a table: the first column to the left, the others to the right.
fn write_aligned(f: &mut fmt::Formatter<'_>, rows: &[Vec<String>]) -> fmt::Result {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(String::len).max().unwrap_or(0)
    };
    for (number, row) in rows.iter().enumerate() {
        if number > 0 {
            writeln!(f)?;
        }
        for (column, cell) in row.iter().enumerate() {
            let (width, is_last) = (width(column), column + 1 == row.len());
            match column {
                0 if is_last => write!(f, "{cell}")?,
                0 => write!(f, "{cell:<width$}")?,
                _ => write!(f, "  {cell:>width$}")?,
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::{Per, Plan, Ptx};

    const NOTHING: Usage = Usage {
        registers: 16,
        spill_stores: 0,
        spill_loads: 0,
        stack: 0,
        shared: 0,
        constant: 0,
    };

    fn blocks(arch: u32, registers: u32, shared: u32, threads: u32) -> Option<u32> {
        let usage = Usage {
            registers,
            shared,
            ..NOTHING
        };
        usage.blocks(arch, threads)
    }

    const PLAN: Plan = Plan::Ring { per: Per::Lane };

    fn table(ptx: &'static [Ptx], threads: Option<u32>, toolkit: Toolkit) -> String {
        let artifact = Artifact {
            ptx,
            threads,
            toolkit,
            ..Artifact::not_built("saxpy", "src/lib.rs", PLAN)
        };
        artifact.resources().to_string()
    }

    #[test]
    fn the_table_is_aligned() {
        const PTX: &[Ptx] = &[
            Ptx {
                arch: 75,
                usage: Some(Usage {
                    constant: 388,
                    ..NOTHING
                }),
                text: "",
            },
            Ptx {
                arch: 90,
                usage: Some(Usage {
                    registers: 168,
                    spill_stores: 1920,
                    spill_loads: 2464,
                    stack: 2048,
                    shared: 1024,
                    constant: 0,
                }),
                text: "",
            },
        ];
        assert_eq!(
            table(PTX, None, Toolkit::Nvcc("13.0")),
            "saxpy  registers  spill stores  spill loads  stack  shared  constant  blocks of 128  blocks of 256  blocks of 512  blocks of 1024\n\
             sm_75         16             0            0      0       0       388              8              4              2               1\n\
             sm_90        168          1920         2464   2048    1024         0              3              1              0               0"
        );
        assert_eq!(
            table(&PTX[..1], Some(96), Toolkit::Nvcc("13.0")),
            "saxpy  registers  spill stores  spill loads  stack  shared  constant  blocks of 96\n\
             sm_75         16             0            0      0       0       388            10"
        );
    }

    #[test]
    fn what_was_not_counted_is_said() {
        const PTX: &[Ptx] = &[Ptx {
            arch: 90,
            usage: None,
            text: "",
        }];
        assert_eq!(
            table(PTX, Some(128), Toolkit::Nvcc("13.0")),
            "saxpy    registers  spill stores  spill loads  stack  shared  constant  blocks of 128\n\
             sm_90  not counted"
        );
        assert_eq!(
            table(&[], None, Toolkit::Missing("looked at PATH")),
            "saxpy: no figures: no nvcc was found (looked at PATH)"
        );
        assert_eq!(
            table(&[], None, Toolkit::NotBuilt),
            "saxpy: no figures: the build script did not run"
        );
    }

    /// Architecture, registers, shared bytes, threads, and the blocks that `cudaOccMaxActiveBlocksPerMultiprocessor` of
    /// toolkit 13.0 found with the largest shared memory that the multiprocessor can be given.
    const OF_THE_TOOLKIT: &[(u32, u32, u32, u32, u32)] = &[
        (75, 32, 1, 33, 16),
        (75, 32, 20000, 33, 3),
        (75, 72, 20000, 33, 3),
        (75, 200, 4096, 1000, 0),
        (80, 33, 1, 128, 12),
        (80, 33, 16384, 33, 9),
        (86, 128, 0, 512, 1),
        (87, 16, 4096, 384, 4),
        (87, 16, 20000, 33, 7),
        (87, 33, 1, 768, 2),
        (89, 0, 4096, 96, 16),
        (89, 200, 0, 256, 1),
        (89, 200, 20000, 384, 0),
        (89, 255, 49152, 768, 0),
        (90, 40, 16384, 512, 3),
        (90, 72, 49152, 32, 4),
        (100, 32, 49152, 96, 4),
        (103, 128, 10000, 160, 3),
        (110, 16, 1, 1, 24),
        (110, 16, 20000, 1000, 1),
        (110, 33, 1, 1, 24),
        (110, 255, 10000, 32, 8),
        (120, 168, 20000, 512, 0),
        (120, 200, 1, 96, 2),
        (120, 200, 49152, 384, 0),
        (120, 255, 1024, 1000, 0),
        (121, 0, 0, 512, 3),
        (121, 255, 20000, 512, 0),
    ];

    #[test]
    fn blocks_are_those_of_the_toolkits_calculator() {
        for &(arch, registers, shared, threads, expected) in OF_THE_TOOLKIT {
            assert_eq!(
                blocks(arch, registers, shared, threads),
                Some(expected),
                "sm_{arch}, {registers} registers, {shared} bytes, {threads} threads"
            );
        }
    }

    #[test]
    fn an_unknown_architecture_has_no_blocks() {
        assert_eq!(blocks(99, 16, 0, 128), None);
    }
}
