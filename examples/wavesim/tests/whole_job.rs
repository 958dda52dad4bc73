//! From the sample inputs to the files.

use std::path::Path;

use clap::Parser;
use wavesim::job::Job;
use wavesim::options::Options;
use wavesim::plan::Plan;
use wavesim::sound::Sound;

#[tokio::test]
async fn a_short_run_writes_a_film_a_picture_and_a_recording() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("whole_job");
    let script = out.join("session.txt");
    std::fs::create_dir_all(&out).unwrap();
    std::fs::write(&script, "0.01 inject 9.4 2.2\n0.015 mic 3 4\n0.03 stop\n").unwrap();
    let arguments = [
        "--backend",
        "cpu",
        "--cell",
        "0.1",
        "--duration",
        "0.06",
        "--film",
        "0.02",
        "--frames",
        "5",
        "--commands",
        script.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    let options = Options::try_parse_from(["wavesim"].iter().chain(&arguments)).unwrap();
    let job = Job::prepare(&options).unwrap();
    let rate = job.room().rate;
    let summary = job.run().await.unwrap();
    assert_eq!(
        summary.steps,
        (0.03 * f64::from(rate)).ceil() as u32,
        "`stop` ends it"
    );

    let mut decoder = gif::DecodeOptions::new();
    decoder.set_color_output(gif::ColorOutput::Indexed);
    let film = std::fs::File::open(out.join("film.gif")).unwrap();
    let mut film = decoder.read_info(film).unwrap();
    let mut delays = Vec::new();
    while let Some(frame) = film.read_next_frame().unwrap() {
        delays.push(frame.delay);
    }
    assert_eq!(delays, [4, 4, 4, 4, 200]);

    let still = std::fs::File::open(out.join("final.png")).unwrap();
    let still = png::Decoder::new(std::io::BufReader::new(still));
    let info = still.read_info().unwrap();
    assert_eq!(info.info().width, u32::from(film.width()));

    let recording = Sound::read(&out.join("microphone.wav")).unwrap();
    assert_eq!(recording.rate, rate);
    assert_eq!(recording.samples.len(), summary.steps as usize);
    assert!(recording.level() > 0.01, "the recording is silent");
}

#[test]
fn the_samples_show_all_that_a_plan_can_hold() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let plan = Plan::read(&samples.join("flat.png")).unwrap();
    assert!(plan.source.is_some() && plan.microphone.is_some());
    for entry in &wavesim::plan::LEGEND {
        if let wavesim::plan::Meaning::Material(material) = entry.meaning {
            assert!(plan.materials.contains(&material), "{}", entry.words);
        }
    }
    assert!(Sound::read(&samples.join("source.wav")).unwrap().peak() > 0.5);
}
