//! Types of the IR.

use super::{Handle, Struct};

/// The type of a value or local. Small and comparable: structs are named by handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// `()`.
    Unit,
    /// A number or bool.
    Scalar(Scalar),
    /// A user struct, by value.
    Struct(Handle<Struct>),
    /// `&[T]` or `&mut [T]`: only parameters have it. In a stencil it is a field of the grid.
    Slice {
        /// `T`.
        element: Element,
        /// Whether it is `&mut`.
        mutable: bool,
    },
    /// `&T` or `&mut T`: only parameters have it (a message, an actor's state, a device function's argument).
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

/// What memory holds: a scalar or a struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Element {
    /// A number or bool.
    Scalar(Scalar),
    /// A user struct.
    Struct(Handle<Struct>),
}

/// Scalar types. `Usize` is 64 bits on the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the Rust type it is named for")]
pub enum Scalar {
    Bool,
    I32,
    U32,
    I64,
    U64,
    Usize,
    F32,
    F64,
}

impl Scalar {
    /// The Rust name, which the device headers define as a typedef too.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::I32 => "i32",
            Self::U32 => "u32",
            Self::I64 => "i64",
            Self::U64 => "u64",
            Self::Usize => "usize",
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }

    /// Size and alignment in bytes on the device.
    #[must_use]
    pub fn size(self) -> u32 {
        match self {
            Self::Bool => 1,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::I64 | Self::U64 | Self::Usize | Self::F64 => 8,
        }
    }

    /// Whether it is f32 or f64.
    #[must_use]
    pub fn is_float(self) -> bool {
        matches!(self, Self::F32 | Self::F64)
    }

    /// Whether it is i32 or i64.
    #[must_use]
    pub fn is_signed_int(self) -> bool {
        matches!(self, Self::I32 | Self::I64)
    }

    /// Whether it is an integer.
    #[must_use]
    pub fn is_int(self) -> bool {
        !matches!(self, Self::Bool | Self::F32 | Self::F64)
    }
}

impl From<Element> for Type {
    fn from(element: Element) -> Self {
        match element {
            Element::Scalar(scalar) => Self::Scalar(scalar),
            Element::Struct(handle) => Self::Struct(handle),
        }
    }
}
