//! Names that a user may use in Rust and that mean something else in CUDA C.
//!
//! What the user names at file scope gets a prefix that tells its kind (`globals.rs`), and so meets nothing that a
//! compiler, its headers or the C library declare. Locals and fields may hide all of that, because the printer uses none
//! of it. They must only keep clear of keywords and macros. Most macros have a capital letter, which a local or field
//! seldom has in Rust.

/// Words of C++ and CUDA, our own types, and macros without a capital letter.
#[rustfmt::skip] // one word a line would be three screens
const RESERVED: &[&str] = &[
    // C++17 and its alternative operators
    "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch", "char",
    "char16_t", "char32_t", "class", "compl", "const", "const_cast", "constexpr", "continue", "decltype", "default",
    "delete", "do", "double", "dynamic_cast", "else", "enum", "explicit", "export", "extern", "false", "float", "for",
    "friend", "goto", "if", "inline", "int", "long", "mutable", "namespace", "new", "noexcept", "not", "not_eq",
    "nullptr", "operator", "or", "or_eq", "private", "protected", "public", "register", "reinterpret_cast", "return",
    "short", "signed", "sizeof", "static", "static_assert", "static_cast", "struct", "switch", "template", "this",
    "thread_local", "throw", "true", "try", "typedef", "typeid", "typename", "typeof", "union", "unsigned", "using",
    "virtual", "void", "volatile", "wchar_t", "while", "xor", "xor_eq",
    // later standards and extensions
    "char8_t", "co_await", "co_return", "co_yield", "concept", "consteval", "constinit", "contract_assert", "requires",
    // our types
    "i8", "u8", "i16", "u16", "i32", "u32", "i64", "u64", "isize", "usize", "f32", "f64", "f16", "bf16",
    // macros of compilers and of the C headers that nvcc includes
    "alloca", "assert", "assert_perror", "errno", "i386", "linux", "major", "makedev", "math_errhandling", "minor",
    "offsetof", "stderr", "stdin", "stdout", "strdupa", "strndupa", "unix",
];

/// Makes a legal name for a local or field: reserved words and names with a capital letter get a `_` behind, prefixes
/// that are ours or the compiler's get a word before them.
pub(super) fn legal(name: &str) -> String {
    let shaped_like_ours = name == "rk" || name.starts_with("rk_") || name.starts_with("RK_");
    let shaped_like_theirs = name.starts_with("__")
        || (name.starts_with('_') && name[1..].starts_with(|c: char| c.is_ascii_uppercase()));
    let shaped_like_a_macro = name.contains(|c: char| c.is_ascii_uppercase());
    if name == "_" {
        "unused".to_owned()
    } else if name.starts_with(|c: char| c.is_ascii_digit()) {
        // A tuple's field.
        format!("f{name}")
    } else if shaped_like_ours || shaped_like_theirs {
        format!("user_{}", name.trim_start_matches('_'))
    } else if name.starts_with(|c: char| c.is_ascii_digit()) {
        // A tuple's field.
        format!("_{name}")
    } else if shaped_like_a_macro || RESERVED.contains(&name) {
        format!("{name}_")
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_a_meaning_in_c_are_changed() {
        let changed = [
            ("class", "class_"),
            ("f32", "f32_"),
            ("stdin", "stdin_"),
            ("INT_MAX", "INT_MAX_"),
            ("M_PIf", "M_PIf_"),
            ("threadIdx", "threadIdx_"),
            ("rk_add", "user_rk_add"),
            ("__x", "user_x"),
            ("_", "unused"),
        ];
        for (rust, c) in changed {
            assert_eq!(legal(rust), c);
        }
    }

    #[test]
    fn other_names_stay() {
        for name in [
            "x", "max", "index", "_unused", "f", "rkx", "point4", "float4",
        ] {
            assert_eq!(legal(name), name);
        }
    }
}
