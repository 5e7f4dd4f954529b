//! A year or a month that a forecast is about.

use std::fmt;
use std::str::FromStr;

use forefend_panel::{Month, Year};
use serde::{Deserialize, Serialize};

/// How long the periods of an entry are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Calendar years.
    Year,
    /// Calendar months.
    Month,
}

impl Step {
    /// `year` or `month`, with an `s` for any number but one.
    pub fn words(self, number: i32) -> &'static str {
        match (self, number) {
            (Self::Year, 1) => "year",
            (Self::Year, _) => "years",
            (Self::Month, 1) => "month",
            (Self::Month, _) => "months",
        }
    }
}

/// A year (`2027`) or a month (`2027-03`).
///
/// # Examples
/// ```
/// use forefend_journal::Period;
///
/// let (known, said): (Period, Period) = ("2025".parse()?, "2027".parse()?);
/// assert_eq!(said.ahead_of(known), Some(2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Period {
    /// A calendar year.
    Year(Year),
    /// A calendar month.
    Month(Month),
}

impl Period {
    /// Its length.
    pub fn step(self) -> Step {
        match self {
            Self::Year(_) => Step::Year,
            Self::Month(_) => Step::Month,
        }
    }

    /// Periods from `known` to this one: 1 is the next. None where one is a year and the other a month.
    pub fn ahead_of(self, known: Self) -> Option<i32> {
        match (self, known) {
            (Self::Year(this), Self::Year(known)) => Some(i32::from(this - known)),
            (Self::Month(this), Self::Month(known)) => Some(this - known),
            _ => None,
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => year.fmt(f),
            Self::Month(month) => month.fmt(f),
        }
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = match text.len() {
            4 => text.parse().map(Self::Year),
            7 => text.parse().map(Self::Month),
            _ => return Err(format!("`{text}` is neither a year (2027) nor a month (2027-03)")),
        };
        read.map_err(|error| error.to_string())
    }
}

impl TryFrom<String> for Period {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_read_back_and_count_ahead() {
        let read = |text: &str| text.parse::<Period>().unwrap();
        for text in ["2027", "2027-03"] {
            assert_eq!(read(text).to_string(), text);
        }
        assert_eq!(read("2025-01").ahead_of(read("2024-11")), Some(2));
        assert_eq!(read("2025").ahead_of(read("2022")), Some(3));
        assert_eq!(read("2025").ahead_of(read("2024-12")), None);
        assert!("2027-03-01".parse::<Period>().is_err() && "2027-13".parse::<Period>().is_err());
    }
}
