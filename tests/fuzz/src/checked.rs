//! Methods of numbers that say whether they have a result, and bounds.

use ringkernel_build::intrinsic::{self, Effect, Row, Spelling};
use ringkernel_build::ir::Scalar;

use super::literal;
use super::method::{is_of, scalar_of};
use super::node::{node, Kind, Node, Part};
use super::scope::Writer;
use super::ty::{Binding, Ty};

/// What a method gives besides its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// `checked_*`: an `Option`.
    Checked,
    /// `overflowing_*`: a tuple.
    Overflowing,
}

impl Writer {
    /// `x.checked_add(y)`, of the type `Option<result>`.
    pub(super) fn checked(&mut self, result: Scalar, depth: u32) -> Option<Node> {
        let ty = Ty::Option(Box::new(Ty::Scalar(result)));
        self.tested(Way::Checked, result, depth)
            .map(|call| node!(Kind::Value(ty); call))
    }

    /// `x.overflowing_add(y)`, of the type `(result, bool)`.
    pub(super) fn overflowing(&mut self, result: Scalar, depth: u32) -> Option<Node> {
        let ty = Ty::Tuple(vec![Ty::Scalar(result), Ty::Scalar(Scalar::Bool)]);
        self.tested(Way::Overflowing, result, depth)
            .map(|call| node!(Kind::Value(ty); call))
    }

    fn tested(&mut self, way: Way, result: Scalar, depth: u32) -> Option<Node> {
        let mut found: Vec<(&Row, &str, Scalar)> = Vec::new();
        for row in intrinsic::rows().filter(|row| row.effect == Effect::Pure) {
            let Some(value) = intrinsic::value(row.op) else {
                continue;
            };
            let gives = intrinsic::row(value).result;
            for spelling in row.rust {
                let name = match (spelling, way) {
                    (Spelling::Checked(name), Way::Checked)
                    | (Spelling::Overflowing(name), Way::Overflowing) => name,
                    _another => continue,
                };
                for of in Scalar::PRIMITIVE {
                    if is_of(row.class, of) && scalar_of(gives, of) == Some(result) {
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
            // A divisor of 0 is a panic of `overflowing_div`.
            let plain = position == 1 && way == Way::Overflowing && !self.one_in(8);
            let value = if plain && (name.contains("div") || name.contains("rem")) {
                node!(Kind::Fixed; literal::nonzero(&mut self.rng, scalar, false))
            } else {
                self.expr(&Ty::Scalar(scalar), depth, position > 0)
            };
            match position {
                0 => parts.extend(["(".into(), value.into(), format!(").{name}(").into()]),
                1 => parts.push(value.into()),
                _ => parts.extend([", ".into(), value.into()]),
            }
        }
        parts.push(")".into());
        Some(Node {
            kind: Kind::Fixed,
            parts,
        })
    }

    /// A `match` on the result of such a method.
    pub(super) fn match_checked(&mut self, ty: &Ty, depth: u32, known: bool) -> Option<Node> {
        let scalar = self.int();
        let name = self.name();
        let binding = Binding::Value(Ty::Scalar(scalar));
        let is_checked = self.one_in(2);
        let call = if is_checked {
            self.checked(scalar, depth)?
        } else {
            self.overflowing(scalar, depth)?
        };
        let arm = |w: &mut Self, bound: bool| {
            w.scoped(|w| {
                if bound {
                    w.declare(&name, binding.clone(), false);
                }
                w.body(ty, depth, known)
            })
        };
        let first = arm(self, true);
        let second = arm(self, !is_checked);
        let (good, bad) = if is_checked {
            (format!("Some({name})"), "None".to_owned())
        } else {
            (format!("({name}, false)"), format!("({name}, true)"))
        };
        Some(node!(Kind::Value(ty.clone());
            "(match ", call, format!(" {{\n{good} => "), first, format!("\n{bad} => "), second, "\n})"))
    }

    /// `x.clamp(low, high)`, whose bounds are in order more often than not.
    pub(super) fn clamped(&mut self, scalar: Scalar, depth: u32) -> Node {
        let ty = Ty::Scalar(scalar);
        let value = self.expr(&ty, depth, false);
        let (low, high) = if self.one_in(12) {
            (self.expr(&ty, depth, true), self.expr(&ty, depth, true))
        } else {
            let low = self.rng.u32(..50);
            let high = low + self.rng.u32(..60);
            let point = if scalar.is_float() { ".5" } else { "" };
            let minus = scalar.is_float() || scalar.is_signed_int();
            let low = if minus && self.one_in(2) {
                format!("(-{low}{point})")
            } else {
                format!("{low}{point}")
            };
            (
                node!(Kind::Fixed; low),
                node!(Kind::Fixed; format!("{high}{point}")),
            )
        };
        node!(Kind::Value(ty); "(", value, ").clamp(", low, ", ", high, ")")
    }
}
