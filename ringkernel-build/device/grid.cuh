/* Slices: the parameters of kernels that work on memory. Needs abi.h and math.cuh. */
#ifndef RK_GRID_CUH
#define RK_GRID_CUH

/* `&[T]` is rk_slice<const T>, `&mut [T]` is rk_slice<T>. Indices are checked before, never here. */
template <class T>
struct rk_slice {
    T* ptr;
    u64 len;

    __device__ T& operator[](u64 index) const { return ptr[index]; }
};
static_assert(sizeof(rk_slice<f32>) == sizeof(rk_slice_raw), "rk_slice is rk_slice_raw");

/* `&mut [T]` handed on as `&[T]`. */
template <class T>
__device__ inline rk_slice<const T> rk_shared(const rk_slice<T>& slice)
{
    return {slice.ptr, slice.len};
}

/* All elements of an array. */
template <class S, class A>
__device__ inline S rk_whole(A& array)
{
    return {array.at, sizeof(A) / sizeof(array.at[0])};
}

/* The elements `start..end` of a slice, checked before. */
template <class T>
__device__ inline rk_slice<T> rk_part(const rk_slice<T>& slice, u64 start, u64 end)
{
    return {slice.ptr + start, end - start};
}

#endif
