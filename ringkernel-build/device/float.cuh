/* Methods of Rust's floats beside the elementary functions of math.cuh, and functions of CUDA's mathematical library that
 * Rust has not. Needs math.cuh. */
#ifndef RK_FLOAT_CUH
#define RK_FLOAT_CUH

#define RK_FLOAT_1(name, c32, c64)                       \
    __device__ inline f32 name(f32 a) { return c32(a); } \
    __device__ inline f64 name(f64 a) { return c64(a); }
#define RK_FLOAT_2(name, c32, c64)                                 \
    __device__ inline f32 name(f32 a, f32 b) { return c32(a, b); } \
    __device__ inline f64 name(f64 a, f64 b) { return c64(a, b); }

/* Bits of a value and back. */
__device__ inline u32 rk_to_bits(f32 a) { return __float_as_uint(a); }
__device__ inline u64 rk_to_bits(f64 a) { return (u64)__double_as_longlong(a); }
__device__ inline f32 rk_from_bits(u32 bits) { return rk_f32_from_bits(bits); }
__device__ inline f64 rk_from_bits(u64 bits) { return rk_f64_from_bits(bits); }

/* Classification. */
__device__ inline bool rk_is_sign_negative(f32 a) { return (__float_as_uint(a) >> 31) != 0; }
__device__ inline bool rk_is_sign_negative(f64 a) { return __double_as_longlong(a) < 0; }

template <class T>
__device__ inline bool rk_is_sign_positive(T a)
{
    return !rk_is_sign_negative(a);
}

__device__ inline bool rk_is_normal(f32 a)
{
    const u32 exponent = __float_as_uint(a) >> 23 & 0xffu;
    return exponent != 0 && exponent != 0xffu;
}

__device__ inline bool rk_is_normal(f64 a)
{
    const u64 exponent = (u64)__double_as_longlong(a) >> 52 & 0x7ffu;
    return exponent != 0 && exponent != 0x7ffu;
}

template <class T>
__device__ inline bool rk_is_subnormal(T a)
{
    return a != 0 && !rk_is_normal(a) && rk_is_finite(a);
}

/* Exact, or rounded as the same steps in Rust are. */
RK_FLOAT_1(rk_round_ties_even, rintf, rint)
RK_FLOAT_2(rk_remainder, remainderf, remainder)
RK_FLOAT_2(rk_fdim, fdimf, fdim)
RK_FLOAT_2(rk_nextafter, nextafterf, nextafter)

__device__ inline f32 rk_recip(f32 a) { return 1.0f / a; }
__device__ inline f64 rk_recip(f64 a) { return 1.0 / a; }

template <class T>
__device__ inline T rk_fract(T a)
{
    return a - rk_trunc(a);
}

__device__ inline f32 rk_signum(f32 a) { return a != a ? a : copysignf(1.0f, a); }
__device__ inline f64 rk_signum(f64 a) { return a != a ? a : copysign(1.0, a); }

__device__ inline f32 rk_to_degrees(f32 a) { return a * 57.29578f; }
__device__ inline f64 rk_to_degrees(f64 a) { return a * (180.0 / 3.14159265358979323846); }
__device__ inline f32 rk_to_radians(f32 a) { return a * (3.14159274f / 180.0f); }
__device__ inline f64 rk_to_radians(f64 a) { return a * (3.14159265358979323846 / 180.0); }

/* Between 0 and 1; NaN becomes 0. */
__device__ inline f32 rk_saturate(f32 a) { return a > 0.0f ? fminf(a, 1.0f) : 0.0f; }
__device__ inline f64 rk_saturate(f64 a) { return a > 0.0 ? fmin(a, 1.0) : 0.0; }

template <class T>
__device__ inline T rk_clamp(T a, T low, T high)
{
    return a < low ? low : (a > high ? high : a);
}

__device__ inline f32 rk_rem_euclid(f32 a, f32 b)
{
    const f32 r = fmodf(a, b);
    return r < 0.0f ? r + fabsf(b) : r;
}

__device__ inline f64 rk_rem_euclid(f64 a, f64 b)
{
    const f64 r = fmod(a, b);
    return r < 0.0 ? r + fabs(b) : r;
}

__device__ inline f32 rk_div_euclid(f32 a, f32 b)
{
    const f32 q = truncf(a / b);
    return fmodf(a, b) < 0.0f ? (b > 0.0f ? q - 1.0f : q + 1.0f) : q;
}

__device__ inline f64 rk_div_euclid(f64 a, f64 b)
{
    const f64 q = trunc(a / b);
    return fmod(a, b) < 0.0 ? (b > 0.0 ? q - 1.0 : q + 1.0) : q;
}

/* The neighbour above or below, as Rust's `next_up` and `next_down`. */
template <class T>
__device__ inline T rk_next_up(T a)
{
    return a != a ? a : rk_nextafter(a, (T)rk_f64_infinity());
}

template <class T>
__device__ inline T rk_next_down(T a)
{
    return a != a ? a : rk_nextafter(a, -(T)rk_f64_infinity());
}

/* The steps of the compiler's own library for `powi`. */
template <class T>
__device__ inline T rk_powi(T a, i32 exponent)
{
    const bool inverse = exponent < 0;
    T result = 1;
    for (;;) {
        if (exponent & 1) {
            result *= a;
        }
        exponent /= 2;
        if (exponent == 0) {
            break;
        }
        a *= a;
    }
    return inverse ? 1 / result : result;
}

__device__ inline f32 rk_ldexp(f32 a, i32 exponent) { return ldexpf(a, exponent); }
__device__ inline f64 rk_ldexp(f64 a, i32 exponent) { return ldexp(a, exponent); }
__device__ inline i32 rk_ilogb(f32 a) { return ilogbf(a); }
__device__ inline i32 rk_ilogb(f64 a) { return ilogb(a); }

/* Elementary functions. */
RK_FLOAT_1(rk_asinh, asinhf, asinh)
RK_FLOAT_1(rk_acosh, acoshf, acosh)
RK_FLOAT_1(rk_atanh, atanhf, atanh)
RK_FLOAT_1(rk_exp10, exp10f, exp10)
RK_FLOAT_1(rk_rsqrt, rsqrtf, rsqrt)
RK_FLOAT_1(rk_sinpi, sinpif, sinpi)
RK_FLOAT_1(rk_cospi, cospif, cospi)

template <class T>
__device__ inline T rk_log(T a, T base)
{
    return rk_ln(a) / rk_ln(base);
}

/* Special functions. */
RK_FLOAT_1(rk_erf, erff, erf)
RK_FLOAT_1(rk_erfc, erfcf, erfc)
RK_FLOAT_1(rk_erfinv, erfinvf, erfinv)
RK_FLOAT_1(rk_erfcinv, erfcinvf, erfcinv)
RK_FLOAT_1(rk_norm_cdf, normcdff, normcdf)
RK_FLOAT_1(rk_norm_cdf_inv, normcdfinvf, normcdfinv)
RK_FLOAT_1(rk_lgamma, lgammaf, lgamma)
RK_FLOAT_1(rk_tgamma, tgammaf, tgamma)
RK_FLOAT_1(rk_j0, j0f, j0)
RK_FLOAT_1(rk_j1, j1f, j1)
RK_FLOAT_1(rk_y0, y0f, y0)
RK_FLOAT_1(rk_y1, y1f, y1)
RK_FLOAT_1(rk_cyl_bessel_i0, cyl_bessel_i0f, cyl_bessel_i0)
RK_FLOAT_1(rk_cyl_bessel_i1, cyl_bessel_i1f, cyl_bessel_i1)

/* Of a negative order NaN, as CUDA has it and other libraries have not. jnf gives NaN for arguments near 0 on a GPU as
 * well (CUDA 13.0, sm_90), which jn does not. */
__device__ inline f32 rk_jn(i32 order, f32 a) { return order < 0 ? rk_f32_from_bits(0x7fc00000u) : (f32)jn(order, (f64)a); }
__device__ inline f64 rk_jn(i32 order, f64 a) { return order < 0 ? rk_f64_from_bits(0x7ff8000000000000ull) : jn(order, a); }
__device__ inline f32 rk_yn(i32 order, f32 a) { return order < 0 ? rk_f32_from_bits(0x7fc00000u) : ynf(order, a); }
__device__ inline f64 rk_yn(i32 order, f64 a) { return order < 0 ? rk_f64_from_bits(0x7ff8000000000000ull) : yn(order, a); }

/* Faster than `/` and less exact, and 0 or NaN where |b| is above 2^126; a quotient for f64. */
__device__ inline f32 rk_fdividef(f32 a, f32 b) { return __fdividef(a, b); }
__device__ inline f64 rk_fdividef(f64 a, f64 b) { return a / b; }

#undef RK_FLOAT_1
#undef RK_FLOAT_2

#endif
