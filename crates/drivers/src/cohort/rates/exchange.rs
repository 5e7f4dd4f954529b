//! How much of who comes and who leaves by age is not known: the exchange of young people for older ones
//! ([`crate::cohort::Migrants`]).
//!
//! Net migrants by age are on no record of the past, so the past is projected with a model's profile. What the share of young adults was
//! then missed by, at known fertility, life expectancy and net migrants, grows with the years ahead and goes on in the same direction for
//! decades: a country has its own exchange. Its width goes with the square root of the deviation of the country's migration rate. Learned
//! on half of the countries ([`super::learns`]) from 1970, 1975 and 1980, with outcomes to 1990; docs/drivers/demography.md tells how.

use std::ops::RangeInclusive;

/// Standard deviation of a country's exchange over the square root of its migration rate's deviation.
pub const WIDTH: f64 = 0.0456;
/// Share of the exchange of the last ten years that the next ten keep: the median of the three slopes found was 0.54.
const KEPT: f64 = 0.5;
/// An exchange beyond so many deviations counts as this one: one war or one building boom is not the rule.
const BELIEVED: RangeInclusive<f64> = -2.0..=2.0;

/// One country's exchange, a share of its people a year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exchange {
    /// What is expected.
    pub mean: f64,
    /// Standard deviation of what is not known of it.
    pub deviation: f64,
}

impl Exchange {
    /// Of a country of which nothing is known but the deviation of its migration rate.
    pub fn unseen(migration: f64) -> Self {
        Self { mean: 0.0, deviation: WIDTH * libm::sqrt(migration.max(0.0)) }
    }

    /// With what its last ten years have shown, in the same unit.
    #[must_use]
    pub fn seen(self, past: f64) -> Self {
        if !(past.is_finite() && self.deviation > 0.0) {
            return self;
        }
        let believed = (past / self.deviation).clamp(*BELIEVED.start(), *BELIEVED.end()) * self.deviation;
        Self { mean: KEPT * believed, deviation: libm::sqrt(1.0 - KEPT * KEPT) * self.deviation }
    }

    /// That of a draw, `wider` times as wide.
    pub fn drawn(&self, normal: f64, wider: f64) -> f64 {
        self.mean + wider * self.deviation * normal
    }
}

/// The exchange that explains most of what was missed: `missed` by year ahead, and what an exchange of one adds there.
pub fn explains(missed: &[f64], by_one: &[f64]) -> f64 {
    let product: f64 = missed.iter().zip(by_one).map(|(missed, by)| missed * by).sum();
    product / by_one.iter().map(|by| by * by).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_counts_half_and_no_more_than_two_deviations() {
        let unseen = Exchange::unseen(0.0025);
        assert!((unseen.deviation - 0.002_28).abs() < 1e-12 && unseen.mean == 0.0);
        assert!((unseen.seen(0.001).mean - 0.000_5).abs() < 1e-12);
        assert!((unseen.seen(-1.0).mean + unseen.deviation).abs() < 1e-12);
        assert!((unseen.seen(0.001).deviation / unseen.deviation - 0.75_f64.sqrt()).abs() < 1e-12);
        assert_eq!(unseen.seen(f64::NAN), unseen);
    }

    #[test]
    fn the_exchange_that_made_misses_is_found() {
        let by_one = [1.2, 2.5, 3.7];
        let missed = by_one.map(|by| 0.002 * by);
        assert!((explains(&missed, &by_one) - 0.002).abs() < 1e-15);
    }
}
