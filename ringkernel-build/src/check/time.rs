//! A handler asks when its message was sent only where messages carry times.

use super::Mistake;
use crate::intrinsic::Op;
use crate::ir::{visit, ExprKind, Kernel, RingSpec};

/// Adds the places of the handler that ask where its messages carry none. Nobody else has a context to ask.
pub(super) fn check(kernel: &Kernel, spec: &RingSpec, mistakes: &mut Vec<Mistake>) {
    if spec.hlc {
        return;
    }
    visit::exprs(&kernel.function.body, &mut |expr, location| {
        if matches!(expr.kind, ExprKind::Intrinsic(Op::RingMessageTime, _)) {
            mistakes.push(Mistake {
                location,
                message: "the messages of this actor carry no times".to_owned(),
                help: "let them: `#[ring_kernel(hlc)]`".to_owned(),
            });
        }
    });
}
