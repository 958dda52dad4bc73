//! Neighbours at the edges of grids of any size, compared with the boundaries' definitions.

use crate::build::*;
use crate::emulate::execute;
use crate::{faults, own, printed};
use ringkernel_build::ir::{
    BinaryOp, ExprKind, KernelKind, Module, Place, Projection, Scalar, StencilSpec, StmtKind, Type,
};

/// Offset and weight of each neighbour.
type Weights = [([i32; 3], f32)];

const FLAT: &Weights = &[
    ([0, -1, 0], 1.0),
    ([2, 0, 0], 3.0),
    ([-1, 1, 0], 5.0),
    ([0, 0, 0], 7.0),
];
const SOLID: &Weights = &[([0, 0, -1], 1.0), ([1, 0, 1], 3.0), ([0, -2, 0], 5.0)];

/// `out[pos.idx()]` = the weighted sum.
fn module_of(weights: &Weights, dimensions: u32) -> Module {
    let mut f = function("k");
    let field = param(&mut f, "field", slice(Scalar::F32, false));
    let out = param(&mut f, "out", slice(Scalar::F32, true));
    let position = param(&mut f, "pos", Type::GridPos);
    let sum = weights.iter().map(|(offset, weight)| {
        let offset = *offset;
        let value = typed(Scalar::F32, ExprKind::Neighbor { field, offset });
        binary(BinaryOp::Mul, f32(*weight), value)
    });
    let sum = sum.reduce(|a, b| binary(BinaryOp::Add, a, b));
    let cell = Place {
        root: out,
        path: vec![Projection::Cell],
    };
    f.body = vec![at(2, StmtKind::Store(cell, sum.expect("there are some")))];
    let mut module = module();
    module.kernels.push(kernel(
        f,
        KernelKind::Stencil(StencilSpec {
            dimensions,
            position,
            tile: None,
            halo: None,
            swap: Vec::new(),
        }),
    ));
    module
}

const SKIP: u32 = 0;
const ZERO: u32 = 1;
const REFLECT: u32 = 2;
const PERIODIC: u32 = 3;
const MIRROR: u32 = 4;
const CLAMP: u32 = 5;

/// The cell that stands for one outside, on one axis.
fn inside(boundary: u32, cell: i64, size: i64) -> Option<i64> {
    match boundary {
        PERIODIC => Some(cell.rem_euclid(size)),
        REFLECT => {
            let mut cell = cell;
            while !(0..size).contains(&cell) {
                cell = if cell < 0 {
                    -1 - cell
                } else {
                    2 * size - 1 - cell
                };
            }
            Some(cell)
        }
        MIRROR => {
            let mut cell = cell;
            while !(0..size).contains(&cell) {
                // A lone cell has no other to turn at.
                cell = match size {
                    1 => 0,
                    _ if cell < 0 => -cell,
                    _ => 2 * (size - 1) - cell,
                };
            }
            Some(cell)
        }
        CLAMP => Some(cell.clamp(0, size - 1)),
        _ => (0..size).contains(&cell).then_some(cell),
    }
}

/// What the boundaries' definitions make of the field; skipped cells keep -1.
fn expected(weights: &Weights, size: [i64; 3], boundary: u32, field: &[f32]) -> Vec<f32> {
    let reach = |axis: usize| weights.iter().map(|(offset, _)| offset[axis].abs()).max();
    let mut out = Vec::new();
    for z in 0..size[2] {
        for y in 0..size[1] {
            for x in 0..size[0] {
                let cell = [x, y, z];
                let leaves = (0..3).any(|axis| {
                    let reach = i64::from(reach(axis).unwrap_or(0));
                    cell[axis] < reach || cell[axis] + reach >= size[axis]
                });
                if boundary == SKIP && leaves {
                    out.push(-1.0);
                    continue;
                }
                let at = |offset: [i32; 3]| {
                    let mut index = 0;
                    for axis in [2, 1, 0] {
                        let there = cell[axis] + i64::from(offset[axis]);
                        index = index * size[axis] + inside(boundary, there, size[axis])?;
                    }
                    Some(field[usize::try_from(index).expect("inside is not negative")])
                };
                let sum = weights
                    .iter()
                    .map(|(offset, weight)| weight * at(*offset).unwrap_or(0.0));
                out.push(sum.reduce(|a, b| a + b).expect("there are some"));
            }
        }
    }
    out
}

const SIZES: &[[i64; 3]] = &[
    [1, 1, 1],
    [1, 9, 1],
    [9, 1, 1],
    [2, 2, 1],
    [5, 4, 1],
    [33, 17, 1],
    [1, 1, 4],
    [4, 5, 3],
    [35, 3, 2],
];

/// Reads size and boundary, then the field; writes the result.
const MAIN: &str = "
#include <stdio.h>
int main()
{
    rk_stencil_grid grid;
    while (fread(&grid, sizeof grid, 1, stdin) == 1) {
        const size_t cells = (size_t)grid.width * grid.height * grid.depth;
        std::vector<float> field(cells), out(cells, -1.0f);
        if (fread(field.data(), 4, cells, stdin) != cells) return 1;
        rk_env env{};
        rk_slice<const f32> a{field.data(), cells};
        rk_slice<f32> b{out.data(), cells};
        void* args[] = {&env, &grid, &a, &b};
        const unsigned block[3] = {32, 8, 1};
        const unsigned blocks[3] = {(grid.width + 31) / 32, (grid.height + 7) / 8, grid.depth};
        rk_emulated_launch(kernel_k, blocks, block, args);
        fwrite(out.data(), 4, cells, stdout);
    }
    return 0;
}
";

fn compare_with_definitions(name: &str, weights: &Weights, dimensions: u32) {
    let source = printed(&module_of(weights, dimensions), faults(false));
    let text = format!("{}{}{MAIN}", &source.text[..source.own], own(&source));
    let mut input = Vec::new();
    let mut wanted = Vec::new();
    for size in SIZES.iter().filter(|size| dimensions == 3 || size[2] == 1) {
        for boundary in [SKIP, ZERO, REFLECT, MIRROR, PERIODIC, CLAMP] {
            let cells = size.iter().product::<i64>();
            let field: Vec<f32> = (0..cells).map(|cell| cell as f32 * 0.25 + 1.0).collect();
            for number in size.iter().map(|axis| *axis as u32).chain([boundary]) {
                input.extend(number.to_ne_bytes());
            }
            input.extend(field.iter().flat_map(|value| value.to_ne_bytes()));
            wanted.push((size, boundary, expected(weights, *size, boundary, &field)));
        }
    }
    let output = execute(name, &text, input);
    let mut got = output
        .chunks_exact(4)
        .map(|bytes| f32::from_ne_bytes(bytes.try_into().expect("4 bytes")));
    for (size, boundary, wanted) in wanted {
        let got: Vec<f32> = got.by_ref().take(wanted.len()).collect();
        assert_eq!(got, wanted, "size {size:?}, boundary {boundary}");
    }
}

#[test]
fn flat_grids_of_any_size_keep_their_boundary() {
    compare_with_definitions("flat", FLAT, 2);
}

#[test]
fn solid_grids_of_any_size_keep_their_boundary() {
    compare_with_definitions("solid", SOLID, 3);
}
