//! A refused signature is one mistake, also where the kernel is launched.

use ringkernel_rt::prelude::*;

#[kernel]
fn label(text: String, out: &mut [i32]) {
    out[0] = 1;
}

async fn launch(runtime: &RingKernel) -> Result<(), ringkernel_rt::Error> {
    let mut out = runtime.upload(&[0])?;
    let call = label::args(String::new(), &mut out);
    runtime.run(call, Launch::over(1)).await
}

fn main() {}
