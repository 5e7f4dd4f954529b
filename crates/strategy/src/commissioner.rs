//! Commissioners: who judges portfolios, by what they value and what they believe (`commissioners/*.toml`).
//!
//! None of them is the program's own view. Each says which outcomes count how much, which settings of the deep uncertainties
//! may be true, how much later years count, and which principles may not be broken; the program ranks portfolios as each of
//! them would, and never averages over them.

mod score;
#[cfg(test)]
mod tests;
mod verdict;

use std::collections::BTreeMap;

use forefend_panel::suggestion;
use forefend_simulate::name::{is_folder_name, no_folder_name};
use forefend_simulate::{WorldFiles, switch};
use serde::Deserialize;
use toml::Spanned;

pub use self::score::{Score, Scores};
pub use self::verdict::{Council, Ranked, Ranking, Split, council};
use crate::error::StrategyError;
use crate::outcome::{Better, OutcomeAt, Outcomes};
use crate::principle::Principle;
use crate::setting::Appraisal;

/// Most commissioners of a world: each ranks every portfolio.
const MOST: usize = 100;

/// How a commissioner reads the spread over futures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Futures {
    /// By the mean of all futures.
    #[serde(rename = "mean")]
    Mean,
    /// By the mean of the worst tenth of them: conditional value at risk.
    #[serde(rename = "worst tenth")]
    WorstTenth,
}

/// One commissioner, checked against the world.
#[derive(Debug, Clone)]
pub struct Commissioner {
    /// Stable name.
    pub id: String,
    /// Words for a table.
    pub title: String,
    /// What they value and believe, in a sentence or two.
    pub summary: String,
    /// Outcomes that count, with their share of all weight.
    pub weights: Vec<(OutcomeAt, f64)>,
    /// Ids of the settings that may be true; of several, the worst for a portfolio counts.
    pub settings: Vec<String>,
    /// Yearly rate at which later years are discounted.
    pub discount_rate: f64,
    /// How the spread over futures is read.
    pub futures: Futures,
    /// Positions of the principles that a portfolio may not break.
    pub requires: Vec<usize>,
    /// The course of the world that is believed (`scenarios.toml`); whatever the run has where absent.
    pub scenario: Option<String>,
}

/// A file under `commissioners/`, as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// Stable name.
    pub id: Spanned<String>,
    /// Words for a table.
    pub title: String,
    /// What they value and believe.
    pub summary: String,
    /// Settings of `appraisal.toml` that may be true.
    pub settings: Vec<Spanned<String>>,
    /// Yearly discount rate.
    pub discount_rate: Option<Spanned<f64>>,
    /// How the spread over futures is read.
    pub futures: Futures,
    /// Principles that a portfolio may not break.
    #[serde(default)]
    pub requires: Vec<Spanned<String>>,
    /// The course of the world that is believed.
    pub scenario: Option<Spanned<String>>,
    /// Weight of each outcome.
    pub weights: Spanned<BTreeMap<String, Spanned<f64>>>,
}

/// What the files of commissioners are checked against.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// What portfolios are compared by.
    pub outcomes: &'a Outcomes,
    /// Settings of the deep uncertainties.
    pub appraisal: &'a Appraisal,
    /// Principles in file order.
    pub principles: &'a [Principle],
}

/// Reads `commissioners/*.toml`, by id.
///
/// # Errors
/// Syntax; an id that is no folder name, or declared twice; an outcome, setting, principle or scenario that the world does not
/// have; an outcome without a direction; a weight that is negative; weights that sum to nothing; a rate outside 0 to 1.
///
/// # Examples
/// ```
/// use forefend_simulate::WorldFiles;
/// use forefend_strategy::outcome::Outcomes;
/// use forefend_strategy::{commissioner, principle, setting};
///
/// let world = WorldFiles::new("world", forefend_world::files());
/// let (outcomes, appraisal) = (Outcomes::load(&world)?, setting::load(&world)?);
/// let principles = principle::load(&world, &outcomes)?;
/// let known = commissioner::Known { outcomes: &outcomes, appraisal: &appraisal, principles: &principles };
/// let commissioners = commissioner::load(&world, known)?;
/// // Weights are shares of all weight.
/// assert_eq!(commissioners.len(), 5);
/// assert!(commissioners.iter().all(|one| (one.weights.iter().map(|(_, w)| w).sum::<f64>() - 1.0).abs() < 1e-9));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn load(world: &WorldFiles, known: Known<'_>) -> Result<Vec<Commissioner>, StrategyError> {
    let mut found: Vec<Commissioner> = Vec::new();
    for path in world.under("commissioners", ".toml") {
        let reader = Reader { world, path, known };
        let one = reader.read()?;
        if found.iter().any(|other| other.id == one.id) {
            return Err(StrategyError::Declaration {
                place: world.at(path, 0..0),
                message: format!("commissioner `{}` is declared twice; rename one", one.id),
            });
        }
        found.push(one);
    }
    if found.len() > MOST {
        return Err(StrategyError::Declaration {
            place: world.at("commissioners", 0..0),
            message: format!("more than {MOST} commissioners; take some out"),
        });
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(found)
}

/// One file, and refusals that name the place.
struct Reader<'a> {
    world: &'a WorldFiles,
    path: &'a str,
    known: Known<'a>,
}

impl Reader<'_> {
    fn read(&self) -> Result<Commissioner, StrategyError> {
        let written: Written = self.world.parse(self.path)?;
        let id = &written.id;
        if !is_folder_name(id.as_ref()) {
            return self.refuse(id, no_folder_name("commissioner", id.as_ref()));
        }
        if written.settings.is_empty() {
            return self.refuse(
                id,
                format!("`{}` believes no setting; name one of appraisal.toml in `settings`", id.as_ref()),
            );
        }
        let settings = self.known.appraisal.setting.iter().map(|setting| setting.id.as_str());
        for name in &written.settings {
            self.one_of("setting", name, settings.clone())?;
        }
        let principles = self.known.principles.iter().map(|principle| principle.id.as_str());
        let requires = written.requires.iter().map(|name| self.one_of("principle", name, principles.clone()));
        let requires: Vec<usize> = requires.collect::<Result<_, _>>()?;
        if let Some(name) = &written.scenario {
            let (_, scenarios) = switch::declared(self.world)?;
            self.one_of("scenario", name, scenarios.scenario.iter().map(|one| one.id.as_ref().as_str()))?;
        }
        let discount_rate = match &written.discount_rate {
            Some(rate) if !(0.0..=1.0).contains(rate.as_ref()) => {
                return self.refuse(
                    rate,
                    format!("discount_rate = {}; give a yearly rate from 0 to 1", rate.as_ref()),
                );
            }
            rate => rate.as_ref().map_or(0.0, |rate| *rate.as_ref()),
        };
        Ok(Commissioner {
            weights: self.weights(&written.weights)?,
            settings: written.settings.into_iter().map(Spanned::into_inner).collect(),
            discount_rate,
            futures: written.futures,
            requires,
            scenario: written.scenario.map(Spanned::into_inner),
            id: written.id.into_inner(),
            title: written.title,
            summary: written.summary,
        })
    }

    /// Weights as shares of their sum, in the order in which outcomes are printed.
    fn weights(
        &self,
        written: &Spanned<BTreeMap<String, Spanned<f64>>>,
    ) -> Result<Vec<(OutcomeAt, f64)>, StrategyError> {
        let mut weights = Vec::new();
        for (id, weight) in written.as_ref() {
            let at = self.known.outcomes.named(id, || self.place(weight))?;
            if self.known.outcomes.get(at).better == Better::Neither {
                let message =
                    format!("`{id}` has better = \"neither\": it can have no weight; choose another outcome");
                return self.refuse(weight, message);
            }
            match *weight.as_ref() {
                value if value >= 0.0 && value.is_finite() => weights.push((at, value)),
                value => {
                    let message = format!(
                        "{id} = {value}: a weight is 0 or more; which direction is better stands in outcomes.toml"
                    );
                    return self.refuse(weight, message);
                }
            }
        }
        let sum: f64 = weights.iter().map(|(_, weight)| weight).sum();
        if sum <= 0.0 || !sum.is_finite() {
            return self
                .refuse(written, "the weights sum to nothing; give at least one outcome a weight above 0");
        }
        weights.retain(|(_, weight)| *weight > 0.0);
        weights.iter_mut().for_each(|(_, weight)| *weight /= sum);
        weights.sort_by_key(|(at, _)| *at);
        Ok(weights)
    }

    /// The position of `name` among what the world declares.
    fn one_of<'b>(
        &self,
        what: &'static str,
        name: &Spanned<String>,
        mut ids: impl Iterator<Item = &'b str> + Clone,
    ) -> Result<usize, StrategyError> {
        let all = ids.clone();
        ids.position(|id| id == name.as_ref()).ok_or_else(|| StrategyError::Unknown {
            place: self.place(name),
            what,
            name: name.as_ref().clone(),
            suggestion: suggestion(name.as_ref(), all),
        })
    }

    fn place<T>(&self, value: &Spanned<T>) -> String {
        self.world.at(self.path, value.span())
    }

    fn refuse<T, R>(&self, value: &Spanned<T>, message: impl Into<String>) -> Result<R, StrategyError> {
        Err(StrategyError::Declaration { place: self.place(value), message: message.into() })
    }
}
