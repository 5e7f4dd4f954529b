//! Which column a likelihood without a finite maximum runs away along.

use crate::design::Design;
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
