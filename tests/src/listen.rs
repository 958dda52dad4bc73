//! Hears what kernels log.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use tracing_core::field::{Field, Visit};
use tracing_core::span::{Attributes, Id, Record};
use tracing_core::subscriber::Subscriber;
use tracing_core::{dispatcher, Dispatch, Event, Metadata};

/// A subscriber that keeps every event as one line.
#[derive(Clone, Debug, Default)]
pub struct Listener(Arc<Mutex<Vec<String>>>);

impl Listener {
    /// Listens to what the calling thread launches, until the guard is dropped.
    #[must_use]
    pub fn start() -> (Self, dispatcher::DefaultGuard) {
        let listener = Self::default();
        let guard = dispatcher::set_default(&Dispatch::new(listener.clone()));
        (listener, guard)
    }

    /// What was heard since the last call: level, file and line, fields.
    #[must_use]
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The same in an order of its own, for threads that run in none.
    #[must_use]
    pub fn take_sorted(&self) -> Vec<String> {
        let mut lines = self.take();
        lines.sort();
        lines
    }
}

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "ringkernel"
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let metadata = event.metadata();
        let line = metadata
            .line()
            .map_or_else(String::new, |line| format!(":{line}"));
        let mut text = format!(
            "{} {}{line}",
            metadata.level(),
            metadata.file().unwrap_or("?")
        );
        event.record(&mut Line(&mut text));
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(text);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        write!(self.0, " {}={value:?}", field.name()).expect("a string grows");
    }
}
