//! Cases of stencils: each kernel under each boundary, over sizes from one cell to many blocks, in each way to compute it.

use ringkernel_rt::kernel::StencilKernel;
use ringkernel_rt::prelude::*;

use super::{case, Case, Machine, Outcome, Tolerance};
use crate::inputs;
use crate::kernels::{first, stencils};

/// Sizes in the plane: one cell, lines, smaller than the halo, odd, prime, several blocks, long and thin.
const PLANES: [[u32; 2]; 15] = [
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
    [8, 5],
    [32, 1],
    [48, 67],
    [160, 9],
];

/// Sizes in space.
const SPACES: [[u32; 3]; 9] = [
    [1, 1, 1],
    [2, 2, 2],
    [3, 4, 5],
    [8, 8, 8],
    [33, 9, 3],
    [3, 3, 37],
    [12, 5, 1],
    [20, 7, 41],
    [136, 5, 9],
];

/// The ways to compute a grid of this width by a kernel that loads so many cells at once.
fn schedules(width: u32, wide: u32) -> impl Iterator<Item = Schedule> {
    let rows = width.is_multiple_of(wide).then_some(Schedule::Rows);
    [Schedule::Auto, Schedule::Plain].into_iter().chain(rows)
}

/// A simulation for each size and each way to compute it.
fn simulations<K: StencilKernel, const D: usize>(
    m: &Machine,
    sizes: &[[u32; D]],
    grid: impl Fn([u32; D]) -> Grid,
    wide: u32,
) -> Result<Vec<Simulation<K>>, ringkernel_rt::Error> {
    (sizes.iter())
        .flat_map(|size| schedules(size[0], wide).map(|schedule| (*size, schedule)))
        .map(|(size, schedule)| {
            let mut sim = m.stencil(grid(size))?;
            sim.set_schedule(schedule)?;
            Ok(sim)
        })
        .collect()
}

/// Those in the plane.
fn planes<K: StencilKernel>(
    m: &Machine,
    boundary: Boundary,
    wide: u32,
) -> Result<Vec<Simulation<K>>, ringkernel_rt::Error> {
    simulations(m, &PLANES, |[w, h]| Grid::d2(w, h).boundary(boundary), wide)
}

/// Those in space.
fn spaces<K: StencilKernel>(
    m: &Machine,
    boundary: Boundary,
    wide: u32,
) -> Result<Vec<Simulation<K>>, ringkernel_rt::Error> {
    let grid = |[w, h, d]: [u32; 3]| Grid::d3(w, h, d).boundary(boundary);
    simulations(m, &SPACES, grid, wide)
}

/// How many cells there are.
fn cells<K: StencilKernel>(sim: &Simulation<K>) -> usize {
    sim.grid().cells() as usize
}

macro_rules! boundaries {
    ($($kernel:ident: $skip:ident $zero:ident $reflect:ident $mirror:ident $periodic:ident $clamp:ident;)*) => {
        /// All cases of this file.
        pub(super) fn cases() -> Vec<Case> {
            vec![
                $(
                    case!($skip), case!($zero), case!($reflect), case!($mirror), case!($periodic),
                    case!($clamp),
                )*
                case!(fdtd_many_steps),
            ]
        }

        $(
            async fn $skip(m: &Machine) -> Outcome { $kernel(m, Boundary::Skip).await }
            async fn $zero(m: &Machine) -> Outcome { $kernel(m, Boundary::Zero).await }
            async fn $reflect(m: &Machine) -> Outcome { $kernel(m, Boundary::Reflect).await }
            async fn $mirror(m: &Machine) -> Outcome { $kernel(m, Boundary::Mirror).await }
            async fn $periodic(m: &Machine) -> Outcome { $kernel(m, Boundary::Periodic).await }
            async fn $clamp(m: &Machine) -> Outcome { $kernel(m, Boundary::Clamp).await }
        )*
    };
}

boundaries! {
    fdtd: fdtd_skip fdtd_zero fdtd_reflect fdtd_mirror fdtd_periodic fdtd_clamp;
    wide: wide_skip wide_zero wide_reflect wide_mirror wide_periodic wide_clamp;
    life: life_skip life_zero life_reflect life_mirror life_periodic life_clamp;
    paint: paint_skip paint_zero paint_reflect paint_mirror paint_periodic paint_clamp;
    heat3: heat3_skip heat3_zero heat3_reflect heat3_mirror heat3_periodic heat3_clamp;
    skew3: skew3_skip skew3_zero skew3_reflect skew3_mirror skew3_periodic skew3_clamp;
    cube: cube_skip cube_zero cube_reflect cube_mirror cube_periodic cube_clamp;
    fade: fade_skip fade_zero fade_reflect fade_mirror fade_periodic fade_clamp;
    sift: sift_skip sift_zero sift_reflect sift_mirror sift_periodic sift_clamp;
    fork: fork_skip fork_zero fork_reflect fork_mirror fork_periodic fork_clamp;
    grains: grains_skip grains_zero grains_reflect grains_mirror grains_periodic grains_clamp;
    blink: blink_skip blink_zero blink_reflect blink_mirror blink_periodic blink_clamp;
    broad: broad_skip broad_zero broad_reflect broad_mirror broad_periodic broad_clamp;
}

async fn fdtd(m: &Machine, boundary: Boundary) -> Outcome {
    let mut columns = Vec::new();
    for mut sim in planes::<first::fdtd>(m, boundary, 4)? {
        let n = cells(&sim);
        sim.write(first::fdtd::p, &inputs::uniform(n, -1.0, 1.0, 1))?;
        sim.write(first::fdtd::p_prev, &inputs::uniform(n, -1.0, 1.0, 2))?;
        sim.step(7, first::fdtd::Params { c2: 0.23 }).await?;
        columns.push(m.f32_column(sim.read(first::fdtd::p).await?));
        columns.push(m.f32_column(sim.read(first::fdtd::p_prev).await?));
    }
    Ok(columns)
}

async fn fdtd_many_steps(m: &Machine) -> Outcome {
    let mut columns = Vec::new();
    for schedule in schedules(96, 4) {
        let grid = Grid::d2(96, 80).boundary(Boundary::Reflect);
        let mut sim = m.stencil::<first::fdtd>(grid)?;
        sim.set_schedule(schedule)?;
        sim.write(first::fdtd::p, &inputs::uniform(96 * 80, -1.0, 1.0, 1))?;
        for steps in [1, 2, 50, 0, 147] {
            sim.step(steps, first::fdtd::Params { c2: 0.25 }).await?;
        }
        columns.push(m.f32_column(sim.read(first::fdtd::p).await?));
    }
    Ok(columns)
}

async fn wide(m: &Machine, boundary: Boundary) -> Outcome {
    let mut columns = Vec::new();
    for mut sim in planes::<stencils::wide>(m, boundary, 4)? {
        let n = cells(&sim);
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
    for mut sim in planes::<stencils::life>(m, boundary, 4)? {
        let mut random = inputs::Random::new(5);
        let alive = (0..cells(&sim)).map(|_| u32::from(random.unit() < 0.4));
        let alive: Vec<u32> = alive.collect();
        sim.write(stencils::life::now, &alive)?;
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
    for mut sim in spaces::<stencils::heat3>(m, boundary, 4)? {
        let n = cells(&sim);
        sim.write(stencils::heat3::u, &inputs::uniform(n, -1.0, 1.0, 7))?;
        sim.step(5, stencils::heat3::Params { k: 0.125 }).await?;
        columns.push(m.f32_column(sim.read(stencils::heat3::u).await?));
    }
    Ok(columns)
}

async fn skew3(m: &Machine, boundary: Boundary) -> Outcome {
    let mut columns = Vec::new();
    for mut sim in spaces::<stencils::skew3>(m, boundary, 2)? {
        let n = cells(&sim);
        sim.write(stencils::skew3::u, &inputs::uniform64(n, -1.0, 1.0, 8))?;
        sim.write(stencils::skew3::weight, &inputs::uniform64(n, 0.0, 0.5, 9))?;
        sim.step(3, stencils::skew3::Params {}).await?;
        columns.push(m.f64_column(sim.read(stencils::skew3::u).await?));
    }
    Ok(columns)
}

async fn cube(m: &Machine, boundary: Boundary) -> Outcome {
    let mut columns = Vec::new();
    for mut sim in spaces::<stencils::cube>(m, boundary, 4)? {
        let n = cells(&sim);
        sim.write(stencils::cube::a, &inputs::uniform(n, -1.0, 1.0, 10))?;
        sim.step(4, stencils::cube::Params {}).await?;
        columns.push(m.f32_column(sim.read(stencils::cube::a).await?));
    }
    Ok(columns)
}

async fn fade(m: &Machine, boundary: Boundary) -> Outcome {
    let mut columns = Vec::new();
    for mut sim in planes::<stencils::fade>(m, boundary, 8)? {
        let values = inputs::uniform(cells(&sim), -1.0, 1.0, 11);
        let values: Vec<f16> = values.into_iter().map(f16::from_f32).collect();
        sim.write(stencils::fade::now, &values)?;
        sim.step(5, stencils::fade::Params {}).await?;
        let faded = sim.read(stencils::fade::now).await?;
        columns.push(m.f32_column(faded.into_iter().map(f16::to_f32).collect()));
    }
    Ok(columns)
}

async fn sift(m: &Machine, boundary: Boundary) -> Outcome {
    let mut columns = Vec::new();
    for mut sim in planes::<stencils::sift>(m, boundary, 2)? {
        let n = cells(&sim);
        let grain = inputs::uniform(n, 0.0, 255.0, 12);
        let grain: Vec<u8> = grain.into_iter().map(|value| value as u8).collect();
        sim.write(stencils::sift::grain, &grain)?;
        sim.write(stencils::sift::weight, &inputs::uniform64(n, 0.0, 1.0, 13))?;
        sim.step(3, stencils::sift::Params { least: 20 }).await?;
        let grain = sim.read(stencils::sift::grain).await?;
        columns.push(m.u32_column(grain.into_iter().map(u32::from).collect()));
        columns.push(m.f64_column(sim.read(stencils::sift::weight).await?));
    }
    Ok(columns)
}

async fn fork(m: &Machine, boundary: Boundary) -> Outcome {
    let mut columns = Vec::new();
    for mut sim in planes::<stencils::fork>(m, boundary, 4)? {
        let n = cells(&sim);
        sim.write(stencils::fork::a, &inputs::uniform(n, -1.0, 1.0, 14))?;
        sim.write(stencils::fork::c, &inputs::uniform(n, -1.0, 1.0, 15))?;
        sim.step(3, stencils::fork::Params {}).await?;
        columns.push(m.f32_column(sim.read(stencils::fork::a).await?));
        columns.push(m.f32_column(sim.read(stencils::fork::c).await?));
    }
    Ok(columns)
}

async fn grains(m: &Machine, boundary: Boundary) -> Outcome {
    let mut columns = Vec::new();
    for mut sim in planes::<stencils::grains>(m, boundary, 16)? {
        let values = inputs::uniform(cells(&sim), 0.0, 255.0, 16);
        let values: Vec<u8> = values.into_iter().map(|value| value as u8).collect();
        sim.write(stencils::grains::now, &values)?;
        sim.step(3, stencils::grains::Params {}).await?;
        let after = sim.read(stencils::grains::now).await?;
        columns.push(m.u32_column(after.into_iter().map(u32::from).collect()));
    }
    Ok(columns)
}

async fn blink(m: &Machine, boundary: Boundary) -> Outcome {
    let mut columns = Vec::new();
    for mut sim in planes::<stencils::blink>(m, boundary, 16)? {
        let mut random = inputs::Random::new(17);
        let values: Vec<bool> = (0..cells(&sim)).map(|_| random.unit() < 0.5).collect();
        sim.write(stencils::blink::now, &values)?;
        sim.step(3, stencils::blink::Params {}).await?;
        let after = sim.read(stencils::blink::now).await?;
        columns.push(m.u32_column(after.into_iter().map(u32::from).collect()));
    }
    Ok(columns)
}

async fn broad(m: &Machine, boundary: Boundary) -> Outcome {
    let mut columns = Vec::new();
    for mut sim in planes::<stencils::broad>(m, boundary, 4)? {
        let n = cells(&sim);
        sim.write(stencils::broad::a, &inputs::uniform(n, -1.0, 1.0, 18))?;
        sim.write(stencils::broad::b, &inputs::uniform(n, -1.0, 1.0, 19))?;
        sim.step(4, stencils::broad::Params {}).await?;
        columns.push(m.f32_column(sim.read(stencils::broad::a).await?));
        columns.push(m.f32_column(sim.read(stencils::broad::b).await?));
    }
    Ok(columns)
}
