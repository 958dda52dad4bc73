/* When the message in hand was sent, for handlers that ask. Needs math.cuh; hlc.cuh tells it. */
#ifndef RK_TIME_CUH
#define RK_TIME_CUH

/* As many threads handle messages of their own, at most; where a larger block handles one together, threads that share a
 * place write the same to it, and none writes the next before all have returned. */
#define RK_TIME_PLACES 256u

/* The calling thread's place. */
__device__ inline volatile uint64_t& rk_time_told() {
    __shared__ uint64_t told[RK_TIME_PLACES];
    return told[threadIdx.x % RK_TIME_PLACES];
}
__device__ inline u64 rk_message_time() { return rk_time_told(); }

#endif
