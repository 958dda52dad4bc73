//! Statements.

use ringkernel_build::ir::Scalar;

use super::literal;
use super::node::{node, Kind, Node};
use super::place::Access;
use super::scope::{Frame, Hold, Writer};
use super::ty::{Binding, Ty};

/// How many operators an expression of a statement nests.
const DEPTH: u32 = 3;
/// How many blocks nest.
const NESTING: u32 = 5;

impl Writer {
    /// So many statements, each on a line, if there is room.
    pub(super) fn statements(&mut self, count: usize) -> Node {
        let mut nodes = Vec::new();
        for _ in 0..count {
            if self.budget <= 0 || !self.spend(1) {
                break;
            }
            nodes.push(self.statement());
        }
        if nodes.is_empty() {
            return Node::list(nodes, "");
        }
        let list = Node::list(nodes, "\n");
        node!(Kind::Fixed; "\n", list, "\n")
    }

    fn statement(&mut self) -> Node {
        self.budget -= 1;
        let deep = self.nesting >= NESTING;
        let made = match self.rng.u32(..37) {
            0..=4 => Some(self.bind()),
            5 => self.bind_reference(),
            6 => self.bind_slice(),
            7 => Some(self.bind_later()),
            8..=10 => self.assign(),
            11 | 12 => self.assign_op(),
            13 => self.call_statement(),
            14 => self.jump(),
            15 | 16 if !deep => Some(self.branch()),
            17 if !deep => Some(self.count()),
            18 if !deep => Some(self.repeat_while()),
            19 if !deep => Some(self.block_statement()),
            20 if !deep => Some(self.match_statement()),
            21 if !deep => Some(self.if_let()),
            22 if !deep => Some(self.while_let()),
            23 => Some(self.destructure()),
            25 | 26 | 35 if !deep => self.for_each(),
            27 | 36 if !deep => self.cut_slice(),
            28 | 33 => self.refer(),
            29 | 34 if !deep => self.if_refer(),
            30 => self.assign_own(),
            31 | 32 => self.assign_op(),
            24 if self.one_in(3) => Some(self.assertion()),
            _deep => self.assign(),
        };
        made.unwrap_or_else(|| self.bind())
    }

    /// `let [mut] name[: ty] = value;`
    fn bind(&mut self) -> Node {
        let ty = self.ty(2);
        let annotated = self.one_in(2);
        let value = self.expr(&ty, DEPTH, annotated);
        let mutable = !self.one_in(3);
        let name = self.name();
        let mark = if mutable { "mut " } else { "" };
        let annotation = if annotated {
            format!(": {}", self.items.name(&ty))
        } else {
            String::new()
        };
        self.declare(&name, Binding::Value(ty), mutable);
        node!(Kind::Statement; format!("let {mark}{name}{annotation} = "), value, ";")
    }

    /// A variable that both branches set.
    fn bind_later(&mut self) -> Node {
        let ty = self.ty(1);
        let name = self.name();
        let written = self.items.name(&ty);
        let condition = self.unset(&name, |w| w.condition(2));
        let branch = |w: &mut Self| {
            let value = w.unset(&name, |w| w.expr(&ty, 2, true));
            node!(Kind::Fixed; format!("{name} = "), value, ";")
        };
        let then = branch(self);
        let otherwise = branch(self);
        self.declare(&name, Binding::Value(ty), true);
        node!(Kind::Statement;
            format!("let mut {name}: {written};\nif "), condition, " {\n", then, "\n} else {\n", otherwise, "\n}")
    }

    /// Runs `f` where the name is of a variable without a value.
    fn unset(&mut self, name: &str, f: impl FnOnce(&mut Self) -> Node) -> Node {
        self.scoped(|w| {
            let nothing = Binding::Value(Ty::Tuple(Vec::new()));
            w.declare(name, nothing, false);
            if let Some(variable) = w.variables.last_mut() {
                variable.frozen = 1;
            }
            f(w)
        })
    }

    /// `&place` or `&mut place`, and what it refers to.
    pub(super) fn reference(
        &mut self,
        target: &Ty,
        mutable: bool,
        depth: u32,
    ) -> Option<(Node, Hold)> {
        let access = if mutable { Access::Write } else { Access::Read };
        let places = self.places(access, |ty| ty == target);
        if places.is_empty() {
            return None;
        }
        let path = self.pick(&places);
        let place = self.place(&path, depth.min(2));
        let hold = Hold {
            base: path.base,
            mutable,
        };
        let mark = if mutable { "&mut " } else { "&" };
        Some((node!(Kind::Fixed; mark, place), hold))
    }

    fn bind_reference(&mut self) -> Option<Node> {
        let mutable = self.one_in(2);
        let access = if mutable { Access::Write } else { Access::Read };
        let places = self.places(access, |_| true);
        if places.is_empty() {
            return None;
        }
        let ty = self.pick(&places).ty;
        let (node, hold) = self.reference(&ty, mutable, 2)?;
        let name = self.name();
        let binding = Binding::Ref {
            target: ty,
            mutable,
        };
        self.hold(&name, binding, false, Some(hold));
        Some(node!(Kind::Statement; format!("let {name} = "), node, ";"))
    }

    /// `&slice[a..b]` and the like, what it refers to, and how long it is.
    pub(super) fn slice(
        &mut self,
        element: &Ty,
        mutable: bool,
        depth: u32,
    ) -> Option<(Node, Hold, Option<usize>)> {
        let access = if mutable { Access::Write } else { Access::Read };
        let arrays = self.places(
            access,
            |ty| matches!(ty, Ty::Array(of, _) if **of == *element),
        );
        let slices: Vec<_> = self
            .visible()
            .into_iter()
            .filter(|base| {
                let variable = &self.variables[*base];
                let Binding::Slice {
                    element: of,
                    mutable: writable,
                    ..
                } = &variable.binding
                else {
                    return false;
                };
                let free =
                    variable.frozen == 0 && (!mutable || (variable.locked == 0 && *writable));
                free && of == element
            })
            .collect();
        let total = arrays.len() + slices.len();
        if total == 0 {
            return None;
        }
        let number = self.rng.usize(..total);
        let (base, place, len) = match arrays.get(number) {
            Some(path) => {
                let path = path.clone();
                let Ty::Array(_, len) = path.ty else {
                    return None;
                };
                (path.base, self.place(&path, depth.min(1)), Some(len))
            }
            None => {
                let base = slices[number - arrays.len()];
                let variable = &self.variables[base];
                let Binding::Slice { len, .. } = variable.binding else {
                    return None;
                };
                let name = variable.name.clone();
                (base, node!(Kind::Fixed; name), len)
            }
        };
        let hold = Hold { base, mutable };
        let mark = if mutable { "&mut " } else { "&" };
        // What is borrowed mutably is not read for the range: unlike an index, a range is a call's argument.
        let (range, len) = self.held(hold, |w| w.range(len, depth));
        Some((node!(Kind::Fixed; mark, place, "[", range, "]"), hold, len))
    }

    /// `a..b` among `len`, and how many elements it has.
    fn range(&mut self, len: Option<usize>, depth: u32) -> (Node, Option<usize>) {
        let usize = Ty::Scalar(Scalar::Usize);
        let Some(len) = len else {
            return match self.rng.u32(..3) {
                0 => (node!(Kind::Fixed; ".."), None),
                1 => {
                    let at = self.rng.usize(..2);
                    (node!(Kind::Fixed; format!("{at}..")), None)
                }
                _ => {
                    let at = self.rng.usize(..3);
                    (node!(Kind::Fixed; format!("..{at}")), Some(at))
                }
            };
        };
        let end = self.rng.usize(..=len);
        let start = self.rng.usize(..=end);
        match self.rng.u32(..8) {
            0 => (node!(Kind::Fixed; ".."), Some(len)),
            1 => (node!(Kind::Fixed; format!("{start}..")), Some(len - start)),
            2 => (node!(Kind::Fixed; format!("..{end}")), Some(end)),
            3 if end > start => (
                node!(Kind::Fixed; format!("{start}..={}", end - 1)),
                Some(end - start),
            ),
            4 if depth > 0 => {
                let first = self.index(Some(end + 1), "", depth - 1);
                let known = node!(Kind::Fixed; first, format!("..{end}"));
                (known, None)
            }
            5 if depth > 0 && self.one_in(3) => {
                let first = self.expr(&usize, depth - 1, true);
                let last = self.expr(&usize, depth - 1, true);
                (node!(Kind::Fixed; first, "..", last), None)
            }
            _ => (
                node!(Kind::Fixed; format!("{start}..{end}")),
                Some(end - start),
            ),
        }
    }

    fn bind_slice(&mut self) -> Option<Node> {
        let mutable = self.one_in(2);
        let mut elements: Vec<Ty> = Vec::new();
        for base in self.visible() {
            if let Binding::Slice { element, .. } = &self.variables[base].binding {
                elements.push(element.clone());
            }
        }
        for path in self.places(Access::Read, |ty| matches!(ty, Ty::Array(..))) {
            if let Ty::Array(element, _) = path.ty {
                elements.push(*element);
            }
        }
        if elements.is_empty() {
            return None;
        }
        let element = self.pick(&elements);
        let (node, hold, len) = self.slice(&element, mutable, 2)?;
        let name = self.name();
        let binding = Binding::Slice {
            element,
            mutable,
            len,
        };
        self.hold(&name, binding, false, Some(hold));
        Some(node!(Kind::Statement; format!("let {name} = "), node, ";"))
    }

    pub(super) fn assign(&mut self) -> Option<Node> {
        let places = self.places(Access::Write, |_| true);
        if places.is_empty() {
            return None;
        }
        let path = self.pick(&places);
        let value = self.expr(&path.ty, DEPTH, true);
        let place = self.place(&path, 2);
        Some(node!(Kind::Statement; place, " = ", value, ";"))
    }

    pub(super) fn assign_op(&mut self) -> Option<Node> {
        let places = self.places(Access::Write, |ty| matches!(ty, Ty::Scalar(_)));
        if places.is_empty() {
            return None;
        }
        let path = self.pick(&places);
        let Ty::Scalar(scalar) = path.ty else {
            return None;
        };
        let ops: &[&str] = match scalar {
            Scalar::Bool => &["&=", "|=", "^="],
            Scalar::F32 | Scalar::F64 => &["+=", "-=", "*=", "/=", "%="],
            _integer => &["+=", "-=", "*=", "&=", "|=", "^=", "<<=", ">>=", "/=", "%="],
        };
        let op = self.pick(ops);
        let value = match op {
            "/=" | "%=" if scalar.is_int() && !self.one_in(20) => {
                node!(Kind::Fixed; literal::nonzero(&mut self.rng, scalar, false))
            }
            "<<=" | ">>=" => {
                let amount = self.int();
                self.expr(&Ty::Scalar(amount), DEPTH, false)
            }
            _ if self.one_in(4) && self.budget > 0 => {
                self.budget -= 1;
                self.effectful(&path.ty, 2, true)
            }
            _ => self.expr(&path.ty, DEPTH, true),
        };
        let place = self.place(&path, 2);
        Some(node!(Kind::Statement; place, format!(" {op} "), value, ";"))
    }

    /// `assert!(c, "text");` and its kin, which hold more often than not.
    fn assertion(&mut self) -> Node {
        if self.one_in(2) {
            let first = self.condition(2);
            let second = self.condition(2);
            return node!(Kind::Statement; "assert!(", first, " || ", second, ", \"it holds\");");
        }
        let ty = Ty::Scalar(self.scalar());
        let left = self.expr(&ty, 2, false);
        let right = self.expr(&ty, 2, true);
        let macro_name = if self.one_in(8) {
            "assert_eq"
        } else {
            "assert_ne"
        };
        node!(Kind::Statement; format!("{macro_name}!("), left, ", ", right, ");")
    }

    fn call_statement(&mut self) -> Option<Node> {
        if self.items.functions.is_empty() {
            return None;
        }
        let number = self.rng.usize(..self.items.functions.len());
        let call = self.call(number, 2)?;
        Some(node!(Kind::Statement; call, ";"))
    }

    /// `if c { break; }` and the like.
    fn jump(&mut self) -> Option<Node> {
        let condition = self.condition(2);
        let targets = self.frames.len() + usize::from(self.one_in(3));
        if targets == 0 {
            return None;
        }
        let number = self.rng.usize(..targets);
        let Some(frame) = self.frames.get(number).cloned() else {
            let jump = match self.output.clone() {
                Some(ty) => {
                    let value = self.expr(&ty, 2, true);
                    node!(Kind::Fixed; "return ", value, ";")
                }
                None => node!(Kind::Fixed; "return;"),
            };
            return Some(node!(Kind::Statement; "if ", condition, " {\n", jump, "\n}"));
        };
        // A plain `break` or `continue` is for the innermost loop, and must not stand in a block that has a label.
        let innermost = frame.repeats && number + 1 == self.frames.len() && !self.in_condition;
        let label = if frame.named && !(innermost && self.one_in(2)) {
            format!(" {}", frame.label)
        } else if innermost {
            String::new()
        } else {
            return None;
        };
        let jump = if frame.repeats && self.one_in(2) {
            node!(Kind::Fixed; format!("continue{label};"))
        } else {
            match &frame.value {
                Some(ty) => {
                    let value = self.expr(ty, 2, false);
                    node!(Kind::Fixed; format!("break{label} "), value, ";")
                }
                None => node!(Kind::Fixed; format!("break{label};")),
            }
        };
        Some(node!(Kind::Statement; "if ", condition, " {\n", jump, "\n}"))
    }

    pub(super) fn braces(&mut self) -> Node {
        self.scoped(|w| {
            let count = w.rng.usize(1..4);
            let statements = w.statements(count);
            node!(Kind::Fixed; "{", statements, "}")
        })
    }

    fn branch(&mut self) -> Node {
        let condition = self.condition(DEPTH);
        let then = self.braces();
        match self.rng.u32(..3) {
            0 => node!(Kind::Statement; "if ", condition, " ", then),
            1 => {
                let otherwise = self.braces();
                node!(Kind::Statement; "if ", condition, " ", then, " else ", otherwise)
            }
            _ => {
                let second = self.condition(2);
                let middle = self.braces();
                let otherwise = self.braces();
                node!(Kind::Statement;
                    "if ", condition, " ", then, " else if ", second, " ", middle, " else ", otherwise)
            }
        }
    }

    fn label(&mut self) -> (String, Frame) {
        let named = self.one_in(2);
        let label = self.unique("'l");
        let written = if named {
            format!("{label}: ")
        } else {
            String::new()
        };
        let frame = Frame {
            label,
            repeats: true,
            value: None,
            named,
        };
        (written, frame)
    }

    /// `for name in a..b { .. }`.
    fn count(&mut self) -> Node {
        let scalar = self.int();
        let ty = Ty::Scalar(scalar);
        let name = self.name();
        let (written, frame) = self.label();
        let dots = self.pick(&["..", "..="]);
        let (range, times) = match self.rng.u32(..5) {
            0 => {
                let end = self.expr(&ty, 2, false);
                (
                    node!(Kind::Fixed; format!("0{}{dots}(", scalar.name()), end, " & 7)"),
                    8,
                )
            }
            1 => {
                let start = self.expr(&ty, 2, false);
                let end = self.expr(&ty, 2, false);
                (
                    node!(Kind::Fixed; "(", start, format!(" & 3){dots}("), end, " & 7)"),
                    8,
                )
            }
            2 => {
                let back = self.rng.u64(..4);
                let max = scalar.name();
                (
                    node!(Kind::Fixed; format!("{max}::MAX - {back}{dots}{max}::MAX")),
                    back + 1,
                )
            }
            3 if scalar.is_signed_int() => {
                let (start, end) = (self.rng.u64(..4), self.rng.u64(..3));
                (
                    node!(Kind::Fixed; format!("-{start}{}{dots}{end}", scalar.name())),
                    start + end + 1,
                )
            }
            _ => {
                let (start, end) = (self.rng.u64(..5), self.rng.u64(..6));
                (
                    node!(Kind::Fixed; format!("{start}{}{dots}{end}", scalar.name())),
                    (end + 1).saturating_sub(start),
                )
            }
        };
        self.frames.push(frame);
        let mutable = self.one_in(4);
        let body = self.repeated(times, |w| {
            w.scoped(|w| {
                w.declare(&name, Binding::Value(ty), mutable);
                w.braces()
            })
        });
        self.frames.pop();
        let mark = if mutable { "mut " } else { "" };
        node!(Kind::Statement; format!("{written}for {mark}{name} in "), range, " ", body)
    }

    /// `while c { .. }` and `loop { .. }`, bounded by a count.
    fn repeat_while(&mut self) -> Node {
        let count = self.unique("w");
        let times = self.rng.u64(..6);
        let (written, frame) = self.label();
        let is_loop = self.one_in(3);
        let condition = if is_loop {
            None
        } else {
            Some(self.repeated(times + 1, |w| w.conditional(|w| w.condition(DEPTH))))
        };
        self.frames.push(frame);
        let body = self.repeated(times, |w| {
            w.scoped(|w| {
                let count = w.rng.usize(1..4);
                w.statements(count)
            })
        });
        self.frames.pop();
        let head = match condition {
            None => {
                node!(Kind::Fixed; format!("{written}loop {{\nif {count} == {times} {{\nbreak;\n}}\n"))
            }
            Some(condition) => {
                node!(Kind::Fixed; format!("{written}while {count} < {times} && "), condition, " {\n")
            }
        };
        node!(Kind::Statement;
            format!("let mut {count} = 0;\n"), head, format!("{count} += 1;\n"), body, "}")
    }

    /// `{ .. }` or `'l: { .. }`.
    fn block_statement(&mut self) -> Node {
        if self.one_in(2) {
            let body = self.braces();
            return node!(Kind::Statement; body);
        }
        let label = self.unique("'l");
        self.frames.push(Frame {
            label: label.clone(),
            repeats: false,
            value: None,
            named: true,
        });
        let body = self.braces();
        self.frames.pop();
        node!(Kind::Statement; format!("{label}: "), body)
    }
}
