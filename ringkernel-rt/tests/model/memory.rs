//! Memory between two threads, as C++ and PTX have it for loads and stores: each place remembers what was stored, each
//! thread how far it has seen, and a load gives any value that is not older than that.
//!
//! Stores to several places thus become visible in any order, unless a release and an acquire forbid it. A load never
//! gives a value that is stored later, which is the rule for stores that depend on the load.

use std::ops::Range;

use crate::value::{Place, Value, PLACES};

/// Who loads and stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Thread {
    Host,
    Actor,
}

/// How a load or a store orders others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Relaxed,
    /// Release of a store, acquire of a load.
    Ordered,
}

/// Of each place the oldest store that may still be loaded.
type View = [u8; PLACES];

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Store {
    value: Value,
    /// What the storing thread had seen, if the store was a release.
    released: Option<View>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Memory {
    /// Stores to each place, the oldest first.
    places: [Vec<Store>; PLACES],
    host: View,
    actor: View,
}

fn join(view: &mut View, other: &View) {
    for (mine, theirs) in view.iter_mut().zip(other) {
        *mine = (*mine).max(*theirs);
    }
}

impl Memory {
    /// Memory that nobody has written.
    pub(crate) fn new() -> Self {
        let never = |_| {
            vec![Store {
                value: Value::Never,
                released: None,
            }]
        };
        Self {
            places: std::array::from_fn(never),
            host: [0; PLACES],
            actor: [0; PLACES],
        }
    }

    fn view(&mut self, by: Thread) -> &mut View {
        match by {
            Thread::Host => &mut self.host,
            Thread::Actor => &mut self.actor,
        }
    }

    /// The stores that a load may give now.
    pub(crate) fn visible(&self, by: Thread, place: Place) -> Range<usize> {
        let view = match by {
            Thread::Host => &self.host,
            Thread::Actor => &self.actor,
        };
        usize::from(view[place.index()])..self.places[place.index()].len()
    }

    /// What a store has stored.
    pub(crate) fn value(&self, place: Place, store: usize) -> Value {
        self.places[place.index()][store].value
    }

    /// Loads the value of a store, one of [`visible`](Self::visible).
    pub(crate) fn load(&mut self, by: Thread, place: Place, store: usize, order: Order) -> Value {
        let Store { value, released } = self.places[place.index()][store].clone();
        let view = self.view(by);
        view[place.index()] = u8::try_from(store).expect("stores are few");
        if let (Order::Ordered, Some(released)) = (order, released) {
            join(view, &released);
        }
        value
    }

    /// Stores a value; false when the thread has not seen what it overwrites, so that the other one's store could as
    /// well have been the later.
    #[must_use]
    pub(crate) fn store(&mut self, by: Thread, place: Place, value: Value, order: Order) -> bool {
        let last = u8::try_from(self.places[place.index()].len()).expect("stores are few");
        let view = self.view(by);
        let known = view[place.index()] + 1 == last;
        view[place.index()] = last;
        let released = match order {
            Order::Relaxed => None,
            Order::Ordered => Some(*view),
        };
        self.places[place.index()].push(Store { value, released });
        known
    }

    /// Shows both threads all that was stored.
    pub(crate) fn settle(&mut self) {
        let last = |stores: &Vec<Store>| u8::try_from(stores.len() - 1).expect("stores are few");
        self.host = std::array::from_fn(|place| last(&self.places[place]));
        self.actor = self.host;
        self.forget();
    }

    /// Drops what no thread can load any more, so that states which differ in that alone are one.
    pub(crate) fn forget(&mut self) {
        let mut dead = self.host;
        for (dead, other) in dead.iter_mut().zip(&self.actor) {
            *dead = (*dead).min(*other);
        }
        let shift = |view: &mut View| {
            for (seen, dead) in view.iter_mut().zip(&dead) {
                *seen = seen.saturating_sub(*dead);
            }
        };
        shift(&mut self.host);
        shift(&mut self.actor);
        for (stores, dead) in self.places.iter_mut().zip(&dead) {
            stores.drain(..usize::from(*dead));
            for store in stores {
                if let Some(released) = &mut store.released {
                    shift(released);
                }
            }
        }
    }
}
