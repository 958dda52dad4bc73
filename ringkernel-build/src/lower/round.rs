//! Types the loop over a chain, and `for`.
//!
//! Each becomes one counted loop. A round follows Rust's `next`: what ends the chain is asked first, then the item is
//! made, then it goes through the stages; an item that a stage leaves out ends the round.

use proc_macro2::Span;

use super::binding::Given;
use super::body::Body;
use super::chain::{Chain, Sequence, Stage};
use super::flow::Kind;
use super::infer::Ty;
use super::term::{
    arithmetic, assign, block, block_of, compare, jump, mistake, negated, number, read, step,
    usize_of, when,
};
use super::tree::{Block, Expr, ExprKind, For, Stmt, VariableId};
use crate::diagnostic::Diagnostic;
use crate::ir::Label;
use crate::syntax::ast::{self, BinaryOp};

impl Body<'_, '_> {
    /// Types `for pattern in iterable { .. }`.
    pub(super) fn for_loop(
        &mut self,
        label: Option<&ast::Ident>,
        pattern: &ast::Pattern,
        iterable: &ast::Expr,
        body: &ast::Block,
        span: Span,
    ) -> Expr {
        if let ast::ExprKind::Range {
            start,
            end,
            inclusive,
        } = &iterable.kind
        {
            return self.for_range(label, pattern, (start, end, *inclusive), body, span);
        }
        self.enter();
        let mut statements = Vec::new();
        let Some(chain) = self.chain(iterable, &mut statements) else {
            self.leave();
            return mistake(span);
        };
        let label = self.open_target(label, Kind::Counted);
        self.go_over(chain, label, span, &mut statements, |this, given, out| {
            this.bind(pattern, given, out);
            let block = this.rounds(body);
            out.push(Stmt::Expr(block_of(block, body.span)));
        });
        self.close_target();
        self.leave();
        block_of(
            Block {
                statements,
                tail: None,
            },
            span,
        )
    }

    /// `for pattern in start..end`: the range itself is counted.
    pub(super) fn for_range(
        &mut self,
        label: Option<&ast::Ident>,
        pattern: &ast::Pattern,
        (start, end, inclusive): (&ast::Expr, &ast::Expr, bool),
        body: &ast::Block,
        span: Span,
    ) -> Expr {
        let start = self.value(start);
        let end = self.value(end);
        self.coerce(end.ty, start.ty, end.span);
        let before = self.diverges;
        self.enter();
        let mut statements = Vec::new();
        let variable = match self.plain_name(pattern) {
            Some((name, _)) => self.declare(&name, start.ty),
            None => {
                let variable = self.unnamed(start.ty, pattern.span);
                let value = read(variable, start.ty, pattern.span);
                self.bind(pattern, Given::One(value), &mut statements);
                variable
            }
        };
        let label = self.open_target(label, Kind::Counted);
        let typed = self.rounds(body);
        self.close_target();
        self.leave();
        self.diverges = before;
        let body = if statements.is_empty() {
            typed
        } else {
            statements.push(Stmt::Expr(block_of(typed, body.span)));
            Block {
                statements,
                tail: None,
            }
        };
        Expr {
            kind: ExprKind::For(Box::new(For {
                label,
                variable,
                start,
                end,
                inclusive,
                body,
            })),
            ty: Ty::UNIT,
            span,
        }
    }

    /// A variable that no text names.
    pub(super) fn unnamed(&mut self, ty: Ty, span: Span) -> VariableId {
        let name = ast::Ident {
            name: "_".to_owned(),
            span,
        };
        self.declare(&name, ty)
    }

    /// The loop over a chain; `body` adds to a round what becomes of its item.
    pub(super) fn go_over(
        &mut self,
        chain: Chain,
        label: Label,
        span: Span,
        out: &mut Vec<Stmt>,
        body: impl FnOnce(&mut Self, Given, &mut Vec<Stmt>),
    ) {
        let before = self.diverges;
        self.enter();
        let Chain {
            sequence,
            extent,
            stages,
        } = chain;
        let (ty, start, end, inclusive) = match (&extent, &sequence) {
            (Some(extent), _) => (Ty::USIZE, number(0, span), extent.last.clone(), true),
            (
                None,
                Sequence::Range {
                    start,
                    end,
                    inclusive,
                },
            ) => (start.ty, start.clone(), end.clone(), *inclusive),
            (None, _) => unreachable!("only of a range is the extent not kept"),
        };
        let position = self.unnamed(ty, span);
        let at = read(position, ty, span);
        let mut round = Vec::new();
        for stage in &stages {
            if let Stage::Take(left) = stage {
                let none = compare(BinaryOp::Eq, &usize_of(*left, span), &number(0, span));
                round.push(Stmt::Expr(when(
                    none,
                    jump(ExprKind::Break(label, None), span),
                )));
            }
        }
        let mut given = match &extent {
            Some(_) => self.item(&sequence, at),
            None => Given::One(at),
        };
        if !stages.is_empty() {
            given = self.settle(given, &mut round);
        }
        for stage in stages {
            given = self.staged_item(stage, given, label, span, &mut round);
        }
        body(self, given, &mut round);
        self.leave();
        self.diverges = before;
        let repeat = Expr {
            kind: ExprKind::For(Box::new(For {
                label,
                variable: position,
                start,
                end,
                inclusive,
                body: Block {
                    statements: round,
                    tail: None,
                },
            })),
            ty: Ty::UNIT,
            span,
        };
        out.push(Stmt::Expr(match extent {
            Some(extent) => when(extent.some, repeat),
            None => repeat,
        }));
    }

    /// An item behind a stage.
    pub(super) fn staged_item(
        &mut self,
        stage: Stage,
        given: Given,
        label: Label,
        span: Span,
        round: &mut Vec<Stmt>,
    ) -> Given {
        let next = || jump(ExprKind::Continue(label), span);
        match stage {
            Stage::Map(closure, at) => {
                let value = self.inline(&closure, vec![given], at);
                Given::One(self.keep_item(value, round))
            }
            Stage::Filter(closure, at) => {
                let seen = Given::Ref(Box::new(given.clone()));
                let keeps = self.inline(&closure, vec![seen], at);
                self.coerce(keeps.ty, Ty::BOOL, at);
                round.push(Stmt::Expr(when(negated(keeps), next())));
                given
            }
            Stage::Copied => {
                let item = self.copied(given);
                self.settle(item, round)
            }
            Stage::Enumerate(count) => {
                let index = usize_of(count, span);
                let index = self.keep(index, round);
                round.push(step(BinaryOp::Add, count, span));
                Given::Many(vec![Given::One(index), given])
            }
            Stage::Take(left) => {
                round.push(step(BinaryOp::Sub, left, span));
                given
            }
            Stage::Skip(left) => {
                let leave_out = vec![step(BinaryOp::Sub, left, span), Stmt::Expr(next())];
                let is_left = compare(BinaryOp::Gt, &usize_of(left, span), &number(0, span));
                round.push(Stmt::Expr(when(is_left, block(leave_out, span))));
                given
            }
            Stage::Step(left, size) => {
                let leave_out = vec![step(BinaryOp::Sub, left, span), Stmt::Expr(next())];
                let is_left = compare(BinaryOp::Gt, &usize_of(left, span), &number(0, span));
                round.push(Stmt::Expr(when(is_left, block(leave_out, span))));
                let again = arithmetic(BinaryOp::Sub, &size, &number(1, span));
                round.push(assign(left, Ty::USIZE, again, span));
                given
            }
        }
    }

    /// Evaluates an item that a closure gave.
    pub(super) fn keep_item(&mut self, value: Expr, round: &mut Vec<Stmt>) -> Expr {
        if self.infer.resolve(value.ty) == Ty::Never {
            return self.refuse(
                Diagnostic::new(value.span, "this closure never gives an item")
                    .help("make it a statement of its own"),
            );
        }
        self.keep(value, round)
    }
}
