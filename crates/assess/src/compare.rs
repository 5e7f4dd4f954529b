//! Two worlds from the same past origins, scored on the same cases.

use forefend_panel::{Panel, Year};
use forefend_simulate::{Model, WorldFiles};
use forefend_track::{PairedSkill, Side, Targets, TrackError, TrackSettings, compare};

use crate::backtest;
use crate::book::panel_anchor;
use crate::error::AssessError;
use crate::options::Options;
use crate::progress::Progress;
use crate::ran::Ran;

/// One of two worlds to compare.
pub struct ToCompare<'a> {
    /// Its files.
    pub world: &'a WorldFiles,
    /// Its figures.
    pub panel: &'a Panel,
    /// What its backtest is asked for.
    pub options: Options,
}

/// Paired skill of two worlds.
#[derive(Debug)]
pub struct ComparedWorlds {
    /// The backtests of both, the first one's first.
    pub runs: [Ran; 2],
    /// Origins of both.
    pub origins: Vec<Year>,
    /// Origins asked for after which one of the two has no outcome.
    pub left_out: Vec<Year>,
    /// The comparison.
    pub skill: PairedSkill,
}

/// Backtests both worlds from the origins of `settings` that both can be scored from (a finished backtest is found), and
/// compares them case by case. No score book is written.
///
/// # Errors
/// The first error of any layer, with its place and remedy.
pub fn compare_worlds(
    sides: [ToCompare<'_>; 2],
    settings: &TrackSettings,
    progress: &dyn Progress,
) -> Result<ComparedWorlds, AssessError> {
    let [first, second] = &sides;
    let models = [Model::load(first.world)?, Model::load(second.world)?];
    let last = [panel_anchor(&models[0], first.panel)?, panel_anchor(&models[1], second.panel)?];
    let scored = |origin: &Year| last.iter().flatten().all(|last| origin < last);
    let (origins, left_out): (Vec<Year>, Vec<Year>) = settings.origins.iter().copied().partition(scored);
    if origins.is_empty() {
        let message =
            "no origin is followed by an outcome in both worlds; choose earlier years with --origins";
        return Err(TrackError::Settings { message: message.to_owned() }.into());
    }
    let settings = TrackSettings { origins, ..settings.clone() };
    let mut runs = Vec::new();
    for side in &sides {
        runs.push(backtest::backtest(side.world, side.panel, &side.options, &settings, progress)?.ran);
    }
    progress.advance("comparing", "case by case", 0, 1);
    let targets = [
        Targets::load(first.world, &models[0], first.panel)?,
        Targets::load(second.world, &models[1], second.panel)?,
    ];
    let folder = |at: usize| {
        let run = runs[at].folder.clone();
        move |origin: Year| run.join(backtest::scenario(origin))
    };
    let folders = [folder(0), folder(1)];
    let side = |at: usize| Side {
        model: &models[at],
        panel: sides[at].panel,
        targets: &targets[at],
        settings: &settings,
        folder: &folders[at],
    };
    let skill = compare(&side(0), &side(1))?;
    let second = runs.remove(1);
    let first = runs.remove(0);
    Ok(ComparedWorlds { runs: [first, second], origins: settings.origins.clone(), left_out, skill })
}
