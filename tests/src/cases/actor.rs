//! Cases of actors; what they promise besides is in `tests/actors.rs`.

use super::{case, Case, Column, Machine, Outcome, Tolerance};
use crate::kernels::actors::{adding, asking, whereabouts, Fraction};
use crate::kernels::states::{crew_sheet, sheet, Balance, Entry};
use crate::kernels::times::{clerk, Question};

/// All cases of this file.
pub(super) fn cases() -> Vec<Case> {
    vec![case!(places), case!(together), case!(states), case!(times)]
}

async fn places(m: &Machine) -> Outcome {
    let actor = m.launch::<whereabouts>().await?;
    let mut known = Vec::new();
    for (numerator, denominator) in [(1, 5), (100, -7), (-3, 0)] {
        let place = actor
            .call(Fraction {
                numerator,
                denominator,
            })
            .await?;
        known.extend(place.known.map(i128::from));
        known.push(place.asked.into());
    }
    actor.terminate().await?;
    Ok(vec![Column::Int(known)])
}

async fn together(m: &Machine) -> Outcome {
    let messages = [(1, 5), (100, -7), (-3, 31)].map(|(numerator, denominator)| Fraction {
        numerator,
        denominator,
    });
    let mut known = Vec::new();
    // One after the other: most tools of compute-sanitizer run one kernel at a time, and an actor that may begin again
    // keeps its kernel.
    let asking = m.launch::<asking>().await?;
    for message in messages {
        known.push(i128::from(asking.call(message).await?.value));
    }
    asking.terminate().await?;
    drop(asking);
    let adding = m.launch::<adding>().await?;
    for message in messages {
        known.push(i128::from(adding.call(message).await?.value));
    }
    adding.terminate().await?;
    Ok(vec![Column::Int(known)])
}

/// States that a GPU keeps in shared memory.
async fn states(m: &Machine) -> Outcome {
    let entry = |number: u64| Entry {
        place: number * 37 % 128,
        value: number << 33 | 1,
    };
    let mut known = Vec::new();
    let mut add = |balance: Balance| known.extend([balance.cell, balance.digest].map(i128::from));
    let sheet = m.launch::<sheet>().await?;
    for number in 0..8 {
        add(sheet.call(entry(number)).await?);
    }
    sheet.terminate().await?;
    drop(sheet);
    let crew = m.launch::<crew_sheet>().await?;
    for number in 0..8 {
        add(crew.call(entry(number)).await?);
    }
    crew.terminate().await?;
    Ok(vec![Column::Int(known)])
}

async fn times(m: &Machine) -> Outcome {
    let actor = m.launch::<clerk>().await?;
    let mut known = Vec::new();
    for number in [22, 355, 0] {
        let divisor = 7;
        let timed = actor.call_timed(Question { number, divisor }).await?;
        let knows = timed.reply.sent == timed.sent.packed();
        known.push(i128::from(timed.reply.quotient));
        known.push(knows.into());
    }
    actor.terminate().await?;
    Ok(vec![Column::Int(known)])
}
