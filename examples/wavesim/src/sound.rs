//! Signals: reading, resampling and writing mono WAV files.

use std::io::Cursor;
use std::path::Path;

use crate::error::Error;

/// A mono signal.
#[derive(Clone, Debug, PartialEq)]
pub struct Sound {
    /// Samples per second.
    pub rate: u32,
    /// In order of time; about -1 to 1.
    pub samples: Vec<f32>,
}

impl Sound {
    /// Reads a WAV file; several channels are averaged.
    ///
    /// # Errors
    /// [`Error::Read`], and those of [`Sound::decode`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let bytes = std::fs::read(path).map_err(|source| Error::Read {
            path: path.into(),
            source,
        })?;
        Self::decode(&bytes, path)
    }

    /// Reads the bytes of a WAV; `path` is for messages.
    ///
    /// # Errors
    /// [`Error::Wav`], [`Error::WavCoding`] and [`Error::SilentSource`].
    pub fn decode(bytes: &[u8], path: &Path) -> Result<Self, Error> {
        let unreadable = |source| match source {
            hound::Error::Unsupported => Error::WavCoding { path: path.into() },
            source => Error::Wav {
                path: path.into(),
                source,
            },
        };
        let reader = hound::WavReader::new(Cursor::new(bytes)).map_err(unreadable)?;
        let spec = reader.spec();
        let scale = 1.0 / 2f32.powi(i32::from(spec.bits_per_sample) - 1);
        let interleaved: Result<Vec<f32>, hound::Error> = match spec.sample_format {
            hound::SampleFormat::Float => reader.into_samples::<f32>().collect(),
            hound::SampleFormat::Int => reader
                .into_samples::<i32>()
                .map(|sample| sample.map(|value| value as f32 * scale))
                .collect(),
        };
        let channels = usize::from(spec.channels.max(1));
        let samples: Vec<f32> = interleaved
            .map_err(unreadable)?
            .chunks_exact(channels)
            .map(|frame| frame.iter().sum::<f32>() / channels as f32)
            .map(|sample| if sample.is_finite() { sample } else { 0.0 })
            .collect();
        if samples.iter().all(|sample| *sample == 0.0) {
            return Err(Error::SilentSource { path: path.into() });
        }
        Ok(Self {
            rate: spec.sample_rate,
            samples,
        })
    }

    /// The same signal at another rate, without what lies above `cutoff` Hz.
    ///
    /// A Hann-windowed sinc is evaluated at each new sample, so any two rates go together.
    #[must_use]
    pub fn resampled(&self, rate: u32, cutoff: f64) -> Self {
        let highest = 0.45 * f64::from(self.rate.min(rate));
        let cutoff = cutoff.min(highest);
        let half_width = 8.0 / cutoff;
        let length = self.samples.len() as f64 / f64::from(self.rate) + half_width;
        let count = (length * f64::from(rate)).ceil() as usize;
        let samples = (0..count)
            .map(|n| self.band_limited(n as f64 / f64::from(rate), cutoff, half_width) as f32)
            .collect();
        Self { rate, samples }
    }

    /// The low-passed signal at a time in seconds; silent outside its length.
    fn band_limited(&self, time: f64, cutoff: f64, half_width: f64) -> f64 {
        let rate = f64::from(self.rate);
        let first = ((time - half_width) * rate).ceil().max(0.0) as usize;
        let last = ((time + half_width) * rate).floor();
        if last < 0.0 {
            return 0.0;
        }
        let end = (last as usize + 1).min(self.samples.len());
        let mut sum = 0.0;
        for index in first..end.max(first) {
            let away = time - index as f64 / rate;
            let window = 0.5 + 0.5 * (std::f64::consts::PI * away / half_width).cos();
            let angle = 2.0 * std::f64::consts::PI * cutoff * away;
            let sinc = if angle.abs() < 1e-9 {
                1.0
            } else {
                angle.sin() / angle
            };
            sum += f64::from(self.samples[index]) * window * sinc;
        }
        sum * 2.0 * cutoff / rate
    }

    /// The signal without its slow part, so that a source leaves no static pressure in a closed room.
    ///
    /// Two one-pole high-passes at `corner` Hz: the first takes out a steady flow, the second its sum.
    #[must_use]
    pub fn without_offset(&self, corner: f64) -> Self {
        let keep = (-2.0 * std::f64::consts::PI * corner / f64::from(self.rate)).exp();
        let mut samples = self.samples.clone();
        for _ in 0..2 {
            let (mut input, mut output) = (0.0, 0.0);
            for sample in &mut samples {
                let next = f64::from(*sample);
                output = keep * (output + next - input);
                input = next;
                *sample = output as f32;
            }
        }
        Self {
            rate: self.rate,
            samples,
        }
    }

    /// The largest absolute sample.
    #[must_use]
    pub fn peak(&self) -> f32 {
        self.samples.iter().fold(0.0, |peak, s| peak.max(s.abs()))
    }

    /// The root of the mean square.
    #[must_use]
    pub fn level(&self) -> f32 {
        let sum: f64 = self.samples.iter().map(|s| f64::from(*s).powi(2)).sum();
        (sum / self.samples.len().max(1) as f64).sqrt() as f32
    }

    /// Writes 16 bit PCM with the peak brought to 0.9 of full scale; returns the factor used.
    ///
    /// # Errors
    /// [`Error::Recording`].
    pub fn write(&self, path: &Path) -> Result<f32, Error> {
        let failed = |source| Error::Recording {
            path: path.into(),
            source,
        };
        let peak = self.peak();
        let factor = if peak > 0.0 { 0.9 / peak } else { 1.0 };
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: self.rate,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::create(path, spec).map_err(failed)?;
        for sample in &self.samples {
            let value = (sample * factor * f32::from(i16::MAX)).round() as i16;
            writer.write_sample(value).map_err(failed)?;
        }
        writer.finalize().map_err(failed)?;
        Ok(factor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(rate: u32, frequency: f64, seconds: f64) -> Sound {
        let count = (seconds * f64::from(rate)) as usize;
        let step = 2.0 * std::f64::consts::PI * frequency / f64::from(rate);
        let samples = (0..count).map(|n| (step * n as f64).sin() as f32).collect();
        Sound { rate, samples }
    }

    #[test]
    fn resampling_keeps_a_tone_below_the_cutoff() {
        let there = tone(44_100, 300.0, 0.2).resampled(9_703, 1_000.0);
        let wanted = tone(9_703, 300.0, 0.2);
        for n in 400..1_500 {
            assert!(
                (there.samples[n] - wanted.samples[n]).abs() < 0.01,
                "sample {n}"
            );
        }
    }

    #[test]
    fn resampling_removes_a_tone_above_the_cutoff() {
        let there = tone(44_100, 3_000.0, 0.2).resampled(9_703, 1_000.0);
        assert!(there.samples[400..1_500].iter().all(|s| s.abs() < 0.02));
    }

    #[test]
    fn a_steady_flow_leaves_nothing() {
        let steady = Sound {
            rate: 10_000,
            samples: vec![1.0; 20_000],
        };
        assert!(steady.without_offset(20.0).samples[19_999].abs() < 1e-3);
    }
}
