//! Values of a field.

/// A value in [-0.5, 0.5) for each cell but those at the grid's edge, which are zero.
pub(crate) fn noise(sides: [u32; 3], seed: u64) -> Vec<f32> {
    let [width, height, depth] = sides;
    let is_edge = |at: u32, side: u32| side > 1 && (at == 0 || at == side - 1);
    let mut values = Vec::with_capacity(sides.iter().map(|&side| side as usize).product());
    let mut state = seed;
    for z in 0..depth {
        for y in 0..height {
            let row = is_edge(z, depth) || is_edge(y, height);
            values.extend((0..width).map(|x| {
                // Knuth, "The Art of Computer Programming", volume 2, 3.3.4: a linear congruence by Haynes.
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                if row || is_edge(x, width) {
                    0.0
                } else {
                    // 24 bits, which f32 holds exactly.
                    (state >> 40) as f32 / (1 << 24) as f32 - 0.5
                }
            }));
        }
    }
    values
}

/// The largest difference of two fields, in units of the largest value.
pub(crate) fn difference(a: &[f32], b: &[f32]) -> f32 {
    let most = a.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
    let pairs = a.iter().zip(b);
    pairs.fold(0.0_f32, |far, (a, b)| far.max((a - b).abs())) / most
}
