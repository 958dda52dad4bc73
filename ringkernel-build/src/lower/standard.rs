//! Constants of the standard library: `f32::MAX`, `std::f32::consts::PI`, `i32::MIN`, `u32::BITS`.

use super::constant::{range, Value};
use super::resolve::Meaning;
use crate::intrinsic::{self, Spelling};
use crate::ir::{Literal, Scalar};
use crate::name::RUNTIME_CRATE;
use crate::syntax::ast;

/// The scalar type of that name.
pub(super) fn scalar(name: &str) -> Option<Scalar> {
    Some(match name {
        "bool" => Scalar::Bool,
        "i8" => Scalar::I8,
        "u8" => Scalar::U8,
        "i16" => Scalar::I16,
        "u16" => Scalar::U16,
        "i32" => Scalar::I32,
        "u32" => Scalar::U32,
        "i64" => Scalar::I64,
        "u64" => Scalar::U64,
        "isize" => Scalar::Isize,
        "usize" => Scalar::Usize,
        "f32" => Scalar::F32,
        "f64" => Scalar::F64,
        _other => return None,
    })
}

/// The narrow float that a path into the runtime or the crate `half` names.
pub(super) fn narrow(path: &[String], runtime: &str) -> Option<Scalar> {
    let (library, rest) = path.split_first()?;
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    let name = match (library.as_str(), rest.as_slice()) {
        ("half", [name @ ("f16" | "bf16")]) => *name,
        (library, [name] | ["prelude", name] | ["gpu", "narrow", name])
            if library == runtime || library == RUNTIME_CRATE =>
        {
            *name
        }
        _other => return None,
    };
    Some(match name {
        "f16" => Scalar::F16,
        "bf16" => Scalar::Bf16,
        "F8E4M3" => Scalar::F8E4M3,
        "F8E5M2" => Scalar::F8E5M2,
        _other => return None,
    })
}

/// The primitive that shares its name with the module `std::f32` and the like.
pub(super) fn module(path: &[String]) -> Option<Scalar> {
    match path {
        [library, name] if library == "std" || library == "core" => scalar(name),
        _other => None,
    }
}

/// Whether a path into another crate leads to what device code knows: an intrinsic, a constant, a number type.
pub(super) fn is_known(path: &[String], runtime: &str) -> bool {
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    match names.as_slice() {
        ["std" | "core", rest @ ..] => constant(rest).is_some() || module(path).is_some(),
        [library, .., name] if *library == runtime || *library == RUNTIME_CRATE => {
            let mut spellings = intrinsic::rows().flat_map(|row| row.rust);
            let is_function = spellings.any(|spelling| {
                matches!(spelling, Spelling::Function(known) | Spelling::PairFunction(known) if known == name)
            });
            is_function
                || narrow(path, runtime).is_some()
                || matches!(
                    *name,
                    "GridPos" | "RingContext" | "Tile" | "ThreadBlock" | "ThreadGrid"
                )
        }
        _other => false,
    }
}

/// The variant of `Option` that a path names, unless it means something else: 0 for `None`, 1 for `Some`.
pub(super) fn option_variant(path: &ast::Path, meaning: &Meaning) -> Option<u32> {
    let names: Vec<&str> = path
        .segments
        .iter()
        .map(|segment| segment.name.as_str())
        .collect();
    let is_prelude = match names.as_slice() {
        [_] | ["Option", _] => matches!(meaning, Meaning::Unknown | Meaning::Foreign(_)),
        _longer => false,
    };
    let is_path = match meaning {
        Meaning::Foreign(paths) => paths.iter().any(|path| {
            let names: Vec<&str> = path.iter().map(String::as_str).collect();
            matches!(
                names.as_slice(),
                ["std" | "core", "option", "Option", _]
                    | ["std" | "core", "prelude", _, _]
                    | ["std" | "core", "prelude", _, "Option", _]
            )
        }),
        _own => false,
    };
    if !is_path && (path.absolute || !is_prelude) {
        return None;
    }
    match *names.last()? {
        "None" => Some(0),
        "Some" => Some(1),
        _other => None,
    }
}

/// Whether Rust has a primitive type of that name which the language lacks.
pub(super) fn is_missing_primitive(name: &str) -> bool {
    matches!(name, "i128" | "u128" | "char" | "str" | "f16" | "f128")
}

/// `scalar::name`, such as `f32::MAX`.
pub(super) fn associated(scalar: Scalar, name: &str) -> Option<Value> {
    let value = match scalar {
        Scalar::F32 => Value::Scalar(Literal::F32(f32_associated(name)?), scalar),
        Scalar::F64 => Value::Scalar(Literal::F64(f64_associated(name)?), scalar),
        Scalar::F16 => Value::Scalar(Literal::Half(f16_associated(name)?), scalar),
        Scalar::Bf16 => Value::Scalar(Literal::Half(bf16_associated(name)?), scalar),
        Scalar::Bool | Scalar::F8E4M3 | Scalar::F8E5M2 => return None,
        Scalar::I8
        | Scalar::U8
        | Scalar::I16
        | Scalar::U16
        | Scalar::I32
        | Scalar::U32
        | Scalar::I64
        | Scalar::U64
        | Scalar::Isize
        | Scalar::Usize => {
            let (min, max) = range(scalar);
            match name {
                "MIN" => Value::Scalar(Literal::Int(min), scalar),
                "MAX" => Value::Scalar(Literal::Int(max), scalar),
                "BITS" => Value::Scalar(Literal::Int((scalar.size() * 8).into()), Scalar::U32),
                _other => return None,
            }
        }
    };
    Some(value)
}

/// A path into `std` or `core` after the crate's name: `f32::consts::PI`, `i32::MAX`.
pub(super) fn constant(path: &[&str]) -> Option<Value> {
    match path {
        ["f32", "consts", name] => Some(Value::Scalar(
            Literal::F32(f32_constant(name)?),
            Scalar::F32,
        )),
        ["f64", "consts", name] => Some(Value::Scalar(
            Literal::F64(f64_constant(name)?),
            Scalar::F64,
        )),
        [ty, name] => associated(scalar(ty)?, name),
        _other => None,
    }
}

/// The bits of `f16::name`, as the crate `half` has them.
fn f16_associated(name: &str) -> Option<u16> {
    Some(match name {
        "EPSILON" => 0x1400,
        "INFINITY" => 0x7c00,
        "MAX" => 0x7bff,
        "MIN" => 0xfbff,
        "MIN_POSITIVE" => 0x0400,
        "NAN" => 0x7e00,
        "NEG_INFINITY" => 0xfc00,
        "MIN_POSITIVE_SUBNORMAL" => 0x0001,
        "MAX_SUBNORMAL" => 0x03ff,
        "ONE" => 0x3c00,
        "ZERO" => 0x0000,
        "NEG_ZERO" => 0x8000,
        "NEG_ONE" => 0xbc00,
        "E" => 0x4170,
        "PI" => 0x4248,
        "FRAC_1_PI" => 0x3518,
        "FRAC_1_SQRT_2" => 0x39a8,
        "FRAC_2_PI" => 0x3918,
        "FRAC_2_SQRT_PI" => 0x3c83,
        "FRAC_PI_2" => 0x3e48,
        "FRAC_PI_3" => 0x3c30,
        "FRAC_PI_4" => 0x3a48,
        "FRAC_PI_6" => 0x3830,
        "FRAC_PI_8" => 0x3648,
        "LN_10" => 0x409b,
        "LN_2" => 0x398c,
        "LOG10_E" => 0x36f3,
        "LOG10_2" => 0x34d1,
        "LOG2_E" => 0x3dc5,
        "LOG2_10" => 0x42a5,
        "SQRT_2" => 0x3da8,
        _other => return None,
    })
}

/// The bits of `bf16::name`, as the crate `half` has them.
fn bf16_associated(name: &str) -> Option<u16> {
    Some(match name {
        "EPSILON" => 0x3c00,
        "INFINITY" => 0x7f80,
        "MAX" => 0x7f7f,
        "MIN" => 0xff7f,
        "MIN_POSITIVE" => 0x0080,
        "NAN" => 0x7fc0,
        "NEG_INFINITY" => 0xff80,
        "MIN_POSITIVE_SUBNORMAL" => 0x0001,
        "MAX_SUBNORMAL" => 0x007f,
        "ONE" => 0x3f80,
        "ZERO" => 0x0000,
        "NEG_ZERO" => 0x8000,
        "NEG_ONE" => 0xbf80,
        "E" => 0x402e,
        "PI" => 0x4049,
        "FRAC_1_PI" => 0x3ea3,
        "FRAC_1_SQRT_2" => 0x3f35,
        "FRAC_2_PI" => 0x3f23,
        "FRAC_2_SQRT_PI" => 0x3f90,
        "FRAC_PI_2" => 0x3fc9,
        "FRAC_PI_3" => 0x3f86,
        "FRAC_PI_4" => 0x3f49,
        "FRAC_PI_6" => 0x3f06,
        "FRAC_PI_8" => 0x3ec9,
        "LN_10" => 0x4013,
        "LN_2" => 0x3f31,
        "LOG10_E" => 0x3ede,
        "LOG10_2" => 0x3e9a,
        "LOG2_E" => 0x3fb9,
        "LOG2_10" => 0x4055,
        "SQRT_2" => 0x3fb5,
        _other => return None,
    })
}

macro_rules! float_constants {
    ($ty:ident, $associated:ident, $constant:ident) => {
        fn $associated(name: &str) -> Option<$ty> {
            Some(match name {
                "MIN" => $ty::MIN,
                "MAX" => $ty::MAX,
                "EPSILON" => $ty::EPSILON,
                "MIN_POSITIVE" => $ty::MIN_POSITIVE,
                "INFINITY" => $ty::INFINITY,
                "NEG_INFINITY" => $ty::NEG_INFINITY,
                "NAN" => $ty::NAN,
                _other => return None,
            })
        }

        fn $constant(name: &str) -> Option<$ty> {
            use std::$ty::consts;
            Some(match name {
                "PI" => consts::PI,
                "TAU" => consts::TAU,
                "E" => consts::E,
                "FRAC_PI_2" => consts::FRAC_PI_2,
                "FRAC_PI_3" => consts::FRAC_PI_3,
                "FRAC_PI_4" => consts::FRAC_PI_4,
                "FRAC_PI_6" => consts::FRAC_PI_6,
                "FRAC_PI_8" => consts::FRAC_PI_8,
                "FRAC_1_PI" => consts::FRAC_1_PI,
                "FRAC_2_PI" => consts::FRAC_2_PI,
                "FRAC_2_SQRT_PI" => consts::FRAC_2_SQRT_PI,
                "SQRT_2" => consts::SQRT_2,
                "FRAC_1_SQRT_2" => consts::FRAC_1_SQRT_2,
                "LN_2" => consts::LN_2,
                "LN_10" => consts::LN_10,
                "LOG2_E" => consts::LOG2_E,
                "LOG10_E" => consts::LOG10_E,
                "LOG2_10" => consts::LOG2_10,
                "LOG10_2" => consts::LOG10_2,
                _other => return None,
            })
        }
    };
}

float_constants!(f32, f32_associated, f32_constant);
float_constants!(f64, f64_associated, f64_constant);
