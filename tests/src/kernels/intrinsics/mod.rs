//! One line for each intrinsic and spelling, for each type it takes; `cases::intrinsics` says which stands where.

#[rustfmt::skip]
pub mod atomic_f32;
#[rustfmt::skip]
pub mod atomic_f64;
#[rustfmt::skip]
pub mod atomic_i32;
#[rustfmt::skip]
pub mod atomic_i64;
#[rustfmt::skip]
pub mod atomic_isize;
#[rustfmt::skip]
pub mod atomic_u32;
#[rustfmt::skip]
pub mod atomic_u64;
#[rustfmt::skip]
pub mod atomic_usize;
#[rustfmt::skip]
pub mod f32;
#[rustfmt::skip]
pub mod f64;
#[rustfmt::skip]
pub mod i16;
#[rustfmt::skip]
pub mod i32;
#[rustfmt::skip]
pub mod i64;
#[rustfmt::skip]
pub mod i8;
#[rustfmt::skip]
pub mod isize;
#[rustfmt::skip]
pub mod u16;
#[rustfmt::skip]
pub mod u32;
#[rustfmt::skip]
pub mod u64;
#[rustfmt::skip]
pub mod u8;
#[rustfmt::skip]
pub mod usize;
#[rustfmt::skip]
pub mod words;
pub mod crowd;
pub mod group;
pub mod pairs;
