//! Block bootstrap: how far a statistic would move had other years, or other countries, been drawn.
//!
//! Errors within a year (one world) or a country (one history) hang together, so cases are resampled by whole blocks
//! (Efron & Tibshirani 1993, ch. 8). Intervals are percentile intervals. With fewer than about ten blocks they are too
//! narrow; print the number of blocks beside them.

use std::collections::BTreeMap;

use crate::{ScoreError, SplitMix64, check, quantile::quantile_sorted};

/// A central interval.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Interval {
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Share it claims to hold, for example 0.9.
    pub level: f64,
}

/// How to resample. The same settings on the same input give the same bits.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Bootstrap {
    /// Number of resamples, at least 100.
    pub replicates: usize,
    /// Level of the percentile interval, for example 0.9.
    pub level: f64,
    /// Seed of the crate's own generator ([`SplitMix64`]).
    pub seed: u64,
}

impl Bootstrap {
    /// 2,000 resamples and a 90 % interval.
    pub fn with_seed(seed: u64) -> Self {
        Self { replicates: 2000, level: 0.9, seed }
    }

    /// Percentile interval of `values`, in their unit; NaN where there are none.
    pub(crate) fn interval(&self, mut values: Vec<f64>) -> Interval {
        values.sort_by(f64::total_cmp);
        let tail = (1.0 - self.level) / 2.0;
        Interval {
            lower: quantile_sorted(&values, tail),
            upper: quantile_sorted(&values, 1.0 - tail),
            level: self.level,
        }
    }

    pub(crate) fn check(&self) -> Result<(), ScoreError> {
        check::level(self.level)?;
        if self.replicates < 100 {
            return Err(ScoreError::Setting {
                what: "the number of resamples",
                value: self.replicates as f64,
                range: "at least 100",
            });
        }
        Ok(())
    }
}

/// Percentile interval of any statistic of the cases, resampling whole blocks with replacement. `blocks` gives each of n
/// cases the label of its block (a year, a country); `statistic` receives the positions of a resample, with repeats,
/// and returns `None` where it does not exist (an AUC without events). Such resamples are left out; more than one in
/// ten is an error, because the rest would no longer be a fair picture.
///
/// # Errors
/// No cases, settings out of range, or a statistic that is undefined too often.
///
/// # Examples
/// ```
/// use forefend_score::{Bootstrap, block_bootstrap};
///
/// let (deaths, years) = ([3.0, 5.0, 4.0, 8.0], [2001, 2001, 2002, 2002]);
/// let mean = |picked: &[usize]| Some(picked.iter().map(|&i| deaths[i]).sum::<f64>() / picked.len() as f64);
/// // Two blocks with means 4 and 6: resamples have means 4, 5 and 6.
/// let interval = block_bootstrap(&years, Bootstrap::with_seed(1), mean)?;
/// assert_eq!((interval.lower, interval.upper), (4.0, 6.0));
/// # Ok::<(), forefend_score::ScoreError>(())
/// ```
pub fn block_bootstrap<B: Ord>(
    blocks: &[B],
    settings: Bootstrap,
    mut statistic: impl FnMut(&[usize]) -> Option<f64>,
) -> Result<Interval, ScoreError> {
    check::non_empty("blocks", blocks)?;
    settings.check()?;
    let members = members(blocks);
    let mut generator = SplitMix64::new(settings.seed);
    let mut positions = Vec::with_capacity(blocks.len());
    let mut values = Vec::with_capacity(settings.replicates);
    for _ in 0..settings.replicates {
        positions.clear();
        for _ in 0..members.len() {
            let drawn = generator.below(members.len() as u64) as usize;
            positions.extend_from_slice(&members[drawn]);
        }
        values.extend(statistic(&positions).filter(|value| value.is_finite()));
    }
    if values.len() * 10 < settings.replicates * 9 {
        return Err(ScoreError::Undefined { defined: values.len(), replicates: settings.replicates });
    }
    Ok(settings.interval(values))
}

/// Positions of the cases of each block, blocks in the order of their labels, so that the order of input does not matter to
/// which blocks are drawn.
pub(crate) fn members<B: Ord>(blocks: &[B]) -> Vec<Vec<usize>> {
    let mut found: BTreeMap<&B, Vec<usize>> = BTreeMap::new();
    for (position, block) in blocks.iter().enumerate() {
        found.entry(block).or_default().push(position);
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statistic_that_hardly_exists_is_refused() {
        let blocks = [1, 2, 3];
        let undefined = block_bootstrap(&blocks, Bootstrap::with_seed(1), |_| None);
        assert_eq!(undefined, Err(ScoreError::Undefined { defined: 0, replicates: 2000 }));
        let few = Bootstrap { replicates: 5, ..Bootstrap::with_seed(1) };
        assert!(matches!(block_bootstrap(&blocks, few, |_| None), Err(ScoreError::Setting { .. })));
    }

    #[test]
    fn blocks_stay_whole() {
        let blocks = ["a", "b", "a", "b", "c"];
        let whole = block_bootstrap(&blocks, Bootstrap::with_seed(3), |positions| {
            let count = |p: usize| positions.iter().filter(|q| **q == p).count();
            assert_eq!((count(0), count(1)), (count(2), count(3)));
            Some(positions.len() as f64)
        });
        assert!(whole.unwrap().upper > 5.0);
    }
}
