//! Kernels with their handles written by hand, in the form that the macros generate.
#![allow(
    non_camel_case_types,
    non_upper_case_globals,
    dead_code,
    unreachable_pub,
    clippy::assign_op_pattern
)]

use ringkernel_rt::artifact::{Artifact, Plan, Toolkit};
use ringkernel_rt::backend::cpu;
use ringkernel_rt::gpu::{row, Row, Slice, SliceMut};
use ringkernel_rt::kernel::{FieldSpec, GridKernel, StencilArgument, StencilKernel};
use ringkernel_rt::layout::{c_align, c_offsets, c_size, FieldLayout, TypeLayout};
use ringkernel_rt::prelude::*;
use ringkernel_rt::Call;

const fn artifact(name: &'static str, plan: Plan) -> Artifact {
    Artifact::not_built(name, "tests/kernels/mod.rs", plan)
}

const fn grid(name: &'static str, independent_blocks: bool) -> Artifact {
    artifact(
        name,
        Plan::Grid {
            independent_blocks,
            cooperative: false,
            shared: &[],
        },
    )
}

/// As if it had been built: of another one nobody knows whether it logs, which a row's loop would have to care for.
const fn stencil(name: &'static str, dimensions: u32, halo: [u32; 3], tile: [u32; 3]) -> Artifact {
    Artifact {
        toolkit: Toolkit::Off,
        ..artifact(
            name,
            Plan::Stencil {
                dimensions,
                halo,
                tile,
                rows: None,
            },
        )
    }
}

pub fn saxpy(x: Slice<'_, f32>, y: SliceMut<'_, f32>, a: f32, n: i32) {
    let idx = block_idx_x() * block_dim_x() + thread_idx_x();
    if idx >= n {
        return;
    }
    ({ y })[idx as usize] = a * ({ x })[idx as usize] + ({ y })[idx as usize];
}

/// The line of `saxpy`'s store, and the bracket of the index that fails first: rustc names an overloaded index so.
pub const SAXPY_LINE: u32 = line!() - 4;
pub const SAXPY_COLUMN: u32 = 40;

pub enum saxpy {}

impl saxpy {
    pub fn args<'a>(x: &'a Buffer<f32>, y: &'a mut Buffer<f32>, a: f32, n: i32) -> Call<'a, saxpy> {
        Call::new().slice(x).slice_mut(y).value(a).value(n)
    }
}

impl GridKernel for saxpy {
    const ARTIFACT: &'static Artifact = &grid("saxpy", true);

    fn bind<'a>(args: &'a cpu::Arguments) -> impl Fn() + Send + Sync + 'a {
        let x = args.slice::<f32>(0);
        let y = args.slice_mut::<f32>(1);
        let a = args.value::<f32>(2);
        let n = args.value::<i32>(3);
        move || saxpy(x, y, a, n)
    }
}

/// Turns each block's part round, twice if asked, through a scratch array. A part's first `leavers` threads return
/// before the barriers.
pub fn reverse(mut data: SliceMut<'_, u64>, mut scratch: SliceMut<'_, u64>, leavers: i32) {
    let (t, n) = (thread_idx_x(), block_dim_x());
    let base = block_idx_x() * n;
    if t < leavers {
        return;
    }
    let span = n - leavers;
    let mine = (base + t) as usize;
    let other = (base + leavers + (span - 1 - (t - leavers))) as usize;
    scratch[mine] = data[mine];
    sync_threads();
    data[mine] = scratch[other];
    sync_threads();
    scratch[mine] = data[other];
    sync_threads();
    data[mine] += 1000 * scratch[mine];
}

pub enum reverse {}

impl reverse {
    pub fn args<'a>(
        data: &'a mut Buffer<u64>,
        scratch: &'a mut Buffer<u64>,
        leavers: i32,
    ) -> Call<'a, reverse> {
        Call::new()
            .slice_mut(data)
            .slice_mut(scratch)
            .value(leavers)
    }
}

impl GridKernel for reverse {
    const ARTIFACT: &'static Artifact = &grid("reverse", true);

    fn bind<'a>(args: &'a cpu::Arguments) -> impl Fn() + Send + Sync + 'a {
        let data = args.slice_mut::<u64>(0);
        let scratch = args.slice_mut::<u64>(1);
        let leavers = args.value::<i32>(2);
        move || reverse(data, scratch, leavers)
    }
}

/// Writes each thread's own numbers at its linear place.
pub fn identity(mut out: SliceMut<'_, Identity>) {
    let x = block_idx_x() * block_dim_x() + thread_idx_x();
    let y = block_idx_y() * block_dim_y() + thread_idx_y();
    let z = block_idx_z() * block_dim_z() + thread_idx_z();
    let (width, height) = (grid_dim_x() * block_dim_x(), grid_dim_y() * block_dim_y());
    let _depth = grid_dim_z() * block_dim_z();
    out[((z * height + y) * width + x) as usize] = Identity {
        odd: (x + y + z) % 2 == 1,
        x,
        weight: f64::from(y),
        z,
    };
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Identity {
    pub odd: bool,
    pub x: i32,
    pub weight: f64,
    pub z: i32,
}

impl GpuType for Identity {
    const LAYOUT: TypeLayout = {
        const FIELDS: [&TypeLayout; 4] = [
            &<bool as GpuType>::LAYOUT,
            &<i32 as GpuType>::LAYOUT,
            &<f64 as GpuType>::LAYOUT,
            &<i32 as GpuType>::LAYOUT,
        ];
        const OFFSETS: [usize; 4] = c_offsets(&FIELDS);
        TypeLayout {
            name: "Identity",
            size: c_size(&FIELDS),
            align: c_align(&FIELDS),
            fields: &[
                FieldLayout {
                    name: "odd",
                    offset: OFFSETS[0],
                    layout: FIELDS[0],
                },
                FieldLayout {
                    name: "x",
                    offset: OFFSETS[1],
                    layout: FIELDS[1],
                },
                FieldLayout {
                    name: "weight",
                    offset: OFFSETS[2],
                    layout: FIELDS[2],
                },
                FieldLayout {
                    name: "z",
                    offset: OFFSETS[3],
                    layout: FIELDS[3],
                },
            ],
            variants: &[],
        }
    };

    fn encode(&self, bytes: &mut [u8]) {
        let at = |i: usize| <Self as GpuType>::LAYOUT.fields[i].offset;
        self.odd.encode_at(bytes, at(0));
        self.x.encode_at(bytes, at(1));
        self.weight.encode_at(bytes, at(2));
        self.z.encode_at(bytes, at(3));
    }

    fn decode(bytes: &[u8]) -> Self {
        let at = |i: usize| <Self as GpuType>::LAYOUT.fields[i].offset;
        Self {
            odd: GpuType::decode(&bytes[at(0)..]),
            x: GpuType::decode(&bytes[at(1)..]),
            weight: GpuType::decode(&bytes[at(2)..]),
            z: GpuType::decode(&bytes[at(3)..]),
        }
    }
}

/// `encode` of a field.
trait EncodeAt: GpuType {
    fn encode_at(&self, bytes: &mut [u8], offset: usize) {
        GpuType::encode(self, &mut bytes[offset..]);
    }
}

impl<T: GpuType> EncodeAt for T {}

pub enum identity {}

impl identity {
    pub fn args(out: &mut Buffer<Identity>) -> Call<'_, identity> {
        Call::new().slice_mut(out)
    }
}

impl GridKernel for identity {
    const ARTIFACT: &'static Artifact = &grid("identity", false);

    fn bind<'a>(args: &'a cpu::Arguments) -> impl Fn() + Send + Sync + 'a {
        let out = args.slice_mut::<Identity>(0);
        move || identity(out)
    }
}

/// Divides by 0 in the thread of this number, after a barrier that most threads wait at.
pub fn divide(mut out: SliceMut<'_, i32>, bad: i32, dividend: i32) {
    let i = block_idx_x() * block_dim_x() + thread_idx_x();
    sync_threads();
    let divisor = if i == bad { 0 } else { 1 };
    out[i as usize] = dividend / divisor;
    sync_threads();
}

pub const DIVIDE_LINE: u32 = line!() - 4;
pub const DIVIDE_COLUMN: u32 = 23;

pub enum divide {}

impl divide {
    pub fn args(out: &mut Buffer<i32>, bad: i32, dividend: i32) -> Call<'_, divide> {
        Call::new().slice_mut(out).value(bad).value(dividend)
    }
}

impl GridKernel for divide {
    const ARTIFACT: &'static Artifact = &grid("divide", true);

    fn bind<'a>(args: &'a cpu::Arguments) -> impl Fn() + Send + Sync + 'a {
        let out = args.slice_mut::<i32>(0);
        let bad = args.value::<i32>(1);
        let dividend = args.value::<i32>(2);
        move || divide(out, bad, dividend)
    }
}

pub fn fdtd(p: Slice<'_, f32>, mut p_prev: SliceMut<'_, f32>, c2: f32, pos: GridPos) {
    let lap = pos.north(p) + pos.south(p) + pos.east(p) + pos.west(p) - 4.0 * ({ p })[pos.idx()];
    p_prev[pos.idx()] = 2.0 * ({ p })[pos.idx()] - p_prev[pos.idx()] + c2 * lap;
}

pub enum fdtd {
    Params { c2: f32 },
}

impl fdtd {
    pub const p: Field<fdtd, f32> = Field::new(0);
    pub const p_prev: Field<fdtd, f32> = Field::new(1);
}

impl StencilKernel for fdtd {
    const ARTIFACT: &'static Artifact = &stencil("fdtd", 2, [1, 1, 0], [16, 16, 1]);
    const FIELDS: &'static [FieldSpec] = &[
        FieldSpec::of::<f32>("p", false),
        FieldSpec::of::<f32>("p_prev", true),
    ];
    const SWAPS: &'static [(usize, usize)] = &[(0, 1)];

    fn arguments(&self) -> Vec<StencilArgument> {
        let fdtd::Params { c2 } = *self;
        let mut bytes = vec![0; 4];
        GpuType::encode(&c2, &mut bytes);
        vec![
            StencilArgument::Field(0),
            StencilArgument::Field(1),
            StencilArgument::Value(bytes),
        ]
    }

    fn bind<'a>(&'a self, fields: &'a cpu::Arguments) -> impl Fn(&Row<'_>) + Send + Sync + 'a {
        let fdtd::Params { c2 } = *self;
        let p = fields.slice::<f32>(0);
        let p_prev = fields.slice_mut::<f32>(1);
        move |at| {
            let (p, p_prev) = (at.field(p), at.field_mut(p_prev));
            at.compute(
                const { row::halo(fdtd::ARTIFACT) },
                move |pos| fdtd(p, p_prev, c2, pos),
                move |pos| fdtd(p, p_prev, c2, pos),
            );
        }
    }
}

/// Mixes far neighbours with distinct weights, in three dimensions; faults where the source holds a negative number.
pub fn far(source: Slice<'_, i64>, mut target: SliceMut<'_, i64>, pos: GridPos) {
    if ({ source })[pos.idx()] < 0 {
        target[usize::MAX] = 0;
    }
    target[pos.idx()] = pos.at3(source, -2, 0, 0)
        + 3 * pos.at3(source, 1, -1, 1)
        + 5 * pos.up(source)
        + 7 * pos.down(source)
        + 11 * pos.at3(source, 0, 2, -1)
        + i64::from(pos.x() + 10 * pos.y() + 100 * pos.z());
}

pub const FAR_LINE: u32 = line!() - 10;

pub enum far {
    Params {},
}

impl far {
    pub const source: Field<far, i64> = Field::new(0);
    pub const target: Field<far, i64> = Field::new(1);
}

impl StencilKernel for far {
    const ARTIFACT: &'static Artifact = &stencil("far", 3, [2, 2, 1], [8, 4, 2]);
    const FIELDS: &'static [FieldSpec] = &[
        FieldSpec::of::<i64>("source", false),
        FieldSpec::of::<i64>("target", true),
    ];
    const SWAPS: &'static [(usize, usize)] = &[];

    fn arguments(&self) -> Vec<StencilArgument> {
        vec![StencilArgument::Field(0), StencilArgument::Field(1)]
    }

    fn bind<'a>(&'a self, fields: &'a cpu::Arguments) -> impl Fn(&Row<'_>) + Send + Sync + 'a {
        let source = fields.slice::<i64>(0);
        let target = fields.slice_mut::<i64>(1);
        move |at| {
            let (source, target) = (at.field(source), at.field_mut(target));
            at.compute(
                const { row::halo(far::ARTIFACT) },
                move |pos| far(source, target, pos),
                move |pos| far(source, target, pos),
            );
        }
    }
}
