//! Handing a view on to a device function, as Rust would coerce the reference it stands for.

use super::view::{RefMut, Slice, SliceMut};

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
