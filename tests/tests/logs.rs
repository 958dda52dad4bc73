//! What kernels log reaches `tracing`, with file and line, in order, and nothing is lost in silence; and so does what the
//! runtime does.

mod both;

use both::open;
use ringkernel_rt::prelude::*;
use ringkernel_tests::kernels::actors::{quotient, Fraction};
use ringkernel_tests::kernels::logs::{self, Talk};
use ringkernel_tests::listen::{Listener, Tree};

on_both! {
    a_record_is_an_event_with_file_and_line
    records_stand_in_the_order_of_the_program
    what_finds_no_room_is_counted
    an_actor_is_heard_message_by_message
    an_actor_that_floods_says_so
    a_cell_of_a_stencil_says_where_it_is
    nobody_listens
    what_the_runtime_does_is_a_tree_of_spans
    what_a_supervisor_does_is_told_where_it_was_started
}

/// One thread.
fn one() -> Launch {
    Launch::grid([1; 3], [1; 3])
}

/// The events' messages.
fn messages(lines: &[String]) -> Vec<&str> {
    lines
        .iter()
        .map(|line| {
            let (_, rest) = line.split_once("message=").expect("each has one");
            rest.split_once(" kernel=").expect("each has one").0
        })
        .collect()
}

async fn a_record_is_an_event_with_file_and_line(backend: Backend) {
    let (listener, _guard) = Listener::start();
    let runtime = open(backend).await;
    let a = runtime.upload(&[0.1_f32, 1.0]).unwrap();
    let n = runtime.upload(&[-3, 6]).unwrap();
    let mut halves = runtime.zeroed::<i32>(2).unwrap();
    let call = logs::report::args(&a, &n, &mut halves);
    runtime
        .run(call, Launch::grid([2, 1, 1], [1, 1, 1]))
        .await
        .unwrap();
    let place = "src/kernels/logs.rs";
    let of = |thread: u32| format!("kernel=\"report\" block={thread} thread=0");
    let (first, second) = (of(0), of(1));
    assert_eq!(
        listener.take_sorted(),
        [
            format!("DEBUG {place}:31 message=half of -3 {first}"),
            format!("DEBUG {place}:31 message=half of 6 {second}"),
            format!("ERROR {place}:24 message=18446744073709551614 2 {second}"),
            format!("INFO {place}:13 message=0: 0.1 or 0.1, false {first}"),
            format!("INFO {place}:13 message=1: 1 or 1.0, true {second}"),
            format!("TRACE {place}:15 message=-3 -12000000000 253 0.033333333830038704 {first}"),
            format!("TRACE {place}:15 message=6 24000000000 6 0.3333333333333333 {second}"),
            format!("WARN {place}:14 message=nothing but {{braces}} {first}"),
            format!("WARN {place}:14 message=nothing but {{braces}} {second}"),
        ]
    );
}

async fn records_stand_in_the_order_of_the_program(backend: Backend) {
    let (listener, _guard) = Listener::start();
    let runtime = open(backend).await;
    let mut out = runtime.zeroed::<i32>(4).unwrap();
    let call = logs::one_after_another::args(&mut out);
    let result = runtime.run(call, one()).await;
    let heard = listener.take();
    assert_eq!(messages(&heard), ["0 1 2", "0 of 2", "one", "2 of 3"]);
    let Err(Error::Fault(fault)) = result else {
        panic!("{result:?} instead of a fault");
    };
    assert_eq!(fault.kind, FaultKind::Index { index: 4, len: 4 });
}

async fn what_finds_no_room_is_counted(backend: Backend) {
    let (listener, _guard) = Listener::start();
    let runtime = open(backend).await;
    for _ in 0..2 {
        runtime.run(logs::flood::args(10_000), one()).await.unwrap();
        let heard = listener.take();
        let heard = messages(&heard);
        if backend == Backend::Cpu {
            assert_eq!(heard.len(), 10_000);
            continue;
        }
        let (last, records) = heard.split_last().unwrap();
        assert_eq!(records.len(), 4094);
        assert_eq!(records[4093], "4093");
        assert_eq!(
            *last,
            "5906 records were lost: the kernel logs faster than the host reads"
        );
    }
}

async fn an_actor_is_heard_message_by_message(backend: Backend) {
    let (listener, _guard) = Listener::start();
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<logs::talk>(LaunchOptions::default())
        .await
        .unwrap();
    for from in 0..3000 {
        actor.call(Talk { from, times: 1 }).await.unwrap();
        // What was logged before a reply is told before it.
        assert_eq!(messages(&listener.take()), [format!("word {from}")]);
    }
    actor.terminate().await.unwrap();
}

async fn an_actor_that_floods_says_so(backend: Backend) {
    let (listener, _guard) = Listener::start();
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<logs::talk>(LaunchOptions::default())
        .await
        .unwrap();
    let times = 100_000;
    actor.call(Talk { from: 0, times }).await.unwrap();
    actor.terminate().await.unwrap();
    drop(actor);
    let heard = listener.take();
    let mut total = 0;
    let mut last = None;
    for message in messages(&heard) {
        if let Some((lost, _)) = message.split_once(" record") {
            total += lost.parse::<u64>().unwrap();
        } else {
            let number: u64 = message.strip_prefix("word ").unwrap().parse().unwrap();
            assert!(last < Some(number), "one lane speaks in order");
            last = Some(number);
            total += 1;
        }
    }
    assert_eq!(total, times);
}

async fn a_cell_of_a_stencil_says_where_it_is(backend: Backend) {
    let (listener, _guard) = Listener::start();
    let runtime = open(backend).await;
    let mut grid = runtime
        .stencil::<logs::corner>(Grid::d2(40, 20).boundary(Boundary::Zero))
        .unwrap();
    grid.step(600, logs::corner::Params {}).await.unwrap();
    let heard = listener.take();
    let place = "kernel=\"corner\" block=(0, 1, 0) thread=(17, 1, 0)";
    let expected: Vec<String> = (0..600)
        .map(|step| format!("INFO src/kernels/logs.rs:71 message=at 17 9: {step} {place}"))
        .collect();
    assert_eq!(heard, expected);
}

async fn nobody_listens(backend: Backend) {
    let runtime = open(backend).await;
    runtime.run(logs::flood::args(10), one()).await.unwrap();
}

const GOOD: Fraction = Fraction {
    numerator: 12,
    denominator: 4,
};
const BAD: Fraction = Fraction {
    numerator: 1,
    denominator: 0,
};

async fn what_the_runtime_does_is_a_tree_of_spans(backend: Backend) {
    let (tree, _guard) = Tree::start();
    let runtime = open(backend).await;
    let actor = runtime.launch::<quotient>(LaunchOptions::default()).await;
    let actor = actor.unwrap();
    assert_eq!(actor.call(GOOD).await.unwrap().value, 3);
    let error = actor.call(BAD).await.unwrap_err();
    actor.restart().await.unwrap();
    assert_eq!(actor.call_blocking(GOOD).unwrap().value, 3);
    actor.deactivate().await.unwrap();
    actor.terminate().await.unwrap();
    let of_actor = "actor=1 kernel=\"quotient\"";
    let mut expected = vec![
        format!("INFO runtime: build backend={backend:?}"),
        "INFO runtime: launch kernel=\"quotient\" instances=1".to_owned(),
        format!("INFO actor: create {of_actor}"),
        format!("TRACE actor: call {of_actor}"),
        format!("TRACE actor: call {of_actor}"),
        format!("WARN actor: event message=fault {of_actor} error={error}"),
        format!("INFO actor: restart {of_actor}"),
        format!("INFO actor: restart > create {of_actor}"),
        format!("TRACE actor: call {of_actor}"),
        format!("DEBUG actor: deactivate {of_actor}"),
        format!("DEBUG actor: terminate {of_actor}"),
    ];
    if backend == Backend::Cuda {
        // No other test here uses it.
        let load = "INFO runtime: launch > load kernel=\"quotient\"";
        expected.insert(2, load.to_owned());
    }
    assert_eq!(tree.take(), expected);
    runtime.shutdown().await.unwrap();
}

async fn what_a_supervisor_does_is_told_where_it_was_started(backend: Backend) {
    let (tree, _guard) = Tree::start();
    let runtime = open(backend).await;
    let child = Child::new::<logs::talk>("talk", LaunchOptions::default());
    let supervision = runtime.supervise(Supervisor::new("top").child(child)).await;
    let supervision = supervision.unwrap();
    supervision.shutdown().await.unwrap();
    let lines = tree.take();
    let lines = lines
        .iter()
        .filter(|line| !line.starts_with("INFO runtime:"));
    let of_actor = "actor=1 kernel=\"talk\"";
    let expected = [
        format!("INFO actor: create {of_actor}"),
        "INFO supervisor: event message=started child=\"top/talk\"".to_owned(),
        "DEBUG actor: terminate actor=1 name=\"top/talk\" kernel=\"talk\"".to_owned(),
    ];
    assert_eq!(lines.cloned().collect::<Vec<_>>(), expected);
    runtime.shutdown().await.unwrap();
}
