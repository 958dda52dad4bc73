//! Hears what kernels log, and what the runtime says that it does.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

use tracing_core::field::{Field, Visit};
use tracing_core::span::{Attributes, Current, Id, Record};
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

/// A subscriber that keeps the beginning of every span of the runtime, and each of its events, as one line.
#[derive(Clone, Debug, Default)]
pub struct Tree(Arc<Mutex<Branches>>);

#[derive(Debug, Default)]
struct Branches {
    lines: Vec<String>,
    /// The path of each span that was made; the identity of one is its place here, from 1.
    spans: Vec<(String, &'static Metadata<'static>)>,
    /// The spans that threads are in.
    inside: HashMap<ThreadId, Vec<u64>>,
}

impl Branches {
    fn current(&self) -> Option<u64> {
        self.inside.get(&thread::current().id())?.last().copied()
    }

    /// The line and the path of what begins.
    fn line(&self, parent: Option<u64>, metadata: &Metadata<'_>, name: &str) -> (String, String) {
        let index = |id: u64| usize::try_from(id - 1).expect("it is a place in memory");
        let path = match parent {
            Some(id) => format!("{} > {name}", self.spans[index(id)].0),
            None => name.to_owned(),
        };
        let area = metadata.target().trim_start_matches("ringkernel::");
        (format!("{} {area}: {path}", metadata.level()), path)
    }
}

impl Tree {
    /// Listens to what the calling thread asks for, until the guard is dropped.
    #[must_use]
    pub fn start() -> (Self, dispatcher::DefaultGuard) {
        let tree = Self::default();
        let guard = dispatcher::set_default(&Dispatch::new(tree.clone()));
        (tree, guard)
    }

    /// What has happened since the last call: level, area, the spans from the outermost one on, fields.
    #[must_use]
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.branches().lines)
    }

    fn branches(&self) -> MutexGuard<'_, Branches> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Subscriber for Tree {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("ringkernel::")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut branches = self.branches();
        let parent = match span.parent() {
            Some(id) => Some(id.into_u64()),
            None if span.is_root() => None,
            None => branches.current(),
        };
        let metadata = span.metadata();
        let (mut line, path) = branches.line(parent, metadata, metadata.name());
        span.record(&mut Line(&mut line));
        branches.lines.push(line);
        branches.spans.push((path, metadata));
        Id::from_u64(branches.spans.len() as u64)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut branches = self.branches();
        let parent = match event.is_root() {
            true => None,
            false => branches.current(),
        };
        let (mut line, _) = branches.line(parent, event.metadata(), "event");
        event.record(&mut Line(&mut line));
        branches.lines.push(line);
    }

    fn enter(&self, id: &Id) {
        let inside = thread::current().id();
        let mut branches = self.branches();
        branches
            .inside
            .entry(inside)
            .or_default()
            .push(id.into_u64());
    }

    fn exit(&self, id: &Id) {
        let mut branches = self.branches();
        let inside = branches.inside.get_mut(&thread::current().id());
        let left = inside.and_then(Vec::pop);
        assert_eq!(
            left,
            Some(id.into_u64()),
            "spans end in the order they begin"
        );
    }

    fn current_span(&self) -> Current {
        let branches = self.branches();
        match branches.current() {
            Some(id) => {
                let (_, metadata) = branches.spans[usize::try_from(id - 1).expect("a place")];
                Current::new(Id::from_u64(id), metadata)
            }
            None => Current::none(),
        }
    }
}
