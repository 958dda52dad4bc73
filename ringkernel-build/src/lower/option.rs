//! Types the methods of `Option`: each is the `match` that it stands for.

use proc_macro2::Span;

use super::body::Body;
use super::combination::is_combination;
use super::infer::{Class, Shape, Ty};
use super::tree::{Block, Expr, ExprKind, Panic, Stmt};
use crate::diagnostic::Diagnostic;
use crate::ir::{Scalar, Type};
use crate::syntax::ast;

/// What `unwrap` says where there is nothing.
const UNWRAPPED: &str = "called `Option::unwrap()` on a `None` value";

impl Body<'_, '_> {
    /// `option.method(args)`.
    pub(super) fn option_method(
        &mut self,
        option: Expr,
        some: Ty,
        method: &ast::Ident,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        let whole = option.ty;
        match (method.name.as_str(), args) {
            ("is_some", []) => self.presence(option, true, span),
            ("is_none", []) => self.presence(option, false, span),
            ("unwrap", []) => self.unwrapped(option, some, UNWRAPPED, method, span),
            ("clone", []) => option,
            ("unwrap_or", [other]) => {
                let (mut statements, option) = self.kept(option);
                let other = self.value(other);
                let other = self.coerced(other, some);
                let (more, other) = self.kept(other);
                statements.extend(more);
                let value = self.either(option, some, |value| value, other, span);
                block(statements, value)
            }
            ("unwrap_or_default", []) if self.zero(some).is_some() => {
                let zero = self.zero(some).expect("asked in the guard");
                let zero = Expr {
                    kind: ExprKind::Literal(zero),
                    ty: some,
                    span,
                };
                self.either(option, some, |value| value, zero, span)
            }
            ("or", [other]) => {
                let (mut statements, option) = self.kept(option);
                let other = self.value(other);
                let other = self.coerced(other, whole);
                let (more, other) = self.kept(other);
                statements.extend(more);
                let own = option.clone();
                let value = self.either(option, some, |_| own, other, span);
                block(statements, value)
            }
            ("and", [other]) => {
                let (mut statements, option) = self.kept(option);
                let other = self.value(other);
                if !matches!(
                    self.infer.shape(other.ty),
                    Shape::Option(_) | Shape::Mistake
                ) {
                    return self.refuse(Diagnostic::new(other.span, "this is no `Option`").soft());
                }
                let (more, other) = self.kept(other);
                statements.extend(more);
                let none = Expr {
                    kind: ExprKind::Variant(0, Vec::new()),
                    ty: other.ty,
                    span,
                };
                let value = self.either(option, some, |_| other, none, span);
                block(statements, value)
            }
            ("take", []) => self.replaced(option, None, span),
            ("replace", [value]) => {
                let value = Some(value);
                self.replaced(option, value.map(|value| (value, some)), span)
            }
            _other if is_combination(&method.name, args.len()) => self
                .combination(option, some, method, args, span)
                .unwrap_or(Expr {
                    kind: ExprKind::Mistake,
                    ty: Ty::Mistake,
                    span,
                }),
            _other => {
                self.type_all(args);
                self.refuse(
                    Diagnostic::new(
                        method.span,
                        format!("device code has no `{}` on `Option`", method.name),
                    )
                    .help("write it with `match` or `if let`"),
                )
            }
        }
    }

    /// What `Default` gives for a scalar, if the type is known to be one.
    fn zero(&self, ty: Ty) -> Option<ast::Literal> {
        let (int, float) = match self.infer.resolve(ty) {
            Ty::Known(Type::Scalar(Scalar::Bool)) => return Some(ast::Literal::Bool(false)),
            Ty::Known(Type::Scalar(scalar)) => (scalar.is_int(), scalar.is_float()),
            Ty::Var(var) => match self.infer.class(var) {
                Class::Int => (true, false),
                Class::Float => (false, true),
                Class::Any => return None,
            },
            Ty::Known(_) | Ty::Compound(_) | Ty::Const(_) | Ty::Never | Ty::Mistake => return None,
        };
        match (int, float) {
            (true, _) => Some(ast::Literal::Int {
                value: 0,
                suffix: None,
            }),
            (_, true) => Some(ast::Literal::Float {
                digits: "0.0".to_owned(),
                suffix: None,
            }),
            _other => None,
        }
    }

    /// `receiver.expect("text")`.
    pub(super) fn expect(
        &mut self,
        receiver: &ast::Expr,
        method: &ast::Ident,
        text: &str,
        span: Span,
    ) -> Expr {
        let option = self.expr(receiver, None);
        let option = self.followed(option);
        match self.infer.shape(option.ty) {
            Shape::Option(some) => self.unwrapped(option, some, text, method, span),
            Shape::Mistake => option,
            _other => {
                let ty = self.describe(option.ty);
                self.refuse(
                    Diagnostic::new(
                        method.span,
                        format!("device code has no `expect` on `{ty}`"),
                    )
                    .help("it is a method of `Option`"),
                )
            }
        }
    }

    /// Whether there is a value, or none.
    pub(super) fn presence(&mut self, option: Expr, wanted: bool, span: Span) -> Expr {
        let Shape::Option(some) = self.infer.shape(option.ty) else {
            unreachable!("asked with an `Option`")
        };
        let truth = |value| Expr {
            kind: ExprKind::Literal(ast::Literal::Bool(value)),
            ty: Ty::BOOL,
            span,
        };
        self.either(option, some, |_| truth(wanted), truth(!wanted), span)
    }

    /// The value, or a panic at the method's name.
    fn unwrapped(
        &mut self,
        option: Expr,
        some: Ty,
        text: &str,
        method: &ast::Ident,
        span: Span,
    ) -> Expr {
        let panic = Expr {
            kind: ExprKind::Panic(Panic {
                text: text.to_owned(),
                values: None,
            }),
            ty: Ty::Never,
            span: method.span,
        };
        self.either(option, some, |value| value, panic, span)
    }

    /// What was there, with `value` or nothing in its place.
    fn replaced(&mut self, place: Expr, value: Option<(&ast::Expr, Ty)>, span: Span) -> Expr {
        if !place.is_place() || !self.is_writable(&place) {
            return self.refuse(Diagnostic::new(place.span, "this cannot be changed").soft());
        }
        let ty = place.ty;
        self.mark_written(&place);
        self.mark_borrowed(&place);
        let reference = Expr {
            ty: self.infer.reference(ty, true),
            span: place.span,
            kind: ExprKind::Borrow(Box::new(place)),
        };
        let (mut statements, reference) = self.kept(reference);
        let new = match value {
            None => ExprKind::Variant(0, Vec::new()),
            Some((value, some)) => {
                let value = self.value(value);
                let value = self.coerced(value, some);
                let (more, value) = self.kept(value);
                statements.extend(more);
                ExprKind::Variant(1, vec![(0, value)])
            }
        };
        let place = Expr {
            kind: ExprKind::Deref(Box::new(reference)),
            ty,
            span,
        };
        let (more, old) = self.kept(place.clone());
        statements.extend(more);
        let new = Expr {
            kind: new,
            ty,
            span,
        };
        statements.push(Stmt::Expr(Expr {
            kind: ExprKind::Assign(Box::new(place), Box::new(new)),
            ty: Ty::UNIT,
            span,
        }));
        block(statements, old)
    }

    /// A variable without a name that holds a value from now on.
    pub(super) fn kept(&mut self, init: Expr) -> (Vec<Stmt>, Expr) {
        let (ty, span) = (init.ty, init.span);
        let name = ast::Ident {
            name: "_".to_owned(),
            span,
        };
        let variable = self.declare(&name, ty);
        let statement = Stmt::Let {
            variable: Some(variable),
            init: Some(init),
            span,
        };
        let value = Expr {
            kind: ExprKind::Variable(variable),
            ty,
            span,
        };
        (vec![statement], value)
    }
}

pub(super) fn block(statements: Vec<Stmt>, value: Expr) -> Expr {
    let (ty, span) = (value.ty, value.span);
    Expr {
        kind: ExprKind::Block(
            None,
            Block {
                statements,
                tail: Some(Box::new(value)),
            },
        ),
        ty,
        span,
    }
}
