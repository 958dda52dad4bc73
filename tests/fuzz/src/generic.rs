//! Generic device functions, each called for several types.

use ringkernel_build::ir::Scalar;

use super::node::{node, Kind, Node};
use super::scope::Writer;
use super::ty::Ty;

/// What a generic function takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `a: T, b: T, c: bool`.
    Values,
    /// `x: [T; N], at: usize, or: T`.
    Array,
}

const BOUNDS: &str =
    "Copy + PartialOrd + std::ops::Add<Output = T> + std::ops::Sub<Output = T> + std::ops::Mul<Output = T>";

impl Writer {
    /// A function over a type, perhaps also over a length.
    pub(super) fn write_generic(&mut self) -> Node {
        let name = self.unique("g");
        let (head, names, form) = if self.one_in(2) {
            let head = format!("fn {name}<T: {BOUNDS}>(a: T, b: T, c: bool) -> T {{\n");
            (head, ["a", "b", "v"], Form::Values)
        } else {
            let head = format!(
                "fn {name}<T: {BOUNDS}, const N: usize>(x: [T; N], at: usize, or: T) -> T {{\n"
            );
            (head, ["x[at % N]", "or", "v"], Form::Array)
        };
        let first = self.generic_value(&names[..2], 2);
        let (test, then) = (
            self.generic_test(&names, form),
            self.generic_value(&names, 2),
        );
        let mut body = format!("let mut v = {first};\nif {test} {{\nv = {then};\n}}\n");
        if form == Form::Array && self.one_in(2) {
            let value = self.generic_value(&["v", "x[i]", "or"], 1);
            body += &format!("for i in 0..N {{\nv = {value};\n}}\n");
        } else if self.one_in(3) {
            let value = self.generic_value(&names, 1);
            body += &format!(
                "let pair = (v, Some({value}));\nif let (_, Some(w)) = pair {{\nv = w;\n}}\n"
            );
        }
        let last = self.generic_value(&names, 2);
        self.items.generics.push((name, form));
        node!(Kind::Statement; format!("#[device]\n{head}{body}{last}\n}}\n"))
    }

    fn generic_value(&mut self, names: &[&str], depth: u32) -> String {
        if depth == 0 || self.one_in(4) {
            return self.pick(names).to_owned();
        }
        let left = self.generic_value(names, depth - 1);
        let right = self.generic_value(names, depth - 1);
        match self.rng.u32(..5) {
            0 => format!("(if {left} < {right} {{ {right} }} else {{ {left} }})"),
            _ => format!("({left} {} {right})", self.pick(&["+", "-", "*"])),
        }
    }

    fn generic_test(&mut self, names: &[&str], form: Form) -> String {
        if form == Form::Values && self.one_in(3) {
            return "c".to_owned();
        }
        let op = self.pick(&["<", "<=", ">", ">=", "==", "!="]);
        format!("{} {op} {}", self.pick(names), self.pick(names))
    }

    /// A call for this type, perhaps after one for another type.
    pub(super) fn generic_value_of(&mut self, scalar: Scalar, depth: u32) -> Option<Node> {
        if self.items.generics.is_empty() || scalar == Scalar::Bool || !self.spend(8) {
            return None;
        }
        let (name, form) = self.pick(&self.items.generics.clone());
        let kind = Kind::Value(Ty::Scalar(scalar));
        if self.one_in(2) {
            let call = self.generic_call(&name, form, scalar, depth);
            return Some(node!(kind; call));
        }
        let mut other = self.scalar();
        if other == Scalar::Bool {
            other = Scalar::F32;
        }
        let first = self.generic_call(&name, form, other, depth);
        let kept = self.unique("other");
        let test = self.generic_call(&name, form, other, depth);
        let second = self.generic_call(&name, form, scalar, depth);
        let third = self.generic_call(&name, form, scalar, depth);
        Some(node!(kind;
            format!("({{ let {kept} = "), first, format!("; if {kept} < "), test, " { ", second, " } else { ", third, " } })"))
    }

    fn generic_call(&mut self, name: &str, form: Form, scalar: Scalar, depth: u32) -> Node {
        let ty = Ty::Scalar(scalar);
        match form {
            Form::Values => {
                let first = self.expr(&ty, depth, false);
                let second = self.expr(&ty, depth, true);
                let third = self.expr(&Ty::Scalar(Scalar::Bool), depth, true);
                node!(Kind::Fixed; format!("{name}("), first, ", ", second, ", ", third, ")")
            }
            Form::Array => {
                let len = self.rng.usize(1..4);
                let array = self.expr(&Ty::Array(Box::new(ty.clone()), len), depth, false);
                let at = self.expr(&Ty::Scalar(Scalar::Usize), depth, true);
                let or = self.expr(&ty, depth, true);
                let given = if self.one_in(3) {
                    format!("::<{}, {len}>", scalar.name())
                } else {
                    String::new()
                };
                node!(Kind::Fixed; format!("{name}{given}("), array, ", ", at, ", ", or, ")")
            }
        }
    }
}
