//! The user's function for the CPU: the same tokens, over views instead of references.
//!
//! Real references would be miscompiled across a barrier, so `&[T]`, `&mut [T]` and `&mut T` parameters become `Slice`,
//! `SliceMut` and `RefMut`, which are `Copy`. A view's name in front of a field or `*` becomes the place behind a
//! copy of it, and an element `y[i]` becomes `*{ y }.at(i)`: so `y[y.len() - 1] = v` borrows nothing twice, and no
//! parameter needs `mut`. A variable that holds a slice or a `&mut` is a view too: `&mut place` becomes
//! `RefMut::__of(&mut place)`, and `&y[a..b]` a part of a view. What a pattern looks at stays a real reference, whose
//! names go through `Pass` where they are arguments. All tokens keep the user's spans, so that rustc's messages and the
//! places of faults are the user's.

mod standard;
mod text;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use ringkernel_build::name;
use ringkernel_build::syntax::log;
use ringkernel_build::syntax::pattern::Matches;
use ringkernel_build::syntax::shared::Shared;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};

use text::{bare, bound_name, is_byte_string, is_iterator, is_name, peel, peeled, unwrapped};

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
    /// A name in a pattern: a plain value, or a reference to a part of what was matched.
    Matched,
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
        is_generic: function.sig.generics.type_params().next().is_some(),
        bindings: Vec::new(),
        dynamic: 0,
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
        syn::parse_quote!(#[allow(clippy::borrow_deref_ref, clippy::trivially_copy_pass_by_ref, clippy::too_many_arguments, clippy::while_immutable_condition)]),
    );
    result
}

/// Has a function be part of the loops that call it, where several cells are computed at once; what the user says of that
/// stays.
pub(crate) fn inline(function: &mut syn::ItemFn, attribute: &syn::Attribute) {
    if !function
        .attrs
        .iter()
        .any(|attribute| attribute.path().is_ident("inline"))
    {
        function.attrs.push(attribute.clone());
    }
}

/// The type that a parameter has on the CPU.
fn view(ty: &syn::Type, runtime: &TokenStream) -> syn::Type {
    let target = target(ty);
    let span = ty.span();
    let name = match View::of(ty) {
        View::Slice => Ident::new("Slice", span),
        View::SliceMut => Ident::new("SliceMut", span),
        View::RefMut => Ident::new("RefMut", span),
        View::Position | View::Receiver | View::Matched | View::Itself => return ty.clone(),
    };
    syn::Type::Verbatim(quote_spanned!(span=> #runtime::gpu::#name<'_, #target>))
}

struct Body<'a> {
    runtime: &'a TokenStream,
    /// Whether it has type parameters, which may stand for what is no `GpuType`.
    is_generic: bool,
    /// Every name in scope, the innermost last.
    bindings: Vec<(String, View)>,
    /// Arrays in shared memory so far whose length the launch gives.
    dynamic: usize,
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
                self.0.bind(&pattern.ident, View::Matched);
                visit::visit_pat_ident(self, pattern);
            }
        }
        Names(self).visit_pat(pattern);
    }

    /// Binds the names of a pattern; those that take a part of a tuple as written hold the views that stand there.
    fn bind_parts(&mut self, pattern: &syn::Pat, views: &[(Ident, View)]) {
        self.bind_pattern(pattern);
        for (ident, view) in views {
            self.bind(ident, *view);
        }
    }

    /// The names of a pattern that hold views where it takes a tuple apart that stands here itself.
    fn views_in(&self, pattern: &syn::Pat, value: &syn::Expr) -> Vec<(Ident, View)> {
        let (pattern, syn::Expr::Tuple(tuple)) = (bare(pattern), peeled(value)) else {
            return Vec::new();
        };
        let syn::Pat::Tuple(parts) = pattern else {
            return Vec::new();
        };
        if parts.elems.len() != tuple.elems.len() {
            return Vec::new();
        }
        let mut views = Vec::new();
        for (part, value) in parts.elems.iter().zip(&tuple.elems) {
            match (bound_name(part), self.view_of(value)) {
                (Some(ident), view @ (View::Slice | View::SliceMut | View::RefMut)) => {
                    views.push((ident, view));
                }
                (Some(_), _) => {}
                (None, _) => views.extend(self.views_in(part, value)),
            }
        }
        views
    }

    /// What a pattern looks at: a `&mut T` parameter is taken apart as the reference it stands for.
    fn scrutinee(&mut self, expr: &mut syn::Expr) {
        let view = self.named(expr);
        if let syn::Expr::Reference(reference) = expr {
            self.visit_expr_mut(&mut reference.expr);
        } else {
            self.visit_expr_mut(expr);
        }
        if let Some((ident, View::RefMut)) = view {
            let span = ident.span();
            *expr = syn::Expr::Verbatim(quote_spanned!(span=> &mut *({ #ident })));
        }
    }

    /// A condition, whose names stay bound: those of `if let` reach to the end of its block.
    fn condition(&mut self, condition: &mut syn::Expr) {
        match condition {
            syn::Expr::Let(test) => {
                let views = self.views_in(&test.pat, &test.expr);
                self.scrutinee(&mut test.expr);
                self.bind_parts(&test.pat, &views);
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

    /// Puts a copy in the place of a view's name; what a `RefMut` refers to is a place.
    fn copy(&self, expr: &mut syn::Expr) {
        match self.named(expr) {
            Some((ident, View::Slice | View::SliceMut)) => {
                let span = ident.span();
                *expr = syn::Expr::Verbatim(quote_spanned!(span=> ({ #ident })));
            }
            Some((ident, View::RefMut)) => {
                let span = ident.span();
                *expr = syn::Expr::Verbatim(quote_spanned!(span=> (*{ #ident }.__place())));
            }
            Some((_, View::Position | View::Receiver | View::Matched | View::Itself)) | None => {}
        }
    }

    /// The same behind a `*`.
    fn copy_behind(&self, expr: &mut syn::Expr) {
        if let Some((ident, View::RefMut)) = self.named(expr) {
            let span = ident.span();
            *expr = syn::Expr::Verbatim(quote_spanned!(span=> { #ident }.__place()));
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

    /// `&y[a..b]` or `&mut y[a..b]`, as a part of a view of `y`.
    fn part(&mut self, reference: &mut syn::ExprReference) -> Option<syn::Expr> {
        let mutable = reference.mutability.is_some();
        let syn::Expr::Index(index) = unwrapped(&mut reference.expr) else {
            return None;
        };
        let syn::Expr::Range(_) = unwrapped(&mut index.index) else {
            return None;
        };
        let runtime = self.runtime;
        let span = index.expr.span();
        let base = self.named(&index.expr);
        self.receiver(&mut index.expr);
        self.visit_expr_mut(&mut index.index);
        let (place, range) = (&index.expr, &index.index);
        let view = match base {
            Some((ident, View::Slice | View::SliceMut)) => quote_spanned!(span=> { #ident }),
            _ if mutable => quote_spanned!(span=> #runtime::gpu::SliceMut::__of(&mut #place)),
            _ => quote_spanned!(span=> #runtime::gpu::Slice::__of(&#place)),
        };
        let method = Ident::new(if mutable { "part_mut" } else { "part" }, span);
        Some(syn::Expr::Verbatim(
            quote_spanned!(span=> #view.#method(#range)),
        ))
    }

    /// What a variable holds that gets this value, as far as the text tells.
    fn view_of(&self, expr: &syn::Expr) -> View {
        match expr {
            syn::Expr::Paren(inner) => self.view_of(&inner.expr),
            syn::Expr::Group(inner) => self.view_of(&inner.expr),
            syn::Expr::Path(_) => match self.named(expr) {
                Some((_, view @ (View::Slice | View::SliceMut | View::RefMut))) => view,
                Some((_, View::Position | View::Receiver | View::Matched | View::Itself))
                | None => View::Itself,
            },
            syn::Expr::Reference(reference) => {
                let is_part = matches!(peeled(&reference.expr), syn::Expr::Index(index)
                    if matches!(peeled(&index.index), syn::Expr::Range(_)));
                match (is_part, reference.mutability) {
                    (true, Some(_)) => View::SliceMut,
                    (true, None) => View::Slice,
                    (false, Some(_)) => View::RefMut,
                    (false, None) => View::Itself,
                }
            }
            syn::Expr::Macro(call) if Shared::is(&call.mac) => match Shared::of(&call.mac) {
                Some(Shared::Slice(_)) => View::SliceMut,
                Some(Shared::Value(_)) => View::RefMut,
                None => View::Itself,
            },
            syn::Expr::If(branch) => self.view_of_block(&branch.then_branch),
            syn::Expr::Block(block) => self.view_of_block(&block.block),
            syn::Expr::Match(choice) => choice
                .arms
                .first()
                .map_or(View::Itself, |arm| self.view_of(&arm.body)),
            _ => View::Itself,
        }
    }

    fn view_of_block(&self, block: &syn::Block) -> View {
        match block.stmts.last() {
            Some(syn::Stmt::Expr(tail, None)) => self.view_of(tail),
            _ => View::Itself,
        }
    }

    /// What stands before a `.` or `[` binds more tightly than the `*` of an element.
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
    fn argument(&mut self, expr: &mut syn::Expr) {
        let span = expr.span();
        let passed = if let syn::Expr::Reference(reference) = &mut *expr {
            match self.part(reference) {
                Some(part) => quote_spanned!(span=> #part),
                None => {
                    self.visit_expr_mut(&mut reference.expr);
                    quote_spanned!(span=> #reference)
                }
            }
        } else {
            match self.named(expr) {
                None if is_byte_string(expr) => quote_spanned!(span=> #expr),
                Some((_, View::Receiver)) => quote_spanned!(span=> &mut *#expr),
                Some((_, View::Slice | View::SliceMut | View::RefMut)) => {
                    quote_spanned!(span=> #expr)
                }
                Some((_, View::Matched)) => {
                    let runtime = self.runtime;
                    let (interface, holder) = if self.is_generic {
                        ("HandOnPlain", "Held")
                    } else {
                        ("HandOn", "Matched")
                    };
                    let (interface, holder) =
                        (Ident::new(interface, span), Ident::new(holder, span));
                    *expr = syn::Expr::Verbatim(quote_spanned!(span=> {
                        use #runtime::gpu::pass::#interface as _;
                        #runtime::gpu::pass::#holder(#expr).hand_on()
                    }));
                    return;
                }
                Some((_, View::Position | View::Itself)) | None => {
                    return self.visit_expr_mut(expr)
                }
            }
        };
        let runtime = self.runtime;
        *expr = syn::Expr::Verbatim(quote_spanned!(span=> #runtime::gpu::Pass::pass(#passed)));
    }

    /// What a loop goes over: a reference stays one.
    fn gone_over(&mut self, expr: &mut syn::Expr) {
        if let syn::Expr::Reference(reference) = expr {
            if let Some(part) = self.part(reference) {
                *expr = part;
                return;
            }
            self.visit_expr_mut(&mut reference.expr);
            return;
        }
        self.visit_expr_mut(expr);
    }

    /// `x[a..b].iter()`: the part is a view.
    fn part_receiver(&mut self, call: &mut syn::ExprMethodCall) -> bool {
        let mutable = call.method == "iter_mut" || call.method == "chunks_exact_mut";
        let receiver = unwrapped(&mut call.receiver);
        let syn::Expr::Index(index) = &*receiver else {
            return false;
        };
        let syn::Expr::Range(_) = peeled(&index.index) else {
            return false;
        };
        let (span, place) = (receiver.span(), receiver.clone());
        let mut reference: syn::ExprReference = if mutable {
            syn::parse_quote_spanned!(span=> &mut #place)
        } else {
            syn::parse_quote_spanned!(span=> &#place)
        };
        if let Some(part) = self.part(&mut reference) {
            *receiver = syn::Expr::Verbatim(quote_spanned!(span=> (#part)));
        }
        true
    }

    /// A closure that has a name: its calls hand views on, as those of device functions do.
    fn kept_closure(&mut self, closure: &mut syn::ExprClosure) {
        self.scope(|this| {
            for param in &mut closure.inputs {
                match param {
                    syn::Pat::Type(typed) => {
                        let own = View::of(&typed.ty);
                        *typed.ty = view(&typed.ty, this.runtime);
                        match bound_name(&typed.pat) {
                            Some(ident) => this.bind(&ident, own),
                            None => this.bind_pattern(&typed.pat),
                        }
                    }
                    pattern => match bound_name(pattern) {
                        Some(ident) => this.bind(&ident, View::Itself),
                        None => this.bind_pattern(pattern),
                    },
                }
            }
            this.visit_expr_mut(&mut closure.body);
        });
    }

    fn is_position(&self, expr: &syn::Expr) -> bool {
        matches!(self.named(expr), Some((_, View::Position)))
    }
}

impl VisitMut for Body<'_> {
    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        let outer = self.bindings.len();
        for statement in &block.stmts {
            if let syn::Stmt::Item(syn::Item::Const(item)) = statement {
                self.bind(&item.ident, View::Itself);
            }
        }
        visit_mut::visit_block_mut(self, block);
        self.bindings.truncate(outer);
    }

    /// A constant has no views in it.
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}

    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        let mut own = View::Itself;
        let mut views = Vec::new();
        if let Some(init) = &mut local.init {
            views = self.views_in(&local.pat, &init.expr);
            if let (syn::Expr::Closure(closure), true) = (&mut *init.expr, is_name(&local.pat)) {
                self.kept_closure(closure);
            } else if is_name(&local.pat) {
                own = self.view_of(&init.expr);
                self.visit_expr_mut(&mut init.expr);
            } else {
                self.scrutinee(&mut init.expr);
            }
            if let Some((_, diverge)) = &mut init.diverge {
                self.visit_expr_mut(diverge);
            }
        }
        if let syn::Pat::Type(typed) = &mut local.pat {
            let annotated = View::of(&typed.ty);
            if let View::Slice | View::SliceMut | View::RefMut = annotated {
                own = annotated;
                *typed.ty = view(&typed.ty, self.runtime);
                if let Some(init) = &mut local.init {
                    let (runtime, expr) = (self.runtime, &init.expr);
                    let span = expr.span();
                    let passed = quote_spanned!(span=> #runtime::gpu::Pass::pass(#expr));
                    *init.expr = syn::Expr::Verbatim(passed);
                }
            }
        }
        match bound_name(&local.pat) {
            Some(ident) => self.bind(&ident, own),
            None => self.bind_parts(&local.pat, &views),
        }
    }

    fn visit_expr_for_loop_mut(&mut self, repeat: &mut syn::ExprForLoop) {
        self.gone_over(&mut repeat.expr);
        self.scope(|this| {
            this.bind_pattern(&repeat.pat);
            this.visit_block_mut(&mut repeat.body);
        });
    }

    /// A closure written where it is used: an adapter gives it values and real references.
    fn visit_expr_closure_mut(&mut self, closure: &mut syn::ExprClosure) {
        self.scope(|this| {
            for param in &closure.inputs {
                this.bind_pattern(param);
            }
            this.visit_expr_mut(&mut closure.body);
        });
    }

    fn visit_expr_match_mut(&mut self, expr: &mut syn::ExprMatch) {
        let views: Vec<_> = expr
            .arms
            .iter()
            .map(|arm| self.views_in(&arm.pat, &expr.expr))
            .collect();
        self.scrutinee(&mut expr.expr);
        for (arm, views) in expr.arms.iter_mut().zip(&views) {
            self.scope(|this| {
                this.bind_parts(&arm.pat, views);
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
        self.panic_call(call);
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
        } else if let Some(log::Call {
            text,
            comma,
            mut args,
            ..
        }) = log::Call::of(call)
        {
            for value in &mut args {
                self.visit_expr_mut(value);
            }
            call.tokens = quote!(#text #comma #args);
        }
    }

    fn visit_expr_field_mut(&mut self, field: &mut syn::ExprField) {
        self.receiver(&mut field.base);
    }

    fn visit_expr_try_mut(&mut self, question: &mut syn::ExprTry) {
        self.receiver(&mut question.expr);
    }

    fn visit_expr_index_mut(&mut self, index: &mut syn::ExprIndex) {
        // The name of a slice is left for `element`.
        if !matches!(
            self.named(&index.expr),
            Some((_, View::Slice | View::SliceMut))
        ) {
            self.receiver(&mut index.expr);
        }
        self.visit_expr_mut(&mut index.index);
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
        if self.contained(call) {
            return;
        }
        let of_position = self.is_position(&call.receiver);
        let is_zip = call.method == "zip" && is_iterator(&call.receiver);
        if call.method == "step_by" && is_iterator(&call.receiver) {
            self.check_step(call);
        }
        if !self.part_receiver(call) {
            self.receiver(&mut call.receiver);
        }
        for argument in &mut call.args {
            if of_position {
                self.visit_expr_mut(argument);
            } else if is_zip {
                self.gone_over(argument);
            } else {
                self.argument(argument);
            }
        }
        if of_position && call.method == "at" && call.args.len() == 4 {
            call.method = Ident::new("at3", call.method.span());
        }
    }

    fn visit_expr_call_mut(&mut self, call: &mut syn::ExprCall) {
        self.visit_expr_mut(&mut call.func);
        for argument in &mut call.args {
            self.argument(argument);
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut syn::Expr) {
        if let syn::Expr::Macro(call) = expr {
            if let Some(array) = self.shared_call(&call.mac) {
                *expr = array;
                return;
            }
        }
        if let syn::Expr::Reference(reference) = expr {
            if let Some(part) = self.part(reference) {
                *expr = part;
                return;
            }
        }
        if self.clamp(expr) {
            return;
        }
        visit_mut::visit_expr_mut(self, expr);
        match expr {
            syn::Expr::Index(index) => {
                if let Some(element) = self.element(index) {
                    *expr = element;
                }
            }
            syn::Expr::Reference(reference) if reference.mutability.is_some() => {
                let (runtime, span) = (self.runtime, reference.span());
                let view = quote_spanned!(span=> #runtime::gpu::RefMut::__of(#reference));
                *expr = syn::Expr::Verbatim(view);
            }
            syn::Expr::Field(field) => self.copy(&mut field.base),
            syn::Expr::Unary(syn::ExprUnary {
                op: syn::UnOp::Deref(_),
                expr,
                ..
            }) => self.copy_behind(expr),
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
