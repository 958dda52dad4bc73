//! One grid: all ways to compute it, in rounds.

use std::time::Instant;

use ringkernel_benchmarks::baseline::wave::{Form, Wave};
use ringkernel_benchmarks::harness::{Case, Report, Row};
use ringkernel_benchmarks::waves::{wave2, wave3};
use ringkernel_rt::kernel::StencilKernel;
use ringkernel_rt::prelude::*;

use super::{field, say, Failure};

/// Steps after which both fields are compared.
const CHECKED: u32 = 20;

/// How far ours may be from the hand-written field, whose products and sums the compiler contracts.
const TOLERANCE: f32 = 1e-4;

/// Bytes that a step moves for a cell, at least: two values are read, one is written.
const CELL_BYTES: f64 = 12.0;

/// A grid that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Size {
    #[value(name = "512x512")]
    Plane512,
    #[value(name = "1024x1024")]
    Plane1024,
    #[value(name = "4096x4096")]
    Plane4096,
    #[value(name = "16384x16384")]
    Plane16384,
    #[value(name = "128x128x128")]
    Space128,
    #[value(name = "256x256x256")]
    Space256,
    #[value(name = "512x512x512")]
    Space512,
    #[value(name = "1024x1024x1024")]
    Space1024,
}

/// The names of a grid's cases.
struct Names {
    copy: &'static str,
    hand: &'static [(&'static str, Form)],
    ours: [(&'static str, Schedule); 3],
}

macro_rules! plane {
    ($grid:literal) => {
        Names {
            copy: concat!($grid, ": floor of a copy"),
            hand: &[
                (
                    concat!($grid, ": hand-written, a thread a cell"),
                    Form::Cells2,
                ),
                (
                    concat!($grid, ": hand-written, 4 x 4 cells"),
                    Form::Patches2,
                ),
            ],
            ours: ours!($grid),
        }
    };
}

macro_rules! space {
    ($grid:literal) => {
        Names {
            copy: concat!($grid, ": floor of a copy"),
            hand: &[
                (
                    concat!($grid, ": hand-written, a thread a cell"),
                    Form::Cells3,
                ),
                (
                    concat!($grid, ": hand-written, 4 cells, 16 planes"),
                    Form::March1By16,
                ),
                (
                    concat!($grid, ": hand-written, 4 x 2 cells, 16 planes"),
                    Form::March2By16,
                ),
                (
                    concat!($grid, ": hand-written, 4 cells, 64 planes"),
                    Form::March1By64,
                ),
                (
                    concat!($grid, ": hand-written, 4 x 2 cells, 64 planes"),
                    Form::March2By64,
                ),
            ],
            ours: ours!($grid),
        }
    };
}

macro_rules! ours {
    ($grid:literal) => {
        [
            (concat!($grid, ": ours, plain"), Schedule::Plain),
            (concat!($grid, ": ours, rows"), Schedule::Rows),
            (concat!($grid, ": ours"), Schedule::Auto),
        ]
    };
}

impl Size {
    pub(crate) const ALL: [Self; 8] = [
        Self::Plane512,
        Self::Plane1024,
        Self::Plane4096,
        Self::Plane16384,
        Self::Space128,
        Self::Space256,
        Self::Space512,
        Self::Space1024,
    ];

    pub(crate) fn sides(self) -> [u32; 3] {
        match self {
            Self::Plane512 => [512, 512, 1],
            Self::Plane1024 => [1024, 1024, 1],
            Self::Plane4096 => [4096, 4096, 1],
            Self::Plane16384 => [16384, 16384, 1],
            Self::Space128 => [128; 3],
            Self::Space256 => [256; 3],
            Self::Space512 => [512; 3],
            Self::Space1024 => [1024; 3],
        }
    }

    fn names(self) -> Names {
        match self {
            Self::Plane512 => plane!("512 x 512"),
            Self::Plane1024 => plane!("1024 x 1024"),
            Self::Plane4096 => plane!("4096 x 4096"),
            Self::Plane16384 => plane!("16384 x 16384"),
            Self::Space128 => space!("128 x 128 x 128"),
            Self::Space256 => space!("256 x 256 x 256"),
            Self::Space512 => space!("512 x 512 x 512"),
            Self::Space1024 => space!("1024 x 1024 x 1024"),
        }
    }

    /// Steps of a case in a round: about a twentieth of a second, and no fewer than an expert would time.
    fn steps(self) -> u32 {
        let cells: u64 = self.sides().iter().map(|&side| u64::from(side)).product();
        // At the 300 thousand million cells a second of a large GPU.
        let steps = 15_000_000_000 / cells;
        steps.clamp(20, 4000) as u32
    }
}

/// Measures a grid.
pub(crate) async fn measure(
    runtime: &RingKernel,
    size: Size,
    rounds: u32,
    report: &mut Report,
) -> Result<(), Failure> {
    match size {
        Size::Plane512 | Size::Plane1024 | Size::Plane4096 | Size::Plane16384 => {
            let parameters = |c2| wave2::Params { c2 };
            let [width, height, _] = size.sides();
            let grid = Grid::d2(width, height);
            Ours::<wave2>::open(runtime, size, grid, 0.25, (wave2::p, wave2::q))?
                .measure(parameters, rounds, report)
                .await
        }
        Size::Space128 | Size::Space256 | Size::Space512 | Size::Space1024 => {
            let parameters = |c2| wave3::Params { c2 };
            let [width, height, depth] = size.sides();
            let grid = Grid::d3(width, height, depth);
            Ours::<wave3>::open(runtime, size, grid, 0.2, (wave3::p, wave3::q))?
                .measure(parameters, rounds, report)
                .await
        }
    }
}

/// Our simulation and the hand-written one, of the same fields.
struct Ours<K> {
    size: Size,
    c2: f32,
    sim: Simulation<K>,
    hand: Wave,
    now: Field<K, f32>,
}

impl<K: StencilKernel> Ours<K> {
    fn open(
        runtime: &RingKernel,
        size: Size,
        grid: Grid,
        c2: f32,
        (now, earlier): (Field<K, f32>, Field<K, f32>),
    ) -> Result<Self, Failure> {
        let [p, q] = [1, 2].map(|seed| field::noise(size.sides(), seed));
        let mut sim = runtime.stencil::<K>(grid)?;
        sim.write(now, &p)?;
        sim.write(earlier, &q)?;
        Ok(Self {
            size,
            c2,
            sim,
            hand: Wave::open(size.sides(), c2, &p, &q)?,
            now,
        })
    }

    async fn measure(
        mut self,
        parameters: impl Fn(f32) -> K,
        rounds: u32,
        report: &mut Report,
    ) -> Result<(), Failure> {
        let names = self.size.names();
        let steps = self.size.steps();
        let cells = self.sim.grid().cells() as f64;
        self.compare(&names, &parameters).await?;
        for _ in 0..rounds {
            report.begin_round();
            let mut add = |row: Row| {
                say(&row.to_string());
                report.add(row.clone());
                row
            };
            let case = |name| Case::cells(name, 0, steps);
            let floor = self.hand.copy(steps)? / CELL_BYTES;
            add(Row::of_figure(&case(names.copy), floor, None));
            let mut best: Option<Row> = None;
            for (name, form) in names.hand {
                let rate = self.hand.step(*form, steps)?;
                let row = add(Row::of_figure(&case(name), rate, None));
                if best.as_ref().is_none_or(|best| best.p50 < row.p50) {
                    best = Some(row);
                }
            }
            for (name, schedule) in names.ours {
                self.sim.set_schedule(schedule)?;
                let begin = Instant::now();
                self.sim.step(steps.into(), parameters(self.c2)).await?;
                let rate = cells * f64::from(steps) / begin.elapsed().as_secs_f64();
                add(Row::of_figure(&case(name), rate, best.as_ref()));
            }
        }
        Ok(())
    }

    /// Has each way, ours and hand-written, take part in steps whose fields are compared.
    async fn compare(
        &mut self,
        names: &Names,
        parameters: impl Fn(f32) -> K,
    ) -> Result<(), Failure> {
        let ours = names.ours.iter().cycle();
        let pairs = ours.zip(names.hand.iter().cycle());
        for ((name, schedule), (by_hand, form)) in
            pairs.take(names.hand.len().max(names.ours.len()))
        {
            self.sim.set_schedule(*schedule)?;
            self.sim.step(CHECKED.into(), parameters(self.c2)).await?;
            self.hand.step(*form, CHECKED)?;
            let far = field::difference(&self.sim.read(self.now).await?, &self.hand.read()?);
            let chosen = self.sim.schedule();
            say(&format!("{name} ({chosen}) is {far:.1e} from {by_hand}"));
            if far.is_nan() || far > TOLERANCE {
                return Err(format!("{name} is {far:e} from {by_hand}").into());
            }
        }
        Ok(())
    }
}
