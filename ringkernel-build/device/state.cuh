/* Where the state of an actor is kept while its kernel runs, by its size: in registers, in shared memory, or where it
 * lies between two launches, in the device's memory. From there it is brought when a kernel begins, and taken back there
 * when one leaves the device. An actor that begins finds its state in shared memory if it is kept there, otherwise in
 * the device's.
 *
 * Needs math.cuh. */
#ifndef RK_STATE_CUH
#define RK_STATE_CUH

/* State of at most so many bytes is kept in registers, if one lane handles. */
#define RK_KEEP_IN_REGISTERS 64u
/* State of at most so many bytes is kept in shared memory. An H100 takes 32 blocks on a multiprocessor, and 31 that have
 * one warp, as much state, and messages and replies of 16 bytes; with twice as much state it takes 20, so a pool that is
 * admitted with its states in the device's memory would be refused. */
#define RK_KEEP_IN_SHARED 4096u
/* What a block has in shared memory besides, at most, if the state is to come to it. A block has 48 KiB; the rest is for
 * what reductions and scans take, which is known to the compiler alone. */
#define RK_KEEP_BESIDE (40u << 10)

enum rk_keep {
    RK_KEEP_NOTHING, /* there is no state */
    RK_KEEP_REGISTERS,
    RK_KEEP_SHARED,
    RK_KEEP_MEMORY,
};

/* The place of a state: REGISTERS are the bytes that may be kept there, BESIDE what else the block has in shared memory. */
template <class S, uint32_t REGISTERS, uint32_t BESIDE> struct rk_keep_of {
    static constexpr bool has_room = sizeof(S) <= RK_KEEP_IN_SHARED && sizeof(S) + BESIDE <= RK_KEEP_BESIDE;
    static constexpr rk_keep place = sizeof(S) <= REGISTERS ? RK_KEEP_REGISTERS : has_room ? RK_KEEP_SHARED : RK_KEEP_MEMORY;
};
template <uint32_t REGISTERS, uint32_t BESIDE> struct rk_keep_of<rk_unit, REGISTERS, BESIDE> {
    static constexpr rk_keep place = RK_KEEP_NOTHING;
};

/* The state of the block's actor, whose home is at `home`. `count` threads bring it and take it back together, each
 * with its number; they meet behind the one and before the other. */
template <class S, rk_keep PLACE> struct rk_state;

template <> struct rk_state<rk_unit, RK_KEEP_NOTHING> {
    rk_unit value;
    __device__ inline rk_state(uint64_t, uint32_t, uint32_t) : value() {}
    __device__ inline rk_unit& get() { return value; }
    __device__ inline void fetch() {}
    __device__ inline void leave(uint32_t, uint32_t) {}
};

/* Of the thread that is number 0; the others' are never written. */
template <class S> struct rk_state<S, RK_KEEP_REGISTERS> {
    S value;
    S* const home;
    __device__ inline rk_state(uint64_t home, uint32_t, uint32_t) : value(*reinterpret_cast<S*>(home)), home(reinterpret_cast<S*>(home)) {}
    __device__ inline S& get() { return value; }
    __device__ inline void fetch() { value = *home; }
    __device__ inline void leave(uint32_t number, uint32_t) {
        if (number == 0) *home = value;
    }
};

template <class S> struct rk_state<S, RK_KEEP_SHARED> {
    struct alignas(16) piece {
        uint32_t word[4];
    };
    static constexpr uint32_t pieces = (sizeof(S) + sizeof(piece) - 1) / sizeof(piece);
    union room {
        S value;
        piece parts[pieces];
    };
    /* Home has room for whole pieces, too. */
    piece* const home;
    static __device__ inline room& shared() {
        __shared__ room room;
        return room;
    }
    __device__ inline rk_state(uint64_t home, uint32_t number, uint32_t count) : home(reinterpret_cast<piece*>(home)) {
        for (uint32_t i = number; i < pieces; i += count) shared().parts[i] = this->home[i];
    }
    __device__ inline uint64_t address() { return reinterpret_cast<uint64_t>(&shared()); }
    __device__ inline S& get() { return shared().value; }
    __device__ inline void fetch() {}
    __device__ inline void leave(uint32_t number, uint32_t count) {
        for (uint32_t i = number; i < pieces; i += count) home[i] = shared().parts[i];
    }
};

template <class S> struct rk_state<S, RK_KEEP_MEMORY> {
    S* const home;
    __device__ inline rk_state(uint64_t home, uint32_t, uint32_t) : home(reinterpret_cast<S*>(home)) {}
    __device__ inline S& get() { return *home; }
    __device__ inline void fetch() {}
    __device__ inline void leave(uint32_t, uint32_t) {}
};

#endif
