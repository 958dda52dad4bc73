//! Types one body: names to variables, blocks, statements, and the rules by which types meet.
//!
//! The order of rustc's own type checker is kept, since a method call on a literal is decided by what is known at that
//! point. Mistakes that rustc reports are soft; those that only we can know are hard.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use proc_macro2::Span;

use super::closure::{Captured, Closure};
use super::context::Context;
use super::flow::Target;
use super::infer::{Class, Infer, Shape, Ty};
use super::intrinsic::Wanted;
use super::tree::{Block, Expr, ExprKind, Stmt, Storage, Variable, VariableId};
use crate::diagnostic::Diagnostic;
use crate::ir::Type;
use crate::scan::ModuleId;
use crate::syntax::ast;

/// What a body belongs to, which decides what it may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The value of a constant.
    Constant,
    /// A device function.
    Device,
    /// A grid kernel.
    Grid,
    /// A stencil: slices are fields of the grid.
    Stencil,
    /// A ring kernel's handler.
    Ring,
}

/// A body while it is typed.
pub(super) struct Body<'c, 'a> {
    pub(super) cx: &'c mut Context<'a>,
    pub(super) module: ModuleId,
    pub(super) role: Role,
    pub(super) output: Type,
    pub(super) infer: Infer,
    pub(super) variables: Vec<Variable>,
    /// How many of the variables are parameters: the first ones.
    pub(super) parameters: usize,
    pub(super) mistakes: Vec<Diagnostic>,
    /// Whether a stencil looks along z.
    pub(super) is_deep: bool,
    /// Whether it calls a device function that has a mistake of its own.
    pub(super) calls_broken: bool,
    /// The names in scope, the innermost last; without a variable for a constant of a block.
    pub(super) scopes: Vec<Vec<(String, Option<VariableId>)>>,
    /// Whether what follows cannot be reached.
    pub(super) diverges: bool,
    /// Types that an intrinsic asks something of, which may be known only at the end.
    pub(super) wanted: Vec<Wanted>,
    /// Types of what is logged.
    pub(super) logged: Vec<(Ty, Span)>,
    /// The loops and labelled blocks round us, the innermost last.
    pub(super) targets: Vec<Target>,
    /// How many labels there are.
    pub(super) labels: u32,
    /// The closures that have a name; their variables hold nothing.
    pub(super) closures: BTreeMap<VariableId, Rc<Closure>>,
    /// What the names of `&&T` refer to, and their types; their variables hold nothing.
    pub(super) doubled: BTreeMap<VariableId, (Expr, Ty)>,
    /// In a `move` closure, how many variables there were before it.
    pub(super) moving: Option<usize>,
    /// What `move` closures name.
    pub(super) captured: Vec<Captured>,
}

impl<'c, 'a> Body<'c, 'a> {
    pub(super) fn new(cx: &'c mut Context<'a>, module: ModuleId, role: Role, output: Type) -> Self {
        Self {
            cx,
            module,
            role,
            output,
            infer: Infer::default(),
            variables: Vec::new(),
            parameters: 0,
            mistakes: Vec::new(),
            is_deep: false,
            calls_broken: false,
            scopes: vec![Vec::new()],
            diverges: false,
            wanted: Vec::new(),
            logged: Vec::new(),
            targets: Vec::new(),
            labels: 0,
            closures: BTreeMap::new(),
            doubled: BTreeMap::new(),
            moving: None,
            captured: Vec::new(),
        }
    }

    /// Brings a parameter or variable into scope.
    pub(super) fn declare(&mut self, name: &ast::Ident, ty: Ty) -> VariableId {
        let id = VariableId(self.variables.len());
        self.variables.push(Variable {
            name: name.name.clone(),
            ty,
            storage: Storage::Thread,
            written: false,
            borrowed: false,
            matched: false,
            is_cell: false,
            span: name.span,
        });
        if name.name != "_" {
            let scope = self.scopes.last_mut().expect("a body has a scope");
            scope.push((name.name.clone(), Some(id)));
        }
        id
    }

    /// Opens a scope.
    pub(super) fn enter(&mut self) {
        self.scopes.push(Vec::new());
    }

    /// Closes the innermost scope.
    pub(super) fn leave(&mut self) {
        self.scopes.pop();
    }

    /// The variable a name means here.
    pub(super) fn variable(&self, name: &str) -> Option<VariableId> {
        self.scopes
            .iter()
            .rev()
            .flat_map(|scope| scope.iter().rev())
            .find(|(known, _)| known == name)
            .and_then(|(_, id)| *id)
    }

    /// Types a function's body, whose value is what the function returns.
    pub(super) fn function_body(&mut self, block: &ast::Block) -> Block {
        let (typed, ty) = self.block(block, None);
        let output = self.open(self.output);
        let span = block.tail.as_ref().map_or(block.span, |tail| tail.span);
        self.coerce(ty, output, span);
        typed
    }

    /// Types the value of a constant.
    pub(super) fn constant_value(&mut self, value: &ast::Expr) -> Expr {
        let value = self.value(value);
        let output = self.open(self.output);
        self.coerce(value.ty, output, value.span);
        value
    }

    /// Ends the typing: literals that nothing decided get their default types.
    pub(super) fn finish_typing(mut self) -> (Infer, Vec<Diagnostic>) {
        self.infer.fall_back();
        self.check_wanted();
        self.check_logged();
        // A closure's text is typed at each of its calls.
        let mut told = BTreeSet::new();
        self.mistakes.retain(|mistake| {
            let at = mistake.start.start();
            told.insert((at.line, at.column, mistake.message.clone()))
        });
        (self.infer, self.mistakes)
    }

    /// Reports a mistake; the node it belongs to then agrees with everything.
    pub(super) fn refuse(&mut self, mistake: Diagnostic) -> Expr {
        let span = mistake.start;
        self.mistakes.push(mistake);
        Expr {
            kind: ExprKind::Mistake,
            ty: Ty::Mistake,
            span,
        }
    }

    /// A value of type `from` used where one of type `to` is wanted.
    pub(super) fn coerce(&mut self, from: Ty, to: Ty, span: Span) {
        if self.infer.resolve(from) != Ty::Never && !self.infer.unify(from, to) {
            let (to, from) = (self.describe(to), self.describe(from));
            self.mistakes.push(
                Diagnostic::new(
                    span,
                    format!("mismatched types: expected `{to}`, found `{from}`"),
                )
                .soft(),
            );
        }
    }

    /// A type of the IR as inference works with it.
    pub(super) fn open(&mut self, ty: Type) -> Ty {
        self.cx.open(&mut self.infer, ty)
    }

    /// A typed expression where a value of type `to` is wanted, with Rust's coercions of references.
    pub(super) fn coerced(&mut self, expr: Expr, to: Ty) -> Expr {
        let span = expr.span;
        let kind = match (self.infer.shape(expr.ty), self.infer.shape(to)) {
            (
                Shape::Ref {
                    target,
                    mutable: given,
                },
                Shape::Slice { element, mutable },
            ) if given || !mutable => match self.infer.shape(target) {
                Shape::Array(own, _) if self.infer.unify(own, element) => {
                    ExprKind::Unsize(Box::new(expr))
                }
                _no_array => {
                    self.coerce(expr.ty, to, span);
                    return expr;
                }
            },
            (
                Shape::Ref {
                    target: own,
                    mutable: true,
                },
                Shape::Ref {
                    target: wanted,
                    mutable: false,
                },
            )
            | (
                Shape::Slice {
                    element: own,
                    mutable: true,
                },
                Shape::Slice {
                    element: wanted,
                    mutable: false,
                },
            ) if self.infer.unify(own, wanted) => ExprKind::Share(Box::new(expr)),
            _equal => {
                self.coerce(expr.ty, to, span);
                return expr;
            }
        };
        Expr { kind, ty: to, span }
    }

    /// A type in words.
    pub(super) fn describe(&self, ty: Ty) -> String {
        let mark = |mutable: bool| if mutable { "mut " } else { "" };
        match self.infer.shape(ty) {
            Shape::Known(ty) => self.cx.type_name(ty),
            Shape::Const(value) => value.to_string(),
            Shape::Array(element, len) => {
                format!("[{}; {}]", self.describe(element), self.describe(len))
            }
            Shape::Tuple(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.describe(*part)).collect();
                match parts.as_slice() {
                    [only] => format!("({only},)"),
                    parts => format!("({})", parts.join(", ")),
                }
            }
            Shape::Option(some) => format!("Option<{}>", self.describe(some)),
            Shape::Tile(width) => format!("Tile<{}>", self.describe(width)),
            Shape::Slice { element, mutable } => {
                format!("&{}[{}]", mark(mutable), self.describe(element))
            }
            Shape::Ref { target, mutable } => {
                format!("&{}{}", mark(mutable), self.describe(target))
            }
            Shape::Var(var) => match self.infer.class(var) {
                Class::Any => "_".to_owned(),
                Class::Int => "{integer}".to_owned(),
                Class::Float => "{float}".to_owned(),
            },
            Shape::Never => "!".to_owned(),
            Shape::Mistake => "_".to_owned(),
        }
    }

    /// Types a block; `hint` is the target of a cast round it.
    pub(super) fn block(&mut self, block: &ast::Block, hint: Option<Type>) -> (Block, Ty) {
        let module = self.module;
        self.scopes.push(Vec::new());
        self.open_constants(block);
        let statements = block
            .statements
            .iter()
            .flat_map(|statement| self.statement(statement))
            .collect();
        let tail = block
            .tail
            .as_ref()
            .map(|tail| Box::new(self.value_or_exit(tail, hint)));
        self.scopes.pop();
        self.module = module;
        let ty = match &tail {
            Some(tail) => tail.ty,
            None if self.diverges => Ty::Never,
            None => Ty::UNIT,
        };
        (Block { statements, tail }, ty)
    }

    /// Brings the constants of a block into scope, which hide what is round it.
    fn open_constants(&mut self, block: &ast::Block) {
        let mut names = block
            .statements
            .iter()
            .filter_map(|statement| match &statement.kind {
                ast::StmtKind::Const(constant) => Some(&constant.name),
                ast::StmtKind::Let { .. } | ast::StmtKind::Expr(_) => None,
            })
            .peekable();
        let Some(first) = names.peek() else {
            return;
        };
        let brace = block.span.start();
        let key = (self.module, brace.line, brace.column);
        match self.cx.krate.blocks.get(&key) {
            Some(module) => self.module = *module,
            None => self.mistakes.push(
                Diagnostic::new(
                    first.span,
                    "a constant has no place inside a macro's argument",
                )
                .help("move it out of the macro"),
            ),
        }
        for name in names {
            if self.cx.substitution.hides(&name.name) {
                self.mistakes.push(
                    Diagnostic::new(
                        name.span,
                        format!("`{}` is the name of a generic parameter, too", name.name),
                    )
                    .help("give the constant another name"),
                );
            }
            let scope = self.scopes.last_mut().expect("a body has a scope");
            scope.push((name.name.clone(), None));
        }
    }

    fn statement(&mut self, statement: &ast::Stmt) -> Vec<Stmt> {
        match &statement.kind {
            ast::StmtKind::Let {
                pattern,
                ty,
                init,
                otherwise,
            } => {
                let annotation = ty.as_ref().map(|ty| self.annotated(ty));
                match (self.plain_name(pattern), otherwise) {
                    (Some((name, mutable)), None) => vec![self.let_statement(
                        &name,
                        mutable,
                        annotation,
                        init.as_ref(),
                        statement.span,
                    )],
                    _taken_apart => self.destructure(
                        pattern,
                        annotation,
                        init.as_ref(),
                        otherwise.as_ref(),
                        statement.span,
                    ),
                }
            }
            ast::StmtKind::Expr(expr) => vec![Stmt::Expr(self.expr(expr, None))],
            ast::StmtKind::Const(_) => Vec::new(),
        }
    }

    /// A type as written.
    pub(super) fn annotated(&mut self, annotation: &ast::Ty) -> Ty {
        match self.cx.ty(self.module, annotation) {
            Ok(Type::GridPos | Type::RingContext) => {
                self.mistakes.push(
                    Diagnostic::new(
                        annotation.span,
                        "this can only be asked, not kept or handed on",
                    )
                    .help("use the parameter itself"),
                );
                Ty::Mistake
            }
            Ok(ty) => self.open(ty),
            Err(mistake) => {
                self.mistakes.push(mistake);
                Ty::Mistake
            }
        }
    }

    fn let_statement(
        &mut self,
        name: &ast::Ident,
        mutable: bool,
        annotation: Option<Ty>,
        init: Option<&ast::Expr>,
        span: Span,
    ) -> Stmt {
        if let Some(ast::ExprKind::Closure(closure)) = init.map(|init| &init.kind) {
            return self.let_closure(name, closure);
        }
        let ty = annotation.unwrap_or_else(|| self.infer.fresh(Class::Any));
        let init = init.map(|init| {
            let typed = self.value(init);
            self.coerced(typed, ty)
        });
        if name.name == "_" {
            return Stmt::Let {
                variable: None,
                init,
                span,
            };
        }
        // What comes of a mistake is not asked for its type: that would be a second message.
        let failed = init
            .as_ref()
            .is_some_and(|init| self.infer.is_mistaken(init.ty));
        let variable = self.declare(name, if failed { Ty::Mistake } else { ty });
        if !mutable {
            self.variables[variable.0].is_cell =
                init.as_ref().is_some_and(|init| self.is_cell_index(init));
        }
        Stmt::Let {
            variable: Some(variable),
            init,
            span,
        }
    }

    /// Marks the variable a place starts from as written.
    pub(super) fn mark_written(&mut self, place: &Expr) {
        match &place.kind {
            ExprKind::Variable(variable) => self.variables[variable.0].written = true,
            ExprKind::Field(base, _) => self.mark_written(base),
            ExprKind::Element(base, _) if self.is_array(base.ty) => self.mark_written(base),
            _memory => {}
        }
    }

    /// Marks the variable a place lies in as one that a reference points to.
    pub(super) fn mark_borrowed(&mut self, place: &Expr) {
        match &place.kind {
            ExprKind::Variable(variable) => self.variables[variable.0].borrowed = true,
            ExprKind::Field(base, _) => self.mark_borrowed(base),
            ExprKind::Element(base, _) if self.is_array(base.ty) => self.mark_borrowed(base),
            _memory => {}
        }
    }

    /// Whether a type is an array, not a slice.
    pub(super) fn is_array(&self, ty: Ty) -> bool {
        matches!(self.infer.shape(ty), Shape::Array(..))
    }
}
