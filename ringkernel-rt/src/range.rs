//! Ranges of NVTX, which NVIDIA's profilers show: with the feature `nvtx` each span is one while a thread is in it.
//!
//! A range is of one thread, so a future has one each time it is polled, as `tracing` enters its span. NVTX also has ranges
//! that end on another thread, but the crate passes on only half of the number that such a range is ended by.
//!
//! Without the feature nothing of this is left in a program.

use std::marker::PhantomData;

/// What a span's ranges are called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Label {
    #[cfg(feature = "nvtx")]
    name: &'static str,
    /// The kernel that it is about, or nothing.
    #[cfg(feature = "nvtx")]
    of: &'static str,
}

/// A range, from when this is made to when it is dropped.
#[derive(Debug)]
pub(crate) struct Range {
    /// On another thread it would end a range of that one.
    of_one_thread: PhantomData<*const ()>,
}

impl Label {
    #[cfg_attr(
        not(feature = "nvtx"),
        expect(unused_variables, reason = "nobody is shown them")
    )]
    pub(crate) const fn new(name: &'static str, of: &'static str) -> Self {
        Self {
            #[cfg(feature = "nvtx")]
            name,
            #[cfg(feature = "nvtx")]
            of,
        }
    }

    /// Begins a range of the calling thread; those begun later must end earlier.
    #[inline]
    pub(crate) fn begin(self) -> Range {
        // The level that it gives, or that nobody listens, changes nothing.
        #[cfg(feature = "nvtx")]
        match self.of {
            "" => nvtx::range_push!("{}", self.name),
            of => nvtx::range_push!("{} {of}", self.name),
        };
        Range {
            of_one_thread: PhantomData,
        }
    }
}

#[cfg(feature = "nvtx")]
impl Drop for Range {
    fn drop(&mut self) {
        nvtx::range_pop!();
    }
}

#[cfg(all(test, not(loom), feature = "nvtx", target_os = "linux"))]
mod tests {
    use std::future::poll_fn;
    use std::path::Path;
    use std::process::Command;
    use std::task::Poll;

    use crate::span::Span;
    use crate::trace::Tracer;

    /// A profiler: writes down what ranges begin and end. NVTX finds it by a variable and calls its one function, which
    /// puts others in the place of those that do nothing.
    const PROFILER: &str = r#"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
static FILE* list;
static int push(const char* name) { return fprintf(list, "%s {\n", name) < 0; }
static int pop(void) { return fprintf(list, "}\n") < 0; }
typedef void (*function)(void);
struct callbacks {
    size_t bytes;
    int (*table)(int module, function*** table, unsigned* count);
};
int InitializeInjectionNvtx2(const void* (*exported)(uint32_t)) {
    const struct callbacks* callbacks = exported(1);
    function** table;
    unsigned count;
    list = fopen(getenv("RANGES"), "w");
    if (list == NULL || !callbacks->table(1, &table, &count) || count < 12) return 0;
    *table[9] = (function)push;
    *table[11] = (function)pop;
    return 1;
}
"#;

    /// The name of the second test.
    const WORK: &str = "range::tests::spans_harm_nobody_without_a_profiler";

    async fn work() {
        let tracer = Tracer::default();
        let mut polls = 0;
        let twice = poll_fn(|context| {
            polls += 1;
            if polls == 2 {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        });
        Span::run("saxpy", &tracer).over(twice).await;
        Span::launch("totals", 2, &tracer).around(|| {
            Span::park(1).around(|| Span::load("totals").around(|| ()));
        });
        // Nobody is in it.
        drop(Span::step("heat", 3, &tracer));
    }

    #[tokio::test]
    async fn spans_harm_nobody_without_a_profiler() {
        work().await;
    }

    #[test]
    fn a_profiler_sees_spans_as_ranges() {
        let folder = std::env::temp_dir().join(format!("ringkernel-nvtx-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("there is a temporary folder");
        let [source, library, list] =
            ["profiler.c", "libprofiler.so", "ranges"].map(|name| folder.join(name));
        std::fs::write(&source, PROFILER).expect("the folder is writable");
        run(
            Command::new(std::env::var_os("CC").unwrap_or_else(|| "cc".into()))
                .args(["-shared", "-fPIC", "-o"])
                .args([&library, &source]),
        );
        run(
            Command::new(std::env::current_exe().expect("this program has a path"))
                .args([WORK, "--exact"])
                .env("NVTX_INJECTION64_PATH", &library)
                .env("RANGES", &list),
        );
        assert_eq!(
            read(&list),
            [
                "run saxpy {",
                "}",
                "run saxpy {",
                "}",
                "launch totals {",
                "park {",
                "load totals {",
                "}",
                "}",
                "}",
            ]
        );
        std::fs::remove_dir_all(&folder).expect("it is ours");
    }

    fn run(command: &mut Command) {
        let output = command.output().expect("it starts");
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command:?}: {text}");
    }

    fn read(list: &Path) -> Vec<String> {
        let text = std::fs::read_to_string(list).expect("the profiler was loaded");
        text.lines().map(str::to_owned).collect()
    }
}
