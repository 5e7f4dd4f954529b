//! Wright's law: the logarithm of a unit cost is a line in the logarithm of cumulative production.
//!
//! Wright, T. P. (1936), "Factors affecting the cost of airplanes", *Journal of the Aeronautical Sciences* 3(4), 122-128.

use super::moore::TechnologyError;

/// A line fitted on the earlier half of an experience curve and held against the later one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HalfSplit {
    /// Slope: the cost is multiplied by `2^slope` for each doubling of cumulative production.
    pub slope: f64,
    /// Root of the mean squared error of the decimal logarithm over the later half, with the line laid through the last point
    /// of the earlier one.
    pub rmse: f64,
    /// The same of "costs stay as they are".
    pub rmse_unchanged: f64,
}

/// Fits the earlier half (rounded down) of points in the order of production by least squares, and scores the later one.
///
/// # Errors
/// [`TechnologyError::TooShort`] with fewer than four points, or where production does not grow in the earlier half;
/// [`TechnologyError::NotPositive`] for a value that has no logarithm.
///
/// # Examples
/// ```
/// // A fifth off with every doubling: the line is exact.
/// let production = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0];
/// let cost: Vec<f64> = (0..6).map(|doublings| 100.0 * 0.8f64.powi(doublings)).collect();
/// let found = forefend_drivers::technology::half_split(&production, &cost)?;
/// assert!((2f64.powf(found.slope) - 0.8).abs() < 1e-12 && found.rmse < 1e-12);
/// # Ok::<(), forefend_drivers::technology::TechnologyError>(())
/// ```
pub fn half_split(production: &[f64], cost: &[f64]) -> Result<HalfSplit, TechnologyError> {
    let points = production.len().min(cost.len());
    if points < 4 {
        return Err(TechnologyError::TooShort(points));
    }
    let logs = |values: &[f64]| -> Result<Vec<f64>, TechnologyError> {
        let log = |value: &f64| match *value > 0.0 && value.is_finite() {
            true => Ok(libm::log10(*value)),
            false => Err(TechnologyError::NotPositive(*value)),
        };
        values[..points].iter().map(log).collect()
    };
    let (x, y) = (logs(production)?, logs(cost)?);
    let half = points / 2;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_x, mean_y) = (mean(&x[..half]), mean(&y[..half]));
    let across: f64 = x[..half].iter().zip(&y[..half]).map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    let along: f64 = x[..half].iter().map(|x| (x - mean_x).powi(2)).sum();
    if along == 0.0 {
        return Err(TechnologyError::TooShort(half));
    }
    let slope = across / along;
    let rmse = |slope: f64| {
        let errors = x[half..].iter().zip(&y[half..]).map(|(at, observed)| {
            let forecast = y[half - 1] + slope * (at - x[half - 1]);
            (observed - forecast).powi(2)
        });
        (errors.sum::<f64>() / (points - half) as f64).sqrt()
    };
    Ok(HalfSplit { slope, rmse: rmse(slope), rmse_unchanged: rmse(0.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_line_is_an_error() {
        assert_eq!(half_split(&[1.0, 2.0, 3.0], &[1.0; 3]), Err(TechnologyError::TooShort(3)));
        assert_eq!(half_split(&[1.0; 4], &[1.0; 4]), Err(TechnologyError::TooShort(2)));
        assert_eq!(
            half_split(&[1.0, 2.0, 3.0, 4.0], &[1.0, 1.0, -2.0, 1.0]),
            Err(TechnologyError::NotPositive(-2.0))
        );
    }

    #[test]
    fn the_later_half_is_measured_from_the_last_point_of_the_earlier() {
        // Earlier half: slope -1. Later: costs stay, so the line is wrong by 1 and 2 decades.
        let found = half_split(&[1.0, 10.0, 100.0, 1000.0], &[10.0, 1.0, 1.0, 1.0]).unwrap();
        assert!((found.slope + 1.0).abs() < 1e-12);
        assert!((found.rmse - 2.5f64.sqrt()).abs() < 1e-12);
        assert_eq!(found.rmse_unchanged, 0.0);
    }
}
