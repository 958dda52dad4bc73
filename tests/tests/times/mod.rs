//! Clocks: a GPU's beside the host's.

use std::time::Duration;

use ringkernel_rt::prelude::*;
use ringkernel_tests::kernels::actors::totals;

use crate::both::open;
use crate::on_both;

on_both! {
    the_devices_clock_stands_beside_the_hosts
}

async fn the_devices_clock_stands_beside_the_hosts(backend: Backend) {
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<totals>(LaunchOptions::default())
        .await
        .unwrap();
    let first = runtime.device_clock();
    assert_eq!(first.is_some(), backend == Backend::Cuda);
    actor.deactivate().await.unwrap();
    actor.activate().await.unwrap();
    if let (Some(first), Some(second)) = (first, runtime.device_clock()) {
        let (device, host) = second.reading();
        let expected = first.host_at(device).unwrap();
        let apart = expected.max(host) - expected.min(host);
        let uncertainty = first.uncertainty_at(device) + second.uncertainty_at(device);
        assert!(
            apart <= uncertainty && uncertainty < Duration::from_secs(1),
            "{apart:?} apart, but for {uncertainty:?}"
        );
    }
    actor.terminate().await.unwrap();
    runtime.shutdown().await.unwrap();
}
