//! Actors that do next to nothing, as the hand-written one does: they answer with every word flipped.

use ringkernel_rt::prelude::*;

/// Both ways of a message: made by its number, and checked in the answer.
pub trait Echoed: RingMessage {
    /// Message `number`.
    fn of(number: u64) -> Self;

    /// Whether this answers message `number`.
    fn answers(&self, number: u64) -> bool;
}

/// What word `index` of message `number` is.
#[inline]
fn word(number: u64, index: u32) -> u32 {
    // The lower half is enough.
    (number as u32)
        .wrapping_mul(0x9E37_79B1)
        .wrapping_add(index.wrapping_mul(0x85EB_CA77))
}

macro_rules! echoed {
    ($($type:ident)+) => {
        $(impl Echoed for $type {
            #[inline]
            fn of(number: u64) -> Self {
                let mut index = 0;
                let words = [(); size_of::<Self>() / 4].map(|()| {
                    index += 1;
                    word(number, index)
                });
                Self { words }
            }

            #[inline]
            fn answers(&self, number: u64) -> bool {
                let pairs = (1..).zip(self.words);
                pairs.fold(0, |wrong, (index, found)| wrong | (found ^ word(number, index) ^ FLIP)) == 0
            }
        })+
    };
}

/// Slots of each actor's inbox.
pub const CAPACITY: u64 = 1024;
const FLIP: u32 = 0xa5a5_a5a5;

/// 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, RingMessage)]
pub struct Words {
    /// The payload.
    pub words: [u32; 8],
}

/// 64 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, RingMessage)]
pub struct Words64 {
    /// The payload.
    pub words: [u32; 16],
}

/// 256 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, RingMessage)]
pub struct Words256 {
    /// The payload.
    pub words: [u32; 64],
}

/// 4 KiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, RingMessage)]
pub struct Words4096 {
    /// The payload.
    pub words: [u32; 1024],
}

echoed! { Words Words64 Words256 Words4096 }

/// Answers 32 bytes.
#[ring_kernel(block_size = 32, queue_capacity = 1024)]
pub fn flip(_ctx: &RingContext, message: &Words) -> Words {
    let mut words = message.words;
    for word in words.iter_mut() {
        *word ^= FLIP;
    }
    Words { words }
}

/// Answers 32 bytes, with eight warps.
#[ring_kernel(block_size = 256, queue_capacity = 1024)]
pub fn flip_wide(_ctx: &RingContext, message: &Words) -> Words {
    let mut words = message.words;
    for word in words.iter_mut() {
        *word ^= FLIP;
    }
    Words { words }
}

/// Answers 64 bytes.
#[ring_kernel(block_size = 32, queue_capacity = 1024)]
pub fn flip_64(_ctx: &RingContext, message: &Words64) -> Words64 {
    let mut words = message.words;
    for word in words.iter_mut() {
        *word ^= FLIP;
    }
    Words64 { words }
}

/// Answers 64 bytes, with eight warps.
#[ring_kernel(block_size = 256, queue_capacity = 1024)]
pub fn flip_64_wide(_ctx: &RingContext, message: &Words64) -> Words64 {
    let mut words = message.words;
    for word in words.iter_mut() {
        *word ^= FLIP;
    }
    Words64 { words }
}

/// Answers 256 bytes.
#[ring_kernel(block_size = 256, queue_capacity = 1024)]
pub fn flip_256(_ctx: &RingContext, message: &Words256) -> Words256 {
    let mut words = message.words;
    for word in words.iter_mut() {
        *word ^= FLIP;
    }
    Words256 { words }
}

/// Answers 4 KiB.
#[ring_kernel(block_size = 256, queue_capacity = 1024)]
pub fn flip_4096(_ctx: &RingContext, message: &Words4096) -> Words4096 {
    let mut words = message.words;
    for word in words.iter_mut() {
        *word ^= FLIP;
    }
    Words4096 { words }
}

/// Divides by each word, and faults at 0.
#[ring_kernel]
pub fn inverse(_ctx: &RingContext, message: &Words) -> Words {
    let mut answer = *message;
    answer.words[0] = 100 / message.words[0];
    answer
}
