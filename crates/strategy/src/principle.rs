//! Principles: what a response must honour, as a question that the appraisal can answer.

use forefend_simulate::WorldFiles;
use forefend_simulate::name::{is_folder_name, no_folder_name};
use serde::{Deserialize, Serialize};

use crate::appraise::{Difference, Outcome};
use crate::error::StrategyError;

/// One principle of `principles.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Principle {
    /// Stable name.
    pub id: String,
    /// Words for a heading.
    pub title: String,
    /// The question it asks of a portfolio.
    pub question: String,
    /// Outcome that answers it; less is better.
    pub outcome: Outcome,
    /// True when the answer must hold under every setting of the deep uncertainties, not only the first.
    #[serde(default)]
    pub every_setting: bool,
}

/// What the appraisal says of a portfolio under a principle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Verdict {
    /// The 90 % interval of the difference lies below nothing.
    Honoured,
    /// The 90 % interval lies above nothing.
    Offended,
    /// The interval holds nothing: the evidence cannot tell.
    CannotTell,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PrincipleFile {
    #[serde(default)]
    principle: Vec<Principle>,
}

/// Reads `principles.toml`, in file order.
///
/// # Errors
/// Syntax, or an id declared twice.
///
/// # Examples
/// ```
/// use forefend_simulate::WorldFiles;
///
/// let world = WorldFiles::new("world", forefend_world::files());
/// let principles = forefend_strategy::principle::load(&world)?;
/// assert!(principles.iter().any(|principle| principle.id == "do_no_harm" && principle.every_setting));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn load(world: &WorldFiles) -> Result<Vec<Principle>, StrategyError> {
    const PATH: &str = "principles.toml";
    let PrincipleFile { principle } = world.parse(PATH)?;
    for (position, one) in principle.iter().enumerate() {
        if !is_folder_name(&one.id) {
            return Err(StrategyError::Declaration {
                place: world.at_text(PATH, &format!("\"{}\"", one.id)),
                message: no_folder_name("principle", &one.id),
            });
        }
        if principle[..position].iter().any(|other| other.id == one.id) {
            return Err(StrategyError::Declaration {
                place: world.at(PATH, 0..0),
                message: format!("principle `{}` is declared twice; rename one", one.id),
            });
        }
    }
    Ok(principle)
}

/// The verdict on paired differences, one a setting in order.
pub fn verdict(principle: &Principle, differences: &[Difference]) -> Verdict {
    let asked = if principle.every_setting { differences } else { &differences[..differences.len().min(1)] };
    let one = |difference: &Difference| {
        if difference.quantiles[4] < 0.0 {
            Verdict::Honoured
        } else if difference.quantiles[0] > 0.0 {
            Verdict::Offended
        } else {
            Verdict::CannotTell
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
            outcome: Outcome::BattleDeaths,
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
}
