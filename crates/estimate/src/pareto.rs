//! Generalised Pareto excesses over a threshold.

use crate::covariance::Covariance;
use crate::design::Design;
use crate::error::EstimateError;
use crate::family::Family;
use crate::fit::{Auxiliary, Fit, INTERCEPT};
use crate::newton::{Derivatives, Objective, minimise};
use crate::orthogonal::Basis;
use crate::poisson::{add_row, constant, mirror};
use crate::sandwich::estimates;
use crate::separation::not_converged;
use crate::symmetric::{cholesky, dot, inverse};

/// At and below this shape the likelihood has no regular maximum (Smith 1985).
const LEAST_SHAPE: f64 = -0.5;
/// Below this |xi w| the formulas that divide by xi give way to their series.
const SERIES: f64 = 0.02;

/// Fits the excesses z = y - threshold > 0 of the rows above `threshold` by
/// `P(Z > z) = (1 + xi z / sigma)^(-1/xi)`, `log sigma = x b`, by maximum likelihood (Coles 2001, ch. 4;
/// Marani et al. 2021, doi:10.1073/pnas.2105482118). With an intercept alone, `exp(b)` is sigma.
///
/// Auxiliary parameters: `xi`; `sigma` in units of the response (with an intercept alone); `p0`, the share of all rows
/// at or below the threshold, with its binomial standard error. `n` counts the rows above the threshold, and
/// `log_likelihood` is theirs.
///
/// # Errors
/// [`EstimateError::Unfit`] for too few rows above the threshold or an estimate of xi at -1/2, and those of
/// [`fit_linear`](crate::fit_linear).
///
/// # Examples
/// ```
/// use forefend_estimate::{Covariance, Design, Formula, Table, fit_generalised_pareto};
///
/// // Quantiles of a generalised Pareto distribution of shape 0.5 and scale 1.
/// let quantile = |i: u64| ((1.0 - (i as f64 + 0.5) / 400.0).powi(-1).sqrt() - 1.0) / 0.5;
/// let values: Vec<f64> = (0..400).map(quantile).collect();
/// let mut table = Table::new((0..400).collect(), 2020, 1);
/// table.add_column("y", &values)?;
/// let (_, design) = Design::build(&Formula::parse("y ~ 1")?, &table, &|_unit, _period| true)?;
///
/// let fit = fit_generalised_pareto(&design, 0.0, &Covariance::Classical)?;
/// let xi = fit.auxiliary("xi").expect("estimated").estimate;
/// assert!((xi - 0.5).abs() < 0.05, "{xi}");
/// # Ok::<(), forefend_estimate::EstimateError>(())
/// ```
pub fn fit_generalised_pareto(
    design: &Design,
    threshold: f64,
    covariance: &Covariance,
) -> Result<Fit, EstimateError> {
    design.check()?;
    let above = rows_above(design, threshold)?;
    let p0 = 1.0 - above.len() as f64 / design.rows as f64;
    let (mut tail, covariance) = (design.subset(&above), covariance.subset(&above, design.rows));
    tail.y.iter_mut().for_each(|y| *y -= threshold);
    let basis = Basis::orthogonal(&tail)?;
    let objective = Excesses { basis: &basis, z: &tail.y };
    let mean = tail.y.iter().sum::<f64>() / tail.rows as f64;
    // A shape of 0.2 with the scale that gives the observed mean.
    let mut start = constant(&basis, tail.rows, libm::log(0.8 * mean));
    start.push(0.2);
    let minimum = minimise(&objective, start).map_err(|failure| {
        match not_converged(&tail, &basis, 1, failure) {
            EstimateError::NotConverged { column, .. } if design.names != [INTERCEPT] => unfit(format!(
                "no regular maximum of the likelihood with xi above {LEAST_SHAPE}; the coefficient of `{column}` moves \
                 most: drop it, or try another threshold"
            )),
            _ => irregular(),
        }
    })?;
    let (n, k) = (minimum.theta.len(), basis.columns);
    let Ok(factor) = cholesky(&objective.observed(&minimum.theta).hessian, n, 0.0) else {
        return Err(irregular());
    };
    let xi = minimum.theta[k];
    let mut score = |row: usize, out: &mut [f64]| {
        let q = basis.row(row);
        let terms = Terms::new(tail.y[row], dot(q, &minimum.theta[..k]), xi);
        out[..k].iter_mut().zip(q).for_each(|(out, q)| *out = terms.slope * q);
        out[k] = terms.shape_slope;
    };
    let found = estimates(&tail, &basis, &minimum.theta, inverse(&factor, n), &covariance, &mut score)?;
    let mut auxiliary = vec![parameter("xi", xi, found.auxiliary_variance[0].sqrt())];
    if design.names == [INTERCEPT] {
        let sigma = libm::exp(found.coefficients[0]);
        auxiliary.push(parameter("sigma", sigma, sigma * found.covariance[0].sqrt()));
    }
    auxiliary.push(parameter("p0", p0, (p0 * (1.0 - p0) / design.rows as f64).sqrt()));
    Ok(Fit {
        family: Family::Gpd,
        names: design.names.clone(),
        classes: Vec::new(),
        coefficients: found.coefficients,
        covariance: found.covariance,
        log_likelihood: -objective.value(&minimum.theta),
        residual_variance: None,
        n: tail.rows,
        iterations: minimum.iterations,
        auxiliary,
        group_effects: Vec::new(),
    })
}

fn parameter(name: &str, estimate: f64, error: f64) -> Auxiliary {
    Auxiliary { name: name.to_owned(), estimate, standard_error: Some(error) }
}

fn unfit(message: String) -> EstimateError {
    EstimateError::Unfit { family: Family::Gpd, message }
}

fn irregular() -> EstimateError {
    unfit(format!("no regular maximum of the likelihood with xi above {LEAST_SHAPE}; try another threshold"))
}

/// The threshold must be a number that leaves rows enough above it: their numbers.
fn rows_above(design: &Design, threshold: f64) -> Result<Vec<usize>, EstimateError> {
    if !threshold.is_finite() {
        return Err(unfit(format!("the threshold must be a finite number, not {threshold}")));
    }
    let above: Vec<usize> = (0..design.y.len()).filter(|&row| design.y[row] > threshold).collect();
    if above.len() < design.names.len() + 2 {
        return Err(unfit(format!("{} row(s) above the threshold {threshold}; lower it", above.len())));
    }
    Ok(above)
}

/// Negative log-likelihood in (working coefficients of log sigma, xi).
struct Excesses<'a> {
    basis: &'a Basis,
    z: &'a [f64],
}

/// Log density of one excess and its derivatives in eta = log sigma and xi.
struct Terms {
    value: f64,
    slope: f64,
    curvature: f64,
    shape_slope: f64,
    shape_curvature: f64,
    cross: f64,
}

impl Terms {
    /// With w = z / sigma and a = xi w: log density = -eta - w log(1 + a)/a - log(1 + a); not finite outside the support.
    fn new(z: f64, eta: f64, xi: f64) -> Self {
        let w = z * libm::exp(-eta);
        let a = xi * w;
        let logarithm = libm::log1p(a);
        let ratio = w / (1.0 + a);
        let [zeroth, first, second] = quotients(a, logarithm);
        Self {
            value: -eta - w * zeroth - logarithm,
            slope: (1.0 + xi) * ratio - 1.0,
            curvature: -(1.0 + xi) * ratio / (1.0 + a),
            shape_slope: w * w * first - ratio,
            shape_curvature: w * w * w * second + ratio * ratio,
            cross: ratio - (1.0 + xi) * ratio * ratio,
        }
    }
}

/// log(1 + a)/a, minus its derivative in a, and minus that one's negative derivative:
/// (log(1 + a) - a/(1 + a))/a^2 and (-2 log(1 + a) + 2a/(1 + a) + a^2/(1 + a)^2)/a^3.
fn quotients(a: f64, logarithm: f64) -> [f64; 3] {
    if a.abs() >= SERIES {
        let share = a / (1.0 + a);
        return [
            logarithm / a,
            (logarithm - share) / (a * a),
            (2.0 * (share - logarithm) + share * share) / (a * a * a),
        ];
    }
    let mut sums = [0.0; 3];
    let mut power = 1.0;
    for j in 0..11 {
        let m = f64::from(j);
        sums[0] += power / (m + 1.0);
        sums[1] += power * (m + 1.0) / (m + 2.0);
        sums[2] -= power * (m + 2.0 / (m + 3.0));
        power *= -a;
    }
    sums
}

impl Excesses<'_> {
    /// Value, gradient and observed Hessian.
    fn observed(&self, point: &[f64]) -> Derivatives {
        let (n, k) = (point.len(), self.basis.columns);
        let (mut value, mut gradient, mut hessian) = (0.0, vec![0.0; n], vec![0.0; n * n]);
        for (row, &z) in self.z.iter().enumerate() {
            let q = self.basis.row(row);
            let terms = Terms::new(z, dot(q, &point[..k]), point[k]);
            value -= terms.value;
            add_row(q, -terms.slope, -terms.curvature, &mut gradient, &mut hessian);
            hessian[k * n..k * n + k].iter_mut().zip(q).for_each(|(slot, q)| *slot -= terms.cross * q);
            gradient[k] -= terms.shape_slope;
            hessian[k * n + k] -= terms.shape_curvature;
        }
        mirror(&mut hessian, n);
        Derivatives { value, gradient, hessian }
    }

    /// Expected information (Smith 1984) at shape `xi`; the working columns are orthogonal with mean square 1.
    fn expected(&self, xi: f64) -> Vec<f64> {
        let (k, rows) = (self.basis.columns, self.z.len() as f64);
        let n = k + 1;
        let mut information = vec![0.0; n * n];
        for j in 0..k {
            let total: f64 = self.basis.x.iter().skip(j).step_by(k).sum();
            information[j * n + j] = rows / (1.0 + 2.0 * xi);
            information[k * n + j] = total / ((1.0 + xi) * (1.0 + 2.0 * xi));
            information[j * n + k] = information[k * n + j];
        }
        information[k * n + k] = 2.0 * rows / ((1.0 + xi) * (1.0 + 2.0 * xi));
        information
    }
}

impl Objective for Excesses<'_> {
    fn value(&self, point: &[f64]) -> f64 {
        let k = self.basis.columns;
        if point[k] <= LEAST_SHAPE {
            return f64::INFINITY;
        }
        let term =
            |(row, &z): (usize, &f64)| -Terms::new(z, dot(self.basis.row(row), &point[..k]), point[k]).value;
        self.z.iter().enumerate().map(term).sum()
    }

    /// Where the observed Hessian is not positive definite, the expected information stands in its place.
    fn derivatives(&self, point: &[f64]) -> Derivatives {
        let mut here = self.observed(point);
        if cholesky(&here.hessian, point.len(), self.least_curvature()).is_err() {
            here.hessian = self.expected(point[self.basis.columns]);
        }
        here
    }

    fn least_curvature(&self) -> f64 {
        1e-10 * self.z.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_and_closed_forms_meet() {
        for a in [-0.0199, 0.0199, 0.0005] {
            let closed = {
                let (logarithm, share) = (libm::log1p(a), a / (1.0 + a));
                [logarithm / a, (logarithm - share) / (a * a)]
            };
            let series = quotients(a, libm::log1p(a));
            for (closed, series) in closed.iter().zip(series) {
                assert!((closed - series).abs() < 1e-9, "{a}: {closed} {series}");
            }
        }
        // Derivatives by differences, on both sides of the switch.
        for (z, eta, xi) in [(1.3, 0.2, 0.7), (0.4, 0.1, -0.2), (0.5, 0.3, 1e-3), (2.0, 0.0, 0.0)] {
            let step = 1e-5;
            let (up, down) = (Terms::new(z, eta, xi + step), Terms::new(z, eta, xi - step));
            let (above, below) = (Terms::new(z, eta + step, xi), Terms::new(z, eta - step, xi));
            let here = Terms::new(z, eta, xi);
            let pairs = [
                (here.shape_slope, (up.value - down.value) / (2.0 * step)),
                (here.shape_curvature, (up.shape_slope - down.shape_slope) / (2.0 * step)),
                (here.cross, (up.slope - down.slope) / (2.0 * step)),
                (here.slope, (above.value - below.value) / (2.0 * step)),
                (here.curvature, (above.slope - below.slope) / (2.0 * step)),
            ];
            for (at, (exact, difference)) in pairs.into_iter().enumerate() {
                assert!((exact - difference).abs() < 1e-8, "{at} {xi}: {exact} {difference}");
            }
        }
    }
}
