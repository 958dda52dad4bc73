/* Arrays that the threads of a block share: zero when the block begins. Needs abi.h, math.cuh and grid.cuh. */
#ifndef RK_SHARED_CUH
#define RK_SHARED_CUH

/* The threads of the block together fill memory that starts at a multiple of 16 with zeros. A barrier comes after. */
__device__ inline void rk_zero(void* memory, u64 bytes)
{
    const u64 threads = blockDim.x * blockDim.y * blockDim.z;
    const u64 rank = (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x;
    for (u64 i = rank; i < bytes / 4; i += threads) ((u32*)memory)[i] = 0;
    for (u64 i = bytes / 4 * 4 + rank; i < bytes; i += threads) ((unsigned char*)memory)[i] = 0;
}

/* The memory whose size the launch gives. */
__device__ inline unsigned char* rk_dynamic_memory()
{
#ifdef RK_EMULATED
    return rk_emulated_shared();
#else
    extern __shared__ __align__(16) unsigned char memory[];
    return memory;
#endif
}

/* The next array in it: `end` moves behind it, to a multiple of 16. */
template <class T>
__device__ inline rk_slice<T> rk_dynamic(u64& end, u64 length)
{
    T* const start = (T*)(rk_dynamic_memory() + end);
    end += (length * sizeof(T) + 15) / 16 * 16;
    return {start, length};
}

#endif
