//! The build script's work: runs the stages over a package and leaves the artifacts for the macros.

use std::path::PathBuf;

use crate::budget;
use crate::cargo::{self, Environment, Line};
use crate::error::Error;
use crate::handover::{self, Mistake, Stamp};
use crate::manifest;
use crate::name;
use crate::nvcc::{self, Compiler, Job};
use crate::output::Output;
use crate::pipeline;
use crate::print::rust::{self, Artifact, Ptx, Toolkit};
use crate::scan::{self, Cfg};

/// Options of [`compile`](crate::compile).
///
/// ```no_run
/// ringkernel_build::Builder::new()
///     .arch("sm_90")
///     .sources(["src/kernels.rs"])
///     .compile();
/// ```
///
/// One build script calls it once: the second call would remove what the first one made.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    archs: Vec<String>,
    sources: Option<Vec<PathBuf>>,
    cfg: Vec<String>,
}

/// What a build made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// What Cargo must be told.
    pub lines: Vec<Line>,
    /// Keys of the artifacts, in source order.
    pub artifacts: Vec<String>,
}

impl Builder {
    /// The defaults: all sources of the package, and PTX for the lowest architecture that each kernel needs, which newer
    /// ones run too.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes PTX for this architecture, written as nvcc writes it; call it again for more.
    #[must_use]
    pub fn arch(mut self, arch: impl Into<String>) -> Self {
        self.archs.push(arch.into());
        self
    }

    /// Looks for kernels in these files and the modules they declare only, in place of the package's crate roots. Paths
    /// are relative to the package.
    #[must_use]
    pub fn sources<P: Into<PathBuf>>(mut self, sources: impl IntoIterator<Item = P>) -> Self {
        self.sources
            .get_or_insert_with(Vec::new)
            .extend(sources.into_iter().map(Into::into));
        self
    }

    /// Sets a cfg that Cargo does not tell, such as one that this build script sets itself: `name` or `name="value"`.
    #[must_use]
    pub fn cfg(mut self, cfg: impl Into<String>) -> Self {
        self.cfg.push(cfg.into());
        self
    }

    /// Makes the device code of the package whose build script calls this.
    ///
    /// A kernel's own mistakes are not shown here but by rustc, on the user's tokens. If a tool fails, Cargo is told and
    /// the build fails.
    pub fn compile(self) {
        match Environment::from_process().and_then(|environment| self.build(&environment)) {
            Ok(report) => cargo::print(&report.lines),
            Err(error) => cargo::print(&[Line::Error(cargo::chain(&error))]),
        }
    }

    /// Makes the device code of any package, and tells Cargo nothing.
    ///
    /// # Errors
    /// If a tool fails or a file cannot be read or written.
    pub fn build(&self, environment: &Environment) -> Result<Report, Error> {
        let archs = self.parse_archs()?;
        let runtime = manifest::runtime(&environment.manifest_dir);
        let items = scan::scan(&scan::Options {
            manifest_dir: environment.manifest_dir.clone(),
            package: environment.package.clone(),
            runtime: runtime.name.clone(),
            cfg: self.parse_cfg(environment),
            sources: self.sources.clone(),
        })?;
        let mut made = pipeline::run(&items, &archs);

        let mut lines = cargo::variables(&environment.nvcc);
        let inputs = items.inputs.iter().map(PathBuf::as_path);
        for input in inputs.chain(
            runtime
                .inputs
                .iter()
                .map(|path| path.strip_prefix(&environment.manifest_dir).unwrap_or(path)),
        ) {
            let line = Line::RerunIfChanged(input.to_path_buf());
            if !lines.contains(&line) {
                lines.push(line);
            }
        }

        let compiler = if made.module.kernels.is_empty() {
            Compiler::Off
        } else {
            nvcc::open(&environment.nvcc)?
        };
        let ptx = match &compiler {
            Compiler::Nvcc(nvcc) => {
                lines.push(Line::RerunIfChanged(nvcc.path().to_path_buf()));
                compile_all(nvcc, &made, &archs, &mut lines)?
            }
            Compiler::Missing { .. } | Compiler::Off => {
                vec![Vec::new(); made.module.kernels.len()]
            }
        };
        lines.extend(note(&compiler, made.module.kernels.len()));
        lines.extend(check_budgets(&items, &mut made, &ptx));

        let looked;
        let toolkit = match &compiler {
            Compiler::Nvcc(nvcc) => Toolkit::Nvcc(nvcc.release()),
            Compiler::Missing { looked: places, .. } => {
                looked = places.to_string();
                Toolkit::Missing(&looked)
            }
            Compiler::Off => Toolkit::Off,
        };

        let mut output = Output::open(&environment.out_dir)?;
        let mut keys = Vec::new();
        for (index, kernel) in made.module.kernels.iter().enumerate() {
            if made.mistakes.contains_key(name::item_key(&kernel.key)) {
                continue;
            }
            let text = rust::print(&Artifact {
                module: &made.module,
                layouts: &made.layouts,
                facts: &made.facts,
                plan: &made.plan,
                kernel: index,
                source: &made.sources[index],
                ptx: &ptx[index],
                toolkit,
            });
            output.write(name::artifact_file(&kernel.key), &text)?;
            keys.push(kernel.key.clone());
        }
        for (key, mistakes) in &made.mistakes {
            let item = items.items.iter().find(|item| item.key == *key);
            let tokens = item.map_or(&[][..], |item| item.tokens.as_slice());
            let options = item.map_or(&[][..], |item| item.options.as_slice());
            let placed: Vec<Mistake> = mistakes
                .iter()
                .map(|mistake| Mistake::place(mistake, tokens, options))
                .collect();
            output.write(name::mistakes_file(key), &Mistake::to_text(&placed))?;
        }
        let stamp = Stamp {
            package: environment.package.clone(),
            manifest_dir: environment.manifest_dir.display().to_string(),
            runtime: runtime.name,
            scan: if items.syntax_errors.is_empty() {
                handover::Scan::Complete
            } else {
                handover::Scan::SyntaxError
            },
        };
        output.write(name::STAMP.to_owned(), &stamp.to_text())?;
        output.finish()?;
        Ok(Report {
            lines,
            artifacts: keys,
        })
    }

    fn parse_archs(&self) -> Result<Vec<u32>, Error> {
        let mut archs = Vec::new();
        for arch in &self.archs {
            match arch
                .strip_prefix("sm_")
                .and_then(|digits| digits.parse().ok())
            {
                Some(number) => archs.push(number),
                None => return Err(Error::Arch { arch: arch.clone() }),
            }
        }
        archs.sort_unstable();
        archs.dedup();
        Ok(archs)
    }

    fn parse_cfg(&self, environment: &Environment) -> Cfg {
        let cfg = Cfg::new(environment.cfg.iter().cloned());
        self.cfg
            .iter()
            .fold(cfg, |cfg, option| match option.split_once('=') {
                Some((name, value)) => cfg.with_value(name.trim(), value.trim().trim_matches('"')),
                None => cfg.with_name(option.trim()),
            })
    }
}

/// PTX of each kernel for each of its architectures, lowest first; what ptxas warns of is said in `lines`.
fn compile_all(
    nvcc: &nvcc::Nvcc,
    made: &pipeline::Output,
    requested: &[u32],
    lines: &mut Vec<Line>,
) -> Result<Vec<Vec<Ptx>>, Error> {
    let mut jobs = Vec::new();
    for (kernel, source) in made.module.kernels.iter().zip(&made.sources) {
        let lowest = [source.min_arch];
        for &arch in if requested.is_empty() {
            &lowest
        } else {
            requested
        } {
            if arch < source.min_arch {
                return Err(Error::ArchTooLow {
                    kernel: kernel.function.name.clone(),
                    arch,
                    needed: source.min_arch,
                });
            }
            let location = kernel.function.location;
            jobs.push(Job {
                kernel: &kernel.function.name,
                place: format!(
                    "{}:{}:{}",
                    made.module.files[location.file as usize], location.line, location.column
                ),
                entries: source.symbols().collect(),
                key: &kernel.key,
                source: &source.text,
                flags: &source.flags,
                arch,
            });
        }
    }

    let mut errors = Vec::new();
    let mut ptx = vec![Vec::new(); made.module.kernels.len()];
    let each = if requested.is_empty() {
        1
    } else {
        requested.len()
    };
    for (index, (job, result)) in jobs.iter().zip(nvcc.compile(&jobs)).enumerate() {
        match result {
            Ok(made) => {
                let warnings = made.report.warnings.iter();
                lines.extend(warnings.map(|warning| {
                    let (place, kernel, arch) = (&job.place, job.kernel, job.arch);
                    Line::Warning(format!(
                        "{place}: kernel `{kernel}` on sm_{arch}: {warning}"
                    ))
                }));
                ptx[index / each].push(Ptx {
                    arch: job.arch,
                    text: made.ptx,
                    usage: made.report.usage,
                });
            }
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() {
        Ok(ptx)
    } else {
        Err(Error::Kernels(errors))
    }
}

/// Holds the kernels against their budgets; what could not be held against one is said.
fn check_budgets(
    items: &scan::Crate,
    made: &mut pipeline::Output,
    ptx: &[Vec<Ptx>],
) -> Option<Line> {
    let mut unchecked = Vec::new();
    for (kernel, ptx) in made.module.kernels.iter().zip(ptx) {
        let Some(item) = items
            .items
            .iter()
            .find(|item| item.key == name::item_key(&kernel.key))
        else {
            continue;
        };
        if let Some(mistake) = budget::check(item, ptx) {
            made.mistakes
                .insert(name::item_key(&kernel.key).to_owned(), vec![mistake]);
        } else if budget::of(item).is_some() && !budget::is_comparable(ptx) {
            unchecked.push(format!("`{}`", kernel.function.name));
        }
    }
    (!unchecked.is_empty()).then(|| {
        Line::Warning(format!(
            "`max_registers` of {} was not checked: it needs nvcc and its ptxas",
            unchecked.join(", ")
        ))
    })
}

/// What the user is told when device code is missing without having been declined.
fn note(compiler: &Compiler, kernels: usize) -> Option<Line> {
    let (looked, failure) = match compiler {
        Compiler::Missing { looked, failure } => (looked, failure),
        Compiler::Nvcc(_) | Compiler::Off => return None,
    };
    let (subject, verb) = match kernels {
        1 => ("1 kernel holds".to_owned(), "it runs"),
        _ => (format!("{kernels} kernels hold"), "they run"),
    };
    let failure = failure
        .as_ref()
        .map(|error| format!("\n{}", cargo::chain(error)))
        .unwrap_or_default();
    Some(Line::Warning(format!(
        "no nvcc was found ({looked}), so {subject} CUDA source and no PTX: {verb} on the CPU, and on a GPU where the \
         NVRTC library is installed. To build device code {}. If the build goes on without an nvcc that is there now, \
         touch build.rs: Cargo does not watch for new programs{failure}",
        nvcc::THREE_WAYS,
    )))
}
