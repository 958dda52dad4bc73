//! Cases of grid kernels.

use ringkernel_rt::prelude::*;

use super::{case, Case, Column, Machine, Outcome, Tolerance};
use crate::inputs;
use crate::kernels::structs::{Particle, Point};
use crate::kernels::{arithmetic, casts, control, first, functions, memory, structs};

const F32_FUNCTIONS: Tolerance = Tolerance::Ulps {
    bound: 8 + 1,
    why: "CUDA C++ Programming Guide, single precision: at most 8, for powf; manual of the GNU C Library: at most 1",
};
const F64_FUNCTIONS: Tolerance = Tolerance::Ulps {
    bound: 2 + 2,
    why: "CUDA C++ Programming Guide, double precision: at most 2; manual of the GNU C Library: at most 2",
};

/// All cases of this file.
pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(saxpy),
        case!(saxpy_odd_size),
        case!(int32),
        case!(uint32),
        case!(int64),
        case!(uint64),
        case!(narrow_overflow),
        case!(float32),
        case!(float64),
        case!(compare),
        case!(precedence),
        case!(shifts),
        case!(elementary, F32_FUNCTIONS),
        case!(elementary64, F64_FUNCTIONS),
        case!(
            contracted,
            Tolerance::Ulps {
                bound: 1,
                why: "the product of positive numbers is rounded once less"
            }
        ),
        case!(from_f32),
        case!(from_f64),
        case!(to_floats),
        case!(between_integers),
        case!(collatz),
        case!(ranges),
        case!(newton),
        case!(values),
        case!(shadowing),
        case!(keywords),
        case!(order),
        case!(reverse_blocks),
        case!(block_sum),
        case!(coordinates),
        case!(matrix_product),
        case!(mixed),
        case!(thresholds),
        case!(hashes),
        case!(smooth),
        case!(advance),
    ]
}

async fn saxpy_of(m: &Machine, n: usize) -> Outcome {
    let x = m.upload(&inputs::uniform(n, -10.0, 10.0, 1))?;
    let mut y = m.upload(&inputs::uniform(n, -10.0, 10.0, 2))?;
    m.run(
        first::saxpy::args(&x, &mut y, 2.5, n as i32),
        Launch::over(n),
    )
    .await?;
    Ok(vec![m.f32s(&y).await?])
}

async fn saxpy(m: &Machine) -> Outcome {
    saxpy_of(m, 1 << 14).await
}

async fn saxpy_odd_size(m: &Machine) -> Outcome {
    saxpy_of(m, 4099).await
}

/// Kernels that map one or two columns to a column of `$each` results an element.
macro_rules! maps {
    ($($name:ident: $kernel:path, $inputs:expr, $each:literal of $ty:ty as $read:ident;)*) => {$(
        async fn $name(m: &Machine) -> Outcome {
            use $kernel as kernel;
            let (a, b) = inputs::pairs(&$inputs);
            let n = a.len();
            let (a, b) = (m.upload(&a)?, m.upload(&b)?);
            let mut out = m.zeroed::<$ty>(n * $each)?;
            m.run(kernel::args(&a, &b, &mut out), Launch::over(n)).await?;
            Ok(vec![m.$read(&out).await?])
        }
    )*};
}

maps! {
    int32: arithmetic::int32, inputs::i32s(40, 3), 12 of i32 as i32s;
    uint32: arithmetic::uint32, inputs::u32s(40, 4), 12 of u32 as u32s;
    int64: arithmetic::int64, inputs::i64s(40, 5), 8 of i64 as i64s;
    uint64: arithmetic::uint64, inputs::u64s(40, 6), 6 of u64 as u64s;
    narrow_overflow: arithmetic::narrow_overflow, inputs::i32s(40, 35), 26 of i64 as i64s;
    float32: arithmetic::float32, inputs::f32s(48, 7), 12 of f32 as f32s;
    float64: arithmetic::float64, inputs::f64s(48, 8), 8 of f64 as f64s;
}

/// Kernels that map one column to a column of `$each` results an element.
macro_rules! map_ones {
    ($($name:ident: $kernel:path, $inputs:expr, $each:literal of $ty:ty as $read:ident;)*) => {$(
        async fn $name(m: &Machine) -> Outcome {
            use $kernel as kernel;
            let a = $inputs;
            let n = a.len();
            let a = m.upload(&a)?;
            let mut out = m.zeroed::<$ty>(n * $each)?;
            m.run(kernel::args(&a, &mut out), Launch::over(n)).await?;
            Ok(vec![m.$read(&out).await?])
        }
    )*};
}

map_ones! {
    precedence: arithmetic::precedence, inputs::u32s(1000, 9), 1 of u32 as u32s;
    elementary: arithmetic::elementary, inputs::uniform(3000, -6.0, 6.0, 10), 16 of f32 as f32s;
    elementary64: arithmetic::elementary64, inputs::uniform64(3000, -6.0, 6.0, 11), 10 of f64 as f64s;
    from_f32: casts::from_f32, inputs::f32s(2000, 12), 6 of i64 as i64s;
    from_f64: casts::from_f64, inputs::f64s(2000, 13), 5 of i64 as i64s;
    to_floats: casts::to_floats, inputs::i64s(2000, 14), 7 of f64 as f64s;
    between_integers: casts::between_integers, inputs::i64s(2000, 15), 6 of u64 as u64s;
    ranges: control::ranges, inputs::u32s(300, 16), 1 of u32 as u32s;
    newton: control::newton, inputs::f64s(500, 17), 1 of f64 as f64s;
    values: control::values, inputs::small_i32s(500, 1000, 18), 1 of i32 as i32s;
    shadowing: control::shadowing, inputs::small_i32s(500, 50, 19), 1 of f32 as f32s;
    hashes: functions::hashes, inputs::u32s(700, 20), 1 of u32 as u32s;
}

async fn compare(m: &Machine) -> Outcome {
    let (a, b) = inputs::pairs(&inputs::f32s(32, 21));
    let (p, q) = inputs::pairs(&inputs::i32s(32, 22));
    let n = a.len();
    let (a, b, p, q) = (m.upload(&a)?, m.upload(&b)?, m.upload(&p)?, m.upload(&q)?);
    let mut out = m.zeroed::<u32>(n)?;
    m.run(
        arithmetic::compare::args(&a, &b, &p, &q, &mut out),
        Launch::over(n),
    )
    .await?;
    Ok(vec![m.u32s(&out).await?])
}

async fn shifts(m: &Machine) -> Outcome {
    let a = inputs::i64s(1000, 23);
    let by: Vec<u32> = (0..1000).collect();
    let (a, by) = (m.upload(&a)?, m.upload(&by)?);
    let mut out = m.zeroed::<i64>(1000)?;
    m.run(
        arithmetic::shifts::args(&a, &by, &mut out),
        Launch::over(1000),
    )
    .await?;
    Ok(vec![m.i64s(&out).await?])
}

async fn contracted(m: &Machine) -> Outcome {
    let a = m.upload(&inputs::uniform(5000, 0.5, 2.0, 33))?;
    let b = m.upload(&inputs::uniform(5000, 0.5, 2.0, 34))?;
    let mut out = m.zeroed::<f32>(5000)?;
    let call = arithmetic::contracted::args(&a, &b, &mut out);
    m.run(call, Launch::over(5000)).await?;
    Ok(vec![m.f32s(&out).await?])
}

async fn collatz(m: &Machine) -> Outcome {
    let start: Vec<u64> = (1..3000).collect();
    let start = m.upload(&start)?;
    let mut out = m.zeroed::<u32>(start.len())?;
    m.run(
        control::collatz::args(&start, &mut out, 1000),
        Launch::over(start.len()),
    )
    .await?;
    Ok(vec![m.u32s(&out).await?])
}

async fn keywords(m: &Machine) -> Outcome {
    let a = m.upload(&inputs::small_i32s(100, 500, 24))?;
    let mut out = m.zeroed::<i32>(100)?;
    m.run(control::keywords::args(&a, &mut out, 7), Launch::over(100))
        .await?;
    Ok(vec![m.i32s(&out).await?])
}

async fn order(m: &Machine) -> Outcome {
    let mut out = m.zeroed::<i32>(400)?;
    m.run(control::order::args(&mut out), Launch::over(100))
        .await?;
    Ok(vec![m.i32s(&out).await?])
}

async fn reverse_blocks(m: &Machine) -> Outcome {
    let n = 5 * 96;
    let input = m.upload(&inputs::small_i32s(n, 9999, 25))?;
    let mut scratch = m.zeroed::<i32>(n)?;
    let mut out = m.zeroed::<i32>(n)?;
    let launch = Launch::grid([5, 1, 1], [96, 1, 1]);
    m.run(
        memory::reverse_blocks::args(&input, &mut scratch, &mut out),
        launch,
    )
    .await?;
    Ok(vec![m.i32s(&out).await?])
}

async fn block_sum(m: &Machine) -> Outcome {
    let mut data = m.upload(&inputs::uniform(7 * 256, -1.0, 1.0, 26))?;
    let mut sums = m.zeroed::<f32>(7)?;
    let launch = Launch::grid([7, 1, 1], [256, 1, 1]);
    m.run(memory::block_sum::args(&mut data, &mut sums), launch)
        .await?;
    Ok(vec![m.f32s(&sums).await?])
}

async fn coordinates(m: &Machine) -> Outcome {
    let mut out = m.zeroed::<i32>(3 * 4 * 2 * 3 * 5 * 2)?;
    let launch = Launch::grid([3, 2, 5], [4, 3, 2]);
    m.run(memory::coordinates::args(&mut out), launch).await?;
    Ok(vec![m.i32s(&out).await?])
}

async fn matrix_product(m: &Machine) -> Outcome {
    let n = 37;
    let a = m.upload(&inputs::uniform(n * n, -1.0, 1.0, 27))?;
    let b = m.upload(&inputs::uniform(n * n, -1.0, 1.0, 28))?;
    let mut c = m.zeroed::<f32>(n * n)?;
    let launch = Launch::grid([5, 10, 1], [8, 4, 1]);
    m.run(memory::matrix_product::args(&a, &b, &mut c, n), launch)
        .await?;
    Ok(vec![m.f32s(&c).await?])
}

async fn mixed(m: &Machine) -> Outcome {
    let n = 333;
    let flags: Vec<bool> = (0..n).map(|i| i % 3 == 0).collect();
    let flags = m.upload(&flags)?;
    let wide = m.upload(&inputs::u64s(n, 29))?;
    let mut out = m.zeroed::<f64>(n)?;
    m.run(
        memory::mixed::args(&flags, &wide, &mut out, 0.1),
        Launch::over(n),
    )
    .await?;
    Ok(vec![m.f64s(&out).await?])
}

async fn thresholds(m: &Machine) -> Outcome {
    let a = m.upload(&inputs::f32s(500, 30))?;
    let mut out = m.zeroed::<bool>(500)?;
    m.run(
        memory::thresholds::args(&a, &mut out, 0.5),
        Launch::over(500),
    )
    .await?;
    Ok(vec![m.bools(&out).await?])
}

async fn smooth(m: &Machine) -> Outcome {
    let values = m.upload(&inputs::uniform64(777, -2.0, 3.0, 31))?;
    let mut out = m.zeroed::<f64>(777)?;
    let mut classes = m.zeroed::<i32>(777)?;
    m.run(
        functions::smooth::args(&values, &mut out, &mut classes),
        Launch::over(777),
    )
    .await?;
    Ok(vec![m.f64s(&out).await?, m.i32s(&classes).await?])
}

async fn advance(m: &Machine) -> Outcome {
    let mut random = inputs::Random::new(32);
    let particles: Vec<Particle> = (0..501)
        .map(|id| Particle {
            alive: id % 5 != 0,
            mass: random.unit() * 3.0,
            position: Point {
                x: random.unit() as f32 * 20.0 - 10.0,
                y: random.unit() as f32,
                z: -(random.unit() as f32),
            },
            id,
            touched: random.bits(),
            kind: id as i32 - 100,
        })
        .map(|p| Particle {
            touched: p.touched >> 1,
            ..p
        })
        .collect();
    let mut buffer = m.upload(&particles)?;
    let wind = Point {
        x: 1.5,
        y: -0.25,
        z: 3.0,
    };
    m.run(
        structs::advance::args(&mut buffer, wind, 0.125),
        Launch::over(501),
    )
    .await?;
    let after = m.read(&buffer).await?;
    Ok(vec![
        Column::Int(
            after
                .iter()
                .map(|p| i128::from(p.alive) + i128::from(p.touched) * 2)
                .collect(),
        ),
        Column::Int(
            after
                .iter()
                .map(|p| i128::from(p.id) << 32 ^ i128::from(p.kind))
                .collect(),
        ),
        Column::F64(after.iter().map(|p| p.mass).collect()),
        Column::F32(
            after
                .iter()
                .flat_map(|p| [p.position.x, p.position.y, p.position.z])
                .collect(),
        ),
    ])
}
