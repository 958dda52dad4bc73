/* Several cells of a grid a thread. A thread has a patch of WIDE cells of each of TALL rows and loads what the patch
 * sees into registers: a window. All loops over a window are unrolled, so that each of its values is a register.
 *
 * Rows start at multiples of WIDE cells, as their lengths are, and so where a load of WIDE values may start. Needs abi.h,
 * math.cuh, grid.cuh and stencil.cuh. */
#ifndef RK_ROWS_CUH
#define RK_ROWS_CUH

/* Values of a field round a patch: of cells X0 to X0 + NX (exclusive) along x from its first one, and so on. Those that
 * nobody fills nobody reads; they take no register. */
template <class T, int X0, int NX, int Y0, int NY, int Z0, int NZ>
struct rk_window {
    using type = T;
    T v[NZ][NY][NX];

    __device__ T& at(int x, int y, int z) { return v[z - Z0][y - Y0][x - X0]; }
};

/* What one cell of the patch sees of a field through its window: it stands for the field in the cell's function. */
template <class W>
struct rk_view {
    W& window;
    int x;
    int y;
};

/* The field of cell (x, y) of the patch. */
template <class W>
__device__ inline rk_view<W> rk_through(W& window, int x, int y)
{
    return {window, x, y};
}

/* As for a slice. The whole neighbourhood is in the window. */
template <bool EDGE, class W>
__device__ inline typename W::type rk_at(
    const rk_position&, const rk_view<W>& view, int dx, int dy, int dz = 0)
{
    static_assert(!EDGE, "what lies outside the grid is in the window as well");
    return view.window.at(view.x + dx, view.y + dy, dz);
}

/* As for a slice. */
template <class W>
__device__ inline typename W::type& rk_own(const rk_position&, const rk_view<W>& view)
{
    return view.window.at(view.x, view.y, 0);
}

/* Where another cell of the patch is. */
__device__ inline rk_position rk_shifted(const rk_position& pos, int x, int y)
{
    rk_position shifted = pos;
    shifted.x += x;
    shifted.y += y;
    shifted.idx += (i64)y * pos.width + x;
    return shifted;
}

/* An offset to no cell: outside the grid, where the value is zero. */
constexpr i32 RK_NOWHERE = -2147483647 - 1;

/* Along one axis, where the cells lie that a patch sees: as offsets in the field from its first cell, of cells FIRST to
 * FIRST + COUNT (exclusive) from it. All cells are fewer than 2^31, so any sum of such offsets that leads to a cell fits. */
template <int FIRST, int COUNT>
struct rk_axis {
    i32 offsets[COUNT];

    __device__ i32 at(int cell) const { return offsets[cell - FIRST]; }
};

/* What is seen from `cell` along an axis of `size` cells that are `stride` apart in the field. */
template <int FIRST, int COUNT>
__device__ inline rk_axis<FIRST, COUNT> rk_see(i32 cell, i32 size, i32 stride, u32 boundary)
{
    rk_axis<FIRST, COUNT> axis;
#pragma unroll
    for (int i = 0; i < COUNT; ++i) {
        const i64 found = rk_fold((i64)cell + FIRST + i, size, boundary);
        axis.offsets[i] = found < 0 ? RK_NOWHERE : (i32)(found - cell) * stride;
    }
    return axis;
}

/* What is seen of planes from a plane. */
template <int FIRST, int COUNT>
__device__ inline rk_axis<FIRST, COUNT> rk_see_planes(const rk_position& pos)
{
    return rk_see<FIRST, COUNT>(pos.z, pos.depth, pos.width * pos.height, pos.boundary);
}

/* What is seen of rows from a row. */
template <int FIRST, int COUNT>
__device__ inline rk_axis<FIRST, COUNT> rk_see_rows(const rk_position& pos)
{
    return rk_see<FIRST, COUNT>(pos.y, pos.height, pos.width, pos.boundary);
}

/* What is seen of columns from a column. */
template <int FIRST, int COUNT>
__device__ inline rk_axis<FIRST, COUNT> rk_see_columns(const rk_position& pos)
{
    return rk_see<FIRST, COUNT>(pos.x, pos.width, 1, pos.boundary);
}

/* N values, as aligned as a load of all of them wants. */
template <int N, class T>
struct alignas(N * sizeof(T)) rk_pack {
    T v[N];
};
template <class T>
struct rk_pack<1, T> {
    T v[1];
};

/* The offset of row y of plane z from the patch's first cell, both of them in the grid. */
__device__ inline i32 rk_offset(const rk_position& pos, int y, int z)
{
    return (z * pos.height + y) * pos.width;
}

/* The sum of two offsets, nowhere if one of them is. */
__device__ inline i32 rk_sum(i32 a, i32 b)
{
    return a == RK_NOWHERE || b == RK_NOWHERE ? RK_NOWHERE : a + b;
}

/* Loads N values of the patch's columns into the window, as those of row y of plane z. `offset` leads to the row that
 * they are read from. */
template <int N, class W, class T>
__device__ inline void rk_fill(
    W& window, const rk_slice<T>& field, const rk_position& pos, i32 offset, int x, int y, int z)
{
    using pack = rk_pack<N, typename W::type>;
    pack values{};
    if (offset != RK_NOWHERE) {
        values = *(const pack*)(field.ptr + (i64)pos.idx + offset + x);
    }
#pragma unroll
    for (int i = 0; i < N; ++i) {
        window.at(x + i, y, z) = values.v[i];
    }
}

/* Loads the value of one column beside the patch's, to which `column` leads in the row. */
template <class W, class T>
__device__ inline void rk_fill_beside(
    W& window, const rk_slice<T>& field, const rk_position& pos, i32 offset, i32 column, int x, int y, int z)
{
    typename W::type value{};
    const i32 there = rk_sum(offset, column);
    if (there != RK_NOWHERE) {
        value = field.ptr[(i64)pos.idx + there];
    }
    window.at(x, y, z) = value;
}

/* Whether all rows and planes that the patch sees lie in the grid. Lanes of a warp have the same. */
template <int TALL>
__device__ inline bool rk_is_inside(const rk_position& pos, i64 halo_y, i64 halo_z)
{
    return pos.y >= halo_y && pos.y + (TALL - 1) + halo_y < pos.height && pos.z >= halo_z &&
           pos.z + halo_z < pos.depth;
}

/* Which of the patch's columns are computed, a bit each: with RK_BOUNDARY_SKIP some at the grid's ends are not. */
template <int WIDE>
__device__ inline u32 rk_columns_taken(const rk_position& pos, i32 halo_x)
{
    u32 taken = 0;
#pragma unroll
    for (int i = 0; i < WIDE; ++i) {
        const i32 x = pos.x + i;
        if (pos.boundary != RK_BOUNDARY_SKIP || (x >= halo_x && x < pos.width - halo_x)) {
            taken |= 1u << i;
        }
    }
    return taken;
}

/* Whether the cells of the patch's row y are computed, where columns are. */
__device__ inline bool rk_is_row_taken(const rk_position& pos, int y, i32 halo_y, i32 halo_z)
{
    const i64 row = (i64)pos.y + y;
    if (pos.boundary != RK_BOUNDARY_SKIP) {
        return row < pos.height;
    }
    return row >= halo_y && row < pos.height - halo_y && pos.z >= halo_z && pos.z < pos.depth - halo_z;
}

/* Stores the values of the window's row y whose columns are `taken`. */
template <int N, class W, class T>
__device__ inline void rk_drain(
    W& window, const rk_slice<T>& field, const rk_position& pos, int y, u32 taken)
{
    using pack = rk_pack<N, T>;
    T* const to = field.ptr + (i64)pos.idx + rk_offset(pos, y, 0);
    if (taken == (1u << N) - 1) {
        pack values;
#pragma unroll
        for (int i = 0; i < N; ++i) {
            values.v[i] = window.at(i, y, 0);
        }
        *(pack*)to = values;
        return;
    }
#pragma unroll
    for (int i = 0; i < N; ++i) {
        if (taken >> i & 1) {
            to[i] = window.at(i, y, 0);
        }
    }
}

/* Makes each plane of the window the one before it. */
template <class T, int X0, int NX, int Y0, int NY, int Z0, int NZ>
__device__ inline void rk_advance(rk_window<T, X0, NX, Y0, NY, Z0, NZ>& window)
{
#pragma unroll
    for (int z = 1; z < NZ; ++z) {
#pragma unroll
        for (int y = 0; y < NY; ++y) {
#pragma unroll
            for (int x = 0; x < NX; ++x) {
                window.v[z - 1][y][x] = window.v[z][y][x];
            }
        }
    }
}

/* Goes to plane z. */
__device__ inline void rk_set_plane(rk_position& pos, i32 z)
{
    pos.idx += ((i64)z - pos.z) * pos.height * pos.width;
    pos.z = z;
}

/* Finds the first cell of the calling thread's patch, in plane 0; false past the grid's end. */
template <int WIDE, int TALL>
__device__ inline bool rk_locate_patch(const rk_stencil_grid& grid, rk_position& pos)
{
    const u64 x = ((u64)blockIdx.x * blockDim.x + threadIdx.x) * WIDE;
    const u64 y = ((u64)blockIdx.y * blockDim.y + threadIdx.y) * TALL;
    if (x >= grid.width || y >= grid.height) {
        return false;
    }
    pos.idx = y * grid.width + x;
    pos.x = (i32)x;
    pos.y = (i32)y;
    pos.z = 0;
    pos.width = (i32)grid.width;
    pos.height = (i32)grid.height;
    pos.depth = (i32)grid.depth;
    pos.boundary = grid.boundary;
    return true;
}

/* Planes that a block computes, from `start` to `end` (exclusive). */
struct rk_planes {
    i32 start;
    i32 end;
};

/* The calling block's planes: as many as any other's along z, as far as there are some. */
__device__ inline rk_planes rk_planes_of_block(const rk_position& pos)
{
    const u32 depth = (u32)pos.depth;
    const u32 run = (depth + gridDim.z - 1) / gridDim.z;
    const u64 start = (u64)run * blockIdx.z;
    return {(i32)(start < depth ? start : depth), (i32)(start + run < depth ? start + run : depth)};
}

#endif
