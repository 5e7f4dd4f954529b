//! Forecasts that a reader's are put beside: ours, and rules of thumb, for the same months and countries.
//!
//! Each calendar year is forecast from the end of October before it, as in the VIEWS Prediction Challenge, and scored once: a year that
//! was asked for is answered from memory from then on.

use std::collections::BTreeMap;
use std::sync::Arc;

use forefend_panel::{Panel, Year};
use forefend_score::forecast::{CellId, SCORES, ScoredCell};
use forefend_simulate::WorldFiles;
use forefend_watch::{Forecaster, ScoredMonth, Target, score_windows};

use crate::computed::Computed;
use crate::problem::Problem;
use crate::watched::settings;

/// Seed of all luck, as the program's own.
const SEED: u64 = 1;
/// Draws that forecasts are scored on, and that shares of others are scored as.
pub const DRAWS: u32 = 1000;
/// Number of proper scores that are compared.
pub const MEASURES: usize = 4;
/// Who stands beside the reader: ours first, then rules of thumb.
pub const WHO: [Forecaster; 6] = [
    Forecaster::Watch,
    Forecaster::LastTwelve,
    Forecaster::Mixture,
    Forecaster::Decayed,
    Forecaster::LastTwoHundredForty,
    Forecaster::Zero,
];

/// Scores of a cell by who and measure.
pub type Scores = [[f64; MEASURES]; WHO.len()];

/// Cells of a year.
pub type OfYear = BTreeMap<CellId, Scores>;

/// Years that were scored, of each target; why there is nothing in words. There are as many as the data have.
#[derive(Debug)]
pub struct Rivals(Computed<(Target, Year), Result<Arc<OfYear>, String>>);

impl Default for Rivals {
    fn default() -> Self {
        Self(Computed::up_to(usize::MAX))
    }
}

/// The measures that are compared, by their names: CRPS, log1p CRPS, IGN, MIS.
pub fn measures() -> [&'static str; MEASURES] {
    std::array::from_fn(|at| SCORES[at].0)
}

/// A cell by each measure.
pub fn measured(cell: &ScoredCell) -> [f64; MEASURES] {
    std::array::from_fn(|at| SCORES[at].1(cell))
}

impl Rivals {
    /// Everybody's scores of a year; why there are none in words. One computes, others wait for it.
    ///
    /// # Errors
    /// [`Problem::conflict`] for a world that says nothing of the months ahead.
    pub fn of(
        &self,
        (world, panel): (&WorldFiles, &Panel),
        target: Target,
        year: Year,
    ) -> Result<Result<Arc<OfYear>, String>, Problem> {
        self.0.get((target, year), || {
            let settings = settings(world)?;
            let made = score_windows(panel, target, &[year], &settings, SEED, DRAWS as usize);
            Ok(made
                .map(|months| Arc::new(months.iter().map(cell).collect()))
                .map_err(|error| error.to_string()))
        })
    }
}

fn cell(month: &ScoredMonth) -> (CellId, Scores) {
    let id = CellId { month: month.month, unit: u32::from(month.views) };
    let of = |who: Forecaster| {
        let at = Forecaster::ALL.iter().position(|other| *other == who).unwrap_or_default();
        let observed = f64::from(month.observed);
        measured(&ScoredCell { cell: id, window: None, observed, scores: month.scores[at] })
    };
    (id, WHO.map(of))
}
