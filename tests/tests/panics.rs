//! Panics of kernels: what they say and where, the same on both back ends.

use ringkernel_rt::prelude::*;
use ringkernel_rt::{Error, Fault, FaultKind};
use ringkernel_tests::kernels::{halves, natural, panics};

mod both;

use both::open;

on_both! {
    a_panic_says_what_the_source_says
    an_assertion_that_holds_does_nothing
    halves_are_shown_as_numbers
    bounds_that_are_none_are_shown
}

async fn stop(runtime: &RingKernel, which: i32) -> Result<Vec<i32>, Error> {
    let which = runtime.upload(&[which]).unwrap();
    let values = runtime.upload(&[-0.5_f32, f32::NAN]).unwrap();
    let mut out = runtime.zeroed::<i32>(2).unwrap();
    let call = panics::stop::args(&which, &values, &mut out);
    runtime.run(call, Launch::grid([1; 3], [1; 3])).await?;
    Ok(runtime.download(&out).await.unwrap())
}

/// What stops in each way, its column, and its line where that is not the table's.
const STOPS: [(&str, u32); 18] = [
    ("no way: 100% \"sure\"\n\ttab", 9),
    ("values must be positive", 9),
    (
        "assertion failed: values[n - 3] > 0.0 && !(w < 2) && out.len() == 2 * n",
        9,
    ),
    ("assertion `left == right` failed\n  left: 4\n right: -9", 9),
    (
        "assertion `left != right` failed: they are the same\n  left: -0.5\n right: -0.5",
        9,
    ),
    (
        "assertion `left == right` failed\n  left: true\n right: false",
        9,
    ),
    ("internal error: entered unreachable code", 9),
    ("internal error: entered unreachable code: not here", 9),
    ("not yet implemented", 9),
    ("not implemented: later", 9),
    ("explicit panic", 9),
    ("debug", 9),
    (
        "assertion `left == right` failed\n  left: 18446744073709551615\n right: 4",
        9,
    ),
    ("attempt to divide by zero", 9),
    ("too large", 39),
    (
        "assertion `left == right` failed\n  left: NaN\n right: -0.16666667",
        9,
    ),
    ("argument of integer logarithm must be positive", 27),
    ("argument of integer square root cannot be negative", 27),
];

async fn a_panic_says_what_the_source_says(backend: Backend) {
    let runtime = open(backend).await;
    for ((text, column), which) in STOPS.into_iter().zip(0..) {
        let fault: Fault = match stop(&runtime, which).await {
            Err(Error::Fault(fault)) => fault,
            other => panic!("{other:?} instead of a fault in way {which}"),
        };
        let line = match which {
            14 => panics::SIZED_LINE,
            _ => panics::FIRST_LINE + 3 * u32::try_from(which).unwrap(),
        };
        let kind = match which {
            13 => FaultKind::DivideByZero,
            _ => FaultKind::Panic {
                message: text.to_owned(),
            },
        };
        assert_eq!(fault.kind, kind, "way {which}");
        assert_eq!(fault.site.file, "src/kernels/panics.rs");
        assert_eq!((fault.site.line, fault.site.column), (line, column));
        assert_eq!(
            fault.to_string(),
            format!(
                "kernel `stop` stopped: {text}\n  at src/kernels/panics.rs:{line}:{column}, block 0, thread 0"
            )
        );
    }
}

async fn an_assertion_that_holds_does_nothing(backend: Backend) {
    let runtime = open(backend).await;
    assert_eq!(stop(&runtime, 99).await.unwrap(), [4, 5]);
}

async fn halves_are_shown_as_numbers(backend: Backend) {
    let runtime = open(backend).await;
    let values = [f16::from_f32(1.5), f16::from_f32(-2.0)];
    let values = runtime.upload(&values).unwrap();
    let call = halves::unequal_halves::args(&values);
    let fault: Fault = match runtime.run(call, Launch::over(1)).await {
        Err(Error::Fault(fault)) => fault,
        other => panic!("{other:?} instead of a fault"),
    };
    let text = "assertion `left == right` failed: halves\n  left: 1.5\n right: -2.0";
    let message = text.to_owned();
    assert_eq!(fault.kind, FaultKind::Panic { message });
}

/// What `clamp` says of bounds that are none, and its column.
const BOUNDS: [(&str, u32); 8] = [
    ("min > max. min = 3, max = 2", 15),
    ("min > max, or either was NaN. min = 1.0, max = -2.0", 20),
    ("min > max, or either was NaN. min = NaN, max = 1.0", 23),
    ("min > max, or either was NaN. min = 0.0, max = NaN", 23),
    ("min > max. min = 127, max = -128", 23),
    ("min > max. min = 18446744073709551615, max = 0", 24),
    ("min > max, or either was NaN. min = 0.5, max = -0.5", 18),
    ("min > max. min = 9, max = 0", 15),
];

async fn bounds_that_are_none_are_shown(backend: Backend) {
    let runtime = open(backend).await;
    let x = runtime.upload(&[0.5_f32, f32::NAN, 2.0]).unwrap();
    for ((text, column), which) in BOUNDS.into_iter().zip(0..) {
        let line = natural::FIRST_LINE + 3 * u32::try_from(which).unwrap();
        let which = runtime.upload(&[which, 0, 0, 0, 0, 0, 0, 0]).unwrap();
        let mut out = runtime.zeroed::<f32>(1).unwrap();
        let call = natural::no_bounds::args(&which, &x, &mut out);
        let fault = match runtime.run(call, Launch::over(1)).await {
            Err(Error::Fault(fault)) => fault,
            other => panic!("{other:?} instead of {text}"),
        };
        let message = text.to_owned();
        assert_eq!(fault.kind, FaultKind::Panic { message });
        assert_eq!(fault.site.file, "src/kernels/natural.rs");
        assert_eq!((fault.site.line, fault.site.column), (line, column));
    }
}
