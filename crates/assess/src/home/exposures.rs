//! Exposure to others: what was observed last, and the same with the conflicts of the run.

use std::collections::BTreeSet;

use forefend_panel::{CountryId, Unit as PanelUnit, Year};
use forefend_report::{HomeExposure, Quantity, Unit};
use forefend_score::quantiles;
use forefend_simulate::travel::{TABLES, TravelNetwork};
use forefend_threats::network::dominant_paths;

use super::{Ground, unit};
use crate::error::AssessError;
use crate::home_file::{Arrival, Neighbour, OwnSeries, Tie, Told};
use crate::ties::Partners;

/// Partners that are named.
const NAMED: usize = 3;

/// The states next door, by the network that the world names.
pub(super) fn next_door(ground: &Ground<'_>) -> BTreeSet<CountryId> {
    let units = &ground.material.plan().units;
    let Some(network) = &ground.file.network else { return BTreeSet::new() };
    let Some(own) = units.iter().position(|unit| *unit == ground.home) else { return BTreeSet::new() };
    let year = Year(ground.material.anchor());
    let links = ground.material.as_of.adjacency(network.as_ref(), units, year);
    links.neighbours(own).map(|(at, _)| units[at]).collect()
}

/// The exposures in the order of the file: arrival, ties, neighbours, series, gaps. `drawn` has one number a draw for each tie, then for
/// each neighbour.
pub(super) fn exposures(
    ground: &Ground<'_>,
    partners: &[Partners],
    next_door: &BTreeSet<CountryId>,
    drawn: &[Vec<f64>],
) -> Result<Vec<HomeExposure>, AssessError> {
    let file = ground.file;
    let mut rows = Vec::new();
    if let Some(told) = &file.arrival {
        rows.push(arrival(ground, told)?);
    }
    let of_ties = file.tie.iter().zip(partners).zip(drawn);
    for ((tie, partners), values) in of_ties {
        rows.push(of_tie(ground, tie, partners, values)?);
    }
    for (neighbour, values) in file.neighbour.iter().zip(drawn.iter().skip(file.tie.len())) {
        rows.push(of_neighbours(ground, neighbour, next_door, values));
    }
    for own in &file.series {
        rows.push(of_series(ground, own)?);
    }
    rows.extend(file.gap.iter().map(|gap| unmeasured((&gap.id, &gap.title), gap.why.clone())));
    Ok(rows)
}

fn unmeasured((id, title): (&str, &str), why: String) -> HomeExposure {
    HomeExposure {
        id: id.to_owned(),
        title: title.to_owned(),
        observed: None,
        observed_in: String::new(),
        age: None,
        projected: None,
        ahead: None,
        detail: why,
        source: String::new(),
        alone: String::new(),
        others: String::new(),
    }
}

/// Median with interval of what was drawn for the year of the map.
fn projected(ground: &Ground<'_>, id: &str, values: &[f64], unit: Unit) -> Quantity {
    let [low, middle, high] = quantiles(values, [0.05, 0.5, 0.95]);
    ground.interval(&format!("exposure/{id}/projected"), middle, [low, high], unit)
}

fn of_tie(
    ground: &Ground<'_>,
    tie: &Tie,
    partners: &Partners,
    drawn: &[f64],
) -> Result<HomeExposure, AssessError> {
    let total = partners.total();
    if total <= 0.0 {
        let why = "the series has no flow of this state".to_owned();
        return Ok(unmeasured((&tie.id, &tie.title), why));
    }
    let (number, sum) = partners.among(&ground.in_conflict);
    let (scale, unit) = match tie.told {
        Told::Share => (1.0 / total, Unit::Share),
        Told::Sum => (1.0, unit(&tie.unit)),
        Told::Count => (1.0, Unit::Count),
    };
    let year = partners.year.map_or(0, |year| year.0);
    let observed = ground.quantity(&format!("exposure/{}/observed", tie.id), sum * scale, unit.clone());
    let drawn: Vec<f64> = drawn.iter().map(|value| value * scale).collect();
    Ok(HomeExposure {
        observed: Some(observed),
        observed_in: format!("({year}; {} of {})", ground.event, ground.material.anchor()),
        age: Some(i32::from(ground.material.present - year)),
        projected: Some(projected(ground, &tie.id, &drawn, unit)),
        ahead: Some(i32::from(ground.ahead)),
        detail: detail(ground, tie, partners, number),
        source: ground.material.as_of.indicator(tie.series.as_ref())?.citation.clone(),
        alone: tie.alone.clone(),
        others: tie.others.clone(),
        ..unmeasured((&tie.id, &tie.title), String::new())
    })
}

/// The largest partners with their shares, or who among those counted is in conflict.
fn detail(ground: &Ground<'_>, tie: &Tie, partners: &Partners, number: usize) -> String {
    let key = |state: &CountryId| ground.material.panel.roster().key(*state);
    let mut sorted: Vec<(&CountryId, f64)> = partners.weights.iter().map(|(id, own)| (id, *own)).collect();
    sorted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let among = format!("{number} of {} partners with {}", sorted.len(), ground.event);
    if tie.told == Told::Count {
        let who: Vec<String> =
            sorted.iter().filter(|(id, _)| ground.in_conflict.contains(id)).map(|(id, _)| key(id)).collect();
        return if who.is_empty() { among } else { format!("{among}: {}", who.join(", ")) };
    }
    let total = partners.total();
    let share = |(id, own): &(&CountryId, f64)| {
        let mark = if ground.in_conflict.contains(id) { "*" } else { "" };
        format!("{}{mark} {:.0}%", key(id), 100.0 * own / total)
    };
    let largest: Vec<String> = sorted.iter().take(NAMED).map(share).collect();
    format!("{among}; largest (* with it): {}", largest.join(", "))
}

fn of_neighbours(
    ground: &Ground<'_>,
    neighbour: &Neighbour,
    next_door: &BTreeSet<CountryId>,
    drawn: &[f64],
) -> HomeExposure {
    let id = &neighbour.id;
    if next_door.is_empty() {
        return unmeasured((id, &neighbour.title), "no state is next door".to_owned());
    }
    let values = ground.last_known(neighbour.variable.as_ref());
    let mut own: Vec<(f64, CountryId)> = next_door
        .iter()
        .filter_map(|state| Some((*values.get(state)?, *state)))
        .filter(|(value, _)| value.is_finite())
        .collect();
    own.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let unit = unit(&neighbour.unit);
    let total = own.iter().map(|(value, _)| value).sum();
    let key = |state: CountryId| ground.material.panel.roster().key(state);
    let largest: Vec<String> = own
        .iter()
        .take(NAMED)
        .map(|(value, state)| format!("{} {}", key(*state), unit.number(*value)))
        .collect();
    HomeExposure {
        observed: Some(ground.quantity(&format!("exposure/{id}/observed"), total, unit.clone())),
        observed_in: format!("({})", ground.material.anchor()),
        age: Some(i32::from(ground.material.present - ground.material.anchor())),
        projected: Some(projected(ground, id, drawn, unit)),
        ahead: Some(i32::from(ground.ahead)),
        detail: format!("most: {}", largest.join(", ")),
        alone: neighbour.alone.clone(),
        others: neighbour.others.clone(),
        ..unmeasured((id, &neighbour.title), String::new())
    }
}

fn of_series(ground: &Ground<'_>, own: &OwnSeries) -> Result<HomeExposure, AssessError> {
    let as_of = &ground.material.as_of;
    let of_home =
        as_of.values(own.series.as_ref())?.filter(|(unit, ..)| **unit == PanelUnit::Country(ground.home));
    let Some((_, year, value)) = of_home.last() else {
        return Ok(unmeasured((&own.id, &own.title), "the series has no value of this state".to_owned()));
    };
    let query = format!("exposure/{}/observed", own.id);
    Ok(HomeExposure {
        observed: Some(ground.quantity(&query, value, unit(&own.unit))),
        observed_in: format!("({year})"),
        age: Some(i32::from(ground.material.present - year.0)),
        source: as_of.indicator(own.series.as_ref())?.citation.clone(),
        alone: own.alone.clone(),
        others: own.others.clone(),
        ..unmeasured((&own.id, &own.title), String::new())
    })
}

/// The place in the middle of all, by its effective distance to home along the most probable path by air, and home's rank.
fn arrival(ground: &Ground<'_>, told: &Arrival) -> Result<HomeExposure, AssessError> {
    let (world, row) = (ground.material.world, ("arrival", told.title.as_str()));
    if TABLES.iter().any(|path| world.bytes(path).is_err()) {
        return Ok(unmeasured(row, "the world has no network of flights".to_owned()));
    }
    let network = TravelNetwork::of_world(world)?;
    let Some(own) = network.position(&ground.iso3) else {
        return Ok(unmeasured(row, "no flights of this state are in the network".to_owned()));
    };
    let paths = dominant_paths(&network.seats);
    let median = |to: usize| {
        let mut from: Vec<f64> = (0..paths.len()).filter(|at| *at != to).map(|at| paths[at][to]).collect();
        from.sort_by(f64::total_cmp);
        from.get(from.len() / 2).copied().unwrap_or(f64::INFINITY)
    };
    let distances: Vec<f64> = (0..network.places.len()).map(median).collect();
    if !distances[own].is_finite() {
        return Ok(unmeasured(row, "most places have no flights that lead there".to_owned()));
    }
    let sooner = distances.iter().filter(|other| **other < distances[own]).count();
    Ok(HomeExposure {
        observed: Some(ground.quantity("exposure/arrival/observed", distances[own], Unit::Number)),
        observed_in: "(flights of 2014)".to_owned(),
        age: Some(i32::from(ground.material.present - 2014)),
        detail: format!(
            "{sooner} of {} places are reached sooner; deaths stand under the risks",
            network.places.len()
        ),
        source: "OpenFlights".to_owned(),
        alone: told.alone.clone(),
        others: told.others.clone(),
        ..unmeasured(row, String::new())
    })
}
