//! The constant of a logit, made to meet the number of events of recent years.
//!
//! The base rate of rare events drifts while what sets countries apart stays much the same. So all coefficients are fitted
//! on the whole sample, and the constant then moves until the expected number of events in the last years is the
//! number observed: the maximum-likelihood estimate of the constant given the others. Its variance grows by that of the move.
//!
//! A handful of events says little of a rate, and the normal error of its logarithm says too much of very high ones: with one
//! event its upper end is half as high again as it should be, with none it has none. So under Firth's penalty, which is
//! Jeffreys' prior, the number meant is that of the posterior: n events give a gamma distribution of shape n + 1/2, the constant
//! meets its median, and the move has the error by which the upper 5 % come out as well. What the constant shared with the
//! slopes goes with them: the number of recent events is known whatever they are.

use forefend_estimate::{Design, Fit, INTERCEPT, critical_value, gamma_quantile};

/// Largest move of the constant, in log odds: without an event in the recent years it would be infinite.
const MOST: f64 = 3.0;

/// What the recent events are taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Events {
    /// Many: their number, with the error of the likelihood.
    Counted,
    /// Few: the posterior of their number under Jeffreys' prior.
    Jeffreys,
}

/// Moves the constant of `fit`, a logit of two classes with an intercept, to the last `years` years of `design`.
pub(super) fn recalibrate(fit: &mut Fit, design: &Design, years: i16, by: Events) {
    let Some(constant) = fit.names.iter().position(|name| name == INTERCEPT) else { return };
    let last = design.period.iter().copied().max().unwrap_or(0);
    let is_recent = |period: i32| period > last - i32::from(years);
    let rows = design.x.chunks_exact(design.names.len()).zip(&design.y).zip(&design.period);
    let recent: Vec<(f64, f64)> = rows
        .clone()
        .filter(|(_, period)| is_recent(**period))
        .map(|((row, y), _)| (fit.linear_predictor(&fit.coefficients, row, 0), *y))
        .collect();
    let events = recent.iter().filter(|(_, y)| *y != fit.classes[0]).count() as f64;
    let posterior = |share: f64| gamma_quantile(events + 0.5, share);
    let meant = match by {
        Events::Counted => events,
        Events::Jeffreys => posterior(0.5),
    };
    let chance = |eta: f64| 1.0 / (1.0 + libm::exp(-eta));
    // Bisection: the expected number rises with the move.
    let (mut low, mut high) = (-MOST, MOST);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        let expected: f64 = recent.iter().map(|(eta, _)| chance(eta + middle)).sum();
        if expected < meant { low = middle } else { high = middle }
    }
    let shift = 0.5 * (low + high);
    let weights: Vec<f64> =
        recent.iter().map(|(eta, _)| chance(eta + shift)).map(|p| p * (1.0 - p)).collect();
    let information: f64 = weights.iter().sum();
    fit.coefficients[constant] += shift;
    if information <= 0.0 {
        return;
    }
    match by {
        Events::Counted => fit.covariance[constant * (fit.coefficients.len() + 1)] += 1.0 / information,
        Events::Jeffreys => {
            let error = libm::log(posterior(0.95) / meant) / critical_value(0.10, None);
            let weighted = rows.filter(|(_, period)| is_recent(**period)).zip(&weights);
            let mut centre = vec![0.0; fit.coefficients.len()];
            for (((row, _), _), weight) in weighted {
                centre.iter_mut().zip(row).for_each(|(sum, x)| *sum += weight / information * x);
            }
            follow(&mut fit.covariance, constant, &centre, error * error);
        }
    }
}

/// The covariance of a constant that is met given the others: whatever the others are, the expected number of recent events
/// stays, so the constant moves against them by their recent means `centre` (weighted by information), and has an error of its
/// own besides.
fn follow(covariance: &mut [f64], constant: usize, centre: &[f64], own: f64) {
    let n = centre.len();
    let others = || (0..n).filter(|at| *at != constant);
    let moved: Vec<f64> =
        (0..n).map(|row| -others().map(|at| covariance[row * n + at] * centre[at]).sum::<f64>()).collect();
    let variance = own - others().map(|at| moved[at] * centre[at]).sum::<f64>();
    for at in others() {
        covariance[at * n + constant] = moved[at];
        covariance[constant * n + at] = moved[at];
    }
    covariance[constant * (n + 1)] = variance;
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
        recalibrate(&mut fit, &design, 20, Events::Counted);
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

    /// One event in the last twenty years of thirty units, from ten in the twenty before: the posterior of shape 1.5 has the
    /// median 1.183 and 3.907 at 95 % (scipy 1.17.1), so the error of the move is ln(3.907 / 1.183) / 1.645 = 0.726.
    #[test]
    fn few_events_are_taken_for_their_posterior() {
        let (mut y, mut period, mut unit) = (vec![], vec![], vec![]);
        for year in 0..40 {
            for number in 0..30u64 {
                y.push(f64::from(u8::from(number == 7 && (year < 20 && year % 2 == 0 || year == 30))));
                period.push(year);
                unit.push(number);
            }
        }
        let names = vec![INTERCEPT.to_owned()];
        let design = Design { names, rows: y.len(), x: vec![1.0; y.len()], y, unit, period, dropped: 0 };
        let mut fit = fit_multinomial(&design, &Covariance::Classical, None).unwrap();
        recalibrate(&mut fit, &design, 20, Events::Jeffreys);
        let expected = 600.0 / (1.0 + libm::exp(-fit.coefficients[0]));
        assert!((expected - 1.182_986).abs() < 1e-6, "{expected}");
        assert!((fit.covariance[0].sqrt() - 0.7264).abs() < 1e-4);
    }

    /// By hand: two slopes of variances 4 and 1 and covariance 1 about recent means 0.5 and -1.
    #[test]
    fn the_constant_follows_the_slopes() {
        let mut covariance = vec![9.0, 3.0, 3.0, 3.0, 4.0, 1.0, 3.0, 1.0, 1.0];
        follow(&mut covariance, 0, &[1.0, 0.5, -1.0], 0.25);
        // Of 0.5 a - b the covariance with a is 2 - 1, with b 0.5 - 1, and the variance 1 + 1 - 1.
        assert_eq!(covariance, [1.25, -1.0, 0.5, -1.0, 4.0, 1.0, 0.5, 1.0, 1.0]);
    }
}
