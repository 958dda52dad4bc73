//! Makes device code of the kernels in `src/`.

fn main() {
    ringkernel_build::compile();
}
