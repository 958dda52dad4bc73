//! One construct each.

use super::ir;

#[test]
fn saxpy() {
    insta::assert_snapshot!(ir("
#[kernel]
fn saxpy(x: &[f32], y: &mut [f32], a: f32, n: i32) {
    let idx = block_idx_x() * block_dim_x() + thread_idx_x();
    if idx >= n { return; }
    y[idx as usize] = a * x[idx as usize] + y[idx as usize];
}"));
}

#[test]
fn fdtd() {
    insta::assert_snapshot!(ir("
#[stencil(tile = (16, 16), halo = 1, swap(p, p_prev))]
fn fdtd(p: &[f32], p_prev: &mut [f32], c2: f32, pos: GridPos) {
    let lap = pos.north(p) + pos.south(p) + pos.east(p) + pos.west(p) - 4.0 * p[pos.idx()];
    p_prev[pos.idx()] = 2.0 * p[pos.idx()] - p_prev[pos.idx()] + c2 * lap;
}"));
}

#[test]
fn process() {
    insta::assert_snapshot!(ir("
#[derive(Clone, Copy, RingMessage)] pub struct Request  { pub value: f32 }
#[derive(Clone, Copy, RingMessage)] pub struct Response { pub value: f32, pub id: u64 }

#[ring_kernel(block_size = 128, queue_capacity = 1024, hlc, k2k)]
fn process(ctx: &RingContext, msg: &Request) -> Response {
    let tid = ctx.global_thread_id();
    ctx.sync_threads();
    Response { value: msg.value * 2.0, id: tid as u64 }
}"));
}

#[test]
fn literals_take_their_type_from_what_they_meet() {
    insta::assert_snapshot!(ir("
#[kernel]
fn k(f: &mut [f32], d: &mut [f64], u: &mut [u64], i: usize) {
    let a = 1;
    let b = 0.1;
    let c = 0.1;
    u[i] = a;
    f[i] = b;
    d[i] = c * 2.0 + 3f64;
    let _alone = 7;
    let _alone_too = 0.5;
    u[0] = 0xFFu64 + 1_000;
    u[1] = (1 + 2) as u64;
    u[2] = 3 as u64;
    u[3] = { !0 } as u64;
    f[4] = -1 as f32;
}"));
}

#[test]
fn annotations_and_casts_decide_types() {
    insta::assert_snapshot!(ir("
#[kernel]
fn k(x: &[u32], y: &mut [f32], n: i32) {
    let a: u64 = 5;
    let b = x[0] as i64;
    let c = (n + 1) as usize;
    let d = -n;
    let e = !x[c];
    y[c] = a as f32 + b as f32 + d as f32 + e as f32 + (n > 0) as i32 as f32;
}"));
}

#[test]
fn shadowing_makes_a_new_local() {
    insta::assert_snapshot!(ir("
#[kernel]
fn k(y: &mut [f32], x: f32) {
    let x = x + 1.0;
    let x = x as i32;
    {
        let x = x + 1;
        y[0] = x as f32;
    }
    y[1] = x as f32;
}"));
}

#[test]
fn if_is_a_value_through_a_local() {
    insta::assert_snapshot!(ir("
#[kernel]
fn k(y: &mut [f32], c: bool, d: bool) {
    let mut a = 0;
    let b = if c { a = 1; 2.0 } else if d { 3.0 } else { return };
    y[a] = b + if d { y[1] } else { 0.0 };
}"));
}

#[test]
fn blocks_keep_their_statements() {
    insta::assert_snapshot!(ir("
#[kernel]
fn k(y: &mut [i32]) {
    let a = { let b = y[0]; y[1] = b; b * 2 };
    y[2] = { y[3] = a; a } + 1;
}"));
}

#[test]
fn loops() {
    insta::assert_snapshot!(ir("
#[kernel]
fn k(y: &mut [i32], n: i32) {
    let mut i = 0;
    while i < n { i += 1; if i == 3 { continue; } }
    loop { i -= 1; if i < 0 { break } }
    for j in 0..n { for mut k in j..=4 { k += 1; i += k; } }
    for _ in 0..3 { i += 1; }
    for q in 0..y.len() { y[q] = i; }
}"));
}

#[test]
fn every_path_of_a_function_returns() {
    insta::assert_snapshot!(ir("
#[device] fn sign(x: f32) -> i32 { if x > 0.0 { 1 } else if x < 0.0 { -1 } else { 0 } }
#[device] fn first(x: &[i32], n: i32) -> i32 {
    let mut i = 0;
    loop { if x[i] == n { return i as i32; } i += 1; }
}
#[device] fn early(x: f32) -> f32 { if x < 0.0 { return -x; } x }
#[device] fn nothing() { }
#[kernel] fn k(x: &[i32], y: &mut [i32]) {
    y[0] = sign(early(1.5)) + first(x, 3);
    nothing();
    sign(2.0);
}"));
}

#[test]
fn structs_are_values_and_places() {
    insta::assert_snapshot!(ir("
#[derive(Clone, Copy, GpuType)] struct Vec2 { x: f32, y: f32 }
#[derive(Clone, Copy, GpuType)] struct Body { at: Vec2, speed: Vec2, id: u64 }
#[device] fn scaled(v: Vec2, by: f32) -> Vec2 { Vec2 { y: v.y * by, x: v.x * by } }
#[kernel] fn k(bodies: &mut [Body], dt: f32) {
    let i = thread_idx_x() as usize;
    let mut body = bodies[i];
    body.at.x += scaled(body.speed, dt).x;
    bodies[i].at = body.at;
    bodies[i].speed.y = 0.0;
    bodies[i] = body;
}"));
}

#[test]
fn references_are_handed_on_or_borrowed() {
    insta::assert_snapshot!(ir("
#[derive(Clone, Copy, GpuType)] struct S { a: f32, b: u32 }
#[device] fn bump(x: &mut u32, by: &f32) { *x += *by as u32; }
#[device] fn both(s: &mut S) { bump(&mut s.b, &s.a); }
#[device] fn sum(x: &[f32], from: usize) -> f32 { x[from] + x[from + 1] }
#[kernel] fn k(x: &mut [f32], s: &mut [S]) {
    let mut n = 1u32;
    bump(&mut n, &x[3]);
    bump(&mut s[n as usize].b, &2.5);
    both(&mut s[0]);
    x[0] = sum(x, 2);
}"));
}

#[test]
fn numbers_have_methods() {
    insta::assert_snapshot!(ir("
#[kernel] fn k(x: &mut [f32], u: &mut [u64], n: i32) {
    x[0] = x[1].sqrt().max(0.5).mul_add(2.0, f32::abs(x[2])) + f32::max(1.0, x[3]);
    u[0] = u[1].rotate_left(3).min(7) + u[2].leading_zeros() as u64;
    let m = n.abs().wrapping_mul(3);
    if x[m as usize].is_nan() { u[3] = 1; }
}"));
}

#[test]
fn a_stencil_sees_offsets() {
    insta::assert_snapshot!(ir("
const FAR: i32 = 2;
#[derive(Clone, Copy, GpuType)] struct Cell { rho: f32, wall: bool }
#[stencil]
fn s(a: &[f32], cells: &[Cell], out: &mut [f32], pos: GridPos) {
    let i = pos.idx();
    let deep = pos.up(a) + pos.down(a) + pos.at(a, -FAR, 1 + 1, FAR - 3);
    if cells[i].wall || pos.west(cells).wall || pos.x() == 0 { out[i] = 0.0; return; }
    out[i] += deep + pos.at(a, 1, -1) + cells[pos.idx()].rho;
}"));
}

#[test]
fn a_ring_kernel_has_state() {
    insta::assert_snapshot!(ir("
#[derive(Clone, Copy, Default, GpuType)] struct Total { sum: f64, count: u32 }
#[derive(Clone, Copy, RingMessage)] struct Add { value: f64 }
#[derive(Clone, Copy, RingMessage)] struct Mean { value: f64 }
#[device] fn note(total: &mut Total, value: f64) { total.sum += value; total.count += 1; }
#[ring_kernel]
fn mean(_ctx: &RingContext, state: &mut Total, msg: &Add) -> Mean {
    note(state, msg.value);
    let copy = *state;
    Mean { value: copy.sum / state.count as f64 }
}"));
}

#[test]
fn what_is_never_reached_is_left_out() {
    insta::assert_snapshot!(ir("
#[device] fn f(c: bool) -> i32 { if c { return 1; } else { return 2; } }
#[device] fn g(n: i32) -> i32 { loop { if n > 0 { return n; y_unused(n); } } }
#[device] fn y_unused(n: i32) -> i32 { return n; n + 1 }
#[kernel] fn k(y: &mut [i32]) {
    while y[0] > 0 { y[0] = f(true); break; y[1] = 2; }
    y[2] = g(1);
    return;
    y[3] = 1;
}"));
}
