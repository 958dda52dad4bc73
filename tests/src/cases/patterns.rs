//! Cases of patterns, enums and options.

use ringkernel_rt::layout::GpuType;
use ringkernel_rt::prelude::*;

use super::{case, Case, Column, Machine, Outcome, Tolerance};
use crate::inputs;
use crate::kernels::patterns::{self, Kind, Pair, Shape, Slot};

/// All cases of this file.
pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(numbers),
        case!(guards),
        case!(once),
        case!(figures),
        case!(options),
        case!(shadowed),
        case!(seen_through),
        case!(equality),
        case!(methods_of_option),
        case!(questions),
        case!(taken_apart),
    ]
}

const COUNT: usize = 400;

/// Small numbers, with every one of a range among them.
fn small() -> Vec<i32> {
    let mut values = inputs::small_i32s(COUNT, 600, 11);
    values.extend(-120..=120);
    values.extend([i32::MIN, i32::MAX, i32::MIN + 1]);
    values
}

/// Values as the device lays them out, padding as 0.
fn bytes<T: GpuType>(values: &[T]) -> Column {
    let bytes = values.iter().flat_map(|value| {
        let mut bytes = vec![0; T::LAYOUT.size];
        value.encode(&mut bytes);
        bytes
    });
    Column::Int(bytes.map(i128::from).collect())
}

const KINDS: [Kind; 4] = [Kind::None, Kind::Low, Kind::Next, Kind::High];

fn some_shapes(count: usize) -> Vec<Shape> {
    let sizes = inputs::uniform(count, -2.0, 5.0, 21);
    let numbers = inputs::u64s(count, 22);
    let shape = |(i, (size, number)): (usize, (f32, u64))| match i % 6 {
        0 => Shape::Empty,
        1 | 2 => Shape::Circle(size),
        3 => Shape::Rectangle {
            filled: number % 2 == 0,
            width: size,
            height: f64::from(size) * 1.5,
        },
        _ => Shape::Tagged(
            KINDS[(number % 4) as usize],
            Pair((number % 1000) as i32, size),
            number,
        ),
    };
    sizes
        .into_iter()
        .zip(numbers)
        .enumerate()
        .map(shape)
        .collect()
}

fn pairs(count: usize) -> Vec<Pair> {
    let numbers = inputs::small_i32s(count, 8, 31);
    let floats = inputs::uniform(count, -1.0, 1.0, 32);
    let mut pairs: Vec<Pair> = numbers
        .into_iter()
        .zip(floats)
        .map(|(n, f)| Pair(n, if n == 3 { f32::NAN } else { (f * 2.0).round() }))
        .collect();
    pairs[0] = Pair(1, -0.0);
    pairs[1] = Pair(1, 0.0);
    pairs
}

async fn numbers(m: &Machine) -> Outcome {
    let x = m.upload(&small())?;
    let mut y = m.zeroed(x.len())?;
    let launch = Launch::over(x.len());
    m.run(patterns::numbers::args(&x, &mut y), launch).await?;
    Ok(vec![m.i32s(&y).await?])
}

async fn guards(m: &Machine) -> Outcome {
    let x = m.upload(&(0..49).collect::<Vec<i32>>())?;
    let mut y = m.zeroed(x.len())?;
    let launch = Launch::over(x.len());
    m.run(patterns::guards::args(&x, &mut y), launch).await?;
    Ok(vec![m.i32s(&y).await?])
}

async fn once(m: &Machine) -> Outcome {
    let x = m.upload(&inputs::small_i32s(COUNT, 1200, 13))?;
    let mut y = m.zeroed(COUNT)?;
    m.run(patterns::once::args(&x, &mut y), Launch::over(COUNT))
        .await?;
    Ok(vec![m.i32s(&y).await?])
}

async fn figures(m: &Machine) -> Outcome {
    let mut shapes = m.upload(&some_shapes(COUNT))?;
    let mut areas = m.zeroed(2 * COUNT)?;
    let mut tags = m.zeroed(COUNT)?;
    for by in [0.75, 1.0, -3.0] {
        m.run(
            patterns::figures::args(&mut shapes, &mut areas, &mut tags, by),
            Launch::over(COUNT),
        )
        .await?;
    }
    let after = m.read(&shapes).await?;
    Ok(vec![
        bytes(&after),
        m.f64s(&areas).await?,
        m.i64s(&tags).await?,
    ])
}

async fn options(m: &Machine) -> Outcome {
    let x: Vec<i32> = small().into_iter().take(COUNT).collect();
    let x = m.upload(&x)?;
    let mut y = m.zeroed(COUNT)?;
    let slots: Vec<Slot> = some_shapes(COUNT)
        .into_iter()
        .enumerate()
        .map(|(i, shape)| Slot {
            present: (i % 5 != 0).then_some(i as u32 % 9),
            shape,
            kinds: [KINDS[i % 4], KINDS[i / 4 % 4], KINDS[i / 16 % 4]],
        })
        .collect();
    let mut slots = m.upload(&slots)?;
    for _ in 0..2 {
        m.run(
            patterns::options::args(&x, &mut y, &mut slots),
            Launch::over(COUNT),
        )
        .await?;
    }
    let after = m.read(&slots).await?;
    Ok(vec![m.i32s(&y).await?, bytes(&after)])
}

async fn shadowed(m: &Machine) -> Outcome {
    let x = m.upload(&inputs::small_i32s(COUNT, 120, 17))?;
    let mut y = m.zeroed(COUNT)?;
    m.run(patterns::shadowed::args(&x, &mut y), Launch::over(COUNT))
        .await?;
    Ok(vec![m.i32s(&y).await?])
}

async fn seen_through(m: &Machine) -> Outcome {
    let x = m.upload(&pairs(COUNT))?;
    let mut y = m.zeroed(COUNT)?;
    m.run(
        patterns::seen_through::args(&x, &mut y),
        Launch::over(COUNT),
    )
    .await?;
    Ok(vec![m.i32s(&y).await?])
}

async fn equality(m: &Machine) -> Outcome {
    let pairs = m.upload(&pairs(COUNT))?;
    let shapes = m.upload(&some_shapes(COUNT))?;
    let mut y = m.zeroed(COUNT)?;
    m.run(
        patterns::equality::args(&pairs, &shapes, &mut y),
        Launch::over(COUNT),
    )
    .await?;
    Ok(vec![m.i32s(&y).await?])
}

async fn methods_of_option(m: &Machine) -> Outcome {
    let x = m.upload(&inputs::small_i32s(COUNT, 500, 19))?;
    let held: Vec<Option<i32>> = (0..COUNT as i32)
        .map(|i| (i % 3 > 0).then_some(i % 5))
        .collect();
    let mut held = m.upload(&held)?;
    let mut y = m.zeroed(COUNT)?;
    m.run(
        patterns::methods_of_option::args(&x, &mut held, &mut y),
        Launch::over(COUNT),
    )
    .await?;
    Ok(vec![m.i32s(&y).await?, bytes(&m.read(&held).await?)])
}

async fn questions(m: &Machine) -> Outcome {
    let mut x = m.upload(&[Some(4), None])?;
    let mut y = m.zeroed(4)?;
    let call = patterns::questions::args(&mut x, &mut y);
    m.run(call, Launch::grid([1; 3], [1; 3])).await?;
    Ok(vec![m.u32s(&y).await?])
}

async fn taken_apart(m: &Machine) -> Outcome {
    let mut x = m.upload(&[1, 2, 3, 4])?;
    let mut y = m.upload(&[1, 0, 0])?;
    let call = patterns::taken_apart::args(&mut x, &mut y);
    m.run(call, Launch::grid([1; 3], [1; 3])).await?;
    Ok(vec![m.u32s(&x).await?, m.u32s(&y).await?])
}
