//! One grid on the CPU: ours, and a loop by hand.

use std::time::Instant;

use ringkernel_benchmarks::harness::{Case, Report, Row};
use ringkernel_benchmarks::rows::Rows;
use ringkernel_benchmarks::waves::{wave2, wave3};
use ringkernel_rt::kernel::StencilKernel;
use ringkernel_rt::prelude::*;

use super::grid::Size;
use super::options::Effort;
use super::{field, say, Failure};

/// The names of a grid's cases: by hand, and ours.
type Names = [&'static str; 2];

macro_rules! names {
    ($grid:literal) => {
        [
            concat!($grid, ": loop by hand, on the CPU"),
            concat!($grid, ": ours, on the CPU"),
        ]
    };
}

fn names(size: Size) -> Names {
    match size {
        Size::Plane512 => names!("512 x 512"),
        Size::Plane1024 => names!("1024 x 1024"),
        Size::Plane4096 => names!("4096 x 4096"),
        Size::Plane16384 => names!("16384 x 16384"),
        Size::Space128 => names!("128 x 128 x 128"),
        Size::Space256 => names!("256 x 256 x 256"),
        Size::Space512 => names!("512 x 512 x 512"),
        Size::Space1024 => names!("1024 x 1024 x 1024"),
    }
}

/// Measures a grid.
pub(crate) async fn measure(
    runtime: &RingKernel,
    size: Size,
    rounds: u32,
    effort: Effort,
    report: &mut Report,
) -> Result<(), Failure> {
    let [width, height, depth] = size.sides();
    match depth {
        1 => {
            let sim = runtime.stencil(Grid::d2(width, height))?;
            let parameters = |c2| wave2::Params { c2 };
            Both::open(size, sim, 0.25, (wave2::p, wave2::q))?
                .measure(parameters, rounds, effort, report)
                .await
        }
        _ => {
            let sim = runtime.stencil(Grid::d3(width, height, depth))?;
            let parameters = |c2| wave3::Params { c2 };
            Both::open(size, sim, 0.2, (wave3::p, wave3::q))?
                .measure(parameters, rounds, effort, report)
                .await
        }
    }
}

/// Our simulation and the loop, of the same fields.
struct Both<K> {
    size: Size,
    c2: f32,
    sim: Simulation<K>,
    hand: Rows,
    now: Field<K, f32>,
}

impl<K: StencilKernel> Both<K> {
    fn open(
        size: Size,
        mut sim: Simulation<K>,
        c2: f32,
        (now, earlier): (Field<K, f32>, Field<K, f32>),
    ) -> Result<Self, Failure> {
        let [p, q] = [1, 2].map(|seed| field::noise(size.sides(), seed));
        sim.write(now, &p)?;
        sim.write(earlier, &q)?;
        Ok(Self {
            size,
            c2,
            sim,
            hand: Rows::new(size.sides(), c2, p, q),
            now,
        })
    }

    async fn measure(
        mut self,
        parameters: impl Fn(f32) -> K,
        rounds: u32,
        effort: Effort,
        report: &mut Report,
    ) -> Result<(), Failure> {
        let [by_hand, ours] = names(self.size);
        let cells = self.sim.grid().cells();
        let steps = match effort {
            // About a quarter of a second.
            Effort::Full => (600_000_000 / cells).clamp(10, 4000) as u32,
            Effort::Quick => 2,
        };
        let rate = |begin: Instant| cells as f64 * f64::from(steps) / begin.elapsed().as_secs_f64();
        for _ in 0..rounds {
            report.begin_round();
            let begin = Instant::now();
            self.hand.step(steps);
            let hand = Row::of_figure(&Case::cells(by_hand, 0, steps), rate(begin), None);
            let begin = Instant::now();
            self.sim.step(steps.into(), parameters(self.c2)).await?;
            let ours = Row::of_figure(&Case::cells(ours, 0, steps), rate(begin), Some(&hand));
            for row in [hand, ours] {
                say(&row.to_string());
                report.add(row);
            }
            self.compare().await?;
        }
        Ok(())
    }

    /// Both make the same sums in the same order.
    async fn compare(&self) -> Result<(), Failure> {
        let ours = self.sim.read(self.now).await?;
        let bits = |value: &f32| value.to_bits();
        let same = ours.iter().map(bits).eq(self.hand.now().iter().map(bits));
        match same {
            true => Ok(()),
            false => Err(format!("{:?}: ours differs from the loop", self.size).into()),
        }
    }
}
