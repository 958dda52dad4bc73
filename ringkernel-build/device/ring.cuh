/* The persistent loop of an actor: one resident block that answers messages in order.
 *
 * Needs abi.h, math.cuh and control.cuh. `ringkernel_rt::queue` says the protocol of the queues in words and is the host's side;
 * `ringkernel_rt::backend::cpu::actor` is the same loop on the CPU. Thread 0 speaks with the host. */
#ifndef RK_RING_CUH
#define RK_RING_CUH

/* Who handles a message: thread 0 alone, or all threads of the block together. */
#define RK_PER_LANE 0
#define RK_PER_BLOCK 1

/* Looks at the host's words before each message, and again after so many empty looks into the inbox. */
#define RK_RING_COMMAND_EVERY 8u
/* Empty looks after which the loop sleeps between them, then sleeps longer. */
#define RK_RING_DOZE_AFTER (1u << 13)
#define RK_RING_SLEEP_AFTER (1u << 17)

/* Payloads travel in pieces of 16 bytes: they start at a multiple of 16 and a slot has room for the last piece. */
struct alignas(16) rk_chunk {
    uint32_t word[4];
};
template <class T> union rk_payload {
    static constexpr uint32_t chunks = (sizeof(T) + sizeof(rk_chunk) - 1) / sizeof(rk_chunk);
    rk_chunk chunk[chunks];
    T value;
};
/* The reply of a handler that returns nothing: an answer without payload. */
template <> union rk_payload<rk_unit> {
    static constexpr uint32_t chunks = 0;
    rk_unit value;
};

__device__ inline rk_slot* rk_ring_slot(uint64_t queue, uint32_t capacity, uint32_t stride, uint64_t number) {
    return reinterpret_cast<rk_slot*>(queue + sizeof(rk_queue) + (number & (capacity - 1)) * stride);
}

/* Whether thread 0 may send one more reply. */
__device__ inline bool rk_ring_has_space(const rk_actor& actor, rk_loop& loop) {
    if (loop.taken - loop.freed < actor.capacity) return true;
    /* Pairs with the host's release after it has read the slots. */
    loop.freed = rk_load_acquire(&reinterpret_cast<rk_queue*>(actor.outbox)->consumed);
    return loop.taken - loop.freed < actor.capacity;
}

/* Waits for a message and for space for its reply; false when the kernel is to end: for good, or parked. */
__device__ inline bool rk_ring_wait(const rk_actor& actor, rk_loop& loop) {
    rk_control* const control = reinterpret_cast<rk_control*>(actor.control);
    const rk_slot* const slot = rk_ring_slot(actor.inbox, actor.capacity, actor.inbox_stride, loop.taken);
    if (rk_control_has_ended(loop)) return false;
    for (uint32_t idle = 0;; ++idle) {
        const bool active = loop.state == RK_STATE_ACTIVE;
        const bool look = idle % RK_RING_COMMAND_EVERY == 0 || idle > RK_RING_DOZE_AFTER || !active;
        /* These reads are under way across PCIe at once, so the look at the host's words costs no time. */
        const uint32_t asked = look ? rk_load_relaxed(&control->command_sequence) : loop.answered;
        const uint32_t park = look ? rk_load_relaxed(&control->park) : 0;
        /* Pairs with the host's release after it has written the slot. */
        const uint64_t sequence = active ? rk_load_acquire(&slot->sequence) : 0;
        if (asked != loop.answered) {
            rk_control_poll(control, loop);
            if (rk_control_has_ended(loop)) return false;
        } else if (park >= actor.launch) {
            rk_control_park(control, loop);
            return false;
        } else if (sequence == loop.taken + 1 && rk_ring_has_space(actor, loop)) {
            return true;
        }
        if (idle > RK_RING_SLEEP_AFTER) {
            idle = RK_RING_SLEEP_AFTER;
            rk_sleep(2000);
        } else if (idle > RK_RING_DOZE_AFTER) {
            rk_sleep(200);
        }
    }
}

/* Copies the message out of the inbox: all its reads are under way at once. */
template <class M> __device__ inline rk_slot rk_ring_take(const rk_actor& actor, const rk_loop& loop, rk_payload<M>& to) {
    const rk_slot* const slot = rk_ring_slot(actor.inbox, actor.capacity, actor.inbox_stride, loop.taken);
    const rk_payload<M>* const from = reinterpret_cast<const rk_payload<M>*>(slot + 1);
#pragma unroll 16
    for (uint32_t i = 0; i < rk_payload<M>::chunks; ++i) to.chunk[i] = from->chunk[i];
    return *slot;
}

/* Sends the reply to the message being handled, and gives its slot in the inbox back. */
template <class R>
__device__ inline void rk_ring_answer(const rk_actor& actor, rk_loop& loop, const rk_slot& asked, const rk_payload<R>& reply) {
    rk_slot* const slot = rk_ring_slot(actor.outbox, actor.capacity, actor.outbox_stride, loop.taken);
    if constexpr (rk_payload<R>::chunks != 0) {
        rk_payload<R>* const to = reinterpret_cast<rk_payload<R>*>(slot + 1);
#pragma unroll 16
        for (uint32_t i = 0; i < rk_payload<R>::chunks; ++i) to->chunk[i] = reply.chunk[i];
    }
    slot->id = asked.id;
    slot->time_physical = asked.time_physical;
    slot->time_logical = asked.time_logical;
    slot->time_node = asked.time_node;
    loop.taken += 1;
    /* One fence for both: the reply is written before it is announced, the message read before its slot is given back.
     * Pairs with the acquire of the host's `pop` and of its `push`. */
    rk_fence_system();
    rk_store_relaxed(&slot->sequence, loop.taken);
    rk_store_relaxed(&reinterpret_cast<rk_queue*>(actor.inbox)->consumed, loop.taken);
}

__device__ inline rk_env rk_ring_env(const rk_actor& actor, uint64_t message) {
    rk_env env;
    env.claim = actor.claim;
    env.fault = actor.control + RK_OFFSETOF(rk_control, fault);
    env.message = message;
    env.flags = actor.flags;
    env.reserved = 0;
    return env;
}

/* What the threads of a block share. */
struct rk_ring_shared {
    uint64_t message; /* number of the message in hand, from 1; 0: the kernel ends */
    uint32_t faulted; /* a thread has faulted; never goes back */
};
__device__ inline volatile rk_ring_shared& rk_ring_share() {
    __shared__ rk_ring_shared shared;
    return shared;
}

/* Waits for all threads of the block; true if any of them says so. Threads of a warp may come from different places,
 * hence the form without `.aligned`. */
__device__ inline bool rk_ring_any(bool value) {
#ifdef RK_EMULATED
    return __syncthreads_or(value) != 0;
#else
    uint32_t any;
    asm volatile("{ .reg .pred p, q; setp.ne.u32 p, %1, 0; barrier.red.or.pred q, 0, p; selp.u32 %0, 1, 0, q; }"
                 : "=r"(any)
                 : "r"(static_cast<uint32_t>(value))
                 : "memory");
    return any != 0;
#endif
}

/* The barrier inside a handler: waits for the threads that have not returned from it. False when a thread has faulted:
 * the caller then returns false at once. */
__device__ inline bool rk_ring_sync(const rk_env&) {
    /* Threads that have returned wait in rk_ring_finish, which goes round while a thread says that it is here. */
    rk_ring_any(true);
    return rk_ring_share().faulted == 0;
}

/* Waits until every thread has returned from the handler; true if all went well. A thread that faults in the handler
 * never leaves its peers alone at a barrier. */
__device__ inline bool rk_ring_finish(bool well) {
    if (!well) rk_ring_share().faulted = 1;
    while (rk_ring_any(false)) {
    }
    return rk_ring_share().faulted == 0;
}

template <class M, class R, class Handler> __device__ inline void rk_actor_run_lane(const rk_actor& actor, Handler handler) {
    if (threadIdx.x != 0) return;
    rk_control* const control = reinterpret_cast<rk_control*>(actor.control);
    rk_loop loop = rk_control_start(control, actor.launch);
    while (rk_ring_wait(actor, loop)) {
        rk_payload<M> payload;
        const rk_slot asked = rk_ring_take<M>(actor, loop, payload);
        rk_payload<R> reply = {};
        if (!handler(rk_ring_env(actor, loop.taken + 1), payload.value, reply.value)) {
            rk_control_fault(control, loop);
            return;
        }
        rk_ring_answer<R>(actor, loop, asked, reply);
    }
}

template <class M, class R, class Handler> __device__ inline void rk_actor_run_block(const rk_actor& actor, Handler handler) {
    __shared__ rk_payload<M> payload;
    rk_control* const control = reinterpret_cast<rk_control*>(actor.control);
    const bool speaker = threadIdx.x == 0;
    rk_loop loop = {};
    rk_slot asked = {};
    if (speaker) {
        loop = rk_control_start(control, actor.launch);
        rk_ring_share().faulted = 0;
    }
    for (;;) {
        if (speaker) {
            const bool message = rk_ring_wait(actor, loop);
            if (message) asked = rk_ring_take<M>(actor, loop, payload);
            rk_ring_share().message = message ? loop.taken + 1 : 0;
        }
        /* The speaker's warp comes to the barrier as one, as all do between two messages. */
        if (threadIdx.x < 32) __syncwarp(blockDim.x < 32 ? (1u << blockDim.x) - 1 : ~0u);
        rk_ring_any(false);
        const uint64_t number = rk_ring_share().message;
        if (number == 0) return;
        rk_payload<R> reply = {};
        if (!rk_ring_finish(handler(rk_ring_env(actor, number), payload.value, reply.value))) {
            if (speaker) rk_control_fault(control, loop);
            return;
        }
        if (speaker) rk_ring_answer<R>(actor, loop, asked, reply);
    }
}

/* The body of a ring kernel. `handler(rk_env, const M& message, R& reply) -> bool` answers one message, false after a
 * fault. With RK_PER_BLOCK all threads call it and thread 0's reply is sent. */
template <class M, class R, int PER, class Handler> __device__ inline void rk_actor_run(const rk_actor& actor, Handler handler) {
    if constexpr (PER == RK_PER_BLOCK) {
        rk_actor_run_block<M, R>(actor, handler);
    } else {
        rk_actor_run_lane<M, R>(actor, handler);
    }
}

#endif
