//! From a delivered value to a verdict.

use serde::Serialize;

use crate::gates::{Check, Direction, Expectation, Kind, Rule};

/// A value that a computation delivers, with its interval where it has one.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Its name, the same as in the file of gates.
    pub name: String,
    /// The value.
    pub value: f64,
    /// Lower and upper end of its interval.
    pub interval: Option<(f64, f64)>,
}

impl Measured {
    /// A value without an interval.
    pub fn new(name: impl Into<String>, value: f64) -> Self {
        Self { name: name.into(), value, interval: None }
    }

    /// A value with its interval.
    pub fn with_interval(name: impl Into<String>, value: f64, low: f64, high: f64) -> Self {
        Self { name: name.into(), value, interval: Some((low, high)) }
    }
}

/// What became of a gate or bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// A gate whose every value is within its tolerance.
    Pass,
    /// A gate with a value that is not, or a computation that could not be carried out.
    Fail,
    /// A bar that is cleared, with its whole interval where it has one.
    Met,
    /// A bar that is not cleared.
    NotMet,
    /// A source is not there.
    Skipped,
}

impl Verdict {
    /// The word for people and machines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Met => "met",
            Self::NotMet => "not-met",
            Self::Skipped => "skipped",
        }
    }
}

/// One value and what it was held against.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judged {
    /// Its name.
    pub name: String,
    /// What it was held against.
    #[serde(flatten)]
    pub rule: Rule,
    /// How far from the expected number it may be, in its own units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<f64>,
    /// The value; null in JSON when it is not a number.
    pub got: f64,
    /// Lower end of its interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// Upper end of its interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// Within tolerance, or the level cleared.
    pub holds: bool,
    /// The interval holds the level, so that nothing can be said: not cleared, but not beaten either.
    pub tie: bool,
}

/// Holds a value against what is expected of it.
///
/// A level is cleared when the whole interval lies beyond it. When the interval holds the level, ends included, the
/// difference is a tie. A value without an interval is compared as it is. What is not a number never holds.
///
/// # Examples
/// ```
/// use forefend_verify::{Direction, Expectation, Measured, Rule, judge};
///
/// let wanted = Expectation {
///     name: "Brier score, model minus rival".to_owned(),
///     rule: Rule::Beyond { level: 0.0, direction: Direction::Below },
///     place: "gates.toml:1".to_owned(),
/// };
/// let found = judge(&wanted, &Measured::with_interval(&*wanted.name, -0.02, -0.05, 0.01));
/// // Better at the mean, but the interval holds the level: a tie.
/// assert!(!found.holds && found.tie);
/// ```
pub fn judge(expectation: &Expectation, measured: &Measured) -> Judged {
    let value = measured.value;
    let (low, high) = measured.interval.unwrap_or((value, value));
    let tolerance = match expectation.rule {
        Rule::Near { expected, relative, absolute } => Some((relative * expected.abs()).max(absolute)),
        _ => None,
    };
    let (holds, tie) = match expectation.rule {
        Rule::Near { expected, .. } => {
            (tolerance.is_some_and(|tolerance| (value - expected).abs() <= tolerance), false)
        }
        Rule::Between { between: [low, high] } => ((low..=high).contains(&value), false),
        Rule::Shown { .. } => (value.is_finite(), false),
        Rule::Beyond { level, direction } => {
            let cleared = match direction {
                Direction::Below => value < level && high < level,
                Direction::Above => value > level && low > level,
            };
            (cleared, measured.interval.is_some() && (low..=high).contains(&level))
        }
    };
    Judged {
        name: expectation.name.clone(),
        rule: expectation.rule,
        tolerance,
        got: value,
        low: measured.interval.map(|interval| interval.0),
        high: measured.interval.map(|interval| interval.1),
        holds,
        tie,
    }
}

/// The verdict on a check from its values.
pub(crate) fn verdict(check: &Check, values: &[Judged]) -> Verdict {
    let holds = values.iter().all(|value| value.holds);
    match (check.kind, holds) {
        (Kind::Gate, true) => Verdict::Pass,
        (Kind::Gate, false) => Verdict::Fail,
        (Kind::Bar, true) => Verdict::Met,
        (Kind::Bar, false) => Verdict::NotMet,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(rule: Rule, value: f64, interval: Option<(f64, f64)>) -> (bool, bool) {
        let expectation = Expectation { name: "x".to_owned(), rule, place: String::new() };
        let judged = judge(&expectation, &Measured { name: "x".to_owned(), value, interval });
        (judged.holds, judged.tie)
    }

    #[test]
    fn a_tolerance_is_the_larger_of_the_two_and_no_number_never_holds() {
        let near = |relative, absolute| Rule::Near { expected: -200.0, relative, absolute };
        assert_eq!(holds(near(0.01, 0.0), -202.0, None), (true, false));
        assert_eq!(holds(near(0.01, 0.0), -202.001, None), (false, false));
        assert_eq!(holds(near(0.01, 3.0), -203.0, None), (true, false));
        assert_eq!(holds(near(1.0, 1.0), f64::NAN, None), (false, false));
        assert_eq!(holds(Rule::Between { between: [0.0, 1.0] }, 1.0, None), (true, false));
        assert_eq!(holds(Rule::Shown { shown: true }, 7.0, Some((6.0, 8.0))), (true, false));
        assert_eq!(holds(Rule::Shown { shown: true }, f64::NAN, None), (false, false));
    }

    #[test]
    fn a_level_is_cleared_with_the_whole_interval_or_it_is_a_tie_or_not() {
        let below = Rule::Beyond { level: 0.0, direction: Direction::Below };
        assert_eq!(holds(below, -0.2, Some((-0.3, -0.1))), (true, false));
        assert_eq!(holds(below, -0.2, Some((-0.5, 0.0))), (false, true));
        assert_eq!(holds(below, 0.2, Some((0.1, 0.3))), (false, false));
        assert_eq!(holds(below, -0.2, None), (true, false));
        assert_eq!(holds(below, 0.0, None), (false, false));
        let above = Rule::Beyond { level: 0.9, direction: Direction::Above };
        assert_eq!(holds(above, 0.95, Some((0.91, 0.99))), (true, false));
        assert_eq!(holds(above, 0.95, Some((0.85, 0.99))), (false, true));
        assert_eq!(holds(above, f64::NAN, None), (false, false));
    }
}
