//! One picture of the room: pressure as colour, walls, markers, and a panel with the time and the microphone's trace.

use crate::glyph;
use crate::palette::{self, Floor, Ink};
use crate::plan::Material;
use crate::room::Room;

/// Rows of the panel below the room.
const PANEL: usize = 64;
/// Columns of the panel that hold captions.
const CAPTIONS: usize = 212;
/// The width in pixels that small rooms are enlarged towards.
const WANTED_WIDTH: usize = 640;

/// What is to be seen at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// Pressure of each cell.
    pub pressure: &'a [f32],
    /// Simulated seconds.
    pub time: f64,
    /// Places where sounds are or were injected, in metres.
    pub sources: &'a [[f32; 2]],
    /// The microphone's place in metres.
    pub microphone: [f32; 2],
    /// What the microphone has heard so far.
    pub trace: &'a [f32],
    /// How many samples fill the width of the trace.
    pub span: usize,
}

/// A picture as indices into [`palette::colours`].
#[derive(Clone, Debug)]
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<u8>,
}

/// Draws scenes of one room.
#[derive(Debug)]
pub(crate) struct Painter {
    /// Pixels a cell.
    zoom: usize,
    /// Cells a pixel, for rooms that are too large.
    stride: usize,
    /// Pixels of the room.
    columns: usize,
    rows: usize,
    /// For each pixel of the room, its cell and what lies on the floor there.
    ground: Vec<(usize, Ground)>,
    cell: f32,
    /// The size of the room in words.
    size_caption: String,
    /// The pressure that is drawn at full strength; it follows the sound down, slowly.
    full: f32,
}

#[derive(Clone, Copy, Debug)]
enum Ground {
    Floor(Floor),
    Solid(Ink),
}

impl Painter {
    pub(crate) fn new(room: &Room) -> Self {
        let (inner_width, inner_height) =
            (room.width - 2 * room.margin, room.height - 2 * room.margin);
        let zoom = (WANTED_WIDTH / inner_width).max(1);
        let stride = inner_width.max(inner_height).div_ceil(2 * WANTED_WIDTH);
        let (columns, rows) = (
            (inner_width / stride * zoom).max(CAPTIONS + 100),
            inner_height / stride * zoom,
        );
        let mut ground = Vec::with_capacity(columns * rows);
        for y in 0..rows {
            for x in 0..columns {
                let (column, row) = (x * stride / zoom, y * stride / zoom);
                if column >= inner_width {
                    ground.push((0, Ground::Solid(Ink::Panel)));
                    continue;
                }
                let index = (row + room.margin) * room.width + column + room.margin;
                ground.push((index, ground_at(room, index, stride)));
            }
        }
        let [width, height] = room.size();
        Self {
            zoom,
            stride,
            columns,
            rows,
            ground,
            cell: room.cell,
            size_caption: format!(
                "{width:.1} x {height:.1} m, cells of {:.0} mm",
                room.cell * 1e3
            ),
            full: 0.0,
        }
    }

    /// Width and height of its pictures.
    pub(crate) fn size(&self) -> (usize, usize) {
        (self.columns, self.rows + PANEL)
    }

    /// Draws a scene; `caption` is a short line about it.
    pub(crate) fn paint(&mut self, caption: &str, scene: &Scene) -> Picture {
        let (width, height) = self.size();
        let mut picture = Picture {
            width,
            height,
            pixels: vec![palette::ink(Ink::Panel); width * height],
        };
        self.full = strength(scene.pressure).max(self.full * 0.96);
        let scale = if self.full > 0.0 {
            1.0 / self.full
        } else {
            0.0
        };
        for (pixel, (cell, ground)) in picture.pixels.iter_mut().zip(&self.ground) {
            *pixel = match *ground {
                Ground::Floor(floor) => palette::pressure(floor, scene.pressure[*cell] * scale),
                Ground::Solid(ink) => palette::ink(ink),
            };
        }
        for source in scene.sources {
            self.mark(&mut picture, *source, Ink::Source);
        }
        self.mark(&mut picture, scene.microphone, Ink::Microphone);
        self.panel(&mut picture, caption, scene);
        picture
    }

    /// Draws a disc with an outline at a place in metres.
    fn mark(&self, picture: &mut Picture, place: [f32; 2], ink: Ink) {
        let [x, y] =
            place.map(|metres| (metres / self.cell / self.stride as f32 * self.zoom as f32) as i32);
        for dy in -6..=6 {
            for dx in -6..=6 {
                let (column, row) = (x + dx, y + dy);
                let far = dx * dx + dy * dy;
                let ink = match far {
                    0..=4 => ink,
                    5..=12 => Ink::Outline,
                    13..=27 => ink,
                    28..=40 => Ink::Outline,
                    _ => continue,
                };
                if (0..self.columns as i32).contains(&column)
                    && (0..self.rows as i32).contains(&row)
                {
                    picture.pixels[row as usize * picture.width + column as usize] =
                        palette::ink(ink);
                }
            }
        }
    }

    /// Draws the captions and the trace.
    fn panel(&self, picture: &mut Picture, caption: &str, scene: &Scene) {
        let top = self.rows;
        for x in 0..picture.width {
            picture.pixels[top * picture.width + x] = palette::ink(Ink::Rule);
        }
        let time = format!("t = {:.1} ms", scene.time * 1e3);
        write(picture, [10, top + 10], 2, Ink::Text, &time);
        for (line, caption) in [&self.size_caption, caption].into_iter().enumerate() {
            write(picture, [10, top + 32 + 12 * line], 1, Ink::Faint, caption);
        }
        write(
            picture,
            [CAPTIONS, top + 4],
            1,
            Ink::Microphone,
            "microphone",
        );
        self.trace(picture, scene, top + 14);
    }

    /// Draws the trace as a band from its lowest to its highest value in each column.
    fn trace(&self, picture: &mut Picture, scene: &Scene, top: usize) {
        let (left, right) = (CAPTIONS, picture.width - 10);
        let half = (PANEL - 14 - 6) / 2;
        let middle = top + half;
        for x in left..right {
            picture.pixels[middle * picture.width + x] = palette::ink(Ink::Rule);
        }
        let loudest = scene.trace.iter().fold(0.0f32, |peak, p| peak.max(p.abs()));
        if loudest == 0.0 {
            return;
        }
        let columns = right - left;
        let row = |value: f32| {
            let up = value / loudest * half as f32;
            (middle as f32 - up).round() as usize
        };
        for column in 0..columns {
            let from = column * scene.span / columns;
            let to = ((column + 1) * scene.span / columns + 1).min(scene.trace.len());
            let Some(samples) = scene.trace.get(from..to).filter(|s| !s.is_empty()) else {
                break;
            };
            let low = samples.iter().copied().fold(f32::INFINITY, f32::min);
            let high = samples.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            for y in row(high)..=row(low) {
                picture.pixels[y * picture.width + left + column] = palette::ink(Ink::Microphone);
            }
        }
    }
}

/// What lies at a cell; a wall's outermost cells are its edge.
fn ground_at(room: &Room, index: usize, stride: usize) -> Ground {
    match room.materials[index] {
        Material::Air => Ground::Floor(Floor::Air),
        Material::Opening => Ground::Floor(Floor::Opening),
        Material::Curtain | Material::Foam => Ground::Floor(Floor::Absorber),
        Material::Wall => {
            let (x, y) = (index % room.width, index / room.width);
            let inside = |x: usize, y: usize| {
                x >= room.width
                    || y >= room.height
                    || room.materials[y * room.width + x] == Material::Wall
            };
            let whole = inside(x + stride, y)
                && inside(x.wrapping_sub(stride), y)
                && inside(x, y + stride)
                && inside(x, y.wrapping_sub(stride));
            Ground::Solid(if whole { Ink::Wall } else { Ink::Edge })
        }
    }
}

/// The amplitude at which most of the energy is: unlike a mean it does not sink while the sound fills the room.
fn strength(pressure: &[f32]) -> f32 {
    let (mut squares, mut fourths) = (0.0, 0.0);
    for p in pressure {
        let square = f64::from(*p) * f64::from(*p);
        squares += square;
        fourths += square * square;
    }
    if squares > 0.0 {
        (2.5 * (fourths / squares).sqrt()) as f32
    } else {
        0.0
    }
}

/// Writes text with its top left corner at a pixel.
fn write(picture: &mut Picture, [left, top]: [usize; 2], size: usize, ink: Ink, text: &str) {
    for (position, letter) in text.chars().enumerate() {
        let start = left + position * (glyph::WIDTH + 1) * size;
        for (y, bits) in glyph::rows(letter).into_iter().enumerate() {
            for x in 0..glyph::WIDTH {
                if bits >> (glyph::WIDTH - 1 - x) & 1 == 0 {
                    continue;
                }
                for (dx, dy) in (0..size * size).map(|n| (n % size, n / size)) {
                    let (column, row) = (start + x * size + dx, top + y * size + dy);
                    if column < picture.width && row < picture.height {
                        picture.pixels[row * picture.width + column] = palette::ink(ink);
                    }
                }
            }
        }
    }
}
