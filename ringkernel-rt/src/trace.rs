//! What the host and its actors did, on one clock, as a file that Perfetto and Chrome open:
//! [`RingKernel::trace`](crate::RingKernel::trace).
//!
//! The host's part are the [spans](crate::span) of the runtime, whether anybody listens to them or not, and what
//! supervisors decide. The device's part is what actors [record](crate::LaunchOptions::record) of themselves, whose times
//! are put on the host's clock; each event says by how much it may be off. Actors' records are read when somebody looks
//! for their replies, and when the trace stops: what was written over meanwhile is counted as lost. While there is no
//! trace a call pays for one look at a flag.
//!
//! The file is in the Trace Event Format: <https://ui.perfetto.dev> opens it. A track has what does not overlap, so an
//! actor with several calls under way has several.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::{self, Write as _};
use std::fs;
use std::path::Path;
// Not the checker's: nothing is concluded from the flag, and it would only see more interleavings.
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::record::{Deed, Entry, Messages, Record};
use crate::runtime::RingKernel;

/// A trace that goes on until it is stopped, or another of the same runtime is started.
#[derive(Debug)]
pub struct Trace {
    runtime: RingKernel,
    book: Arc<Book>,
}

/// A trace that was stopped.
#[derive(Debug)]
pub struct Recording {
    book: Arc<Book>,
    stopped: Instant,
    device: String,
}

/// What a runtime traces, if it does. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tracer(Arc<Switch>);

#[derive(Debug, Default)]
struct Switch {
    on: AtomicBool,
    book: Mutex<Option<Arc<Book>>>,
}

/// The events of one trace.
#[derive(Debug)]
pub(crate) struct Book {
    started: Instant,
    limit: usize,
    content: Mutex<Content>,
}

#[derive(Debug, Default)]
struct Content {
    events: VecDeque<Event>,
    lost: u64,
    /// Kernels and names of actors, by number.
    actors: BTreeMap<u64, String>,
}

#[derive(Clone, Debug)]
enum Event {
    /// Something that the host did for an actor, or for none.
    Host {
        actor: Option<u64>,
        name: &'static str,
        of: String,
        from: Instant,
        /// The same where it took no time.
        to: Instant,
    },
    /// Something that an actor did.
    Device { actor: u64, record: Record },
    /// So many records of an actor, behind those that came before, were written over; noticed then.
    Lost {
        actor: u64,
        records: u64,
        at: Instant,
    },
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Held for single changes, which leave it whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Tracer {
    /// Whether there is a trace.
    #[inline]
    pub(crate) fn is_on(&self) -> bool {
        // Relaxed: who sees it late misses the first events.
        self.0.on.load(Ordering::Relaxed)
    }

    pub(crate) fn book(&self) -> Option<Arc<Book>> {
        match self.is_on() {
            true => lock(&self.0.book).clone(),
            false => None,
        }
    }

    fn start(&self, limit: usize) -> Arc<Book> {
        let book = Arc::new(Book {
            started: Instant::now(),
            limit,
            content: Mutex::default(),
        });
        *lock(&self.0.book) = Some(book.clone());
        // Relaxed: as in `is_on`.
        self.0.on.store(true, Ordering::Relaxed);
        book
    }

    /// Ends the trace, unless another has taken its place.
    fn stop(&self, book: &Arc<Book>) {
        let mut present = lock(&self.0.book);
        if present
            .take_if(|present| Arc::ptr_eq(present, book))
            .is_some()
        {
            // Relaxed: as in `is_on`.
            self.0.on.store(false, Ordering::Relaxed);
        }
    }
}

impl Book {
    pub(crate) fn started(&self) -> Instant {
        self.started
    }

    fn push(&self, event: Event) {
        let mut content = lock(&self.content);
        if content.events.len() == self.limit {
            content.events.pop_front();
            content.lost += 1;
        }
        content.events.push_back(event);
    }

    /// Takes note of something that the host has done.
    pub(crate) fn host(
        &self,
        actor: Option<u64>,
        name: &'static str,
        of: String,
        from: Instant,
        to: Instant,
    ) {
        self.push(Event::Host {
            actor,
            name,
            of,
            from,
            to,
        });
    }

    /// Takes note of what an actor says that it did, and of what was lost of that.
    pub(crate) fn device(&self, actor: u64, called: impl FnOnce() -> String, entries: &[Entry]) {
        (lock(&self.content).actors.entry(actor)).or_insert_with(called);
        for &entry in entries {
            match entry {
                Entry::Record(record) => self.push(Event::Device { actor, record }),
                Entry::Lost(records) => {
                    lock(&self.content).lost += records;
                    let at = Instant::now();
                    self.push(Event::Lost { actor, records, at });
                }
            }
        }
    }
}

impl RingKernel {
    /// Starts a trace that keeps the last `events` events. Another one that goes on is stopped.
    ///
    /// ```
    /// # async fn f(runtime: ringkernel_rt::RingKernel) -> std::io::Result<()> {
    /// let trace = runtime.trace(100_000);
    /// // ...
    /// trace.stop().write("trace.json")?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn trace(&self, events: usize) -> Trace {
        Trace {
            runtime: self.clone(),
            book: self.tracer().start(events.max(1)),
        }
    }
}

impl Trace {
    /// Stops, after a last look at what actors have recorded.
    #[must_use]
    pub fn stop(self) -> Recording {
        for actor in self.runtime.census().actors() {
            if let Some(port) = actor.port() {
                port.trace();
            }
        }
        Recording {
            book: self.book.clone(),
            stopped: Instant::now(),
            device: self.runtime.backend().to_string(),
        }
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        self.runtime.tracer().stop(&self.book);
    }
}

/// Events that lie apart from all others of their kind: a row of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Host = 1,
    Device = 2,
}

/// An event as it is drawn.
#[derive(Debug)]
struct Drawn {
    side: Side,
    /// 0 for the host's own.
    actor: u64,
    name: String,
    of: String,
    from: Duration,
    /// `None` for what takes no time.
    long: Option<Duration>,
    within: Duration,
}

impl Recording {
    /// Events that are not in it: what made room for later ones, and what actors wrote over before it was read.
    #[must_use]
    pub fn lost(&self) -> u64 {
        lock(&self.book.content).lost
    }

    /// Writes the file.
    ///
    /// It is there as a whole or not at all: it is written beside its place, as `PATH.part`, and moved there. What is no
    /// plain file, such as a pipe or a link, is written to itself.
    ///
    /// # Errors
    /// The file system's.
    pub fn write(&self, path: impl AsRef<Path>) -> std::io::Result<()> {
        let path = path.as_ref();
        if fs::symlink_metadata(path).is_ok_and(|present| !present.is_file()) {
            return fs::write(path, self.to_string());
        }
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let written = fs::write(&part, self.to_string()).and_then(|()| fs::rename(&part, path));
        if written.is_err() {
            // That it is there at all is worth less than why.
            let _ = fs::remove_file(&part);
        }
        written
    }

    fn since(&self, at: Instant) -> Duration {
        at.saturating_duration_since(self.book.started)
    }

    /// All events by their times.
    fn drawn(&self) -> Vec<Drawn> {
        let content = lock(&self.book.content);
        let mut drawn = Vec::new();
        let mut held: BTreeMap<u64, Vec<(Record, Messages)>> = BTreeMap::new();
        let message = |actor, record: Record, messages: Messages, end: Instant| Drawn {
            side: Side::Device,
            actor,
            name: messages.to_string(),
            of: String::new(),
            from: self.since(record.at),
            long: Some(end.saturating_duration_since(record.at)),
            within: record.within,
        };
        // What takes no time, or nobody knows how long.
        let moment = |actor, name, at, within| Drawn {
            side: Side::Device,
            actor,
            name,
            of: String::new(),
            from: self.since(at),
            long: None,
            within,
        };
        for event in &content.events {
            match event {
                Event::Host {
                    actor,
                    name,
                    of,
                    from,
                    to,
                } => drawn.push(Drawn {
                    side: Side::Host,
                    actor: actor.unwrap_or(0),
                    name: (*name).to_owned(),
                    of: of.clone(),
                    from: self.since(*from),
                    long: (from != to).then(|| to.saturating_duration_since(*from)),
                    within: Duration::ZERO,
                }),
                &Event::Device { actor, record } => {
                    let held = held.entry(actor).or_default();
                    let mut end = |ends: &dyn Fn(&Messages) -> bool| {
                        held.retain(|(taken, messages)| {
                            let over = ends(messages);
                            if over {
                                drawn.push(message(actor, *taken, *messages, record.at));
                            }
                            !over
                        });
                    };
                    match record.deed {
                        Deed::Took(messages) => {
                            held.push((record, messages));
                            continue;
                        }
                        Deed::Answered(done) => {
                            end(&|messages| done.contains(messages.first));
                            continue;
                        }
                        Deed::Began | Deed::Launched | Deed::Faulted(_) | Deed::Parked => {
                            end(&|_| true);
                        }
                        Deed::Reached(_) | Deed::Paused | Deed::Resumed | Deed::Slept => {}
                    }
                    let name = record.deed.to_string();
                    drawn.push(moment(actor, name, record.at, record.within));
                }
                &Event::Lost { actor, records, at } => {
                    // That these were answered may be among it.
                    let held = held.remove(&actor).unwrap_or_default();
                    drawn.extend(held.into_iter().map(|(taken, _)| {
                        moment(actor, taken.deed.to_string(), taken.at, taken.within)
                    }));
                    let name = format!("{records} records lost");
                    drawn.push(moment(actor, name, at, Duration::ZERO));
                }
            }
        }
        for (actor, held) in held {
            let held = held.into_iter();
            // Until now.
            drawn.extend(
                held.map(|(taken, messages)| message(actor, taken, messages, self.stopped)),
            );
        }
        drawn.sort_by_key(|event| event.from);
        drawn
    }
}

/// Microseconds.
struct Micros(Duration);

impl fmt::Display for Micros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanoseconds = self.0.as_nanos();
        write!(f, "{}.{:03}", nanoseconds / 1000, nanoseconds % 1000)
    }
}

/// A string of JSON.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for each in self.0.chars() {
            match each {
                '"' | '\\' => write!(f, "\\{each}")?,
                control if control < ' ' => write!(f, "\\u{:04x}", u32::from(control))?,
                other => f.write_char(other)?,
            }
        }
        f.write_char('"')
    }
}

/// Rows of the picture: each has events that do not overlap.
#[derive(Debug, Default)]
struct Rows {
    /// When the last event of each row ends, by side and actor; rows are numbered as they come.
    rows: BTreeMap<(Side, u64), Vec<(u64, Duration)>>,
    count: u64,
}

impl Rows {
    /// The row of an event that begins no earlier than those before it.
    fn place(&mut self, event: &Drawn) -> u64 {
        let end = event.from + event.long.unwrap_or_default();
        let rows = self.rows.entry((event.side, event.actor)).or_default();
        if let Some((row, busy)) = rows.iter_mut().find(|(_, busy)| *busy <= event.from) {
            *busy = end;
            return *row;
        }
        self.count += 1;
        rows.push((self.count, end));
        self.count
    }
}

/// The file's text.
impl fmt::Display for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rows = Rows::default();
        let lost = self.lost();
        writeln!(
            f,
            "{{\"displayTimeUnit\":\"ns\",\"otherData\":{{\"lost\":{lost}}},\"traceEvents\":["
        )?;
        for event in self.drawn() {
            let row = rows.place(&event);
            let Drawn {
                side,
                name,
                of,
                from,
                long,
                within,
                ..
            } = &event;
            write!(
                f,
                "{{\"name\":{},\"pid\":{},\"tid\":{row},\"ts\":{},",
                Quoted(name),
                *side as u32,
                Micros(*from)
            )?;
            match long {
                Some(long) => write!(f, "\"ph\":\"X\",\"dur\":{},", Micros(*long))?,
                None => f.write_str("\"ph\":\"i\",\"s\":\"t\",")?,
            }
            writeln!(
                f,
                "\"args\":{{\"of\":{},\"within_us\":{}}}}},",
                Quoted(of),
                Micros(*within)
            )?;
        }
        let actors = &lock(&self.book.content).actors;
        for ((side, actor), rows) in &rows.rows {
            let called = match (actor, actors.get(actor)) {
                (0, _) => "runtime".to_owned(),
                (actor, None) => format!("actor {actor}"),
                (_, Some(called)) => called.clone(),
            };
            for (row, _) in rows {
                let side = *side as u32;
                let called = Quoted(&called);
                writeln!(f, "{{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":{side},\"tid\":{row},\"args\":{{\"name\":{called}}}}},")?;
            }
        }
        let device = Quoted(&self.device);
        writeln!(f, "{{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":2,\"tid\":0,\"args\":{{\"name\":{device}}}}},")?;
        writeln!(f, "{{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":1,\"tid\":0,\"args\":{{\"name\":\"host\"}}}}]}}")
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    fn recording(entries: &[Entry]) -> Recording {
        let book = Tracer::default().start(64);
        book.device(1, || "totals".to_owned(), entries);
        Recording {
            book,
            stopped: Instant::now(),
            device: "cpu".to_owned(),
        }
    }

    fn took(first: u64) -> Entry {
        Entry::Record(Record {
            at: Instant::now(),
            within: Duration::ZERO,
            deed: Deed::Took(Messages { first, count: 1 }),
        })
    }

    #[test]
    fn what_was_in_hand_at_a_gap_is_not_in_hand_behind_it() {
        let recording = recording(&[took(1), Entry::Lost(5), took(4)]);
        assert_eq!(recording.lost(), 5);
        let drawn = recording.drawn();
        let drawn = drawn.iter().map(|event| (&event.name[..], event.long));
        let long: BTreeMap<_, _> = drawn.map(|(name, long)| (name, long.is_some())).collect();
        let expected = [
            ("took message 1", false),
            ("5 records lost", false),
            ("message 4", true),
        ];
        assert_eq!(long, BTreeMap::from(expected));
    }

    #[test]
    fn a_file_takes_the_place_of_another_as_a_whole() {
        let name = format!("ringkernel-trace-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        // A run that failed, of the same number, may have left it.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).unwrap();
        let [path, before] = ["trace.json", "before.json"].map(|name| folder.join(name));
        fs::write(&path, "old").unwrap();
        fs::hard_link(&path, &before).unwrap();
        let recording = recording(&[took(1)]);
        recording.write(&path).unwrap();
        let read = |path: &Path| fs::read_to_string(path).unwrap();
        assert_eq!(
            [read(&path), read(&before)],
            [recording.to_string(), "old".to_owned()]
        );
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
        fs::remove_dir_all(folder).unwrap();
    }
}
