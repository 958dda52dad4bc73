//! The room as the simulation sees it: a grid of cells with one number each, and the figures of the scheme.
//!
//! The damped wave equation `p'' + s p' = c² ∇²p` becomes, with time step `dt` and cells of size `h`,
//!
//! ```text
//! p⁺ = p⁻ + g (2 (p - p⁻) + (c dt / h)² Σ (p_neighbour - p))      g = 1 / (1 + s dt / 2)
//! ```
//!
//! so `g`, the *medium*, says all about a cell: 1 is air, less is an absorber, and 0 is a wall, which never moves and
//! pulls at no neighbour (its mirror image: the wall is rigid and stands on the cell's edge). A plan whose border is
//! not all wall lies in a margin where the damping grows outwards, so that what leaves through an opening does not
//! come back. The scheme is stable while the Courant number `c dt / h` is at most `1/√2`.

use crate::error::Error;
use crate::plan::{Marker, Material, Plan};

/// Speed of sound in air at 20 °C in metres per second.
pub const SPEED: f64 = 343.0;

/// Width of the absorbing margin in metres.
const MARGIN: f64 = 1.0;

/// What the margin lets back at perpendicular incidence, in theory: -60 dB.
const MARGIN_ECHO: f64 = 1e-3;

/// The most cells that a room may have.
const CELL_LIMIT: u64 = 1 << 26;

/// A grid of cells.
#[derive(Clone, Debug)]
pub struct Room {
    /// Cells across, margins included.
    pub width: usize,
    /// Cells down, margins included.
    pub height: usize,
    /// Cells of absorbing margin on each side.
    pub margin: usize,
    /// Size of a cell in metres.
    pub cell: f32,
    /// Steps per second.
    pub rate: u32,
    /// The medium of each cell, row by row from the top left.
    pub medium: Vec<f32>,
    /// What the plan says of each cell; air in the margins.
    pub materials: Vec<Material>,
}

impl Room {
    /// Lays cells of `cell` metres over a plan whose pixels are `pixel` metres; without a `rate`, the lowest stable one.
    ///
    /// # Errors
    /// [`Error::TooManyCells`] and [`Error::Unstable`].
    pub fn new(plan: &Plan, pixel: f32, cell: f32, rate: Option<u32>) -> Result<Self, Error> {
        let across = |pixels: usize| {
            let cells = pixels as f64 * f64::from(pixel) / f64::from(cell);
            cells.round().max(1.0)
        };
        let (inner_width, inner_height) = (across(plan.width), across(plan.height));
        let margin = if is_closed(plan) {
            0.0
        } else {
            (MARGIN / f64::from(cell)).ceil()
        };
        let cells = (inner_width + 2.0 * margin) * (inner_height + 2.0 * margin);
        if cells > CELL_LIMIT as f64 {
            return Err(Error::TooManyCells {
                cell,
                cells: cells as u64,
                limit: CELL_LIMIT,
            });
        }

        let lowest = (SPEED * std::f64::consts::SQRT_2 / f64::from(cell)).ceil();
        let mut room = Self {
            width: (inner_width + 2.0 * margin) as usize,
            height: (inner_height + 2.0 * margin) as usize,
            margin: margin as usize,
            cell,
            rate: rate.unwrap_or(lowest as u32),
            medium: Vec::new(),
            materials: Vec::new(),
        };
        if room.courant() > std::f64::consts::FRAC_1_SQRT_2 {
            return Err(Error::Unstable {
                courant: room.courant(),
                rate: room.rate,
                cell,
            });
        }
        let scale = f64::from(cell) / f64::from(pixel);
        for y in 0..room.height {
            for x in 0..room.width {
                let material = room.material_of(plan, scale, x, y);
                let damping = resistance(material) + room.margin_damping(x, y);
                room.materials.push(material);
                room.medium.push(match material {
                    Material::Wall => 0.0,
                    Material::Air | Material::Opening | Material::Curtain | Material::Foam => {
                        (1.0 / (1.0 + damping / (2.0 * f64::from(room.rate)))) as f32
                    }
                });
            }
        }
        Ok(room)
    }

    /// The Courant number.
    #[must_use]
    pub fn courant(&self) -> f64 {
        SPEED / (f64::from(self.rate) * f64::from(self.cell))
    }

    /// Its square, as the kernel wants it.
    #[must_use]
    pub fn courant_squared(&self) -> f32 {
        self.courant().powi(2) as f32
    }

    /// The highest frequency in Hz that the grid still carries well: eight cells to a wavelength.
    #[must_use]
    pub fn highest_frequency(&self) -> f64 {
        SPEED / (8.0 * f64::from(self.cell))
    }

    /// How many cells there are.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.width * self.height
    }

    /// Width and height of the plan in metres.
    #[must_use]
    pub fn size(&self) -> [f32; 2] {
        let metres = |cells: usize| (cells - 2 * self.margin) as f32 * self.cell;
        [metres(self.width), metres(self.height)]
    }

    /// Checks that something can stand at a place, in metres from the top left corner of the plan, and finds its cell.
    ///
    /// # Errors
    /// [`Error::OutsidePlan`] and [`Error::InsideWall`].
    pub fn cell_at(&self, marker: Marker, [x, y]: [f32; 2]) -> Result<u32, Error> {
        let [width, height] = self.size();
        if !(0.0..width).contains(&x) || !(0.0..height).contains(&y) {
            return Err(Error::OutsidePlan {
                marker,
                x,
                y,
                width,
                height,
            });
        }
        let last = |cells: usize| cells - self.margin - 1;
        let column = ((x / self.cell) as usize + self.margin).min(last(self.width));
        let row = ((y / self.cell) as usize + self.margin).min(last(self.height));
        let index = row * self.width + column;
        match self.materials[index] {
            Material::Wall => Err(Error::InsideWall { marker, x, y }),
            Material::Air | Material::Opening | Material::Curtain | Material::Foam => {
                Ok(index as u32)
            }
        }
    }

    /// The plan's material under a cell's middle; air in the margins.
    fn material_of(&self, plan: &Plan, scale: f64, x: usize, y: usize) -> Material {
        let pixel = |cell: usize, cells: usize, pixels: usize| {
            let inside = (self.margin..cells - self.margin).contains(&cell);
            inside.then(|| {
                let middle = ((cell - self.margin) as f64 + 0.5) * scale;
                (middle as usize).min(pixels - 1)
            })
        };
        match (
            pixel(x, self.width, plan.width),
            pixel(y, self.height, plan.height),
        ) {
            (Some(column), Some(row)) => plan.materials[row * plan.width + column],
            (None, _) | (_, None) => Material::Air,
        }
    }

    /// The damping of the margin at a cell, per second: it grows with the square of the depth.
    fn margin_damping(&self, x: usize, y: usize) -> f64 {
        let depth = |cell: usize, cells: usize| {
            let inner = cells - self.margin;
            (self.margin.saturating_sub(cell)).max((cell + 1).saturating_sub(inner))
        };
        let deepest = depth(x, self.width).max(depth(y, self.height));
        if deepest == 0 {
            return 0.0;
        }
        let metres = self.margin as f64 * f64::from(self.cell);
        let strongest = 3.0 * SPEED * (1.0 / MARGIN_ECHO).ln() / metres;
        strongest * (deepest as f64 / self.margin as f64).powi(2)
    }
}

/// Damping of a material per second. A wave loses `s / 2c` nepers a metre: 0.87 and 4.4 here.
fn resistance(material: Material) -> f64 {
    match material {
        Material::Air | Material::Opening | Material::Wall => 0.0,
        Material::Curtain => 600.0,
        Material::Foam => 3_000.0,
    }
}

/// Whether the whole border of a plan is wall.
fn is_closed(plan: &Plan) -> bool {
    let wall = |x: usize, y: usize| plan.materials[y * plan.width + x] == Material::Wall;
    (0..plan.width).all(|x| wall(x, 0) && wall(x, plan.height - 1))
        && (0..plan.height).all(|y| wall(0, y) && wall(plan.width - 1, y))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(width: usize, height: usize, border: Material) -> Plan {
        let mut materials = vec![Material::Air; width * height];
        for y in 0..height {
            for x in 0..width {
                if x == 0 || y == 0 || x == width - 1 || y == height - 1 {
                    materials[y * width + x] = border;
                }
            }
        }
        Plan {
            width,
            height,
            materials,
            source: None,
            microphone: None,
        }
    }

    #[test]
    fn the_lowest_stable_rate_is_chosen() {
        let room = Room::new(&plan(40, 30, Material::Wall), 0.05, 0.05, None).unwrap();
        assert_eq!(room.rate, 9702);
        assert!(room.courant() <= std::f64::consts::FRAC_1_SQRT_2);
        assert!(room.courant() > 0.7);
    }

    #[test]
    fn a_rate_that_is_too_low_is_refused() {
        let refused = Room::new(&plan(40, 30, Material::Wall), 0.05, 0.05, Some(9000));
        assert!(matches!(refused, Err(Error::Unstable { rate: 9000, .. })));
    }

    #[test]
    fn a_closed_plan_has_no_margin_and_an_open_one_does() {
        let closed = Room::new(&plan(40, 30, Material::Wall), 0.05, 0.05, None).unwrap();
        assert_eq!((closed.width, closed.height, closed.margin), (40, 30, 0));
        let open = Room::new(&plan(40, 30, Material::Air), 0.05, 0.05, None).unwrap();
        assert_eq!((open.width, open.height, open.margin), (80, 70, 20));
        assert!((open.size()[0] - 2.0).abs() < 1e-5);
    }

    #[test]
    fn finer_cells_keep_the_size_of_the_room() {
        let room = Room::new(&plan(40, 30, Material::Wall), 0.05, 0.025, None).unwrap();
        assert_eq!((room.width, room.height), (80, 60));
        assert_eq!(room.medium[80 + 1], 0.0);
        assert_eq!(room.medium[2 * 80 + 2], 1.0);
    }

    #[test]
    fn a_million_times_too_fine_a_grid_is_refused() {
        let refused = Room::new(&plan(40, 30, Material::Wall), 0.05, 1e-5, None);
        assert!(matches!(refused, Err(Error::TooManyCells { .. })));
    }

    #[test]
    fn the_margin_damps_more_and_more() {
        let room = Room::new(&plan(40, 30, Material::Air), 0.05, 0.05, None).unwrap();
        let row = 35 * room.width;
        for x in 0..room.margin {
            assert!(room.medium[row + x] < room.medium[row + x + 1]);
            let mirror = room.width - 1 - x;
            assert_eq!(room.medium[row + x], room.medium[row + mirror]);
        }
        assert_eq!(room.medium[row + room.margin], 1.0);
    }

    #[test]
    fn nothing_stands_in_a_wall_or_outside() {
        let room = Room::new(&plan(40, 30, Material::Wall), 0.05, 0.05, None).unwrap();
        assert_eq!(
            room.cell_at(Marker::Source, [1.0, 1.0]).unwrap(),
            20 * 40 + 20
        );
        let wall = room.cell_at(Marker::Source, [0.01, 1.0]);
        assert!(matches!(
            wall,
            Err(Error::InsideWall {
                marker: Marker::Source,
                ..
            })
        ));
        for place in [[2.5, 1.0], [-0.1, 1.0], [1.0, f32::NAN]] {
            let outside = room.cell_at(Marker::Microphone, place);
            assert!(
                matches!(outside, Err(Error::OutsidePlan { .. })),
                "{place:?}"
            );
        }
    }
}
