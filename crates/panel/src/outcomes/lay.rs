//! Outcomes over the series of a panel: what is newer is added, what is known must agree.
use std::collections::{BTreeMap, BTreeSet};

use super::file::{LONGEST, Read, Step};
use super::{Kind, Outcomes};
use crate::own_series::bad;
use crate::{CountryId, Month, Panel, PanelError, Unit, Year};

/// Counts by country and period.
type Cells = BTreeMap<(CountryId, i32), u32>;

/// Names in a message; the rest is counted.
const NAMED: usize = 8;

/// The values of one kind of violence that a file gives, with their lines.
struct Given {
    values: BTreeMap<(CountryId, i32), (u32, usize)>,
    /// Periods in which all others have none, with the line that says so.
    others: BTreeMap<i32, usize>,
}

/// What a series of the panel knows, by period number.
struct Known<'a> {
    /// Series, for messages.
    id: &'a str,
    /// Last period.
    last: i32,
    /// Countries that must have a value in every later period.
    due: BTreeSet<CountryId>,
    /// Countries that may have one.
    may: BTreeSet<CountryId>,
    /// The value of a country and period.
    get: &'a dyn Fn(CountryId, i32) -> Option<f64>,
}

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
        if given.values.is_empty() && given.others.is_empty() {
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

impl Given {
    fn of(panel: &Panel, file: &str, read: &Read, at: usize) -> Result<Self, PanelError> {
        let (mut values, mut others, mut empty) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        for row in &read.rows {
            let Some(count) = row.counts[at] else {
                let country = row.country.into_iter();
                empty.extend(
                    country
                        .flat_map(|one| (row.periods.0..=row.periods.1).map(move |at| (one, at, row.line))),
                );
                continue;
            };
            for period in row.periods.0..=row.periods.1 {
                let before = match row.country {
                    Some(country) => values
                        .insert((country, period), (count, row.line))
                        .map(|(_, line)| (line, name(panel, country))),
                    None => others.insert(period, row.line).map(|line| (line, "`*`".to_owned())),
                };
                if let Some((line, who)) = before {
                    let message = format!(
                        "{who} has {} already, at line {line}; a country and {} may appear once: remove one of the two",
                        read.step.words(period),
                        read.step.word()
                    );
                    return Err(bad(file, row.line, message));
                }
            }
        }
        // What a row leaves empty is not known: `*` must not make it nothing.
        let hidden = |(_, period, _): &&(CountryId, i32, usize)| others.contains_key(period);
        if let Some((country, period, line)) = empty.iter().find(hidden) {
            let message = format!(
                "{} has an empty {} in {}, and `*` would make it 0; give a number",
                name(panel, *country),
                read.kinds[at].headers[0],
                read.step.words(*period)
            );
            return Err(bad(file, *line, message));
        }
        Ok(Self { values, others })
    }

    fn line(&self, period: i32) -> usize {
        let of_period =
            |((_, at), (_, line)): (&(CountryId, i32), &(u32, usize))| (*at == period).then_some(*line);
        self.values.iter().filter_map(of_period).chain(self.others.get(&period).copied()).min().unwrap_or(1)
    }

    /// The values of every new period, complete; and how often `*` gave a zero, with the holes of countries that the file names.
    fn laid(
        &self,
        panel: &Panel,
        file: &str,
        step: Step,
        known: &Known<'_>,
    ) -> Result<(Cells, Option<String>), PanelError> {
        let mut notes = Vec::new();
        notes.extend(self.agree(panel, file, step, known)?);
        let periods = self.values.keys().map(|(_, period)| *period).chain(self.others.keys().copied());
        let new: BTreeSet<i32> = periods.filter(|period| *period > known.last).collect();
        let (Some(&first), Some(&end)) = (new.first(), new.last()) else {
            let (id, last, word) = (known.id, step.words(known.last), step.word());
            let message =
                format!("nothing is newer than the panel, whose {id} ends in {last}; give later {word}s");
            return Err(bad(file, 1, message));
        };
        if end - known.last > LONGEST {
            let message = format!("{} is too far ahead; correct the {}", step.words(end), step.word());
            return Err(bad(file, self.line(end), message));
        }
        if let Some(hole) = (known.last + 1..=end).find(|period| !new.contains(period)) {
            let message = format!(
                "{} is missing: the panel's {} ends in {}; give every {} after it, to {}",
                step.words(hole),
                known.id,
                step.words(known.last),
                step.word(),
                step.words(end)
            );
            let after = new.range(hole..).next().copied().unwrap_or(end);
            return Err(bad(file, self.line(after), message));
        }
        let named: BTreeSet<CountryId> = self.values.keys().map(|(country, _)| *country).collect();
        let (mut laid, mut zeros, mut holes) = (BTreeMap::new(), 0_usize, Vec::new());
        let mut fighting: BTreeSet<String> = BTreeSet::new();
        let recent = match step {
            Step::Month => known.last - 11..=known.last,
            Step::Year => known.last..=known.last,
        };
        for period in first..=end {
            let mut absent = Vec::new();
            for &country in &known.due {
                match (self.values.get(&(country, period)), self.others.get(&period)) {
                    (Some((count, _)), _) => {
                        laid.insert((country, period), *count);
                    }
                    (None, Some(_)) => {
                        zeros += 1;
                        if recent
                            .clone()
                            .any(|at| (known.get)(country, at).is_some_and(|deaths| deaths > 0.0))
                        {
                            fighting.insert(name(panel, country));
                        }
                        if named.contains(&country) {
                            holes.push(format!("{} {}", name(panel, country), step.words(period)));
                        }
                        laid.insert((country, period), 0);
                    }
                    (None, None) => absent.push(name(panel, country)),
                }
            }
            for &country in &known.may {
                if let Some((count, _)) = self.values.get(&(country, period)) {
                    laid.insert((country, period), *count);
                }
            }
            if !absent.is_empty() {
                let when = step.words(period);
                let (count, word) =
                    (absent.len(), if absent.len() == 1 { "state has" } else { "states have" });
                let message = format!(
                    "{count} {word} no number of deaths in {when}: {}; give them, or a row `*,{when},0` where nobody died in any other",
                    listed(&absent)
                );
                return Err(bad(file, self.line(period), message));
            }
        }
        if zeros > 0 {
            let holes = if holes.is_empty() {
                String::new()
            } else {
                format!(", {} of them of countries that it names: {}", holes.len(), listed(&holes))
            };
            let fighting: Vec<String> = fighting.into_iter().collect();
            let holes = match fighting.is_empty() {
                true => holes,
                false => format!(
                    "{holes}; among them {} where people died in the last {} known: {}",
                    fighting.len(),
                    if step == Step::Month { "twelve months" } else { "year" },
                    fighting.join(", ")
                ),
            };
            notes.push(format!(
                "{file}: `*` says 0 for {zeros} country-{}s of {}{holes}",
                step.word(),
                known.id
            ));
        }
        Ok((laid, (!notes.is_empty()).then(|| notes.join("; "))))
    }

    /// Values of periods that the panel knows, or of countries that it does not count, must not say something else.
    fn agree(
        &self,
        panel: &Panel,
        file: &str,
        step: Step,
        known: &Known<'_>,
    ) -> Result<Option<String>, PanelError> {
        let mut without = 0;
        for (&(country, period), &(count, line)) in &self.values {
            let (who, when, id) = (name(panel, country), step.words(period), known.id);
            let counted = known.due.contains(&country) || known.may.contains(&country);
            let value = (known.get)(country, period);
            if period <= known.last
                && let Some(value) = value
            {
                if value != f64::from(count) {
                    let message = format!(
                        "{who} {when} has {count} deaths here and {value} in the panel's {id}; remove the row: only what is newer \
                         than {} is added (`forefend data build` takes revised figures)",
                        step.words(known.last)
                    );
                    return Err(bad(file, line, message));
                }
            } else if period <= known.last || !counted {
                if count > 0 {
                    let message = format!(
                        "the panel's {id} does not count {who} in {when}; add its deaths to the state that holds the territory, or remove the row"
                    );
                    return Err(bad(file, line, message));
                }
                without += 1;
            }
        }
        for (&period, &line) in self.others.iter().filter(|(period, _)| **period <= known.last) {
            let some = known.due.iter().find(|country| {
                !self.values.contains_key(&(**country, period))
                    && (known.get)(**country, period).is_some_and(|value| value > 0.0)
            });
            if let Some(&country) = some {
                let message = format!(
                    "`*` says 0 for {} in {}, where the panel's {} has deaths; begin at {}",
                    name(panel, country),
                    step.words(period),
                    known.id,
                    step.words(known.last + 1)
                );
                return Err(bad(file, line, message));
            }
        }
        Ok((without > 0).then(|| {
            format!(
                "{file}: {without} zeros of countries that the panel's {} does not count are left out",
                known.id
            )
        }))
    }
}

fn name(panel: &Panel, country: CountryId) -> String {
    panel.roster.get(country).map_or_else(|| country.to_string(), |country| country.name.clone())
}

fn listed(names: &[String]) -> String {
    let shown = names.len().min(NAMED);
    let more = names.len() - shown;
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", names[..shown].join(", "))
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
