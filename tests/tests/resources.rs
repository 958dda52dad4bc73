//! What ptxas says of real kernels reaches the artifact.

use ringkernel_rt::artifact::{Artifact, Toolkit};
use ringkernel_tests::kernels::{actors, memory, stencils};

/// Whether nvcc was there; `RINGKERNEL_CUDA=off` and a machine without it leave figures out.
fn was_compiled(artifact: &Artifact) -> bool {
    match artifact.toolkit {
        Toolkit::Nvcc(_) => true,
        Toolkit::Missing(_) | Toolkit::Off | Toolkit::NotBuilt => {
            assert!(artifact.ptx.is_empty());
            false
        }
    }
}

#[test]
fn every_kind_of_kernel_is_counted() {
    for (artifact, threads) in [
        (memory::block_sum::ARTIFACT, None),
        (stencils::heat3::ARTIFACT, Some(8 * 4 * 4)),
        (actors::totals::ARTIFACT, Some(32)),
    ] {
        assert_eq!(artifact.threads, threads, "{}", artifact.name);
        if was_compiled(artifact) {
            for ptx in artifact.ptx {
                let usage = ptx.usage.expect("nvcc has a ptxas beside it");
                assert!(
                    (1..=255).contains(&usage.registers),
                    "{}: {usage:?}",
                    artifact.name
                );
                assert_eq!(artifact.resources().usage(ptx.arch), Some(usage));
            }
        }
    }
}
