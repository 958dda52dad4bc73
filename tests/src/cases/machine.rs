//! What a case runs on.

use std::sync::{Arc, Mutex};

use ringkernel_rt::artifact::Artifact;
use ringkernel_rt::kernel::{ActorKernel, GridKernel, StencilKernel};
use ringkernel_rt::layout::GpuType;
use ringkernel_rt::{
    Actor, Buffer, Call, Error, Grid, Launch, LaunchOptions, RingKernel, Simulation,
};

use super::Column;

/// A runtime, with results as columns, which keeps in mind what ran.
#[derive(Clone, Debug)]
pub struct Machine {
    runtime: RingKernel,
    ran: Arc<Mutex<Vec<&'static Artifact>>>,
}

/// Reads a buffer as a column.
macro_rules! columns {
    ($($read:ident $make:ident: $ty:ty => $variant:ident, $map:expr;)*) => {$(
        pub(super) async fn $read(&self, buffer: &Buffer<$ty>) -> Result<Column, Error> {
            Ok(self.$make(self.runtime.download(buffer).await?))
        }

        pub(super) fn $make(&self, values: Vec<$ty>) -> Column {
            Column::$variant(values.into_iter().map($map).collect())
        }
    )*};
}

impl Machine {
    /// The machine that the runtime drives.
    #[must_use]
    pub fn new(runtime: RingKernel) -> Self {
        Self {
            runtime,
            ran: Arc::default(),
        }
    }

    /// Every kernel that was started, once for each start.
    ///
    /// # Panics
    /// If a case panicked.
    #[must_use]
    pub fn ran(&self) -> Vec<&'static Artifact> {
        self.ran.lock().expect("no case panicked").clone()
    }

    fn note(&self, artifact: &'static Artifact) {
        self.ran.lock().expect("no case panicked").push(artifact);
    }

    pub(super) fn upload<T: GpuType>(&self, values: &[T]) -> Result<Buffer<T>, Error> {
        self.runtime.upload(values)
    }

    pub(super) fn zeroed<T: GpuType>(&self, len: usize) -> Result<Buffer<T>, Error> {
        self.runtime.zeroed(len)
    }

    pub(super) async fn read<T: GpuType>(&self, buffer: &Buffer<T>) -> Result<Vec<T>, Error> {
        self.runtime.download(buffer).await
    }

    pub(super) async fn run<K: GridKernel>(
        &self,
        call: Call<'_, K>,
        launch: Launch,
    ) -> Result<(), Error> {
        self.note(K::ARTIFACT);
        self.runtime.run(call, launch).await
    }

    pub(super) fn stencil<K: StencilKernel>(&self, grid: Grid) -> Result<Simulation<K>, Error> {
        self.note(K::ARTIFACT);
        self.runtime.stencil(grid)
    }

    pub(super) async fn launch<K>(&self) -> Result<Actor<K>, Error>
    where
        K: ActorKernel<State: Default>,
    {
        self.note(K::ARTIFACT);
        self.runtime.launch(LaunchOptions::default()).await
    }

    columns! {
        f32s f32_column: f32 => F32, |x| x;
        f64s f64_column: f64 => F64, |x| x;
        i32s i32_column: i32 => Int, i128::from;
        u32s u32_column: u32 => Int, i128::from;
        i64s i64_column: i64 => Int, i128::from;
        u64s u64_column: u64 => Int, i128::from;
        usizes usize_column: usize => Int, |x| x as i128;
        bools bool_column: bool => Int, i128::from;
    }
}
