//! G3: onset of mass killing, the Early Warning Project's own out-of-sample forecasts.

mod project;
mod rolling;
mod versus;

use forefend_score::{
    Bootstrap, Interval, auc, average_precision, block_bootstrap, brier_scores, log_scores, mean_score,
};
use forefend_simulate::Model;

pub use project::Forecasts;
pub use rolling::{Risks, rolling};
use versus::{FLOOR, Versus};

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

/// The shipped model, a year ahead through the production path, against the Project on the country-years that both forecast.
/// Differences are model minus rival with the wider of two 90 % intervals (whole years, whole countries resampled). The
/// Project's published risk is that of an onset in two years; it is compared as published and as the chance of one of them.
///
/// # Errors
/// Those of the sources, the engine and the scores.
pub fn against_project(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let (world, panel) = (context.world()?, context.panel()?);
    let model = Model::load(&world)?;
    let forecasts = Forecasts::read(context)?;
    let risks = rolling(&model, &panel, 1994..=2024)?;
    let versus = Versus::of(&forecasts, &risks, &panel)?;
    let (one_year, project) = (versus.project_one_year(), &versus.project);
    let (model, onset) = (&versus.model, &versus.onset);
    let mut measured = vec![
        Measured::new("country-years", onset.len() as f64),
        Measured::new("onsets", onset.iter().filter(|onset| **onset).count() as f64),
        Measured::new("log score", mean_score(&log_scores(model, onset, FLOOR)?)?),
        Measured::new("average precision", average_precision(model, onset)?),
        Measured::new("AUC", auc(model, onset)?),
        Measured::new("onsets in the yearly top 30", versus.listed(model).iter().sum()),
    ];
    let mut differ = |name: &str, (value, interval): (f64, Interval)| {
        measured.push(Measured::with_interval(name, value, interval.lower, interval.upper));
    };
    differ("log score, minus the Project as published", versus.log_score_difference(project)?);
    differ("log score, minus the Project as one year of two", versus.log_score_difference(&one_year)?);
    differ("log score, minus the base rate", versus.log_score_difference(versus.base_rate())?);
    differ("average precision, minus the Project", versus.difference(project, &average_precision)?);
    differ("AUC, minus the Project", versus.difference(project, &auc)?);
    differ("onsets in the yearly top 30, minus the Project", versus.listed_difference(project)?);
    Ok(measured)
}
