//! The whole job: read the inputs, simulate, write the results.

use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{channel, Receiver};

use ringkernel_rt::prelude::{Backend, RingKernel};

use crate::desk::{self, Action, Script};
use crate::error::Error;
use crate::film::Film;
use crate::options::{Machine, Options};
use crate::picture::Scene;
use crate::plan::{Marker, Plan};
use crate::progress::{Pace, Progress};
use crate::room::Room;
use crate::session::Session;
use crate::sound::Sound;

/// The sample inputs, so that the program needs no files.
const PLAN: (&str, &[u8]) = ("samples/flat.png", include_bytes!("../samples/flat.png"));
const SOURCE: (&str, &[u8]) = (
    "samples/source.wav",
    include_bytes!("../samples/source.wav"),
);
const COMMANDS: (&str, &str) = (
    "samples/session.txt",
    include_str!("../samples/session.txt"),
);

/// Below this frequency in Hz nothing of the source is kept: it would only push the air about.
const LOWEST_FREQUENCY: f64 = 25.0;

/// Inputs that were read and checked.
#[derive(Debug)]
pub struct Job {
    room: Room,
    sound: Sound,
    script: Script,
    source: [f32; 2],
    microphone: [f32; 2],
    steps: u32,
    options: Options,
}

/// What a job made.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The back end.
    pub machine: String,
    /// How the steps were computed.
    pub schedule: String,
    /// How fast.
    pub pace: Pace,
    /// Steps done.
    pub steps: u32,
    /// Simulated seconds.
    pub seconds: f64,
    /// The root mean square of the recording over its peak, in dB.
    pub level: f32,
    /// Files written, each with what it holds.
    pub files: Vec<(PathBuf, String)>,
}

impl Job {
    /// Reads and checks everything that the options name.
    ///
    /// # Errors
    /// What is wrong with the inputs.
    pub fn prepare(options: &Options) -> Result<Self, Error> {
        let plan = match &options.plan {
            Some(path) => Plan::read(path)?,
            None => Plan::decode(PLAN.1, Path::new(PLAN.0))?,
        };
        let sound = match &options.source {
            Some(path) => Sound::read(path)?,
            None => Sound::decode(SOURCE.1, Path::new(SOURCE.0))?,
        };
        let cell = options.cell.unwrap_or(options.pixel);
        let room = Room::new(&plan, options.pixel, cell, options.rate)?;
        let script = match &options.commands {
            Some(path) => Script::read(path)?,
            // The sample session is about the sample flat.
            None if options.plan.is_none() => Script::parse(COMMANDS.1, COMMANDS.0)?,
            None => Script::default(),
        };

        let painted = |place: Option<[f32; 2]>| place.map(|at| at.map(|p| p * options.pixel));
        let place = |asked: Option<[f32; 2]>, painted, marker| {
            let place = asked.or(painted).ok_or(Error::NoMarker { marker })?;
            room.cell_at(marker, place).map(|_| place)
        };
        let source = place(
            options.source_at.map(|place| place.0),
            painted(plan.source),
            Marker::Source,
        )?;
        let microphone = place(
            options.microphone_at.map(|place| place.0),
            painted(plan.microphone),
            Marker::Microphone,
        )?;
        for command in script.iter() {
            match command.action {
                Action::Inject { place, .. } => room.cell_at(Marker::Source, place)?,
                Action::Microphone { place } => room.cell_at(Marker::Microphone, place)?,
                Action::Stop => continue,
            };
        }
        Ok(Self {
            sound: sound
                .resampled(room.rate, room.highest_frequency())
                .without_offset(LOWEST_FREQUENCY),
            steps: (f64::from(options.duration) * f64::from(room.rate)).ceil() as u32,
            room,
            script,
            source,
            microphone,
            options: options.clone(),
        })
    }

    /// The room that is simulated.
    #[must_use]
    pub fn room(&self) -> &Room {
        &self.room
    }

    /// Simulates, and writes the film, the last picture and the recording.
    ///
    /// # Errors
    /// [`Error::Device`], and those of writing.
    pub async fn run(mut self) -> Result<Summary, Error> {
        let out = &self.options.out;
        std::fs::create_dir_all(out).map_err(|source| Error::Write {
            path: out.clone(),
            source,
        })?;
        let (film_path, still_path, recording_path) = (
            out.join("film.gif"),
            out.join("final.png"),
            out.join("microphone.wav"),
        );

        let backend = match self.options.backend {
            Machine::Auto => Backend::Auto,
            Machine::Cpu => Backend::Cpu,
            Machine::Cuda => Backend::Cuda,
        };
        let runtime = RingKernel::builder().backend(backend).build().await?;
        let mut session = Session::new(
            &runtime,
            self.room.clone(),
            &self.sound,
            self.microphone,
            self.steps,
        )?;
        let start = Action::Inject {
            place: self.source,
            gain: 1.0,
        };
        session.apply(start)?;

        let machine = match runtime.backend().backend {
            Backend::Cpu => "CPU",
            Backend::Cuda => "CUDA",
            // The list of back ends may grow; a runtime never chose `Auto`.
            _ => "device",
        };
        let schedule = session.schedule();
        let filmed = (self.options.film * self.room.rate as f32) as u32;
        let filmed = filmed.clamp(1, self.steps.max(1));
        let mut film = Film::create(&film_path, &self.room, self.caption(filmed))?;
        let live = self.options.interactive.then(listen);
        let mut progress = Progress::start(
            self.steps,
            self.room.cells(),
            format!("{machine}: {schedule}"),
        );
        progress.say(&format!("back end: {}", runtime.backend()));
        progress.say(&format!("schedule: {schedule}"));

        while session.step() < self.steps {
            if let Some(lines) = &live {
                self.take_live(lines, &session, &progress);
            }
            if self.follow(&mut session, &progress).await? {
                break;
            }
            session.advance().await?;
            progress.show(session.step());
            if self.is_filmed(session.step(), filmed) {
                add_frame(&mut film, &session, filmed).await?;
            }
        }
        let pace = progress.pace(session.step());
        progress.finish();

        let recording = session.recording().await?;
        let pressure = session.pressure().await?;
        let sources = session.sources();
        film.still(
            "the last state",
            &Scene {
                pressure: &pressure,
                time: session.time(),
                sources: &sources,
                microphone: session.microphone(),
                trace: &recording.samples,
                span: recording.samples.len(),
            },
            &still_path,
        )?;
        let frames = film.frames();
        film.finish()?;
        let factor = recording.write(&recording_path)?;
        let summary = Summary {
            machine: machine.into(),
            schedule,
            pace,
            steps: session.step(),
            seconds: session.time(),
            level: 20.0 * (recording.level() / recording.peak().max(f32::MIN_POSITIVE)).log10(),
            files: vec![
                (
                    film_path,
                    format!(
                        "{frames} pictures of the first {:.0} ms",
                        1e3 * f64::from(filmed.min(session.step())) / f64::from(self.room.rate)
                    ),
                ),
                (still_path, "the last state, and the whole recording".into()),
                (
                    recording_path,
                    format!(
                        "the microphone at {} Hz, amplified {factor:.3} times",
                        self.room.rate
                    ),
                ),
            ],
        };
        runtime.shutdown().await?;
        Ok(summary)
    }

    /// Whether the film shows the state after a step: its pictures are spread evenly over the first `filmed` steps.
    fn is_filmed(&self, step: u32, filmed: u32) -> bool {
        let frame =
            |step: u32| u64::from(step) * u64::from(self.options.frames) / u64::from(filmed);
        step <= filmed && frame(step) > frame(step - 1)
    }

    /// How much slower than the sound the film is, in words.
    fn caption(&self, filmed: u32) -> String {
        let shown = f64::from(self.options.frames.min(filmed)) / 25.0;
        let slower = shown * f64::from(self.room.rate) / f64::from(filmed);
        format!("slow motion: 1/{slower:.0}")
    }

    /// Does what is due; true if the simulation is to stop.
    async fn follow(&mut self, session: &mut Session, progress: &Progress) -> Result<bool, Error> {
        while let Some(command) = self.script.next_due(session.time()) {
            if command.action == Action::Stop {
                return Ok(true);
            }
            match session.apply(command.action) {
                Ok(()) => progress.say(&format!("at {:.4} s: {}", session.time(), command.action)),
                // A mistake on the live channel is no reason to lose the work.
                Err(error @ (Error::OutsidePlan { .. } | Error::InsideWall { .. })) => {
                    progress.say(&error.to_string());
                }
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }

    /// Puts what was typed into the script.
    fn take_live(&mut self, lines: &Receiver<String>, session: &Session, progress: &Progress) {
        for line in lines.try_iter() {
            match desk::parse(&line) {
                Ok(None) => {}
                Ok(Some(mut command)) => {
                    command.at.get_or_insert(session.time());
                    self.script.add(command);
                }
                Err(problem) => progress.say(&format!("`{line}`: {problem}")),
            }
        }
    }
}

/// Reads standard input in a thread of its own, which ends with the input or with the program.
fn listen() -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let Ok(line) = line else { break };
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

async fn add_frame(film: &mut Film, session: &Session, filmed: u32) -> Result<(), Error> {
    let pressure = session.pressure().await?;
    let recording = session.recording().await?;
    film.add(&Scene {
        pressure: &pressure,
        time: session.time(),
        sources: &session.sources(),
        microphone: session.microphone(),
        trace: &recording.samples,
        span: filmed as usize,
    })
}
