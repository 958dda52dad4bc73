//! Rooms for the tests, and a session in them.

// Each test program uses its own part.
#![allow(dead_code)]

pub(crate) mod reference;

use ringkernel_rt::prelude::{Backend, RingKernel};
use wavesim::plan::{Material, Plan};
use wavesim::room::Room;
use wavesim::session::Session;
use wavesim::sound::Sound;

/// Size of a cell in metres.
pub(crate) const CELL: f32 = 0.05;

/// A plan of air inside a border of one pixel.
pub(crate) fn bordered(width: usize, height: usize, border: Material) -> Plan {
    let mut plan = Plan {
        width,
        height,
        materials: vec![Material::Air; width * height],
        source: None,
        microphone: None,
    };
    for y in 0..height {
        for x in 0..width {
            if x == 0 || y == 0 || x == width - 1 || y == height - 1 {
                plan.materials[y * width + x] = border;
            }
        }
    }
    plan
}

/// A rigid box with `width` by `height` cells of air.
pub(crate) fn rigid_box(width: usize, height: usize) -> Room {
    room(&bordered(width + 2, height + 2, Material::Wall))
}

/// A room of one cell a pixel.
pub(crate) fn room(plan: &Plan) -> Room {
    Room::new(plan, CELL, CELL, None).unwrap()
}

/// A room with some of everything: columns, both absorbers, an opening to the outside.
pub(crate) fn furnished() -> Room {
    let mut plan = bordered(70, 50, Material::Wall);
    let mut fill = |[left, top, right, bottom]: [usize; 4], material| {
        for y in top..bottom {
            for x in left..right {
                plan.materials[y * 70 + x] = material;
            }
        }
    };
    fill([69, 20, 70, 30], Material::Opening);
    fill([1, 1, 5, 49], Material::Foam);
    fill([30, 1, 50, 3], Material::Curtain);
    fill([40, 20, 43, 33], Material::Wall);
    fill([55, 40, 56, 41], Material::Wall);
    room(&plan)
}

/// A pulse that is over after some 3 ms.
pub(crate) fn pulse(rate: u32) -> Sound {
    let samples = (0..40).map(|n| {
        let time = f64::from(n) / f64::from(rate) - 1.5e-3;
        let phase = (std::f64::consts::PI * 500.0 * time).powi(2);
        ((1.0 - 2.0 * phase) * (-phase).exp()) as f32
    });
    Sound {
        rate,
        samples: samples.collect(),
    }
}

/// A session in a room at rest.
pub(crate) async fn session(
    backend: Backend,
    room: Room,
    microphone: [f32; 2],
    steps: u32,
) -> Session {
    let runtime = RingKernel::builder()
        .backend(backend)
        .build()
        .await
        .unwrap();
    let sound = pulse(room.rate);
    Session::new(&runtime, room, &sound, microphone, steps).unwrap()
}
