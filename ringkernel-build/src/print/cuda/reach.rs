//! What a kernel reaches: device functions, structs, intrinsics.

use super::value;
use crate::intrinsic::{self, Op};
use crate::ir::{
    Block, Check, Expr, ExprKind, Function, Handle, Kernel, KernelKind, Module, Panic, Place,
    Projection, StmtKind, Type,
};
use std::collections::BTreeSet;

/// All that has to be in a kernel's text.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// Device functions, each after those it calls.
    pub(super) functions: Vec<Handle<Function>>,
    /// Positions of structs.
    pub(super) structs: BTreeSet<usize>,
    /// Positions of enums.
    pub(super) enums: BTreeSet<usize>,
    /// Whether there are floats narrower than f32.
    pub(super) narrow: bool,
    /// Whether there is a message, some bytes of which are no value.
    pub(super) message_has_gaps: bool,
    /// Intrinsics.
    pub(super) ops: BTreeSet<Op>,
    /// The lowest architecture that has all intrinsics.
    pub(super) min_arch: u32,
}

/// Walks from a kernel. The check stage has ruled out recursion.
pub(super) fn reach(module: &Module, kernel: &Kernel) -> Reach {
    let mut walk = Walk {
        module,
        reach: Reach::default(),
    };
    walk.function(&kernel.function);
    walk.reach.message_has_gaps = message(kernel).is_some_and(|ty| value::has_gaps(module, ty));
    walk.reach
}

/// What an actor is sent.
fn message(kernel: &Kernel) -> Option<Type> {
    match &kernel.kind {
        KernelKind::Ring(spec) => match kernel.function.locals[spec.message].ty {
            Type::Ref { target, .. } => Some(target.into()),
            _another => unreachable!("messages are references"),
        },
        KernelKind::Grid(_) | KernelKind::Stencil(_) => None,
    }
}

struct Walk<'a> {
    module: &'a Module,
    reach: Reach,
}

impl Walk<'_> {
    fn function(&mut self, function: &Function) {
        for (_, local) in function.locals.iter() {
            self.ty(local.ty);
        }
        self.ty(function.output);
        self.block(&function.body);
    }

    fn ty(&mut self, ty: Type) {
        match ty {
            Type::Struct(handle) => {
                if self.reach.structs.insert(handle.index()) {
                    self.fields(&self.module.structs[handle].fields);
                }
            }
            Type::Enum(handle) => {
                if self.reach.enums.insert(handle.index()) {
                    for variant in &self.module.enums[handle].variants {
                        self.fields(&variant.fields);
                    }
                }
            }
            Type::Array(handle) => self.ty(self.module.arrays[handle].element.into()),
            Type::Slice { element, .. } => self.ty(element.into()),
            Type::Ref { target, .. } => self.ty(target.into()),
            Type::Scalar(scalar) => self.reach.narrow |= scalar.is_narrow(),
            Type::Unit | Type::GridPos | Type::RingContext => {}
        }
    }

    fn fields(&mut self, fields: &[(String, Type)]) {
        for (_, field) in fields {
            self.ty(*field);
        }
    }

    fn block(&mut self, block: &Block) {
        for stmt in block {
            match &stmt.kind {
                StmtKind::Let(_, None)
                | StmtKind::Break(_)
                | StmtKind::Continue(_)
                | StmtKind::Return(None) => {}
                StmtKind::Let(_, Some(value)) | StmtKind::Return(Some(value)) => self.expr(value),
                StmtKind::Store(place, value) => {
                    self.place(place);
                    self.expr(value);
                }
                StmtKind::Check(
                    Check::Index {
                        index: left,
                        len: right,
                    }
                    | Check::Divisor {
                        dividend: left,
                        divisor: right,
                        op: _,
                    },
                ) => {
                    self.expr(left);
                    self.expr(right);
                }
                StmtKind::Check(Check::Range { start, end, len }) => {
                    self.expr(start);
                    if let Some(end) = end {
                        self.expr(end);
                    }
                    self.expr(len);
                }
                StmtKind::Call { function, args, .. } => {
                    self.exprs(args);
                    if !self.reach.functions.contains(function) {
                        self.function(&self.module.functions[*function]);
                        self.reach.functions.push(*function);
                    }
                }
                StmtKind::Log(log) => self.exprs(&log.values),
                StmtKind::Intrinsic { op, args, .. } => self.intrinsic(*op, args),
                StmtKind::If(condition, then, otherwise) => {
                    self.expr(condition);
                    self.block(then);
                    self.block(otherwise);
                }
                StmtKind::Loop { body, .. } | StmtKind::Block(_, body) | StmtKind::Debug(body) => {
                    self.block(body);
                }
                StmtKind::Panic(Panic { text: _, values }) => {
                    if let Some((left, right)) = values {
                        self.expr(left);
                        self.expr(right);
                    }
                }
                StmtKind::For {
                    start, end, body, ..
                } => {
                    self.expr(start);
                    self.expr(end);
                    self.block(body);
                }
            }
        }
    }

    fn intrinsic(&mut self, op: Op, args: &[Expr]) {
        self.reach.ops.insert(op);
        self.reach.min_arch = self.reach.min_arch.max(intrinsic::row(op).min_arch);
        self.exprs(args);
    }

    fn exprs(&mut self, exprs: &[Expr]) {
        for expr in exprs {
            self.expr(expr);
        }
    }

    fn expr(&mut self, expr: &Expr) {
        self.ty(expr.ty);
        match &expr.kind {
            ExprKind::Literal(_)
            | ExprKind::Pass(_)
            | ExprKind::Len(_)
            | ExprKind::Neighbor { .. } => {}
            ExprKind::Load(place)
            | ExprKind::Borrow(place)
            | ExprKind::Whole(place)
            | ExprKind::Tag(place) => self.place(place),
            ExprKind::Part { slice, start, end } => {
                self.expr(slice);
                self.expr(start);
                self.expr(end);
            }
            ExprKind::Unary(_, operand) | ExprKind::Cast(operand) | ExprKind::Repeat(operand) => {
                self.expr(operand);
            }
            ExprKind::Binary(_, left, right) => {
                self.expr(left);
                self.expr(right);
            }
            ExprKind::Intrinsic(op, args) => self.intrinsic(*op, args),
            ExprKind::Struct(_, parts)
            | ExprKind::Variant(_, _, parts)
            | ExprKind::Array(parts) => {
                self.exprs(parts);
            }
        }
    }

    fn place(&mut self, place: &Place) {
        for projection in &place.path {
            match projection {
                Projection::Field(_)
                | Projection::Variant(_)
                | Projection::Deref
                | Projection::Cell => {}
                Projection::Index(index) => self.expr(index),
            }
        }
    }
}
