//! Handing a view on to a device function, as Rust would coerce the reference it stands for.

use super::view::{RefMut, Slice, SliceMut};
use crate::layout::GpuType;

/// A view that a device function's parameter accepts: as itself, or made shared.
///
/// The macros write it round an argument that is a `&mut` parameter of the caller.
#[diagnostic::on_unimplemented(
    message = "mismatched types: `{Self}` cannot be passed as `{To}`",
    label = "expected `{To}`"
)]
pub trait Pass<To> {
    /// The view as the parameter's type.
    fn pass(self) -> To;
}

impl<'a, T> Pass<Slice<'a, T>> for Slice<'a, T> {
    #[inline(always)]
    fn pass(self) -> Slice<'a, T> {
        self
    }
}

impl<'a, T> Pass<&'a T> for &'a T {
    #[inline(always)]
    fn pass(self) -> &'a T {
        self
    }
}

/// A part of a slice, as a loop over `chunks_exact` gives it.
impl<'a, T> Pass<Slice<'a, T>> for &'a [T] {
    #[inline(always)]
    fn pass(self) -> Slice<'a, T> {
        Slice::__of(self)
    }
}

/// A part of a slice that can be written.
impl<'a, T> Pass<SliceMut<'a, T>> for &'a mut [T] {
    #[inline(always)]
    fn pass(self) -> SliceMut<'a, T> {
        SliceMut::__of(self)
    }
}

/// A part of a slice that can be written, as a shared one.
impl<'a, T> Pass<Slice<'a, T>> for &'a mut [T] {
    #[inline(always)]
    fn pass(self) -> Slice<'a, T> {
        Slice::__of(self)
    }
}

/// `&array` as a slice.
impl<'a, T, const N: usize> Pass<Slice<'a, T>> for &'a [T; N] {
    #[inline(always)]
    fn pass(self) -> Slice<'a, T> {
        Slice::__of(self)
    }
}

/// `&mut array` as a slice.
impl<'a, T, const N: usize> Pass<SliceMut<'a, T>> for &'a mut [T; N] {
    #[inline(always)]
    fn pass(self) -> SliceMut<'a, T> {
        SliceMut::__of(self)
    }
}

/// `&mut array` as a shared slice.
impl<'a, T, const N: usize> Pass<Slice<'a, T>> for &'a mut [T; N] {
    #[inline(always)]
    fn pass(self) -> Slice<'a, T> {
        Slice::__of(self)
    }
}

/// A `&mut [T; N]` parameter as a slice.
impl<'a, T, const N: usize> Pass<SliceMut<'a, T>> for RefMut<'a, [T; N]> {
    #[inline(always)]
    fn pass(self) -> SliceMut<'a, T> {
        SliceMut::__of(self.to_exclusive())
    }
}

/// A `&mut [T; N]` parameter as a shared slice.
impl<'a, T, const N: usize> Pass<Slice<'a, T>> for RefMut<'a, [T; N]> {
    #[inline(always)]
    fn pass(self) -> Slice<'a, T> {
        Slice::__of(self.to_shared())
    }
}

impl<'a, T> Pass<SliceMut<'a, T>> for SliceMut<'a, T> {
    #[inline(always)]
    fn pass(self) -> SliceMut<'a, T> {
        self
    }
}

impl<'a, T> Pass<Slice<'a, T>> for SliceMut<'a, T> {
    #[inline(always)]
    fn pass(self) -> Slice<'a, T> {
        self.into()
    }
}

impl<'a, T> Pass<RefMut<'a, T>> for RefMut<'a, T> {
    #[inline(always)]
    fn pass(self) -> RefMut<'a, T> {
        self
    }
}

/// `&mut place` as an argument, and a method's `self` handed on.
impl<'a, T> Pass<RefMut<'a, T>> for &'a mut T {
    #[inline(always)]
    fn pass(self) -> RefMut<'a, T> {
        RefMut::__of(self)
    }
}

/// For a method called by its path.
impl<'a, T> Pass<&'a mut T> for &'a mut T {
    #[inline(always)]
    fn pass(self) -> &'a mut T {
        self
    }
}

impl<'a, T> Pass<&'a T> for &'a mut T {
    #[inline(always)]
    fn pass(self) -> &'a T {
        self
    }
}

/// For a method called by its path.
impl<'a, T> Pass<&'a mut T> for RefMut<'a, T> {
    #[inline(always)]
    fn pass(self) -> &'a mut T {
        self.to_exclusive()
    }
}

impl<'a, T> Pass<&'a T> for RefMut<'a, T> {
    #[inline(always)]
    fn pass(self) -> &'a T {
        self.to_shared()
    }
}

/// A name of a pattern as an argument: only types tell whether it is a plain value, which is handed on as itself, or a
/// reference, which is passed. `Matched(x).hand_on()` finds the value's own function first, which exists for plain
/// values alone, and else that of [`HandOn`].
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Matched<T>(pub T);

impl<T: GpuType> Matched<T> {
    /// The value itself.
    #[doc(hidden)]
    #[inline(always)]
    pub fn hand_on(self) -> T {
        self.0
    }
}

/// What is no plain value.
#[doc(hidden)]
pub trait HandOn {
    /// What the pattern's name refers to.
    type Given;

    /// The reference as the parameter's type.
    fn hand_on<To>(self) -> To
    where
        Self::Given: Pass<To>;
}

macro_rules! hand_on {
    ($($given:ty),*) => {$(
        impl<'a, T> HandOn for Matched<$given> {
            type Given = $given;

            #[inline(always)]
            fn hand_on<To>(self) -> To
            where
                Self::Given: Pass<To>,
            {
                self.0.pass()
            }
        }
    )*};
}

hand_on!(
    &'a [T],
    &'a mut [T],
    &'a T,
    &'a mut T,
    RefMut<'a, T>,
    Slice<'a, T>,
    SliceMut<'a, T>
);

/// [`Matched`] in a generic function, where nothing says that a plain value is one: `Held(x).hand_on()` finds a
/// reference's own function first, and else that of [`HandOnPlain`]. It costs that the type must be known there.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Held<T>(pub T);

/// What is no reference.
#[doc(hidden)]
pub trait HandOnPlain {
    /// What the pattern's name stands for.
    type Given;

    /// The value itself.
    fn hand_on(self) -> Self::Given;
}

impl<T> HandOnPlain for Held<T> {
    type Given = T;

    #[inline(always)]
    fn hand_on(self) -> T {
        self.0
    }
}

macro_rules! held {
    ($($given:ty),*) => {$(
        impl<'a, T> Held<$given> {
            /// The reference as the parameter's type.
            #[doc(hidden)]
            #[inline(always)]
            pub fn hand_on<To>(self) -> To
            where
                $given: Pass<To>,
            {
                self.0.pass()
            }
        }
    )*};
}

held!(
    &'a T,
    &'a mut T,
    RefMut<'a, T>,
    Slice<'a, T>,
    SliceMut<'a, T>
);
