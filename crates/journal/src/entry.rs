//! An entry: chances that were said before anybody could know, and all that they were said from.

mod settlement;

use std::collections::{BTreeMap, BTreeSet};

use forefend_panel::Table;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::document::{Files, SHORT, opened, sealed};
use crate::error::JournalError;
use crate::event::Event;
use crate::period::{Period, Step};

pub use self::settlement::Settlement;

/// The file of an entry's facts.
pub(crate) const FACTS: &str = "entry.json";
/// What this program writes and reads.
const FORMAT: u32 = 1;
/// Head of a table of forecasts.
const HEAD: &str = "country,gw,period,forecast,persistence,climatology";

/// What an entry was made from. No date stands in it: version control says since when it has been there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// Version of the format.
    #[serde(default)]
    pub format: u32,
    /// Years or months.
    pub step: Step,
    /// Month at whose end the forecast was made, `YYYY-MM`.
    pub as_of: String,
    /// Last period whose outcome was known.
    pub known_to: Period,
    /// What is given a chance, one table each.
    pub events: Vec<Event>,
    /// Digest of what the forecasts are made by: the declared world of a run, the settings of a monthly outlook.
    pub model: String,
    /// Code that made the forecasts.
    pub engine: String,
    /// Digest of the declared world files.
    pub world: String,
    /// Digest of the data, or of the snapshot that a file of one's own was laid over.
    pub data: String,
    /// File of one's own, `name SHA-256`; empty without.
    pub own_data: String,
    /// Run or forecast that was sealed: the run's id, or the digest of the file of draws.
    pub made: String,
    /// Seed of all luck.
    pub seed: u64,
    /// Draws behind each chance.
    pub draws: u64,
    /// How the rivals were made ([`crate::rivals::RULE`]).
    pub rivals: String,
    /// What a reader must know; may be empty.
    pub note: String,
}

/// The chance of one event in one country and period.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// ISO3 code; empty where there is none.
    pub country: String,
    /// Gleditsch-Ward number.
    pub gw: u16,
    /// Year or month.
    pub period: Period,
    /// The chance, 0 to 1.
    pub forecast: f64,
    /// What "stays as it was" says.
    pub persistence: f64,
    /// What the country's own past says.
    pub climatology: f64,
}

/// An entry and where it was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Name of its folder: step, month and the first digits of the seal.
    pub name: String,
    /// What it was made from.
    pub facts: Facts,
    /// Rows by event, in the order of country number and period.
    pub tables: BTreeMap<String, Vec<Row>>,
    /// What came, where it is kept beside the forecasts.
    pub settlement: Option<Settlement>,
}

/// The files of an entry, ready to be written.
///
/// # Examples
/// ```
/// use std::collections::BTreeMap;
/// use forefend_journal::{Entry, Event, Facts, Row, Sealed, Step};
///
/// # let (id, title) = ("in_conflict".to_owned(), "State in armed conflict".to_owned());
/// # let event = Event { id, title, series: "conflict_level".to_owned(), at_least: 1.0 };
/// # let word = || "made by hand".to_owned();
/// let facts = Facts {
///     step: Step::Year,
///     as_of: "2026-11".to_owned(),
///     known_to: "2025".parse()?,
///     events: vec![event],
///     seed: 1,
///     draws: 1000,
/// #     format: 0, model: word(), engine: word(), world: word(), data: word(), own_data: String::new(),
/// #     made: word(), rivals: word(), note: String::new(),
///     // and digests of model, code, world and data
/// };
/// let row = Row {
///     country: "UGA".to_owned(),
///     gw: 500,
///     period: "2027".parse()?,
///     forecast: 0.25,
///     persistence: 0.4,
///     climatology: 0.5,
/// };
/// let sealed = Sealed::new(&facts, &BTreeMap::from([("in_conflict".to_owned(), vec![row])]))?;
/// let entry = Entry::read("journal", &sealed.name, sealed.files.clone())?;
/// assert_eq!((entry.cells(), entry.tables["in_conflict"][0].forecast), (1, 0.25));
///
/// // Whoever raises the chance afterwards is told.
/// let mut touched = sealed.files.clone();
/// let table = String::from_utf8(touched["in_conflict.csv"].clone())?.replace("0.25", "0.95");
/// touched.insert("in_conflict.csv".to_owned(), table.into_bytes());
/// let refused = Entry::read("journal", &sealed.name, touched).unwrap_err().to_string();
/// assert!(refused.contains("in_conflict.csv"), "{refused}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Sealed {
    /// Name of the folder.
    pub name: String,
    /// Bytes by file name.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Sealed {
    /// Seals forecasts. Chances are kept to six decimals, of the rivals too; the same input gives the same bytes.
    ///
    /// # Errors
    /// [`JournalError::Entry`] for an event without a table or with a name that is no file name, for a chance outside 0 to 1.
    pub fn new(facts: &Facts, tables: &BTreeMap<String, Vec<Row>>) -> Result<Self, JournalError> {
        let wrong = |message: String| Err(JournalError::entry("journal", message));
        let mut files = Files::new();
        for event in &facts.events {
            if !event.is_named_well() {
                return wrong(format!(
                    "`{}` cannot name a table; use letters, digits, `_` and `-`, 64 at most",
                    event.id
                ));
            }
            let rows = tables.get(&event.id).filter(|rows| !rows.is_empty());
            let Some(rows) = rows else { return wrong(format!("no forecast of `{}`", event.id)) };
            files.insert(event.table(), table_text(rows)?.into_bytes());
        }
        let facts = Facts { format: FORMAT, ..facts.clone() };
        let Ok(Value::Object(map)) = serde_json::to_value(&facts) else {
            return wrong("facts that JSON cannot hold".to_owned());
        };
        let (text, seal) = sealed(&map, &files);
        files.insert(FACTS.to_owned(), text.into_bytes());
        Ok(Self { name: name_of(&facts, &seal), files })
    }

    /// Adds what came, under a seal of its own that names the entry's.
    ///
    /// # Errors
    /// [`JournalError::Entry`] for outcomes of other cells than the entry's.
    pub fn settled(mut self, settlement: &Settlement) -> Result<Self, JournalError> {
        let entry = Entry::read(&self.name, &self.name, self.files.clone())?;
        self.files.extend(settlement::files(settlement, &entry)?);
        Ok(self)
    }
}

/// Folder of an entry.
fn name_of(facts: &Facts, seal: &str) -> String {
    let kind = match facts.step {
        Step::Year => "annual",
        Step::Month => "monthly",
    };
    format!("{kind}-{}-{}", facts.as_of, seal.get(..SHORT).unwrap_or(seal))
}

fn table_text(rows: &[Row]) -> Result<String, JournalError> {
    let mut sorted: Vec<&Row> = rows.iter().collect();
    sorted.sort_by_key(|row| (row.gw, row.period));
    let mut text = format!("{HEAD}\n");
    for row in sorted {
        let chances = [row.forecast, row.persistence, row.climatology];
        if chances.iter().any(|chance| !(0.0..=1.0).contains(chance)) {
            let message = format!("GW {} in {}: {chances:?} are no chances", row.gw, row.period);
            return Err(JournalError::entry("journal", message));
        }
        let [forecast, persistence, climatology] = chances.map(to_six);
        text.push_str(&format!(
            "{},{},{},{forecast},{persistence},{climatology}\n",
            row.country, row.gw, row.period
        ));
    }
    Ok(text)
}

/// A chance to six decimals.
pub(crate) fn to_six(chance: f64) -> f64 {
    (chance * 1e6).round() / 1e6
}

impl Entry {
    /// Reads the files of the folder called `name`; messages call it `place`. What is not what was sealed is refused.
    ///
    /// # Errors
    /// [`JournalError::Touched`] naming the field or file; [`JournalError::Entry`] for what is no entry of this version.
    pub fn read(place: &str, name: &str, mut files: BTreeMap<String, Vec<u8>>) -> Result<Self, JournalError> {
        let no_facts = || JournalError::entry(place, format!("no {FACTS} in it: no entry of a journal"));
        let bytes = files.remove(FACTS).ok_or_else(no_facts)?;
        let is_of_settlement = |name: &String| name == settlement::FACTS || name.ends_with(".came.csv");
        let (of_settlement, files): (Files, Files) =
            files.into_iter().partition(|(name, _)| is_of_settlement(name));
        let (map, seal) = opened(&bytes, &files)
            .map_err(|what| JournalError::touched(&format!("{place}/{FACTS}"), what))?;
        let facts: Facts = serde_json::from_value(Value::Object(map))
            .map_err(|error| JournalError::entry(&format!("{place}/{FACTS}"), error.to_string()))?;
        if facts.format != FORMAT {
            let message =
                format!("format {}, this program reads {FORMAT}; read it with its own", facts.format);
            return Err(JournalError::entry(place, message));
        }
        if name != name_of(&facts, &seal) {
            let what = format!("its folder's name, which was {}", name_of(&facts, &seal));
            return Err(JournalError::touched(place, what));
        }
        let mut entry = Self { name: name.to_owned(), facts, tables: BTreeMap::new(), settlement: None };
        for event in &entry.facts.events {
            let bytes = files.get(&event.table()).map(Vec::as_slice).unwrap_or_default();
            let place = format!("{place}/{}", event.table());
            let rows = read_table(&place, bytes, entry.facts.known_to)?;
            entry.tables.insert(event.id.clone(), rows);
        }
        entry.settlement = settlement::read(place, of_settlement, &entry)?;
        Ok(entry)
    }

    /// The event called `id`.
    pub fn event(&self, id: &str) -> Option<&Event> {
        self.facts.events.iter().find(|event| event.id == id)
    }

    /// Forecasts in all.
    pub fn cells(&self) -> usize {
        self.tables.values().map(Vec::len).sum()
    }
}

/// Rows of a table of forecasts; `place` is how messages name it. What is wrong in a table that carries a true seal was wrong
/// when it was sealed.
///
/// # Errors
/// [`JournalError::Panel`] for what is no such table; [`JournalError::Entry`] with the row for a chance outside 0 to 1, a period
/// that is not after `known_to`, a country and period given twice.
pub fn read_table(place: &str, bytes: &[u8], known_to: Period) -> Result<Vec<Row>, JournalError> {
    let table = Table::from_csv(place, bytes, &HEAD.split(',').collect::<Vec<_>>())?;
    let (countries, gw, periods) =
        (table.texts("country")?, table.whole::<u16>("gw")?, table.texts("period")?);
    let chances = ["forecast", "persistence", "climatology"].map(|column| table.numbers(column));
    let [forecast, persistence, climatology] = chances;
    let (forecast, persistence, climatology) = (forecast?, persistence?, climatology?);
    let mut seen = BTreeSet::new();
    let mut rows = Vec::with_capacity(table.len());
    for at in 0..table.len() {
        let wrong = |what: String| JournalError::entry(&table.place(at), what);
        let period: Period = periods[at].unwrap_or_default().parse().map_err(wrong)?;
        if period.ahead_of(known_to).is_none_or(|ahead| ahead < 1) {
            return Err(wrong(format!("{period} is not after {known_to}, to when outcomes were known")));
        }
        let chances = [forecast[at], persistence[at], climatology[at]];
        if chances.iter().any(|chance| !(0.0..=1.0).contains(chance)) || !seen.insert((gw[at], period)) {
            return Err(wrong("a chance outside 0 to 1, or a country and period given twice".to_owned()));
        }
        rows.push(Row {
            country: countries[at].unwrap_or_default().to_owned(),
            gw: gw[at],
            period,
            forecast: forecast[at],
            persistence: persistence[at],
            climatology: climatology[at],
        });
    }
    Ok(rows)
}
