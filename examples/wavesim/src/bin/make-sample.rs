//! Makes the sample floor plan and the sample sound of this example; the same bytes each time.
//!
//! `cargo run -p wavesim --bin make-sample` rewrites `examples/wavesim/samples/`.

use std::path::Path;

use wavesim::plan::{Marker, Material, Meaning, LEGEND};
use wavesim::sound::Sound;

/// Pixels of the plan; one is 2.5 cm.
const WIDTH: i32 = 480;
const HEIGHT: i32 = 320;

/// Samples per second of the sound.
const RATE: u32 = 22_050;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    std::fs::create_dir_all(&folder)?;
    let plan = flat();
    let file = std::fs::File::create(folder.join("flat.png"))?;
    let mut encoder = png::Encoder::new(file, WIDTH as u32, HEIGHT as u32);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(
        LEGEND
            .iter()
            .flat_map(|entry| entry.colour)
            .collect::<Vec<_>>(),
    );
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&plan.pixels)?;
    writer.finish()?;
    knock_and_chimes().write(&folder.join("source.wav"))?;
    Ok(())
}

/// A canvas of indices into the legend.
struct Canvas {
    pixels: Vec<u8>,
}

impl Canvas {
    fn new() -> Self {
        let air = index(Meaning::Material(Material::Air));
        Self {
            pixels: vec![air; (WIDTH * HEIGHT) as usize],
        }
    }

    /// Paints every pixel whose centre is inside a shape.
    fn paint(&mut self, meaning: Meaning, inside: impl Fn(f64, f64) -> bool) {
        let colour = index(meaning);
        for y in 0..HEIGHT {
            for x in 0..WIDTH {
                if inside(f64::from(x) + 0.5, f64::from(y) + 0.5) {
                    self.pixels[(y * WIDTH + x) as usize] = colour;
                }
            }
        }
    }

    /// Paints a rectangle from its left, top, right and bottom edges.
    fn rectangle(&mut self, material: Material, [left, top, right, bottom]: [i32; 4]) {
        let (x_range, y_range) = (
            f64::from(left)..f64::from(right),
            f64::from(top)..f64::from(bottom),
        );
        self.paint(Meaning::Material(material), |x, y| {
            x_range.contains(&x) && y_range.contains(&y)
        });
    }

    /// Paints a disc.
    fn disc(&mut self, meaning: Meaning, [x, y]: [i32; 2], radius: f64) {
        let (centre_x, centre_y) = (f64::from(x), f64::from(y));
        self.paint(meaning, |x, y| (x - centre_x).hypot(y - centre_y) < radius);
    }
}

fn index(meaning: Meaning) -> u8 {
    let position = LEGEND.iter().position(|entry| entry.meaning == meaning);
    position.expect("the legend names every meaning") as u8
}

/// A hall with an apse and a colonnade, a corridor, a studio lined with absorbers, and a room with an open window.
fn flat() -> Canvas {
    let wall = Meaning::Material(Material::Wall);
    let air = Meaning::Material(Material::Air);
    let mut plan = Canvas::new();
    plan.rectangle(Material::Wall, [20, 20, 460, 300]);

    // The hall: a nave that ends in a half circle, and a row of columns.
    plan.rectangle(Material::Air, [128, 64, 262, 256]);
    plan.disc(air, [128, 160], 96.0);
    for y in (76..=244).step_by(24) {
        plan.disc(wall, [206, y], 5.0);
    }
    // The corridor, with a door into the garden.
    plan.rectangle(Material::Air, [268, 26, 308, 294]);
    plan.rectangle(Material::Opening, [276, 294, 300, 300]);
    plan.rectangle(Material::Opening, [262, 138, 268, 182]);
    // The studio: foam on two walls, a curtain on the third.
    plan.rectangle(Material::Air, [314, 26, 454, 146]);
    plan.rectangle(Material::Foam, [440, 26, 454, 146]);
    plan.rectangle(Material::Foam, [314, 26, 440, 38]);
    plan.rectangle(Material::Curtain, [350, 138, 440, 146]);
    plan.rectangle(Material::Opening, [308, 84, 314, 116]);
    // The living room: an open window, a sofa, a table with four legs.
    plan.rectangle(Material::Air, [314, 152, 454, 294]);
    plan.rectangle(Material::Opening, [454, 190, 460, 244]);
    plan.rectangle(Material::Opening, [308, 196, 314, 228]);
    plan.rectangle(Material::Foam, [340, 270, 410, 288]);
    for corner in [[362, 196], [398, 196], [362, 232], [398, 232]] {
        plan.disc(wall, corner, 3.0);
    }

    plan.disc(Meaning::Marker(Marker::Source), [80, 160], 3.0);
    plan.disc(Meaning::Marker(Marker::Microphone), [380, 214], 3.0);
    plan
}

/// A short knock, for the picture, then three chimes, for the ear.
fn knock_and_chimes() -> Sound {
    let mut samples = vec![0.0; RATE as usize * 6 / 10];
    for (n, sample) in samples.iter_mut().enumerate() {
        let time = n as f64 / f64::from(RATE);
        *sample = (knock(time - 0.003)
            + 0.25 * chime(time - 0.14, 440.0)
            + 0.25 * chime(time - 0.24, 554.37)
            + 0.25 * chime(time - 0.34, 659.26)) as f32;
    }
    Sound {
        rate: RATE,
        samples,
    }
}

/// A Ricker wavelet with its middle at zero and most of its energy near 600 Hz.
fn knock(time: f64) -> f64 {
    let phase = (std::f64::consts::PI * 600.0 * time).powi(2);
    (1.0 - 2.0 * phase) * (-phase).exp()
}

/// A struck bar: a soft start, a decay and one overtone.
fn chime(time: f64, frequency: f64) -> f64 {
    if time < 0.0 {
        return 0.0;
    }
    let angle = 2.0 * std::f64::consts::PI * frequency * time;
    let shape = (1.0 - (-time / 0.002).exp()) * (-time / 0.06).exp();
    shape * (angle.sin() + 0.3 * (2.0 * angle).sin())
}
