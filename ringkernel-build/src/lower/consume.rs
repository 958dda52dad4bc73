//! Types the methods that make one value of all items of an iterator: each is a loop over its chain.

use proc_macro2::Span;

use super::binding::Given;
use super::body::Body;
use super::chain::{is_adapter, is_iterator, unsupported};
use super::infer::{Class, Head, Ty};
use super::term::{
    assign, block, jump, mistake, negated, number, read, step, truth, usize_of, when,
};
use super::tree::{Block, Expr, ExprKind, Stmt};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{self, BinaryOp};
use crate::syntax::iterator::{is_consumer, is_source};

impl Body<'_, '_> {
    /// A method at the end of an iterator, or `None` if the receiver is none.
    pub(super) fn iterator_method(
        &mut self,
        receiver: &ast::Expr,
        method: &ast::Ident,
        args: &[ast::Expr],
        span: Span,
    ) -> Option<Expr> {
        if !is_iterator(receiver) {
            return None;
        }
        let before = self.diverges;
        self.enter();
        let typed = self.consumed(receiver, method, args, span);
        self.leave();
        self.diverges = before;
        Some(typed.unwrap_or_else(|| mistake(span)))
    }

    pub(super) fn consumed(
        &mut self,
        receiver: &ast::Expr,
        method: &ast::Ident,
        args: &[ast::Expr],
        span: Span,
    ) -> Option<Expr> {
        let name = method.name.as_str();
        if !is_consumer(name, args.len()) {
            match unsupported(receiver) {
                // What comes of an adapter that there is not is not the mistake.
                Some(first) => {
                    self.no_adapter(first);
                }
                None => self.refuse_kept(method, args.len()),
            }
            return None;
        }
        let mut out = Vec::new();
        let chain = self.chain(receiver, &mut out)?;
        let label = self.fresh_label();
        let value = match (name, args) {
            ("count", []) => {
                let count = self.counter(number(0, span), &mut out);
                self.go_over(chain, label, span, &mut out, |_, _, round| {
                    round.push(step(BinaryOp::Add, count, span));
                });
                usize_of(count, span)
            }
            ("for_each", [closure]) => {
                let closure = self.closure_argument(closure)?;
                self.go_over(chain, label, span, &mut out, |this, given, round| {
                    let done = this.inline(&closure, vec![given], span);
                    this.coerce(done.ty, Ty::UNIT, done.span);
                    round.push(Stmt::Expr(done));
                });
                return Some(block(out, span));
            }
            ("fold", [init, closure]) => {
                let init = self.value(init);
                let ty = init.ty;
                let sum = self.counter(init, &mut out);
                let closure = self.closure_argument(closure)?;
                self.go_over(chain, label, span, &mut out, |this, given, round| {
                    let so_far = this.keep(read(sum, ty, span), round);
                    let next = this.inline(&closure, vec![Given::One(so_far), given], span);
                    if this.infer.resolve(next.ty) == Ty::Never {
                        round.push(Stmt::Expr(next));
                        return;
                    }
                    this.coerce(next.ty, ty, next.span);
                    round.push(assign(sum, ty, next, span));
                });
                read(sum, ty, span)
            }
            ("any" | "all", [closure]) => {
                let closure = self.closure_argument(closure)?;
                let is_any = name == "any";
                let found = self.counter(truth(!is_any, span), &mut out);
                self.go_over(chain, label, span, &mut out, |this, given, round| {
                    let holds = this.inline(&closure, vec![given], span);
                    this.coerce(holds.ty, Ty::BOOL, holds.span);
                    let decides = if is_any { holds } else { negated(holds) };
                    let leave = vec![
                        assign(found, Ty::BOOL, truth(is_any, span), span),
                        Stmt::Expr(jump(ExprKind::Break(label, None), span)),
                    ];
                    round.push(Stmt::Expr(when(decides, block(leave, span))));
                });
                read(found, Ty::BOOL, span)
            }
            ("position", [closure]) => {
                let closure = self.closure_argument(closure)?;
                let count = self.counter(number(0, span), &mut out);
                let found = self.counter(truth(false, span), &mut out);
                self.go_over(chain, label, span, &mut out, |this, given, round| {
                    let holds = this.inline(&closure, vec![given], span);
                    this.coerce(holds.ty, Ty::BOOL, holds.span);
                    let leave = vec![
                        assign(found, Ty::BOOL, truth(true, span), span),
                        Stmt::Expr(jump(ExprKind::Break(label, None), span)),
                    ];
                    round.push(Stmt::Expr(when(holds, block(leave, span))));
                    round.push(step(BinaryOp::Add, count, span));
                });
                self.optional(found, usize_of(count, span))
            }
            ("find_map", [closure]) => {
                let closure = self.closure_argument(closure)?;
                let ty = self.infer.fresh(Class::Any);
                let ty = self.infer.compound(Head::Option, vec![ty]);
                let nothing = Expr {
                    kind: ExprKind::Variant(0, Vec::new()),
                    ty,
                    span,
                };
                let found = self.counter(nothing, &mut out);
                self.go_over(chain, label, span, &mut out, |this, given, round| {
                    let value = this.inline(&closure, vec![given], span);
                    if this.infer.resolve(value.ty) == Ty::Never {
                        round.push(Stmt::Expr(value));
                        return;
                    }
                    this.coerce(value.ty, ty, value.span);
                    round.push(assign(found, ty, value, span));
                    let is_some = this.presence(read(found, ty, span), true, span);
                    let leave = jump(ExprKind::Break(label, None), span);
                    round.push(Stmt::Expr(when(is_some, leave)));
                });
                read(found, ty, span)
            }
            ("find", [closure]) => {
                let closure = self.closure_argument(closure)?;
                self.find(chain, &closure, method, label, &mut out)?
            }
            ("min_by_key" | "max_by_key", [closure]) => {
                let closure = self.closure_argument(closure)?;
                self.pick(chain, method, Some(&closure), label, span, &mut out)?
            }
            ("sum" | "product", []) => self.total(chain, name, label, span, &mut out)?,
            ("min" | "max" | "last", []) => {
                self.pick(chain, method, None, label, span, &mut out)?
            }
            _other => unreachable!("asked above"),
        };
        let ty = value.ty;
        Some(Expr {
            kind: ExprKind::Block(
                None,
                Block {
                    statements: out,
                    tail: Some(Box::new(value)),
                },
            ),
            ty,
            span,
        })
    }

    /// Refuses an iterator that is kept, and a method that is not known.
    pub(super) fn refuse_kept(&mut self, method: &ast::Ident, args: usize) {
        if !is_adapter(&method.name, args) && !is_source(&method.name) {
            self.no_adapter(method);
            return;
        }
        self.refuse(
            Diagnostic::new(method.span, "an iterator cannot be kept as a value").help(
                "go over it here: by `for`, or by a method such as `.sum()` or `.for_each(..)`",
            ),
        );
    }
}
