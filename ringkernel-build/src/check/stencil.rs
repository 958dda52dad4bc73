//! Rules of stencils: a declared halo covers what the body reads; cells do not wait for each other.

use super::{FunctionFacts, Mistake};
use crate::ir::{visit, ExprKind, Kernel, StencilSpec};

/// Adds what the stencil breaks.
pub(super) fn check(
    kernel: &Kernel,
    spec: &StencilSpec,
    facts: &FunctionFacts,
    mistakes: &mut Vec<Mistake>,
) {
    let name = &kernel.function.name;
    if facts.has_barrier || facts.has_exchange || facts.has_shared || facts.uses_thread_identity {
        mistakes.push(Mistake {
            location: kernel.function.location,
            message: format!("the stencil `{name}` asks for threads or waits for them: its body is about one cell"),
            help: "use the position's methods (`pos.x()`, ...), or write a `#[kernel]`".to_owned(),
        });
    }
    let Some(halo) = spec.halo else {
        return;
    };
    let mut reported = None;
    visit::exprs(&kernel.function.body, &mut |expr, location| {
        let ExprKind::Neighbor { field, offset } = &expr.kind else {
            return;
        };
        let reach = offset.iter().map(|o| o.unsigned_abs()).max().unwrap_or(0);
        if reach > halo && reported != Some(location) {
            reported = Some(location);
            let field = kernel.function.locals[*field]
                .name
                .as_deref()
                .unwrap_or("_");
            mistakes.push(Mistake {
                location,
                message: format!(
                    "`{field}` is read {reach} cells away, but `{name}` declares `halo = {halo}`"
                ),
                help: format!("declare `halo = {reach}`, or leave it out: it is inferred"),
            });
        }
    });
}
