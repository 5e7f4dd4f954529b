//! How the value of an evidence row becomes a shift of a lever.

use serde::Deserialize;

use crate::evidence::Evidence;

/// How an evidence value becomes a shift per unit of amount on the lever's (logarithmic) scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Form {
    /// The value is a log ratio at `amount` units: shift = value / amount.
    #[serde(rename = "log ratio")]
    LogRatio,
    /// The value is a ratio of odds, hazards or rates at `amount` units, as papers print it: shift = ln(value) / amount.
    #[serde(rename = "ratio")]
    Ratio,
    /// The value is a relative change at `amount` units: shift = ln(1 + value) / amount.
    #[serde(rename = "relative change")]
    RelativeChange,
    /// The value is a difference at `amount` units, in the unit of the lever (years of a delay): shift = value / amount.
    #[serde(rename = "difference")]
    Difference,
}

impl Form {
    /// Mean and standard deviation of the shift per unit of amount, of a value of `row` at `amount` units; a printed interval is read
    /// on the logarithmic scale, by what its ends are: of 95 % as +-1.96 standard deviations. `relative` is the deviation as a
    /// part of the mean, where the row prints none.
    pub(crate) fn shift_per_unit(
        self,
        amount: f64,
        relative: Option<f64>,
        row: &Evidence,
    ) -> Option<(f64, f64)> {
        let transform = |value: f64| match self {
            Self::LogRatio | Self::Difference => value / amount,
            Self::Ratio => libm::log(value) / amount,
            Self::RelativeChange => libm::log1p(value) / amount,
        };
        let mean = transform(row.value?);
        let deviation = match (row.standard_deviation, row.low, row.high, relative) {
            (Some(sd), ..) => (sd / amount).abs(),
            (None, Some(low), Some(high), _) => row.ends.deviation((transform(high) - transform(low)).abs()),
            (None, _, _, Some(relative)) => mean.abs() * relative,
            _ => return None,
        };
        (mean.is_finite() && deviation.is_finite()).then_some((mean, deviation))
    }
}
