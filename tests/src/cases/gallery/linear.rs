//! Matrices and layers.

use ringkernel_rt::prelude::*;

use super::{epsilons, floats, gallery, some_bytes};
use crate::cases::Tolerance;
use crate::inputs::uniform64;
use crate::kernels::gallery::linear::Convolution;

const M: usize = 37;
const N: usize = 29;
const K: usize = 41;

fn tiles() -> Launch {
    Launch::grid([5, 5, 1], [8, 8, 1])
}

fn product() -> Vec<f32> {
    let (a, b) = (floats(M * K, -1.0, 1.0, 181), floats(K * N, -1.0, 1.0, 182));
    let mut c = vec![0.0; M * N];
    for (row, out) in a.chunks(K).zip(c.chunks_mut(N)) {
        for (x, line) in row.iter().zip(b.chunks(N)) {
            for (sum, y) in out.iter_mut().zip(line) {
                *sum += x * y;
            }
        }
    }
    c
}

fn turned() -> Vec<f64> {
    let values = uniform64(M * N, -1.0, 1.0, 183);
    (0..N)
        .flat_map(|column| values.clone().into_iter().skip(column).step_by(N))
        .collect()
}

const LAYER: Convolution = Convolution {
    input: [3, 14, 17],
    filters: 4,
    side: 3,
    stride: 2,
    padding: 1,
};

fn points() -> Vec<[f32; 3]> {
    floats(900, -1.0, 1.0, 184)
        .chunks(3)
        .map(|p| [p[0], p[1], p[2]])
        .collect()
}

fn matrices() -> Vec<[[f32; 4]; 4]> {
    let mut matrices: Vec<_> = floats(16 * 100, -2.0, 2.0, 185)
        .chunks(16)
        .map(|m| std::array::from_fn(|row| std::array::from_fn(|column| m[row * 4 + column])))
        .collect();
    // No inverse; and one whose pivots are not on the diagonal.
    matrices[3][2] = matrices[3][0];
    matrices[4] = [
        [0.0, 2.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 4.0],
        [1.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 8.0, 0.0],
    ];
    matrices
}

fn signed(len: usize, seed: u64) -> Vec<i8> {
    some_bytes(len, seed)
        .iter()
        .map(|byte| *byte as i8)
        .collect()
}

const SHARES: Tolerance = epsilons(
    16.0,
    "`exp` within 3 above and below, 9 sums on the way to each, and the quotient",
);

const GATES: Tolerance = epsilons(
    16.0,
    "`erf` and `tanh` within 3 units of half an epsilon, times half of up to 5; `powi` within 8, where the slope is below 1",
);

gallery! { linear:
    matmul_naive over tiles(), (input a = floats(M * K, -1.0, 1.0, 181), input b = floats(K * N, -1.0, 1.0, 182), output c = vec![0.0f32; M * N], value m = M, value n = N, value k = K), c is product();
    matmul_shared over tiles(), (input a = floats(M * K, -1.0, 1.0, 181), input b = floats(K * N, -1.0, 1.0, 182), output c = vec![0.0f32; M * N], value m = M, value n = N, value k = K), c is product();
    transpose over tiles(), (input matrix = uniform64(M * N, -1.0, 1.0, 183), output out = vec![0.0f64; M * N], value rows = M, value columns = N), out is turned();
    conv2d over Launch::over(252), (input image = floats(3 * 14 * 17, -1.0, 1.0, 186), input weights = floats(4 * 27, -1.0, 1.0, 187), input bias = floats(4, -1.0, 1.0, 188), output out = vec![0.0f32; 252], value layer = LAYER);
    softmax_rows over Launch::grid([12, 1, 1], [64, 1, 1]), (input values = floats(12 * 150, -4.0, 4.0, 189), output out = vec![0.0f32; 12 * 150], value width = 150) within SHARES;
    layer_norm over Launch::over(12), (input values = floats(12 * 90, -4.0, 4.0, 190), input gain = floats(90, 0.5, 1.5, 191), input bias = floats(90, -1.0, 1.0, 192), output out = vec![0.0f32; 12 * 90], value epsilon = 1e-5);
    gelu over Launch::over(500), (input values = floats(500, -5.0, 5.0, 193), output exact = vec![0.0f32; 500], output fast = vec![0.0f32; 500]) within GATES;
    quantise over Launch::over(12), (input values = floats(12 * 90, -4.0, 4.0, 194), output out = vec![0i8; 12 * 90], output scales = vec![0.0f32; 12], value width = 90);
    dequantised_dot over Launch::over(12), (input rows = signed(12 * 90, 195), input scales = floats(12, 0.0, 0.1, 196), input vector = signed(90, 197), value scale = 0.03, output out = vec![0.0f32; 12]);
    kmeans_assign over Launch::over(300), (input all = points(), input centres = points()[..9], output labels = vec![0u32; 300], output inertia = vec![0.0f32; 300]);
    inverse_4x4 over Launch::over(100), (input matrices = matrices(), records out = vec![[[0.0f32; 4]; 4]; 100], output singular = vec![false; 100]);
}
