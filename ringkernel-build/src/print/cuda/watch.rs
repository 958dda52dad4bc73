//! Loops of an actor that look whether the host has had enough.

use std::collections::BTreeMap;

use super::stmt::Body;
use super::{Context, Site};
use crate::check::endless::{self, Look};
use crate::ir::{Function, Handle, Label, Location};

/// Which loops of a function look, and when.
pub(super) fn looks(cx: &Context, function: &Function) -> BTreeMap<Label, Look> {
    if !cx.watches() {
        return BTreeMap::new();
    }
    let span = |callee: Handle<Function>| cx.facts.functions[callee.index()].span;
    endless::find(cx.module, function, span).1
}

/// Who counts the rounds of a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rounds {
    /// Nobody.
    Uncounted,
    /// Its own variable goes up by one.
    Counted,
}

/// How a loop looks.
pub(super) struct Watch {
    due: Due,
    site: usize,
}

impl Watch {
    /// The rounds between two looks of a counted loop, which can be cut into strips of so many.
    pub(super) fn strip(&self) -> Option<u64> {
        match self.due {
            Due::Every(rounds, None) => Some(rounds),
            Due::Always | Due::Every(_, Some(_)) | Due::Timed(_) => None,
        }
    }
}

/// In which rounds.
enum Due {
    Always,
    /// In one of so many, by a variable made for it or by the loop's own.
    Every(u64, Option<String>),
    /// When time has gone by since this variable says.
    Timed(String),
}

impl Body<'_> {
    /// Prepares the looks of the loop that is about to begin, if it has any.
    pub(super) fn watch(
        &mut self,
        label: Label,
        location: Location,
        rounds: Rounds,
    ) -> Option<Watch> {
        let due = match (*self.looks.get(&label)?, rounds) {
            (Look::Every(1), _) => Due::Always,
            (Look::Every(every), Rounds::Counted) => Due::Every(every, None),
            (Look::Every(every), Rounds::Uncounted) => {
                let name = self.namer.name("rounds");
                self.out.w.line(&format!("u32 {name} = 0;"));
                Due::Every(every, Some(name))
            }
            (Look::Timed, _) => {
                let name = self.namer.name("since");
                self.out.w.line(&format!("u32 {name} = rk_watch_clock();"));
                Due::Timed(name)
            }
        };
        // The loop stands where it stood.
        self.out.w.at(location);
        let site = self.out.site(Site::of(location));
        Some(Watch { due, site })
    }

    /// The look, at the start of a round; `variable` is the loop's own.
    pub(super) fn look(&self, watch: &Watch, variable: Option<&str>) -> String {
        let due = match &watch.due {
            Due::Always => "true".to_owned(),
            Due::Every(every, Some(name)) => format!("(++{name} & {}u) == 0u", every - 1),
            Due::Every(every, None) => {
                let variable = variable.expect("a counted loop has a variable");
                // Not in the first round: most loops are over before the last of these.
                format!("((u32){variable} & {0}u) == {0}u", every - 1)
            }
            Due::Timed(name) => format!("rk_watch_is_due({name})"),
        };
        self.look_if(&due, watch)
    }

    /// The look, which happens under a condition.
    pub(super) fn look_if(&self, condition: &str, watch: &Watch) -> String {
        format!("RK_WATCH({condition}, {}, {});", watch.site, self.leave())
    }
}
