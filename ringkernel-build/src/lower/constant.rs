//! Constants: their values at build time, by Rust's rules.
//!
//! A constant is typed like a body and then evaluated here. Overflow and division by zero are rustc's own errors, hence
//! soft. What a constant may not contain on the GPU's side (calls, statements) is refused at the kernel's use of it.

use proc_macro2::Span;

use super::infer::Ty;
use super::tree::{Expr, ExprKind};
use crate::diagnostic::Diagnostic;
use crate::ir::{Array, Enum, Handle, Literal, Scalar, Struct, Type};
use crate::syntax::ast::{self, BinaryOp, UnaryOp};

/// The value of a constant.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// A scalar; the literal fits the type.
    Scalar(Literal, Scalar),
    /// A struct, its fields in declaration order.
    Struct(Handle<Struct>, Vec<Value>),
    /// A variant, its fields in declaration order.
    Variant(Handle<Enum>, u32, Vec<Value>),
    /// An array's elements.
    Array(Handle<Array>, Vec<Value>),
}

impl Value {
    /// Its type.
    pub(super) fn ty(&self) -> Type {
        match self {
            Self::Scalar(_, scalar) => Type::Scalar(*scalar),
            Self::Struct(handle, _) => Type::Struct(*handle),
            Self::Variant(handle, ..) => Type::Enum(*handle),
            Self::Array(handle, _) => Type::Array(*handle),
        }
    }
}

/// What inference found out about an expression's type.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) ty: Type,
    /// How many elements an array has.
    pub(super) len: Option<u64>,
}

/// The most elements that `[value; len]` may give a constant.
const LONGEST: u64 = 16 * 1024;

/// Gives a literal its final type.
///
/// # Errors
/// When the value does not fit, or the kinds differ; rustc says so too.
pub(super) fn literal(
    literal: &ast::Literal,
    scalar: Scalar,
    negative: bool,
    span: Span,
) -> Result<Literal, Diagnostic> {
    let out_of_range = || {
        Diagnostic::new(
            span,
            format!("literal out of range for `{}`", scalar.name()),
        )
        .soft()
    };
    match literal {
        ast::Literal::Bool(value) => Ok(Literal::Bool(*value)),
        ast::Literal::Int { value, .. } if scalar.is_int() => {
            let value = i128::try_from(*value).map_err(|_| out_of_range())?;
            let value = if negative { -value } else { value };
            let (min, max) = range(scalar);
            if (min..=max).contains(&value) {
                Ok(Literal::Int(value))
            } else {
                Err(out_of_range())
            }
        }
        ast::Literal::Int { value, .. } => float(&value.to_string(), scalar, negative, span),
        ast::Literal::Float { digits, .. } => float(digits, scalar, negative, span),
    }
}

fn float(digits: &str, scalar: Scalar, negative: bool, span: Span) -> Result<Literal, Diagnostic> {
    let malformed = || Diagnostic::new(span, "this is no number of its type").soft();
    let literal = match scalar {
        Scalar::F32 => {
            let value: f32 = digits.parse().map_err(|_| malformed())?;
            Literal::F32(if negative { -value } else { value })
        }
        Scalar::F64 => {
            let value: f64 = digits.parse().map_err(|_| malformed())?;
            Literal::F64(if negative { -value } else { value })
        }
        Scalar::Bool
        | Scalar::I8
        | Scalar::U8
        | Scalar::I16
        | Scalar::U16
        | Scalar::I32
        | Scalar::U32
        | Scalar::I64
        | Scalar::U64
        | Scalar::Isize
        | Scalar::Usize
        | Scalar::F16
        | Scalar::Bf16
        | Scalar::F8E4M3
        | Scalar::F8E5M2 => return Err(malformed()),
    };
    let finite = match literal {
        Literal::F32(value) => value.is_finite(),
        Literal::F64(value) => value.is_finite(),
        Literal::Bool(_) | Literal::Int(_) | Literal::Half(_) => true,
    };
    if finite {
        Ok(literal)
    } else {
        Err(Diagnostic::new(
            span,
            format!("literal out of range for `{}`", scalar.name()),
        )
        .soft())
    }
}

/// The smallest and largest value of an integer type.
pub(super) fn range(scalar: Scalar) -> (i128, i128) {
    match scalar {
        Scalar::I8 => (i8::MIN.into(), i8::MAX.into()),
        Scalar::U8 => (0, u8::MAX.into()),
        Scalar::I16 => (i16::MIN.into(), i16::MAX.into()),
        Scalar::U16 => (0, u16::MAX.into()),
        Scalar::I32 => (i32::MIN.into(), i32::MAX.into()),
        Scalar::U32 => (0, u32::MAX.into()),
        Scalar::I64 | Scalar::Isize => (i64::MIN.into(), i64::MAX.into()),
        Scalar::U64 | Scalar::Usize => (0, u64::MAX.into()),
        Scalar::Bool => (0, 1),
        Scalar::F32
        | Scalar::F64
        | Scalar::F16
        | Scalar::Bf16
        | Scalar::F8E4M3
        | Scalar::F8E5M2 => unreachable!("floats have no integer range"),
    }
}

/// Brings an integer into its type's range as release arithmetic does.
fn wrap(value: i128, scalar: Scalar) -> i128 {
    let bits = scalar.size() * 8;
    let low = value & ((1i128 << bits) - 1);
    if scalar.is_signed_int() && low >> (bits - 1) == 1 {
        low - (1i128 << bits)
    } else {
        low
    }
}

/// Evaluates a typed expression whose types are all known.
///
/// # Errors
/// Overflow and the like, or an expression that has no value at build time.
pub(super) fn evaluate(
    expr: &Expr,
    known: &mut impl FnMut(Ty, Span) -> Option<Found>,
) -> Result<Value, Diagnostic> {
    let mut ty = |expr: &Expr| known(expr.ty, expr.span).map(|found| found.ty);
    let mut scalar_type = |expr: &Expr| match ty(expr) {
        Some(Type::Scalar(scalar)) => Ok(scalar),
        Some(_) | None => Err(not_constant(expr.span)),
    };
    match &expr.kind {
        ExprKind::Literal(ast) => {
            let scalar = scalar_type(expr)?;
            Ok(Value::Scalar(
                literal(ast, scalar, false, expr.span)?,
                scalar,
            ))
        }
        ExprKind::Constant(value) => Ok(value.clone()),
        ExprKind::Unary(UnaryOp::Neg, operand) => {
            let scalar = scalar_type(operand)?;
            if let ExprKind::Literal(ast) = &operand.kind {
                let value = literal(ast, scalar, true, expr.span)?;
                return Ok(Value::Scalar(value, scalar));
            }
            match evaluate(operand, known)? {
                Value::Scalar(Literal::Int(value), scalar) => in_range(-value, scalar, expr.span),
                Value::Scalar(Literal::F32(value), scalar) => {
                    Ok(Value::Scalar(Literal::F32(-value), scalar))
                }
                Value::Scalar(Literal::F64(value), scalar) => {
                    Ok(Value::Scalar(Literal::F64(-value), scalar))
                }
                Value::Scalar(Literal::Bool(_) | Literal::Half(_), _)
                | Value::Struct(..)
                | Value::Variant(..)
                | Value::Array(..) => Err(not_constant(expr.span)),
            }
        }
        ExprKind::Unary(UnaryOp::Not, operand) => match evaluate(operand, known)? {
            Value::Scalar(Literal::Bool(value), scalar) => {
                Ok(Value::Scalar(Literal::Bool(!value), scalar))
            }
            Value::Scalar(Literal::Int(value), scalar) => {
                Ok(Value::Scalar(Literal::Int(wrap(!value, scalar)), scalar))
            }
            Value::Scalar(Literal::F32(_) | Literal::F64(_) | Literal::Half(_), _)
            | Value::Struct(..)
            | Value::Variant(..)
            | Value::Array(..) => Err(not_constant(expr.span)),
        },
        ExprKind::Binary(BinaryOp::And, left, right) => match evaluate(left, known)? {
            Value::Scalar(Literal::Bool(false), scalar) => {
                Ok(Value::Scalar(Literal::Bool(false), scalar))
            }
            _true => evaluate(right, known),
        },
        ExprKind::Binary(BinaryOp::Or, left, right) => match evaluate(left, known)? {
            Value::Scalar(Literal::Bool(true), scalar) => {
                Ok(Value::Scalar(Literal::Bool(true), scalar))
            }
            _false => evaluate(right, known),
        },
        ExprKind::Binary(op, left, right) => {
            let (left, right) = (evaluate(left, known)?, evaluate(right, known)?);
            binary(*op, &left, &right, expr.span)
        }
        ExprKind::Cast(operand) => {
            let to = scalar_type(expr)?;
            match evaluate(operand, known)? {
                Value::Scalar(value, _) => cast(value, to)
                    .map(|value| Value::Scalar(value, to))
                    .ok_or_else(|| not_constant(expr.span)),
                Value::Struct(..) | Value::Variant(..) | Value::Array(..) => {
                    Err(not_constant(expr.span))
                }
            }
        }
        ExprKind::If(condition, then, otherwise) => {
            let taken = match evaluate(condition, known)? {
                Value::Scalar(Literal::Bool(true), _) => {
                    if !then.statements.is_empty() {
                        return Err(not_constant(expr.span));
                    }
                    then.tail.as_deref()
                }
                Value::Scalar(..) | Value::Struct(..) | Value::Variant(..) | Value::Array(..) => {
                    otherwise.as_deref()
                }
            };
            evaluate(taken.ok_or_else(|| not_constant(expr.span))?, known)
        }
        ExprKind::Block(None, block) => match (&block.statements[..], &block.tail) {
            ([], Some(tail)) => evaluate(tail, known),
            (_, Some(_) | None) => Err(not_constant(expr.span)),
        },
        ExprKind::Field(base, position) => match evaluate(base, known)? {
            Value::Struct(_, fields) => Ok(fields[*position as usize].clone()),
            Value::Scalar(..) | Value::Variant(..) | Value::Array(..) => {
                Err(not_constant(expr.span))
            }
        },
        ExprKind::Element(base, index) => match (evaluate(base, known)?, evaluate(index, known)?) {
            (Value::Array(_, elements), Value::Scalar(Literal::Int(index), _)) => {
                usize::try_from(index)
                    .ok()
                    .and_then(|index| elements.get(index).cloned())
                    .ok_or_else(|| {
                        Diagnostic::new(expr.span, "this index is beyond the array's end").soft()
                    })
            }
            (Value::Scalar(..) | Value::Struct(..) | Value::Variant(..) | Value::Array(..), _) => {
                Err(not_constant(expr.span))
            }
        },
        ExprKind::Array(elements) => {
            let Some(Type::Array(handle)) = ty(expr) else {
                return Err(not_constant(expr.span));
            };
            let mut values = Vec::with_capacity(elements.len());
            for element in elements {
                values.push(evaluate(element, known)?);
            }
            Ok(Value::Array(handle, values))
        }
        ExprKind::Repeat(value) => {
            let (handle, len) = match known(expr.ty, expr.span) {
                Some(Found {
                    ty: Type::Array(handle),
                    len: Some(len),
                }) => (handle, len),
                Some(_) | None => return Err(not_constant(expr.span)),
            };
            let count = usize::try_from(len.min(LONGEST)).expect("the limit is small");
            if len > LONGEST {
                return Err(Diagnostic::new(
                    expr.span,
                    format!("a constant of {len} elements is too large"),
                )
                .help("fill a buffer on the host and pass it as a slice"));
            }
            Ok(Value::Array(handle, vec![evaluate(value, known)?; count]))
        }
        ExprKind::Tuple(parts) => {
            let Some(Type::Struct(handle)) = ty(expr) else {
                return Err(not_constant(expr.span));
            };
            let mut values = Vec::with_capacity(parts.len());
            for part in parts {
                values.push(evaluate(part, known)?);
            }
            Ok(Value::Struct(handle, values))
        }
        ExprKind::Variant(variant, fields) => {
            let Some(Type::Enum(handle)) = ty(expr) else {
                return Err(not_constant(expr.span));
            };
            let mut values = Vec::with_capacity(fields.len());
            for (position, field) in fields {
                values.push((*position, evaluate(field, known)?));
            }
            values.sort_by_key(|(position, _)| *position);
            let values = values.into_iter().map(|(_, value)| value).collect();
            Ok(Value::Variant(handle, *variant, values))
        }
        ExprKind::Struct(handle, fields) => {
            let mut values = Vec::with_capacity(fields.len());
            for (position, field) in fields {
                values.push((*position, evaluate(field, known)?));
            }
            values.sort_by_key(|(position, _)| *position);
            Ok(Value::Struct(
                *handle,
                values.into_iter().map(|(_, value)| value).collect(),
            ))
        }
        ExprKind::Variable(_)
        | ExprKind::Deref(_)
        | ExprKind::Cell(_)
        | ExprKind::Neighbor(..)
        | ExprKind::Present(..)
        | ExprKind::Within(_)
        | ExprKind::Count(_)
        | ExprKind::Quotient(..)
        | ExprKind::Len(_)
        | ExprKind::Borrow(_)
        | ExprKind::Part(_)
        | ExprKind::Unsize(_)
        | ExprKind::Share(_)
        | ExprKind::Log(_)
        | ExprKind::Assign(..)
        | ExprKind::AssignOp(..)
        | ExprKind::While(..)
        | ExprKind::Loop(..)
        | ExprKind::Block(Some(_), _)
        | ExprKind::For(_)
        | ExprKind::Break(..)
        | ExprKind::Continue(_)
        | ExprKind::Return(_)
        | ExprKind::Debug(_)
        | ExprKind::Panic(_)
        | ExprKind::Match(_)
        | ExprKind::IfLet(_)
        | ExprKind::Call(..)
        | ExprKind::Intrinsic(..)
        | ExprKind::Unit
        | ExprKind::Mistake => Err(not_constant(expr.span)),
    }
}

fn not_constant(span: Span) -> Diagnostic {
    Diagnostic::new(span, "this has no value at build time").help(
        "constants are made of literals, other constants, operators, casts and struct literals",
    )
}

fn in_range(value: i128, scalar: Scalar, span: Span) -> Result<Value, Diagnostic> {
    let (min, max) = range(scalar);
    if (min..=max).contains(&value) {
        Ok(Value::Scalar(Literal::Int(value), scalar))
    } else {
        Err(Diagnostic::new(span, format!("this overflows `{}`", scalar.name())).soft())
    }
}

fn binary(op: BinaryOp, left: &Value, right: &Value, span: Span) -> Result<Value, Diagnostic> {
    let bool = |value| Ok(Value::Scalar(Literal::Bool(value), Scalar::Bool));
    match (left, right) {
        (Value::Scalar(Literal::Int(a), scalar), Value::Scalar(Literal::Int(b), _)) => {
            let overflow =
                || Diagnostic::new(span, format!("this overflows `{}`", scalar.name())).soft();
            let exact = |value: Option<i128>| in_range(value.ok_or_else(overflow)?, *scalar, span);
            match op {
                BinaryOp::Add => exact(a.checked_add(*b)),
                BinaryOp::Sub => exact(a.checked_sub(*b)),
                BinaryOp::Mul => exact(a.checked_mul(*b)),
                BinaryOp::Div => exact(a.checked_div(*b)),
                BinaryOp::Rem if *b == -1 && *a == range(*scalar).0 => Err(overflow()),
                BinaryOp::Rem => exact(a.checked_rem(*b)),
                BinaryOp::BitAnd => exact(Some(a & b)),
                BinaryOp::BitOr => exact(Some(a | b)),
                BinaryOp::BitXor => exact(Some(a ^ b)),
                BinaryOp::Shl | BinaryOp::Shr => {
                    let amount = u32::try_from(*b)
                        .ok()
                        .filter(|amount| *amount < scalar.size() * 8)
                        .ok_or_else(overflow)?;
                    let value = if op == BinaryOp::Shl {
                        wrap(a << amount, *scalar)
                    } else {
                        a >> amount
                    };
                    exact(Some(value))
                }
                BinaryOp::Eq => bool(a == b),
                BinaryOp::Ne => bool(a != b),
                BinaryOp::Lt => bool(a < b),
                BinaryOp::Le => bool(a <= b),
                BinaryOp::Gt => bool(a > b),
                BinaryOp::Ge => bool(a >= b),
                BinaryOp::And | BinaryOp::Or => Err(not_constant(span)),
            }
        }
        (Value::Scalar(Literal::F32(a), scalar), Value::Scalar(Literal::F32(b), _)) => {
            match float_binary(op, *a, *b) {
                Some(Float::Number(value)) => Ok(Value::Scalar(Literal::F32(value), *scalar)),
                Some(Float::Truth(value)) => bool(value),
                None => Err(not_constant(span)),
            }
        }
        (Value::Scalar(Literal::F64(a), scalar), Value::Scalar(Literal::F64(b), _)) => {
            match float_binary(op, *a, *b) {
                Some(Float::Number(value)) => Ok(Value::Scalar(Literal::F64(value), *scalar)),
                Some(Float::Truth(value)) => bool(value),
                None => Err(not_constant(span)),
            }
        }
        (Value::Scalar(Literal::Bool(a), _), Value::Scalar(Literal::Bool(b), _)) => match op {
            BinaryOp::BitAnd => bool(a & b),
            BinaryOp::BitOr => bool(a | b),
            BinaryOp::BitXor | BinaryOp::Ne => bool(a != b),
            BinaryOp::Eq => bool(a == b),
            BinaryOp::Lt => bool(!a & b),
            BinaryOp::Le => bool(a <= b),
            BinaryOp::Gt => bool(a & !b),
            BinaryOp::Ge => bool(a >= b),
            BinaryOp::Add
            | BinaryOp::Sub
            | BinaryOp::Mul
            | BinaryOp::Div
            | BinaryOp::Rem
            | BinaryOp::And
            | BinaryOp::Or
            | BinaryOp::Shl
            | BinaryOp::Shr => Err(not_constant(span)),
        },
        (
            Value::Scalar(..) | Value::Struct(..) | Value::Variant(..) | Value::Array(..),
            Value::Scalar(..) | Value::Struct(..) | Value::Variant(..) | Value::Array(..),
        ) => Err(not_constant(span)),
    }
}

enum Float<F> {
    Number(F),
    Truth(bool),
}

fn float_binary<F>(op: BinaryOp, a: F, b: F) -> Option<Float<F>>
where
    F: Copy
        + PartialOrd
        + std::ops::Add<Output = F>
        + std::ops::Sub<Output = F>
        + std::ops::Mul<Output = F>
        + std::ops::Div<Output = F>
        + std::ops::Rem<Output = F>,
{
    Some(match op {
        BinaryOp::Add => Float::Number(a + b),
        BinaryOp::Sub => Float::Number(a - b),
        BinaryOp::Mul => Float::Number(a * b),
        BinaryOp::Div => Float::Number(a / b),
        BinaryOp::Rem => Float::Number(a % b),
        BinaryOp::Eq => Float::Truth(a == b),
        BinaryOp::Ne => Float::Truth(a != b),
        BinaryOp::Lt => Float::Truth(a < b),
        BinaryOp::Le => Float::Truth(a <= b),
        BinaryOp::Gt => Float::Truth(a > b),
        BinaryOp::Ge => Float::Truth(a >= b),
        BinaryOp::And
        | BinaryOp::Or
        | BinaryOp::BitAnd
        | BinaryOp::BitOr
        | BinaryOp::BitXor
        | BinaryOp::Shl
        | BinaryOp::Shr => return None,
    })
}

/// `as`: integers wrap, floats to integers saturate, NaN becomes zero; `None` where there is no such cast.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "these are the meanings of `as`"
)]
fn cast(value: Literal, to: Scalar) -> Option<Literal> {
    if to.is_narrow() {
        return None;
    }
    Some(match (value, to) {
        (Literal::Bool(value), Scalar::Bool) => Literal::Bool(value),
        (Literal::Bool(value), _) => Literal::Int(value.into()),
        (Literal::Int(value), Scalar::F32) => Literal::F32(value as f32),
        (Literal::Int(value), Scalar::F64) => Literal::F64(value as f64),
        (Literal::Int(value), _) => Literal::Int(wrap(value, to)),
        (Literal::F32(value), Scalar::F32) => Literal::F32(value),
        (Literal::F32(value), Scalar::F64) => Literal::F64(value.into()),
        (Literal::F32(value), _) => Literal::Int(saturate(value as i128, to)),
        (Literal::F64(value), Scalar::F32) => Literal::F32(value as f32),
        (Literal::F64(value), Scalar::F64) => Literal::F64(value),
        (Literal::F64(value), _) => Literal::Int(saturate(value as i128, to)),
        (Literal::Half(_), _) => return None,
    })
}

fn saturate(value: i128, to: Scalar) -> i128 {
    let (min, max) = range(to);
    value.clamp(min, max)
}
