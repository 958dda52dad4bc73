//! Names that are legal in the target language and do not hide one another.

use std::collections::BTreeSet;

/// Gives out names by scope: a name is free again when its scope closes.
#[derive(Clone, Debug)]
pub(super) struct Namer {
    /// Makes a name that the target language allows out of the user's.
    legal: fn(&str) -> String,
    /// Names in use, from the outermost scope to the innermost.
    scopes: Vec<BTreeSet<String>>,
}

impl Namer {
    /// Starts with one scope and no names.
    pub(super) fn new(legal: fn(&str) -> String) -> Self {
        Self {
            legal,
            scopes: vec![BTreeSet::new()],
        }
    }

    /// A namer for a place inside the present scope, with rules of its own.
    pub(super) fn inside(&self, legal: fn(&str) -> String) -> Self {
        let mut inside = Self {
            legal,
            ..self.clone()
        };
        inside.open();
        inside
    }

    /// Opens a scope inside the present one.
    pub(super) fn open(&mut self) {
        self.scopes.push(BTreeSet::new());
    }

    /// Closes the innermost scope.
    pub(super) fn close(&mut self) {
        self.scopes.pop();
    }

    /// The user's name, or the nearest one that is free.
    pub(super) fn name(&mut self, wanted: &str) -> String {
        let base = (self.legal)(wanted);
        let numbered = (2..).map(|number| format!("{base}_{number}"));
        self.claim(std::iter::once(base.clone()).chain(numbered))
    }

    /// A name for what the user did not name.
    pub(super) fn temporary(&mut self) -> String {
        self.claim((0..).map(|number| format!("t{number}")))
    }

    fn claim(&mut self, mut candidates: impl Iterator<Item = String>) -> String {
        let free = |name: &String| !self.scopes.iter().any(|scope| scope.contains(name));
        let name = candidates.find(free).expect("candidates do not end");
        self.scopes
            .last_mut()
            .expect("the outermost scope stays open")
            .insert(name.clone());
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shadowed_name_is_numbered_and_free_again_after_its_scope() {
        let mut namer = Namer::new(str::to_owned);
        assert_eq!(namer.name("x"), "x");
        namer.open();
        assert_eq!(namer.name("x"), "x_2");
        assert_eq!(namer.name("x"), "x_3");
        namer.close();
        namer.open();
        assert_eq!(namer.name("x"), "x_2");
    }

    #[test]
    fn temporaries_avoid_the_users_names() {
        let mut namer = Namer::new(str::to_owned);
        assert_eq!(namer.name("t0"), "t0");
        assert_eq!(namer.temporary(), "t1");
    }
}
