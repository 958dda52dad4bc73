//! Filters of images, one thread a pixel.

use ringkernel_rt::prelude::*;

use super::{global_x, global_y};

/// The pixel at a place, the nearest one where that is outside.
#[device]
fn pixel(image: &[f32], width: usize, height: usize, x: i32, y: i32) -> f32 {
    let x = x.clamp(0, width as i32 - 1) as usize;
    let y = y.clamp(0, height as i32 - 1) as usize;
    image[y * width + x]
}

/// The mean of a square around each pixel.
#[kernel]
pub fn box_blur(src: &[f32], dst: &mut [f32], width: usize, height: usize, radius: i32) {
    let (x, y) = (global_x(), global_y());
    if x >= width || y >= height {
        return;
    }
    let mut sum = 0.0;
    for dy in -radius..=radius {
        for dx in -radius..=radius {
            sum += pixel(src, width, height, x as i32 + dx, y as i32 + dy);
        }
    }
    let side = 2 * radius + 1;
    dst[y * width + x] = sum / (side * side) as f32;
}

const GAUSSIAN: [[f32; 3]; 3] = [[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]];

/// Gaussian blur with the binomial weights.
#[kernel]
pub fn gaussian_3x3(src: &[f32], dst: &mut [f32], width: usize, height: usize) {
    let (x, y) = (global_x(), global_y());
    if x >= width || y >= height {
        return;
    }
    let mut sum = 0.0;
    for (row, weights) in GAUSSIAN.iter().enumerate() {
        for (column, weight) in weights.iter().enumerate() {
            let (dx, dy) = (column as i32 - 1, row as i32 - 1);
            let value = pixel(src, width, height, x as i32 + dx, y as i32 + dy);
            sum += weight * value;
        }
    }
    dst[y * width + x] = sum / 16.0;
}

/// Strength and direction of edges.
#[kernel]
pub fn sobel(src: &[f32], strength: &mut [f32], direction: &mut [u8], width: usize, height: usize) {
    let (x, y) = (global_x(), global_y());
    if x >= width || y >= height {
        return;
    }
    let at = |dx: i32, dy: i32| pixel(src, width, height, x as i32 + dx, y as i32 + dy);
    let gx = at(1, -1) + 2.0 * at(1, 0) + at(1, 1) - at(-1, -1) - 2.0 * at(-1, 0) - at(-1, 1);
    let gy = at(-1, 1) + 2.0 * at(0, 1) + at(1, 1) - at(-1, -1) - 2.0 * at(0, -1) - at(1, -1);
    let i = y * width + x;
    strength[i] = (gx * gx + gy * gy).sqrt();
    direction[i] = if gx.abs() > 2.0 * gy.abs() {
        0
    } else if gy.abs() > 2.0 * gx.abs() {
        1
    } else if (gx > 0.0) == (gy > 0.0) {
        2
    } else {
        3
    };
}

#[device]
fn order(window: &mut [f32; 9], a: usize, b: usize) {
    if window[a] > window[b] {
        let kept = window[a];
        window[a] = window[b];
        window[b] = kept;
    }
}

/// Exchanges that bring the median of nine to the middle (Devillard).
const MEDIAN_NETWORK: [(usize, usize); 19] = [
    (1, 2),
    (4, 5),
    (7, 8),
    (0, 1),
    (3, 4),
    (6, 7),
    (1, 2),
    (4, 5),
    (7, 8),
    (0, 3),
    (5, 8),
    (4, 7),
    (3, 6),
    (1, 4),
    (2, 5),
    (4, 7),
    (4, 2),
    (6, 4),
    (4, 2),
];

/// The median of nine pixels, by a sorting network.
#[kernel]
pub fn median_3x3(src: &[f32], dst: &mut [f32], width: usize, height: usize) {
    let (x, y) = (global_x(), global_y());
    if x >= width || y >= height {
        return;
    }
    let mut window = [0.0; 9];
    let mut n = 0;
    for dy in -1..=1 {
        for dx in -1..=1 {
            window[n] = pixel(src, width, height, x as i32 + dx, y as i32 + dy);
            n += 1;
        }
    }
    for (a, b) in MEDIAN_NETWORK {
        order(&mut window, a, b);
    }
    dst[y * width + x] = window[4];
}

/// Blurs, but not over edges.
#[kernel]
pub fn bilateral(
    src: &[f32],
    dst: &mut [f32],
    width: usize,
    height: usize,
    spatial: f32,
    range: f32,
) {
    const RADIUS: i32 = 2;
    let (x, y) = (global_x() as i32, global_y() as i32);
    if x >= width as i32 || y >= height as i32 {
        return;
    }
    let centre = pixel(src, width, height, x, y);
    let (mut sum, mut weights) = (0.0, 0.0);
    for dy in -RADIUS..=RADIUS {
        for dx in -RADIUS..=RADIUS {
            let value = pixel(src, width, height, x + dx, y + dy);
            let distance = (dx * dx + dy * dy) as f32;
            let difference = value - centre;
            let weight = (-distance / (2.0 * spatial * spatial)
                - difference * difference / (2.0 * range * range))
                .exp();
            sum += weight * value;
            weights += weight;
        }
    }
    dst[y as usize * width + x as usize] = sum / weights;
}

/// Sharpens by what a blur took away.
#[kernel]
pub fn unsharp_mask(src: &[u8], blurred: &[u8], dst: &mut [u8], amount: f32, threshold: u8) {
    let i = global_x();
    if i >= src.len() {
        return;
    }
    let (original, smooth) = (src[i], blurred[i]);
    dst[i] = if original.abs_diff(smooth) < threshold {
        original
    } else {
        // `as` saturates, so that no limit need be written.
        (original as f32 + amount * (original as f32 - smooth as f32)) as u8
    };
}

/// A pixel of three bytes and its opacity.
#[derive(Clone, Copy, Debug, Default, PartialEq, GpuType)]
pub struct Rgba {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
    /// Opacity.
    pub a: u8,
}

impl Rgba {
    /// The same for all channels but the opacity.
    #[device]
    fn curved(self, gamma: f32) -> Self {
        Rgba {
            r: curve(self.r, gamma),
            g: curve(self.g, gamma),
            b: curve(self.b, gamma),
            a: self.a,
        }
    }

    /// Brightness by BT.601, in 1/256.
    #[device]
    fn luma(&self) -> u32 {
        77 * self.r as u32 + 150 * self.g as u32 + 29 * self.b as u32
    }
}

#[device]
fn curve(channel: u8, gamma: f32) -> u8 {
    ((channel as f32 / 255.0).powf(gamma) * 255.0 + 0.5) as u8
}

/// Gamma correction in place.
#[kernel]
pub fn gamma_correct(pixels: &mut [Rgba], gamma: f32) {
    let i = global_x();
    if i < pixels.len() {
        pixels[i] = pixels[i].curved(gamma);
    }
}

/// Full-range YUV in integers, as video has it.
#[kernel]
pub fn rgb_to_yuv(pixels: &[Rgba], y: &mut [u8], u: &mut [u8], v: &mut [u8]) {
    let i = global_x();
    if i >= pixels.len() {
        return;
    }
    let pixel = &pixels[i];
    let Rgba { r, g, b, .. } = *pixel;
    let (r, g, b) = (r as i32, g as i32, b as i32);
    y[i] = (pixel.luma() >> 8) as u8;
    u[i] = (((-43 * r - 85 * g + 128 * b) >> 8) + 128) as u8;
    v[i] = (((128 * r - 107 * g - 21 * b) >> 8) + 128) as u8;
}

/// Which way a shape grows.
#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
pub enum Morphology {
    /// Takes the darkest of the neighbours.
    Erode,
    /// Takes the brightest.
    Dilate,
}

/// Erodes or dilates by a cross.
#[kernel]
pub fn morphology(src: &[u8], dst: &mut [u8], width: usize, height: usize, operation: Morphology) {
    let (x, y) = (global_x(), global_y());
    if x >= width || y >= height {
        return;
    }
    let i = y * width + x;
    let mut best = src[i];
    let neighbours = [
        if x > 0 { Some(i - 1) } else { None },
        if x + 1 < width { Some(i + 1) } else { None },
        if y > 0 { Some(i - width) } else { None },
        if y + 1 < height {
            Some(i + width)
        } else {
            None
        },
    ];
    for neighbour in neighbours {
        let Some(at) = neighbour else { continue };
        best = match operation {
            Morphology::Erode => best.min(src[at]),
            Morphology::Dilate => best.max(src[at]),
        };
    }
    dst[i] = best;
}

/// Sums along each row; with [`integral_columns()`] the integral image.
#[kernel]
pub fn integral_rows(src: &[u8], sums: &mut [u32], width: usize) {
    let y = global_x();
    if y >= sums.len() / width {
        return;
    }
    let mut sum = 0;
    for i in y * width..(y + 1) * width {
        sum += src[i] as u32;
        sums[i] = sum;
    }
}

/// Sums along each column, in place.
#[kernel]
pub fn integral_columns(sums: &mut [u32], width: usize) {
    let x = global_x();
    if x >= width {
        return;
    }
    let mut sum = 0;
    let mut i = x;
    while i < sums.len() {
        sum += sums[i];
        sums[i] = sum;
        i += width;
    }
}

/// Otsu's threshold from a histogram of 256 bins: the split with the greatest variance between the parts.
#[device]
fn otsu(bins: &[u32]) -> u8 {
    let mut total = 0;
    let mut weighted = 0;
    for level in 0..256 {
        total += bins[level];
        weighted += bins[level] as u64 * level as u64;
    }
    let (mut below, mut weighted_below) = (0, 0);
    let (mut best, mut threshold) = (0.0, 0);
    for level in 0..256 {
        below += bins[level];
        weighted_below += bins[level] as u64 * level as u64;
        if below == 0 {
            continue;
        }
        let above = total - below;
        if above == 0 {
            break;
        }
        let mean_below = weighted_below as f64 / below as f64;
        let mean_above = (weighted - weighted_below) as f64 / above as f64;
        let variance = below as f64 * above as f64 * (mean_above - mean_below).powi(2);
        if variance > best {
            best = variance;
            threshold = level as u8;
        }
    }
    threshold
}

/// Black and white by Otsu's threshold.
#[kernel]
pub fn binarise(src: &[u8], bins: &[u32], dst: &mut [bool]) {
    let i = global_x();
    if i < src.len() {
        dst[i] = src[i] > otsu(bins);
    }
}
