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

/// The function of a file that begins so, to its last line.
fn function(source: &str, begin: &str) -> String {
    let start = source.find(begin).expect("the file has the function");
    let rest = &source[start..];
    let end = rest.find("\n}\n").expect("the function ends");
    rest[..end + "\n}\n".len()].to_owned()
}

#[test]
fn the_examples_are_the_first_example_and_tests() {
    let build = include_str!("../../examples/01-first-steps/build.rs");
    let main = include_str!("../../examples/01-first-steps/src/main.rs");
    let supervision = include_str!("supervision.rs");
    let times = include_str!("times/mod.rs");
    assert_eq!(
        blocks(),
        [
            shown("build.rs", build),
            shown("src/main.rs", main),
            function(supervision, "async fn start("),
            function(times, "async fn timed("),
            function(supervision, "async fn seen(")
        ]
    );
}
