//! The bounds of `clamp`: a pair that is none is a fault at the user's place, in the same words with every rustc.

use std::fmt::Debug;
use std::marker::PhantomData;

/// A number, or a reference to one.
#[doc(hidden)]
pub trait Number {
    /// The number.
    type Own: Copy + PartialOrd + Debug;
    /// What is said of bounds that are none.
    const SAYS: &'static str;
}

macro_rules! numbers {
    ($($number:ty: $says:literal),*) => {$(
        impl Number for $number {
            type Own = $number;
            const SAYS: &'static str = $says;
        }
    )*};
}

numbers!(
    i8: "min > max", u8: "min > max", i16: "min > max", u16: "min > max",
    i32: "min > max", u32: "min > max", i64: "min > max", u64: "min > max",
    isize: "min > max", usize: "min > max",
    f32: "min > max, or either was NaN", f64: "min > max, or either was NaN"
);

impl<T: Number> Number for &T {
    type Own = T::Own;
    const SAYS: &'static str = T::SAYS;
}

/// The type of what `clamp` is called on: only types tell whether it is a number's own or the user's.
///
/// `Receiver::of(&x).high(low, high)` finds the check first, which exists for numbers alone, and else [`Unchecked`].
#[doc(hidden)]
#[derive(Debug)]
pub struct Receiver<T>(PhantomData<T>);

impl<T> Receiver<T> {
    /// The type of a value.
    #[doc(hidden)]
    #[inline(always)]
    #[must_use]
    pub fn of(_: &T) -> Self {
        Self(PhantomData)
    }

    /// A type that is found out elsewhere.
    #[doc(hidden)]
    #[inline(always)]
    #[must_use]
    pub fn any() -> Self {
        Self(PhantomData)
    }
}

impl<T: Number> Receiver<T> {
    /// The upper bound; the lane stops with a fault where it is below the lower one.
    #[doc(hidden)]
    #[inline(always)]
    #[track_caller]
    pub fn high(self, low: T::Own, high: T::Own) -> T::Own {
        let is_pair = low <= high;
        assert!(is_pair, "{}. min = {low:?}, max = {high:?}", T::SAYS);
        high
    }
}

/// What is no number.
#[doc(hidden)]
pub trait Unchecked {
    /// The second argument.
    fn high<A, B>(self, low: A, high: B) -> B;
}

impl<T> Unchecked for Receiver<T> {
    #[inline(always)]
    fn high<A, B>(self, _: A, high: B) -> B {
        high
    }
}
