/* Floats narrower than f32, kept as their bits: f16 and bf16 as the crate `half` has them, and two of 8 bits that are
 * only converted. Needs math.cuh.
 *
 * Everything is made of integer operations and of f32 arithmetic on the converted values, so it is the same on the host.
 * f32 to a narrower one rounds to nearest, ties to even. A NaN stays one: among f16 and bf16 it keeps its sign and the
 * upper bits of its payload and becomes quiet, as an 8-bit float it is 0x7f. Too large numbers become infinite as f16
 * and bf16, and the greatest finite one of their sign as an 8-bit float, as infinities do there. */
#ifndef RK_NARROW_CUH
#define RK_NARROW_CUH

struct f16 {
    u16 bits;
};
struct bf16 {
    u16 bits;
};
/* One sign bit, 4 bits of exponent, 3 of mantissa; no infinities, one NaN of each sign. */
struct F8E4M3 {
    u8 bits;
};
/* One sign bit, 5 bits of exponent, 2 of mantissa; infinities and NaNs as in IEEE 754. */
struct F8E5M2 {
    u8 bits;
};

/* A finite f32 without its sign, in a format of so many bits of mantissa and this bias of the exponent. The result goes on
 * above the format's greatest number. */
template <i32 MANTISSA, i32 BIAS>
__device__ inline u32 rk_rounded(u32 magnitude)
{
    const i32 exponent = (i32)(magnitude >> 23) - 127 + BIAS;
    u32 digits = magnitude & 0x7fffffu;
    i32 dropped = 23 - MANTISSA;
    u32 base = 0;
    if (exponent > 0) {
        base = (u32)exponent << MANTISSA;
    } else {
        /* Subnormal there; what is subnormal as f32 is far less than half of the smallest. */
        digits |= 0x800000u;
        dropped += 1 - exponent;
        if (dropped > 24) {
            return 0;
        }
    }
    const u32 kept = digits >> dropped;
    const u32 rest = digits & ((1u << dropped) - 1u);
    const u32 half = 1u << (dropped - 1);
    const bool up = rest > half || (rest == half && (kept & 1u) != 0);
    return base + kept + (up ? 1u : 0u);
}

/* The other way; exact. */
template <i32 MANTISSA, i32 BIAS>
__device__ inline u32 rk_widened(u32 magnitude)
{
    if (magnitude >> MANTISSA == 0) {
        const f32 unit = rk_f32_from_bits((u32)(128 - BIAS - MANTISSA) << 23);
        return __float_as_uint((f32)magnitude * unit);
    }
    return (magnitude << (23 - MANTISSA)) + ((u32)(127 - BIAS) << 23);
}

template <class T>
__device__ inline T rk_narrow(f32 value);

template <>
__device__ inline f16 rk_narrow<f16>(f32 value)
{
    const u32 bits = __float_as_uint(value);
    const u32 magnitude = bits & 0x7fffffffu;
    u32 result;
    if (magnitude > 0x7f800000u) {
        result = 0x7e00u | (magnitude >> 13 & 0x3ffu);
    } else {
        result = rk_rounded<10, 15>(magnitude);
        result = result > 0x7c00u ? 0x7c00u : result;
    }
    return f16{(u16)(bits >> 16 & 0x8000u | result)};
}

template <>
__device__ inline bf16 rk_narrow<bf16>(f32 value)
{
    const u32 bits = __float_as_uint(value);
    if ((bits & 0x7fffffffu) > 0x7f800000u) {
        return bf16{(u16)(bits >> 16 | 0x40u)};
    }
    return bf16{(u16)((bits + 0x7fffu + (bits >> 16 & 1u)) >> 16)};
}

template <>
__device__ inline F8E4M3 rk_narrow<F8E4M3>(f32 value)
{
    const u32 bits = __float_as_uint(value);
    const u32 magnitude = bits & 0x7fffffffu;
    if (magnitude > 0x7f800000u) {
        return F8E4M3{0x7f};
    }
    const u32 result = rk_rounded<3, 7>(magnitude);
    return F8E4M3{(u8)((bits >> 24 & 0x80u) | (result > 0x7eu ? 0x7eu : result))};
}

template <>
__device__ inline F8E5M2 rk_narrow<F8E5M2>(f32 value)
{
    const u32 bits = __float_as_uint(value);
    const u32 magnitude = bits & 0x7fffffffu;
    if (magnitude > 0x7f800000u) {
        return F8E5M2{0x7f};
    }
    const u32 result = rk_rounded<2, 15>(magnitude);
    return F8E5M2{(u8)((bits >> 24 & 0x80u) | (result > 0x7bu ? 0x7bu : result))};
}

__device__ inline f32 rk_to_f32(f16 value)
{
    const u32 sign = (u32)(value.bits & 0x8000u) << 16;
    const u32 magnitude = value.bits & 0x7fffu;
    if (magnitude > 0x7c00u) {
        return rk_f32_from_bits(sign | 0x7fc00000u | magnitude << 13);
    }
    return rk_f32_from_bits(sign | (magnitude == 0x7c00u ? 0x7f800000u : rk_widened<10, 15>(magnitude)));
}

__device__ inline f32 rk_to_f32(bf16 value)
{
    const u32 quiet = (value.bits & 0x7fffu) > 0x7f80u ? 0x40u : 0u;
    return rk_f32_from_bits((value.bits | quiet) << 16);
}

__device__ inline f32 rk_to_f32(F8E4M3 value)
{
    const u32 sign = (u32)(value.bits & 0x80u) << 24;
    const u32 magnitude = value.bits & 0x7fu;
    return rk_f32_from_bits(sign | (magnitude == 0x7fu ? 0x7fc00000u : rk_widened<3, 7>(magnitude)));
}

__device__ inline f32 rk_to_f32(F8E5M2 value)
{
    const u32 sign = (u32)(value.bits & 0x80u) << 24;
    const u32 magnitude = value.bits & 0x7fu;
    if (magnitude >= 0x7cu) {
        return rk_f32_from_bits(sign | (magnitude == 0x7cu ? 0x7f800000u : 0x7fc00000u));
    }
    return rk_f32_from_bits(sign | rk_widened<2, 15>(magnitude));
}

template <class T>
__device__ inline auto rk_narrow_bits(T value)
{
    return value.bits;
}

template <class T, class B>
__device__ inline T rk_of_bits(B bits)
{
    return T{bits};
}

/* What differs between f16 and bf16. */
template <class T>
struct rk_half;
template <>
struct rk_half<f16> {
    static constexpr u32 INFINITE = 0x7c00;
    static constexpr u16 UNIT = 0x3c00;
    static constexpr u32 MANTISSA = 10;
};
template <>
struct rk_half<bf16> {
    static constexpr u32 INFINITE = 0x7f80;
    static constexpr u16 UNIT = 0x3f80;
    static constexpr u32 MANTISSA = 7;
};

template <class T>
__device__ inline bool rk_half_is_nan(T a)
{
    return (a.bits & 0x7fffu) > rk_half<T>::INFINITE;
}

template <class T>
__device__ inline bool rk_half_is_infinite(T a)
{
    return (a.bits & 0x7fffu) == rk_half<T>::INFINITE;
}

template <class T>
__device__ inline bool rk_half_is_finite(T a)
{
    return (a.bits & 0x7fffu) < rk_half<T>::INFINITE;
}

template <class T>
__device__ inline bool rk_half_is_normal(T a)
{
    return rk_half_is_finite(a) && (a.bits & rk_half<T>::INFINITE) != 0;
}

template <class T>
__device__ inline bool rk_half_is_sign_negative(T a)
{
    return (a.bits & 0x8000u) != 0;
}

template <class T>
__device__ inline bool rk_half_is_sign_positive(T a)
{
    return (a.bits & 0x8000u) == 0;
}

template <class T>
__device__ inline T rk_half_copysign(T a, T sign)
{
    return T{(u16)((sign.bits & 0x8000u) | (a.bits & 0x7fffu))};
}

template <class T>
__device__ inline T rk_half_signum(T a)
{
    return rk_half_is_nan(a) ? a : rk_half_copysign(T{rk_half<T>::UNIT}, a);
}

/* A NaN is converted by its bits: the conversion of the GPU makes it another. */
template <class T>
__device__ inline f64 rk_to_f64(T a)
{
    if (rk_half_is_nan(a)) {
        const u64 sign = (u64)(a.bits & 0x8000u) << 48;
        const u64 payload = (u64)(a.bits & 0x7fffu & ~rk_half<T>::INFINITE) << (52 - rk_half<T>::MANTISSA);
        return rk_f64_from_bits(sign | 0x7ff8000000000000ull | payload);
    }
    return (f64)rk_to_f32(a);
}

/* Operators: through f32, each result rounded. f32 has more than twice the digits and two, so what comes is the exact
 * result rounded once. */
#define RK_HALF_OPERATORS(T)                                                                                      \
    __device__ inline T operator+(T a, T b) { return rk_narrow<T>(rk_to_f32(a) + rk_to_f32(b)); }                 \
    __device__ inline T operator-(T a, T b) { return rk_narrow<T>(rk_to_f32(a) - rk_to_f32(b)); }                 \
    __device__ inline T operator*(T a, T b) { return rk_narrow<T>(rk_to_f32(a) * rk_to_f32(b)); }                 \
    __device__ inline T operator/(T a, T b) { return rk_narrow<T>(rk_to_f32(a) / rk_to_f32(b)); }                 \
    __device__ inline T rk_rem(T a, T b) { return rk_narrow<T>(rk_rem(rk_to_f32(a), rk_to_f32(b))); }             \
    __device__ inline T operator-(T a) { return T{(u16)(a.bits ^ 0x8000u)}; }                                     \
    __device__ inline bool operator==(T a, T b) { return rk_to_f32(a) == rk_to_f32(b); }                          \
    __device__ inline bool operator!=(T a, T b) { return rk_to_f32(a) != rk_to_f32(b); }                          \
    __device__ inline bool operator<(T a, T b) { return rk_to_f32(a) < rk_to_f32(b); }                            \
    __device__ inline bool operator<=(T a, T b) { return rk_to_f32(a) <= rk_to_f32(b); }                          \
    __device__ inline bool operator>(T a, T b) { return rk_to_f32(a) > rk_to_f32(b); }                            \
    __device__ inline bool operator>=(T a, T b) { return rk_to_f32(a) >= rk_to_f32(b); }
RK_HALF_OPERATORS(f16)
RK_HALF_OPERATORS(bf16)

template <class T>
__device__ inline T rk_half_min(T a, T b)
{
    return rk_half_is_nan(a) || b < a ? b : a;
}

template <class T>
__device__ inline T rk_half_max(T a, T b)
{
    return rk_half_is_nan(a) || b > a ? b : a;
}

/* A value of a fault's record. */
__device__ inline u64 rk_fault_bits(f16 value) { return value.bits; }
__device__ inline u64 rk_fault_bits(bf16 value) { return value.bits; }

#endif
