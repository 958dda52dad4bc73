//! Wrong inputs are refused by name.

use std::path::{Path, PathBuf};

use clap::Parser;
use wavesim::desk::Problem;
use wavesim::error::Error;
use wavesim::job::Job;
use wavesim::options::Options;
use wavesim::plan::Marker;

/// A folder of one test, under the target folder.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn refusal(arguments: &[&str]) -> Error {
    let line = ["wavesim"].iter().chain(arguments);
    let options = Options::try_parse_from(line).unwrap();
    Job::prepare(&options).expect_err("the input is wrong")
}

fn written(test: &str, name: &str, bytes: &[u8]) -> String {
    let path = folder(test).join(name);
    std::fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

fn plan(test: &str, width: u32, height: u32, pixel: [u8; 3]) -> String {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    let pixels = pixel.repeat((width * height) as usize);
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    written(test, "plan.png", &bytes)
}

/// A WAV header with a coding of the caller's choice, and some samples.
fn wav(coding: u16, bits: u16, samples: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(b"RIFF");
    bytes.extend((36 + samples.len() as u32).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16u32.to_le_bytes());
    bytes.extend(coding.to_le_bytes());
    bytes.extend(1u16.to_le_bytes());
    bytes.extend(8000u32.to_le_bytes());
    bytes.extend((8000 * u32::from(bits) / 8).to_le_bytes());
    bytes.extend((bits / 8).to_le_bytes());
    bytes.extend(bits.to_le_bytes());
    bytes.extend(b"data");
    bytes.extend((samples.len() as u32).to_le_bytes());
    bytes.extend(samples);
    bytes
}

#[test]
fn a_missing_file_is_named() {
    for option in ["--plan", "--source", "--commands"] {
        match refusal(&[option, "no/such/file"]) {
            Error::Read { path, .. } => assert_eq!(path, Path::new("no/such/file")),
            other => panic!("{option}: {other:?}"),
        }
    }
}

#[test]
fn a_plan_that_is_no_picture_is_refused() {
    let path = written("no_picture", "plan.png", b"walls and doors");
    assert!(matches!(
        refusal(&["--plan", &path]),
        Error::PlanPicture { .. }
    ));
}

#[test]
fn a_plan_of_a_wrong_size_is_refused() {
    let path = plan("wrong_size", 8, 40, [255; 3]);
    assert!(matches!(
        refusal(&["--plan", &path]),
        Error::PlanSize {
            width: 8,
            height: 40,
            ..
        }
    ));
}

#[test]
fn an_unknown_colour_is_named_with_its_pixel() {
    let path = plan("unknown_colour", 20, 20, [255, 0, 255]);
    assert!(matches!(
        refusal(&["--plan", &path]),
        Error::PlanColour {
            x: 0,
            y: 0,
            colour: [255, 0, 255],
            ..
        }
    ));
}

#[test]
fn a_plan_without_markers_needs_places() {
    let path = plan("no_markers", 40, 40, [255; 3]);
    let source = refusal(&["--plan", &path]);
    assert!(matches!(
        source,
        Error::NoMarker {
            marker: Marker::Source
        }
    ));
    let microphone = refusal(&["--plan", &path, "--source-at", "0.5,0.5"]);
    assert!(matches!(
        microphone,
        Error::NoMarker {
            marker: Marker::Microphone
        }
    ));
}

#[test]
fn a_wav_that_is_not_pcm_is_refused() {
    // A-law.
    let path = written("a_law", "source.wav", &wav(6, 8, &[1, 2, 3, 4]));
    assert!(matches!(
        refusal(&["--source", &path]),
        Error::WavCoding { .. }
    ));
}

#[test]
fn a_wav_that_is_no_wav_is_refused() {
    let path = written("no_wav", "source.wav", b"la la la la la");
    assert!(matches!(refusal(&["--source", &path]), Error::Wav { .. }));
}

#[test]
fn a_silent_source_is_refused() {
    let path = written("silent", "source.wav", &wav(1, 16, &[0; 200]));
    assert!(matches!(
        refusal(&["--source", &path]),
        Error::SilentSource { .. }
    ));
}

#[test]
fn a_source_in_a_wall_is_refused() {
    assert!(matches!(
        refusal(&["--source-at", "0.6,0.6"]),
        Error::InsideWall {
            marker: Marker::Source,
            ..
        }
    ));
}

#[test]
fn a_microphone_outside_is_refused() {
    assert!(matches!(
        refusal(&["--microphone-at", "99,1"]),
        Error::OutsidePlan {
            marker: Marker::Microphone,
            ..
        }
    ));
}

#[test]
fn a_command_into_a_wall_is_refused_before_the_start() {
    let path = written("wall_command", "session.txt", b"0.1 mic 0.6 0.6\n");
    assert!(matches!(
        refusal(&["--commands", &path]),
        Error::InsideWall {
            marker: Marker::Microphone,
            ..
        }
    ));
}

#[test]
fn a_wrong_command_is_named_with_its_line() {
    let path = written(
        "wrong_command",
        "session.txt",
        b"0.1 mic 9 5\n0.2 sing 1 2\n",
    );
    assert!(matches!(
        refusal(&["--commands", &path]),
        Error::Command {
            line: 2,
            problem: Problem::UnknownWord,
            ..
        }
    ));
}

#[test]
fn a_rate_that_is_too_low_is_refused() {
    assert!(matches!(
        refusal(&["--rate", "8000"]),
        Error::Unstable { .. }
    ));
}
