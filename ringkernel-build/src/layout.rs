//! C's layout of each user struct: size, alignment and the offset of every field.
//!
//! Computed once; rustc asserts the numbers on its side and nvcc on the other. A struct without fields has size 0 here
//! (C++ says 1), so it can be a message but not a field.

use crate::ir::{Handle, Module, Struct, Type};

/// The layouts of a module's structs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layouts {
    structs: Vec<Layout>,
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

impl std::ops::Index<Handle<Struct>> for Layouts {
    type Output = Layout;
    fn index(&self, handle: Handle<Struct>) -> &Layout {
        &self.structs[handle.index()]
    }
}

/// Lays out all structs.
#[must_use]
pub fn layout(module: &Module) -> Layouts {
    let mut layouts = Layouts::default();
    for (_, item) in module.structs.iter() {
        let layout = lay_out(item, &layouts);
        layouts.structs.push(layout);
    }
    layouts
}

/// Lays out a struct whose contained structs come before it.
fn lay_out(item: &Struct, before: &Layouts) -> Layout {
    let (mut end, mut align) = (0, 1);
    let mut offsets = Vec::new();
    for (_, ty) in &item.fields {
        let (field_size, field_align) = size_and_align(*ty, before);
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

fn size_and_align(ty: Type, layouts: &Layouts) -> (u64, u64) {
    match ty {
        Type::Scalar(scalar) => (scalar.size().into(), scalar.size().into()),
        Type::Struct(handle) => (layouts[handle].size, layouts[handle].align),
        Type::Unit | Type::Slice { .. } | Type::Ref { .. } | Type::GridPos | Type::RingContext => {
            unreachable!("fields are scalars or structs")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{Location, Scalar};

    fn add(module: &mut Module, fields: &[Type]) -> Handle<Struct> {
        module.structs.push(Struct {
            name: "S".into(),
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
