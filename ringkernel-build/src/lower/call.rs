//! Types calls: device functions, intrinsics, methods.

use proc_macro2::Span;

use super::body::Body;
use super::constant::Value;
use super::context::{written, Broken, Signature};
use super::group::gives_group;
use super::infer::{Class, Shape, Ty};
use super::intrinsic::find;
use super::resolve::Meaning;
use super::standard;
use super::term::{compare, number};
use super::tree::{Callee, Expr, ExprKind};
use crate::diagnostic::Diagnostic;
use crate::intrinsic::Spelling;
use crate::ir::{Literal, Scalar, Type};
use crate::scan::{ItemId, ItemKind};
use crate::syntax::ast::{self, BinaryOp};
use crate::syntax::iterator::is_source;

/// Types of the standard library whose values lie on a heap.
const ALLOCATE: [&str; 10] = [
    "Vec", "String", "Box", "Rc", "Arc", "VecDeque", "HashMap", "HashSet", "BTreeMap", "BTreeSet",
];

impl Body<'_, '_> {
    pub(super) fn call(&mut self, path: &ast::Path, args: &[ast::Expr], span: Span) -> Expr {
        if let Some(closure) = self.named_closure(path) {
            return self.closure_call(&closure, args, span);
        }
        if let Some(escaping) = args.iter().find(|arg| self.is_closure(arg)) {
            return self.refuse_escaping(escaping.span, "handed to a function");
        }
        let name = written(path);
        match self.meaning(path) {
            Meaning::Item(item) => match self.cx.krate.items[item.0].kind {
                ItemKind::Device => self.item_call(item, path, args, span),
                ItemKind::Kernel => self.refuse(
                    Diagnostic::new(
                        path.span,
                        format!("`{name}` is a kernel, which only the host starts"),
                    )
                    .help("move what both need into a `#[device] fn`"),
                ),
                ItemKind::Struct => self.constructed(path, args, span),
                ItemKind::Const | ItemKind::Enum | ItemKind::Alias => self
                    .refuse(Diagnostic::new(path.span, format!("`{name}` is no function")).soft()),
            },
            ref other if standard::option_variant(path, other).is_some() => {
                self.constructed(path, args, span)
            }
            Meaning::Foreign(paths) => {
                let name_of_runtime = self.cx.of_runtime(&paths);
                let pair = name_of_runtime.and_then(|name| find(Spelling::PairFunction, name));
                if let Some(row) = pair {
                    return self.pair_function(row, args, span);
                }
                let row = name_of_runtime.and_then(|name| find(Spelling::Function, name));
                let method = paths.iter().find_map(|path| {
                    let (method, module) = path.split_last()?;
                    Some((standard::module(module)?, method.clone()))
                });
                if let Some(group) = self.cx.of_runtime(&paths).filter(|name| gives_group(name)) {
                    return self.group_function(group, args, path, span);
                }
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
            Meaning::Variant(..) => self.constructed(path, args, span),
            Meaning::Module(_)
            | Meaning::Value
            | Meaning::Type
            | Meaning::Scalar(_)
            | Meaning::Unknown => self.unknown_function(&name, path.span),
        }
    }

    /// A call of a device function of the package.
    pub(super) fn item_call(
        &mut self,
        item: ItemId,
        path: &ast::Path,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        if self.cx.is_generic(item) {
            let last = path.segments.len() - 1;
            let written = path.arguments.iter().find(|found| found.segment == last);
            return self.generic_call(item, written, None, args, span);
        }
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
        let owner = name.rsplit_once("::").map_or(name, |(owner, _)| owner);
        if let Some(owner) = owner
            .rsplit("::")
            .next()
            .filter(|name| ALLOCATE.contains(name))
        {
            return self.refuse(
                Diagnostic::new(
                    span,
                    format!("device code cannot allocate, so no `{owner}`"),
                )
                .help("take a slice that the host has allocated, or use an array: `[0.0; 4]`"),
            );
        }
        let help = match name {
            "mem::swap" | "std::mem::swap" | "core::mem::swap" => "write `(a, b) = (b, a)`",
            "mem::replace" | "std::mem::replace" | "core::mem::replace" => {
                "keep the old value: `let old = a; a = new;`"
            }
            _other => "call a `#[device] fn` of this package, or an intrinsic of the prelude",
        };
        self.refuse(
            Diagnostic::new(span, format!("`{name}` cannot be called on the GPU")).help(help),
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
            kind: ExprKind::Call(Callee::Function(signature.handle), args),
            ty: self.open(signature.output),
            span,
        }
    }

    pub(super) fn wrong_count(&mut self, name: &str, wanted: usize, span: Span) -> Expr {
        self.refuse(Diagnostic::new(span, format!("`{name}` takes {wanted} arguments")).soft())
    }

    /// An argument for a parameter of a device function.
    pub(super) fn argument(&mut self, arg: &ast::Expr, param: Type) -> Expr {
        let param = self.open(param);
        self.argument_as(arg, param)
    }

    /// An argument where one of type `param` is wanted.
    pub(super) fn argument_as(&mut self, arg: &ast::Expr, param: Ty) -> Expr {
        let typed = match &arg.kind {
            // What is lent for a call alone comes back with it.
            ast::ExprKind::Borrow { mutable, place }
                if !matches!(place.kind, ast::ExprKind::Part { .. }) =>
            {
                self.lent(*mutable, place, arg.span)
            }
            _kept => self.value(arg),
        };
        self.coerced(typed, param)
    }

    pub(super) fn method_call(
        &mut self,
        receiver: &ast::Expr,
        method: &ast::Ident,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        if let Some(typed) = self.contains(receiver, method, args, span) {
            return typed;
        }
        if let Some(typed) = self.iterator_method(receiver, method, args, span) {
            return typed;
        }
        let typed = self.expr(receiver, None);
        let typed = self.followed(typed);
        if let Some(group) = self.as_group(typed.ty) {
            return self.group_method(typed, group, method, args, span);
        }
        let scalar = match self.infer.shape(typed.ty) {
            Shape::Known(Type::Scalar(scalar)) => scalar,
            Shape::Slice { .. } | Shape::Array(..) => {
                return self.slice_method(typed, method, args, span)
            }
            Shape::Known(Type::GridPos) => return self.pos_method(method, args, span),
            Shape::Known(Type::RingContext) => return self.ring_method(method, args, span),
            Shape::Known(ty) => return self.user_method(typed, ty, method, args, span),
            Shape::Option(some) => return self.option_method(typed, some, method, args, span),
            Shape::Const(_) | Shape::Tuple(_) | Shape::Ref { .. } => {
                return self.refuse(
                    Diagnostic::new(
                        method.span,
                        format!(
                            "device code has no methods on `{}`",
                            self.describe(typed.ty)
                        ),
                    )
                    .help("write a `#[device] fn` that takes the value"),
                )
            }
            Shape::Var(var) if self.infer.class(var) != Class::Any => {
                return self.refuse(
                    Diagnostic::new(
                        method.span,
                        format!("`{}` on a number whose type is not known yet", method.name),
                    )
                    .soft(),
                )
            }
            Shape::Var(_) | Shape::Tile(_) => {
                return self.refuse(
                    Diagnostic::new(typed.span, "the type of this is not known here")
                        .help("annotate the variable with its type")
                        .soft(),
                )
            }
            Shape::Never => {
                return self.refuse(
                    Diagnostic::new(typed.span, "this never gives the value that is used here")
                        .help("make it a statement of its own"),
                )
            }
            Shape::Mistake => {
                self.type_all(args);
                return typed;
            }
        };
        self.number_method(typed, scalar, method, args, span)
    }

    fn slice_method(
        &mut self,
        base: Expr,
        method: &ast::Ident,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        let kind = match (self.infer.shape(base.ty), method.name.as_str(), args) {
            (Shape::Array(_, len), "len", []) => {
                let Shape::Const(len) = self.infer.shape(len) else {
                    return self.refuse(
                        Diagnostic::new(span, "the length of this array is not known here")
                            .help("annotate the variable with its type"),
                    );
                };
                let len = Value::Scalar(Literal::Int(len.into()), Scalar::Usize);
                ExprKind::Constant(len)
            }
            (_, "len", []) => ExprKind::Len(Box::new(base)),
            (_, "is_empty", []) => {
                let len = ast::Ident {
                    name: "len".to_owned(),
                    span: method.span,
                };
                let len = self.slice_method(base, &len, &[], span);
                return compare(BinaryOp::Eq, &len, &number(0, span));
            }
            (_, name, _) if is_source(name) => {
                self.refuse_kept(method, args.len());
                return Expr {
                    kind: ExprKind::Mistake,
                    ty: Ty::Mistake,
                    span,
                };
            }
            _other => {
                let help = match method.name.as_str() {
                    "get" | "get_mut" => "ask before: `if i < x.len() { .. x[i] .. }`",
                    "first" | "first_mut" => "ask before: `if x.len() > 0 { .. x[0] .. }`",
                    "last" | "last_mut" => "ask before: `if x.len() > 0 { .. x[x.len() - 1] .. }`",
                    "swap" => "keep one of them: `let kept = x[i]; x[i] = x[j]; x[j] = kept;`",
                    "fill" => "write a loop: `for v in x.iter_mut() { *v = value; }`",
                    "copy_from_slice" | "clone_from_slice" => {
                        "write a loop: `for (to, from) in x.iter_mut().zip(y) { *to = *from; }`"
                    }
                    "split_at" | "split_at_mut" => {
                        "take the parts by themselves: `&x[..i]` and `&x[i..]`"
                    }
                    _other => "use `.len()` and an index in a loop",
                };
                return self.refuse(
                    Diagnostic::new(
                        method.span,
                        format!("device code has no `{}` on slices", method.name),
                    )
                    .help(help),
                );
            }
        };
        Expr {
            kind,
            ty: Ty::USIZE,
            span,
        }
    }
}
