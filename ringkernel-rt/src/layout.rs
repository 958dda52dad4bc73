//! How values cross between host and device: C's layout, whatever rustc chose for the struct.
//!
//! A struct's fields travel in the order written, each at the offset C gives it, so a struct needs no `#[repr(C)]`.
//! Encoding is safe code that the derives generate; where rustc's layout is C's, the compiler turns it into a copy.

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

/// A plain value that kernels can hold: scalars and structs of them. Derive it.
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
}
