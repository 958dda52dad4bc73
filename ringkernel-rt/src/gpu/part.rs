//! Parts of slices: what `&x[a..b]` is in a kernel on the CPU.

use std::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

use super::view::{Slice, SliceMut};
use crate::backend::cpu::fault;
use crate::error::FaultKind;

/// A range that takes a part of a slice.
#[doc(hidden)]
pub trait Bounds {
    /// The first element and the one after the last; the lane stops with a fault where a slice of that length has no
    /// such part, for the reason and in the order that Rust has.
    #[track_caller]
    fn within(self, len: usize) -> (usize, usize);
}

#[inline(always)]
#[track_caller]
fn check(start: usize, end: usize, len: usize) -> (usize, usize) {
    if start > end {
        fault::raise(FaultKind::RangeOrder {
            start: start as u64,
            end: end as u64,
        });
    }
    if end > len {
        fault::raise(FaultKind::RangeEnd {
            end: end as u64,
            len: len as u64,
        });
    }
    (start, end)
}

impl Bounds for Range<usize> {
    #[inline(always)]
    #[track_caller]
    fn within(self, len: usize) -> (usize, usize) {
        check(self.start, self.end, len)
    }
}

impl Bounds for RangeInclusive<usize> {
    #[inline(always)]
    #[track_caller]
    fn within(self, len: usize) -> (usize, usize) {
        // No slice reaches the type's end, so that one stays beyond it.
        check(*self.start(), self.end().saturating_add(1), len)
    }
}

impl Bounds for RangeTo<usize> {
    #[inline(always)]
    #[track_caller]
    fn within(self, len: usize) -> (usize, usize) {
        check(0, self.end, len)
    }
}

impl Bounds for RangeToInclusive<usize> {
    #[inline(always)]
    #[track_caller]
    fn within(self, len: usize) -> (usize, usize) {
        check(0, self.end.saturating_add(1), len)
    }
}

impl Bounds for RangeFrom<usize> {
    #[inline(always)]
    #[track_caller]
    fn within(self, len: usize) -> (usize, usize) {
        if self.start > len {
            fault::raise(FaultKind::RangeStart {
                start: self.start as u64,
                len: len as u64,
            });
        }
        (self.start, len)
    }
}

impl Bounds for RangeFull {
    #[inline(always)]
    fn within(self, len: usize) -> (usize, usize) {
        (0, len)
    }
}

impl<'a, T> Slice<'a, T> {
    /// The part that `&slice[range]` is.
    #[doc(hidden)]
    #[inline(always)]
    #[must_use]
    #[track_caller]
    pub fn part(self, range: impl Bounds) -> Slice<'a, T> {
        let (start, end) = range.within(self.len());
        self.within(start, end)
    }
}

impl<'a, T> SliceMut<'a, T> {
    /// The part that `&slice[range]` is.
    #[doc(hidden)]
    #[inline(always)]
    #[must_use]
    #[track_caller]
    pub fn part(self, range: impl Bounds) -> Slice<'a, T> {
        self.part_mut(range).into()
    }

    /// The part that `&mut slice[range]` is.
    #[doc(hidden)]
    #[inline(always)]
    #[must_use]
    #[track_caller]
    pub fn part_mut(self, range: impl Bounds) -> SliceMut<'a, T> {
        let (start, end) = range.within(self.len());
        self.within(start, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::cpu::fault::catch;

    #[test]
    fn a_part_is_what_rust_takes() {
        let values = [1, 2, 3, 4];
        let slice = Slice::__of(&values);
        assert_eq!(slice.part(1..3).len(), 2);
        assert_eq!(slice.part(1..=3)[2], 4);
        assert_eq!(slice.part(4..).len(), 0);
        assert_eq!(slice.part(..2).part(1..)[0], 2);
        assert_eq!(slice.part(..=0).len(), 1);
        assert_eq!(slice.part(..).len(), 4);
    }

    #[test]
    fn a_part_that_does_not_exist_is_a_fault() {
        let values = [1, 2, 3, 4];
        let slice = Slice::__of(&values);
        let kind = |take: &dyn Fn() -> usize| catch(take).map_err(|raised| raised.kind);
        let order = FaultKind::RangeOrder { start: 3, end: 2 };
        let (three, two) = (3, 2);
        assert_eq!(kind(&|| slice.part(three..two).len()), Err(order));
        let end = FaultKind::RangeEnd { end: 5, len: 4 };
        assert_eq!(kind(&|| slice.part(..=4).len()), Err(end));
        let start = FaultKind::RangeStart { start: 5, len: 4 };
        assert_eq!(kind(&|| slice.part(5..).len()), Err(start));
    }
}
