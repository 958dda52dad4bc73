//! Names, dead letters, credits, counters, dumps, budgets and supervisors of actors on the CPU.

mod budget;
mod cost;
mod counters;
mod credits;
mod dump;
mod ends;
#[path = "../gate/mod.rs"]
mod gate;
mod handlers;
mod letters;
mod receipts;
mod registry;
mod tree;

use std::sync::Arc;

use handlers::Counter;
use ringkernel_rt::prelude::*;

async fn cpu() -> RingKernel {
    RingKernel::builder()
        .backend(Backend::Cpu)
        .build()
        .await
        .expect("the CPU is always there")
}

async fn counter(runtime: &RingKernel) -> Arc<Actor<Counter>> {
    let actor = runtime.launch(LaunchOptions::default()).await;
    Arc::new(actor.expect("the actor starts"))
}
