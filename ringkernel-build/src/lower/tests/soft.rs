//! What rustc refuses too, and better: told only where rustc finds nothing wrong.
//!
//! Each source makes one stage stop, so that what later stages say stands in a source of its own.

use super::mistakes;

/// The mistakes of a grid kernel's body, with items to meet there.
fn body(body: &str) -> String {
    mistakes(&format!(
        "#[derive(Clone, Copy, GpuType)] struct Pair {{ a: f32, b: f32 }}
#[derive(Clone, Copy, GpuType)] struct Two(f32, f32);
#[derive(Clone, Copy, GpuType)] enum Form {{ Dot, Disc {{ r: f32 }} }}
impl Pair {{
    const ONE: f32 = 1.0;
    #[device] fn zero() -> f32 {{ 0.0 }}
    #[device] fn same<T: Copy>(x: T) -> T {{ x }}
}}
type Row<const N: usize> = [f32; N];
type Twice<T> = (T, T);
const LIST: [i32; 2] = [1, 2];
#[device] fn nothing() {{}}
#[device] fn made<T: Copy>() -> i32 {{ 1 }}
#[kernel] fn k(x: &[f32], y: &mut [f32], n: i32, p: Pair, t: Two, form: Form, o: Option<f32>) {{\n{body}\n}}"
    ))
}

#[test]
fn values_without_these_parts() {
    insta::assert_snapshot!(body(
        "
let a = p.c;
let b = n.c;
let c = n[0];
let d = &n[0..1];
let e = *n;
let f = Two(1.0);
let g = Pair { a: 1.0 };
let h = Pair { a: 1.0, c: 2.0, b: 1.0 };
1.0 = 2.0;"
    ));
}

#[test]
fn patterns_that_fit_nothing() {
    insta::assert_snapshot!(body(
        "
let Two(a) = t;
let Pair { c, .. } = p;
let .. = n;
let [b] = n;
let Some(v) = o else { nothing() };
match 1.0 { Pair::TWO => {} _ => {} }
let q = o?;"
    ));
}

#[test]
fn functions_that_are_none() {
    insta::assert_snapshot!(body(
        "
let a = LIST(0);
let b = Pair::ONE();
let c = p.ONE();
let d = p.zero();
let e = p.same(1.0);
let f = o.and(1.0);
let h = o.flatten();
Some(1.0).take();
let g = None::<f32, f32>;
break;
continue 'a;"
    ));
}

#[test]
fn closures_that_do_not_fit() {
    insta::assert_snapshot!(body(
        "
let add = |a: f32, b: f32| a + b;
y[0] = add(1.0);
y[1] = (0..3).copied().sum();
y[2] = (0..3).cloned().sum();"
    ));
}

#[test]
fn generic_arguments_that_do_not_fit() {
    insta::assert_snapshot!(body(
        "
let a: Row<1, 2> = [0.0; 1];
let b: Row<(f32, f32)> = [0.0; 1];
let c: Twice<3> = (0.0, 0.0);
let d: Twice<f32>;"
    ));
}

#[test]
fn operators_that_do_not_fit() {
    insta::assert_snapshot!(body(
        "
let a = true + false;
let b = -(n as u32);
let c = !1.0_f32;
let d = 1.5 as bool;
let e = 3_000_000_000_i32;
let f = 1e50_f32;
let g = 1.5_i32;
for i in 0.0..1.0 { }
let h = made();"
    ));
}

#[test]
fn nothing_is_no_value() {
    insta::assert_snapshot!(body(
        "
let a = nothing() as i32;
let b = -nothing();
match nothing() { _ => {} }
let c = nothing();
let d = match (nothing(), 1) { (_, e) => e };
-nothing();"
    ));
}

#[test]
fn types_that_nothing_decides() {
    insta::assert_snapshot!(body(
        "
let a = None;
let b = a.unwrap().sqrt();"
    ));
}

#[test]
fn constants_that_rustc_refuses() {
    insta::assert_snapshot!(mistakes(
        "
const LIST: [i32; 2] = [1, 2];
const THIRD: i32 = LIST[2];
const THREAD: i32 = thread_idx_x();
type Half<const N: f32> = f32;
#[kernel] fn k(y: &mut [i32]) {
    y[0] = THIRD;
    y[1] = THREAD;
    let h: Half<1.0> = 1.0;
    let a: [f32; 1.0];
    let b: [f32; true];
    let c: [f32; -1];
    let d: [f32; 1_i32];
    let e: [f32; 99999999999999999999999];
    let f: [f32; (1, 2)];
}"
    ));
}

#[test]
fn intrinsics_that_ask_for_more() {
    insta::assert_snapshot!(body(
        "
let a = atomic_add(&y[0], 1.0);
let b = atomic_add(1.0, 1.0);
let d = warp_reduce_add(!0, true);"
    ));
}

#[test]
fn types_that_hold_what_the_gpu_cannot() {
    insta::assert_snapshot!(mistakes(
        "
#[derive(GpuType)] struct Bad { a: Missing }
#[derive(GpuType)] enum Worse { A(Missing) }
#[kernel] fn k(y: &mut [f32], a: Bad, b: Worse) { }
#[kernel] fn l(y: &mut [f32]) { let c = Bad { a: 1.0 }; }"
    ));
}

#[test]
fn a_stencil_asks_for_what_is_there() {
    insta::assert_snapshot!(mistakes(
        "
#[stencil]
fn s(a: &[f32], b: &mut [f32], n: i32, pos: GridPos) {
    b[pos.idx(1)] = pos.at(n, 1, 0);
}"
    ));
}

#[test]
fn bases_and_tiles_of_another_form() {
    insta::assert_snapshot!(body(
        "
let a = Form::Disc { ..form };
let b = tiled::<4, 8>();
let c: Tile = this_warp();"
    ));
}
