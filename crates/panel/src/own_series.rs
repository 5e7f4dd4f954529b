//! A series from a CSV file that a user put into a world: one value a row, every row checked.
use std::collections::BTreeMap;

use crate::csv_lines::CsvLines;
use crate::suggest::did_you_mean;
use crate::table::is_missing;
use crate::{Axis, CodeList, Columns, CountryId, Indicator, PanelBuilder, PanelError, Roster, Year};

/// Reads the values of `indicator`, which the builder must already know, from a CSV file with a header.
/// `file` is how messages name it. A cell that is empty or `NA` in the value column is no value.
///
/// # Errors
/// [`PanelError::BadRow`] with file and line: a column that is absent, a row of another length, an unknown
/// country (with the nearest name), something that is no year or number, a value outside the bounds, a
/// country-year given twice (with both lines), no value at all.
pub(crate) fn read_own_series(
    file: &str,
    content: &[u8],
    indicator: &Indicator,
    roster: &Roster,
    builder: &mut PanelBuilder,
) -> Result<(), PanelError> {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let columns = indicator.columns.clone().unwrap_or_default();
    let mut lines = CsvLines::of(content);
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(content);
    let bad = |line: usize, message: String| PanelError::BadRow { place: format!("{file}:{line}"), message };
    let header = reader.headers().map_err(|error| unreadable(file, &error))?.clone();
    let wanted = Wanted::find(&header, &columns, indicator.axis).map_err(|message| bad(1, message))?;
    let mut seen: BTreeMap<(CountryId, Year), usize> = BTreeMap::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| unreadable(file, &error))? {
        let line = lines.line(reader.position().byte(), &record);
        if record.len() != header.len() {
            let message = format!(
                "{} cells where the header has {}; quote a cell that holds a comma",
                record.len(),
                header.len()
            );
            return Err(bad(line, message));
        }
        let row = wanted.row(&record, &columns, roster).map_err(|message| bad(line, message))?;
        let Some((unit, name, year, value)) = row else { continue };
        if let Some(other) = seen.insert((unit, year), line) {
            let message = format!(
                "{name} {year} has a value already, at line {other}; a country-year may appear once: remove one of the two"
            );
            return Err(bad(line, message));
        }
        let place = || format!("{file}:{line}");
        match indicator.axis {
            Axis::World => builder.set_world(&place, &indicator.id, year, value)?,
            Axis::Country => builder.set_from(&place, &indicator.id, unit, year, value)?,
        }
    }
    if seen.is_empty() {
        let message = format!("no value of `{}`; give a row for each country and year", indicator.id);
        return Err(bad(1, message));
    }
    Ok(())
}

/// Positions of the columns that are read.
struct Wanted {
    country: Option<usize>,
    year: usize,
    value: usize,
}

type Row = (CountryId, String, Year, f64);

impl Wanted {
    fn find(header: &csv::StringRecord, columns: &Columns, axis: Axis) -> Result<Self, String> {
        let find = |what: &str, name: &str| {
            header.iter().position(|known| known == name).ok_or_else(|| {
                if header.len() == 1 && header.iter().any(|only| only.contains([';', '\t'])) {
                    return "the cells are separated by something else than commas; save the file with commas"
                        .to_owned();
                }
                let present: Vec<&str> = header.iter().collect();
                format!(
                    "no column `{name}`{}; columns found: {}; rename it, or say `columns = {{ {what} = \"...\" }}` in indicators.toml",
                    did_you_mean(name, header.iter()),
                    present.join(", ")
                )
            })
        };
        Ok(Self {
            country: match axis {
                Axis::Country => Some(find("country", &columns.country)?),
                Axis::World => None,
            },
            year: find("year", &columns.year)?,
            value: find("value", &columns.value)?,
        })
    }

    /// Unit, its name, year and value of a row; none when the value is missing.
    fn row(
        &self,
        record: &csv::StringRecord,
        columns: &Columns,
        roster: &Roster,
    ) -> Result<Option<Row>, String> {
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let text = cell(self.year);
        let year: Year = text.parse().map_err(|_| format!("`{text}` is not a year of four digits"))?;
        let (unit, name) = match self.country {
            None => (crate::series::WORLD, "the year".to_owned()),
            Some(at) => country(roster, cell(at), columns.codes, year)?,
        };
        let text = cell(self.value);
        if is_missing(text) {
            return Ok(None);
        }
        let value: f64 = text.parse().map_err(|_| {
            format!(
                "`{text}` is not a number; write 1234.5, without separators of thousands, or leave it empty"
            )
        })?;
        if value.is_nan() {
            return Ok(None);
        }
        Ok(Some((unit, name, year, value)))
    }
}

fn country(roster: &Roster, text: &str, codes: CodeList, year: Year) -> Result<(CountryId, String), String> {
    if text.is_empty() {
        return Err("the country is empty; give an ISO3 code, a name or a number".to_owned());
    }
    let country = roster.in_year(text, codes, year).map_err(|error| error.to_string())?;
    Ok((country.id, country.name.clone()))
}

fn unreadable(file: &str, error: &csv::Error) -> PanelError {
    let line = error.position().map_or(1, csv::Position::line);
    let message = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "not UTF-8 text; save the file as UTF-8".to_owned(),
        _ => format!("cannot be read ({error}); write one value a row, with commas between cells"),
    };
    PanelError::BadRow { place: format!("{file}:{line}"), message }
}
