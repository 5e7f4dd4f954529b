//! G1: the benchmarks of the VIEWS Prediction Challenge, through the reader and scorer of `forefend score`.

use std::path::PathBuf;

use forefend_score::forecast::{Actuals, score_forecast};
use forefend_score::{CellSettings, ThreeScores, mean_of_three};

use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const FOLDER: &str = "conflict/views_challenge";

/// Means over the country-months of a year.
fn year(
    context: &Context<'_>,
    draws: &str,
    actuals: &str,
    year: i16,
    settings: &CellSettings,
) -> Result<ThreeScores, VerifyError> {
    let place = |name: &str| -> Result<PathBuf, VerifyError> {
        context.place(&format!("{FOLDER}/{name}{year}.parquet"))
    };
    let actuals = Actuals::read(&[place(actuals)?], None)?;
    let forecast = score_forecast(&place(draws)?, &actuals, settings, false)?;
    let scores: Vec<ThreeScores> = forecast.cells.iter().map(|cell| cell.scores.three).collect();
    Ok(mean_of_three(&scores))
}

fn published(context: &Context<'_>, draws: &str) -> Result<Vec<Measured>, VerifyError> {
    let mut measured = Vec::new();
    for of in 2018..=2021 {
        let scores = year(context, draws, "vintage2023_cm_actuals_", of, &CellSettings::default())?;
        for (name, score) in [("CRPS", scores.crps), ("IGN", scores.ign), ("MIS", scores.mis)] {
            measured.push(Measured::new(format!("{name} {of}"), score));
        }
    }
    Ok(measured)
}

/// The benchmark that draws from the past at random: CRPS, IGN and MIS of each year.
///
/// # Errors
/// Those of the sources.
pub fn bootstrap(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    published(context, "bm_cm_bootstrap_expanded_")
}

/// The benchmark that draws from a Poisson distribution around the last observation.
///
/// # Errors
/// Those of the sources.
pub fn last_poisson(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    published(context, "bm_cm_last_historical_poisson_expanded_")
}

/// The benchmark of the last twelve months, on final actuals: CRPS and MIS of its twelve draws as they are, and IGN of 2021
/// as of 1,000 draws in the same shares.
///
/// # Errors
/// Those of the sources.
pub fn conflictology(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let settings = CellSettings { ign_draws: Some(1000), ..CellSettings::default() };
    let mut measured = Vec::new();
    for of in 2018..=2022 {
        let scores = year(context, "bm_", "cm_actuals_", of, &settings)?;
        measured.push(Measured::new(format!("CRPS {of}"), scores.crps));
        measured.push(Measured::new(format!("MIS {of}"), scores.mis));
        if of == 2021 {
            measured.push(Measured::new("IGN 2021 as of 1,000 draws", scores.ign));
        }
    }
    Ok(measured)
}
