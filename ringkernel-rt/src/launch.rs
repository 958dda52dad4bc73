//! How many threads a grid kernel runs on.

use crate::backend::cpu::lane::{Lengths, Shape};
use crate::error::Error;

/// Threads of a block where only their total is given.
const BLOCK: u32 = 256;

/// The grid of threads of one launch: blocks, and threads of each block.
///
/// A launch of no blocks or of empty blocks is legal and runs nothing.
///
/// ```
/// use ringkernel_rt::launch::Launch;
///
/// let over_pixels = Launch::grid([1920 / 16, 1080 / 8, 1], [16, 8, 1]);
/// let over_samples = Launch::over(48_000);
/// # let _ = (over_pixels, over_samples);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Launch {
    grid: [u64; 3],
    block: [u32; 3],
    shared: Lengths,
}

impl Launch {
    /// At least `n` threads along x, in blocks of 256; the last block may reach past `n`, so the kernel checks.
    #[must_use]
    pub const fn over(n: usize) -> Self {
        Self {
            grid: [(n as u64).div_ceil(BLOCK as u64), 1, 1],
            block: [BLOCK, 1, 1],
            shared: Lengths::new(),
        }
    }

    /// `grid` blocks of `block` threads along x, y and z.
    #[must_use]
    pub const fn grid(grid: [u32; 3], block: [u32; 3]) -> Self {
        Self {
            grid: [grid[0] as u64, grid[1] as u64, grid[2] as u64],
            block,
            shared: Lengths::new(),
        }
    }

    /// Gives the next `shared!([T])` of the kernel, in the order of its text, `len` elements in each block.
    ///
    /// # Panics
    /// If it is called more than four times: a kernel has at most four such arrays.
    #[must_use]
    pub const fn shared(mut self, len: usize) -> Self {
        self.shared = match self.shared.with(len) {
            Some(lengths) => lengths,
            None => panic!("a kernel has at most four dynamic arrays in shared memory"),
        };
        self
    }

    /// The launch within the limits of every GPU; `None` if it runs nothing.
    pub(crate) fn shape(&self) -> Result<Option<Shape>, Error> {
        const GRID: [(&str, u64); 3] = [
            ("the number of blocks along x", 0x7fff_ffff),
            ("the number of blocks along y", 65_535),
            ("the number of blocks along z", 65_535),
        ];
        const BLOCK: [(&str, u64); 3] = [
            ("the number of threads of a block along x", 1024),
            ("the number of threads of a block along y", 1024),
            ("the number of threads of a block along z", 64),
        ];
        let block = self.block.map(u64::from);
        if self.grid.contains(&0) || block.contains(&0) {
            return Ok(None);
        }
        for axis in 0..3 {
            check(GRID[axis], self.grid[axis])?;
            check(BLOCK[axis], block[axis])?;
        }
        check(
            ("the number of threads of a block", 1024),
            block.iter().product(),
        )?;
        Ok(Some(Shape {
            // Within the limits, which are below u32's.
            grid: self.grid.map(|side| side as u32),
            block: self.block,
            shared: self.shared,
        }))
    }
}

fn check((what, limit): (&'static str, u64), asked: u64) -> Result<(), Error> {
    if asked <= limit {
        Ok(())
    } else {
        Err(Error::LaunchTooLarge { what, asked, limit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_launch_runs_nothing() {
        assert_eq!(Launch::over(0).shape(), Ok(None));
        assert_eq!(Launch::grid([1, 1, 1], [0, 1, 1]).shape(), Ok(None));
    }

    #[test]
    fn the_last_block_reaches_past_the_end() {
        let shape = Launch::over(257).shape().unwrap().unwrap();
        assert_eq!(shape.grid, [2, 1, 1]);
    }

    #[test]
    fn limits_are_those_of_a_gpu() {
        let too_large = |launch: Launch| match launch.shape() {
            Err(Error::LaunchTooLarge { asked, .. }) => asked,
            other => panic!("{other:?}"),
        };
        assert_eq!(too_large(Launch::grid([1; 3], [32, 32, 2])), 2048);
        assert_eq!(too_large(Launch::grid([1; 3], [1, 1, 65])), 65);
        assert_eq!(too_large(Launch::grid([1, 65_536, 1], [1; 3])), 65_536);
        assert_eq!(too_large(Launch::over(usize::MAX)), 1 << 56);
    }
}
