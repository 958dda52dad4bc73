//! Holds the tables to the errors that there are.

use std::collections::BTreeSet;

use ringkernel_rt::{Error, FaultKind};

use super::scene::Told;
use super::{mistakes, requests};

/// Errors that no row provokes, and why. All others must have one.
const NOT_PROVOKED: &[(&str, &str)] = &[
    ("NoDriver", "a machine has the driver or not"),
    ("NoDevice", "a runtime opens GPU number 0"),
    (
        "Thread",
        "a system that starts no more threads fails the test as well",
    ),
    (
        "Schedule",
        "the CPU refuses none: `schedule.rs` of the runtime has the tests",
    ),
    ("Busy", "takes a handler that is busy for five seconds"),
    (
        "Unexplained",
        "takes a thread that dies unseen: `supervision/ends.rs` of the runtime has one",
    ),
    (
        "Drift",
        "takes a device whose clock runs ahead: `actor/reply.rs` of the runtime has the test",
    ),
    (
        "Unattended",
        "takes a waker that panics: `supervision/ends.rs` of the runtime has one",
    ),
];

/// Kinds of faults that no row provokes, and why.
const KINDS_NOT_PROVOKED: &[(&str, &str)] = &[
    (
        "Diverged",
        "only the CPU can tell: `backend/cpu/crew.rs` has the tests",
    ),
    (
        "NotInMask",
        "only the CPU can tell: `backend/cpu/crew.rs` has the tests",
    ),
    (
        "NoStack",
        "only the CPU needs stacks: `backend/cpu/crew.rs` has the test",
    ),
];

/// Names and kinds of all mistakes.
fn all_mistakes() -> Vec<(&'static str, FaultKind)> {
    fn facts<M>(rows: Vec<mistakes::Mistake<M>>) -> Vec<(&'static str, FaultKind)> {
        rows.iter()
            .map(|row| (row.name, row.kind().clone()))
            .collect()
    }
    [
        facts(mistakes::errands()),
        facts(mistakes::stateless()),
        facts(mistakes::crews()),
        facts(mistakes::orders()),
        facts(mistakes::grids()),
        facts(mistakes::stencils()),
    ]
    .concat()
}

#[test]
fn there_are_more_than_a_hundred_rows_with_names_of_their_own() {
    let requests = requests::all();
    let names: Vec<_> = all_mistakes()
        .iter()
        .map(|(name, _)| *name)
        .chain(requests.iter().map(|row| row.name))
        .collect();
    assert!(names.len() > 100, "{} rows", names.len());
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
}

/// Each of `all` is provoked or excused, and none is both.
fn assert_complete(all: &[&str], provoked: &BTreeSet<&str>, excused: &[(&str, &str)]) {
    for name in all {
        let reason = excused.iter().find(|(excused, _)| excused == name);
        assert_ne!(
            provoked.contains(name),
            reason.is_some(),
            "{name}: {reason:?}"
        );
    }
    assert!(excused.iter().all(|(name, _)| all.contains(name)));
}

#[test]
fn every_error_is_provoked_by_a_row_or_has_a_reason() {
    let requests = requests::all();
    let told = requests.iter().filter_map(|row| match &row.told {
        Told::Error(error) => Some(error.variant()),
        Told::GaveUp { .. } => Some("GaveUp"),
        Told::Done | Told::NotSent | Told::NotAnswered | Told::Full | Told::Closed => None,
    });
    assert_complete(Error::VARIANTS, &told.collect(), NOT_PROVOKED);
}

#[test]
fn every_kind_of_fault_is_provoked_by_a_row_or_has_a_reason() {
    let (mistakes, requests) = (all_mistakes(), requests::all());
    let of_requests = requests.iter().filter_map(|row| match &row.told {
        Told::Error(Error::Fault(fault)) => Some(&fault.kind),
        _another => None,
    });
    let kinds = mistakes.iter().map(|(_, kind)| kind).chain(of_requests);
    let kinds = kinds.map(FaultKind::variant).collect();
    assert_complete(FaultKind::VARIANTS, &kinds, KINDS_NOT_PROVOKED);
}
