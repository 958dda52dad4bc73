/* Functions of CUDA's mathematical library that the host's has not, in long double and rounded once. */
#ifndef RK_SPECIAL_H
#define RK_SPECIAL_H

inline long double rk_pi() { return 3.14159265358979323846264338327950288L; }

inline long double rk_host_sinpi(long double x)
{
    const long double rest = x - 2 * roundl(x / 2);
    if (fabsl(rest) == 1) return copysignl(0, x);
    /* Near the zeros at 1 and -1 the product with pi would keep few digits. */
    return sinl(rk_pi() * (fabsl(rest) > 0.5L ? copysignl(1, rest) - rest : rest));
}

inline long double rk_host_cospi(long double x)
{
    const long double rest = fabsl(x - 2 * roundl(x / 2));
    if (rest == 0.5L) return 0;
    return fabsl(rest - 0.5L) < 0.25L ? sinl(rk_pi() * (0.5L - rest)) : cosl(rk_pi() * rest);
}

/* Where a function that falls or rises all the way takes a value, by halving. */
template <class F>
long double rk_host_inverse(F f, long double value, long double low, long double high)
{
    for (int step = 0; step < 200; ++step) {
        const long double middle = (low + high) / 2;
        (f(middle) < value ? low : high) = middle;
    }
    return (low + high) / 2;
}

inline long double rk_host_erfinv(long double y)
{
    if (!(y >= -1 && y <= 1)) return NAN;
    if (fabsl(y) == 1) return y * INFINITY;
    if (y == 0) return y;
    return rk_host_inverse([](long double x) { return erfl(x); }, y, -40, 40);
}

inline long double rk_host_erfcinv(long double y)
{
    if (!(y >= 0 && y <= 2)) return NAN;
    if (y == 0) return INFINITY;
    if (y == 2) return -INFINITY;
    if (y > 0.5L && y < 1.5L) return rk_host_erfinv(1 - y);
    return -rk_host_inverse([](long double x) { return erfcl(-x); }, y, -40, 40);
}

inline long double rk_host_norm_cdf(long double x) { return erfcl(-x / sqrtl(2.0L)) / 2; }
inline long double rk_host_norm_cdf_inv(long double p) { return -sqrtl(2.0L) * rk_host_erfcinv(2 * p); }

/* The power series, whose terms are all positive. */
inline long double rk_host_bessel_i(int order, long double x)
{
    const long double half = fabsl(x) / 2;
    long double term = order == 0 ? 1 : half, sum = 0;
    for (int k = 1; term > sum * 1e-22L; ++k) {
        sum += term;
        term *= half / k * (half / (k + order));
    }
    return order == 0 || x > 0 ? sum : -sum;
}

#define RK_SPECIAL(name, name32, form)                         \
    inline double name(double a) { return (double)form; }      \
    inline float name32(float a) { return (float)form; }
RK_SPECIAL(rsqrt, rsqrtf, (1 / sqrtl(a)))
RK_SPECIAL(sinpi, sinpif, rk_host_sinpi(a))
RK_SPECIAL(cospi, cospif, rk_host_cospi(a))
RK_SPECIAL(erfinv, erfinvf, rk_host_erfinv(a))
RK_SPECIAL(erfcinv, erfcinvf, rk_host_erfcinv(a))
RK_SPECIAL(normcdf, normcdff, rk_host_norm_cdf(a))
RK_SPECIAL(normcdfinv, normcdfinvf, rk_host_norm_cdf_inv(a))
RK_SPECIAL(cyl_bessel_i0, cyl_bessel_i0f, rk_host_bessel_i(0, a))
RK_SPECIAL(cyl_bessel_i1, cyl_bessel_i1f, rk_host_bessel_i(1, a))
#undef RK_SPECIAL

inline float __fdividef(float a, float b) { return a / b; }

#endif
