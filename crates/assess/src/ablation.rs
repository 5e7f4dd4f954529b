//! Do drivers matter? Threats with and without each driver, and with its future known against projected.

use forefend_panel::Panel;
use forefend_simulate::{Model, WorldFiles};
use forefend_track::{
    ABLATION, Ablation, AblationBook, BelongsTo, Targets, TrackSettings, candidates, check_origins,
};

use crate::error::AssessError;
use crate::progress::Progress;

/// Runs the ablation of a world from the origins of `settings` ([`forefend_track::ablate`]). `created` is the date of the look,
/// told by the caller.
///
/// # Errors
/// The first error of any layer, with its place and remedy; a damaged book of an earlier ablation, whose looks would be lost.
pub fn ablate(
    world: &WorldFiles,
    panel: &Panel,
    settings: &TrackSettings,
    created: &str,
    progress: &dyn Progress,
) -> Result<AblationBook, AssessError> {
    let model = Model::load(world)?;
    model.check_indicators(world, panel)?;
    let targets = Targets::load(world, &model, panel)?;
    check_origins(&model, panel, &targets, settings)?;
    let (candidates, before) = (candidates(world)?, read(world)?);
    let own = BelongsTo::now(world, &model, panel, &targets)?;
    let tell =
        |what: &str, done: usize, total: usize| progress.advance("ablation", what, done as u64, total as u64);
    let found = forefend_track::ablate((&model, panel), &targets, &candidates, settings, &tell)?;
    Ok(AblationBook::new(found, own, created, before.as_ref()))
}

fn read(world: &WorldFiles) -> Result<Option<AblationBook>, AssessError> {
    match world.bytes(ABLATION) {
        Ok(bytes) => Ok(Some(AblationBook::read(bytes)?)),
        Err(_) => Ok(None),
    }
}

/// The world's ablation, where it belongs to `own`, the model at hand.
///
/// # Errors
/// A damaged book of an ablation.
pub(crate) fn of_model(world: &WorldFiles, own: &BelongsTo) -> Result<Option<Ablation>, AssessError> {
    Ok(read(world)?.filter(|found| found.belongs_to == *own).map(|found| found.ablation))
}
