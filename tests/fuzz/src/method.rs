//! Methods of numbers, by the rows of the intrinsic table.

use ringkernel_build::intrinsic::{
    self, Accuracy, Class, Effect, Kind as Param, Op, Row, Spelling,
};
use ringkernel_build::ir::Scalar;

use super::literal;
use super::node::{node, Kind, Node, Part};
use super::scope::Writer;
use super::ty::{bits, Ty};

/// Methods that rustc does not know: they come with our prelude.
const OURS: &[&str] = &["ffs", "saturate", "clamp_01"];

impl Writer {
    /// An exact method of the intrinsic table that gives this type.
    pub(super) fn method(&mut self, result: Scalar, depth: u32) -> Option<Node> {
        let mut found: Vec<(&Row, &str, Scalar)> = Vec::new();
        for row in intrinsic::rows() {
            if row.effect != Effect::Pure || row.accuracy != Accuracy::Exact {
                continue;
            }
            for spelling in row.rust {
                let Spelling::Method(name) = spelling else {
                    continue;
                };
                if OURS.contains(name) {
                    continue;
                }
                for of in Scalar::PRIMITIVE {
                    if is_of(row.class, of) && scalar_of(row.result, of) == Some(result) {
                        found.push((row, name, of));
                    }
                }
            }
        }
        if found.is_empty() {
            return None;
        }
        let (row, name, of) = self.pick(&found);
        let mut parts: Vec<Part> = Vec::new();
        for (position, param) in row.params.iter().enumerate() {
            let scalar = scalar_of(*param, of)?;
            let value = self.operand(row.op, position, scalar, depth);
            match position {
                0 => parts.extend(["(".into(), value.into(), format!(").{name}(").into()]),
                1 => parts.push(value.into()),
                _ => parts.extend([", ".into(), value.into()]),
            }
        }
        parts.push(")".into());
        Some(Node {
            kind: Kind::Value(Ty::Scalar(result)),
            parts,
        })
    }

    /// An operand of a method, kept from where the result is open: it follows from the sign of a NaN, or from which of two
    /// zeros of unlike sign is the larger.
    fn operand(&mut self, op: Op, position: usize, scalar: Scalar, depth: u32) -> Node {
        let fixed =
            scalar.is_float() && position == 1 && matches!(op, Op::Min | Op::Max | Op::Copysign);
        if fixed {
            return node!(Kind::Fixed; literal::nonzero(&mut self.rng, scalar, true));
        }
        self.expr(&Ty::Scalar(scalar), depth, position > 0)
    }
}

/// Whether a row is for a type.
pub(super) fn is_of(class: Class, scalar: Scalar) -> bool {
    match class {
        // The fuzzer makes no narrow floats.
        Class::None | Class::Half | Class::Narrow => false,
        Class::Float => scalar.is_float(),
        Class::Int => scalar.is_int(),
        Class::SignedInt => scalar.is_signed_int(),
        Class::UnsignedInt => scalar.is_int() && !scalar.is_signed_int(),
        Class::WideInt => scalar.is_int() && scalar.size() >= 4,
        Class::WideUnsigned => scalar.is_int() && !scalar.is_signed_int() && scalar.size() >= 4,
        Class::Logic => scalar == Scalar::Bool || (scalar.is_int() && scalar.size() >= 4),
        Class::WideNumber => scalar != Scalar::Bool && scalar.size() >= 4,
        Class::Number => scalar != Scalar::Bool,
        Class::Signed => scalar.is_float() || scalar.is_signed_int(),
    }
}

/// The type of an operand or result of a row for `of`.
pub(super) fn scalar_of(kind: Param, of: Scalar) -> Option<Scalar> {
    Some(match kind {
        Param::Unit
        | Param::Shared
        | Param::Mutable
        | Param::Scope
        | Param::Order
        | Param::LoadOrder
        | Param::StoreOrder
        | Param::Sign => return None,
        Param::Bool => Scalar::Bool,
        Param::I32 => Scalar::I32,
        Param::U32 => Scalar::U32,
        Param::I64 => Scalar::I64,
        Param::U64 => Scalar::U64,
        Param::Usize => Scalar::Usize,
        Param::F32 => Scalar::F32,
        Param::F64 => Scalar::F64,
        Param::T => of,
        Param::Bits => bits(of),
    })
}
