#![deny(warnings)]

mod physics {
    pub mod wave {
        use ringkernel_rt::prelude::{device, kernel as gpu};

        #[device]
        pub(crate) fn half(x: f32) -> f32 {
            x / 2.0
        }

        #[gpu]
        pub fn halve(x: &mut [f32]) {
            x[0] = half(x[0]);
        }
    }

    pub(crate) mod other {
        use super::wave::half;
        use ringkernel_rt as rk;

        #[rk::kernel]
        pub(in crate::physics) fn quarter(x: &mut [f32]) {
            x[0] = half(half(x[0]));
        }

        pub(crate) fn text() -> &'static str {
            quarter::CUDA
        }
    }
}

use physics::wave::halve as renamed;

fn main() {
    assert!(!renamed::CUDA.is_empty());
    assert!(!physics::other::text().is_empty());
}
