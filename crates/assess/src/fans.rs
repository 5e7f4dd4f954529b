//! World series: what was observed and what the futures give.

mod index;
mod of_unit;
mod one;

use std::collections::BTreeMap;

use forefend_estimate::Expression;
use forefend_report::{Axis, Fan, Quantity, Unit};
use forefend_runs::Parts;
use forefend_runs::parts::{WorldSeries, mean};
use forefend_score::quantiles;
use forefend_simulate::Model;

use crate::counts::Counts;
use crate::error::AssessError;
use crate::material::Material;
use crate::telling::{self, Scale, past};
use one::Shown;

pub(crate) use index::index;

/// First year of the observed lines.
const SHOWN_FROM: i16 = 1980;

/// The recorded world variables and what the report's expressions give, summarised.
#[derive(Debug)]
pub(crate) struct Fans {
    fans: BTreeMap<String, Fan>,
    /// By variable and year.
    spreads: BTreeMap<String, BTreeMap<i16, SpreadOfYear>>,
    /// Draws of what no part holds.
    totals: BTreeMap<String, WorldSeries>,
    /// What queries begin with, of what is no quantity of the world.
    queries: BTreeMap<String, String>,
    parts: Parts,
}

/// Quantiles at 5, 50 and 95 %, and the mean.
#[derive(Debug, Clone, Copy)]
struct SpreadOfYear {
    quantiles: [f64; 3],
    mean: f64,
}

impl Fans {
    pub fn gather(material: &Material<'_>, parts: &Parts, counts: &Counts) -> Result<Self, AssessError> {
        let mut all = Self {
            fans: BTreeMap::new(),
            spreads: BTreeMap::new(),
            totals: BTreeMap::new(),
            queries: BTreeMap::new(),
            parts: parts.clone(),
        };
        // The draws of one variable at a time: with many draws all of them would not fit.
        let recorded = material.plan().recorded_on("world");
        for name in recorded.map(str::to_owned).collect::<Vec<_>>() {
            let series = parts.world(&name)?;
            all.add(material, &of_variable(material, &name), &series);
        }
        let given = material.telling().fan.iter().filter_map(|fan| Some((fan, fan.expression.as_ref()?)));
        for ((fan, expression), series) in given.zip(&counts.totals) {
            all.add(material, &of_expression(material, fan, expression.as_ref())?, series);
            all.totals.insert(fan.variable.as_ref().clone(), series.clone());
        }
        let units = material.telling().fan.iter().filter_map(|fan| Some((fan, fan.one_of.as_ref()?)));
        for (entry, one_of) in units {
            let Some(found) = of_unit::of_unit(material, parts, entry, one_of)? else { continue };
            let name = entry.variable.as_ref().clone();
            all.spread(&name, &found.series);
            all.fans.insert(name.clone(), found.fan);
            all.totals.insert(name.clone(), found.series);
            all.queries.insert(name, found.query);
        }
        Ok(all)
    }

    fn add(&mut self, material: &Material<'_>, shown: &Shown<'_>, series: &WorldSeries) {
        self.fans.insert(shown.name.to_owned(), one::fan(material, shown, series));
        self.spread(shown.name, series);
        let is_told = |fan: &telling::Fan| fan.variable.as_ref() == shown.name && fan.driver.is_none();
        if material.telling().fan.iter().any(is_told) {
            for year in [material.ahead(), material.clock.horizon] {
                let query = format!("reference/world/{}/{year}/mean", shown.name);
                material.ledger.enter_draws(&query, series.get(&year).into_iter().flatten().copied());
            }
        }
    }

    fn spread(&mut self, name: &str, series: &WorldSeries) {
        let of_year = |(year, draws): (&i16, &Vec<f64>)| {
            (*year, SpreadOfYear { quantiles: quantiles(draws, [0.05, 0.5, 0.95]), mean: mean(draws) })
        };
        self.spreads.insert(name.to_owned(), series.iter().map(of_year).collect());
    }

    /// What queries of a figure in a year begin with.
    fn query(&self, name: &str, year: i32) -> String {
        let of_world = || format!("reference/world/{name}");
        format!("{}/{year}", self.queries.get(name).cloned().unwrap_or_else(of_world))
    }

    /// The figure of a world variable, in the words of the report's files, with what must be known of the skill on it.
    pub fn get(&self, material: &Material<'_>, variable: &str) -> Option<Fan> {
        let mut fan = self.fans.get(variable)?.clone();
        let entry = material.telling().fan.iter().find(|entry| entry.variable.as_ref() == variable);
        let note = entry.and_then(|entry| entry.note.as_ref()).map(|note| note.text(&material.clock));
        let caveat = crate::record::fan_caveat(material, variable);
        fan.note = format!("{} {caveat}", note.unwrap_or_default()).trim().to_owned();
        if entry.is_some_and(|entry| entry.axis == Scale::Log) {
            fan.axis = Axis::Log;
        }
        Some(fan)
    }

    /// Median, 90 % interval and mean of a world variable in a year, traced.
    pub fn quantity(&self, material: &Material<'_>, variable: &str, year: i16) -> Option<Quantity> {
        let SpreadOfYear { quantiles: [low, median, high], mean } =
            *self.spreads.get(variable)?.get(&year)?;
        let of_year = self.query(variable, i32::from(year));
        let query = |name: &str| format!("{of_year}/{name}");
        let unit = self.fans.get(variable)?.unit.clone();
        let median = material.ledger.interval(&query("p50"), median, [low, high], unit);
        material.ledger.enter(&query("mean"), mean);
        Some(median.with_mean(mean, material.ledger.prefix(&query("mean"))))
    }

    /// Share of draws in which `test` holds of a world variable in a year, traced as `name`. Reads the
    /// variable's draws again.
    pub fn share_of_draws(
        &self,
        material: &Material<'_>,
        variable: &str,
        (year, name): (i16, &str),
        test: impl Fn(f64) -> bool,
    ) -> Result<Option<Quantity>, AssessError> {
        if !self.fans.contains_key(variable) {
            return Ok(None);
        }
        let series = match self.totals.get(variable) {
            Some(series) => series.clone(),
            None => self.parts.world(variable)?,
        };
        let Some(draws) = series.get(&year) else { return Ok(None) };
        let holding = draws.iter().filter(|&&value| test(value)).count();
        let query = format!("{}/{name}", self.query(variable, i32::from(year)));
        let share = holding as f64 / draws.len() as f64;
        Ok(Some(material.ledger.quantity(&query, share, Unit::Draws(draws.len() as u64))))
    }

    /// Last observed value of a world variable, traced.
    pub fn observed(&self, material: &Material<'_>, variable: &str) -> Option<(i32, Quantity)> {
        let fan = self.fans.get(variable)?;
        let last = fan.observed.iter().max_by_key(|point| point.year)?;
        let query = format!("{}/observed", self.query(variable, last.year));
        Some((last.year, material.ledger.quantity(&query, last.value, fan.unit.clone())))
    }
}

/// A recorded variable of the world, in the words of its entry where it has one.
fn of_variable<'a>(material: &Material<'_>, name: &'a str) -> Shown<'a> {
    let model = &material.prepared.model;
    let history = &material.prepared.history;
    let column = history.table.column(name).unwrap_or_default();
    let entry = material.telling().fan.iter().find(|entry| entry.variable.as_ref() == name);
    let declared = model.position(name).map(|position| model.variables[position].spec.title.clone());
    let title = entry.and_then(|entry| entry.title.as_ref()).map(|title| title.text(&material.clock));
    Shown {
        name,
        title: title.or(declared).unwrap_or_else(|| name.to_owned()),
        unit: entry.and_then(|entry| entry.unit.as_deref()).map_or_else(|| unit(model, name), unit_of),
        roots: vec![name.to_owned()],
        history: (history.first.0..=history.last.0).zip(column.iter().copied()).collect(),
    }
}

/// What an expression gives.
fn of_expression<'a>(
    material: &Material<'_>,
    fan: &'a telling::Fan,
    expression: &str,
) -> Result<Shown<'a>, AssessError> {
    let wrong = |error: forefend_estimate::EstimateError| AssessError::Declaration {
        place: fan.file.clone(),
        message: error.to_string(),
    };
    let parsed = Expression::parse(expression).map_err(wrong)?;
    let name = fan.variable.as_ref().as_str();
    Ok(Shown {
        name,
        title: fan.title.as_ref().map_or_else(|| name.to_owned(), |title| title.text(&material.clock)),
        unit: fan.unit.as_deref().map_or(Unit::Number, unit_of),
        roots: parsed.references().into_iter().map(|read| read.name).collect(),
        history: past(&material.prepared.history, expression).map_err(wrong)?,
    })
}

/// The report's unit of a variable.
pub(crate) fn unit(model: &Model, variable: &str) -> Unit {
    let declared = model.position(variable);
    declared.map_or(Unit::Number, |position| unit_of(&model.variables[position].spec.unit))
}

/// The report's unit for a declared one. Of a share of something the title says of what.
pub(crate) fn unit_of(words: &str) -> Unit {
    match words {
        share if share == "share" || share.starts_with("share ") => Unit::Share,
        "persons" | "people" => Unit::People,
        "degrees Celsius" => Unit::Celsius,
        "deaths" => Unit::Deaths,
        "states" => Unit::Count,
        index if index.starts_with("index") => Unit::Index,
        dollars if dollars.contains("dollars") => Unit::UsdPerPerson,
        other => Unit::Other(other.to_owned()),
    }
}
