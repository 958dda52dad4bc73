//! What a row of [`requests`](super::requests) has to work with, and what it comes to.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use ringkernel_rt::actor::{CallError, TrySendError};
use ringkernel_rt::prelude::*;
use ringkernel_tests::kernels::trouble::{chain, Chain, Link};

/// Longer than anything here takes.
pub(crate) const LONG: Duration = Duration::from_secs(30);

/// A runtime with other actors in it.
#[derive(Debug)]
pub(crate) struct Scene {
    pub(crate) runtime: RingKernel,
    pub(crate) backend: Backend,
}

impl Scene {
    /// An actor of its own for a row, with a queue of four.
    pub(crate) async fn chain(&self) -> Actor<chain> {
        let options = LaunchOptions::default().queue_capacity(4);
        self.runtime.launch::<chain>(options).await.unwrap()
    }

    /// A runtime of its own.
    pub(crate) async fn another(&self) -> RingKernel {
        super::open(self.backend).await
    }
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Told {
    /// It was done.
    Done,
    /// It was refused, or went wrong.
    Error(Error),
    /// [`Error::GaveUp`].
    GaveUp {
        supervisor: String,
        child: String,
        cause: Error,
    },
    /// [`CallError::NotSent`], with the message.
    NotSent,
    /// [`CallError::NotAnswered`], with the message.
    NotAnswered,
    /// [`TrySendError::Full`], with the message.
    Full,
    /// [`TrySendError::Closed`], with the message.
    Closed,
}

impl From<Error> for Told {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl<T> From<Result<T, Error>> for Told {
    fn from(result: Result<T, Error>) -> Self {
        result.map_or_else(Self::Error, |_| Self::Done)
    }
}

impl<T> From<Result<T, CallError<Link>>> for Told {
    fn from(result: Result<T, CallError<Link>>) -> Self {
        match result {
            Ok(_) => Self::Done,
            Err(CallError::NotSent(link)) if link == LINK => Self::NotSent,
            Err(CallError::NotAnswered(link)) if link == LINK => Self::NotAnswered,
            Err(CallError::Ended(error)) => Self::Error(error),
            Err(CallError::NotSent(link) | CallError::NotAnswered(link)) => {
                panic!("another message came back: {link:?}")
            }
        }
    }
}

impl From<Result<(), TrySendError<Link>>> for Told {
    fn from(result: Result<(), TrySendError<Link>>) -> Self {
        match result {
            Ok(()) => Self::Done,
            Err(TrySendError::Full(link)) if link == LINK => Self::Full,
            Err(TrySendError::Closed(link)) if link == LINK => Self::Closed,
            Err(TrySendError::Full(link) | TrySendError::Closed(link)) => {
                panic!("another message came back: {link:?}")
            }
        }
    }
}

/// The message that rows send.
pub(crate) const LINK: Link = Link { word: 0xC0FFEE };

/// A mistake for [`chain`].
pub(crate) const BROKEN: Link = Link { word: 0 };

/// What runs a row.
pub(crate) type Run = for<'a> fn(&'a Scene) -> Pin<Box<dyn Future<Output = Told> + Send + 'a>>;

/// One wrong request.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// The only back end on which it can be made.
    pub(crate) only: Option<Backend>,
    pub(crate) run: Run,
    pub(crate) told: Told,
}

/// Makes rows of the functions named; each comes to what stands behind the arrow.
macro_rules! rows {
    ($($(#[$only:ident])? $name:ident => $told:expr;)*) => {
        vec![$($crate::scene::Row {
            name: stringify!($name),
            only: [$(::ringkernel_rt::Backend::$only)?].first().copied(),
            run: |scene| Box::pin(async { $crate::scene::Told::from($name(scene).await) }),
            told: $crate::scene::Told::from($told),
        }),*]
    };
}
pub(crate) use rows;

/// An actor that no row touches.
#[derive(Debug)]
pub(crate) struct Witness {
    actor: Actor<chain>,
    known: Chain,
}

impl Witness {
    pub(crate) async fn launch(runtime: &RingKernel) -> Self {
        let actor = runtime.launch::<chain>(LaunchOptions::default());
        Self {
            actor: actor.await.unwrap(),
            known: Chain::default(),
        }
    }

    /// It still answers, and rightly.
    pub(crate) async fn answers(&mut self, row: &str) {
        let link = Link {
            word: self.known.count * 3 + 1,
        };
        self.known = self.known.with(link);
        let reply = self.actor.call_timeout(link, LONG).await;
        assert_eq!(reply, Ok(self.known), "after {row}");
    }
}
