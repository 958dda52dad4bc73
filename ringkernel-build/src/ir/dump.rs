//! A readable text form of the IR, for snapshots and `codegen --emit ir`.
//!
//! A kernel is shown with the structs and device functions it reaches, so that two kernels of equal dumps do the same.
//! A variable that shadows another one gets a number; temporaries are `%1`, `%2`, ...

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::flow::{self, Jump};
use super::{
    BinaryOp, Block, Check, Definition, Enum, Expr, ExprKind, Function, Granularity, Handle,
    Kernel, KernelKind, Label, Literal, Local, Module, Panic, Place, Projection, Stmt, StmtKind,
    Struct, StructKind, Type, UnaryOp,
};

/// The text of a kernel and what it reaches.
#[must_use]
pub fn kernel(module: &Module, kernel: &Kernel) -> String {
    let mut dump = Dump {
        module,
        structs: BTreeSet::new(),
        enums: BTreeSet::new(),
        functions: Vec::new(),
        names: BTreeMap::new(),
        loops: Vec::new(),
        text: String::new(),
        depth: 0,
    };
    let head = match &kernel.kind {
        KernelKind::Grid(_) => "kernel".to_owned(),
        KernelKind::Stencil(spec) => {
            let swap: Vec<String> = spec
                .swap
                .iter()
                .map(|(a, b)| {
                    let name = |local: Handle<Local>| {
                        kernel.function.locals[local]
                            .name
                            .clone()
                            .unwrap_or_default()
                    };
                    format!(" swap({}, {})", name(*a), name(*b))
                })
                .collect();
            format!("stencil {}d{}", spec.dimensions, swap.concat())
        }
        KernelKind::Ring(spec) => {
            let per = match spec.per {
                None => "",
                Some(Granularity::Thread) => " per thread",
                Some(Granularity::Warp) => " per warp",
                Some(Granularity::Block) => " per block",
            };
            format!("ring {}x{}{per}", spec.block_size, spec.queue_capacity)
        }
    };
    dump.function(&kernel.function, &head);
    let mut next = 0;
    while let Some(&handle) = dump.functions.get(next) {
        next += 1;
        dump.function(&module.functions[handle], "fn");
    }
    let mut text = String::new();
    let fields = |fields: &[(String, Type)]| {
        let fields: Vec<String> = fields
            .iter()
            .map(|(name, ty)| format!("{name}: {}", module.type_name(*ty)))
            .collect();
        format!("{{ {} }}", fields.join(", "))
    };
    for definition in &module.definitions {
        match definition {
            Definition::Struct(handle) if dump.structs.contains(handle) => {
                let item = &module.structs[*handle];
                if item.kind == StructKind::Named {
                    let line = format!("struct {} {}", item.name, fields(&item.fields));
                    push_line(&mut text, 0, &line);
                }
            }
            Definition::Enum(handle) if dump.enums.contains(handle) => {
                let item = &module.enums[*handle];
                let variants: Vec<String> = item
                    .variants
                    .iter()
                    .map(|variant| {
                        let fields = fields(&variant.fields);
                        format!("{} {fields} = {}", variant.name, variant.discriminant)
                    })
                    .collect();
                let line = format!("enum {} {{ {} }}", item.name, variants.join(", "));
                push_line(&mut text, 0, &line);
            }
            Definition::Struct(_) | Definition::Enum(_) => {}
        }
    }
    text + &dump.text
}

fn push_line(text: &mut String, depth: usize, line: &str) {
    writeln!(text, "{:width$}{line}", "", width = depth * 2).expect("a string takes all text");
}

struct Dump<'m> {
    module: &'m Module,
    structs: BTreeSet<Handle<Struct>>,
    enums: BTreeSet<Handle<Enum>>,
    /// Functions in the order they were met.
    functions: Vec<Handle<Function>>,
    names: BTreeMap<Handle<Local>, String>,
    /// The loops round the statement, the innermost last.
    loops: Vec<Label>,
    text: String,
    depth: usize,
}

impl Dump<'_> {
    fn function(&mut self, function: &Function, head: &str) {
        self.names.clear();
        let (mut uses, mut temporaries) = (BTreeMap::new(), 0);
        for (handle, local) in function.locals.iter() {
            let name = match &local.name {
                Some(name) => {
                    let count = uses.entry(name).or_insert(0);
                    *count += 1;
                    if *count == 1 {
                        name.clone()
                    } else {
                        format!("{name}'{count}")
                    }
                }
                None => {
                    temporaries += 1;
                    format!("%{temporaries}")
                }
            };
            self.names.insert(handle, name);
        }
        let params: Vec<String> = function
            .params
            .iter()
            .map(|param| {
                let ty = self.ty(function.locals[*param].ty);
                format!("{}: {ty}", self.names[param])
            })
            .collect();
        let output = match function.output {
            Type::Unit => String::new(),
            ty => format!(" -> {}", self.ty(ty)),
        };
        self.line(&format!(
            "{head} {}({}){output} {{",
            function.name,
            params.join(", ")
        ));
        self.nested(&function.body, function);
        self.line("}");
    }

    fn line(&mut self, line: &str) {
        push_line(&mut self.text, self.depth, line);
    }

    fn nested(&mut self, block: &Block, function: &Function) {
        self.depth += 1;
        for stmt in block {
            self.stmt(stmt, function);
        }
        self.depth -= 1;
    }

    /// A loop's head and body; its label is shown where a jump needs it.
    fn repeated(&mut self, label: Label, head: &str, body: &Block, function: &Function) {
        let far = flow::far_jumps(body, Some(label));
        if far.contains(&Jump::Break(label)) || far.contains(&Jump::Continue(label)) {
            self.line(&format!("'{}: {head}", label.0));
        } else {
            self.line(head);
        }
        self.loops.push(label);
        self.nested(body, function);
        self.loops.pop();
    }

    /// Where a jump goes, unless it is to the innermost loop.
    fn target(&self, label: Label) -> String {
        if self.loops.last() == Some(&label) {
            String::new()
        } else {
            format!(" '{}", label.0)
        }
    }

    fn stmt(&mut self, stmt: &Stmt, function: &Function) {
        let line = match &stmt.kind {
            StmtKind::Let(local, value) => {
                let info = &function.locals[*local];
                let mark = if info.mutable { "mut " } else { "" };
                let ty = self.ty(info.ty);
                let head = format!("let {mark}{}: {ty}", self.names[local]);
                match value {
                    Some(value) => format!("{head} = {}", self.expr(value)),
                    None => head,
                }
            }
            StmtKind::Store(place, value) => {
                let place = self.place(place);
                format!("{place} = {}", self.expr(value))
            }
            StmtKind::Check(check) => {
                let at = stmt.location;
                let condition = match check {
                    Check::Index { index, len } => {
                        let index = self.expr(index);
                        format!("{index} < {}", self.expr(len))
                    }
                    Check::Range { start, end, len } => {
                        let start = self.expr(start);
                        let end = end.as_ref().map(|end| self.expr(end)).unwrap_or_default();
                        format!("{start}..{end} within {}", self.expr(len))
                    }
                    Check::Divisor {
                        op,
                        dividend,
                        divisor,
                    } => {
                        let dividend = self.expr(dividend);
                        format!("{dividend} {} {}", symbol(*op), self.expr(divisor))
                    }
                };
                format!("check {condition} @ {}:{}", at.line, at.column)
            }
            StmtKind::Call {
                result,
                function: callee,
                args,
            } => {
                if !self.functions.contains(callee) {
                    self.functions.push(*callee);
                }
                let call = format!(
                    "{}({})",
                    self.module.functions[*callee].name,
                    self.exprs(args)
                );
                match result {
                    Some(result) => format!("{} = call {call}", self.names[result]),
                    None => format!("call {call}"),
                }
            }
            StmtKind::Log(log) => {
                let values = self.exprs(&log.values);
                format!("log {:?} {:?}({values})", log.level, log.text)
            }
            StmtKind::Intrinsic { result, op, args } => {
                let call = format!("{op:?}({})", self.exprs(args));
                match result {
                    Some(result) => format!("{} = {call}", self.names[result]),
                    None => call,
                }
            }
            StmtKind::If(condition, then, otherwise) => {
                let condition = self.expr(condition);
                self.line(&format!("if {condition} {{"));
                self.nested(then, function);
                if !otherwise.is_empty() {
                    self.line("} else {");
                    self.nested(otherwise, function);
                }
                "}".to_owned()
            }
            StmtKind::Loop { label, body } => {
                self.repeated(*label, "loop {", body, function);
                "}".to_owned()
            }
            StmtKind::For {
                label,
                variable,
                start,
                end,
                inclusive,
                body,
            } => {
                let ty = self.ty(function.locals[*variable].ty);
                let range = if *inclusive { "..=" } else { ".." };
                let start = self.expr(start);
                let end = self.expr(end);
                let variable = self.names[variable].clone();
                let head = format!("for {variable}: {ty} in {start}{range}{end} {{");
                self.repeated(*label, &head, body, function);
                "}".to_owned()
            }
            StmtKind::Block(label, body) => {
                let label = label.filter(|label| flow::leaves(body, *label));
                let head = label.map_or_else(String::new, |Label(number)| format!("'{number}: "));
                self.line(&format!("{head}{{"));
                self.nested(body, function);
                "}".to_owned()
            }
            StmtKind::Debug(body) => {
                self.line("debug {");
                self.nested(body, function);
                "}".to_owned()
            }
            StmtKind::Panic(Panic { text, values }) => {
                let at = stmt.location;
                let values = match values {
                    Some((left, right)) => {
                        let left = self.expr(left);
                        format!(", {left}, {}", self.expr(right))
                    }
                    None => String::new(),
                };
                format!("panic {text:?}{values} @ {}:{}", at.line, at.column)
            }
            StmtKind::Break(label) => format!("break{}", self.target(*label)),
            StmtKind::Continue(label) => format!("continue{}", self.target(*label)),
            StmtKind::Return(None) => "return".to_owned(),
            StmtKind::Return(Some(value)) => format!("return {}", self.expr(value)),
        };
        self.line(&line);
    }

    fn exprs(&mut self, exprs: &[Expr]) -> String {
        let texts: Vec<String> = exprs.iter().map(|expr| self.expr(expr)).collect();
        texts.join(", ")
    }

    fn expr(&mut self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Literal(literal) => {
                let ty = self.ty(expr.ty);
                match literal {
                    Literal::Bool(value) => value.to_string(),
                    Literal::Int(value) => format!("{value}{ty}"),
                    Literal::F32(value) => format!("{value:?}{ty}"),
                    Literal::F64(value) => format!("{value:?}{ty}"),
                    Literal::Half(bits) => format!("{bits:#06x}{ty}"),
                }
            }
            ExprKind::Load(place) => self.place(place),
            ExprKind::Pass(local) => format!("pass {}", self.names[local]),
            ExprKind::Borrow(place) => format!("&{}", self.place(place)),
            ExprKind::Whole(place) => format!("&{}[..]", self.place(place)),
            ExprKind::Part { slice, start, end } => {
                let slice = self.expr(slice);
                let start = self.expr(start);
                format!("part({slice}, {start}, {})", self.expr(end))
            }
            ExprKind::Variant(handle, variant, fields) => {
                self.note(Type::Enum(*handle));
                let item = &self.module.enums[*handle];
                let name = format!("{}::{}", item.name, item.variants[*variant as usize].name);
                format!("{name} {{ {} }}", self.exprs(fields))
            }
            ExprKind::Tag(place) => format!("tag({})", self.place(place)),
            ExprKind::Array(elements) => format!("[{}]", self.exprs(elements)),
            ExprKind::Repeat(value) => {
                let ty = self.ty(expr.ty);
                format!("repeat({}) as {ty}", self.expr(value))
            }
            ExprKind::Len(local) => format!("len({})", self.names[local]),
            ExprKind::Unary(UnaryOp::Neg, operand) => format!("-{}", self.expr(operand)),
            ExprKind::Unary(UnaryOp::Not, operand) => format!("!{}", self.expr(operand)),
            ExprKind::Binary(op, left, right) => {
                let left = self.expr(left);
                format!("({left} {} {})", symbol(*op), self.expr(right))
            }
            ExprKind::Cast(operand) => {
                let ty = self.ty(expr.ty);
                format!("({} as {ty})", self.expr(operand))
            }
            ExprKind::Intrinsic(op, args) => format!("{op:?}({})", self.exprs(args)),
            ExprKind::Struct(handle, fields) => {
                self.structs.insert(*handle);
                let name = &self.module.structs[*handle].name;
                format!("{name} {{ {} }}", self.exprs(fields))
            }
            ExprKind::Neighbor {
                field,
                offset: [x, y, z],
            } => format!("{}<{x}, {y}, {z}>", self.names[field]),
        }
    }

    fn place(&mut self, place: &Place) -> String {
        let mut text = self.names[&place.root].clone();
        for projection in &place.path {
            text = match projection {
                Projection::Field(position) => format!("{text}.{position}"),
                Projection::Variant(position) => format!("{text} as {position}"),
                Projection::Index(index) => format!("{text}[{}]", self.expr(index)),
                Projection::Deref => format!("*{text}"),
                Projection::Cell => format!("{text}<here>"),
            };
        }
        text
    }

    fn ty(&mut self, ty: Type) -> String {
        self.note(ty);
        self.module.type_name(ty)
    }

    /// Notes the structs of a type, which the text starts with.
    fn note(&mut self, ty: Type) {
        match ty {
            Type::Struct(handle) => {
                if self.structs.insert(handle) {
                    for (_, field) in &self.module.structs[handle].fields {
                        self.note(*field);
                    }
                }
            }
            Type::Enum(handle) => {
                if self.enums.insert(handle) {
                    for variant in &self.module.enums[handle].variants {
                        for (_, field) in &variant.fields {
                            self.note(*field);
                        }
                    }
                }
            }
            Type::Array(handle) => self.note(self.module.arrays[handle].element.into()),
            Type::Slice { element, .. } => self.note(element.into()),
            Type::Ref { target, .. } => self.note(target.into()),
            Type::Unit | Type::Scalar(_) | Type::GridPos | Type::RingContext => {}
        }
    }
}

fn symbol(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Rem => "%",
        BinaryOp::And => "&&",
        BinaryOp::Or => "||",
        BinaryOp::BitAnd => "&",
        BinaryOp::BitOr => "|",
        BinaryOp::BitXor => "^",
        BinaryOp::Shl => "<<",
        BinaryOp::Shr => ">>",
        BinaryOp::Eq => "==",
        BinaryOp::Ne => "!=",
        BinaryOp::Lt => "<",
        BinaryOp::Le => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::Ge => ">=",
    }
}
