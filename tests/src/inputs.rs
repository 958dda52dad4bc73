//! Inputs for the cases: edges first, then numbers from a generator with a fixed seed.

/// A small generator (splitmix64, Steele et al. 2014), so that inputs are the same everywhere.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// Starts from a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to 1.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }
}

fn filled<T: Copy>(edges: &[T], len: usize, seed: u64, make: impl Fn(&mut Random) -> T) -> Vec<T> {
    let mut random = Random::new(seed);
    let mut values: Vec<T> = edges.iter().copied().take(len).collect();
    while values.len() < len {
        values.push(make(&mut random));
    }
    values
}

/// Every ordered pair of `values`, as two columns.
#[must_use]
pub fn pairs<T: Copy>(values: &[T]) -> (Vec<T>, Vec<T>) {
    let left = values
        .iter()
        .flat_map(|&a| values.iter().map(move |_| a))
        .collect();
    let right = values.iter().flat_map(|_| values.iter().copied()).collect();
    (left, right)
}

/// i32 values with the edges of the type.
#[must_use]
pub fn i32s(len: usize, seed: u64) -> Vec<i32> {
    let edges = [
        0,
        1,
        -1,
        2,
        7,
        31,
        32,
        i32::MAX,
        i32::MIN,
        i32::MIN + 1,
        0x5555_5555,
    ];
    filled(&edges, len, seed, |r| r.bits() as i32)
}

/// i32 values between -bound and bound.
#[must_use]
pub fn small_i32s(len: usize, bound: i32, seed: u64) -> Vec<i32> {
    filled(&[0, 1, -1, bound, -bound], len, seed, |r| {
        (r.bits() % (2 * bound as u64 + 1)) as i32 - bound
    })
}

/// u32 values with the edges of the type.
#[must_use]
pub fn u32s(len: usize, seed: u64) -> Vec<u32> {
    filled(
        &[0, 1, 2, 31, 32, 33, u32::MAX, 1 << 31, 0xFFFF],
        len,
        seed,
        |r| r.bits() as u32,
    )
}

/// i64 values with the edges of the type.
#[must_use]
pub fn i64s(len: usize, seed: u64) -> Vec<i64> {
    let edges = [
        0,
        1,
        -1,
        5,
        63,
        64,
        i64::MAX,
        i64::MIN,
        i64::MIN + 1,
        1 << 32,
        -(1 << 31),
        (1 << 53) + 1,
    ];
    filled(&edges, len, seed, |r| r.bits() as i64)
}

/// u64 values with the edges of the type.
#[must_use]
pub fn u64s(len: usize, seed: u64) -> Vec<u64> {
    filled(
        &[0, 1, 2, u64::MAX, 1 << 63, (1 << 32) - 1, 1 << 32],
        len,
        seed,
        Random::bits,
    )
}

/// f32 values with zeros of both signs, denormals, infinities, NaN and the bounds of the integer types.
#[must_use]
pub fn f32s(len: usize, seed: u64) -> Vec<f32> {
    let edges = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        -0.5,
        1.5,
        2.5,
        f32::MIN_POSITIVE,
        1e-42,
        -1e-42,
        f32::MAX,
        f32::MIN,
        f32::INFINITY,
        f32::NEG_INFINITY,
        f32::NAN,
        2_147_483_648.0,
        -2_147_483_648.0,
        2_147_483_520.0,
        4_294_967_296.0,
        9.223_372e18,
        -9.223_373e18,
        1.844_674_4e19,
        0.1,
    ];
    filled(&edges, len, seed, |r| {
        ((r.unit() - 0.5) * 10f64.powf(r.unit() * 20.0 - 8.0)) as f32
    })
}

/// f64 values with the same kinds of edges.
#[must_use]
pub fn f64s(len: usize, seed: u64) -> Vec<f64> {
    let edges = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        1.5,
        2.5,
        5e-324,
        f64::MIN_POSITIVE,
        f64::MAX,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
        2_147_483_647.0,
        2_147_483_648.0,
        -2_147_483_649.0,
        4_294_967_295.5,
        9_223_372_036_854_775_807.0,
        -9_223_372_036_854_775_808.0,
        18_446_744_073_709_551_615.0,
        0.1,
    ];
    filled(&edges, len, seed, |r| {
        (r.unit() - 0.5) * 10f64.powf(r.unit() * 40.0 - 15.0)
    })
}

/// f32 values between `low` and `high`.
#[must_use]
pub fn uniform(len: usize, low: f32, high: f32, seed: u64) -> Vec<f32> {
    let mut random = Random::new(seed);
    (0..len)
        .map(|_| low + (high - low) * random.unit() as f32)
        .collect()
}

/// f64 values between `low` and `high`.
#[must_use]
pub fn uniform64(len: usize, low: f64, high: f64, seed: u64) -> Vec<f64> {
    let mut random = Random::new(seed);
    (0..len)
        .map(|_| low + (high - low) * random.unit())
        .collect()
}

/// Numbers of both signs whose sizes are spread over the powers of 2 from `low` to `high`.
#[must_use]
pub fn spread(len: usize, low: i32, high: i32, seed: u64) -> Vec<f64> {
    let mut random = Random::new(seed);
    (0..len)
        .map(|_| {
            let bits = random.bits();
            let exponent = low + (bits % (high - low + 1) as u64) as i32;
            let sign = if bits >> 63 == 0 { 1.0 } else { -1.0 };
            sign * (1.0 + random.unit()) * 2f64.powi(exponent)
        })
        .collect()
}

/// Multiples of 2^-12 between `low` and `high`: sums and small products of these are exact in f32.
#[must_use]
pub fn even(len: usize, low: f64, high: f64, seed: u64) -> Vec<f64> {
    let step = 4096.0;
    let values = uniform64(len, low, high, seed).into_iter();
    values.map(|x| (x * step).round() / step).collect()
}
