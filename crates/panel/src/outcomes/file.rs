//! The rows of a file of outcomes, each checked by itself.
use crate::csv_lines::CsvLines;
use crate::own_series::{bad, names_a_country, reader, unreadable, year};
use crate::places::Places;
use crate::suggest::did_you_mean;
use crate::table::is_missing;
use crate::{CodeList, CountryId, Month, PanelError, Roster, Year};

use super::{KINDS, Kind};

/// What a user may write beside the facts.
const REMARKS: [&str; 3] = ["note", "source", "comment"];
/// Periods in a range, or after the last known one: more is a slip.
pub(super) const LONGEST: i32 = 1200;

/// Years or months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Year,
    Month,
}

impl Step {
    /// `2026` or `2026-01` of a period's number.
    pub(super) fn words(self, period: i32) -> String {
        match self {
            Self::Year => period.to_string(),
            Self::Month => Month::from_views_id(period).to_string(),
        }
    }

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
        }
    }

    /// The month with which a period ends.
    fn end(self, period: i32) -> Month {
        match self {
            Self::Year => Month::from_views_id((period - 1979) * 12),
            Self::Month => Month::from_views_id(period),
        }
    }
}

/// A row: one country or all others, one period or several, a count of each column.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub line: usize,
    /// None for `*`.
    pub country: Option<CountryId>,
    /// First and last period: a year's number, or a month's as VIEWS counts.
    pub periods: (i32, i32),
    /// Counts in the order of [`Read::kinds`].
    pub counts: Vec<Option<u32>>,
}

/// All rows of a file.
#[derive(Debug)]
pub(super) struct Read {
    pub step: Step,
    pub kinds: Vec<&'static Kind>,
    pub rows: Vec<Row>,
    /// The last month that any row speaks of, and its line.
    pub last: (Month, usize),
    /// What was left out, in words.
    pub note: Option<String>,
}

/// Reads a file. See [`Panel::with_outcomes`](crate::Panel::with_outcomes) for its form and errors.
pub(super) fn read(file: &str, content: &[u8], roster: &Roster) -> Result<Read, PanelError> {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let mut lines = CsvLines::of(content);
    let mut reader = reader(content);
    let header = reader.headers().map_err(|error| unreadable(file, 0, &error))?.clone();
    let columns = Columns::find(&header).map_err(|message| bad(file, 1, message))?;
    let mut places = Places::new(roster, CodeList::Gw);
    let mut rows: Vec<Row> = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| unreadable(file, 0, &error))? {
        let line = lines.line(reader.position().byte(), &record);
        if record.len() != header.len() {
            let (cells, of) = (record.len(), header.len());
            let message = format!("{cells} cells where the header has {of}; give every column a cell");
            return Err(bad(file, line, message));
        }
        let row = columns.row(&record, line, &mut places).map_err(|message| bad(file, line, message))?;
        rows.extend(row);
    }
    let note = places.finish(file)?;
    let ends = rows.iter().map(|row| (columns.step.end(row.periods.1), row.line));
    let Some(last) = ends.max_by_key(|(end, line)| (*end, std::cmp::Reverse(*line))) else {
        return Err(bad(file, 1, "no row of a country; give a row for each country and period".to_owned()));
    };
    Ok(Read {
        step: columns.step,
        kinds: columns.kinds.iter().map(|(_, kind)| *kind).collect(),
        rows,
        last,
        note,
    })
}

/// Where things stand in a row.
struct Columns {
    step: Step,
    country: usize,
    /// Other columns that name the country.
    others: Vec<(usize, String)>,
    year: Option<usize>,
    month: Option<usize>,
    month_id: Option<usize>,
    kinds: Vec<(usize, &'static Kind)>,
}

impl Columns {
    fn find(header: &csv::StringRecord) -> Result<Self, String> {
        const FORM: &str = "give the columns country, year or month, and deaths (and one_sided, non_state)";
        let (mut country, mut others) = (None, Vec::new());
        let (mut year, mut month, mut month_id) = (None, None, None);
        let mut kinds: Vec<(usize, &'static Kind)> = Vec::new();
        for (at, name) in header.iter().enumerate() {
            let place = match name {
                "country" => &mut country,
                "year" => &mut year,
                "month" => &mut month,
                "month_id" => &mut month_id,
                _ => {
                    if let Some(kind) = KINDS.iter().find(|kind| kind.headers.contains(&name)) {
                        if kinds.iter().any(|(_, other)| other.monthly == kind.monthly) {
                            return Err(format!("two columns are of {} deaths; keep one", kind.monthly));
                        }
                        kinds.push((at, kind));
                    } else if names_a_country(name) {
                        others.push((at, name.to_owned()));
                    } else if !REMARKS.contains(&name) {
                        let known = ["country", "year", "month", "deaths", "one_sided", "non_state"];
                        return Err(format!(
                            "nothing is known of a column `{name}`{}; {FORM}, and call remarks `note`",
                            did_you_mean(name, known)
                        ));
                    }
                    continue;
                }
            };
            if place.replace(at).is_some() {
                return Err(format!("two columns are called `{name}`; keep one"));
            }
        }
        let country = country.ok_or_else(|| format!("no column `country`; {FORM}"))?;
        let step = match (year, month.or(month_id)) {
            (_, Some(_)) => Step::Month,
            (Some(_), None) => Step::Year,
            (None, None) => return Err(format!("no column `year` or `month`; {FORM}")),
        };
        if kinds.is_empty() {
            return Err(format!("no column of deaths; {FORM}"));
        }
        Ok(Self { step, country, others, year, month, month_id, kinds })
    }

    /// A row; none where it is of what is no country.
    fn row(
        &self,
        record: &csv::StringRecord,
        line: usize,
        places: &mut Places<'_>,
    ) -> Result<Option<Row>, String> {
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let periods = self.periods(&cell)?;
        let mut counts = Vec::with_capacity(self.kinds.len());
        for (at, _) in &self.kinds {
            counts.push(count(cell(*at))?);
        }
        if counts.iter().all(Option::is_none) {
            return Err("the row has no number of deaths; give one (0 where nobody died), or remove the row"
                .to_owned());
        }
        let text = cell(self.country);
        let zero = counts.iter().flatten().all(|count| *count == 0);
        if text == "*" && !zero {
            return Err("`*` stands for all other countries, so it can only say 0; name the countries that have deaths".to_owned());
        }
        if periods.0 != periods.1 && !zero {
            let word = self.step.word();
            return Err(format!(
                "a range says the same of each {word}, so it can only say 0; give each {word} a row"
            ));
        }
        if text == "*" {
            return Ok(Some(Row { line, country: None, periods, counts }));
        }
        let year = match self.step {
            Step::Year => Year(periods.1 as i16),
            Step::Month => Month::from_views_id(periods.1).year(),
        };
        let Some(country) = places.country(text, year, line) else { return Ok(None) };
        for (at, header) in &self.others {
            if places.contradicts(country, text, cell(*at), year) {
                return Err(format!(
                    "the row is of {} by `{text}` and of another country by `{}` in column `{header}`; correct one of the two",
                    places.name(country),
                    cell(*at)
                ));
            }
        }
        Ok(Some(Row { line, country: Some(country), periods, counts }))
    }

    /// First and last period of a row, by all columns that say one.
    fn periods<'a>(&self, cell: &dyn Fn(usize) -> &'a str) -> Result<(i32, i32), String> {
        let said_year = self.year.map(cell);
        let mut said: Vec<(&str, (i32, i32))> = Vec::new();
        match self.step {
            Step::Year => {
                let text = said_year.unwrap_or_default();
                said.push(("year", range(text, &|text| Ok(i32::from(year(text)?.0)))?));
            }
            Step::Month => {
                if let Some(text) = self.month.map(cell) {
                    said.push(("month", range(text, &|text| month(text, said_year))?));
                }
                if let Some(text) = self.month_id.map(cell) {
                    said.push(("month_id", range(text, &month_id)?));
                }
            }
        }
        let Some(&(_, periods)) = said.first() else { return Err("the row has no period".to_owned()) };
        let words = |(first, last): (i32, i32)| match first == last {
            true => self.step.words(first),
            false => format!("{}..{}", self.step.words(first), self.step.words(last)),
        };
        if let [(one, first), (other, second)] = said.as_slice()
            && first != second
        {
            return Err(format!(
                "`{one}` says {} and `{other}` says {}; correct one of the two",
                words(*first),
                words(*second)
            ));
        }
        if let (Step::Month, Some(text)) = (self.step, said_year) {
            let (first, last) = range(text, &|text| Ok(i32::from(year(text)?.0)))?;
            let of = |period: i32| i32::from(Month::from_views_id(period).year().0);
            if (of(periods.0), of(periods.1)) != (first, last) {
                return Err(format!(
                    "`year` says {text}, but the month is {}; correct one of the two",
                    words(periods)
                ));
            }
        }
        Ok(periods)
    }
}

/// `2026` or `2024..2026`, each end read by `one`.
fn range(text: &str, one: &dyn Fn(&str) -> Result<i32, String>) -> Result<(i32, i32), String> {
    let Some((first, last)) = text.split_once("..") else { return one(text).map(|period| (period, period)) };
    let (first, last) = (one(first.trim())?, one(last.trim())?);
    match last - first {
        0..=LONGEST => Ok((first, last)),
        ..0 => Err(format!("`{text}` runs backwards; swap its ends")),
        _ => Err(format!("`{text}` has more than {LONGEST} periods; correct an end")),
    }
}

/// `2026-01`, or 1 to 12 beside a column of years.
fn month(text: &str, of: Option<&str>) -> Result<i32, String> {
    let wrong = || format!("`{text}` is no month; write 2026-01");
    if let (Some(of), Ok(number)) = (of, text.parse::<u8>()) {
        return Month::new(year(of)?, number)
            .map(Month::views_id)
            .map_err(|_| format!("`{text}` is no month; write 1 to 12, or 2026-01"));
    }
    // A day would mean another month.
    let month: Option<Month> = text.parse().ok().filter(|_| text.len() == 7);
    month.map(Month::views_id).ok_or_else(wrong)
}

fn month_id(text: &str) -> Result<i32, String> {
    let id = whole(text).filter(|id| (1..=3600).contains(id));
    id.and_then(|id| i32::try_from(id).ok())
        .ok_or_else(|| format!("`{text}` is no month_id; 1 is January 1980, 553 is January 2026"))
}

/// A whole number, also as spreadsheets write it (`25.0`).
fn whole(text: &str) -> Option<i64> {
    let value: f64 = text.parse().ok()?;
    let round = value.round();
    ((value - round).abs() <= 1e-9 && round.abs() < 1e15).then_some(round as i64)
}

/// A count of deaths; none where the cell is empty.
fn count(text: &str) -> Result<Option<u32>, String> {
    if is_missing(text) {
        return Ok(None);
    }
    let Some(value) = whole(text) else {
        return Err(format!(
            "`{text}` is no whole number of deaths; write 1234, without separators or fractions"
        ));
    };
    u32::try_from(value).map(Some).map_err(|_| match value < 0 {
        true => format!("`{text}` deaths are less than none; correct the number"),
        false => format!("`{text}` deaths are more than there are people; correct the number"),
    })
}
