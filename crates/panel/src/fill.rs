//! Filling gaps, from nothing but what was known.
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Year;

/// How a grid fills a country-year without a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fill {
    /// Leave it missing.
    #[default]
    None,
    /// A straight line between the neighbouring values of the same country. Both ends must be known at the
    /// date of the view, so an interpolated value is not available before its later end.
    Interpolate,
    /// [`Fill::Interpolate`], then the country's last known value carried forward, then the median of that
    /// year over the countries asked for that have a value by then.
    InterpolateThenMedian,
}

impl Fill {
    const ALL: [Fill; 3] = [Fill::None, Fill::Interpolate, Fill::InterpolateThenMedian];

    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Fill::None => "none",
            Fill::Interpolate => "interpolate",
            Fill::InterpolateThenMedian => "interpolate-then-median",
        }
    }

    /// From the word in files.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fill| fill.word() == word)
    }
}

/// The known values of one unit laid on the years `first` to `last`; NaN where missing.
///
/// `known` may begin before `first`: an earlier value serves as the left end of a line or is carried in.
///
/// # Examples
/// ```
/// use forefend_panel::{Fill, Year, fill_series};
///
/// let known = [(Year(2000), 1.0), (Year(2002), 3.0)].into();
/// assert_eq!(fill_series(&known, Year(2000), Year(2002), Fill::Interpolate), [1.0, 2.0, 3.0]);
/// ```
pub fn fill_series(known: &BTreeMap<Year, f64>, first: Year, last: Year, fill: Fill) -> Vec<f64> {
    Year::range(first, last)
        .map(|year| {
            if let Some(&value) = known.get(&year) {
                return value;
            }
            if fill == Fill::None {
                return f64::NAN;
            }
            let before = known.range(..year).next_back();
            let after = known.range(year..).next();
            match (before, after) {
                (Some((&left, &low)), Some((&right, &high))) => {
                    let share = f64::from(year - left) / f64::from(right - left);
                    low + (high - low) * share
                }
                (Some((_, &value)), None) if fill == Fill::InterpolateThenMedian => value,
                _ => f64::NAN,
            }
        })
        .collect()
}

/// Median of sorted values; NaN of none.
pub(crate) fn median_of_sorted(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    match (sorted.len() % 2, sorted.get(middle)) {
        (_, None) => f64::NAN,
        (1, Some(&value)) => value,
        (_, Some(&value)) => sorted[middle - 1] / 2.0 + value / 2.0,
    }
}

/// Replaces the missing entries of one year by the median of the others; leaves them when all are missing.
pub(crate) fn fill_with_median(row: &mut [f64]) {
    let mut values: Vec<f64> = row.iter().copied().filter(|value| !value.is_nan()).collect();
    if values.is_empty() {
        return;
    }
    values.sort_by(f64::total_cmp);
    let median = median_of_sorted(&values);
    for value in row.iter_mut().filter(|value| value.is_nan()) {
        *value = median;
    }
}
