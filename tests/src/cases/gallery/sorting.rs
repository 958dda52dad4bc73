//! Sorting, sums, counts.

use ringkernel_rt::prelude::*;

use super::{floats, gallery, some_bytes};
use crate::inputs;

const COUNT: usize = 1000;

fn blocks() -> Launch {
    Launch::grid([8, 1, 1], [128, 1, 1])
}

fn keys() -> Vec<u32> {
    inputs::u32s(1024, 151)
}

fn sorted() -> Vec<u32> {
    let mut keys = keys();
    keys.chunks_mut(128).for_each(<[u32]>::sort_unstable);
    keys
}

fn counts() -> Vec<u32> {
    (0..=255)
        .map(|level| {
            some_bytes(COUNT, 152)
                .iter()
                .filter(|byte| **byte == level)
                .count() as u32
        })
        .collect()
}

fn numbers() -> Vec<i32> {
    inputs::small_i32s(COUNT, 1000, 153)
}

fn prefixes() -> Vec<i32> {
    numbers()
        .chunks(128)
        .flat_map(|part| (1..=part.len()).map(|end| part[..end].iter().sum()))
        .collect()
}

fn rows() -> Vec<f32> {
    // Few values, so that the greatest is there more than once.
    floats(20 * 77, 0.0, 9.0, 154)
        .iter()
        .map(|value| value.floor())
        .collect()
}

fn greatest() -> Vec<u32> {
    rows()
        .chunks(77)
        .map(|row| {
            let most = row.iter().copied().fold(0.0, f32::max);
            row.iter()
                .position(|value| *value == most)
                .expect("a row has values") as u32
        })
        .collect()
}

fn table() -> Vec<i64> {
    let mut table = inputs::i64s(500, 155);
    table.sort_unstable();
    table
}

fn bounds() -> Vec<usize> {
    let table = table();
    inputs::i64s(COUNT, 156)
        .iter()
        .map(|key| table.partition_point(|value| value < key))
        .collect()
}

fn lists() -> Vec<i16> {
    inputs::i32s(50 * 12, 157)
        .iter()
        .map(|value| *value as i16)
        .collect()
}

fn sorted_lists() -> Vec<i16> {
    let mut lists = lists();
    lists.chunks_mut(12).for_each(<[i16]>::sort_unstable);
    lists
}

gallery! { sorting:
    bitonic_sort over blocks(), (output keys = keys()), keys is sorted();
    odd_even_phase over Launch::over(COUNT), (output keys = floats(COUNT, -1.0, 1.0, 158), value phase = 1);
    histogram over Launch::grid([3, 1, 1], [64, 1, 1]), (input values = some_bytes(COUNT, 152), output bins = vec![0u32; 256]), bins is counts();
    prefix_sum over blocks(), (input numbers = numbers(), output out = vec![0i32; COUNT], output sums = vec![0i32; 8]), out is prefixes();
    compact_above over blocks(), (input values = floats(COUNT, -1.0, 1.0, 159), value limit = 0.25, output out = vec![0.0f32; 1024], output counts = vec![0u32; 8]);
    reduction over Launch::grid([3, 1, 1], [64, 1, 1]), (input values = inputs::uniform64(COUNT, -1.0, 1.0, 160), output sums = vec![0.0f64; 3], output least = vec![0.0f64; 3], output most = vec![0.0f64; 3]);
    argmax_rows over Launch::grid([20, 1, 1], [32, 1, 1]), (input values = rows(), value width = 77, output out = vec![0u32; 20]), out is greatest();
    lower_bound over Launch::over(COUNT), (input table = table(), input keys = inputs::i64s(COUNT, 156), output out = vec![0usize; COUNT]), out is bounds();
    insertion_sort over Launch::over(50), (output lists = lists(), value len = 12), lists is sorted_lists();
}
