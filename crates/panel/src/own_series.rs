//! A series from a CSV file that a user put into a world, every row checked.
mod layout;

use std::collections::{BTreeMap, BTreeSet};

use self::layout::{Layout, UnitColumns, Values, after_preface, is_footer};
use crate::csv_lines::CsvLines;
use crate::places::Places;
use crate::table::is_missing;
use crate::{
    Axis, AxisKind, Columns, CountryId, Indicator, PanelAxis, PanelBuilder, PanelError, Roster, Unit, Year,
};

pub(crate) use self::layout::{names_a_country, year};

/// Countries that a note names; the rest is counted.
const NAMED: usize = 10;

/// Reads the values of `indicator`, which the builder must already know with its axis, from a CSV file with a header: one value
/// a row, or a column a year. `file` is how messages name it. A cell that is empty or `NA` in a column of values is no value. Gives
/// notes for the reader: rows of aggregates that were left out, words that were taken for no value, states without any.
///
/// # Errors
/// [`PanelError::BadRow`] with file and line: a column that is absent, a row of another length, unknown countries (all of
/// them at once), two columns that name different countries, what is no unit of the axis, something that is no year or number,
/// a value outside the bounds, a unit-year given twice (with both lines), no value at all.
pub(crate) fn read_own_series(
    file: &str,
    content: &[u8],
    indicator: &Indicator,
    roster: &Roster,
    builder: &mut PanelBuilder,
) -> Result<Vec<String>, PanelError> {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let (preface, content) = after_preface(content);
    let columns = indicator.columns.clone().unwrap_or_default();
    let mut lines = CsvLines::of(content);
    let mut reader = reader(content);
    let header = reader.headers().map_err(|error| unreadable(file, preface, &error))?.clone();
    let axis = builder.axis(indicator.axis.word()).cloned();
    let layout = Layout::find(&header, &columns, (&indicator.axis, axis.as_ref()))
        .map_err(|message| bad(file, preface + 1, message))?;
    let mut rows = Rows::new((file, indicator), axis.as_ref(), &columns, roster);
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| unreadable(file, preface, &error))? {
        let line = preface + lines.line(reader.position().byte(), &record);
        if is_footer(&record) {
            continue;
        }
        if record.len() != header.len() {
            let message = format!(
                "{} cells where the header has {}; quote a cell that holds a comma",
                record.len(),
                header.len()
            );
            return Err(bad(file, line, message));
        }
        rows.read(&layout, &record, line, builder)?;
    }
    rows.finish()
}

/// Cells without the blanks around them; lines that begin with `#` are left alone.
pub(crate) fn reader(content: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().comment(Some(b'#')).flexible(true).trim(csv::Trim::All).from_reader(content)
}

/// An error about a line of a user's file.
pub(crate) fn bad(file: &str, line: usize, message: String) -> PanelError {
    PanelError::BadRow { place: format!("{file}:{line}"), message }
}

/// What has been read of a file.
struct Rows<'a> {
    file: &'a str,
    indicator: &'a Indicator,
    /// The declared axis that the series is on.
    axis: Option<&'a PanelAxis>,
    places: Places<'a>,
    roster: &'a Roster,
    /// Lines by unit and year.
    seen: BTreeMap<(Unit, Year), usize>,
    /// Words that were taken for no value.
    missing: BTreeMap<String, usize>,
}

impl<'a> Rows<'a> {
    fn new(
        (file, indicator): (&'a str, &'a Indicator),
        axis: Option<&'a PanelAxis>,
        columns: &Columns,
        roster: &'a Roster,
    ) -> Self {
        let places = Places::new(roster, columns.codes);
        Self { file, indicator, axis, places, roster, seen: BTreeMap::new(), missing: BTreeMap::new() }
    }

    fn read(
        &mut self,
        layout: &Layout,
        record: &csv::StringRecord,
        line: usize,
        builder: &mut PanelBuilder,
    ) -> Result<(), PanelError> {
        let cell = |at: usize| record.get(at).unwrap_or_default();
        match &layout.values {
            Values::Rows { year, value } => {
                let year = layout::year(cell(*year)).map_err(|message| bad(self.file, line, message))?;
                let Some(unit) = self.unit(layout, record, year, line)? else { return Ok(()) };
                match self.number(cell(*value), line)? {
                    Some(value) => self.set(unit, year, value, line, builder),
                    None => Ok(()),
                }
            }
            Values::Columns(years) => {
                for (at, year) in years {
                    // A name is looked up in the years in which it has a value.
                    let Some(value) = self.number(cell(*at), line)? else { continue };
                    let Some(unit) = self.unit(layout, record, *year, line)? else { return Ok(()) };
                    self.set(unit, *year, value, line, builder)?;
                }
                Ok(())
            }
        }
    }

    /// The unit of a row; none where the row is left out.
    fn unit(
        &mut self,
        layout: &Layout,
        record: &csv::StringRecord,
        year: Year,
        line: usize,
    ) -> Result<Option<Unit>, PanelError> {
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let unit = match &layout.unit {
            UnitColumns::World => return Ok(Some(Unit::World)),
            UnitColumns::Country(column) => {
                return Ok(self.country(layout, record, *column, year, line)?.map(Unit::Country));
            }
            UnitColumns::Pair(a, b) => {
                // Both are looked up, so that every unknown name is told at once.
                let sides = [*a, *b].map(|side| self.places.country(cell(side), year, line));
                let [Some(a), Some(b)] = sides else { return Ok(None) };
                Unit::Pair(a, b)
            }
            UnitColumns::Group(column, levels) => {
                let levels: Vec<&str> = levels.iter().map(|level| cell(*level)).collect();
                let Some(country) = self.country(layout, record, *column, year, line)? else {
                    return Ok(None);
                };
                Unit::Group(country, levels.join("/"))
            }
            UnitColumns::Listed(column) => Unit::Listed(cell(*column).to_owned()),
        };
        let Some(axis) = self.axis else { return Ok(Some(unit)) };
        axis.admit(unit).map(Some).map_err(|message| bad(self.file, line, message))
    }

    /// The country of a row by its main column; none where the row is left out.
    fn country(
        &mut self,
        layout: &Layout,
        record: &csv::StringRecord,
        column: usize,
        year: Year,
        line: usize,
    ) -> Result<Option<CountryId>, PanelError> {
        let text = record.get(column).unwrap_or_default();
        let Some(country) = self.places.country(text, year, line) else { return Ok(None) };
        for (at, header) in &layout.others {
            let other = record.get(*at).unwrap_or_default();
            if self.places.contradicts(country, text, other, year) {
                let name = self.places.name(country);
                let message = format!(
                    "the row is of {name} by `{text}` and of another country by `{other}` in column `{header}`; correct one of the two"
                );
                return Err(bad(self.file, line, message));
            }
        }
        Ok(Some(country))
    }

    /// The number in a cell of values; none where it is empty or a word for no value, which is counted.
    fn number(&mut self, text: &str, line: usize) -> Result<Option<f64>, PanelError> {
        // Two dots are the World Bank's word.
        if is_missing(text) || text == ".." {
            if !text.is_empty() {
                *self.missing.entry(text.to_owned()).or_default() += 1;
            }
            return Ok(None);
        }
        let value: f64 = text.parse().map_err(|_| {
            let message = format!(
                "`{text}` is not a number; write 1234.5, without separators of thousands, or leave it empty"
            );
            bad(self.file, line, message)
        })?;
        Ok((!value.is_nan()).then_some(value))
    }

    fn set(
        &mut self,
        unit: Unit,
        year: Year,
        value: f64,
        line: usize,
        builder: &mut PanelBuilder,
    ) -> Result<(), PanelError> {
        if let Some(other) = self.seen.insert((unit.clone(), year), line) {
            let name = match &unit {
                Unit::World => "the year".to_owned(),
                Unit::Country(country) => self.places.name(*country),
                other => self.roster.unit_key(other),
            };
            let what =
                if matches!(unit, Unit::Country(_) | Unit::World) { "country-year" } else { "unit-year" };
            let either = match self.axis.map(|axis| axis.kind) {
                Some(AxisKind::Pairs) => {
                    ", or declare the axis as kind = \"directed-pairs\" where A to B is not B to A"
                }
                _ => "",
            };
            let message = format!(
                "{name} {year} has a value already, at line {other}; a {what} may appear once: remove one of the two{either}"
            );
            return Err(bad(self.file, line, message));
        }
        let (file, id) = (self.file, &self.indicator.id);
        let place = || format!("{file}:{line}");
        match unit {
            Unit::World => builder.set_world(&place, id, year, value),
            Unit::Country(country) => builder.set_from(&place, id, country, year, value),
            unit => builder.set_on(&place, id, unit, year, value),
        }
    }

    fn finish(self) -> Result<Vec<String>, PanelError> {
        let Self { file, indicator, places, roster, seen, missing, axis: _ } = self;
        let mut notes: Vec<String> = places.finish(file)?.into_iter().collect();
        if seen.is_empty() {
            let message = format!("no value of `{}`; give a row for each country and year", indicator.id);
            return Err(bad(file, 1, message));
        }
        if !missing.is_empty() {
            let words: Vec<String> =
                missing.iter().map(|(word, cells)| format!("`{word}` {cells} times")).collect();
            notes.push(format!("{file}: taken for no value of `{}`: {}", indicator.id, words.join(", ")));
        }
        if indicator.axis == Axis::Country {
            notes.extend(without_value(file, indicator, roster, &seen));
        }
        Ok(notes)
    }
}

/// The states of today that the series has no value of.
fn without_value(
    file: &str,
    indicator: &Indicator,
    roster: &Roster,
    seen: &BTreeMap<(Unit, Year), usize>,
) -> Option<String> {
    let having: BTreeSet<CountryId> = seen.keys().flat_map(|(unit, _)| unit.countries()).collect();
    let today = || roster.iter().filter(|country| country.state && country.is_present_day());
    let absent: Vec<&str> = today()
        .filter(|country| !having.contains(&country.id))
        .map(|country| country.name.as_str())
        .collect();
    if absent.is_empty() {
        return None;
    }
    let shown = absent.len().min(NAMED);
    let more = absent.len() - shown;
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Some(format!(
        "{file}: `{}` has no value of {} of {} states: {}{more}",
        indicator.id,
        absent.len(),
        today().count(),
        absent[..shown].join(", ")
    ))
}

/// An error of the CSV reader, `preface` lines further down.
pub(crate) fn unreadable(file: &str, preface: usize, error: &csv::Error) -> PanelError {
    let line = error.position().map_or(1, csv::Position::line) as usize;
    let message = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "not UTF-8 text; save the file as UTF-8".to_owned(),
        _ => format!("cannot be read ({error}); write one value a row, with commas between cells"),
    };
    bad(file, preface + line, message)
}
