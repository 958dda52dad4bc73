/* The persistent loop of a seat: one resident block that answers its actor's messages in order, and waits for the next
 * actor when that one has ended.
 *
 * Needs abi.h, math.cuh, control.cuh, record.cuh, pace.cuh and state.cuh, and hlc.cuh where messages carry times.
 * `ringkernel_rt::queue` says the protocol of the queues in words and is the host's side;
 * `ringkernel_rt::backend::cpu::actor` is the same loop on the CPU. Warp 0 speaks with the host: its lanes read and write a slot together, so that it crosses PCIe as one. */
#ifndef RK_RING_CUH
#define RK_RING_CUH

/* Who handles a message: thread 0 alone, or all threads of the block together. */
#define RK_PER_LANE 0
#define RK_PER_BLOCK 1

/* Looks at the host's words at one look in so many while messages come, and at every look after so many empty ones: what
 * asks and answers in turn is found by the first look (`rk_pace`), and would wait longer for more words. */
#define RK_RING_COMMAND_EVERY 8u
#define RK_RING_QUICK_LOOKS 1u
/* Messages that are read, and replies that are written, at once when there are so many. */
#define RK_RING_BURST 32u
/* Clocks after which a burst's replies are sent though it has more messages, and messages between two looks at that. */
#define RK_RING_BURST_CLOCKS 4096u
#define RK_RING_CLOCK_EVERY 4u
/* What waiting comes to when an actor has begun, instead of a number of messages. */
#define RK_RING_BEGUN ~0u

/* Payloads of wide slots travel in pieces of 16 bytes: a slot has room for the last piece. */
struct alignas(16) rk_chunk {
    uint32_t word[4];
};

/* Stands for a message type whose messages carry a time. */
template <class T> struct rk_timed {};
template <class T> struct rk_carried {
    using type = T;
    /* Words of a narrow slot that are the time. */
    static constexpr uint32_t time = 0;
};
template <class T> struct rk_carried<rk_timed<T>> {
    using type = T;
    static constexpr uint32_t time = RK_NARROW_TIME;
};

template <class T> struct rk_size_of {
    static constexpr uint32_t bytes = sizeof(T);
};
template <> struct rk_size_of<rk_unit> {
    static constexpr uint32_t bytes = 0;
};
/* What a slot holds but its sequence or tags: the time, then the payload. Words are those of a narrow slot, which has one
 * at least, and lie from the place `first` on. */
template <class T> union rk_stage {
    using type = typename rk_carried<T>::type;
    static constexpr bool timed = rk_carried<T>::time != 0;
    static constexpr uint32_t bytes = rk_size_of<type>::bytes;
    static constexpr uint32_t first = RK_NARROW_TIME - rk_carried<T>::time;
    static constexpr uint32_t filled = rk_carried<T>::time + (bytes + 3) / 4;
    static constexpr uint32_t words = filled == 0 ? 1 : filled;
    static constexpr uint32_t chunks = (bytes + sizeof(rk_chunk) - 1) / sizeof(rk_chunk);
    rk_chunk chunk[1 + chunks];
    uint32_t word[4 * (1 + (chunks == 0 ? 1 : chunks))];
    struct {
        uint32_t time[RK_NARROW_TIME];
        alignas(16) type value;
    };
};

/* The clock of an actor whose messages carry times, which is in hlc.cuh, and of one whose messages carry none. */
template <bool TIMED> struct rk_timing;
template <> struct rk_timing<false> {
    static constexpr bool timed = false;
    static __device__ inline void fetch(const rk_actor&) {}
    static __device__ inline void leave(const rk_actor&) {}
    static __device__ inline void begin(const rk_actor&) {}
    template <class Stage> static __device__ inline void hear(const Stage&) {}
    template <class Stage, class Reply> static __device__ inline void stamp(const rk_actor&, const Stage&, Reply&) {}
    template <class Stage, class Reply>
    static __device__ inline void stamp_all(const rk_actor&, const Stage*, Reply*, uint32_t, uint32_t) {}
};
template <class R> using rk_timing_of = rk_timing<rk_stage<R>::timed>;

/* Reads the time that lies in a wide slot, and writes it. */
template <class M> __device__ inline void rk_ring_read_time(const rk_slot& slot, rk_stage<M>& stage) {
    if constexpr (rk_stage<M>::timed) {
        stage.time[0] = static_cast<uint32_t>(slot.time_physical);
        stage.time[1] = static_cast<uint32_t>(slot.time_physical >> 32);
        stage.time[2] = slot.time_logical;
        stage.time[3] = slot.time_node;
    }
}
template <class R> __device__ inline void rk_ring_write_time(const rk_stage<R>& stage, rk_slot& slot) {
    if constexpr (rk_stage<R>::timed) {
        slot.time_physical = stage.time[0] | static_cast<uint64_t>(stage.time[1]) << 32;
        slot.time_logical = stage.time[2];
        slot.time_node = stage.time[3];
    }
}

/* Both queues of an actor have the form that both its types allow. */
template <class M, class R> struct rk_ring_form {
    static constexpr bool narrow =
        rk_stage<M>::bytes <= RK_NARROW_BYTES && rk_stage<R>::bytes <= RK_NARROW_BYTES;
};

/* The lanes of warp 0. */
struct rk_team {
    uint32_t lane;
    uint32_t lanes;
    uint32_t mask;
};
__device__ inline rk_team rk_ring_team() {
    rk_team team;
    team.lane = threadIdx.x;
    team.lanes = blockDim.x < 32 ? blockDim.x : 32;
    team.mask = team.lanes < 32 ? (1u << team.lanes) - 1 : ~0u;
    return team;
}

/* What the host's `tag` gives. */
__device__ inline uint32_t rk_ring_tag(uint64_t number) { return static_cast<uint32_t>(number + 1); }

__device__ inline uint64_t rk_ring_slot(uint64_t queue, uint32_t capacity, uint32_t stride, uint64_t number) {
    return queue + (number & (capacity - 1)) * stride;
}
__device__ inline uint64_t rk_ring_message(const rk_actor& actor, uint64_t number) {
    return rk_ring_slot(actor.inbox, actor.capacity, actor.inbox_stride, number);
}
__device__ inline uint64_t rk_ring_reply(const rk_actor& actor, uint64_t number) {
    return rk_ring_slot(actor.outbox, actor.capacity, actor.outbox_stride, number);
}

/* What the host wants. */
struct rk_wish {
    uint64_t order;
    uint64_t park;
};

/* Reads what the host wants: the words lie side by side, and lanes read one each, by one load. Nothing waits for it until
 * `rk_ring_agreed`. */
__device__ inline rk_wish rk_ring_wish(const rk_control* control, const rk_team& team) {
    rk_wish wish = {};
    wish.order = rk_load_relaxed(&control->order + team.lane % 2);
    if (team.lanes == 1) wish.park = rk_load_relaxed(&control->park);
    return wish;
}

/* The same for all lanes. */
__device__ inline rk_wish rk_ring_agreed(rk_wish wish, const rk_team& team) {
    const uint64_t word = wish.order;
    if (team.lanes > 1) {
        wish.order = __shfl_sync(team.mask, word, 0);
        wish.park = __shfl_sync(team.mask, word, 1);
    }
    return wish;
}

/* Whether it is anything that was not acted on, of a seat that takes messages. */
__device__ inline bool rk_ring_is_wanted(const rk_actor& actor, uint32_t answered, const rk_wish& wish) {
    return static_cast<uint32_t>(wish.order >> 32) != answered || static_cast<uint32_t>(wish.park) >= actor.launch ||
        static_cast<uint32_t>(wish.park >> 32) > actor.launch;
}

/* What a look has found. */
#define RK_RING_NOTHING 0u
#define RK_RING_ONE 1u
#define RK_RING_ONE_AND_MORE 2u /* another message is there behind it, which was not read */

/* Reads message `number` into `stage`, if it is there; the same for all lanes of the team. With `ask` also reads what the
 * host wants, at the same time, and with `peek` whether there is more. */
template <bool NARROW, class M>
__device__ inline uint32_t rk_ring_look(const rk_actor& actor, uint64_t number, rk_stage<M>& stage, const rk_team& team, bool ask, rk_wish& wish, bool peek) {
    const rk_control* const control = reinterpret_cast<const rk_control*>(actor.control);
    const uint64_t address = rk_ring_message(actor, number);
    bool whole = true;
    bool more = false;
    if constexpr (NARROW) {
        constexpr uint32_t words = rk_stage<M>::words;
        static_assert(words <= RK_NARROW_WORDS, "the last lanes read the host's words");
        const uint64_t* const slot = reinterpret_cast<const uint64_t*>(address);
        const uint32_t tag = rk_ring_tag(number);
        if (team.lanes == 32) {
            /* One load for all: a second one would be waited for by itself, which doubles the time of a look. */
            constexpr bool spare = words < RK_NARROW_WORDS;
            const bool host = ask && team.lane >= RK_NARROW_WORDS;
            const bool peeks = spare && peek && team.lane == words;
            const uint64_t* from = slot + (team.lane < words ? team.lane : words - 1);
            if (host) from = team.lane == RK_NARROW_WORDS ? &control->order : &control->park;
            if (peeks) from = reinterpret_cast<const uint64_t*>(rk_ring_message(actor, number + 1));
            const uint64_t word = rk_load_relaxed(from);
            const uint32_t votes = __ballot_sync(~0u, host || static_cast<uint32_t>(word >> 32) == tag + peeks);
            whole = (votes | (spare ? 1u << words : 0u)) == ~0u;
            more = spare && peek && (votes >> words & 1) != 0;
            if (team.lane < words) stage.word[rk_stage<M>::first + team.lane] = static_cast<uint32_t>(word);
            if (ask) {
                wish.order = __shfl_sync(~0u, word, RK_NARROW_WORDS);
                wish.park = __shfl_sync(~0u, word, RK_NARROW_WORDS + 1);
            }
        } else {
            if (ask) wish = rk_ring_wish(control, team);
            uint64_t next = 0;
            if (peek) next = rk_load_relaxed(reinterpret_cast<const uint64_t*>(rk_ring_message(actor, number + 1)));
            for (uint32_t i = team.lane; i < words; i += team.lanes) {
                const uint64_t word = rk_load_relaxed(slot + i);
                whole = whole && static_cast<uint32_t>(word >> 32) == tag;
                stage.word[rk_stage<M>::first + i] = static_cast<uint32_t>(word);
            }
            whole = __all_sync(team.mask, whole);
            more = __all_sync(team.mask, peek && static_cast<uint32_t>(next >> 32) == tag + 1);
            if (ask) wish = rk_ring_agreed(wish, team);
        }
    } else {
        if (ask) wish = rk_ring_wish(control, team);
        const rk_slot* const slot = reinterpret_cast<const rk_slot*>(address);
        /* Pairs with the release of `Producer::push_in`. */
        if (team.lane == 0) {
            /* First, since nothing is read behind the acquire before that has come. */
            const rk_slot* const next = reinterpret_cast<const rk_slot*>(rk_ring_message(actor, number + 1));
            const uint64_t behind = peek ? rk_load_relaxed(&next->sequence) : 0;
            whole = rk_load_acquire(&slot->sequence) == number + 1;
            more = behind == number + 2;
        }
        whole = __shfl_sync(team.mask, whole, 0);
        more = __shfl_sync(team.mask, more, 0);
        __syncwarp(team.mask);
        if (whole) {
            const rk_chunk* const from = reinterpret_cast<const rk_chunk*>(slot + 1);
            for (uint32_t i = team.lane; i < rk_stage<M>::chunks; i += team.lanes) stage.chunk[1 + i] = from[i];
            if (team.lane == 0) rk_ring_read_time(*slot, stage);
        }
        if (ask) wish = rk_ring_agreed(wish, team);
    }
    __syncwarp(team.mask);
    return !whole ? RK_RING_NOTHING : more ? RK_RING_ONE_AND_MORE : RK_RING_ONE;
}

/* rk_ring_look when it is time. */
template <bool NARROW, class M>
__device__ inline uint32_t rk_ring_look_paced(const rk_actor& actor, uint64_t number, rk_stage<M>& stage, const rk_team& team, bool ask, rk_wish& wish, rk_pace& pace) {
    rk_pace_wait(pace);
    const uint32_t found = rk_ring_look<NARROW>(actor, number, stage, team, ask, wish, rk_pace_is_first(pace));
    rk_pace_learn(pace, found != RK_RING_NOTHING);
    return found;
}

/* Reads up to COUNT messages from `number` on, all at once, of narrow slots; how many are there. For a whole warp. */
template <uint32_t COUNT, class M>
__device__ inline uint32_t rk_ring_look_ahead(const rk_actor& actor, uint64_t number, rk_stage<M>* stages, uint32_t lane) {
    constexpr uint32_t words = rk_stage<M>::words;
    constexpr uint32_t width = words <= 8 ? 8 : words <= 16 ? 16 : 32;
    constexpr uint32_t slots = 32 / width;
    constexpr uint32_t rounds = (COUNT + slots - 1) / slots;
    const uint32_t place = lane % width;
    uint64_t word[rounds];
#pragma unroll
    for (uint32_t i = 0; i < rounds; ++i) {
        const uint64_t at = number + i * slots + lane / width;
        word[i] = static_cast<uint64_t>(rk_ring_tag(at)) << 32;
        if (place < words) word[i] = rk_load_relaxed(reinterpret_cast<const uint64_t*>(rk_ring_message(actor, at)) + place);
    }
    uint32_t found = 0;
    bool all = true;
#pragma unroll
    for (uint32_t i = 0; i < rounds; ++i) {
        const uint32_t index = i * slots + lane / width;
        const bool right = static_cast<uint32_t>(word[i] >> 32) == rk_ring_tag(number + index);
        const uint32_t votes = __ballot_sync(~0u, right);
        if (place < words) stages[index].word[rk_stage<M>::first + place] = static_cast<uint32_t>(word[i]);
#pragma unroll
        for (uint32_t k = 0; k < slots; ++k) {
            constexpr uint32_t every = width < 32 ? (1u << width % 32) - 1 : ~0u;
            all = all && (votes >> k * width & every) == every;
            found += all;
        }
    }
    __syncwarp(~0u);
    return found;
}

/* Everything that was written before replies are. A reply of narrow slots publishes nothing but itself, so this is for
 * kernels that have told the host something else. */
__device__ inline void rk_ring_publish() {
#ifdef RK_LOG_CUH
    rk_fence_system();
#endif
}

/* Sends the reply to message `number`, whose time it has. */
template <bool NARROW, class R>
__device__ inline void rk_ring_answer(const rk_actor& actor, uint64_t number, const rk_stage<R>& stage, const rk_team& team) {
    __syncwarp(team.mask);
    const uint64_t address = rk_ring_reply(actor, number);
    if constexpr (NARROW) {
        rk_ring_publish();
        uint64_t* const slot = reinterpret_cast<uint64_t*>(address);
        const uint64_t tag = static_cast<uint64_t>(rk_ring_tag(number)) << 32;
        for (uint32_t i = team.lane; i < rk_stage<R>::words; i += team.lanes) rk_store_relaxed(slot + i, tag | stage.word[rk_stage<R>::first + i]);
    } else {
        rk_slot* const slot = reinterpret_cast<rk_slot*>(address);
        rk_chunk* const to = reinterpret_cast<rk_chunk*>(slot + 1);
        for (uint32_t i = team.lane; i < rk_stage<R>::chunks; i += team.lanes) to[i] = stage.chunk[1 + i];
        if (team.lane == 0) rk_ring_write_time(stage, *slot);
        __syncwarp(team.mask);
        if (team.lane == 0) {
            /* The reply is written before it is announced, the message read before its slot is free again. Pairs with
             * the acquire of `Consumer::look`. */
            rk_fence_system();
            rk_store_relaxed(&slot->sequence, number + 1);
        }
    }
    /* The stage is written again only when all have read it. */
    __syncwarp(team.mask);
}

/* Sends the replies to `count` messages from `number` on, in narrow slots. For a whole warp. */
template <class R>
__device__ inline void rk_ring_answer_all(const rk_actor& actor, uint64_t number, uint32_t count, const rk_stage<R>* stages, uint32_t lane) {
    constexpr uint32_t words = rk_stage<R>::words;
    constexpr uint32_t width = words <= 8 ? 8 : words <= 16 ? 16 : 32;
    const uint32_t place = lane % width;
    __syncwarp(~0u);
    rk_ring_publish();
    for (uint32_t index = lane / width; index < count; index += 32 / width) {
        if (place < words) {
            const uint64_t at = number + index;
            rk_store_relaxed(reinterpret_cast<uint64_t*>(rk_ring_reply(actor, at)) + place,
                             static_cast<uint64_t>(rk_ring_tag(at)) << 32 | stages[index].word[rk_stage<R>::first + place]);
        }
    }
    __syncwarp(~0u);
}

/* The same for all lanes: what lane 0 knows. */
__device__ inline void rk_ring_agree(rk_loop& loop, const rk_team& team) {
    loop.taken = __shfl_sync(team.mask, loop.taken, 0);
    loop.answered = __shfl_sync(team.mask, loop.answered, 0);
    loop.state = __shfl_sync(team.mask, loop.state, 0);
}

template <class Timing> __device__ inline rk_loop rk_ring_start(const rk_actor& actor, const rk_team& team) {
    rk_loop loop = {};
    if (team.lane == 0) {
        loop = rk_control_start(reinterpret_cast<rk_control*>(actor.control), actor.launch);
        Timing::fetch(actor);
        rk_record_start(actor, loop.taken);
    }
    rk_ring_agree(loop, team);
    return loop;
}

/* The part of `actor` that is this block's. */
__device__ inline rk_actor rk_ring_seat(rk_actor actor) {
    const uint64_t mapped = blockIdx.z * actor.mapped_bytes;
    const uint64_t memory = blockIdx.z * actor.memory_bytes;
    actor.control += mapped;
    actor.inbox += mapped;
    actor.outbox += mapped;
    actor.initial += mapped;
    actor.claim += memory;
    actor.state += memory;
    return actor;
}

/* Gives no replies to messages from `from` to `to`: their slots look as if it had, so that each still holds a reply of
 * the round before. WORDS are those of a narrow slot, or 0. */
template <uint32_t WORDS>
__device__ inline void rk_ring_pass_over(const rk_actor& actor, uint64_t from, uint64_t to, const rk_team& team) {
    for (uint64_t number = from; number < to; ++number) {
        const uint64_t address = rk_ring_reply(actor, number);
        if constexpr (WORDS != 0) {
            const uint64_t tag = static_cast<uint64_t>(rk_ring_tag(number)) << 32;
            for (uint32_t i = team.lane; i < WORDS; i += team.lanes) rk_store_relaxed(reinterpret_cast<uint64_t*>(address) + i, tag);
        } else {
            if (team.lane == 0) rk_store_relaxed(&reinterpret_cast<rk_slot*>(address)->sequence, number + 1);
        }
    }
    __syncwarp(team.mask);
}

/* Copies the state with which an actor begins to its place. Both have room for whole words. */
__device__ inline void rk_ring_fetch(const rk_actor& actor, const rk_team& team) {
    constexpr uint32_t AT_ONCE = 4;
    const uint64_t* const from = reinterpret_cast<const uint64_t*>(actor.initial);
    volatile uint64_t* const to = reinterpret_cast<volatile uint64_t*>(actor.state);
    const uint32_t words = (actor.state_bytes + 7) / 8;
    for (uint32_t start = team.lane; start < words; start += AT_ONCE * team.lanes) {
        uint64_t word[AT_ONCE];
#pragma unroll
        for (uint32_t i = 0; i < AT_ONCE; ++i) {
            const uint32_t at = start + i * team.lanes;
            word[i] = at < words ? rk_load_relaxed(from + at) : 0;
        }
#pragma unroll
        for (uint32_t i = 0; i < AT_ONCE; ++i) {
            const uint32_t at = start + i * team.lanes;
            if (at < words) to[at] = word[i];
        }
    }
    __syncwarp(team.mask);
}

/* Acts on an order; whether an actor begins by it. WORDS as above. */
template <uint32_t WORDS, class Timing>
__device__ inline bool rk_ring_obey(const rk_actor& actor, rk_loop& loop, const rk_team& team, uint64_t order) {
    rk_control* const control = reinterpret_cast<rk_control*>(actor.control);
    const bool begins = rk_control_begins(order);
    if (begins) {
        /* Most of what is to be known is in the order, and a fence and a way to the host take longer than all the rest. */
        if (Timing::timed || actor.state_bytes != 0) {
            /* The lane that has read the order is among us. Pairs with the release of `Host::begin`: the state and what a
             * clock needs were written before the order. If they are of a later one already, that comes next: nobody
             * speaks with the actor of this one any more. */
            rk_fence_system();
            __syncwarp(team.mask);
            rk_ring_fetch(actor, team);
        }
        const uint64_t first = rk_control_first(order, loop.taken);
        rk_ring_pass_over<WORDS>(actor, loop.taken, first, team);
        if (team.lane == 0) {
            *reinterpret_cast<volatile uint32_t*>(actor.claim) = 0;
            Timing::begin(actor);
            rk_record_begin(actor, first);
            rk_control_begin(control, loop, order, first);
        }
        __syncwarp(team.mask);
        /* What was read and written comes before what is said. Pairs with the host's acquire; and where there was no fence
         * yet, with the release of `Host::begin`: what the predecessor was sent and has not read is in the inbox. */
        rk_fence_system();
        __syncwarp(team.mask);
        if (team.lane == 0) rk_store_relaxed(&control->said, rk_control_said(loop));
    } else if (team.lane == 0) {
        rk_control_obey(control, loop, order);
    }
    rk_ring_agree(loop, team);
    return begins;
}

/* Stands behind a look in vain for message `number`, and counts it: sleeps as the launch wants. The host hears of nothing
 * meanwhile, so it bounds the sleep. */
__device__ inline void rk_ring_rest(const rk_actor& actor, uint32_t& idle, uint64_t number) {
    if (idle >= actor.idle_after) rk_sleep(static_cast<uint32_t>(static_cast<float>(idle) * actor.idle_slope));
    if (idle >= actor.idle_until) return;
    if (++idle == actor.idle_until) rk_record_sleep(actor, number);
}

/* Waits until `look(ask, wish)`, which all lanes of the team call, has found messages, and gives how many; RK_RING_BEGUN
 * when an actor has begun instead; 0 when the kernel is to end: for good, or parked. `looks` counts them. WORDS are those
 * of a narrow reply, or 0. */
template <uint32_t WORDS, class Timing, class Look>
__device__ inline uint32_t rk_ring_wait(const rk_actor& actor, rk_loop& loop, const rk_team& team, uint32_t& looks, Look look) {
    rk_control* const control = reinterpret_cast<rk_control*>(actor.control);
    if (loop.state == RK_STATE_LEFT) return 0;
    for (uint32_t idle = 0;;) {
        const bool active = rk_control_answers(loop);
        const bool ask = !active || idle >= RK_RING_QUICK_LOOKS || ++looks % RK_RING_COMMAND_EVERY == 0;
        rk_wish wish = {};
        uint32_t found = 0;
        if (active) {
            found = look(ask, wish);
        } else {
            wish = rk_ring_agreed(rk_ring_wish(control, team), team);
        }
        if (ask) {
            if (static_cast<uint32_t>(wish.order >> 32) != loop.answered) {
                const uint32_t before = loop.answered;
                if (rk_ring_obey<WORDS, Timing>(actor, loop, team, wish.order)) return RK_RING_BEGUN;
                if (loop.state == RK_STATE_LEFT) return 0;
                if (loop.answered != before) {
                    if (team.lane == 0) rk_record_note(actor, RK_RECORD_STATE + loop.state, loop.taken);
                    idle = 0;
                    continue;
                }
            }
            if (static_cast<uint32_t>(wish.park) >= actor.launch) {
                if (team.lane == 0) {
                    Timing::leave(actor);
                    rk_control_park(control, loop);
                    rk_record_park(actor, loop.taken);
                }
                return 0;
            }
            const bool was_paused = loop.paused != 0;
            rk_control_pause(control, loop, actor.launch, wish.park, team.lane == 0);
            const bool is_paused = loop.paused != 0;
            if (is_paused != was_paused && team.lane == 0) {
                rk_record_note(actor, is_paused ? RK_RECORD_PAUSED : RK_RECORD_RESUMED, loop.taken);
            }
        }
        if (found != 0 && loop.paused == 0) return found;
        rk_ring_rest(actor, idle, loop.taken);
    }
}

__device__ inline rk_env rk_ring_env(const rk_actor& actor, uint64_t message) {
    rk_env env;
    env.claim = actor.claim;
    env.fault = actor.control + RK_OFFSETOF(rk_control, fault);
    env.message = message;
    env.flags = actor.flags;
    env.reserved = 0;
    return env;
}

/* What the threads of a block share. */
struct rk_ring_shared {
    uint64_t message; /* number of the message in hand, from 1; 0: the kernel ends */
    uint32_t faulted; /* a thread has faulted; until the next actor begins */
};
__device__ inline volatile rk_ring_shared& rk_ring_share() {
    __shared__ rk_ring_shared shared;
    return shared;
}

/* Waits for all threads of the block; true if any of them says so. Threads of a warp may come from different places,
 * hence the form without `.aligned`. */
__device__ inline bool rk_ring_any(bool value) {
#ifdef RK_EMULATED
    return __syncthreads_or(value) != 0;
#else
    uint32_t any;
    asm volatile("{ .reg .pred p, q; setp.ne.u32 p, %1, 0; barrier.red.or.pred q, 0, p; selp.u32 %0, 1, 0, q; }"
                 : "=r"(any)
                 : "r"(static_cast<uint32_t>(value))
                 : "memory");
    return any != 0;
#endif
}

/* The barrier inside a handler: waits for the threads that have not returned from it. False when a thread has faulted:
 * the caller then returns false at once. */
__device__ inline bool rk_ring_sync(const rk_env&) {
    /* Threads that have returned wait in rk_ring_finish, which goes round while a thread says that it is here. */
    rk_ring_any(true);
    return rk_ring_share().faulted == 0;
}

/* Waits until every thread has returned from the handler; true if all went well. A thread that faults in the handler
 * never leaves its peers alone at a barrier. */
__device__ inline bool rk_ring_finish(bool well) {
    if (!well) rk_ring_share().faulted = 1;
    while (rk_ring_any(false)) {
    }
    return rk_ring_share().faulted == 0;
}

/* Thread 0 handles; the other lanes of its warp help to read and write. They are all there: the host sees to it. */
template <class M, class R, class S, uint32_t OWN, class Handler> __device__ inline void rk_actor_run_lane(rk_actor actor, Handler handler) {
    using Timing = rk_timing_of<R>;
    constexpr bool narrow = rk_ring_form<M, R>::narrow;
    constexpr uint32_t words = narrow ? rk_stage<R>::words : 0;
    constexpr uint32_t most = narrow ? RK_RING_BURST : 1;
    __shared__ rk_stage<M> messages[most];
    __shared__ rk_stage<R> replies[most];
    constexpr rk_keep keep = rk_keep_of<S, RK_KEEP_IN_REGISTERS, OWN + sizeof messages + sizeof replies>::place;
    if (threadIdx.x >= 32) return;
    const rk_team team = rk_ring_team();
    rk_control* const control = reinterpret_cast<rk_control*>(actor.control);
    rk_loop loop = rk_ring_start<Timing>(actor, team);
    rk_state<S, keep> state(actor.state, team.lane, team.lanes);
    if constexpr (keep == RK_KEEP_SHARED) {
        __syncwarp(team.mask);
        actor.state = state.address();
    }
    rk_pace pace = rk_pace_begin();
    uint32_t looks = 0;
    bool burst = false;
    for (;;) {
        bool more = false;
        const uint32_t found = rk_ring_wait<words, Timing>(actor, loop, team, looks, [&](bool ask, rk_wish& wish) {
            if constexpr (narrow) {
                if (burst) {
                    burst = false;
                    /* Both are read at the same time. */
                    if (ask) wish = rk_ring_wish(control, team);
                    const uint32_t there = rk_ring_look_ahead<most>(actor, loop.taken, messages, team.lane);
                    if (ask) wish = rk_ring_agreed(wish, team);
                    return there;
                }
            }
            const uint32_t there = rk_ring_look_paced<narrow>(actor, loop.taken, messages[0], team, ask, wish, pace);
            more = there == RK_RING_ONE_AND_MORE;
            return there == RK_RING_NOTHING ? 0u : 1u;
        });
        if (found == 0) break;
        if (found == RK_RING_BEGUN) {
            state.fetch();
            burst = false;
            continue;
        }
        uint32_t done = 0;
        bool well = true;
        if (team.lane == 0) {
            const uint32_t begin = rk_ring_clock();
            while (done < found) {
                rk_stage<R>& reply = replies[done];
                reply.value = typename rk_stage<R>::type();
                Timing::hear(messages[done]);
                rk_record_take(actor, loop.taken + done, 1);
                well = handler(rk_ring_env(actor, loop.taken + done + 1), state.get(), messages[done].value, reply.value);
                if (!well) break;
                Timing::stamp(actor, messages[done], reply);
                ++done;
                if (done % RK_RING_CLOCK_EVERY == 0 && rk_ring_clock() - begin > RK_RING_BURST_CLOCKS) break;
            }
        }
        done = __shfl_sync(~0u, done, 0);
        well = __shfl_sync(~0u, well, 0);
        if constexpr (narrow) {
            rk_ring_answer_all(actor, loop.taken, done, replies, team.lane);
        } else {
            if (done != 0) rk_ring_answer<narrow>(actor, loop.taken, replies[0], team);
        }
        if (team.lane == 0) rk_record_answer(actor, loop.taken, done);
        loop.taken += done;
        if (!well) {
            if (team.lane == 0) {
                rk_record_note(actor, RK_RECORD_FAULTED, loop.taken);
                rk_control_fault(control, loop);
            }
            rk_ring_agree(loop, team);
            burst = false;
            continue;
        }
        burst = found > 1 || more;
        rk_pace_reply(pace, !burst);
    }
    if constexpr (keep == RK_KEEP_SHARED) __syncwarp(team.mask);
    state.leave(team.lane, team.lanes);
}

template <class M, class R, class S, uint32_t OWN, class Handler> __device__ inline void rk_actor_run_block(rk_actor actor, Handler handler) {
    using Timing = rk_timing_of<R>;
    constexpr bool narrow = rk_ring_form<M, R>::narrow;
    constexpr uint32_t words = narrow ? rk_stage<R>::words : 0;
    __shared__ rk_stage<M> message;
    __shared__ rk_stage<R> answer;
    constexpr rk_keep keep = rk_keep_of<S, 0, OWN + sizeof message + sizeof answer>::place;
    rk_control* const control = reinterpret_cast<rk_control*>(actor.control);
    const bool speaks = threadIdx.x < 32;
    const rk_team team = rk_ring_team();
    rk_loop loop = {};
    rk_pace pace = rk_pace_begin();
    uint32_t looks = 0;
    bool more = false;
    if (speaks) {
        loop = rk_ring_start<Timing>(actor, team);
        if (team.lane == 0) rk_ring_share().faulted = 0;
    }
    rk_state<S, keep> state(actor.state, threadIdx.x, blockDim.x);
    if constexpr (keep == RK_KEEP_SHARED) {
        /* Warp 0 brings the state of an actor that begins without the others. */
        __syncthreads();
        actor.state = state.address();
    }
    for (;;) {
        if (speaks) {
            uint32_t found;
            do {
                found = rk_ring_wait<words, Timing>(actor, loop, team, looks, [&](bool ask, rk_wish& wish) {
                    const uint32_t there = rk_ring_look_paced<narrow>(actor, loop.taken, message, team, ask, wish, pace);
                    more = there == RK_RING_ONE_AND_MORE;
                    return there == RK_RING_NOTHING ? 0u : 1u;
                });
                /* The others wait at the barrier below, and see it behind that. */
                if (found == RK_RING_BEGUN && team.lane == 0) rk_ring_share().faulted = 0;
            } while (found == RK_RING_BEGUN);
            if (team.lane == 0) {
                rk_ring_share().message = found != 0 ? loop.taken + 1 : 0;
                if (found != 0) rk_record_take(actor, loop.taken, 1);
            }
            /* The speakers come to the barrier as one, as all do between two messages. */
            __syncwarp(team.mask);
        }
        rk_ring_any(false);
        const uint64_t number = rk_ring_share().message;
        if (number == 0) break;
        auto reply = typename rk_stage<R>::type();
        Timing::hear(message);
        const bool well = handler(rk_ring_env(actor, number), state.get(), message.value, reply);
        if (!rk_ring_finish(well)) {
            if (speaks) {
                if (team.lane == 0) {
                    rk_record_answer(actor, loop.taken, 0);
                    rk_record_note(actor, RK_RECORD_FAULTED, loop.taken);
                    rk_control_fault(control, loop);
                }
                rk_ring_agree(loop, team);
            }
            continue;
        }
        if (speaks) {
            if (team.lane == 0) {
                answer.value = reply;
                Timing::stamp(actor, message, answer);
            }
            rk_ring_answer<narrow>(actor, loop.taken, answer, team);
            rk_pace_reply(pace, !more);
            if (team.lane == 0) rk_record_answer(actor, loop.taken, 1);
            loop.taken += 1;
        }
    }
    /* All have come from the barrier, and nobody handles. */
    state.leave(threadIdx.x, blockDim.x);
}

/* The body of a ring kernel. `handler(rk_env, S& state, const M& message, R& reply) -> bool` answers one message, false
 * after a fault; S is rk_unit if there is no state, M and R are rk_timed of the types where messages carry times. With RK_PER_BLOCK all threads call it and thread 0's reply is sent. OWN are the bytes that the
 * handler's own arrays take of shared memory. */
template <class M, class R, class S, int PER, uint32_t OWN = 0, class Handler> __device__ inline void rk_actor_run(const rk_actor& launched, Handler handler) {
    const rk_actor actor = rk_ring_seat(launched);
    if constexpr (PER == RK_PER_BLOCK) {
        rk_actor_run_block<M, R, S, OWN>(actor, handler);
    } else {
        rk_actor_run_lane<M, R, S, OWN>(actor, handler);
    }
}

#endif
