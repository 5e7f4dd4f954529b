//! QR factorisation of a design matrix, which also finds collinear columns.

use crate::design::Design;
use crate::error::EstimateError;
use crate::fit::INTERCEPT;
use crate::symmetric::dot;

/// A column whose part orthogonal to the earlier ones is below this share of its length counts as collinear: R's `tol`.
const COLLINEAR: f64 = 1e-7;
/// A column counts as constant when this share of its length, or less, is left beside the intercept. Smaller, and lengths
/// are taken without the intercept, so that a series far from 0 is not refused for that.
const CONSTANT: f64 = 1e-10;
/// Beyond this size, and below its inverse, squares and variances of a value do not fit a number.
pub(crate) const MOST_SIZE: f64 = 1e140;

/// The coordinates in which a fit is computed: rows of `x` times working coefficients `g` give the linear predictor,
/// and the coefficients on the original columns are `transform` times `g`.
pub(crate) struct Basis {
    /// Row-major, rows x columns.
    pub(crate) x: Vec<f64>,
    /// Row-major, columns x columns.
    pub(crate) transform: Vec<f64>,
    pub(crate) columns: usize,
}

impl Basis {
    /// The original columns themselves.
    pub(crate) fn identity(design: &Design) -> Self {
        let columns = design.names.len();
        let mut transform = vec![0.0; columns * columns];
        (0..columns).for_each(|j| transform[j * columns + j] = 1.0);
        Self { x: design.x.clone(), transform, columns }
    }

    /// `X = Q R` with columns of `Q` orthogonal and of mean square 1: `x` is `Q`, `transform` the inverse of `R`.
    ///
    /// Modified Gram-Schmidt with one re-orthogonalisation of every column (twice is enough: Giraud, Langou &
    /// Rozloznik 2005, doi:10.1016/j.camwa.2005.08.009). Working in this basis makes a fit indifferent to the scale
    /// and the offsets of the variables.
    ///
    /// # Errors
    /// [`EstimateError::Collinear`] naming the first column that the earlier ones span; [`EstimateError::Scale`] for one
    /// whose values are too large, or too small, to be squared.
    pub(crate) fn orthogonal(design: &Design) -> Result<Self, EstimateError> {
        let (rows, columns) = (design.rows, design.names.len());
        let mut q: Vec<Vec<f64>> = Vec::with_capacity(columns);
        let mut r = vec![0.0; columns * columns];
        for j in 0..columns {
            let mut v: Vec<f64> = (0..rows).map(|row| design.x[row * columns + j]).collect();
            check_scale(&design.names[j], &v)?;
            let mut length = dot(&v, &v).sqrt();
            for pass in 0..2 {
                for (i, earlier) in q.iter().enumerate() {
                    let along = dot(earlier, &v) / rows as f64;
                    r[i * columns + j] += along;
                    v.iter_mut().zip(earlier).for_each(|(v, e)| *v -= along * e);
                    if (pass, i) == (0, 0) && design.names[0] == INTERCEPT {
                        let centred = dot(&v, &v).sqrt();
                        length = if centred <= CONSTANT * length { f64::INFINITY } else { centred };
                    }
                }
            }
            let remaining = dot(&v, &v).sqrt();
            if remaining <= COLLINEAR * length {
                return Err(EstimateError::Collinear { column: design.names[j].clone() });
            }
            let scale = remaining / (rows as f64).sqrt();
            r[j * columns + j] = scale;
            v.iter_mut().for_each(|v| *v /= scale);
            q.push(v);
        }
        let x = (0..rows).flat_map(|row| q.iter().map(move |column| column[row])).collect();
        Ok(Self { x, transform: upper_inverse(&r, columns), columns })
    }

    /// One row of `x`.
    pub(crate) fn row(&self, row: usize) -> &[f64] {
        &self.x[row * self.columns..(row + 1) * self.columns]
    }

    /// `transform` times the working coefficients of each equation in turn.
    pub(crate) fn coefficients(&self, working: &[f64]) -> Vec<f64> {
        working
            .chunks(self.columns)
            .flat_map(|g| self.transform.chunks(self.columns).map(move |row| dot(row, g)))
            .collect()
    }

    /// `transform` as a block-diagonal matrix over `equations` equations.
    pub(crate) fn block_transform(&self, equations: usize) -> Vec<f64> {
        let (k, n) = (self.columns, self.columns * equations);
        let mut block = vec![0.0; n * n];
        for e in 0..equations {
            for i in 0..k {
                let start = (e * k + i) * n + e * k;
                block[start..start + k].copy_from_slice(&self.transform[i * k..(i + 1) * k]);
            }
        }
        block
    }
}

/// Refuses values whose squares overflow, or vanish.
pub(crate) fn check_scale(name: &str, values: &[f64]) -> Result<(), EstimateError> {
    let largest = values.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
    if largest > MOST_SIZE || (largest > 0.0 && largest < 1.0 / MOST_SIZE) {
        return Err(EstimateError::Scale { column: name.to_owned(), largest });
    }
    Ok(())
}

/// Inverse of an upper triangular matrix.
fn upper_inverse(r: &[f64], n: usize) -> Vec<f64> {
    let mut inverse = vec![0.0; n * n];
    for j in 0..n {
        inverse[j * n + j] = 1.0 / r[j * n + j];
        for i in (0..j).rev() {
            let sum: f64 = (i + 1..=j).map(|k| r[i * n + k] * inverse[k * n + j]).sum();
            inverse[i * n + j] = -sum / r[i * n + i];
        }
    }
    inverse
}
