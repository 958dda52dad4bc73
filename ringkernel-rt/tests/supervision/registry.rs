//! Actors have names.

use ringkernel_rt::prelude::*;

use super::handlers::{Counter, Drain};
use super::{counter, cpu};

#[tokio::test]
async fn an_actor_is_found_by_its_name() {
    let runtime = cpu().await;
    let actor = counter(&runtime).await;
    let names = runtime.registry();
    names.register("sensor/1", &actor).unwrap();
    let found = names.get::<Counter>("sensor/1").unwrap();
    assert_eq!(found.call(2).await, Ok(2));
    assert_eq!(actor.call(3).await, Ok(5));
    assert_eq!(actor.name().as_deref(), Some("sensor/1"));
}

#[tokio::test]
async fn a_name_has_one_actor_and_an_actor_one_name() {
    let runtime = cpu().await;
    let (first, second) = (counter(&runtime).await, counter(&runtime).await);
    let names = runtime.registry();
    names.register("a", &first).unwrap();
    assert_eq!(
        names.register("a", &second),
        Err(Error::NameTaken {
            name: "a".into(),
            kernel: "counter"
        })
    );
    assert_eq!(
        names.register("b", &first),
        Err(Error::AlreadyNamed { name: "a".into() })
    );
    // What was refused has left nothing behind.
    names.register("b", &second).unwrap();
    assert_eq!(names.names("*").unwrap(), ["a", "b"]);
}

#[tokio::test]
async fn a_name_is_free_when_its_actor_is_dropped() {
    let runtime = cpu().await;
    let names = runtime.registry();
    let first = counter(&runtime).await;
    names.register("a", &first).unwrap();
    drop(first);
    let missing = Error::NoSuchName { name: "a".into() };
    assert_eq!(names.get::<Counter>("a").unwrap_err(), missing);
    let second = counter(&runtime).await;
    names.register("a", &second).unwrap();
    assert!(names.unregister("a") && !names.unregister("a"));
    assert_eq!(names.get::<Counter>("a").unwrap_err(), missing);
    names.register("b", &second).unwrap();
    assert_eq!(second.name().as_deref(), Some("b"));
}

#[tokio::test]
async fn an_actor_of_another_kernel_is_told_apart() {
    let runtime = cpu().await;
    let actor = counter(&runtime).await;
    runtime.registry().register("a", &actor).unwrap();
    assert_eq!(
        runtime.registry().get::<Drain>("a").unwrap_err(),
        Error::OtherKernel {
            name: "a".into(),
            registered: "counter",
            asked: "drain"
        }
    );
}

#[tokio::test]
async fn patterns_find_names_part_by_part() {
    let runtime = cpu().await;
    let names = runtime.registry();
    let mut actors = Vec::new();
    for name in ["sensor/1", "sensor/2", "sensor/2/raw", "sink"] {
        let actor = counter(&runtime).await;
        names.register(name, &actor).unwrap();
        actors.push(actor);
    }
    let other = runtime.launch::<Drain>(LaunchOptions::default()).await;
    let other = std::sync::Arc::new(other.unwrap());
    names.register("sensor/3", &other).unwrap();
    let found = |pattern| names.names(pattern).unwrap().join(" ");
    assert_eq!(found("sensor/*"), "sensor/1 sensor/2 sensor/3");
    assert_eq!(
        found("sensor/**"),
        "sensor/1 sensor/2 sensor/2/raw sensor/3"
    );
    assert_eq!(found("s??k"), "sink");
    assert_eq!(found("sensor/[12]"), "sensor/1 sensor/2");
    let counters = names.find::<Counter>("sensor/*").unwrap();
    assert!(counters
        .iter()
        .map(|(name, _)| name)
        .eq(["sensor/1", "sensor/2"]));
    assert!(matches!(names.names("a**"), Err(Error::BadPattern { .. })));
}

#[tokio::test]
async fn what_a_pattern_is_written_with_is_in_no_name() {
    let runtime = cpu().await;
    let actor = counter(&runtime).await;
    for name in ["", "a*", "b?", "[c", "d]"] {
        let name = name.to_owned();
        assert_eq!(
            runtime.registry().register(name.clone(), &actor),
            Err(Error::BadName { name })
        );
    }
    runtime.registry().register("a", &actor).unwrap();
}
