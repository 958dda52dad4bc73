//! Stencils: the user's function computes one cell, in a form for the inside of the grid and one for its edge.

use super::stmt::{Body, Form};
use super::{Context, Output};
use crate::ir::{Handle, Kernel, Local, Type};

/// Writes a `#[stencil]` that looks as far as `halo`.
pub(super) fn write(cx: &Context, kernel: &Kernel, halo: [u32; 3], out: &mut Output) {
    let function = &kernel.function;
    let cell = &cx.globals.inner;
    out.w.at(function.location);
    let body = Body::new(cx, function, Form::Kernel, out);
    let of_cell = body.parameters();
    let is_position = |handle: &Handle<Local>| function.locals[*handle].ty == Type::GridPos;
    let names: Vec<_> = function
        .params
        .iter()
        .map(|handle| body.name(*handle).to_owned())
        .collect();
    let of_kernel: Vec<_> = function
        .params
        .iter()
        .zip(&of_cell)
        .filter(|(handle, _)| !is_position(handle))
        .map(|(_, text)| text.clone())
        .collect();
    body.write(&format!(
        "template <bool rk_edge>\n__device__ inline void {cell}(const rk_env rk, {})",
        of_cell.join(", ")
    ));

    let mut parameters = vec![
        "const rk_env rk".to_owned(),
        "const rk_stencil_grid rk_grid".to_owned(),
    ];
    parameters.extend(of_kernel);
    out.parameters = parameters.len();
    let [x, y, z] = halo;
    let names = names.join(", ");
    let w = &mut out.w;
    w.at(function.location);
    w.line(&format!(
        "extern \"C\" __global__ void {}({})",
        cx.globals.entry,
        parameters.join(", ")
    ));
    w.line("{");
    w.indent();
    if cx.of_kernel.may_fault {
        // Steps are launched ahead; those after a fault must leave the fields as they are.
        w.line("if (rk_has_fault(rk)) return;");
    }
    w.line("rk_position rk_pos;");
    w.line("if (!rk_locate(rk_grid, rk_pos)) return;");
    w.line(&format!("if (rk_interior(rk_pos, {x}, {y}, {z})) {{"));
    w.indent();
    w.line(&format!("{cell}<false>(rk, {names});"));
    w.outdent();
    w.line("} else if (rk_grid.boundary != RK_BOUNDARY_SKIP) {");
    w.indent();
    w.line(&format!("{cell}<true>(rk, {names});"));
    w.outdent();
    w.line("}");
    w.outdent();
    w.line("}");
}
