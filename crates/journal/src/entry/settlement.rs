//! What came, kept beside an entry: for outcomes that a reader's own data may not hold.

use std::collections::BTreeMap;

use forefend_panel::Table;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Entry;
use crate::document::{Files, opened, sealed};
use crate::error::JournalError;
use crate::period::Period;

/// The file of a settlement's facts.
pub(super) const FACTS: &str = "settled.json";
const HEAD: &str = "gw,period,happened";

/// What came of every cell of an entry, and who says so.
#[derive(Debug, Clone, PartialEq)]
pub struct Settlement {
    /// Where the outcomes are from.
    pub source: String,
    /// Licence of the source.
    pub licence: String,
    /// Whether the event happened, by event, Gleditsch-Ward number and period.
    pub outcomes: BTreeMap<(String, u16, Period), bool>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    entry: String,
    source: String,
    licence: String,
}

/// The files of a settlement of `entry`.
pub(super) fn files(settlement: &Settlement, entry: &Entry) -> Result<Files, JournalError> {
    let mut files = Files::new();
    for event in &entry.facts.events {
        let mut text = format!("{HEAD}\n");
        for row in &entry.tables[&event.id] {
            let key = (event.id.clone(), row.gw, row.period);
            let Some(happened) = settlement.outcomes.get(&key) else {
                let message = format!("no outcome of `{}` for GW {} in {}", event.id, row.gw, row.period);
                return Err(JournalError::entry(&entry.name, message));
            };
            text.push_str(&format!("{},{},{}\n", row.gw, row.period, u8::from(*happened)));
        }
        files.insert(event.came(), text.into_bytes());
    }
    let facts = Facts {
        entry: entry.name.clone(),
        source: settlement.source.clone(),
        licence: settlement.licence.clone(),
    };
    let Ok(Value::Object(facts)) = serde_json::to_value(facts) else {
        return Err(JournalError::entry(&entry.name, "facts that JSON cannot hold"));
    };
    let (text, _) = sealed(&facts, &files);
    files.insert(FACTS.to_owned(), text.into_bytes());
    Ok(files)
}

/// Reads the settlement among the files of an entry; none where there is none.
pub(super) fn read(place: &str, mut files: Files, entry: &Entry) -> Result<Option<Settlement>, JournalError> {
    let Some(bytes) = files.remove(FACTS) else {
        return match files.keys().next() {
            None => Ok(None),
            Some(name) => Err(JournalError::touched(place, format!("file `{name}`, without {FACTS}"))),
        };
    };
    let place = format!("{place}/{FACTS}");
    let (map, _) = opened(&bytes, &files).map_err(|what| JournalError::touched(&place, what))?;
    let facts: Facts = serde_json::from_value(Value::Object(map))
        .map_err(|error| JournalError::entry(&place, error.to_string()))?;
    if facts.entry != entry.name {
        return Err(JournalError::touched(&place, format!("field `entry`: it settles {}", facts.entry)));
    }
    let mut outcomes = BTreeMap::new();
    for event in &entry.facts.events {
        let bytes = files.get(&event.came()).map(Vec::as_slice).unwrap_or_default();
        let table = Table::from_csv(&event.came(), bytes, &HEAD.split(',').collect::<Vec<_>>())?;
        let (gw, periods) = (table.whole::<u16>("gw")?, table.texts("period")?);
        let happened = table.whole::<u8>("happened")?;
        for at in 0..table.len() {
            let period = periods[at].unwrap_or_default().parse();
            let period = period.map_err(|what: String| JournalError::entry(&table.place(at), what))?;
            if happened[at] > 1 {
                let message = format!("happened is {}; it is 0 or 1", happened[at]);
                return Err(JournalError::entry(&table.place(at), message));
            }
            outcomes.insert((event.id.clone(), gw[at], period), happened[at] > 0);
        }
        for row in &entry.tables[&event.id] {
            if !outcomes.contains_key(&(event.id.clone(), row.gw, row.period)) {
                let message = format!("no outcome of `{}` for GW {} in {}", event.id, row.gw, row.period);
                return Err(JournalError::touched(&place, message));
            }
        }
    }
    Ok(Some(Settlement { source: facts.source, licence: facts.licence, outcomes }))
}
