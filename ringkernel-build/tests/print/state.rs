//! Where the state of an actor is kept.

use crate::constructs::snapshots;

snapshots! {
    a_state_beside_arrays_of_the_handler: "
#[ring_kernel(block_size = 64)]
fn k(ctx: &RingContext, state: &mut [u64; 64], msg: &u64) -> u64 {
    let parts = shared!([u64; 64]);
    let bits = shared!([u32; 8]);
    let thread = ctx.thread_id();
    parts[(thread & 63) as usize] = *msg;
    bits[(thread & 7) as usize] = 1;
    ctx.sync_threads();
    if thread == 0 { state[0] += parts[7] + bits[1] as u64; }
    ctx.sync_threads();
    state[0]
}
";
}

#[test]
fn a_state_is_kept_by_its_size() {
    let mut source = ringkernel_build::transpile(
        "use ringkernel_rt::prelude::*;\n#[ring_kernel]\nfn k(_: &RingContext, state: &mut u64, msg: &u64) { *state += *msg; }",
    )
    .expect("the kernel is right")
    .remove(0)
    .source;
    source.text.push_str(
        "
template <u32 BYTES> struct state { unsigned char byte[BYTES]; };
template <u32 BYTES, u32 BESIDE = 0> constexpr rk_keep lane() {
    return rk_keep_of<state<BYTES>, RK_KEEP_IN_REGISTERS, BESIDE>::place;
}
template <u32 BYTES> constexpr rk_keep block() { return rk_keep_of<state<BYTES>, 0, 0>::place; }
static_assert(lane<1>() == RK_KEEP_REGISTERS && lane<64>() == RK_KEEP_REGISTERS, \"small\");
static_assert(lane<65>() == RK_KEEP_SHARED && lane<4096>() == RK_KEEP_SHARED, \"middle\");
static_assert(lane<4097>() == RK_KEEP_MEMORY, \"large\");
static_assert(block<1>() == RK_KEEP_SHARED && block<4096>() == RK_KEEP_SHARED, \"small and middle, of a block\");
static_assert(block<4097>() == RK_KEEP_MEMORY, \"large, of a block\");
static_assert(lane<1024, 39 * 1024>() == RK_KEEP_SHARED, \"just room\");
static_assert(lane<1024, 39 * 1024 + 1>() == RK_KEEP_MEMORY, \"no room\");
static_assert(rk_keep_of<rk_unit, RK_KEEP_IN_REGISTERS, 0>::place == RK_KEEP_NOTHING, \"none\");
",
    );
    crate::toolkit::accepts("states", &source);
}
