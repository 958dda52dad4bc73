//! Cases of stencils: each kernel under each boundary, over sizes from one cell to many blocks.

use ringkernel_rt::prelude::*;

use super::{case, Case, Machine, Outcome, Tolerance};
use crate::inputs;
use crate::kernels::{first, stencils};

/// Sizes in the plane: one cell, lines, smaller than the halo, odd, prime, several blocks, long and thin.
const PLANES: [[u32; 2]; 11] = [
    [1, 1],
    [1, 7],
    [7, 1],
    [2, 2],
    [3, 3],
    [4, 5],
    [16, 16],
    [17, 31],
    [64, 48],
    [5, 211],
    [257, 3],
];

/// Sizes in space.
const SPACES: [[u32; 3]; 6] = [
    [1, 1, 1],
    [2, 2, 2],
    [3, 4, 5],
    [8, 8, 8],
    [33, 9, 3],
    [3, 3, 37],
];

macro_rules! boundaries {
    ($($kernel:ident: $skip:ident $zero:ident $reflect:ident $periodic:ident;)*) => {
        /// All cases of this file.
        pub(super) fn cases() -> Vec<Case> {
            vec![
                $(case!($skip), case!($zero), case!($reflect), case!($periodic),)*
                case!(fdtd_many_steps),
            ]
        }

        $(
            async fn $skip(m: &Machine) -> Outcome { $kernel(m, Boundary::Skip).await }
            async fn $zero(m: &Machine) -> Outcome { $kernel(m, Boundary::Zero).await }
            async fn $reflect(m: &Machine) -> Outcome { $kernel(m, Boundary::Reflect).await }
            async fn $periodic(m: &Machine) -> Outcome { $kernel(m, Boundary::Periodic).await }
        )*
    };
}

boundaries! {
    fdtd: fdtd_skip fdtd_zero fdtd_reflect fdtd_periodic;
    wide: wide_skip wide_zero wide_reflect wide_periodic;
    life: life_skip life_zero life_reflect life_periodic;
    paint: paint_skip paint_zero paint_reflect paint_periodic;
    heat3: heat3_skip heat3_zero heat3_reflect heat3_periodic;
    skew3: skew3_skip skew3_zero skew3_reflect skew3_periodic;
}

async fn fdtd(m: &Machine, boundary: Boundary) -> Outcome {
    let mut columns = Vec::new();
    for [w, h] in PLANES {
        let n = (w * h) as usize;
        let mut sim = m.stencil::<first::fdtd>(Grid::d2(w, h).boundary(boundary))?;
        sim.write(first::fdtd::p, &inputs::uniform(n, -1.0, 1.0, u64::from(w)))?;
        sim.write(
            first::fdtd::p_prev,
            &inputs::uniform(n, -1.0, 1.0, u64::from(h)),
        )?;
        sim.step(7, first::fdtd::Params { c2: 0.23 }).await?;
        columns.push(m.f32_column(sim.read(first::fdtd::p).await?));
        columns.push(m.f32_column(sim.read(first::fdtd::p_prev).await?));
    }
    Ok(columns)
}

async fn fdtd_many_steps(m: &Machine) -> Outcome {
    let mut sim = m.stencil::<first::fdtd>(Grid::d2(96, 80).boundary(Boundary::Reflect))?;
    sim.write(first::fdtd::p, &inputs::uniform(96 * 80, -1.0, 1.0, 1))?;
    for steps in [1, 2, 50, 0, 147] {
        sim.step(steps, first::fdtd::Params { c2: 0.25 }).await?;
    }
    Ok(vec![m.f32_column(sim.read(first::fdtd::p).await?)])
}

async fn wide(m: &Machine, boundary: Boundary) -> Outcome {
    let mut columns = Vec::new();
    for [w, h] in PLANES {
        let n = (w * h) as usize;
        let mut sim = m.stencil::<stencils::wide>(Grid::d2(w, h).boundary(boundary))?;
        sim.write(stencils::wide::a, &inputs::uniform(n, -1.0, 1.0, 3))?;
        sim.write(stencils::wide::b, &inputs::uniform(n, -1.0, 1.0, 4))?;
        sim.step(4, stencils::wide::Params {}).await?;
        columns.push(m.f32_column(sim.read(stencils::wide::a).await?));
        columns.push(m.f32_column(sim.read(stencils::wide::b).await?));
    }
    Ok(columns)
}

async fn life(m: &Machine, boundary: Boundary) -> Outcome {
    let mut columns = Vec::new();
    for [w, h] in PLANES {
        let mut random = inputs::Random::new(5);
        let cells: Vec<u32> = (0..w * h).map(|_| u32::from(random.unit() < 0.4)).collect();
        let mut sim = m.stencil::<stencils::life>(Grid::d2(w, h).boundary(boundary))?;
        sim.write(stencils::life::now, &cells)?;
        sim.step(9, stencils::life::Params {}).await?;
        columns.push(m.u32_column(sim.read(stencils::life::now).await?));
    }
    Ok(columns)
}

async fn paint(m: &Machine, boundary: Boundary) -> Outcome {
    let mut columns = Vec::new();
    for [w, h] in PLANES {
        let mut sim = m.stencil::<stencils::paint>(Grid::d2(w, h).boundary(boundary))?;
        sim.write(
            stencils::paint::source,
            &inputs::uniform((w * h) as usize, 0.0, 1.0, 6),
        )?;
        sim.step(
            3,
            stencils::paint::Params {
                level: 0.5,
                every: 3,
            },
        )
        .await?;
        columns.push(m.f32_column(sim.read(stencils::paint::shade).await?));
        columns.push(m.i32_column(sim.read(stencils::paint::mark).await?));
    }
    Ok(columns)
}

async fn heat3(m: &Machine, boundary: Boundary) -> Outcome {
    let mut columns = Vec::new();
    for [w, h, d] in SPACES {
        let n = (w * h * d) as usize;
        let mut sim = m.stencil::<stencils::heat3>(Grid::d3(w, h, d).boundary(boundary))?;
        sim.write(stencils::heat3::u, &inputs::uniform(n, -1.0, 1.0, 7))?;
        sim.step(5, stencils::heat3::Params { k: 0.125 }).await?;
        columns.push(m.f32_column(sim.read(stencils::heat3::u).await?));
    }
    Ok(columns)
}

async fn skew3(m: &Machine, boundary: Boundary) -> Outcome {
    let mut columns = Vec::new();
    for [w, h, d] in SPACES {
        let n = (w * h * d) as usize;
        let mut sim = m.stencil::<stencils::skew3>(Grid::d3(w, h, d).boundary(boundary))?;
        sim.write(stencils::skew3::u, &inputs::uniform64(n, -1.0, 1.0, 8))?;
        sim.write(stencils::skew3::weight, &inputs::uniform64(n, 0.0, 0.5, 9))?;
        sim.step(3, stencils::skew3::Params {}).await?;
        columns.push(m.f64_column(sim.read(stencils::skew3::u).await?));
    }
    Ok(columns)
}
