//! The rules and facts, from source text.

use super::{check, Checked, Ending};
use crate::intrinsic::{self, company, Company, Effect, Spelling};
use crate::lower::lower;
use crate::scan::scan_text;

fn checked(source: &str) -> Checked {
    let text = format!("use ringkernel_rt::prelude::*;\n{source}");
    let output = lower(&scan_text("src/lib.rs", &text, "ringkernel_rt"));
    assert!(output.mistakes.is_empty(), "{:?}", output.mistakes);
    check(&output.module)
}

/// A macro knows of a callee only its name, and must come to the same.
#[test]
fn names_of_functions_tell_what_their_operations_do() {
    for row in intrinsic::rows().filter(|row| row.effect == Effect::Pure) {
        for spelling in row.rust {
            if let Spelling::Function(name) = spelling {
                let apart = super::spread::tells_threads_apart(row.op, &[]);
                assert_eq!(company(name) == Company::Block, apart, "{name}");
            }
        }
    }
}

/// Line and message of each mistake; the source's first line is 1 if it starts with a line end.
fn mistakes(source: &str) -> Vec<String> {
    let checked = checked(source);
    let refused = checked.refused.iter().any(|refused| *refused);
    assert_eq!(refused, !checked.mistakes.is_empty(), "{checked:?}");
    checked
        .mistakes
        .iter()
        .map(|mistake| format!("{}: {}", mistake.location.line - 2, mistake.message))
        .collect()
}

/// The mistakes of a ring kernel's body, on a state with `n` and a message with `v`.
fn ring(body: &str) -> Vec<String> {
    mistakes(&format!(
        "
#[derive(Clone, Copy, GpuType)] struct S {{ n: i32 }}
#[derive(Clone, Copy, RingMessage)] struct M {{ v: i32 }}
#[device] fn put(n: &mut i32, v: i32) {{ *n = v; }}
#[ring_kernel] fn f(ctx: &RingContext, s: &mut S, m: &M) {{
{body}
}}"
    ))
}

/// Whether blocks of a kernel with this body are independent.
fn independent(body: &str) -> bool {
    let source = format!(
        "
#[device] fn set(y: &mut [f32], i: usize) {{ y[i] = 1.0; }}
#[device] fn bump(y: &mut f32) {{ *y += 1.0; }}
#[kernel] fn k(x: &[f32], y: &mut [f32], n: i32) {{
let g = block_idx_x() * block_dim_x() + thread_idx_x();
{body}
}}"
    );
    checked(&source).facts.kernels[0].independent_blocks
}

#[test]
fn recursion_is_refused() {
    insta::assert_debug_snapshot!(mistakes(
        "
#[device] fn a(n: i32) -> i32 { b(n) }
#[device] fn b(n: i32) -> i32 { if n > 0 { a(n - 1) } else { 0 } }
#[kernel] fn k(y: &mut [i32]) { y[0] = a(3); }"
    ));
}

#[test]
fn a_barrier_that_some_threads_miss_is_refused() {
    insta::assert_debug_snapshot!(mistakes(
        "
#[device] fn wait() { sync_threads(); }
#[device] fn half(n: i32) { if n > 4 { sync_threads(); } }
#[kernel] fn after_return(y: &mut [f32], n: i32) {
    if thread_idx_x() >= n { return; }
    sync_threads();
}
#[kernel] fn under_if(y: &mut [f32]) {
    if y[0] > 0.0 { wait(); }
}
#[kernel] fn through_a_parameter(y: &mut [f32]) { half(thread_idx_x()); }
#[kernel] fn after_break(y: &mut [f32]) {
    let mut i = 0;
    loop {
        if i > thread_idx_x() { break; }
        i += 1;
        sync_threads();
    }
}
#[kernel] fn by_assignment(y: &mut [f32]) {
    let mut i = 0;
    if thread_idx_x() == 0 { i = 1; }
    while i < 3 { i += 1; sync_threads(); }
}"
    ));
}

#[test]
fn who_may_not_come_is_not_waited_for() {
    insta::assert_debug_snapshot!(mistakes(
        "
#[device] fn sum(x: f32) -> f32 { warp_reduce_add(0xffff_ffff, x) }
#[kernel] fn under_a_lane(y: &mut [f32]) {
    if lane_id() < 4 { y[0] = warp_shfl(!0, 1.0f32, 0); }
}
#[kernel] fn after_a_return(y: &mut [f32], n: i32) {
    if thread_idx_x() >= n { return; }
    y[0] = sum(1.0);
}
#[kernel] fn a_quotient_is_no_warp(y: &mut [f32]) {
    if thread_idx_x() / 32 == 0 { y[0] = sum(1.0); }
}
#[kernel] fn one_warp_in_a_block(y: &mut [f32]) {
    if warp_id() == 0 { y[0] = block_reduce_sum(1.0f32); }
}
#[kernel] fn one_block_of_a_grid(y: &mut [f32]) {
    if block_idx_x() == 0 { sync_grid(); }
}
#[kernel] fn blocks_may_disagree(y: &mut [f32]) {
    if block_reduce_sum(y[0]) > 1.0 { y[0] = grid_reduce_sum(1.0f32); }
}"
    ));
}

#[test]
fn who_surely_comes_may_meet() {
    assert_eq!(
        mistakes(
            "
const ALL: u32 = 0xffff_ffff;
#[device] fn sum(mask: u32, x: f32) -> f32 { warp_reduce_add(mask, x) }
#[kernel] fn k(x: &[f32], y: &mut [f32], n: i32) {
    let t = thread_idx_x();
    if warp_id() == 0 { y[0] = warp_reduce_add(ALL, x[0]); }
    let first = warp_shfl(ALL, t, 0);
    if first > 3 { sync_warp(ALL); }
    if warp_any(ALL, t > n) { y[1] = warp_reduce_max(ALL, 1.0f32); }
    let some = warp_ballot(ALL, t > n);
    if t > n { y[2] = sum(some, 1.0); }
    if block_reduce_or(t > n) { sync_threads(); }
    while grid_reduce_max(t) > n { sync_grid(); return; }
    sync_grid();
}"
        ),
        Vec::<String>::new()
    );
}

#[test]
fn a_barrier_that_all_threads_reach_is_accepted() {
    assert_eq!(
        mistakes(
            "
#[device] fn wait(n: i32) { if n > 2 { sync_threads(); } }
#[kernel] fn k(x: &[f32], y: &mut [f32], n: i32) {
    let t = thread_idx_x();
    for i in 0..n { if t < i { y[t as usize] += 1.0; } sync_threads(); }
    if x[0] > 0.0 && block_idx_x() == 0 { wait(n); }
    loop { if t > 3 { break; } }
    sync_threads();
    if t > 0 { return; }
}"
        ),
        Vec::<String>::new()
    );
}

#[test]
fn a_state_has_one_writer() {
    insta::assert_debug_snapshot!(ring(
        "let t = ctx.thread_id();
s.n = m.v;
if t < 1 { s.n = 1; }
put(&mut s.n, 2);
if t == 0 { s.n = 3; }
if t == 1 { s.n = 4; }"
    ));
}

#[test]
fn a_barrier_stands_between_readers_and_the_writer() {
    insta::assert_debug_snapshot!(ring(
        "let before = s.n;
if ctx.thread_id() == 0 { s.n = before + 1; }
let after = s.n;"
    ));
    assert_eq!(
        ring(
            "let before = s.n;
ctx.sync_threads();
if ctx.thread_id() == 0 { s.n = before + 1; }
ctx.sync_threads();
let after = s.n;"
        ),
        Vec::<String>::new()
    );
}

#[test]
fn a_lone_reader_is_not_the_writer_that_comes_later() {
    insta::assert_debug_snapshot!(ring(
        "let mut r = 0;
if ctx.thread_id() == 0 { r = s.n; }
if ctx.thread_id() == 1 { s.n += r; }"
    ));
    assert_eq!(
        ring(
            "let mut r = 0;
if ctx.thread_id() == 0 { r = s.n; }
ctx.sync_threads();
if ctx.thread_id() == 1 { r = s.n; s.n += r; }"
        ),
        Vec::<String>::new()
    );
}

#[test]
fn a_read_before_a_break_meets_the_write_after_the_loop() {
    insta::assert_debug_snapshot!(ring(
        "let mut last = 0;
for i in 0..3 {
    last = s.n;
    if i == m.v { break; }
    ctx.sync_threads();
}
if ctx.thread_id() == 0 { s.n = last; }"
    ));
}

#[test]
fn a_number_cut_to_fewer_bits_names_no_single_thread() {
    insta::assert_debug_snapshot!([
        ring("if ctx.thread_id() as u8 == 0 { s.n += m.v; }"),
        ring("let t = ctx.thread_id() as i16 as u64;\nif t == 0 { s.n += m.v; }"),
    ]);
    assert_eq!(
        ring("let t = ctx.thread_id() as u32 as usize;\nif t == 0 { s.n += m.v; }"),
        Vec::<String>::new()
    );
}

#[test]
fn a_store_by_an_intrinsic_is_a_write() {
    insta::assert_debug_snapshot!(ring(
        "let t = ctx.thread_id();
store_streaming(&mut s.n, m.v + t);
if t == 0 { store_streaming(&mut s.n, m.v); }
if t == 1 { store_streaming(&mut s.n, m.v); }"
    ));
    assert_eq!(
        ring("atomic_add(&mut s.n, ctx.thread_id());"),
        Vec::<String>::new()
    );
}

#[test]
fn a_part_of_the_state_handed_on_may_be_written() {
    insta::assert_debug_snapshot!(mistakes(
        "
#[derive(Clone, Copy, GpuType)] struct S { a: [i32; 4] }
#[derive(Clone, Copy, RingMessage)] struct M { v: i32 }
#[device] fn fill(a: &mut [i32], v: i32) { a[0] = v; }
#[ring_kernel] fn f(ctx: &RingContext, s: &mut S, m: &M) {
    fill(&mut s.a[1..3], m.v + ctx.thread_id());
}"
    ));
}

#[test]
fn without_thread_identity_one_lane_does_all() {
    assert_eq!(ring("s.n += m.v;\nput(&mut s.n, 2);"), Vec::<String>::new());
}

#[test]
fn a_declared_halo_covers_what_is_read() {
    insta::assert_debug_snapshot!(mistakes(
        "
#[stencil(halo = 1)]
fn s(a: &[f32], b: &mut [f32], pos: GridPos) {
    b[pos.idx()] = pos.north(a)
        + pos.at(a, 0, -2);
}"
    ));
}

#[test]
fn a_stencil_asks_for_no_thread_by_a_detour() {
    insta::assert_debug_snapshot!(mistakes(
        "
#[device] fn who() -> i32 { thread_idx_x() }
#[stencil]
fn s(a: &[i32], b: &mut [i32], pos: GridPos) { b[pos.idx()] = who() + a[pos.idx()]; }"
    ));
}

#[test]
fn blocks_that_keep_to_their_own_elements_are_independent() {
    assert!(independent("if g < n { y[g as usize] = x[0]; }"));
    assert!(independent(
        "let i = g as usize; bump(&mut y[i]); y[i] += x[i + 1];"
    ));
    assert!(independent(
        "y[thread_idx_x() as usize + block_dim_x() as usize * block_idx_x() as usize] = 1.0;"
    ));
    assert!(independent(
        "let i = g as usize; y[2 * i] = 1.0; y[i * 2 + 1] = 2.0;"
    ));
    assert!(independent("let z = x[(g + n) as usize];"));
}

#[test]
fn blocks_that_may_meet_are_not_independent() {
    assert!(!independent("y[0] = 1.0;"));
    assert!(!independent("y[thread_idx_x() as usize] = 1.0;"));
    assert!(!independent("y[g as usize] = y[g as usize + 1];"));
    assert!(!independent("y[(g * 2) as usize] = 1.0;"));
    assert!(!independent("let mut i = g as usize; i += 1; y[i] = 1.0;"));
    assert!(!independent("set(y, g as usize);"));
    assert!(!independent(
        "let i = g as usize; y[2 * i] = 1.0; y[i] = 2.0;"
    ));
    assert!(!independent(
        "let g = block_idx_y() * block_dim_x() + thread_idx_x(); y[g as usize] = 1.0;"
    ));
}

#[test]
fn threads_whose_numbers_are_cut_short_may_meet() {
    assert!(!independent("y[g as u8 as usize] = 1.0;"));
    assert!(!independent("y[g as i16 as usize] = 1.0;"));
    assert!(!independent(
        "let b = g as u16; let i = b as usize; y[2 * i] = 1.0;"
    ));
    assert!(!independent(
        "y[(block_idx_x() as u8 as i32 * block_dim_x() + thread_idx_x()) as usize] = 1.0;"
    ));
    assert!(!independent("y[(g as u64 * 65536) as u32 as usize] = 1.0;"));
    assert!(independent("y[g as u32 as i64 as usize] = 1.0;"));
    assert!(independent("y[(g as u64 * 2) as usize + 1] = 1.0;"));
}

#[test]
fn every_way_to_read_an_element_counts() {
    let independent = |body: &str| {
        let source = format!(
            "
#[derive(Clone, Copy, GpuType)] enum E {{ A(i32), B }}
#[device] fn total(a: &[i32]) -> i32 {{ a[0] + a[1] }}
#[kernel] fn k(e: &mut [E], a: &mut [[i32; 2]], n: &mut [i32]) {{
let g = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
{body}
}}"
        );
        checked(&source).facts.kernels[0].independent_blocks
    };
    assert!(!independent(
        "e[g] = E::A(1); if let E::B = e[0] { n[g] = 1; }"
    ));
    assert!(!independent("a[g][0] = 1; n[g] = total(&a[0]);"));
    assert!(!independent("n[g] = 1; let r = &n[0]; n[g] += *r;"));
    assert!(!independent("n[g] = 1; let r = &n[1..2]; n[g] = r[0];"));
    assert!(!independent("atomic_add(&mut n[0], 1);"));
    assert!(independent(
        "e[g] = E::A(1); if let E::B = e[g] { n[g] = 1; }"
    ));
    assert!(independent("a[g][0] = 1; n[g] = total(&a[g]);"));
    assert!(independent("if g < n.len() { n[g] = 1; }"));
}

#[test]
fn recursion_takes_no_facts_from_others() {
    let checked = checked(
        "
#[device] fn a(n: i32) -> i32 { b(n) }
#[device] fn b(n: i32) -> i32 { if n > 0 { a(n - 1) } else { 0 } }
#[device] fn first(y: &[i32]) -> i32 { y[0] }
#[kernel] fn wrong(y: &mut [i32]) { y[0] = a(3); }
#[kernel] fn right(y: &mut [i32]) { y[1] = first(y); sync_threads(); }
#[kernel] fn missed(y: &mut [i32]) { if thread_idx_x() < 3 { sync_threads(); } y[0] = 1; }",
    );
    assert_eq!(checked.refused, [true, false, true]);
    assert_eq!(checked.mistakes.len(), 2);
    assert!(checked.facts.functions[2].may_fault);
    assert!(checked.facts.kernels[1].has_barrier);
}

#[test]
fn an_actor_whose_threads_exchange_values_does_not_fault() {
    let actor = |body: &str| {
        mistakes(&format!(
            "
#[derive(Clone, Copy, RingMessage)] struct M {{ v: i32, d: i32 }}
#[ring_kernel] fn r(ctx: &RingContext, m: &M) -> i32 {{ {body} }}"
        ))
    };
    assert_eq!(
        actor("block_reduce_sum(m.v) + warp_reduce_add(0xffff_ffff, ctx.thread_id())"),
        Vec::<String>::new()
    );
    insta::assert_debug_snapshot!([
        actor("block_reduce_sum(m.v / m.d)"),
        actor("grid_reduce_sum(m.v)"),
    ]);
}

#[test]
fn threads_may_disagree_on_how_long_a_slice_is() {
    insta::assert_debug_snapshot!(mistakes(
        "
#[device] fn wait_for_all(s: &[f32]) { for _ in 0..s.len() { sync_threads(); } }
#[kernel] fn up_to_the_thread(x: &[f32]) {
    let s = &x[..thread_idx_x() as usize];
    for _ in 0..s.len() { sync_threads(); }
}
#[kernel] fn by_assignment(x: &[f32]) {
    let mut s = x;
    if thread_idx_x() == 0 { s = &x[..1]; }
    if s.len() > 5 { sync_threads(); }
}
#[kernel] fn over_a_row(x: &[f32], first: &[u32]) {
    let t = thread_idx_x() as usize;
    let row = &x[first[t] as usize..first[t + 1] as usize];
    for v in row.iter() { sync_threads(); }
}
#[kernel] fn through_a_parameter(x: &[f32]) {
    wait_for_all(x);
    let mut s = x;
    s = &s[thread_idx_x() as usize..];
    wait_for_all(s);
}
#[kernel] fn by_rounds(x: &[f32]) {
    let mut s = x;
    for i in 0..9 {
        if i > thread_idx_x() { break; }
        s = &s[1..];
    }
    if s.len() == 3 { sync_threads(); }
}
#[kernel] fn of_a_written_slice(y: &mut [f32]) {
    let s = &mut y[thread_idx_x() as usize..];
    if s.len() > 0 { sync_threads(); }
}"
    ));
}

#[test]
fn threads_may_agree_on_how_long_a_slice_is() {
    assert_eq!(
        mistakes(
            "
#[device] fn rounds(s: &[f32]) -> usize { sync_threads(); s.len() }
#[kernel] fn k(x: &[f32], y: &mut [f32], n: i32) {
    let t = thread_idx_x() as usize;
    let mut s = x;
    let own = &mut y[..n as usize];
    let mut cells = [t; 4];
    if t > 3 { own[t] = 1.0; }
    for _ in 0..own.len() { s = &s[1..]; sync_threads(); }
    for _ in 0..rounds(s) { sync_threads(); }
    for row in x.chunks_exact(4) { for v in row.iter() { sync_threads(); } }
    cells[0] = 1;
    for v in cells.iter() { sync_threads(); }
}"
        ),
        Vec::<String>::new()
    );
}

#[test]
fn parts_of_a_value_may_differ_between_threads() {
    insta::assert_debug_snapshot!(mistakes(
        "
#[derive(Clone, Copy, GpuType)] struct Pair { a: i32, b: i32 }
#[kernel] fn in_an_element(y: &mut [i32]) {
    let mut cells = [0; 4];
    cells[thread_idx_x() as usize & 3] = 1;
    if cells[0] > 0 { sync_threads(); }
}
#[kernel] fn in_a_tuple(y: &mut [i32]) {
    let mut pair = (0, 0);
    pair.1 = thread_idx_x();
    if pair.1 > 0 { sync_threads(); }
}
#[kernel] fn in_a_struct(y: &mut [i32]) {
    let mut pair = Pair { a: 0, b: 0 };
    if thread_idx_x() > 0 { pair.b = 1; }
    if pair.b > 0 { sync_threads(); }
}
#[kernel] fn in_an_option(y: &mut [i32]) {
    let some = if thread_idx_x() > 0 { Some(1) } else { None };
    if let Some(_) = some { sync_threads(); }
}
#[kernel] fn in_a_capture(y: &mut [i32]) {
    let mut seen = 0;
    let mut see = |n: i32| seen += n;
    see(thread_idx_x());
    if seen > 0 { sync_threads(); }
}
#[kernel] fn given_by_a_closure(y: &mut [i32]) {
    let t = thread_idx_x();
    let is_first = || t == 0;
    if is_first() { sync_threads(); }
}"
    ));
}

#[test]
fn lanes_that_returned_from_a_handler_are_not_waited_for() {
    let actor = |body: &str| {
        mistakes(&format!(
            "
#[derive(Clone, Copy, RingMessage)] struct M {{ v: i32 }}
#[device] fn sum(mask: u32, v: i32) -> i32 {{ warp_reduce_add(mask, v) }}
#[ring_kernel] fn r(ctx: &RingContext, m: &M) -> i32 {{
let mask = warp_ballot(!0, m.v > ctx.lane_id());
{body}
}}"
        ))
    };
    insta::assert_debug_snapshot!([
        actor("if ctx.lane_id() == 3 { return 0; }\nwarp_reduce_add(mask, m.v)"),
        actor("if ctx.lane_id() == 3 { return 0; }\nsum(mask, m.v)"),
        actor("if ctx.lane_id() != 3 { warp_reduce_add(mask, m.v) } else { return 0; }"),
        actor("for i in 0..3 {\nsync_warp(mask);\nif i == ctx.lane_id() { return 0; } }\n0"),
        actor("let some = if ctx.lane_id() < 3 { Some(1) } else { None };\nlet Some(v) = some else { return 0; };\nsum(mask, v)"),
    ]);
    for fine in [
        "if m.v == 3 { return 0; }\nwarp_reduce_add(mask, m.v)",
        "if ctx.warp_id() == 1 { return 0; }\nwarp_reduce_add(mask, m.v)",
        "let a = sum(mask, m.v);\nif ctx.lane_id() == 3 { return 0; }\na",
        "if ctx.lane_id() != 3 { return 0; }\n1",
    ] {
        assert_eq!(actor(fine), Vec::<String>::new(), "{fine}");
    }
    assert_eq!(
        mistakes(
            "
#[kernel] fn k(x: &[i32], y: &mut [i32]) {
let mask = warp_ballot(!0, x[0] > lane_id());
if lane_id() == 3 { return; }
y[0] = warp_reduce_add(mask, x[1]);
}"
        ),
        Vec::<String>::new()
    );
}

#[test]
fn a_thread_that_faults_ends_where_others_would_wait_for_it() {
    let ending = |body: &str| {
        let source = format!(
            "
#[device] fn wait(word: bool) -> bool {{ sync_threads_or(word) }}
#[kernel] fn k(x: &[i32], y: &mut [i32], n: i32) {{ {body} }}"
        );
        checked(&source).facts.kernels[0].ending()
    };
    assert_eq!(ending("y[0] = x[0];"), Ending::Return);
    assert_eq!(ending("sync_threads();"), Ending::Return);
    assert_eq!(ending("for _ in 0..n { sync_threads(); }"), Ending::Return);
    assert_eq!(ending("y[0] = x[0]; sync_threads();"), Ending::AtOnce);
    assert_eq!(
        ending("y[0] = warp_reduce_add(!0, x[0]); for i in 0..n { y[1] = i; }"),
        Ending::AtOnce
    );
    assert_eq!(ending("while !wait(x[0] == 0) {}"), Ending::OfBlock);
    assert_eq!(
        ending("y[0] = 1; for _ in 0..n { sync_threads(); }"),
        Ending::OfBlock
    );
}

/// The mistakes of a body with references, where `twice` reads and writes, and `E` has variants of several types.
fn referring(body: &str) -> Vec<String> {
    mistakes(&format!(
        "
#[derive(Clone, Copy, GpuType)] enum E {{ A(u32), B(bool) }}
#[derive(Clone, Copy, GpuType)] struct P {{ a: u32, b: [u32; 4] }}
#[device] fn twice(a: &u32, y: &mut [u32]) -> u32 {{ let p = *a; y[0] = p + 1; *a }}
#[device] fn swap(a: &mut u32, b: &mut u32) {{ let c = *a; *a = *b; *b = c; }}
#[device] fn sum(a: &[u32], b: &[u32]) -> u32 {{ a[0] + b[0] }}
#[kernel] fn k(x: &[u32], y: &mut [u32], e: &mut [E], p: &mut [P], i: usize) {{
{body}
}}"
    ))
}

#[test]
fn an_argument_is_not_written_through_another() {
    for (body, allowed) in [
        ("y[1] = twice(&x[0], y);", true),
        ("y[1] = twice(&y[0], y);", false),
        ("let r = &y[0]; y[1] = twice(r, y);", false),
        ("let r = &y[0]; y[1] = twice(&*r, &mut y[1..]);", false),
        ("let v = y[0]; y[1] = twice(&v, y);", true),
        ("swap(&mut y[0], &mut y[1]);", true),
        ("swap(&mut y[0], &mut y[i]);", false),
        ("swap(&mut p[i].a, &mut p[i].b[0]);", true),
        ("swap(&mut p[0].b[2], &mut p[0].b[2]);", false),
        ("let q = &mut p[0]; swap(&mut q.a, &mut q.b[1]);", true),
        ("let q = &mut p[0]; swap(&mut q.a, &mut p[i].a);", false),
        ("let mut a = 1; let mut b = 2; swap(&mut a, &mut b);", true),
        ("y[0] = sum(y, y) + sum(&y[1..], x);", true),
    ] {
        let found = referring(body);
        assert_eq!(found.is_empty(), allowed, "{body}: {found:?}");
    }
}

#[test]
fn nobody_writes_behind_a_reference() {
    for (body, allowed) in [
        ("let r = &y[0]; let v = *r; y[0] = v + 1; y[1] = v;", true),
        ("let r = &y[0]; y[0] = *r + 1;", true),
        ("let r = &y[0]; y[0] = 1; y[1] = *r;", false),
        ("let r = &y[0]; y[1] = *r; y[2] = *r;", true),
        ("let r = &y[0]; y[i] = *r; y[i + 1] = *r;", false),
        (
            "let r = &y[0]; if i > 2 { y[0] = 1; } else { y[1] = *r; }",
            true,
        ),
        (
            "let r = &y[0]; if i > 2 { y[0] = 1; return; } y[1] = *r;",
            true,
        ),
        ("let r = &y[0]; for j in 0..4usize { y[j] = *r; }", false),
        ("for j in 0..4usize { let r = &y[j]; y[j] = *r + 1; }", true),
        (
            "let r = &mut y[2]; let q = &mut y[2]; *r += 1; *q += 1;",
            true,
        ),
        (
            "match &mut e[0] { E::A(n) => { e[0] = E::B(true); *n = 7; } E::B(_) => {} }",
            false,
        ),
        (
            "match &mut e[0] { E::A(n) => { *n = 7; e[0] = E::B(true); } E::B(_) => {} }",
            true,
        ),
        (
            "if let E::A(n) = &mut e[i] { let m = n; e[0] = E::B(true); *m = 7; }",
            false,
        ),
        ("if let E::A(n) = e[i] { e[0] = E::A(n); y[0] = n; }", true),
        (
            "let P { a, b: ref mut c } = p[0]; c[0] = a; p[0].a = 3; c[1] = 2;",
            true,
        ),
        (
            "let P { a, b: ref mut c } = p[0]; c[0] = a; p[0].b[1] = 3; c[1] = 2;",
            false,
        ),
        ("for v in y.iter_mut() { *v += 1; }", true),
        ("for v in y.iter_mut() { y[0] = 2; *v += 1; }", false),
        (
            "for v in p[0].b.iter_mut() { *v += 1; } p[0].b[0] = 1;",
            true,
        ),
        (
            "for row in p.iter_mut() { for v in row.b.iter_mut() { *v += row.a; } }",
            true,
        ),
        ("let r = &y[0]; atomic_add(&mut y[0], 1); y[1] = *r;", false),
        ("let mut n = 0; let f = |v: u32| n += v; y[0] = n;", true),
    ] {
        let found = referring(body);
        assert_eq!(found.is_empty(), allowed, "{body}: {found:?}");
    }
}
