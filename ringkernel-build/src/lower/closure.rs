//! Types closures: each call types the body anew, where the closure was written.
//!
//! A closure is no value on the GPU. Its name stands for its text and for the scope round it, so that what it names is
//! what those names meant there, whatever they mean at the call. Its parameters and result have one type over all
//! calls, as in Rust.

use std::rc::Rc;

use proc_macro2::Span;

use super::binding::Given;
use super::body::Body;
use super::infer::{Class, Head, Shape, Ty};
use super::intrinsic::{find, find_for};
use super::resolve::{Meaning, Owner};
use super::tree::{Block, Expr, ExprKind, Stmt, VariableId};
use crate::diagnostic::Diagnostic;
use crate::intrinsic::{Effect, Guard, Kind, Row, Spelling};
use crate::ir::Type;
use crate::scan::{ItemKind, ModuleId};
use crate::syntax::ast;

/// A closure where it was written.
#[derive(Debug)]
pub(super) struct Closure {
    params: Vec<Param>,
    output: Ty,
    body: ast::Expr,
    scopes: Vec<Vec<(String, Option<VariableId>)>>,
    module: ModuleId,
    /// Whether it is `move`: then what it names may never be written.
    moves: bool,
    /// How many variables there were: those it names are captured.
    variables: usize,
}

/// A parameter of a closure.
#[derive(Debug)]
struct Param {
    pattern: ast::Pattern,
    ty: Ty,
    /// Whether the text says its type.
    is_written: bool,
}

/// A variable that a `move` closure names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Captured {
    variable: VariableId,
    span: Span,
}

impl Body<'_, '_> {
    /// The closure that a text stands for here.
    pub(super) fn closure(&mut self, closure: &ast::Closure) -> Rc<Closure> {
        let params = closure
            .params
            .iter()
            .map(|(pattern, ty)| {
                let is_written = ty.is_some();
                let ty = self.written_type(ty.as_ref());
                Param {
                    pattern: pattern.clone(),
                    ty,
                    is_written,
                }
            })
            .collect();
        let output = self.written_type(closure.output.as_ref());
        Rc::new(Closure {
            params,
            output,
            body: closure.body.clone(),
            scopes: self.scopes.clone(),
            module: self.module,
            moves: closure.moves,
            variables: self.variables.len(),
        })
    }

    fn written_type(&mut self, ty: Option<&ast::Ty>) -> Ty {
        match ty {
            Some(ty) => self.parameter_type(ty),
            None => self.infer.fresh(Class::Any),
        }
    }

    /// A tuple of references is no value, but an iterator may give its parts to a closure.
    fn parameter_type(&mut self, ty: &ast::Ty) -> Ty {
        match &ty.kind {
            ast::TyKind::Tuple(parts) => {
                let parts = parts.iter().map(|part| self.parameter_type(part)).collect();
                self.infer.compound(Head::Tuple, parts)
            }
            _other => self.annotated(ty),
        }
    }

    /// `let name = |..| ..;`.
    pub(super) fn let_closure(&mut self, name: &ast::Ident, closure: &ast::Closure) -> Stmt {
        let typed = self.closure(closure);
        let variable = self.declare(name, Ty::UNIT);
        self.closures.insert(variable, typed);
        Stmt::Expr(Expr {
            kind: ExprKind::Unit,
            ty: Ty::UNIT,
            span: name.span,
        })
    }

    /// The closure that an argument is: written there, or by its name.
    pub(super) fn closure_argument(&mut self, argument: &ast::Expr) -> Option<Rc<Closure>> {
        match &argument.kind {
            ast::ExprKind::Closure(closure) => Some(self.closure(closure)),
            ast::ExprKind::Path(path) => {
                let Some(closure) = self.named_closure(path) else {
                    return self.function_argument(path, argument.span);
                };
                let takes_view = closure.params.iter().any(|param| {
                    param.is_written
                        && matches!(
                            self.infer.shape(param.ty),
                            Shape::Slice { .. } | Shape::Ref { mutable: true, .. }
                        )
                });
                if takes_view {
                    self.refuse(
                        Diagnostic::new(
                            argument.span,
                            "a closure that takes a slice or `&mut` is called by its name, not handed on",
                        )
                        .help("write it here: `|x| f(x)`"),
                    );
                    return None;
                }
                Some(closure)
            }
            _other => {
                self.refuse(
                    Diagnostic::new(argument.span, "only a closure can be handed on here")
                        .help("write the closure here, or bind it by `let` and name it"),
                );
                None
            }
        }
    }

    /// The closure `|a, b| path(a, b)`, where the CPU's own function does the same as that call.
    fn function_argument(&mut self, path: &ast::Path, span: Span) -> Option<Rc<Closure>> {
        let Some(count) = self.parameters_of(path) else {
            self.refuse(
                Diagnostic::new(span, "this function cannot be handed on here")
                    .help("write the call in a closure: `|x| f(x)` or `|a, b| a.max(b)`"),
            );
            return None;
        };
        let names: Vec<ast::Ident> = (0..count)
            .map(|position| ast::Ident {
                name: format!("__rk_given{position}"),
                span,
            })
            .collect();
        let named = |name: &ast::Ident| ast::Path {
            absolute: false,
            segments: vec![name.clone()],
            arguments: Vec::new(),
            span,
        };
        let args = names
            .iter()
            .map(|name| ast::Expr {
                kind: ast::ExprKind::Path(named(name)),
                span,
            })
            .collect();
        let params = names
            .iter()
            .map(|name| {
                (
                    ast::Pattern {
                        kind: ast::PatternKind::Binding(ast::Binding {
                            name: name.clone(),
                            by_ref: false,
                            mutable: false,
                            sub: None,
                        }),
                        span,
                    },
                    None,
                )
            })
            .collect();
        Some(self.closure(&ast::Closure {
            params,
            output: None,
            body: ast::Expr {
                kind: ast::ExprKind::Call(path.clone(), args),
                span,
            },
            moves: false,
        }))
    }

    /// How many parameters a function has that may be handed on: a device function of values and shared references, or
    /// a number's own that cannot fault.
    fn parameters_of(&mut self, path: &ast::Path) -> Option<usize> {
        match self.meaning(path) {
            Meaning::Item(item) => {
                if self.cx.krate.items[item.0].kind != ItemKind::Device || self.cx.is_generic(item)
                {
                    return None;
                }
                match self.cx.functions.get(&item) {
                    Some(Ok(signature)) => {
                        let takes_view = signature.params.iter().any(|param| {
                            matches!(param, Type::Slice { .. } | Type::Ref { mutable: true, .. })
                        });
                        (!takes_view).then_some(signature.params.len())
                    }
                    Some(Err(_)) | None => None,
                }
            }
            Meaning::Associated(Owner::Scalar(scalar), name) => {
                plain_parameters(find_for(Spelling::Method, &name, scalar)?)
            }
            Meaning::Foreign(paths) => {
                plain_parameters(find(Spelling::Function, self.cx.of_runtime(&paths)?)?)
            }
            _other => None,
        }
    }

    /// The closure that a name stands for.
    pub(super) fn named_closure(&self, path: &ast::Path) -> Option<Rc<Closure>> {
        match path.segments.as_slice() {
            [only] if !path.absolute => {
                let variable = self.variable(&only.name)?;
                self.closures.get(&variable).cloned()
            }
            _longer => None,
        }
    }

    /// `f(a, b)`.
    pub(super) fn closure_call(
        &mut self,
        closure: &Rc<Closure>,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        let mut statements = Vec::new();
        let mut given = Vec::new();
        for (position, arg) in args.iter().enumerate() {
            let mut typed = self.value(arg);
            if let Some(param) = closure.params.get(position) {
                if !param.is_written && !self.is_plain(typed.ty) {
                    self.refuse(
                        Diagnostic::new(
                            param.pattern.span,
                            "this parameter is given a reference, and its type is not written",
                        )
                        .help("write its type, such as `|x: &mut f32|` or `|x: &[f32]|`"),
                    );
                }
                typed = self.coerced(typed, param.ty);
            }
            given.push(Given::One(self.keep(typed, &mut statements)));
        }
        self.inline_after(closure, given, statements, span)
    }

    /// The body of a closure with what its parameters are given.
    pub(super) fn inline(&mut self, closure: &Rc<Closure>, given: Vec<Given>, span: Span) -> Expr {
        self.inline_after(closure, given, Vec::new(), span)
    }

    fn inline_after(
        &mut self,
        closure: &Rc<Closure>,
        given: Vec<Given>,
        mut statements: Vec<Stmt>,
        span: Span,
    ) -> Expr {
        if given.len() != closure.params.len() {
            let (wanted, count) = (closure.params.len(), given.len());
            return self.refuse(
                Diagnostic::new(
                    span,
                    format!("this closure takes {wanted} arguments, not {count}"),
                )
                .soft(),
            );
        }
        let before = self.diverges;
        // All arguments are evaluated before any is taken apart.
        let given: Vec<Given> = given
            .into_iter()
            .map(|given| self.settle(given, &mut statements))
            .collect();
        let scopes = std::mem::replace(&mut self.scopes, closure.scopes.clone());
        let module = std::mem::replace(&mut self.module, closure.module);
        let targets = std::mem::take(&mut self.targets);
        let moving = self.moving;
        if closure.moves {
            self.moving = Some(closure.variables);
        }
        self.enter();
        let label = self.open_closure(closure.output);
        for (param, given) in closure.params.iter().zip(given) {
            let ty = self.given_ty(&given);
            self.coerce(ty, param.ty, param.pattern.span);
            self.bind(&param.pattern, given, &mut statements);
        }
        let body = self.value_or_exit(&closure.body, None);
        let target = self.close_target();
        self.moving = moving;
        self.targets = targets;
        self.scopes = scopes;
        self.module = module;
        let value = self.meet(target.value, body.ty, body.span);
        if !self.is_plain(closure.output) {
            return self.refuse(
                Diagnostic::new(closure.body.span, "a closure gives values, not references")
                    .help("give the value, such as `*x` or `x[i]`"),
            );
        }
        let is_left = target.has_break;
        self.diverges = before || (self.diverges && !is_left);
        let never = !is_left && self.infer.resolve(body.ty) == Ty::Never;
        Expr {
            kind: ExprKind::Block(
                is_left.then_some(label),
                Block {
                    statements,
                    tail: Some(Box::new(body)),
                },
            ),
            ty: if never {
                Ty::Never
            } else {
                value.unwrap_or(closure.output)
            },
            span,
        }
    }

    /// Notes that the text of a `move` closure names a variable.
    pub(super) fn note_captured(&mut self, variable: VariableId, span: Span) {
        if self.moving.is_some_and(|outer| variable.0 < outer) {
            self.captured.push(Captured { variable, span });
        }
    }

    /// A `move` closure copies what it names, so nothing may tell the copy from the original.
    pub(super) fn check_captured(&mut self) {
        for Captured { variable, span } in std::mem::take(&mut self.captured) {
            let variable = &self.variables[variable.0];
            if variable.written {
                self.mistakes.push(
                    Diagnostic::new(
                        span,
                        format!(
                            "a `move` closure copies `{}`, which is written",
                            variable.name
                        ),
                    )
                    .help(
                        "leave out `move`, or copy it to a variable of its own that is not `mut`",
                    ),
                );
            }
        }
    }

    /// Refuses a closure that is used as a value.
    pub(super) fn refuse_escaping(&mut self, span: Span, how: &str) -> Expr {
        self.refuse(
            Diagnostic::new(
                span,
                format!("this closure escapes: it is {how} and cannot be inlined"),
            )
            .help("write a `#[device] fn` and call it"),
        )
    }

    /// Whether an expression is a closure: written here, or the name of one.
    pub(super) fn is_closure(&self, expr: &ast::Expr) -> bool {
        match &expr.kind {
            ast::ExprKind::Closure(_) => true,
            ast::ExprKind::Path(path) => self.named_closure(path).is_some(),
            _other => false,
        }
    }
}

/// How many parameters an intrinsic has, if it makes a value of values and nothing else.
fn plain_parameters(row: &Row) -> Option<usize> {
    let is_plain = row.guard == Guard::None
        && row.effect == Effect::Pure
        && row.params.iter().all(|kind| *kind == Kind::T);
    is_plain.then_some(row.params.len())
}
