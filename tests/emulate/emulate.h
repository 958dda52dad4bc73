/* Just enough of CUDA to run generated device code on the host, one thread after another.
 *
 * Included before the text. Threads of a block are fibers that change over at barriers only, blocks run in order. */
#ifndef RK_EMULATE_H
#define RK_EMULATE_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>

#include <deque>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#define RK_EMULATED

struct rk_emulated_dim {
    unsigned x, y, z;
};
inline thread_local rk_emulated_dim threadIdx, blockIdx, blockDim, gridDim;

inline int __popc(unsigned a) { return __builtin_popcount(a); }
inline int __popcll(unsigned long long a) { return __builtin_popcountll(a); }
inline int __clz(int a) { return a == 0 ? 32 : __builtin_clz((unsigned)a); }
inline int __clzll(long long a) { return a == 0 ? 64 : __builtin_clzll((unsigned long long)a); }
inline int __ffs(int a) { return __builtin_ffs(a); }
inline int __ffsll(long long a) { return __builtin_ffsll(a); }

inline float __uint_as_float(unsigned bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
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

inline double __longlong_as_double(long long bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

inline unsigned atomicCAS(unsigned* address, unsigned expected, unsigned desired)
{
    __atomic_compare_exchange_n(address, &expected, desired, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
    return expected;
}

/* One block: its threads, the fibers that run them, and the barrier they meet at.
 *
 * A fiber runs one thread after another to its end; only a thread that waits at a barrier keeps its fiber, and the next
 * one goes on with the threads that have not begun. */
class rk_emulated_block {
  public:
    rk_emulated_block(rk_emulated_dim shape, const std::function<void()>& body)
        : body(body), shape(shape), threads(shape.x * shape.y * shape.z)
    {
    }

    /* Runs all threads to their end. A thread that has ended counts as arrived at every barrier. */
    void run()
    {
        current() = this;
        while (next != threads) {
            fibers.emplace_back();
            start(fibers.back());
            enter(fibers.back());
        }
        /* All threads have begun, so those that wait are all that are left. */
        for (bool waits = true; waits;) {
            result = votes;
            votes = 0;
            waits = false;
            for (fiber& each : fibers) {
                if (each.ended) continue;
                enter(each);
                waits = waits || !each.ended;
            }
        }
        for (fiber& each : fibers) stacks().push_back(std::move(each.stack));
    }

    int wait(int value)
    {
        votes |= value != 0;
        fiber* const self = running;
        const rk_emulated_dim index = threadIdx;
        swapcontext(&self->context, &scheduler);
        threadIdx = index;
        return result;
    }

    static rk_emulated_block*& current()
    {
        static thread_local rk_emulated_block* block;
        return block;
    }

  private:
    static constexpr size_t STACK = 64 * 1024;
    using Stack = std::unique_ptr<char[]>;

    struct fiber {
        ucontext_t context;
        Stack stack;
        bool ended = false;
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
        each.context.uc_link = &scheduler;
        makecontext(&each.context, work, 0);
    }

    void enter(fiber& each)
    {
        running = &each;
        swapcontext(&scheduler, &each.context);
    }

    /* The fiber's own function. */
    static void work()
    {
        rk_emulated_block* const block = current();
        fiber* const self = block->running;
        while (block->next != block->threads) {
            const unsigned number = block->next++;
            const rk_emulated_dim& shape = block->shape;
            threadIdx = {number % shape.x, number / shape.x % shape.y, number / shape.x / shape.y};
            block->body();
        }
        self->ended = true;
    }

    const std::function<void()>& body;
    rk_emulated_dim shape;
    unsigned threads;
    unsigned next = 0;
    std::deque<fiber> fibers;
    ucontext_t scheduler;
    fiber* running = nullptr;
    int votes = 0;
    int result = 0;
};

inline int __syncthreads_or(int value) { return rk_emulated_block::current()->wait(value); }
inline void __syncthreads() { __syncthreads_or(0); }

inline void rk_emulated_run(rk_emulated_dim grid, rk_emulated_dim block, const std::function<void()>& body)
{
    gridDim = grid;
    blockDim = block;
    for (unsigned z = 0; z < grid.z; ++z)
        for (unsigned y = 0; y < grid.y; ++y)
            for (unsigned x = 0; x < grid.x; ++x) {
                blockIdx = {x, y, z};
                rk_emulated_block(block, body).run();
            }
}

template <class... P, size_t... I>
void rk_emulated_call(void (*kernel)(P...), void** args, std::index_sequence<I...>)
{
    kernel(*(std::remove_cv_t<P>*)args[I]...);
}

/* Launches a kernel as the driver does: `args` holds the address of each argument. */
template <class... P>
void rk_emulated_launch(void (*kernel)(P...), const unsigned grid[3], const unsigned block[3], void** args)
{
    rk_emulated_run({grid[0], grid[1], grid[2]}, {block[0], block[1], block[2]},
                    [&] { rk_emulated_call(kernel, args, std::index_sequence_for<P...>{}); });
}

/* Last, because the C++ headers use some of these words themselves. */
#define __device__
#define __global__
#define __shared__ static thread_local
#define __launch_bounds__(threads)
#define __noinline__

#endif
