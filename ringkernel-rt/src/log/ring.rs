//! The host's end of a device's log: one thread reads it, many lanes write.
//!
//! `device/log.cuh` is the other end. A lane claims a place by counters in device memory (`rk_log_state`), which nobody else
//! changes while a kernel runs; it publishes the record by its sequence number, which is in the ring. The host gives
//! places back by the count of what it has read. Each word has one writer.

use std::mem::offset_of;

use super::Record;
use crate::abi::{rk_log_record, rk_log_ring, rk_log_state};
use crate::queue::layout::Shared;
use crate::sync::Ordering;

/// Records of the ring that launches share: with its head, 256 KiB.
pub(crate) const LAUNCH_RECORDS: usize = 4094;
/// Records of an actor's ring: with its head, 64 KiB.
pub(crate) const ACTOR_RECORDS: usize = 1022;

/// A ring and what was read of it.
#[derive(Debug)]
pub(crate) struct Ring {
    memory: Shared,
    /// Where the device sees it.
    address: u64,
    records: u64,
    /// Records read so far.
    drained: u64,
    /// Records that the device has lost and that were told.
    lost: u32,
}

impl Ring {
    /// Size of the memory for so many records.
    pub(crate) const fn bytes(records: usize) -> usize {
        size_of::<rk_log_ring>() + records * size_of::<rk_log_record>()
    }

    /// A ring in zeroed memory of [`Ring::bytes`].
    pub(crate) fn new(memory: Shared, address: u64, records: usize) -> Self {
        assert!(memory.bytes() >= Self::bytes(records));
        Self {
            memory,
            address,
            records: records as u64,
            drained: 0,
            lost: 0,
        }
    }

    /// The bytes of `rk_log_state` when a kernel starts; `is_open` is whether anybody listens. All records were read.
    pub(crate) fn head(&mut self, is_open: bool) -> Vec<u8> {
        self.lost = 0;
        let log = rk_log_state {
            ring: if is_open { self.address } else { 0 },
            capacity: self.records,
            head: self.drained,
            known: self.drained,
            free: self.records,
            lost: 0,
            reserved: [0; 2],
        };
        [
            log.ring,
            log.capacity,
            log.head,
            log.known,
            log.free,
            log.lost,
            log.reserved[0],
            log.reserved[1],
        ]
        .iter()
        .flat_map(|word| word.to_ne_bytes())
        .collect()
    }

    /// Reads the records that are complete, no more than there are places: a device may write without end. Gives how many
    /// it has lost meanwhile, as far as they know.
    pub(crate) fn drain(&mut self, mut hear: impl FnMut(Record)) -> u32 {
        let mut lost = self.lost;
        for _ in 0..self.records {
            let place = (self.drained % self.records) as usize;
            let start = size_of::<rk_log_ring>() + place * size_of::<rk_log_record>();
            // Pairs with the release of `rk_log_publish` (log.cuh).
            let sequence = self.memory.u64(start).load(Ordering::Acquire);
            if sequence != self.drained + 1 {
                break;
            }
            let number = |offset: usize| {
                // Relaxed: the sequence orders it.
                self.memory.u32(start + offset).load(Ordering::Relaxed)
            };
            let word = |index: usize| {
                self.memory
                    .read(start + offset_of!(rk_log_record, values) + index * 8)
            };
            let thread = number(offset_of!(rk_log_record, thread));
            let block = offset_of!(rk_log_record, block);
            let record = Record {
                text: number(offset_of!(rk_log_record, site)),
                block: [0, 4, 8].map(|next| number(block + next)),
                thread: [thread & 0x3ff, thread >> 10 & 0x3ff, thread >> 20],
                values: [0, 1, 2, 3].map(word),
            };
            // Lanes write in no order: an older number says nothing new.
            let said = number(offset_of!(rk_log_record, lost));
            if said.wrapping_sub(lost) < u32::MAX / 2 {
                lost = said;
            }
            self.drained += 1;
            let drained = self.memory.u64(offset_of!(rk_log_ring, drained));
            // Pairs with the acquire of `rk_log_drained` (log.cuh): the place may be written again.
            drained.store(self.drained, Ordering::Release);
            hear(record);
        }
        self.newly_lost(lost)
    }

    /// How many more the device has lost than it had before, by the bytes of `rk_log_state` after the kernel.
    pub(crate) fn lost_at_end(&mut self, head: &[u8]) -> u32 {
        let at = offset_of!(rk_log_state, lost);
        let bytes = head[at..at + 8].try_into().expect("8 bytes");
        // Its low half, as records have it.
        self.newly_lost(u64::from_ne_bytes(bytes) as u32)
    }

    fn newly_lost(&mut self, lost: u32) -> u32 {
        let more = lost.wrapping_sub(self.lost);
        self.lost = lost;
        more
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    /// What a lane does, for record `number`.
    fn publish(memory: &Shared, records: u64, number: u64, lost: u32) {
        let start =
            size_of::<rk_log_ring>() + (number % records) as usize * size_of::<rk_log_record>();
        let put = |offset: usize, value: u32| {
            memory.u32(start + offset).store(value, Ordering::Relaxed);
        };
        put(offset_of!(rk_log_record, site), 3);
        put(offset_of!(rk_log_record, thread), 5 | 6 << 10 | 7 << 20);
        put(offset_of!(rk_log_record, lost), lost);
        memory.write(start + offset_of!(rk_log_record, values), number * 10);
        memory.u64(start).store(number + 1, Ordering::Release);
    }

    fn ring(records: usize) -> (Shared, Ring) {
        let memory = Shared::heap(Ring::bytes(records));
        (memory.clone(), Ring::new(memory, 4096, records))
    }

    fn values(ring: &mut Ring) -> Vec<u64> {
        let mut values = Vec::new();
        ring.drain(|record| values.push(record.values[0]));
        values
    }

    #[test]
    fn records_are_read_in_the_order_of_their_numbers_round_and_round() {
        let (memory, mut ring) = ring(3);
        for number in [1, 0] {
            publish(&memory, 3, number, 0);
        }
        assert_eq!(values(&mut ring), [0, 10]);
        // A later one waits for those before it.
        publish(&memory, 3, 3, 0);
        assert_eq!(values(&mut ring), [0; 0]);
        publish(&memory, 3, 2, 0);
        assert_eq!(values(&mut ring), [20, 30]);
        let drained = memory.u64(offset_of!(rk_log_ring, drained));
        assert_eq!(drained.load(Ordering::Relaxed), 4);
    }

    #[test]
    fn who_reads_is_not_kept_by_a_device_that_goes_on_writing() {
        let (memory, mut ring) = ring(3);
        let mut number = 0;
        let mut next = || {
            publish(&memory, 3, number, 0);
            number += 1;
        };
        next();
        let mut heard = 0;
        ring.drain(|_| {
            heard += 1;
            if heard < 100 {
                next();
            }
        });
        assert_eq!(heard, 3);
    }

    #[test]
    fn a_record_is_its_fields() {
        let (memory, mut ring) = ring(2);
        publish(&memory, 2, 0, 0);
        let mut found = None;
        ring.drain(|record| found = Some(record));
        assert_eq!(
            found,
            Some(Record {
                text: 3,
                block: [0; 3],
                thread: [5, 6, 7],
                values: [0; 4],
            })
        );
    }

    #[test]
    fn each_loss_is_told_once() {
        let (memory, mut ring) = ring(4);
        publish(&memory, 4, 0, 2);
        publish(&memory, 4, 1, 1);
        assert_eq!(ring.drain(|_| {}), 2);
        publish(&memory, 4, 2, 5);
        assert_eq!(ring.drain(|_| {}), 3);
        let mut head = ring.head(true);
        let at = offset_of!(rk_log_state, lost);
        head[at] = 7;
        // The next kernel counts from 0.
        assert_eq!(ring.lost_at_end(&head), 7);
        assert_eq!(ring.lost_at_end(&head), 0);
    }

    #[test]
    fn a_head_has_the_layout_of_the_device() {
        let (_memory, mut ring) = ring(9);
        let head = ring.head(true);
        assert_eq!(head.len(), size_of::<rk_log_state>());
        let word = |offset: usize| {
            let at = offset;
            u64::from_ne_bytes(head[at..at + 8].try_into().expect("8 bytes"))
        };
        assert_eq!(word(offset_of!(rk_log_state, ring)), 4096);
        assert_eq!(word(offset_of!(rk_log_state, capacity)), 9);
        assert_eq!(word(offset_of!(rk_log_state, free)), 9);
        assert!(ring.head(false)[..8].iter().all(|byte| *byte == 0));
    }
}
