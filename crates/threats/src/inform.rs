//! The INFORM Risk index: hazard and exposure, vulnerability and lack of coping capacity of a country from its indicators, as
//! the workbook of the Joint Research Centre computes them (INFORM Risk 2023, v0.6.5, CC BY 4.0; read there formula by formula).
//!
//! Every step is rounded to one decimal as Excel does it, half away from zero on the decimal of fifteen digits. A missing
//! indicator leaves its place out of a mean; what the workbook puts in its stead (0.1 where floods are not known, income
//! for human development) is put here, too.

mod coping;
mod hazard;
mod scale;
mod vulnerability;

use std::collections::BTreeMap;

pub use self::scale::{average, geometric, round_tenth};

/// Indicators of one country by the codes of the workbook (`HDI`, `POP`, ...), in its units. What is not there is missing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Indicators(BTreeMap<String, f64>);

impl Indicators {
    /// From codes and values; of a code given twice the later counts.
    pub fn new(values: impl IntoIterator<Item = (String, f64)>) -> Self {
        Self(values.into_iter().filter(|(_, value)| value.is_finite()).collect())
    }

    fn get(&self, code: &str) -> Option<f64> {
        self.0.get(code).copied()
    }

    /// The share of the population of the exposure maps.
    fn of_exposed(&self, code: &str) -> Option<f64> {
        Some(self.get(code)? / self.get("POP_DEN")?)
    }

    /// The share of the population.
    fn of_people(&self, code: &str) -> Option<f64> {
        Some(self.get(code)? / self.get("POP")?)
    }
}

/// Class of risk, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Below 2.
    VeryLow,
    /// From 2.
    Low,
    /// From 3.5.
    Medium,
    /// From 5.
    High,
    /// From 6.5.
    VeryHigh,
}

impl Class {
    /// The class of a risk from 0 to 10.
    pub fn of(risk: f64) -> Self {
        let bounds = [(6.5, Self::VeryHigh), (5.0, Self::High), (3.5, Self::Medium), (2.0, Self::Low)];
        bounds.into_iter().find(|(least, _)| risk >= *least).map_or(Self::VeryLow, |(_, class)| class)
    }

    /// As the workbook writes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::VeryLow => "Very Low",
            Self::Low => "Low",
            Self::Medium => "Medium",
            Self::High => "High",
            Self::VeryHigh => "Very High",
        }
    }
}

/// A component by the heading of the workbook, from 0 to 10; missing where every indicator of it is.
pub type Part = (&'static str, Option<f64>);

/// What the index says of one country; every number from 0 to 10, more is worse.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// The risk.
    pub risk: f64,
    /// The three dimensions and what they are made of.
    pub parts: Vec<Part>,
}

/// The risk from its three dimensions: their geometric mean.
///
/// # Examples
/// ```
/// // Afghanistan 2023.
/// assert_eq!(forefend_threats::inform::risk(8.9, 8.5, 7.1), 8.1);
/// ```
pub fn risk(hazard: f64, vulnerability: f64, coping: f64) -> f64 {
    let third = |value: f64| libm::pow(value, 1.0 / 3.0);
    round_tenth(third(hazard) * third(vulnerability) * third(coping))
}

/// The whole index of one country; none where a dimension has no indicator at all.
pub fn assess(indicators: &Indicators) -> Option<Assessment> {
    let mut parts = hazard::parts(indicators);
    parts.extend(vulnerability::parts(indicators));
    parts.extend(coping::parts(indicators));
    let of = |name: &str| parts.iter().find(|(own, _)| *own == name).and_then(|(_, value)| *value);
    let risk = risk(of(hazard::TITLE)?, of(vulnerability::TITLE)?, of(coping::TITLE)?);
    Some(Assessment { risk, parts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_begin_at_their_bounds() {
        let words: Vec<&str> = [1.9, 2.0, 3.5, 5.0, 6.5].map(|risk| Class::of(risk).word()).into();
        assert_eq!(words, ["Very Low", "Low", "Medium", "High", "Very High"]);
    }

    #[test]
    fn no_indicator_no_assessment_and_nan_is_missing() {
        assert_eq!(assess(&Indicators::default()), None);
        assert_eq!(Indicators::new([("HDI".to_owned(), f64::NAN)]), Indicators::default());
    }
}
