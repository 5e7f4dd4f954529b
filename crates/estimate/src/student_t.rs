//! Linear regression with Student-t errors and partially pooled group intercepts.

use std::collections::BTreeMap;

use crate::covariance::Covariance;
use crate::design::Design;
use crate::error::EstimateError;
use crate::family::Family;
use crate::fit::{Auxiliary, Fit, GroupEffect};
use crate::least_squares::LeastSquares;
use crate::newton::{Derivatives, Failure, Minimum, Objective, minimise};
use crate::orthogonal::Basis;
use crate::pooled_group::{Density, GroupTerms, Shape};
use crate::sandwich::estimates;
use crate::separation::not_converged;
use crate::symmetric::{cholesky, dot, inverse};

/// Above this many degrees of freedom the errors cannot be told from normal ones, and nu stays there.
const MOST_NU: f64 = 200.0;
/// Where the search for nu begins.
const MODERATE_NU: f64 = 8.0;
/// Step of the differences that give the Hessian, relative to parameters on a log or standardised scale.
const STEP: f64 = 1e-5;

/// Fits `y = x b + u_group + sigma t_nu` with `u_group ~ Normal(0, tau^2)` by the exact marginal likelihood (group
/// intercepts integrated out numerically, see `pooled_group`). Without `groups` there are no group intercepts. `nu` is
/// estimated where it is not given (above 0).
///
/// Auxiliary parameters: `sigma` and, with groups, `tau`, in units of the response, and `nu`. One that lies on its
/// boundary (tau = 0: the groups do not differ; nu = 200: as good as normal) has no standard error. The covariance is the
/// inverse of the observed information of all parameters. Rows of a group share an intercept, so scores are those of
/// groups: [`Covariance::Robust`] adds them up by group. [`Fit::group_effects`] holds each group's intercept.
///
/// # Errors
/// [`EstimateError::Unfit`] for a nu that is not above 0, fewer than two groups, a group in more than one cluster, or a
/// response that the terms explain fully; [`EstimateError::Length`] for groups of another number than the rows; those of
/// [`fit_linear`](crate::fit_linear).
///
/// # Examples
/// ```
/// use forefend_estimate::{Covariance, Design, Formula, Table, fit_student_t};
///
/// let mut table = Table::new((1..=5).collect(), 2020, 1);
/// table.add_column("y", &[1.0, 3.0, 4.0, 5.0, 7.0])?;
/// let (_, design) = Design::build(&Formula::parse("y ~ 1")?, &table, &|_unit, _period| true)?;
///
/// // Symmetric around 4; five degrees of freedom are given.
/// let fit = fit_student_t(&design, None, Some(5.0), &Covariance::Classical)?;
/// assert!((fit.coefficients[0] - 4.0).abs() < 1e-6);
/// # Ok::<(), forefend_estimate::EstimateError>(())
/// ```
pub fn fit_student_t(
    design: &Design,
    groups: Option<&[u64]>,
    nu: Option<f64>,
    covariance: &Covariance,
) -> Result<Fit, EstimateError> {
    design.check()?;
    let unfit = |message: String| EstimateError::Unfit { family: Family::StudentT, message };
    if let Some(nu) = nu.filter(|nu| !(*nu > 0.0 && nu.is_finite())) {
        return Err(unfit(format!("nu must be a number above 0, not {nu}")));
    }
    let members = members(design, groups)?;
    one_cluster_each(design, groups, &members, covariance)?;
    let basis = Basis::orthogonal(design)?;
    let least_squares = LeastSquares::new(design, &basis)?;
    let mut model =
        Pooled { design, basis: &basis, members: &members, around: &least_squares, tau: false, nu };
    // Least squares needs no correction yet; its deviation counts tails that the scale will not.
    let mut start = vec![0.0; basis.columns];
    start.push(-0.15);
    let mut minimum = model.maximise(start, nu, MODERATE_NU)?;
    let mut zero_tau = groups.is_some();
    if let Some(start) = groups.and_then(|_| model.with_spread(&minimum.theta)) {
        let first = model.shape(&minimum.theta).nu;
        (model.tau, zero_tau) = (true, false);
        minimum = model.maximise(start, nu, first)?;
    }
    model.report(&minimum, covariance, groups, zero_tau)
}

/// Rows of each group, by group id; every row for itself without groups.
fn members(design: &Design, groups: Option<&[u64]>) -> Result<Vec<(u64, Vec<usize>)>, EstimateError> {
    let Some(groups) = groups else {
        return Ok((0..design.rows).map(|row| (row as u64, vec![row])).collect());
    };
    if groups.len() != design.rows {
        let what = "groups".to_owned();
        return Err(EstimateError::Length { what, expected: design.rows, found: groups.len() });
    }
    let mut members: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    groups.iter().enumerate().for_each(|(row, &group)| members.entry(group).or_default().push(row));
    if members.len() < 2 {
        let message = format!("{} group(s); pooling needs at least 2", members.len());
        return Err(EstimateError::Unfit { family: Family::StudentT, message });
    }
    Ok(members.into_iter().collect())
}

/// Scores are those of groups, so a group must not be split between clusters.
fn one_cluster_each(
    design: &Design,
    groups: Option<&[u64]>,
    members: &[(u64, Vec<usize>)],
    covariance: &Covariance,
) -> Result<(), EstimateError> {
    let keys = match covariance {
        Covariance::ClusteredBy(keys) if keys.len() == design.rows => keys,
        Covariance::Clustered => &design.unit,
        _ => return Ok(()),
    };
    let split = members.iter().find(|(_, rows)| rows.iter().any(|&row| keys[row] != keys[rows[0]]));
    match split {
        Some((group, _)) if groups.is_some() => {
            let message =
                format!("group {group} lies in more than one cluster; cluster by groups or by larger units");
            Err(EstimateError::Unfit { family: Family::StudentT, message })
        }
        _ => Ok(()),
    }
}

/// Negative log-likelihood of the standardised residuals in (corrections to the working coefficients, log sigma, log tau
/// where estimated, log nu where estimated).
struct Pooled<'a> {
    design: &'a Design,
    basis: &'a Basis,
    members: &'a [(u64, Vec<usize>)],
    around: &'a LeastSquares,
    tau: bool,
    /// Given, or at its bound; estimated where absent.
    nu: Option<f64>,
}

impl Pooled<'_> {
    fn shape(&self, point: &[f64]) -> Shape {
        let k = self.basis.columns;
        Shape {
            sigma: libm::exp(point[k]),
            tau: self.tau.then(|| libm::exp(point[k + 1])),
            nu: self.nu.unwrap_or_else(|| libm::exp(point[point.len() - 1])),
        }
    }

    fn stopped(&self, failure: Failure) -> EstimateError {
        not_converged(self.design, self.basis, 1, failure)
    }

    /// Maximises from `start`, which has no nu: with nu at `first`, from where the other parameters are found safely, then
    /// free. Where it runs off it is set to its bound, and where the likelihood falls towards that bound it comes back.
    fn maximise(
        &mut self,
        start: Vec<f64>,
        given: Option<f64>,
        first: f64,
    ) -> Result<Minimum, EstimateError> {
        self.nu = Some(given.unwrap_or(first));
        let held = minimise(self, start).map_err(|failure| self.stopped(failure))?;
        if given.is_some() {
            return Ok(held);
        }
        if first < MOST_NU
            && let Ok(found) = self.with_free_nu(&held.theta, first)
        {
            return Ok(found);
        }
        self.nu = Some(MOST_NU);
        let bounded = minimise(self, held.theta).map_err(|failure| self.stopped(failure))?;
        if self.rises_with_nu(&bounded.theta) {
            return Ok(bounded);
        }
        self.with_free_nu(&bounded.theta, MOST_NU)
    }

    /// Maximises with nu free from a point without it; an error where it ends above its bound.
    fn with_free_nu(&mut self, point: &[f64], nu: f64) -> Result<Minimum, EstimateError> {
        let start = point.iter().copied().chain([libm::log(nu)]).collect();
        self.nu = None;
        let found = minimise(self, start).map_err(|failure| self.stopped(failure))?;
        if self.shape(&found.theta).nu <= MOST_NU {
            return Ok(found);
        }
        let (direction, iterations) = (Vec::new(), found.iterations);
        Err(self.stopped(Failure::Flat { direction, iterations, step: 0.0 }))
    }

    /// A start with a spread of the groups that is better than the maximum without one at `point`, or none where the
    /// likelihood does not rise with the spread. A search that only goes up from there cannot end at a spread of 0 again.
    fn with_spread(&self, point: &[f64]) -> Option<Vec<f64>> {
        let (k, nu) = (self.basis.columns, self.shape(point).nu);
        if !self.spread_pays(point) {
            return None;
        }
        let around = |tau| Pooled { tau, nu: Some(nu), ..*self };
        let without = around(false).value(&point[..=k]);
        (1..=20).find_map(|halvings| {
            let mut start = point[..=k].to_vec();
            start.push(point[k] - f64::from(halvings) * libm::log(2.0));
            (around(true).value(&start) < without).then_some(start)
        })
    }

    /// Whether the likelihood still rises with nu.
    fn rises_with_nu(&self, point: &[f64]) -> bool {
        let density = Density::new(self.shape(point));
        let slope = |rows: &[usize]| self.group_terms(point, &density, rows).log_nu;
        self.members.iter().map(|(_, rows)| slope(rows)).sum::<f64>() > 0.0
    }

    /// Whether the likelihood rises with tau^2 from 0: the slope there is half of the sum over groups of (sum of the
    /// rows' slopes)^2 plus the sum of their derivatives.
    fn spread_pays(&self, point: &[f64]) -> bool {
        let Shape { sigma, nu, .. } = self.shape(point);
        let variance = nu * sigma * sigma;
        let mut slope_in_square = 0.0;
        for (_, rows) in self.members {
            let (mut slope, mut curvature) = (0.0, 0.0);
            for &row in rows {
                let r = self.around.residuals[row] - dot(self.basis.row(row), &point[..self.basis.columns]);
                let spread = variance + r * r;
                slope += (nu + 1.0) * r / spread;
                curvature -= (nu + 1.0) * (variance - r * r) / (spread * spread);
            }
            slope_in_square += slope * slope + curvature;
        }
        slope_in_square > 0.0
    }

    fn group_terms(&self, point: &[f64], density: &Density, rows: &[usize]) -> GroupTerms {
        let k = self.basis.columns;
        let residual = |&row: &usize| self.around.residuals[row] - dot(self.basis.row(row), &point[..k]);
        let residuals: Vec<f64> = rows.iter().map(residual).collect();
        density.group(&residuals)
    }

    /// Gradient of a group's log-likelihood.
    fn group_score(&self, terms: &GroupTerms, rows: &[usize], out: &mut [f64]) {
        out.fill(0.0);
        let k = self.basis.columns;
        for (&row, slope) in rows.iter().zip(&terms.slope) {
            out[..k].iter_mut().zip(self.basis.row(row)).for_each(|(out, q)| *out += slope * q);
        }
        let shapes = [
            Some(terms.log_sigma),
            self.tau.then_some(terms.log_tau),
            self.nu.is_none().then_some(terms.log_nu),
        ];
        out[k..].iter_mut().zip(shapes.into_iter().flatten()).for_each(|(out, slope)| *out = slope);
    }

    /// Negative log-likelihood and its gradient; with `outer`, the sum of outer products of the groups' scores.
    fn slopes(&self, point: &[f64], mut outer: Option<&mut [f64]>) -> (f64, Vec<f64>) {
        let n = point.len();
        let density = Density::new(self.shape(point));
        let (mut value, mut gradient, mut own) = (0.0, vec![0.0; n], vec![0.0; n]);
        for (_, rows) in self.members {
            let terms = self.group_terms(point, &density, rows);
            value -= terms.value;
            self.group_score(&terms, rows, &mut own);
            gradient.iter_mut().zip(&own).for_each(|(sum, own)| *sum -= own);
            if let Some(outer) = outer.as_deref_mut() {
                for (line, a) in outer.chunks_mut(n).zip(&own) {
                    line.iter_mut().zip(&own).for_each(|(slot, b)| *slot += a * b);
                }
            }
        }
        (value, gradient)
    }

    /// Hessian by central differences of the gradient. A coefficient's step is in units of sigma.
    fn hessian(&self, point: &[f64]) -> Vec<f64> {
        let (n, k) = (point.len(), self.basis.columns);
        let mut hessian = vec![0.0; n * n];
        for j in 0..n {
            let step = if j < k { STEP * libm::exp(point[k]) } else { STEP };
            let mut moved = point.to_vec();
            moved[j] = point[j] + step;
            let (_, above) = self.slopes(&moved, None);
            moved[j] = point[j] - step;
            let (_, below) = self.slopes(&moved, None);
            for i in 0..n {
                let slope = (above[i] - below[i]) / (2.0 * step);
                hessian[i * n + j] += 0.5 * slope;
                hessian[j * n + i] += 0.5 * slope;
            }
        }
        hessian
    }

    fn report(
        &self,
        minimum: &Minimum,
        covariance: &Covariance,
        groups: Option<&[u64]>,
        zero_tau: bool,
    ) -> Result<Fit, EstimateError> {
        let (n, point) = (minimum.theta.len(), &minimum.theta);
        let Ok(factor) = cholesky(&self.hessian(point), n, 0.0) else {
            let (direction, iterations) = (Vec::new(), minimum.iterations);
            return Err(self.stopped(Failure::Flat { direction, iterations, step: 0.0 }));
        };
        let density = Density::new(self.shape(point));
        let terms: Vec<GroupTerms> =
            self.members.iter().map(|(_, rows)| self.group_terms(point, &density, rows)).collect();
        let first: BTreeMap<usize, usize> =
            self.members.iter().enumerate().map(|(group, (_, rows))| (rows[0], group)).collect();
        // A group's whole score stands at its first row.
        let mut score = |row: usize, out: &mut [f64]| match first.get(&row) {
            Some(&group) => self.group_score(&terms[group], &self.members[group].1, out),
            None => out.fill(0.0),
        };
        let found = estimates(self.design, self.basis, point, inverse(&factor, n), covariance, &mut score)?;
        let auxiliary = self.auxiliary(point, &found.auxiliary_variance, groups.is_some(), zero_tau);
        let unit = self.around.deviation;
        let effect = |((group, rows), terms): (&(u64, Vec<usize>), &GroupTerms)| GroupEffect {
            group: *group,
            effect: unit * terms.mean,
            standard_error: unit * terms.variance.sqrt(),
            rows: rows.len(),
        };
        let effects = self.members.iter().zip(&terms).map(effect);
        let least_squares = self.basis.coefficients(&self.around.theta);
        let standardised: f64 = terms.iter().map(|terms| terms.value).sum();
        Ok(Fit {
            family: Family::StudentT,
            names: self.design.names.clone(),
            classes: Vec::new(),
            coefficients: least_squares.iter().zip(&found.coefficients).map(|(b, d)| b + unit * d).collect(),
            covariance: found.covariance.iter().map(|entry| unit * unit * entry).collect(),
            log_likelihood: standardised - self.design.rows as f64 * libm::log(unit),
            residual_variance: None,
            n: self.design.rows,
            iterations: minimum.iterations,
            auxiliary,
            group_effects: if groups.is_some() { effects.collect() } else { Vec::new() },
        })
    }

    /// Sigma, tau and nu with standard errors from their variances on the log scale.
    fn auxiliary(&self, point: &[f64], variances: &[f64], grouped: bool, zero_tau: bool) -> Vec<Auxiliary> {
        let (shape, unit) = (self.shape(point), self.around.deviation);
        let mut errors = variances.iter().map(|variance| variance.sqrt());
        let mut parameter = |name: &str, estimate: f64, estimated: bool| Auxiliary {
            name: name.to_owned(),
            estimate,
            standard_error: if estimated { errors.next().map(|error| estimate * error) } else { None },
        };
        let mut auxiliary = vec![parameter("sigma", unit * shape.sigma, true)];
        if grouped {
            auxiliary.push(parameter("tau", unit * shape.tau.unwrap_or(0.0), !zero_tau));
        }
        auxiliary.push(parameter("nu", shape.nu, self.nu.is_none()));
        auxiliary
    }
}

impl Objective for Pooled<'_> {
    fn value(&self, point: &[f64]) -> f64 {
        let shape = self.shape(point);
        // On standardised residuals anything else is an overshooting step.
        let usable = |value: f64| value > 1e-6 && value < 1e3;
        let nu = self.nu.is_some() || (shape.nu > 1e-2 && shape.nu < 2.0 * MOST_NU);
        if !(usable(shape.sigma) && nu && shape.tau.is_none_or(usable)) {
            return f64::INFINITY;
        }
        let density = Density::new(shape);
        self.members.iter().map(|(_, rows)| -self.group_terms(point, &density, rows).value).sum()
    }

    /// Where the Hessian is not positive definite, the outer products of the groups' scores stand in its place (Berndt et
    /// al. 1974), with a little of their diagonal added.
    fn derivatives(&self, point: &[f64]) -> Derivatives {
        let n = point.len();
        let mut hessian = self.hessian(point);
        let mut outer = vec![0.0; n * n];
        let (value, gradient) = self.slopes(point, Some(&mut outer));
        if cholesky(&hessian, n, self.least_curvature()).is_err() {
            (0..n).for_each(|j| outer[j * n + j] = 1.001 * outer[j * n + j] + 2.0 * self.least_curvature());
            hessian = outer;
        }
        Derivatives { value, gradient, hessian }
    }

    fn least_curvature(&self) -> f64 {
        0.0
    }
}
