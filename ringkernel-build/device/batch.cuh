/* The persistent loop of a seat whose actors have no state: the warps of its block answer messages at the same time.
 *
 * Messages are dealt to the warps in chunks of 32, to one warp after another. Each looks for its own: it reads as many as
 * are there at once, its lanes together, answers them, a message a lane or all lanes one message after another, and
 * writes the replies together. So replies are written in any order; the host takes them in order.
 *
 * A message comes after all before it, so only the warp that waits for the next one has something to look for. The others
 * look at shared memory, where each tells how far it has seen messages come; while so many come that a look finds half a
 * chunk, it tells a few chunks more, and their warps look at the same time. What the host wants is seen by whoever looks for messages. Then
 * all meet at a barrier, those that are behind answer what lies before the last message that was answered, and warp 0
 * speaks with the host. So all messages up to a number are answered then and none after it, and that number is all that
 * the next launch has to know. That rests on it that the host writes messages in the order of their numbers.
 *
 * The same holds after a fault, but nobody catches up: warp 0 goes from the first message without an answer on, one after
 * another, to the first that faults; that is the one that the actor stops at, as if they had come one after another.
 *
 * Needs ring.cuh. */
#ifndef RK_BATCH_CUH
#define RK_BATCH_CUH

/* Who handles a message: a thread, or the lanes of a warp together. */
#define RK_PER_THREAD 2
#define RK_PER_WARP 3

/* Messages of a chunk: the lanes of a warp. */
#define RK_BATCH_CHUNK 32u
/* Warps that take part, at most. */
#define RK_BATCH_WARPS 8u
/* Shared memory for messages and replies, unless a single pair takes more. */
#define RK_BATCH_BYTES (40u << 10)
/* Pieces of a wide payload that a lane reads before it waits for the first. */
#define RK_BATCH_PIECES 8u
/* Chunks beyond the last message that was seen for which warps look while messages come densely. A look takes as long as
 * 30 messages at 25 million a second, so one at a time would not keep up. */
#define RK_BATCH_AHEAD 3u
/* Nanoseconds between two looks at shared memory: while others go on, and at most. */
#define RK_BATCH_NAP 32u
#define RK_BATCH_LONG_NAP 512u

/* How messages of these types are shared out in a block of so many threads. */
template <class M, class R, uint32_t THREADS> struct rk_batch_form {
    static constexpr bool narrow = rk_ring_form<M, R>::narrow;
    static constexpr uint32_t places = RK_BATCH_BYTES / (sizeof(rk_stage<M>) + sizeof(rk_stage<R>));
    static constexpr uint32_t most = THREADS / 32 < RK_BATCH_WARPS ? THREADS / 32 : RK_BATCH_WARPS;
    /* Warps for which there is room. */
    static constexpr uint32_t warps = places == 0 ? 1 : places < most ? places : most;
    static constexpr uint32_t each = places / warps;
    /* Messages that a warp takes at once, a power of two. */
    static constexpr uint32_t count = each >= 32 ? 32 : each >= 16 ? 16 : each >= 8 ? 8 : each >= 4 ? 4 : each >= 2 ? 2 : 1;
    /* Messages in a look after which others look ahead. */
    static constexpr uint32_t dense = count > 1 ? count / 2 : 1;
    static_assert(!narrow || count >= 4, "rk_ring_look_ahead reads up to 4 slots in a round");
};

/* What the warps of a block tell each other. A warp writes its own entry of an array; warp 0 the rest, and all entries,
 * while the others wait at a barrier. */
struct rk_batch_shared {
    uint64_t start;    /* messages before are answered */
    uint32_t goes_on;  /* 0: the kernel ends */
    uint32_t answered; /* number of the last order acted on */
    uint32_t closed;   /* all are to meet; any warp may say so, by 1 */
    uint64_t order;    /* what the host wants, as the last look has seen it that found something; likewise */
    uint64_t park;
    uint32_t faulted[RK_BATCH_WARPS];
    uint64_t reach[RK_BATCH_WARPS]; /* the warp whose chunk begins at this number, or before, looks for messages */
    uint64_t next[RK_BATCH_WARPS];  /* the first of a warp's messages that it has not answered */
    uint64_t end[RK_BATCH_WARPS];   /* behind the last that it has */
};
__device__ inline volatile rk_batch_shared& rk_batch_share() {
    __shared__ rk_batch_shared shared;
    return shared;
}

#ifdef RK_EMULATED
__device__ inline void rk_batch_breathe() { rk_emulated_breathe(); }
__device__ inline void rk_batch_nap(uint32_t) { rk_emulated_breathe(); }
#else
/* Lets other warps run, which a device does by itself. */
__device__ inline void rk_batch_breathe() {}
__device__ inline void rk_batch_nap(uint32_t nanoseconds) { rk_sleep(nanoseconds); }
#endif

/* What a warp knows. The same for all its lanes. */
struct rk_batch_warp {
    rk_team team;
    uint32_t number;
    uint32_t warps;
    uint64_t next; /* as in rk_batch_shared */
    uint64_t end;
    bool well; /* none of its messages has faulted */
};

/* A warp that begins where the block does. */
__device__ inline rk_batch_warp rk_batch_begin(uint32_t number, uint32_t warps, uint64_t start) {
    const uint64_t chunk = start / RK_BATCH_CHUNK;
    const uint32_t ahead = (number + warps - static_cast<uint32_t>(chunk % warps)) % warps;
    rk_batch_warp own;
    own.team.lane = threadIdx.x % 32;
    own.team.lanes = 32;
    own.team.mask = ~0u;
    own.number = number;
    own.warps = warps;
    own.next = ahead == 0 ? start : (chunk + ahead) * RK_BATCH_CHUNK;
    own.end = start;
    own.well = true;
    return own;
}

/* Who answers a message. */
__device__ inline uint32_t rk_batch_owner(uint64_t message, uint32_t warps) {
    return static_cast<uint32_t>(message / RK_BATCH_CHUNK % warps);
}

/* rk_ring_look_ahead for wide slots. */
template <uint32_t COUNT, class M>
__device__ inline uint32_t rk_batch_look_ahead(const rk_actor& actor, uint64_t number, rk_stage<M>* stages, uint32_t lane) {
    constexpr uint32_t chunks = rk_stage<M>::chunks;
    const rk_slot* const slot = reinterpret_cast<const rk_slot*>(rk_ring_message(actor, number + lane));
    /* Pairs with the release of `Producer::push_in`. */
    const bool there = lane < COUNT && rk_load_acquire(&slot->sequence) == number + lane + 1;
    const uint32_t missing = ~__ballot_sync(~0u, there);
    const uint32_t found = missing == 0 ? 32 : static_cast<uint32_t>(__ffs(static_cast<int>(missing)) - 1);
    __syncwarp(~0u);
    if constexpr (chunks != 0) {
        for (uint32_t start = lane; start < found * chunks; start += RK_BATCH_PIECES * 32) {
            rk_chunk piece[RK_BATCH_PIECES];
#pragma unroll
            for (uint32_t k = 0; k < RK_BATCH_PIECES; ++k) {
                const uint32_t i = start + k * 32;
                if (i < found * chunks) {
                    const uint64_t from = rk_ring_message(actor, number + i / chunks) + sizeof(rk_slot);
                    piece[k] = reinterpret_cast<const rk_chunk*>(from)[i % chunks];
                }
            }
#pragma unroll
            for (uint32_t k = 0; k < RK_BATCH_PIECES; ++k) {
                const uint32_t i = start + k * 32;
                if (i < found * chunks) stages[i / chunks].chunk[1 + i % chunks] = piece[k];
            }
        }
    }
    if (lane < found) rk_ring_read_time(*slot, stages[lane]);
    __syncwarp(~0u);
    return found;
}

/* rk_ring_answer_all for wide slots. */
template <class R>
__device__ inline void rk_batch_answer_all(const rk_actor& actor, uint64_t number, uint32_t count, const rk_stage<R>* stages, uint32_t lane) {
    constexpr uint32_t chunks = rk_stage<R>::chunks;
    __syncwarp(~0u);
    if constexpr (chunks != 0) {
        for (uint32_t i = lane; i < count * chunks; i += 32) {
            const uint64_t to = rk_ring_reply(actor, number + i / chunks) + sizeof(rk_slot);
            reinterpret_cast<rk_chunk*>(to)[i % chunks] = stages[i / chunks].chunk[1 + i % chunks];
        }
    }
    rk_slot* const slot = reinterpret_cast<rk_slot*>(rk_ring_reply(actor, number + lane));
    if (lane < count) rk_ring_write_time(stages[lane], *slot);
    __syncwarp(~0u);
    if (lane < count) {
        /* As in `rk_ring_answer`: what other lanes have written is before it by the barrier of the warp. */
        rk_fence_system();
        rk_store_relaxed(&slot->sequence, number + lane + 1);
    }
    __syncwarp(~0u);
}

/* Reads the messages from `own.next` on that are there and the warp's own; how many. */
template <class Form, class M>
__device__ inline uint32_t rk_batch_read(const rk_actor& actor, const rk_batch_warp& own, rk_stage<M>* messages) {
    if constexpr (Form::narrow) {
        return rk_ring_look_ahead<Form::count>(actor, own.next, messages, own.team.lane);
    } else {
        return rk_batch_look_ahead<Form::count>(actor, own.next, messages, own.team.lane);
    }
}

/* Handles messages that were read, from `own.next` on, and sends the replies; goes on behind them. */
template <class Form, int PER, class M, class R, class Handler>
__device__ inline void rk_batch_handle(const rk_actor& actor, rk_batch_warp& own, uint32_t found, const rk_stage<M>* messages, rk_stage<R>* replies, Handler handler) {
    const uint32_t lane = own.team.lane;
    uint32_t done = found;
    rk_unit nothing;
    if (lane == 0) rk_record_take(actor, own.next, found);
    if constexpr (PER == RK_PER_THREAD) {
        bool well = true;
        if (lane < found) {
            replies[lane].value = typename rk_stage<R>::type();
            rk_timing_of<R>::hear(messages[lane]);
            well = handler(rk_ring_env(actor, own.next + lane + 1), nothing, messages[lane].value, replies[lane].value);
        }
        const uint32_t faulted = __ballot_sync(~0u, !well);
        if (faulted != 0) {
            done = static_cast<uint32_t>(__ffs(static_cast<int>(faulted)) - 1);
            own.well = false;
        }
    } else {
        const uint32_t begin = rk_ring_clock();
        for (done = 0; done < found;) {
            auto reply = typename rk_stage<R>::type();
            rk_timing_of<R>::hear(messages[done]);
            const bool well = handler(rk_ring_env(actor, own.next + done + 1), nothing, messages[done].value, reply);
            if (!__all_sync(~0u, well)) {
                own.well = false;
                break;
            }
            if (lane == 0) replies[done].value = reply;
            ++done;
            if (done % RK_RING_CLOCK_EVERY == 0 && __shfl_sync(~0u, rk_ring_clock() - begin, 0) > RK_RING_BURST_CLOCKS) break;
        }
    }
    rk_timing_of<R>::stamp_all(actor, messages, replies, done, lane);
    if constexpr (Form::narrow) {
        rk_ring_answer_all(actor, own.next, done, replies, lane);
    } else {
        rk_batch_answer_all(actor, own.next, done, replies, lane);
    }
    if (lane == 0) rk_record_answer(actor, own.next, done);
    if (done == 0) return;
    own.next += done;
    own.end = own.next;
    if (own.next % RK_BATCH_CHUNK == 0) own.next += RK_BATCH_CHUNK * (own.warps - 1);
}

/* Messages that are the warp's own, from `own.next` on. */
__device__ inline uint32_t rk_batch_left(const rk_batch_warp& own) {
    return RK_BATCH_CHUNK - static_cast<uint32_t>(own.next % RK_BATCH_CHUNK);
}

/* Answers messages until all are to meet. */
template <class Form, int PER, class M, class R, class Handler>
__device__ inline void rk_batch_answer(const rk_actor& actor, rk_batch_warp& own, rk_stage<M>* messages, rk_stage<R>* replies, Handler handler) {
    volatile rk_batch_shared& share = rk_batch_share();
    const rk_control* const control = reinterpret_cast<const rk_control*>(actor.control);
    const rk_team& team = own.team;
    const uint32_t answered = share.answered;
    /* The first look asks. */
    uint32_t looks = RK_RING_COMMAND_EVERY - 1;
    rk_pace pace = rk_pace_begin();
    uint32_t idle = 0;
    uint32_t nap = RK_BATCH_NAP;
    /* What the warp of the lane's number has told. */
    uint64_t reach = 0;
    bool burst = false;
    bool closed = false;
    while (own.well && !closed) {
        uint32_t by_others = 0;
        if constexpr (Form::warps > 1) {
            /* Used only behind the look, which takes longer. */
            by_others = share.closed;
            if (own.next % RK_BATCH_CHUNK == 0) {
                const uint64_t known = reach;
                reach = share.reach[team.lane % own.warps];
                if (!__any_sync(~0u, reach >= own.next)) {
                    /* Those before have not come. */
                    if (team.lane == 0) share.reach[own.number] = own.end;
                    nap = __any_sync(~0u, reach != known) ? RK_BATCH_NAP : nap < RK_BATCH_LONG_NAP ? 2 * nap : nap;
                    rk_batch_nap(nap);
                    closed = __any_sync(~0u, by_others != 0);
                    continue;
                }
            }
        }
        const bool ask = idle >= RK_RING_QUICK_LOOKS || ++looks % RK_RING_COMMAND_EVERY == 0;
        const bool all = burst;
        rk_wish wish = {};
        uint32_t found;
        bool more = false;
        if (all) {
            /* Both are read at the same time. */
            if (ask) wish = rk_ring_wish(control, team);
            found = rk_batch_read<Form>(actor, own, messages);
            if (ask) wish = rk_ring_agreed(wish, team);
        } else {
            const uint32_t there = rk_ring_look_paced<Form::narrow>(actor, own.next, messages[0], team, ask, wish, pace);
            more = there == RK_RING_ONE_AND_MORE;
            found = there == RK_RING_NOTHING ? 0u : 1u;
        }
        closed = ask && rk_ring_is_wanted(actor, answered, wish);
        if (closed) {
            /* The lane that has read the order hands on what the host wrote before it. */
            rk_fence_system();
            if (team.lane == 0) {
                share.order = wish.order;
                share.park = wish.park;
            }
        }
        if (found != 0) {
            const uint32_t left = rk_batch_left(own);
            const uint32_t ahead = found >= Form::dense ? RK_BATCH_AHEAD * RK_BATCH_CHUNK : 0;
            if (found > left) found = left;
            if (team.lane == 0) share.reach[own.number] = own.next + found + ahead;
            burst = found > 1 || more;
            idle = 0;
            rk_batch_handle<Form, PER>(actor, own, found, messages, replies, handler);
            /* Between two chunks the warp waits for another one. */
            rk_pace_reply(pace, !burst && (own.warps == 1 || own.next % RK_BATCH_CHUNK != 0));
        } else {
            if (team.lane == 0) share.reach[own.number] = own.end;
            /* Who looks ahead comes too early once. */
            burst = all && idle == 0;
            rk_ring_rest(actor, idle, own.next);
            rk_batch_breathe();
        }
        if constexpr (Form::warps > 1) closed = __any_sync(~0u, by_others != 0) || closed;
    }
    if (team.lane == 0) share.closed = 1;
}

/* Says how far the warp has come. */
__device__ inline void rk_batch_tell(const rk_batch_warp& own) {
    volatile rk_batch_shared& share = rk_batch_share();
    if (own.team.lane == 0) {
        share.next[own.number] = own.next;
        share.end[own.number] = own.end;
        share.faulted[own.number] = own.well ? 0 : 1;
    }
    __syncwarp(~0u);
}

/* What all have come to, when all have told. */
struct rk_batch_sum {
    uint64_t first; /* without an answer */
    uint64_t end;   /* behind the last with one */
    bool well;
};
__device__ inline rk_batch_sum rk_batch_sum_up(uint32_t warps) {
    const volatile rk_batch_shared& share = rk_batch_share();
    rk_batch_sum sum = {share.next[0], share.end[0], share.faulted[0] == 0};
    for (uint32_t i = 1; i < warps; ++i) {
        const uint64_t next = share.next[i];
        const uint64_t end = share.end[i];
        if (next < sum.first) sum.first = next;
        if (end > sum.end) sum.end = end;
        sum.well = sum.well && share.faulted[i] == 0;
    }
    return sum;
}

/* Answers what lies before `end`. It is there: a message behind it was. */
template <class Form, int PER, class M, class R, class Handler>
__device__ inline void rk_batch_catch_up(const rk_actor& actor, rk_batch_warp& own, uint64_t end, rk_stage<M>* messages, rk_stage<R>* replies, Handler handler) {
    while (own.well && own.next < end) {
        uint32_t found = rk_batch_read<Form>(actor, own, messages);
        const uint64_t missing = end - own.next;
        const uint32_t left = rk_batch_left(own);
        if (found > left) found = left;
        if (found > missing) found = static_cast<uint32_t>(missing);
        if (found != 0) rk_batch_handle<Form, PER>(actor, own, found, messages, replies, handler);
    }
}

/* Finds the message at which the actor stops, and answers those before it; its number. */
template <class Form, int PER, class M, class R, class Handler>
__device__ inline uint64_t rk_batch_stop(const rk_actor& actor, rk_batch_warp own, rk_stage<M>* messages, rk_stage<R>* replies, Handler handler) {
    const volatile rk_batch_shared& share = rk_batch_share();
    const rk_team team = own.team;
    uint64_t number = rk_batch_sum_up(own.warps).first;
    /* The record that was made may be of a later message: it is made again. */
    if (team.lane == 0) *reinterpret_cast<volatile uint32_t*>(actor.claim) = 0;
    __syncwarp(~0u);
    own.well = true;
    for (;; ++number) {
        const uint32_t owner = rk_batch_owner(number, own.warps);
        const uint64_t next = share.next[owner];
        if (number < next) continue;
        rk_wish wish;
        while (rk_ring_look<Form::narrow>(actor, number, messages[0], team, false, wish, false) == RK_RING_NOTHING) {
        }
        const bool again = number == next && share.faulted[owner] != 0;
#ifdef RK_LOG_CUH
        /* What it logged was logged. */
        rk_log_state* const log = reinterpret_cast<rk_log_state*>(actor.claim) - 1;
        const uint64_t ring = log->ring;
        __syncwarp(~0u);
        if (again && team.lane == 0) log->ring = 0;
        __syncwarp(~0u);
#endif
        own.next = number;
        rk_batch_handle<Form, PER>(actor, own, 1, messages, replies, handler);
#ifdef RK_LOG_CUH
        if (again && team.lane == 0) log->ring = ring;
        __syncwarp(~0u);
#endif
        /* One that goes well the second time was at fault by a clock; its caller has the reply. */
        if (!own.well) return number;
        if (again) return number + 1;
    }
}

/* Has warp 0 speak with the host until messages are to be answered, or the kernel is to end. WORDS are those of a narrow
 * reply, or 0. */
template <uint32_t WORDS, class Timing>
__device__ inline void rk_batch_open(const rk_actor& actor, rk_loop& loop, const rk_team& team, uint32_t warps) {
    volatile rk_batch_shared& share = rk_batch_share();
    const rk_control* const control = reinterpret_cast<const rk_control*>(actor.control);
    /* Where messages were answered until now, the first look asks and has its answer from who saw what is wanted. */
    bool known = rk_control_answers(loop);
    uint32_t looks = known ? RK_RING_COMMAND_EVERY - 1 : 0;
    uint32_t goes_on;
    do {
        goes_on = rk_ring_wait<WORDS, Timing>(actor, loop, team, looks, [&](bool ask, rk_wish& wish) {
            if (!ask) return 1u;
            if (known) {
                wish.order = share.order;
                wish.park = share.park;
                /* All have read it before it is written again, below. */
                __syncwarp(~0u);
            } else {
                wish = rk_ring_agreed(rk_ring_wish(control, team), team);
            }
            known = false;
            return 1u;
        });
    } while (goes_on == RK_RING_BEGUN);
    if (team.lane == 0) {
        share.goes_on = goes_on;
        share.start = loop.taken;
        share.answered = loop.answered;
        share.order = static_cast<uint64_t>(loop.answered) << 32;
        share.park = 0;
        share.closed = 0;
        for (uint32_t i = 0; i < warps; ++i) share.reach[i] = loop.taken;
    }
    __syncwarp(~0u);
}

/* The body of a ring kernel without state whose block has THREADS threads. `handler` is that of rk_actor_run: with
 * RK_PER_THREAD a lane calls it by itself, with RK_PER_WARP all lanes of a warp, and lane 0's reply is sent. */
template <class M, class R, int PER, uint32_t THREADS, class Handler>
__device__ inline void rk_batch_run(const rk_actor& launched, Handler handler) {
    const rk_actor actor = rk_ring_seat(launched);
    using Form = rk_batch_form<M, R, THREADS>;
    __shared__ rk_stage<M> all_messages[Form::warps * Form::count];
    __shared__ rk_stage<R> all_replies[Form::warps * Form::count];
    constexpr uint32_t words = Form::narrow ? rk_stage<R>::words : 0;
    const uint32_t number = threadIdx.x / 32;
    const uint32_t useful = actor.capacity < RK_BATCH_CHUNK ? 1 : actor.capacity / RK_BATCH_CHUNK;
    const uint32_t warps = useful < Form::warps ? useful : Form::warps;
    /* Barriers do not wait for threads that have ended. */
    if (number >= warps) return;
    rk_stage<M>* const messages = all_messages + number * Form::count;
    rk_stage<R>* const replies = all_replies + number * Form::count;
    rk_batch_warp own = rk_batch_begin(number, warps, 0);
    const rk_team team = own.team;
    rk_loop loop = {};
    if (number == 0) {
        loop = rk_ring_start<rk_timing_of<R>>(actor, team);
        if (team.lane == 0) {
            rk_batch_share().order = static_cast<uint64_t>(loop.answered) << 32;
            rk_batch_share().park = 0;
        }
        __syncwarp(~0u);
    }
    for (;;) {
        if (number == 0) rk_batch_open<words, rk_timing_of<R>>(actor, loop, team, warps);
        __syncthreads();
        if (rk_batch_share().goes_on == 0) return;
        own = rk_batch_begin(number, warps, rk_batch_share().start);
        rk_batch_answer<Form, PER>(actor, own, messages, replies, handler);
        rk_batch_tell(own);
        __syncthreads();
        const rk_batch_sum sum = rk_batch_sum_up(warps);
        __syncthreads();
        if (sum.well) rk_batch_catch_up<Form, PER>(actor, own, sum.end, messages, replies, handler);
        rk_batch_tell(own);
        __syncthreads();
        if (number == 0) {
            if (rk_batch_sum_up(warps).well) {
                loop.taken = sum.end;
            } else {
                loop.taken = rk_batch_stop<Form, PER>(actor, own, messages, replies, handler);
                if (team.lane == 0) {
                    rk_record_note(actor, RK_RECORD_FAULTED, loop.taken);
                    rk_control_fault(reinterpret_cast<rk_control*>(actor.control), loop);
                }
                rk_ring_agree(loop, team);
            }
        }
    }
}

#endif
