//! What can go wrong, each with the thing that the user can change.

use std::path::PathBuf;

use crate::plan::{Marker, MAX_SIDE, MIN_SIDE};

/// A mistake in the input, or a failure underneath.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file could not be written.
    #[error("cannot write `{}`", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The floor plan is not a picture that can be decoded.
    #[error("the floor plan `{}` is not a readable PNG", path.display())]
    PlanPicture {
        /// The file.
        path: PathBuf,
        /// Why.
        source: png::DecodingError,
    },
    /// The floor plan is too small or too large.
    #[error(
        "the floor plan `{}` is {width} x {height} pixels: each side must be {MIN_SIDE} to {MAX_SIDE}",
        path.display()
    )]
    PlanSize {
        /// The file.
        path: PathBuf,
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// A pixel is near to no colour of the legend.
    #[error(
        "the floor plan `{}` has the colour #{:02x}{:02x}{:02x} at pixel ({x}, {y}), which the legend does not know:\n{}",
        path.display(), colour[0], colour[1], colour[2], crate::plan::legend()
    )]
    PlanColour {
        /// The file.
        path: PathBuf,
        /// Column of the pixel.
        x: u32,
        /// Row of the pixel.
        y: u32,
        /// Red, green, blue.
        colour: [u8; 3],
    },
    /// Neither the plan nor the options say where something is.
    #[error("nothing says where the {marker} is: paint it on the plan in #{:02x}{:02x}{:02x} or give --{marker}-at X,Y",
        marker.colour()[0], marker.colour()[1], marker.colour()[2])]
    NoMarker {
        /// What is missing.
        marker: Marker,
    },
    /// The source signal is not a readable WAV.
    #[error("the source `{}` is not a readable WAV", path.display())]
    Wav {
        /// The file.
        path: PathBuf,
        /// Why.
        source: hound::Error,
    },
    /// The source signal holds no plain samples.
    #[error("the source `{}` is not plain PCM: write it as 8, 16, 24 or 32 bit PCM or 32 bit float", path.display())]
    WavCoding {
        /// The file.
        path: PathBuf,
    },
    /// The source signal has no sample that differs from zero.
    #[error("the source `{}` is silent", path.display())]
    SilentSource {
        /// The file.
        path: PathBuf,
    },
    /// The recording could not be written.
    #[error("cannot write the recording `{}`", path.display())]
    Recording {
        /// The file.
        path: PathBuf,
        /// Why.
        source: hound::Error,
    },
    /// The film could not be written.
    #[error("cannot write the film `{}`", path.display())]
    Film {
        /// The file.
        path: PathBuf,
        /// Why.
        source: gif::EncodingError,
    },
    /// The final picture could not be written.
    #[error("cannot write the picture `{}`", path.display())]
    Picture {
        /// The file.
        path: PathBuf,
        /// Why.
        source: png::EncodingError,
    },
    /// A place is not on the plan.
    #[error(
        "the {marker} at ({x}, {y}) m is outside the plan, which is {width:.2} x {height:.2} m"
    )]
    OutsidePlan {
        /// What stands there.
        marker: Marker,
        /// Metres from the left.
        x: f32,
        /// Metres from the top.
        y: f32,
        /// Width of the plan in metres.
        width: f32,
        /// Height of the plan in metres.
        height: f32,
    },
    /// A place is inside a wall.
    #[error("the {marker} at ({x}, {y}) m is inside a wall")]
    InsideWall {
        /// What stands there.
        marker: Marker,
        /// Metres from the left.
        x: f32,
        /// Metres from the top.
        y: f32,
    },
    /// The scheme would blow up.
    #[error("the Courant number {courant:.4} is above 1/sqrt(2): the rate {rate} Hz is too low for cells of {cell} m")]
    Unstable {
        /// Speed of sound times time step over cell size.
        courant: f64,
        /// Steps per second.
        rate: u32,
        /// Metres.
        cell: f32,
    },
    /// The room has more cells than this program takes.
    #[error("cells of {cell} m make {cells} cells, more than {limit}: choose a larger --cell")]
    TooManyCells {
        /// Metres.
        cell: f32,
        /// How many it would be.
        cells: u64,
        /// How many it may be.
        limit: u64,
    },
    /// A line of a command file, or of standard input, is wrong.
    #[error("{origin}, line {line}: `{text}`: {problem}")]
    Command {
        /// The file, or standard input.
        origin: String,
        /// From 1.
        line: usize,
        /// The line itself.
        text: String,
        /// What is wrong with it.
        problem: crate::desk::Problem,
    },
    /// The device, or the runtime that drives it, refused.
    #[error("the simulation failed")]
    Device {
        /// Why.
        #[from]
        source: ringkernel_rt::error::Error,
    },
    /// No thread could be had to wait in.
    #[error("cannot start the executor")]
    Executor {
        /// Why.
        source: std::io::Error,
    },
}
