//! On the shipped world too a what-if from memory has the bits of an appraisal.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use forefend_assess::{Asked, Options, Progress, Question, Questions, Session, SessionOptions, appraise};
use forefend_panel::Year;
use forefend_runs::Shard;
use forefend_simulate::WorldFiles;

/// Long enough that some countries are first made to differ years after the first decision.
const TO: Year = Year(2034);
const DRAWS: u64 = 12;

struct Quiet;

impl Progress for Quiet {
    fn advance(&self, _: &str, _: &str, _: u64, _: u64) {}
}

fn world() -> WorldFiles {
    WorldFiles::new("world", forefend_world::files())
}

/// Numbers of an appraisal by their query.
fn appraised(portfolios: &[&str]) -> BTreeMap<String, f64> {
    let (mut world, runs) = (world(), tempfile::tempdir().unwrap());
    let options = Options {
        seed: 1,
        draws: DRAWS,
        block: 5,
        deterministic: false,
        shard: Shard::WHOLE,
        as_of: None,
        to: Some(TO),
        command: "a test".to_owned(),
        code: "test".to_owned(),
        created: "2026-01-01".to_owned(),
        runs: runs.path().to_owned(),
        home: None,
        track: None,
    };
    let portfolios: Vec<String> = portfolios.iter().map(|id| (*id).to_owned()).collect();
    let questions = Questions::default();
    let asked = Asked { portfolios: &portfolios, head_to_head: false, by: None, questions };
    let panel = world.panel().unwrap();
    let found = appraise(&mut world, &panel, &options, asked, &Quiet).unwrap();
    let text = std::fs::read_to_string(found.ran.folder.join("numbers.csv")).unwrap();
    let line = |line: &str| {
        let (query, value) = line.rsplit_once(',').unwrap();
        Some((query.to_owned(), value.parse().ok()?))
    };
    text.lines().filter_map(line).collect()
}

#[test]
fn a_what_if_on_the_shipped_world_is_what_an_appraisal_writes() {
    let asked = ["balanced", "withdraw"];
    let numbers = appraised(&asked);
    let world = world();
    let panel = Arc::new(world.panel().unwrap());
    let options = SessionOptions { to: Some(TO), ..SessionOptions::default() };
    let session = Session::open(world.clone(), panel, &options, &Quiet).unwrap();
    let never = AtomicBool::new(false);
    // The last setting believes most effects.
    let settings: Vec<String> = session.settings().map(str::to_owned).collect();
    for (id, setting) in
        asked.into_iter().flat_map(|id| [(id, &settings[0]), (id, &settings[settings.len() - 1])])
    {
        let toml = world.text(&format!("portfolios/{id}.toml")).unwrap();
        let question = Question { setting: Some(setting.clone()), ..Question::of(toml) };
        let mut inquiry = session.ask(&question).unwrap();
        session.answer(&mut inquiry, 3, &never).unwrap().unwrap();
        let found = session.answer(&mut inquiry, DRAWS, &never).unwrap().unwrap();
        for outcome in &found.outcomes {
            let difference = &outcome.difference;
            let [p05, .., p95] = difference.quantiles;
            for (name, value) in [("mean", difference.mean), ("p05", p05), ("p95", p95)] {
                let query = format!("difference/{id}/{}/{setting}/{name}", outcome.id);
                assert_eq!(
                    numbers[&query].to_bits(),
                    value.to_bits(),
                    "{query}: {} and {value}",
                    numbers[&query]
                );
            }
        }
        assert!(found.outcomes.iter().filter(|outcome| !outcome.difference.is_nothing()).count() > 3, "{id}");
    }
}

/// A portfolio that adds one measure everywhere, as the lab does.
fn everywhere(measure: &str) -> String {
    format!(
        "id = \"{measure}\"\ntitle = \"T\"\nsummary = \"S\"\nrole = \"alternative\"\n\
         [[action]]\nmeasure = \"{measure}\"\namount = 1.0\nfrom = 2027\nwhere = \"1 > 0\"\n"
    )
}

#[test]
fn every_measure_follows_the_reference_that_is_kept_under_every_setting() {
    let world = world();
    let panel = Arc::new(world.panel().unwrap());
    let options = SessionOptions { to: Some(Year(2028)), ..SessionOptions::default() };
    let session = Session::open(world, panel, &options, &Quiet).unwrap();
    let follows = |toml: &str, setting: &str| {
        let question = Question { setting: Some(setting.to_owned()), ..Question::of(toml) };
        session.ask(&question).unwrap().follows()
    };
    for setting in session.settings() {
        for measure in &session.measures().measures {
            assert!(follows(&everywhere(&measure.id), setting), "{} under {setting}", measure.id);
        }
    }
}
