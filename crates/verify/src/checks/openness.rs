//! Globalisation: openness and its arms five years ahead, from origins after those on which the equations were chosen.

use forefend_panel::Year;
use forefend_simulate::Model;
use forefend_track::{Score, Targets, TrackSettings, rolling_origins};

use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

/// Equations were chosen on origins to 2004.
const ORIGINS: [i16; 5] = [2007, 2010, 2013, 2016, 2019];
const AHEAD: i16 = 5;
const DRAWS: u64 = 500;
const TARGETS: [&str; 4] = ["openness", "trade_gdp", "investment_arm", "online_share"];

/// CRPS five years ahead, model minus the best of its rivals on the same cases (persistence is among them), with its 90 %
/// interval over countries, and how often the 80 % band held.
///
/// # Errors
/// Those of the snapshot, the model and the track record.
pub fn five_years_ahead(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let world = context.world()?;
    let panel = context.panel()?;
    let model = Model::load(&world)?;
    let mut targets = Targets::load(&world, &model, &panel)?;
    targets.all.retain(|target| TARGETS.contains(&target.id()));
    let settings = TrackSettings {
        origins: ORIGINS.map(Year).to_vec(),
        horizon_years: AHEAD,
        draws: DRAWS,
        ..TrackSettings::default()
    };
    let record = rolling_origins(&model, &panel, &targets, &settings, &|_, _| ())?;
    let mut measured = Vec::new();
    for target in TARGETS {
        let Some(row) = record.skill_on(target).find(|row| row.years_ahead == (AHEAD, AHEAD)) else {
            continue;
        };
        if let Some(crps) = row.by(Score::Crps) {
            let name = format!("{target}, CRPS minus best rival's");
            let (low, high) = (crps.interval.lower, crps.interval.upper);
            measured.push(Measured::with_interval(name, crps.difference, low, high));
        }
        if let Some(held) = row.coverage_80 {
            measured.push(Measured::new(format!("{target}, 80 % band held"), held));
        }
    }
    Ok(measured)
}
