//! Lowers one item: its signature by its kind, then its body.

use super::body::{Body, Role};
use super::context::{location, Broken, Context, Signature};
use super::emit::{self, Typed};
use super::generic::{Instance, Substitution};
use super::Output;
use crate::diagnostic::Diagnostic;
use crate::ir::{self, Function, Handle, KernelKind, Local, Type};
use crate::name;
use crate::scan::{Item, ItemId, ItemKind, ModuleId};
use crate::syntax::ast;

/// A device function, lowered as far as it went.
pub(super) struct LoweredFunction {
    pub(super) function: Function,
    pub(super) mistakes: Vec<Diagnostic>,
    pub(super) calls_broken: bool,
    /// Whether it looks along z.
    is_deep: bool,
}

/// A kernel, lowered as far as it went.
pub(super) struct LoweredKernel {
    pub(super) kernel: ir::Kernel,
    pub(super) mistakes: Vec<Diagnostic>,
    pub(super) calls_broken: bool,
}

/// Finds the signatures of all device functions, so that bodies can call them in any order.
pub(super) fn declare(
    cx: &mut Context<'_>,
    output: &mut Output,
) -> Vec<(ItemId, Handle<Function>)> {
    let mut declared = Vec::new();
    let krate = cx.krate;
    for (position, item) in krate.items.iter().enumerate() {
        if item.kind != ItemKind::Device {
            continue;
        }
        let id = ItemId(position);
        let Ok(ast::Item::Device(syntax)) = &item.syntax else {
            cx.functions.insert(id, Err(Broken));
            super::report(output, &item.key, Vec::new());
            continue;
        };
        if !syntax.generics.params.is_empty() {
            // Its instances are made where they are called.
            continue;
        }
        let name = full_name(cx, item);
        match signature(cx, item, syntax, name) {
            Ok(signature) => {
                declared.push((id, signature.handle));
                cx.functions.insert(id, Ok(signature));
            }
            Err(mistakes) => {
                cx.functions.insert(id, Err(Broken));
                super::report(output, &item.key, mistakes);
            }
        }
    }
    declared
}

/// The signature of a device function or of an instance of one, whose body is still to come.
pub(super) fn signature(
    cx: &mut Context<'_>,
    item: &Item,
    syntax: &ast::Function,
    name: String,
) -> Result<Signature, Vec<Diagnostic>> {
    let (params, output) = device_signature(cx, item.module, syntax)?;
    let handle = cx.module.functions.push(Function {
        name: name.clone(),
        locals: ir::Arena::default(),
        params: Vec::new(),
        output,
        body: Vec::new(),
        location: location(item.file, syntax.name.span),
    });
    Ok(Signature {
        handle,
        name,
        params,
        output,
    })
}

/// The name of a device function as its callers write it: a method's with its type.
pub(super) fn full_name(cx: &mut Context<'_>, item: &Item) -> String {
    match own_type(cx, item.module) {
        Some(Ok(ty)) => format!("{}::{}", cx.type_name(ty), item.name),
        Some(Err(_)) | None => item.name.clone(),
    }
}

/// The type of the `impl` whose scope a module is.
fn own_type(cx: &mut Context<'_>, module: ModuleId) -> Option<Result<Type, Vec<Diagnostic>>> {
    let implementation = cx.krate.modules[module.0].implementation?;
    Some(match &cx.krate.impls[implementation.0].syntax {
        Ok(syntax) => cx.ty(module, &syntax.ty).map_err(|mistake| vec![mistake]),
        Err(mistakes) => Err(mistakes.clone()),
    })
}

fn device_signature(
    cx: &mut Context<'_>,
    module: ModuleId,
    function: &ast::Function,
) -> Result<(Vec<Type>, Type), Vec<Diagnostic>> {
    let mut mistakes = Vec::new();
    if let Some(Err(why)) = own_type(cx, module) {
        let why = why.first().map_or("", |mistake| mistake.message.as_str());
        return Err(vec![Diagnostic::new(
            function.name.span,
            format!("the `impl` of this function is none of device code: {why}"),
        )
        .help(
            "write it in an `impl` of a type with `#[derive(GpuType)]`, or as a free function",
        )]);
    }
    let mut params = Vec::new();
    for param in &function.params {
        match cx.ty(module, &param.ty) {
            Ok(ty @ (Type::GridPos | Type::RingContext | Type::Unit)) => {
                let ty = cx.type_name(ty);
                mistakes.push(
                    Diagnostic::new(
                        param.ty.span,
                        format!("a `#[device] fn` cannot take a `{ty}`"),
                    )
                    .help("pass the numbers it needs"),
                );
            }
            Ok(ty) => params.push(ty),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    let output = result(cx, module, function, &mut mistakes);
    if mistakes.is_empty() {
        Ok((params, output))
    } else {
        Err(mistakes)
    }
}

fn result(
    cx: &mut Context<'_>,
    module: ModuleId,
    function: &ast::Function,
    mistakes: &mut Vec<Diagnostic>,
) -> Type {
    match function
        .output
        .as_ref()
        .map(|ty| (ty.span, cx.ty(module, ty)))
    {
        None => Type::Unit,
        Some((
            _,
            Ok(
                ty @ (Type::Unit
                | Type::Scalar(_)
                | Type::Struct(_)
                | Type::Enum(_)
                | Type::Array(_)),
            ),
        )) => ty,
        Some((
            span,
            Ok(ty @ (Type::Slice { .. } | Type::Ref { .. } | Type::GridPos | Type::RingContext)),
        )) => {
            let ty = cx.type_name(ty);
            mistakes.push(
                Diagnostic::new(span, format!("device code cannot give a `{ty}` back"))
                    .help("return a value, or write through a `&mut` parameter"),
            );
            Type::Unit
        }
        Some((_, Err(mistake))) => {
            mistakes.push(mistake);
            Type::Unit
        }
    }
}

/// Lowers the body of a device function whose signature is known.
pub(super) fn device(
    cx: &mut Context<'_>,
    id: ItemId,
    handle: Handle<Function>,
) -> LoweredFunction {
    let item = &cx.krate.items[id.0];
    let Ok(ast::Item::Device(syntax)) = &item.syntax else {
        unreachable!("`declare` gave it a handle")
    };
    let Some(Ok(signature)) = cx.functions.get(&id).cloned() else {
        unreachable!("`declare` gave it a signature")
    };
    debug_assert_eq!(signature.handle, handle, "handles are given once");
    lower_function(
        cx,
        item,
        syntax,
        Role::Device,
        &signature.params,
        signature.output,
    )
    .named(signature.name)
}

/// Lowers the body of an instance.
pub(super) fn instance(cx: &mut Context<'_>, instance: &Instance) -> LoweredFunction {
    let item = &cx.krate.items[instance.item.0];
    let Ok(ast::Item::Device(syntax)) = &item.syntax else {
        unreachable!("only device functions have instances")
    };
    let Signature {
        name,
        params,
        output,
        handle: _,
    } = &instance.signature;
    cx.chain.clone_from(&instance.chain);
    let lowered = cx.within(instance.arguments.clone(), |cx| {
        lower_function(cx, item, syntax, Role::Device, params, *output)
    });
    cx.chain.clear();
    lowered.named(name.clone())
}

impl LoweredFunction {
    fn named(mut self, name: String) -> Self {
        self.function.name = name;
        self
    }
}

fn lower_function(
    cx: &mut Context<'_>,
    item: &Item,
    syntax: &ast::Function,
    role: Role,
    params: &[Type],
    output: Type,
) -> LoweredFunction {
    let mut body = Body::new(cx, item.module, role, output);
    let mut declared = Vec::new();
    for (param, ty) in syntax.params.iter().zip(params) {
        let ty = body.open(*ty);
        declared.push(body.declare(&param.name, ty));
    }
    body.parameters = declared.len();
    let mut taken_apart = Vec::new();
    for (param, variable) in syntax.params.iter().zip(declared) {
        if let Some(pattern) = &param.pattern {
            taken_apart.push(body.take_apart(pattern, variable));
        }
    }
    let mut tree = body.function_body(&syntax.body);
    tree.statements.splice(0..0, taken_apart);
    let (is_deep, mut calls_broken) = (body.is_deep, body.calls_broken);
    body.check_captured();
    let variables = std::mem::take(&mut body.variables);
    let (infer, mut mistakes) = body.finish_typing();
    let mut function = Function {
        name: syntax.name.name.clone(),
        locals: ir::Arena::default(),
        params: Vec::new(),
        output,
        body: Vec::new(),
        location: location(item.file, syntax.name.span),
    };
    if mistakes.is_empty() && !calls_broken {
        let typed = Typed {
            infer,
            variables,
            file: item.file,
            output,
            body: tree,
        };
        let emitted = emit::emit(&typed, cx);
        mistakes = emitted.mistakes;
        calls_broken = emitted.calls_broken;
        function.params = emitted.handles[..params.len()].to_vec();
        function.locals = emitted.locals;
        function.body = emitted.body;
    }
    LoweredFunction {
        function,
        mistakes,
        calls_broken,
        is_deep,
    }
}

/// Lowers a kernel, once for each instance; `None` if its syntax is wrong, which the macro tells.
pub(super) fn kernels(cx: &mut Context<'_>, item: &Item) -> Option<Vec<LoweredKernel>> {
    let Ok(ast::Item::Kernel(syntax)) = &item.syntax else {
        return None;
    };
    let instances = match &syntax.kind {
        ast::Kind::Grid(options) => options.instances.as_deref(),
        ast::Kind::Stencil(_) | ast::Kind::Ring(_) => None,
    };
    let Some(instances) = instances else {
        return Some(vec![kernel(cx, item, syntax, item.key.clone())]);
    };
    let mut lowered = Vec::new();
    let generics = &syntax.function.generics;
    for (position, written) in instances.iter().enumerate() {
        let key = name::instance_key(&item.key, position);
        let arguments = cx.arguments(item.module, generics, &written.arguments, written.span);
        let mistake = match arguments {
            Ok(arguments) => {
                let name = cx.instance_name(&item.name, &arguments);
                let mut made = cx.within(arguments, |cx| kernel(cx, item, syntax, key));
                for mistake in &mut made.mistakes {
                    mistake.message = format!("{}, in `{name}`", mistake.message);
                }
                made.kernel.function.name = name;
                lowered.push(made);
                continue;
            }
            Err(mistake) => mistake,
        };
        let mut failed = cx.within(Substitution::default(), |cx| kernel(cx, item, syntax, key));
        failed.mistakes = vec![mistake];
        lowered.push(failed);
    }
    Some(lowered)
}

fn kernel(cx: &mut Context<'_>, item: &Item, syntax: &ast::Kernel, key: String) -> LoweredKernel {
    let (role, fast) = match &syntax.kind {
        ast::Kind::Grid(options) => (Role::Grid, options.fast),
        ast::Kind::Stencil(options) => (Role::Stencil, options.fast),
        ast::Kind::Ring(options) => (Role::Ring, options.fast),
    };
    let mut mistakes = Vec::new();
    let mut params = Vec::new();
    for param in &syntax.function.params {
        match cx.ty(item.module, &param.ty) {
            Ok(ty) if fits(role, ty) => params.push(ty),
            Ok(ty) => {
                params.push(Type::Unit);
                let (kind, help) = match role {
                    Role::Stencil => (
                        "stencil",
                        "take fields, plain values, and one `GridPos` that is named so",
                    ),
                    Role::Ring => (
                        "ring_kernel",
                        "take a `&RingContext`, a `&mut` state and a `&` message",
                    ),
                    Role::Grid | Role::Device | Role::Constant => {
                        ("kernel", "take slices and plain values")
                    }
                };
                let ty = cx.type_name(ty);
                mistakes.push(
                    Diagnostic::new(param.ty.span, format!("a `#[{kind}]` cannot take a `{ty}`"))
                        .help(help),
                );
            }
            Err(mistake) => {
                params.push(Type::Unit);
                mistakes.push(mistake);
            }
        }
    }
    let output = result(cx, item.module, &syntax.function, &mut mistakes);
    let (mut calls_broken, mut is_deep) = (false, false);
    let mut function = Function {
        name: syntax.function.name.name.clone(),
        locals: ir::Arena::default(),
        params: Vec::new(),
        output,
        body: Vec::new(),
        location: location(item.file, syntax.function.name.span),
    };
    if mistakes.is_empty() {
        let lowered = lower_function(cx, item, &syntax.function, role, &params, output);
        function = lowered.function;
        mistakes = lowered.mistakes;
        calls_broken = lowered.calls_broken;
        is_deep = lowered.is_deep;
    }
    let kind = mistakes
        .is_empty()
        .then(|| kind(cx, &syntax.kind, &function, is_deep, &mut mistakes))
        .flatten();
    if kind.is_none() && mistakes.is_empty() && !calls_broken {
        let name = &syntax.function.name;
        let wanted = if role == Role::Stencil {
            "GridPos"
        } else {
            "RingContext"
        };
        let params = syntax.function.params.iter();
        let span = params
            .map(|param| &param.ty)
            .find(|ty| is_named(ty, wanted))
            .map_or(name.span, |ty| ty.span);
        mistakes.push(
            Diagnostic::new(
                span,
                format!("the `{wanted}` of `{}` is not the runtime's", name.name),
            )
            .help(format!("take `{wanted}` from `ringkernel_rt::prelude`")),
        );
    }
    LoweredKernel {
        kernel: ir::Kernel {
            key,
            function,
            kind: kind.unwrap_or(KernelKind::Grid(ir::GridSpec {})),
            fast: ir::Fast {
                contract: fast.contract,
                ftz: fast.ftz,
                approx: fast.approx,
            },
        },
        mistakes,
        calls_broken,
    }
}

/// Whether a type, or what it refers to, is written with this name.
fn is_named(ty: &ast::Ty, name: &str) -> bool {
    match &ty.kind {
        ast::TyKind::Path(path) => path.segments.last().is_some_and(|last| last.name == name),
        ast::TyKind::Ref { target, .. } => is_named(target, name),
        ast::TyKind::Unit
        | ast::TyKind::Slice { .. }
        | ast::TyKind::Array(..)
        | ast::TyKind::Tuple(_)
        | ast::TyKind::Option(_) => false,
    }
}

/// Whether a kernel of this kind may have a parameter of this type.
fn fits(role: Role, ty: Type) -> bool {
    match ty {
        Type::Unit => false,
        Type::Scalar(_) | Type::Struct(_) | Type::Enum(_) | Type::Array(_) | Type::Slice { .. } => {
            role != Role::Ring
        }
        Type::Ref { .. } | Type::RingContext => role == Role::Ring,
        Type::GridPos => role == Role::Stencil,
    }
}

/// What is particular to the kernel's kind; `None` after a mistake.
fn kind(
    cx: &Context<'_>,
    kind: &ast::Kind,
    function: &Function,
    is_deep: bool,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<KernelKind> {
    let find = |wanted: fn(&Type) -> bool| {
        function
            .params
            .iter()
            .copied()
            .find(|param| wanted(&function.locals[*param].ty))
    };
    match kind {
        ast::Kind::Grid(_) => Some(KernelKind::Grid(ir::GridSpec {})),
        ast::Kind::Stencil(options) => {
            let swap = swaps(cx, options, function, mistakes);
            let tile = options.tile.as_ref().map(|tile| {
                let mut threads = [1; 3];
                for (slot, count) in threads.iter_mut().zip(&tile.value) {
                    *slot = *count;
                }
                threads
            });
            let has_deep_tile = options
                .tile
                .as_ref()
                .is_some_and(|tile| tile.value.len() == 3);
            Some(KernelKind::Stencil(ir::StencilSpec {
                dimensions: if is_deep || has_deep_tile { 3 } else { 2 },
                position: find(|ty| matches!(ty, Type::GridPos))?,
                tile,
                halo: options.halo.as_ref().map(|halo| halo.value),
                swap,
            }))
        }
        ast::Kind::Ring(options) => Some(KernelKind::Ring(ir::RingSpec {
            context: find(|ty| matches!(ty, Type::RingContext))?,
            state: find(|ty| matches!(ty, Type::Ref { mutable: true, .. })),
            message: find(|ty| matches!(ty, Type::Ref { mutable: false, .. }))?,
            block_size: options.block_size,
            queue_capacity: options.queue_capacity,
            hlc: options.hlc,
            k2k: options.k2k,
            per: options.per.as_ref().map(|per| match per.value {
                ast::Granularity::Thread => ir::Granularity::Thread,
                ast::Granularity::Warp => ir::Granularity::Warp,
                ast::Granularity::Block => ir::Granularity::Block,
            }),
        })),
    }
}

fn swaps(
    cx: &Context<'_>,
    options: &ast::StencilOptions,
    function: &Function,
    mistakes: &mut Vec<Diagnostic>,
) -> Vec<(Handle<Local>, Handle<Local>)> {
    let mut swap = Vec::new();
    for (a, b) in &options.swap {
        let field = |name: &ast::Ident| {
            function.params.iter().copied().find(|param| {
                let local = &function.locals[*param];
                local.name.as_deref() == Some(&name.name) && matches!(local.ty, Type::Slice { .. })
            })
        };
        let (Some(first), Some(second)) = (field(a), field(b)) else {
            unreachable!("`check::check_swaps` found both fields")
        };
        let element = |local: Handle<Local>| match function.locals[local].ty {
            Type::Slice { element, .. } => Type::from(element),
            Type::Unit
            | Type::Scalar(_)
            | Type::Struct(_)
            | Type::Enum(_)
            | Type::Array(_)
            | Type::Ref { .. }
            | Type::GridPos
            | Type::RingContext => unreachable!("`field` finds slices"),
        };
        let elements = [first, second].map(element);
        if elements[0] != elements[1] {
            let types = elements.map(|element| cx.type_name(element));
            mistakes.push(
                Diagnostic::new(
                    b.span,
                    format!(
                        "`{}` holds `{}` but `{}` holds `{}`, so they cannot change roles",
                        a.name, types[0], b.name, types[1]
                    ),
                )
                .help("swap fields of the same element type"),
            );
            continue;
        }
        swap.push((first, second));
    }
    swap
}
