/* Records for the host's log. A thread claims a place by counters in device memory, writes the record into mapped host
 * memory and publishes it by its sequence number; it never waits for the host. A record that finds no place is counted
 * as lost. Needs abi.h, math.cuh and fault.cuh. */
#ifndef RK_LOG_CUH
#define RK_LOG_CUH

/* Values as the record holds them. */
__device__ inline u64 rk_log_word(bool value) { return value ? 1u : 0u; }
__device__ inline u64 rk_log_word(f32 value) { return (u64)__float_as_uint(value); }
__device__ inline u64 rk_log_word(f64 value) { return (u64)__double_as_longlong(value); }
template <class T>
__device__ inline u64 rk_log_word(T value)
{
    return (u64)value;
}

/* Publishes a record; pairs with the acquire of `Ring::drain`. */
__device__ inline void rk_log_publish(uint64_t* address, u64 value)
{
#ifdef RK_EMULATED
    __atomic_store_n(address, value, __ATOMIC_RELEASE);
#else
    asm volatile("st.release.sys.u64 [%0], %1;" ::"l"(address), "l"(value) : "memory");
#endif
}

/* How many records the host has read; pairs with the release of `Ring::drain`. */
__device__ inline u64 rk_log_drained(const uint64_t* address)
{
#ifdef RK_EMULATED
    return __atomic_load_n(address, __ATOMIC_ACQUIRE);
#else
    u64 value;
    asm volatile("ld.acquire.sys.u64 %0, [%1];" : "=l"(value) : "l"(address) : "memory");
    return value;
#endif
}

/* Adds to a counter in device memory; what it was before. Acquires and releases, in pairs with itself: a thread that has
 * seen by rk_log_drained that the host is done with a place releases it to `free`, who takes it from there acquires it,
 * and hands it on by `head`, since who takes a place there may be given the one that another took from `free`. */
__device__ inline u64 rk_log_add(uint64_t* address, u64 value)
{
#ifdef RK_EMULATED
    return __atomic_fetch_add(address, value, __ATOMIC_ACQ_REL);
#else
    u64 before;
    asm volatile("atom.acq_rel.gpu.add.u64 %0, [%1], %2;" : "=l"(before) : "l"(address), "l"(value) : "memory");
    return before;
#endif
}

/* Takes one of the free places; false if there is none. Only a thread that finds exactly none left asks the host, so that
 * the others lose their records at once. */
__device__ inline bool rk_log_take(rk_log_state* log)
{
    const i64 before = (i64)rk_log_add(&log->free, (u64)-1);
    if (before > 0) {
        return true;
    }
    rk_log_add(&log->free, 1u);
    if (before < 0) {
        return false;
    }
    /* Places that were given back: the difference to what was known belongs to the thread that first sees it. Relaxed:
     * who gets the difference has acquired `drained` itself, and passes it on by `free`. */
    const u64 drained = rk_log_drained(&((rk_log_ring*)log->ring)->drained);
    u64 known;
#ifdef RK_EMULATED
    known = __atomic_load_n(&log->known, __ATOMIC_RELAXED);
    while (known < drained && !__atomic_compare_exchange_n(&log->known, &known, drained, false, __ATOMIC_RELAXED,
                                                           __ATOMIC_RELAXED)) {
    }
#else
    known = atomicMax((u64*)&log->known, drained);
#endif
    if (known >= drained) {
        return false;
    }
    rk_log_add(&log->free, drained - known - 1u);
    return true;
}

/* Writes a record. */
inline __device__ __noinline__ void rk_log_write(rk_env rk, u32 site, u64 a, u64 b, u64 c, u64 d)
{
    rk_log_state* const log = (rk_log_state*)rk.claim - 1;
    if (log->ring == 0) {
        return;
    }
    if (!rk_log_take(log)) {
        rk_log_add(&log->lost, 1u);
        return;
    }
    const u64 number = rk_log_add(&log->head, 1u);
    rk_log_record* const record = (rk_log_record*)(log->ring + sizeof(rk_log_ring)) + number % log->capacity;
    record->site = site;
    record->thread = threadIdx.x | threadIdx.y << 10 | threadIdx.z << 20;
    record->block[0] = blockIdx.x;
    record->block[1] = blockIdx.y;
    record->block[2] = blockIdx.z;
    record->lost = (u32)log->lost;
    record->values[0] = a;
    record->values[1] = b;
    record->values[2] = c;
    record->values[3] = d;
    rk_log_publish(&record->sequence, number + 1u);
}

#endif
