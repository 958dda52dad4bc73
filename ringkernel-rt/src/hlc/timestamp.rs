//! What a clock shows.

use std::fmt;

/// Bits of a clock's word below its physical part.
const LOGICAL_BITS: u32 = 16;

/// Those bits.
const LOGICAL: u64 = (1 << LOGICAL_BITS) - 1;

/// When something happened, by a hybrid logical clock, and at which node: 16 bytes.
///
/// Times are ordered by their fields as they stand here, so no two of different nodes are the same. It prints as
/// `physical.logical.node`.
///
/// ```
/// use ringkernel_rt::hlc::Timestamp;
///
/// let time = Timestamp { physical: 1_763_000_000_000_000_000, logical: 4, node: 0 };
/// assert_eq!(time.to_string(), "1763000000000000000.4.0");
/// assert!(time < Timestamp { logical: 5, ..time });
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(C)]
pub struct Timestamp {
    /// Nanoseconds since the Unix epoch. Clocks show multiples of [`UNIT`](Self::UNIT).
    pub physical: u64,
    /// Events since the physical part stood there. Clocks count below [`UNIT`](Self::UNIT) and then let the physical part
    /// go up.
    pub logical: u32,
    /// Whose clock it was.
    pub node: u32,
}

const _: () = assert!(size_of::<Timestamp>() == 16);

impl Timestamp {
    /// Steps of a clock's physical part, in nanoseconds: the paper's 48 bits of 64.
    pub const UNIT: u64 = 1 << LOGICAL_BITS;

    /// Before all that a clock shows.
    pub(crate) const ZERO: Self = Self {
        physical: 0,
        logical: 0,
        node: 0,
    };

    /// Both parts in one number, as a handler has them from `ctx.message_time()`: the physical part, whose lower 16 bits
    /// are the logical part. Numbers are ordered as times are.
    ///
    /// A time that no clock shows becomes the next one that a clock can show.
    #[must_use]
    pub const fn packed(self) -> u64 {
        if self.physical & LOGICAL == 0 && self.logical as u64 <= LOGICAL {
            return self.physical | self.logical as u64;
        }
        (self.physical | LOGICAL).saturating_add(1)
    }

    /// The time that [`packed`](Self::packed) gives this number of, at `node`.
    #[must_use]
    pub const fn unpacked(packed: u64, node: u32) -> Self {
        Self {
            physical: packed & !LOGICAL,
            // 16 bits.
            logical: (packed & LOGICAL) as u32,
            node,
        }
    }

    /// The last time that a clock can show at a machine's time.
    pub(super) const fn floor(physical: u64) -> u64 {
        physical & !LOGICAL
    }

    /// As it lies in a slot.
    pub(crate) fn words(self) -> (u64, u32, u32) {
        (self.physical, self.logical, self.node)
    }

    /// From where it lies in a slot.
    pub(crate) fn of_words((physical, logical, node): (u64, u32, u32)) -> Self {
        Self {
            physical,
            logical,
            node,
        }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.physical, self.logical, self.node)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(physical: u64, logical: u32) -> Timestamp {
        Timestamp {
            physical,
            logical,
            node: 7,
        }
    }

    #[test]
    fn a_clocks_time_is_packed_and_unpacked() {
        let time = at(3 * Timestamp::UNIT, 9);
        assert_eq!(time.packed(), 3 << 16 | 9);
        assert_eq!(Timestamp::unpacked(time.packed(), 7), time);
    }

    #[test]
    fn another_time_is_packed_as_the_next_of_a_clock() {
        let next = 3 * Timestamp::UNIT;
        for time in [at(next - 1, 0), at(next - Timestamp::UNIT, 1 << 16)] {
            assert_eq!(time.packed(), next);
        }
        assert_eq!(at(u64::MAX, 0).packed(), u64::MAX);
    }

    #[test]
    fn times_are_ordered_by_physical_part_then_logical_part_then_node() {
        let time = at(2, 2);
        let later = [
            Timestamp { node: 8, ..time },
            Timestamp {
                logical: 3,
                node: 0,
                ..time
            },
            at(3, 0),
        ];
        assert!(later.is_sorted() && time < later[0]);
    }
}
