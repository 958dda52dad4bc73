//! Does the sound do what air does?

mod support;

use std::f64::consts::PI;

use ringkernel_rt::prelude::Backend;
use support::{furnished, pulse, reference::Reference, rigid_box, room, session, CELL};
use wavesim::desk::Action;
use wavesim::plan::Material;
use wavesim::room::{Room, SPEED};

/// The power of a signal at a frequency, through a Hann window.
fn power(samples: &[f32], rate: u32, frequency: f64) -> f64 {
    let count = samples.len() as f64;
    let (mut real, mut imaginary) = (0.0, 0.0);
    for (n, sample) in samples.iter().enumerate() {
        let window = 0.5 - 0.5 * (2.0 * PI * n as f64 / count).cos();
        let angle = 2.0 * PI * frequency * n as f64 / f64::from(rate);
        real += window * f64::from(*sample) * angle.cos();
        imaginary += window * f64::from(*sample) * angle.sin();
    }
    real * real + imaginary * imaginary
}

/// The frequency with the most power within 1.5 % of a guess, to a hundredth of a Hz.
fn loudest_near(samples: &[f32], rate: u32, guess: f64) -> f64 {
    let scan = |from: f64, to: f64, step: f64| {
        let count = ((to - from) / step).round() as usize;
        let frequencies = (0..=count).map(|n| from + n as f64 * step);
        frequencies
            .max_by(|a, b| power(samples, rate, *a).total_cmp(&power(samples, rate, *b)))
            .unwrap()
    };
    let rough = scan(0.985 * guess, 1.015 * guess, 0.25);
    scan(rough - 0.25, rough + 0.25, 0.01)
}

/// The energy that the leapfrog scheme keeps exactly in exact arithmetic: motion plus tension between neighbours.
fn energy(room: &Room, p: &[f32], before: &[f32]) -> f64 {
    let courant2 = room.courant().powi(2);
    let air = |index: usize| room.medium[index] > 0.0;
    let mut sum = 0.0;
    for y in 0..room.height {
        for x in 0..room.width {
            let index = y * room.width + x;
            if !air(index) {
                continue;
            }
            let difference =
                |values: &[f32], other: usize| f64::from(values[other]) - f64::from(values[index]);
            sum += (f64::from(p[index]) - f64::from(before[index])).powi(2);
            let mut link = |inside: bool, other: usize| {
                if inside && air(other) {
                    sum += courant2 * difference(p, other) * difference(before, other);
                }
            };
            link(x + 1 < room.width, index + 1);
            link(y + 1 < room.height, index + room.width);
        }
    }
    sum
}

#[tokio::test]
async fn a_closed_box_resonates_at_its_modes() {
    // 3.0 m by 1.9 m: no two of the modes below are within 2 % of each other.
    let (width, height) = (60, 38);
    let room = rigid_box(width, height);
    let rate = room.rate;
    let near_corner = [1.5 * CELL, 1.5 * CELL];
    let far_corner = [(width as f32 + 0.5) * CELL, (height as f32 + 0.5) * CELL];
    let steps = rate;
    let mut session = session(Backend::Cpu, room, far_corner, steps).await;
    session
        .apply(Action::Inject {
            place: near_corner,
            gain: 1.0,
        })
        .unwrap();
    for _ in 0..steps {
        session.advance().await.unwrap();
    }
    let heard = session.recording().await.unwrap();

    let cell = f64::from(CELL);
    for (m, n) in [
        (1, 0),
        (0, 1),
        (1, 1),
        (2, 0),
        (2, 1),
        (0, 2),
        (1, 2),
        (3, 1),
    ] {
        let along = |mode: i32, cells: usize| f64::from(mode) / (cells as f64 * cell);
        let theory = SPEED / 2.0 * along(m, width).hypot(along(n, height));
        let found = loudest_near(&heard.samples, rate, theory);
        let off = (found - theory).abs() / theory;
        assert!(
            off < 0.005,
            "mode ({m}, {n}): {found:.2} Hz instead of {theory:.2} Hz"
        );
    }
}

#[tokio::test]
async fn energy_in_a_rigid_box_stays() {
    let room = rigid_box(48, 36);
    let energies = energies(room, 40, 50).await;
    let first = energies[0];
    for (n, later) in energies.iter().enumerate() {
        // Rounding is all that may change it.
        assert!(
            (later / first - 1.0).abs() < 1e-4,
            "reading {n}: {later} after {first}"
        );
    }
}

#[tokio::test]
async fn energy_among_absorbers_never_grows() {
    let energies = energies(furnished(), 60, 25).await;
    for (n, pair) in energies.windows(2).enumerate() {
        assert!(pair[1] <= pair[0] * (1.0 + 1e-6), "reading {n}: {pair:?}");
    }
    let (first, last) = (energies[0], energies[energies.len() - 1]);
    assert!(last < 0.2 * first, "{last} of {first} is left");
}

/// The energy at `readings` moments, `apart` steps from each other, after a sound has ended.
async fn energies(room: Room, readings: usize, apart: usize) -> Vec<f64> {
    let middle = room.size().map(|side| 0.37 * side);
    let steps = (40 + readings * apart) as u32;
    let mut session = session(Backend::Cpu, room, middle, steps).await;
    session
        .apply(Action::Inject {
            place: middle,
            gain: 1.0,
        })
        .unwrap();
    for _ in 0..40 {
        session.advance().await.unwrap();
    }
    let mut energies = Vec::new();
    for _ in 0..readings {
        for _ in 0..apart {
            session.advance().await.unwrap();
        }
        let p = session.pressure().await.unwrap();
        let before = session.pressure_before().await.unwrap();
        energies.push(energy(session.room(), &p, &before));
    }
    energies
}

#[tokio::test]
async fn what_leaves_into_the_open_does_not_come_back() {
    let open = room(&support::bordered(60, 60, Material::Air));
    let energies = energies(open, 12, 60).await;
    let (first, last) = (energies[0], energies[energies.len() - 1]);
    assert!(last < 1e-3 * first, "{last} of {first} is left");
}

#[tokio::test]
async fn the_stencil_is_the_scheme() {
    let room = furnished();
    let mut reference = Reference::at_rest(&room);
    let place = [1.3, 1.1];
    let source = room.cell_at(wavesim::plan::Marker::Source, place).unwrap() as usize;
    let sound = pulse(room.rate);
    let mut session = session(Backend::Cpu, room.clone(), place, 200).await;
    session.apply(Action::Inject { place, gain: 0.5 }).unwrap();
    for step in 0..200 {
        session.advance().await.unwrap();
        reference.step();
        if let Some(sample) = sound.samples.get(step) {
            reference.p[source] += 0.5 * sample;
        }
    }
    let pressure = session.pressure().await.unwrap();
    for (index, (ours, theirs)) in pressure.iter().zip(&reference.p).enumerate() {
        assert_eq!(
            ours.to_bits(),
            theirs.to_bits(),
            "cell {index}: {ours} and {theirs}"
        );
    }
}

#[tokio::test]
async fn nothing_is_heard_before_sound_can_be_there() {
    let room = rigid_box(80, 20);
    let rate = f64::from(room.rate);
    let (source, microphone) = ([0.5, 0.5], [3.5, 0.5]);
    let mut session = session(Backend::Cpu, room, microphone, 300).await;
    session
        .apply(Action::Inject {
            place: source,
            gain: 1.0,
        })
        .unwrap();
    for _ in 0..300 {
        session.advance().await.unwrap();
    }
    let heard = session.recording().await.unwrap();
    let arrival = (3.0 / SPEED * rate) as usize;
    let peak = heard.peak();
    assert!(peak > 0.0);
    assert!(heard.samples[..arrival - 10]
        .iter()
        .all(|s| s.abs() < 0.01 * peak));
    assert!(heard.samples[arrival..arrival + 40]
        .iter()
        .any(|s| s.abs() > 0.1 * peak));
}

#[tokio::test]
async fn the_microphone_hears_where_it_was_moved_to() {
    let room = rigid_box(40, 30);
    let source = [0.5, 0.5];
    let mut session = session(Backend::Cpu, room, [1.5, 1.0], 60).await;
    session
        .apply(Action::Inject {
            place: source,
            gain: 1.0,
        })
        .unwrap();
    for _ in 0..30 {
        session.advance().await.unwrap();
    }
    session.apply(Action::Microphone { place: source }).unwrap();
    session.advance().await.unwrap();
    let pressure = session.pressure().await.unwrap();
    let heard = session.recording().await.unwrap();
    let cell = session
        .room()
        .cell_at(wavesim::plan::Marker::Microphone, source)
        .unwrap();
    assert_eq!(
        heard.samples[30].to_bits(),
        pressure[cell as usize].to_bits()
    );
    assert_ne!(heard.samples[30], 0.0);
}
