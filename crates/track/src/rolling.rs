//! The origins, one after the other.

use std::path::{Path, PathBuf};

use forefend_panel::{Panel, Year};
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
    let scoring = Scoring::new(model, panel, settings)?;
    let mut forecasts = Vec::with_capacity(settings.origins.len());
    for (done, &origin) in settings.origins.iter().enumerate() {
        progress(done, settings.origins.len());
        let folder = tempfile::tempdir()?;
        scoring.simulate(origin, folder.path())?;
        forecasts.push(scoring.read(origin, folder.path())?);
    }
    progress(settings.origins.len(), settings.origins.len());
    scoring.record(&forecasts)
}

/// Checks the settings against the model and the panel without running anything.
///
/// # Errors
/// [`TrackError::Settings`] and [`TrackError::NoOutcome`].
pub fn check_origins(model: &Model, panel: &Panel, settings: &TrackSettings) -> Result<(), TrackError> {
    Scoring::new(model, panel, settings).map(|_| ())
}

/// Fits and simulates the forecast of one origin into `folder`: Parquet parts and `parameters.json`. What is there
/// and complete is kept, so that a stopped run is carried on.
///
/// # Errors
/// Any [`TrackError`]; one raised while forecasting names its origin.
pub fn simulate_origin(
    model: &Model,
    panel: &Panel,
    settings: &TrackSettings,
    origin: Year,
    folder: &Path,
) -> Result<(), TrackError> {
    Scoring::new(model, panel, settings)?.simulate(origin, folder)
}

/// Scores forecasts that [`simulate_origin`] has left in the folders that `folder` names: the record that
/// [`rolling_origins`] gives, to the bit.
///
/// # Errors
/// Any [`TrackError`].
pub fn score_origins(
    model: &Model,
    panel: &Panel,
    settings: &TrackSettings,
    folder: &dyn Fn(Year) -> PathBuf,
) -> Result<TrackRecord, TrackError> {
    let scoring = Scoring::new(model, panel, settings)?;
    let read = |&origin: &Year| scoring.read(origin, &folder(origin));
    let forecasts: Vec<Forecast> = settings.origins.iter().map(read).collect::<Result<_, _>>()?;
    scoring.record(&forecasts)
}

/// What every origin is forecast with and scored against.
struct Scoring<'a> {
    model: &'a Model,
    panel: &'a Panel,
    settings: &'a TrackSettings,
    variable: &'a str,
    levels: Observed,
    /// Last year in which the outcome is observed.
    last: Year,
}

impl<'a> Scoring<'a> {
    fn new(model: &'a Model, panel: &'a Panel, settings: &'a TrackSettings) -> Result<Self, TrackError> {
        let variable = outcome_variable(model)?;
        let (levels, last) = Observed::read(panel, model.frame.anchor.as_ref())?;
        settings.check(last)?;
        Ok(Self { model, panel, settings, variable, levels, last })
    }

    fn simulate(&self, origin: Year, folder: &Path) -> Result<(), TrackError> {
        Forecast::simulate(self.model, self.panel, self.variable, origin, self.last, self.settings, folder)
    }

    fn read(&self, origin: Year, folder: &Path) -> Result<Forecast, TrackError> {
        Forecast::read(self.model, self.variable, origin, self.last, self.settings, folder)
    }

    fn record(&self, forecasts: &[Forecast]) -> Result<TrackRecord, TrackError> {
        let settings = self.settings;
        let pool = |outcome, band| -> Vec<(i16, Vec<Case>)> {
            let of = |forecast| cases(forecast, &self.levels, self.panel.roster(), outcome, band);
            forecasts.iter().map(|forecast| (forecast.origin.0, of(forecast))).collect()
        };
        let mut skill = Vec::new();
        for outcome in [Outcome::InConflict, Outcome::AtWar, Outcome::Onset] {
            let bands: &[(i16, i16)] = if outcome == Outcome::Onset { &[(1, ONSET_YEARS)] } else { &BANDS };
            for &band in bands {
                skill.extend(skill_row(outcome, band, &pool(outcome, band), settings.seed)?);
            }
        }
        let paths = forecasts.iter().map(|forecast| share_path(forecast, &self.levels));
        let paths = paths.collect::<Result<_, _>>()?;
        let deaths = match observed_deaths(self.model, self.panel)? {
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
            observed_until: self.last.0,
            skill,
            world_share: world_share(paths, settings.seed)?,
            world_deaths: deaths,
            reliability: reliability(&pool(Outcome::InConflict, (1, 5)))?,
        })
    }
}

fn reliability(by_origin: &[(i16, Vec<Case>)]) -> Result<Vec<ReliabilityBin>, TrackError> {
    let cases = || by_origin.iter().flat_map(|(_, cases)| cases);
    let stated: Vec<f64> = cases().map(|case| case.model.value()).collect();
    let happened: Vec<bool> = cases().map(|case| case.happened).collect();
    Ok(reliability_bins(&stated, &happened, BINS)?)
}
