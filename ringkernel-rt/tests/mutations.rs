//! The orderings of the code, taken away one at a time: a test under loom must fail for each.
//!
//! [`MUTATIONS`] is the list. What only a device does, and what concerns several stores at once, is mutated in
//! `model/mutation.rs` instead. To run it, which builds the library once for each:
//!
//! `cargo test -p ringkernel-rt --test mutations -- --ignored --nocapture`
//!
//! With `RINGKERNEL_MUTATION=control.rs` it takes the mutations of that file alone.

#![cfg(not(loom))]

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A change of one place in the sources.
struct Mutation {
    /// In `ringkernel-rt/src`.
    file: &'static str,
    /// What stands ahead of the place.
    after: &'static str,
    is: &'static str,
    becomes: &'static str,
    /// The test that fails.
    caught_by: &'static str,
}

const fn mutation(
    (file, after): (&'static str, &'static str),
    is: &'static str,
    becomes: &'static str,
    caught_by: &'static str,
) -> Mutation {
    Mutation {
        file,
        after,
        is,
        becomes,
        caught_by,
    }
}

const UNPARK: &str = "self.host.unpark();";
const NARROW: &str = "queue::loom::narrow_slots_lose_and_tear_nothing";
const NARROW_AGAIN: &str = "queue::loom::narrow_slots_are_used_again_only_when_they_are_free";
const WIDE: &str = "queue::loom::wide_slots_lose_and_tear_nothing";
const HALVES: &str = "queue::loom::halves_on_two_threads_use_wide_slots_only_when_they_are_free";
const RECALLED: &str = "queue::loom::what_a_source_has_sent_can_be_recalled";
const CLOSED: &str = "queue::loom::who_sees_the_end_sees_the_replies_before_it";
const GONE: &str = "queue::loom::a_sink_is_done_only_when_it_has_taken_all";
const ASLEEP: &str = "actor::loom::an_actor_sleeps_through_nothing";
const DONE: &str = "actor::loom::who_sees_that_a_thread_is_done_sees_all_that_it_did";
const ENDED: &str = "actor::loom::the_end_of_an_actor_is_not_slept_through";
const ACKNOWLEDGED: &str = "actor::loom::a_command_that_is_acknowledged_has_its_effect";
const LAST: &str = "actor::loom::replies_before_the_end_are_seen";
const TOLD: &str = "actor::loom::who_calls_is_told_of_a_fault";
const REPLY: &str = "actor::loom::the_reactor_sleeps_through_no_reply";
const SHARED: &str = "actor::loom::two_threads_share_a_slot";
const SLOT: &str = "actor::loom::who_waits_for_a_slot_is_told_of_the_end";
const SPACE: &str = "actor::loom::a_slot_comes_back_though_its_holder_does_not_look";
const FORGOTTEN: &str = "actor::loom::a_slot_comes_back_though_nobody_looks_any_more";
const LOOKER: &str = "actor::loom::who_leaves_the_looking_is_told";
const TIMER: &str = "reactor::loom::no_timer_is_slept_through";

#[rustfmt::skip]
const MUTATIONS: &[Mutation] = &[
    // The queues.
    mutation(("queue/ring.rs", "fn tag("), "number.wrapping_add(1) as u32", "(number & 0) as u32 + 1", NARROW),
    mutation(("queue/ring.rs", "fn has_room("), "- self.taken <", "- self.taken <=", NARROW_AGAIN),
    mutation(("queue/ring.rs", "fn push_in("), "Ordering::Release", "Ordering::Relaxed", WIDE),
    mutation(("queue/ring.rs", "fn peek_in<"), "wrong |=", "wrong =", NARROW),
    mutation(("queue/ring.rs", "fn peek_in<"), "Ordering::Acquire", "Ordering::Relaxed", WIDE),

    mutation(("queue/flow.rs", "fn taken("), "Ordering::Acquire", "Ordering::Relaxed", HALVES),
    mutation(("queue/flow.rs", "fn note_taken("), "Ordering::Release", "Ordering::Relaxed", HALVES),
    mutation(("queue/flow.rs", "fn told("), "Ordering::Acquire", "Ordering::Relaxed", HALVES),
    mutation(("queue/flow.rs", "fn tell("), "Ordering::Release", "Ordering::Relaxed", HALVES),
    mutation(("queue/flow.rs", "fn sent("), "Ordering::Acquire", "Ordering::Relaxed", RECALLED),
    mutation(("queue/flow.rs", "fn push("), "Ordering::Release", "Ordering::Relaxed", RECALLED),
    mutation(("queue/flow.rs", "fn close("), "Ordering::Release", "Ordering::Relaxed", CLOSED),
    mutation(("queue/flow.rs", "fn is_closed("), "Ordering::Acquire", "Ordering::Relaxed", CLOSED),
    mutation(("queue/flow.rs", "fn leave("), "Ordering::Release", "Ordering::Relaxed", GONE),
    mutation(("queue/flow.rs", "fn is_done("), "Ordering::Acquire", "Ordering::Relaxed", GONE),

    // The control block.
    mutation(("control.rs", "fn said("), "Ordering::Acquire", "Ordering::Relaxed", LAST),
    mutation(("control.rs", "fn say("), "Ordering::Release", "Ordering::Relaxed", LAST),
    mutation(("control.rs", "fn poll("), "self.say(Command::from_raw(raw).state())", "self.say(self.state)", ACKNOWLEDGED),

    // The thread of an actor on the CPU.
    mutation(("backend/cpu/actor.rs", "fn wake("), "self.thread.unpark();", "", ASLEEP),
    mutation(("backend/cpu/actor.rs", "fn is_finished("), "Ordering::Acquire", "Ordering::Relaxed", DONE),
    mutation(("backend/cpu/actor.rs", "fn drop("), "Ordering::Release", "Ordering::Relaxed", DONE),
    mutation(("backend/cpu/actor.rs", "fn drop("), UNPARK, "", ENDED),
    mutation(("backend/cpu/actor.rs", "fn run("), UNPARK, "", ASLEEP),
    mutation(("backend/cpu/actor.rs", "fn poll("), UNPARK, "", ASLEEP),
    mutation(("backend/cpu/actor.rs", "fn answer("), UNPARK, "", ASLEEP),

    // The host's end of an actor.
    mutation(("actor/port.rs", "fn push("), "live.machine.wake();", "", REPLY),
    mutation(("actor/port.rs", "fn push("), "self.watch(&mut inner);", "", REPLY),
    mutation(("actor/port.rs", "fn leave_looking("), "self.watch(&mut guard);", "", LOOKER),
    mutation(("actor/port.rs", "fn forget("), "self.watch(&mut guard);", "", FORGOTTEN),
    mutation(("actor/port.rs", "fn look_for_space("), "self.watch(&mut self.lock());", "", SPACE),
    mutation(("actor/port.rs", "fn pump("), "inner.watched = turn.owed;", "", REPLY),
    mutation(("actor/port.rs", "fn take("), "live.inbox.learn(", "let state = live.control.state(); live.inbox.learn(", LAST),
    mutation(("actor/port.rs", "fn take("), "self.slots.add_permits(came as usize)", "()", SHARED),
    mutation(("actor/port.rs", "fn end("), "self.slots.close();", "", SLOT),

    // The reactor.
    mutation(("reactor.rs", "fn drop("), "self.thread.unpark();", "", TIMER),
    mutation(("reactor.rs", "fn watch("), "self.handle.thread.unpark();", "", TOLD),
    mutation(("reactor.rs", "fn timer("), "self.handle.thread.unpark();", "", TIMER),
    mutation(("reactor.rs", "fn run("), "let next = self.ring();", "let next = None;", TIMER),
];

impl Mutation {
    /// The source with the change.
    fn apply(&self, source: &str) -> String {
        let missing = |what| format!("{}: `{what}` stands there no more", self.file);
        let after = source
            .find(self.after)
            .unwrap_or_else(|| panic!("{}", missing(self.after)));
        let (before, rest) = source.split_at(after);
        assert!(rest.contains(self.is), "{}", missing(self.is));
        format!("{before}{}", rest.replacen(self.is, self.becomes, 1))
    }
}

/// A copy of the workspace's sources, in the same place every time, so that its build is kept.
fn copy_of_the_workspace() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutations");
    let listed = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(&root)
        .output()
        .expect("git lists the sources");
    for file in listed.stdout.split(|byte| *byte == 0) {
        let file = std::str::from_utf8(file).expect("our files have such names");
        let (from, to) = (root.join(file), copy.join(file));
        if !from.is_file() {
            continue;
        }
        let text = fs::read(&from).expect("a listed file can be read");
        // What has not changed keeps its time, and is not built again.
        if fs::read(&to).is_ok_and(|old| old == text) {
            continue;
        }
        fs::create_dir_all(to.parent().expect("a file lies in a folder")).expect("a folder");
        fs::write(&to, text).expect("a copy can be written");
    }
    copy
}

/// Runs `cargo test` of the library under loom.
fn cargo(copy: &Path, arguments: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    Command::new(env!("CARGO"))
        .args(["test", "-p", "ringkernel-rt", "--lib"])
        .args(arguments)
        .current_dir(copy)
        .env("RUSTFLAGS", "--cfg loom")
        .env("CARGO_TARGET_DIR", root.join("target/loom"))
        .output()
        .expect("cargo runs")
}

fn builds(copy: &Path) {
    let built = cargo(copy, &["--no-run"]);
    let said = String::from_utf8_lossy(&built.stderr);
    assert!(
        built.status.success(),
        "the sources do not compile:\n{said}"
    );
}

/// Whether the test passes; it must be there.
fn passes(copy: &Path, test: &str) -> bool {
    let ran = cargo(copy, &["--", "--exact", test]);
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(said.contains("running 1 test"), "there is no test {test}");
    ran.status.success()
}

#[test]
fn each_place_stands_in_the_sources() {
    for mutation in MUTATIONS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src")
            .join(mutation.file);
        let source = fs::read_to_string(&path).expect("the file is there");
        assert_ne!(mutation.apply(&source), source, "{}", mutation.is);
    }
}

#[test]
#[ignore = "builds the library for each mutation"]
fn each_mutation_is_caught() {
    let copy = copy_of_the_workspace();
    builds(&copy);
    let mut tests: Vec<_> = MUTATIONS
        .iter()
        .map(|mutation| mutation.caught_by)
        .collect();
    tests.sort_unstable();
    tests.dedup();
    for test in tests {
        assert!(passes(&copy, test), "{test} fails without a mutation");
    }
    let only = std::env::var_os("RINGKERNEL_MUTATION");
    let mut missed = Vec::new();
    for mutation in MUTATIONS {
        if only
            .as_deref()
            .is_some_and(|only| only != OsStr::new(mutation.file))
        {
            continue;
        }
        let path = copy.join("ringkernel-rt/src").join(mutation.file);
        let source = fs::read_to_string(&path).expect("the file was copied");
        fs::write(&path, mutation.apply(&source)).expect("the copy can be written");
        builds(&copy);
        let caught = !passes(&copy, mutation.caught_by);
        fs::write(&path, &source).expect("the copy can be written");
        let line = format!(
            "{}: {} ... `{}` becomes `{}`: {}",
            mutation.file, mutation.after, mutation.is, mutation.becomes, mutation.caught_by
        );
        eprintln!("{} {line}", if caught { "caught" } else { "MISSED" });
        if !caught {
            missed.push(line);
        }
    }
    assert!(missed.is_empty(), "not caught:\n{}", missed.join("\n"));
}
