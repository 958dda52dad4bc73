//! The film's colours: a glow over a dark floor, warm where the pressure is above rest and cold where it is below.

/// Levels of pressure on each side of rest in air.
const AIR_LEVELS: usize = 48;
/// Levels on each side of rest in tinted places.
const TINT_LEVELS: usize = 16;

const AIR: usize = 0;
const ABSORBER: usize = AIR + 2 * AIR_LEVELS + 1;
const OPENING: usize = ABSORBER + 2 * TINT_LEVELS + 1;
const FIXED: usize = OPENING + 2 * TINT_LEVELS + 1;

/// What the floor of a place looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Floor {
    /// Plain air.
    Air,
    /// Something that swallows sound.
    Absorber,
    /// A door or window.
    Opening,
}

/// A colour that does not depend on the pressure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    /// The inside of a wall.
    Wall,
    /// The edge of a wall.
    Edge,
    /// The ground under the captions.
    Panel,
    /// Thin lines on the panel.
    Rule,
    /// Captions.
    Text,
    /// Less important captions.
    Faint,
    /// A source.
    Source,
    /// The microphone and its trace.
    Microphone,
    /// The outline of a marker.
    Outline,
}

const INKS: [(Ink, [u8; 3]); 9] = [
    (Ink::Wall, [0x4a, 0x51, 0x62]),
    (Ink::Edge, [0xd9, 0xdd, 0xe6]),
    (Ink::Panel, [0x06, 0x08, 0x10]),
    (Ink::Rule, [0x2a, 0x32, 0x48]),
    (Ink::Text, [0xe8, 0xec, 0xf4]),
    (Ink::Faint, [0x7c, 0x86, 0x9c]),
    (Ink::Source, [0xff, 0x4d, 0x5e]),
    (Ink::Microphone, [0x6d, 0xf5, 0xa6]),
    (Ink::Outline, [0x04, 0x05, 0x0a]),
];

/// The index of a fixed colour.
pub(crate) fn ink(ink: Ink) -> u8 {
    let position = INKS.iter().position(|(name, _)| *name == ink);
    (FIXED + position.expect("every ink is in the table")) as u8
}

/// The index of a pressure from -1 to 1 over a floor.
pub(crate) fn pressure(floor: Floor, value: f32) -> u8 {
    let (start, levels) = match floor {
        Floor::Air => (AIR, AIR_LEVELS),
        Floor::Absorber => (ABSORBER, TINT_LEVELS),
        Floor::Opening => (OPENING, TINT_LEVELS),
    };
    // The square root brings out what is quiet.
    let shown = value.abs().min(1.0).sqrt().copysign(value);
    let level = (shown * levels as f32).round() as i32 + levels as i32;
    (start as i32 + level) as u8
}

/// All colours, three bytes each.
pub(crate) fn colours() -> Vec<u8> {
    let mut bytes = Vec::with_capacity(3 * 256);
    for (levels, rest) in [
        (AIR_LEVELS, [0x0b, 0x0e, 0x1a]),
        (TINT_LEVELS, [0x15, 0x3a, 0x2b]),
        (TINT_LEVELS, [0x1d, 0x2a, 0x4d]),
    ] {
        for level in 0..=2 * levels {
            let value = level as f32 / levels as f32 - 1.0;
            bytes.extend(glow(rest, value));
        }
    }
    for (_, colour) in INKS {
        bytes.extend(colour);
    }
    bytes
}

/// The colour of a pressure level over the colour of rest.
fn glow(rest: [u8; 3], value: f32) -> [u8; 3] {
    let stops: [[u8; 3]; 4] = if value >= 0.0 {
        [
            rest,
            [0xa3, 0x2a, 0x2f],
            [0xff, 0x9a, 0x2e],
            [0xff, 0xf6, 0xd0],
        ]
    } else {
        [
            rest,
            [0x1f, 0x45, 0xa8],
            [0x2f, 0xb4, 0xf0],
            [0xe4, 0xfb, 0xff],
        ]
    };
    let along = value.abs().min(1.0) * 3.0;
    let from = (along as usize).min(2);
    let part = along - from as f32;
    std::array::from_fn(|channel| {
        let (a, b) = (
            f32::from(stops[from][channel]),
            f32::from(stops[from + 1][channel]),
        );
        (a + (b - a) * part).round() as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_index_has_a_colour() {
        let colours = colours().len() / 3;
        assert!(colours <= 256);
        assert_eq!(usize::from(ink(Ink::Outline)), colours - 1);
        assert_eq!(usize::from(pressure(Floor::Air, -7.0)), AIR);
        assert_eq!(usize::from(pressure(Floor::Air, 7.0)), ABSORBER - 1);
        assert_eq!(usize::from(pressure(Floor::Opening, 7.0)), FIXED - 1);
    }
}
