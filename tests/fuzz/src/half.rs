//! Arithmetic of f16 and bf16, between numbers that it is made from and given back as.

use ringkernel_build::ir::Scalar;

use super::node::{node, Kind, Node};
use super::scope::Writer;
use super::ty::Ty;

const OPS: &[&str] = &["+", "-", "*", "/", "%"];

impl Writer {
    /// An f32 or f64 that comes from narrow floats.
    pub(super) fn widened(&mut self, scalar: Scalar, depth: u32) -> Node {
        let of = self.pick(&["f16", "bf16"]);
        let value = self.half(of, 2, depth);
        let method = format!("to_{}", scalar.name());
        node!(Kind::Value(Ty::Scalar(scalar)); "(", value, format!(").{method}()"))
    }

    /// A comparison of narrow floats.
    pub(super) fn compared_halves(&mut self, depth: u32) -> Node {
        let of = self.pick(&["f16", "bf16"]);
        let op = self.pick(&["==", "!=", "<", "<=", ">", ">="]);
        let left = self.half(of, 1, depth);
        let right = self.half(of, 1, depth);
        node!(Kind::Value(Ty::Scalar(Scalar::Bool)); "(", left, format!(" {op} "), right, ")")
    }

    fn half(&mut self, of: &str, nested: u32, depth: u32) -> Node {
        if nested == 0 || self.one_in(5) {
            if self.one_in(4) {
                let name = self.pick(&["ONE", "MAX", "EPSILON", "INFINITY", "MIN_POSITIVE"]);
                return node!(Kind::Fixed; format!("{of}::{name}"));
            }
            let value = self.expr(&Ty::Scalar(Scalar::F32), depth, true);
            return node!(Kind::Fixed; format!("{of}::from_f32("), value, ")");
        }
        let nested = nested - 1;
        match self.rng.u32(..6) {
            0 => {
                let value = self.half(of, nested, depth);
                node!(Kind::Fixed; "(-", value, ")")
            }
            1 => {
                let name = self.unique("h");
                let op = self.pick(OPS);
                let first = self.half(of, nested, depth);
                let second = self.half(of, nested, depth);
                node!(Kind::Fixed;
                    format!("({{ let mut {name} = "), first, format!("; {name} {op}= "), second, format!("; {name} }})"))
            }
            _ => {
                let op = self.pick(OPS);
                let left = self.half(of, nested, depth);
                let right = self.half(of, nested, depth);
                node!(Kind::Fixed; "(", left, format!(" {op} "), right, ")")
            }
        }
    }
}
