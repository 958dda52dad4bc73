/* What a message of the hand-written queues looks like: chunks of three words and the number of the round that the ring is
 * in, each written and read as one access. */
#ifndef RK_BASELINE_QUEUE_H
#define RK_BASELINE_QUEUE_H
#include "driver.h"

namespace baseline {

/* Chunks that a warp looks at together, as in stream.cu; warps of a block; slots of a ring. */
constexpr uint32_t LOOK = 128;
constexpr uint32_t WARPS = 8;
constexpr uint32_t CAPACITY = 1024;
constexpr uint32_t WORDS_PER_CHUNK = 3;
constexpr uint64_t GIVE_UP_AFTER = 20000000000u;

typedef uint32_t Chunk __attribute__((vector_size(16)));

/* The first chunk of a message; each further one is `STEP` more. The words are those of `echo.rs`. */
inline Chunk first(uint64_t number, uint32_t round) {
    const uint32_t word = static_cast<uint32_t>(number) * 0x9E3779B1u;
    return Chunk{word + 0x85EBCA77u, word + 2 * 0x85EBCA77u, word + 3 * 0x85EBCA77u, round};
}
constexpr uint32_t STEP_WORD = WORDS_PER_CHUNK * 0x85EBCA77u;
constexpr Chunk STEP = {STEP_WORD, STEP_WORD, STEP_WORD, 0};
constexpr Chunk FLIPPED = {FLIP, FLIP, FLIP, 0};

inline uint32_t chunks_of(uint32_t bytes) { return (bytes / 4 + WORDS_PER_CHUNK - 1) / WORDS_PER_CHUNK; }

/* The round of the ring in which message `number` is. */
inline uint32_t round_of(uint64_t number) { return static_cast<uint32_t>(number / CAPACITY) + 1; }

inline bool is_zero(Chunk wrong) { return (wrong[0] | wrong[1] | wrong[2] | wrong[3]) == 0; }

/* Some room for the other thread between two looks at its line. */
inline void wait() {
    for (int i = 0; i < 32; ++i) {
#if defined(__x86_64__)
        __builtin_ia32_pause();
#else
        asm volatile("" ::: "memory");
#endif
    }
}

/* The two rings of one queue. */
struct Rings {
    volatile Chunk* requests;
    const volatile Chunk* replies;
    uint32_t chunks;  // of a message

    /* Puts message `number` into its slot, which is free. */
    void put(uint64_t number) const {
        volatile Chunk* const slot = requests + number % CAPACITY * chunks;
        Chunk chunk = first(number, round_of(number));
        for (uint32_t at = 0; at < chunks; ++at, chunk += STEP) slot[at] = chunk;
    }
};

}  // namespace baseline

#endif
