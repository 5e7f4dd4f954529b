//! Records of the forty states of `forefend_fixtures::chain`.

use forefend_fixtures::chain::{FRAME, model};
use forefend_panel::{Panel, Year};
use forefend_track::{Targets, TrackRecord, TrackSettings, rolling_origins};

pub fn settings(origins: &[i16]) -> TrackSettings {
    let origins = origins.iter().map(|&origin| Year(origin)).collect();
    TrackSettings { origins, draws: 300, ..TrackSettings::default() }
}

pub fn record(panel: &Panel, settings: &TrackSettings) -> TrackRecord {
    let model = model(FRAME);
    let targets = Targets::of(&model, panel).unwrap();
    rolling_origins(&model, panel, &targets, settings, &|_, _| ()).unwrap()
}
