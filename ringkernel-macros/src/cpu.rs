//! The user's function for the CPU: the same tokens, over views instead of references.
//!
//! Real references would be miscompiled across a barrier, so `&[T]`, `&mut [T]` and `&mut T` parameters become `Slice`,
//! `SliceMut` and `RefMut`, which are `Copy`. A view's name in front of a field or `*` becomes `({ name })`, a
//! copy, and an element `y[i]` becomes `*{ y }.at(i)`: so `y[y.len() - 1] = v` borrows nothing twice, and no
//! parameter needs `mut`. All tokens keep the user's spans,
//! so that rustc's messages and the places of faults are the user's.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use ringkernel_build::name;
use ringkernel_build::syntax::pattern::Matches;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};

/// What a parameter is on the CPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    /// `&[T]`.
    Slice,
    /// `&mut [T]`.
    SliceMut,
    /// `&mut T`.
    RefMut,
    /// `GridPos`.
    Position,
    /// A method's `self`: what it refers to stays behind a reference.
    Receiver,
    /// `&T` and plain values stay what they are.
    Itself,
}

impl View {
    /// By the type as written.
    pub(crate) fn of(ty: &syn::Type) -> Self {
        match peel(ty) {
            syn::Type::Reference(reference) => {
                let mutable = reference.mutability.is_some();
                match (peel(&reference.elem), mutable) {
                    (syn::Type::Slice(_), false) => Self::Slice,
                    (syn::Type::Slice(_), true) => Self::SliceMut,
                    (_, true) => Self::RefMut,
                    (_, false) => Self::Itself,
                }
            }
            syn::Type::Path(path)
                if path
                    .path
                    .segments
                    .last()
                    .is_some_and(|last| last.ident == "GridPos") =>
            {
                Self::Position
            }
            _ => Self::Itself,
        }
    }
}

/// Whether a pattern takes its value as a whole.
fn is_name(pattern: &syn::Pat) -> bool {
    match pattern {
        syn::Pat::Type(typed) => is_name(&typed.pat),
        syn::Pat::Paren(inner) => is_name(&inner.pat),
        syn::Pat::Ident(_) | syn::Pat::Wild(_) => true,
        _ => false,
    }
}

/// A type without parentheses round it.
fn peel(ty: &syn::Type) -> &syn::Type {
    match ty {
        syn::Type::Paren(inner) => peel(&inner.elem),
        syn::Type::Group(inner) => peel(&inner.elem),
        other => other,
    }
}

/// What a slice or reference refers to; any other type itself.
pub(crate) fn target(ty: &syn::Type) -> &syn::Type {
    match peel(ty) {
        syn::Type::Reference(reference) => match peel(&reference.elem) {
            syn::Type::Slice(slice) => peel(&slice.elem),
            other => other,
        },
        other => other,
    }
}

/// The function over views; `runtime` is the path of the runtime crate.
pub(crate) fn function(function: &syn::ItemFn, runtime: &TokenStream) -> syn::ItemFn {
    let mut result = function.clone();
    let mut body = Body {
        runtime,
        bindings: Vec::new(),
    };
    for input in &mut result.sig.inputs {
        match input {
            syn::FnArg::Typed(param) => {
                match &*param.pat {
                    syn::Pat::Ident(pattern) => body.bind(&pattern.ident, View::of(&param.ty)),
                    pattern => body.bind_pattern(pattern),
                }
                *param.ty = view(&param.ty, runtime);
            }
            syn::FnArg::Receiver(receiver) => {
                let view = match (&receiver.reference, receiver.mutability) {
                    (Some(_), Some(_)) => View::Receiver,
                    (Some(_) | None, _) => View::Itself,
                };
                body.bind(&receiver.self_token.into(), view);
            }
        }
    }
    body.visit_block_mut(&mut result.block);
    // The language asks for the parameters as they are.
    result.attrs.push(
        syn::parse_quote!(#[allow(clippy::trivially_copy_pass_by_ref, clippy::too_many_arguments)]),
    );
    result
}

/// The type that a parameter has on the CPU.
fn view(ty: &syn::Type, runtime: &TokenStream) -> syn::Type {
    let target = target(ty);
    let span = ty.span();
    let name = match View::of(ty) {
        View::Slice => Ident::new("Slice", span),
        View::SliceMut => Ident::new("SliceMut", span),
        View::RefMut => Ident::new("RefMut", span),
        View::Position | View::Receiver | View::Itself => return ty.clone(),
    };
    syn::Type::Verbatim(quote_spanned!(span=> #runtime::gpu::#name<'_, #target>))
}

struct Body<'a> {
    runtime: &'a TokenStream,
    /// Every name in scope, the innermost last.
    bindings: Vec<(String, View)>,
}

impl Body<'_> {
    fn bind(&mut self, ident: &Ident, view: View) {
        self.bindings.push((name::plain_name(ident), view));
    }

    /// A name that is a constant or variant is bound too: it hides no view, whose names are other ones.
    fn bind_pattern(&mut self, pattern: &syn::Pat) {
        struct Names<'b, 'a>(&'b mut Body<'a>);
        impl<'ast> Visit<'ast> for Names<'_, '_> {
            fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
                self.0.bind(&pattern.ident, View::Itself);
                visit::visit_pat_ident(self, pattern);
            }
        }
        Names(self).visit_pat(pattern);
    }

    /// What a pattern looks at: a `&mut T` parameter is taken apart as the reference it stands for.
    fn scrutinee(&mut self, expr: &mut syn::Expr) {
        let view = self.named(expr);
        self.visit_expr_mut(expr);
        if let Some((ident, View::RefMut)) = view {
            let span = ident.span();
            *expr = syn::Expr::Verbatim(quote_spanned!(span=> &mut *({ #ident })));
        }
    }

    /// A condition, whose names stay bound: those of `if let` reach to the end of its block.
    fn condition(&mut self, condition: &mut syn::Expr) {
        match condition {
            syn::Expr::Let(test) => {
                self.scrutinee(&mut test.expr);
                self.bind_pattern(&test.pat);
            }
            syn::Expr::Binary(binary) if matches!(binary.op, syn::BinOp::And(_)) => {
                self.condition(&mut binary.left);
                self.condition(&mut binary.right);
            }
            other => self.visit_expr_mut(other),
        }
    }

    /// What does not outlive `inside`: the names that it binds.
    fn scope(&mut self, inside: impl FnOnce(&mut Self)) {
        let outer = self.bindings.len();
        inside(self);
        self.bindings.truncate(outer);
    }

    /// The name and kind of a bare name, with or without parentheses.
    fn named(&self, expr: &syn::Expr) -> Option<(Ident, View)> {
        match expr {
            syn::Expr::Paren(inner) => self.named(&inner.expr),
            syn::Expr::Group(inner) => self.named(&inner.expr),
            syn::Expr::Path(path) => {
                let ident = path.path.get_ident()?;
                let name = name::plain_name(ident);
                let (_, view) = self
                    .bindings
                    .iter()
                    .rev()
                    .find(|(bound, _)| *bound == name)?;
                Some((ident.clone(), *view))
            }
            _ => None,
        }
    }

    /// Puts a copy in the place of a view's name.
    fn copy(&self, expr: &mut syn::Expr) {
        if let Some((ident, View::Slice | View::SliceMut | View::RefMut)) = self.named(expr) {
            let span = ident.span();
            *expr = syn::Expr::Verbatim(quote_spanned!(span=> ({ #ident })));
        }
    }

    /// `y[i]` of a slice, as `*{ y }.at(i)`.
    ///
    /// A fault must name the place that rustc names for a real slice: the start of the expression. For an overloaded
    /// index it names the bracket, for a method the method's name, which here has the span of `y`. All tokens need a
    /// span of the user's: one of the macro's would move the place to the attribute.
    fn element(&self, index: &syn::ExprIndex) -> Option<syn::Expr> {
        let (ident, View::Slice | View::SliceMut) = self.named(&index.expr)? else {
            return None;
        };
        let span = ident.span();
        let method = Ident::new("at", span);
        let position = &index.index;
        Some(syn::Expr::Verbatim(
            quote_spanned!(span=> *{ #ident }.#method(#position)),
        ))
    }

    /// What stands before a `.` binds more tightly than the `*` of an element.
    fn receiver(&mut self, expr: &mut syn::Expr) {
        let element = match expr {
            syn::Expr::Index(index) => self.element(index).map(|_| index.span()),
            _ => None,
        };
        self.visit_expr_mut(expr);
        if let Some((_, View::RefMut)) = self.named(expr) {
            self.copy(expr);
        }
        if let Some(span) = element {
            *expr = syn::Expr::Verbatim(quote_spanned!(span=> (#expr)));
        }
    }

    /// An argument for a device function, whose parameters are views too.
    fn argument(&self, expr: &mut syn::Expr) {
        let runtime = self.runtime;
        if let syn::Expr::Reference(reference) = expr {
            if reference.mutability.is_some() {
                let span = reference.span();
                let view = quote_spanned!(span=> #runtime::gpu::Pass::pass(#reference));
                *expr = syn::Expr::Verbatim(view);
            }
            return;
        }
        let passed = match self.named(expr) {
            Some((_, View::SliceMut | View::RefMut)) => quote_spanned!(expr.span()=> #expr),
            Some((_, View::Receiver)) => quote_spanned!(expr.span()=> &mut *#expr),
            Some((_, View::Slice | View::Position | View::Itself)) | None => return,
        };
        let span = expr.span();
        *expr = syn::Expr::Verbatim(quote_spanned!(span=> #runtime::gpu::Pass::pass(#passed)));
    }

    fn is_position(&self, expr: &syn::Expr) -> bool {
        matches!(self.named(expr), Some((_, View::Position)))
    }
}

impl VisitMut for Body<'_> {
    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        let outer = self.bindings.len();
        visit_mut::visit_block_mut(self, block);
        self.bindings.truncate(outer);
    }

    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        if let Some(init) = &mut local.init {
            if is_name(&local.pat) {
                self.visit_expr_mut(&mut init.expr);
            } else {
                self.scrutinee(&mut init.expr);
            }
            if let Some((_, diverge)) = &mut init.diverge {
                self.visit_expr_mut(diverge);
            }
        }
        self.bind_pattern(&local.pat);
    }

    fn visit_expr_for_loop_mut(&mut self, repeat: &mut syn::ExprForLoop) {
        self.visit_expr_mut(&mut repeat.expr);
        self.scope(|this| {
            this.bind_pattern(&repeat.pat);
            this.visit_block_mut(&mut repeat.body);
        });
    }

    fn visit_expr_match_mut(&mut self, expr: &mut syn::ExprMatch) {
        self.scrutinee(&mut expr.expr);
        for arm in &mut expr.arms {
            self.scope(|this| {
                this.bind_pattern(&arm.pat);
                if let Some((_, guard)) = &mut arm.guard {
                    this.visit_expr_mut(guard);
                }
                this.visit_expr_mut(&mut arm.body);
            });
        }
    }

    fn visit_expr_if_mut(&mut self, branch: &mut syn::ExprIf) {
        self.scope(|this| {
            this.condition(&mut branch.cond);
            this.visit_block_mut(&mut branch.then_branch);
        });
        if let Some((_, otherwise)) = &mut branch.else_branch {
            self.visit_expr_mut(otherwise);
        }
    }

    fn visit_expr_while_mut(&mut self, repeat: &mut syn::ExprWhile) {
        self.scope(|this| {
            this.condition(&mut repeat.cond);
            this.visit_block_mut(&mut repeat.body);
        });
    }

    fn visit_macro_mut(&mut self, call: &mut syn::Macro) {
        if let Some(Matches {
            mut scrutinee,
            comma,
            pattern,
            guard,
        }) = Matches::of(call)
        {
            self.scrutinee(&mut scrutinee);
            let guard = guard.map(|(keyword, mut guard)| {
                self.scope(|this| {
                    this.bind_pattern(&pattern);
                    this.visit_expr_mut(&mut guard);
                });
                quote!(#keyword #guard)
            });
            call.tokens = quote!(#scrutinee #comma #pattern #guard);
        }
    }

    fn visit_expr_field_mut(&mut self, field: &mut syn::ExprField) {
        self.receiver(&mut field.base);
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
        self.receiver(&mut call.receiver);
        for argument in &mut call.args {
            self.visit_expr_mut(argument);
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut syn::Expr) {
        visit_mut::visit_expr_mut(self, expr);
        match expr {
            syn::Expr::Index(index) => {
                if let Some(element) = self.element(index) {
                    *expr = element;
                }
            }
            syn::Expr::Field(field) => self.copy(&mut field.base),
            syn::Expr::Unary(syn::ExprUnary {
                op: syn::UnOp::Deref(_),
                expr,
                ..
            }) => self.copy(expr),
            syn::Expr::Call(call) => {
                for argument in &mut call.args {
                    self.argument(argument);
                }
            }
            syn::Expr::MethodCall(call) if self.is_position(&call.receiver) => {
                if call.method == "at" && call.args.len() == 4 {
                    call.method = Ident::new("at3", call.method.span());
                }
            }
            syn::Expr::MethodCall(call) => {
                for argument in &mut call.args {
                    self.argument(argument);
                }
            }
            _ => {}
        }
    }
}

/// The function with a body that type-checks whatever its result: what is emitted beside a mistake.
pub(crate) fn without_body(function: &syn::ItemFn) -> syn::ItemFn {
    let mut result = function.clone();
    result
        .attrs
        .retain(|attribute| matches!(attribute.style, syn::AttrStyle::Outer));
    result
        .attrs
        .push(syn::parse_quote!(#[allow(unused, clippy::all)]));
    result.block = Box::new(syn::Block {
        brace_token: syn::token::Brace(Span::call_site()),
        stmts: vec![syn::parse_quote!(loop {})],
    });
    result
}
