/* How a thread stops: it records where and why, once per launch, and returns or ends. Nothing traps, so the context lives.
 *
 * Functions that may fault take the environment as `rk` and return false on the way out. Needs abi.h and math.cuh. */
#ifndef RK_FAULT_CUH
#define RK_FAULT_CUH

/* Publishes what was written before to the host, which pairs it with an acquire load. */
__device__ inline void rk_store_release_system(uint32_t* address, uint32_t value)
{
#ifdef RK_EMULATED
    __atomic_store_n(address, value, __ATOMIC_RELEASE);
#else
    asm volatile("st.release.sys.u32 [%0], %1;" ::"l"(address), "r"(value) : "memory");
#endif
}

/* Writes the record if no other thread of the launch has. */
inline __device__ __noinline__ void rk_record(rk_env rk, u32 kind, u32 site, u64 a, u64 b)
{
    if (atomicCAS((u32*)rk.claim, 0u, 1u) != 0u) {
        return;
    }
    rk_fault* const record = (rk_fault*)rk.fault;
    record->site = site;
    record->block[0] = blockIdx.x;
    record->block[1] = blockIdx.y;
    record->block[2] = blockIdx.z;
    record->thread[0] = threadIdx.x;
    record->thread[1] = threadIdx.y;
    record->thread[2] = threadIdx.z;
    record->a = a;
    record->b = b;
    record->message = rk.message;
    rk_store_release_system(&record->kind, kind);
}

/* Whether a launch before this one has faulted, of those that share the claim: the steps of a stencil. A cached load is
 * enough, since what a launch before wrote is seen; what this one writes need not be. */
__device__ inline bool rk_has_fault(rk_env rk) { return *(const u32*)rk.claim != 0u; }

/* Whether a thread of the caller's block has faulted. */
__device__ inline volatile u32& rk_block_fault()
{
    __shared__ u32 faulted;
    return faulted;
}

/* A barrier comes before anybody may fault. */
__device__ inline void rk_begin_block()
{
    if ((threadIdx.x | threadIdx.y | threadIdx.z) == 0u) rk_block_fault() = 0u;
}

/* Whether the caller is to end because a thread of its block has faulted. Not all need to hear it behind the same barrier:
 * who goes on finds the others ended at the next, and hears it there. */
__device__ inline bool rk_block_ends() { return rk_block_fault() != 0u; }

/* Ends the thread here and now, where others may wait for it: by a return it might first wait, as the compiler likes it,
 * for lanes of its own warp that wait for it. What it gives is for emulations, in which returning is enough. */
__device__ inline bool rk_stop()
{
#ifdef RK_EMULATED
    rk_emulated_fault() = true;
#else
    asm volatile("exit;");
#endif
    return false;
}

/* The same, and the block is told. */
__device__ inline bool rk_stop_block()
{
    rk_block_fault() = 1u;
    return rk_stop();
}

/* Why `a / b` or `a % b` has no value, or RK_FAULT_NONE. */
template <class T>
__device__ inline u32 rk_divisor_fault(T a, T b, u32 by_zero, u32 overflow)
{
    if (b == 0) {
        return by_zero;
    }
    if constexpr (rk_integer<T>::SIGNED) {
        if (a == rk_integer<T>::MIN && b == -1) {
            return overflow;
        }
    }
    return RK_FAULT_NONE;
}

/* `leave` is the statement that gives up: `return` in a kernel, `return false` in a function. */
#define RK_CHECK_INDEX(index, length, site, leave)                                              \
    do {                                                                                        \
        const u64 rk_index = (index), rk_length = (length);                                     \
        if (rk_index >= rk_length) {                                                            \
            rk_record(rk, RK_FAULT_INDEX, site, rk_index, rk_length);                           \
            leave;                                                                              \
        }                                                                                       \
    } while (0)

/* `&x[start..end]`: both are checked as Rust does, the order of the bounds first. */
#define RK_CHECK_RANGE(start, end, length, site, leave)                                         \
    do {                                                                                        \
        const u64 rk_start = (start), rk_end = (end), rk_length = (length);                     \
        if (rk_start > rk_end) {                                                                \
            rk_record(rk, RK_FAULT_RANGE_ORDER, site, rk_start, rk_end);                        \
            leave;                                                                              \
        }                                                                                       \
        if (rk_end > rk_length) {                                                               \
            rk_record(rk, RK_FAULT_RANGE_END, site, rk_end, rk_length);                         \
            leave;                                                                              \
        }                                                                                       \
    } while (0)

/* `&x[start..]`. */
#define RK_CHECK_START(start, length, site, leave)                                              \
    do {                                                                                        \
        const u64 rk_start = (start), rk_length = (length);                                     \
        if (rk_start > rk_length) {                                                             \
            rk_record(rk, RK_FAULT_RANGE_START, site, rk_start, rk_length);                     \
            leave;                                                                              \
        }                                                                                       \
    } while (0)

/* A compared value in rk_fault: a float's bits, or an integer extended to 64 bits. */
template <class T>
__device__ inline u64 rk_fault_bits(T value) { return (u64)value; }
__device__ inline u64 rk_fault_bits(f32 value) { return __float_as_uint(value); }
__device__ inline u64 rk_fault_bits(f64 value) { return (u64)__double_as_longlong(value); }

/* Whether `debug_assert!` checks. */
__device__ inline bool rk_debug_assertions(rk_env rk)
{
    return (rk.flags & RK_FLAG_DEBUG_ASSERTIONS) != 0u;
}

#define RK_PANIC(left, right, site, leave)                                                      \
    do {                                                                                        \
        rk_record(rk, RK_FAULT_PANIC, site, left, right);                                       \
        leave;                                                                                  \
    } while (0)

#define RK_CHECK_DIVISOR(dividend, divisor, by_zero, overflow, site, leave)                     \
    do {                                                                                        \
        const u32 rk_kind = rk_divisor_fault((dividend), (divisor), by_zero, overflow);         \
        if (rk_kind != RK_FAULT_NONE) {                                                         \
            rk_record(rk, rk_kind, site, 0, 0);                                                 \
            leave;                                                                              \
        }                                                                                       \
    } while (0)

#define RK_CHECK_DIVIDE(dividend, divisor, site, leave)                                         \
    RK_CHECK_DIVISOR(dividend, divisor, RK_FAULT_DIVIDE_BY_ZERO, RK_FAULT_DIVIDE_OVERFLOW, site, leave)
#define RK_CHECK_REMAINDER(dividend, divisor, site, leave)                                      \
    RK_CHECK_DIVISOR(dividend, divisor, RK_FAULT_REMAINDER_BY_ZERO, RK_FAULT_REMAINDER_OVERFLOW, site, leave)

#endif
