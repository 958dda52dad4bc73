//! The three kinds of kernel.

use crate::build::*;
use crate::{faults, own, printed, toolkit};
use ringkernel_build::check::FunctionFacts;
use ringkernel_build::intrinsic::Op;
use ringkernel_build::ir::{
    BinaryOp, Check, Element, Expr, ExprKind, Granularity, KernelKind, Module, Place, Projection,
    RingSpec, Scalar, StencilSpec, StmtKind, Struct, StructKind, Type,
};

fn saxpy() -> Module {
    let mut f = function("saxpy");
    let x = param(&mut f, "x", slice(Scalar::F32, false));
    let y = param(&mut f, "y", slice(Scalar::F32, true));
    let a = param(&mut f, "a", Type::Scalar(Scalar::F32));
    let n = param(&mut f, "n", Type::Scalar(Scalar::I32));
    let idx = named(&mut f, "idx", Type::Scalar(Scalar::I32));
    let i = temporary(&mut f, Type::Scalar(Scalar::Usize));
    let past = compare(BinaryOp::Ge, load(Scalar::I32, idx), load(Scalar::I32, n));
    let element_of = |slice| {
        typed(
            Scalar::F32,
            ExprKind::Load(element(slice, load(Scalar::Usize, i))),
        )
    };
    f.body = vec![
        at(2, StmtKind::Let(idx, Some(thread()))),
        leave_if(3, past),
        at(
            4,
            StmtKind::Let(i, Some(cast(Scalar::Usize, load(Scalar::I32, idx)))),
        ),
        in_bounds(4, load(Scalar::Usize, i), x),
        in_bounds(4, load(Scalar::Usize, i), y),
        at(
            4,
            StmtKind::Store(
                element(y, load(Scalar::Usize, i)),
                binary(
                    BinaryOp::Add,
                    binary(BinaryOp::Mul, load(Scalar::F32, a), element_of(x)),
                    element_of(y),
                ),
            ),
        ),
    ];
    let mut module = module();
    module.kernels.push(grid(f));
    module
}

#[test]
fn a_grid_kernel_is_its_function() {
    let source = printed(&saxpy(), faults(true));
    toolkit::accepts("a_grid_kernel_is_its_function", &source);
    insta::assert_snapshot!(own(&source));
}

#[test]
fn a_stencil_has_a_form_for_the_edge() {
    let mut f = function("fdtd");
    let p = param(&mut f, "p", slice(Scalar::F32, false));
    let prev = param(&mut f, "p_prev", slice(Scalar::F32, true));
    let c2 = param(&mut f, "c2", Type::Scalar(Scalar::F32));
    let position = param(&mut f, "pos", Type::GridPos);
    let lap = named(&mut f, "lap", Type::Scalar(Scalar::F32));
    let near = |x, y| {
        typed(
            Scalar::F32,
            ExprKind::Neighbor {
                field: p,
                offset: [x, y, 0],
            },
        )
    };
    let sum = binary(BinaryOp::Add, near(0, -1), near(0, 1));
    let sum = binary(BinaryOp::Add, sum, near(1, 0));
    let cell = Place {
        root: prev,
        path: vec![Projection::Cell],
    };
    f.body = vec![
        at(2, StmtKind::Let(lap, Some(sum))),
        at(
            3,
            StmtKind::Store(
                cell.clone(),
                binary(
                    BinaryOp::Sub,
                    typed(Scalar::F32, ExprKind::Load(cell)),
                    binary(
                        BinaryOp::Mul,
                        load(Scalar::F32, c2),
                        binary(BinaryOp::Add, load(Scalar::F32, lap), near(0, 0)),
                    ),
                ),
            ),
        ),
    ];
    let mut module = module();
    module.kernels.push(kernel(
        f,
        KernelKind::Stencil(StencilSpec {
            dimensions: 2,
            position,
            tile: None,
            halo: None,
            swap: vec![(p, prev)],
        }),
    ));
    let source = printed(&module, faults(false));
    toolkit::accepts("a_stencil_has_a_form_for_the_edge", &source);
    insta::assert_snapshot!(own(&source));
}

#[test]
fn a_stencil_leaves_at_once_after_a_step_that_faulted() {
    let mut f = function("ratio");
    let a = param(&mut f, "a", slice(Scalar::I32, false));
    let b = param(&mut f, "b", slice(Scalar::I32, true));
    let position = param(&mut f, "pos", Type::GridPos);
    let cell = |root| Place {
        root,
        path: vec![Projection::Cell],
    };
    let of = |root| typed(Scalar::I32, ExprKind::Load(cell(root)));
    f.body = vec![
        at(
            2,
            StmtKind::Check(Check::Divisor {
                op: BinaryOp::Div,
                dividend: of(a),
                divisor: of(b),
            }),
        ),
        at(
            2,
            StmtKind::Store(cell(b), binary(BinaryOp::Div, of(a), of(b))),
        ),
    ];
    let mut module = module();
    module.kernels.push(kernel(
        f,
        KernelKind::Stencil(StencilSpec {
            dimensions: 2,
            position,
            tile: None,
            halo: None,
            swap: Vec::new(),
        }),
    ));
    let source = printed(&module, faults(true));
    toolkit::accepts(
        "a_stencil_leaves_at_once_after_a_step_that_faulted",
        &source,
    );
    insta::assert_snapshot!(own(&source));
}

fn process() -> Module {
    let mut module = module();
    let request = module.add_struct(Struct {
        kind: StructKind::Named,
        name: "Request".into(),
        fields: vec![("value".into(), Type::Scalar(Scalar::F32))],
        location: line(1),
    });
    let response = module.add_struct(Struct {
        kind: StructKind::Named,
        name: "Response".into(),
        fields: vec![
            ("value".into(), Type::Scalar(Scalar::F32)),
            ("id".into(), Type::Scalar(Scalar::U64)),
        ],
        location: line(2),
    });
    let mut f = function("process");
    f.location = line(5);
    let context = param(&mut f, "ctx", Type::RingContext);
    let message = param(
        &mut f,
        "msg",
        Type::Ref {
            target: Element::Struct(request),
            mutable: false,
        },
    );
    f.output = Type::Struct(response);
    let tid = named(&mut f, "tid", Type::Scalar(Scalar::I32));
    let value = Place {
        root: message,
        path: vec![Projection::Deref, Projection::Field(0)],
    };
    let reply = Expr {
        ty: f.output,
        kind: ExprKind::Struct(
            response,
            vec![
                binary(
                    BinaryOp::Mul,
                    typed(Scalar::F32, ExprKind::Load(value)),
                    f32(2.0),
                ),
                cast(Scalar::U64, load(Scalar::I32, tid)),
            ],
        ),
    };
    f.body = vec![
        at(6, StmtKind::Let(tid, Some(index(Op::RingGlobalThreadId)))),
        at(
            7,
            StmtKind::Intrinsic {
                result: None,
                op: Op::SyncThreads,
                args: Vec::new(),
            },
        ),
        at(8, StmtKind::Return(Some(reply))),
    ];
    module.kernels.push(kernel(
        f,
        KernelKind::Ring(RingSpec {
            context,
            state: None,
            message,
            block_size: 128,
            queue_capacity: 1024,
            hlc: true,
            k2k: true,
            per: None,
        }),
    ));
    module
}

#[test]
fn a_ring_kernel_answers_inside_the_loop() {
    let facts = FunctionFacts {
        has_barrier: true,
        uses_thread_identity: true,
        ..FunctionFacts::default()
    };
    let source = printed(&process(), facts);
    toolkit::accepts("a_ring_kernel_answers_inside_the_loop", &source);
    insta::assert_snapshot!(own(&source));
}

/// A handler without state that answers with its message, in a block of 100 threads.
fn echo(per: Option<Granularity>) -> Module {
    let mut module = module();
    let mut f = function("echo");
    f.location = line(5);
    let context = param(&mut f, "ctx", Type::RingContext);
    let message = param(
        &mut f,
        "msg",
        Type::Ref {
            target: Element::Scalar(Scalar::U64),
            mutable: false,
        },
    );
    f.output = Type::Scalar(Scalar::U64);
    let value = Place {
        root: message,
        path: vec![Projection::Deref],
    };
    let reply = typed(Scalar::U64, ExprKind::Load(value));
    f.body = vec![at(6, StmtKind::Return(Some(reply)))];
    module.kernels.push(kernel(
        f,
        KernelKind::Ring(RingSpec {
            context,
            state: None,
            message,
            block_size: 100,
            queue_capacity: 1024,
            hlc: false,
            k2k: false,
            per,
        }),
    ));
    module
}

#[test]
fn messages_without_state_are_answered_in_batches() {
    let source = printed(&echo(None), FunctionFacts::default());
    toolkit::accepts("messages_without_state_are_answered_in_batches", &source);
    insta::assert_snapshot!(own(&source));
}

#[test]
fn a_warp_answers_as_the_attribute_says() {
    let source = printed(&echo(Some(Granularity::Warp)), FunctionFacts::default());
    toolkit::accepts("a_warp_answers_as_the_attribute_says", &source);
    insta::assert_snapshot!(own(&source));
}
