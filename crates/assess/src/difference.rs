//! Two kept runs beside each other: what moved, and why, taken apart into new data, revised data, model files, code and chance.
//!
//! # Design
//! Nothing is simulated here: `attribute` makes the runs in between where that is asked for. Manifests and `inputs.json` say in what the two runs differ. Where only one cause differs on the same luck, all that
//! moved is its doing, exactly; where several differ, runs in between that swap one at a time (`through`) take it apart in the order
//! given, and the parts add up to what moved. Chance is told by the standard error of a mean over draws: of draw-by-draw differences
//! where both runs have the same luck, of two independent means elsewhere.

mod attribute;
mod causes;
mod told;

use std::collections::BTreeMap;

use forefend_report::{Brief, Headline, Quantity, headlines};
use forefend_runs::parts::mean;
use serde::Serialize;

pub use self::attribute::{MadeFrom, Making};
pub use self::causes::{Cause, InputChange, Luck};
pub use self::told::document_of_difference;
use crate::error::AssessError;
use crate::kept::KeptRun;

/// What moved between two runs, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunDifference {
    /// Id of the earlier run.
    pub old: String,
    /// Id of the later run.
    pub new: String,
    /// Whether both have the same luck: seed and number of draws.
    pub luck: Luck,
    /// In what they differ.
    pub inputs: Vec<InputChange>,
    /// The steps from the one to the other, each a run, with the causes that differ on it: one step where no run in between was given.
    pub steps: Vec<Step>,
    /// Numbers that moved, in the order of the report.
    pub moved: Vec<MovedNumber>,
    /// Numbers that both tell.
    pub compared: usize,
    /// The engine of the earlier run where this program is another one: what it did cannot be run again, and is the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rest: Option<u32>,
    /// Titles of numbers that only one of them tells.
    pub only_old: Vec<String>,
    /// The same of the later run.
    pub only_new: Vec<String>,
}

/// One step between runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The run at its end.
    pub run: String,
    /// What differs between its two runs; chance among them where the luck is another.
    pub causes: Vec<Cause>,
}

/// A number that moved.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MovedNumber {
    /// What it is.
    pub title: String,
    /// Its query, the same in both runs.
    pub query: String,
    /// In the earlier run.
    pub before: Quantity,
    /// In the later run.
    pub now: Quantity,
    /// The later minus the earlier.
    pub moved: f64,
    /// The part of each step, in their order: they add up to `moved`.
    pub parts: Vec<f64>,
    /// The part of each step where the same causes are swapped in the reverse order; none where that was not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reverse: Option<Vec<f64>>,
    /// Standard error of `moved` from the number of draws; none where no draws were kept of it.
    pub chance: Option<f64>,
    /// How far the part of the last step depends on the order: what is left of `moved` when each of two steps is taken alone. None
    /// without the run that swaps the last step alone.
    pub interaction: Option<f64>,
}

impl RunDifference {
    /// Compares `old` with `new`: `through` are runs in between, in the order in which they swap one cause after the other; `alone` is a run
    /// that differs from `old` by the last step only, for the interaction of two steps.
    ///
    /// # Errors
    /// An interaction that is asked of other than two steps, or with a run that differs from `old` by something else than the last.
    pub fn between(
        old: &KeptRun,
        new: &KeptRun,
        through: &[KeptRun],
        alone: Option<&KeptRun>,
    ) -> Result<Self, AssessError> {
        if alone.is_some() && through.len() != 1 {
            return Err(AssessError::Declaration {
                place: "--alone".to_owned(),
                message: "an interaction is told of two steps; give one run with --through".to_owned(),
            });
        }
        let path: Vec<&KeptRun> = std::iter::once(old).chain(through).chain([new]).collect();
        let steps = path
            .windows(2)
            .map(|pair| Step { run: pair[1].brief.run.id.clone(), causes: causes::causes(pair[0], pair[1]) });
        let steps: Vec<Step> = steps.collect();
        if let (Some(alone), Some(last)) = (alone, steps.last())
            && causes::causes(old, alone) != last.causes
        {
            let message = format!(
                "run {} does not differ from the earlier run by the last step alone; give one that does",
                alone.brief.run.id
            );
            return Err(AssessError::Declaration { place: "--alone".to_owned(), message });
        }
        let luck = Luck::of(&old.manifest, &new.manifest);
        let tables: Vec<BTreeMap<String, Quantity>> = path.iter().map(|run| numbers(&run.brief)).collect();
        let alone = alone.map(|run| numbers(&run.brief));
        let (before, now) = (headlines(&old.brief), headlines(&new.brief));
        let mut moved = Vec::new();
        let mut compared = 0;
        for headline in &now {
            let query = headline.quantity.query();
            let along: Option<Vec<&Quantity>> = tables.iter().map(|table| table.get(query)).collect();
            let Some(along) = along else { continue };
            compared += 1;
            let (first, last) = (along[0], along[along.len() - 1]);
            if first.value.to_bits() == last.value.to_bits() {
                continue;
            }
            let apart = alone.as_ref().and_then(|table| table.get(query));
            moved.push(MovedNumber {
                title: headline.title.clone(),
                query: query.to_owned(),
                before: first.clone(),
                now: last.clone(),
                moved: last.value - first.value,
                parts: along.windows(2).map(|pair| pair[1].value - pair[0].value).collect(),
                reverse: None,
                chance: standard_error(
                    (old.draws.get(query), old.manifest.draws),
                    (new.draws.get(query), new.manifest.draws),
                    luck,
                ),
                interaction: apart.map(|apart| last.value - along[1].value - apart.value + first.value),
            });
        }
        let missing = |of: &[Headline], other: &BTreeMap<String, Quantity>| -> Vec<String> {
            let apart = of.iter().filter(|headline| !other.contains_key(headline.quantity.query()));
            apart.map(|headline| headline.title.clone()).collect()
        };
        Ok(Self {
            old: old.brief.run.id.clone(),
            new: new.brief.run.id.clone(),
            luck,
            inputs: causes::inputs(old, new),
            steps,
            moved,
            compared,
            rest: None,
            only_old: missing(&before, &tables[path.len() - 1]),
            only_new: missing(&now, &tables[0]),
        })
    }
}

/// Headline numbers by query.
fn numbers(brief: &Brief) -> BTreeMap<String, Quantity> {
    headlines(brief).into_iter().map(|one| (one.quantity.query().to_owned(), one.quantity)).collect()
}

/// Standard error of the difference of two means over so many draws each, from the first ones that were kept.
fn standard_error(
    (old, old_draws): (Option<&Vec<f64>>, u64),
    (new, new_draws): (Option<&Vec<f64>>, u64),
    luck: Luck,
) -> Option<f64> {
    let (old, new) = (old?, new?);
    let error = |values: &[f64], draws: u64| {
        let n = values.len() as f64;
        let mean = mean(values);
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        (values.len() > 1).then(|| squares / (n - 1.0) / n.max(draws as f64))
    };
    let variance = if luck == Luck::Same && old.len() == new.len() {
        let paired: Vec<f64> = old.iter().zip(new).map(|(old, new)| new - old).collect();
        error(&paired, new_draws)?
    } else {
        error(old, old_draws)? + error(new, new_draws)?
    };
    Some(variance.sqrt()).filter(|error| error.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paired_draws_leave_less_to_chance_than_independent_ones() {
        let old: Vec<f64> = (0..100).map(f64::from).collect();
        let new: Vec<f64> = old.iter().map(|value| value + 1.0).collect();
        // Moved by one in every draw: nothing is left to chance on the same luck.
        assert_eq!(standard_error((Some(&old), 100), (Some(&new), 100), Luck::Same), Some(0.0));
        // Two independent means of 0..99: variance 841.67 of each, 100 draws.
        let apart = standard_error((Some(&old), 100), (Some(&new), 100), Luck::Other).unwrap();
        assert!((apart - (2.0_f64 * 841.666_666_7 / 100.0).sqrt()).abs() < 1e-6, "{apart}");
        assert_eq!(standard_error((None, 100), (Some(&new), 100), Luck::Same), None);
        // Of a run of 400 draws the first 100 were kept: the mean is over all.
        let more = standard_error((Some(&old), 400), (Some(&new), 400), Luck::Other).unwrap();
        assert!((more - apart / 2.0).abs() < 1e-12, "{more}");
    }
}
