//! An entry from what `forefend watch --out` wrote: the chance of 25 or more deaths by country and month.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use forefend_panel::digest;
use forefend_panel::{Availability, Month, Panel};
use forefend_score::forecast::{each_cell, forecast_files, notes_of};

use crate::entry::{Facts, Row, Sealed};
use crate::error::JournalError;
use crate::event::Event;
use crate::period::{Period, Step};
use crate::rivals::{RULE, monthly};
use crate::seal_run::{brought, iso3};

/// Deaths in a month that make the event, as in the published comparisons of this field.
pub const DEATHS: f64 = 25.0;

/// What is known of a forecast beside its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfWatch {
    /// Code of this program, for forecasts whose file does not name theirs.
    pub engine: String,
    /// Digest of the world.
    pub world: String,
    /// File of one's own deaths, `name SHA-256`, where the panel holds it; empty without.
    pub own_data: String,
}

/// Seals the forecast at `path` (the folder given to `watch --out`, or its one file). `panel` holds the data that it was made
/// from: the rivals read it.
///
/// # Errors
/// Files of another making, or of more than one forecast; months that are known already.
pub fn seal_watch(path: &Path, panel: &Panel, about: &OfWatch) -> Result<Sealed, JournalError> {
    let file = one_file(path)?;
    let place = file.display().to_string();
    let notes = Notes { place: &place, notes: notes_of(&file) };
    let (as_of, known_to) = (notes.month("as_of")?, notes.month("known_to")?);
    let target = notes.text("target")?;
    check_data(&notes, panel, known_to, about)?;
    let event = event(target);
    let rows = rows(&file, panel, &event, as_of, known_to)?;
    let bytes =
        std::fs::read(&file).map_err(|error| JournalError::files(&file, format!("cannot read ({error})")))?;
    let facts = Facts {
        format: 0,
        step: Step::Month,
        as_of: as_of.to_string(),
        known_to: Period::Month(known_to),
        events: vec![event.clone()],
        model: notes.text("settings")?.to_owned(),
        engine: notes.notes.get("code").cloned().unwrap_or_else(|| about.engine.clone()),
        world: about.world.clone(),
        data: panel.digest(),
        own_data: match about.own_data.is_empty() {
            true => brought(panel),
            false => about.own_data.clone(),
        },
        made: format!("draws {}", digest(&bytes)),
        seed: notes.number("seed")?,
        draws: notes.number("draws")?,
        rivals: RULE.to_owned(),
        note: String::new(),
    };
    Sealed::new(&facts, &BTreeMap::from([(event.id, rows)]))
}

/// The target of a forecast that [`seal_watch`] would seal: deaths of a file of the user's are of this kind.
///
/// # Errors
/// Files of another making, or of more than one forecast.
pub fn target_of(path: &Path) -> Result<String, JournalError> {
    let file = one_file(path)?;
    let place = file.display().to_string();
    let notes = Notes { place: &place, notes: notes_of(&file) };
    Ok(notes.text("target")?.to_owned())
}

fn one_file(path: &Path) -> Result<PathBuf, JournalError> {
    let files = forecast_files(path)?;
    match files.as_slice() {
        [file] => Ok(file.path.clone()),
        files => {
            let names: Vec<String> = files.iter().map(|file| file.path.display().to_string()).collect();
            let message = format!("holds {} forecasts; name one: {}", files.len(), names.join(", "));
            Err(JournalError::entry(&path.display().to_string(), message))
        }
    }
}

/// The panel must hold the data that the forecast was made from, and nothing later: the rivals read it.
fn check_data(
    notes: &Notes<'_>,
    panel: &Panel,
    known_to: Month,
    about: &OfWatch,
) -> Result<(), JournalError> {
    let wrong = |message: String| Err(JournalError::entry(notes.place, message));
    let target = notes.text("target")?;
    let data = notes.text("data")?;
    // Newer outcomes laid over the snapshot are in the panel already.
    let of_snapshot = data == "snapshot" || data.starts_with("snapshot and ");
    match (of_snapshot, about.own_data.is_empty()) {
        (false, true) => {
            return wrong(
                "was made from a file of deaths; give it with --data FILE: the rivals read it".to_owned(),
            );
        }
        (true, false) => return wrong("was made from the snapshot; leave --data out".to_owned()),
        _ => {}
    }
    let series = panel.monthly().find(|series| series.declaration().id == target);
    match series.and_then(|series| series.last_month()) {
        Some(last) if last == known_to => Ok(()),
        last => wrong(format!(
            "was made on deaths known to {known_to}, and here they are known {}: what is known already cannot be sealed; \
             make the forecast again from these data, or give the --outcomes file that it was made with",
            last.map_or("not at all".to_owned(), |month| format!("to {month}"))
        )),
    }
}

/// The chances in a file of draws, with the rivals' beside them.
fn rows(
    file: &Path,
    panel: &Panel,
    event: &Event,
    as_of: Month,
    known_to: Month,
) -> Result<Vec<Row>, JournalError> {
    let view = panel.as_of(as_of, Availability::Observed).monthly(&event.series)?;
    let chances = each_cell(file, &|draws| {
        draws.iter().filter(|deaths| event.happened(**deaths)).count() as f64 / draws.len() as f64
    })?;
    let mut rows = Vec::new();
    for (cell, forecast) in chances {
        let code = u16::try_from(cell.unit).unwrap_or(u16::MAX);
        let Some(country) = panel.roster().by_views(code, cell.month.year()) else {
            let message = format!("country_id {} is no country in {}", cell.unit, cell.month);
            return Err(JournalError::entry(&file.display().to_string(), message));
        };
        let rivals = monthly(view, country.id, known_to, &|deaths| event.happened(f64::from(deaths)));
        rows.push(Row {
            country: iso3(panel, country.id),
            gw: country.id.gw(),
            period: Period::Month(cell.month),
            forecast,
            persistence: rivals.persistence,
            climatology: rivals.climatology,
        });
    }
    Ok(rows)
}

/// The event that a target's deaths are put to.
pub(crate) fn event(target: &str) -> Event {
    let id = match target {
        "state-based" => "deaths_25".to_owned(),
        other => format!("{}_25", other.replace('-', "_")),
    };
    let what = match target {
        "state-based" => "deaths in state-based conflict",
        "one-sided" => "civilians killed in one-sided violence",
        "non-state" => "deaths in fighting between armed groups",
        other => other,
    };
    Event {
        id,
        title: format!("25 or more {what} in the month"),
        series: target.to_owned(),
        at_least: DEATHS,
    }
}

/// What the file says of itself.
struct Notes<'a> {
    place: &'a str,
    notes: BTreeMap<String, String>,
}

impl Notes<'_> {
    fn text(&self, key: &str) -> Result<&str, JournalError> {
        let found = self.notes.get("forefend").filter(|made| made.starts_with("watch"));
        let found = found.and_then(|_| self.notes.get(key));
        found.map(String::as_str).ok_or_else(|| {
            let message = format!(
                "does not say `{key}`: no forecast that `forefend watch --out DIR` wrote, and no run; give one of these"
            );
            JournalError::entry(self.place, message)
        })
    }

    fn month(&self, key: &str) -> Result<Month, JournalError> {
        let text = self.text(key)?;
        text.parse().map_err(|error| JournalError::entry(self.place, format!("{key}: {error}")))
    }

    fn number(&self, key: &str) -> Result<u64, JournalError> {
        let text = self.text(key)?;
        text.parse()
            .map_err(|_| JournalError::entry(self.place, format!("{key}: `{text}` is no whole number")))
    }
}
