//! Every intrinsic on edge values: a column for each line of `kernels::intrinsics`, held to its row's accuracy.

use std::fmt::Debug;

use ringkernel_build::intrinsic::{rows, Accuracy, Op};
use ringkernel_rt::kernel::GridKernel;
use ringkernel_rt::layout::GpuType;
use ringkernel_rt::prelude::*;
use ringkernel_rt::Call;

use super::columns::COLUMNS;
use super::{case, Case, Column, Machine, Outcome, Tolerance};
use crate::inputs::{self, Random};
use crate::kernels::intrinsics as kernels;

/// What the CPU's function of f64 may lack, in units in the last place of the result.
///
/// Those that std takes from the C library: what the GNU C Library's manual states for x86_64, section "Known Maximum
/// Errors in Math Functions". The rest by the number of roundings or by tests, as said beside them. An f32 has no such
/// allowance: its reference is the function of f64, rounded once.
#[must_use]
pub fn host(op: Op) -> f32 {
    match op {
        Op::Sin | Op::Cos | Op::Tan | Op::Asin | Op::Acos | Op::Atan | Op::Atan2 | Op::Hypot => 1.0,
        Op::Exp | Op::Exp2 | Op::ExpM1 | Op::Ln | Op::Log2 | Op::Ln1p | Op::Powf => 1.0,
        Op::Log10 | Op::Sinh | Op::Cosh | Op::Tanh => 2.0,
        Op::Cbrt => 4.0,
        // Two roundings, each of half a unit of a number that may be half the result's size.
        Op::Rsqrt => 2.0,
        // One more: the quotient of two logarithms.
        Op::Log => 4.0,
        // Four products, or three and a quotient.
        Op::Powi => 4.0,
        // std computes them as `ln_1p` of what has up to four roundings.
        Op::Asinh | Op::Acosh | Op::Atanh => 5.0,
        // A quotient is exact.
        Op::Fdividef => 0.0,
        // `libm`'s and the runtime's own: its tests hold them to this.
        _of_the_runtime => 4.0,
    }
}

/// All cases of this file.
pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(exact_f32),
        case!(near_f32),
        case!(tame_f32),
        case!(special_f32),
        case!(facts_f32),
        case!(exact_f64),
        case!(near_f64),
        case!(tame_f64),
        case!(special_f64),
        case!(facts_f64),
        case!(values_i8),
        case!(counts_i8),
        case!(checked_i8),
        case!(values_i16),
        case!(counts_i16),
        case!(checked_i16),
        case!(values_i32),
        case!(counts_i32),
        case!(checked_i32),
        case!(values_i64),
        case!(counts_i64),
        case!(checked_i64),
        case!(values_isize),
        case!(counts_isize),
        case!(checked_isize),
        case!(values_u8),
        case!(counts_u8),
        case!(checked_u8),
        case!(values_u16),
        case!(counts_u16),
        case!(checked_u16),
        case!(values_u32),
        case!(counts_u32),
        case!(checked_u32),
        case!(values_u64),
        case!(counts_u64),
        case!(checked_u64),
        case!(values_usize),
        case!(counts_usize),
        case!(checked_usize),
        case!(words),
        case!(atomic_i32),
        case!(atomic_u32),
        case!(atomic_i64),
        case!(atomic_u64),
        case!(atomic_isize),
        case!(atomic_usize),
        case!(atomic_f32),
        case!(atomic_f64),
        case!(crowd),
        case!(tickets),
        case!(handed_on),
        case!(clocks),
        case!(exchange_isize),
        case!(bits_isize),
        case!(block_isize),
        case!(equal_i32),
        case!(equal_u32),
        case!(equal_i64),
        case!(equal_u64),
        case!(equal_isize),
        case!(equal_usize),
        case!(equal_f32),
        case!(equal_f64),
        case!(place),
        case!(sines_f32, SINES),
        case!(sines_f64, SINES),
        case!(stream_i32),
        case!(stream_u32),
        case!(stream_i64),
        case!(stream_u64),
        case!(stream_isize),
        case!(stream_usize),
        case!(stream_f32),
        case!(stream_f64),
        case!(stream_own),
        case!(passing),
    ]
}

/// A number that a column can hold.
trait Value: GpuType + Copy + Debug + Default {
    /// Whether the accuracy of f32 counts for it.
    const SINGLE: bool = false;
    /// Its column.
    fn column(values: Vec<Self>) -> Column;
    /// Numbers at which functions go wrong, and some between.
    fn edges() -> Vec<Self>;
}

macro_rules! integer {
    ($($ty:ident)*) => {$(
        impl Value for $ty {
            fn column(values: Vec<Self>) -> Column {
                Column::Int(values.into_iter().map(|value| value as i128).collect())
            }
            fn edges() -> Vec<Self> {
                let mut values: Vec<Self> = vec![
                    0,
                    1,
                    2,
                    3,
                    7,
                    8,
                    10,
                    31,
                    64,
                    100,
                    Self::MAX,
                    Self::MAX - 1,
                    Self::MAX / 2,
                    Self::MAX / 2 + 1,
                    Self::MIN,
                    Self::MIN + 1,
                    (0 as Self).wrapping_sub(1),
                    (0 as Self).wrapping_sub(2),
                    (0 as Self).wrapping_sub(9),
                ];
                let mut random = Random::new(81);
                values.extend((0..14).map(|_| random.bits() as Self));
                values.extend((0..5).map(|_| (random.bits() as Self) >> (Self::BITS / 2)));
                values
            }
        }
    )*};
}
integer!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

macro_rules! float {
    ($ty:ident, $variant:ident, $single:literal) => {
        impl Value for $ty {
            const SINGLE: bool = $single;
            fn column(values: Vec<Self>) -> Column {
                Column::$variant(values)
            }
            fn edges() -> Vec<Self> {
                let positive = [
                    0.0,
                    0.1,
                    0.5,
                    1.0,
                    1.5,
                    2.5,
                    3.0,
                    7.25,
                    100.0,
                    1e-3,
                    12345.678,
                    8_388_609.0,
                    1e30,
                    1e-30,
                    Self::MIN_POSITIVE,
                    Self::MIN_POSITIVE / 8.0,
                    Self::EPSILON,
                    Self::MAX,
                    Self::INFINITY,
                ];
                let mut values: Vec<Self> = positive.iter().flat_map(|&x| [x, -x]).collect();
                values.push(Self::NAN);
                let mut random = Random::new(82);
                values.extend((0..24).map(|_| (random.unit() * 16.0 - 8.0) as Self));
                values
            }
        }
    };
}
float!(f32, F32, true);
float!(f64, F64, false);

/// How near a kernel's column must be.
fn tolerance(op: &str, single: bool) -> Tolerance {
    let row = rows().find(|row| format!("{:?}", row.op) == op);
    let row = row.expect("columns are named for operations");
    let most = |f32: f32, f64: f32| if single { f32 } else { f64 + host(row.op) };
    let why = if single {
        "CUDA C++ Programming Guide, Mathematical Functions"
    } else {
        "CUDA C++ Programming Guide, Mathematical Functions, and what the CPU's function may lack"
    };
    match row.accuracy {
        Accuracy::Exact => Tolerance::Exact,
        Accuracy::Ulp(f32, f64) => Tolerance::Ulps {
            bound: most(f32, f64) as u64,
            why,
        },
        Accuracy::Scaled(f32, f64) => Tolerance::Scaled {
            bound: most(f32, f64).into(),
            why,
        },
    }
}

/// The results of a kernel, one column for each line that names an operation.
fn split<T: Value>(name: &str, values: &[T], exact: Option<&[T]>, single: bool) -> Vec<Column> {
    let (_, ops) = COLUMNS
        .iter()
        .find(|(kernel, _)| *kernel == name)
        .expect("every kernel has its columns listed");
    let line_of = |values: &[T], line: usize| {
        let column = values.iter().skip(line).step_by(ops.len()).copied();
        T::column(column.collect())
    };
    (0..ops.len())
        .map(|line| {
            let column = line_of(values, line);
            let tolerance = tolerance(ops[line], single);
            let name = format!("line {line}, {}", ops[line]);
            match exact {
                Some(exact) => column.held_to_exact(name, tolerance, line_of(exact, line)),
                None => column.held_to(name, tolerance),
            }
        })
        .collect()
}

/// The number of lines of a kernel.
fn lines(name: &str) -> usize {
    let found = COLUMNS.iter().find(|(kernel, _)| *kernel == name);
    found.expect("every kernel has its columns listed").1.len()
}

/// Runs a kernel of two inputs.
macro_rules! two {
    ($($name:ident: $module:ident, $ty:ty => $out:ty, $inputs:expr;)*) => {$(
        async fn $name(m: &Machine) -> Outcome {
            let name = stringify!($name);
            let (a, b): (Vec<$ty>, Vec<$ty>) = $inputs;
            let n = a.len();
            let (a, b) = (m.upload(&a)?, m.upload(&b)?);
            let mut out = m.zeroed::<$out>(n * lines(name))?;
            run(m, kernels::$module::$name::args(&a, &b, &mut out), n).await?;
            Ok(split(name, &m.read(&out).await?, None, <$ty>::SINGLE))
        }
    )*};
}

/// Runs a kernel of f32 whose reference is the same kernel of f64 on the CPU, given the same numbers, rounded once.
macro_rules! single {
    ($($name:ident: $double:ident, $inputs:expr;)*) => {$(
        async fn $name(m: &Machine) -> Outcome {
            let name = stringify!($name);
            let (a, b) = single($inputs);
            let n = a.len();
            let wide = |values: &[f32]| -> Vec<f64> {
                values.iter().map(|value| f64::from(*value)).collect()
            };
            let cpu = RingKernel::builder().backend(Backend::Cpu).build().await?;
            let host = Machine::new(cpu.clone());
            let (x, y) = (host.upload(&wide(&a))?, host.upload(&wide(&b))?);
            let mut out = host.zeroed::<f64>(n * lines(name))?;
            run(&host, kernels::f64::$double::args(&x, &y, &mut out), n).await?;
            let exact = host.read(&out).await?.into_iter();
            let exact: Vec<f32> = exact.map(|value| value as f32).collect();
            cpu.shutdown().await?;
            let (a, b) = (m.upload(&a)?, m.upload(&b)?);
            let mut out = m.zeroed::<f32>(n * lines(name))?;
            run(m, kernels::f32::$name::args(&a, &b, &mut out), n).await?;
            Ok(split(name, &m.read(&out).await?, Some(&exact), true))
        }
    )*};
}

single! {
    near_f32: near_f64, near(32);
    tame_f32: tame_f64, tame(32);
    special_f32: special_f64, special(32);
}

async fn run<K: GridKernel>(m: &Machine, call: Call<'_, K>, n: usize) -> Result<(), Error> {
    m.run(call, Launch::over(n)).await
}

fn edges<T: Value>() -> (Vec<T>, Vec<T>) {
    inputs::pairs(&T::edges())
}

/// All pairs of edges; numbers of every size that a float of so many bits has; numbers near 1; and powers that are finite.
fn near(bits: u32) -> (Vec<f64>, Vec<f64>) {
    let (mut a, mut b) = edges::<f64>();
    let sizes = if bits == 32 {
        (-148, 126)
    } else {
        (-1070, 1022)
    };
    for (seed, to) in [(83, &mut a), (84, &mut b)] {
        to.extend(inputs::spread(2500, sizes.0, sizes.1, seed));
        to.extend(inputs::uniform64(2500, -30.0, 30.0, seed + 10));
    }
    a.extend(inputs::uniform64(2500, 0.0, 4.0, 85));
    b.extend(inputs::uniform64(2500, -60.0, 60.0, 86));
    (a, b)
}

/// x from -6 to 6 and near 0, y from -4 to 4.
fn tame(_bits: u32) -> (Vec<f64>, Vec<f64>) {
    let mut x = inputs::even(3000, -6.0, 6.0, 83);
    let mut y = inputs::even(3000, -4.0, 4.0, 84);
    // So near 0 that 2 more is 2 in f32 and f64.
    x.extend(inputs::spread(500, -100, -60, 87));
    y.extend(inputs::even(500, -4.0, 4.0, 88));
    (x, y)
}

/// x from -8 to 8 and near 0, y from 0.25 to 8.
fn special(_bits: u32) -> (Vec<f64>, Vec<f64>) {
    let mut x = inputs::even(2500, -7.99, 7.99, 85);
    x.extend(inputs::spread(500, -100, -60, 89));
    (x, inputs::even(3000, 0.25, 8.0, 86))
}

fn single((a, b): (Vec<f64>, Vec<f64>)) -> (Vec<f32>, Vec<f32>) {
    let single = |values: Vec<f64>| values.into_iter().map(|value| value as f32).collect();
    (single(a), single(b))
}

two! {
    exact_f32: f32, f32 => f32, edges();
    facts_f32: f32, f32 => i64, edges();
    exact_f64: f64, f64 => f64, edges();
    near_f64: f64, f64 => f64, near(64);
    tame_f64: f64, f64 => f64, tame(64);
    special_f64: f64, f64 => f64, special(64);
    facts_f64: f64, f64 => i64, edges();
    values_i8: i8, i8 => i8, edges();
    counts_i8: i8, i8 => u64, edges();
    checked_i8: i8, i8 => i8, edges();
    values_i16: i16, i16 => i16, edges();
    counts_i16: i16, i16 => u64, edges();
    checked_i16: i16, i16 => i16, edges();
    values_i32: i32, i32 => i32, edges();
    counts_i32: i32, i32 => u64, edges();
    checked_i32: i32, i32 => i32, edges();
    values_i64: i64, i64 => i64, edges();
    counts_i64: i64, i64 => u64, edges();
    checked_i64: i64, i64 => i64, edges();
    values_isize: isize, isize => isize, edges();
    counts_isize: isize, isize => u64, edges();
    checked_isize: isize, isize => isize, edges();
    values_u8: u8, u8 => u8, edges();
    counts_u8: u8, u8 => u64, edges();
    checked_u8: u8, u8 => u8, edges();
    values_u16: u16, u16 => u16, edges();
    counts_u16: u16, u16 => u64, edges();
    checked_u16: u16, u16 => u16, edges();
    values_u32: u32, u32 => u32, edges();
    counts_u32: u32, u32 => u64, edges();
    checked_u32: u32, u32 => u32, edges();
    values_u64: u64, u64 => u64, edges();
    counts_u64: u64, u64 => u64, edges();
    checked_u64: u64, u64 => u64, edges();
    values_usize: usize, usize => usize, edges();
    counts_usize: usize, usize => u64, edges();
    checked_usize: usize, usize => usize, edges();
    words: words, u32 => u32, edges();
}

/// Runs a kernel of two inputs that works on a cell for each element, whose last value is a column too.
macro_rules! cells {
    ($($name:ident: $ty:ty, $inputs:expr;)*) => {$(
        async fn $name(m: &Machine) -> Outcome {
            let name = stringify!($name);
            let (a, b): (Vec<$ty>, Vec<$ty>) = $inputs;
            let n = a.len();
            let (a, b) = (m.upload(&a)?, m.upload(&b)?);
            let mut cells = m.zeroed::<$ty>(n)?;
            let mut out = m.zeroed::<$ty>(n * lines(name))?;
            run(m, kernels::$name::$name::args(&a, &b, &mut cells, &mut out), n).await?;
            let mut columns = split(name, &m.read(&out).await?, None, <$ty>::SINGLE);
            columns.push(<$ty>::column(m.read(&cells).await?));
            Ok(columns)
        }
    )*};
}

/// Numbers whose sums are not subnormal: an f32 addition in the GPU's memory makes those 0.
fn normal() -> (Vec<f64>, Vec<f64>) {
    (
        inputs::uniform64(500, -100.0, 100.0, 87),
        inputs::uniform64(500, -3.0, 7.0, 88),
    )
}

cells! {
    atomic_i32: i32, edges();
    atomic_u32: u32, edges();
    atomic_i64: i64, edges();
    atomic_u64: u64, edges();
    atomic_isize: isize, edges();
    atomic_usize: usize, edges();
    atomic_f32: f32, single(normal());
    atomic_f64: f64, normal();
}

async fn crowd(m: &Machine) -> Outcome {
    let mut counts = m.zeroed::<u32>(7)?;
    let mut sums = m.zeroed::<i64>(7)?;
    let mut edges = m.zeroed::<i32>(2)?;
    let mut bits = m.zeroed::<u64>(2)?;
    let call = kernels::crowd::crowd::args(&mut counts, &mut sums, &mut edges, &mut bits, 20_000);
    m.run(call, Launch::over(20_000)).await?;
    Ok(vec![
        m.u32s(&counts).await?,
        m.i64s(&sums).await?,
        m.i32s(&edges).await?,
        m.u64s(&bits).await?,
    ])
}

async fn tickets(m: &Machine) -> Outcome {
    let mut next = m.zeroed::<u32>(2)?;
    let mut taken = m.zeroed::<u32>(64 * 40)?;
    let call = kernels::crowd::tickets::args(&mut next, &mut taken);
    m.run(call, Launch::grid([40, 1, 1], [64, 1, 1])).await?;
    Ok(vec![m.u32s(&next).await?, m.u32s(&taken).await?])
}

async fn handed_on(m: &Machine) -> Outcome {
    let mut shared = m.zeroed::<u32>(1)?;
    let mut out = m.zeroed::<u32>(256)?;
    let call = kernels::crowd::handed_on::args(&mut shared, &mut out);
    m.run(call, Launch::grid([4, 1, 1], [64, 1, 1])).await?;
    Ok(vec![m.u32s(&shared).await?, m.u32s(&out).await?])
}

async fn clocks(m: &Machine) -> Outcome {
    let mut out = m.zeroed::<u32>(64)?;
    let call = kernels::crowd::clocks::args(&mut out);
    m.run(call, Launch::grid([2, 1, 1], [32, 1, 1])).await?;
    Ok(vec![m.u32s(&out).await?])
}

/// Kernels that map a column to so many results an element, in blocks of 96 threads.
macro_rules! groups {
    ($($name:ident: $each:literal;)*) => {$(
        async fn $name(m: &Machine) -> Outcome {
            let a = m.upload(&inputs::i64s(960, 89)[..96 * 4].iter().map(|x| *x as isize).collect::<Vec<_>>())?;
            let mut out = m.zeroed::<isize>(96 * 4 * $each)?;
            let launch = Launch::grid([4, 1, 1], [96, 1, 1]);
            m.run(kernels::group::$name::args(&a, &mut out), launch).await?;
            Ok(vec![isize::column(m.read(&out).await?)])
        }
    )*};
}

groups! {
    exchange_isize: 16;
    bits_isize: 6;
    block_isize: 11;
}

/// Few different numbers, so that some lanes hold the same.
macro_rules! equals {
    ($($name:ident: $ty:ty;)*) => {$(
        async fn $name(m: &Machine) -> Outcome {
            let edges = <$ty>::edges();
            let values: Vec<$ty> = (0..96 * 4).map(|i| edges[i * i % 23 % edges.len()]).collect();
            let a = m.upload(&values)?;
            let mut masks = m.zeroed::<u32>(values.len() * 2)?;
            let mut out = m.zeroed::<$ty>(values.len() * 12)?;
            let launch = Launch::grid([4, 1, 1], [96, 1, 1]);
            m.run(kernels::group::$name::args(&a, &mut masks, &mut out), launch).await?;
            Ok(vec![m.u32s(&masks).await?, <$ty>::column(m.read(&out).await?)])
        }
    )*};
}

equals! {
    equal_i32: i32;
    equal_u32: u32;
    equal_i64: i64;
    equal_u64: u64;
    equal_isize: isize;
    equal_usize: usize;
    equal_f32: f32;
    equal_f64: f64;
}

async fn place(m: &Machine) -> Outcome {
    use kernels::group::place as kernel;
    let mut columns = Vec::new();
    for grid in [Grid::d3(37, 5, 1), Grid::d3(5, 9, 11)] {
        let mut places = m.stencil::<kernel>(grid)?;
        places.step(1, kernel::Params {}).await?;
        columns.push(m.i32_column(places.read(kernel::fresh).await?));
    }
    Ok(columns)
}

/// That of `Sin` and `Cos`, and of the C library's on the CPU.
const SINES: Tolerance = Tolerance::Ulps {
    bound: 2 + 1,
    why: "CUDA C++ Programming Guide, Mathematical Functions: 2; manual of the GNU C Library: 1",
};

/// Kernels of one input whose output is so many times as long.
macro_rules! one {
    ($($name:ident: $ty:ty, $each:literal, $inputs:expr;)*) => {$(
        async fn $name(m: &Machine) -> Outcome {
            let values: Vec<$ty> = $inputs;
            let n = values.len();
            let from = m.upload(&values)?;
            let mut to = m.zeroed::<$ty>(n * $each)?;
            run(m, kernels::pairs::$name::args(&from, &mut to), n).await?;
            Ok(vec![<$ty>::column(m.read(&to).await?)])
        }
    )*};
}

one! {
    sines_f32: f32, 5, single(tame(32)).0;
    sines_f64: f64, 5, tame(64).0;
    stream_i32: i32, 1, i32::edges();
    stream_u32: u32, 1, u32::edges();
    stream_i64: i64, 1, i64::edges();
    stream_u64: u64, 1, u64::edges();
    stream_isize: isize, 1, isize::edges();
    stream_usize: usize, 1, usize::edges();
    stream_f32: f32, 1, f32::edges();
    stream_f64: f64, 1, f64::edges();
    stream_own: i32, 1, i32::edges();
}

async fn passing(m: &Machine) -> Outcome {
    let actor = m.launch::<kernels::pairs::passing>().await?;
    let answer = actor.call(kernels::pairs::Passed { onward: true }).await?;
    actor.terminate().await?;
    Ok(vec![Column::Int(vec![answer.onward.into()])])
}
