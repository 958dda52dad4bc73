//! The subset of Rust: from syn's tree to [`ast`], in the macro and in the build script alike.
//!
//! [`parse`] has the entry points. A construct outside the subset becomes a [`Diagnostic`](crate::diagnostic::Diagnostic)
//! with the narrowest span, the reason and a way to mend it, and all of an item's mistakes are found at once. Names are
//! not resolved and types not inferred here: rustc does that for the user, the build script for itself.

pub mod ast;
pub mod iterator;
pub mod log;
pub mod parse;
pub mod pattern;
pub mod print;

mod assign;
mod attr;
mod check;
mod expr;
mod extent;
mod flow;
mod generics;
mod implementation;
mod item;
mod kernel;
pub mod panic;
mod record;
mod sequence;
pub mod shared;
mod stmt;
mod surface;
mod ty;

#[cfg(test)]
mod tests;
