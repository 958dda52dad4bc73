//! Stencils on the CPU, against loops over the whole grid.

mod kernels;

use kernels::{far, fdtd};
use ringkernel_rt::prelude::*;

const BOUNDARIES: [Boundary; 6] = [
    Boundary::Skip,
    Boundary::Zero,
    Boundary::Reflect,
    Boundary::Mirror,
    Boundary::Periodic,
    Boundary::Clamp,
];

async fn cpu() -> RingKernel {
    RingKernel::builder()
        .backend(Backend::Cpu)
        .build()
        .await
        .unwrap()
}

/// Where `i` is read on an axis of `n` cells, by walking; `None` outside.
fn walk(boundary: Boundary, mut i: i64, n: i64) -> Option<i64> {
    loop {
        if (0..n).contains(&i) {
            return Some(i);
        }
        i = match boundary {
            Boundary::Reflect if i < 0 => -1 - i,
            Boundary::Reflect => 2 * n - 1 - i,
            Boundary::Mirror if n == 1 => 0,
            Boundary::Mirror if i < 0 => -i,
            Boundary::Mirror => 2 * (n - 1) - i,
            Boundary::Clamp if i < 0 => i + 1,
            Boundary::Clamp => i - 1,
            Boundary::Periodic if i < 0 => i + n,
            Boundary::Periodic => i - n,
            _ => return None,
        };
    }
}

/// A grid of values that is read beyond its edges.
struct Reference {
    sides: [i64; 3],
    boundary: Boundary,
}

impl Reference {
    fn read<T: Copy + Default>(&self, values: &[T], cell: [i64; 3], by: [i64; 3]) -> T {
        let axis = |i: usize| walk(self.boundary, cell[i] + by[i], self.sides[i]);
        match (axis(0), axis(1), axis(2)) {
            (Some(x), Some(y), Some(z)) => {
                values[((z * self.sides[1] + y) * self.sides[0] + x) as usize]
            }
            _ => T::default(),
        }
    }

    /// The cells that are computed, with their places.
    fn cells(&self, halo: [i64; 3]) -> impl Iterator<Item = (usize, [i64; 3])> + '_ {
        let [width, height, depth] = self.sides;
        (0..width * height * depth)
            .map(move |i| {
                (
                    i as usize,
                    [i % width, i / width % height, i / (width * height)],
                )
            })
            .filter(move |(_, cell)| {
                self.boundary != Boundary::Skip
                    || (0..3).all(|axis| {
                        cell[axis] >= halo[axis] && cell[axis] + halo[axis] < self.sides[axis]
                    })
            })
    }
}

#[tokio::test]
async fn fdtd_equals_a_loop_in_every_boundary_and_size() {
    let runtime = cpu().await;
    for boundary in BOUNDARIES {
        for (width, height) in [(1, 1), (1, 9), (2, 2), (3, 3), (17, 5), (200, 131)] {
            let start: Vec<f32> = (0..width * height)
                .map(|i| ((i * 37 % 101) as f32).sin())
                .collect();
            let mut sim = runtime
                .stencil::<fdtd>(Grid::d2(width, height).boundary(boundary))
                .unwrap();
            sim.write(fdtd::p, &start).unwrap();
            let steps = 7;
            sim.step(steps, fdtd::Params { c2: 0.25 }).await.unwrap();

            let reference = Reference {
                sides: [width.into(), height.into(), 1],
                boundary,
            };
            let (mut p, mut p_prev) = (start.clone(), vec![0.0; start.len()]);
            for _ in 0..steps {
                for (i, cell) in reference.cells([1, 1, 0]) {
                    let at = |dx, dy| reference.read(&p, cell, [dx, dy, 0]);
                    let lap = at(0, -1) + at(0, 1) + at(1, 0) + at(-1, 0) - 4.0 * p[i];
                    p_prev[i] = 2.0 * p[i] - p_prev[i] + 0.25 * lap;
                }
                std::mem::swap(&mut p, &mut p_prev);
            }
            let what = format!("{boundary:?} {width} x {height}");
            assert_eq!(sim.read(fdtd::p).await.unwrap(), p, "{what}");
            assert_eq!(sim.read(fdtd::p_prev).await.unwrap(), p_prev, "{what}");
        }
    }
}

#[tokio::test]
async fn three_dimensions_equal_a_loop_in_every_boundary() {
    let runtime = cpu().await;
    for boundary in BOUNDARIES {
        for sides in [[1, 1, 1], [2, 1, 3], [9, 8, 7], [40, 30, 20]] {
            let [width, height, depth] = sides;
            let start: Vec<i64> = (0..i64::from(width * height * depth))
                .map(|i| i * 31 % 1009)
                .collect();
            let grid = Grid::d3(width, height, depth).boundary(boundary);
            let mut sim = runtime.stencil::<far>(grid).unwrap();
            sim.write(far::source, &start).unwrap();
            sim.write(far::target, &vec![-1; start.len()]).unwrap();
            sim.step(1, far::Params {}).await.unwrap();

            let reference = Reference {
                sides: sides.map(i64::from),
                boundary,
            };
            let mut expected = vec![-1; start.len()];
            for (i, cell) in reference.cells([2, 2, 1]) {
                let at = |by| reference.read(&start, cell, by);
                expected[i] = at([-2, 0, 0])
                    + 3 * at([1, -1, 1])
                    + 5 * at([0, 0, -1])
                    + 7 * at([0, 0, 1])
                    + 11 * at([0, 2, -1])
                    + (cell[0] + 10 * cell[1] + 100 * cell[2]);
            }
            let target = sim.read(far::target).await.unwrap();
            assert_eq!(target, expected, "{boundary:?} {sides:?}");
        }
    }
}

#[tokio::test]
async fn the_first_cells_fault_is_reported_with_the_devices_thread() {
    let runtime = cpu().await;
    let grid = Grid::d3(100, 50, 20).boundary(Boundary::Zero);
    let mut sim = runtime.stencil::<far>(grid).unwrap();
    let mut source = vec![1_i64; 100 * 50 * 20];
    let cell = |x: usize, y: usize, z: usize| (z * 50 + y) * 100 + x;
    source[cell(0, 3, 1)] = -1;
    source[cell(99, 49, 19)] = -1;
    source[cell(21, 2, 1)] = -1;
    sim.write(far::source, &source).unwrap();
    let error = sim.step(3, far::Params {}).await.unwrap_err();
    let Error::Fault(fault) = error else {
        panic!("{error}")
    };
    assert_eq!(
        fault.kind,
        FaultKind::Index {
            index: u64::MAX,
            len: 100_000
        }
    );
    assert_eq!((fault.block, fault.thread), ([2, 0, 0], [5, 2, 1]));
    assert_eq!(fault.site.line, kernels::FAR_LINE);

    source.fill(1);
    sim.write(far::source, &source).unwrap();
    sim.step(3, far::Params {}).await.unwrap();
}

#[tokio::test]
async fn sizes_are_checked() {
    let runtime = cpu().await;
    assert!(matches!(
        runtime.stencil::<fdtd>(Grid::d2(0, 5)),
        Err(Error::GridSize { .. })
    ));
    assert_eq!(
        runtime.stencil::<far>(Grid::d2(4, 4)).unwrap_err(),
        Error::Dimensions {
            kernel: "far",
            expected: 3,
            actual: 2
        }
    );
    let mut sim = runtime.stencil::<fdtd>(Grid::d2(4, 4)).unwrap();
    let mismatch = |what, actual| {
        Err(Error::LengthMismatch {
            what,
            expected: 16,
            actual,
        })
    };
    assert_eq!(sim.write(fdtd::p_prev, &[0.0; 15]), mismatch("p_prev", 15));

    let mut other = runtime.upload(&[0.0_f32; 3]).unwrap();
    std::mem::swap(sim.field_mut(fdtd::p), &mut other);
    assert_eq!(
        sim.step(1, fdtd::Params { c2: 0.1 }).await,
        mismatch("p", 3)
    );
}

#[tokio::test]
async fn another_kernel_may_write_a_field_between_steps() {
    let runtime = cpu().await;
    let mut sim = runtime
        .stencil::<fdtd>(Grid::d2(8, 8).boundary(Boundary::Zero))
        .unwrap();
    let ones = runtime.upload(&[1.0_f32; 64]).unwrap();
    sim.step(1, fdtd::Params { c2: 0.1 }).await.unwrap();
    let add = kernels::saxpy::args(&ones, sim.field_mut(fdtd::p), 3.0, 64);
    runtime.run(add, Launch::over(64)).await.unwrap();
    assert_eq!(sim.read(fdtd::p).await.unwrap(), [3.0; 64]);
    assert_eq!(sim.read(fdtd::p_prev).await.unwrap(), [0.0; 64]);
}
