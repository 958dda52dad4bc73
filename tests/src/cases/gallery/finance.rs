//! Finance.

use ringkernel_rt::prelude::*;

use super::{epsilons, floats, gallery};
use crate::cases::Tolerance;
use crate::inputs::Random;
use crate::kernels::gallery::finance::{
    Channel, Contract, Order, Profile, Right, Trade, Transaction, Verdict,
};

const COUNT: usize = 600;

/// The first one is the example of Hull's book: a call of 4.76.
fn contracts() -> Vec<Contract> {
    let mut random = Random::new(111);
    let mut contracts = vec![Contract {
        right: Right::Call,
        spot: 42.0,
        strike: 40.0,
        years: 0.5,
        rate: 0.1,
        volatility: 0.2,
    }];
    contracts.extend((1..COUNT).map(|i| Contract {
        right: if i % 2 == 0 { Right::Call } else { Right::Put },
        spot: 20.0 + 80.0 * random.unit(),
        strike: 20.0 + 80.0 * random.unit(),
        years: 0.1 + 3.0 * random.unit(),
        rate: 0.1 * random.unit(),
        volatility: 0.1 + 0.5 * random.unit(),
    }));
    contracts
}

fn prices() -> Vec<f64> {
    let steps = crate::inputs::uniform64(COUNT, -1.0, 1.0, 112);
    steps
        .iter()
        .scan(100.0, |price, step| {
            *price += step;
            Some(*price)
        })
        .collect()
}

const WINDOW: usize = 20;

fn averages() -> Vec<f64> {
    let prices = prices();
    (1..=COUNT)
        .map(|end| {
            let part = &prices[end.saturating_sub(WINDOW)..end];
            part.iter().sum::<f64>() / part.len() as f64
        })
        .collect()
}

fn trades() -> Vec<Trade> {
    let mut random = Random::new(113);
    (0..COUNT)
        .map(|_| Trade {
            price: 10_000 + (random.bits() % 500) as u32,
            volume: (random.bits() % 1000) as u32,
        })
        .collect()
}

/// Starts of intervals; the last but one is empty.
fn intervals() -> Vec<u32> {
    let mut starts: Vec<u32> = (0..COUNT as u32).step_by(25).collect();
    starts.extend([COUNT as u32, COUNT as u32]);
    starts
}

const ACCOUNTS: u64 = 7;

fn transactions() -> Vec<Transaction> {
    let mut random = Random::new(114);
    (0..COUNT as i64)
        .map(|time| Transaction {
            account: random.bits() % ACCOUNTS,
            time: time * 60,
            amount: match random.bits() % 4 {
                0 => 950_000 + (random.bits() % 60_000) as i64,
                1 => 2_000_000,
                _ => (random.bits() % 300_000) as i64,
            },
            channel: match random.bits() % 3 {
                0 => Channel::Cash {
                    branch: (random.bits() % 4) as u16,
                },
                1 => Channel::Card {
                    present: random.bits().is_multiple_of(2),
                    country: (random.bits() % 3) as u16,
                },
                _ => Channel::Wire(random.bits() % 5),
            },
        })
        .collect()
}

fn profiles() -> Vec<Profile> {
    (0..ACCOUNTS)
        .map(|account| Profile {
            home: (account % 3) as u16,
            limit: 500_000 + 400_000 * account as i64,
            known: (account % 2 == 0).then_some(account % 5),
        })
        .collect()
}

const BOOKS: usize = 200;
const DEPTH: usize = 8;

fn side(best: i32, step: i32, seed: u64) -> Vec<Order> {
    let mut random = Random::new(seed);
    (0..BOOKS * DEPTH)
        .map(|i| Order {
            price: best + step * (i % DEPTH) as i32,
            quantity: 1 + (random.bits() % 50) as u32,
        })
        .collect()
}

/// What is traded, unit by unit.
fn traded() -> Vec<u64> {
    let (bids, asks) = (side(1010, -3, 115), side(995, 2, 116));
    let units = |orders: &[Order]| -> Vec<i32> {
        orders
            .iter()
            .flat_map(|order| std::iter::repeat_n(order.price, order.quantity as usize))
            .collect()
    };
    bids.chunks(DEPTH)
        .zip(asks.chunks(DEPTH))
        .map(|(bids, asks)| {
            units(bids)
                .into_iter()
                .zip(units(asks))
                .filter(|(bid, ask)| bid >= ask)
                .map(|(_, ask)| ask as u64)
                .sum()
        })
        .collect()
}

const PRICE: Tolerance = epsilons(
    1200.0,
    "two terms of up to 100, each with a distribution function within 6: `exp` within 2 and its polynomial; what `ln` differs by cancels, as the two terms fall and rise alike with it",
);

const TREE: Tolerance = epsilons(
    40_000.0,
    "leaves of up to 100 times a 64th power of an `exp` within 2: 14 400; the chance within 500, where neighbours differ by 1, on 64 levels: 25 600 and less",
);

gallery! { finance:
    black_scholes over Launch::over(COUNT), (input contracts = contracts(), output prices = vec![0.0f64; COUNT]) within PRICE;
    binomial_option over Launch::over(COUNT), (input contracts = contracts(), output prices = vec![0.0f64; COUNT]) within TREE;
    moving_average over Launch::over(COUNT), (input prices = prices(), output means = vec![0.0f64; COUNT], value window = WINDOW), means is averages();
    ewma over Launch::over(12), (input prices = floats(COUNT, 90.0, 110.0, 117), output means = vec![0.0f32; COUNT], value len = COUNT / 12, value alpha = 0.125);
    vwap over Launch::over(intervals().len()), (input trades = trades(), input starts = intervals(), records means = vec![Some(0.0f64); intervals().len()]);
    transaction_rules over Launch::over(COUNT), (input transactions = transactions(), input profiles = profiles(), records verdicts = vec![Verdict::Pass; COUNT], output scores = vec![0i32; COUNT]);
    aml_velocity over Launch::over(COUNT), (input transactions = transactions(), value window = 1800, records verdicts = vec![Verdict::Pass; COUNT]);
    order_book over Launch::over(BOOKS), (records bids = side(1010, -3, 115), records asks = side(995, 2, 116), value depth = DEPTH, output turnover = vec![0u64; BOOKS]), turnover is traded();
}
