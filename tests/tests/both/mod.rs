//! Runs a test on each back end.

use ringkernel_rt::{Backend, RingKernel};

/// Makes two tests of each async function that takes a [`Backend`]: `cpu::name`, and `gpu::name` where there is a GPU.
#[macro_export]
macro_rules! on_both {
    ($($name:ident)*) => {
        mod cpu {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $name() {
                    super::$name(ringkernel_rt::Backend::Cpu).await;
                }
            )*
        }
        mod gpu {
            $(
                #[tokio::test(flavor = "multi_thread")]
                #[ignore = "needs a GPU"]
                async fn $name() {
                    super::$name(ringkernel_rt::Backend::Cuda).await;
                }
            )*
        }
    };
}

/// Opens a back end that must be there.
pub(crate) async fn open(backend: Backend) -> RingKernel {
    RingKernel::builder()
        .backend(backend)
        .build()
        .await
        .unwrap()
}
