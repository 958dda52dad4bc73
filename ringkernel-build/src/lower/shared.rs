//! Types `shared!`: arrays that the threads of a block share.

use proc_macro2::Span;

use super::body::{Body, Role};
use super::tree::{Expr, ExprKind, Storage, Variable, VariableId};
use crate::diagnostic::Diagnostic;
use crate::ir::Type;
use crate::syntax::ast;

/// How many arrays of a kernel may get their length from the launch.
const DYNAMIC: u32 = 4;

impl Body<'_, '_> {
    /// `shared!(T)`, or `shared!([T])` if `dynamic`.
    pub(super) fn shared(&mut self, ty: &ast::Ty, dynamic: bool, span: Span) -> Expr {
        let refusal = match self.role {
            Role::Constant => Some((
                "a constant has no block whose threads could share it",
                "write `shared!` in a kernel",
            )),
            Role::Stencil => Some((
                "a stencil runs once for each cell, in no particular block",
                "write a `#[kernel]` to choose what a block shares",
            )),
            Role::Device if dynamic => Some((
                "the launch gives lengths to the arrays of the kernel alone",
                "take a `&mut [T]` parameter, and let the kernel hand its `shared!([T])` on",
            )),
            Role::Ring if dynamic => Some((
                "an actor is launched without lengths of shared arrays",
                "write the length: `shared!([f32; 256])`",
            )),
            Role::Device | Role::Ring | Role::Grid => None,
        };
        // Each call of a closure would make an array of its own.
        let refusal = refusal.or(self.is_in_closure().then_some((
            "a closure is copied to each call, and shared memory is not",
            "write `shared!` outside the closure, which may name it",
        )));
        if let Some((message, help)) = refusal {
            return self.refuse(Diagnostic::new(span, message).help(help));
        }
        let element = match self.cx.ty(self.module, ty) {
            Ok(element) => element,
            Err(mistake) => return self.refuse(mistake),
        };
        if element.element().is_none() {
            let name = self.cx.type_name(element);
            return self.refuse(
                Diagnostic::new(ty.span, format!("shared memory cannot hold a `{name}`"))
                    .help("use numbers, or structs and arrays of them"),
            );
        }
        if !self.may_be_zero(element) {
            let name = self.cx.type_name(element);
            return self.refuse(
                Diagnostic::new(
                    ty.span,
                    format!("shared memory starts as zero, which is no value of `{name}`"),
                )
                .help("share the enum's number, or give a variant the discriminant 0"),
            );
        }
        let opened = self.open(element);
        if dynamic {
            return self.dynamic(opened, span);
        }
        let place = self.hidden(opened, Storage::Shared, span);
        let ty = self.infer.reference(opened, true);
        Expr {
            kind: ExprKind::Borrow(Box::new(Expr {
                kind: ExprKind::Variable(place),
                ty: opened,
                span,
            })),
            ty,
            span,
        }
    }

    /// `shared!([T])`.
    fn dynamic(&mut self, element: super::infer::Ty, span: Span) -> Expr {
        let ty = self.infer.slice(element, true);
        let here = span.start();
        let is_dynamic = |variable: &Variable| matches!(variable.storage, Storage::Dynamic(_));
        // A closure's body is typed at each of its calls, but stands in the text once.
        let known = self
            .variables
            .iter()
            .position(|variable| is_dynamic(variable) && variable.span.start() == here);
        let slice = match known {
            Some(position) => VariableId(position),
            None => {
                let count = self.variables.iter().filter(|v| is_dynamic(v)).count() as u32;
                if count == DYNAMIC {
                    return self.refuse(
                        Diagnostic::new(
                            span,
                            format!("a kernel has at most {DYNAMIC} arrays whose length the launch gives"),
                        )
                        .help("take parts of one: `&mut a[..n]` and `&mut a[n..]`"),
                    );
                }
                self.hidden(ty, Storage::Dynamic(count), span)
            }
        };
        Expr {
            kind: ExprKind::Variable(slice),
            ty,
            span,
        }
    }

    /// A variable that no name means.
    fn hidden(&mut self, ty: super::infer::Ty, storage: Storage, span: Span) -> VariableId {
        let name = ast::Ident {
            name: "_".to_owned(),
            span,
        };
        let id = self.declare(&name, ty);
        let variable = &mut self.variables[id.0];
        variable.storage = storage;
        variable.written = true;
        variable.borrowed = true;
        id
    }

    /// Whether memory that is all zero is a value of the type.
    fn may_be_zero(&self, ty: Type) -> bool {
        let module = &self.cx.module;
        let fields = |fields: &[(String, Type)]| fields.iter().all(|(_, ty)| self.may_be_zero(*ty));
        match ty {
            Type::Scalar(_) => true,
            Type::Struct(handle) => fields(&module.structs[handle].fields),
            Type::Enum(handle) => module.enums[handle]
                .variants
                .iter()
                .any(|variant| variant.discriminant == 0 && fields(&variant.fields)),
            Type::Array(handle) => self.may_be_zero(module.arrays[handle].element.into()),
            Type::Unit
            | Type::Slice { .. }
            | Type::Ref { .. }
            | Type::GridPos
            | Type::RingContext => false,
        }
    }
}
