//! C's layout of each user struct: size, alignment and the offset of every field.
//!
//! Computed once; rustc asserts the numbers on its side and nvcc on the other. A struct without fields has size 0 here
//! (C++ says 1), so it can be a message but not a field.

use crate::ir::{Array, Definition, Enum, Handle, Module, Struct, Type};

/// The layouts of a module's structs and enums.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layouts {
    structs: Vec<Layout>,
    enums: Vec<EnumLayout>,
}

/// The layout of an enum: `repr(C)`'s.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumLayout {
    /// Size in bytes, a multiple of the alignment.
    pub size: u64,
    /// Alignment in bytes.
    pub align: u64,
    /// Offset of the union of the variants, after the tag.
    pub data: u64,
    /// The struct of each variant's fields, in order; offsets count from the union.
    pub variants: Vec<Layout>,
}

/// The layout of one type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Size in bytes, a multiple of the alignment.
    pub size: u64,
    /// Alignment in bytes.
    pub align: u64,
    /// Offset of each field in bytes, in order; empty for scalars.
    pub offsets: Vec<u64>,
}

impl std::ops::Index<Handle<Enum>> for Layouts {
    type Output = EnumLayout;
    fn index(&self, handle: Handle<Enum>) -> &EnumLayout {
        &self.enums[handle.index()]
    }
}

impl std::ops::Index<Handle<Struct>> for Layouts {
    type Output = Layout;
    fn index(&self, handle: Handle<Struct>) -> &Layout {
        &self.structs[handle.index()]
    }
}

/// Bytes of an enum's tag.
const TAG: u64 = 4;

/// Lays out all structs and enums.
#[must_use]
pub fn layout(module: &Module) -> Layouts {
    let mut layouts = Layouts::default();
    // Handles count up in both arenas, and `definitions` keeps that order.
    for definition in &module.definitions {
        match definition {
            Definition::Struct(handle) => {
                let layout = lay_out(module, &module.structs[*handle].fields, &layouts);
                layouts.structs.push(layout);
            }
            Definition::Enum(handle) => {
                let layout = lay_out_enum(module, &module.enums[*handle], &layouts);
                layouts.enums.push(layout);
            }
        }
    }
    layouts
}

/// Lays out fields one after another; what they contain comes before.
fn lay_out(module: &Module, fields: &[(String, Type)], before: &Layouts) -> Layout {
    let (mut end, mut align) = (0, 1);
    let mut offsets = Vec::new();
    for (_, ty) in fields {
        let (field_size, field_align) = size_and_align(module, *ty, before);
        let offset = u64::next_multiple_of(end, field_align);
        offsets.push(offset);
        end = offset + field_size;
        align = align.max(field_align);
    }
    Layout {
        size: end.next_multiple_of(align),
        align,
        offsets,
    }
}

/// Lays out a tag and the union behind it.
fn lay_out_enum(module: &Module, item: &Enum, before: &Layouts) -> EnumLayout {
    let variants: Vec<Layout> = item
        .variants
        .iter()
        .map(|variant| lay_out(module, &variant.fields, before))
        .collect();
    let align = variants
        .iter()
        .map(|variant| variant.align)
        .max()
        .unwrap_or(1);
    let size = variants
        .iter()
        .map(|variant| variant.size)
        .max()
        .unwrap_or(0);
    let data = TAG.next_multiple_of(align);
    let align = align.max(TAG);
    EnumLayout {
        size: (data + size).next_multiple_of(align),
        align,
        data,
        variants,
    }
}

/// Size and alignment of an element.
///
/// # Panics
/// For a type that memory cannot hold.
#[must_use]
pub fn size_and_align(module: &Module, ty: Type, layouts: &Layouts) -> (u64, u64) {
    match ty {
        Type::Scalar(scalar) => (scalar.size().into(), scalar.size().into()),
        Type::Struct(handle) => (layouts[handle].size, layouts[handle].align),
        Type::Enum(handle) => (layouts[handle].size, layouts[handle].align),
        Type::Array(handle) => {
            let Array { element, len } = module.arrays[handle];
            let (size, align) = size_and_align(module, element.into(), layouts);
            // More than any memory stays more than any memory.
            (size.saturating_mul(len).min(1 << 60), align)
        }
        Type::Unit | Type::Slice { .. } | Type::Ref { .. } | Type::GridPos | Type::RingContext => {
            unreachable!("fields are elements")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{Location, Scalar, StructKind};

    fn add(module: &mut Module, fields: &[Type]) -> Handle<Struct> {
        module.add_struct(Struct {
            name: "S".into(),
            kind: StructKind::Named,
            fields: fields.iter().map(|ty| ("f".into(), *ty)).collect(),
            location: Location {
                file: 0,
                line: 1,
                column: 1,
            },
        })
    }

    #[test]
    fn fields_are_padded_to_their_alignment_and_the_end_to_the_largest() {
        let mut module = Module::default();
        let inner = add(
            &mut module,
            &[Type::Scalar(Scalar::F64), Type::Scalar(Scalar::Bool)],
        );
        let outer = add(
            &mut module,
            &[
                Type::Scalar(Scalar::Bool),
                Type::Scalar(Scalar::U32),
                Type::Struct(inner),
                Type::Scalar(Scalar::Bool),
            ],
        );
        let layouts = layout(&module);
        assert_eq!(
            layouts[inner],
            Layout {
                size: 16,
                align: 8,
                offsets: vec![0, 8]
            }
        );
        assert_eq!(
            layouts[outer],
            Layout {
                size: 32,
                align: 8,
                offsets: vec![0, 4, 8, 24]
            }
        );
    }
}
