//! The subset of Rust: from tokens to [`ast`], in the macro and in the build script alike.

pub mod ast;
