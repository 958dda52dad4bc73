//! Arrays in shared memory: declared at file scope, filled with zeros where the block begins.

use super::reach::Reach;
use super::{types, Globals};
use crate::ir::{Function, Kernel, Local, Location, Module, Storage, Type};
use crate::print::writer::Writer;

/// The arrays of one kernel's blocks.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// Place and type of each whose size is known.
    fixed: Vec<(Location, Type)>,
    /// The slices over those whose length the launch gives, in order.
    dynamic: Vec<Type>,
}

impl Shared {
    /// Those of the kernel and of the functions it reaches.
    pub(super) fn find(module: &Module, kernel: &Kernel, reached: &Reach) -> Self {
        let mut shared = Self::default();
        let functions = reached
            .functions
            .iter()
            .map(|handle| &module.functions[*handle]);
        for function in functions.chain([&kernel.function]) {
            shared.add(function);
        }
        shared
    }

    fn add(&mut self, function: &Function) {
        for (_, local) in function.locals.iter() {
            match local.storage {
                Storage::Thread => {}
                Storage::Shared(place) => {
                    if !self.fixed.contains(&(place, local.ty)) {
                        self.fixed.push((place, local.ty));
                    }
                }
                // They come in order, from the kernel alone.
                Storage::Dynamic(_) => self.dynamic.push(local.ty),
            }
        }
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.fixed.is_empty() && self.dynamic.is_empty()
    }

    /// The C name of a local that is such an array.
    pub(super) fn name(&self, local: &Local) -> Option<String> {
        match local.storage {
            Storage::Thread => None,
            Storage::Shared(place) => {
                let known = self
                    .fixed
                    .iter()
                    .position(|known| *known == (place, local.ty));
                let number = known.expect("all reached functions were looked at");
                Some(format!("rk_shared_{number}"))
            }
            Storage::Dynamic(number) => Some(format!("rk_dynamic_{number}")),
        }
    }

    /// Writes the arrays of known size.
    pub(super) fn write(&self, w: &mut Writer, globals: &Globals) {
        for (number, (place, ty)) in self.fixed.iter().enumerate() {
            w.at(*place);
            let ty = types::ty(globals, *ty);
            w.line(&format!(
                "__shared__ __align__(16) {ty} rk_shared_{number};"
            ));
        }
        if !self.fixed.is_empty() {
            w.line("");
        }
    }

    /// Bytes of the arrays of known size, as C; `None` if there are none.
    pub(super) fn bytes(&self) -> Option<String> {
        let sizes: Vec<String> = (0..self.fixed.len())
            .map(|number| format!("sizeof rk_shared_{number}"))
            .collect();
        (!sizes.is_empty()).then(|| sizes.join(" + "))
    }

    /// The kernel's parameters for the lengths.
    pub(super) fn parameters(&self) -> impl Iterator<Item = String> + '_ {
        (0..self.dynamic.len()).map(|number| format!("const u64 rk_length_{number}"))
    }

    /// What the kernel does first.
    pub(super) fn prologue(&self, globals: &Globals) -> Vec<String> {
        if self.is_empty() {
            return Vec::new();
        }
        let mut lines: Vec<String> = (0..self.fixed.len())
            .map(|number| format!("rk_zero(&rk_shared_{number}, sizeof rk_shared_{number});"))
            .collect();
        if !self.dynamic.is_empty() {
            lines.push("u64 rk_end = 0;".to_owned());
        }
        for (number, ty) in self.dynamic.iter().enumerate() {
            let Type::Slice { element, .. } = *ty else {
                unreachable!("it is a slice")
            };
            let element = types::ty(globals, element.into());
            lines.push(format!(
                "const rk_slice<{element}> rk_dynamic_{number} = rk_dynamic<{element}>(rk_end, rk_length_{number});"
            ));
        }
        if !self.dynamic.is_empty() {
            lines.push("rk_zero(rk_dynamic_memory(), rk_end);".to_owned());
        }
        lines.push("__syncthreads();".to_owned());
        lines
    }
}
