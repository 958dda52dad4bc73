//! Ring kernels: the user's function answers a message inside the loop of `device/ring.cuh` or `device/batch.cuh`.

use super::stmt::Form;
use super::{device, types, value, Context, Output};
use crate::ir::{Element, Handle, Kernel, Local, RingSpec, Type};
use crate::schedule::Per;

/// Threads of a warp.
const WARP: u32 = 32;

/// Writes a `#[ring_kernel]`.
pub(super) fn write(cx: &Context, kernel: &Kernel, spec: &RingSpec, per: Per, out: &mut Output) {
    let function = &kernel.function;
    let handler = &cx.globals.inner;
    let form = cx.kernel_form();
    device::write_definition(cx, function, form, handler, out);

    let target = |handle: Handle<Local>| match function.locals[handle].ty {
        Type::Ref { target, .. } => target,
        Type::Unit
        | Type::Scalar(_)
        | Type::Struct(_)
        | Type::Enum(_)
        | Type::Array(_)
        | Type::Slice { .. }
        | Type::GridPos
        | Type::RingContext => unreachable!("messages and states are references"),
    };
    let text = |element: Element| types::ty(&cx.globals, element.into());
    let sent = target(spec.message);
    let may_be_no_value = value::has_gaps(cx.module, sent.into());
    if may_be_no_value {
        value::write(cx, sent, per, function.location, out);
    }
    let message = text(sent);
    let reply = match function.output {
        Type::Unit => "rk_unit".to_owned(),
        output => types::ty(&cx.globals, output),
    };
    let state = spec
        .state
        .map_or_else(|| "rk_unit".to_owned(), |state| text(target(state)));
    let mut args = Vec::new();
    if form == Form::Fallible {
        args.push("rk".to_owned());
    }
    for parameter in &function.params {
        if Some(*parameter) == spec.state {
            args.push("rk_state".to_owned());
        } else if *parameter == spec.message {
            args.push("rk_message".to_owned());
        }
    }
    if form == Form::Fallible && function.output != Type::Unit {
        args.push("&rk_reply".to_owned());
    }
    let call = format!("{handler}({})", args.join(", "));
    // Where a thread handles, its warp reads and writes.
    let threads = match per {
        Per::Lane => spec.block_size.max(WARP),
        Per::Thread | Per::Warp => spec.block_size.next_multiple_of(WARP),
        Per::Block => spec.block_size,
    };
    let both = if spec.hlc {
        format!("rk_timed<{message}>, rk_timed<{reply}>")
    } else {
        format!("{message}, {reply}")
    };
    // Only where there is a state that might lie beside them.
    let own = match (spec.state, cx.shared.bytes()) {
        (Some(_), Some(bytes)) => format!(", {bytes}"),
        (Some(_), None) | (None, _) => String::new(),
    };
    let run = match per {
        Per::Lane => format!("rk_actor_run<{both}, {state}, RK_PER_LANE{own}>"),
        Per::Thread => format!("rk_batch_run<{both}, RK_PER_THREAD, {threads}>"),
        Per::Warp => format!("rk_batch_run<{both}, RK_PER_WARP, {threads}>"),
        Per::Block => format!("rk_actor_run<{both}, {state}, RK_PER_BLOCK{own}>"),
    };

    out.parameters = 1;
    let w = &mut out.w;
    w.at(function.location);
    w.line(&format!(
        "extern \"C\" __global__ void __launch_bounds__({}) {}(const rk_actor rk_actor)",
        threads, cx.globals.entry
    ));
    w.line("{");
    w.indent();
    let prologue = cx.shared.prologue(&cx.globals);
    w.line(&format!(
        "{run}(rk_actor, [&](const rk_env& rk, {state}& rk_state, const {message}& rk_message, {reply}& rk_reply) {{"
    ));
    w.indent();
    if may_be_no_value {
        w.line(&format!(
            "if (!{}(rk, rk_message)) return false;",
            value::NAME
        ));
    }
    for line in &prologue {
        w.line(line);
    }
    match (form, function.output) {
        (Form::Fallible, _) => w.line(&format!("return {call};")),
        (Form::Sure | Form::Kernel, output) => {
            let target = if output == Type::Unit {
                ""
            } else {
                "rk_reply = "
            };
            w.line(&format!("{target}{call};"));
            w.line("return true;");
        }
    }
    w.outdent();
    w.line("});");
    w.outdent();
    w.line("}");
}
