//! Types expressions.

use proc_macro2::Span;

use super::body::{Body, Role};
use super::context::written;
use super::infer::{Class, Head, Shape, Ty};
use super::resolve::Meaning;
use super::standard;
use super::tree::{Expr, ExprKind, First, Panic};
use crate::diagnostic::Diagnostic;
use crate::ir::{Scalar, Type};
use crate::scan::ItemKind;
use crate::syntax::ast::{self, BinaryOp, UnaryOp};

impl Body<'_, '_> {
    /// Types an expression that must give a plain value.
    pub(super) fn value(&mut self, expr: &ast::Expr) -> Expr {
        self.hinted_value(expr, None)
    }

    fn hinted_value(&mut self, expr: &ast::Expr, hint: Option<Type>) -> Expr {
        let typed = self.value_or_exit(expr, hint);
        if typed.ty == Ty::Never {
            return self.refuse(
                Diagnostic::new(expr.span, "this never gives the value that is used here")
                    .help("make it a statement of its own"),
            );
        }
        typed
    }

    /// Types an expression that gives a plain value or leaves.
    pub(super) fn value_or_exit(&mut self, expr: &ast::Expr, hint: Option<Type>) -> Expr {
        let typed = self.expr(expr, hint);
        match self.infer.resolve(typed.ty) {
            Ty::Compound(_) if self.doubly(&typed).is_some() => self.refuse(
                Diagnostic::new(expr.span, "device code has no references to references")
                    .help("follow it here: `*x` is the reference"),
            ),
            Ty::Compound(_) if self.role == Role::Stencil && self.is_field(&typed) => self.refuse(
                Diagnostic::new(expr.span, "a stencil's field cannot be kept or handed on")
                    .help("read the cells here and use their values"),
            ),
            Ty::Known(Type::GridPos | Type::RingContext) => self.refuse(
                Diagnostic::new(expr.span, "this can only be asked, not kept or handed on")
                    .help("call one of its methods here and pass what it gives"),
            ),
            Ty::Known(_)
            | Ty::Const(_)
            | Ty::Compound(_)
            | Ty::Var(_)
            | Ty::Never
            | Ty::Mistake => typed,
        }
    }

    /// Whether an expression is a slice parameter by its name.
    fn is_field(&self, typed: &Expr) -> bool {
        matches!(typed.kind, ExprKind::Variable(_))
            && matches!(self.infer.shape(typed.ty), Shape::Slice { .. })
    }

    /// Types any expression. `hint` is the target of a cast round it, which rustc offers to literals.
    pub(super) fn expr(&mut self, expr: &ast::Expr, hint: Option<Type>) -> Expr {
        let mut typed = self.expr_kind(expr, hint);
        typed.ty = self.infer.resolve(typed.ty);
        if typed.ty == Ty::Never {
            self.diverges = true;
        }
        typed
    }

    fn expr_kind(&mut self, expr: &ast::Expr, hint: Option<Type>) -> Expr {
        let span = expr.span;
        let (kind, ty) = match &expr.kind {
            ast::ExprKind::Literal(literal) => {
                let ty = self.literal(literal, hint);
                (ExprKind::Literal(literal.clone()), ty)
            }
            ast::ExprKind::Path(path) => return self.path(path, span),
            ast::ExprKind::Log(log) => return self.log(log, span),
            ast::ExprKind::Unary(op, operand) => return self.unary(*op, operand, hint, span),
            ast::ExprKind::Borrow { mutable, place } => return self.borrow(*mutable, place, span),
            ast::ExprKind::Part { .. } => {
                return self.refuse(
                    Diagnostic::new(
                        span,
                        "a part of a slice has a place only behind a reference",
                    )
                    .help("write `&x[a..b]` or `&mut x[a..b]`, before a method in parentheses: `(&x[a..b]).len()`"),
                )
            }
            ast::ExprKind::Array(elements) => return self.array(elements, span),
            ast::ExprKind::Shared { ty, dynamic } => return self.shared(ty, *dynamic, span),
            ast::ExprKind::Repeat(value, len) => return self.repeat(value, len, span),
            ast::ExprKind::Tuple(parts) => {
                let parts: Vec<Expr> = parts.iter().map(|part| self.value(part)).collect();
                let types = parts.iter().map(|part| part.ty).collect();
                let ty = self.infer.compound(Head::Tuple, types);
                (ExprKind::Tuple(parts), ty)
            }
            ast::ExprKind::Deref(inner) => return self.deref(inner, span),
            ast::ExprKind::Binary(op, left, right) => return self.binary(op, left, right, span),
            ast::ExprKind::Assign(place, value) => {
                let place = self.written_place(place);
                let value = self.value(value);
                let value = self.coerced(value, place.ty);
                (ExprKind::Assign(Box::new(place), Box::new(value)), Ty::UNIT)
            }
            ast::ExprKind::AssignOp(op, place, value) => {
                let place = self.written_place(place);
                let value = self.value(value);
                let first = if self.is_lent_number(&value) {
                    First::Place
                } else {
                    First::Value
                };
                let value = self.operand(value);
                if let Some(call) = self.user_assignment(op.value, &place, &value, span) {
                    return call;
                }
                self.operands(op, &place, &value, span);
                (
                    ExprKind::AssignOp(op.value, Box::new(place), Box::new(value), first),
                    Ty::UNIT,
                )
            }
            ast::ExprKind::Cast(operand, ty) => {
                let target = match self.cx.ty(self.module, ty) {
                    Ok(target) => target,
                    Err(mistake) => return self.refuse(mistake),
                };
                let operand = self.hinted_value(operand, Some(target));
                let ty = self.open(target);
                (ExprKind::Cast(Box::new(operand)), ty)
            }
            ast::ExprKind::If {
                condition,
                then,
                otherwise,
            } => return self.branch(condition, then, otherwise.as_deref(), span),
            ast::ExprKind::Block(Some(label), block) => {
                return self.labelled(label, block, hint, span)
            }
            ast::ExprKind::Block(None, block) => {
                let (block, ty) = self.block(block, hint);
                (ExprKind::Block(None, block), ty)
            }
            ast::ExprKind::While(..) | ast::ExprKind::Loop(..) | ast::ExprKind::For { .. } => {
                return self.repetition(expr)
            }
            ast::ExprKind::Break(label, value) => {
                return self.break_out(label.as_ref(), value.as_deref(), span)
            }
            ast::ExprKind::Continue(label) => return self.next_round(label.as_ref(), span),
            ast::ExprKind::Return(value) => return self.return_from(value.as_deref(), span),
            ast::ExprKind::Index(base, index) => return self.index(base, index, span),
            ast::ExprKind::Field(base, field) => return self.field(base, field, span),
            ast::ExprKind::Call(path, args) => return self.call(path, args, span),
            ast::ExprKind::MethodCall(receiver, method, args) => {
                return self.method_call(receiver, method, args, span)
            }
            ast::ExprKind::Struct { path, fields, base } => {
                return self.struct_literal(path, fields, base.as_deref(), span)
            }
            ast::ExprKind::Match(scrutinee, arms) => return self.match_expr(scrutinee, arms, span),
            ast::ExprKind::Let(..) => unreachable!("the parser lets it be a condition only"),
            ast::ExprKind::Try(inner) => return self.question(inner, span),
            ast::ExprKind::Expect(receiver, method, text) => {
                return self.expect(receiver, method, text, span)
            }
            ast::ExprKind::Range { .. } => {
                return self.refuse(
                    Diagnostic::new(span, "a range has a place only where it is gone over")
                        .help("write `for i in a..b`, or compare with `<`"),
                )
            }
            ast::ExprKind::Closure(_) => return self.refuse_escaping(span, "kept as a value"),
            ast::ExprKind::Typed(value, ty) => {
                let ty = self.annotated(ty);
                let value = self.value(value);
                return self.coerced(value, ty);
            }
            ast::ExprKind::Unit => (ExprKind::Unit, Ty::UNIT),
            ast::ExprKind::Panic(text) => {
                let (text, values) = (text.clone(), None);
                (ExprKind::Panic(Panic { text, values }), Ty::Never)
            }
            ast::ExprKind::Assert(assert) => return self.assert(assert, span),
        };
        Expr { kind, ty, span }
    }

    pub(super) fn literal(&mut self, literal: &ast::Literal, hint: Option<Type>) -> Ty {
        let hinted = |class: fn(Scalar) -> bool| match hint {
            Some(Type::Scalar(scalar)) if class(scalar) => Some(Ty::scalar(scalar)),
            Some(_) | None => None,
        };
        match literal {
            ast::Literal::Bool(_) => Ty::BOOL,
            ast::Literal::Int {
                suffix: Some(suffix),
                ..
            }
            | ast::Literal::Float {
                suffix: Some(suffix),
                ..
            } => standard::scalar(suffix).map_or(Ty::Mistake, Ty::scalar),
            ast::Literal::Int { suffix: None, .. } => {
                hinted(Scalar::is_int).unwrap_or_else(|| self.infer.fresh(Class::Int))
            }
            ast::Literal::Float { suffix: None, .. } => {
                hinted(Scalar::is_float).unwrap_or_else(|| self.infer.fresh(Class::Float))
            }
        }
    }

    pub(super) fn path(&mut self, path: &ast::Path, span: Span) -> Expr {
        if let [only] = path.segments.as_slice() {
            if let (false, Some(variable)) = (path.absolute, self.variable(&only.name)) {
                if self.closures.contains_key(&variable) {
                    return self.refuse_escaping(span, "kept as a value");
                }
                self.note_captured(variable, span);
                if let Some((_, ty)) = &self.doubled.get(&variable) {
                    return Expr {
                        kind: ExprKind::Variable(variable),
                        ty: *ty,
                        span,
                    };
                }
                return Expr {
                    kind: ExprKind::Variable(variable),
                    ty: self.variables[variable.0].ty,
                    span,
                };
            }
        }
        if let Some(value) = self.cx.substitution.constant(path) {
            return Expr {
                ty: Ty::Known(value.ty()),
                kind: ExprKind::Constant(value),
                span,
            };
        }
        let name = written(path);
        let value = match self.meaning(path) {
            Meaning::Item(item) if self.cx.krate.items[item.0].kind == ItemKind::Const => {
                match self.cx.constant(item, span) {
                    Ok(value) => Some(value),
                    Err(mistake) => return self.refuse(mistake),
                }
            }
            Meaning::Associated(owner, name) => {
                match self.member_constant(owner, &name, path, span) {
                    Some(Ok(value)) => Some(value),
                    Some(Err(mistake)) => return self.refuse(mistake),
                    None => None,
                }
            }
            Meaning::Item(item)
                if matches!(
                    self.cx.krate.items[item.0].kind,
                    ItemKind::Struct | ItemKind::Enum
                ) =>
            {
                return self.constructed(path, &[], span)
            }
            ref other if standard::option_variant(path, other).is_some() => {
                return self.constructed(path, &[], span)
            }
            Meaning::Foreign(paths) => paths.iter().find_map(|path| {
                let names: Vec<&str> = path.iter().map(String::as_str).collect();
                match names.as_slice() {
                    ["std" | "core", rest @ ..] => standard::constant(rest),
                    _other => None,
                }
            }),
            Meaning::Ambiguous => {
                return self.refuse(
                    Diagnostic::new(
                        span,
                        format!("`{name}` depends on a `cfg` that differs between builds"),
                    )
                    .help("give device code the same constants in every build"),
                )
            }
            Meaning::Item(_) | Meaning::Function => {
                return self.refuse(
                    Diagnostic::new(
                        span,
                        format!("the function `{name}` cannot be kept as a value"),
                    )
                    .help("call it here"),
                )
            }
            Meaning::Value => {
                return self.refuse(
                    Diagnostic::new(span, format!("`{name}` is not in the GPU's memory"))
                        .help("make it a `const`, or pass its value as a parameter"),
                )
            }
            Meaning::Variant(..) => return self.constructed(path, &[], span),
            Meaning::Module(_) | Meaning::Type | Meaning::Scalar(_) | Meaning::Unknown => None,
        };
        match value {
            Some(value) => Expr {
                ty: self.open(value.ty()),
                kind: ExprKind::Constant(value),
                span,
            },
            None => self.refuse(
                Diagnostic::new(span, format!("`{name}` is not known to the GPU")).help(
                    "use a variable, a `const` of this package, or one of `std`'s such as `f32::MAX`",
                ),
            ),
        }
    }

    fn unary(&mut self, op: UnaryOp, operand: &ast::Expr, hint: Option<Type>, span: Span) -> Expr {
        let operand = self.hinted_value(operand, hint);
        if let Some(call) = self.user_unary(op, &operand, span) {
            return call;
        }
        if let Ty::Compound(_) | Ty::Known(Type::Enum(_)) = self.infer.resolve(operand.ty) {
            return self.refuse(
                Diagnostic::new(span, "operators work on numbers and bools only")
                    .help("apply it to the value or its parts, or write a `#[device] fn`"),
            );
        }
        Expr {
            ty: operand.ty,
            kind: ExprKind::Unary(op, Box::new(operand)),
            span,
        }
    }

    fn deref(&mut self, inner: &ast::Expr, span: Span) -> Expr {
        let inner = self.expr(inner, None);
        if let Some(inner) = self.doubly(&inner) {
            return Expr { span, ..inner };
        }
        match self.infer.shape(inner.ty) {
            Shape::Ref { target, .. } => Expr {
                kind: ExprKind::Deref(Box::new(inner)),
                ty: target,
                span,
            },
            Shape::Mistake => inner,
            _other => {
                self.refuse(Diagnostic::new(span, "only a reference can be dereferenced").soft())
            }
        }
    }

    fn binary(
        &mut self,
        op: &ast::Spanned<BinaryOp>,
        left: &ast::Expr,
        right: &ast::Expr,
        span: Span,
    ) -> Expr {
        let (left, right, ty) = if matches!(op.value, BinaryOp::And | BinaryOp::Or) {
            let left = self.condition(left);
            let diverges = self.diverges;
            let right = self.condition(right);
            self.diverges = diverges;
            (left, right, Ty::BOOL)
        } else {
            let mut left = self.value(left);
            let mut right = self.value(right);
            // Numbers are computed with through references; compared, only where both sides are references.
            let are_both = self.is_lent_number(&left) && self.is_lent_number(&right);
            if are_both || !op.value.is_comparison() {
                left = self.operand(left);
                right = self.operand(right);
            }
            if let Some(call) = self.user_binary(op.value, &left, &right, span) {
                return call;
            }
            let ty = self.operands(op, &left, &right, span);
            (left, right, ty)
        };
        Expr {
            kind: ExprKind::Binary(op.value, Box::new(left), Box::new(right)),
            ty,
            span,
        }
    }

    fn is_lent_number(&self, operand: &Expr) -> bool {
        let Shape::Ref {
            target,
            mutable: false,
        } = self.infer.shape(operand.ty)
        else {
            return false;
        };
        match self.infer.shape(target) {
            Shape::Known(Type::Scalar(scalar)) => scalar != Scalar::Bool,
            Shape::Var(var) => self.infer.class(var) != Class::Any,
            _other => false,
        }
    }

    /// The number behind a shared reference that is an operand; any other operand itself.
    fn operand(&mut self, operand: Expr) -> Expr {
        if self.is_lent_number(&operand) {
            self.behind(operand)
        } else {
            operand
        }
    }

    /// Types the operands of a built-in operator together; the type of the result.
    pub(super) fn operands(
        &mut self,
        op: &ast::Spanned<BinaryOp>,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Ty {
        let is_shift = matches!(op.value, BinaryOp::Shl | BinaryOp::Shr);
        for operand in [left, right] {
            let resolved = self.infer.resolve(operand.ty);
            if let Ty::Var(var) = resolved {
                if self.infer.class(var) == Class::Any {
                    self.mistakes.push(
                        Diagnostic::new(operand.span, "the type of this is not known here")
                            .help("annotate the variable with its type"),
                    );
                    return Ty::Mistake;
                }
            }
            let has_parts = match self.infer.shape(operand.ty) {
                Shape::Known(Type::Struct(_) | Type::Enum(_))
                | Shape::Tuple(_)
                | Shape::Option(_)
                | Shape::Array(..) => true,
                Shape::Known(_)
                | Shape::Const(_)
                | Shape::Tile(_)
                | Shape::Slice { .. }
                | Shape::Ref { .. }
                | Shape::Var(_)
                | Shape::Never
                | Shape::Mistake => false,
            };
            if op.value.is_comparison() && has_parts {
                continue;
            }
            if let Ty::Known(Type::Struct(_) | Type::Enum(_) | Type::Unit) | Ty::Compound(_) =
                resolved
            {
                let help = match (self.infer.shape(operand.ty), &operand.kind) {
                    (Shape::Ref { .. }, ExprKind::Variable(variable)) => {
                        format!("write `*{}` for the value", self.variables[variable.0].name)
                    }
                    _other => "apply it to the parts, or write a `#[device] fn`".to_owned(),
                };
                self.mistakes.push(
                    Diagnostic::new(operand.span, "operators work on numbers and bools only")
                        .help(help),
                );
                return Ty::Mistake;
            }
        }
        if !is_shift && !self.infer.unify(left.ty, right.ty) {
            let (left, right) = (self.describe(left.ty), self.describe(right.ty));
            self.mistakes.push(
                Diagnostic::new(
                    span,
                    format!("mismatched types: `{left}` on the left, `{right}` on the right"),
                )
                .soft(),
            );
            return Ty::Mistake;
        }
        match op.value {
            BinaryOp::Eq
            | BinaryOp::Ne
            | BinaryOp::Lt
            | BinaryOp::Le
            | BinaryOp::Gt
            | BinaryOp::Ge => Ty::BOOL,
            BinaryOp::Add
            | BinaryOp::Sub
            | BinaryOp::Mul
            | BinaryOp::Div
            | BinaryOp::Rem
            | BinaryOp::And
            | BinaryOp::Or
            | BinaryOp::BitAnd
            | BinaryOp::BitOr
            | BinaryOp::BitXor
            | BinaryOp::Shl
            | BinaryOp::Shr => left.ty,
        }
    }

    pub(super) fn condition(&mut self, condition: &ast::Expr) -> Expr {
        let typed = self.value(condition);
        self.coerce(typed.ty, Ty::BOOL, condition.span);
        typed
    }

    fn branch(
        &mut self,
        condition: &ast::Expr,
        then: &ast::Block,
        otherwise: Option<&ast::Expr>,
        span: Span,
    ) -> Expr {
        if Self::has_pattern(condition) {
            let otherwise =
                |body: &mut Self| otherwise.map(|otherwise| body.value_or_exit(otherwise, None));
            return self.if_let(condition, then, otherwise, span);
        }
        let condition = self.condition(condition);
        let before = self.diverges;
        let (then_block, then_ty) = self.block(then, None);
        let then_diverges = self.diverges;
        self.diverges = before;
        let (otherwise, ty) = match otherwise {
            Some(otherwise) => {
                let otherwise = self.value_or_exit(otherwise, None);
                self.diverges &= then_diverges;
                let ty = match (self.infer.resolve(then_ty), otherwise.ty) {
                    (Ty::Never, ty) | (ty, Ty::Never) => ty,
                    (then_ty, ty) => {
                        self.coerce(ty, then_ty, otherwise.span);
                        then_ty
                    }
                };
                (Some(Box::new(otherwise)), ty)
            }
            None => {
                self.coerce(then_ty, Ty::UNIT, then.span);
                (None, Ty::UNIT)
            }
        };
        self.diverges |= before;
        Expr {
            kind: ExprKind::If(Box::new(condition), then_block, otherwise),
            ty,
            span,
        }
    }
}
