//! All scores of one cell (a unit in a month) from one sort of its draws.
//!
//! Draws of conflict are counts. For counts the CRPS is a ratio of whole numbers,
//! `(m sum|x_i - y| - sum_i (2i - m - 1) x_(i)) / m^2` with `x_(1) <= ... <= x_(m)`, computed without rounding until the
//! division; anything else goes the way of [`crps_sorted`](crate::crps_sorted). Buffers are reused: after the first cell
//! nothing is allocated.

use crate::sort_counts::CountSorter;
use crate::{Bins, Draw, ScoreError, check, crps_sorted};

/// What the scores of a window depend on.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct CellSettings {
    /// Bins of IGN.
    pub bins: Bins,
    /// Level of the central interval of MIS.
    pub level: f64,
    /// From where on the tail is scored, and what counts as an event: at least this many.
    pub threshold: f64,
    /// Score IGN as if each cell had this many draws in the shares it has. Its pseudo-draws weigh more the fewer the draws
    /// (12 draws that all hit score 0.82 bits, 1,000 score 0.01), so forecasts with unequal numbers compare only so.
    pub ign_draws: Option<u32>,
}

impl Default for CellSettings {
    /// The VIEWS Prediction Challenge's bins and 90 % interval; events and tail from 25 up.
    fn default() -> Self {
        Self { bins: Bins::views(), level: 0.9, threshold: 25.0, ign_draws: None }
    }
}

/// The three scores of the VIEWS Prediction Challenge; smaller is better.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize)]
pub struct ThreeScores {
    /// CRPS of the empirical distribution (1/m^2 form), in the unit of the draws.
    pub crps: f64,
    /// IGN in bits.
    pub ign: f64,
    /// Interval score of the central interval, in the unit of the draws.
    pub mis: f64,
}

/// Everything that is scored of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize)]
pub struct CellScores {
    /// CRPS, IGN, MIS.
    pub three: ThreeScores,
    /// CRPS without favour to any number of draws; not a number of a single draw.
    pub crps_fair: f64,
    /// CRPS of ln(1 + x).
    pub crps_log1p: f64,
    /// CRPS from the threshold up.
    pub crps_above: f64,
    /// Squared error of the mean of ln(1 + x): its mean over cells is the MSLE.
    pub squared_log_error: f64,
    /// Share of draws at or above the threshold.
    pub event: f64,
    /// Share of draws below the observation.
    pub below: f64,
    /// Share of draws below or equal to it.
    pub at_or_below: f64,
    /// Number of draws.
    pub draws: usize,
}

/// Scores cell after cell.
///
/// # Examples
/// ```
/// use forefend_score::{CellScorer, CellSettings};
///
/// let mut scorer = CellScorer::new(&CellSettings::default())?;
/// let scores = scorer.all(&[0.0, 0.0, 2.0, 30.0], 2.0)?;
/// // One draw of four has 25 deaths or more; two lie below the two that died.
/// assert_eq!((scores.event, scores.below, scores.draws), (0.25, 0.5, 4));
/// assert_eq!(scores.three.crps, forefend_score::crps(&[0.0, 0.0, 2.0, 30.0], 2.0)?);
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
#[derive(Debug)]
pub struct CellScorer {
    settings: CellSettings,
    sorter: CountSorter,
    counts: Vec<u32>,
    sorted: Vec<f64>,
    changed: Vec<f64>,
}

impl CellScorer {
    /// A scorer with empty buffers.
    ///
    /// # Errors
    /// A level outside (0, 1), or a threshold that is no number from 0 up.
    pub fn new(settings: &CellSettings) -> Result<Self, ScoreError> {
        check::level(settings.level)?;
        check::not_negative("threshold", &[settings.threshold])?;
        Ok(Self {
            settings: settings.clone(),
            sorter: CountSorter::default(),
            counts: Vec::new(),
            sorted: Vec::new(),
            changed: Vec::new(),
        })
    }

    /// CRPS, IGN and MIS of one cell: draws in any order, from 0 up.
    ///
    /// # Errors
    /// No draws, or a value that is missing, infinite or below 0.
    pub fn three<D: Draw>(&mut self, draws: &[D], observed: f64) -> Result<ThreeScores, ScoreError> {
        check::non_empty("draws", draws)?;
        if let (Some(largest), Some(count)) = (self.as_counts(draws), observed.count()) {
            let m = draws.len() as u128;
            if m * m * u128::from(largest.max(count)) < 1 << 62 {
                self.sorter.sort(&mut self.counts, largest);
                return Ok(self.three_of_counts(count));
            }
        }
        self.as_sorted(draws, observed)?;
        Ok(self.three_of_sorted(observed))
    }

    /// Everything that is scored of one cell.
    ///
    /// # Errors
    /// As [`CellScorer::three`].
    pub fn all<D: Draw>(&mut self, draws: &[D], observed: f64) -> Result<CellScores, ScoreError> {
        let three = self.three(draws, observed)?;
        // Counts are empty where the draws went the other way.
        if !self.counts.is_empty() {
            self.sorted.clear();
            self.sorted.extend(self.counts.iter().map(|count| f64::from(*count)));
        }
        let m = draws.len() as f64;
        let threshold = self.settings.threshold;
        let from = |edge: f64| (draws.len() - self.sorted.partition_point(|draw| *draw < edge)) as f64;
        let (event, below) = (from(threshold) / m, 1.0 - from(observed) / m);
        let at_or_below = self.sorted.partition_point(|draw| *draw <= observed) as f64 / m;
        let spread = crate::crps::half_mean_difference(&self.sorted) / (m - 1.0);
        self.changed.clear();
        self.changed.extend(self.sorted.iter().map(|draw| draw.max(threshold)));
        let crps_above = crps_sorted(&self.changed, observed.max(threshold));
        self.logs();
        let log_observed = libm::log1p(observed);
        let gap = self.changed.iter().sum::<f64>() / m - log_observed;
        Ok(CellScores {
            three,
            crps_fair: three.crps - spread,
            crps_log1p: crps_sorted(&self.changed, log_observed),
            crps_above,
            squared_log_error: gap * gap,
            event,
            below,
            at_or_below,
            draws: draws.len(),
        })
    }

    /// Logs of the sorted draws; a run of equal draws costs one.
    fn logs(&mut self) {
        self.changed.clear();
        let mut last = (0.0, 0.0);
        for &draw in &self.sorted {
            if draw != last.0 {
                last = (draw, libm::log1p(draw));
            }
            self.changed.push(last.1);
        }
    }

    /// Copies the draws as counts; their largest, or none where one of them is no count (the copy is empty then).
    fn as_counts<D: Draw>(&mut self, draws: &[D]) -> Option<u32> {
        self.counts.clear();
        let (mut largest, mut all) = (0, true);
        self.counts.extend(draws.iter().map(|draw| {
            let count = draw.count();
            all &= count.is_some();
            let count = count.unwrap_or(0);
            largest = largest.max(count);
            count
        }));
        if !all {
            self.counts.clear();
        }
        all.then_some(largest)
    }

    fn as_sorted<D: Draw>(&mut self, draws: &[D], observed: f64) -> Result<(), ScoreError> {
        self.counts.clear();
        self.sorted.clear();
        self.sorted.extend(draws.iter().map(|draw| draw.value()));
        check::not_negative("draws", &self.sorted)?;
        check::not_negative("observed", &[observed])?;
        self.sorted.sort_unstable_by(f64::total_cmp);
        Ok(())
    }

    fn three_of_counts(&self, observed: u32) -> ThreeScores {
        let (counts, m) = (&self.counts, self.counts.len());
        let y = i64::from(observed);
        let (mut distance, mut spread) = (0_i64, 0_i64);
        let mut weight = 1 - m as i64;
        for &count in counts {
            let count = i64::from(count);
            distance += (count - y).abs();
            spread += weight * count;
            weight += 2;
        }
        let crps = (m as i64 * distance - spread) as f64 / (m * m) as f64;
        let below = |edge: f64| counts.partition_point(|count| f64::from(*count) < edge);
        let at = |place: usize| f64::from(counts[place]);
        self.rest(m, crps, f64::from(observed), &below, &at)
    }

    fn three_of_sorted(&self, observed: f64) -> ThreeScores {
        let below = |edge: f64| self.sorted.partition_point(|draw| *draw < edge);
        let at = |place: usize| self.sorted[place];
        self.rest(self.sorted.len(), crps_sorted(&self.sorted, observed), observed, &below, &at)
    }

    /// IGN and MIS from the number of draws below an edge and the draw at a place of their order.
    fn rest(
        &self,
        draws: usize,
        crps: f64,
        observed: f64,
        below: &dyn Fn(f64) -> usize,
        at: &dyn Fn(usize) -> f64,
    ) -> ThreeScores {
        let m = draws;
        let bins = &self.settings.bins;
        let (lower, upper) = bins.ends(bins.of(observed));
        let ign = bins.score(below(upper) - below(lower), m, self.settings.ign_draws);
        let tail = (1.0 - self.settings.level) / 2.0;
        let quantile = |share: f64| {
            let place = share * (m - 1) as f64;
            let (low, high) = (at(place as usize), at((place as usize + 1).min(m - 1)));
            low + (place - place.floor()) * (high - low)
        };
        let (low, high) = (quantile(tail), quantile(1.0 - tail));
        let miss = (low - observed).max(0.0) + (observed - high).max(0.0);
        ThreeScores { crps, ign, mis: (high - low) + 2.0 / (1.0 - self.settings.level) * miss }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        crps, crps_above, crps_fair, crps_log1p, ignorance, interval_score_of_draws,
        squared_log_error_of_draws,
    };
    use proptest::prelude::*;

    fn near(ours: f64, theirs: f64) -> bool {
        (ours - theirs).abs() <= 1e-9 * (1.0 + theirs.abs())
    }

    proptest! {
        #[test]
        fn one_pass_gives_what_the_separate_scores_give(
            cells in prop::collection::vec(
                (prop::collection::vec(prop_oneof![Just(0.0), (0_u32..2000).prop_map(f64::from), 0.0..1e5], 2..60),
                 prop_oneof![Just(0.0), (0_u32..3000).prop_map(f64::from), 0.0..2e5]),
                1..4),
            whole in any::<bool>(),
        ) {
            let settings = CellSettings::default();
            let mut scorer = CellScorer::new(&settings).unwrap();
            for (mut draws, mut observed) in cells {
                if whole {
                    draws.iter_mut().for_each(|draw| *draw = draw.floor());
                    observed = observed.floor();
                }
                let got = scorer.all(&draws, observed).unwrap();
                prop_assert!(near(got.three.crps, crps(&draws, observed).unwrap()));
                prop_assert!(near(got.three.ign, ignorance(&draws, observed, &settings.bins).unwrap()));
                prop_assert!(near(got.three.mis, interval_score_of_draws(&draws, observed, 0.9).unwrap()));
                prop_assert!(near(got.crps_fair, crps_fair(&draws, observed).unwrap()));
                prop_assert!(near(got.crps_log1p, crps_log1p(&draws, observed).unwrap()));
                prop_assert!(near(got.crps_above, crps_above(&draws, observed, 25.0).unwrap()));
                prop_assert!(near(got.squared_log_error, squared_log_error_of_draws(&draws, observed).unwrap()));
                let share = |of: &dyn Fn(f64) -> bool| draws.iter().filter(|d| of(**d)).count() as f64 / draws.len() as f64;
                prop_assert!(near(got.event, share(&|draw| draw >= 25.0)));
                prop_assert!(near(got.below, share(&|draw| draw < observed)));
                prop_assert!(near(got.at_or_below, share(&|draw| draw <= observed)));
            }
        }
    }

    #[test]
    fn what_cannot_be_scored_is_refused_and_large_counts_do_not_overflow() {
        let mut scorer = CellScorer::new(&CellSettings::default()).unwrap();
        assert!(matches!(scorer.all(&[1.0, f64::NAN], 0.0), Err(ScoreError::NotFinite { index: 1, .. })));
        assert!(matches!(scorer.all(&[1.0, -1.0], 0.0), Err(ScoreError::Negative { index: 1, .. })));
        assert!(matches!(scorer.all::<f64>(&[], 0.0), Err(ScoreError::Empty { .. })));
        let huge = vec![2_000_000_000_u32; 100_000];
        assert_eq!(scorer.three(&huge, 0.0).unwrap().crps, 2e9);
        let wrong = CellSettings { level: 90.0, ..CellSettings::default() };
        assert!(matches!(CellScorer::new(&wrong), Err(ScoreError::Setting { .. })));
    }
}
