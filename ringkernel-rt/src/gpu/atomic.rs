//! Atomic operations on elements of slices and on what `&mut` parameters point to.
//!
//! They return the old value. Without a scope and an order they are relaxed and of device scope. The CPU's operations are
//! std's, whose scope is always the whole process. An f32 addition on the GPU treats subnormal numbers in global memory as
//! zeros, which the CPU does not.

pub use std::sync::atomic::Ordering;
use std::sync::atomic::{AtomicU32, AtomicU64};

use super::number::Number;
use super::view::RefMut;

/// Which threads an atomic operation is atomic to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those of the block.
    Block,
    /// Those of the GPU.
    Device,
    /// Those of all GPUs and of the host.
    System,
}

/// Numbers of 32 and 64 bits.
pub trait Atomic: Number {
    #[doc(hidden)]
    fn change(place: *mut Self, order: Ordering, step: impl FnMut(Self) -> Self) -> Self;
    #[doc(hidden)]
    fn swap_if(place: *mut Self, expected: Self, desired: Self, order: Ordering) -> Self;
    #[doc(hidden)]
    fn load(place: *const Self, order: Ordering) -> Self;
    #[doc(hidden)]
    fn store(place: *mut Self, value: Self, order: Ordering);
    #[doc(hidden)]
    fn plus(self, other: Self) -> Self;
    #[doc(hidden)]
    fn minus(self, other: Self) -> Self;
}

/// Integers of 32 and 64 bits.
pub trait AtomicInt: Atomic {
    #[doc(hidden)]
    fn and(self, other: Self) -> Self;
    #[doc(hidden)]
    fn or(self, other: Self) -> Self;
    #[doc(hidden)]
    fn xor(self, other: Self) -> Self;
}

/// Unsigned integers of 32 and 64 bits.
pub trait AtomicUnsigned: AtomicInt {
    #[doc(hidden)]
    fn up_to(self, limit: Self) -> Self;
    #[doc(hidden)]
    fn down_from(self, limit: Self) -> Self;
}

macro_rules! atomic {
    ($($ty:ident as $word:ident: $to:expr, $from:expr, $plus:expr, $minus:expr;)*) => {$(
        impl Atomic for $ty {
            fn change(place: *mut Self, order: Ordering, mut step: impl FnMut(Self) -> Self) -> Self {
                // SAFETY: the place is that of a view: aligned, alive and initialised. Others that use it at the same
                // time use it atomically, or the kernel races on the GPU too.
                let word = unsafe { $word::from_ptr(place.cast()) };
                let old = word.fetch_update(order, Ordering::Relaxed, |old| Some($to(step($from(old)))));
                let (Ok(old) | Err(old)) = old;
                $from(old)
            }
            fn swap_if(place: *mut Self, expected: Self, desired: Self, order: Ordering) -> Self {
                // SAFETY: as in `change`.
                let word = unsafe { $word::from_ptr(place.cast()) };
                let failed = match order {
                    Ordering::Acquire | Ordering::AcqRel | Ordering::SeqCst => Ordering::Acquire,
                    _other => Ordering::Relaxed,
                };
                let old = word.compare_exchange($to(expected), $to(desired), order, failed);
                let (Ok(old) | Err(old)) = old;
                $from(old)
            }
            fn load(place: *const Self, order: Ordering) -> Self {
                // SAFETY: as in `change`; it is only read.
                let word = unsafe { $word::from_ptr(place.cast_mut().cast()) };
                $from(word.load(order))
            }
            fn store(place: *mut Self, value: Self, order: Ordering) {
                // SAFETY: as in `change`.
                let word = unsafe { $word::from_ptr(place.cast()) };
                word.store($to(value), order);
            }
            #[inline]
            fn plus(self, other: Self) -> Self {
                $plus(self, other)
            }
            #[inline]
            fn minus(self, other: Self) -> Self {
                $minus(self, other)
            }
        }
    )*};
}

atomic! {
    i32 as AtomicU32: |a| a as u32, |a| a as i32, i32::wrapping_add, i32::wrapping_sub;
    u32 as AtomicU32: |a| a, |a| a, u32::wrapping_add, u32::wrapping_sub;
    i64 as AtomicU64: |a| a as u64, |a| a as i64, i64::wrapping_add, i64::wrapping_sub;
    u64 as AtomicU64: |a| a, |a| a, u64::wrapping_add, u64::wrapping_sub;
    isize as AtomicU64: |a| a as u64, |a| a as isize, isize::wrapping_add, isize::wrapping_sub;
    usize as AtomicU64: |a| a as u64, |a| a as usize, usize::wrapping_add, usize::wrapping_sub;
    f32 as AtomicU32: f32::to_bits, f32::from_bits, |a, b| a + b, |a, b| a - b;
    f64 as AtomicU64: f64::to_bits, f64::from_bits, |a, b| a + b, |a, b| a - b;
}

macro_rules! int {
    ($($ty:ident)*) => {$(
        impl AtomicInt for $ty {
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
int!(i32 u32 i64 u64 isize usize);

macro_rules! unsigned {
    ($($ty:ident)*) => {$(
        impl AtomicUnsigned for $ty {
            #[inline]
            fn up_to(self, limit: Self) -> Self {
                if self >= limit { 0 } else { self + 1 }
            }
            #[inline]
            fn down_from(self, limit: Self) -> Self {
                if self == 0 || self > limit { limit } else { self - 1 }
            }
        }
    )*};
}
unsigned!(u32 u64 usize);

macro_rules! operations {
    ($(#[doc = $doc:literal] $($name:ident),+; $at:ident: $class:ident, $step:expr;)*) => {$(
        $(
            #[doc = $doc]
            #[inline]
            pub fn $name<T: $class>(place: RefMut<'_, T>, value: T) -> T {
                T::change(place.pointer(), Ordering::Relaxed, |old| $step(old, value))
            }
        )+
        #[doc = $doc]
        ///
        /// With an order, for threads of a scope.
        #[inline]
        pub fn $at<T: $class>(place: RefMut<'_, T>, value: T, scope: Scope, order: Ordering) -> T {
            let (Scope::Block | Scope::Device | Scope::System) = scope;
            T::change(place.pointer(), order, |old| $step(old, value))
        }
    )*};
}

operations! {
    /// Adds, wrapping.
    atomic_add, fetch_add; atomic_add_at: Atomic, T::plus;
    /// Subtracts, wrapping.
    atomic_sub, fetch_sub; atomic_sub_at: Atomic, T::minus;
    /// Keeps the lesser; of a number and NaN the number.
    atomic_min, fetch_min; atomic_min_at: Atomic, T::least;
    /// Keeps the greater; of a number and NaN the number.
    atomic_max, fetch_max; atomic_max_at: Atomic, T::greatest;
    /// Puts the value in its place.
    atomic_exchange, atomic_exch; atomic_exchange_at: Atomic, |_old, value| value;
    /// Keeps the bits that both have.
    atomic_and, fetch_and; atomic_and_at: AtomicInt, T::and;
    /// Sets the value's bits.
    atomic_or, fetch_or; atomic_or_at: AtomicInt, T::or;
    /// Turns the value's bits over.
    atomic_xor, fetch_xor; atomic_xor_at: AtomicInt, T::xor;
    /// Counts up to the value, then starts again at 0.
    atomic_inc; atomic_inc_at: AtomicUnsigned, T::up_to;
    /// Counts down to 0, then starts again at the value.
    atomic_dec; atomic_dec_at: AtomicUnsigned, T::down_from;
}

/// Puts `desired` in the place of `expected`, compared bit by bit; whether it did, the old value tells.
#[inline]
pub fn atomic_cas<T: Atomic>(place: RefMut<'_, T>, expected: T, desired: T) -> T {
    T::swap_if(place.pointer(), expected, desired, Ordering::Relaxed)
}

/// The same as [`atomic_cas`].
#[inline]
pub fn atomic_compare_swap<T: Atomic>(place: RefMut<'_, T>, expected: T, desired: T) -> T {
    atomic_cas(place, expected, desired)
}

/// [`atomic_cas`] with an order, for threads of a scope.
#[inline]
pub fn atomic_cas_at<T: Atomic>(
    place: RefMut<'_, T>,
    expected: T,
    desired: T,
    scope: Scope,
    order: Ordering,
) -> T {
    let (Scope::Block | Scope::Device | Scope::System) = scope;
    T::swap_if(place.pointer(), expected, desired, order)
}

/// Reads what other threads may be writing.
#[inline]
#[must_use]
pub fn atomic_load<T: Atomic>(place: &T) -> T {
    T::load(place, Ordering::Relaxed)
}

/// [`atomic_load`] with an order, `Relaxed` or `Acquire`, for threads of a scope.
#[inline]
#[must_use]
pub fn atomic_load_at<T: Atomic>(place: &T, scope: Scope, order: Ordering) -> T {
    let (Scope::Block | Scope::Device | Scope::System) = scope;
    T::load(place, order)
}

/// Writes what other threads may be reading.
#[inline]
pub fn atomic_store<T: Atomic>(place: RefMut<'_, T>, value: T) {
    T::store(place.pointer(), value, Ordering::Relaxed);
}

/// [`atomic_store`] with an order, `Relaxed` or `Release`, for threads of a scope.
#[inline]
pub fn atomic_store_at<T: Atomic>(place: RefMut<'_, T>, value: T, scope: Scope, order: Ordering) {
    let (Scope::Block | Scope::Device | Scope::System) = scope;
    T::store(place.pointer(), value, order);
}
