//! An actor that does next to nothing, as the hand-written one does.

use ringkernel_rt::prelude::*;

/// 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, RingMessage)]
pub struct Words {
    /// The payload.
    pub words: [u32; 8],
}

/// Answers with every word flipped.
#[ring_kernel(block_size = 32, queue_capacity = 1024)]
pub fn flip(_ctx: &RingContext, message: &Words) -> Words {
    let mut words = message.words;
    for word in words.iter_mut() {
        *word ^= 0xa5a5_a5a5;
    }
    Words { words }
}
