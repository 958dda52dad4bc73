//! Floats narrower than f32: conversions of every bit pattern, operators on edges and on every pattern once.

use ringkernel_rt::prelude::*;

use super::{case, Case, Column, Machine, Outcome, Tolerance};
use crate::inputs::{self, Random};
use crate::kernels::halves::{self, Reading};

/// All cases of this file.
pub(super) fn cases() -> Vec<Case> {
    vec![
        case!(widen_f16),
        case!(narrow_f16),
        case!(operate_f16),
        case!(constants_f16),
        case!(widen_bf16),
        case!(narrow_bf16),
        case!(operate_bf16),
        case!(constants_bf16),
        case!(widen_e4m3),
        case!(narrow_e4m3),
        case!(widen_e5m2),
        case!(narrow_e5m2),
        case!(pack),
        case!(dot_f16),
        case!(average),
    ]
}

fn ints<T: Into<i128>>(values: Vec<T>) -> Column {
    Column::Int(values.into_iter().map(Into::into).collect())
}

/// f32 values at, next to and in the middle between the numbers of a narrower type, and any bits at all.
fn between(values: impl Iterator<Item = f32>) -> Vec<f32> {
    let mut sorted: Vec<f32> = values.filter(|value| value.is_finite()).collect();
    sorted.sort_by(f32::total_cmp);
    let mut found = vec![f32::NAN, -f32::NAN, f32::INFINITY, f32::NEG_INFINITY];
    for pair in sorted.windows(2) {
        let middle = ((f64::from(pair[0]) + f64::from(pair[1])) / 2.0) as f32;
        let at = [pair[0], pair[0].next_up(), pair[0].next_down()];
        found.extend(at);
        found.extend([middle, middle.next_up(), middle.next_down()]);
    }
    let last = sorted.last().expect("there are numbers");
    for beyond in [1.0, 1.01, 1.03, 1.0625, 1.125, 1.2, 2.0] {
        found.extend([last * beyond, -last * beyond]);
    }
    let mut random = Random::new(101);
    found.extend((0..50_000).map(|_| f32::from_bits(random.bits() as u32)));
    found
}

macro_rules! half {
    ($ty:ident: $widen:ident, $narrow:ident, $operate:ident, $constants:ident) => {
        async fn $widen(m: &Machine) -> Outcome {
            let all: Vec<u16> = (0..=u16::MAX).collect();
            let bits = m.upload(&all)?;
            let mut single = m.zeroed::<u32>(all.len())?;
            let mut double = m.zeroed::<u64>(all.len())?;
            let mut facts = m.zeroed::<u32>(all.len())?;
            let call = halves::$widen::args(&bits, &mut single, &mut double, &mut facts);
            m.run(call, Launch::over(all.len())).await?;
            Ok(vec![
                m.u32s(&single).await?,
                m.u64s(&double).await?,
                m.u32s(&facts).await?,
            ])
        }

        async fn $narrow(m: &Machine) -> Outcome {
            let all = between((0..=u16::MAX).map(|bits| $ty::from_bits(bits).to_f32()));
            let mut columns = Vec::new();
            for part in all.chunks(100_000) {
                let values = m.upload(part)?;
                let mut out = m.zeroed::<$ty>(part.len())?;
                let call = halves::$narrow::args(&values, &mut out);
                m.run(call, Launch::over(part.len())).await?;
                let bits = m.read(&out).await?.into_iter().map($ty::to_bits);
                columns.push(ints(bits.collect()));
            }
            Ok(columns)
        }

        async fn $operate(m: &Machine) -> Outcome {
            let mut random = Random::new(102);
            let mut edges: Vec<$ty> = [
                0.0,
                1.0,
                1.5,
                2.0,
                3.0,
                0.1,
                7.0,
                1000.0,
                65504.0,
                1e-7,
                6e-5,
                3e38,
                1e-39,
                f32::INFINITY,
            ]
            .into_iter()
            .flat_map(|value| [$ty::from_f32(value), $ty::from_f32(-value)])
            .collect();
            edges.extend([
                $ty::NAN,
                $ty::from_bits(1),
                $ty::from_bits(0x7c01),
                $ty::MAX,
                $ty::MIN_POSITIVE,
            ]);
            edges.extend((0..12).map(|_| $ty::from_bits(random.bits() as u16)));
            let (mut a, mut b) = inputs::pairs(&edges);
            a.extend((0..=u16::MAX).map($ty::from_bits));
            b.extend((0..=u16::MAX).map(|_| $ty::from_bits(random.bits() as u16)));
            let n = a.len();
            let (a, b) = (m.upload(&a)?, m.upload(&b)?);
            let mut out = m.zeroed::<$ty>(n * 9)?;
            let mut bits = m.zeroed::<u16>(n * 6)?;
            let mut order = m.zeroed::<u32>(n)?;
            let call = halves::$operate::args(&a, &b, &mut out, &mut bits, &mut order);
            m.run(call, Launch::over(n)).await?;
            let out = m.read(&out).await?;
            Ok(vec![
                Column::F32(out.into_iter().map($ty::to_f32).collect()),
                ints(m.read(&bits).await?),
                m.u32s(&order).await?,
            ])
        }

        async fn $constants(m: &Machine) -> Outcome {
            let mut out = m.zeroed::<u16>(16)?;
            let call = halves::$constants::args(&mut out);
            m.run(call, Launch::over(16)).await?;
            Ok(vec![ints(m.read(&out).await?)])
        }
    };
}

half!(f16: widen_f16, narrow_f16, operate_f16, constants_f16);
half!(bf16: widen_bf16, narrow_bf16, operate_bf16, constants_bf16);

macro_rules! eighth {
    ($ty:ident: $widen:ident, $narrow:ident) => {
        async fn $widen(m: &Machine) -> Outcome {
            let all: Vec<u8> = (0..=u8::MAX).collect();
            let bits = m.upload(&all)?;
            let mut out = m.zeroed::<u32>(all.len() * 2)?;
            let call = halves::$widen::args(&bits, &mut out);
            m.run(call, Launch::over(all.len())).await?;
            Ok(vec![m.u32s(&out).await?])
        }

        async fn $narrow(m: &Machine) -> Outcome {
            let all = between((0..=u8::MAX).map(|bits| $ty::from_bits(bits).to_f32()));
            let values = m.upload(&all)?;
            let mut out = m.zeroed::<$ty>(all.len())?;
            let call = halves::$narrow::args(&values, &mut out);
            m.run(call, Launch::over(all.len())).await?;
            let bits = m.read(&out).await?.into_iter().map($ty::to_bits);
            Ok(vec![ints(bits.collect())])
        }
    };
}

eighth!(F8E4M3: widen_e4m3, narrow_e4m3);
eighth!(F8E5M2: widen_e5m2, narrow_e5m2);

async fn pack(m: &Machine) -> Outcome {
    let values = inputs::uniform(2000, -30.0, 30.0, 103);
    let values = m.upload(&values)?;
    let mut packed = m.zeroed::<halves::Packed>(2000)?;
    let mut sums = m.zeroed::<f32>(2000)?;
    let call = halves::pack::args(&values, &mut packed, &mut sums);
    m.run(call, Launch::over(2000)).await?;
    let packed = m.read(&packed).await?;
    let of = |pick: fn(&halves::Packed) -> u16| ints(packed.iter().map(pick).collect());
    Ok(vec![
        m.f32s(&sums).await?,
        of(|packed| packed.small.to_bits().into()),
        of(|packed| packed.half.to_bits()),
        of(|packed| packed.other.to_bits().into()),
        of(|packed| packed.brains[0].to_bits()),
        of(|packed| packed.brains[1].to_bits()),
        of(|packed| packed.pair.0.to_bits()),
        of(|packed| packed.pair.1.to_bits()),
        of(|packed| packed.perhaps.map_or(0, f16::to_bits)),
        Column::F64(packed.iter().map(|packed| packed.wide).collect()),
    ])
}

async fn dot_f16(m: &Machine) -> Outcome {
    let half = |seed| -> Vec<f16> {
        let values = inputs::uniform(300, -4.0, 4.0, seed);
        values.into_iter().map(f16::from_f32).collect()
    };
    let (a, b) = (m.upload(&half(104))?, m.upload(&half(105))?);
    let mut out = m.zeroed::<f32>(5)?;
    let call = halves::dot_f16::args(&a, &b, &mut out);
    m.run(call, Launch::grid([5, 1, 1], [64, 1, 1])).await?;
    Ok(vec![m.f32s(&out).await?])
}

async fn average(m: &Machine) -> Outcome {
    let actor = m.launch::<halves::average>().await?;
    let mut known = Vec::new();
    for step in 0..5u8 {
        let value = f16::from_f32(f32::from(step) * 1.7 - 3.0);
        let weight = F8E4M3::from_f32(f32::from(step) * 0.3);
        let answer = actor.call(Reading { value, weight }).await?;
        known.extend([answer.sum.to_bits(), answer.last.to_bits()]);
    }
    actor.terminate().await?;
    Ok(vec![ints(known)])
}
