//! Constructs of the language from Rust to CUDA C, one each; nvcc takes all of them.

/// Transpiles the first kernel of a source, gives it to nvcc and compares its own part with the snapshot.
macro_rules! snapshots {
    ($($name:ident: $source:literal;)*) => {$(
        #[test]
        fn $name() {
            let source = concat!("use ringkernel_rt::prelude::*;\n", $source);
            let kernels = ringkernel_build::transpile(source)
                .unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
            let kernel = &kernels[0];
            $crate::toolkit::accepts(stringify!($name), &kernel.source);
            insta::with_settings!({ description => source, omit_expression => true }, {
                insta::assert_snapshot!($crate::own(&kernel.source));
            });
        }
    )*};
}
pub(crate) use snapshots;

snapshots! {
    values_of_if_and_block: "
#[kernel]
fn k(a: &[i32], out: &mut [i32]) {
    let x = a[0];
    let y = if x > 10 { x - 10 } else if x < 0 { -x } else { let twice = x * 2; twice + 1 };
    out[0] = { let y = y * 3; y } + if y == 0 { 1 } else { 2 };
}
";
    evaluation_order: "
#[kernel]
fn k(out: &mut [i32]) {
    let mut n = 1;
    let sum = n + { n = 10; n } + n;
    out[0] = sum;
    if n > 3 && out[1] == 7 || n < -5 { out[2] += n; }
}
";
    while_and_loop: "
#[kernel]
fn k(out: &mut [u64]) {
    let mut n = out[0];
    let mut steps = 0u64;
    while n != 1 && steps < 1000 { n = if n % 2 == 0 { n / 2 } else { 3 * n + 1 }; steps += 1; }
    loop { if steps % 7 == 0 { break; } if steps > 9 { steps -= 2; continue; } steps += 1; }
    out[0] = steps;
}
";
    nested_ranges: "
#[kernel]
fn k(out: &mut [u32], n: u32) {
    let mut sum = 0u32;
    for a in 0..n { for b in a..=n { if b == 8 { break; } sum = sum.wrapping_add(a * b); } }
    for mut c in (n + 1)..10 { c += 1; sum ^= c; }
    out[0] = sum;
}
";
    integer_division_is_checked_unless_by_a_literal: "
#[kernel]
fn k(a: &[i64], out: &mut [i64]) {
    out[0] = a[0] / a[1] + a[0] % a[1];
    out[1] = a[0] / 10 - a[1] % 3;
}
";
    literals_of_every_type: "
const GRAVITY: f64 = 9.81;
const MASK: u64 = 0xffff_0000_ffff_0000;
#[kernel]
fn k(out: &mut [f64], bits: &mut [u64]) {
    out[0] = GRAVITY * 1e-300 + f64::MAX - f64::INFINITY;
    out[1] = (0.1f32 + 1e20 + f32::EPSILON) as f64 + -0.0;
    bits[0] = MASK ^ u64::MAX ^ (i64::MIN as u64) ^ (i32::MIN as u64) ^ (u32::MAX as u64);
}
";
    casts: "
#[kernel]
fn k(x: &[f32], out: &mut [i64]) {
    let f = x[0];
    out[0] = f as i64 + f as i32 as i64 + f as u32 as i64 + (f as u64 % 7) as i64;
    out[1] = (f > 0.5) as i64 + (out[0] as f32 as f64 * 0.5) as i64;
}
";
    bits_and_shifts: "
#[kernel]
fn k(a: &[u32], out: &mut [u32], by: u32) {
    let x = a[0];
    out[0] = x & 1 | x << 3 ^ !x >> by;
    out[1] = (x as i32 >> 4) as u32 + x.rotate_left(by) + x.count_ones() * 2;
    let odd = x & 1 == 1;
    let high = x > 1000;
    out[2] = (odd & !high | odd ^ high) as u32;
}
";
    functions_that_may_fault: "
#[device]
fn half(x: f32) -> f32 { x * 0.5 }
#[device]
fn pick(from: &[f32], at: i32) -> f32 { half(from[at as usize]) }
#[device]
fn add_to(sum: &mut f32, x: f32) { *sum += x; }
#[kernel]
fn k(a: &[f32], out: &mut [f32]) {
    let mut sum = pick(a, 0) + pick(a, 1);
    add_to(&mut sum, half(3.0));
    add_to(&mut out[0], sum);
}
";
    structs_in_slices: "
#[derive(Clone, Copy, GpuType)]
struct Point { x: f32, y: f32 }
#[derive(Clone, Copy, GpuType)]
struct Particle { alive: bool, mass: f64, at: Point }
#[kernel]
fn k(particles: &mut [Particle], wind: Point) {
    let i = thread_idx_x() as usize;
    let mut p = particles[i];
    p.at = Point { x: p.at.x + wind.x, y: p.at.y + wind.y };
    particles[i] = p;
    particles[i].mass *= 2.0;
}
";
    barriers_between_threads: "
#[kernel]
fn k(data: &mut [i32]) {
    let lane = thread_idx_x() as usize;
    let last = block_dim_x() as usize - 1;
    let other = data[last - lane];
    sync_threads();
    data[lane] = other;
}
";
    a_stencil_in_space: "
#[stencil(tile = (8, 8, 4))]
fn k(t: &[f64], next: &mut [f64], rate: f64, pos: GridPos) {
    let around = pos.north(t) + pos.south(t) + pos.east(t) + pos.west(t) + pos.up(t) + pos.down(t);
    let wide = pos.at(t, 2, 0, -1);
    if pos.z() == 0 { return; }
    next[pos.idx()] = t[pos.idx()] + rate * (around + wide - 7.0 * t[pos.idx()]);
}
";
    a_message_that_may_be_no_value: "
#[derive(Clone, Copy, GpuType, RingMessage)]
enum Order { Walk(u32), Turn { left: bool }, Stop }
#[derive(Clone, Copy, RingMessage)]
struct Plan { orders: [Order; 4], last: Option<bool> }
#[ring_kernel(per = warp)]
fn count(_: &RingContext, msg: &Plan) -> u32 {
    match msg.orders[0] { Order::Walk(n) => n, _ => 0 }
}
";
    an_actor_with_state: "
#[derive(Clone, Copy, RingMessage)]
struct Add { value: i64 }
#[derive(Clone, Copy, Default, GpuType, RingMessage)]
struct Sum { total: i64, count: u32 }
#[ring_kernel]
fn k(_ctx: &RingContext, state: &mut Sum, msg: &Add) -> Sum {
    state.total += msg.value;
    state.count += 1;
    *state
}
";
    records_of_the_log: "
#[device]
fn told(v: f32) -> bool {
    log_warn!(\"large: {v:?}\");
    v > 0.5
}
#[kernel]
fn k(a: &[f32]) {
    let i = thread_idx_x();
    if told(a[i as usize]) {
        log_info!(\"{i}\");
    }
}
";
    fast_math_is_a_matter_of_flags: "
#[kernel(fast(contract))]
fn k(a: &[f32], out: &mut [f32]) {
    let i = thread_idx_x() as usize;
    out[i] = a[i] * a[i] + (a[i].sin() + 1.0).sqrt().max(0.5);
}
";
}

#[test]
fn the_whole_device_library_is_taken_at_once() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/device/");
    let files = [
        "abi.h",
        "math.cuh",
        "fault.cuh",
        "log.cuh",
        "grid.cuh",
        "stencil.cuh",
        "rows.cuh",
        "control.cuh",
        "watch.cuh",
        "pace.cuh",
        "record.cuh",
        "state.cuh",
        "ring.cuh",
        "batch.cuh",
    ];
    let text: String = files
        .map(|file| std::fs::read_to_string(format!("{folder}{file}")).expect("it is there"))
        .concat();
    let mut source = ringkernel_build::transpile(
        "use ringkernel_rt::prelude::*;\n#[kernel]\nfn k(y: &mut [f32]) { y[0] = 1.0; }",
    )
    .expect("the kernel is right")
    .remove(0)
    .source;
    source.text = text;
    crate::toolkit::accepts("library", &source);
}

#[test]
fn patches_are_of_what_is_short_and_goes_well() {
    const HEAD: &str = "use ringkernel_rt::prelude::*;\n\
        #[derive(Clone, Copy, GpuType)]\npub struct Pair { a: f32, b: f32 }\n\
        #[device]\nfn half(x: f32) -> f32 { 0.5 * x }\n\
        #[device]\nfn long(mut x: f32, n: i32) -> f32 { for _ in 0..n { x *= 0.5; } x }\n";
    let has = |fields: &str, body: &str| {
        let source =
            format!("{HEAD}#[stencil]\nfn k({fields}, n: i32, pos: GridPos) {{ {body} }}\n");
        let kernels = ringkernel_build::transpile(&source).expect("the kernel is right");
        kernels[0].source.rows.is_some()
    };
    let floats = |body| has("a: &[f32], b: &mut [f32]", body);
    let integers = |body| has("a: &[i32], b: &mut [i32]", body);
    assert!(floats("b[pos.idx()] = pos.east(a);"));
    assert!(floats(
        "if n == 0 { return; } b[pos.idx()] += half(pos.at(a, 16, 0));"
    ));
    assert!(integers("b[pos.idx()] = a[pos.idx()] * n;"));

    let too_far = "b[pos.idx()] = pos.at(a, 17, 0);";
    assert!(!floats(too_far));
    let may_fault = "b[pos.idx()] = a[pos.idx()] / n;";
    assert!(!integers(may_fault));
    let logs = "if n == 7 { log_info!(\"seven\"); } b[pos.idx()] = a[pos.idx()];";
    assert!(!floats(logs));
    let repeats = "for i in 0..3 { b[pos.idx()] = pos.east(a) * i as f32; }";
    assert!(!floats(repeats));
    let calls_what_repeats = "b[pos.idx()] = long(a[pos.idx()], n);";
    assert!(!floats(calls_what_repeats));
    let is_no_number = has("a: &[Pair], b: &mut [Pair]", "b[pos.idx()] = pos.east(a);");
    assert!(!is_no_number);
}
