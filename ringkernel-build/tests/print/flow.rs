//! Branches, loops, calls, names and structs.

use crate::build::*;
use crate::{faults, own, printed, toolkit};
use ringkernel_build::ir::{
    BinaryOp, Block, Check, Element, ExprKind, Function, Handle, Label, Local, Module, Place,
    Projection, Scalar, StmtKind, Struct, StructKind, Type, UnaryOp,
};

/// A kernel with `&mut [i32]` that holds what `body` makes of the function and the slice.
fn around(body: impl FnOnce(&mut Function, Handle<Local>) -> Block) -> Module {
    let mut f = function("k");
    let out = param(&mut f, "out", slice(Scalar::I32, true));
    f.body = body(&mut f, out);
    let mut module = module();
    module.kernels.push(grid(f));
    module
}

/// `out[0] = value`.
fn put(number: u32, out: Handle<Local>, value: ringkernel_build::ir::Expr) -> Block {
    let zero = || int(Scalar::Usize, 0);
    vec![
        in_bounds(number, zero(), out),
        at(number, StmtKind::Store(element(out, zero()), value)),
    ]
}

#[test]
fn loops_with_and_without_a_condition() {
    let module = around(|f, out| {
        let i = mutable(f, "i", Type::Scalar(Scalar::I32));
        let step = |number| {
            at(
                number,
                StmtKind::Store(
                    i.into(),
                    binary(BinaryOp::Add, load(Scalar::I32, i), int(Scalar::I32, 1)),
                ),
            )
        };
        let small = compare(BinaryOp::Lt, load(Scalar::I32, i), int(Scalar::I32, 10));
        let big = compare(BinaryOp::Gt, load(Scalar::I32, i), int(Scalar::I32, 99));
        let condition = StmtKind::If(
            unary(UnaryOp::Not, small),
            vec![at(3, StmtKind::Break(Label(0)))],
            Vec::new(),
        );
        let leave = StmtKind::If(big, vec![at(7, StmtKind::Break(Label(1)))], Vec::new());
        let mut body = vec![
            at(2, StmtKind::Let(i, Some(int(Scalar::I32, 0)))),
            at(
                3,
                StmtKind::Loop {
                    label: Label(0),
                    body: vec![at(3, condition), step(4)],
                },
            ),
            at(
                6,
                StmtKind::Loop {
                    label: Label(1),
                    body: vec![step(6), at(7, leave), at(8, StmtKind::Continue(Label(1)))],
                },
            ),
        ];
        body.extend(put(9, out, load(Scalar::I32, i)));
        body
    });
    let source = printed(&module, faults(true));
    toolkit::accepts("loops_with_and_without_a_condition", &source);
    insta::assert_snapshot!(own(&source));
}

#[test]
fn a_counted_loop_reads_its_bound_once_and_never_passes_the_last_value() {
    let module = around(|f, out| {
        let n = mutable(f, "n", Type::Scalar(Scalar::I32));
        let mut body = vec![at(2, StmtKind::Let(n, Some(int(Scalar::I32, 3))))];
        for (number, end, inclusive) in [
            (3, int(Scalar::I32, 8), false),
            (4, load(Scalar::I32, n), false),
            (5, int(Scalar::I32, 8), true),
            (6, load(Scalar::I32, n), true),
            (7, int(Scalar::I32, i32::MAX.into()), true),
        ] {
            let variable = named(f, "i", Type::Scalar(Scalar::I32));
            let count = StmtKind::For {
                label: Label(number),
                variable,
                start: int(Scalar::I32, 0),
                end,
                inclusive,
                body: vec![at(
                    number,
                    StmtKind::Store(n.into(), load(Scalar::I32, variable)),
                )],
            };
            body.push(at(number, count));
        }
        body.extend(put(9, out, load(Scalar::I32, n)));
        body
    });
    let source = printed(&module, faults(true));
    toolkit::accepts(
        "a_counted_loop_reads_its_bound_once_and_never_passes_the_last_value",
        &source,
    );
    insta::assert_snapshot!(own(&source));
}

#[test]
fn names_are_kept_apart_and_off_cs_words() {
    let module = around(|f, out| {
        let class = named(f, "class", Type::Scalar(Scalar::I32));
        let x = named(f, "x", Type::Scalar(Scalar::I32));
        let again = named(f, "x", Type::Scalar(Scalar::I32));
        let inner = named(f, "x", Type::Scalar(Scalar::I32));
        let t0 = named(f, "t0", Type::Scalar(Scalar::I32));
        let temporary = temporary(f, Type::Scalar(Scalar::I32));
        let user = named(f, "rk_pos", Type::Scalar(Scalar::I32));
        let bind = |number, local, value| at(number, StmtKind::Let(local, Some(value)));
        let mut body = vec![
            bind(2, class, int(Scalar::I32, 1)),
            bind(3, x, load(Scalar::I32, class)),
            bind(4, again, load(Scalar::I32, x)),
            at(
                5,
                StmtKind::Block(None, vec![bind(6, inner, load(Scalar::I32, again))]),
            ),
            bind(8, t0, load(Scalar::I32, again)),
            bind(9, temporary, load(Scalar::I32, t0)),
            bind(10, user, load(Scalar::I32, temporary)),
        ];
        body.extend(put(11, out, load(Scalar::I32, user)));
        body
    });
    let source = printed(&module, faults(true));
    toolkit::accepts("names_are_kept_apart_and_off_cs_words", &source);
    insta::assert_snapshot!(own(&source));
}

#[test]
fn branches_chain_and_what_cannot_be_reached_is_left_out() {
    let module = around(|f, out| {
        let a = named(f, "a", Type::Scalar(Scalar::I32));
        let is = |value| compare(BinaryOp::Eq, load(Scalar::I32, a), int(Scalar::I32, value));
        let mut otherwise = put(8, out, int(Scalar::I32, 3));
        otherwise.push(at(9, StmtKind::Return(None)));
        let second = StmtKind::If(is(2), put(6, out, int(Scalar::I32, 2)), otherwise);
        let first = StmtKind::If(
            is(1),
            vec![at(4, StmtKind::Return(None))],
            vec![at(5, second)],
        );
        let mut dead = vec![at(11, StmtKind::Return(None))];
        dead.extend(put(12, out, int(Scalar::I32, 4)));
        vec![
            at(2, StmtKind::Let(a, Some(int(Scalar::I32, 1)))),
            at(3, first),
            at(10, StmtKind::Block(None, dead)),
        ]
    });
    let source = printed(&module, faults(true));
    toolkit::accepts(
        "branches_chain_and_what_cannot_be_reached_is_left_out",
        &source,
    );
    insta::assert_snapshot!(own(&source));
}

/// `fn divide(a: i32, b: i32) -> i32 { a / b }` and a kernel that calls it.
fn division() -> Module {
    let mut module = module();
    let mut callee = function("div");
    let a = param(&mut callee, "a", Type::Scalar(Scalar::I32));
    let b = param(&mut callee, "b", Type::Scalar(Scalar::I32));
    callee.output = Type::Scalar(Scalar::I32);
    let (dividend, divisor) = (load(Scalar::I32, a), load(Scalar::I32, b));
    callee.body = vec![
        at(
            2,
            StmtKind::Check(Check::Divisor {
                op: BinaryOp::Div,
                dividend: dividend.clone(),
                divisor: divisor.clone(),
            }),
        ),
        at(
            2,
            StmtKind::Return(Some(binary(BinaryOp::Div, dividend, divisor))),
        ),
    ];
    let callee = module.functions.push(callee);
    let mut f = function("k");
    f.location = line(5);
    let out = param(&mut f, "out", slice(Scalar::I32, true));
    let quotient = named(&mut f, "quotient", Type::Scalar(Scalar::I32));
    f.body = vec![
        at(6, StmtKind::Let(quotient, None)),
        at(
            6,
            StmtKind::Call {
                result: Some(quotient),
                function: callee,
                args: vec![int(Scalar::I32, i32::MIN.into()), int(Scalar::I32, -1)],
            },
        ),
    ];
    f.body.extend(put(7, out, load(Scalar::I32, quotient)));
    module.kernels.push(grid(f));
    module
}

#[test]
fn a_function_that_may_fault_returns_whether_it_went_well() {
    let source = printed(&division(), faults(true));
    toolkit::accepts(
        "a_function_that_may_fault_returns_whether_it_went_well",
        &source,
    );
    insta::assert_snapshot!(own(&source));
}

#[test]
fn structs_and_references_are_cs() {
    let mut module = module();
    let cell = module.add_struct(Struct {
        kind: StructKind::Named,
        name: "Cell".into(),
        fields: vec![
            ("on".into(), Type::Scalar(Scalar::Bool)),
            ("double".into(), Type::Scalar(Scalar::F64)),
        ],
        location: line(1),
    });
    let reference = |mutable| Type::Ref {
        target: Element::Struct(cell),
        mutable,
    };
    let mut callee = function("toggle");
    callee.location = line(3);
    let target = param(&mut callee, "target", reference(true));
    let field = |root, number| Place {
        root,
        path: vec![Projection::Deref, Projection::Field(number)],
    };
    let on = typed(Scalar::Bool, ExprKind::Load(field(target, 0)));
    callee.body = vec![at(
        4,
        StmtKind::Store(field(target, 0), unary(UnaryOp::Not, on)),
    )];
    let callee = module.functions.push(callee);
    let mut f = function("k");
    f.location = line(6);
    let element = Element::Struct(cell);
    let cells = param(
        &mut f,
        "cells",
        Type::Slice {
            element,
            mutable: true,
        },
    );
    let first = Place {
        root: cells,
        path: vec![Projection::Index(Box::new(int(Scalar::Usize, 0)))],
    };
    let argument = ringkernel_build::ir::Expr {
        kind: ExprKind::Borrow(first),
        ty: reference(true),
    };
    f.body = vec![
        in_bounds(7, int(Scalar::Usize, 0), cells),
        at(
            7,
            StmtKind::Call {
                result: None,
                function: callee,
                args: vec![argument],
            },
        ),
    ];
    module.kernels.push(grid(f));
    let facts = ringkernel_build::check::Facts {
        functions: vec![faults(false)],
        kernels: vec![faults(true)],
    };
    let plan = ringkernel_build::schedule::schedule(&module, &facts);
    let layouts = ringkernel_build::layout::layout(&module);
    let source = ringkernel_build::print::cuda::print(&module, &layouts, &facts, &plan, 0);
    toolkit::accepts("structs_and_references_are_cs", &source);
    insta::assert_snapshot!(own(&source));
}
