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
