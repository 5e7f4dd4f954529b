//! Alternatives against the reference: paired differences, evidence, comparisons and principles.

use std::collections::{BTreeMap, BTreeSet};

use forefend_panel::CountryId;
use forefend_report::{
    Appraisal, ComparisonRow, Difference as Row, Grounds, Outcome as OutcomeRow, Portfolio, Quantity,
    Sentence, Setting, Unit, verbatim,
};
use forefend_runs::parts::mean;
use forefend_runs::{Parts, RunWriter};
use forefend_strategy::appraise::{Difference, Outcome, Scope, Totals, totals};
use forefend_strategy::evidence::{Evidence, Use};

use crate::Material;
use crate::acting::{Acting, Reach};
use crate::error::AssessError;
use crate::evidence::{evidence_rows, published, upper_first};
use crate::scenarios::scenario;

/// Every paired difference, and the chapter made from them.
pub(crate) struct Compared {
    /// Totals of the reference by outcome.
    pub reference: Totals,
    /// Means of every alternative's totals, by alternative and setting.
    means: BTreeMap<(String, String), BTreeMap<Outcome, f64>>,
    /// By alternative, outcome and setting.
    pub differences: BTreeMap<(String, Outcome, String), Difference>,
    /// Every two alternatives against each other.
    pub head_to_head: Vec<HeadToHead>,
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

    /// Whether the outcome differs under a setting in more than a stray future: somewhere in the 90 % interval.
    pub fn moves(&self, alternative: &str, outcome: Outcome, setting: &str) -> bool {
        let found = self.differences.get(&(alternative.to_owned(), outcome, setting.to_owned()));
        found.is_some_and(|difference| difference.quantiles[0] != 0.0 || difference.quantiles[4] != 0.0)
    }

    /// A leading difference as a traced quantity: median with its 90 % interval.
    pub fn quantity(&self, material: &Material<'_>, alternative: &str, outcome: Outcome) -> Option<Quantity> {
        let setting = &material.prepared.appraisal.setting.first()?.id;
        self.quantity_under(material, alternative, outcome, setting)
    }

    /// The same under one setting.
    pub fn quantity_under(
        &self,
        material: &Material<'_>,
        alternative: &str,
        outcome: Outcome,
        setting: &str,
    ) -> Option<Quantity> {
        let difference = self.differences.get(&(alternative.to_owned(), outcome, setting.to_owned()))?;
        let query = format!("{}/p50", query(alternative, outcome, setting));
        let [low, _, median, _, high] = difference.quantiles;
        let median = material.ledger.interval(&query, median, [low, high], unit(outcome)).signed();
        let query = format!("{}/mean", self::query(alternative, outcome, setting));
        material.ledger.enter(&query, difference.mean);
        Some(median.with_mean(difference.mean, material.ledger.prefix(&query)))
    }
}

pub(crate) fn unit(outcome: Outcome) -> Unit {
    match outcome {
        Outcome::ConflictYears | Outcome::ConflictYearsPoorest => Unit::ConflictYears,
        Outcome::WarYears => Unit::Other("war-years".to_owned()),
        Outcome::BattleDeaths => Unit::Deaths,
        Outcome::Refugees | Outcome::InternallyDisplaced => Unit::People,
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
    let scope = Scope {
        years: prepared.years(),
        poorest: poorest(material),
        displaced: prepared.displaced(),
        chance: material.chance,
    };
    let reference = totals(reference_parts, &scope, &prepared.measures)?;
    let (mut differences, mut means, mut head_to_head) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for setting in &prepared.appraisal.setting {
        let mut before: Vec<(&str, Totals)> = Vec::new();
        for alternative in prepared.alternatives() {
            let parts = Parts::at(&writer.scenario(&scenario(alternative, setting)));
            let found = totals(&parts, &scope, &prepared.measures)?;
            let mean_of = |(outcome, values): (&Outcome, &Vec<f64>)| (*outcome, mean(values));
            means.insert((alternative.id.clone(), setting.id.clone()), found.iter().map(mean_of).collect());
            for (outcome, values) in &found {
                let difference = Difference::between(values, &reference[outcome]);
                differences.insert((alternative.id.clone(), *outcome, setting.id.clone()), difference);
            }
            for (other, theirs) in &before {
                head_to_head.extend(pairs(
                    material,
                    [(*other, theirs), (&alternative.id, &found)],
                    &setting.id,
                ));
            }
            before.push((&alternative.id, found));
        }
    }
    let brief = chapter(material, &reference);
    let head_to_head = head_to_head.into_values().collect();
    let mut compared = Compared { brief, reference, means, differences, head_to_head };
    compared.brief.differences = rows(material, &compared);
    compared.brief.comparisons = comparisons(material, &compared);
    compared.brief.summary = summary(material, &compared);
    Ok(compared)
}

/// Every outcome of two alternatives under one setting, the first against the second and the other way round, each with
/// its place among all.
fn pairs(
    material: &Material<'_>,
    [(first, ours), (second, theirs)]: [(&str, &Totals); 2],
    setting: &str,
) -> Vec<((String, String, Outcome, String), HeadToHead)> {
    let mut rows = Vec::new();
    for (one, other, minuend, subtrahend) in [(first, second, ours, theirs), (second, first, theirs, ours)] {
        for (outcome, values) in minuend {
            let difference = Difference::between(values, &subtrahend[outcome]);
            let query = format!("head_to_head/{one}/{other}/{}/{setting}", outcome.id());
            let ids = (one, *outcome, setting);
            let row = row(material, ids, [one, other], (&query, &difference));
            let key = (one.to_owned(), other.to_owned(), *outcome, setting.to_owned());
            rows.push((key, HeadToHead { against: other.to_owned(), row }));
        }
    }
    rows
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
            .filter(|outcome| reference.contains_key(outcome))
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
        evidence: evidence_rows(&prepared.measures.evidence),
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
    let reference = material.prepared.reference().id.as_str();
    let rows = compared.differences.iter().map(|((alternative, outcome, setting), difference)| {
        let query = query(alternative, *outcome, setting);
        row(material, (alternative, *outcome, setting), [alternative, reference], (&query, difference))
    });
    rows.collect()
}

/// A difference of the portfolios `two`, with every number of it entered under `query`.
fn row(
    material: &Material<'_>,
    (alternative, outcome, setting): (&str, Outcome, &str),
    two: [&str; 2],
    (query, difference): (&str, &Difference),
) -> Row {
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
    // Where no active effect reaches the outcome, nothing differs in any draw: that is no evidence of nothing.
    let untouched = difference.share_less == 0.0 && difference.share_more == 0.0;
    let (grounds, grade) = match untouched {
        true => (Grounds::Evidence, String::new()),
        false => grounds(material, two, outcome, setting),
    };
    Row {
        alternative: alternative.to_owned(),
        outcome: outcome.id().to_owned(),
        setting: setting.to_owned(),
        mean: difference.mean,
        p05,
        p25,
        p50,
        p75,
        p95,
        probability_better: difference.share_less,
        grounds,
        grade,
        query: material.ledger.prefix(query),
    }
}

/// What a difference of the portfolios `two` rests on under a setting, and its weakest grade.
fn grounds(material: &Material<'_>, two: [&str; 2], outcome: Outcome, setting: &str) -> (Grounds, String) {
    let settings = &material.prepared.appraisal.setting;
    let Some(setting) = settings.iter().find(|one| one.id == setting) else {
        return (Grounds::Evidence, String::new());
    };
    let acting = Acting::between(material, two, outcome, setting);
    (acting.grounds(), acting.weakest().to_owned())
}

/// Published results beside our nearest figure: what today's missions change against none, in war-years.
fn comparisons(material: &Material<'_>, compared: &Compared) -> Vec<ComparisonRow> {
    let nearest = nearest(material, compared);
    let rows = material.prepared.measures.evidence.iter().filter(|row| row.purpose == Use::ComparisonOnly);
    rows.map(|row| {
        let ours = nearest.as_ref().filter(|_| row.acts_on.contains("conflict"));
        let words = ours.map(|(_, words)| words.as_str()).unwrap_or_default();
        ComparisonRow {
            claim: format!("{}: {}, {}", upper_first(&row.measure), row.acts_on, row.quantity),
            published: match (row.value, row.low, row.high) {
                (Some(value), ..) => format!("{} ({})", published(value, &row.unit), row.interval),
                (None, Some(low), Some(high)) => {
                    format!("{} to {} {}", published(low, &row.unit), published(high, &row.unit), row.unit)
                }
                _ => row.interval.clone(),
            },
            source: format!("{}, {}", row.source, row.locator),
            ours: ours.map(|(quantity, _)| quantity.clone()),
            note: [words, row.note.as_str()].join(" ").trim().to_owned(),
        }
    })
    .collect()
}

/// War-years with the reference against those without its missions, and what that rests on: under the first setting in which
/// the portfolio without them moves any.
fn nearest(material: &Material<'_>, compared: &Compared) -> Option<(Quantity, String)> {
    const WITHOUT: &str = "withdraw";
    let prepared = material.prepared;
    let portfolio = prepared.alternatives().iter().find(|portfolio| portfolio.id == WITHOUT)?;
    let mut settings = prepared.appraisal.setting.iter();
    let setting = settings.find(|setting| compared.moves(WITHOUT, Outcome::WarYears, &setting.id))?;
    let none = *compared.means.get(&(WITHOUT.to_owned(), setting.id.clone()))?.get(&Outcome::WarYears)?;
    let with = mean(&compared.reference[&Outcome::WarYears]);
    let change = with / none - 1.0;
    let query = "derived/missions_against_none/war_years";
    let quantity = material.ledger.quantity(query, change, Unit::Share).signed();
    let words = format!(
        "Ours: war-years of \u{201c}{}\u{201d} against \u{201c}{}\u{201d} ({}), on {}.",
        prepared.reference().title,
        portfolio.title,
        lower_first(&setting.title),
        Acting::on(material, WITHOUT, Outcome::WarYears, setting).words()
    );
    Some((quantity, words))
}

fn summary(material: &Material<'_>, compared: &Compared) -> Vec<Sentence> {
    let sentence = |alternative: &forefend_strategy::portfolio::Portfolio| {
        let deaths = compared.quantity(material, &alternative.id, Outcome::BattleDeaths)?;
        let cost = compared.quantity(material, &alternative.id, Outcome::Cost)?;
        Some(Sentence::with(
            format!(
                "{} against {}: {{0}} and {{1}} over the appraised years (median and 90% interval of paired \
                 differences; {}).",
                verbatim(&alternative.title),
                verbatim(&lower_first(&material.prepared.reference().title)),
                verbatim(&lower_first(&material.prepared.appraisal.setting[0].title))
            ),
            vec![deaths, cost],
        ))
    };
    let mut sentences: Vec<Sentence> = material.prepared.alternatives().iter().filter_map(sentence).collect();
    sentences.extend(costs(material));
    sentences.extend(overlap(material));
    sentences
}

/// What the costs rest on, beside them.
fn costs(material: &Material<'_>) -> Option<Sentence> {
    let measures = &material.prepared.measures;
    let rows = measures.measures.iter().filter_map(|m| measures.row(m.cost.evidence.as_ref(), "").ok());
    let words = |row: &Evidence| {
        let value = row
            .value
            .map_or_else(String::new, |value| format!(" {} {}", published(value, &row.unit), row.unit));
        let source = if row.is_assumption() { "an assumption".to_owned() } else { row.source.clone() };
        format!("{},{value} ({source}, {})", row.quantity, row.grade)
    };
    let words: Vec<String> = rows.map(words).collect();
    let text = format!("Costs rest on: {}. They are not discounted.", words.join("; "));
    (!words.is_empty()).then(|| Sentence::plain(text))
}

/// Where a measure moves battle deaths both through the level of conflict and on their own, part may be counted twice.
fn overlap(material: &Material<'_>) -> Option<Sentence> {
    let model = &material.prepared.model;
    let (level, deaths) = (Reach::of(model, Outcome::ConflictYears), Reach::of(model, Outcome::BattleDeaths));
    let doubled = material.prepared.measures.measures.iter().filter(|measure| {
        let through = level.rows(material, measure);
        let own = deaths.rows(material, measure);
        !through.is_empty() && own.iter().any(|row| through.iter().all(|other| other.id != row.id))
    });
    let titles: Vec<String> = doubled.map(|measure| lower_first(&measure.title)).collect();
    let text = format!(
        "Of {}, one effect acts on the level of conflict and another on deaths: where both are on, part of the deaths may be \
         counted twice.",
        titles.join(" and of ")
    );
    (!titles.is_empty()).then(|| Sentence::plain(text))
}

/// The text with its first letter small, unless it starts with an abbreviation.
pub(crate) fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.as_str().chars().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().collect::<String>() + letters.as_str()
        }
        _ => text.to_owned(),
    }
}
