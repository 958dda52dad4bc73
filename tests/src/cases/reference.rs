//! Results held to an independent computation, on every back end.

use ringkernel_rt::kernel::GridKernel;
use ringkernel_rt::layout::GpuType;
use ringkernel_rt::{Buffer, Call, Launch};

use super::{Column, Machine, Outcome, Tolerance};

/// What a column can be made of.
pub(super) trait Value: GpuType {
    /// The column of these values.
    fn column(values: &[Self]) -> Column;
}

macro_rules! values {
    ($($ty:ty => $variant:ident, $wide:ty;)*) => {$(
        impl Value for $ty {
            fn column(values: &[Self]) -> Column {
                Column::$variant(values.iter().map(|value| *value as $wide).collect())
            }
        }
    )*};
}

values! {
    bool => Int, i128;
    i8 => Int, i128;
    u8 => Int, i128;
    i16 => Int, i128;
    u16 => Int, i128;
    i32 => Int, i128;
    u32 => Int, i128;
    i64 => Int, i128;
    u64 => Int, i128;
    isize => Int, i128;
    usize => Int, i128;
    f32 => F32, f32;
    f64 => F64, f64;
}

impl Value for [u32; 4] {
    fn column(values: &[Self]) -> Column {
        u32::column(values.as_flattened())
    }
}

/// Holds what a kernel gave to what it must give; gives it as a column.
///
/// # Panics
/// If they differ.
pub(super) fn held<T: Value>(
    what: &str,
    got: &[T],
    expected: &[T],
    tolerance: Tolerance,
) -> Column {
    let got = T::column(got);
    if let Err(why) = got.compare(&T::column(expected), tolerance) {
        panic!("{what} against the reference: {why}");
    }
    got
}

/// Runs a kernel that maps `x` to a column of `per` results for each element, and holds it to `reference`.
pub(super) async fn mapped<T, R, K, F>(
    m: &Machine,
    args: for<'a> fn(&'a Buffer<T>, &'a mut Buffer<R>) -> Call<'a, K>,
    x: &[T],
    reference: F,
) -> Outcome
where
    T: GpuType,
    R: Value,
    K: GridKernel,
    F: Fn(T) -> R,
{
    let expected: Vec<R> = x.iter().map(|x| reference(*x)).collect();
    let input = m.upload(x)?;
    let mut out = m.zeroed::<R>(x.len())?;
    m.run(args(&input, &mut out), Launch::over(x.len())).await?;
    let got = m.read(&out).await?;
    Ok(vec![held("the result", &got, &expected, Tolerance::Exact)])
}
