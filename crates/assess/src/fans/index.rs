//! Observed series that no model moves: a line, and that it is only observed.

use forefend_panel::{Fill, Year};
use forefend_report::{Axis, Fan, Point, Spread, Unit};
use forefend_simulate::spec::Status;

use super::SHOWN_FROM;
use crate::error::AssessError;
use crate::material::Material;

/// An observed series of a driver or threat of this `status`: a line, and "no model yet" where nothing of it is modelled.
pub(crate) fn index(
    material: &Material<'_>,
    index: &forefend_simulate::spec::Index,
    status: Status,
) -> Result<Fan, AssessError> {
    let name: &str = index.indicator.as_ref();
    let indicator = material.panel.indicator(name)?;
    let weight = index.weight.as_ref().map(|weight| weight.as_ref().as_str());
    let (points, covered) = if indicator.axis == forefend_panel::Axis::World {
        let series = material.as_of.world_series(name);
        (series.into_iter().map(|(year, value)| (year.0, value)).collect::<Vec<_>>(), None)
    } else {
        let means = weighted(material, name, weight)?;
        let last = means.iter().rev().find(|mean| !mean.value.is_nan()).copied();
        (means.into_iter().map(|mean| (mean.year, mean.value)).collect(), last)
    };
    let query = format!("observed/{name}");
    let share = indicator.unit.contains("share");
    let observed: Vec<Point> = points
        .into_iter()
        .filter(|(year, value)| *year >= SHOWN_FROM && !value.is_nan())
        .map(|(year, value)| Point { year: i32::from(year), value })
        .collect();
    for point in &observed {
        material.ledger.enter(&format!("{query}/{}/observed", point.year), point.value);
    }
    Ok(Fan {
        id: name.replace('_', "-"),
        title: match covered.and_then(|last| last.words(weight)) {
            Some(words) => format!("{}: {words}", index.title),
            None => index.title.clone(),
        },
        unit: match indicator.unit.as_str() {
            _ if share => Unit::Share,
            degrees if degrees.starts_with("degrees Celsius") => Unit::Celsius,
            other => Unit::Other(other.to_owned()),
        },
        query: material.ledger.prefix(&query),
        observed,
        projected: Vec::new(),
        nowcast_until: None,
        axis: Axis::Linear,
        spread: Spread::NoModel(only_observed(status).to_owned()),
        note: format!("Unit: {}. Source: {} ({}).", indicator.unit, indicator.source, indicator.licence),
    })
}

/// Why there is no band.
fn only_observed(status: Status) -> &'static str {
    match status {
        Status::Modelled => "observed only: the model does not move this series",
        Status::IndexOnly | Status::NotModelled => "no model yet: observed values only",
    }
}

/// A mean over countries, and which of them it is of.
#[derive(Debug, Clone, Copy)]
struct MeanOfYear {
    year: i16,
    value: f64,
    /// Countries with a value, and all.
    countries: (usize, usize),
    /// Share of all weight that they have.
    share: f64,
}

impl MeanOfYear {
    /// "150 of 174 states, 96% of their people, in 2023"; nothing where none is missing.
    fn words(self, weight: Option<&str>) -> Option<String> {
        let (seen, all) = self.countries;
        let share = Unit::Share.number(self.share);
        let of = match weight {
            Some("population") => format!(", {share} of all people"),
            Some(other) => format!(", {share} of {other}"),
            None => String::new(),
        };
        (seen < all).then(|| format!("{seen} of {all} states{of}, in {}", self.year))
    }
}

/// Yearly mean over countries between their first and last value, weighted where a weight is named. Years in which fewer than
/// half of the world (by weight) has a value are left out: their mean would be of another world.
fn weighted(
    material: &Material<'_>,
    name: &str,
    weight: Option<&str>,
) -> Result<Vec<MeanOfYear>, AssessError> {
    let units = &material.plan().units;
    let (first, last) = (Year(SHOWN_FROM), material.as_of.last_year(name)?.unwrap_or(Year(SHOWN_FROM)));
    let values = material.as_of.grid(name, units, first, last, Fill::Interpolate)?;
    let weights = match weight {
        Some(weight) => material.as_of.path(weight, units, first, last)?,
        None => vec![1.0; values.len()],
    };
    let rows = values.chunks_exact(units.len()).zip(weights.chunks_exact(units.len()));
    let means = Year::range(first, last).zip(rows).map(|(year, (values, weights))| {
        let (mut sum, mut seen, mut all, mut countries) = (0.0, 0.0, 0.0, (0, 0));
        for (value, weight) in values.iter().zip(weights).filter(|(_, weight)| !weight.is_nan()) {
            all += weight;
            countries.1 += 1;
            if !value.is_nan() {
                sum += weight * value;
                seen += weight;
                countries.0 += 1;
            }
        }
        let value = if seen * 2.0 >= all { sum / seen } else { f64::NAN };
        MeanOfYear { year: year.0, value, countries, share: seen / all }
    });
    Ok(means.collect())
}
