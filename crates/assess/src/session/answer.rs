//! What an inquiry is told: paired differences by outcome, bands by year.

use std::collections::BTreeMap;

use forefend_report::{Better as Direction, Grounds, PrincipleVerdict, Unit};
use forefend_runs::parts::mean;
use forefend_score::quantiles;
use forefend_strategy::appraise::{Difference, LEVELS};
use forefend_strategy::outcome::OutcomeAt;
use forefend_strategy::principle::{Asks, Verdict, verdict};
use serde::Serialize;

use super::laid::OfBlock;
use super::{Inquiry, Session};
use crate::acting::{Acting, acts};
use crate::appraisal::{head, unit};

/// The answer to a what-if: *scenario* numbers, as policy is changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WhatIf {
    /// Id of the portfolio.
    pub portfolio: String,
    /// Its title.
    pub title: String,
    /// Id of the setting.
    pub setting: String,
    /// Draws that it rests on, from the first on.
    pub draws: u64,
    /// First and last appraised year.
    pub years: (i16, i16),
    /// Every outcome, in the order in which they are printed: the cost last.
    pub outcomes: Vec<OutcomeChange>,
    /// The principles that can be judged from these numbers alone; the others need an appraisal.
    pub principles: Vec<PrincipleAtOnce>,
    /// Budgets of the portfolio that cannot pay in some years what is wanted in them.
    pub short: Vec<ShortOfMoney>,
}

/// A budget that is short in some years, so that less stands than is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShortOfMoney {
    /// Id of the measure.
    pub measure: String,
    /// Years in words: "2027-2029 and 2031".
    pub years: String,
}

/// What a portfolio changes in an outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutcomeChange {
    /// Stable name.
    pub id: String,
    /// Words for a table.
    pub title: String,
    /// What it counts.
    pub unit: Unit,
    /// Which direction is better.
    pub better: Direction,
    /// Whether it is the cost.
    pub is_cost: bool,
    /// Mean total of the reference.
    pub reference: f64,
    /// Paired differences over the appraised years: portfolio less reference.
    pub difference: Difference,
    /// Share of draws that are better; none where neither direction is.
    pub probability_better: Option<f64>,
    /// What the difference rests on.
    pub grounds: Grounds,
    /// Weakest grade of that; empty where nothing acts.
    pub grade: String,
    /// Bands of the world by simulated year.
    pub by_year: Vec<YearOfOutcome>,
    /// The same of the country that was asked for; empty where none was, or countries have nothing of the outcome.
    pub of_country: Vec<YearOfOutcome>,
}

/// A year of an outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct YearOfOutcome {
    /// The year.
    pub year: i16,
    /// Under the reference.
    pub reference: Band,
    /// Under the portfolio.
    pub portfolio: Band,
    /// Paired differences: portfolio less reference.
    pub difference: Band,
}

/// A distribution over draws.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Band {
    /// Its mean.
    pub mean: f64,
    /// Quantiles at 5, 10, 25, 50, 75, 90 and 95 %: the bands that a reader can choose, and the median.
    pub quantiles: [f64; 7],
}

/// The verdict of a principle that asks for an outcome under one setting.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PrincipleAtOnce {
    /// Stable name.
    pub id: String,
    /// Words for a table.
    pub title: String,
    /// The portfolio under it.
    pub verdict: PrincipleVerdict,
}

impl Band {
    fn of(values: &[f64]) -> Self {
        Self { mean: mean(values), quantiles: quantiles(values, LEVELS) }
    }
}

/// What the first `draws` draws of an inquiry, which it must have, come to.
pub(super) fn answer(session: &Session, inquiry: &Inquiry, draws: u64) -> WhatIf {
    let prepared = &session.prepared;
    let (mut outcomes, mut differences) = (Vec::new(), BTreeMap::new());
    for ((at, outcome), reaches) in prepared.outcomes.iter().zip(&session.reaches) {
        let own = totals(inquiry, draws, |block| block.own.totals.get(&at));
        let is_cost = outcome.is_cost();
        let reference = totals(inquiry, draws, |block| Some(block.reference(at, is_cost)?[0]));
        let difference = Difference::between(&own, &reference);
        let two = [&inquiry.portfolio, prepared.reference()];
        let acting_by =
            |reaches| Acting::by(&inquiry.measures, two, reaches, &|row| acts(row, &inquiry.setting));
        // As in an appraisal: what acts at once is told where no future differs.
        let acting = match (reaches, difference.is_nothing()) {
            (None, true) => Acting::default(),
            (Some(reaches), true) => acting_by(Some(&reaches[..1])),
            (reaches, false) => acting_by(reaches.as_ref().map(|reaches| &reaches[..])),
        };
        let row = head(outcome);
        outcomes.push(OutcomeChange {
            id: row.id,
            title: row.title,
            unit: unit(outcome),
            better: row.better,
            is_cost,
            reference: mean(&reference),
            difference,
            probability_better: difference.shares(outcome.better).map(|[better, _]| better),
            grounds: acting.grounds(),
            grade: acting.weakest().to_owned(),
            by_year: by_year(session, inquiry, draws, |block| {
                Some([block.own.years.get(&at)?, block.reference(at, is_cost)?[1]])
            }),
            of_country: by_year(session, inquiry, draws, |block| {
                let [own, reference] = &block.of_country;
                Some([own.get(&at)?, reference.get(&at)?])
            }),
        });
        differences.insert(at, difference);
    }
    let years = prepared.years();
    WhatIf {
        portfolio: inquiry.portfolio.id.clone(),
        title: inquiry.portfolio.title.clone(),
        setting: inquiry.setting.id.clone(),
        draws,
        years: (*years.start(), *years.end()),
        outcomes,
        principles: principles(session, &differences),
        short: inquiry.short.clone(),
    }
}

/// Totals of the first draws, in draw order.
fn totals<'a>(
    inquiry: &'a Inquiry,
    draws: u64,
    of: impl Fn(&'a OfBlock) -> Option<&'a Vec<f64>>,
) -> Vec<f64> {
    inquiry.blocks.iter().filter_map(of).flatten().copied().take(draws as usize).collect()
}

/// Bands of an outcome by simulated year; none where it is not told.
fn by_year<'a>(
    session: &Session,
    inquiry: &'a Inquiry,
    draws: u64,
    of: impl Fn(&'a OfBlock) -> Option<[&'a Vec<f64>; 2]>,
) -> Vec<YearOfOutcome> {
    let plan = &session.prepared.plan;
    let periods = plan.periods();
    let year = |period: usize| {
        let values = [0, 1].map(|side| {
            let of_block = |block: &'a OfBlock| {
                let all = of(block)?[side];
                let draws = all.len() / periods;
                all.get(period * draws..(period + 1) * draws)
            };
            let values = inquiry.blocks.iter().filter_map(of_block).flatten();
            values.copied().take(draws as usize).collect::<Vec<f64>>()
        });
        let [own, reference] = &values;
        let difference: Vec<f64> = own.iter().zip(reference).map(|(own, today)| own - today).collect();
        (!own.is_empty()).then(|| YearOfOutcome {
            year: plan.first.0 + period as i16,
            reference: Band::of(reference),
            portfolio: Band::of(own),
            difference: Band::of(&difference),
        })
    };
    (0..periods).filter_map(year).collect()
}

/// Principles that ask for an outcome under the leading setting alone.
fn principles(session: &Session, differences: &BTreeMap<OutcomeAt, Difference>) -> Vec<PrincipleAtOnce> {
    let judged = session.prepared.principles.iter().filter_map(|one| {
        let Asks::Objective { outcome, better, every_setting: false } = &one.asks else { return None };
        let difference = *differences.get(outcome)?;
        let verdict = match verdict(*better, false, &[difference]) {
            Verdict::Honoured => PrincipleVerdict::Meets,
            Verdict::Offended => PrincipleVerdict::Fails,
            Verdict::CannotTell => PrincipleVerdict::Unclear,
        };
        Some(PrincipleAtOnce { id: one.id.clone(), title: one.title.clone(), verdict })
    });
    judged.collect()
}
