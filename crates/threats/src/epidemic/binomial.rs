use std::sync::LazyLock;

use crate::normal;

/// Means below this are drawn exactly, by inversion; above, by the normal approximation with its correction for skewness.
const INVERTED_BELOW: f64 = 12.0;

/// Of fewer people the chance of nobody is multiplied out.
const MULTIPLIED: i64 = 12;

/// The binomial number of `trials` with chance `chance` each that stands at `u`, a uniform number inside (0, 1).
///
/// Exact by inversion where the expected number of the rarer outcome is below 12. Above, the first two terms of Cornish & Fisher (1938):
/// the normal quantile (to 7 digits), and (1 - 2p)(z^2 - 1) / 6 for skewness.
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

/// The same for a chance of which the logarithm of none at all is known better, or is at hand.
#[inline(always)]
pub(super) fn rare(trials: i64, chance: f64, u: f64, log_none: impl FnOnce() -> f64) -> i64 {
    let mean = trials as f64 * chance;
    if mean >= INVERTED_BELOW {
        return many(trials, chance, u);
    }
    // Nobody has at least the chance 1 - mean (Bernoulli's inequality): most calls of a rare event end here.
    if u <= 1.0 - mean { 0 } else { inverted(trials, chance, u, libm::exp(log_none())) }
}

/// By the normal approximation.
fn many(trials: i64, chance: f64, u: f64) -> i64 {
    let (mean, z) = (trials as f64 * chance, deviate(u));
    let number =
        mean + z * (mean * (1.0 - chance)).sqrt() + (1.0 - 2.0 * chance) * (1.0 / 6.0) * (z * z - 1.0);
    ((number + 0.5).max(0.0) as i64).min(trials)
}

/// By inversion, from the chance of nobody upwards.
fn inverted(trials: i64, chance: f64, u: f64, none: f64) -> i64 {
    let (all, mean, odds) = (trials as f64, trials as f64 * chance, chance / (1.0 - chance));
    let (mut of_this, mut up_to) = (none, none);
    for (number, of_next) in RECIPROCALS.iter().enumerate() {
        let so_far = number as f64;
        if u <= up_to || so_far >= all || (of_this < 1e-18 && so_far > mean) {
            return number as i64;
        }
        of_this *= (all - so_far) * odds * of_next;
        up_to += of_this;
    }
    RECIPROCALS.len() as i64
}

/// One over 1, 2, ...: of a mean below 12, more than this many have a chance below 1e-25.
static RECIPROCALS: [f64; 72] = {
    let (mut all, mut at) = ([0.0; 72], 0);
    while at < all.len() {
        all[at] = 1.0 / (at + 1) as f64;
        at += 1;
    }
    all
};

/// Draws with one chance, the same every day: how many leave a stage.
#[derive(Debug, Clone)]
pub(super) struct Exits {
    chance: f64,
    /// Chance of nobody, of the rarer outcome, by number of people, as far as the number is drawn by inversion.
    none: Vec<f64>,
}

impl Exits {
    pub(super) fn new(chance: f64) -> Self {
        let rarer = chance.min(1.0 - chance);
        // A stage of more than 1,000 days has a logarithm of its own each time.
        let inverted = (INVERTED_BELOW / rarer).min(INVERTED_BELOW * 1_000.0) as i64;
        let none = |trials: i64| libm::exp(trials as f64 * libm::log1p(-rarer));
        Self { chance, none: if rarer > 0.0 { (0..=inverted).map(none).collect() } else { Vec::new() } }
    }

    /// As [`binomial`] of its chance.
    #[inline(always)]
    pub(super) fn of(&self, trials: i64, u: f64) -> i64 {
        match self.none.get(trials as usize) {
            _ if trials == 0 => 0,
            _ if self.chance >= 1.0 => trials,
            None => binomial(trials, self.chance, u),
            Some(_) if trials as f64 * self.chance.min(1.0 - self.chance) >= INVERTED_BELOW => {
                binomial(trials, self.chance, u)
            }
            Some(&none) if self.chance > 0.5 => trials - inverted(trials, 1.0 - self.chance, 1.0 - u, none),
            Some(&none) => inverted(trials, self.chance, u, none),
        }
    }
}

/// Steps of the table of the normal quantile.
const STEPS: usize = 512;
/// The table is good to 7 digits between this and one minus this; the tails are computed.
const TAIL: f64 = 1.0 / 32.0;

/// Normal quantile and its slope a step, at every step.
static QUANTILES: LazyLock<Vec<[f64; 2]>> = LazyLock::new(|| {
    let at = |step: usize| {
        let z = normal::quantile(step as f64 / STEPS as f64);
        let density = libm::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt();
        [z, 1.0 / (density * STEPS as f64)]
    };
    (0..=STEPS).map(at).collect()
});

/// The normal quantile of `u`, by a cubic between the steps of a table (Hermite's).
fn deviate(u: f64) -> f64 {
    if !(TAIL..=1.0 - TAIL).contains(&u) {
        return normal::quantile(u);
    }
    let along = u * STEPS as f64;
    let step = along as usize;
    let t = along - step as f64;
    let ([low, rise], [high, last]) = (QUANTILES[step], QUANTILES[step + 1]);
    let step = high - low;
    low + t * (rise + t * ((3.0 * step - 2.0 * rise - last) + t * (rise + last - 2.0 * step)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_normal_quantile() {
        for at in 0..100_000 {
            let u = (f64::from(at) + 0.37) / 100_000.0;
            assert!((deviate(u) - normal::quantile(u)).abs() < 1e-7, "{u}");
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
