//! Alternatives against the reference: paired differences, evidence, comparisons and principles.

mod at_cost;
mod comparisons;
mod decision;
mod deployed;
mod rows;
mod summary;

use std::collections::BTreeMap;

use forefend_report::{
    Appraisal, Better as Direction, Difference as Row, Outcome as OutcomeRow, Portfolio, Principle,
    PrincipleValue, PrincipleVerdict, Quantity, Setting, Unit,
};
use forefend_runs::parts::mean;
use forefend_runs::{Parts, RunWriter};
use forefend_strategy::StrategyError;
use forefend_strategy::appraise::{Difference, Scope, totals_at};
pub(crate) use forefend_strategy::outcome::lower_first;
use forefend_strategy::outcome::{Better, Outcome, OutcomeAt, Totals};
use forefend_strategy::portfolio::Portfolio as Alternative;
use forefend_strategy::principle;
use rayon::prelude::*;

pub(crate) use self::decision::{Gathered, InCourse};
use crate::Material;
use crate::error::AssessError;
use crate::evidence::evidence_rows;

/// Every paired difference, and the chapter made from them.
pub(crate) struct Compared {
    /// Totals of the reference by outcome.
    pub reference: Totals,
    /// Means of every alternative's totals, by alternative and setting.
    means: BTreeMap<(String, String), BTreeMap<OutcomeAt, f64>>,
    /// Draw by draw, by alternative and setting, of the outcomes that constraints read.
    pub draws: BTreeMap<(String, String), Totals>,
    /// By alternative, outcome and setting.
    pub differences: BTreeMap<(String, OutcomeAt, String), Difference>,
    /// Every two alternatives against each other.
    pub head_to_head: Vec<HeadToHead>,
    /// What a decision is told from.
    pub gathered: Gathered,
    /// The same of other courses; none where the run looks at its own alone.
    pub courses: Vec<InCourse>,
    /// Each portfolio under each principle; none until they are judged.
    pub principles: Vec<Principle>,
    /// The chapter.
    pub brief: Appraisal,
}

/// One outcome of two alternatives under one setting: the first minus the second, draw by draw.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadToHead {
    /// Id of the second.
    pub against: String,
    /// The difference; its `alternative` is the first.
    pub row: Row,
}

impl Compared {
    /// What the portfolios are under each principle, and what follows: robustness, returns, and each commissioner's choice among those
    /// that break none of the principles that he requires.
    pub fn decide(&mut self, material: &Material<'_>, judged: Vec<Principle>) {
        self.brief.decision = self.gathered.told(&self.courses, material, &|id| broken(&judged, id));
        self.principles = judged;
    }

    /// The difference of an alternative in an outcome under the first setting.
    pub fn leading(
        &self,
        material: &Material<'_>,
        alternative: &str,
        outcome: OutcomeAt,
    ) -> Option<Difference> {
        let setting = material.prepared.appraisal.setting.first()?;
        self.differences.get(&(alternative.to_owned(), outcome, setting.id.clone())).copied()
    }

    /// Whether the outcome differs under a setting in more than a stray future: somewhere in the 90 % interval.
    pub fn moves(&self, alternative: &str, outcome: OutcomeAt, setting: &str) -> bool {
        let found = self.differences.get(&(alternative.to_owned(), outcome, setting.to_owned()));
        found.is_some_and(|difference| difference.quantiles[0] != 0.0 || difference.quantiles[6] != 0.0)
    }

    /// A leading difference as a traced quantity: median with its 90 % interval.
    pub fn quantity(
        &self,
        material: &Material<'_>,
        alternative: &str,
        outcome: OutcomeAt,
    ) -> Option<Quantity> {
        let setting = &material.prepared.appraisal.setting.first()?.id;
        self.quantity_under(material, alternative, outcome, setting)
    }

    /// The same under one setting.
    pub fn quantity_under(
        &self,
        material: &Material<'_>,
        alternative: &str,
        outcome: OutcomeAt,
        setting: &str,
    ) -> Option<Quantity> {
        let difference = self.differences.get(&(alternative.to_owned(), outcome, setting.to_owned()))?;
        let own = material.outcome(outcome);
        Some(material.ledger.difference(&query(alternative, own, setting), difference, unit(own)))
    }
}

/// The report's unit for that of an outcome.
pub(crate) fn unit(outcome: &Outcome) -> Unit {
    match outcome.unit.as_str() {
        "" => Unit::Number,
        "share" => Unit::Share,
        "people" | "persons" => Unit::People,
        "deaths" => Unit::Deaths,
        "conflict-years" => Unit::ConflictYears,
        "years" => Unit::Years,
        "US$" => Unit::Usd,
        other => Unit::Other(other.to_owned()),
    }
}

fn query(alternative: &str, outcome: &Outcome, setting: &str) -> String {
    format!("difference/{alternative}/{}/{setting}", outcome.id)
}

/// Reads the totals of every scenario and compares each alternative with the reference.
pub(crate) fn compare(
    material: &Material<'_>,
    reference_parts: &Parts,
    writer: &RunWriter,
) -> Result<Compared, AssessError> {
    let prepared = material.prepared;
    let scope = Scope { years: prepared.years(), chance: material.chance, cost: prepared.outcomes.cost() };
    let rates = decision::rates(prepared);
    let totals = |parts: &Parts| totals_at(parts, &prepared.counting, &scope, &prepared.measures, &rates);
    let references = totals(reference_parts)?;
    let (reference, mut gathered) = (&references[0], Gathered::default());
    let read = principle::outcomes(&prepared.principles, prepared.outcomes.cost());
    let mut draws = BTreeMap::new();
    let (mut differences, mut means, mut head_to_head) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (number, setting) in prepared.appraisal.setting.iter().enumerate() {
        let mut before: Vec<(&str, Totals)> = Vec::new();
        let of = |alternative: &Alternative| Parts::at(&writer.scenario(&alternative.scenario(setting)));
        let parts: Vec<Parts> = prepared.alternatives().iter().map(of).collect();
        let all: Vec<Result<Vec<Totals>, StrategyError>> = parts.par_iter().map(totals).collect();
        for (alternative, found) in prepared.alternatives().iter().zip(all) {
            let mut found = found?;
            let ids = (alternative.id.as_str(), setting.id.as_str());
            gathered.add(prepared, ids, [&found, &references], &rates);
            // The totals at no discount rate, whose memory is that of the draws.
            let found = found.swap_remove(0);
            let mean_of = |(outcome, values): (&OutcomeAt, &Vec<f64>)| (*outcome, mean(values));
            means.insert((alternative.id.clone(), setting.id.clone()), found.iter().map(mean_of).collect());
            for (outcome, values) in &found {
                let difference = Difference::between(values, &reference[outcome]);
                differences.insert((alternative.id.clone(), *outcome, setting.id.clone()), difference);
                if number == 0 {
                    let query =
                        format!("{}/mean", query(&alternative.id, material.outcome(*outcome), &setting.id));
                    let paired = values.iter().zip(&reference[outcome]).map(|(own, today)| own - today);
                    material.ledger.enter_draws(&query, paired);
                }
            }
            let kept =
                found.iter().filter(|(at, _)| read.contains(at)).map(|(at, values)| (*at, values.clone()));
            draws.insert((alternative.id.clone(), setting.id.clone()), kept.collect());
            for (other, theirs) in &before {
                head_to_head.extend(rows::pairs(
                    material,
                    [(*other, theirs), (&alternative.id, &found)],
                    &setting.id,
                ));
            }
            before.push((&alternative.id, found));
        }
    }
    gathered.deployed = deployed::rows(material, reference_parts, writer)?;
    let brief = chapter(material, reference);
    let (reference, head_to_head) = (reference.clone(), head_to_head.into_values().collect());
    let (principles, courses) = (Vec::new(), Vec::new());
    let mut compared =
        Compared { brief, reference, means, draws, differences, head_to_head, gathered, courses, principles };
    compared.brief.differences = rows::rows(material, &compared);
    compared.brief.at_equal_cost = at_cost::at_equal_cost(material, &compared);
    compared.brief.comparisons = comparisons::comparisons(material, &compared);
    compared.brief.summary = summary::summary(material, &compared);
    Ok(compared)
}

/// Positions of the principles that a portfolio breaks, by what was judged.
fn broken(judged: &[Principle], portfolio: &str) -> Vec<usize> {
    let fails =
        |value: &PrincipleValue| value.portfolio == portfolio && value.verdict == PrincipleVerdict::Fails;
    let broken = judged.iter().enumerate().filter(|(_, principle)| principle.values.iter().any(fails));
    broken.map(|(at, _)| at).collect()
}

fn chapter(material: &Material<'_>, reference: &Totals) -> Appraisal {
    let prepared = material.prepared;
    let years = prepared.years();
    let mut first = portfolio(prepared.reference());
    first.cost = prepared.outcomes.cost().map(|at| {
        let (cost, outcome) =
            (reference.get(&at).map_or(f64::NAN, |costs| mean(costs)), material.outcome(at));
        material.ledger.quantity(&format!("reference/total/{}/mean", outcome.id), cost, unit(outcome))
    });
    Appraisal {
        summary: Vec::new(),
        years: (i32::from(*years.start()), i32::from(*years.end())),
        reference: first,
        alternatives: prepared.alternatives().iter().map(portfolio).collect(),
        outcomes: prepared.outcomes.iter().map(|(_, outcome)| head(outcome)).collect(),
        settings: prepared
            .appraisal
            .setting
            .iter()
            .map(|setting| Setting {
                id: setting.id.clone(),
                title: setting.title.clone(),
                assumptions_on: setting.assumptions,
            })
            .collect(),
        differences: Vec::new(),
        at_equal_cost: None,
        evidence: evidence_rows(&prepared.measures.evidence),
        comparisons: Vec::new(),
        decision: forefend_report::Decision::default(),
    }
}

pub(crate) fn head(outcome: &Outcome) -> OutcomeRow {
    OutcomeRow {
        id: outcome.id.clone(),
        title: outcome.title.clone(),
        unit: unit(outcome),
        better: match outcome.better {
            Better::Less => Direction::Less,
            Better::More => Direction::More,
            Better::Neither => Direction::Neither,
        },
    }
}

fn portfolio(portfolio: &forefend_strategy::portfolio::Portfolio) -> Portfolio {
    Portfolio {
        id: portfolio.id.clone(),
        name: portfolio.title.clone(),
        description: portfolio.summary.clone(),
        cost: None,
    }
}
