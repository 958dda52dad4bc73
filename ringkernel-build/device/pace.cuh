/* When to look for the message that follows a reply. Whoever asks one thing after another sends that message as soon as
 * the reply has arrived. A look takes the way to the host and back and sees what is there half way, so one that begins with
 * the reply comes a little too early, and the next one ends two ways later. The first look waits instead, and learns for
 * how long: whenever the second look finds what the first has missed, longer, and by each message that the first has found
 * a little less. The step is as large as what a hundred such messages take back, so few are missed.
 *
 * Needs control.cuh. */
#ifndef RK_PACE_CUH
#define RK_PACE_CUH

/* Clocks from a reply to the first look behind it: at first and at most, and how it changes. */
#define RK_PACE_PATIENCE 1024u
#define RK_PACE_PATIENCE_MOST 2048u
#define RK_PACE_PATIENCE_STEP 64u
#define RK_PACE_PATIENCE_DECAY 11u

struct rk_pace {
    uint32_t replied;  /* the clock */
    uint32_t patience; /* in units of 1 / 2^RK_PACE_PATIENCE_DECAY clocks */
    uint32_t looks;    /* since then, up to 2 */
    bool alone;        /* no further message was known to be there */
};
__device__ inline rk_pace rk_pace_begin() {
    rk_pace pace = {};
    pace.patience = RK_PACE_PATIENCE << RK_PACE_PATIENCE_DECAY;
    return pace;
}
/* A reply was sent. */
__device__ inline void rk_pace_reply(rk_pace& pace, bool alone) {
    pace.replied = rk_ring_clock();
    pace.looks = 0;
    pace.alone = alone;
}
/* Whether the next look is the first one behind a reply. */
__device__ inline bool rk_pace_is_first(const rk_pace& pace) { return pace.looks == 0; }
/* Ahead of a look. */
__device__ inline void rk_pace_wait(const rk_pace& pace) {
#ifdef RK_EMULATED
    static_cast<void>(pace);
#else
    if (pace.looks != 0 || !pace.alone) return;
    while (rk_ring_clock() - pace.replied < pace.patience >> RK_PACE_PATIENCE_DECAY) {
    }
#endif
}
/* Behind it. */
__device__ inline void rk_pace_learn(rk_pace& pace, bool found) {
    if (!found) {
        if (pace.looks < 2) ++pace.looks;
    } else if (pace.alone && pace.looks < 2) {
        const uint32_t less = pace.patience - (pace.patience >> RK_PACE_PATIENCE_DECAY);
        const uint32_t more = pace.patience + (RK_PACE_PATIENCE_STEP << RK_PACE_PATIENCE_DECAY);
        constexpr uint32_t most = RK_PACE_PATIENCE_MOST << RK_PACE_PATIENCE_DECAY;
        pace.patience = pace.looks == 0 ? less : more < most ? more : most;
    }
}

#endif
