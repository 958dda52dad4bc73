// The host's half of the hand-written queue: a thread that sends and a thread that checks the answers.
#include "queue.h"

#include <atomic>
#include <cstring>
#include <thread>

using namespace baseline;

namespace {

/* Answers between two words of them to the sender. */
constexpr uint32_t TELL_EVERY = 64;

struct Queue {
    Rings rings;
    uint64_t total;  // messages
    uint64_t warm_up;
    alignas(64) std::atomic<uint64_t> received{0};
    std::atomic<bool> stop{false};
    alignas(64) int outcome = 0;
    uint64_t begin = 0, end = 0;
};

void produce(Queue& queue) {
    uint64_t received = 0;
    for (uint64_t number = 0; number < queue.total; ++number) {
        while (number - received >= CAPACITY) {
            // Pairs with the release in `consume`: the slots of what was read are free on both sides.
            received = queue.received.load(std::memory_order_acquire);
            if (number - received < CAPACITY) break;
            if (queue.stop.load(std::memory_order_relaxed)) return;
            wait();
        }
        queue.rings.put(number);
    }
}

void consume(Queue& queue) {
    const Rings rings = queue.rings;
    const uint64_t start = now();
    Chunk wrong = {0, 0, 0, 0};
    queue.begin = start;
    for (uint64_t number = 0; number < queue.total; ++number) {
        if (number == queue.warm_up) queue.begin = now();
        const uint32_t round = round_of(number);
        const volatile Chunk* const slot = rings.replies + number % CAPACITY * rings.chunks;
        Chunk chunk = first(number, round);
        for (uint32_t at = 0; at < rings.chunks; ++at, chunk += STEP) {
            Chunk found = slot[at];
            for (uint32_t tries = 1; found[WORDS_PER_CHUNK] != round; ++tries) {
                wait();
                if (tries % 4096 == 0 && now() - start > GIVE_UP_AFTER) {
                    queue.outcome = 120000;
                    queue.stop.store(true, std::memory_order_relaxed);
                    return;
                }
                found = slot[at];
            }
            wrong |= found ^ chunk ^ FLIPPED;
        }
        if ((number + 1) % TELL_EVERY == 0) queue.received.store(number + 1, std::memory_order_release);
    }
    queue.end = now();
    if (!is_zero(wrong)) queue.outcome = 130000;
}

}  // namespace

// Sends `warm_up` messages of `bytes` bytes and then `count`, both multiples of 128, as fast as they go through one queue,
// and tells the nanoseconds from the answer before the first that counts to the last. 0, or a number that tells the failed
// step (times 10,000) and the driver's result.
extern "C" int rk_baseline_stream(const char* ptx, uint32_t bytes, uint32_t warm_up, uint32_t count, uint64_t* nanoseconds) {
    const uint32_t chunks = chunks_of(bytes);
    if (bytes == 0 || bytes % 4 != 0 || warm_up % LOOK != 0 || count % LOOK != 0) return 110000;
    Opened opened;
    const int failed = opened.open(ptx, "echo");
    if (failed != 0) return failed;
    const Driver& driver = opened.driver;
    const size_t ring = sizeof(Chunk) * chunks * CAPACITY;
    void* memory = nullptr;
    Address requests = 0;
    CHECK(driver.host(&memory, 2 * ring, PORTABLE_AND_MAPPED), 9);
    std::memset(memory, 0, 2 * ring);
    CHECK(driver.mapped(&requests, memory, 0), 10);
    Queue queue;
    volatile Chunk* const first = static_cast<volatile Chunk*>(memory);
    queue.rings = Rings{first, first + static_cast<size_t>(chunks) * CAPACITY, chunks};
    queue.warm_up = warm_up;
    queue.total = static_cast<uint64_t>(warm_up) + count;
    Address replies = requests + ring;
    uint64_t looks_per_round = static_cast<uint64_t>(chunks) * CAPACITY / LOOK;
    uint64_t looks = queue.total * chunks / LOOK;
    uint64_t give_up_after = GIVE_UP_AFTER;
    void* parameters[] = {&requests, &replies, &looks_per_round, &looks, &give_up_after};
    CHECK(driver.launch(opened.kernel, 1, 1, 1, 32 * WARPS, 1, 1, 0, opened.stream, parameters, nullptr), 11);
    std::thread producer([&] { produce(queue); });
    consume(queue);
    producer.join();
    CHECK(driver.wait(opened.stream), 14);
    CHECK(driver.destroy(opened.stream), 15);
    CHECK(driver.free_host(memory), 16);
    *nanoseconds = queue.end - queue.begin;
    return queue.outcome;
}
