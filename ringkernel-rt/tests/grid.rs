//! Grid kernels on the CPU.

mod kernels;

use std::future::Future;

use kernels::{divide, identity, reverse, saxpy, Identity};
use ringkernel_rt::error::Site;
use ringkernel_rt::prelude::*;

async fn cpu() -> RingKernel {
    RingKernel::builder()
        .backend(Backend::Cpu)
        .build()
        .await
        .unwrap()
}

fn numbers(n: usize) -> Vec<f32> {
    (0..n).map(|i| i as f32 * 0.5 - 3.0).collect()
}

#[tokio::test]
async fn saxpy_equals_a_loop() {
    let runtime = cpu().await;
    for n in [0, 1, 255, 256, 257, 100_000] {
        let (xs, ys) = (numbers(n), numbers(n));
        let x = runtime.upload(&xs).unwrap();
        let mut y = runtime.upload(&ys).unwrap();
        runtime
            .run(saxpy::args(&x, &mut y, 2.0, n as i32), Launch::over(n))
            .await
            .unwrap();
        let expected: Vec<f32> = xs.iter().zip(&ys).map(|(x, y)| 2.0 * x + y).collect();
        assert_eq!(runtime.download(&y).await.unwrap(), expected, "n = {n}");
    }
}

#[tokio::test]
async fn barriers_order_a_blocks_threads() {
    let runtime = cpu().await;
    for (block, blocks, leavers) in [(1, 3, 0), (7, 5, 0), (256, 9, 0), (1024, 2, 0), (33, 4, 5)] {
        let n = (block * blocks) as u64;
        let values: Vec<u64> = (0..n).collect();
        let mut data = runtime.upload(&values).unwrap();
        let mut scratch = runtime.zeroed(values.len()).unwrap();
        runtime
            .run(
                reverse::args(&mut data, &mut scratch, leavers),
                Launch::grid([blocks, 1, 1], [block, 1, 1]),
            )
            .await
            .unwrap();
        let expected: Vec<u64> = values
            .iter()
            .map(|&i| {
                let (base, t) = (
                    i / u64::from(block) * u64::from(block),
                    i % u64::from(block),
                );
                let leavers = leavers as u64;
                if t < leavers {
                    return i;
                }
                let other = base + leavers + (u64::from(block) - 1 - t);
                other + 1000 * i
            })
            .collect();
        assert_eq!(runtime.download(&data).await.unwrap(), expected);
    }
}

#[tokio::test]
async fn threads_know_their_place_in_three_dimensions() {
    let runtime = cpu().await;
    let (grid, block) = ([3, 2, 2], [4, 3, 2]);
    let [width, height, depth] = [12, 6, 4];
    let mut out = runtime.zeroed::<Identity>(width * height * depth).unwrap();
    runtime
        .run(identity::args(&mut out), Launch::grid(grid, block))
        .await
        .unwrap();
    let cells = runtime.download(&out).await.unwrap();
    for (i, cell) in cells.iter().enumerate() {
        let (x, y, z) = (i % width, i / width % height, i / (width * height));
        let expected = Identity {
            odd: (x + y + z) % 2 == 1,
            x: x as i32,
            weight: y as f64,
            z: z as i32,
        };
        assert_eq!(*cell, expected);
    }
}

#[tokio::test]
async fn an_index_out_of_range_is_a_fault_and_the_next_launch_works() {
    let runtime = cpu().await;
    let x = runtime.upload(&numbers(1000)).unwrap();
    let mut y = runtime.upload(&numbers(2000)).unwrap();
    let error = runtime
        .run(saxpy::args(&x, &mut y, 1.0, 2000), Launch::over(2000))
        .await
        .unwrap_err();
    let expected = Fault {
        kernel: "saxpy",
        kind: FaultKind::Index {
            index: 1000,
            len: 1000,
        },
        site: Site {
            file: "tests/kernels/mod.rs".into(),
            line: kernels::SAXPY_LINE,
            column: kernels::SAXPY_COLUMN,
        },
        block: [3, 0, 0],
        thread: [232, 0, 0],
        message: None,
        time: None,
    };
    assert_eq!(error, Error::Fault(expected));
    runtime
        .run(saxpy::args(&x, &mut y, 1.0, 1000), Launch::over(1000))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_division_by_zero_among_waiting_threads_is_a_fault() {
    let runtime = cpu().await;
    let mut out = runtime.zeroed::<i32>(512).unwrap();
    for bad in [0, 127, 128, 300] {
        let launch = Launch::grid([4, 1, 1], [128, 1, 1]);
        let error = runtime
            .run(divide::args(&mut out, bad, 7), launch)
            .await
            .unwrap_err();
        let Error::Fault(fault) = error else {
            panic!("{error}")
        };
        assert_eq!(fault.kind, FaultKind::DivideByZero);
        assert_eq!(fault.site.line, kernels::DIVIDE_LINE);
        assert_eq!(fault.site.column, kernels::DIVIDE_COLUMN);
        assert_eq!(fault.block, [bad as u32 / 128, 0, 0]);
        assert_eq!(fault.thread, [bad as u32 % 128, 0, 0]);
        let fine = divide::args(&mut out, -1, 7);
        runtime.run(fine, launch).await.unwrap();
    }
}

#[tokio::test]
async fn a_buffer_of_another_runtime_is_refused() {
    let (here, there) = (cpu().await, cpu().await);
    let x = there.upload(&numbers(4)).unwrap();
    let mut y = here.upload(&numbers(4)).unwrap();
    let result = here
        .run(saxpy::args(&x, &mut y, 1.0, 4), Launch::over(4))
        .await;
    assert_eq!(result, Err(Error::ForeignBuffer));
    assert_eq!(here.download(&x).await, Err(Error::ForeignBuffer));
}

#[tokio::test]
async fn work_goes_on_when_its_future_is_dropped() {
    let runtime = cpu().await;
    let n = 1 << 20;
    let x = runtime.upload(&vec![1.0_f32; n]).unwrap();
    let mut y = runtime.zeroed::<f32>(n).unwrap();
    {
        let run = runtime.run(saxpy::args(&x, &mut y, 1.0, n as i32), Launch::over(n));
        tokio::pin!(run);
        let once = std::future::poll_fn(|cx| std::task::Poll::Ready(run.as_mut().poll(cx)));
        let _ = once.await;
    }
    assert_eq!(runtime.download(&y).await.unwrap(), vec![1.0; n]);
}

#[tokio::test]
async fn nothing_runs_after_shutdown() {
    let runtime = cpu().await;
    let x = runtime.upload(&numbers(4)).unwrap();
    runtime.shutdown().await.unwrap();
    assert_eq!(runtime.download(&x).await, Err(Error::ShutDown));
    runtime.shutdown().await.unwrap();
}

#[test]
fn no_executor_of_a_certain_kind_is_needed() {
    use std::sync::Arc;
    use std::task::{Context, Poll, Wake};

    struct Unpark(std::thread::Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Arc::new(Unpark(std::thread::current())).into();
    let mut work = Box::pin(async {
        let runtime = cpu().await;
        let x = runtime.upload(&[1_u32, 2]).unwrap();
        let values = runtime.download(&x).await.unwrap();
        runtime.shutdown().await.unwrap();
        values
    });
    loop {
        match work.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(values) => break assert_eq!(values, [1, 2]),
            Poll::Pending => std::thread::park(),
        }
    }
}

#[tokio::test]
async fn a_buffer_takes_as_many_values_as_it_has_elements() {
    let runtime = cpu().await;
    let mut buffer = runtime.upload(&[1.0_f32, 2.0, 3.0]).unwrap();
    runtime.write(&mut buffer, &[4.0, 5.0, 6.0]).unwrap();
    assert!(matches!(
        runtime.write(&mut buffer, &[7.0]),
        Err(Error::LengthMismatch {
            expected: 3,
            actual: 1,
            ..
        })
    ));
    assert_eq!(runtime.download(&buffer).await.unwrap(), [4.0, 5.0, 6.0]);
}
