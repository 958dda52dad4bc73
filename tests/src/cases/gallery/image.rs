//! Images.

use ringkernel_rt::prelude::*;

use super::{epsilons, floats, gallery, some_bytes};
use crate::cases::Tolerance;
use crate::kernels::gallery::image::{Morphology, Rgba};

const WIDTH: usize = 61;
const HEIGHT: usize = 43;
const SIZE: usize = WIDTH * HEIGHT;

fn square() -> Launch {
    Launch::grid([8, 6, 1], [8, 8, 1])
}

fn photo() -> Vec<f32> {
    floats(SIZE, 0.0, 1.0, 101)
}

fn grey() -> Vec<u8> {
    some_bytes(SIZE, 102)
}

fn coloured() -> Vec<Rgba> {
    some_bytes(4 * SIZE, 103)
        .chunks_exact(4)
        .map(|c| Rgba {
            r: c[0],
            g: c[1],
            b: c[2],
            a: c[3],
        })
        .collect()
}

fn nearest(image: &[f32], x: usize, y: usize, dx: isize, dy: isize) -> f32 {
    let x = x.saturating_add_signed(dx).min(WIDTH - 1);
    let y = y.saturating_add_signed(dy).min(HEIGHT - 1);
    image[y * WIDTH + x]
}

/// The middle of the sorted neighbours.
fn medians() -> Vec<f32> {
    let image = photo();
    (0..SIZE)
        .map(|i| {
            let mut around: Vec<f32> = (0..9)
                .map(|k| nearest(&image, i % WIDTH, i / WIDTH, k % 3 - 1, k / 3 - 1))
                .collect();
            around.sort_by(f32::total_cmp);
            around[4]
        })
        .collect()
}

fn row_sums() -> Vec<u32> {
    let mut sums = Vec::new();
    for row in grey().chunks(WIDTH) {
        sums.extend(row.iter().scan(0, |sum, value| {
            *sum += u32::from(*value);
            Some(*sum)
        }));
    }
    sums
}

/// Each sum from the first pixel to this one.
fn integral() -> Vec<u32> {
    let rows = row_sums();
    (0..SIZE)
        .map(|i| (0..=i / WIDTH).map(|y| rows[y * WIDTH + i % WIDTH]).sum())
        .collect()
}

fn bins() -> Vec<u32> {
    let mut bins = vec![0; 256];
    for value in grey() {
        bins[usize::from(value)] += 1;
    }
    bins
}

const WEIGHTS: Tolerance = epsilons(
    60.0,
    "`exp` within 3 in two sums of 25 positive terms, and their quotient",
);

gallery! { image:
    box_blur over square(), (input src = photo(), output dst = vec![0.0f32; SIZE], value w = WIDTH, value h = HEIGHT, value r = 2);
    gaussian_3x3 over square(), (input src = photo(), output dst = vec![0.0f32; SIZE], value w = WIDTH, value h = HEIGHT);
    sobel over square(), (input src = photo(), output strength = vec![0.0f32; SIZE], output direction = vec![0u8; SIZE], value w = WIDTH, value h = HEIGHT);
    median_3x3 over square(), (input src = photo(), output dst = vec![0.0f32; SIZE], value w = WIDTH, value h = HEIGHT), dst is medians();
    bilateral over square(), (input src = photo(), output dst = vec![0.0f32; SIZE], value w = WIDTH, value h = HEIGHT, value spatial = 1.5, value range = 0.2) within WEIGHTS;
    unsharp_mask over Launch::over(SIZE), (input src = grey(), input blurred = some_bytes(SIZE, 104), output dst = vec![0u8; SIZE], value amount = 1.5, value threshold = 20);
    gamma_correct over Launch::over(SIZE), (records pixels = coloured(), value gamma = 0.5);
    rgb_to_yuv over Launch::over(SIZE), (input pixels = coloured(), output y = vec![0u8; SIZE], output u = vec![0u8; SIZE], output v = vec![0u8; SIZE]);
    morphology over square(), (input src = grey(), output dst = vec![0u8; SIZE], value w = WIDTH, value h = HEIGHT, value operation = Morphology::Erode);
    integral_rows over Launch::over(HEIGHT), (input src = grey(), output sums = vec![0u32; SIZE], value w = WIDTH), sums is row_sums();
    integral_columns over Launch::over(WIDTH), (output sums = row_sums(), value w = WIDTH), sums is integral();
    binarise over Launch::over(SIZE), (input src = grey(), input counts = bins(), output dst = vec![false; SIZE]);
}
