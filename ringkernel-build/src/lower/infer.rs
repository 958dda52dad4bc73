//! Type variables and how they become types.
//!
//! The language has no generic types, so a variable stands for a whole type and unification is a union-find with three
//! classes, as rustc has them: any type, integer, float. What is left at the end falls back to i32 and f64.

use crate::ir::{Scalar, Type};

/// A type while a body is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ty {
    /// Known.
    Known(Type),
    /// Not known yet.
    Var(Var),
    /// `!`: evaluation does not come back.
    Never,
    /// A mistake was reported; agrees with everything, so that it is reported once.
    Mistake,
}

/// Names a type variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Var(usize);

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
    Known(Type),
}

/// The variables of one body.
#[derive(Debug, Default)]
pub(super) struct Infer {
    slots: Vec<Slot>,
}

impl Ty {
    /// A scalar type.
    pub(super) const fn scalar(scalar: Scalar) -> Self {
        Self::Known(Type::Scalar(scalar))
    }

    /// `bool`.
    pub(super) const BOOL: Self = Self::scalar(Scalar::Bool);
    /// `()`.
    pub(super) const UNIT: Self = Self::Known(Type::Unit);
}

impl Infer {
    /// A new variable.
    pub(super) fn fresh(&mut self, class: Class) -> Ty {
        self.slots.push(Slot::Free(class));
        Ty::Var(Var(self.slots.len() - 1))
    }

    /// The type as far as it is known: never a variable that is bound.
    pub(super) fn resolve(&self, ty: Ty) -> Ty {
        match ty {
            Ty::Var(var) => {
                let root = self.root(var);
                match self.slots[root.0] {
                    Slot::Known(known) => Ty::Known(known),
                    Slot::Free(_) => Ty::Var(root),
                    Slot::Same(_) => unreachable!("a root is no link"),
                }
            }
            Ty::Known(_) | Ty::Never | Ty::Mistake => ty,
        }
    }

    /// The class of an unbound variable.
    pub(super) fn class(&self, var: Var) -> Class {
        match self.slots[self.root(var).0] {
            Slot::Free(class) => class,
            Slot::Known(_) | Slot::Same(_) => unreachable!("asked for an unbound variable"),
        }
    }

    /// Makes two types one; whether that was possible. `Never` agrees only with itself: coercion is the caller's.
    pub(super) fn unify(&mut self, a: Ty, b: Ty) -> bool {
        match (self.resolve(a), self.resolve(b)) {
            (Ty::Mistake, _) | (_, Ty::Mistake) | (Ty::Never, Ty::Never) => true,
            (Ty::Known(a), Ty::Known(b)) => a == b,
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
            (Ty::Var(var), Ty::Known(known)) | (Ty::Known(known), Ty::Var(var)) => {
                let fits = match (self.class(var), known) {
                    (Class::Any, Type::Unit | Type::Scalar(_) | Type::Struct(_)) => true,
                    (Class::Int, Type::Scalar(scalar)) => scalar.is_int(),
                    (Class::Float, Type::Scalar(scalar)) => scalar.is_float(),
                    (Class::Any | Class::Int | Class::Float, _) => false,
                };
                if fits {
                    self.slots[var.0] = Slot::Known(known);
                }
                fits
            }
            (Ty::Never, Ty::Known(_) | Ty::Var(_)) | (Ty::Known(_) | Ty::Var(_), Ty::Never) => {
                false
            }
        }
    }

    /// Gives the literals that nothing decided their default types.
    pub(super) fn fall_back(&mut self) {
        for slot in &mut self.slots {
            match slot {
                Slot::Free(Class::Int) => *slot = Slot::Known(Type::Scalar(Scalar::I32)),
                Slot::Free(Class::Float) => *slot = Slot::Known(Type::Scalar(Scalar::F64)),
                Slot::Free(Class::Any) | Slot::Same(_) | Slot::Known(_) => {}
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
}
