//! No function calls itself, directly or through others: a GPU thread's stack is small and fixed.

use super::Mistake;
use crate::ir::{visit, Function, Handle, Module, StmtKind};

/// One mistake for each call that closes a circle.
pub(super) fn check(module: &Module) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let mut done = vec![false; module.functions.len()];
    for (handle, _) in module.functions.iter() {
        visit_function(module, handle, &mut Vec::new(), &mut done, &mut mistakes);
    }
    mistakes
}

fn visit_function(
    module: &Module,
    handle: Handle<Function>,
    path: &mut Vec<Handle<Function>>,
    done: &mut [bool],
    mistakes: &mut Vec<Mistake>,
) {
    if done[handle.index()] {
        return;
    }
    path.push(handle);
    visit::stmts(&module.functions[handle].body, &mut |stmt| {
        let StmtKind::Call { function, .. } = &stmt.kind else {
            return;
        };
        if path.contains(function) {
            let name = &module.functions[*function].name;
            let how = if *function == handle {
                "itself"
            } else {
                "itself again"
            };
            mistakes.push(Mistake {
                location: stmt.location,
                message: format!("`{name}` calls {how}: a GPU thread's stack is small and fixed"),
                help: "write the recursion as a loop".to_owned(),
            });
        } else {
            visit_function(module, *function, path, done, mistakes);
        }
    });
    path.pop();
    done[handle.index()] = true;
}
