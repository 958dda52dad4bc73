//! Types intrinsics: functions of the prelude, methods of numbers, and what a ring kernel asks its context.

use proc_macro2::Span;

use super::body::{Body, Role};
use super::constant::Value;
use super::fallible::fallible;
use super::infer::{Class, Head, Shape, Ty};
use super::option::block;
use super::resolve::{Meaning, Space};
use super::tree::{Expr, ExprKind, VariableId};
use crate::diagnostic::Diagnostic;
use crate::intrinsic::{self, Effect, Guard, Kind, Op, Row, Spelling};
use crate::ir::{Literal, Scalar, Type};
use crate::syntax::ast;

/// What an intrinsic asks of a type that may not be known yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    row: &'static Row,
    ty: Ty,
    span: Span,
}

/// The variants of `Scope`, in the order of the device library's enum.
const SCOPES: [&str; 3] = ["Block", "Device", "System"];
/// The variants of `Ordering`, in the order of the device library's enum.
const ORDERS: [&str; 4] = ["Relaxed", "Acquire", "Release", "AcqRel"];

/// What other libraries ask a ring kernel's context, and what to do instead.
const ELSEWHERE: &[(&[&str], &str)] = &[
    (
        &["is_active", "is_kernel_active", "should_terminate", "mark_terminated"],
        "return: commands are obeyed between two messages; the host ends an actor with `Actor::terminate`",
    ),
    (
        &["messages_processed", "get_messages_processed"],
        "count the messages in the actor's state",
    ),
    (
        &["input_queue_size", "output_queue_size", "input_queue_empty", "output_queue_empty"],
        "answer the message in hand; what the queues cannot hold is the sender's affair: `Actor::try_send` tells it",
    ),
    (
        &["enqueue_response", "enqueue"],
        "return the answer: each message has one",
    ),
    (
        &["hlc_tick", "hlc_update", "hlc_now", "tick"],
        "the clock of an actor with `#[ring_kernel(hlc)]` ticks by itself: `ctx.message_time()` is when the message was sent; measure with `ctx.now()`",
    ),
    (
        &[
            "k2k_send",
            "k2k_try_recv",
            "k2k_has_message",
            "k2k_peek",
            "k2k_pending_count",
            "k2k_pending",
        ],
        "return what is to be sent on, and let the host send it to the other actor",
    ),
];

impl Body<'_, '_> {
    /// `name(args)` of the prelude.
    pub(super) fn intrinsic_function(
        &mut self,
        row: &'static Row,
        args: &[ast::Expr],
        name: Span,
        span: Span,
    ) -> Expr {
        if row.class == intrinsic::Class::None || row.effect != Effect::Pure {
            if self.role == Role::Constant {
                return self
                    .refuse(Diagnostic::new(span, "a constant cannot ask where it runs").soft());
            }
            if self.role == Role::Stencil {
                return self.refuse(
                    Diagnostic::new(
                        name,
                        "a stencil runs once for each cell, on no particular thread",
                    )
                    .help("ask the `GridPos` where the cell is"),
                );
            }
        }
        let ty = match row.class {
            intrinsic::Class::None => Ty::Mistake,
            _has_one => self.infer.fresh(Class::Any),
        };
        let call = self.intrinsic(row, ty, Vec::new(), args, span);
        match (row.op, &call.kind) {
            (Op::WarpMatchAll, ExprKind::Intrinsic(..)) => self.agreed(call),
            _its_own_result => call,
        }
    }

    /// What `warp_match_all` gives, of the mask that is 0 where the lanes differ.
    fn agreed(&mut self, mask: Expr) -> Expr {
        let span = mask.span;
        let (statements, mask) = self.kept(mask);
        let none = Expr {
            kind: ExprKind::Constant(Value::Scalar(Literal::Int(0), Scalar::U32)),
            ty: mask.ty,
            span,
        };
        let same = Expr {
            kind: ExprKind::Binary(ast::BinaryOp::Ne, Box::new(mask.clone()), Box::new(none)),
            ty: Ty::BOOL,
            span,
        };
        let ty = self.infer.compound(Head::Tuple, vec![mask.ty, Ty::BOOL]);
        let kind = ExprKind::Tuple(vec![mask, same]);
        block(statements, Expr { kind, ty, span })
    }

    /// `name(x)` of the prelude that gives a pair.
    pub(super) fn pair_function(
        &mut self,
        row: &'static Row,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        let ty = self.infer.fresh(Class::Any);
        self.pair(row, ty, Vec::new(), args, span)
    }

    /// `f32::sqrt(x)` and `f32::from_bits(bits)`.
    pub(super) fn associated_call(
        &mut self,
        scalar: Scalar,
        method: &str,
        args: &[ast::Expr],
        name: Span,
        span: Span,
    ) -> Expr {
        if let Some((row, outcome)) = fallible(method, scalar) {
            return self.fallible(row, outcome, scalar, Vec::new(), args, span);
        }
        if let ("clamp", [value, low, high], true) =
            (method, args, scalar.is_int() || scalar.is_float())
        {
            let value = self.value(value);
            let value = self.coerced(value, Ty::scalar(scalar));
            return self.clamp(value, scalar, [low, high], span);
        }
        if let Some(row) = find_for(Spelling::Pair, method, scalar) {
            return self.pair(row, Ty::scalar(scalar), Vec::new(), args, span);
        }
        let row = find_for(Spelling::Associated, method, scalar)
            .or_else(|| find_for(Spelling::Method, method, scalar));
        match row {
            Some(row) => self.intrinsic(row, Ty::scalar(scalar), Vec::new(), args, span),
            None => self.absent(method, scalar, args, name),
        }
    }

    /// `receiver.name(args)` on a number.
    pub(super) fn number_method(
        &mut self,
        receiver: Expr,
        scalar: Scalar,
        method: &ast::Ident,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        if let Some(call) = self.user_number_method(&receiver, scalar, method, args, span) {
            return call;
        }
        if let Some((row, outcome)) = fallible(&method.name, scalar) {
            return self.fallible(row, outcome, scalar, vec![receiver], args, method.span);
        }
        if let ("clamp", [low, high], true) =
            (&*method.name, args, scalar.is_int() || scalar.is_float())
        {
            return self.clamp(receiver, scalar, [low, high], method.span);
        }
        if let Some(row) = find_for(Spelling::Pair, &method.name, scalar) {
            return self.pair(row, Ty::scalar(scalar), vec![receiver], args, span);
        }
        let Some(row) = find_for(Spelling::Method, &method.name, scalar) else {
            return self.absent(&method.name, scalar, args, method.span);
        };
        // A fault names the place that rustc names: the method's name.
        let span = match row.guard {
            Guard::None => span,
            _checked => method.span,
        };
        self.intrinsic(row, Ty::scalar(scalar), vec![receiver], args, span)
    }

    fn absent(&mut self, method: &str, scalar: Scalar, args: &[ast::Expr], name: Span) -> Expr {
        self.type_all(args);
        let ty = scalar.name();
        let help = match method {
            "from_f64" if scalar.is_narrow() => format!(
                "write `{ty}::from_f32(x as f32)`: how `from_f64` rounds depends on the processor"
            ),
            "try_into" | "try_from" => {
                "cast it: `i as usize`, and `x as f32` for other types".to_owned()
            }
            _other if scalar.is_narrow() => {
                format!("convert it: `x.to_f32()`, and `{ty}::from_f32(..)` of what comes of it")
            }
            _other => "write it with operators, or as a `#[device] fn`".to_owned(),
        };
        self.refuse(
            Diagnostic::new(name, format!("device code has no `{method}` on `{ty}`")).help(help),
        )
    }

    /// `ctx.name()` on a `&RingContext`.
    pub(super) fn ring_method(
        &mut self,
        method: &ast::Ident,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        let Some(row) = find(Spelling::Ring, &method.name) else {
            self.type_all(args);
            if let Some((_, help)) = ELSEWHERE
                .iter()
                .find(|(names, _)| names.contains(&&*method.name))
            {
                return self.refuse(
                    Diagnostic::new(
                        method.span,
                        format!("a handler cannot ask for `{}`", method.name),
                    )
                    .help(*help),
                );
            }
            return self.refuse(
                Diagnostic::new(
                    method.span,
                    format!("`RingContext` has no `{}`", method.name),
                )
                .help("it has `thread_id`, `block_id`, `global_thread_id`, `lane_id`, `warp_id`, `warp_shuffle`, `atomic_add`, `sync_threads`, `now` and `nanosleep`"),
            );
        };
        let ty = match row.class {
            intrinsic::Class::None => Ty::Mistake,
            _has_one => self.infer.fresh(Class::Any),
        };
        self.intrinsic(row, ty, Vec::new(), args, span)
    }

    /// An intrinsic whose `T` is `ty`; `typed` are arguments that have their types already.
    pub(super) fn intrinsic(
        &mut self,
        row: &'static Row,
        ty: Ty,
        mut typed: Vec<Expr>,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        let missing = &row.params[typed.len()..];
        if args.len() != missing.len() {
            self.type_all(args);
            return self.wrong_count(row.rust[0].name(), missing.len(), span);
        }
        for (arg, kind) in args.iter().zip(missing) {
            let arg = match kind {
                Kind::Shared => self.place_argument(arg, false, ty),
                Kind::Mutable => self.place_argument(arg, true, ty),
                Kind::Scope => self.named_argument(arg, "Scope", &SCOPES),
                Kind::Order => self.named_argument(arg, "Ordering", &ORDERS),
                Kind::LoadOrder => self.named_argument(arg, "Ordering", &ORDERS[..2]),
                Kind::StoreOrder => {
                    self.named_argument(arg, "Ordering", &["Relaxed", "", "Release"])
                }
                Kind::Unit
                | Kind::Bool
                | Kind::I32
                | Kind::U32
                | Kind::I64
                | Kind::U64
                | Kind::Usize
                | Kind::F32
                | Kind::F64
                | Kind::T
                | Kind::Bits
                | Kind::Sign => {
                    let value = self.value(arg);
                    let wanted = self.kind(*kind, ty);
                    self.coerce(value.ty, wanted, arg.span);
                    value
                }
            };
            typed.push(arg);
        }
        if row.class != intrinsic::Class::None {
            self.wanted.push(Wanted { row, ty, span });
        }
        if let (Op::Ldg, [place]) = (row.op, &typed[..]) {
            if let Some(read) = self.read_plainly(place) {
                return read;
            }
        }
        Expr {
            kind: ExprKind::Intrinsic(row.op, typed),
            ty: self.kind(row.result, ty),
            span,
        }
    }

    /// What an intrinsic and its partner give for the same operands, which are computed once.
    pub(super) fn pair(
        &mut self,
        row: &'static Row,
        ty: Ty,
        typed: Vec<Expr>,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        let first = self.intrinsic(row, ty, typed, args, span);
        let ExprKind::Intrinsic(op, operands) = first.kind else {
            return first;
        };
        let (mut statements, mut kept) = (Vec::new(), Vec::new());
        for operand in operands {
            let (more, operand) = self.kept(operand);
            statements.extend(more);
            kept.push(operand);
        }
        let partner = intrinsic::partner(op).expect("what gives a pair has a partner");
        let parts = [op, partner].map(|op| Expr {
            kind: ExprKind::Intrinsic(op, kept.clone()),
            ty: first.ty,
            span,
        });
        let both = Expr {
            kind: ExprKind::Tuple(parts.to_vec()),
            ty: self.infer.compound(Head::Tuple, vec![first.ty; 2]),
            span,
        };
        block(statements, both)
    }

    /// A variant of `Scope` or `Ordering`, as its number.
    fn named_argument(&mut self, arg: &ast::Expr, ty: &str, names: &[&str]) -> Expr {
        let variant = match &arg.kind {
            ast::ExprKind::Path(path) => match self.cx.resolve(self.module, path, Space::Value) {
                Meaning::Foreign(paths) => paths.into_iter().find_map(|mut path| {
                    let last = path.pop()?;
                    (path.last()? == ty).then_some(last)
                }),
                _no_foreign_name => None,
            },
            _no_name => None,
        };
        let found = variant
            .as_ref()
            .and_then(|variant| names.iter().position(|name| name == variant));
        let Some(found) = found else {
            let message = match variant {
                Some(variant) => format!("`{ty}::{variant}` does not fit this operation"),
                None => format!("the `{ty}` must be named here, since each is code of its own"),
            };
            let names: Vec<String> = names
                .iter()
                .filter(|name| !name.is_empty())
                .map(|name| format!("`{ty}::{name}`"))
                .collect();
            let help = format!("write {}", names.join(" or "));
            return self.refuse(Diagnostic::new(arg.span, message).help(help));
        };
        Expr {
            kind: ExprKind::Constant(Value::Scalar(Literal::Int(found as i128), Scalar::I32)),
            ty: Ty::scalar(Scalar::I32),
            span: arg.span,
        }
    }

    /// The type that a kind is where `T` is `ty`.
    pub(super) fn kind(&self, kind: Kind, ty: Ty) -> Ty {
        match kind {
            Kind::Unit => Ty::UNIT,
            Kind::Bool => Ty::BOOL,
            Kind::I32 => Ty::scalar(Scalar::I32),
            Kind::U32 => Ty::scalar(Scalar::U32),
            Kind::I64 => Ty::scalar(Scalar::I64),
            Kind::U64 => Ty::scalar(Scalar::U64),
            Kind::Usize => Ty::scalar(Scalar::Usize),
            Kind::F32 => Ty::scalar(Scalar::F32),
            Kind::F64 => Ty::scalar(Scalar::F64),
            Kind::T | Kind::Shared | Kind::Mutable => ty,
            Kind::Scope | Kind::Order | Kind::LoadOrder | Kind::StoreOrder => {
                Ty::scalar(Scalar::I32)
            }
            Kind::Bits => self
                .infer
                .as_scalar(ty)
                .and_then(bits)
                .map_or(Ty::Mistake, Ty::scalar),
            Kind::Sign => self
                .infer
                .as_scalar(ty)
                .and_then(sign)
                .map_or(Ty::Mistake, Ty::scalar),
        }
    }

    /// `&place` or `&mut place` of a `T`, or a parameter that is such a reference.
    fn place_argument(&mut self, arg: &ast::Expr, mutable: bool, ty: Ty) -> Expr {
        let place = match &arg.kind {
            ast::ExprKind::Borrow {
                mutable: given,
                place,
            } => {
                if mutable && !*given {
                    return self.refuse(Diagnostic::new(arg.span, "this wants a `&mut`").soft());
                }
                self.value(place)
            }
            _other => {
                let typed = self.expr(arg, None);
                match self.infer.shape(typed.ty) {
                    Shape::Ref { .. } => self.followed(typed),
                    Shape::Mistake => return typed,
                    _no_reference => {
                        return self
                            .refuse(Diagnostic::new(arg.span, "this wants a reference").soft())
                    }
                }
            }
        };
        self.coerce(place.ty, ty, arg.span);
        if !self.is_in_memory(&place) {
            return self.refuse(
                Diagnostic::new(arg.span, "this works on memory that threads share")
                    .help("take an element of a slice, or what a `&mut` parameter points to"),
            );
        }
        if mutable && !self.is_writable(&place) {
            return self
                .refuse(Diagnostic::new(arg.span, "this is behind a shared reference").soft());
        }
        Expr {
            ty: self.infer.reference(place.ty, mutable),
            kind: ExprKind::Borrow(Box::new(place)),
            span: arg.span,
        }
    }

    /// What `ldg` of a place is where somebody may write it while the kernel runs: the read itself, as the read-only cache
    /// does not see writes. Only of a grid kernel's own `&[T]` is it known that nobody does; a device function's may be a
    /// part of anything. What may be written right here is refused.
    fn read_plainly(&mut self, argument: &Expr) -> Option<Expr> {
        let ExprKind::Borrow(place) = &argument.kind else {
            return None;
        };
        if self.is_writable(place) {
            let refusal = Diagnostic::new(
                argument.span,
                "`ldg` reads what nobody writes while the kernel runs, but this may be written",
            )
            .help("read it without `ldg`, or take it by a `&[T]` parameter of the kernel");
            return Some(self.refuse(refusal));
        }
        (!self.is_input(place)).then(|| Expr::clone(place))
    }

    /// Whether a place is in a `&[T]` that a grid kernel was launched with: such a parameter always means the same memory.
    fn is_input(&self, place: &Expr) -> bool {
        match &place.kind {
            ExprKind::Field(base, _) => self.is_input(base),
            ExprKind::Element(base, _) => match &base.kind {
                ExprKind::Variable(VariableId(number)) => {
                    self.role == Role::Grid && *number < self.parameters
                }
                _other => self.is_array(base.ty) && self.is_input(base),
            },
            _other => false,
        }
    }

    /// Whether a place is behind a slice or reference.
    fn is_in_memory(&self, place: &Expr) -> bool {
        match &place.kind {
            ExprKind::Field(base, _) => self.is_in_memory(base),
            ExprKind::Element(base, _) => !self.is_array(base.ty) || self.is_in_memory(base),
            ExprKind::Deref(_) => true,
            _private => false,
        }
    }

    /// Checks what intrinsics asked of types, now that all are known.
    pub(super) fn check_wanted(&mut self) {
        for Wanted { row, ty, span } in std::mem::take(&mut self.wanted) {
            let fits = match self.infer.resolve(ty) {
                Ty::Known(Type::Scalar(scalar)) => scalar.is_in(row.class),
                Ty::Known(_) | Ty::Const(_) | Ty::Compound(_) | Ty::Var(_) => false,
                Ty::Never | Ty::Mistake => true,
            };
            if !fits {
                let ty = self.describe(ty);
                self.mistakes.push(
                    Diagnostic::new(
                        span,
                        format!("`{}` does not work on `{ty}`", row.rust[0].name()),
                    )
                    .soft(),
                );
            }
        }
    }
}

/// The unsigned integer as wide as a number.
fn bits(scalar: Scalar) -> Option<Scalar> {
    Some(match scalar {
        Scalar::I8 | Scalar::U8 | Scalar::F8E4M3 | Scalar::F8E5M2 => Scalar::U8,
        Scalar::I16 | Scalar::U16 | Scalar::F16 | Scalar::Bf16 => Scalar::U16,
        Scalar::I32 | Scalar::U32 | Scalar::F32 => Scalar::U32,
        Scalar::I64 | Scalar::U64 | Scalar::F64 => Scalar::U64,
        Scalar::Isize | Scalar::Usize => Scalar::Usize,
        Scalar::Bool => return None,
    })
}

/// The signed integer as wide as another.
fn sign(scalar: Scalar) -> Option<Scalar> {
    Some(match scalar {
        Scalar::I8 | Scalar::U8 => Scalar::I8,
        Scalar::I16 | Scalar::U16 => Scalar::I16,
        Scalar::I32 | Scalar::U32 => Scalar::I32,
        Scalar::I64 | Scalar::U64 => Scalar::I64,
        Scalar::Isize | Scalar::Usize => Scalar::Isize,
        Scalar::Bool
        | Scalar::F32
        | Scalar::F64
        | Scalar::F16
        | Scalar::Bf16
        | Scalar::F8E4M3
        | Scalar::F8E5M2 => return None,
    })
}

/// Finds a row by a name that is not static.
pub(super) fn find(spelling: fn(&'static str) -> Spelling, name: &str) -> Option<&'static Row> {
    intrinsic::rows().find(|row| is_spelled(row, spelling, name))
}

/// Finds a row of a number type.
pub(super) fn find_for(
    spelling: fn(&'static str) -> Spelling,
    name: &str,
    scalar: Scalar,
) -> Option<&'static Row> {
    intrinsic::rows().find(|row| scalar.is_in(row.class) && is_spelled(row, spelling, name))
}

fn is_spelled(row: &Row, spelling: fn(&'static str) -> Spelling, name: &str) -> bool {
    row.rust
        .iter()
        .any(|known| known.name() == name && *known == spelling(known.name()))
}

/// Whether a primitive type has a function of that name by itself.
pub(super) fn is_own(name: &str, scalar: Scalar) -> bool {
    [
        Spelling::Associated,
        Spelling::Method,
        Spelling::Checked,
        Spelling::Overflowing,
        Spelling::Pair,
    ]
    .into_iter()
    .any(|spelling| find_for(spelling, name, scalar).is_some())
}
