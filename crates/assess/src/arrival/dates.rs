//! A user's file of first reports: one row a place, with its code and a date.

use std::collections::BTreeMap;
use std::path::Path;

use forefend_panel::{PanelError, day_number, suggestion};

use crate::error::AssessError;

/// What the column of codes may be called.
const CODES: [&str; 5] = ["iso3", "iso_a3", "iso3c", "iso", "country_iso3"];
/// What the column of dates may be called.
const DATES: [&str; 6] = ["date", "first_date", "first_report", "first_reported", "arrival", "arrival_date"];
/// ISO codes that are right and have no flights in the network.
const WITHOUT_FLIGHTS: [&str; 28] = [
    "ALA", "AND", "ATA", "ATF", "BES", "BLM", "BVT", "CUW", "HMD", "IOT", "LIE", "MAF", "MCO", "MSR", "PCN",
    "PSE", "SGS", "SHN", "SJM", "SMR", "SXM", "SYR", "TKL", "TLS", "UMI", "VAT", "XKX", "XKO",
];
/// Cells that say that there is nothing.
const NOTHING: [&str; 6] = ["", "na", "nan", "null", "none", "nat"];

/// A first report.
pub(super) struct Report {
    /// Code of the place.
    pub(super) iso3: String,
    /// Day, counted from 1970-01-01.
    pub(super) day: i64,
}

/// The reports in the file at `path`, in its order. A row without a date reports nothing and is passed over, and so is an empty row.
pub(super) fn read(path: &Path, network: &[&str]) -> Result<Vec<Report>, AssessError> {
    let bytes = std::fs::read(path).map_err(|error| PanelError::Unopened {
        file: path.display().to_string(),
        reason: error.to_string(),
    })?;
    let file = path.display();
    let wrong = |line: Option<u64>, message: String| {
        let line = line.map(|line| format!(":{line}")).unwrap_or_default();
        AssessError::Declaration { place: format!("{file}{line}"), message }
    };
    let text = String::from_utf8(bytes)
        .map_err(|_| wrong(None, "the file is no text in UTF-8; save it as CSV".to_owned()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut columns: Option<[usize; 2]> = None;
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let mut reports = Vec::new();
    for record in reader.records() {
        let record =
            record.map_err(|error| wrong(error.position().map(csv::Position::line), error.to_string()))?;
        let line = record.position().map(|position| line_of(text, position));
        if record.iter().all(str::is_empty) {
            continue;
        }
        let Some([code, date]) = columns else {
            columns = Some(header(&record).map_err(|message| wrong(line, message))?);
            continue;
        };
        let iso3 = record.get(code).unwrap_or_default().to_uppercase();
        if !network.contains(&iso3.as_str()) && !WITHOUT_FLIGHTS.contains(&iso3.as_str()) {
            let near = suggestion(&iso3, network.iter().copied());
            let message =
                format!("`{iso3}` is no ISO code of three letters{near}; correct it or take the row out");
            return Err(wrong(line, message));
        }
        let date = record.get(date).unwrap_or_default();
        if NOTHING.contains(&date.to_lowercase().as_str()) {
            continue;
        }
        let day = day(date).ok_or_else(|| {
            wrong(line, format!("`{date}` is no date; write it as 2009-04-24 (year, month, day)"))
        })?;
        let here = line.unwrap_or_default();
        if let Some(before) = seen.insert(iso3.clone(), here) {
            let message = format!("{iso3} has a date in line {before} already; keep its first report alone");
            return Err(wrong(line, message));
        }
        reports.push(Report { iso3, day });
    }
    if columns.is_none() {
        return Err(wrong(None, "the file is empty; give a header `iso3,date` and a row a place".to_owned()));
    }
    Ok(reports)
}

/// The line of a record. The reader's own is that of the first empty line before it.
fn line_of(text: &str, position: &csv::Position) -> u64 {
    let rest = text.as_bytes().get(position.byte() as usize..).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).filter(|byte| **byte == b'\n');
    position.line() + empty.count() as u64
}

/// What stands between the cells: whichever of comma, semicolon and tab the first line that says something has.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    [b',', b';', b'\t'].into_iter().find(|&mark| head.contains(char::from(mark))).unwrap_or(b',')
}

/// Positions of the columns of codes and dates.
fn header(record: &csv::StringRecord) -> Result<[usize; 2], String> {
    let names: Vec<String> = record.iter().map(str::to_lowercase).collect();
    let find = |wanted: &[&str]| {
        let at = wanted.iter().find_map(|name| names.iter().position(|known| known == name));
        at.ok_or_else(|| format!("no column `{}`; the header has {}", wanted[0], names.join(", ")))
    };
    Ok([find(&CODES)?, find(&DATES)?])
}

/// Days since 1970-01-01 of an ISO date, `2009-04-24`, also with `/` or without anything between, and whatever time of day after it.
fn day(text: &str) -> Option<i64> {
    let date = text.split(['T', ' ']).next().unwrap_or_default();
    let compact = date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> =
        if compact { vec![&date[..4], &date[4..6], &date[6..]] } else { date.split(['-', '/']).collect() };
    let &[year, month, day] = parts.as_slice() else { return None };
    let digits = |part: &str, most: usize| {
        (!part.is_empty() && part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<i16>().ok())?
    };
    let year = digits(year, 4).filter(|_| year.len() == 4)?;
    let [month, day] = [digits(month, 2)?, digits(day, 2)?].map(|number| number as u8);
    day_number(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use forefend_panel::written_day;

    fn read_text(text: &str) -> Result<Vec<Report>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seen.csv");
        std::fs::write(&path, text).unwrap();
        let found = read(&path, &["MEX", "USA", "CAN"]).map_err(|error| error.to_string());
        found.map_err(|message| message.replace(&folder.path().display().to_string(), ""))
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        // Python: (date(2009, 4, 24) - date(1970, 1, 1)).days and so on.
        for (text, number) in
            [("2009-04-24", 14_358), ("1970-01-01", 0), ("2000-02-29", 11_016), ("1969-12-31", -1)]
        {
            assert_eq!(day(text), Some(number), "{text}");
            assert_eq!(written_day(number), text);
        }
        assert!((0..40_000).all(|number| day(&written_day(number)) == Some(number)));
        for text in ["2009/4/24", "20090424", "2009-04-24T10:00:00Z", "2009-04-24 00:00"] {
            assert_eq!(day(text), Some(14_358), "{text}");
        }
        for text in ["24.4.2009", "2009-13-01", "2009-02-29", "2009-04", "09-04-24", "2009-04-00", "x"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn a_file_may_look_as_it_likes() {
        let usual = "\u{feff}Country,ISO3,Date\n\nUnited States,usa,2009-04-25\n,,\nCanada,CAN,\nMexico,MEX,2009-04-24,,\n";
        let odd = "date;iso_a3\r\n2009/4/25;USA\r\n20090424; MEX \r\n2009-05-01;CUW";
        let codes = |text: &str| -> Vec<(String, i64)> {
            read_text(text).unwrap().into_iter().map(|report| (report.iso3, report.day - 14_358)).collect()
        };
        assert_eq!(codes(usual), [("USA".to_owned(), 1), ("MEX".to_owned(), 0)]);
        assert_eq!(codes(odd), [("USA".to_owned(), 1), ("MEX".to_owned(), 0), ("CUW".to_owned(), 7)]);
    }

    #[test]
    fn every_mistake_has_its_line() {
        for (text, told) in [
            ("iso3,date\nUSA,2009-04-25\nUSB,2009-04-25\n", "seen.csv:3: `USB` is no ISO code"),
            ("iso3,date\n\nUSA,25 April\n", "seen.csv:3: `25 April` is no date"),
            ("iso3,date\nUSA,2009-04-25\nusa,2009-04-26\n", "seen.csv:3: USA has a date in line 2 already"),
            ("iso3,day\nUSA,3\n", "seen.csv:1: no column `date`; the header has iso3, day"),
            ("", "seen.csv: the file is empty"),
        ] {
            let message = read_text(text).map(|_| ()).unwrap_err();
            assert!(message.contains(told), "{message}");
        }
    }
}
