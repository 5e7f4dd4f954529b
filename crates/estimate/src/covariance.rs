//! How the covariance of the coefficients is estimated.

use std::collections::BTreeMap;

use crate::design::Design;
use crate::error::EstimateError;

/// Estimator of the coefficients' covariance. Let A be the Hessian of the negative log-likelihood (for the linear model
/// X'X over the residual variance) and s the rows' scores, n rows, k coefficients, G clusters.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Covariance {
    /// Inverse of A; the residual variance divides by n - k.
    #[default]
    Classical,
    /// Inverse(A) (sum of s s') inverse(A) (Huber 1967, White 1980, doi:10.2307/1912934). Linear: times n/(n - k), HC1 of
    /// MacKinnon & White 1985 (statsmodels `HC1`, Stata `robust`). Logit and multinomial: no factor (statsmodels `HC0`).
    Robust,
    /// Scores are first added up by unit (Liang & Zeger 1986, doi:10.1093/biomet/73.1.13). Linear: times G/(G-1) x
    /// (n-1)/(n-k), as statsmodels and Stata. Logit and multinomial: times G/(G-1), as Stata. The other families: times
    /// G/(G-1) x (n-1)/(n-p) with p parameters, as statsmodels.
    Clustered,
    /// As [`Covariance::Clustered`], by a key for each row of the design.
    ClusteredBy(Vec<u64>),
}

impl Covariance {
    /// The cluster of each row, when there are clusters.
    fn keys<'a>(&'a self, design: &'a Design) -> Option<&'a [u64]> {
        match self {
            Self::Classical | Self::Robust => None,
            Self::Clustered => Some(&design.unit),
            Self::ClusteredBy(keys) => Some(keys),
        }
    }

    /// The same for the rows at the given places. Keys of another length than the design's stay as they are, to be refused.
    pub(crate) fn subset(&self, places: &[usize], rows: usize) -> Self {
        match self {
            Self::ClusteredBy(keys) if keys.len() == rows => {
                Self::ClusteredBy(places.iter().map(|&row| keys[row]).collect())
            }
            other => other.clone(),
        }
    }

    /// Sum over rows or clusters of the outer products of `score` (length `n`), with G/(G - 1) applied where there are
    /// clusters; `None` for the classical estimator.
    pub(crate) fn meat(
        &self,
        design: &Design,
        n: usize,
        score: &mut dyn FnMut(usize, &mut [f64]),
    ) -> Result<Option<Vec<f64>>, EstimateError> {
        if *self == Self::Classical {
            return Ok(None);
        }
        let mut meat = vec![0.0; n * n];
        let mut own = vec![0.0; n];
        let Some(keys) = self.keys(design) else {
            for row in 0..design.rows {
                score(row, &mut own);
                add_outer(&own, &mut meat);
            }
            return Ok(Some(meat));
        };
        if keys.len() != design.rows {
            let what = "cluster keys".to_owned();
            return Err(EstimateError::Length { what, expected: design.rows, found: keys.len() });
        }
        let mut sums: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
        let mut row = 0;
        for run in keys.chunk_by(|key, next| key == next) {
            let sum = sums.entry(run[0]).or_insert_with(|| vec![0.0; n]);
            for _ in run {
                score(row, &mut own);
                sum.iter_mut().zip(&own).for_each(|(sum, own)| *sum += own);
                row += 1;
            }
        }
        let clusters = sums.len();
        if clusters < 2 {
            return Err(EstimateError::TooFewClusters { found: clusters });
        }
        sums.values().for_each(|sum| add_outer(sum, &mut meat));
        let factor = clusters as f64 / (clusters - 1) as f64;
        meat.iter_mut().for_each(|entry| *entry *= factor);
        Ok(Some(meat))
    }

    /// The factor that the linear model applies on top of [`Covariance::meat`].
    pub(crate) fn linear_factor(&self, rows: usize, columns: usize) -> f64 {
        let freedom = (rows - columns) as f64;
        match self {
            Self::Classical => 1.0,
            Self::Robust => rows as f64 / freedom,
            Self::Clustered | Self::ClusteredBy(_) => (rows - 1) as f64 / freedom,
        }
    }

    /// The factor that families fitted by maximum likelihood, other than the logits, apply on top of
    /// [`Covariance::meat`].
    pub(crate) fn likelihood_factor(&self, rows: usize, parameters: usize) -> f64 {
        match self {
            Self::Classical | Self::Robust => 1.0,
            Self::Clustered | Self::ClusteredBy(_) => (rows - 1) as f64 / (rows - parameters) as f64,
        }
    }
}

fn add_outer(score: &[f64], meat: &mut [f64]) {
    for (row, a) in meat.chunks_mut(score.len()).zip(score) {
        row.iter_mut().zip(score).for_each(|(slot, b)| *slot += a * b);
    }
}
