use super::Seats;

/// Random-walk effective distance from each place (row) to each (column): minus the logarithm of the sum over n of exp(-`discount` n)
/// F(n), F(n) the chance that a walker who leaves by the shares of the links first arrives after n steps (Iannelli, Koher,
/// Brockmann, Hövel & Sokolov 2017). All paths count, not the shortest alone; `discount` is their parameter delta, 1 as published here.
/// Infinite where no walk leads.
///
/// With Z = (1 - exp(-`discount`) P)^-1 the sum is Z(i, j) / Z(j, j): a first arrival and a walk from j back to j.
///
/// # Examples
/// ```
/// use forefend_threats::network::{Seats, random_walk};
/// let seats = Seats::new(2, &[(0, 1, 5.0), (1, 0, 5.0)])?;
/// assert!((random_walk(&seats, 1.0)[0][1] - 1.0).abs() < 1e-12); // one certain step
/// # Ok::<(), forefend_threats::network::NetworkError>(())
/// ```
pub fn random_walk(seats: &Seats, discount: f64) -> Vec<Vec<f64>> {
    let places = seats.places();
    let kept = libm::exp(-discount);
    let mut walks = vec![0.0; places * places];
    for from in 0..places {
        walks[from * places + from] = 1.0;
        let all = seats.leaving(from);
        for &(to, strength) in seats.from(from) {
            walks[from * places + to] = -kept * strength / all;
        }
    }
    invert(&mut walks, places);
    let of = |from: usize, to: usize| {
        if from == to {
            return 0.0;
        }
        // Rounding leaves a place that no walk reaches at 0 or a hair beside it.
        let arrived = walks[from * places + to] / walks[to * places + to];
        if arrived > 1e-300 { -libm::log(arrived) } else { f64::INFINITY }
    };
    (0..places).map(|from| (0..places).map(|to| of(from, to)).collect()).collect()
}

/// Inverse in place by Gauss-Jordan without exchange of rows: the matrix is diagonally dominant by rows (1 against at most
/// exp(-`discount`) < 1), so every pivot stays away from 0.
fn invert(matrix: &mut [f64], size: usize) {
    let mut pivot_row = vec![0.0; size];
    for pivot in 0..size {
        let inverse = 1.0 / matrix[pivot * size + pivot];
        pivot_row.copy_from_slice(&matrix[pivot * size..(pivot + 1) * size]);
        pivot_row[pivot] = 1.0;
        for value in &mut pivot_row {
            *value *= inverse;
        }
        for (at, row) in matrix.chunks_exact_mut(size).enumerate() {
            if at == pivot {
                row.copy_from_slice(&pivot_row);
                continue;
            }
            let factor = std::mem::replace(&mut row[pivot], 0.0);
            if factor != 0.0 {
                for (value, of_pivot) in row.iter_mut().zip(&pivot_row) {
                    *value -= factor * of_pivot;
                }
            }
        }
    }
}
