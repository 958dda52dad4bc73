//! Types methods, associated functions and associated constants of the package's own `impl` blocks.

use proc_macro2::Span;

use super::body::Body;
use super::constant::Value;
use super::context::written;
use super::infer::{Shape, Ty};
use super::inherent;
use super::intrinsic::is_own;
use super::member::Choice;
use super::resolve::{Meaning, Owner, Space};
use super::standard;
use super::tree::{Callee, Expr, ExprKind};
use crate::diagnostic::Diagnostic;
use crate::ir::{Scalar, Type};
use crate::scan::{ItemId, ItemKind};
use crate::syntax::ast;

impl Body<'_, '_> {
    /// What the path of a value or function means here.
    pub(super) fn meaning(&self, path: &ast::Path) -> Meaning {
        match self.cx.substitution.owner(path) {
            Some((ty, name)) => self
                .cx
                .owner(ty)
                .map_or(Meaning::Unknown, |owner| Meaning::Associated(owner, name)),
            None => self.cx.resolve(self.module, path, Space::Value),
        }
    }

    /// `receiver.method(args)` on a number, where a trait of the package gives it a function of that name; `None` where
    /// only the number's own can be meant.
    pub(super) fn user_number_method(
        &mut self,
        receiver: &Expr,
        scalar: Scalar,
        method: &ast::Ident,
        args: &[ast::Expr],
        span: Span,
    ) -> Option<Expr> {
        let ty = Type::Scalar(scalar);
        if matches!(self.chosen(ty, &method.name), Choice::None) {
            return None;
        }
        if !is_own(&method.name, scalar) && !inherent::has(scalar, &method.name) {
            return Some(self.user_method(receiver.clone(), ty, method, args, span));
        }
        if !self.cx.substitution.has(ty) {
            return None;
        }
        self.type_all(args);
        let name = &method.name;
        Some(
            self.refuse(
                Diagnostic::new(
                    method.span,
                    format!(
                        "`{name}` may be a trait's here or the one that `{}` has by itself",
                        scalar.name()
                    ),
                )
                .help(format!(
                    "say which: `T::{name}(..)` with the type parameter, or `{}::{name}(..)`",
                    scalar.name()
                )),
            ),
        )
    }

    fn chosen(&self, ty: Type, name: &str) -> Choice {
        self.cx
            .owner(ty)
            .map_or(Choice::None, |owner| self.cx.members.choose(owner, name))
    }

    /// `receiver.method(args)` of a type whose methods are the package's.
    pub(super) fn user_method(
        &mut self,
        receiver: Expr,
        ty: Type,
        method: &ast::Ident,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        let choice = self.chosen(ty, &method.name);
        let ty = self.cx.type_name(ty);
        let Some(item) = self.device_member(choice, &ty, &method.name, method.span) else {
            return self.mistake(args, span);
        };
        if self.cx.is_generic(item) {
            return self.generic_call(item, None, Some(receiver), args, span);
        }
        let Some(Ok(signature)) = self.cx.functions.get(&item).cloned() else {
            return self.broken_call(args, span);
        };
        let has_receiver = match &self.cx.krate.items[item.0].syntax {
            Ok(ast::Item::Device(function)) => function.receiver().is_some(),
            Ok(_) | Err(_) => false,
        };
        let (Some((own, params)), true) = (signature.params.split_first(), has_receiver) else {
            return self.refuse(
                Diagnostic::new(method.span, format!("`{}` takes no `self`", signature.name))
                    .soft(),
            );
        };
        if args.len() != params.len() {
            return self.wrong_count(&signature.name, params.len(), span);
        }
        let mut all = vec![self.receiver(receiver, *own)];
        for (arg, param) in args.iter().zip(params) {
            all.push(self.argument(arg, *param));
        }
        Expr {
            kind: ExprKind::Call(Callee::Function(signature.handle), all),
            ty: self.open(signature.output),
            span,
        }
    }

    /// The value a method is called on, borrowed as its `self` asks.
    pub(super) fn receiver(&mut self, receiver: Expr, own: Type) -> Expr {
        let own = self.open(own);
        self.receiver_as(receiver, own)
    }

    /// The same for a `self` of a type that may not be known yet.
    pub(super) fn receiver_as(&mut self, receiver: Expr, own: Ty) -> Expr {
        let Shape::Ref { mutable, .. } = self.infer.shape(own) else {
            return receiver;
        };
        if mutable {
            if receiver.is_place() && !self.is_writable(&receiver) {
                return self.refuse(
                    Diagnostic::new(receiver.span, "this is behind a shared reference").soft(),
                );
            }
            self.mark_written(&receiver);
        }
        Expr {
            ty: own,
            span: receiver.span,
            kind: ExprKind::Borrow(Box::new(receiver)),
        }
    }

    /// The device function that a member's name means; what else it is is refused.
    pub(super) fn device_member(
        &mut self,
        choice: Choice,
        ty: &str,
        name: &str,
        span: Span,
    ) -> Option<ItemId> {
        let mistake = match choice {
            Choice::Item(item) if self.cx.krate.items[item.0].kind == ItemKind::Device => {
                return Some(item)
            }
            Choice::Item(_) => {
                Diagnostic::new(span, format!("`{ty}::{name}` is no function")).soft()
            }
            Choice::Host => Diagnostic::new(
                span,
                format!("`{ty}::{name}` is not a `#[device]` function"),
            )
            .help(format!("add `#[device]` to `fn {name}` in the `impl`")),
            Choice::Several => Diagnostic::new(
                span,
                format!("`{ty}` has more than one `{name}`, and the build script cannot tell which is meant"),
            )
            .help("give one of them another name"),
            Choice::None => Diagnostic::new(span, format!("device code has no `{name}` on `{ty}`"))
                .help(format!(
                    "write it as a `#[device] fn` in an `impl` of `{ty}`; what a derive or a trait's default gives is not seen"
                )),
        };
        self.mistakes.push(mistake);
        None
    }

    /// What stands for a call whose mistake was told.
    fn mistake(&mut self, args: &[ast::Expr], span: Span) -> Expr {
        self.type_all(args);
        Expr {
            kind: ExprKind::Mistake,
            ty: Ty::Mistake,
            span,
        }
    }

    /// `Type::function(args)`.
    pub(super) fn member_call(
        &mut self,
        owner: Owner,
        name: &str,
        args: &[ast::Expr],
        path: &ast::Path,
        span: Span,
    ) -> Expr {
        let choice = self.cx.members.choose(owner, name);
        if let Owner::Scalar(scalar) = owner {
            // A primitive's own function goes before a trait's, but `T::name` can only mean a trait's.
            let is_own = is_own(name, scalar) || inherent::has(scalar, name);
            let through_parameter = self.cx.substitution.owner(path).is_some();
            if matches!(choice, Choice::None) || (is_own && !through_parameter) {
                return self.associated_call(scalar, name, args, path.span, span);
            }
        }
        let ty = owner_in(path);
        match self.device_member(choice, &ty, name, path.span) {
            Some(item) => self.item_call(item, path, args, span),
            None => self.mistake(args, span),
        }
    }

    /// `Type::CONSTANT`; `None` where nothing has that name.
    pub(super) fn member_constant(
        &mut self,
        owner: Owner,
        name: &str,
        path: &ast::Path,
        span: Span,
    ) -> Option<Result<Value, Diagnostic>> {
        if let Owner::Scalar(scalar) = owner {
            let through_parameter = self.cx.substitution.owner(path).is_some();
            let is_a_traits = !matches!(self.cx.members.choose(owner, name), Choice::None);
            let own = standard::associated(scalar, name);
            if let (Some(value), false) = (own, through_parameter && is_a_traits) {
                return Some(Ok(value));
            }
        }
        match self.cx.members.choose(owner, name) {
            Choice::Item(item) => match self.cx.krate.items[item.0].kind {
                ItemKind::Const => Some(self.cx.constant(item, span)),
                ItemKind::Device
                | ItemKind::Kernel
                | ItemKind::Struct
                | ItemKind::Enum
                | ItemKind::Alias => {
                    Some(Err(Diagnostic::new(
                        span,
                        format!("the function `{name}` cannot be kept as a value"),
                    )
                    .help("call it here")))
                }
            },
            Choice::Several => Some(Err(Diagnostic::new(
                span,
                format!("there is more than one `{name}` here, and the build script cannot tell which is meant"),
            )
            .help("give one of them another name"))),
            Choice::Host | Choice::None => None,
        }
    }
}

/// What stands before the last `::`.
fn owner_in(path: &ast::Path) -> String {
    let text = written(path);
    text.rsplit_once("::")
        .map_or_else(|| text.clone(), |(owner, _)| owner.to_owned())
}
