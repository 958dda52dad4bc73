//! Values.

use proc_macro2::Span;

use super::{load, location, Dest, Emitter};
use crate::diagnostic::Diagnostic;
use crate::intrinsic::{self, Effect, Guard, Op};
use crate::ir::{
    BinaryOp, Check, Expr, ExprKind, Function, Handle, Literal, Local, Scalar, StmtKind, Type,
    UnaryOp,
};
use crate::lower::constant::{self, Value};
use crate::lower::tree;
use crate::syntax::ast;

impl Emitter<'_, '_, '_> {
    /// The value of an expression that has one; what it does besides is pushed before.
    pub(super) fn value(&mut self, expr: &tree::Expr) -> Expr {
        let ty = self.ty(expr);
        if ty == Type::Unit {
            self.soft(expr.span, "`()` cannot be computed with");
            return constant_expr(&Value::Scalar(Literal::Int(0), Scalar::I32));
        }
        let kind = match &expr.kind {
            tree::ExprKind::Variable(variable) if ty.is_pointer() => {
                ExprKind::Pass(self.local(*variable))
            }
            tree::ExprKind::Borrow(place) => ExprKind::Borrow(self.lent_place(place)),
            tree::ExprKind::Unsize(reference) => return self.unsize(reference, ty),
            tree::ExprKind::Share(pointer) => {
                return Expr {
                    ty,
                    ..self.value(pointer)
                }
            }
            tree::ExprKind::Part(part) => return self.part(part, ty, expr.span),
            tree::ExprKind::Tuple(parts) => {
                let Type::Struct(handle) = ty else {
                    return self.typeless(expr);
                };
                let parts: Vec<&tree::Expr> = parts.iter().collect();
                ExprKind::Struct(handle, self.sequence(&parts))
            }
            tree::ExprKind::Array(elements) => {
                let elements: Vec<&tree::Expr> = elements.iter().collect();
                ExprKind::Array(self.sequence(&elements))
            }
            tree::ExprKind::Repeat(value) => ExprKind::Repeat(Box::new(self.value(value))),
            tree::ExprKind::Literal(literal) => return self.literal(literal, ty, false, expr.span),
            tree::ExprKind::Constant(value) => return constant_expr(value),
            tree::ExprKind::Variable(_)
            | tree::ExprKind::Deref(_)
            | tree::ExprKind::Field(..)
            | tree::ExprKind::Element(..)
            | tree::ExprKind::Present(..)
            | tree::ExprKind::Cell(_) => return self.load(expr),
            tree::ExprKind::Within(part) => return self.within(part, ty),
            tree::ExprKind::Count(count) => return self.count(count),
            tree::ExprKind::Quotient(left, right) => {
                let mut operands = self.sequence(&[left, right]);
                let right = operands.pop().expect("two operands went in");
                let left = operands.pop().expect("two operands went in");
                ExprKind::Binary(BinaryOp::Div, Box::new(left), Box::new(right))
            }
            tree::ExprKind::Neighbor(field, offset) => ExprKind::Neighbor {
                field: self.local(*field),
                offset: self.offset(offset),
            },
            tree::ExprKind::Len(slice) => ExprKind::Len(self.pointer(slice)),
            tree::ExprKind::Unary(op, operand) => return self.unary(*op, operand, ty, expr.span),
            tree::ExprKind::Binary(op @ (ast::BinaryOp::And | ast::BinaryOp::Or), left, right) => {
                return self.short_circuit(*op == ast::BinaryOp::And, left, right)
            }
            tree::ExprKind::Binary(op, left, right)
                if op.is_comparison() && !matches!(self.ty(left), Type::Scalar(_)) =>
            {
                return self.comparison(*op, left, right, expr.span)
            }
            tree::ExprKind::Binary(op, left, right) => {
                let mut operands = self.sequence(&[left, right]);
                let right = operands.pop().expect("two operands went in");
                let left = operands.pop().expect("two operands went in");
                return self.binary(binary_op(*op), left, right, ty, expr.span);
            }
            tree::ExprKind::Cast(operand) => {
                if let Type::Enum(_) = self.ty(operand) {
                    let tag = self.tag(operand);
                    if tag.ty == ty {
                        return tag;
                    }
                    self.check_cast(tag.ty, ty, expr.span);
                    return Expr {
                        kind: ExprKind::Cast(Box::new(tag)),
                        ty,
                    };
                }
                let value = self.value(operand);
                if value.ty == ty {
                    return value;
                }
                self.check_cast(value.ty, ty, expr.span);
                ExprKind::Cast(Box::new(value))
            }
            tree::ExprKind::If(..)
            | tree::ExprKind::IfLet(_)
            | tree::ExprKind::Match(_)
            | tree::ExprKind::Loop(..)
            | tree::ExprKind::Block(Some(_), _) => {
                if let tree::ExprKind::Match(matched) = &expr.kind {
                    if let Some(test) = self.as_test(matched) {
                        return test;
                    }
                }
                let local = self.temporary(ty, true);
                self.push(StmtKind::Let(local, None), expr.span);
                self.finish(expr, Dest::Local(local));
                return load(local.into(), ty);
            }
            tree::ExprKind::Block(None, block) => {
                self.statements(block);
                let tail = block
                    .tail
                    .as_deref()
                    .expect("a block used as a value has a tail");
                return self.value(tail);
            }
            tree::ExprKind::Call(..) => {
                let local = self.temporary(ty, true);
                self.push(StmtKind::Let(local, None), expr.span);
                self.call(expr, Some(local));
                return load(local.into(), ty);
            }
            tree::ExprKind::Intrinsic(op, args) if intrinsic::row(*op).effect != Effect::Pure => {
                let args: Vec<&tree::Expr> = args.iter().collect();
                let args = self.sequence(&args);
                let local = self.temporary(ty, true);
                self.push(StmtKind::Let(local, None), expr.span);
                let (result, op) = (Some(local), *op);
                self.push(StmtKind::Intrinsic { result, op, args }, expr.span);
                return load(local.into(), ty);
            }
            tree::ExprKind::Intrinsic(Op::Nan, _) => {
                ExprKind::Literal(if ty == Type::Scalar(Scalar::F32) {
                    Literal::F32(f32::NAN)
                } else {
                    Literal::F64(f64::NAN)
                })
            }
            tree::ExprKind::Intrinsic(op, args) => {
                let args: Vec<&tree::Expr> = args.iter().collect();
                let args = self.sequence(&args);
                ExprKind::Intrinsic(*op, self.checked_args(*op, args, expr.span))
            }
            tree::ExprKind::Struct(handle, fields) => {
                ExprKind::Struct(*handle, self.fields(fields))
            }
            tree::ExprKind::Variant(variant, fields) => {
                let Type::Enum(handle) = ty else {
                    return self.typeless(expr);
                };
                ExprKind::Variant(handle, *variant, self.fields(fields))
            }
            tree::ExprKind::Assign(..)
            | tree::ExprKind::Log(_)
            | tree::ExprKind::AssignOp(..)
            | tree::ExprKind::While(..)
            | tree::ExprKind::For(_)
            | tree::ExprKind::Break(..)
            | tree::ExprKind::Continue(_)
            | tree::ExprKind::Return(_)
            | tree::ExprKind::Debug(_)
            | tree::ExprKind::Panic(_)
            | tree::ExprKind::Unit
            | tree::ExprKind::Mistake => {
                unreachable!("typing lets only plain values be used as values")
            }
        };
        Expr { kind, ty }
    }

    /// Fields in the order written, each with its position; their values in declaration order.
    fn fields(&mut self, fields: &[(u32, tree::Expr)]) -> Vec<Expr> {
        let written: Vec<&tree::Expr> = fields.iter().map(|(_, field)| field).collect();
        let values = self.sequence(&written);
        let mut placed: Vec<(u32, Expr)> = fields
            .iter()
            .map(|(position, _)| *position)
            .zip(values)
            .collect();
        placed.sort_by_key(|(position, _)| *position);
        placed.into_iter().map(|(_, value)| value).collect()
    }

    /// Which variant of an enum a value is.
    fn tag(&mut self, expr: &tree::Expr) -> Expr {
        Expr {
            kind: ExprKind::Tag(self.place_of(expr)),
            ty: Type::Scalar(Scalar::I32),
        }
    }

    /// What stands for a value whose type no memory can hold.
    fn typeless(&mut self, expr: &tree::Expr) -> Expr {
        self.refuse_type(expr.ty, expr.span, "this");
        constant_expr(&Value::Scalar(Literal::Int(0), Scalar::I32))
    }

    fn literal(&mut self, literal: &ast::Literal, ty: Type, negative: bool, span: Span) -> Expr {
        let Type::Scalar(scalar) = ty else {
            unreachable!("a literal is a scalar")
        };
        let value = constant::literal(literal, scalar, negative, span).unwrap_or_else(|mistake| {
            self.mistakes.push(mistake);
            Literal::Int(0)
        });
        Expr {
            kind: ExprKind::Literal(value),
            ty,
        }
    }

    fn unary(&mut self, op: ast::UnaryOp, operand: &tree::Expr, ty: Type, span: Span) -> Expr {
        let Type::Scalar(scalar) = ty else {
            unreachable!("typing makes calls of a struct's operators and refuses others")
        };
        let op = match op {
            ast::UnaryOp::Neg => {
                if !scalar.is_float() && !scalar.is_half() && !scalar.is_signed_int() {
                    self.soft(span, format!("a `{}` cannot be negated", scalar.name()));
                }
                // `-2147483648` is a literal of its own, although 2147483648 is none.
                if let (tree::ExprKind::Literal(literal), true) =
                    (&operand.kind, scalar.is_signed_int())
                {
                    return self.literal(literal, ty, true, span);
                }
                UnaryOp::Neg
            }
            ast::UnaryOp::Not => {
                if !scalar.is_int() && scalar != Scalar::Bool {
                    self.soft(span, format!("`!` does not work on `{}`", scalar.name()));
                }
                UnaryOp::Not
            }
        };
        Expr {
            kind: ExprKind::Unary(op, Box::new(self.value(operand))),
            ty,
        }
    }

    /// `&&` and `||`: an `if` when the right side does anything besides giving a value.
    fn short_circuit(&mut self, is_and: bool, left: &tree::Expr, right: &tree::Expr) -> Expr {
        let ty = Type::Scalar(Scalar::Bool);
        let first = self.value(left);
        let (mut statements, second) = self.apart(|emitter| emitter.value(right));
        if statements.is_empty() {
            let op = if is_and { BinaryOp::And } else { BinaryOp::Or };
            return Expr {
                kind: ExprKind::Binary(op, Box::new(first), Box::new(second)),
                ty,
            };
        }
        let local = self.temporary(ty, true);
        self.push(StmtKind::Let(local, None), left.span);
        let (store, ()) = self.apart(|emitter| {
            emitter.push(StmtKind::Store(local.into(), second), right.span);
        });
        statements.extend(store);
        let known = Expr {
            kind: ExprKind::Literal(Literal::Bool(!is_and)),
            ty,
        };
        let (shortcut, ()) = self.apart(|emitter| {
            emitter.push(StmtKind::Store(local.into(), known), left.span);
        });
        let branch = if is_and {
            StmtKind::If(first, statements, shortcut)
        } else {
            StmtKind::If(first, shortcut, statements)
        };
        self.push(branch, left.span);
        load(local.into(), ty)
    }

    /// An operator on two values, after the check it needs.
    pub(super) fn binary(
        &mut self,
        op: BinaryOp,
        left: Expr,
        right: Expr,
        ty: Type,
        span: Span,
    ) -> Expr {
        self.check_operands(op, &left, &right, span);
        let (left, right) = if needs_check(op, &left, &right) {
            let left = self.atom(left, span);
            let right = self.atom(right, span);
            let check = Check::Divisor {
                op,
                dividend: left.clone(),
                divisor: right.clone(),
            };
            self.push(StmtKind::Check(check), span);
            (left, right)
        } else {
            (left, right)
        };
        Expr {
            kind: ExprKind::Binary(op, Box::new(left), Box::new(right)),
            ty,
        }
    }

    /// The arguments of an intrinsic, after the check that they need.
    fn checked_args(&mut self, op: Op, args: Vec<Expr>, span: Span) -> Vec<Expr> {
        let (op, overflows) = match intrinsic::row(op).guard {
            // What a logarithm or root takes was checked before.
            Guard::None | Guard::Logarithm | Guard::Root => return args,
            Guard::Divisor => (BinaryOp::Div, true),
            Guard::Remainder => (BinaryOp::Rem, true),
            Guard::DivisorNotZero => (BinaryOp::Div, false),
            Guard::RemainderNotZero => (BinaryOp::Rem, false),
        };
        if !needs_check(op, &args[0], &args[1]) {
            return args;
        }
        let args: Vec<Expr> = args.into_iter().map(|arg| self.atom(arg, span)).collect();
        let dividend = if overflows {
            args[0].clone()
        } else {
            // 0 divided by anything fits.
            Expr {
                kind: ExprKind::Literal(Literal::Int(0)),
                ty: args[0].ty,
            }
        };
        let divisor = args[1].clone();
        self.push(
            StmtKind::Check(Check::Divisor {
                op,
                dividend,
                divisor,
            }),
            span,
        );
        args
    }

    fn check_operands(&mut self, op: BinaryOp, left: &Expr, right: &Expr, span: Span) {
        let (Type::Scalar(left), Type::Scalar(right)) = (left.ty, right.ty) else {
            return self.soft(span, "operators work on numbers and bools only");
        };
        if left.is_narrow() && !left.is_half() {
            return self.refuse_stored(left, span);
        }
        let fits = match op {
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Rem => {
                left.is_int() || left.is_float() || left.is_half()
            }
            BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor => {
                left.is_int() || left == Scalar::Bool
            }
            BinaryOp::Shl | BinaryOp::Shr => left.is_int() && right.is_int(),
            BinaryOp::And
            | BinaryOp::Or
            | BinaryOp::Eq
            | BinaryOp::Ne
            | BinaryOp::Lt
            | BinaryOp::Le
            | BinaryOp::Gt
            | BinaryOp::Ge => true,
        };
        if !fits {
            self.soft(
                span,
                format!("this operator does not work on `{}`", left.name()),
            );
        }
    }

    /// Refuses an operator on a type that only holds values.
    fn refuse_stored(&mut self, ty: Scalar, span: Span) {
        let ty = ty.name();
        self.mistakes.push(
            Diagnostic::new(
                span,
                format!("`{ty}` is for keeping numbers, not for computing with them"),
            )
            .help(format!(
                "compute with `x.to_f32()`, and keep `{ty}::from_f32(..)` of what comes of it"
            )),
        );
    }

    fn check_cast(&mut self, from: Type, to: Type, span: Span) {
        let fits = match (from, to) {
            (_, Type::Scalar(to)) if to.is_narrow() => {
                let ty = to.name();
                let mistake = Diagnostic::new(span, format!("`as` makes no `{ty}`")).help(format!(
                    "write `{ty}::from_f32(x)`; of another number, `{ty}::from_f32(x as f32)`"
                ));
                return self.mistakes.push(mistake);
            }
            (Type::Scalar(from), _) if from.is_narrow() => {
                let mistake =
                    Diagnostic::new(span, format!("`as` does not convert `{}`", from.name()))
                        .help("write `x.to_f32()`, and `as` after that for another number");
                return self.mistakes.push(mistake);
            }
            (Type::Scalar(Scalar::Bool), Type::Scalar(to)) => to.is_int(),
            (Type::Scalar(_), Type::Scalar(to)) => to != Scalar::Bool,
            _other => false,
        };
        if !fits {
            self.soft(span, "there is no such cast");
        }
    }

    fn offset(&mut self, steps: &[tree::Expr]) -> [i32; 3] {
        let mut offset = [0; 3];
        let mut mistakes = Vec::new();
        for (slot, step) in offset.iter_mut().zip(steps) {
            let mut found = |ty, span| {
                let ty = self.known(ty, span)?;
                Some(constant::Found { ty, len: None })
            };
            match constant::evaluate(step, &mut found) {
                Ok(Value::Scalar(Literal::Int(value), _)) => {
                    *slot = i32::try_from(value).expect("the step is an i32");
                }
                Ok(
                    Value::Scalar(..) | Value::Struct(..) | Value::Variant(..) | Value::Array(..),
                ) => {
                    unreachable!("the step is typed as an i32")
                }
                Err(mistake) => mistakes.push(if mistake.help.is_some() {
                    Diagnostic::new(
                        step.span,
                        "how far a stencil looks must be known at build time",
                    )
                    .help("write a literal or a `const`")
                } else {
                    mistake
                }),
            }
        }
        self.mistakes.extend(mistakes);
        offset
    }

    /// Calls a device function; `result` has been brought into being.
    pub(super) fn call(&mut self, call: &tree::Expr, result: Option<Handle<Local>>) {
        let tree::ExprKind::Call(callee, args) = &call.kind else {
            unreachable!("asked with a call")
        };
        let Some(function) = self.callee(callee, call.span) else {
            return;
        };
        let args: Vec<&tree::Expr> = args.iter().collect();
        let args = self.sequence(&args);
        self.push(
            StmtKind::Call {
                result,
                function,
                args,
            },
            call.span,
        );
    }

    /// The function that is called; `None` after a mistake.
    fn callee(&mut self, callee: &tree::Callee, span: Span) -> Option<Handle<Function>> {
        let (item, arguments) = match callee {
            tree::Callee::Function(function) => return Some(*function),
            tree::Callee::Instance(item, arguments) => (*item, arguments),
        };
        let place = location(self.typed.file, span);
        let infer = &self.typed.infer;
        let arguments = match self.cx.substitution(infer, item, arguments, place) {
            Ok(arguments) => arguments,
            Err(param) => {
                self.soft(span, format!("the generic argument `{param}` is not known"));
                return None;
            }
        };
        match self.cx.instance(item, arguments, span) {
            Ok(function) => Some(function),
            Err(mistake) => {
                self.mistakes.extend(mistake);
                self.calls_broken = true;
                None
            }
        }
    }
}

/// Whether an operation can fault for what is known of its operands.
fn needs_check(op: BinaryOp, left: &Expr, right: &Expr) -> bool {
    let Type::Scalar(scalar) = left.ty else {
        return false;
    };
    if !matches!(op, BinaryOp::Div | BinaryOp::Rem) || !scalar.is_int() {
        return false;
    }
    let ExprKind::Literal(Literal::Int(divisor)) = right.kind else {
        return true;
    };
    divisor == 0 || (divisor == -1 && scalar.is_signed_int())
}

pub(super) fn binary_op(op: ast::BinaryOp) -> BinaryOp {
    match op {
        ast::BinaryOp::Add => BinaryOp::Add,
        ast::BinaryOp::Sub => BinaryOp::Sub,
        ast::BinaryOp::Mul => BinaryOp::Mul,
        ast::BinaryOp::Div => BinaryOp::Div,
        ast::BinaryOp::Rem => BinaryOp::Rem,
        ast::BinaryOp::And => BinaryOp::And,
        ast::BinaryOp::Or => BinaryOp::Or,
        ast::BinaryOp::BitAnd => BinaryOp::BitAnd,
        ast::BinaryOp::BitOr => BinaryOp::BitOr,
        ast::BinaryOp::BitXor => BinaryOp::BitXor,
        ast::BinaryOp::Shl => BinaryOp::Shl,
        ast::BinaryOp::Shr => BinaryOp::Shr,
        ast::BinaryOp::Eq => BinaryOp::Eq,
        ast::BinaryOp::Ne => BinaryOp::Ne,
        ast::BinaryOp::Lt => BinaryOp::Lt,
        ast::BinaryOp::Le => BinaryOp::Le,
        ast::BinaryOp::Gt => BinaryOp::Gt,
        ast::BinaryOp::Ge => BinaryOp::Ge,
    }
}

fn constant_expr(value: &Value) -> Expr {
    match value {
        Value::Scalar(literal, scalar) => Expr {
            kind: ExprKind::Literal(*literal),
            ty: Type::Scalar(*scalar),
        },
        Value::Struct(handle, fields) => Expr {
            kind: ExprKind::Struct(*handle, fields.iter().map(constant_expr).collect()),
            ty: Type::Struct(*handle),
        },
        Value::Variant(handle, variant, fields) => Expr {
            kind: ExprKind::Variant(
                *handle,
                *variant,
                fields.iter().map(constant_expr).collect(),
            ),
            ty: Type::Enum(*handle),
        },
        Value::Array(handle, elements) => Expr {
            kind: ExprKind::Array(elements.iter().map(constant_expr).collect()),
            ty: Type::Array(*handle),
        },
    }
}
