//! Small dense matrices (row-major slices) in a fixed order of operations: Cholesky factors, solves, products.
//!
//! Written out here rather than taken from a library because a fit has tens of parameters, and vectorised libraries pick
//! their code, and with it the last bits of a result, by the processor they run on.

/// Lower Cholesky factor of the `n` x `n` matrix `a`, of which the lower triangle is read.
///
/// # Errors
/// The place of the first pivot that is not above `floor`.
///
/// ```
/// use forefend_estimate::symmetric::{cholesky, solve};
/// let factor = cholesky(&[4.0, 0.0, 2.0, 5.0], 2, 0.0).unwrap();
/// assert_eq!(factor, [2.0, 0.0, 1.0, 2.0]);
/// let mut b = [8.0, 12.0];
/// solve(&factor, 2, &mut b);
/// assert_eq!(b, [1.0, 2.0]);
/// ```
pub fn cholesky(a: &[f64], n: usize, floor: f64) -> Result<Vec<f64>, usize> {
    match factor(a, n, |_, pivot| pivot > floor) {
        (l, None) => Ok(l),
        (_, Some(first)) => Err(first),
    }
}

/// Lower factor `L` with `L L' = a` for a symmetric matrix that may be only positive semi-definite.
///
/// A pivot below 1e-12 of its diagonal entry counts as zero and its column is left empty: that is exact where `a`
/// is singular, and what rounding makes negative is cut off. Without pivoting the order, and so the draw for given
/// normals, does not jump when a variance changes a little.
pub(crate) fn semidefinite_factor(a: &[f64], n: usize) -> Vec<f64> {
    factor(a, n, |j, pivot| pivot > 1e-12 * a[j * n + j].abs()).0
}

/// Lower factor, with columns left empty where the pivot does not count, and the first of those.
fn factor(a: &[f64], n: usize, counts: impl Fn(usize, f64) -> bool) -> (Vec<f64>, Option<usize>) {
    let (mut l, mut first) = (vec![0.0; n * n], None);
    for j in 0..n {
        let pivot = a[j * n + j] - dot(&l[j * n..j * n + j], &l[j * n..j * n + j]);
        // Written so that NaN fails too.
        if !(counts(j, pivot) && pivot.is_finite()) {
            first = first.or(Some(j));
            continue;
        }
        let root = pivot.sqrt();
        l[j * n + j] = root;
        for i in j + 1..n {
            let (upper, lower) = l.split_at_mut(i * n);
            lower[j] = (a[i * n + j] - dot(&lower[..j], &upper[j * n..j * n + j])) / root;
        }
    }
    (l, first)
}

/// Solves `L L' x = b` in place, `l` being a lower factor.
pub fn solve(l: &[f64], n: usize, b: &mut [f64]) {
    for i in 0..n {
        b[i] = (b[i] - dot(&l[i * n..i * n + i], &b[..i])) / l[i * n + i];
    }
    for i in (0..n).rev() {
        let later: f64 = (i + 1..n).map(|j| l[j * n + i] * b[j]).sum();
        b[i] = (b[i] - later) / l[i * n + i];
    }
}

/// Inverse of `L L'`, exactly symmetric.
pub(crate) fn inverse(l: &[f64], n: usize) -> Vec<f64> {
    let mut inverse = vec![0.0; n * n];
    let mut column = vec![0.0; n];
    for j in 0..n {
        column.fill(0.0);
        column[j] = 1.0;
        solve(l, n, &mut column);
        for i in j..n {
            inverse[i * n + j] = column[i];
            inverse[j * n + i] = column[i];
        }
    }
    inverse
}

/// `a b a'` for square `a` and symmetric `b`, exactly symmetric.
pub(crate) fn congruence(a: &[f64], b: &[f64], n: usize) -> Vec<f64> {
    // (a b) row by row; b is symmetric, so its rows serve as columns.
    let mut product = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..n {
            product[i * n + j] = dot(&a[i * n..(i + 1) * n], &b[j * n..(j + 1) * n]);
        }
    }
    let mut result = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let value = dot(&product[i * n..(i + 1) * n], &a[j * n..(j + 1) * n]);
            result[i * n + j] = value;
            result[j * n + i] = value;
        }
    }
    result
}

/// Sum of products in order.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// [[4, 2, 2], [2, 1, 1], [2, 1, 3]]: the second row is half the first, so the rank is 2.
    const SINGULAR: [f64; 9] = [4.0, 2.0, 2.0, 2.0, 1.0, 1.0, 2.0, 1.0, 3.0];

    #[test]
    fn cholesky_names_the_pivot_that_fails_and_the_guarded_factor_reproduces_the_matrix() {
        assert_eq!(cholesky(&SINGULAR, 3, 0.0), Err(1));
        let l = semidefinite_factor(&SINGULAR, 3);
        let identity = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0];
        let back = congruence(&l, &identity, 3);
        for (a, b) in SINGULAR.iter().zip(&back) {
            assert!((a - b).abs() < 1e-14, "{back:?}");
        }
    }

    #[test]
    fn inverse_times_matrix_is_identity() {
        let a = [4.0, 1.0, 0.5, 1.0, 3.0, -1.0, 0.5, -1.0, 2.0];
        let inverse = inverse(&cholesky(&a, 3, 0.0).unwrap(), 3);
        for i in 0..3 {
            for j in 0..3 {
                let entry: f64 = (0..3).map(|k| inverse[i * 3 + k] * a[k * 3 + j]).sum();
                assert!((entry - f64::from(u8::from(i == j))).abs() < 1e-14);
            }
        }
    }
}
