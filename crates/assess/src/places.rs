//! Paired differences by region or country.

use std::collections::BTreeMap;

use forefend_panel::{CountryId, Roster};
use forefend_runs::{Parts, RunWriter};
use forefend_strategy::StrategyError;
use forefend_strategy::appraise::Difference;
use forefend_strategy::measure::Setting;
use forefend_strategy::outcome::{CountryGroup, Outcome, OutcomeAt};
use forefend_strategy::portfolio::Portfolio;
use serde::Serialize;

use crate::error::AssessError;
use crate::ledger::cell;
use crate::scenarios::{Prepared, reference_parts};

/// What differences are broken down by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Regions of the roster of countries.
    Region,
    /// Countries.
    Country,
    /// Declared groups of countries: a country may be in several, or in none.
    Group,
}

impl By {
    /// Name in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Country => "country",
            Self::Group => "group",
        }
    }
}

/// Differences by place, with the file of the run that holds them.
#[derive(Debug, Clone, PartialEq)]
pub struct Places {
    /// Region or country.
    pub by: By,
    /// The file, in the run's folder.
    pub file: String,
    /// Outcomes that are told by place: id and title, in order of printing.
    pub outcomes: Vec<(String, String)>,
    /// Titles of the outcomes of all units that are not told by place, as countries have nothing of them.
    pub without: Vec<String>,
    /// Ids of the outcomes that sentences speak of: places in which these differ most come first.
    pub leading: Vec<String>,
    /// A row for each pair of portfolios, setting, outcome and place.
    pub rows: Vec<PlaceRow>,
}

/// One outcome of one place: the first portfolio minus the second, draw by draw on the same luck.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceRow {
    /// Id of the first.
    pub alternative: String,
    /// Id of the second.
    pub against: String,
    /// Id of the setting.
    pub setting: String,
    /// Id of the outcome.
    pub outcome: String,
    /// Region, or ISO3 code (of a country without one its Gleditsch-Ward number).
    pub place: String,
    /// Words for a table.
    pub name: String,
    /// Mean difference.
    pub mean: f64,
    /// Quantile at 5 %.
    pub p05: f64,
    /// Median.
    pub p50: f64,
    /// Quantile at 95 %.
    pub p95: f64,
    /// Share of draws in which the first is strictly better; less, where neither direction is.
    pub better: f64,
    /// Share of draws in which it is strictly worse; more, where neither direction is.
    pub worse: f64,
}

/// Groups of simulated countries: ids and names, and the groups of each country.
struct Groups {
    names: Vec<(String, String)>,
    of: BTreeMap<CountryId, Vec<usize>>,
}

impl Groups {
    fn new(by: By, prepared: &Prepared, roster: &Roster) -> Self {
        if by == By::Group {
            return Self::declared(prepared.counting.country_groups());
        }
        let units = &prepared.plan.units;
        let name = |unit: &CountryId| {
            let country = roster.get(*unit);
            let text = |words: Option<String>| words.filter(|words| !words.is_empty());
            match by {
                By::Region => {
                    let region = text(country.map(|country| country.region.clone()));
                    let region = region.unwrap_or_else(|| "no region".to_owned());
                    (region.clone(), region)
                }
                _ => {
                    let id = country.and_then(forefend_panel::Country::iso3).map(|code| code.to_string());
                    let words = text(country.map(|country| country.name.clone()));
                    let id = id.unwrap_or_else(|| unit.gw().to_string());
                    (id.clone(), words.unwrap_or(id))
                }
            }
        };
        let mut names: Vec<(String, String)> = units.iter().map(name).collect();
        names.sort();
        names.dedup();
        let of = units.iter().filter_map(|unit| Some((*unit, vec![names.binary_search(&name(unit)).ok()?])));
        Self { of: of.collect(), names }
    }

    fn declared(groups: &[CountryGroup]) -> Self {
        let mut of: BTreeMap<CountryId, Vec<usize>> = BTreeMap::new();
        for (at, group) in groups.iter().enumerate() {
            group.members.iter().for_each(|country| of.entry(*country).or_default().push(at));
        }
        Self { names: groups.iter().map(|group| (group.id.clone(), group.title.clone())).collect(), of }
    }
}

impl Groups {
    /// Totals of an outcome by group, one list of draws each.
    fn totals(
        &self,
        prepared: &Prepared,
        parts: &Parts,
        outcome: OutcomeAt,
    ) -> Result<Vec<Vec<f64>>, StrategyError> {
        let of = |unit: CountryId| self.of.get(&unit).cloned().unwrap_or_default();
        prepared.counting.by_place(parts, &prepared.years(), outcome, (&of, self.names.len()))
    }
}

/// Totals of an outcome by region: names of regions, and one list of draws a region.
pub(crate) fn by_region(
    prepared: &Prepared,
    roster: &Roster,
    parts: &Parts,
    outcome: OutcomeAt,
) -> Result<Vec<(String, Vec<f64>)>, AssessError> {
    let groups = Groups::new(By::Region, prepared, roster);
    let totals = groups.totals(prepared, parts, outcome)?;
    Ok(groups.names.into_iter().map(|(_, name)| name).zip(totals).collect())
}

/// Differences of the portfolios of `pairs` (positions among the prepared ones) by place, and their file of the run.
///
/// # Errors
/// When a part is missing or damaged, or the file cannot be written.
pub(crate) fn places(
    prepared: &Prepared,
    roster: &Roster,
    (by, pairs): (By, &[(usize, usize)]),
    writer: &RunWriter,
) -> Result<Places, AssessError> {
    let groups = Groups::new(by, prepared, roster);
    let declared = &prepared.outcomes;
    let told = declared.iter().filter(|(at, _)| declared.by_country(*at).is_some());
    let outcomes: Vec<OutcomeAt> = told.map(|(at, _)| at).collect();
    let of_all = |outcome: &Outcome| outcome.counted.as_ref().is_some_and(|counted| !counted.is_of_group());
    let without = declared.iter().filter(|(at, outcome)| of_all(outcome) && !outcomes.contains(at));
    let totals = |portfolio: usize, setting: &Setting, outcome: OutcomeAt| {
        let parts = match portfolio {
            0 => reference_parts(prepared, writer),
            _ => Parts::at(&writer.scenario(&prepared.portfolios[portfolio].scenario(setting))),
        };
        groups.totals(prepared, &parts, outcome)
    };
    let mut rows = Vec::new();
    // One outcome at a time: a run of many draws and countries holds no more than two lists of them.
    for &(first, second) in pairs {
        let (ours, theirs) = (&prepared.portfolios[first], &prepared.portfolios[second]);
        for setting in &prepared.appraisal.setting {
            for &outcome in &outcomes {
                let both = [totals(first, setting, outcome)?, totals(second, setting, outcome)?];
                rows.extend(compared((ours, theirs), setting, declared.get(outcome), &groups, &both));
            }
        }
    }
    let file = format!("differences_by_{}.csv", by.id());
    writer.write(&file, csv(&rows).as_bytes())?;
    let name = |at: &OutcomeAt| (declared.get(*at).id.clone(), declared.get(*at).title.clone());
    let leading = [declared.lead(), declared.through()].into_iter().flatten();
    Ok(Places {
        by,
        file,
        outcomes: outcomes.iter().map(name).collect(),
        without: without.map(|(_, outcome)| outcome.title.clone()).collect(),
        leading: leading.map(|at| declared.get(at).id.clone()).collect(),
        rows,
    })
}

fn compared(
    (first, second): (&Portfolio, &Portfolio),
    setting: &Setting,
    outcome: &Outcome,
    groups: &Groups,
    [ours, theirs]: &[Vec<Vec<f64>>; 2],
) -> Vec<PlaceRow> {
    let row = |at: usize| {
        let (place, name) = &groups.names[at];
        let difference = Difference::between(&ours[at], &theirs[at]);
        let [p05, _, _, p50, _, _, p95] = difference.quantiles;
        let [better, worse] =
            difference.shares(outcome.better).unwrap_or([difference.share_less, difference.share_more]);
        PlaceRow {
            alternative: first.id.clone(),
            against: second.id.clone(),
            setting: setting.id.clone(),
            outcome: outcome.id.clone(),
            place: place.clone(),
            name: name.clone(),
            mean: difference.mean,
            p05,
            p50,
            p95,
            better,
            worse,
        }
    };
    (0..groups.names.len()).map(row).collect()
}

/// Every row, values so that they read back to the bit.
fn csv(rows: &[PlaceRow]) -> String {
    let mut text =
        String::from("alternative,against,setting,outcome,place,name,mean,p05,p50,p95,better,worse\n");
    for row in rows {
        let PlaceRow { alternative, against, setting, mean, p05, p50, p95, better, worse, .. } = row;
        let (outcome, place, name) = (cell(&row.outcome), cell(&row.place), cell(&row.name));
        text.push_str(&format!(
            "{alternative},{against},{setting},{outcome},{place},{name},{mean},{p05},{p50},{p95},{better},{worse}\n"
        ));
    }
    text
}
