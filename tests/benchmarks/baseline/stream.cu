/* The device's half of the hand-written queues: for each a block whose warps take a ring in mapped host memory apart, 128
 * chunks at a look, and put the answers into a ring of the same shape. A chunk of 16 bytes carries 12 bytes of payload and, in its
 * last word, the number of the round that the ring is in, so there is no index and no fence. Neither side asks for room:
 * the host sends no more than a ring of messages ahead of the answers that it has read. */
#include <cstdint>

constexpr uint32_t LOOK = 128;
constexpr uint32_t FLIP = 0xa5a5a5a5u;

__device__ inline uint4 load(const uint4* chunk) {
    uint4 v;
    asm volatile("ld.relaxed.sys.global.v4.u32 {%0, %1, %2, %3}, [%4];"
                 : "=r"(v.x), "=r"(v.y), "=r"(v.z), "=r"(v.w)
                 : "l"(chunk)
                 : "memory");
    return v;
}
__device__ inline void store(uint4* chunk, uint4 v) {
    asm volatile("st.relaxed.sys.global.v4.u32 [%0], {%1, %2, %3, %4};"
                 :
                 : "l"(chunk), "r"(v.x), "r"(v.y), "r"(v.z), "r"(v.w)
                 : "memory");
}
__device__ inline uint64_t nanoseconds() {
    uint64_t value;
    asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(value));
    return value;
}

/* Blocks of whole warps, each with a ring of requests and one of replies, which lie one behind another. A ring holds
 * `looks_per_round` times 128 chunks, at least one look for each warp; `looks` of them come in all. */
extern "C" __global__ void echo(const uint4* requests, uint4* replies, uint64_t looks_per_round, uint64_t looks,
                                uint64_t give_up_after) {
    const uint64_t begin = nanoseconds();
    const uint32_t lane = threadIdx.x % 32, warps = blockDim.x / 32;
    const uint64_t ring = blockIdx.x * looks_per_round * LOOK;
    requests += ring;
    replies += ring;
    uint64_t place = threadIdx.x / 32;
    uint32_t round = 1;
    for (uint64_t look = threadIdx.x / 32; look < looks; look += warps) {
        const uint64_t at = place * LOOK + lane;
        uint4 chunks[LOOK / 32];
        for (uint32_t tries = 0;; ++tries) {
            bool whole = true;
#pragma unroll
            for (uint32_t i = 0; i < LOOK / 32; ++i) chunks[i] = load(requests + at + 32 * i);
#pragma unroll
            for (uint32_t i = 0; i < LOOK / 32; ++i) whole = whole && chunks[i].w == round;
            if (__all_sync(~0u, whole)) break;
            const bool late = tries % 1024 == 1023 && nanoseconds() - begin > give_up_after;
            if (__any_sync(~0u, late)) return;
        }
#pragma unroll
        for (uint32_t i = 0; i < LOOK / 32; ++i) {
            const uint4 chunk = chunks[i];
            store(replies + at + 32 * i, make_uint4(chunk.x ^ FLIP, chunk.y ^ FLIP, chunk.z ^ FLIP, round));
        }
        place += warps;
        if (place >= looks_per_round) {
            place -= looks_per_round;
            ++round;
        }
    }
}
