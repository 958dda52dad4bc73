//! Names of actors.
//!
//! A [`Registry`] belongs to a runtime: [`RingKernel::registry`](crate::RingKernel::registry). Names are free text, by
//! custom a path with `/`. It keeps no actor alive: a name is free again when its actor is dropped, and an actor that is
//! restarted keeps it.
//!
//! ```
//! # use ringkernel_rt::prelude::*;
//! # use ringkernel_rt::kernel::ActorKernel;
//! # use std::sync::Arc;
//! # async fn f<K: ActorKernel>(runtime: RingKernel) -> Result<(), Error> where K::State: Default {
//! let first = Arc::new(runtime.launch::<K>(LaunchOptions::default()).await?);
//! let names = runtime.registry();
//! names.register("sensor/1", &first)?;
//!
//! let same: Arc<Actor<K>> = names.get("sensor/1")?;
//! for (name, actor) in names.find::<K>("sensor/*")? {
//!     println!("{name} is {:?}", actor.state());
//! }
//! # drop(same);
//! # Ok(())
//! # }
//! ```

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use glob::{MatchOptions, Pattern};

use crate::actor::dossier::Dossier;
use crate::actor::Actor;
use crate::error::Error;
use crate::kernel::ActorKernel;

/// `*` stops at a `/`, as in a shell.
const MATCH: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// What patterns are written with, so that no name has it.
const WILD: [char; 4] = ['*', '?', '[', ']'];

/// Whether this may be a name.
pub(crate) fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.contains(WILD)
}

/// The names of a runtime's actors. Clones share them.
#[derive(Clone, Default)]
pub struct Registry {
    table: Arc<Mutex<Table>>,
}

/// An actor with its name.
pub type Named<K> = (String, Arc<Actor<K>>);

type Table = BTreeMap<Arc<str>, Entry>;

/// Who has a name.
struct Entry {
    kernel: &'static str,
    /// An `Actor<K>` of that kernel.
    actor: Weak<dyn Any + Send + Sync>,
    dossier: Arc<Dossier>,
}

/// A name that an actor has. Dropping it frees the name.
#[derive(Debug)]
pub(crate) struct Name {
    registry: Registry,
    text: Arc<str>,
}

impl Name {
    pub(crate) fn text(&self) -> &Arc<str> {
        &self.text
    }
}

impl Drop for Name {
    fn drop(&mut self) {
        // Dropped after the lock: what it holds has locks of its own.
        let entry = self.registry.table().remove(&self.text);
        drop(entry);
    }
}

impl Registry {
    fn table(&self) -> MutexGuard<'_, Table> {
        // The lock is held for single operations on the map, which leave it whole.
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives an actor a name, which it keeps until it is dropped.
    ///
    /// # Errors
    /// [`Error::NameTaken`] if a living handle has it; [`Error::AlreadyNamed`] if this actor has a name;
    /// [`Error::BadName`] if it is empty or has one of `* ? [ ]` in it.
    pub fn register<K: ActorKernel>(
        &self,
        name: impl Into<String>,
        actor: &Arc<Actor<K>>,
    ) -> Result<(), Error> {
        let name = name.into();
        if !is_name(&name) {
            return Err(Error::BadName { name });
        }
        let entry = Entry {
            kernel: K::ARTIFACT.name,
            actor: Arc::downgrade(actor) as Weak<dyn Any + Send + Sync>,
            dossier: actor.dossier().clone(),
        };
        actor.dossier().name_once(|| self.enter(name, entry))
    }

    fn enter(&self, name: String, entry: Entry) -> Result<Name, Error> {
        let mut table = self.table();
        let text: Arc<str> = name.into();
        if let Some(other) = table.get(&text) {
            return Err(Error::NameTaken {
                name: text.as_ref().to_owned(),
                kernel: other.kernel,
            });
        }
        table.insert(text.clone(), entry);
        Ok(Name {
            registry: self.clone(),
            text,
        })
    }

    /// Takes a name from its actor, which lives on; whether there was one. A supervised child does not get it back when it
    /// begins again.
    pub fn unregister(&self, name: &str) -> bool {
        let dossier = self.table().get(name).map(|entry| entry.dossier.clone());
        dossier.is_some_and(|dossier| dossier.take_name(name))
    }

    /// The actor of this name, which must be one of kernel `K`.
    ///
    /// # Errors
    /// [`Error::NoSuchName`]; [`Error::OtherKernel`] if it is an actor of another kernel.
    pub fn get<K: ActorKernel>(&self, name: &str) -> Result<Arc<Actor<K>>, Error> {
        let found = {
            let table = self.table();
            table
                .get(name)
                .map(|entry| (entry.kernel, entry.actor.clone()))
        };
        // Outside the lock: the last handle may be dropped here.
        let actor = found.and_then(|(kernel, actor)| Some((kernel, actor.upgrade()?)));
        let Some((registered, actor)) = actor else {
            return Err(Error::NoSuchName {
                name: name.to_owned(),
            });
        };
        actor.downcast().map_err(|_| Error::OtherKernel {
            name: name.to_owned(),
            registered,
            asked: K::ARTIFACT.name,
        })
    }

    /// The actors of kernel `K` whose names match, by name. In a pattern `?` is any character and `*` any run of
    /// characters, none of them `/`; `[a-c]` is one of these; `**` as a whole part of the path is any parts.
    ///
    /// # Errors
    /// [`Error::BadPattern`].
    pub fn find<K: ActorKernel>(&self, pattern: &str) -> Result<Vec<Named<K>>, Error> {
        let found = self.matching(pattern, |name, entry| (name.clone(), entry.actor.clone()))?;
        // Outside the lock, as in `get`.
        let found = found.into_iter().filter_map(|(name, actor)| {
            let actor = actor.upgrade()?.downcast().ok()?;
            Some((name.as_ref().to_owned(), actor))
        });
        Ok(found.collect())
    }

    /// The names that match, of actors of any kernel, in order.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn names(&self, pattern: &str) -> Result<Vec<String>, Error> {
        self.matching(pattern, |name, _| name.as_ref().to_owned())
    }

    fn matching<T>(
        &self,
        pattern: &str,
        of: impl Fn(&Arc<str>, &Entry) -> T,
    ) -> Result<Vec<T>, Error> {
        let pattern = Pattern::new(pattern).map_err(|error| Error::BadPattern {
            pattern: pattern.to_owned(),
            why: error.msg,
        })?;
        let table = self.table();
        let matching = table
            .iter()
            .filter(|(name, _)| pattern.matches_with(name, MATCH));
        Ok(matching.map(|(name, entry)| of(name, entry)).collect())
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.table().keys().cloned().collect();
        f.debug_tuple("Registry").field(&names).finish()
    }
}
