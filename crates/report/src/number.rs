//! Numbers as a reader meets them, and the [`Quantity`] that ties each to its run and query.
//!
//! Three significant digits, thousands separators, percentages without decimals (one below 10%), a true minus sign;
//! years are printed plain. Rounding goes through Rust's exact decimal formatting, so it is the same on every machine.

mod format;
mod unit;

use serde::{Deserialize, Deserializer, Serialize};

pub(crate) use format::decimals;
pub use format::{percent, probability, significant};
pub use unit::Unit;

/// A number with unit, interval and trace.
///
/// # Examples
/// ```
/// use forefend_report::{Quantity, Unit};
///
/// let share = Quantity::new(0.62, Unit::Share, "reference/world/share_in_conflict/2030/p50").between(0.41, 0.8, 90);
/// assert_eq!(share.text(), "62% [41–80%]");
/// // A probability is never printed as certain: draws are finite.
/// assert_ne!(Quantity::new(1.0, Unit::Probability, "").text(), "100%");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// The value; `NaN` (JSON `null`) prints "no data".
    #[serde(deserialize_with = "null_is_nan")]
    pub value: f64,
    /// Lower end of the interval.
    #[serde(default)]
    pub low: Option<f64>,
    /// Upper end.
    #[serde(default)]
    pub high: Option<f64>,
    /// Level of the interval in percent, 90 unless said otherwise.
    #[serde(default = "ninety")]
    pub level: u8,
    /// Unit.
    pub unit: Unit,
    /// Whether a plus sign is printed before positive values (differences).
    #[serde(default)]
    pub signed: bool,
    /// The mean, where the value is a median: a heavy tail draws the two apart. Printed where it is a tenth or more away.
    #[serde(default)]
    pub mean: Option<Box<Quantity>>,
    /// Query within the report's run, for example `reference/world/share_in_conflict/2030/p50`; a number from another
    /// run or from the score book is written `<run>:<query>`. Empty means the number resolves to nothing.
    pub trace: String,
}

fn ninety() -> u8 {
    90
}

impl Quantity {
    /// The query of a number without the run that it is of: the same in every run.
    pub fn query(&self) -> &str {
        self.trace.split_once(':').map_or(self.trace.as_str(), |(_, query)| query)
    }

    /// A number without interval.
    pub fn new(value: f64, unit: Unit, trace: impl Into<String>) -> Self {
        Self { value, low: None, high: None, level: 90, unit, signed: false, mean: None, trace: trace.into() }
    }

    /// Adds an interval of `level` percent.
    pub fn between(mut self, low: f64, high: f64, level: u8) -> Self {
        (self.low, self.high, self.level) = (Some(low), Some(high), level);
        self
    }

    /// Prints a plus sign before positive values.
    pub fn signed(mut self) -> Self {
        self.signed = true;
        self
    }

    /// Adds the mean that belongs to a median; `trace` is where it resolves to.
    pub fn with_mean(mut self, mean: f64, trace: impl Into<String>) -> Self {
        let mean = Self { signed: self.signed, ..Self::new(mean, self.unit.clone(), trace) };
        self.mean = Some(Box::new(mean));
        self
    }

    /// The mean, where it tells something that the median does not: where they differ by a tenth or more, and in print.
    pub fn other_mean(&self) -> Option<&Self> {
        let apart = |mean: &&Self| (mean.value - self.value).abs() >= 0.1 * self.value.abs();
        self.mean.as_deref().filter(|mean| mean.number() != self.number()).filter(apart)
    }

    /// The number without unit words and without interval.
    pub fn number(&self) -> String {
        signed(self.printed(self.value), self.value, self.signed)
    }

    /// A value of this quantity with the digits that its interval needs: a share whose ends differ by less than a percentage point
    /// gets one decimal, a score whose ends differ by less than 0.002 four, so that a narrow band does not read as none.
    fn printed(&self, value: f64) -> String {
        let plain = self.unit.number(value);
        let Some((low, high)) = self.low.zip(self.high).filter(|(low, high)| low < high) else {
            return plain;
        };
        match self.unit {
            Unit::Share if percent(low) == percent(high) && (0.1..0.99).contains(&value) => {
                format!("{}%", decimals(100.0 * value, 1))
            }
            Unit::Score if high - low < 0.002 && (5e-5..0.1).contains(&value.abs()) => decimals(value, 4),
            _ => plain,
        }
    }

    /// The number with its unit, without interval.
    pub fn bare(&self) -> String {
        if self.value.is_nan() { "no data".to_owned() } else { self.unit.around(&self.number()) }
    }

    /// The number as it stands under a label that names a long unit ([`Unit::long_name`]): without those words, without
    /// interval.
    pub fn under_label(&self) -> String {
        if self.unit.long_name().is_some() { self.number() } else { self.bare() }
    }

    /// Both ends of the interval as printed, with the digits that tell them apart; none where they print the same.
    pub fn ends(&self) -> Option<(String, String)> {
        let (low, high) = (self.low.filter(|v| !v.is_nan())?, self.high.filter(|v| !v.is_nan())?);
        let (left, right) = (self.end(low), self.end(high));
        (left != right).then_some((left, right))
    }

    /// An end of the interval as printed: of a share of draws in percent, also where none or all of them agree.
    fn end(&self, value: f64) -> String {
        let text = match self.unit {
            Unit::Draws(_) => percent(value),
            _ => self.printed(value),
        };
        signed(text, value, self.signed)
    }

    /// The interval as "8,900–18,000", or `None` where there is none, also where both ends print the same: "0 [0–0]"
    /// tells a reader nothing.
    pub fn interval(&self) -> Option<String> {
        let (left, right) = self.ends()?;
        let low = self.low?;
        // "41–80%" and "2.1–4.4 bn": what both ends share is said once.
        let shared = match right.rsplit_once(' ') {
            Some((_, scale)) => format!(" {scale}"),
            None => "%".to_owned(),
        };
        let left = match (left.strip_suffix(&shared), right.ends_with(&shared)) {
            (Some(bare), true) => bare.to_owned(),
            _ => left,
        };
        let needs_word = self.signed || low < 0.0 || left.contains(' ');
        Some(if needs_word { format!("{left} to {right}") } else { format!("{left}–{right}") })
    }

    /// The number with unit, interval and mean: "62% [41–80%]", "700 deaths [90–4,000] (mean 1,100)"; levels other than
    /// 90% are named.
    pub fn text(&self) -> String {
        let mut text = self.bare();
        match self.interval() {
            Some(interval) if self.level == 90 => text.push_str(&format!(" [{interval}]")),
            Some(interval) => text.push_str(&format!(" [{interval}, {}% interval]", self.level)),
            None => {}
        }
        if let Some(mean) = self.other_mean() {
            text.push_str(&format!(" (mean {})", mean.number()));
        }
        text
    }
}

fn signed(text: String, value: f64, plus: bool) -> String {
    if plus
        && value > 0.0
        && !text.starts_with(['<', '>'])
        && text.contains(|c: char| ('1'..='9').contains(&c))
    {
        format!("+{text}")
    } else {
        text
    }
}

/// What stands for a number that an older file does not hold.
pub(crate) fn nan() -> f64 {
    f64::NAN
}

/// Reads `null` as `NaN`: JSON has no word for a missing number.
pub(crate) fn null_is_nan<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Ok(Option::<f64>::deserialize(from)?.unwrap_or(f64::NAN))
}

/// The same of a list.
pub(crate) fn nulls_are_nan<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f64>, D::Error> {
    let values = Vec::<Option<f64>>::deserialize(from)?;
    Ok(values.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect())
}

#[cfg(test)]
mod tests;
