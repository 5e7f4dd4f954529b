//! What numbers count, and how each is printed with it.

use serde::{Deserialize, Serialize};

use super::format::{decimals, percent, probability, score, share_of_draws, significant, tenths, thousands};

/// What a number counts, and so how it is printed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A share of a whole, 0 to 1, printed in percent.
    Share,
    /// A probability, 0 to 1, printed in percent; never printed as 0% or 100%, since draws are finite.
    Probability,
    /// A share of so many draws, 0 to 1: a probability as far as they tell. Printed in percent; where none or all of them agree,
    /// that is what is printed ("0 of 1,000"), since no finite number of draws shows that a thing never happens.
    Draws(u64),
    /// A difference of shares or probabilities, printed in percentage points.
    Points,
    /// Persons.
    People,
    /// Battle deaths.
    Deaths,
    /// Country-years with at least 25 battle deaths.
    ConflictYears,
    /// United States dollars.
    Usd,
    /// United States dollars per person (constant prices, purchasing power).
    UsdPerPerson,
    /// Years (a duration).
    Years,
    /// Degrees Celsius.
    Celsius,
    /// An index, usually 0 to 1, printed with two decimals.
    Index,
    /// A score (Brier, log score ...).
    Score,
    /// A whole number, printed in full.
    Count,
    /// A number without unit.
    #[default]
    Number,
    /// Any other unit, printed after the number.
    Other(String),
}

impl Unit {
    /// Name for table heads and axes; empty for a bare number.
    pub fn name(&self) -> &str {
        match self {
            Self::Share => "%",
            Self::Probability | Self::Draws(_) => "probability, %",
            Self::Points => "percentage points",
            Self::People => "people",
            Self::Deaths => "deaths",
            Self::ConflictYears => "conflict-years",
            Self::Usd => "US$",
            Self::UsdPerPerson => "US$ per person",
            Self::Years => "years",
            Self::Celsius => "°C",
            Self::Index => "index",
            Self::Score => "score",
            Self::Count | Self::Number => "",
            Self::Other(name) => name,
        }
    }

    /// The number without the unit's words (percentages keep their sign). `NaN` prints "no data".
    pub fn number(&self, value: f64) -> String {
        if value.is_nan() {
            return "no data".to_owned();
        }
        match self {
            Self::Share => percent(value),
            Self::Probability => probability(value),
            Self::Draws(draws) => share_of_draws(value, *draws),
            Self::Points => tenths(value * 100.0),
            // A thousandth of a death or of a conflict-year is nothing that anybody counted.
            Self::Deaths | Self::People | Self::ConflictYears if value.abs() < 9.95 => tenths(value),
            Self::Index => decimals(value, 2),
            Self::Score => score(value),
            Self::Count => thousands(&format!("{value:.0}")),
            _ => significant(value),
        }
    }

    /// Words that are too long to stand behind every number ("log points against the mean of 1901-2000"): they belong
    /// in the label, the head of the table or the axis. Only a unit given in words can be long.
    pub fn long_name(&self) -> Option<&str> {
        match self {
            Self::Other(name) if name.chars().count() > 14 => Some(name),
            _ => None,
        }
    }

    /// The number with its unit: "US$ 3.2 bn", "12,300 deaths", "62%".
    pub fn text(&self, value: f64) -> String {
        let number = self.number(value);
        if value.is_nan() { number } else { self.around(&number) }
    }

    /// Puts the unit's words around a number already printed.
    pub(crate) fn around(&self, number: &str) -> String {
        match self {
            Self::Usd => dollars(number),
            Self::UsdPerPerson => format!("{} per person", dollars(number)),
            Self::Celsius => format!("{number} °C"),
            Self::Share
            | Self::Probability
            | Self::Draws(_)
            | Self::Index
            | Self::Score
            | Self::Count
            | Self::Number => number.to_owned(),
            other => format!("{number} {}", other.name()),
        }
    }
}

/// Puts the sign before the currency: "−US$ 3 bn", not "US$ −3 bn".
fn dollars(number: &str) -> String {
    for sign in ['−', '+'] {
        if let Some(rest) = number.strip_prefix(sign) {
            return format!("{sign}US$ {rest}");
        }
    }
    format!("US$ {number}")
}
