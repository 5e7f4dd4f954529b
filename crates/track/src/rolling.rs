//! The origins, one after the other.

use forefend_panel::Panel;
use forefend_score::{ReliabilityBin, reliability_bins};
use forefend_simulate::Model;

use crate::cases::{BANDS, Case, cases};
use crate::error::TrackError;
use crate::forecast::{Forecast, outcome_variable};
use crate::observed::Observed;
use crate::outcome::{ONSET_YEARS, Outcome};
use crate::record::{BASIS, TrackRecord};
use crate::settings::TrackSettings;
use crate::skill::skill_row;
use crate::world_deaths::{deaths_path, observed_deaths, world_deaths};
use crate::world_share::{share_path, world_share};

/// Bins of the reliability table.
const BINS: usize = 10;

/// Repeats the production path at every origin and scores it.
///
/// At origin o the model sees [`forefend_panel::Availability::Observed`] as of December of o, that is every year
/// completed by then as if published at once. `progress` is told the number of origins done and of all. The
/// record depends on the arguments alone, not on the number of threads.
///
/// # Errors
/// Any [`TrackError`]; one raised while forecasting names its origin.
pub fn rolling_origins(
    model: &Model,
    panel: &Panel,
    settings: &TrackSettings,
    progress: &dyn Fn(usize, usize),
) -> Result<TrackRecord, TrackError> {
    let variable = outcome_variable(model)?;
    let (levels, last) = Observed::read(panel, model.frame.anchor.as_ref())?;
    settings.check(last)?;
    let mut forecasts = Vec::with_capacity(settings.origins.len());
    for (done, &origin) in settings.origins.iter().enumerate() {
        progress(done, settings.origins.len());
        forecasts.push(Forecast::make(model, panel, variable, origin, last, settings)?);
    }
    progress(settings.origins.len(), settings.origins.len());
    let pool = |outcome, band| -> Vec<(i16, Vec<Case>)> {
        let of = |forecast: &Forecast| cases(forecast, &levels, panel.roster(), outcome, band);
        forecasts.iter().map(|forecast| (forecast.origin.0, of(forecast))).collect()
    };
    let mut skill = Vec::new();
    for outcome in [Outcome::InConflict, Outcome::AtWar, Outcome::Onset] {
        let bands: &[(i16, i16)] = if outcome == Outcome::Onset { &[(1, ONSET_YEARS)] } else { &BANDS };
        for &band in bands {
            skill.extend(skill_row(outcome, band, &pool(outcome, band), settings.seed)?);
        }
    }
    let paths = forecasts.iter().map(|forecast| share_path(forecast, &levels)).collect::<Result<_, _>>()?;
    let deaths = match observed_deaths(model, panel)? {
        Some(deaths) => {
            let paths = forecasts.iter().map(|forecast| deaths_path(forecast, &deaths));
            world_deaths(paths.collect::<Result<_, _>>()?, settings.seed)?
        }
        None => None,
    };
    Ok(TrackRecord {
        fingerprint: settings.fingerprint.clone(),
        basis: BASIS.to_owned(),
        origins: settings.origins.iter().map(|origin| origin.0).collect(),
        horizon_years: settings.horizon_years,
        draws: settings.draws,
        seed: settings.seed,
        observed_until: last.0,
        skill,
        world_share: world_share(paths, settings.seed)?,
        world_deaths: deaths,
        reliability: reliability(&pool(Outcome::InConflict, (1, 5)))?,
    })
}

fn reliability(by_origin: &[(i16, Vec<Case>)]) -> Result<Vec<ReliabilityBin>, TrackError> {
    let cases = || by_origin.iter().flat_map(|(_, cases)| cases);
    let stated: Vec<f64> = cases().map(|case| case.model.value()).collect();
    let happened: Vec<bool> = cases().map(|case| case.happened).collect();
    Ok(reliability_bins(&stated, &happened, BINS)?)
}
