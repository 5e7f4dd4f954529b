//! Events whose rate nobody can count: a chance that experts were asked for, and what it comes to in a year.

/// The normal quantile at 75 %.
const QUARTILE: f64 = 0.674_489_750_196_081_7;

/// A belief about the chance that something happens within so many years: log-normal, cut off at certainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ElicitedChance {
    /// Mean and standard deviation of the logarithm of the chance.
    mean: f64,
    deviation: f64,
    /// Years that the question spanned.
    years: f64,
}

impl ElicitedChance {
    /// From the lower and upper quartile of the chance (each in (0, 1)) within `years` (above 0).
    ///
    /// # Examples
    /// ```
    /// use forefend_threats::elicited::ElicitedChance;
    ///
    /// // 5 % within 21 years is 0.24 % a year.
    /// let chance = ElicitedChance::from_quartiles([0.05, 0.05], 21.0);
    /// assert!((chance.yearly(0.0) - 0.002_44).abs() < 1e-5);
    /// ```
    pub fn from_quartiles([low, high]: [f64; 2], years: f64) -> Self {
        let (low, high) = (libm::log(low), libm::log(high));
        Self { mean: 0.5 * (low + high), deviation: (high - low) / (2.0 * QUARTILE), years }
    }

    /// The chance within the span at a standard normal number, at most 99 %.
    pub fn within(&self, normal: f64) -> f64 {
        libm::exp(self.mean + self.deviation * normal).min(0.99)
    }

    /// The constant chance a year that comes to it: 1 - (1 - p)^(1 / years).
    pub fn yearly(&self, normal: f64) -> f64 {
        -libm::expm1(libm::log1p(-self.within(normal)) / self.years)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_and_years_come_back() {
        let chance = ElicitedChance::from_quartiles([0.01, 0.05], 21.0);
        assert!((chance.within(-QUARTILE) - 0.01).abs() < 1e-12);
        assert!((chance.within(QUARTILE) - 0.05).abs() < 1e-12);
        for normal in [-3.0, -0.5, 0.0, 1.0, 2.5, 9.0] {
            let none = libm::pow(1.0 - chance.yearly(normal), 21.0);
            assert!((1.0 - none - chance.within(normal)).abs() < 1e-9, "at {normal}");
            assert!((0.0..1.0).contains(&chance.yearly(normal)));
        }
    }
}
