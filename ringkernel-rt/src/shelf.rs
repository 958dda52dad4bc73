//! A bounded list that readers take from: the oldest entries make room, and are counted.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// What is kept at most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) entries: usize,
    /// Of all entries together, unless a single one is heavier.
    pub(crate) weight: usize,
}

/// The list. Each entry is taken once.
#[derive(Debug)]
pub(crate) struct Shelf<T> {
    limits: Limits,
    content: Mutex<Content<T>>,
}

#[derive(Debug)]
struct Content<T> {
    /// With their weights.
    entries: VecDeque<(usize, T)>,
    weight: usize,
    dropped: u64,
    /// Nothing comes any more.
    closed: bool,
    /// Whom to wake for the next entry.
    readers: Vec<Waker>,
}

impl<T> Shelf<T> {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            content: Mutex::new(Content {
                entries: VecDeque::new(),
                weight: 0,
                dropped: 0,
                closed: false,
                readers: Vec::new(),
            }),
        }
    }

    fn content(&self) -> MutexGuard<'_, Content<T>> {
        // What a panic under the lock leaves is a list.
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps entries with their weights, ahead of which `before` others were left out; gives who is to be woken.
    #[must_use = "readers wait to be woken"]
    pub(crate) fn keep(
        &self,
        before: u64,
        entries: impl IntoIterator<Item = (usize, T)>,
    ) -> Vec<Waker> {
        let mut content = self.content();
        content.dropped += before;
        for (weight, entry) in entries {
            content.weight += weight;
            content.entries.push_back((weight, entry));
            while content.entries.len() > self.limits.entries
                || (content.weight > self.limits.weight && content.entries.len() > 1)
            {
                content.pop();
                content.dropped += 1;
            }
        }
        std::mem::take(&mut content.readers)
    }

    /// Lets nothing more in; gives who is to be woken.
    #[must_use = "readers wait to be woken"]
    pub(crate) fn close(&self) -> Vec<Waker> {
        let mut content = self.content();
        content.closed = true;
        std::mem::take(&mut content.readers)
    }

    /// The oldest entry.
    pub(crate) fn try_next(&self) -> Option<T> {
        self.content().pop()
    }

    /// The oldest entry, when there is one; `None` when none will come.
    pub(crate) fn poll(&self, context: &mut Context<'_>) -> Poll<Option<T>> {
        let mut content = self.content();
        if let Some(entry) = content.pop() {
            return Poll::Ready(Some(entry));
        }
        if content.closed {
            return Poll::Ready(None);
        }
        let waker = context.waker();
        if !content.readers.iter().any(|other| other.will_wake(waker)) {
            content.readers.push(waker.clone());
        }
        Poll::Pending
    }

    /// Entries that were thrown away.
    pub(crate) fn dropped(&self) -> u64 {
        self.content().dropped
    }
}

impl<T> Content<T> {
    fn pop(&mut self) -> Option<T> {
        let (weight, entry) = self.entries.pop_front()?;
        self.weight -= weight;
        Some(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf() -> Shelf<u32> {
        Shelf::new(Limits {
            entries: 4,
            weight: 10,
        })
    }

    fn keep(shelf: &Shelf<u32>, entries: &[(usize, u32)]) -> Vec<u32> {
        drop(shelf.keep(0, entries.iter().copied()));
        std::iter::from_fn(|| shelf.try_next()).collect()
    }

    #[test]
    fn the_oldest_entries_make_room_and_are_counted() {
        let shelf = shelf();
        let entries: Vec<_> = (1..=6).map(|entry| (1, entry)).collect();
        assert_eq!(keep(&shelf, &entries), [3, 4, 5, 6]);
        assert_eq!(shelf.dropped(), 2);
        drop(shelf.keep(5, []));
        assert_eq!(shelf.dropped(), 7);
    }

    #[test]
    fn heavy_entries_make_room_by_their_weight() {
        let shelf = shelf();
        assert_eq!(keep(&shelf, &[(5, 1), (5, 2), (5, 3)]), [2, 3]);
        assert_eq!(keep(&shelf, &[(1, 4), (20, 5)]), [5]);
        assert_eq!(keep(&shelf, &[(5, 6), (5, 7)]), [6, 7]);
    }

    #[test]
    fn what_is_left_is_read_after_the_end() {
        let shelf = shelf();
        drop(shelf.keep(0, [(1, 1)]));
        drop(shelf.close());
        let mut context = Context::from_waker(Waker::noop());
        assert_eq!(shelf.poll(&mut context), Poll::Ready(Some(1)));
        assert_eq!(shelf.poll(&mut context), Poll::Ready(None));
    }

    #[test]
    fn a_reader_is_woken_once() {
        let shelf = shelf();
        let mut context = Context::from_waker(Waker::noop());
        assert!(shelf.poll(&mut context).is_pending());
        assert!(shelf.poll(&mut context).is_pending());
        assert_eq!(shelf.keep(0, [(1, 1)]).len(), 1);
        assert!(shelf.keep(0, [(1, 2)]).is_empty());
    }
}
