//! The hand-written device library: which of its files a text needs, and device functions of the user's.

use super::stmt::{Body, Form};
use super::{types, Context, Output};
use crate::ir::{Function, Handle, Type};

/// A file of `device/`, in the order in which they build on each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum File {
    Abi,
    Math,
    Narrow,
    Integer,
    Float,
    Memory,
    Fault,
    Warp,
    Group,
    Block,
    Together,
    Log,
    Grid,
    Shared,
    Stencil,
    Rows,
    Control,
    Record,
    Time,
    Hlc,
    Watch,
    Pace,
    State,
    Ring,
    Batch,
}

impl File {
    /// Its text.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Abi => include_str!("../../../device/abi.h"),
            Self::Math => include_str!("../../../device/math.cuh"),
            Self::Narrow => include_str!("../../../device/narrow.cuh"),
            Self::Integer => include_str!("../../../device/integer.cuh"),
            Self::Float => include_str!("../../../device/float.cuh"),
            Self::Memory => include_str!("../../../device/memory.cuh"),
            Self::Fault => include_str!("../../../device/fault.cuh"),
            Self::Warp => include_str!("../../../device/warp.cuh"),
            Self::Group => include_str!("../../../device/group.cuh"),
            Self::Block => include_str!("../../../device/block.cuh"),
            Self::Together => include_str!("../../../device/together.cuh"),
            Self::Log => include_str!("../../../device/log.cuh"),
            Self::Grid => include_str!("../../../device/grid.cuh"),
            Self::Shared => include_str!("../../../device/shared.cuh"),
            Self::Stencil => include_str!("../../../device/stencil.cuh"),
            Self::Rows => include_str!("../../../device/rows.cuh"),
            Self::Control => include_str!("../../../device/control.cuh"),
            Self::Record => include_str!("../../../device/record.cuh"),
            Self::Time => include_str!("../../../device/time.cuh"),
            Self::Hlc => include_str!("../../../device/hlc.cuh"),
            Self::Watch => include_str!("../../../device/watch.cuh"),
            Self::Pace => include_str!("../../../device/pace.cuh"),
            Self::State => include_str!("../../../device/state.cuh"),
            Self::Ring => include_str!("../../../device/ring.cuh"),
            Self::Batch => include_str!("../../../device/batch.cuh"),
        }
    }
}

/// Writes a device function.
pub(super) fn write_function(cx: &Context, handle: Handle<Function>, out: &mut Output) {
    let function = &cx.module.functions[handle];
    let name = &cx.globals.functions[handle.index()];
    write_definition(cx, function, cx.form(handle), name, out);
}

/// Writes a function that other device code calls.
pub(super) fn write_definition(
    cx: &Context,
    function: &Function,
    form: Form,
    name: &str,
    out: &mut Output,
) {
    out.w.at(function.location);
    let body = Body::new(cx, function, form, out);
    let mut parameters = body.parameters();
    let mut result = types::ty(&cx.globals, function.output);
    if form == Form::Fallible {
        parameters.insert(0, "const rk_env rk".to_owned());
        if function.output != Type::Unit {
            parameters.push(format!("{result}* const rk_out"));
        }
        "bool".clone_into(&mut result);
    }
    let parameters = parameters.join(", ");
    body.write(&format!("__device__ inline {result} {name}({parameters})"));
}
