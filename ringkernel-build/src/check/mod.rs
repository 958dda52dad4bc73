//! Rules of the whole crate, and the facts the later stages rely on.
//!
//! Only this stage makes [`Facts`], so a printer that holds some knows that the module was checked.

mod facts;

pub use facts::{Facts, FunctionFacts};
