use crate::normal;

/// Means below this are drawn exactly, by inversion; above, by the normal approximation with its correction for skewness.
const INVERTED_BELOW: f64 = 12.0;

/// The binomial number of `trials` with chance `chance` each that stands at `u`, a uniform number inside (0, 1).
///
/// Exact by inversion where the expected number of the rarer outcome is below 12. Above, the first two terms of Cornish & Fisher (1938):
/// the normal quantile, and (1 - 2p)(z^2 - 1) / 6 for skewness.
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
    if chance > 0.5 { trials - rarer(trials, 1.0 - chance, 1.0 - u) } else { rarer(trials, chance, u) }
}

/// The same for a chance of at most one half.
fn rarer(trials: i64, chance: f64, u: f64) -> i64 {
    let all = trials as f64;
    let mean = all * chance;
    if mean < INVERTED_BELOW {
        // Nobody has at least the chance 1 - mean (Bernoulli's inequality): most calls of a rare event end here.
        return if u <= 1.0 - mean { 0 } else { inverted(trials, chance, u) };
    }
    let z = normal::quantile(u);
    let number = mean + z * (mean * (1.0 - chance)).sqrt() + (1.0 - 2.0 * chance) * (z * z - 1.0) / 6.0;
    ((number + 0.5).max(0.0) as i64).min(trials)
}

fn inverted(trials: i64, chance: f64, u: f64) -> i64 {
    let (all, odds) = (trials as f64, chance / (1.0 - chance));
    let mut of_this = libm::exp(all * libm::log1p(-chance));
    let (mut number, mut up_to) = (0, of_this);
    while u > up_to && number < trials {
        let so_far = number as f64;
        of_this *= (all - so_far) / (so_far + 1.0) * odds;
        if of_this < 1e-18 && so_far > all * chance {
            break;
        }
        up_to += of_this;
        number += 1;
    }
    number
}
