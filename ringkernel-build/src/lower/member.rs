//! What `impl` blocks give to types: the functions and constants of each, by name.

use std::collections::BTreeMap;

use super::resolve::{Meaning, Owner, Resolver, Space};
use crate::scan::{Crate, ImplId, ItemId, ItemKind, Member};
use crate::syntax::ast;

/// The members of all types.
#[derive(Clone, Debug, Default)]
pub(super) struct Members {
    by_name: BTreeMap<(Owner, String), Vec<Member>>,
    /// The types of each `impl` of one of Rust's operators, by the trait's name.
    operators: BTreeMap<String, Vec<ImplId>>,
}

/// The member that a name means.
#[derive(Clone, Copy, Debug)]
pub(super) enum Choice {
    /// This item.
    Item(ItemId),
    /// A function without an attribute of ours.
    Host,
    /// More than one.
    Several,
    /// None.
    None,
}

impl Members {
    /// Finds the members of a package's types.
    pub(super) fn find(krate: &Crate) -> Self {
        let mut members = Self::default();
        for (position, implementation) in krate.impls.iter().enumerate() {
            let id = ImplId(position);
            let Ok(syntax) = &implementation.syntax else {
                continue;
            };
            let mut resolver = Resolver::new(krate);
            if let Some(interface) = &syntax.interface {
                let meaning = resolver.written(implementation.scope, &interface.path, Space::Type);
                if let Some(name) = of_operators(&meaning) {
                    members.operators.entry(name).or_default().push(id);
                }
            }
            let ast::TyKind::Path(path) = &syntax.ty.kind else {
                continue;
            };
            let owner = match resolver.written(implementation.scope, path, Space::Type) {
                Meaning::Scalar(scalar) => Owner::Scalar(scalar),
                Meaning::Item(item)
                    if matches!(krate.items[item.0].kind, ItemKind::Struct | ItemKind::Enum) =>
                {
                    Owner::Item(item)
                }
                _another => continue,
            };
            for (name, found) in &implementation.members {
                let known = members.by_name.entry((owner, name.clone())).or_default();
                known.extend(found);
            }
        }
        members
    }

    /// What `owner::name` is.
    pub(super) fn choose(&self, owner: Owner, name: &str) -> Choice {
        let found = self.by_name.get(&(owner, name.to_owned()));
        match found.map(Vec::as_slice) {
            None | Some([]) => Choice::None,
            Some([only]) => match *only {
                Member::Item(item) => Choice::Item(item),
                Member::Host => Choice::Host,
                Member::Uncertain => Choice::Several,
            },
            Some(_) => Choice::Several,
        }
    }

    /// The `impl`s of an operator's trait.
    pub(super) fn operators(&self, interface: &str) -> &[ImplId] {
        self.operators.get(interface).map_or(&[], Vec::as_slice)
    }
}

/// The name of a trait of `std::ops` or `std::cmp`.
fn of_operators(meaning: &Meaning) -> Option<String> {
    let paths = match meaning {
        Meaning::Foreign(paths) => paths.clone(),
        _another => return None,
    };
    paths.iter().find_map(|path| match path.as_slice() {
        [library, module, name]
            if matches!(library.as_str(), "std" | "core")
                && matches!(module.as_str(), "ops" | "cmp") =>
        {
            Some(name.clone())
        }
        _another => None,
    })
}
