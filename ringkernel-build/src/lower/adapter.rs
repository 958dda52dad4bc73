//! Types the adapters of an iterator: each changes the positions of a sequence, or is one more stage behind it.

use proc_macro2::Span;

use super::body::Body;
use super::chain::{Chain, Extent, Sequence, Stage};
use super::term::{arithmetic, both, compare, number, quotient, smaller};
use super::tree::Stmt;
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{self, BinaryOp};

impl Body<'_, '_> {
    /// An adapter behind what is gone over.
    pub(super) fn adapted(
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

    pub(super) fn refuse_late_zip(&mut self, span: Span) -> Option<Chain> {
        self.refuse(
            Diagnostic::new(span, "`zip` pairs items that no closure has seen yet")
                .help("zip first, then compute: `a.iter().zip(b).map(|(a, b)| ..)`"),
        );
        None
    }

    /// An adapter behind a closure.
    pub(super) fn staged(
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
            ("rev", []) if chain.stages.iter().all(Stage::is_by_item) => {
                let last = self.extent(&mut chain, out).last;
                chain.sequence = Sequence::Reversed(Box::new(chain.sequence), last);
                return Some(chain);
            }
            ("rev", []) => {
                self.refuse(
                    Diagnostic::new(
                        method.span,
                        "`rev` comes too late: what is before it counts behind a closure",
                    )
                    .help("put `.rev()` before it, next to `.map(..)` and `.filter(..)`"),
                );
                return None;
            }
            ("zip", [_]) => return self.refuse_late_zip(method.span),
            _other => return self.no_adapter(method),
        };
        chain.stages.push(stage);
        Some(chain)
    }
}
