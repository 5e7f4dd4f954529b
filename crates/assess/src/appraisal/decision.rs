//! Robustness, returns and commissioners: gathered scenario by scenario, told at the end.

mod council;
mod courses;

use std::collections::BTreeMap;

use forefend_report::{Decision, DeployedRow, MetricRow, ReturnRow, RobustTable, Sentence, Unit, verbatim};
use forefend_runs::parts::mean;
use forefend_strategy::commissioner::{Commissioner, Score, Scores};
use forefend_strategy::outcome::{Better, Outcome, OutcomeAt, Totals};
use forefend_strategy::returns::{self, Return};
use forefend_strategy::robust::{Gains, Robust, robust, worst_tenth};

pub(crate) use self::courses::InCourse;
use self::courses::Over;
use super::unit;
use crate::Material;
use crate::scenarios::Prepared;

/// What is kept of each scenario: a few numbers an outcome and commissioner, whatever the draws.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// Gains against the reference by alternative and outcome: mean and worst tenth, a setting each.
    gains: BTreeMap<(String, OutcomeAt), (Vec<f64>, Vec<f64>)>,
    /// Returns by alternative, outcome and setting.
    returns: BTreeMap<(String, OutcomeAt, String), Return>,
    /// Scores by commissioner, alternative and setting.
    scores: BTreeMap<(String, String, String), Score>,
    /// Outcomes that a commissioner gives weight and the reference has nothing of.
    without_scale: BTreeMap<String, Vec<OutcomeAt>>,
    /// What stands of each measure that differs.
    pub deployed: Vec<DeployedRow>,
}

/// Discount rates at which totals are needed: none, then those of the commissioners.
pub(super) fn rates(prepared: &Prepared) -> Vec<f64> {
    let mut rates = vec![0.0];
    for one in &prepared.commissioners {
        if !rates.contains(&one.discount_rate) {
            rates.push(one.discount_rate);
        }
    }
    rates
}

impl Gathered {
    /// Takes in the totals of an alternative under a setting, and of the reference, both at every one of `rates`.
    pub fn add(
        &mut self,
        prepared: &Prepared,
        (alternative, setting): (&str, &str),
        [own, reference]: [&[Totals]; 2],
        rates: &[f64],
    ) {
        let ([own_now, ..], [reference_now, ..]) = (own, reference) else { return };
        for (at, outcome) in prepared.outcomes.iter() {
            let (Some(values), Some(others)) = (own_now.get(&at), reference_now.get(&at)) else { continue };
            if let Some(gains) = gains(outcome, values, others) {
                let (means, tails) = self.gains.entry((alternative.to_owned(), at)).or_default();
                means.push(mean(&gains));
                tails.push(worst_tenth(gains).unwrap_or(f64::NAN));
            }
            let costs = prepared.outcomes.cost().filter(|cost| *cost != at);
            let costs = costs.and_then(|cost| Some((own_now.get(&cost)?, reference_now.get(&cost)?)));
            let found = costs.and_then(|(cost, other)| {
                returns::between([values.as_slice(), others], [cost.as_slice(), other], outcome.better)
            });
            if let Some(found) = found {
                self.returns.insert((alternative.to_owned(), at, setting.to_owned()), found);
            }
        }
        for one in prepared.commissioners.iter().filter(|one| one.settings.iter().any(|id| id == setting)) {
            let Some(rate) = rates.iter().position(|rate| *rate == one.discount_rate) else { continue };
            self.score(prepared, one, (alternative, setting), (&own[rate], &reference[rate]));
        }
    }

    fn score(
        &mut self,
        prepared: &Prepared,
        one: &Commissioner,
        (alternative, setting): (&str, &str),
        (own, reference): (&Totals, &Totals),
    ) {
        let scores = Scores::new(one, &prepared.outcomes, reference);
        if let Some(score) = scores.of(own) {
            self.scores.insert((one.id.clone(), alternative.to_owned(), setting.to_owned()), score);
        }
        self.without_scale.insert(one.id.clone(), scores.without_scale);
    }

    /// Everything as the report tells it, over the settings of this course and of `others`; every number is entered in the ledger.
    /// `breaks` says which of the world's principles an alternative breaks, by their positions.
    pub fn told(
        &self,
        others: &[InCourse],
        material: &Material<'_>,
        breaks: &dyn Fn(&str) -> Vec<usize>,
    ) -> Decision {
        let over = Over { own: self, others };
        let (commissioners, council) = council::told(&over, material, breaks);
        Decision {
            robust: over.robust(material),
            returns: self.returns(material),
            deployed: self.deployed.clone(),
            commissioners,
            council,
        }
    }

    /// Under the leading setting.
    fn returns(&self, material: &Material<'_>) -> Vec<ReturnRow> {
        let prepared = material.prepared;
        let (Some(leading), Some(cost)) = (prepared.appraisal.setting.first(), prepared.outcomes.cost())
        else {
            return Vec::new();
        };
        let mut rows = Vec::new();
        for ((alternative, at, setting), found) in &self.returns {
            let outcome = material.outcome(*at);
            let query = format!("return/{alternative}/{}/{setting}", outcome.id);
            // A gain of a billion may be a small part of a death: never printed as "less than 0.1".
            let unit = match unit(outcome) {
                whole @ (Unit::Deaths | Unit::People | Unit::ConflictYears) => {
                    Unit::Other(whole.name().to_owned())
                }
                other => other,
            };
            let value = match found.ends {
                Some(ends) => material.ledger.interval(&query, found.value, ends, unit),
                None => material.ledger.quantity(&query, found.value, unit),
            };
            let dearer = format!("difference/{alternative}/{}/{setting}/mean", material.outcome(cost).id);
            if *setting != leading.id || found.value == 0.0 {
                continue;
            }
            rows.push(ReturnRow {
                portfolio: council::name(material, alternative).to_owned(),
                outcome: outcome.title.clone(),
                cost: material.ledger.quantity(&dearer, found.cost, Unit::Usd).signed(),
                value: value.signed(),
            });
        }
        rows
    }
}

impl Over<'_> {
    /// A table an outcome in which any alternative differs.
    fn robust(&self, material: &Material<'_>) -> Vec<RobustTable> {
        let prepared = material.prepared;
        let judged = |outcome: &Outcome| outcome.better != Better::Neither && !outcome.is_cost();
        let outcomes = prepared.outcomes.iter().filter(|(_, outcome)| judged(outcome));
        outcomes.filter_map(|(at, outcome)| self.robust_in(material, at, outcome)).collect()
    }

    fn robust_in(&self, material: &Material<'_>, at: OutcomeAt, outcome: &Outcome) -> Option<RobustTable> {
        let prepared = material.prepared;
        let own = prepared.alternatives().iter().filter_map(|portfolio| self.gains(&portfolio.id, at));
        let own: Vec<Gains> = own.collect();
        let nothing = vec![0.0; own.first()?.means.len()];
        let reference = prepared.reference().id.clone();
        let mut gains = vec![Gains { portfolio: reference, means: nothing.clone(), tails: nothing }];
        gains.extend(own);
        let found = robust(&gains).filter(|found| found.deciding() > 0)?;
        let names: Vec<String> =
            found.portfolios.iter().map(|id| council::name(material, id).to_owned()).collect();
        let row = |metric: &forefend_strategy::robust::Metric| {
            let value = |(portfolio, value): (&String, &f64)| {
                let query = format!("robust/{}/{portfolio}/{}", outcome.id, metric.id);
                let unit = if metric.id == "mean_spread" { Unit::Number } else { Unit::Share };
                material.ledger.quantity(&query, *value, unit)
            };
            let first = metric.first();
            MetricRow {
                title: metric.title.to_owned(),
                values: found.portfolios.iter().zip(&metric.values).map(value).collect(),
                first: (0..found.portfolios.len()).map(|at| first.contains(&at)).collect(),
            }
        };
        Some(RobustTable {
            outcome: outcome.id.clone(),
            title: outcome.title.clone(),
            leads: prepared.outcomes.lead() == Some(at),
            metrics: found.metrics.iter().map(row).collect(),
            verdict: verdict(material, outcome, (&found, &names), self.words(material).as_deref()),
            portfolios: names,
        })
    }
}

/// Gains by draw in shares of what the reference has; none where it has nothing, or no direction is better.
fn gains(outcome: &Outcome, values: &[f64], reference: &[f64]) -> Option<Vec<f64>> {
    let sign = outcome.better.sign()?;
    let scale = mean(reference).abs();
    let told = scale > 0.0 && scale.is_finite();
    told.then(|| values.iter().zip(reference).map(|(own, other)| sign * (own - other) / scale).collect())
}

/// "7 of 9 metrics put ... first", how far metrics agree, and over which courses.
fn verdict(
    material: &Material<'_>,
    outcome: &Outcome,
    (found, names): (&Robust, &[String]),
    courses: Option<&str>,
) -> Sentence {
    let firsts = found.firsts();
    let most = firsts.iter().copied().max().unwrap_or(0);
    let leading: Vec<&str> = firsts
        .iter()
        .zip(names)
        .filter(|(count, _)| **count == most)
        .map(|(_, name)| name.as_str())
        .collect();
    let query = |name: &str| format!("robust/{}/{name}", outcome.id);
    let count = |name: &str, count: usize| material.ledger.quantity(&query(name), count as f64, Unit::Count);
    let mut told = vec![count("first", most), count("deciding", found.deciding())];
    let mut text = format!(
        "{{0}} of {{1}} metrics that tell portfolios apart put {} first",
        verbatim(&leading.join(" and "))
    );
    if let Some(tau) = found.agreement() {
        told.push(material.ledger.quantity(&query("agreement"), tau, Unit::Index));
        text.push_str("; over all pairs of metrics the mean rank correlation (Kendall’s tau-b) is {2}");
    }
    text.push_str(&courses.map_or_else(String::new, |courses| format!("; over {}", verbatim(courses))));
    Sentence::with(text + ".", told)
}
