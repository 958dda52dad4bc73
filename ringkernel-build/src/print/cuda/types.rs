//! Types, parameters and struct definitions.

use super::Globals;
use crate::ir::{Element, Handle, Local, Scalar, Struct, Type};
use crate::layout::Layouts;
use crate::print::writer::Writer;

/// The C type of a value, local or parameter.
pub(super) fn ty(globals: &Globals, ty: Type) -> String {
    match ty {
        Type::Unit => "void".to_owned(),
        Type::Scalar(scalar) => scalar.name().to_owned(),
        Type::Struct(handle) => globals.structs[handle.index()].name.clone(),
        Type::Slice { element, mutable } => {
            format!("rk_slice<{}>", constant(globals, element, mutable))
        }
        Type::Ref { target, mutable } => format!("{}&", constant(globals, target, mutable)),
        Type::GridPos => "rk_position&".to_owned(),
        Type::RingContext => unreachable!("a context is no value"),
    }
}

/// The type in memory, `const` unless it may be written.
fn constant(globals: &Globals, element: Element, mutable: bool) -> String {
    let name = ty(globals, element.into());
    if mutable {
        name
    } else {
        format!("const {name}")
    }
}

/// A parameter's declaration.
pub(super) fn parameter(globals: &Globals, local: &Local, name: &str) -> String {
    let text = ty(globals, local.ty);
    match local.ty {
        Type::Ref { .. } => format!("{text} {name}"),
        Type::GridPos => format!("const {text} {name}"),
        Type::Unit | Type::Scalar(_) | Type::Struct(_) | Type::Slice { .. } | Type::RingContext => {
            let qualifier = if local.mutable { "" } else { "const " };
            format!("{qualifier}{text} {name}")
        }
    }
}

/// A struct's definition, and the layout that rustc's side has too.
pub(super) fn write_struct(
    w: &mut Writer,
    globals: &Globals,
    layouts: &Layouts,
    handle: Handle<Struct>,
    item: &Struct,
) {
    let names = &globals.structs[handle.index()];
    let layout = &layouts[handle];
    let name = &names.name;
    w.at(item.location);
    w.line(&format!("struct {name} {{"));
    w.indent();
    for (field, (_, field_ty)) in names.fields.iter().zip(&item.fields) {
        w.line(&format!("{} {field};", ty(globals, *field_ty)));
    }
    w.outdent();
    w.line("};");
    if !item.fields.is_empty() {
        w.line(&format!("RK_ABI_SIZE({name}, {});", layout.size));
    }
    for (field, offset) in names.fields.iter().zip(&layout.offsets) {
        w.line(&format!("RK_ABI_OFFSET({name}, {field}, {offset});"));
    }
    w.line("");
}

/// The scalar behind a type that arithmetic works on.
///
/// # Panics
/// For a type without arithmetic, which lowering rules out.
pub(super) fn scalar(ty: Type) -> Scalar {
    match ty {
        Type::Scalar(scalar) => scalar,
        Type::Unit
        | Type::Struct(_)
        | Type::Slice { .. }
        | Type::Ref { .. }
        | Type::GridPos
        | Type::RingContext => unreachable!("operators work on scalars"),
    }
}
