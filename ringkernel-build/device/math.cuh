/* Numbers with Rust's meaning: types, wrapping arithmetic, masked shifts, saturating casts, elementary functions.
 *
 * Plain C++17 besides the CUDA qualifiers and a few device functions (__popc, fmaf, ...), so that a host compiler takes
 * it too when those are defined. Needs abi.h. */
#ifndef RK_MATH_CUH
#define RK_MATH_CUH

/* What rustc has already said about the user's code: unused variables, code that cannot be reached, comparisons that
 * are always true, divisions by a literal 0. */
#ifdef __CUDACC__
#pragma nv_diag_suppress 39, 111, 128, 177, 186, 550
#endif

typedef signed char i8;
typedef unsigned char u8;
typedef short i16;
typedef unsigned short u16;
typedef int i32;
typedef unsigned int u32;
typedef long long i64;
typedef unsigned long long u64;
typedef long long isize;
typedef unsigned long long usize;
typedef float f32;
typedef double f64;

/* What a message handler without an answer gives back. */
struct rk_unit {
};

/* `[T; N]`, a value. Indices are checked before, never here. */
template <class T, u64 N>
struct rk_array {
    T at[N];

    __device__ T& operator[](u64 index) { return at[index]; }
    __device__ const T& operator[](u64 index) const { return at[index]; }
};

/* An array of one value. */
template <class A, class T>
__device__ inline A rk_repeat(const T& value)
{
    A array;
    for (u64 i = 0; i < sizeof(A) / sizeof(T); ++i) {
        array.at[i] = value;
    }
    return array;
}

/* Facts of an integer type: its unsigned twin, the unsigned type to compute in (C would promote a narrower one to a
 * signed int), its width and limits, and the first power of two above it. */
template <class T>
struct rk_integer;

template <>
struct rk_integer<i8> {
    using bits = u8;
    using wide = u32;
    static constexpr u32 WIDTH = 8;
    static constexpr bool SIGNED = true;
    static constexpr i8 MIN = -128;
    static constexpr i8 MAX = 127;
    static constexpr f64 ABOVE = 128.0;
};

template <>
struct rk_integer<u8> {
    using bits = u8;
    using wide = u32;
    static constexpr u32 WIDTH = 8;
    static constexpr bool SIGNED = false;
    static constexpr u8 MIN = 0;
    static constexpr u8 MAX = 255;
    static constexpr f64 ABOVE = 256.0;
};

template <>
struct rk_integer<i16> {
    using bits = u16;
    using wide = u32;
    static constexpr u32 WIDTH = 16;
    static constexpr bool SIGNED = true;
    static constexpr i16 MIN = -32768;
    static constexpr i16 MAX = 32767;
    static constexpr f64 ABOVE = 32768.0;
};

template <>
struct rk_integer<u16> {
    using bits = u16;
    using wide = u32;
    static constexpr u32 WIDTH = 16;
    static constexpr bool SIGNED = false;
    static constexpr u16 MIN = 0;
    static constexpr u16 MAX = 65535;
    static constexpr f64 ABOVE = 65536.0;
};

template <>
struct rk_integer<i32> {
    using bits = u32;
    using wide = u32;
    static constexpr u32 WIDTH = 32;
    static constexpr bool SIGNED = true;
    static constexpr i32 MIN = -2147483647 - 1;
    static constexpr i32 MAX = 2147483647;
    static constexpr f64 ABOVE = 2147483648.0;
};

template <>
struct rk_integer<u32> {
    using bits = u32;
    using wide = u32;
    static constexpr u32 WIDTH = 32;
    static constexpr bool SIGNED = false;
    static constexpr u32 MIN = 0;
    static constexpr u32 MAX = 4294967295u;
    static constexpr f64 ABOVE = 4294967296.0;
};

template <>
struct rk_integer<i64> {
    using bits = u64;
    using wide = u64;
    static constexpr u32 WIDTH = 64;
    static constexpr bool SIGNED = true;
    static constexpr i64 MIN = -9223372036854775807ll - 1;
    static constexpr i64 MAX = 9223372036854775807ll;
    static constexpr f64 ABOVE = 9223372036854775808.0;
};

template <>
struct rk_integer<u64> {
    using bits = u64;
    using wide = u64;
    static constexpr u32 WIDTH = 64;
    static constexpr bool SIGNED = false;
    static constexpr u64 MIN = 0;
    static constexpr u64 MAX = 18446744073709551615ull;
    static constexpr f64 ABOVE = 18446744073709551616.0;
};

/* Literals that C cannot write. */
__device__ inline f32 rk_f32_from_bits(u32 bits) { return __uint_as_float(bits); }
__device__ inline f64 rk_f64_from_bits(u64 bits) { return __longlong_as_double((i64)bits); }
__device__ inline f32 rk_f32_infinity() { return rk_f32_from_bits(0x7f800000u); }
__device__ inline f64 rk_f64_infinity() { return rk_f64_from_bits(0x7ff0000000000000ull); }

/* ptxas 13.0 takes what abs.s16 and neg.s16 give for a number of 16 bits in a register of 32, but of the minimum they give
 * 32768. nvcc makes these instructions out of any code that looks like them: so what becomes an i16, and what makes one
 * wider, is hidden from it. An empty statement costs no instruction. */
template <class T, class Wide>
__device__ inline T rk_narrowed(Wide wide)
{
#ifndef RK_EMULATED
    if constexpr (rk_integer<T>::WIDTH == 16 && rk_integer<T>::SIGNED) asm("" : "+r"(wide));
#endif
    return (T)wide;
}

__device__ inline i32 rk_widened(i16 a)
{
#ifdef RK_EMULATED
    return a;
#else
    i32 wide;
    asm("cvt.s32.s16 %0, %1;" : "=r"(wide) : "h"(a));
    return wide;
#endif
}

/* Wrapping arithmetic: signed overflow is undefined in C, so it goes through the unsigned twin. */
template <class T>
__device__ inline T rk_add(T a, T b)
{
    using wide = typename rk_integer<T>::wide;
    return rk_narrowed<T>((wide)a + (wide)b);
}

template <class T>
__device__ inline T rk_sub(T a, T b)
{
    using wide = typename rk_integer<T>::wide;
    return rk_narrowed<T>((wide)a - (wide)b);
}

template <class T>
__device__ inline T rk_mul(T a, T b)
{
    using wide = typename rk_integer<T>::wide;
    return rk_narrowed<T>((wide)a * (wide)b);
}

template <class T>
__device__ inline T rk_neg(T a)
{
    using wide = typename rk_integer<T>::wide;
    return rk_narrowed<T>((wide)0 - (wide)a);
}

/* Shifts take their amount modulo the width; the right shift of a signed value keeps its sign. */
template <class T, class Amount>
__device__ inline T rk_shl(T a, Amount amount)
{
    using wide = typename rk_integer<T>::wide;
    return (T)((wide)a << ((u32)amount & (rk_integer<T>::WIDTH - 1)));
}

template <class T, class Amount>
__device__ inline T rk_shr(T a, Amount amount)
{
    return (T)(a >> ((u32)amount & (rk_integer<T>::WIDTH - 1)));
}

template <class T>
__device__ inline T rk_rotate_left(T a, u32 amount)
{
    using bits = typename rk_integer<T>::bits;
    const u32 mask = rk_integer<T>::WIDTH - 1;
    return (T)(((bits)a << (amount & mask)) | ((bits)a >> ((0u - amount) & mask)));
}

template <class T>
__device__ inline T rk_rotate_right(T a, u32 amount)
{
    return rk_rotate_left(a, 0u - amount);
}

/* A float becomes the nearest integer towards zero that the type has; NaN becomes 0. */
template <class To, class From>
__device__ inline To rk_cast(From value)
{
    using limits = rk_integer<To>;
    const From above = (From)limits::ABOVE;
    const From below = limits::SIGNED ? -above : (From)0;
    if (value != value) {
        return 0;
    }
    if (value >= above) {
        return limits::MAX;
    }
    return value <= below ? limits::MIN : (To)value;
}

/* The values of `start..=end`; unlike a C loop it ends when `end` is the last value of the type. */
template <class T>
struct rk_inclusive {
    T value;
    T end;
    bool more;

    __device__ rk_inclusive(T start, T end) : value(start), end(end), more(start <= end) {}
    __device__ void next()
    {
        more = value < end;
        value += more ? 1 : 0;
    }
};

/* Bits. */
template <class T>
__device__ inline u32 rk_count_ones(T a)
{
    using bits = typename rk_integer<T>::bits;
    if constexpr (rk_integer<T>::WIDTH == 64) {
        return (u32)__popcll((u64)a);
    } else {
        return (u32)__popc((u32)(bits)a);
    }
}

template <class T>
__device__ inline u32 rk_leading_zeros(T a)
{
    using bits = typename rk_integer<T>::bits;
    if constexpr (rk_integer<T>::WIDTH == 64) {
        return (u32)__clzll((i64)a);
    } else {
        return (u32)__clz((i32)(u32)(bits)a) - (32 - rk_integer<T>::WIDTH);
    }
}

template <class T>
__device__ inline u32 rk_trailing_zeros(T a)
{
    using bits = typename rk_integer<T>::bits;
    if (a == 0) {
        return rk_integer<T>::WIDTH;
    }
    if constexpr (rk_integer<T>::WIDTH == 64) {
        return (u32)__ffsll((i64)a) - 1u;
    } else {
        return (u32)__ffs((i32)(u32)(bits)a) - 1u;
    }
}

/* Integers: the least, the greatest, the absolute value (which wraps at the minimum). */
template <class T>
__device__ inline T rk_min(T a, T b)
{
    return b < a ? b : a;
}

template <class T>
__device__ inline T rk_max(T a, T b)
{
    return a < b ? b : a;
}

template <class T>
__device__ inline T rk_abs(T a)
{
    return a < 0 ? rk_neg(a) : a;
}

/* Floats: one overload for each width. The first block is exact or correctly rounded. */
#define RK_FLOAT_1(name, c32, c64)                             \
    __device__ inline f32 name(f32 a) { return c32(a); }       \
    __device__ inline f64 name(f64 a) { return c64(a); }
#define RK_FLOAT_2(name, c32, c64)                                   \
    __device__ inline f32 name(f32 a, f32 b) { return c32(a, b); }   \
    __device__ inline f64 name(f64 a, f64 b) { return c64(a, b); }

RK_FLOAT_1(rk_sqrt, sqrtf, sqrt)
/* Of a NaN, abs.f32 and neg.f32 may give any NaN. An `and` or `xor` of the bits would give Rust's, but is an instruction
 * of its own, while these two cost nothing in an operand. */
RK_FLOAT_1(rk_abs, fabsf, fabs)
RK_FLOAT_1(rk_floor, floorf, floor)
RK_FLOAT_1(rk_ceil, ceilf, ceil)
RK_FLOAT_1(rk_round, roundf, round)
RK_FLOAT_1(rk_trunc, truncf, trunc)
RK_FLOAT_2(rk_min, fminf, fmin)
RK_FLOAT_2(rk_max, fmaxf, fmax)
RK_FLOAT_2(rk_copysign, copysignf, copysign)
RK_FLOAT_2(rk_rem, fmodf, fmod)

__device__ inline f32 rk_fma(f32 a, f32 b, f32 c) { return fmaf(a, b, c); }
__device__ inline f64 rk_fma(f64 a, f64 b, f64 c) { return fma(a, b, c); }

__device__ inline bool rk_is_nan(f32 a) { return a != a; }
__device__ inline bool rk_is_nan(f64 a) { return a != a; }
__device__ inline bool rk_is_infinite(f32 a) { return fabsf(a) == rk_f32_infinity(); }
__device__ inline bool rk_is_infinite(f64 a) { return fabs(a) == rk_f64_infinity(); }
__device__ inline bool rk_is_finite(f32 a) { return fabsf(a) < rk_f32_infinity(); }
__device__ inline bool rk_is_finite(f64 a) { return fabs(a) < rk_f64_infinity(); }

RK_FLOAT_1(rk_sin, sinf, sin)
RK_FLOAT_1(rk_cos, cosf, cos)
RK_FLOAT_1(rk_tan, tanf, tan)
RK_FLOAT_1(rk_asin, asinf, asin)
RK_FLOAT_1(rk_acos, acosf, acos)
RK_FLOAT_1(rk_atan, atanf, atan)
RK_FLOAT_2(rk_atan2, atan2f, atan2)
RK_FLOAT_1(rk_sinh, sinhf, sinh)
RK_FLOAT_1(rk_cosh, coshf, cosh)
RK_FLOAT_1(rk_tanh, tanhf, tanh)
RK_FLOAT_1(rk_exp, expf, exp)
RK_FLOAT_1(rk_exp2, exp2f, exp2)
RK_FLOAT_1(rk_expm1, expm1f, expm1)
RK_FLOAT_1(rk_ln, logf, log)
RK_FLOAT_1(rk_log2, log2f, log2)
RK_FLOAT_1(rk_log10, log10f, log10)
RK_FLOAT_1(rk_log1p, log1pf, log1p)
RK_FLOAT_2(rk_pow, powf, pow)
RK_FLOAT_1(rk_cbrt, cbrtf, cbrt)
RK_FLOAT_2(rk_hypot, hypotf, hypot)

#undef RK_FLOAT_1
#undef RK_FLOAT_2

#endif
