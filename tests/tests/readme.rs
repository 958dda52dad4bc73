//! The README shows code that is compiled and run.

const README: &str = include_str!("../../README.md");

/// Rust blocks of the README in order.
fn blocks() -> Vec<String> {
    README
        .split("```rust\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap_or_default().to_owned())
        .collect()
}

/// The file without its first line of documentation, as the README shows it.
fn shown(path: &str, source: &str) -> String {
    let code: String = source
        .lines()
        .skip_while(|line| line.starts_with("//!") || line.is_empty())
        .flat_map(|line| [line, "\n"])
        .collect();
    format!("// {path}\n{code}")
}

#[test]
fn the_example_is_the_first_example() {
    let build = include_str!("../../examples/01-first-steps/build.rs");
    let main = include_str!("../../examples/01-first-steps/src/main.rs");
    assert_eq!(
        blocks(),
        [shown("build.rs", build), shown("src/main.rs", main)]
    );
}
