// The host's half of the hand-written round trips.
#include "driver.h"

#include <atomic>
#include <cstring>

using namespace baseline;

namespace {

constexpr int WORDS = 8;

void send(std::atomic<uint64_t>* mailbox, uint32_t number, const uint32_t* payload) {
    for (int i = 0; i < WORDS; ++i)
        mailbox[i].store(static_cast<uint64_t>(number) << 32 | payload[i], std::memory_order_relaxed);
}

bool receive(const std::atomic<uint64_t>* mailbox, uint32_t number, uint32_t* payload) {
    for (int i = 0; i < WORDS; ++i) {
        const uint64_t word = mailbox[i].load(std::memory_order_relaxed);
        if (static_cast<uint32_t>(word >> 32) != number) return false;
        payload[i] = static_cast<uint32_t>(word);
    }
    return true;
}

/* Message after message. */
struct Source {
    uint32_t seed = 12345;

    void fill(uint32_t* payload) {
        for (int k = 0; k < WORDS; ++k) payload[k] = seed = seed * 1664525u + 1013904223u;
    }
};

bool is_right(const uint32_t* answer, const uint32_t* payload) {
    uint32_t wrong = 0;
    for (int k = 0; k < WORDS; ++k) wrong |= answer[k] ^ payload[k] ^ FLIP;
    return wrong == 0;
}

}  // namespace

// Times `count` checked round trips of 32 bytes each, one after another. 0, or a number that tells the failed step
// (times 10,000) and the driver's result.
extern "C" int rk_baseline_single_flit(const char* ptx, uint64_t* nanoseconds, uint32_t count, uint32_t patience) {
    Opened opened;
    const int failed = opened.open(ptx, "answer");
    if (failed != 0) return failed;
    const Driver& driver = opened.driver;
    void* memory = nullptr;
    Address address = 0;
    CHECK(driver.host(&memory, 2 * LINE, PORTABLE_AND_MAPPED), 9);
    std::memset(memory, 0, 2 * LINE);
    CHECK(driver.mapped(&address, memory, 0), 10);
    auto* const request = static_cast<std::atomic<uint64_t>*>(memory);
    auto* const reply = request + LINE / sizeof(uint64_t);
    Address reply_address = address + LINE;
    uint64_t give_up_after = 20000000000u;
    void* parameters[] = {&address, &reply_address, &give_up_after, &patience};
    CHECK(driver.launch(opened.kernel, 1, 1, 1, 32, 1, 1, 0, opened.stream, parameters, nullptr), 11);
    int outcome = 0;
    Source source;
    for (uint32_t i = 0; i < count && outcome == 0; ++i) {
        uint32_t payload[WORDS], answer[WORDS];
        source.fill(payload);
        const uint64_t begin = now();
        send(request, i + 1, payload);
        /* The clock takes as long as several looks. */
        for (uint32_t looks = 1; !receive(reply, i + 1, answer); ++looks) {
            if (looks % 1024 == 0 && now() - begin > 2000000000u) {
                outcome = 120000;
                break;
            }
        }
        if (outcome == 0 && !is_right(answer, payload)) outcome = 130000;
        nanoseconds[i] = now() - begin;
    }
    const uint32_t none[WORDS] = {};
    send(request, ~0u, none);
    CHECK(driver.wait(opened.stream), 14);
    CHECK(driver.destroy(opened.stream), 15);
    CHECK(driver.free_host(memory), 16);
    return outcome;
}

namespace {

/* What a command works with: pinned host memory on both sides of the device's. */
struct Command {
    Opened opened;
    void* memory = nullptr;
    Address request = 0, reply = 0;
    uint32_t* payload = nullptr;
    uint32_t* answer = nullptr;

    int open(const char* ptx) {
        const int failed = opened.open(ptx, "once");
        if (failed != 0) return failed;
        CHECK(opened.driver.host(&memory, 2 * LINE, PORTABLE_AND_MAPPED), 9);
        CHECK(opened.driver.allocate(&request, LINE), 10);
        CHECK(opened.driver.allocate(&reply, LINE), 11);
        payload = static_cast<uint32_t*>(memory);
        answer = payload + LINE / sizeof(uint32_t);
        return 0;
    }

    /* 32 bytes in, the kernel, 32 bytes out, put into the stream. */
    int submit() {
        const Driver& driver = opened.driver;
        void* parameters[] = {&request, &reply};
        CHECK(driver.copy_in(request, payload, WORDS * 4, opened.stream), 12);
        CHECK(driver.launch(opened.kernel, 1, 1, 1, WORDS, 1, 1, 0, opened.stream, parameters, nullptr), 13);
        CHECK(driver.copy_out(answer, reply, WORDS * 4, opened.stream), 14);
        return 0;
    }

    /* Times round trips that `submit` puts into the stream. */
    template <typename Submit>
    int time(uint64_t* nanoseconds, uint32_t count, Submit submit) {
        Source source;
        for (uint32_t i = 0; i < count; ++i) {
            source.fill(payload);
            const uint64_t begin = now();
            const int failed = submit();
            if (failed != 0) return failed;
            CHECK(opened.driver.wait(opened.stream), 15);
            const bool right = is_right(answer, payload);
            nanoseconds[i] = now() - begin;
            if (!right) return 160000;
        }
        return 0;
    }

    int close() {
        const Driver& driver = opened.driver;
        CHECK(driver.destroy(opened.stream), 17);
        CHECK(driver.release(request), 18);
        CHECK(driver.release(reply), 19);
        CHECK(driver.free_host(memory), 20);
        return 0;
    }
};

}  // namespace

// The same with a launch for each message: 32 bytes in, the kernel, 32 bytes out, all waited for.
extern "C" int rk_baseline_command(const char* ptx, uint64_t* nanoseconds, uint32_t count) {
    Command command;
    int outcome = command.open(ptx);
    if (outcome != 0) return outcome;
    outcome = command.time(nanoseconds, count, [&] { return command.submit(); });
    const int closed = command.close();
    return outcome != 0 ? outcome : closed;
}

// The same as a graph that is captured once: each trip changes what is in pinned memory, and nothing else.
extern "C" int rk_baseline_graph(const char* ptx, uint64_t* nanoseconds, uint32_t count) {
    Command command;
    int outcome = command.open(ptx);
    if (outcome != 0) return outcome;
    const Driver& driver = command.opened.driver;
    const Handle stream = command.opened.stream;
    Handle graph = nullptr, instance = nullptr;
    CHECK(driver.begin_capture(stream, THREAD_LOCAL), 21);
    const int submitted = command.submit();
    CHECK(driver.end_capture(stream, &graph), 22);
    if (submitted != 0) return submitted;
    CHECK(driver.instantiate(&instance, graph, 0), 23);
    outcome = command.time(nanoseconds, count, [&] {
        CHECK(driver.launch_graph(instance, stream), 24);
        return 0;
    });
    CHECK(driver.destroy_instance(instance), 25);
    CHECK(driver.destroy_graph(graph), 26);
    const int closed = command.close();
    return outcome != 0 ? outcome : closed;
}
