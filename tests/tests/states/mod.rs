//! A state of any size outlives all that an actor goes through, wherever it is kept on the device.

use ringkernel_rt::kernel::ActorKernel;
use ringkernel_rt::prelude::*;
use ringkernel_rt::Error;
use ringkernel_tests::kernels::actors::{alone, quotient, remember, tally};
use ringkernel_tests::kernels::states::{
    book, crew_book, crew_sheet, crowded, sheet, shelf, slip, Balance, Book, Entry, Sheet, Shelf,
    Slip,
};

use crate::both::open;
use crate::on_both;

on_both! {
    one_lane_keeps_a_state_of_any_size
    a_block_keeps_a_state_of_any_size
}

/// A state of cells.
trait Cells: Copy + Default {
    /// Bits of a cell.
    const BITS: u32;

    /// One with this in its last cell.
    fn ending_in(value: u8) -> Self;

    fn cells(&self) -> Vec<u64>;
}

macro_rules! cells {
    ($($state:ident of $cell:ident)*) => {$(
        impl Cells for $state {
            const BITS: u32 = $cell::BITS;

            fn ending_in(value: u8) -> Self {
                let mut state = Self::default();
                *state.cells.last_mut().expect("there are cells") = value.into();
                state
            }

            fn cells(&self) -> Vec<u64> {
                self.cells.iter().map(|cell| (*cell).into()).collect()
            }
        }
    )*};
}

cells! { Slip of u8 Sheet of u64 Book of u64 Shelf of u64 }

/// An actor, and what it must know.
struct Watched<K: ActorKernel> {
    actor: Actor<K>,
    cells: Vec<u64>,
    /// Threads that count a message, each in its cell.
    counting: usize,
    /// Messages so far.
    entered: u64,
}

impl<K> Watched<K>
where
    K: ActorKernel<State: Cells, Message = Entry, Reply = Balance>,
{
    fn new(actor: Actor<K>, state: K::State, counting: usize) -> Self {
        Self {
            actor,
            cells: state.cells(),
            counting,
            entered: 0,
        }
    }

    /// What a cell holds of a value.
    fn held(value: u64) -> u64 {
        value & (u64::MAX >> (64 - K::State::BITS))
    }

    fn next(&mut self) -> Entry {
        self.entered += 1;
        // All places in turn, the last one first.
        let places = self.cells.len() as u64;
        Entry {
            place: places - 1 - (self.entered * 7 % places),
            value: self.entered.wrapping_mul(0x9E37_79B9_7F4A_7C15),
        }
    }

    fn expect(&mut self, entry: Entry) -> Balance {
        for cell in &mut self.cells[..self.counting] {
            *cell = Self::held(cell.wrapping_add(1));
        }
        let cell = &mut self.cells[entry.place as usize];
        *cell =
            Self::held((*cell << 5) | (*cell >> (K::State::BITS - 5))) ^ Self::held(entry.value);
        let cell = *cell;
        let digest = self
            .cells
            .iter()
            .fold(0_u64, |digest, cell| digest.rotate_left(7) ^ cell);
        Balance { cell, digest }
    }

    /// Messages one after another, and some at once.
    async fn enter(&mut self) {
        for _ in 0..6 {
            let entry = self.next();
            let reply = self.actor.call(entry).await.unwrap();
            assert_eq!(reply, self.expect(entry));
        }
        let entries: [Entry; 8] = std::array::from_fn(|_| self.next());
        for entry in entries {
            self.actor.send(entry).await.unwrap();
        }
        for entry in entries {
            assert_eq!(self.actor.recv().await.unwrap(), self.expect(entry));
        }
    }

    /// A message that faults, and leaves the state half written.
    async fn fault(&self) {
        let nowhere = Entry {
            place: 1 << 20,
            value: 1,
        };
        let reply = self.actor.call(nowhere).await;
        assert!(matches!(reply, Err(Error::Fault(_))), "{reply:?}");
    }
}

/// Starts an actor of its own, for which those that run are parked.
async fn load<K: ActorKernel<State: Default>>(runtime: &RingKernel) {
    let actor = runtime.launch::<K>(LaunchOptions::default()).await.unwrap();
    actor.terminate().await.unwrap();
}

async fn live<K>(backend: Backend, counting: usize)
where
    K: ActorKernel<State: Cells, Message = Entry, Reply = Balance>,
{
    let runtime = open(backend).await;
    let options = LaunchOptions::default().instances(2);
    let pool = runtime.pool::<K>(options).await.unwrap();
    let empty = K::State::default();
    let begun = K::State::ending_in(200);
    let mut first = Watched::new(pool.create().await.unwrap(), empty, counting);
    let actor = pool.create_with_state(begun).await.unwrap();
    let mut second = Watched::new(actor, begun, counting);
    first.enter().await;
    second.enter().await;

    first.actor.deactivate().await.unwrap();
    load::<quotient>(&runtime).await;
    second.enter().await;
    first.actor.activate().await.unwrap();
    first.enter().await;
    load::<alone>(&runtime).await;
    load::<remember>(&runtime).await;
    first.enter().await;
    second.enter().await;

    second.fault().await;
    load::<tally>(&runtime).await;
    first.enter().await;
    second.actor.restart().await.unwrap();
    second.cells = empty.cells();
    second.enter().await;
    second.actor.restart_with_state(begun).await.unwrap();
    second.cells = begun.cells();
    second.enter().await;
    first.enter().await;

    first.actor.terminate().await.unwrap();
    drop(first);
    let mut third = Watched::new(pool.create().await.unwrap(), empty, counting);
    third.enter().await;
    second.enter().await;
    runtime.shutdown().await.unwrap();
}

async fn one_lane_keeps_a_state_of_any_size(backend: Backend) {
    live::<slip>(backend, 1).await;
    live::<sheet>(backend, 1).await;
    live::<book>(backend, 1).await;
    live::<shelf>(backend, 1).await;
}

async fn a_block_keeps_a_state_of_any_size(backend: Backend) {
    live::<crew_sheet>(backend, 64).await;
    live::<crew_book>(backend, 64).await;
    live::<crowded>(backend, 64).await;
}
