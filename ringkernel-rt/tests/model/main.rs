//! The protocol between the host and an actor, every run of it, by the model checker `stateright`.
//!
//! `ringkernel_rt::queue` says the protocol in words. Here the host sends, gives orders, drops its handle and starts
//! the actor again; the actor answers, obeys, faults at any message, pauses or parks between two and goes on; and
//! between them lies a memory in which stores become visible in every order that C++ and PTX allow ([`memory`]).
//!
//! The real numbers are too many to explore, so they are smaller here: queues of one or two slots, tags of one or two
//! bits, orders numbered in four bits, slots of two words, four or six messages, and as few mishaps as a [`Budget`] says. All
//! numbers wrap within a run. What depends on the sizes beyond that is argued in `queue/mod.rs`. A step may load and
//! store several words: whoever loads in between could load the older values after it as well.
//!
//! [`mutation`] lists the same protocol with one thing wrong; the checker must find what comes of each.

#![cfg(not(loom))]

mod actor;
mod host;
mod memory;
mod mutation;
mod protocol;
mod queue;
mod value;

use stateright::{Checker, HasDiscoveries, Model};

use mutation::{Case, CASES};
use protocol::{Budget, Protocol};
use queue::Form;

/// Tags that just suffice: more than there are slots.
fn protocol(form: Form, capacity: u8, budget: Budget) -> Protocol {
    Protocol {
        form,
        capacity,
        tag_bits: u32::from(capacity),
        messages: 2 + 2 * capacity,
        budget,
        mutation: None,
    }
}

/// Looks at every run, and prints one that breaks a property.
fn check(form: Form, capacity: u8, budget: Budget) {
    let checker = protocol(form, capacity, budget).checker().threads(2);
    checker.spawn_dfs().join().assert_properties();
}

/// Some of everything.
const ALL: Budget = Budget {
    faults: 1,
    ends: 1,
    pauses: 1,
    parks: 1,
};

/// Ends of every kind, one after another.
const ENDS: Budget = Budget {
    faults: 2,
    ends: 2,
    pauses: 0,
    parks: 0,
};

/// Orders that overtake each other, at actors that come and go. They touch no slot, so one narrow one is enough.
const ORDERS: Budget = Budget {
    faults: 0,
    ends: 0,
    pauses: 2,
    parks: 2,
};

#[test]
fn one_narrow_slot() {
    check(Form::Narrow, 1, ALL);
    check(Form::Narrow, 1, ENDS);
    check(Form::Narrow, 1, ORDERS);
}

#[test]
fn two_narrow_slots() {
    check(Form::Narrow, 2, ALL);
    check(Form::Narrow, 2, ENDS);
}

#[test]
fn one_wide_slot() {
    check(Form::Wide, 1, ALL);
    check(Form::Wide, 1, ENDS);
}

#[test]
fn two_wide_slots() {
    check(Form::Wide, 2, ENDS);
}

/// Whether a run breaks the property that the mutation should.
fn is_found(case: &Case) -> bool {
    let mutated = Protocol {
        mutation: Some(case.mutation),
        ..protocol(case.form, 1, case.budget.clone())
    };
    let enough = HasDiscoveries::AnyOf([case.breaks].into());
    let checker = mutated.checker().finish_when(enough).spawn_bfs().join();
    checker.discovery(case.breaks).is_some()
}

#[test]
fn each_mutation_is_found() {
    let missed: Vec<_> = (CASES.iter())
        .filter(|case| !is_found(case))
        .map(|case| {
            let Case {
                mutation,
                form,
                breaks,
                place,
                ..
            } = case;
            format!("{mutation:?} in {form:?} slots ({place}): {breaks}")
        })
        .collect();
    assert!(
        missed.is_empty(),
        "nothing is broken:\n{}",
        missed.join("\n")
    );
}
