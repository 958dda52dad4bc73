//! The scheme once more in plain Rust, over whole arrays: what the stencil is held against.

use wavesim::room::Room;

/// Pressure now and one step before.
pub(crate) struct Reference<'a> {
    pub(crate) room: &'a Room,
    pub(crate) p: Vec<f32>,
    pub(crate) p_prev: Vec<f32>,
}

impl<'a> Reference<'a> {
    pub(crate) fn at_rest(room: &'a Room) -> Self {
        Self {
            room,
            p: vec![0.0; room.cells()],
            p_prev: vec![0.0; room.cells()],
        }
    }

    /// One time step; the additions are in the kernel's order, so the bits agree.
    pub(crate) fn step(&mut self) {
        let (width, height) = (self.room.width, self.room.height);
        let courant2 = self.room.courant_squared();
        for y in 0..height {
            for x in 0..width {
                let index = y * width + x;
                let here = self.p[index];
                let pull = |inside: bool, neighbour: usize| {
                    if inside && self.room.medium[neighbour] > 0.0 {
                        self.p[neighbour] - here
                    } else {
                        0.0
                    }
                };
                let sum = pull(y > 0, index.wrapping_sub(width))
                    + pull(y + 1 < height, index + width)
                    + pull(x + 1 < width, index + 1)
                    + pull(x > 0, index.wrapping_sub(1));
                let before = self.p_prev[index];
                let change = 2.0 * (here - before) + courant2 * sum;
                self.p_prev[index] = before + self.room.medium[index] * change;
            }
        }
        std::mem::swap(&mut self.p, &mut self.p_prev);
    }
}
