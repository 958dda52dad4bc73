#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
enum State {
    #[cfg(debug_assertions)]
    Checked,
    Running,
}

#[derive(Clone, Copy, GpuType)]
struct Task {
    state: State,
    id: u32,
}

#[kernel]
fn bad(x: &mut [u32]) {
    x[0] = State::Running as u32;
}

#[kernel]
fn bad_inside(x: &mut [u32], tasks: &[Task]) {
    x[0] = tasks[0].id;
}

fn main() {}
