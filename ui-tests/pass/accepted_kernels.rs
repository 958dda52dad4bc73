use ringkernel_rt::prelude::*;

#[kernel]
fn saxpy(x: &[f32], y: &mut [f32], a: f32, n: i32) {
    let idx = block_idx_x() * block_dim_x() + thread_idx_x();
    if idx >= n { return; }
    y[idx as usize] = a * x[idx as usize] + y[idx as usize];
}

#[stencil(tile = (16, 16), halo = 1, swap(p, p_prev))] // all optional: the halo is inferred, the tile chosen; swap: roles after each step
fn fdtd(p: &[f32], p_prev: &mut [f32], c2: f32, pos: GridPos) {
    let lap = pos.north(p) + pos.south(p) + pos.east(p) + pos.west(p) - 4.0 * p[pos.idx()];
    p_prev[pos.idx()] = 2.0 * p[pos.idx()] - p_prev[pos.idx()] + c2 * lap;
}

#[derive(Clone, Copy, RingMessage)] pub struct Request  { pub value: f32 }
#[derive(Clone, Copy, RingMessage)] pub struct Response { pub value: f32, pub id: u64 }

#[ring_kernel(block_size = 128, queue_capacity = 1024, hlc, k2k)]
fn process(ctx: &RingContext, msg: &Request) -> Response {
    let tid = ctx.global_thread_id();
    ctx.sync_threads();
    Response { value: msg.value * 2.0, id: tid as u64 }
}

fn main() {
    assert_eq!(saxpy::CUDA, saxpy::ARTIFACT.cuda);
    assert!(!saxpy::CUDA.is_empty());
    let _ = (fdtd::p, fdtd::p_prev, fdtd::Params { c2: 0.25 });
    let _ = Response { value: 1.0, id: 2 }.id;
    assert_eq!(process::ARTIFACT.name, "process");
}
