//! Cases of groups of threads as values.

use ringkernel_rt::prelude::*;

use super::{case, Case, Column, Machine, Outcome, Tolerance};
use crate::inputs;
use crate::kernels::groups as kernels;

/// All cases of this file.
pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(tile_i32),
        case!(tile_u32),
        case!(tile_i64),
        case!(tile_u64),
        case!(tile_isize),
        case!(tile_usize),
        case!(tile_f32),
        case!(tile_f64),
        case!(widths),
        case!(passed),
        case!(by_block),
        case!(by_grid),
        case!(rows),
    ]
}

/// Few different numbers, in blocks of 100 threads, whose last tile is short.
macro_rules! tiles {
    ($($name:ident: $ty:ty, $values:expr, $column:expr;)*) => {$(
        async fn $name(m: &Machine) -> Outcome {
            let values: Vec<$ty> = $values;
            let a = m.upload(&values)?;
            let mut masks = m.zeroed::<u32>(values.len())?;
            let mut out = m.zeroed::<$ty>(values.len() * 14)?;
            let launch = Launch::grid([3, 1, 1], [100, 1, 1]);
            m.run(kernels::$name::args(&a, &mut masks, &mut out), launch).await?;
            let column: fn(Vec<$ty>) -> Column = $column;
            Ok(vec![m.u32s(&masks).await?, column(m.read(&out).await?)])
        }
    )*};
}

/// Whole numbers as a column.
macro_rules! whole {
    () => {
        |values| Column::Int(values.into_iter().map(|value| value as i128).collect())
    };
}

tiles! {
    tile_i32: i32, inputs::small_i32s(300, 5, 200), whole!();
    tile_u32: u32, inputs::small_i32s(300, 5, 201).into_iter().map(|x| x as u32).collect(), whole!();
    tile_i64: i64, inputs::small_i32s(300, 5, 202).into_iter().map(|x| x as i64).collect(), whole!();
    tile_u64: u64, inputs::small_i32s(300, 5, 203).into_iter().map(|x| x as u64).collect(), whole!();
    tile_isize: isize, inputs::small_i32s(300, 5, 204).into_iter().map(|x| x as isize).collect(), whole!();
    tile_usize: usize, inputs::small_i32s(300, 5, 205).into_iter().map(|x| x as usize).collect(), whole!();
    tile_f32: f32, inputs::uniform(300, -3.0, 3.0, 206), Column::F32;
    tile_f64: f64, inputs::uniform64(300, -3.0, 3.0, 207), Column::F64;
}

async fn widths(m: &Machine) -> Outcome {
    let mut columns = Vec::new();
    for (grid, block) in [
        ([3, 1, 1], [1, 1, 1]),
        ([2, 2, 1], [45, 1, 1]),
        ([2, 1, 2], [7, 5, 3]),
        ([1, 3, 1], [128, 1, 1]),
    ] {
        let n = grid.iter().chain(&block).product::<u32>() as usize;
        let a = m.upload(&inputs::uniform(n, -3.0, 3.0, 208))?;
        let mut out = m.zeroed::<f32>(n * 18)?;
        let mut places = m.zeroed::<u32>(n * 4)?;
        m.run(
            kernels::widths::args(&a, &mut out, &mut places),
            Launch::grid(grid, block),
        )
        .await?;
        columns.push(m.f32s(&out).await?);
        columns.push(m.u32s(&places).await?);
    }
    Ok(columns)
}

async fn passed(m: &Machine) -> Outcome {
    let a = m.upload(&inputs::uniform(96 * 3, -3.0, 3.0, 209))?;
    let mut out = m.zeroed::<f32>(96 * 3 * 4)?;
    let launch = Launch::grid([3, 1, 1], [96, 1, 1]);
    m.run(kernels::passed::args(&a, &mut out), launch).await?;
    Ok(vec![m.f32s(&out).await?])
}

async fn by_block(m: &Machine) -> Outcome {
    let a = m.upload(&inputs::small_i32s(5 * 77, 1000, 210))?;
    let mut out = m.zeroed::<i32>(5 * 77 * 7)?;
    let launch = Launch::grid([5, 1, 1], [77, 1, 1]);
    m.run(kernels::by_block::args(&a, &mut out), launch).await?;
    Ok(vec![m.i32s(&out).await?])
}

async fn by_grid(m: &Machine) -> Outcome {
    let n = 2 * 3 * 40;
    let values: Vec<i64> = (0..n).map(|i| i * i * 1_000_003 % 100_000_007).collect();
    let mut values = m.upload(&values)?;
    let mut out = m.zeroed::<i64>(n as usize * 8)?;
    let launch = Launch::grid([2, 3, 1], [20, 2, 1]);
    m.run(kernels::by_grid::args(&mut values, &mut out), launch)
        .await?;
    Ok(vec![m.i64s(&values).await?, m.i64s(&out).await?])
}

async fn rows(m: &Machine) -> Outcome {
    let (rows, columns) = (37, 23);
    let matrix = m.upload(&inputs::uniform64(rows * columns, -1.0, 1.0, 211))?;
    let vector = m.upload(&inputs::uniform64(columns, -1.0, 1.0, 212))?;
    let mut out = m.zeroed::<f64>(rows)?;
    let launch = Launch::grid([2, 1, 1], [32, 1, 1]);
    m.run(kernels::rows::args(&matrix, &vector, &mut out), launch)
        .await?;
    Ok(vec![m.f64s(&out).await?])
}
