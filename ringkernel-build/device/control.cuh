/* Access to memory that the host and the device share, and the answers of a seat to the host's commands.
 *
 * A seat is a block of a persistent launch. When its actor has ended, by a command or by a fault, it stays and waits for
 * the next: so actors begin and end without a launch.
 *
 * Some calls of the driver wait until no kernel runs, so the host can have seats parked: the kernel ends when none has a
 * message in hand, and a later launch goes on. All that a seat knows is in memory then: the handler's state, and in the
 * control block its own state, the last command acted on and the number of the next message. A seat ends only when the
 * host has seen all pause: one that keeps everybody waiting then costs the others no more than that time.
 *
 * Needs abi.h. Each word has a single writer, so there are only loads and stores here: read-modify-write does not work
 * across PCIe. `ringkernel_rt::control` is the host's side. */
#ifndef RK_CONTROL_CUH
#define RK_CONTROL_CUH

#ifdef RK_EMULATED
template <class T> __device__ inline T rk_load_acquire(const T* word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }
template <class T> __device__ inline T rk_load_relaxed(const T* word) { return __atomic_load_n(word, __ATOMIC_RELAXED); }
template <class T> __device__ inline void rk_store_release(T* word, T value) { __atomic_store_n(word, value, __ATOMIC_RELEASE); }
template <class T> __device__ inline void rk_store_relaxed(T* word, T value) { __atomic_store_n(word, value, __ATOMIC_RELAXED); }
__device__ inline void rk_fence_system() { __atomic_thread_fence(__ATOMIC_ACQ_REL); }
__device__ inline void rk_sleep(uint32_t nanoseconds) { rk_emulated_sleep(nanoseconds); }
__device__ inline uint64_t rk_time() { return rk_emulated_time(); }
__device__ inline uint32_t rk_ring_clock() { return 0; }
#else
__device__ inline uint32_t rk_load_acquire(const uint32_t* word) {
    uint32_t value;
    asm volatile("ld.acquire.sys.u32 %0, [%1];" : "=r"(value) : "l"(word) : "memory");
    return value;
}
__device__ inline uint64_t rk_load_acquire(const uint64_t* word) {
    uint64_t value;
    asm volatile("ld.acquire.sys.u64 %0, [%1];" : "=l"(value) : "l"(word) : "memory");
    return value;
}
__device__ inline uint32_t rk_load_relaxed(const uint32_t* word) {
    uint32_t value;
    asm volatile("ld.relaxed.sys.u32 %0, [%1];" : "=r"(value) : "l"(word) : "memory");
    return value;
}
__device__ inline uint64_t rk_load_relaxed(const uint64_t* word) {
    uint64_t value;
    asm volatile("ld.relaxed.sys.u64 %0, [%1];" : "=l"(value) : "l"(word) : "memory");
    return value;
}
__device__ inline void rk_store_release(uint32_t* word, uint32_t value) {
    asm volatile("st.release.sys.u32 [%0], %1;" : : "l"(word), "r"(value) : "memory");
}
__device__ inline void rk_store_release(uint64_t* word, uint64_t value) {
    asm volatile("st.release.sys.u64 [%0], %1;" : : "l"(word), "l"(value) : "memory");
}
__device__ inline void rk_store_relaxed(uint32_t* word, uint32_t value) {
    asm volatile("st.relaxed.sys.u32 [%0], %1;" : : "l"(word), "r"(value) : "memory");
}
__device__ inline void rk_store_relaxed(uint64_t* word, uint64_t value) {
    asm volatile("st.relaxed.sys.u64 [%0], %1;" : : "l"(word), "l"(value) : "memory");
}
__device__ inline void rk_fence_system() { asm volatile("fence.acq_rel.sys;" : : : "memory"); }
__device__ inline void rk_sleep(uint32_t nanoseconds) { __nanosleep(nanoseconds); }
__device__ inline uint64_t rk_time() {
    uint64_t value;
    asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(value));
    return value;
}
/* Clocks of the multiprocessor. */
__device__ inline uint32_t rk_ring_clock() {
    uint32_t value;
    asm volatile("mov.u32 %0, %%clock;" : "=r"(value));
    return value;
}
#endif

/* What the thread that speaks with the host remembers. */
struct rk_loop {
    uint64_t taken;    /* number of the next message to answer */
    uint32_t answered; /* number of the last order acted on */
    uint32_t state;    /* RK_STATE_* */
    uint32_t paused;   /* number of the pause in which it takes no messages, or 0 */
};

/* Says that the seat is on the device. It goes on where the launch before has parked. */
__device__ inline rk_loop rk_control_start(rk_control* control, uint32_t launch) {
    rk_loop loop = {};
    const uint64_t said = rk_load_relaxed(&control->said);
    loop.state = static_cast<uint32_t>(said);
    loop.answered = static_cast<uint32_t>(said >> 32);
    loop.taken = rk_load_relaxed(&control->handled);
    rk_store_relaxed(&control->paused, 0u);
    rk_store_release(&control->launch, launch);
    return loop;
}

/* Whether an actor has the seat. */
__device__ inline bool rk_control_is_taken(const rk_loop& loop) {
    return loop.state == RK_STATE_LAUNCHED || loop.state == RK_STATE_ACTIVE || loop.state == RK_STATE_DEACTIVATED;
}

/* Whether the seat takes messages. */
__device__ inline bool rk_control_answers(const rk_loop& loop) { return loop.state == RK_STATE_ACTIVE && loop.paused == 0; }

/* Pauses or goes on, as the host wants, which `speaker` says. */
__device__ inline void rk_control_pause(rk_control* control, rk_loop& loop, uint32_t launch, uint64_t park, bool speaker) {
    const uint32_t asked = static_cast<uint32_t>(park >> 32);
    const uint32_t paused = asked > launch ? asked : 0;
    if (paused == loop.paused) return;
    loop.paused = paused;
    if (speaker) rk_store_release(&control->paused, paused); /* pairs with the host's acquire */
}

/* Leaves all that the next launch needs. The end of the kernel publishes it. */
__device__ inline void rk_control_park(rk_control* control, const rk_loop& loop) {
    rk_store_relaxed(&control->handled, loop.taken);
}

/* What the seat says comes in two parts: what goes with it, and where it is and what it has acted on. */
__device__ inline void rk_control_prepare(rk_control* control, const rk_loop& loop) {
    rk_store_relaxed(&control->handled, loop.taken);
    rk_store_relaxed(&control->said_at, rk_time());
}
__device__ inline uint64_t rk_control_said(const rk_loop& loop) {
    return static_cast<uint64_t>(loop.answered) << 32 | loop.state;
}

/* Says both. The replies before an end are seen by who sees the end: pairs with the host's acquire. */
__device__ inline void rk_control_say(rk_control* control, const rk_loop& loop) {
    rk_control_prepare(control, loop);
    rk_store_release(&control->said, rk_control_said(loop));
}

/* Goes into a state because of an order, and says so. */
__device__ inline void rk_control_go(rk_control* control, rk_loop& loop, uint64_t order, uint32_t state) {
    loop.answered = static_cast<uint32_t>(order >> 32);
    loop.state = state;
    rk_control_say(control, loop);
}

/* What the order is, of RK_COMMAND_*. */
__device__ inline uint32_t rk_control_command(uint64_t order) {
    return static_cast<uint32_t>(order) & ((1u << RK_COMMAND_BITS) - 1);
}

/* Whether it is one for an actor to begin. One that still has the seat ends by it. */
__device__ inline bool rk_control_begins(uint64_t order) {
    const uint32_t command = rk_control_command(order);
    return command == RK_COMMAND_BEGIN || command == RK_COMMAND_BEGIN_ACTIVE;
}

/* Number of the first message of the actor that begins by the order, in a seat whose next message was to be `taken`. It is
 * less than a queue's slots beyond, or as many (`ringkernel_rt::queue`), and the order has more bits of it than that. */
__device__ constexpr uint64_t rk_control_first(uint64_t order, uint64_t taken) {
    return taken + (((static_cast<uint32_t>(order) >> RK_COMMAND_BITS) - static_cast<uint32_t>(taken)) & ~0u >> RK_COMMAND_BITS);
}
static_assert(rk_control_first(7ull << 32 | 5u << RK_COMMAND_BITS | RK_COMMAND_BEGIN, 5) == 5, "nothing is passed over");
static_assert(rk_control_first(7ull << 32 | 5u << RK_COMMAND_BITS | RK_COMMAND_BEGIN, 0x5fffffdull) == 0x6000005ull, "it wraps");

/* Begins an actor at message `first`. It is not said yet, but what goes with that is. */
__device__ inline void rk_control_begin(rk_control* control, rk_loop& loop, uint64_t order, uint64_t first) {
    loop.taken = first;
    loop.answered = static_cast<uint32_t>(order >> 32);
    loop.state = rk_control_command(order) == RK_COMMAND_BEGIN_ACTIVE ? RK_STATE_ACTIVE : RK_STATE_LAUNCHED;
    rk_store_relaxed(&control->fault.kind, RK_FAULT_NONE);
    rk_control_prepare(control, loop);
}

/* Acts on another order that was not answered yet. One that is not for the seat as it is stays unanswered: its actor has
 * ended, and whoever gave it learns that. */
__device__ inline void rk_control_obey(rk_control* control, rk_loop& loop, uint64_t order) {
    switch (rk_control_command(order)) {
    case RK_COMMAND_LEAVE: rk_control_go(control, loop, order, RK_STATE_LEFT); break;
    case RK_COMMAND_TERMINATE: rk_control_go(control, loop, order, RK_STATE_TERMINATED); break;
    case RK_COMMAND_ACTIVATE:
        if (rk_control_is_taken(loop)) rk_control_go(control, loop, order, RK_STATE_ACTIVE);
        break;
    case RK_COMMAND_DEACTIVATE:
        if (rk_control_is_taken(loop)) rk_control_go(control, loop, order, RK_STATE_DEACTIVATED);
        break;
    default: break;
    }
}

/* Says that the handler faulted. The record in `control->fault` is complete before. */
__device__ inline void rk_control_fault(rk_control* control, rk_loop& loop) {
    loop.state = RK_STATE_FAULTED;
    rk_control_say(control, loop);
}

#endif
