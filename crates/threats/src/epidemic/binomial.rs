use std::sync::LazyLock;

use crate::normal;

/// Means below this are drawn exactly, by inversion; above, by the normal approximation with its correction for skewness.
pub(super) const INVERTED_BELOW: f64 = 12.0;

/// Of fewer people the chance of nobody is multiplied out.
const MULTIPLIED: i64 = 12;

/// The binomial number of `trials` with chance `chance` each that stands at `u`, a uniform number inside (0, 1).
///
/// Exact by inversion where the expected number of the rarer outcome is below 12. Above, the first two terms of Cornish & Fisher (1938):
/// the normal quantile (to 6 digits), and (1 - 2p)(z^2 - 1) / 6 for skewness.
///
/// # Examples
/// ```
/// use forefend_threats::epidemic::binomial;
/// assert_eq!(binomial(10, 0.0, 0.5), 0);
/// assert_eq!(binomial(10, 1.0, 0.5), 10);
/// assert_eq!(binomial(2, 0.5, 0.6), 1); // 0 up to 0.25, 1 up to 0.75
/// assert_eq!(binomial(1_000_000, 0.3, 0.5), 300_000);
/// ```
pub fn binomial(trials: i64, chance: f64, u: f64) -> i64 {
    // Also where the chance is no number.
    if trials <= 0 || chance.is_nan() || chance <= 0.0 {
        return 0;
    }
    if chance >= 1.0 {
        return trials;
    }
    if trials == 1 {
        return i64::from(u > 1.0 - chance);
    }
    if chance > 0.5 { trials - rarer(trials, 1.0 - chance, 1.0 - u) } else { rarer(trials, chance, u) }
}

/// The same for a chance of at most one half.
fn rarer(trials: i64, chance: f64, u: f64) -> i64 {
    if trials >= MULTIPLIED {
        return rare(trials, chance, u, || trials as f64 * libm::log1p(-chance));
    }
    let mut none = 1.0 - chance;
    for _ in 1..trials {
        none *= 1.0 - chance;
    }
    inverted(trials, chance, u, none)
}

/// The same where the logarithm of the chance of none at all is known better, or is at hand.
#[inline(always)]
pub(super) fn binomial_with(trials: i64, chance: f64, u: f64, log_none: impl FnOnce() -> f64) -> i64 {
    if 0.0 < chance && chance < 0.5 { rare(trials, chance, u, log_none) } else { binomial(trials, chance, u) }
}

/// The same for a chance above none and of at most one half.
#[inline(always)]
fn rare(trials: i64, chance: f64, u: f64, log_none: impl FnOnce() -> f64) -> i64 {
    let mean = trials as f64 * chance;
    if mean >= INVERTED_BELOW {
        return many(trials, chance, u);
    }
    // Nobody has at least the chance 1 - mean (Bernoulli's inequality): most calls of a rare event end here.
    if u <= 1.0 - mean { 0 } else { inverted(trials, chance, u, libm::exp(log_none())) }
}

/// By the normal approximation.
#[inline(always)]
pub(super) fn many(trials: i64, chance: f64, u: f64) -> i64 {
    let (all, z) = (trials as f64, deviate(u));
    let mean = all * chance;
    let skewed = (1.0 - 2.0 * chance) * (1.0 / 6.0) * (z * z - 1.0);
    whole((mean + z * (mean * (1.0 - chance)).sqrt() + skewed).max(0.0).min(all))
}

/// The whole number next to `number`, from 0 to 2^51: the last bits of its sum with 2^52.
#[inline(always)]
fn whole(number: f64) -> i64 {
    const ALL_WHOLE: f64 = (1_u64 << 52) as f64;
    ((number + ALL_WHOLE).to_bits() - ALL_WHOLE.to_bits()) as i64
}

/// By inversion, from the chance of nobody upwards: several numbers at a time without a branch among them, as where a search ends is
/// what a processor guesses wrongly.
#[inline(always)]
fn inverted(trials: i64, chance: f64, u: f64, none: f64) -> i64 {
    let (mut left, mean, odds) = (trials as f64, trials as f64 * chance, chance / (1.0 - chance));
    let (mut of_this, mut up_to, mut number) = (none, none, 0);
    for (chunk, so_far) in RECIPROCALS.iter().zip((0..).step_by(TOGETHER)) {
        for of_next in chunk {
            number += i64::from(u > up_to);
            of_this *= left * odds * of_next;
            up_to += of_this;
            left -= 1.0;
        }
        if u <= up_to || (of_this < 1e-18 && f64::from(so_far) > mean) {
            break;
        }
    }
    number.min(trials)
}

/// Numbers of [`inverted`] at a time.
const TOGETHER: usize = 8;

/// One over 1, 2, ...: of a mean below 12, more than 72 have a chance below 1e-25.
static RECIPROCALS: [[f64; TOGETHER]; 9] = {
    let (mut all, mut at) = ([[0.0; TOGETHER]; 9], 0);
    while at < 9 * TOGETHER {
        all[at / TOGETHER][at % TOGETHER] = 1.0 / (at + 1) as f64;
        at += 1;
    }
    all
};

/// Draws with one chance, the same every day: how many leave a stage.
#[derive(Debug, Clone)]
pub(super) struct Exits {
    chance: f64,
    /// Of the rarer outcome.
    rarer: f64,
    /// Chance of nobody, of the rarer outcome, by number of people, as far as the number is drawn by inversion.
    none: Vec<f64>,
}

impl Exits {
    pub(super) fn new(chance: f64) -> Self {
        let rarer = chance.min(1.0 - chance);
        // Of a stage of more than 1,000 days the table ends before.
        let inverted = (0..12_000).take_while(|&trials| f64::from(trials) * rarer < INVERTED_BELOW);
        let none = inverted.map(|trials| libm::exp(f64::from(trials) * libm::log1p(-rarer)));
        Self { chance, rarer, none: if rarer > 0.0 { none.collect() } else { Vec::new() } }
    }

    /// As [`binomial`] of its chance.
    #[inline(always)]
    pub(super) fn of(&self, trials: i64, u: f64) -> i64 {
        if self.rarer <= 0.0 {
            return trials;
        }
        let likely = self.chance > 0.5;
        let u = if likely { 1.0 - u } else { u };
        let number = match self.none.get(trials as usize) {
            Some(&none) => inverted(trials, self.rarer, u, none),
            None => rare(trials, self.rarer, u, || trials as f64 * libm::log1p(-self.rarer)),
        };
        if likely { trials - number } else { number }
    }

    /// Whether so many are drawn by the normal approximation.
    #[inline(always)]
    pub(super) fn are_many(&self, trials: i64) -> bool {
        trials as f64 * self.rarer >= INVERTED_BELOW
    }

    /// The same for as many.
    #[inline(always)]
    pub(super) fn of_many(&self, trials: i64, u: f64) -> i64 {
        let likely = self.chance > 0.5;
        let number = many(trials, self.rarer, if likely { 1.0 - u } else { u });
        if likely { trials - number } else { number }
    }
}

/// `expected` to a whole number: up or down by `u`, a uniform number in (0, 1), so that its mean is what is expected.
#[inline(always)]
pub(super) fn rounded(expected: f64, u: f64) -> i64 {
    (expected + u) as i64
}

/// Bits of a number below its steps in the table: 16 steps between a power of two and the next.
const BELOW_STEP: u32 = 48;
/// Smallest probability of the table; what is rarer is computed.
const RAREST: f64 = 1.0 / (1_u64 << 53) as f64;

/// Steps of the table: a power of two, so that a place in it needs no check. The last one used is that of one half, 832.
const STEPS: usize = 1_024;

/// Cubics (Hermite's) of the normal quantile from [`RAREST`] to one half, good to 6 digits: a table has no branch to guess wrongly.
static QUANTILES: LazyLock<Box<[[f64; 4]; STEPS]>> = LazyLock::new(|| {
    let steps = RAREST.to_bits() >> BELOW_STEP..=0.5_f64.to_bits() >> BELOW_STEP;
    let cubic = |step: u64| {
        let [from, to] = [step, step + 1].map(|step| f64::from_bits(step << BELOW_STEP));
        let [low, high] = [from, to].map(normal::quantile);
        let slope = |z: f64| (to - from) * libm::exp(0.5 * z * z) * (2.0 * std::f64::consts::PI).sqrt();
        let (first, last, all) = (slope(low), slope(high), high - low);
        [low, first, 3.0 * all - 2.0 * first - last, first + last - 2.0 * all]
    };
    let mut table = Box::new([[0.0; 4]; STEPS]);
    table.iter_mut().zip(steps.map(cubic)).for_each(|(slot, cubic)| *slot = cubic);
    table
});

/// The normal quantile of `u` by the table; of what is rarer than [`RAREST`], that of it.
#[inline(always)]
fn deviate(u: f64) -> f64 {
    let bits = u.min(1.0 - u).max(RAREST).to_bits();
    let step = (bits >> BELOW_STEP) - (RAREST.to_bits() >> BELOW_STEP);
    let [a, b, c, d] = QUANTILES[step as usize % STEPS];
    // Where the number stands in its step, from 0 to 1: its lower bits as those of a number from 1 to 2.
    let within = (bits << (52 - BELOW_STEP)) & ((1 << 52) - 1);
    let t = f64::from_bits(1.0_f64.to_bits() | within) - 1.0;
    (a + t * (b + t * (c + t * d))).copysign(u - 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_normal_quantile() {
        let tails = (1..53).flat_map(|power| [1.0, 1.3, 1.99].map(|by| by * 0.5_f64.powi(power + 1)));
        let middle = (0..100_000).map(|at| (f64::from(at) + 0.37) / 100_000.0);
        for u in tails.chain(middle).flat_map(|u| [u, 1.0 - u]).filter(|u| *u < 1.0) {
            assert!((deviate(u) - normal::quantile(u)).abs() < 2e-6, "{u}");
        }
    }

    #[test]
    fn several_at_a_time_are_one_after_the_other() {
        for (trials, chance) in [(2, 0.4), (11, 0.5), (30, 0.31), (400, 0.03), (2_000_000_000_i64, 5e-9)] {
            let (all, odds) = (trials as f64, chance / (1.0 - chance));
            let none = libm::exp(all * libm::log1p(-chance));
            for at in 0..2_000 {
                let u = (f64::from(at) + 0.5) / 2_000.0;
                let (mut number, mut of_this) = (0_i64, none);
                let mut up_to = none;
                while u > up_to && number < trials {
                    of_this *= (all - number as f64) * odds / (number + 1) as f64;
                    up_to += of_this;
                    number += 1;
                }
                assert_eq!(inverted(trials, chance, u, none), number, "{trials} {chance} {u}");
            }
        }
    }

    #[test]
    fn exits_are_the_binomial() {
        for chance in [0.02, 0.3, 1.0 / 2.1, 1.0 / 1.5, 0.98, 1.0] {
            let exits = Exits::new(chance);
            for trials in (0..60).chain([500, 1_200, 40_000]) {
                for at in 0..40 {
                    let u = (f64::from(at) + 0.43) / 40.0;
                    assert_eq!(exits.of(trials, u), binomial(trials, chance, u), "{trials} {chance} {u}");
                }
            }
        }
    }
}
