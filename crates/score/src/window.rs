//! Three scores of a whole window held in memory: cells in parallel, sums in the order of the cells.

use rayon::prelude::*;

use crate::{CellScorer, CellSettings, Draw, ScoreError, ThreeScores, check};

/// Cells that one thread scores between two looks at the queue.
const BLOCK: usize = 256;

/// CRPS, IGN and MIS of each of n cells. `draws` holds `per_cell` draws of the first cell, then of the second, and so on;
/// `observed` holds n observations. The same bits on any number of threads.
///
/// # Errors
/// Empty input, draws that are not `per_cell` times the observations, or a value that is missing, infinite or below 0.
///
/// # Examples
/// ```
/// use forefend_score::{CellSettings, mean_of_three, score_window};
///
/// // Two cells of three draws each.
/// let draws = [0.0, 0.0, 0.0, 1.0, 2.0, 3.0];
/// let scores = score_window(&draws, 3, &[0.0, 2.0], &CellSettings::default())?;
/// assert_eq!(scores[0].crps, 0.0);
/// assert_eq!(mean_of_three(&scores).crps, scores[1].crps / 2.0);
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn score_window<D: Draw>(
    draws: &[D],
    per_cell: usize,
    observed: &[f64],
    settings: &CellSettings,
) -> Result<Vec<ThreeScores>, ScoreError> {
    check::non_empty("observed", observed)?;
    check::non_empty("draws", draws)?;
    if draws.len() != per_cell * observed.len() {
        return Err(ScoreError::LengthMismatch {
            left: "draws",
            left_length: draws.len(),
            right: "observed x draws a cell",
            right_length: per_cell * observed.len(),
        });
    }
    CellScorer::new(settings)?;
    let mut scores = vec![ThreeScores::default(); observed.len()];
    scores
        .par_chunks_mut(BLOCK)
        .zip(draws.par_chunks(BLOCK * per_cell))
        .zip(observed.par_chunks(BLOCK))
        .try_for_each(|((scores, draws), observed)| {
            let mut scorer = CellScorer::new(settings)?;
            for ((score, draws), observed) in scores.iter_mut().zip(draws.chunks(per_cell)).zip(observed) {
                *score = scorer.three(draws, *observed)?;
            }
            Ok::<(), ScoreError>(())
        })?;
    Ok(scores)
}

/// Mean CRPS, IGN and MIS, summed in the order given; not a number where there are none.
pub fn mean_of_three(scores: &[ThreeScores]) -> ThreeScores {
    let mut sum = ThreeScores::default();
    for score in scores {
        sum.crps += score.crps;
        sum.ign += score.ign;
        sum.mis += score.mis;
    }
    let n = scores.len() as f64;
    ThreeScores { crps: sum.crps / n, ign: sum.ign / n, mis: sum.mis / n }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_scored_in_their_order() {
        let observed: Vec<f64> = (0..1000).map(f64::from).collect();
        let draws: Vec<u32> = (0..1000).flat_map(|cell| [cell, cell + 2]).collect();
        let scores = score_window(&draws, 2, &observed, &CellSettings::default()).unwrap();
        // Draws y and y + 2: mean distance 1, double sum 4, 1 - 4/8.
        assert!(scores.iter().all(|score| score.crps == 0.5));
        // The interval from y + 0.1 to y + 1.9 is 1.8 wide and misses by 0.1.
        assert!((mean_of_three(&scores).mis - 3.8).abs() < 1e-9);
        let short = score_window(&draws, 3, &observed, &CellSettings::default());
        assert!(matches!(short, Err(ScoreError::LengthMismatch { .. })));
    }
}
