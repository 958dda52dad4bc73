//! How values cross between host and device: C's layout, whatever rustc chose for the struct.
//!
//! A struct's fields travel in the order written, each at the offset C gives it, so a struct needs no `#[repr(C)]`.
//! Encoding is safe code that the derives generate; where rustc's layout is C's, the compiler turns it into a copy.

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

/// A plain value that kernels can hold: scalars, arrays and tuples (of up to eight), and structs of them. Derive it.
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
    /// If `bytes` is shorter than the layout's size.
    fn decode(bytes: &[u8]) -> Self;

    /// The value whose bytes are all zero: what fresh memory holds, and what lies outside a grid under
    /// [`Boundary::Zero`](crate::stencil::Boundary::Zero).
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
    if layouts.is_empty() || layout.fields.is_empty() {
        return;
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

const fn same(a: &TypeLayout, b: &TypeLayout) -> bool {
    if !same_text(a.name, b.name)
        || a.size != b.size
        || a.align != b.align
        || a.fields.len() != b.fields.len()
    {
        return false;
    }
    let mut i = 0;
    while i < a.fields.len() {
        let (left, right) = (&a.fields[i], &b.fields[i]);
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
        there_and_back(());
    }
}
