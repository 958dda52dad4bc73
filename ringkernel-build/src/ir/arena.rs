//! A vector whose elements are named by typed handles.

use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;

/// Elements of one kind, in the order they were added; nothing is ever removed.
#[derive(Clone)]
pub struct Arena<T> {
    items: Vec<T>,
}

/// Names an element of an [`Arena`] of `T`.
pub struct Handle<T> {
    index: u32,
    marker: PhantomData<fn() -> T>,
}

impl<T> Handle<T> {
    /// The element's position in its arena.
    #[must_use]
    pub fn index(self) -> usize {
        self.index as usize
    }
}

impl<T> Arena<T> {
    /// Adds an element and names it.
    ///
    /// # Panics
    /// Beyond 2^32 elements.
    pub fn push(&mut self, item: T) -> Handle<T> {
        let index =
            u32::try_from(self.items.len()).expect("an arena holds less than 2^32 elements");
        self.items.push(item);
        Handle {
            index,
            marker: PhantomData,
        }
    }

    /// All elements with their names, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Handle<T>, &T)> {
        (0u32..).zip(&self.items).map(|(index, item)| {
            (
                Handle {
                    index,
                    marker: PhantomData,
                },
                item,
            )
        })
    }

    /// How many elements there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl<T> std::ops::Index<Handle<T>> for Arena<T> {
    type Output = T;
    fn index(&self, handle: Handle<T>) -> &T {
        &self.items[handle.index()]
    }
}

impl<T> std::ops::IndexMut<Handle<T>> for Arena<T> {
    fn index_mut(&mut self, handle: Handle<T>) -> &mut T {
        &mut self.items[handle.index()]
    }
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self { items: Vec::new() }
    }
}

impl<T: fmt::Debug> fmt::Debug for Arena<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<T> Clone for Handle<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Handle<T> {}
impl<T> PartialEq for Handle<T> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}
impl<T> Eq for Handle<T> {}
impl<T> PartialOrd for Handle<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Handle<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.index.cmp(&other.index)
    }
}
impl<T> std::hash::Hash for Handle<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.index.hash(state);
    }
}
impl<T> fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.index)
    }
}
