//! Forty states whose process is known: each year's level depends on last year's alone, or on nothing.

use forefend_panel::{CountryId, Indicator, Panel, Year};
use forefend_score::SplitMix64;
use forefend_simulate::{Model, WorldFiles};
use forefend_track::{Targets, TrackRecord, TrackSettings, rolling_origins};

pub const STATES: u16 = 40;
pub const FIRST: i16 = 1946;
pub const LAST: i16 = 2010;

pub const FRAME: &str = r#"
anchor = "level"
history_from = 1946
horizon = 2040
as_of = "2010-12"
record_country = ["conflict"]
record_world = []
"#;

pub const THREAT: &str = r#"
id = "conflict"
title = "Conflict"
status = "modelled"
why = "synthetic"
event = "synthetic"
resolution = "synthetic"
[[variable]]
name = "conflict"
title = "Conflict"
unit = "level"
kind = "equation"
family = "multinomial"
indicator = "level"
fill = "none"
classes = [0, 1, 2]
formula = "conflict ~ I(lag(conflict) > 0)"
"#;

/// Deaths that follow from the level alone.
pub const DEATHS: &str = r#"
[[variable]]
name = "deaths"
title = "Deaths"
unit = "deaths"
kind = "identity"
expression = "100 * conflict"
[[variable]]
name = "world_deaths"
title = "Deaths, world"
unit = "deaths"
axis = "world"
kind = "identity"
expression = "world_sum(deaths)"
"#;

pub fn model(frame: &str) -> Model {
    model_with(frame, "")
}

pub fn model_with(frame: &str, variables: &str) -> Model {
    let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let threat = format!("{THREAT}{variables}");
    let files = [file("simulation.toml", frame), file("threats/conflict.toml", &threat)];
    Model::load(&WorldFiles::new("world", files)).unwrap()
}

/// A chance of conflict of `onset` after peace and `goes_on` after conflict; three in ten conflicts are wars. Values
/// later than `corrupt_after` are nonsense.
pub fn panel(onset: f64, goes_on: f64, corrupt_after: i16) -> Panel {
    chain(onset, goes_on, corrupt_after, false)
}

/// The same with `conflict_deaths`: 24 at peace, below what counts, and a hundred for each level of conflict.
pub fn panel_with_deaths(onset: f64, goes_on: f64) -> Panel {
    chain(onset, goes_on, LAST, true)
}

fn chain(onset: f64, goes_on: f64, corrupt_after: i16, deaths: bool) -> Panel {
    let mut builder = Panel::builder();
    if deaths {
        builder.add_indicator(Indicator::synthetic("conflict_deaths")).unwrap();
    }
    builder.add_indicator(Indicator::synthetic("level")).unwrap();
    let mut generator = SplitMix64::new(8);
    let mut uniform = || generator.below(1 << 40) as f64 / (1_u64 << 40) as f64;
    for unit in 1..=STATES {
        builder.add_state(unit, &format!("State {unit}")).unwrap();
        let mut before = 0.0;
        for year in FIRST..=LAST {
            let hazard = if before > 0.0 { goes_on } else { onset };
            let (conflict, war) = (uniform() < hazard, uniform() < 0.3);
            before = if conflict { 1.0 + f64::from(u8::from(war)) } else { 0.0 };
            let level = if year > corrupt_after { 2.0 - before } else { before };
            builder.set("level", CountryId(unit), Year(year), level).unwrap();
            if deaths {
                let deaths = (100.0 * level).max(24.0);
                builder.set("conflict_deaths", CountryId(unit), Year(year), deaths).unwrap();
            }
        }
    }
    builder.build().unwrap()
}

pub fn settings(origins: &[i16]) -> TrackSettings {
    let origins = origins.iter().map(|&origin| Year(origin)).collect();
    TrackSettings { origins, draws: 300, ..TrackSettings::default() }
}

pub fn record(panel: &Panel, settings: &TrackSettings) -> TrackRecord {
    let model = model(FRAME);
    let targets = Targets::of(&model, panel).unwrap();
    rolling_origins(&model, panel, &targets, settings, &|_, _| ()).unwrap()
}
