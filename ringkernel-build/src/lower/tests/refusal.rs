//! What is refused: where, and who tells it.

use super::mistakes;

/// The mistakes of a grid kernel's body.
fn body(body: &str) -> String {
    mistakes(&format!(
        "struct Plain {{ a: f32 }}
fn host(x: f32) -> f32 {{ x }}
static TABLE: f32 = 1.0;
#[device] fn half(x: f32) -> f32 {{ x * 0.5 }}
#[device] fn first(x: &[f32]) -> f32 {{ x[0] }}
#[device] fn bump(x: &mut f32) {{ *x += 1.0; }}
#[kernel] fn other(y: &mut [f32]) {{ y[0] = 1.0; }}
#[kernel] fn k(x: &[f32], y: &mut [f32], n: i32) {{\n{body}\n}}"
    ))
}

#[test]
fn calls_that_the_gpu_cannot_make() {
    insta::assert_snapshot!(body(
        "
y[0] = host(1.0);
y[1] = unknown(2.0);
other(y);
y[2] = y[0].algebraic_add(2);
y[3] = f32::from_str(3);
y[4] = std::mem::size_of(1);
y[5] = x.first();"
    ));
}

#[test]
fn references_that_the_gpu_cannot_keep() {
    insta::assert_snapshot!(body(
        "
let z = x;
y[0] = first(&x[0]);
y[1] = first(&x);
bump(y[0]);
bump(&mut x[0]);"
    ));
}

#[test]
fn names_that_mean_nothing_on_the_gpu() {
    insta::assert_snapshot!(body(
        "
y[0] = TABLE;
y[1] = MISSING;
let p = Plain { a: 1.0 };
let q = half;"
    ));
}

#[test]
fn type_mistakes_are_left_to_rustc() {
    insta::assert_snapshot!(body(
        "
y[0] = 1;
y[n] = 1.0;
let a = n + 1.0;
let b = 2.0.sqrt();
let c = -(n as u32);
let d = 300 as bool;
let e = 3_000_000_000;
if n { }
let f: u32 = half(1.0);
x[0] = 1.0;
half(1.0, 2.0);
for i in 0.0..1.0 { }
let g = true + false;"
    ));
}

#[test]
fn values_that_never_come() {
    insta::assert_snapshot!(body(
        "
let a = return;
y[0] = 1.0 + loop { };"
    ));
}

#[test]
fn types_that_nothing_decides() {
    insta::assert_snapshot!(body("let a;"));
}

#[test]
fn a_stencil_keeps_to_its_cell() {
    insta::assert_snapshot!(mistakes(
        "
#[device] fn first(x: &[f32]) -> f32 { x[0] }
#[stencil]
fn s(a: &[f32], b: &mut [f32], n: i32, pos: GridPos) {
    let mut i = pos.idx();
    b[i] = a[pos.idx() + 1];
    b[pos.idx()] = pos.north(b) + pos.at(a, n, 0);
    i += 1;
    b[pos.idx()] = first(a) + thread_idx_x() as f32;
    let p = pos;
}"
    ));
}

#[test]
fn constants_without_a_value() {
    insta::assert_snapshot!(mistakes(
        "
const A: i32 = i32::MAX + 1;
const B: usize = C;
const C: usize = B;
const D: f32 = half(2.0);
const E: i32 = 1 / 0;
#[device] fn half(x: f32) -> f32 { x * 0.5 }
#[kernel] fn k(y: &mut [f32]) { y[B] = A as f32 + D + E as f32; }"
    ));
}

#[test]
fn a_mistake_in_a_device_function_is_told_there_alone() {
    let output = super::lowered(
        "
#[device] fn bad(x: f32) -> f32 { missing(x) }
#[device] fn calls(x: f32) -> f32 { bad(x) }
#[kernel] fn k(y: &mut [f32]) { y[0] = calls(1.0); }
#[kernel] fn fine(y: &mut [f32]) { y[0] = 1.0; }",
    );
    let told: Vec<(&str, usize)> = output
        .mistakes
        .iter()
        .map(|(key, mistakes)| (&key[..key.len() - 17], mistakes.len()))
        .collect();
    assert_eq!(told, [("bad", 1), ("k", 0)]);
    assert_eq!(output.module.kernels.len(), 1);
}

/// None of these has a type of the IR, wherever it stands.
#[test]
fn values_that_no_memory_can_hold() {
    let bodies = [
        "let a = (&x[0], 1) == (&x[1], 1);",
        "let a = Some(&x[0]) == None;",
        "let a = (1, (&x[0], 2)).0;",
        "let a = [(&x[0], 1)];",
        "match Some(&x[0]) { Some(r) => y[0] = *r, None => {} }",
        "match (1, Some(&x[0])) { (1, Some(a)) => {} _ => {} }",
        "let (a, b) = if n > 0 { (&x[0], 1) } else { (&x[1], 2) };",
        "let [a, b] = [(&x[0], 1), (&x[1], 2)];",
        "while let Some((a, b)) = Some((&x[0], 1)) { break; }",
        "loop { break (&x[0], 1); };",
        "(&x[0], 1);",
    ];
    let told: Vec<String> = bodies
        .iter()
        .map(|text| format!("{text}\n{}", body(text)))
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}
