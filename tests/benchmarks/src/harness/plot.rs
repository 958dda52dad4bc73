//! Plots of points on a logarithmic axis, a line for each case.

use std::io;
use std::path::Path;

use plotters::prelude::*;

use super::case::Unit;
use super::row::Row;

/// Width of a plot, and the height of a case and of what is above and below all of them, in pixels.
const WIDTH: u32 = 1100;
const LINE: u32 = 26;
const AROUND: u32 = 120;

/// Points of one kind, and what is said of them.
struct Series<'a> {
    label: &'a str,
    colour: RGBColor,
    value: fn(&Row) -> Option<f64>,
}

/// Row, 99th and 99.9th percentile of each case that is timed, in microseconds.
///
/// # Errors
/// When the file cannot be written.
pub fn write_times(path: &Path, medians: &[Row]) -> io::Result<()> {
    let times = of_unit(medians, Unit::Nanoseconds);
    let series = [
        Series {
            label: "p50",
            colour: RGBColor(0x1f, 0x5f, 0xa8),
            value: |row| Some(row.p50 / 1e3),
        },
        Series {
            label: "p99",
            colour: RGBColor(0xe0, 0x8a, 0x1e),
            value: |row| row.p99.map(|time| time / 1e3),
        },
        Series {
            label: "p99.9",
            colour: RGBColor(0xb0, 0x30, 0x40),
            value: |row| row.p999.map(|time| time / 1e3),
        },
    ];
    write(path, "Latency, microseconds", &times, &series)
}

/// The rate of each case that has one, in millions of messages a second.
///
/// # Errors
/// When the file cannot be written.
pub fn write_rates(path: &Path, medians: &[Row]) -> io::Result<()> {
    let rates = of_unit(medians, Unit::MessagesPerSecond);
    write_millions(path, "Throughput, millions of messages a second", &rates)
}

/// The rate of each case that computes cells, in millions of cells a second.
///
/// # Errors
/// When the file cannot be written.
pub fn write_cells(path: &Path, medians: &[Row]) -> io::Result<()> {
    let rates = of_unit(medians, Unit::CellsPerSecond);
    write_millions(path, "Stencils, millions of cells a second", &rates)
}

fn write_millions(path: &Path, title: &str, rates: &[&Row]) -> io::Result<()> {
    let series = [Series {
        label: "checked answers",
        colour: RGBColor(0x1f, 0x5f, 0xa8),
        value: |row| Some(row.p50 / 1e6),
    }];
    write(path, title, rates, &series)
}

fn of_unit(medians: &[Row], unit: Unit) -> Vec<&Row> {
    medians.iter().filter(|row| row.unit == unit).collect()
}

/// Writes a plot, if there is something to plot.
fn write(path: &Path, title: &str, rows: &[&Row], series: &[Series<'_>]) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let values = rows
        .iter()
        .flat_map(|row| series.iter().filter_map(|series| (series.value)(row)));
    let (low, high) = values.fold((f64::INFINITY, 0.0_f64), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    // Whole powers of ten.
    let (low, high) = (
        10_f64.powf(low.log10().floor()),
        10_f64.powf(high.log10().floor() + 1.0),
    );
    let count = i32::try_from(rows.len()).expect("cases are few");
    let height = AROUND + LINE * rows.len() as u32;
    let path = path
        .to_str()
        .ok_or_else(|| io::Error::other("the folder's name is not UTF-8"))?;
    let area = SVGBackend::new(path, (WIDTH, height)).into_drawing_area();
    draw(&area, title, (low, high), count, rows, series)
        .and_then(|()| area.present())
        .map_err(io::Error::other)
}

type Drawing<'a, 'b> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
type Failure = DrawingAreaErrorKind<io::Error>;

fn draw(
    area: &Drawing<'_, '_>,
    title: &str,
    (low, high): (f64, f64),
    count: i32,
    rows: &[&Row],
    series: &[Series<'_>],
) -> Result<(), Failure> {
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(area)
        .caption(title, ("sans-serif", 20))
        .margin(12)
        .x_label_area_size(30)
        .y_label_area_size(360)
        // The first case is the uppermost.
        .build_cartesian_2d((low..high).log_scale(), count..-1)?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .y_labels(rows.len() + 2)
        .y_label_formatter(&|&at| {
            let row = usize::try_from(at).ok().and_then(|at| rows.get(at));
            row.map_or(String::new(), |row| row.case.clone())
        })
        .label_style(("sans-serif", 14))
        .draw()?;
    for Series {
        label,
        colour,
        value,
    } in series
    {
        let points = (0..)
            .zip(rows)
            .filter_map(|(at, row)| Some((value(row)?, at)));
        chart
            .draw_series(points.map(|point| Circle::new(point, 4, colour.filled())))?
            .label(*label)
            .legend(|(x, y)| Circle::new((x + 8, y), 4, colour.filled()));
    }
    chart
        .configure_series_labels()
        .background_style(WHITE.mix(0.7))
        .border_style(BLACK)
        .draw()
}
