//! Items: methods, associated functions and constants, operators of user types, aliases, names across modules.
#![expect(
    clippy::nonminimal_bool,
    clippy::eq_op,
    reason = "such code must work too"
)]

use std::ops::{Add, AddAssign, Mul, Neg, Not, ShlAssign, Sub};

use ringkernel_rt::prelude::*;

/// A number of the kernels here.
pub type Real = f32;
type Number = Real;

/// A vector.
#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
pub struct Vec2 {
    /// Along x.
    pub x: Real,
    /// Along y.
    pub y: Number,
}

impl Vec2 {
    /// Nowhere.
    pub const ORIGIN: Self = Self { x: 0.0, y: 0.0 };
    const UNIT: Vec2 = Vec2 {
        x: Self::ONE,
        y: Vec2::ONE,
    };
    const ONE: Real = 1.0;

    /// Makes one.
    #[device]
    pub fn new(x: Real, y: Real) -> Self {
        Self { x, y }
    }

    #[device]
    fn dot(self, other: Self) -> Number {
        self.x * other.x + self.y * other.y
    }

    #[device]
    fn square(&self) -> Real {
        self.dot(*self)
    }

    #[device]
    fn scale(&mut self, by: f32) -> f32 {
        let before = self.square();
        self.x *= by;
        self.y *= by;
        // A method that is C++'s word, on a copy of what `self` refers to.
        (*self).template(before)
    }

    #[device]
    fn template(mut self, by: Real) -> f32 {
        self.x += by;
        self.x
    }

    #[device]
    fn halve(&mut self, log: &mut [f32], at: usize, count: &mut i32) {
        *count += 1;
        log[at] += self.x;
        half(&mut self.x);
        half(&mut self.y);
        turn(self);
        sum_of(self, count);
    }

    #[device]
    fn pair(x: f32) -> Self {
        Self::new(x, -x)
    }
}

#[device]
fn half(x: &mut f32) {
    *x /= 2.0;
}

#[device]
fn turn(v: &mut Vec2) {
    let x = v.x;
    v.x = -v.y;
    v.y = x;
    v.scale(2.0);
}

#[device]
fn sum_of(v: &Vec2, count: &mut i32) {
    if v.x + v.y > 0.0 {
        *count += 10;
    }
}

impl Add for Vec2 {
    type Output = Self;

    #[device]
    fn add(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }
}

impl Sub for Vec2 {
    type Output = Vec2;

    #[device]
    fn sub(self, other: Vec2) -> Vec2 {
        self + -other
    }
}

impl Neg for Vec2 {
    type Output = Self;

    #[device]
    fn neg(self) -> Self {
        Self {
            x: -self.x,
            y: -self.y,
        }
    }
}

impl Not for Vec2 {
    type Output = bool;

    #[device]
    fn not(self) -> bool {
        self.square() == 0.0
    }
}

impl Mul<f32> for Vec2 {
    type Output = Self;

    #[device]
    fn mul(self, by: f32) -> Self {
        Self::new(self.x * by, self.y * by)
    }
}

impl Mul for Vec2 {
    type Output = f32;

    #[device]
    fn mul(self, other: Self) -> f32 {
        self.dot(other)
    }
}

impl Mul<Vec2> for f32 {
    type Output = Vec2;

    #[device]
    fn mul(self, v: Vec2) -> Vec2 {
        v * self
    }
}

impl AddAssign for Vec2 {
    #[device]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl ShlAssign<i32> for Vec2 {
    #[device]
    fn shl_assign(&mut self, by: i32) {
        for _ in 0..by {
            self.scale(2.0);
        }
    }
}

/// A shape, whose functions and constants each implementation gives.
pub trait Shape {
    /// How many corners it has.
    const CORNERS: u32;
    /// The area.
    fn area(&self) -> f32;
}

/// A square.
#[derive(Clone, Copy, Debug, GpuType)]
pub struct Square {
    side: f32,
}

/// A circle.
#[derive(Clone, Copy, Debug, GpuType)]
pub struct Circle {
    radius: f32,
}

impl Shape for Square {
    const CORNERS: u32 = 4;

    #[device]
    fn area(&self) -> f32 {
        self.side * self.side
    }
}

impl Shape for Circle {
    const CORNERS: u32 = Square::CORNERS - 4;

    #[device]
    fn area(&self) -> f32 {
        std::f32::consts::PI * self.radius * self.radius
    }
}

/// What a trait gives to numbers.
pub trait Thrice {
    /// Its own.
    const THREE: Self;
    /// Three times the number.
    fn thrice(self) -> Self;
}

impl Thrice for i32 {
    const THREE: i32 = 3;

    #[device]
    fn thrice(self) -> Self {
        self * Self::THREE
    }
}

impl Thrice for f32 {
    const THREE: Self = 3.0;

    #[device]
    fn thrice(self) -> f32 {
        self * f32::THREE
    }
}

/// Methods by value, by reference, by path; results and what they write.
#[kernel]
pub fn methods(v: &mut [Vec2], log: &mut [f32], n: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= v.len() {
        return;
    }
    let mut count = 0;
    let given = v[i];
    let mut w = given;
    log[i] = w.scale(0.5) + Vec2::dot(w, given) + w.square();
    w.halve(log, i, &mut count);
    v[i].halve(log, i, &mut count);
    Vec2::scale(&mut w, 1.5);
    log[i] += Vec2::square(&w) + Vec2::pair(3.0).template(1.0);
    v[i] = Vec2::new(w.x + v[i].x, v[i].dot(Vec2::UNIT));
    if i == 3 {
        v[i] = Vec2::ORIGIN;
    }
    n[i] = count;
}

#[device]
fn next(v: &mut Vec2) -> Vec2 {
    v.x += 1.0;
    v.y *= 2.0;
    *v
}

/// Operators, and in which order operands are taken.
#[kernel]
pub fn operators(v: &mut [Vec2], log: &mut [f32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= v.len() {
        return;
    }
    let a = v[i];
    let mut b = a;
    let mut c = 2.0 * a - b * 0.5 + -a;
    log[i] = a * b + c * (a + b);
    // The left operand is copied before the right one changes it.
    c += b + next(&mut b);
    c += next(&mut b) - b;
    log[i] += b.dot(next(&mut b));
    c <<= 2;
    v[i] += c;
    if !(a - a) && !!c {
        v[i] = v[i] + b;
    }
}

/// What traits give: to structs and to numbers.
#[kernel]
pub fn shapes(side: &[f32], area: &mut [f32], n: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= side.len() {
        return;
    }
    let square = Square { side: side[i] };
    let circle = Circle { radius: side[i] };
    area[i] = square.area() - circle.area().thrice() + side[i].thrice() + f32::THREE;
    n[i] = (i as i32).thrice() + (Square::CORNERS + Circle::CORNERS) as i32 * i32::THREE;
}

mod outer {
    use ringkernel_rt::prelude::*;

    pub(super) use self::inner::deep as renamed;

    pub(super) mod inner {
        use super::super::*;

        /// Two types in two modules have one name.
        #[derive(Clone, Copy, GpuType)]
        pub(crate) struct Square {
            pub(crate) corners: i32,
        }

        impl self::Square {
            #[device]
            pub(crate) fn area(self) -> i32 {
                self.corners * super::FACTOR
            }
        }

        #[device]
        pub(crate) fn deep(x: i32) -> i32 {
            let flat = super::super::Square { side: x as f32 };
            Square { corners: x }.area() + flat.area() as i32 + crate::kernels::items::BASE
        }
    }

    const FACTOR: i32 = super::BASE + 1;

    // An `impl` need not stand beside its type.
    impl super::Square {
        #[device]
        pub(super) fn grown(mut self) -> Self {
            self.side += 1.0;
            self
        }
    }
}

const BASE: i32 = 6;

/// Names across modules: renamed, imported by `*`, of equal spelling.
#[kernel]
pub fn names(n: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < n.len() {
        let s = Square { side: n[i] as f32 };
        n[i] = outer::renamed(n[i]) + outer::inner::deep(1) + s.grown().side as i32;
    }
}
