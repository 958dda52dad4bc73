//! Wrong requests of programs, each with what it must come to.

use super::scene::Row;
use super::{actors, forged, hangs, launches, memory, names, trees};

/// All of them.
pub(crate) fn all() -> Vec<Row> {
    let tables = [
        launches::rows(),
        actors::rows(),
        memory::rows(),
        names::rows(),
        trees::rows(),
        forged::rows(),
        hangs::rows(),
    ];
    tables.into_iter().flatten().collect()
}
