//! The ast of each construct, and what is said about what is not one.

use quote::ToTokens;

use super::ast::Item;
use super::parse::{self, Attribute};
use super::print::print;
use crate::diagnostic::Diagnostic;

/// Parses one item of a source file as the scan does.
fn item(source: &str) -> Result<Item, Vec<Diagnostic>> {
    match syn::parse_str(source).expect("the test is valid Rust") {
        syn::Item::Fn(mut function) => {
            let attribute = function.attrs.remove(0);
            let name = attribute.path().to_token_stream().to_string();
            let options = match &attribute.meta {
                syn::Meta::List(list) => list.tokens.clone(),
                syn::Meta::Path(_) | syn::Meta::NameValue(_) => proc_macro2::TokenStream::new(),
            };
            let kind = Attribute::from_name(&name).expect("the first attribute is ours");
            parse::function(kind, &options, &function)
        }
        syn::Item::Const(item) => parse::constant(&item).map(Item::Const),
        other => {
            parse::record(&syn::parse2(other.into_token_stream()).expect("the test is a type"))
        }
    }
}

pub(super) fn dump(source: &str) -> String {
    print(&item(source).expect("the test has no mistake"))
}

/// The mistakes of an item, each with its place and text.
fn mistakes(source: &str) -> String {
    let mistakes = item(source).expect_err("the test has a mistake");
    let lines: Vec<String> = mistakes
        .iter()
        .map(|mistake| {
            let (start, end) = (mistake.start.start(), mistake.end.end());
            format!(
                "{}:{}-{}:{} {}",
                start.line,
                start.column + 1,
                end.line,
                end.column + 1,
                mistake.text()
            )
        })
        .collect();
    lines.join("\n")
}

macro_rules! snapshots {
    ($how:ident: $($name:ident $source:expr;)*) => {$(
        #[test]
        fn $name() {
            insta::assert_snapshot!($how($source));
        }
    )*};
}

snapshots! { dump:
    saxpy "#[kernel]
fn saxpy(x: &[f32], y: &mut [f32], a: f32, n: i32) {
    let idx = block_idx_x() * block_dim_x() + thread_idx_x();
    if idx >= n { return; }
    y[idx as usize] = a * x[idx as usize] + y[idx as usize];
}";
    fdtd "#[stencil(tile = (16, 16), halo = 1, swap(p, p_prev))]
fn fdtd(p: &[f32], p_prev: &mut [f32], c2: f32, pos: GridPos) {
    let lap = pos.north(p) + pos.south(p) + pos.east(p) + pos.west(p) - 4.0 * p[pos.idx()];
    p_prev[pos.idx()] = 2.0 * p[pos.idx()] - p_prev[pos.idx()] + c2 * lap;
}";
    process "#[ring_kernel(block_size = 128, queue_capacity = 1024, hlc, k2k)]
fn process(ctx: &RingContext, msg: &Request) -> Response {
    let tid = ctx.global_thread_id();
    ctx.sync_threads();
    Response { value: msg.value * 2.0, id: tid as u64 }
}";
    stateful_ring_kernel "#[ring_kernel(fast(contract, ftz))]
fn count(_: &ringkernel_rt::RingContext, state: &mut bank::State, msg: &Deposit) {
    state.total += msg.amount;
    *state = next(state, &mut state.log);
}";
    stencil_in_three_dimensions "#[stencil(tile = (8, 8, 4), swap(a, b), swap(c, d), fast(approx))]
fn heat(pos: GridPos, a: &[f32], b: &mut [f32], c: &[f64], d: &mut [f64]) {
    b[pos.idx()] = pos.at(a, 1, -1, 0);
}";
    bindings "#[device]
fn bindings(mut a: i32, _: f32) -> i32 {
    let b;
    let mut c: i64 = 1_000;
    let (d) = 2u32;
    let _ = c;
    let a = a;
    b = a;
    b
}";
    numbers "#[device]
fn numbers() -> f64 {
    true; 0xff_u64; 1_000; 0b11; 7usize; 1e3; 2.5_f32; 1.; 3f64; ();
    18446744073709551615
}";
    operators "#[device]
fn operators(a: i32, b: i32) -> bool {
    -a + b * 2 - a / b % 3 & a | b ^ !a << 1 >> 2;
    a == b || a != b && a < b || a <= b && a > b || a >= b
}";
    assignments "#[device]
fn assignments(x: &mut [Cell], r: &mut Cell) {
    x[0].mass = 1.0; x[1].mass += 1.0;
    r.v.x -= 1.0; *r = x[2]; r.n *= 2; r.n /= 2; r.n %= 2;
    r.n &= 1; r.n |= 1; r.n ^= 1; r.n <<= 1; r.n >>= 1;
}";
    branches "#[device]
fn branches(a: i32) -> i32 {
    if a > 0 { f(); } else if a == 0 { } else { g(); }
    let b = if a > 1 { a } else { 2 * a };
    { let c = b; c }
}";
    loops "#[device]
fn loops(n: usize) {
    while n > 0 { continue; }
    loop { break }
    for i in 0..n { for mut j in (i + 1)..=n { j += 1; } }
    for _ in 0..3 {}
    loop { return; };
}";
    calls "#[device]
fn calls(x: &[f32], y: &mut [f32]) -> f32 {
    let mut a = 1.0;
    physics::wave(x, y, &a, &mut a, &mut y[0], &y[1]);
    (a as f64).sqrt().max(::core::f64::consts::PI) as f32 + x.len() as f32 + f32::MAX
}";
    struct_literals "#[device]
fn struct_literals(x: f32) -> Cell {
    Cell { mass: 1.0, v: v::Vec2 { x, y: x } }
}";
    lint_attributes "#[device]
#[must_use]
fn lints(#[allow(unused)] a: i32) -> i32 {
    #![allow(clippy::all)]
    #[expect(unused_variables, reason = \"a test\")]
    let b = 1;
    a
}";
    structs "pub struct Cell { pub mass: f32, v: v::Vec2 }";
    constants "const N: usize = 2 * M + 1;";
    raw_names "#[device] fn r#loop(r#in: f32) -> f32 { r#in }";
}

snapshots! { mistakes:
    all_mistakes_at_once "#[kernel]
fn bad<T>(x: &[u8], y: (f32, f32)) -> f32 {
    let f = |v| v;
    match x { _ => 1 }
    println!(\"{}\", 1.0);
    for v in x { 'a'; }
}";
    wrong_kernel_signature "#[kernel]
fn bad(pos: GridPos, ctx: &RingContext, s: &Cell, m: &mut Cell, u: (), mut x: &[f32], args: i32, _: f32) -> f32 { 1.0 }";
    wrong_stencil_signature "#[stencil(swap(p, q), swap(c, p), swap(p, d), tile = (33, 32))]
fn bad(p: &[f32], d: &[f64], c: f32, s: &Cell) {}";
    wrong_ring_signature "#[ring_kernel(block_size = 0, queue_capacity = 1000)]
fn bad(ctx: &RingContext, msg: &Request, state: &mut State) -> &State { state }";
    ring_kernel_without_message "#[ring_kernel] fn bad(ctx: &RingContext) {}";
    wrong_device_signature "#[device(inline)]
const async unsafe extern \"C\" fn bad(pos: GridPos, ctx: &RingContext, p: *const f32, g: &'static f32) {}";
    wrong_options "#[stencil(halo, tile = 16, tile = (1, x), hlc, fast, swap(a))] fn f(p: &mut [f32], pos: GridPos) {}";
    wrong_names "#[device] fn größe(__rk: i32, x: i32) -> i32 { #[cfg(a)] let ä = 1; #[inline] x }";
    wrong_struct "struct Bad<T> { a: [f32; 2], b: &'static str, c: u8 }";
    wrong_expressions "#[device] fn bad(x: &[f32]) {
    (1, 2); [1, 2]; [0; 3]; async {}; unsafe {}; x?; 1..2; &x; *&raw const x;
    if let a = 1 {}
    fn inner() {}
    const N: i32 = 1;
    (f)(1); x.0; g::<f32>(); x.sum::<f32>(); S { ..s }; _ = 1; b\"x\"; 1u8;
    let y: &[f32] = x; let (a, b) = c; let Some(z) = q else { return };
}";
    syntax_that_rustc_refuses "#[device] fn bad() {
    yield;
    let a = (let b = 1);
}";
}
