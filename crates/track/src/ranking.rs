//! AUC and average precision with an interval of the difference, sorted once: a resample is a weight for each case.

use forefend_score::{Bootstrap, Interval, ScoreError, auc, average_precision, block_bootstrap};

use crate::error::TrackError;

/// How well probabilities rank what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    Auc,
    AveragePrecision,
}

impl Measure {
    /// The measure of `probabilities`; none where nothing or everything happened.
    pub fn of(self, probabilities: &[f64], happened: &[bool]) -> Result<Option<f64>, TrackError> {
        let found = match self {
            Self::Auc => auc(probabilities, happened),
            Self::AveragePrecision => average_precision(probabilities, happened),
        };
        match found {
            Err(ScoreError::OneClass { .. } | ScoreError::Undefined { .. }) => Ok(None),
            found => Ok(Some(found?)),
        }
    }
}

/// Cases in descending order of probability, as groups of equals.
struct Sorted {
    groups: Vec<Vec<usize>>,
}

impl Sorted {
    fn new(probabilities: &[f64]) -> Self {
        let mut order: Vec<usize> = (0..probabilities.len()).collect();
        order.sort_by(|&a, &b| probabilities[b].total_cmp(&probabilities[a]));
        let groups = order.chunk_by(|&a, &b| probabilities[a] == probabilities[b]);
        Self { groups: groups.map(<[usize]>::to_vec).collect() }
    }

    /// The measure when case i counts `weights[i]` times; none without events or without others.
    fn measure(&self, measure: Measure, happened: &[bool], weights: &[f64]) -> Option<f64> {
        let (mut events, mut others, mut area, mut precision) = (0.0, 0.0, 0.0, 0.0);
        for group in &self.groups {
            let (mut hits, mut misses) = (0.0, 0.0);
            for &case in group {
                if happened[case] { hits += weights[case] } else { misses += weights[case] }
            }
            // Pairs in which the event has the lower probability, ties counting one half.
            area += hits * (others + 0.5 * misses);
            events += hits;
            others += misses;
            if hits > 0.0 {
                precision += hits * events / (events + others);
            }
        }
        if events == 0.0 || others == 0.0 {
            return None;
        }
        Some(match measure {
            Measure::Auc => 1.0 - area / (events * others),
            Measure::AveragePrecision => precision / events,
        })
    }
}

/// Interval of the measure of the model minus that of its rival, whole blocks resampled; none where a resample too often
/// lacks one kind.
pub(crate) fn difference(
    measure: Measure,
    (model, rival): (&[f64], &[f64]),
    happened: &[bool],
    blocks: &[u64],
    settings: Bootstrap,
) -> Result<Option<Interval>, TrackError> {
    let (model, rival) = (Sorted::new(model), Sorted::new(rival));
    let mut weights = vec![0.0; happened.len()];
    let found = block_bootstrap(blocks, settings, |positions| {
        weights.fill(0.0);
        positions.iter().for_each(|&at| weights[at] += 1.0);
        Some(model.measure(measure, happened, &weights)? - rival.measure(measure, happened, &weights)?)
    });
    match found {
        Err(ScoreError::Undefined { .. }) => Ok(None),
        found => Ok(Some(found?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Weights that repeat cases give what the crate of scores says of the cases repeated.
    #[test]
    fn a_weighted_measure_is_that_of_the_cases_repeated() {
        let probabilities = [0.9, 0.4, 0.4, 0.1, 0.7, 0.4, 0.0];
        let happened = [true, true, false, false, false, true, true];
        let weights = [2.0, 1.0, 3.0, 0.0, 1.0, 0.0, 1.0];
        let (mut p, mut h) = (Vec::new(), Vec::new());
        for (case, &weight) in weights.iter().enumerate() {
            for _ in 0..weight as usize {
                p.push(probabilities[case]);
                h.push(happened[case]);
            }
        }
        for measure in [Measure::Auc, Measure::AveragePrecision] {
            let expected = measure.of(&p, &h).unwrap().unwrap();
            let found = Sorted::new(&probabilities).measure(measure, &happened, &weights).unwrap();
            assert!((found - expected).abs() < 1e-12, "{measure:?}: {found} {expected}");
        }
        assert_eq!(Sorted::new(&[0.1, 0.2]).measure(Measure::Auc, &[true, true], &[1.0, 1.0]), None);
    }
}
