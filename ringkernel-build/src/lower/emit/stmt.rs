//! Statements, and values that are computed by statements.

use proc_macro2::Span;

use super::expr::binary_op;
use super::flow::fills;
use super::{load, Dest, Emitter};
use crate::intrinsic::{self, Effect};
use crate::ir::{Expr, ExprKind, Log, Panic, StmtKind, Type, UnaryOp};
use crate::lower::tree::{self, Block, First, Stmt};
use crate::syntax::ast;

impl Emitter<'_, '_, '_> {
    /// A block's statements without its value, in the current scope.
    pub(super) fn statements(&mut self, block: &Block) {
        for statement in &block.statements {
            match statement {
                Stmt::Let {
                    variable,
                    init,
                    span,
                } => self.let_statement(*variable, init.as_ref(), *span),
                Stmt::Destructure(statement) => self.destructure(statement),
                Stmt::Expr(expr) => self.effect(expr),
            }
        }
    }

    fn let_statement(
        &mut self,
        variable: Option<tree::VariableId>,
        init: Option<&tree::Expr>,
        span: Span,
    ) {
        let (Some(variable), init) = (variable, init) else {
            // `let _ = place` does not read the place, but its index is checked.
            match init {
                Some(init) if init.is_place() => drop(self.place(init)),
                Some(init) => self.effect(init),
                None => {}
            }
            return;
        };
        let local = self.local(variable);
        let Some(init) = init else {
            if self.locals[local].ty != Type::Unit {
                self.push(StmtKind::Let(local, None), span);
            }
            return;
        };
        if self.locals[local].ty == Type::Unit {
            return self.effect(init);
        }
        let is_call = matches!(init.kind, tree::ExprKind::Call(..));
        if !is_call && !fills(init) {
            let value = self.value(init);
            self.push(StmtKind::Let(local, Some(value)), span);
            return;
        }
        self.locals[local].mutable = true;
        self.push(StmtKind::Let(local, None), span);
        if is_call {
            self.call(init, Some(local));
        } else {
            self.finish(init, Dest::Local(local));
        }
    }

    /// A block whose value goes to `dest`, in the current scope.
    pub(super) fn finish_block(&mut self, block: &Block, dest: Dest) {
        self.statements(block);
        if let Some(tail) = &block.tail {
            self.finish(tail, dest);
        }
    }

    /// An expression whose value goes to `dest`.
    pub(super) fn finish(&mut self, expr: &tree::Expr, dest: Dest) {
        if let tree::ExprKind::If(condition, then, otherwise) = &expr.kind {
            let condition = self.value(condition);
            let (then, ()) = self.apart(|emitter| emitter.finish_block(then, dest));
            let (otherwise, ()) = self.apart(|emitter| {
                if let Some(otherwise) = otherwise {
                    emitter.finish(otherwise, dest);
                }
            });
            self.push(StmtKind::If(condition, then, otherwise), expr.span);
            return;
        }
        match &expr.kind {
            tree::ExprKind::Block(None, block) => return self.finish_block(block, dest),
            tree::ExprKind::Match(matched) => return self.finish_match(matched, dest, expr.span),
            tree::ExprKind::IfLet(branch) => return self.finish_if_let(branch, dest, expr.span),
            _other => {}
        }
        if self.is_never(expr.ty) {
            return self.effect(expr);
        }
        if fills(expr) && self.ty(expr) != Type::Unit {
            return self.fill(expr, dest);
        }
        match dest {
            Dest::Local(local) => {
                let value = self.value(expr);
                self.push(StmtKind::Store(local.into(), value), expr.span);
            }
            Dest::Return if self.typed.output == Type::Unit => {
                self.effect(expr);
                self.push(StmtKind::Return(None), expr.span);
            }
            Dest::Return => {
                let value = self.value(expr);
                self.push(StmtKind::Return(Some(value)), expr.span);
            }
            Dest::Drop => self.effect(expr),
        }
    }

    /// An expression whose value is dropped.
    pub(super) fn effect(&mut self, expr: &tree::Expr) {
        match &expr.kind {
            tree::ExprKind::Assign(place, value) => self.assign(place, value, expr.span),
            tree::ExprKind::Log(log) => {
                let values: Vec<&tree::Expr> = log.values.iter().collect();
                let values = self.sequence(&values);
                let (level, text) = (log.level, log.text.clone());
                let log = Log {
                    level,
                    text,
                    values,
                };
                self.push(StmtKind::Log(log), expr.span);
            }
            tree::ExprKind::AssignOp(op, place, value, first) => {
                self.assign_op(*op, place, value, *first, expr.span);
            }
            tree::ExprKind::If(..) | tree::ExprKind::Match(_) | tree::ExprKind::IfLet(_) => {
                self.finish(expr, Dest::Drop);
            }
            tree::ExprKind::Block(..) | tree::ExprKind::Loop(..) => self.fill(expr, Dest::Drop),
            tree::ExprKind::While(label, condition, body) => {
                let (inner, ()) = self.apart(|emitter| {
                    let holds = emitter.value(condition);
                    let ty = holds.ty;
                    let ends = Expr {
                        kind: ExprKind::Unary(UnaryOp::Not, Box::new(holds)),
                        ty,
                    };
                    let (leave, ()) = emitter
                        .apart(|emitter| emitter.push(StmtKind::Break(*label), condition.span));
                    emitter.push(StmtKind::If(ends, leave, Vec::new()), condition.span);
                    emitter.finish_block(body, Dest::Drop);
                });
                self.push(
                    StmtKind::Loop {
                        label: *label,
                        body: inner,
                    },
                    expr.span,
                );
            }
            tree::ExprKind::For(repeat) => self.for_loop(repeat, expr.span),
            tree::ExprKind::Break(label, value) => {
                self.break_out(*label, value.as_deref(), expr.span);
            }
            tree::ExprKind::Continue(label) => self.push(StmtKind::Continue(*label), expr.span),
            tree::ExprKind::Return(Some(value)) => self.finish(value, Dest::Return),
            tree::ExprKind::Return(None) => self.push(StmtKind::Return(None), expr.span),
            tree::ExprKind::Call(..) => {
                let ty = self.ty(expr);
                let result = (ty != Type::Unit).then(|| {
                    let local = self.temporary(ty, true);
                    self.push(StmtKind::Let(local, None), expr.span);
                    local
                });
                self.call(expr, result);
            }
            tree::ExprKind::Intrinsic(op, args) if intrinsic::row(*op).effect != Effect::Pure => {
                let args: Vec<&tree::Expr> = args.iter().collect();
                let args = self.sequence(&args);
                let (result, op) = (None, *op);
                self.push(StmtKind::Intrinsic { result, op, args }, expr.span);
            }
            tree::ExprKind::Debug(inner) => {
                let (inner, ()) = self.apart(|emitter| emitter.effect(inner));
                self.push(StmtKind::Debug(inner), expr.span);
            }
            tree::ExprKind::Panic(panic) => {
                let read = |variable| {
                    let local = self.local(variable);
                    load(local.into(), self.locals[local].ty)
                };
                let values = panic.values.map(|(left, right)| (read(left), read(right)));
                let text = panic.text.clone();
                self.push(StmtKind::Panic(Panic { text, values }), expr.span);
            }
            tree::ExprKind::Unit | tree::ExprKind::Mistake => {}
            tree::ExprKind::Variable(_) => {}
            tree::ExprKind::Literal(_)
            | tree::ExprKind::Constant(_)
            | tree::ExprKind::Deref(_)
            | tree::ExprKind::Field(..)
            | tree::ExprKind::Element(..)
            | tree::ExprKind::Cell(_)
            | tree::ExprKind::Neighbor(..)
            | tree::ExprKind::Present(..)
            | tree::ExprKind::Within(_)
            | tree::ExprKind::Count(_)
            | tree::ExprKind::Quotient(..)
            | tree::ExprKind::Len(_)
            | tree::ExprKind::Borrow(_)
            | tree::ExprKind::Part(_)
            | tree::ExprKind::Unsize(_)
            | tree::ExprKind::Share(_)
            | tree::ExprKind::Tuple(_)
            | tree::ExprKind::Array(_)
            | tree::ExprKind::Repeat(_)
            | tree::ExprKind::Unary(..)
            | tree::ExprKind::Binary(..)
            | tree::ExprKind::Cast(_)
            | tree::ExprKind::Intrinsic(..)
            | tree::ExprKind::Variant(..)
            | tree::ExprKind::Struct(..) => drop(self.value(expr)),
        }
    }

    /// `place = value`: the value first, then the place and its check.
    fn assign(&mut self, place: &tree::Expr, value: &tree::Expr, span: Span) {
        if self.ty(place) == Type::Unit {
            return self.effect(value);
        }
        let new = self.value(value);
        let (statements, place) = self.apart(|emitter| emitter.place(place));
        let new = self.save_from(new, &statements, value.span);
        self.out.extend(statements);
        self.push(StmtKind::Store(place, new), span);
    }

    /// `place op= value`: one side, then the other, then the place is read.
    fn assign_op(
        &mut self,
        op: ast::BinaryOp,
        place: &tree::Expr,
        value: &tree::Expr,
        first: First,
        span: Span,
    ) {
        let ty = self.ty(place);
        // A type parameter's operators are calls to rustc, whatever it stands for.
        let is_call =
            matches!(ty, Type::Scalar(scalar) if scalar.is_half()) || self.cx.substitution.has(ty);
        let (place, right) = if is_call || first == First::Place {
            let mut place = self.place(place);
            let (statements, right) = self.apart(|emitter| emitter.value(value));
            self.keep_place(&mut place, &statements, span);
            self.out.extend(statements);
            (place, right)
        } else {
            let right = self.value(value);
            let (statements, place) = self.apart(|emitter| emitter.place(place));
            let right = self.save_from(right, &statements, value.span);
            self.out.extend(statements);
            (place, right)
        };
        let left = load(place.clone(), ty);
        let result = self.binary(binary_op(op), left, right, ty, span);
        self.push(StmtKind::Store(place, result), span);
    }
}
