//! Values near which arithmetic goes wrong, as literals and as the bytes of inputs.

use fastrand::Rng;
use ringkernel_build::ir::Scalar;

fn pick<'a, T>(rng: &mut Rng, among: &'a [T]) -> &'a T {
    &among[rng.usize(..among.len())]
}

/// A number's digits, or the path of a constant; negative ones in parentheses. `suffix` says the type where nothing
/// else does.
pub(super) fn literal(rng: &mut Rng, scalar: Scalar, suffix: bool) -> String {
    let name = scalar.name();
    let end = if suffix { name } else { "" };
    if scalar == Scalar::Bool {
        return rng.bool().to_string();
    }
    if scalar.is_float() {
        return match rng.u32(..12) {
            0 => format!("{name}::NAN"),
            1 => format!("{name}::INFINITY"),
            2 => format!("{name}::MIN_POSITIVE"),
            3 => format!("{name}::MAX"),
            4 => format!("(-{name}::INFINITY)"),
            5 => format!("(-0.0{end})"),
            _ => nonzero(rng, scalar, suffix),
        };
    }
    match rng.u32(..10) {
        0 => format!("{name}::MIN"),
        1 => format!("{name}::MAX"),
        2 => format!("0{end}"),
        3 => format!("1{end}"),
        4 if scalar.is_signed_int() => format!("(-1{end})"),
        5 if scalar.is_signed_int() => format!("(-{}{end})", rng.u32(1..128)),
        6 if scalar.size() > 1 => format!("{}{end}", rng.u32(100..32768)),
        7 if scalar.size() == 8 => format!("{}{end}", rng.u64(..1 << 63)),
        _ => format!("{}{end}", rng.u32(2..100)),
    }
}

/// A number that is not zero, small enough to be a divisor or bound.
pub(super) fn nonzero(rng: &mut Rng, scalar: Scalar, suffix: bool) -> String {
    let end = if suffix { scalar.name() } else { "" };
    if scalar.is_float() {
        let digits = *pick(
            rng,
            &[
                "0.1",
                "0.5",
                "1.0",
                "1.5",
                "2.5",
                "3.0",
                "7.25",
                "0.49999997",
                "255.75",
                "1e-42",
                "1e30",
                "65536.0",
                "2147483648.0",
                "9223372036854775807.0",
                "16777217.0",
                "1e-310",
            ],
        );
        // Too small a number would be zero.
        let digits = if scalar == Scalar::F32 && digits == "1e-310" {
            "1e-30"
        } else {
            digits
        };
        return if rng.u32(..3) == 0 {
            format!("(-{digits}{end})")
        } else {
            format!("{digits}{end}")
        };
    }
    format!("{}{end}", rng.u32(1..20))
}

/// Bytes of values for a slice.
pub(super) fn bytes(rng: &mut Rng, scalar: Scalar, count: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..count {
        let wide = match scalar {
            Scalar::Bool => u64::from(rng.bool()),
            Scalar::F32 => float32(rng).to_bits().into(),
            Scalar::F64 => float64(rng).to_bits(),
            _integer => integer(rng, scalar),
        };
        bytes.extend(&wide.to_le_bytes()[..scalar.size() as usize]);
    }
    bytes
}

fn integer(rng: &mut Rng, scalar: Scalar) -> u64 {
    let width = scalar.size() * 8;
    match rng.u32(..8) {
        0 => 0,
        1 => 1,
        2 => u64::MAX,
        // The largest and the smallest of a signed type.
        3 => (1_u64 << (width - 1)) - 1,
        4 => 1_u64 << (width - 1),
        5 => rng.u64(..40),
        6 => rng.u64(..40).wrapping_neg(),
        _ => rng.u64(..),
    }
}

fn float32(rng: &mut Rng) -> f32 {
    let edges = [
        0.0,
        -0.0,
        1.0,
        -1.5,
        f32::NAN,
        f32::INFINITY,
        f32::NEG_INFINITY,
        f32::MIN_POSITIVE / 3.0,
        f32::MAX,
        f32::EPSILON,
        0.1,
        2_147_483_648.0,
    ];
    match rng.u32(..3) {
        0 => *pick(rng, &edges),
        1 => (rng.f32() - 0.5) * 100.0,
        // No exponent of all ones: a signalling NaN means something else to each machine.
        _ => f32::from_bits(rng.u32(..) & 0xbfff_ffff),
    }
}

fn float64(rng: &mut Rng) -> f64 {
    let edges = [
        0.0,
        -0.0,
        1.0,
        -1.5,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::MIN_POSITIVE / 3.0,
        f64::MAX,
        f64::EPSILON,
        0.1,
        9_223_372_036_854_775_808.0,
    ];
    match rng.u32(..3) {
        0 => *pick(rng, &edges),
        1 => (rng.f64() - 0.5) * 100.0,
        _ => f64::from_bits(rng.u64(..) & 0xbfff_ffff_ffff_ffff),
    }
}
