/* How a loop of an actor's handler ends that would go on for ever: now and then it looks whether the host has had enough
 * of the message in hand, and then stops as at a fault. Needs abi.h, math.cuh, fault.cuh and control.cuh.
 *
 * The host's word is in its own memory, across PCIe, so a look takes as long as a thousand short rounds: a loop of short
 * rounds looks at one in many, one whose rounds may take long when some time has gone by. */
#ifndef RK_WATCH_CUH
#define RK_WATCH_CUH

/* Clocks between two looks of a loop that goes by them: half a millisecond. */
#define RK_WATCH_CLOCKS (1u << 20)

/* Whether the host wants the message in hand given up. Relaxed, and so is the store in `Host::stop`: the word says nothing
 * of any other, so what the loop has in registers may stay there. It lies where the fault record does, in rk_control. */
__device__ inline bool rk_is_stopped(const rk_env& rk)
{
    const rk_control* const control = (const rk_control*)(rk.fault - RK_OFFSETOF(rk_control, fault));
#ifdef RK_EMULATED
    return rk_load_relaxed(&control->stop) >= rk.message;
#else
    uint64_t stop;
    asm volatile("ld.relaxed.sys.u64 %0, [%1];" : "=l"(stop) : "l"(&control->stop));
    return stop >= rk.message;
#endif
}

#ifdef RK_EMULATED
__device__ inline u32 rk_watch_clock() { return 0; }
/* Where a look costs nothing. */
__device__ inline bool rk_watch_is_due(u32&) { return true; }
#else
__device__ inline u32 rk_watch_clock()
{
    u32 value;
    asm volatile("mov.u32 %0, %%clock;" : "=r"(value));
    return value;
}
/* Whether it is time for a look; `since` is when the last one was. */
__device__ inline bool rk_watch_is_due(u32& since)
{
    const u32 now = rk_watch_clock();
    if (now - since < RK_WATCH_CLOCKS) return false;
    since = now;
    return true;
}
#endif

/* Where a counted loop looks next: so many rounds on, or at its end. Without a sign, so that no difference overflows. */
template <class T>
__device__ inline T rk_strip(T from, T end, u32 rounds)
{
    using bits = typename rk_integer<T>::bits;
    return (bits)((bits)end - (bits)from) > rounds ? (T)((bits)from + rounds) : end;
}

/* Stands at the start of a loop's round, or between two strips of rounds; `site` is the loop's place. */
#define RK_WATCH(is_due, site, leave)                                                           \
    do {                                                                                        \
        if ((is_due) && rk_is_stopped(rk)) {                                                    \
            rk_record(rk, RK_FAULT_STOPPED, site, 0, 0);                                        \
            leave;                                                                              \
        }                                                                                       \
    } while (0)

#endif
