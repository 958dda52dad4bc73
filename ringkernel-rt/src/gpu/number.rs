//! Which types the functions of kernels work on.

/// f32 and f64, i8 to i64, u8 to u64, isize and usize: what functions that are directed by type take.
pub trait Number: Copy + PartialOrd + sealed::Sealed + Send + Sync + 'static {
    #[doc(hidden)]
    fn least(self, other: Self) -> Self;
    #[doc(hidden)]
    fn greatest(self, other: Self) -> Self;
}

/// Numbers with a sign: floats and signed integers.
pub trait Signed: Number {
    #[doc(hidden)]
    fn absolute(self) -> Self;
}

pub(super) mod sealed {
    pub trait Sealed {}
}

/// The lesser of two numbers; of a number and NaN the number.
#[inline]
#[must_use]
pub fn min<T: Number>(a: T, b: T) -> T {
    a.least(b)
}

/// The greater of two numbers; of a number and NaN the number.
#[inline]
#[must_use]
pub fn max<T: Number>(a: T, b: T) -> T {
    a.greatest(b)
}

/// The number without its sign; the least integer wraps to itself.
#[inline]
#[must_use]
pub fn abs<T: Signed>(a: T) -> T {
    a.absolute()
}

macro_rules! number {
    ($($ty:ident)*) => {$(
        impl sealed::Sealed for $ty {}
        impl Number for $ty {
            #[inline]
            fn least(self, other: Self) -> Self {
                self.min(other)
            }
            #[inline]
            fn greatest(self, other: Self) -> Self {
                self.max(other)
            }
        }
    )*};
}
number!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64);

macro_rules! signed_int {
    ($($ty:ident)*) => {$(
        impl Signed for $ty {
            #[inline]
            fn absolute(self) -> Self {
                self.wrapping_abs()
            }
        }
    )*};
}
signed_int!(i8 i16 i32 i64 isize);

macro_rules! signed_float {
    ($($ty:ident)*) => {$(
        impl Signed for $ty {
            #[inline]
            fn absolute(self) -> Self {
                self.abs()
            }
        }
    )*};
}
signed_float!(f32 f64);
