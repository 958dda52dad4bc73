//! Operators of the program's own structs.

use ringkernel_build::ir::Scalar;

use super::node::{node, Kind, Node};
use super::place::Access;
use super::scope::{Hold, Writer};
use super::ty::Ty;

const OPS: &[(&str, &str, &str)] = &[
    ("Add", "add", "+"),
    ("Sub", "sub", "-"),
    ("Mul", "mul", "*"),
];

impl Writer {
    /// `impl AddAssign for S` or `impl Add for S`, of a struct that has no such operator.
    pub(super) fn write_operator(&mut self) -> Option<Node> {
        let structs = self.items.structs.len();
        if structs == 0 {
            return None;
        }
        let number = self.rng.usize(..structs);
        let (interface, method, op) = self.pick(OPS);
        let assigns = !self.one_in(3);
        let written = if assigns {
            format!("{op}=")
        } else {
            op.to_owned()
        };
        let operator = (number, written);
        if self.items.operators.contains(&operator) {
            return None;
        }
        let item = self.items.structs[number].clone();
        let mut lines = String::new();
        for (field, ty) in &item.fields {
            lines += &match ty {
                Ty::Scalar(Scalar::Bool) => format!("self.{field} ^= o.{field};\n"),
                Ty::Scalar(_) => format!("self.{field} {op}= o.{field};\n"),
                Ty::Tuple(_) | Ty::Array(..) | Ty::Struct(_) | Ty::Enum(_) | Ty::Option(_) => {
                    format!("self.{field} = o.{field};\n")
                }
            };
        }
        self.items.operators.push(operator);
        let name = &item.name;
        let text = if assigns {
            format!(
                "impl std::ops::{interface}Assign for {name} {{\n#[device]\nfn {method}_assign(&mut self, o: Self) {{\n{lines}}}\n}}\n"
            )
        } else {
            format!(
                "impl std::ops::{interface} for {name} {{\ntype Output = Self;\n#[device]\nfn {method}(mut self, o: Self) -> Self {{\n{lines}self\n}}\n}}\n"
            )
        };
        Some(node!(Kind::Statement; text))
    }

    /// `place += value;` of a struct.
    pub(super) fn assign_own(&mut self) -> Option<Node> {
        let known: Vec<_> = self
            .items
            .operators
            .iter()
            .filter(|(_, op)| op.ends_with('='))
            .cloned()
            .collect();
        if known.is_empty() || !self.spend(6) {
            return None;
        }
        let (number, op) = self.pick(&known);
        let places = self.places(Access::Write, |ty| *ty == Ty::Struct(number));
        if places.is_empty() {
            return None;
        }
        let path = self.pick(&places);
        let place = self.place(&path, 2);
        let hold = Hold {
            base: path.base,
            mutable: false,
        };
        let value = self.held(hold, |w| w.expr(&path.ty, 2, true));
        Some(node!(Kind::Statement; place, format!(" {op} "), value, ";"))
    }

    /// `a + b` of a struct.
    pub(super) fn own_value(&mut self, ty: &Ty, depth: u32) -> Option<Node> {
        let known: Vec<_> = self
            .items
            .operators
            .iter()
            .filter(|(number, op)| !op.ends_with('=') && *ty == Ty::Struct(*number))
            .cloned()
            .collect();
        if known.is_empty() || !self.spend(6) {
            return None;
        }
        let (_, op) = self.pick(&known);
        let left = self.expr(ty, depth, true);
        let right = self.expr(ty, depth, true);
        Some(node!(Kind::Value(ty.clone()); "(", left, format!(" {op} "), right, ")"))
    }
}
