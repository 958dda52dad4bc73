//! How values cross between host and device: C's layout, whatever rustc chose for the struct.
//!
//! A struct's fields travel in the order written, each at the offset C gives it, so a struct needs no `#[repr(C)]`.
//! Encoding is safe code that the derives generate; where rustc's layout is C's, the compiler turns it into a copy.

use crate::gpu::narrow::{bf16, f16, F8E4M3, F8E5M2};
use crate::message::RingMessage;

/// Name, size, alignment and fields of a type as the device sees it.
#[derive(Clone, Copy, Debug)]
pub struct TypeLayout {
    /// The Rust name.
    pub name: &'static str,
    /// Size in bytes.
    pub size: usize,
    /// Alignment in bytes.
    pub align: usize,
    /// Fields in order; empty for scalars.
    pub fields: &'static [FieldLayout],
    /// Variants in order; empty for what is no enum. Which one is present is an `i32` at the start.
    pub variants: &'static [VariantLayout],
}

/// One variant of a [`TypeLayout`].
#[derive(Clone, Copy, Debug)]
pub struct VariantLayout {
    /// The variant's name.
    pub name: &'static str,
    /// The number that stands for it.
    pub discriminant: i32,
    /// Fields in order, with offsets from the start of the enum.
    pub fields: &'static [FieldLayout],
}

/// One field of a [`TypeLayout`].
#[derive(Clone, Copy, Debug)]
pub struct FieldLayout {
    /// The field's name.
    pub name: &'static str,
    /// Offset in bytes.
    pub offset: usize,
    /// The field's own layout.
    pub layout: &'static TypeLayout,
}

/// A plain value that kernels can hold: scalars, arrays, tuples (of up to eight), `Option`s, and structs and enums of
/// them. Derive it.
pub trait GpuType: Copy + Send + Sync + 'static {
    /// The device's layout.
    const LAYOUT: TypeLayout;

    /// Writes the value as the device reads it; padding is left as it is.
    ///
    /// # Panics
    /// If `bytes` is shorter than the layout's size.
    fn encode(&self, bytes: &mut [u8]);

    /// Reads a value that the device wrote.
    ///
    /// # Panics
    /// If `bytes` is shorter than the layout's size, or if they name a variant that an enum does not have.
    fn decode(bytes: &[u8]) -> Self;

    /// The value whose bytes are all zero: what fresh memory holds, and what lies outside a grid under
    /// [`Boundary::Zero`](crate::stencil::Boundary::Zero).
    ///
    /// # Panics
    /// If there is none: [`TypeLayout::has_zero`] says so.
    #[inline]
    #[must_use]
    fn zeroed() -> Self {
        const STACK: usize = 256;
        if Self::LAYOUT.size <= STACK {
            Self::decode(&[0; STACK])
        } else {
            Self::decode(&vec![0; Self::LAYOUT.size])
        }
    }
}

impl TypeLayout {
    /// Whether bytes that are all zero are a value: in every enum, zero must stand for a variant.
    #[must_use]
    pub const fn has_zero(&self) -> bool {
        if self.variants.is_empty() {
            return have_zero(self.fields);
        }
        let mut i = 0;
        while i < self.variants.len() {
            if self.variants[i].discriminant == 0 {
                return have_zero(self.variants[i].fields);
            }
            i += 1;
        }
        false
    }

    /// Whether there is an enum or a bool in it, so that some bytes are no value.
    #[must_use]
    pub const fn has_gaps(&self) -> bool {
        if !self.variants.is_empty() || self.is_bool() {
            return true;
        }
        let mut i = 0;
        while i < self.fields.len() {
            if self.fields[i].layout.has_gaps() {
                return true;
            }
            i += 1;
        }
        false
    }

    const fn is_bool(&self) -> bool {
        self.fields.is_empty() && self.variants.is_empty() && same_text(self.name, "bool")
    }

    /// Whether these bytes are a value: every enum inside names a variant that it has, and every bool is 0 or 1.
    ///
    /// # Panics
    /// If `bytes` is shorter than the layout's size.
    #[must_use]
    pub fn is_value(&self, bytes: &[u8]) -> bool {
        self.gap(bytes).is_none()
    }

    /// The first part of the bytes that is no value.
    ///
    /// # Panics
    /// If `bytes` is shorter than the layout's size.
    pub(crate) fn gap(&self, bytes: &[u8]) -> Option<Gap> {
        if self.is_bool() {
            return (bytes[0] > 1).then(|| Gap::Bool(bytes[0]));
        }
        if let ("[]", [element]) = (self.name, self.fields) {
            if element.layout.size == 0 {
                return None;
            }
            let mut elements = bytes[..self.size].chunks_exact(element.layout.size);
            return elements.find_map(|bytes| element.layout.gap(bytes));
        }
        let fields = if self.variants.is_empty() {
            self.fields
        } else {
            let present = tag(bytes);
            let is_it = |variant: &&VariantLayout| variant.discriminant == present;
            match self.variants.iter().find(is_it) {
                Some(variant) => variant.fields,
                None => return Some(Gap::Enum(self.name, present)),
            }
        };
        let mut fields = fields.iter();
        fields.find_map(|field| field.layout.gap(&bytes[field.offset..]))
    }
}

/// Bytes that are no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// An enum of this name holds this number.
    Enum(&'static str, i32),
    /// A bool holds this number.
    Bool(u8),
}

impl Gap {
    /// Says what it is. The device says the same: `print/cuda/value.rs`.
    pub(crate) fn fail(self) -> ! {
        match self {
            Self::Enum(name, tag) => no_variant(name, tag),
            Self::Bool(byte) => {
                panic!("the device's memory holds no `bool`: {byte} is neither 0 nor 1")
            }
        }
    }
}

const fn have_zero(fields: &[FieldLayout]) -> bool {
    let mut i = 0;
    while i < fields.len() {
        if !fields[i].layout.has_zero() {
            return false;
        }
        i += 1;
    }
    true
}

/// Which variant of an enum these bytes hold.
///
/// # Panics
/// If there are less than four.
#[must_use]
pub fn tag(bytes: &[u8]) -> i32 {
    <i32 as GpuType>::decode(bytes)
}

/// What a derive's `decode` does with a number that stands for no variant.
#[doc(hidden)]
#[cold]
pub fn no_variant(name: &str, tag: i32) -> ! {
    panic!("the device's memory holds no `{name}`: {tag} stands for none of its variants")
}

/// Where the data of an enum's variants start: after the tag, aligned for the fields of all variants.
#[must_use]
pub const fn c_union_offset(variants: &[&[&TypeLayout]]) -> usize {
    round_up(size_of::<i32>(), c_union_align(variants))
}

/// Size of an enum with these fields in its variants.
#[must_use]
pub const fn c_enum_size(variants: &[&[&TypeLayout]]) -> usize {
    let mut largest = 0;
    let mut i = 0;
    while i < variants.len() {
        let size = c_size(variants[i]);
        if size > largest {
            largest = size;
        }
        i += 1;
    }
    round_up(c_union_offset(variants) + largest, c_enum_align(variants))
}

/// Alignment of an enum with these fields in its variants.
#[must_use]
pub const fn c_enum_align(variants: &[&[&TypeLayout]]) -> usize {
    let data = c_union_align(variants);
    if data > size_of::<i32>() {
        data
    } else {
        size_of::<i32>()
    }
}

const fn c_union_align(variants: &[&[&TypeLayout]]) -> usize {
    let mut align = 1;
    let mut i = 0;
    while i < variants.len() {
        let of_variant = c_align(variants[i]);
        if of_variant > align {
            align = of_variant;
        }
        i += 1;
    }
    align
}

/// Offsets from the start of the enum that a variant's fields have whose data start at `data`.
#[must_use]
pub const fn c_variant_offsets<const N: usize>(
    data: usize,
    fields: &[&TypeLayout; N],
) -> [usize; N] {
    let mut offsets = c_offsets(fields);
    let mut i = 0;
    while i < N {
        offsets[i] += data;
        i += 1;
    }
    offsets
}

/// Offsets that C gives to fields of these layouts, in order.
#[must_use]
pub const fn c_offsets<const N: usize>(fields: &[&TypeLayout; N]) -> [usize; N] {
    let mut offsets = [0; N];
    let mut end = 0;
    let mut i = 0;
    while i < N {
        offsets[i] = round_up(end, fields[i].align);
        end = offsets[i] + fields[i].size;
        i += 1;
    }
    offsets
}

/// Size of a C struct of these fields, tail padding included.
#[must_use]
pub const fn c_size(fields: &[&TypeLayout]) -> usize {
    let mut end = 0;
    let mut i = 0;
    while i < fields.len() {
        end = round_up(end, fields[i].align) + fields[i].size;
        i += 1;
    }
    round_up(end, c_align(fields))
}

/// Alignment of a C struct of these fields.
#[must_use]
pub const fn c_align(fields: &[&TypeLayout]) -> usize {
    let mut align = 1;
    let mut i = 0;
    while i < fields.len() {
        if fields[i].align > align {
            align = fields[i].align;
        }
        i += 1;
    }
    align
}

const fn round_up(offset: usize, align: usize) -> usize {
    offset.div_ceil(align) * align
}

/// Fails the build where rustc and the build script disagree about a struct: `layouts` is the artifact's table.
///
/// The table of an artifact that was not built is empty and says nothing. Structs of equal name in different modules
/// stand there side by side; one of them must agree.
///
/// # Panics
/// At compile time, if no entry of the struct's name has its layout.
pub const fn assert_same(layout: &TypeLayout, layouts: &[TypeLayout]) {
    if layouts.is_empty() || (layout.fields.is_empty() && layout.variants.is_empty()) {
        return;
    }
    // What the language makes of other types stands in no table: only those types do.
    if same_text(layout.name, "[]") || same_text(layout.name, "()") {
        return assert_fields(layout.fields, layouts);
    }
    if same_text(layout.name, "Option") && layout.variants.len() == 2 {
        return assert_fields(layout.variants[1].fields, layouts);
    }
    let mut i = 0;
    while i < layouts.len() {
        if same(layout, &layouts[i]) {
            return;
        }
        i += 1;
    }
    panic!("the device code was made for another layout of this struct: build again");
}

const fn assert_fields(fields: &[FieldLayout], layouts: &[TypeLayout]) {
    let mut i = 0;
    while i < fields.len() {
        assert_same(fields[i].layout, layouts);
        i += 1;
    }
}

const fn same(a: &TypeLayout, b: &TypeLayout) -> bool {
    if !same_text(a.name, b.name)
        || a.size != b.size
        || a.align != b.align
        || a.variants.len() != b.variants.len()
        || !same_fields(a.fields, b.fields)
    {
        return false;
    }
    let mut i = 0;
    while i < a.variants.len() {
        let (left, right) = (&a.variants[i], &b.variants[i]);
        if !same_text(left.name, right.name)
            || left.discriminant != right.discriminant
            || !same_fields(left.fields, right.fields)
        {
            return false;
        }
        i += 1;
    }
    true
}

const fn same_fields(a: &[FieldLayout], b: &[FieldLayout]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        let (left, right) = (&a[i], &b[i]);
        if !same_text(left.name, right.name)
            || left.offset != right.offset
            || !same(left.layout, right.layout)
        {
            return false;
        }
        i += 1;
    }
    true
}

const fn same_text(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// Implements both traits, which have the same items, for a type given by its layout, writer, reader and zero.
macro_rules! plain {
    ($type:ty, $layout:expr, $encode:expr, $decode:expr, $zero:expr) => {
        impl GpuType for $type {
            const LAYOUT: TypeLayout = $layout;

            #[inline]
            fn encode(&self, bytes: &mut [u8]) {
                $encode(*self, bytes);
            }

            #[inline]
            fn decode(bytes: &[u8]) -> Self {
                $decode(bytes)
            }

            #[inline]
            fn zeroed() -> Self {
                $zero
            }
        }

        impl RingMessage for $type {
            const LAYOUT: TypeLayout = <Self as GpuType>::LAYOUT;

            #[inline]
            fn encode(&self, bytes: &mut [u8]) {
                GpuType::encode(self, bytes);
            }

            #[inline]
            fn decode(bytes: &[u8]) -> Self {
                <Self as GpuType>::decode(bytes)
            }
        }
    };
}

const fn scalar(name: &'static str, size: usize) -> TypeLayout {
    TypeLayout {
        name,
        size,
        align: if size == 0 { 1 } else { size },
        fields: &[],
        variants: &[],
    }
}

macro_rules! number {
    ($type:ident as $wire:ident) => {
        plain!(
            $type,
            scalar(stringify!($type), size_of::<$wire>()),
            |value: $type, bytes: &mut [u8]| {
                bytes[..size_of::<$wire>()].copy_from_slice(&(value as $wire).to_le_bytes());
            },
            |bytes: &[u8]| {
                let mut raw = [0; size_of::<$wire>()];
                raw.copy_from_slice(&bytes[..size_of::<$wire>()]);
                $wire::from_le_bytes(raw) as $type
            },
            0 as $type
        );
    };
}

number!(i8 as i8);
number!(u8 as u8);
number!(i16 as i16);
number!(u16 as u16);
number!(i32 as i32);
number!(u32 as u32);
number!(i64 as i64);
number!(u64 as u64);
number!(isize as i64);
number!(usize as u64);
number!(f32 as f32);
number!(f64 as f64);

macro_rules! narrow {
    ($type:ident as $wire:ident) => {
        plain!(
            $type,
            scalar(stringify!($type), size_of::<$wire>()),
            |value: $type, bytes: &mut [u8]| GpuType::encode(&value.to_bits(), bytes),
            |bytes: &[u8]| $type::from_bits(<$wire as GpuType>::decode(bytes)),
            $type::from_bits(0)
        );
    };
}

narrow!(f16 as u16);
narrow!(bf16 as u16);
narrow!(F8E4M3 as u8);
narrow!(F8E5M2 as u8);

impl<T: GpuType, const N: usize> GpuType for [T; N] {
    const LAYOUT: TypeLayout = TypeLayout {
        name: "[]",
        size: T::LAYOUT.size * N,
        align: T::LAYOUT.align,
        fields: &[FieldLayout {
            name: "0",
            offset: 0,
            layout: &T::LAYOUT,
        }],
        variants: &[],
    };

    #[inline]
    fn encode(&self, bytes: &mut [u8]) {
        for (value, bytes) in self.iter().zip(bytes.chunks_exact_mut(T::LAYOUT.size)) {
            value.encode(bytes);
        }
    }

    #[inline]
    fn decode(bytes: &[u8]) -> Self {
        std::array::from_fn(|i| T::decode(&bytes[i * T::LAYOUT.size..]))
    }

    #[inline]
    fn zeroed() -> Self {
        [T::zeroed(); N]
    }
}

macro_rules! layouts {
    ([$($type:ident)+]) => {
        &[$(&$type::LAYOUT),+]
    };
}

macro_rules! tuple {
    ($count:literal $all:tt: $($type:ident $position:tt),+) => {
        impl<$($type: GpuType),+> GpuType for ($($type,)+) {
            const LAYOUT: TypeLayout = TypeLayout {
                name: "()",
                size: c_size(layouts!($all)),
                align: c_align(layouts!($all)),
                fields: &[$(FieldLayout {
                    name: stringify!($position),
                    offset: c_offsets::<$count>(layouts!($all))[$position],
                    layout: &$type::LAYOUT,
                }),+],
                variants: &[],
            };

            #[inline]
            fn encode(&self, bytes: &mut [u8]) {
                $(self.$position.encode(&mut bytes[Self::LAYOUT.fields[$position].offset..]);)+
            }

            #[inline]
            fn decode(bytes: &[u8]) -> Self {
                ($($type::decode(&bytes[Self::LAYOUT.fields[$position].offset..]),)+)
            }

            #[inline]
            fn zeroed() -> Self {
                ($($type::zeroed(),)+)
            }
        }
    };
}

tuple!(1 [A]: A 0);
tuple!(2 [A B]: A 0, B 1);
tuple!(3 [A B C]: A 0, B 1, C 2);
tuple!(4 [A B C D]: A 0, B 1, C 2, D 3);
tuple!(5 [A B C D E]: A 0, B 1, C 2, D 3, E 4);
tuple!(6 [A B C D E F]: A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(7 [A B C D E F G]: A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(8 [A B C D E F G H]: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);

plain!(
    bool,
    scalar("bool", 1),
    |value, bytes: &mut [u8]| bytes[0] = u8::from(value),
    |bytes: &[u8]| bytes[0] != 0,
    false
);
plain!(
    (),
    scalar("()", 0),
    |(), _: &mut [u8]| (),
    |_: &[u8]| (),
    ()
);

/// Implements a trait for `Option`: `None` is 0, `Some` is 1 with its value.
macro_rules! option {
    ($trait:ident) => {
        impl<T: $trait> $trait for Option<T> {
            const LAYOUT: TypeLayout = TypeLayout {
                name: "Option",
                size: c_enum_size(&[&[], &[&T::LAYOUT]]),
                align: c_enum_align(&[&[], &[&T::LAYOUT]]),
                fields: &[],
                variants: &[
                    VariantLayout {
                        name: "None",
                        discriminant: 0,
                        fields: &[],
                    },
                    VariantLayout {
                        name: "Some",
                        discriminant: 1,
                        fields: &[FieldLayout {
                            name: "0",
                            offset: c_union_offset(&[&[], &[&T::LAYOUT]]),
                            layout: &T::LAYOUT,
                        }],
                    },
                ],
            };

            #[inline]
            fn encode(&self, bytes: &mut [u8]) {
                <i32 as GpuType>::encode(&i32::from(self.is_some()), bytes);
                if let Some(value) = self {
                    value.encode(&mut bytes[c_union_offset(&[&[], &[&T::LAYOUT]])..]);
                }
            }

            #[inline]
            fn decode(bytes: &[u8]) -> Self {
                match tag(bytes) {
                    0 => None,
                    1 => Some(T::decode(&bytes[c_union_offset(&[&[], &[&T::LAYOUT]])..])),
                    other => no_variant("Option", other),
                }
            }
        }
    };
}

option!(GpuType);
option!(RingMessage);

#[cfg(test)]
mod tests {
    use super::*;

    const F32: TypeLayout = <f32 as GpuType>::LAYOUT;
    const U64: TypeLayout = <u64 as GpuType>::LAYOUT;
    const BOOL: TypeLayout = <bool as GpuType>::LAYOUT;

    const PAIR: TypeLayout = {
        const FIELDS: [&TypeLayout; 3] = [&F32, &U64, &BOOL];
        const OFFSETS: [usize; 3] = c_offsets(&FIELDS);
        TypeLayout {
            name: "Pair",
            size: c_size(&FIELDS),
            align: c_align(&FIELDS),
            fields: &[
                FieldLayout {
                    name: "a",
                    offset: OFFSETS[0],
                    layout: &F32,
                },
                FieldLayout {
                    name: "b",
                    offset: OFFSETS[1],
                    layout: &U64,
                },
                FieldLayout {
                    name: "c",
                    offset: OFFSETS[2],
                    layout: &BOOL,
                },
            ],
            variants: &[],
        }
    };
    const _: () = assert_same(&PAIR, &[F32, PAIR]);
    const _: () = assert_same(&PAIR, &[]);

    #[test]
    fn fields_lie_as_in_c() {
        assert_eq!((PAIR.size, PAIR.align), (24, 8));
        let offsets: Vec<_> = PAIR.fields.iter().map(|field| field.offset).collect();
        assert_eq!(offsets, [0, 8, 16]);
    }

    #[test]
    #[should_panic(expected = "another layout")]
    fn a_moved_field_is_noticed() {
        assert_same(&PAIR, &[TypeLayout { size: 32, ..PAIR }]);
    }

    #[test]
    fn values_survive_the_way_there_and_back() {
        fn there_and_back<T: GpuType + PartialEq + std::fmt::Debug>(value: T) {
            let mut bytes = vec![0xff; T::LAYOUT.size];
            value.encode(&mut bytes);
            assert_eq!(T::decode(&bytes), value);
            assert_eq!(T::decode(&vec![0; T::LAYOUT.size]), T::zeroed());
        }
        there_and_back(-7_i32);
        there_and_back(7_u32);
        there_and_back(i64::MIN);
        there_and_back(u64::MAX);
        there_and_back(123_usize);
        there_and_back(1.5_f32);
        there_and_back(-1.5_f64);
        there_and_back(-7_i8);
        there_and_back(u16::MAX);
        there_and_back(isize::MIN);
        there_and_back([[1_u8, 2, 3], [4, 5, 6]]);
        there_and_back((1_u8, -2.5_f64, [3_u16; 3]));
        there_and_back(true);
        there_and_back(Some(-2.5_f64));
        there_and_back(Some(Some(7_u32)));
        there_and_back(None::<bool>);
        there_and_back(());
    }

    #[test]
    fn an_option_is_a_tag_and_its_value() {
        let layout = |layout: TypeLayout| {
            let value = layout.variants[1].fields[0].offset;
            (layout.size, layout.align, value)
        };
        assert_eq!(layout(<Option<bool> as GpuType>::LAYOUT), (8, 4, 4));
        assert_eq!(layout(<Option<f32> as GpuType>::LAYOUT), (8, 4, 4));
        assert_eq!(layout(<Option<f64> as GpuType>::LAYOUT), (16, 8, 8));
        assert_eq!(layout(<Option<Option<f64>> as GpuType>::LAYOUT), (24, 8, 8));
    }

    #[test]
    fn bytes_that_name_no_variant_are_no_value() {
        let layout = <Option<Option<f32>> as GpuType>::LAYOUT;
        assert!(layout.is_value(&[0; 12]));
        assert!(layout.is_value(&[1, 0, 0, 0, 1, 0, 0, 0, 9, 9, 9, 9]));
        assert!(!layout.is_value(&[1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]));
        assert!(!layout.is_value(&[0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]));
        let array = <[Option<()>; 3] as GpuType>::LAYOUT;
        assert!(array.is_value(&[1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]));
        assert!(!array.is_value(&[1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0]));
        let bools = <[bool; 3] as GpuType>::LAYOUT;
        assert!(bools.is_value(&[0, 1, 1]));
        assert_eq!(bools.gap(&[1, 0, 2]), Some(Gap::Bool(2)));
    }

    #[test]
    #[should_panic(expected = "5 stands for none of its variants")]
    fn bytes_that_name_no_variant_are_not_decoded() {
        let _ = <Option<f32> as GpuType>::decode(&[5, 0, 0, 0, 0, 0, 0, 0]);
    }
}
