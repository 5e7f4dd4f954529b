//! The units of an axis from a CSV file of a world: `id`, and where wanted `label` and `country`.
use std::collections::BTreeMap;

use crate::csv_lines::CsvLines;
use crate::own_series::{bad, reader, unreadable};
use crate::panel_axis::check_label;
use crate::{ListedUnit, PanelError, Roster};

/// Most units of an axis.
const MOST_UNITS: usize = 200_000;

/// The units by id; `file` is how messages name it.
///
/// # Errors
/// [`PanelError::BadRow`] with file and line: no column `id`, an id or label that cannot be one, an id given twice, a country
/// that is not understood, no unit at all.
pub(crate) fn read_units(
    file: &str,
    content: &[u8],
    roster: &Roster,
) -> Result<BTreeMap<String, ListedUnit>, PanelError> {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let mut lines = CsvLines::of(content);
    let mut reader = reader(content);
    let header = reader.headers().map_err(|error| unreadable(file, 0, &error))?.clone();
    let position = |name: &str| header.iter().position(|known| known == name);
    let id = position("id").ok_or_else(|| {
        let found: Vec<&str> = header.iter().collect();
        bad(file, 1, format!("no column `id`; columns found: {}; rename one", found.join(", ")))
    })?;
    let (label, country) = (position("label"), position("country"));
    let mut units: BTreeMap<String, ListedUnit> = BTreeMap::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| unreadable(file, 0, &error))? {
        let line = lines.line(reader.position().byte(), &record);
        let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default();
        let (id, label, country) = (cell(Some(id)), cell(label), cell(country));
        let label = if label.is_empty() { id } else { label };
        for text in [id, label] {
            check_label(text).map_err(|message| bad(file, line, message))?;
        }
        let found = (!country.is_empty()).then(|| roster.find(country)).transpose();
        let country = found.map_err(|error| bad(file, line, error.to_string()))?.map(|country| country.id);
        if units.insert(id.to_owned(), ListedUnit { label: label.to_owned(), country }).is_some() {
            return Err(bad(file, line, format!("`{id}` is listed twice; remove one of the two")));
        }
        if units.len() > MOST_UNITS {
            return Err(bad(file, line, format!("more than {MOST_UNITS} units; use a shorter list")));
        }
    }
    if units.is_empty() {
        return Err(bad(file, 1, "no unit is listed; give a row for each".to_owned()));
    }
    Ok(units)
}
