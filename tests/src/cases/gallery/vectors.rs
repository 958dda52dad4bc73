//! Rays, rotations, fractals, trees.

use ringkernel_rt::prelude::*;

use super::{epsilons, floats, gallery};
use crate::cases::reference::Value;
use crate::cases::{Column, Tolerance};
use crate::kernels::gallery::vectors::{Aabb, Hit, Node, Ray, Vec3};

impl Value for Vec3 {
    fn column(values: &[Self]) -> Column {
        Column::F32(values.iter().flat_map(|v| [v.x, v.y, v.z]).collect())
    }
}

const COUNT: usize = 500;

fn vectors(len: usize, seed: u64) -> Vec<Vec3> {
    floats(3 * len, -1.0, 1.0, seed)
        .chunks(3)
        .map(|v| Vec3 {
            x: v[0],
            y: v[1],
            z: v[2],
        })
        .collect()
}

fn rays() -> Vec<Ray> {
    vectors(COUNT, 231)
        .into_iter()
        .zip(vectors(COUNT, 232))
        .map(|(origin, direction)| Ray { origin, direction })
        .collect()
}

fn boxes() -> Vec<Aabb> {
    vectors(7, 233)
        .into_iter()
        .map(|low| Aabb {
            low,
            high: Vec3 {
                x: low.x + 0.7,
                y: low.y + 0.5,
                z: low.z + 0.9,
            },
        })
        .collect()
}

fn along(v: &Vec3, axis: u8) -> f32 {
    [v.x, v.y, v.z][usize::from(axis)]
}

/// A tree over the points; the root is node 0.
fn tree() -> Vec<Node> {
    fn grow(points: &mut [Vec3], axis: u8, nodes: &mut Vec<Node>) -> u32 {
        if points.is_empty() {
            return 0;
        }
        points.sort_by(|a, b| along(a, axis).total_cmp(&along(b, axis)));
        let middle = points.len() / 2;
        let own = nodes.len();
        nodes.push(Node {
            point: points[middle],
            left: 0,
            right: 0,
            axis,
        });
        let (below, above) = points.split_at_mut(middle);
        let left = grow(below, (axis + 1) % 3, nodes);
        let right = grow(&mut above[1..], (axis + 1) % 3, nodes);
        nodes[own].left = left;
        nodes[own].right = right;
        own as u32
    }
    let mut nodes = Vec::new();
    grow(&mut vectors(400, 234), 0, &mut nodes);
    nodes
}

/// By looking at all points.
fn nearest() -> Vec<u32> {
    let tree = tree();
    let square = |a: &Vec3, b: &Vec3| {
        let axes = (0..3).map(|axis| along(a, axis) - along(b, axis));
        axes.map(|delta| delta * delta).sum::<f32>()
    };
    let best = |query: &Vec3| {
        let order = |a: &usize, b: &usize| {
            square(query, &tree[*a].point).total_cmp(&square(query, &tree[*b].point))
        };
        (0..tree.len()).min_by(order).expect("a tree has points") as u32
    };
    vectors(COUNT, 235).iter().map(best).collect()
}

fn square() -> Launch {
    Launch::grid([8, 6, 1], [8, 8, 1])
}

const WIDTH: usize = 60;
const HEIGHT: usize = 44;

const X: Vec3 = Vec3 {
    x: 1.0,
    y: 0.0,
    z: 0.0,
};
const SKEW: Vec3 = Vec3 {
    x: 1.0,
    y: -2.0,
    z: 0.5,
};

const TURN: Tolerance = epsilons(
    64.0,
    "two turns within 4 each and their product, used twice, with 10 roundings, on vectors up to 1.8 long",
);

gallery! { vectors:
    ray_spheres over Launch::over(COUNT), (input rays = rays(), input centres = vectors(12, 236), input radii = floats(12, 0.1, 0.5, 237), records hits = vec![None::<Hit>; COUNT]);
    ray_boxes over Launch::over(COUNT), (input rays = rays(), input boxes = boxes(), records spans = vec![None::<(f32, f32)>; COUNT]);
    quaternion_rotate over Launch::over(COUNT), (output points = vectors(COUNT, 238), value first = X, value second = SKEW, value angle = 1.25) within TURN;
    mandelbrot over square(), (output rounds = vec![0u32; WIDTH * HEIGHT], value width = WIDTH, value height = HEIGHT, value limit = 200);
    julia over square(), (output rounds = vec![0u32; WIDTH * HEIGHT], value width = WIDTH, value height = HEIGHT, value c = (-0.8, 0.156), value limit = 200);
    kd_nearest over Launch::over(COUNT), (input tree = tree(), input queries = vectors(COUNT, 235), output found = vec![0u32; COUNT], output distances = vec![0.0f32; COUNT]), found is nearest();
}
