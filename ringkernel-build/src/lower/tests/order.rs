//! Evaluation order, where it can be seen.

use super::ir;

const DEVICE: &str = "
#[device] fn next(x: &mut i32) -> i32 { *x += 1; *x }
";

fn ordered(body: &str) -> String {
    let all = ir(&format!(
        "{DEVICE}#[kernel] fn k(y: &mut [i32], x: &[i32], n: i32) {{\n{body}\n}}"
    ));
    let end = all.find("fn next").unwrap_or(all.len());
    all[..end].to_owned()
}

#[test]
fn an_operand_is_read_before_a_later_one_changes_it() {
    insta::assert_snapshot!(ordered(
        "
let mut i = 1;
y[0] = i + next(&mut i) * i;
y[1] = i + { i = 5; i };
y[2] = y[3] + { y[3] = 4; 1 };
y[4] = x[0] + next(&mut i);
y[5] = n + next(&mut i);"
    ));
}

#[test]
fn an_assignment_evaluates_its_value_first() {
    insta::assert_snapshot!(ordered(
        "
let mut i = 0usize;
y[{ i += 1; i }] = x[i];
let mut j = 7;
y[next(&mut j) as usize] = j;"
    ));
}

#[test]
fn a_compound_assignment_evaluates_its_right_side_first() {
    insta::assert_snapshot!(ordered(
        "
let mut i = 0;
i += { i = 10; 1 };
y[next(&mut i) as usize] += next(&mut i);
y[i as usize] /= x[1];
y[0] %= 3;
y[1] -= i;"
    ));
}

#[test]
fn a_right_side_that_may_fault_is_evaluated_only_when_needed() {
    insta::assert_snapshot!(ordered(
        "
let i = n as usize;
if i < x.len() && x[i] > 0 { y[0] = 1; }
if n == 0 || 10 / n > 3 { y[1] = 1; }
let c = n > 1 && n < 5;
while c && y[0] < 3 { y[0] += 1; }"
    ));
}

#[test]
fn divisions_are_checked_unless_the_divisor_is_a_safe_literal() {
    insta::assert_snapshot!(ordered(
        "

y[0] = n / 3 + n % -1;
y[1] = n / x[0];
y[2] = (n / n) - n / -2;
let u = n as u32 / 4294967295;
let f = 1.0 / n as f32 % 2.0;
y[3] = n / i32::MAX;"
    ));
}

#[test]
fn arguments_are_evaluated_from_left_to_right() {
    insta::assert_snapshot!(ir("
#[device] fn next(x: &mut i32) -> i32 { *x += 1; *x }
#[device] fn three(a: i32, b: &mut i32, c: i32) -> i32 { *b = c; a }
#[kernel] fn k(y: &mut [i32]) {
    let mut i = 0;
    y[0] = three(i, &mut y[1], next(&mut i));
    y[2] = three(1, &mut y[i as usize], { i = 2; i });
    y[3] = i.max({ i += 1; i });
}")
    .split("fn next")
    .next()
    .expect("a first part")
    .to_owned());
}

#[test]
fn struct_fields_are_evaluated_in_the_order_written() {
    insta::assert_snapshot!(ir("
#[derive(Clone, Copy, GpuType)] struct P { a: i32, b: i32 }
#[device] fn next(x: &mut i32) -> i32 { *x += 1; *x }
#[kernel] fn k(y: &mut [P]) {
    let mut i = 0;
    y[0] = P { b: next(&mut i), a: i };
    y[1] = P { b: i, a: next(&mut i) };
}")
    .split("fn next")
    .next()
    .expect("a first part")
    .to_owned());
}

#[test]
fn a_barrier_separates_reads_of_shared_memory() {
    insta::assert_snapshot!(ir("
#[device] fn wait(v: i32) -> i32 { sync_threads(); v }
#[kernel] fn k(y: &mut [i32], x: &[i32]) {
    let i = thread_idx_x() as usize;
    y[i] = y[0] + x[0] + wait(y[1]);
}")
    .split("fn wait")
    .next()
    .expect("a first part")
    .to_owned());
}
