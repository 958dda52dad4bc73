//! Types operators on user types: calls of the functions that `impl`s of Rust's operator traits give.

use proc_macro2::Span;

use super::body::Body;
use super::infer::{Class, Ty};
use super::tree::{Callee, Expr, ExprKind};
use crate::diagnostic::Diagnostic;
use crate::ir::Type;
use crate::scan::{ImplId, ItemId, Member};
use crate::syntax::ast::{BinaryOp, UnaryOp};

/// How an operator is written as a call.
#[derive(Clone, Copy)]
struct Interface {
    name: &'static str,
    function: &'static str,
}

impl Body<'_, '_> {
    /// `left op right` where one of them is no number or bool; `None` for the built-in operators.
    pub(super) fn user_binary(
        &mut self,
        op: BinaryOp,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Option<Expr> {
        let interface = binary(op)?;
        if !self.is_user(left) && !self.is_user(right) {
            return None;
        }
        let args = [left.clone(), right.clone()];
        Some(self.operator_call(interface, args.to_vec(), span))
    }

    /// `place op= value` where the place holds no number or bool.
    pub(super) fn user_assignment(
        &mut self,
        op: BinaryOp,
        place: &Expr,
        value: &Expr,
        span: Span,
    ) -> Option<Expr> {
        let interface = assigning(op)?;
        if !self.is_user(place) {
            return None;
        }
        Some(self.operator_call(interface, vec![place.clone(), value.clone()], span))
    }

    /// `-a` and `!a` of what is no number or bool.
    pub(super) fn user_unary(&mut self, op: UnaryOp, operand: &Expr, span: Span) -> Option<Expr> {
        let interface = match op {
            UnaryOp::Neg => Interface {
                name: "Neg",
                function: "neg",
            },
            UnaryOp::Not => Interface {
                name: "Not",
                function: "not",
            },
        };
        if !self.is_user(operand) {
            return None;
        }
        Some(self.operator_call(interface, vec![operand.clone()], span))
    }

    fn is_user(&self, operand: &Expr) -> bool {
        matches!(self.infer.resolve(operand.ty), Ty::Known(Type::Struct(_)))
    }

    fn operator_call(&mut self, interface: Interface, args: Vec<Expr>, span: Span) -> Expr {
        let Interface { name, function } = interface;
        let found: Vec<ImplId> = self
            .cx
            .members
            .operators(name)
            .to_vec()
            .into_iter()
            .filter(|id| self.may_take(*id, &args))
            .collect();
        let types: Vec<String> = args.iter().map(|arg| self.describe(arg.ty)).collect();
        let types = types.join("` and `");
        let item = match found.as_slice() {
            [only] => match self.cx.krate.impls[only.0]
                .members
                .get(function)
                .map(Vec::as_slice)
            {
                Some([Member::Item(item)]) => *item,
                Some(_) | None => {
                    return self.refuse(
                        Diagnostic::new(
                            span,
                            format!("`{name}` of `{types}` is not a `#[device]` function"),
                        )
                        .help(format!("add `#[device]` to its `fn {function}`")),
                    )
                }
            },
            [] => {
                return self.refuse(
                    Diagnostic::new(span, format!("device code has no `{name}` of `{types}`"))
                        .help(format!(
                        "write `impl {name}` for the values themselves, not for references, with \
                             `#[device] fn {function}`; or apply the operator to the fields"
                    )),
                )
            }
            _several => {
                return self.refuse(
                    Diagnostic::new(span, format!("more than one `{name}` fits `{types}` here"))
                        .help("give the literal its type, such as `2.0_f32`"),
                )
            }
        };
        self.typed_call(item, args, span)
    }

    /// Whether an `impl` of an operator's trait takes operands of these types.
    fn may_take(&mut self, id: ImplId, args: &[Expr]) -> bool {
        let implementation = &self.cx.krate.impls[id.0];
        let (Ok(syntax), scope) = (&implementation.syntax, implementation.scope) else {
            return false;
        };
        let own = &syntax.ty;
        let right = syntax
            .interface
            .as_ref()
            .and_then(|interface| interface.arguments.first())
            .unwrap_or(own);
        [own, right].into_iter().zip(args).all(|(wanted, arg)| {
            let Ok(wanted) = self.cx.ty(scope, wanted) else {
                return false;
            };
            match self.infer.resolve(arg.ty) {
                Ty::Known(known) => known == wanted,
                Ty::Const(_) | Ty::Compound(_) => false,
                Ty::Var(var) => match (self.infer.class(var), wanted) {
                    (Class::Any, _) => true,
                    (Class::Int, Type::Scalar(scalar)) => scalar.is_int(),
                    (Class::Float, Type::Scalar(scalar)) => scalar.is_float(),
                    (Class::Int | Class::Float, _) => false,
                },
                Ty::Never | Ty::Mistake => true,
            }
        })
    }

    /// A call of a device function with arguments that are typed already; references are made as parameters ask.
    fn typed_call(&mut self, item: ItemId, args: Vec<Expr>, span: Span) -> Expr {
        let Some(Ok(signature)) = self.cx.functions.get(&item).cloned() else {
            return self.broken_call(&[], span);
        };
        if args.len() != signature.params.len() {
            return self.wrong_count(&signature.name, signature.params.len(), span);
        }
        let mut all = Vec::new();
        for (arg, param) in args.into_iter().zip(&signature.params) {
            if !matches!(param, Type::Ref { .. }) {
                let param = self.open(*param);
                self.coerce(arg.ty, param, arg.span);
            }
            all.push(self.receiver(arg, *param));
        }
        Expr {
            kind: ExprKind::Call(Callee::Function(signature.handle), all),
            ty: self.open(signature.output),
            span,
        }
    }
}

fn binary(op: BinaryOp) -> Option<Interface> {
    let (name, function) = match op {
        BinaryOp::Add => ("Add", "add"),
        BinaryOp::Sub => ("Sub", "sub"),
        BinaryOp::Mul => ("Mul", "mul"),
        BinaryOp::Div => ("Div", "div"),
        BinaryOp::Rem => ("Rem", "rem"),
        BinaryOp::BitAnd => ("BitAnd", "bitand"),
        BinaryOp::BitOr => ("BitOr", "bitor"),
        BinaryOp::BitXor => ("BitXor", "bitxor"),
        BinaryOp::Shl => ("Shl", "shl"),
        BinaryOp::Shr => ("Shr", "shr"),
        BinaryOp::And
        | BinaryOp::Or
        | BinaryOp::Eq
        | BinaryOp::Ne
        | BinaryOp::Lt
        | BinaryOp::Le
        | BinaryOp::Gt
        | BinaryOp::Ge => return None,
    };
    Some(Interface { name, function })
}

fn assigning(op: BinaryOp) -> Option<Interface> {
    let (name, function) = match op {
        BinaryOp::Add => ("AddAssign", "add_assign"),
        BinaryOp::Sub => ("SubAssign", "sub_assign"),
        BinaryOp::Mul => ("MulAssign", "mul_assign"),
        BinaryOp::Div => ("DivAssign", "div_assign"),
        BinaryOp::Rem => ("RemAssign", "rem_assign"),
        BinaryOp::BitAnd => ("BitAndAssign", "bitand_assign"),
        BinaryOp::BitOr => ("BitOrAssign", "bitor_assign"),
        BinaryOp::BitXor => ("BitXorAssign", "bitxor_assign"),
        BinaryOp::Shl => ("ShlAssign", "shl_assign"),
        BinaryOp::Shr => ("ShrAssign", "shr_assign"),
        BinaryOp::And
        | BinaryOp::Or
        | BinaryOp::Eq
        | BinaryOp::Ne
        | BinaryOp::Lt
        | BinaryOp::Le
        | BinaryOp::Gt
        | BinaryOp::Ge => return None,
    };
    Some(Interface { name, function })
}
