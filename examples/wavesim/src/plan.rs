//! The floor plan: what each pixel of a picture is made of, and where the source and the microphone stand.
//!
//! A pixel's colour is looked up in the [`LEGEND`]; colours that are a little off (antialiasing, lossy editors) count
//! as the nearest entry, others are an error that names the pixel.

use std::fmt;
use std::io::Cursor;
use std::path::Path;

use crate::error::Error;

/// Shortest side of a plan in pixels.
pub const MIN_SIDE: u32 = 16;
/// Longest side of a plan in pixels.
pub const MAX_SIDE: u32 = 4096;

/// How far each channel of a pixel may be from its legend colour.
const TOLERANCE: u8 = 60;

/// What a place is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Material {
    /// Air.
    Air,
    /// Air in a door or a window; sound passes, the film tints it.
    Opening,
    /// A rigid wall: all sound comes back.
    Wall,
    /// A light absorber: a curtain, a carpet on the wall.
    Curtain,
    /// A strong absorber: mineral wool, acoustic foam.
    Foam,
}

/// A thing that stands in the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// Where the source signal sounds.
    Source,
    /// Where the recording is made.
    Microphone,
}

impl Marker {
    /// Its colour on the plan.
    #[must_use]
    pub fn colour(self) -> [u8; 3] {
        match self {
            Self::Source => [255, 0, 0],
            Self::Microphone => [0, 0, 255],
        }
    }
}

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Source => "source",
            Self::Microphone => "microphone",
        })
    }
}

/// What a colour of the plan says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The pixel is made of this.
    Material(Material),
    /// Air, and the centre of all pixels of this colour is where the thing stands.
    Marker(Marker),
}

/// One line of the legend.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Red, green, blue.
    pub colour: [u8; 3],
    /// What it says.
    pub meaning: Meaning,
    /// In words.
    pub words: &'static str,
}

/// The colours of a plan.
pub const LEGEND: [Entry; 7] = [
    Entry {
        colour: [255, 255, 255],
        meaning: Meaning::Material(Material::Air),
        words: "white    air",
    },
    Entry {
        colour: [0, 0, 0],
        meaning: Meaning::Material(Material::Wall),
        words: "black    rigid wall",
    },
    Entry {
        colour: [0, 255, 255],
        meaning: Meaning::Material(Material::Opening),
        words: "cyan     opening (door, window)",
    },
    Entry {
        colour: [128, 255, 128],
        meaning: Meaning::Material(Material::Curtain),
        words: "light green  light absorber (curtain)",
    },
    Entry {
        colour: [0, 128, 0],
        meaning: Meaning::Material(Material::Foam),
        words: "dark green   strong absorber (foam)",
    },
    Entry {
        colour: [255, 0, 0],
        meaning: Meaning::Marker(Marker::Source),
        words: "red      the source",
    },
    Entry {
        colour: [0, 0, 255],
        meaning: Meaning::Marker(Marker::Microphone),
        words: "blue     the microphone",
    },
];

/// The legend in words, a line for each colour.
#[must_use]
pub fn legend() -> String {
    let mut text = String::new();
    for entry in &LEGEND {
        let [r, g, b] = entry.colour;
        text.push_str(&format!("  #{r:02x}{g:02x}{b:02x}  {}\n", entry.words));
    }
    text.truncate(text.trim_end().len());
    text
}

/// What a colour says, if it is near enough to one of the legend.
#[must_use]
pub fn meaning(colour: [u8; 3]) -> Option<Meaning> {
    let distance = |entry: &Entry| {
        let channels = entry.colour.iter().zip(colour);
        channels.map(|(a, b)| a.abs_diff(b)).max().unwrap_or(0)
    };
    let nearest = LEGEND.iter().min_by_key(|entry| distance(entry))?;
    (distance(nearest) <= TOLERANCE).then_some(nearest.meaning)
}

/// A decoded floor plan.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
    /// Row by row from the top left; `width * height` of them.
    pub materials: Vec<Material>,
    /// Where the source is painted, in pixels from the top left corner.
    pub source: Option<[f32; 2]>,
    /// Where the microphone is painted, in pixels from the top left corner.
    pub microphone: Option<[f32; 2]>,
}

impl Plan {
    /// Reads a plan from a file.
    ///
    /// # Errors
    /// [`Error::Read`], and those of [`Plan::decode`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let bytes = std::fs::read(path).map_err(|source| Error::Read {
            path: path.into(),
            source,
        })?;
        Self::decode(&bytes, path)
    }

    /// Reads a plan from the bytes of a PNG; `path` is for messages.
    ///
    /// # Errors
    /// [`Error::PlanPicture`], [`Error::PlanSize`] and [`Error::PlanColour`].
    pub fn decode(bytes: &[u8], path: &Path) -> Result<Self, Error> {
        let unreadable = |source| Error::PlanPicture {
            path: path.into(),
            source,
        };
        let mut decoder = png::Decoder::new(Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().map_err(unreadable)?;
        let (width, height) = (reader.info().width, reader.info().height);
        if !(MIN_SIDE..=MAX_SIDE).contains(&width) || !(MIN_SIDE..=MAX_SIDE).contains(&height) {
            return Err(Error::PlanSize {
                path: path.into(),
                width,
                height,
            });
        }
        let (colour_type, _) = reader.output_color_type();
        let samples = colour_type.samples();
        let mut pixels = vec![0; width as usize * height as usize * samples];
        reader.next_frame(&mut pixels).map_err(unreadable)?;

        let mut materials = Vec::with_capacity(width as usize * height as usize);
        let mut source = Centre::default();
        let mut microphone = Centre::default();
        for (index, pixel) in pixels.chunks_exact(samples).enumerate() {
            let (x, y) = (index as u32 % width, index as u32 / width);
            let colour = on_white(pixel);
            match meaning(colour) {
                Some(Meaning::Material(material)) => materials.push(material),
                Some(Meaning::Marker(marker)) => {
                    materials.push(Material::Air);
                    match marker {
                        Marker::Source => source.add(x, y),
                        Marker::Microphone => microphone.add(x, y),
                    }
                }
                None => {
                    return Err(Error::PlanColour {
                        path: path.into(),
                        x,
                        y,
                        colour,
                    })
                }
            }
        }
        Ok(Self {
            width: width as usize,
            height: height as usize,
            materials,
            source: source.place(),
            microphone: microphone.place(),
        })
    }
}

/// A pixel of one to four channels over white paper.
fn on_white(pixel: &[u8]) -> [u8; 3] {
    let (rgb, alpha) = match *pixel {
        [grey] => ([grey; 3], 255),
        [grey, alpha] => ([grey; 3], alpha),
        [r, g, b] => ([r, g, b], 255),
        [r, g, b, alpha] => ([r, g, b], alpha),
        _ => unreachable!("a decoded PNG pixel has one to four channels"),
    };
    rgb.map(|channel| {
        let mixed = u32::from(channel) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
        (mixed / 255) as u8
    })
}

/// The middle of the pixels of one colour.
#[derive(Default)]
struct Centre {
    x: u64,
    y: u64,
    count: u64,
}

impl Centre {
    fn add(&mut self, x: u32, y: u32) {
        self.x += u64::from(x);
        self.y += u64::from(y);
        self.count += 1;
    }

    fn place(&self) -> Option<[f32; 2]> {
        let middle = |sum| (sum as f64 / self.count as f64 + 0.5) as f32;
        (self.count > 0).then(|| [middle(self.x), middle(self.y)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_colour_of_the_legend_means_itself() {
        for entry in &LEGEND {
            assert_eq!(
                meaning(entry.colour),
                Some(entry.meaning),
                "{}",
                entry.words
            );
        }
    }

    #[test]
    fn a_colour_a_little_off_is_the_nearest_one() {
        assert_eq!(
            meaning([20, 12, 9]),
            Some(Meaning::Material(Material::Wall))
        );
        assert_eq!(
            meaning([140, 230, 120]),
            Some(Meaning::Material(Material::Curtain))
        );
    }

    #[test]
    fn a_colour_far_from_all_means_nothing() {
        assert_eq!(meaning([255, 0, 255]), None);
        assert_eq!(meaning([128, 128, 128]), None);
    }

    #[test]
    fn transparent_pixels_are_paper() {
        assert_eq!(on_white(&[0, 0, 0, 0]), [255, 255, 255]);
        assert_eq!(on_white(&[10, 20, 30, 255]), [10, 20, 30]);
    }
}
