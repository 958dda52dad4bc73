// The host's half of many hand-written queues: threads that own some of them each, and go from one to the next.
#include "queue.h"

#include <algorithm>
#include <cstring>
#include <thread>
#include <vector>

using namespace baseline;

namespace {

/* A queue, of which one thread knows all; in lines of its own. */
struct alignas(LINE) Member {
    Rings rings;
    uint64_t sent = 0, received = 0;
    Chunk wrong = {0, 0, 0, 0};

    /* Takes the next answer out, if all of it is there. */
    bool take() {
        const uint32_t round = round_of(received);
        const volatile Chunk* const slot = rings.replies + received % CAPACITY * rings.chunks;
        Chunk chunk = first(received, round);
        Chunk sum = {0, 0, 0, 0};
        for (uint32_t at = 0; at < rings.chunks; ++at, chunk += STEP) {
            const Chunk found = slot[at];
            if (found[WORDS_PER_CHUNK] != round) return false;
            sum |= found ^ chunk ^ FLIPPED;
        }
        wrong |= sum;
        ++received;
        return true;
    }

    /* Takes the answers that are there, and sends as far ahead of them as the rings allow. */
    void visit(uint64_t until) {
        while (received < sent && take()) {}
        for (const uint64_t end = std::min(until, received + CAPACITY); sent < end; ++sent) rings.put(sent);
    }
};

/* Visits every so many members, from the one with number `begin` on, until all have `until` answers; false if that takes
 * too long. */
bool tend(std::vector<Member>& members, size_t begin, size_t step, uint64_t until) {
    const uint64_t start = now();
    for (uint32_t tours = 1;; ++tours) {
        bool all = true;
        for (size_t at = begin; at < members.size(); at += step) {
            members[at].visit(until);
            all = all && members[at].received == until;
        }
        if (all) return true;
        if (tours % 1024 == 0 && now() - start > GIVE_UP_AFTER) return false;
    }
}

bool tend_all(std::vector<Member>& members, uint32_t threads, uint64_t until) {
    /* Not `vector<bool>`, whose elements share words. */
    std::vector<char> outcomes(threads);
    std::vector<std::thread> running;
    for (uint32_t number = 0; number < threads; ++number) {
        running.emplace_back([&, number] { outcomes[number] = tend(members, number, threads, until); });
    }
    for (std::thread& thread : running) thread.join();
    return std::count(outcomes.begin(), outcomes.end(), 0) == 0;
}

}  // namespace

// Sends `warm_up` messages of `bytes` bytes and then `count`, both multiples of 128, through each of `queues` queues, from
// `threads` threads, and tells the nanoseconds of the latter. 0, or a number that tells the failed step (times 10,000) and
// the driver's result.
extern "C" int rk_baseline_fleet(const char* ptx, uint32_t queues, uint32_t threads, uint32_t bytes, uint32_t warm_up,
                                 uint32_t count, uint64_t* nanoseconds) {
    const uint32_t chunks = chunks_of(bytes);
    if (queues == 0 || threads == 0 || bytes == 0 || bytes % 4 != 0 || warm_up % LOOK != 0 || count % LOOK != 0) return 110000;
    Opened opened;
    const int failed = opened.open(ptx, "echo");
    if (failed != 0) return failed;
    const Driver& driver = opened.driver;
    const size_t ring = static_cast<size_t>(chunks) * CAPACITY;
    const size_t half = sizeof(Chunk) * ring * queues;
    void* memory = nullptr;
    Address requests = 0;
    CHECK(driver.host(&memory, 2 * half, PORTABLE_AND_MAPPED), 9);
    std::memset(memory, 0, 2 * half);
    CHECK(driver.mapped(&requests, memory, 0), 10);
    std::vector<Member> members(queues);
    for (size_t at = 0; at < queues; ++at) {
        volatile Chunk* const first = static_cast<volatile Chunk*>(memory) + at * ring;
        members[at].rings = Rings{first, first + queues * ring, chunks};
    }
    const uint64_t total = static_cast<uint64_t>(warm_up) + count;
    Address replies = requests + half;
    uint64_t looks_per_round = ring / LOOK;
    uint64_t looks = total * chunks / LOOK;
    uint64_t give_up_after = GIVE_UP_AFTER;
    void* parameters[] = {&requests, &replies, &looks_per_round, &looks, &give_up_after};
    CHECK(driver.launch(opened.kernel, queues, 1, 1, 32 * WARPS, 1, 1, 0, opened.stream, parameters, nullptr), 11);
    bool in_time = tend_all(members, threads, warm_up);
    const uint64_t begin = now();
    in_time = in_time && tend_all(members, threads, total);
    *nanoseconds = now() - begin;
    CHECK(driver.wait(opened.stream), 14);
    CHECK(driver.destroy(opened.stream), 15);
    CHECK(driver.free_host(memory), 16);
    if (!in_time) return 120000;
    return std::all_of(members.begin(), members.end(), [](const Member& member) { return is_zero(member.wrong); }) ? 0 : 130000;
}
