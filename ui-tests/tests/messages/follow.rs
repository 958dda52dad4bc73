//! Follows a message from where it is told to the literals that it may be.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use syn::visit::Visit;
use syn::{spanned::Spanned, Expr, Pat};

use super::source::{Message, Said};

/// A function or closure: what it is called, what it takes and what it does.
#[derive(Clone)]
struct Function<'a> {
    file: &'a str,
    name: String,
    params: Vec<&'a Pat>,
    body: Body<'a>,
}

impl Function<'_> {
    /// The package, which is the first folder of the path.
    fn package(&self) -> &str {
        self.file.split('/').next().expect("a path")
    }
}

#[derive(Clone, Copy)]
enum Body<'a> {
    Block(&'a syn::Block),
    Expr(&'a Expr),
}

/// An expression that is a message, in its function, and what helps with it.
#[derive(Clone, Copy)]
struct Site<'a> {
    function: usize,
    message: &'a Expr,
    /// With the function it stands in.
    help: Option<(usize, &'a Expr)>,
    soft: bool,
}

/// What an expression says: the message, and the help beside it.
type Spoken<'a> = (&'a Expr, Option<&'a Expr>);

/// All functions, and what is known of their messages.
#[derive(Default)]
pub(super) struct Follow<'a> {
    functions: Vec<Function<'a>>,
    by_name: BTreeMap<String, Vec<usize>>,
}

/// What following gives.
#[derive(Default)]
pub(super) struct Found {
    pub(super) messages: BTreeSet<Message>,
    pub(super) said: Vec<Said>,
    pub(super) hidden: Vec<String>,
}

/// The literals that one expression may be, and where it stops being followed.
#[derive(Default)]
struct Leaves {
    literals: BTreeSet<Message>,
    hidden: Vec<String>,
    /// Parameters that it is: the function, and which.
    params: Vec<(usize, usize)>,
}

impl<'a> Follow<'a> {
    /// Learns the functions of a file.
    pub(super) fn add(&mut self, place: &'a str, file: &'a syn::File) {
        let mut items = Items {
            file: place,
            functions: Vec::new(),
        };
        items.visit_file(file);
        for function in items.functions {
            let number = self.functions.len();
            self.by_name
                .entry(function.name.clone())
                .or_default()
                .push(number);
            self.functions.push(function);
        }
    }

    /// Follows everything.
    pub(super) fn end(&self) -> Found {
        let mut found = Found::default();
        // Which parameter of which function is a message, and where its help is; a wave at a time.
        let mut known = BTreeSet::new();
        let mut wave = self.told();
        while let Some(site) = wave.pop() {
            let told = self.leaves(site.function, site.message, site.soft);
            let help = site
                .help
                .map(|(function, help)| self.leaves(function, help, site.soft));
            let help = help.unwrap_or_default();
            for (function, param) in told.params {
                let beside = help.params.iter().find(|(other, _)| *other == function);
                let beside = beside.map(|(_, param)| *param);
                let own = site.help.filter(|_| !help.literals.is_empty());
                let key = own.map(|(_, help)| std::ptr::from_ref(help));
                if known.insert((function, param, beside, key)) {
                    let teller = &self.functions[function];
                    let mut calls = self.calls(teller, param, beside, site.soft);
                    for call in &mut calls {
                        call.help = call.help.or(own);
                    }
                    wave.extend(calls);
                }
            }
            found.messages.extend(told.literals.iter().cloned());
            for place in told.hidden {
                if !found.hidden.contains(&place) {
                    found.hidden.push(place);
                }
            }
            if !told.literals.is_empty() && !help.literals.is_empty() {
                found.said.push(Said {
                    messages: told.literals.into_iter().collect(),
                    helps: help.literals.into_iter().collect(),
                });
            }
        }
        found
    }

    fn leaves(&self, function: usize, expr: &'a Expr, soft: bool) -> Leaves {
        let mut way = Way {
            follow: self,
            soft,
            origin: self.functions[function].file,
            leaves: Leaves::default(),
            seen: BTreeSet::new(),
        };
        way.leaf(function, expr, None);
        way.leaves
    }

    /// Where a `Diagnostic` or a `Mistake` is made.
    fn told(&self) -> Vec<Site<'a>> {
        self.sites(|expr| match expr {
            Expr::Call(call) => {
                let path = call.func.to_token_stream().to_string().replace(' ', "");
                let made = ["Diagnostic::new", "Diagnostic::spanning"]
                    .iter()
                    .any(|end| path.ends_with(end));
                made.then(|| (&call.args[1], None))
            }
            Expr::Struct(made) => {
                let of = made.path.segments.last()?.ident.to_string();
                let field = |wanted: &str| {
                    let found = made.fields.iter().find(
                        |field| matches!(&field.member, syn::Member::Named(name) if name == wanted),
                    );
                    found.map(|field| &field.expr)
                };
                let spoken = (field("message")?, field("help"));
                (of == "Mistake" || of == "Diagnostic").then_some(spoken)
            }
            _ => None,
        })
    }

    /// The argument that is a message of all calls of a function, and the one that is its help.
    fn calls(
        &self,
        teller: &Function,
        param: usize,
        help: Option<usize>,
        soft: bool,
    ) -> Vec<Site<'a>> {
        let (name, arity) = (&teller.name, teller.params.len());
        let mut sites = self.sites(|expr| match expr {
            Expr::Call(call) if call.args.len() == arity => {
                let Expr::Path(path) = &*call.func else {
                    return None;
                };
                let help = help.map(|help| &call.args[help]);
                (path.path.segments.last()?.ident == name).then(|| (&call.args[param], help))
            }
            Expr::MethodCall(call) if call.args.len() == arity => {
                let help = help.map(|help| &call.args[help]);
                (call.method == name).then(|| (&call.args[param], help))
            }
            _ => None,
        });
        sites.retain(|site| self.functions[site.function].package() == teller.package());
        for site in &mut sites {
            site.soft |= soft;
        }
        sites
    }

    fn sites(&self, select: impl Fn(&'a Expr) -> Option<Spoken<'a>>) -> Vec<Site<'a>> {
        let mut sites = Vec::new();
        for (number, function) in self.functions.iter().enumerate() {
            let mut finder = Finder {
                select: &select,
                function: number,
                soft: Vec::new(),
                help: None,
                found: Vec::new(),
            };
            finder.visit_body(function.body);
            sites.extend(finder.found);
        }
        sites
    }
}

/// Finds all functions and named closures.
struct Items<'a> {
    file: &'a str,
    functions: Vec<Function<'a>>,
}

impl<'a> Items<'a> {
    fn function(&mut self, signature: &'a syn::Signature, block: &'a syn::Block) {
        let params = signature.inputs.iter().filter_map(|input| match input {
            syn::FnArg::Receiver(_) => None,
            syn::FnArg::Typed(typed) => Some(&*typed.pat),
        });
        self.functions.push(Function {
            file: self.file,
            name: signature.ident.to_string(),
            params: params.collect(),
            body: Body::Block(block),
        });
    }
}

impl<'a> Visit<'a> for Items<'a> {
    fn visit_item_mod(&mut self, item: &'a syn::ItemMod) {
        if item.ident != "tests" {
            syn::visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'a syn::ItemFn) {
        self.function(&item.sig, &item.block);
        syn::visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'a syn::ImplItemFn) {
        self.function(&item.sig, &item.block);
        syn::visit::visit_impl_item_fn(self, item);
    }

    fn visit_local(&mut self, local: &'a syn::Local) {
        let init = local.init.as_ref().map(|init| &*init.expr);
        if let (Pat::Ident(name), Some(Expr::Closure(closure))) = (&local.pat, init) {
            self.functions.push(Function {
                file: self.file,
                name: name.ident.to_string(),
                params: closure.inputs.iter().collect(),
                body: Body::Expr(&closure.body),
            });
        }
        syn::visit::visit_local(self, local);
    }
}

/// Finds expressions of a function's own body; named closures are functions of their own.
struct Finder<'a, 'f> {
    select: &'f dyn Fn(&'a Expr) -> Option<Spoken<'a>>,
    function: usize,
    /// Whether what is being visited is made soft, by each `.soft()` around.
    soft: Vec<()>,
    /// The help that is put on what is being visited.
    help: Option<&'a Expr>,
    found: Vec<Site<'a>>,
}

impl<'a> Finder<'a, '_> {
    fn visit_body(&mut self, body: Body<'a>) {
        match body {
            Body::Block(block) => self.visit_block(block),
            Body::Expr(expr) => self.visit_expr(expr),
        }
    }
}

impl<'a> Visit<'a> for Finder<'a, '_> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Some((message, help)) = (self.select)(expr) {
            self.found.push(Site {
                function: self.function,
                message,
                help: help.or(self.help).map(|help| (self.function, help)),
                soft: !self.soft.is_empty(),
            });
        }
        if let Expr::MethodCall(call) = expr {
            if call.method == "soft" {
                self.soft.push(());
                self.visit_expr(&call.receiver);
                self.soft.pop();
                return;
            }
            if call.method == "help" {
                let around = self.help.replace(&call.args[0]);
                self.visit_expr(&call.receiver);
                self.help = around;
                return;
            }
        }
        syn::visit::visit_expr(self, expr);
    }

    fn visit_local(&mut self, local: &'a syn::Local) {
        let closure = local
            .init
            .as_ref()
            .is_some_and(|init| matches!(&*init.expr, Expr::Closure(_)));
        if !(closure && matches!(local.pat, Pat::Ident(_))) {
            syn::visit::visit_local(self, local);
        }
    }

    fn visit_item(&mut self, _: &'a syn::Item) {}
}

/// One message on its way to its literals.
struct Way<'w, 'a> {
    follow: &'w Follow<'a>,
    soft: bool,
    /// The file in which the message is told.
    origin: &'a str,
    leaves: Leaves,
    /// Expressions that were followed, as a name may be bound to what names it.
    seen: BTreeSet<(*const Expr, Option<usize>)>,
}

impl<'a> Way<'_, 'a> {
    /// Follows `expr`, or its part of this number where it is a tuple.
    fn leaf(&mut self, function: usize, expr: &'a Expr, part: Option<usize>) {
        if self.seen.insert((expr, part)) {
            self.step(function, expr, part);
        }
    }

    fn step(&mut self, function: usize, expr: &'a Expr, part: Option<usize>) {
        match expr {
            Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(text),
                ..
            }) => self.literal(function, text.span(), escaped(&text.value())),
            Expr::Macro(call) => self.called(function, expr, &call.mac),
            Expr::Reference(inner) => self.leaf(function, &inner.expr, part),
            Expr::Paren(inner) => self.leaf(function, &inner.expr, part),
            Expr::Group(inner) => self.leaf(function, &inner.expr, part),
            Expr::Try(inner) => self.leaf(function, &inner.expr, part),
            Expr::Tuple(tuple) => match part {
                Some(part) => self.leaf(function, &tuple.elems[part], None),
                None => self.hidden(function, expr),
            },
            Expr::If(either) => {
                self.block(function, &either.then_branch, part);
                match &either.else_branch {
                    Some((_, other)) => self.leaf(function, other, part),
                    None => self.hidden(function, expr),
                }
            }
            Expr::Match(one_of) => {
                for arm in &one_of.arms {
                    self.leaf(function, &arm.body, part);
                }
            }
            Expr::Block(block) => self.block(function, &block.block, part),
            Expr::Return(_) | Expr::Continue(_) | Expr::Break(_) => {}
            // Another diagnostic's message, on its way to the user.
            Expr::Field(field) if matches!(&*field.base, Expr::Path(_)) => {}
            Expr::MethodCall(call) => self.method(function, expr, call, part),
            Expr::Call(call) => match &*call.func {
                Expr::Path(path) => {
                    let name = path.path.segments.last().expect("a name").ident.to_string();
                    if ["Some", "Ok", "Err"].contains(&name.as_str()) {
                        self.leaf(function, &call.args[0], part);
                    } else {
                        self.results(function, expr, &name, call.args.len(), part);
                    }
                }
                _ => self.hidden(function, expr),
            },
            Expr::Path(path) => match path.path.get_ident() {
                Some(name) if name == "None" => {}
                Some(name) => self.variable(function, expr, &name.to_string(), part),
                None => self.hidden(function, expr),
            },
            _ => self.hidden(function, expr),
        }
    }

    fn called(&mut self, function: usize, expr: &'a Expr, call: &'a syn::Macro) {
        let name = call.path.segments.last().expect("a name").ident.to_string();
        match name.as_str() {
            "unreachable" | "panic" => {}
            "format" => {
                let first = call.tokens.clone().into_iter().next();
                let text = first.map(|first| syn::parse2::<syn::LitStr>(first.into()));
                match text {
                    Some(Ok(text)) => self.literal(function, text.span(), text.value()),
                    Some(Err(_)) | None => self.hidden(function, expr),
                }
            }
            _ => self.hidden(function, expr),
        }
    }

    fn method(
        &mut self,
        function: usize,
        expr: &'a Expr,
        call: &'a syn::ExprMethodCall,
        part: Option<usize>,
    ) {
        let name = call.method.to_string();
        match name.as_str() {
            "to_owned" | "to_string" | "into" | "clone" | "as_str" => {
                self.leaf(function, &call.receiver, part);
            }
            "map_or_else" | "map_or" | "unwrap_or_else" | "unwrap_or" | "or_else" | "or"
            | "map" | "then" | "then_some" => {
                let own = ["unwrap_or", "unwrap_or_else", "or", "or_else"].contains(&name.as_str());
                if own {
                    self.leaf(function, &call.receiver, part);
                }
                for arg in &call.args {
                    match arg {
                        Expr::Closure(closure) => self.leaf(function, &closure.body, part),
                        other => self.leaf(function, other, part),
                    }
                }
            }
            _ => self.results(function, expr, &name, call.args.len(), part),
        }
    }

    /// What a function of this name gives.
    fn results(
        &mut self,
        function: usize,
        expr: &'a Expr,
        name: &str,
        arity: usize,
        part: Option<usize>,
    ) {
        let callees: Vec<usize> = self
            .follow
            .by_name
            .get(name)
            .into_iter()
            .flatten()
            .copied()
            .filter(|callee| self.follow.functions[*callee].params.len() == arity)
            .filter(|callee| {
                let here = self.follow.functions[function].package();
                self.follow.functions[*callee].package() == here
            })
            .collect();
        if callees.is_empty() {
            self.hidden(function, expr);
        }
        for callee in callees {
            match self.follow.functions[callee].body {
                Body::Expr(body) => self.leaf(callee, body, part),
                Body::Block(block) => {
                    self.block(callee, block, part);
                    let mut finder = Finder {
                        select: &|expr| match expr {
                            Expr::Return(back) => Some((back.expr.as_deref()?, None)),
                            _ => None,
                        },
                        function: callee,
                        soft: Vec::new(),
                        help: None,
                        found: Vec::new(),
                    };
                    finder.visit_block(block);
                    for back in finder.found {
                        self.leaf(callee, back.message, part);
                    }
                }
            }
        }
    }

    fn block(&mut self, function: usize, block: &'a syn::Block, part: Option<usize>) {
        match block.stmts.last() {
            Some(syn::Stmt::Expr(tail, None)) => self.leaf(function, tail, part),
            Some(syn::Stmt::Expr(Expr::Return(_) | Expr::Continue(_) | Expr::Break(_), _)) => {}
            Some(other) => {
                let place = self.place(function, other.span());
                let text = format!("{place}: a block without a value");
                self.leaves.hidden.push(text);
            }
            None => {}
        }
    }

    /// A name: whatever it is bound to in its function, or a parameter.
    fn variable(&mut self, function: usize, expr: &'a Expr, name: &str, part: Option<usize>) {
        let Function { params, body, .. } = &self.follow.functions[function];
        let mut bindings = Bindings {
            name,
            found: Vec::new(),
        };
        match body {
            Body::Block(block) => bindings.visit_block(block),
            Body::Expr(expr) => bindings.visit_expr(expr),
        }
        let param = params
            .iter()
            .position(|pattern| bound(pattern, name) == Some(None));
        if let Some(param) = param {
            self.leaves.params.push((function, param));
        }
        if bindings.found.is_empty() && param.is_none() {
            self.hidden(function, expr);
        }
        for (init, own) in bindings.found {
            self.leaf(function, init, own.or(part));
        }
    }

    fn literal(&mut self, function: usize, span: proc_macro2::Span, text: String) {
        let place = self.place(function, span);
        self.leaves.literals.insert(Message {
            place,
            text,
            soft: self.soft,
        });
    }

    fn hidden(&mut self, function: usize, expr: &Expr) {
        // What CUDA's tools say is theirs.
        if self.origin.starts_with("ringkernel-build/src/nvcc/") {
            return;
        }
        let place = self.place(function, expr.span());
        let text = format!("{place}: {}", expr.to_token_stream());
        if !self.leaves.hidden.contains(&text) {
            self.leaves.hidden.push(text);
        }
    }

    fn place(&self, function: usize, span: proc_macro2::Span) -> String {
        let file = self.follow.functions[function].file;
        format!("{file}:{}", span.start().line)
    }
}

/// A text without holes, as `format!` would write it.
fn escaped(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

/// What a name is bound to, and to which part of it.
struct Bindings<'a, 'n> {
    name: &'n str,
    found: Vec<(&'a Expr, Option<usize>)>,
}

impl<'a> Visit<'a> for Bindings<'a, '_> {
    fn visit_local(&mut self, local: &'a syn::Local) {
        if let (Some(part), Some(init)) = (bound(&local.pat, self.name), &local.init) {
            self.found.push((&init.expr, part));
        }
        syn::visit::visit_local(self, local);
    }

    fn visit_expr_let(&mut self, condition: &'a syn::ExprLet) {
        if let Some(part) = bound(&condition.pat, self.name) {
            self.found.push((&condition.expr, part));
        }
        syn::visit::visit_expr_let(self, condition);
    }

    fn visit_expr_assign(&mut self, assign: &'a syn::ExprAssign) {
        if matches!(&*assign.left, Expr::Path(path) if path.path.is_ident(self.name)) {
            self.found.push((&assign.right, None));
        }
        syn::visit::visit_expr_assign(self, assign);
    }

    fn visit_expr_match(&mut self, one_of: &'a syn::ExprMatch) {
        for arm in &one_of.arms {
            if let Some(part) = bound(&arm.pat, self.name) {
                self.found.push((&one_of.expr, part));
            }
        }
        syn::visit::visit_expr_match(self, one_of);
    }
}

/// Whether a pattern binds the name: `Some(None)` to the whole value, `Some(Some(part))` to a part of a tuple.
fn bound(pattern: &Pat, name: &str) -> Option<Option<usize>> {
    match pattern {
        Pat::Ident(own) => (own.ident == name).then_some(None),
        Pat::Type(typed) => bound(&typed.pat, name),
        Pat::Reference(inner) => bound(&inner.pat, name),
        Pat::Tuple(parts) => parts
            .elems
            .iter()
            .position(|pattern| bound(pattern, name) == Some(None))
            .map(Some),
        Pat::TupleStruct(parts) if parts.elems.len() == 1 => bound(&parts.elems[0], name),
        _ => None,
    }
}
