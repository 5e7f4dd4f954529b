//! The multinomial logit, with an optional ridge penalty.

use std::cell::RefCell;

use crate::covariance::Covariance;
use crate::design::Design;
use crate::error::EstimateError;
use crate::family::Family;
use crate::fit::{Fit, INTERCEPT};
use crate::newton::{Failure, minimise};
use crate::orthogonal::{Basis, check_scale};
use crate::row_terms::RowTerms;
use crate::separation::{not_converged, steepest};
use crate::softmax::{Penalty, Softmax};
use crate::symmetric::{congruence, inverse};

/// Most classes of a multinomial response.
const MOST_CLASSES: usize = 50;

/// An L2 penalty as in scikit-learn's `LogisticRegression`.
///
/// There every class has its own weights w_k (the over-parameterised softmax) and the fit minimises
/// `sum_k |w_k|^2 / 2 + C * (negative log-likelihood)` with free intercepts. At its minimum the w_k sum to zero, so in
/// terms of the contrasts d_k = w_k - w_0 with the reference class the penalty is
/// `(sum_k |d_k|^2 - |sum_k d_k|^2 / K) / 2` for K classes. That function is minimised here, and the contrasts are the
/// coefficients. With two classes scikit-learn fits the binary logit with `|d_1|^2 / 2`, and so does this.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Ridge {
    /// scikit-learn's C > 0: larger is weaker.
    pub inverse_strength: f64,
    /// Centre every column on its mean and divide it by its population standard deviation before penalising. The
    /// coefficients returned are those of the original columns, the intercept adjusted.
    pub standardise: bool,
}

/// Fits `P(class a) = exp(x d_a) / sum_b exp(x d_b)` with d = 0 for the lowest class (Newton's method with step halving).
/// Classes are the distinct values of the response, ascending; coefficients are class-major, (classes - 1) x columns.
///
/// With a penalty, the classical covariance is the inverse of the penalised Hessian (the normal approximation to the
/// posterior under the prior that the penalty stands for), and `log_likelihood` leaves the penalty out.
///
/// # Errors
/// [`EstimateError::Classes`], [`EstimateError::Separation`] naming column and class (never with a penalty),
/// [`EstimateError::Penalty`], [`EstimateError::NotConverged`], and those of [`fit_linear`](crate::fit_linear).
///
/// # Examples
/// ```
/// use forefend_estimate::{Covariance, Design, Formula, Table, fit_multinomial};
///
/// let mut table = Table::new((1..=6).collect(), 2020, 1);
/// table.add_column("y", &[0.0, 0.0, 1.0, 1.0, 1.0, 2.0])?;
/// let (_, design) = Design::build(&Formula::parse("y ~ 1")?, &table, &|_unit, _period| true)?;
///
/// let fit = fit_multinomial(&design, &Covariance::Classical, None)?;
/// // Odds of the classes 1 and 2 against class 0: 3 to 2 and 1 to 2.
/// assert!((libm::exp(fit.coefficients[0]) - 1.5).abs() < 1e-6);
/// assert!((libm::exp(fit.coefficients[1]) - 0.5).abs() < 1e-6);
/// # Ok::<(), forefend_estimate::EstimateError>(())
/// ```
pub fn fit_multinomial(
    design: &Design,
    covariance: &Covariance,
    penalty: Option<Ridge>,
) -> Result<Fit, EstimateError> {
    fit_multinomial_weighted(design, covariance, penalty, None)
}

/// [`fit_multinomial`] with a weight >= 0 for each row of the likelihood: a weight of 2 is the row twice. The columns are
/// standardised without weights; `log_likelihood` is the weighted one.
///
/// # Errors
/// As [`fit_multinomial`]; [`EstimateError::Length`] for weights of another length than the rows,
/// [`EstimateError::NotFinite`] for one that is no number or below 0.
pub fn fit_multinomial_weighted(
    design: &Design,
    covariance: &Covariance,
    penalty: Option<Ridge>,
    weight: Option<&[f64]>,
) -> Result<Fit, EstimateError> {
    design.check()?;
    let rows = RowTerms::check(Family::Multinomial, design, None, weight)?;
    // Adding zero turns -0 into 0, which are one class.
    let mut classes: Vec<f64> = design.y.iter().map(|y| y + 0.0).collect();
    classes.sort_by(f64::total_cmp);
    classes.dedup();
    if classes.len() < 2 || classes.len() > MOST_CLASSES {
        return Err(EstimateError::Classes { found: classes.len(), limit: MOST_CLASSES });
    }
    let class: Vec<usize> = design.y.iter().map(|y| classes.partition_point(|c| c < y)).collect();
    let Some(ridge) = penalty else {
        let basis = Basis::orthogonal(design)?;
        let of = Classes { of_row: &class, values: &classes, rows };
        return maximise(Family::Multinomial, design, &basis, of, covariance, None);
    };
    let (basis, intercept) = ridge.basis(design)?;
    let coupling = if classes.len() == 2 { 0.0 } else { 1.0 / classes.len() as f64 };
    let penalty = Penalty { weight: 1.0 / ridge.inverse_strength, coupling, intercept };
    let of = Classes { of_row: &class, values: &classes, rows };
    maximise(Family::Multinomial, design, &basis, of, covariance, Some(penalty))
}

/// The classes of the rows.
pub(crate) struct Classes<'a> {
    /// Position of each row's class in `values`.
    pub(crate) of_row: &'a [usize],
    /// Values of the classes, ascending; empty for a binary response.
    pub(crate) values: &'a [f64],
    /// Their offsets (of a binary response) and weights.
    pub(crate) rows: RowTerms<'a>,
}

impl Ridge {
    /// The columns on which the penalty acts, and which of them is the intercept.
    fn basis(self, design: &Design) -> Result<(Basis, Option<usize>), EstimateError> {
        if !(self.inverse_strength > 0.0 && self.inverse_strength.is_finite()) {
            return Err(EstimateError::Penalty { message: "inverse_strength must be a number above 0" });
        }
        let intercept = design.names.iter().position(|name| name == INTERCEPT);
        let mut basis = Basis::identity(design);
        if !self.standardise {
            return Ok((basis, intercept));
        }
        let Some(constant) = intercept else {
            return Err(EstimateError::Penalty {
                message: "standardising centres the columns, which needs an intercept; add one or set standardise = false",
            });
        };
        let (n, k) = (design.rows as f64, basis.columns);
        for j in (0..k).filter(|&j| j != constant) {
            let column = || basis.x.iter().skip(j).step_by(k);
            check_scale(&design.names[j], &column().copied().collect::<Vec<_>>())?;
            let mean = column().sum::<f64>() / n;
            let deviation = (column().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt();
            if deviation <= 1e-12 * mean.abs() {
                return Err(EstimateError::Collinear { column: design.names[j].clone() });
            }
            basis.x.iter_mut().skip(j).step_by(k).for_each(|x| *x = (*x - mean) / deviation);
            basis.transform[j * k + j] = 1.0 / deviation;
            basis.transform[constant * k + j] = -mean / deviation;
        }
        Ok((basis, intercept))
    }
}

/// Maximises the (penalised) likelihood of the classes and reports it on the original columns.
pub(crate) fn maximise(
    family: Family,
    design: &Design,
    basis: &Basis,
    classes: Classes<'_>,
    covariance: &Covariance,
    penalty: Option<Penalty>,
) -> Result<Fit, EstimateError> {
    let equations = classes.values.len().max(2) - 1;
    let softmax = Softmax {
        basis,
        class: classes.of_row,
        rows: classes.rows,
        equations,
        penalty,
        last: RefCell::default(),
    };
    let start = shares(&softmax, design);
    let minimum = minimise(&softmax, start).map_err(|failure| match failure {
        Failure::Flat { direction, .. } if softmax.penalty.is_none() => {
            separation(design, basis, &direction, classes.values)
        }
        // A penalised likelihood curves everywhere: only numbers too large for the arithmetic flatten it.
        failure => not_converged(design, basis, equations, failure),
    })?;
    let n = equations * basis.columns;
    let bread = inverse(&minimum.factor, n);
    let mut score = |row: usize, out: &mut [f64]| softmax.score(row, &minimum.theta, out);
    let working = match covariance.meat(design, n, &mut score)? {
        Some(meat) => congruence(&bread, &meat, n),
        None => bread,
    };
    Ok(Fit {
        family,
        names: design.names.clone(),
        classes: classes.values.to_vec(),
        coefficients: basis.coefficients(&minimum.theta),
        covariance: congruence(&basis.block_transform(equations), &working, n),
        log_likelihood: softmax.log_likelihood(&minimum.theta),
        residual_variance: None,
        n: design.rows,
        iterations: minimum.iterations,
        auxiliary: Vec::new(),
        group_effects: Vec::new(),
    })
}

/// Where a search starts: at the shares of the classes where the first column is the intercept and every class has rows, else at 0. Of a
/// rare event that saves a third of the steps.
fn shares(softmax: &Softmax<'_>, design: &Design) -> Vec<f64> {
    let mut start = vec![0.0; softmax.equations * softmax.basis.columns];
    let mut counts = vec![0.0; softmax.equations + 1];
    for (row, &class) in softmax.class.iter().enumerate() {
        counts[class] += softmax.rows.weight(row);
    }
    let first = softmax.basis.x[0];
    if design.names[0] == INTERCEPT && first != 0.0 && counts.iter().all(|count| *count > 0.0) {
        for (slot, count) in start.iter_mut().step_by(softmax.basis.columns).zip(&counts[1..]) {
            *slot = libm::log(count / counts[0]) / first;
        }
    }
    start
}

/// Names the term along which the likelihood has no maximum.
fn separation(design: &Design, basis: &Basis, direction: &[f64], classes: &[f64]) -> EstimateError {
    let (worst, k) = (steepest(design, basis, direction), basis.columns);
    let class =
        if classes.len() > 2 { format!(" (class {})", classes[worst / k + 1]) } else { String::new() };
    EstimateError::Separation { column: design.names[worst % k].clone(), class }
}
