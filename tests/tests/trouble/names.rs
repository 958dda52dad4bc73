//! Names of actors that cannot be, or are not.

use std::sync::Arc;

use ringkernel_rt::prelude::*;
use ringkernel_tests::kernels::trouble::{chain, errand};

use super::scene::{rows, Row, Scene};

#[rustfmt::skip]
pub(crate) fn rows() -> Vec<Row> {
    let text = str::to_owned;
    rows! {
        empty_name => Error::BadName { name: String::new() };
        name_with_a_star => Error::BadName { name: text("all/*") };
        name_of_another => Error::NameTaken { name: text("only/one"), kernel: "chain" };
        second_name => Error::AlreadyNamed { name: text("first") };
        unknown_name => Error::NoSuchName { name: text("nobody") };
        name_of_a_dropped_actor => Error::NoSuchName { name: text("gone") };
        name_of_another_kernel => Error::OtherKernel { name: text("a chain"), registered: "chain", asked: "errand" };
        no_pattern => Error::BadPattern { pattern: text("a[b"), why: "invalid range pattern" };
    }
}

async fn empty_name(scene: &Scene) -> Result<(), Error> {
    let actor = Arc::new(scene.chain().await);
    scene.runtime.registry().register("", &actor)
}

async fn name_with_a_star(scene: &Scene) -> Result<(), Error> {
    let actor = Arc::new(scene.chain().await);
    scene.runtime.registry().register("all/*", &actor)
}

async fn name_of_another(scene: &Scene) -> Result<(), Error> {
    let (one, other) = (Arc::new(scene.chain().await), Arc::new(scene.chain().await));
    scene.runtime.registry().register("only/one", &one)?;
    scene.runtime.registry().register("only/one", &other)
}

async fn second_name(scene: &Scene) -> Result<(), Error> {
    let actor = Arc::new(scene.chain().await);
    scene.runtime.registry().register("first", &actor)?;
    scene.runtime.registry().register("second", &actor)
}

async fn unknown_name(scene: &Scene) -> Result<Arc<Actor<chain>>, Error> {
    scene.runtime.registry().get("nobody")
}

async fn name_of_a_dropped_actor(scene: &Scene) -> Result<Arc<Actor<chain>>, Error> {
    let actor = Arc::new(scene.chain().await);
    scene.runtime.registry().register("gone", &actor)?;
    drop(actor);
    scene.runtime.registry().get("gone")
}

async fn name_of_another_kernel(scene: &Scene) -> Result<Arc<Actor<errand>>, Error> {
    let actor = Arc::new(scene.chain().await);
    scene.runtime.registry().register("a chain", &actor)?;
    scene.runtime.registry().get("a chain")
}

async fn no_pattern(scene: &Scene) -> Result<Vec<String>, Error> {
    scene.runtime.registry().names("a[b")
}
