//! The table of parity cases: every row runs on every back end, and the results must agree.
//!
//! A case is a function from a [`Machine`] to columns of numbers. The CPU's columns are the reference, since there the
//! kernel is the user's own function compiled by rustc. Integers, flags and float `+ - * /`, `sqrt`, comparisons and
//! casts must agree to the bit; a case that calls elementary functions states its tolerance and why.

mod actor;
mod assignments;
mod column;
pub mod columns;
mod flow;
mod found;
mod gallery;
mod generics;
mod grid;
mod groups;
mod halves;
mod intrinsics;
mod items;
mod logs;
mod machine;
mod miscompilations;
mod natural;
mod patterns;
mod reference;
mod sequences;
mod shared;
mod stencil;
mod tables;
mod together;

use std::future::Future;
use std::pin::Pin;

pub use column::{Column, Tolerance};
pub use intrinsics::host;
pub use machine::Machine;

/// What a case gives: its columns, or the error that stopped it.
pub type Outcome = Result<Vec<Column>, ringkernel_rt::Error>;

/// A row of the table.
#[derive(Clone, Copy)]
pub struct Case {
    /// Its name, unique in the table.
    pub name: &'static str,
    /// How exactly results must agree.
    pub tolerance: Tolerance,
    /// Runs it.
    pub run: fn(&Machine) -> Pin<Box<dyn Future<Output = Outcome> + '_>>,
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Case")
            .field("name", &self.name)
            .field("tolerance", &self.tolerance)
            .finish()
    }
}

/// All cases.
#[must_use]
pub fn table() -> Vec<Case> {
    let mut cases = grid::cases();
    cases.extend(assignments::cases());
    cases.extend(flow::cases());
    cases.extend(found::cases());
    cases.extend(natural::cases());
    cases.extend(stencil::cases());
    cases.extend(together::cases());
    cases.extend(groups::cases());
    cases.extend(intrinsics::cases());
    cases.extend(actor::cases());
    cases.extend(shared::cases());
    cases.extend(items::cases());
    cases.extend(sequences::cases());
    cases.extend(patterns::cases());
    cases.extend(logs::cases());
    cases.extend(halves::cases());
    cases.extend(generics::cases());
    cases.extend(miscompilations::cases());
    cases.extend(tables::cases());
    cases.extend(gallery::cases());
    cases
}

/// The kernels of the gallery.
#[must_use]
pub fn gallery_artifacts() -> Vec<&'static ringkernel_rt::artifact::Artifact> {
    gallery::artifacts()
}

/// Makes a row of the table from an async function of the same name.
macro_rules! case {
    ($name:ident) => {
        case!($name, Tolerance::Exact)
    };
    ($name:ident, $tolerance:expr) => {
        Case {
            name: stringify!($name),
            tolerance: $tolerance,
            run: |machine| Box::pin($name(machine)),
        }
    };
}
pub(crate) use case;
