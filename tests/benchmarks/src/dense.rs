//! A kernel of 100 lines, dense with names, indices, calls and operators.

use ringkernel_macros::timed;
use ringkernel_rt::prelude::*;

/// One step of particles in a field of charges, with walls, drag and a random push.
#[timed]
#[kernel]
pub fn dense(
    x: &mut [f32],
    y: &mut [f32],
    vx: &mut [f32],
    vy: &mut [f32],
    charge: &[f32],
    field: &[f32],
    seeds: &mut [u32],
    out: &mut [f32],
    width: i32,
    height: i32,
    dt: f32,
) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= x.len() || i >= y.len() || i >= vx.len() || i >= vy.len() {
        return;
    }
    let (mut px, mut py) = (x[i], y[i]);
    let (mut ux, mut uy) = (vx[i], vy[i]);
    let q = charge[i % charge.len()];
    let mut seed = seeds[i];
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    seeds[i] = seed;
    let push = (seed >> 8) as f32 / 16777216.0 - 0.5;
    let mut force_x = 0.0_f32;
    let mut force_y = 0.0_f32;
    for j in 0..x.len() {
        if j == i {
            continue;
        }
        let dx = x[j] - px;
        let dy = y[j] - py;
        let d2 = dx * dx + dy * dy + 0.01;
        let inverse = 1.0 / (d2 * d2.sqrt());
        let strength = q * charge[j % charge.len()] * inverse;
        force_x -= dx * strength;
        force_y -= dy * strength;
    }
    let cx = px as i32;
    let cy = py as i32;
    if cx > 0 && cy > 0 && cx < width - 1 && cy < height - 1 {
        let here = (cy * width + cx) as usize;
        let east = field[here + 1];
        let west = field[here - 1];
        let north = field[here - width as usize];
        let south = field[here + width as usize];
        let (fx, fy) = (px - cx as f32, py - cy as f32);
        force_x += q * ((east - west) * 0.5 * (1.0 - fx) + field[here] * fx);
        force_y += q * ((south - north) * 0.5 * (1.0 - fy) + field[here] * fy);
    } else if cx <= 0 {
        force_x += 1.0 - px * 0.25;
    } else {
        force_y -= py * 0.125 + push;
    }
    let mut steps = 0;
    let mut left = dt;
    while left > 0.0 && steps < 16 {
        let speed = (ux * ux + uy * uy).sqrt();
        let part = if speed > 1.0 {
            left.min(0.5 / speed)
        } else {
            left
        };
        let drag = 1.0 - 0.1 * part * speed.min(4.0);
        ux = (ux + force_x * part) * drag + push * part;
        uy = (uy + force_y * part) * drag - push * part;
        px += ux * part;
        py += uy * part;
        if px < 0.0 {
            px = -px;
            ux = -ux * 0.9;
        } else if px > width as f32 {
            px = 2.0 * width as f32 - px;
            ux = -ux * 0.9;
        }
        if py < 0.0 {
            py = -py;
            uy = -uy * 0.9;
        } else if py > height as f32 {
            py = 2.0 * height as f32 - py;
            uy = -uy * 0.9;
        }
        left -= part;
        steps += 1;
    }
    let energy = 0.5 * (ux * ux + uy * uy) + q * (force_x * px + force_y * py);
    x[i] = px.max(0.0).min(width as f32);
    y[i] = py.max(0.0).min(height as f32);
    vx[i] = if ux.abs() < 0.0001 { 0.0 } else { ux };
    vy[i] = if uy.abs() < 0.0001 { 0.0 } else { uy };
    let mut digest = seed;
    for round in 0..4 {
        digest = digest.wrapping_mul(2654435761) ^ (digest >> (round + 3));
        if digest % 7 == round as u32 {
            break;
        }
    }
    let slot = (digest % 4) as usize + 4 * i;
    if slot < out.len() {
        out[slot] = energy + out[slot] * 0.5 + steps as f32;
    }
}
