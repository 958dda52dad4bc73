//! From CUDA C to PTX and what it takes: finds nvcc, runs it, keeps what it made.
//!
//! The only place that starts a process. No nvcc is a state and not an accident: [`open`] gives a [`Compiler`] that
//! says so, unless the user asked for device code. What nvcc made, and what ptxas said of it, is found again by
//! [`cache`], so building the same kernel twice runs each once. Nothing here knows what a kernel is.

mod args;
mod assemble;
mod cache;
mod error;
mod locate;
mod message;
mod ptxas;
mod toolkit;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Mutex;

use cache::{Cache, Key};
use error::at;
pub(crate) use error::THREE_WAYS;
pub use error::{Error, Looked};
pub use locate::{Search, USUAL_FOLDERS};
pub(crate) use ptxas::Report;

/// Whether device code is made: the variable `RINGKERNEL_CUDA`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// If there is an nvcc.
    #[default]
    Auto,
    /// Or the build fails.
    Require,
    /// Not at all; the CUDA source is kept.
    Off,
}

/// Everything that decides which compiler is used and where it keeps things.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether device code is made.
    pub policy: Policy,
    /// Where nvcc is looked for.
    pub search: Search,
    /// Where the pinned toolkit goes if nvcc is nowhere else; `None` unless the user opted in.
    pub toolkit: Option<PathBuf>,
    /// Where results are kept.
    pub cache: PathBuf,
    /// Where nvcc works; the sources of failed kernels stay there.
    pub work: PathBuf,
    /// Variables that nvcc reads besides its command line, with their values; part of what a result depends on.
    pub variables: Vec<(String, String)>,
    /// How many nvcc may run at once.
    pub jobs: usize,
}

/// What makes device code, or why nothing does.
#[derive(Debug)]
pub(crate) enum Compiler {
    /// It is there.
    Nvcc(Box<Nvcc>),
    /// It was not found, or could not be got.
    Missing {
        /// Where it was looked for.
        looked: Looked,
        /// What else was tried and how that failed.
        failure: Option<Error>,
    },
    /// It is not wanted.
    Off,
}

/// An nvcc that answered.
#[derive(Clone, Debug)]
pub(crate) struct Nvcc {
    path: PathBuf,
    version: String,
    release: String,
    options: Options,
    cache: Cache,
}

/// One run of nvcc.
#[derive(Clone, Debug)]
pub(crate) struct Job<'a> {
    /// The kernel, for messages.
    pub(crate) kernel: &'a str,
    /// Where it is defined, for messages.
    pub(crate) place: String,
    /// Its symbols: one for each form in which it is launched.
    pub(crate) entries: Vec<&'a str>,
    /// A name of its own among the jobs, fit for a folder.
    pub(crate) key: &'a str,
    /// CUDA C.
    pub(crate) source: &'a str,
    /// Flags beside the architecture.
    pub(crate) flags: &'a [&'static str],
    /// Compute capability times ten.
    pub(crate) arch: u32,
}

/// What came of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Made {
    /// The PTX.
    pub(crate) ptx: String,
    /// What ptxas says of it.
    pub(crate) report: Report,
}

/// Finds nvcc, or gets it; `None` if it is not wanted.
///
/// # Errors
/// If there is none.
pub fn program(options: &Options) -> Result<Option<PathBuf>, Error> {
    match options.policy {
        Policy::Off => return Ok(None),
        Policy::Auto | Policy::Require => {}
    }
    match (options.search.find()?, &options.toolkit) {
        (Ok(path), _) => Ok(Some(path)),
        (Err(looked), None) => Err(Error::NotFound { looked }),
        (Err(looked), Some(home)) => match toolkit::nvcc(home) {
            Ok(path) => Ok(Some(path)),
            Err(failure) => Err(Error::NotInstalled {
                looked: looked.and("pip"),
                failure: Box::new(failure),
            }),
        },
    }
}

/// Finds the compiler, as the policy says.
pub(crate) fn open(options: &Options) -> Result<Compiler, Error> {
    match (program(options), options.policy) {
        (Ok(Some(path)), _) => Nvcc::new(path, options).map(|nvcc| Compiler::Nvcc(Box::new(nvcc))),
        (Ok(None), _) => Ok(Compiler::Off),
        (Err(Error::NotFound { looked }), Policy::Auto) => Ok(Compiler::Missing {
            looked,
            failure: None,
        }),
        (Err(Error::NotInstalled { looked, failure }), Policy::Auto) => Ok(Compiler::Missing {
            looked,
            failure: Some(*failure),
        }),
        (Err(error), Policy::Auto | Policy::Require | Policy::Off) => Err(error),
    }
}

impl Nvcc {
    fn new(path: PathBuf, options: &Options) -> Result<Self, Error> {
        let command = args::line(&path, &["--version".to_owned()]);
        let output = Command::new(&path)
            .arg("--version")
            .output()
            .map_err(|source| Error::Run {
                command: command.clone(),
                source,
            })?;
        let version = String::from_utf8_lossy(&output.stdout).into_owned();
        let release = version
            .lines()
            .find(|line| line.contains("release"))
            .map(|line| line.trim().to_owned());
        match release {
            Some(release) if output.status.success() => Ok(Self {
                path,
                version,
                release,
                options: options.clone(),
                cache: Cache::new(options.cache.clone()),
            }),
            Some(_) | None => Err(Error::Version {
                command,
                output: version + &String::from_utf8_lossy(&output.stderr),
            }),
        }
    }

    /// The line of `nvcc --version` that names the release.
    pub(crate) fn release(&self) -> &str {
        &self.release
    }

    /// The program, so that a new one in its place is noticed.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What comes of each job, in their order; a few run at once.
    pub(crate) fn compile(&self, jobs: &[Job<'_>]) -> Vec<Result<Made, Error>> {
        let next = AtomicUsize::new(0);
        let done = Mutex::new(Vec::with_capacity(jobs.len()));
        std::thread::scope(|scope| {
            for _ in 0..self.options.jobs.clamp(1, jobs.len().max(1)) {
                scope.spawn(|| loop {
                    // Relaxed: the number alone matters; results are handed over by the mutex.
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(job) = jobs.get(index) else { break };
                    let result = self.make(job);
                    done.lock()
                        .expect("no compile thread panics while it holds the results")
                        .push((index, result));
                });
            }
        });
        let mut done = done
            .into_inner()
            .expect("no compile thread panics while it holds the results");
        done.sort_by_key(|(index, _)| *index);
        done.into_iter().map(|(_, result)| result).collect()
    }

    fn make(&self, job: &Job<'_>) -> Result<Made, Error> {
        let ptx = self.compile_one(job)?;
        let report = self.assemble(job, &ptx)?;
        Ok(Made { ptx, report })
    }

    fn compile_one(&self, job: &Job<'_>) -> Result<String, Error> {
        let arguments = args::arguments(job.arch, job.flags);
        let key = self.key(job, &arguments);
        if let Some(text) = self.cache.load(&key) {
            return Ok(text);
        }

        let folder = self.folder(job)?;
        let source = folder.join(args::SOURCE);
        fs::write(&source, job.source).map_err(at(&source))?;
        let output = self.run(&folder, &arguments)?;
        if !output.status.success() {
            let command = args::line(&self.path, &arguments);
            let mut message = String::from_utf8_lossy(&output.stderr).into_owned();
            message.push_str(&String::from_utf8_lossy(&output.stdout));
            let message = message::of_nvcc(&message);
            return Err(if message.contains("host compiler") {
                Error::HostCompiler { command, message }
            } else {
                Error::Failed {
                    kernel: job.kernel.to_owned(),
                    place: job.place.as_str().into(),
                    command,
                    folder,
                    status: output.status,
                    message,
                }
            });
        }
        let ptx = folder.join(args::PTX);
        let text = fs::read_to_string(&ptx)
            .map_err(at(&ptx))?
            .replace("\r\n", "\n");
        self.cache.store(&key, &text)?;
        fs::remove_dir_all(&folder).map_err(at(&folder))?;
        Ok(text)
    }

    /// Where a job is done; made if it is not there.
    fn folder(&self, job: &Job<'_>) -> Result<PathBuf, Error> {
        let name = format!("{}-sm_{}", job.key, job.arch);
        let folder = self.options.work.join(name);
        fs::create_dir_all(&folder).map_err(at(&folder))?;
        Ok(folder)
    }

    fn run(&self, folder: &Path, arguments: &[String]) -> Result<Output, Error> {
        Command::new(&self.path)
            .args(arguments)
            .current_dir(folder)
            .output()
            .map_err(|source| Error::Run {
                command: args::line(&self.path, arguments),
                source,
            })
    }

    /// What else decides a result: names and values.
    fn variables(&self) -> impl Iterator<Item = &str> {
        self.options
            .variables
            .iter()
            .flat_map(|(name, value)| [name.as_str(), value.as_str()])
    }

    fn key(&self, job: &Job<'_>, arguments: &[String]) -> Key {
        // Where a line comes from is for messages alone: moving a kernel in its file makes no other PTX.
        let lines = job
            .source
            .lines()
            .filter(|line| !line.starts_with("#line "));
        Key::of(
            "ptx",
            std::iter::once(self.version.as_str())
                .chain(lines)
                .chain(arguments.iter().map(String::as_str))
                .chain(self.variables()),
        )
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// A program that answers as nvcc does and makes PTX by copying the source.
    const STAND_IN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stand-in/nvcc.sh");

    struct Folder(tempfile::TempDir);

    impl Folder {
        fn new() -> Self {
            let root = tempfile::tempdir().expect("a temporary folder");
            std::os::unix::fs::symlink(STAND_IN, root.path().join("nvcc")).expect("writable");
            Self(root)
        }

        fn open(&self) -> Box<Nvcc> {
            let options = Options {
                search: Search {
                    nvcc: Some(self.0.path().join("nvcc")),
                    ..Search::default()
                },
                cache: self.0.path().join("cache"),
                work: self.0.path().join("work"),
                jobs: 2,
                ..Options::default()
            };
            match open(&options).expect("it answers") {
                Compiler::Nvcc(nvcc) => nvcc,
                other => panic!("the stand-in is there: {other:?}"),
            }
        }

        fn compilations(&self) -> usize {
            let log = fs::read_to_string(self.0.path().join("log")).expect("it ran");
            log.lines().filter(|line| *line == "-ptx").count()
        }
    }

    fn job<'a>(key: &'a str, source: &'a str) -> Job<'a> {
        Job {
            kernel: key,
            place: "src/kernels.rs:40:1".to_owned(),
            entries: vec!["kernel_k"],
            key,
            source,
            flags: &["-fmad=false"],
            arch: 75,
        }
    }

    #[test]
    fn the_same_source_is_compiled_once() {
        let folder = Folder::new();
        let jobs = [job("a", "1"), job("b", "2"), job("c", "3")];
        for _ in 0..2 {
            let results: Vec<String> = folder
                .open()
                .compile(&jobs)
                .into_iter()
                .map(|result| result.expect("the stand-in accepts it").ptx)
                .collect();
            assert_eq!(results, ["1", "2", "3"]);
            assert_eq!(folder.compilations(), 3);
        }
        let changed = [job("a", "1"), job("b", "new"), job("c", "3")];
        let nvcc = folder.open();
        assert!(nvcc.compile(&changed).iter().all(Result::is_ok));
        assert_eq!(folder.compilations(), 4);
    }

    #[test]
    fn architecture_and_flags_are_part_of_the_key() {
        let folder = Folder::new();
        let nvcc = folder.open();
        let plain = job("a", "1");
        let arch = Job {
            arch: 90,
            ..plain.clone()
        };
        let flags = Job {
            key: "b",
            flags: &[],
            ..plain.clone()
        };
        assert!(nvcc
            .compile(&[plain, arch, flags])
            .iter()
            .all(Result::is_ok));
        assert_eq!(folder.compilations(), 3);
    }

    #[test]
    fn a_refused_kernel_keeps_the_message_and_the_command() {
        let folder = Folder::new();
        let results = folder
            .open()
            .compile(&[job("good", "1"), job("bad", "refuse")]);
        assert!(results[0].is_ok());
        match &results[1] {
            Err(Error::Failed {
                kernel,
                command,
                message,
                ..
            }) => {
                assert_eq!(kernel, "bad");
                assert_eq!(
                    message,
                    "src/kernels.rs:42: error: identifier \"refuse\" is undefined"
                );
                let program = folder.0.path().join("nvcc");
                assert_eq!(
                    *command,
                    format!(
                        "{} -ptx -arch=sm_75 -fmad=false -o kernel.ptx kernel.cu",
                        program.display()
                    )
                );
            }
            other => panic!("the stand-in refuses it: {other:?}"),
        }
    }

    #[test]
    fn without_nvcc_the_policy_decides() {
        let mut options = Options::default();
        assert!(matches!(
            open(&options),
            Ok(Compiler::Missing { failure: None, .. })
        ));
        options.policy = Policy::Off;
        assert!(matches!(open(&options), Ok(Compiler::Off)));
        options.policy = Policy::Require;
        let error = open(&options).expect_err("there is none");
        assert_eq!(
            error.to_string(),
            "no nvcc was found (looked at RINGKERNEL_NVCC, CUDA_HOME, CUDA_PATH, PATH); \
             there are three ways to get one: install the CUDA toolkit (and have nvcc on PATH), set RINGKERNEL_NVCC to \
             an nvcc or CUDA_HOME to a toolkit's folder, or set RINGKERNEL_TOOLKIT=pip to have a pinned one installed \
             into the target folder"
        );
    }
}
