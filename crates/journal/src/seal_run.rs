//! An entry from a run: chances of events by country and year under the reference portfolio.

use std::collections::BTreeMap;
use std::path::Path;

use forefend_panel::{Availability, CountryId, Month, Panel, Year};
use forefend_runs::found;
use forefend_runs::{Manifest, Parts};
use forefend_simulate::WorldFiles;

use crate::entry::{Facts, Row, Sealed};
use crate::error::JournalError;
use crate::event::Event;
use crate::period::{Period, Step};
use crate::rivals::{AnnualPast, RULE};

/// An event that a run's draws give a chance of.
#[derive(Debug, Clone, PartialEq)]
pub struct OfRun {
    /// The event.
    pub event: Event,
    /// Variable of the model, recorded by country, whose value is put to the event's bound.
    pub variable: String,
}

/// Seals the run in `folder`: for every country and year after the last known one the share of its draws in which each event
/// happens, beside the rivals. `world` and `panel` are those that the run was made from. Beside it the names of events that are
/// left out, because their outcomes are known to another year than the first one's.
///
/// # Errors
/// A run that is a shard, without luck, of another world or data, not whole, or that records none of `events`; outcomes that
/// are known already: it would be no forecast.
pub fn seal_run(
    folder: &Path,
    world: &WorldFiles,
    panel: &Panel,
    events: &[OfRun],
) -> Result<(Sealed, Vec<String>), JournalError> {
    let place = folder.display().to_string();
    let manifest = Manifest::read(folder)?;
    check(&place, folder, &manifest, world, panel)?;
    let recorded = manifest.tables.iter().find(|table| table.axis == "country");
    let recorded = |name: &str| recorded.is_some_and(|table| table.variables.iter().any(|one| one == name));
    let events: Vec<&OfRun> = events.iter().filter(|of| recorded(&of.variable)).collect();
    let Some(first) = events.first() else {
        let message = "records no event by country that is sealed; run `forefend project` without --driver";
        return Err(JournalError::entry(&place, message));
    };
    let as_of = month(&place, &manifest.as_of)?;
    let known_to = known_to(panel, &first.event, as_of)?;
    let (events, left_out): (Vec<&OfRun>, Vec<&OfRun>) = events
        .into_iter()
        .partition(|of| last_known(panel, &of.event, as_of).ok().flatten() == Some(known_to));
    let reference = manifest.scenarios.first().map_or("reference", String::as_str);
    let counts = counts(&Parts::at(&folder.join(reference)), &events)?;
    let mut tables = BTreeMap::new();
    for (at, of) in events.iter().enumerate() {
        let rows = rows(
            panel,
            of,
            as_of,
            known_to,
            &|unit, year| counts.get(&(unit, year)).map(|counts| counts[at] as f64 / manifest.draws as f64),
            counts.keys(),
        )?;
        tables.insert(of.event.id.clone(), rows);
    }
    let facts = Facts {
        format: 0,
        step: Step::Year,
        as_of: manifest.as_of.clone(),
        known_to: Period::Year(known_to),
        events: events.iter().map(|of| of.event.clone()).collect(),
        model: manifest.world.clone(),
        engine: manifest.code.clone(),
        world: manifest.world.clone(),
        data: manifest.data.clone(),
        own_data: brought(panel),
        made: format!("run {}", manifest.id()),
        seed: manifest.seed,
        draws: manifest.draws,
        rivals: RULE.to_owned(),
        note: String::new(),
    };
    let left_out = left_out.into_iter().map(|of| of.event.id.clone()).collect();
    Ok((Sealed::new(&facts, &tables)?, left_out))
}

fn check(
    place: &str,
    folder: &Path,
    manifest: &Manifest,
    world: &WorldFiles,
    panel: &Panel,
) -> Result<(), JournalError> {
    let wrong = |message: String| Err(JournalError::entry(place, message));
    if let Some(shard) = manifest.shard {
        return wrong(format!(
            "is shard {shard} of a run; join the shards with `forefend run merge` and seal that"
        ));
    }
    if manifest.deterministic {
        return wrong(
            "was made without luck (--deterministic): it has no chances; run it without".to_owned(),
        );
    }
    if manifest.world != world.digest() {
        return wrong("was made from another world; give that one with --world DIR".to_owned());
    }
    if manifest.data != panel.digest() {
        return wrong("was made from other data than these; give the --world and --outcomes that it was made with, or run it again".to_owned());
    }
    let found = found(folder, manifest);
    match found.missing {
        0 => Ok(()),
        missing => wrong(format!(
            "lacks {missing} of {} draws; `{}` mends it",
            found.all,
            manifest.command_for(folder)
        )),
    }
}

fn month(place: &str, text: &str) -> Result<Month, JournalError> {
    text.parse()
        .map_err(|error| JournalError::entry(&format!("{place}/manifest.json"), format!("as_of: {error}")))
}

/// Last year of the event's series that was published at `as_of`. Were a later one known to the panel, it would be no
/// forecast.
fn known_to(panel: &Panel, event: &Event, as_of: Month) -> Result<Year, JournalError> {
    let unknown = || JournalError::Asked(format!("nothing of `{}` was known in {as_of}", event.series));
    let then = last_known(panel, event, as_of)?.ok_or_else(unknown)?;
    let now = panel.coverage(&event.series)?.last.ok_or_else(unknown)?;
    if now > then {
        return Err(JournalError::Asked(format!(
            "`{}` is known to {now}, and a run as of {as_of} saw it to {then}: what is known already cannot be sealed; \
             run without --as-of (`forefend replay` scores the past)",
            event.series
        )));
    }
    Ok(then)
}

fn last_known(panel: &Panel, event: &Event, as_of: Month) -> Result<Option<Year>, JournalError> {
    Ok(panel.as_of(as_of, Availability::Published).last_year(&event.series)?)
}

type Counts = BTreeMap<(u16, i16), Vec<u64>>;

/// Draws in which each event happens, by country and year.
fn counts(parts: &Parts, events: &[&OfRun]) -> Result<Counts, JournalError> {
    let variables: Vec<&str> = events.iter().map(|of| of.variable.as_str()).collect();
    let mut counts = Counts::new();
    parts.countries(&variables, &mut |row| {
        let counts = counts.entry((row.country, row.year)).or_insert_with(|| vec![0; events.len()]);
        for ((count, of), value) in counts.iter_mut().zip(events).zip(row.values) {
            *count += u64::from(of.event.happened(*value));
        }
    })?;
    Ok(counts)
}

fn rows<'a>(
    panel: &Panel,
    of: &OfRun,
    as_of: Month,
    known_to: Year,
    chance: &dyn Fn(u16, i16) -> Option<f64>,
    cells: impl Iterator<Item = &'a (u16, i16)>,
) -> Result<Vec<Row>, JournalError> {
    let past = past(panel, &of.event, as_of, known_to)?;
    let mut followed: BTreeMap<i16, [Option<f64>; 2]> = BTreeMap::new();
    let mut rows = Vec::new();
    for &(gw, year) in cells.filter(|(_, year)| Year(*year) > known_to) {
        let Some(forecast) = chance(gw, year) else { continue };
        let ahead = Year(year) - known_to;
        let followed = *followed.entry(ahead).or_insert_with(|| past.followed(ahead));
        let rivals = past.rivals(CountryId(gw), followed);
        rows.push(Row {
            country: iso3(panel, CountryId(gw)),
            gw,
            period: Period::Year(Year(year)),
            forecast,
            persistence: rivals.persistence,
            climatology: rivals.climatology,
        });
    }
    Ok(rows)
}

/// In which years the event is known to have held, by country, as of a month.
fn past(panel: &Panel, event: &Event, as_of: Month, known_to: Year) -> Result<AnnualPast, JournalError> {
    let view = panel.as_of(as_of, Availability::Published);
    let first = panel.coverage(&event.series)?.first.unwrap_or(known_to);
    let mut held = Vec::new();
    for country in panel.roster().iter() {
        for year in Year::range(first, known_to) {
            if let Some(value) = view.observed(&event.series, country.id, year)? {
                held.push((country.id, year, event.happened(value)));
            }
        }
    }
    Ok(AnnualPast::new(known_to, held))
}

/// Newer outcomes laid over the panel, by name and digest; empty without.
pub(crate) fn brought(panel: &Panel) -> String {
    panel.outcomes().map(|outcomes| outcomes.name()).unwrap_or_default()
}

/// Code of a country; empty where it has none.
pub(crate) fn iso3(panel: &Panel, country: CountryId) -> String {
    let code = panel.roster().get(country).and_then(|country| country.iso3());
    code.map(|code| code.to_string()).unwrap_or_default()
}
