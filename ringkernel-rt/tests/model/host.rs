//! The host's side: it sends, takes replies, gives orders, is dropped, and has the next actor begin.

use crate::memory::{Order, Thread};
use crate::mutation::Mutation;
use crate::protocol::{Broken, Protocol, State, ORDERS_BEFORE};
use crate::queue::Choice;
use crate::value::{has_acknowledged, Command, Content, Life, Place, Queue, Value};

const HOST: Thread = Thread::Host;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Phase {
    /// Somebody holds the actor.
    Live,
    /// It has ended, and its last replies are taken.
    Draining(Life),
    /// The handle was dropped; that the actor has obeyed is waited for.
    Leaving,
    /// Another actor may begin.
    Ended,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Host {
    pub(crate) phase: Phase,
    /// Actors that the seat has had, with this one.
    pub(crate) incarnation: u8,
    /// The first message of this actor.
    pub(crate) begin: u8,
    pub(crate) sent: u8,
    pub(crate) taken: u8,
    /// Number of the last order.
    pub(crate) number: u8,
    /// The order whose acknowledgement is waited for.
    pub(crate) awaits: Option<u8>,
    /// The order to begin, until it is seen to be acknowledged.
    pub(crate) begins: Option<u8>,
    /// The last order was to deactivate.
    paused: bool,
    /// The last order was to end.
    terminating: bool,
    /// Number of the last launch.
    pub(crate) launch: u8,
    /// The launch was told to park.
    parking: bool,
    /// A look has found no reply, ahead of a look at the state.
    looked: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Send,
    Take(Choice),
    /// Finds no reply.
    Miss,
    Pause,
    Resume,
    Terminate,
    SeeAcknowledged(usize),
    SeeEnd(usize),
    /// Finds no reply after the end.
    Conclude,
    Drop,
    Restart,
    Park,
    Launch,
}

impl Host {
    pub(crate) fn new() -> Self {
        Self {
            phase: Phase::Ended,
            incarnation: 0,
            begin: 0,
            sent: 0,
            taken: 0,
            number: ORDERS_BEFORE,
            awaits: None,
            begins: None,
            paused: false,
            terminating: false,
            launch: 1,
            parking: false,
            looked: false,
        }
    }
}

fn end_steps(state: &State, steps: &mut Vec<Step>) {
    for store in state.memory.visible(HOST, Place::State) {
        match state.memory.value(Place::State, store) {
            Value::State { life, .. } if life.is_final() => steps.push(Step::SeeEnd(store)),
            Value::State { .. } => {}
            other => unreachable!("{other:?} is no state"),
        }
    }
}

fn acknowledged_steps(state: &State, steps: &mut Vec<Step>) {
    let Some(number) = state.host.begins.or(state.host.awaits) else {
        return;
    };
    for store in state.memory.visible(HOST, Place::Acknowledged) {
        let Value::Acknowledged(last) = state.memory.value(Place::Acknowledged, store) else {
            unreachable!("nothing else is stored there");
        };
        if has_acknowledged(last, number) {
            steps.push(Step::SeeAcknowledged(store));
        }
    }
}

impl Protocol {
    pub(crate) fn host_steps(&self, state: &State) -> Vec<Step> {
        let mut steps = Vec::new();
        match state.host.phase {
            Phase::Live => self.live_steps(state, &mut steps),
            Phase::Draining(_) => {
                self.take_steps(state, &mut steps);
                if self.may_see_none(state) {
                    steps.push(Step::Conclude);
                }
                if state.left.ends > 0 {
                    steps.push(Step::Drop);
                }
            }
            Phase::Leaving => acknowledged_steps(state, &mut steps),
            Phase::Ended => steps.push(Step::Restart),
        }
        // The driver's part, whatever else happens.
        if state.actor.parked {
            steps.push(Step::Launch);
        } else if state.left.parks > 0 && !state.host.parking {
            steps.push(Step::Park);
        }
        steps
    }

    fn live_steps(&self, state: &State, steps: &mut Vec<Step>) {
        let host = &state.host;
        let ahead = u8::from(self.is_mutated(Mutation::SendsAheadOfReplies));
        if host.sent < self.messages && host.sent - host.taken < self.capacity + ahead {
            steps.push(Step::Send);
        }
        self.take_steps(state, steps);
        acknowledged_steps(state, steps);
        let begun = host.begins.is_none();
        if begun || self.is_mutated(Mutation::LooksBeforeBegun) {
            if !self.is_mutated(Mutation::RepliesBeforeState) || host.looked {
                end_steps(state, steps);
            } else if self.may_see_none(state) {
                steps.push(Step::Miss);
            }
        }
        // An order to end is never overtaken, and overtakes all others.
        if !host.terminating && (begun || self.is_mutated(Mutation::OvertakesBegin)) {
            if host.paused {
                steps.push(Step::Resume);
            } else if state.left.pauses > 0 {
                steps.push(Step::Pause);
            }
            if state.left.ends > 0 {
                steps.push(Step::Terminate);
            }
        }
        if state.left.ends > 0 {
            steps.push(Step::Drop);
        }
    }

    fn take_steps(&self, state: &State, steps: &mut Vec<Step>) {
        let host = &state.host;
        if host.taken < host.sent {
            let found = self.finds(&state.memory, HOST, Queue::Outbox, host.taken);
            steps.extend(found.into_iter().map(Step::Take));
        }
    }

    fn may_see_none(&self, state: &State) -> bool {
        self.may_miss(&state.memory, HOST, Queue::Outbox, state.host.taken)
    }

    pub(crate) fn host_step(&self, state: &mut State, step: Step) {
        match step {
            Step::Send => self.send(state),
            Step::Take(choice) => self.take_reply(state, choice),
            Step::Miss => state.host.looked = true,
            Step::Pause => {
                state.left.pauses -= 1;
                state.host.paused = true;
                self.give(state, Command::Deactivate);
            }
            Step::Resume => {
                state.host.paused = false;
                self.give(state, Command::Activate);
            }
            Step::Terminate => {
                state.left.ends -= 1;
                state.host.terminating = true;
                self.give(state, Command::Terminate);
                // Told by the end.
                state.host.awaits = None;
            }
            Step::SeeAcknowledged(store) => self.see_acknowledged(state, store),
            Step::SeeEnd(store) => self.see_end(state, store),
            Step::Conclude => self.conclude(state),
            Step::Drop => self.leave(state),
            Step::Restart => self.restart(state),
            Step::Park => {
                state.left.parks -= 1;
                state.host.parking = true;
                let launch = Value::Launch(state.host.launch);
                state.store(HOST, Place::Park, launch, Order::Relaxed);
            }
            Step::Launch => {
                state.host.parking = false;
                state.host.launch += 1;
                self.start(&mut state.actor, state.host.launch);
            }
        }
    }

    fn send(&self, state: &mut State) {
        let host = &mut state.host;
        let number = host.sent;
        host.sent += 1;
        let content = Content::Message {
            number,
            incarnation: host.incarnation,
        };
        // Known: what the actor has still to read of the slot.
        let free = number < self.capacity
            || !state.actor.life.is_taken()
            || state.actor.read > number - self.capacity;
        state.check(free, Broken::Overwritten);
        let known = self.put(&mut state.memory, HOST, Queue::Inbox, number, content);
        state.check(known, Broken::Race);
    }

    fn take_reply(&self, state: &mut State, choice: Choice) {
        let host = &mut state.host;
        let number = host.taken;
        host.taken += 1;
        host.looked = false;
        let wanted = Content::Reply {
            number,
            state: (host.incarnation, host.taken - host.begin),
        };
        let content = self.take(&mut state.memory, HOST, Queue::Outbox, number, choice);
        for content in content {
            let current = match content {
                Content::Reply { state: (of, _), .. } => of == state.host.incarnation,
                Content::Nothing | Content::Message { .. } => true,
            };
            state.check(current, Broken::Incarnation);
            state.check(content == wanted, Broken::Content);
        }
    }

    /// Gives an order that nothing comes with.
    fn give(&self, state: &mut State, command: Command) {
        state.host.number += 1;
        state.host.awaits = Some(state.host.number);
        let order = Value::Order {
            command,
            number: state.host.number,
            incarnation: state.host.incarnation,
        };
        let how = match command {
            Command::Activate | Command::Deactivate | Command::Terminate => Order::Relaxed,
            Command::Begin if self.is_mutated(Mutation::BeginStoredRelaxed) => Order::Relaxed,
            Command::Begin => Order::Ordered,
        };
        state.store(HOST, Place::Order, order, how);
    }

    /// Drops the handle.
    fn leave(&self, state: &mut State) {
        state.left.ends -= 1;
        state.host.begins = None;
        state.host.awaits = None;
        let ended = match state.host.phase {
            Phase::Draining(_) | Phase::Ended => true,
            Phase::Live | Phase::Leaving => self.is_mutated(Mutation::BeginsBeforeTheEnd),
        };
        if ended {
            state.host.phase = Phase::Ended;
        } else {
            self.give(state, Command::Terminate);
            state.host.phase = Phase::Leaving;
        }
    }

    fn see_acknowledged(&self, state: &mut State, store: usize) {
        let host = &mut state.host;
        let Some(number) = host.begins.take().or_else(|| host.awaits.take()) else {
            unreachable!("nobody waits");
        };
        let how = match self.is_mutated(Mutation::AcknowledgedLoadedRelaxed) {
            true => Order::Relaxed,
            false => Order::Ordered,
        };
        let memory = &mut state.memory;
        memory.load(HOST, Place::Acknowledged, store, how);
        let oldest = memory.visible(HOST, Place::State).start;
        let acted = match memory.value(Place::State, oldest) {
            Value::State { acted, .. } => acted,
            other => unreachable!("{other:?} is no state"),
        };
        if state.host.phase == Phase::Leaving {
            state.host.phase = Phase::Ended;
        }
        state.check(acted >= number, Broken::Acknowledged);
    }

    fn see_end(&self, state: &mut State, store: usize) {
        let how = match self.is_mutated(Mutation::StateLoadedRelaxed) {
            true => Order::Relaxed,
            false => Order::Ordered,
        };
        let end = state.memory.load(HOST, Place::State, store, how);
        let Value::State {
            life, incarnation, ..
        } = end
        else {
            unreachable!("{end:?} is no state");
        };
        let current = incarnation == state.host.incarnation;
        state.check(current, Broken::End);
        state.host.awaits = None;
        state.host.phase = Phase::Draining(life);
        if state.host.looked {
            self.conclude(state);
        }
    }

    /// Tells everybody who waits.
    fn conclude(&self, state: &mut State) {
        // Known: the messages that were answered.
        let all = state.host.taken == state.actor.next;
        state.check(all, Broken::Lost);
        match state.host.phase {
            Phase::Draining(Life::Faulted) => {
                let seen = state.memory.visible(HOST, Place::Record).start;
                let told = state.memory.value(Place::Record, seen);
                let right = Value::Fault {
                    number: state.actor.next,
                    incarnation: state.host.incarnation,
                };
                state.check(told == right, Broken::Fault);
            }
            Phase::Draining(
                Life::Created | Life::Active | Life::Deactivated | Life::Terminated,
            )
            | Phase::Live
            | Phase::Leaving
            | Phase::Ended => {}
        }
        state.host.phase = Phase::Ended;
    }

    fn restart(&self, state: &mut State) {
        let host = &mut state.host;
        host.incarnation += 1;
        host.paused = false;
        host.terminating = false;
        host.looked = false;
        let lost = host.taken..host.sent;
        host.begin = match self.mutation {
            Some(Mutation::NumbersBeginAnew) => 0,
            Some(Mutation::BeginsAtTaken) => host.taken,
            Some(_) | None => host.sent,
        };
        if self.is_mutated(Mutation::NumbersBeginAnew) {
            host.sent = 0;
        }
        host.taken = host.begin;
        // So that each slot says the round before the one that comes.
        if !self.is_mutated(Mutation::SlotsAreLeft) {
            for number in lost {
                let known = self.pass_over(&mut state.memory, number);
                state.check(known, Broken::Race);
            }
        }
        if self.is_mutated(Mutation::BeginBeforeItsWords) {
            self.give(state, Command::Begin);
            self.write_begin(state);
        } else {
            self.write_begin(state);
            self.give(state, Command::Begin);
        }
        state.host.begins = state.host.awaits.take();
        state.host.phase = Phase::Live;
    }

    fn write_begin(&self, state: &mut State) {
        let begin = Value::Number(state.host.begin);
        let fresh = Value::Fresh(state.host.incarnation);
        state.store(HOST, Place::Begin, begin, Order::Relaxed);
        state.store(HOST, Place::Fresh, fresh, Order::Relaxed);
    }
}
