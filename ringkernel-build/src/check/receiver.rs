//! No method holds `&self` or `&mut self` over a barrier.
//!
//! On the CPU these two stay Rust's references, and rustc may assume that nobody else writes behind a reference while
//! the thread waits; every other reference is a view there.

use super::{Facts, Mistake};
use crate::ir::{Module, Type};
use crate::syntax::ast::RECEIVER;

/// One mistake for each such method, at its name.
pub(super) fn check(module: &Module, facts: &Facts) -> Vec<Mistake> {
    module
        .functions
        .iter()
        .zip(&facts.functions)
        .filter(|((_, function), facts)| {
            (facts.has_barrier || facts.has_exchange)
                && function.params.first().is_some_and(|param| {
                    let local = &function.locals[*param];
                    local.name.as_deref() == Some(RECEIVER) && matches!(local.ty, Type::Ref { .. })
                })
        })
        .map(|((_, function), _)| Mistake {
            location: function.location,
            message: format!(
                "`{}` waits at a barrier, and what its `self` refers to may change meanwhile",
                function.name
            ),
            help: "take `self` by value, or write a free `#[device] fn` with a reference parameter"
                .to_owned(),
        })
        .collect()
}
