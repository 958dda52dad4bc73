//! What kernels call, with its meaning on the CPU.

/// The current cell of a stencil.
#[derive(Clone, Copy, Debug)]
pub struct GridPos {}

/// What a ring kernel knows about itself.
#[derive(Debug)]
pub struct RingContext {}

/// A view that acts as `&mut T` and may be shared by the threads of a block.
#[derive(Debug)]
pub struct RefMut<'a, T> {
    marker: std::marker::PhantomData<&'a T>,
}
