#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, GpuType)]
enum State {
    Count(u32),
    Flag(bool),
}

#[kernel]
fn bad(y: &mut [u32]) {
    let mut s = shared!([State; 2]);
    s[0] = State::Count(y[0]);
    match &mut s[0] {
        State::Count(x) => {
            s[0] = State::Flag(true);
            *x = 77;
        }
        State::Flag(_) => {}
    }
}

#[kernel]
fn bad_copy(y: &mut [u32]) {
    let r = &y[0];
    y[0] = 3;
    y[1] = *r;
}

fn main() {}
