//! Expressions of a type that is wanted.

use ringkernel_build::intrinsic::{
    self, Accuracy, Class, Effect, Kind as Param, Op, Row, Spelling,
};
use ringkernel_build::ir::Scalar;

use super::literal;
use super::node::{node, Kind, Node, Part};
use super::place::Access;
use super::scope::{Frame, Hold, Writer};
use super::ty::{bits, Binding, Form, Ty};

/// Methods that rustc does not know: they come with our prelude.
const OURS: &[&str] = &["ffs", "saturate", "clamp_01"];

impl Writer {
    /// An expression. `known` says that its type follows from what stands around it, so that literals need no suffix.
    pub(super) fn expr(&mut self, ty: &Ty, depth: u32, known: bool) -> Node {
        self.budget -= 1;
        if depth == 0 || self.budget <= 0 || self.one_in(6) {
            return self.leaf(ty, known);
        }
        let depth = depth - 1;
        match self.rng.u32(..28) {
            24 | 25 => self.match_value(ty, depth, known),
            26 => self
                .of_option(ty, depth)
                .unwrap_or_else(|| self.leaf(ty, known)),
            27 => self
                .tried(ty, depth)
                .unwrap_or_else(|| self.leaf(ty, known)),
            0 => self.choice(ty, depth, known),
            1 => self.block_value(ty, depth, known),
            2 => self.loop_value(ty, depth),
            3 | 4 => self
                .call_value(ty, depth)
                .unwrap_or_else(|| self.leaf(ty, known)),
            5 => self.picked(ty, depth),
            6 | 7 => self.leaf(ty, known),
            _ => match ty {
                Ty::Scalar(Scalar::Bool) => self.condition(depth),
                Ty::Scalar(scalar) => self.number(*scalar, depth, known),
                Ty::Tuple(_) | Ty::Array(..) | Ty::Struct(_) | Ty::Enum(_) | Ty::Option(_) => {
                    self.made(ty, depth, known)
                }
            },
        }
    }

    /// A variable or constant.
    pub(super) fn leaf(&mut self, ty: &Ty, known: bool) -> Node {
        let kind = Kind::Value(ty.clone());
        let places = self.places(Access::Read, |found| found == ty);
        if !places.is_empty() && !self.one_in(4) {
            let path = self.pick(&places);
            let place = self.place(&path, u32::from(self.budget > 0));
            return node!(kind; place);
        }
        let consts: Vec<_> = self
            .items
            .consts
            .iter()
            .filter(|(_, of)| of == ty)
            .cloned()
            .collect();
        if !consts.is_empty() && self.one_in(2) {
            return node!(kind; self.pick(&consts).0);
        }
        match ty {
            Ty::Scalar(scalar) => {
                let suffix = !known || self.one_in(3);
                node!(kind; literal::literal(&mut self.rng, *scalar, suffix))
            }
            Ty::Tuple(_) | Ty::Array(..) | Ty::Struct(_) | Ty::Enum(_) | Ty::Option(_) => {
                self.made(ty, 0, known)
            }
        }
    }

    /// A value of several parts.
    pub(super) fn made(&mut self, ty: &Ty, depth: u32, known: bool) -> Node {
        let kind = Kind::Value(ty.clone());
        match ty {
            Ty::Scalar(_) => self.leaf(ty, known),
            Ty::Tuple(parts) => {
                let parts: Vec<_> = parts
                    .iter()
                    .map(|part| self.expr(part, depth, known))
                    .collect();
                let end = if parts.len() == 1 { ",)" } else { ")" };
                node!(kind; "(", Node::list(parts, ", "), end)
            }
            Ty::Array(element, len) if self.one_in(3) => {
                let value = self.expr(element, depth, known);
                node!(kind; "[", value, format!("; {len}]"))
            }
            Ty::Array(element, len) => {
                let values = (0..*len)
                    .map(|_| self.expr(element, depth, known))
                    .collect();
                node!(kind; "[", Node::list(values, ", "), "]")
            }
            Ty::Option(inner) => {
                if self.one_in(3) {
                    if known {
                        return node!(kind; "None");
                    }
                    let name = self.items.name(ty);
                    return node!(kind; format!("({{ let none: {name} = None; none }})"));
                }
                let value = self.expr(inner, depth, known);
                node!(kind; "Some(", value, ")")
            }
            Ty::Enum(number) => {
                let item = self.items.enums[*number].clone();
                let variant = self.pick(&item.variants);
                let path = format!("{}::{}", item.name, variant.name);
                match variant.form {
                    Form::Unit => node!(kind; path),
                    Form::Tuple => {
                        let values = variant
                            .fields
                            .iter()
                            .map(|(_, ty)| self.expr(ty, depth, true))
                            .collect();
                        node!(kind; path, "(", Node::list(values, ", "), ")")
                    }
                    Form::Named => {
                        let values = variant
                            .fields
                            .iter()
                            .map(|(name, ty)| {
                                let value = self.expr(ty, depth, true);
                                node!(Kind::Fixed; format!("{name}: "), value)
                            })
                            .collect();
                        node!(kind; format!("({path} {{ "), Node::list(values, ", "), " })")
                    }
                }
            }
            Ty::Struct(number) => {
                let item = self.items.structs[*number].clone();
                // The order written counts, not that of the definition.
                let mut fields = item.fields.clone();
                self.rng.shuffle(&mut fields);
                let values = fields
                    .iter()
                    .map(|(name, ty)| {
                        let value = self.expr(ty, depth, true);
                        node!(Kind::Fixed; format!("{name}: "), value)
                    })
                    .collect();
                node!(kind; format!("({} {{ ", item.name), Node::list(values, ", "), " })")
            }
        }
    }

    /// A value that a method of `Option` gives.
    fn of_option(&mut self, ty: &Ty, depth: u32) -> Option<Node> {
        let kind = Kind::Value(ty.clone());
        if let Ty::Option(inner) = ty {
            let places = self.places(Access::Write, |of| of == ty);
            if !places.is_empty() && self.one_in(2) {
                let path = self.pick(&places);
                let place = self.place(&path, 1);
                if self.one_in(2) {
                    return Some(node!(kind; "(", place, ").take()"));
                }
                let hold = Hold {
                    base: path.base,
                    mutable: true,
                };
                let value = self.held(hold, |w| w.expr(inner, depth, true));
                return Some(node!(kind; "(", place, ").replace(", value, ")"));
            }
            let method = self.pick(&["or", "and"]);
            let left = self.expr(ty, depth, false);
            let right = self.expr(ty, depth, method == "or");
            return Some(node!(kind; "(", left, format!(").{method}("), right, ")"));
        }
        let whole = Ty::Option(Box::new(ty.clone()));
        let option = self.expr(&whole, depth, false);
        if self.one_in(6) {
            let method = self.pick(&["unwrap()", "expect(\"a value\")"]);
            return Some(node!(kind; "(", option, format!(").{method}")));
        }
        let other = self.expr(ty, depth, true);
        Some(node!(kind; "(", option, ").unwrap_or(", other, ")"))
    }

    /// `option?`.
    fn tried(&mut self, ty: &Ty, depth: u32) -> Option<Node> {
        let Some(Ty::Option(_)) = self.output else {
            return None;
        };
        let option = self.expr(&Ty::Option(Box::new(ty.clone())), depth, false);
        Some(node!(Kind::Value(ty.clone()); "(", option, ")?"))
    }

    /// `if c { a } else { b }`.
    fn choice(&mut self, ty: &Ty, depth: u32, known: bool) -> Node {
        let condition = self.condition(depth);
        let then = self.body(ty, depth, known);
        let otherwise = self.body(ty, depth, known);
        node!(Kind::Value(ty.clone()); "(if ", condition, " ", then, " else ", otherwise, ")")
    }

    /// `{ statements; value }`.
    pub(super) fn body(&mut self, ty: &Ty, depth: u32, known: bool) -> Node {
        self.scoped(|w| {
            let count = if w.one_in(2) { w.rng.usize(..3) } else { 0 };
            let statements = w.statements(count);
            let value = w.expr(ty, depth, known);
            node!(Kind::Fixed; "{ ", statements, value, " }")
        })
    }

    /// A block with effects, perhaps left early.
    fn block_value(&mut self, ty: &Ty, depth: u32, known: bool) -> Node {
        let kind = Kind::Value(ty.clone());
        if self.one_in(2) {
            let body = self.body(ty, depth, known);
            return node!(kind; "(", body, ")");
        }
        let label = self.unique("'l");
        let frame = Frame {
            label: label.clone(),
            repeats: false,
            value: Some(ty.clone()),
            named: true,
        };
        self.frames.push(frame);
        let body = self.body(ty, depth, false);
        self.frames.pop();
        node!(kind; format!("({label}: "), body, ")")
    }

    /// `loop { .. break value; .. }`.
    fn loop_value(&mut self, ty: &Ty, depth: u32) -> Node {
        let count = self.unique("w");
        let label = self.unique("'l");
        let times = self.rng.u64(..5);
        let frame = Frame {
            label: label.clone(),
            repeats: true,
            value: Some(ty.clone()),
            named: true,
        };
        let last = self.expr(ty, depth, false);
        self.frames.push(frame);
        let statements = self.repeated(times + 1, |w| {
            w.scoped(|w| {
                let count = w.rng.usize(..3);
                w.statements(count)
            })
        });
        self.frames.pop();
        node!(Kind::Value(ty.clone());
            format!("({{ let mut {count} = 0; {label}: loop {{\nif {count} == {times} {{ break "), last,
            format!("; }}\n{count} += 1;\n"), statements, "} })")
    }

    /// A part of a value made for it.
    fn picked(&mut self, ty: &Ty, depth: u32) -> Node {
        let kind = Kind::Value(ty.clone());
        match self.rng.u32(..3) {
            0 => {
                let count = self.rng.usize(1..4);
                let whole = Ty::Array(Box::new(ty.clone()), count);
                let value = self.expr(&whole, depth, false);
                let index = self.index(Some(count), "", depth);
                node!(kind; value, "[", index, "]")
            }
            1 => {
                let other = self.ty(1);
                let whole = Ty::Tuple(vec![other, ty.clone()]);
                let value = self.expr(&whole, depth, false);
                node!(kind; value, ".1")
            }
            _ => {
                let holders: Vec<_> = self
                    .items
                    .structs
                    .iter()
                    .enumerate()
                    .flat_map(|(number, item)| {
                        item.fields
                            .iter()
                            .filter(|(_, of)| of == ty)
                            .map(move |(name, _)| (number, name.clone()))
                    })
                    .collect();
                if holders.is_empty() {
                    return self.leaf(ty, false);
                }
                let (number, field) = self.pick(&holders);
                let value = self.expr(&Ty::Struct(number), depth, false);
                node!(kind; value, format!(".{field}"))
            }
        }
    }

    /// A bool.
    pub(super) fn condition(&mut self, depth: u32) -> Node {
        let bool = Ty::Scalar(Scalar::Bool);
        let kind = Kind::Value(bool.clone());
        if depth == 0 {
            return self.leaf(&bool, true);
        }
        let depth = depth - 1;
        match self.rng.u32(..10) {
            0 => {
                let value = self.expr(&bool, depth, true);
                node!(kind; "(!", value, ")")
            }
            1..=3 => {
                let op = self.pick(&["&&", "||", "&", "|", "^", "=="]);
                let left = self.expr(&bool, depth, true);
                let right = self.expr(&bool, depth, true);
                node!(kind; "(", left, format!(" {op} "), right, ")")
            }
            5 if self.one_in(2) => {
                let of = self.ty(2);
                let op = self.pick(&["==", "!="]);
                let left = self.expr(&of, depth, false);
                let right = self.expr(&of, depth, true);
                node!(kind; "(", left, format!(" {op} "), right, ")")
            }
            6 if self.one_in(3) => {
                let of = Ty::Option(Box::new(self.ty(1)));
                let method = self.pick(&["is_some", "is_none"]);
                let option = self.expr(&of, depth, false);
                node!(kind; "(", option, format!(").{method}()"))
            }
            4 => self
                .method(Scalar::Bool, depth)
                .unwrap_or_else(|| self.leaf(&bool, true)),
            _ => {
                let of = Ty::Scalar(self.scalar());
                let op = self.pick(&["==", "!=", "<", "<=", ">", ">="]);
                let left = self.expr(&of, depth, false);
                let right = self.expr(&of, depth, true);
                node!(kind; "(", left, format!(" {op} "), right, ")")
            }
        }
    }

    /// A number by operators, casts and methods.
    fn number(&mut self, scalar: Scalar, depth: u32, known: bool) -> Node {
        let ty = Ty::Scalar(scalar);
        let kind = Kind::Value(ty.clone());
        match self.rng.u32(..14) {
            0..=2 => self.cast(scalar, depth),
            3 | 4 => self
                .method(scalar, depth)
                .unwrap_or_else(|| self.leaf(&ty, known)),
            5 if scalar.is_float() || scalar.is_signed_int() => {
                let value = self.expr(&ty, depth, known);
                node!(kind; "(-", value, ")")
            }
            5 | 6 if scalar.is_int() => {
                let value = self.expr(&ty, depth, known);
                node!(kind; "(!", value, ")")
            }
            7 | 8 if scalar.is_int() => {
                let amount = if self.one_in(2) {
                    self.int()
                } else {
                    Scalar::U32
                };
                let op = self.pick(&["<<", ">>"]);
                let left = self.expr(&ty, depth, false);
                let right = self.expr(&Ty::Scalar(amount), depth, false);
                node!(kind; "(", left, format!(" {op} "), right, ")")
            }
            9 => self.division(scalar, depth, known),
            _ => {
                let ops: &[&str] = if scalar.is_int() {
                    &["+", "-", "*", "&", "|", "^"]
                } else {
                    &["+", "-", "*"]
                };
                let op = self.pick(ops);
                let left = self.expr(&ty, depth, known);
                let right = self.expr(&ty, depth, known);
                node!(kind; "(", left, format!(" {op} "), right, ")")
            }
        }
    }

    fn division(&mut self, scalar: Scalar, depth: u32, known: bool) -> Node {
        let ty = Ty::Scalar(scalar);
        let op = self.pick(&["/", "%"]);
        let left = self.expr(&ty, depth, known);
        let right = if scalar.is_float() || self.one_in(20) {
            self.expr(&ty, depth, known)
        } else if self.one_in(2) {
            node!(Kind::Fixed; literal::nonzero(&mut self.rng, scalar, !known))
        } else {
            let value = self.expr(&ty, depth, known);
            // Neither 0 nor -1.
            node!(Kind::Fixed; "(", value, " & 15 | 1)")
        };
        node!(Kind::Value(ty); "(", left, format!(" {op} "), right, ")")
    }

    fn cast(&mut self, to: Scalar, depth: u32) -> Node {
        let plain: Vec<_> = (0..self.items.enums.len())
            .filter(|number| {
                let item = &self.items.enums[*number];
                item.variants
                    .iter()
                    .all(|variant| variant.form == Form::Unit)
            })
            .collect();
        if to.is_int() && !plain.is_empty() && self.one_in(8) {
            let number = self.pick(&plain);
            let value = self.expr(&Ty::Enum(number), depth, false);
            return node!(Kind::Value(Ty::Scalar(to)); "(", value, format!(" as {})", to.name()));
        }
        let mut from = self.scalar();
        if from == Scalar::Bool && to.is_float() {
            from = Scalar::I32;
        }
        let value = self.expr(&Ty::Scalar(from), depth, false);
        node!(Kind::Value(Ty::Scalar(to)); "(", value, format!(" as {})", to.name()))
    }

    /// An exact method of the intrinsic table that gives this type.
    fn method(&mut self, result: Scalar, depth: u32) -> Option<Node> {
        let mut found: Vec<(&Row, &str, Scalar)> = Vec::new();
        for row in intrinsic::rows() {
            if row.effect != Effect::Pure || row.accuracy != Accuracy::Exact {
                continue;
            }
            for spelling in row.rust {
                let Spelling::Method(name) = spelling else {
                    continue;
                };
                if OURS.contains(name) {
                    continue;
                }
                for of in Scalar::PRIMITIVE {
                    if is_of(row.class, of) && scalar_of(row.result, of) == Some(result) {
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
            let value = self.operand(row.op, position, scalar, depth);
            match position {
                0 => parts.extend(["(".into(), value.into(), format!(").{name}(").into()]),
                1 => parts.push(value.into()),
                _ => parts.extend([", ".into(), value.into()]),
            }
        }
        parts.push(")".into());
        Some(Node {
            kind: Kind::Value(Ty::Scalar(result)),
            parts,
        })
    }

    /// An operand of a method, kept from where the result is open: it follows from the sign of a NaN, or from which of two
    /// zeros of unlike sign is the larger.
    fn operand(&mut self, op: Op, position: usize, scalar: Scalar, depth: u32) -> Node {
        let fixed =
            scalar.is_float() && position == 1 && matches!(op, Op::Min | Op::Max | Op::Copysign);
        if fixed {
            return node!(Kind::Fixed; literal::nonzero(&mut self.rng, scalar, true));
        }
        self.expr(&Ty::Scalar(scalar), depth, position > 0)
    }

    /// A call of a device function that gives this type.
    fn call_value(&mut self, ty: &Ty, depth: u32) -> Option<Node> {
        let functions: Vec<_> = (0..self.items.functions.len())
            .filter(|number| self.items.functions[*number].output.as_ref() == Some(ty))
            .collect();
        if functions.is_empty() {
            return None;
        }
        let number = self.pick(&functions);
        let call = self.call(number, depth)?;
        Some(node!(Kind::Value(ty.clone()); call))
    }

    /// `function(arguments)`; `None` where there is nothing to refer to.
    pub(super) fn call(&mut self, number: usize, depth: u32) -> Option<Node> {
        let function = self.items.functions[number].clone();
        if !self.spend(function.cost + 1) {
            return None;
        }
        let mut holds = Vec::new();
        let mut arguments = Vec::new();
        for param in &function.params {
            match self.argument(param, depth, &mut holds) {
                Some(argument) => arguments.push(argument),
                None => {
                    self.release(holds);
                    return None;
                }
            }
        }
        self.release(holds);
        if function.method {
            let rest = arguments.split_off(1);
            let receiver = arguments.remove(0);
            return Some(node!(Kind::Fixed;
                "(", receiver, format!(").{}(", function.name), Node::list(rest, ", "), ")"));
        }
        Some(node!(Kind::Fixed; format!("{}(", function.name), Node::list(arguments, ", "), ")"))
    }

    fn argument(
        &mut self,
        param: &Binding,
        depth: u32,
        holds: &mut Vec<super::scope::Hold>,
    ) -> Option<Node> {
        match param {
            Binding::Value(ty) => Some(self.expr(ty, depth, true)),
            Binding::Ref { target, mutable } => {
                let (node, hold) = self.reference(target, *mutable, depth)?;
                self.seize(hold);
                holds.push(hold);
                Some(node)
            }
            Binding::Slice {
                element, mutable, ..
            } => {
                let (node, hold, _) = self.slice(element, *mutable, depth)?;
                self.seize(hold);
                holds.push(hold);
                Some(node)
            }
        }
    }
}

/// Whether a row is for a type.
fn is_of(class: Class, scalar: Scalar) -> bool {
    match class {
        // The fuzzer makes no narrow floats.
        Class::None | Class::Half | Class::Narrow => false,
        Class::Float => scalar.is_float(),
        Class::Int => scalar.is_int(),
        Class::SignedInt => scalar.is_signed_int(),
        Class::UnsignedInt => scalar.is_int() && !scalar.is_signed_int(),
        Class::WideInt => scalar.is_int() && scalar.size() >= 4,
        Class::WideUnsigned => scalar.is_int() && !scalar.is_signed_int() && scalar.size() >= 4,
        Class::Logic => scalar == Scalar::Bool || (scalar.is_int() && scalar.size() >= 4),
        Class::WideNumber => scalar != Scalar::Bool && scalar.size() >= 4,
        Class::Number => scalar != Scalar::Bool,
        Class::Signed => scalar.is_float() || scalar.is_signed_int(),
    }
}

/// The type of an operand or result of a row for `of`.
fn scalar_of(kind: Param, of: Scalar) -> Option<Scalar> {
    Some(match kind {
        Param::Unit
        | Param::Shared
        | Param::Mutable
        | Param::Scope
        | Param::Order
        | Param::LoadOrder
        | Param::StoreOrder
        | Param::Sign => return None,
        Param::Bool => Scalar::Bool,
        Param::I32 => Scalar::I32,
        Param::U32 => Scalar::U32,
        Param::I64 => Scalar::I64,
        Param::U64 => Scalar::U64,
        Param::Usize => Scalar::Usize,
        Param::F32 => Scalar::F32,
        Param::F64 => Scalar::F64,
        Param::T => of,
        Param::Bits => bits(of),
    })
}
