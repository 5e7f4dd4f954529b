//! The rival of the world share: a random walk on the log odds of the share in conflict (gate G3).
//!
//! `logit s(o + h) ~ N(logit s(o), h v)`, with v the sample variance (n - 1) of the yearly changes of `logit s` over the
//! thirty years up to the origin. No drift. Gate G3 prints its mean 90 % interval scores; a test reproduces them.

use forefend_panel::Year;
use forefend_simulate::normal;

use crate::error::TrackError;

/// Yearly changes that the variance is taken over.
pub const WALK_YEARS: i16 = 30;

/// A random walk without drift.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Walk {
    centre: f64,
    deviation: f64,
}

impl Walk {
    /// From the value in each year up to `origin` (`value` gives none where it is not observed); `what` names it in
    /// the error [`TrackError::ShortPast`].
    pub fn fit(
        what: &'static str,
        value: impl Fn(Year) -> Option<f64>,
        origin: Year,
    ) -> Result<Self, TrackError> {
        Self::fit_at_least(WALK_YEARS as usize, what, value, origin)
    }

    /// The same of a series that may begin later, with at least so many yearly changes up to `origin`.
    pub fn fit_at_least(
        least: usize,
        what: &'static str,
        value: impl Fn(Year) -> Option<f64>,
        origin: Year,
    ) -> Result<Self, TrackError> {
        let values: Vec<f64> = Year::range(origin - WALK_YEARS, origin).filter_map(&value).collect();
        let needed = least + 1;
        let Some(centre) = value(origin).filter(|_| values.len() >= needed) else {
            return Err(TrackError::ShortPast { origin: origin.0, what, years: values.len(), needed });
        };
        let changes: Vec<f64> = values.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let n = changes.len() as f64;
        let mean = changes.iter().sum::<f64>() / n;
        let squares: f64 = changes.iter().map(|change| (change - mean) * (change - mean)).sum();
        Ok(Self { centre, deviation: (squares / (n - 1.0)).sqrt() })
    }

    /// The value `years` ahead at probability `p` in (0, 1).
    pub fn quantile(self, years: i16, p: f64) -> f64 {
        self.centre + normal::quantile(p) * self.deviation * f64::from(years).sqrt()
    }
}

/// A random walk on the log odds of a share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RandomWalk(Walk);

impl RandomWalk {
    /// From the share in each year up to `origin` (`share` gives none where it is not observed), of `units` states. A
    /// share of 0 or 1 has no log odds: it is moved in by half a state.
    ///
    /// # Errors
    /// [`TrackError::ShortPast`] when a year of the past thirty-one is not observed.
    pub fn fit(share: impl Fn(Year) -> Option<f64>, units: usize, origin: Year) -> Result<Self, TrackError> {
        let margin = 0.5 / units.max(1) as f64;
        let logit = |year| {
            let share = share(year)?.clamp(margin, 1.0 - margin);
            Some(libm::log(share / (1.0 - share)))
        };
        Walk::fit("the world share", logit, origin).map(Self)
    }

    /// The share `years` ahead at probability `p` in (0, 1).
    pub fn quantile(&self, years: i16, p: f64) -> f64 {
        1.0 / (1.0 + libm::exp(-self.0.quantile(years, p)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fan_is_that_of_changes_worked_by_hand() {
        // The log odds alternate between 0 and 1: 15 changes of 1 and 15 of -1, mean 0, variance 30 / 29.
        let share = |year: Year| Some(if year.0 % 2 == 0 { 0.5 } else { 1.0 / (1.0 + libm::exp(-1.0)) });
        let walk = RandomWalk::fit(share, 100, Year(2000)).unwrap();
        assert!((walk.0.deviation - (30.0_f64 / 29.0).sqrt()).abs() < 1e-12);
        assert!((walk.quantile(9, 0.5) - 0.5).abs() < 1e-12);
        let upper = 1.0 / (1.0 + libm::exp(-1.644_853_626_951_472 * 3.0 * (30.0_f64 / 29.0).sqrt()));
        assert!((walk.quantile(9, 0.95) - upper).abs() < 1e-9);
    }

    #[test]
    fn a_hole_in_the_past_is_named_and_no_conflict_is_not_impossible() {
        let hole = |year: Year| (year.0 != 1985).then_some(0.2);
        assert!(matches!(
            RandomWalk::fit(hole, 10, Year(2000)),
            Err(TrackError::ShortPast { origin: 2000, years: 30, needed: 31, .. })
        ));
        let peace = RandomWalk::fit(|_| Some(0.0), 100, Year(2000)).unwrap();
        assert!((peace.quantile(1, 0.95) - 0.005).abs() < 1e-12);
    }
}
