//! What is known of every country beside its chances, for reports that are built later without a simulation.

use std::collections::{BTreeMap, BTreeSet};

use forefend_panel::{CountryId, Unit as PanelUnit};
use forefend_report::{Background, KnownFigure, NextDoor, PastMention, Rank, Reason, Spell, Unit};
use forefend_simulate::explain::explain;
use forefend_simulate::model::Declared;
use forefend_simulate::spec::Family;

use crate::country::of_series;
use crate::error::AssessError;
use crate::fans::unit;
use crate::home_file::{HomeFile, Told};
use crate::material::Material;
use crate::names::{iso3, name};
use crate::telling::{Country, Levels};
use crate::ties::Partners;

/// Years over which a change is told.
const BACK: i16 = 10;
/// Reasons kept in each direction, and the least contribution to the log odds that counts.
const REASONS: usize = 4;
const LEAST: f64 = 0.05;
/// First year of the observed levels.
const SHOWN_FROM: i16 = 1950;

/// The background of every simulated state, in their order.
pub(super) fn backgrounds(
    material: &Material<'_>,
    country: &Country,
) -> Result<Vec<Background>, AssessError> {
    let levels = country.levels();
    let units = &material.plan().units;
    let mut all: Vec<Background> = vec![Background::default(); units.len()];
    let past = levels_by_year(material, country.variable.as_ref(), &levels);
    for (background, past) in all.iter_mut().zip(&past) {
        background.spells = spells(past);
    }
    let now: Vec<Option<u8>> = past.iter().map(|past| past.last().and_then(|(_, level)| *level)).collect();
    reasons(material, country, &mut all)?;
    series(material, country, &mut all)?;
    neighbours(material, &now, &mut all);
    ties(material, &now, country, &mut all)?;
    mentions(material, &mut all);
    Ok(all)
}

/// By unit: the level of each year up to the last observed one.
fn levels_by_year(material: &Material<'_>, variable: &str, levels: &Levels) -> Vec<Vec<(i16, Option<u8>)>> {
    let history = &material.prepared.history;
    let width = history.units.len().max(1);
    let column = history.table.column(variable).unwrap_or_default();
    let of_unit = |at: usize| {
        let values = column.iter().skip(at).step_by(width);
        let known = (history.first.0..=material.anchor()).zip(values).filter(|(year, _)| *year >= SHOWN_FROM);
        known.map(|(year, value)| (year, levels.of(*value).map(|level| level as u8))).collect()
    };
    (0..material.plan().units.len()).map(of_unit).collect()
}

fn spells(past: &[(i16, Option<u8>)]) -> Vec<Spell> {
    let mut found: Vec<Spell> = Vec::new();
    for (year, level) in past {
        let (year, Some(level)) = (i32::from(*year), *level) else { continue };
        match found.last_mut().filter(|spell| spell.level == level && spell.last == year - 1) {
            Some(spell) => spell.last = year,
            None => found.push(Spell { first: year, last: year, level }),
        }
    }
    found
}

/// What moves the odds of the level above the lowest; nothing where no multinomial equation gives it.
fn reasons(material: &Material<'_>, country: &Country, all: &mut [Background]) -> Result<(), AssessError> {
    let model = &material.prepared.model;
    let variable = country.variable.as_ref();
    let declared = model.position(variable).map(|position| &model.variables[position].spec);
    if declared.and_then(|spec| spec.family) != Some(Family::Multinomial) {
        return Ok(());
    }
    let mut of_units = explain(model, material.plan(), variable, 0)?;
    for (unit, background) in material.plan().units.iter().zip(all) {
        let found = of_units.remove(unit).unwrap_or_default();
        let counts = found.iter().filter(|reason| reason.contribution.abs() >= LEAST);
        let towards =
            |up: bool| counts.clone().filter(move |reason| (reason.contribution > 0.0) == up).take(REASONS);
        let told = towards(true).chain(towards(false));
        background.reasons = told
            .map(|reason| Reason { text: reason.words.clone(), contribution: reason.contribution })
            .collect();
    }
    Ok(())
}

/// Known values of the series that drivers declare, and of those that other files than that of the levels declare.
fn series(material: &Material<'_>, country: &Country, all: &mut [Background]) -> Result<(), AssessError> {
    let model = &material.prepared.model;
    let of_drivers: BTreeSet<&str> = model
        .drivers
        .iter()
        .flat_map(|driver| &driver.variable)
        .map(|variable| variable.name.as_ref().as_str())
        .collect();
    let file_of = |name: &str| model.position(name).map(|position| model.variables[position].file.as_str());
    let own = file_of(country.variable.as_ref());
    for declared in of_series(model, |name| of_drivers.contains(name) || file_of(name) != own) {
        let is_driver = of_drivers.contains(declared.name());
        for (at, figure) in known(material, declared)? {
            let background = &mut all[at];
            if is_driver { &mut background.drivers } else { &mut background.others }.push(figure);
        }
    }
    Ok(())
}

/// The last known value of a series by position of the state; nothing of one that is only ever 0 or 1, which is an event.
fn known(material: &Material<'_>, declared: &Declared) -> Result<Vec<(usize, KnownFigure)>, AssessError> {
    let Some(indicator) = declared.spec.indicator.as_ref() else { return Ok(Vec::new()) };
    let units = &material.plan().units;
    let mut values: Vec<BTreeMap<i16, f64>> = vec![BTreeMap::new(); units.len()];
    for (of, year, value) in material.as_of.values(indicator.as_ref())? {
        let PanelUnit::Country(state) = of else { continue };
        if let Ok(at) = units.binary_search(state)
            && year.0 <= material.present
            && !value.is_nan()
        {
            values[at].insert(year.0, value);
        }
    }
    if values.iter().flat_map(BTreeMap::values).all(|value| *value == 0.0 || *value == 1.0) {
        return Ok(Vec::new());
    }
    let unit = unit(&material.prepared.model, declared.name());
    let figure = |(at, own): (usize, &BTreeMap<i16, f64>)| {
        let (&year, &value) = own.last_key_value()?;
        let query = format!("known/{}/{}", iso3(material.panel, units[at]), declared.name());
        let before = own.get(&(year - BACK)).map(|before| (year - BACK, *before));
        for (year, value) in before.into_iter().chain([(year, value)]) {
            material.ledger.enter(&format!("{query}/{year}"), value);
        }
        let in_year = values.iter().filter_map(|one| one.get(&year).copied());
        let figure = KnownFigure {
            title: declared.spec.title.clone(),
            unit: unit.clone(),
            year: i32::from(year),
            value,
            before: before.map(|(year, value)| (i32::from(year), value)),
            rank: Some(Rank::of(value, in_year)),
            detail: String::new(),
            query: material.ledger.prefix(&query),
        };
        Some((at, figure))
    };
    Ok(values.iter().enumerate().filter_map(figure).collect())
}

/// Neighbours in the first network of the world, in the last observed year, with how they stood.
fn neighbours(material: &Material<'_>, now: &[Option<u8>], all: &mut [Background]) {
    let Some(network) = material.prepared.model.frame.networks.first() else { return };
    let units = &material.plan().units;
    let links = material.as_of.adjacency(network.as_ref(), units, material.plan().anchor);
    for (at, background) in all.iter_mut().enumerate() {
        let next_door = |(other, _): (usize, f64)| NextDoor {
            iso3: iso3(material.panel, units[other]),
            name: name(material.panel, units[other]),
            level: now[other],
        };
        background.neighbours = links.neighbours(at).map(next_door).collect();
        background.neighbours.sort_by(|a, b| a.name.cmp(&b.name));
    }
}

/// How much of each tie that `home.toml` declares is with states above the lowest level; nothing in a world without the file.
fn ties(
    material: &Material<'_>,
    now: &[Option<u8>],
    country: &Country,
    all: &mut [Background],
) -> Result<(), AssessError> {
    // A mistake in the file is told to those who ask for a home.
    let Ok(file) = HomeFile::load(material.world, &material.prepared.model, material.panel) else {
        return Ok(());
    };
    let units = &material.plan().units;
    let above: BTreeSet<CountryId> = units
        .iter()
        .zip(now)
        .filter(|(_, level)| level.is_some_and(|level| level > 0))
        .map(|(unit, _)| *unit)
        .collect();
    for tie in &file.tie {
        let partners = Partners::of_all(&material.as_of, tie)?;
        for (at, background) in all.iter_mut().enumerate() {
            let Some(own) = partners.get(&units[at]) else { continue };
            let (number, sum) = own.among(&above);
            let Some(year) = own.year.filter(|_| own.total() > 0.0) else { continue };
            let (value, unit) = match tie.told {
                Told::Share => (sum / own.total(), Unit::Share),
                Told::Sum => (sum, crate::home::unit(&tie.unit)),
                Told::Count => (sum, Unit::Count),
            };
            let query = format!("known/{}/tie_{}", iso3(material.panel, units[at]), tie.id);
            material.ledger.enter(&format!("{query}/{}", year.0), value);
            background.ties.push(KnownFigure {
                title: tie.title.clone(),
                unit,
                year: i32::from(year.0),
                value,
                before: None,
                rank: None,
                detail: format!("{number} of {} partners with {}", own.weights.len(), country.event),
                query: material.ledger.prefix(&query),
            });
        }
    }
    Ok(())
}

/// Names on the lists of past origins.
fn mentions(material: &Material<'_>, all: &mut [Background]) {
    let Some(record) = material.record else { return };
    let units = &material.plan().units;
    all.iter_mut().for_each(|background| background.lists = Some(Vec::new()));
    for declared in &material.telling().list {
        let Some(target) = declared.target() else { continue };
        for list in record.lists_of(target) {
            for named in &list.named {
                let Ok(at) = units.binary_search(&CountryId(named.unit)) else { continue };
                let (code, origin) = (iso3(material.panel, units[at]), list.origin);
                let query = format!("track/lists/{}/{code}/{origin}", declared.id.as_ref());
                let mention = PastMention {
                    list: declared.title.text(&material.clock),
                    origin: i32::from(origin),
                    years: (i32::from(origin + list.years_ahead.0), i32::from(origin + list.years_ahead.1)),
                    chance: material.ledger.quantity(&query, named.probability, Unit::Probability),
                    came: named.came,
                };
                all[at].lists.get_or_insert_default().push(mention);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_ends_a_spell() {
        let past = [
            (1990, Some(0)),
            (1991, Some(0)),
            (1992, None),
            (1993, Some(0)),
            (1994, Some(2)),
            (1995, Some(2)),
        ];
        let told: Vec<(i32, i32, u8)> =
            spells(&past).into_iter().map(|s| (s.first, s.last, s.level)).collect();
        assert_eq!(told, [(1990, 1991, 0), (1993, 1993, 0), (1994, 1995, 2)]);
    }
}
