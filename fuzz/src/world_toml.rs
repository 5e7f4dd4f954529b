//! Declared worlds: one file of a small world is replaced by the input; whatever reads worlds reads it.
//!
//! The first byte chooses the file: `A` simulation.toml, `B` a driver, ... in the order of `WORLD`.
use std::sync::OnceLock;

use super::{WORLD, ask, panel, world_with};
use forefend_panel::{Availability, Impossible, Panel, Year};
use forefend_simulate::order::in_history;
use forefend_simulate::{History, Model, WorldFiles};
use forefend_strategy::{commissioner, measure::Measures, outcome::Outcomes, portfolio, principle, setting};

/// The files that inputs change are sound.
pub fn whole() {
    let world =
        WorldFiles::new("world", WORLD.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())));
    let model = Model::load(&world).expect("the world that inputs change is sound");
    model.check_indicators(&world, &panel()).expect("and fits the panel");
    let month = "1999-12".parse().expect("a month");
    History::build(&model, &panel().as_of(month, Availability::Observed), Year(2005))
        .expect("and has a history");
    Measures::load(&world).expect("measures");
    portfolio::load(&world).expect("portfolios");
    let outcomes = Outcomes::load(&world).expect("outcomes");
    outcomes.check(&model, &world).expect("outcomes of the model");
    let principles = principle::load(&world, &outcomes).expect("principles");
    let appraisal = setting::load(&world).expect("settings");
    let known = commissioner::Known { outcomes: &outcomes, appraisal: &appraisal, principles: &principles };
    commissioner::load(&world, known).expect("commissioners");
}

/// Reads one input.
pub fn read(data: &[u8]) {
    let Some((&which, content)) = data.split_first() else { return };
    let files = world_with(which, content);
    let world = WorldFiles::new("world", files.clone());
    // What does not read the changed file is left out: it would say the same every time.
    match which.wrapping_sub(b'A') % WORLD.len() as u8 {
        0..=2 | 8..=10 => model(&world),
        3 | 4 | 6 => measures(&world),
        5 => drop(portfolio::load(&world)),
        7 | 12 | 13 => outcomes(&world),
        _ => {
            if let Ok(panel) = Panel::default().with_own_series("world", &files, Impossible::Refuse) {
                ask(&panel);
            }
        }
    }
}

fn model(world: &WorldFiles) {
    static PANEL: OnceLock<Panel> = OnceLock::new();
    let panel = PANEL.get_or_init(panel);
    let Ok(model) = Model::load(world) else { return };
    let _ = in_history(&model);
    if model.check_indicators(world, panel).is_ok() {
        let month = model.frame.as_of.parse().unwrap_or("1999-12".parse().expect("a month"));
        let _ = History::build(&model, &panel.as_of(month, Availability::Observed), Year(2005));
    }
}

fn outcomes(world: &WorldFiles) {
    let Ok(outcomes) = Outcomes::load(world) else { return };
    if let Ok(model) = Model::load(world) {
        let _ = outcomes.check(&model, world);
    }
    let principles = principle::load(world, &outcomes);
    if let (Ok(principles), Ok(appraisal)) = (principles, setting::load(world)) {
        let known =
            commissioner::Known { outcomes: &outcomes, appraisal: &appraisal, principles: &principles };
        let _ = commissioner::load(world, known);
        if let Ok(measures) = Measures::load(world) {
            let _ = appraisal.check(world, &measures, &outcomes);
        }
    }
}

fn measures(world: &WorldFiles) {
    let setting = setting::load(world);
    let Ok(measures) = Measures::load(world) else { return };
    for setting in setting.iter().flat_map(|appraisal| &appraisal.setting) {
        let _ = measures.effects(setting);
    }
}
