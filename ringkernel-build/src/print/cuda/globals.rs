//! The C names of what stands at file scope, and of struct fields.
//!
//! A name at file scope has a prefix for its kind: `kernel_` and `rows_` (the symbols to launch), `cell_` and `handle_` (bodies of
//! stencils and ring kernels), `fn_` (device functions), `ty_` (structs, enums and tuples).

use super::reach::Reach;
use super::{keywords, types};
use crate::ir::{EnumKind, Kernel, KernelKind, Module, StructKind, Type};
use crate::print::namer::Namer;
use crate::schedule::KernelPlan;

/// Names by the positions of what they name. What is not in the text has an unused name.
pub(super) struct Globals {
    /// The symbol to launch.
    pub(super) entry: String,
    /// The function that holds the body of a stencil or ring kernel.
    pub(super) inner: String,
    /// The symbol of the form of a stencil that computes several cells a thread.
    pub(super) rows: Option<String>,
    /// Structs.
    pub(super) structs: Vec<StructNames>,
    /// Enums.
    pub(super) enums: Vec<EnumNames>,
    /// Types of arrays.
    pub(super) arrays: Vec<String>,
    /// Device functions.
    pub(super) functions: Vec<String>,
    taken: Namer,
}

/// Names of a struct and its fields.
pub(super) struct StructNames {
    /// The struct.
    pub(super) name: String,
    /// Its fields in order.
    pub(super) fields: Vec<String>,
}

/// Names of an enum and its variants.
pub(super) struct EnumNames {
    /// The struct that holds tag and data.
    pub(super) name: String,
    /// Its variants in order.
    pub(super) variants: Vec<VariantNames>,
}

/// Names of a variant.
pub(super) struct VariantNames {
    /// Its member of the union.
    pub(super) name: String,
    /// The function that makes a value of it.
    pub(super) maker: String,
    /// Its fields in order.
    pub(super) fields: Vec<String>,
}

impl Globals {
    /// Names all that the kernel reaches.
    pub(super) fn new(module: &Module, kernel: &Kernel, plan: KernelPlan, reached: &Reach) -> Self {
        let mut namer = Namer::new(str::to_owned);
        let name = &plain(&kernel.function.name);
        let entry = namer.name(&format!("kernel_{name}"));
        let field_names = |fields: &[(String, Type)]| {
            let mut namer = Namer::new(keywords::legal);
            fields.iter().map(|(name, _)| namer.name(name)).collect()
        };
        let mut structs = Vec::new();
        for (handle, item) in module.structs.iter() {
            let reached = reached.structs.contains(&handle.index());
            let wanted = match item.kind {
                StructKind::Named => format!("ty_{}", item.name),
                StructKind::Tuple => "ty_tuple".to_owned(),
                StructKind::Group(_) => "ty_group".to_owned(),
            };
            structs.push(StructNames {
                name: if reached {
                    namer.name(&wanted)
                } else {
                    String::new()
                },
                fields: field_names(&item.fields),
            });
        }
        let mut enums = Vec::new();
        for (handle, item) in module.enums.iter() {
            let reached = reached.enums.contains(&handle.index());
            let wanted = match item.kind {
                EnumKind::Named => format!("ty_{}", item.name),
                EnumKind::Option(_) => "ty_Option".to_owned(),
            };
            let name = if reached {
                namer.name(&wanted)
            } else {
                String::new()
            };
            let mut members = Namer::new(keywords::legal);
            members.name("rk_tag");
            let variants = item
                .variants
                .iter()
                .map(|variant| VariantNames {
                    name: members.name(&variant.name),
                    maker: if reached {
                        namer.name(&format!("{name}_{}", variant.name))
                    } else {
                        String::new()
                    },
                    fields: field_names(&variant.fields),
                })
                .collect();
            enums.push(EnumNames { name, variants });
        }
        let mut functions = vec![String::new(); module.functions.len()];
        for handle in &reached.functions {
            let name = &module.functions[*handle].name;
            functions[handle.index()] = namer.name(&format!("fn_{}", plain(name)));
        }
        let inner = match kernel.kind {
            KernelKind::Grid(_) => String::new(),
            KernelKind::Stencil(_) => namer.name(&format!("cell_{name}")),
            KernelKind::Ring(_) => namer.name(&format!("handle_{name}")),
        };
        let rows = match plan {
            KernelPlan::Stencil { rows: Some(_), .. } => Some(namer.name(&format!("rows_{name}"))),
            KernelPlan::Stencil { rows: None, .. } | KernelPlan::Grid | KernelPlan::Ring { .. } => {
                None
            }
        };
        let mut globals = Self {
            entry,
            inner,
            rows,
            structs,
            enums,
            arrays: Vec::new(),
            functions,
            taken: namer,
        };
        // An array of arrays is interned after the array it holds.
        for (_, array) in module.arrays.iter() {
            let name = types::array(&globals, *array);
            globals.arrays.push(name);
        }
        globals
    }

    /// A namer for the inside of a function, where none of these names may be hidden.
    pub(super) fn namer(&self) -> Namer {
        self.taken.inside(keywords::legal)
    }
}

/// A path such as `Vec3::new` as one identifier.
fn plain(path: &str) -> String {
    let mut name = String::new();
    for part in path.split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
        if part.is_empty() {
            continue;
        }
        if !name.is_empty() {
            name.push('_');
        }
        name.push_str(part);
    }
    name
}
