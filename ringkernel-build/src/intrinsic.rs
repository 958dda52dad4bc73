//! The intrinsic table: what a kernel may call besides its own device functions.
//!
//! One row per operation: its Rust spellings, its signature, its effect, how CUDA C spells it per type, the first
//! architecture that has it, and its twin on the CPU. A new intrinsic is a new [`Op`] and a new row; the tests fail when
//! a row has no twin.

/// The operation behind a spelling. The IR and the printers know intrinsics by this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is documented by its row in the table")]
pub enum Op {
    ThreadIdxX,
    ThreadIdxY,
    ThreadIdxZ,
    BlockIdxX,
    BlockIdxY,
    BlockIdxZ,
    BlockDimX,
    BlockDimY,
    BlockDimZ,
    GridDimX,
    GridDimY,
    GridDimZ,
    SyncThreads,
    // RingContext
    RingThreadId,
    RingBlockId,
    RingGlobalThreadId,
    RingLaneId,
    RingWarpId,
    // GridPos
    PosIdx,
    PosX,
    PosY,
    PosZ,
    PosWidth,
    PosHeight,
    PosDepth,
    // number methods
    Sqrt,
    Abs,
    Floor,
    Ceil,
    Round,
    Trunc,
    MulAdd,
    Min,
    Max,
    Copysign,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Atan2,
    Sinh,
    Cosh,
    Tanh,
    Exp,
    Exp2,
    ExpM1,
    Ln,
    Log2,
    Log10,
    Ln1p,
    Powf,
    Cbrt,
    Hypot,
    IsNan,
    IsInfinite,
    IsFinite,
    WrappingAdd,
    WrappingSub,
    WrappingMul,
    WrappingNeg,
    CountOnes,
    LeadingZeros,
    TrailingZeros,
    RotateLeft,
    RotateRight,
}

/// How an intrinsic is written in Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// `name(args)`, exported by the runtime's prelude.
    Function(&'static str),
    /// `receiver.name(args)` on a number.
    Method(&'static str),
    /// `pos.name(args)` on a `GridPos`.
    Pos(&'static str),
    /// `ctx.name(args)` on a `&RingContext`.
    Ring(&'static str),
}

/// Argument and result types; `T` is the receiver's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// `() -> i32`
    Index,
    /// `() -> usize`
    Linear,
    /// `() -> ()`
    Action,
    /// `T -> T`
    Unary,
    /// `T, T -> T`
    Binary,
    /// `T, T, T -> T`
    Ternary,
    /// `T, u32 -> T`
    Rotate,
    /// `T -> u32`
    Count,
    /// `T -> bool`
    Predicate,
}

/// What the receiver `T` may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// There is no receiver.
    None,
    /// f32, f64.
    Float,
    /// Signed and unsigned integers.
    Int,
    /// Floats and integers.
    Number,
    /// Floats and signed integers.
    Signed,
}

/// What evaluating it may do besides giving a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: calls may be moved, repeated or dropped.
    Pure,
    /// Waits for every thread of the block.
    Barrier,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The operation.
    pub op: Op,
    /// Its spellings in Rust, the main one first.
    pub rust: &'static [Spelling],
    /// Its types.
    pub signature: Signature,
    /// What `T` may be.
    pub class: Class,
    /// Its effect.
    pub effect: Effect,
    /// The C function, or the C expression when there are no arguments. Functions of `T` are overloaded by type in
    /// `device/math.cuh` where C has one name per type.
    pub cuda: &'static str,
    /// The first compute capability that has it, times ten.
    pub min_arch: u32,
    /// The Rust path that gives it its meaning on the CPU; `std` for the inherent method of the same name.
    pub twin: &'static str,
}

/// Finds the row of an operation.
///
/// # Panics
/// If the table lacks the operation, which a test rules out.
#[must_use]
pub fn row(op: Op) -> &'static Row {
    TABLE
        .iter()
        .find(|row| row.op == op)
        .expect("every operation has a row")
}

/// Finds a row by how it is written.
#[must_use]
pub fn find(spelling: Spelling) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.rust.contains(&spelling))
}

const fn index(op: Op, rust: &'static [Spelling], cuda: &'static str, twin: &'static str) -> Row {
    Row {
        op,
        rust,
        signature: Signature::Index,
        class: Class::None,
        effect: Effect::Pure,
        cuda,
        min_arch: 0,
        twin,
    }
}

const fn number(
    op: Op,
    rust: &'static [Spelling],
    signature: Signature,
    class: Class,
    cuda: &'static str,
) -> Row {
    Row {
        op,
        rust,
        signature,
        class,
        effect: Effect::Pure,
        cuda,
        min_arch: 0,
        twin: "std",
    }
}

use Spelling::{Function as F, Method as M, Pos as P, Ring as R};

/// Every intrinsic.
pub const TABLE: &[Row] = &[
    index(
        Op::ThreadIdxX,
        &[F("thread_idx_x")],
        "(i32)threadIdx.x",
        "gpu::index::thread_idx_x",
    ),
    index(
        Op::ThreadIdxY,
        &[F("thread_idx_y")],
        "(i32)threadIdx.y",
        "gpu::index::thread_idx_y",
    ),
    index(
        Op::ThreadIdxZ,
        &[F("thread_idx_z")],
        "(i32)threadIdx.z",
        "gpu::index::thread_idx_z",
    ),
    index(
        Op::BlockIdxX,
        &[F("block_idx_x")],
        "(i32)blockIdx.x",
        "gpu::index::block_idx_x",
    ),
    index(
        Op::BlockIdxY,
        &[F("block_idx_y")],
        "(i32)blockIdx.y",
        "gpu::index::block_idx_y",
    ),
    index(
        Op::BlockIdxZ,
        &[F("block_idx_z")],
        "(i32)blockIdx.z",
        "gpu::index::block_idx_z",
    ),
    index(
        Op::BlockDimX,
        &[F("block_dim_x")],
        "(i32)blockDim.x",
        "gpu::index::block_dim_x",
    ),
    index(
        Op::BlockDimY,
        &[F("block_dim_y")],
        "(i32)blockDim.y",
        "gpu::index::block_dim_y",
    ),
    index(
        Op::BlockDimZ,
        &[F("block_dim_z")],
        "(i32)blockDim.z",
        "gpu::index::block_dim_z",
    ),
    index(
        Op::GridDimX,
        &[F("grid_dim_x")],
        "(i32)gridDim.x",
        "gpu::index::grid_dim_x",
    ),
    index(
        Op::GridDimY,
        &[F("grid_dim_y")],
        "(i32)gridDim.y",
        "gpu::index::grid_dim_y",
    ),
    index(
        Op::GridDimZ,
        &[F("grid_dim_z")],
        "(i32)gridDim.z",
        "gpu::index::grid_dim_z",
    ),
    Row {
        op: Op::SyncThreads,
        rust: &[F("sync_threads"), R("sync_threads"), R("synchronize")],
        signature: Signature::Action,
        class: Class::None,
        effect: Effect::Barrier,
        cuda: "__syncthreads",
        min_arch: 0,
        twin: "gpu::sync::sync_threads",
    },
    index(
        Op::RingThreadId,
        &[R("thread_id"), R("thread_idx")],
        "(i32)threadIdx.x",
        "gpu::ring::RingContext::thread_id",
    ),
    index(
        Op::RingBlockId,
        &[R("block_id"), R("block_idx")],
        "(i32)blockIdx.x",
        "gpu::ring::RingContext::block_id",
    ),
    index(
        Op::RingGlobalThreadId,
        &[R("global_thread_id"), R("global_id")],
        "(i32)(blockIdx.x * blockDim.x + threadIdx.x)",
        "gpu::ring::RingContext::global_thread_id",
    ),
    index(
        Op::RingLaneId,
        &[R("lane_id")],
        "(i32)(threadIdx.x % 32)",
        "gpu::ring::RingContext::lane_id",
    ),
    index(
        Op::RingWarpId,
        &[R("warp_id")],
        "(i32)(threadIdx.x / 32)",
        "gpu::ring::RingContext::warp_id",
    ),
    Row {
        op: Op::PosIdx,
        rust: &[P("idx")],
        signature: Signature::Linear,
        class: Class::None,
        effect: Effect::Pure,
        cuda: "rk_pos.idx",
        min_arch: 0,
        twin: "gpu::stencil::GridPos::idx",
    },
    index(Op::PosX, &[P("x")], "rk_pos.x", "gpu::stencil::GridPos::x"),
    index(Op::PosY, &[P("y")], "rk_pos.y", "gpu::stencil::GridPos::y"),
    index(Op::PosZ, &[P("z")], "rk_pos.z", "gpu::stencil::GridPos::z"),
    index(
        Op::PosWidth,
        &[P("width")],
        "rk_pos.width",
        "gpu::stencil::GridPos::width",
    ),
    index(
        Op::PosHeight,
        &[P("height")],
        "rk_pos.height",
        "gpu::stencil::GridPos::height",
    ),
    index(
        Op::PosDepth,
        &[P("depth")],
        "rk_pos.depth",
        "gpu::stencil::GridPos::depth",
    ),
    number(
        Op::Sqrt,
        &[M("sqrt")],
        Signature::Unary,
        Class::Float,
        "rk_sqrt",
    ),
    number(
        Op::Abs,
        &[M("abs")],
        Signature::Unary,
        Class::Signed,
        "rk_abs",
    ),
    number(
        Op::Floor,
        &[M("floor")],
        Signature::Unary,
        Class::Float,
        "rk_floor",
    ),
    number(
        Op::Ceil,
        &[M("ceil")],
        Signature::Unary,
        Class::Float,
        "rk_ceil",
    ),
    number(
        Op::Round,
        &[M("round")],
        Signature::Unary,
        Class::Float,
        "rk_round",
    ),
    number(
        Op::Trunc,
        &[M("trunc")],
        Signature::Unary,
        Class::Float,
        "rk_trunc",
    ),
    number(
        Op::MulAdd,
        &[M("mul_add")],
        Signature::Ternary,
        Class::Float,
        "rk_fma",
    ),
    number(
        Op::Min,
        &[M("min")],
        Signature::Binary,
        Class::Number,
        "rk_min",
    ),
    number(
        Op::Max,
        &[M("max")],
        Signature::Binary,
        Class::Number,
        "rk_max",
    ),
    number(
        Op::Copysign,
        &[M("copysign")],
        Signature::Binary,
        Class::Float,
        "rk_copysign",
    ),
    number(
        Op::Sin,
        &[M("sin")],
        Signature::Unary,
        Class::Float,
        "rk_sin",
    ),
    number(
        Op::Cos,
        &[M("cos")],
        Signature::Unary,
        Class::Float,
        "rk_cos",
    ),
    number(
        Op::Tan,
        &[M("tan")],
        Signature::Unary,
        Class::Float,
        "rk_tan",
    ),
    number(
        Op::Asin,
        &[M("asin")],
        Signature::Unary,
        Class::Float,
        "rk_asin",
    ),
    number(
        Op::Acos,
        &[M("acos")],
        Signature::Unary,
        Class::Float,
        "rk_acos",
    ),
    number(
        Op::Atan,
        &[M("atan")],
        Signature::Unary,
        Class::Float,
        "rk_atan",
    ),
    number(
        Op::Atan2,
        &[M("atan2")],
        Signature::Binary,
        Class::Float,
        "rk_atan2",
    ),
    number(
        Op::Sinh,
        &[M("sinh")],
        Signature::Unary,
        Class::Float,
        "rk_sinh",
    ),
    number(
        Op::Cosh,
        &[M("cosh")],
        Signature::Unary,
        Class::Float,
        "rk_cosh",
    ),
    number(
        Op::Tanh,
        &[M("tanh")],
        Signature::Unary,
        Class::Float,
        "rk_tanh",
    ),
    number(
        Op::Exp,
        &[M("exp")],
        Signature::Unary,
        Class::Float,
        "rk_exp",
    ),
    number(
        Op::Exp2,
        &[M("exp2")],
        Signature::Unary,
        Class::Float,
        "rk_exp2",
    ),
    number(
        Op::ExpM1,
        &[M("exp_m1")],
        Signature::Unary,
        Class::Float,
        "rk_expm1",
    ),
    number(Op::Ln, &[M("ln")], Signature::Unary, Class::Float, "rk_ln"),
    number(
        Op::Log2,
        &[M("log2")],
        Signature::Unary,
        Class::Float,
        "rk_log2",
    ),
    number(
        Op::Log10,
        &[M("log10")],
        Signature::Unary,
        Class::Float,
        "rk_log10",
    ),
    number(
        Op::Ln1p,
        &[M("ln_1p")],
        Signature::Unary,
        Class::Float,
        "rk_log1p",
    ),
    number(
        Op::Powf,
        &[M("powf")],
        Signature::Binary,
        Class::Float,
        "rk_pow",
    ),
    number(
        Op::Cbrt,
        &[M("cbrt")],
        Signature::Unary,
        Class::Float,
        "rk_cbrt",
    ),
    number(
        Op::Hypot,
        &[M("hypot")],
        Signature::Binary,
        Class::Float,
        "rk_hypot",
    ),
    number(
        Op::IsNan,
        &[M("is_nan")],
        Signature::Predicate,
        Class::Float,
        "rk_is_nan",
    ),
    number(
        Op::IsInfinite,
        &[M("is_infinite")],
        Signature::Predicate,
        Class::Float,
        "rk_is_infinite",
    ),
    number(
        Op::IsFinite,
        &[M("is_finite")],
        Signature::Predicate,
        Class::Float,
        "rk_is_finite",
    ),
    number(
        Op::WrappingAdd,
        &[M("wrapping_add")],
        Signature::Binary,
        Class::Int,
        "rk_add",
    ),
    number(
        Op::WrappingSub,
        &[M("wrapping_sub")],
        Signature::Binary,
        Class::Int,
        "rk_sub",
    ),
    number(
        Op::WrappingMul,
        &[M("wrapping_mul")],
        Signature::Binary,
        Class::Int,
        "rk_mul",
    ),
    number(
        Op::WrappingNeg,
        &[M("wrapping_neg")],
        Signature::Unary,
        Class::Int,
        "rk_neg",
    ),
    number(
        Op::CountOnes,
        &[M("count_ones")],
        Signature::Count,
        Class::Int,
        "rk_count_ones",
    ),
    number(
        Op::LeadingZeros,
        &[M("leading_zeros")],
        Signature::Count,
        Class::Int,
        "rk_leading_zeros",
    ),
    number(
        Op::TrailingZeros,
        &[M("trailing_zeros")],
        Signature::Count,
        Class::Int,
        "rk_trailing_zeros",
    ),
    number(
        Op::RotateLeft,
        &[M("rotate_left")],
        Signature::Rotate,
        Class::Int,
        "rk_rotate_left",
    ),
    number(
        Op::RotateRight,
        &[M("rotate_right")],
        Signature::Rotate,
        Class::Int,
        "rk_rotate_right",
    ),
];
