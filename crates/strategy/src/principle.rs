//! Principles: what a response must honour, as a question that the appraisal can answer.

use forefend_simulate::WorldFiles;
use forefend_simulate::name::{is_folder_name, no_folder_name};
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::appraise::Difference;
use crate::error::StrategyError;
use crate::outcome::{Better, OutcomeAt, Outcomes};

/// One principle of `principles.toml`.
#[derive(Debug, Clone)]
pub struct Principle {
    /// Stable name.
    pub id: String,
    /// Words for a heading.
    pub title: String,
    /// The question it asks of a portfolio.
    pub question: String,
    /// Outcome that answers it.
    pub outcome: OutcomeAt,
    /// Which direction of it is better.
    pub better: Better,
    /// True when the answer must hold under every setting of the deep uncertainties, not only the first.
    pub every_setting: bool,
}

/// What the appraisal says of a portfolio under a principle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Verdict {
    /// The 90 % interval of the difference lies on the better side of nothing.
    Honoured,
    /// The interval lies on the worse side.
    Offended,
    /// The interval holds nothing: the evidence cannot tell.
    CannotTell,
}

/// One `[[principle]]` as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// Stable name.
    pub id: Spanned<String>,
    /// Words for a heading.
    pub title: String,
    /// The question that it asks of a portfolio.
    pub question: String,
    /// Id of the outcome that answers it.
    pub outcome: Spanned<String>,
    /// True when the answer must hold under every setting.
    #[serde(default)]
    pub every_setting: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PrincipleFile {
    #[serde(default)]
    principle: Vec<Written>,
}

/// Reads `principles.toml`, in file order, against the outcomes of the world.
///
/// # Errors
/// Syntax; an id declared twice; an outcome that is not declared, or has no direction.
///
/// # Examples
/// ```
/// use forefend_simulate::WorldFiles;
/// use forefend_strategy::outcome::Outcomes;
///
/// let world = WorldFiles::new("world", forefend_world::files());
/// let outcomes = Outcomes::load(&world)?;
/// let principles = forefend_strategy::principle::load(&world, &outcomes)?;
/// assert!(principles.iter().any(|principle| principle.id == "do_no_harm" && principle.every_setting));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn load(world: &WorldFiles, outcomes: &Outcomes) -> Result<Vec<Principle>, StrategyError> {
    const PATH: &str = "principles.toml";
    let PrincipleFile { principle: written } = world.parse(PATH)?;
    let mut principles: Vec<Principle> = Vec::with_capacity(written.len());
    for Written { id, title, question, outcome: name, every_setting } in written {
        let refuse = |of: &Spanned<String>, message: String| {
            Err(StrategyError::Declaration { place: world.at(PATH, of.span()), message })
        };
        if !is_folder_name(id.as_ref()) {
            return refuse(&id, no_folder_name("principle", id.as_ref()));
        }
        if principles.iter().any(|other| other.id == *id.as_ref()) {
            return refuse(&id, format!("principle `{}` is declared twice; rename one", id.as_ref()));
        }
        let outcome = outcomes.named(name.as_ref(), || world.at(PATH, name.span()))?;
        let better = outcomes.get(outcome).better;
        if better == Better::Neither {
            let message = format!(
                "principle `{}` asks whether `{}` is better, and that has better = \"neither\"; give it a direction, or ask of \
                 another outcome",
                id.as_ref(),
                name.as_ref()
            );
            return refuse(&name, message);
        }
        let id = id.into_inner();
        principles.push(Principle { id, title, question, outcome, better, every_setting });
    }
    Ok(principles)
}

/// The verdict on paired differences, one a setting in order.
pub fn verdict(principle: &Principle, differences: &[Difference]) -> Verdict {
    let asked = if principle.every_setting { differences } else { &differences[..differences.len().min(1)] };
    let one = |difference: &Difference| {
        let [low, .., high] = difference.quantiles;
        let (better, worse) = match principle.better {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(low: f64, high: f64) -> Difference {
        Difference {
            mean: 0.0,
            quantiles: [low, low, 0.0, high, high],
            share_less: 0.0,
            share_more: 0.0,
            monte_carlo: 0.0,
        }
    }

    #[test]
    fn a_principle_for_every_setting_is_not_honoured_by_one() {
        let mut principle = Principle {
            id: "p".into(),
            title: String::new(),
            question: String::new(),
            outcome: OutcomeAt(0),
            better: Better::Less,
            every_setting: false,
        };
        let both = [difference(-2.0, -1.0), difference(-2.0, 1.0)];
        assert_eq!(verdict(&principle, &both), Verdict::Honoured);
        principle.every_setting = true;
        assert_eq!(verdict(&principle, &both), Verdict::CannotTell);
        assert_eq!(verdict(&principle, &[difference(1.0, 2.0)]), Verdict::Offended);
        let offended_once = [difference(-1.0, 1.0), difference(1.0, 2.0)];
        assert_eq!(verdict(&principle, &offended_once), Verdict::Offended);
    }

    #[test]
    fn where_more_is_better_more_honours() {
        let mut principle = Principle {
            id: "p".into(),
            title: String::new(),
            question: String::new(),
            outcome: OutcomeAt(0),
            better: Better::More,
            every_setting: false,
        };
        let (more, less, either) = (difference(1.0, 2.0), difference(-2.0, -1.0), difference(-1.0, 1.0));
        assert_eq!(verdict(&principle, &[more]), Verdict::Honoured);
        assert_eq!(verdict(&principle, &[less]), Verdict::Offended);
        assert_eq!(verdict(&principle, &[either]), Verdict::CannotTell);
        principle.better = Better::Less;
        assert_eq!(verdict(&principle, &[more]), Verdict::Offended);
    }
}
