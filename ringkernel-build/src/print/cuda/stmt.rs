//! Statements and blocks: the inside of a function.

use super::watch::{self, Rounds};
use super::{expr, types, Context, Output, Says, Site};
use crate::check::endless::Look;
use crate::check::Ending;
use crate::intrinsic::{self, Effect, Kind, Op};
use crate::ir::flow::{self, Jump};
use crate::ir::{
    BinaryOp, Block, Check, Expr, ExprKind, Function, Handle, Label, Local, Location, Panic, Place,
    Stmt, StmtKind, Type,
};
use crate::print::namer::Namer;
use std::collections::{BTreeMap, BTreeSet};

/// How many literals an array must have to be kept as a table in memory.
const TABLE: usize = 8;

/// How a C function tells its caller that all went well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// It is a kernel: it returns nothing, and just ends after a fault.
    Kernel,
    /// It cannot fault and returns its value.
    Sure,
    /// It returns whether all went well, and its value through `rk_out`.
    Fallible,
}

/// Prints the statements of one function.
pub(super) struct Body<'a> {
    /// What the whole text shares.
    pub(super) cx: &'a Context<'a>,
    /// The function.
    pub(super) function: &'a Function,
    form: Form,
    /// The C name of each local that has come into being.
    names: Vec<Option<String>>,
    pub(super) namer: Namer,
    pub(super) out: &'a mut Output,
    /// The loops round the statement, the innermost last.
    pub(super) loops: Vec<Label>,
    /// The jumps that C's `break` and `continue` cannot say.
    pub(super) far: BTreeSet<Jump>,
    /// How often the loop or block of a label was begun: a guard stands once for each alternative of its pattern, and
    /// C's labels are of the whole function.
    pub(super) begun: BTreeMap<Label, u32>,
    /// The loops that look whether the host has had enough.
    pub(super) looks: BTreeMap<Label, Look>,
}

impl<'a> Body<'a> {
    /// Starts a function; its parameters get the first names.
    pub(super) fn new(
        cx: &'a Context<'a>,
        function: &'a Function,
        form: Form,
        out: &'a mut Output,
    ) -> Self {
        let mut body = Self {
            cx,
            function,
            form,
            names: vec![None; function.locals.len()],
            namer: cx.globals.namer(),
            out,
            loops: Vec::new(),
            far: flow::far_jumps(&function.body, None),
            begun: BTreeMap::new(),
            looks: watch::looks(cx, function),
        };
        for parameter in &function.params {
            body.bring(*parameter);
        }
        for (handle, local) in function.locals.iter() {
            if let Some(name) = cx.shared.name(local) {
                body.names[handle.index()] = Some(name);
            }
        }
        body
    }

    /// The C name of a local.
    pub(super) fn name(&self, local: Handle<Local>) -> &str {
        self.names[local.index()]
            .as_deref()
            .expect("a `Let` comes before each use of a local")
    }

    /// Gives a local its C name, free until the present scope closes.
    pub(super) fn bring(&mut self, local: Handle<Local>) -> String {
        let Local { name, ty, .. } = &self.function.locals[local];
        let name = match (ty, name) {
            (Type::GridPos, _) => "rk_pos".to_owned(),
            (_, Some(name)) => self.namer.name(name),
            (_, None) => self.namer.temporary(),
        };
        self.names[local.index()] = Some(name.clone());
        name
    }

    /// The parameters' declarations, without those that have no value in C.
    pub(super) fn parameters(&self) -> Vec<String> {
        let declare = |handle: &Handle<Local>| {
            let local = &self.function.locals[*handle];
            (local.ty != Type::RingContext)
                .then(|| types::parameter(&self.cx.globals, local, self.name(*handle)))
        };
        self.function.params.iter().filter_map(declare).collect()
    }

    /// Writes the definition after its head: the statements, and the last `return` where C needs one.
    pub(super) fn write(self, head: &str) {
        self.write_after(head, &[]);
    }

    /// The same with lines before the statements.
    pub(super) fn write_after(mut self, head: &str, lines: &[String]) {
        for line in head.lines() {
            self.out.w.line(line);
        }
        self.out.w.line("{");
        self.out.w.indent();
        for line in lines {
            self.out.w.line(line);
        }
        self.out.w.outdent();
        self.inside(&self.function.body);
        if self.form == Form::Fallible && flow::falls_through(&self.function.body) {
            self.out.w.indent();
            self.out.w.line("return true;");
            self.out.w.outdent();
        }
        self.out.w.line("}");
        self.out.w.line("");
    }

    /// Writes statements one step deeper, in a scope of their own.
    pub(super) fn inside(&mut self, block: &'a Block) {
        self.out.w.indent();
        self.namer.open();
        self.statements(flow::reachable(block));
        self.namer.close();
        self.out.w.outdent();
    }

    pub(super) fn statements(&mut self, mut block: &'a [Stmt]) {
        while let [stmt, rest @ ..] = block {
            block = rest;
            self.out.w.at(stmt.location);
            match &stmt.kind {
                StmtKind::Let(local, None) => {
                    if let Some((call, after)) = self.call_into(*local, rest) {
                        self.let_value(*local, &call);
                        self.end_with_block(&rest[0]);
                        block = after;
                    } else {
                        self.let_later(*local);
                    }
                }
                StmtKind::Let(local, Some(value)) => {
                    let text = self.kept(value);
                    if self.is_table(*local, value) {
                        self.let_table(*local, &text);
                    } else {
                        self.let_value(*local, &text);
                    }
                }
                StmtKind::Store(place, value) => self.store(place, value),
                StmtKind::Check(check) => self.check(check, stmt.location),
                StmtKind::Call {
                    result,
                    function,
                    args,
                } => self.call(*result, *function, args),
                StmtKind::Log(log) => self.log(log, stmt.location),
                StmtKind::Intrinsic { result, op, args } => self.intrinsic(*result, *op, args),
                StmtKind::If(condition, then, otherwise) => {
                    let condition = self.expr(condition);
                    self.out.w.line(&format!("if ({condition}) {{"));
                    self.branches(then, otherwise);
                }
                StmtKind::Loop { label, body } => {
                    let watch = self.watch(*label, stmt.location, Rounds::Uncounted);
                    self.repeat(*label, body, watch);
                }
                StmtKind::For {
                    label,
                    variable,
                    start,
                    end,
                    inclusive,
                    body,
                } => {
                    let watch = self.watch(*label, stmt.location, Rounds::Counted);
                    self.count(*label, *variable, (start, end), *inclusive, body, watch);
                }
                StmtKind::Block(label, body) => {
                    if let Some(label) = label {
                        self.begin(*label);
                    }
                    self.out.w.line("{");
                    self.inside(body);
                    self.out.w.line("}");
                    if let Some(label) = label {
                        self.land(Jump::Break(*label));
                    }
                }
                StmtKind::Debug(body) => {
                    self.out.w.line("if (rk_debug_assertions(rk)) {");
                    self.inside(body);
                    self.out.w.line("}");
                }
                StmtKind::Panic(panic) => self.panic(panic, stmt.location),
                StmtKind::Break(label) => self.jump(Jump::Break(*label)),
                StmtKind::Continue(label) => self.jump(Jump::Continue(*label)),
                StmtKind::Return(value) => self.give_back(value.as_ref()),
            }
            self.end_with_block(stmt);
        }
    }

    /// Behind a barrier in a loop: ends if a thread has faulted that the next round would wait for.
    fn end_with_block(&mut self, stmt: &Stmt) {
        let waits = match &stmt.kind {
            StmtKind::Intrinsic { op, .. } => intrinsic::row(*op).effect == Effect::Barrier,
            StmtKind::Call { function, .. } => {
                self.cx.facts.functions[function.index()].has_barrier
            }
            StmtKind::Let(..)
            | StmtKind::Store(..)
            | StmtKind::Check(_)
            | StmtKind::Log(_)
            | StmtKind::If(..)
            | StmtKind::Loop { .. }
            | StmtKind::For { .. }
            | StmtKind::Block(..)
            | StmtKind::Debug(_)
            | StmtKind::Panic(_)
            | StmtKind::Break(_)
            | StmtKind::Continue(_)
            | StmtKind::Return(_) => false,
        };
        if waits && !self.loops.is_empty() && self.cx.ending() == Ending::OfBlock {
            let leave = self.leave();
            self.out.w.line(&format!("if (rk_block_ends()) {leave};"));
        }
    }

    fn let_value(&mut self, local: Handle<Local>, value: &str) {
        let Local { ty, mutable, .. } = self.function.locals[local];
        if ty != Type::Unit {
            let qualifier = if mutable { "" } else { "const " };
            let name = self.bring(local);
            let text = types::ty(&self.cx.globals, ty);
            // The `const` of a pointer stands behind it.
            let declared = match ty {
                Type::Ref { .. } => format!("{text} {qualifier}{name}"),
                _value => format!("{qualifier}{text} {name}"),
            };
            self.out.w.line(&format!("{declared} = {value};"));
        }
    }

    /// Whether a local is an array of literals that nobody writes, and too long for registers: all threads read one.
    fn is_table(&self, local: Handle<Local>, value: &Expr) -> bool {
        let Local {
            mutable, borrowed, ..
        } = self.function.locals[local];
        !mutable
            && !borrowed
            && matches!(value.kind, ExprKind::Array(_))
            && expr::literals(value).is_some_and(|count| count >= TABLE)
    }

    fn let_table(&mut self, local: Handle<Local>, value: &str) {
        let ty = types::ty(&self.cx.globals, self.function.locals[local].ty);
        let name = self.bring(local);
        self.out
            .w
            .line(&format!("static const {ty} {name} = {value};"));
    }

    fn let_later(&mut self, local: Handle<Local>) {
        let ty = self.function.locals[local].ty;
        if ty != Type::Unit {
            let name = self.bring(local);
            let ty = types::ty(&self.cx.globals, ty);
            self.out.w.line(&format!("{ty} {name};"));
        }
    }

    fn store(&mut self, place: &Place, value: &Expr) {
        if value.ty != Type::Unit {
            let (place, value) = (self.place(place), self.kept(value));
            self.out.w.line(&format!("{place} = {value};"));
        }
    }

    /// What gives up after a fault.
    pub(super) fn leave(&self) -> &'static str {
        match (self.form, self.cx.ending()) {
            (Form::Kernel, Ending::Return) => "return",
            (Form::Kernel, Ending::AtOnce) => "return (void)rk_stop()",
            (Form::Kernel, Ending::OfBlock) => "return (void)rk_stop_block()",
            (Form::Fallible, Ending::Return) => "return false",
            (Form::Fallible, Ending::AtOnce) => "return rk_stop()",
            (Form::Fallible, Ending::OfBlock) => "return rk_stop_block()",
            (Form::Sure, _) => unreachable!("facts say that this function does not fault"),
        }
    }

    fn check(&mut self, check: &Check, location: Location) {
        let site = self.out.site(Site::of(location));
        let leave = self.leave();
        let (name, left, right) = match check {
            Check::Index { index, len } => ("INDEX", index, len),
            Check::Range { start, end, len } => {
                let (start, len) = (self.expr(start), self.expr(len));
                let line = match end {
                    Some(end) => {
                        let end = self.expr(end);
                        format!("RK_CHECK_RANGE({start}, {end}, {len}, {site}, {leave});")
                    }
                    None => format!("RK_CHECK_START({start}, {len}, {site}, {leave});"),
                };
                self.out.w.line(&line);
                return;
            }
            Check::Divisor {
                op,
                dividend,
                divisor,
            } => {
                let remainder = *op == BinaryOp::Rem;
                let name = if remainder { "REMAINDER" } else { "DIVIDE" };
                (name, dividend, divisor)
            }
        };
        let (left, right) = (self.expr(left), self.expr(right));
        self.out.w.line(&format!(
            "RK_CHECK_{name}({left}, {right}, {site}, {leave});"
        ));
    }

    fn panic(&mut self, panic: &Panic, location: Location) {
        let values = panic.values.as_ref();
        let site = self.out.site(Site {
            location,
            says: Some(Says {
                text: panic.text.clone(),
                values: values.map(|(left, _)| types::scalar(left.ty)),
            }),
        });
        let bits = |value: &Expr| format!("rk_fault_bits({})", self.expr(value));
        let (left, right) = match values {
            Some((left, right)) => (bits(left), bits(right)),
            None => ("0".to_owned(), "0".to_owned()),
        };
        let leave = self.leave();
        self.out
            .w
            .line(&format!("RK_PANIC({left}, {right}, {site}, {leave});"));
    }

    /// The call that gives a local its first value right after its `Let`, if that is one expression in C.
    fn call_into(&self, local: Handle<Local>, rest: &'a [Stmt]) -> Option<(String, &'a [Stmt])> {
        let [stmt, after @ ..] = rest else {
            return None;
        };
        match &stmt.kind {
            StmtKind::Call {
                result: Some(result),
                function,
                args,
            } if *result == local && self.cx.form(*function) == Form::Sure => {
                Some((self.call_text(*function, args, None), after))
            }
            StmtKind::Intrinsic {
                result: Some(result),
                op,
                args,
            } if *result == local && intrinsic::row(*op).effect != Effect::Grid => {
                let result = self.function.locals[local].ty;
                Some((self.intrinsic_call(*op, args, result), after))
            }
            StmtKind::Call { .. }
            | StmtKind::Let(..)
            | StmtKind::Store(..)
            | StmtKind::Check(_)
            | StmtKind::Intrinsic { .. }
            | StmtKind::Log(_)
            | StmtKind::If(..)
            | StmtKind::Loop { .. }
            | StmtKind::For { .. }
            | StmtKind::Block(..)
            | StmtKind::Debug(_)
            | StmtKind::Panic(_)
            | StmtKind::Break(_)
            | StmtKind::Continue(_)
            | StmtKind::Return(_) => None,
        }
    }

    fn call(&mut self, result: Option<Handle<Local>>, function: Handle<Function>, args: &[Expr]) {
        let output = self.cx.module.functions[function].output;
        let result = result.filter(|_| output != Type::Unit);
        let target = result.map(|local| self.name(local).to_owned());
        match self.cx.form(function) {
            Form::Fallible => {
                let target = match target {
                    None if output != Type::Unit => {
                        let name = self.namer.temporary();
                        let ty = types::ty(&self.cx.globals, output);
                        self.out.w.line(&format!("{ty} {name};"));
                        Some(name)
                    }
                    target => target,
                };
                let call = self.call_text(function, args, target.as_deref());
                let leave = self.leave();
                self.out.w.line(&format!("if (!{call}) {leave};"));
            }
            Form::Sure | Form::Kernel => {
                let call = self.call_text(function, args, None);
                let target = target.map_or_else(String::new, |name| format!("{name} = "));
                self.out.w.line(&format!("{target}{call};"));
            }
        }
    }

    fn call_text(&self, callee: Handle<Function>, args: &[Expr], out: Option<&str>) -> String {
        let function = &self.cx.module.functions[callee];
        let mut texts = Vec::new();
        if self.cx.form(callee) == Form::Fallible {
            texts.push("rk".to_owned());
        }
        for (parameter, arg) in function.params.iter().zip(args) {
            texts.push(self.argument(arg, function.locals[*parameter].ty));
        }
        texts.extend(out.map(|name| format!("&{name}")));
        let name = &self.cx.globals.functions[callee.index()];
        format!("{name}({})", texts.join(", "))
    }

    fn intrinsic(&mut self, result: Option<Handle<Local>>, op: Op, args: &[Expr]) {
        let row = intrinsic::row(op);
        match row.effect {
            Effect::Barrier if op == Op::SyncThreads && self.cx.barrier_may_end() => {
                let leave = self.leave();
                self.out.w.line(&format!("if (!rk_ring_sync(rk)) {leave};"));
            }
            Effect::Grid => {
                let mut all = vec!["rk".to_owned()];
                all.extend(args.iter().map(|arg| self.expr(arg)));
                if let Some(local) = result {
                    all.push(format!("&{}", self.name(local)));
                } else if let (Kind::T, [value]) = (row.result, args) {
                    let name = self.namer.temporary();
                    let ty = types::ty(&self.cx.globals, value.ty);
                    self.out.w.line(&format!("{ty} {name};"));
                    all.push(format!("&{name}"));
                }
                let (function, all, leave) = (row.cuda, all.join(", "), self.leave());
                self.out
                    .w
                    .line(&format!("if (!{function}({all})) {leave};"));
            }
            Effect::Barrier | Effect::Warp | Effect::Tile | Effect::Memory | Effect::Pure => {
                let target = result.map_or_else(String::new, |local| {
                    let name = self.name(local);
                    format!("{name} = ")
                });
                let ty = result.map_or(Type::Unit, |local| self.function.locals[local].ty);
                let call = self.intrinsic_call(op, args, ty);
                self.out.w.line(&format!("{target}{call};"));
            }
        }
    }

    /// The inside of an `if` whose first line is written, and all that hangs on it.
    fn branches(&mut self, then: &'a Block, otherwise: &'a Block) {
        self.inside(then);
        match otherwise.as_slice() {
            [] => self.out.w.line("}"),
            [Stmt {
                kind: StmtKind::If(condition, then, otherwise),
                ..
            }] => {
                let condition = self.expr(condition);
                self.out.w.line(&format!("}} else if ({condition}) {{"));
                self.branches(then, otherwise);
            }
            [..] => {
                self.out.w.line("} else {");
                self.inside(otherwise);
                self.out.w.line("}");
            }
        }
    }

    fn give_back(&mut self, value: Option<&Expr>) {
        let value = value
            .filter(|value| value.ty != Type::Unit)
            .map(|value| self.expr(value));
        match (self.form, value) {
            (Form::Kernel, _) | (Form::Sure, None) => self.out.w.line("return;"),
            (Form::Sure, Some(value)) => self.out.w.line(&format!("return {value};")),
            (Form::Fallible, value) => {
                if let Some(value) = value {
                    self.out.w.line(&format!("*rk_out = {value};"));
                }
                self.out.w.line("return true;");
            }
        }
    }
}
