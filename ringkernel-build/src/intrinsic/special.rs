//! Special functions of CUDA's mathematical library.

use super::row::rows;

rows! {
    Erf Float [Function "erf"] (T) -> T, Pure Ulp(2.0, 2.0), "rk_erf" 0, "gpu::float::erf";
    Erfc Float [Function "erfc"] (T) -> T, Pure Ulp(4.0, 5.0), "rk_erfc" 0, "gpu::float::erfc";
    Erfinv Float [Function "erfinv"] (T) -> T, Pure Ulp(2.0, 5.0), "rk_erfinv" 0, "gpu::float::erfinv";
    Erfcinv Float [Function "erfcinv"] (T) -> T, Pure Ulp(4.0, 6.0), "rk_erfcinv" 0, "gpu::float::erfcinv";
    NormCdf Float [Function "norm_cdf", Function "normcdf"] (T) -> T, Pure Ulp(5.0, 5.0), "rk_norm_cdf" 0, "gpu::float::norm_cdf";
    NormCdfInv Float [Function "norm_cdf_inv", Function "normcdfinv"] (T) -> T, Pure Ulp(5.0, 8.0), "rk_norm_cdf_inv" 0, "gpu::float::norm_cdf_inv";
    Lgamma Float [Function "lgamma"] (T) -> T, Pure Ulp(6.0, 4.0), "rk_lgamma" 0, "gpu::float::lgamma";
    Tgamma Float [Function "tgamma", Function "gamma"] (T) -> T, Pure Ulp(11.0, 10.0), "rk_tgamma" 0, "gpu::float::tgamma";
    J0 Float [Function "j0"] (T) -> T, Pure Scaled(9.0, 7.0), "rk_j0" 0, "gpu::float::j0";
    J1 Float [Function "j1"] (T) -> T, Pure Scaled(9.0, 7.0), "rk_j1" 0, "gpu::float::j1";
    Y0 Float [Function "y0"] (T) -> T, Pure Scaled(9.0, 7.0), "rk_y0" 0, "gpu::float::y0";
    Y1 Float [Function "y1"] (T) -> T, Pure Scaled(9.0, 7.0), "rk_y1" 0, "gpu::float::y1";
    CylBesselI0 Float [Function "cyl_bessel_i0"] (T) -> T, Pure Ulp(6.0, 6.0), "rk_cyl_bessel_i0" 0, "gpu::float::cyl_bessel_i0";
    CylBesselI1 Float [Function "cyl_bessel_i1"] (T) -> T, Pure Ulp(6.0, 6.0), "rk_cyl_bessel_i1" 0, "gpu::float::cyl_bessel_i1";
    // NaN for a negative order, on all back ends.
    Jn Float [Function "jn"] (I32, T) -> T, Pure Scaled(32.0, 12000.0), "rk_jn" 0, "gpu::float::jn";
    Yn Float [Function "yn"] (I32, T) -> T, Pure Scaled(32.0, 12000.0), "rk_yn" 0, "gpu::float::yn";
    Recip Float [Method "recip", Function "rcp", Function "recip"] (T) -> T, Pure Exact, "rk_recip" 0, "gpu::float::recip";
    // Of f32, where the magnitude of the divisor is from 2^-126 to 2^126: above it the quotient is 0, or NaN if the dividend
    // is infinite.
    Fdividef Float [Function "fdividef", Function "fast_div"] (T, T) -> T, Pure Ulp(2.0, 0.0), "rk_fdividef" 0, "gpu::float::fdividef";
    Saturate Float [Method "saturate", Method "clamp_01", Function "saturate", Function "clamp_01"] (T) -> T, Pure Exact, "rk_saturate" 0, "gpu::float::saturate";
}
