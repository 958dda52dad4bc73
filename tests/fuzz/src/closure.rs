//! Closures: bound to a name and called, and handed to methods of `Option`.

use ringkernel_build::ir::Scalar;

use super::node::{node, Kind, Node};
use super::place::Access;
use super::scope::{Hold, Writer};
use super::ty::{Binding, Ty};

/// A parameter of a closure.
#[derive(Clone, Debug)]
pub(super) struct Param {
    /// Its pattern.
    pub(super) pattern: String,
    /// Its type as it is written.
    pub(super) ty: String,
    /// The names that it binds.
    pub(super) bounds: Vec<(String, Binding)>,
}

impl Param {
    /// A name for a value.
    pub(super) fn value(w: &mut Writer, ty: &Ty) -> Self {
        let name = w.name();
        Self {
            pattern: name.clone(),
            ty: w.items.name(ty),
            bounds: vec![(name, Binding::Value(ty.clone()))],
        }
    }

    /// A name for a shared reference.
    fn reference(w: &mut Writer, target: &Ty) -> Self {
        let name = w.name();
        let binding = Binding::Ref {
            target: target.clone(),
            mutable: false,
        };
        Self {
            pattern: name.clone(),
            ty: w.items.binding(&binding),
            bounds: vec![(name, binding)],
        }
    }
}

impl Writer {
    /// Runs `f` where nothing that is there so far is written, except perhaps one variable.
    pub(super) fn reading<R>(
        &mut self,
        except: Option<usize>,
        f: impl FnOnce(&mut Self) -> R,
    ) -> R {
        let holds: Vec<_> = (0..self.variables.len())
            .filter(|base| Some(*base) != except)
            .map(|base| Hold {
                base,
                mutable: false,
            })
            .collect();
        for hold in &holds {
            self.seize(*hold);
        }
        let result = f(self);
        self.release(holds);
        result
    }

    /// Runs `f` for the body of a closure, which no jump leaves but `return`.
    fn enclosed<R>(&mut self, output: &Ty, f: impl FnOnce(&mut Self) -> R) -> R {
        let frames = std::mem::take(&mut self.frames);
        let before = self.output.replace(output.clone());
        let in_closure = std::mem::replace(&mut self.in_closure, true);
        let in_condition = std::mem::replace(&mut self.in_condition, false);
        let result = self.scoped(f);
        self.in_condition = in_condition;
        self.in_closure = in_closure;
        self.output = before;
        self.frames = frames;
        result
    }

    /// `|a, b| value` or `|a: A, b: B| -> T { statements; value }`.
    pub(super) fn lambda(&mut self, params: &[Param], output: &Ty, depth: u32) -> Node {
        let typed = self.one_in(2);
        let head: Vec<_> = params
            .iter()
            .map(|param| {
                // Device code has no tuple with references in it.
                if typed && !(param.ty.starts_with('(') && param.ty.contains('&')) {
                    format!("{}: {}", param.pattern, param.ty)
                } else {
                    param.pattern.clone()
                }
            })
            .collect();
        let head = head.join(", ");
        let written = self.items.name(output);
        self.enclosed(output, |w| {
            for (name, binding) in params.iter().flat_map(|param| &param.bounds) {
                w.declare(name, binding.clone(), false);
            }
            if typed {
                let body = w.body(output, depth, true);
                return node!(Kind::Fixed; format!("|{head}| -> {written} "), body);
            }
            let value = w.expr(output, depth, false);
            node!(Kind::Fixed; format!("|{head}| "), value)
        })
    }

    /// `{ let c = |..| ..; c(..); c(..) }`.
    pub(super) fn called_closure(&mut self, ty: &Ty, depth: u32) -> Option<Node> {
        let name = self.unique("call");
        let params: Vec<_> = (0..self.rng.usize(..3)).map(|_| self.ty(1)).collect();
        let calls = self.rng.usize(1..4);
        let changed = if self.one_in(2) {
            None
        } else {
            let places = self.places(Access::Write, |ty| matches!(ty, Ty::Scalar(_)));
            (!places.is_empty()).then(|| self.pick(&places).base)
        };
        let mut written = Vec::new();
        for ty in &params {
            let mut param = Param::value(self, ty);
            // Two parameters of one name are none.
            while written
                .iter()
                .any(|known: &Param| known.pattern == param.pattern)
            {
                param = Param::value(self, ty);
            }
            written.push(param);
        }
        let heads: Vec<_> = written
            .iter()
            .map(|param| format!("{}: {}", param.pattern, param.ty))
            .collect();
        let output = self.items.name(ty);
        let body = self.repeated(calls as u64, |w| {
            w.reading(changed, |w| {
                w.enclosed(ty, |w| {
                    for (name, binding) in written.iter().flat_map(|param| &param.bounds) {
                        w.declare(name, binding.clone(), false);
                    }
                    let statements = w.statements(2);
                    let value = w.expr(ty, depth, true);
                    node!(Kind::Fixed; "{", statements, value, "}")
                })
            })
        });
        let hold = changed.map(|base| Hold {
            base,
            mutable: true,
        });
        if let Some(hold) = hold {
            self.seize(hold);
        }
        let called: Vec<_> = self.reading(changed, |w| {
            (0..calls)
                .map(|_| {
                    let arguments = params.iter().map(|ty| w.expr(ty, depth, true)).collect();
                    node!(Kind::Fixed; format!("{name}("), Node::list(arguments, ", "), ")")
                })
                .collect()
        });
        self.release(hold.into_iter().collect());
        let mark = if changed.is_some() { "mut " } else { "" };
        Some(node!(Kind::Value(ty.clone());
            format!("({{ let {mark}{name} = |{}| -> {output} ", heads.join(", ")), body, ";\n",
            Node::list(called, ";\n"), " })"))
    }

    /// A value that a method of `Option` makes by a closure.
    pub(super) fn option_closure(&mut self, ty: &Ty, depth: u32) -> Node {
        let kind = Kind::Value(ty.clone());
        if let Ty::Option(inner) = ty {
            let inner = (**inner).clone();
            return match self.rng.u32(..4) {
                0 => {
                    let option = self.expr(ty, depth, false);
                    let param = Param::reference(self, &inner);
                    let closure = self.lambda(&[param], &Ty::Scalar(Scalar::Bool), depth);
                    node!(kind; "(", option, ").filter(", closure, ")")
                }
                1 => {
                    let option = self.expr(ty, depth, false);
                    let closure = self.lambda(&[], ty, depth);
                    node!(kind; "(", option, ").or_else(", closure, ")")
                }
                way => {
                    let (method, output) = if way == 2 {
                        ("map", &inner)
                    } else {
                        ("and_then", ty)
                    };
                    let (option, param) = self.option_and_param(depth);
                    let closure = self.lambda(&[param], output, depth);
                    node!(kind; "(", option, format!(").{method}("), closure, ")")
                }
            };
        }
        if *ty == Ty::Scalar(Scalar::Bool) && self.one_in(2) {
            let method = self.pick(&["is_some_and", "is_none_or"]);
            let (option, param) = self.option_and_param(depth);
            let closure = self.lambda(&[param], ty, depth);
            return node!(kind; "(", option, format!(").{method}("), closure, ")");
        }
        match self.rng.u32(..3) {
            0 => {
                let whole = Ty::Option(Box::new(ty.clone()));
                let option = self.expr(&whole, depth, false);
                let closure = self.lambda(&[], ty, depth);
                node!(kind; "(", option, ").unwrap_or_else(", closure, ")")
            }
            1 => {
                let (option, param) = self.option_and_param(depth);
                let default = self.expr(ty, depth, false);
                let closure = self.lambda(&[param], ty, depth);
                node!(kind; "(", option, ").map_or(", default, ", ", closure, ")")
            }
            _ => {
                let (option, param) = self.option_and_param(depth);
                // Both are there at the same time.
                let (none, some) = self.reading(None, |w| {
                    (w.lambda(&[], ty, depth), w.lambda(&[param], ty, depth))
                });
                node!(kind; "(", option, ").map_or_else(", none, ", ", some, ")")
            }
        }
    }

    fn option_and_param(&mut self, depth: u32) -> (Node, Param) {
        let of = self.ty(1);
        let option = self.expr(&Ty::Option(Box::new(of.clone())), depth, false);
        (option, Param::value(self, &of))
    }
}
