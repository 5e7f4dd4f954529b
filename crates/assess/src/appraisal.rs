//! Alternatives against the reference: paired differences, evidence, comparisons and principles.

use std::collections::{BTreeMap, BTreeSet};

use forefend_panel::CountryId;
use forefend_report::{
    Appraisal, ComparisonRow, Difference as Row, EvidenceRow, Grounds, Outcome as OutcomeRow, Portfolio,
    Principle, PrincipleValue, PrincipleVerdict, Quantity, Sentence, Setting, Unit,
};
use forefend_simulate::parts::mean;
use forefend_simulate::{Parts, RunWriter};
use forefend_strategy::appraise::{Difference, Outcome, Scope, Totals, totals};
use forefend_strategy::evidence::{Evidence, Use};
use forefend_strategy::principle::{Verdict, verdict};

use crate::Material;
use crate::error::AssessError;
use crate::scenarios::scenario;

/// Every paired difference, and the chapter made from them.
pub(crate) struct Compared {
    /// Totals of the reference by outcome.
    pub reference: Totals,
    /// Means of every alternative's totals, by alternative and setting.
    means: BTreeMap<(String, String), BTreeMap<Outcome, f64>>,
    /// By alternative, outcome and setting.
    differences: BTreeMap<(String, Outcome, String), Difference>,
    /// The chapter.
    pub brief: Appraisal,
}

impl Compared {
    /// The difference of an alternative in an outcome under the first setting.
    pub fn leading(
        &self,
        material: &Material<'_>,
        alternative: &str,
        outcome: Outcome,
    ) -> Option<Difference> {
        let setting = material.prepared.appraisal.setting.first()?;
        self.differences.get(&(alternative.to_owned(), outcome, setting.id.clone())).copied()
    }

    /// A leading difference as a traced quantity with its 90 % interval.
    pub fn quantity(&self, material: &Material<'_>, alternative: &str, outcome: Outcome) -> Option<Quantity> {
        let difference = self.leading(material, alternative, outcome)?;
        let setting = &material.prepared.appraisal.setting.first()?.id;
        let query = format!("{}/mean", query(alternative, outcome, setting));
        let ends = [difference.quantiles[0], difference.quantiles[4]];
        Some(material.ledger.interval(&query, difference.mean, ends, unit(outcome)).signed())
    }
}

pub(crate) fn unit(outcome: Outcome) -> Unit {
    match outcome {
        Outcome::ConflictYears | Outcome::ConflictYearsPoorest => Unit::ConflictYears,
        Outcome::WarYears => Unit::Other("war-years".to_owned()),
        Outcome::BattleDeaths => Unit::Deaths,
        Outcome::Cost => Unit::Usd,
    }
}

fn query(alternative: &str, outcome: Outcome, setting: &str) -> String {
    format!("difference/{alternative}/{}/{setting}", outcome.id())
}

/// The poorest quarter of the simulated countries by GDP per capita in the anchor year.
fn poorest(material: &Material<'_>) -> BTreeSet<CountryId> {
    let history = &material.prepared.history;
    let units = history.units.len();
    let period = (material.anchor() - history.first.0) as usize;
    let Some(column) = history.table.column("gdppc") else { return BTreeSet::new() };
    let mut ranked: Vec<(f64, CountryId)> = column[period * units..(period + 1) * units]
        .iter()
        .copied()
        .zip(history.units.iter().copied())
        .collect();
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    ranked.into_iter().take(units / 4).map(|(_, unit)| unit).collect()
}

/// Reads the totals of every scenario and compares each alternative with the reference.
pub(crate) fn compare(
    material: &Material<'_>,
    reference_parts: &Parts,
    writer: &RunWriter,
) -> Result<Compared, AssessError> {
    let prepared = material.prepared;
    let scope = Scope { years: prepared.years(), poorest: poorest(material) };
    let reference = totals(reference_parts, &scope, &prepared.measures)?;
    let (mut differences, mut means) = (BTreeMap::new(), BTreeMap::new());
    for alternative in prepared.alternatives() {
        for setting in &prepared.appraisal.setting {
            let parts = Parts::at(&writer.scenario(&scenario(alternative, setting)));
            let found = totals(&parts, &scope, &prepared.measures)?;
            let mean_of = |(outcome, values): (&Outcome, &Vec<f64>)| (*outcome, mean(values));
            means.insert((alternative.id.clone(), setting.id.clone()), found.iter().map(mean_of).collect());
            for (outcome, values) in &found {
                let difference = Difference::between(values, &reference[outcome]);
                differences.insert((alternative.id.clone(), *outcome, setting.id.clone()), difference);
            }
        }
    }
    let mut compared = Compared { brief: chapter(material, &reference), reference, means, differences };
    compared.brief.differences = rows(material, &compared);
    compared.brief.comparisons = comparisons(material, &compared);
    compared.brief.summary = summary(material, &compared);
    Ok(compared)
}

fn chapter(material: &Material<'_>, reference: &Totals) -> Appraisal {
    let prepared = material.prepared;
    let years = prepared.years();
    let mut first = portfolio(prepared.reference());
    let cost = reference.get(&Outcome::Cost).map_or(f64::NAN, |costs| mean(costs));
    first.cost = Some(material.ledger.quantity("reference/total/cost/mean", cost, Unit::Usd));
    Appraisal {
        summary: Vec::new(),
        years: (i32::from(*years.start()), i32::from(*years.end())),
        reference: first,
        alternatives: prepared.alternatives().iter().map(portfolio).collect(),
        outcomes: Outcome::ALL
            .iter()
            .map(|&outcome| OutcomeRow {
                id: outcome.id().to_owned(),
                title: outcome.title().to_owned(),
                unit: unit(outcome),
                lower_is_better: true,
            })
            .collect(),
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
        evidence: prepared.measures.evidence.iter().map(evidence).collect(),
        comparisons: Vec::new(),
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

fn rows(material: &Material<'_>, compared: &Compared) -> Vec<Row> {
    let rows = compared.differences.iter().map(|((alternative, outcome, setting), difference)| {
        let query = query(alternative, *outcome, setting);
        let [p05, p25, p50, p75, p95] = difference.quantiles;
        let cells = [
            ("mean", difference.mean),
            ("p05", p05),
            ("p25", p25),
            ("p50", p50),
            ("p75", p75),
            ("p95", p95),
            ("better", difference.share_less),
            ("worse", difference.share_more),
            ("monte_carlo", difference.monte_carlo),
        ];
        for (name, value) in cells {
            material.ledger.enter(&format!("{query}/{name}"), value);
        }
        let (grounds, grade) = grounds(material, alternative, *outcome, setting);
        Row {
            alternative: alternative.clone(),
            outcome: outcome.id().to_owned(),
            setting: setting.clone(),
            mean: difference.mean,
            p05,
            p25,
            p50,
            p75,
            p95,
            probability_better: difference.share_less,
            grounds,
            grade,
            query: material.ledger.prefix(&query),
        }
    });
    rows.collect()
}

/// The weakest evidence that a difference rests on: the effects that are on in the setting (for the cost,
/// the cost rows) of the measures that the alternative deploys differently.
fn grounds(material: &Material<'_>, alternative: &str, outcome: Outcome, setting: &str) -> (Grounds, String) {
    let prepared = material.prepared;
    let on = prepared.appraisal.setting.iter().find(|s| s.id == setting).is_none_or(|s| s.assumptions);
    let deployed: BTreeSet<&str> = prepared
        .portfolios
        .iter()
        .filter(|portfolio| portfolio.id == alternative || portfolio.id == prepared.reference().id)
        .flat_map(|portfolio| portfolio.action.iter().map(|action| action.measure.as_ref().as_str()))
        .collect();
    let mut used: Vec<&Evidence> = Vec::new();
    for measure in prepared.measures.measures.iter().filter(|m| deployed.contains(m.id.as_str())) {
        let cost = measure.cost.evidence.as_ref();
        let names: Vec<&str> = if outcome == Outcome::Cost {
            vec![cost]
        } else {
            measure.effect.iter().map(|effect| effect.evidence.as_ref().as_str()).collect()
        };
        let found = names.into_iter().filter_map(|name| prepared.measures.row(name, "").ok());
        used.extend(found.filter(|row| outcome == Outcome::Cost || on || !row.is_assumption()));
    }
    let worst = used.iter().map(|row| row.grade.clone()).max().unwrap_or_default();
    let grounds = if worst == "F6" { Grounds::Assumption } else { Grounds::Evidence };
    (grounds, worst)
}

fn evidence(row: &Evidence) -> EvidenceRow {
    let plain = |value: f64| format!("{value}");
    let interval = match (row.low, row.high) {
        (Some(low), Some(high)) => format!("{low} to {high} ({})", row.interval),
        _ => row.interval.clone(),
    };
    let value = row.value.map(plain).unwrap_or_default();
    EvidenceRow {
        id: row.id.clone(),
        measure: row.measure.clone(),
        quantity: format!("{}: {}", row.acts_on, row.quantity),
        value: format!("{value} {}", row.unit).trim().to_owned(),
        interval,
        source: [row.source.as_str(), row.locator.as_str()]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
        how_known: row.how_known.clone(),
        grade: row.grade.clone(),
        grounds: match row.purpose {
            Use::ComparisonOnly => Grounds::ComparisonOnly,
            _ if row.is_assumption() => Grounds::Assumption,
            _ => Grounds::Evidence,
        },
        note: row.note.clone(),
    }
}

/// Published results beside our nearest figure: what today's missions change against none, in war-years.
fn comparisons(material: &Material<'_>, compared: &Compared) -> Vec<ComparisonRow> {
    let setting = &material.prepared.appraisal.setting[0].id;
    let without = compared.means.get(&("withdraw".to_owned(), setting.clone()));
    let relative = without.and_then(|means| means.get(&Outcome::WarYears)).map(|&none| {
        let with = mean(&compared.reference[&Outcome::WarYears]);
        material
            .ledger
            .quantity("derived/missions_against_none/war_years", with / none - 1.0, Unit::Share)
            .signed()
    });
    let rows = material.prepared.measures.evidence.iter().filter(|row| row.purpose == Use::ComparisonOnly);
    rows.map(|row| ComparisonRow {
        claim: format!("{}: {}, {}", row.measure, row.acts_on, row.quantity),
        published: match (row.value, row.low, row.high) {
            (Some(value), ..) => format!("{} ({})", value, row.interval),
            (None, Some(low), Some(high)) => format!("{low} to {high} {}", row.unit),
            _ => row.interval.clone(),
        },
        source: format!("{}, {}", row.source, row.locator),
        ours: if row.acts_on.contains("conflict") { relative.clone() } else { None },
        note: if row.acts_on.contains("conflict") {
            "Ours: war-years with today's missions against none, effects as published, assumptions on. The \
             published packages are far larger and stronger."
                .to_owned()
        } else {
            row.note.clone()
        },
    })
    .collect()
}

fn summary(material: &Material<'_>, compared: &Compared) -> Vec<Sentence> {
    let sentence = |alternative: &forefend_strategy::portfolio::Portfolio| {
        let years = compared.quantity(material, &alternative.id, Outcome::ConflictYears)?;
        let deaths = compared.quantity(material, &alternative.id, Outcome::BattleDeaths)?;
        let cost = compared.quantity(material, &alternative.id, Outcome::Cost)?;
        Some(Sentence::with(
            format!(
                "{} against {}: {{0}}, {{1}} and {{2}} over the appraised years (mean and 90% interval of \
                 paired differences).",
                alternative.title,
                lower_first(&material.prepared.reference().title)
            ),
            vec![years, deaths, cost],
        ))
    };
    material.prepared.alternatives().iter().filter_map(sentence).collect()
}

pub(crate) fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().collect::<String>() + letters.as_str())
}

/// Every principle with each portfolio's value and verdict.
pub(crate) fn principles(material: &Material<'_>, compared: &Compared) -> Vec<Principle> {
    let prepared = material.prepared;
    let one = |principle: &forefend_strategy::principle::Principle| {
        let outcome = principle.outcome;
        let total = mean(&compared.reference[&outcome]);
        let query = format!("reference/total/{}/mean", outcome.id());
        let mut values = vec![PrincipleValue {
            portfolio: prepared.reference().id.clone(),
            value: Some(material.ledger.quantity(&query, total, unit(outcome))),
            verdict: PrincipleVerdict::NotApplicable,
            reason: "the reference: total over the appraised years".to_owned(),
        }];
        for alternative in prepared.alternatives() {
            let settings = prepared.appraisal.setting.iter();
            let differences: Vec<Difference> = settings
                .filter_map(|s| compared.differences.get(&(alternative.id.clone(), outcome, s.id.clone())))
                .copied()
                .collect();
            values.push(PrincipleValue {
                portfolio: alternative.id.clone(),
                value: compared.quantity(material, &alternative.id, outcome),
                verdict: match verdict(principle, &differences) {
                    Verdict::Honoured => PrincipleVerdict::Meets,
                    Verdict::Offended => PrincipleVerdict::Fails,
                    Verdict::CannotTell => PrincipleVerdict::Unclear,
                },
                reason: reason(&differences, principle.every_setting),
            });
        }
        Principle {
            id: principle.id.clone(),
            name: principle.title.clone(),
            question: principle.question.clone(),
            measure: format!("{}, difference from the reference, mean and 90% interval", outcome.title()),
            values,
        }
    };
    prepared.principles.iter().map(one).collect()
}

fn reason(differences: &[Difference], every: bool) -> String {
    let asked = if every { differences } else { &differences[..differences.len().min(1)] };
    let less: Vec<String> = asked
        .iter()
        .map(|d| {
            format!(
                "{:.0}% of futures with less, {:.0}% with more",
                100.0 * d.share_less,
                100.0 * d.share_more
            )
        })
        .collect();
    less.join("; ")
}
