//! Prints the artifact of a kernel: one Rust expression of type `ringkernel_rt::artifact::Artifact`.
//!
//! The macro includes it, so rustc checks its shape. It names everything through [`CRATE_ALIAS`], which the macro brings
//! into scope, and holds no path of the machine that made it.

use std::fmt::Write as _;

use crate::check::Facts;
use crate::ir::{EnumKind, KernelKind, Local, Module, Scalar, Storage, StructKind, Type, Variant};
use crate::layout::Layouts;
use crate::layout::{self, Layout};
use crate::name::CRATE_ALIAS;
use crate::print::cuda::{CudaSource, Site};
use crate::resource::Usage;
use crate::schedule::{KernelPlan, Per, Plan, Rows};

/// Everything an artifact is made of.
#[derive(Clone, Copy, Debug)]
pub struct Artifact<'a> {
    /// The crate's device code.
    pub module: &'a Module,
    /// Layouts of its structs.
    pub layouts: &'a Layouts,
    /// Facts of its kernels.
    pub facts: &'a Facts,
    /// How its kernels run.
    pub plan: &'a Plan,
    /// Which kernel.
    pub kernel: usize,
    /// Its CUDA C.
    pub source: &'a CudaSource,
    /// Lowest architecture first.
    pub ptx: &'a [Ptx],
    /// What made the PTX.
    pub toolkit: Toolkit<'a>,
}

/// Device code of one architecture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ptx {
    /// Compute capability times ten.
    pub arch: u32,
    /// The text.
    pub text: String,
    /// What it takes, if ptxas has said so.
    pub usage: Option<Usage>,
}

/// What made the PTX, or why nothing did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toolkit<'a> {
    /// nvcc, with its release line.
    Nvcc(&'a str),
    /// There is none; the text says where it was looked for.
    Missing(&'a str),
    /// It was not wanted.
    Off,
}

const ABI: &str = include_str!("../../device/abi.h");

/// The version that `device/abi.h` defines.
fn abi_version() -> u32 {
    ABI.lines()
        .find_map(|line| line.strip_prefix("#define RK_ABI_VERSION "))
        .and_then(|value| value.trim_end_matches('u').parse().ok())
        .expect("abi.h defines its version")
}

/// Prints the expression.
#[must_use]
pub fn print(artifact: &Artifact<'_>) -> String {
    let Artifact {
        module,
        source,
        kernel: index,
        ..
    } = *artifact;
    let kernel = &module.kernels[index];
    let at = format!("{CRATE_ALIAS}::artifact");
    let mut w = String::new();
    let mut line = |text: &str| {
        w.push_str(text);
        w.push('\n');
    };

    line(&format!("{at}::Artifact {{"));
    line(&format!("    abi: {},", abi_version()));
    line(&format!("    name: {:?},", kernel.function.name));
    line(&format!("    entry: {:?},", source.entry));
    let file = &module.files[kernel.function.location.file as usize];
    line(&format!("    file: {file:?},"));
    line(&format!("    cuda: {},", raw(&source.text)));
    line(&format!("    own: {},", source.own));
    line("    ptx: &[");
    for ptx in artifact.ptx {
        line(&format!(
            "        {at}::Ptx {{ arch: {}, usage: {}, text: {} }},",
            ptx.arch,
            usage(ptx.usage),
            raw(&ptx.text)
        ));
    }
    line("    ],");
    line(&format!("    flags: &{:?},", source.flags));
    line("    debug_assertions: cfg!(debug_assertions),");
    line(&format!("    toolkit: {at}::Toolkit::{},", {
        match artifact.toolkit {
            Toolkit::Nvcc(release) => format!("Nvcc({release:?})"),
            Toolkit::Missing(looked) => format!("Missing({looked:?})"),
            Toolkit::Off => "Off".to_owned(),
        }
    }));
    line("    sites: &[");
    for site in &source.sites {
        let at_source = site.location;
        let file = &module.files[at_source.file as usize];
        line(&format!(
            "        {at}::Site {{ file: {file:?}, line: {}, column: {}, says: {} }},",
            at_source.line,
            at_source.column,
            says(site, &at)
        ));
    }
    line("    ],");
    line("    logs: &[");
    for log in &source.logs {
        let file = &module.files[log.location.file as usize];
        let values: Vec<String> = log
            .values
            .iter()
            .map(|scalar| format!("{CRATE_ALIAS}::log::Scalar::{scalar:?}"))
            .collect();
        line(&format!(
            "        {CRATE_ALIAS}::log::Text {{ level: {CRATE_ALIAS}::log::Level::{:?}, file: {file:?}, line: {}, \
             text: {:?}, values: &[{}] }},",
            log.level,
            log.location.line,
            log.text,
            values.join(", ")
        ));
    }
    line("    ],");
    line("    layouts: &[");
    for item in boundary(module, index) {
        let mut layout = String::new();
        write_layout(&mut layout, artifact, item, 2);
        line(&format!("        {layout},"));
    }
    line("    ],");
    line(&format!("    parameters: {},", source.parameters));
    line(&format!("    threads: {:?},", threads(artifact)));
    line(&format!("    plan: {at}::Plan::{},", plan(artifact, &at)));
    line("}");
    w
}

fn usage(usage: Option<Usage>) -> String {
    let Some(usage) = usage else {
        return "None".to_owned();
    };
    let Usage {
        registers,
        spill_stores,
        spill_loads,
        stack,
        shared,
        constant,
    } = usage;
    format!(
        "Some({CRATE_ALIAS}::resource::Usage {{ registers: {registers}, spill_stores: {spill_stores}, \
         spill_loads: {spill_loads}, stack: {stack}, shared: {shared}, constant: {constant} }})"
    )
}

/// Threads of a block, where the launch has no say.
fn threads(artifact: &Artifact<'_>) -> Option<u32> {
    let kernel = &artifact.module.kernels[artifact.kernel];
    match (&kernel.kind, artifact.plan.kernels[artifact.kernel]) {
        (_, KernelPlan::Stencil { tile, .. }) => Some(tile.iter().product()),
        (KernelKind::Ring(spec), _) => Some(spec.block_size),
        (
            KernelKind::Grid(_) | KernelKind::Stencil(_),
            KernelPlan::Grid | KernelPlan::Ring { .. },
        ) => None,
    }
}

/// What a panic at a place says.
fn says(site: &Site, at: &str) -> String {
    match &site.says {
        Some(says) => format!(
            "Some({at}::Says {{ text: {:?}, values: {:?} }})",
            says.text,
            says.values.map(Scalar::name)
        ),
        None => "None".to_owned(),
    }
}

/// Size of an element of each dynamic array in shared memory, in order.
fn dynamic_sizes(artifact: &Artifact<'_>) -> Vec<u64> {
    let locals = &artifact.module.kernels[artifact.kernel].function.locals;
    let size = |(_, local): (_, &Local)| match (local.storage, local.ty) {
        (Storage::Dynamic(_), Type::Slice { element, .. }) => {
            Some(layout::size_and_align(artifact.module, element.into(), artifact.layouts).0)
        }
        (Storage::Dynamic(_) | Storage::Thread | Storage::Shared(_), _) => None,
    };
    locals.iter().filter_map(size).collect()
}

fn plan(artifact: &Artifact<'_>, at: &str) -> String {
    match artifact.plan.kernels[artifact.kernel] {
        KernelPlan::Grid => format!(
            "Grid {{ independent_blocks: {}, cooperative: {}, shared: &{:?} }}",
            artifact.facts.kernels[artifact.kernel].independent_blocks,
            artifact.facts.kernels[artifact.kernel].has_grid_barrier,
            dynamic_sizes(artifact)
        ),
        KernelPlan::Stencil {
            dimensions,
            halo,
            tile,
            rows,
        } => format!(
            "Stencil {{ dimensions: {dimensions}, halo: {halo:?}, tile: {tile:?}, rows: {} }}",
            match (rows, &artifact.source.rows) {
                (
                    Some(Rows {
                        wide,
                        tall,
                        resident: _,
                    }),
                    Some(entry),
                ) => format!("Some({at}::Rows {{ entry: {entry:?}, wide: {wide}, tall: {tall} }})"),
                (None, None) => "None".to_owned(),
                (None, Some(_)) | (Some(_), None) => {
                    unreachable!("the plan's forms are printed, and no others")
                }
            }
        ),
        KernelPlan::Ring { per } => format!("Ring {{ per: {at}::Per::{} }}", {
            match per {
                Per::Lane => "Lane",
                Per::Thread => "Thread",
                Per::Warp => "Warp",
                Per::Block => "Block",
            }
        }),
    }
}

/// The structs and enums of a kernel's signature, each once, in the order in which they appear.
fn boundary(module: &Module, kernel: usize) -> Vec<Type> {
    let function = &module.kernels[kernel].function;
    let params = function
        .params
        .iter()
        .map(|param| function.locals[*param].ty);
    let mut found = Vec::new();
    for ty in params.chain([function.output]) {
        note(module, ty, &mut found);
    }
    found
}

fn note(module: &Module, ty: Type, found: &mut Vec<Type>) {
    match ty {
        Type::Struct(handle) => match module.structs[handle].kind {
            StructKind::Named if !found.contains(&ty) => found.push(ty),
            StructKind::Named | StructKind::Group(_) => {}
            StructKind::Tuple => {
                for (_, part) in &module.structs[handle].fields {
                    note(module, *part, found);
                }
            }
        },
        Type::Enum(handle) => match module.enums[handle].kind {
            EnumKind::Named if !found.contains(&ty) => found.push(ty),
            EnumKind::Named => {}
            EnumKind::Option(some) => note(module, some.into(), found),
        },
        Type::Array(handle) => note(module, module.arrays[handle].element.into(), found),
        Type::Slice { element, .. } => note(module, element.into(), found),
        Type::Ref { target, .. } => note(module, target.into(), found),
        Type::Unit | Type::Scalar(_) | Type::GridPos | Type::RingContext => {}
    }
}

/// Writes a layout and, inside it, those of its parts. What has no name of its own in Rust is named by its form:
/// `[]`, `()`, `Option`.
fn write_layout(w: &mut String, artifact: &Artifact<'_>, ty: Type, depth: usize) {
    let at = format!("{CRATE_ALIAS}::layout");
    let layouts = artifact.layouts;
    let module = artifact.module;
    match ty {
        Type::Scalar(scalar) => write_scalar(w, &at, scalar),
        Type::Struct(handle) => {
            let item = &module.structs[handle];
            let name = match item.kind {
                StructKind::Named | StructKind::Group(_) => &item.name,
                StructKind::Tuple => "()",
            };
            let layout = &layouts[handle];
            write_fields(w, artifact, (name, layout), &item.fields, depth);
        }
        Type::Enum(handle) => {
            let item = &module.enums[handle];
            let layout = &layouts[handle];
            let name = match item.kind {
                EnumKind::Named => &item.name,
                EnumKind::Option(_) => "Option",
            };
            open(w, name, layout.size, layout.align);
            w.push_str("], variants: &[");
            for (variant, own) in item.variants.iter().zip(&layout.variants) {
                open_variant(w, variant, depth);
                for ((name, ty), offset) in variant.fields.iter().zip(&own.offsets) {
                    open_field(w, name, layout.data + offset, depth + 1);
                    write_layout(w, artifact, *ty, depth + 2);
                    w.push_str(" },");
                }
                w.push_str("] },");
            }
            write!(w, "\n{}] }}", "    ".repeat(depth)).expect("writing to a string cannot fail");
        }
        Type::Array(handle) => {
            let (size, align) = layout::size_and_align(module, ty, layouts);
            open(w, "[]", size, align);
            open_field(w, "0", 0, depth);
            write_layout(w, artifact, module.arrays[handle].element.into(), depth + 1);
            w.push_str(" },");
            close(w, depth);
        }
        Type::Unit | Type::Slice { .. } | Type::Ref { .. } | Type::GridPos | Type::RingContext => {
            unreachable!("fields are elements")
        }
    }
}

fn write_fields(
    w: &mut String,
    artifact: &Artifact<'_>,
    (name, layout): (&str, &Layout),
    fields: &[(String, Type)],
    depth: usize,
) {
    open(w, name, layout.size, layout.align);
    for ((name, ty), offset) in fields.iter().zip(&layout.offsets) {
        open_field(w, name, *offset, depth);
        write_layout(w, artifact, *ty, depth + 1);
        w.push_str(" },");
    }
    close(w, depth);
}

fn open(w: &mut String, name: &str, size: u64, align: u64) {
    write!(
        w,
        "{CRATE_ALIAS}::layout::TypeLayout {{ name: {name:?}, size: {size}, align: {align}, fields: &["
    )
    .expect("writing to a string cannot fail");
}

fn open_field(w: &mut String, name: &str, offset: u64, depth: usize) {
    let space = "    ".repeat(depth + 1);
    write!(
        w,
        "\n{space}{CRATE_ALIAS}::layout::FieldLayout {{ name: {name:?}, offset: {offset}, layout: &"
    )
    .expect("writing to a string cannot fail");
}

fn open_variant(w: &mut String, variant: &Variant, depth: usize) {
    let space = "    ".repeat(depth + 1);
    write!(
        w,
        "\n{space}{CRATE_ALIAS}::layout::VariantLayout {{ name: {:?}, discriminant: {}, fields: &[",
        variant.name, variant.discriminant
    )
    .expect("writing to a string cannot fail");
}

fn close(w: &mut String, depth: usize) {
    write!(w, "\n{}], variants: &[] }}", "    ".repeat(depth))
        .expect("writing to a string cannot fail");
}

fn write_scalar(w: &mut String, at: &str, scalar: Scalar) {
    let (name, size) = (scalar.name(), scalar.size());
    write!(
        w,
        "{at}::TypeLayout {{ name: {name:?}, size: {size}, align: {size}, fields: &[], variants: &[] }}"
    )
    .expect("writing to a string cannot fail");
}

/// A raw string literal: the text stays readable, and rustc reads it fast.
fn raw(text: &str) -> String {
    debug_assert!(!text.contains('\r'), "a raw string cannot hold a bare CR");
    let mut fence = String::new();
    while text.contains(&format!("\"{fence}")) {
        fence.push('#');
    }
    format!("r{fence}\"{text}\"{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_literals_hold_quotes_and_fences() {
        assert_eq!(raw("plain"), "r\"plain\"");
        assert_eq!(raw("a \"quoted\" word"), "r#\"a \"quoted\" word\"#");
        assert_eq!(raw("r#\"x\"#"), "r##\"r#\"x\"#\"##");
    }

    #[test]
    fn the_abi_version_is_the_headers() {
        let line = format!("#define RK_ABI_VERSION {}u", abi_version());
        assert!(ABI.lines().any(|other| other == line));
    }
}
