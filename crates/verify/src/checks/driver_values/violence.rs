//! Bars of violence by groups and of coups that succeed: the shipped equations a year ahead, through the engine.

use forefend_panel::{CountryId, Year};
use forefend_score::{Bootstrap, auc, brier_scores, log_scores, mean_score, paired_difference};
use forefend_track::Observed;

use super::super::from_origin::{alone, at_each};
use super::FLOOR;
use super::forecast::Forecast;
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

/// Cases of one event: the model's chance, the rival's, what came, and where.
#[derive(Default)]
struct Cases {
    ours: Vec<f64>,
    rival: Vec<f64>,
    came: Vec<bool>,
    countries: Vec<u16>,
}

impl Cases {
    /// Scores of both, and ours less the rival's, whole countries resampled.
    fn scored(&self, event: &str, rival: &str) -> Result<Vec<Measured>, VerifyError> {
        let events = self.came.iter().filter(|came| **came).count();
        let mut measured = vec![
            Measured::new(format!("{event}: cases"), self.came.len() as f64),
            Measured::new(format!("{event}: events"), events as f64),
        ];
        let briers = (brier_scores(&self.ours, &self.came)?, brier_scores(&self.rival, &self.came)?);
        let logs = (log_scores(&self.ours, &self.came, FLOOR)?, log_scores(&self.rival, &self.came, FLOOR)?);
        for (score, (ours, theirs)) in [("Brier", briers), ("log score", logs)] {
            measured.push(Measured::new(format!("{event}: {score}, model"), mean_score(&ours)?));
            measured.push(Measured::new(format!("{event}: {score}, {rival}"), mean_score(&theirs)?));
            let found = paired_difference(&ours, &theirs, &self.countries, Bootstrap::with_seed(1))?;
            let name = format!("{event}: {score}, model minus {rival}");
            measured.push(Measured::with_interval(
                name,
                found.mean,
                found.interval.lower,
                found.interval.upper,
            ));
        }
        measured.push(Measured::new(format!("{event}: AUC, model"), auc(&self.ours, &self.came)?));
        Ok(measured)
    }
}

/// Adds the cases a year after `origin`; `rival` gives what it says of a state from the values known at the origin.
fn add(
    cases: &mut Cases,
    forecast: &Forecast,
    observed: &Observed,
    origin: Year,
    rival: impl Fn(CountryId) -> f64,
) {
    for (position, country) in forecast.units.iter().enumerate() {
        let Some(came) = observed.level(*country, origin + 1) else { continue };
        cases.ours.push(forecast.mean(position, origin + 1));
        cases.rival.push(rival(*country));
        cases.came.push(came > 0.0);
        cases.countries.push(country.0);
    }
}

/// Violence against civilians and fighting between groups, against the state's own share of its years since 1989 (hits and one
/// over years and two). Terms were chosen on outcomes to 2006.
///
/// # Errors
/// Those of the snapshot and the engine.
pub fn violence(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    const VARIABLES: [&str; 2] = ["civilians_attacked", "groups_fighting"];
    let (world, panel) = (context.world()?, context.panel()?);
    let panel = &*panel;
    let model = alone(&forefend_simulate::Model::load(&world)?, &VARIABLES);
    let make = |origin| Forecast::make(&model, panel, VARIABLES, origin, origin + 1);
    let made = at_each((2006..=2024).step_by(3).map(Year), make)?;
    let mut measured = Vec::new();
    for (at, title) in ["civilians attacked", "groups fighting"].into_iter().enumerate() {
        let observed = Observed::read(panel, VARIABLES[at])?.0;
        let mut cases = Cases::default();
        for (origin, forecasts) in &made {
            add(&mut cases, &forecasts[at], &observed, *origin, |country| {
                let past: Vec<f64> =
                    (0..30).filter_map(|back| observed.level(country, *origin - back)).collect();
                (past.iter().sum::<f64>() + 1.0) / (past.len() as f64 + 2.0)
            });
        }
        measured.extend(cases.scored(title, "own share")?);
    }
    Ok(measured)
}

/// A coup that succeeds, against the share of all states in the thirty years before.
///
/// # Errors
/// Those of the snapshot and the engine.
pub fn coup_success(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let (world, panel) = (context.world()?, context.panel()?);
    let model = alone(&forefend_simulate::Model::load(&world)?, &["coup_success"]);
    let observed = Observed::read(&panel, "coup_succeeded")?.0;
    let mut cases = Cases::default();
    let panel = &*panel;
    let make = |origin| Forecast::make(&model, panel, ["coup_success"], origin, origin + 1);
    for (origin, [forecast]) in at_each((1993..=2023).step_by(3).map(Year), make)? {
        let past = forecast.units.iter().flat_map(|unit| {
            (0..30).filter_map(|back| observed.level(*unit, origin - back)).collect::<Vec<_>>()
        });
        let share = mean_score(&past.collect::<Vec<_>>())?;
        add(&mut cases, &forecast, &observed, origin, |_| share);
    }
    cases.scored("success", "climatology")
}
