//! Every forecast that could have been made, and how wrong it was.

use super::moore::Moore;

/// From how many changes before an origin drift and spread are estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// The last so many.
    Last(usize),
    /// All that there are, at least so many.
    All(usize),
}

impl Window {
    /// How many of `known` changes count, or none where there are too few.
    fn of(self, known: usize) -> Option<usize> {
        match self {
            Self::Last(changes) => (known >= changes).then_some(changes),
            Self::All(least) => (known >= least).then_some(known),
        }
    }
}

/// One forecast of a hindcast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HindcastError {
    /// Years ahead.
    pub ahead: usize,
    /// Observed minus forecast logarithm, in units of the spread estimated at the origin.
    pub normalised: f64,
    /// Observed minus last logarithm, in the same units: the error of "costs stay as they are".
    pub unchanged: f64,
    /// Changes that drift and spread came from.
    pub changes: usize,
    /// The spread.
    pub spread: f64,
}

/// Forecasts of a series of yearly logarithms (oldest first) from every origin with a window behind it and at least one year
/// left, up to `farthest` years ahead. An origin whose window does not vary at all is left out: errors have no unit there.
pub fn hindcast(logs: &[f64], window: Window, farthest: usize) -> Vec<HindcastError> {
    let mut errors = Vec::new();
    for origin in 2..logs.len() {
        let Some(changes) = window.of(origin) else { continue };
        let Ok(moore) = Moore::from_logs(&logs[origin - changes..=origin]) else { continue };
        if moore.spread == 0.0 {
            continue;
        }
        for (ahead, observed) in (1..=farthest).zip(&logs[origin + 1..]) {
            let unchanged = observed - logs[origin];
            errors.push(HindcastError {
                ahead,
                normalised: (unchanged - moore.drift * ahead as f64) / moore.spread,
                unchanged: unchanged / moore.spread,
                changes,
                spread: moore.spread,
            });
        }
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forecast_sees_its_window_and_nothing_else() {
        // Changes 1, 3, then 5 and 0: from the third value on, drift 2 and spread sqrt(2).
        let logs = [0.0, 1.0, 4.0, 9.0, 9.0];
        let found = hindcast(&logs, Window::Last(2), 20);
        let spread = 2f64.sqrt();
        assert_eq!(found.len(), 3);
        assert!((found[0].normalised - (5.0 - 2.0) / spread).abs() < 1e-12);
        assert!((found[1].normalised - (5.0 - 4.0) / spread).abs() < 1e-12);
        assert_eq!((found[1].ahead, found[2].ahead), (2, 1));
        // What comes later changes no earlier forecast's spread.
        let other = hindcast(&[0.0, 1.0, 4.0, 9.0, 99.0], Window::Last(2), 1);
        assert_eq!(other[0], hindcast(&logs, Window::Last(2), 1)[0]);
    }

    #[test]
    fn a_window_without_variation_is_left_out() {
        assert!(
            hindcast(&[0.0, 1.0, 2.0, 3.0, 7.0], Window::Last(2), 3).iter().all(|error| error.spread > 0.0)
        );
        assert_eq!(hindcast(&[0.0, 1.0, 2.0, 3.0], Window::All(2), 3), vec![]);
    }
}
