//! The actor's side: it takes messages and answers them, obeys, faults, pauses, parks, and begins again.

use crate::memory::{Order, Thread};
use crate::mutation::Mutation;
use crate::protocol::{Broken, Protocol, State, ORDERS_BEFORE};
use crate::queue::Choice;
use crate::value::{cut, Command, Content, Life, Place, Queue, Value};

const ACTOR: Thread = Thread::Actor;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Actor {
    pub(crate) life: Life,
    /// Known: starts before this one.
    incarnation: u8,
    /// Number of the last order acted on.
    answered: u8,
    /// Known: the same, whatever it forgets.
    pub(crate) acted: u8,
    /// Messages answered, lost ones included.
    pub(crate) next: u8,
    /// Known: messages of which nothing more is read.
    pub(crate) read: u8,
    /// The handler's: which start it is of, and messages handled since.
    state: (u8, u8),
    hand: Hand,
    /// The pause in which it takes no messages, since it is to be parked, or 0.
    pub(crate) paused: u8,
    /// No kernel runs.
    pub(crate) parked: bool,
    /// Number of the launch.
    pub(crate) launch: u8,
    /// What the last launch has left.
    pub(crate) kept: Kept,
}

/// What lies in device memory between two launches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Kept {
    pub(crate) next: u8,
    state: (u8, u8),
    answered: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Hand {
    Empty,
    /// A message that was read.
    Message,
    /// The rest of a message that was answered is still to be read.
    Rest,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Loads of the order, then of what to begin with.
    Obey {
        order: usize,
        fresh: usize,
    },
    /// Sees an order that it does not obey.
    Ignore(usize),
    Take(Choice),
    Answer,
    /// Reads what is left of a message that was answered.
    ReadRest(usize),
    Fault,
    /// Pauses, or goes on.
    Pause {
        asked: u8,
        store: usize,
    },
    Park,
}

impl Actor {
    pub(crate) fn new() -> Self {
        Self {
            life: Life::Created,
            incarnation: 0,
            answered: ORDERS_BEFORE,
            acted: ORDERS_BEFORE,
            next: 0,
            read: 0,
            state: (0, 0),
            hand: Hand::Empty,
            paused: 0,
            parked: false,
            launch: 1,
            kept: Kept::default(),
        }
    }

    /// Whether it has begun by one order with the state of a later one.
    pub(crate) fn is_mixed(&self) -> bool {
        self.state.0 > self.incarnation
    }

    /// Whether it has read a message that it has not answered.
    pub(crate) fn is_busy(&self) -> bool {
        match self.hand {
            Hand::Message => true,
            Hand::Empty | Hand::Rest => false,
        }
    }
}

impl Protocol {
    pub(crate) fn actor_steps(&self, state: &State) -> Vec<Step> {
        let actor = &state.actor;
        let memory = &state.memory;
        let mut steps = Vec::new();
        if actor.parked {
            return steps;
        }
        match actor.hand {
            Hand::Message => {
                steps.push(Step::Answer);
                if state.left.faults > 0 {
                    steps.push(Step::Fault);
                }
                return steps;
            }
            Hand::Rest => {
                let rest = self.rest(memory, ACTOR, Queue::Inbox, actor.next - 1);
                steps.extend(rest.map(Step::ReadRest));
                return steps;
            }
            Hand::Empty => {}
        }
        self.obey_steps(state, &mut steps);
        let paused = actor.paused != 0 && !self.is_mutated(Mutation::TakesWhilePaused);
        if actor.life == Life::Active && !paused {
            let found = self.finds(memory, ACTOR, Queue::Inbox, actor.next);
            steps.extend(found.into_iter().map(Step::Take));
        }
        for store in memory.visible(ACTOR, Place::Park) {
            let (pause, end) = match memory.value(Place::Park, store) {
                Value::Never => (0, 0),
                Value::Park { pause, end } => (pause, end),
                other => unreachable!("{other:?} parks nothing"),
            };
            if end >= actor.launch {
                steps.push(Step::Park);
                continue;
            }
            let asked = if pause > actor.launch { pause } else { 0 };
            let goes_on = asked == 0 && self.is_mutated(Mutation::NeverGoesOn);
            if asked != actor.paused && !goes_on {
                steps.push(Step::Pause { asked, store });
            }
        }
        steps
    }

    fn obey_steps(&self, state: &State, steps: &mut Vec<Step>) {
        for order in state.memory.visible(ACTOR, Place::Order) {
            let Value::Order {
                command, number, ..
            } = state.memory.value(Place::Order, order)
            else {
                unreachable!("an order counts as given before the first step");
            };
            if cut(number) == cut(state.actor.answered) {
                continue;
            }
            // What is not for the seat as it is stays unanswered.
            let obeys = match command {
                Command::Activate | Command::Deactivate => {
                    state.actor.life.is_taken() || self.is_mutated(Mutation::ObeysAfterTheEnd)
                }
                Command::Begin => {
                    !state.actor.life.is_taken()
                        || !self.is_mutated(Mutation::BeginsOnlyAfterTheEnd)
                }
                Command::Terminate => true,
            };
            if !obeys {
                if order > state.memory.visible(ACTOR, Place::Order).start {
                    steps.push(Step::Ignore(order));
                }
                continue;
            }
            if command != Command::Begin {
                steps.push(Step::Obey { order, fresh: 0 });
                continue;
            }
            let mut after = state.memory.clone();
            after.load(ACTOR, Place::Order, order, self.order_look());
            // That of a later order to begin as well.
            let fresh = after.visible(ACTOR, Place::Fresh);
            steps.extend(fresh.map(|fresh| Step::Obey { order, fresh }));
        }
    }

    /// Loaded relaxed, with a fence after one to begin.
    fn order_look(&self) -> Order {
        match self.mutation {
            Some(Mutation::NoFenceAfterBegin | Mutation::FetchesBeforeFence) => Order::Relaxed,
            Some(_) | None => Order::Ordered,
        }
    }

    pub(crate) fn actor_step(&self, state: &mut State, step: Step) {
        match step {
            Step::Obey { order, fresh } => {
                let how = self.order_look();
                let told = state.memory.load(ACTOR, Place::Order, order, how);
                self.obey(state, told, fresh);
                if self.is_mutated(Mutation::FetchesBeforeFence) {
                    let memory = &mut state.memory;
                    memory.load(ACTOR, Place::Order, order, Order::Ordered);
                }
            }
            Step::Ignore(order) => {
                let how = self.order_look();
                state.memory.load(ACTOR, Place::Order, order, how);
            }
            Step::Take(choice) => self.take_message(state, choice),
            Step::Answer => self.answer(state),
            Step::ReadRest(store) => {
                let number = state.actor.next - 1;
                let memory = &mut state.memory;
                let content = self.read(memory, ACTOR, Queue::Inbox, number, 1, store);
                self.check_message(state, number, content.as_slice());
                state.actor.read = state.actor.next;
                state.actor.hand = Hand::Empty;
            }
            Step::Fault => self.fault(state),
            Step::Pause { asked, store } => {
                state.memory.load(ACTOR, Place::Park, store, Order::Relaxed);
                state.actor.paused = asked;
                let said = match self.is_mutated(Mutation::PausesAreAlike) {
                    true => asked.min(1),
                    false => asked,
                };
                state.store(ACTOR, Place::Paused, Value::Pause(said), Order::Ordered);
            }
            Step::Park => self.park(&mut state.actor),
        }
    }

    fn obey(&self, state: &mut State, order: Value, fresh: usize) {
        let Value::Order {
            command,
            begin,
            number,
            incarnation,
        } = order
        else {
            unreachable!("{order:?} is no order");
        };
        state.actor.answered = number;
        state.actor.acted = number;
        // Whose end it is, if it is one: where it overtakes an order to begin, that of who never began.
        let whose = &mut state.actor.incarnation;
        state.actor.life = match command {
            Command::Activate => Life::Active,
            Command::Deactivate => Life::Deactivated,
            Command::Terminate => {
                *whose = incarnation;
                Life::Terminated
            }
            Command::Begin => {
                *whose = incarnation;
                self.begin(state, begin, fresh);
                return;
            }
        };
        self.say(state, self.said_of_order());
    }

    /// Ends the actor that has the seat, and begins the next.
    fn begin(&self, state: &mut State, begin: u8, fresh: usize) {
        let from = state.actor.next;
        let memory = &mut state.memory;
        let fresh = memory.load(ACTOR, Place::Fresh, fresh, Order::Relaxed);
        let actor = &mut state.actor;
        actor.state = match fresh {
            Value::Fresh(incarnation) => (incarnation, 0),
            // The host's store is not seen.
            _ => (0, 0),
        };
        actor.next = self.first(begin, from);
        actor.read = actor.next;
        actor.life = Life::Active;
        state.store(ACTOR, Place::Record, Value::Never, Order::Relaxed);
        if self.is_mutated(Mutation::PassesOverAfterSaying) {
            self.say(state, self.said_of_order());
            self.pass_over_all(state, from);
        } else {
            self.pass_over_all(state, from);
            self.say(state, self.said_of_order());
        }
    }

    /// So that each slot of the outbox says the round before the one that comes.
    fn pass_over_all(&self, state: &mut State, from: u8) {
        if self.is_mutated(Mutation::SlotsAreLeft) {
            return;
        }
        for number in from..state.actor.next {
            let known = self.pass_over(&mut state.memory, number);
            state.check(known, Broken::Race);
        }
    }

    fn said_of_order(&self) -> Order {
        match self.is_mutated(Mutation::SaidOfOrderStoredRelaxed) {
            true => Order::Relaxed,
            false => Order::Ordered,
        }
    }

    /// Says where it is, and what it has acted on.
    fn say(&self, state: &mut State, how: Order) {
        let actor = &state.actor;
        let value = Value::Said {
            life: actor.life,
            number: actor.answered,
            incarnation: actor.incarnation,
            acted: actor.acted,
        };
        state.store(ACTOR, Place::Said, value, how);
    }

    fn take_message(&self, state: &mut State, [first, second]: Choice) {
        state.check(!state.host.relies_on_pause(), Broken::Paused);
        state.actor.hand = Hand::Message;
        let number = state.actor.next;
        let memory = &mut state.memory;
        if self.is_mutated(Mutation::AnswersBeforeReading) {
            self.read(memory, ACTOR, Queue::Inbox, number, 0, first);
            return;
        }
        let content = self.take(memory, ACTOR, Queue::Inbox, number, [first, second]);
        self.check_message(state, number, &content);
        state.actor.read = number + 1;
    }

    fn check_message(&self, state: &mut State, number: u8, content: &[Content]) {
        let wanted = Content::Message {
            number,
            incarnation: state.actor.incarnation,
        };
        for content in content {
            let current = match *content {
                Content::Message { incarnation, .. } => incarnation == state.actor.incarnation,
                Content::Nothing | Content::Reply { .. } => true,
            };
            state.check(current, Broken::Incarnation);
            state.check(*content == wanted, Broken::Content);
        }
    }

    fn answer(&self, state: &mut State) {
        let actor = &mut state.actor;
        let number = actor.next;
        actor.next += 1;
        actor.state.1 += 1;
        actor.hand = match self.is_mutated(Mutation::AnswersBeforeReading) {
            true => Hand::Rest,
            false => Hand::Empty,
        };
        let content = Content::Reply {
            number,
            state: actor.state,
        };
        // Known: what the host has still to read of the slot.
        let free = number < self.capacity || state.host.taken > number - self.capacity;
        state.check(free, Broken::Overwritten);
        let known = self.put(&mut state.memory, ACTOR, Queue::Outbox, number, content);
        state.check(known, Broken::Race);
    }

    fn fault(&self, state: &mut State) {
        state.left.faults -= 1;
        let actor = &mut state.actor;
        actor.hand = Hand::Empty;
        actor.life = Life::Faulted;
        let record = Value::Fault {
            number: actor.next,
            incarnation: actor.incarnation,
        };
        let how = match self.is_mutated(Mutation::SaidOfFaultStoredRelaxed) {
            true => Order::Relaxed,
            false => Order::Ordered,
        };
        if self.is_mutated(Mutation::RecordAfterState) {
            self.say(state, how);
            state.store(ACTOR, Place::Record, record, Order::Relaxed);
        } else {
            state.store(ACTOR, Place::Record, record, Order::Relaxed);
            self.say(state, how);
        }
    }

    fn park(&self, actor: &mut Actor) {
        actor.parked = true;
        if !self.is_mutated(Mutation::ForgetsWhatItAnswered) {
            actor.kept.next = actor.next;
        }
        if !self.is_mutated(Mutation::ForgetsItsState) {
            actor.kept.state = actor.state;
        }
        if !self.is_mutated(Mutation::ForgetsTheOrder) {
            actor.kept.answered = actor.answered;
        }
    }

    /// The next launch, which sees what the one before has stored.
    pub(crate) fn start(&self, actor: &mut Actor, launch: u8) {
        actor.parked = false;
        actor.paused = 0;
        actor.launch = launch;
        actor.next = actor.kept.next;
        actor.state = actor.kept.state;
        actor.answered = actor.kept.answered;
    }
}
