//! Patterns: tests of a place, and names bound to parts of it.
//!
//! A scrutinee is evaluated once, to a [`Subject`]: the place itself where it is one, so that nothing is copied that is
//! not bound. What a guard or body may change is kept out of its path. Arms are tried in order; names are bound after a
//! pattern fits, before its guard; where the guard does not hold, the next alternative or arm is tried.

use proc_macro2::Span;

use super::{load, Dest, Emitter};
use crate::diagnostic::Diagnostic;
use crate::ir::{
    BinaryOp, Expr, ExprKind, Handle, Literal, Local, Place, Projection, Scalar, StmtKind, Type,
    UnaryOp,
};
use crate::lower::pattern::{
    Arm, Condition, Destructure, Guard, IfLet, Match, Mode, Pattern, PatternKind,
};
use crate::lower::tree::{self, VariableId};
use crate::syntax::ast;

const BOOL: Type = Type::Scalar(Scalar::Bool);

/// What a pattern meets.
#[derive(Clone, Debug)]
pub(super) enum Subject {
    /// A place that stays what it is while the arms run.
    Place(Place, Type),
    /// A reference to such a place, which need not be made.
    Reference {
        place: Place,
        /// What it refers to.
        ty: Type,
        mutable: bool,
    },
    /// A tuple that need not be made.
    Parts(Vec<Subject>),
    /// What was refused.
    Mistake,
}

/// How names come into being.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    /// With their values.
    New,
    /// They are there; they are written.
    Declared,
}

impl Emitter<'_, '_, '_> {
    /// `match`, whose value goes to `dest`.
    pub(super) fn finish_match(&mut self, expr: &Match, dest: Dest, span: Span) {
        let subject = self.subject(&expr.scrutinee);
        if expr.arms.iter().all(|arm| arm.guard.is_none()) {
            return self.arms(expr, &expr.arms, &subject, dest, span);
        }
        let (inner, ()) =
            self.apart(|emitter| emitter.arms(expr, &expr.arms, &subject, dest, span));
        self.push(StmtKind::Block(Some(expr.label), inner), span);
    }

    fn arms(&mut self, all: &Match, arms: &[Arm], subject: &Subject, dest: Dest, span: Span) {
        let Some((arm, rest)) = arms.split_first() else {
            return;
        };
        if let Some(guard) = &arm.guard {
            self.guarded(all, arm, guard, subject, dest, span);
            return self.arms(all, rest, subject, dest, span);
        }
        // rustc knows that the last arm fits where no other does.
        let test = match rest {
            [] => None,
            _more => self.test(&arm.pattern, subject),
        };
        let (then, ()) = self.apart(|emitter| {
            emitter.bind(&arm.pattern, subject);
            emitter.finish(&arm.body, dest);
        });
        match test {
            None => self.push(StmtKind::Block(None, then), span),
            Some(test) => {
                let (otherwise, ()) =
                    self.apart(|emitter| emitter.arms(all, rest, subject, dest, span));
                self.push(StmtKind::If(test, then, otherwise), arm.pattern.span);
            }
        }
    }

    /// An arm with a guard; where it fits, the `match` is left.
    fn guarded(
        &mut self,
        all: &Match,
        arm: &Arm,
        guard: &Guard,
        subject: &Subject,
        dest: Dest,
        span: Span,
    ) {
        let cases = alternatives(&arm.pattern);
        let body = |emitter: &mut Self| {
            emitter.finish(&arm.body, dest);
            emitter.push(StmtKind::Break(all.label), span);
        };
        if let [case] = cases.as_slice() {
            let test = self.test(case, subject);
            let (then, ()) = self.apart(|emitter| {
                emitter.bind(case, subject);
                let holds = emitter.value(&guard.condition);
                let (then, ()) = emitter.apart(body);
                emitter.push(StmtKind::If(holds, then, Vec::new()), guard.condition.span);
            });
            return self.when(test, then, arm.pattern.span);
        }
        let (inner, ()) = self.apart(|emitter| {
            emitter.declare_names(&arm.pattern);
            let (found, ()) = emitter.apart(|emitter| {
                for case in &cases {
                    let test = emitter.test(case, subject);
                    let (then, ()) = emitter.apart(|emitter| {
                        emitter.bind_as(Names::Declared, case, subject);
                        let holds = emitter.value(&guard.condition);
                        let (leave, ()) = emitter.apart(|emitter| {
                            emitter.push(StmtKind::Break(guard.found), guard.condition.span);
                        });
                        emitter.push(StmtKind::If(holds, leave, Vec::new()), guard.condition.span);
                    });
                    emitter.when(test, then, case.span);
                }
                emitter.push(StmtKind::Break(guard.missed), span);
            });
            emitter.push(StmtKind::Block(Some(guard.found), found), span);
            body(emitter);
        });
        self.push(StmtKind::Block(Some(guard.missed), inner), span);
    }

    /// Statements that run where a test holds.
    fn when(&mut self, test: Option<Expr>, then: crate::ir::Block, span: Span) {
        self.push(
            match test {
                Some(test) => StmtKind::If(test, then, Vec::new()),
                None => StmtKind::Block(None, then),
            },
            span,
        );
    }

    /// `if let` and conditions with patterns among them.
    pub(super) fn finish_if_let(&mut self, expr: &IfLet, dest: Dest, span: Span) {
        let Some(otherwise) = &expr.otherwise else {
            return self.chain(&expr.conditions, &mut |emitter| {
                emitter.finish_block(&expr.then, dest);
            });
        };
        if let [Condition::Let(pattern, scrutinee)] = expr.conditions.as_slice() {
            let subject = self.subject(scrutinee);
            let test = self.test(pattern, &subject);
            let (then, ()) = self.apart(|emitter| {
                emitter.bind(pattern, &subject);
                emitter.finish_block(&expr.then, dest);
            });
            let (otherwise, ()) = self.apart(|emitter| emitter.finish(otherwise, dest));
            return match test {
                Some(test) => self.push(StmtKind::If(test, then, otherwise), span),
                None => self.push(StmtKind::Block(None, then), span),
            };
        }
        let (inner, ()) = self.apart(|emitter| {
            emitter.chain(&expr.conditions, &mut |emitter| {
                emitter.finish_block(&expr.then, dest);
                emitter.push(StmtKind::Break(expr.label), span);
            });
            emitter.finish(otherwise, dest);
        });
        self.push(StmtKind::Block(Some(expr.label), inner), span);
    }

    /// Conditions from left to right, each inside the one before.
    fn chain(&mut self, conditions: &[Condition], inside: &mut dyn FnMut(&mut Self)) {
        let Some((first, rest)) = conditions.split_first() else {
            return inside(self);
        };
        match first {
            Condition::Holds(condition) => {
                let holds = self.value(condition);
                let (then, ()) = self.apart(|emitter| emitter.chain(rest, inside));
                self.push(StmtKind::If(holds, then, Vec::new()), condition.span);
            }
            Condition::Let(pattern, scrutinee) => {
                let subject = self.subject(scrutinee);
                let test = self.test(pattern, &subject);
                let (then, ()) = self.apart(|emitter| {
                    emitter.bind(pattern, &subject);
                    emitter.chain(rest, inside);
                });
                self.when(test, then, pattern.span);
            }
        }
    }

    /// `let pattern = init else { .. };`
    pub(super) fn destructure(&mut self, statement: &Destructure) {
        let subject = self.subject(&statement.init);
        if let Some(otherwise) = &statement.otherwise {
            if let Some(test) = self.test(&statement.pattern, &subject) {
                let (leave, ()) = self.apart(|emitter| emitter.finish_block(otherwise, Dest::Drop));
                self.push(StmtKind::If(not(test), leave, Vec::new()), statement.span);
            }
        }
        self.bind(&statement.pattern, &subject);
    }

    /// A `match` that only asks whether a pattern fits, as a value.
    pub(super) fn as_test(&mut self, expr: &Match) -> Option<Expr> {
        let truth = |arm: &Arm| match (&arm.guard, &arm.body.kind) {
            (None, tree::ExprKind::Literal(ast::Literal::Bool(value))) => Some(*value),
            _other => None,
        };
        let [first, second] = expr.arms.as_slice() else {
            return None;
        };
        let mut names = Vec::new();
        first.pattern.variables(&mut names);
        second.pattern.variables(&mut names);
        if !names.is_empty() {
            return None;
        }
        match (truth(first), truth(second)) {
            (Some(true), Some(false)) => Some(self.fits(&first.pattern, &expr.scrutinee)),
            (Some(false), Some(true)) => Some(not(self.fits(&first.pattern, &expr.scrutinee))),
            _other => None,
        }
    }

    /// Whether a pattern without names fits.
    pub(super) fn fits(&mut self, pattern: &Pattern, scrutinee: &tree::Expr) -> Expr {
        let subject = self.subject(scrutinee);
        self.test(pattern, &subject).unwrap_or_else(|| truth(true))
    }

    /// Evaluates what patterns meet.
    pub(super) fn subject(&mut self, expr: &tree::Expr) -> Subject {
        match &expr.kind {
            tree::ExprKind::Borrow(inner) => {
                let mutable = matches!(self.ty(expr), Type::Ref { mutable: true, .. });
                let ty = self.ty(inner);
                let place = self.lent_place(inner);
                let place = self.lasting(place, inner.span);
                Subject::Reference { place, ty, mutable }
            }
            tree::ExprKind::Share(inner) => match self.subject(inner) {
                Subject::Reference { place, ty, .. } => Subject::Reference {
                    place,
                    ty,
                    mutable: false,
                },
                other @ (Subject::Place(..) | Subject::Parts(_) | Subject::Mistake) => other,
            },
            tree::ExprKind::Tuple(parts) => {
                Subject::Parts(parts.iter().map(|part| self.component(part)).collect())
            }
            _other => {
                let Some(ty) = self.known(expr.ty, expr.span) else {
                    self.refuse_type(expr.ty, expr.span, "this");
                    return Subject::Mistake;
                };
                if ty == Type::Unit {
                    self.effect(expr);
                    return Subject::Parts(Vec::new());
                }
                if !expr.is_place() && ty.is_pointer() {
                    return Subject::Place(self.pointer(expr).into(), ty);
                }
                let place = self.place_of(expr);
                Subject::Place(self.lasting(place, expr.span), ty)
            }
        }
    }

    /// A part of a tuple: its value is copied in its turn.
    fn component(&mut self, expr: &tree::Expr) -> Subject {
        let subject = self.subject(expr);
        match subject {
            Subject::Place(place, ty) if expr.is_place() && !ty.is_pointer() => {
                let value = load(place, ty);
                let local = self.temporary(ty, false);
                self.push(StmtKind::Let(local, Some(value)), expr.span);
                Subject::Place(local.into(), ty)
            }
            Subject::Place(..)
            | Subject::Reference { .. }
            | Subject::Parts(_)
            | Subject::Mistake => subject,
        }
    }

    /// The place, with nothing on the way to it that the arms could change.
    fn lasting(&mut self, mut place: Place, span: Span) -> Place {
        for projection in &mut place.path {
            if let Projection::Index(index) = projection {
                let is_lasting = match &index.kind {
                    ExprKind::Literal(_) => true,
                    ExprKind::Load(from) => from.path.is_empty() && self.is_constant(from.root),
                    _other => false,
                };
                if !is_lasting {
                    **index = self.spill((**index).clone(), span);
                }
            }
        }
        let ty = self.locals[place.root].ty;
        if ty.is_pointer() && !place.path.is_empty() && !self.is_constant(place.root) {
            let kind = ExprKind::Pass(place.root);
            let local = self.temporary(ty, false);
            self.push(StmtKind::Let(local, Some(Expr { kind, ty })), span);
            place.root = local;
        }
        place
    }

    /// Whether a local is never written after its `Let`.
    fn is_constant(&self, local: Handle<Local>) -> bool {
        !self.locals[local].mutable && !self.locals[local].borrowed
    }

    /// Whether a pattern fits; `None` where it always does.
    fn test(&mut self, pattern: &Pattern, subject: &Subject) -> Option<Expr> {
        if let Subject::Mistake = subject {
            return None;
        }
        match &pattern.kind {
            PatternKind::Wild => None,
            PatternKind::Binding { sub, .. } => {
                sub.as_deref().and_then(|sub| self.test(sub, subject))
            }
            PatternKind::Constant(value) => {
                let place = self.value_of(subject);
                let value = self.value(value);
                Some(match &value.kind {
                    ExprKind::Literal(Literal::Bool(true)) => place,
                    ExprKind::Literal(Literal::Bool(false)) => not(place),
                    _number => compare(BinaryOp::Eq, place, value),
                })
            }
            PatternKind::Range {
                start,
                end,
                inclusive,
            } => {
                let start = start.as_ref().map(|start| {
                    let (place, start) = (self.value_of(subject), self.value(start));
                    compare(BinaryOp::Ge, place, start)
                });
                let end = end.as_ref().map(|end| {
                    let (place, end) = (self.value_of(subject), self.value(end));
                    let op = if *inclusive {
                        BinaryOp::Le
                    } else {
                        BinaryOp::Lt
                    };
                    compare(op, place, end)
                });
                both(start, end)
            }
            PatternKind::Fields(parts) => self.test_parts(parts, subject),
            PatternKind::Variant(variant, parts) => {
                let (place, ty) = whole(subject);
                let Type::Enum(handle) = ty else {
                    unreachable!("a variant is met at the place of an enum")
                };
                let item = &self.cx.module.enums[handle];
                let discriminant = item.variants[*variant as usize].discriminant;
                let tag = (item.variants.len() > 1).then(|| {
                    let tag = Expr {
                        kind: ExprKind::Tag(place.clone()),
                        ty: Type::Scalar(Scalar::I32),
                    };
                    let wanted = Expr {
                        kind: ExprKind::Literal(Literal::Int(discriminant.into())),
                        ty: Type::Scalar(Scalar::I32),
                    };
                    compare(BinaryOp::Eq, tag, wanted)
                });
                let data = self.variant(subject, *variant, parts);
                let parts: Vec<(Subject, &Pattern)> = data;
                parts.into_iter().fold(tag, |test, (part, pattern)| {
                    let next = self.test(pattern, &part);
                    both(test, next)
                })
            }
            PatternKind::Elements(parts) => parts.iter().fold(None, |test, (position, part)| {
                let element = self.array_element(subject, *position);
                let next = self.test(part, &element);
                both(test, next)
            }),
            PatternKind::Or(cases) => {
                let mut test: Option<Expr> = None;
                for case in cases {
                    let next = self.test(case, subject)?;
                    test = Some(match test {
                        Some(test) => compare(BinaryOp::Or, test, next),
                        None => next,
                    });
                }
                test
            }
            PatternKind::Deref(inner) => self.test(inner, &behind(subject)),
        }
    }

    fn test_parts(&mut self, parts: &[(u32, Pattern)], subject: &Subject) -> Option<Expr> {
        parts.iter().fold(None, |test, (position, part)| {
            let field = self.field(subject, *position);
            let next = self.test(part, &field);
            both(test, next)
        })
    }

    /// Binds the names of a pattern that fits.
    fn bind(&mut self, pattern: &Pattern, subject: &Subject) {
        self.bind_as(Names::New, pattern, subject);
    }

    fn bind_as(&mut self, names: Names, pattern: &Pattern, subject: &Subject) {
        if let Subject::Mistake = subject {
            return;
        }
        match &pattern.kind {
            PatternKind::Wild | PatternKind::Constant(_) | PatternKind::Range { .. } => {}
            PatternKind::Binding {
                variable,
                mode,
                sub,
            } => {
                self.bind_name(names, *variable, *mode, subject, pattern.span);
                if let Some(sub) = sub {
                    self.bind_as(names, sub, subject);
                }
            }
            PatternKind::Fields(parts) => {
                for (position, part) in parts {
                    let field = self.field(subject, *position);
                    self.bind_as(names, part, &field);
                }
            }
            PatternKind::Variant(variant, parts) => {
                for (part, pattern) in self.variant(subject, *variant, parts) {
                    self.bind_as(names, pattern, &part);
                }
            }
            PatternKind::Elements(parts) => {
                for (position, part) in parts {
                    let element = self.array_element(subject, *position);
                    self.bind_as(names, part, &element);
                }
            }
            PatternKind::Or(cases) => self.bind_one_of(names, pattern, cases, subject),
            PatternKind::Deref(inner) => self.bind_as(names, inner, &behind(subject)),
        }
    }

    /// Binds the names of the first alternative that fits.
    fn bind_one_of(
        &mut self,
        names: Names,
        pattern: &Pattern,
        cases: &[Pattern],
        subject: &Subject,
    ) {
        let mut variables = Vec::new();
        pattern.variables(&mut variables);
        if variables.is_empty() {
            return;
        }
        if names == Names::New {
            self.declare_names(pattern);
        }
        self.bind_first(cases, subject);
    }

    fn bind_first(&mut self, cases: &[Pattern], subject: &Subject) {
        let Some((case, rest)) = cases.split_first() else {
            return;
        };
        let test = match rest {
            [] => None,
            _more => self.test(case, subject),
        };
        let (then, ()) = self.apart(|emitter| emitter.bind_as(Names::Declared, case, subject));
        match test {
            Some(test) => {
                let (otherwise, ()) = self.apart(|emitter| emitter.bind_first(rest, subject));
                self.push(StmtKind::If(test, then, otherwise), case.span);
            }
            None => self.out.extend(then),
        }
    }

    /// Brings the names of a pattern into being, to be written later.
    fn declare_names(&mut self, pattern: &Pattern) {
        let mut variables = Vec::new();
        pattern.variables(&mut variables);
        for variable in variables {
            let local = self.local(variable);
            if self.locals[local].ty != Type::Unit {
                self.locals[local].mutable = true;
                self.push(StmtKind::Let(local, None), pattern.span);
            }
        }
    }

    fn bind_name(
        &mut self,
        names: Names,
        variable: VariableId,
        mode: Mode,
        subject: &Subject,
        span: Span,
    ) {
        let local = self.local(variable);
        let ty = self.locals[local].ty;
        if ty == Type::Unit {
            return;
        }
        let value = match (mode, subject) {
            (Mode::Ref { .. }, Subject::Place(place, _)) => Expr {
                kind: ExprKind::Borrow(place.clone()),
                ty,
            },
            (Mode::Ref { .. }, Subject::Reference { .. } | Subject::Parts(_)) => {
                self.mistakes.push(
                    Diagnostic::new(span, "nothing in memory is here that `ref` could refer to")
                        .help("bind the value itself, without `ref`"),
                );
                return;
            }
            (Mode::Ref { .. }, Subject::Mistake) => return,
            (Mode::Copy, subject) => self.value_of(subject),
        };
        self.push(
            match names {
                Names::New => StmtKind::Let(local, Some(value)),
                Names::Declared => StmtKind::Store(local.into(), value),
            },
            span,
        );
    }

    /// The value of what a pattern meets.
    pub(super) fn value_of(&mut self, subject: &Subject) -> Expr {
        match subject {
            Subject::Place(place, ty) if ty.is_pointer() => Expr {
                kind: ExprKind::Pass(place.root),
                ty: *ty,
            },
            Subject::Place(place, ty) => load(place.clone(), *ty),
            Subject::Reference { place, ty, mutable } => Expr {
                ty: Type::Ref {
                    target: ty.element().expect("references are to plain values"),
                    mutable: *mutable,
                },
                kind: ExprKind::Borrow(place.clone()),
            },
            Subject::Mistake => truth(false),
            Subject::Parts(parts) => {
                let values: Vec<Expr> = parts.iter().map(|part| self.value_of(part)).collect();
                let types: Vec<Type> = values.iter().map(|value| value.ty).collect();
                let location = crate::ir::Location {
                    file: self.typed.file,
                    line: 1,
                    column: 1,
                };
                let handle = self.cx.tuple(&types, location);
                Expr {
                    kind: ExprKind::Struct(handle, values),
                    ty: Type::Struct(handle),
                }
            }
        }
    }

    pub(super) fn field(&self, subject: &Subject, position: u32) -> Subject {
        if let Subject::Parts(parts) = subject {
            return parts[position as usize].clone();
        }
        let (place, ty) = whole(subject);
        let Type::Struct(handle) = ty else {
            unreachable!("fields are met at the place of a struct or tuple")
        };
        let field = self.cx.module.structs[handle].fields[position as usize].1;
        Subject::Place(step(place, Projection::Field(position)), field)
    }

    /// Parts of a variant's data, each with its pattern.
    fn variant<'p>(
        &self,
        subject: &Subject,
        variant: u32,
        parts: &'p [(u32, Pattern)],
    ) -> Vec<(Subject, &'p Pattern)> {
        parts
            .iter()
            .map(|(position, pattern)| (self.datum(subject, variant, *position), pattern))
            .collect()
    }

    /// A field of a variant's data.
    pub(super) fn datum(&self, subject: &Subject, variant: u32, field: u32) -> Subject {
        let (place, ty) = whole(subject);
        let Type::Enum(handle) = ty else {
            unreachable!("a variant is met at the place of an enum")
        };
        let fields = &self.cx.module.enums[handle].variants[variant as usize].fields;
        let data = step(place, Projection::Variant(variant));
        let place = step(&data, Projection::Field(field));
        Subject::Place(place, fields[field as usize].1)
    }

    pub(super) fn array_element(&self, subject: &Subject, position: u64) -> Subject {
        let (place, ty) = whole(subject);
        let Type::Array(handle) = ty else {
            unreachable!("elements are met at the place of an array")
        };
        let index = Expr {
            kind: ExprKind::Literal(Literal::Int(position.into())),
            ty: Type::Scalar(Scalar::Usize),
        };
        let element = self.cx.module.arrays[handle].element;
        Subject::Place(
            step(place, Projection::Index(Box::new(index))),
            element.into(),
        )
    }
}

/// The place of a subject that is one.
pub(super) fn whole(subject: &Subject) -> (&Place, Type) {
    match subject {
        Subject::Place(place, ty) => (place, *ty),
        Subject::Reference { .. } | Subject::Parts(_) | Subject::Mistake => {
            unreachable!("typing lets parts be taken of places and tuples only")
        }
    }
}

/// What a reference points to.
fn behind(subject: &Subject) -> Subject {
    match subject {
        Subject::Reference { place, ty, .. } => Subject::Place(place.clone(), *ty),
        Subject::Place(place, Type::Ref { target, .. }) => {
            Subject::Place(step(place, Projection::Deref), (*target).into())
        }
        Subject::Place(..) | Subject::Parts(_) | Subject::Mistake => {
            unreachable!("typing looks through references only")
        }
    }
}

fn step(place: &Place, projection: Projection) -> Place {
    let mut place = place.clone();
    place.path.push(projection);
    place
}

/// The patterns that an arm with a guard tries one after another: all choices of its alternatives, the leftmost and
/// outermost slowest. Alternatives of which at most one fits stay together.
fn alternatives(pattern: &Pattern) -> Vec<Pattern> {
    let rebuilt = |kind| Pattern {
        kind,
        ty: pattern.ty,
        span: pattern.span,
    };
    match &pattern.kind {
        PatternKind::Wild | PatternKind::Constant(_) | PatternKind::Range { .. } => {
            vec![pattern.clone()]
        }
        PatternKind::Binding { sub: None, .. } => vec![pattern.clone()],
        PatternKind::Binding {
            variable,
            mode,
            sub: Some(sub),
        } => alternatives(sub)
            .into_iter()
            .map(|sub| {
                rebuilt(PatternKind::Binding {
                    variable: *variable,
                    mode: *mode,
                    sub: Some(Box::new(sub)),
                })
            })
            .collect(),
        PatternKind::Fields(parts) => choices(parts)
            .into_iter()
            .map(|parts| rebuilt(PatternKind::Fields(parts)))
            .collect(),
        PatternKind::Variant(variant, parts) => choices(parts)
            .into_iter()
            .map(|parts| rebuilt(PatternKind::Variant(*variant, parts)))
            .collect(),
        PatternKind::Elements(parts) => choices(parts)
            .into_iter()
            .map(|parts| rebuilt(PatternKind::Elements(parts)))
            .collect(),
        PatternKind::Or(cases) if are_exclusive(cases) => vec![pattern.clone()],
        PatternKind::Or(cases) => cases.iter().flat_map(alternatives).collect(),
        PatternKind::Deref(inner) => alternatives(inner)
            .into_iter()
            .map(|inner| rebuilt(PatternKind::Deref(Box::new(inner))))
            .collect(),
    }
}

/// Every choice of one alternative for each part.
fn choices<I: Copy>(parts: &[(I, Pattern)]) -> Vec<Vec<(I, Pattern)>> {
    parts
        .iter()
        .fold(vec![Vec::new()], |chosen, (position, part)| {
            let cases = alternatives(part);
            chosen
                .into_iter()
                .flat_map(|chosen| {
                    cases.iter().map(move |case| {
                        let mut chosen = chosen.clone();
                        chosen.push((*position, case.clone()));
                        chosen
                    })
                })
                .collect()
        })
}

/// Whether at most one of the alternatives fits: each is another variant, and its data are not asked for a choice.
fn are_exclusive(cases: &[Pattern]) -> bool {
    let mut seen = Vec::new();
    cases.iter().all(|case| match &case.kind {
        PatternKind::Variant(variant, parts) => {
            let is_new = !seen.contains(variant);
            seen.push(*variant);
            is_new && parts.iter().all(|(_, part)| alternatives(part).len() == 1)
        }
        _other => false,
    })
}

pub(super) fn truth(value: bool) -> Expr {
    Expr {
        kind: ExprKind::Literal(Literal::Bool(value)),
        ty: BOOL,
    }
}

pub(super) fn not(test: Expr) -> Expr {
    Expr {
        kind: ExprKind::Unary(UnaryOp::Not, Box::new(test)),
        ty: BOOL,
    }
}

pub(super) fn compare(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    Expr {
        kind: ExprKind::Binary(op, Box::new(left), Box::new(right)),
        ty: BOOL,
    }
}

/// Both tests, the second only where the first holds.
pub(super) fn both(first: Option<Expr>, second: Option<Expr>) -> Option<Expr> {
    match (first, second) {
        (Some(first), Some(second)) => Some(compare(BinaryOp::And, first, second)),
        (test, None) | (None, test) => test,
    }
}
