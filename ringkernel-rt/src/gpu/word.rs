//! Values that threads exchange, and how a group of them is combined.
//!
//! The order in which values are combined is part of the meaning, so that sums of floats agree to the bit on all back
//! ends: [`tree`] for reductions, [`ladder`] for scans. Device code follows it in `warp.cuh` and `block.cuh`.

/// A value of 32 or 64 bits that threads can exchange: `i32`, `u32`, `i64`, `u64`, `isize`, `usize`, `f32`, `f64`.
pub trait Word: Copy + Sealed + 'static {
    /// The bits, widened.
    #[doc(hidden)]
    fn into_bits(self) -> u64;
    /// The value of these bits.
    #[doc(hidden)]
    fn of_bits(bits: u64) -> Self;
    /// The sum; integers wrap.
    #[doc(hidden)]
    fn plus(self, other: Self) -> Self;
    /// The smaller one. A NaN is never it unless both are, and -0.0 is smaller than 0.0.
    #[doc(hidden)]
    fn least(self, other: Self) -> Self;
    /// The greater one. A NaN is never it unless both are, and 0.0 is greater than -0.0.
    #[doc(hidden)]
    fn greatest(self, other: Self) -> Self;
    /// The sum of no values.
    #[doc(hidden)]
    const ZERO: Self;
    /// At least every other value: infinity for floats.
    #[doc(hidden)]
    const TOP: Self;
    /// At most every other value.
    #[doc(hidden)]
    const BOTTOM: Self;
}

/// An integer that threads can exchange.
pub trait Bits: Word {
    /// `&`
    #[doc(hidden)]
    fn and(self, other: Self) -> Self;
    /// `|`
    #[doc(hidden)]
    fn or(self, other: Self) -> Self;
    /// `^`
    #[doc(hidden)]
    fn xor(self, other: Self) -> Self;
}

mod sealed {
    /// The device has code for these types only.
    pub trait Sealed {}
}
use sealed::Sealed;

macro_rules! integers {
    ($($ty:ty as $bits:ty;)*) => {$(
        impl Sealed for $ty {}

        impl Word for $ty {
            const ZERO: Self = 0;
            const TOP: Self = Self::MAX;
            const BOTTOM: Self = Self::MIN;

            #[inline]
            fn into_bits(self) -> u64 {
                self as $bits as u64
            }

            #[inline]
            fn of_bits(bits: u64) -> Self {
                bits as Self
            }

            #[inline]
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }

            #[inline]
            fn least(self, other: Self) -> Self {
                self.min(other)
            }

            #[inline]
            fn greatest(self, other: Self) -> Self {
                self.max(other)
            }
        }

        impl Bits for $ty {
            #[inline]
            fn and(self, other: Self) -> Self {
                self & other
            }

            #[inline]
            fn or(self, other: Self) -> Self {
                self | other
            }

            #[inline]
            fn xor(self, other: Self) -> Self {
                self ^ other
            }
        }
    )*};
}

integers! {
    i32 as u32;
    u32 as u32;
    i64 as u64;
    u64 as u64;
    isize as usize;
    usize as usize;
}

macro_rules! floats {
    ($($ty:ty as $bits:ty;)*) => {$(
        impl Sealed for $ty {}

        impl Word for $ty {
            const ZERO: Self = 0.0;
            const TOP: Self = Self::INFINITY;
            const BOTTOM: Self = Self::NEG_INFINITY;

            #[inline]
            fn into_bits(self) -> u64 {
                u64::from(self.to_bits())
            }

            #[inline]
            fn of_bits(bits: u64) -> Self {
                Self::from_bits(bits as $bits)
            }

            #[inline]
            fn plus(self, other: Self) -> Self {
                self + other
            }

            #[inline]
            fn least(self, other: Self) -> Self {
                if self < other || other.is_nan() {
                    self
                } else if other < self || self.is_nan() || other.is_sign_negative() {
                    other
                } else {
                    self
                }
            }

            #[inline]
            fn greatest(self, other: Self) -> Self {
                if self > other || other.is_nan() {
                    self
                } else if other > self || self.is_nan() || !other.is_sign_negative() {
                    other
                } else {
                    self
                }
            }
        }
    )*};
}

floats! {
    f32 as u32;
    f64 as u64;
}

/// Combines up to 32 values at fixed places: those 16 apart first, then 8, 4, 2, 1 apart. Places without a value are
/// passed over.
pub(super) fn tree<T: Copy>(values: &[Option<T>], combine: impl Fn(T, T) -> T) -> Option<T> {
    let mut at = [None; 32];
    at[..values.len()].copy_from_slice(values);
    for half in [16, 8, 4, 2, 1] {
        for i in 0..half {
            at[i] = match (at[i], at[i + half]) {
                (Some(a), Some(b)) => Some(combine(a, b)),
                (a, b) => a.or(b),
            };
        }
    }
    at[0]
}

/// Replaces each value by the combination of those up to it: neighbours first, then 2, 4, 8, 16 apart.
pub(super) fn ladder<T: Copy>(values: &mut [T], combine: impl Fn(T, T) -> T) {
    let mut step = 1;
    while step < values.len() {
        for i in (step..values.len()).rev() {
            values[i] = combine(values[i - step], values[i]);
        }
        step *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_passes_over_who_is_not_there() {
        let values: Vec<_> = (0..20_usize).map(|n| (n % 3 != 0).then_some(n)).collect();
        let sum: usize = values.iter().flatten().sum();
        assert_eq!(tree(&values, |a, b| a + b), Some(sum));
        assert_eq!(tree::<i32>(&[], |a, b| a + b), None);
    }

    #[test]
    fn a_ladder_is_every_prefix() {
        for n in 0..40_u32 {
            let mut values: Vec<u32> = (1..=n).collect();
            ladder(&mut values, |a, b| a + b);
            assert!(values
                .iter()
                .zip(1..)
                .all(|(&value, i)| value == i * (i + 1) / 2));
        }
    }

    #[test]
    fn the_least_is_never_nan_and_knows_the_zeros() {
        assert_eq!(f32::NAN.least(1.0), 1.0);
        assert_eq!(1.0_f32.least(f32::NAN), 1.0);
        assert!(0.0_f32.least(-0.0).is_sign_negative());
        assert!((-0.0_f32).least(0.0).is_sign_negative());
        assert!((-0.0_f64).greatest(0.0).is_sign_positive());
        assert!(0.0_f64.greatest(-0.0).is_sign_positive());
        assert_eq!(f64::NAN.greatest(-1.0), -1.0);
    }
}
