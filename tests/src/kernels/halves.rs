//! Floats narrower than f32.
#![expect(clippy::neg_cmp_op_on_partial_ord, reason = "what NaN gives is wanted")]

use ringkernel_rt::prelude::*;

/// Everything that f16 is converted to.
#[kernel]
pub fn widen_f16(bits: &[u16], single: &mut [u32], double: &mut [u64], facts: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= bits.len() {
        return;
    }
    let x = f16::from_bits(bits[i]);
    single[i] = x.to_f32().to_bits();
    double[i] = x.to_f64().to_bits();
    facts[i] = x.to_bits() as u32
        | (x.is_nan() as u32) << 16
        | (x.is_infinite() as u32) << 17
        | (x.is_finite() as u32) << 18
        | (x.is_normal() as u32) << 19
        | (x.is_sign_negative() as u32) << 20
        | (x.is_sign_positive() as u32) << 21;
}

/// What f32 becomes as f16.
#[kernel]
pub fn narrow_f16(values: &[f32], out: &mut [f16]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < values.len() {
        out[i] = f16::from_f32(values[i]);
    }
}

/// Operators and methods of f16; those whose result is no NaN unless an operand is one give bits.
#[kernel]
pub fn operate_f16(a: &[f16], b: &[f16], out: &mut [f16], bits: &mut [u16], order: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let (x, y) = (a[i], b[i]);
    let base = i * 9;
    out[base] = x + y;
    out[base + 1] = x - y;
    out[base + 2] = x * y;
    out[base + 3] = x / y;
    out[base + 4] = x % y;
    out[base + 5] = x * y + x - y / (f16::ONE + f16::ONE);
    let mut sum = x;
    sum += y;
    sum *= y;
    sum -= f16::PI;
    sum /= x;
    sum %= f16::MAX;
    out[base + 6] = sum;
    out[base + 7] = a[i] - -b[i];
    out[base + 8] = f16::from_f32(x.to_f32() * y.to_f32() + 0.5);
    let base = i * 6;
    bits[base] = (-x).to_bits();
    bits[base + 1] = x.min(y).to_bits();
    bits[base + 2] = x.max(y).to_bits();
    bits[base + 3] = x.copysign(y).to_bits();
    bits[base + 4] = x.signum().to_bits();
    bits[base + 5] = f16::min(f16::max(x, f16::NEG_ONE), f16::ONE).to_bits();
    order[i] = (x == y) as u32
        | ((x != y) as u32) << 1
        | ((x < y) as u32) << 2
        | ((x <= y) as u32) << 3
        | ((x > y) as u32) << 4
        | ((x >= y) as u32) << 5
        | ((x == f16::ZERO) as u32) << 6
        | (!(x < f16::MIN_POSITIVE) as u32) << 7;
}

const ALL_F16: [f16; 12] = [
    f16::ZERO,
    f16::NEG_ZERO,
    f16::ONE,
    f16::NEG_ONE,
    f16::MAX,
    f16::MIN,
    f16::MIN_POSITIVE,
    f16::EPSILON,
    f16::INFINITY,
    f16::NEG_INFINITY,
    f16::NAN,
    f16::MAX_SUBNORMAL,
];

/// The constants of f16.
#[kernel]
pub fn constants_f16(out: &mut [u16]) {
    let i = thread_idx_x() as usize;
    if i < ALL_F16.len() {
        out[i] = ALL_F16[i].to_bits();
    }
    if i == 0 {
        out[12] = f16::MIN_POSITIVE_SUBNORMAL.to_bits();
        out[13] = f16::E.to_bits();
        out[14] = f16::SQRT_2.to_bits();
        out[15] = f16::LN_2.to_bits();
    }
}

/// Everything that bf16 is converted to.
#[kernel]
pub fn widen_bf16(bits: &[u16], single: &mut [u32], double: &mut [u64], facts: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= bits.len() {
        return;
    }
    let x = bf16::from_bits(bits[i]);
    single[i] = x.to_f32().to_bits();
    double[i] = x.to_f64().to_bits();
    facts[i] = x.to_bits() as u32
        | (x.is_nan() as u32) << 16
        | (x.is_infinite() as u32) << 17
        | (x.is_finite() as u32) << 18
        | (x.is_normal() as u32) << 19
        | (x.is_sign_negative() as u32) << 20
        | (x.is_sign_positive() as u32) << 21;
}

/// What f32 becomes as bf16.
#[kernel]
pub fn narrow_bf16(values: &[f32], out: &mut [bf16]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < values.len() {
        out[i] = bf16::from_f32(values[i]);
    }
}

/// Operators and methods of bf16; those whose result is no NaN unless an operand is one give bits.
#[kernel]
pub fn operate_bf16(a: &[bf16], b: &[bf16], out: &mut [bf16], bits: &mut [u16], order: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let (x, y) = (a[i], b[i]);
    let base = i * 9;
    out[base] = x + y;
    out[base + 1] = x - y;
    out[base + 2] = x * y;
    out[base + 3] = x / y;
    out[base + 4] = x % y;
    out[base + 5] = x * y + x - y / (bf16::ONE + bf16::ONE);
    let mut sum = x;
    sum += y;
    sum *= y;
    sum -= bf16::PI;
    sum /= x;
    sum %= bf16::MAX;
    out[base + 6] = sum;
    out[base + 7] = a[i] - -b[i];
    out[base + 8] = bf16::from_f32(x.to_f32() * y.to_f32() + 0.5);
    let base = i * 6;
    bits[base] = (-x).to_bits();
    bits[base + 1] = x.min(y).to_bits();
    bits[base + 2] = x.max(y).to_bits();
    bits[base + 3] = x.copysign(y).to_bits();
    bits[base + 4] = x.signum().to_bits();
    bits[base + 5] = bf16::min(bf16::max(x, bf16::NEG_ONE), bf16::ONE).to_bits();
    order[i] = (x == y) as u32
        | ((x != y) as u32) << 1
        | ((x < y) as u32) << 2
        | ((x <= y) as u32) << 3
        | ((x > y) as u32) << 4
        | ((x >= y) as u32) << 5
        | ((x == bf16::ZERO) as u32) << 6
        | (!(x < bf16::MIN_POSITIVE) as u32) << 7;
}

const ALL_BF16: [bf16; 12] = [
    bf16::ZERO,
    bf16::NEG_ZERO,
    bf16::ONE,
    bf16::NEG_ONE,
    bf16::MAX,
    bf16::MIN,
    bf16::MIN_POSITIVE,
    bf16::EPSILON,
    bf16::INFINITY,
    bf16::NEG_INFINITY,
    bf16::NAN,
    bf16::MAX_SUBNORMAL,
];

/// The constants of bf16.
#[kernel]
pub fn constants_bf16(out: &mut [u16]) {
    let i = thread_idx_x() as usize;
    if i < ALL_BF16.len() {
        out[i] = ALL_BF16[i].to_bits();
    }
    if i == 0 {
        out[12] = bf16::MIN_POSITIVE_SUBNORMAL.to_bits();
        out[13] = bf16::E.to_bits();
        out[14] = bf16::SQRT_2.to_bits();
        out[15] = bf16::LN_2.to_bits();
    }
}

/// What an F8E4M3 is.
#[kernel]
pub fn widen_e4m3(bits: &[u8], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < bits.len() {
        let x = F8E4M3::from_bits(bits[i]);
        out[i * 2] = x.to_f32().to_bits();
        out[i * 2 + 1] = F8E4M3::from_f32(x.to_f32()).to_bits() as u32;
    }
}

/// What f32 becomes as F8E4M3.
#[kernel]
pub fn narrow_e4m3(values: &[f32], out: &mut [F8E4M3]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < values.len() {
        out[i] = F8E4M3::from_f32(values[i]);
    }
}

/// What an F8E5M2 is.
#[kernel]
pub fn widen_e5m2(bits: &[u8], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < bits.len() {
        let x = F8E5M2::from_bits(bits[i]);
        out[i * 2] = x.to_f32().to_bits();
        out[i * 2 + 1] = F8E5M2::from_f32(x.to_f32()).to_bits() as u32;
    }
}

/// What f32 becomes as F8E5M2.
#[kernel]
pub fn narrow_e5m2(values: &[f32], out: &mut [F8E5M2]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < values.len() {
        out[i] = F8E5M2::from_f32(values[i]);
    }
}

/// Narrow floats between wider fields.
#[derive(Clone, Copy, Debug, GpuType)]
pub struct Packed {
    /// Of one byte.
    pub small: F8E4M3,
    /// Of two.
    pub half: f16,
    /// Of one again.
    pub other: F8E5M2,
    /// An array.
    pub brains: [bf16; 3],
    /// Of eight.
    pub wide: f64,
    /// A pair.
    pub pair: (f16, bf16),
    /// Perhaps one.
    pub perhaps: Option<f16>,
}

/// A step down a gradient of a number type of its own.
#[device]
fn stepped(weight: f16, gradient: f16, rate: f16) -> f16 {
    weight - gradient * rate
}

/// Fields, arrays, tuples and options of narrow floats, and elements through references.
#[kernel]
pub fn pack(values: &[f32], packed: &mut [Packed], sums: &mut [f32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= values.len() {
        return;
    }
    let x = values[i];
    let half = f16::from_f32(x);
    let mut brains = [bf16::from_f32(x); 3];
    brains[1] *= bf16::from_f32(2.0);
    for brain in brains.iter_mut() {
        *brain += bf16::ONE;
    }
    packed[i] = Packed {
        small: F8E4M3::from_f32(x),
        half,
        other: F8E5M2::from_f32(x),
        brains,
        wide: half.to_f64(),
        pair: (-half, brains[2]),
        perhaps: if half > f16::ZERO { Some(half) } else { None },
    };
    let own = &mut packed[i];
    own.half = stepped(own.half, f16::from_f32(0.5), own.pair.0);
    let positive = match own.perhaps {
        Some(half) => half.to_f32(),
        None => -1.0,
    };
    let total: f32 = own.brains.iter().map(|brain| brain.to_f32()).sum();
    sums[i] = own.small.to_f32() + own.other.to_f32() + own.half.to_f32() + positive + total;
    assert!(
        own.half == own.half || own.half.is_nan(),
        "a number is itself"
    );
}

/// A dot product of f16 that is kept in shared memory and summed in f32.
#[kernel]
pub fn dot_f16(a: &[f16], b: &[f16], out: &mut [f32]) {
    let products = shared!([f16; 64]);
    let lane = thread_idx_x() as usize;
    let i = block_idx_x() as usize * 64 + lane;
    products[lane] = if i < a.len() { a[i] * b[i] } else { f16::ZERO };
    sync_threads();
    if lane == 0 {
        let mut sum = 0.0f32;
        for k in 0..64 {
            sum += products[k].to_f32();
        }
        out[block_idx_x() as usize] = sum;
    }
}

/// A reading of a sensor.
#[derive(Clone, Copy, Debug, RingMessage)]
pub struct Reading {
    /// Its value.
    pub value: f16,
    /// How sure it is.
    pub weight: F8E4M3,
}

/// What an actor knows of its readings.
#[derive(Clone, Copy, Debug, Default, GpuType, RingMessage)]
pub struct Average {
    /// The weighted sum.
    pub sum: bf16,
    /// The last reading.
    pub last: f16,
}

/// Adds readings up.
#[ring_kernel(block_size = 32, queue_capacity = 16)]
pub fn average(_ctx: &RingContext, state: &mut Average, msg: &Reading) -> Average {
    state.sum += bf16::from_f32(msg.value.to_f32() * msg.weight.to_f32());
    state.last = msg.value;
    Average {
        sum: state.sum,
        last: state.last,
    }
}

/// Two halves that differ.
#[kernel]
pub fn unequal_halves(values: &[f16]) {
    assert_eq!(values[0], values[1], "halves");
}
