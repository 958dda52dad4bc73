//! Prices, averages, rules over transactions, an order book.

use ringkernel_rt::prelude::*;

use super::global_x;

const COEFFICIENTS: [f64; 5] = [
    1.330274429,
    -1.821255978,
    1.781477937,
    -0.356563782,
    0.319381530,
];

/// The distribution function of the normal distribution (Abramowitz and Stegun 26.2.17).
#[device]
fn normal(x: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.2316419 * x.abs());
    let mut polynomial = 0.0;
    for coefficient in COEFFICIENTS.iter() {
        polynomial = (polynomial + coefficient) * t;
    }
    let density = (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let tail = density * polynomial;
    if x >= 0.0 {
        1.0 - tail
    } else {
        tail
    }
}

/// Whether an option buys or sells.
#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
pub enum Right {
    /// To buy.
    Call,
    /// To sell.
    Put,
}

/// A European or American option.
#[derive(Clone, Copy, Debug, GpuType)]
pub struct Contract {
    /// What it is.
    pub right: Right,
    /// Today's price of the underlying.
    pub spot: f64,
    /// The agreed price.
    pub strike: f64,
    /// Years to the end.
    pub years: f64,
    /// Yearly rate without risk.
    pub rate: f64,
    /// Yearly volatility.
    pub volatility: f64,
}

impl Contract {
    /// What exercising brings at a price.
    #[device]
    fn payoff(&self, price: f64) -> f64 {
        match self.right {
            Right::Call => (price - self.strike).max(0.0),
            Right::Put => (self.strike - price).max(0.0),
        }
    }
}

/// Prices of European options.
#[kernel]
pub fn black_scholes(contracts: &[Contract], prices: &mut [f64]) {
    let i = global_x();
    if i >= contracts.len() {
        return;
    }
    let Contract {
        right,
        spot,
        strike,
        years,
        rate,
        volatility,
    } = contracts[i];
    let spread = volatility * years.sqrt();
    let d1 = ((spot / strike).ln() + (rate + 0.5 * volatility * volatility) * years) / spread;
    let d2 = d1 - spread;
    let discounted = strike * (-rate * years).exp();
    prices[i] = match right {
        Right::Call => spot * normal(d1) - discounted * normal(d2),
        Right::Put => discounted * normal(-d2) - spot * normal(-d1),
    };
}

const STEPS: usize = 64;

/// Prices of American options by a binomial tree (Cox, Ross, Rubinstein).
#[kernel]
pub fn binomial_option(contracts: &[Contract], prices: &mut [f64]) {
    let i = global_x();
    if i >= contracts.len() {
        return;
    }
    let contract = &contracts[i];
    let step = contract.years / STEPS as f64;
    let up = (contract.volatility * step.sqrt()).exp();
    let down = 1.0 / up;
    let discount = (-contract.rate * step).exp();
    let chance = ((contract.rate * step).exp() - down) / (up - down);
    let mut values = [0.0; STEPS + 1];
    for (k, value) in values.iter_mut().enumerate() {
        *value = contract.payoff(contract.spot * up.powi(2 * k as i32 - STEPS as i32));
    }
    for level in (0..STEPS).rev() {
        for k in 0..=level {
            let held = discount * (chance * values[k + 1] + (1.0 - chance) * values[k]);
            let price = contract.spot * up.powi(2 * k as i32 - level as i32);
            values[k] = held.max(contract.payoff(price));
        }
    }
    prices[i] = values[0];
}

/// The mean of the last `window` prices.
#[kernel]
pub fn moving_average(prices: &[f64], out: &mut [f64], window: usize) {
    let i = global_x();
    if i >= prices.len() {
        return;
    }
    let first = (i + 1).saturating_sub(window);
    let sum: f64 = prices[first..=i].iter().sum();
    out[i] = sum / (i + 1 - first) as f64;
}

/// Exponentially weighted means, one thread a series; rows are series.
#[kernel]
pub fn ewma(prices: &[f32], out: &mut [f32], len: usize, alpha: f32) {
    let row = global_x();
    if row * len >= prices.len() {
        return;
    }
    let series = &prices[row * len..(row + 1) * len];
    let means = &mut out[row * len..(row + 1) * len];
    let mut mean: Option<f32> = None;
    for (value, slot) in series.iter().zip(means.iter_mut()) {
        let next = match mean {
            None => *value,
            Some(mean) => alpha * value + (1.0 - alpha) * mean,
        };
        *slot = next;
        mean = Some(next);
    }
}

/// A trade.
#[derive(Clone, Copy, Debug, GpuType)]
pub struct Trade {
    /// In cents.
    pub price: u32,
    /// How many.
    pub volume: u32,
}

/// The mean price by volume of each interval, in cents; an interval without volume has none.
#[kernel]
pub fn vwap(trades: &[Trade], starts: &[u32], out: &mut [Option<f64>]) {
    let i = global_x();
    if i + 1 >= starts.len() {
        return;
    }
    let mut turnover: u64 = 0;
    let mut volume: u64 = 0;
    for trade in &trades[starts[i] as usize..starts[i + 1] as usize] {
        turnover += trade.price as u64 * trade.volume as u64;
        volume += trade.volume as u64;
    }
    out[i] = if volume > 0 {
        Some(turnover as f64 / volume as f64)
    } else {
        None
    };
}

/// How money moves.
#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
pub enum Channel {
    /// Notes and coins at a branch.
    Cash {
        /// Which branch.
        branch: u16,
    },
    /// A card at a terminal.
    Card {
        /// Whether the card was there.
        present: bool,
        /// Where, by ISO 3166.
        country: u16,
    },
    /// To an account.
    Wire(u64),
}

/// Money that moves.
#[derive(Clone, Copy, Debug, GpuType)]
pub struct Transaction {
    /// Who pays.
    pub account: u64,
    /// Seconds since 1970.
    pub time: i64,
    /// In cents.
    pub amount: i64,
    /// How.
    pub channel: Channel,
}

/// What a rule finds.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, GpuType)]
pub enum Verdict {
    /// Nothing.
    Pass = 0,
    /// To be looked at.
    Review = 1,
    /// To be stopped.
    Block = 2,
}

/// What an account may do.
#[derive(Clone, Copy, Debug, GpuType)]
pub struct Profile {
    /// Where its owner lives.
    pub home: u16,
    /// The greatest amount of a day, in cents.
    pub limit: i64,
    /// Someone it pays often.
    pub known: Option<u64>,
}

#[device]
fn score(transaction: &Transaction, profile: &Profile) -> i32 {
    let by_channel = match transaction.channel {
        Channel::Cash { branch: 0 } => 15,
        Channel::Cash { .. } if transaction.amount >= 1_000_000 => 40,
        Channel::Cash { .. } => 5,
        Channel::Card {
            present: false,
            country,
        } if country != profile.home => 35,
        Channel::Card { present, .. } => {
            if present {
                0
            } else {
                10
            }
        }
        Channel::Wire(to) => match profile.known {
            Some(known) if known == to => 0,
            _ => 20,
        },
    };
    let by_amount = match transaction.amount * 100 / profile.limit {
        ..=10 => 0,
        11..=50 => 5,
        51..=99 => 15,
        _ => 45,
    };
    by_channel + by_amount
}

/// Rules on each transaction by itself.
#[kernel]
pub fn transaction_rules(
    transactions: &[Transaction],
    profiles: &[Profile],
    verdicts: &mut [Verdict],
    scores: &mut [i32],
) {
    let i = global_x();
    if i >= transactions.len() {
        return;
    }
    let transaction = &transactions[i];
    let profile = &profiles[transaction.account as usize % profiles.len()];
    let score = score(transaction, profile);
    scores[i] = score;
    verdicts[i] = match score {
        s if s >= 60 => Verdict::Block,
        30.. => Verdict::Review,
        _ => Verdict::Pass,
    };
}

/// Cash above this is reported, in cents.
const REPORTED: i64 = 1_000_000;

/// How often and how much an account paid within a window before each transaction; many payments just under the
/// limit of reporting are suspicious. Transactions are sorted by time.
#[kernel]
pub fn aml_velocity(transactions: &[Transaction], window: i64, verdicts: &mut [Verdict]) {
    let i = global_x();
    if i >= transactions.len() {
        return;
    }
    let Transaction { account, time, .. } = transactions[i];
    let (mut count, mut total, mut just_under) = (0u32, 0i64, 0u32);
    let mut j = i;
    loop {
        let other = transactions[j];
        if time - other.time > window {
            break;
        }
        if other.account == account {
            count += 1;
            total += other.amount;
            if other.amount < REPORTED && other.amount > REPORTED * 9 / 10 {
                just_under += 1;
            }
        }
        if j == 0 {
            break;
        }
        j -= 1;
    }
    verdicts[i] = if just_under >= 3 || total > 5 * REPORTED {
        Verdict::Block
    } else if count > 10 || just_under == 2 {
        Verdict::Review
    } else {
        Verdict::Pass
    };
}

/// An order to buy at most or sell at least at a price.
#[derive(Clone, Copy, Debug, Default, PartialEq, GpuType)]
pub struct Order {
    /// In ticks.
    pub price: i32,
    /// How many are left.
    pub quantity: u32,
}

/// Matches incoming orders against the best of the other side; one book a thread, both sides best first.
#[kernel]
pub fn order_book(bids: &mut [Order], asks: &mut [Order], depth: usize, traded: &mut [u64]) {
    let book = global_x();
    if book >= traded.len() {
        return;
    }
    let bids = &mut bids[book * depth..(book + 1) * depth];
    let asks = &mut asks[book * depth..(book + 1) * depth];
    let (mut bid, mut ask) = (0, 0);
    let mut turnover = 0;
    while bid < depth && ask < depth && bids[bid].price >= asks[ask].price {
        let quantity = bids[bid].quantity.min(asks[ask].quantity);
        turnover += quantity as u64 * asks[ask].price as u64;
        bids[bid].quantity -= quantity;
        asks[ask].quantity -= quantity;
        if bids[bid].quantity == 0 {
            bid += 1;
        }
        if asks[ask].quantity == 0 {
            ask += 1;
        }
    }
    traded[book] = turnover;
}
