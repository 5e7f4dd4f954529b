//! The countries that the rows of a user's file mean: what is unknown is collected into one error, what is no country is
//! left out and counted.
use std::collections::BTreeMap;

use crate::{CodeList, CountryId, PanelError, Roster, Year};

/// Names and lines that a message holds of each kind; the rest is counted.
const NAMED: usize = 100;
const LINES: usize = 3;

/// What a text in the country column means.
#[derive(Debug, Clone)]
enum Meaning {
    Country(CountryId),
    Elsewhere(&'static str),
    Unknown(String),
}

/// Looks up the countries of a file, each text once a year.
#[derive(Debug)]
pub(crate) struct Places<'a> {
    roster: &'a Roster,
    codes: CodeList,
    known: BTreeMap<(String, Year), Meaning>,
    others: BTreeMap<(String, Year), Vec<CountryId>>,
    elsewhere: BTreeMap<&'static str, usize>,
    /// Lines by text, and what is wrong with it.
    unknown: BTreeMap<String, (Vec<usize>, String)>,
}

impl<'a> Places<'a> {
    /// For a file whose numbers are those of `codes`.
    pub(crate) fn new(roster: &'a Roster, codes: CodeList) -> Self {
        Self {
            roster,
            codes,
            known: BTreeMap::new(),
            others: BTreeMap::new(),
            elsewhere: BTreeMap::new(),
            unknown: BTreeMap::new(),
        }
    }

    /// The country of a row, none where the row is left out: of an aggregate, of a territory that no panel has, or of a name
    /// that [`Places::finish`] will refuse.
    pub(crate) fn country(&mut self, text: &str, year: Year, line: usize) -> Option<CountryId> {
        let key = (text.to_owned(), year);
        let meaning = self.known.entry(key).or_insert_with(|| meaning(self.roster, text, self.codes, year));
        match meaning {
            Meaning::Country(id) => return Some(*id),
            Meaning::Elsewhere(name) => *self.elsewhere.entry(name).or_default() += 1,
            Meaning::Unknown(why) => {
                let (lines, _) =
                    self.unknown.entry(text.to_owned()).or_insert_with(|| (Vec::new(), why.clone()));
                lines.push(line);
            }
        }
        None
    }

    /// Whether `text`, in another column of the same row, names a country that cannot be `country`. A number or a name that
    /// no list has says nothing.
    pub(crate) fn contradicts(&mut self, country: CountryId, main: &str, text: &str, year: Year) -> bool {
        let (one, other) = (self.candidates(main, year), self.candidates(text, year));
        !other.is_empty() && !other.contains(&country) && !other.iter().any(|id| one.contains(id))
    }

    /// What a text may mean: in that year, and today.
    fn candidates(&mut self, text: &str, year: Year) -> Vec<CountryId> {
        if text.is_empty() || text.parse::<f64>().is_ok() {
            return Vec::new();
        }
        let (roster, codes) = (self.roster, self.codes);
        let find = || {
            let found = [roster.in_year(text, codes, year), roster.find(text)];
            found.into_iter().flatten().map(|country| country.id).collect()
        };
        self.others.entry((text.to_owned(), year)).or_insert_with(find).clone()
    }

    /// The country's name.
    pub(crate) fn name(&self, country: CountryId) -> String {
        self.roster.get(country).map_or_else(|| country.to_string(), |country| country.name.clone())
    }

    /// All unknown names of `file` in one error; otherwise what was left out, in words.
    ///
    /// # Errors
    /// [`PanelError::BadRow`] at the first line with an unknown name.
    pub(crate) fn finish(self, file: &str) -> Result<Option<String>, PanelError> {
        if self.unknown.is_empty() {
            return Ok((!self.elsewhere.is_empty()).then(|| left_out(file, &self.elsewhere)));
        }
        let mut unknown: Vec<(String, Vec<usize>, String)> =
            self.unknown.into_iter().map(|(text, (lines, why))| (text, lines, why)).collect();
        unknown.sort_by_key(|(_, lines, _)| lines.first().copied());
        let line = unknown.first().and_then(|(_, lines, _)| lines.first().copied()).unwrap_or(1);
        let message = match unknown.as_slice() {
            [(_, lines, why)] if lines.len() == 1 => why.clone(),
            [(_, lines, why)] => format!("{why} ({})", at(lines)),
            several => refused(several, self.codes),
        };
        Err(PanelError::BadRow { place: format!("{file}:{line}"), message })
    }
}

fn meaning(roster: &Roster, text: &str, codes: CodeList, year: Year) -> Meaning {
    if text.is_empty() {
        return Meaning::Unknown("the country is empty; give an ISO3 code, a name or a number".to_owned());
    }
    match roster.in_year(text, codes, year) {
        Ok(country) => Meaning::Country(country.id),
        Err(error) => match roster.elsewhere(text) {
            Some(elsewhere) => Meaning::Elsewhere(elsewhere.name()),
            None => Meaning::Unknown(error.to_string()),
        },
    }
}

fn at(lines: &[usize]) -> String {
    let shown: Vec<String> = lines.iter().take(LINES).map(usize::to_string).collect();
    let more = lines.len() - shown.len();
    let word = if lines.len() == 1 { "line" } else { "lines" };
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{word} {}{more}", shown.join(", "))
}

/// One message for several names: each with its lines, and with what is meant or may be meant.
fn refused(unknown: &[(String, Vec<usize>, String)], codes: CodeList) -> String {
    // The long message of a name says at its end how countries are written; once is enough.
    let short = |(_, lines, why): &(String, Vec<usize>, String)| {
        let end = why.rfind("; give ").unwrap_or(why.len());
        format!("{} ({})", &why[..end], at(lines))
    };
    let shown: Vec<String> = unknown.iter().take(NAMED).map(short).collect();
    let more = unknown.len() - shown.len();
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    format!(
        "{} names are not understood: {}{more}; give ISO3 codes (UGA), full names (Uganda) or {} numbers",
        unknown.len(),
        shown.join(", "),
        codes.words()
    )
}

/// "left out: 30 rows each of World, Arab World; 12 of Aruba".
fn left_out(file: &str, elsewhere: &BTreeMap<&'static str, usize>) -> String {
    let mut by_rows: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for (name, &rows) in elsewhere {
        by_rows.entry(rows).or_default().push(name);
    }
    let phrase = |(rows, names): (&usize, &Vec<&str>)| {
        let each = if names.len() > 1 { " each" } else { "" };
        let word = if *rows == 1 { "row" } else { "rows" };
        format!("{rows} {word}{each} of {}", names.join(", "))
    };
    let rows: usize = elsewhere.values().sum();
    let phrases: Vec<String> = by_rows.iter().rev().map(phrase).collect();
    format!("{file}: {rows} rows of what is no country of the panel are left out: {}", phrases.join("; "))
}
