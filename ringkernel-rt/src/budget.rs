//! What a runtime's memory is held to: [`Builder::memory_budget`](crate::runtime::Builder::memory_budget).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::Error;

/// Counts memory, in bytes as the device lays it out. Clones share the count.
#[derive(Clone, Debug)]
pub(crate) struct Budget {
    account: Arc<Account>,
}

#[derive(Debug)]
struct Account {
    /// The most there may be.
    limit: u64,
    used: Mutex<u64>,
}

/// Memory that was granted. Dropping it gives the bytes back.
#[derive(Debug)]
pub(crate) struct Grant {
    budget: Budget,
    bytes: u64,
}

impl Budget {
    /// Nothing is used. Without a limit it only counts.
    pub(crate) fn new(limit: Option<u64>) -> Self {
        Self {
            account: Arc::new(Account {
                limit: limit.unwrap_or(u64::MAX),
                used: Mutex::new(0),
            }),
        }
    }

    fn locked(&self) -> MutexGuard<'_, u64> {
        // A number is whole at any time.
        self.account
            .used
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes memory, ahead of its allocation.
    ///
    /// # Errors
    /// [`Error::OutOfBudget`].
    pub(crate) fn take(&self, bytes: usize) -> Result<Grant, Error> {
        let bytes = bytes as u64;
        let mut used = self.locked();
        let sum = used.checked_add(bytes);
        let Some(sum) = sum.filter(|&sum| sum <= self.account.limit) else {
            return Err(Error::OutOfBudget {
                asked: bytes,
                used: *used,
                budget: self.account.limit,
            });
        };
        *used = sum;
        Ok(Grant {
            budget: self.clone(),
            bytes,
        })
    }

    /// Bytes that are granted now.
    pub(crate) fn used(&self) -> u64 {
        *self.locked()
    }
}

impl Drop for Grant {
    fn drop(&mut self) {
        *self.budget.locked() -= self.bytes;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_granted_is_counted_until_it_is_given_back() {
        let budget = Budget::new(Some(100));
        let first = budget.take(60).unwrap();
        let asked = budget.take(41).unwrap_err();
        assert_eq!(
            asked,
            Error::OutOfBudget {
                asked: 41,
                used: 60,
                budget: 100
            }
        );
        let second = budget.take(40).unwrap();
        assert_eq!(budget.used(), 100);
        drop(first);
        assert_eq!(budget.used(), 40);
        drop(second);
        assert_eq!(budget.used(), 0);
    }

    #[test]
    fn without_a_limit_no_sum_wraps() {
        let budget = Budget::new(None);
        let all = budget.take(usize::MAX).unwrap();
        assert!(budget.take(1).is_err());
        drop(all);
        assert_eq!(budget.used(), 0);
    }
}
