//! What ptxas says a kernel takes.

/// What one kernel takes on one architecture.
///
/// The artifact hands it on to `ringkernel_rt::resource::Usage`, which has the same fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Registers of a thread, 32 bits each.
    pub registers: u32,
    /// Bytes of a thread that are written to memory for want of registers.
    pub spill_stores: u32,
    /// Bytes of a thread that are read back.
    pub spill_loads: u32,
    /// Bytes of a thread's stack: arrays that are indexed at run time, and what is spilled.
    pub stack: u32,
    /// Bytes of a block's shared memory, without what a launch adds.
    pub shared: u32,
    /// Bytes of constant memory; the parameters are among them on some architectures.
    pub constant: u32,
}
