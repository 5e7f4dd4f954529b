//! Principles as an analyst writes them, and what is wrong with them.

use std::ops::Range;

use forefend_simulate::WorldFiles;
use forefend_simulate::name::{is_folder_name, no_folder_name};
use serde::Deserialize;
use toml::Spanned;

use super::{Asks, Constraint, Principle, Rule};
use crate::error::StrategyError;
use crate::outcome::{Better, OutcomeAt, Outcomes};

/// The file that declares principles.
const PATH: &str = "principles.toml";

/// One `[[principle]]` as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// Stable name.
    pub id: Spanned<String>,
    /// Words for a heading.
    pub title: String,
    /// What it says, in a sentence.
    pub sentence: String,
    /// What is to become better.
    pub objective: Option<Spanned<WrittenObjective>>,
    /// What must not be broken.
    pub constraint: Option<Spanned<WrittenConstraint>>,
}

/// `objective = { ... }`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenObjective {
    /// Id of the outcome that answers it.
    pub outcome: Spanned<String>,
    /// True when the answer must hold under every setting.
    #[serde(default)]
    pub every_setting: bool,
}

/// The rule of a constraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum RuleWord {
    /// No state carries more than a part of the cost.
    #[serde(rename = "burden")]
    Burden,
    /// Money for prevention keeps up with money for force.
    #[serde(rename = "prevention first")]
    PreventionFirst,
    /// Force is added only where prevention stood or conflict has begun.
    #[serde(rename = "last resort")]
    LastResort,
    /// Force is added only in members of an organisation that may decide it.
    #[serde(rename = "law")]
    Law,
    /// What stands can be ended within some years.
    #[serde(rename = "ends within")]
    EndsWithin,
    /// Money goes to what published evidence speaks for.
    #[serde(rename = "grounds")]
    Grounds,
    /// No place is worse off.
    #[serde(rename = "nowhere worse")]
    NowhereWorse,
    /// The worst futures do not become worse.
    #[serde(rename = "worst futures")]
    WorstFutures,
    /// What is gained is worth what it costs.
    #[serde(rename = "worth")]
    Worth,
}

/// `constraint = { ... }`: a rule and its numbers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenConstraint {
    /// Which rule.
    pub rule: Spanned<RuleWord>,
    /// Greatest part of the cost, or of a loss; years for `ends within`.
    pub most: Option<Spanned<f64>>,
    /// Least part.
    pub least: Option<Spanned<f64>>,
    /// Share of draws in which the rule may be broken; 0 where absent.
    pub chance: Option<Spanned<f64>>,
    /// Outcome whose loss is looked at.
    pub outcome: Option<Spanned<String>>,
    /// Loss in one draw, as a part of the reference's mean, beyond which it counts.
    pub tolerance: Option<Spanned<f64>>,
    /// Part of the draws that are the worst.
    pub share: Option<Spanned<f64>>,
    /// US dollars that one unit of the outcome is worth.
    pub worth: Option<Spanned<f64>>,
    /// Variable by country that is above 0 where conflict has begun.
    pub begun: Option<Spanned<String>>,
    /// Years back in which conflict or prevention counts.
    pub within: Option<Spanned<f64>>,
    /// Organisations that may decide on force.
    pub decided_by: Option<Spanned<Vec<String>>>,
    /// True when the rule must hold under every setting.
    #[serde(default)]
    pub every_setting: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PrincipleFile {
    #[serde(default)]
    principle: Vec<Written>,
}

/// Reads the file into principles, in its order.
pub(super) fn read(world: &WorldFiles, outcomes: &Outcomes) -> Result<Vec<Principle>, StrategyError> {
    let PrincipleFile { principle: written } = world.parse(PATH)?;
    let reader = Reader { world, outcomes };
    let mut principles: Vec<Principle> = Vec::with_capacity(written.len());
    for one in written {
        let id: &str = one.id.as_ref();
        if !is_folder_name(id) {
            return reader.refuse(one.id.span(), no_folder_name("principle", id));
        }
        if principles.iter().any(|other| other.id == id) {
            return reader.refuse(one.id.span(), format!("principle `{id}` is declared twice; rename one"));
        }
        let asks = match (&one.objective, &one.constraint) {
            (Some(objective), None) => reader.objective(id, objective.as_ref())?,
            (None, Some(constraint)) => Asks::Constraint(reader.constraint(constraint)?),
            (Some(_), Some(both)) => {
                let message = format!(
                    "principle `{id}` is an objective and a constraint; a principle is one of them: take one out, or make two \
                     principles of it"
                );
                return reader.refuse(both.span(), message);
            }
            (None, None) => {
                let message = format!(
                    "principle `{id}` asks nothing; give `objective` or `constraint` (docs/principles.md)"
                );
                return reader.refuse(one.id.span(), message);
            }
        };
        let Written { id, title, sentence, .. } = one;
        principles.push(Principle { id: id.into_inner(), title, sentence, asks });
    }
    Ok(principles)
}

struct Reader<'a> {
    world: &'a WorldFiles,
    outcomes: &'a Outcomes,
}

impl Reader<'_> {
    fn refuse<R>(&self, span: Range<usize>, message: String) -> Result<R, StrategyError> {
        Err(StrategyError::Declaration { place: self.world.at(PATH, span), message })
    }

    /// An outcome that says which direction is better.
    fn outcome(&self, of: &str, name: &Spanned<String>) -> Result<(OutcomeAt, Better), StrategyError> {
        let at = self.outcomes.named(name.as_ref(), || self.world.at(PATH, name.span()))?;
        match self.outcomes.get(at).better {
            Better::Neither => {
                let message = format!(
                    "{of} asks whether `{}` is better, and that has better = \"neither\"; give it a direction, or ask of \
                     another outcome",
                    name.as_ref()
                );
                self.refuse(name.span(), message)
            }
            better => Ok((at, better)),
        }
    }

    fn objective(&self, id: &str, written: &WrittenObjective) -> Result<Asks, StrategyError> {
        let (outcome, better) = self.outcome(&format!("principle `{id}`"), &written.outcome)?;
        Ok(Asks::Objective { outcome, better, every_setting: written.every_setting })
    }

    fn constraint(&self, spanned: &Spanned<WrittenConstraint>) -> Result<Constraint, StrategyError> {
        let written = spanned.as_ref();
        self.only_own_keys(written)?;
        let chance = written.chance.as_ref().map(|chance| self.part("chance", chance)).transpose()?;
        let rule = match written.rule.as_ref() {
            RuleWord::Burden => Rule::Burden { most: self.needed_part("most", &written.most, written)? },
            RuleWord::PreventionFirst => {
                Rule::PreventionFirst { least: self.needed("least", &written.least, written)? }
            }
            RuleWord::LastResort => self.last_resort(written)?,
            RuleWord::Law => match &written.decided_by {
                Some(names) if !names.as_ref().is_empty() => Rule::Law { decided_by: names.as_ref().clone() },
                _ => return self.missing("decided_by", written),
            },
            RuleWord::EndsWithin => Rule::EndsWithin { years: self.needed("most", &written.most, written)? },
            RuleWord::Grounds => Rule::Grounds { most: self.needed_part("most", &written.most, written)? },
            RuleWord::NowhereWorse => {
                let (outcome, better) = self.of_outcome(written)?;
                if self.outcomes.by_country(outcome).is_none() {
                    let message = "countries have nothing of this outcome; ask of one by country".to_owned();
                    return self.refuse(spanned.span(), message);
                }
                let most = self.needed("most", &written.most, written)?;
                let tolerance = self.needed("tolerance", &written.tolerance, written)?;
                Rule::NowhereWorse { outcome, better, most, tolerance }
            }
            RuleWord::WorstFutures => {
                let (outcome, better) = self.of_outcome(written)?;
                let share = self.needed_part("share", &written.share, written)?;
                Rule::WorstFutures {
                    outcome,
                    better,
                    share,
                    most: self.needed("most", &written.most, written)?,
                }
            }
            RuleWord::Worth => {
                let (outcome, better) = self.of_outcome(written)?;
                Rule::Worth { outcome, better, worth: self.needed("worth", &written.worth, written)? }
            }
        };
        Ok(Constraint { rule, chance: chance.unwrap_or(0.0), every_setting: written.every_setting })
    }

    fn last_resort(&self, written: &WrittenConstraint) -> Result<Rule, StrategyError> {
        let Some(begun) = &written.begun else { return self.missing("begun", written) };
        let years = self.needed("within", &written.within, written)?;
        let place = self.world.at(PATH, begun.span());
        Ok(Rule::LastResort { begun: begun.as_ref().clone(), within: years as i16, place })
    }

    fn of_outcome(&self, written: &WrittenConstraint) -> Result<(OutcomeAt, Better), StrategyError> {
        match &written.outcome {
            Some(name) => self.outcome("this rule", name),
            None => self.missing("outcome", written),
        }
    }

    fn missing<R>(&self, key: &str, written: &WrittenConstraint) -> Result<R, StrategyError> {
        let message = format!("this rule needs `{key}` (docs/principles.md)");
        self.refuse(written.rule.span(), message)
    }

    /// A finite number of at least 0.
    fn needed(
        &self,
        key: &str,
        value: &Option<Spanned<f64>>,
        written: &WrittenConstraint,
    ) -> Result<f64, StrategyError> {
        let Some(value) = value else { return self.missing(key, written) };
        match *value.as_ref() {
            number if (0.0..=1e15).contains(&number) => Ok(number),
            number => self.refuse(value.span(), format!("{key} = {number}; give 0 or more")),
        }
    }

    fn needed_part(
        &self,
        key: &str,
        value: &Option<Spanned<f64>>,
        written: &WrittenConstraint,
    ) -> Result<f64, StrategyError> {
        match value {
            Some(value) => self.part(key, value),
            None => self.missing(key, written),
        }
    }

    /// A part of a whole.
    fn part(&self, key: &str, value: &Spanned<f64>) -> Result<f64, StrategyError> {
        match *value.as_ref() {
            number if (0.0..=1.0).contains(&number) => Ok(number),
            number => self.refuse(value.span(), format!("{key} = {number}; give a number from 0 to 1")),
        }
    }

    /// A key that the rule does not read would promise what is not checked.
    fn only_own_keys(&self, written: &WrittenConstraint) -> Result<(), StrategyError> {
        let own: &[&str] = match written.rule.as_ref() {
            RuleWord::Burden | RuleWord::EndsWithin | RuleWord::Grounds => &["most", "chance"],
            RuleWord::PreventionFirst => &["least", "chance"],
            RuleWord::LastResort => &["begun", "within", "chance"],
            RuleWord::Law => &["decided_by", "chance"],
            RuleWord::NowhereWorse => &["outcome", "most", "tolerance", "chance"],
            RuleWord::WorstFutures => &["outcome", "share", "most"],
            RuleWord::Worth => &["outcome", "worth"],
        };
        let span = |value: &Option<Spanned<f64>>| value.as_ref().map(Spanned::span);
        let given = [
            ("most", span(&written.most)),
            ("least", span(&written.least)),
            ("chance", span(&written.chance)),
            ("tolerance", span(&written.tolerance)),
            ("share", span(&written.share)),
            ("worth", span(&written.worth)),
            ("within", span(&written.within)),
            ("outcome", written.outcome.as_ref().map(Spanned::span)),
            ("begun", written.begun.as_ref().map(Spanned::span)),
            ("decided_by", written.decided_by.as_ref().map(Spanned::span)),
        ];
        for (key, span) in given {
            if let Some(span) = span.filter(|_| !own.contains(&key)) {
                let message =
                    format!("this rule does not read `{key}`; it reads {}; take the key out", own.join(", "));
                return self.refuse(span, message);
            }
        }
        Ok(())
    }
}
