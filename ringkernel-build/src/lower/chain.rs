//! Types what a loop or a consumer goes over: ranges, slices and arrays, and the adapters behind them.
//!
//! What stands before the first closure is a [`Sequence`]: its items are found by position, without an effect and
//! without a fault, so that going backwards, skipping and pairing are arithmetic on positions. How far it reaches is kept
//! as the position of its last item, which even a range over all of a type has. What follows is a list of
//! [`Stage`]s, which see the items one after another as Rust's `next` does.

use std::rc::Rc;

use proc_macro2::Span;

use super::body::Body;
use super::closure::Closure;
use super::infer::{Shape, Ty};
use super::term::{arithmetic, compare, number, quotient, when};
use super::tree::{Count, Expr, ExprKind, Panic, Stmt, VariableId};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{self, BinaryOp};
use crate::syntax::iterator::{is_consumer, is_source};

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

impl Stage {
    /// Whether it makes of an item what it does wherever the item stands.
    pub(super) fn is_by_item(&self) -> bool {
        match self {
            Self::Map(..) | Self::Filter(..) | Self::Copied => true,
            Self::Enumerate(_) | Self::Take(_) | Self::Skip(_) | Self::Step(..) => false,
        }
    }
}

/// What is gone over.
#[derive(Debug)]
pub(super) struct Chain {
    pub(super) sequence: Sequence,
    /// `None` for a range as it is written.
    pub(super) extent: Option<Extent>,
    pub(super) stages: Vec<Stage>,
}

/// Whether an expression is an iterator, by its text.
pub(super) fn is_iterator(expr: &ast::Expr) -> bool {
    match &expr.kind {
        ast::ExprKind::Range { .. } => true,
        ast::ExprKind::MethodCall(receiver, method, args) => {
            is_source(&method.name)
                || (!is_consumer(&method.name, args.len()) && is_iterator(receiver))
        }
        _other => false,
    }
}

/// Whether a method makes an iterator of another.
pub(super) fn is_adapter(method: &str, args: usize) -> bool {
    matches!(
        (method, args),
        ("map" | "filter" | "zip" | "take" | "skip" | "step_by", 1)
            | ("rev" | "enumerate" | "copied" | "cloned" | "into_iter", 0)
    )
}

/// The first method of an iterator that there is not.
pub(super) fn unsupported(iterator: &ast::Expr) -> Option<&ast::Ident> {
    let ast::ExprKind::MethodCall(receiver, method, args) = &iterator.kind else {
        return None;
    };
    let is_behind = is_iterator(receiver);
    let is_known = match method.name.as_str() {
        "chunks" | "chunks_mut" | "rchunks" => false,
        name => is_adapter(name, args.len()) || (is_source(name) && !is_behind),
    };
    let before = if is_behind {
        unsupported(receiver)
    } else {
        None
    };
    before.or_else(|| (!is_known).then_some(method))
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
        if matches!(self.infer.shape(ty), Shape::Var(_)) {
            self.refuse(
                Diagnostic::new(span, "the type of this is not known here")
                    .help("annotate the variable with its type")
                    .soft(),
            );
            return None;
        }
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
                self.hold(&slice);
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
                self.hold(&slice);
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
        self.hold(&slice);
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

    /// Notes that an iterator of the CPU holds a slice.
    fn hold(&mut self, slice: &Expr) {
        if let ExprKind::Variable(variable) = slice.kind {
            self.variables[variable.0].matched = true;
        }
    }

    pub(super) fn len(&mut self, slice: &Expr, out: &mut Vec<Stmt>) -> Expr {
        let len = Expr {
            kind: ExprKind::Len(Box::new(slice.clone())),
            ty: Ty::USIZE,
            span: slice.span,
        };
        self.keep(len, out)
    }

    /// An argument that is a number of items.
    pub(super) fn amount(&mut self, arg: &ast::Expr, out: &mut Vec<Stmt>) -> Expr {
        let typed = self.value(arg);
        self.coerce(typed.ty, Ty::USIZE, arg.span);
        self.keep(typed, out)
    }

    /// Panics as Rust does where a number of items is 0.
    pub(super) fn check_amount(
        &mut self,
        amount: &Expr,
        text: &str,
        span: Span,
        out: &mut Vec<Stmt>,
    ) {
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

    pub(super) fn no_adapter(&mut self, method: &ast::Ident) -> Option<Chain> {
        let help = match method.name.as_str() {
            "max_by" => "fold floats: `.copied().fold(f32::NEG_INFINITY, f32::max)`",
            "min_by" => "fold floats: `.copied().fold(f32::INFINITY, f32::min)`",
            "reduce" => "write `fold` with the value to start from",
            "nth" | "next" | "peekable" => {
                "index the slice itself: `x[i]` or `&x[i * 4..i * 4 + 4]`"
            }
            "collect" => "write the items to an array or an output slice, in a `for` loop",
            "chunks" | "chunks_mut" => {
                "write `chunks_exact`, which leaves out a shorter part at the end"
            }
            _other => "write a `for` loop with an `if`, `break` or index in it",
        };
        self.refuse(
            Diagnostic::new(
                method.span,
                format!("device code has no `{}` on iterators", method.name),
            )
            .help(help),
        );
        None
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
}
