//! What kernels call.

/// Makes an error event of `tracing` from a kernel.
///
/// The text may have `{}`, `{:?}` and `{variable}` for up to four numbers or bools. The event has the file and line of
/// this macro; [`ringkernel_rt::log`](crate::log) says more.
#[macro_export]
macro_rules! log_error {
    ($($record:tt)+) => {
        $crate::log::__emit($crate::log::Level::Error, ::core::format_args!($($record)+))
    };
}

/// Makes a warn event of `tracing` from a kernel.
///
/// The text may have `{}`, `{:?}` and `{variable}` for up to four numbers or bools. The event has the file and line of
/// this macro; [`ringkernel_rt::log`](crate::log) says more.
#[macro_export]
macro_rules! log_warn {
    ($($record:tt)+) => {
        $crate::log::__emit($crate::log::Level::Warn, ::core::format_args!($($record)+))
    };
}

/// Makes an info event of `tracing` from a kernel.
///
/// The text may have `{}`, `{:?}` and `{variable}` for up to four numbers or bools. The event has the file and line of
/// this macro; [`ringkernel_rt::log`](crate::log) says more.
#[macro_export]
macro_rules! log_info {
    ($($record:tt)+) => {
        $crate::log::__emit($crate::log::Level::Info, ::core::format_args!($($record)+))
    };
}

/// Makes a debug event of `tracing` from a kernel.
///
/// The text may have `{}`, `{:?}` and `{variable}` for up to four numbers or bools. The event has the file and line of
/// this macro; [`ringkernel_rt::log`](crate::log) says more.
#[macro_export]
macro_rules! log_debug {
    ($($record:tt)+) => {
        $crate::log::__emit($crate::log::Level::Debug, ::core::format_args!($($record)+))
    };
}

/// Makes a trace event of `tracing` from a kernel.
///
/// The text may have `{}`, `{:?}` and `{variable}` for up to four numbers or bools. The event has the file and line of
/// this macro; [`ringkernel_rt::log`](crate::log) says more.
#[macro_export]
macro_rules! log_trace {
    ($($record:tt)+) => {
        $crate::log::__emit($crate::log::Level::Trace, ::core::format_args!($($record)+))
    };
}
