//! Buffers and fields that do not fit.

use ringkernel_rt::prelude::*;
use ringkernel_tests::kernels::trouble::{distances, wrong};

use super::scene::{rows, Row, Scene};

/// An enum that zeros are no value of.
#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
enum Level {
    Low = -2,
    High = 7,
}

const HUGE: usize = 1 << 50;

#[rustfmt::skip]
pub(crate) fn rows() -> Vec<Row> {
    rows! {
        out_of_memory => Error::OutOfMemory { bytes: 8 << 50, free: None };
        more_bytes_than_there_are_numbers => Error::OutOfMemory { bytes: u64::MAX, free: None };
        zeros_that_are_no_value => Error::NoZero { type_name: "Level" };
        another_runtimes_argument => Error::ForeignBuffer;
        another_runtimes_download => Error::ForeignBuffer;
        another_runtimes_write => Error::ForeignBuffer;
        another_runtimes_field => Error::ForeignBuffer;
        write_of_another_length => Error::LengthMismatch { what: "the buffer", expected: 4, actual: 3 };
        field_of_another_length => Error::LengthMismatch { what: "next", expected: 16, actual: 15 };
        field_exchanged_for_a_shorter_one => Error::LengthMismatch { what: "now", expected: 16, actual: 3 };
        grid_of_no_width => Error::GridSize { width: 0, height: 5, depth: 1 };
        grid_of_too_many_cells => Error::GridSize { width: 65_536, height: 65_536, depth: 1 };
        grid_of_another_dimension => Error::Dimensions { kernel: "distances", expected: 2, actual: 3 };
        download_after_shutdown => Error::ShutDown;
        write_after_shutdown => Error::ShutDown;
        step_after_shutdown => Error::ShutDown;
    }
}

/// How much is free is the device's affair.
async fn out_of_memory(scene: &Scene) -> Result<Buffer<u64>, Error> {
    match scene.runtime.zeroed::<u64>(HUGE) {
        Err(Error::OutOfMemory { bytes, free }) => {
            assert_eq!(free.is_some(), scene.backend == Backend::Cuda);
            assert!(free.is_none_or(|free| free < bytes));
            Err(Error::OutOfMemory { bytes, free: None })
        }
        other => other,
    }
}

async fn more_bytes_than_there_are_numbers(scene: &Scene) -> Result<Buffer<u64>, Error> {
    scene.runtime.zeroed::<u64>(usize::MAX)
}

async fn zeros_that_are_no_value(scene: &Scene) -> Result<Buffer<Level>, Error> {
    let known = [Level::Low, Level::High];
    let buffer = scene.runtime.upload(&known)?;
    assert_eq!(scene.runtime.download(&buffer).await?, known);
    scene.runtime.zeroed::<Level>(3)
}

/// A buffer of a runtime on the CPU. Runtimes on one GPU share its memory.
async fn foreign() -> Buffer<i32> {
    let runtime = super::open(Backend::Cpu).await;
    runtime.upload(&[1; 16]).unwrap()
}

async fn another_runtimes_argument(scene: &Scene) -> Result<(), Error> {
    let mut out = scene.runtime.zeroed(16)?;
    let values = foreign().await;
    let call = wrong::args(&values, &mut out, 0, 0, 0);
    scene.runtime.run(call, Launch::over(1)).await
}

async fn another_runtimes_download(scene: &Scene) -> Result<Vec<i32>, Error> {
    scene.runtime.download(&foreign().await).await
}

async fn another_runtimes_write(scene: &Scene) -> Result<(), Error> {
    scene.runtime.write(&mut foreign().await, &[2; 16])
}

fn field(runtime: &RingKernel) -> Simulation<distances> {
    runtime.stencil(Grid::d2(4, 4)).unwrap()
}

async fn another_runtimes_field(scene: &Scene) -> Result<(), Error> {
    let mut field = field(&scene.runtime);
    *field.field_mut(distances::now) = foreign().await;
    field.step(1, distances::Params { limit: 0 }).await
}

async fn write_of_another_length(scene: &Scene) -> Result<(), Error> {
    let mut buffer = scene.runtime.upload(&[1; 4])?;
    let told = scene.runtime.write(&mut buffer, &[2; 3]);
    assert_eq!(scene.runtime.download(&buffer).await?, [1; 4]);
    told
}

async fn field_of_another_length(scene: &Scene) -> Result<(), Error> {
    field(&scene.runtime).write(distances::next, &[0; 15])
}

async fn field_exchanged_for_a_shorter_one(scene: &Scene) -> Result<(), Error> {
    let mut field = field(&scene.runtime);
    *field.field_mut(distances::now) = scene.runtime.upload(&[0; 3])?;
    field.step(1, distances::Params { limit: 0 }).await
}

async fn grid_of_no_width(scene: &Scene) -> Result<Simulation<distances>, Error> {
    scene.runtime.stencil(Grid::d2(0, 5))
}

async fn grid_of_too_many_cells(scene: &Scene) -> Result<Simulation<distances>, Error> {
    scene.runtime.stencil(Grid::d2(65_536, 65_536))
}

async fn grid_of_another_dimension(scene: &Scene) -> Result<Simulation<distances>, Error> {
    scene.runtime.stencil(Grid::d3(4, 4, 4))
}

async fn download_after_shutdown(scene: &Scene) -> Result<Vec<i32>, Error> {
    let runtime = scene.another().await;
    let buffer = runtime.upload(&[1; 4])?;
    runtime.shutdown().await?;
    runtime.download(&buffer).await
}

async fn write_after_shutdown(scene: &Scene) -> Result<(), Error> {
    let runtime = scene.another().await;
    let mut buffer = runtime.upload(&[1; 4])?;
    runtime.shutdown().await?;
    runtime.write(&mut buffer, &[2; 4])
}

async fn step_after_shutdown(scene: &Scene) -> Result<(), Error> {
    let runtime = scene.another().await;
    let mut field = field(&runtime);
    runtime.shutdown().await?;
    field.step(1, distances::Params { limit: 0 }).await
}
