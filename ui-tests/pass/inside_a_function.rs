#![deny(warnings)]

use ringkernel_rt::prelude::*;

fn text() -> &'static str {
    #[kernel]
    fn local(x: &mut [f32]) {
        x[0] = 1.0;
    }
    local::CUDA
}

fn main() {
    assert!(!text().is_empty());
}
