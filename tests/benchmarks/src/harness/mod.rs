//! Times cases, holds them to a baseline of the same round, and writes what came of it: a table, CSV, JSON, Markdown and
//! plots.
//!
//! A case runs some times that do not count and then as often as it says, and what it runs checks every answer. The
//! programs make a [`Report`] of [`Row`]s, one for each case and round. Nothing here knows actors.

pub mod case;
pub mod machine;
pub mod markdown;
pub mod plot;
pub mod report;
pub mod row;
pub mod times;

pub use case::{Case, Unit};
pub use machine::Machine;
pub use report::Report;
pub use row::Row;
pub use times::{Percentile, Times};
