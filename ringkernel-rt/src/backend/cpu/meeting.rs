//! Where lanes meet: what a lane says when it waits, and what it learns when all have come.
//!
//! A lane may hand in one value of up to 64 bits; everyone who met gets to see the values of all. That one exchange is
//! what shuffles, votes, reductions and scans of every size are made of.

use std::cell::{Cell, RefCell};
use std::panic::Location;
use std::rc::Rc;

/// Whom a lane waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The lanes of its warp that the mask names and that have not returned.
    Warp(u32),
    /// Whichever lanes of its warp come here together.
    Converged,
    /// The lanes of its block that have not returned.
    Block,
    /// All lanes of all blocks.
    Grid,
}

/// A lane's word when it waits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wait {
    pub(crate) scope: Scope,
    /// The function that it called: all who meet called the same.
    pub(crate) what: &'static str,
    /// What it hands in.
    pub(crate) value: Option<u64>,
    /// Where it called.
    pub(crate) caller: &'static Location<'static>,
}

impl Wait {
    /// Whether both wait for the same meeting.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.scope == other.scope
            && (self.what.as_ptr() == other.what.as_ptr() || self.what == other.what)
    }
}

/// What those who met have handed in, by lane of the warp, by thread of the block, or by block of the grid; `None` for
/// those who did not come.
#[derive(Debug)]
pub(crate) struct Round {
    values: RefCell<Vec<Option<u64>>>,
    combined: Cell<bool>,
}

/// What a lane is resumed with; nothing where nobody handed in a value.
pub(crate) type Outcome = Option<Rc<Round>>;

impl Round {
    pub(crate) fn new(values: Vec<Option<u64>>) -> Rc<Self> {
        Rc::new(Self {
            values: RefCell::new(values),
            combined: Cell::new(false),
        })
    }

    /// The value at a place, if somebody was there.
    pub(crate) fn get(&self, place: usize) -> Option<u64> {
        self.values.borrow().get(place).copied().flatten()
    }

    /// All values.
    pub(crate) fn all(&self) -> std::cell::Ref<'_, [Option<u64>]> {
        std::cell::Ref::map(self.values.borrow(), Vec::as_slice)
    }

    /// Lets the first who asks turn the values into results; then the result at a place.
    pub(crate) fn combined(&self, place: usize, combine: impl FnOnce(&mut [Option<u64>])) -> u64 {
        if !self.combined.replace(true) {
            combine(&mut self.values.borrow_mut());
        }
        self.get(place).expect("who asks has come")
    }
}
