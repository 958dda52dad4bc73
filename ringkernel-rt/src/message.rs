//! Messages of actors.

use crate::error::Error;
use crate::layout::TypeLayout;

/// A message or reply of fixed size. Derive it.
///
/// It is separate from [`GpuType`](crate::layout::GpuType) so that a type may derive either or both.
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
    /// If `bytes` is shorter than the layout's size, or if they name a variant that an enum does not have.
    fn decode(bytes: &[u8]) -> Self;
}

/// A message that the device wrote.
///
/// # Errors
/// [`Error::NoValue`] if an enum names none of its variants, or a bool is neither 0 nor 1.
#[inline]
pub(crate) fn decode<M: RingMessage>(bytes: &[u8]) -> Result<M, Error> {
    if const { M::LAYOUT.has_gaps() } && !M::LAYOUT.is_value(bytes) {
        return Err(Error::NoValue {
            type_name: M::LAYOUT.name,
        });
    }
    Ok(M::decode(bytes))
}
