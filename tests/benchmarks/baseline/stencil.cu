// The wave equation, hand-written: each cell becomes 2 p - q + c2 (sum of its neighbours - n p), over q. The outermost cells
// are zero and stay so. Widths are multiples of 128.
#include <cstdint>

namespace {

__device__ __forceinline__ float4 load(const float* at) { return *reinterpret_cast<const float4*>(at); }

__device__ __forceinline__ float plane(float c, float q, float around, float c2) {
    return 2.f * c - q + c2 * (around - 4.f * c);
}

__device__ __forceinline__ float space(float c, float q, float around, float c2) {
    return 2.f * c - q + c2 * (around - 6.f * c);
}

constexpr unsigned ALL = ~0u;

}  // namespace

// A thread a cell.
extern "C" __global__ void __launch_bounds__(256)
    wave2_cells(const float* __restrict__ p, float* __restrict__ q, int w, int h, int, int, float c2) {
    const int x = blockIdx.x * 32 + threadIdx.x, y = blockIdx.y * 8 + threadIdx.y;
    if (x > 0 && x < w - 1 && y > 0 && y < h - 1) {
        const size_t i = static_cast<size_t>(y) * w + x;
        q[i] = plane(p[i], q[i], p[i - 1] + p[i + 1] + p[i - w] + p[i + w], c2);
    }
}

// Four cells of each of four rows a thread; neighbours along x come from the lanes beside.
extern "C" __global__ void __launch_bounds__(256)
    wave2_patches(const float* __restrict__ p, float* __restrict__ q, int w, int h, int, int, float c2) {
    constexpr int ROWS = 4;
    const int lane = threadIdx.x, x = (blockIdx.x * 32 + lane) * 4, first = (blockIdx.y * 8 + threadIdx.y) * ROWS;
    if (first >= h) return;
    const float4 zero = make_float4(0.f, 0.f, 0.f, 0.f);
    float4 rows[ROWS + 2], old[ROWS];
    float beside[ROWS];
#pragma unroll
    for (int j = 0; j < ROWS + 2; ++j) {
        const int y = first + j - 1;
        rows[j] = y >= 0 && y < h ? load(p + static_cast<size_t>(y) * w + x) : zero;
    }
    const int out = lane == 0 ? x - 1 : x + 4;
    const bool is_last = (lane == 0 || lane == 31) && out >= 0 && out < w;
#pragma unroll
    for (int j = 0; j < ROWS; ++j) {
        const int y = first + j;
        old[j] = y < h ? load(q + static_cast<size_t>(y) * w + x) : zero;
        beside[j] = is_last && y < h ? p[static_cast<size_t>(y) * w + out] : 0.f;
    }
#pragma unroll
    for (int j = 0; j < ROWS; ++j) {
        const int y = first + j;
        const float4 up = rows[j], c = rows[j + 1], down = rows[j + 2];
        float left = __shfl_up_sync(ALL, c.w, 1), right = __shfl_down_sync(ALL, c.x, 1);
        if (lane == 0) left = beside[j];
        if (lane == 31) right = beside[j];
        float4 n;
        n.x = plane(c.x, old[j].x, left + c.y + up.x + down.x, c2);
        n.y = plane(c.y, old[j].y, c.x + c.z + up.y + down.y, c2);
        n.z = plane(c.z, old[j].z, c.y + c.w + up.z + down.z, c2);
        n.w = plane(c.w, old[j].w, c.z + right + up.w + down.w, c2);
        if (x == 0) n.x = 0.f;
        if (x + 4 == w) n.w = 0.f;
        if (y > 0 && y < h - 1) *reinterpret_cast<float4*>(q + static_cast<size_t>(y) * w + x) = n;
    }
}

// A thread a cell.
extern "C" __global__ void __launch_bounds__(256)
    wave3_cells(const float* __restrict__ p, float* __restrict__ q, int w, int h, int d, int, float c2) {
    const int x = blockIdx.x * 32 + threadIdx.x, y = blockIdx.y * 8 + threadIdx.y, z = blockIdx.z;
    if (x > 0 && x < w - 1 && y > 0 && y < h - 1 && z > 0 && z < d - 1) {
        const size_t layer = static_cast<size_t>(w) * h, i = z * layer + static_cast<size_t>(y) * w + x;
        q[i] = space(p[i], q[i], p[i - 1] + p[i + 1] + p[i - w] + p[i + w] + p[i - layer] + p[i + layer], c2);
    }
}

// Four cells of each of ROWS rows a thread, plane by plane through `run` planes.
template <int ROWS>
__device__ __forceinline__ void march(const float* p, float* q, int w, int h, int d, int run, float c2) {
    const int lane = threadIdx.x, x = (blockIdx.x * 32 + lane) * 4, first = (blockIdx.y * 8 + threadIdx.y) * ROWS;
    const int start = blockIdx.z * run, end = min(start + run, d);
    const float4 zero = make_float4(0.f, 0.f, 0.f, 0.f);
    const size_t layer = static_cast<size_t>(w) * h, at = static_cast<size_t>(first) * w + x;
    const bool is_there = first < h;
    float4 before[ROWS], now[ROWS];
#pragma unroll
    for (int j = 0; j < ROWS; ++j) {
        const bool ok = first + j < h;
        before[j] = ok && start > 0 ? load(p + at + static_cast<size_t>(j) * w + (start - 1) * layer) : zero;
        now[j] = ok ? load(p + at + static_cast<size_t>(j) * w + start * layer) : zero;
    }
    const int out = lane == 0 ? x - 1 : x + 4;
    const bool is_last = (lane == 0 || lane == 31) && out >= 0 && out < w;
    for (int z = start; z < end; ++z) {
        const size_t here = at + z * layer;
        float4 after[ROWS], old[ROWS];
        float beside[ROWS];
#pragma unroll
        for (int j = 0; j < ROWS; ++j) {
            const bool ok = first + j < h;
            after[j] = ok && z + 1 < d ? load(p + here + static_cast<size_t>(j) * w + layer) : zero;
            old[j] = ok ? load(q + here + static_cast<size_t>(j) * w) : zero;
            beside[j] = is_last && ok ? p[z * layer + static_cast<size_t>(first + j) * w + out] : 0.f;
        }
        const float4 above = is_there && first > 0 ? load(p + here - w) : zero;
        const float4 below = first + ROWS < h ? load(p + here + static_cast<size_t>(ROWS) * w) : zero;
#pragma unroll
        for (int j = 0; j < ROWS; ++j) {
            const int y = first + j;
            const float4 up = j == 0 ? above : now[j > 0 ? j - 1 : 0];
            const float4 down = j == ROWS - 1 ? below : now[j < ROWS - 1 ? j + 1 : j];
            const float4 c = now[j];
            float left = __shfl_up_sync(ALL, c.w, 1), right = __shfl_down_sync(ALL, c.x, 1);
            if (lane == 0) left = beside[j];
            if (lane == 31) right = beside[j];
            float4 n;
            n.x = space(c.x, old[j].x, left + c.y + up.x + down.x + before[j].x + after[j].x, c2);
            n.y = space(c.y, old[j].y, c.x + c.z + up.y + down.y + before[j].y + after[j].y, c2);
            n.z = space(c.z, old[j].z, c.y + c.w + up.z + down.z + before[j].z + after[j].z, c2);
            n.w = space(c.w, old[j].w, c.z + right + up.w + down.w + before[j].w + after[j].w, c2);
            if (x == 0) n.x = 0.f;
            if (x + 4 == w) n.w = 0.f;
            if (y > 0 && y < h - 1 && z > 0 && z < d - 1) {
                *reinterpret_cast<float4*>(q + here + static_cast<size_t>(j) * w) = n;
            }
        }
#pragma unroll
        for (int j = 0; j < ROWS; ++j) {
            before[j] = now[j];
            now[j] = after[j];
        }
    }
}

extern "C" __global__ void __launch_bounds__(256)
    wave3_march1(const float* __restrict__ p, float* __restrict__ q, int w, int h, int d, int run, float c2) {
    march<1>(p, q, w, h, d, run, c2);
}

extern "C" __global__ void __launch_bounds__(256)
    wave3_march2(const float* __restrict__ p, float* __restrict__ q, int w, int h, int d, int run, float c2) {
    march<2>(p, q, w, h, d, run, c2);
}

// 16 bytes a thread.
extern "C" __global__ void __launch_bounds__(256) copy(const float4* __restrict__ from, float4* __restrict__ to, uint64_t count) {
    const uint64_t i = static_cast<uint64_t>(blockIdx.x) * 256 + threadIdx.x;
    if (i < count) to[i] = from[i];
}
