#![allow(unused)]

use ringkernel_rt::prelude::*;

use ringkernel_rt::prelude::{GridPos as Cell, RingContext as Context};

type Nothing = ();

#[device]
fn takes(a: Cell, b: &Context, c: Nothing) {}

#[device]
fn gives(x: f32) -> Cell {
    loop {}
}

#[kernel]
fn launched(x: &mut [f32], a: Cell, b: Nothing) {}

#[stencil]
fn stepped(x: &mut [f32], pos: GridPos, b: Nothing) {}

#[kernel]
fn array(x: &mut [f32]) {
    let cells: [Cell; 2];
}

fn main() {}
