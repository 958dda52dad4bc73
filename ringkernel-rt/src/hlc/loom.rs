//! The clock in every interleaving of two threads with few interruptions.

use ::loom::thread;

use super::{Clock, Timestamp};
use crate::sync::Arc;

#[test]
fn times_are_different_and_go_up_under_contention() {
    let mut model = ::loom::model::Builder::new();
    model.preemption_bound = Some(3);
    model.check(|| {
        let clock = Arc::new(Clock::new(1));
        let remote = Timestamp {
            physical: 3 * Timestamp::UNIT,
            logical: 0,
            node: 2,
        };
        let theirs = clock.clone();
        let other = thread::spawn(move || {
            let heard = theirs.merge_at(2 * Timestamp::UNIT, remote);
            let heard = heard.expect("it is within the bound");
            assert!(remote.packed() < heard.packed());
            heard
        });
        let first = clock.now_at(0);
        let second = clock.now_at(2 * Timestamp::UNIT);
        assert!(first < second);
        let heard = other.join().expect("it only takes a time");
        assert!(heard != first && heard != second);
        // Whoever has joined the other is behind it.
        assert!(clock.now_at(0) > heard.max(second));
    });
}
