/* The CUDA driver as it is found at run time, so that this builds where there is none. */
#ifndef RK_BASELINE_DRIVER_H
#define RK_BASELINE_DRIVER_H
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <dlfcn.h>
#include <type_traits>

namespace baseline {

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
    Result (*begin_capture)(Handle, int);
    Result (*end_capture)(Handle, Handle*);
    Result (*instantiate)(Handle*, Handle, unsigned long long);
    Result (*launch_graph)(Handle, Handle);
    Result (*destroy_graph)(Handle);
    Result (*destroy_instance)(Handle);

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
            && get(wait, "cuStreamSynchronize") && get(begin_capture, "cuStreamBeginCapture_v2")
            && get(end_capture, "cuStreamEndCapture") && get(instantiate, "cuGraphInstantiateWithFlags")
            && get(launch_graph, "cuGraphLaunch") && get(destroy_graph, "cuGraphDestroy")
            && get(destroy_instance, "cuGraphExecDestroy");
    }
};

constexpr unsigned PORTABLE_AND_MAPPED = 1 | 2;
constexpr unsigned NON_BLOCKING = 1;
/* A capture that other threads' calls do not disturb. */
constexpr int THREAD_LOCAL = 1;
constexpr uint32_t FLIP = 0xa5a5a5a5u;
constexpr size_t LINE = 128;

inline uint64_t now() {
    return static_cast<uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count());
}

/* Returns the step that failed (times 10,000) and the driver's result. */
#define CHECK(call, step)                                          \
    do {                                                           \
        const ::baseline::Result result = (call);                  \
        if (result != 0) return (step) * 10000 + result;           \
    } while (0)

/* A kernel of a module, and a stream for it. */
struct Opened {
    Driver driver;
    Handle kernel = nullptr, stream = nullptr;

    int open(const char* ptx, const char* name) {
        if (!driver.find()) return 10000;
        int device = 0;
        Handle context = nullptr, module = nullptr;
        CHECK(driver.init(0), 2);
        CHECK(driver.device(&device, 0), 3);
        CHECK(driver.retain(&context, device), 4);
        CHECK(driver.current(context), 5);
        CHECK(driver.load(&module, ptx), 6);
        CHECK(driver.function(&kernel, module, name), 7);
        CHECK(driver.stream(&stream, NON_BLOCKING), 8);
        return 0;
    }
};

}  // namespace baseline

#endif
