//! What all bodies of a package share: types, signatures and constants, found on demand.

use std::collections::{BTreeMap, VecDeque};

use proc_macro2::Span;

use super::body::{Body, Role};
use super::constant::{self, Value};
use super::generic::{Instance, Substitution};
use super::group::tile_width;
use super::infer::{Head, Infer, Shape, Ty};
use super::member::Members;
use super::resolve::{Meaning, Owner, Resolver, Space};
use super::standard;
use crate::diagnostic::{Diagnostic, Severity};
use crate::ir::{self, Element, Group, Handle, Location, Type};
use crate::name::RUNTIME_CRATE;
use crate::scan::{Crate, ItemId, ItemKind, ModuleId};
use crate::syntax::ast;

/// Modules of the runtime that hold what kernels name.
const VOCABULARY: [&str; 14] = [
    "prelude", "gpu", "index", "sync", "warp", "block", "ring", "stencil", "number", "integer",
    "float", "atomic", "memory", "group",
];

/// A device function as its callers see it.
#[derive(Clone, Debug)]
pub(super) struct Signature {
    pub(super) handle: Handle<ir::Function>,
    pub(super) name: String,
    pub(super) params: Vec<Type>,
    pub(super) output: Type,
}

/// Why an item cannot be used: the mistake is its own and was or will be reported there.
#[derive(Clone, Debug)]
pub(super) struct Broken;

/// A constant that is being or was evaluated.
#[derive(Clone, Debug)]
enum Constant {
    Pending,
    Known(Value),
    Failed(Severity, String),
}

/// The arguments of an instance, and what became of its signature.
pub(super) type Made = (Substitution, Result<Handle<ir::Function>, Broken>);

/// The package while it is lowered.
pub(super) struct Context<'a> {
    pub(super) krate: &'a Crate,
    pub(super) module: ir::Module,
    structs: BTreeMap<ItemId, Option<Result<Handle<ir::Struct>, Broken>>>,
    enums: BTreeMap<ItemId, Option<Result<Handle<ir::Enum>, Broken>>>,
    pub(super) functions: BTreeMap<ItemId, Result<Signature, Broken>>,
    constants: BTreeMap<ItemId, Constant>,
    /// The items of the module's structs, by the positions of their handles.
    definitions: BTreeMap<ir::Definition, ItemId>,
    pub(super) members: Members,
    /// What the generic parameters in scope stand for.
    pub(super) substitution: Substitution,
    /// The functions whose instances made one another on the way to the present body.
    pub(super) chain: Vec<ItemId>,
    /// The instances of each generic device function.
    pub(super) instances: BTreeMap<ItemId, Vec<Made>>,
    /// Those whose bodies are still to be lowered.
    pub(super) queue: VecDeque<Instance>,
    /// Mistakes in signatures of instances: the function, the instance's name.
    pub(super) failed: Vec<(ItemId, String, Vec<Diagnostic>)>,
}

impl<'a> Context<'a> {
    pub(super) fn new(krate: &'a Crate) -> Self {
        let module = ir::Module {
            files: krate.files.clone(),
            ..ir::Module::default()
        };
        Self {
            krate,
            module,
            structs: BTreeMap::new(),
            enums: BTreeMap::new(),
            functions: BTreeMap::new(),
            constants: BTreeMap::new(),
            definitions: BTreeMap::new(),
            members: Members::find(krate),
            substitution: Substitution::default(),
            chain: Vec::new(),
            instances: BTreeMap::new(),
            queue: VecDeque::new(),
            failed: Vec::new(),
        }
    }

    /// What a path written in a module means.
    pub(super) fn resolve(&self, module: ModuleId, path: &ast::Path, space: Space) -> Meaning {
        Resolver::new(self.krate).written(module, path, space)
    }

    /// Whether one of the paths lies in the runtime crate; its last name.
    pub(super) fn of_runtime<'p>(&self, paths: &'p [Vec<String>]) -> Option<&'p str> {
        paths.iter().find_map(|path| {
            let [first, .., last] = path.as_slice() else {
                return None;
            };
            let is_ours = *first == self.krate.runtime || first == RUNTIME_CRATE;
            let is_vocabulary = path[1..path.len() - 1]
                .iter()
                .all(|module| VOCABULARY.contains(&module.as_str()));
            (is_ours && is_vocabulary).then_some(last.as_str())
        })
    }

    /// A type as written, in a module.
    pub(super) fn ty(&mut self, module: ModuleId, ty: &ast::Ty) -> Result<Type, Diagnostic> {
        match &ty.kind {
            ast::TyKind::Unit => Ok(Type::Unit),
            ast::TyKind::Path(path) => self.path_ty(module, path, ty.span),
            ast::TyKind::Array(element, len) => {
                let element = self.element(module, element)?;
                let len = self.length(module, len)?;
                Ok(Type::Array(self.module.array(ir::Array { element, len })))
            }
            ast::TyKind::Tuple(parts) => {
                let mut types = Vec::new();
                for part in parts {
                    types.push(self.element(module, part)?.into());
                }
                let location = location(self.krate_file(module), ty.span);
                Ok(Type::Struct(self.tuple(&types, location)))
            }
            ast::TyKind::Option(some) => {
                let element = self.element(module, some)?;
                let location = location(self.krate_file(module), ty.span);
                Ok(Type::Enum(self.option(element, location)))
            }
            ast::TyKind::Slice { element, mutable } => Ok(Type::Slice {
                element: self.element(module, element)?,
                mutable: *mutable,
            }),
            ast::TyKind::Ref { target, mutable } => match self.ty(module, target)? {
                Type::RingContext if !*mutable => Ok(Type::RingContext),
                inner => Ok(Type::Ref {
                    target: self.as_element(inner, target.span)?,
                    mutable: *mutable,
                }),
            },
        }
    }

    /// A type that memory can hold.
    pub(super) fn element(
        &mut self,
        module: ModuleId,
        ty: &ast::Ty,
    ) -> Result<Element, Diagnostic> {
        let found = self.ty(module, ty)?;
        self.as_element(found, ty.span)
    }

    fn path_ty(
        &mut self,
        module: ModuleId,
        path: &ast::Path,
        span: Span,
    ) -> Result<Type, Diagnostic> {
        if let Some(ty) = self.substitution.ty(path) {
            return Ok(ty);
        }
        let written = written(path);
        let meaning = self.resolve(module, path, Space::Type);
        let found = match &meaning {
            Meaning::Scalar(scalar) => Some(Type::Scalar(*scalar)),
            Meaning::Foreign(paths) => match self.of_runtime(paths) {
                Some("GridPos") => Some(Type::GridPos),
                Some("RingContext") => Some(Type::RingContext),
                Some(name @ ("Tile" | "ThreadBlock" | "ThreadGrid")) => {
                    let group = self.group(module, name, path, span)?;
                    let location = location(self.krate_file(module), span);
                    Some(Type::Struct(self.module.group(group, location)))
                }
                // After `use std::f32;` the primitive still shows through the module.
                Some(_) | None => paths
                    .iter()
                    .find_map(|path| standard::module(path))
                    .map(Type::Scalar),
            },
            Meaning::Item(item) if self.krate.items[item.0].kind == ItemKind::Struct => {
                match self.structure(*item) {
                    Ok(handle) => Some(Type::Struct(handle)),
                    Err(Broken) => return Err(self.unfit(*item, &written, span)),
                }
            }
            Meaning::Item(item) if self.krate.items[item.0].kind == ItemKind::Enum => {
                match self.enumeration(*item) {
                    Ok(handle) => Some(Type::Enum(handle)),
                    Err(Broken) => return Err(self.unfit(*item, &written, span)),
                }
            }
            Meaning::Item(item) if self.krate.items[item.0].kind == ItemKind::Alias => {
                return self.alias(*item, module, path, span)
            }
            Meaning::Ambiguous => {
                return Err(Diagnostic::new(
                    span,
                    format!("`{written}` depends on a `cfg` that differs between builds"),
                )
                .help("give device code the same types in every build"))
            }
            Meaning::Item(_)
            | Meaning::Variant(..)
            | Meaning::Module(_)
            | Meaning::Function
            | Meaning::Value
            | Meaning::Type
            | Meaning::Associated(..)
            | Meaning::Unknown => None,
        };
        found.ok_or_else(|| {
            let last = &path.segments.last().expect("a path has a segment").name;
            let (message, help) = if standard::is_missing_primitive(last) {
                (
                    format!("device code has no `{last}`"),
                    "use `f32`, `f64`, `bool`, or an integer of up to 64 bits",
                )
            } else if meaning == Meaning::Type {
                (
                    format!("`{written}` is not known to the GPU"),
                    "add `#[derive(GpuType)]` to it",
                )
            } else {
                (
                    format!("`{written}` is not known to the GPU"),
                    "use a number type, or a struct of this package with `#[derive(GpuType)]`",
                )
            };
            Diagnostic::new(span, message).help(help)
        })
    }

    /// Why a struct or enum of the package is none to the GPU.
    pub(super) fn unfit(&self, item: ItemId, written: &str, span: Span) -> Diagnostic {
        self.variation(item, span).unwrap_or_else(|| {
            Diagnostic::new(span, format!("`{written}` holds what the GPU cannot"))
                .help("its fields must be numbers, bools, or types with `#[derive(GpuType)]`")
                .soft()
        })
    }

    /// What an alias of no plain path stands for.
    fn alias(
        &mut self,
        item: ItemId,
        module: ModuleId,
        path: &ast::Path,
        span: Span,
    ) -> Result<Type, Diagnostic> {
        let item = &self.krate.items[item.0];
        let written = written(path);
        let why = match &item.syntax {
            Ok(ast::Item::Alias(alias)) => {
                let given = path.arguments.last().map_or(&[][..], |given| &given.list);
                let substitution = self.arguments(module, &alias.generics, given, span)?;
                match self.within(substitution, |cx| cx.ty(item.module, &alias.ty)) {
                    Ok(ty) => return Ok(ty),
                    Err(mistake) => mistake.message,
                }
            }
            Ok(_) => unreachable!("the scan says it is an alias"),
            Err(mistakes) => mistakes
                .first()
                .map_or_else(String::new, |mistake| mistake.message.clone()),
        };
        Err(Diagnostic::new(
            span,
            format!("the alias `{written}` stands for what the GPU cannot have: {why}"),
        )
        .help("write the type itself; a reference must be seen in the signature"))
    }

    /// An enum, with what it contains before it.
    pub(super) fn enumeration(&mut self, item: ItemId) -> Result<Handle<ir::Enum>, Broken> {
        match self.enums.get(&item) {
            Some(Some(known)) => return known.clone(),
            // It contains itself, which rustc reports.
            Some(None) => return Err(Broken),
            None => {}
        }
        self.enums.insert(item, None);
        let found = self.within(Substitution::default(), |cx| cx.make_enumeration(item));
        self.enums.insert(item, Some(found.clone()));
        found
    }

    fn make_enumeration(&mut self, id: ItemId) -> Result<Handle<ir::Enum>, Broken> {
        let item = &self.krate.items[id.0];
        let (Ok(ast::Item::Enum(syntax)), false) = (&item.syntax, item.varies) else {
            return Err(Broken);
        };
        let mut variants = Vec::new();
        for variant in &syntax.variants {
            variants.push(ir::Variant {
                name: variant.name.name.clone(),
                discriminant: variant.discriminant,
                fields: self.fields(item.module, &variant.fields)?,
            });
        }
        let location = location(item.file, syntax.name.span);
        let handle = self.module.add_enum(ir::Enum {
            name: syntax.name.name.clone(),
            kind: ir::EnumKind::Named,
            variants,
            location,
        });
        self.definitions.insert(ir::Definition::Enum(handle), id);
        Ok(handle)
    }

    fn fields(
        &mut self,
        module: ModuleId,
        fields: &[ast::Field],
    ) -> Result<Vec<(String, Type)>, Broken> {
        fields
            .iter()
            .map(|field| {
                let element = self.element(module, &field.ty).map_err(|_| Broken)?;
                Ok((field.name.name.clone(), element.into()))
            })
            .collect()
    }

    /// A struct, with those it contains before it.
    pub(super) fn structure(&mut self, item: ItemId) -> Result<Handle<ir::Struct>, Broken> {
        match self.structs.get(&item) {
            Some(Some(known)) => return known.clone(),
            // It contains itself, which rustc reports.
            Some(None) => return Err(Broken),
            None => {}
        }
        self.structs.insert(item, None);
        let found = self.within(Substitution::default(), |cx| cx.make_structure(item));
        self.structs.insert(item, Some(found.clone()));
        found
    }

    fn make_structure(&mut self, id: ItemId) -> Result<Handle<ir::Struct>, Broken> {
        let item = &self.krate.items[id.0];
        let (Ok(ast::Item::Struct(syntax)), false) = (&item.syntax, item.varies) else {
            return Err(Broken);
        };
        let fields = self.fields(item.module, &syntax.fields)?;
        let location = location(item.file, syntax.name.span);
        let handle = self.module.add_struct(ir::Struct {
            name: syntax.name.name.clone(),
            kind: ir::StructKind::Named,
            fields,
            location,
        });
        self.definitions.insert(ir::Definition::Struct(handle), id);
        Ok(handle)
    }

    fn defined(&self, definition: ir::Definition) -> Option<Owner> {
        self.definitions.get(&definition).copied().map(Owner::Item)
    }

    /// Whose `impl` blocks give a type its members.
    pub(super) fn owner(&self, ty: Type) -> Option<Owner> {
        match ty {
            Type::Scalar(scalar) => Some(Owner::Scalar(scalar)),
            Type::Struct(handle) => self.defined(ir::Definition::Struct(handle)),
            Type::Enum(handle) => self.defined(ir::Definition::Enum(handle)),
            Type::Unit
            | Type::Array(_)
            | Type::Slice { .. }
            | Type::Ref { .. }
            | Type::GridPos
            | Type::RingContext => None,
        }
    }

    /// The value of a constant, used at `span`.
    ///
    /// # Errors
    /// Told at the use, since constants carry no attribute that could tell it.
    pub(super) fn constant(&mut self, id: ItemId, span: Span) -> Result<Value, Diagnostic> {
        let name = self.krate.items[id.0].name.clone();
        let known = match self.constants.get(&id) {
            Some(known) => known.clone(),
            None => {
                self.constants.insert(id, Constant::Pending);
                let made = self.within(Substitution::default(), |cx| cx.make_constant(id));
                let made = match made {
                    Ok(value) => Constant::Known(value),
                    Err(mistake) => Constant::Failed(mistake.severity, mistake.message),
                };
                self.constants.insert(id, made.clone());
                made
            }
        };
        let failed = |severity, why: &str| {
            let mistake = Diagnostic::new(
                span,
                format!("the constant `{name}` has no value on the GPU: {why}"),
            );
            match severity {
                Severity::Hard | Severity::Alone => mistake.help(
                    "constants are made of literals, other constants, operators, casts and struct literals",
                ),
                Severity::Soft => mistake.soft(),
            }
        };
        match known {
            Constant::Known(value) => Ok(value),
            Constant::Pending => Err(failed(Severity::Soft, "it is made of itself")),
            Constant::Failed(severity, why) => Err(failed(severity, &why)),
        }
    }

    fn make_constant(&mut self, id: ItemId) -> Result<Value, Diagnostic> {
        let item = &self.krate.items[id.0];
        let syntax = match &item.syntax {
            Ok(ast::Item::Const(syntax)) => syntax,
            Ok(
                ast::Item::Kernel(_)
                | ast::Item::Device(_)
                | ast::Item::Struct(_)
                | ast::Item::Enum(_)
                | ast::Item::Alias(_),
            ) => {
                unreachable!("the scan says it is a constant")
            }
            Err(mistakes) => {
                let first = mistakes.first().cloned();
                return Err(first.expect("an item is refused for a mistake"));
            }
        };
        let module = item.module;
        let ty = self.ty(module, &syntax.ty)?;
        self.evaluate(module, &syntax.value, ty)
    }

    /// The struct of a tuple type.
    pub(super) fn tuple(&mut self, parts: &[Type], location: Location) -> Handle<ir::Struct> {
        let names: Vec<String> = parts
            .iter()
            .map(|part| self.module.type_name(*part))
            .collect();
        let name = match names.as_slice() {
            [only] => format!("({only},)"),
            names => format!("({})", names.join(", ")),
        };
        self.module.tuple(parts, &name, location)
    }

    /// The enum of an `Option` of a type.
    pub(super) fn option(&mut self, element: Element, location: Location) -> Handle<ir::Enum> {
        let name = format!("Option<{}>", self.module.type_name(element.into()));
        self.module.option(element, &name, location)
    }

    /// The length of an array type, a constant expression.
    pub(super) fn length(&mut self, module: ModuleId, len: &ast::Expr) -> Result<u64, Diagnostic> {
        let usize = Type::Scalar(ir::Scalar::Usize);
        match self.evaluate(module, len, usize)? {
            Value::Scalar(ir::Literal::Int(0), _) => Err(Diagnostic::new(
                len.span,
                "an array without elements has no place on the device",
            )
            .help("leave it out, or give it an element")),
            Value::Scalar(ir::Literal::Int(value), _) => {
                Ok(u64::try_from(value).expect("a `usize` was asked for"))
            }
            Value::Scalar(..) | Value::Struct(..) | Value::Variant(..) | Value::Array(..) => {
                unreachable!("a `usize` was asked for")
            }
        }
    }

    /// The value of a constant expression.
    pub(super) fn evaluate(
        &mut self,
        module: ModuleId,
        value: &ast::Expr,
        ty: Type,
    ) -> Result<Value, Diagnostic> {
        let mut body = Body::new(self, module, Role::Constant, ty);
        let value = body.constant_value(value);
        let (infer, mistakes) = body.finish_typing();
        if let Some(mistake) = mistakes.into_iter().next() {
            return Err(mistake);
        }
        constant::evaluate(&value, &mut |ty, span| {
            let location = location(self.krate_file(module), span);
            let ty = self.known(&infer, ty, location)?;
            let len = match ty {
                Type::Array(handle) => Some(self.module.arrays[handle].len),
                Type::Unit
                | Type::Scalar(_)
                | Type::Struct(_)
                | Type::Enum(_)
                | Type::Slice { .. }
                | Type::Ref { .. }
                | Type::GridPos
                | Type::RingContext => None,
            };
            Some(constant::Found { ty, len })
        })
    }

    /// The file a module's items stand in, for the places of tuples.
    pub(super) fn krate_file(&self, module: ModuleId) -> u32 {
        self.krate
            .items
            .iter()
            .find(|item| item.module == module)
            .map_or(0, |item| item.file)
    }

    /// The type that inference found, if it found all of it. A tuple that is new is defined at `location`.
    pub(super) fn known(&mut self, infer: &Infer, ty: Ty, location: Location) -> Option<Type> {
        match infer.shape(ty) {
            Shape::Known(known) => Some(known),
            Shape::Array(element, len) => {
                let element = self.known(infer, element, location)?.element()?;
                let Shape::Const(len) = infer.shape(len) else {
                    return None;
                };
                Some(Type::Array(self.module.array(ir::Array { element, len })))
            }
            Shape::Tuple(parts) => {
                let parts: Vec<Type> = parts
                    .into_iter()
                    .map(|part| self.known(infer, part, location)?.element().map(Type::from))
                    .collect::<Option<_>>()?;
                Some(Type::Struct(self.tuple(&parts, location)))
            }
            Shape::Option(some) => {
                let element = self.known(infer, some, location)?.element()?;
                Some(Type::Enum(self.option(element, location)))
            }
            Shape::Tile(width) => {
                let Shape::Const(width) = infer.shape(width) else {
                    return None;
                };
                let group = Group::Tile(tile_width(width)?);
                Some(Type::Struct(self.module.group(group, location)))
            }
            Shape::Slice { element, mutable } => {
                let element = self.known(infer, element, location)?.element()?;
                Some(Type::Slice { element, mutable })
            }
            Shape::Ref { target, mutable } => {
                let target = self.known(infer, target, location)?.element()?;
                Some(Type::Ref { target, mutable })
            }
            Shape::Const(_) | Shape::Var(_) | Shape::Never | Shape::Mistake => None,
        }
    }

    /// A type of the IR as inference works with it: in parts.
    pub(super) fn open(&self, infer: &mut Infer, ty: Type) -> Ty {
        match ty {
            Type::Unit | Type::Scalar(_) | Type::GridPos | Type::RingContext => Ty::Known(ty),
            Type::Struct(handle) => {
                let item = &self.module.structs[handle];
                match item.kind {
                    ir::StructKind::Named
                    | ir::StructKind::Group(ir::Group::Block | ir::Group::Grid) => Ty::Known(ty),
                    ir::StructKind::Group(ir::Group::Tile(width)) => {
                        infer.compound(Head::Tile, vec![Ty::Const(width.into())])
                    }
                    ir::StructKind::Tuple => {
                        let parts = item
                            .fields
                            .iter()
                            .map(|(_, part)| self.open(infer, *part))
                            .collect();
                        infer.compound(Head::Tuple, parts)
                    }
                }
            }
            Type::Enum(handle) => match self.module.enums[handle].kind {
                ir::EnumKind::Named => Ty::Known(ty),
                ir::EnumKind::Option(some) => {
                    let some = self.open(infer, some.into());
                    infer.compound(Head::Option, vec![some])
                }
            },
            Type::Array(handle) => {
                let ir::Array { element, len } = self.module.arrays[handle];
                let element = self.open(infer, element.into());
                infer.array(element, Ty::Const(len))
            }
            Type::Slice { element, mutable } => {
                let element = self.open(infer, element.into());
                infer.slice(element, mutable)
            }
            Type::Ref { target, mutable } => {
                let target = self.open(infer, target.into());
                infer.reference(target, mutable)
            }
        }
    }

    fn as_element(&self, ty: Type, span: Span) -> Result<Element, Diagnostic> {
        ty.element().ok_or_else(|| {
            let ty = self.type_name(ty);
            Diagnostic::new(span, format!("the GPU's memory cannot hold a `{ty}`"))
                .help("use a number type, or a struct with `#[derive(GpuType)]`")
        })
    }

    /// The name of a type as Rust writes it.
    pub(super) fn type_name(&self, ty: Type) -> String {
        self.module.type_name(ty)
    }
}

/// A path as the user wrote it.
pub(super) fn written(path: &ast::Path) -> String {
    let names: Vec<&str> = path
        .segments
        .iter()
        .map(|segment| segment.name.as_str())
        .collect();
    names.join("::")
}

/// Where a span starts.
pub(super) fn location(file: u32, span: Span) -> Location {
    let start = span.start();
    Location {
        file,
        line: u32::try_from(start.line).expect("a file has less than 2^32 lines"),
        column: u32::try_from(start.column + 1).expect("a line has less than 2^32 columns"),
    }
}
