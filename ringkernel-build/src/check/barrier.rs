//! Every thread of a warp, block or grid reaches what those threads do together.
//!
//! A value has a [`Spread`]: threads may disagree on it because it comes from a thread's identity, from memory that
//! others may write, or from an assignment that not all threads make. Control has one too: that of the conditions it is
//! under, and of the returns, breaks and continues before it. A barrier, or a call that waits at one, under control that
//! threads of its group may not share is refused. The analysis goes through calls and starts from what is surely uniform,
//! so it is sound; it may refuse a barrier that all threads would reach.
//!
//! Of functions of a warp, those whose mask is a constant that names all lanes are held to this; any other mask is the
//! user's word for who comes. It may name lanes that have ended, which nobody waits for. A lane that has returned from an
//! actor's handler has not ended, so there none may follow where lanes of a warp have parted to return.

use std::collections::{BTreeMap, BTreeSet};

use super::definition::{self, Definitions};
use super::spread::{self, Spread};
use super::{missed, Facts, FunctionFacts, Mistake};
use crate::intrinsic::{self, Kind};
use crate::ir::{
    visit, BinaryOp, Block, Expr, ExprKind, Function, Handle, Label, Local, Location, Module,
    Place, Projection, StmtKind, Type,
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
        mistakes.push(missed::missed(location, name, needs));
    }
    for (location, callee) in analysis.left_alone {
        let name = callee.map(|callee| module.functions[callee].name.as_str());
        mistakes.push(missed::returned(location, name));
    }
}

/// What is known of a function over all its calls.
#[derive(Clone, PartialEq, Eq)]
struct Summary {
    params: Vec<Spread>,
    /// Of each parameter that is a slice, how far threads may disagree on how long it is.
    lengths: Vec<Spread>,
    result: Spread,
}

impl Summary {
    fn uniform(function: &Function) -> Self {
        Self {
            params: vec![Spread::Grid; function.params.len()],
            lengths: vec![Spread::Grid; function.params.len()],
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
    /// Locals that threads may disagree on; of a slice or reference, on what lies behind it.
    varying: BTreeMap<Handle<Local>, Spread>,
    /// Slices that threads may disagree on how long they are. Nobody but the thread itself changes its slice's length,
    /// whoever writes the elements.
    lengths: BTreeMap<Handle<Local>, Spread>,
    result: Spread,
    /// What some miss: where, in which callee, and who would have to come together.
    missed: BTreeMap<(Location, Option<Handle<Function>>), Spread>,
    /// Whether it is an actor's handler, whose threads have not ended when they return.
    is_handler: bool,
    /// Who returned together so far, in the order of the text.
    returned: Spread,
    /// Where lanes that have returned from a handler may be waited for, and in which callee.
    left_alone: BTreeSet<(Location, Option<Handle<Function>>)>,
}

impl<'a> Analysis<'a> {
    fn new(
        module: &'a Module,
        facts: &'a Facts,
        function: &'a Function,
        summaries: &'a mut [Summary],
        entry: &Summary,
    ) -> Self {
        let of_params = |spreads: &[Spread]| {
            let params = function.params.iter().copied();
            params.zip(spreads.iter().copied()).collect()
        };
        Self {
            module,
            facts,
            function,
            summaries,
            definitions: definition::find(function),
            varying: of_params(&entry.params),
            lengths: of_params(&entry.lengths),
            result: Spread::Grid,
            missed: BTreeMap::new(),
            is_handler: function
                .params
                .iter()
                .any(|param| function.locals[*param].ty == Type::RingContext),
            returned: Spread::Grid,
            left_alone: BTreeSet::new(),
        }
    }

    /// Finds all varying locals and barriers that are missed; gives the spread of the result.
    fn run(&mut self) -> Spread {
        loop {
            let before = (self.varying.clone(), self.lengths.clone());
            self.missed.clear();
            self.left_alone.clear();
            self.returned = Spread::Grid;
            self.block(&self.function.body, Spread::Grid);
            if (&self.varying, &self.lengths) == (&before.0, &before.1) {
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
                        self.mark_length(*local, self.length(value));
                        if self.is_shared_with_writers(*local) {
                            self.written_behind(value);
                        }
                    }
                    Exits::default()
                }
                StmtKind::Store(place, value) => {
                    let spread = control.max(self.spread(value)).max(self.reached(place));
                    self.mark(place.root, spread);
                    if place.path.is_empty() {
                        self.mark_length(place.root, control.max(self.length(value)));
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
                    if let Some(needs) = self.facts.functions[callee].needs() {
                        self.meet((stmt.location, Some(*function)), needs, control);
                    }
                    if self.facts.functions[callee].names_lanes {
                        self.name_lanes((stmt.location, Some(*function)));
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
                    if spread::names_lanes(*op, args, &self.definitions) {
                        self.name_lanes((stmt.location, None));
                    }
                    if let Some(result) = result {
                        let of_args = args.iter().map(|arg| self.spread(arg)).collect::<Vec<_>>();
                        let given = spread::of_result(*op, args, &of_args, &self.definitions);
                        self.mark(*result, control.max(given));
                    }
                    for (kind, arg) in intrinsic::row(*op).params.iter().zip(args) {
                        if *kind == Kind::Mutable {
                            self.written_behind(arg);
                        }
                    }
                    Exits::default()
                }
                StmtKind::If(condition, then, otherwise) => {
                    let control = control.max(self.spread(condition));
                    if returns(otherwise) {
                        // Those who take the other way may be there first.
                        self.returned = self.returned.max(control);
                    }
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
                    self.returned = self.returned.max(control);
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

    /// Some threads may disagree on how long a slice is.
    fn mark_length(&mut self, slice: Handle<Local>, spread: Spread) {
        if spread > Spread::Grid {
            let known = self.lengths.entry(slice).or_default();
            *known = spread.max(*known);
        }
    }

    /// Threads meet that have to come together as `needs` says.
    fn meet(&mut self, at: (Location, Option<Handle<Function>>), needs: Spread, control: Spread) {
        if control > needs {
            self.missed.insert(at, needs);
        }
    }

    /// Lanes are waited for that a mask names, which the user vouches for; but nobody can for those that have returned.
    fn name_lanes(&mut self, at: (Location, Option<Handle<Function>>)) {
        if self.is_handler && self.returned > Spread::Warp {
            self.left_alone.insert(at);
        }
    }

    /// Tells the callee what its arguments may be.
    fn call(&mut self, function: Handle<Function>, args: &[Expr]) {
        for (position, arg) in args.iter().enumerate() {
            let (spread, length) = (self.spread(arg), self.length(arg));
            let summary = &mut self.summaries[function.index()];
            let known = &mut summary.params[position];
            *known = spread.max(*known);
            let known = &mut summary.lengths[position];
            *known = length.max(*known);
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
                ExprKind::Len(slice) => self.length_of(*slice),
                ExprKind::Intrinsic(op, args) => spread::of_pure(*op, args),
                ExprKind::Neighbor { .. } => Spread::Thread,
                ExprKind::Literal(_)
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

    /// How far threads may disagree on how long the slice is that an expression gives, if it gives one.
    fn length(&self, expr: &Expr) -> Spread {
        match &expr.kind {
            ExprKind::Pass(slice) => self.length_of(*slice),
            ExprKind::Part { start, end, .. } => match &end.kind {
                // So many elements from a place of one's own.
                ExprKind::Binary(BinaryOp::Add, first, count) if first == start => {
                    self.spread(count)
                }
                _end => self.spread(start).max(self.spread(end)),
            },
            // As long as the array.
            ExprKind::Whole(_) => Spread::Grid,
            ExprKind::Literal(_)
            | ExprKind::Load(_)
            | ExprKind::Borrow(_)
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
            | ExprKind::Neighbor { .. } => Spread::Grid,
        }
    }

    fn length_of(&self, slice: Handle<Local>) -> Spread {
        self.lengths.get(&slice).copied().unwrap_or_default()
    }

    /// How far threads may disagree on a place, or on which of its elements it is.
    fn reached(&self, place: &Place) -> Spread {
        let indices = place.path.iter().map(|projection| match projection {
            Projection::Index(index) => self.spread(index),
            Projection::Field(_)
            | Projection::Variant(_)
            | Projection::Deref
            | Projection::Cell => Spread::Grid,
        });
        indices.fold(self.of_place(place), Spread::max)
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

/// Whether a block has a `return`, at any depth.
fn returns(block: &Block) -> bool {
    let mut found = false;
    visit::stmts(block, &mut |stmt| {
        found |= matches!(stmt.kind, StmtKind::Return(_));
    });
    found
}
