//! What may keep a message from being answered.

use std::fmt;

use crate::error::Error;

/// Why [`Actor::try_send`](super::Actor::try_send) did not send; the message comes back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TrySendError<M> {
    /// The inbox is full, or so many replies wait to be received that there is no room for this one's.
    Full(M),
    /// The actor has ended; [`Actor::error`](super::Actor::error) says why.
    Closed(M),
}

/// Why [`Receiver::try_recv`](super::Receiver::try_recv) has no reply.
#[derive(Clone, Debug, PartialEq)]
pub enum TryRecvError {
    /// The next reply has not come yet.
    Empty,
    /// The sender was dropped and every message of its has been answered.
    Finished,
    /// The actor has ended, or the reply is no value of its type.
    Failed(Error),
}

/// Why [`Actor::call_timeout`](super::Actor::call_timeout) has no reply.
#[derive(Clone, PartialEq)]
pub enum CallError<M> {
    /// The time was over before there was space in the inbox: the actor has not taken the message and never will.
    NotSent(M),
    /// The time was over after the message was put in. The actor answers it in its turn; that reply is thrown away.
    NotAnswered(M),
    /// The actor has ended.
    Ended(Error),
}

impl fmt::Display for TryRecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("no reply has come yet"),
            Self::Finished => f.write_str("every message has been answered"),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for TryRecvError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Empty | Self::Finished => None,
            Self::Failed(error) => std::error::Error::source(error),
        }
    }
}

// Messages need not implement `Debug`.
impl<M> fmt::Debug for TrySendError<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full(_) => "Full(..)",
            Self::Closed(_) => "Closed(..)",
        })
    }
}

impl<M> fmt::Display for TrySendError<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full(_) => "the actor's queue is full",
            Self::Closed(_) => "the actor has stopped",
        })
    }
}

impl<M> std::error::Error for TrySendError<M> {}

impl<M> fmt::Debug for CallError<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(_) => f.write_str("NotSent(..)"),
            Self::NotAnswered(_) => f.write_str("NotAnswered(..)"),
            Self::Ended(error) => f.debug_tuple("Ended").field(error).finish(),
        }
    }
}

impl<M> fmt::Display for CallError<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(_) => f.write_str("the actor's queue stayed full for the time allowed"),
            Self::NotAnswered(_) => f.write_str("no answer within the time allowed"),
            Self::Ended(error) => error.fmt(f),
        }
    }
}

impl<M> std::error::Error for CallError<M> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotSent(_) | Self::NotAnswered(_) => None,
            Self::Ended(error) => std::error::Error::source(error),
        }
    }
}
