//! Quantiles of sorted numbers.

/// The quantile of sorted numbers at a share from 0 to 1, linear between the two nearest (Hyndman & Fan 1996, type 7, as numpy); NaN
/// of none.
pub(crate) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = share * last as f64;
    let low = place as usize;
    sorted[low] + (place - low as f64) * (sorted[(low + 1).min(last)] - sorted[low])
}
