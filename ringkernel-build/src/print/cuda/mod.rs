//! Prints CUDA C from the checked IR.
//!
//! A [`CudaSource`] is one kernel's complete text: the files of `device/` that it needs, then its structs, the device
//! functions that it reaches, and the kernel. Each file here prints one class of syntax. Nothing is decided here: what
//! may fault comes from the facts, tiles and halos from the plan, offsets from the layouts.

mod device;
mod expr;
mod globals;
mod kernel;
mod keywords;
mod log;
mod reach;
mod repeat;
mod ring;
mod rows;
mod shared;
mod stencil;
mod stmt;
mod types;
mod value;
mod watch;

use crate::check::endless::Span;
use crate::check::{Ending, Facts, FunctionFacts};
use crate::intrinsic::{self, Op, Row};
use crate::ir::{Definition, Fast, Function, Handle, Kernel, KernelKind, Location, Module, Scalar};
use crate::layout::Layouts;
use crate::print::writer::Writer;
use crate::schedule::{KernelPlan, Per, Plan};
use device::File;
use globals::Globals;
pub use log::LogText;
use reach::Reach;
use shared::Shared;
use stmt::Form;

/// The complete device code of one kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CudaSource {
    /// The text: the device library's files it needs, then the kernel's own part. Besides two C headers for integer
    /// types it includes nothing.
    pub text: String,
    /// Byte position in `text` where the kernel's own part starts.
    pub own: usize,
    /// The symbol to launch.
    pub entry: String,
    /// The symbol of the form that computes several cells a thread, if there is one.
    pub rows: Option<String>,
    /// Source places that faults refer to by index.
    pub sites: Vec<Site>,
    /// Texts that records of the log refer to by index.
    pub logs: Vec<LogText>,
    /// How many parameters the kernel takes.
    pub parameters: usize,
    /// Compiler flags that keep Rust's meaning.
    pub flags: Vec<&'static str>,
    /// The lowest compute capability that can run it, times ten.
    pub min_arch: u32,
}

impl CudaSource {
    /// All symbols, of which one is launched.
    pub fn symbols(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.entry)
            .chain(&self.rows)
            .map(String::as_str)
    }
}

/// A source place that a fault may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The place.
    pub location: Location,
    /// What a panic there says; `None` for the checks of the language.
    pub says: Option<Says>,
}

impl Site {
    /// The place of a check.
    fn of(location: Location) -> Self {
        Self {
            location,
            says: None,
        }
    }
}

/// What a panic says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Says {
    /// The text.
    pub text: String,
    /// The type of the values that the fault's record holds, if it holds some.
    pub values: Option<Scalar>,
}

/// What all parts of one text share.
struct Context<'a> {
    module: &'a Module,
    facts: &'a Facts,
    /// Facts of the kernel itself.
    of_kernel: FunctionFacts,
    plan: KernelPlan,
    globals: Globals,
    shared: Shared,
}

/// What is written so far.
struct Output {
    w: Writer,
    sites: Vec<Site>,
    logs: Vec<LogText>,
    /// How many parameters the kernel takes.
    parameters: usize,
}

impl Output {
    /// The number of a place that a fault may name.
    fn site(&mut self, site: Site) -> usize {
        let known = self.sites.iter().position(|known| *known == site);
        known.unwrap_or_else(|| {
            self.sites.push(site);
            self.sites.len() - 1
        })
    }
}

impl Context<'_> {
    /// How a device function returns.
    fn form(&self, function: Handle<Function>) -> Form {
        self.form_of(self.facts.functions[function.index()])
    }

    /// How a ring kernel's handler returns.
    fn kernel_form(&self) -> Form {
        self.form_of(self.of_kernel)
    }

    fn form_of(&self, facts: FunctionFacts) -> Form {
        let may_end = facts.has_barrier && self.barrier_may_end()
            || facts.waits_in_loop && self.ending() == Ending::OfBlock;
        let may_stop = self.watches() && facts.span == Span::Open;
        if facts.may_fault || facts.logs || may_end || may_stop {
            Form::Fallible
        } else {
            Form::Sure
        }
    }

    /// How a thread that faults ends, and those that wait for it.
    fn ending(&self) -> Ending {
        match self.plan {
            KernelPlan::Grid => self.of_kernel.ending(),
            // Nobody waits for the thread of a stencil, and one of an actor goes on to the next message.
            KernelPlan::Stencil { .. } | KernelPlan::Ring { .. } => Ending::Return,
        }
    }

    /// Whether loops look if the host has had enough.
    fn watches(&self) -> bool {
        watches(self.plan, self.of_kernel)
    }

    /// Whether a barrier tells that a thread it waits for has faulted: in a resident block that thread would come no
    /// more, while in a grid it has ended and counts as arrived.
    fn barrier_may_end(&self) -> bool {
        self.plan == KernelPlan::Ring { per: Per::Block }
    }
}

/// Whether loops look if the host has had enough: those of an actor, unless its threads exchange values. One that left
/// would be waited for where they do, as one that faults would, which is refused.
fn watches(plan: KernelPlan, facts: FunctionFacts) -> bool {
    match plan {
        KernelPlan::Grid | KernelPlan::Stencil { .. } => false,
        KernelPlan::Ring { per: _ } => !facts.has_exchange,
    }
}

/// Prints the kernel at a position of [`Module::kernels`].
#[must_use]
pub fn print(
    module: &Module,
    layouts: &Layouts,
    facts: &Facts,
    plan: &Plan,
    kernel: usize,
) -> CudaSource {
    let (of_kernel, plan) = (facts.kernels[kernel], plan.kernels[kernel]);
    let kernel = &module.kernels[kernel];
    let reached = reach::reach(module, kernel);
    let cx = Context {
        module,
        facts,
        of_kernel,
        plan,
        globals: Globals::new(module, kernel, plan, &reached),
        shared: Shared::find(module, kernel, &reached),
    };
    let mut out = Output {
        w: Writer::new(&module.files),
        sites: Vec::new(),
        logs: Vec::new(),
        parameters: 0,
    };
    for definition in &module.definitions {
        match *definition {
            Definition::Struct(handle) if reached.structs.contains(&handle.index()) => {
                let item = &module.structs[handle];
                types::write_struct(&mut out.w, &cx.globals, layouts, handle, item);
            }
            Definition::Enum(handle) if reached.enums.contains(&handle.index()) => {
                let item = &module.enums[handle];
                types::write_enum(&mut out.w, &cx.globals, layouts, handle, item);
            }
            Definition::Struct(_) | Definition::Enum(_) => {}
        }
    }
    cx.shared.write(&mut out.w, &cx.globals);
    for function in &reached.functions {
        device::write_function(&cx, *function, &mut out);
    }
    write_kernel(&cx, kernel, &mut out);

    let mut text = String::new();
    for file in files(kernel, plan, of_kernel, &reached) {
        text.push_str(file.text());
        text.push('\n');
    }
    let own = text.len();
    text.push_str(&out.w.finish());
    CudaSource {
        text,
        own,
        rows: cx.globals.rows,
        entry: cx.globals.entry,
        sites: out.sites,
        logs: out.logs,
        parameters: out.parameters,
        flags: flags(kernel.fast),
        min_arch: reached.min_arch.max(LOWEST_ARCH),
    }
}

/// The oldest architecture that current toolkits compile for.
const LOWEST_ARCH: u32 = 75;

fn write_kernel(cx: &Context, kernel: &Kernel, out: &mut Output) {
    match (&kernel.kind, cx.plan) {
        (KernelKind::Grid(_), KernelPlan::Grid) => kernel::write(cx, kernel, out),
        (
            KernelKind::Stencil(_),
            KernelPlan::Stencil {
                dimensions,
                halo,
                rows,
                tile: _,
            },
        ) => stencil::write(
            cx,
            kernel,
            &stencil::Shape {
                dimensions,
                halo,
                rows,
            },
            out,
        ),
        (KernelKind::Ring(spec), KernelPlan::Ring { per }) => {
            ring::write(cx, kernel, spec, per, out);
        }
        (KernelKind::Grid(_) | KernelKind::Stencil(_) | KernelKind::Ring(_), _) => {
            unreachable!("the plan is of the kernel's kind")
        }
    }
}

/// The device files a kernel builds on, in order.
fn files(kernel: &Kernel, plan: KernelPlan, facts: FunctionFacts, reached: &Reach) -> Vec<File> {
    let ops = &reached.ops;
    let mut files = vec![File::Abi, File::Math];
    if reached.narrow {
        files.push(File::Narrow);
    }
    let reaches = |families: &[&[Row]]| {
        families
            .iter()
            .any(|rows| rows.iter().any(|row| ops.contains(&row.op)))
    };
    if reaches(intrinsic::NUMBER) {
        files.extend([File::Integer, File::Float]);
    }
    if reaches(intrinsic::MEMORY) {
        files.push(File::Memory);
    }
    let watches = watches(plan, facts) && facts.span == Span::Open;
    if facts.may_fault || facts.logs || watches || reached.message_has_gaps {
        files.push(File::Fault);
    }
    if facts.logs {
        files.push(File::Log);
    }
    let reaches = |rows: &[Row]| rows.iter().any(|row| ops.contains(&row.op));
    if reaches(intrinsic::WARP)
        || [intrinsic::BLOCK, intrinsic::GROUP]
            .into_iter()
            .any(reaches)
        || ops.contains(&Op::RingShuffle)
    {
        files.push(File::Warp);
    }
    if reaches(intrinsic::GROUP) {
        files.push(File::Group);
    }
    if reaches(intrinsic::BLOCK) {
        files.push(File::Block);
    }
    if facts.has_grid_barrier {
        files.push(File::Together);
    }
    match plan {
        KernelPlan::Grid => files.push(File::Grid),
        KernelPlan::Stencil { rows, .. } => {
            files.extend([File::Grid, File::Stencil]);
            if rows.is_some() {
                files.push(File::Rows);
            }
        }
        KernelPlan::Ring { per } => {
            files.extend([File::Grid, File::Control, File::Record]);
            if ops.contains(&Op::RingMessageTime) {
                files.push(File::Time);
            }
            if matches!(&kernel.kind, KernelKind::Ring(spec) if spec.hlc) {
                files.push(File::Hlc);
            }
            if watches {
                files.push(File::Watch);
            }
            files.extend([File::Pace, File::State, File::Ring]);
            match per {
                Per::Lane | Per::Block => {}
                Per::Thread | Per::Warp => files.push(File::Batch),
            }
        }
    }
    if facts.has_shared {
        if !files.contains(&File::Grid) {
            files.push(File::Grid);
        }
        files.push(File::Shared);
    }
    files
}

fn flags(fast: Fast) -> Vec<&'static str> {
    let pick = |given_up: bool, exact, fast| if given_up { fast } else { exact };
    vec![
        "-std=c++17",
        pick(fast.contract, "-fmad=false", "-fmad=true"),
        pick(fast.ftz, "-ftz=false", "-ftz=true"),
        pick(fast.approx, "-prec-div=true", "-prec-div=false"),
        pick(fast.approx, "-prec-sqrt=true", "-prec-sqrt=false"),
    ]
}
