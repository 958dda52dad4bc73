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

/* One block: its fibers, and the barrier they meet at. */
class rk_emulated_block {
  public:
    rk_emulated_block(rk_emulated_dim shape, const std::function<void()>& body) : body(body)
    {
        for (unsigned z = 0; z < shape.z; ++z)
            for (unsigned y = 0; y < shape.y; ++y)
                for (unsigned x = 0; x < shape.x; ++x) fibers.push_back({{x, y, z}, {}, nullptr, false});
    }

    /* Runs all fibers to their end. A fiber that has ended counts as arrived at every barrier. */
    void run()
    {
        current() = this;
        for (size_t live = fibers.size(); live != 0;) {
            int any = 0;
            for (fiber& each : fibers) {
                if (each.ended) continue;
                threadIdx = each.index;
                running = &each;
                if (!each.stack) start(each);
                swapcontext(&scheduler, &each.context);
                if (each.ended) --live;
                any |= vote;
                vote = 0;
            }
            result = any;
        }
    }

    int wait(int value)
    {
        vote = value != 0;
        fiber* const self = running;
        swapcontext(&self->context, &scheduler);
        return result;
    }

    static rk_emulated_block*& current()
    {
        static thread_local rk_emulated_block* block;
        return block;
    }

  private:
    static constexpr size_t STACK = 64 * 1024;

    struct fiber {
        rk_emulated_dim index;
        ucontext_t context;
        std::unique_ptr<char[]> stack;
        bool ended;
    };

    void start(fiber& each)
    {
        each.stack.reset(new char[STACK]);
        getcontext(&each.context);
        each.context.uc_stack.ss_sp = each.stack.get();
        each.context.uc_stack.ss_size = STACK;
        each.context.uc_link = &scheduler;
        makecontext(&each.context, enter, 0);
    }

    static void enter()
    {
        rk_emulated_block* const block = current();
        fiber* const self = block->running;
        block->body();
        self->ended = true;
    }

    const std::function<void()>& body;
    std::vector<fiber> fibers;
    ucontext_t scheduler;
    fiber* running = nullptr;
    int vote = 0;
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
