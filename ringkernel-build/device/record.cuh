/* The flight recorder of a seat: what its block did last, and when, in mapped host memory, where the host reads it while the
 * block runs, however stuck it is.
 *
 * There is one where the host has asked for it at the launch: rk_actor.record is its address, or 0, which is the same for
 * all threads, and all that the loops pay then is to see that. The rest is in functions of their own, which find what they
 * need in shared memory: inline, and with addresses that the loops keep, they took registers from loops that record
 * nothing.
 *
 * Records are claimed by a count in shared memory, so any thread may write one, and each word has one writer. The words of
 * a record say its number, so whatever the order in which they arrive, the host knows a record that is whole from one that
 * is half written or written over. Only a writer that is behind by a whole round could leave its record over a later one,
 * and that one says a number that is too old.
 *
 * Needs abi.h and control.cuh. `ringkernel_rt::record` is the host's side. */
#ifndef RK_RECORD_CUH
#define RK_RECORD_CUH

/* What the threads of a block share. The block's first thread sets it up ahead of the barrier behind which others use it. */
struct rk_record_shared {
    uint64_t head;   /* rk_record_head* of this seat */
    uint32_t places; /* of the ring, less 1 */
    uint32_t count;  /* records claimed, modulo 2^32 */
    uint64_t since[RK_RECORD_WARPS]; /* when a warp took the first of the messages that it has in hand, or 0 */
    uint64_t busy[RK_RECORD_WARPS]; /* rk_record_head.busy */
};
/* Volatile: what is read anew is not kept. */
__device__ inline volatile rk_record_shared& rk_record_share() {
    __shared__ rk_record_shared shared;
    return shared;
}

__device__ inline rk_record_head* rk_record_at() { return reinterpret_cast<rk_record_head*>(rk_record_share().head); }

#ifdef RK_EMULATED
/* Threads of a block change over only where they wait. */
__device__ inline uint32_t rk_record_claim() {
    const uint32_t claimed = rk_record_share().count;
    rk_record_share().count = claimed + 1;
    return claimed;
}
__device__ inline void rk_record_store(uint64_t* words, uint64_t first, uint64_t second) {
    rk_store_relaxed(words, first);
    rk_store_relaxed(words + 1, second);
}
#else
__device__ inline uint32_t rk_record_claim() { return atomicAdd(const_cast<uint32_t*>(&rk_record_share().count), 1u); }
/* Two words that need not arrive together, and cross PCIe as one if they may. */
__device__ inline void rk_record_store(uint64_t* words, uint64_t first, uint64_t second) {
    asm volatile("st.relaxed.sys.v2.u64 [%0], {%1, %2};" : : "l"(words), "l"(first), "l"(second) : "memory");
}
#endif

/* Writes a record of `count` messages from `number` on; the time that it says. The recorder is on. */
inline __device__ __noinline__ uint64_t rk_record_put(uint32_t kind, uint64_t number, uint32_t count) {
    const uint64_t time = rk_time();
    const uint32_t claimed = rk_record_claim();
    const uint64_t tag = static_cast<uint64_t>(claimed + 1) << 32;
    uint64_t* const word = (reinterpret_cast<rk_deed*>(rk_record_at() + 1) + (claimed & rk_record_share().places))->word;
    const uint32_t rest = kind | count << RK_RECORD_COUNT_SHIFT | static_cast<uint32_t>(number >> 32) << RK_RECORD_NUMBER_SHIFT;
    rk_record_store(word, tag | static_cast<uint32_t>(time), tag | time >> 32);
    rk_record_store(word + 2, tag | static_cast<uint32_t>(number), tag | rest);
    return time;
}

inline __device__ __noinline__ void rk_record_put_taken(uint64_t number, uint32_t count) {
    const uint64_t now = rk_record_put(RK_RECORD_TOOK, number, count);
    volatile uint64_t& since = rk_record_share().since[threadIdx.x / 32];
    if (since == 0) since = now;
}

inline __device__ __noinline__ void rk_record_put_answered(uint64_t number, uint32_t count) {
    volatile rk_record_shared& share = rk_record_share();
    const uint64_t now = count != 0 ? rk_record_put(RK_RECORD_ANSWERED, number, count) : rk_time();
    const uint64_t busy = share.busy[threadIdx.x / 32] + (now - share.since[threadIdx.x / 32]);
    share.busy[threadIdx.x / 32] = busy;
    share.since[threadIdx.x / 32] = 0;
    rk_store_relaxed(&rk_record_at()->busy[threadIdx.x / 32], busy);
}

inline __device__ __noinline__ void rk_record_set_up(uint64_t at, uint32_t records, uint64_t number) {
    volatile rk_record_shared& share = rk_record_share();
    share.head = at;
    share.places = records - 1;
    const rk_record_head* const head = rk_record_at();
    share.count = static_cast<uint32_t>(rk_load_relaxed(&head->recorded));
    for (uint32_t i = 0; i < RK_RECORD_WARPS; ++i) {
        share.since[i] = 0;
        share.busy[i] = rk_load_relaxed(&head->busy[i]);
    }
    rk_record_put(RK_RECORD_LAUNCHED, number, 0);
}

inline __device__ __noinline__ void rk_record_put_begun(uint64_t number) {
    for (uint32_t i = 0; i < RK_RECORD_WARPS; ++i) {
        rk_record_share().busy[i] = 0;
        rk_store_relaxed(&rk_record_at()->busy[i], static_cast<uint64_t>(0));
    }
    rk_record_put(RK_RECORD_BEGAN, number, 0);
}

inline __device__ __noinline__ void rk_record_put_slept(uint64_t number) {
    if (threadIdx.x % 32 == 0) rk_record_put(RK_RECORD_SLEPT, number, 0);
}

inline __device__ __noinline__ void rk_record_put_parked(uint64_t number) {
    rk_record_put(RK_RECORD_PARKED, number, 0);
    rk_store_relaxed(&rk_record_at()->recorded, static_cast<uint64_t>(rk_record_share().count));
}

/* What the loops call, by the first thread of a warp; of the block, unless it is said. */

/* The kernel is on the device: goes on where the launch before has come to. */
__device__ inline void rk_record_start(const rk_actor& actor, uint64_t number) {
    if (actor.record != 0) rk_record_set_up(actor.record + blockIdx.z * actor.mapped_bytes, actor.records, number);
}

/* The kernel leaves the device: the next launch needs to know how many records there are. */
__device__ inline void rk_record_park(const rk_actor& actor, uint64_t number) {
    if (actor.record != 0) rk_record_put_parked(number);
}

/* An actor begins, at message `number`; nobody else has anything in hand. */
__device__ inline void rk_record_begin(const rk_actor& actor, uint64_t number) {
    if (actor.record != 0) rk_record_put_begun(number);
}

/* Notes something that happened before message `number`. */
__device__ inline void rk_record_note(const rk_actor& actor, uint32_t kind, uint64_t number) {
    if (actor.record != 0) rk_record_put(kind, number, 0);
}

/* All lanes call it: nothing came for message `number` for so long that they look seldom. */
__device__ inline void rk_record_sleep(const rk_actor& actor, uint64_t number) {
    if (actor.record != 0) rk_record_put_slept(number);
}

/* The caller's warp takes messages, in addition to those that it has in hand. */
__device__ inline void rk_record_take(const rk_actor& actor, uint64_t number, uint32_t count) {
    if (actor.record != 0) rk_record_put_taken(number, count);
}

/* It has answered messages, the first that it had taken, and lets go of the rest; of all when it faulted at the first. */
__device__ inline void rk_record_answer(const rk_actor& actor, uint64_t number, uint32_t count) {
    if (actor.record != 0) rk_record_put_answered(number, count);
}

#endif
