//! A host that is killed while an actor runs leaves the device to the next process.
//!
//! A test starts this program again as the host to be killed, which is told by an environment variable.

mod both;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use both::open;
use ringkernel_rt::prelude::*;
use ringkernel_tests::kernels::trouble::{chain, Chain, Link};

on_both! {
    the_next_process_has_the_device_after_a_kill
}

/// Set in the process that is killed.
const VICTIM: &str = "RINGKERNEL_VICTIM";

/// What the victim says once its actor has answered.
const ANSWERED: &str = "the actor answers";

/// The victim ends by itself after this time, should nobody kill it.
const LIFE: Duration = Duration::from_secs(60);

/// Longer than any answer takes.
const PATIENCE: Duration = Duration::from_secs(20);

async fn launch(runtime: &RingKernel) -> Actor<chain> {
    runtime.launch(LaunchOptions::default()).await.unwrap()
}

/// An answer that does not come fails the test.
async fn call(actor: &Actor<chain>, link: Link) -> Chain {
    actor.call_timeout(link, PATIENCE).await.unwrap()
}

/// Has an actor answer all the time.
#[expect(clippy::print_stdout, reason = "the other process reads it")]
async fn live(backend: Backend) {
    let runtime = open(backend).await;
    let (actor, began) = (launch(&runtime).await, Instant::now());
    let mut known = Chain::default();
    while began.elapsed() < LIFE {
        let link = Link {
            word: known.count + 1,
        };
        known = known.with(link);
        assert_eq!(call(&actor, link).await, known);
        if known.count == 1000 {
            println!("{ANSWERED}");
        }
    }
}

/// A process whose actor has answered a thousand times.
fn victim(test: &str) -> Child {
    let program = std::env::current_exe().expect("a running program has a path");
    let mut child = Command::new(program)
        .args(["--exact", test, "--include-ignored", "--nocapture"])
        .env(VICTIM, "1")
        .stdout(Stdio::piped())
        .spawn()
        .expect("this program started before");
    let output = BufReader::new(child.stdout.take().expect("it is piped"));
    let answered = output
        .lines()
        .map_while(Result::ok)
        .any(|line| line.contains(ANSWERED));
    assert!(answered, "the victim ended early: {:?}", child.wait());
    child
}

async fn the_next_process_has_the_device_after_a_kill(backend: Backend) {
    if std::env::var_os(VICTIM).is_some() {
        return live(backend).await;
    }
    let side = match backend {
        Backend::Cpu => "cpu",
        Backend::Cuda | _ => "gpu",
    };
    for _ in 0..3 {
        let test = format!("{side}::the_next_process_has_the_device_after_a_kill");
        let mut victim = victim(&test);
        victim.kill().expect("it runs");
        let status = victim.wait().expect("it was killed");
        assert_eq!(status.code(), None, "it did not end by itself");

        let began = Instant::now();
        let runtime = open(backend).await;
        let actor = launch(&runtime).await;
        let mut known = Chain::default();
        for word in 1..=1000 {
            known = known.with(Link { word });
            assert_eq!(call(&actor, Link { word }).await, known);
        }
        runtime.shutdown().await.unwrap();
        assert!(began.elapsed() < Duration::from_secs(30));
    }
}
