//! The figure of one unit of an axis, such as the cost of one technology.

use forefend_panel::{Fill, Year};
use forefend_report::{Axis, Band, Fan, Point, Spread};
use forefend_runs::Parts;
use forefend_runs::parts::WorldSeries;
use forefend_simulate::axes::UnitList;
use forefend_simulate::model::Declared;
use forefend_simulate::spec::Axis as OnAxis;

use super::one::{band, enter};
use super::{SHOWN_FROM, unit_of};
use crate::error::AssessError;
use crate::material::Material;
use crate::telling::{self, OneOf};

/// What is shown of a unit.
pub(super) struct OfUnit {
    /// What its queries begin with, as those of `numbers.csv` of a projection do.
    pub query: String,
    pub fan: Fan,
    /// Its draws by year.
    pub series: WorldSeries,
}

/// The figure that `entry` declares of one unit; none where the unit is not there at the date of the run.
pub(super) fn of_unit(
    material: &Material<'_>,
    parts: &Parts,
    entry: &telling::Fan,
    one_of: &OneOf,
) -> Result<Option<OfUnit>, AssessError> {
    let model = &material.prepared.model;
    let Some(position) = model.position(one_of.variable.as_ref()) else { return Ok(None) };
    let declared = &model.variables[position];
    let OnAxis::Declared(axis) = &declared.spec.axis else { return Ok(None) };
    let axes = &material.prepared.history.axes;
    let Some(list) = axes.find(axis).map(|axis| axes.units(axis)) else { return Ok(None) };
    let Some(at) = list.labels.iter().position(|label| label == one_of.unit.as_ref()) else {
        return Ok(None);
    };
    let mut series = WorldSeries::new();
    for part in parts.blocks(axis)? {
        part.rows(&[declared.name()], &mut |row| {
            if row.unit == list.ids[at] {
                series.entry(row.year).or_default().push(row.values[0]);
            }
        })?;
    }
    let query = format!("reference/{axis}/{}/{}", one_of.unit.as_ref(), declared.name());
    let observed = observed(material, declared, list, at)?;
    for point in &observed {
        material.ledger.enter(&format!("{query}/{}/observed", point.year), point.value);
    }
    let until = observed.last().map_or(i16::MIN, |point| point.year as i16);
    let later = series.iter().filter(|(year, _)| **year > until);
    let projected: Vec<Band> = later.map(|(&year, draws)| band(i32::from(year), draws, false)).collect();
    projected.iter().for_each(|band| enter(material, &format!("{query}/{}", band.year), band));
    let name = entry.variable.as_ref();
    let unit = entry.unit.as_deref().map_or_else(|| unit_of(&declared.spec.unit), unit_of);
    let title = entry.title.as_ref().map(|title| title.text(&material.clock));
    let fan = Fan {
        id: name.replace('_', "-"),
        title: title.unwrap_or_else(|| format!("{}: {}", declared.spec.title, one_of.unit.as_ref())),
        unit,
        query: material.ledger.prefix(&query),
        observed,
        projected,
        nowcast_until: Some(i32::from(material.present)),
        axis: Axis::Linear,
        spread: Spread::Bands,
        note: String::new(),
    };
    Ok(Some(OfUnit { query, fan, series }))
}

/// What is observed of the unit: values of the variable's own series, or of the one that its history is.
fn observed(
    material: &Material<'_>,
    declared: &Declared,
    list: &UnitList,
    at: usize,
) -> Result<Vec<Point>, AssessError> {
    let model = &material.prepared.model;
    let read = declared.history.iter().flat_map(|history| history.references());
    let read = read.filter_map(|read| model.position(&read.name)).map(|position| &model.variables[position]);
    let indicator = std::iter::once(declared).chain(read).find_map(|one| one.spec.indicator.as_ref());
    let (Some(indicator), Some(units)) = (indicator, &list.panel) else { return Ok(Vec::new()) };
    let years = (Year(SHOWN_FROM), Year(material.present));
    let values = material.as_of.grid_on(indicator.as_ref(), &units[at..=at], years.0, years.1, Fill::None)?;
    let points = Year::range(years.0, years.1).zip(values).filter(|(_, value)| !value.is_nan());
    Ok(points.map(|(year, value)| Point { year: i32::from(year.0), value }).collect())
}
