//! Places: variables, their fields and elements.

use ringkernel_build::ir::Scalar;

use super::node::{node, Kind, Node, Part};
use super::scope::{Hold, Writer};
use super::ty::{Binding, Ty};

/// What is done to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    /// Assigned, or referred to by `&mut`.
    Write,
}

/// A step from a value to a part.
#[derive(Clone, Debug)]
enum Step {
    Field(String),
    /// An element of an array.
    Index(usize),
    /// An element of a slice, whose length may be known.
    Element(Option<usize>),
    /// `*`, which a field or element needs not.
    Deref,
}

/// The way to a part of a variable.
#[derive(Clone, Debug)]
pub(super) struct Path {
    pub(super) base: usize,
    steps: Vec<Step>,
    pub(super) ty: Ty,
}

impl Writer {
    /// All places that may be used so and have a type that fits.
    pub(super) fn places(&self, access: Access, fits: impl Fn(&Ty) -> bool) -> Vec<Path> {
        let mut found = Vec::new();
        for base in self.visible() {
            let variable = &self.variables[base];
            let (root, ty, writable) = match &variable.binding {
                Binding::Value(ty) => (Vec::new(), ty.clone(), variable.mutable),
                Binding::Ref { target, mutable } => (vec![Step::Deref], target.clone(), *mutable),
                Binding::Slice {
                    element,
                    mutable,
                    len,
                } => (vec![Step::Element(*len)], element.clone(), *mutable),
            };
            let usable = match access {
                Access::Read => variable.frozen == 0,
                Access::Write => variable.frozen == 0 && variable.locked == 0 && writable,
            };
            if usable {
                let start = Path {
                    base,
                    steps: root,
                    ty,
                };
                self.parts(start, &fits, &mut found);
            }
        }
        found
    }

    fn parts(&self, path: Path, fits: &impl Fn(&Ty) -> bool, found: &mut Vec<Path>) {
        let below = |step: Step, ty: &Ty| {
            let mut steps = path.steps.clone();
            steps.push(step);
            Path {
                base: path.base,
                steps,
                ty: ty.clone(),
            }
        };
        match &path.ty {
            Ty::Scalar(_) | Ty::Enum(_) | Ty::Option(_) => {}
            Ty::Tuple(parts) => {
                for (position, part) in parts.iter().enumerate() {
                    self.parts(below(Step::Field(position.to_string()), part), fits, found);
                }
            }
            Ty::Array(element, len) => self.parts(below(Step::Index(*len), element), fits, found),
            Ty::Struct(number) => {
                for (name, ty) in &self.items.structs[*number].fields {
                    self.parts(below(Step::Field(name.clone()), ty), fits, found);
                }
            }
        }
        if fits(&path.ty) {
            found.push(path);
        }
    }

    /// Writes a place; what its indices do cannot change the variable.
    pub(super) fn place(&mut self, path: &Path, depth: u32) -> Node {
        let hold = Hold {
            base: path.base,
            mutable: false,
        };
        let name = self.variables[path.base].name.clone();
        let mut parts: Vec<Part> = vec![name.clone().into()];
        self.held(hold, |w| {
            for (position, step) in path.steps.iter().enumerate() {
                match step {
                    Step::Deref if position + 1 < path.steps.len() => {
                        if w.one_in(4) {
                            parts.insert(0, "(*".into());
                            parts.push(")".into());
                        }
                    }
                    Step::Deref => {
                        parts.insert(0, "(*".into());
                        parts.push(")".into());
                    }
                    Step::Field(name) => parts.push(format!(".{name}").into()),
                    Step::Index(len) => {
                        parts.push("[".into());
                        parts.push(w.index(Some(*len), &name, depth).into());
                        parts.push("]".into());
                    }
                    Step::Element(len) => {
                        parts.push("[".into());
                        parts.push(w.index(*len, &name, depth).into());
                        parts.push("]".into());
                    }
                }
            }
        });
        Node {
            kind: Kind::Fixed,
            parts,
        }
    }

    /// A position among `len`, now and then beyond them.
    pub(super) fn index(&mut self, len: Option<usize>, slice: &str, depth: u32) -> Node {
        let usize = Ty::Scalar(Scalar::Usize);
        let kind = Kind::Value(usize.clone());
        if self.one_in(30) && depth > 0 {
            return self.expr(&usize, depth - 1, true);
        }
        if let (Some(len @ 1..), true) = (len, depth > 0 && self.one_in(5)) {
            let value = self.effectful(&usize, depth - 1, true);
            return node!(kind; "(", value, format!(" % {len})"));
        }
        match len {
            Some(0) => self.expr(&usize, 0, true),
            Some(len) if depth == 0 || self.one_in(2) => {
                let at = self.rng.usize(..len);
                node!(kind; at.to_string())
            }
            Some(len) => {
                let value = self.expr(&usize, depth - 1, true);
                if len.is_power_of_two() && self.one_in(2) {
                    node!(kind; "(", value, format!(" & {})", len - 1))
                } else {
                    node!(kind; "(", value, format!(" % {len})"))
                }
            }
            None => {
                let value = self.expr(&usize, depth.saturating_sub(1), true);
                node!(kind; "(", value, format!(" % ({slice}.len() | 1))"))
            }
        }
    }
}
