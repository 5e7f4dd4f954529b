//! Words of estimative probability: the yardstick of the UK Professional Head of Intelligence Assessment (PHIA).
//!
//! The yardstick has deliberate gaps (5-10%, 20-25%, 35-40%, 50-55%, 75-80%, 90-95%): a probability inside one gets no
//! word of its own, so that nobody argues about a border. Here such a probability is printed as a number with
//! "between X and Y". Confidence is a matter of evidence, not of probability, and is printed in a sentence apart.

mod icd203;
pub mod risk_register;

pub use self::icd203::icd203;

/// Where a probability falls on the yardstick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phia {
    /// Inside a range that has a word.
    Term(&'static str),
    /// Inside a deliberate gap between two words.
    Between(&'static str, &'static str),
    /// Not a probability (`NaN`, below 0 or above 1).
    None,
}

/// Ranges in percent, both ends included.
const TERMS: [(f64, f64, &str); 7] = [
    (0.0, 5.0, "a remote chance"),
    (10.0, 20.0, "highly unlikely"),
    (25.0, 35.0, "unlikely"),
    (40.0, 50.0, "a realistic possibility"),
    (55.0, 75.0, "likely"),
    (80.0, 90.0, "highly likely"),
    (95.0, 100.0, "almost certain"),
];

/// Slack in percent that keeps 0.55 (0.55 * 100 = 55.000000000000007) on the yardstick's ends.
const SLACK: f64 = 1e-9;

/// Word for a `probability` between 0 and 1, or the gap it falls into.
///
/// # Examples
/// ```
/// assert_eq!(forefend_report::phia(0.6).words(), "likely");
/// ```
pub fn phia(probability: f64) -> Phia {
    let percent = probability * 100.0;
    if !(-SLACK..=100.0 + SLACK).contains(&percent) {
        return Phia::None;
    }
    let mut below = TERMS[0].2;
    for (low, high, word) in TERMS {
        if percent < low - SLACK {
            return Phia::Between(below, word);
        }
        if percent <= high + SLACK {
            return Phia::Term(word);
        }
        below = word;
    }
    Phia::None
}

impl Phia {
    /// The words alone: "likely", "between unlikely and a realistic possibility", or nothing.
    pub fn words(self) -> String {
        match self {
            Self::Term(word) => word.to_owned(),
            Self::Between(below, above) => format!("between {below} and {above}"),
            Self::None => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The ends of every range, from gates.md G10.
    #[test]
    fn ends_of_every_range_carry_the_word() {
        for (low, high, word) in [
            (0.0, 0.05, "a remote chance"),
            (0.10, 0.20, "highly unlikely"),
            (0.25, 0.35, "unlikely"),
            (0.40, 0.50, "a realistic possibility"),
            (0.55, 0.75, "likely"),
            (0.80, 0.90, "highly likely"),
            (0.95, 1.0, "almost certain"),
        ] {
            assert_eq!(phia(low), Phia::Term(word), "{low}");
            assert_eq!(phia(high), Phia::Term(word), "{high}");
            assert_eq!(phia((low + high) / 2.0), Phia::Term(word));
        }
    }

    #[test]
    fn gaps_have_no_word_of_their_own() {
        assert_eq!(phia(0.07), Phia::Between("a remote chance", "highly unlikely"));
        assert_eq!(phia(0.22), Phia::Between("highly unlikely", "unlikely"));
        assert_eq!(phia(0.37), Phia::Between("unlikely", "a realistic possibility"));
        assert_eq!(phia(0.52), Phia::Between("a realistic possibility", "likely"));
        assert_eq!(phia(0.78), Phia::Between("likely", "highly likely"));
        assert_eq!(phia(0.93), Phia::Between("highly likely", "almost certain"));
    }

    #[test]
    fn what_is_no_probability_gets_no_word() {
        for bad in [f64::NAN, -0.01, 1.01, f64::INFINITY] {
            assert_eq!(phia(bad), Phia::None);
        }
    }

    proptest! {
        /// Rank of the word never falls as the probability rises.
        #[test]
        fn words_are_monotone(a in 0.0f64..=1.0, b in 0.0f64..=1.0) {
            let rank = |p: f64| match phia(p) {
                Phia::Term(w) => TERMS.iter().position(|t| t.2 == w).unwrap() * 2,
                Phia::Between(w, _) => TERMS.iter().position(|t| t.2 == w).unwrap() * 2 + 1,
                Phia::None => usize::MAX,
            };
            prop_assert!(rank(a.min(b)) <= rank(a.max(b)));
        }
    }
}
