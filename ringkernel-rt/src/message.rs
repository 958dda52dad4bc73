//! Messages of actors.

use crate::layout::TypeLayout;

/// A message or reply of fixed size. Derive it.
///
/// It is separate from [`GpuType`](crate::layout::GpuType) so that a struct may derive either or both.
pub trait RingMessage: Copy + Send + Sync + 'static {
    /// The device's layout.
    const LAYOUT: TypeLayout;

    /// Writes the message as the device reads it.
    ///
    /// # Panics
    /// If `bytes` is shorter than the layout's size.
    fn encode(&self, bytes: &mut [u8]);

    /// Reads a message that the device wrote.
    ///
    /// # Panics
    /// If `bytes` is shorter than the layout's size.
    fn decode(bytes: &[u8]) -> Self;
}
