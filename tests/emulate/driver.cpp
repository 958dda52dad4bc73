/* A CUDA driver without a GPU: the functions that ringkernel-rt calls, with host memory for device memory and the
 * emulation of emulate.h for the device. It ignores the PTX that it is given and runs the kernels that it was built
 * with, by name. A launch is over when it returns, except that of an actor, which runs on a thread of its own.
 *
 * emulated.rs includes it behind the kernels and RK_EMULATED_KERNELS, their table. NVRTC is here too, for builds without
 * nvcc: its PTX is as empty. */
#include <malloc.h>
#include <stdlib.h>

#include <atomic>
#include <thread>

#define RK_EXPORT extern "C" __attribute__((visibility("default")))

enum rk_result {
    RK_SUCCESS = 0,
    RK_INVALID_VALUE = 1,
    RK_OUT_OF_MEMORY = 2,
    RK_UNSUPPORTED_PTX_VERSION = 222,
    RK_NOT_FOUND = 500,
    RK_NOT_READY = 600,
};

/* Kernels. */

using rk_launcher = void (*)(rk_emulated_runner run, const unsigned grid[3], const unsigned block[3], void** args);

struct rk_emulated_kernel {
    const char* name;
    std::vector<size_t> parameters;
    bool persistent;
    rk_launcher launch;
};

template <class... P>
std::vector<size_t> rk_emulated_sizes(void (*)(P...))
{
    return {sizeof(P)...};
}

template <class... P>
constexpr bool rk_emulated_persistent(void (*)(P...))
{
    return (std::is_same_v<std::remove_cv_t<P>, rk_actor> || ...);
}

#define RK_EMULATED_KERNEL(entry, function)                                         \
    rk_emulated_kernel                                                              \
    {                                                                               \
        entry, rk_emulated_sizes(function), rk_emulated_persistent(function),       \
            [](rk_emulated_runner run, const unsigned grid[3],                      \
               const unsigned block[3], void** args) {                              \
                rk_emulated_launch(function, grid, block, args, run);               \
            }                                                                       \
    }

static const std::vector<rk_emulated_kernel>& rk_emulated_kernels()
{
    static const std::vector<rk_emulated_kernel> kernels = {RK_EMULATED_KERNELS};
    return kernels;
}

/* Streams and events. An event is of the work that its stream has at that time. */

struct rk_stream {
    std::atomic<int> launched{0};
    std::atomic<int> ended{0};
};

/* Kernels that run: what the real driver waits for when it loads or frees. */
static std::atomic<int> rk_kernels{0};

static void rk_wait_for_kernels()
{
    while (rk_kernels.load(std::memory_order_acquire) != 0) std::this_thread::yield();
}

struct rk_event {
    rk_stream* stream = nullptr;
};

static int rk_query(rk_stream* stream)
{
    const bool idle = stream == nullptr || stream->ended.load(std::memory_order_acquire) == stream->launched.load();
    return idle ? RK_SUCCESS : RK_NOT_READY;
}

static int rk_wait(rk_stream* stream)
{
    while (rk_query(stream) == RK_NOT_READY) std::this_thread::yield();
    return RK_SUCCESS;
}

/* Priorities go from the least down to the greatest, as on a GPU. */
static const int rk_least = 0, rk_greatest = -5;

RK_EXPORT int cuStreamCreateWithPriority(rk_stream** stream, unsigned, int priority)
{
    if (priority > rk_least || priority < rk_greatest) return RK_INVALID_VALUE;
    *stream = new rk_stream;
    return RK_SUCCESS;
}
RK_EXPORT int cuStreamQuery(rk_stream* stream) { return rk_query(stream); }
RK_EXPORT int cuStreamSynchronize(rk_stream* stream) { return rk_wait(stream); }

RK_EXPORT int cuEventCreate(rk_event** event, unsigned)
{
    *event = new rk_event;
    return RK_SUCCESS;
}
RK_EXPORT int cuEventDestroy_v2(rk_event* event)
{
    delete event;
    return RK_SUCCESS;
}
RK_EXPORT int cuEventRecord(rk_event* event, rk_stream* stream)
{
    event->stream = stream;
    return RK_SUCCESS;
}
RK_EXPORT int cuEventQuery(rk_event* event) { return rk_query(event->stream); }
RK_EXPORT int cuEventSynchronize(rk_event* event) { return rk_wait(event->stream); }

/* Modules and launches. */

RK_EXPORT int cuModuleLoadDataEx(void** module, const void* image, unsigned, void*, void**)
{
    if (strncmp((const char*)image, ".version 99", 11) == 0) return RK_UNSUPPORTED_PTX_VERSION;
    rk_wait_for_kernels();
    *module = (void*)&rk_emulated_kernels();
    return RK_SUCCESS;
}
RK_EXPORT int cuModuleUnload(void*)
{
    rk_wait_for_kernels();
    return RK_SUCCESS;
}
RK_EXPORT int cuModuleGetFunction(const rk_emulated_kernel** function, void*, const char* name)
{
    for (const rk_emulated_kernel& kernel : rk_emulated_kernels())
        if (strcmp(kernel.name, name) == 0) {
            *function = &kernel;
            return RK_SUCCESS;
        }
    return RK_NOT_FOUND;
}
RK_EXPORT int cuFuncLoad(const rk_emulated_kernel*) { return RK_SUCCESS; }
/* Grows from kernel to kernel, so that the driver often has to make room. */
static int rk_local_bytes(const rk_emulated_kernel* kernel) { return 16 * (int)(kernel - rk_emulated_kernels().data()); }

RK_EXPORT int cuFuncGetAttribute(int* value, int attribute, const rk_emulated_kernel* kernel)
{
    switch (attribute) {
        case 0: *value = 1024; break; /* threads of a block */
        case 3: *value = rk_local_bytes(kernel); break;
        case 4: *value = 32; break;   /* registers */
        default: *value = 0;
    }
    return RK_SUCCESS;
}
RK_EXPORT int cuFuncSetAttribute(const rk_emulated_kernel*, int, int) { return RK_SUCCESS; }
RK_EXPORT int cuFuncGetParamInfo(const rk_emulated_kernel* kernel, size_t index, size_t* offset, size_t* size)
{
    if (index >= kernel->parameters.size()) return RK_INVALID_VALUE;
    *offset = 0;
    *size = kernel->parameters[index];
    return RK_SUCCESS;
}
RK_EXPORT int cuOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, const rk_emulated_kernel*, int, size_t)
{
    *blocks = 2;
    return RK_SUCCESS;
}
RK_EXPORT int cuLaunchKernel(const rk_emulated_kernel* kernel, unsigned grid_x, unsigned grid_y, unsigned grid_z,
                             unsigned block_x, unsigned block_y, unsigned block_z, unsigned, rk_stream* stream,
                             void** args, void**)
{
    const unsigned grid[3] = {grid_x, grid_y, grid_z};
    const unsigned block[3] = {block_x, block_y, block_z};
    static std::atomic<int> room{0};
    if (rk_local_bytes(kernel) > room.load()) {
        rk_wait_for_kernels();
        room = rk_local_bytes(kernel);
    }
    if (!kernel->persistent) {
        rk_wait(stream);
        kernel->launch(rk_emulated_run, grid, block, args);
        return RK_SUCCESS;
    }
    const int before = stream->launched.fetch_add(1);
    rk_kernels.fetch_add(1);
    rk_actor actor = *(const rk_actor*)args[0];
    std::thread([kernel, grid_x, grid_y, grid_z, block_x, block_y, block_z, stream, before, actor]() mutable {
        while (stream->ended.load(std::memory_order_acquire) != before) std::this_thread::yield();
        void* args[] = {&actor};
        const unsigned grid[3] = {grid_x, grid_y, grid_z};
        const unsigned block[3] = {block_x, block_y, block_z};
        kernel->launch(grid_z > 1 ? rk_emulated_run_together : rk_emulated_run, grid, block, args);
        stream->ended.fetch_add(1, std::memory_order_release);
        rk_kernels.fetch_sub(1, std::memory_order_release);
    }).detach();
    return RK_SUCCESS;
}

/* `CUlaunchConfig` and its attributes. */
struct rk_attribute {
    unsigned id;
    char pad[4];
    union {
        int priority;
        char all[64];
    };
};
struct rk_configuration {
    unsigned grid[3], block[3], shared;
    rk_stream* stream;
    rk_attribute* attributes;
    unsigned count;
};
/* Priorities that launches have had of their own: a bit for each below the greatest. */
static std::atomic<unsigned> rk_priorities{0};

RK_EXPORT int cuLaunchKernelEx(const rk_configuration* configuration, const rk_emulated_kernel* kernel, void** args, void** extra)
{
    const rk_configuration& with = *configuration;
    for (unsigned i = 0; i < with.count; ++i) {
        const rk_attribute& attribute = with.attributes[i];
        if (attribute.id != 8 /* priority */) return RK_INVALID_VALUE;
        if (attribute.priority > rk_least || attribute.priority < rk_greatest) return RK_INVALID_VALUE;
        rk_priorities |= 1u << (attribute.priority - rk_greatest);
    }
    return cuLaunchKernel(kernel, with.grid[0], with.grid[1], with.grid[2], with.block[0], with.block[1], with.block[2],
                          with.shared, with.stream, args, extra);
}

/* What tests ask. */
RK_EXPORT unsigned rk_emulated_priorities() { return rk_priorities; }
RK_EXPORT unsigned rk_emulated_longest_sleep() { return rk_emulated_longest; }

RK_EXPORT int cuLaunchCooperativeKernel(const rk_emulated_kernel* kernel, unsigned grid_x, unsigned grid_y, unsigned grid_z,
                                        unsigned block_x, unsigned block_y, unsigned block_z, unsigned, rk_stream* stream,
                                        void** args)
{
    const unsigned grid[3] = {grid_x, grid_y, grid_z};
    const unsigned block[3] = {block_x, block_y, block_z};
    rk_wait(stream);
    kernel->launch(rk_emulated_run_together, grid, block, args);
    return RK_SUCCESS;
}

/* Memory. */

/* Bytes that are allocated, of so many that there are. */
static std::atomic<size_t> rk_allocated{0};
static const size_t rk_memory = (size_t)1 << 32;

static int rk_allocate(uint64_t* address, size_t bytes)
{
    void* const memory = aligned_alloc(256, (bytes + 255) / 256 * 256);
    *address = (uint64_t)memory;
    if (memory == nullptr) return RK_OUT_OF_MEMORY;
    rk_allocated += malloc_usable_size(memory);
    return RK_SUCCESS;
}
static int rk_free(uint64_t address)
{
    rk_allocated -= malloc_usable_size((void*)address);
    free((void*)address);
    return RK_SUCCESS;
}

RK_EXPORT int cuMemAlloc_v2(uint64_t* address, size_t bytes) { return rk_allocate(address, bytes); }
RK_EXPORT int cuMemFree_v2(uint64_t address)
{
    rk_wait_for_kernels();
    return rk_free(address);
}
RK_EXPORT int cuMemAllocFromPoolAsync(uint64_t* address, size_t bytes, void*, rk_stream*)
{
    return rk_allocate(address, bytes);
}
RK_EXPORT int cuMemFreeAsync(uint64_t address, rk_stream* stream)
{
    rk_wait(stream);
    return rk_free(address);
}
RK_EXPORT int cuMemHostAlloc(void** memory, size_t bytes, unsigned) { return rk_allocate((uint64_t*)memory, bytes); }
RK_EXPORT int cuMemHostGetDevicePointer_v2(uint64_t* address, void* memory, unsigned)
{
    *address = (uint64_t)memory;
    return RK_SUCCESS;
}
RK_EXPORT int cuMemGetInfo_v2(size_t* unused, size_t* total)
{
    *unused = rk_memory - rk_allocated;
    *total = rk_memory;
    return RK_SUCCESS;
}
RK_EXPORT int cuMemcpyDtoHAsync_v2(void* to, uint64_t from, size_t bytes, rk_stream* stream)
{
    rk_wait(stream);
    memcpy(to, (const void*)from, bytes);
    return RK_SUCCESS;
}
RK_EXPORT int cuMemcpyHtoDAsync_v2(uint64_t to, const void* from, size_t bytes, rk_stream* stream)
{
    rk_wait(stream);
    memcpy((void*)to, from, bytes);
    return RK_SUCCESS;
}
RK_EXPORT int cuMemsetD8Async(uint64_t to, unsigned char value, size_t bytes, rk_stream* stream)
{
    rk_wait(stream);
    memset((void*)to, value, bytes);
    return RK_SUCCESS;
}
RK_EXPORT int cuMemPoolCreate(void** pool, const void*)
{
    static char only;
    *pool = &only;
    return RK_SUCCESS;
}
RK_EXPORT int cuMemPoolGetAttribute(void*, int, void* value)
{
    *(uint64_t*)value = 0;
    return RK_SUCCESS;
}
RK_EXPORT int cuMemPoolSetAttribute(void*, int, void*) { return RK_SUCCESS; }

/* The device: one that runs any PTX. */

RK_EXPORT int cuInit(unsigned) { return RK_SUCCESS; }
RK_EXPORT int cuDriverGetVersion(int* version)
{
    *version = 13000;
    return RK_SUCCESS;
}
RK_EXPORT int cuDeviceGetCount(int* count)
{
    *count = 1;
    return RK_SUCCESS;
}
RK_EXPORT int cuDeviceGet(int* device, int ordinal)
{
    *device = ordinal;
    return RK_SUCCESS;
}
RK_EXPORT int cuDeviceGetName(char* name, int length, int)
{
    strncpy(name, "emulated", (size_t)length);
    return RK_SUCCESS;
}
RK_EXPORT int cuDeviceGetAttribute(int* value, int attribute, int)
{
    switch (attribute) {
        case 2: case 3: *value = 1024; break;           /* threads of a block along x, y */
        case 4: *value = 64; break;                     /* and z */
        case 5: *value = 2147483647; break;             /* blocks along x */
        case 6: case 7: *value = 65535; break;          /* and y, z */
        case 8: *value = 48 * 1024; break;              /* shared memory of a block */
        case 12: *value = 65536; break;                 /* registers of a block */
        case 16: *value = 8; break;                     /* multiprocessors */
        case 39: *value = 2048; break;                  /* threads of a multiprocessor */
        case 81: *value = 100 * 1024; break;            /* shared memory of a multiprocessor */
        case 82: *value = 65536; break;                 /* registers of a multiprocessor */
        case 106: *value = 32; break;                   /* blocks of a multiprocessor */
        case 97: *value = 96 * 1024; break;             /* shared memory of a block that asks for more */
        case 75: *value = 99; break;                    /* compute capability */
        case 76: *value = 0; break;
        default: *value = 1;
    }
    return RK_SUCCESS;
}
RK_EXPORT int cuDevicePrimaryCtxRetain(void** context, int)
{
    static char only;
    *context = &only;
    return RK_SUCCESS;
}
RK_EXPORT int cuDevicePrimaryCtxRelease_v2(int) { return RK_SUCCESS; }
RK_EXPORT int cuCtxSetCurrent(void*) { return RK_SUCCESS; }
RK_EXPORT int cuCtxGetStreamPriorityRange(int* least, int* greatest)
{
    *least = rk_least;
    *greatest = rk_greatest;
    return RK_SUCCESS;
}
RK_EXPORT int cuGetErrorName(int, const char** text)
{
    *text = "EMULATED";
    return RK_SUCCESS;
}
RK_EXPORT int cuGetErrorString(int, const char** text)
{
    *text = "the emulated driver refused";
    return RK_SUCCESS;
}

/* NVRTC. */

RK_EXPORT int nvrtcCreateProgram(void** program, const char*, const char*, int, const char* const*, const char* const*)
{
    static char only;
    *program = &only;
    return 0;
}
RK_EXPORT int nvrtcDestroyProgram(void**) { return 0; }
RK_EXPORT int nvrtcCompileProgram(void*, int, const char* const*) { return 0; }
RK_EXPORT int nvrtcGetNumSupportedArchs(int* count)
{
    *count = 1;
    return 0;
}
RK_EXPORT int nvrtcGetSupportedArchs(int* archs)
{
    *archs = 75;
    return 0;
}
RK_EXPORT int nvrtcGetPTXSize(void*, size_t* size)
{
    *size = 1;
    return 0;
}
RK_EXPORT int nvrtcGetPTX(void*, char* text)
{
    *text = 0;
    return 0;
}
RK_EXPORT int nvrtcGetProgramLogSize(void*, size_t* size)
{
    *size = 1;
    return 0;
}
RK_EXPORT int nvrtcGetProgramLog(void*, char* text)
{
    *text = 0;
    return 0;
}
