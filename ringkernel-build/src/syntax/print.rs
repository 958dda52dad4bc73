//! A compact text form of the ast, for snapshots: one line a statement, every operator in parentheses, no spans.

use super::ast::{
    Argument, Arguments, BinaryOp, Block, Expr, ExprKind, Fast, Function, GenericKind, Generics,
    Ident, Item, Kind, Literal, Path, Pattern, PatternKind, RangeEnd, Stmt, StmtKind, Test, Ty,
    TyKind, UnaryOp,
};

/// The text of one item.
#[must_use]
pub fn print(item: &Item) -> String {
    let mut printer = Printer {
        text: String::new(),
        depth: 0,
    };
    match item {
        Item::Kernel(kernel) => {
            printer.line(&kind(&kernel.kind));
            printer.write_function(&kernel.function);
        }
        Item::Device(function) => {
            printer.line("device");
            printer.write_function(function);
        }
        Item::Struct(record) => {
            printer.line(&format!("struct {}", record.name.name));
            printer.depth += 1;
            for field in &record.fields {
                printer.line(&format!("{}: {}", field.name.name, ty(&field.ty)));
            }
        }
        Item::Alias(alias) => {
            printer.line(&format!(
                "type {}{} = {}",
                alias.name.name,
                generics(&alias.generics),
                ty(&alias.ty)
            ));
        }
        Item::Enum(item) => {
            printer.line(&format!("enum {}", item.name.name));
            printer.depth += 1;
            for variant in &item.variants {
                printer.line(&format!("{} = {}", variant.name.name, variant.discriminant));
                printer.depth += 1;
                for field in &variant.fields {
                    printer.line(&format!("{}: {}", field.name.name, ty(&field.ty)));
                }
                printer.depth -= 1;
            }
        }
        Item::Const(item) => {
            let value = printer.expr(&item.value);
            printer.line(&format!(
                "const {}: {} = {value}",
                item.name.name,
                ty(&item.ty)
            ));
        }
    }
    printer.text
}

struct Printer {
    text: String,
    depth: usize,
}

fn kind(kind: &Kind) -> String {
    let (mut words, options) = match kind {
        Kind::Grid(options) => (vec!["kernel".to_owned()], options.fast),
        Kind::Stencil(options) => {
            let mut words = vec!["stencil".to_owned()];
            if let Some(tile) = &options.tile {
                words.push(format!("tile {:?}", tile.value));
            }
            if let Some(halo) = &options.halo {
                words.push(format!("halo {}", halo.value));
            }
            for (first, second) in &options.swap {
                words.push(format!("swap {} {}", first.name, second.name));
            }
            (words, options.fast)
        }
        Kind::Ring(options) => {
            let mut words = vec![format!(
                "ring block {} queue {}",
                options.block_size, options.queue_capacity
            )];
            if let Some(per) = &options.per {
                words.push(format!("per {}", per.value.word()));
            }
            if options.hlc {
                words.push("hlc".to_owned());
            }
            if options.k2k {
                words.push("k2k".to_owned());
            }
            (words, options.fast)
        }
    };
    if let Some(most) = kind.max_registers() {
        words.push(format!("registers {}", most.value));
    }
    let Fast {
        contract,
        ftz,
        approx,
    } = options;
    for (given_up, word) in [(contract, "contract"), (ftz, "ftz"), (approx, "approx")] {
        if given_up {
            words.push(format!("fast {word}"));
        }
    }
    words.join(", ")
}

/// A type as Rust writes it.
pub(super) fn ty(written: &Ty) -> String {
    let mutability = |mutable: bool| if mutable { "mut " } else { "" };
    match &written.kind {
        TyKind::Path(written) => path(written),
        TyKind::Option(some) => format!("Option<{}>", ty(some)),
        TyKind::Unit => "()".to_owned(),
        TyKind::Array(element, len) => {
            let printer = Printer {
                text: String::new(),
                depth: 0,
            };
            format!("[{}; {}]", ty(element), printer.expr(len))
        }
        TyKind::Tuple(parts) => {
            let parts: Vec<String> = parts.iter().map(ty).collect();
            tuple(&parts)
        }
        TyKind::Slice { element, mutable } => format!("&{}[{}]", mutability(*mutable), ty(element)),
        TyKind::Ref { target, mutable } => format!("&{}{}", mutability(*mutable), ty(target)),
    }
}

/// `(a, b)`, or `(a,)`.
fn tuple(parts: &[String]) -> String {
    match parts {
        [only] => format!("({only},)"),
        parts => format!("({})", parts.join(", ")),
    }
}

fn path(path: &Path) -> String {
    let segments: Vec<&str> = path
        .segments
        .iter()
        .map(|segment| segment.name.as_str())
        .collect();
    let start = if path.absolute { "::" } else { "" };
    let mut text = start.to_owned();
    for (position, segment) in segments.iter().enumerate() {
        if position > 0 {
            text.push_str("::");
        }
        text.push_str(segment);
        let here = |arguments: &&Arguments| arguments.segment == position;
        if let Some(arguments) = path.arguments.iter().find(here) {
            let list: Vec<String> = arguments.list.iter().map(argument).collect();
            text.push_str(&format!("::<{}>", list.join(", ")));
        }
    }
    text
}

fn argument(argument: &Argument) -> String {
    match argument {
        Argument::Type(written) => ty(written),
        Argument::Const(value) => Printer {
            text: String::new(),
            depth: 0,
        }
        .expr(value),
        Argument::Infer(_) => "_".to_owned(),
    }
}

fn generics(generics: &Generics) -> String {
    let params: Vec<String> = generics
        .params
        .iter()
        .map(|param| match &param.kind {
            GenericKind::Type => param.name.name.clone(),
            GenericKind::Const(written) => format!("const {}: {}", param.name.name, ty(written)),
        })
        .collect();
    if params.is_empty() {
        String::new()
    } else {
        format!("<{}>", params.join(", "))
    }
}

fn binding(name: &Ident, mutable: bool) -> String {
    if mutable {
        format!("mut {}", name.name)
    } else {
        name.name.clone()
    }
}

impl Printer {
    fn line(&mut self, text: &str) {
        for _ in 0..self.depth {
            self.text.push_str("  ");
        }
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn write_function(&mut self, function: &Function) {
        let params: Vec<String> = function
            .params
            .iter()
            .map(|param| {
                let name = match &param.pattern {
                    Some(taken) => pattern(taken),
                    None => binding(&param.name, param.mutable),
                };
                format!("{name}: {}", ty(&param.ty))
            })
            .collect();
        let output = match &function.output {
            Some(output) => format!(" -> {}", ty(output)),
            None => String::new(),
        };
        self.line(&format!(
            "fn {}{}({}){output}",
            function.name.name,
            generics(&function.generics),
            params.join(", ")
        ));
        self.write_block(&function.body);
    }

    fn write_block(&mut self, block: &Block) {
        self.depth += 1;
        for statement in &block.statements {
            self.write_statement(statement);
        }
        if let Some(tail) = &block.tail {
            let value = self.expr(tail);
            self.line(&format!("=> {value}"));
        }
        self.depth -= 1;
    }

    fn write_statement(&mut self, statement: &Stmt) {
        let text = match &statement.kind {
            StmtKind::Let {
                pattern: bound,
                ty: annotation,
                init,
                otherwise,
            } => {
                let mut text = format!("let {}", pattern(bound));
                if let Some(annotation) = annotation {
                    text.push_str(&format!(": {}", ty(annotation)));
                }
                if let Some(init) = init {
                    let init = self.expr(init);
                    text.push_str(&format!(" = {init}"));
                }
                if let Some(otherwise) = otherwise {
                    text.push_str(&format!(" else {}", self.block(otherwise)));
                }
                text
            }
            StmtKind::Expr(expr) => self.expr(expr),
            StmtKind::Const(constant) => {
                let value = self.expr(&constant.value);
                format!(
                    "const {}: {} = {value}",
                    constant.name.name,
                    ty(&constant.ty)
                )
            }
        };
        self.line(&text);
    }

    /// A block inside an expression, in braces, its lines below one another.
    fn block(&self, block: &Block) -> String {
        let mut inner = Self {
            text: String::new(),
            depth: self.depth,
        };
        inner.write_block(block);
        let indent = "  ".repeat(self.depth);
        if inner.text.is_empty() {
            "{}".to_owned()
        } else {
            format!("{{\n{}{indent}}}", inner.text)
        }
    }

    fn list(&self, exprs: &[Expr]) -> String {
        let texts: Vec<String> = exprs.iter().map(|expr| self.expr(expr)).collect();
        texts.join(", ")
    }

    fn expr(&self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Literal(value) => literal(value),
            ExprKind::Path(name) => path(name),
            ExprKind::Unary(op, operand) => {
                let sign = match op {
                    UnaryOp::Neg => "-",
                    UnaryOp::Not => "!",
                };
                format!("({sign}{})", self.expr(operand))
            }
            ExprKind::Borrow {
                mutable: true,
                place,
            } => format!("(&mut {})", self.expr(place)),
            ExprKind::Borrow {
                mutable: false,
                place,
            } => format!("(&{})", self.expr(place)),
            ExprKind::Deref(inner) => format!("(*{})", self.expr(inner)),
            ExprKind::Binary(op, left, right) => format!(
                "({} {} {})",
                self.expr(left),
                sign(op.value),
                self.expr(right)
            ),
            ExprKind::Assign(place, value) => {
                format!("{} = {}", self.expr(place), self.expr(value))
            }
            ExprKind::AssignOp(op, place, value) => format!(
                "{} {}= {}",
                self.expr(place),
                sign(op.value),
                self.expr(value)
            ),
            ExprKind::Cast(value, target) => format!("({} as {})", self.expr(value), ty(target)),
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => {
                let mut text = format!("if {} {}", self.expr(condition), self.block(then));
                if let Some(otherwise) = otherwise {
                    text.push_str(&format!(" else {}", self.expr(otherwise)));
                }
                text
            }
            ExprKind::Block(name, block) => label(name) + &self.block(block),
            ExprKind::While(name, condition, body) => format!(
                "{}while {} {}",
                label(name),
                self.expr(condition),
                self.block(body)
            ),
            ExprKind::Loop(name, body) => format!("{}loop {}", label(name), self.block(body)),
            ExprKind::For {
                label: of_loop,
                pattern: each,
                iterable,
                body,
            } => format!(
                "{}for {} in {} {}",
                label(of_loop),
                pattern(each),
                self.expr(iterable),
                self.block(body)
            ),
            ExprKind::Range {
                start,
                end,
                inclusive,
            } => format!(
                "{}{}{}",
                self.expr(start),
                if *inclusive { "..=" } else { ".." },
                self.expr(end)
            ),
            ExprKind::Typed(value, annotation) => {
                format!("({}: {})", self.expr(value), ty(annotation))
            }
            ExprKind::Closure(closure) => {
                let params: Vec<String> = closure
                    .params
                    .iter()
                    .map(|(param, annotation)| match annotation {
                        Some(annotation) => format!("{}: {}", pattern(param), ty(annotation)),
                        None => pattern(param),
                    })
                    .collect();
                let moves = if closure.moves { "move " } else { "" };
                let output = closure
                    .output
                    .as_ref()
                    .map_or_else(String::new, |output| format!("-> {} ", ty(output)));
                let body = self.expr(&closure.body);
                format!("({moves}|{}| {output}{body})", params.join(", "))
            }
            ExprKind::Break(to, None) => format!("break{}", target(to)),
            ExprKind::Break(to, Some(value)) => {
                format!("break{} {}", target(to), self.expr(value))
            }
            ExprKind::Continue(to) => format!("continue{}", target(to)),
            ExprKind::Return(None) => "return".to_owned(),
            ExprKind::Return(Some(value)) => format!("return {}", self.expr(value)),
            ExprKind::Index(base, index) => format!("{}[{}]", self.expr(base), self.expr(index)),
            ExprKind::Part {
                base,
                start,
                end,
                inclusive,
            } => {
                let bound = |bound: &Option<Box<Expr>>| {
                    bound
                        .as_ref()
                        .map_or_else(String::new, |bound| self.expr(bound))
                };
                let dots = if *inclusive { "..=" } else { ".." };
                format!("{}[{}{dots}{}]", self.expr(base), bound(start), bound(end))
            }
            ExprKind::Log(log) => format!(
                "log {:?} {:?}({})",
                log.level,
                log.text,
                self.list(&log.values)
            ),
            ExprKind::Array(elements) => format!("[{}]", self.list(elements)),
            ExprKind::Shared { ty: of, dynamic } if *dynamic => format!("shared!([{}])", ty(of)),
            ExprKind::Shared { ty: of, .. } => format!("shared!({})", ty(of)),
            ExprKind::Repeat(value, len) => format!("[{}; {}]", self.expr(value), self.expr(len)),
            ExprKind::Tuple(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.expr(part)).collect();
                tuple(&parts)
            }
            ExprKind::Field(base, field) => format!("{}.{}", self.expr(base), field.name),
            ExprKind::Call(callee, args) => format!("{}({})", path(callee), self.list(args)),
            ExprKind::MethodCall(receiver, method, args) => format!(
                "{}.{}({})",
                self.expr(receiver),
                method.name,
                self.list(args)
            ),
            ExprKind::Struct {
                path: name,
                fields,
                base,
            } => {
                let mut fields: Vec<String> = fields
                    .iter()
                    .map(|(field, value)| format!("{}: {}", field.name, self.expr(value)))
                    .collect();
                fields.extend(base.iter().map(|base| format!("..{}", self.expr(base))));
                format!("{} {{ {} }}", path(name), fields.join(", "))
            }
            ExprKind::Match(scrutinee, arms) => {
                let mut text = format!("match {} {{\n", self.expr(scrutinee));
                let inner = Self {
                    text: String::new(),
                    depth: self.depth + 1,
                };
                for arm in arms {
                    let guard = match &arm.guard {
                        Some(guard) => format!(" if {}", inner.expr(guard)),
                        None => String::new(),
                    };
                    text.push_str(&format!(
                        "{}{}{guard} => {}\n",
                        "  ".repeat(inner.depth),
                        pattern(&arm.pattern),
                        inner.expr(&arm.body)
                    ));
                }
                text + &"  ".repeat(self.depth) + "}"
            }
            ExprKind::Let(bound, value) => {
                format!("let {} = {}", pattern(bound), self.expr(value))
            }
            ExprKind::Expect(receiver, method, text) => {
                format!("{}.{}({text:?})", self.expr(receiver), method.name)
            }
            ExprKind::Try(inner) => format!("{}?", self.expr(inner)),
            ExprKind::Unit => "()".to_owned(),
            ExprKind::Panic(text) => format!("panic!({text:?})"),
            ExprKind::Assert(assert) => {
                let debug = if assert.debug { "debug_" } else { "" };
                let (name, operands) = match &assert.test {
                    Test::Holds(condition) => ("assert", self.expr(condition)),
                    Test::Equal(left, right) => (
                        "assert_eq",
                        format!("{}, {}", self.expr(left), self.expr(right)),
                    ),
                    Test::Unequal(left, right) => (
                        "assert_ne",
                        format!("{}, {}", self.expr(left), self.expr(right)),
                    ),
                };
                format!("{debug}{name}!({operands}, {:?})", assert.text)
            }
        }
    }
}

fn pattern(written: &Pattern) -> String {
    let list = |parts: &[Pattern]| parts.iter().map(pattern).collect::<Vec<_>>().join(", ");
    match &written.kind {
        PatternKind::Wild => "_".to_owned(),
        PatternKind::Rest => "..".to_owned(),
        PatternKind::Binding(bound) => {
            let mode = if bound.by_ref { "ref " } else { "" };
            let name = binding(&bound.name, bound.mutable);
            match &bound.sub {
                Some(sub) => format!("{mode}{name} @ {}", pattern(sub)),
                None => format!("{mode}{name}"),
            }
        }
        PatternKind::Literal {
            literal: value,
            negative,
        } => signed(value, *negative),
        PatternKind::Range {
            start,
            end,
            inclusive,
        } => format!(
            "{}{}{}",
            start.as_ref().map_or_else(String::new, range_end),
            if *inclusive { "..=" } else { ".." },
            end.as_ref().map_or_else(String::new, range_end)
        ),
        PatternKind::Path(name) => path(name),
        PatternKind::Tuple(parts) => format!("({})", list(parts)),
        PatternKind::TupleStruct(name, parts) => format!("{}({})", path(name), list(parts)),
        PatternKind::Struct {
            path: name,
            fields,
            rest,
        } => {
            let mut parts: Vec<String> = fields
                .iter()
                .map(|(field, part)| format!("{}: {}", field.name, pattern(part)))
                .collect();
            if *rest {
                parts.push("..".to_owned());
            }
            format!("{} {{ {} }}", path(name), parts.join(", "))
        }
        PatternKind::Or(cases) => {
            let cases: Vec<String> = cases.iter().map(pattern).collect();
            format!("({})", cases.join(" | "))
        }
        PatternKind::Ref { mutable, inner } => {
            format!("&{}{}", if *mutable { "mut " } else { "" }, pattern(inner))
        }
        PatternKind::Slice(parts) => format!("[{}]", list(parts)),
    }
}

fn range_end(end: &RangeEnd) -> String {
    match end {
        RangeEnd::Literal {
            literal: value,
            negative,
        } => signed(&value.value, *negative),
        RangeEnd::Path(name) => path(name),
    }
}

fn signed(value: &Literal, negative: bool) -> String {
    format!("{}{}", if negative { "-" } else { "" }, literal(value))
}

/// A label before what it names.
fn label(label: &Option<Ident>) -> String {
    label
        .as_ref()
        .map_or_else(String::new, |label| format!("'{}: ", label.name))
}

/// A label behind a jump.
fn target(label: &Option<Ident>) -> String {
    label
        .as_ref()
        .map_or_else(String::new, |label| format!(" '{}", label.name))
}

fn literal(literal: &Literal) -> String {
    let suffixed = |text: String, suffix: &Option<String>| match suffix {
        Some(suffix) => format!("{text}_{suffix}"),
        None => text,
    };
    match literal {
        Literal::Bool(value) => value.to_string(),
        Literal::Int { value, suffix } => suffixed(value.to_string(), suffix),
        Literal::Float { digits, suffix } => suffixed(digits.clone(), suffix),
    }
}

fn sign(op: BinaryOp) -> &'static str {
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
