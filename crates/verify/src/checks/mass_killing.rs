//! G3: onset of mass killing, the Early Warning Project's own out-of-sample forecasts.

mod project;
mod rolling;

use forefend_score::{Bootstrap, auc, average_precision, block_bootstrap, brier_scores, mean_score};

pub use project::Forecasts;
pub use rolling::{Risks, rolling};

use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

/// The Project's forecasts of an onset in the year after (`risk_prev`) against its list of onsets (`mk_onset`), rows with
/// a forecast only: AUC with its interval over resampled years, average precision, Brier score, onsets among the
/// thirty highest risks of their year by the Project's own rank.
///
/// # Errors
/// Those of the source and the scores.
pub fn project_forecasts(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let Forecasts { year, risk, onset, rank, .. } = Forecasts::read(context)?;
    let interval = block_bootstrap(&year, Bootstrap::with_seed(1), |positions| {
        let risk: Vec<f64> = positions.iter().map(|&at| risk[at]).collect();
        let onset: Vec<bool> = positions.iter().map(|&at| onset[at]).collect();
        auc(&risk, &onset).ok()
    })?;
    let onsets = onset.iter().filter(|onset| **onset).count();
    let among_thirty = rank.iter().zip(&onset).filter(|(rank, onset)| **onset && **rank <= 30.0).count();
    Ok(vec![
        Measured::new("country-years", risk.len() as f64),
        Measured::new("onsets", onsets as f64),
        Measured::new("AUC", auc(&risk, &onset)?),
        Measured::new("AUC, 5 % over years", interval.lower),
        Measured::new("AUC, 95 % over years", interval.upper),
        Measured::new("average precision", average_precision(&risk, &onset)?),
        Measured::new("Brier score", mean_score(&brier_scores(&risk, &onset)?)?),
        Measured::new("onsets in the yearly top 30", among_thirty as f64),
    ])
}
