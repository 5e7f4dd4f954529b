//! Small dense matrices: product, exponential, solution of a linear system.

/// A square matrix, row by row.
pub(crate) type Matrix<const N: usize> = [[f64; N]; N];

/// The identity.
pub(crate) fn identity<const N: usize>() -> Matrix<N> {
    std::array::from_fn(|row| std::array::from_fn(|column| f64::from(u8::from(row == column))))
}

fn product<const N: usize>(a: &Matrix<N>, b: &Matrix<N>) -> Matrix<N> {
    std::array::from_fn(|row| {
        std::array::from_fn(|column| (0..N).map(|inner| a[row][inner] * b[inner][column]).sum())
    })
}

/// A matrix times a vector.
pub(crate) fn times<const N: usize>(a: &Matrix<N>, x: &[f64; N]) -> [f64; N] {
    std::array::from_fn(|row| (0..N).map(|inner| a[row][inner] * x[inner]).sum())
}

/// exp(a) by scaling and squaring (Moler & Van Loan 2003): a Taylor series of a matrix whose norm is at most 1/4.
pub(crate) fn exponential<const N: usize>(a: &Matrix<N>) -> Matrix<N> {
    let norm = a.iter().map(|row| row.iter().map(|cell| cell.abs()).sum::<f64>()).fold(0.0, f64::max);
    let mut halvings = 0;
    let mut scale = 1.0;
    while norm * scale > 0.25 && halvings < 64 {
        halvings += 1;
        scale *= 0.5;
    }
    let scaled: Matrix<N> = a.map(|row| row.map(|cell| cell * scale));
    let (mut sum, mut term) = (identity::<N>(), identity::<N>());
    // 0.25^15 / 15! lies below what a double can tell.
    for order in 1..=15 {
        term = product(&term, &scaled).map(|row| row.map(|cell| cell / f64::from(order)));
        for (row, of_term) in sum.iter_mut().zip(&term) {
            row.iter_mut().zip(of_term).for_each(|(cell, more)| *cell += more);
        }
    }
    for _ in 0..halvings {
        sum = product(&sum, &sum);
    }
    sum
}

/// x with a x = b, by elimination with row exchange; none where a pivot is smaller than `least`: the matrix is taken to have no
/// inverse.
pub(crate) fn solution<const N: usize>(mut a: Matrix<N>, mut b: [f64; N], least: f64) -> Option<[f64; N]> {
    for pivot in 0..N {
        let best = (pivot..N).max_by(|&i, &j| a[i][pivot].abs().total_cmp(&a[j][pivot].abs()))?;
        if a[best][pivot].abs() < least {
            return None;
        }
        a.swap(pivot, best);
        b.swap(pivot, best);
        for row in pivot + 1..N {
            let factor = a[row][pivot] / a[pivot][pivot];
            let above = a[pivot];
            a[row].iter_mut().zip(above).for_each(|(cell, over)| *cell -= factor * over);
            b[row] -= factor * b[pivot];
        }
    }
    let mut x = [0.0; N];
    for row in (0..N).rev() {
        let known: f64 = (row + 1..N).map(|column| a[row][column] * x[column]).sum();
        x[row] = (b[row] - known) / a[row][row];
    }
    Some(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_of_a_rotation_is_known_whatever_its_size() {
        for angle in [1e-3, 1.0, 30.0] {
            let found = exponential(&[[0.0, -angle], [angle, 0.0]]);
            let wanted = [[libm::cos(angle), -libm::sin(angle)], [libm::sin(angle), libm::cos(angle)]];
            for (row, of) in found.iter().zip(wanted) {
                assert!(row.iter().zip(of).all(|(a, b)| (a - b).abs() < 1e-12), "{angle}: {found:?}");
            }
        }
    }

    #[test]
    fn a_system_is_solved_with_its_rows_in_any_order() {
        let a = [[0.0, 2.0, 1.0], [1.0, -1.0, 0.5], [3.0, 0.0, 1.0]];
        let b = times(&a, &[1.0, -2.0, 4.0]);
        let x = solution(a, b, f64::MIN_POSITIVE).unwrap();
        assert!(x.iter().zip([1.0, -2.0, 4.0]).all(|(a, b)| (a - b).abs() < 1e-12));
        assert!(solution([[1.0, 2.0], [2.0, 4.0]], [1.0, 1.0], f64::MIN_POSITIVE).is_none());
    }

    #[test]
    fn known_roots_are_found_and_a_singular_system_is_not_solved() {
        let roots = [1.0, -2.0, 0.5, 3.0, 4.0];
        let (mut a, mut b) = ([[0.0; 5]; 5], [0.0; 5]);
        for (i, row) in a.iter_mut().enumerate() {
            for (j, root) in roots.iter().enumerate() {
                row[j] = 1.0 / (i + j + 1) as f64 + f64::from(u8::from(i == 4 - j));
                b[i] += row[j] * root;
            }
        }
        let found = solution(a, b, 1e-9).unwrap();
        assert!(found.iter().zip(&roots).all(|(found, root)| (found - root).abs() < 1e-9), "{found:?}");
        assert!(solution([[1.0; 5]; 5], [1.0; 5], 1e-9).is_none());
    }
}
