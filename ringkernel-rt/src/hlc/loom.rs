//! The clock in every interleaving of few threads.

use ::loom::thread;

use super::{Clock, Timestamp};
use crate::sync::Arc;

#[test]
fn times_are_different_and_go_up_under_contention() {
    ::loom::model(|| {
        let clock = Arc::new(Clock::new(1));
        let remote = Timestamp {
            physical: 3 * Timestamp::UNIT,
            logical: 0,
            node: 2,
        };
        let others = [2, 4].map(|units: u64| {
            let clock = clock.clone();
            thread::spawn(move || {
                let first = clock.now_at(units * Timestamp::UNIT);
                let second = clock
                    .merge_at(units * Timestamp::UNIT, remote)
                    .expect("it is within the bound");
                assert!(first < second && remote.packed() < second.packed());
                [first, second]
            })
        });
        let own = clock.now_at(0);
        let taken = others.map(|other| other.join().expect("its times go up"));
        let mut times = [own, taken[0][0], taken[0][1], taken[1][0], taken[1][1]];
        times.sort_unstable();
        assert!(times.is_sorted_by(|a, b| a < b), "two are the same");
        // Whoever has joined them is behind all.
        assert!(times.iter().all(|time| *time < clock.now_at(0)));
    });
}
