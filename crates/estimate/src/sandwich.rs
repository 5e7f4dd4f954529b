//! From a maximum in working coordinates to estimates and covariance on the original columns.

use crate::covariance::Covariance;
use crate::design::Design;
use crate::error::EstimateError;
use crate::orthogonal::Basis;
use crate::symmetric::congruence;

/// Estimates on the original columns.
pub(crate) struct Estimates {
    /// One a column.
    pub(crate) coefficients: Vec<f64>,
    /// Of the coefficients, columns x columns.
    pub(crate) covariance: Vec<f64>,
    /// Variances of the parameters that follow the coefficients, on the working scale.
    pub(crate) auxiliary_variance: Vec<f64>,
}

/// Reports the parameters `theta` (working coefficients of one equation, then auxiliary parameters) with covariance
/// `bread`, or the sandwich around the scores where `covariance` asks for one. Clusters: times G/(G - 1) x
/// (n - 1)/(n - p) with p parameters, as statsmodels' discrete models.
pub(crate) fn estimates(
    design: &Design,
    basis: &Basis,
    theta: &[f64],
    bread: Vec<f64>,
    covariance: &Covariance,
    score: &mut dyn FnMut(usize, &mut [f64]),
) -> Result<Estimates, EstimateError> {
    let (n, k) = (theta.len(), basis.columns);
    let working = match covariance.meat(design, n, score)? {
        Some(meat) => {
            let factor = covariance.likelihood_factor(design.rows, n);
            congruence(&bread, &meat, n).into_iter().map(|entry| entry * factor).collect()
        }
        None => bread,
    };
    let mut transform = vec![0.0; n * n];
    for row in 0..n {
        if row < k {
            transform[row * n..row * n + k].copy_from_slice(&basis.transform[row * k..(row + 1) * k]);
        } else {
            transform[row * n + row] = 1.0;
        }
    }
    let all = congruence(&transform, &working, n);
    Ok(Estimates {
        coefficients: basis.coefficients(&theta[..k]),
        covariance: (0..k).flat_map(|row| all[row * n..row * n + k].iter().copied()).collect(),
        auxiliary_variance: (k..n).map(|row| all[row * n + row]).collect(),
    })
}
