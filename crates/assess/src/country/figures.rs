//! Series of the country with what the draws say of them: figures, and rows of the tables of drivers.

use forefend_report::{Axis, Band, Fan, Point, Quantity, Rank, Spread, Unit};
use forefend_runs::parts::mean;
use forefend_score::quantiles;
use forefend_simulate::model::Declared;
use forefend_strategy::appraise::LEVELS;

use super::futures::Futures;
use super::recorded::of_series;
use crate::error::AssessError;
use crate::fans::unit;
use crate::material::Material;

/// First year of the observed lines.
const SHOWN_FROM: i16 = 1990;
/// Years over which a change is told.
const BACK: i16 = 10;

/// A series of the country: its past, its rank among the simulated states, and its draws by year.
#[derive(Debug)]
pub(super) struct CountrySeries<'a> {
    pub declared: &'a Declared,
    pub unit: Unit,
    /// Known values by year.
    pub known: Vec<(i16, f64)>,
    /// Rank of the last known value among the states known in the same year.
    pub rank: Option<Rank>,
    /// Quantiles 5, 25, 50, 75 and 95 % and mean of the draws, by year after the last known one.
    pub bands: Vec<Band>,
    /// Whether all draws are alike: a path.
    pub fixed: bool,
}

/// The series that a driver or threat declares, by its variables' names; those that are only ever 0 or 1 are events and left
/// out.
pub(super) fn series<'a>(
    material: &'a Material<'_>,
    futures: &Futures,
    names: impl Fn(&str) -> bool,
) -> Result<Vec<CountrySeries<'a>>, AssessError> {
    let mut found = Vec::new();
    for declared in of_series(&material.prepared.model, names) {
        let one = one(material, futures, declared)?;
        if one.known.iter().any(|(_, value)| *value != 0.0 && *value != 1.0) {
            found.push(one);
        }
    }
    Ok(found)
}

fn one<'a>(
    material: &'a Material<'_>,
    futures: &Futures,
    declared: &'a Declared,
) -> Result<CountrySeries<'a>, AssessError> {
    let indicator = declared.spec.indicator.as_ref().map_or("", |indicator| indicator.as_ref().as_str());
    let mut known = Vec::new();
    for year in forefend_panel::Year::range(material.prepared.history.first, material.plan().horizon) {
        if let Some(value) = material.as_of.observed(indicator, futures.unit, year)? {
            known.push((year.0, value));
        }
    }
    let rank = match known.last() {
        None => None,
        Some(&(year, own)) => {
            let year = forefend_panel::Year(year);
            let values =
                material.plan().units.iter().map(|&unit| material.as_of.observed(indicator, unit, year));
            let values: Vec<f64> = values.filter_map(Result::transpose).collect::<Result<_, _>>()?;
            Some(Rank::of(own, values.into_iter()))
        }
    };
    let last = known.last().map_or(material.anchor(), |(year, _)| *year);
    let draws = futures.values.get(declared.name());
    let ahead = || draws.into_iter().flat_map(|draws| draws.range(last + 1..));
    let fixed = ahead().all(|(_, values)| values.windows(2).all(|pair| pair[0] == pair[1]));
    let bands = ahead().map(|(&year, values)| band(i32::from(year), values)).collect();
    let unit = unit(&material.prepared.model, declared.name());
    Ok(CountrySeries { declared, unit, known, rank, bands, fixed })
}

/// Quantiles and mean of draws.
pub(super) fn band(year: i32, draws: &[f64]) -> Band {
    let [p05, p10, p25, p50, p75, p90, p95] = quantiles(draws, LEVELS);
    Band { year, p05, p10, p25, p50, p75, p90, p95, mean: mean(draws) }
}

impl CountrySeries<'_> {
    /// The figure; `until` is the last year that is a nowcast.
    pub fn fan(&self, until: i16) -> Fan {
        let shown = self.known.iter().filter(|(year, _)| *year >= SHOWN_FROM);
        let path = |band: &Band| Band::path(band.year, band.p50);
        Fan {
            id: self.declared.name().replace(['_', '.'], "-"),
            title: self.declared.spec.title.clone(),
            unit: self.unit.clone(),
            query: String::new(),
            observed: shown.map(|&(year, value)| Point { year: i32::from(year), value }).collect(),
            projected: match self.fixed {
                true => self.bands.iter().map(path).collect(),
                false => self.bands.clone(),
            },
            nowcast_until: Some(i32::from(until)),
            axis: Axis::Linear,
            spread: match self.fixed {
                true => Spread::PathOnly("given, without uncertainty".to_owned()),
                false => Spread::Bands,
            },
            note: String::new(),
        }
    }

    /// The title with the unit, where neither the title nor the numbers say it.
    fn label(&self) -> String {
        let title = &self.declared.spec.title;
        let unit = match &self.unit {
            Unit::Share | Unit::People | Unit::Count | Unit::Number => "",
            unit => unit.name(),
        };
        let said = title.to_lowercase().contains(&unit.to_lowercase());
        if said { title.clone() } else { format!("{title} ({unit})") }
    }

    /// Cells of a table: title, last known value and year, value ten years before, rank, and each of `years`.
    pub fn row(&self, years: &[i16]) -> Vec<String> {
        let mut cells = vec![self.label()];
        match self.known.last() {
            None => cells.extend(["no data".to_owned(), String::new(), String::new()]),
            Some(&(year, value)) => {
                let before = self.known.iter().find(|(known, _)| *known == year - BACK);
                let of = |(year, value): (i16, f64)| format!("{} ({year})", self.unit.number(value));
                cells.push(of((year, value)));
                cells.push(before.map_or_else(|| "no data".to_owned(), |&before| of(before)));
                cells.push(self.rank.map_or_else(String::new, Rank::words));
            }
        }
        for &year in years {
            let band = self.bands.iter().find(|band| band.year == i32::from(year));
            cells.push(band.map_or_else(|| "no data".to_owned(), |band| self.spread(band)));
        }
        cells
    }

    /// Median with the 90 % interval; of a path its value.
    fn spread(&self, band: &Band) -> String {
        let number = |value: f64| self.unit.number(value);
        if self.fixed {
            return number(band.p50);
        }
        let median = Quantity::new(band.p50, self.unit.clone(), "").between(band.p05, band.p95, 90);
        let ends = median.ends().unwrap_or_else(|| (number(band.p05), number(band.p95)));
        format!("{} [{}, {}]", median.number(), ends.0, ends.1)
    }
}
