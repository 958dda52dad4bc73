//! Makes the artifact of the kernel whose expansion is timed.

fn main() {
    ringkernel_build::compile();
}
