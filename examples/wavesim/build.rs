//! Compiles the kernels of this example for the GPU.

fn main() {
    ringkernel_build::compile();
}
