//! A random program: one kernel, what it calls, and its arguments.

use ringkernel_build::ir::Scalar;

use super::literal;
use super::node::{node, Kind, Node};
use super::scope::Writer;
use super::ty::{Binding, Ty};

/// How an argument is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passing {
    /// `T`.
    Value,
    /// `&[T]`.
    Shared,
    /// `&mut [T]`.
    Exclusive,
}

/// An argument of a kernel's launch.
#[derive(Clone, Debug)]
pub struct Argument {
    /// How it is passed.
    pub passing: Passing,
    /// What it is made of.
    pub scalar: Scalar,
    /// Its values, little endian.
    pub bytes: Vec<u8>,
}

/// A kernel `k`, its launch, and the seed it was made from.
#[derive(Clone, Debug)]
pub struct Program {
    /// The text, as a tree.
    pub(super) node: Node,
    /// What it is launched with.
    pub arguments: Vec<Argument>,
    /// Blocks of the launch.
    pub blocks: u32,
    /// Threads of a block.
    pub threads: u32,
    /// The run's seed, and which of its programs this is.
    pub seed: (u64, u64),
}

impl Program {
    /// Makes the program of a number in the run of a seed.
    #[must_use]
    pub fn random(seed: u64, number: u64) -> Self {
        let start =
            seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number.wrapping_mul(0xd1b5_4a32_d192_ed03);
        let mut w = Writer::new(start);
        let mut nodes = vec![node!(Kind::Fixed; "use ringkernel_rt::prelude::*;\n")];
        for _ in 0..w.rng.usize(..5) {
            let item = if w.one_in(2) {
                w.write_struct()
            } else {
                w.write_enum()
            };
            nodes.push(item);
        }
        for _ in 0..w.rng.usize(..3) {
            nodes.push(w.write_const());
        }
        for _ in 0..w.rng.usize(..3) {
            nodes.extend(w.write_operator());
        }
        for _ in 0..w.rng.usize(..3) {
            nodes.push(w.write_generic());
        }
        for _ in 0..w.rng.usize(..4) {
            nodes.push(w.write_function());
        }
        let blocks = w.rng.u32(1..3);
        let threads = w.rng.u32(1..5);
        let (kernel, arguments) = w.write_kernel((blocks * threads) as usize);
        nodes.push(kernel);
        Self {
            node: Node::list(nodes, ""),
            arguments,
            blocks,
            threads,
            seed: (seed, number),
        }
    }

    /// The source text.
    #[must_use]
    pub fn text(&self) -> String {
        self.node.text()
    }
}

impl Writer {
    fn write_kernel(&mut self, threads: usize) -> (Node, Vec<Argument>) {
        let mut arguments = Vec::new();
        let mut params = Vec::new();
        let mut outputs = Vec::new();
        self.variables.clear();
        self.frames.clear();
        self.output = None;
        for number in 0..self.rng.usize(1..4) {
            let scalar = self.scalar();
            let len = self.rng.usize(1..9);
            let bytes = literal::bytes(&mut self.rng, scalar, len);
            params.push(format!("x{number}: &[{}]", scalar.name()));
            let binding = Binding::Slice {
                element: Ty::Scalar(scalar),
                mutable: false,
                len: Some(len),
            };
            self.declare(&format!("x{number}"), binding, false);
            arguments.push(Argument {
                passing: Passing::Shared,
                scalar,
                bytes,
            });
        }
        for number in 0..self.rng.usize(..3) {
            let scalar = self.scalar();
            let bytes = literal::bytes(&mut self.rng, scalar, 1);
            let mutable = self.one_in(2);
            let mark = if mutable { "mut " } else { "" };
            params.push(format!("{mark}s{number}: {}", scalar.name()));
            self.declare(
                &format!("s{number}"),
                Binding::Value(Ty::Scalar(scalar)),
                mutable,
            );
            arguments.push(Argument {
                passing: Passing::Value,
                scalar,
                bytes,
            });
        }
        for number in 0..self.rng.usize(1..4) {
            let scalar = self.scalar();
            let part = self.rng.usize(1..5);
            let bytes = literal::bytes(&mut self.rng, scalar, part * threads);
            params.push(format!("y{number}: &mut [{}]", scalar.name()));
            outputs.push((number, scalar, part));
            arguments.push(Argument {
                passing: Passing::Exclusive,
                scalar,
                bytes,
            });
        }
        // Each thread has a part of each output for itself.
        let mut head =
            String::from("let t = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;\n");
        for (number, scalar, part) in &outputs {
            head += &format!("let o{number} = &mut y{number}[t * {part}..t * {part} + {part}];\n");
            let binding = Binding::Slice {
                element: Ty::Scalar(*scalar),
                mutable: true,
                len: Some(*part),
            };
            self.declare(&format!("o{number}"), binding, false);
        }
        self.declare("t", Binding::Value(Ty::Scalar(Scalar::Usize)), false);
        self.budget = 90;
        let count = self.rng.usize(2..9);
        let body = self.statements(count);
        let last = self.write_results(&outputs);
        let kernel = node!(Kind::Fixed;
            format!("#[kernel]\npub fn k({}) {{\n{head}", params.join(", ")), body, last, "}\n");
        (kernel, arguments)
    }

    /// Writes what the variables hold to the outputs that are not hidden.
    fn write_results(&mut self, outputs: &[(usize, Scalar, usize)]) -> Node {
        let mut lines = Vec::new();
        for (number, scalar, part) in outputs {
            let name = format!("o{number}");
            let usable = self.visible().into_iter().any(|base| {
                let variable = &self.variables[base];
                let is_slice = matches!(
                    variable.binding,
                    Binding::Slice { mutable: true, len: Some(len), .. } if len == *part
                );
                variable.name == name && is_slice && variable.frozen == 0 && variable.locked == 0
            });
            if !usable {
                continue;
            }
            for position in 0..*part {
                let value = self.expr(&Ty::Scalar(*scalar), 2, true);
                let op = if self.one_in(2) { "=" } else { "op" };
                let op = match (op, scalar) {
                    ("=", _) => "=",
                    (_, Scalar::F32 | Scalar::F64) => "+=",
                    _integer => "^=",
                };
                lines.push(
                    node!(Kind::Statement; format!("{name}[{position}] {op} "), value, ";\n"),
                );
            }
        }
        Node::list(lines, "")
    }
}
