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
        /// The exact results, each rounded once, where they are known; they are the reference then.
        exact: Option<Box<Column>>,
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
            exact: None,
        }
    }

    /// The column with a tolerance of its own, held to these results on every back end.
    #[must_use]
    pub fn held_to_exact(self, name: String, tolerance: Tolerance, exact: Self) -> Self {
        Self::Held {
            name,
            tolerance,
            values: Box::new(self),
            exact: Some(Box::new(exact)),
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
                    exact,
                },
                Self::Held {
                    values: reference, ..
                },
            ) => values
                .compare(exact.as_ref().unwrap_or(reference), *tolerance)
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
                let (steps, same) = (
                    ordered32(*x).abs_diff(ordered32(*y)),
                    x.to_bits() == y.to_bits(),
                );
                within(steps, same, x.is_nan(), y.is_nan(), tolerance)
            }),
            (Self::F64(a), Self::F64(b)) => compare(a, b, |x, y| {
                let (steps, same) = (
                    ordered64(*x).abs_diff(ordered64(*y)),
                    x.to_bits() == y.to_bits(),
                );
                within(steps, same, x.is_nan(), y.is_nan(), tolerance)
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

/// Maps floats to integers so that neighbours differ by one; zeros of both signs are one number.
fn ordered32(x: f32) -> i64 {
    let size = i64::from(x.abs().to_bits());
    if x.is_sign_negative() {
        -size
    } else {
        size
    }
}

fn ordered64(x: f64) -> i128 {
    let size = i128::from(x.abs().to_bits());
    if x.is_sign_negative() {
        -size
    } else {
        size
    }
}

fn scaled(a: f64, b: f64, epsilon: f64, tolerance: Tolerance) -> bool {
    let Tolerance::Scaled { bound, .. } = tolerance else {
        unreachable!("asked for such a tolerance");
    };
    (a.is_nan() && b.is_nan()) || a == b || (a - b).abs() <= bound * epsilon * b.abs().max(1.0)
}

/// Whether two floats so many steps apart agree; `same` if they have the same bits.
fn within(
    steps: impl Into<u128>,
    same: bool,
    a_nan: bool,
    b_nan: bool,
    tolerance: Tolerance,
) -> bool {
    if a_nan || b_nan {
        return a_nan && b_nan;
    }
    match tolerance {
        Tolerance::Exact => same,
        Tolerance::Scaled { .. } => unreachable!("compared by size"),
        Tolerance::Ulps { bound, .. } => steps.into() <= u128::from(bound),
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
            .compare(&one, Tolerance::Ulps { bound: 7, why: "" })
            .is_err());
        assert!(far
            .compare(&one, Tolerance::Ulps { bound: 8, why: "" })
            .is_ok());
    }

    #[test]
    fn zeros_are_no_step_apart_and_their_neighbours_two() {
        let up = Column::F32(vec![f32::from_bits(1)]);
        let down = Column::F32(vec![-f32::from_bits(1)]);
        let ulps = |bound| Tolerance::Ulps { bound, why: "" };
        assert!(Column::F32(vec![0.0])
            .compare(&Column::F32(vec![-0.0]), ulps(0))
            .is_ok());
        assert!(up.compare(&down, ulps(1)).is_err());
        assert!(up.compare(&down, ulps(2)).is_ok());
    }

    #[test]
    fn exact_results_are_the_reference() {
        let held = |value: f32, exact: f32| {
            let tolerance = Tolerance::Ulps { bound: 0, why: "" };
            Column::F32(vec![value]).held_to_exact(
                "one".to_owned(),
                tolerance,
                Column::F32(vec![exact]),
            )
        };
        let (right, wrong) = (held(1.0, 1.0), held(2.0, 1.0));
        assert!(right.compare(&wrong, Tolerance::Exact).is_ok());
        assert!(wrong.compare(&wrong, Tolerance::Exact).is_err());
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
