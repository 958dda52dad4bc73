//! Faults of kernels: the right place, the right numbers, the same on both back ends, and life goes on.

use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use ringkernel_rt::prelude::*;
use ringkernel_rt::{Error, Fault, FaultKind};
use ringkernel_tests::kernels::{
    assignments, faults, first, found, grids, iterators, patterns, sequences, shared, tables,
};

mod both;

use both::open;

on_both! {
    an_index_out_of_range_names_its_place
    an_index_beyond_a_constant_names_its_length
    the_next_launch_works
    division_by_zero_and_overflow_are_told_apart
    a_fault_in_a_function_names_that_function
    unwrapping_nothing_names_the_method
    a_fault_before_a_barrier_ends
    a_part_that_does_not_exist_is_told_apart
    a_fault_before_a_barrier_of_the_grid_ends_all_blocks
    a_shared_array_has_an_end
    a_launch_gives_each_shared_array_a_length_that_fits
    a_misused_iterator_says_what_rust_says
    a_fault_in_parentheses_is_at_the_parenthesis
    nobody_waits_for_ever_for_a_thread_that_has_faulted
    the_side_that_comes_first_is_the_fault
}

fn fault(result: Result<(), Error>) -> Fault {
    match result {
        Err(Error::Fault(fault)) => fault,
        other => panic!("{other:?} instead of a fault"),
    }
}

async fn read_past(runtime: &RingKernel, len: usize, extra: i32) -> Result<(), Error> {
    let values = runtime.upload(&vec![7; len]).unwrap();
    let mut out = runtime.zeroed::<i32>(len).unwrap();
    let call = faults::read_past::args(&values, &mut out, extra);
    runtime
        .run(call, Launch::grid([8, 1, 1], [128, 1, 1]))
        .await
}

async fn an_index_out_of_range_names_its_place(backend: Backend) {
    let runtime = open(backend).await;
    let fault = fault(read_past(&runtime, 1024, 1).await);
    assert_eq!(fault.kernel, "read_past");
    assert_eq!(
        fault.kind,
        FaultKind::Index {
            index: 1024,
            len: 1024
        }
    );
    assert_eq!(fault.site.file, "src/kernels/faults.rs");
    assert_eq!(fault.site.line, faults::READ_LINE);
    assert_eq!(fault.site.column, 23);
    assert_eq!((fault.block, fault.thread), ([7, 0, 0], [127, 0, 0]));
    assert_eq!(
        fault.to_string(),
        format!(
            "kernel `read_past` stopped: index out of bounds: the len is 1024 but the index is 1024\n  \
             at src/kernels/faults.rs:{}:23, block 7, thread 127",
            faults::READ_LINE
        )
    );
}

async fn an_index_beyond_a_constant_names_its_length(backend: Backend) {
    let runtime = open(backend).await;
    let at = runtime.upload(&[0, 8, 9]).unwrap();
    let mut y = runtime.zeroed(3).unwrap();
    let call = tables::past_a_table::args(&at, &mut y);
    let fault = fault(runtime.run(call, Launch::over(3)).await);
    assert_eq!(fault.kind, FaultKind::Index { index: 9, len: 9 });
    assert_eq!(fault.site.file, "src/kernels/tables.rs");
    assert_eq!(fault.thread, [2, 0, 0]);
}

async fn the_next_launch_works(backend: Backend) {
    let runtime = open(backend).await;
    for _ in 0..3 {
        fault(read_past(&runtime, 1000, -1).await);
        read_past(&runtime, 1000, 0).await.unwrap();
        let x = runtime.upload(&[1.0f32; 300]).unwrap();
        let mut y = runtime.upload(&[0.5f32; 300]).unwrap();
        let call = first::saxpy::args(&x, &mut y, 2.0, 300);
        runtime.run(call, Launch::over(300)).await.unwrap();
        assert_eq!(runtime.download(&y).await.unwrap(), [2.5; 300]);
    }
    runtime.shutdown().await.unwrap();
}

async fn division_by_zero_and_overflow_are_told_apart(backend: Backend) {
    let runtime = open(backend).await;
    for (a, b, kind) in [
        (5, 0, FaultKind::DivideByZero),
        (i32::MIN, -1, FaultKind::DivideOverflow),
    ] {
        let (a, b) = (runtime.upload(&[a]).unwrap(), runtime.upload(&[b]).unwrap());
        let mut out = runtime.zeroed::<i32>(1).unwrap();
        let result = runtime.run(faults::divide::args(&a, &b, &mut out), Launch::over(1));
        let fault = fault(result.await);
        assert_eq!(fault.kind, kind);
        assert_eq!(
            (fault.site.line, fault.site.column),
            (faults::DIVIDE_LINE, 14)
        );
    }
}

async fn a_fault_in_a_function_names_that_function(backend: Backend) {
    let runtime = open(backend).await;
    let links = runtime.upload(&[1, 2, 77]).unwrap();
    let mut out = runtime.zeroed::<i32>(3).unwrap();
    let fault = fault(
        runtime
            .run(faults::follow::args(&links, &mut out), Launch::over(3))
            .await,
    );
    assert_eq!(fault.kind, FaultKind::Index { index: 77, len: 3 });
    assert_eq!(
        (fault.site.line, fault.site.column),
        (faults::DEEPER_LINE, 5)
    );
    assert_eq!(fault.thread, [2, 0, 0]);
}

async fn a_fault_before_a_barrier_ends(backend: Backend) {
    let runtime = open(backend).await;
    let mut values = runtime.zeroed::<i32>(64).unwrap();
    let launch = Launch::grid([1, 1, 1], [64, 1, 1]);
    let result = runtime.run(faults::fault_before_barrier::args(&mut values), launch);
    let fault = fault(result.await);
    assert_eq!(fault.kind, FaultKind::Index { index: 64, len: 64 });
    assert_eq!(fault.thread, [63, 0, 0]);
}

async fn parts(backend: Backend, bounds: [usize; 5]) -> Result<(), Error> {
    let runtime = open(backend).await;
    let values = runtime.upload(&[3; 10]).unwrap();
    let bounds = runtime.upload(&bounds).unwrap();
    let mut out = runtime.zeroed::<i32>(2).unwrap();
    let call = sequences::parts::args(&values, &bounds, &mut out);
    runtime.run(call, Launch::grid([1, 1, 1], [1, 1, 1])).await
}

async fn a_part_that_does_not_exist_is_told_apart(backend: Backend) {
    parts(backend, [2, 8, 1, 2, 1]).await.unwrap();
    let cases = [
        (
            [8, 2, 0, 0, 0],
            FaultKind::RangeOrder { start: 8, end: 2 },
            17,
        ),
        (
            [2, 11, 0, 0, 0],
            FaultKind::RangeEnd { end: 11, len: 10 },
            17,
        ),
        (
            [2, 8, 7, 0, 0],
            FaultKind::RangeStart { start: 7, len: 6 },
            17,
        ),
        ([2, 8, 1, 5, 0], FaultKind::RangeEnd { end: 6, len: 5 }, 17),
        ([2, 8, 1, 2, 3], FaultKind::Index { index: 3, len: 3 }, 14),
        ([0, 9, 0, 8, 3], FaultKind::Index { index: 3, len: 3 }, 14),
    ];
    for (bounds, kind, column) in cases {
        let fault = fault(parts(backend, bounds).await);
        assert_eq!(
            (fault.kind, fault.site.column),
            (kind, column),
            "{bounds:?}"
        );
    }
}

async fn a_fault_before_a_barrier_of_the_grid_ends_all_blocks(backend: Backend) {
    let runtime = open(backend).await;
    let mut values = runtime.zeroed::<i32>(4 * 48).unwrap();
    let launch = Launch::grid([4, 1, 1], [48, 1, 1]);
    // The first thread of a block speaks for it at the barrier; the last does not.
    for culprit in [48, 47, 191] {
        let call = grids::fault_before_grid_barrier::args(&mut values, culprit);
        let fault = fault(runtime.run(call, launch).await);
        let len = 4 * 48;
        assert_eq!(
            fault.kind,
            FaultKind::Index {
                index: len + 7,
                len
            }
        );
        assert_eq!(fault.site.line, grids::FAULT_LINE);
        let (block, thread) = (culprit as u32 / 48, culprit as u32 % 48);
        assert_eq!((fault.block, fault.thread), ([block, 0, 0], [thread, 0, 0]));
        let call = grids::fault_before_grid_barrier::args(&mut values, -1);
        runtime.run(call, launch).await.unwrap();
        assert_eq!(runtime.download(&values).await.unwrap(), [192; 192]);
    }
}

async fn a_shared_array_has_an_end(backend: Backend) {
    let runtime = open(backend).await;
    let mut out = runtime.zeroed::<i32>(8).unwrap();
    let launch = Launch::grid([1, 1, 1], [8, 1, 1]).shared(6);
    for (at, len, line) in [(7, 6, 1), (8, 8, 0)] {
        let call = shared::past_shared::args(&mut out, at);
        let fault = fault(runtime.run(call, launch).await);
        let index = at as u64;
        assert_eq!(fault.kind, FaultKind::Index { index, len });
        assert_eq!(fault.site.line, shared::PAST_LINE + line);
        assert_eq!(fault.thread, [5, 0, 0]);
    }
    let call = shared::past_shared::args(&mut out, 2);
    runtime.run(call, launch).await.unwrap();
    assert_eq!(runtime.download(&out).await.unwrap(), [7; 8]);
}

async fn a_launch_gives_each_shared_array_a_length_that_fits(backend: Backend) {
    let runtime = open(backend).await;
    let mut out = runtime.zeroed::<i32>(8).unwrap();
    let launch = Launch::grid([1, 1, 1], [8, 1, 1]);
    for (launch, given) in [(launch, 0), (launch.shared(8).shared(8), 2)] {
        let call = shared::past_shared::args(&mut out, 2);
        let error = Error::SharedArrays {
            kernel: "past_shared",
            expected: 1,
            given,
        };
        assert_eq!(runtime.run(call, launch).await, Err(error));
    }
    for len in [60_000, usize::MAX] {
        let call = shared::past_shared::args(&mut out, 2);
        match runtime.run(call, launch.shared(len)).await {
            Err(Error::LaunchTooLarge { asked, limit, .. }) => assert!(asked > limit),
            other => panic!("{other:?}"),
        }
    }
}

/// A GPU that all these fit does not exist.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a GPU"]
async fn blocks_that_wait_for_each_other_must_fit() {
    let runtime = open(Backend::Cuda).await;
    let mut values = runtime.zeroed::<i32>(1).unwrap();
    let call = grids::fault_before_grid_barrier::args(&mut values, -1);
    let result = runtime.run(call, Launch::grid([100_000, 1, 1], [1024, 1, 1]));
    match result.await {
        Err(Error::NotCoResident { need, fit, .. }) => assert!(need == 100_000 && fit > 0),
        other => panic!("{other:?}"),
    }
}

async fn unwrapping_nothing_names_the_method(backend: Backend) {
    let runtime = open(backend).await;
    let x = runtime.upload(&[7]).unwrap();
    for (which, text, column) in [
        (0, "called `Option::unwrap()` on a `None` value", 27),
        (1, "an even number", 14),
    ] {
        let mut y = runtime.zeroed::<i32>(1).unwrap();
        let call = patterns::unwraps::args(&x, which, &mut y);
        let fault = fault(runtime.run(call, Launch::grid([1; 3], [1; 3])).await);
        let line = patterns::UNWRAP_LINE + 3 * which as u32;
        assert_eq!(
            fault.to_string(),
            format!("kernel `unwraps` stopped: {text}\n  at src/kernels/patterns.rs:{line}:{column}, block 0, thread 0")
        );
    }
}

async fn a_misused_iterator_says_what_rust_says(backend: Backend) {
    let runtime = open(backend).await;
    let panic = |text: &str| FaultKind::Panic {
        message: text.to_owned(),
    };
    let index = |index| FaultKind::Index { index, len: 4 };
    let kinds = [
        (panic("assertion failed: step != 0"), 0, 10),
        (panic("assertion failed: step != 0"), 1, 35),
        (panic("chunk size must be non-zero"), 2, 10),
        (panic("window size must be non-zero"), 3, 10),
        (index(4), 4, 9),
    ];
    for (which, (kind, row, column)) in kinds.into_iter().enumerate() {
        let given = runtime.upload(&[which]).unwrap();
        let mut out = runtime.zeroed::<usize>(1).unwrap();
        let call = iterators::misused::args(&given, &mut out);
        let fault = fault(runtime.run(call, Launch::over(1)).await);
        assert_eq!(fault.kind, kind, "way {which}");
        let place = (iterators::FIRST_LINE + 3 * row, column);
        assert_eq!((fault.site.line, fault.site.column), place, "way {which}");
    }
}

async fn a_fault_in_parentheses_is_at_the_parenthesis(backend: Backend) {
    let runtime = open(backend).await;
    let mut y = runtime.zeroed::<i32>(1).unwrap();
    let call = found::parenthesised::args(3, &mut y);
    let fault = fault(runtime.run(call, Launch::over(1)).await);
    assert_eq!(
        (fault.site.line, fault.site.column),
        (found::PARENTHESIS_LINE, 17)
    );
}

/// Ends the program if it is not dropped in time: a kernel that does not end cannot be stopped otherwise.
struct Watchdog(Option<std::sync::mpsc::Sender<()>>);

impl Watchdog {
    fn new(limit: Duration) -> Self {
        let (alive, ends) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            if ends.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                eprintln!("a kernel is still running after {limit:?}");
                std::process::abort();
            }
        });
        Self(Some(alive))
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.0.take();
    }
}

async fn nobody_waits_for_ever_for_a_thread_that_has_faulted(backend: Backend) {
    let _watchdog = Watchdog::new(Duration::from_secs(60));
    let runtime = open(backend).await;
    let launch = Launch::grid([1, 1, 1], [256, 1, 1]);
    let mut values = vec![5; 100];
    let mut found = runtime.zeroed::<i32>(256).unwrap();
    let index = FaultKind::Index {
        index: 100,
        len: 100,
    };
    let given = runtime.upload(&values).unwrap();
    let result = runtime.run(faults::seek::args(&given, &mut found), launch);
    let stopped = fault(result.await);
    assert_eq!(stopped.kind, index);
    assert_eq!(stopped.site.line, faults::SEEK_LINE);
    assert_eq!(stopped.thread, [0, 0, 0]);

    let call = faults::seek_by_function::args(&given, 100, &mut found);
    let stopped = fault(runtime.run(call, launch).await);
    assert_eq!(stopped.kind, index);
    assert_eq!(stopped.site.line, faults::SEEK_BY_FUNCTION_LINE);
    assert_eq!(stopped.thread, [100, 0, 0]);

    let result = runtime.run(faults::seek_together::args(&given, &mut found), launch);
    let stopped = fault(result.await);
    assert_eq!(stopped.kind, index);
    assert_eq!(stopped.site.line, faults::SEEK_TOGETHER_LINE);
    assert_eq!(stopped.thread, [100 * 33 % 256, 0, 0]);

    values[70] = 0;
    let given = runtime.upload(&values).unwrap();
    let result = runtime.run(faults::seek::args(&given, &mut found), launch);
    result.await.unwrap();
    assert_eq!(runtime.download(&found).await.unwrap(), [70; 256]);
    let call = faults::seek_by_function::args(&given, 70, &mut found);
    runtime.run(call, launch).await.unwrap();
    assert_eq!(runtime.download(&found).await.unwrap(), [0; 256]);
    let result = runtime.run(faults::seek_together::args(&given, &mut found), launch);
    result.await.unwrap();
    assert_eq!(runtime.download(&found).await.unwrap(), [71; 256]);
}

async fn the_side_that_comes_first_is_the_fault(backend: Backend) {
    let runtime = open(backend).await;
    for (which, index, len, column) in [(0, 7, 1, 13), (1, 8, 1, 13), (2, 4, 2, 23)] {
        let mut y = runtime.zeroed::<i32>(1).unwrap();
        let mut halves = runtime.zeroed::<f16>(1).unwrap();
        let call = assignments::missed_sides::args(which, &mut y, &mut halves);
        let fault = fault(runtime.run(call, Launch::over(1)).await);
        assert_eq!(fault.kind, FaultKind::Index { index, len }, "way {which}");
        let place = (assignments::FIRST_LINE + 2 * which, column);
        assert_eq!((fault.site.line, fault.site.column), place, "way {which}");
    }
}
