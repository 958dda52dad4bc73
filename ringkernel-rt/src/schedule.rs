//! How the steps of a simulation are computed: what can be asked for, and what was chosen.

use std::fmt;

use crate::artifact::{Artifact, Plan, Rows};
use crate::backend::cpu::lane::{Lengths, Shape};
use crate::error::Error;
use crate::gpu::stencil::Extent;

/// How the steps of a simulation are to be computed on a GPU. All of them give the same values, to the bit; the CPU has
/// one way of its own, whatever is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Schedule {
    /// What is the fastest for the grid and the device, by a model.
    #[default]
    Auto,
    /// A launch a step, a thread a cell.
    Plain,
    /// A launch a step, several cells of several rows a thread, in space plane by plane: what several cells see is
    /// loaded once, 16 bytes at a time. The grid's width must be a multiple of the cells in 16 bytes of the field with the
    /// largest (2 of f64, 4 of f32, 8 of f16, 16 of u8).
    ///
    /// A stencil has this form if its fields hold numbers; it looks no farther than 16 cells, and no patch sees more than
    /// 144 registers' worth; with all that it calls it has no more than 256 expressions, no loop, nothing that may fault and
    /// no record of the log; and it uses fields through their cells alone, which it borrows for nobody.
    Rows,
}

/// How the steps of a simulation are computed, and why; prints as one line.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// Of the grid.
    dimensions: u32,
    sides: [u32; 3],
    way: Way,
    why: &'static str,
}

/// What of a GPU decides how steps are computed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gpu {
    pub(crate) multiprocessors: u32,
    /// Blocks that a launch may have along x, y, z.
    pub(crate) blocks: [u32; 3],
}

/// What computes a step.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Way {
    /// So many threads of the CPU, by rows.
    Threads(usize),
    /// A launch for each step, in blocks of so many threads.
    Plain([u32; 3]),
    /// A launch for each step, in patches.
    Rows(Rows, Shape),
}

/// Threads of a block along x and y that computes patches: a warp along x, whose loads are whole lines.
const PATCHES: [u32; 2] = [32, 8];

/// Blocks for each multiprocessor from which on fewer threads with more to do are faster than more with less.
const BUSY: u32 = 1;

/// Blocks for each multiprocessor for the sake of which planes are divided among more blocks.
const SPREAD: u32 = 4;

/// Planes that a block goes through, at least and at most: the first of them are loaded for it alone.
const RUN: [u32; 2] = [4, 16];

impl Chosen {
    /// Of the CPU.
    pub(crate) fn threads(dimensions: u32, extent: Extent, threads: usize) -> Self {
        Self {
            dimensions,
            sides: sides(extent),
            way: Way::Threads(threads),
            why: "the CPU",
        }
    }

    /// Of a GPU.
    ///
    /// # Errors
    /// [`Error::Schedule`] if what is asked for cannot be done.
    pub(crate) fn on_gpu(
        artifact: &'static Artifact,
        extent: Extent,
        asked: Schedule,
        gpu: Gpu,
    ) -> Result<Self, Error> {
        let Plan::Stencil {
            dimensions,
            tile,
            rows,
            ..
        } = artifact.plan
        else {
            unreachable!("the macro gives a stencil's handle a stencil's artifact");
        };
        let sides = sides(extent);
        let chosen = |way, why| {
            Ok(Self {
                dimensions,
                sides,
                way,
                why,
            })
        };
        let plain = |why| chosen(Way::Plain(tile), why);
        let patches = match rows {
            None => Err("its body cannot be computed for several cells at once"),
            Some(rows) => patches(rows, sides, dimensions, gpu).map(|shape| (rows, shape)),
        };
        match (asked, patches) {
            (Schedule::Plain, _) => plain("asked for"),
            (Schedule::Rows, Ok((rows, shape))) => chosen(Way::Rows(rows, shape), "asked for"),
            (Schedule::Rows, Err(why)) => Err(Error::Schedule {
                kernel: artifact.name,
                why,
            }),
            (Schedule::Auto, Err(why)) => plain(why),
            (Schedule::Auto, Ok((rows, shape))) => {
                let busy = u64::from(BUSY) * u64::from(gpu.multiprocessors);
                if shape.blocks() >= busy {
                    chosen(
                        Way::Rows(rows, shape),
                        "the grid keeps all multiprocessors busy",
                    )
                } else {
                    plain("the grid is small")
                }
            }
        }
    }

    /// What computes a step.
    pub(crate) fn way(&self) -> Way {
        self.way
    }
}

/// The launch that computes patches, or why there is none.
fn patches(rows: Rows, sides: [u32; 3], dimensions: u32, gpu: Gpu) -> Result<Shape, &'static str> {
    let [width, height, depth] = sides;
    if !width.is_multiple_of(rows.wide) {
        return Err("the grid's width is no multiple of the cells that are loaded at once");
    }
    let across = (width / rows.wide).div_ceil(PATCHES[0]);
    let down = height.div_ceil(rows.tall).div_ceil(PATCHES[1]);
    let runs = if dimensions == 3 {
        let [least, most] = RUN;
        let wanted =
            SPREAD.saturating_mul(gpu.multiprocessors) / across.saturating_mul(down).max(1);
        wanted
            .clamp(1, depth.div_ceil(least))
            .max(depth.div_ceil(most))
    } else {
        1
    };
    let grid = [across, down, runs];
    if grid
        .iter()
        .zip(gpu.blocks)
        .any(|(&asked, most)| asked > most)
    {
        return Err("the grid takes more blocks of patches than a launch may have");
    }
    Ok(Shape {
        grid,
        block: [PATCHES[0], PATCHES[1], 1],
        shared: Lengths::new(),
    })
}

/// Sides of a grid, which are at least 1.
pub(crate) fn sides(extent: Extent) -> [u32; 3] {
    [extent.width, extent.height, extent.depth].map(i32::unsigned_abs)
}

impl fmt::Display for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [width, height, depth] = self.sides;
        write!(f, "{width} x {height}")?;
        if self.dimensions == 3 {
            write!(f, " x {depth}")?;
        }
        match self.way {
            Way::Threads(1) => return f.write_str(" cells by rows on 1 thread"),
            Way::Threads(n) => return write!(f, " cells by rows on {n} threads"),
            Way::Plain([x, y, 1]) => write!(f, " cells, a launch a step in tiles of {x} x {y}")?,
            Way::Plain([x, y, z]) => {
                write!(f, " cells, a launch a step in tiles of {x} x {y} x {z}")?;
            }
            Way::Rows(Rows { wide, tall, .. }, _) => {
                write!(f, " cells, a launch a step in patches of {wide} x {tall}")?;
            }
        }
        write!(f, " ({})", self.why)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: Rows = Rows {
        entry: "rows",
        wide: 4,
        tall: 2,
    };

    static STENCIL: Artifact = artifact(Some(ROWS));
    static PLAIN: Artifact = artifact(None);

    const fn artifact(rows: Option<Rows>) -> Artifact {
        Artifact::not_built(
            "heat",
            "src/kernels.rs",
            Plan::Stencil {
                dimensions: 3,
                halo: [1; 3],
                tile: [32, 8, 1],
                rows,
            },
        )
    }

    fn choose(
        artifact: &'static Artifact,
        [width, height, depth]: [i32; 3],
        asked: Schedule,
    ) -> Result<Chosen, Error> {
        let extent = Extent {
            width,
            height,
            depth,
        };
        let gpu = Gpu {
            multiprocessors: 132,
            blocks: [i32::MAX.unsigned_abs(), 65_535, 65_535],
        };
        Chosen::on_gpu(artifact, extent, asked, gpu)
    }

    fn blocks(sides: [i32; 3]) -> Option<[u32; 3]> {
        match choose(&STENCIL, sides, Schedule::Auto).map(|chosen| chosen.way()) {
            Ok(Way::Rows(_, shape)) => Some(shape.grid),
            Ok(Way::Plain(_) | Way::Threads(_)) | Err(_) => None,
        }
    }

    #[test]
    fn planes_are_divided_until_all_multiprocessors_are_busy() {
        // 16 planes a block are the most, 4 the fewest.
        assert_eq!(blocks([1024, 1024, 1024]), Some([8, 64, 64]));
        assert_eq!(blocks([256, 256, 256]), Some([2, 16, 16]));
        assert_eq!(blocks([128, 128, 128]), Some([1, 8, 32]));
        assert_eq!(blocks([64, 64, 64]), None);
        assert_eq!(blocks([4096, 4096, 1]), Some([32, 256, 1]));
    }

    #[test]
    fn what_was_asked_for_is_done_or_refused() {
        let refused = |chosen: Result<Chosen, Error>| match chosen {
            Err(Error::Schedule { kernel, why }) => (kernel, why),
            other => panic!("{other:?}"),
        };
        let (kernel, why) = refused(choose(&STENCIL, [1023, 512, 512], Schedule::Rows));
        assert_eq!(kernel, "heat");
        assert_eq!(
            why,
            "the grid's width is no multiple of the cells that are loaded at once"
        );
        let (_, why) = refused(choose(&PLAIN, [1024, 512, 512], Schedule::Rows));
        assert_eq!(why, "its body cannot be computed for several cells at once");
        let chosen = |sides, asked| {
            choose(&STENCIL, sides, asked).map_or_else(|error| error.to_string(), |c| c.to_string())
        };
        assert_eq!(
            chosen([64, 8, 8], Schedule::Rows),
            "64 x 8 x 8 cells, a launch a step in patches of 4 x 2 (asked for)"
        );
        assert_eq!(
            chosen([1024, 512, 512], Schedule::Plain),
            "1024 x 512 x 512 cells, a launch a step in tiles of 32 x 8 (asked for)"
        );
        // 65,536 blocks along y.
        let (_, why) = refused(choose(&STENCIL, [4, 1 << 20, 1], Schedule::Rows));
        assert_eq!(
            why,
            "the grid takes more blocks of patches than a launch may have"
        );
        assert_eq!(
            chosen([4, 1 << 20, 1], Schedule::Auto),
            "4 x 1048576 x 1 cells, a launch a step in tiles of 32 x 8 (the grid takes more blocks of patches than a launch \
             may have)"
        );
        assert_eq!(
            chosen([64, 8, 8], Schedule::Auto),
            "64 x 8 x 8 cells, a launch a step in tiles of 32 x 8 (the grid is small)"
        );
    }
}
