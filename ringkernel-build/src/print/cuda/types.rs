//! Types, parameters and struct definitions.

use super::globals::VariantNames;
use super::Globals;
use crate::ir::{Array, Element, Enum, Handle, Local, Scalar, Struct, Type, Variant};
use crate::layout::Layouts;
use crate::print::writer::Writer;

/// The C type of a value or local. A reference is a pointer, so that a local can point elsewhere later.
pub(super) fn ty(globals: &Globals, ty: Type) -> String {
    match ty {
        Type::Unit => "void".to_owned(),
        Type::Scalar(scalar) => scalar.name().to_owned(),
        Type::Struct(handle) => globals.structs[handle.index()].name.clone(),
        Type::Enum(handle) => globals.enums[handle.index()].name.clone(),
        Type::Array(handle) => globals.arrays[handle.index()].clone(),
        Type::Slice { element, mutable } => {
            format!("rk_slice<{}>", constant(globals, element, mutable))
        }
        Type::Ref { target, mutable } => format!("{}*", constant(globals, target, mutable)),
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

/// A parameter's declaration. A reference is a C++ reference, so that following one leaves no mark.
pub(super) fn parameter(globals: &Globals, local: &Local, name: &str) -> String {
    match local.ty {
        Type::Ref { target, mutable } => format!("{}& {name}", constant(globals, target, mutable)),
        Type::GridPos => format!("const {} {name}", ty(globals, local.ty)),
        Type::Unit
        | Type::Scalar(_)
        | Type::Struct(_)
        | Type::Enum(_)
        | Type::Array(_)
        | Type::Slice { .. }
        | Type::RingContext => {
            let qualifier = if local.mutable { "" } else { "const " };
            format!("{qualifier}{} {name}", ty(globals, local.ty))
        }
    }
}

/// The C type of an array, whose element has a name already.
pub(super) fn array(globals: &Globals, array: Array) -> String {
    format!(
        "rk_array<{}, {}>",
        ty(globals, array.element.into()),
        array.len
    )
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

/// An enum's definition, its layout, and a function for each variant that makes a value of it.
pub(super) fn write_enum(
    w: &mut Writer,
    globals: &Globals,
    layouts: &Layouts,
    handle: Handle<Enum>,
    item: &Enum,
) {
    let names = &globals.enums[handle.index()];
    let layout = &layouts[handle];
    let name = &names.name;
    let with_data: Vec<(&VariantNames, &Variant)> = names
        .variants
        .iter()
        .zip(&item.variants)
        .filter(|(_, variant)| !variant.fields.is_empty())
        .collect();
    w.at(item.location);
    w.line(&format!("struct {name} {{"));
    w.indent();
    for (names, variant) in &with_data {
        w.line(&format!("struct {}_data {{", names.name));
        w.indent();
        for (field, (_, field_ty)) in names.fields.iter().zip(&variant.fields) {
            w.line(&format!("{} {field};", ty(globals, *field_ty)));
        }
        w.outdent();
        w.line("};");
    }
    w.line("i32 rk_tag;");
    if !with_data.is_empty() {
        w.line("union {");
        w.indent();
        for (names, _) in &with_data {
            w.line(&format!("{}_data {};", names.name, names.name));
        }
        w.outdent();
        w.line("};");
    }
    w.outdent();
    w.line("};");
    w.line(&format!("RK_ABI_SIZE({name}, {});", layout.size));
    for (names, _) in &with_data {
        w.line(&format!(
            "RK_ABI_OFFSET({name}, {}, {});",
            names.name, layout.data
        ));
    }
    for (names, variant) in names.variants.iter().zip(&item.variants) {
        let parameters: Vec<String> = variant
            .fields
            .iter()
            .enumerate()
            .map(|(position, (_, field_ty))| {
                format!("const {} f{position}", ty(globals, *field_ty))
            })
            .collect();
        w.line(&format!(
            "__device__ inline {name} {}({})",
            names.maker,
            parameters.join(", ")
        ));
        w.line("{");
        w.indent();
        w.line(&format!("{name} value = {{}};"));
        w.line(&format!("value.rk_tag = {};", variant.discriminant));
        for (position, field) in names.fields.iter().enumerate() {
            w.line(&format!("value.{}.{field} = f{position};", names.name));
        }
        w.line("return value;");
        w.outdent();
        w.line("}");
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
        | Type::Enum(_)
        | Type::Array(_)
        | Type::Slice { .. }
        | Type::Ref { .. }
        | Type::GridPos
        | Type::RingContext => unreachable!("operators work on scalars"),
    }
}
