//! Signatures: each kind of function takes and returns what its launcher can give and take.

use quote::ToTokens;

use super::ast::{Function, Granularity, Param, Path, RingOptions, StencilOptions, Ty, TyKind};
use super::parse::Attribute;
use crate::diagnostic::{Diagnostic, Errors};
use crate::name;

/// The type of a stencil's position parameter.
const GRID_POS: &str = "GridPos";
/// The type behind the first parameter of a ring kernel.
const RING_CONTEXT: &str = "RingContext";

/// What a parameter is for, by its type.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// `GridPos`.
    Position,
    /// `&RingContext`.
    Context,
    /// `&[T]` or `&mut [T]`.
    Slice,
    /// `&T`.
    Shared,
    /// `&mut T`.
    Exclusive,
    /// A number or struct.
    Value,
    /// Nothing a function could take.
    Misfit,
}

impl Role {
    pub(super) fn of(ty: &Ty) -> Self {
        match &ty.kind {
            TyKind::Path(path) if is_named(path, GRID_POS) => Self::Position,
            TyKind::Path(path) if is_named(path, RING_CONTEXT) => Self::Misfit,
            TyKind::Path(_) | TyKind::Array(..) | TyKind::Tuple(_) | TyKind::Option(_) => {
                Self::Value
            }
            TyKind::Unit => Self::Misfit,
            TyKind::Slice { element, .. } => match Self::of(element) {
                Self::Value => Self::Slice,
                Self::Position
                | Self::Context
                | Self::Slice
                | Self::Shared
                | Self::Exclusive
                | Self::Misfit => Self::Misfit,
            },
            TyKind::Ref { target, mutable } => match (&target.kind, *mutable) {
                (TyKind::Path(path), false) if is_named(path, RING_CONTEXT) => Self::Context,
                (TyKind::Path(path), _)
                    if is_named(path, RING_CONTEXT) || is_named(path, GRID_POS) =>
                {
                    Self::Misfit
                }
                (_, false) => Self::Shared,
                (_, true) => Self::Exclusive,
            },
        }
    }
}

fn is_named(path: &Path, name: &str) -> bool {
    path.segments.last().is_some_and(|last| last.name == name)
}

/// A function's parameters and result, each beside what was written.
struct Signature<'a> {
    function: &'a Function,
    written: &'a syn::ItemFn,
}

impl<'a> Signature<'a> {
    fn params(&self) -> impl Iterator<Item = (&'a Param, &'a syn::FnArg)> {
        self.function.params.iter().zip(&self.written.sig.inputs)
    }
}

pub(super) fn check_function(
    errors: &mut Errors,
    attribute: Attribute,
    function: &Function,
    written: &syn::ItemFn,
) {
    let signature = Signature { function, written };
    if let (Some(receiver), true) = (written.sig.receiver(), attribute != Attribute::Device) {
        errors.push(
            Diagnostic::spanning(
                receiver,
                "a kernel is called on no value: only the host starts it",
            )
            .help("make it a free function, and the value a parameter; a method can be a `#[device] fn`"),
        );
        return;
    }
    for (param, argument) in signature.params() {
        check_binding(errors, param, argument);
    }
    match attribute {
        Attribute::Kernel => check_grid(errors, &signature),
        Attribute::Stencil => check_stencil(errors, &signature),
        Attribute::RingKernel => check_ring(errors, &signature),
        Attribute::Device => check_device(errors, &signature),
    }
}

fn check_binding(errors: &mut Errors, param: &Param, argument: &syn::FnArg) {
    if param.mutable && Role::of(&param.ty) != Role::Value {
        errors.push(
            Diagnostic::spanning(
                argument,
                format!(
                    "`{}` cannot be made to refer to something else",
                    param.name.name
                ),
            )
            .help("remove `mut` before the name; `&mut` alone lets you write through it"),
        );
    }
}

/// Parameters that become members of the handle.
fn check_member(errors: &mut Errors, param: &Param, argument: &syn::FnArg) {
    let name = param.name.name.as_str();
    if param.pattern.is_some() {
        errors.push(
            Diagnostic::spanning(
                pattern_of(argument),
                "a parameter of a kernel is one name, which its launch uses too",
            )
            .help("name it, and take it apart by a `let` in the body"),
        );
    } else if name == "_" {
        errors.push(
            Diagnostic::new(param.name.span, "every parameter of a kernel needs a name")
                .help("write `_unused`"),
        );
    } else if name::RESERVED.contains(&name) {
        errors.push(
            Diagnostic::new(
                param.name.span,
                format!("`{name}` is a member of every kernel's handle"),
            )
            .help("choose another name for the parameter"),
        );
    }
}

fn check_no_output(errors: &mut Errors, signature: &Signature<'_>) {
    if signature.function.output.is_some() {
        errors.push(
            Diagnostic::spanning(
                &signature.written.sig.output,
                "a kernel has no caller to return a value to",
            )
            .help("write the value to a `&mut [T]` parameter"),
        );
    }
}

fn check_grid(errors: &mut Errors, signature: &Signature<'_>) {
    check_no_output(errors, signature);
    for (param, argument) in signature.params() {
        check_member(errors, param, argument);
        let help = match Role::of(&param.ty) {
            Role::Slice | Role::Value => continue,
            Role::Position => "make it a `#[stencil]`",
            Role::Context => "make it a `#[ring_kernel]`",
            Role::Shared => "take the value itself",
            Role::Exclusive => "take `&mut [T]`, with a buffer of one element",
            Role::Misfit => "take slices, numbers and structs",
        };
        errors.push(
            Diagnostic::spanning(
                type_of(argument),
                "a kernel's launch cannot give this argument",
            )
            .help(help),
        );
    }
}

fn check_stencil(errors: &mut Errors, signature: &Signature<'_>) {
    check_no_output(errors, signature);
    let mut positions = 0;
    let mut written_fields = 0;
    for (param, argument) in signature.params() {
        let help = match Role::of(&param.ty) {
            Role::Position => {
                positions += 1;
                if positions > 1 {
                    errors.push(
                        Diagnostic::spanning(argument, "a stencil has one position")
                            .help("remove this parameter"),
                    );
                }
                continue;
            }
            Role::Slice => {
                check_member(errors, param, argument);
                if let TyKind::Slice { mutable: true, .. } = param.ty.kind {
                    written_fields += 1;
                }
                continue;
            }
            Role::Value => {
                check_member(errors, param, argument);
                continue;
            }
            Role::Context => "make it a `#[ring_kernel]`",
            Role::Shared => "take the value itself",
            Role::Exclusive => "take `&mut [T]`, a field of the grid",
            Role::Misfit => "take fields (`&[T]`, `&mut [T]`), numbers, structs and one `GridPos`",
        };
        errors.push(
            Diagnostic::spanning(
                type_of(argument),
                "a stencil's launch cannot give this argument",
            )
            .help(help),
        );
    }
    if positions == 0 {
        errors.push(
            Diagnostic::new(
                signature.function.name.span,
                format!("stencil `{}` has no position", signature.function.name.name),
            )
            .help("add a parameter `pos: GridPos`"),
        );
    }
    if written_fields == 0 {
        errors.push(
            Diagnostic::new(
                signature.function.name.span,
                format!("stencil `{}` writes no field", signature.function.name.name),
            )
            .help("take the field it computes as `&mut [T]`"),
        );
    }
}

fn check_ring(errors: &mut Errors, signature: &Signature<'_>) {
    let shape = "a ring kernel is `fn(ctx: &RingContext, [state: &mut S,] msg: &M) [-> R]`";
    let params: Vec<_> = signature.params().collect();
    let roles: Vec<_> = params
        .iter()
        .map(|(param, _)| Role::of(&param.ty))
        .collect();
    match roles.as_slice() {
        [Role::Context, Role::Shared] | [Role::Context, Role::Exclusive, Role::Shared] => {}
        [Role::Context] | [Role::Context, Role::Exclusive] => errors.push(
            Diagnostic::new(
                signature.function.name.span,
                format!(
                    "ring kernel `{}` takes no message",
                    signature.function.name.name
                ),
            )
            .help("add a parameter `msg: &M`, with `M` a `#[derive(RingMessage)]` struct"),
        ),
        [Role::Context, rest @ ..] => {
            let (message, position) = match rest {
                [Role::Shared, Role::Exclusive] => {
                    ("the state stands before the message, not after it", 2)
                }
                [Role::Shared, ..] => ("nothing follows the message", 2),
                [Role::Exclusive, Role::Shared, ..] => ("nothing follows the message", 3),
                [Role::Exclusive, ..] => ("expected the message, `&M`, here", 2),
                _ => (
                    "expected the message, `&M`, or the state, `&mut S`, here",
                    1,
                ),
            };
            errors.push(Diagnostic::spanning(params[position].1, message).help(shape));
        }
        [_, ..] => errors.push(
            Diagnostic::spanning(params[0].1, "expected `ctx: &RingContext` here").help(shape),
        ),
        [] => errors.push(
            Diagnostic::new(
                signature.function.name.span,
                format!(
                    "ring kernel `{}` takes no message",
                    signature.function.name.name
                ),
            )
            .help(shape),
        ),
    }
    check_plain_output(errors, signature);
}

fn check_device(errors: &mut Errors, signature: &Signature<'_>) {
    for (param, argument) in signature.params() {
        let help = match Role::of(&param.ty) {
            Role::Slice | Role::Shared | Role::Exclusive | Role::Value => continue,
            Role::Position => {
                "pass the numbers it needs: `pos.x()`, `pos.idx()`, a neighbor's value"
            }
            Role::Context => "pass the numbers it needs, or call `sync_threads()`",
            Role::Misfit => "take slices, references, numbers and structs",
        };
        errors.push(
            Diagnostic::spanning(type_of(argument), "a device function cannot take this")
                .help(help),
        );
    }
    check_plain_output(errors, signature);
}

fn check_plain_output(errors: &mut Errors, signature: &Signature<'_>) {
    let Some(output) = &signature.function.output else {
        return;
    };
    if Role::of(output) != Role::Value {
        errors.push(
            Diagnostic::spanning(
                type_of_output(&signature.written.sig.output),
                "device code returns numbers and structs only",
            )
            .help("return the value itself, or write it through a `&mut` parameter"),
        );
    }
}

fn pattern_of(argument: &syn::FnArg) -> &dyn ToTokens {
    match argument {
        syn::FnArg::Typed(typed) => &typed.pat,
        syn::FnArg::Receiver(receiver) => receiver,
    }
}

fn type_of(argument: &syn::FnArg) -> &dyn ToTokens {
    match argument {
        syn::FnArg::Typed(typed) => &typed.ty,
        syn::FnArg::Receiver(receiver) => receiver,
    }
}

fn type_of_output(output: &syn::ReturnType) -> &dyn ToTokens {
    match output {
        syn::ReturnType::Type(_, ty) => ty,
        syn::ReturnType::Default => output,
    }
}

/// Who answers messages of their own has no state in common with those who answer others.
pub(super) fn check_granularity(errors: &mut Errors, options: &RingOptions, function: &Function) {
    let Some(per) = &options.per else {
        return;
    };
    let is_state = |param: &&Param| Role::of(&param.ty) == Role::Exclusive;
    let Some(state) = function.params.iter().find(is_state) else {
        return;
    };
    let many = match per.value {
        Granularity::Thread => "threads",
        Granularity::Warp => "warps",
        Granularity::Block => return,
    };
    errors.push(
        Diagnostic::new(
            per.span,
            format!(
                "{many} of the block would answer messages at the same time, but each changes `{}`",
                state.name.name
            ),
        )
        .help(
            "leave `per` out, so that messages are applied one after another, or write `per = block` \
             and let one thread write the state",
        ),
    );
}

/// `swap(a, b)` names two fields, each once. That they hold the same is seen where types are known.
pub(super) fn check_swaps(errors: &mut Errors, options: &StencilOptions, function: &Function) {
    let mut seen: Vec<&str> = Vec::new();
    for (first, second) in &options.swap {
        for field in [first, second] {
            let is_field = function.params.iter().any(|param| {
                param.name.name == field.name && matches!(param.ty.kind, TyKind::Slice { .. })
            });
            if !is_field {
                errors.push(
                    Diagnostic::new(field.span, format!("`{}` is not a field", field.name))
                        .help("name parameters of type `&[T]` or `&mut [T]`"),
                );
            } else if seen.contains(&field.name.as_str()) {
                errors.push(
                    Diagnostic::new(
                        field.span,
                        format!("field `{}` is swapped twice", field.name),
                    )
                    .help("name each field once"),
                );
            }
            seen.push(&field.name);
        }
    }
}
