//! A running simulation: the fields on the device, the settings of the desk, and one step at a time.

use ringkernel_rt::prelude::*;

use crate::desk::Action;
use crate::error::Error;
use crate::kernels::{exchange, wave, Voice, VOICES};
use crate::plan::Marker;
use crate::room::Room;
use crate::sound::Sound;

/// A room full of air at rest, and what happens to it.
#[derive(Debug)]
pub struct Session {
    runtime: RingKernel,
    room: Room,
    waves: Simulation<wave>,
    signal: Buffer<f32>,
    /// The device's copy of `voices`.
    mixed: Buffer<Voice>,
    voices: [Voice; VOICES as usize],
    trace: Buffer<f32>,
    /// Sounds started so far.
    started: u32,
    /// The microphone's cell.
    microphone: u32,
    microphone_place: [f32; 2],
    /// Where each voice sounds, in metres.
    places: [Option<[f32; 2]>; VOICES as usize],
    step: u32,
    steps: u32,
}

impl Session {
    /// Puts a room onto the device, at rest, for `steps` steps; `sound` is at the room's rate.
    ///
    /// # Errors
    /// [`Error::OutsidePlan`] and [`Error::InsideWall`] for the microphone, [`Error::Device`].
    pub fn new(
        runtime: &RingKernel,
        room: Room,
        sound: &Sound,
        microphone: [f32; 2],
        steps: u32,
    ) -> Result<Self, Error> {
        // Outside the grid the medium reads 0: a rigid wall.
        let grid = Grid::d2(room.width as u32, room.height as u32).boundary(Boundary::Zero);
        let mut waves = runtime.stencil::<wave>(grid)?;
        waves.write(wave::medium, &room.medium)?;
        let voices = [Voice::default(); VOICES as usize];
        let mut session = Self {
            runtime: runtime.clone(),
            waves,
            signal: runtime.upload(&sound.samples)?,
            mixed: runtime.upload(&voices)?,
            voices,
            trace: runtime.zeroed(steps as usize)?,
            started: 0,
            microphone: 0,
            microphone_place: microphone,
            places: [None; VOICES as usize],
            step: 0,
            steps,
            room,
        };
        let place = microphone;
        session.apply(Action::Microphone { place })?;
        Ok(session)
    }

    /// Does what a command asks for, from the next step on; `Stop` is left to the caller.
    ///
    /// # Errors
    /// [`Error::OutsidePlan`], [`Error::InsideWall`] and [`Error::Device`].
    pub fn apply(&mut self, action: Action) -> Result<(), Error> {
        match action {
            Action::Inject { place, gain } => {
                let cell = self.room.cell_at(Marker::Source, place)?;
                // The oldest gives way.
                let voice = (self.started % VOICES) as usize;
                self.started += 1;
                self.voices[voice] = Voice {
                    cell,
                    start: self.step,
                    gain,
                };
                self.places[voice] = Some(place);
                self.runtime.write(&mut self.mixed, &self.voices)?;
            }
            Action::Microphone { place } => {
                self.microphone = self.room.cell_at(Marker::Microphone, place)?;
                self.microphone_place = place;
            }
            Action::Stop => {}
        }
        Ok(())
    }

    /// Computes one step; does nothing after the last.
    ///
    /// # Errors
    /// [`Error::Device`].
    pub async fn advance(&mut self) -> Result<(), Error> {
        if self.step == self.steps {
            return Ok(());
        }
        let courant2 = self.room.courant_squared();
        self.waves.step(1, wave::Params { courant2 }).await?;
        let exchanged = exchange::args(
            self.waves.field_mut(wave::p),
            &mut self.trace,
            &self.signal,
            &self.mixed,
            self.microphone,
            self.step,
        );
        let one_lane = Launch::grid([1, 1, 1], [1, 1, 1]);
        self.runtime.run(exchanged, one_lane).await?;
        self.step += 1;
        Ok(())
    }

    /// The pressure of each cell.
    ///
    /// # Errors
    /// [`Error::Device`].
    pub async fn pressure(&self) -> Result<Vec<f32>, Error> {
        Ok(self.waves.read(wave::p).await?)
    }

    /// The pressure of each cell one step ago.
    ///
    /// # Errors
    /// [`Error::Device`].
    pub async fn pressure_before(&self) -> Result<Vec<f32>, Error> {
        Ok(self.waves.read(wave::p_prev).await?)
    }

    /// Sets the pressure of each cell, standing still.
    ///
    /// # Errors
    /// [`Error::Device`] if there is not one value for each cell.
    pub fn set_pressure(&mut self, pressure: &[f32]) -> Result<(), Error> {
        self.waves.write(wave::p, pressure)?;
        self.waves.write(wave::p_prev, pressure)?;
        Ok(())
    }

    /// What the microphone has heard so far.
    ///
    /// # Errors
    /// [`Error::Device`].
    pub async fn recording(&self) -> Result<Sound, Error> {
        let mut samples = self.runtime.download(&self.trace).await?;
        samples.truncate(self.step as usize);
        Ok(Sound {
            rate: self.room.rate,
            samples,
        })
    }

    /// The room.
    #[must_use]
    pub fn room(&self) -> &Room {
        &self.room
    }

    /// How the steps are computed, in words.
    #[must_use]
    pub fn schedule(&self) -> String {
        self.waves.schedule().to_string()
    }

    /// Steps done.
    #[must_use]
    pub fn step(&self) -> u32 {
        self.step
    }

    /// Simulated seconds.
    #[must_use]
    pub fn time(&self) -> f64 {
        f64::from(self.step) / f64::from(self.room.rate)
    }

    /// Where the microphone is, in metres.
    #[must_use]
    pub fn microphone(&self) -> [f32; 2] {
        self.microphone_place
    }

    /// Where sounds were started, in metres.
    #[must_use]
    pub fn sources(&self) -> Vec<[f32; 2]> {
        self.places.iter().flatten().copied().collect()
    }
}
