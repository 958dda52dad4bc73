//! What is said where threads wait for others that may not come.

use super::spread::Spread;
use super::Mistake;
use crate::ir::Location;

/// The mistake of a meeting that some of a group miss; `callee` is the function in which it is.
pub(super) fn missed(location: Location, callee: Option<&str>, needs: Spread) -> Mistake {
    let (message, help) = match needs {
        Spread::Tile16 | Spread::Tile8 | Spread::Tile4 | Spread::Tile2 | Spread::Thread => {
            let what = callee.map_or_else(|| "here".to_owned(), |callee| format!("to `{callee}`"));
            (
                format!("some lanes of the tile may not come {what}, where all of them meet"),
                "ask before the lanes part, such as with `tile.any(condition)`, or branch on what all of them agree on: \
                 a vote, a reduction, `tile.meta_group_rank()`",
            )
        }
        Spread::Warp => {
            let what = callee.map_or_else(
                || "here".to_owned(),
                |callee| format!("to `{callee}`, where all of them meet"),
            );
            (
                format!("some lanes of the warp may not come {what}, but the mask names all"),
                "let all lanes vote before they part, `let mask = warp_ballot(!0, condition);`, and give that mask",
            )
        }
        Spread::Block | Spread::Grid => {
            let group = if needs == Spread::Block {
                "block"
            } else {
                "grid"
            };
            let what = callee.map_or_else(
                || "this barrier".to_owned(),
                |callee| format!("`{callee}`, which waits at a barrier,"),
            );
            (
                format!("some threads of the {group} may not reach {what} while others wait there"),
                "put the barrier where every thread comes by: guard the work around it with `if`, \
                 and do not `return`, `break` or `continue` before it in some threads only",
            )
        }
    };
    Mistake {
        location,
        message,
        help: help.to_owned(),
    }
}

/// The mistake of a handler's meeting that names lanes of which some may have returned; `callee` is the function in which
/// it is.
pub(super) fn returned(location: Location, callee: Option<&str>) -> Mistake {
    let what = callee.map_or_else(|| "here".to_owned(), |callee| format!("in `{callee}`"));
    Mistake {
        location,
        message: format!(
            "lanes that returned may be waited for {what}: a thread of an actor that returns has not ended, \
             it waits for the next message"
        ),
        help: "put what follows under an `if` in place of the `return`, and let the lanes vote before they part who \
               comes: `let mask = warp_ballot(!0, condition);`"
            .to_owned(),
    }
}
