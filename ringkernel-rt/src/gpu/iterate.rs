//! Going over slices: what `x.iter()` and its kin are in a kernel on the CPU.
//!
//! A reference is made for one element, or one part, at a time: other threads may use the rest meanwhile.

use super::view::{RefMut, Slice, SliceMut};

/// The number of items from one that `step_by` takes to the next; the lane stops with a fault where it is 0.
#[doc(hidden)]
#[inline(always)]
#[must_use]
#[track_caller]
pub fn step(step: usize) -> usize {
    if step == 0 {
        panic!("assertion failed: step != 0");
    }
    step
}

/// What has parts that are found by position.
#[doc(hidden)]
pub trait Parts: Copy {
    /// A reference to an element or to several.
    type Part;

    /// The part at a position, which exists; `size` is the number of elements in it.
    fn part_at(self, first: usize, size: usize) -> Self::Part;
}

/// References to the parts of a slice, each so many elements behind the one before.
#[derive(Clone, Debug)]
pub struct Iter<V> {
    view: V,
    size: usize,
    stride: usize,
    front: usize,
    back: usize,
}

/// References to elements.
#[derive(Clone, Copy, Debug)]
pub struct Elements<V>(V);

impl<'a, T> Parts for Elements<Slice<'a, T>> {
    type Part = &'a T;

    #[inline(always)]
    fn part_at(self, first: usize, _size: usize) -> &'a T {
        self.0.at(first)
    }
}

impl<'a, T> Parts for Elements<SliceMut<'a, T>> {
    type Part = &'a mut T;

    #[inline(always)]
    fn part_at(self, first: usize, _size: usize) -> &'a mut T {
        self.0.at(first)
    }
}

impl<'a, T> Parts for Slice<'a, T> {
    type Part = &'a [T];

    #[inline(always)]
    fn part_at(self, first: usize, size: usize) -> &'a [T] {
        self.within(first, first + size).to_shared()
    }
}

impl<'a, T> Parts for SliceMut<'a, T> {
    type Part = &'a mut [T];

    #[inline(always)]
    fn part_at(self, first: usize, size: usize) -> &'a mut [T] {
        self.within(first, first + size).to_exclusive()
    }
}

impl<V: Parts> Iterator for Iter<V> {
    type Item = V::Part;

    #[inline]
    fn next(&mut self) -> Option<V::Part> {
        self.nth(0)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.back - self.front;
        (left, Some(left))
    }

    #[inline]
    fn nth(&mut self, count: usize) -> Option<V::Part> {
        if count >= self.back - self.front {
            self.front = self.back;
            return None;
        }
        let at = self.front + count;
        self.front = at + 1;
        Some(self.view.part_at(at * self.stride, self.size))
    }
}

impl<V: Parts> DoubleEndedIterator for Iter<V> {
    #[inline]
    fn next_back(&mut self) -> Option<V::Part> {
        if self.front == self.back {
            return None;
        }
        self.back -= 1;
        Some(self.view.part_at(self.back * self.stride, self.size))
    }
}

impl<V: Parts> ExactSizeIterator for Iter<V> {}

fn elements<V>(view: V, len: usize) -> Iter<Elements<V>> {
    Iter {
        view: Elements(view),
        size: 1,
        stride: 1,
        front: 0,
        back: len,
    }
}

#[track_caller]
fn chunks<V>(view: V, len: usize, size: usize) -> Iter<V> {
    if size == 0 {
        panic!("chunk size must be non-zero");
    }
    Iter {
        view,
        size,
        stride: size,
        front: 0,
        back: len / size,
    }
}

impl<'a, T> Slice<'a, T> {
    /// References to the elements.
    #[inline]
    pub fn iter(self) -> Iter<Elements<Self>> {
        elements(self, self.len())
    }

    /// Parts of `size` elements; what is left over at the end is in none.
    ///
    /// # Panics
    /// If `size` is 0.
    #[inline]
    #[track_caller]
    pub fn chunks_exact(self, size: usize) -> Iter<Self> {
        chunks(self, self.len(), size)
    }

    /// Parts of `size` elements, one from each element on.
    ///
    /// # Panics
    /// If `size` is 0.
    #[inline]
    #[track_caller]
    pub fn windows(self, size: usize) -> Iter<Self> {
        if size == 0 {
            panic!("window size must be non-zero");
        }
        Iter {
            view: self,
            size,
            stride: 1,
            front: 0,
            back: (self.len() + 1).saturating_sub(size),
        }
    }
}

impl<'a, T> SliceMut<'a, T> {
    /// References to the elements.
    #[inline]
    pub fn iter(self) -> Iter<Elements<Slice<'a, T>>> {
        Slice::from(self).iter()
    }

    /// References by which the elements can be written.
    #[inline]
    pub fn iter_mut(self) -> Iter<Elements<Self>> {
        elements(self, self.len())
    }

    /// Parts of `size` elements; what is left over at the end is in none.
    ///
    /// # Panics
    /// If `size` is 0.
    #[inline]
    #[track_caller]
    pub fn chunks_exact(self, size: usize) -> Iter<Slice<'a, T>> {
        Slice::from(self).chunks_exact(size)
    }

    /// Parts of `size` elements that can be written; what is left over at the end is in none.
    ///
    /// # Panics
    /// If `size` is 0.
    #[inline]
    #[track_caller]
    pub fn chunks_exact_mut(self, size: usize) -> Iter<Self> {
        chunks(self, self.len(), size)
    }

    /// Parts of `size` elements, one from each element on.
    ///
    /// # Panics
    /// If `size` is 0.
    #[inline]
    #[track_caller]
    pub fn windows(self, size: usize) -> Iter<Slice<'a, T>> {
        Slice::from(self).windows(size)
    }
}

impl<'a, T> IntoIterator for Slice<'a, T> {
    type Item = &'a T;
    type IntoIter = Iter<Elements<Self>>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T> IntoIterator for SliceMut<'a, T> {
    type Item = &'a mut T;
    type IntoIter = Iter<Elements<Self>>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl<'a, T, const N: usize> IntoIterator for RefMut<'a, [T; N]> {
    type Item = &'a mut T;
    type IntoIter = Iter<Elements<SliceMut<'a, T>>>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        SliceMut::__of(self.to_exclusive()).iter_mut()
    }
}
