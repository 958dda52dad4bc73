//! Types patterns, and what takes values apart by them: `let`, `let .. else`, parameters.
//!
//! A pattern meets a place, not a value: nothing is copied before a name is bound by copy. A reference is looked through
//! as rustc's default binding modes do, and the names below then refer to the place.

use proc_macro2::Span;

use super::body::{Body, Role};
use super::infer::{Class, Head, Shape, Ty};
use super::tree::{Block, Expr, ExprKind, Stmt, VariableId};
use crate::diagnostic::Diagnostic;
use crate::ir::{Label, Type};
use crate::syntax::ast;

/// A typed pattern.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub(super) kind: PatternKind,
    /// The type of the place it meets.
    pub(super) ty: Ty,
    pub(super) span: Span,
}

/// The forms of a typed pattern.
#[derive(Clone, Debug)]
pub(super) enum PatternKind {
    Wild,
    Binding {
        variable: VariableId,
        mode: Mode,
        sub: Option<Box<Pattern>>,
    },
    /// A literal or constant.
    Constant(Box<Expr>),
    Range {
        start: Option<Box<Expr>>,
        end: Option<Box<Expr>>,
        inclusive: bool,
    },
    /// Parts of a struct or tuple, each with its position.
    Fields(Vec<(u32, Pattern)>),
    /// A variant by its position, and parts of its data.
    Variant(u32, Vec<(u32, Pattern)>),
    /// Elements of an array.
    Elements(Vec<(u64, Pattern)>),
    Or(Vec<Pattern>),
    /// What a reference points to.
    Deref(Box<Pattern>),
}

/// How a name is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// It is a copy.
    Copy,
    /// It refers to the place.
    Ref { mutable: bool },
}

/// `match`.
#[derive(Clone, Debug)]
pub(super) struct Match {
    pub(super) label: Label,
    pub(super) scrutinee: Expr,
    pub(super) arms: Vec<Arm>,
}

/// `pattern if guard => body`.
#[derive(Clone, Debug)]
pub(super) struct Arm {
    pub(super) pattern: Pattern,
    pub(super) guard: Option<Guard>,
    pub(super) body: Expr,
}

/// What must hold besides a pattern.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    pub(super) condition: Expr,
    /// Left where an alternative of the pattern fits and the guard holds.
    pub(super) found: Label,
    /// Left where none does.
    pub(super) missed: Label,
}

/// `if` with a pattern among its conditions.
#[derive(Clone, Debug)]
pub(super) struct IfLet {
    pub(super) label: Label,
    pub(super) conditions: Vec<Condition>,
    pub(super) then: Block,
    pub(super) otherwise: Option<Expr>,
}

/// One of the conditions that `&&` joins.
#[derive(Clone, Debug)]
pub(super) enum Condition {
    Holds(Expr),
    Let(Pattern, Expr),
}

/// `let pattern = init;` of more than a name, with or without `else`.
#[derive(Clone, Debug)]
pub(super) struct Destructure {
    pub(super) pattern: Pattern,
    pub(super) init: Expr,
    pub(super) otherwise: Option<Block>,
    pub(super) span: Span,
}

/// Names that a pattern has bound so far: alternatives of an or-pattern share them.
type Names = Vec<(String, VariableId)>;

impl Pattern {
    /// Whether it binds a name to the place itself.
    fn borrows(&self) -> Option<bool> {
        let of_all = |patterns: &mut dyn Iterator<Item = &Self>| {
            patterns.filter_map(Self::borrows).reduce(|a, b| a || b)
        };
        match &self.kind {
            PatternKind::Binding { mode, sub, .. } => {
                let own = match mode {
                    Mode::Copy => None,
                    Mode::Ref { mutable } => Some(*mutable),
                };
                let inner = sub.as_deref().and_then(Self::borrows);
                own.into_iter().chain(inner).reduce(|a, b| a || b)
            }
            PatternKind::Wild | PatternKind::Constant(_) | PatternKind::Range { .. } => None,
            PatternKind::Fields(parts) | PatternKind::Variant(_, parts) => {
                of_all(&mut parts.iter().map(|(_, part)| part))
            }
            PatternKind::Elements(parts) => of_all(&mut parts.iter().map(|(_, part)| part)),
            PatternKind::Or(cases) => of_all(&mut cases.iter()),
            PatternKind::Deref(inner) => inner.borrows(),
        }
    }

    /// The variables it binds, each once.
    pub(super) fn variables(&self, found: &mut Vec<VariableId>) {
        match &self.kind {
            PatternKind::Binding { variable, sub, .. } => {
                if !found.contains(variable) {
                    found.push(*variable);
                }
                if let Some(sub) = sub {
                    sub.variables(found);
                }
            }
            PatternKind::Wild | PatternKind::Constant(_) | PatternKind::Range { .. } => {}
            PatternKind::Fields(parts) | PatternKind::Variant(_, parts) => {
                parts.iter().for_each(|(_, part)| part.variables(found));
            }
            PatternKind::Elements(parts) => {
                parts.iter().for_each(|(_, part)| part.variables(found));
            }
            PatternKind::Or(cases) => cases.iter().for_each(|case| case.variables(found)),
            PatternKind::Deref(inner) => inner.variables(found),
        }
    }
}

impl Body<'_, '_> {
    /// The name that a pattern is, unless it already means a constant or variant.
    pub(super) fn plain_name(&mut self, pattern: &ast::Pattern) -> Option<(ast::Ident, bool)> {
        if let ast::PatternKind::Binding(binding) = &pattern.kind {
            if bare(binding).is_some_and(|path| self.meant(&path).is_some()) {
                return None;
            }
        }
        pattern.name()
    }

    /// The type of a value that comes from one of two places.
    pub(super) fn joined(&mut self, known: Ty, new: Ty, span: Span) -> Ty {
        match (self.infer.resolve(known), self.infer.resolve(new)) {
            (Ty::Never, ty) | (ty, Ty::Never) => ty,
            (known, new) => {
                self.coerce(new, known, span);
                known
            }
        }
    }

    /// Types `let pattern: annotation = init else { otherwise };` of more than a name.
    pub(super) fn destructure(
        &mut self,
        pattern: &ast::Pattern,
        annotation: Option<Ty>,
        init: Option<&ast::Expr>,
        otherwise: Option<&ast::Block>,
        span: Span,
    ) -> Vec<Stmt> {
        let Some(init) = init else {
            // Names that are written later.
            let ty = annotation.unwrap_or_else(|| self.infer.fresh(Class::Any));
            let pattern = self.pattern(pattern, ty, Mode::Copy, &mut Names::new());
            let mut variables = Vec::new();
            pattern.variables(&mut variables);
            return variables
                .into_iter()
                .map(|variable| {
                    self.variables[variable.0].written = true;
                    Stmt::Let {
                        variable: Some(variable),
                        init: None,
                        span,
                    }
                })
                .collect();
        };
        let mut init = self.scrutinee(init);
        if let Some(ty) = annotation {
            init = self.coerced(init, ty);
        }
        let before = self.diverges;
        let otherwise = otherwise.map(|otherwise| {
            let (block, ty) = self.block(otherwise, None);
            if self.infer.resolve(ty) != Ty::Never {
                self.mistakes
                    .push(Diagnostic::new(otherwise.span, "this must leave").soft());
            }
            block
        });
        self.diverges = before;
        let pattern = self.matched(pattern, &init);
        vec![Stmt::Destructure(Box::new(Destructure {
            pattern,
            init,
            otherwise,
            span,
        }))]
    }

    /// Takes a parameter apart, before the body.
    pub(super) fn take_apart(&mut self, pattern: &ast::Pattern, parameter: VariableId) -> Stmt {
        let init = Expr {
            kind: ExprKind::Variable(parameter),
            ty: self.variables[parameter.0].ty,
            span: pattern.span,
        };
        let pattern = self.matched(pattern, &init);
        let span = pattern.span;
        Stmt::Destructure(Box::new(Destructure {
            pattern,
            init,
            otherwise: None,
            span,
        }))
    }

    /// Types what a pattern meets: a place, a value, a reference to either, or a tuple of these that is never made.
    pub(super) fn scrutinee(&mut self, expr: &ast::Expr) -> Expr {
        match &expr.kind {
            ast::ExprKind::Borrow { mutable, place }
                if self.role != Role::Constant
                    && !matches!(place.kind, ast::ExprKind::Part { .. }) =>
            {
                self.lent(*mutable, place, expr.span)
            }
            ast::ExprKind::Tuple(parts) => {
                let parts: Vec<Expr> = parts.iter().map(|part| self.scrutinee(part)).collect();
                let types = parts.iter().map(|part| part.ty).collect();
                Expr {
                    kind: ExprKind::Tuple(parts),
                    ty: self.infer.compound(Head::Tuple, types),
                    span: expr.span,
                }
            }
            _other => {
                let typed = self.expr(expr, None);
                match self.infer.resolve(typed.ty) {
                    Ty::Never => self.refuse(
                        Diagnostic::new(expr.span, "this never gives the value that is used here")
                            .help("make it a statement of its own"),
                    ),
                    Ty::Known(Type::GridPos | Type::RingContext) => self.refuse(
                        Diagnostic::new(expr.span, "this can only be asked, not kept or handed on")
                            .help("call one of its methods here and use what it gives"),
                    ),
                    _plain => typed,
                }
            }
        }
    }

    /// Types a pattern that meets a scrutinee, and notes what it does to the place.
    pub(super) fn matched(&mut self, pattern: &ast::Pattern, scrutinee: &Expr) -> Pattern {
        let typed = self.pattern(pattern, scrutinee.ty, Mode::Copy, &mut Names::new());
        if let Some(mutable) = typed.borrows() {
            self.keep_lent(scrutinee, mutable, pattern.span);
        }
        typed
    }

    /// A name refers to a part of the place from now on.
    fn keep_lent(&mut self, scrutinee: &Expr, mutable: bool, span: Span) {
        match &scrutinee.kind {
            ExprKind::Borrow(place) => self.mark_borrowed(place),
            ExprKind::Tuple(parts) => {
                for part in parts {
                    self.keep_lent(part, false, span);
                }
            }
            _place if scrutinee.is_place() => {
                if self.lies_in_a_cell(scrutinee) {
                    self.mistakes.push(
                        Diagnostic::new(span, "a name cannot refer to a stencil's cell")
                            .help("bind it by copy: match on the value, without `ref` and `&`"),
                    );
                }
                self.mark_borrowed(scrutinee);
                if mutable && !matches!(self.infer.shape(scrutinee.ty), Shape::Ref { .. }) {
                    self.mark_written(scrutinee);
                }
            }
            _value => {}
        }
    }

    fn lies_in_a_cell(&self, place: &Expr) -> bool {
        match &place.kind {
            ExprKind::Cell(_) => true,
            ExprKind::Field(base, _) | ExprKind::Element(base, _) => self.lies_in_a_cell(base),
            _other => false,
        }
    }

    /// Types a pattern that meets a place of this type.
    fn pattern(
        &mut self,
        pattern: &ast::Pattern,
        ty: Ty,
        mode: Mode,
        names: &mut Names,
    ) -> Pattern {
        let span = pattern.span;
        let is_mistaken = self.infer.is_mistaken(ty);
        if looks_through(&pattern.kind) && !self.is_named_constant(pattern) {
            if let Shape::Ref { target, mutable } = self.infer.shape(ty) {
                let mode = match mode {
                    Mode::Copy | Mode::Ref { mutable: true } => Mode::Ref { mutable },
                    Mode::Ref { mutable: false } => mode,
                };
                let inner = self.pattern(pattern, target, mode, names);
                return Pattern {
                    kind: PatternKind::Deref(Box::new(inner)),
                    ty,
                    span,
                };
            }
        }
        let kind = match &pattern.kind {
            ast::PatternKind::Wild => PatternKind::Wild,
            ast::PatternKind::Rest => {
                self.mistakes
                    .push(Diagnostic::new(span, "`..` has no place here").soft());
                PatternKind::Wild
            }
            ast::PatternKind::Binding(binding) => {
                return self.named(binding, ty, mode, names, span)
            }
            ast::PatternKind::Literal { literal, negative } => {
                PatternKind::Constant(Box::new(self.sought(literal, *negative, ty, span)))
            }
            ast::PatternKind::Range {
                start,
                end,
                inclusive,
            } => {
                let start = start.as_ref().map(|end| Box::new(self.range_end(end, ty)));
                let end = end.as_ref().map(|end| Box::new(self.range_end(end, ty)));
                PatternKind::Range {
                    start,
                    end,
                    inclusive: *inclusive,
                }
            }
            ast::PatternKind::Path(path) => return self.path_pattern(path, ty, span),
            ast::PatternKind::Tuple(parts) => {
                let types = match self.infer.shape(ty) {
                    Shape::Tuple(types) => types,
                    _unknown => {
                        // `..` stands for as many parts as the type has.
                        let types: Vec<Ty> = parts
                            .iter()
                            .filter(|part| !matches!(part.kind, ast::PatternKind::Rest))
                            .map(|_| self.infer.fresh(Class::Any))
                            .collect();
                        let tuple = self.infer.compound(Head::Tuple, types.clone());
                        self.coerce(tuple, ty, span);
                        types
                    }
                };
                PatternKind::Fields(self.parts(parts, &types, mode, names, span))
            }
            ast::PatternKind::TupleStruct(path, parts) => {
                let Some((variant, types)) = self.form(path, ty) else {
                    self.mistaken_parts(parts, mode, names);
                    return self.nothing(ty, span);
                };
                let types: Vec<Ty> = types
                    .into_iter()
                    .map(|(_, ty)| if is_mistaken { Ty::Mistake } else { ty })
                    .collect();
                let parts = self.parts(parts, &types, mode, names, span);
                with_variant(variant, parts)
            }
            ast::PatternKind::Struct { path, fields, .. } => {
                let Some((variant, types)) = self.form(path, ty) else {
                    self.mistaken_parts(fields.iter().map(|(_, part)| part), mode, names);
                    return self.nothing(ty, span);
                };
                let mut parts = Vec::new();
                for (name, part) in fields {
                    let found = (0u32..)
                        .zip(&types)
                        .find(|(_, (known, _))| *known == name.name)
                        .map(|(position, (_, ty))| (position, *ty));
                    match found {
                        Some((position, ty)) => {
                            parts.push((position, self.pattern(part, ty, mode, names)));
                        }
                        None => {
                            let message = format!("no field `{}` here", name.name);
                            self.mistakes
                                .push(Diagnostic::new(name.span, message).soft());
                            self.mistaken_parts([part], mode, names);
                        }
                    }
                }
                with_variant(variant, parts)
            }
            ast::PatternKind::Or(cases) => PatternKind::Or(
                cases
                    .iter()
                    .map(|case| self.pattern(case, ty, mode, names))
                    .collect(),
            ),
            ast::PatternKind::Ref { mutable, inner } => {
                let target = match self.infer.shape(ty) {
                    Shape::Ref {
                        target,
                        mutable: given,
                    } if given == *mutable => target,
                    _other => {
                        let target = self.infer.fresh(Class::Any);
                        let reference = self.infer.reference(target, *mutable);
                        self.coerce(reference, ty, span);
                        target
                    }
                };
                PatternKind::Deref(Box::new(self.pattern(inner, target, Mode::Copy, names)))
            }
            ast::PatternKind::Slice(parts) => {
                return self.array_pattern(parts, ty, mode, names, span)
            }
        };
        Pattern { kind, ty, span }
    }

    /// A pattern in the place of a mistake.
    pub(super) fn nothing(&mut self, ty: Ty, span: Span) -> Pattern {
        Pattern {
            kind: PatternKind::Wild,
            ty,
            span,
        }
    }

    /// Declares the names in parts of what a mistake was reported for, so that their uses are no further mistakes.
    fn mistaken_parts<'p>(
        &mut self,
        parts: impl IntoIterator<Item = &'p ast::Pattern>,
        mode: Mode,
        names: &mut Names,
    ) {
        for part in parts {
            if !matches!(part.kind, ast::PatternKind::Rest) {
                self.pattern(part, Ty::Mistake, mode, names);
            }
        }
    }

    /// Parts by position; `..` leaves out those in the middle.
    fn parts(
        &mut self,
        parts: &[ast::Pattern],
        types: &[Ty],
        mode: Mode,
        names: &mut Names,
        span: Span,
    ) -> Vec<(u32, Pattern)> {
        let rest = parts
            .iter()
            .position(|part| matches!(part.kind, ast::PatternKind::Rest));
        let written = parts.len() - usize::from(rest.is_some());
        if written > types.len() || (rest.is_none() && written < types.len()) {
            self.mistakes
                .push(Diagnostic::new(span, format!("this has {} fields", types.len())).soft());
            self.mistaken_parts(parts, mode, names);
            return Vec::new();
        }
        let left_out = types.len() - written;
        let mut typed = Vec::new();
        for (position, part) in parts.iter().enumerate() {
            let position = match rest {
                Some(rest) if position == rest => continue,
                Some(rest) if position > rest => position - 1 + left_out,
                Some(_) | None => position,
            };
            let pattern = self.pattern(part, types[position], mode, names);
            let position = u32::try_from(position).expect("a type has less than 2^32 fields");
            typed.push((position, pattern));
        }
        typed
    }

    fn array_pattern(
        &mut self,
        parts: &[ast::Pattern],
        ty: Ty,
        mode: Mode,
        names: &mut Names,
        span: Span,
    ) -> Pattern {
        let Shape::Array(element, len) = self.infer.shape(ty) else {
            if matches!(self.infer.shape(ty), Shape::Slice { .. }) {
                self.mistakes.push(
                    Diagnostic::new(span, "a pattern cannot take a slice apart, only an array")
                        .help("ask for its `.len()` and its elements"),
                );
            } else if !self.infer.is_mistaken(ty) {
                self.mistakes
                    .push(Diagnostic::new(span, "only an array can be taken apart so").soft());
            }
            self.mistaken_parts(parts, mode, names);
            return self.nothing(ty, span);
        };
        let Shape::Const(len) = self.infer.shape(len) else {
            self.mistakes.push(
                Diagnostic::new(span, "the length of this array is not known here")
                    .help("annotate the variable with its type"),
            );
            self.mistaken_parts(parts, mode, names);
            return self.nothing(ty, span);
        };
        let Some(types) = usize::try_from(len).ok().filter(|len| *len <= 1 << 16) else {
            self.mistakes.push(
                Diagnostic::new(span, "this array is too long to be taken apart")
                    .help("ask for its elements by index"),
            );
            self.mistaken_parts(parts, mode, names);
            return self.nothing(ty, span);
        };
        let parts = self.parts(parts, &vec![element; types], mode, names, span);
        Pattern {
            kind: PatternKind::Elements(
                parts
                    .into_iter()
                    .map(|(position, part)| (u64::from(position), part))
                    .collect(),
            ),
            ty,
            span,
        }
    }

    /// A name: what it already means, or a new variable.
    fn named(
        &mut self,
        binding: &ast::Binding,
        ty: Ty,
        mode: Mode,
        names: &mut Names,
        span: Span,
    ) -> Pattern {
        if let Some(path) = bare(binding) {
            if self.meant(&path).is_some() {
                return self.path_pattern(&path, ty, span);
            }
        }
        let below = mode;
        let mode = match (binding.by_ref, binding.mutable, mode) {
            (true, mutable, _) => Mode::Ref { mutable },
            // `mut x` is always a copy.
            (false, true, _) => Mode::Copy,
            (false, false, mode) => mode,
        };
        let own = match mode {
            Mode::Copy => ty,
            Mode::Ref { mutable } => {
                if matches!(self.infer.shape(ty), Shape::Ref { .. }) {
                    self.mistakes.push(
                        Diagnostic::new(span, "device code has no references to references")
                            .help("bind what the reference points to"),
                    );
                }
                self.infer.reference(ty, mutable)
            }
        };
        let known = names
            .iter()
            .find(|(known, _)| *known == binding.name.name)
            .map(|(_, variable)| *variable);
        let variable = match known {
            Some(variable) => {
                let declared = self.variables[variable.0].ty;
                self.coerce(own, declared, span);
                self.variables[variable.0].written = true;
                variable
            }
            None => {
                let variable = self.declare(&binding.name, own);
                self.variables[variable.0].matched = true;
                names.push((binding.name.name.clone(), variable));
                variable
            }
        };
        let sub = binding
            .sub
            .as_ref()
            .map(|sub| Box::new(self.pattern(sub, ty, below, names)));
        Pattern {
            kind: PatternKind::Binding {
                variable,
                mode,
                sub,
            },
            ty,
            span,
        }
    }

    /// The struct or variant a path names, which becomes the type of the place: the variant's position, and the names
    /// and types of the fields. `None` after a mistake.
    #[expect(clippy::type_complexity, reason = "names and types, once")]
    pub(super) fn form(
        &mut self,
        path: &ast::Path,
        ty: Ty,
    ) -> Option<(Option<u32>, Vec<(String, Ty)>)> {
        let named = self.constructor(path)?;
        self.coerce(named.ty, ty, path.span);
        Some((named.variant, named.fields))
    }
}

/// Whether a pattern looks through references to what it names: all but those that take what is there.
fn looks_through(kind: &ast::PatternKind) -> bool {
    match kind {
        ast::PatternKind::Literal { .. }
        | ast::PatternKind::Range { .. }
        | ast::PatternKind::Path(_)
        | ast::PatternKind::Tuple(_)
        | ast::PatternKind::TupleStruct(..)
        | ast::PatternKind::Struct { .. }
        | ast::PatternKind::Slice(_) => true,
        ast::PatternKind::Wild
        | ast::PatternKind::Rest
        | ast::PatternKind::Binding(_)
        | ast::PatternKind::Or(_)
        | ast::PatternKind::Ref { .. } => false,
    }
}

pub(super) fn with_variant(variant: Option<u32>, parts: Vec<(u32, Pattern)>) -> PatternKind {
    match variant {
        Some(variant) => PatternKind::Variant(variant, parts),
        None => PatternKind::Fields(parts),
    }
}

/// A binding that is nothing but a name, as a path.
fn bare(binding: &ast::Binding) -> Option<ast::Path> {
    let is_bare = !binding.by_ref && !binding.mutable && binding.sub.is_none();
    is_bare.then(|| ast::Path {
        absolute: false,
        segments: vec![binding.name.clone()],
        arguments: Vec::new(),
        span: binding.name.span,
    })
}
