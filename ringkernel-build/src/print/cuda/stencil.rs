//! Stencils: the user's function computes one cell, in a form for the inside of the grid and one for its edge.

use super::rows;
use super::stmt::{Body, Form};
use super::{types, Context, Output};
use crate::ir::{Handle, Kernel, Local, Type};
use crate::schedule::{Rows, THREADS};

/// What the plan says of a stencil.
pub(super) struct Shape {
    pub(super) dimensions: u32,
    /// How far the body looks along x, y, z.
    pub(super) halo: [u32; 3],
    pub(super) rows: Option<Rows>,
}

/// A parameter of the user's function.
pub(super) struct Parameter {
    /// Its C name.
    pub(super) name: String,
    /// The C type of a field's cells; none for what is no field.
    pub(super) cell: Option<String>,
    /// Its declaration for a launch; none for the position, which a thread finds itself.
    declaration: Option<String>,
}

impl Parameter {
    /// Whether it is the position.
    pub(super) fn is_position(&self) -> bool {
        self.declaration.is_none()
    }
}

/// A stencil whose cell's function is written.
pub(super) struct Stencil<'a> {
    /// The cell's function.
    pub(super) cell: &'a str,
    pub(super) shape: &'a Shape,
    pub(super) parameters: Vec<Parameter>,
}

/// Writes a `#[stencil]`.
pub(super) fn write(cx: &Context, kernel: &Kernel, shape: &Shape, out: &mut Output) {
    let stencil = Stencil {
        cell: &cx.globals.inner,
        shape,
        parameters: write_cell(cx, kernel, shape, out),
    };
    out.parameters = stencil.head(&cx.globals.entry, None, kernel, out);
    let w = &mut out.w;
    w.line("{");
    w.indent();
    if cx.of_kernel.may_fault {
        // Steps are launched ahead; those after a fault must leave the fields as they are.
        w.line("if (rk_has_fault(rk)) return;");
    }
    w.line("rk_position rk_pos;");
    w.line("if (!rk_locate(rk_grid, rk_pos)) return;");
    stencil.write_one(out);
    out.w.outdent();
    out.w.line("}");
    if let (Some(form), Some(entry)) = (shape.rows, &cx.globals.rows) {
        out.w.line("");
        stencil.head(entry, Some(form), kernel, out);
        rows::write(&stencil, form, kernel, out);
    }
}

/// Writes the user's function; says its parameters.
fn write_cell(cx: &Context, kernel: &Kernel, shape: &Shape, out: &mut Output) -> Vec<Parameter> {
    let function = &kernel.function;
    out.w.at(function.location);
    let body = Body::new(cx, function, Form::Kernel, out);
    let declarations = body.parameters();
    let mut templates = vec!["bool rk_edge".to_owned()];
    let mut of_cell = Vec::new();
    let mut parameters = Vec::new();
    for (handle, declaration) in function.params.iter().zip(declarations) {
        let local: &Local = &function.locals[*handle];
        let name = body.name(*handle).to_owned();
        let cell = cell_type(cx, *handle, kernel);
        of_cell.push(match (shape.rows, &cell) {
            // A slice, or what a cell sees through a window.
            (Some(_), Some(_)) => {
                let field = format!("rk_field{}", parameters.len());
                templates.push(format!("class {field}"));
                format!("const {field} {name}")
            }
            (None | Some(_), _) => declaration.clone(),
        });
        let declaration = (local.ty != Type::GridPos).then_some(declaration);
        parameters.push(Parameter {
            name,
            cell,
            declaration,
        });
    }
    body.write(&format!(
        "template <{}>\n__device__ inline void {}(const rk_env rk, {})",
        templates.join(", "),
        cx.globals.inner,
        of_cell.join(", ")
    ));
    parameters
}

/// The C type of a field's cells.
fn cell_type(cx: &Context, parameter: Handle<Local>, kernel: &Kernel) -> Option<String> {
    let element = kernel.function.locals[parameter].ty.slice_element()?;
    Some(types::ty(&cx.globals, element.into()))
}

impl Stencil<'_> {
    /// Writes a kernel's head; says how many parameters it has.
    fn head(&self, entry: &str, rows: Option<Rows>, kernel: &Kernel, out: &mut Output) -> usize {
        let bounds = rows.map_or(String::new(), |rows| {
            format!("__launch_bounds__({THREADS}, {}) ", rows.resident)
        });
        let mut parameters = vec!["const rk_env rk", "const rk_stencil_grid rk_grid"];
        parameters.extend(
            (self.parameters.iter()).filter_map(|parameter| parameter.declaration.as_deref()),
        );
        out.w.at(kernel.function.location);
        out.w.line(&format!(
            "extern \"C\" __global__ void {bounds}{entry}({})",
            parameters.join(", ")
        ));
        parameters.len()
    }

    /// Writes how one cell is computed that may lie at the edge.
    pub(super) fn write_one(&self, out: &mut Output) {
        let [x, y, z] = self.shape.halo;
        let names: Vec<_> = (self.parameters.iter())
            .map(|parameter| parameter.name.as_str())
            .collect();
        let (cell, names) = (self.cell, names.join(", "));
        let w = &mut out.w;
        w.line(&format!("if (rk_interior(rk_pos, {x}, {y}, {z})) {{"));
        w.indent();
        w.line(&format!("{cell}<false>(rk, {names});"));
        w.outdent();
        w.line("} else if (rk_grid.boundary != RK_BOUNDARY_SKIP) {");
        w.indent();
        w.line(&format!("{cell}<true>(rk, {names});"));
        w.outdent();
        w.line("}");
    }
}
