//! Net migration: an autoregressive rate of each country, and a world in which it sums to nothing.
//!
//! After Azose & Raftery 2015 as their program bayesMig has it (read): r' = mean + carry (r - mean) + deviation * normal, with
//! r net migrants over people. Here carry and the weight of a country's own mean are one for the world, chosen by what
//! predicts five years ahead best; the deviation is the country's own, shrunken to the world's.

use super::exchange::Exchange;
use super::fitting::{NORMAL_80, absolute_quantile, mean_absolute};
use super::history::History;

/// Years of its own record that a country's deviation weighs as much as the world's with: assumption.
const PRIOR_YEARS: f64 = 10.0;
/// No year takes or brings more than this share of the people.
const MOST: f64 = 0.1;

/// What is the same for all countries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Migration {
    /// Share of what a year's rate differs from its mean by that is carried into the next.
    pub carry: f64,
    /// Weight of the country's own long-run mean; the rest is nothing.
    pub weight: f64,
    /// Deviation of the middle country.
    pub spread: f64,
}

/// One country's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OfCountry {
    /// Mean rate, and standard deviation of what is not known of it.
    pub mean: [f64; 2],
    /// Standard deviation of a year's innovation.
    pub deviation: f64,
    /// Last known rate.
    pub last: f64,
    /// Its exchange of young people for older ones.
    pub exchange: Exchange,
}

impl Migration {
    /// The next year's rate; `wider` multiplies its spread.
    pub fn step(&self, country: &OfCountry, mean: f64, rate: f64, normal: f64, wider: f64) -> f64 {
        (mean + self.carry * (rate - mean) + country.deviation * wider * normal).clamp(-MOST, MOST)
    }
}

/// Standard deviation of the sum-free level after `steps` years, per unit of the innovation.
fn ahead(carry: f64, steps: i32) -> f64 {
    libm::sqrt((0..steps).map(|step| carry.powi(2 * step)).sum())
}

/// Errors of a country's rate five years ahead, from each year that has ten before it.
fn errors(rates: &[f64], carry: f64, weight: f64) -> Vec<f64> {
    let power = carry.powi(5);
    (10..rates.len().saturating_sub(5))
        .filter(|&year| rates[..=year + 5].iter().all(|rate| rate.is_finite()))
        .map(|year| {
            let mean = weight * rates[..=year].iter().sum::<f64>() / (year + 1) as f64;
            rates[year + 5] - mean - power * (rates[year] - mean)
        })
        .collect()
}

/// Fits the model to a history.
pub fn fit(history: &History) -> (Migration, Vec<OfCountry>) {
    let rates: Vec<&[f64]> =
        (0..history.countries()).map(|country| history.of(&history.migration, country)).collect();
    let scales: Vec<f64> = rates.iter().map(|rates| absolute_quantile(rates, 0.8).max(1e-5)).collect();
    let loss = |carry: f64, weight: f64| -> f64 {
        let of = |(rates, scale): (&&[f64], &f64)| mean_absolute(&errors(rates, carry, weight)) / scale;
        rates.iter().zip(&scales).map(of).sum()
    };
    let mut world = Migration { carry: 0.8, weight: 0.5, spread: 0.0 };
    let mut least = f64::INFINITY;
    for (carry, weight) in
        (0..20).flat_map(|k| (0..5).map(move |w| (0.05 * f64::from(k), 0.25 * f64::from(w))))
    {
        let loss = loss(carry, weight);
        if loss < least {
            least = loss;
            (world.carry, world.weight) = (carry, weight);
        }
    }
    let per = NORMAL_80 * ahead(world.carry, 5);
    let own: Vec<(f64, f64)> = rates
        .iter()
        .map(|rates| {
            let errors = errors(rates, world.carry, world.weight);
            (absolute_quantile(&errors, 0.8) / per, errors.len() as f64)
        })
        .collect();
    let known: Vec<f64> = own.iter().filter(|(_, n)| *n > 0.0).map(|(deviation, _)| *deviation).collect();
    world.spread = absolute_quantile(&known, 0.5);
    let countries =
        rates.iter().zip(&own).map(|(rates, (deviation, n))| of_country(&world, rates, *deviation, *n));
    (world, countries.collect())
}

fn of_country(world: &Migration, rates: &[f64], own: f64, errors: f64) -> OfCountry {
    let known: Vec<f64> = rates.iter().copied().filter(|rate| rate.is_finite()).collect();
    let n = known.len().max(1) as f64;
    let mean = world.weight * known.iter().sum::<f64>() / n;
    let log = |deviation: f64| libm::log(deviation.max(1e-5));
    let share = errors / (errors + PRIOR_YEARS);
    let deviation =
        if known.is_empty() { 0.0 } else { libm::exp(share * log(own) + (1.0 - share) * log(world.spread)) };
    // Of a mean over n years of an autoregressive rate.
    let unknown = deviation / ((1.0 - world.carry).max(0.05) * libm::sqrt(n));
    let last = known.last().copied().unwrap_or(0.0);
    OfCountry { mean: [mean, unknown], deviation, last, exchange: Exchange::unseen(deviation) }
}

/// Step of what the countries bear together, net migrants per unit of weight.
const STEP: f64 = 1.0 / 256.0;

/// Takes from each country what the sum of all is too much, in proportion to `weights`, so that the world's sum is nothing.
/// Weights are people times the deviation of the country's rate: whoever moves much anyway bears it.
///
/// What a unit of weight bears comes in steps, and the country of most weight bears what is left. A few people more in one country
/// would else change the migrants of all others, in digits that nobody knows; as it is they change those of two.
pub fn balance(net: &mut [f64], weights: &[f64]) {
    let (sum, weight) = (net.iter().sum::<f64>(), weights.iter().sum::<f64>());
    let most = (0..weights.len()).max_by(|a, b| weights[*a].total_cmp(&weights[*b]));
    if let Some(most) = most.filter(|_| weight > 0.0) {
        let borne = libm::rint(sum / weight / STEP) * STEP;
        net.iter_mut().zip(weights).for_each(|(net, of)| *net -= borne * of);
        net[most] -= net.iter().sum::<f64>();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_balanced_world_neither_gains_nor_loses_people() {
        let mut net = [1.0e6, -3.0e5, 2.0e4];
        balance(&mut net, &[1.0, 2.0, 0.0]);
        assert!(net.iter().sum::<f64>().abs() < 1e-6);
        assert!((net[2] - 2.0e4).abs() < 1e-9, "who has no weight keeps what it has");
    }

    #[test]
    fn a_few_people_more_in_one_country_leave_the_migrants_of_all_but_two_as_they_are() {
        let weights = [2.0e5, 9.0e5, 4.0e4, 3.0e5];
        let balanced = |more: f64| {
            let mut net = [1.0e5 + more, -3.0e4, 2.0e3, 7.0e3];
            balance(&mut net, &weights);
            net
        };
        let (before, after) = (balanced(0.0), balanced(3.0));
        assert!(after.iter().sum::<f64>().abs() < 1e-6);
        let moved: Vec<usize> = (0..4).filter(|&k| before[k].to_bits() != after[k].to_bits()).collect();
        assert_eq!(moved, [0, 1], "its own, and those of the country of most weight");
        // The steps leave that country far less than what it moves by anyway.
        let exact = -3.0e4 - (1.0e5 - 3.0e4 + 2.0e3 + 7.0e3) / 1.44e6 * 9.0e5;
        assert!((before[1] - exact).abs() < 0.5 * STEP * 1.44e6, "{} {exact}", before[1]);
    }
}
