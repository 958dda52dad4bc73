//! What ptxas says of real kernels reaches the artifact.

use ringkernel_rt::artifact::{Artifact, Ptx, Toolkit};
use ringkernel_tests::kernels::{actors, memory, states, stencils};

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

#[test]
fn a_state_is_kept_in_shared_memory_up_to_4_kib_if_there_is_room() {
    let shared = |artifact: &Artifact| -> Vec<u32> {
        let usage = |ptx: &Ptx| ptx.usage.expect("nvcc has a ptxas beside it").shared;
        artifact.ptx.iter().map(usage).collect()
    };
    if !was_compiled(states::shelf::ARTIFACT) {
        return;
    }
    // All have the same messages, and this one's state is too large.
    let others = shared(states::shelf::ARTIFACT);
    let beside = |kept: u32| -> Vec<u32> { others.iter().map(|bytes| bytes + kept).collect() };
    // In pieces of 16 bytes.
    assert_eq!(shared(states::slip::ARTIFACT), beside(80));
    assert_eq!(shared(states::sheet::ARTIFACT), beside(1024));
    assert_eq!(shared(states::book::ARTIFACT), beside(4096));
    // The handler's array is there, and beside it too little for the state.
    let crowd = shared(states::crowded::ARTIFACT);
    let array = 5632 * 8;
    assert!(crowd
        .iter()
        .all(|bytes| (array..array + 4096).contains(bytes)));
}
