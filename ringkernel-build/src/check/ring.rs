//! An actor's state has one writer, and nobody reads it meanwhile.
//!
//! The rules matter where the whole block handles a message (`per = block`). There a write to the state must stand under
//! `if <thread id> == <constant>`, with one constant for the whole handler, and a barrier must stand between such a
//! write and what other threads read.

use std::collections::{BTreeMap, BTreeSet};

use super::alias::{self, Aliases};
use super::definition::{self, Definitions};
use super::{FunctionFacts, Mistake};
use crate::intrinsic::{self, Op};
use crate::ir::{
    visit, BinaryOp, Block, Expr, ExprKind, Granularity, Handle, Kernel, Label, Literal, Local,
    Location, Place, RingSpec, Stmt, StmtKind,
};

/// Adds what the ring kernel breaks.
pub(super) fn check(
    kernel: &Kernel,
    spec: &RingSpec,
    facts: &FunctionFacts,
    mistakes: &mut Vec<Mistake>,
) {
    let Some(state) = spec.state else {
        return;
    };
    if spec.per != Some(Granularity::Block) && !facts.names_threads() {
        return;
    }
    let function = &kernel.function;
    let name = function.locals[state].name.as_deref().unwrap_or("state");
    let mut rules = Rules {
        state,
        definitions: definition::find(function),
        aliases: alias::find(function),
        writer: None,
        broken: BTreeMap::new(),
        jumps: Vec::new(),
    };
    rules.block(&function.body, None, &mut Phase::default());
    for (location, rule) in rules.broken {
        let (message, help) = match rule {
            Rule::Unguarded => (
                format!("every thread of the block would write `{name}` here"),
                "guard the write with `if ctx.thread_id() == 0 { .. }`, or reduce over the block first",
            ),
            Rule::SecondWriter => (
                format!("another thread than before would write `{name}` here"),
                "let one thread do all writes: compare with the same constant everywhere",
            ),
            Rule::Race => (
                format!("`{name}` is read and written by different threads with no barrier between"),
                "call `ctx.sync_threads()` between the read and the write",
            ),
        };
        mistakes.push(Mistake {
            location,
            message,
            help: help.to_owned(),
        });
    }
}

/// What is broken at a place.
#[derive(Clone, Copy)]
enum Rule {
    Unguarded,
    SecondWriter,
    Race,
}

/// What happened since the last barrier.
#[derive(Clone, Default)]
struct Phase {
    read_by_all: bool,
    /// Threads that read where only they come.
    readers: BTreeSet<i128>,
    written: bool,
}

struct Rules<'a> {
    state: Handle<Local>,
    definitions: Definitions<'a>,
    aliases: Aliases,
    writer: Option<i128>,
    broken: BTreeMap<Location, Rule>,
    /// For each loop and labelled block round us, what happened on the ways that leave it or a round early.
    jumps: Vec<(Label, Phase)>,
}

impl Phase {
    fn join(&mut self, other: Self) {
        self.read_by_all |= other.read_by_all;
        self.readers.extend(other.readers);
        self.written |= other.written;
    }

    /// Whether a thread other than this one reads.
    fn is_read_beside(&self, thread: i128) -> bool {
        self.read_by_all || self.readers.iter().any(|reader| *reader != thread)
    }
}

impl<'a> Rules<'a> {
    /// Walks a block; `guard` is the only thread that comes here, if it is one.
    fn block(&mut self, block: &'a Block, guard: Option<i128>, phase: &mut Phase) {
        for stmt in block {
            self.reads(stmt, guard, phase);
            match &stmt.kind {
                StmtKind::Store(place, _) if !place.path.is_empty() && self.is_state(place) => {
                    self.write(stmt.location, guard, phase);
                }
                StmtKind::Call { args, .. } => {
                    // Only `&mut` hands the state on, so the callee may write it.
                    let handed_on = args.iter().any(|arg| self.is_of_state(arg));
                    if handed_on {
                        self.write(stmt.location, guard, phase);
                    }
                }
                StmtKind::Intrinsic {
                    op: Op::SyncThreads,
                    ..
                } => *phase = Phase::default(),
                StmtKind::Intrinsic { op, args, .. } => {
                    let params = intrinsic::row(*op).params;
                    let writes = params.iter().zip(args).any(|(param, arg)| {
                        *param == intrinsic::Kind::Mutable && self.is_of_state(arg)
                    });
                    // Atomic ones of many threads come one after another.
                    if writes && !intrinsic::is_atomic(*op) {
                        self.write(stmt.location, guard, phase);
                    }
                }
                StmtKind::If(condition, then, otherwise) => {
                    let one = self.only_thread(condition).or(guard);
                    let mut other = phase.clone();
                    self.block(then, one, phase);
                    self.block(otherwise, guard, &mut other);
                    phase.join(other);
                }
                StmtKind::Loop { label, body } | StmtKind::For { label, body, .. } => {
                    let before = phase.clone();
                    // Twice, so that the end of a round meets the start of the next.
                    for _ in 0..2 {
                        self.labelled(*label, body, guard, phase);
                    }
                    phase.join(before);
                }
                StmtKind::Block(Some(label), body) => self.labelled(*label, body, guard, phase),
                StmtKind::Block(None, body) | StmtKind::Debug(body) => {
                    self.block(body, guard, phase);
                }
                StmtKind::Break(label) | StmtKind::Continue(label) => {
                    let target = self.jumps.iter_mut().find(|(known, _)| known == label);
                    let (_, jumps) = target.expect("a jump stands inside what it names");
                    jumps.join(phase.clone());
                }
                StmtKind::Let(..)
                | StmtKind::Store(..)
                | StmtKind::Check(_)
                | StmtKind::Panic(_)
                | StmtKind::Log(_)
                | StmtKind::Return(_) => {}
            }
        }
    }

    /// Walks what jumps may leave.
    fn labelled(&mut self, label: Label, body: &'a Block, guard: Option<i128>, phase: &mut Phase) {
        self.jumps.push((label, Phase::default()));
        self.block(body, guard, phase);
        let (_, jumps) = self.jumps.pop().expect("pushed above");
        phase.join(jumps);
    }

    /// Whether a place lies in the actor's state, perhaps through a reference.
    fn is_state(&self, place: &Place) -> bool {
        alias::may_lie_in(place, self.state, &self.aliases)
    }

    /// Whether an argument is a reference or slice into the actor's state.
    fn is_of_state(&self, arg: &Expr) -> bool {
        match &arg.kind {
            ExprKind::Pass(local) => self.is_state(&(*local).into()),
            ExprKind::Borrow(place) | ExprKind::Whole(place) => self.is_state(place),
            ExprKind::Part { slice, .. } => self.is_of_state(slice),
            ExprKind::Literal(_)
            | ExprKind::Load(_)
            | ExprKind::Tag(_)
            | ExprKind::Len(_)
            | ExprKind::Unary(..)
            | ExprKind::Binary(..)
            | ExprKind::Cast(_)
            | ExprKind::Intrinsic(..)
            | ExprKind::Struct(..)
            | ExprKind::Variant(..)
            | ExprKind::Array(_)
            | ExprKind::Repeat(_)
            | ExprKind::Neighbor { .. } => false,
        }
    }

    fn reads(&mut self, stmt: &'a Stmt, guard: Option<i128>, phase: &mut Phase) {
        let mut reads = false;
        for operand in visit::operands(stmt) {
            visit::deep(operand, &mut |expr| {
                reads |= match &expr.kind {
                    ExprKind::Load(place)
                    | ExprKind::Tag(place)
                    | ExprKind::Borrow(place)
                    | ExprKind::Whole(place) => self.is_state(place),
                    ExprKind::Pass(local) => self.is_state(&(*local).into()),
                    ExprKind::Literal(_)
                    | ExprKind::Len(_)
                    | ExprKind::Unary(..)
                    | ExprKind::Binary(..)
                    | ExprKind::Cast(_)
                    | ExprKind::Intrinsic(..)
                    | ExprKind::Struct(..)
                    | ExprKind::Variant(..)
                    | ExprKind::Array(_)
                    | ExprKind::Repeat(_)
                    | ExprKind::Part { .. }
                    | ExprKind::Neighbor { .. } => false,
                };
            });
        }
        if !reads {
            return;
        }
        if phase.written && (guard.is_none() || guard != self.writer) {
            self.broken.entry(stmt.location).or_insert(Rule::Race);
        }
        match guard {
            Some(thread) => {
                phase.readers.insert(thread);
            }
            None => phase.read_by_all = true,
        }
    }

    fn write(&mut self, location: Location, guard: Option<i128>, phase: &mut Phase) {
        match guard {
            None => {
                self.broken.insert(location, Rule::Unguarded);
            }
            Some(thread) if *self.writer.get_or_insert(thread) != thread => {
                self.broken.insert(location, Rule::SecondWriter);
            }
            Some(thread) if phase.is_read_beside(thread) => {
                self.broken.entry(location).or_insert(Rule::Race);
            }
            Some(_) => {}
        }
        phase.written = true;
    }

    /// The thread that alone makes the condition true.
    fn only_thread(&self, condition: &Expr) -> Option<i128> {
        let ExprKind::Binary(op, left, right) = &condition.kind else {
            return None;
        };
        match op {
            BinaryOp::And => self.only_thread(left).or_else(|| self.only_thread(right)),
            BinaryOp::Eq => [(left, right), (right, left)]
                .into_iter()
                .find_map(|(id, number)| {
                    let ExprKind::Literal(Literal::Int(thread)) = number.kind else {
                        return None;
                    };
                    self.is_thread(id).then_some(thread)
                }),
            BinaryOp::Add
            | BinaryOp::Sub
            | BinaryOp::Mul
            | BinaryOp::Div
            | BinaryOp::Rem
            | BinaryOp::Or
            | BinaryOp::BitAnd
            | BinaryOp::BitOr
            | BinaryOp::BitXor
            | BinaryOp::Shl
            | BinaryOp::Shr
            | BinaryOp::Ne
            | BinaryOp::Lt
            | BinaryOp::Le
            | BinaryOp::Gt
            | BinaryOp::Ge => None,
        }
    }

    /// Whether it is the thread's number in its block, which is one-dimensional and the only one.
    fn is_thread(&self, expr: &Expr) -> bool {
        matches!(
            definition::through(expr, &self.definitions).kind,
            ExprKind::Intrinsic(
                Op::RingThreadId | Op::RingGlobalThreadId | Op::ThreadIdxX,
                _
            )
        )
    }
}
