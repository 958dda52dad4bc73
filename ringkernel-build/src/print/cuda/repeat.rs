//! Loops, and the jumps that leave them.
//!
//! Where C's `break` and `continue` go to the wrong loop, `goto` goes to the right one.

use super::stmt::Body;
use super::types;
use super::watch::Watch;
use crate::ir::flow::{self, Jump};
use crate::ir::{
    visit, Block, Expr, ExprKind, Handle, Label, Literal, Local, Place, Scalar, Stmt, StmtKind,
    UnaryOp,
};

impl<'a> Body<'a> {
    /// `break`, `continue` or what stands for them.
    pub(super) fn jump(&mut self, jump: Jump) {
        let innermost = self.loops.last().copied();
        let line = match jump {
            Jump::Break(label) if innermost == Some(label) => "break;".to_owned(),
            Jump::Continue(label) if innermost == Some(label) => "continue;".to_owned(),
            Jump::Break(_) | Jump::Continue(_) => format!("goto {};", self.target(jump)),
        };
        self.out.w.line(&line);
    }

    /// Where a far jump lands, if there is one.
    pub(super) fn land(&mut self, jump: Jump) {
        if self.far.contains(&jump) {
            let target = self.target(jump);
            self.out.w.line(&format!("{target}:;"));
        }
    }

    /// Begins a loop or block.
    pub(super) fn begin(&mut self, label: Label) {
        *self.begun.entry(label).or_insert(0) += 1;
    }

    /// The C label at which a jump lands.
    fn target(&self, jump: Jump) -> String {
        let (end, label) = match jump {
            Jump::Break(label) => ("end", label),
            Jump::Continue(label) => ("next", label),
        };
        let Label(number) = label;
        match self.begun.get(&label) {
            None | Some(1) => format!("rk_{end}_{number}"),
            Some(again) => format!("rk_{end}_{number}_{again}"),
        }
    }

    /// A loop without end, or with a condition where it starts with `if !c { break }`.
    pub(super) fn repeat(&mut self, label: Label, body: &'a Block, watch: Option<Watch>) {
        let (head, body) = match body.as_slice() {
            [first, rest @ ..] => match self.condition(label, first) {
                Some(condition) => (format!("while ({condition})"), rest),
                None => ("for (;;)".to_owned(), body.as_slice()),
            },
            [] => ("for (;;)".to_owned(), body.as_slice()),
        };
        self.out.w.line(&format!("{head} {{"));
        let look = watch.map(|watch| self.look(&watch, None));
        self.rounds(label, body, look.as_slice());
    }

    /// `c` of `if !c { break }` or of `if c {} else { break }`.
    fn condition(&self, label: Label, stmt: &Stmt) -> Option<String> {
        let StmtKind::If(condition, then, otherwise) = &stmt.kind else {
            return None;
        };
        let leaves = |block: &Block| matches!(block.as_slice(), [only] if only.kind == StmtKind::Break(label));
        if then.is_empty() && leaves(otherwise) {
            return Some(self.expr(condition));
        }
        let ExprKind::Unary(UnaryOp::Not, inner) = &condition.kind else {
            return None;
        };
        (leaves(then) && otherwise.is_empty()).then(|| self.expr(inner))
    }

    /// The inside of a loop and its end; `first` are lines of ours before the user's.
    fn rounds(&mut self, label: Label, body: &'a [Stmt], first: &[String]) {
        self.out.w.indent();
        self.namer.open();
        for line in first {
            self.out.w.line(line);
        }
        self.begin(label);
        self.loops.push(label);
        let next = Jump::Continue(label);
        if self.far.contains(&next) {
            // C++ lets no jump pass a declaration of its own scope.
            self.out.w.line("{");
            self.out.w.indent();
            self.statements(flow::reachable(body));
            self.out.w.outdent();
            self.out.w.line("}");
            self.land(next);
        } else {
            self.statements(flow::reachable(body));
        }
        self.loops.pop();
        self.namer.close();
        self.out.w.outdent();
        self.out.w.line("}");
        self.land(Jump::Break(label));
    }

    pub(super) fn count(
        &mut self,
        label: Label,
        variable: Handle<Local>,
        (start, end): (&Expr, &Expr),
        inclusive: bool,
        body: &'a Block,
        watch: Option<Watch>,
    ) {
        let scalar = types::scalar(self.function.locals[variable].ty);
        let ty = scalar.name();
        let (first, last) = (self.expr(start), self.expr(end));
        self.namer.open();
        let i = self.bring(variable);
        if inclusive && !is_below_max(end, scalar) {
            let range = self.namer.name(&format!("{i}_range"));
            self.out.w.line(&format!(
                "for (rk_inclusive<{ty}> {range}({first}, {last}); {range}.more; {range}.next()) {{"
            ));
            let mut first = vec![format!("const {ty} {i} = {range}.value;")];
            first.extend(watch.map(|watch| self.look(&watch, Some(&i))));
            self.rounds(label, body, &first);
        } else {
            let sign = if inclusive { "<=" } else { "<" };
            let (init, bound) = if self.is_constant(end, body) {
                (String::new(), last)
            } else {
                let name = self.namer.name(&format!("{i}_end"));
                (format!(", {name} = {last}"), name)
            };
            let head = format!("for ({ty} {i} = {first}{init}; {i} {sign} {bound};");
            match watch {
                Some(watch) if !inclusive => match watch.strip() {
                    Some(rounds) => {
                        self.out.w.line(&format!("{head}) {{"));
                        self.strips(label, body, (&i, &bound), rounds, &watch);
                    }
                    None => self.watched(label, body, &head, &i, Some(&watch)),
                },
                watch => self.watched(label, body, &head, &i, watch.as_ref()),
            }
        }
        self.namer.close();
    }

    /// A counted loop whose rounds look, if anything does.
    fn watched(
        &mut self,
        label: Label,
        body: &'a Block,
        head: &str,
        i: &str,
        watch: Option<&Watch>,
    ) {
        self.out.w.line(&format!("{head} ++{i}) {{"));
        let look = watch.map(|watch| self.look(watch, Some(i)));
        self.rounds(label, body, look.as_slice());
    }

    /// The inside of a counted loop that looks behind each strip of so many rounds, and its end: a strip is a loop as the
    /// user wrote it, which can be unrolled.
    fn strips(
        &mut self,
        label: Label,
        body: &'a Block,
        (i, bound): (&str, &str),
        rounds: u64,
        watch: &Watch,
    ) {
        let end = self.namer.name(&format!("{i}_strip"));
        self.out.w.indent();
        self.out.w.line(&format!(
            "const auto {end} = rk_strip({i}, {bound}, {rounds}u);"
        ));
        self.out.w.line(&format!("for (; {i} < {end}; ++{i}) {{"));
        self.rounds(label, body, &[]);
        // The user's `break` leaves the strip.
        self.out.w.line(&format!("if ({i} < {end}) break;"));
        let look = self.look_if(&format!("{i} < {bound}"), watch);
        self.out.w.line(&look);
        self.out.w.outdent();
        self.out.w.line("}");
    }

    /// Whether evaluating it in each round of the loop gives the same as once before.
    fn is_constant(&self, expr: &Expr, rounds: &Block) -> bool {
        match &expr.kind {
            ExprKind::Literal(_) => true,
            ExprKind::Len(slice) => !is_written(*slice, rounds),
            ExprKind::Load(Place { root, path }) => {
                let local = &self.function.locals[*root];
                path.is_empty() && !local.mutable && !is_written(*root, rounds)
            }
            ExprKind::Pass(_)
            | ExprKind::Borrow(_)
            | ExprKind::Unary(..)
            | ExprKind::Binary(..)
            | ExprKind::Cast(_)
            | ExprKind::Intrinsic(..)
            | ExprKind::Struct(..)
            | ExprKind::Variant(..)
            | ExprKind::Tag(_)
            | ExprKind::Array(_)
            | ExprKind::Repeat(_)
            | ExprKind::Whole(_)
            | ExprKind::Part { .. }
            | ExprKind::Neighbor { .. } => false,
        }
    }
}

/// Whether a statement of the block, at any depth, gives the local another value.
fn is_written(local: Handle<Local>, block: &Block) -> bool {
    let mut found = false;
    visit::stmts(block, &mut |stmt| {
        found |= match &stmt.kind {
            StmtKind::Store(Place { root, path }, _) => *root == local && path.is_empty(),
            StmtKind::Call { result, .. } | StmtKind::Intrinsic { result, .. } => {
                *result == Some(local)
            }
            StmtKind::Let(..)
            | StmtKind::Check(_)
            | StmtKind::Panic(_)
            | StmtKind::Log(_)
            | StmtKind::If(..)
            | StmtKind::Loop { .. }
            | StmtKind::For { .. }
            | StmtKind::Block(..)
            | StmtKind::Debug(_)
            | StmtKind::Break(_)
            | StmtKind::Continue(_)
            | StmtKind::Return(_) => false,
        };
    });
    found
}

/// Whether counting up to and past the bound cannot wrap.
fn is_below_max(end: &Expr, scalar: Scalar) -> bool {
    let bits = u32::from(!scalar.is_signed_int());
    let max = (1_i128 << (scalar.size() * 8 - 1 + bits)) - 1;
    matches!(end.kind, ExprKind::Literal(Literal::Int(value)) if value < max)
}
