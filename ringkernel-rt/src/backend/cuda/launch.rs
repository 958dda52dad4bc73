//! A launch: its shape within the device's limits, its parameters as the device lays them out.

use std::ffi::c_void;
use std::ptr;
use std::sync::Arc;

use cudarc::driver::sys;

use super::driver::{check, failure};
use super::memory::Memory;
use super::module::Module;
use super::stream::Stream;
use super::{together, Inner, Limits};
use crate::abi::rk_env;
use crate::artifact::Plan;
use crate::backend::cpu::lane::{Lengths, Shape};
use crate::error::Error;

/// A parameter's value.
#[derive(Clone, Debug)]
pub(crate) enum Argument {
    /// `&[T]` or `&mut [T]`, of `len` elements that the memory holds.
    Slice {
        /// The memory.
        memory: Arc<Memory>,
        /// The number of elements.
        len: usize,
    },
    /// A scalar or struct, encoded.
    Value(Vec<u8>),
}

/// Fails if a kernel cannot run in this shape on this device.
pub(super) fn check_shape(limits: &Limits, module: &Module, shape: Shape) -> Result<(), Error> {
    const GRID: [&str; 3] = [
        "the number of blocks along x",
        "the number of blocks along y",
        "the number of blocks along z",
    ];
    const BLOCK: [&str; 3] = [
        "the number of threads of a block along x",
        "the number of threads of a block along y",
        "the number of threads of a block along z",
    ];
    let at_most = |what, asked, limit| {
        if asked <= limit {
            Ok(())
        } else {
            Err(Error::LaunchTooLarge { what, asked, limit })
        }
    };
    for axis in 0..3 {
        at_most(
            GRID[axis],
            shape.grid[axis].into(),
            limits.grid[axis].into(),
        )?;
        at_most(
            BLOCK[axis],
            shape.block[axis].into(),
            limits.block[axis].into(),
        )?;
    }
    at_most(
        "the number of threads of a block of this kernel",
        shape.block.map(u64::from).iter().product(),
        module.max_threads.into(),
    )?;
    let dynamic = dynamic_bytes(module, shape);
    if dynamic == 0 {
        return Ok(());
    }
    at_most(
        "the number of bytes of shared memory of a block",
        dynamic.saturating_add(module.shared_bytes.into()),
        limits.most_shared_bytes.into(),
    )
}

/// Bytes of the dynamic arrays in shared memory: each starts at a multiple of 16. After [`check_shape`] the module may have
/// them.
pub(super) fn dynamic_bytes(module: &Module, shape: Shape) -> u64 {
    let Plan::Grid { shared, .. } = module.artifact.plan else {
        return 0;
    };
    let lengths = shape.shared;
    let sizes = shared.iter().zip(lengths.as_slice());
    sizes.fold(0, |bytes: u64, (&size, &length)| {
        let own = u64::from(size).saturating_mul(length as u64);
        bytes.saturating_add(own.div_ceil(16).saturating_mul(16))
    })
}

/// Parameters in the driver's form: the values, and where each starts.
#[derive(Debug, Default)]
pub(super) struct Pack {
    lines: Vec<Line>,
    /// Position in `lines` and size of each parameter.
    parameters: Vec<(usize, usize)>,
}

/// A piece of a parameter; as aligned as any type of the device.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C, align(16))]
struct Line([u8; 16]);

impl Pack {
    /// Adds a parameter.
    pub(super) fn push(&mut self, value: &[u8]) {
        self.parameters.push((self.lines.len(), value.len()));
        self.lines.extend(value.chunks(16).map(|bytes| {
            let mut line = Line::default();
            line.0[..bytes.len()].copy_from_slice(bytes);
            line
        }));
    }

    /// Adds the environment.
    pub(super) fn push_environment(&mut self, environment: rk_env) {
        self.push(&environment_bytes(environment));
    }

    /// Adds a slice: `struct rk_slice_raw`.
    pub(super) fn push_slice(&mut self, memory: &Memory, len: usize) {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&memory.address().to_ne_bytes());
        bytes[8..].copy_from_slice(&(len as u64).to_ne_bytes());
        self.push(&bytes);
    }

    /// Adds the lengths of dynamic arrays in shared memory.
    pub(super) fn push_lengths(&mut self, lengths: Lengths) {
        for &length in lengths.as_slice() {
            self.push(&(length as u64).to_ne_bytes());
        }
    }

    /// Exchanges the environment, which is the first parameter.
    pub(super) fn set_environment(&mut self, environment: rk_env) {
        let bytes = environment_bytes(environment);
        for (line, bytes) in self.lines.iter_mut().zip(bytes.chunks(16)) {
            line.0[..bytes.len()].copy_from_slice(bytes);
        }
    }

    /// Fails if these are not parameters of the kernel: the driver would read past their ends.
    pub(super) fn check(&self, module: &Module) -> Result<(), Error> {
        let given: Vec<usize> = self.parameters.iter().map(|&(_, size)| size).collect();
        if given == module.parameters {
            return Ok(());
        }
        Err(failure(
            "cuLaunchKernel",
            sys::CUresult::CUDA_ERROR_INVALID_VALUE,
            &format!(
                "kernel `{}` has parameters of {:?} bytes but {given:?} were given: build it anew",
                module.artifact.name, module.parameters
            ),
        ))
    }

    /// The address of each parameter; good until the pack is changed or dropped.
    fn pointers(&mut self) -> Vec<*mut c_void> {
        let lines = self.lines.as_mut_ptr();
        self.parameters
            .iter()
            // An empty parameter does not exist in C++, so each start is inside `lines`.
            .map(|&(start, _)| lines.wrapping_add(start).cast())
            .collect()
    }
}

/// `struct rk_env` in memory order.
fn environment_bytes(environment: rk_env) -> [u8; size_of::<rk_env>()] {
    let rk_env {
        claim,
        fault,
        message,
        flags,
        reserved: _,
    } = environment;
    let mut bytes = [0; size_of::<rk_env>()];
    for (place, field) in bytes.chunks_exact_mut(8).zip([claim, fault, message]) {
        place.copy_from_slice(&field.to_ne_bytes());
    }
    bytes[24..28].copy_from_slice(&flags.to_ne_bytes());
    bytes
}

/// Packs the parameters of a grid kernel.
pub(super) fn pack(
    device: &'static Inner,
    environment: rk_env,
    arguments: &[Argument],
) -> Result<Pack, Error> {
    let mut pack = Pack::default();
    pack.push_environment(environment);
    for argument in arguments {
        match argument {
            Argument::Slice { memory, len } => {
                if !memory.is_of(device) {
                    return Err(Error::ForeignBuffer);
                }
                pack.push_slice(memory, *len);
            }
            Argument::Value(bytes) => pack.push(bytes),
        }
    }
    Ok(pack)
}

/// Which blocks that wait go first: a number of the driver's, lower for what is more urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Urgency {
    /// The stream's.
    OfStream,
    /// Its own, in the range of [`Priorities`](super::stream::Priorities).
    Own(i32),
}

/// Puts one launch at the end of `stream`. The context must be bound; blocks when very many launches wait.
///
/// Memory that the parameters name must live until the launch has ended; freeing it in the order of the work stream
/// does that for launches of the work stream.
pub(super) fn enqueue(
    module: &Module,
    stream: Stream,
    shape: Shape,
    pack: &mut Pack,
) -> Result<(), Error> {
    enqueue_as(module, stream, shape, Urgency::OfStream, pack)
}

/// [`enqueue`], as urgent as is said.
pub(super) fn enqueue_as(
    module: &Module,
    stream: Stream,
    shape: Shape,
    urgency: Urgency,
    pack: &mut Pack,
) -> Result<(), Error> {
    pack.check(module)?;
    let mut pointers = pack.pointers();
    let ([grid_x, grid_y, grid_z], [block_x, block_y, block_z]) = (shape.grid, shape.block);
    // `check_shape` has seen that it is less than any block may have.
    let shared = dynamic_bytes(module, shape) as u32;
    if together::is_asked_for(module.artifact) {
        // SAFETY: as below.
        return check("cuLaunchCooperativeKernel", unsafe {
            sys::cuLaunchCooperativeKernel(
                module.function.raw(),
                grid_x,
                grid_y,
                grid_z,
                block_x,
                block_y,
                block_z,
                shared,
                stream.raw(),
                pointers.as_mut_ptr(),
            )
        });
    }
    if let Urgency::Own(priority) = urgency {
        let mut attribute = priority_attribute(priority);
        let configuration = sys::CUlaunchConfig {
            gridDimX: grid_x,
            gridDimY: grid_y,
            gridDimZ: grid_z,
            blockDimX: block_x,
            blockDimY: block_y,
            blockDimZ: block_z,
            sharedMemBytes: shared,
            hStream: stream.raw(),
            attrs: &mut attribute,
            numAttrs: 1,
        };
        // SAFETY: as below; the configuration has one attribute, and both outlive the call.
        return check("cuLaunchKernelEx", unsafe {
            sys::cuLaunchKernelEx(
                &configuration,
                module.function.raw(),
                pointers.as_mut_ptr(),
                ptr::null_mut(),
            )
        });
    }
    // SAFETY: the function is never unloaded. The array has one pointer for each of the kernel's parameters, to a value
    // of the parameter's size (`check`) that outlives the call, which copies it. What the kernel does with the memory
    // is bounded by the lengths in its parameters: generated code checks each index.
    check("cuLaunchKernel", unsafe {
        sys::cuLaunchKernel(
            module.function.raw(),
            grid_x,
            grid_y,
            grid_z,
            block_x,
            block_y,
            block_z,
            shared,
            stream.raw(),
            pointers.as_mut_ptr(),
            ptr::null_mut(),
        )
    })
}

/// The priority of one launch.
fn priority_attribute(priority: i32) -> sys::CUlaunchAttribute {
    let mut value = sys::CUlaunchAttributeValue { pad: [0; 64] };
    value.priority = priority;
    sys::CUlaunchAttribute {
        id: sys::CUlaunchAttributeID::CU_LAUNCH_ATTRIBUTE_PRIORITY,
        pad: [0; 4],
        value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENVIRONMENT: rk_env = rk_env {
        claim: 1,
        fault: 2,
        message: 3,
        flags: 4,
        reserved: 0,
    };

    /// What the driver would read as parameter `index`.
    fn read(pack: &mut Pack, index: usize) -> Vec<u8> {
        let size = pack.parameters[index].1;
        let pointer = pack.pointers()[index].cast::<u8>();
        assert_eq!(pointer as usize % 16, 0);
        // SAFETY: the pack is alive and unchanged, and the parameter has this size.
        unsafe { std::slice::from_raw_parts(pointer, size) }.to_vec()
    }

    #[test]
    fn each_parameter_starts_at_its_own_line() {
        let mut pack = Pack::default();
        pack.push_environment(ENVIRONMENT);
        pack.push(&2.5_f32.to_ne_bytes());
        pack.push(&[7; 40]);
        pack.push(&(-3_i32).to_ne_bytes());
        assert_eq!(read(&mut pack, 0), environment_bytes(ENVIRONMENT));
        assert_eq!(read(&mut pack, 1), 2.5_f32.to_ne_bytes());
        assert_eq!(read(&mut pack, 2), [7; 40]);
        assert_eq!(read(&mut pack, 3), (-3_i32).to_ne_bytes());
    }

    #[test]
    fn an_environment_is_its_fields_in_order() {
        let bytes = environment_bytes(ENVIRONMENT);
        let fields: Vec<u64> = bytes
            .chunks_exact(8)
            .map(|field| u64::from_ne_bytes(field.try_into().expect("8 bytes")))
            .collect();
        assert_eq!(fields[..3], [1, 2, 3]);
        assert_eq!(bytes[24..28], 4_u32.to_ne_bytes());
        assert_eq!(std::mem::offset_of!(rk_env, flags), 24);
        assert_eq!(std::mem::offset_of!(rk_env, fault), 8);
        assert_eq!(std::mem::offset_of!(rk_env, message), 16);
    }

    #[test]
    fn the_environment_can_be_exchanged() {
        let mut pack = Pack::default();
        pack.push_environment(ENVIRONMENT);
        pack.push(&[9; 4]);
        let other = rk_env {
            message: 77,
            ..ENVIRONMENT
        };
        pack.set_environment(other);
        assert_eq!(read(&mut pack, 0), environment_bytes(other));
        assert_eq!(read(&mut pack, 1), [9; 4]);
    }
}
