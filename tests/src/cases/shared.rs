//! Cases of memory that the threads of a block share.

use ringkernel_rt::prelude::*;

use super::{case, Case, Machine, Outcome, Tolerance};
use crate::inputs;
use crate::kernels::shared;

/// All cases of this file.
pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(tiled_product),
        case!(reversed),
        case!(tallies),
        case!(loaned),
    ]
}

async fn tiled_product(m: &Machine) -> Outcome {
    let mut columns = Vec::new();
    for n in [1, 16, 37] {
        let a = m.upload(&inputs::uniform(n * n, -1.0, 1.0, 201))?;
        let b = m.upload(&inputs::uniform(n * n, -1.0, 1.0, 202))?;
        let mut c = m.zeroed::<f32>(n * n)?;
        let blocks = n.div_ceil(16) as u32;
        let launch = Launch::grid([blocks, blocks, 1], [16, 16, 1]);
        m.run(shared::tiled_product::args(&a, &b, &mut c, n), launch)
            .await?;
        columns.push(m.f32s(&c).await?);
    }
    Ok(columns)
}

async fn reversed(m: &Machine) -> Outcome {
    let mut columns = Vec::new();
    // The last takes more than a kernel may have without asking.
    for (threads, wide, marks) in [(1, 1, 1), (33, 35, 33), (100, 101, 117), (64, 12_000, 64)] {
        let n = 3 * threads as usize;
        let input = m.upload(&inputs::small_i32s(n, 1000, 203))?;
        let mut out = m.zeroed::<i64>(n)?;
        let mut lens = m.zeroed::<usize>(3)?;
        let launch = Launch::grid([3, 1, 1], [threads, 1, 1])
            .shared(wide)
            .shared(marks);
        m.run(shared::reversed::args(&input, &mut out, &mut lens), launch)
            .await?;
        columns.push(m.i64s(&out).await?);
        columns.push(m.usizes(&lens).await?);
    }
    Ok(columns)
}

async fn tallies(m: &Machine) -> Outcome {
    let n = 5 * 40;
    let input = m.upload(&inputs::u32s(n, 204)[..n])?;
    let mut out = m.zeroed::<u32>(n * 4)?;
    let launch = Launch::grid([5, 1, 1], [40, 1, 1]);
    m.run(shared::tallies::args(&input, &mut out), launch)
        .await?;
    Ok(vec![m.u32s(&out).await?])
}

async fn loaned(m: &Machine) -> Outcome {
    let n = 4 * 100;
    let input = m.upload(&inputs::uniform64(n, -1.0, 1.0, 205))?;
    let keys = m.upload(&inputs::small_i32s(4 * 77, 500, 206))?;
    let mut sums = m.zeroed::<f64>(n)?;
    let mut sorted = m.zeroed::<i32>(4 * 77)?;
    let launch = Launch::grid([4, 1, 1], [100, 1, 1]).shared(77);
    let call = shared::loaned::args(&input, &keys, &mut sums, &mut sorted);
    m.run(call, launch).await?;
    Ok(vec![m.f64s(&sums).await?, m.i32s(&sorted).await?])
}
