//! The places of the memory and what lies there: the words of `device/abi.h`, with what the checker knows of them.
//!
//! Fields marked *known* are there for the checker; the protocol does not look at them.

/// A queue of an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Queue {
    Inbox,
    Outbox,
}

/// Words of a slot: two of a narrow one; the sequence and the payload of a wide one.
pub(crate) const WORDS: usize = 2;

/// The most slots of a queue.
pub(crate) const SLOTS: usize = 2;

/// A word of shared memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Slot {
        queue: Queue,
        slot: usize,
        word: usize,
    },
    /// `rk_control.order`.
    Order,
    /// `rk_control.park`.
    Park,
    /// The handler's state that an actor begins with: `rk_actor.initial`.
    Fresh,
    /// `rk_control.said`.
    Said,
    /// `rk_control.paused`.
    Paused,
    /// `rk_control.fault`.
    Record,
}

/// How many there are.
pub(crate) const PLACES: usize = 2 * SLOTS * WORDS + 6;

impl Place {
    pub(crate) fn index(self) -> usize {
        const SLOT_WORDS: usize = SLOTS * WORDS;
        match self {
            Self::Slot { queue, slot, word } => {
                let queue = match queue {
                    Queue::Inbox => 0,
                    Queue::Outbox => SLOT_WORDS,
                };
                queue + slot * WORDS + word
            }
            Self::Order => 2 * SLOT_WORDS,
            Self::Park => 2 * SLOT_WORDS + 1,
            Self::Fresh => 2 * SLOT_WORDS + 2,
            Self::Said => 2 * SLOT_WORDS + 3,
            Self::Paused => 2 * SLOT_WORDS + 4,
            Self::Record => 2 * SLOT_WORDS + 5,
        }
    }
}

/// What a message or a reply says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Content {
    /// What a reply that never came would have left in its slot.
    Nothing,
    Message {
        number: u8,
        /// Which start of the actor it is meant for.
        incarnation: u8,
    },
    Reply {
        number: u8,
        /// The handler's state: which start it is of, and messages handled since.
        state: (u8, u8),
    },
}

/// What the host asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Command {
    Activate,
    Deactivate,
    Terminate,
    Begin,
}

/// Where the actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Life {
    /// Its seat has had no actor yet.
    Created,
    Active,
    Deactivated,
    Terminated,
    Faulted,
}

impl Life {
    /// Whether the actor has ended.
    pub(crate) fn is_final(self) -> bool {
        match self {
            Self::Created | Self::Active | Self::Deactivated => false,
            Self::Terminated | Self::Faulted => true,
        }
    }

    /// Whether an actor has the seat.
    pub(crate) fn is_taken(self) -> bool {
        match self {
            Self::Active | Self::Deactivated => true,
            Self::Created | Self::Terminated | Self::Faulted => false,
        }
    }
}

/// What a word holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Value {
    /// All 0.
    Never,
    /// Of a narrow slot.
    Tagged { tag: u8, content: Content },
    /// Of a wide slot: a message's number and one.
    Sequence(u8),
    /// Of a wide slot.
    Payload(Content),
    /// An order. Its number is cut to [`ORDER_BITS`] where the protocol compares it.
    Order {
        command: Command,
        /// Of the first message, cut, where an actor is to begin.
        begin: u8,
        number: u8,
        /// Known: for which start of the actor it was given.
        incarnation: u8,
    },
    /// Launches before the pause take no messages; those up to the other number end.
    Park { pause: u8, end: u8 },
    /// The pause in which the actor takes no messages, or 0.
    Pause(u8),
    /// The handler's state for this start.
    Fresh(u8),
    /// Where the actor is, and which order it has acted on last.
    Said {
        life: Life,
        /// Cut as an order's.
        number: u8,
        /// Known: which start of the actor says so, or was to end.
        incarnation: u8,
        /// Known: the last order acted on.
        acted: u8,
    },
    /// A fault at a message.
    Fault { number: u8, incarnation: u8 },
}

/// Bits of an order's number: 32 in `rk_control`.
const ORDER_BITS: u32 = 4;

/// The number as the protocol sees it.
pub(crate) fn cut(number: u8) -> u8 {
    number % (1 << ORDER_BITS)
}

/// `Host::has_acknowledged`.
pub(crate) fn has_acknowledged(acknowledged: u8, number: u8) -> bool {
    cut(acknowledged.wrapping_sub(number)) < 1 << (ORDER_BITS - 1)
}
