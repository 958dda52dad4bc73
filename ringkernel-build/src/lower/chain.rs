//! Types what a loop or a consumer goes over: ranges, slices and arrays, and the adapters behind them.
//!
//! What stands before the first closure is a [`Sequence`]: its items are found by position, without an effect and
//! without a fault, so that going backwards, skipping and pairing are arithmetic on positions. How far it reaches is kept
//! as the position of its last item, which even a range over all of a type has. What follows is a list of
//! [`Stage`]s, which see the items one after another as Rust's `next` does.

use std::rc::Rc;

use proc_macro2::Span;

use super::binding::Given;
use super::body::Body;
use super::closure::Closure;
use super::infer::{Shape, Ty};
use super::tree::{Block, Count, Expr, ExprKind, Panic, Stmt, VariableId};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{self, BinaryOp, Literal};

/// Items by position. Expressions in it read variables that are never written.
#[derive(Debug)]
pub(super) enum Sequence {
    Range {
        start: Expr,
        end: Expr,
        inclusive: bool,
    },
    /// References to the elements of a slice.
    Elements(Expr),
    /// The elements of an array, as values.
    Values(Expr),
    /// Parts of so many elements, one behind the other.
    Chunks(Expr, Expr),
    /// Parts of so many elements, one from each element on.
    Windows(Expr, Expr),
    /// From the last position to the first.
    Reversed(Box<Sequence>, Expr),
    /// Every position that is a multiple of a step.
    Stepped(Box<Sequence>, Expr),
    /// From that position on.
    Skipped(Box<Sequence>, Expr),
    Enumerated(Box<Sequence>),
    Zipped(Box<[Sequence; 2]>),
    /// What the items refer to.
    Copied(Box<Sequence>),
}

/// How far a sequence reaches.
#[derive(Clone, Debug)]
pub(super) struct Extent {
    /// Whether it has an item.
    pub(super) some: Expr,
    /// The position of the last item, if there is one.
    pub(super) last: Expr,
}

/// What happens to the items of a sequence. Variables are counters of its own.
#[derive(Debug)]
pub(super) enum Stage {
    Map(Rc<Closure>, Span),
    Filter(Rc<Closure>, Span),
    Copied,
    Enumerate(VariableId),
    /// Ends after so many.
    Take(VariableId),
    /// Leaves out so many.
    Skip(VariableId),
    /// How many to leave out before the next, and after each.
    Step(VariableId, Expr),
}

/// What is gone over.
#[derive(Debug)]
pub(super) struct Chain {
    pub(super) sequence: Sequence,
    /// `None` for a range as it is written.
    pub(super) extent: Option<Extent>,
    pub(super) stages: Vec<Stage>,
}

/// Methods that make an iterator of a slice or array.
const SOURCES: [&str; 9] = [
    "iter",
    "iter_mut",
    "into_iter",
    "chunks_exact",
    "chunks_exact_mut",
    "windows",
    "chunks",
    "chunks_mut",
    "rchunks",
];

/// Whether an expression is an iterator, by its text.
pub(super) fn is_iterator(expr: &ast::Expr) -> bool {
    match &expr.kind {
        ast::ExprKind::Range { .. } => true,
        ast::ExprKind::MethodCall(receiver, method, args) => {
            SOURCES.contains(&method.name.as_str())
                || (!is_consumer(&method.name, args.len()) && is_iterator(receiver))
        }
        _other => false,
    }
}

/// Whether a method makes one value of all items.
pub(super) fn is_consumer(method: &str, args: usize) -> bool {
    matches!(
        (method, args),
        ("count" | "sum" | "product" | "min" | "max" | "last", 0)
            | ("for_each" | "any" | "all" | "position", 1)
            | ("fold", 2)
    )
}

/// Whether a method of a slice gives an iterator.
pub(super) fn is_source(method: &str) -> bool {
    SOURCES.contains(&method)
}

impl Body<'_, '_> {
    /// Types what is gone over; what is to be evaluated before the first item goes to `out`.
    pub(super) fn chain(&mut self, expr: &ast::Expr, out: &mut Vec<Stmt>) -> Option<Chain> {
        match &expr.kind {
            ast::ExprKind::Range {
                start,
                end,
                inclusive,
            } => {
                let start = self.value(start);
                let start = self.keep(start, out);
                let end = self.value(end);
                self.coerce(end.ty, start.ty, end.span);
                let end = self.keep(end, out);
                Some(Chain {
                    sequence: Sequence::Range {
                        start,
                        end,
                        inclusive: *inclusive,
                    },
                    extent: None,
                    stages: Vec::new(),
                })
            }
            ast::ExprKind::MethodCall(receiver, method, args) if is_iterator(receiver) => {
                let chain = self.chain(receiver, out)?;
                self.adapted(chain, method, args, expr.span, out)
            }
            ast::ExprKind::MethodCall(receiver, method, args) if is_source(&method.name) => {
                self.source(receiver, method, args, expr.span, out)
            }
            _value => {
                let value = match &expr.kind {
                    // What is lent for the loop comes back with it.
                    ast::ExprKind::Borrow { mutable, place }
                        if !matches!(place.kind, ast::ExprKind::Part { .. }) =>
                    {
                        let lent = self.lent(*mutable, place, expr.span);
                        if let ExprKind::Borrow(place) = &lent.kind {
                            self.mark_borrowed(place);
                        }
                        lent
                    }
                    _other => self.value(expr),
                };
                self.gone_over(value, out)
            }
        }
    }

    /// A value that is gone over: a slice, an array, or a reference to one.
    fn gone_over(&mut self, value: Expr, out: &mut Vec<Stmt>) -> Option<Chain> {
        let span = value.span;
        match self.infer.shape(value.ty) {
            Shape::Slice { .. } => {
                let slice = self.keep(value, out);
                Some(self.elements(slice, Sequence::Elements, out))
            }
            Shape::Array(..) => {
                let array = self.keep(value, out);
                let slice = self.as_slice(array, false, out);
                Some(self.elements(slice, Sequence::Values, out))
            }
            Shape::Ref { target, mutable } => match self.infer.shape(target) {
                Shape::Array(element, _) => {
                    let slice = Expr {
                        ty: self.infer.slice(element, mutable),
                        kind: ExprKind::Unsize(Box::new(value)),
                        span,
                    };
                    let slice = self.keep(slice, out);
                    Some(self.elements(slice, Sequence::Elements, out))
                }
                _other => self.not_gone_over(value.ty, span),
            },
            Shape::Mistake => None,
            _other => self.not_gone_over(value.ty, span),
        }
    }

    fn not_gone_over(&mut self, ty: Ty, span: Span) -> Option<Chain> {
        let ty = self.describe(ty);
        self.refuse(
            Diagnostic::new(
                span,
                format!("device code goes over ranges, slices and arrays, not over `{ty}`"),
            )
            .help("write a range, `.iter()` of a slice or array, or a `while` loop"),
        );
        None
    }

    /// An array's elements as a slice, in a variable.
    fn as_slice(&mut self, array: Expr, mutable: bool, out: &mut Vec<Stmt>) -> Expr {
        let span = array.span;
        let Shape::Array(element, _) = self.infer.shape(array.ty) else {
            unreachable!("asked with an array")
        };
        let place = if array.is_place() {
            array
        } else {
            self.keep(array, out)
        };
        self.mark_borrowed(&place);
        if mutable {
            self.mark_written(&place);
        }
        let reference = Expr {
            ty: self.infer.reference(place.ty, mutable),
            kind: ExprKind::Borrow(Box::new(place)),
            span,
        };
        let slice = Expr {
            ty: self.infer.slice(element, mutable),
            kind: ExprKind::Unsize(Box::new(reference)),
            span,
        };
        self.keep(slice, out)
    }

    /// `x.iter()` and its kin.
    fn source(
        &mut self,
        receiver: &ast::Expr,
        method: &ast::Ident,
        args: &[ast::Expr],
        span: Span,
        out: &mut Vec<Stmt>,
    ) -> Option<Chain> {
        let mutable = matches!(method.name.as_str(), "iter_mut" | "chunks_exact_mut");
        let slice = match &receiver.kind {
            ast::ExprKind::Part { .. } => {
                let part = self.borrow(mutable, receiver, receiver.span);
                self.keep(part, out)
            }
            _value => {
                let value = self.value(receiver);
                if method.name == "into_iter" {
                    return self.gone_over(value, out);
                }
                let value = self.followed(value);
                match self.infer.shape(value.ty) {
                    Shape::Slice {
                        element,
                        mutable: given,
                    } => {
                        if mutable && !given {
                            self.refuse(
                                Diagnostic::new(span, "this is behind a shared reference").soft(),
                            );
                        }
                        let value = if given && !mutable {
                            Expr {
                                ty: self.infer.slice(element, false),
                                span: value.span,
                                kind: ExprKind::Share(Box::new(value)),
                            }
                        } else {
                            value
                        };
                        self.keep(value, out)
                    }
                    Shape::Array(..) => {
                        if mutable && value.is_place() && !self.is_writable(&value) {
                            self.refuse(
                                Diagnostic::new(span, "this is behind a shared reference").soft(),
                            );
                        }
                        self.as_slice(value, mutable, out)
                    }
                    Shape::Mistake => return None,
                    _other => return self.not_gone_over(value.ty, receiver.span),
                }
            }
        };
        if self.infer.is_mistaken(slice.ty) {
            return None;
        }
        match (method.name.as_str(), args) {
            ("iter" | "iter_mut", []) => Some(self.elements(slice, Sequence::Elements, out)),
            ("chunks_exact" | "chunks_exact_mut", [size]) => {
                let size = self.amount(size, out);
                self.check_amount(&size, "chunk size must be non-zero", method.span, out);
                let len = self.len(&slice, out);
                let count = self.keep(quotient(&len, &size), out);
                let extent = Extent {
                    some: self.keep(compare(BinaryOp::Ge, &len, &size), out),
                    last: self.keep(arithmetic(BinaryOp::Sub, &count, &number(1, span)), out),
                };
                Some(Chain {
                    sequence: Sequence::Chunks(slice, size),
                    extent: Some(extent),
                    stages: Vec::new(),
                })
            }
            ("windows", [size]) => {
                let size = self.amount(size, out);
                self.check_amount(&size, "window size must be non-zero", method.span, out);
                let len = self.len(&slice, out);
                let extent = Extent {
                    some: self.keep(compare(BinaryOp::Ge, &len, &size), out),
                    last: self.keep(arithmetic(BinaryOp::Sub, &len, &size), out),
                };
                Some(Chain {
                    sequence: Sequence::Windows(slice, size),
                    extent: Some(extent),
                    stages: Vec::new(),
                })
            }
            _other => self.no_adapter(method),
        }
    }

    fn elements(
        &mut self,
        slice: Expr,
        sequence: fn(Expr) -> Sequence,
        out: &mut Vec<Stmt>,
    ) -> Chain {
        let span = slice.span;
        let len = self.len(&slice, out);
        let extent = Extent {
            some: self.keep(compare(BinaryOp::Gt, &len, &number(0, span)), out),
            last: self.keep(arithmetic(BinaryOp::Sub, &len, &number(1, span)), out),
        };
        Chain {
            sequence: sequence(slice),
            extent: Some(extent),
            stages: Vec::new(),
        }
    }

    fn len(&mut self, slice: &Expr, out: &mut Vec<Stmt>) -> Expr {
        let len = Expr {
            kind: ExprKind::Len(Box::new(slice.clone())),
            ty: Ty::USIZE,
            span: slice.span,
        };
        self.keep(len, out)
    }

    /// An argument that is a number of items.
    fn amount(&mut self, arg: &ast::Expr, out: &mut Vec<Stmt>) -> Expr {
        let typed = self.value(arg);
        self.coerce(typed.ty, Ty::USIZE, arg.span);
        self.keep(typed, out)
    }

    /// Panics as Rust does where a number of items is 0.
    fn check_amount(&mut self, amount: &Expr, text: &str, span: Span, out: &mut Vec<Stmt>) {
        let panic = Expr {
            kind: ExprKind::Panic(Panic {
                text: text.to_owned(),
                values: None,
            }),
            ty: Ty::Never,
            span,
        };
        let is_zero = compare(BinaryOp::Eq, amount, &number(0, span));
        out.push(Stmt::Expr(when(is_zero, panic)));
    }

    fn no_adapter(&mut self, method: &ast::Ident) -> Option<Chain> {
        self.refuse(
            Diagnostic::new(
                method.span,
                format!("device code has no `{}` on iterators", method.name),
            )
            .help("write a `for` loop with an `if`, `break` or index in it"),
        );
        None
    }

    /// An adapter behind what is gone over.
    fn adapted(
        &mut self,
        mut chain: Chain,
        method: &ast::Ident,
        args: &[ast::Expr],
        span: Span,
        out: &mut Vec<Stmt>,
    ) -> Option<Chain> {
        match (method.name.as_str(), args) {
            ("into_iter", []) => return Some(chain),
            ("map", [closure]) => {
                let closure = self.closure_argument(closure)?;
                chain.stages.push(Stage::Map(closure, span));
                return Some(chain);
            }
            ("filter", [closure]) => {
                let closure = self.closure_argument(closure)?;
                chain.stages.push(Stage::Filter(closure, span));
                return Some(chain);
            }
            _other => {}
        }
        if !chain.stages.is_empty() {
            return self.staged(chain, method, args, span, out);
        }
        let extent = self.extent(&mut chain, out);
        let inner = chain.sequence;
        let (sequence, extent) = match (method.name.as_str(), args) {
            ("rev", []) => {
                let last = extent.last.clone();
                (Sequence::Reversed(Box::new(inner), last), extent)
            }
            ("enumerate", []) => (Sequence::Enumerated(Box::new(inner)), extent),
            ("copied" | "cloned", []) => (Sequence::Copied(Box::new(inner)), extent),
            ("step_by", [step]) => {
                let step = self.amount(step, out);
                self.check_amount(&step, "assertion failed: step != 0", method.span, out);
                let last = self.keep(quotient(&extent.last, &step), out);
                let extent = Extent { last, ..extent };
                (Sequence::Stepped(Box::new(inner), step), extent)
            }
            ("skip", [count]) => {
                let count = self.amount(count, out);
                let is_inside = compare(BinaryOp::Le, &count, &extent.last);
                let extent = Extent {
                    some: self.keep(both(&extent.some, is_inside), out),
                    last: self.keep(arithmetic(BinaryOp::Sub, &extent.last, &count), out),
                };
                (Sequence::Skipped(Box::new(inner), count), extent)
            }
            ("take", [count]) => {
                let count = self.amount(count, out);
                let is_any = compare(BinaryOp::Gt, &count, &number(0, span));
                let last = arithmetic(BinaryOp::Sub, &count, &number(1, span));
                let last = self.keep(last, out);
                let extent = Extent {
                    some: self.keep(both(&extent.some, is_any), out),
                    last: self.keep(smaller(&extent.last, &last), out),
                };
                (inner, extent)
            }
            ("zip", [other]) => {
                let mut other_chain = self.chain(other, out)?;
                if !other_chain.stages.is_empty() {
                    return self.refuse_late_zip(other.span);
                }
                let second = self.extent(&mut other_chain, out);
                let extent = Extent {
                    some: self.keep(both(&extent.some, second.some), out),
                    last: self.keep(smaller(&extent.last, &second.last), out),
                };
                let pair = [inner, other_chain.sequence];
                (Sequence::Zipped(Box::new(pair)), extent)
            }
            _other => return self.no_adapter(method),
        };
        Some(Chain {
            sequence,
            extent: Some(extent),
            stages: Vec::new(),
        })
    }

    fn refuse_late_zip(&mut self, span: Span) -> Option<Chain> {
        self.refuse(
            Diagnostic::new(span, "`zip` pairs items that no closure has seen yet")
                .help("zip first, then compute: `a.iter().zip(b).map(|(a, b)| ..)`"),
        );
        None
    }

    /// An adapter behind a closure.
    fn staged(
        &mut self,
        mut chain: Chain,
        method: &ast::Ident,
        args: &[ast::Expr],
        span: Span,
        out: &mut Vec<Stmt>,
    ) -> Option<Chain> {
        let stage = match (method.name.as_str(), args) {
            ("copied" | "cloned", []) => Stage::Copied,
            ("enumerate", []) => Stage::Enumerate(self.counter(number(0, span), out)),
            ("take", [count]) => {
                let count = self.amount(count, out);
                Stage::Take(self.counter(count, out))
            }
            ("skip", [count]) => {
                let count = self.amount(count, out);
                Stage::Skip(self.counter(count, out))
            }
            ("step_by", [step]) => {
                let step = self.amount(step, out);
                self.check_amount(&step, "assertion failed: step != 0", method.span, out);
                Stage::Step(self.counter(number(0, span), out), step)
            }
            ("rev", []) => {
                self.refuse(
                    Diagnostic::new(method.span, "`rev` comes too late: closures before it")
                        .help("put `.rev()` before `.map(..)` and `.filter(..)`"),
                );
                return None;
            }
            ("zip", [_]) => return self.refuse_late_zip(method.span),
            _other => return self.no_adapter(method),
        };
        chain.stages.push(stage);
        Some(chain)
    }

    /// A variable that rounds change.
    pub(super) fn counter(&mut self, init: Expr, out: &mut Vec<Stmt>) -> VariableId {
        let kept = self.keep(init, out);
        let ExprKind::Variable(variable) = kept.kind else {
            unreachable!("kept in a variable")
        };
        self.variables[variable.0].written = true;
        variable
    }

    /// How far a chain reaches.
    pub(super) fn extent(&mut self, chain: &mut Chain, out: &mut Vec<Stmt>) -> Extent {
        if let Some(extent) = &chain.extent {
            return extent.clone();
        }
        let Sequence::Range {
            start,
            end,
            inclusive,
        } = &chain.sequence
        else {
            unreachable!("only of a range is the extent not kept")
        };
        let op = if *inclusive {
            BinaryOp::Le
        } else {
            BinaryOp::Lt
        };
        let (start, end, inclusive) = (start.clone(), end.clone(), *inclusive);
        let some = self.keep(compare(op, &start, &end), out);
        let span = start.span;
        let last = Expr {
            kind: ExprKind::Count(Box::new(Count {
                start,
                end,
                inclusive,
            })),
            ty: Ty::USIZE,
            span,
        };
        let last = self.keep(last, out);
        let extent = Extent { some, last };
        chain.extent = Some(extent.clone());
        extent
    }

    /// The item at a position.
    pub(super) fn item(&mut self, sequence: &Sequence, at: Expr) -> Given {
        let span = at.span;
        match sequence {
            Sequence::Range { start, .. } => {
                let distance = Expr {
                    kind: ExprKind::Cast(Box::new(at)),
                    ty: start.ty,
                    span,
                };
                Given::One(arithmetic(BinaryOp::Add, start, &distance))
            }
            Sequence::Elements(slice) => {
                let Shape::Slice { mutable, .. } = self.infer.shape(slice.ty) else {
                    unreachable!("elements are those of a slice")
                };
                let element = self.present(slice, at);
                Given::One(Expr {
                    ty: self.infer.reference(element.ty, mutable),
                    kind: ExprKind::Borrow(Box::new(element)),
                    span,
                })
            }
            Sequence::Values(slice) => Given::One(self.present(slice, at)),
            Sequence::Chunks(slice, size) => {
                let first = arithmetic(BinaryOp::Mul, &at, size);
                Given::One(within(slice, first, size))
            }
            Sequence::Windows(slice, size) => Given::One(within(slice, at, size)),
            Sequence::Reversed(inner, last) => {
                self.item(inner, arithmetic(BinaryOp::Sub, last, &at))
            }
            Sequence::Stepped(inner, step) => {
                self.item(inner, arithmetic(BinaryOp::Mul, &at, step))
            }
            Sequence::Skipped(inner, count) => {
                self.item(inner, arithmetic(BinaryOp::Add, &at, count))
            }
            Sequence::Enumerated(inner) => {
                let item = self.item(inner, at.clone());
                Given::Many(vec![Given::One(at), item])
            }
            Sequence::Zipped(pair) => {
                let [first, second] = pair.as_ref();
                let first = self.item(first, at.clone());
                Given::Many(vec![first, self.item(second, at)])
            }
            Sequence::Copied(inner) => {
                let item = self.item(inner, at);
                self.copied(item)
            }
        }
    }

    fn present(&mut self, slice: &Expr, at: Expr) -> Expr {
        let Shape::Slice { element, .. } = self.infer.shape(slice.ty) else {
            unreachable!("elements are those of a slice")
        };
        Expr {
            span: at.span,
            kind: ExprKind::Present(Box::new(slice.clone()), Box::new(at)),
            ty: element,
        }
    }
}

fn within(slice: &Expr, first: Expr, size: &Expr) -> Expr {
    Expr {
        span: first.span,
        kind: ExprKind::Within(Box::new([slice.clone(), first, size.clone()])),
        ty: slice.ty,
    }
}

/// A number of items.
pub(super) fn number(value: u32, span: Span) -> Expr {
    Expr {
        kind: ExprKind::Literal(Literal::Int {
            value: value.into(),
            suffix: Some("usize".to_owned()),
        }),
        ty: Ty::USIZE,
        span,
    }
}

/// An operation that cannot fault.
pub(super) fn arithmetic(op: BinaryOp, left: &Expr, right: &Expr) -> Expr {
    Expr {
        kind: ExprKind::Binary(op, Box::new(left.clone()), Box::new(right.clone())),
        ty: left.ty,
        span: left.span,
    }
}

fn quotient(left: &Expr, right: &Expr) -> Expr {
    Expr {
        kind: ExprKind::Quotient(Box::new(left.clone()), Box::new(right.clone())),
        ty: Ty::USIZE,
        span: left.span,
    }
}

pub(super) fn compare(op: BinaryOp, left: &Expr, right: &Expr) -> Expr {
    Expr {
        ty: Ty::BOOL,
        ..arithmetic(op, left, right)
    }
}

fn both(first: &Expr, second: Expr) -> Expr {
    Expr {
        span: first.span,
        kind: ExprKind::Binary(BinaryOp::And, Box::new(first.clone()), Box::new(second)),
        ty: Ty::BOOL,
    }
}

fn smaller(first: &Expr, second: &Expr) -> Expr {
    let is_less = compare(BinaryOp::Lt, first, second);
    let first_block = Block {
        statements: Vec::new(),
        tail: Some(Box::new(first.clone())),
    };
    Expr {
        kind: ExprKind::If(
            Box::new(is_less),
            first_block,
            Some(Box::new(second.clone())),
        ),
        ty: first.ty,
        span: first.span,
    }
}

/// `if condition { then }`.
pub(super) fn when(condition: Expr, then: Expr) -> Expr {
    let span = condition.span;
    let then = Block {
        statements: vec![Stmt::Expr(then)],
        tail: None,
    };
    Expr {
        kind: ExprKind::If(Box::new(condition), then, None),
        ty: Ty::UNIT,
        span,
    }
}
