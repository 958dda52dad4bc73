//! Types calls: device functions, intrinsics, methods.

use proc_macro2::Span;

use super::body::{Body, Role};
use super::context::{written, Broken, Signature};
use super::infer::{Class, Ty};
use super::intrinsic::find;
use super::resolve::{Meaning, Space};
use super::standard;
use super::tree::{Expr, ExprKind};
use crate::diagnostic::Diagnostic;
use crate::intrinsic::Spelling;
use crate::ir::{Element, Scalar, Type};
use crate::scan::{ItemId, ItemKind};
use crate::syntax::ast;

impl Body<'_, '_> {
    pub(super) fn call(&mut self, path: &ast::Path, args: &[ast::Expr], span: Span) -> Expr {
        let name = written(path);
        match self.cx.resolve(self.module, path, Space::Value) {
            Meaning::Item(item) => match self.cx.krate.items[item.0].kind {
                ItemKind::Device => self.item_call(item, args, span),
                ItemKind::Kernel => self.refuse(
                    Diagnostic::new(
                        path.span,
                        format!("`{name}` is a kernel, which only the host starts"),
                    )
                    .help("move what both need into a `#[device] fn`"),
                ),
                ItemKind::Const | ItemKind::Struct | ItemKind::Alias => self
                    .refuse(Diagnostic::new(path.span, format!("`{name}` is no function")).soft()),
            },
            Meaning::Foreign(paths) => {
                let row = self
                    .cx
                    .of_runtime(&paths)
                    .and_then(|name| find(Spelling::Function, name));
                let method = paths.iter().find_map(|path| {
                    let (method, module) = path.split_last()?;
                    Some((standard::module(module)?, method.clone()))
                });
                match (row, method) {
                    (Some(row), _) => self.intrinsic_function(row, args, path.span, span),
                    (None, Some((scalar, method))) => {
                        self.associated_call(scalar, &method, args, path.span, span)
                    }
                    (None, None) => self.unknown_function(&name, path.span),
                }
            }
            Meaning::Associated(owner, method) => {
                self.member_call(owner, &method, args, path, span)
            }
            Meaning::Function => self.refuse(
                Diagnostic::new(path.span, format!("`{name}` is not a `#[device]` function"))
                    .help(format!("add `#[device]` to `fn {name}`")),
            ),
            Meaning::Ambiguous => self.refuse(
                Diagnostic::new(
                    path.span,
                    format!("`{name}` depends on a `cfg` that differs between builds"),
                )
                .help("give device code the same functions in every build"),
            ),
            Meaning::Module(_)
            | Meaning::Value
            | Meaning::Type
            | Meaning::Scalar(_)
            | Meaning::Unknown => self.unknown_function(&name, path.span),
        }
    }

    /// A call of a device function of the package.
    pub(super) fn item_call(&mut self, item: ItemId, args: &[ast::Expr], span: Span) -> Expr {
        match self.cx.functions.get(&item).cloned() {
            Some(Ok(signature)) => self.device_call(&signature, args, span),
            Some(Err(Broken)) | None => self.broken_call(args, span),
        }
    }

    /// A call of a function whose own mistake is told at its definition.
    pub(super) fn broken_call(&mut self, args: &[ast::Expr], span: Span) -> Expr {
        self.type_all(args);
        self.calls_broken = true;
        Expr {
            kind: ExprKind::Mistake,
            ty: Ty::Mistake,
            span,
        }
    }

    pub(super) fn unknown_function(&mut self, name: &str, span: Span) -> Expr {
        self.refuse(
            Diagnostic::new(span, format!("`{name}` cannot be called on the GPU"))
                .help("call a `#[device] fn` of this package, or an intrinsic of the prelude"),
        )
    }

    pub(super) fn type_all(&mut self, args: &[ast::Expr]) {
        for arg in args {
            if !matches!(arg.kind, ast::ExprKind::Borrow { .. }) {
                self.expr(arg, None);
            }
        }
    }

    pub(super) fn device_call(
        &mut self,
        signature: &Signature,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        if args.len() != signature.params.len() {
            return self.wrong_count(&signature.name, signature.params.len(), span);
        }
        let args = args
            .iter()
            .zip(&signature.params)
            .map(|(arg, param)| self.argument(arg, *param))
            .collect();
        Expr {
            kind: ExprKind::Call(signature.handle, args),
            ty: Ty::Known(signature.output),
            span,
        }
    }

    pub(super) fn wrong_count(&mut self, name: &str, wanted: usize, span: Span) -> Expr {
        self.refuse(Diagnostic::new(span, format!("`{name}` takes {wanted} arguments")).soft())
    }

    /// An argument for a parameter of a device function.
    pub(super) fn argument(&mut self, arg: &ast::Expr, param: Type) -> Expr {
        match param {
            Type::Slice { element, mutable } => self.slice_argument(arg, element, mutable),
            Type::Ref { target, mutable } => self.reference_argument(arg, target, mutable),
            Type::Unit | Type::Scalar(_) | Type::Struct(_) => {
                let value = self.value(arg);
                self.coerce(value.ty, Ty::Known(param), arg.span);
                value
            }
            Type::GridPos | Type::RingContext => {
                unreachable!("signatures of device functions have no such parameter")
            }
        }
    }

    fn slice_argument(&mut self, arg: &ast::Expr, wanted: Element, mutable: bool) -> Expr {
        if matches!(arg.kind, ast::ExprKind::Borrow { .. }) {
            return self.refuse(
                Diagnostic::new(arg.span, "a slice parameter is handed on as it is")
                    .help("write its name without `&`"),
            );
        }
        let typed = self.expr(arg, None);
        match (&typed.kind, self.infer.resolve(typed.ty)) {
            (
                ExprKind::Variable(_),
                Ty::Known(Type::Slice {
                    element,
                    mutable: given,
                }),
            ) if element == wanted && (given || !mutable) => {
                if self.role == Role::Stencil {
                    return self.refuse(
                        Diagnostic::new(arg.span, "a stencil's field cannot be handed on")
                            .help("read the cells here and pass their values"),
                    );
                }
                typed
            }
            (_, Ty::Mistake) => typed,
            (_, Ty::Known(_) | Ty::Never | Ty::Var(_)) => {
                let wanted = Type::Slice {
                    element: wanted,
                    mutable,
                };
                self.refuse_argument(&typed, wanted)
            }
        }
    }

    fn reference_argument(&mut self, arg: &ast::Expr, wanted: Element, mutable: bool) -> Expr {
        if let ast::ExprKind::Borrow {
            mutable: given,
            place,
        } = &arg.kind
        {
            let typed = self.value(place);
            self.coerce(typed.ty, Ty::Known(wanted.into()), place.span);
            if mutable && !*given {
                return self.refuse(Diagnostic::new(arg.span, "this wants a `&mut`").soft());
            }
            if *given {
                if typed.is_place() && !self.is_writable(&typed) {
                    return self.refuse(
                        Diagnostic::new(place.span, "this is behind a shared reference").soft(),
                    );
                }
                self.mark_written(&typed);
            }
            return Expr {
                ty: Ty::Known(Type::Ref {
                    target: wanted,
                    mutable,
                }),
                kind: ExprKind::Borrow(Box::new(typed)),
                span: arg.span,
            };
        }
        let typed = self.expr(arg, None);
        match (&typed.kind, self.infer.resolve(typed.ty)) {
            (
                ExprKind::Variable(_),
                Ty::Known(Type::Ref {
                    target,
                    mutable: given,
                }),
            ) if target == wanted && (given || !mutable) => typed,
            (_, Ty::Mistake) => typed,
            (_, Ty::Known(_) | Ty::Never | Ty::Var(_)) => {
                let wanted = Type::Ref {
                    target: wanted,
                    mutable,
                };
                self.refuse_argument(&typed, wanted)
            }
        }
    }

    /// Says that an argument is not what the parameter takes.
    pub(super) fn refuse_argument(&mut self, arg: &Expr, wanted: Type) -> Expr {
        let wanted = self.cx.type_name(wanted);
        let found = self.describe(arg.ty);
        let message = format!("mismatched types: expected `{wanted}`, found `{found}`");
        self.refuse(Diagnostic::new(arg.span, message).soft())
    }

    pub(super) fn method_call(
        &mut self,
        receiver: &ast::Expr,
        method: &ast::Ident,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        let mut typed = self.expr(receiver, None);
        if let (ExprKind::Variable(variable), Ty::Known(Type::Ref { target, .. })) =
            (&typed.kind, self.infer.resolve(typed.ty))
        {
            typed = Expr {
                kind: ExprKind::Deref(*variable),
                ty: Ty::Known(target.into()),
                span: typed.span,
            };
        }
        let scalar = match self.infer.resolve(typed.ty) {
            Ty::Known(Type::Scalar(scalar)) => scalar,
            Ty::Known(Type::Slice { .. }) => return self.slice_method(&typed, method, args, span),
            Ty::Known(Type::GridPos) => return self.pos_method(method, args, span),
            Ty::Known(Type::RingContext) => return self.ring_method(method, args, span),
            Ty::Known(ty @ (Type::Struct(_) | Type::Unit | Type::Ref { .. })) => {
                return self.user_method(typed, ty, method, args, span)
            }
            Ty::Var(var) if self.infer.class(var) != Class::Any => {
                return self.refuse(
                    Diagnostic::new(
                        method.span,
                        format!("`{}` on a number whose type is not known yet", method.name),
                    )
                    .soft(),
                )
            }
            Ty::Var(_) => {
                return self.refuse(
                    Diagnostic::new(typed.span, "the type of this is not known here")
                        .help("annotate the variable with its type"),
                )
            }
            Ty::Never => return self.refuse(Diagnostic::new(span, "this never gives a value")),
            Ty::Mistake => {
                self.type_all(args);
                return typed;
            }
        };
        self.number_method(typed, scalar, method, args, span)
    }

    fn slice_method(
        &mut self,
        slice: &Expr,
        method: &ast::Ident,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        match (&slice.kind, method.name.as_str(), args) {
            (ExprKind::Variable(variable), "len", []) => Expr {
                kind: ExprKind::Len(*variable),
                ty: Ty::scalar(Scalar::Usize),
                span,
            },
            _other => self.refuse(
                Diagnostic::new(
                    method.span,
                    format!("device code has no `{}` on slices", method.name),
                )
                .help("use `.len()` and an index in a loop"),
            ),
        }
    }
}
