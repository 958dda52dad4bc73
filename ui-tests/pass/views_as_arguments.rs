#![deny(warnings)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, Default, GpuType)]
struct State {
    count: u64,
}

#[device]
fn read(x: &[f32], state: &State) -> f32 {
    x[0] + state.count as f32
}

#[device]
fn write(x: &mut [f32], last: &mut f32, state: &mut State) {
    state.count += 1;
    *last += 1.0;
    x[x.len() - 1] = read(x, state) + *last;
}

#[kernel]
fn coerce(x: &mut [f32], y: &mut [f32]) {
    let mut state = State { count: 0 };
    let mut last = 0.0;
    write(x, &mut last, &mut state);
    write(x, &mut y[0], &mut state);
    y[1] = read(x, &state) + read(y, &state) + last;
}

fn main() {
    assert!(!coerce::CUDA.is_empty());
}
