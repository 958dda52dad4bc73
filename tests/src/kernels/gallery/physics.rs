//! Particles, fields and equations.

use ringkernel_rt::prelude::*;

use super::global_x;

/// A body.
#[derive(Clone, Copy, Debug, GpuType)]
pub struct Particle {
    /// Where.
    pub place: [f32; 3],
    /// How fast.
    pub speed: [f32; 3],
    /// How heavy.
    pub mass: f32,
}

/// One step of all bodies under gravity, each pair summed.
#[kernel]
pub fn nbody_step(particles: &[Particle], next: &mut [Particle], dt: f32, softening: f32) {
    let i = global_x();
    if i >= particles.len() {
        return;
    }
    let mut own = particles[i];
    let mut force = [0.0; 3];
    for j in 0..particles.len() {
        let other = &particles[j];
        let mut delta = [0.0; 3];
        let mut square = softening * softening;
        for (k, along) in delta.iter_mut().enumerate() {
            *along = other.place[k] - own.place[k];
            square += *along * *along;
        }
        let inverse = 1.0 / square.sqrt();
        let strength = other.mass * inverse * inverse * inverse;
        for (along, by) in force.iter_mut().zip(delta) {
            *along += strength * by;
        }
    }
    for (k, along) in force.iter().enumerate() {
        own.speed[k] += dt * along;
        own.place[k] += dt * own.speed[k];
    }
    next[i] = own;
}

/// Density of a fluid of particles, by the poly-6 kernel.
#[kernel]
pub fn sph_density(places: &[[f32; 3]], density: &mut [f32], mass: f32, radius: f32) {
    let i = global_x();
    if i >= places.len() {
        return;
    }
    let scale = 315.0 / (64.0 * std::f32::consts::PI * radius.powi(9));
    let [x, y, z] = places[i];
    let mut sum = 0.0;
    for j in 0..places.len() {
        let [u, v, w] = places[j];
        let square = (x - u) * (x - u) + (y - v) * (y - v) + (z - w) * (z - w);
        let left = radius * radius - square;
        if left > 0.0 {
            sum += mass * scale * left * left * left;
        }
    }
    density[i] = sum;
}

/// The electric field of a two-dimensional wave (TM), then the magnetic one follows in [`fdtd_2d_h()`].
#[kernel]
pub fn fdtd_2d_e(ez: &mut [f32], hx: &[f32], hy: &[f32], width: usize, courant: f32) {
    let i = global_x();
    let (x, y) = (i % width, i / width);
    if i >= ez.len() || x == 0 || y == 0 {
        return;
    }
    ez[i] += courant * (hy[i] - hy[i - 1] - hx[i] + hx[i - width]);
}

/// The magnetic field.
#[kernel]
pub fn fdtd_2d_h(ez: &[f32], hx: &mut [f32], hy: &mut [f32], width: usize, courant: f32) {
    let i = global_x();
    let (x, y) = (i % width, i / width);
    if i >= ez.len() || x + 1 == width || y + 1 == ez.len() / width {
        return;
    }
    hx[i] -= courant * (ez[i + width] - ez[i]);
    hy[i] += courant * (ez[i + 1] - ez[i]);
}

/// Sound in three dimensions, in a room whose walls give back part of it.
#[stencil(swap(p, before))]
pub fn fdtd_3d(p: &[f32], before: &mut [f32], pos: GridPos, c2: f32, damping: f32) {
    let centre = p[pos.idx()];
    let around = pos.north(p) + pos.south(p) + pos.west(p) + pos.east(p) + pos.up(p) + pos.down(p);
    let next = 2.0 * centre - before[pos.idx()] + c2 * (around - 6.0 * centre);
    before[pos.idx()] = next * (1.0 - damping);
}

/// Heat spreads.
#[stencil(swap(t, next))]
pub fn heat(t: &[f64], next: &mut [f64], pos: GridPos, alpha: f64) {
    let centre = t[pos.idx()];
    next[pos.idx()] =
        centre + alpha * (pos.north(t) + pos.south(t) + pos.west(t) + pos.east(t) - 4.0 * centre);
}

/// Two chemicals react and spread (Gray and Scott).
#[stencil(swap(u, next_u), swap(v, next_v))]
pub fn gray_scott(
    u: &[f32],
    v: &[f32],
    next_u: &mut [f32],
    next_v: &mut [f32],
    pos: GridPos,
    feed: f32,
    kill: f32,
) {
    let (a, b) = (u[pos.idx()], v[pos.idx()]);
    let spread_u = pos.north(u) + pos.south(u) + pos.west(u) + pos.east(u) - 4.0 * a;
    let spread_v = pos.north(v) + pos.south(v) + pos.west(v) + pos.east(v) - 4.0 * b;
    let reaction = a * b * b;
    next_u[pos.idx()] = a + 0.16 * spread_u - reaction + feed * (1.0 - a);
    next_v[pos.idx()] = b + 0.08 * spread_v + reaction - (feed + kill) * b;
}

/// Conway's game on a torus, a thread a cell.
#[kernel]
pub fn game_of_life(cells: &[bool], next: &mut [bool], width: usize, height: usize) {
    let i = global_x();
    if i >= cells.len() {
        return;
    }
    let (x, y) = (i % width, i / width);
    let mut alive = 0;
    for dy in [height - 1, 0, 1] {
        for dx in [width - 1, 0, 1] {
            if (dx, dy) != (0, 0) {
                alive += cells[(y + dy) % height * width + (x + dx) % width] as u32;
            }
        }
    }
    next[i] = matches!((cells[i], alive), (true, 2) | (_, 3));
}

const DIRECTIONS: [(i32, i32); 9] = [
    (0, 0),
    (1, 0),
    (0, 1),
    (-1, 0),
    (0, -1),
    (1, 1),
    (-1, 1),
    (-1, -1),
    (1, -1),
];
const WEIGHTS: [f32; 9] = [
    4.0 / 9.0,
    1.0 / 9.0,
    1.0 / 9.0,
    1.0 / 9.0,
    1.0 / 9.0,
    1.0 / 36.0,
    1.0 / 36.0,
    1.0 / 36.0,
    1.0 / 36.0,
];

/// Collision in a lattice gas (D2Q9, one relaxation time).
#[kernel]
pub fn lbm_collide(cells: &mut [[f32; 9]], omega: f32) {
    let i = global_x();
    if i >= cells.len() {
        return;
    }
    let f = &mut cells[i];
    let (mut density, mut ux, mut uy) = (0.0, 0.0, 0.0);
    for (q, (cx, cy)) in DIRECTIONS.into_iter().enumerate() {
        density += f[q];
        ux += f[q] * cx as f32;
        uy += f[q] * cy as f32;
    }
    ux /= density;
    uy /= density;
    let square = 1.5 * (ux * ux + uy * uy);
    for (q, (cx, cy)) in DIRECTIONS.into_iter().enumerate() {
        let along = 3.0 * (cx as f32 * ux + cy as f32 * uy);
        let balance = WEIGHTS[q] * density * (1.0 + along + 0.5 * along * along - square);
        f[q] += omega * (balance - f[q]);
    }
}

#[device]
fn lorenz([x, y, z]: [f64; 3]) -> [f64; 3] {
    [10.0 * (y - x), x * (28.0 - z) - y, x * y - 8.0 / 3.0 * z]
}

#[device]
fn moved(from: [f64; 3], along: [f64; 3], by: f64) -> [f64; 3] {
    [
        from[0] + by * along[0],
        from[1] + by * along[1],
        from[2] + by * along[2],
    ]
}

/// Steps of the Lorenz system by Runge and Kutta's fourth-order method.
#[kernel]
pub fn runge_kutta_lorenz(states: &mut [[f64; 3]], dt: f64, steps: u32) {
    let i = global_x();
    if i >= states.len() {
        return;
    }
    let mut state = states[i];
    for _ in 0..steps {
        let k1 = lorenz(state);
        let k2 = lorenz(moved(state, k1, dt / 2.0));
        let k3 = lorenz(moved(state, k2, dt / 2.0));
        let k4 = lorenz(moved(state, k3, dt));
        for axis in 0..3 {
            state[axis] += dt / 6.0 * (k1[axis] + 2.0 * k2[axis] + 2.0 * k3[axis] + k4[axis]);
        }
    }
    states[i] = state;
}

/// A root of `x^3 - a x - b` by Newton's method, if it is found.
#[kernel]
pub fn newton_root(coefficients: &[(f64, f64)], out: &mut [Option<f64>]) {
    let i = global_x();
    if i >= coefficients.len() {
        return;
    }
    let (a, b) = coefficients[i];
    let mut x: f64 = 2.0;
    let mut rounds = 0;
    out[i] = loop {
        let value = x * x * x - a * x - b;
        if value.abs() < 1e-12 {
            break Some(x);
        }
        let slope = 3.0 * x * x - a;
        rounds += 1;
        if slope == 0.0 || rounds > 60 {
            break None;
        }
        x -= value / slope;
    };
}
