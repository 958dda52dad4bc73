/* The device's half of the hand-written round trip: one warp that polls a mailbox in mapped host memory and answers with
 * every word flipped. Each 8-byte word carries 4 bytes of payload below and the message's number above ("single flit"),
 * so the poll is the read and nothing is fenced. Number ~0 ends it, and so does a clock. After a reply it waits for
 * `patience` clocks before it polls: a poll that begins at once comes too early for the request that follows. */
#include <cstdint>

__device__ inline uint64_t load(const uint64_t* word) {
    uint64_t value;
    asm volatile("ld.relaxed.sys.u64 %0, [%1];" : "=l"(value) : "l"(word) : "memory");
    return value;
}
__device__ inline void store(uint64_t* word, uint64_t value) {
    asm volatile("st.relaxed.sys.u64 [%0], %1;" : : "l"(word), "l"(value) : "memory");
}
__device__ inline uint64_t nanoseconds() {
    uint64_t value;
    asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(value));
    return value;
}

/* One warp; words 0 to 7 of both mailboxes are used. */
extern "C" __global__ void answer(const uint64_t* request, uint64_t* reply, uint64_t give_up_after, uint32_t patience) {
    const uint32_t lane = threadIdx.x;
    const uint64_t begin = nanoseconds();
    uint32_t last = 0;
    for (uint32_t looks = 0;; ++looks) {
        const uint64_t word = load(request + lane % 8);
        const uint32_t number = __shfl_sync(~0u, static_cast<uint32_t>(word >> 32), 0);
        if (!__all_sync(~0u, static_cast<uint32_t>(word >> 32) == number) || number == last) {
            const bool late = looks % 1024 == 0 && nanoseconds() - begin > give_up_after;
            if (__any_sync(~0u, late)) return;
            continue;
        }
        if (number == ~0u) return;
        if (lane < 8) store(reply + lane, word ^ 0xa5a5a5a5u);
        last = number;
        if (patience != 0) {
            const uint32_t from = static_cast<uint32_t>(clock());
            while (static_cast<uint32_t>(clock()) - from < patience) {
            }
        }
    }
}

/* The traditional command: one launch for one message. */
extern "C" __global__ void once(const uint32_t* request, uint32_t* reply) {
    reply[threadIdx.x] = request[threadIdx.x] ^ 0xa5a5a5a5u;
}
