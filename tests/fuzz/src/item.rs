//! What stands outside a kernel: structs, constants, device functions.

use super::literal;
use super::node::{node, Kind, Node};
use super::scope::Writer;
use super::ty::{Binding, Enum, Form, Function, Struct, Ty, Variant};

impl Writer {
    pub(super) fn write_struct(&mut self) -> Node {
        let name = self.unique("S");
        let count = self.rng.usize(1..5);
        let fields: Vec<_> = (0..count)
            .map(|position| {
                // Words of C++ among them.
                let field = ["a", "union", "x", "new", "rk"][position].to_owned();
                (field, self.ty(1))
            })
            .collect();
        let lines: Vec<_> = fields
            .iter()
            .map(|(field, ty)| format!("pub {field}: {},\n", self.items.name(ty)))
            .collect();
        let text = format!(
            "#[derive(Clone, Copy, PartialEq, GpuType)]\npub struct {name} {{\n{}}}\n",
            lines.concat()
        );
        self.items.structs.push(Struct { name, fields });
        node!(Kind::Statement; text)
    }

    pub(super) fn write_enum(&mut self) -> Node {
        let name = self.unique("E");
        let plain = self.one_in(4);
        let count = self.rng.usize(1..5);
        let mut discriminant = 0_i32;
        let mut variants = Vec::new();
        let mut lines = Vec::new();
        for number in 0..count {
            let variant = format!("V{number}");
            let form = match self.rng.u32(..4) {
                _ if plain => Form::Unit,
                0 => Form::Unit,
                1 => Form::Named,
                _ => Form::Tuple,
            };
            let count = self.rng.usize(1..4);
            let fields: Vec<_> = match form {
                Form::Unit => Vec::new(),
                Form::Tuple => (0..count).map(|at| (at.to_string(), self.ty(1))).collect(),
                Form::Named => (0..count)
                    .map(|at| (["a", "tag", "int"][at].to_owned(), self.ty(1)))
                    .collect(),
            };
            lines.push(match form {
                Form::Unit if plain && self.one_in(2) => {
                    discriminant += self.rng.i32(1..50);
                    format!("{variant} = {},\n", discriminant - 60)
                }
                Form::Unit if plain && number > 0 => {
                    discriminant += 1;
                    format!("{variant} = {},\n", discriminant - 60)
                }
                Form::Unit => format!("{variant},\n"),
                Form::Tuple => {
                    let types: Vec<_> = fields.iter().map(|(_, ty)| self.items.name(ty)).collect();
                    format!("{variant}({}),\n", types.join(", "))
                }
                Form::Named => {
                    let fields: Vec<_> = fields
                        .iter()
                        .map(|(field, ty)| format!("{field}: {}", self.items.name(ty)))
                        .collect();
                    format!("{variant} {{ {} }},\n", fields.join(", "))
                }
            });
            variants.push(Variant {
                name: variant,
                form,
                fields,
            });
        }
        let text = format!(
            "#[derive(Clone, Copy, PartialEq, GpuType)]\npub enum {name} {{\n{}}}\n",
            lines.concat()
        );
        self.items.enums.push(Enum { name, variants });
        node!(Kind::Statement; text)
    }

    pub(super) fn write_const(&mut self) -> Node {
        let name = self.unique("C");
        let scalar = self.scalar();
        if self.one_in(2) {
            // One of eight numbers or more is kept in the GPU's memory.
            let len = if self.one_in(2) {
                8
            } else {
                self.rng.usize(1..5)
            };
            let values: Vec<_> = (0..len)
                .map(|_| literal::literal(&mut self.rng, scalar, false))
                .collect();
            let ty = Ty::Array(Box::new(Ty::Scalar(scalar)), len);
            let text = format!(
                "const {name}: {} = [{}];\n",
                self.items.name(&ty),
                values.join(", ")
            );
            self.items.consts.push((name, ty));
            return node!(Kind::Statement; text);
        }
        let value = literal::literal(&mut self.rng, scalar, false);
        let ty = Ty::Scalar(scalar);
        self.items.consts.push((name.clone(), ty));
        node!(Kind::Statement; format!("const {name}: {} = {value};\n", scalar.name()))
    }

    /// A parameter of a device function.
    fn param(&mut self) -> Binding {
        let ty = self.ty(2);
        match self.rng.u32(..6) {
            0 => Binding::Ref {
                target: ty,
                mutable: false,
            },
            1 | 2 => Binding::Ref {
                target: ty,
                mutable: true,
            },
            3 => Binding::Slice {
                element: self.ty(1),
                mutable: self.one_in(2),
                len: None,
            },
            _ => Binding::Value(ty),
        }
    }

    pub(super) fn write_function(&mut self) -> Node {
        let name = self.unique("f");
        let mut params = Vec::new();
        let method = !self.items.structs.is_empty() && self.one_in(3);
        let mut written = Vec::new();
        let mut owner = String::new();
        self.variables.clear();
        self.frames.clear();
        if method {
            let number = self.rng.usize(..self.items.structs.len());
            let target = Ty::Struct(number);
            owner = self.items.name(&target);
            let (binding, text, mutable) = match self.rng.u32(..4) {
                0 => (Binding::Value(target), "self", false),
                1 => (Binding::Value(target), "mut self", true),
                2 => {
                    let mutable = false;
                    (Binding::Ref { target, mutable }, "&self", false)
                }
                _ => {
                    let mutable = true;
                    (Binding::Ref { target, mutable }, "&mut self", false)
                }
            };
            written.push(text.to_owned());
            self.declare("self", binding.clone(), mutable);
            params.push(binding);
        }
        for _ in 0..self.rng.usize(..4) {
            let binding = self.param();
            let param = self.unique("p");
            let mutable = matches!(binding, Binding::Value(_)) && self.one_in(2);
            let mark = if mutable { "mut " } else { "" };
            written.push(format!("{mark}{param}: {}", self.items.binding(&binding)));
            self.declare(&param, binding.clone(), mutable);
            params.push(binding);
        }
        let output = (!self.one_in(4)).then(|| self.ty(2));
        let arrow = match &output {
            Some(ty) => format!(" -> {}", self.items.name(ty)),
            None => String::new(),
        };
        self.output.clone_from(&output);
        let before = self.cost;
        self.budget = 40;
        // Another function that calls it multiplies what it does.
        self.weight = 8;
        let body = self.scoped(|w| {
            let count = w.rng.usize(..5);
            let statements = w.statements(count);
            match &output {
                Some(ty) => {
                    let value = w.expr(ty, 3, true);
                    node!(Kind::Fixed; statements, "\n", value, "\n")
                }
                None => statements,
            }
        });
        self.weight = 1;
        let cost = (self.cost - before) / 8 + 1;
        self.cost = before;
        self.variables.clear();
        self.items.functions.push(Function {
            name: name.clone(),
            method,
            params,
            output,
            cost,
        });
        let head = format!("#[device]\nfn {name}({}){arrow} {{\n", written.join(", "));
        if method {
            return node!(Kind::Statement; format!("impl {owner} {{\n{head}"), body, "}\n}\n");
        }
        node!(Kind::Statement; head, body, "}\n")
    }
}
