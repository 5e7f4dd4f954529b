//! Which column a search without an end runs away along.

use crate::design::Design;
use crate::error::EstimateError;
use crate::newton::Failure;
use crate::orthogonal::Basis;

/// Number of the coefficient (equation by equation) that moves the linear predictor most along a direction in working
/// coordinates.
pub(crate) fn steepest(design: &Design, basis: &Basis, direction: &[f64]) -> usize {
    let k = basis.columns;
    let deviation: Vec<f64> = (0..k)
        .map(|j| {
            let column = || design.x.iter().skip(j).step_by(k);
            let mean = column().sum::<f64>() / design.rows as f64;
            column().map(|x| (x - mean) * (x - mean)).sum::<f64>().sqrt()
        })
        .collect();
    let moves = basis.coefficients(direction);
    let mut worst = (0, -1.0);
    for (index, step) in moves.iter().enumerate() {
        let size = step.abs() * deviation[index % k];
        if size > worst.1 {
            worst = (index, size);
        }
    }
    worst.0
}

/// The error for a search that did not end, naming the column whose coefficient it still moves most. `equations` linear
/// predictors come first in the working parameters, whatever follows them.
pub(crate) fn not_converged(
    design: &Design,
    basis: &Basis,
    equations: usize,
    failure: Failure,
) -> EstimateError {
    let (Failure::Flat { direction, iterations, step }
    | Failure::NotConverged { direction, iterations, step }) = failure;
    let k = basis.columns;
    let moves = &direction[..(equations * k).min(direction.len())];
    let moving = moves.iter().all(|step| step.is_finite()) && moves.iter().any(|step| *step != 0.0);
    let column = if moving { steepest(design, basis, moves) % k } else { most_extreme(basis) };
    EstimateError::NotConverged { iterations, step, column: design.names[column].clone() }
}

/// The column with the value furthest out: where no step can be told, the likeliest reason.
fn most_extreme(basis: &Basis) -> usize {
    let mut worst = (0, 0.0);
    for (at, value) in basis.x.iter().enumerate() {
        if value.abs() > worst.1 {
            worst = (at % basis.columns, value.abs());
        }
    }
    worst.0
}
