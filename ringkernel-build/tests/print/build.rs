//! Makes IR by hand.

use ringkernel_build::intrinsic::Op;
use ringkernel_build::ir::{
    Arena, BinaryOp, Block, Check, Expr, ExprKind, Fast, Function, GridSpec, Handle, Kernel,
    KernelKind, Literal, Local, Location, Module, Place, Projection, Scalar, Stmt, StmtKind, Type,
    UnaryOp,
};

/// A module with one source file and nothing in it.
pub(crate) fn module() -> Module {
    Module {
        files: vec!["src/kernels.rs".to_owned()],
        ..Module::default()
    }
}

/// The start of a line.
pub(crate) fn line(line: u32) -> Location {
    Location {
        file: 0,
        line,
        column: 5,
    }
}

/// A function without statements.
pub(crate) fn function(name: &str) -> Function {
    Function {
        name: name.to_owned(),
        locals: Arena::default(),
        params: Vec::new(),
        output: Type::Unit,
        body: Vec::new(),
        location: line(1),
    }
}

/// A grid kernel of the function.
pub(crate) fn grid(function: Function) -> Kernel {
    kernel(function, KernelKind::Grid(GridSpec::default()))
}

/// A kernel of the function.
pub(crate) fn kernel(function: Function, kind: KernelKind) -> Kernel {
    Kernel {
        key: function.name.clone(),
        function,
        kind,
        fast: Fast::default(),
    }
}

/// Adds a parameter.
pub(crate) fn param(function: &mut Function, name: &str, ty: Type) -> Handle<Local> {
    let local = named(function, name, ty);
    function.params.push(local);
    local
}

/// Adds a local that is written once.
pub(crate) fn named(function: &mut Function, name: &str, ty: Type) -> Handle<Local> {
    function.locals.push(Local {
        name: Some(name.to_owned()),
        ty,
        mutable: false,
        storage: ringkernel_build::ir::Storage::Thread,
        borrowed: false,
        matched: false,
    })
}

/// Adds a local that is written again.
pub(crate) fn mutable(function: &mut Function, name: &str, ty: Type) -> Handle<Local> {
    let local = named(function, name, ty);
    function.locals[local].mutable = true;
    local
}

/// Adds a temporary.
pub(crate) fn temporary(function: &mut Function, ty: Type) -> Handle<Local> {
    function.locals.push(Local {
        name: None,
        ty,
        mutable: false,
        storage: ringkernel_build::ir::Storage::Thread,
        borrowed: false,
        matched: false,
    })
}

/// `&[T]` or `&mut [T]` of a scalar.
pub(crate) fn slice(scalar: Scalar, mutable: bool) -> Type {
    Type::Slice {
        element: ringkernel_build::ir::Element::Scalar(scalar),
        mutable,
    }
}

/// A statement of a line.
pub(crate) fn at(number: u32, kind: StmtKind) -> Stmt {
    Stmt {
        kind,
        location: line(number),
    }
}

/// An expression of a scalar type.
pub(crate) fn typed(scalar: Scalar, kind: ExprKind) -> Expr {
    Expr {
        kind,
        ty: Type::Scalar(scalar),
    }
}

/// The value of a local.
pub(crate) fn load(scalar: Scalar, local: Handle<Local>) -> Expr {
    typed(scalar, ExprKind::Load(local.into()))
}

/// A slice's element.
pub(crate) fn element(slice: Handle<Local>, index: Expr) -> Place {
    Place {
        root: slice,
        path: vec![Projection::Index(Box::new(index))],
    }
}

/// The check of an index.
pub(crate) fn in_bounds(number: u32, index: Expr, slice: Handle<Local>) -> Stmt {
    let len = typed(Scalar::Usize, ExprKind::Len(slice));
    at(number, StmtKind::Check(Check::Index { index, len }))
}

/// An integer.
pub(crate) fn int(scalar: Scalar, value: i128) -> Expr {
    typed(scalar, ExprKind::Literal(Literal::Int(value)))
}

/// An f32.
pub(crate) fn f32(value: f32) -> Expr {
    typed(Scalar::F32, ExprKind::Literal(Literal::F32(value)))
}

/// `left op right` with the type of the left operand.
pub(crate) fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    Expr {
        ty: left.ty,
        kind: ExprKind::Binary(op, Box::new(left), Box::new(right)),
    }
}

/// `left op right` as a bool.
pub(crate) fn compare(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    typed(
        Scalar::Bool,
        ExprKind::Binary(op, Box::new(left), Box::new(right)),
    )
}

/// `op operand`.
pub(crate) fn unary(op: UnaryOp, operand: Expr) -> Expr {
    Expr {
        ty: operand.ty,
        kind: ExprKind::Unary(op, Box::new(operand)),
    }
}

/// `operand as scalar`.
pub(crate) fn cast(scalar: Scalar, operand: Expr) -> Expr {
    typed(scalar, ExprKind::Cast(Box::new(operand)))
}

/// An index intrinsic.
pub(crate) fn index(op: Op) -> Expr {
    typed(Scalar::I32, ExprKind::Intrinsic(op, Vec::new()))
}

/// `block_idx_x() * block_dim_x() + thread_idx_x()`.
pub(crate) fn thread() -> Expr {
    binary(
        BinaryOp::Add,
        binary(BinaryOp::Mul, index(Op::BlockIdxX), index(Op::BlockDimX)),
        index(Op::ThreadIdxX),
    )
}

/// `if condition { return; }`.
pub(crate) fn leave_if(number: u32, condition: Expr) -> Stmt {
    let leave: Block = vec![at(number, StmtKind::Return(None))];
    at(number, StmtKind::If(condition, leave, Vec::new()))
}
