//! Grid kernels: the user's function is the kernel.

use super::stmt::{Body, Form};
use super::{Context, Output};
use crate::check::Ending;
use crate::ir::Kernel;

/// Writes a `#[kernel]`.
pub(super) fn write(cx: &Context, kernel: &Kernel, out: &mut Output) {
    out.w.at(kernel.function.location);
    let body = Body::new(cx, &kernel.function, Form::Kernel, out);
    let mut parameters = vec!["const rk_env rk".to_owned()];
    parameters.extend(body.parameters());
    parameters.extend(cx.shared.parameters());
    body.out.parameters = parameters.len();
    let (entry, parameters) = (&cx.globals.entry, parameters.join(", "));
    let head = format!("extern \"C\" __global__ void {entry}({parameters})");
    let mut lines = cx.shared.prologue(&cx.globals);
    if cx.ending() == Ending::OfBlock {
        // A barrier comes between, that of the shared arrays or one more.
        let barrier = lines.pop();
        lines.push("rk_begin_block();".to_owned());
        lines.push(barrier.unwrap_or_else(|| "__syncthreads();".to_owned()));
    }
    body.write_after(&head, &lines);
}
