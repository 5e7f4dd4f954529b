//! Cases of the trials: where and when it was decided whether a mission stands, and what was before.

use std::collections::BTreeSet;

use forefend_panel::network::Link;
use forefend_panel::{CountryId, Panel, Year};
use forefend_runs::parts::mean;
use forefend_track::Observed;

use crate::error::VerifyError;

/// Troops from which on a mission stands.
const PRESENT: f64 = 100.0;
/// Years with troops in the source.
const FIRST: Year = Year(1994);
const LAST: Year = Year(2024);
/// Years of peace in which a conflict may return, years without a mission before a first one, and years of history that count.
const RETURN: i16 = 10;
const NONE_BEFORE: i16 = 5;
const HISTORY: i16 = 20;
/// Missions with a mandate to use force to protect civilians; from general knowledge.
const PROTECT: [&str; 13] = [
    "UNAMSIL", "MONUC", "MONUSCO", "UNMIL", "ONUB", "UNOCI", "MINUSTAH", "UNMIS", "UNAMID", "MINURCAT",
    "UNMISS", "MINUSMA", "MINUSCA",
];

/// Covariates, in the order of [`Case::before`]: ten of the year before, then two of the year of the decision, where they are asked for.
pub(super) const COVARIATES: [&str; 12] = [
    "war",
    "log deaths",
    "log civilians killed",
    "log duration",
    "history",
    "log income",
    "log people",
    "democracy",
    "log neighbours in conflict",
    "year",
    "conflict in the year",
    "log deaths in the year",
];

/// A country and the year in which it was decided.
#[derive(Debug, Clone)]
pub(super) struct Case {
    /// The country.
    pub unit: CountryId,
    /// The year.
    pub year: Year,
    /// Whether a mission stands in that year.
    pub treated: bool,
    /// Whether one that protects civilians does.
    pub strong: bool,
    /// Covariates of the year before, and perhaps of the year.
    pub before: Vec<f64>,
}

/// What was observed, by country and year.
pub(super) struct Frame {
    units: BTreeSet<CountryId>,
    level: Observed,
    deaths: Observed,
    civilians: Observed,
    attacked: Observed,
    income: Observed,
    people: Observed,
    democracy: Observed,
    troops: Observed,
    strong: BTreeSet<(CountryId, Year)>,
    links: Vec<Link>,
}

impl Frame {
    /// From the snapshot, as known now.
    pub fn read(panel: &Panel) -> Result<Self, VerifyError> {
        let series = |name: &str| Observed::read(panel, name).map(|found| found.0);
        let missions = panel.missions().iter();
        let strong = missions.filter(|mission| PROTECT.contains(&mission.name.as_str()));
        let links = panel.links("contiguity")?.to_vec();
        Ok(Self {
            units: links.iter().map(|link| link.from).collect(),
            level: series("conflict_level")?,
            deaths: series("conflict_deaths")?,
            civilians: series("one_sided_deaths")?,
            attacked: series("civilians_attacked")?,
            income: series("gdppc")?,
            people: series("population")?,
            democracy: series("polyarchy")?,
            troops: series("peacekeeping_troops")?,
            strong: strong.map(|mission| (mission.country, mission.year)).collect(),
            links,
        })
    }

    /// Level of conflict.
    pub fn level(&self, unit: CountryId, year: Year) -> Option<f64> {
        self.level.level(unit, year)
    }

    /// Whether conflict is known to go on.
    pub fn in_conflict(&self, unit: CountryId, year: Year) -> bool {
        self.level(unit, year).is_some_and(|level| level > 0.0)
    }

    /// First years of peace after a year of conflict.
    pub fn after_a_conflict(&self) -> Vec<Case> {
        self.years(|f, unit, year| f.level(unit, year) == Some(0.0) && f.in_conflict(unit, year - 1))
    }

    /// Years after one of conflict, without a mission in the five years before.
    pub fn in_a_conflict(&self) -> Vec<Case> {
        self.years(|f, unit, year| {
            let stood =
                Year::range(year - NONE_BEFORE, year - 1).any(|year| f.stands(unit, year) == Some(true));
            f.in_conflict(unit, year - 1) && !stood
        })
    }

    /// Years of peace with conflict in one of the ten years before.
    pub fn young_peace(&self) -> Vec<Case> {
        self.years(|f, unit, year| {
            let mut past = Year::range(year - RETURN, year - 1);
            f.level(unit, year) == Some(0.0) && past.any(|year| f.in_conflict(unit, year))
        })
    }

    /// Countries and years of which `wanted` is true and everything is known.
    pub fn years(&self, wanted: impl Fn(&Self, CountryId, Year) -> bool) -> Vec<Case> {
        let mut cases = Vec::new();
        for &unit in &self.units {
            for year in Year::range(FIRST + 1, LAST) {
                let (Some(treated), true) = (self.stands(unit, year), wanted(self, unit, year)) else {
                    continue;
                };
                let Some(before) = self.before(unit, year - 1) else { continue };
                let strong = treated && self.strong.contains(&(unit, year));
                cases.push(Case { unit, year, treated, strong, before });
            }
        }
        cases
    }

    /// The same cases, alike in the year of the decision too, part of which the mission may have made.
    pub fn with_their_year(&self, cases: &[Case]) -> Vec<Case> {
        let known = |case: &Case| {
            let level = self.level(case.unit, case.year)?;
            let deaths = self.deaths.level(case.unit, case.year)?;
            let mut case = case.clone();
            case.before.extend([f64::from(u8::from(level > 0.0)), libm::log1p(deaths)]);
            Some(case)
        };
        cases.iter().filter_map(known).collect()
    }

    fn stands(&self, unit: CountryId, year: Year) -> Option<bool> {
        self.troops.level(unit, year).map(|troops| troops >= PRESENT)
    }

    /// Covariates as of a year; none where one is missing.
    fn before(&self, unit: CountryId, year: Year) -> Option<Vec<f64>> {
        let level = self.level(unit, year)?;
        let in_conflict = |year: Year| self.in_conflict(unit, year);
        let lasted = (0..).take_while(|back| in_conflict(year - *back)).count();
        let known =
            Year::range(year - (HISTORY - 1), year).filter(|&at| self.level(unit, at).is_some()).count();
        let past = Year::range(year - (HISTORY - 1), year).filter(|&at| in_conflict(at)).count();
        let neighbours = self
            .links
            .iter()
            .filter(|link| link.from == unit && link.contains(year) && self.in_conflict(link.to, year));
        Some(vec![
            f64::from(u8::from(level > 1.0)),
            self.mean_log(&self.deaths, unit, (year - 2, year))?,
            self.mean_log(&self.civilians, unit, (year - 2, year))?,
            libm::log1p(lasted as f64),
            past as f64 / known as f64,
            libm::log(self.income.level(unit, year)?),
            libm::log(self.people.level(unit, year)?),
            self.democracy.level(unit, year)?,
            libm::log1p(neighbours.count() as f64),
            f64::from(year.0),
        ])
    }

    /// Mean over years of the log of one and a number; none where a year is missing.
    fn mean_log(&self, series: &Observed, unit: CountryId, (first, last): (Year, Year)) -> Option<f64> {
        let years = Year::range(first, last).map(|year| series.level(unit, year).map(libm::log1p));
        Some(mean(&years.collect::<Option<Vec<f64>>>()?))
    }

    /// Whether a level of the next `horizon` years is as asked.
    pub fn any(&self, case: &Case, horizon: i16, asked: impl Fn(f64) -> bool) -> Option<f64> {
        let years = Year::range(case.year + 1, case.year + horizon);
        let levels: Vec<f64> = years.map(|year| self.level(case.unit, year)).collect::<Option<_>>()?;
        Some(f64::from(u8::from(levels.into_iter().any(asked))))
    }

    /// Whether there is peace `horizon` years on.
    pub fn peace(&self, case: &Case, horizon: i16) -> Option<f64> {
        self.level(case.unit, case.year + horizon).map(|level| f64::from(u8::from(level == 0.0)))
    }

    /// Whether 25 civilians or more were killed in any of the next `horizon` years.
    pub fn civilians(&self, case: &Case, horizon: i16) -> Option<f64> {
        let years = Year::range(case.year + 1, case.year + horizon);
        let found: Vec<f64> =
            years.map(|year| self.attacked.level(case.unit, year)).collect::<Option<_>>()?;
        Some(found.into_iter().fold(0.0, f64::max))
    }

    /// Mean log of one and battle deaths from `first` to `last` years after the decision.
    pub fn log_deaths(&self, case: &Case, first: i16, last: i16) -> Option<f64> {
        self.mean_log(&self.deaths, case.unit, (case.year + first, case.year + last))
    }
}
