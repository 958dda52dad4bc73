//! Types of random programs.

use ringkernel_build::ir::Scalar;

use super::generic;

/// A type whose values can be copied and stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ty {
    /// A number or bool.
    Scalar(Scalar),
    /// `(A, B)`.
    Tuple(Vec<Ty>),
    /// `[T; N]`.
    Array(Box<Ty>, usize),
    /// A struct, by its place in [`Items::structs`].
    Struct(usize),
    /// An enum, by its place in [`Items::enums`].
    Enum(usize),
    /// `Option<T>`.
    Option(Box<Ty>),
}

/// A struct with named fields.
#[derive(Clone, Debug)]
pub(super) struct Struct {
    pub(super) name: String,
    pub(super) fields: Vec<(String, Ty)>,
}

/// An enum.
#[derive(Clone, Debug)]
pub(super) struct Enum {
    pub(super) name: String,
    pub(super) variants: Vec<Variant>,
}

/// A variant of an enum.
#[derive(Clone, Debug)]
pub(super) struct Variant {
    pub(super) name: String,
    pub(super) form: Form,
    /// Of a tuple, the names are positions.
    pub(super) fields: Vec<(String, Ty)>,
}

/// How a variant is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `V`.
    Unit,
    /// `V(a, b)`.
    Tuple,
    /// `V { a: a, b: b }`.
    Named,
}

/// A parameter of a device function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Binding {
    /// `T`.
    Value(Ty),
    /// `&T`, `&mut T`.
    Ref { target: Ty, mutable: bool },
    /// `&[T]`, `&mut [T]`; how long it is where that is known.
    Slice {
        element: Ty,
        mutable: bool,
        len: Option<usize>,
    },
}

/// A device function.
#[derive(Clone, Debug)]
pub(super) struct Function {
    pub(super) name: String,
    /// Called as a method of its first parameter.
    pub(super) method: bool,
    pub(super) params: Vec<Binding>,
    pub(super) output: Option<Ty>,
    /// Statements it runs at most.
    pub(super) cost: u64,
}

/// What stands outside functions.
#[derive(Clone, Debug, Default)]
pub(super) struct Items {
    pub(super) structs: Vec<Struct>,
    pub(super) enums: Vec<Enum>,
    pub(super) consts: Vec<(String, Ty)>,
    pub(super) functions: Vec<Function>,
    /// Generic functions: name and form.
    pub(super) generics: Vec<(String, generic::Form)>,
    /// Operators: the struct's place and the operator.
    pub(super) operators: Vec<(usize, String)>,
}

impl Items {
    /// A type as it is written.
    pub(super) fn name(&self, ty: &Ty) -> String {
        match ty {
            Ty::Scalar(scalar) => scalar.name().to_owned(),
            Ty::Tuple(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| self.name(part)).collect();
                match parts.as_slice() {
                    [one] => format!("({one},)"),
                    parts => format!("({})", parts.join(", ")),
                }
            }
            Ty::Array(element, len) => format!("[{}; {len}]", self.name(element)),
            Ty::Struct(number) => self.structs[*number].name.clone(),
            Ty::Enum(number) => self.enums[*number].name.clone(),
            Ty::Option(inner) => format!("Option<{}>", self.name(inner)),
        }
    }

    /// A parameter's type as it is written.
    pub(super) fn binding(&self, binding: &Binding) -> String {
        let mark = |mutable: bool| if mutable { "mut " } else { "" };
        match binding {
            Binding::Value(ty) => self.name(ty),
            Binding::Ref { target, mutable } => format!("&{}{}", mark(*mutable), self.name(target)),
            Binding::Slice {
                element, mutable, ..
            } => format!("&{}[{}]", mark(*mutable), self.name(element)),
        }
    }
}

/// The unsigned integer as wide as a scalar.
pub(super) fn bits(scalar: Scalar) -> Scalar {
    match scalar.size() {
        _ if matches!(scalar, Scalar::Isize | Scalar::Usize) => Scalar::Usize,
        1 => Scalar::U8,
        2 => Scalar::U16,
        4 => Scalar::U32,
        _ => Scalar::U64,
    }
}
