//! Generic parameters and arguments.

use syn::spanned::Spanned;

use super::ast::{
    Argument, Arguments, Expr, ExprKind, Function, GenericKind, GenericParam, Generics, Kind,
    Literal, Path, UnaryOp,
};
use super::parse::Parser;
use super::ty::ident;
use crate::diagnostic::{Diagnostic, Errors};

impl Parser {
    /// The generic parameters of an item; their bounds are rustc's business.
    pub(super) fn generics(&mut self, generics: &syn::Generics) -> Option<Generics> {
        let mut params = Vec::new();
        let mut complete = true;
        for param in &generics.params {
            let param = match param {
                syn::GenericParam::Lifetime(lifetime) => {
                    self.refuse_lifetime(&lifetime.lifetime);
                    complete = false;
                    continue;
                }
                syn::GenericParam::Type(param) => GenericParam {
                    name: ident(&param.ident),
                    kind: GenericKind::Type,
                },
                syn::GenericParam::Const(param) => match self.plain_ty(&param.ty) {
                    Some(ty) => GenericParam {
                        name: ident(&param.ident),
                        kind: GenericKind::Const(ty),
                    },
                    None => {
                        complete = false;
                        continue;
                    }
                },
            };
            params.push(param);
        }
        complete.then_some(Generics { params })
    }

    /// Refuses the generic parameters of an item that can have none.
    pub(super) fn no_generics(&mut self, generics: &syn::Generics, item: &str) {
        if !generics.params.is_empty() {
            self.refuse::<()>(
                &generics.params,
                format!("{item} with generic parameters is not part of the kernel language"),
                "write it for each type it is needed for; a `#[device] fn` can be generic",
            );
        } else if let Some(clause) = &generics.where_clause {
            self.refuse::<()>(
                clause,
                "a `where` clause has a place only after generic parameters",
                "remove the clause",
            );
        }
    }

    /// A path with its generic arguments.
    pub(super) fn path(&mut self, path: &syn::Path) -> Option<Path> {
        let mut complete = true;
        let mut arguments = Vec::new();
        for (segment, part) in path.segments.iter().enumerate() {
            match &part.arguments {
                syn::PathArguments::None => {}
                syn::PathArguments::AngleBracketed(written) => {
                    let list: Vec<_> = written
                        .args
                        .iter()
                        .map(|argument| self.generic_argument(argument))
                        .collect();
                    match list.into_iter().collect() {
                        Some(list) => arguments.push(Arguments {
                            segment,
                            list,
                            span: written.span(),
                        }),
                        None => complete = false,
                    }
                }
                written @ syn::PathArguments::Parenthesized(_) => {
                    complete = false;
                    self.unstable::<()>(written);
                }
            }
        }
        complete.then(|| Path {
            absolute: path.leading_colon.is_some(),
            segments: path
                .segments
                .iter()
                .map(|segment| ident(&segment.ident))
                .collect(),
            arguments,
            span: path.span(),
        })
    }

    pub(super) fn generic_argument(&mut self, argument: &syn::GenericArgument) -> Option<Argument> {
        match argument {
            syn::GenericArgument::Type(syn::Type::Infer(infer)) => {
                Some(Argument::Infer(infer.span()))
            }
            syn::GenericArgument::Type(ty) => self.ty(ty).map(Argument::Type),
            syn::GenericArgument::Const(syn::Expr::Block(block))
                if block.block.stmts.len() == 1 =>
            {
                match &block.block.stmts[0] {
                    syn::Stmt::Expr(value, None) => {
                        Some(Argument::Const(Box::new(self.expr(value)?)))
                    }
                    _more => Some(Argument::Const(Box::new(
                        self.expr(&syn::Expr::Block(block.clone()))?,
                    ))),
                }
            }
            // syn reads `-5` as one literal here.
            syn::GenericArgument::Const(syn::Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Int(digits),
                ..
            })) if digits.base10_digits().starts_with('-') => {
                let value = digits.base10_digits()[1..].parse().ok()?;
                let span = digits.span();
                let suffix = match digits.suffix() {
                    "" => None,
                    suffix => Some(suffix.to_owned()),
                };
                let kind = ExprKind::Literal(Literal::Int { value, suffix });
                let operand = Box::new(Expr { kind, span });
                let kind = ExprKind::Unary(UnaryOp::Neg, operand);
                Some(Argument::Const(Box::new(Expr { kind, span })))
            }
            syn::GenericArgument::Const(value) => {
                Some(Argument::Const(Box::new(self.expr(value)?)))
            }
            _other => self.refuse(
                argument,
                "only types and constants can be generic arguments here",
                "leave the argument out where rustc finds it by itself",
            ),
        }
    }
}

/// A generic kernel says for which arguments it is made; `kind` is `None` for a device function.
pub(super) fn check_generics(
    errors: &mut Errors,
    kind: Option<&Kind>,
    function: &Function,
    written: &syn::ItemFn,
) {
    let params = &written.sig.generics.params;
    let wanted = function.generics.params.len();
    let instances = match kind {
        None => return,
        Some(Kind::Stencil(_) | Kind::Ring(_)) if wanted == 0 => return,
        Some(Kind::Stencil(_) | Kind::Ring(_)) => {
            errors.push(
                Diagnostic::spanning(params, "only a `#[kernel]` can have generic parameters")
                    .help(
                        "write one of it for each type, and let them call a generic `#[device] fn`",
                    ),
            );
            return;
        }
        Some(Kind::Grid(options)) => options.instances.as_deref(),
    };
    match instances {
        None if wanted == 0 => {}
        None => errors.push(
            Diagnostic::spanning(
                params,
                "a generic kernel must say for which types it is made",
            )
            .help("write `#[kernel(instances(f32, f64))]`"),
        ),
        Some(_) if wanted == 0 => errors.push(
            Diagnostic::new(
                function.name.span,
                format!("`{}` has no generic parameter", function.name.name),
            )
            .help("leave `instances(..)` out"),
        ),
        Some(instances) => {
            for instance in instances {
                let given = instance.arguments.len();
                if given != wanted {
                    errors.push(
                        Diagnostic::new(
                            instance.span,
                            format!(
                                "`{}` wants {wanted} generic argument{}, not {given}",
                                function.name.name,
                                if wanted == 1 { "" } else { "s" },
                            ),
                        )
                        .help("give one argument for each, in parentheses: `instances((f32, 4), (f64, 8))`"),
                    );
                }
            }
        }
    }
}
