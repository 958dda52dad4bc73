#![allow(unused)]

use ringkernel_rt::prelude::*;

const N: u32 = 1;

mod limits {
    pub const MOST: u32 = 10;
}

mod inner {
    use super::limits::*;
    use ringkernel_rt::prelude::*;

    #[cfg(debug_assertions)]
    const MOST: u32 = 20;

    #[kernel]
    fn bad_glob(x: &mut [u32]) {
        x[0] = MOST;
    }
}

#[kernel]
fn bad(x: &mut [u32]) {
    #[cfg(debug_assertions)]
    const N: u32 = 2;
    x[0] = N;
}

#[cfg(debug_assertions)]
use limits::MOST;

#[kernel]
fn good(x: &mut [u32]) {
    x[0] = MOST;
}

fn main() {}
