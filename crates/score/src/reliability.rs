//! Reliability table: stated probability against frequency, in equal bins.

use crate::{ScoreError, check};

/// One row of a reliability table. Empty bins are left out.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ReliabilityBin {
    /// Lower end of the bin of stated probability.
    pub lower: f64,
    /// Upper end; belongs to the next bin, except 1, which belongs to the last.
    pub upper: f64,
    /// Cases in the bin.
    pub cases: usize,
    /// Cases of them in which the event happened.
    pub events: usize,
    /// Mean stated probability in the bin.
    pub stated: f64,
}

impl ReliabilityBin {
    /// How often the event happened in the bin, as a share.
    pub fn frequency(&self) -> f64 {
        self.events as f64 / self.cases as f64
    }
}

/// Groups n forecasts into `bins` bins of equal width by stated probability, ascending, without the empty ones.
///
/// # Errors
/// Empty input, unequal lengths, a value that is no probability, or no bins.
///
/// # Examples
/// ```
/// let bins = forefend_score::reliability_bins(&[0.1, 0.2, 0.9], &[false, true, true], 2)?;
/// assert_eq!(bins.len(), 2);
/// assert_eq!((bins[0].cases, bins[0].frequency()), (2, 0.5));
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn reliability_bins(
    probabilities: &[f64],
    outcomes: &[bool],
    bins: usize,
) -> Result<Vec<ReliabilityBin>, ScoreError> {
    check::forecast(probabilities, outcomes)?;
    if bins == 0 {
        return Err(ScoreError::Setting { what: "the number of bins", value: 0.0, range: "at least 1" });
    }
    let mut rows: Vec<ReliabilityBin> = (0..bins)
        .map(|bin| ReliabilityBin {
            lower: bin as f64 / bins as f64,
            upper: (bin + 1) as f64 / bins as f64,
            cases: 0,
            events: 0,
            stated: 0.0,
        })
        .collect();
    for (probability, happened) in probabilities.iter().zip(outcomes) {
        // Compared with the printed edges, not multiplied: 0.3 must not fall below the edge 3/10 by rounding.
        let bin = rows.partition_point(|row| row.upper <= *probability).min(bins - 1);
        rows[bin].cases += 1;
        rows[bin].events += usize::from(*happened);
        rows[bin].stated += probability;
    }
    rows.retain(|row| row.cases > 0);
    for row in &mut rows {
        row.stated /= row.cases as f64;
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_belong_upwards_and_one_to_the_last_bin() {
        let rows = reliability_bins(&[0.0, 0.3, 0.3, 1.0], &[false, true, false, true], 10).unwrap();
        let seen: Vec<_> = rows.iter().map(|row| (row.lower, row.cases, row.frequency())).collect();
        assert_eq!(seen, [(0.0, 1, 0.0), (0.3, 2, 0.5), (0.9, 1, 1.0)]);
    }
}
