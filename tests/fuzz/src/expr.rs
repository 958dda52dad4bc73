//! Expressions of a type that is wanted.

use ringkernel_build::ir::Scalar;

use super::literal;
use super::node::{node, Kind, Node};
use super::place::Access;
use super::scope::{Frame, Hold, Writer};
use super::ty::{Binding, Form, Ty};

impl Writer {
    /// An expression. `known` says that its type follows from what stands around it, so that literals need no suffix.
    pub(super) fn expr(&mut self, ty: &Ty, depth: u32, known: bool) -> Node {
        self.budget -= 1;
        if depth == 0 || self.budget <= 0 || self.one_in(6) {
            return self.leaf(ty, known);
        }
        let depth = depth - 1;
        match self.rng.u32(..36) {
            24 | 25 => self.match_value(ty, depth, known),
            26 => self
                .of_option(ty, depth)
                .unwrap_or_else(|| self.leaf(ty, known)),
            27 => self
                .tried(ty, depth)
                .unwrap_or_else(|| self.leaf(ty, known)),
            28 => self
                .called_closure(ty, depth)
                .unwrap_or_else(|| self.leaf(ty, known)),
            29 | 30 => self.option_closure(ty, depth),
            31 | 32 => self
                .consumed(ty, depth)
                .unwrap_or_else(|| self.leaf(ty, known)),
            33 => self
                .match_checked(ty, depth, known)
                .unwrap_or_else(|| self.leaf(ty, known)),
            34 => self.effectful(ty, depth, known),
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
            Ty::Struct(_) if depth > 0 && self.one_in(4) => self
                .own_value(ty, depth - 1)
                .unwrap_or_else(|| self.made(ty, 0, known)),
            Ty::Struct(number) => {
                let item = self.items.structs[*number].clone();
                // The order written counts, not that of the definition.
                let mut fields = item.fields.clone();
                self.rng.shuffle(&mut fields);
                let has_base = depth > 0 && self.one_in(3);
                if has_base {
                    fields.truncate(self.rng.usize(..=fields.len()));
                }
                let mut values: Vec<_> = fields
                    .iter()
                    .map(|(name, ty)| {
                        let value = self.expr(ty, depth, true);
                        node!(Kind::Fixed; format!("{name}: "), value)
                    })
                    .collect();
                if has_base {
                    let base = self.expr(ty, depth - 1, true);
                    values.push(node!(Kind::Fixed; "..", base));
                }
                node!(kind; format!("({} {{ ", item.name), Node::list(values, ", "), " })")
            }
        }
    }

    /// A value that a method of `Option` gives.
    fn of_option(&mut self, ty: &Ty, depth: u32) -> Option<Node> {
        let kind = Kind::Value(ty.clone());
        if let Ty::Option(inner) = ty {
            if let Ty::Scalar(scalar) = **inner {
                if scalar.is_int() && self.one_in(2) {
                    return self.checked(scalar, depth);
                }
            }
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
        if self.in_closure {
            return None;
        }
        let option = self.expr(&Ty::Option(Box::new(ty.clone())), depth, false);
        Some(node!(Kind::Value(ty.clone()); "(", option, ")?"))
    }

    /// `{ place = other; value }`.
    pub(super) fn effectful(&mut self, ty: &Ty, depth: u32, known: bool) -> Node {
        let effect = if self.one_in(2) {
            self.assign_op()
        } else {
            self.assign()
        };
        let value = self.expr(ty, depth, known);
        match effect {
            Some(effect) => node!(Kind::Value(ty.clone()); "({ ", effect, " ", value, " })"),
            None => value,
        }
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
        let tables: Vec<_> = self
            .items
            .consts
            .iter()
            .filter_map(|(name, of)| match of {
                Ty::Array(of, len) if **of == *ty => Some((name.clone(), *len)),
                _another => None,
            })
            .collect();
        if !tables.is_empty() && self.one_in(2) {
            let (name, len) = self.pick(&tables);
            let index = self.index(Some(len), "", depth);
            return node!(kind; name, "[", index, "]");
        }
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
            7 if self.one_in(3) => self.compared_halves(depth),
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
        match self.rng.u32(..18) {
            14 | 15 => self
                .generic_value_of(scalar, depth)
                .unwrap_or_else(|| self.leaf(&ty, known)),
            16 => self.clamped(scalar, depth),
            17 if scalar.is_float() => self.widened(scalar, depth),
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
