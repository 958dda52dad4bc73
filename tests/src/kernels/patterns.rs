//! Patterns: `match` in all its forms, `if let`, `while let`, `let else`, enums with data and `Option`.
#![expect(
    clippy::eq_op,
    clippy::identity_op,
    clippy::manual_unwrap_or,
    clippy::match_single_binding,
    clippy::partialeq_to_none,
    clippy::unnecessary_literal_unwrap,
    reason = "such code must work too"
)]

use ringkernel_rt::prelude::*;

/// A shape with every form of variant.
#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
pub enum Shape {
    /// Nothing.
    Empty,
    /// A tuple variant.
    Circle(f32),
    /// A struct variant, with padding.
    Rectangle {
        /// Whether it is filled.
        filled: bool,
        /// Along x.
        width: f32,
        /// Along y.
        height: f64,
    },
    /// One that holds another enum and a struct.
    Tagged(Kind, Pair, u64),
}

/// An enum without data, with numbers of its own.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, GpuType)]
pub enum Kind {
    /// 0, so that zeros are a value.
    None = 0,
    /// Below zero.
    Low = -7,
    /// One more.
    Next,
    /// Far above.
    High = 1000,
}

/// A tuple struct.
#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
pub struct Pair(pub i32, pub f32);

/// A struct with an option and an enum inside.
#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
pub struct Slot {
    /// Whether there is one.
    pub present: Option<u32>,
    /// What it is.
    pub shape: Shape,
    /// Some of them.
    pub kinds: [Kind; 3],
}

const LIMIT: i32 = 40;
const ORIGIN: Pair = Pair(3, 4.0);
const NOTHING: Option<i32> = None;
const FAVOURITE: Shape = Shape::Circle(2.0);

/// Literals, ranges, constants, alternatives, guards with effects.
#[kernel]
pub fn numbers(x: &[i32], y: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= x.len() {
        return;
    }
    let mut tried = 0;
    let value = match x[i] {
        i32::MIN..=-100 => -1,
        -3 => 1,
        -2 | -1 => 2,
        0 => 3,
        n @ (1..=4 | 7) => 10 * n,
        n if {
            tried += 1;
            n % 5 == 0
        } =>
        {
            n + 1
        }
        n if {
            tried += 10;
            n > LIMIT
        } =>
        {
            n - 1
        }
        LIMIT => 4,
        other => {
            let doubled = other * 2;
            doubled + tried
        }
    };
    y[i] = value % 10_000 * 100 + tried;
}

/// The guard of an alternative runs once for each that fits.
#[kernel]
pub fn guards(x: &[i32], y: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= x.len() {
        return;
    }
    let (a, b) = (x[i] % 7, x[i] / 7 % 7);
    let mut calls = 0;
    let found = match (a, b) {
        (v, 3) | (3, v)
            if {
                calls += 1;
                v > 3
            } =>
        {
            100 + v
        }
        (1 | _, v) | (v, _)
            if {
                calls += 10;
                v == 2
            } =>
        {
            200 + v
        }
        (v, w) => v * w,
    };
    y[i] = found * 1000 + calls;
}

/// Each scrutinee is evaluated once, and its place is not copied before a name is bound.
#[device]
fn next(counter: &mut i32) -> i32 {
    *counter += 1;
    *counter
}

/// Order of evaluation.
#[kernel]
pub fn once(x: &[i32], y: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= x.len() {
        return;
    }
    let mut counter = x[i];
    let mut sum = 0;
    match next(&mut counter) {
        1 => sum += 1,
        n if next(&mut counter) > n + 5 => sum += 2,
        n => sum += n + next(&mut counter),
    }
    // The index is read before the arm changes it.
    let mut at = i;
    let picked = match x[at] {
        n if n > 3 => {
            at = 0;
            n + x[at]
        }
        n => {
            at = x.len() - 1;
            n - x[at]
        }
    };
    // Early exits in the middle of operands.
    let mut rounds = 0;
    let left = loop {
        rounds += 1;
        let step = rounds
            + match counter {
                c if c > 1000 => break c,
                c @ 500.. => {
                    counter = c + 500;
                    continue;
                }
                c => {
                    counter = c + 100;
                    1
                }
            };
        sum += step;
        if rounds > 12 {
            break -1;
        }
    };
    y[i] = sum + picked * 3 + left * 7 + rounds;
}

/// What a shape covers.
#[device]
fn area(shape: &Shape) -> f64 {
    match shape {
        Shape::Empty => 0.0,
        Shape::Circle(r) => (*r * *r * 3.0) as f64,
        Shape::Rectangle {
            filled: true,
            width,
            height,
        } => *width as f64 * *height,
        Shape::Rectangle { width, .. } => *width as f64,
        Shape::Tagged(Kind::High, Pair(n, _), ..) => *n as f64,
        Shape::Tagged(_, pair, id) => pair.1 as f64 + *id as f64,
    }
}

/// Changes a shape in its place.
#[device]
fn grow(shape: &mut Shape, by: f32) {
    match shape {
        Shape::Circle(r) => *r += by,
        Shape::Rectangle { width, height, .. } if *width < 3.0 => {
            *width += by;
            *height *= 2.0;
        }
        Shape::Rectangle { filled, .. } => *filled = !*filled,
        Shape::Tagged(kind, Pair(a, b), id) => {
            *kind = match *kind {
                Kind::Low => Kind::Next,
                Kind::Next => Kind::High,
                other => other,
            };
            *a += 1;
            *b -= by;
            *id ^= 0xffff_0000_ffff;
        }
        Shape::Empty => *shape = Shape::Circle(by),
    }
}

/// Enums by value, by reference, in buffers.
#[kernel]
pub fn figures(shapes: &mut [Shape], areas: &mut [f64], tags: &mut [i64], by: f32) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= shapes.len() {
        return;
    }
    areas[2 * i] = area(&shapes[i]);
    let mut own = shapes[i];
    grow(&mut own, by);
    if let Shape::Tagged(kind, ..) = own {
        tags[i] = kind as i64;
    } else {
        tags[i] = -(Kind::High as i64) + Kind::Low as i32 as i64;
    }
    match &mut shapes[i] {
        Shape::Tagged(_, Pair(a, _), _) => *a -= 100,
        other => *other = own,
    }
    areas[2 * i + 1] = area(&shapes[i]);
    if let Shape::Rectangle { ref mut width, .. } = shapes[i] {
        *width += 0.5;
    }
    if matches!(shapes[i], Shape::Circle(r) if r > 2.5) {
        shapes[i] = FAVOURITE;
    }
}

/// The half of an even number.
#[device]
fn half(n: i32) -> Option<i32> {
    if n % 2 == 0 {
        Some(n / 2)
    } else {
        None
    }
}

/// The eighth of a number that has one.
#[device]
fn eighth(n: i32, steps: &mut i32) -> Option<i32> {
    let quarter = half(half(n)?)?;
    *steps += 1;
    let result = half(quarter)? + {
        *steps += 10;
        0
    };
    Some(result)
}

/// Takes parameters apart.
#[device]
fn apart(Pair(a, b): Pair, (c, mut d): (i32, i32), [e, .., f]: [i32; 4]) -> i32 {
    d += 1;
    a + b as i32 * 2 + c * 3 + d * 4 + e * 5 + f * 6
}

/// Options, `?`, `let else`, `while let`, destructuring.
#[kernel]
pub fn options(x: &[i32], y: &mut [i32], slots: &mut [Slot]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= x.len() {
        return;
    }
    let mut steps = 0;
    let mut sum = match eighth(x[i], &mut steps) {
        Some(n) => n,
        None => -1,
    };
    let mut left = Some(x[i]);
    let mut rounds = 0;
    while let Some(n) = left {
        rounds += 1;
        if rounds > 20 {
            break;
        }
        if n == 6 {
            left = NOTHING;
            continue;
        }
        left = half(n);
    }
    sum += rounds * 100;
    let pair = Pair(x[i], 2.5);
    let Pair(a, b) = pair;
    let ((c, _), [d, .., e]) = ((a + 1, b), [1, x[i], 3]);
    sum += c * 2 + d + e;
    sum += apart(pair, (a, c), [d, e, 5, 6]);
    if let Pair(3, f) | Pair(4, f) = ORIGIN {
        sum += f as i32;
    }
    let Slot {
        present: Some(count),
        shape: mut own,
        kinds: [first, .., last],
    } = slots[i]
    else {
        slots[i].present = Some(7);
        y[i] = sum;
        return;
    };
    if let Shape::Circle(r) = &mut own {
        *r += count as f32;
    }
    if first == Kind::Low || last >= Kind::Next {
        slots[i].kinds[1] = last;
    }
    slots[i].shape = own;
    slots[i].present = if count > 5 { None } else { Some(count + 1) };
    y[i] = sum + count as i32;
}

/// Names in patterns: shadowing, constants, names that the slices have too.
#[kernel]
pub fn shadowed(x: &[i32], y: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= x.len() {
        return;
    }
    let out = match x[i] {
        x if x > 100 => {
            let x = match Some(x) {
                Some(x) => x + 1,
                None => 0,
            };
            x * 2
        }
        y @ 0..=9 => y,
        i => match (i, i % 3) {
            (LIMIT, _) => 1,
            (x, 0) => x,
            (_, y) => y,
        },
    };
    y[i] = out + x[i];
}

/// References in tuples that are looked at, not made; equality of what is derived.
#[device]
fn closer(a: &Pair, b: &Pair) -> i32 {
    match (a, b) {
        (Pair(1, _), Pair(n, _)) => *n,
        (Pair(m, _), Pair(2, _)) => *m * 10,
        (left, _) if left.0 > 5 => left.0,
        (_, Pair(..)) => -1,
    }
}

/// Tuples of references.
#[kernel]
pub fn seen_through(pairs: &[Pair], y: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= pairs.len() {
        return;
    }
    let mut sum = closer(&pairs[i], &pairs[pairs.len() - 1 - i]);
    match &pairs[i] {
        &Pair(n, f) if f > 0.0 => sum += n,
        Pair(n, ..) => sum -= *n,
    }
    match pairs[i] {
        Pair(ref n, _) if *n % 2 == 0 => sum += *n * 1000,
        Pair(..) => {}
    }
    y[i] = sum;
}

/// What kind a shape has.
#[device]
fn kind(shape: Shape) -> Kind {
    let Shape::Tagged(kind, ..) = shape else {
        return Kind::None;
    };
    kind
}

/// One bit for each comparison that holds.
#[kernel]
pub fn equality(pairs: &[Pair], shapes: &[Shape], y: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= pairs.len() {
        return;
    }
    let j = (i * 7 + 1) % pairs.len();
    let (a, b) = (pairs[i], pairs[j]);
    let (k, l) = (kind(shapes[i]), kind(shapes[j]));
    let mut bits = 0;
    bits |= ((pairs[i] == pairs[j]) as i32) << 0;
    bits |= ((pairs[i] != b) as i32) << 1;
    bits |= ((a == a) as i32) << 2;
    bits |= (((a.0, a.1) < (b.0, b.1)) as i32) << 3;
    bits |= (((a.0, a.1) <= (b.0, b.1)) as i32) << 4;
    bits |= (((a.1, a.0) > (b.1, b.0)) as i32) << 5;
    bits |= (((a.1, a.0) >= (b.1, b.0)) as i32) << 6;
    bits |= ((shapes[i] == shapes[j]) as i32) << 7;
    bits |= ((shapes[i] != shapes[i]) as i32) << 8;
    bits |= ((k < l) as i32) << 9;
    bits |= ((k <= l) as i32) << 10;
    bits |= ((k > l) as i32) << 11;
    bits |= ((k >= Kind::Next) as i32) << 12;
    bits |= ((Some(k) == Some(l)) as i32) << 13;
    bits |= ((Some(a.0) < Some(b.0)) as i32) << 14;
    bits |= ((None < Some(a.0)) as i32) << 15;
    bits |= (([a.0, b.0] == [b.0, a.0]) as i32) << 16;
    bits |= (([a.0, b.0] >= [b.0, a.0]) as i32) << 17;
    bits |= ((shapes[i] == Shape::Circle(2.0)) as i32) << 18;
    bits |= ((half(a.0) == None) as i32) << 19;
    bits |= (((k, a) == (l, b)) as i32) << 20;
    bits |= (((a.0, (k, b.1)) <= (b.0, (l, a.1))) as i32) << 21;
    y[i] = bits;
}

/// Evaluates its arguments in order and counts.
#[device]
fn counted(n: i32, calls: &mut i32) -> Option<i32> {
    *calls = *calls * 10 + n % 7;
    half(n)
}

/// Methods of `Option`, and swaps by destructuring.
#[kernel]
pub fn methods_of_option(x: &[i32], held: &mut [Option<i32>], y: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= x.len() {
        return;
    }
    let n = x[i];
    let mut calls = 0;
    let mut sum = counted(n, &mut calls).unwrap_or(calls);
    sum += counted(n + 1, &mut calls)
        .or(counted(n + 2, &mut calls))
        .unwrap_or(-1);
    if counted(n, &mut calls).is_some() && half(n + 1).is_none() {
        sum += 1000;
    }
    if half(n).and(Some(2.5)).is_some() {
        sum += half(n).unwrap() + Some(n).expect("there is one");
    }
    let was = held[i].take();
    if was == Some(3) {
        held[i] = Some(n);
    }
    let before = held[i].replace({
        calls += 1;
        sum
    });
    if let Some(n) = before {
        sum -= n;
    }
    let mut own = was;
    let taken = own.take();
    if own.is_none() {
        sum ^= taken.unwrap_or(5);
    }
    y[i] = sum + calls % 1000;
}

/// Line of the `unwrap` in [`unwraps()`]; the `expect` is three lines behind it.
pub const UNWRAP_LINE: u32 = line!() + 7;

/// The number behind nothing.
#[kernel]
#[rustfmt::skip]
pub fn unwraps(x: &[i32], which: i32, y: &mut [i32]) {
    if which == 0 {
        y[0] = half(x[0]).unwrap();
    } else {
        y[0] = half(x[0])
            .expect("an even number");
    }
}

/// What stands at a position, and one more.
#[device]
fn tried(y: &[Option<u32>], i: usize) -> Option<u32> {
    Some(y[i]? + 1)
}

/// The same, with the element in parentheses and behind a method.
#[device]
fn tried_twice(y: &mut [Option<u32>], i: usize) -> Option<u32> {
    let first = (y[i])?;
    y[i] = None;
    Some(first * 10 + y[i].or(Some(3))?)
}

/// `?` of an element.
#[kernel]
pub fn questions(x: &mut [Option<u32>], y: &mut [u32]) {
    y[0] = tried(x, 0).unwrap_or(77);
    y[1] = tried(x, 1).unwrap_or(77);
    y[2] = tried_twice(x, 0).unwrap_or(77);
    y[3] = tried_twice(x, 0).unwrap_or(77);
}

/// References among the parts of a tuple that is taken apart where it stands.
#[kernel]
pub fn taken_apart(x: &mut [u32], y: &mut [u32]) {
    let (mut a, mut b) = (3, [4, 5, 6]);
    let (r, n) = (&mut a, 5);
    *r += n;
    match (&mut b, 2) {
        (q, m) => q[1] += m,
    }
    let ((u, v), w) = ((&mut b[0], &mut a), 3);
    *u += w;
    *v *= *u;
    if let (t, 1) = (&mut x[0], y[0]) {
        *t += 100;
    }
    let (s, k) = (&mut x[1..3], 1);
    s[k] += s.len() as u32;
    let (o, _) = (&x[2], 0);
    y[0] = a;
    y[1] = b[0] * 100 + b[1] * 10 + b[2];
    y[2] = *o;
}
