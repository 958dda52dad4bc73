//! Mistakes of kernels, each with the fault that it must come to.

use std::borrow::Cow;

use ringkernel_rt::artifact::Artifact;
use ringkernel_rt::error::Site;
use ringkernel_rt::{Fault, FaultKind};
use ringkernel_tests::kernels::trouble::{
    Errand, Order, CREW_LINE, DISTANCES_LINE, ERRAND_LINE, INNERMOST_LINE, SETTLED_LINE,
    SORTER_LINE, WRONG_LINE,
};

/// A mistake and its fault.
#[derive(Debug)]
pub(crate) struct Mistake<M> {
    pub(crate) name: &'static str,
    /// What leads to it.
    pub(crate) message: M,
    kind: FaultKind,
    line: u32,
    /// The start of the text, in that line, that is at fault.
    place: &'static str,
    block: [u32; 3],
    thread: [u32; 3],
}

impl<M> Mistake<M> {
    pub(crate) fn kind(&self) -> &FaultKind {
        &self.kind
    }

    /// The fault of this kernel, in answer to the message of this number.
    pub(crate) fn fault(&self, artifact: &Artifact, message: Option<u64>) -> Fault {
        Fault {
            kernel: artifact.name,
            kind: self.kind.clone(),
            site: Site {
                file: Cow::Borrowed("src/kernels/trouble.rs"),
                line: self.line,
                column: column(self.line, self.place),
            },
            block: self.block,
            thread: self.thread,
            message,
            time: None,
        }
    }

    fn at(mut self, block: [u32; 3], thread: [u32; 3]) -> Self {
        (self.block, self.thread) = (block, thread);
        self
    }
}

fn mistake<M>(
    name: &'static str,
    message: M,
    kind: FaultKind,
    line: u32,
    place: &'static str,
) -> Mistake<M> {
    Mistake {
        name,
        message,
        kind,
        line,
        place,
        block: [0; 3],
        thread: [0; 3],
    }
}

/// Where a text begins in a line of the kernels.
fn column(line: u32, place: &str) -> u32 {
    let text = include_str!("../../src/kernels/trouble.rs");
    let line = text
        .lines()
        .nth(line as usize - 1)
        .expect("there is such a line");
    let offset = line.find(place);
    let offset = offset.unwrap_or_else(|| panic!("no `{place}` in `{line}`"));
    u32::try_from(offset).expect("lines are short") + 1
}

fn index(index: i64, len: u64) -> FaultKind {
    FaultKind::Index {
        index: index as u64,
        len,
    }
}

fn words(message: &str) -> FaultKind {
    FaultKind::Panic {
        message: message.to_owned(),
    }
}

/// Those of `errand`: one lane, with a state.
#[rustfmt::skip]
pub(crate) fn errands() -> Vec<Mistake<Errand>> {
    use FaultKind::{
        DivideByZero, DivideOverflow, RangeEnd, RangeOrder, RangeStart, RemainderByZero,
        RemainderOverflow,
    };
    const MIN: i32 = i32::MIN;
    let row = |name, way: i32, a, b, place, kind| {
        let line = ERRAND_LINE + way.unsigned_abs();
        mistake(name, Errand { way, a, b }, kind, line, place)
    };
    let nothing = "called `Option::unwrap()` on a `None` value";
    vec![
        row("index of the state's array", 1, 8, 0, "state.numbers[a", index(8, 8)),
        row("negative index", 1, -1, 0, "state.numbers[a", index(-1, 8)),
        row("index of a local array", 2, 4, 0, "own[a", index(4, 4)),
        row("division by zero", 3, 1, 0, "a / b", DivideByZero),
        row("division with overflow", 3, MIN, -1, "a / b", DivideOverflow),
        row("remainder by zero", 4, 1, 0, "a % b", RemainderByZero),
        row("remainder with overflow", 4, MIN, -1, "a % b", RemainderOverflow),
        row("division of u32 by zero", 5, 1, 0, "(a as u32 /", DivideByZero),
        row("remainder of i64 by zero", 6, 1, 0, "(a as i64 %", RemainderByZero),
        row("start beyond the end", 7, 5, 0, "own[a", RangeStart { start: 5, len: 4 }),
        row("end beyond the end", 8, 0, 5, "own[..b", RangeEnd { end: 5, len: 4 }),
        row("end before the start", 9, 3, 2, "own[a", RangeOrder { start: 3, end: 2 }),
        row("panic", 10, 0, 0, "panic!", words("told to stop")),
        row("failed assertion", 11, 2, 1, "assert!", words("assertion failed: a < b")),
        row("failed assertion with words", 12, 2, 1, "assert!", words("out of order")),
        row("unequal", 13, 1, 2, "assert_eq!", words("assertion `left == right` failed\n  left: 1\n right: 2")),
        row("equal", 14, 3, 3, "assert_ne!", words("assertion `left != right` failed: alike\n  left: 3\n right: 3")),
        row("unreachable code", 15, 0, 0, "unreachable!", words("internal error: entered unreachable code")),
        row("unreachable code with words", 16, 0, 0, "unreachable!", words("internal error: entered unreachable code: this way")),
        row("unwrapped nothing", 17, 3, 0, "unwrap()", words(nothing)),
        row("expected something", 18, 3, 0, "expect(", words("an even number")),
        row("bounds in the wrong order", 19, 3, 2, "clamp(", words("min > max. min = 3, max = 2")),
        row("bounds that are no number", 20, 3, 0, "clamp(", words("min > max, or either was NaN. min = 1.0, max = NaN")),
        row("logarithm of zero", 21, 0, 0, "ilog2()", words("argument of integer logarithm must be positive")),
        row("root of a negative number", 22, -1, 0, "isqrt()", words("argument of integer square root cannot be negative")),
        row("not yet written", 23, 0, 0, "todo!", words("not yet implemented")),
        row("not written", 24, 0, 0, "unimplemented!", words("not implemented: later")),
        row("assertion over a function", 25, 3, 0, "assert!", words("not even")),
        mistake("in a function of a function", Errand { way: 26, a: 9, b: 0 }, index(9, 4), INNERMOST_LINE, "numbers[at"),
        row("in a round of a loop", 27, 1, 0, "own[i", index(4, 4)),
        row("behind a loop's condition", 28, 0, 0, "own[(", index(5, 4)),
        row("steps of no length", 29, 0, 0, "step_by(", words("assertion failed: step != 0")),
        row("parts of no length", 30, 0, 0, "chunks_exact(", words("chunk size must be non-zero")),
        row("in a closure", 31, 4, 0, "own[x", index(4, 4)),
        row("in an arm of an inner match", 32, 3, 0, "panic!", words("odd")),
        row("unwrapped a quotient by zero", 33, 1, 0, "unwrap()", words(nothing)),
        row("Euclid's quotient by zero", 34, 1, 0, "div_euclid(", DivideByZero),
        row("Euclid's quotient with overflow", 34, MIN, -1, "div_euclid(", DivideOverflow),
        row("Euclid's remainder by zero", 35, 1, 0, "rem_euclid(", RemainderByZero),
        row("in the guard of an arm", 36, 1, 0, "a / b", DivideByZero),
        row("behind a change of the state", 37, 4, 0, "own[a", index(4, 4)),
        row("panic without words", 38, 0, 0, "panic!", words("explicit panic")),
    ]
}

/// Those of `settled`: one lane, without a state.
#[rustfmt::skip]
pub(crate) fn stateless() -> Vec<Mistake<Errand>> {
    let row = |name, a, b, kind| {
        let message = Errand { way: 0, a, b };
        mistake(name, message, kind, SETTLED_LINE, "msg.a / msg.b")
    };
    vec![
        row("division by zero without a state", 1, 0, FaultKind::DivideByZero),
        row("division with overflow without a state", i32::MIN, -1, FaultKind::DivideOverflow),
    ]
}

/// Those of `crew_errand`: a block.
#[rustfmt::skip]
pub(crate) fn crews() -> Vec<Mistake<Errand>> {
    let row = |name, way: i32, a: i32, b, place, kind| {
        let line = CREW_LINE + way.unsigned_abs();
        mistake(name, Errand { way, a, b }, kind, line, place)
            .at([0; 3], [a.unsigned_abs(), 0, 0])
    };
    vec![
        row("index in thread 77 of a block", 1, 77, 4, "word[msg", index(4, 4)),
        row("index in the first thread of a block", 1, 0, 5, "word[msg", index(5, 4)),
        row("index in the last thread of a block", 1, 95, -1, "word[msg", index(-1, 4)),
        row("division in a thread of a block", 2, 40, 0, "9 / msg.b", FaultKind::DivideByZero),
        row("panic in a thread of a block", 3, 64, 0, "panic!", words("one of many")),
        row("between barriers of a loop", 4, 33, 0, "word[(round", index(4, 4)),
        row("assertion in a thread of a block", 5, 31, 0, "assert!", words("not all are well")),
    ]
}

/// Those of `sorter`: enums.
#[rustfmt::skip]
pub(crate) fn orders() -> Vec<Mistake<Order>> {
    let row = |name, order, arm, place, kind| {
        mistake(name, order, kind, SORTER_LINE + arm, place)
    };
    vec![
        row("division over a variant", Order::Divide(1, 0), 0, "*a / *b", FaultKind::DivideByZero),
        row("overflow over a variant", Order::Divide(i32::MIN, -1), 0, "*a / *b", FaultKind::DivideOverflow),
        row("index over a variant", Order::Pick { at: 8 }, 1, "state.numbers[", index(8, 8)),
        row("panic over a variant", Order::Stop, 2, "panic!", words("stopped by order")),
    ]
}

/// Those of `wrong`, a kernel over three blocks of 64: way, culprit and number.
#[rustfmt::skip]
pub(crate) fn grids() -> Vec<Mistake<(i32, i32, i32)>> {
    let row = |name, way: i32, culprit: i32, n, place, kind| {
        let line = WRONG_LINE + way.unsigned_abs();
        let thread = culprit.unsigned_abs();
        mistake(name, (way, culprit, n), kind, line, place)
            .at([thread / 64, 0, 0], [thread % 64, 0, 0])
    };
    vec![
        row("read in a grid", 1, 0, 8, "values[n", index(8, 8)),
        row("write in a grid", 2, 191, 8, "out[n", index(8, 8)),
        row("index of shared memory", 3, 77, 32, "word[n", index(32, 32)),
        row("division in a grid", 4, 100, 0, "values[1] / n", FaultKind::DivideByZero),
        row("part in a grid", 5, 63, 9, "values[n", FaultKind::RangeStart { start: 9, len: 8 }),
        row("panic in a grid", 6, 64, 0, "panic!", words("one thread of many")),
        row("windows of no length", 7, 5, 0, "windows(", words("window size must be non-zero")),
        row("atomic beyond the end", 8, 128, -3, "out[n", index(-3, 8)),
    ]
}

/// Those of `distances` over 40 x 30 cells: a cell, its value and the limit.
#[rustfmt::skip]
pub(crate) fn stencils() -> Vec<Mistake<(usize, i32, i32)>> {
    const MIN: i32 = i32::MIN;
    let row = |name, cell: usize, value, limit, kind, block, thread| {
        mistake(name, (cell, value, limit), kind, DISTANCES_LINE, "now[pos.idx()] /").at(block, thread)
    };
    vec![
        row("division in a stencil", 41, 7, 7, FaultKind::DivideByZero, [0; 3], [1, 1, 0]),
        row("overflow in a stencil", 1199, MIN, MIN + 1, FaultKind::DivideOverflow, [1, 3, 0], [7, 5, 0]),
    ]
}
