//! Types loops, labelled blocks and the jumps that leave them.

use proc_macro2::Span;

use super::body::Body;
use super::infer::Ty;
use super::tree::{Block, Expr, ExprKind, Stmt};
use crate::diagnostic::Diagnostic;
use crate::ir::{Label, Type};
use crate::syntax::ast;

/// A loop or block that a jump may name.
#[derive(Debug)]
pub(super) struct Target {
    label: Label,
    /// The user's label, without its `'`.
    name: Option<String>,
    kind: Kind,
    /// The type that its `break`s agree on so far.
    pub(super) value: Option<Ty>,
    /// Whether a `break` that may be reached leaves it.
    pub(super) has_break: bool,
}

/// What a jump may do to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `loop`: all.
    Loop,
    /// `while` and `for`: a `break` carries no value.
    Counted,
    /// A block: there is no next round, and only its label names it.
    Block,
    /// A closure's body: `return` leaves it.
    Closure,
}

impl Body<'_, '_> {
    /// A label that no other loop or block of the body has.
    pub(super) fn fresh_label(&mut self) -> Label {
        self.labels += 1;
        Label(self.labels - 1)
    }

    /// Types `'label: { .. }`.
    pub(super) fn labelled(
        &mut self,
        name: &ast::Ident,
        block: &ast::Block,
        hint: Option<Type>,
        span: Span,
    ) -> Expr {
        let before = self.diverges;
        let label = self.open_target(Some(name), Kind::Block);
        let (block, tail) = self.block(block, hint);
        let target = self.close_target();
        let end = block.tail.as_ref().map_or(span, |tail| tail.span);
        let value = self.meet(target.value, tail, end);
        self.diverges = before || (self.diverges && !target.has_break);
        Expr {
            kind: ExprKind::Block(Some(label), block),
            ty: value.unwrap_or(Ty::Never),
            span,
        }
    }

    /// Types `while`, `loop` and `for`.
    pub(super) fn repetition(&mut self, repeat: &ast::Expr) -> Expr {
        let before = self.diverges;
        let (kind, ty) = match &repeat.kind {
            ast::ExprKind::While(name, condition, body) if Self::has_pattern(condition) => {
                // `while let p = e {..}` is `loop { if let p = e {..} else { break } }`.
                let label = self.open_target(name.as_ref(), Kind::Counted);
                let leave = Expr {
                    kind: ExprKind::Break(label, None),
                    ty: Ty::Never,
                    span: repeat.span,
                };
                let round = self.if_let(condition, body, |_| Some(leave), repeat.span);
                self.coerce(round.ty, Ty::UNIT, body.span);
                self.close_target();
                self.diverges = before;
                let body = Block {
                    statements: vec![Stmt::Expr(round)],
                    tail: None,
                };
                (ExprKind::Loop(label, body), Ty::UNIT)
            }
            ast::ExprKind::While(name, condition, body) => {
                let label = self.open_target(name.as_ref(), Kind::Counted);
                let condition = self.condition(condition);
                self.diverges = before;
                let body = self.rounds(body);
                self.close_target();
                self.diverges = before;
                (ExprKind::While(label, Box::new(condition), body), Ty::UNIT)
            }
            ast::ExprKind::Loop(name, body) => {
                let label = self.open_target(name.as_ref(), Kind::Loop);
                let body = self.rounds(body);
                let target = self.close_target();
                self.diverges = before || !target.has_break;
                let ty = if target.has_break {
                    target.value.unwrap_or(Ty::UNIT)
                } else {
                    Ty::Never
                };
                (ExprKind::Loop(label, body), ty)
            }
            ast::ExprKind::For {
                label,
                pattern,
                iterable,
                body,
            } => return self.for_loop(label.as_ref(), pattern, iterable, body, repeat.span),
            _other => unreachable!("asked with a loop"),
        };
        Expr {
            kind,
            ty,
            span: repeat.span,
        }
    }

    /// Types `break`.
    pub(super) fn break_out(
        &mut self,
        name: Option<&ast::Ident>,
        value: Option<&ast::Expr>,
        span: Span,
    ) -> Expr {
        let value = value.map(|value| Box::new(self.value_or_exit(value, None)));
        let Some(position) = self.target(name) else {
            return self.stray(name, span);
        };
        let is_reached = !self.diverges;
        let target = &mut self.targets[position];
        target.has_break |= is_reached;
        let (label, kind, known) = (target.label, target.kind, target.value);
        let (ty, at) = match &value {
            Some(value) => (value.ty, value.span),
            None => (Ty::UNIT, span),
        };
        if kind == Kind::Counted {
            self.coerce(ty, Ty::UNIT, at);
        } else {
            self.targets[position].value = self.meet(known, ty, at);
        }
        Expr {
            kind: ExprKind::Break(label, value),
            ty: Ty::Never,
            span,
        }
    }

    /// Types `continue`.
    pub(super) fn next_round(&mut self, name: Option<&ast::Ident>, span: Span) -> Expr {
        match self.target(name).map(|position| &self.targets[position]) {
            Some(target) if matches!(target.kind, Kind::Loop | Kind::Counted) => Expr {
                kind: ExprKind::Continue(target.label),
                ty: Ty::Never,
                span,
            },
            Some(_) | None => self.stray(name, span),
        }
    }

    /// Whether the body of a closure is being typed.
    pub(super) fn is_in_closure(&self) -> bool {
        self.targets
            .first()
            .is_some_and(|target| target.kind == Kind::Closure)
    }

    /// Opens the body of a closure whose result has that type.
    pub(super) fn open_closure(&mut self, output: Ty) -> Label {
        let label = self.open_target(None, Kind::Closure);
        if let Some(target) = self.targets.last_mut() {
            target.value = Some(output);
        }
        label
    }

    /// Types `return`.
    pub(super) fn return_from(&mut self, value: Option<&ast::Expr>, span: Span) -> Expr {
        let value = value.map(|value| Box::new(self.value(value)));
        let (ty, at) = match &value {
            Some(value) => (value.ty, value.span),
            None => (Ty::UNIT, span),
        };
        let is_reached = !self.diverges;
        let closure = self
            .targets
            .first_mut()
            .filter(|target| target.kind == Kind::Closure);
        let (kind, output) = match closure {
            Some(closure) => {
                closure.has_break |= is_reached;
                let output = closure.value.unwrap_or(Ty::Never);
                (ExprKind::Break(closure.label, value), output)
            }
            None => (ExprKind::Return(value), self.open(self.output)),
        };
        self.coerce(ty, output, at);
        Expr {
            kind,
            ty: Ty::Never,
            span,
        }
    }

    fn stray(&mut self, name: Option<&ast::Ident>, span: Span) -> Expr {
        let message = match name {
            Some(name) => format!("nothing round this is labelled `'{}`", name.name),
            None => "`break` and `continue` need a loop round them".to_owned(),
        };
        self.refuse(Diagnostic::new(span, message).soft())
    }

    /// What a jump goes to.
    fn target(&self, name: Option<&ast::Ident>) -> Option<usize> {
        self.targets.iter().rposition(|target| match name {
            Some(name) => target.name.as_ref() == Some(&name.name),
            None => matches!(target.kind, Kind::Loop | Kind::Counted),
        })
    }

    pub(super) fn open_target(&mut self, name: Option<&ast::Ident>, kind: Kind) -> Label {
        let label = self.fresh_label();
        self.targets.push(Target {
            label,
            name: name.map(|name| name.name.clone()),
            kind,
            value: None,
            has_break: false,
        });
        label
    }

    pub(super) fn close_target(&mut self) -> Target {
        self.targets.pop().expect("opened before")
    }

    /// Types a loop's body.
    pub(super) fn rounds(&mut self, body: &ast::Block) -> Block {
        let (typed, ty) = self.block(body, None);
        self.coerce(ty, Ty::UNIT, body.span);
        typed
    }

    /// The type of a value that comes from several places; `!` from one of them says nothing.
    pub(super) fn meet(&mut self, known: Option<Ty>, new: Ty, span: Span) -> Option<Ty> {
        match (known, self.infer.resolve(new)) {
            (known, Ty::Never) => known,
            (None, new) => Some(new),
            (Some(known), new) => {
                self.coerce(new, known, span);
                Some(known)
            }
        }
    }
}
