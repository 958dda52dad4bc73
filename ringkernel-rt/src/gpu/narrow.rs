//! Floats narrower than f32: f16 and bf16 of the crate `half`, and two of 8 bits that are only kept and converted.
//!
//! f16 and bf16 compute as `half` does, through f32, with each result rounded to nearest, ties to even; the device gives
//! the same bits. Conversions keep a NaN's sign and the upper bits of its payload, and make it quiet. Which NaN an
//! operator gives is open, as it is for f32.

pub use half::{bf16, f16};

/// Defines an 8-bit float of so many bits of mantissa, with this bias of the exponent and this greatest finite number.
macro_rules! eighth {
    ($(#[$doc:meta])* $name:ident, $mantissa:literal, $bias:literal, $greatest:literal, $infinity:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Default)]
        pub struct $name(u8);

        impl $name {
            /// The nearest to `value`, of two equally near ones the even one. What is beyond the greatest finite number,
            /// infinities too, becomes that number; a NaN becomes the NaN 0x7f.
            #[must_use]
            pub fn from_f32(value: f32) -> Self {
                if value.is_nan() {
                    return Self(0x7f);
                }
                let sign = u8::from(value.is_sign_negative()) << 7;
                let magnitude = rounded(value.abs(), $mantissa, $bias).min($greatest);
                Self(sign | magnitude as u8)
            }

            /// The same number as f32.
            #[must_use]
            pub fn to_f32(self) -> f32 {
                let magnitude = self.0 & 0x7f;
                let value = if Some(magnitude) == $infinity {
                    f32::INFINITY
                } else if magnitude > $greatest {
                    f32::NAN
                } else {
                    widened(magnitude, $mantissa, $bias)
                };
                f32::from_bits(value.to_bits() | u32::from(self.0 & 0x80) << 24)
            }

            /// The number with these bits.
            #[must_use]
            pub const fn from_bits(bits: u8) -> Self {
                Self(bits)
            }

            /// The number's bits.
            #[must_use]
            pub const fn to_bits(self) -> u8 {
                self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.to_f32().fmt(f)
            }
        }
    };
}

eighth! {
    /// A float of 4 bits of exponent and 3 of mantissa, up to 448, without infinities (E4M3 of the OCP's 8-bit floating
    /// point specification). It is kept and converted; compute with f32.
    F8E4M3, 3, 7, 0x7e, None::<u8>
}

eighth! {
    /// A float of 5 bits of exponent and 2 of mantissa, up to 57344, with infinities (E5M2 of the OCP's 8-bit floating
    /// point specification). It is kept and converted; compute with f32.
    F8E5M2, 2, 15, 0x7b, Some(0x7c)
}

/// The magnitude of a number that is not negative in a narrower format; it goes on above the format's greatest number.
fn rounded(value: f32, mantissa: i32, bias: i32) -> u32 {
    let bits = value.to_bits();
    let exponent = (bits >> 23) as i32 - 127 + bias;
    let (base, digits, dropped) = if exponent > 0 {
        (
            (exponent as u32) << mantissa,
            bits & 0x7f_ffff,
            23 - mantissa,
        )
    } else {
        (0, bits & 0x7f_ffff | 0x80_0000, 24 - mantissa - exponent)
    };
    if dropped > 24 {
        return 0;
    }
    let kept = digits >> dropped;
    let rest = digits & ((1 << dropped) - 1);
    let half = 1 << (dropped - 1);
    base + kept + u32::from(rest > half || (rest == half && kept & 1 == 1))
}

/// The f32 of a finite magnitude in a narrower format.
fn widened(magnitude: u8, mantissa: i32, bias: i32) -> f32 {
    let magnitude = u32::from(magnitude);
    if magnitude >> mantissa == 0 {
        let unit = f32::from_bits(((128 - bias - mantissa) as u32) << 23);
        return magnitude as f32 * unit;
    }
    f32::from_bits((magnitude << (23 - mantissa)) + (((127 - bias) as u32) << 23))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every finite magnitude in order, by the definition of the format.
    fn values(mantissa: i32, bias: i32, greatest: u8) -> Vec<f64> {
        (0..=greatest)
            .map(|bits| {
                let exponent = i32::from(bits) >> mantissa;
                let digits = f64::from(i32::from(bits) & ((1 << mantissa) - 1));
                let step = 2f64.powi(exponent.max(1) - bias - mantissa);
                let hidden = if exponent == 0 {
                    0.0
                } else {
                    2f64.powi(mantissa)
                };
                (digits + hidden) * step
            })
            .collect()
    }

    /// Numbers at, next to and between all values of a format.
    fn probes(values: &[f64]) -> Vec<f32> {
        let mut probes = Vec::new();
        for pair in values.windows(2) {
            let middle = ((pair[0] + pair[1]) / 2.0) as f32;
            let low = pair[0] as f32;
            probes.extend([
                low,
                low.next_up(),
                middle.next_down(),
                middle,
                middle.next_up(),
            ]);
        }
        probes
    }

    fn nearest(values: &[f64], value: f32) -> u8 {
        let distance = |bits: &usize| (values[*bits] - f64::from(value)).abs();
        let best = (0..values.len())
            .min_by(|a, b| {
                distance(a)
                    .total_cmp(&distance(b))
                    .then((a % 2).cmp(&(b % 2)))
            })
            .expect("there are values");
        best as u8
    }

    #[test]
    fn e4m3_is_the_nearest_value() {
        let values = values(3, 7, 0x7e);
        assert_eq!(values[0x7e], 448.0);
        for value in probes(&values) {
            let bits = nearest(&values, value);
            assert_eq!(F8E4M3::from_f32(value).to_bits(), bits, "{value:e}");
            assert_eq!(F8E4M3::from_f32(-value).to_bits(), bits | 0x80, "{value:e}");
        }
        for (bits, value) in (0..).zip(&values) {
            assert_eq!(f64::from(F8E4M3::from_bits(bits).to_f32()), *value);
        }
        assert_eq!(F8E4M3::from_f32(f32::INFINITY).to_bits(), 0x7e);
        assert_eq!(F8E4M3::from_f32(-1e9).to_bits(), 0xfe);
        assert_eq!(F8E4M3::from_f32(-f32::NAN).to_bits(), 0x7f);
        assert!(F8E4M3::from_bits(0xff).to_f32().is_nan());
    }

    #[test]
    fn e5m2_is_the_nearest_value() {
        let values = values(2, 15, 0x7b);
        assert_eq!(values[0x7b], 57344.0);
        for value in probes(&values) {
            let bits = nearest(&values, value);
            assert_eq!(F8E5M2::from_f32(value).to_bits(), bits, "{value:e}");
            assert_eq!(F8E5M2::from_f32(-value).to_bits(), bits | 0x80, "{value:e}");
        }
        for (bits, value) in (0..).zip(&values) {
            assert_eq!(f64::from(F8E5M2::from_bits(bits).to_f32()), *value);
        }
        assert_eq!(F8E5M2::from_f32(f32::INFINITY).to_bits(), 0x7b);
        assert_eq!(F8E5M2::from_bits(0xfc).to_f32(), f32::NEG_INFINITY);
        assert!(F8E5M2::from_bits(0x7d).to_f32().is_nan());
    }
}
