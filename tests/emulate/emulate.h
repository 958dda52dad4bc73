/* Just enough of CUDA to run generated device code on the host, one thread after another.
 *
 * Included before the text. Threads of a block are fibers that change over only where they wait; blocks run in order, or
 * those of a cooperative launch at the same time. */
#ifndef RK_EMULATE_H
#define RK_EMULATE_H

#include <math.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>

#include <stdio.h>
#include <stdlib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#define RK_EMULATED

struct rk_emulated_dim {
    unsigned x, y, z;
};
inline thread_local rk_emulated_dim threadIdx, blockIdx, blockDim, gridDim;

/* %globaltimer: goes with the host's clock, but for where it began. */
inline uint64_t rk_emulated_time()
{
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return (uint64_t)std::chrono::duration_cast<std::chrono::nanoseconds>(since).count();
}

/* __nanosleep: lets others run. The longest that was asked for, in nanoseconds. */
inline std::atomic<unsigned> rk_emulated_longest{0};
inline void rk_emulated_sleep(unsigned nanoseconds)
{
    unsigned longest = rk_emulated_longest.load(std::memory_order_relaxed);
    while (nanoseconds > longest && !rk_emulated_longest.compare_exchange_weak(longest, nanoseconds, std::memory_order_relaxed)) {
    }
    std::this_thread::yield();
}

inline int __popc(unsigned a) { return __builtin_popcount(a); }
inline int __popcll(unsigned long long a) { return __builtin_popcountll(a); }
inline int __clz(int a) { return a == 0 ? 32 : __builtin_clz((unsigned)a); }
inline int __clzll(long long a) { return a == 0 ? 64 : __builtin_clzll((unsigned long long)a); }
inline int __ffs(int a) { return __builtin_ffs(a); }
inline int __ffsll(long long a) { return __builtin_ffsll(a); }

/* What a GPU would answer with a hang or with unspecified values. */
[[noreturn]] inline void rk_emulated_fail(const char* why)
{
    fprintf(stderr, "emulation: %s\n", why);
    abort();
}

inline unsigned __float_as_uint(float value)
{
    unsigned bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

inline long long __double_as_longlong(double value)
{
    long long bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

inline unsigned __brev(unsigned a)
{
    unsigned reversed = 0;
    for (int place = 0; place < 32; ++place) reversed |= (a >> place & 1u) << (31 - place);
    return reversed;
}
inline unsigned long long __brevll(unsigned long long a)
{
    return (unsigned long long)__brev((unsigned)a) << 32 | __brev((unsigned)(a >> 32));
}
inline unsigned __byte_perm(unsigned x, unsigned y, unsigned selector)
{
    const unsigned long long both = (unsigned long long)y << 32 | x;
    unsigned result = 0;
    for (int place = 0; place < 4; ++place) {
        const unsigned digit = selector >> (4 * place) & 7u;
        result |= ((unsigned)(both >> (8 * digit)) & 255u) << (8 * place);
    }
    return result;
}
inline unsigned __funnelshift_l(unsigned low, unsigned high, unsigned shift)
{
    return (unsigned)(((unsigned long long)high << 32 | low) << (shift & 31u) >> 32);
}
inline unsigned __funnelshift_r(unsigned low, unsigned high, unsigned shift)
{
    return (unsigned)(((unsigned long long)high << 32 | low) >> (shift & 31u));
}

inline float __uint_as_float(unsigned bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

inline double __longlong_as_double(long long bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

#include "special.h"

inline unsigned atomicCAS(unsigned* address, unsigned expected, unsigned desired)
{
    __atomic_compare_exchange_n(address, &expected, desired, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
    return expected;
}

/* Whether a thread of the block has ended at a fault: who meets then gets what nobody is to use. */
inline bool& rk_emulated_fault()
{
    static thread_local bool fault;
    return fault;
}

/* One block: its threads, the fibers that run them, and what they wait for: lanes of their warp, or the block.
 *
 * A fiber runs one thread after another to its end; only a thread that waits keeps its fiber, and the next one goes on
 * with the threads that have not begun. When all threads of a warp have ended or wait, those that wait for lanes of it go
 * on; when all warps have come to the barrier, all go on. A thread that only lets others run goes on when those have come
 * as far as they can. A thread that has ended counts as arrived everywhere. */
class rk_emulated_block {
  public:
    rk_emulated_block(rk_emulated_dim shape, const std::function<void()>& body)
        : body(body), shape(shape), threads(shape.x * shape.y * shape.z)
    {
    }

    /* Runs all threads to their end. */
    void run()
    {
        current() = this;
        rk_emulated_fault() = false;
        for (size_t first = 0; next != threads;) {
            fibers.emplace_back();
            start(fibers.back());
            enter(fibers.back());
            if (fibers.back().wait.kind != BLOCK) limit = std::min(threads, (fibers.back().rank / 32 + 1) * 32);
            if (next != limit) continue;
            settle(first, fibers.size());
            first = fibers.size();
            limit = threads;
        }
        /* All threads have begun, so those that wait are all that are left. */
        for (bool waits = true; waits;) {
            bool breathes = false;
            for (const fiber& each : fibers) breathes = breathes || (!each.ended && each.wait.kind == BREATH);
            if (!breathes) {
                result = votes;
                votes = {0, 0};
            }
            waits = false;
            for (size_t i = 0; i < fibers.size();) {
                const size_t first = i;
                for (; i < fibers.size() && fibers[i].rank / 32 == fibers[first].rank / 32; ++i)
                    if (!fibers[i].ended && (!breathes || fibers[i].wait.kind == BREATH)) enter(fibers[i]);
                settle(first, i);
                for (size_t k = first; k < i; ++k) waits = waits || !fibers[k].ended;
            }
        }
        for (fiber& each : fibers) stacks().push_back(std::move(each.stack));
    }

    /* How many threads have come to the barrier, and how many of them said so. */
    struct vote {
        unsigned come, said;
    };

    /* Waits for the block. */
    vote wait(int value)
    {
        votes.come += 1;
        votes.said += value != 0;
        pause({BLOCK, 0, 0});
        return result;
    }

    /* What the lanes of a warp have handed in, and who of the mask came. */
    struct exchange {
        uint64_t values[32];
        unsigned present;
    };

    /* Hands in a value and waits for the lanes of the mask. */
    exchange meet(unsigned mask, uint64_t value)
    {
        if (!(mask >> rank() % 32 & 1)) rk_emulated_fail("a lane is not in its mask");
        pause({WARP, mask, value});
        return running->exchanged;
    }

    /* Lets other warps run. */
    void breathe()
    {
        if (rank() % 32 == 0) std::this_thread::yield();
        pause({BREATH, 0, 0});
    }

    /* The lanes of the warp that come here together. */
    unsigned converged()
    {
        pause({CONVERGED, 0, 0});
        return running->exchanged.present;
    }

    unsigned rank() const { return running->rank; }

    static rk_emulated_block*& current()
    {
        static thread_local rk_emulated_block* block;
        return block;
    }

  private:
    static constexpr size_t STACK = 64 * 1024;
    using Stack = std::unique_ptr<char[]>;

    enum Kind { BLOCK, WARP, CONVERGED, BREATH };
    struct waiting {
        Kind kind;
        unsigned mask;
        uint64_t value;
    };

    struct fiber {
        /* Where it begins, and where it goes on. */
        ucontext_t context;
        jmp_buf here;
        bool begun = false;
        Stack stack;
        bool ended = false;
        unsigned rank = 0;
        waiting wait = {BLOCK, 0, 0};
        exchange exchanged;
    };

    /* Stacks that no fiber uses. */
    static std::vector<Stack>& stacks()
    {
        static thread_local std::vector<Stack> spare;
        return spare;
    }

    void start(fiber& each)
    {
        if (stacks().empty()) {
            each.stack.reset(new char[STACK]);
        } else {
            each.stack = std::move(stacks().back());
            stacks().pop_back();
        }
        getcontext(&each.context);
        each.context.uc_stack.ss_sp = each.stack.get();
        each.context.uc_stack.ss_size = STACK;
        each.context.uc_link = nullptr;
        makecontext(&each.context, work, 0);
    }

    /* Contexts begin fibers; jumps change over between them, since a context makes a system call each time. */
    void enter(fiber& each)
    {
        running = &each;
        if (_setjmp(scheduler) != 0) return;
        if (each.begun) _longjmp(each.here, 1);
        each.begun = true;
        setcontext(&each.context);
    }

    void pause(waiting wait)
    {
        fiber* const self = running;
        const rk_emulated_dim index = threadIdx;
        self->wait = wait;
        if (_setjmp(self->here) == 0) _longjmp(scheduler, 1);
        threadIdx = index;
    }

    /* Lets the lanes of one warp, those of the fibers from `first` to `last`, go on while some wait only for each other. */
    void settle(size_t first, size_t last)
    {
        for (;;) {
            fiber* lanes[32] = {};
            for (size_t i = first; i < last; ++i)
                if (!fibers[i].ended) lanes[fibers[i].rank % 32] = &fibers[i];
            unsigned ready = 0;
            bool stuck = false;
            for (unsigned lane = 0; lane < 32; ++lane) {
                if (lanes[lane] == nullptr || lanes[lane]->wait.kind != WARP || (ready >> lane & 1)) continue;
                const unsigned mask = lanes[lane]->wait.mask;
                exchange exchanged = {};
                bool complete = true;
                for (unsigned i = 0; i < 32; ++i) {
                    if (!(mask >> i & 1) || lanes[i] == nullptr) continue;
                    complete = complete && lanes[i]->wait.kind == WARP && lanes[i]->wait.mask == mask;
                    exchanged.values[i] = lanes[i]->wait.value;
                    exchanged.present |= 1u << i;
                }
                stuck = stuck || !complete;
                if (complete) release(lanes, exchanged, ready);
            }
            if (ready == 0) {
                exchange exchanged = {};
                for (unsigned i = 0; i < 32; ++i)
                    if (lanes[i] != nullptr && lanes[i]->wait.kind == CONVERGED) exchanged.present |= 1u << i;
                if (exchanged.present != 0) release(lanes, exchanged, ready);
            }
            if (ready == 0) {
                if (stuck) rk_emulated_fail("lanes wait for others that wait elsewhere");
                return;
            }
            for (unsigned i = 0; i < 32; ++i)
                if (ready >> i & 1) enter(*lanes[i]);
        }
    }

    static void release(fiber** lanes, const exchange& exchanged, unsigned& ready)
    {
        ready |= exchanged.present;
        for (unsigned i = 0; i < 32; ++i)
            if (exchanged.present >> i & 1) lanes[i]->exchanged = exchanged;
    }

    /* The fiber's own function. */
    static void work()
    {
        rk_emulated_block* const block = current();
        fiber* const self = block->running;
        while (block->next != block->limit) {
            const unsigned number = block->next++;
            const rk_emulated_dim& shape = block->shape;
            self->rank = number;
            threadIdx = {number % shape.x, number / shape.x % shape.y, number / shape.x / shape.y};
            block->body();
        }
        self->ended = true;
        _longjmp(block->scheduler, 1);
    }

    const std::function<void()>& body;
    rk_emulated_dim shape;
    unsigned threads;
    unsigned next = 0;
    /* Threads from here on begin only when those of the warps before have come as far as they can. */
    unsigned limit = threads;
    std::deque<fiber> fibers;
    jmp_buf scheduler;
    fiber* running = nullptr;
    vote votes = {0, 0};
    vote result = {0, 0};
};

inline int __syncthreads_count(int value) { return (int)rk_emulated_block::current()->wait(value).said; }
inline int __syncthreads_and(int value)
{
    const rk_emulated_block::vote vote = rk_emulated_block::current()->wait(value);
    return vote.come == vote.said;
}
inline int __syncthreads_or(int value) { return rk_emulated_block::current()->wait(value).said != 0; }
inline void __syncthreads() { __syncthreads_or(0); }

/* Lets other warps of the block run, for a warp that waits for them by looking. All its lanes come. */
inline void rk_emulated_breathe() { rk_emulated_block::current()->breathe(); }

/* Warps. */

inline unsigned __activemask() { return rk_emulated_block::current()->converged(); }
inline void __syncwarp(unsigned mask) { rk_emulated_block::current()->meet(mask, 0); }

template <class T>
T __shfl_sync(unsigned mask, T value, int source)
{
    uint64_t word = 0;
    memcpy(&word, &value, sizeof value);
    const rk_emulated_block::exchange got = rk_emulated_block::current()->meet(mask, word);
    if (!(got.present >> (source & 31) & 1)) {
        if (rk_emulated_fault()) return value;
        rk_emulated_fail("a lane is read that has not come");
    }
    memcpy(&value, &got.values[source & 31], sizeof value);
    return value;
}

/* Combines what the lanes of the mask hand in. */
template <class T, class F>
T rk_emulated_fold(unsigned mask, uint64_t value, T start, F fold)
{
    const rk_emulated_block::exchange got = rk_emulated_block::current()->meet(mask, value);
    for (unsigned lane = 0; lane < 32; ++lane)
        if (got.present >> lane & 1) start = fold(start, got.values[lane], lane);
    return start;
}

inline unsigned __ballot_sync(unsigned mask, int predicate)
{
    return rk_emulated_fold(mask, predicate != 0, 0u, [](unsigned all, uint64_t said, unsigned lane) {
        return all | (unsigned)said << lane;
    });
}
inline int __all_sync(unsigned mask, int predicate)
{
    return rk_emulated_fold(mask, predicate != 0, 1, [](int all, uint64_t said, unsigned) { return all & (int)said; });
}
inline int __any_sync(unsigned mask, int predicate)
{
    return rk_emulated_fold(mask, predicate != 0, 0, [](int any, uint64_t said, unsigned) { return any | (int)said; });
}
template <class T>
unsigned __match_any_sync(unsigned mask, T value)
{
    return rk_emulated_fold(mask, (uint64_t)value, 0u, [=](unsigned all, uint64_t other, unsigned lane) {
        return all | (unsigned)(other == (uint64_t)value) << lane;
    });
}
/* As PTX has it: of the lanes that have come. */
template <class T>
unsigned __match_all_sync(unsigned mask, T value, int* same)
{
    unsigned come = 0;
    *same = rk_emulated_fold(mask, (uint64_t)value, 1, [&](int all, uint64_t other, unsigned lane) {
        come |= 1u << lane;
        return all & (int)(other == (uint64_t)value);
    });
    return *same ? come : 0;
}

#define RK_EMULATED_REDUCE(name, type, start, expression)                                                      \
    inline type __reduce_##name##_sync(unsigned mask, type value)                                              \
    {                                                                                                          \
        return rk_emulated_fold(mask, (uint64_t)value, (type)(start), [](type a, uint64_t word, unsigned) {    \
            const type b = (type)word;                                                                         \
            return (type)(expression);                                                                         \
        });                                                                                                    \
    }
RK_EMULATED_REDUCE(add, unsigned, 0, a + b)
RK_EMULATED_REDUCE(min, unsigned, ~0u, a < b ? a : b)
RK_EMULATED_REDUCE(max, unsigned, 0, a > b ? a : b)
RK_EMULATED_REDUCE(min, int, 0x7fffffff, a < b ? a : b)
RK_EMULATED_REDUCE(max, int, -0x7fffffff - 1, a > b ? a : b)
RK_EMULATED_REDUCE(and, unsigned, ~0u, a & b)
RK_EMULATED_REDUCE(or, unsigned, 0, a | b)
RK_EMULATED_REDUCE(xor, unsigned, 0, a ^ b)
#undef RK_EMULATED_REDUCE

/* Calls `f` for each block of a grid. */
template <class F>
void rk_emulated_each(rk_emulated_dim grid, const F& f)
{
    for (unsigned z = 0; z < grid.z; ++z)
        for (unsigned y = 0; y < grid.y; ++y)
            for (unsigned x = 0; x < grid.x; ++x) f(rk_emulated_dim{x, y, z});
}

inline void rk_emulated_run(rk_emulated_dim grid, rk_emulated_dim block, const std::function<void()>& body)
{
    gridDim = grid;
    blockDim = block;
    rk_emulated_each(grid, [&](rk_emulated_dim index) {
        blockIdx = index;
        rk_emulated_block(block, body).run();
    });
}

/* Runs all blocks at the same time, each on a thread of the system, which is what `__shared__` goes by. */
inline void rk_emulated_run_together(rk_emulated_dim grid, rk_emulated_dim block, const std::function<void()>& body)
{
    std::vector<std::thread> blocks;
    rk_emulated_each(grid, [&](rk_emulated_dim index) {
        blocks.emplace_back([=, &body] {
            gridDim = grid;
            blockDim = block;
            blockIdx = index;
            rk_emulated_block(block, body).run();
        });
    });
    for (std::thread& each : blocks) each.join();
}

/* The shared memory of a block whose size the launch gives: all that there may be. */
inline unsigned char* rk_emulated_shared()
{
    static thread_local unsigned char memory[232448] __attribute__((aligned(16)));
    return memory;
}

/* Waits a little for other blocks. */
inline void rk_emulated_pause() { std::this_thread::yield(); }

template <class... P, size_t... I>
void rk_emulated_call(void (*kernel)(P...), void** args, std::index_sequence<I...>)
{
    kernel(*(std::remove_cv_t<P>*)args[I]...);
}

using rk_emulated_runner = void (*)(rk_emulated_dim grid, rk_emulated_dim block, const std::function<void()>& body);

/* Launches a kernel as the driver does: `args` holds the address of each argument. */
template <class... P>
void rk_emulated_launch(void (*kernel)(P...), const unsigned grid[3], const unsigned block[3], void** args,
                        rk_emulated_runner run = rk_emulated_run)
{
    run({grid[0], grid[1], grid[2]}, {block[0], block[1], block[2]},
        [&] { rk_emulated_call(kernel, args, std::index_sequence_for<P...>{}); });
}

/* Last, because the C++ headers use some of these words themselves. */
#define __device__
#define __global__
#define __shared__ static thread_local
#define __align__(bytes) __attribute__((aligned(bytes)))
#define __launch_bounds__(...)
#define __noinline__

#endif
