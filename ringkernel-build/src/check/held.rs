//! No variable holds one of Rust's references over a meeting of threads, to memory that other threads may write.
//!
//! On the CPU a variable with a `&mut` is a view, which is read anew after each meeting. One with a `&`, or that a pattern
//! binds, is a reference of Rust's, as is what an iterator goes over, and rustc may assume that nobody writes behind it
//! while the thread waits. What a reference is handed to may wait too.

use std::collections::{BTreeMap, BTreeSet};

use super::alias::{self, Aliases};
use super::{exchange, Facts, FunctionFacts, Mistake};
use crate::intrinsic::{self, Effect};
use crate::ir::{
    visit, Block, ExprKind, Function, Handle, Local, Location, Module, Stmt, StmtKind, Storage,
    Type,
};

/// One mistake for each such variable, at its first use after the meeting.
pub(super) fn check(module: &Module, facts: &Facts) -> Vec<Mistake> {
    let kernels = module.kernels.iter().map(|kernel| &kernel.function);
    let functions = module.functions.iter().map(|(_, function)| function);
    let all = kernels.zip(&facts.kernels);
    all.chain(functions.zip(&facts.functions))
        .filter(|(_, facts)| meets(facts))
        .flat_map(|(function, _)| of_function(module, facts, function))
        .collect()
}

fn meets(facts: &FunctionFacts) -> bool {
    facts.has_barrier || facts.has_exchange
}

fn of_function(module: &Module, facts: &Facts, function: &Function) -> Vec<Mistake> {
    let aliases = alias::find(function);
    let held: BTreeSet<_> = function
        .locals
        .iter()
        .filter(|(handle, local)| {
            let is_real = match local.ty {
                Type::Ref { mutable, .. } => !mutable || local.matched,
                // An iterator's.
                Type::Slice { .. } => local.matched,
                Type::Unit
                | Type::Scalar(_)
                | Type::Struct(_)
                | Type::Enum(_)
                | Type::Array(_)
                | Type::GridPos
                | Type::RingContext => false,
            };
            is_real && !function.params.contains(handle) && is_written(function, *handle, &aliases)
        })
        .map(|(handle, _)| handle)
        .collect();
    let mut order = Order {
        facts,
        held: &held,
        next: 0,
        loops: Vec::new(),
        meetings: Vec::new(),
        begins: BTreeMap::new(),
        uses: Vec::new(),
    };
    order.block(&function.body);
    let mut mistakes: Vec<Mistake> = held
        .iter()
        .filter_map(|local| {
            let place = order.held_over(*local)?;
            if let Type::Slice { .. } = function.locals[*local].ty {
                return Some(Mistake {
                    location: place,
                    message: "an iterator is held while the thread waits, and other threads may write what it goes over".to_owned(),
                    help: "go over positions: `for i in 0..x.len()`, and use `x[i]`".to_owned(),
                });
            }
            let name = function.locals[*local].name.as_deref();
            let what = name.map_or("a reference".to_owned(), |name| format!("`{name}`"));
            Some(Mistake {
                location: place,
                message: format!("{what} is held while the thread waits, and other threads may write what it refers to"),
                help: "make the reference after the threads have met, or copy the value before".to_owned(),
            })
        })
        .collect();
    handed_on(module, facts, function, &aliases, &mut mistakes);
    mistakes
}

/// References in arguments of functions that wait.
fn handed_on(
    module: &Module,
    facts: &Facts,
    function: &Function,
    aliases: &Aliases,
    mistakes: &mut Vec<Mistake>,
) {
    visit::stmts(&function.body, &mut |stmt| {
        let StmtKind::Call {
            function: callee,
            args,
            ..
        } = &stmt.kind
        else {
            return;
        };
        if !meets(&facts.functions[callee.index()]) {
            return;
        }
        let callee = &module.functions[*callee];
        for (param, arg) in callee.params.iter().zip(args) {
            let roots = alias::roots_of(arg, function, aliases);
            if matches!(callee.locals[*param].ty, Type::Ref { mutable: false, .. })
                && roots.iter().any(|root| others_write(function, *root))
            {
                mistakes.push(Mistake {
                    location: stmt.location,
                    message: format!(
                        "`{}` waits for other threads, which may write what it is given a reference to",
                        callee.name
                    ),
                    help: "hand over the value, or a `&mut`".to_owned(),
                });
            }
        }
    });
}

/// Whether other threads may write what a reference points to.
fn is_written(function: &Function, reference: Handle<Local>, aliases: &Aliases) -> bool {
    aliases
        .get(&reference)
        .is_some_and(|roots| roots.iter().any(|root| others_write(function, *root)))
}

fn others_write(function: &Function, root: Handle<Local>) -> bool {
    let local = &function.locals[root];
    let is_param = function.params.contains(&root);
    match local.ty {
        Type::Slice { mutable, .. } | Type::Ref { mutable, .. } => {
            mutable && (is_param || local.storage != Storage::Thread)
        }
        Type::Unit
        | Type::Scalar(_)
        | Type::Struct(_)
        | Type::Enum(_)
        | Type::Array(_)
        | Type::GridPos
        | Type::RingContext => local.storage != Storage::Thread,
    }
}

/// The statements by number, in the order of the text.
struct Order<'a> {
    facts: &'a Facts,
    held: &'a BTreeSet<Handle<Local>>,
    next: usize,
    /// Each loop, and the first statement behind it.
    loops: Vec<(usize, usize)>,
    meetings: Vec<usize>,
    /// Where each variable begins.
    begins: BTreeMap<Handle<Local>, usize>,
    uses: Vec<(Handle<Local>, usize, Location)>,
}

impl Order<'_> {
    fn block(&mut self, block: &Block) {
        for stmt in block {
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        let at = self.next;
        self.next += 1;
        for operand in visit::operands(stmt) {
            visit::deep(operand, &mut |expr| {
                let local = match &expr.kind {
                    ExprKind::Load(place)
                    | ExprKind::Borrow(place)
                    | ExprKind::Whole(place)
                    | ExprKind::Tag(place) => place.root,
                    ExprKind::Pass(local) | ExprKind::Len(local) => *local,
                    _no_local => return,
                };
                self.used(local, at, stmt.location);
            });
        }
        match &stmt.kind {
            StmtKind::Let(local, _) => {
                self.begins.entry(*local).or_insert(at);
            }
            // Of a reference itself this is no use, but where it may begin.
            StmtKind::Store(place, _) => {
                if place.path.is_empty() {
                    self.begins.entry(place.root).or_insert(at);
                } else {
                    self.used(place.root, at, stmt.location);
                }
            }
            StmtKind::Call { function, .. } => {
                if meets(&self.facts.functions[function.index()]) {
                    self.meetings.push(at);
                }
            }
            StmtKind::Intrinsic { op, .. } => {
                let waits = match intrinsic::row(*op).effect {
                    Effect::Barrier => true,
                    Effect::Warp | Effect::Tile | Effect::Grid => exchange::is_exchange(*op),
                    Effect::Pure | Effect::Memory => false,
                };
                if waits {
                    self.meetings.push(at);
                }
            }
            StmtKind::Check(_)
            | StmtKind::Panic(_)
            | StmtKind::Log(_)
            | StmtKind::If(..)
            | StmtKind::Loop { .. }
            | StmtKind::For { .. }
            | StmtKind::Block(..)
            | StmtKind::Debug(_)
            | StmtKind::Break(_)
            | StmtKind::Continue(_)
            | StmtKind::Return(_) => {}
        }
        for inner in visit::blocks(stmt) {
            self.block(inner);
        }
        if let StmtKind::Loop { .. } | StmtKind::For { .. } = stmt.kind {
            self.loops.push((at, self.next));
        }
    }

    fn used(&mut self, local: Handle<Local>, at: usize, location: Location) {
        if self.held.contains(&local) {
            self.uses.push((local, at, location));
        }
    }

    /// A use of the variable that a meeting may come before, after the variable's beginning: one between them in the text,
    /// or anywhere in a loop round the use that the variable is older than.
    fn held_over(&self, local: Handle<Local>) -> Option<Location> {
        let begin = self.begins.get(&local).copied().unwrap_or(0);
        let is_held = |at: usize| {
            self.meetings.iter().any(|&meeting| {
                begin < meeting && meeting < at
                    || self.loops.iter().any(|&(first, end)| {
                        let within = |stmt: usize| first < stmt && stmt < end;
                        begin < first && within(meeting) && within(at)
                    })
            })
        };
        let mut uses = self.uses.iter();
        uses.find(|(used, at, _)| *used == local && is_held(*at))
            .map(|(_, _, location)| *location)
    }
}
