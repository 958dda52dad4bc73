//! Runs the table of cases through the runtime's CUDA back end without a GPU: the generated CUDA C of every kernel,
//! compiled by the host's C++ compiler, behind a CUDA driver that emulates a device.
//!
//! The driver is a library of the name that the runtime looks for. It is made here (`tests/emulate` holds its parts), and
//! then this program starts itself again with that library in reach. Any other test that needs a GPU runs on it as well:
//! `LD_LIBRARY_PATH=target/tmp/emulated cargo test -p ringkernel-tests -- --ignored`.

#[path = "emulated/options.rs"]
mod options;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Arguments, Failed, Trial};
use ringkernel_rt::artifact::{Artifact, Plan};
use ringkernel_rt::prelude::*;
use ringkernel_tests::cases::{gallery_artifacts, table, Case, Column, Machine};
use ringkernel_tests::kernels;
use ringkernel_tests::kernels::items::Vec2;

macro_rules! artifacts {
    ($($module:ident: $($kernel:ident $(<$($argument:tt),*>)?),*;)*) => {
        /// Every kernel of this crate; the emulated driver knows no others.
        const KERNELS: &[&Artifact] =
            &[$($(<kernels::$module::$kernel $(::<$($argument),*>)?>::ARTIFACT,)*)*];
    };
}

artifacts! {
    actors: totals, quotient, together, remember, account, whereabouts, sharing, asking, adding, alone, tally;
    arithmetic: int32, uint32, int64, uint64, float32, float64, compare, precedence, shifts, narrow_overflow, elementary, elementary64, contracted;
    assignments: sides, sides_of_parameters, missed_sides;
    batches: hashing, turned, summed, spread, picked, halved, divided;
    casts: from_f32, from_f64, to_floats, between_integers;
    closures: closure_scopes, closure_captures, closure_returns, closures_of_option, closures_unused, functions_handed_on;
    control: collatz, ranges, newton, values, shadowing, keywords, order;
    faults: read_past, divide, follow, fault_before_barrier, seek, seek_by_function, seek_together;
    first: saxpy, fdtd, process;
    found: negated, guard_with_loops, parenthesised;
    functions: hashes, smooth;
    generics: inferred, members, axpy<f32>, axpy<f64>, axpy<i32>, windows<f32, 3>, windows<i32, 4>, windows<Vec2, 2>, swapped<f32, i32>, swapped<i32, f32>, swapped<i64, i64>;
    halves: widen_f16, narrow_f16, operate_f16, constants_f16, widen_bf16, narrow_bf16, operate_bf16, constants_bf16, widen_e4m3, narrow_e4m3, widen_e5m2, narrow_e5m2, pack, dot_f16, average, unequal_halves;
    hangs: stray, stray_crew, stray_batch, stray_warp;
    items: methods, operators, shapes, names;
    iterators: ranges_adapted, elements_adapted, consumed, found, in_order, misused;
    jumps: labels, given, tails;
    natural: clamped, no_bounds, scoped, bases, contained, bytes;
    patterns: numbers, guards, once, figures, options, shadowed, seen_through, equality, methods_of_option, unwraps, questions, taken_apart;
    logs: report, one_after_another, flood, corner, talk;
    names: scopes;
    tables: tables, past_a_table;
    states: sheet, book, shelf, slip, crew_sheet, crew_book, crowded;
    times: clerk, office, bench, council, archive, archives;
    trouble: errand, settled, crew_errand, sorter, weigh, wrong, distances, chain;
    memory: reverse_blocks, block_sum, coordinates, matrix_product, mixed, thresholds;
    panics: stop;
    shared: tiled_product, reversed, tallies, loaned, past_shared;
    sequences: arrays, references, turns, narrow, destructured, moved_on, parts;
    stencils: wide, heat3, skew3, life, paint, cube, fade, sift, fork, grains, blink, broad;
    structs: advance;
    grids: grid_totals, relax, drain, allot, fault_before_grid_barrier;
    groups: tile_i32, tile_u32, tile_i64, tile_u64, tile_isize, tile_usize, tile_f32, tile_f64, widths, passed, by_block, by_grid, rows;
    warps: exchange_i32, exchange_u32, exchange_i64, exchange_u64, exchange_usize, exchange_f32, exchange_f64, bits_i32, bits_u32, bits_i64, bits_u64, bits_usize, votes, neighbours, ranks, norms, lacking, gone, gone_of_all;
    blocks: block_i32, block_u32, block_i64, block_u64, block_usize, block_f32, block_f64, flags, counted, ragged, compact;
}

/// The kernels of `kernels::intrinsics`.
const INTRINSICS: &[&Artifact] = {
    macro_rules! artifacts_of_intrinsics {
        ($($module:ident: $($kernel:ident),*;)*) => {
            &[$($(kernels::intrinsics::$module::$kernel::ARTIFACT,)*)*]
        };
    }
    artifacts_of_intrinsics! {
        f32: exact_f32, near_f32, tame_f32, special_f32, facts_f32;
        f64: exact_f64, near_f64, tame_f64, special_f64, facts_f64;
        i8: values_i8, counts_i8, checked_i8;
        i16: values_i16, counts_i16, checked_i16;
        i32: values_i32, counts_i32, checked_i32;
        i64: values_i64, counts_i64, checked_i64;
        isize: values_isize, counts_isize, checked_isize;
        u8: values_u8, counts_u8, checked_u8;
        u16: values_u16, counts_u16, checked_u16;
        u32: values_u32, counts_u32, checked_u32;
        u64: values_u64, counts_u64, checked_u64;
        usize: values_usize, counts_usize, checked_usize;
        pairs: sines_f32, sines_f64, stream_i32, stream_u32, stream_i64, stream_u64, stream_isize, stream_usize, stream_f32, stream_f64, stream_own, passing;
        words: words;
        atomic_i32: atomic_i32;
        atomic_u32: atomic_u32;
        atomic_i64: atomic_i64;
        atomic_u64: atomic_u64;
        atomic_isize: atomic_isize;
        atomic_usize: atomic_usize;
        atomic_f32: atomic_f32;
        atomic_f64: atomic_f64;
        crowd: crowd, tickets, handed_on, clocks;
        group: exchange_isize, bits_isize, block_isize, equal_i32, equal_u32, equal_i64, equal_u64, equal_isize, equal_usize, equal_f32, equal_f64, place;
    }
};

/// The kernels of `kernels::miscompilations`.
const MISCOMPILATIONS: &[&Artifact] = {
    macro_rules! artifacts_of_miscompilations {
        ($($module:ident: $($kernel:ident),*;)*) => {
            &[$($(kernels::miscompilations::$module::$kernel::ARTIFACT,)*)*]
        };
    }
    artifacts_of_miscompilations! {
        statements: m01_let_in_an_if, m02_statements_in_an_if_value, m03_statements_in_a_block_value, m04_statement_at_the_end, m05_if_in_an_if_at_the_end, m06_call_at_the_end_of_an_if, m20_shadowing, m21_alternatives, m22_match_as_a_value, m23_block_of_an_arm, m24_arguments_of_methods, m30_guards;
        values: m07_stated_types, m08_elements_keep_their_type, m09_casts, m10_index_arithmetic, m11_names_are_only_names, m12_precedence, m13_not, m14_double_literals, m15_spellings_of_literals, m16_methods_by_type, m17_trailing_zeros, m18_bits_of_u64, m19_methods_of_floats, m25_float_remainder, m26_overflow, m27_warp_size, m28_prefetch, m29_block_reductions;
    }
};

/// Set in the program that finds the emulated driver.
const STARTED: &str = "RINGKERNEL_EMULATED";

fn main() {
    let arguments = Arguments::from_args();
    if std::env::var_os(STARTED).is_none() && !arguments.list {
        std::process::exit(again(&driver()));
    }
    let mut trials: Vec<Trial> = table()
        .into_iter()
        .map(|case| Trial::test(case.name, move || emulation_equals_cpu(case)))
        .collect();
    trials.push(Trial::test("thirty_miscompilations_are_cases", || {
        thirty_miscompilations_are_cases();
        Ok(())
    }));
    trials.extend(options::trials());
    libtest_mimic::run(&arguments, trials).exit();
}

/// Runs this program again where it finds the driver in `folder`; gives its exit code.
fn again(folder: &Path) -> i32 {
    let program = std::env::current_exe().expect("a running program has a path");
    let status = Command::new(program)
        .args(std::env::args_os().skip(1))
        .env("LD_LIBRARY_PATH", folder)
        .env(STARTED, "1")
        .status()
        .expect("this program started before");
    status.code().unwrap_or(1)
}

/// Makes the driver; gives the folder it is in.
fn driver() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("emulated");
    fs::create_dir_all(&folder).expect("the target folder is writable");
    let source = folder.join("driver.cpp");
    let library = folder.join("libcuda.so");
    fs::write(&source, program()).expect("the target folder is writable");
    let compiler = std::env::var_os("CXX").unwrap_or_else(|| "c++".into());
    let output = Command::new(compiler)
        .args(["-std=c++17", "-O1", "-w", "-shared", "-fPIC", "-pthread"])
        .arg("-ffp-contract=off")
        // What C++ leaves undefined stops the program.
        .args([
            "-fsanitize=undefined,float-cast-overflow",
            "-fsanitize-undefined-trap-on-error",
        ])
        .arg(&source)
        .arg("-o")
        .arg(&library)
        .output()
        .expect("there is a C++ compiler, or CXX names one");
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{messages}");
    fs::copy(&library, folder.join("libnvrtc.so")).expect("the target folder is writable");
    folder
}

/// The driver's text: the emulation, the device library, each kernel in a namespace of its own, the driver itself.
fn program() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let emulate = root.join("emulate");
    let device = root.join("../ringkernel-build/device");
    let mut text = String::new();
    let include = |text: &mut String, path: PathBuf| {
        writeln!(text, "#include {path:?}").expect("a string grows");
    };
    include(&mut text, emulate.join("emulate.h"));
    // Ahead of the kernels, whose own copies are then empty.
    for file in [
        "abi.h",
        "math.cuh",
        "narrow.cuh",
        "integer.cuh",
        "float.cuh",
        "memory.cuh",
        "fault.cuh",
        "warp.cuh",
        "group.cuh",
        "block.cuh",
        "together.cuh",
        "log.cuh",
        "grid.cuh",
        "shared.cuh",
        "stencil.cuh",
        "rows.cuh",
        "control.cuh",
        "record.cuh",
        "time.cuh",
        "hlc.cuh",
        "watch.cuh",
        "pace.cuh",
        "state.cuh",
        "ring.cuh",
        "batch.cuh",
    ] {
        include(&mut text, device.join(file));
    }
    let mut entries = String::new();
    let gallery = gallery_artifacts();
    let kernels = KERNELS
        .iter()
        .chain(INTRINSICS)
        .chain(MISCOMPILATIONS)
        .chain(&gallery);
    let mut names = BTreeSet::new();
    for (number, artifact) in kernels.enumerate() {
        // One name for all namespaces would be one function in C.
        let own = artifact.cuda.replace("extern \"C\" __global__", "static");
        writeln!(text, "namespace k{number} {{\n{own}}}").expect("a string grows");
        for entry in symbols(artifact) {
            // The driver knows kernels by these alone.
            assert!(names.insert(entry), "two kernels are called {entry}");
            writeln!(
                entries,
                "    RK_EMULATED_KERNEL({entry:?}, k{number}::{entry}), \\"
            )
            .expect("a string grows");
        }
    }
    // Line markers of the kernels reach to here.
    writeln!(
        text,
        "#line 1 \"driver.cpp\"\n#define RK_EMULATED_KERNELS \\\n{entries}"
    )
    .expect("a string grows");
    include(&mut text, emulate.join("driver.cpp"));
    text
}

/// The symbols of a kernel's device code.
fn symbols(artifact: &Artifact) -> impl Iterator<Item = &'static str> {
    let rows = match artifact.plan {
        Plan::Stencil { rows, .. } => rows,
        Plan::Grid { .. } | Plan::Ring { .. } => None,
    };
    [artifact.entry]
        .into_iter()
        .chain(rows.map(|rows| rows.entry))
}

fn run(case: Case, backend: Backend) -> Result<Vec<Column>, Failed> {
    let tokio = tokio::runtime::Builder::new_current_thread().build()?;
    tokio.block_on(async {
        let runtime = RingKernel::builder().backend(backend).build().await?;
        let columns = (case.run)(&Machine::new(runtime.clone())).await?;
        runtime.shutdown().await?;
        Ok(columns)
    })
}

/// `m01_…` to `m30_…` run here by these names.
fn thirty_miscompilations_are_cases() {
    for number in 1..=30 {
        let start = format!("m{number:02}_");
        let count = table()
            .iter()
            .filter(|case| case.name.starts_with(&start))
            .count();
        assert_eq!(count, 1, "{start}");
    }
}

fn emulation_equals_cpu(case: Case) -> Result<(), Failed> {
    let got = run(case, Backend::Cuda)?;
    let reference = run(case, Backend::Cpu)?;
    assert_eq!(got.len(), reference.len());
    for (number, (got, reference)) in got.iter().zip(&reference).enumerate() {
        got.compare(reference, case.tolerance)
            .map_err(|why| format!("column {number}: {why}"))?;
    }
    Ok(())
}
