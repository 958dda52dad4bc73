/* The clock of an actor whose messages carry times: `ringkernel_rt::hlc` says the rule and is the host's side. An actor
 * whose messages carry none is printed without this file, and its slots have no words for it.
 *
 * A time's two parts are one number: nanoseconds in steps of 2^16, and below them a count. The clock shows the last that it
 * gave; the next is greater than that and than its message's, and is not before the machine's time, which is %globaltimer
 * with what the host adds to it. Warps that answer at the same time share the clock.
 *
 * Needs abi.h and control.cuh. */
#ifndef RK_HLC_CUH
#define RK_HLC_CUH

/* Bits of the count. */
#define RK_HLC_COUNT 0xffffull
/* Replies between two looks at what the host says of its clock, where the offset holds and where it does not. A look
 * takes as long as a look for a message. */
#define RK_HLC_LOOK_EVERY 1024u
#define RK_HLC_LOOK_SOON 16u

/* The clock of the block's actor. */
struct rk_hlc {
    uint64_t shown;  /* the last time that was given, both parts */
    uint64_t offset; /* as in rk_control */
    uint64_t until;
    uint32_t node;
    uint32_t looks; /* replies until the next look, by one thread's count */
};
__device__ inline volatile rk_hlc& rk_hlc_share() {
    __shared__ rk_hlc shared;
    return shared;
}

/* Where it stands while no kernel runs. */
__device__ inline volatile uint64_t* rk_hlc_home(const rk_actor& actor) {
    const uint64_t seat = actor.claim - RK_OFFSETOF(rk_seat, claim);
    return &reinterpret_cast<volatile rk_seat*>(seat)->clock;
}

/* Learns what the host says of its clock. */
__device__ inline void rk_hlc_look(const rk_actor& actor) {
    const rk_control* const control = reinterpret_cast<const rk_control*>(actor.control);
    volatile rk_hlc& clock = rk_hlc_share();
    /* Pairs with the release of `Host::align`: the offset is not older. Where two warps look at the same time, either's
     * offset is right. */
    const uint64_t until = rk_load_acquire(&control->clock_until);
    clock.offset = rk_load_relaxed(&control->clock_offset);
    clock.until = until;
    clock.looks = rk_time() < until ? RK_HLC_LOOK_EVERY : RK_HLC_LOOK_SOON;
}

#ifdef RK_EMULATED
/* Whether the word was as expected; it is as desired then. */
__device__ inline bool rk_hlc_exchange(volatile uint64_t* word, uint64_t expected, uint64_t desired) {
    return __atomic_compare_exchange_n(word, &expected, desired, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}
#else
__device__ inline bool rk_hlc_exchange(volatile uint64_t* word, uint64_t expected, uint64_t desired) {
    unsigned long long* const address = reinterpret_cast<unsigned long long*>(const_cast<uint64_t*>(word));
    return atomicCAS(address, static_cast<unsigned long long>(expected), static_cast<unsigned long long>(desired)) == expected;
}
#endif

/* The first of `count` times one after another, for the replies to messages of which none is later than `heard`. By one
 * thread; others of the block may take some at the same time. */
__device__ inline uint64_t rk_hlc_take(const rk_actor& actor, uint64_t heard, uint32_t count) {
    volatile rk_hlc& clock = rk_hlc_share();
    const uint32_t looks = clock.looks;
    if (looks == 0) {
        rk_hlc_look(actor);
    } else {
        clock.looks = looks - 1;
    }
    const uint64_t time = rk_time();
    const uint64_t machine = time < clock.until ? (time + clock.offset) & ~RK_HLC_COUNT : 0;
    for (;;) {
        const uint64_t shown = clock.shown;
        uint64_t first = (shown > heard ? shown : heard) + 1;
        if (first < machine) first = machine;
        if (rk_hlc_exchange(&clock.shown, shown, first + count - 1)) return first;
    }
}

/* A message's time, from the words of its slot, and a reply's, into them. */
__device__ inline uint64_t rk_hlc_read(const uint32_t* words) {
    return (static_cast<uint64_t>(words[1]) << 32 | words[0]) + words[2];
}
__device__ inline void rk_hlc_write(uint32_t* words, uint64_t time) {
    words[0] = static_cast<uint32_t>(time & ~RK_HLC_COUNT);
    words[1] = static_cast<uint32_t>(time >> 32);
    words[2] = static_cast<uint32_t>(time & RK_HLC_COUNT);
    words[3] = rk_hlc_share().node;
}

/* The greatest number of the lanes of a warp, all of which come. */
__device__ inline uint64_t rk_hlc_greatest(uint64_t own, uint32_t lane) {
    for (uint32_t step = 16; step != 0; step /= 2) {
        const uint64_t other = __shfl_sync(~0u, own, static_cast<int>(lane ^ step));
        if (own < other) own = other;
    }
    return own;
}

/* What the loops of ring.cuh and batch.cuh do with it, by lane 0 of warp 0 unless said otherwise. */
template <bool TIMED> struct rk_timing;
template <> struct rk_timing<true> {
    static constexpr bool timed = true;

    /* A launch begins. */
    static __device__ inline void fetch(const rk_actor& actor) {
        rk_hlc_share().shown = *rk_hlc_home(actor);
        begin(actor);
    }

    /* It is parked. */
    static __device__ inline void leave(const rk_actor& actor) { *rk_hlc_home(actor) = rk_hlc_share().shown; }

    /* An actor begins: who it is was written before the order. */
    static __device__ inline void begin(const rk_actor& actor) {
        const rk_control* const control = reinterpret_cast<const rk_control*>(actor.control);
        rk_hlc_share().node = static_cast<uint32_t>(rk_load_relaxed(&control->clock_node));
        rk_hlc_look(actor);
    }

    /* The calling thread is about to handle a message. */
    template <class Stage> static __device__ inline void hear(const Stage& message) {
#ifdef RK_TIME_CUH
        rk_time_told() = rk_hlc_read(message.time);
#endif
    }

    /* The calling thread has handled a message alone. */
    template <class Stage, class Reply>
    static __device__ inline void stamp(const rk_actor& actor, const Stage& message, Reply& reply) {
        rk_hlc_write(reply.time, rk_hlc_take(actor, rk_hlc_read(message.time), 1));
    }

    /* The calling warp has handled `count` messages. */
    template <class Stage, class Reply>
    static __device__ inline void stamp_all(const rk_actor& actor, const Stage* messages, Reply* replies, uint32_t count, uint32_t lane) {
        if (count == 0) return;
        const uint64_t heard = rk_hlc_greatest(lane < count ? rk_hlc_read(messages[lane].time) : 0, lane);
        uint64_t first = 0;
        if (lane == 0) first = rk_hlc_take(actor, heard, count);
        first = __shfl_sync(~0u, first, 0);
        if (lane < count) rk_hlc_write(replies[lane].time, first + lane);
    }
};

#endif
