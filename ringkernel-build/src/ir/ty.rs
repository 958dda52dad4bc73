//! Types of the IR.

use super::{Array, Enum, Handle, Struct};
use crate::intrinsic::Class;

/// The type of a value or local. Small and comparable: what is made of parts is named by handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Type {
    /// `()`.
    Unit,
    /// A number or bool.
    Scalar(Scalar),
    /// A user struct or a tuple, by value.
    Struct(Handle<Struct>),
    /// A user enum or an `Option`, by value.
    Enum(Handle<Enum>),
    /// `[T; N]`, by value.
    Array(Handle<Array>),
    /// `&[T]` or `&mut [T]`: parameters and locals have it. In a stencil it is a field of the grid.
    Slice {
        /// `T`.
        element: Element,
        /// Whether it is `&mut`.
        mutable: bool,
    },
    /// `&T` or `&mut T`: parameters (a message, an actor's state, a device function's argument) and locals have it.
    Ref {
        /// `T`.
        target: Element,
        /// Whether it is `&mut`.
        mutable: bool,
    },
    /// `GridPos`: only a stencil's parameter has it.
    GridPos,
    /// `&RingContext`: only a ring kernel's parameter has it.
    RingContext,
}

/// What memory holds: any value but `()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Element {
    /// A number or bool.
    Scalar(Scalar),
    /// A user struct or a tuple.
    Struct(Handle<Struct>),
    /// A user enum or an `Option`.
    Enum(Handle<Enum>),
    /// An array.
    Array(Handle<Array>),
}

/// Scalar types. `Usize` and `Isize` are 64 bits on the device. `F16` and `Bf16` are those of the crate `half`, which
/// computes through f32; `F8E4M3` and `F8E5M2` are only stored and converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the Rust type it is named for")]
pub enum Scalar {
    Bool,
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    I64,
    U64,
    Isize,
    Usize,
    F32,
    F64,
    F16,
    Bf16,
    F8E4M3,
    F8E5M2,
}

impl Scalar {
    /// Those that Rust itself has.
    pub const PRIMITIVE: [Self; 13] = [
        Self::Bool,
        Self::I8,
        Self::U8,
        Self::I16,
        Self::U16,
        Self::I32,
        Self::U32,
        Self::I64,
        Self::U64,
        Self::Isize,
        Self::Usize,
        Self::F32,
        Self::F64,
    ];

    /// Every scalar type.
    pub const ALL: [Self; 17] = [
        Self::Bool,
        Self::I8,
        Self::U8,
        Self::I16,
        Self::U16,
        Self::I32,
        Self::U32,
        Self::I64,
        Self::U64,
        Self::Isize,
        Self::Usize,
        Self::F32,
        Self::F64,
        Self::F16,
        Self::Bf16,
        Self::F8E4M3,
        Self::F8E5M2,
    ];

    /// The Rust name, which the device headers define as a typedef too.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::I8 => "i8",
            Self::U8 => "u8",
            Self::I16 => "i16",
            Self::U16 => "u16",
            Self::I32 => "i32",
            Self::U32 => "u32",
            Self::I64 => "i64",
            Self::U64 => "u64",
            Self::Isize => "isize",
            Self::Usize => "usize",
            Self::F32 => "f32",
            Self::F64 => "f64",
            Self::F16 => "f16",
            Self::Bf16 => "bf16",
            Self::F8E4M3 => "F8E4M3",
            Self::F8E5M2 => "F8E5M2",
        }
    }

    /// Size and alignment in bytes on the device.
    #[must_use]
    pub fn size(self) -> u32 {
        match self {
            Self::Bool | Self::I8 | Self::U8 | Self::F8E4M3 | Self::F8E5M2 => 1,
            Self::I16 | Self::U16 | Self::F16 | Self::Bf16 => 2,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::I64 | Self::U64 | Self::Isize | Self::Usize | Self::F64 => 8,
        }
    }

    /// Whether it is f32 or f64.
    #[must_use]
    pub fn is_float(self) -> bool {
        matches!(self, Self::F32 | Self::F64)
    }

    /// Whether it is a float of 16 bits.
    #[must_use]
    pub fn is_half(self) -> bool {
        matches!(self, Self::F16 | Self::Bf16)
    }

    /// Whether it is a float narrower than f32, which the device keeps as a struct of its bits.
    #[must_use]
    pub fn is_narrow(self) -> bool {
        self.is_half() || matches!(self, Self::F8E4M3 | Self::F8E5M2)
    }

    /// Whether it is a signed integer.
    #[must_use]
    pub fn is_signed_int(self) -> bool {
        matches!(
            self,
            Self::I8 | Self::I16 | Self::I32 | Self::I64 | Self::Isize
        )
    }

    /// Whether it is an integer.
    #[must_use]
    pub fn is_int(self) -> bool {
        self != Self::Bool && !self.is_float() && !self.is_narrow()
    }

    /// Whether rows of the intrinsic table that are for a class are for it.
    #[must_use]
    pub fn is_in(self, class: Class) -> bool {
        let (int, float, signed) = (self.is_int(), self.is_float(), self.is_signed_int());
        let wide = self.size() >= 4;
        match class {
            Class::None => false,
            Class::Float => float,
            Class::Half => self.is_half(),
            Class::Narrow => self.is_narrow(),
            Class::Int => int,
            Class::SignedInt => signed,
            Class::UnsignedInt => int && !signed,
            Class::WideInt => int && wide,
            Class::WideUnsigned => int && !signed && wide,
            Class::WideNumber => (int || float) && wide,
            Class::Logic => self == Self::Bool || (int && wide),
            Class::Number => float || int,
            Class::Signed => float || signed,
        }
    }

    /// Whether C computes with it as `int`, so that results must be cut back to its width.
    #[must_use]
    pub fn is_promoted(self) -> bool {
        self.is_int() && self.size() < 4
    }
}

impl From<Element> for Type {
    fn from(element: Element) -> Self {
        match element {
            Element::Scalar(scalar) => Self::Scalar(scalar),
            Element::Struct(handle) => Self::Struct(handle),
            Element::Enum(handle) => Self::Enum(handle),
            Element::Array(handle) => Self::Array(handle),
        }
    }
}

impl Type {
    /// The type as one that memory can hold.
    #[must_use]
    pub fn element(self) -> Option<Element> {
        match self {
            Self::Scalar(scalar) => Some(Element::Scalar(scalar)),
            Self::Struct(handle) => Some(Element::Struct(handle)),
            Self::Enum(handle) => Some(Element::Enum(handle)),
            Self::Array(handle) => Some(Element::Array(handle)),
            Self::Unit
            | Self::Slice { .. }
            | Self::Ref { .. }
            | Self::GridPos
            | Self::RingContext => None,
        }
    }

    /// What a slice has elements of.
    #[must_use]
    pub fn slice_element(self) -> Option<Element> {
        match self {
            Self::Slice { element, .. } => Some(element),
            Self::Unit
            | Self::Scalar(_)
            | Self::Struct(_)
            | Self::Enum(_)
            | Self::Array(_)
            | Self::Ref { .. }
            | Self::GridPos
            | Self::RingContext => None,
        }
    }

    /// Whether it is a slice or a reference.
    #[must_use]
    pub fn is_pointer(self) -> bool {
        matches!(self, Self::Slice { .. } | Self::Ref { .. })
    }
}
