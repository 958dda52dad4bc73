//! Runs printed kernels on the host: one program of many kernels, each `out[0] = f(a[0], b[0])`.

use crate::build::*;
use crate::{faults, own, printed};
use ringkernel_build::ir::{
    BinaryOp, Check, Expr, ExprKind, Handle, Literal, Local, Module, Scalar, StmtKind, Type,
};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// A Rust type that is a scalar of the IR.
pub(crate) trait Bits: Copy + 'static {
    /// Its name in the IR.
    const SCALAR: Scalar;
    /// Its bytes, zero above.
    fn bits(self) -> u64;
    /// Values near which arithmetic goes wrong.
    fn edges() -> Vec<Self>;
    /// It as a literal.
    fn literal(self) -> Expr;
}

macro_rules! integer {
    ($t:ty, $scalar:ident, $unsigned:ty) => {
        impl Bits for $t {
            const SCALAR: Scalar = Scalar::$scalar;
            fn bits(self) -> u64 {
                (self as $unsigned).into()
            }
            fn edges() -> Vec<Self> {
                let half = 1 << (<$t>::BITS / 2);
                let max = <$t>::MAX;
                vec![
                    0,
                    1,
                    2,
                    3,
                    7,
                    31,
                    32,
                    33,
                    63,
                    64,
                    65,
                    16_777_217,
                    half,
                    half - 1,
                    max,
                    max - 1,
                    max / 2,
                    max / 2 + 1,
                    <$t>::MIN,
                    <$t>::MIN + 1,
                    (0 as $t).wrapping_sub(1),
                    (0 as $t).wrapping_sub(7),
                ]
            }
            fn literal(self) -> Expr {
                int(Self::SCALAR, self.into())
            }
        }
    };
}

integer!(i32, I32, u32);
integer!(u32, U32, u32);
integer!(i64, I64, u64);
integer!(u64, U64, u64);

macro_rules! float {
    ($t:ident, $scalar:ident) => {
        impl Bits for $t {
            const SCALAR: Scalar = Scalar::$scalar;
            fn bits(self) -> u64 {
                // All NaNs are one: their bits are nobody's promise.
                if self.is_nan() { <$t>::NAN } else { self }
                    .to_bits()
                    .into()
            }
            fn edges() -> Vec<Self> {
                let positive = [
                    0.0,
                    0.1,
                    0.3,
                    0.49999997,
                    0.5,
                    1.0,
                    1.5,
                    2.5,
                    3.0,
                    255.75,
                    16777217.0,
                    2147483647.0,
                    2147483648.0,
                    4294967295.0,
                    4294967296.0,
                    9223372036854775807.0,
                    18446744073709551615.0,
                    1e30,
                    $t::MIN_POSITIVE,
                    $t::MIN_POSITIVE / 3.0,
                    $t::EPSILON,
                    $t::MAX,
                    $t::INFINITY,
                    7.038531e-26,
                    1.0000001,
                ];
                let mut edges: Vec<$t> = positive
                    .iter()
                    .flat_map(|value| [*value, -*value])
                    .collect();
                edges.push($t::NAN);
                edges
            }
            fn literal(self) -> Expr {
                typed(Self::SCALAR, ExprKind::Literal(Literal::$scalar(self)))
            }
        }
    };
}

float!(f32, F32);
float!(f64, F64);

impl Bits for bool {
    const SCALAR: Scalar = Scalar::Bool;
    fn bits(self) -> u64 {
        self.into()
    }
    fn edges() -> Vec<Self> {
        vec![false, true]
    }
    fn literal(self) -> Expr {
        typed(Scalar::Bool, ExprKind::Literal(Literal::Bool(self)))
    }
}

/// One function of two values, as IR and as Rust.
pub(crate) struct Case {
    name: String,
    module: Module,
    /// Bits of both arguments and of what Rust makes of them; `None` where Rust panics.
    rows: Vec<(u64, u64, Option<u64>)>,
    /// How many floats away the result may be.
    apart: u64,
}

impl Case {
    /// A function that always has a value.
    pub(crate) fn of<A: Bits, B: Bits, C: Bits>(
        name: &str,
        expr: impl Fn(Expr, Expr) -> Expr,
        meaning: impl Fn(A, B) -> C,
    ) -> Self {
        Self::new(name, None, expr, |a, b| Some(meaning(a, b)))
    }

    /// Lets the result be this many floats away: two math libraries need not round alike.
    pub(crate) fn within(mut self, apart: u64) -> Self {
        self.apart = apart;
        self
    }

    /// An integer division.
    pub(crate) fn checked<T: Bits>(
        name: &str,
        op: BinaryOp,
        meaning: impl Fn(T, T) -> Option<T>,
    ) -> Self {
        Self::new(name, Some(op), |a, b| binary(op, a, b), meaning)
    }

    fn new<A: Bits, B: Bits, C: Bits>(
        name: &str,
        check: Option<BinaryOp>,
        expr: impl Fn(Expr, Expr) -> Expr,
        meaning: impl Fn(A, B) -> Option<C>,
    ) -> Self {
        let mut f = function("k");
        let a = param(&mut f, "a", slice(A::SCALAR, false));
        let b = param(&mut f, "b", slice(B::SCALAR, false));
        let out = param(&mut f, "out", slice(C::SCALAR, true));
        let x = named(&mut f, "x", Type::Scalar(A::SCALAR));
        let y = named(&mut f, "y", Type::Scalar(B::SCALAR));
        let zero = || int(Scalar::Usize, 0);
        let first =
            |scalar, slice: Handle<Local>| typed(scalar, ExprKind::Load(element(slice, zero())));
        f.body = vec![
            at(2, StmtKind::Let(x, Some(first(A::SCALAR, a)))),
            at(3, StmtKind::Let(y, Some(first(B::SCALAR, b)))),
        ];
        if let Some(op) = check {
            let dividend = load(A::SCALAR, x);
            let divisor = load(B::SCALAR, y);
            let check = Check::Divisor {
                op,
                dividend,
                divisor,
            };
            f.body.push(at(4, StmtKind::Check(check)));
        }
        let value = expr(load(A::SCALAR, x), load(B::SCALAR, y));
        f.body
            .push(at(4, StmtKind::Store(element(out, zero()), value)));
        let mut module = module();
        module.kernels.push(grid(f));
        let mut rows = Vec::new();
        for a in A::edges() {
            for b in B::edges() {
                rows.push((a.bits(), b.bits(), meaning(a, b).map(C::bits)));
            }
        }
        Self {
            name: format!("{name} of {} and {}", A::SCALAR.name(), B::SCALAR.name()),
            module,
            rows,
            apart: 0,
        }
    }
}

const EMULATION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/emulate/emulate.h");

/// The part of the program that is ours: reads argument bits, runs the kernel, writes the fault and the result's bits.
const DRIVER: &str = r#"
#include <stdio.h>
template <class A, class B, class C>
static void rows(void (*kernel)(rk_env, rk_slice<const A>, rk_slice<const B>, rk_slice<C>), size_t count)
{
    for (size_t row = 0; row < count; ++row) {
        uint64_t in[2];
        if (fread(in, sizeof in, 1, stdin) != 1) return;
        A a; B b; C c{};
        memcpy(&a, &in[0], sizeof a);
        memcpy(&b, &in[1], sizeof b);
        uint32_t claim = 0;
        rk_fault fault{};
        rk_env env{(uint64_t)&claim, (uint64_t)&fault, 0};
        rk_slice<const A> sa{&a, 1};
        rk_slice<const B> sb{&b, 1};
        rk_slice<C> sc{&c, 1};
        void* args[] = {&env, &sa, &sb, &sc};
        const unsigned one[3] = {1, 1, 1};
        rk_emulated_launch(kernel, one, one, args);
        uint64_t out[2] = {fault.kind, 0};
        if (c != c) c = (C)NAN;
        memcpy(&out[1], &c, sizeof c);
        fwrite(out, sizeof out, 1, stdout);
    }
}
"#;

/// Compiles the cases into one program and compares what it computes with the rows.
///
/// # Panics
/// If the compiler refuses the text or a row differs.
pub(crate) fn run(name: &str, cases: &[Case]) {
    let mut text = String::new();
    let mut main = String::from("int main()\n{\n");
    let mut input = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        let source = printed(&case.module, faults(true));
        if number == 0 {
            text.push_str(&source.text[..source.own]);
            text.push_str(DRIVER);
        }
        // The entry's C name would be the same in each namespace.
        let own = own(&source).replace("extern \"C\" __global__", "static");
        writeln!(text, "namespace k{number} {{\n{own}}}").expect("a string grows");
        writeln!(
            main,
            "    rows(k{number}::{}, {});",
            source.entry,
            case.rows.len()
        )
        .expect("a string grows");
        for (a, b, _) in &case.rows {
            input.extend(a.to_ne_bytes());
            input.extend(b.to_ne_bytes());
        }
    }
    text.push_str(&main);
    text.push_str("    return 0;\n}\n");
    let output = execute(name, &text, input);
    let mut output = output.chunks_exact(16).map(|row| {
        let half = |at: usize| u64::from_ne_bytes(row[at..at + 8].try_into().expect("8 bytes"));
        (half(0), half(8))
    });
    for case in cases {
        for (a, b, expected) in &case.rows {
            let (fault, bits) = output.next().expect("one answer a row");
            let got = (fault == 0).then_some(bits);
            let near = match (got, expected) {
                (Some(got), Some(expected)) => got.abs_diff(*expected) <= case.apart,
                (got, expected) => got == *expected,
            };
            assert!(
                near,
                "{} of {a:#x} and {b:#x} gave {got:x?} instead of {expected:x?}",
                case.name
            );
        }
    }
}

/// Compiles a program that stands on the emulation and gives what it makes of its input.
///
/// # Panics
/// If the compiler refuses it, or it does what C++ leaves undefined.
pub(crate) fn execute(name: &str, text: &str, input: Vec<u8>) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join(format!("{name}.cpp"));
    let program = folder.join(name);
    let text = format!("#include EMULATION\n{text}");
    std::fs::write(&file, text).expect("the target folder is writable");
    compile(&file, &program);
    feed(&program, input)
}

fn compile(file: &Path, program: &Path) {
    let compiler = std::env::var_os("CXX").unwrap_or_else(|| "c++".into());
    let output = Command::new(compiler)
        .args(["-std=c++17", "-O1", "-ffp-contract=off", "-w"])
        .args([
            "-fsanitize=undefined,float-cast-overflow",
            "-fsanitize-undefined-trap-on-error",
        ])
        .arg(format!("-DEMULATION=\"{EMULATION}\""))
        .arg(file)
        .arg("-o")
        .arg(program)
        .output()
        .expect("there is a C++ compiler, or CXX names one");
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{messages}");
}

fn feed(program: &Path, input: Vec<u8>) -> Vec<u8> {
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program was just made");
    let mut stdin = child.stdin.take().expect("it is piped");
    let writer = std::thread::spawn(move || {
        // A program that stopped early is found below.
        drop(stdin.write_all(&input));
    });
    let output = child.wait_with_output().expect("it runs");
    writer.join().expect("writing does not panic");
    assert!(
        output.status.success(),
        "undefined behaviour: {}",
        output.status
    );
    output.stdout
}
