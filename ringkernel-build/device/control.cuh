/* Access to memory that the host and the device share, and the answers of an actor to the host's commands.
 *
 * Some calls of the driver wait until no kernel runs, so the host can have an actor parked: its kernel ends between two
 * messages, and a later launch goes on. All that an actor knows is in memory then: the handler's state, and in the
 * control block its own state, the last command acted on and the number of messages answered.
 *
 * Needs abi.h. Each word has a single writer, so there are only loads and stores here: read-modify-write does not work
 * across PCIe. `ringkernel_rt::control` is the host's side. */
#ifndef RK_CONTROL_CUH
#define RK_CONTROL_CUH

#ifdef RK_EMULATED
extern "C" int sched_yield(void);

template <class T> __device__ inline T rk_load_acquire(const T* word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }
template <class T> __device__ inline T rk_load_relaxed(const T* word) { return __atomic_load_n(word, __ATOMIC_RELAXED); }
template <class T> __device__ inline void rk_store_release(T* word, T value) { __atomic_store_n(word, value, __ATOMIC_RELEASE); }
template <class T> __device__ inline void rk_store_relaxed(T* word, T value) { __atomic_store_n(word, value, __ATOMIC_RELAXED); }
__device__ inline void rk_fence_system() { __atomic_thread_fence(__ATOMIC_ACQ_REL); }
__device__ inline void rk_sleep(uint32_t) { sched_yield(); }
__device__ inline uint64_t rk_time() { return 0; }
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
#endif

/* What the thread that speaks with the host remembers. */
struct rk_loop {
    uint64_t taken;    /* messages taken from the inbox and answered */
    uint32_t answered; /* number of the last order acted on */
    uint32_t state;    /* RK_STATE_* */
};

/* Says that the actor is on the device, or goes on where the launch before has parked. The state may be a final one
 * then: a launch that was made in advance finds that the actor has ended. */
__device__ inline rk_loop rk_control_start(rk_control* control, uint32_t launch) {
    rk_loop loop = {};
    loop.state = rk_load_relaxed(&control->state);
    if (loop.state == RK_STATE_CREATED) {
        loop.state = RK_STATE_LAUNCHED;
        rk_store_relaxed(&control->started, rk_time());
        rk_store_release(&control->state, loop.state);
    } else {
        loop.taken = rk_load_relaxed(&control->handled);
        loop.answered = rk_load_relaxed(&control->acknowledged);
    }
    rk_store_release(&control->launch, launch);
    return loop;
}

/* Whether the actor has ended for good. */
__device__ inline bool rk_control_has_ended(const rk_loop& loop) {
    return loop.state == RK_STATE_TERMINATED || loop.state == RK_STATE_FAULTED;
}

/* Leaves all that the next launch needs. The end of the kernel publishes it. */
__device__ inline void rk_control_park(rk_control* control, const rk_loop& loop) {
    rk_store_relaxed(&control->handled, loop.taken);
}

/* Acts on an order that was not answered yet. */
__device__ inline void rk_control_obey(rk_control* control, rk_loop& loop, uint64_t order) {
    const uint32_t command = static_cast<uint32_t>(order);
    loop.answered = static_cast<uint32_t>(order >> 32);
    loop.state = command == RK_COMMAND_TERMINATE ? RK_STATE_TERMINATED
        : command == RK_COMMAND_ACTIVATE         ? RK_STATE_ACTIVE
                                                 : RK_STATE_DEACTIVATED;
    rk_store_relaxed(&control->handled, loop.taken);
    rk_store_release(&control->state, loop.state); /* the replies before an end are seen by who sees the end */
    rk_store_release(&control->acknowledged, loop.answered); /* pairs with the host's acquire */
}

/* Says that the handler faulted. The record in `control->fault` is complete before. */
__device__ inline void rk_control_fault(rk_control* control, rk_loop& loop) {
    loop.state = RK_STATE_FAULTED;
    rk_store_relaxed(&control->handled, loop.taken);
    rk_store_release(&control->state, loop.state); /* pairs with the host's acquire */
}

#endif
