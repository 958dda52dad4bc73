//! Every thread of a warp, block or grid reaches what those threads do together.
//!
//! A value has a [`Spread`]: threads may disagree on it because it comes from a thread's identity, from memory that
//! others may write, or from an assignment that not all threads make. Control has one too: that of the conditions it is
//! under, and of the returns, breaks and continues before it. A barrier, or a call that waits at one, under control that
//! threads of its group may not share is refused. The analysis goes through calls and starts from what is surely uniform,
//! so it is sound; it may refuse a barrier that all threads would reach.
//!
//! Of functions of a warp, those whose mask is a constant that names all lanes are held to this; any other mask is the
//! user's word for who comes.

use std::collections::BTreeMap;

use super::definition::{self, Definitions};
use super::spread::{self, Spread};
use super::{Facts, FunctionFacts, Mistake};
use crate::ir::{
    visit, Block, Expr, ExprKind, Function, Handle, Label, Local, Location, Module, Place,
    StmtKind, Type,
};

/// One mistake for each barrier that some threads may miss.
pub(super) fn check(module: &Module, facts: &Facts) -> Vec<Mistake> {
    let meets = |facts: &FunctionFacts| facts.has_barrier || facts.has_exchange;
    if !facts.kernels.iter().any(meets) && !facts.functions.iter().any(meets) {
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
            let known = &mut summaries[handle.index()].result;
            *known = returns.max(*known);
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
    for ((location, callee), needs) in analysis.missed {
        let name = callee.map(|callee| module.functions[callee].name.as_str());
        mistakes.push(missed(location, name, needs));
    }
}

/// The mistake of a meeting that some of a group miss; `callee` is the function in which it is.
fn missed(location: Location, callee: Option<&str>, needs: Spread) -> Mistake {
    let (message, help) = match needs {
        Spread::Tile16 | Spread::Tile8 | Spread::Tile4 | Spread::Tile2 | Spread::Thread => {
            let what = callee.map_or_else(|| "here".to_owned(), |callee| format!("to `{callee}`"));
            (
                format!("some lanes of the tile may not come {what}, where all of them meet"),
                "ask before the lanes part, such as with `tile.any(condition)`, or branch on what all of them agree on: \
                 a vote, a reduction, `tile.meta_group_rank()`",
            )
        }
        Spread::Warp => {
            let what = callee.map_or_else(
                || "here".to_owned(),
                |callee| format!("to `{callee}`, where all of them meet"),
            );
            (
                format!("some lanes of the warp may not come {what}, but the mask names all"),
                "let all lanes vote before they part, `let mask = warp_ballot(!0, condition);`, and give that mask",
            )
        }
        Spread::Block | Spread::Grid => {
            let group = if needs == Spread::Block {
                "block"
            } else {
                "grid"
            };
            let what = callee.map_or_else(
                || "this barrier".to_owned(),
                |callee| format!("`{callee}`, which waits at a barrier,"),
            );
            (
                format!("some threads of the {group} may not reach {what} while others wait there"),
                "put the barrier where every thread comes by: guard the work around it with `if`, \
                 and do not `return`, `break` or `continue` before it in some threads only",
            )
        }
    };
    Mistake {
        location,
        message,
        help: help.to_owned(),
    }
}

/// What is known of a function over all its calls.
#[derive(Clone, PartialEq, Eq)]
struct Summary {
    params: Vec<Spread>,
    result: Spread,
}

impl Summary {
    fn uniform(function: &Function) -> Self {
        Self {
            params: vec![Spread::Grid; function.params.len()],
            result: Spread::Grid,
        }
    }
}

/// Exits that only some threads take: who takes them together.
#[derive(Clone, Default, PartialEq, Eq)]
struct Exits {
    from_function: Spread,
    /// The loops and blocks that some leave, or whose next round they start.
    labels: BTreeMap<Label, Spread>,
}

impl Exits {
    /// Who goes on together.
    fn spread(&self) -> Spread {
        let labels = self.labels.values().copied().max().unwrap_or_default();
        self.from_function.max(labels)
    }

    fn join(mut self, other: Self) -> Self {
        self.from_function = self.from_function.max(other.from_function);
        for (label, spread) in other.labels {
            let known = self.labels.entry(label).or_default();
            *known = spread.max(*known);
        }
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
    definitions: Definitions<'a>,
    /// Locals that threads may disagree on.
    varying: BTreeMap<Handle<Local>, Spread>,
    result: Spread,
    /// What some miss: where, in which callee, and who would have to come together.
    missed: BTreeMap<(Location, Option<Handle<Function>>), Spread>,
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
            .copied()
            .zip(entry.params.iter().copied())
            .collect();
        Self {
            module,
            facts,
            function,
            summaries,
            definitions: definition::find(function),
            varying,
            result: Spread::Grid,
            missed: BTreeMap::new(),
        }
    }

    /// Finds all varying locals and barriers that are missed; gives the spread of the result.
    fn run(&mut self) -> Spread {
        loop {
            let before = self.varying.clone();
            self.missed.clear();
            self.block(&self.function.body, Spread::Grid);
            if self.varying == before {
                return self.result;
            }
        }
    }

    /// Walks a block; `control` says who comes here together.
    fn block(&mut self, block: &'a Block, control: Spread) -> Exits {
        let mut exits = Exits::default();
        for stmt in block {
            let control = control.max(exits.spread());
            let found = match &stmt.kind {
                StmtKind::Let(local, value) => {
                    if let Some(value) = value {
                        self.mark(*local, self.spread(value));
                        if self.is_shared_with_writers(*local) {
                            self.written_behind(value);
                        }
                    }
                    Exits::default()
                }
                StmtKind::Store(place, value) => {
                    let spread = control.max(self.spread(value)).max(self.of_place(place));
                    self.mark(place.root, spread);
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
                    if let Some(needs) = self.facts.functions[callee].needs() {
                        self.meet((stmt.location, Some(*function)), needs, control);
                    }
                    if let Some(result) = result {
                        self.mark(*result, control.max(self.summaries[callee].result));
                    }
                    self.written_through(*function, args);
                    Exits::default()
                }
                StmtKind::Log(_) => Exits::default(),
                StmtKind::Intrinsic { result, op, args } => {
                    if let Some(needs) = spread::needs(*op, args, &self.definitions) {
                        self.meet((stmt.location, None), needs, control);
                    }
                    if let Some(result) = result {
                        let of_args = args.iter().map(|arg| self.spread(arg)).collect::<Vec<_>>();
                        let given = spread::of_result(*op, args, &of_args, &self.definitions);
                        self.mark(*result, control.max(given));
                    }
                    Exits::default()
                }
                StmtKind::If(condition, then, otherwise) => {
                    let control = control.max(self.spread(condition));
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
                    let bounds = self.spread(start).max(self.spread(end));
                    self.mark(*variable, bounds);
                    self.repeated(*label, body, control.max(bounds))
                }
                StmtKind::Block(label, body) => {
                    let exits = self.block(body, control);
                    label.map_or(exits.clone(), |label| exits.behind(label))
                }
                StmtKind::Break(label) | StmtKind::Continue(label) => Exits {
                    from_function: Spread::Grid,
                    labels: BTreeMap::from([(*label, control)]),
                },
                StmtKind::Return(value) => {
                    let value = value.as_ref().map(|value| self.spread(value));
                    self.result = self.result.max(control).max(value.unwrap_or_default());
                    Exits {
                        from_function: control,
                        labels: BTreeMap::new(),
                    }
                }
            };
            exits = exits.join(found);
        }
        exits
    }

    /// Walks a loop's body; once some threads leave it, later rounds are not for all.
    fn repeated(&mut self, label: Label, body: &'a Block, control: Spread) -> Exits {
        let exits = self.block(body, control);
        if exits.spread() > control {
            self.block(body, exits.spread());
        }
        exits.behind(label)
    }

    /// Some threads may disagree on a local.
    fn mark(&mut self, local: Handle<Local>, spread: Spread) {
        if spread > Spread::Grid {
            let known = self.varying.entry(local).or_default();
            *known = spread.max(*known);
        }
    }

    /// Threads meet that have to come together as `needs` says.
    fn meet(&mut self, at: (Location, Option<Handle<Function>>), needs: Spread, control: Spread) {
        if control > needs {
            self.missed.insert(at, needs);
        }
    }

    /// Tells the callee what its arguments may be.
    fn call(&mut self, function: Handle<Function>, args: &[Expr]) {
        for (position, arg) in args.iter().enumerate() {
            let spread = self.spread(arg);
            let known = &mut self.summaries[function.index()].params[position];
            *known = spread.max(*known);
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
                self.written_behind(arg);
            }
        }
    }

    /// What lies behind a mutable reference may differ between threads afterwards.
    fn written_behind(&mut self, reference: &Expr) {
        let mut roots = Vec::new();
        visit::deep(reference, &mut |expr| {
            if let ExprKind::Borrow(place) | ExprKind::Whole(place) = &expr.kind {
                roots.push(place.root);
            }
        });
        for root in roots {
            self.mark(root, Spread::Thread);
        }
    }

    /// How far threads may disagree on a value.
    fn spread(&self, expr: &Expr) -> Spread {
        let mut spread = Spread::Grid;
        visit::deep(expr, &mut |expr| {
            spread = spread.max(match &expr.kind {
                ExprKind::Load(place)
                | ExprKind::Borrow(place)
                | ExprKind::Whole(place)
                | ExprKind::Tag(place) => self.of_place(place),
                ExprKind::Pass(local) => self.of_local(*local),
                ExprKind::Intrinsic(op, args) => spread::of_pure(*op, args),
                ExprKind::Neighbor { .. } => Spread::Thread,
                ExprKind::Literal(_)
                | ExprKind::Len(_)
                | ExprKind::Unary(..)
                | ExprKind::Binary(..)
                | ExprKind::Cast(_)
                | ExprKind::Part { .. }
                | ExprKind::Struct(..)
                | ExprKind::Variant(..)
                | ExprKind::Array(_)
                | ExprKind::Repeat(_) => Spread::Grid,
            });
        });
        spread
    }

    /// How far threads may disagree on what the place is or holds, its indices aside (they are visited as operands).
    fn of_place(&self, place: &Place) -> Spread {
        self.of_local(place.root)
    }

    fn of_local(&self, local: Handle<Local>) -> Spread {
        if self.is_shared_with_writers(local) {
            return Spread::Thread;
        }
        self.varying.get(&local).copied().unwrap_or_default()
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
