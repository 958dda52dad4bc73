//! Atomic operations: relaxed and of device scope, or with an order for threads of a scope.

use super::row::rows;

rows! {
    AtomicAdd WideNumber [Function "atomic_add", Ring "atomic_add", Function "fetch_add"] (Mutable, T) -> T, Memory Exact, "rk_atomic_add_at<RK_RELAXED, RK_DEVICE>" 0, "gpu::atomic::atomic_add";
    AtomicAddAt WideNumber [Function "atomic_add_at"] (Mutable, T, Scope, Order) -> T, Memory Exact, "rk_atomic_add_at" 0, "gpu::atomic::atomic_add_at";
    AtomicSub WideNumber [Function "atomic_sub", Function "fetch_sub"] (Mutable, T) -> T, Memory Exact, "rk_atomic_sub_at<RK_RELAXED, RK_DEVICE>" 0, "gpu::atomic::atomic_sub";
    AtomicSubAt WideNumber [Function "atomic_sub_at"] (Mutable, T, Scope, Order) -> T, Memory Exact, "rk_atomic_sub_at" 0, "gpu::atomic::atomic_sub_at";
    AtomicMin WideNumber [Function "atomic_min", Function "fetch_min"] (Mutable, T) -> T, Memory Exact, "rk_atomic_min_at<RK_RELAXED, RK_DEVICE>" 0, "gpu::atomic::atomic_min";
    AtomicMinAt WideNumber [Function "atomic_min_at"] (Mutable, T, Scope, Order) -> T, Memory Exact, "rk_atomic_min_at" 0, "gpu::atomic::atomic_min_at";
    AtomicMax WideNumber [Function "atomic_max", Function "fetch_max"] (Mutable, T) -> T, Memory Exact, "rk_atomic_max_at<RK_RELAXED, RK_DEVICE>" 0, "gpu::atomic::atomic_max";
    AtomicMaxAt WideNumber [Function "atomic_max_at"] (Mutable, T, Scope, Order) -> T, Memory Exact, "rk_atomic_max_at" 0, "gpu::atomic::atomic_max_at";
    AtomicExchange WideNumber [Function "atomic_exchange", Function "atomic_exch"] (Mutable, T) -> T, Memory Exact, "rk_atomic_exchange_at<RK_RELAXED, RK_DEVICE>" 0, "gpu::atomic::atomic_exchange";
    AtomicExchangeAt WideNumber [Function "atomic_exchange_at"] (Mutable, T, Scope, Order) -> T, Memory Exact, "rk_atomic_exchange_at" 0, "gpu::atomic::atomic_exchange_at";
    AtomicAnd WideInt [Function "atomic_and", Function "fetch_and"] (Mutable, T) -> T, Memory Exact, "rk_atomic_and_at<RK_RELAXED, RK_DEVICE>" 0, "gpu::atomic::atomic_and";
    AtomicAndAt WideInt [Function "atomic_and_at"] (Mutable, T, Scope, Order) -> T, Memory Exact, "rk_atomic_and_at" 0, "gpu::atomic::atomic_and_at";
    AtomicOr WideInt [Function "atomic_or", Function "fetch_or"] (Mutable, T) -> T, Memory Exact, "rk_atomic_or_at<RK_RELAXED, RK_DEVICE>" 0, "gpu::atomic::atomic_or";
    AtomicOrAt WideInt [Function "atomic_or_at"] (Mutable, T, Scope, Order) -> T, Memory Exact, "rk_atomic_or_at" 0, "gpu::atomic::atomic_or_at";
    AtomicXor WideInt [Function "atomic_xor", Function "fetch_xor"] (Mutable, T) -> T, Memory Exact, "rk_atomic_xor_at<RK_RELAXED, RK_DEVICE>" 0, "gpu::atomic::atomic_xor";
    AtomicXorAt WideInt [Function "atomic_xor_at"] (Mutable, T, Scope, Order) -> T, Memory Exact, "rk_atomic_xor_at" 0, "gpu::atomic::atomic_xor_at";
    AtomicInc WideUnsigned [Function "atomic_inc"] (Mutable, T) -> T, Memory Exact, "rk_atomic_inc_at<RK_RELAXED, RK_DEVICE>" 0, "gpu::atomic::atomic_inc";
    AtomicIncAt WideUnsigned [Function "atomic_inc_at"] (Mutable, T, Scope, Order) -> T, Memory Exact, "rk_atomic_inc_at" 0, "gpu::atomic::atomic_inc_at";
    AtomicDec WideUnsigned [Function "atomic_dec"] (Mutable, T) -> T, Memory Exact, "rk_atomic_dec_at<RK_RELAXED, RK_DEVICE>" 0, "gpu::atomic::atomic_dec";
    AtomicDecAt WideUnsigned [Function "atomic_dec_at"] (Mutable, T, Scope, Order) -> T, Memory Exact, "rk_atomic_dec_at" 0, "gpu::atomic::atomic_dec_at";
    AtomicCas WideNumber [Function "atomic_cas", Function "atomic_compare_swap"] (Mutable, T, T) -> T, Memory Exact, "rk_atomic_cas_at<RK_RELAXED, RK_DEVICE>" 0, "gpu::atomic::atomic_cas";
    AtomicCasAt WideNumber [Function "atomic_cas_at"] (Mutable, T, T, Scope, Order) -> T, Memory Exact, "rk_atomic_cas_at" 0, "gpu::atomic::atomic_cas_at";
    AtomicLoad WideNumber [Function "atomic_load"] (Shared) -> T, Memory Exact, "rk_load<RK_RELAXED, RK_DEVICE>" 0, "gpu::atomic::atomic_load";
    AtomicLoadAt WideNumber [Function "atomic_load_at"] (Shared, Scope, LoadOrder) -> T, Memory Exact, "rk_load" 0, "gpu::atomic::atomic_load_at";
    AtomicStore WideNumber [Function "atomic_store"] (Mutable, T) -> Unit, Memory Exact, "rk_store<RK_RELAXED, RK_DEVICE>" 0, "gpu::atomic::atomic_store";
    AtomicStoreAt WideNumber [Function "atomic_store_at"] (Mutable, T, Scope, StoreOrder) -> Unit, Memory Exact, "rk_store" 0, "gpu::atomic::atomic_store_at";
}
