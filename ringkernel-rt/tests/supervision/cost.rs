//! What supervision costs while nothing happens.

use std::time::{Duration, Instant};

use ringkernel_rt::prelude::*;

use super::cpu;
use super::handlers::Counter;

/// Time that this process has had on all cores: user and system, in hundredths of a second.
fn ticks() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux tells");
    let (_, fields) = stat.rsplit_once(')').expect("the name is in brackets");
    let fields: Vec<_> = fields.split_whitespace().collect();
    let tick = |index: usize| fields[index].parse::<u64>().expect("a number");
    tick(11) + tick(12)
}

#[tokio::test]
#[ignore = "measures for ten seconds, alone on the machine"]
async fn supervising_132_idle_actors_costs_less_than_a_fiftieth_of_a_core() {
    let runtime = cpu().await;
    let mut tree = Supervisor::new("top");
    for number in 0..132 {
        let name = format!("{number}");
        tree = tree.child(Child::new::<Counter>(name, LaunchOptions::default()));
    }
    let _tree = runtime.supervise(tree).await.unwrap();
    let (begin, before) = (Instant::now(), ticks());
    std::thread::sleep(Duration::from_secs(10));
    let share = (ticks() - before) as f64 / (begin.elapsed().as_secs_f64() * 100.0);
    eprintln!("132 idle actors cost {:.2} % of a core", share * 100.0);
    assert!(share < 0.02);
}
