//! Axes that are axes of the panel: the units a series gives them, and how the panel knows the units they have themselves.

use std::collections::BTreeMap;

use forefend_panel::{AsOf, AxisKind, CountryId, Unit};

use super::unit_list::{Linked, UnitList, check_size};
use crate::error::SimulateError;
use crate::model::DeclaredAxis;

/// The units that the panel's axis has by then, of countries that are simulated, with their links to these.
pub(super) fn panel_units(
    declared: &DeclaredAxis,
    as_of: &AsOf<'_>,
    countries: &[CountryId],
    linked: &mut Vec<Linked>,
) -> Result<UnitList, SimulateError> {
    let (name, place) =
        declared.panel.as_ref().map_or(("", declared.place.as_str()), |(name, place)| (name, place));
    let axis = as_of.axis(name).map_err(|error| not_in_panel(place, &error))?;
    let mut units: Vec<(Unit, Vec<usize>)> = Vec::new();
    for unit in as_of.units_on(name).map_err(|error| not_in_panel(place, &error))? {
        let own = axis.countries_of(&unit);
        let rows: Vec<usize> = own.iter().filter_map(|id| countries.binary_search(id).ok()).collect();
        if rows.len() == own.len() {
            units.push((unit, rows));
        }
    }
    check_size(declared, units.len())?;
    let side = |side: usize| -> Vec<(usize, usize)> {
        units.iter().enumerate().filter_map(|(unit, (_, rows))| Some((unit, *rows.get(side)?))).collect()
    };
    let mut link = |ending, units| linked.push(Linked { ending, units });
    match axis.kind {
        AxisKind::Pairs | AxisKind::DirectedPairs => {
            link("", side(0).into_iter().chain(side(1)).collect());
            link("_a", side(0));
            link("_b", side(1));
        }
        AxisKind::Product | AxisKind::Listed => link("", side(0)),
    }
    let keys: Vec<String> = units.iter().map(|(unit, _)| as_of.roster().unit_key(unit)).collect();
    let label = |(unit, _): &(Unit, Vec<usize>)| match unit {
        Unit::Listed(id) => axis.units.get(id).map_or_else(|| id.clone(), |listed| listed.label.clone()),
        other => as_of.roster().unit_key(other),
    };
    let mut list = UnitList::labelled(declared, keys, units.iter().map(label).collect());
    list.panel = Some(units.into_iter().map(|(unit, _)| unit).collect());
    Ok(list)
}

fn not_in_panel(place: &str, error: &forefend_panel::PanelError) -> SimulateError {
    SimulateError::Declaration {
        place: place.to_owned(),
        message: format!(
            "{error}; `panel` names an axis that indicators.toml declares, or one of the snapshot"
        ),
    }
}

/// The units of an axis that says itself what they are, as the panel's axis would know them.
pub(super) fn known_to_panel(
    declared: &DeclaredAxis,
    (name, place): (&str, &str),
    list: &UnitList,
    linked: &[Linked],
    (as_of, countries): (&AsOf<'_>, &[CountryId]),
) -> Result<Vec<Unit>, SimulateError> {
    let axis = as_of.axis(name).map_err(|error| not_in_panel(place, &error))?;
    let mut units = vec![Vec::new(); list.ids.len()];
    for &(unit, country) in linked.first().map_or(&[][..], |first| &first.units) {
        units[unit].push(countries[country]);
    }
    let keys: BTreeMap<usize, &String> = list.keys.iter().map(|(key, &at)| (at, key)).collect();
    let unit = |(at, made_of): (usize, Vec<CountryId>)| {
        let key = keys.get(&at).map_or("", |key| key.as_str());
        let unit = match (made_of.as_slice(), key.split_once('/')) {
            (&[a, b], _) => Unit::Pair(a, b),
            (&[country], Some((_, group))) => Unit::Group(country, group.to_owned()),
            _ => Unit::Listed(key.to_owned()),
        };
        let kind = match unit {
            Unit::Pair(..) => AxisKind::Pairs,
            Unit::Group(..) => AxisKind::Product,
            _ => AxisKind::Listed,
        };
        if kind == axis.kind {
            return Ok(unit);
        }
        Err(SimulateError::Declaration {
            place: place.to_owned(),
            message: format!(
                "axis `{}` is made of {} and the panel's `{name}` of {}; leave `panel` or the other key out",
                declared.name,
                kind.word(),
                axis.kind.word()
            ),
        })
    };
    units.into_iter().enumerate().map(unit).collect()
}
