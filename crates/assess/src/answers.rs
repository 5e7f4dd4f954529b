//! The answers to what else is asked of a portfolio, from the scenarios that the questions asked for.

use std::collections::BTreeMap;

use forefend_runs::parts::mean;
use forefend_runs::{Parts, RunWriter};
use forefend_simulate::deployed_column;
use forefend_strategy::appraise::{Difference, Scope, totals};
use forefend_strategy::break_even::{BreakEven, break_even};
use forefend_strategy::outcome::{OutcomeAt, Totals};
use forefend_strategy::returns;
use forefend_strategy::setting::BreakEvenQuestion;
use serde::Serialize;

use crate::Material;
use crate::error::AssessError;
use crate::questions::{Effects, Question, Variant};

/// What was found; empty where nothing was asked.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Answers {
    /// The alternative later, minus the same one at once: what the delay costs.
    pub later: Vec<Changed>,
    /// The alternative with more of a measure, minus itself.
    pub more: Vec<Changed>,
    /// The size of the effects at which an alternative is as good as the reference.
    pub believe: Vec<Believed>,
}

/// One outcome of an alternative with something changed, minus that outcome of the alternative itself, draw by draw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changed {
    /// Id of the alternative.
    pub alternative: String,
    /// The delay in years, or the measure.
    pub what: String,
    /// Id of the outcome.
    pub outcome: String,
    /// Id of the setting.
    pub setting: String,
    /// The difference.
    pub difference: Difference,
    /// Of more of a measure: mean unit-years more of it over the appraised years.
    pub units: Option<f64>,
    /// Gain of the outcome for each US$ bn that it costs more, with its 90 % interval.
    pub per_billion: Option<(f64, Option<[f64; 2]>)>,
}

/// Where an alternative breaks even.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Believed {
    /// Id of the alternative.
    pub alternative: String,
    /// Id of the question in `appraisal.toml`.
    pub question: String,
    /// Words of the question.
    pub title: String,
    /// `published`: assumptions are off; `all`: they are on and multiplied too.
    pub effects: String,
    /// `at`, `always better`, `never better`, `no difference`.
    pub answer: String,
    /// Multiple of the effects, 1 being as published.
    pub multiple: Option<f64>,
    /// Its 90 % interval over resamples of the futures.
    pub ends: Option<[f64; 2]>,
    /// The share of a published effect that would have to be no effect: 1 less the multiple, where that is 1 or less. None of
    /// `all`: assumptions are multiplied there too, which no causal discount does.
    pub discount: Option<f64>,
    /// Whether it is better above the multiple, else below.
    pub better_above: Option<bool>,
    /// Share of futures in which the alternative is better with the effects as published.
    pub better_as_published: Option<f64>,
}

/// A multiple of the effects in percent, and the gain in each draw.
type AtMultiple = (u16, Vec<f64>);

/// Reads the scenarios of the run's variants and answers what was asked; every number is entered in the ledger.
/// `reference` holds the reference's totals.
pub(crate) fn answers(
    material: &Material<'_>,
    writer: &RunWriter,
    reference: &Totals,
) -> Result<Answers, AssessError> {
    let prepared = material.prepared;
    let mut answers = Answers::default();
    if prepared.variants.is_empty() {
        return Ok(answers);
    }
    let reader = Reader { material, writer };
    // One scenario at a time, and the gains of one alternative's multiples.
    let mut gains: BTreeMap<(usize, Effects, usize), Vec<AtMultiple>> = BTreeMap::new();
    for variant in &prepared.variants {
        let parts = Parts::at(&writer.scenario(&variant.name()));
        let found = reader.totals(&parts)?;
        match &variant.asked {
            Question::Later(years) => {
                answers.later.extend(reader.changed(variant, &years.to_string(), &found)?)
            }
            Question::More(measure) => {
                let units =
                    reader.units(&parts, measure)? - reader.units(&reader.itself(variant), measure)?;
                let rows = reader.changed(variant, measure, &found)?;
                answers.more.extend(rows.into_iter().map(|row| Changed { units: Some(units), ..row }));
            }
            Question::Believing(effects, percent) => {
                for (at, question) in prepared.appraisal.break_even.iter().enumerate() {
                    let gain = reader.gain((question, prepared.break_even[at]), &found, reference);
                    gains.entry((variant.of, *effects, at)).or_default().push((*percent, gain));
                }
            }
        }
    }
    for (asked, points) in gains {
        answers.believe.push(believed(material, asked, points));
    }
    reader.enter(&answers);
    Ok(answers)
}

/// What reads scenarios of one run.
struct Reader<'a> {
    material: &'a Material<'a>,
    writer: &'a RunWriter,
}

impl Reader<'_> {
    fn totals(&self, parts: &Parts) -> Result<Totals, AssessError> {
        let prepared = self.material.prepared;
        let cost = prepared.outcomes.cost();
        let scope = Scope { years: prepared.years(), chance: self.material.chance, cost };
        Ok(totals(parts, &prepared.counting, &scope, &prepared.measures)?)
    }

    /// The alternative as it is, under the variant's setting.
    fn itself(&self, variant: &Variant) -> Parts {
        let alternative = &self.material.prepared.portfolios[variant.of];
        Parts::at(&self.writer.scenario(&alternative.scenario(&variant.setting)))
    }

    /// Mean unit-years of a measure over the appraised years.
    fn units(&self, parts: &Parts, measure: &str) -> Result<f64, AssessError> {
        let deployed = parts.world(&deployed_column(measure))?;
        Ok(deployed.range(self.material.prepared.years()).map(|(_, amounts)| mean(amounts)).sum())
    }

    fn changed(&self, variant: &Variant, what: &str, found: &Totals) -> Result<Vec<Changed>, AssessError> {
        let prepared = self.material.prepared;
        let own = self.totals(&self.itself(variant))?;
        let cost = prepared.outcomes.cost();
        let one = |(at, values): (&OutcomeAt, &Vec<f64>)| {
            let outcome = self.material.outcome(*at);
            let costs =
                cost.filter(|cost| cost != at).and_then(|cost| Some((found.get(&cost)?, own.get(&cost)?)));
            let per_billion = costs.and_then(|(more, less)| {
                returns::between([values.as_slice(), &own[at]], [more.as_slice(), less], outcome.better)
            });
            Changed {
                alternative: prepared.portfolios[variant.of].id.clone(),
                what: what.to_owned(),
                outcome: outcome.id.clone(),
                setting: variant.setting.id.clone(),
                difference: Difference::between(values, &own[at]),
                units: None,
                per_billion: per_billion.map(|found| (found.value, found.ends)),
            }
        };
        Ok(found.iter().map(one).collect())
    }

    /// Gain by draw against the reference: of the outcome, or in US dollars less the cost where it is worth money.
    fn gain(
        &self,
        (question, at): (&BreakEvenQuestion, OutcomeAt),
        found: &Totals,
        reference: &Totals,
    ) -> Vec<f64> {
        let outcomes = &self.material.prepared.outcomes;
        let sign = outcomes.get(at).better.sign().unwrap_or(-1.0);
        let pairs = found[&at].iter().zip(&reference[&at]);
        let worth = question.worth.as_ref().map_or(1.0, |worth| *worth.as_ref());
        let mut gain: Vec<f64> = pairs.map(|(own, other)| sign * worth * (own - other)).collect();
        if let Some(cost) = outcomes.cost().filter(|_| question.worth.is_some()) {
            let costs = found[&cost].iter().zip(&reference[&cost]);
            gain.iter_mut().zip(costs).for_each(|(gain, (own, other))| *gain -= own - other);
        }
        gain
    }

    fn enter(&self, answers: &Answers) {
        let ledger = self.material.ledger;
        let changed = answers.later.iter().map(|row| ("later", row));
        for (kind, row) in changed.chain(answers.more.iter().map(|row| ("more", row))) {
            let query = format!("{kind}/{}/{}/{}/{}", row.alternative, row.what, row.outcome, row.setting);
            let Difference { mean, quantiles: [p05, _, _, p50, _, _, p95], .. } = row.difference;
            for (name, value) in [("mean", mean), ("p05", p05), ("p50", p50), ("p95", p95)] {
                ledger.enter(&format!("{query}/{name}"), value);
            }
            row.units.iter().for_each(|units| ledger.enter(&format!("{query}/units"), *units));
            if let Some((value, ends)) = row.per_billion {
                ledger.enter(&format!("{query}/per_billion"), value);
                for (name, value) in ["p05", "p95"].iter().zip(ends.iter().flatten()) {
                    ledger.enter(&format!("{query}/per_billion/{name}"), *value);
                }
            }
        }
        for row in &answers.believe {
            let query = format!("believe/{}/{}/{}", row.alternative, row.question, row.effects);
            row.multiple.iter().for_each(|at| ledger.enter(&format!("{query}/multiple"), *at));
            for (name, value) in ["low", "high"].iter().zip(row.ends.iter().flatten()) {
                ledger.enter(&format!("{query}/multiple/{name}"), *value);
            }
        }
    }
}

fn believed(
    material: &Material<'_>,
    (of, effects, at): (usize, Effects, usize),
    points: Vec<AtMultiple>,
) -> Believed {
    let prepared = material.prepared;
    let question = &prepared.appraisal.break_even[at];
    let (percents, gains): (Vec<u16>, Vec<Vec<f64>>) = points.into_iter().unzip();
    let multiples: Vec<f64> = percents.iter().map(|percent| f64::from(*percent) / 100.0).collect();
    let published = percents.iter().zip(&gains).find(|(percent, _)| **percent == 100).map(|(_, gains)| gains);
    let share =
        |gains: &Vec<f64>| gains.iter().filter(|gain| **gain > 0.0).count() as f64 / gains.len() as f64;
    let row = Believed {
        alternative: prepared.portfolios[of].id.clone(),
        question: question.id.as_ref().clone(),
        title: question.title.clone(),
        effects: effects.id().to_owned(),
        answer: String::new(),
        multiple: None,
        ends: None,
        discount: None,
        better_above: None,
        better_as_published: published.map(share),
    };
    let word = |answer: &str| Believed { answer: answer.to_owned(), ..row.clone() };
    match break_even(&multiples, &gains, 1) {
        BreakEven::AlwaysBetter => word("always better"),
        BreakEven::NeverBetter => word("never better"),
        BreakEven::NoDifference => word("no difference"),
        BreakEven::At { multiple, ends, better_above } => Believed {
            multiple: Some(multiple),
            ends,
            discount: (multiple <= 1.0 && effects == Effects::Published).then_some(1.0 - multiple),
            better_above: Some(better_above),
            ..word("at")
        },
    }
}
