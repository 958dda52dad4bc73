/* The time that messages carry: a hybrid logical clock's, as the words of a narrow slot. An actor whose messages carry
 * none is printed without this file, and its slots have no words for it.
 *
 * Needs abi.h. */
#ifndef RK_HLC_CUH
#define RK_HLC_CUH

/* The time of a reply, given its message's. */
__device__ inline void rk_hlc_reply(const uint32_t* message, uint32_t* reply) {
    for (uint32_t i = 0; i < RK_NARROW_TIME; ++i) reply[i] = message[i];
}

#endif
