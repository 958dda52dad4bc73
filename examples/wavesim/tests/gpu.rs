//! The GPU computes what the CPU computes.

mod support;

use ringkernel_rt::prelude::Backend;
use wavesim::desk::Action;

/// The pressure now, the pressure before, and the recording, as bits.
async fn bits(backend: Backend) -> [Vec<u32>; 3] {
    let room = support::furnished();
    let mut session = support::session(backend, room, [2.6, 1.2], 400).await;
    let injections = [
        (0, [1.3, 1.1], 1.0),
        (90, [3.0, 2.0], 0.4),
        (95, [3.0, 2.0], 0.3),
    ];
    for step in 0..400 {
        for (start, place, gain) in injections {
            if step == start {
                session.apply(Action::Inject { place, gain }).unwrap();
            }
        }
        if step == 200 {
            let place = [0.9, 2.0];
            session.apply(Action::Microphone { place }).unwrap();
        }
        session.advance().await.unwrap();
    }
    let fields = [
        session.pressure().await.unwrap(),
        session.pressure_before().await.unwrap(),
        session.recording().await.unwrap().samples,
    ];
    fields.map(|field| field.into_iter().map(f32::to_bits).collect())
}

#[tokio::test]
#[ignore = "needs a GPU"]
async fn gpu_fields_equal_cpu_fields() {
    let [p, before, heard] = bits(Backend::Cpu).await;
    let [gpu_p, gpu_before, gpu_heard] = bits(Backend::Cuda).await;
    assert!(p.iter().any(|bits| *bits != 0));
    assert!(p == gpu_p, "the pressure differs");
    assert!(before == gpu_before, "the pressure one step before differs");
    assert!(heard == gpu_heard, "the recording differs");
}
