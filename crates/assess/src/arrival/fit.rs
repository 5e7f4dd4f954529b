//! A line through first reports, and how far it would move had other places reported.

use forefend_score::{SplitMix64, quantiles};

use super::{ArrivalFit, Distance, FittedDistance};

/// Resamples of places.
const RESAMPLES: usize = 2000;
const SEED: u64 = 1;

/// The line of `days` on `x` with percentile intervals (90 %) over resampled places; none where nothing varies.
pub(super) fn fit(distance: Distance, x: &[f64], days: &[f64]) -> Option<FittedDistance> {
    let all: Vec<usize> = (0..x.len()).collect();
    let fit = line(x, days, &all)?;
    let mut numbers = SplitMix64::new(SEED);
    let mut drawn = vec![0; x.len()];
    let (mut shares, mut slopes) = (Vec::new(), Vec::new());
    for _ in 0..RESAMPLES {
        drawn.iter_mut().for_each(|slot| *slot = numbers.below(x.len() as u64) as usize);
        // A resample of one place several times has no line.
        if let Some(again) = line(x, days, &drawn) {
            shares.push(again.r2);
            slopes.push(again.slope);
        }
    }
    let ends = [0.05, 0.95];
    Some(FittedDistance {
        distance,
        fit,
        r2_90: quantiles(&shares, ends),
        slope_90: quantiles(&slopes, ends),
    })
}

/// Least squares over the cases at `rows`.
fn line(x: &[f64], y: &[f64], rows: &[usize]) -> Option<ArrivalFit> {
    let mean = |of: &[f64]| rows.iter().map(|&row| of[row]).sum::<f64>() / rows.len() as f64;
    let (mean_x, mean_y) = (mean(x), mean(y));
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for &row in rows {
        let (dx, dy) = (x[row] - mean_x, y[row] - mean_y);
        xx += dx * dx;
        xy += dx * dy;
        yy += dy * dy;
    }
    if xx <= 1e-12 || yy <= 1e-12 {
        return None;
    }
    let slope = xy / xx;
    Some(ArrivalFit { r2: xy * xy / (xx * yy), slope, intercept: mean_y - slope * mean_x })
}
