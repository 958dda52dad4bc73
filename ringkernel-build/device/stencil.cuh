/* Cells of a grid and their neighbours. One thread computes one cell; blocks are tiles of the grid.
 *
 * `EDGE` is false where the whole neighbourhood lies inside the grid: then a neighbour is one load. Otherwise the grid's
 * boundary says what lies outside. Needs abi.h, math.cuh and grid.cuh. */
#ifndef RK_STENCIL_CUH
#define RK_STENCIL_CUH

/* A cell. */
struct rk_position {
    u64 idx; /* (z * height + y) * width + x */
    i32 x;
    i32 y;
    i32 z;
    i32 width;
    i32 height;
    i32 depth;
    u32 boundary;
};

template <class T>
struct rk_plain {
    using type = T;
};
template <class T>
struct rk_plain<const T> {
    using type = T;
};

/* Finds the calling thread's cell; false past the grid's end. */
__device__ inline bool rk_locate(const rk_stencil_grid& grid, rk_position& pos)
{
    /* All cells are fewer than 2^31. */
    const u32 x = blockIdx.x * blockDim.x + threadIdx.x;
    const u32 y = blockIdx.y * blockDim.y + threadIdx.y;
    const u32 z = blockIdx.z * blockDim.z + threadIdx.z;
    if (x >= grid.width || y >= grid.height || z >= grid.depth) {
        return false;
    }
    pos.idx = (z * grid.height + y) * grid.width + x;
    pos.x = (i32)x;
    pos.y = (i32)y;
    pos.z = (i32)z;
    pos.width = (i32)grid.width;
    pos.height = (i32)grid.height;
    pos.depth = (i32)grid.depth;
    pos.boundary = grid.boundary;
    return true;
}

/* Whether all cells as far as the halo lie inside the grid. */
__device__ inline bool rk_interior(const rk_position& pos, i32 halo_x, i32 halo_y, i32 halo_z)
{
    return pos.x >= halo_x && pos.x < pos.width - halo_x && pos.y >= halo_y &&
           pos.y < pos.height - halo_y && pos.z >= halo_z && pos.z < pos.depth - halo_z;
}

/* The cell of an axis of `size` cells that repeats for ever. Both are below 2^31, and so is the distance: 32 bits hold
 * what is divided. */
__device__ inline i64 rk_periodic(i64 cell, u32 size)
{
    return cell < 0 ? (i64)(size - 1 - (u32)(-1 - cell) % size) : (i64)((u32)cell % size);
}

/* The cell of an axis that is mirrored at both ends, edge cells repeated: -1 is 0. */
__device__ inline i64 rk_reflect(i64 cell, u32 size)
{
    const u32 rest = (u32)rk_periodic(cell, 2 * size);
    return rest < size ? rest : 2 * size - 1 - rest;
}

/* The cell of an axis that is mirrored at its edge cells: -1 is 1. A lone cell is all of them. */
__device__ inline i64 rk_mirror(i64 cell, u32 size)
{
    const u32 period = size > 1 ? 2 * (size - 1) : 1;
    const u32 rest = (u32)rk_periodic(cell, period);
    return rest < size ? rest : period - rest;
}

/* The cell of an axis that is read for one outside; -1 for none. Called, since it is seldom wanted. */
__device__ __noinline__ i64 rk_resolve(i64 cell, u32 size, u32 boundary)
{
    switch (boundary) {
    case RK_BOUNDARY_REFLECT:
        return rk_reflect(cell, size);
    case RK_BOUNDARY_MIRROR:
        return rk_mirror(cell, size);
    case RK_BOUNDARY_PERIODIC:
        return rk_periodic(cell, size);
    case RK_BOUNDARY_CLAMP:
        return cell < 0 ? 0 : (i64)size - 1;
    default:
        return -1;
    }
}

/* The cell of an axis that is read for any; -1 for none. */
__device__ inline i64 rk_fold(i64 cell, i32 size, u32 boundary)
{
    return cell >= 0 && cell < size ? cell : rk_resolve(cell, (u32)size, boundary);
}

/* A field's value in the cell itself. */
template <class T>
__device__ inline T& rk_own(const rk_position& pos, const rk_slice<T>& field)
{
    return field.ptr[pos.idx];
}

/* The value of a field at an offset from the cell. */
template <bool EDGE, class T>
__device__ inline typename rk_plain<T>::type rk_at(
    const rk_position& pos, const rk_slice<T>& field, i32 dx, i32 dy, i32 dz = 0)
{
    if constexpr (!EDGE) {
        return field.ptr[(i64)pos.idx + ((dz * pos.height + dy) * pos.width + dx)];
    } else {
        const i64 x = rk_fold((i64)pos.x + dx, pos.width, pos.boundary);
        const i64 y = rk_fold((i64)pos.y + dy, pos.height, pos.boundary);
        const i64 z = rk_fold((i64)pos.z + dz, pos.depth, pos.boundary);
        if (x < 0 || y < 0 || z < 0) {
            return typename rk_plain<T>::type{};
        }
        return field.ptr[(z * pos.height + y) * pos.width + x];
    }
}

#endif
