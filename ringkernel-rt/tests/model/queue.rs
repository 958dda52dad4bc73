//! The queues: how a message is put into its slot and how it is found there, in both forms.

use crate::memory::{Memory, Order, Thread};
use crate::mutation::Mutation;
use crate::protocol::Protocol;
use crate::value::{Content, Place, Queue, Value, WORDS};

/// How a message lies in its slot: `Form` of `queue/layout.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Narrow,
    Wide,
}

/// The word of a wide slot that is the sequence, and the one that is the payload.
const SEQUENCE: usize = 0;
const PAYLOAD: usize = 1;

/// The stores that the loads of a slot's words give.
pub(crate) type Choice = [usize; WORDS];

impl Protocol {
    fn slot(&self, queue: Queue, number: u8, word: usize) -> Place {
        Place::Slot {
            queue,
            slot: usize::from(number % self.capacity),
            word,
        }
    }

    /// What the words of message `number` say in a narrow slot.
    pub(crate) fn tag(&self, number: u8) -> u8 {
        let tags = match self.mutation {
            Some(Mutation::AsManyTagsAsSlots) => self.capacity,
            Some(_) | None => 1 << self.tag_bits,
        };
        (number + 1) % tags
    }

    /// Puts message `number` in; false when a store was not ordered after what it overwrites.
    #[must_use]
    pub(crate) fn put(
        &self,
        memory: &mut Memory,
        by: Thread,
        queue: Queue,
        number: u8,
        content: Content,
    ) -> bool {
        let mut store = |word, value, order| {
            let place = self.slot(queue, number, word);
            memory.store(by, place, value, order)
        };
        match self.form {
            Form::Narrow => {
                let tag = self.tag(number);
                let value = Value::Tagged { tag, content };
                let known = [0, 1].map(|word| store(word, value, Order::Relaxed));
                known == [true; WORDS]
            }
            Form::Wide => {
                let relaxed = self.mutation == Some(Mutation::SequenceStoredRelaxed(queue));
                let order = match relaxed {
                    true => Order::Relaxed,
                    false => Order::Ordered,
                };
                let payload = (PAYLOAD, Value::Payload(content), Order::Relaxed);
                let sequence = (SEQUENCE, Value::Sequence(number + 1), order);
                let stores = match self.mutation == Some(Mutation::SequenceBeforePayload(queue)) {
                    true => [sequence, payload],
                    false => [payload, sequence],
                };
                let known = stores.map(|(word, value, order)| store(word, value, order));
                known == [true; WORDS]
            }
        }
    }

    /// Makes the slot of a reply that never came look as if it had.
    #[must_use]
    pub(crate) fn pass_over(&self, memory: &mut Memory, number: u8) -> bool {
        let by = Thread::Actor;
        match self.form {
            Form::Narrow => self.put(memory, by, Queue::Outbox, number, Content::Nothing),
            Form::Wide => {
                let place = self.slot(Queue::Outbox, number, SEQUENCE);
                let value = Value::Sequence(number + 1);
                memory.store(by, place, value, Order::Relaxed)
            }
        }
    }

    fn tells(&self, value: Value, number: u8) -> bool {
        match value {
            Value::Never => self.form == Form::Narrow && self.tag(number) == 0,
            Value::Tagged { tag, .. } => tag == self.tag(number),
            Value::Sequence(sequence) => sequence == number + 1,
            Value::Payload(_)
            | Value::Order { .. }
            | Value::Park { .. }
            | Value::Pause(_)
            | Value::Fresh(_)
            | Value::Said { .. }
            | Value::Fault { .. } => unreachable!("{value:?} does not lie in a slot"),
        }
    }

    /// The looks that find message `number`.
    pub(crate) fn finds(
        &self,
        memory: &Memory,
        by: Thread,
        queue: Queue,
        number: u8,
    ) -> Vec<Choice> {
        let first = self.slot(queue, number, 0);
        let second = self.slot(queue, number, 1);
        let mut found = Vec::new();
        for one in memory.visible(by, first) {
            if !self.tells(memory.value(first, one), number) {
                continue;
            }
            let mut after = memory.clone();
            after.load(by, first, one, self.look(queue));
            for two in after.visible(by, second) {
                let whole = match self.form {
                    Form::Narrow => {
                        self.mutation == Some(Mutation::OneTagIsLookedAt(queue))
                            || self.tells(after.value(second, two), number)
                    }
                    Form::Wide => true,
                };
                if whole {
                    found.push([one, two]);
                }
            }
        }
        found
    }

    /// Whether a look may find that message `number` is not there.
    pub(crate) fn may_miss(&self, memory: &Memory, by: Thread, queue: Queue, number: u8) -> bool {
        let told = match self.form {
            Form::Narrow => 0..WORDS,
            Form::Wide => SEQUENCE..SEQUENCE + 1,
        };
        told.map(|word| self.slot(queue, number, word))
            .any(|place| {
                let mut seen = memory.visible(by, place);
                seen.any(|store| !self.tells(memory.value(place, store), number))
            })
    }

    /// How the first word of a slot is looked at.
    fn look(&self, queue: Queue) -> Order {
        match self.form {
            Form::Narrow => Order::Relaxed,
            Form::Wide if self.mutation == Some(Mutation::SequenceLoadedRelaxed(queue)) => {
                Order::Relaxed
            }
            Form::Wide => Order::Ordered,
        }
    }

    /// Reads a word of the slot of message `number`; what it says of the content, if anything.
    pub(crate) fn read(
        &self,
        memory: &mut Memory,
        by: Thread,
        queue: Queue,
        number: u8,
        word: usize,
        store: usize,
    ) -> Option<Content> {
        let order = match word {
            0 => self.look(queue),
            _ => Order::Relaxed,
        };
        let place = self.slot(queue, number, word);
        match memory.load(by, place, store, order) {
            Value::Tagged { content, .. } | Value::Payload(content) => Some(content),
            Value::Never if self.form == Form::Narrow || word == PAYLOAD => Some(Content::Nothing),
            Value::Never
            | Value::Sequence(_)
            | Value::Order { .. }
            | Value::Park { .. }
            | Value::Pause(_)
            | Value::Fresh(_)
            | Value::Said { .. }
            | Value::Fault { .. } => None,
        }
    }

    /// Reads message `number`: what each word says of the content.
    pub(crate) fn take(
        &self,
        memory: &mut Memory,
        by: Thread,
        queue: Queue,
        number: u8,
        choice: Choice,
    ) -> Vec<Content> {
        (0..WORDS)
            .filter_map(|word| self.read(memory, by, queue, number, word, choice[word]))
            .collect()
    }

    /// The stores that a load of the second word may give, for who has answered already.
    pub(crate) fn rest(
        &self,
        memory: &Memory,
        by: Thread,
        queue: Queue,
        number: u8,
    ) -> std::ops::Range<usize> {
        memory.visible(by, self.slot(queue, number, 1))
    }
}
