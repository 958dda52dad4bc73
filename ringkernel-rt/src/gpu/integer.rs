//! Functions of integers, by CUDA's and Rust's names.

use super::number::Number;

/// The integer types.
pub trait Int: Number {
    #[doc(hidden)]
    fn ones(self) -> u32;
    #[doc(hidden)]
    fn zeros_ahead(self) -> u32;
    #[doc(hidden)]
    fn zeros_behind(self) -> u32;
    #[doc(hidden)]
    fn reversed(self) -> Self;

    /// One more than the place of the lowest bit that is set, 0 where none is.
    #[inline]
    #[must_use]
    fn ffs(self) -> u32 {
        if self.ones() == 0 {
            0
        } else {
            self.zeros_behind() + 1
        }
    }
}

macro_rules! int {
    ($($ty:ident)*) => {$(
        impl Int for $ty {
            #[inline]
            fn ones(self) -> u32 {
                self.count_ones()
            }
            #[inline]
            fn zeros_ahead(self) -> u32 {
                self.leading_zeros()
            }
            #[inline]
            fn zeros_behind(self) -> u32 {
                self.trailing_zeros()
            }
            #[inline]
            fn reversed(self) -> Self {
                self.reverse_bits()
            }
        }
    )*};
}
int!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

macro_rules! functions {
    ($(#[doc = $doc:literal] $($name:ident),+: $method:ident -> $result:ty;)*) => {$($(
        #[doc = $doc]
        #[inline]
        #[must_use]
        pub fn $name<T: Int>(a: T) -> $result {
            a.$method()
        }
    )+)*};
}

functions! {
    /// How many bits are set.
    popc, popcount, count_ones: ones -> u32;
    /// How many bits ahead of the highest that is set; the width for 0.
    clz, leading_zeros: zeros_ahead -> u32;
    /// How many bits behind the lowest that is set; the width for 0.
    ctz, trailing_zeros: zeros_behind -> u32;
    /// One more than the place of the lowest bit that is set, 0 where none is.
    ffs: ffs -> u32;
    /// The bits in the opposite order.
    brev, reverse_bits: reversed -> T;
}

/// Four bytes picked from the eight of `low` and `high`, lowest first: each of `selector`'s lowest four hexadecimal digits
/// picks one by its last three bits. What else is in `selector` means nothing, as in CUDA's `__byte_perm`.
#[inline]
#[must_use]
pub fn byte_perm(low: u32, high: u32, selector: u32) -> u32 {
    let bytes = (u64::from(high) << 32 | u64::from(low)).to_le_bytes();
    u32::from_le_bytes([0, 4, 8, 12].map(|place| bytes[(selector >> place & 7) as usize]))
}

/// The upper half of `high` and `low` together, shifted to the left by `shift` modulo 32.
#[inline]
#[must_use]
pub fn funnel_shift_left(low: u32, high: u32, shift: u32) -> u32 {
    let both = u64::from(high) << 32 | u64::from(low);
    (both << (shift & 31) >> 32) as u32
}

/// The lower half of `high` and `low` together, shifted to the right by `shift` modulo 32.
#[inline]
#[must_use]
pub fn funnel_shift_right(low: u32, high: u32, shift: u32) -> u32 {
    let both = u64::from(high) << 32 | u64::from(low);
    (both >> (shift & 31)) as u32
}
