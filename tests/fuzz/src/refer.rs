//! Patterns with `ref` and `ref mut`, which refer into the place that they take apart.

use super::node::{node, Kind, Node};
use super::place::{Access, Path};
use super::scope::{Hold, Writer};
use super::ty::{Binding, Ty};

/// A name of such a pattern: a copy, or a reference that is mutable or not.
struct Bound {
    name: String,
    binding: Binding,
    refers: Option<bool>,
}

impl Writer {
    /// `let (ref mut a, ref b, c) = place;`.
    pub(super) fn refer(&mut self) -> Option<Node> {
        let parts = Ty::Tuple(vec![self.ty(1), self.ty(1)]);
        let (own, path) =
            self.taken_apart(parts, |ty| matches!(ty, Ty::Tuple(_) | Ty::Struct(_)))?;
        let mut bounds = Vec::new();
        let pattern = self.parts_of(&path.ty, &mut bounds);
        let place = self.place(&path, 1);
        for Bound {
            name,
            binding,
            refers,
        } in bounds
        {
            let hold = refers.map(|mutable| Hold {
                base: path.base,
                mutable,
            });
            self.hold(&name, binding, false, hold);
        }
        Some(node!(Kind::Statement; own, format!("let {pattern} = "), place, ";"))
    }

    /// `if let Some(ref mut a) = place { .. }`.
    pub(super) fn if_refer(&mut self) -> Option<Node> {
        let option = Ty::Option(Box::new(self.ty(1)));
        let (own, path) = self.taken_apart(option, |ty| matches!(ty, Ty::Option(_)))?;
        let Ty::Option(inner) = &path.ty else {
            return None;
        };
        let mut bounds = Vec::new();
        let pattern = self.parts_of(inner, &mut bounds);
        let place = self.place(&path, 1);
        let then = self.scoped(|w| {
            for Bound {
                name,
                binding,
                refers,
            } in bounds
            {
                let hold = refers.map(|mutable| Hold {
                    base: path.base,
                    mutable,
                });
                w.hold(&name, binding, false, hold);
            }
            w.braces()
        });
        Some(node!(Kind::Statement; own, format!("if let Some({pattern}) = "), place, " ", then))
    }

    /// A place that fits; one of its own, of the type `or`, where there is none.
    fn taken_apart(&mut self, or: Ty, fits: impl Fn(&Ty) -> bool) -> Option<(Node, Path)> {
        let places = self.places(Access::Write, &fits);
        if !places.is_empty() {
            return Some((Node::list(Vec::new(), ""), self.pick(&places)));
        }
        let name = self.name();
        let value = self.expr(&or, 2, false);
        self.declare(&name, Binding::Value(or), true);
        let places = self.places(Access::Write, fits);
        let own = node!(Kind::Fixed; format!("let mut {name} = "), value, ";\n");
        (!places.is_empty()).then(|| (own, self.pick(&places)))
    }

    fn parts_of(&mut self, ty: &Ty, bounds: &mut Vec<Bound>) -> String {
        match ty {
            Ty::Tuple(parts) if parts.len() > 1 => {
                let parts: Vec<_> = parts.iter().map(|ty| self.part_of(ty, bounds)).collect();
                format!("({})", parts.join(", "))
            }
            Ty::Struct(number) => {
                let item = self.items.structs[*number].clone();
                let fields: Vec<_> = item
                    .fields
                    .iter()
                    .map(|(field, ty)| format!("{field}: {}", self.part_of(ty, bounds)))
                    .collect();
                format!("{} {{ {} }}", item.name, fields.join(", "))
            }
            Ty::Tuple(_) | Ty::Scalar(_) | Ty::Array(..) | Ty::Enum(_) | Ty::Option(_) => {
                self.part_of(ty, bounds)
            }
        }
    }

    fn part_of(&mut self, ty: &Ty, bounds: &mut Vec<Bound>) -> String {
        let name = self.name();
        if self.one_in(5) || bounds.iter().any(|bound| bound.name == name) {
            return "_".to_owned();
        }
        let target = ty.clone();
        let (mark, binding, refers) = match self.rng.u32(..4) {
            0 => ("", Binding::Value(target), None),
            1 => {
                let mutable = false;
                ("ref ", Binding::Ref { target, mutable }, Some(mutable))
            }
            _ => {
                let mutable = true;
                ("ref mut ", Binding::Ref { target, mutable }, Some(mutable))
            }
        };
        let written = format!("{mark}{name}");
        bounds.push(Bound {
            name,
            binding,
            refers,
        });
        written
    }
}
