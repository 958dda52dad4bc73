//! Signals.

use ringkernel_rt::prelude::*;

use super::{epsilons, floats, gallery};
use crate::cases::reference::Value;
use crate::cases::{Column, Tolerance};
use crate::kernels::gallery::signal::{Biquad, Complex, Track};

impl Value for Complex {
    fn column(values: &[Self]) -> Column {
        Column::F32(values.iter().flat_map(|z| [z.re, z.im]).collect())
    }
}

const SIZE: usize = 256;

fn wave() -> Vec<Complex> {
    floats(2 * SIZE, -1.0, 1.0, 201)
        .chunks(2)
        .map(|pair| Complex {
            re: pair[0],
            im: pair[1],
        })
        .collect()
}

const LOWPASS: Biquad = Biquad {
    b: [0.067_455, 0.134_911, 0.067_455],
    a: [-1.142_98, 0.412_802],
};

/// The difference equation as it is written in books.
fn filtered() -> Vec<f32> {
    let input = floats(600, -1.0, 1.0, 202);
    let mut out = Vec::new();
    for channel in input.chunks(100) {
        let (mut s1, mut s2) = (0.0, 0.0);
        for x in channel {
            let y = LOWPASS.b[0] * x + s1;
            (s1, s2) = (
                LOWPASS.b[1] * x - LOWPASS.a[0] * y + s2,
                LOWPASS.b[2] * x - LOWPASS.a[1] * y,
            );
            out.push(y);
        }
    }
    out
}

fn tracks() -> Vec<Track> {
    vec![
        Track {
            x: [0.0, 1.0],
            p: [[1.0, 0.0], [0.0, 1.0]],
        };
        40
    ]
}

fn measured() -> Vec<Option<f64>> {
    let noise = crate::inputs::uniform64(40 * 25, -0.5, 0.5, 203);
    let some = |(i, noise): (usize, &f64)| (i % 6 != 5).then_some((i % 25) as f64 * 0.1 + noise);
    noise.iter().enumerate().map(some).collect()
}

const TURNS: Tolerance = epsilons(
    16.0,
    "sine and cosine within 3 units of half an epsilon; sums of two products of numbers below 1",
);

const FOUR_TURNS: Tolerance = epsilons(48.0, "three times as many turned numbers in each sum");

const WAVES: Tolerance = epsilons(
    18_432.0,
    "64 numbers up to 128, times two cosines within 3 half epsilons each and two roundings, a quarter of that: 10 240; 64 roundings of sums below 512: 8192",
);

gallery! { signal:
    fft_radix2 over Launch::over(SIZE / 2), (input values = wave(), output out = wave(), value half = 8) within TURNS;
    fft_radix4 over Launch::over(SIZE / 4), (input values = wave(), output out = wave(), value quarter = 16) within FOUR_TURNS;
    dct_8x8 over Launch::grid([9, 1, 1], [8, 8, 1]), (input values = floats(576, -128.0, 127.0, 204), output out = vec![0.0f32; 576]) within WAVES;
    iir_biquad over Launch::over(6), (value filter = LOWPASS, input values = floats(600, -1.0, 1.0, 202), output out = vec![0.0f32; 600], value len = 100), out is filtered();
    kalman_2d over Launch::over(40), (records tracks = tracks(), input measured = measured(), value steps = 25, value dt = 0.1);
}
