#![allow(unused)]

use ringkernel_rt::prelude::*;

#[derive(Clone, Copy, RingMessage)]
struct GridPos {
    x: f32,
}

#[derive(Clone, Copy, RingMessage)]
struct RingContext {
    x: f32,
}

#[derive(Clone, Copy, RingMessage)]
struct Message {
    x: f32,
}

#[stencil]
fn stepped(x: &mut [f32], pos: GridPos) {}

#[ring_kernel]
fn served(ctx: &RingContext, msg: &Message) -> Message {
    *msg
}

fn main() {}
