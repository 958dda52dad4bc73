//! The protocol with one thing wrong, for each thing that it asks of the two sides.
//!
//! They stand for orderings that a test of the code cannot take away: those of the device, and those that x86 has
//! whatever the code says.

use crate::protocol::{
    Budget, CONTENT, END, ENDS_WELL, FAULT, INCARNATION, LOST, OVERWRITTEN, PAUSED,
};
use crate::queue::Form;
use crate::value::Queue;
use crate::{ALL, ORDERS};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mutation {
    /// A reader of a narrow slot looks at one word's tag.
    OneTagIsLookedAt(Queue),
    /// A slot's tags are the same in every round.
    AsManyTagsAsSlots,
    /// The host sends one message more than there are slots.
    SendsAheadOfReplies,
    /// The actor answers when it has found a message, then reads it.
    AnswersBeforeReading,
    SequenceStoredRelaxed(Queue),
    SequenceLoadedRelaxed(Queue),
    SequenceBeforePayload(Queue),

    /// The slots of replies that never came are left as they are.
    SlotsAreLeft,
    /// Numbers of messages begin at 0 again.
    NumbersBeginAnew,
    /// The actor begins at the first message without a reply.
    BeginsAtTaken,
    /// An order has room for as many numbers of a first message as there are slots.
    BeginIsCutTooShort,
    BeginStoredRelaxed,
    /// The order to begin is loaded relaxed, and no fence follows.
    NoFenceAfterBegin,
    /// A fence follows, but the state is loaded before it.
    FetchesBeforeFence,
    /// The order is given, then the state is written.
    BeginBeforeItsState,
    /// A seat whose actor lives does not obey the order to begin.
    BeginsOnlyAfterTheEnd,
    /// The device says that it has begun, then passes over replies that never came.
    PassesOverAfterSaying,
    /// The host sends before the actor has said that it has begun.
    SendsBeforeBegun,
    /// The host gives an order other than to end before the actor has said that it has begun.
    OvertakesBegin,
    /// The host looks whether the actor has ended before that has said that it has begun.
    LooksBeforeBegun,
    /// An actor that has ended does what it is told.
    ObeysAfterTheEnd,

    /// What an order has led to is said relaxed.
    SaidOfOrderStoredRelaxed,
    /// The state after a fault is said relaxed.
    SaidOfFaultStoredRelaxed,
    SaidLoadedRelaxed,
    /// The fault is told, then recorded.
    RecordAfterState,
    /// The host takes any record of a fault for its actor's.
    FaultsAreAnybodys,
    /// The host looks for a reply, then for the end.
    RepliesBeforeState,

    /// A seat that has paused takes messages.
    TakesWhilePaused,
    /// A seat says that it has paused, and not in which pause.
    PausesAreAlike,
    /// A seat that has paused does not look whether it may go on.
    NeverGoesOn,
    /// A launch that parks does not say how many messages it has answered.
    ForgetsWhatItAnswered,
    ForgetsItsState,
    /// The next launch does not know which order was the last.
    ForgetsTheOrder,
}

/// What must be found.
pub(crate) struct Case {
    pub(crate) mutation: Mutation,
    pub(crate) form: Form,
    pub(crate) budget: Budget,
    /// A property that it breaks.
    pub(crate) breaks: &'static str,
    /// Where the unmutated stands in the code.
    pub(crate) place: &'static str,
}

const fn case(mutation: Mutation, form: Form, breaks: &'static str, place: &'static str) -> Case {
    Case {
        mutation,
        form,
        budget: ALL,
        breaks,
        place,
    }
}

impl Case {
    /// One that takes more, or other, than some of everything.
    const fn within(self, budget: Budget) -> Self {
        Self { budget, ..self }
    }
}

use Form::{Narrow, Wide};
use Mutation as M;
use Queue::{Inbox, Outbox};

/// Every mutation, and what the checker finds of it.
#[rustfmt::skip]
pub(crate) const CASES: &[Case] = &[
    case(M::OneTagIsLookedAt(Inbox), Narrow, CONTENT, "rk_ring_look"),
    case(M::OneTagIsLookedAt(Outbox), Narrow, CONTENT, "Consumer::look"),
    case(M::AsManyTagsAsSlots, Narrow, CONTENT, "tag, rk_ring_tag"),
    case(M::SendsAheadOfReplies, Narrow, OVERWRITTEN, "Producer::push"),
    case(M::SendsAheadOfReplies, Wide, OVERWRITTEN, "Producer::push"),
    case(M::AnswersBeforeReading, Narrow, OVERWRITTEN, "rk_actor_run"),
    case(M::AnswersBeforeReading, Wide, OVERWRITTEN, "rk_actor_run"),
    case(M::SequenceStoredRelaxed(Inbox), Wide, CONTENT, "Producer::push"),
    case(M::SequenceStoredRelaxed(Outbox), Wide, CONTENT, "the fence of rk_ring_answer"),
    case(M::SequenceLoadedRelaxed(Inbox), Wide, CONTENT, "rk_ring_look"),
    case(M::SequenceLoadedRelaxed(Outbox), Wide, CONTENT, "Consumer::look"),
    case(M::SequenceBeforePayload(Inbox), Wide, CONTENT, "Producer::push"),
    case(M::SequenceBeforePayload(Outbox), Wide, CONTENT, "rk_ring_answer"),
    case(M::SlotsAreLeft, Narrow, CONTENT, "rk_ring_pass_over"),
    case(M::PassesOverAfterSaying, Narrow, CONTENT, "rk_ring_obey"),
    case(M::NumbersBeginAnew, Narrow, INCARNATION, "cuda::Actor::begin"),
    case(M::NumbersBeginAnew, Wide, OVERWRITTEN, "cuda::Actor::begin"),
    case(M::BeginsAtTaken, Narrow, INCARNATION, "cuda::Actor::begin"),
    case(M::BeginsAtTaken, Wide, INCARNATION, "cuda::Actor::begin"),
    case(M::BeginIsCutTooShort, Narrow, INCARNATION, "control::beginning, rk_control_first"),
    case(M::BeginIsCutTooShort, Wide, INCARNATION, "control::beginning, rk_control_first"),
    case(M::BeginStoredRelaxed, Narrow, INCARNATION, "control::Host::begin"),
    case(M::BeginBeforeItsState, Narrow, INCARNATION, "cuda::Actor::begin"),
    case(M::BeginsOnlyAfterTheEnd, Narrow, ENDS_WELL, "rk_control_begins"),
    case(M::SendsBeforeBegun, Narrow, INCARNATION, "Port::launched"),
    case(M::OvertakesBegin, Narrow, ENDS_WELL, "Port::launched"),
    case(M::LooksBeforeBegun, Narrow, END, "control::Host::state"),
    case(M::NoFenceAfterBegin, Narrow, CONTENT, "the second fence of rk_ring_obey"),
    case(M::FetchesBeforeFence, Narrow, INCARNATION, "the first fence of rk_ring_obey"),
    case(M::ObeysAfterTheEnd, Narrow, LOST, "rk_control_obey"),
    case(M::SaidOfOrderStoredRelaxed, Narrow, LOST, "rk_control_go, the second fence of rk_ring_obey, Seat::say"),
    case(M::SaidOfOrderStoredRelaxed, Narrow, CONTENT, "rk_control_go, the second fence of rk_ring_obey"),
    case(M::SaidOfFaultStoredRelaxed, Narrow, FAULT, "rk_control_fault, Seat::say"),
    case(M::SaidLoadedRelaxed, Narrow, LOST, "Host::said"),
    case(M::SaidLoadedRelaxed, Narrow, CONTENT, "Host::said"),
    case(M::SaidLoadedRelaxed, Narrow, FAULT, "Host::said"),
    case(M::FaultsAreAnybodys, Narrow, FAULT, "control::Host::fault"),
    case(M::RecordAfterState, Narrow, FAULT, "rk_control_fault, Loop::run"),
    case(M::RepliesBeforeState, Narrow, LOST, "Port::take"),
    case(M::TakesWhilePaused, Narrow, PAUSED, "rk_control_answers"),
    case(M::PausesAreAlike, Narrow, PAUSED, "rk_control_pause").within(ORDERS),
    case(M::NeverGoesOn, Narrow, ENDS_WELL, "rk_control_pause"),
    case(M::ForgetsWhatItAnswered, Narrow, CONTENT, "rk_control_park"),
    case(M::ForgetsItsState, Narrow, INCARNATION, "rk_state::leave"),
    case(M::ForgetsTheOrder, Narrow, ENDS_WELL, "rk_control_start"),
];
