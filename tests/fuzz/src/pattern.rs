//! Patterns, and what takes values apart by them.

use ringkernel_build::ir::Scalar;

use super::node::{node, Kind, Node};
use super::place::Access;
use super::scope::{Frame, Hold, Writer};
use super::ty::{Binding, Form, Ty};

/// How names of a pattern hold what they are bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// A copy.
    Value,
    /// A reference into the scrutinee, mutable or not.
    Ref { mutable: bool },
}

/// Whether a pattern must fit every value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    Always,
    Perhaps,
}

/// A name that a pattern binds.
#[derive(Clone, Debug)]
struct Bound {
    name: String,
    ty: Ty,
    mutable: bool,
}

/// What is matched.
struct Scrutinee {
    node: Node,
    ty: Ty,
    mode: Mode,
    /// While a guard runs: the place cannot be written.
    place: Option<Hold>,
    /// While an arm runs.
    reference: Option<Hold>,
}

impl Writer {
    fn scrutinee(&mut self) -> Scrutinee {
        if self.one_in(2) {
            let ty = self.rich();
            let node = self.expr(&ty, 2, false);
            return Scrutinee {
                node,
                ty,
                mode: Mode::Value,
                place: None,
                reference: None,
            };
        }
        let mutable = self.one_in(3);
        let access = if mutable { Access::Write } else { Access::Read };
        let all = self.places(access, |_| true);
        let rich: Vec<_> = all
            .iter()
            .filter(|path| !matches!(path.ty, Ty::Scalar(_)))
            .cloned()
            .collect();
        let among = if rich.is_empty() || self.one_in(4) {
            all
        } else {
            rich
        };
        if among.is_empty() {
            let ty = self.rich();
            let node = self.made(&ty, 1, false);
            return Scrutinee {
                node,
                ty,
                mode: Mode::Value,
                place: None,
                reference: None,
            };
        }
        let path = self.pick(&among);
        let place = self.place(&path, 1);
        let hold = Hold {
            base: path.base,
            mutable,
        };
        let shared = Hold {
            mutable: false,
            ..hold
        };
        let (node, mode, reference) = if matches!(path.ty, Ty::Scalar(_)) {
            // A literal fits no reference.
            (place, Mode::Value, None)
        } else if mutable {
            (
                node!(Kind::Fixed; "&mut ", place),
                Mode::Ref { mutable },
                Some(hold),
            )
        } else if self.one_in(2) {
            (
                node!(Kind::Fixed; "&", place),
                Mode::Ref { mutable },
                Some(hold),
            )
        } else {
            (place, Mode::Value, None)
        };
        Scrutinee {
            node,
            ty: path.ty,
            mode,
            place: Some(shared),
            reference,
        }
    }

    /// A type that has parts or alternatives, if there are such.
    fn rich(&mut self) -> Ty {
        let enums = self.items.enums.len();
        match self.rng.u32(..6) {
            0 | 1 if enums > 0 => Ty::Enum(self.rng.usize(..enums)),
            0..=2 => Ty::Option(Box::new(self.ty(1))),
            3 => Ty::Tuple(vec![self.ty(1), self.ty(1)]),
            4 => self.ty(2),
            _ => Ty::Scalar(self.int()),
        }
    }

    /// Runs `f` where the names of a pattern are visible.
    fn bound<R>(&mut self, mode: Mode, bounds: &[Bound], f: impl FnOnce(&mut Self) -> R) -> R {
        self.scoped(|w| {
            w.declare_bound(mode, bounds);
            f(w)
        })
    }

    fn declare_bound(&mut self, mode: Mode, bounds: &[Bound]) {
        for Bound { name, ty, mutable } in bounds {
            let target = ty.clone();
            match mode {
                Mode::Value => self.declare(name, Binding::Value(target), *mutable),
                Mode::Ref { mutable } => {
                    self.declare(name, Binding::Ref { target, mutable }, false)
                }
            }
        }
    }

    fn pattern(
        &mut self,
        ty: &Ty,
        mode: Mode,
        fit: Fit,
        depth: u32,
        bounds: &mut Vec<Bound>,
    ) -> String {
        match self.rng.u32(..8) {
            0 => return "_".to_owned(),
            1 | 2 => return self.named(ty, mode, bounds),
            _ => {}
        }
        if depth == 0 {
            return self.named(ty, mode, bounds);
        }
        let depth = depth - 1;
        match ty {
            Ty::Scalar(scalar) => self.scalar_pattern(*scalar, mode, fit, bounds),
            Ty::Tuple(parts) => {
                let mut written: Vec<_> = parts
                    .iter()
                    .map(|part| self.pattern(part, mode, fit, depth, bounds))
                    .collect();
                if parts.len() == 1 {
                    return format!("({},)", written[0]);
                }
                if self.one_in(4) {
                    // Names bound there are not there.
                    let cut = self.rng.usize(..written.len());
                    bounds.retain(|bound| {
                        !written[cut..].iter().any(|text| names(text, &bound.name))
                    });
                    written.truncate(cut);
                    written.push("..".to_owned());
                }
                format!("({})", written.join(", "))
            }
            Ty::Array(element, len) => {
                if *len > 1 && self.one_in(2) {
                    let first = self.pattern(element, mode, fit, depth, bounds);
                    let last = self.pattern(element, mode, fit, depth, bounds);
                    return format!("[{first}, .., {last}]");
                }
                let written: Vec<_> = (0..*len)
                    .map(|_| self.pattern(element, mode, fit, depth, bounds))
                    .collect();
                format!("[{}]", written.join(", "))
            }
            Ty::Struct(number) => {
                let item = self.items.structs[*number].clone();
                let fields = self.field_patterns(&item.fields, mode, fit, depth, bounds);
                format!("{} {{ {fields} }}", item.name)
            }
            Ty::Enum(number) => {
                if fit == Fit::Always {
                    return self.named(ty, mode, bounds);
                }
                let item = self.items.enums[*number].clone();
                let variant = self.pick(&item.variants);
                let path = format!("{}::{}", item.name, variant.name);
                match variant.form {
                    Form::Unit => {
                        if self.one_in(3) {
                            let other = self.pick(&item.variants);
                            if other.form == Form::Unit && other.name != variant.name {
                                return format!("({path} | {}::{})", item.name, other.name);
                            }
                        }
                        path
                    }
                    Form::Tuple => {
                        let written: Vec<_> = variant
                            .fields
                            .iter()
                            .map(|(_, part)| self.pattern(part, mode, fit, depth, bounds))
                            .collect();
                        format!("{path}({})", written.join(", "))
                    }
                    Form::Named => {
                        let fields = self.field_patterns(&variant.fields, mode, fit, depth, bounds);
                        format!("{path} {{ {fields} }}")
                    }
                }
            }
            Ty::Option(_) if fit == Fit::Always => self.named(ty, mode, bounds),
            Ty::Option(_) if self.one_in(4) => "None".to_owned(),
            Ty::Option(inner) => {
                let inner = self.pattern(inner, mode, fit, depth, bounds);
                format!("Some({inner})")
            }
        }
    }

    fn field_patterns(
        &mut self,
        fields: &[(String, Ty)],
        mode: Mode,
        fit: Fit,
        depth: u32,
        bounds: &mut Vec<Bound>,
    ) -> String {
        let mut fields = fields.to_vec();
        self.rng.shuffle(&mut fields);
        let mut written = Vec::new();
        let mut rest = false;
        for (name, ty) in &fields {
            if self.one_in(3) {
                rest = true;
                continue;
            }
            let pattern = self.pattern(ty, mode, fit, depth, bounds);
            written.push(format!("{name}: {pattern}"));
        }
        if rest {
            written.push("..".to_owned());
        }
        written.join(", ")
    }

    /// A name, now and then `mut`; `_` where the pattern has it already.
    fn named(&mut self, ty: &Ty, mode: Mode, bounds: &mut Vec<Bound>) -> String {
        let name = self.name();
        if bounds.iter().any(|bound| bound.name == name) {
            return "_".to_owned();
        }
        let mutable = mode == Mode::Value && self.one_in(3);
        bounds.push(Bound {
            name: name.clone(),
            ty: ty.clone(),
            mutable,
        });
        if mutable {
            format!("mut {name}")
        } else {
            name
        }
    }

    fn scalar_pattern(
        &mut self,
        scalar: Scalar,
        mode: Mode,
        fit: Fit,
        bounds: &mut Vec<Bound>,
    ) -> String {
        if fit == Fit::Always || scalar.is_float() {
            return self.named(&Ty::Scalar(scalar), mode, bounds);
        }
        if scalar == Scalar::Bool {
            return self.rng.bool().to_string();
        }
        let name = scalar.name();
        let low = self.rng.u32(..60);
        let high = low + self.rng.u32(..60);
        let minus = if scalar.is_signed_int() { "-" } else { "" };
        let written = match self.rng.u32(..8) {
            0 => format!("{name}::MAX"),
            1 => format!("{name}::MIN..={low}"),
            2 => format!("({low}..)"),
            3 => format!("({low} | {}..={high})", low + 1),
            4 if scalar.is_signed_int() => format!("-{high}..=-{low}"),
            5 => format!("({minus}{high} | 0)"),
            6 => format!("(..={low})"),
            _ => format!("{low}..={high}"),
        };
        // `low + 1..=high` must not be empty.
        let written = if high == low && written.contains(" | ") && written.contains("..=") {
            low.to_string()
        } else {
            written
        };
        if self.one_in(3) {
            let binding = self.named(&Ty::Scalar(scalar), mode, bounds);
            if binding != "_" {
                return format!("{binding} @ ({written})");
            }
        }
        written
    }

    /// Arms of a `match`; the last one fits everything.
    fn arms(&mut self, scrutinee: &Scrutinee, mut body: impl FnMut(&mut Self) -> Node) -> Node {
        let mut arms = Vec::new();
        for _ in 0..self.rng.usize(1..4) {
            let mut bounds = Vec::new();
            let mode = scrutinee.mode;
            let pattern = self.pattern(&scrutinee.ty, mode, Fit::Perhaps, 3, &mut bounds);
            let guard = if self.one_in(3) {
                let fixed: Vec<_> = bounds
                    .iter()
                    .map(|bound| Bound {
                        mutable: false,
                        ..bound.clone()
                    })
                    .collect();
                // A guard changes nothing of what is matched, nor through its names.
                let in_guard = match mode {
                    Mode::Value => Mode::Value,
                    Mode::Ref { .. } => Mode::Ref { mutable: false },
                };
                let run = |w: &mut Self| w.bound(in_guard, &fixed, |w| w.condition(2));
                let condition = match scrutinee.place {
                    Some(hold) => self.held(hold, run),
                    None => run(self),
                };
                node!(Kind::Fixed; " if ", condition)
            } else {
                Node::list(Vec::new(), "")
            };
            let value = self.bound(mode, &bounds, &mut body);
            arms.push(node!(Kind::Statement; format!("{pattern}"), guard, " => ", value, "\n"));
        }
        let mut bounds = Vec::new();
        let mode = scrutinee.mode;
        let pattern = self.pattern(&scrutinee.ty, mode, Fit::Always, 2, &mut bounds);
        let value = self.bound(mode, &bounds, &mut body);
        arms.push(node!(Kind::Fixed; pattern, " => ", value, "\n"));
        Node::list(arms, "")
    }

    fn matched(&mut self, body: impl FnMut(&mut Self) -> Node) -> Node {
        let scrutinee = self.scrutinee();
        let arms = match scrutinee.reference {
            Some(hold) => self.held(hold, |w| w.arms(&scrutinee, body)),
            None => self.arms(&scrutinee, body),
        };
        node!(Kind::Fixed; "match ", scrutinee.node, " {\n", arms, "}")
    }

    /// `match e { .. }` that gives a value.
    pub(super) fn match_value(&mut self, ty: &Ty, depth: u32, known: bool) -> Node {
        let mut typed = false;
        let matched = self.matched(|w| {
            if std::mem::replace(&mut typed, true) && w.one_in(40) {
                return node!(Kind::Fixed; "panic!(\"an arm\"),");
            }
            w.body(ty, depth, known)
        });
        node!(Kind::Value(ty.clone()); "(", matched, ")")
    }

    /// `match e { .. }` as a statement.
    pub(super) fn match_statement(&mut self) -> Node {
        let matched = self.matched(Self::braces);
        node!(Kind::Statement; matched)
    }

    /// `if let pattern = e { .. } else { .. }`.
    pub(super) fn if_let(&mut self) -> Node {
        let scrutinee = self.scrutinee();
        let mode = scrutinee.mode;
        let mut bounds = Vec::new();
        let pattern = self.pattern(&scrutinee.ty, mode, Fit::Perhaps, 3, &mut bounds);
        let run = |w: &mut Self| w.bound(mode, &bounds, Self::braces);
        let then = match scrutinee.reference {
            Some(hold) => self.held(hold, run),
            None => run(self),
        };
        if self.one_in(2) {
            return node!(Kind::Statement; format!("if let {pattern} = "), scrutinee.node, " ", then);
        }
        let otherwise = match scrutinee.reference {
            Some(hold) => self.held(hold, Self::braces),
            None => self.braces(),
        };
        node!(Kind::Statement; format!("if let {pattern} = "), scrutinee.node, " ", then, " else ", otherwise)
    }

    /// `while let pattern = e { .. }`, bounded by a count.
    pub(super) fn while_let(&mut self) -> Node {
        let count = self.unique("w");
        let times = self.rng.u64(1..6);
        let label = self.unique("'l");
        let scrutinee = self.repeated(times + 1, |w| w.conditional(Self::scrutinee));
        let mode = scrutinee.mode;
        let mut bounds = Vec::new();
        let pattern = self.pattern(&scrutinee.ty, mode, Fit::Perhaps, 3, &mut bounds);
        self.frames.push(Frame {
            label: label.clone(),
            repeats: true,
            value: None,
            named: true,
        });
        let run = |w: &mut Self| {
            w.repeated(times, |w| {
                w.bound(mode, &bounds, |w| {
                    let count = w.rng.usize(1..4);
                    w.statements(count)
                })
            })
        };
        let body = match scrutinee.reference {
            Some(hold) => self.held(hold, run),
            None => run(self),
        };
        self.frames.pop();
        node!(Kind::Statement;
            format!("let mut {count} = 0;\n{label}: while let {pattern} = "), scrutinee.node,
            format!(" {{\nif {count} == {times} {{\nbreak;\n}}\n{count} += 1;\n"), body, "}")
    }

    /// `let pattern = e;` and `let pattern = e else { .. };`.
    pub(super) fn destructure(&mut self) -> Node {
        let mode = Mode::Value;
        let mut bounds = Vec::new();
        let scrutinee = loop {
            let scrutinee = self.scrutinee();
            if scrutinee.mode == mode {
                break scrutinee;
            }
        };
        let (pattern, otherwise) = if self.one_in(2) {
            let pattern = self.pattern(&scrutinee.ty, mode, Fit::Always, 3, &mut bounds);
            (pattern, Node::list(Vec::new(), ""))
        } else {
            let pattern = self.pattern(&scrutinee.ty, mode, Fit::Perhaps, 3, &mut bounds);
            let leave = self.scoped(Self::leave);
            (pattern, node!(Kind::Fixed; " else {\n", leave, "\n}"))
        };
        self.declare_bound(mode, &bounds);
        // A value that begins with a brace or ends with one would be read as the `else` block's.
        node!(Kind::Statement; format!("let {pattern} = ("), scrutinee.node, ")", otherwise, ";")
    }

    /// A statement that does not go on.
    fn leave(&mut self) -> Node {
        let loops: Vec<_> = self
            .frames
            .iter()
            .filter(|frame| frame.repeats && frame.named)
            .cloned()
            .collect();
        if !loops.is_empty() && self.one_in(2) {
            let frame = self.pick(&loops);
            return node!(Kind::Fixed; format!("continue {};", frame.label));
        }
        match self.output.clone() {
            Some(ty) => {
                let value = self.expr(&ty, 2, true);
                node!(Kind::Fixed; "return ", value, ";")
            }
            None => node!(Kind::Fixed; "return;"),
        }
    }
}

/// Whether a pattern's text binds the name.
fn names(text: &str, name: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .any(|word| word == name)
}
