//! G3: the track record of the shipped model on the embedded snapshot, from past origins, against simple rivals.
//!
//! The snapshot's outcome (deaths on the state's territory) begins in 1989, so the origins are 1990, 1995, ..., 2015;
//! the bar's own origins from 1980 belong to another outcome (`acd_level`), which is no measure of violence in a country.

use std::rc::Rc;

use forefend_simulate::Model;
use forefend_track::{Score, Targets, TrackRecord, TrackSettings, rolling_origins};

use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

fn record(context: &Context<'_>) -> Result<Rc<TrackRecord>, VerifyError> {
    context.once("track record", || {
        let world = context.world()?;
        let panel = context.panel()?;
        let model = Model::load(&world)?;
        // The world share and conflict itself alone: the bars need no other target.
        let mut targets = Targets::load(&world, &model, &panel)?;
        targets.all.retain(|target| ["in_conflict", "share_in_conflict"].contains(&target.id()));
        Ok(rolling_origins(&model, &panel, &targets, &TrackSettings::default(), &|_, _| ())?)
    })
}

/// Mean 90 % interval score of the world share, model minus random walk, with its 90 % interval (whole origins
/// resampled; with six origins it is too narrow).
///
/// # Errors
/// Those of the snapshot, the model and the track record.
pub fn world_share_against_random_walk(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let record = record(context)?;
    let name = "interval score, model minus random walk";
    let measured = |share: &forefend_track::WorldShare| {
        let (difference, interval) = (share.difference, share.difference.interval);
        Measured::with_interval(name, difference.mean, interval.lower, interval.upper)
    };
    Ok(record.world_share().map(measured).into_iter().collect())
}

/// AUC of "in conflict", model minus the best of its rivals on the same cases, for each band of years ahead, with its
/// 90 % interval (whole countries resampled).
///
/// # Errors
/// As [`world_share_against_random_walk`].
pub fn conflict_auc_against_best_rival(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let record = record(context)?;
    Ok(record
        .skill_on("in_conflict")
        .filter_map(|row| {
            let auc = row.by(Score::Auc)?;
            let name = format!("{} to {} years ahead", row.years_ahead.0, row.years_ahead.1);
            Some(Measured::with_interval(name, auc.difference, auc.interval.lower, auc.interval.upper))
        })
        .collect())
}
