//! Outcomes over the series of a panel: what is newer is added, what is known must agree.
use std::collections::BTreeSet;

use super::file::{Read, Step};
use super::given::{Given, Known, name};
use super::{Kind, Outcomes};
use crate::own_series::bad;
use crate::{CountryId, Month, Panel, PanelError, Unit, Year};

/// Lays all columns of a file over the panel; notes for the reader.
pub(super) fn lay(
    panel: &mut Panel,
    file: &str,
    read: &Read,
    outcomes: &mut Outcomes,
) -> Result<Vec<String>, PanelError> {
    let mut notes: Vec<String> = read.note.iter().cloned().collect();
    for (at, kind) in read.kinds.iter().enumerate() {
        let given = Given::of(panel, file, read, at)?;
        if given.is_empty() {
            continue;
        }
        let note = match read.step {
            Step::Year => lay_years(panel, file, kind, &given, outcomes)?,
            Step::Month => lay_months(panel, file, kind, &given, outcomes)?,
        };
        notes.extend(note);
    }
    Ok(notes)
}

/// The last year of a yearly series, and the countries with a value in it: states, and territories.
fn counted(
    panel: &Panel,
    file: &str,
    id: &str,
) -> Result<(Year, BTreeSet<CountryId>, BTreeSet<CountryId>), PanelError> {
    let series = panel.series.get(id);
    let last = series.and_then(|series| series.last_year_through(Year(i16::MAX)));
    let (Some(series), Some(last)) = (series, last) else {
        return Err(bad(file, 1, format!("the panel has no series `{id}` to add to; leave the column out")));
    };
    let (mut states, mut territories) = (BTreeSet::new(), BTreeSet::new());
    let held = series.by_unit.iter().filter(|(_, years)| years.contains_key(&last));
    for country in held.flat_map(|(unit, _)| unit.countries()) {
        let state = panel.roster.get(country).is_some_and(|country| country.exists(last));
        if state {
            states.insert(country)
        } else {
            territories.insert(country)
        };
    }
    Ok((last, states, territories))
}

fn lay_years(
    panel: &mut Panel,
    file: &str,
    kind: &Kind,
    given: &Given,
    outcomes: &mut Outcomes,
) -> Result<Option<String>, PanelError> {
    let Some(id) = kind.yearly else {
        let message = format!(
            "{} deaths are read by month only; give `month` (2026-01), or leave the column out",
            kind.monthly
        );
        return Err(bad(file, 1, message));
    };
    let (last, due, may) = counted(panel, file, id)?;
    let series = panel.series.get(id);
    let get = |country: CountryId, year: i32| series?.get(&Unit::Country(country), Year(year as i16));
    let known = Known { id, last: i32::from(last.0), due, may, get: &get };
    let (laid, note) = given.laid(panel, file, Step::Year, &known)?;
    let values =
        laid.into_iter().map(|((country, year), count)| (country, Year(year as i16), f64::from(count)));
    add_years(panel, kind, id, &values.collect::<Vec<_>>(), outcomes);
    Ok(note)
}

/// Enters deaths, and what is derived from them.
fn add_years(
    panel: &mut Panel,
    kind: &Kind,
    id: &str,
    values: &[(CountryId, Year, f64)],
    outcomes: &mut Outcomes,
) {
    let level = |deaths: f64, from: &[f64]| from.iter().filter(|least| deaths >= **least).count() as f64;
    let (Some(first), Some(last)) =
        (values.iter().map(|(_, year, _)| *year).min(), values.iter().map(|(_, year, _)| *year).max())
    else {
        return;
    };
    let derived = kind.derived.iter().map(|(derived, from)| (*derived, Some(*from)));
    for (series, from) in [(id, None)].into_iter().chain(derived) {
        let Some(known) = panel.series.get_mut(series) else { continue };
        for &(country, year, deaths) in values {
            known.insert(Unit::Country(country), year, from.map_or(deaths, |from| level(deaths, from)));
        }
        outcomes.years.insert(series.to_owned(), (first, last));
    }
}

fn lay_months(
    panel: &mut Panel,
    file: &str,
    kind: &Kind,
    given: &Given,
    outcomes: &mut Outcomes,
) -> Result<Option<String>, PanelError> {
    let known = panel.monthly.get(kind.monthly);
    let Some((series, last)) = known.and_then(|series| Some((series, series.last_month()?))) else {
        let message =
            format!("the panel has no monthly {} deaths to add to; leave the column out", kind.monthly);
        return Err(bad(file, 1, message));
    };
    let due = series.spans().filter(|(_, _, end)| *end == last).map(|(country, ..)| country).collect();
    let get =
        |country: CountryId, month: i32| series.get(country, Month::from_views_id(month)).map(f64::from);
    let known = Known { id: kind.monthly, last: last.views_id(), due, may: BTreeSet::new(), get: &get };
    let (laid, note) = given.laid(panel, file, Step::Month, &known)?;
    let end = laid.keys().map(|(_, month)| Month::from_views_id(*month)).max().unwrap_or(last);
    let Some(series) = panel.monthly.get_mut(kind.monthly) else { return Ok(note) };
    for ((country, month), count) in laid {
        let month = Month::from_views_id(month);
        if let Some(span) = series.spans.get_mut(&country) {
            span.1 = span.1.max(month);
        }
        if count > 0 {
            series.counts.insert((country, month), count);
        }
    }
    outcomes.months.insert(kind.monthly.to_owned(), (last + 1, end));
    complete_years(panel, file, kind, end, outcomes)?;
    Ok(note)
}

/// Adds the years after the last known one whose months are all there by `end`.
fn complete_years(
    panel: &mut Panel,
    file: &str,
    kind: &Kind,
    end: Month,
    outcomes: &mut Outcomes,
) -> Result<(), PanelError> {
    let Some(id) = kind.yearly.filter(|id| panel.series.contains_key(*id)) else { return Ok(()) };
    let (last, states, _) = counted(panel, file, id)?;
    let Some(series) = panel.monthly.get(kind.monthly) else { return Ok(()) };
    let mut values = Vec::new();
    for year in Year::range(last + 1, end.last_complete_year()) {
        for &country in &states {
            let months = (0..12).map(|month| series.get(country, year.first_month() + month));
            let Some(total) = months.map(|count| count.map(f64::from)).sum::<Option<f64>>() else {
                let message = format!(
                    "{} has deaths by year and not by month, so the months make no year; give a file by year",
                    name(panel, country)
                );
                return Err(bad(file, 1, message));
            };
            values.push((country, year, total));
        }
    }
    add_years(panel, kind, id, &values, outcomes);
    Ok(())
}
