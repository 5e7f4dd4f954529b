//! How growth of GDP per capita moves what surveys find, from pairs of surveys.
//!
//! Between two surveys of a country, h years apart, the mean income behind the share below the highest line moves by
//!
//! ```text
//! change = slope * growth of GDP per capita + walk + error,   var(walk) = h * walk variance,   var(error) = error variance
//! ```
//!
//! The slope is the pass-through of growth into household income: national accounts and surveys disagree, and part of
//! growth goes elsewhere. The walk is what drifts away from the accounts for good, the error what two surveys differ by
//! (definitions, sampling, season).

use std::collections::BTreeMap;

/// Two surveys of one country.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// The country, any number of its own.
    pub country: u64,
    /// Years between them, above 0.
    pub years: f64,
    /// Growth of GDP per capita between them, log points.
    pub growth: f64,
    /// Change of the logarithm of the mean behind the surveys' shares.
    pub change: f64,
}

/// What pairs of surveys say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Surveys {
    /// Pass-through of growth into mean income.
    pub slope: f64,
    /// Its standard error, clustered by country.
    pub slope_error: f64,
    /// Variance of the walk in a year.
    pub walk_variance: f64,
    /// Variance of the error of a pair of surveys.
    pub error_variance: f64,
}

/// With fewer pairs than this nothing is estimated.
const LEAST_PAIRS: usize = 60;
/// Pairs further apart say little about the next decade.
const MOST_YEARS: f64 = 20.0;
/// What the slope is estimated on: long enough for growth to be more than noise.
const SLOPE_YEARS: [f64; 2] = [5.0, 12.0];

impl Default for Surveys {
    /// Where too few surveys are known: an assumption.
    fn default() -> Self {
        Self { slope: 0.8, slope_error: 0.1, walk_variance: 0.005, error_variance: 0.004 }
    }
}

impl Surveys {
    /// Least squares through the origin on pairs 5 to 12 years apart gives the slope; squared residuals of all pairs up to 20
    /// years apart on a constant (the error) and the years between them (the walk), both held at 0 or above, the
    /// variances. [`Surveys::default`] where there are fewer than 60 pairs of either.
    pub fn of(stretches: &[Stretch]) -> Self {
        let middle = |pair: &&Stretch| (SLOPE_YEARS[0]..=SLOPE_YEARS[1]).contains(&pair.years);
        let used: Vec<&Stretch> = stretches.iter().filter(middle).collect();
        let near: Vec<&Stretch> = stretches.iter().filter(|pair| pair.years <= MOST_YEARS).collect();
        let squares: f64 = used.iter().map(|pair| pair.growth * pair.growth).sum();
        if used.len() < LEAST_PAIRS || squares <= 0.0 {
            return Self::default();
        }
        let slope = used.iter().map(|pair| pair.growth * pair.change).sum::<f64>() / squares;
        let residual = |pair: &Stretch| pair.change - slope * pair.growth;
        let mut by_country: BTreeMap<u64, f64> = BTreeMap::new();
        for pair in &used {
            *by_country.entry(pair.country).or_default() += pair.growth * residual(pair);
        }
        let slope_error = by_country.values().map(|sum| sum * sum).sum::<f64>().sqrt() / squares;
        let (error_variance, walk_variance) =
            line(near.iter().map(|pair| (pair.years, residual(pair) * residual(pair))));
        Self { slope, slope_error, walk_variance, error_variance }
    }
}

/// Intercept and slope of a least-squares line with neither below 0.
fn line(points: impl Iterator<Item = (f64, f64)> + Clone) -> (f64, f64) {
    let n = points.clone().count() as f64;
    let (mut x, mut y, mut xx, mut xy) = (0.0, 0.0, 0.0, 0.0);
    for (years, square) in points {
        x += years;
        y += square;
        xx += years * years;
        xy += years * square;
    }
    let spread = n * xx - x * x;
    let slope = if spread > 0.0 { (n * xy - x * y) / spread } else { 0.0 };
    let intercept = (y - slope * x) / n;
    if slope <= 0.0 {
        (y / n, 0.0)
    } else if intercept <= 0.0 {
        (0.0, xy / xx)
    } else {
        (intercept, slope)
    }
}

#[cfg(test)]
mod tests {
    use super::{Stretch, Surveys};

    /// Pairs made from the declared law: what went in comes out.
    #[test]
    fn what_pairs_were_made_of_is_recovered() {
        // Normal numbers by the sum of twelve uniform ones of a linear congruence.
        let mut state = 12_345_u64;
        let mut normal = || {
            (0..12)
                .map(|_| {
                    state =
                        state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    (state >> 11) as f64 / (1_u64 << 53) as f64
                })
                .sum::<f64>()
                - 6.0
        };
        let stretches: Vec<Stretch> = (0..6_000)
            .map(|pair| {
                let years = f64::from(1 + pair % 15);
                let growth = 0.02 * years + 0.05 * years.sqrt() * normal();
                let noise = (0.004 * years + 0.003).sqrt() * normal();
                Stretch { country: u64::from(pair as u32 % 120), years, growth, change: 0.7 * growth + noise }
            })
            .collect();
        let found = Surveys::of(&stretches);
        assert!((found.slope - 0.7).abs() < 3.0 * found.slope_error, "{found:?}");
        assert!(found.slope_error > 0.005 && found.slope_error < 0.05, "{found:?}");
        assert!((found.walk_variance / 0.004 - 1.0).abs() < 0.15, "{found:?}");
        assert!((found.error_variance / 0.003 - 1.0).abs() < 0.5, "{found:?}");
    }

    #[test]
    fn too_few_pairs_leave_the_assumption() {
        let one = Stretch { country: 1, years: 8.0, growth: 0.2, change: 0.1 };
        assert_eq!(Surveys::of(&[one; 59]), Surveys::default());
    }
}
