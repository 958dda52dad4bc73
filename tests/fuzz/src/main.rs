//! Runs random kernels as Rust and as emulated CUDA until as many as asked for are compared.
//!
//! `cargo run -p ringkernel-fuzz --release -- --seed 1 --kernels 20000`
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "it tells what it found")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Mutex;
use std::time::Instant;

use ringkernel_fuzz::{emit, judge, replay, shrink, Driver, Manifest, Program, Sanitizer, Verdict};
use ringkernel_rt::{Backend, RingKernel};

const USAGE: &str = "\
fuzz --emit N DIR [--seed S] [--batch B] [--emulated]
  writes N kernels as batches of PTX (RINGKERNEL_NVCC), for a machine with a GPU; for the emulated driver one batch
fuzz --replay DIR [--part I --of J]
  runs the batches, or each J-th one from the I-th, on the GPU
fuzz [--seed S] [--kernels N] [--first K] [--jobs J] [--batch B] [--sanitize] [--print]
  --seed S      makes the kernels (default 1)
  --kernels N   how many (default 1000)
  --first K     the number of the first (default 0)
  --jobs J      how many batches at once (default: one per core)
  --batch B     kernels of a batch (default 250)
  --sanitize    stops at what C++ leaves undefined
  --keep F      how many failures are made smaller (default 5)
  --print       prints the kernels and runs nothing";

struct Options {
    seed: u64,
    kernels: u64,
    first: u64,
    jobs: usize,
    batch: u64,
    keep: usize,
    sanitizer: Sanitizer,
    print: bool,
    emit: bool,
    replay: bool,
    folder: PathBuf,
    driver: Driver,
    part: u64,
    of: u64,
}

fn options() -> Option<Options> {
    let mut options = Options {
        seed: 1,
        kernels: 1000,
        first: 0,
        jobs: std::thread::available_parallelism().map_or(1, usize::from),
        batch: 250,
        keep: 5,
        sanitizer: Sanitizer::Off,
        print: false,
        emit: false,
        replay: false,
        folder: PathBuf::new(),
        driver: Driver::Real,
        part: 0,
        of: 1,
    };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        if arg == "--replay" {
            options.replay = true;
            options.folder = args.next()?.into();
            continue;
        }
        let mut number = || args.next()?.parse::<u64>().ok();
        match arg.as_str() {
            "--seed" => options.seed = number()?,
            "--kernels" => options.kernels = number()?,
            "--first" => options.first = number()?,
            "--jobs" => options.jobs = usize::try_from(number()?).ok()?.max(1),
            "--batch" => options.batch = number()?.max(1),
            "--keep" => options.keep = usize::try_from(number()?).ok()?,
            "--sanitize" => options.sanitizer = Sanitizer::Undefined,
            "--emit" => {
                options.emit = true;
                options.kernels = number()?;
                options.folder = args.next()?.into();
            }
            "--emulated" => options.driver = Driver::Emulated,
            "--part" => options.part = number()?,
            "--of" => options.of = number()?.max(1),
            "--print" => options.print = true,
            _ => return None,
        }
    }
    Some(options)
}

#[derive(Default)]
struct Counts {
    same: u64,
    faulted: u64,
    unfit: Vec<(Program, Verdict)>,
    failed: Vec<(Program, Verdict)>,
}

fn main() {
    let Some(options) = options() else {
        println!("{USAGE}");
        std::process::exit(2);
    };
    let end = options.first + options.kernels;
    if options.print {
        for number in options.first..end {
            println!("{}", Program::random(options.seed, number).text());
        }
        return;
    }
    if options.emit {
        write(&options, end);
    }
    if options.replay {
        run(&options);
    }
    let began = Instant::now();
    let folder = std::env::temp_dir().join(format!("ringkernel-fuzz-{}", std::process::id()));
    let next = AtomicU64::new(options.first);
    let counts = Mutex::new(Counts::default());
    std::thread::scope(|scope| {
        for job in 0..options.jobs {
            let (next, counts, options, folder) =
                (&next, &counts, &options, folder.join(job.to_string()));
            scope.spawn(move || work(options, &folder, next, end, counts, began));
        }
    });
    let counts = counts.into_inner().expect("no worker panicked");
    report(&options, &counts, &folder);
    println!(
        "seed {}: {} kernels, {} the same ({} of them with a fault), {} failed, {} not Rust, {:.0} s",
        options.seed,
        options.kernels,
        counts.same,
        counts.faulted,
        counts.failed.len(),
        counts.unfit.len(),
        began.elapsed().as_secs_f64()
    );
    // Nobody misses it.
    drop(std::fs::remove_dir_all(&folder));
    let rust = options.kernels - counts.unfit.len() as u64;
    let is_poor = counts.same == 0 || rust * 10 < options.kernels * 9;
    if is_poor {
        println!("too few of the kernels are Rust: the run says nothing");
    }
    std::process::exit(i32::from(is_poor || !counts.failed.is_empty()));
}

/// Writes batches.
fn write(options: &Options, end: u64) -> ! {
    let began = Instant::now();
    let next = AtomicU64::new(0);
    let (manifest, refused) = (Mutex::new(Manifest::default()), Mutex::new(0_usize));
    let batches = options.kernels.div_ceil(options.batch);
    std::thread::scope(|scope| {
        for job in 0..options.jobs {
            let (next, manifest, refused) = (&next, &manifest, &refused);
            scope.spawn(move || loop {
                // Relaxed: only the numbers themselves are shared.
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= batches {
                    return;
                }
                let first = options.first + number * options.batch;
                let programs: Vec<_> = (first..end.min(first + options.batch))
                    .map(|number| Program::random(options.seed, number))
                    .collect();
                let folder = options.folder.join(job.to_string());
                let batch = emit(&folder, number, options.driver, &programs);
                for entry in std::fs::read_dir(&folder)
                    .expect("it was just made")
                    .flatten()
                {
                    std::fs::rename(entry.path(), options.folder.join(entry.file_name()))
                        .expect("the folder is writable");
                }
                std::fs::remove_dir(&folder).expect("it is empty");
                println!(
                    "batch {number}: {} kernels, {} refused, {:.0} s",
                    batch.written,
                    batch.refused.len(),
                    began.elapsed().as_secs_f64()
                );
                for ((seed, first), why) in &batch.refused {
                    println!("refused: --seed {seed} --first {first} --kernels 1\n{why}");
                }
                *refused.lock().expect("no worker panicked") += batch.refused.len();
                let mut manifest = manifest.lock().expect("no worker panicked");
                manifest.batches.insert(number, batch.written);
            });
        }
    });
    let manifest = manifest.into_inner().expect("no worker panicked");
    let refused = refused.into_inner().expect("no worker panicked");
    manifest
        .write(&options.folder)
        .expect("the folder is writable");
    let written: usize = manifest.batches.values().sum();
    println!(
        "seed {}: {written} kernels in {batches} batches, {refused} refused",
        options.seed
    );
    let is_poor = (written + refused) as u64 * 10 < options.kernels * 9;
    if is_poor {
        println!("too few of the kernels are Rust");
    }
    std::process::exit(i32::from(is_poor || written == 0 || refused > 0));
}

/// Runs batches on the GPU.
fn run(options: &Options) -> ! {
    let began = Instant::now();
    let tokio = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("the system starts threads");
    let manifest = match Manifest::read(&options.folder) {
        Ok(manifest) => manifest,
        Err(error) => {
            println!("{}: {error}", options.folder.display());
            std::process::exit(1);
        }
    };
    let mut failed = 0;
    tokio.block_on(async {
        let runtime = match RingKernel::builder().backend(Backend::Cuda).build().await {
            Ok(runtime) => runtime,
            Err(error) => {
                println!("{error}");
                failed = 1;
                return;
            }
        };
        let (mut same, mut faulted) = (0, 0);
        for (number, count) in &manifest.batches {
            if number % options.of != options.part {
                continue;
            }
            let found = match replay(&runtime, &options.folder, *number).await {
                Ok(found) => found,
                Err(error) => {
                    println!("failed: batch {number}: {error}");
                    failed += count;
                    continue;
                }
            };
            let compared = found.same + found.failed.len();
            if compared != *count {
                println!("failed: batch {number} has {compared} kernels and had {count}");
                failed += count.abs_diff(compared);
            }
            println!(
                "batch {number}: {} the same, {} failed, {:.1} s to load, {:.1} s since the start",
                found.same,
                found.failed.len(),
                found.loading.as_secs_f64(),
                began.elapsed().as_secs_f64()
            );
            for ((seed, first), why) in &found.failed {
                println!("failed: --seed {seed} --first {first} --kernels 1: {why}");
            }
            same += found.same;
            faulted += found.faulted;
            failed += found.failed.len();
        }
        println!(
            "{same} the same ({faulted} of them with a fault), {failed} failed, {:.1} s",
            began.elapsed().as_secs_f64()
        );
        if same == 0 {
            println!("nothing was compared");
            failed += 1;
        }
    });
    std::process::exit(i32::from(failed > 0));
}

fn work(
    options: &Options,
    folder: &Path,
    next: &AtomicU64,
    end: u64,
    counts: &Mutex<Counts>,
    began: Instant,
) {
    loop {
        // Relaxed: only the number itself is shared.
        let first = next.fetch_add(options.batch, Ordering::Relaxed);
        if first >= end {
            return;
        }
        let programs: Vec<_> = (first..end.min(first + options.batch))
            .map(|number| Program::random(options.seed, number))
            .collect();
        let verdicts = judge(folder, options.sanitizer, &programs);
        let mut counts = counts.lock().expect("no worker panicked");
        for (program, verdict) in programs.into_iter().zip(verdicts) {
            tell(&program, &verdict);
            match verdict {
                Verdict::Same { faulted } => {
                    counts.same += 1;
                    counts.faulted += u64::from(faulted);
                }
                Verdict::Unfit(_) => counts.unfit.push((program, verdict)),
                Verdict::Refused(_) | Verdict::Different(_) => {
                    counts.failed.push((program, verdict))
                }
            }
        }
        println!(
            "{:>5.0} s: {} the same, {} failed, {} not Rust",
            began.elapsed().as_secs_f64(),
            counts.same,
            counts.failed.len(),
            counts.unfit.len()
        );
    }
}

/// Says what is wrong with a program, if something is.
fn tell(program: &Program, verdict: &Verdict) {
    let (what, why) = match verdict {
        Verdict::Same { .. } => return,
        Verdict::Unfit(why) => ("not Rust", why),
        Verdict::Refused(why) => ("refused", why),
        Verdict::Different(why) => ("failed", why),
    };
    let (seed, number) = program.seed;
    println!("{what}: --seed {seed} --first {number} --kernels 1\n{why}");
}

fn report(options: &Options, counts: &Counts, folder: &Path) {
    let folder: PathBuf = folder.join("shrink");
    for (program, verdict) in counts.failed.iter().take(options.keep) {
        let (program, verdict) = shrink(&folder, options.sanitizer, program, verdict);
        println!(
            "==== --seed {} --first {} --kernels 1\n{}---- {verdict:?}",
            program.seed.0,
            program.seed.1,
            program.text()
        );
    }
}
