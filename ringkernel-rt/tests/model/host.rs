//! The host's side: it sends, takes replies, gives orders, is dropped, and has the next actor begin.

use std::ops::Range;

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
    /// It has ended, or its handle was dropped, and it will. Another actor may begin.
    Ended,
}

/// How far the driver is that wants the kernel off the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Driver {
    /// It wants nothing.
    Content,
    /// The launch was told to pause.
    Pausing,
    /// It has paused.
    Paused,
    /// It was told to end.
    Ending,
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
    /// Number of the last launch that shall end.
    ended: u8,
    /// Number of the last pause, or of a launch after it.
    pause: u8,
    driver: Driver,
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
    AskPause,
    SeePaused(usize),
    AskEnd,
    TakeBack,
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
            ended: 0,
            pause: 1,
            driver: Driver::Content,
            looked: false,
        }
    }

    /// Whether the launch was told to pause, and then to go on.
    pub(crate) fn has_gone_on(&self) -> bool {
        self.driver == Driver::Content && self.pause > self.launch
    }

    /// Whether it counts on it that the actor takes no message.
    pub(crate) fn relies_on_pause(&self) -> bool {
        match self.driver {
            Driver::Paused | Driver::Ending => true,
            Driver::Content | Driver::Pausing => false,
        }
    }
}

/// The looks at what the actor says that are about this one.
fn said(state: &State, with: impl Fn(Life, u8) -> bool) -> Vec<usize> {
    let visible = state.memory.visible(HOST, Place::Said);
    visible
        .filter(|store| match state.memory.value(Place::Said, *store) {
            Value::Said { life, number, .. } => with(life, number),
            other => unreachable!("{other:?} says nothing"),
        })
        .collect()
}

fn acknowledged_steps(state: &State, steps: &mut Vec<Step>) {
    let host = &state.host;
    if let Some(awaited) = host.begins.or(host.awaits) {
        // What has ended has not begun: an order to end has overtaken the other.
        let counts = |life: Life| host.begins.is_none() || !life.is_final();
        let seen = said(state, |life, number| {
            counts(life) && has_acknowledged(number, awaited)
        });
        steps.extend(seen.into_iter().map(Step::SeeAcknowledged));
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
            Phase::Ended => steps.push(Step::Restart),
        }
        // The driver's part, whatever else happens.
        match state.host.driver {
            Driver::Content if state.left.parks > 0 => steps.push(Step::AskPause),
            Driver::Content => {}
            Driver::Pausing => {
                let answer = Value::Pause(match self.is_mutated(Mutation::PausesAreAlike) {
                    true => 1,
                    false => state.host.pause,
                });
                let visible = state.memory.visible(HOST, Place::Paused);
                let mut paused =
                    visible.filter(|store| state.memory.value(Place::Paused, *store) == answer);
                steps.extend(paused.next().map(Step::SeePaused));
                steps.push(Step::TakeBack);
            }
            Driver::Paused => steps.extend([Step::AskEnd, Step::TakeBack]),
            Driver::Ending if state.actor.parked => steps.push(Step::Launch),
            Driver::Ending => {}
        }
        steps
    }

    /// The looks that find that the actor has ended.
    fn end_steps(&self, state: &State, steps: &mut Vec<Step>) {
        let begins = match self.is_mutated(Mutation::LooksBeforeBegun) {
            true => None,
            false => state.host.begins,
        };
        let is_ours = move |number| begins.is_none_or(|begins| has_acknowledged(number, begins));
        let seen = said(state, move |life, number| {
            life.is_final() && is_ours(number)
        });
        steps.extend(seen.into_iter().map(Step::SeeEnd));
    }

    fn live_steps(&self, state: &State, steps: &mut Vec<Step>) {
        let host = &state.host;
        let ahead = u8::from(self.is_mutated(Mutation::SendsAheadOfReplies));
        let begun = host.begins.is_none();
        let may_send = begun || self.is_mutated(Mutation::SendsBeforeBegun);
        let room = host.sent - host.taken < self.capacity + ahead;
        if may_send && room && host.sent < self.messages {
            steps.push(Step::Send);
        }
        self.take_steps(state, steps);
        acknowledged_steps(state, steps);
        if !self.is_mutated(Mutation::RepliesBeforeState) || host.looked {
            self.end_steps(state, steps);
        } else if self.may_see_none(state) {
            steps.push(Step::Miss);
        }
        // An order to end overtakes all others, and is overtaken only by the one for the next actor to begin.
        if !host.terminating && (begun || self.is_mutated(Mutation::OvertakesBegin)) {
            if host.paused {
                steps.push(Step::Resume);
            } else if state.left.pauses > 0 {
                steps.push(Step::Pause);
            }
        }
        if state.left.ends > 0 {
            if !host.terminating {
                steps.push(Step::Terminate);
            }
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

    /// Whether a look finds no reply. That to a message which was not sent is never found: where an order to end has
    /// overtaken one to begin, its slot may say two rounds before, which a tag of 32 bits tells from the round to come.
    fn may_see_none(&self, state: &State) -> bool {
        let all = state.host.taken == state.host.sent;
        all || self.may_miss(&state.memory, HOST, Queue::Outbox, state.host.taken)
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
            Step::AskPause => {
                state.left.parks -= 1;
                state.host.driver = Driver::Pausing;
                state.host.pause += 1;
                ask(state, state.host.pause);
            }
            Step::SeePaused(store) => {
                state
                    .memory
                    .load(HOST, Place::Paused, store, Order::Ordered);
                state.host.driver = Driver::Paused;
            }
            Step::AskEnd => {
                state.host.driver = Driver::Ending;
                state.host.ended = state.host.launch;
                ask(state, state.host.pause);
            }
            Step::TakeBack => {
                state.host.driver = Driver::Content;
                ask(state, 0);
            }
            Step::Launch => {
                state.host.driver = Driver::Content;
                state.host.pause += 1;
                state.host.launch = state.host.pause;
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
        let begin = match command {
            Command::Activate | Command::Deactivate | Command::Terminate => 0,
            Command::Begin => self.cut_begin(state.host.begin),
        };
        let order = Value::Order {
            command,
            begin,
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
        match state.host.phase {
            Phase::Draining(_) | Phase::Ended => {}
            Phase::Live => self.give(state, Command::Terminate),
        }
        state.host.awaits = None;
        state.host.phase = Phase::Ended;
    }

    fn said_look(&self) -> Order {
        match self.is_mutated(Mutation::SaidLoadedRelaxed) {
            true => Order::Relaxed,
            false => Order::Ordered,
        }
    }

    fn see_acknowledged(&self, state: &mut State, store: usize) {
        let host = &mut state.host;
        let Some(awaited) = host.begins.take().or_else(|| host.awaits.take()) else {
            unreachable!("nobody waits");
        };
        let how = self.said_look();
        let Value::Said { acted, .. } = state.memory.load(HOST, Place::Said, store, how) else {
            unreachable!("nothing else is stored there");
        };
        state.check(acted >= awaited, Broken::Acknowledged);
    }

    fn see_end(&self, state: &mut State, store: usize) {
        let how = self.said_look();
        let end = state.memory.load(HOST, Place::Said, store, how);
        let Value::Said {
            life, incarnation, ..
        } = end
        else {
            unreachable!("nothing else is stored there");
        };
        let current = incarnation == state.host.incarnation;
        state.check(current, Broken::End);
        state.host.begins = None;
        state.host.awaits = None;
        state.host.phase = Phase::Draining(life);
        if state.host.looked {
            self.conclude(state);
        }
    }

    /// Tells everybody who waits.
    fn conclude(&self, state: &mut State) {
        // Known: the messages that were answered; none where an order to end has overtaken the one to begin.
        let all = state.host.taken == state.actor.next.max(state.host.begin);
        state.check(all, Broken::Lost);
        self.check_fault(state);
        state.host.phase = Phase::Ended;
    }

    /// That the fault that is told is this actor's, and that its fault is told.
    fn check_fault(&self, state: &mut State) {
        let Range { start, end } = state.memory.visible(HOST, Place::Record);
        let records =
            [start, end - 1].map(|store| match state.memory.value(Place::Record, store) {
                Value::Fault {
                    number,
                    incarnation,
                } => Some((number, incarnation)),
                _ => None,
            });
        let [seen, last] = records;
        let anybodys = self.is_mutated(Mutation::FaultsAreAnybodys);
        let told = seen.filter(|(number, _)| anybodys || *number >= state.host.begin);
        // Known.
        let was = last.filter(|(_, incarnation)| *incarnation == state.host.incarnation);
        state.check(told == was, Broken::Fault);
        let faulted = state.host.phase == Phase::Draining(Life::Faulted);
        state.check(!faulted || was.is_some(), Broken::Fault);
    }

    fn restart(&self, state: &mut State) {
        let host = &mut state.host;
        host.incarnation += 1;
        host.paused = false;
        host.terminating = false;
        host.looked = false;
        host.begin = match self.mutation {
            Some(Mutation::NumbersBeginAnew) => 0,
            Some(Mutation::BeginsAtTaken) => host.taken,
            Some(_) | None => host.sent,
        };
        if self.is_mutated(Mutation::NumbersBeginAnew) {
            host.sent = 0;
        }
        host.taken = host.begin;
        if self.is_mutated(Mutation::BeginBeforeItsState) {
            self.give(state, Command::Begin);
            prepare(state);
        } else {
            prepare(state);
            self.give(state, Command::Begin);
        }
        state.host.begins = state.host.awaits.take();
        state.host.phase = Phase::Live;
    }
}

/// Writes what the next actor begins with.
fn prepare(state: &mut State) {
    let fresh = Value::Fresh(state.host.incarnation);
    state.store(HOST, Place::Fresh, fresh, Order::Relaxed);
}

/// Asks for a pause, or with 0 for none, and for the end of the launches that shall end.
fn ask(state: &mut State, pause: u8) {
    let end = state.host.ended;
    let park = Value::Park { pause, end };
    state.store(HOST, Place::Park, park, Order::Relaxed);
}
