//! Cases of `kernels::gallery`: realistic inputs; where a result is known from elsewhere, it is held to that too.

mod finance;
mod graph;
mod hash;
mod image;
mod linear;
mod physics;
mod random;
mod signal;
mod sorting;
mod text;
mod vectors;

use ringkernel_rt::artifact::Artifact;
use ringkernel_rt::layout::GpuType;

use super::{Case, Column, Tolerance};

/// A field's cases and the kernels that they run.
type Field = (Vec<Case>, Vec<&'static Artifact>);

fn fields() -> [Field; 12] {
    [
        finance::field(),
        graph::field(),
        hash::field(),
        image::field(),
        linear::field(),
        physics::field(),
        physics::stencils(),
        random::field(),
        signal::field(),
        sorting::field(),
        text::field(),
        vectors::field(),
    ]
}

/// All cases of the gallery.
pub(super) fn cases() -> Vec<Case> {
    fields().into_iter().flat_map(|(cases, _)| cases).collect()
}

/// All kernels of the gallery.
pub(super) fn artifacts() -> Vec<&'static Artifact> {
    fields()
        .into_iter()
        .flat_map(|(_, kernels)| kernels)
        .collect()
}

/// Values as the device lays them out, padding as 0.
fn bytes<T: GpuType>(values: &[T]) -> Column {
    let bytes = values.iter().flat_map(|value| {
        let mut bytes = vec![0; T::LAYOUT.size];
        value.encode(&mut bytes);
        bytes
    });
    Column::Int(bytes.map(i128::from).collect())
}

/// Each row runs one kernel: its launch, its parameters in order, how exactly back ends agree, and what it must give.
///
/// A parameter is an `input`, an `output` of scalars, `records` (an output of structs, compared as bytes), or a `value`.
/// What must hold is a list of `output is expected within tolerance`.
macro_rules! gallery {
    ($module:ident: $(
        $name:ident over $launch:expr, ($($kind:ident $arg:ident = $value:expr),* $(,)?)
        $(within $tolerance:expr)?
        $(, $out:ident is $expected:expr)* ;
    )*) => {
        /// The cases of this field and the kernels that they run.
        pub(super) fn field() -> super::Field {
            (
                vec![$($crate::cases::Case {
                    name: concat!("gallery::", stringify!($module), "::", stringify!($name)),
                    tolerance: $crate::cases::gallery::gallery!(@tolerance $($tolerance)?),
                    run: |machine| Box::pin($name(machine)),
                },)*],
                vec![$($crate::kernels::gallery::$module::$name::ARTIFACT,)*],
            )
        }

        $(async fn $name(m: &$crate::cases::Machine) -> $crate::cases::Outcome {
            use $crate::kernels::gallery::$module::$name as kernel;
            $($crate::cases::gallery::gallery!(@make $kind m $arg $value);)*
            m.run(kernel::args($($crate::cases::gallery::gallery!(@pass $kind $arg)),*), $launch).await?;
            let (mut columns, _tolerance) = (
                Vec::new(),
                $crate::cases::gallery::gallery!(@tolerance $($tolerance)?),
            );
            $($crate::cases::gallery::gallery!(@read $kind m $arg columns);)*
            $($crate::cases::reference::held(
                concat!(stringify!($name), ": ", stringify!($out)),
                &m.read(&$out).await?,
                &$expected,
                _tolerance,
            );)*
            Ok(columns)
        })*
    };
    (@tolerance) => { $crate::cases::Tolerance::Exact };
    (@tolerance $tolerance:expr) => { $tolerance };
    (@make input $m:ident $arg:ident $value:expr) => { let $arg = $m.upload(&$value)?; };
    (@make output $m:ident $arg:ident $value:expr) => { let mut $arg = $m.upload(&$value)?; };
    (@make records $m:ident $arg:ident $value:expr) => { let mut $arg = $m.upload(&$value)?; };
    (@make value $m:ident $arg:ident $value:expr) => { let $arg = $value; };
    (@pass input $arg:ident) => { &$arg };
    (@pass output $arg:ident) => { &mut $arg };
    (@pass records $arg:ident) => { &mut $arg };
    (@pass value $arg:ident) => { $arg };
    (@read input $m:ident $arg:ident $columns:ident) => {};
    (@read value $m:ident $arg:ident $columns:ident) => {};
    (@read output $m:ident $arg:ident $columns:ident) => {
        $columns.push($crate::cases::reference::Value::column(&$m.read(&$arg).await?));
    };
    (@read records $m:ident $arg:ident $columns:ident) => {
        $columns.push($crate::cases::gallery::bytes(&$m.read(&$arg).await?));
    };
}
use gallery;

/// A tolerance in epsilons of the greater of 1 and the result.
///
/// Both back ends compute `+ - * /` and `sqrt` alike, so results differ only by elementary functions, and by how what
/// follows rounds what these left different. Each case states its bound: what the CUDA C++ Programming Guide and the manual
/// of the GNU C Library allow a function, times what the kernel makes of it, and an epsilon for each later rounding (half a
/// one on either side).
const fn epsilons(bound: f64, why: &'static str) -> Tolerance {
    Tolerance::Scaled { bound, why }
}

/// Random numbers between two bounds.
fn floats(len: usize, low: f32, high: f32, seed: u64) -> Vec<f32> {
    crate::inputs::uniform(len, low, high, seed)
}

/// Bytes of every value.
fn some_bytes(len: usize, seed: u64) -> Vec<u8> {
    let mut random = crate::inputs::Random::new(seed);
    (0..len).map(|_| random.bits() as u8).collect()
}

/// Texts one after another, and where each begins and the last ends.
fn texts<T: AsRef<[u8]>>(texts: &[T]) -> (Vec<u8>, Vec<u32>) {
    let mut all = Vec::new();
    let mut starts = vec![0];
    for text in texts {
        all.extend_from_slice(text.as_ref());
        starts.push(all.len() as u32);
    }
    (all, starts)
}
