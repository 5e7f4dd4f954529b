//! Quantiles over draws, and which of them a reader looks at.

use serde::{Deserialize, Serialize};

use crate::number::{nan, null_is_nan};

/// Quantiles over draws in one year.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Calendar year.
    pub year: i32,
    /// 5th percentile.
    #[serde(deserialize_with = "null_is_nan")]
    pub p05: f64,
    /// 10th percentile; `NaN` in a run made before it was kept.
    #[serde(default = "nan", deserialize_with = "null_is_nan")]
    pub p10: f64,
    /// 25th percentile.
    #[serde(deserialize_with = "null_is_nan")]
    pub p25: f64,
    /// Median.
    #[serde(deserialize_with = "null_is_nan")]
    pub p50: f64,
    /// 75th percentile.
    #[serde(deserialize_with = "null_is_nan")]
    pub p75: f64,
    /// 90th percentile; `NaN` as the 10th.
    #[serde(default = "nan", deserialize_with = "null_is_nan")]
    pub p90: f64,
    /// 95th percentile.
    #[serde(deserialize_with = "null_is_nan")]
    pub p95: f64,
    /// Mean.
    #[serde(deserialize_with = "null_is_nan")]
    pub mean: f64,
}

/// A statistic of a band by its name in queries.
pub type Statistic = (&'static str, fn(&Band) -> f64);

impl Band {
    /// Its statistics by their names in queries.
    pub const STATISTICS: [Statistic; 8] = [
        ("p05", |b| b.p05),
        ("p10", |b| b.p10),
        ("p25", |b| b.p25),
        ("p50", |b| b.p50),
        ("p75", |b| b.p75),
        ("p90", |b| b.p90),
        ("p95", |b| b.p95),
        ("mean", |b| b.mean),
    ];

    /// A single value without spread: `p50` and `mean` hold it, the rest are `NaN`.
    pub fn path(year: i32, value: f64) -> Self {
        let none = f64::NAN;
        Self {
            year,
            p05: none,
            p10: none,
            p25: none,
            p50: value,
            p75: none,
            p90: none,
            p95: none,
            mean: value,
        }
    }
}

/// Which share of futures a band holds, as many below it as above: what a reader chooses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BandWidth {
    /// Every second future.
    Half,
    /// Four in five.
    Eighty,
    /// Nine in ten, as in every report.
    #[default]
    Ninety,
}

impl BandWidth {
    /// Each of them, the narrowest first.
    pub const ALL: [Self; 3] = [Self::Half, Self::Eighty, Self::Ninety];

    /// The share in percent.
    pub fn percent(self) -> u8 {
        match self {
            Self::Half => 50,
            Self::Eighty => 80,
            Self::Ninety => 90,
        }
    }

    /// The one of so many percent.
    ///
    /// ```
    /// use forefend_report::BandWidth;
    ///
    /// assert_eq!(BandWidth::of_percent("80"), Some(BandWidth::Eighty));
    /// assert_eq!(BandWidth::of_percent("70"), None);
    /// ```
    pub fn of_percent(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.percent().to_string() == text)
    }

    /// The names of its ends in queries.
    pub fn names(self) -> [&'static str; 2] {
        match self {
            Self::Half => ["p25", "p75"],
            Self::Eighty => ["p10", "p90"],
            Self::Ninety => ["p05", "p95"],
        }
    }

    /// Its ends in one year.
    pub fn ends(self, band: &Band) -> (f64, f64) {
        match self {
            Self::Half => (band.p25, band.p75),
            Self::Eighty => (band.p10, band.p90),
            Self::Ninety => (band.p05, band.p95),
        }
    }

    /// What a table tells of it: its ends, those of the half within it, median and mean.
    pub fn statistics(self) -> Vec<Statistic> {
        let [low, high] = self.names();
        let told = |one: &Statistic| [low, "p25", "p50", "p75", high, "mean"].contains(&one.0);
        Band::STATISTICS.into_iter().filter(told).collect()
    }
}
