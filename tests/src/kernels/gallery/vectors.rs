//! Vectors, rays, rotations, fractals.

use std::ops::{Add, Mul, Neg, Sub};

use ringkernel_rt::prelude::*;

use super::{global_x, global_y};

/// A vector of three.
#[derive(Clone, Copy, Debug, Default, PartialEq, GpuType)]
pub struct Vec3 {
    /// Along x.
    pub x: f32,
    /// Along y.
    pub y: f32,
    /// Along z.
    pub z: f32,
}

impl Vec3 {
    /// Makes one.
    #[device]
    pub fn new(x: f32, y: f32, z: f32) -> Self {
        Self { x, y, z }
    }

    #[device]
    fn dot(self, other: Self) -> f32 {
        self.x * other.x + self.y * other.y + self.z * other.z
    }

    #[device]
    fn cross(self, other: Self) -> Self {
        Self::new(
            self.y * other.z - self.z * other.y,
            self.z * other.x - self.x * other.z,
            self.x * other.y - self.y * other.x,
        )
    }

    #[device]
    fn normalized(self) -> Self {
        self * (1.0 / self.dot(self).sqrt())
    }
}

impl Add for Vec3 {
    type Output = Self;

    #[device]
    fn add(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y, self.z + other.z)
    }
}

impl Sub for Vec3 {
    type Output = Self;

    #[device]
    fn sub(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y, self.z - other.z)
    }
}

impl Mul<f32> for Vec3 {
    type Output = Self;

    #[device]
    fn mul(self, by: f32) -> Self {
        Self::new(self.x * by, self.y * by, self.z * by)
    }
}

impl Neg for Vec3 {
    type Output = Self;

    #[device]
    fn neg(self) -> Self {
        self * -1.0
    }
}

/// From a place in a direction.
#[derive(Clone, Copy, Debug, GpuType)]
pub struct Ray {
    /// Where it starts.
    pub origin: Vec3,
    /// Where it goes.
    pub direction: Vec3,
}

impl Ray {
    #[device]
    fn at(&self, t: f32) -> Vec3 {
        self.origin + self.direction * t
    }
}

/// What a ray meets.
#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
pub struct Hit {
    /// How far.
    pub t: f32,
    /// Where the surface looks.
    pub normal: Vec3,
    /// Which object.
    pub object: u32,
}

#[device]
fn sphere(ray: &Ray, centre: Vec3, radius: f32) -> Option<f32> {
    let to = ray.origin - centre;
    let b = to.dot(ray.direction);
    let c = to.dot(to) - radius * radius;
    let discriminant = b * b - c;
    if discriminant < 0.0 {
        return None;
    }
    let root = discriminant.sqrt();
    let near = -b - root;
    if near > 1e-4 {
        Some(near)
    } else if -b + root > 1e-4 {
        Some(-b + root)
    } else {
        None
    }
}

/// The nearest sphere that each ray meets.
#[kernel]
pub fn ray_spheres(rays: &[Ray], centres: &[Vec3], radii: &[f32], hits: &mut [Option<Hit>]) {
    let i = global_x();
    if i >= rays.len() {
        return;
    }
    let ray = Ray {
        origin: rays[i].origin,
        direction: rays[i].direction.normalized(),
    };
    let mut nearest: Option<Hit> = None;
    for object in 0..centres.len() {
        let Some(t) = sphere(&ray, centres[object], radii[object]) else {
            continue;
        };
        if let Some(hit) = nearest {
            if hit.t <= t {
                continue;
            }
        }
        nearest = Some(Hit {
            t,
            normal: (ray.at(t) - centres[object]).normalized(),
            object: object as u32,
        });
    }
    hits[i] = nearest;
}

/// A box along the axes.
#[derive(Clone, Copy, Debug, GpuType)]
pub struct Aabb {
    /// The least corner.
    pub low: Vec3,
    /// The greatest corner.
    pub high: Vec3,
}

/// Where each ray is within its box: from and to.
#[kernel]
pub fn ray_boxes(rays: &[Ray], boxes: &[Aabb], spans: &mut [Option<(f32, f32)>]) {
    let i = global_x();
    if i >= rays.len() {
        return;
    }
    let Ray { origin, direction } = rays[i];
    let Aabb { low, high } = boxes[i % boxes.len()];
    let mut span = (0.0f32, f32::INFINITY);
    let axes = [
        (origin.x, direction.x, low.x, high.x),
        (origin.y, direction.y, low.y, high.y),
        (origin.z, direction.z, low.z, high.z),
    ];
    for (origin, direction, low, high) in axes {
        let (mut near, mut far) = ((low - origin) / direction, (high - origin) / direction);
        if near > far {
            (near, far) = (far, near);
        }
        span = (span.0.max(near), span.1.min(far));
    }
    spans[i] = if span.0 <= span.1 { Some(span) } else { None };
}

/// A rotation.
#[derive(Clone, Copy, Debug, GpuType)]
pub struct Quaternion {
    /// The real part.
    pub w: f32,
    /// The imaginary parts.
    pub v: Vec3,
}

impl Quaternion {
    #[device]
    fn about(axis: Vec3, angle: f32) -> Self {
        let half = angle / 2.0;
        Quaternion {
            w: half.cos(),
            v: axis.normalized() * half.sin(),
        }
    }

    #[device]
    fn rotate(&self, p: Vec3) -> Vec3 {
        let t = self.v.cross(p) * 2.0;
        p + t * self.w + self.v.cross(t)
    }
}

impl Mul for Quaternion {
    type Output = Self;

    #[device]
    fn mul(self, other: Self) -> Self {
        Quaternion {
            w: self.w * other.w - self.v.dot(other.v),
            v: other.v * self.w + self.v * other.w + self.v.cross(other.v),
        }
    }
}

/// Turns points about two axes, one after the other.
#[kernel]
pub fn quaternion_rotate(points: &mut [Vec3], first: Vec3, second: Vec3, angle: f32) {
    let i = global_x();
    if i >= points.len() {
        return;
    }
    let turn = Quaternion::about(second, angle) * Quaternion::about(first, -angle / 3.0);
    points[i] = turn.rotate(points[i]);
}

/// Rounds until a point leaves.
#[device]
fn escape(mut x: f64, mut y: f64, cx: f64, cy: f64, limit: u32) -> u32 {
    for round in 0..limit {
        let (xx, yy) = (x * x, y * y);
        if xx + yy > 4.0 {
            return round;
        }
        (x, y) = (xx - yy + cx, 2.0 * x * y + cy);
    }
    limit
}

/// Mandelbrot's set.
#[kernel]
pub fn mandelbrot(out: &mut [u32], width: usize, height: usize, limit: u32) {
    let (x, y) = (global_x(), global_y());
    if x < width && y < height {
        let cx = x as f64 / width as f64 * 3.0 - 2.0;
        let cy = y as f64 / height as f64 * 2.0 - 1.0;
        out[y * width + x] = escape(0.0, 0.0, cx, cy, limit);
    }
}

/// Julia's set of a number.
#[kernel]
pub fn julia(out: &mut [u32], width: usize, height: usize, c: (f64, f64), limit: u32) {
    let (x, y) = (global_x(), global_y());
    if x < width && y < height {
        let zx = x as f64 / width as f64 * 4.0 - 2.0;
        let zy = y as f64 / height as f64 * 4.0 - 2.0;
        out[y * width + x] = escape(zx, zy, c.0, c.1, limit);
    }
}

/// A node of a tree over points; 0 is no child.
#[derive(Clone, Copy, Debug, GpuType)]
pub struct Node {
    /// The point.
    pub point: Vec3,
    /// The child below.
    pub left: u32,
    /// The child above.
    pub right: u32,
    /// Along which axis they are split.
    pub axis: u8,
}

/// The nearest point of a tree to each query, with a stack of the subtrees left.
#[kernel]
pub fn kd_nearest(tree: &[Node], queries: &[Vec3], nearest: &mut [u32], distances: &mut [f32]) {
    let i = global_x();
    if i >= queries.len() {
        return;
    }
    let query = queries[i];
    let mut best = (f32::INFINITY, 0);
    let mut stack = [(0u32, 0.0f32); 32];
    let mut top = 1;
    while top > 0 {
        top -= 1;
        let (at, bound) = stack[top];
        if bound > best.0 {
            continue;
        }
        let node = &tree[at as usize];
        let delta = query - node.point;
        let distance = delta.dot(delta);
        if distance < best.0 {
            best = (distance, at);
        }
        let along = match node.axis {
            0 => delta.x,
            1 => delta.y,
            _ => delta.z,
        };
        let (near, far) = if along < 0.0 {
            (node.left, node.right)
        } else {
            (node.right, node.left)
        };
        for (child, bound) in [(far, along * along), (near, 0.0)] {
            if child != 0 {
                stack[top] = (child, bound);
                top += 1;
            }
        }
    }
    (distances[i], nearest[i]) = best;
}
