//! What each number in a world's files may be, checked when the file is read, at the key where it stands.
//!
//! Design: one list for all files, by key. A number that is not in it must only be a number; what two numbers say of each
//! other (an interval that holds its value) is checked by those who read them.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::WorldFiles;
use crate::error::SimulateError;

/// First and last year that a world may name: earlier or later ones are slips of the pen.
pub const YEARS: [i16; 2] = [1500, 2200];

/// What a number may be.
#[derive(Debug, Clone, Copy)]
enum Meaning {
    /// 0 or more.
    Amount,
    /// More than 0.
    Positive,
    /// Anything but 0.
    Other,
    /// One of [`YEARS`].
    Year,
    /// A whole number of years, from 1.
    Span,
}

/// Longest span of years.
const LONGEST_SPAN: f64 = 200.0;

/// By kind of file and key (`[]` stands for a place in a list).
const NUMBERS: [(&str, &str, Meaning); 27] = [
    ("simulation", "history_from", Meaning::Year),
    ("simulation", "horizon", Meaning::Year),
    ("model", "variable[].penalty", Meaning::Positive),
    ("model", "variable[].sample.first", Meaning::Year),
    ("model", "variable[].sample.last", Meaning::Year),
    ("measures", "measure[].cost.scale", Meaning::Amount),
    ("measures", "measure[].effect[].amount", Meaning::Other),
    ("measures", "measure[].effect[].relative_deviation", Meaning::Amount),
    ("evidence", "effect[].standard_deviation", Meaning::Amount),
    ("evidence", "effect[].saturates_at", Meaning::Positive),
    ("appraisal", "from", Meaning::Year),
    ("portfolios", "yearly_budget", Meaning::Amount),
    ("portfolios", "action[].amount", Meaning::Amount),
    ("portfolios", "action[].capacity", Meaning::Amount),
    ("portfolios", "action[].most_per_country", Meaning::Amount),
    ("portfolios", "action[].most_per_unit", Meaning::Amount),
    ("portfolios", "limit[].capacity", Meaning::Amount),
    ("portfolios", "limit[].most_per_country", Meaning::Amount),
    ("portfolios", "limit[].most_per_unit", Meaning::Amount),
    ("portfolios", "action[].from", Meaning::Year),
    ("portfolios", "action[].until", Meaning::Year),
    ("portfolios", "limit[].from", Meaning::Year),
    ("portfolios", "limit[].until", Meaning::Year),
    ("publication", "series[].first_published", Meaning::Year),
    ("targets", "target[].first_origin", Meaning::Year),
    ("targets", "target[].at_origin[].years", Meaning::Span),
    ("targets", "target[].and[].years", Meaning::Span),
];

impl Meaning {
    fn allows(self, value: f64) -> bool {
        match self {
            Self::Amount => value >= 0.0,
            Self::Positive => value > 0.0,
            Self::Other => value != 0.0,
            Self::Year => (f64::from(YEARS[0])..=f64::from(YEARS[1])).contains(&value),
            Self::Span => (1.0..=LONGEST_SPAN).contains(&value),
        }
    }

    fn words(self) -> String {
        match self {
            Self::Amount => "0 or more".to_owned(),
            Self::Positive => "a number above 0".to_owned(),
            Self::Other => "a number other than 0".to_owned(),
            Self::Year => format!("a year from {} to {}", YEARS[0], YEARS[1]),
            Self::Span => format!("a number of years from 1 to {LONGEST_SPAN}"),
        }
    }
}

/// The kind of a file by its path inside the world; a file from elsewhere is a portfolio.
fn kind<'a>(world: &WorldFiles, path: &'a str) -> &'a str {
    match path.split_once('/') {
        _ if world.is_outside(path) => "portfolios",
        Some(("drivers" | "threats", _)) => "model",
        Some((folder, _)) => folder,
        None => path.strip_suffix(".toml").unwrap_or(path),
    }
}

/// A number of a file: its key with `[]` for places in lists, the last name in it, where it stands.
struct Number<'a> {
    key: &'a str,
    name: &'a str,
    value: f64,
    span: Range<usize>,
}

/// Checks every number of the TOML file `path`, whose text parses.
///
/// # Errors
/// [`SimulateError::Declaration`] at the first number that cannot be meant.
pub(super) fn check(world: &WorldFiles, path: &str, text: &str) -> Result<(), SimulateError> {
    // Whoever reads the file says what is wrong with its syntax.
    let Ok(table) = DeTable::parse(text) else { return Ok(()) };
    let kind = kind(world, path);
    of_table(table.as_ref(), "", &mut |number: &Number<'_>| {
        let refuse = |wanted: &str| {
            let message = format!("{} = {}; give {wanted}", number.name, number.value);
            Err(SimulateError::Declaration { place: world.at(path, number.span.clone()), message })
        };
        let meaning = NUMBERS.iter().find(|(of, key, _)| *of == kind && *key == number.key);
        // A value may be bounded on one side only.
        let endless = number.value.is_infinite() && number.name != "bounds";
        match meaning {
            Some((.., meaning)) if endless || !meaning.allows(number.value) => refuse(&meaning.words()),
            None if endless || number.value.is_nan() => refuse("a finite number"),
            _ => Ok(()),
        }
    })
}

type Visit<'a> = dyn FnMut(&Number<'_>) -> Result<(), SimulateError> + 'a;

fn of_table(table: &DeTable<'_>, above: &str, visit: &mut Visit<'_>) -> Result<(), SimulateError> {
    for (name, value) in table {
        let key = match above {
            "" => name.as_ref().to_string(),
            above => format!("{above}.{}", name.as_ref()),
        };
        of_value(value, &key, name.as_ref(), visit)?;
    }
    Ok(())
}

fn of_value(
    value: &Spanned<DeValue<'_>>,
    key: &str,
    name: &str,
    visit: &mut Visit<'_>,
) -> Result<(), SimulateError> {
    let mut number = |value: Option<f64>, span: Range<usize>| match value {
        Some(value) => visit(&Number { key, name, value, span }),
        None => Ok(()),
    };
    match value.as_ref() {
        DeValue::Float(found) => number(found.as_str().parse().ok(), value.span()),
        DeValue::Integer(found) => {
            let whole = i64::from_str_radix(found.as_str(), found.radix()).ok();
            number(whole.map(|whole| whole as f64), value.span())
        }
        DeValue::Array(list) => {
            let key = format!("{key}[]");
            list.iter().try_for_each(|value| of_value(value, &key, name, visit))
        }
        DeValue::Table(table) => of_table(table, key, visit),
        DeValue::String(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => Ok(()),
    }
}
