/* Methods of Rust's integers that C has no operator for. All wrap, saturate or shift as the Rust method of that name does
 * in release mode; what would panic there was checked before. Needs math.cuh. */
#ifndef RK_INTEGER_CUH
#define RK_INTEGER_CUH

template <class T>
__device__ inline T rk_signum(T a)
{
    return (T)((a > 0) - (a < 0));
}

template <class T>
__device__ inline typename rk_integer<T>::bits rk_unsigned_abs(T a)
{
    return (typename rk_integer<T>::bits)rk_abs(a);
}

template <class T>
__device__ inline typename rk_integer<T>::bits rk_abs_diff(T a, T b)
{
    using bits = typename rk_integer<T>::bits;
    return a < b ? rk_sub((bits)b, (bits)a) : rk_sub((bits)a, (bits)b);
}

template <class T>
__device__ inline T rk_int_pow(T base, u32 exponent)
{
    T result = 1;
    for (; exponent != 0; exponent >>= 1) {
        if (exponent & 1) {
            result = rk_mul(result, base);
        }
        base = rk_mul(base, base);
    }
    return result;
}

/* Division. The divisor is not 0; `MIN / -1` wraps where the method's name says so and is checked elsewhere. */
template <class T>
__device__ inline T rk_wrapping_div(T a, T b)
{
    if constexpr (rk_integer<T>::SIGNED) {
        if (b == (T)-1) {
            return rk_neg(a);
        }
    }
    return (T)(a / b);
}

template <class T>
__device__ inline T rk_wrapping_rem(T a, T b)
{
    if constexpr (rk_integer<T>::SIGNED) {
        if (b == (T)-1) {
            return 0;
        }
    }
    return (T)(a % b);
}

template <class T>
__device__ inline T rk_rem_euclid(T a, T b)
{
    const T r = rk_wrapping_rem(a, b);
    if constexpr (rk_integer<T>::SIGNED) {
        if (r < 0) {
            return b < 0 ? rk_sub(r, b) : rk_add(r, b);
        }
    }
    return r;
}

template <class T>
__device__ inline T rk_div_euclid(T a, T b)
{
    const T q = rk_wrapping_div(a, b);
    if constexpr (rk_integer<T>::SIGNED) {
        if (rk_wrapping_rem(a, b) < 0) {
            return b > 0 ? rk_sub(q, (T)1) : rk_add(q, (T)1);
        }
    }
    return q;
}

template <class T>
__device__ inline T rk_saturating_div(T a, T b)
{
    if constexpr (rk_integer<T>::SIGNED) {
        if (a == rk_integer<T>::MIN && b == (T)-1) {
            return rk_integer<T>::MAX;
        }
    }
    return (T)(a / b);
}

template <class T>
__device__ inline T rk_div_ceil(T a, T b)
{
    return (T)(a / b + (a % b != 0 ? 1 : 0));
}

template <class T>
__device__ inline T rk_next_multiple_of(T a, T b)
{
    const T r = (T)(a % b);
    return r == 0 ? a : rk_add(a, (T)(b - r));
}

/* Whether an operation does not fit the type. */
template <class T>
__device__ inline bool rk_add_overflows(T a, T b)
{
    if constexpr (rk_integer<T>::SIGNED) {
        return b < 0 ? a < rk_integer<T>::MIN - b : a > rk_integer<T>::MAX - b;
    } else {
        return rk_add(a, b) < a;
    }
}

template <class T>
__device__ inline bool rk_sub_overflows(T a, T b)
{
    if constexpr (rk_integer<T>::SIGNED) {
        return b < 0 ? a > rk_integer<T>::MAX + b : a < rk_integer<T>::MIN + b;
    } else {
        return a < b;
    }
}

template <class T>
__device__ inline bool rk_mul_overflows(T a, T b)
{
    if (a == 0 || b == 0) {
        return false;
    }
    if constexpr (rk_integer<T>::SIGNED) {
        /* The quotient below would itself overflow. */
        if (a == (T)-1 || b == (T)-1) {
            return (a == (T)-1 ? b : a) == rk_integer<T>::MIN;
        }
    }
    return (T)(rk_mul(a, b) / b) != a;
}

template <class T>
__device__ inline bool rk_pow_overflows(T base, u32 exponent)
{
    T result = 1;
    bool over = false, base_over = false;
    for (; exponent != 0; exponent >>= 1) {
        if (exponent & 1) {
            over = over || base_over || rk_mul_overflows(result, base);
            result = rk_mul(result, base);
        }
        base_over = base_over || rk_mul_overflows(base, base);
        base = rk_mul(base, base);
    }
    return over;
}

template <class T>
__device__ inline bool rk_neg_overflows(T a)
{
    return rk_integer<T>::SIGNED ? a == rk_integer<T>::MIN : a != 0;
}

template <class T>
__device__ inline bool rk_shift_overflows(T, u32 amount)
{
    return amount >= rk_integer<T>::WIDTH;
}

/* Whether there is no quotient, or none that fits. */
template <class T>
__device__ inline bool rk_div_overflows(T a, T b)
{
    return b == 0 || (rk_integer<T>::SIGNED && a == rk_integer<T>::MIN && b == (T)-1);
}

template <class T>
__device__ inline bool rk_next_multiple_of_overflows(T a, T b)
{
    return b == 0 || rk_next_multiple_of(a, b) < a;
}

template <class T>
__device__ inline bool rk_next_power_of_two_overflows(T a)
{
    return a > (T)((T)1 << (rk_integer<T>::WIDTH - 1));
}

template <class T>
__device__ inline bool rk_is_not_positive(T a)
{
    return a <= 0;
}

/* An unsigned number and a signed one of its width. */
template <class T, class S>
__device__ inline T rk_add_signed(T a, S b)
{
    return rk_add(a, (T)b);
}

template <class T, class S>
__device__ inline bool rk_add_signed_overflows(T a, S b)
{
    return (rk_add(a, (T)b) < a) != (b < 0);
}

template <class T, class S>
__device__ inline T rk_saturating_add_signed(T a, S b)
{
    return rk_add_signed_overflows(a, b) ? (b < 0 ? (T)0 : rk_integer<T>::MAX) : rk_add_signed(a, b);
}

template <class T>
__device__ inline T rk_limit(bool negative)
{
    return negative ? rk_integer<T>::MIN : rk_integer<T>::MAX;
}

template <class T>
__device__ inline T rk_saturating_add(T a, T b)
{
    return rk_add_overflows(a, b) ? rk_limit<T>(b < 0) : rk_add(a, b);
}

template <class T>
__device__ inline T rk_saturating_sub(T a, T b)
{
    return rk_sub_overflows(a, b) ? rk_limit<T>(!rk_integer<T>::SIGNED || b > 0) : rk_sub(a, b);
}

template <class T>
__device__ inline T rk_saturating_mul(T a, T b)
{
    return rk_mul_overflows(a, b) ? rk_limit<T>((a < 0) != (b < 0)) : rk_mul(a, b);
}

template <class T>
__device__ inline T rk_saturating_neg(T a)
{
    return a == rk_integer<T>::MIN ? rk_integer<T>::MAX : rk_neg(a);
}

template <class T>
__device__ inline T rk_saturating_abs(T a)
{
    return a < 0 ? rk_saturating_neg(a) : a;
}

template <class T>
__device__ inline T rk_saturating_pow(T base, u32 exponent)
{
    return rk_pow_overflows(base, exponent) ? rk_limit<T>(base < 0 && (exponent & 1)) : rk_int_pow(base, exponent);
}

/* Bits. */
template <class T>
__device__ inline u32 rk_count_zeros(T a)
{
    return rk_integer<T>::WIDTH - rk_count_ones(a);
}

template <class T>
__device__ inline u32 rk_leading_ones(T a)
{
    return rk_leading_zeros((T)~a);
}

template <class T>
__device__ inline u32 rk_trailing_ones(T a)
{
    return rk_trailing_zeros((T)~a);
}

/* One more than the place of the lowest bit that is set, 0 where none is. */
template <class T>
__device__ inline u32 rk_ffs(T a)
{
    return a == 0 ? 0u : rk_trailing_zeros(a) + 1u;
}

template <class T>
__device__ inline T rk_reverse_bits(T a)
{
    using bits = typename rk_integer<T>::bits;
    if constexpr (rk_integer<T>::WIDTH == 64) {
        return (T)__brevll((u64)a);
    } else {
        return (T)(bits)(__brev((u32)(bits)a) >> (32 - rk_integer<T>::WIDTH));
    }
}

template <class T>
__device__ inline T rk_swap_bytes(T a)
{
    using bits = typename rk_integer<T>::bits;
    if constexpr (rk_integer<T>::WIDTH == 64) {
        const u64 high = __byte_perm((u32)(u64)a, 0u, 0x0123u), low = __byte_perm((u32)((u64)a >> 32), 0u, 0x0123u);
        return (T)(high << 32 | low);
    } else {
        return (T)(bits)(__byte_perm((u32)(bits)a, 0u, 0x0123u) >> (32 - rk_integer<T>::WIDTH));
    }
}

template <class T>
__device__ inline bool rk_is_power_of_two(T a)
{
    return rk_count_ones(a) == 1;
}

/* Wraps to 0 where the type has no such power. */
template <class T>
__device__ inline T rk_next_power_of_two(T a)
{
    if (a <= 1) {
        return 1;
    }
    const u32 places = rk_integer<T>::WIDTH - rk_leading_zeros((T)(a - 1));
    return places == rk_integer<T>::WIDTH ? (T)0 : (T)((T)1 << places);
}

/* The argument is positive. */
template <class T>
__device__ inline u32 rk_ilog2(T a)
{
    return rk_integer<T>::WIDTH - 1 - rk_leading_zeros(a);
}

template <class T>
__device__ inline u32 rk_ilog10(T a)
{
    u32 places = 0;
    for (; a >= 10; a = (T)(a / 10)) {
        ++places;
    }
    return places;
}

/* The argument is not negative. */
template <class T>
__device__ inline T rk_isqrt(T a)
{
    u64 rest = (u64)a, root = 0, bit = (u64)1 << (rk_integer<T>::WIDTH - 2);
    for (; bit != 0; bit >>= 2) {
        const bool fits = rest >= root + bit;
        rest -= fits ? root + bit : 0;
        root = (root >> 1) + (fits ? bit : 0);
    }
    return (T)root;
}

template <class T>
__device__ inline bool rk_is_positive(T a)
{
    return a > 0;
}

template <class T>
__device__ inline bool rk_is_negative(T a)
{
    return a < 0;
}

#endif
