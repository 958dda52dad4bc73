//! Attribute and derive macros of RingKernel; use them through `ringkernel-rt`.
//!
//! The attributes turn a function into itself over views, for the CPU, and a handle of the same name, `enum f`, that
//! carries what the build script made of it for the GPU. Mistakes in the function, found here or by the build script,
//! are shown on the function's own tokens. What is parsed and checked is `ringkernel-build`'s business; here it is only
//! turned into Rust.
#![forbid(unsafe_code)]

use proc_macro::TokenStream;
use ringkernel_build::syntax::parse::{Attribute, Derive};

mod cpu;
mod crate_path;
mod expand;
mod fallback;
mod generic;
mod handle;
mod outcome;
mod reach;
mod record;
mod surroundings;
#[cfg(feature = "timed")]
mod timed;

#[cfg(test)]
mod tests;

/// Makes a function a kernel over a grid of threads in one to three dimensions.
///
/// It takes slices (`&[T]`, `&mut [T]`), numbers and structs, and returns nothing. Its handle has `args(..)`, which
/// binds buffers and values for `RingKernel::run`, and the constants `CUDA` and `ARTIFACT`. The function itself stays a
/// function; it can be called only inside a running kernel.
///
/// # Options
/// - `fast(contract, ftz, approx)`: gives up that much exactness on the GPU.
/// - `max_registers = n`: fails the build where a thread takes more, on any architecture that is built for. It changes
///   nothing of the code.
/// - `instances(f32, f64)`, or `instances((f32, 4), (f64, 8))`: the types and constants for which a generic kernel is
///   made, each with an artifact of its own. `f::<f32>::args(..)` and `f::<f32>::CUDA` name one; `f::args(..)` finds it
///   from the buffers.
///
/// # Limits
/// The build script must see the function in a source file: one that a `macro_rules!` macro makes is invisible to it.
/// A kernel in an `impl` block is refused; make it a free function.
#[proc_macro_attribute]
pub fn kernel(options: TokenStream, item: TokenStream) -> TokenStream {
    function(Attribute::Kernel, options, item)
}

/// Makes a function a stencil: it runs for each cell of a grid in two or three dimensions.
///
/// It takes fields (`&[T]` to look around in, `&mut [T]` to write at the cell), numbers, structs and one `GridPos`. Its
/// handle is an enum: `f::field` names a field, `f::Params { .. }` holds the numbers and structs of a step.
///
/// # Options
/// - `tile = (x, y)` or `(x, y, z)`: threads of a block, where a thread computes one cell.
/// - `halo = n`: how far it may look; inferred otherwise.
/// - `swap(a, b)`: fields that change roles after each step; once for each pair.
/// - `fast(contract, ftz, approx)`: gives up that much exactness on the GPU.
/// - `max_registers = n`: fails the build where a thread takes more.
///
/// The limits of [`macro@kernel`] hold here too.
#[proc_macro_attribute]
pub fn stencil(options: TokenStream, item: TokenStream) -> TokenStream {
    function(Attribute::Stencil, options, item)
}

/// Makes a function an actor's message handler: a block stays resident on the device and runs it for each message.
///
/// It is `fn(ctx: &RingContext, [state: &mut S,] msg: &M) [-> R]`, with `S` a `GpuType`, `M` and `R` each a
/// `RingMessage`.
///
/// On a GPU the state is kept in registers between messages if it has at most 64 bytes and one lane handles, otherwise in
/// shared memory if it has at most 4 KiB and finds room there, and in the device's memory if not.
///
/// # Options
/// - `per = thread`, `per = warp`, `per = block`: who answers a message, with as many messages in hand at a time as the
///   block has of them. A thread knows of no others. The lanes of a warp may exchange values and ask for their place in the
///   warp, but not in the block. The whole block may do what a block can. The reply is that of the first thread. Without
///   `per` the block answers if the handler speaks of its threads, one lane answers messages in order if there is a
///   state, and a thread each if there is none. Only the block and the one lane can have state.
/// - `block_size = n`: threads of the block, 128 by default; with `per = warp` a multiple of 32.
/// - `queue_capacity = n`: slots of each queue, a power of two, 1024 by default.
/// - `hlc`: messages carry the times of hybrid logical clocks (`ringkernel_rt::hlc`), and `ctx.message_time()` is when the
///   one in hand was sent. Without it they carry none, and nothing is paid for.
/// - `k2k`: accepted and recorded, with no effect yet. It stands for messages between kernels.
/// - `fast(contract, ftz, approx)`: gives up that much exactness on the GPU.
/// - `max_registers = n`: fails the build where a thread takes more.
///
/// The limits of [`macro@kernel`] hold here too.
#[proc_macro_attribute]
pub fn ring_kernel(options: TokenStream, item: TokenStream) -> TokenStream {
    function(Attribute::RingKernel, options, item)
}

/// Makes a function one that kernels may call.
///
/// It takes slices, references, numbers and structs, and returns a number, a struct or nothing. It can be a method or an
/// associated function of a type with `#[derive(GpuType)]`, in an `impl` of its own or of a trait, and generic over types
/// and constants. A method that takes `&self` or `&mut self` cannot wait at a barrier.
#[proc_macro_attribute]
pub fn device(options: TokenStream, item: TokenStream) -> TokenStream {
    function(Attribute::Device, options, item)
}

/// Makes a struct or an enum one that kernels can hold; it must be `Copy`.
///
/// Its fields, and those of an enum's variants, are numbers, bools, arrays, tuples, `Option`s and other such types. The
/// device sees the layout that C gives the fields in the order written, for an enum a tag and the union of its variants,
/// whatever rustc does.
#[proc_macro_derive(GpuType)]
pub fn gpu_type(item: TokenStream) -> TokenStream {
    record(Derive::GpuType, item)
}

/// Makes a struct or an enum one that actors receive and answer with; it must be `Copy`.
///
/// Its fields are what [`macro@GpuType`] takes.
#[proc_macro_derive(RingMessage)]
pub fn ring_message(item: TokenStream) -> TokenStream {
    record(Derive::RingMessage, item)
}

fn function(attribute: Attribute, options: TokenStream, item: TokenStream) -> TokenStream {
    let surroundings = surroundings::Surroundings::of_expansion();
    expand::function(&surroundings, attribute, &options.into(), item.into()).into()
}

fn record(derive: Derive, item: TokenStream) -> TokenStream {
    let surroundings = surroundings::Surroundings::of_expansion();
    record::derive(&surroundings, derive, item.into()).into()
}

/// Stands above `#[kernel]`, and adds the constant `<NAME>_NANOSECONDS`: what each of many expansions of it took. For the
/// benchmarks of this repository.
#[cfg(feature = "timed")]
#[proc_macro_attribute]
pub fn timed(_: TokenStream, item: TokenStream) -> TokenStream {
    timed::item(item)
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}
