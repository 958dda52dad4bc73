//! The C names of what stands at file scope, and of struct fields.
//!
//! A name at file scope has a prefix for its kind: `kernel_` (the symbol to launch), `cell_` and `handle_` (bodies of
//! stencils and ring kernels), `fn_` (device functions), `ty_` (structs).

use super::keywords;
use super::reach::Reach;
use crate::ir::{Kernel, KernelKind, Module};
use crate::print::namer::Namer;

/// Names by the positions of what they name. What is not in the text has an unused name.
pub(super) struct Globals {
    /// The symbol to launch.
    pub(super) entry: String,
    /// The function that holds the body of a stencil or ring kernel.
    pub(super) inner: String,
    /// Structs.
    pub(super) structs: Vec<StructNames>,
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

impl Globals {
    /// Names all that the kernel reaches.
    pub(super) fn new(module: &Module, kernel: &Kernel, reached: &Reach) -> Self {
        let mut namer = Namer::new(str::to_owned);
        let name = &kernel.function.name;
        let entry = namer.name(&format!("kernel_{name}"));
        let mut structs = Vec::new();
        for (handle, item) in module.structs.iter() {
            let mut fields = Namer::new(keywords::legal);
            let reached = reached.structs.contains(&handle.index());
            structs.push(StructNames {
                name: if reached {
                    namer.name(&format!("ty_{}", item.name))
                } else {
                    String::new()
                },
                fields: item
                    .fields
                    .iter()
                    .map(|(name, _)| fields.name(name))
                    .collect(),
            });
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
        Self {
            entry,
            inner,
            structs,
            functions,
            taken: namer,
        }
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
