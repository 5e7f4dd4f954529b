//! What is said of a driver, and the figure of one unit of an axis.

use forefend_report::Sentence;
use forefend_simulate::WorldFiles;
use forefend_track::{Ablation, SkillRow, TrackRecord};
use serde_json::json;

use super::record::record;
use super::{Made, REPORT, checked, files, options, panel};
use crate::material::{Material, Unscored};
use crate::scenarios::Prepared;
use crate::selection::{Alternatives, Selection};

/// The sentences of the world's only driver, as a reader sees them.
fn told(material: &Material<'_>) -> Vec<String> {
    let driver = &material.prepared.model.drivers[0];
    crate::drivers::told(material, driver).iter().map(|one| one.text().unwrap()).collect()
}

/// Two Brier scores of which the second differs more, and one that does not differ.
fn ablation() -> Ablation {
    let row = |title: &str, ahead: i16, difference: f64, half: f64, verdict: &str| {
        json!({
            "target": "dry", "title": title, "years_ahead": [ahead, ahead], "score": "brier", "first": 0.1 + difference, "second": 0.1,
            "difference": difference, "lower": difference - half, "upper": difference + half, "verdict": verdict, "cases": 9, "blocks": 3,
        })
    };
    let with = [
        row("State without rain", 1, -0.0004, 0.0003, "better"),
        row("State without rain", 10, -0.0008, 0.0002, "better"),
        row("State without rain", 5, 0.5, 0.9, "tie"),
    ];
    serde_json::from_value(json!({
        "origins": [1980, 1990], "draws": 10, "seed": 1,
        "drivers": [{
            "driver": "climate_change", "title": "Climate", "is_read": true, "terms": ["water: lag(heat)"], "known": ["heat"],
            "with": with, "future": [], "left_out": [],
        }],
    }))
    .unwrap()
}

#[test]
fn a_driver_tells_the_age_of_its_data_and_why_it_is_not_scored() {
    let made = Made::of(REPORT);
    let sentences = told(&made.material(None));
    assert!(sentences[0].ends_with("to 2000, 1 year old."), "{}", sentences[0]);
    assert_eq!(sentences[1], "Skill: not scored for this model.");
    assert!(sentences[2].contains("has not been tested for this model"), "{}", sentences[2]);
    // What was left out is there for the asking, and the ablation of the model is told all the same.
    let left_out = told(&made.material(None).unscored(Unscored::LeftOut).ablated(Some(ablation())));
    let words = "Skill: not scored in this run (--no-track). The same command without --no-track has the track record.";
    assert_eq!(left_out[1], words);
    assert!(left_out[2].contains("reading it made 2 of 3 scores"), "{}", left_out[2]);
    let largest =
        "(the largest in a Brier score: \u{201c}State without rain\u{201d} 10 years ahead, −0.0008 [";
    assert!(left_out[2].contains(largest), "{}", left_out[2]);
    let past = told(&made.material(None).unscored(Unscored::EarlierDate));
    assert!(past[1].contains("as of an earlier date") && past[2].contains("what came after"), "{past:?}");
}

#[test]
fn every_horizon_is_told_with_its_verdict() {
    let made = Made::of(REPORT);
    let words = |record: &TrackRecord| {
        let rows: Vec<&SkillRow> = record.skill_on("dry").collect();
        let mut quantities = Vec::new();
        let text = crate::drivers::horizons(&made.material(Some(record)), &rows, &mut quantities);
        Sentence::with(text, quantities).text().unwrap()
    };
    let mut record = record();
    let plain =
        "better than every simple rule 1-3 years ahead; no better than the best simple rule 4-6 years ahead";
    assert_eq!(words(&record), plain);
    for (row, share) in record.skill.iter_mut().filter(|row| row.target == "dry").zip([0.84, 0.93]) {
        row.coverage_80 = Some(share);
    }
    let held = format!("{plain}; at 1-3 and 4-6 years its 80 % band held 84% and 93% of what came");
    assert_eq!(words(&record), held);
}

/// A world with two wells, of which the report shows one.
fn with_wells(one_of: &str) -> WorldFiles {
    let report = format!(
        "{REPORT}\n[[fan]]\nvariable = \"north_depth\"\none_of = {one_of}\ntitle = \"The northern well\"\nunit = \"metres\"\n"
    );
    let wells = "id = \"wells\"\ntitle = \"Wells\"\nstatus = \"modelled\"\nwhy = \"A world of tests.\"\n[[variable]]\nname = \"depth\"\n\
                 title = \"Depth\"\nunit = \"metres\"\naxis = \"well\"\nkind = \"identity\"\nhistory = \"10\"\nexpression = \"lag(depth) + 1\"\n";
    let world = files(&report);
    let simulation = format!("{}\n[record]\nwell = [\"depth\"]\n", world.text("simulation.toml").unwrap());
    world
        .with("simulation.toml", simulation.as_bytes())
        .with("axes.toml", b"[[axis]]\nid = \"well\"\ntitle = \"Wells\"\nunits = \"axes/wells.csv\"\n")
        .with("axes/wells.csv", b"id\nnorth\nsouth\n")
        .with("drivers/wells.toml", wells.as_bytes())
}

#[test]
fn a_figure_may_show_one_unit_of_an_axis() {
    let made = Made::of_world(with_wells("{ variable = \"depth\", unit = \"north\" }"));
    let (fans, material) = (made.fans(), made.material(None));
    let fan = fans.get(&material, "north_depth").unwrap();
    assert_eq!(fan.title, "The northern well");
    let last = fan.projected.last().unwrap();
    assert_eq!((last.year, last.p05, last.p50), (2008, 18.0, 18.0), "a metre a year from 2000 on");
    let query = |query: &str| made.ledger.csv().lines().any(|line| line.starts_with(query));
    assert!(query("reference/well/north/depth/2008/p50,18") && !query("reference/well/south"));
    assert_eq!(fans.quantity(&material, "north_depth", 2008).unwrap().value, 18.0);
}

#[test]
fn a_unit_that_is_not_there_is_told_with_the_nearest() {
    for (one_of, wanted) in [
        ("{ variable = \"depth\", unit = \"nort\" }", "unknown unit `nort`; did you mean `north`?"),
        ("{ variable = \"dept\", unit = \"north\" }", "unknown variable `dept`; did you mean `depth`?"),
        ("{ variable = \"water\", unit = \"north\" }", "`water` is on no axis of axes.toml"),
    ] {
        let (world, panel) = (with_wells(one_of), panel());
        let selection = Selection { alternatives: Alternatives::Given(Vec::new()), ..Selection::default() };
        let prepared =
            Prepared::new(&world, &panel, &options(std::path::Path::new("unused")), &selection).unwrap();
        let error = checked(&world, &panel, &prepared).unwrap_err().to_string();
        assert!(error.starts_with("dry/report.toml:") && error.contains(wanted), "{error}");
    }
}
