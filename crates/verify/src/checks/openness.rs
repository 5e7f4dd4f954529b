//! Globalisation: openness and its arms five years ahead, from origins after those on which the equations were chosen.

use std::rc::Rc;

use forefend_panel::Year;
use forefend_simulate::Model;
use forefend_track::{
    Baseline, Score, SkillRow, Targets, TrackRecord, TrackSettings, rolling_origins,
};

use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

/// Equations were chosen on origins to 2004.
const ORIGINS: [i16; 5] = [2007, 2010, 2013, 2016, 2019];
const AHEAD: i16 = 5;
const DRAWS: u64 = 500;
const OPENNESS: &str = "openness";
const ARMS: [&str; 3] = ["trade_gdp", "investment_arm", "online_share"];

/// CRPS of openness five years ahead as a share of that of persistence, as a number (last value) and with the spread of past
/// changes (random walk), on the same cases; and how often the 80 % band held.
///
/// # Errors
/// Those of the snapshot, the model and the track record.
pub fn five_years_ahead(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let record = record(context)?;
    let Some(row) = row(&record, OPENNESS) else { return Ok(Vec::new()) };
    let mut measured = Vec::new();
    for (words, baseline) in [("last value's", Baseline::LastValue), ("random walk's", Baseline::RandomWalk)] {
        let crps = row.by(Score::Crps);
        let rival = crps.and_then(|crps| crps.baselines.iter().find(|rival| rival.baseline == baseline));
        if let (Some(crps), Some(rival)) = (crps, rival) {
            measured.push(Measured::new(format!("CRPS over the {words}"), crps.model / rival.score));
        }
    }
    measured.extend(row.coverage_80.map(|held| Measured::new("80 % band held", held)));
    Ok(measured)
}

/// CRPS of openness and its arms five years ahead, model minus the best of four rivals on the same cases, with its 90 %
/// interval over countries; and how often the 80 % bands of the arms held.
///
/// # Errors
/// As [`five_years_ahead`].
pub fn arms(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let record = record(context)?;
    let mut measured = Vec::new();
    for target in std::iter::once(OPENNESS).chain(ARMS) {
        let Some(row) = row(&record, target) else { continue };
        if let Some(crps) = row.by(Score::Crps) {
            let name = format!("{target}, CRPS minus best rival's");
            let (low, high) = (crps.interval.lower, crps.interval.upper);
            measured.push(Measured::with_interval(name, crps.difference, low, high));
        }
        if let Some(held) = row.coverage_80.filter(|_| target != OPENNESS) {
            measured.push(Measured::new(format!("{target}, 80 % band held"), held));
        }
    }
    Ok(measured)
}

fn row<'a>(record: &'a TrackRecord, target: &'a str) -> Option<&'a SkillRow> {
    record.skill_on(target).find(|row| row.years_ahead == (AHEAD, AHEAD))
}

fn record(context: &Context<'_>) -> Result<Rc<TrackRecord>, VerifyError> {
    context.once("openness from past origins", || {
        let world = context.world()?;
        let panel = context.panel()?;
        let model = Model::load(&world)?;
        let mut targets = Targets::load(&world, &model, &panel)?;
        targets.all.retain(|target| target.id() == OPENNESS || ARMS.contains(&target.id()));
        let settings = TrackSettings {
            origins: ORIGINS.map(Year).to_vec(),
            horizon_years: AHEAD,
            draws: DRAWS,
            ..TrackSettings::default()
        };
        Ok(rolling_origins(&model, &panel, &targets, &settings, &|_, _| ())?)
    })
}
