//! Cases of records: the events of both back ends are the same.

use ringkernel_rt::prelude::*;

use super::{case, Case, Column, Machine, Outcome, Tolerance};
use crate::inputs;
use crate::kernels::logs;
use crate::listen::Listener;

/// All cases of this file.
pub(super) fn cases() -> Vec<Case> {
    vec![case!(report), case!(talk)]
}

/// The bytes of what was heard.
fn column(lines: &[String]) -> Column {
    let bytes = lines.iter().flat_map(|line| line.bytes().chain([b'\n']));
    Column::Int(bytes.map(i128::from).collect())
}

async fn report(m: &Machine) -> Outcome {
    let (listener, guard) = Listener::start();
    let mut floats = inputs::uniform(300, -1e6, 1e6, 11);
    floats[7] = f32::NAN;
    floats[8] = f32::NEG_INFINITY;
    floats[9] = -0.0;
    floats[10] = 1e-40;
    floats[11] = f32::MAX;
    let a = m.upload(&floats)?;
    let n = m.upload(&inputs::small_i32s(300, 1000, 12))?;
    let mut halves = m.zeroed(300)?;
    m.run(
        logs::report::args(&a, &n, &mut halves),
        Launch::grid([2, 3, 1], [160, 1, 1]),
    )
    .await?;
    drop(guard);
    let heard = listener.take_sorted();
    assert!(heard.len() > 1200, "{} records were heard", heard.len());
    Ok(vec![column(&heard), m.i32s(&halves).await?])
}

async fn talk(m: &Machine) -> Outcome {
    let (listener, guard) = Listener::start();
    let actor = m.launch::<logs::talk>().await?;
    let mut spoken = Vec::new();
    for from in [10, 500, 7] {
        spoken.push(actor.call(logs::Talk { from, times: 700 }).await?);
    }
    actor.terminate().await?;
    drop(guard);
    Ok(vec![column(&listener.take()), m.u64_column(spoken)])
}
