//! The ways in which an earlier transpiler changed the meaning of Rust, each kept right.

use super::ir;

#[test]
fn precedence_is_rusts_and_not_cs() {
    insta::assert_snapshot!(ir("
#[kernel] fn k(y: &mut [bool], a: u32, b: u32, c: u32) {
    y[0] = a & b == c;
    y[1] = a | b == c;
    y[2] = a ^ b < c;
    y[3] = !a == b && -(a as i32) << 2 >= 3;
}"));
}

#[test]
fn a_trailing_if_returns_nothing_from_a_kernel() {
    insta::assert_snapshot!(ir("
#[device] fn touch(y: &mut f32) -> bool { *y = 1.0; true }
#[kernel] fn k(y: &mut [f32], c: bool) {
    if c { let a = y[0]; y[1] = a; }
    if c { touch(&mut y[2]); } else { y[3] = 2.0 }
    if c { if !c { y[4] = 1.0 } }
}")
    .split("fn touch")
    .next()
    .expect("a first part")
    .to_owned());
}

#[test]
fn a_trailing_loop_is_a_statement() {
    insta::assert_snapshot!(ir("
#[kernel] fn k(y: &mut [f32], n: usize) { for i in 0..n { y[i] = 0.0 } }
#[kernel] fn l(y: &mut [f32], n: usize) { let mut i = 0; while i < n { y[i] = 0.0; i += 1 } }
#[kernel] fn m(y: &mut [f32]) { loop { y[0] += 1.0; if y[0] > 3.0 { break } } }"));
}

#[test]
fn types_do_not_come_from_names() {
    insta::assert_snapshot!(ir("
#[kernel] fn k(data: &[u64], idx: f32, threshold: f64, y: &mut [f64]) {
    let count = data[0];
    let n = idx * 2.0;
    y[0] = count as f64 + n as f64 + threshold;
}"));
}

#[test]
fn index_arithmetic_stays_whole() {
    insta::assert_snapshot!(ir("
#[kernel] fn k(p: &mut [f32], w: usize, h: usize) {
    let x = thread_idx_x() as usize;
    let i = (a_plus_one(x));
    let idx = (i * h + x) * w + x;
    p[idx] = 1.0;
}
#[device] fn a_plus_one(a: usize) -> usize { (a + 1) }"));
}

#[test]
fn floats_keep_their_width_and_remainder() {
    insta::assert_snapshot!(ir("
#[kernel] fn k(x: &mut [f64], y: &mut [f32]) {
    x[0] = x[1] * 0.1 + (x[2] % 0.3).sqrt();
    y[0] = y[1] * 0.1 + y[2] % 3.0 + 16777217.0;
    y[1] = 0.1f32 + 1f32 + 1e-40;
}"));
}

#[test]
fn extreme_literals_are_themselves() {
    insta::assert_snapshot!(ir("
#[kernel] fn k(y: &mut [i64], z: &mut [i32]) {
    y[0] = -9223372036854775808;
    z[0] = -2147483648;
    z[1] = -2147483648 - -1;
    z[2] = !0;
    z[3] = i32::MIN + u32::BITS as i32;
    y[1] = u64::MAX as i64;
}"));
}
