//! Type variables and how they become types.
//!
//! What is made of parts (an array, a tuple, an `Option`, a slice, a reference) is kept as its head and its parts, which
//! may hold variables; everything else is known whole. Unification is structural, over a union-find with three
//! classes of variables, as rustc has them: any type, integer, float. What is left at the end falls back to i32 and f64.

use crate::ir::{Scalar, Type};

/// A type while a body is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ty {
    /// Known and without parts: a scalar, a user struct or enum, `()`, or one of the runtime's types. What has parts is
    /// always a [`Ty::Compound`], so that equal types unify.
    Known(Type),
    /// The length of an array, in the place of a type.
    Const(u64),
    /// Not known yet.
    Var(Var),
    /// Made of parts.
    Compound(Compound),
    /// `!`: evaluation does not come back.
    Never,
    /// A mistake was reported; agrees with everything, so that it is reported once.
    Mistake,
}

/// Names a type variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Var(usize);

/// Names a type made of parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Compound(usize);

/// What a type with parts is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// `[T; N]`: the element and the length.
    Array,
    /// `(A, B, ..)`: two types or more, or one.
    Tuple,
    /// `Option<T>`.
    Option,
    /// `Tile<N>`: the width.
    Tile,
    /// `&[T]` or `&mut [T]`.
    Slice {
        /// Whether it is `&mut`.
        mutable: bool,
    },
    /// `&T` or `&mut T`.
    Ref {
        /// Whether it is `&mut`.
        mutable: bool,
    },
}

/// A type seen one level deep, variables followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Known(Type),
    Const(u64),
    Array(Ty, Ty),
    Tuple(Vec<Ty>),
    Option(Ty),
    Tile(Ty),
    Slice { element: Ty, mutable: bool },
    Ref { target: Ty, mutable: bool },
    Var(Var),
    Never,
    Mistake,
}

/// What a variable may become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Any type.
    Any,
    /// An integer type: an integer literal.
    Int,
    /// A float type: a float literal.
    Float,
}

#[derive(Clone, Copy, Debug)]
enum Slot {
    Free(Class),
    Same(Var),
    Bound(Ty),
}

/// The variables of one body.
#[derive(Debug, Default)]
pub(super) struct Infer {
    slots: Vec<Slot>,
    compounds: Vec<(Head, Vec<Ty>)>,
}

impl Ty {
    /// A scalar type.
    pub(super) const fn scalar(scalar: Scalar) -> Self {
        Self::Known(Type::Scalar(scalar))
    }

    /// `bool`.
    pub(super) const BOOL: Self = Self::scalar(Scalar::Bool);
    /// `usize`.
    pub(super) const USIZE: Self = Self::scalar(Scalar::Usize);
    /// `()`.
    pub(super) const UNIT: Self = Self::Known(Type::Unit);
}

impl Infer {
    /// A new variable.
    pub(super) fn fresh(&mut self, class: Class) -> Ty {
        self.slots.push(Slot::Free(class));
        Ty::Var(Var(self.slots.len() - 1))
    }

    /// A type made of parts.
    pub(super) fn compound(&mut self, head: Head, parts: Vec<Ty>) -> Ty {
        self.compounds.push((head, parts));
        Ty::Compound(Compound(self.compounds.len() - 1))
    }

    /// `[element; len]`.
    pub(super) fn array(&mut self, element: Ty, len: Ty) -> Ty {
        self.compound(Head::Array, vec![element, len])
    }

    /// `&target` or `&mut target`.
    pub(super) fn reference(&mut self, target: Ty, mutable: bool) -> Ty {
        self.compound(Head::Ref { mutable }, vec![target])
    }

    /// `&[element]` or `&mut [element]`.
    pub(super) fn slice(&mut self, element: Ty, mutable: bool) -> Ty {
        self.compound(Head::Slice { mutable }, vec![element])
    }

    /// The type as far as it is known: never a variable that is bound.
    pub(super) fn resolve(&self, ty: Ty) -> Ty {
        match ty {
            Ty::Var(var) => {
                let root = self.root(var);
                match self.slots[root.0] {
                    Slot::Bound(bound) => bound,
                    Slot::Free(_) => Ty::Var(root),
                    Slot::Same(_) => unreachable!("a root is no link"),
                }
            }
            Ty::Known(_) | Ty::Const(_) | Ty::Compound(_) | Ty::Never | Ty::Mistake => ty,
        }
    }

    /// The type seen one level deep.
    pub(super) fn shape(&self, ty: Ty) -> Shape {
        match self.resolve(ty) {
            Ty::Known(known) => Shape::Known(known),
            Ty::Const(value) => Shape::Const(value),
            Ty::Var(var) => Shape::Var(var),
            Ty::Never => Shape::Never,
            Ty::Mistake => Shape::Mistake,
            Ty::Compound(compound) => {
                let (head, parts) = &self.compounds[compound.0];
                match head {
                    Head::Array => Shape::Array(parts[0], parts[1]),
                    Head::Tuple => Shape::Tuple(parts.clone()),
                    Head::Option => Shape::Option(parts[0]),
                    Head::Tile => Shape::Tile(parts[0]),
                    Head::Slice { mutable } => Shape::Slice {
                        element: parts[0],
                        mutable: *mutable,
                    },
                    Head::Ref { mutable } => Shape::Ref {
                        target: parts[0],
                        mutable: *mutable,
                    },
                }
            }
        }
    }

    /// The scalar that a type is, if that is known.
    pub(super) fn as_scalar(&self, ty: Ty) -> Option<Scalar> {
        match self.resolve(ty) {
            Ty::Known(Type::Scalar(scalar)) => Some(scalar),
            Ty::Known(_)
            | Ty::Const(_)
            | Ty::Var(_)
            | Ty::Compound(_)
            | Ty::Never
            | Ty::Mistake => None,
        }
    }

    /// The class of an unbound variable.
    pub(super) fn class(&self, var: Var) -> Class {
        match self.slots[self.root(var).0] {
            Slot::Free(class) => class,
            Slot::Bound(_) | Slot::Same(_) => unreachable!("asked for an unbound variable"),
        }
    }

    /// Makes two types one; whether that was possible. `Never` agrees only with itself: coercion is the caller's.
    pub(super) fn unify(&mut self, a: Ty, b: Ty) -> bool {
        match (self.resolve(a), self.resolve(b)) {
            (Ty::Mistake, _) | (_, Ty::Mistake) | (Ty::Never, Ty::Never) => true,
            (Ty::Known(a), Ty::Known(b)) => a == b,
            (Ty::Const(a), Ty::Const(b)) => a == b,
            (Ty::Compound(a), Ty::Compound(b)) => self.unify_parts(a, b),
            (Ty::Var(a), Ty::Var(b)) if a == b => true,
            (Ty::Var(a), Ty::Var(b)) => {
                let class = match (self.class(a), self.class(b)) {
                    (Class::Any, class) | (class, Class::Any) => class,
                    (Class::Int, Class::Int) => Class::Int,
                    (Class::Float, Class::Float) => Class::Float,
                    (Class::Int, Class::Float) | (Class::Float, Class::Int) => return false,
                };
                self.slots[a.0] = Slot::Same(b);
                self.slots[b.0] = Slot::Free(class);
                true
            }
            (Ty::Var(var), bound) | (bound, Ty::Var(var)) => {
                let fits = match (self.class(var), bound) {
                    (_, Ty::Never) => false,
                    (Class::Any, _) => !self.contains(bound, var),
                    (Class::Int, Ty::Known(Type::Scalar(scalar))) => scalar.is_int(),
                    (Class::Float, Ty::Known(Type::Scalar(scalar))) => scalar.is_float(),
                    (Class::Int | Class::Float, _) => false,
                };
                if fits {
                    self.slots[var.0] = Slot::Bound(bound);
                }
                fits
            }
            (
                Ty::Known(_) | Ty::Const(_) | Ty::Compound(_) | Ty::Never,
                Ty::Known(_) | Ty::Const(_) | Ty::Compound(_) | Ty::Never,
            ) => false,
        }
    }

    fn unify_parts(&mut self, a: Compound, b: Compound) -> bool {
        if a == b {
            return true;
        }
        let ((head, left), (other, right)) =
            (self.compounds[a.0].clone(), self.compounds[b.0].clone());
        head == other
            && left.len() == right.len()
            && left
                .into_iter()
                .zip(right)
                .all(|(left, right)| self.unify(left, right))
    }

    /// Whether a type is made of a variable, so that binding the one to the other would have no end.
    fn contains(&self, ty: Ty, var: Var) -> bool {
        match self.resolve(ty) {
            Ty::Var(other) => other == var,
            Ty::Compound(compound) => self.compounds[compound.0]
                .1
                .iter()
                .any(|part| self.contains(*part, var)),
            Ty::Known(_) | Ty::Const(_) | Ty::Never | Ty::Mistake => false,
        }
    }

    /// Whether a part of a type is not known.
    pub(super) fn is_open(&self, ty: Ty) -> bool {
        match self.shape(ty) {
            Shape::Var(_) => true,
            Shape::Array(element, len) => self.is_open(element) || self.is_open(len),
            Shape::Tuple(parts) => parts.into_iter().any(|part| self.is_open(part)),
            Shape::Option(part)
            | Shape::Tile(part)
            | Shape::Slice { element: part, .. }
            | Shape::Ref { target: part, .. } => self.is_open(part),
            Shape::Known(_) | Shape::Const(_) | Shape::Never | Shape::Mistake => false,
        }
    }

    /// Whether a mistake was reported for the type or a part of it.
    pub(super) fn is_mistaken(&self, ty: Ty) -> bool {
        match self.resolve(ty) {
            Ty::Mistake => true,
            Ty::Compound(compound) => self.compounds[compound.0]
                .1
                .iter()
                .any(|part| self.is_mistaken(*part)),
            Ty::Known(_) | Ty::Const(_) | Ty::Var(_) | Ty::Never => false,
        }
    }

    /// Gives the literals that nothing decided their default types.
    pub(super) fn fall_back(&mut self) {
        for slot in &mut self.slots {
            match slot {
                Slot::Free(Class::Int) => *slot = Slot::Bound(Ty::scalar(Scalar::I32)),
                Slot::Free(Class::Float) => *slot = Slot::Bound(Ty::scalar(Scalar::F64)),
                Slot::Free(Class::Any) | Slot::Same(_) | Slot::Bound(_) => {}
            }
        }
    }

    fn root(&self, mut var: Var) -> Var {
        while let Slot::Same(next) = self.slots[var.0] {
            var = next;
        }
        var
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_takes_the_type_of_what_it_meets() {
        let mut infer = Infer::default();
        let (any, int) = (infer.fresh(Class::Any), infer.fresh(Class::Int));
        assert!(infer.unify(any, int));
        assert!(!infer.unify(any, Ty::scalar(Scalar::F32)));
        assert!(infer.unify(any, Ty::scalar(Scalar::U64)));
        assert_eq!(infer.resolve(int), Ty::scalar(Scalar::U64));
    }

    #[test]
    fn literals_fall_back_to_i32_and_f64() {
        let mut infer = Infer::default();
        let (int, float) = (infer.fresh(Class::Int), infer.fresh(Class::Float));
        assert!(!infer.unify(int, float));
        infer.fall_back();
        assert_eq!(infer.resolve(int), Ty::scalar(Scalar::I32));
        assert_eq!(infer.resolve(float), Ty::scalar(Scalar::F64));
    }

    #[test]
    fn parts_unify_with_parts() {
        let mut infer = Infer::default();
        let (int, len) = (infer.fresh(Class::Int), infer.fresh(Class::Any));
        let array = infer.array(int, Ty::Const(4));
        let known = infer.array(Ty::scalar(Scalar::U8), len);
        assert!(infer.unify(array, known));
        assert_eq!(infer.resolve(int), Ty::scalar(Scalar::U8));
        assert_eq!(infer.resolve(len), Ty::Const(4));
        let longer = infer.array(Ty::scalar(Scalar::U8), Ty::Const(5));
        assert!(!infer.unify(array, longer));
    }

    #[test]
    fn a_type_is_not_made_of_itself() {
        let mut infer = Infer::default();
        let any = infer.fresh(Class::Any);
        let array = infer.array(any, Ty::Const(1));
        assert!(!infer.unify(any, array));
    }
}
