//! The cells of a row of a stencil, computed one after another or several at once.
//!
//! Inside of the grid nothing in a row's loop may keep rustc from computing several cells at once. So where the loop is
//! gets written down only if it is left by a fault, and no index needs a check: the fields have as many values as the
//! grid has cells, which is seen once a row, and every index is that of a cell. What a compiler cannot know of that,
//! [`GridPos`] is made to promise.

use std::cell::Cell;
use std::ops::Range;

use super::stencil::{Around, Boundary, Extent, GridPos};
use super::view::{Slice, SliceMut};
use crate::artifact::{Artifact, Plan};
use crate::layout::GpuType;

/// Who may ask where the loop is, while it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Nobody.
    Never,
    /// The log.
    Anytime,
}

/// A row of a grid, for the code that the macros generate.
#[derive(Debug)]
pub struct Row<'a> {
    extent: Extent,
    boundary: Boundary,
    y: i32,
    z: i32,
    /// The cell that is computed: up to date after a fault, and while it may be asked for.
    place: &'a Cell<[i32; 3]>,
    asked: Asked,
}

/// How far the stencil of an artifact looks along x, y, z.
///
/// # Panics
/// If it is no stencil's.
#[doc(hidden)]
#[must_use]
pub const fn halo(artifact: &Artifact) -> [u32; 3] {
    match artifact.plan {
        Plan::Stencil { halo, .. } => halo,
        Plan::Grid { .. } | Plan::Ring { .. } => panic!("a stencil has a stencil's artifact"),
    }
}

impl<'a> Row<'a> {
    /// The row of the grid at `at` (y, z).
    ///
    /// # Panics
    /// If there is none.
    pub(crate) fn new(
        extent: Extent,
        boundary: Boundary,
        at: [i32; 2],
        place: &'a Cell<[i32; 3]>,
        asked: Asked,
    ) -> Self {
        let [y, z] = at;
        assert!((0..extent.height).contains(&y) && (0..extent.depth).contains(&z));
        Self {
            extent,
            boundary,
            y,
            z,
            place,
            asked,
        }
    }

    /// The same field, with a length that is known to be the number of cells.
    ///
    /// # Panics
    /// If it is not.
    #[inline(always)]
    #[must_use]
    pub fn field<'f, T: GpuType>(&self, field: Slice<'f, T>) -> Slice<'f, T> {
        assert_eq!(field.len(), self.extent.cells(), "checked by `Simulation`");
        field.within(0, self.extent.cells())
    }

    /// The same for a field that is written.
    ///
    /// # Panics
    /// If its length is not the number of cells.
    #[inline(always)]
    #[must_use]
    pub fn field_mut<'f, T: GpuType>(&self, field: SliceMut<'f, T>) -> SliceMut<'f, T> {
        assert_eq!(field.len(), self.extent.cells(), "checked by `Simulation`");
        field.within(0, self.extent.cells())
    }

    /// Computes every cell: the row's ends by the boundary, the rest, whose neighbours up to `halo` are in the grid,
    /// directly. Both functions compute one cell and are the same, but each has a loop of its own.
    #[inline(always)]
    pub fn compute(&self, halo: [u32; 3], inside: impl Fn(GridPos), anywhere: impl Fn(GridPos)) {
        let Extent {
            width,
            height,
            depth,
        } = self.extent;
        let is_inside =
            within(height, halo[1]).contains(&self.y) && within(depth, halo[2]).contains(&self.z);
        let inner = match is_inside {
            true => within(width, halo[0]),
            false => 0..0,
        };
        let (start, end) = (inner.start, inner.end);
        self.edge(0..start, &anywhere);
        match self.asked {
            // SAFETY: as below.
            Asked::Never => unsafe { self.loop_inside(inner, halo, inside) },
            // SAFETY: `inner` is inside by `halo` along x, the row along y and z.
            Asked::Anytime => unsafe { self.loop_anywhere(inner, Around::Grid(halo), &anywhere) },
        }
        self.edge(end..width, &anywhere);
    }

    fn edge(&self, range: Range<i32>, anywhere: &impl Fn(GridPos)) {
        if self.boundary != Boundary::Skip && !range.is_empty() {
            // SAFETY: the range is a part of the row.
            unsafe { self.loop_anywhere(range, Around::Edge(self.boundary), anywhere) };
        }
    }

    /// # Safety
    /// The cells of the range have their neighbours up to `halo` in the grid.
    #[inline(always)]
    unsafe fn loop_inside(&self, range: Range<i32>, halo: [u32; 3], inside: impl Fn(GridPos)) {
        /// Says where the loop is as it is left, so that nothing is written while it runs.
        struct Left<'a> {
            at: [i32; 3],
            place: &'a Cell<[i32; 3]>,
        }
        impl Drop for Left<'_> {
            #[inline(always)]
            fn drop(&mut self) {
                self.place.set(self.at);
            }
        }
        let mut left = Left {
            at: [range.start, self.y, self.z],
            place: self.place,
        };
        for x in range {
            left.at[0] = x;
            // SAFETY: the caller's: the cell and what is near lie in the grid.
            inside(unsafe { GridPos::new([x, self.y, self.z], self.extent, Around::Grid(halo)) });
        }
    }

    /// # Safety
    /// - The range is a part of the row.
    /// - What is `around` is true for all its cells.
    #[inline(never)]
    unsafe fn loop_anywhere(&self, range: Range<i32>, around: Around, anywhere: &impl Fn(GridPos)) {
        for x in range {
            let at = [x, self.y, self.z];
            self.place.set(at);
            // SAFETY: the caller's.
            anywhere(unsafe { GridPos::new(at, self.extent, around) });
        }
    }
}

/// Coordinates from which `halo` cells to both sides stay in an axis of `n`; empty and at 0 if there are none.
#[inline(always)]
fn within(n: i32, halo: u32) -> Range<i32> {
    let (start, end) = (i64::from(halo), i64::from(n) - i64::from(halo));
    if start < end {
        start as i32..end as i32
    } else {
        0..0
    }
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn a_grid_smaller_than_its_halo_has_no_inside() {
        assert_eq!(within(8, 1), 1..7);
        assert_eq!(within(2, 1), 0..0);
        assert_eq!(within(1, 3), 0..0);
        assert_eq!(within(5, 0), 0..5);
    }
}
