//! Generic parameters: what they stand for in one instance.

use proc_macro2::Span;

use super::body::Body;
use super::constant::Value;
use super::context::{Broken, Context, Signature};
use super::group::usize_at;
use super::infer::{Class, Head, Infer, Ty};
use super::item;
use super::resolve::{Meaning, Space};
use super::tree::{Callee, Expr, ExprKind};
use crate::diagnostic::Diagnostic;
use crate::ir::{self, Handle, Literal, Location, Scalar, Type};
use crate::scan::{ItemId, ModuleId};
use crate::syntax::ast;

/// What each generic parameter of an item stands for, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Substitution {
    known: Vec<(String, Generic)>,
}

/// A generic argument of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Generic {
    /// A type.
    Type(Type),
    /// A constant.
    Const(i128, Scalar),
}

impl Substitution {
    /// What a type parameter stands for.
    pub(super) fn ty(&self, path: &ast::Path) -> Option<Type> {
        match self.find(path)? {
            Generic::Type(ty) => Some(ty),
            Generic::Const(..) => None,
        }
    }

    /// What a constant parameter stands for.
    pub(super) fn constant(&self, path: &ast::Path) -> Option<Value> {
        match self.find(path)? {
            Generic::Type(_) => None,
            Generic::Const(value, Scalar::Bool) => {
                Some(Value::Scalar(Literal::Bool(value != 0), Scalar::Bool))
            }
            Generic::Const(value, scalar) => Some(Value::Scalar(Literal::Int(value), scalar)),
        }
    }

    /// What `T` in `T::name` stands for.
    pub(super) fn owner(&self, path: &ast::Path) -> Option<(Type, String)> {
        match path.segments.as_slice() {
            [owner, name] if !path.absolute => match self.named(&owner.name)? {
                Generic::Type(ty) => Some((ty, name.name.clone())),
                Generic::Const(..) => None,
            },
            _other => None,
        }
    }

    /// Whether a parameter has that name.
    pub(super) fn hides(&self, name: &str) -> bool {
        self.named(name).is_some()
    }

    fn find(&self, path: &ast::Path) -> Option<Generic> {
        match path.segments.as_slice() {
            [only] if !path.absolute => self.named(&only.name),
            _other => None,
        }
    }

    fn named(&self, name: &str) -> Option<Generic> {
        self.known
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, generic)| *generic)
    }

    /// Whether a type parameter stands for this type.
    pub(super) fn has(&self, ty: Type) -> bool {
        self.known
            .iter()
            .any(|(_, generic)| *generic == Generic::Type(ty))
    }
}

/// How many instances of one function may stand on the way to an instance. Types can double from one to the next, so
/// few are many; a function that calls itself for the arguments it has makes no instance.
const MAX_NESTED: usize = 6;

/// An instance of a generic device function whose body is still to be lowered.
#[derive(Clone, Debug)]
pub(super) struct Instance {
    pub(super) item: ItemId,
    pub(super) signature: Signature,
    pub(super) arguments: Substitution,
    /// The functions whose instances made one another on the way to it, itself the last.
    pub(super) chain: Vec<ItemId>,
}

impl Context<'_> {
    /// The instance of a device function for these arguments; `span` is a call of it.
    ///
    /// # Errors
    /// A mistake of the call; or `None` if the instance has one of its own.
    pub(super) fn instance(
        &mut self,
        id: ItemId,
        arguments: Substitution,
        span: Span,
    ) -> Result<Handle<ir::Function>, Option<Diagnostic>> {
        let known = self.instances.get(&id).and_then(|instances| {
            instances
                .iter()
                .find(|(known, _)| *known == arguments)
                .map(|(_, made)| made.clone())
        });
        if let Some(made) = known {
            return made.map_err(|Broken| None);
        }
        let item = &self.krate.items[id.0];
        let Ok(ast::Item::Device(syntax)) = &item.syntax else {
            return Err(None);
        };
        if self.chain.iter().filter(|made| **made == id).count() >= MAX_NESTED {
            return Err(Some(
                Diagnostic::new(
                    span,
                    format!(
                        "the instances of `{}` that this needs have no end",
                        item.name
                    ),
                )
                .help(
                    "a generic function may call itself only for the arguments that it has itself",
                ),
            ));
        }
        let name = item::full_name(self, item);
        let name = self.instance_name(&name, &arguments);
        let signature = self.within(arguments.clone(), |cx| {
            item::signature(cx, item, syntax, name.clone())
        });
        let made = match signature {
            Ok(signature) => {
                let handle = signature.handle;
                let mut chain = self.chain.clone();
                chain.push(id);
                self.queue.push_back(Instance {
                    item: id,
                    signature,
                    arguments: arguments.clone(),
                    chain,
                });
                Ok(handle)
            }
            Err(mistakes) => {
                self.failed.push((id, name, mistakes));
                Err(Broken)
            }
        };
        let instances = self.instances.entry(id).or_default();
        instances.push((arguments, made.clone()));
        made.map_err(|Broken| None)
    }

    /// Whether an item is a device function with generic parameters.
    pub(super) fn is_generic(&self, item: ItemId) -> bool {
        match &self.krate.items[item.0].syntax {
            Ok(ast::Item::Device(function)) => !function.generics.params.is_empty(),
            Ok(_) | Err(_) => false,
        }
    }

    /// What the parameters of an item stand for, from what inference found; the first that is not known otherwise.
    pub(super) fn substitution(
        &mut self,
        infer: &Infer,
        id: ItemId,
        arguments: &[Ty],
        place: Location,
    ) -> Result<Substitution, String> {
        let item = &self.krate.items[id.0];
        let Ok(ast::Item::Device(syntax)) = &item.syntax else {
            unreachable!("only device functions have instances")
        };
        let mut known = Vec::new();
        for (param, argument) in syntax.generics.params.iter().zip(arguments) {
            let unknown = || param.name.name.clone();
            let generic = match (&param.kind, infer.resolve(*argument)) {
                (ast::GenericKind::Type, _) => {
                    Generic::Type(self.known(infer, *argument, place).ok_or_else(unknown)?)
                }
                (ast::GenericKind::Const(ty), Ty::Const(value)) => match self.ty(item.module, ty) {
                    Ok(Type::Scalar(scalar)) => Generic::Const(opened(value, scalar), scalar),
                    Ok(_) | Err(_) => return Err(unknown()),
                },
                (ast::GenericKind::Const(_), _) => return Err(unknown()),
            };
            known.push((param.name.name.clone(), generic));
        }
        Ok(Substitution { known })
    }
}

/// A constant in the place of a type, as 64 bits.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "constants have at most 64 bits, and `opened` gives them back"
)]
fn closed(value: i128) -> u64 {
    value as u64
}

#[expect(clippy::cast_possible_wrap, reason = "`closed` took the sign's bits")]
fn opened(value: u64, scalar: Scalar) -> i128 {
    if scalar.is_signed_int() {
        (value as i64).into()
    } else {
        value.into()
    }
}

/// The generic parameters of a function that is called, each with its type or variable in the caller.
struct Scheme {
    module: ModuleId,
    params: Vec<(String, Ty)>,
}

impl Scheme {
    fn find(&self, path: &ast::Path) -> Option<Ty> {
        let [only] = path.segments.as_slice() else {
            return None;
        };
        let found = self.params.iter().find(|(name, _)| *name == only.name);
        found.filter(|_| !path.absolute).map(|(_, ty)| *ty)
    }
}

impl Body<'_, '_> {
    /// A call of a generic device function; `receiver` is what a method is called on.
    pub(super) fn generic_call(
        &mut self,
        id: ItemId,
        written: Option<&ast::Arguments>,
        receiver: Option<Expr>,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        let item = &self.cx.krate.items[id.0];
        let Ok(ast::Item::Device(function)) = &item.syntax else {
            return self.broken_call(args, span);
        };
        let mut scheme = Scheme {
            module: item.module,
            params: Vec::new(),
        };
        let written = written.map_or(&[][..], |written| &written.list);
        if !written.is_empty() && written.len() != function.generics.params.len() {
            return self.wrong_count(&item.name, function.generics.params.len(), span);
        }
        for (position, param) in function.generics.params.iter().enumerate() {
            let ty = match written.get(position) {
                None | Some(ast::Argument::Infer(_)) => self.infer.fresh(Class::Any),
                Some(argument) => match self.cx.generic(self.module, &param.kind, argument) {
                    Ok(Generic::Type(ty)) => self.open(ty),
                    Ok(Generic::Const(value, _)) => Ty::Const(closed(value)),
                    Err(mistake) => return self.refuse(mistake),
                },
            };
            scheme.params.push((param.name.name.clone(), ty));
        }
        let mut params = Vec::new();
        for param in &function.params {
            match self.scheme_ty(&scheme, &param.ty) {
                Ok(ty) => params.push(ty),
                // Told where the instance is made.
                Err(_) => params.push(Ty::Mistake),
            }
        }
        let output = match &function.output {
            None => Ty::UNIT,
            Some(output) => self.scheme_ty(&scheme, output).unwrap_or(Ty::Mistake),
        };
        if function.receiver().is_none() && receiver.is_some() {
            return self
                .refuse(Diagnostic::new(span, format!("`{}` takes no `self`", item.name)).soft());
        }
        let own = usize::from(receiver.is_some());
        if args.len() + own != params.len() {
            return self.wrong_count(&item.name, params.len() - own, span);
        }
        let mut all = Vec::new();
        if let Some(receiver) = receiver {
            all.push(self.receiver_as(receiver, params[0]));
        }
        for (arg, param) in args.iter().zip(&params[own..]) {
            all.push(self.argument_as(arg, *param));
        }
        let arguments = scheme.params.into_iter().map(|(_, ty)| ty).collect();
        Expr {
            kind: ExprKind::Call(Callee::Instance(id, arguments), all),
            ty: output,
            span,
        }
    }

    /// A type of a generic function's signature, in its caller.
    fn scheme_ty(&mut self, scheme: &Scheme, ty: &ast::Ty) -> Result<Ty, Diagnostic> {
        Ok(match &ty.kind {
            ast::TyKind::Path(path) => match scheme.find(path) {
                Some(ty) => ty,
                None => return self.scheme_path(scheme, path, ty),
            },
            ast::TyKind::Array(element, len) => {
                let element = self.scheme_ty(scheme, element)?;
                let len = match &len.kind {
                    ast::ExprKind::Path(path) => scheme.find(path),
                    _expression => None,
                }
                .map_or_else(
                    || {
                        let module = scheme.module;
                        self.cx.outside(|cx| cx.length(module, len)).map(Ty::Const)
                    },
                    Ok,
                )?;
                self.infer.array(element, len)
            }
            ast::TyKind::Tuple(parts) => {
                let mut types = Vec::new();
                for part in parts {
                    types.push(self.scheme_ty(scheme, part)?);
                }
                self.infer.compound(Head::Tuple, types)
            }
            ast::TyKind::Option(some) => {
                let some = self.scheme_ty(scheme, some)?;
                self.infer.compound(Head::Option, vec![some])
            }
            ast::TyKind::Slice { element, mutable } => {
                let element = self.scheme_ty(scheme, element)?;
                self.infer.slice(element, *mutable)
            }
            ast::TyKind::Ref { target, mutable } => {
                let target = self.scheme_ty(scheme, target)?;
                self.infer.reference(target, *mutable)
            }
            ast::TyKind::Unit => Ty::UNIT,
        })
    }

    /// A type named by a path that is no parameter.
    fn scheme_path(
        &mut self,
        scheme: &Scheme,
        path: &ast::Path,
        ty: &ast::Ty,
    ) -> Result<Ty, Diagnostic> {
        if let Some(arguments) = path.arguments.last() {
            let meaning = self.cx.resolve(scheme.module, path, Space::Type);
            if let Some((module, alias)) = self.cx.generic_alias(&meaning) {
                let mut params = Vec::new();
                for (param, argument) in alias.generics.params.iter().zip(&arguments.list) {
                    let ty = self.scheme_argument(scheme, &param.kind, argument)?;
                    params.push((param.name.name.clone(), ty));
                }
                let inner = Scheme { module, params };
                return self.scheme_ty(&inner, &alias.ty);
            }
        }
        let module = scheme.module;
        if let Some(width) = self.cx.tile_argument(module, path) {
            let kind = ast::GenericKind::Const(usize_at(path.span));
            let width = self.scheme_argument(scheme, &kind, width)?;
            return Ok(self.infer.compound(Head::Tile, vec![width]));
        }
        let ty = self.cx.outside(|cx| cx.ty(module, ty))?;
        Ok(self.open(ty))
    }

    fn scheme_argument(
        &mut self,
        scheme: &Scheme,
        kind: &ast::GenericKind,
        argument: &ast::Argument,
    ) -> Result<Ty, Diagnostic> {
        match argument {
            ast::Argument::Type(ty) => match (&ty.kind, kind) {
                (_, ast::GenericKind::Type) => return self.scheme_ty(scheme, ty),
                (ast::TyKind::Path(path), ast::GenericKind::Const(_)) => {
                    if let Some(ty) = scheme.find(path) {
                        return Ok(ty);
                    }
                }
                (_, ast::GenericKind::Const(_)) => {}
            },
            ast::Argument::Const(_) | ast::Argument::Infer(_) => {}
        }
        let module = scheme.module;
        match self.cx.outside(|cx| cx.generic(module, kind, argument))? {
            Generic::Type(ty) => Ok(self.open(ty)),
            Generic::Const(value, _) => Ok(Ty::Const(closed(value))),
        }
    }
}

impl<'a> Context<'a> {
    /// Does something where no generic parameter of the present body has a meaning.
    fn outside<R>(&mut self, run: impl FnOnce(&mut Self) -> R) -> R {
        self.within(Substitution::default(), run)
    }

    /// The alias that a type's path means, if it has generic parameters, and the module it stands in.
    fn generic_alias(&self, meaning: &Meaning) -> Option<(ModuleId, &'a ast::Alias)> {
        let krate = self.krate;
        let Meaning::Item(id) = meaning else {
            return None;
        };
        let item = &krate.items[id.0];
        match &item.syntax {
            Ok(ast::Item::Alias(alias)) if !alias.generics.params.is_empty() => {
                Some((item.module, alias))
            }
            Ok(_) | Err(_) => None,
        }
    }

    /// Does something where generic parameters stand for these arguments.
    pub(super) fn within<R>(
        &mut self,
        substitution: Substitution,
        run: impl FnOnce(&mut Self) -> R,
    ) -> R {
        let outer = std::mem::replace(&mut self.substitution, substitution);
        let result = run(self);
        self.substitution = outer;
        result
    }

    /// The arguments that are written for an item's parameters.
    pub(super) fn arguments(
        &mut self,
        module: ModuleId,
        generics: &ast::Generics,
        written: &[ast::Argument],
        span: Span,
    ) -> Result<Substitution, Diagnostic> {
        if generics.params.len() != written.len() {
            let message = format!(
                "{} generic arguments are wanted here",
                generics.params.len()
            );
            return Err(Diagnostic::new(span, message).soft());
        }
        let mut known = Vec::new();
        for (param, argument) in generics.params.iter().zip(written) {
            let generic = self.generic(module, &param.kind, argument)?;
            known.push((param.name.name.clone(), generic));
        }
        Ok(Substitution { known })
    }

    /// One argument, in the module it is written in.
    pub(super) fn generic(
        &mut self,
        module: ModuleId,
        kind: &ast::GenericKind,
        argument: &ast::Argument,
    ) -> Result<Generic, Diagnostic> {
        let ty = match (kind, argument) {
            (_, ast::Argument::Infer(span)) => {
                return Err(
                    Diagnostic::new(*span, "this generic argument is not known here")
                        .help("write it out: an alias stands for one type from the start"),
                )
            }
            (ast::GenericKind::Type, ast::Argument::Type(ty)) => {
                return Ok(Generic::Type(self.ty(module, ty)?))
            }
            (ast::GenericKind::Type, ast::Argument::Const(value)) => {
                return Err(Diagnostic::new(value.span, "a type is wanted here").soft())
            }
            (ast::GenericKind::Const(ty), _) => self.ty(module, ty)?,
        };
        let (value, span) = match argument {
            ast::Argument::Const(value) => ((**value).clone(), value.span),
            ast::Argument::Type(ast::Ty {
                kind: ast::TyKind::Path(path),
                span,
            }) => {
                let kind = ast::ExprKind::Path(path.clone());
                (ast::Expr { kind, span: *span }, *span)
            }
            ast::Argument::Type(ast::Ty { span, .. }) | ast::Argument::Infer(span) => {
                return Err(Diagnostic::new(*span, "a constant is wanted here").soft())
            }
        };
        match self.evaluate(module, &value, ty)? {
            Value::Scalar(Literal::Int(value), scalar) => Ok(Generic::Const(value, scalar)),
            Value::Scalar(Literal::Bool(value), scalar) => Ok(Generic::Const(value.into(), scalar)),
            Value::Scalar(..) | Value::Struct(..) | Value::Variant(..) | Value::Array(..) => {
                Err(Diagnostic::new(span, "this is no constant that a type can have").soft())
            }
        }
    }

    /// An instance's name as it is called: `lerp::<f32>`.
    pub(super) fn instance_name(&self, name: &str, substitution: &Substitution) -> String {
        let list: Vec<String> = substitution
            .known
            .iter()
            .map(|(_, generic)| match generic {
                Generic::Type(ty) => self.type_name(*ty),
                Generic::Const(value, Scalar::Bool) => (*value != 0).to_string(),
                Generic::Const(value, _) => value.to_string(),
            })
            .collect();
        if list.is_empty() {
            name.to_owned()
        } else {
            format!("{name}::<{}>", list.join(", "))
        }
    }
}
