//! The control block of a seat, which one actor after another has: commands of the host, answers of the seat.
//!
//! The layout is `rk_control` of `device/abi.h`. Each line of it has one writer: `Host` writes the first, the seat the
//! second and its fault record after it. A command and its number are one word; the seat acts on it, and says in one word
//! which state it is in and which command it acted on last. Commands set a state, so the last one counts where one
//! overtakes another. One that has an actor begin ends the one before it, and says itself at which message; the state that
//! its handler begins with is written before it.
//!
//! A seat acts on commands between messages. A handler that does not come to its end looks at one word of the host in its
//! loops, `stop`: the messages up to that number are to be given up. Numbers of messages go on from one actor to the next,
//! so a stop that comes late finds nobody, and none is ever taken back.
//!
//! `Seat` is the actor's side on the CPU; on the GPU that is `device/control.cuh`.

use std::mem::offset_of;
use std::time::{Duration, Instant};

use crate::abi::{self, rk_control, rk_fault};
use crate::artifact::Artifact;
use crate::error::{Asked, Fault, FaultKind};
use crate::hlc::Alignment;
use crate::queue::layout::{Shared, MAX_CAPACITY};
use crate::sync::Ordering;

/// Where an actor is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// It has not begun on the device yet.
    Created,
    /// It is on the device and was not activated yet.
    Launched,
    /// It answers messages.
    Active,
    /// It leaves messages in its inbox.
    Deactivated,
    /// It has ended by command.
    Terminated,
    /// It has ended by a mistake of its handler.
    Faulted,
}

impl State {
    const ALL: [(u32, Self); 6] = [
        (abi::RK_STATE_CREATED, Self::Created),
        (abi::RK_STATE_LAUNCHED, Self::Launched),
        (abi::RK_STATE_ACTIVE, Self::Active),
        (abi::RK_STATE_DEACTIVATED, Self::Deactivated),
        (abi::RK_STATE_TERMINATED, Self::Terminated),
        (abi::RK_STATE_FAULTED, Self::Faulted),
    ];

    pub(crate) fn to_raw(self) -> u32 {
        match self {
            Self::Created => abi::RK_STATE_CREATED,
            Self::Launched => abi::RK_STATE_LAUNCHED,
            Self::Active => abi::RK_STATE_ACTIVE,
            Self::Deactivated => abi::RK_STATE_DEACTIVATED,
            Self::Terminated => abi::RK_STATE_TERMINATED,
            Self::Faulted => abi::RK_STATE_FAULTED,
        }
    }

    /// The state behind a number; one that is not in the ABI ends the actor for the host.
    fn from_raw(raw: u32) -> Self {
        if raw == abi::RK_STATE_LEFT {
            // The seat, and the actor with it if it had not before.
            return Self::Terminated;
        }
        Self::known(raw).unwrap_or(Self::Faulted)
    }

    /// The state behind a number, if the number is one's.
    pub(crate) fn known(raw: u32) -> Option<Self> {
        let mut all = Self::ALL.iter();
        all.find_map(|(number, state)| (*number == raw).then_some(*state))
    }

    /// Whether the actor has ended.
    #[must_use]
    pub fn is_final(self) -> bool {
        match self {
            Self::Created | Self::Launched | Self::Active | Self::Deactivated => false,
            Self::Terminated | Self::Faulted => true,
        }
    }
}

/// What the host asks of a running actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Deactivate,
    Activate,
    Terminate,
}

impl Command {
    fn to_raw(self) -> u32 {
        match self {
            Self::Deactivate => abi::RK_COMMAND_DEACTIVATE,
            Self::Activate => abi::RK_COMMAND_ACTIVATE,
            Self::Terminate => abi::RK_COMMAND_TERMINATE,
        }
    }

    fn from_raw(raw: u32) -> Self {
        match raw {
            abi::RK_COMMAND_TERMINATE => Self::Terminate,
            abi::RK_COMMAND_ACTIVATE => Self::Activate,
            abi::RK_COMMAND_DEACTIVATE => Self::Deactivate,
            other => unreachable!("`Host::give` writes no command {other}"),
        }
    }

    /// The same in the words of an error.
    pub(crate) fn asked(self) -> Asked {
        match self {
            Self::Deactivate => Asked::Deactivate,
            Self::Activate => Asked::Activate,
            Self::Terminate => Asked::End,
        }
    }

    /// The state it leads to.
    pub(crate) fn state(self) -> State {
        match self {
            Self::Deactivate => State::Deactivated,
            Self::Activate => State::Active,
            Self::Terminate => State::Terminated,
        }
    }
}

// A seat makes a first message's number of what an order says of it and of the number that it has come to, which is up to
// as many before as a queue has slots: see `rk_control_first` (control.cuh).
const _: () = assert!(MAX_CAPACITY <= u32::MAX >> abi::RK_COMMAND_BITS);

/// The lower half of `rk_control.order` by which an actor begins.
fn beginning(number: u64, state: State) -> u32 {
    let command = match state {
        State::Active => abi::RK_COMMAND_BEGIN_ACTIVE,
        State::Created
        | State::Launched
        | State::Deactivated
        | State::Terminated
        | State::Faulted => abi::RK_COMMAND_BEGIN,
    };
    // What there is room for.
    (number as u32) << abi::RK_COMMAND_BITS | command
}

/// Whether a number of a command is not before another. Numbers wrap; the two are never 2^31 commands apart.
fn is_at_least(number: u32, other: u32) -> bool {
    number.wrapping_sub(other) <= u32::MAX / 2
}

/// The host's side. There is one for a seat.
#[derive(Debug)]
pub(crate) struct Host {
    block: Shared,
    /// Number of the last command.
    sequence: u32,
    /// Number of the command with which the present actor begins, until it has; what the seat says of itself before
    /// that is about others.
    begin: Option<u32>,
    /// Number of the present actor's first message.
    first: u64,
    /// When the last command was given, until its answer was seen.
    given: Option<Instant>,
    /// When the last command was given, from the first on.
    last: Instant,
}

impl Host {
    /// Over a control block that is all 0, or that a seat has begun to use.
    pub(crate) fn new(block: Shared) -> Self {
        Self {
            block,
            sequence: 0,
            begin: None,
            first: 0,
            given: None,
            last: Instant::now(),
        }
    }

    /// Over the control block of a seat that others have given commands to. They have let go of it.
    pub(crate) fn resume(block: Shared) -> Self {
        // Relaxed: the host's own word.
        let last = block
            .u64(offset_of!(rk_control, order))
            .load(Ordering::Relaxed);
        Self {
            sequence: (last >> 32) as u32,
            ..Self::new(block)
        }
    }

    /// Gives a command; the number tells when it was acted on.
    pub(crate) fn give(&mut self, command: Command) -> u32 {
        // Relaxed: the command and its number are one word, and nothing else comes with them.
        self.order(command.to_raw(), Ordering::Relaxed)
    }

    /// Has an actor that is active, and was given no command for so long, read its clock: it is told to be what it is, and
    /// [`reading`](Self::reading) comes with the answer.
    pub(crate) fn read_clock_after(&mut self, time: Duration) {
        if self.last.elapsed() > time {
            self.give(Command::Activate);
        }
    }

    /// Says who the next actor is in the times of its replies, before it begins.
    pub(crate) fn name(&mut self, node: u32) {
        // Relaxed: published by the order.
        self.block
            .u64(offset_of!(rk_control, clock_node))
            .store(node.into(), Ordering::Relaxed);
    }

    /// Says what makes the host's time of the GPU's clock, by addition, while that is below `until`.
    pub(crate) fn align(&mut self, offset: u64, until: u64) {
        // Relaxed: published by the next.
        self.block
            .u64(offset_of!(rk_control, clock_offset))
            .store(offset, Ordering::Relaxed);
        // Pairs with the acquire of `rk_hlc_look` (hlc.cuh): its offset is not older.
        self.block
            .u64(offset_of!(rk_control, clock_until))
            .store(until, Ordering::Release);
    }

    /// Has the next actor begin, at message `number`, as `state`; its handler's state lies in its place.
    pub(crate) fn begin(&mut self, number: u64, state: State) {
        self.first = number;
        // Pairs with the fence of `rk_ring_obey` (ring.cuh): the handler's state and the clock's were written before.
        self.begin = Some(self.order(beginning(number, state), Ordering::Release));
    }

    /// Ends the seat with its actor, for good.
    pub(crate) fn leave(&mut self) {
        // Relaxed: as in `give`.
        self.order(abi::RK_COMMAND_LEAVE, Ordering::Relaxed);
    }

    /// Has the seat give up its messages up to this number, counted from 1: it ends by a fault at the first that is in
    /// hand. Those of the next actor are beyond.
    pub(crate) fn stop(&self, last: u64) {
        let stop = self.block.u64(offset_of!(rk_control, stop));
        // Relaxed, as the load in `rk_is_stopped` (watch.cuh): nothing comes with it. The host alone writes it.
        let known = stop.load(Ordering::Relaxed);
        stop.store(last.max(known), Ordering::Relaxed);
    }

    /// Whether the seat takes no messages for others' sake.
    pub(crate) fn is_paused(&self) -> bool {
        // Relaxed: nothing is read because of it.
        let paused = self.block.u32(offset_of!(rk_control, paused));
        paused.load(Ordering::Relaxed) != 0
    }

    /// Gives an order, by the lower half of its word.
    fn order(&mut self, what: u32, ordering: Ordering) -> u32 {
        self.sequence = self.sequence.wrapping_add(1);
        self.last = Instant::now();
        self.given = Some(self.last);
        self.block
            .u64(offset_of!(rk_control, order))
            .store(u64::from(self.sequence) << 32 | u64::from(what), ordering);
        self.sequence
    }

    /// Whether the seat has acted on the command of this number or on a later one.
    pub(crate) fn has_acknowledged(&self, sequence: u32) -> bool {
        is_at_least(self.said().1, sequence)
    }

    /// Where the actor says it is. What it wrote before that is seen after.
    pub(crate) fn state(&mut self) -> State {
        let (state, acknowledged) = self.said();
        if self
            .begin
            .is_some_and(|number| !is_at_least(acknowledged, number))
        {
            return State::Created;
        }
        self.begin = None;
        state
    }

    /// The reading of its clock that a GPU's seat has answered the last command with, once.
    pub(crate) fn reading(&mut self) -> Option<Alignment> {
        let before = self.given?;
        if self.said().1 != self.sequence {
            return None;
        }
        self.given = None;
        // Relaxed: written before the answer, or again since, but not after the time that is taken here.
        let said_at = self.block.u64(offset_of!(rk_control, said_at));
        let device = said_at.load(Ordering::Relaxed);
        Some(Alignment::of_exchange(before, device, Instant::now()))
    }

    /// The seat's state, and the number of the last command that it has acted on.
    fn said(&self) -> (State, u32) {
        // Pairs with the Release in `Seat::say` and in `rk_control_say` (control.cuh).
        let said = self
            .block
            .u64(offset_of!(rk_control, said))
            .load(Ordering::Acquire);
        // Its two halves.
        (State::from_raw(said as u32), (said >> 32) as u32)
    }

    /// The fault that a GPU's actor has recorded; `None` as well for a record that makes no sense, and for that of an
    /// actor before it, which stays where a command to end has overtaken the one to begin.
    pub(crate) fn fault(&self, artifact: &Artifact) -> Option<Fault> {
        let base = offset_of!(rk_control, fault);
        // Relaxed but for the kind, which is written last and published by the Release of `rk_record`.
        let word = |offset| self.block.u32(base + offset).load(Ordering::Relaxed);
        let long = |offset| self.block.u64(base + offset).load(Ordering::Relaxed);
        let three = |offset| [word(offset), word(offset + 4), word(offset + 8)];
        let kind = self
            .block
            .u32(base + offset_of!(rk_fault, kind))
            .load(Ordering::Acquire);
        let (a, b) = (long(offset_of!(rk_fault, a)), long(offset_of!(rk_fault, b)));
        let site = artifact
            .sites
            .get(word(offset_of!(rk_fault, site)) as usize)?;
        // Counted from 1; those of actors before it are below.
        let message = long(offset_of!(rk_fault, message))
            .checked_sub(self.first)
            .filter(|message| *message > 0)?;
        Some(Fault {
            kernel: artifact.name,
            kind: FaultKind::from_raw(kind, a, b, site)?,
            site: (*site).into(),
            // The block's place in its launch says nothing: to its user an actor is one block.
            block: [0; 3],
            thread: three(offset_of!(rk_fault, thread)),
            message: Some(message),
            time: None,
        })
    }
}

/// The side of an actor on the CPU.
#[derive(Debug)]
pub(crate) struct Seat {
    block: Shared,
    state: State,
    /// Number of the last command acted on.
    answered: u32,
}

impl Seat {
    /// Says that the actor is there.
    pub(crate) fn take(block: Shared) -> Self {
        let mut seat = Self {
            block,
            state: State::Created,
            answered: 0,
        };
        seat.say(State::Launched);
        seat
    }

    /// Where the actor is.
    pub(crate) fn state(&self) -> State {
        self.state
    }

    /// Number of the last command acted on.
    pub(crate) fn answered(&self) -> u32 {
        self.answered
    }

    /// Says where the actor is from now on.
    pub(crate) fn say(&mut self, state: State) {
        self.state = state;
        let said = u64::from(self.answered) << 32 | u64::from(state.to_raw());
        // Pairs with the Acquire in `Host::said`.
        self.block
            .u64(offset_of!(rk_control, said))
            .store(said, Ordering::Release);
    }

    /// Says how many messages were answered.
    pub(crate) fn count(&self, handled: u64) {
        // Relaxed: a figure, nothing hangs on it.
        self.block
            .u64(offset_of!(rk_control, handled))
            .store(handled, Ordering::Relaxed);
    }

    /// Acts on a command that was not answered yet.
    pub(crate) fn poll(&mut self) {
        // Relaxed: as in `Host::give`.
        let order = self
            .block
            .u64(offset_of!(rk_control, order))
            .load(Ordering::Relaxed);
        // Its two halves.
        let (raw, sequence) = (order as u32, (order >> 32) as u32);
        if sequence == self.answered {
            return;
        }
        self.answered = sequence;
        self.say(Command::from_raw(raw).state());
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use crate::artifact::{Per, Plan, Site};

    fn block() -> (Host, Shared) {
        let memory = Shared::heap(size_of::<rk_control>());
        (Host::new(memory.clone()), memory)
    }

    #[test]
    fn a_command_is_answered_with_its_number() {
        let (mut host, memory) = block();
        assert_eq!(host.state(), State::Created);
        let mut seat = Seat::take(memory);
        assert_eq!(host.state(), State::Launched);
        let first = host.give(Command::Activate);
        assert!(!host.has_acknowledged(first));
        seat.poll();
        assert!(host.has_acknowledged(first));
        assert_eq!((host.state(), seat.state()), (State::Active, State::Active));
    }

    #[test]
    fn an_order_to_begin_says_where_and_as_what() {
        let (mut host, memory) = block();
        let mut begin = |number, state| {
            host.begin(number, state);
            let order = memory.u64(offset_of!(rk_control, order));
            order.load(Ordering::Relaxed)
        };
        let launched = u64::from(abi::RK_COMMAND_BEGIN);
        let active = u64::from(abi::RK_COMMAND_BEGIN_ACTIVE);
        assert_eq!(begin(5, State::Active), 1 << 32 | 5 << 8 | active);
        let late = 3 << 32 | 0xff00_0007;
        assert_eq!(begin(late, State::Launched), 2 << 32 | 7 << 8 | launched);
    }

    #[test]
    fn a_command_that_was_overtaken_is_answered_too() {
        let (mut host, memory) = block();
        let mut seat = Seat::take(memory);
        let first = host.give(Command::Activate);
        let second = host.give(Command::Terminate);
        seat.poll();
        assert!(host.has_acknowledged(first) && host.has_acknowledged(second));
        assert_eq!(host.state(), State::Terminated);
    }

    #[test]
    fn numbers_of_commands_wrap() {
        let (mut host, memory) = block();
        host.sequence = u32::MAX - 1;
        let mut seat = Seat::take(memory);
        for command in [Command::Activate, Command::Deactivate, Command::Activate] {
            let number = host.give(command);
            assert!(host.sequence == number);
            seat.poll();
            assert!(host.has_acknowledged(number));
        }
    }

    #[test]
    fn a_clock_that_was_not_read_for_long_is_read_once() {
        let (mut host, memory) = block();
        let mut seat = Seat::take(memory);
        host.give(Command::Activate);
        seat.poll();
        assert!(host.reading().is_some() && host.reading().is_none());
        host.read_clock_after(Duration::from_secs(1000));
        seat.poll();
        assert!(host.reading().is_none());
        host.read_clock_after(Duration::ZERO);
        assert!(host.reading().is_none());
        seat.poll();
        assert!(host.reading().is_some());
        assert_eq!(host.state(), State::Active);
    }

    #[test]
    fn a_fault_is_told_of_the_actor_that_made_it() {
        let artifact = Artifact {
            sites: &[Site {
                file: "src/kernels.rs",
                line: 1,
                column: 1,
                says: None,
            }],
            ..Artifact::not_built("f", "src/kernels.rs", Plan::Ring { per: Per::Lane })
        };
        let (mut host, memory) = block();
        let base = offset_of!(rk_control, fault);
        let message = memory.u64(base + offset_of!(rk_fault, message));
        let kind = memory.u32(base + offset_of!(rk_fault, kind));
        message.store(3, Ordering::Relaxed);
        kind.store(abi::RK_FAULT_DIVIDE_BY_ZERO, Ordering::Release);
        host.begin(2, State::Active);
        let told = host.fault(&artifact).expect("its first message faulted");
        assert_eq!(
            (told.kind, told.message),
            (FaultKind::DivideByZero, Some(1))
        );
        for first in [3, 4] {
            host.begin(first, State::Active);
            assert_eq!(host.fault(&artifact), None);
        }
    }

    #[test]
    fn a_stop_is_for_messages_before_the_next_actor_and_never_taken_back() {
        let (mut host, memory) = block();
        let stop = memory.u64(offset_of!(rk_control, stop));
        host.stop(7);
        host.begin(7, State::Active);
        // Its first message is number 8 to the handler.
        assert_eq!(stop.load(Ordering::Relaxed), 7);
        host.stop(3);
        assert_eq!(stop.load(Ordering::Relaxed), 7);
    }

    #[test]
    fn every_state_has_its_number() {
        for (raw, state) in State::ALL {
            assert_eq!((state.to_raw(), State::from_raw(raw)), (raw, state));
        }
    }
}
