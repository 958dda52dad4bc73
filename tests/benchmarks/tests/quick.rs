//! The program of the figures does all that it does, little of each, where there is no GPU.

use std::fs;
use std::process::Command;

use ringkernel_benchmarks::harness::{Row, Unit};

#[test]
fn every_case_runs_on_the_cpu_and_is_written() {
    let out = tempfile::tempdir().expect("a folder can be made");
    let run = Command::new(env!("CARGO_BIN_EXE_actors"))
        .args(["--cpu", "--quick", "--rounds", "2", "--out"])
        .arg(out.path())
        .output()
        .expect("the program is there");
    let errors = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{errors}");

    let file = |name| fs::read_to_string(out.path().join(name)).expect("the program wrote it");
    let csv = file("figures.csv");
    let rows: Vec<Row> = csv::Reader::from_reader(csv.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("a line is a row");
    let (first, second) = rows.split_at(rows.len() / 2);
    let cases = |round: &[Row], unit| {
        let rows = round.iter().filter(|row| row.unit == unit);
        rows.map(|row| row.case.clone()).collect::<Vec<_>>()
    };
    let units = [Unit::Nanoseconds, Unit::MessagesPerSecond, Unit::Cores];
    assert_eq!(units.map(|unit| cases(first, unit).len()), [14, 8, 1]);
    for unit in units {
        assert_eq!(cases(first, unit), cases(second, unit));
    }
    for row in &rows {
        assert!(row.p50 > 0.0 || row.unit == Unit::Cores, "{row:?}");
        assert!(row.p99.is_none_or(|p99| p99 >= row.p50), "{row:?}");
        assert!(row.p999 >= row.p99, "{row:?}");
    }

    let json: serde_json::Value = serde_json::from_str(&file("figures.json")).expect("it is JSON");
    for (number, round) in [first, second].into_iter().enumerate() {
        let written = json["rounds"][number].as_array();
        assert_eq!(written.map(Vec::len), Some(round.len()));
    }
    assert_eq!(json["medians"].as_array().map(Vec::len), Some(23));
    assert_eq!(json["machine"]["device"], "CPU back end");
    for (plot, unit) in [
        ("latency.svg", Unit::Nanoseconds),
        ("throughput.svg", Unit::MessagesPerSecond),
    ] {
        let svg = file(plot);
        let missing: Vec<_> = cases(first, unit)
            .into_iter()
            .filter(|case| !svg.contains(case.as_str()))
            .collect();
        assert!(missing.is_empty(), "{plot} does not name {missing:?}");
    }
    let section = file("figures.md");
    let lines = section.lines().filter(|line| line.starts_with("| "));
    // And the head and the rule of each table.
    assert_eq!(lines.count(), 23 + 2 * units.len());
}

#[test]
fn stencils_on_the_cpu_are_those_of_a_loop() {
    let out = tempfile::tempdir().expect("a folder can be made");
    let run = Command::new(env!("CARGO_BIN_EXE_stencils"))
        .args(["--cpu", "--quick", "--rounds", "1"])
        .args(["--grids", "512x512,128x128x128", "--out"])
        .arg(out.path())
        .output()
        .expect("the program is there");
    let errors = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{errors}");

    let csv = fs::read_to_string(out.path().join("figures.csv")).expect("the program wrote it");
    let rows: Vec<Row> = csv::Reader::from_reader(csv.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("a line is a row");
    let held: Vec<_> = rows.iter().map(|row| row.ratio_p50.is_some()).collect();
    assert_eq!(held, [false, true, false, true]);
    for row in &rows {
        assert!(row.unit == Unit::CellsPerSecond && row.p50 > 0.0, "{row:?}");
    }
}
