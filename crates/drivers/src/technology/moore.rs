//! Moore's law as a random walk with drift and correlated noise, and the law of its forecast errors.

/// Why a series of costs has no forecast.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum TechnologyError {
    /// Too few values for a drift and a spread.
    #[error("a drift and its spread need at least 3 yearly values, not {0}; give a longer series")]
    TooShort(usize),
    /// A cost that has no logarithm.
    #[error("cost {0} has no logarithm; costs must be finite and above 0")]
    NotPositive(f64),
}

/// Drift and spread of the logarithm of a cost, from yearly values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moore {
    /// Mean yearly change of the natural logarithm; negative where costs fall.
    pub drift: f64,
    /// Standard deviation of the yearly changes, with one degree of freedom used by the drift.
    pub spread: f64,
    /// How many yearly changes it is estimated from (m of the paper).
    pub changes: usize,
}

impl Moore {
    /// From consecutive yearly logarithms of a cost, oldest first.
    ///
    /// # Errors
    /// [`TechnologyError::TooShort`] with fewer than three values.
    ///
    /// # Examples
    /// ```
    /// // A cost that halves every year has no spread.
    /// let logs = [8.0_f64, 4.0, 2.0, 1.0].map(f64::ln);
    /// let moore = forefend_drivers::technology::Moore::from_logs(&logs)?;
    /// assert!((moore.drift + std::f64::consts::LN_2).abs() < 1e-12 && moore.spread < 1e-12);
    /// # Ok::<(), forefend_drivers::technology::TechnologyError>(())
    /// ```
    pub fn from_logs(logs: &[f64]) -> Result<Self, TechnologyError> {
        if logs.len() < 3 {
            return Err(TechnologyError::TooShort(logs.len()));
        }
        let changes = logs.len() - 1;
        // The sum of the changes telescopes.
        let drift = (logs[changes] - logs[0]) / changes as f64;
        let squares: f64 = logs.windows(2).map(|pair| (pair[1] - pair[0] - drift).powi(2)).sum();
        Ok(Self { drift, spread: (squares / (changes - 1) as f64).sqrt(), changes })
    }
}

/// How wrong forecasts of Moore's law are, in units of the spread: changes follow `drift + v(t) + theta v(t-1)` with v
/// normal and independent (an integrated moving average).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ErrorLaw {
    /// Weight of the year before's noise, from -1 to 1; 0.63 in the paper.
    pub theta: f64,
}

impl ErrorLaw {
    /// Variance of the error `ahead` years ahead over the variance of one year's change, with a drift estimated from
    /// `changes` changes: A*(ahead, changes) / (1 + theta^2), with
    ///
    /// ```text
    /// A* = -2 theta + (1 + 2 (m - 1) theta / m + theta^2) (h + h^2 / m)
    /// ```
    pub fn variance(self, ahead: usize, changes: usize) -> f64 {
        let (h, m, theta) = (ahead as f64, changes as f64, self.theta);
        let scale = (1.0 + 2.0 * (m - 1.0) * theta / m + theta * theta) * (h + h * h / m) - 2.0 * theta;
        scale / (1.0 + theta * theta)
    }

    /// The same over the *estimated* variance: what the mean squared error in units of the estimated spread should be. An
    /// estimate from few changes is often too small, hence (m - 1) / (m - 3); infinite where `changes` is 3 or less.
    ///
    /// # Examples
    /// ```
    /// // The paper's setting, a year ahead.
    /// let law = forefend_drivers::technology::ErrorLaw { theta: 0.63 };
    /// assert!((law.normalised(1, 5) - 2.33).abs() < 0.005);
    /// ```
    pub fn normalised(self, ahead: usize, changes: usize) -> f64 {
        if changes <= 3 {
            return f64::INFINITY;
        }
        let m = changes as f64;
        (m - 1.0) / (m - 3.0) * self.variance(ahead, changes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drift_and_spread_of_a_small_series() {
        // Changes 1, 3, 2: mean 2, sum of squares 2, over 2.
        let moore = Moore::from_logs(&[0.0, 1.0, 4.0, 6.0]).unwrap();
        assert_eq!((moore.drift, moore.spread, moore.changes), (2.0, 1.0, 3));
    }

    #[test]
    fn too_short_is_an_error() {
        assert_eq!(Moore::from_logs(&[0.0, 1.0]), Err(TechnologyError::TooShort(2)));
    }

    #[test]
    fn without_correlation_the_law_is_that_of_a_plain_random_walk() {
        let law = ErrorLaw { theta: 0.0 };
        assert!((law.variance(10, 5) - (10.0 + 100.0 / 5.0)).abs() < 1e-12);
        assert_eq!(law.normalised(1, 3), f64::INFINITY);
    }
}
