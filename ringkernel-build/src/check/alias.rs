//! What the references and slices of a function may point into.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{visit, Expr, ExprKind, Function, Handle, Local, Place, StmtKind};

/// For each local that holds a reference or slice, the parameters and locals it may point into: a parameter into
/// itself. It may name more than are ever reached.
pub(super) type Aliases = BTreeMap<Handle<Local>, BTreeSet<Handle<Local>>>;

/// Finds them.
pub(super) fn find(function: &Function) -> Aliases {
    let mut found = Aliases::new();
    for param in &function.params {
        if function.locals[*param].ty.is_pointer() {
            found.insert(*param, BTreeSet::from([*param]));
        }
    }
    loop {
        let before = found.clone();
        visit::stmts(&function.body, &mut |stmt| {
            let (local, value) = match &stmt.kind {
                StmtKind::Let(local, Some(value)) => (*local, value),
                StmtKind::Store(Place { root, path }, value) if path.is_empty() => (*root, value),
                _elsewhere => return,
            };
            if function.locals[local].ty.is_pointer() {
                let roots = roots_of(value, function, &found);
                found.entry(local).or_default().extend(roots);
            }
        });
        if found == before {
            return found;
        }
    }
}

/// Whether a place, or what it is reached through, may lie in `root`.
pub(super) fn may_lie_in(place: &Place, root: Handle<Local>, aliases: &Aliases) -> bool {
    place.root == root
        || aliases
            .get(&place.root)
            .is_some_and(|roots| roots.contains(&root))
}

/// Where a reference or slice points into.
pub(super) fn roots_of(
    value: &Expr,
    function: &Function,
    aliases: &Aliases,
) -> BTreeSet<Handle<Local>> {
    let of_local = |local: Handle<Local>| {
        if function.locals[local].ty.is_pointer() {
            aliases.get(&local).cloned().unwrap_or_default()
        } else {
            BTreeSet::from([local])
        }
    };
    let mut roots = BTreeSet::new();
    visit::deep(value, &mut |expr| match &expr.kind {
        ExprKind::Pass(local) => roots.extend(of_local(*local)),
        ExprKind::Borrow(place) | ExprKind::Whole(place) => roots.extend(of_local(place.root)),
        _value => {}
    });
    roots
}
