//! Principles: what a response must honour, each either an objective or a constraint (`docs/principles.md`).
//!
//! An objective is answered by a paired difference, a constraint by a rule that is checked in every draw or on all draws
//! together. Nothing here reads a run but [`standing`] and [`Spent::of`]: all else gets numbers and gives a verdict.

mod across;
mod breaches;
mod money;
mod read;
mod standing;
mod written;

use forefend_simulate::WorldFiles;
use serde::Serialize;

use crate::appraise::Difference;
use crate::error::StrategyError;
use crate::outcome::{Better, OutcomeAt, Outcomes};

pub use self::across::{nowhere_worse, worst_futures, worth};
pub use self::breaches::Breaches;
pub use self::money::{Spent, burden, ends_within, grounds, prevention_first};
pub use self::read::{last_begun, outcomes, reads, reads_places, record};
pub use self::standing::{Forces, last_resort, law, marks};
pub use self::written::{RuleWord, Written, WrittenConstraint, WrittenObjective};

/// One principle of `principles.toml`.
#[derive(Debug, Clone)]
pub struct Principle {
    /// Stable name.
    pub id: String,
    /// Words for a heading.
    pub title: String,
    /// What it says.
    pub sentence: String,
    /// What it asks of a portfolio.
    pub asks: Asks,
}

/// What a principle asks: one thing to become better, or one rule that must not be broken.
#[derive(Debug, Clone)]
pub enum Asks {
    /// An outcome is to become better.
    Objective {
        /// Outcome that answers it.
        outcome: OutcomeAt,
        /// Which direction of it is better.
        better: Better,
        /// True when the answer must hold under every setting of the deep uncertainties, not only the first.
        every_setting: bool,
    },
    /// A rule must hold.
    Constraint(Constraint),
}

/// A rule with how often it may be broken.
#[derive(Debug, Clone)]
pub struct Constraint {
    /// The rule.
    pub rule: Rule,
    /// Share of draws in which it may be broken.
    pub chance: f64,
    /// True when it must hold under every setting.
    pub every_setting: bool,
}

/// Rules that are checked.
#[derive(Debug, Clone)]
pub enum Rule {
    /// In no year of a draw does a state carry more than `most` of what the portfolio costs.
    Burden {
        /// Greatest part.
        most: f64,
    },
    /// What is spent on prevention beyond the reference is at least `least` times what is spent on force beyond it.
    PreventionFirst {
        /// Least ratio.
        least: f64,
    },
    /// Force beyond the reference stands only where, in that draw, conflict or prevention was there before.
    LastResort {
        /// Variable by country, above 0 in conflict.
        begun: String,
        /// Years back that count.
        within: i16,
        /// `file:line` of the variable.
        place: String,
    },
    /// Force beyond the reference is carried by an organisation that may decide it, in its members.
    Law {
        /// Ids of the organisations.
        decided_by: Vec<String>,
    },
    /// All that stands has ended this many years after it is decided to end it.
    EndsWithin {
        /// Most years.
        years: f64,
    },
    /// At most this part of the money goes to measures without an effect that is published.
    Grounds {
        /// Greatest part.
        most: f64,
    },
    /// No region loses more than `most` (a part of the reference's mean), or `tolerance` in more than `chance` of the draws.
    NowhereWorse {
        /// Outcome by country.
        outcome: OutcomeAt,
        /// Which direction is better.
        better: Better,
        /// Greatest expected loss.
        most: f64,
        /// Loss in one draw that counts.
        tolerance: f64,
    },
    /// The mean of the worst `share` of the draws is not worse by more than `most`, a part of the reference's.
    WorstFutures {
        /// Outcome.
        outcome: OutcomeAt,
        /// Which direction is better.
        better: Better,
        /// Part of the draws.
        share: f64,
        /// Greatest loss.
        most: f64,
    },
    /// The mean gain, at `worth` US dollars a unit, is no less than the mean cost.
    Worth {
        /// Outcome.
        outcome: OutcomeAt,
        /// Which direction is better.
        better: Better,
        /// US dollars a unit.
        worth: f64,
    },
}

/// What became of a constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judged {
    /// It holds; what was seen.
    Pass(String),
    /// It is broken.
    Fail {
        /// Where and when, and in which share of draws where it is a rule for each.
        place: String,
        /// What was seen.
        words: String,
    },
    /// It cannot be said, and why.
    NotMeasurable(String),
}

/// What the appraisal says of a portfolio under an objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Verdict {
    /// The 90 % interval of the difference lies on the better side of nothing.
    Honoured,
    /// The interval lies on the worse side.
    Offended,
    /// The interval holds nothing: the evidence cannot tell.
    CannotTell,
}

/// Reads `principles.toml`, in file order, against the outcomes of the world.
///
/// # Errors
/// Syntax; an id declared twice; a principle that is both an objective and a constraint, or neither; keys that a rule does not
/// read, or lacks; an outcome that is not declared, or has no direction.
///
/// # Examples
/// ```
/// use forefend_simulate::WorldFiles;
/// use forefend_strategy::outcome::Outcomes;
/// use forefend_strategy::principle::Asks;
///
/// let world = WorldFiles::new("world", forefend_world::files());
/// let outcomes = Outcomes::load(&world)?;
/// let principles = forefend_strategy::principle::load(&world, &outcomes)?;
/// // Each is an objective or a constraint, never both.
/// assert!(principles.iter().any(|principle| matches!(principle.asks, Asks::Constraint(_))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn load(world: &WorldFiles, outcomes: &Outcomes) -> Result<Vec<Principle>, StrategyError> {
    written::read(world, outcomes)
}

/// The verdict of an objective on paired differences, one a setting in order.
pub fn verdict(better: Better, every_setting: bool, differences: &[Difference]) -> Verdict {
    let asked = if every_setting { differences } else { &differences[..differences.len().min(1)] };
    let one = |difference: &Difference| {
        let [low, .., high] = difference.quantiles;
        let (better, worse) = match better {
            Better::More => (low > 0.0, high < 0.0),
            Better::Less => (high < 0.0, low > 0.0),
            Better::Neither => (false, false),
        };
        match (better, worse) {
            (true, _) => Verdict::Honoured,
            (_, true) => Verdict::Offended,
            _ => Verdict::CannotTell,
        }
    };
    let verdicts: Vec<Verdict> = asked.iter().map(one).collect();
    // The question is whether it holds in every setting asked: one offence answers it.
    if verdicts.contains(&Verdict::Offended) {
        Verdict::Offended
    } else if !verdicts.is_empty() && verdicts.iter().all(|verdict| *verdict == Verdict::Honoured) {
        Verdict::Honoured
    } else {
        Verdict::CannotTell
    }
}

/// The verdict over settings: the first failure, else the first that cannot be said, else the first.
pub fn over_settings(verdicts: Vec<Judged>) -> Judged {
    let rank = |judged: &Judged| match judged {
        Judged::Fail { .. } => 0,
        Judged::NotMeasurable(_) => 1,
        Judged::Pass(_) => 2,
    };
    let none = || Judged::NotMeasurable("no setting was appraised".to_owned());
    verdicts.into_iter().min_by_key(rank).unwrap_or_else(none)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(low: f64, high: f64) -> Difference {
        Difference {
            mean: 0.0,
            quantiles: [low, low, low, 0.0, high, high, high],
            share_less: 0.0,
            share_more: 0.0,
            monte_carlo: 0.0,
        }
    }

    #[test]
    fn an_objective_for_every_setting_is_not_honoured_by_one() {
        let both = [difference(-2.0, -1.0), difference(-2.0, 1.0)];
        assert_eq!(verdict(Better::Less, false, &both), Verdict::Honoured);
        assert_eq!(verdict(Better::Less, true, &both), Verdict::CannotTell);
        assert_eq!(verdict(Better::Less, true, &[difference(1.0, 2.0)]), Verdict::Offended);
        let offended_once = [difference(-1.0, 1.0), difference(1.0, 2.0)];
        assert_eq!(verdict(Better::Less, true, &offended_once), Verdict::Offended);
    }

    #[test]
    fn where_more_is_better_more_honours() {
        let (more, less, either) = (difference(1.0, 2.0), difference(-2.0, -1.0), difference(-1.0, 1.0));
        assert_eq!(verdict(Better::More, false, &[more]), Verdict::Honoured);
        assert_eq!(verdict(Better::More, false, &[less]), Verdict::Offended);
        assert_eq!(verdict(Better::More, false, &[either]), Verdict::CannotTell);
        assert_eq!(verdict(Better::Less, false, &[more]), Verdict::Offended);
    }

    #[test]
    fn one_setting_that_fails_fails_all() {
        let pass = || Judged::Pass("so".to_owned());
        let fail = Judged::Fail { place: "Mali 2030".to_owned(), words: String::new() };
        assert_eq!(over_settings(vec![pass(), fail.clone(), pass()]), fail);
        assert_eq!(over_settings(vec![pass(), pass()]), pass());
        assert!(matches!(over_settings(Vec::new()), Judged::NotMeasurable(_)));
    }
}
