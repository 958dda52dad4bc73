//! Every row of the intrinsic table runs, in every spelling and on every type it takes.
//!
//! Nothing here lists intrinsics. The cases run on the CPU, and the runtime's own notes say which kernels they started;
//! `emulated.rs` and `parity.rs` run the same cases on the other back end. Those kernels are read again from `src/` and
//! lowered, and what their IR and their tokens hold is what ran.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use ringkernel_build::intrinsic::{self, Accuracy, Class, Kind, Op, Row, Spelling};
use ringkernel_build::ir::{
    visit, Block, Expr, ExprKind, Function, Handle, Literal, Module, Place, Scalar, Stmt, StmtKind,
    Type,
};
use ringkernel_build::{lower, scan};
use ringkernel_rt::prelude::*;
use ringkernel_tests::cases::columns::COLUMNS;
use ringkernel_tests::cases::{host, table, Column, Machine, Tolerance};

/// The functions of the runtime that the table calls the rows' twins: this compiles while all of them are there.
#[expect(unused_imports, dead_code, reason = "they are named, no more")]
mod twins {
    include!(concat!(env!("OUT_DIR"), "/twins.rs"));
}

/// What the cases run.
struct Ran {
    /// Operations, each with the type its row is for.
    ops: BTreeSet<(Op, Option<Scalar>)>,
    /// Names that are called behind no `.`: those of functions.
    functions: BTreeSet<String>,
    /// Names that are called behind a `.`.
    methods: BTreeSet<String>,
    /// Names that are called behind a `::`.
    associated: BTreeSet<String>,
    /// The tolerances of the columns that are named for an operation.
    held: BTreeMap<String, Vec<(Scalar, Tolerance)>>,
    /// For each kernel with named columns: what stands between its writes to `out`.
    lines: BTreeMap<String, Vec<BTreeSet<Op>>>,
    /// Cases with a column that holds nothing.
    idle: Vec<&'static str>,
}

static RAN: LazyLock<Ran> = LazyLock::new(run);

fn run() -> Ran {
    let mut ran = Ran {
        ops: BTreeSet::new(),
        functions: BTreeSet::new(),
        methods: BTreeSet::new(),
        associated: BTreeSet::new(),
        held: BTreeMap::new(),
        lines: BTreeMap::new(),
        idle: Vec::new(),
    };
    let started = start(&mut ran);
    let items = scan::scan(&scan::Options {
        manifest_dir: Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf(),
        package: env!("CARGO_PKG_NAME").to_owned(),
        runtime: "ringkernel_rt".to_owned(),
        cfg: scan::Cfg::default(),
        sources: Some(vec!["src/lib.rs".into()]),
    })
    .expect("the sources of this package");
    let lowered = lower::lower(&items);
    let module = &lowered.module;
    let mut places = BTreeSet::new();
    for kernel in &module.kernels {
        let name = &kernel.function.name;
        let file = &module.files[kernel.function.location.file as usize];
        if !started.contains(&(file.clone(), name.clone())) {
            continue;
        }
        let mut reached = BTreeSet::new();
        ran.function(module, &kernel.function, &mut reached);
        let called = reached.iter().map(|handle| &module.functions[*handle]);
        let functions = called.chain([&kernel.function]);
        places.extend(functions.map(|function| (function.location.file, function.location.line)));
        if COLUMNS.iter().any(|(column, _)| column == name) {
            ran.lines.insert(name.clone(), lines(&kernel.function));
        }
    }
    let at = |item: &&scan::Item| (item.file, item.span.start().line as u32);
    for item in items.items.iter().filter(|item| places.contains(&at(item))) {
        let texts: Vec<&str> = item.tokens.iter().map(|token| &*token.text).collect();
        for around in texts.windows(3) {
            // A variable of a function's name is no call.
            if around[2] != "(" {
                continue;
            }
            let names = match around[0] {
                "." => &mut ran.methods,
                ":" | "::" => &mut ran.associated,
                "fn" => continue,
                _other => &mut ran.functions,
            };
            names.insert(around[1].to_owned());
        }
    }
    ran
}

/// Runs the cases; gives file and name of each kernel they start.
fn start(ran: &mut Ran) -> BTreeSet<(String, String)> {
    let tokio = tokio::runtime::Builder::new_current_thread().build();
    let tokio = tokio.expect("a runtime of one thread");
    tokio.block_on(async {
        let runtime = RingKernel::builder().backend(Backend::Cpu).build().await;
        let machine = Machine::new(runtime.expect("there is always a CPU"));
        for case in table() {
            let columns = (case.run)(&machine).await.expect(case.name);
            if columns.iter().any(Column::is_empty) {
                ran.idle.push(case.name);
            }
            for column in columns {
                if let Column::Held {
                    name,
                    tolerance,
                    values,
                    ..
                } = column
                {
                    let (_, op) = name.split_once(", ").expect("a line and an operation");
                    let ty = match *values {
                        Column::F32(_) => Scalar::F32,
                        Column::F64(_) => Scalar::F64,
                        Column::Int(_) | Column::Held { .. } => continue,
                    };
                    let held = ran.held.entry(op.to_owned()).or_default();
                    held.push((ty, tolerance));
                }
            }
        }
        let files = machine.ran().into_iter();
        files
            .map(|artifact| (artifact.file.to_owned(), artifact.name.to_owned()))
            .collect()
    })
}

impl Ran {
    /// Adds what a function does, and the functions it calls.
    fn function(
        &mut self,
        module: &Module,
        function: &Function,
        reached: &mut BTreeSet<Handle<Function>>,
    ) {
        visit::exprs(&function.body, &mut |expr, _| match &expr.kind {
            ExprKind::Intrinsic(op, args) => self.op(*op, args, expr.ty),
            ExprKind::Literal(Literal::F32(value)) if value.is_nan() => {
                self.op(Op::Nan, &[], expr.ty)
            }
            ExprKind::Literal(Literal::F64(value)) if value.is_nan() => {
                self.op(Op::Nan, &[], expr.ty)
            }
            _other => {}
        });
        let mut called = Vec::new();
        visit::stmts(&function.body, &mut |stmt| match &stmt.kind {
            StmtKind::Intrinsic { result, op, args } => {
                let result = result.map_or(Type::Unit, |result| function.locals[result].ty);
                self.op(*op, args, result);
            }
            StmtKind::Call { function, .. } => called.push(*function),
            _other => {}
        });
        for callee in called {
            if reached.insert(callee) {
                self.function(module, &module.functions[callee], reached);
            }
        }
    }

    fn op(&mut self, op: Op, args: &[Expr], result: Type) {
        let row = intrinsic::row(op);
        let of = |kinds: &[Kind]| {
            let place = row.params.iter().position(|kind| kinds.contains(kind))?;
            Some(args[place].ty)
        };
        let ty = of(&[Kind::T])
            .or_else(|| of(&[Kind::Shared, Kind::Mutable]))
            .unwrap_or(result);
        let ty = match ty {
            Type::Ref { target, .. } => target.into(),
            other => other,
        };
        let scalar = match (row.class, ty) {
            (Class::None, _) => None,
            (_, Type::Scalar(scalar)) => Some(scalar),
            (_, other) => panic!("{op:?} on {other:?}"),
        };
        self.ops.insert((op, scalar));
    }

    /// What a row lacks.
    fn missing(&self, row: &Row) -> Vec<String> {
        let op = row.op;
        let mut missing = Vec::new();
        if row.class == Class::None {
            if !self.ops.contains(&(op, None)) {
                missing.push(format!("no case runs `{op:?}`"));
            }
        } else {
            let types = Scalar::ALL.into_iter().filter(|ty| ty.is_in(row.class));
            let unrun = types.filter(|ty| !self.ops.contains(&(op, Some(*ty))));
            missing.extend(unrun.map(|ty| format!("no case runs `{op:?}` on `{}`", ty.name())));
        }
        for spelling in row.rust {
            let (found, name) = match spelling {
                Spelling::Function(name) | Spelling::PairFunction(name) => {
                    (self.functions.contains(*name), name)
                }
                Spelling::Method(name) | Spelling::Pair(name) => (
                    self.methods.contains(*name) || self.associated.contains(*name),
                    name,
                ),
                Spelling::Associated(name) => (self.associated.contains(*name), name),
                Spelling::Pos(name)
                | Spelling::Tile(name)
                | Spelling::Block(name)
                | Spelling::Grid(name)
                | Spelling::Ring(name)
                | Spelling::Checked(name)
                | Spelling::Overflowing(name) => (self.methods.contains(*name), name),
            };
            if !found {
                missing.push(format!("no case writes `{op:?}` as `{name}`"));
            }
        }
        missing.extend(self.unheld(row));
        missing
    }

    /// Types on which a function that is not exact is held to no bound, or to another than its row's.
    fn unheld(&self, row: &Row) -> Vec<String> {
        let op = row.op;
        let (Accuracy::Ulp(f32, f64) | Accuracy::Scaled(f32, f64)) = row.accuracy else {
            return Vec::new();
        };
        let held = self
            .held
            .get(&format!("{op:?}"))
            .map_or(&[][..], |held| held);
        let mut wrong = Vec::new();
        for (ty, bound) in [(Scalar::F32, f32), (Scalar::F64, f64)] {
            let bounds: Vec<f64> = held
                .iter()
                .filter(|(of, _)| *of == ty)
                .map(|(_, tolerance)| match (row.accuracy, tolerance) {
                    (Accuracy::Ulp(..), Tolerance::Ulps { bound, .. }) => *bound as f64,
                    (Accuracy::Scaled(..), Tolerance::Scaled { bound, .. }) => *bound,
                    _another => f64::INFINITY,
                })
                .collect();
            // The CPU's function of f64 is not the exact result; an f32 is held to what f64 gives.
            let host = if ty == Scalar::F64 { host(op) } else { 0.0 };
            let most = f64::from(bound + host);
            if bounds.is_empty() || bounds.iter().any(|used| *used > most) {
                wrong.push(format!(
                    "`{op:?}` on `{}` is held to {bounds:?}, and its row says {bound}",
                    ty.name()
                ));
            }
        }
        wrong
    }
}

/// The operations between the writes to `out`, each write's own included.
fn lines(function: &Function) -> Vec<BTreeSet<Op>> {
    let mut lines = Vec::new();
    let mut line = BTreeSet::new();
    collect(function, &function.body, &mut line, &mut lines);
    lines
}

fn collect(
    function: &Function,
    block: &Block,
    line: &mut BTreeSet<Op>,
    lines: &mut Vec<BTreeSet<Op>>,
) {
    for stmt in block {
        for expr in visit::operands(stmt) {
            visit::deep(expr, &mut |expr| {
                if let ExprKind::Intrinsic(op, _) = expr.kind {
                    line.insert(op);
                }
                if let ExprKind::Literal(Literal::F32(_) | Literal::F64(_)) = expr.kind {
                    line.insert(Op::Nan);
                }
            });
        }
        if let StmtKind::Intrinsic { op, .. } = stmt.kind {
            line.insert(op);
        }
        for inner in visit::blocks(stmt) {
            collect(function, inner, line, lines);
        }
        if is_write_to_out(function, stmt) {
            lines.push(std::mem::take(line));
        }
    }
}

fn is_write_to_out(function: &Function, stmt: &Stmt) -> bool {
    let StmtKind::Store(Place { root, .. }, _) = &stmt.kind else {
        return false;
    };
    function.locals[*root].name.as_deref() == Some("out")
}

#[test]
fn every_row_runs_in_every_spelling_on_every_type() {
    let missing: Vec<String> = intrinsic::rows().flat_map(|row| RAN.missing(row)).collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn no_case_compares_nothing() {
    assert_eq!(RAN.idle, [""; 0]);
}

#[test]
fn every_column_holds_the_operation_it_is_named_for() {
    for (kernel, ops) in COLUMNS {
        let lines = RAN.lines.get(*kernel);
        let lines = lines.unwrap_or_else(|| panic!("no case runs `{kernel}`"));
        assert_eq!(lines.len(), ops.len(), "{kernel}");
        for (number, (op, line)) in ops.iter().zip(lines).enumerate() {
            let is_there = line.iter().any(|found| format!("{found:?}") == *op);
            assert!(
                is_there,
                "line {number} of `{kernel}` has no {op}: {line:?}"
            );
            let loose = line.iter().find(|found| {
                intrinsic::row(**found).accuracy != Accuracy::Exact && format!("{found:?}") != *op
            });
            assert_eq!(loose, None, "line {number} of `{kernel}` is named for {op}");
        }
    }
}

#[test]
fn a_row_that_nothing_runs_is_found() {
    let row = Row {
        rust: &[Spelling::Method("sqrt"), Spelling::Function("square_root")],
        class: Class::SignedInt,
        accuracy: Accuracy::Ulp(1.0, 1.0),
        ..*intrinsic::row(Op::Sqrt)
    };
    assert_eq!(
        RAN.missing(&row),
        [
            "no case runs `Sqrt` on `i8`",
            "no case runs `Sqrt` on `i16`",
            "no case runs `Sqrt` on `i32`",
            "no case runs `Sqrt` on `i64`",
            "no case runs `Sqrt` on `isize`",
            "no case writes `Sqrt` as `square_root`",
            "`Sqrt` on `f32` is held to [inf, inf], and its row says 1",
            "`Sqrt` on `f64` is held to [inf, inf], and its row says 1",
        ]
    );
}
