//! All that runs on the device: one step of the waves, and one exchange with the outside.

use ringkernel_rt::prelude::*;

/// Sounds that can be heard at the same time; a further one takes the place of the oldest.
pub const VOICES: u32 = 16;

/// A sound that is injected somewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, GpuType)]
pub struct Voice {
    /// Where.
    pub cell: u32,
    /// The step of its first sample.
    pub start: u32,
    /// Factor on the signal; 0 is silence.
    pub gain: f32,
}

/// What a neighbour pulls with: nothing if it is a wall.
#[device]
fn pull(medium: f32, difference: f32) -> f32 {
    if medium > 0.0 {
        difference
    } else {
        0.0
    }
}

/// One step of the damped wave equation; [`room`](crate::room) derives it.
#[stencil(swap(p, p_prev))]
pub fn wave(p: &[f32], p_prev: &mut [f32], medium: &[f32], courant2: f32, pos: GridPos) {
    let here = p[pos.idx()];
    let before = p_prev[pos.idx()];
    let sum = pull(pos.north(medium), pos.north(p) - here)
        + pull(pos.south(medium), pos.south(p) - here)
        + pull(pos.east(medium), pos.east(p) - here)
        + pull(pos.west(medium), pos.west(p) - here);
    let change = 2.0 * (here - before) + courant2 * sum;
    p_prev[pos.idx()] = before + medium[pos.idx()] * change;
}

/// Between two steps: adds what sounds at this step to the pressure, then records the microphone.
///
/// One lane does it, because two voices may share a cell.
#[kernel]
pub fn exchange(
    p: &mut [f32],
    trace: &mut [f32],
    signal: &[f32],
    voices: &[Voice],
    microphone: u32,
    step: u32,
) {
    if block_idx_x() * block_dim_x() + thread_idx_x() != 0 {
        return;
    }
    for index in 0..voices.len() {
        let voice = voices[index];
        if voice.gain != 0.0 && step >= voice.start {
            let age = (step - voice.start) as usize;
            if age < signal.len() {
                p[voice.cell as usize] += voice.gain * signal[age];
            }
        }
    }
    trace[step as usize] = p[microphone as usize];
}
