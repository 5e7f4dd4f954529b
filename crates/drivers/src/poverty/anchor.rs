//! A country's distribution of income fixed to its last survey.

use super::{LINES, LOGNORMAL_SHARE, Shape};

/// Surveys are printed to 0.1 points, a thousandth: what is printed as nobody stands for a quarter of that.
const PRINTED: f64 = 1000.0;
const NEAREST: f64 = 0.25 / PRINTED;
/// Nobody's Gini coefficient moves beyond these.
const GINI: [f64; 2] = [0.15, 0.75];

/// What a survey found, as means: for each line of [`LINES`] the mean income at which the shape with the survey's Gini
/// coefficient has the share below the line that was found. One mean would do if the shape were exact; one for each line
/// reproduces the survey.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Anchor {
    /// Logarithm of the mean income for each line, in dollars a day.
    pub log_means: [f64; 3],
    /// Log odds of the survey's Gini coefficient.
    pub gini: f64,
}

impl Anchor {
    /// From the shares of people below the three lines and the Gini coefficient of one survey, all as shares.
    pub fn of_survey(below: [f64; 3], gini: f64) -> Self {
        let shape = Shape::new(gini, LOGNORMAL_SHARE);
        let log_mean =
            |line: usize| libm::log(LINES[line]) - shape.log_ratio(below[line].clamp(NEAREST, 1.0 - NEAREST));
        Self { log_means: [log_mean(0), log_mean(1), log_mean(2)], gini: log_odds(gini) }
    }

    /// Shares below the three lines as a survey prints them, to 0.1 points, once mean income has moved by `growth` (log
    /// points) and the log odds of the Gini coefficient by `unequal`, both since the survey.
    ///
    /// # Examples
    /// ```
    /// use forefend_drivers::poverty::Anchor;
    ///
    /// let anchor = Anchor::of_survey([0.598, 0.751, 0.933], 0.427);
    /// let same = anchor.headcounts(0.0, 0.0);
    /// assert_eq!(same, [0.598, 0.751, 0.933]);
    /// assert!(anchor.headcounts(0.2, 0.0)[0] < same[0], "growth lowers poverty");
    /// ```
    pub fn headcounts(&self, growth: f64, unequal: f64) -> [f64; 3] {
        let odds = libm::exp(self.gini + unequal);
        let shape = Shape::new((odds / (1.0 + odds)).clamp(GINI[0], GINI[1]), LOGNORMAL_SHARE);
        let below = |line: usize| {
            let share = shape.below(libm::log(LINES[line]) - self.log_means[line] - growth);
            (PRINTED * share.clamp(0.0, 1.0)).round() / PRINTED
        };
        let [low, middle, high] = [below(0), below(1), below(2)];
        // Three means may cross far from the survey; a higher line never has fewer people below it.
        [low, middle.max(low), high.max(middle).max(low)]
    }
}

/// Log odds of a share.
pub fn log_odds(share: f64) -> f64 {
    libm::log(share / (1.0 - share))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Anchor;

    #[test]
    fn nobody_poor_is_reproduced_too() {
        assert_eq!(Anchor::of_survey([0.0, 0.0, 0.002], 0.3).headcounts(0.0, 0.0)[..2], [0.0, 0.0]);
    }

    proptest! {
        #[test]
        fn a_survey_is_reproduced_and_lines_keep_their_order(
            low in 0.001..0.5f64, more in 0.001..0.3f64, most in 0.001..0.19f64, gini in 0.25..0.6f64,
            growth in -1.0..2.0f64, unequal in -0.5..0.5f64,
        ) {
            let below = [low, low + more, low + more + most];
            let anchor = Anchor::of_survey(below, gini);
            for (found, given) in anchor.headcounts(0.0, 0.0).iter().zip(below) {
                prop_assert!((found - given).abs() < 0.0005 + 1e-9);
            }
            let later = anchor.headcounts(growth, unequal);
            prop_assert!(later[0] <= later[1] && later[1] <= later[2]);
            prop_assert!(later.iter().all(|share| (0.0..=1.0).contains(share)));
            let richer = anchor.headcounts(growth + 0.1, unequal);
            prop_assert!((0..3).all(|line| richer[line] <= later[line]));
        }
    }
}
