//! A plan without a build: what a kernel's text alone says about how it may run on the CPU.
//!
//! Only documentation tests and editors need it; everything else has the build script's plan. A macro sees one function:
//! of those that it calls only the prelude's are known.

use ringkernel_build::diagnostic::Diagnostic;
use ringkernel_build::intrinsic::{company, Company};
use ringkernel_build::syntax::ast::{
    Block, Expr, ExprKind, Function, Granularity, Kernel, Kind, Literal, RingOptions,
    StencilOptions, StmtKind, Test, TyKind, UnaryOp,
};

/// A plan of `ringkernel_rt::artifact::Plan`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plan {
    /// Blocks run one after another, or together if they wait for each other.
    Grid {
        /// Whether they do.
        cooperative: bool,
    },
    /// Dimensions, reach and tile.
    Stencil(u32, [u32; 3], [u32; 3]),
    /// An actor.
    Ring(Per),
}

/// Who answers a message of an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Per {
    /// One lane, in order.
    Lane,
    /// A thread.
    Thread,
    /// A warp.
    Warp,
    /// The whole block.
    Block,
}

/// The plan of a kernel by its text.
///
/// # Errors
/// A stencil's offset that is not a number, where no `halo` is declared.
pub(crate) fn plan(kernel: &Kernel) -> Result<Plan, Diagnostic> {
    match &kernel.kind {
        Kind::Grid(_) => Ok(Plan::Grid {
            cooperative: called(&kernel.function) == Company::Grid,
        }),
        Kind::Stencil(options) => stencil(options, &kernel.function),
        Kind::Ring(options) => Ok(Plan::Ring(ring(options, &kernel.function))),
    }
}

/// A plan of the kernel's kind, for code that never runs.
pub(crate) fn any_plan(kind: &Kind) -> Plan {
    match kind {
        Kind::Grid(_) => Plan::Grid { cooperative: false },
        Kind::Stencil(_) => Plan::Stencil(2, [0; 3], [1; 3]),
        Kind::Ring(_) => Plan::Ring(Per::Lane),
    }
}

fn stencil(options: &StencilOptions, function: &Function) -> Result<Plan, Diagnostic> {
    let tile = options.tile.as_ref().map(|tile| tile.value.as_slice());
    let mut reach = Reach {
        position: position(function),
        halo: [0; 3],
        deep: tile.is_some_and(|tile| tile.len() == 3),
        unknown: None,
    };
    each_block(&function.body, &mut |expr| reach.see(expr));
    let halo = match (&options.halo, reach.unknown) {
        (Some(halo), _) if reach.deep => [halo.value; 3],
        (Some(halo), _) => [halo.value, halo.value, 0],
        (None, None) => reach.halo,
        (None, Some(mistake)) => return Err(mistake),
    };
    let tile = match tile {
        Some([x, y]) => [*x, *y, 1],
        Some([x, y, z]) => [*x, *y, *z],
        Some(_) | None => [16, 16, 1],
    };
    Ok(Plan::Stencil(if reach.deep { 3 } else { 2 }, halo, tile))
}

fn position(function: &Function) -> Option<&str> {
    let param = function.params.iter().find(|param| {
        matches!(&param.ty.kind, TyKind::Path(path)
            if path.segments.last().is_some_and(|last| last.name == "GridPos"))
    })?;
    Some(&param.name.name)
}

/// How far a stencil was seen to look.
struct Reach<'a> {
    position: Option<&'a str>,
    halo: [u32; 3],
    deep: bool,
    unknown: Option<Diagnostic>,
}

impl Reach<'_> {
    fn see(&mut self, expr: &Expr) {
        let ExprKind::MethodCall(receiver, method, args) = &expr.kind else {
            return;
        };
        if !is_name(receiver, self.position) {
            return;
        }
        let reach = match method.name.as_str() {
            "north" | "south" => [0, 1, 0],
            "east" | "west" => [1, 0, 0],
            "up" | "down" => [0, 0, 1],
            "at" => self.offsets(args.get(1..).unwrap_or_default()),
            _ => [0; 3],
        };
        self.deep |=
            matches!(method.name.as_str(), "up" | "down" | "z" | "depth") || args.len() == 4;
        for (halo, reach) in self.halo.iter_mut().zip(reach) {
            *halo = (*halo).max(reach);
        }
    }

    fn offsets(&mut self, offsets: &[Expr]) -> [u32; 3] {
        let mut reach = [0; 3];
        for (axis, offset) in reach.iter_mut().zip(offsets) {
            match distance(offset) {
                Some(distance) => *axis = distance,
                None => {
                    let message = "how far this looks is not known in a documentation test";
                    self.unknown = Some(
                        Diagnostic::new(offset.span, message)
                            .help("write the number, or `halo = n` in the attribute"),
                    );
                }
            }
        }
        reach
    }
}

fn is_name(expr: &Expr, name: Option<&str>) -> bool {
    matches!(&expr.kind, ExprKind::Path(path)
        if path.segments.len() == 1 && Some(path.segments[0].name.as_str()) == name)
}

/// How far a written-out offset goes.
fn distance(offset: &Expr) -> Option<u32> {
    if let ExprKind::Literal(Literal::Int { value, .. }) = &offset.kind {
        u32::try_from(*value).ok()
    } else if let ExprKind::Unary(UnaryOp::Neg, inner) = &offset.kind {
        distance(inner)
    } else {
        None
    }
}

fn ring(options: &RingOptions, function: &Function) -> Per {
    if let Some(per) = &options.per {
        return match per.value {
            Granularity::Thread => Per::Thread,
            Granularity::Warp => Per::Warp,
            Granularity::Block => Per::Block,
        };
    }
    let context = function
        .params
        .first()
        .map(|param| param.name.name.as_str());
    let mut together = called(function) != Company::Alone;
    each_block(&function.body, &mut |expr| {
        together |= is_name(expr, context) || matches!(expr.kind, ExprKind::Shared { .. });
    });
    // The context, perhaps a state, the message.
    match (together, function.params.len()) {
        (true, _) => Per::Block,
        (false, 2) => Per::Thread,
        (false, _) => Per::Lane,
    }
}

/// The most company that a function of the prelude called there needs.
fn called(function: &Function) -> Company {
    let mut most = Company::Alone;
    each_block(&function.body, &mut |expr| {
        if let ExprKind::Call(path, _) = &expr.kind {
            let name = path.segments.last().map(|last| last.name.as_str());
            most = most.max(name.map_or(Company::Alone, company));
        }
    });
    most
}

fn each_block(block: &Block, see: &mut dyn FnMut(&Expr)) {
    for statement in &block.statements {
        match &statement.kind {
            StmtKind::Let {
                init, otherwise, ..
            } => {
                if let Some(init) = init {
                    each(init, see);
                }
                if let Some(otherwise) = otherwise {
                    each_block(otherwise, see);
                }
            }
            StmtKind::Expr(expr) => each(expr, see),
            StmtKind::Const(_) => {}
        }
    }
    if let Some(tail) = &block.tail {
        each(tail, see);
    }
}

/// Shows an expression and all inside it.
fn each(expr: &Expr, see: &mut dyn FnMut(&Expr)) {
    see(expr);
    match &expr.kind {
        ExprKind::Literal(_)
        | ExprKind::Path(_)
        | ExprKind::Break(_, None)
        | ExprKind::Continue(_)
        | ExprKind::Return(None)
        | ExprKind::Panic(_)
        | ExprKind::Shared { .. }
        | ExprKind::Unit => {}
        ExprKind::Unary(_, inner)
        | ExprKind::Borrow { place: inner, .. }
        | ExprKind::Deref(inner)
        | ExprKind::Cast(inner, _)
        | ExprKind::Return(Some(inner))
        | ExprKind::Let(_, inner)
        | ExprKind::Try(inner)
        | ExprKind::Expect(inner, ..)
        | ExprKind::Break(_, Some(inner))
        | ExprKind::Field(inner, _) => each(inner, see),
        ExprKind::Binary(_, left, right)
        | ExprKind::Assign(left, right)
        | ExprKind::AssignOp(_, left, right)
        | ExprKind::Repeat(left, right)
        | ExprKind::Index(left, right) => {
            each(left, see);
            each(right, see);
        }
        ExprKind::Part {
            base, start, end, ..
        } => {
            each(base, see);
            for bound in start.iter().chain(end) {
                each(bound, see);
            }
        }
        ExprKind::Log(log) => log.values.iter().for_each(|value| each(value, see)),
        ExprKind::Array(parts) | ExprKind::Tuple(parts) => {
            for part in parts {
                each(part, see);
            }
        }
        ExprKind::If {
            condition,
            then,
            otherwise,
        } => {
            each(condition, see);
            each_block(then, see);
            if let Some(otherwise) = otherwise {
                each(otherwise, see);
            }
        }
        ExprKind::Match(scrutinee, arms) => {
            each(scrutinee, see);
            for arm in arms {
                if let Some(guard) = &arm.guard {
                    each(guard, see);
                }
                each(&arm.body, see);
            }
        }
        ExprKind::Block(_, block) | ExprKind::Loop(_, block) => each_block(block, see),
        ExprKind::While(_, condition, block) => {
            each(condition, see);
            each_block(block, see);
        }
        ExprKind::For { iterable, body, .. } => {
            each(iterable, see);
            each_block(body, see);
        }
        ExprKind::Range { start, end, .. } => {
            each(start, see);
            each(end, see);
        }
        ExprKind::Closure(closure) => each(&closure.body, see),
        ExprKind::Typed(value, _) => each(value, see),
        ExprKind::Call(_, args) => args.iter().for_each(|arg| each(arg, see)),
        ExprKind::MethodCall(receiver, _, args) => {
            each(receiver, see);
            args.iter().for_each(|arg| each(arg, see));
        }
        ExprKind::Assert(assert) => match &assert.test {
            Test::Holds(condition) => each(condition, see),
            Test::Equal(left, right) | Test::Unequal(left, right) => {
                each(left, see);
                each(right, see);
            }
        },
        ExprKind::Struct { fields, base, .. } => {
            fields.iter().for_each(|(_, value)| each(value, see));
            if let Some(base) = base {
                each(base, see);
            }
        }
    }
}
