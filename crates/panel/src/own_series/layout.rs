//! Where the values of a series stand in a CSV file: one a row, or years as columns as the World Bank writes them.
use crate::suggest::did_you_mean;
use crate::{Axis, AxisKind, Columns, PanelAxis, Year};

/// Headers of the World Bank's files.
const CODE: &str = "Country Code";
const NAME: &str = "Country Name";

/// Columns of other files that say which country a row is of, in lower case without what is no letter.
const OTHER: [&str; 15] = [
    "country",
    "countryname",
    "countrycode",
    "countryiso",
    "countryisocode",
    "economy",
    "economycode",
    "entity",
    "iso",
    "isoa",
    "isoc",
    "isocode",
    "code",
    "refarea",
    "spatialdim",
];

/// The columns that are read.
#[derive(Debug)]
pub(super) struct Layout {
    /// Columns that say of which unit a row is.
    pub unit: UnitColumns,
    /// Other columns that name the country, with their headers: they must not say something else.
    pub others: Vec<(usize, String)>,
    /// Where the years and values are.
    pub values: Values,
}

/// The columns that say of which unit a row is.
#[derive(Debug)]
pub(super) enum UnitColumns {
    /// None: the world.
    World,
    /// A country.
    Country(usize),
    /// Two countries.
    Pair(usize, usize),
    /// A country and a level of each list of the axis, in the order of the lists' names.
    Group(usize, Vec<usize>),
    /// The id of a listed unit.
    Listed(usize),
}

impl UnitColumns {
    fn country(&self) -> Option<usize> {
        match self {
            UnitColumns::Country(column) | UnitColumns::Group(column, _) => Some(*column),
            UnitColumns::World | UnitColumns::Pair(..) | UnitColumns::Listed(_) => None,
        }
    }
}

/// Where the years and values are.
#[derive(Debug)]
pub(super) enum Values {
    /// A column of years and one of values.
    Rows { year: usize, value: usize },
    /// A column a year.
    Columns(Vec<(usize, Year)>),
}

impl Layout {
    /// Finds the columns by their headers; the message of what is absent otherwise.
    pub(super) fn find(
        header: &csv::StringRecord,
        columns: &Columns,
        axis: (&Axis, Option<&PanelAxis>),
    ) -> Result<Self, String> {
        let position = |name: &str| header.iter().position(|known| known == name);
        let find = |what: &str, name: &str| position(name).ok_or_else(|| absent(header, what, name));
        let years: Vec<(usize, Year)> =
            header.iter().enumerate().filter_map(|(at, name)| Some((at, year_of_header(name)?))).collect();
        let wide =
            !years.is_empty() && position(&columns.year).is_none() && position(&columns.value).is_none();
        let unit = match axis {
            (Axis::Country, _) if wide => {
                let found = position(&columns.country).or_else(|| position(CODE)).or_else(|| position(NAME));
                UnitColumns::Country(found.ok_or_else(|| absent(header, "country", &columns.country))?)
            }
            (Axis::Country, _) => UnitColumns::Country(find("country", &columns.country)?),
            (Axis::Declared(_), Some(declared)) => match declared.kind {
                AxisKind::Pairs | AxisKind::DirectedPairs => {
                    let side = |key: &str, name: &Option<String>| find(key, name.as_deref().unwrap_or(key));
                    UnitColumns::Pair(
                        side("country_a", &columns.country_a)?,
                        side("country_b", &columns.country_b)?,
                    )
                }
                AxisKind::Product => {
                    let levels = declared
                        .product
                        .keys()
                        .map(|list| position(list).ok_or_else(|| no_list(header, list)));
                    UnitColumns::Group(find("country", &columns.country)?, levels.collect::<Result<_, _>>()?)
                }
                AxisKind::Listed => {
                    UnitColumns::Listed(find("unit", columns.unit.as_deref().unwrap_or(&declared.id))?)
                }
            },
            (Axis::World | Axis::Declared(_), _) => UnitColumns::World,
        };
        let country = unit.country();
        let values = if wide {
            if let Some((_, twice)) =
                years.iter().find(|(at, year)| years.iter().any(|(other, same)| same == year && other != at))
            {
                return Err(format!("two columns are of {twice}; keep one"));
            }
            Values::Columns(years)
        } else {
            Values::Rows { year: find("year", &columns.year)?, value: find("value", &columns.value)? }
        };
        let mut layout = Self { unit, others: Vec::new(), values };
        layout.others = header
            .iter()
            .enumerate()
            .filter(|(at, name)| country.is_some_and(|main| main != *at) && names_a_country(name))
            .map(|(at, name)| (at, name.to_owned()))
            .collect();
        Ok(layout)
    }
}

/// Whether a column says which country a row is of.
pub(crate) fn names_a_country(header: &str) -> bool {
    let letters: String = header.to_lowercase().chars().filter(char::is_ascii_lowercase).collect();
    OTHER.contains(&letters.as_str())
}

/// 1990 of `1990`, `1990 [YR1990]`, `YR1990` and `X1990`.
fn year_of_header(header: &str) -> Option<Year> {
    let start = header.split_once(" [").map_or(header, |(start, _)| start);
    start.trim_start_matches("YR").trim_start_matches('X').parse().ok()
}

/// What `text` says of a year: four digits, also as spreadsheets write them (`2015.0`).
pub(crate) fn year(text: &str) -> Result<Year, String> {
    let whole = text.split_once('.').filter(|(_, rest)| rest.bytes().all(|byte| byte == b'0'));
    let digits = whole.map_or(text, |(whole, _)| whole);
    digits.parse().map_err(|_| format!("`{text}` is not a year of four digits"))
}

fn no_list(header: &csv::StringRecord, list: &str) -> String {
    let present: Vec<&str> = header.iter().collect();
    format!(
        "no column `{list}`, a list of the axis{}; columns found: {}; rename it",
        did_you_mean(list, header.iter()),
        present.join(", ")
    )
}

fn absent(header: &csv::StringRecord, what: &str, name: &str) -> String {
    if header.len() == 1 && header.iter().any(|only| only.contains([';', '\t'])) {
        return "the cells are separated by something else than commas; save the file with commas".to_owned();
    }
    let present: Vec<&str> = header.iter().collect();
    format!(
        "no column `{name}`{}; columns found: {}; rename it, or say `columns = {{ {what} = \"...\" }}` in indicators.toml; one \
         value a row, or a column a year (1990, 1991, ...)",
        did_you_mean(name, header.iter()),
        present.join(", ")
    )
}

/// The file from its header on, and how many lines stand before: World Bank files begin with their source and date.
pub(super) fn after_preface(content: &[u8]) -> (usize, &[u8]) {
    let begins = |line: &[u8], word: &str| {
        let line = line.strip_prefix(b"\"").unwrap_or(line);
        line.starts_with(word.as_bytes())
    };
    if !begins(content, "Data Source") {
        return (0, content);
    }
    let mut rest = content;
    for lines in 1..=10 {
        let Some(end) = rest.iter().position(|&byte| byte == b'\n') else { break };
        rest = &rest[end + 1..];
        if begins(rest, NAME) {
            return (lines, rest);
        }
    }
    (0, content)
}

/// The lines below the values of the World Bank's files.
pub(super) fn is_footer(record: &csv::StringRecord) -> bool {
    let first = record.get(0).unwrap_or_default();
    let alone = record.iter().skip(1).all(str::is_empty);
    alone
        && (first.is_empty()
            || first.starts_with("Data from database:")
            || first.starts_with("Last Updated:"))
}
