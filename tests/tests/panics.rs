//! Panics of kernels: what they say and where, the same on both back ends.

use ringkernel_rt::prelude::*;
use ringkernel_rt::{Error, Fault, FaultKind};
use ringkernel_tests::kernels::{halves, panics};

mod both;

use both::open;

on_both! {
    a_panic_says_what_the_source_says
    an_assertion_that_holds_does_nothing
    halves_are_shown_as_numbers
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
