//! Names: modules, imports, constants.

use super::{ir, mistakes};

#[test]
fn functions_structs_and_constants_are_found_across_modules() {
    insta::assert_snapshot!(ir("
mod physics {
    pub mod wave {
        use ringkernel_rt::prelude::*;
        pub const C: f32 = 340.0;
        #[derive(Clone, Copy, GpuType)] pub struct Cell { pub p: f32 }
        #[device] pub fn step(c: Cell) -> Cell { Cell { p: scale(c.p) + super::OFFSET } }
        #[device] fn scale(x: f32) -> f32 { x * C * self::C }
    }
    pub const OFFSET: f32 = crate::BASE / 2.0;
    pub use self::wave::step as advance;
}
const BASE: f32 = 1.0;
use physics::{advance, wave::{self, Cell as Grid, *}};
#[kernel] fn k(cells: &mut [Grid]) {
    cells[0] = advance(wave::step(cells[1]));
    cells[2].p = C;
}"));
}

#[test]
fn constants_are_evaluated() {
    insta::assert_snapshot!(ir("
use std::f32::consts::PI;
use std::f64;
const N: usize = 1 << 4;
const MASK: u32 = !0 >> 3;
const SCALE: f32 = 2.0 * PI / N as f32;
const BIG: bool = N > 10 && !(MASK == 0);
const PICK: i32 = if BIG { -7 / 2 } else { 0 };
const ORIGIN: P = P { y: 1, x: PICK };
#[derive(Clone, Copy, GpuType)] struct P { x: i32, y: i32 }
#[kernel] fn k(y: &mut [f32], p: &mut [P], d: &mut [f64]) {
    y[N] = SCALE;
    y[1] = f32::INFINITY.min(f32::MAX) + f32::EPSILON;
    p[0] = ORIGIN;
    p[1].x = ORIGIN.x / PICK;
    d[0] = f64::consts::TAU + core::f64::consts::E;
    d[1] = (MASK as f64) + (3.9f32 as u32 as f64) + (-1.0f64 as u32 as f64);
}"));
}

#[test]
fn items_are_found_in_blocks_and_under_other_names() {
    insta::assert_snapshot!(ir("
use ringkernel_rt::kernel as gpu;
#[gpu] fn renamed(y: &mut [i32]) { y[0] = 1; }
fn host() {
    const N: i32 = 2;
    #[device] fn inner(x: i32) -> i32 { x + N }
    #[ringkernel_rt::kernel] fn nested(y: &mut [i32]) { y[0] = inner(OUTER); }
}
const OUTER: i32 = 3;
const _: () = {
    #[cfg_attr(all(), kernel)] fn in_const(y: &mut [i32]) { y[0] = OUTER; }
};
#[cfg(feature = \"missing\")] #[kernel] fn absent(y: &mut [i32]) { y[0] = OUTER; }
#[cfg(test)] mod tests {
    use super::*;
    #[kernel] fn in_tests(y: &mut [i32]) { y[0] = OUTER; }
}"));
}

#[test]
fn a_variable_may_have_the_name_of_a_function() {
    insta::assert_snapshot!(ir("
const n: i32 = 1;
#[device] fn idx(idx: i32) -> i32 { idx + n }
#[kernel] fn k(y: &mut [i32], m: i32) { let idx = idx(m); y[0] = idx; }"));
}

#[test]
fn what_only_some_builds_have_hides_nothing() {
    let refused = |items: &str, value: &str| {
        let text = format!(
            "mod a {{ pub const N: u32 = 3; }} mod b {{ pub const N: u32 = 4; }}
trait Size {{ const SIZE: u32 = 1; }}
#[derive(Clone, Copy, GpuType)] struct S {{ x: u32 }}
{items}
#[kernel] fn k(y: &mut [u32]) {{ y[0] = {value}; }}"
        );
        !mistakes(&text).is_empty()
    };
    for (items, value, is_refused) in [
        ("#[cfg(test)] const N: u32 = 1;", "N", false),
        ("use a::*; #[cfg(test)] const N: u32 = 1;", "N", true),
        ("use a::*; const N: u32 = 1;", "N", false),
        ("use a::*; #[cfg(test)] use b::*;", "N", true),
        ("use a::*; #[cfg(test)] use a::N;", "N", false),
        ("#[cfg(test)] use a::N;", "{ const N: u32 = 5; N }", false),
        (
            "const N: u32 = 1;",
            "{ #[cfg(test)] const N: u32 = 5; N }",
            true,
        ),
        (
            "#[cfg(test)] #[device] fn thread_idx_x() -> i32 { 1 }",
            "thread_idx_x() as u32",
            true,
        ),
        (
            "#[cfg(test)] #[device] fn thread_index() -> u32 { 1 }",
            "thread_index()",
            false,
        ),
        ("#[cfg(test)] type f32 = u8;", "300.0 as f32 as u32", true),
        (
            "impl S { #[cfg(test)] const SIZE: u32 = 2; }",
            "S::SIZE",
            false,
        ),
        ("impl Size for S { const SIZE: u32 = 2; }", "S::SIZE", false),
        (
            "impl Size for S { #[cfg(test)] const SIZE: u32 = 2; }",
            "S::SIZE",
            true,
        ),
    ] {
        assert_eq!(refused(items, value), is_refused, "{items} {value}");
    }
}
