//! Chains of iterators, in `for` and with what makes one value of them, and slices that are cut while they are gone over.

use ringkernel_build::ir::Scalar;

use super::closure::Param;
use super::node::{node, Kind, Node};
use super::place::Access;
use super::scope::{Frame, Hold, Writer};
use super::ty::{Binding, Ty};

/// The most elements that a slice of a program has.
const LONGEST: usize = 9;

/// What is gone over.
struct Chain {
    node: Node,
    /// What an item is bound to.
    item: Param,
    /// While it is gone over.
    holds: Vec<Hold>,
    /// How many items there are at most.
    times: usize,
}

impl Writer {
    /// A number from 0 to `mask`, with effects.
    fn small(&mut self, mask: usize, depth: u32) -> Node {
        let value = self.expr(&Ty::Scalar(Scalar::Usize), depth, true);
        node!(Kind::Fixed; "(", value, format!(" & {mask})"))
    }

    /// A type of which there are slices or arrays.
    fn element(&mut self) -> Option<Ty> {
        let mut elements = Vec::new();
        for base in self.visible() {
            if let Binding::Slice { element, .. } = &self.variables[base].binding {
                elements.push(element.clone());
            }
        }
        for path in self.places(Access::Read, |ty| matches!(ty, Ty::Array(..))) {
            if let Ty::Array(element, _) = path.ty {
                elements.push(*element);
            }
        }
        (!elements.is_empty()).then(|| self.pick(&elements))
    }

    fn source(&mut self, mutable: bool, depth: u32) -> Option<Chain> {
        if !mutable && self.one_in(5) {
            let (start, end) = (self.rng.usize(..4), self.rng.usize(..6));
            let name = self.name();
            return Some(Chain {
                node: node!(Kind::Fixed; format!("({start}usize..{end})")),
                item: Param {
                    pattern: name.clone(),
                    ty: "usize".to_owned(),
                    bounds: vec![(name, Binding::Value(Ty::Scalar(Scalar::Usize)))],
                },
                holds: Vec::new(),
                times: end.saturating_sub(start),
            });
        }
        let element = self.element()?;
        let (slice, hold, len) = self.slice(&element, mutable, depth)?;
        let times = len.unwrap_or(LONGEST);
        let name = self.name();
        let reference = Binding::Ref {
            target: element.clone(),
            mutable,
        };
        let (method, pattern, binding) = match self.rng.u32(..6) {
            _ if mutable => (node!(Kind::Fixed; ".iter_mut()"), name.clone(), reference),
            way @ (0 | 1) => {
                let method = ["chunks_exact", "windows"][way as usize];
                let (width, len) = if self.one_in(2) {
                    let len = self.rng.usize(1..4);
                    (node!(Kind::Fixed; len.to_string()), Some(len))
                } else {
                    let width = self.held(hold, |w| w.small(3, depth));
                    (node!(Kind::Fixed; "(", width, " | 1)"), None)
                };
                let binding = Binding::Slice {
                    element: element.clone(),
                    mutable: false,
                    len,
                };
                (
                    node!(Kind::Fixed; format!(".{method}("), width, ")"),
                    name.clone(),
                    binding,
                )
            }
            2 => (
                node!(Kind::Fixed; ".iter().copied()"),
                name.clone(),
                Binding::Value(element.clone()),
            ),
            3 => (
                node!(Kind::Fixed; ".iter()"),
                format!("&{name}"),
                Binding::Value(element.clone()),
            ),
            _ => (node!(Kind::Fixed; ".iter()"), name.clone(), reference),
        };
        let mut ty = self.items.binding(&binding);
        if pattern.starts_with('&') {
            ty = format!("&{ty}");
        }
        Some(Chain {
            node: node!(Kind::Fixed; "(", slice, ")", method),
            item: Param {
                pattern,
                ty,
                bounds: vec![(name, binding)],
            },
            holds: vec![hold],
            times,
        })
    }

    /// Runs `f` while what a chain goes over is borrowed.
    fn gone_over<R>(&mut self, holds: &[Hold], f: impl FnOnce(&mut Self) -> R) -> R {
        for hold in holds {
            self.seize(*hold);
        }
        let result = f(self);
        self.release(holds.to_vec());
        result
    }

    fn chain(&mut self, mutable: bool, depth: u32) -> Option<Chain> {
        let mut chain = self.source(mutable, depth)?;
        for _ in 0..self.rng.usize(..4) {
            chain = self.adapted(chain, depth);
        }
        Some(chain)
    }

    fn adapted(&mut self, chain: Chain, depth: u32) -> Chain {
        let Chain {
            node,
            mut item,
            mut holds,
            mut times,
        } = chain;
        let is_bound = |item: &Param, name: &str| item.bounds.iter().any(|(it, _)| it == name);
        let node = match self.rng.u32(..6) {
            0 => {
                let name = self.name();
                if is_bound(&item, &name) {
                    node
                } else {
                    item.pattern = format!("({name}, {})", item.pattern);
                    item.ty = format!("(usize, {})", item.ty);
                    item.bounds
                        .push((name, Binding::Value(Ty::Scalar(Scalar::Usize))));
                    node!(Kind::Fixed; node, ".enumerate()")
                }
            }
            1 => {
                let other = self.gone_over(&holds, |w| w.source(false, depth));
                match other {
                    Some(other) if !is_bound(&item, &other.item.bounds[0].0) => {
                        item.pattern = format!("({}, {})", item.pattern, other.item.pattern);
                        item.ty = format!("({}, {})", item.ty, other.item.ty);
                        item.bounds.extend(other.item.bounds);
                        holds.extend(other.holds);
                        times = times.min(other.times);
                        node!(Kind::Fixed; node, ".zip(", other.node, ")")
                    }
                    _none => node,
                }
            }
            2 => node!(Kind::Fixed; node, ".rev()"),
            3 => {
                let step = self.gone_over(&holds, |w| w.small(3, depth));
                node!(Kind::Fixed; node, ".step_by(", step, " | 1)")
            }
            4 => {
                let count = self.gone_over(&holds, |w| w.small(3, depth));
                node!(Kind::Fixed; node, ".skip(", count, ")")
            }
            _ => {
                let count = self.gone_over(&holds, |w| w.small(7, depth));
                node!(Kind::Fixed; node, ".take(", count, ")")
            }
        };
        Chain {
            node,
            item,
            holds,
            times,
        }
    }

    /// `for pattern in chain { .. }`.
    pub(super) fn for_each(&mut self) -> Option<Node> {
        let mutable = self.one_in(2);
        let chain = self.chain(mutable, 1)?;
        let named = self.one_in(2);
        let label = self.unique("'l");
        let written = if named {
            format!("{label}: ")
        } else {
            String::new()
        };
        self.frames.push(Frame {
            label,
            repeats: true,
            value: None,
            named,
        });
        let body = self.repeated(chain.times as u64, |w| {
            w.gone_over(&chain.holds, |w| {
                w.scoped(|w| {
                    for (name, binding) in &chain.item.bounds {
                        w.declare(name, binding.clone(), false);
                    }
                    w.braces()
                })
            })
        });
        self.frames.pop();
        Some(node!(Kind::Statement;
            format!("{written}for {} in ", chain.item.pattern), chain.node, " ", body))
    }

    /// One value made of all items.
    pub(super) fn consumed(&mut self, ty: &Ty, depth: u32) -> Option<Node> {
        let kind = Kind::Value(ty.clone());
        let Chain {
            node,
            item,
            holds,
            times,
        } = self.chain(false, depth)?;
        let item = [item];
        let bool = Ty::Scalar(Scalar::Bool);
        let times = times as u64;
        let method = match ty {
            Ty::Scalar(Scalar::Bool) if self.one_in(2) => self.pick(&["any", "all"]),
            Ty::Scalar(Scalar::Usize) if self.one_in(2) => self.pick(&["count", "position"]),
            Ty::Scalar(scalar) if scalar.is_int() && self.one_in(2) => {
                self.pick(&["sum", "product"])
            }
            Ty::Option(of) if **of == Ty::Scalar(Scalar::Usize) && self.one_in(2) => "position",
            Ty::Option(of) if matches!(**of, Ty::Scalar(scalar) if scalar.is_int()) => {
                self.pick(&["min", "max", "last"])
            }
            _ => "fold",
        };
        Some(match method {
            "count" => node!(kind; node, ".count()"),
            "any" | "all" | "position" => {
                let closure = self.repeated(times, |w| {
                    w.gone_over(&holds, |w| w.lambda(&item, &bool, depth))
                });
                let end = match (method, ty) {
                    ("position", Ty::Scalar(_)) => ").unwrap_or(7)",
                    _ => ")",
                };
                node!(kind; node, format!(".{method}("), closure, end)
            }
            "fold" => {
                let first = self.gone_over(&holds, |w| w.expr(ty, depth, false));
                let mut sum = Param::value(self, ty);
                while item[0].bounds.iter().any(|(name, _)| *name == sum.pattern) {
                    sum = Param::value(self, ty);
                }
                let [item] = item;
                let closure = self.repeated(times, |w| {
                    w.gone_over(&holds, |w| w.lambda(&[sum, item], ty, depth))
                });
                node!(kind; node, ".fold(", first, ", ", closure, ")")
            }
            method => {
                let of = match ty {
                    Ty::Option(of) => of,
                    other => other,
                };
                let written = self.items.name(of);
                let closure = self.repeated(times, |w| {
                    w.gone_over(&holds, |w| w.lambda(&item, of, depth))
                });
                let end = match method {
                    "sum" | "product" => format!(".{method}::<{written}>()"),
                    _ => format!(".{method}()"),
                };
                node!(kind; node, ".map(", closure, ")", end)
            }
        })
    }

    /// A slice that becomes shorter in loops whose bounds ask for its length.
    pub(super) fn cut_slice(&mut self) -> Option<Node> {
        let element = self.element()?;
        let (slice, hold, _) = self.slice(&element, false, 1)?;
        let name = self.name();
        let binding = Binding::Slice {
            element,
            mutable: false,
            len: None,
        };
        self.hold(&name, binding, true, Some(hold));
        let step = self.rng.usize(1..3);
        let cut = if self.one_in(2) {
            format!("{name} = &{name}[{name}.len().min({step})..];\n")
        } else {
            format!("{name} = &{name}[..{name}.len() - 1];\n")
        };
        let head = if self.one_in(2) {
            format!("while {name}.len() > {} {{\n", self.rng.usize(..2))
        } else {
            let position = self.unique("at");
            format!(
                "for {position} in 0..{name}.len() {{\nif {name}.len() < 2 || {position} % 2 == 1 {{\ncontinue;\n}}\n"
            )
        };
        // A `continue` of its own would go round forever.
        let frames = std::mem::take(&mut self.frames);
        let body = self.repeated(LONGEST as u64, |w| {
            w.scoped(|w| {
                let count = w.rng.usize(1..3);
                w.statements(count)
            })
        });
        self.frames = frames;
        Some(node!(Kind::Statement;
            format!("let mut {name} = "), slice, ";\n", head, cut, body, "}"))
    }
}
