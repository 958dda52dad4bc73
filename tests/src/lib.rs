//! Tests of RingKernel that need more than one of its crates.
