//! Particles and fields.

use ringkernel_rt::prelude::*;

use super::{epsilons, floats, gallery, some_bytes};
use crate::cases::{case, Case, Machine, Outcome, Tolerance};
use crate::inputs::uniform64;
use crate::kernels::gallery::physics::{self, Particle};

const BODIES: usize = 150;

fn particles() -> Vec<Particle> {
    floats(7 * BODIES, -1.0, 1.0, 211)
        .chunks(7)
        .map(|v| Particle {
            place: [v[0], v[1], v[2]],
            speed: [v[3], v[4], v[5]],
            mass: v[6].abs(),
        })
        .collect()
}

fn places() -> Vec<[f32; 3]> {
    particles().iter().map(|particle| particle.place).collect()
}

const WIDTH: usize = 40;
const HEIGHT: usize = 30;
const SIZE: usize = WIDTH * HEIGHT;

fn samples(seed: u64) -> Vec<f32> {
    floats(SIZE, -1.0, 1.0, seed)
}

fn cells() -> Vec<bool> {
    some_bytes(SIZE, 212)
        .iter()
        .map(|byte| *byte < 90)
        .collect()
}

fn next_cells() -> Vec<bool> {
    let cells = cells();
    let alive = |x: usize, y: usize| cells[y % HEIGHT * WIDTH + x % WIDTH];
    (0..SIZE)
        .map(|i| {
            let (x, y) = (i % WIDTH + WIDTH, i / WIDTH + HEIGHT);
            let count = (0..9)
                .filter(|k| alive(x + k % 3 - 1, y + k / 3 - 1))
                .count();
            count == 3 || count == 4 && cells[i]
        })
        .collect()
}

fn lattice() -> Vec<[f32; 9]> {
    floats(9 * 300, 0.01, 0.2, 213)
        .chunks(9)
        .map(|f| std::array::from_fn(|q| f[q]))
        .collect()
}

fn states() -> Vec<[f64; 3]> {
    uniform64(300, -10.0, 10.0, 214)
        .chunks(3)
        .map(|s| [s[0], s[1], s[2]])
        .collect()
}

fn cubics() -> Vec<(f64, f64)> {
    let numbers = uniform64(400, -3.0, 3.0, 215);
    numbers.chunks(2).map(|pair| (pair[0], pair[1])).collect()
}

const DENSITY: Tolerance = epsilons(
    64.0,
    "`powi` on both sides within 4; about 10 of the bodies are near enough, and 50 sums are allowed",
);

gallery! { physics:
    nbody_step over Launch::over(BODIES), (input bodies = particles(), records next = particles(), value dt = 0.01, value softening = 0.1);
    sph_density over Launch::over(BODIES), (input places = places(), output density = vec![0.0f32; BODIES], value mass = 0.02, value radius = 0.5) within DENSITY;
    fdtd_2d_e over Launch::over(SIZE), (output ez = samples(216), input hx = samples(217), input hy = samples(218), value width = WIDTH, value courant = 0.5);
    fdtd_2d_h over Launch::over(SIZE), (input ez = samples(216), output hx = samples(217), output hy = samples(218), value width = WIDTH, value courant = 0.5);
    game_of_life over Launch::over(SIZE), (input cells = cells(), output next = vec![false; SIZE], value width = WIDTH, value height = HEIGHT), next is next_cells();
    lbm_collide over Launch::over(300), (records cells = lattice(), value omega = 1.7);
    runge_kutta_lorenz over Launch::over(100), (records states = states(), value dt = 0.01, value steps = 40);
    newton_root over Launch::over(200), (input coefficients = cubics(), records out = vec![None::<f64>; 200]);
}

/// The stencils of the field, some steps each.
pub(super) fn stencils() -> super::Field {
    (
        vec![case!(sound), case!(heat), case!(gray_scott)],
        vec![
            physics::fdtd_3d::ARTIFACT,
            physics::heat::ARTIFACT,
            physics::gray_scott::ARTIFACT,
        ],
    )
}

async fn sound(m: &Machine) -> Outcome {
    let n = 12 * 10 * 9;
    let mut sim = m.stencil::<physics::fdtd_3d>(Grid::d3(12, 10, 9).boundary(Boundary::Reflect))?;
    sim.write(physics::fdtd_3d::p, &floats(n, -1.0, 1.0, 219))?;
    sim.write(physics::fdtd_3d::before, &floats(n, -1.0, 1.0, 220))?;
    let params = physics::fdtd_3d::Params {
        c2: 0.2,
        damping: 0.001,
    };
    sim.step(9, params).await?;
    Ok(vec![m.f32_column(sim.read(physics::fdtd_3d::p).await?)])
}

async fn heat(m: &Machine) -> Outcome {
    let mut sim = m.stencil::<physics::heat>(
        Grid::d2(WIDTH as u32, HEIGHT as u32).boundary(Boundary::Periodic),
    )?;
    sim.write(physics::heat::t, &uniform64(SIZE, 0.0, 100.0, 221))?;
    sim.step(20, physics::heat::Params { alpha: 0.2 }).await?;
    Ok(vec![m.f64_column(sim.read(physics::heat::t).await?)])
}

async fn gray_scott(m: &Machine) -> Outcome {
    let mut sim = m.stencil::<physics::gray_scott>(
        Grid::d2(WIDTH as u32, HEIGHT as u32).boundary(Boundary::Periodic),
    )?;
    sim.write(physics::gray_scott::u, &floats(SIZE, 0.5, 1.0, 222))?;
    sim.write(physics::gray_scott::v, &floats(SIZE, 0.0, 0.5, 223))?;
    let params = physics::gray_scott::Params {
        feed: 0.037,
        kill: 0.06,
    };
    sim.step(20, params).await?;
    Ok(vec![
        m.f32_column(sim.read(physics::gray_scott::u).await?),
        m.f32_column(sim.read(physics::gray_scott::v).await?),
    ])
}
