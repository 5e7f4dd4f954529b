//! One file adds a threat: it is projected, scored, listed, explained, appraised and shown, on a copy of the shipped world.

use std::sync::LazyLock;

use forefend_panel::{Panel, Year};
use forefend_simulate::WorldFiles;
use forefend_track::{Targets, TrackSettings};

use super::{Quiet, options};
use crate::Options;

/// The worked example of docs/report.md, to the letter.
fn example() -> &'static str {
    let page = include_str!("../../../../docs/report.md");
    let start = page.find("```toml\n").unwrap() + "```toml\n".len();
    &page[start..start + page[start..].find("```").unwrap()]
}

static SHIPPED: LazyLock<(WorldFiles, Panel)> = LazyLock::new(|| {
    let world = WorldFiles::new("world", forefend_world::files());
    let panel = world.panel().unwrap();
    (world.with("threats/famine.toml", example().as_bytes()), panel)
});

#[test]
fn a_threat_of_one_file_is_projected_scored_listed_explained_appraised_and_shown() {
    let (world, panel) = &*SHIPPED;
    let folder = tempfile::tempdir().unwrap();
    let options = Options { draws: 20, block: 20, to: Some(Year(2030)), ..options(folder.path()) };
    let made = crate::assess(world, panel, &options, &Quiet).unwrap();
    let outlook = &made.brief.outlook;
    let list = outlook.lists.iter().find(|list| list.id == "famine").unwrap();
    assert_eq!(list.rows.len(), 10);
    assert!(list.rows.iter().any(|row| !row.reasons.is_empty()) || !list.shared.is_empty(), "explained");
    let fan = outlook.fans.iter().find(|fan| fan.title == "States in famine").unwrap();
    assert!(fan.observed.len() > 30 && !fan.projected.is_empty(), "shown");
    let threat = made.brief.threats.iter().find(|threat| threat.id == "famine").unwrap();
    assert!(threat.number.is_some(), "a number stands for it");
    let appraisal = &made.brief.appraisal;
    let outcome = appraisal.outcomes.iter().find(|outcome| outcome.id == "famines").unwrap();
    assert_eq!(outcome.title, "Years of famine, all states");
    for (alternative, setting) in appraisal.alternatives.iter().zip(appraisal.settings.iter().cycle()) {
        let difference = appraisal.find(alternative, outcome, setting);
        assert!(difference.is_some_and(|found| found.mean.is_finite()), "appraised: {}", alternative.name);
    }
    assert!(!appraisal.alternatives.is_empty() && !appraisal.settings.is_empty());
    // What it reads is recorded though simulation.toml does not name it: `project` tells it too.
    let projected = crate::project(world, panel, &options, Some("famine"), &Quiet).unwrap();
    let variables = projected.variables.unwrap();
    assert!(variables.iter().any(|variable| variable.name == "states_in_famine"), "projected");
    let model = crate::selection::model(world).unwrap().0;
    let targets = Targets::load(world, &model, panel).unwrap();
    assert!(targets.all.iter().any(|target| target.id() == "famine"), "scored");
    let settings =
        TrackSettings { origins: vec![Year(2015)], draws: 20, seed: 1, ..TrackSettings::default() };
    let scored = crate::backtest(world, panel, &options, &settings, &Quiet).unwrap();
    assert!(scored.record.unwrap().skill_on("famine").next().is_some(), "scored");
}
