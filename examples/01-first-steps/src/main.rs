//! A grid kernel and an actor that stays on the GPU; both run on the CPU where there is no GPU.

use ringkernel_rt::prelude::*;

#[kernel]
fn saxpy(x: &[f32], y: &mut [f32], a: f32, n: i32) {
    let idx = block_idx_x() * block_dim_x() + thread_idx_x();
    if idx >= n {
        return;
    }
    y[idx as usize] = a * x[idx as usize] + y[idx as usize];
}

/// Numbers go in …
#[derive(Clone, Copy, RingMessage)]
struct Sample {
    value: f32,
}

/// … and the mean of all so far comes back.
#[derive(Clone, Copy, RingMessage)]
struct Mean {
    value: f32,
}

/// What the actor keeps between messages.
#[derive(Clone, Copy, Default, GpuType)]
struct Seen {
    sum: f32,
    count: u32,
}

#[ring_kernel]
fn mean(_ctx: &RingContext, seen: &mut Seen, sample: &Sample) -> Mean {
    seen.sum += sample.value;
    seen.count += 1;
    Mean {
        value: seen.sum / seen.count as f32,
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = RingKernel::builder().backend(Backend::Auto).build().await?;
    eprintln!("back end: {}", runtime.backend());

    let x = runtime.upload(&[1.0f32; 1000])?;
    let mut y = runtime.upload(&[0.5f32; 1000])?;
    runtime
        .run(saxpy::args(&x, &mut y, 2.0, 1000), Launch::over(1000))
        .await?;
    assert_eq!(runtime.download(&y).await?, [2.5; 1000]);

    let actor = runtime.launch::<mean>(LaunchOptions::default()).await?;
    for value in [1.0, 2.0, 6.0] {
        let reply = actor.call(Sample { value }).await?;
        eprintln!("mean so far: {}", reply.value);
    }
    actor.terminate().await?;
    runtime.shutdown().await?;
    Ok(())
}
