//! Tests and intervals for Firth's logit from the profile of its penalised likelihood.

use crate::design::Design;
use crate::error::EstimateError;
use crate::family::Family;
use crate::firth::Penalised;
use crate::fit::Fit;
use crate::inference::{critical_value, two_sided};
use crate::logit::binary_classes;
use crate::newton::{Derivatives, Objective, minimise};
use crate::orthogonal::Basis;
use crate::separation::not_converged;

/// Most steps of the search for one end of an interval.
const MOST_STEPS: usize = 100;
/// The distance from the wanted log-likelihood at which an end is found.
const CLOSE: f64 = 1e-9;

/// What the penalised likelihood says of one coefficient when all others are refitted.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct ProfileInterval {
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end of the 95 % interval.
    pub high: f64,
    /// Twice the penalised log-likelihood lost when the coefficient is 0: chi-square with one degree of freedom.
    pub chi_square: f64,
    /// Probability of a larger one.
    pub p: f64,
}

/// Profile penalised-likelihood interval and test for each coefficient of a fit of [`fit_firth`](crate::fit_firth) to
/// `design`, in its order. Where classes are separated the likelihood is far from a parabola, and an interval of so many
/// standard errors is wrong on both sides (Heinze & Schemper 2002, doi:10.1002/sim.1047). As R's `logistf`: the penalty of
/// the restricted fits is that of all columns.
///
/// # Errors
/// [`EstimateError::Unfit`] for a fit of another family; those of [`fit_firth`](crate::fit_firth).
///
/// # Examples
/// ```
/// use forefend_estimate::{Covariance, Design, Formula, Table, fit_firth, profile_firth};
///
/// let mut table = Table::new((1..=6).collect(), 2020, 1);
/// table.add_column("x", &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0])?;
/// table.add_column("y", &[0.0, 0.0, 1.0, 0.0, 1.0, 1.0])?;
/// let (_, design) = Design::build(&Formula::parse("y ~ x")?, &table, &|_unit, _period| true)?;
///
/// let fit = fit_firth(&design, &Covariance::Classical)?;
/// let slope = &profile_firth(&design, &fit)?[1];
/// assert!(slope.low < fit.coefficients[1] && fit.coefficients[1] < slope.high);
/// # Ok::<(), forefend_estimate::EstimateError>(())
/// ```
pub fn profile_firth(design: &Design, fit: &Fit) -> Result<Vec<ProfileInterval>, EstimateError> {
    let k = design.names.len();
    if fit.family != Family::Firth || fit.coefficients.len() != k {
        let message = "profiles are those of a firth fit to the same design".to_owned();
        return Err(EstimateError::Unfit { family: fit.family, message });
    }
    let class = binary_classes(design)?;
    let errors = fit.standard_errors();
    (0..k)
        .map(|column| {
            // With the column last, its coefficient is a multiple of the last working coefficient alone.
            let order: Vec<usize> = (0..k).filter(|&other| other != column).chain([column]).collect();
            let turned = reordered(design, &order);
            let basis = Basis::orthogonal(&turned)?;
            let scale = basis.transform[k * k - 1];
            let mut profile = Profile::new(&turned, &basis, &class)?;
            let width = critical_value(0.05, None);
            let step = (errors[column] / scale).max(1e-8);
            let low = profile.end(-step, width)? * scale;
            let high = profile.end(step, width)? * scale;
            let chi_square = 2.0 * (profile.value(0.0)?.0 - profile.least).max(0.0);
            Ok(ProfileInterval { low, high, chi_square, p: two_sided(chi_square.sqrt(), None) })
        })
        .collect()
}

fn reordered(design: &Design, order: &[usize]) -> Design {
    let k = design.names.len();
    let mut turned = design.clone();
    turned.names = order.iter().map(|&column| design.names[column].clone()).collect();
    turned.x = design.x.chunks(k).flat_map(|row| order.iter().map(|&column| row[column])).collect();
    turned
}

/// The negative penalised log-likelihood as a function of the last working coefficient.
struct Profile<'a> {
    design: &'a Design,
    penalised: Penalised<'a>,
    /// Its least value, and where.
    least: f64,
    best: Vec<f64>,
    /// Where the last search ended, from which the next one starts.
    near: Vec<f64>,
}

impl<'a> Profile<'a> {
    fn new(design: &'a Design, basis: &'a Basis, class: &'a [usize]) -> Result<Self, EstimateError> {
        let penalised = Penalised { basis, class };
        let minimum = minimise(&penalised, vec![0.0; basis.columns])
            .map_err(|failure| not_converged(design, basis, 1, failure))?;
        let (least, best) = (penalised.value(&minimum.theta), minimum.theta);
        Ok(Self { design, penalised, least, near: best.clone(), best })
    }

    /// Least value with the last coefficient held at `last`, and its slope there.
    fn value(&mut self, last: f64) -> Result<(f64, f64), EstimateError> {
        let rest = self.best.len() - 1;
        let held = Held { penalised: &self.penalised, last };
        if rest > 0 {
            let start = self.near[..rest].to_vec();
            let minimum = minimise(&held, start)
                .or_else(|_| minimise(&held, vec![0.0; rest]))
                .map_err(|failure| not_converged(self.design, self.penalised.basis, 1, failure))?;
            self.near[..rest].copy_from_slice(&minimum.theta);
        }
        self.near[rest] = last;
        let here = self.penalised.derivatives(&self.near);
        Ok((here.value, here.gradient[rest]))
    }

    /// Where the profile has risen by `width`^2 / 2, on the side to which `step` points: Newton's method on the signed root
    /// of the rise, which is nearly a straight line, kept between points on both sides of the end.
    fn end(&mut self, step: f64, width: f64) -> Result<f64, EstimateError> {
        let centre = self.best[self.best.len() - 1];
        self.near.clone_from(&self.best);
        let (mut inside, mut outside) = (centre, f64::NAN);
        let mut at = centre + width * step;
        for _ in 0..MOST_STEPS {
            let (value, slope) = match self.value(at) {
                Ok(found) => found,
                // So far out that the information is singular to the last bit: certainly outside.
                Err(error) => {
                    outside = at;
                    at = 0.5 * (inside + outside);
                    if (inside - outside).abs() <= 1e-6 * step.abs() {
                        return Err(error);
                    }
                    self.near.clone_from(&self.best);
                    continue;
                }
            };
            let root = (2.0 * (value - self.least)).max(0.0).sqrt();
            if (root - width).abs() <= CLOSE {
                return Ok(at);
            }
            if root < width {
                inside = at;
            } else {
                outside = at;
            }
            // d root / d at = slope / root.
            let next = at - (root - width) * root / slope;
            let (least, most) = if inside < outside { (inside, outside) } else { (outside, inside) };
            at = if outside.is_nan() {
                // Outward by at most ten times the distance so far.
                let reach = (at - centre).abs();
                let ahead = (next - centre).abs();
                let ahead =
                    if ahead.is_finite() { ahead.clamp(1.2 * reach, 10.0 * reach) } else { 2.0 * reach };
                centre + ahead.copysign(step)
            } else if next > least && next < most {
                next
            } else {
                0.5 * (inside + outside)
            };
            if (inside - outside).abs() <= 1e-14 * outside.abs() {
                return Ok(at);
            }
        }
        let column = self.design.names[self.best.len() - 1].clone();
        Err(EstimateError::NotConverged { iterations: MOST_STEPS, step: (inside - outside).abs(), column })
    }
}

/// The penalised likelihood in all coefficients but the last.
struct Held<'a> {
    penalised: &'a Penalised<'a>,
    last: f64,
}

impl Held<'_> {
    fn whole(&self, theta: &[f64]) -> Vec<f64> {
        theta.iter().copied().chain([self.last]).collect()
    }
}

impl Objective for Held<'_> {
    fn value(&self, theta: &[f64]) -> f64 {
        self.penalised.value(&self.whole(theta))
    }

    fn derivatives(&self, theta: &[f64]) -> Derivatives {
        let rest = theta.len();
        let mut here = self.penalised.derivatives(&self.whole(theta));
        here.gradient.truncate(rest);
        here.hessian =
            here.hessian.chunks(rest + 1).take(rest).flat_map(|line| line[..rest].iter().copied()).collect();
        here
    }

    fn least_curvature(&self) -> f64 {
        0.0
    }

    /// Far out, the information is nearly singular and rounding stops the search early; a profile wants the value alone.
    fn close(&self) -> f64 {
        1e-7
    }

    fn most_iterations(&self) -> usize {
        self.penalised.most_iterations()
    }
}
