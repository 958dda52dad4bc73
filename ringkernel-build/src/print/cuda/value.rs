//! Whether a message is a value: in memory that the host writes, an enum may hold a number that stands for none of its
//! variants, and a bool one that is neither 0 nor 1. Only a `RingMessage` written by hand puts them there; the CPU, which
//! decodes messages, stops at the same (`ringkernel_rt::layout::Gap`).

use super::{types, Context, Output, Says, Site};
use crate::ir::{Element, Enum, Handle, Location, Module, Scalar, Type, Variant};
use crate::schedule::Per;

/// The function of the check.
pub(super) const NAME: &str = "rk_is_message";

/// Whether some bytes are no value of the type.
pub(super) fn has_gaps(module: &Module, ty: Type) -> bool {
    let any = |fields: &[(String, Type)]| fields.iter().any(|(_, ty)| has_gaps(module, *ty));
    match ty {
        Type::Scalar(scalar) => scalar == Scalar::Bool,
        Type::Enum(_) => true,
        Type::Struct(handle) => any(&module.structs[handle].fields),
        Type::Array(handle) => has_gaps(module, module.arrays[handle].element.into()),
        Type::Unit | Type::Slice { .. } | Type::Ref { .. } | Type::GridPos | Type::RingContext => {
            false
        }
    }
}

/// Writes the check of messages of this type. A fault names the handler, and the first of the threads that answer one.
pub(super) fn write(
    cx: &Context,
    message: Element,
    per: Per,
    location: Location,
    out: &mut Output,
) {
    let ty = types::ty(&cx.globals, message.into());
    out.w.line(&format!(
        "__device__ inline bool {NAME}(const rk_env& rk, const {ty}& rk_message)"
    ));
    out.w.line("{");
    out.w.indent();
    out.w.line(&format!(
        "const bool rk_speaks = {};",
        match per {
            Per::Lane | Per::Thread => "true",
            Per::Warp => "threadIdx.x % 32 == 0",
            Per::Block => "threadIdx.x == 0",
        }
    ));
    let mut check = Check {
        cx,
        out,
        location,
        depth: 0,
    };
    check.part("rk_message", message.into());
    out.w.line("return true;");
    out.w.outdent();
    out.w.line("}");
    out.w.line("");
}

struct Check<'a> {
    cx: &'a Context<'a>,
    out: &'a mut Output,
    location: Location,
    /// Arrays round the part.
    depth: u32,
}

impl Check<'_> {
    fn part(&mut self, place: &str, ty: Type) {
        if !has_gaps(self.cx.module, ty) {
            return;
        }
        match ty {
            Type::Scalar(_) => {
                // Read as a bool, it could be neither true nor false.
                let byte = format!("*(const unsigned char*)&{place}");
                let text = "the device's memory holds no `bool`: {tag} is neither 0 nor 1";
                self.write_fault(Some(&format!("{byte} > 1")), &byte, text);
            }
            Type::Struct(handle) => {
                let names = &self.cx.globals.structs[handle.index()].fields;
                self.fields(place, names, &self.cx.module.structs[handle].fields);
            }
            Type::Enum(handle) => self.variants(place, handle),
            Type::Array(handle) => {
                let array = self.cx.module.arrays[handle];
                let i = format!("rk_i{}", self.depth);
                self.out
                    .w
                    .line(&format!("for (u64 {i} = 0; {i} < {}; ++{i}) {{", array.len));
                self.out.w.indent();
                self.depth += 1;
                self.part(&format!("{place}[{i}]"), array.element.into());
                self.depth -= 1;
                self.out.w.outdent();
                self.out.w.line("}");
            }
            Type::Unit
            | Type::Slice { .. }
            | Type::Ref { .. }
            | Type::GridPos
            | Type::RingContext => unreachable!("messages are elements"),
        }
    }

    fn fields(&mut self, place: &str, names: &[String], fields: &[(String, Type)]) {
        for (name, (_, ty)) in names.iter().zip(fields) {
            self.part(&format!("{place}.{name}"), *ty);
        }
    }

    /// Those of the variant that is present, if one is.
    fn variants(&mut self, place: &str, handle: Handle<Enum>) {
        let item = &self.cx.module.enums[handle];
        let name = item.name.split('<').next().unwrap_or(&item.name);
        let tag = format!("{place}.rk_tag");
        self.out.w.line(&format!("switch ({tag}) {{"));
        let names = &self.cx.globals.enums[handle.index()].variants;
        for (names, variant) in names.iter().zip(&item.variants) {
            let Variant {
                discriminant,
                fields,
                ..
            } = variant;
            self.out.w.line(&format!("case {discriminant}:"));
            self.out.w.indent();
            self.fields(&format!("{place}.{}", names.name), &names.fields, fields);
            self.out.w.line("break;");
            self.out.w.outdent();
        }
        self.out.w.line("default:");
        self.out.w.indent();
        let text = format!(
            "the device's memory holds no `{name}`: {{tag}} stands for none of its variants"
        );
        self.write_fault(None, &tag, &text);
        self.out.w.outdent();
        self.out.w.line("}");
    }

    /// Stops at a number that is no value, under a condition if there is one.
    fn write_fault(&mut self, condition: Option<&str>, number: &str, text: &str) {
        let site = self.out.site(Site {
            location: self.location,
            says: Some(Says {
                text: text.to_owned(),
                values: Some(Scalar::I32),
            }),
        });
        let lines = [
            format!("if (rk_speaks) rk_record(rk, RK_FAULT_PANIC, {site}, rk_fault_bits((i32){number}), 0);"),
            "return false;".to_owned(),
        ];
        if let Some(condition) = condition {
            self.out.w.line(&format!("if ({condition}) {{"));
            self.out.w.indent();
        }
        for line in &lines {
            self.out.w.line(line);
        }
        if condition.is_some() {
            self.out.w.outdent();
            self.out.w.line("}");
        }
    }
}
