//! Columns of numbers and how they are compared.

/// Results of one buffer.
#[derive(Clone, Debug)]
pub enum Column {
    /// Integers and flags, widened.
    Int(Vec<i128>),
    /// f32 values.
    F32(Vec<f32>),
    /// f64 values.
    F64(Vec<f64>),
    /// A column with a name and a tolerance of its own.
    Held {
        /// What it holds, for messages.
        name: String,
        /// How exactly it must agree.
        tolerance: Tolerance,
        /// The values.
        values: Box<Column>,
    },
}

/// How exactly two results must agree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tolerance {
    /// To the bit; any NaN equals any NaN.
    Exact,
    /// Floats within so many units in the last place.
    Ulps {
        /// The bound.
        bound: u64,
        /// Where the bound comes from.
        why: &'static str,
    },
    /// Floats within so many epsilons of the greater of 1 and the reference: functions that pass through zero.
    Scaled {
        /// The bound.
        bound: f64,
        /// Where the bound comes from.
        why: &'static str,
    },
}

impl Column {
    /// Whether it holds no number.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Int(values) => values.is_empty(),
            Self::F32(values) => values.is_empty(),
            Self::F64(values) => values.is_empty(),
            Self::Held { values, .. } => values.is_empty(),
        }
    }

    /// The column with a tolerance of its own.
    #[must_use]
    pub fn held_to(self, name: String, tolerance: Tolerance) -> Self {
        Self::Held {
            name,
            tolerance,
            values: Box::new(self),
        }
    }

    /// Compares with the reference.
    ///
    /// # Errors
    /// A sentence on the first difference.
    pub fn compare(&self, reference: &Self, tolerance: Tolerance) -> Result<(), String> {
        match (self, reference) {
            (
                Self::Held {
                    name,
                    tolerance,
                    values,
                },
                Self::Held {
                    values: reference, ..
                },
            ) => values
                .compare(reference, *tolerance)
                .map_err(|why| format!("{name}: {why}")),
            (Self::F32(a), Self::F32(b)) if matches!(tolerance, Tolerance::Scaled { .. }) => {
                compare(a, b, |x, y| {
                    scaled(f64::from(*x), f64::from(*y), f32::EPSILON.into(), tolerance)
                })
            }
            (Self::F64(a), Self::F64(b)) if matches!(tolerance, Tolerance::Scaled { .. }) => {
                compare(a, b, |x, y| scaled(*x, *y, f64::EPSILON, tolerance))
            }
            (Self::Int(a), Self::Int(b)) => compare(a, b, |x, y| x == y),
            (Self::F32(a), Self::F32(b)) => compare(a, b, |x, y| {
                within(
                    ordered32(*x),
                    ordered32(*y),
                    x.is_nan(),
                    y.is_nan(),
                    tolerance,
                )
            }),
            (Self::F64(a), Self::F64(b)) => compare(a, b, |x, y| {
                within(
                    ordered64(*x),
                    ordered64(*y),
                    x.is_nan(),
                    y.is_nan(),
                    tolerance,
                )
            }),
            (Self::Int(_) | Self::F32(_) | Self::F64(_) | Self::Held { .. }, _) => {
                Err("columns of different types".to_owned())
            }
        }
    }
}

fn compare<T: std::fmt::Debug>(
    a: &[T],
    b: &[T],
    same: impl Fn(&T, &T) -> bool,
) -> Result<(), String> {
    if a.len() != b.len() {
        return Err(format!("{} elements instead of {}", a.len(), b.len()));
    }
    match a.iter().zip(b).position(|(x, y)| !same(x, y)) {
        Some(at) => {
            let count = a.iter().zip(b).filter(|(x, y)| !same(x, y)).count();
            Err(format!(
                "element {at} is {:?} instead of {:?} ({count} of {} differ)",
                a[at],
                b[at],
                a.len()
            ))
        }
        None => Ok(()),
    }
}

/// Maps floats to integers so that neighbours differ by one; zeros of both signs stay apart.
fn ordered32(x: f32) -> i128 {
    let bits = i128::from(x.to_bits());
    if x.is_sign_negative() {
        (1i128 << 31) - 1 - bits
    } else {
        bits
    }
}

fn ordered64(x: f64) -> i128 {
    let bits = i128::from(x.to_bits());
    if x.is_sign_negative() {
        (1i128 << 63) - 1 - bits
    } else {
        bits
    }
}

fn scaled(a: f64, b: f64, epsilon: f64, tolerance: Tolerance) -> bool {
    let Tolerance::Scaled { bound, .. } = tolerance else {
        unreachable!("asked for such a tolerance");
    };
    (a.is_nan() && b.is_nan()) || a == b || (a - b).abs() <= bound * epsilon * b.abs().max(1.0)
}

fn within(a: i128, b: i128, a_nan: bool, b_nan: bool, tolerance: Tolerance) -> bool {
    if a_nan || b_nan {
        return a_nan && b_nan;
    }
    match tolerance {
        Tolerance::Exact => a == b,
        Tolerance::Scaled { .. } => unreachable!("compared by size"),
        Tolerance::Ulps { bound, .. } => a.abs_diff(b) <= u128::from(bound) + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_tells_the_zeros_apart() {
        let (plus, minus) = (Column::F32(vec![0.0]), Column::F32(vec![-0.0]));
        assert!(plus.compare(&minus, Tolerance::Exact).is_err());
        assert!(plus.compare(&plus, Tolerance::Exact).is_ok());
    }

    #[test]
    fn ulps_bound_the_difference() {
        let one = Column::F64(vec![1.0]);
        let far = Column::F64(vec![1.0 + 8.0 * f64::EPSILON]);
        assert!(far
            .compare(&one, Tolerance::Ulps { bound: 2, why: "" })
            .is_err());
        assert!(far
            .compare(&one, Tolerance::Ulps { bound: 8, why: "" })
            .is_ok());
    }

    #[test]
    fn nan_equals_only_nan() {
        let nan = Column::F32(vec![f32::NAN]);
        assert!(nan
            .compare(&Column::F32(vec![-f32::NAN]), Tolerance::Exact)
            .is_ok());
        assert!(nan
            .compare(
                &Column::F32(vec![1.0]),
                Tolerance::Ulps {
                    bound: 1 << 40,
                    why: ""
                }
            )
            .is_err());
    }
}
