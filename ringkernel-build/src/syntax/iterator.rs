//! Which methods begin an iterator, and which end one: known by their names, in the macro and in the build script.

/// Methods that make an iterator of a slice or array.
const SOURCES: [&str; 9] = [
    "iter",
    "iter_mut",
    "into_iter",
    "chunks_exact",
    "chunks_exact_mut",
    "windows",
    "chunks",
    "chunks_mut",
    "rchunks",
];

/// Whether a method of a slice or array gives an iterator.
#[must_use]
pub fn is_source(method: &str) -> bool {
    SOURCES.contains(&method)
}

/// Whether a method with so many arguments makes one value of all items.
#[must_use]
pub fn is_consumer(method: &str, args: usize) -> bool {
    matches!(
        (method, args),
        ("count" | "sum" | "product" | "min" | "max" | "last", 0)
            | (
                "for_each"
                    | "any"
                    | "all"
                    | "position"
                    | "find"
                    | "find_map"
                    | "min_by_key"
                    | "max_by_key",
                1
            )
            | ("fold", 2)
    )
}
