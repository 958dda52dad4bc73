//! rustc's rule of references where the CPU's views hide it: what one refers to is written by nobody else until its last
//! use.
//!
//! A variable with a `&`, or that a pattern binds to a part of what it looks at, is one of Rust's references on the CPU:
//! rustc may assume that nobody writes behind it, and an enum that is written may be another variant by then. Variables
//! with a `&mut` or a slice are views, which may overlap. An argument is a reference or a view as its parameter says, and
//! the callee may assume what rustc assumes of it.

use super::liveness::{self, Live};
use super::region::{Reached, Regions};
use super::Mistake;
use crate::ir::{Expr, Function, Handle, Local, Location, Module, Stmt, StmtKind, Type};

/// One mistake for each argument and each write that breaks the rule.
pub(super) fn check(module: &Module) -> Vec<Mistake> {
    let kernels = module.kernels.iter().map(|kernel| &kernel.function);
    let functions = module.functions.iter().map(|(_, function)| function);
    kernels
        .chain(functions)
        .flat_map(|function| of_function(module, function))
        .collect()
}

fn of_function(module: &Module, function: &Function) -> Vec<Mistake> {
    let regions = Regions::find(function);
    let held = held(function, &regions);
    let mut mistakes = Vec::new();
    liveness::walk(function, &held, &mut |stmt, live| {
        arguments(module, &regions, stmt, &mut mistakes);
        for written in written(module, function, &regions, stmt) {
            let mut behind = live.iter().filter(|local| {
                !written.through.contains(local) && written.overlaps(&regions.of_local(**local))
            });
            if let Some(local) = behind.next() {
                mistakes.push(written_behind(function, *local, stmt.location));
            }
        }
    });
    mistakes.reverse();
    mistakes
}

/// Variables with references of Rust's, and those whose references lead through one.
fn held(function: &Function, regions: &Regions<'_>) -> Live {
    let locals = || {
        let own = |(handle, _): &(Handle<Local>, &Local)| !function.params.contains(handle);
        function.locals.iter().filter(own)
    };
    let real: Live = locals()
        .filter(|(_, local)| match local.ty {
            Type::Ref { mutable, .. } => local.matched || !mutable && local.name.is_some(),
            // An iterator's.
            Type::Slice { .. } => local.matched,
            Type::Unit
            | Type::Scalar(_)
            | Type::Struct(_)
            | Type::Enum(_)
            | Type::Array(_)
            | Type::GridPos
            | Type::RingContext => false,
        })
        .map(|(handle, _)| handle)
        .collect();
    if real.is_empty() {
        return real;
    }
    locals()
        .filter(|(_, local)| local.ty.is_pointer())
        .map(|(handle, _)| handle)
        .filter(|handle| !regions.of_local(*handle).through.is_disjoint(&real))
        .collect()
}

/// What a statement writes, or hands to who may.
fn written(
    module: &Module,
    function: &Function,
    regions: &Regions<'_>,
    stmt: &Stmt,
) -> Vec<Reached> {
    match &stmt.kind {
        // A reference that points elsewhere from now on writes nothing behind it.
        StmtKind::Store(place, _)
            if place.path.is_empty() && function.locals[place.root].ty.is_pointer() =>
        {
            Vec::new()
        }
        StmtKind::Store(place, _) => vec![regions.of_place(place)],
        StmtKind::Call {
            function: callee,
            args,
            ..
        } => params(module, *callee)
            .zip(args)
            .filter(|(param, _)| is_mutable(*param))
            .map(|(_, arg)| regions.of_value(arg))
            .collect(),
        StmtKind::Intrinsic { args, .. } => args
            .iter()
            .filter(|arg| is_mutable(arg.ty))
            .map(|arg| regions.of_value(arg))
            .collect(),
        StmtKind::Let(..)
        | StmtKind::Check(_)
        | StmtKind::Log(_)
        | StmtKind::If(..)
        | StmtKind::Loop { .. }
        | StmtKind::For { .. }
        | StmtKind::Block(..)
        | StmtKind::Debug(_)
        | StmtKind::Panic(_)
        | StmtKind::Break(_)
        | StmtKind::Continue(_)
        | StmtKind::Return(_) => Vec::new(),
    }
}

/// No argument refers to what the callee may write through another.
fn arguments(module: &Module, regions: &Regions<'_>, stmt: &Stmt, mistakes: &mut Vec<Mistake>) {
    let StmtKind::Call {
        function: callee,
        args,
        ..
    } = &stmt.kind
    else {
        return;
    };
    let args: Vec<(Type, &Expr)> = params(module, *callee).zip(args).collect();
    let breaks = args.iter().enumerate().any(|(position, (ty, arg))| {
        let reached = regions.of_value(arg);
        args[position + 1..].iter().any(|(other_ty, other)| {
            (is_mutable(*ty) || is_mutable(*other_ty)) && reached.overlaps(&regions.of_value(other))
        })
    });
    if breaks {
        let name = &module.functions[*callee].name;
        mistakes.push(Mistake {
            location: stmt.location,
            message: format!("`{name}` may write through one argument what another refers to"),
            help: "hand over the value itself, or a slice once and positions in it".to_owned(),
        });
    }
}

fn params(module: &Module, callee: Handle<Function>) -> impl Iterator<Item = Type> + '_ {
    let callee = &module.functions[callee];
    callee.params.iter().map(|param| callee.locals[*param].ty)
}

fn is_mutable(ty: Type) -> bool {
    matches!(
        ty,
        Type::Ref { mutable: true, .. } | Type::Slice { mutable: true, .. }
    )
}

fn written_behind(function: &Function, local: Handle<Local>, location: Location) -> Mistake {
    let local = &function.locals[local];
    if let (Type::Slice { .. }, None) = (local.ty, &local.name) {
        return Mistake {
            location,
            message: "an iterator that goes on goes over what is written here".to_owned(),
            help: "go over positions: `for i in 0..x.len()`, and use `x[i]`".to_owned(),
        };
    }
    let name = local.name.as_deref();
    let what = name.map_or("a reference".to_owned(), |name| format!("`{name}`"));
    Mistake {
        location,
        message: format!("{what} is used later, and refers to what is written here"),
        help: "copy the value before, or make the reference anew after the write".to_owned(),
    }
}
