//! From the typed tree to IR statements in Rust's evaluation order.
//!
//! An IR expression is pure, so whatever an operand does besides giving a value becomes statements before it. Where a
//! later operand's statements could change what an earlier operand reads, the earlier one is moved into a temporary:
//! [`order`] decides that.

mod comparison;
mod expr;
mod flow;
mod matching;
mod order;
mod place;
mod reach;
mod slice;
mod stmt;

use std::collections::BTreeMap;

use proc_macro2::Span;

use super::context::{location, Context};
use super::infer::{Infer, Ty};
use super::tree::{self, Block, Storage, Variable, VariableId};
use crate::diagnostic::Diagnostic;
use crate::ir::{self, Arena, Expr, ExprKind, Handle, Label, Local, Place, Scalar, StmtKind, Type};
use reach::prune;

/// What becomes of a body: its locals and statements.
pub(super) struct Emitted {
    pub(super) locals: Arena<Local>,
    /// The local of each variable, in order.
    pub(super) handles: Vec<Handle<Local>>,
    pub(super) body: ir::Block,
    pub(super) mistakes: Vec<Diagnostic>,
    /// Whether it calls an instance that has a mistake of its own.
    pub(super) calls_broken: bool,
}

/// A body whose types are known.
pub(super) struct Typed {
    pub(super) infer: Infer,
    pub(super) variables: Vec<Variable>,
    pub(super) file: u32,
    pub(super) output: Type,
    pub(super) body: Block,
}

/// Makes the IR of a body.
pub(super) fn emit(typed: &Typed, cx: &mut Context<'_>) -> Emitted {
    let mut emitter = Emitter {
        typed,
        cx,
        locals: Arena::default(),
        handles: Vec::new(),
        out: Vec::new(),
        dests: BTreeMap::new(),
        mistakes: Vec::new(),
        calls_broken: false,
    };
    for variable in &typed.variables {
        let ty = emitter
            .known(variable.ty, variable.span)
            .unwrap_or_else(|| {
                let what = match variable.name.as_str() {
                    "_" => "this".to_owned(),
                    name => format!("`{name}`"),
                };
                emitter.refuse_type(variable.ty, variable.span, &what);
                Type::Unit
            });
        let handle = emitter.locals.push(Local {
            name: (variable.name != "_").then(|| variable.name.clone()),
            ty,
            storage: match variable.storage {
                Storage::Thread => ir::Storage::Thread,
                Storage::Shared => ir::Storage::Shared(location(typed.file, variable.span)),
                Storage::Dynamic(number) => ir::Storage::Dynamic(number),
            },
            mutable: variable.written,
            borrowed: variable.borrowed,
            matched: variable.matched,
        });
        emitter.handles.push(handle);
    }
    if emitter.mistakes.is_empty() {
        emitter.body();
    }
    Emitted {
        locals: emitter.locals,
        handles: emitter.handles,
        body: emitter.out,
        mistakes: emitter.mistakes,
        calls_broken: emitter.calls_broken,
    }
}

struct Emitter<'t, 'c, 'a> {
    typed: &'t Typed,
    cx: &'c mut Context<'a>,
    locals: Arena<Local>,
    handles: Vec<Handle<Local>>,
    out: ir::Block,
    /// Where the value of a `break` goes.
    dests: BTreeMap<Label, Dest>,
    mistakes: Vec<Diagnostic>,
    calls_broken: bool,
}

/// Where a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dest {
    /// Into a local that has been brought into being.
    Local(Handle<Local>),
    /// Out of the function.
    Return,
    /// Nowhere.
    Drop,
}

impl Emitter<'_, '_, '_> {
    fn body(&mut self) {
        let dest = if self.typed.output == Type::Unit {
            Dest::Drop
        } else {
            Dest::Return
        };
        self.finish_block(&self.typed.body, dest);
        prune(&mut self.out);
    }

    fn push(&mut self, kind: StmtKind, span: Span) {
        let location = location(self.typed.file, span);
        self.out.push(ir::Stmt { kind, location });
    }

    /// What `emit` pushes, apart.
    fn apart<T>(&mut self, emit: impl FnOnce(&mut Self) -> T) -> (ir::Block, T) {
        let outer = std::mem::take(&mut self.out);
        let value = emit(self);
        (std::mem::replace(&mut self.out, outer), value)
    }

    fn local(&self, variable: VariableId) -> Handle<Local> {
        self.handles[variable.0]
    }

    /// A type that inference found; `span` is where it is needed.
    fn known(&mut self, ty: Ty, span: Span) -> Option<Type> {
        let location = location(self.typed.file, span);
        self.cx.known(&self.typed.infer, ty, location)
    }

    /// The type of an expression.
    fn ty(&mut self, expr: &tree::Expr) -> Type {
        // What is not known is a literal in code that is never reached, or a mistake reported already.
        self.known(expr.ty, expr.span)
            .unwrap_or(Type::Scalar(Scalar::I32))
    }

    /// Refuses a type that is not known, or has a part that no memory can hold.
    fn refuse_type(&mut self, ty: Ty, span: Span, what: &str) {
        self.mistakes.push(if self.typed.infer.is_open(ty) {
            Diagnostic::new(span, format!("the type of {what} is not known"))
                .help("annotate it")
                .soft()
        } else {
            let message = format!(
                "a part of {what} is `()` or a reference, which the GPU's memory cannot hold"
            );
            Diagnostic::new(span, message).help("keep the values themselves, each in a variable")
        });
    }

    fn is_never(&self, ty: Ty) -> bool {
        self.typed.infer.resolve(ty) == Ty::Never
    }

    /// A new local without a name.
    fn temporary(&mut self, ty: Type, mutable: bool) -> Handle<Local> {
        self.locals.push(Local {
            name: None,
            ty,
            storage: ir::Storage::Thread,
            mutable,
            borrowed: false,
            matched: false,
        })
    }

    /// Moves a value into a temporary and reads it from there.
    fn spill(&mut self, value: Expr, span: Span) -> Expr {
        let ty = value.ty;
        let local = self.temporary(ty, false);
        self.push(StmtKind::Let(local, Some(value)), span);
        load(local.into(), ty)
    }

    /// A value that may be read twice: a literal or a local.
    fn atom(&mut self, value: Expr, span: Span) -> Expr {
        match &value.kind {
            ExprKind::Literal(_) => value,
            ExprKind::Load(place) if place.path.is_empty() => value,
            ExprKind::Load(_)
            | ExprKind::Pass(_)
            | ExprKind::Borrow(_)
            | ExprKind::Whole(_)
            | ExprKind::Part { .. }
            | ExprKind::Len(_)
            | ExprKind::Unary(..)
            | ExprKind::Binary(..)
            | ExprKind::Cast(_)
            | ExprKind::Intrinsic(..)
            | ExprKind::Struct(..)
            | ExprKind::Variant(..)
            | ExprKind::Tag(_)
            | ExprKind::Array(_)
            | ExprKind::Repeat(_)
            | ExprKind::Neighbor { .. } => self.spill(value, span),
        }
    }

    fn soft(&mut self, span: Span, message: impl Into<String>) {
        self.mistakes.push(Diagnostic::new(span, message).soft());
    }
}

fn load(place: Place, ty: Type) -> Expr {
    Expr {
        kind: ExprKind::Load(place),
        ty,
    }
}
