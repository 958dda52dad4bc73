//! Types records of the log.

use super::body::{Body, Role};
use super::infer::Ty;
use super::tree::{Expr, ExprKind, Log};
use crate::diagnostic::Diagnostic;
use crate::ir::Type;
use crate::syntax::ast;

impl Body<'_, '_> {
    /// `log_info!(..)`, which gives nothing.
    pub(super) fn log(&mut self, log: &ast::Log, span: proc_macro2::Span) -> Expr {
        if self.role == Role::Constant {
            return self.refuse(Diagnostic::new(span, "a constant cannot log").soft());
        }
        let mut values = Vec::new();
        for value in &log.values {
            let typed = self.value(value);
            self.logged.push((typed.ty, value.span));
            values.push(typed);
        }
        Expr {
            kind: ExprKind::Log(Log {
                level: log.level,
                text: log.text.clone(),
                values,
            }),
            ty: Ty::UNIT,
            span,
        }
    }

    /// Checks what is logged, now that all types are known.
    pub(super) fn check_logged(&mut self) {
        for (ty, span) in std::mem::take(&mut self.logged) {
            match self.infer.resolve(ty) {
                Ty::Known(Type::Scalar(scalar)) if scalar.is_narrow() => self.mistakes.push(
                    Diagnostic::new(
                        span,
                        format!("a record of the log holds no `{}`", scalar.name()),
                    )
                    .help("log `x.to_f32()`"),
                ),
                Ty::Known(Type::Scalar(_)) | Ty::Never | Ty::Mistake => {}
                Ty::Known(_) | Ty::Const(_) | Ty::Compound(_) | Ty::Var(_) => {
                    let ty = self.describe(ty);
                    self.mistakes.push(
                        Diagnostic::new(
                            span,
                            format!(
                                "a record of the log holds numbers and bools, and this is `{ty}`"
                            ),
                        )
                        .help("log its fields or elements"),
                    );
                }
            }
        }
    }
}
