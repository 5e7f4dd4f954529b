//! The constant of a logit, made to meet the number of events of recent years.
//!
//! The base rate of rare events drifts while what sets countries apart stays much the same. So all coefficients are fitted
//! on the whole sample, and the constant then moves until the expected number of events in the last years is the
//! number observed: the maximum-likelihood estimate of the constant given the others. Its variance grows by that of the move.

use forefend_estimate::{Design, Fit, INTERCEPT};

/// Largest move of the constant, in log odds: without an event in the recent years it would be infinite.
const MOST: f64 = 3.0;

/// Moves the constant of `fit`, a logit of two classes with an intercept, to the last `years` years of `design`, whose events are
/// taken to be `more` than were observed.
pub(super) fn recalibrate(fit: &mut Fit, design: &Design, years: i16, more: f64) {
    let Some(constant) = fit.names.iter().position(|name| name == INTERCEPT) else { return };
    let last = design.period.iter().copied().max().unwrap_or(0);
    let rows = design.x.chunks_exact(design.names.len()).zip(&design.y).zip(&design.period);
    let recent: Vec<(f64, f64)> = rows
        .filter(|(_, period)| **period > last - i32::from(years))
        .map(|((row, y), _)| (fit.linear_predictor(&fit.coefficients, row, 0), *y))
        .collect();
    let events = recent.iter().filter(|(_, y)| *y != fit.classes[0]).count() as f64 + more;
    let chance = |eta: f64| 1.0 / (1.0 + libm::exp(-eta));
    // Bisection: the expected number rises with the move.
    let (mut low, mut high) = (-MOST, MOST);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        let expected: f64 = recent.iter().map(|(eta, _)| chance(eta + middle)).sum();
        if expected < events { low = middle } else { high = middle }
    }
    let shift = 0.5 * (low + high);
    let information: f64 = recent.iter().map(|(eta, _)| chance(eta + shift)).map(|p| p * (1.0 - p)).sum();
    fit.coefficients[constant] += shift;
    if information > 0.0 {
        fit.covariance[constant * (fit.coefficients.len() + 1)] += 1.0 / information;
    }
}

#[cfg(test)]
mod tests {
    use forefend_estimate::{Covariance, fit_multinomial};

    use super::*;

    /// Twenty units, forty years; the rate falls from one in two to one in four half-way, and more for `x` than without.
    #[test]
    fn the_recent_years_come_out_as_they_were() {
        let (mut x, mut y, mut period, mut unit) = (vec![], vec![], vec![], vec![]);
        for year in 0..40 {
            for number in 0..20u64 {
                let exposed = f64::from(u8::from(number >= 10));
                let every = if year < 20 { 2 } else { 4 };
                x.extend([1.0, exposed]);
                y.push(f64::from(u8::from(
                    (number + year as u64).is_multiple_of(every + u64::from(exposed == 0.0)),
                )));
                period.push(year);
                unit.push(number);
            }
        }
        let names = vec![INTERCEPT.to_owned(), "x".to_owned()];
        let design = Design { names, rows: y.len(), x, y, unit, period, dropped: 0 };
        let mut fit = fit_multinomial(&design, &Covariance::Classical, None).unwrap();
        let before = fit.clone();
        recalibrate(&mut fit, &design, 20, 0.0);
        let recent = || (400..800).map(|row| (&design.x[row * 2..row * 2 + 2], design.y[row]));
        let expected = |fit: &Fit| -> f64 {
            let mut p = [0.0; 2];
            recent()
                .map(|(row, _)| {
                    fit.probabilities(&fit.coefficients, row, &mut p);
                    p[1]
                })
                .sum()
        };
        let events: f64 = recent().map(|(_, y)| y).sum();
        assert!(expected(&before) > 1.2 * events, "the test would show nothing");
        assert!((expected(&fit) - events).abs() < 1e-9 * events);
        assert_eq!(fit.coefficients[1], before.coefficients[1]);
        assert!(fit.covariance[0] > before.covariance[0]);
    }
}
