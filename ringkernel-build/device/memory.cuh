/* Memory that threads share, one access at a time: atomics, fences, hints; and the clock. Needs math.cuh.
 *
 * An atomic operation is relaxed and of device scope unless it says otherwise, and returns the old value. Memory orders
 * and scopes are template arguments: the PTX instruction names them. */
#ifndef RK_MEMORY_CUH
#define RK_MEMORY_CUH

enum rk_order { RK_RELAXED, RK_ACQUIRE, RK_RELEASE, RK_ACQ_REL };
enum rk_scope { RK_BLOCK, RK_DEVICE, RK_SYSTEM };

#ifdef RK_EMULATED
/* Threads of a block are fibers of one thread of the host, but a resident block has a thread of its own. One order is
 * strong enough for all. */
template <rk_order ORDER, rk_scope SCOPE, class B>
inline B rk_exchange_bits(B* address, B value)
{
    return __atomic_exchange_n(address, value, __ATOMIC_SEQ_CST);
}

template <rk_order ORDER, rk_scope SCOPE, class B>
inline B rk_swap_bits(B* address, B expected, B desired)
{
    __atomic_compare_exchange_n(address, &expected, desired, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    return expected;
}

template <rk_order ORDER, rk_scope SCOPE, class B>
inline B rk_load_bits(const B* address)
{
    return __atomic_load_n(address, __ATOMIC_SEQ_CST);
}

template <rk_order ORDER, rk_scope SCOPE, class B>
inline void rk_store_bits(B* address, B value)
{
    __atomic_store_n(address, value, __ATOMIC_SEQ_CST);
}

template <rk_scope SCOPE>
inline void rk_fence()
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

inline u64 rk_ticks()
{
    static thread_local u64 ticks;
    return ++ticks;
}
inline u32 rk_clock() { return (u32)rk_ticks(); }
inline u64 rk_clock64() { return rk_ticks(); }
inline void rk_nanosleep(u32) {}

template <class T>
inline T rk_ldg(const T& place)
{
    return place;
}
template <class T>
inline T rk_load_streaming(const T& place)
{
    return place;
}
template <class T>
inline void rk_store_streaming(T& place, T value)
{
    place = value;
}
template <class T>
inline void rk_prefetch_l1(const T&)
{
}
template <class T>
inline void rk_prefetch_l2(const T&)
{
}
#else
/* One function for each order and scope of one instruction. */
#define RK_EACH_ORDER(instruction, type, form)                            \
    if constexpr (ORDER == RK_RELAXED) {                                  \
        RK_EACH_SCOPE(instruction ".relaxed", type, form)                 \
    } else if constexpr (ORDER == RK_ACQUIRE) {                           \
        RK_EACH_SCOPE(instruction ".acquire", type, form)                 \
    } else if constexpr (ORDER == RK_RELEASE) {                           \
        RK_EACH_SCOPE(instruction ".release", type, form)                 \
    } else {                                                              \
        RK_EACH_SCOPE(instruction ".acq_rel", type, form)                 \
    }
#define RK_EACH_SCOPE(instruction, type, form)        \
    if constexpr (SCOPE == RK_BLOCK) {                \
        form(instruction ".cta", type);               \
    } else if constexpr (SCOPE == RK_DEVICE) {        \
        form(instruction ".gpu", type);               \
    } else {                                          \
        form(instruction ".sys", type);               \
    }
#define RK_ATOM(text, type, constraint) \
    asm volatile(text type " %0, [%1], %2;" : "=" constraint(old) : "l"(address), constraint(value) : "memory")
#define RK_ATOM_r(text, type) RK_ATOM(text, type, "r")
#define RK_ATOM_l(text, type) RK_ATOM(text, type, "l")
#define RK_ATOM_f(text, type) RK_ATOM(text, type, "f")
#define RK_ATOM_d(text, type) RK_ATOM(text, type, "d")
#define RK_SWAP(text, type, constraint)                                                                      \
    asm volatile(text type " %0, [%1], %2, %3;"                                                              \
                 : "=" constraint(old)                                                                       \
                 : "l"(address), constraint(expected), constraint(value)                                     \
                 : "memory")
#define RK_SWAP_r(text, type) RK_SWAP(text, type, "r")
#define RK_SWAP_l(text, type) RK_SWAP(text, type, "l")
#define RK_LOAD_r(text, type) asm volatile(text type " %0, [%1];" : "=r"(old) : "l"(address) : "memory")
#define RK_LOAD_l(text, type) asm volatile(text type " %0, [%1];" : "=l"(old) : "l"(address) : "memory")
#define RK_STORE_r(text, type) asm volatile(text type " [%0], %1;" ::"l"(address), "r"(value) : "memory")
#define RK_STORE_l(text, type) asm volatile(text type " [%0], %1;" ::"l"(address), "l"(value) : "memory")

/* Between the instruction's name and its type stands the operation, after order and scope. */
#define RK_RMW(name, B, operation, form)                          \
    template <rk_order ORDER, rk_scope SCOPE>                     \
    __device__ inline B name(B* address, B value)                 \
    {                                                             \
        B old;                                                    \
        RK_EACH_ORDER("atom", operation, form)                    \
        return old;                                               \
    }

RK_RMW(rk_exchange_bits, u32, ".exch.b32", RK_ATOM_r)
RK_RMW(rk_exchange_bits, u64, ".exch.b64", RK_ATOM_l)
RK_RMW(rk_native_add, u32, ".add.u32", RK_ATOM_r)
RK_RMW(rk_native_add, u64, ".add.u64", RK_ATOM_l)
RK_RMW(rk_native_add, f32, ".add.f32", RK_ATOM_f)
RK_RMW(rk_native_add, f64, ".add.f64", RK_ATOM_d)
RK_RMW(rk_native_and, u32, ".and.b32", RK_ATOM_r)
RK_RMW(rk_native_and, u64, ".and.b64", RK_ATOM_l)
RK_RMW(rk_native_or, u32, ".or.b32", RK_ATOM_r)
RK_RMW(rk_native_or, u64, ".or.b64", RK_ATOM_l)
RK_RMW(rk_native_xor, u32, ".xor.b32", RK_ATOM_r)
RK_RMW(rk_native_xor, u64, ".xor.b64", RK_ATOM_l)
RK_RMW(rk_native_min, u32, ".min.u32", RK_ATOM_r)
RK_RMW(rk_native_min, u64, ".min.u64", RK_ATOM_l)
RK_RMW(rk_native_min, i32, ".min.s32", RK_ATOM_r)
RK_RMW(rk_native_min, i64, ".min.s64", RK_ATOM_l)
RK_RMW(rk_native_max, u32, ".max.u32", RK_ATOM_r)
RK_RMW(rk_native_max, u64, ".max.u64", RK_ATOM_l)
RK_RMW(rk_native_max, i32, ".max.s32", RK_ATOM_r)
RK_RMW(rk_native_max, i64, ".max.s64", RK_ATOM_l)
RK_RMW(rk_native_inc, u32, ".inc.u32", RK_ATOM_r)
RK_RMW(rk_native_dec, u32, ".dec.u32", RK_ATOM_r)

template <rk_order ORDER, rk_scope SCOPE>
__device__ inline u32 rk_swap_bits(u32* address, u32 expected, u32 value)
{
    u32 old;
    RK_EACH_ORDER("atom", ".cas.b32", RK_SWAP_r)
    return old;
}

template <rk_order ORDER, rk_scope SCOPE>
__device__ inline u64 rk_swap_bits(u64* address, u64 expected, u64 value)
{
    u64 old;
    RK_EACH_ORDER("atom", ".cas.b64", RK_SWAP_l)
    return old;
}

template <rk_order ORDER, rk_scope SCOPE>
__device__ inline u32 rk_load_bits(const u32* address)
{
    u32 old;
    if constexpr (ORDER == RK_RELAXED) {
        RK_EACH_SCOPE("ld.relaxed", ".u32", RK_LOAD_r)
    } else {
        RK_EACH_SCOPE("ld.acquire", ".u32", RK_LOAD_r)
    }
    return old;
}

template <rk_order ORDER, rk_scope SCOPE>
__device__ inline u64 rk_load_bits(const u64* address)
{
    u64 old;
    if constexpr (ORDER == RK_RELAXED) {
        RK_EACH_SCOPE("ld.relaxed", ".u64", RK_LOAD_l)
    } else {
        RK_EACH_SCOPE("ld.acquire", ".u64", RK_LOAD_l)
    }
    return old;
}

template <rk_order ORDER, rk_scope SCOPE>
__device__ inline void rk_store_bits(u32* address, u32 value)
{
    if constexpr (ORDER == RK_RELAXED) {
        RK_EACH_SCOPE("st.relaxed", ".u32", RK_STORE_r)
    } else {
        RK_EACH_SCOPE("st.release", ".u32", RK_STORE_r)
    }
}

template <rk_order ORDER, rk_scope SCOPE>
__device__ inline void rk_store_bits(u64* address, u64 value)
{
    if constexpr (ORDER == RK_RELAXED) {
        RK_EACH_SCOPE("st.relaxed", ".u64", RK_STORE_l)
    } else {
        RK_EACH_SCOPE("st.release", ".u64", RK_STORE_l)
    }
}

template <rk_scope SCOPE>
__device__ inline void rk_fence()
{
    if constexpr (SCOPE == RK_BLOCK) {
        __threadfence_block();
    } else if constexpr (SCOPE == RK_DEVICE) {
        __threadfence();
    } else {
        __threadfence_system();
    }
}

__device__ inline u32 rk_clock() { return (u32)clock(); }
__device__ inline u64 rk_clock64() { return (u64)clock64(); }
__device__ inline void rk_nanosleep(u32 time) { __nanosleep(time); }

/* Only of what a launch gives a kernel to read. */
template <class T>
__device__ inline T rk_ldg(const T& place)
{
    return __ldg(&place);
}

/* Past the caches' usual order: what is read or written once should not drive out what is used again. */
template <class T>
__device__ inline T rk_load_streaming(const T& place)
{
    return __isGlobal(&place) ? __ldcs(&place) : place;
}

template <class T>
__device__ inline void rk_store_streaming(T& place, T value)
{
    if (__isGlobal(&place)) {
        __stcs(&place, value);
    } else {
        place = value;
    }
}

template <class T>
__device__ inline void rk_prefetch_l1(const T& place)
{
    asm volatile("prefetch.L1 [%0];" ::"l"(&place));
}

template <class T>
__device__ inline void rk_prefetch_l2(const T& place)
{
    asm volatile("prefetch.L2 [%0];" ::"l"(&place));
}
#endif

/* The bits of a value: how it lies in memory. */
__device__ inline u32 rk_bits(u32 a) { return a; }
__device__ inline u32 rk_bits(i32 a) { return (u32)a; }
__device__ inline u64 rk_bits(u64 a) { return a; }
__device__ inline u64 rk_bits(i64 a) { return (u64)a; }
__device__ inline u32 rk_bits(f32 a) { return __float_as_uint(a); }
__device__ inline u64 rk_bits(f64 a) { return (u64)__double_as_longlong(a); }

template <class T>
struct rk_cell {
    using bits = typename rk_integer<T>::bits;
    __device__ static T value(bits a) { return (T)a; }
};
template <>
struct rk_cell<f32> {
    using bits = u32;
    __device__ static f32 value(u32 a) { return rk_f32_from_bits(a); }
};
template <>
struct rk_cell<f64> {
    using bits = u64;
    __device__ static f64 value(u64 a) { return rk_f64_from_bits(a); }
};

/* Memory of one thread has no atomics and needs none. */
#ifdef RK_EMULATED
#define RK_IS_PRIVATE(address) false
#else
#define RK_IS_PRIVATE(address) __isLocal(address)
#endif

template <rk_order ORDER, rk_scope SCOPE, class T>
__device__ inline T rk_load(const T& place)
{
    using bits = typename rk_cell<T>::bits;
    return RK_IS_PRIVATE(&place) ? place : rk_cell<T>::value(rk_load_bits<ORDER, SCOPE>((const bits*)&place));
}

template <rk_order ORDER, rk_scope SCOPE, class T>
__device__ inline void rk_store(T& place, T value)
{
    using bits = typename rk_cell<T>::bits;
    if (RK_IS_PRIVATE(&place)) {
        place = value;
    } else {
        rk_store_bits<ORDER, SCOPE>((bits*)&place, rk_bits(value));
    }
}

template <rk_order ORDER, rk_scope SCOPE, class T>
__device__ inline T rk_swap(T& place, T expected, T desired)
{
    using bits = typename rk_cell<T>::bits;
    if (RK_IS_PRIVATE(&place)) {
        const T old = place;
        place = rk_bits(old) == rk_bits(expected) ? desired : old;
        return old;
    }
    return rk_cell<T>::value(rk_swap_bits<ORDER, SCOPE>((bits*)&place, rk_bits(expected), rk_bits(desired)));
}

/* Any operation: tries until nobody else wrote in between. */
template <rk_order ORDER, rk_scope SCOPE, class T, class Step>
__device__ inline T rk_change(T& place, Step step)
{
    if (RK_IS_PRIVATE(&place)) {
        const T old = place;
        place = step(old);
        return old;
    }
    T old = rk_load<RK_RELAXED, SCOPE>(place);
    for (;;) {
        const T found = rk_swap<ORDER, SCOPE>(place, old, step(old));
        if (rk_bits(found) == rk_bits(old)) {
            return old;
        }
        old = found;
    }
}

/* `native` is the instruction's function, over the type that it takes. */
#ifdef RK_EMULATED
#define RK_OPERATION(name, native, Native, step)                              \
    template <rk_order ORDER, rk_scope SCOPE, class T>                        \
    inline T name(T& place, T value)                                          \
    {                                                                         \
        return rk_change<ORDER, SCOPE>(place, [=](T old) { return step; });   \
    }
#else
#define RK_OPERATION(name, native, Native, step)                                                       \
    template <rk_order ORDER, rk_scope SCOPE, class T>                                                 \
    __device__ inline T name(T& place, T value)                                                        \
    {                                                                                                  \
        if (RK_IS_PRIVATE(&place)) {                                                                   \
            const T old = place;                                                                       \
            place = step;                                                                              \
            return old;                                                                                \
        }                                                                                              \
        return (T)native<ORDER, SCOPE>((Native*)&place, (Native)value);                                \
    }
#endif

/* The type whose bits wrap as `T` does: itself for floats. */
template <class T>
struct rk_addend {
    using type = typename rk_integer<T>::bits;
};
template <>
struct rk_addend<f32> {
    using type = f32;
};
template <>
struct rk_addend<f64> {
    using type = f64;
};

__device__ inline f32 rk_add(f32 a, f32 b) { return a + b; }
__device__ inline f64 rk_add(f64 a, f64 b) { return a + b; }
__device__ inline f32 rk_neg(f32 a) { return -a; }
__device__ inline f64 rk_neg(f64 a) { return -a; }

RK_OPERATION(rk_atomic_add_at, rk_native_add, typename rk_addend<T>::type, rk_add(old, value))
RK_OPERATION(rk_atomic_and_at, rk_native_and, typename rk_integer<T>::bits, (T)(old & value))
RK_OPERATION(rk_atomic_or_at, rk_native_or, typename rk_integer<T>::bits, (T)(old | value))
RK_OPERATION(rk_atomic_xor_at, rk_native_xor, typename rk_integer<T>::bits, (T)(old ^ value))
RK_OPERATION(rk_native_min_at, rk_native_min, T, value < old ? value : old)
RK_OPERATION(rk_native_max_at, rk_native_max, T, old < value ? value : old)
RK_OPERATION(rk_native_inc_at, rk_native_inc, u32, old >= value ? (T)0 : (T)(old + 1))
RK_OPERATION(rk_native_dec_at, rk_native_dec, u32, old == 0 || old > value ? value : (T)(old - 1))

/* Counting with a limit has an instruction for 32 bits only. */
template <rk_order ORDER, rk_scope SCOPE, class T>
__device__ inline T rk_atomic_inc_at(T& place, T value)
{
    if constexpr (sizeof(T) == 4) {
        return rk_native_inc_at<ORDER, SCOPE>(place, value);
    } else {
        return rk_change<ORDER, SCOPE>(place, [=](T old) { return old >= value ? (T)0 : (T)(old + 1); });
    }
}

template <rk_order ORDER, rk_scope SCOPE, class T>
__device__ inline T rk_atomic_dec_at(T& place, T value)
{
    if constexpr (sizeof(T) == 4) {
        return rk_native_dec_at<ORDER, SCOPE>(place, value);
    } else {
        return rk_change<ORDER, SCOPE>(place,
                                       [=](T old) { return old == 0 || old > value ? value : (T)(old - 1); });
    }
}

template <rk_order ORDER, rk_scope SCOPE, class T>
__device__ inline T rk_atomic_sub_at(T& place, T value)
{
    return rk_atomic_add_at<ORDER, SCOPE>(place, rk_neg(value));
}

/* Floats have no instruction: the lesser by comparison, and a number rather than NaN. */
template <rk_order ORDER, rk_scope SCOPE, class T>
__device__ inline T rk_atomic_min_at(T& place, T value)
{
    if constexpr ((T)0.5 != (T)0) {
        return rk_change<ORDER, SCOPE>(place, [=](T old) { return rk_min(old, value); });
    } else {
        return rk_native_min_at<ORDER, SCOPE>(place, value);
    }
}

template <rk_order ORDER, rk_scope SCOPE, class T>
__device__ inline T rk_atomic_max_at(T& place, T value)
{
    if constexpr ((T)0.5 != (T)0) {
        return rk_change<ORDER, SCOPE>(place, [=](T old) { return rk_max(old, value); });
    } else {
        return rk_native_max_at<ORDER, SCOPE>(place, value);
    }
}

template <rk_order ORDER, rk_scope SCOPE, class T>
__device__ inline T rk_atomic_exchange_at(T& place, T value)
{
    using bits = typename rk_cell<T>::bits;
    if (RK_IS_PRIVATE(&place)) {
        const T old = place;
        place = value;
        return old;
    }
    return rk_cell<T>::value(rk_exchange_bits<ORDER, SCOPE>((bits*)&place, rk_bits(value)));
}

template <rk_order ORDER, rk_scope SCOPE, class T>
__device__ inline T rk_atomic_cas_at(T& place, T expected, T desired)
{
    return rk_swap<ORDER, SCOPE>(place, expected, desired);
}

#undef RK_OPERATION
#undef RK_RMW

#endif
