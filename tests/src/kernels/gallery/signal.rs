//! Transforms and filters of signals.

use ringkernel_rt::prelude::*;

use super::global_x;

/// A complex number.
#[derive(Clone, Copy, Debug, Default, PartialEq, GpuType)]
pub struct Complex {
    /// The real part.
    pub re: f32,
    /// The imaginary part.
    pub im: f32,
}

impl std::ops::Add for Complex {
    type Output = Self;

    #[device]
    fn add(self, other: Self) -> Self {
        Complex {
            re: self.re + other.re,
            im: self.im + other.im,
        }
    }
}

impl std::ops::Sub for Complex {
    type Output = Self;

    #[device]
    fn sub(self, other: Self) -> Self {
        Complex {
            re: self.re - other.re,
            im: self.im - other.im,
        }
    }
}

impl std::ops::Mul for Complex {
    type Output = Self;

    #[device]
    fn mul(self, other: Self) -> Self {
        Complex {
            re: self.re * other.re - self.im * other.im,
            im: self.re * other.im + self.im * other.re,
        }
    }
}

impl Complex {
    /// On the unit circle, `part` of a turn.
    #[device]
    fn turn(part: f32) -> Self {
        let angle = part * 2.0 * std::f32::consts::PI;
        Complex {
            re: angle.cos(),
            im: angle.sin(),
        }
    }

    /// Times the imaginary unit.
    #[device]
    fn quarter_turn(self) -> Self {
        Complex {
            re: -self.im,
            im: self.re,
        }
    }
}

/// One stage of a radix-2 transform (Stockham: no reversal of bits); `half` is 1, 2, 4 ...
#[kernel]
pub fn fft_radix2(input: &[Complex], out: &mut [Complex], half: usize) {
    let i = global_x();
    let n = input.len();
    if i >= n / 2 {
        return;
    }
    let k = i % half;
    let twiddle = Complex::turn(-(k as f32) / (2 * half) as f32);
    let a = input[i];
    let b = input[i + n / 2] * twiddle;
    let at = (i - k) * 2 + k;
    out[at] = a + b;
    out[at + half] = a - b;
}

/// One stage of a radix-4 transform; `quarter` is 1, 4, 16 ...
#[kernel]
pub fn fft_radix4(input: &[Complex], out: &mut [Complex], quarter: usize) {
    let i = global_x();
    let n = input.len();
    if i >= n / 4 {
        return;
    }
    let k = i % quarter;
    let part = -(k as f32) / (4 * quarter) as f32;
    let mut v = [Complex { re: 0.0, im: 0.0 }; 4];
    for (j, value) in v.iter_mut().enumerate() {
        *value = input[i + j * (n / 4)] * Complex::turn(part * j as f32);
    }
    let (a, b) = (v[0] + v[2], v[0] - v[2]);
    let (c, d) = (v[1] + v[3], (v[1] - v[3]).quarter_turn());
    let at = (i - k) * 4 + k;
    out[at] = a + c;
    out[at + quarter] = b - d;
    out[at + 2 * quarter] = a - c;
    out[at + 3 * quarter] = b + d;
}

/// What makes the transform orthogonal.
#[device]
fn scale(k: usize) -> f32 {
    if k == 0 {
        std::f32::consts::FRAC_1_SQRT_2
    } else {
        1.0
    }
}

/// The discrete cosine transform of blocks of 8 by 8, a block of threads each.
#[kernel]
pub fn dct_8x8(input: &[f32], out: &mut [f32]) {
    let base = block_idx_x() as usize * 64;
    let (u, v) = (thread_idx_x() as usize, thread_idx_y() as usize);
    let mut sum = 0.0;
    for y in 0..8 {
        for x in 0..8 {
            let along_x = ((2 * x + 1) * u) as f32 * std::f32::consts::PI / 16.0;
            let along_y = ((2 * y + 1) * v) as f32 * std::f32::consts::PI / 16.0;
            sum += input[base + y * 8 + x] * along_x.cos() * along_y.cos();
        }
    }
    out[base + v * 8 + u] = 0.25 * scale(u) * scale(v) * sum;
}

/// A second-order filter.
#[derive(Clone, Copy, Debug, GpuType)]
pub struct Biquad {
    /// Of the input.
    pub b: [f32; 3],
    /// Of the output, without the first.
    pub a: [f32; 2],
}

/// Filters channels, one a thread (transposed direct form II).
#[kernel]
pub fn iir_biquad(filter: Biquad, input: &[f32], out: &mut [f32], len: usize) {
    let channel = global_x();
    if channel * len >= input.len() {
        return;
    }
    let Biquad { b, a } = filter;
    let [mut s1, mut s2] = [0.0; 2];
    for t in channel * len..(channel + 1) * len {
        let x = input[t];
        let y = b[0] * x + s1;
        s1 = b[1] * x - a[0] * y + s2;
        s2 = b[2] * x - a[1] * y;
        out[t] = y;
    }
}

/// What a tracker knows: a state of place and speed, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
pub struct Track {
    /// Place and speed.
    pub x: [f64; 2],
    /// Covariance.
    pub p: [[f64; 2]; 2],
}

impl Track {
    #[device]
    fn predict(&mut self, dt: f64, noise: f64) {
        self.x[0] += dt * self.x[1];
        let [[a, b], [c, d]] = self.p;
        self.p = [
            [a + dt * (b + c) + dt * dt * d + noise, b + dt * d],
            [c + dt * d, d + noise],
        ];
    }

    #[device]
    fn update(&mut self, measured: f64, variance: f64) {
        let s = self.p[0][0] + variance;
        let gain = [self.p[0][0] / s, self.p[1][0] / s];
        let residual = measured - self.x[0];
        for (x, by) in self.x.iter_mut().zip(gain) {
            *x += by * residual;
        }
        let [first, second] = self.p;
        self.p = [
            [(1.0 - gain[0]) * first[0], (1.0 - gain[0]) * first[1]],
            [
                second[0] - gain[1] * first[0],
                second[1] - gain[1] * first[1],
            ],
        ];
    }
}

/// Kalman filters, one a thread; a measurement may be missing.
#[kernel]
pub fn kalman_2d(tracks: &mut [Track], measured: &[Option<f64>], steps: usize, dt: f64) {
    let i = global_x();
    if i >= tracks.len() {
        return;
    }
    let mut track = tracks[i];
    for t in 0..steps {
        track.predict(dt, 0.01);
        if let Some(z) = measured[i * steps + t] {
            track.update(z, 0.5);
        }
    }
    tracks[i] = track;
}
