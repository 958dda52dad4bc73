//! Expressions.

use quote::ToTokens;
use syn::spanned::Spanned as _;

use super::ast::{BinaryOp, Expr, ExprKind, Literal, Spanned, UnaryOp};
use super::extent;
use super::parse::Parser;
use super::pattern::member;
use super::sequence::byte_string;
use super::ty::{ident, SCALARS};
use crate::diagnostic::Diagnostic;

impl Parser {
    pub(super) fn expr(&mut self, expr: &syn::Expr) -> Option<Expr> {
        let kind = match expr {
            // rustc counts the parentheses to the expression, so faults point at them too.
            syn::Expr::Paren(inner) => self.expr(&inner.expr)?.kind,
            syn::Expr::Group(inner) => self.expr(&inner.expr)?.kind,
            syn::Expr::Lit(syn::ExprLit {
                lit: syn::Lit::ByteStr(text),
                ..
            }) => ExprKind::Borrow {
                mutable: false,
                place: Box::new(self.bytes(text)?),
            },
            syn::Expr::Lit(literal) => ExprKind::Literal(self.literal(&literal.lit)?),
            syn::Expr::Path(path) => self.value_path(path)?,
            syn::Expr::Unary(unary) => self.unary(unary)?,
            syn::Expr::Binary(binary) => self.binary(binary)?,
            syn::Expr::Assign(assign) => self.assign(assign)?,
            syn::Expr::Cast(cast) => {
                let value = self.expr(&cast.expr);
                let ty = self.plain_ty(&cast.ty);
                ExprKind::Cast(Box::new(value?), ty?)
            }
            syn::Expr::If(branch) => self.branch(branch)?,
            syn::Expr::Match(expr) => self.match_expr(expr)?,
            syn::Expr::Try(inner) => ExprKind::Try(Box::new(self.expr(&inner.expr)?)),
            syn::Expr::Block(block) => self.labelled_block(block)?,
            syn::Expr::While(_) | syn::Expr::Loop(_) | syn::Expr::ForLoop(_) => {
                self.repetition(expr)?
            }
            syn::Expr::Break(_) | syn::Expr::Continue(_) | syn::Expr::Return(_) => {
                self.jump(expr)?
            }
            syn::Expr::Index(index) => self.index(index)?,
            syn::Expr::Reference(reference) => self.borrow(reference)?,
            syn::Expr::Array(array) => self.array(array)?,
            syn::Expr::Repeat(repeat) => self.repeat(repeat)?,
            syn::Expr::Field(field) => {
                let base = self.expr(&field.base);
                ExprKind::Field(Box::new(base?), member(&field.member))
            }
            syn::Expr::Call(call) => self.call(call)?,
            syn::Expr::MethodCall(call) => self.method_call(call)?,
            syn::Expr::Struct(literal) => self.struct_literal(literal)?,
            syn::Expr::Range(range) => self.range(range)?,
            syn::Expr::Closure(closure) => self.closure(closure)?,
            syn::Expr::Tuple(tuple) => self.tuple(tuple)?,
            syn::Expr::Macro(call) => return self.macro_call(&call.mac),
            _ => return self.foreign(expr),
        };
        Some(Expr {
            kind,
            span: extent::of(expr),
        })
    }

    /// Constructs outside the language, each with its way round.
    fn foreign(&mut self, expr: &syn::Expr) -> Option<Expr> {
        let (message, help) = match expr {
            syn::Expr::RawAddr(_) => (
                "pointers are not part of the kernel language",
                "pass `&x` or `&mut x` to a `#[device] fn`",
            ),
            syn::Expr::Unsafe(_) => (
                "device code is safe Rust",
                "remove `unsafe`; every access is checked",
            ),
            syn::Expr::Async(_) | syn::Expr::Await(_) => (
                "device code cannot be `async`",
                "await on the host, round the launch",
            ),
            syn::Expr::Const(_) => (
                "`const` blocks are not part of the kernel language",
                "write a `const` item",
            ),
            syn::Expr::Infer(_) => (
                "`_` is no value",
                "write it on the left of `=`, or as a pattern",
            ),
            _ => return self.unstable(expr),
        };
        self.refuse(expr, message, help)
    }

    /// Syntax that rustc does not take yet, or not there.
    pub(super) fn unstable<T>(&mut self, node: impl ToTokens) -> Option<T> {
        self.errors.push(
            Diagnostic::spanning(node, "this is not part of the kernel language")
                .help("write it with variables, `if`, loops and calls of `#[device] fn`s")
                .soft(),
        );
        None
    }

    pub(super) fn literal(&mut self, literal: &syn::Lit) -> Option<Literal> {
        match literal {
            syn::Lit::Bool(value) => Some(Literal::Bool(value.value)),
            syn::Lit::Int(digits) => {
                let suffix = self.suffix(literal, digits.suffix())?;
                match digits.base10_digits().parse() {
                    Ok(value) => Some(Literal::Int { value, suffix }),
                    Err(_) => self.refuse(
                        literal,
                        "this number fits no integer type",
                        "the largest integer type is `u64`",
                    ),
                }
            }
            syn::Lit::Float(digits) => Some(Literal::Float {
                digits: digits.base10_digits().to_owned(),
                suffix: self.suffix(literal, digits.suffix())?,
            }),
            syn::Lit::Char(_) | syn::Lit::Str(_) | syn::Lit::CStr(_) => self.refuse(
                literal,
                "device code has no text",
                "use a number, and let the host choose the words",
            ),
            syn::Lit::Byte(byte) => Some(Literal::Int {
                value: byte.value().into(),
                suffix: Some("u8".to_owned()),
            }),
            _ => self.unstable(literal),
        }
    }

    fn suffix(&mut self, literal: &syn::Lit, suffix: &str) -> Option<Option<String>> {
        match suffix {
            "" => Some(None),
            "f32" | "f64" | "i8" | "u8" | "i16" | "u16" | "i32" | "u32" | "i64" | "u64"
            | "isize" | "usize" => Some(Some(suffix.to_owned())),
            _ => self.refuse(
                literal,
                format!("`{suffix}` is not part of the kernel language"),
                format!("use {SCALARS}"),
            ),
        }
    }

    fn value_path(&mut self, path: &syn::ExprPath) -> Option<ExprKind> {
        if path.qself.is_some() {
            return self.refuse(
                path,
                "a path through a trait, `<T as Trait>::name`, is not part of the kernel language",
                "write `T::name`, such as `f32::MAX`",
            );
        }
        self.path(&path.path).map(ExprKind::Path)
    }

    fn unary(&mut self, unary: &syn::ExprUnary) -> Option<ExprKind> {
        if let (syn::UnOp::Deref(_), Some(text)) = (unary.op, byte_string(&unary.expr)) {
            return self.bytes(text).map(|array| array.kind);
        }
        let operand = self.expr(&unary.expr).map(Box::new);
        match unary.op {
            syn::UnOp::Neg(_) => Some(ExprKind::Unary(UnaryOp::Neg, operand?)),
            syn::UnOp::Not(_) => Some(ExprKind::Unary(UnaryOp::Not, operand?)),
            syn::UnOp::Deref(_) => Some(ExprKind::Deref(operand?)),
            _ => self.unstable(unary),
        }
    }

    fn binary(&mut self, binary: &syn::ExprBinary) -> Option<ExprKind> {
        let left = self.expr(&binary.left).map(Box::new);
        let right = self.expr(&binary.right).map(Box::new);
        let Some((op, form)) = operator(&binary.op) else {
            return self.unstable(binary.op);
        };
        let op = Spanned {
            value: op,
            span: binary.op.span(),
        };
        Some(match form {
            Form::Value => ExprKind::Binary(op, left?, right?),
            Form::Assigning => ExprKind::AssignOp(op, left?, right?),
        })
    }

    fn branch(&mut self, branch: &syn::ExprIf) -> Option<ExprKind> {
        let condition = self.condition(&branch.cond);
        let then = self.block(&branch.then_branch);
        let otherwise = match &branch.else_branch {
            Some((_, otherwise)) => self.expr(otherwise).map(|expr| Some(Box::new(expr))),
            None => Some(None),
        };
        Some(ExprKind::If {
            condition: Box::new(condition?),
            then: then?,
            otherwise: otherwise?,
        })
    }

    fn call(&mut self, call: &syn::ExprCall) -> Option<ExprKind> {
        let callee = match &*call.func {
            syn::Expr::Path(syn::ExprPath {
                qself: None, path, ..
            }) => self.path(path),
            other => self.refuse(
                other,
                "only a function's name can be called",
                "write a `#[device] fn` and call it by its name",
            ),
        };
        let args = self.arguments(&call.args);
        Some(ExprKind::Call(callee?, args?))
    }

    fn method_call(&mut self, call: &syn::ExprMethodCall) -> Option<ExprKind> {
        let receiver = self.expr(&call.receiver);
        let is_total = call.method == "sum" || call.method == "product";
        let mut total = None;
        if let Some(turbofish) = &call.turbofish {
            let mut types = turbofish.args.iter();
            if let (true, Some(syn::GenericArgument::Type(ty)), None) =
                (is_total, types.next(), types.next())
            {
                total = Some(self.ty(ty)?);
            } else {
                self.refuse::<()>(
                    turbofish,
                    "generic arguments are not part of the kernel language",
                    "use `as` to choose a type",
                );
            }
        }
        if let (true, Some(text)) = (call.method == "expect", text(&call.args)) {
            return Some(ExprKind::Expect(
                Box::new(receiver?),
                ident(&call.method),
                text,
            ));
        }
        let args = self.arguments(&call.args);
        let kind = ExprKind::MethodCall(Box::new(receiver?), ident(&call.method), args?);
        Some(match total {
            Some(ty) => {
                let span = call.span();
                ExprKind::Typed(Box::new(Expr { kind, span }), ty)
            }
            None => kind,
        })
    }

    fn arguments<'a>(
        &mut self,
        args: impl IntoIterator<Item = &'a syn::Expr>,
    ) -> Option<Vec<Expr>> {
        let args: Vec<_> = args.into_iter().map(|arg| self.expr(arg)).collect();
        args.into_iter().collect()
    }

    pub(super) fn borrow(&mut self, reference: &syn::ExprReference) -> Option<ExprKind> {
        let place = self.expr(&reference.expr)?;
        Some(ExprKind::Borrow {
            mutable: reference.mutability.is_some(),
            place: Box::new(place),
        })
    }

    fn struct_literal(&mut self, literal: &syn::ExprStruct) -> Option<ExprKind> {
        // rustc refuses a qualified path here by itself.
        let path = self.path(&literal.path);
        let fields: Vec<_> = literal
            .fields
            .iter()
            .map(|field| {
                let value = self.expr(&field.expr)?;
                Some((member(&field.member), value))
            })
            .collect();
        let base = match &literal.rest {
            Some(base) => self.expr(base).map(|base| Some(Box::new(base))),
            None => Some(None),
        };
        Some(ExprKind::Struct {
            path: path?,
            fields: fields.into_iter().collect::<Option<_>>()?,
            base: base?,
        })
    }
}

/// The one argument that is a text.
fn text<P>(args: &syn::punctuated::Punctuated<syn::Expr, P>) -> Option<String> {
    match args.iter().collect::<Vec<_>>().as_slice() {
        [syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        })] => Some(text.value()),
        _other => None,
    }
}

/// Whether an operator gives a value or writes its left operand.
enum Form {
    Value,
    Assigning,
}

fn operator(op: &syn::BinOp) -> Option<(BinaryOp, Form)> {
    use Form::{Assigning, Value};
    Some(match op {
        syn::BinOp::Add(_) => (BinaryOp::Add, Value),
        syn::BinOp::Sub(_) => (BinaryOp::Sub, Value),
        syn::BinOp::Mul(_) => (BinaryOp::Mul, Value),
        syn::BinOp::Div(_) => (BinaryOp::Div, Value),
        syn::BinOp::Rem(_) => (BinaryOp::Rem, Value),
        syn::BinOp::And(_) => (BinaryOp::And, Value),
        syn::BinOp::Or(_) => (BinaryOp::Or, Value),
        syn::BinOp::BitXor(_) => (BinaryOp::BitXor, Value),
        syn::BinOp::BitAnd(_) => (BinaryOp::BitAnd, Value),
        syn::BinOp::BitOr(_) => (BinaryOp::BitOr, Value),
        syn::BinOp::Shl(_) => (BinaryOp::Shl, Value),
        syn::BinOp::Shr(_) => (BinaryOp::Shr, Value),
        syn::BinOp::Eq(_) => (BinaryOp::Eq, Value),
        syn::BinOp::Lt(_) => (BinaryOp::Lt, Value),
        syn::BinOp::Le(_) => (BinaryOp::Le, Value),
        syn::BinOp::Ne(_) => (BinaryOp::Ne, Value),
        syn::BinOp::Ge(_) => (BinaryOp::Ge, Value),
        syn::BinOp::Gt(_) => (BinaryOp::Gt, Value),
        syn::BinOp::AddAssign(_) => (BinaryOp::Add, Assigning),
        syn::BinOp::SubAssign(_) => (BinaryOp::Sub, Assigning),
        syn::BinOp::MulAssign(_) => (BinaryOp::Mul, Assigning),
        syn::BinOp::DivAssign(_) => (BinaryOp::Div, Assigning),
        syn::BinOp::RemAssign(_) => (BinaryOp::Rem, Assigning),
        syn::BinOp::BitXorAssign(_) => (BinaryOp::BitXor, Assigning),
        syn::BinOp::BitAndAssign(_) => (BinaryOp::BitAnd, Assigning),
        syn::BinOp::BitOrAssign(_) => (BinaryOp::BitOr, Assigning),
        syn::BinOp::ShlAssign(_) => (BinaryOp::Shl, Assigning),
        syn::BinOp::ShrAssign(_) => (BinaryOp::Shr, Assigning),
        _ => return None,
    })
}
