// The host's half of the hand-written round trip, over the CUDA driver as it is found at run time.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <dlfcn.h>

namespace {

using Result = int;
using Handle = void*;
using Address = unsigned long long;

struct Driver {
    Result (*init)(unsigned);
    Result (*device)(int*, int);
    Result (*retain)(Handle*, int);
    Result (*current)(Handle);
    Result (*load)(Handle*, const void*);
    Result (*function)(Handle*, Handle, const char*);
    Result (*host)(void**, size_t, unsigned);
    Result (*mapped)(Address*, void*, unsigned);
    Result (*free_host)(void*);
    Result (*allocate)(Address*, size_t);
    Result (*release)(Address);
    Result (*stream)(Handle*, unsigned);
    Result (*destroy)(Handle);
    Result (*launch)(Handle, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, Handle, void**, void**);
    Result (*copy_in)(Address, const void*, size_t, Handle);
    Result (*copy_out)(void*, Address, size_t, Handle);
    Result (*wait)(Handle);

    bool find() {
        void* const library = dlopen("libcuda.so.1", RTLD_NOW);
        if (library == nullptr) return false;
        const auto get = [&](auto& function, const char* name) {
            function = reinterpret_cast<std::decay_t<decltype(function)>>(dlsym(library, name));
            return function != nullptr;
        };
        return get(init, "cuInit") && get(device, "cuDeviceGet") && get(retain, "cuDevicePrimaryCtxRetain")
            && get(current, "cuCtxSetCurrent") && get(load, "cuModuleLoadData") && get(function, "cuModuleGetFunction")
            && get(host, "cuMemHostAlloc") && get(mapped, "cuMemHostGetDevicePointer_v2")
            && get(free_host, "cuMemFreeHost") && get(allocate, "cuMemAlloc_v2") && get(release, "cuMemFree_v2")
            && get(stream, "cuStreamCreate") && get(destroy, "cuStreamDestroy_v2") && get(launch, "cuLaunchKernel")
            && get(copy_in, "cuMemcpyHtoDAsync_v2") && get(copy_out, "cuMemcpyDtoHAsync_v2")
            && get(wait, "cuStreamSynchronize");
    }
};

constexpr unsigned PORTABLE_AND_MAPPED = 1 | 2;
constexpr unsigned NON_BLOCKING = 1;
constexpr uint32_t FLIP = 0xa5a5a5a5u;
constexpr int WORDS = 8;
constexpr size_t LINE = 128;

uint64_t now() {
    return static_cast<uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count());
}

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

#define CHECK(call, step)                                \
    do {                                                 \
        const Result result = (call);                    \
        if (result != 0) return (step) * 10000 + result; \
    } while (0)

}  // namespace

// Times `count` checked round trips of 32 bytes each, one after another. 0, or a number that tells the failed step
// (times 10,000) and the driver's result.
extern "C" int rk_baseline_single_flit(const char* ptx, uint64_t* nanoseconds, uint32_t count) {
    Driver driver;
    if (!driver.find()) return 1;
    int device = 0;
    Handle context = nullptr, module = nullptr, kernel = nullptr, stream = nullptr;
    CHECK(driver.init(0), 2);
    CHECK(driver.device(&device, 0), 3);
    CHECK(driver.retain(&context, device), 4);
    CHECK(driver.current(context), 5);
    CHECK(driver.load(&module, ptx), 6);
    CHECK(driver.function(&kernel, module, "answer"), 7);
    CHECK(driver.stream(&stream, NON_BLOCKING), 8);
    void* memory = nullptr;
    Address address = 0;
    CHECK(driver.host(&memory, 2 * LINE, PORTABLE_AND_MAPPED), 9);
    std::memset(memory, 0, 2 * LINE);
    CHECK(driver.mapped(&address, memory, 0), 10);
    auto* const request = static_cast<std::atomic<uint64_t>*>(memory);
    auto* const reply = request + LINE / sizeof(uint64_t);
    Address reply_address = address + LINE;
    uint64_t give_up_after = 20000000000u;
    void* parameters[] = {&address, &reply_address, &give_up_after};
    CHECK(driver.launch(kernel, 1, 1, 1, 32, 1, 1, 0, stream, parameters, nullptr), 11);
    int outcome = 0;
    uint32_t seed = 12345;
    for (uint32_t i = 0; i < count && outcome == 0; ++i) {
        uint32_t payload[WORDS], answer[WORDS];
        for (uint32_t& word : payload) word = seed = seed * 1664525u + 1013904223u;
        const uint64_t begin = now();
        send(request, i + 1, payload);
        while (!receive(reply, i + 1, answer)) {
            if (now() - begin > 2000000000u) {
                outcome = 120000;
                break;
            }
        }
        nanoseconds[i] = now() - begin;
        for (int k = 0; k < WORDS; ++k)
            if (outcome == 0 && answer[k] != (payload[k] ^ FLIP)) outcome = 130000;
    }
    const uint32_t none[WORDS] = {};
    send(request, ~0u, none);
    CHECK(driver.wait(stream), 14);
    CHECK(driver.destroy(stream), 15);
    CHECK(driver.free_host(memory), 16);
    return outcome;
}

// The same with a launch for each message: 32 bytes in, the kernel, 32 bytes out, all waited for.
extern "C" int rk_baseline_command(const char* ptx, uint64_t* nanoseconds, uint32_t count) {
    Driver driver;
    if (!driver.find()) return 1;
    int device = 0;
    Handle context = nullptr, module = nullptr, kernel = nullptr, stream = nullptr;
    CHECK(driver.init(0), 2);
    CHECK(driver.device(&device, 0), 3);
    CHECK(driver.retain(&context, device), 4);
    CHECK(driver.current(context), 5);
    CHECK(driver.load(&module, ptx), 6);
    CHECK(driver.function(&kernel, module, "once"), 7);
    CHECK(driver.stream(&stream, NON_BLOCKING), 8);
    void* memory = nullptr;
    Address request = 0, reply = 0;
    CHECK(driver.host(&memory, 2 * LINE, PORTABLE_AND_MAPPED), 9);
    CHECK(driver.allocate(&request, LINE), 10);
    CHECK(driver.allocate(&reply, LINE), 11);
    auto* const payload = static_cast<uint32_t*>(memory);
    auto* const answer = payload + LINE / sizeof(uint32_t);
    void* parameters[] = {&request, &reply};
    int outcome = 0;
    uint32_t seed = 12345;
    for (uint32_t i = 0; i < count && outcome == 0; ++i) {
        for (int k = 0; k < WORDS; ++k) payload[k] = seed = seed * 1664525u + 1013904223u;
        const uint64_t begin = now();
        CHECK(driver.copy_in(request, payload, WORDS * 4, stream), 12);
        CHECK(driver.launch(kernel, 1, 1, 1, WORDS, 1, 1, 0, stream, parameters, nullptr), 13);
        CHECK(driver.copy_out(answer, reply, WORDS * 4, stream), 14);
        CHECK(driver.wait(stream), 15);
        nanoseconds[i] = now() - begin;
        for (int k = 0; k < WORDS; ++k)
            if (answer[k] != (payload[k] ^ FLIP)) outcome = 160000;
    }
    CHECK(driver.destroy(stream), 17);
    CHECK(driver.release(request), 18);
    CHECK(driver.release(reply), 19);
    CHECK(driver.free_host(memory), 20);
    return outcome;
}
