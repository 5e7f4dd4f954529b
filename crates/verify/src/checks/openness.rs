//! Globalisation: openness and its arms five years ahead, from origins after those on which the equations were chosen.

use std::rc::Rc;

use forefend_panel::Year;
use forefend_simulate::Model;
use forefend_track::{Score, Targets, TrackRecord, TrackSettings, rolling_origins};

use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

/// Equations were chosen on origins to 2004.
const ORIGINS: [i16; 5] = [2007, 2010, 2013, 2016, 2019];
const AHEAD: i16 = 5;
const DRAWS: u64 = 500;
const ARMS: [&str; 2] = ["trade_gdp", "investment_arm"];

/// CRPS of openness five years ahead, model minus the best of its rivals on the same cases (persistence is among them), with
/// its 90 % interval over countries, and how often the 80 % band held.
///
/// # Errors
/// Those of the snapshot, the model and the track record.
pub fn five_years_ahead(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    Ok(scores(record(context)?.as_ref(), "openness"))
}

/// The same of the arms that are scored by themselves.
///
/// # Errors
/// As [`five_years_ahead`].
pub fn arms(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let record = record(context)?;
    Ok(ARMS.iter().flat_map(|arm| scores(&record, arm)).collect())
}

fn record(context: &Context<'_>) -> Result<Rc<TrackRecord>, VerifyError> {
    context.once("openness from past origins", || {
        let world = context.world()?;
        let panel = context.panel()?;
        let model = Model::load(&world)?;
        let mut targets = Targets::load(&world, &model, &panel)?;
        targets.all.retain(|target| target.id() == "openness" || ARMS.contains(&target.id()));
        let settings = TrackSettings {
            origins: ORIGINS.map(Year).to_vec(),
            horizon_years: AHEAD,
            draws: DRAWS,
            ..TrackSettings::default()
        };
        Ok(rolling_origins(&model, &panel, &targets, &settings, &|_, _| ())?)
    })
}

fn scores(record: &TrackRecord, target: &str) -> Vec<Measured> {
    let mut measured = Vec::new();
    let Some(row) = record.skill_on(target).find(|row| row.years_ahead == (AHEAD, AHEAD)) else {
        return measured;
    };
    if let Some(crps) = row.by(Score::Crps) {
        let name = format!("{target}, CRPS minus best rival's");
        let (low, high) = (crps.interval.lower, crps.interval.upper);
        measured.push(Measured::with_interval(name, crps.difference, low, high));
    }
    if let Some(held) = row.coverage_80 {
        measured.push(Measured::new(format!("{target}, 80 % band held"), held));
    }
    measured
}
