//! Which memory a place or a reference is, as far as the text tells.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{
    visit, Expr, ExprKind, Function, Handle, Literal, Local, Place, Projection, StmtKind, Storage,
};

/// A part of a local, or of what a parameter refers to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Region {
    root: Handle<Local>,
    steps: Vec<Step>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Field(u32),
    Variant(u32),
    /// An element; its position where it is a literal.
    Index(Option<i128>),
    /// Some of the elements: always the last step.
    Part,
}

/// What is reached, and through which references it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reached {
    regions: BTreeSet<Region>,
    /// The locals that hold the references on the way.
    pub(super) through: BTreeSet<Handle<Local>>,
}

/// What the references and slices of a function refer to.
pub(super) struct Regions<'f> {
    function: &'f Function,
    known: BTreeMap<Handle<Local>, Reached>,
}

impl<'f> Regions<'f> {
    /// Finds them.
    pub(super) fn find(function: &'f Function) -> Self {
        let mut regions = Self {
            function,
            known: BTreeMap::new(),
        };
        for (handle, local) in function.locals.iter() {
            let begins = function.params.contains(&handle) || local.storage != Storage::Thread;
            if begins && local.ty.is_pointer() {
                let known = regions.known.entry(handle).or_default();
                known.regions.insert(whole(handle));
            }
        }
        loop {
            let before = regions.known.clone();
            visit::stmts(&function.body, &mut |stmt| {
                let (local, value) = match &stmt.kind {
                    StmtKind::Let(local, Some(value)) => (*local, value),
                    StmtKind::Store(Place { root, path }, value) if path.is_empty() => {
                        (*root, value)
                    }
                    _elsewhere => return,
                };
                if function.locals[local].ty.is_pointer() {
                    let reached = regions.of_value(value);
                    let known = regions.known.entry(local).or_default();
                    known.regions.extend(reached.regions);
                    known.through.extend(reached.through);
                }
            });
            if regions.known == before {
                return regions;
            }
        }
    }

    /// What a local's reference or slice refers to.
    pub(super) fn of_local(&self, local: Handle<Local>) -> Reached {
        let mut reached = self.known.get(&local).cloned().unwrap_or_default();
        reached.through.insert(local);
        reached
    }

    /// What a place is.
    pub(super) fn of_place(&self, place: &Place) -> Reached {
        let mut reached = if self.function.locals[place.root].ty.is_pointer() {
            self.of_local(place.root)
        } else {
            Reached {
                regions: BTreeSet::from([whole(place.root)]),
                through: BTreeSet::new(),
            }
        };
        let steps = place.path.iter().filter_map(|projection| match projection {
            Projection::Field(field) => Some(Step::Field(*field)),
            Projection::Variant(variant) => Some(Step::Variant(*variant)),
            Projection::Index(index) => Some(Step::Index(match &index.kind {
                ExprKind::Literal(Literal::Int(position)) => Some(*position),
                _unknown => None,
            })),
            Projection::Cell => Some(Step::Index(None)),
            Projection::Deref => None,
        });
        reached.extend(steps);
        reached
    }

    /// What a reference or slice refers to; a plain value reaches nothing.
    pub(super) fn of_value(&self, value: &Expr) -> Reached {
        match &value.kind {
            ExprKind::Pass(local) => self.of_local(*local),
            ExprKind::Borrow(place) | ExprKind::Whole(place) => self.of_place(place),
            ExprKind::Part { slice, .. } => {
                let mut reached = self.of_value(slice);
                reached.extend([Step::Part]);
                reached
            }
            ExprKind::Literal(_)
            | ExprKind::Load(_)
            | ExprKind::Len(_)
            | ExprKind::Unary(..)
            | ExprKind::Binary(..)
            | ExprKind::Cast(_)
            | ExprKind::Intrinsic(..)
            | ExprKind::Struct(..)
            | ExprKind::Variant(..)
            | ExprKind::Tag(_)
            | ExprKind::Array(_)
            | ExprKind::Repeat(_)
            | ExprKind::Neighbor { .. } => Reached::default(),
        }
    }
}

impl Reached {
    /// Whether both may be the same memory.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.regions
            .iter()
            .any(|one| other.regions.iter().any(|two| one.overlaps(two)))
    }

    fn extend(&mut self, steps: impl IntoIterator<Item = Step> + Clone) {
        self.regions = std::mem::take(&mut self.regions)
            .into_iter()
            .map(|mut region| {
                if region.steps.last() != Some(&Step::Part) {
                    region.steps.extend(steps.clone());
                }
                region
            })
            .collect();
    }
}

impl Region {
    fn overlaps(&self, other: &Self) -> bool {
        let mut steps = self.steps.iter().zip(&other.steps);
        self.root == other.root
            && !steps.any(|pair| match pair {
                (Step::Field(one), Step::Field(two)) | (Step::Variant(one), Step::Variant(two)) => {
                    one != two
                }
                (Step::Index(Some(one)), Step::Index(Some(two))) => one != two,
                _unknown => false,
            })
    }
}

fn whole(root: Handle<Local>) -> Region {
    Region {
        root,
        steps: Vec::new(),
    }
}
