//! Types what goes over a chain: `for` loops, and the methods that make one value of all items.
//!
//! Each becomes one counted loop. A round follows Rust's `next`: what ends the chain is asked first, then the item is
//! made, then it goes through the stages; an item that a stage leaves out ends the round.

use proc_macro2::Span;

use super::binding::Given;
use super::body::Body;
use super::chain::{
    arithmetic, compare, is_consumer, is_iterator, is_source, number, when, Chain, Sequence, Stage,
};
use super::flow::Kind;
use super::infer::{Class, Head, Shape, Ty};
use super::tree::{Block, Expr, ExprKind, For, Stmt, VariableId};
use crate::diagnostic::Diagnostic;
use crate::ir::{Label, Scalar, Type};
use crate::syntax::ast::{self, BinaryOp, Literal, UnaryOp};

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
    fn for_range(
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
    fn unnamed(&mut self, ty: Ty, span: Span) -> VariableId {
        let name = ast::Ident {
            name: "_".to_owned(),
            span,
        };
        self.declare(&name, ty)
    }

    /// The loop over a chain; `body` adds to a round what becomes of its item.
    fn go_over(
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
    fn staged_item(
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
    fn keep_item(&mut self, value: Expr, round: &mut Vec<Stmt>) -> Expr {
        if self.infer.resolve(value.ty) == Ty::Never {
            return self.refuse(
                Diagnostic::new(value.span, "this closure never gives an item")
                    .help("make it a statement of its own"),
            );
        }
        self.keep(value, round)
    }

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

    fn consumed(
        &mut self,
        receiver: &ast::Expr,
        method: &ast::Ident,
        args: &[ast::Expr],
        span: Span,
    ) -> Option<Expr> {
        let name = method.name.as_str();
        if !is_consumer(name, args.len()) {
            self.refuse_kept(method, args.len());
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
            ("sum" | "product", []) => self.total(chain, name, label, span, &mut out)?,
            ("min" | "max" | "last", []) => self.pick(chain, method, label, span, &mut out)?,
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
        let is_adapter = matches!(
            (method.name.as_str(), args),
            ("map" | "filter" | "zip" | "take" | "skip" | "step_by", 1)
                | ("rev" | "enumerate" | "copied" | "cloned" | "into_iter", 0)
        );
        let mistake = if is_adapter || is_source(&method.name) {
            Diagnostic::new(method.span, "an iterator cannot be kept as a value").help(
                "go over it here: by `for`, or by a method such as `.sum()` or `.for_each(..)`",
            )
        } else {
            Diagnostic::new(
                method.span,
                format!("device code has no `{}` on iterators", method.name),
            )
            .help("write a `for` loop with an `if`, `break` or index in it")
        };
        self.refuse(mistake);
    }

    /// The value of an item that is one, or that it refers to.
    fn item_value(&mut self, given: Given) -> Option<Expr> {
        let Given::One(value) = given else {
            return None;
        };
        Some(match self.infer.shape(value.ty) {
            Shape::Ref { .. } => self.behind(value),
            _itself => value,
        })
    }

    /// `sum` and `product`.
    fn total(
        &mut self,
        chain: Chain,
        name: &str,
        label: Label,
        span: Span,
        out: &mut Vec<Stmt>,
    ) -> Option<Expr> {
        let ty = self.infer.fresh(Class::Any);
        let sum = self.unnamed(ty, span);
        self.variables[sum.0].written = true;
        let op = if name == "sum" {
            BinaryOp::Add
        } else {
            BinaryOp::Mul
        };
        let mut rounds = Vec::new();
        self.go_over(chain, label, span, &mut rounds, |this, given, round| {
            if let Some(value) = this.item_value(given) {
                this.coerce(value.ty, ty, span);
                round.push(Stmt::Expr(Expr {
                    kind: ExprKind::AssignOp(op, Box::new(read(sum, ty, span)), Box::new(value)),
                    ty: Ty::UNIT,
                    span,
                }));
            }
        });
        let class = match self.infer.shape(ty) {
            Shape::Known(Type::Scalar(Scalar::Bool)) => None,
            Shape::Known(Type::Scalar(scalar)) if scalar.is_float() => Some(Class::Float),
            Shape::Known(Type::Scalar(_)) => Some(Class::Int),
            Shape::Var(var) => match self.infer.class(var) {
                Class::Any => None,
                class @ (Class::Int | Class::Float) => Some(class),
            },
            Shape::Mistake => return None,
            _other => None,
        };
        let literal = |literal: Literal| Expr {
            kind: ExprKind::Literal(literal),
            ty,
            span,
        };
        let float = |digits: &str| {
            literal(Literal::Float {
                digits: digits.to_owned(),
                suffix: None,
            })
        };
        let int = |value| {
            literal(Literal::Int {
                value,
                suffix: None,
            })
        };
        let first = match (class, op) {
            (Some(Class::Int), BinaryOp::Add) => int(0),
            (Some(Class::Int), _) => int(1),
            // The sum of no floats is -0.0, so that adding -0.0 to it keeps the sign.
            (Some(Class::Float), BinaryOp::Add) => Expr {
                kind: ExprKind::Unary(UnaryOp::Neg, Box::new(float("0.0"))),
                ty,
                span,
            },
            (Some(Class::Float), _) => float("1.0"),
            (Some(Class::Any) | None, _) => {
                self.refuse(
                    Diagnostic::new(span, format!("`{name}` works on numbers whose type is known"))
                        .help("write the type of what the closure gives: `|x| -> f32 { .. }`, or use `fold`"),
                );
                return None;
            }
        };
        out.push(Stmt::Let {
            variable: Some(sum),
            init: Some(first),
            span,
        });
        out.extend(rounds);
        Some(read(sum, ty, span))
    }

    /// `min`, `max` and `last`.
    fn pick(
        &mut self,
        chain: Chain,
        method: &ast::Ident,
        label: Label,
        span: Span,
        out: &mut Vec<Stmt>,
    ) -> Option<Expr> {
        let ty = self.infer.fresh(Class::Any);
        let best = self.unnamed(ty, span);
        self.variables[best.0].written = true;
        out.push(Stmt::Let {
            variable: Some(best),
            init: None,
            span,
        });
        let found = self.counter(truth(false, span), out);
        let mut fits = true;
        self.go_over(chain, label, span, out, |this, given, round| {
            let Given::One(value) = given else {
                fits = false;
                return;
            };
            if !this.is_plain(value.ty) {
                fits = false;
                return;
            }
            this.coerce(value.ty, ty, span);
            let value = this.keep(value, round);
            let best_now = read(best, ty, span);
            let is_better = match method.name.as_str() {
                "min" => Some(compare(BinaryOp::Lt, &value, &best_now)),
                "max" => Some(compare(BinaryOp::Ge, &value, &best_now)),
                _last => None,
            };
            if is_better.is_some() {
                let is_number = match this.infer.shape(ty) {
                    Shape::Known(Type::Scalar(scalar)) => scalar.is_int(),
                    Shape::Var(_) | Shape::Mistake => true,
                    _other => false,
                };
                fits &= is_number;
            }
            let take = vec![
                assign(best, ty, value, span),
                assign(found, Ty::BOOL, truth(true, span), span),
            ];
            let take = block(take, span);
            round.push(Stmt::Expr(match is_better {
                Some(is_better) => {
                    let first = negated(read(found, Ty::BOOL, span));
                    let takes = Expr {
                        kind: ExprKind::Binary(BinaryOp::Or, Box::new(first), Box::new(is_better)),
                        ty: Ty::BOOL,
                        span,
                    };
                    when(takes, take)
                }
                None => take,
            }));
        });
        if !fits {
            self.refuse(
                Diagnostic::new(
                    method.span,
                    format!(
                        "`{}` would give a reference or compare what is no integer",
                        method.name
                    ),
                )
                .help("put `.copied()` before it; compare floats by `fold` with `f32::min`"),
            );
            return None;
        }
        Some(self.optional(found, read(best, ty, span)))
    }

    /// `Some(value)` where it was found.
    fn optional(&mut self, found: VariableId, value: Expr) -> Expr {
        let span = value.span;
        let ty = self.infer.compound(Head::Option, vec![value.ty]);
        let variant = |position: u32, fields| Expr {
            kind: ExprKind::Variant(position, fields),
            ty,
            span,
        };
        let then = Block {
            statements: Vec::new(),
            tail: Some(Box::new(variant(1, vec![(0, value)]))),
        };
        Expr {
            kind: ExprKind::If(
                Box::new(read(found, Ty::BOOL, span)),
                then,
                Some(Box::new(variant(0, Vec::new()))),
            ),
            ty,
            span,
        }
    }
}

fn mistake(span: Span) -> Expr {
    Expr {
        kind: ExprKind::Mistake,
        ty: Ty::Mistake,
        span,
    }
}

fn block_of(block: Block, span: Span) -> Expr {
    Expr {
        kind: ExprKind::Block(None, block),
        ty: Ty::UNIT,
        span,
    }
}

fn block(statements: Vec<Stmt>, span: Span) -> Expr {
    block_of(
        Block {
            statements,
            tail: None,
        },
        span,
    )
}

fn jump(kind: ExprKind, span: Span) -> Expr {
    Expr {
        kind,
        ty: Ty::Never,
        span,
    }
}

fn read(variable: VariableId, ty: Ty, span: Span) -> Expr {
    Expr {
        kind: ExprKind::Variable(variable),
        ty,
        span,
    }
}

fn usize_of(variable: VariableId, span: Span) -> Expr {
    read(variable, Ty::USIZE, span)
}

fn truth(value: bool, span: Span) -> Expr {
    Expr {
        kind: ExprKind::Literal(Literal::Bool(value)),
        ty: Ty::BOOL,
        span,
    }
}

fn negated(condition: Expr) -> Expr {
    Expr {
        span: condition.span,
        kind: ExprKind::Unary(UnaryOp::Not, Box::new(condition)),
        ty: Ty::BOOL,
    }
}

fn assign(variable: VariableId, ty: Ty, value: Expr, span: Span) -> Stmt {
    Stmt::Expr(Expr {
        kind: ExprKind::Assign(Box::new(read(variable, ty, span)), Box::new(value)),
        ty: Ty::UNIT,
        span,
    })
}

/// One more or less.
fn step(op: BinaryOp, variable: VariableId, span: Span) -> Stmt {
    Stmt::Expr(Expr {
        kind: ExprKind::AssignOp(
            op,
            Box::new(usize_of(variable, span)),
            Box::new(number(1, span)),
        ),
        ty: Ty::UNIT,
        span,
    })
}
