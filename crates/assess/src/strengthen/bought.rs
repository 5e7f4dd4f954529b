//! Which packages an organisation buys, where, and why not the others.

use forefend_panel::CountryId;
use forefend_strategy::measure::Measure;
use toml::{Table, Value};

use super::Ground;
use crate::error::AssessError;
use crate::groups::{Mandate, Organisation, Package, Reach};
use crate::telling::eligible;

/// Units of amounts that need a mandate, and which.
const ARMED: [(&str, Mandate); 2] = [("troops", Mandate::Troops), ("police", Mandate::Police)];

/// Where a package can stand.
enum Place {
    Countries(Vec<CountryId>),
    Units(Vec<String>),
    World,
}

/// Actions bought, and what is told of each package.
pub(super) fn bought(
    ground: &Ground<'_>,
    one: &Organisation,
    members: &[CountryId],
) -> Result<(Vec<Table>, Vec<String>), AssessError> {
    let (mut carried, mut told) = (Vec::new(), Vec::new());
    for package in ground.packages {
        let id = package.measure();
        let measure = ground.measures.get(id);
        let title = measure.map_or(id, |measure| measure.title.as_str());
        let placed = match measure {
            Some(measure) => place(ground, one, members, measure)?.map(|place| (package, measure, place)),
            None => Err("measures.toml does not declare it".to_owned()),
        };
        match placed {
            Ok(placed) => carried.push(placed),
            Err(why) => told.push(format!("not bought: {title} ({why})")),
        }
    }
    let shares: f64 = carried.iter().map(|(package, ..)| package.share).sum();
    let mut actions = Vec::new();
    for (package, measure, place) in carried {
        let money = ground.asked.money * package.share / shares;
        told.push(words(ground, package, measure, (&place, money))?);
        actions.push(action(ground, one, (package, measure), (place, money)));
    }
    Ok((actions, told))
}

/// Where an organisation can stand with a measure; else why it cannot.
fn place(
    ground: &Ground<'_>,
    one: &Organisation,
    members: &[CountryId],
    measure: &Measure,
) -> Result<Result<Place, String>, AssessError> {
    if !one.carries(&measure.id) {
        return Ok(Err("not among its `measures`".to_owned()));
    }
    let armed = ARMED.iter().find(|(unit, _)| *unit == measure.unit);
    if let Some((unit, mandate)) = armed
        && !one.mandate.is_empty()
        && !one.mandate.contains(mandate)
    {
        return Ok(Err(format!("its mandate names no {unit}")));
    }
    let axis = measure.axis.as_ref().map_or("country", |axis| axis.as_ref().as_str());
    Ok(match axis {
        "country" => {
            let all = if one.reach == Reach::World { ground.history.units.as_slice() } else { members };
            let admits = |country: &CountryId| {
                let key = ground.as_of.roster().key(*country);
                !one.closed(ground.asked.from.0).any(|closed| closed.host == key)
            };
            let open: Vec<CountryId> =
                all.iter().copied().filter(|country| armed.is_none() || admits(country)).collect();
            if open.is_empty() {
                Err("no member is simulated".to_owned())
            } else {
                Ok(Place::Countries(open))
            }
        }
        "world" => Ok(Place::World),
        axis => {
            let between = between(ground, axis, members)?;
            if between.is_empty() {
                Err("no two members make a unit of its axis".to_owned())
            } else {
                Ok(Place::Units(between))
            }
        }
    })
}

/// Units of an axis of the panel, all of whose countries are members.
fn between(ground: &Ground<'_>, axis: &str, members: &[CountryId]) -> Result<Vec<String>, AssessError> {
    let declared = ground.model.axes.iter().find(|declared| declared.name == axis);
    let Some((name, _)) = declared.and_then(|declared| declared.panel.as_ref()) else {
        return Ok(Vec::new());
    };
    let of_panel = ground.as_of.axis(name)?;
    let inside = |unit: &forefend_panel::Unit| {
        let countries = of_panel.countries_of(unit);
        !countries.is_empty() && countries.iter().all(|country| members.contains(country))
    };
    let units = ground.as_of.units_on(name)?.into_iter().filter(inside);
    Ok(units.map(|unit| ground.as_of.roster().unit_key(&unit)).collect())
}

fn action(
    ground: &Ground<'_>,
    one: &Organisation,
    (package, measure): (&Package, &Measure),
    (place, money): (Place, f64),
) -> Table {
    let mut action = package.action.clone();
    let texts = |all: Vec<String>| Value::Array(all.into_iter().map(Value::String).collect());
    match place {
        Place::Countries(countries) => {
            let keys = countries.iter().map(|country| ground.as_of.roster().key(*country)).collect();
            action.insert("countries".to_owned(), texts(keys));
        }
        Place::Units(units) => {
            action.insert("units".to_owned(), texts(units));
        }
        Place::World => {}
    }
    action.insert("from".to_owned(), Value::Integer(i64::from(ground.asked.from.0)));
    let budget = Table::from_iter([("amount".to_owned(), Value::Float(money))]);
    action.insert("budget".to_owned(), Value::Table(budget));
    let most = one.capacity.as_ref().and_then(|own| match measure.unit.as_str() {
        "troops" => Some(own.troops),
        "police" => Some(own.police),
        _ => None,
    });
    if let Some(most) = most {
        let declared = action
            .get("capacity")
            .and_then(|value| value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64)));
        let most = declared.map_or(most, |declared| declared.min(most));
        action.insert("capacity".to_owned(), Value::Float(most));
    }
    action
}

/// What a package buys, and of a measure by country in how many its rule held at last: where in none, the money stays.
fn words(
    ground: &Ground<'_>,
    package: &Package,
    measure: &Measure,
    (place, money): (&Place, f64),
) -> Result<String, AssessError> {
    let head = format!("{}: up to US$ {:.1} m a year", measure.title, money / 1e6);
    Ok(match place {
        Place::World => format!("{head}, for the world"),
        Place::Units(units) => format!("{head}, between members: {} pairs", units.len()),
        Place::Countries(countries) => {
            let rule = package.action.get("where").and_then(Value::as_str);
            let Some(rule) = rule else { return Ok(format!("{head}, in {} states", countries.len())) };
            let year = ground.history.last.0;
            let wrong = |error: forefend_estimate::EstimateError| AssessError::Declaration {
                place: crate::groups::FILE.to_owned(),
                message: format!("`where = \"{rule}\"`: {error}"),
            };
            let holds = eligible(ground.history, rule, year).map_err(wrong)?;
            let known = ground.history.units.iter().zip(&holds);
            let met = known.filter(|(unit, holds)| **holds && countries.contains(unit)).count();
            let none = if met == 0 { ": nothing is spent until one does" } else { "" };
            format!("{head}, where {rule}: {met} of {} states met it in {year}{none}", countries.len())
        }
    })
}
