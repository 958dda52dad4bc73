//! Structs: literals, fields, nesting, padding, slices of them, by value through functions.

use ringkernel_rt::prelude::*;

/// A point in space.
#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
pub struct Point {
    /// Along x.
    pub x: f32,
    /// Along y.
    pub y: f32,
    /// Along z.
    pub z: f32,
}

/// Fields in an order that rustc would rather change: padding after the flag and at the end.
#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
pub struct Particle {
    /// Whether it moves.
    pub alive: bool,
    /// Mass.
    pub mass: f64,
    /// Where it is.
    pub position: Point,
    /// Who it is.
    pub id: u32,
    /// How often it was touched.
    pub touched: u64,
    /// Some small number.
    pub kind: i32,
}

/// Scales a point.
#[device]
fn scaled(point: Point, by: f32) -> Point {
    Point {
        x: point.x * by,
        y: point.y * by,
        z: point.z * by,
    }
}

/// Squared length.
#[device]
fn square(point: Point) -> f32 {
    point.x * point.x + point.y * point.y + point.z * point.z
}

/// Moves particles and counts.
#[kernel]
pub fn advance(particles: &mut [Particle], wind: Point, dt: f32) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= particles.len() {
        return;
    }
    if !particles[i].alive {
        return;
    }
    let mut p = particles[i];
    let step = scaled(wind, dt);
    p.position = Point {
        x: p.position.x + step.x,
        y: p.position.y + step.y,
        z: p.position.z + step.z,
    };
    p.position.z *= 0.5;
    p.touched += 1;
    p.kind = -p.kind;
    if square(p.position) > 100.0 {
        p.alive = false;
    }
    particles[i] = p;
    particles[i].mass *= 2.0;
    particles[i].id ^= 0xFF;
}
