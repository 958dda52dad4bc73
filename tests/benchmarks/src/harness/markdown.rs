//! A section for `BENCHMARKS.md`.

use std::fmt::Write;

use super::case::Unit;
use super::machine::Machine;
use super::row::Row;

/// Machine, command and date, and a table for each unit.
#[must_use]
pub fn section(machine: &Machine, rounds: usize, medians: &[Row]) -> String {
    let mut text = format!(
        "## {}, {}; {}\n\nCommand: `{}`. Rounds: {rounds}, of which these are medians. A ratio is to \
         what is named beside it, written by hand, of the same round and process.\n",
        machine.date,
        machine.device,
        machine.processor,
        machine.command,
    );
    for unit in [
        Unit::Nanoseconds,
        Unit::MessagesPerSecond,
        Unit::CellsPerSecond,
        Unit::Cores,
    ] {
        let of_unit: Vec<&Row> = medians.iter().filter(|row| row.unit == unit).collect();
        if !of_unit.is_empty() {
            write_table(&mut text, unit, &of_unit);
        }
    }
    text
}

fn write_table(text: &mut String, unit: Unit, medians: &[&Row]) {
    text.push_str(match unit {
        Unit::Nanoseconds => {
            "\n| What | p50 | p99 | p99.9 | Ratio of p50 | of p99 | to |\n\
             | --- | --- | --- | --- | --- | --- | --- |\n"
        }
        Unit::MessagesPerSecond | Unit::CellsPerSecond | Unit::Cores => {
            "\n| What | Figure | Ratio | to |\n| --- | --- | --- | --- |\n"
        }
    });
    for row in medians {
        let shown = |value: Option<f64>| value.map_or(String::new(), |v| unit.show(v).to_string());
        let ratio = |value: Option<f64>| value.map_or(String::new(), |v| format!("{v:.3}"));
        let baseline = row.baseline.as_deref().unwrap_or_default();
        let cells = match unit {
            Unit::Nanoseconds => vec![
                shown(Some(row.p50)),
                shown(row.p99),
                shown(row.p999),
                ratio(row.ratio_p50),
                ratio(row.ratio_p99),
            ],
            Unit::MessagesPerSecond | Unit::CellsPerSecond | Unit::Cores => {
                vec![shown(Some(row.p50)), ratio(row.ratio_p50)]
            }
        };
        let cells = cells.join(" | ");
        writeln!(text, "| {} | {cells} | {baseline} |", row.case).expect("a string takes all");
    }
}
