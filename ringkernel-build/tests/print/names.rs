//! Names of the user's that the compiler, its headers or the C library use for something else.

use crate::toolkit;

/// Functions, types, keywords and macros of C, C++ and CUDA that are plain names in Rust.
const NAMES: &[&str] = &[
    "abs",
    "alloca",
    "assert",
    "atomicAdd",
    "char",
    "clock",
    "clock_t",
    "cudaMalloc",
    "dim3",
    "div_t",
    "double",
    "errno",
    "float4",
    "index",
    "int",
    "linux",
    "lrand48",
    "main",
    "major",
    "make_float4",
    "malloc",
    "memcpy",
    "min",
    "minor",
    "operator",
    "read",
    "signal",
    "size_t",
    "std",
    "stderr",
    "stdin",
    "template",
    "threadIdx",
    "time_t",
    "timer_t",
    "timezone",
    "uint32_t",
    "unix",
    "unsigned",
    "wait",
    "warpSize",
    "EDGE",
    "EOF",
    "I",
    "INT_MAX",
    "M_PI",
    "NULL",
    "RK_EDGE",
    "rk_add",
    "rk_edge",
    "rk_pos",
];

/// Transpiles all kernels of a source and gives them to nvcc.
fn accepts(name: &str, source: &str) {
    let source = format!("use ringkernel_rt::prelude::*;\n{source}");
    let kernels =
        ringkernel_build::transpile(&source).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
    for kernel in kernels {
        toolkit::accepts(&format!("{name}_{}", kernel.name), &kernel.source);
    }
}

/// `text` for each name, in which `{}` stands for the name.
fn each(text: &str) -> String {
    NAMES.iter().map(|name| text.replace("{}", name)).collect()
}

#[test]
fn functions_and_locals() {
    let (functions, locals) = (
        each("#[device] fn {}(x: i32) -> i32 { x + 1 }\n"),
        each("let {} = {}(last); last = {};\n"),
    );
    accepts(
        "functions_and_locals",
        &format!("{functions}#[kernel] fn k(out: &mut [i32]) {{ let mut last = 0;\n{locals}out[0] = last; }}"),
    );
}

#[test]
fn functions_that_may_fault_and_parameters() {
    let functions = each("#[device] fn {}({}: &[i32]) -> i32 { {}[0] }\n");
    let calls = each("last += {}(x);\n");
    accepts(
        "functions_that_may_fault_and_parameters",
        &format!("{functions}#[kernel] fn k(x: &[i32], out: &mut [i32]) {{ let mut last = 0;\n{calls}out[0] = last; }}"),
    );
}

#[test]
fn structs_and_fields() {
    let fields = each("{}: i32, ");
    let structs = each(&format!(
        "#[derive(Clone, Copy, GpuType)] struct {{}} {{ {} }}\n",
        "a: i32"
    ));
    let uses = each("last += ({} { a: last }).a;\n");
    accepts(
        "structs_and_fields",
        &format!(
            "{structs}#[derive(Clone, Copy, GpuType)] struct All {{ {fields} }}
#[kernel] fn k(all: &[All], out: &mut [i32]) {{ let mut last = all[0].stdin + all[0].EDGE;\n{uses}out[0] = last; }}"
        ),
    );
}

#[test]
fn kernels() {
    accepts(
        "kernels",
        "#[kernel] fn index(read: &mut [i32]) { read[0] = 1; }
#[kernel] fn main(main: &mut [i32]) { main[0] = 1; }
#[stencil] fn read(EDGE: &[f32], NULL: &mut [f32], pos: GridPos) { NULL[pos.idx()] = pos.north(EDGE); }
#[ring_kernel] fn signal(ctx: &RingContext, unix: &mut i32, stdin: &i32) -> i32 { *unix += *stdin; *unix }",
    );
}
