//! The form of a stencil that computes several cells a thread: it fills windows, calls the cell's function on what each
//! cell sees through them, and stores what was written.

use super::stencil::Stencil;
use super::Output;
use crate::ir::Kernel;
use crate::schedule::{self, Access, Rows, Seen};

/// A field that patches see through a window.
struct Window<'a> {
    /// The field's C name.
    field: &'a str,
    /// The C name of the window.
    name: String,
    /// The C type of a cell.
    cell: &'a str,
    access: &'a Access,
    /// It is of space.
    is_deep: bool,
    /// What a patch needs of the field.
    seen: Seen,
}

/// Where a patch lies.
#[derive(Clone, Copy)]
enum Place {
    /// All rows and planes that it sees are in the grid.
    Inside,
    /// Some of them may not be.
    Edge,
}

impl Window<'_> {
    /// Its type: the bounds of what it holds, whole loads along x.
    fn ty(&self, rows: Rows) -> String {
        let own = [[0; 3], [rows.wide as i32 - 1, rows.tall as i32 - 1, 0]];
        let own = self.access.written.then_some(own).into_iter().flatten();
        let cells: Vec<[i32; 3]> = self.seen.iter().copied().chain(own).collect();
        let wide = rows.wide as i32;
        let bounds = (0..3).map(|axis| {
            let along = || cells.iter().map(|cell| cell[axis]);
            let (first, last) = (along().min().unwrap_or(0), along().max().unwrap_or(0));
            let step = if axis == 0 { wide } else { 1 };
            let start = first.div_euclid(step) * step;
            let end = (last.div_euclid(step) + 1) * step;
            format!("{start}, {}", end - start)
        });
        let bounds: Vec<_> = bounds.collect();
        format!("rk_window<{}, {}>", self.cell, bounds.join(", "))
    }

    /// Whether the value comes from the plane before, once there is one.
    fn comes_along(&self, [x, y, z]: [i32; 3]) -> bool {
        self.seen.contains(&[x, y, z + 1])
    }

    /// The lines that fill the values that are `wanted`, each as that of `ahead` planes further: whole loads where more
    /// than one value of it is.
    fn fills(
        &self,
        rows: Rows,
        place: Place,
        ahead: i32,
        wanted: impl Fn([i32; 3]) -> bool,
    ) -> Vec<String> {
        let wide = rows.wide as i32;
        let mut wanted: Vec<[i32; 3]> = (self.seen.iter().copied())
            .filter(|at| wanted(*at))
            .collect();
        // Along x first, as memory lies.
        wanted.sort_unstable_by_key(|[x, y, z]| [*z, *y, *x]);
        let mut lines = Vec::new();
        for &[x, y, z] in &wanted {
            let offset = match (place, self.is_deep) {
                (Place::Inside, _) => format!("rk_offset(rk_pos, {y}, {z})"),
                (Place::Edge, false) => format!("rk_rows.at({y})"),
                (Place::Edge, true) => format!("rk_sum(rk_rows.at({y}), rk_layers.at({z}))"),
            };
            let (name, field, to) = (&self.name, self.field, z + ahead);
            let line = if (0..wide).contains(&x) {
                let together = wanted.iter().filter(|[other, row, behind]| {
                    [*row, *behind] == [y, z] && (0..wide).contains(other)
                });
                let (count, x) = match together.count() {
                    1 => (1, x),
                    _several => (wide, 0),
                };
                format!("rk_fill<{count}>({name}, {field}, rk_pos, {offset}, {x}, {y}, {to});")
            } else {
                format!(
                    "rk_fill_beside({name}, {field}, rk_pos, {offset}, rk_columns.at({x}), {x}, {y}, {to});"
                )
            };
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        lines
    }
}

/// Writes the body of the kernel.
pub(super) fn write(stencil: &Stencil<'_>, rows: Rows, kernel: &Kernel, out: &mut Output) {
    let accesses = schedule::accesses(&kernel.function);
    let windows: Vec<_> = stencil
        .parameters
        .iter()
        .zip(&accesses)
        .map(|(parameter, access)| {
            let cell = parameter.cell.as_deref()?;
            Some(Window {
                field: &parameter.name,
                name: format!("rk_of_{}", parameter.name),
                cell,
                access,
                is_deep: stencil.shape.dimensions == 3,
                seen: rows.seen(access),
            })
        })
        .collect();
    let Rows { wide, tall, .. } = rows;
    out.w.line("{");
    out.w.indent();
    out.w.line("rk_position rk_pos;");
    out.w.line(&format!(
        "if (!rk_locate_patch<{wide}, {tall}>(rk_grid, rk_pos)) return;"
    ));
    let body = Form {
        stencil,
        rows,
        windows,
    };
    if body.is_deep() {
        body.write_space(out);
    } else {
        body.write_plane(out);
    }
    out.w.outdent();
    out.w.line("}");
}

struct Form<'a> {
    stencil: &'a Stencil<'a>,
    rows: Rows,
    /// By parameters; none for what is no field.
    windows: Vec<Option<Window<'a>>>,
}

impl Form<'_> {
    fn windows(&self) -> impl Iterator<Item = &Window<'_>> {
        self.windows.iter().flatten()
    }

    /// What is seen along an axis: its first cell, and how many.
    fn span(&self, axis: usize) -> String {
        let along = || {
            self.windows()
                .flat_map(|window| &window.seen)
                .map(|at| at[axis])
        };
        let (first, last) = (along().min().unwrap_or(0), along().max().unwrap_or(0));
        format!("{first}, {}", last - first + 1)
    }

    fn is_deep(&self) -> bool {
        self.stencil.shape.dimensions == 3
    }

    /// Writes what is found once: where the columns beside the patch lie, and the windows.
    fn begin(&self, out: &mut Output) {
        let Rows { wide, tall, .. } = self.rows;
        let [x, y, z] = self.stencil.shape.halo;
        let columns = self.span(0);
        let w = &mut out.w;
        w.line(&format!(
            "const auto rk_columns = rk_see_columns<{columns}>(rk_pos);"
        ));
        w.line(&format!(
            "const u32 rk_taken = rk_columns_taken<{wide}>(rk_pos, {x});"
        ));
        w.line(&format!(
            "bool rk_inside = rk_is_inside<{tall}>(rk_pos, {y}, {z});"
        ));
        for window in self.windows() {
            w.line(&format!("{} {}{{}};", window.ty(self.rows), window.name));
        }
    }

    fn write_plane(&self, out: &mut Output) {
        self.begin(out);
        self.write_fills(0, |_, _| true, out);
        self.write_patch(out);
    }

    fn write_space(&self, out: &mut Output) {
        let tall = self.rows.tall;
        let [_, y, z] = self.stencil.shape.halo;
        let w = &mut out.w;
        w.line("const rk_planes rk_run = rk_planes_of_block(rk_pos);");
        w.line("if (rk_run.start == rk_run.end) return;");
        w.line("rk_set_plane(rk_pos, rk_run.start);");
        self.begin(out);
        self.write_fills(1, |window, at| window.comes_along(at), out);
        let w = &mut out.w;
        w.line("#pragma unroll 1");
        w.line("for (i32 rk_z = rk_run.start; rk_z < rk_run.end; ++rk_z) {");
        w.indent();
        w.line("rk_set_plane(rk_pos, rk_z);");
        w.line(&format!(
            "rk_inside = rk_is_inside<{tall}>(rk_pos, {y}, {z});"
        ));
        for window in self.windows() {
            if window.seen.iter().any(|at| window.comes_along(*at)) {
                out.w.line(&format!("rk_advance({});", window.name));
            }
        }
        self.write_fills(0, |window, at| !window.comes_along(at), out);
        self.write_patch(out);
        out.w.outdent();
        out.w.line("}");
    }

    /// Writes how windows are filled with the values that are wanted, as those of `ahead` planes further.
    fn write_fills(
        &self,
        ahead: i32,
        wanted: impl Fn(&Window<'_>, [i32; 3]) -> bool,
        out: &mut Output,
    ) {
        let lines = |place| {
            let fills = self
                .windows()
                .flat_map(|window| window.fills(self.rows, place, ahead, |at| wanted(window, at)));
            fills.collect::<Vec<_>>()
        };
        let [inside, edge] = [Place::Inside, Place::Edge].map(lines);
        if inside.is_empty() {
            return;
        }
        let [_, rows, layers] = [0, 1, 2].map(|axis| self.span(axis));
        let w = &mut out.w;
        w.line("if (rk_inside) {");
        w.indent();
        inside.iter().for_each(|line| w.line(line));
        w.outdent();
        w.line("} else {");
        w.indent();
        w.line(&format!(
            "const auto rk_rows = rk_see_rows<{rows}>(rk_pos);"
        ));
        if self.is_deep() {
            w.line(&format!(
                "const auto rk_layers = rk_see_planes<{layers}>(rk_pos);"
            ));
        }
        edge.iter().for_each(|line| w.line(line));
        w.outdent();
        w.line("}");
    }

    /// Writes how the cells of a patch are computed whose windows are full.
    fn write_patch(&self, out: &mut Output) {
        let Rows { wide, tall, .. } = self.rows;
        let parameters = &self.stencil.parameters;
        let arguments: Vec<_> = parameters
            .iter()
            .zip(&self.windows)
            .map(|(parameter, window)| match window {
                Some(window) => format!("rk_through({}, rk_x, rk_y)", window.name),
                None if parameter.is_position() => "rk_shifted(rk_pos, rk_x, rk_y)".to_owned(),
                None => parameter.name.clone(),
            })
            .collect();
        let w = &mut out.w;
        w.line("#pragma unroll");
        w.line(&format!("for (i32 rk_y = 0; rk_y < {tall}; ++rk_y) {{"));
        w.indent();
        w.line("#pragma unroll");
        w.line(&format!("for (i32 rk_x = 0; rk_x < {wide}; ++rk_x) {{"));
        w.indent();
        w.line(&format!(
            "{}<false>(rk, {});",
            self.stencil.cell,
            arguments.join(", ")
        ));
        w.outdent();
        w.line("}");
        let [_, y, z] = self.stencil.shape.halo;
        w.line(&format!(
            "if (rk_inside || rk_is_row_taken(rk_pos, rk_y, {y}, {z})) {{"
        ));
        w.indent();
        for Window { name, field, .. } in self.windows().filter(|window| window.access.written) {
            w.line(&format!(
                "rk_drain<{wide}>({name}, {field}, rk_pos, rk_y, rk_taken);"
            ));
        }
        w.outdent();
        w.line("}");
        w.outdent();
        w.line("}");
    }
}
