//! What an actor records of itself while it runs, where [`LaunchOptions::record`](crate::LaunchOptions::record) asks for
//! it: the last things that it did, and when.
//!
//! The records lie in a ring in the host's memory, which the device writes and the host reads whatever the device is
//! doing: `device/record.cuh` says how. `Writer` writes it for an actor on the CPU, `Tape` reads either.

use std::fmt;
use std::mem::offset_of;
use std::time::{Duration, Instant};

use crate::abi::{self, rk_deed, rk_record_head};
use crate::control::State;
use crate::hlc::Alignment;
use crate::queue::layout::Shared;
use crate::sync::Ordering;

/// Records that a ring has at least, and at most.
const LEAST: u32 = 64;
const MOST: u32 = 1 << 16;

/// How often a reader may fall behind by a round before it leaves the rest for another time.
const LAPS: u32 = 2;

/// Words of a record.
const WORDS: usize = size_of::<rk_deed>() / size_of::<u64>();

/// How many messages are a record's, in its last word; above, the upper half of the first one's number.
const COUNT_MASK: u32 = (1 << (abi::RK_RECORD_NUMBER_SHIFT - abi::RK_RECORD_COUNT_SHIFT)) - 1;
const KIND_MASK: u32 = (1 << abi::RK_RECORD_COUNT_SHIFT) - 1;

/// Something that an actor did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record {
    /// When, by the host's clock.
    pub at: Instant,
    /// By how much `at` may be wrong: what one actor did is in order whatever this says.
    pub within: Duration,
    /// What.
    pub deed: Deed,
}

/// What an actor may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Deed {
    /// Its kernel, or its thread, is there: at first, or again after it was parked.
    Launched,
    /// It began.
    Began,
    /// It took messages in hand.
    Took(Messages),
    /// It has answered messages.
    Answered(Messages),
    /// It acted on an order, and is in this state.
    Reached(State),
    /// Its handler made a mistake at the message of this number.
    Faulted(u64),
    /// It takes no messages because a kernel is to be loaded.
    Paused,
    /// It takes messages again.
    Resumed,
    /// Its kernel left the device, to be launched again.
    Parked,
    /// Nothing came for so long that it looks seldom, or sleeps until it is woken.
    Slept,
}

/// Messages one after another, which count from 1 in each life of an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Messages {
    /// The first one's number.
    pub first: u64,
    /// How many they are.
    pub count: u32,
}

impl Messages {
    /// Whether the message of this number is one of them.
    #[must_use]
    pub fn contains(&self, number: u64) -> bool {
        (self.first..self.first + u64::from(self.count)).contains(&number)
    }
}

impl fmt::Display for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, count } = *self;
        match count {
            1 => write!(f, "message {first}"),
            _ => write!(f, "messages {first} to {}", first + u64::from(count) - 1),
        }
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Launched => f.write_str("on the device"),
            Self::Began => f.write_str("began"),
            Self::Took(messages) => write!(f, "took {messages}"),
            Self::Answered(messages) => write!(f, "answered {messages}"),
            Self::Reached(state) => write!(f, "reached: {state:?}"),
            Self::Faulted(message) => write!(f, "faulted at message {message}"),
            Self::Paused => f.write_str("paused"),
            Self::Resumed => f.write_str("went on"),
            Self::Parked => f.write_str("off the device"),
            Self::Slept => f.write_str("found nothing to do"),
        }
    }
}

/// Messages that were taken and neither answered nor let go of, and when they were taken; the oldest first.
pub(crate) fn in_hand(records: &[Record]) -> Vec<(Instant, Messages)> {
    let mut held: Vec<(Instant, Messages)> = Vec::new();
    for record in records {
        match record.deed {
            Deed::Took(messages) => held.push((record.at, messages)),
            Deed::Answered(done) => held.retain(|(_, messages)| !done.contains(messages.first)),
            // It has nothing in hand; at a fault it lets go of what lies behind.
            Deed::Launched | Deed::Began | Deed::Faulted(_) | Deed::Parked => held.clear(),
            Deed::Reached(_) | Deed::Paused | Deed::Resumed | Deed::Slept => {}
        }
    }
    held
}

/// How many records a ring has where so many are asked for.
pub(crate) fn ring(asked: u32) -> u32 {
    asked.clamp(LEAST, MOST).next_power_of_two()
}

/// Bytes of a ring.
pub(crate) fn bytes(records: u32) -> usize {
    size_of::<rk_record_head>() + records as usize * size_of::<rk_deed>()
}

/// Where record `number` is.
fn place(records: u32, number: u32) -> usize {
    let place = (number & (records - 1)) as usize;
    size_of::<rk_record_head>() + place * size_of::<rk_deed>()
}

/// A record as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Raw {
    /// Its number, modulo 2^32.
    number: u32,
    time: u64,
    kind: u32,
    count: u32,
    /// Number of the first message, from 0 over all lives.
    message: u64,
}

impl Raw {
    /// What it says to who counts messages from `first`; `None` if it is of an actor before, or the seat's own.
    fn deed(&self, first: u64) -> Option<Deed> {
        let messages = || {
            Some(Messages {
                first: self.message.checked_sub(first)? + 1,
                count: self.count,
            })
        };
        match self.kind {
            abi::RK_RECORD_LAUNCHED => Some(Deed::Launched),
            abi::RK_RECORD_BEGAN => (self.message == first).then_some(Deed::Began),
            abi::RK_RECORD_TOOK => messages().map(Deed::Took),
            abi::RK_RECORD_ANSWERED => messages().map(Deed::Answered),
            abi::RK_RECORD_FAULTED => messages().map(|messages| Deed::Faulted(messages.first)),
            abi::RK_RECORD_PAUSED => Some(Deed::Paused),
            abi::RK_RECORD_RESUMED => Some(Deed::Resumed),
            abi::RK_RECORD_PARKED => Some(Deed::Parked),
            abi::RK_RECORD_SLEPT => Some(Deed::Slept),
            other => {
                let state = other.checked_sub(abi::RK_RECORD_STATE)?;
                State::known(state).map(Deed::Reached)
            }
        }
    }
}

/// What records' times, in nanoseconds, count from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    /// A time of the host's clock.
    Host(Instant),
    /// What a GPU's clock does.
    Device(Alignment),
}

impl Clock {
    fn record(&self, time: u64, deed: Deed) -> Option<Record> {
        let (at, within) = match self {
            Self::Host(origin) => (
                origin.checked_add(Duration::from_nanos(time))?,
                Duration::ZERO,
            ),
            Self::Device(clock) => (clock.host_at(time)?, clock.uncertainty_at(time)),
        };
        Some(Record { at, within, deed })
    }
}

/// What a reader of a ring comes to next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    Record(Record),
    /// So many records that were written over.
    Lost(u64),
}

/// Reads a ring.
#[derive(Clone, Debug)]
pub(crate) struct Tape {
    memory: Shared,
    records: u32,
}

impl Tape {
    /// Over memory of [`bytes`], which its writer alone writes.
    pub(crate) fn new(memory: Shared, records: u32) -> Self {
        assert!(records.is_power_of_two() && memory.bytes() >= bytes(records));
        Self { memory, records }
    }

    /// How long messages were in hand, of all warps together.
    pub(crate) fn busy(&self) -> Duration {
        let nanoseconds = (0..abi::RK_RECORD_WARPS as usize).map(|warp| {
            // Relaxed: a figure, nothing hangs on it.
            let word = offset_of!(rk_record_head, busy) + warp * size_of::<u64>();
            self.memory.u64(word).load(Ordering::Relaxed)
        });
        Duration::from_nanos(nanoseconds.fold(0, u64::saturating_add))
    }

    /// The record that is whole in the place of `number`, which may be another's.
    fn look(&self, number: u32) -> Option<Raw> {
        let start = place(self.records, number);
        let words: [u64; WORDS] = std::array::from_fn(|index| {
            let word = self.memory.u64(start + index * size_of::<u64>());
            // Relaxed: nothing is concluded from a word but what it holds.
            word.load(Ordering::Relaxed)
        });
        let tags = words.map(|word| (word >> 32) as u32);
        let [low, high, message, rest] = words.map(|word| word as u32);
        let found = Raw {
            number: tags[0].wrapping_sub(1),
            time: u64::from(high) << 32 | u64::from(low),
            kind: rest & KIND_MASK,
            count: rest >> abi::RK_RECORD_COUNT_SHIFT & COUNT_MASK,
            message: u64::from(rest >> abi::RK_RECORD_NUMBER_SHIFT) << 32 | u64::from(message),
        };
        let is_whole = tags == [tags[0]; WORDS]
            && place(self.records, found.number) == start
            // What was never written.
            && found.kind != 0;
        is_whole.then_some(found)
    }

    /// All that are whole, the oldest first.
    fn whole(&self) -> Vec<Raw> {
        let found: Vec<_> = (0..self.records)
            .filter_map(|place| self.look(place))
            .collect();
        let newest = found.iter().copied().reduce(|newest, other| {
            match is_after(other.number, newest.number) {
                true => other,
                false => newest,
            }
        });
        let Some(newest) = newest else {
            return Vec::new();
        };
        let age = |raw: &Raw| newest.number.wrapping_sub(raw.number);
        // One that is older was written late, over another.
        let mut found: Vec<_> = (found.into_iter())
            .filter(|raw| age(raw) < self.records)
            .collect();
        found.sort_by_key(|raw| std::cmp::Reverse(age(raw)));
        found
    }

    /// Those of the actor whose first message is `first`, from when it began, or from the oldest if that is written over.
    fn own(&self, first: u64) -> Vec<Raw> {
        let mut all = self.whole();
        let begin = all.iter().rposition(|raw| raw.kind == abi::RK_RECORD_BEGAN);
        match begin {
            Some(begin) if all[begin].message == first => all.split_off(begin),
            // It has not begun: this is all of others.
            Some(_) => Vec::new(),
            None => all,
        }
    }

    /// The number of the record that was written last, which is `known` or a later one.
    fn newest(&self, known: u32) -> u32 {
        let found = (0..self.records).filter_map(|place| self.look(place));
        found.fold(known, |newest, raw| match is_after(raw.number, newest) {
            true => raw.number,
            false => newest,
        })
    }

    /// What is whole and was not read, in order: from `next` on, or where nothing was read yet, what the actor whose first
    /// message is `first` has done since a time. No more than the ring has, and no more than a bounded number of looks at
    /// it, however fast it is written.
    pub(crate) fn drain(
        &self,
        next: &mut Option<u32>,
        since: Instant,
        first: u64,
        clock: &Clock,
    ) -> Vec<Entry> {
        let since = next.is_none().then_some(since);
        let begin = || self.own(first).first().map(|raw| raw.number);
        let Some(mut at) = next.or_else(begin) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let mut laps = 0;
        for _ in 0..self.records {
            match self.look(at) {
                Some(raw) if raw.number == at => {
                    let deed = raw.deed(first);
                    let record = deed.and_then(|deed| clock.record(raw.time, deed));
                    let record =
                        record.filter(|record| since.is_none_or(|since| record.at >= since));
                    found.extend(record.map(Entry::Record));
                    at = at.wrapping_add(1);
                }
                Some(raw) if is_after(raw.number, at) => {
                    // Behind by a round. The oldest that is left is the next to be written over, so there would be no
                    // end to this; half a ring is a lead.
                    let left = self.newest(raw.number).wrapping_sub(self.records / 2);
                    found.push(Entry::Lost(u64::from(left.wrapping_sub(at))));
                    at = left;
                    laps += 1;
                    if laps == LAPS {
                        break;
                    }
                }
                // It is not there yet.
                Some(_) | None => break,
            }
        }
        *next = Some(at);
        found
    }

    /// The last `most` records of the actor whose first message is `first`, the oldest first.
    pub(crate) fn last(&self, most: usize, first: u64, clock: &Clock) -> Vec<Record> {
        let own = self.own(first);
        let own = &own[own.len().saturating_sub(most)..];
        let records = own
            .iter()
            .filter_map(|raw| clock.record(raw.time, raw.deed(first)?));
        records.collect()
    }
}

/// Whether a number that wraps is behind another.
fn is_after(number: u32, other: u32) -> bool {
    number != other && number.wrapping_sub(other) <= u32::MAX / 2
}

/// Writes the ring of an actor on the CPU, as `device/record.cuh` does.
#[derive(Debug)]
pub(crate) struct Writer {
    memory: Shared,
    records: u32,
    /// Records written, modulo 2^32.
    count: u32,
    /// What times count from.
    origin: Instant,
    busy: u64,
    /// When the message in hand was taken.
    since: u64,
}

impl Writer {
    /// Over memory of [`bytes`], all 0, that nobody else writes.
    pub(crate) fn new(memory: Shared, records: u32, origin: Instant) -> Self {
        Self {
            memory,
            records,
            count: 0,
            origin,
            busy: 0,
            since: 0,
        }
    }

    fn put(&mut self, kind: u32, message: u64, count: u32) -> u64 {
        let time = u64::try_from(self.origin.elapsed().as_nanos()).unwrap_or(u64::MAX);
        let start = place(self.records, self.count);
        self.count = self.count.wrapping_add(1);
        let tag = u64::from(self.count) << 32;
        let rest = kind
            | count << abi::RK_RECORD_COUNT_SHIFT
            | ((message >> 32) as u32) << abi::RK_RECORD_NUMBER_SHIFT;
        let content = [time as u32, (time >> 32) as u32, message as u32, rest];
        for (index, content) in content.into_iter().enumerate() {
            let word = self.memory.u64(start + index * size_of::<u64>());
            // Relaxed: as where it is read.
            word.store(tag | u64::from(content), Ordering::Relaxed);
        }
        time
    }

    /// The thread is there, and its actor begins.
    pub(crate) fn begin(&mut self) {
        self.put(abi::RK_RECORD_LAUNCHED, 0, 0);
        self.put(abi::RK_RECORD_BEGAN, 0, 0);
    }

    /// It takes message `number`.
    pub(crate) fn take(&mut self, number: u64) {
        self.since = self.put(abi::RK_RECORD_TOOK, number, 1);
    }

    /// It has answered it.
    pub(crate) fn answer(&mut self, number: u64) {
        let now = self.put(abi::RK_RECORD_ANSWERED, number, 1);
        self.rest(now);
    }

    /// Its handler made a mistake at it.
    pub(crate) fn fault(&mut self, number: u64) {
        let now = self.put(abi::RK_RECORD_FAULTED, number, 0);
        self.rest(now);
    }

    fn rest(&mut self, now: u64) {
        self.busy += now - self.since;
        // Relaxed: as where it is read.
        self.memory
            .u64(offset_of!(rk_record_head, busy))
            .store(self.busy, Ordering::Relaxed);
    }

    /// It is in this state, ahead of message `number`.
    pub(crate) fn reach(&mut self, state: State, number: u64) {
        self.put(abi::RK_RECORD_STATE + state.to_raw(), number, 0);
    }

    /// It sleeps until it is woken.
    pub(crate) fn sleep(&mut self, number: u64) {
        self.put(abi::RK_RECORD_SLEPT, number, 0);
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    fn ring_of(records: u32) -> (Writer, Tape, Clock) {
        let memory = Shared::heap(bytes(records));
        let origin = Instant::now();
        let clock = Clock::Host(origin);
        let writer = Writer::new(memory.clone(), records, origin);
        (writer, Tape::new(memory, records), clock)
    }

    fn deeds(tape: &Tape, clock: &Clock) -> Vec<Deed> {
        let records = tape.last(64, 0, clock);
        assert!(records.windows(2).all(|two| two[0].at <= two[1].at));
        records.iter().map(|record| record.deed).collect()
    }

    fn one(first: u64) -> Messages {
        Messages { first, count: 1 }
    }

    #[test]
    fn the_last_records_are_read_in_order() {
        let (mut writer, tape, clock) = ring_of(64);
        assert_eq!(deeds(&tape, &clock), []);
        writer.begin();
        for number in 0..40 {
            writer.take(number);
            writer.answer(number);
        }
        let all = deeds(&tape, &clock);
        let expected = (9..=40).flat_map(|n| [Deed::Took(one(n)), Deed::Answered(one(n))]);
        assert!(expected.eq(all));
    }

    #[test]
    fn a_record_that_is_half_written_is_left_out() {
        let (mut writer, tape, clock) = ring_of(64);
        writer.begin();
        writer.reach(State::Active, 0);
        writer.take(0);
        let last = place(64, 3);
        for index in 0..WORDS {
            let word = tape.memory.u64(last + index * 8);
            let whole = word.load(Ordering::Relaxed);
            // As a later round of the ring begins to write it.
            word.store(whole + (64 << 32), Ordering::Relaxed);
            let left = [Deed::Launched, Deed::Began, Deed::Reached(State::Active)];
            assert_eq!(deeds(&tape, &clock)[..], left[1..]);
            word.store(whole, Ordering::Relaxed);
        }
        assert_eq!(deeds(&tape, &clock).last(), Some(&Deed::Took(one(1))));
    }

    #[test]
    fn numbers_of_records_wrap() {
        let (mut writer, tape, clock) = ring_of(64);
        writer.count = u32::MAX - 1;
        for number in 0..4 {
            writer.take(number);
        }
        let expected = (1..=4).map(|number| Deed::Took(one(number)));
        assert!(expected.eq(deeds(&tape, &clock)));
    }

    #[test]
    fn large_numbers_of_messages_are_kept() {
        let (mut writer, tape, clock) = ring_of(64);
        let number = (1 << 50) + 12_345_678_901;
        writer.take(number);
        assert_eq!(deeds(&tape, &clock), [Deed::Took(one(number + 1))]);
    }

    #[test]
    fn an_actor_is_told_nothing_of_the_one_before() {
        let (mut writer, tape, clock) = ring_of(64);
        writer.begin();
        writer.take(0);
        writer.answer(0);
        assert_eq!(tape.last(64, 5, &clock), []);
        writer.put(abi::RK_RECORD_BEGAN, 5, 0);
        writer.take(5);
        let records = tape.last(64, 5, &clock);
        let deeds: Vec<_> = records.iter().map(|record| record.deed).collect();
        assert_eq!(deeds, [Deed::Began, Deed::Took(one(1))]);
    }

    /// What is read from `next` on, of all times.
    fn drained(tape: &Tape, next: &mut Option<u32>, first: u64, clock: &Clock) -> Vec<Entry> {
        let Clock::Host(origin) = *clock else {
            panic!("the clock of `ring_of`");
        };
        tape.drain(next, origin, first, clock)
    }

    fn deeds_in(entries: &[Entry]) -> Vec<Deed> {
        let records = entries.iter().filter_map(|entry| match entry {
            Entry::Record(record) => Some(record.deed),
            Entry::Lost(_) => None,
        });
        records.collect()
    }

    #[test]
    fn a_reader_goes_on_where_it_was() {
        let (mut writer, tape, clock) = ring_of(64);
        let mut next = None;
        assert_eq!(drained(&tape, &mut next, 0, &clock), []);
        writer.begin();
        assert_eq!(
            deeds_in(&drained(&tape, &mut next, 0, &clock)),
            [Deed::Began]
        );
        writer.take(0);
        writer.answer(0);
        let found = drained(&tape, &mut next, 0, &clock);
        assert_eq!(
            deeds_in(&found),
            [Deed::Took(one(1)), Deed::Answered(one(1))]
        );
        assert_eq!(drained(&tape, &mut next, 0, &clock), []);
    }

    #[test]
    fn a_reader_that_is_behind_has_a_lead_again() {
        let (mut writer, tape, clock) = ring_of(64);
        let mut next = None;
        writer.begin();
        drained(&tape, &mut next, 0, &clock);
        for number in 0..200 {
            writer.take(number);
        }
        let found = drained(&tape, &mut next, 0, &clock);
        // The last 32 and one more, of 200.
        assert_eq!(found[0], Entry::Lost(167));
        let expected = (168..=200).map(|number| Deed::Took(one(number)));
        assert!(expected.eq(deeds_in(&found)));
        assert_eq!((found.len(), next), (34, Some(202)));
    }

    #[test]
    fn a_reader_starts_where_its_actor_began() {
        let (mut writer, tape, clock) = ring_of(64);
        let mut next = None;
        writer.begin();
        writer.take(0);
        writer.answer(0);
        writer.put(abi::RK_RECORD_PAUSED, 1, 0);
        writer.reach(State::Terminated, 1);
        assert_eq!(drained(&tape, &mut next, 1, &clock), []);
        assert_eq!(next, None);
        writer.put(abi::RK_RECORD_BEGAN, 1, 0);
        writer.take(1);
        let found = drained(&tape, &mut next, 1, &clock);
        assert_eq!(deeds_in(&found), [Deed::Began, Deed::Took(one(1))]);
    }

    #[test]
    fn what_is_in_hand_was_taken_and_not_answered() {
        let (_, _, clock) = ring_of(64);
        let record = |time, deed| clock.record(time, deed).expect("a time that can be told");
        let messages = |first, count| Messages { first, count };
        let records = [
            record(1, Deed::Took(messages(1, 32))),
            record(2, Deed::Took(messages(33, 8))),
            record(3, Deed::Answered(messages(1, 32))),
            record(4, Deed::Took(messages(65, 1))),
        ];
        let held = in_hand(&records).into_iter().map(|(_, messages)| messages);
        assert!(held.eq([messages(33, 8), messages(65, 1)]));
        let fault = record(5, Deed::Faulted(33));
        assert_eq!(in_hand(&[&records[..], &[fault]].concat()), []);
    }
}
