//! Generics: device functions and methods over types and constants, kernels for declared instances, generic aliases.

#![expect(
    clippy::needless_range_loop,
    clippy::len_zero,
    reason = "the loops and lengths themselves are tested"
)]

use std::ops::{Add, Mul, Sub};

use ringkernel_rt::prelude::*;

use super::items::Vec2;

/// Between two values.
#[device]
pub fn lerp<T: Copy + Add<Output = T> + Sub<Output = T> + Mul<Output = T>>(a: T, b: T, t: T) -> T {
    a + (b - a) * t
}

#[device]
fn sum<T, const N: usize>(values: &[T; N], start: T) -> T
where
    T: Copy + Add<Output = T>,
{
    let mut total = start;
    for i in 0..N {
        total = total + values[i];
    }
    total
}

#[device]
fn filled<T: Copy, const N: usize>(value: T) -> [T; N] {
    [value; N]
}

#[device]
fn swap<T: Copy>(a: &mut T, b: &mut T) {
    let kept = *a;
    *a = *b;
    *b = kept;
}

#[device]
fn pair<A: Copy, B: Copy>(a: A, b: B) -> (B, A) {
    (b, a)
}

#[device]
fn first<T: Copy>(values: &[T], or: T) -> T {
    if values.len() == 0 {
        return or;
    }
    values[0]
}

#[device]
fn put<T: Copy>(values: &mut [T], at: usize, value: T) -> T {
    let old = values[at];
    values[at] = value;
    old
}

#[device]
fn power<const N: u32, const NEGATIVE: bool>(x: i32) -> i32 {
    let mut result = 1;
    for _ in 0..N {
        result *= x;
    }
    if NEGATIVE {
        -result
    } else {
        result
    }
}

#[device]
fn shifted<const BY: i64>(x: i64) -> i64 {
    x + BY
}

/// What generic code needs of a number.
pub trait Scalar: Copy + Add<Output = Self> + Mul<Output = Self> + PartialOrd {
    /// Nothing.
    const ZERO: Self;
    /// Its own, in place of the number's.
    const MAX: Self;
    /// Its own root, in place of the number's.
    fn sqrt(self) -> Self;
    /// Of an index.
    fn of(index: usize) -> Self;
}

impl Scalar for f32 {
    const ZERO: f32 = 0.0;
    const MAX: f32 = 100.0;

    #[device]
    fn sqrt(self) -> f32 {
        // The number's own goes first here.
        self.sqrt() + 1.0
    }

    #[device]
    fn of(index: usize) -> Self {
        index as f32
    }
}

impl Scalar for i32 {
    const ZERO: i32 = 0;
    const MAX: i32 = 50;

    #[device]
    fn sqrt(self) -> i32 {
        self / 2
    }

    #[device]
    fn of(index: usize) -> Self {
        index as i32
    }
}

#[device]
fn norm<T: Scalar>(values: &[T], count: usize) -> T {
    let mut total = T::ZERO;
    for i in 0..count {
        let value = values[i];
        if value < T::MAX {
            total = total + value * T::of(i);
        }
    }
    T::sqrt(total)
}

impl Vec2 {
    #[device]
    fn mapped<T: Copy + Add<Output = T>>(self, a: T, b: T, out: &mut T) -> f32 {
        *out = *out + a + b;
        self.x
    }

    #[device]
    fn spread<const N: usize>(&self) -> [f32; N] {
        let mut all = [self.y; N];
        all[0] = self.x;
        all
    }
}

/// Rows of a table.
pub type Table<T, const N: usize> = [[T; N]; 2];

#[device]
fn trace<T: Copy + Add<Output = T>, const N: usize>(table: &Table<T, N>) -> T {
    table[0][0] + table[1][N - 1]
}

#[device]
fn twice<T: Copy + Add<Output = T>>(x: T) -> T {
    once(once(x))
}

#[device]
fn once<T: Copy + Add<Output = T>>(x: T) -> T {
    x + x
}

/// Inference from arguments, results and turbofish; instances that call one another.
#[kernel]
pub fn inferred(x: &[f32], y: &mut [f32], n: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= x.len() {
        return;
    }
    let mut total = lerp(x[i], 2.0, 0.25) + lerp::<f64>(x[i] as f64, 1.0, 0.5) as f32;
    let values = [x[i], 1.5, -2.0];
    total += sum(&values, 0.0) + sum(&filled::<_, 5>(x[i]), 1.0);
    let made: [i32; 4] = filled(i as i32);
    n[i] = sum(&made, 7) + power::<3, true>(i as i32 % 7) + power::<{ 1 + 1 }, false>(3);
    let mut a = x[i];
    let mut b = 3.0;
    swap(&mut a, &mut b);
    let mut spare = made[1] + 1;
    swap(&mut n[i], &mut spare);
    n[i] += spare;
    let turned = pair(a, i as u64);
    total += turned.1 * 2.0 + turned.0 as f32 + b;
    total += first(x, 9.0) + twice(x[i]) + twice(2) as f32;
    y[i] = total;
    n[i] += put(n, i, 3) + shifted::<-5>(i as i64) as i32;
}

/// Members of traits through type parameters, generic methods, generic aliases.
#[kernel]
pub fn members(x: &[f32], n: &[i32], y: &mut [f32], m: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= x.len() {
        return;
    }
    y[i] = norm(x, i % 5) + norm::<f32>(x, 2);
    m[i] = norm(n, i % 7);
    let v = Vec2::new(x[i], 2.0);
    let mut out = 1;
    y[i] += v.mapped(1, 2, &mut out) + Vec2::spread::<3>(&v)[2];
    m[i] += out;
    let four: [f32; 4] = v.spread();
    y[i] += sum(&four, 0.0);
    let mut plane = Vec2::ORIGIN;
    v.mapped(v, Vec2::new(1.0, 1.0), &mut plane);
    y[i] += plane.x + lerp_vectors(plane, v).y;
    let table: Table<i32, 3> = [[1, 2, 3], [4, 5, i as i32]];
    m[i] += trace(&table);
}

#[device]
fn lerp_vectors(a: Vec2, b: Vec2) -> Vec2 {
    once(a) + twice(b)
}

/// `a * x + y` for some types.
#[kernel(instances(f32, f64, i32))]
pub fn axpy<T: Copy + Add<Output = T> + Mul<Output = T>>(a: T, x: &[T], y: &mut [T]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < x.len() {
        y[i] = lerp_free(a, x[i], y[i]);
    }
}

#[device]
fn lerp_free<T: Copy + Add<Output = T> + Mul<Output = T>>(a: T, x: T, y: T) -> T {
    a * x + y
}

/// Sums of `N` neighbours, of numbers and of vectors.
#[kernel(instances((f32, 3), (i32, 4), (Vec2, 2)))]
pub fn windows<T, const N: usize>(x: &[T], y: &mut [T])
where
    T: Copy + Add<Output = T>,
{
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i + N > x.len() {
        return;
    }
    let mut part = [x[i]; N];
    for k in 1..N {
        part[k] = x[i + k];
    }
    let mut total = part[0];
    for k in 1..N {
        total = total + part[k];
    }
    y[i] = total;
}

#[device]
fn doubled_and_squared<A, B>(a: A, b: B) -> (A, B)
where
    A: Copy + Add<Output = A>,
    B: Copy + Mul<Output = B>,
{
    (a + a, b * b)
}

/// What the callee calls `A` is `B` here.
#[device]
fn squared_and_doubled<A: Copy + Mul<Output = A>, B: Copy + Add<Output = B>>(a: A, b: B) -> (A, B) {
    let (b, a) = doubled_and_squared::<B, A>(b, a);
    (a, b)
}

#[device]
fn turned<T: Copy, const N: usize, const M: usize>(rows: &[[T; M]; N]) -> [[T; N]; M] {
    let mut columns = [[rows[0][0]; N]; M];
    for i in 0..N {
        for j in 0..M {
            columns[j][i] = rows[i][j];
        }
    }
    columns
}

#[device]
fn corner<T: Copy + Sub<Output = T>, const M: usize, const N: usize>(rows: &[[T; M]; N]) -> T {
    rows[N - 1][0] - rows[0][M - 1]
}

#[device]
fn or<T: Copy>(value: Option<T>, other: T) -> T {
    match value {
        Some(value) => value,
        None => other,
    }
}

#[device]
fn found<T: Copy + PartialOrd, const N: usize>(values: [T; N], than: T) -> Option<T> {
    for i in 0..N {
        if values[i] > than {
            return Some(values[i]);
        }
    }
    None::<T>
}

/// Its argument decides what is left of the body.
#[device]
fn parity<const ODD: bool>(n: u32) -> u32 {
    if !ODD {
        return power::<{ 1 + 2 }, false>(2) as u32;
    }
    let mut left = n;
    while left > 1 {
        left -= 2;
    }
    left
}

impl Vec2 {
    /// Its name is a number's method too.
    #[device]
    fn abs<T: Copy + Mul<Output = T>>(self, by: T) -> (f32, T) {
        ((self.x * self.x + self.y * self.y).sqrt().abs(), by * by)
    }
}

/// Two types at once, parameters that change places, constants of arrays, options.
#[kernel(instances((f32, i32), (i32, f32), (i64, i64)))]
pub fn swapped<A, B>(a: &[A], b: &[B], c: &mut [A], d: &mut [B], n: &mut [i64])
where
    A: Copy + Add<Output = A> + Mul<Output = A> + Sub<Output = A> + PartialOrd,
    B: Copy + Add<Output = B> + Mul<Output = B> + Sub<Output = B> + PartialOrd,
{
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i + 1 >= a.len() {
        return;
    }
    let (x, y) = squared_and_doubled(a[i], b[i]);
    let (y, x) = squared_and_doubled::<B, A>(y, x);
    let rows = [[x, a[i], a[i + 1]], [a[0], x, a[i]]];
    c[i] = corner(&turned(&rows)) + or(found(rows[0], rows[1][0]), rows[1][2]);
    d[i] = or(None, y) - or(Some::<B>(b[i]), y);
    let (length, square) = Vec2::new(3.0, 4.0).abs(i as i64);
    let wide = Some::<i64>(1 << 40);
    n[i] = or(wide, 5) + or(Option::<i64>::None, 7) + square + length as i64;
    n[i] += (parity::<false>(i as u32) + parity::<true>(i as u32) * 2) as i64;
}
