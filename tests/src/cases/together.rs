//! Cases of what threads do together.

use ringkernel_rt::prelude::*;

use super::{case, Case, Machine, Outcome, Tolerance};
use crate::inputs;
use crate::kernels::{blocks, grids, warps};

/// All cases of this file.
pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(exchange_i32),
        case!(exchange_u32),
        case!(exchange_i64),
        case!(exchange_u64),
        case!(exchange_usize),
        case!(exchange_f32),
        case!(exchange_f64),
        case!(bits_i32),
        case!(bits_u32),
        case!(bits_i64),
        case!(bits_u64),
        case!(bits_usize),
        case!(block_i32),
        case!(block_u32),
        case!(block_i64),
        case!(block_u64),
        case!(block_usize),
        case!(block_f32),
        case!(block_f64),
        case!(votes),
        case!(neighbours),
        case!(ranks),
        case!(norms),
        case!(lacking),
        case!(gone),
        case!(gone_of_all),
        case!(flags),
        case!(counted),
        case!(allot),
        case!(ragged),
        case!(compact),
        case!(grid_totals),
        case!(relax),
        case!(drain),
    ]
}

/// Kernels that map one column to `$each` results an element, in blocks of 96 threads.
macro_rules! maps {
    ($($name:ident: $kernel:path, $inputs:expr, $each:literal of $ty:ty as $read:ident;)*) => {$(
        async fn $name(m: &Machine) -> Outcome {
            use $kernel as kernel;
            let a = $inputs;
            let n = a.len() / 96 * 96;
            let a = m.upload(&a[..n])?;
            let mut out = m.zeroed::<$ty>(n * $each)?;
            let launch = Launch::grid([(n / 96) as u32, 1, 1], [96, 1, 1]);
            m.run(kernel::args(&a, &mut out), launch).await?;
            Ok(vec![m.$read(&out).await?])
        }
    )*};
}

maps! {
    exchange_i32: warps::exchange_i32, inputs::i32s(960, 101), 16 of i32 as i32s;
    exchange_u32: warps::exchange_u32, inputs::u32s(960, 102), 16 of u32 as u32s;
    exchange_i64: warps::exchange_i64, inputs::i64s(960, 103), 16 of i64 as i64s;
    exchange_u64: warps::exchange_u64, inputs::u64s(960, 104), 16 of u64 as u64s;
    exchange_usize: warps::exchange_usize, inputs::u64s(960, 105).into_iter().map(|x| x as usize).collect::<Vec<_>>(), 16 of usize as usizes;
    exchange_f32: warps::exchange_f32, inputs::uniform(960, -10.0, 10.0, 106), 16 of f32 as f32s;
    exchange_f64: warps::exchange_f64, inputs::uniform64(960, -10.0, 10.0, 107), 16 of f64 as f64s;
    bits_i32: warps::bits_i32, inputs::i32s(960, 101), 6 of i32 as i32s;
    bits_u32: warps::bits_u32, inputs::u32s(960, 102), 6 of u32 as u32s;
    bits_i64: warps::bits_i64, inputs::i64s(960, 103), 6 of i64 as i64s;
    bits_u64: warps::bits_u64, inputs::u64s(960, 104), 6 of u64 as u64s;
    bits_usize: warps::bits_usize, inputs::u64s(960, 105).into_iter().map(|x| x as usize).collect::<Vec<_>>(), 6 of usize as usizes;
    block_i32: blocks::block_i32, inputs::i32s(960, 101), 11 of i32 as i32s;
    block_u32: blocks::block_u32, inputs::u32s(960, 102), 11 of u32 as u32s;
    block_i64: blocks::block_i64, inputs::i64s(960, 103), 11 of i64 as i64s;
    block_u64: blocks::block_u64, inputs::u64s(960, 104), 11 of u64 as u64s;
    block_usize: blocks::block_usize, inputs::u64s(960, 105).into_iter().map(|x| x as usize).collect::<Vec<_>>(), 11 of usize as usizes;
    block_f32: blocks::block_f32, inputs::uniform(960, -10.0, 10.0, 106), 10 of f32 as f32s;
    block_f64: blocks::block_f64, inputs::uniform64(960, -10.0, 10.0, 107), 10 of f64 as f64s;
}

async fn votes(m: &Machine) -> Outcome {
    let n = 96 * 4;
    let a = m.upload(&inputs::small_i32s(n, 8, 108))?;
    let wide: Vec<f64> = (0..n)
        .map(|i| [0.0, -0.0, 1.5, f64::NAN][i % 7 % 4])
        .collect();
    let wide = m.upload(&wide)?;
    let mut out = m.zeroed::<u32>(n * 9)?;
    let launch = Launch::grid([4, 1, 1], [96, 1, 1]);
    m.run(warps::votes::args(&a, &wide, &mut out), launch)
        .await?;
    Ok(vec![m.u32s(&out).await?])
}

async fn neighbours(m: &Machine) -> Outcome {
    let n = 128 * 3;
    let a = m.upload(&inputs::small_i32s(n, 1000, 109))?;
    let mut scratch = m.zeroed::<i32>(n)?;
    let mut out = m.zeroed::<i32>(n)?;
    let launch = Launch::grid([3, 1, 1], [128, 1, 1]);
    m.run(warps::neighbours::args(&a, &mut scratch, &mut out), launch)
        .await?;
    Ok(vec![m.i32s(&scratch).await?, m.i32s(&out).await?])
}

async fn ranks(m: &Machine) -> Outcome {
    let mut out = m.zeroed::<i32>(2 * 24 * 4)?;
    m.run(
        warps::ranks::args(&mut out),
        Launch::grid([2, 1, 1], [24, 4, 1]),
    )
    .await?;
    Ok(vec![m.i32s(&out).await?])
}

async fn norms(m: &Machine) -> Outcome {
    let a = m.upload(&inputs::uniform(300, -1.0, 1.0, 110))?;
    let mut out = m.zeroed::<f32>(300)?;
    m.run(
        warps::norms::args(&a, &mut out),
        Launch::grid([5, 1, 1], [64, 1, 1]),
    )
    .await?;
    Ok(vec![m.f32s(&out).await?])
}

/// Blocks of one short warp, of a whole one and a short one, and of one lane more than a warp.
const SHORT: [u32; 4] = [20, 52, 33, 1];

async fn lacking(m: &Machine) -> Outcome {
    let mut columns = Vec::new();
    for block in SHORT {
        let n = 3 * block as usize;
        let a = m.upload(&inputs::uniform(n, -3.0, 3.0, 113))?;
        let mut floats = m.zeroed::<f32>(n * 7)?;
        let mut wholes = m.zeroed::<i64>(n * 7)?;
        let launch = Launch::grid([3, 1, 1], [block, 1, 1]);
        m.run(warps::lacking::args(&a, &mut floats, &mut wholes), launch)
            .await?;
        columns.extend([m.f32s(&floats).await?, m.i64s(&wholes).await?]);
    }
    Ok(columns)
}

async fn gone(m: &Machine) -> Outcome {
    let mut columns = Vec::new();
    // All, most, some, none.
    for bound in [-4.0, -2.0, 2.5, 4.0] {
        for block in [64, 52] {
            let n = 4 * block as usize;
            let a = m.upload(&inputs::uniform(n, -3.0, 3.0, 114))?;
            let mut floats = m.zeroed::<f32>(n * 7)?;
            let mut wholes = m.zeroed::<i64>(n * 7)?;
            m.run(
                warps::gone::args(&a, bound, &mut floats, &mut wholes),
                Launch::grid([4, 1, 1], [block, 1, 1]),
            )
            .await?;
            columns.extend([m.f32s(&floats).await?, m.i64s(&wholes).await?]);
        }
    }
    Ok(columns)
}

async fn gone_of_all(m: &Machine) -> Outcome {
    let mut columns = Vec::new();
    for block in SHORT {
        let n = 2 * block as usize;
        let a = m.upload(&inputs::uniform(n, -3.0, 3.0, 115))?;
        let mut floats = m.zeroed::<f32>(n * 7)?;
        let mut wholes = m.zeroed::<i64>(n * 7)?;
        m.run(
            warps::gone_of_all::args(&a, u32::MAX, &mut floats, &mut wholes),
            Launch::grid([2, 1, 1], [block, 1, 1]),
        )
        .await?;
        columns.extend([m.f32s(&floats).await?, m.i64s(&wholes).await?]);
    }
    Ok(columns)
}

async fn flags(m: &Machine) -> Outcome {
    let a = m.upload(&inputs::small_i32s(7 * 70, 8, 111))?;
    let mut out = m.zeroed::<bool>(7 * 70 * 2)?;
    m.run(
        blocks::flags::args(&a, &mut out),
        Launch::grid([7, 1, 1], [70, 1, 1]),
    )
    .await?;
    Ok(vec![m.bools(&out).await?])
}

async fn counted(m: &Machine) -> Outcome {
    let a = m.upload(&inputs::small_i32s(7 * 70, 8, 116))?;
    let mut counts = m.zeroed::<i32>(7 * 70 * 2)?;
    let mut out = m.zeroed::<bool>(7 * 70 * 6)?;
    m.run(
        blocks::counted::args(&a, &mut counts, &mut out),
        Launch::grid([7, 1, 1], [70, 1, 1]),
    )
    .await?;
    Ok(vec![m.i32s(&counts).await?, m.bools(&out).await?])
}

async fn allot(m: &Machine) -> Outcome {
    let needs: Vec<i32> = (0..6 * 40).map(|i| i * 7 % 5).collect();
    let total = needs.iter().sum::<i32>() as usize;
    let needs = m.upload(&needs)?;
    let mut out = m.zeroed::<i32>(total)?;
    m.run(
        grids::allot::args(&needs, &mut out),
        Launch::grid([6, 1, 1], [40, 1, 1]),
    )
    .await?;
    Ok(vec![m.i32s(&out).await?])
}

async fn ragged(m: &Machine) -> Outcome {
    let mut columns = Vec::new();
    for (grid, block) in [
        ([3, 1, 1], [1, 1, 1]),
        ([2, 2, 1], [33, 1, 1]),
        ([2, 1, 2], [7, 5, 3]),
        ([1, 1, 1], [1024, 1, 1]),
    ] {
        let n = grid.iter().chain(&block).product::<u32>() as usize;
        let a = m.upload(&inputs::uniform(n, -3.0, 3.0, 112))?;
        let mut out = m.zeroed::<f32>(n * 4)?;
        m.run(
            blocks::ragged::args(&a, &mut out),
            Launch::grid(grid, block),
        )
        .await?;
        columns.push(m.f32s(&out).await?);
    }
    Ok(columns)
}

async fn compact(m: &Machine) -> Outcome {
    let a = m.upload(&inputs::small_i32s(4 * 160, 100, 113))?;
    let mut out = m.zeroed::<i32>(4 * 160)?;
    let mut counts = m.zeroed::<i32>(4)?;
    m.run(
        blocks::compact::args(&a, &mut out, &mut counts),
        Launch::grid([4, 1, 1], [160, 1, 1]),
    )
    .await?;
    Ok(vec![m.i32s(&out).await?, m.i32s(&counts).await?])
}

async fn grid_totals(m: &Machine) -> Outcome {
    let mut columns = Vec::new();
    for (blocks, threads) in [(1, 64), (5, 33), (8, 256), (12, 3)] {
        let n = (blocks * threads) as usize;
        let a = m.upload(&inputs::uniform(n, -5.0, 5.0, 114))?;
        let counts: Vec<i64> = (0..n as i64).map(|i| i * i * 1_000_003).collect();
        let counts = m.upload(&counts)?;
        let mut out = m.zeroed::<f32>(n * 10)?;
        let mut sums = m.zeroed::<i64>(n * 2)?;
        let launch = Launch::grid([blocks, 1, 1], [threads, 1, 1]);
        m.run(
            grids::grid_totals::args(&a, &counts, &mut out, &mut sums),
            launch,
        )
        .await?;
        columns.push(m.f32s(&out).await?);
        columns.push(m.i64s(&sums).await?);
    }
    Ok(columns)
}

async fn relax(m: &Machine) -> Outcome {
    let n = 6 * 40;
    let mut a = m.upload(&inputs::uniform64(n, 0.0, 9.0, 115))?;
    let mut b = m.zeroed::<f64>(n)?;
    let launch = Launch::grid([6, 1, 1], [40, 1, 1]);
    m.run(grids::relax::args(&mut a, &mut b, 25), launch)
        .await?;
    Ok(vec![m.f64s(&a).await?, m.f64s(&b).await?])
}

async fn drain(m: &Machine) -> Outcome {
    let mut values = m.upload(&[3; 7 * 20])?;
    let mut rounds = m.zeroed::<i32>(7 * 20)?;
    let launch = Launch::grid([7, 1, 1], [20, 1, 1]);
    m.run(grids::drain::args(&mut values, &mut rounds), launch)
        .await?;
    Ok(vec![m.i32s(&values).await?, m.i32s(&rounds).await?])
}
