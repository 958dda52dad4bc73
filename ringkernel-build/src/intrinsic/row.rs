//! What the table says of one intrinsic.

use super::Op;

/// How an intrinsic is written in Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// `name(args)`, exported by the runtime's prelude.
    Function(&'static str),
    /// `receiver.name(args)` on a number, and `T::name(receiver, args)`.
    Method(&'static str),
    /// `T::name(args)` on a number type; no argument is a receiver.
    Associated(&'static str),
    /// `pos.name(args)` on a `GridPos`.
    Pos(&'static str),
    /// `tile.name(args)` on a `Tile`.
    Tile(&'static str),
    /// `block.name(args)` on a `ThreadBlock`.
    Block(&'static str),
    /// `grid.name(args)` on a `ThreadGrid`.
    Grid(&'static str),
    /// `ctx.name(args)` on a `&RingContext`.
    Ring(&'static str),
    /// `receiver.name(args)` on a number: `None` where the row's result is true, else what [`value`](super::value)
    /// names.
    Checked(&'static str),
    /// `receiver.name(args)` on a number: what [`value`](super::value) names, and the row's result.
    Overflowing(&'static str),
    /// `receiver.name()` on a number: the row's result and that of its [`partner`](super::partner).
    Pair(&'static str),
    /// `name(x)`, exported by the runtime's prelude: the same.
    PairFunction(&'static str),
}

impl Spelling {
    /// The name, whatever stands before it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Function(name)
            | Self::Method(name)
            | Self::Associated(name)
            | Self::Pos(name)
            | Self::Tile(name)
            | Self::Block(name)
            | Self::Grid(name)
            | Self::Ring(name)
            | Self::Checked(name)
            | Self::Overflowing(name)
            | Self::Pair(name)
            | Self::PairFunction(name) => name,
        }
    }
}

/// The type of an argument or a result; `T` is the type that the row is for, of a method its receiver's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "most are the Rust type they are named for")]
pub enum Kind {
    Unit,
    Bool,
    I32,
    U32,
    I64,
    U64,
    Usize,
    F32,
    F64,
    /// `T` itself.
    T,
    /// The unsigned integer as wide as `T`.
    Bits,
    /// The signed integer as wide as `T`.
    Sign,
    /// `&T`: a place that is read.
    Shared,
    /// `&mut T`: a place in memory that is changed.
    Mutable,
    /// A `Scope`, known at build time.
    Scope,
    /// An `Ordering` other than `SeqCst`, known at build time.
    Order,
    /// `Ordering::Relaxed` or `Ordering::Acquire`.
    LoadOrder,
    /// `Ordering::Relaxed` or `Ordering::Release`.
    StoreOrder,
}

/// What `T` may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// There is no `T`.
    None,
    /// f32, f64.
    Float,
    /// f16, bf16.
    Half,
    /// f16, bf16, F8E4M3, F8E5M2.
    Narrow,
    /// Signed and unsigned integers.
    Int,
    /// Signed integers.
    SignedInt,
    /// Unsigned integers.
    UnsignedInt,
    /// Integers of 32 and 64 bits.
    WideInt,
    /// Unsigned integers of 32 and 64 bits.
    WideUnsigned,
    /// Floats, and integers of 32 and 64 bits.
    WideNumber,
    /// Integers of 32 and 64 bits, and bool.
    Logic,
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
    /// Reads or writes memory that others use, or reads a clock: calls keep their place and number.
    Memory,
    /// Meets the lanes of its warp that the first argument names, and may learn what they bring.
    Warp,
    /// Meets the lanes of its tile, whose width is the first argument, and may learn what they bring.
    Tile,
    /// Waits for every thread of the block.
    Barrier,
    /// Waits for every thread of the grid. The C function takes the environment first, gives its result through a
    /// pointer that comes last, and returns whether no thread has faulted.
    Grid,
}

/// What its arguments must be for it to have a value; otherwise the thread stops, where rustc's function panics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Anything.
    None,
    /// The second is not 0, and the quotient fits the type.
    Divisor,
    /// The same; the fault speaks of a remainder.
    Remainder,
    /// The second is not 0.
    DivisorNotZero,
    /// The same; the fault speaks of a remainder.
    RemainderNotZero,
    /// The first is above 0.
    Logarithm,
    /// The first is not negative.
    Root,
}

/// How near the device's result is to the exact one, in units in the last place of the result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Accuracy {
    /// It is the exact result, or the exact result rounded once.
    Exact,
    /// The maximum error of f32 and of f64 that the CUDA C++ Programming Guide states in its section "Mathematical
    /// Functions", tables "Single-Precision" and "Double-Precision Mathematical Standard Library Functions with Maximum
    /// ULP Error".
    Ulp(f32, f32),
    /// The same for functions that pass through zero, where the guide bounds the absolute error: in epsilons of the
    /// greater of 1 and the result.
    Scaled(f32, f32),
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The operation.
    pub op: Op,
    /// Its spellings in Rust, the main one first.
    pub rust: &'static [Spelling],
    /// What `T` may be.
    pub class: Class,
    /// The types of its arguments; a method's receiver is the first.
    pub params: &'static [Kind],
    /// The type of its result.
    pub result: Kind,
    /// Its effect.
    pub effect: Effect,
    /// What its arguments must be.
    pub guard: Guard,
    /// How exact it is.
    pub accuracy: Accuracy,
    /// The C function, or the C expression when there are no arguments. Functions of `T` are overloaded by type in the
    /// device headers where C has one name per type; where only the result tells `T`, the name ends with `<T>`.
    pub cuda: &'static str,
    /// The first compute capability that has it, times ten.
    pub min_arch: u32,
    /// The Rust path that gives it its meaning on the CPU; `std` for the type's own
    /// function of the same name.
    pub twin: &'static str,
}

/// Writes a family's rows, one a line: operation, class, spellings, types, effect, accuracy, C, architecture, twin,
/// and its guard if it has one.
macro_rules! rows {
    ($(
        $op:ident $class:ident [$($rust:ident $name:literal),+] ($($param:ident),*) -> $result:ident,
        $effect:ident $accuracy:ident $(($f32:literal, $f64:literal))?, $cuda:literal $min_arch:literal, $twin:literal $(, $guard:ident)?;
    )*) => {
        pub(super) const ROWS: &[super::Row] = &[$(super::Row {
            op: super::Op::$op,
            rust: &[$(super::Spelling::$rust($name)),+],
            class: super::Class::$class,
            params: &[$(super::Kind::$param),*],
            result: super::Kind::$result,
            effect: super::Effect::$effect,
            accuracy: super::Accuracy::$accuracy $(($f32, $f64))?,
            cuda: $cuda,
            min_arch: $min_arch,
            twin: $twin,
            guard: super::row::guard!($($guard)?),
        }),*];
    };
}
pub(super) use rows;

/// A row's guard, if it has one.
macro_rules! guard {
    () => {
        super::Guard::None
    };
    ($guard:ident) => {
        super::Guard::$guard
    };
}
pub(super) use guard;
