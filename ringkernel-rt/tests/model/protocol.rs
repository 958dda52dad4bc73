//! The protocol as a model: what is known, what may happen next, what must hold.

use stateright::{Model, Property};

use crate::actor::{self, Actor};
use crate::host::{self, Host, Phase};
use crate::memory::{Memory, Order, Thread};
use crate::mutation::Mutation;
use crate::queue::Form;
use crate::value::{Command, Life, Place, Value};

/// Orders that count as given before the first, so that their numbers wrap.
pub(crate) const ORDERS_BEFORE: u8 = 13;

// What must hold.
pub(crate) const CONTENT: &str = "what is taken is what was sent, once, in order";
pub(crate) const INCARNATION: &str = "nothing of an earlier start is taken";
pub(crate) const OVERWRITTEN: &str = "no slot is written that may still be read";
pub(crate) const RACE: &str = "each store is ordered after what it overwrites";
pub(crate) const ACKNOWLEDGED: &str = "an order that is acknowledged was acted on";
pub(crate) const END: &str = "no end of an earlier start is taken";
pub(crate) const LOST: &str = "a reply that was given before the end is taken";
pub(crate) const FAULT: &str = "the fault that is told is the one that was";
pub(crate) const PAUSED: &str = "an actor that says that it has paused takes no message";
pub(crate) const ENDS_WELL: &str = "whatever happens, all is settled in the end";

/// An actor and its host, and how much may happen to them.
#[derive(Clone, Debug)]
pub(crate) struct Protocol {
    pub(crate) form: Form,
    /// Slots of each queue, a power of two.
    pub(crate) capacity: u8,
    /// Bits of a tag, and of the number at which an order has an actor begin: 32 and 24 in the ABI. There must be more
    /// tags and numbers than slots.
    pub(crate) tag_bits: u32,
    /// Messages that the host sends, those included that are lost to a start of the actor that has ended.
    pub(crate) messages: u8,
    pub(crate) budget: Budget,
    pub(crate) mutation: Option<Mutation>,
}

/// What may happen, and how often.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Budget {
    /// The handler makes a mistake.
    pub(crate) faults: u8,
    /// The actor is told to end: by a command, or because the host's handle is dropped.
    pub(crate) ends: u8,
    /// The actor is deactivated.
    pub(crate) pauses: u8,
    /// The actor is told to pause, and goes on or is launched again.
    pub(crate) parks: u8,
}

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Broken {
    /// A message or a reply that says something else than was sent.
    Content,
    /// A message or a reply that was meant for another start of the actor.
    Incarnation,
    /// A slot was written that the other side may still read.
    Overwritten,
    /// Two stores to a word of which either may be the later.
    Race,
    /// An order counts as acted on, and was not, or what it did is not seen.
    Acknowledged,
    /// The end of a start of the actor counts as that of another.
    End,
    /// A reply that was given before the end is not seen.
    Lost,
    /// The fault that is told is another.
    Fault,
    /// A message was taken that should have waited.
    Paused,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct State {
    pub(crate) memory: Memory,
    pub(crate) host: Host,
    pub(crate) actor: Actor,
    pub(crate) left: Budget,
    /// The first thing that went wrong. Nothing happens after it.
    pub(crate) broken: Option<Broken>,
}

impl State {
    pub(crate) fn check(&mut self, holds: bool, broken: Broken) {
        if !holds && self.broken.is_none() {
            self.broken = Some(broken);
        }
    }

    /// Stores to a word that the thread alone may write now.
    pub(crate) fn store(&mut self, by: Thread, place: Place, value: Value, order: Order) {
        let known = self.memory.store(by, place, value, order);
        self.check(known, Broken::Race);
    }

    /// Whether all that was to be done is done.
    fn is_finished(&self, messages: u8) -> bool {
        self.host.phase == Phase::Live
            && self.host.sent == messages
            && self.host.taken == messages
            && self.host.awaits.is_none()
            && self.host.begins.is_none()
            && self.actor.life == Life::Active
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Host(host::Step),
    Actor(actor::Step),
}

impl Protocol {
    pub(crate) fn is_mutated(&self, mutation: Mutation) -> bool {
        self.mutation == Some(mutation)
    }

    /// As much of a first message's number as an order has room for.
    pub(crate) fn cut_begin(&self, number: u8) -> u8 {
        let numbers = match self.is_mutated(Mutation::BeginIsCutTooShort) {
            true => self.capacity,
            false => 1 << self.tag_bits,
        };
        number % numbers
    }

    /// `rk_control_first`: the number that was cut, which is not before that of the seat's next message.
    pub(crate) fn first(&self, begin: u8, next: u8) -> u8 {
        let same = (next..).find(|number| self.cut_begin(*number) == begin);
        same.expect("numbers are few")
    }
}

/// Whether nothing of the kind is broken.
fn never<const KIND: u8>(_: &Protocol, state: &State) -> bool {
    state.broken.is_none_or(|kind| kind as u8 != KIND)
}

impl Model for Protocol {
    type State = State;
    type Action = Step;

    /// A seat that has had no actor yet.
    fn init_states(&self) -> Vec<State> {
        let mut state = State {
            memory: Memory::new(),
            host: Host::new(),
            actor: Actor::new(),
            left: self.budget.clone(),
            broken: None,
        };
        let created = Value::Said {
            life: Life::Created,
            number: ORDERS_BEFORE,
            incarnation: 0,
            acted: ORDERS_BEFORE,
        };
        let order = Value::Order {
            command: Command::Terminate,
            begin: 0,
            number: ORDERS_BEFORE,
            incarnation: 0,
        };
        for (by, place, value) in [
            (Thread::Actor, Place::Said, created),
            (Thread::Host, Place::Order, order),
        ] {
            state.store(by, place, value, Order::Relaxed);
        }
        state.memory.settle();
        vec![state]
    }

    fn actions(&self, state: &State, steps: &mut Vec<Step>) {
        if state.broken.is_some() {
            return;
        }
        steps.extend(self.host_steps(state).into_iter().map(Step::Host));
        steps.extend(self.actor_steps(state).into_iter().map(Step::Actor));
    }

    fn next_state(&self, last: &State, step: Step) -> Option<State> {
        let mut state = last.clone();
        match step {
            Step::Host(step) => self.host_step(&mut state, step),
            Step::Actor(step) => self.actor_step(&mut state, step),
        }
        state.memory.forget();
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let mut properties = vec![
            Property::always(CONTENT, never::<{ Broken::Content as u8 }>),
            Property::always(INCARNATION, never::<{ Broken::Incarnation as u8 }>),
            Property::always(OVERWRITTEN, never::<{ Broken::Overwritten as u8 }>),
            Property::always(RACE, never::<{ Broken::Race as u8 }>),
            Property::always(ACKNOWLEDGED, never::<{ Broken::Acknowledged as u8 }>),
            Property::always(END, never::<{ Broken::End as u8 }>),
            Property::always(LOST, never::<{ Broken::Lost as u8 }>),
            Property::always(FAULT, never::<{ Broken::Fault as u8 }>),
            Property::always(PAUSED, never::<{ Broken::Paused as u8 }>),
            Property::always(ENDS_WELL, |model: &Self, state: &State| {
                let mut steps = Vec::new();
                model.actions(state, &mut steps);
                !steps.is_empty() || state.broken.is_some() || state.is_finished(model.messages)
            }),
        ];
        if self.mutation.is_none() {
            properties.append(&mut self.reached());
        }
        properties
    }
}

impl Protocol {
    /// What must be reached: that the budget lets the interesting things happen.
    fn reached(&self) -> Vec<Property<Self>> {
        let mut properties = vec![
            Property::sometimes("all messages are settled", |model: &Self, state: &State| {
                state.is_finished(model.messages)
            }),
            Property::sometimes("tags begin anew", |model: &Self, state: &State| {
                model.form == Form::Wide || state.host.taken > 1 << model.tag_bits
            }),
        ];
        if self.budget.faults + self.budget.ends > 0 {
            properties.push(Property::sometimes(
                "an actor that was started again replies",
                |_, state: &State| {
                    state.host.incarnation > 1 && state.host.taken > state.host.begin
                },
            ));
            properties.push(Property::sometimes(
                "as many messages are lost as the inbox holds",
                |model: &Self, state: &State| {
                    state.host.phase == Phase::Ended
                        && state.host.sent - state.host.taken == model.capacity
                },
            ));
        }
        if self.budget.parks > 0 {
            properties.push(Property::sometimes(
                "an actor that was parked goes on",
                |_, state: &State| {
                    state.actor.launch > 1 && state.actor.next > state.actor.kept.next
                },
            ));
        }
        if self.budget.ends > 0 {
            properties.push(Property::sometimes(
                "an actor begins with what a later one is to begin with",
                |_, state: &State| state.actor.is_mixed(),
            ));
            properties.push(Property::sometimes(
                "an actor that is busy is to make room for the next",
                |_, state: &State| state.host.begins.is_some() && state.actor.is_busy(),
            ));
        }
        if self.budget.parks > 0 {
            properties.push(Property::sometimes(
                "an actor goes on without another launch",
                |_, state: &State| state.actor.launch == 1 && state.host.has_gone_on(),
            ));
        }
        if self.budget.parks > 0 && self.budget.faults > 0 {
            properties.push(Property::sometimes(
                "an actor that has ended is parked",
                |_, state: &State| state.actor.parked && state.actor.life.is_final(),
            ));
        }
        if self.budget.pauses > 0 {
            properties.push(Property::sometimes(
                "an order overtakes another",
                |_, state: &State| state.host.number - state.actor.acted > 1,
            ));
        }
        properties
    }
}
