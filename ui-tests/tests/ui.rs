//! Compiles every file of `fail/` and `pass/`.

#[test]
fn messages_and_accepted_forms() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("fail/*.rs");
    cases.pass("pass/*.rs");
}
