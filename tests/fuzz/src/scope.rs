//! What a place of a random program sees: variables, loops around it, and how much may still be written.

use fastrand::Rng;
use ringkernel_build::ir::Scalar;

use super::ty::{Binding, Items, Ty};

/// A variable, from its `let` to the end of its block.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) binding: Binding,
    /// Whether it is declared `mut`.
    pub(super) mutable: bool,
    /// How many mutable references to it live: it cannot be used.
    pub(super) frozen: u32,
    /// How many shared references to it live: it cannot be written.
    pub(super) locked: u32,
    /// The variable that it refers to.
    pub(super) holds: Option<Hold>,
}

/// What a reference does to the variable that it refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hold {
    pub(super) base: usize,
    pub(super) mutable: bool,
}

/// A loop or block that can be left by name.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) label: String,
    /// Whether `continue` goes to it, and a plain `break` leaves it.
    pub(super) repeats: bool,
    /// What `break` takes along.
    pub(super) value: Option<Ty>,
    /// Whether it is named: a plain `break` is possible only from the innermost loop.
    pub(super) named: bool,
}

/// Writes random programs.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) rng: Rng,
    pub(super) items: Items,
    pub(super) variables: Vec<Variable>,
    pub(super) frames: Vec<Frame>,
    /// What `return` takes along.
    pub(super) output: Option<Ty>,
    /// Names that are made once.
    pub(super) fresh: u32,
    /// How often the place may run.
    pub(super) weight: u64,
    /// Statements that the function runs at most.
    pub(super) cost: u64,
    /// Expressions and statements that may still be written.
    pub(super) budget: i32,
    /// How many blocks are open.
    pub(super) nesting: u32,
    /// Whether a loop's condition is being written: a jump there needs a label.
    pub(super) in_condition: bool,
    /// Whether a closure is being written, in which `?` has no place.
    pub(super) in_closure: bool,
}

/// Statements that a kernel may run at most.
const COST: u64 = 6000;

const NAMES: &[&str] = &[
    "a", "b", "c", "d", "e", "f", "g", "h", "int", "float", "rk", "auto", "short", "x0", "o0",
    "lane", "claim",
];

impl Writer {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            rng: Rng::with_seed(seed),
            items: Items::default(),
            variables: Vec::new(),
            frames: Vec::new(),
            output: None,
            fresh: 0,
            weight: 1,
            cost: 0,
            budget: 0,
            nesting: 0,
            in_condition: false,
            in_closure: false,
        }
    }

    /// Whether an event of one in `n` happens.
    pub(super) fn one_in(&mut self, n: u32) -> bool {
        self.rng.u32(..n) == 0
    }

    pub(super) fn pick<T: Clone>(&mut self, among: &[T]) -> T {
        among[self.rng.usize(..among.len())].clone()
    }

    pub(super) fn scalar(&mut self) -> Scalar {
        self.pick(&Scalar::PRIMITIVE)
    }

    pub(super) fn int(&mut self) -> Scalar {
        let ints: Vec<_> = Scalar::PRIMITIVE
            .into_iter()
            .filter(|s| s.is_int())
            .collect();
        self.pick(&ints)
    }

    /// A name for a variable, which may hide another.
    pub(super) fn name(&mut self) -> String {
        self.pick(NAMES).to_owned()
    }

    /// A name that nothing else has.
    pub(super) fn unique(&mut self, start: &str) -> String {
        self.fresh += 1;
        format!("{start}{}", self.fresh)
    }

    /// A type, more often small than large.
    pub(super) fn ty(&mut self, depth: u32) -> Ty {
        if depth == 0 || self.rng.u32(..10) < 7 {
            return Ty::Scalar(self.scalar());
        }
        match self.rng.u32(..6) {
            4 if !self.items.enums.is_empty() => {
                let number = self.rng.usize(..self.items.enums.len());
                Ty::Enum(number)
            }
            4 | 5 => Ty::Option(Box::new(self.ty(depth - 1))),
            0 => {
                let count = self.rng.usize(1..4);
                Ty::Tuple((0..count).map(|_| self.ty(depth - 1)).collect())
            }
            1 if !self.items.structs.is_empty() => {
                let number = self.rng.usize(..self.items.structs.len());
                Ty::Struct(number)
            }
            _ => {
                let element = self.ty(depth - 1);
                Ty::Array(Box::new(element), self.rng.usize(1..5))
            }
        }
    }

    pub(super) fn declare(&mut self, name: &str, binding: Binding, mutable: bool) {
        self.hold(name, binding, mutable, None);
    }

    /// Declares a variable that refers to another.
    pub(super) fn hold(
        &mut self,
        name: &str,
        binding: Binding,
        mutable: bool,
        holds: Option<Hold>,
    ) {
        if let Some(hold) = holds {
            self.grip(hold, 1);
        }
        self.variables.push(Variable {
            name: name.to_owned(),
            binding,
            mutable,
            frozen: 0,
            locked: 0,
            holds,
        });
    }

    fn grip(&mut self, hold: Hold, by: i32) {
        let base = &mut self.variables[hold.base];
        let count = if hold.mutable {
            &mut base.frozen
        } else {
            &mut base.locked
        };
        *count = count.wrapping_add_signed(by);
    }

    /// Runs `f` while a reference to a variable lives.
    pub(super) fn held<R>(&mut self, hold: Hold, f: impl FnOnce(&mut Self) -> R) -> R {
        self.grip(hold, 1);
        let result = f(self);
        self.grip(hold, -1);
        result
    }

    /// Ends the references of call arguments.
    pub(super) fn release(&mut self, holds: Vec<Hold>) {
        for hold in holds {
            self.grip(hold, -1);
        }
    }

    /// Starts the reference of a call argument.
    pub(super) fn seize(&mut self, hold: Hold) {
        self.grip(hold, 1);
    }

    /// Runs `f` in a block: what it declares ends with it.
    pub(super) fn scoped<R>(&mut self, f: impl FnOnce(&mut Self) -> R) -> R {
        let before = self.variables.len();
        self.nesting += 1;
        let result = f(self);
        self.nesting -= 1;
        while self.variables.len() > before {
            if let Some(hold) = self.variables.pop().and_then(|variable| variable.holds) {
                self.grip(hold, -1);
            }
        }
        result
    }

    /// Runs `f` for the condition of a loop.
    pub(super) fn conditional<R>(&mut self, f: impl FnOnce(&mut Self) -> R) -> R {
        let before = std::mem::replace(&mut self.in_condition, true);
        let result = f(self);
        self.in_condition = before;
        result
    }

    /// Runs `f` where it is repeated.
    pub(super) fn repeated<R>(&mut self, times: u64, f: impl FnOnce(&mut Self) -> R) -> R {
        let before = self.weight;
        self.weight *= times.max(1);
        let result = f(self);
        self.weight = before;
        result
    }

    /// Whether work of so many statements still fits here; counts it if so.
    pub(super) fn spend(&mut self, cost: u64) -> bool {
        let cost = cost.saturating_mul(self.weight);
        let fits = self.cost + cost <= COST;
        if fits {
            self.cost += cost;
        }
        fits
    }

    /// Positions of the variables that no other hides.
    pub(super) fn visible(&self) -> Vec<usize> {
        let mut seen = Vec::new();
        let mut visible = Vec::new();
        for (position, variable) in self.variables.iter().enumerate().rev() {
            if !seen.contains(&variable.name.as_str()) {
                seen.push(variable.name.as_str());
                visible.push(position);
            }
        }
        visible
    }
}
