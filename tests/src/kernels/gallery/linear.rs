//! Dense matrices and the layers of networks.

use ringkernel_rt::prelude::*;

use super::{global_x, global_y};

/// Matrix product, a thread an element: `m` by `k` times `k` by `n`.
#[kernel]
pub fn matmul_naive(a: &[f32], b: &[f32], c: &mut [f32], m: usize, n: usize, k: usize) {
    let (row, column) = (global_y(), global_x());
    if row >= m || column >= n {
        return;
    }
    let mut sum = 0.0;
    for i in 0..k {
        sum += a[row * k + i] * b[i * n + column];
    }
    c[row * n + column] = sum;
}

const TILE: usize = 8;

/// Matrix product by tiles in shared memory, sides of any length.
#[kernel]
pub fn matmul_shared(a: &[f32], b: &[f32], c: &mut [f32], m: usize, n: usize, k: usize) {
    let left = shared!([[f32; TILE]; TILE]);
    let right = shared!([[f32; TILE]; TILE]);
    let (x, y) = (thread_idx_x() as usize, thread_idx_y() as usize);
    let (row, column) = (global_y(), global_x());
    let mut sum = 0.0;
    for tile in 0..k.div_ceil(TILE) {
        let (along, down) = (tile * TILE + x, tile * TILE + y);
        left[y][x] = if row < m && along < k {
            a[row * k + along]
        } else {
            0.0
        };
        right[y][x] = if down < k && column < n {
            b[down * n + column]
        } else {
            0.0
        };
        sync_threads();
        for i in 0..TILE {
            sum += left[y][i] * right[i][x];
        }
        sync_threads();
    }
    if row < m && column < n {
        c[row * n + column] = sum;
    }
}

/// The transpose of a matrix.
#[kernel]
pub fn transpose(input: &[f64], out: &mut [f64], rows: usize, columns: usize) {
    let (row, column) = (global_y(), global_x());
    if row < rows && column < columns {
        out[column * rows + row] = input[row * columns + column];
    }
}

/// What a convolution does at the border, and how far it moves.
#[derive(Clone, Copy, Debug, GpuType)]
pub struct Convolution {
    /// Sides of the input: channels, height, width.
    pub input: [u32; 3],
    /// How many filters.
    pub filters: u32,
    /// Side of a filter.
    pub side: u32,
    /// Steps between places.
    pub stride: u32,
    /// Zeros around the input.
    pub padding: u32,
}

impl Convolution {
    /// How many places there are along a side.
    #[device]
    fn places(&self, side: u32) -> u32 {
        (side + 2 * self.padding - self.side) / self.stride + 1
    }
}

/// A layer of convolutions, a thread an output.
#[kernel]
pub fn conv2d(input: &[f32], weights: &[f32], bias: &[f32], out: &mut [f32], layer: Convolution) {
    let [channels, height, width] = layer.input;
    let (rows, columns) = (layer.places(height), layer.places(width));
    let i = global_x() as u32;
    if i >= layer.filters * rows * columns {
        return;
    }
    let (filter, row, column) = (i / (rows * columns), i / columns % rows, i % columns);
    let mut sum = bias[filter as usize];
    for channel in 0..channels {
        for dy in 0..layer.side {
            let y = (row * layer.stride + dy) as i32 - layer.padding as i32;
            if y < 0 || y >= height as i32 {
                continue;
            }
            for dx in 0..layer.side {
                let x = (column * layer.stride + dx) as i32 - layer.padding as i32;
                if x < 0 || x >= width as i32 {
                    continue;
                }
                let at = (channel * height + y as u32) * width + x as u32;
                let weight = ((filter * channels + channel) * layer.side + dy) * layer.side + dx;
                sum += input[at as usize] * weights[weight as usize];
            }
        }
    }
    out[i as usize] = sum;
}

/// Softmax of each row, a block a row.
#[kernel]
pub fn softmax_rows(input: &[f32], out: &mut [f32], width: usize) {
    let base = block_idx_x() as usize * width;
    let lane = thread_idx_x() as usize;
    let step = block_dim_x() as usize;
    let mut greatest = f32::NEG_INFINITY;
    let mut i = lane;
    while i < width {
        greatest = greatest.max(input[base + i]);
        i += step;
    }
    let greatest = block_reduce_max(greatest);
    let mut sum = 0.0;
    let mut i = lane;
    while i < width {
        sum += (input[base + i] - greatest).exp();
        i += step;
    }
    let sum = block_reduce_sum(sum);
    let mut i = lane;
    while i < width {
        out[base + i] = (input[base + i] - greatest).exp() / sum;
        i += step;
    }
}

/// Layer normalisation of each row, a thread a row, by Welford's method.
#[kernel]
pub fn layer_norm(input: &[f32], gain: &[f32], bias: &[f32], out: &mut [f32], epsilon: f32) {
    let width = gain.len();
    let row = global_x();
    if row * width >= input.len() {
        return;
    }
    let values = &input[row * width..(row + 1) * width];
    let (mut mean, mut spread) = (0.0f32, 0.0f32);
    for k in 0..width {
        let delta = values[k] - mean;
        mean += delta / (k + 1) as f32;
        spread += delta * (values[k] - mean);
    }
    let scale = (spread / width as f32 + epsilon).sqrt().recip();
    let normed = &mut out[row * width..(row + 1) * width];
    for k in 0..width {
        normed[k] = (values[k] - mean) * scale * gain[k] + bias[k];
    }
}

/// GELU by its definition and by the usual approximation.
#[kernel]
pub fn gelu(input: &[f32], exact: &mut [f32], fast: &mut [f32]) {
    let i = global_x();
    if i >= input.len() {
        return;
    }
    let x = input[i];
    exact[i] = 0.5 * x * (1.0 + erf(x * std::f32::consts::FRAC_1_SQRT_2));
    let inner = (2.0 / std::f32::consts::PI).sqrt() * (x + 0.044715 * x.powi(3));
    fast[i] = 0.5 * x * (1.0 + inner.tanh());
}

/// Bytes with a scale for each row.
#[kernel]
pub fn quantise(input: &[f32], out: &mut [i8], scales: &mut [f32], width: usize) {
    let row = global_x();
    if row >= scales.len() {
        return;
    }
    let base = row * width;
    let mut greatest = 0.0f32;
    for k in 0..width {
        greatest = greatest.max(input[base + k].abs());
    }
    let scale = if greatest == 0.0 {
        1.0
    } else {
        greatest / 127.0
    };
    for k in 0..width {
        out[base + k] = (input[base + k] / scale).round_ties_even() as i8;
    }
    scales[row] = scale;
}

/// The product of a row of bytes by a vector of bytes, back in floats.
#[kernel]
pub fn dequantised_dot(rows: &[i8], scales: &[f32], vector: &[i8], scale: f32, out: &mut [f32]) {
    let row = global_x();
    if row >= scales.len() {
        return;
    }
    let width = vector.len();
    let mut sum = 0i32;
    for k in 0..width {
        sum += rows[row * width + k] as i32 * vector[k] as i32;
    }
    out[row] = sum as f32 * scales[row] * scale;
}

/// The nearest of the centres to each point.
#[kernel]
pub fn kmeans_assign(
    points: &[[f32; 3]],
    centres: &[[f32; 3]],
    labels: &mut [u32],
    inertia: &mut [f32],
) {
    let i = global_x();
    if i >= points.len() {
        return;
    }
    let point = points[i];
    let mut best = (f32::MAX, 0);
    for k in 0..centres.len() {
        let mut distance = 0.0;
        for (a, b) in point.iter().zip(&centres[k]) {
            let difference = a - b;
            distance += difference * difference;
        }
        if distance < best.0 {
            best = (distance, k as u32);
        }
    }
    labels[i] = best.1;
    inertia[i] = best.0;
}

/// The inverse of a 4 by 4 matrix by Gauss and Jordan with pivots, if there is one.
#[device]
fn inverse(mut a: [[f32; 4]; 4]) -> Option<[[f32; 4]; 4]> {
    let mut result = [[0.0; 4]; 4];
    for (k, row) in result.iter_mut().enumerate() {
        row[k] = 1.0;
    }
    for column in 0..4 {
        let mut pivot = column;
        for row in column + 1..4 {
            if a[row][column].abs() > a[pivot][column].abs() {
                pivot = row;
            }
        }
        if a[pivot][column].abs() < 1e-7 {
            return None;
        }
        if pivot != column {
            (a[pivot], a[column]) = (a[column], a[pivot]);
            (result[pivot], result[column]) = (result[column], result[pivot]);
        }
        let scale = 1.0 / a[column][column];
        for k in 0..4 {
            a[column][k] *= scale;
            result[column][k] *= scale;
        }
        for row in 0..4 {
            if row == column {
                continue;
            }
            let factor = a[row][column];
            for k in 0..4 {
                a[row][k] -= factor * a[column][k];
                result[row][k] -= factor * result[column][k];
            }
        }
    }
    Some(result)
}

/// Inverses of matrices; one that has none gives zeros.
#[kernel]
pub fn inverse_4x4(matrices: &[[[f32; 4]; 4]], out: &mut [[[f32; 4]; 4]], singular: &mut [bool]) {
    let i = global_x();
    if i >= matrices.len() {
        return;
    }
    match inverse(matrices[i]) {
        Some(result) => out[i] = result,
        None => {
            out[i] = [[0.0; 4]; 4];
            singular[i] = true;
        }
    }
}
