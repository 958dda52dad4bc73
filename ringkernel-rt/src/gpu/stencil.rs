//! The current cell of a stencil and its neighbours.

use std::hint;

use super::view::Slice;
use crate::layout::GpuType;

/// What a stencil reads outside its grid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Boundary {
    /// Cells whose neighbourhood leaves the grid are not computed: they keep their values.
    #[default]
    Skip,
    /// Outside lies zero.
    Zero,
    /// The grid is mirrored with its edge repeated: cell -1 is cell 0.
    Reflect,
    /// The grid is mirrored at its edge cells: cell -1 is cell 1. A lone cell is read for all others of its axis.
    Mirror,
    /// The grid repeats: cell -1 is the last one.
    Periodic,
    /// Outside lies what the nearest cell of the grid has.
    Clamp,
}

impl Boundary {
    /// Where the coordinate `i` of an axis of `n` cells is read, or `None` for zero.
    fn resolve(self, i: i64, n: i64) -> Option<i64> {
        if (0..n).contains(&i) {
            return Some(i);
        }
        match self {
            // A skipped cell is not computed, so this is never asked.
            Self::Skip | Self::Zero => None,
            Self::Reflect => {
                let folded = i.rem_euclid(2 * n);
                Some(folded.min(2 * n - 1 - folded))
            }
            // The fold has a length of 0 where there is one cell.
            Self::Mirror if n == 1 => Some(0),
            Self::Mirror => {
                let folded = i.rem_euclid(2 * (n - 1));
                Some(folded.min(2 * (n - 1) - folded))
            }
            Self::Periodic => Some(i.rem_euclid(n)),
            Self::Clamp => Some(i.clamp(0, n - 1)),
        }
    }
}

/// Sizes of a grid along x, y and z.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Extent {
    pub(crate) width: i32,
    pub(crate) height: i32,
    /// 1 in two dimensions.
    pub(crate) depth: i32,
}

impl Extent {
    /// The number of cells.
    #[inline(always)]
    pub(crate) fn cells(self) -> usize {
        self.width as usize * self.height as usize * self.depth as usize
    }
}

/// What is around a cell.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Around {
    /// So many cells of the grid to both sides along x, y, z.
    Grid([u32; 3]),
    /// Perhaps the grid's edge.
    Edge(Boundary),
}

/// The cell that a stencil's function is computing.
#[derive(Clone, Copy, Debug)]
pub struct GridPos {
    x: i32,
    y: i32,
    z: i32,
    idx: usize,
    extent: Extent,
    /// True of the cell, which lies in the grid: unchecked reads rest on it.
    around: Around,
}

impl GridPos {
    /// The cell at `at` (x, y, z).
    ///
    /// # Safety
    /// - The cell lies in the grid.
    /// - What is `around` is true of it.
    #[inline(always)]
    pub(crate) unsafe fn new(at: [i32; 3], extent: Extent, around: Around) -> Self {
        let [x, y, z] = at;
        let row = z as usize * extent.height as usize + y as usize;
        Self {
            x,
            y,
            z,
            idx: row * extent.width as usize + x as usize,
            extent,
            around,
        }
    }

    /// The cell's place in a field: `(z * height + y) * width + x`.
    #[inline(always)]
    #[must_use]
    pub fn idx(&self) -> usize {
        // So that no check is left of an index of a field.
        // SAFETY: `new` was promised that the cell lies in the grid.
        unsafe { hint::assert_unchecked(self.idx < self.extent.cells()) };
        self.idx
    }

    /// The cell's column.
    #[inline(always)]
    #[must_use]
    pub fn x(&self) -> i32 {
        self.x
    }

    /// The cell's row.
    #[inline(always)]
    #[must_use]
    pub fn y(&self) -> i32 {
        self.y
    }

    /// The cell's layer; 0 in two dimensions.
    #[inline(always)]
    #[must_use]
    pub fn z(&self) -> i32 {
        self.z
    }

    /// Cells along x.
    #[inline(always)]
    #[must_use]
    pub fn width(&self) -> i32 {
        self.extent.width
    }

    /// Cells along y.
    #[inline(always)]
    #[must_use]
    pub fn height(&self) -> i32 {
        self.extent.height
    }

    /// Cells along z; 1 in two dimensions.
    #[inline(always)]
    #[must_use]
    pub fn depth(&self) -> i32 {
        self.extent.depth
    }

    /// The field's value at `y - 1`.
    #[inline(always)]
    #[must_use]
    pub fn north<T: GpuType>(&self, field: Slice<'_, T>) -> T {
        self.at3(field, 0, -1, 0)
    }

    /// The field's value at `y + 1`.
    #[inline(always)]
    #[must_use]
    pub fn south<T: GpuType>(&self, field: Slice<'_, T>) -> T {
        self.at3(field, 0, 1, 0)
    }

    /// The field's value at `x - 1`.
    #[inline(always)]
    #[must_use]
    pub fn west<T: GpuType>(&self, field: Slice<'_, T>) -> T {
        self.at3(field, -1, 0, 0)
    }

    /// The field's value at `x + 1`.
    #[inline(always)]
    #[must_use]
    pub fn east<T: GpuType>(&self, field: Slice<'_, T>) -> T {
        self.at3(field, 1, 0, 0)
    }

    /// The field's value at `z - 1`.
    #[inline(always)]
    #[must_use]
    pub fn up<T: GpuType>(&self, field: Slice<'_, T>) -> T {
        self.at3(field, 0, 0, -1)
    }

    /// The field's value at `z + 1`.
    #[inline(always)]
    #[must_use]
    pub fn down<T: GpuType>(&self, field: Slice<'_, T>) -> T {
        self.at3(field, 0, 0, 1)
    }

    /// The field's value at `(x + dx, y + dy)`; in three dimensions write `at(field, dx, dy, dz)`.
    #[inline(always)]
    #[must_use]
    pub fn at<T: GpuType>(&self, field: Slice<'_, T>, dx: i32, dy: i32) -> T {
        self.at3(field, dx, dy, 0)
    }

    /// The field's value at `(x + dx, y + dy, z + dz)`: what `at` with four arguments becomes.
    #[inline(always)]
    #[must_use]
    pub fn at3<T: GpuType>(&self, field: Slice<'_, T>, dx: i32, dy: i32, dz: i32) -> T {
        match self.around {
            Around::Grid(halo) => {
                let width = self.extent.width as isize;
                let row = dz as isize * self.extent.height as isize + dy as isize;
                let index = self.idx.wrapping_add_signed(row * width + dx as isize);
                let [x, y, z] = halo;
                let is_near =
                    dx.unsigned_abs() <= x && dy.unsigned_abs() <= y && dz.unsigned_abs() <= z;
                // Both are known where a row's loop is compiled: the build found how far the stencil looks, and `Row` gives
                // its fields the length.
                if is_near && field.len() == self.extent.cells() {
                    // SAFETY: `new` was promised that what is near lies in the grid, and the field has all its cells.
                    unsafe { field.unchecked(index) }
                } else {
                    field[index]
                }
            }
            Around::Edge(boundary) => self.at_edge(boundary, field, [dx, dy, dz]),
        }
    }

    #[cold]
    #[inline(never)]
    fn at_edge<T: GpuType>(&self, boundary: Boundary, field: Slice<'_, T>, by: [i32; 3]) -> T {
        let axis = |at: i32, by: i32, n: i32| {
            boundary.resolve(i64::from(at) + i64::from(by), i64::from(n))
        };
        let x = axis(self.x, by[0], self.extent.width);
        let y = axis(self.y, by[1], self.extent.height);
        let z = axis(self.z, by[2], self.extent.depth);
        match (x, y, z) {
            (Some(x), Some(y), Some(z)) => {
                let row = z as usize * self.extent.height as usize + y as usize;
                field[row * self.extent.width as usize + x as usize]
            }
            (None, _, _) | (_, None, _) | (_, _, None) => T::zeroed(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_fold_as_often_as_needed() {
        let read = |boundary: Boundary, n| {
            (-5..5)
                .map(|i| boundary.resolve(i, n))
                .collect::<Option<Vec<_>>>()
        };
        assert_eq!(
            read(Boundary::Reflect, 2),
            Some(vec![0, 0, 1, 1, 0, 0, 1, 1, 0, 0])
        );
        assert_eq!(
            read(Boundary::Periodic, 3),
            Some(vec![1, 2, 0, 1, 2, 0, 1, 2, 0, 1])
        );
        assert_eq!(read(Boundary::Periodic, 1), Some(vec![0; 10]));
        assert_eq!(read(Boundary::Reflect, 1), Some(vec![0; 10]));
        assert_eq!(
            read(Boundary::Mirror, 3),
            Some(vec![1, 0, 1, 2, 1, 0, 1, 2, 1, 0])
        );
        assert_eq!(
            read(Boundary::Mirror, 2),
            Some(vec![1, 0, 1, 0, 1, 0, 1, 0, 1, 0])
        );
        assert_eq!(read(Boundary::Mirror, 1), Some(vec![0; 10]));
        assert_eq!(
            read(Boundary::Clamp, 3),
            Some(vec![0, 0, 0, 0, 0, 0, 1, 2, 2, 2])
        );
        assert_eq!(read(Boundary::Clamp, 1), Some(vec![0; 10]));
        assert_eq!(Boundary::Zero.resolve(-1, 4), None);
        assert_eq!(Boundary::Zero.resolve(3, 4), Some(3));
    }
}
