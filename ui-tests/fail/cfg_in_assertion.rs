#![allow(unused)]

use ringkernel_rt::prelude::*;

#[kernel]
fn bad(x: &mut [f32], n: i32) {
    let mut k = 1.0;
    assert!({
        #[cfg(not(unix))]
        {
            k = 99.0;
        }
        true
    });
    assert_eq!({ #[cfg(not(unix))] { k = 98.0; } 1 }, 1, "as it was");
    log_info!("{}", { #[cfg(not(unix))] { k = 97.0; } k });
    x[0] = k;
}

fn main() {}
