//! The command line.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Two-dimensional room acoustics: reads a floor plan and a sound, writes a film and a recording.
///
/// Without arguments it plays the sample sound in the sample flat.
#[derive(Clone, Debug, Parser)]
#[command(name = "wavesim", after_help = after_help())]
pub struct Options {
    /// Floor plan, a PNG in the colours below [default: the sample flat]
    #[arg(long, value_name = "PNG")]
    pub plan: Option<PathBuf>,

    /// Signal of the source, a WAV [default: the sample sound]
    #[arg(long, value_name = "WAV")]
    pub source: Option<PathBuf>,

    /// Commands at times, one a line: `0.010 inject X Y [GAIN]`, `0.020 mic X Y`, `0.5 stop`
    #[arg(long, value_name = "FILE")]
    pub commands: Option<PathBuf>,

    /// Also read commands from standard input; without a time they are done at once
    #[arg(long)]
    pub interactive: bool,

    /// Folder for the results
    #[arg(long, value_name = "FOLDER", default_value = "wavesim-out")]
    pub out: PathBuf,

    /// What computes
    #[arg(long, value_enum, default_value_t = Machine::Auto)]
    pub backend: Machine,

    /// Simulated time in seconds
    #[arg(long, value_name = "SECONDS", default_value = "0.8", value_parser = positive)]
    pub duration: f32,

    /// Size of a pixel of the plan in metres
    #[arg(long, value_name = "METRES", default_value = "0.025", value_parser = positive)]
    pub pixel: f32,

    /// Size of a cell in metres [default: a pixel]
    #[arg(long, value_name = "METRES", value_parser = positive)]
    pub cell: Option<f32>,

    /// Steps per second [default: the lowest stable number]
    #[arg(long, value_name = "HZ", value_parser = clap::value_parser!(u32).range(1..))]
    pub rate: Option<u32>,

    /// Pictures of the film
    #[arg(long, value_name = "COUNT", default_value_t = 160, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub frames: u32,

    /// Simulated seconds that the film shows, from the start
    #[arg(long, value_name = "SECONDS", default_value = "0.08", value_parser = positive)]
    pub film: f32,

    /// Where the source is, in metres from the top left corner [default: as painted on the plan]
    #[arg(long, value_name = "X,Y", value_parser = place)]
    pub source_at: Option<Place>,

    /// Where the microphone is, in metres from the top left corner [default: as painted on the plan]
    #[arg(long, value_name = "X,Y", value_parser = place)]
    pub microphone_at: Option<Place>,
}

/// What computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Machine {
    /// A GPU if there is one, else the CPU
    Auto,
    /// The CPU
    Cpu,
    /// An NVIDIA GPU
    Cuda,
}

/// Metres from the left and from the top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place(pub [f32; 2]);

fn positive(text: &str) -> Result<f32, &'static str> {
    match text.parse::<f32>() {
        Ok(value) if value.is_finite() && value > 0.0 => Ok(value),
        Ok(_) | Err(_) => Err("it must be a number above zero"),
    }
}

fn place(text: &str) -> Result<Place, &'static str> {
    let (x, y) = text.split_once(',').ok_or("write X,Y")?;
    match (x.trim().parse::<f32>(), y.trim().parse::<f32>()) {
        (Ok(x), Ok(y)) if x.is_finite() && y.is_finite() => Ok(Place([x, y])),
        (Ok(_), Ok(_)) | (Err(_), _) | (_, Err(_)) => Err("X and Y must be numbers"),
    }
}

fn after_help() -> String {
    format!("Colours of a floor plan:\n{}", crate::plan::legend())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        <Options as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn nonsense_is_refused() {
        for line in [
            ["wavesim", "--duration", "0"],
            ["wavesim", "--cell", "-1"],
            ["wavesim", "--frames", "0"],
            ["wavesim", "--source-at", "3"],
            ["wavesim", "--microphone-at", "3,x"],
            ["wavesim", "--backend", "abacus"],
        ] {
            assert!(Options::try_parse_from(line).is_err(), "{line:?}");
        }
    }
}
