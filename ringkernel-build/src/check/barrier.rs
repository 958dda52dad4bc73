//! Every thread of a block reaches every barrier.
//!
//! A value is *varying* when threads of a block may disagree on it: it comes from a thread's identity, from memory that
//! others may write, or from an assignment that not all threads make. Control is varying under a varying condition, and
//! after a return, break or continue that not all threads take. A barrier, or a call that waits at one, under varying
//! control is refused. The analysis goes through calls and starts from what is surely uniform, so it is sound; it may
//! refuse a barrier that all threads would reach.

use std::collections::BTreeSet;

use super::effects::is_thread_identity;
use super::{Facts, Mistake};
use crate::intrinsic::{self, Effect};
use crate::ir::{
    visit, Block, Expr, ExprKind, Function, Handle, Label, Local, Location, Module, Place,
    StmtKind, Type,
};

/// One mistake for each barrier that some threads may miss.
pub(super) fn check(module: &Module, facts: &Facts) -> Vec<Mistake> {
    if !facts.kernels.iter().any(|kernel| kernel.has_barrier)
        && !facts.functions.iter().any(|function| function.has_barrier)
    {
        return Vec::new();
    }
    let mut summaries = module
        .functions
        .iter()
        .map(|(_, function)| Summary::uniform(function))
        .collect::<Vec<_>>();
    // Summaries only ever grow, so this ends.
    loop {
        let before = summaries.clone();
        let roots = module.kernels.iter().map(|kernel| &kernel.function);
        for function in roots {
            let entry = Summary::uniform(function);
            Analysis::new(module, facts, function, &mut summaries, &entry).run();
        }
        for (handle, function) in module.functions.iter() {
            let entry = summaries[handle.index()].clone();
            let returns = Analysis::new(module, facts, function, &mut summaries, &entry).run();
            summaries[handle.index()].result_varies |= returns;
        }
        if summaries == before {
            break;
        }
    }
    let mut mistakes = Vec::new();
    for kernel in &module.kernels {
        let entry = Summary::uniform(&kernel.function);
        report(
            module,
            facts,
            &kernel.function,
            &mut summaries,
            &entry,
            &mut mistakes,
        );
    }
    for (handle, function) in module.functions.iter() {
        let entry = summaries[handle.index()].clone();
        report(
            module,
            facts,
            function,
            &mut summaries,
            &entry,
            &mut mistakes,
        );
    }
    mistakes
}

fn report(
    module: &Module,
    facts: &Facts,
    function: &Function,
    summaries: &mut [Summary],
    entry: &Summary,
    mistakes: &mut Vec<Mistake>,
) {
    let mut analysis = Analysis::new(module, facts, function, summaries, entry);
    analysis.run();
    for (location, callee) in analysis.missed {
        let what = match callee {
            Some(callee) => format!(
                "`{}`, which waits at a barrier,",
                module.functions[callee].name
            ),
            None => "this barrier".to_owned(),
        };
        mistakes.push(Mistake {
            location,
            message: format!(
                "some threads of the block may not reach {what} while others wait there"
            ),
            help:
                "put the barrier where every thread comes by: guard the work around it with `if`, \
                   and do not `return`, `break` or `continue` before it in some threads only"
                    .to_owned(),
        });
    }
}

/// What is known of a function over all its calls.
#[derive(Clone, PartialEq, Eq)]
struct Summary {
    varying_params: Vec<bool>,
    result_varies: bool,
}

impl Summary {
    fn uniform(function: &Function) -> Self {
        Self {
            varying_params: vec![false; function.params.len()],
            result_varies: false,
        }
    }
}

/// Exits that only some threads take.
#[derive(Clone, Default, PartialEq, Eq)]
struct Exits {
    from_function: bool,
    /// The loops and blocks that some leave, or whose next round they start.
    labels: BTreeSet<Label>,
}

impl Exits {
    fn any(&self) -> bool {
        self.from_function || !self.labels.is_empty()
    }

    fn join(mut self, other: Self) -> Self {
        self.from_function |= other.from_function;
        self.labels.extend(other.labels);
        self
    }

    /// Behind the loop or block, those who left it are back.
    fn behind(mut self, label: Label) -> Self {
        self.labels.remove(&label);
        self
    }
}

struct Analysis<'a> {
    module: &'a Module,
    facts: &'a Facts,
    function: &'a Function,
    summaries: &'a mut [Summary],
    varying: BTreeSet<Handle<Local>>,
    result_varies: bool,
    missed: BTreeSet<(Location, Option<Handle<Function>>)>,
}

impl<'a> Analysis<'a> {
    fn new(
        module: &'a Module,
        facts: &'a Facts,
        function: &'a Function,
        summaries: &'a mut [Summary],
        entry: &Summary,
    ) -> Self {
        let varying = function
            .params
            .iter()
            .zip(&entry.varying_params)
            .filter(|(_, varies)| **varies)
            .map(|(param, _)| *param)
            .collect();
        Self {
            module,
            facts,
            function,
            summaries,
            varying,
            result_varies: false,
            missed: BTreeSet::new(),
        }
    }

    /// Finds all varying locals and barriers that are missed; tells whether the result varies.
    fn run(&mut self) -> bool {
        loop {
            let before = self.varying.len();
            self.missed.clear();
            self.block(&self.function.body, false);
            if self.varying.len() == before {
                return self.result_varies;
            }
        }
    }

    /// Walks a block; `control` says whether only some threads come here.
    fn block(&mut self, block: &'a Block, control: bool) -> Exits {
        let mut exits = Exits::default();
        for stmt in block {
            let control = control || exits.any();
            let found = match &stmt.kind {
                StmtKind::Let(local, value) => {
                    if value.as_ref().is_some_and(|value| self.varies(value)) {
                        self.varying.insert(*local);
                    }
                    Exits::default()
                }
                StmtKind::Store(place, value) => {
                    if control || self.varies(value) || self.place_varies(place) {
                        self.varying.insert(place.root);
                    }
                    Exits::default()
                }
                StmtKind::Check(_) | StmtKind::Panic(_) => Exits::default(),
                StmtKind::Debug(body) => self.block(body, control),
                StmtKind::Call {
                    result,
                    function,
                    args,
                } => {
                    self.call(*function, args);
                    let callee = function.index();
                    if control && self.facts.functions[callee].has_barrier {
                        self.missed.insert((stmt.location, Some(*function)));
                    }
                    if let Some(result) = result {
                        if control || self.summaries[callee].result_varies {
                            self.varying.insert(*result);
                        }
                    }
                    self.written_through(*function, args);
                    Exits::default()
                }
                StmtKind::Intrinsic { result, op, .. } => {
                    match intrinsic::row(*op).effect {
                        Effect::Pure => {}
                        // Each thread gets a value of its own.
                        Effect::Memory => self.varying.extend(result),
                        Effect::Barrier => {
                            if control {
                                self.missed.insert((stmt.location, None));
                            }
                        }
                    }
                    Exits::default()
                }
                StmtKind::If(condition, then, otherwise) => {
                    let control = control || self.varies(condition);
                    let then = self.block(then, control);
                    then.join(self.block(otherwise, control))
                }
                StmtKind::Loop { label, body } => self.repeated(*label, body, control),
                StmtKind::For {
                    label,
                    variable,
                    start,
                    end,
                    body,
                    ..
                } => {
                    let bounds = self.varies(start) || self.varies(end);
                    if bounds {
                        self.varying.insert(*variable);
                    }
                    self.repeated(*label, body, control || bounds)
                }
                StmtKind::Block(label, body) => {
                    let exits = self.block(body, control);
                    label.map_or(exits.clone(), |label| exits.behind(label))
                }
                StmtKind::Break(label) | StmtKind::Continue(label) => Exits {
                    from_function: false,
                    labels: control.then_some(*label).into_iter().collect(),
                },
                StmtKind::Return(value) => {
                    self.result_varies |=
                        control || value.as_ref().is_some_and(|value| self.varies(value));
                    Exits {
                        from_function: control,
                        labels: BTreeSet::new(),
                    }
                }
            };
            exits = exits.join(found);
        }
        exits
    }

    /// Walks a loop's body; once some threads leave it, later rounds are not for all.
    fn repeated(&mut self, label: Label, body: &'a Block, control: bool) -> Exits {
        let exits = self.block(body, control);
        if exits.any() && !control {
            self.block(body, true);
        }
        exits.behind(label)
    }

    /// Tells the callee what its arguments may be.
    fn call(&mut self, function: Handle<Function>, args: &[Expr]) {
        for (position, arg) in args.iter().enumerate() {
            if self.varies(arg) {
                self.summaries[function.index()].varying_params[position] = true;
            }
        }
    }

    /// What a callee writes through a reference may differ between threads afterwards.
    fn written_through(&mut self, function: Handle<Function>, args: &[Expr]) {
        let callee = &self.module.functions[function];
        for (param, arg) in callee.params.iter().zip(args) {
            let written = matches!(
                callee.locals[*param].ty,
                Type::Ref { mutable: true, .. } | Type::Slice { mutable: true, .. }
            );
            if written {
                visit::deep(arg, &mut |arg| {
                    if let ExprKind::Borrow(place) | ExprKind::Whole(place) = &arg.kind {
                        self.varying.insert(place.root);
                    }
                });
            }
        }
    }

    fn varies(&self, expr: &Expr) -> bool {
        let mut varies = false;
        visit::deep(expr, &mut |expr| {
            varies |= match &expr.kind {
                ExprKind::Load(place)
                | ExprKind::Borrow(place)
                | ExprKind::Whole(place)
                | ExprKind::Tag(place) => self.place_varies(place),
                ExprKind::Pass(local) => {
                    self.varying.contains(local) || self.is_shared_with_writers(*local)
                }
                ExprKind::Intrinsic(op, _) => is_thread_identity(*op),
                ExprKind::Neighbor { .. } => true,
                ExprKind::Literal(_)
                | ExprKind::Len(_)
                | ExprKind::Unary(..)
                | ExprKind::Binary(..)
                | ExprKind::Cast(_)
                | ExprKind::Part { .. }
                | ExprKind::Struct(..)
                | ExprKind::Variant(..)
                | ExprKind::Array(_)
                | ExprKind::Repeat(_) => false,
            };
        });
        varies
    }

    /// Whether threads may disagree on what the place is or holds, its indices aside (they are visited as operands).
    fn place_varies(&self, place: &Place) -> bool {
        self.varying.contains(&place.root) || self.is_shared_with_writers(place.root)
    }

    /// Memory that some thread may write while another reads.
    /// A local that references point to may change through them, and a reference that is a local may point to such
    /// memory.
    fn is_shared_with_writers(&self, local: Handle<Local>) -> bool {
        let Local { ty, borrowed, .. } = self.function.locals[local];
        let is_param = self.function.params.contains(&local);
        match ty {
            Type::Slice { mutable, .. } | Type::Ref { mutable, .. } => mutable || !is_param,
            Type::Unit
            | Type::Scalar(_)
            | Type::Struct(_)
            | Type::Enum(_)
            | Type::Array(_)
            | Type::GridPos
            | Type::RingContext => borrowed,
        }
    }
}
