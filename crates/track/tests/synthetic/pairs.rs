//! Targets on axes beyond countries: of pairs and of the world.

use forefend_fixtures::chain::{FIRST, FRAME, LAST, STATES, files, panel};
use forefend_panel::{Axis, AxisKind, CountryId, Indicator, Panel, PanelAxis, PanelBuilder, Unit, Year};
use forefend_simulate::{Model, WorldFiles};
use forefend_track::{Baseline, Score, SkillRow, Targets, rolling_origins};

use crate::common::settings;

/// A link of states i and i + 1 in even years, and of states 1 and 40 in every third; each in both directions.
fn linked(a: u16, b: u16, year: i16) -> f64 {
    let chain = a.abs_diff(b) == 1;
    f64::from(u8::from(if chain { year % 2 == 0 } else { year % 3 == 0 }))
}

/// The pairs that have a series: a chain of forty states, and its two ends. Of the ends there is no value before 1980.
fn pairs() -> Vec<(u16, u16)> {
    let chain = (1..STATES).map(|unit| (unit, unit + 1));
    chain.chain([(1, STATES)]).flat_map(|(a, b)| [(a, b), (b, a)]).collect()
}

fn with_pairs() -> Panel {
    let mut builder = PanelBuilder::from(panel(0.06, 0.8, LAST));
    builder.add_axis(PanelAxis::synthetic("flow", AxisKind::DirectedPairs)).unwrap();
    let mut link = Indicator::synthetic("linked");
    link.axis = Axis::Declared("flow".into());
    link.file = "flow_year.parquet".into();
    let mut all = Indicator::synthetic("all_linked");
    all.axis = Axis::World;
    all.file = "world_year.parquet".into();
    builder.add_indicator(link).unwrap().add_indicator(all).unwrap();
    for year in FIRST..=LAST {
        let mut sum = 0.0;
        for (a, b) in pairs() {
            let value = linked(a, b, year);
            sum += value;
            let unit = Unit::Pair(CountryId(a), CountryId(b));
            builder.set_on(&String::new, "linked", unit, Year(year), value).unwrap();
        }
        builder.set_world(&String::new, "all_linked", Year(year), sum).unwrap();
    }
    builder.build().unwrap()
}

/// Every link is said to be as it was two years ago, and there are as many of them all as there were.
const DRIVER: &str = r#"
id = "links"
title = "Links"
status = "modelled"
why = "synthetic"
[[variable]]
name = "link"
title = "Link"
unit = "1: yes, 0: no"
axis = "flow"
kind = "identity"
indicator = "linked"
expression = "lag(link, 2)"
[[variable]]
name = "links"
title = "Links"
unit = "links"
axis = "world"
kind = "identity"
indicator = "all_linked"
expression = "lag(links, 2)"
"#;

const TARGETS: &str = r#"
[[target]]
id = "linked"
title = "Link of two states"
kind = "event"
variable = "link"
observed = "linked"
at_least = 1
bands = [[1, 1], [2, 2]]
[[target]]
id = "strength"
title = "Strength of a link"
kind = "amount"
variable = "link"
observed = "linked"
bands = [[1, 2]]
[[target]]
id = "share_linked"
title = "Share of pairs linked"
kind = "world-share"
variable = "link"
observed = "linked"
at_least = 1
[[target]]
id = "all_links"
title = "All links"
kind = "amount"
variable = "links"
observed = "all_linked"
bands = [[1, 3]]
"#;

const AXES: &str = "[[axis]]\nid = \"flow\"\ntitle = \"From one to another\"\npanel = \"flow\"\n";

fn world(targets: &str) -> WorldFiles {
    [("axes.toml", AXES), ("drivers/links.toml", DRIVER), ("targets.toml", targets)]
        .into_iter()
        .fold(files(FRAME, ""), |world, (name, text)| world.with(name, text.as_bytes()))
}

/// Origins 1990, 1995, 2000, 2005. The chain's pairs (78 directed ones) repeat every second year: the model is right of all. The
/// ends (2 directed ones) repeat every third year, so as two years before is right where the years agree modulo three.
#[test]
fn a_target_of_pairs_has_the_scores_counted_by_hand_and_its_intervals_resample_pairs() {
    let panel = with_pairs();
    let world = world(TARGETS);
    let model = Model::load(&world).unwrap();
    model.check_indicators(&world, &panel).unwrap();
    let targets = Targets::load(&world, &model, &panel).unwrap();
    let origins = [1990, 1995, 2000, 2005];
    let found = rolling_origins(&model, &panel, &targets, &settings(&origins), &|_, _| ()).unwrap();
    let rows: Vec<&SkillRow> = found.skill_on("linked").collect();
    for (row, ahead) in rows.iter().zip([1, 2]) {
        assert_eq!((row.years_ahead, row.cases), ((ahead, ahead), 4 * 80));
        assert_eq!(
            (row.blocks, row.block_words.as_str()),
            (40, "pairs of countries"),
            "both directions together"
        );
        // Said is what was two years before: one year ahead the year before the origin, two ahead the origin itself.
        let wrong = |origin: &&i16| linked(1, 40, **origin + ahead) != linked(1, 40, **origin + ahead - 2);
        let brier = 2.0 * origins.iter().filter(wrong).count() as f64 / row.cases as f64;
        assert!((row.by(Score::Brier).unwrap().model - brier).abs() < 1e-12, "{brier} {row:?}");
        let events = |origin: &i16| pairs().iter().map(|&(a, b)| linked(a, b, origin + ahead)).sum::<f64>();
        assert_eq!(row.events as f64, origins.iter().map(events).sum::<f64>());
    }
    // One year ahead, "stays as it was" is wrong of every pair of the chain, and the transitions know what follows.
    let brier = rows[0].by(Score::Brier).unwrap();
    let persistence = brier.baselines.iter().find(|rival| rival.baseline == Baseline::Persistence).unwrap();
    let ends = |origin: &&i16| linked(1, 40, **origin + 1) != linked(1, 40, **origin);
    let expected = (4.0 * 78.0 + 2.0 * origins.iter().filter(ends).count() as f64) / 320.0;
    assert!((persistence.score - expected).abs() < 1e-12, "{expected} {persistence:?}");
    let strength = found.skill_on("strength").next().unwrap();
    assert_eq!((strength.cases, strength.blocks), (4 * 2 * 80, 40));
    // Of a certain forecast of 0 or 1 the CRPS is its distance.
    let wrong =
        |origin: i16| [1, 2].map(|h| u8::from(linked(1, 40, origin + h) != linked(1, 40, origin + h - 2)));
    let expected = 2.0 * origins.iter().flat_map(|&o| wrong(o)).map(f64::from).sum::<f64>() / 640.0;
    assert!((strength.by(Score::Crps).unwrap().model - expected).abs() < 1e-9);
    assert!(found.world_shares.iter().any(|share| share.target == "share_linked"));
    let all = found.skill_on("all_links").next().unwrap();
    assert_eq!((all.cases, all.blocks, all.block_words.as_str()), (12, 4, "origins"));
    assert!(found.lists.is_empty(), "lists are of states");
}

#[test]
fn a_target_of_another_axis_names_a_series_of_that_axis() {
    let panel = with_pairs();
    let refused = |targets: &str, axes: &str, words: &[&str]| {
        let world = world(targets).with("axes.toml", axes.as_bytes());
        let error = Model::load(&world)
            .and_then(|model| model.check_indicators(&world, &panel).map(|()| model))
            .map_err(|error| error.to_string())
            .and_then(|model| Targets::load(&world, &model, &panel).map_err(|error| error.to_string()));
        let error = error.unwrap_err();
        words.iter().for_each(|word| assert!(error.contains(word), "{error}: no `{word}`"));
    };
    let by_country = TARGETS.replacen("observed = \"linked\"", "observed = \"level\"", 1);
    refused(&by_country, AXES, &["targets.toml:7", "series on the variable's axis", "`level`"]);
    let own = AXES.replace("panel = \"flow\"", "pairs = {}");
    refused(TARGETS, &own, &["links.toml", "`link`", "panel = "]);
    refused(TARGETS, &AXES.replace("panel = \"flow\"", "panel = \"folw\""), &["links.toml", "`folw`"]);
    let both = format!("{AXES}pairs = {{}}\n");
    let model = Model::load(&world(TARGETS).with("axes.toml", both.as_bytes())).unwrap();
    let targets = Targets::load(&world(TARGETS), &model, &panel).unwrap();
    let error =
        rolling_origins(&model, &panel, &targets, &settings(&[1990]), &|_, _| ()).unwrap_err().to_string();
    assert!(error.contains("made of pairs and the panel's `flow` of directed-pairs"), "{error}");
}
