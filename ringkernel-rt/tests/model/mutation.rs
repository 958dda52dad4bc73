//! The protocol with one thing wrong, for each thing that it asks of the two sides.
//!
//! They stand for orderings that a test of the code cannot take away: those of the device, and those that x86 has
//! whatever the code says.

use crate::protocol::{
    ACKNOWLEDGED, BEGUN_TWICE, CONTENT, END, ENDS_WELL, FAULT, INCARNATION, LOST, OVERWRITTEN,
};
use crate::queue::Form;
use crate::value::Queue;

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
    BeginStoredRelaxed,
    BeginLoadedRelaxed,
    /// The actor acquires the order that overtakes the one to begin.
    BeginAcquiresAnother,
    /// The order is given, then what it needs is written.
    BeginBeforeItsWords,
    /// A handle that was dropped does not wait for the end.
    BeginsBeforeTheEnd,
    /// The host gives another order before the actor has said that it has begun.
    OvertakesBegin,
    /// The host looks whether the actor has ended before that has said that it has begun.
    LooksBeforeBegun,
    /// An actor that has ended does what it is told.
    ObeysAfterTheEnd,

    AcknowledgesBeforeState,
    AcknowledgedStoredRelaxed,
    AcknowledgedLoadedRelaxed,
    /// The state that an order leads to is stored relaxed.
    StateOfOrderStoredRelaxed,
    /// The state after a fault is stored relaxed.
    StateOfFaultStoredRelaxed,
    StateLoadedRelaxed,
    /// The fault is told, then recorded.
    RecordAfterState,
    /// The host looks for a reply, then for the end.
    RepliesBeforeState,

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
    /// A property that it breaks.
    pub(crate) breaks: &'static str,
    /// Where the unmutated stands in the code.
    pub(crate) place: &'static str,
}

const fn case(mutation: Mutation, form: Form, breaks: &'static str, place: &'static str) -> Case {
    Case {
        mutation,
        form,
        breaks,
        place,
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
    case(M::SlotsAreLeft, Narrow, CONTENT, "pass_over"),
    case(M::NumbersBeginAnew, Narrow, CONTENT, "cuda::Actor::begin"),
    case(M::NumbersBeginAnew, Wide, CONTENT, "cuda::Actor::begin"),
    case(M::BeginsAtTaken, Narrow, INCARNATION, "cuda::Actor::begin"),
    case(M::BeginsAtTaken, Wide, CONTENT, "cuda::Actor::begin"),
    case(M::BeginStoredRelaxed, Narrow, OVERWRITTEN, "control::Host::begin"),
    case(M::BeginBeforeItsWords, Narrow, OVERWRITTEN, "control::Host::begin"),
    case(M::BeginsBeforeTheEnd, Narrow, BEGUN_TWICE, "cuda::Pool::begin"),
    case(M::OvertakesBegin, Narrow, ENDS_WELL, "Port::launched"),
    case(M::LooksBeforeBegun, Narrow, END, "control::Host::state"),
    case(M::BeginLoadedRelaxed, Narrow, OVERWRITTEN, "rk_ring_obey"),
    case(M::BeginAcquiresAnother, Narrow, INCARNATION, "rk_ring_obey"),
    case(M::ObeysAfterTheEnd, Narrow, BEGUN_TWICE, "rk_control_obey"),
    case(M::AcknowledgesBeforeState, Narrow, ACKNOWLEDGED, "rk_control_go, Seat::poll"),
    case(M::AcknowledgedStoredRelaxed, Narrow, ACKNOWLEDGED, "rk_control_go, Seat::poll"),
    case(M::AcknowledgedLoadedRelaxed, Narrow, ACKNOWLEDGED, "Host::has_acknowledged"),
    case(M::StateOfOrderStoredRelaxed, Narrow, LOST, "rk_control_go, Seat::say"),
    case(M::StateOfFaultStoredRelaxed, Narrow, FAULT, "rk_control_fault, Seat::say"),
    case(M::StateLoadedRelaxed, Narrow, FAULT, "Host::state"),
    case(M::RecordAfterState, Narrow, FAULT, "rk_control_fault, Loop::run"),
    case(M::RepliesBeforeState, Narrow, LOST, "Port::take"),
    case(M::ForgetsWhatItAnswered, Narrow, CONTENT, "rk_control_park"),
    case(M::ForgetsItsState, Narrow, INCARNATION, "rk_ring_state::leave"),
    case(M::ForgetsTheOrder, Narrow, ENDS_WELL, "rk_control_start"),
];
