/* The only source of the layouts that host and device share. C11; every size and offset is asserted.
 *
 * bindgen makes ringkernel-rt/src/abi/generated.rs from it. A change here is a change of RK_ABI_VERSION. */
#ifndef RK_ABI_H
#define RK_ABI_H

#ifdef __CUDACC_RTC__
typedef signed int int32_t;
typedef unsigned int uint32_t;
typedef signed long long int64_t;
typedef unsigned long long uint64_t;
/* NVRTC knows neither offsetof nor __builtin_offsetof. */
#define RK_OFFSETOF(type, field) __INTADDR__(&((type*)0)->field)
#else
#include <stddef.h>
#include <stdint.h>
#define RK_OFFSETOF(type, field) __builtin_offsetof(type, field)
#endif

#ifdef __cplusplus
#define RK_ABI_ASSERT(condition, text) static_assert(condition, text)
#else
#define RK_ABI_ASSERT(condition, text) _Static_assert(condition, text)
#endif
#define RK_ABI_SIZE(type, size) RK_ABI_ASSERT(sizeof(struct type) == (size), #type " size")
#define RK_ABI_OFFSET(type, field, offset) \
    RK_ABI_ASSERT(RK_OFFSETOF(struct type, field) == (offset), #type "." #field)

#define RK_ABI_VERSION 16u

/* Why a kernel or actor stopped (rk_fault.kind). */
#define RK_FAULT_NONE 0u
#define RK_FAULT_INDEX 1u           /* a = index, b = length */
#define RK_FAULT_DIVIDE_BY_ZERO 2u
#define RK_FAULT_REMAINDER_BY_ZERO 3u
#define RK_FAULT_DIVIDE_OVERFLOW 4u
#define RK_FAULT_REMAINDER_OVERFLOW 5u
#define RK_FAULT_RANGE_START 6u     /* a = start, b = length */
#define RK_FAULT_RANGE_END 7u       /* a = end, b = length */
#define RK_FAULT_RANGE_ORDER 8u     /* a = start, b = end */
#define RK_FAULT_PANIC 9u           /* a, b = what was compared, if anything; the text is the site's */
#define RK_FAULT_STOPPED 10u        /* a loop has seen rk_control.stop */

/* The first fault of a launch. Lives in mapped host memory; written once, by the thread that won `rk_env.claim`. */
struct rk_fault {
    uint32_t kind; /* written last */
    uint32_t site; /* index into the artifact's table of source places */
    uint32_t block[3];
    uint32_t thread[3];
    uint64_t a;
    uint64_t b;
    uint64_t message; /* number of the message an actor was answering, from 1; 0 for other kernels */
    uint64_t reserved;
};
RK_ABI_SIZE(rk_fault, 64);
RK_ABI_OFFSET(rk_fault, site, 4);
RK_ABI_OFFSET(rk_fault, block, 8);
RK_ABI_OFFSET(rk_fault, thread, 20);
RK_ABI_OFFSET(rk_fault, a, 32);
RK_ABI_OFFSET(rk_fault, b, 40);
RK_ABI_OFFSET(rk_fault, message, 48);

/* How the user's crate was built (rk_env.flags). */
#define RK_FLAG_DEBUG_ASSERTIONS 1u /* `debug_assert!` checks */
/* The log of a kernel that has one, in device memory; it ends where rk_env.claim and rk_actor.claim point to. The host
 * writes it before a launch; while the kernel runs, only the device changes it. */
struct rk_log_state {
    uint64_t ring;     /* struct rk_log_ring*, or 0: nobody listens */
    uint64_t capacity; /* records of the ring */
    uint64_t head;     /* records claimed so far */
    uint64_t known;    /* rk_log_ring.drained as the device has last heard of it */
    uint64_t free;     /* places that can be claimed, signed: below 0 while threads find out that there is none */
    uint64_t lost;     /* records that found no place */
    uint64_t reserved[2];
};
RK_ABI_SIZE(rk_log_state, 64);
RK_ABI_OFFSET(rk_log_state, capacity, 8);
RK_ABI_OFFSET(rk_log_state, head, 16);
RK_ABI_OFFSET(rk_log_state, known, 24);
RK_ABI_OFFSET(rk_log_state, free, 32);
RK_ABI_OFFSET(rk_log_state, lost, 40);

/* Head of the ring, in mapped host memory, before its records. The host writes it. */
struct rk_log_ring {
    uint64_t drained; /* records read so far, whose places are free again */
    uint64_t reserved[15];
};
RK_ABI_SIZE(rk_log_ring, 128);

/* A record, in mapped host memory; record n lies at place n % capacity. One thread writes it. */
struct rk_log_record {
    uint64_t sequence; /* n+1 once record n is complete: written last, with release */
    uint32_t site;     /* index into the artifact's table of texts */
    uint32_t thread;   /* x, y from bit 10, z from bit 20 */
    uint32_t block[3];
    uint32_t lost; /* rk_log_state.lost, its low half, as the thread has seen it */
    uint64_t values[4];
};
RK_ABI_SIZE(rk_log_record, 64);
RK_ABI_OFFSET(rk_log_record, site, 8);
RK_ABI_OFFSET(rk_log_record, thread, 12);
RK_ABI_OFFSET(rk_log_record, block, 16);
RK_ABI_OFFSET(rk_log_record, lost, 28);
RK_ABI_OFFSET(rk_log_record, values, 32);

/* First parameter of every grid kernel and stencil, and of the functions they call; an actor's loop makes one for each
 * message. Addresses are the device's. */
struct rk_env {
    uint64_t claim;   /* uint32_t* in device memory, 0 until a thread takes it by compare-and-swap */
    uint64_t fault;   /* struct rk_fault* in mapped host memory */
    uint64_t message; /* goes into rk_fault.message */
    uint32_t flags;   /* RK_FLAG_* */
    uint32_t reserved;
};
RK_ABI_SIZE(rk_env, 32);
RK_ABI_OFFSET(rk_env, fault, 8);
RK_ABI_OFFSET(rk_env, message, 16);
RK_ABI_OFFSET(rk_env, flags, 24);

/* What rk_env.claim points to in a cooperative launch; all 0 before the first. Two results of 8 bytes for each block
 * follow. */
struct rk_grid_state {
    uint32_t claim;
    uint32_t arrived;    /* blocks that wait at the barrier */
    uint32_t generation; /* barriers that all blocks have passed */
    uint32_t reserved;
};
RK_ABI_SIZE(rk_grid_state, 16);
RK_ABI_OFFSET(rk_grid_state, arrived, 4);
RK_ABI_OFFSET(rk_grid_state, generation, 8);

/* A slice parameter. */
struct rk_slice_raw {
    uint64_t address;
    uint64_t length; /* in elements */
};
RK_ABI_SIZE(rk_slice_raw, 16);
RK_ABI_OFFSET(rk_slice_raw, length, 8);

/* Boundaries of a stencil (rk_stencil_grid.boundary). */
#define RK_BOUNDARY_SKIP 0u
#define RK_BOUNDARY_ZERO 1u
#define RK_BOUNDARY_REFLECT 2u
#define RK_BOUNDARY_PERIODIC 3u
#define RK_BOUNDARY_MIRROR 4u
#define RK_BOUNDARY_CLAMP 5u

/* Second parameter of a stencil. */
struct rk_stencil_grid {
    uint32_t width;
    uint32_t height;
    uint32_t depth; /* 1 in 2D */
    uint32_t boundary;
};
RK_ABI_SIZE(rk_stencil_grid, 16);
RK_ABI_OFFSET(rk_stencil_grid, height, 4);
RK_ABI_OFFSET(rk_stencil_grid, depth, 8);
RK_ABI_OFFSET(rk_stencil_grid, boundary, 12);

/* What the host asks of an actor (the lowest RK_COMMAND_BITS of rk_control.order). */
#define RK_COMMAND_BITS 8u
#define RK_COMMAND_DEACTIVATE 0u
#define RK_COMMAND_ACTIVATE 1u
#define RK_COMMAND_TERMINATE 2u
/* A seat is a block of a persistent launch with what belongs to it: one actor after another has it. These three end the one
 * that has it. */
#define RK_COMMAND_BEGIN 3u        /* the next one begins, with the state at rk_actor.initial: it is RK_STATE_LAUNCHED */
#define RK_COMMAND_BEGIN_ACTIVE 4u /* likewise, and is RK_STATE_ACTIVE */
#define RK_COMMAND_LEAVE 5u        /* the block ends, for good */

/* What the device says of an actor (rk_control.said). */
#define RK_STATE_CREATED 0u /* none has begun yet */
#define RK_STATE_LAUNCHED 1u
#define RK_STATE_ACTIVE 2u
#define RK_STATE_DEACTIVATED 3u
#define RK_STATE_TERMINATED 4u
#define RK_STATE_FAULTED 5u
#define RK_STATE_LEFT 6u /* the block has ended */

/* Control block of one seat, in mapped host memory. Each line of 128 bytes has a single writer. */
struct rk_control {
    /* Host writes. */
    uint64_t order; /* RK_COMMAND_* below; in the other bits of the lower half, where an actor begins, the number of its
                     * first message, from 0, as much of it as there is room for; above, a number that goes up with each
                     * command: the device answers with it */
    uint64_t park;  /* launches up to this number, in the lower half, end before their next message; above, the number of
                     * a pause, in which those before it take none, or 0; see rk_actor.launch */
    uint64_t stop; /* the handler gives up messages up to this number, from 1 as in rk_env.message: never those of an actor
                    * that begins later, since numbers go on; it only grows */
    uint64_t clock_offset; /* of an actor whose messages carry times: what added to %globaltimer is the host's time, in
                            * nanoseconds since the Unix epoch */
    uint64_t clock_until;  /* while %globaltimer is below; written after the offset, with release */
    uint64_t clock_node;   /* who the actor is in the times of its replies; written before the order by which it begins */
    uint64_t host_reserved[10];
    /* Device writes. */
    uint64_t said;         /* RK_STATE_* below; above, the number of the last order acted on */
    uint64_t handled;      /* number of the next message to answer, as of the last command, parking or fault */
    uint64_t said_at;      /* %globaltimer when it said so, ns */
    uint32_t launch;       /* rk_actor.launch of the kernel that answers, or that has answered last */
    uint32_t paused;       /* the pause of `park` in which the seat takes no messages, or 0 */
    uint64_t device_reserved[4];
    struct rk_fault fault;
};
RK_ABI_SIZE(rk_control, 256);
RK_ABI_OFFSET(rk_control, park, 8);
RK_ABI_OFFSET(rk_control, stop, 16);
RK_ABI_OFFSET(rk_control, clock_offset, 24);
RK_ABI_OFFSET(rk_control, clock_until, 32);
RK_ABI_OFFSET(rk_control, clock_node, 40);
RK_ABI_OFFSET(rk_control, said, 128);
RK_ABI_OFFSET(rk_control, handled, 136);
RK_ABI_OFFSET(rk_control, launch, 152);
RK_ABI_OFFSET(rk_control, paused, 156);
RK_ABI_OFFSET(rk_control, said_at, 144);
RK_ABI_OFFSET(rk_control, fault, 192);

/* A queue is an array of slots in mapped host memory, `stride` bytes apart. An actor has one for its messages and one for
 * its replies, of the same capacity; ringkernel_rt::queue says how they are used. Both have one of two forms.
 *
 * Where a message and a reply have at most RK_NARROW_BYTES bytes each, a slot is narrow: words of 8 bytes, each of which
 * holds 4 bytes of content below and the message's tag above; the stride is a multiple of 64. The content is rk_slot's
 * time, without what stands between it and the payload, where messages carry one, then the payload; one word at least. */
#define RK_NARROW_WORDS 30u /* at most: two lanes of the warp that reads them are left for rk_control */
#define RK_NARROW_TIME 4u                                /* words of the time: physical in two, logical, node */
#define RK_NARROW_BYTES (4u * (RK_NARROW_WORDS - RK_NARROW_TIME))

/* Otherwise a slot is wide: this head, then the payload; the stride is a multiple of 128. */
struct rk_slot {
    uint64_t sequence; /* n+1 once message n (from 0) is complete: written last, with release */
    uint64_t time_physical; /* hybrid logical clock: physical part in ns */
    uint32_t time_logical;  /* and logical part */
    uint32_t time_node;     /* and who */
    uint64_t reserved;
};
RK_ABI_SIZE(rk_slot, 32);
RK_ABI_OFFSET(rk_slot, time_physical, 8);
RK_ABI_OFFSET(rk_slot, time_logical, 16);
RK_ABI_OFFSET(rk_slot, time_node, 20);

/* What a seat has in device memory; the handler's state follows. */
struct rk_seat {
    struct rk_log_state log;
    uint32_t claim; /* as in rk_env */
    uint32_t claim_reserved;
    uint64_t clock; /* the last time that was given to a reply, both its parts, while no kernel runs */
    uint64_t reserved[22];
};
RK_ABI_SIZE(rk_seat, 256);
RK_ABI_OFFSET(rk_seat, claim, 64);
RK_ABI_OFFSET(rk_seat, clock, 72);

/* The flight recorder of a seat, in mapped host memory: this head, then rk_actor.records records. The device writes it
 * alone. */
#define RK_RECORD_WARPS 8u
struct rk_record_head {
    uint64_t busy[RK_RECORD_WARPS]; /* nanoseconds that each warp, or the block, has had messages of this actor in hand */
    uint64_t recorded;              /* records written, modulo 2^32, when the kernel has left the device */
    uint64_t reserved[7];
};
RK_ABI_SIZE(rk_record_head, 128);
RK_ABI_OFFSET(rk_record_head, recorded, 64);

/* Record n lies at place n % rk_actor.records. Each word has 4 bytes of content below and n + 1, modulo 2^32, above. The
 * content is %globaltimer in two words, the lower half of a message's number from 0, and then RK_RECORD_* with how many
 * messages they are and the number's upper half, cut off, in bits of their own. */
struct rk_deed {
    uint64_t word[4];
};
RK_ABI_SIZE(rk_deed, 32);
#define RK_RECORD_COUNT_SHIFT 6u
#define RK_RECORD_NUMBER_SHIFT 12u
#define RK_RECORD_LAUNCHED 1u /* the kernel is on the device, at first or after it was parked */
#define RK_RECORD_BEGAN 2u    /* an actor began, at this message */
#define RK_RECORD_TOOK 3u     /* messages were taken in hand */
#define RK_RECORD_ANSWERED 4u /* they are answered */
#define RK_RECORD_FAULTED 5u  /* the handler faulted at this message */
#define RK_RECORD_PAUSED 6u   /* no message is taken for others' sake */
#define RK_RECORD_RESUMED 7u  /* they are again */
#define RK_RECORD_PARKED 8u   /* the kernel leaves the device */
#define RK_RECORD_SLEPT 9u    /* nothing came for so long that it looks seldom */
#define RK_RECORD_STATE 32u   /* and RK_STATE_*, because of an order that was acted on */

/* The one parameter of a ring kernel: what belongs to the seat of block 0. Seats lie along z of the grid. Addresses are
 * the device's. */
struct rk_actor {
    uint64_t claim;        /* rk_seat.claim */
    uint64_t control;      /* struct rk_control* */
    uint64_t inbox;        /* messages to the kernel: slots */
    uint64_t outbox;       /* replies from the kernel: slots */
    uint64_t state;        /* the handler's state in device memory, or 0 */
    uint64_t initial;      /* the state with which an actor begins, in mapped host memory, or 0 */
    uint64_t mapped_bytes; /* from one seat to the next in mapped host memory */
    uint64_t memory_bytes; /* and in device memory */
    uint64_t record;       /* struct rk_record_head*, or 0: nothing is recorded */
    uint32_t capacity;     /* slots of each queue, a power of two */
    uint32_t inbox_stride;
    uint32_t outbox_stride;
    uint32_t launch; /* number of this launch, from 1: seats that were parked are launched again and go on. Launches and
                      * pauses are numbered together */
    uint32_t flags;  /* as in rk_env */
    uint32_t state_bytes;
    uint32_t idle_after; /* looks in vain before the seat sleeps between them, */
    uint32_t idle_until; /* those up to which the sleep grows, with their number */
    float idle_slope;    /* and how much for each, in ns */
    uint32_t records; /* of the flight recorder, a power of two */
};
RK_ABI_SIZE(rk_actor, 112);
RK_ABI_OFFSET(rk_actor, control, 8);
RK_ABI_OFFSET(rk_actor, inbox, 16);
RK_ABI_OFFSET(rk_actor, outbox, 24);
RK_ABI_OFFSET(rk_actor, state, 32);
RK_ABI_OFFSET(rk_actor, initial, 40);
RK_ABI_OFFSET(rk_actor, mapped_bytes, 48);
RK_ABI_OFFSET(rk_actor, memory_bytes, 56);
RK_ABI_OFFSET(rk_actor, record, 64);
RK_ABI_OFFSET(rk_actor, capacity, 72);
RK_ABI_OFFSET(rk_actor, inbox_stride, 76);
RK_ABI_OFFSET(rk_actor, outbox_stride, 80);
RK_ABI_OFFSET(rk_actor, launch, 84);
RK_ABI_OFFSET(rk_actor, flags, 88);
RK_ABI_OFFSET(rk_actor, state_bytes, 92);
RK_ABI_OFFSET(rk_actor, idle_after, 96);
RK_ABI_OFFSET(rk_actor, idle_until, 100);
RK_ABI_OFFSET(rk_actor, idle_slope, 104);
RK_ABI_OFFSET(rk_actor, records, 108);

#endif
