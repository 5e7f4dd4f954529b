//! What a replay is scored against: three forecasts without a model, made from what was published then.

use forefend_panel::Year;
use serde::{Deserialize, Serialize};

/// A forecast of the yearly probability of conflict that needs no model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplayRival {
    /// Share of the state's last 30 years in which it was in conflict.
    History,
    /// `w(h) s + v(h) b + (1 - w(h) - v(h)) g`, `h` years ahead: `s` is the state's present (0 or 1), `b` its own 30-year
    /// share, `g` the world's. The weights `w(h)` and `v(h)` are those that fit all earlier years best (least squares).
    /// `w` falls with `h`, so the present fades into a base rate.
    PersistenceToBase,
    /// The published decline (Hegre et al. 2013: 15 % of states in conflict in 2009, 7 % in 2050), a straight line: the
    /// log odds of [`ReplayRival::PersistenceToBase`] moved by one number, the same for all states, so that their
    /// mean lies on the line.
    Decline,
}

impl ReplayRival {
    /// All of them, in the order of tables.
    pub const ALL: [Self; 3] = [Self::History, Self::PersistenceToBase, Self::Decline];

    /// The name in tables.
    pub fn words(self) -> &'static str {
        match self {
            Self::History => "30-year share",
            Self::PersistenceToBase => "persistence to base rate",
            Self::Decline => "published decline",
        }
    }
}

/// Share of states in conflict that the published decline gives for `year`, 0 to 1.
///
/// From 2008 on the line as published, in calendar years: 15 % in 2009 (and before), 7 % in 2050. For a look from
/// before 2008, which could not know it, the same slope (0.195 points a year) from the share observed last.
pub fn published_decline(looked_from: Year, observed_last: (Year, f64), year: Year) -> f64 {
    const SLOPE: f64 = (0.15 - 0.07) / 41.0;
    let share = if looked_from >= Year(2008) {
        0.15 - SLOPE * f64::from((year - Year(2009)).max(0))
    } else {
        observed_last.1 - SLOPE * f64::from(year - observed_last.0)
    };
    share.clamp(0.01, 0.99)
}

/// `probabilities` (inside 0 to 1) with their log odds moved by one number so that their mean is `mean`, found by
/// bisection to 1e-12.
pub(crate) fn with_mean(probabilities: &[f64], mean: f64) -> Vec<f64> {
    let odds: Vec<f64> = probabilities
        .iter()
        .map(|p| {
            let p = p.clamp(1e-6, 1.0 - 1e-6);
            libm::log(p / (1.0 - p))
        })
        .collect();
    let moved = |by: f64| odds.iter().map(|odds| 1.0 / (1.0 + libm::exp(-(odds + by)))).collect::<Vec<f64>>();
    let (mut low, mut high) = (-40.0, 40.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        let found = moved(middle).iter().sum::<f64>() / odds.len() as f64;
        if found < mean { low = middle } else { high = middle }
    }
    moved(0.5 * (low + high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_line_falls_from_15_to_7_percent_and_is_transposed_before_2008() {
        let seen = (Year(2007), 0.17);
        let at = |from, year| published_decline(Year(from), seen, Year(year));
        assert_eq!([at(2008, 2008), at(2008, 2009)], [0.15, 0.15]);
        assert!((at(2008, 2050) - 0.07).abs() < 1e-12);
        // Half way: 2029.5, so 2029 and 2030 have 11 % between them.
        assert!(((at(2008, 2029) + at(2008, 2030)) / 2.0 - 0.11).abs() < 1e-12);
        assert!((published_decline(Year(1990), (Year(1989), 0.25), Year(2030)) - 0.17).abs() < 1e-12);
    }

    #[test]
    fn moving_the_log_odds_gives_the_mean_asked_for_and_keeps_the_order() {
        let moved = with_mean(&[0.02, 0.3, 0.9], 0.15);
        assert!((moved.iter().sum::<f64>() / 3.0 - 0.15).abs() < 1e-9);
        assert!(moved[0] < moved[1] && moved[1] < moved[2]);
        // Odds ratios stay: log odds of 0.9 and 0.3 differ by log(9 / (3/7)) = log 21.
        let odds = |p: f64| p / (1.0 - p);
        assert!((odds(moved[2]) / odds(moved[1]) - 21.0).abs() < 1e-6);
    }
}
