//! Places of the source as `tracing` knows them.
//!
//! `tracing` wants each place to be a static, while those of device code are known at run time. So each is made once,
//! registered and kept for ever: there are as many as log macros in the program.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, OnceLock, PoisonError};

use tracing_core::field::{display, FieldSet, Value};
use tracing_core::subscriber::Interest;
use tracing_core::{callsite, identify_callsite, Dispatch, Event, Kind, Metadata};

use super::Level;
use crate::error::Triple;

/// What events of kernels are told apart by in filters.
const TARGET: &str = "ringkernel";

/// The order is that of [`Callsite::event`].
const FIELDS: &[&str] = &["message", "kernel", "block", "thread"];

/// A place that makes events.
#[derive(Debug)]
pub(super) struct Callsite {
    /// Set before anybody else knows of it.
    metadata: OnceLock<Metadata<'static>>,
}

/// Values of an event.
pub(super) struct Values<'a> {
    pub(super) message: fmt::Arguments<'a>,
    pub(super) kernel: &'a str,
    /// Block and thread.
    pub(super) place: Option<(Triple, Triple)>,
}

impl callsite::Callsite for Callsite {
    /// Every event is asked about anew.
    fn set_interest(&self, _: Interest) {}

    fn metadata(&self) -> &Metadata<'_> {
        self.metadata.get().expect("set when it was made")
    }
}

#[derive(PartialEq, Eq, Hash)]
struct Key {
    level: Level,
    file: &'static str,
    line: Option<u32>,
}

impl Callsite {
    /// The place of a level, file and line.
    pub(super) fn of(level: Level, file: &str, line: Option<u32>) -> &'static Self {
        static KNOWN: OnceLock<Mutex<HashMap<Key, &'static Callsite>>> = OnceLock::new();
        let known = KNOWN.get_or_init(Mutex::default);
        // Held for single look-ups and inserts, which leave it whole.
        let lock = || known.lock().unwrap_or_else(PoisonError::into_inner);
        let matches = |key: &Key| key.level == level && key.file == file && key.line == line;
        let find = |known: &HashMap<Key, &'static Self>| {
            known
                .iter()
                .find(|(key, _)| matches(key))
                .map(|(_, site)| *site)
        };
        if let Some(site) = find(&lock()) {
            return site;
        }
        let file: &'static str = Box::leak(file.into());
        let site: &'static Self = Box::leak(Box::new(Self {
            metadata: OnceLock::new(),
        }));
        let fields = FieldSet::new(FIELDS, identify_callsite!(site));
        let metadata = Metadata::new(
            "kernel log",
            TARGET,
            level.in_tracing(),
            Some(file),
            line,
            None,
            fields,
            Kind::EVENT,
        );
        site.metadata.set(metadata).expect("nobody else has it yet");
        // Not under the lock: a subscriber hears of it here, and may do anything. Of two that are made at once both are
        // good.
        callsite::register(site);
        lock().insert(Key { level, file, line }, site);
        site
    }

    /// Makes an event if the subscriber wants it.
    pub(super) fn event(&'static self, dispatch: &Dispatch, values: &Values<'_>) {
        let metadata = self.metadata.get().expect("set when it was made");
        if !dispatch.enabled(metadata) {
            return;
        }
        let places = values
            .place
            .as_ref()
            .map(|(block, thread)| (display(block), display(thread)));
        let (block, thread) = match &places {
            Some((block, thread)) => (Some(block as &dyn Value), Some(thread as &dyn Value)),
            None => (None, None),
        };
        let set = metadata.fields();
        let mut fields = set.iter();
        let mut next = || fields.next().expect("as many as FIELDS");
        let [message, kernel, at_block, at_thread] = [next(), next(), next(), next()];
        let values = [
            (&message, Some(&values.message as &dyn Value)),
            (&kernel, Some(&values.kernel as &dyn Value)),
            (&at_block, block),
            (&at_thread, thread),
        ];
        dispatch.event(&Event::new(metadata, &set.value_set(&values)));
    }
}
