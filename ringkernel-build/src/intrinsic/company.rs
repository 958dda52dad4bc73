//! Who must be there where a function of the prelude is called, by its name alone: for who has no more than a text.

use super::{rows, Effect, Op, Spelling};

/// Who must be there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Company {
    /// Nobody else.
    #[default]
    Alone,
    /// Other threads of the block, or it tells threads of a block apart.
    Block,
    /// All threads of the grid.
    Grid,
}

/// Functions of the prelude that wait for nobody and tell threads of a block apart, or which of them come.
const TELLING: [Op; 6] = [
    Op::ThreadIdxX,
    Op::ThreadIdxY,
    Op::ThreadIdxZ,
    Op::LaneId,
    Op::WarpId,
    Op::WarpActiveMask,
];

/// The functions of the prelude that give a group, whose methods need the company of the group.
const GROUPS: [(&str, Company); 4] = [
    ("this_block", Company::Block),
    ("this_warp", Company::Block),
    ("tiled", Company::Block),
    ("this_grid", Company::Grid),
];

/// The company of the prelude's function of a name; nobody else has to come where it has none of that name.
#[must_use]
pub fn company(name: &str) -> Company {
    if let Some((_, company)) = GROUPS.iter().find(|(group, _)| *group == name) {
        return *company;
    }
    let named = |spelling: &Spelling| match spelling {
        Spelling::Function(known) => *known == name,
        Spelling::Method(_)
        | Spelling::Associated(_)
        | Spelling::Pos(_)
        | Spelling::Tile(_)
        | Spelling::Block(_)
        | Spelling::Grid(_)
        | Spelling::Ring(_)
        | Spelling::Checked(_)
        | Spelling::Overflowing(_)
        | Spelling::Pair(_)
        | Spelling::PairFunction(_) => false,
    };
    let Some(row) = rows().find(|row| row.rust.iter().any(named)) else {
        return Company::Alone;
    };
    match row.effect {
        Effect::Grid => Company::Grid,
        Effect::Warp | Effect::Tile | Effect::Barrier => Company::Block,
        Effect::Pure | Effect::Memory if TELLING.contains(&row.op) => Company::Block,
        Effect::Pure | Effect::Memory => Company::Alone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_knows_who_comes() {
        for (name, expected) in [
            ("sqrt", Company::Alone),
            ("atomic_add", Company::Alone),
            ("block_idx_x", Company::Alone),
            ("mine", Company::Alone),
            ("thread_idx_y", Company::Block),
            ("lane_id", Company::Block),
            ("warp_id", Company::Block),
            ("active_mask", Company::Block),
            ("sync_threads_or", Company::Block),
            ("block_reduce_sum", Company::Block),
            ("warp_shuffle", Company::Block),
            ("tiled", Company::Block),
            ("sync_grid", Company::Grid),
            ("grid_inclusive_sum", Company::Grid),
            ("this_grid", Company::Grid),
        ] {
            assert_eq!(company(name), expected, "{name}");
        }
    }
}
