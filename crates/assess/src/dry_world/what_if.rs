//! A what-if answered from memory is, to the bit, what an appraisal writes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use forefend_panel::CountryId;
use forefend_simulate::WorldFiles;

use super::alternatives::{DUG, PUBLISHED, world};
use super::model::WELLS;
use super::{Quiet, options, panel};
use crate::{
    Asked, EffectChange, Inquiry, Options, Question, Questions, Session, SessionOptions, ShortOfMoney,
    WhatIf, appraise,
};

static GO_ON: AtomicBool = AtomicBool::new(false);

/// A rule on what no outcome reads and no lever moves: it is simulated beside the reference.
const HOT: &str = "id = \"hot\"\ntitle = \"Wells in the heat\"\nsummary = \"\"\nrole = \"alternative\"\n\
    [[action]]\nmeasure = \"wells\"\nwhere = \"lag(rainy_years) > 1 & lag(heat) > 0\"\namount = 1\nfrom = 2004\n";

fn session(world: WorldFiles, memory: u64) -> Session {
    let options = SessionOptions { seed: 3, memory, ..SessionOptions::default() };
    Session::open(world, Arc::new(panel()), &options, &Quiet).unwrap()
}

/// Numbers of an appraisal of one portfolio by their query.
fn appraised(mut world: WorldFiles, toml: &str, draws: u64) -> BTreeMap<String, f64> {
    let runs = tempfile::tempdir().unwrap();
    let options = Options { draws, ..options(runs.path()) };
    world.add_outside("mine.toml", toml.as_bytes().to_vec());
    let portfolios = ["mine.toml".to_owned()];
    let asked =
        Asked { portfolios: &portfolios, head_to_head: false, by: None, questions: Questions::default() };
    let found = appraise(&mut world, &panel(), &options, asked, &Quiet).unwrap();
    let text = std::fs::read_to_string(found.ran.folder.join("numbers.csv")).unwrap();
    let line = |line: &str| {
        let (query, value) = line.rsplit_once(',').unwrap();
        Some((query.to_owned(), value.parse().ok()?))
    };
    text.lines().filter_map(line).collect()
}

/// Every number of the answer is that of the appraisal.
fn same(found: &WhatIf, numbers: &BTreeMap<String, f64>) {
    assert!(found.outcomes.iter().any(|outcome| !outcome.difference.is_nothing()), "something differs");
    for outcome in &found.outcomes {
        let difference = &outcome.difference;
        let [p05, p10, p25, p50, p75, p90, p95] = difference.quantiles;
        for (name, value) in [
            ("mean", difference.mean),
            ("p05", p05),
            ("p10", p10),
            ("p25", p25),
            ("p50", p50),
            ("p75", p75),
            ("p90", p90),
            ("p95", p95),
            ("monte_carlo", difference.monte_carlo),
            ("better", outcome.probability_better.unwrap()),
        ] {
            let query = format!("difference/{}/{}/{}/{name}", found.portfolio, outcome.id, found.setting);
            assert_eq!(numbers[&query].to_bits(), value.to_bits(), "{query}");
        }
    }
}

fn answered(session: &Session, inquiry: &mut Inquiry, draws: u64) -> WhatIf {
    session.answer(inquiry, draws, &GO_ON).unwrap().unwrap()
}

#[test]
fn an_answer_is_what_an_appraisal_writes_however_it_came_to_its_draws() {
    for (changes, toml) in [(&[][..], WELLS), (&[], HOT), (&[DUG, PUBLISHED], HOT)] {
        let numbers = [60, 20].map(|draws| appraised(world(changes), toml, draws));
        // Room for all, for one block, for none.
        for memory in [u64::MAX, 20_000, 0] {
            let session = session(world(changes), memory);
            let mut inquiry = session.ask(&Question::of(toml)).unwrap();
            assert_eq!(inquiry.follows(), toml == WELLS);
            let few = answered(&session, &mut inquiry, 20);
            let refined = answered(&session, &mut inquiry, 60);
            same(&refined, &numbers[0]);
            assert_eq!(refined, session.what_if(&Question::of(toml), 60, &GO_ON).unwrap().unwrap());
            assert_eq!(few, answered(&session, &mut inquiry, 20), "fewer draws are the first of them");
            same(&few, &numbers[1]);
            let (laid, bytes) = session.laid();
            assert!(bytes <= memory && (laid == 60) == (memory == u64::MAX), "{laid} draws in {bytes} bytes");
        }
    }
}

#[test]
fn changed_evidence_is_a_world_with_that_evidence() {
    let text = "value = -0.5\nlow = -1.0\nhigh = 0.0";
    let other = world(&[("evidence/wells.toml", text, "value = -2.0\nlow = -2.5\nhigh = -1.5")]);
    let cost = "value = 1000.0\nlow = 500.0\nhigh = 2000.0";
    let dear = world(&[DUG, ("evidence/wells.toml", cost, "value = 3000.0\nlow = 2000.0\nhigh = 4500.0")]);
    let changed = |id: &str, value: f64, ends: [f64; 2]| {
        vec![EffectChange { id: id.to_owned(), value, interval: Some(ends) }]
    };
    for (world_of, other, toml, effects) in [
        (world(&[]), other, WELLS, changed("digging", -2.0, [-2.5, -1.5])),
        (world(&[DUG]), dear, HOT, changed("price", 3000.0, [2000.0, 4500.0])),
    ] {
        let question = Question { effects, ..Question::of(toml) };
        let found = session(world_of, u64::MAX).what_if(&question, 24, &GO_ON).unwrap().unwrap();
        same(&found, &appraised(other, toml, 24));
    }
    let discounted = world(&[PUBLISHED, ("appraisal.toml", "discount = 0.0", "discount = 0.5")]);
    let question = Question { discount: Some(0.5), ..Question::of(WELLS) };
    let found = session(world(&[PUBLISHED]), u64::MAX).what_if(&question, 24, &GO_ON).unwrap().unwrap();
    same(&found, &appraised(discounted, WELLS, 24));
}

#[test]
fn years_add_up_and_countries_are_told_by_their_key() {
    let session = session(world(&[]), u64::MAX);
    let country = session.panel().roster().key(CountryId(1));
    let question = Question { country: Some(country), ..Question::of(WELLS) };
    let found = session.what_if(&question, 40, &GO_ON).unwrap().unwrap();
    for outcome in &found.outcomes {
        let appraised = |year: &&crate::YearOfOutcome| (found.years.0..=found.years.1).contains(&year.year);
        let sum: f64 = outcome.by_year.iter().filter(appraised).map(|year| year.difference.mean).sum();
        assert!((sum - outcome.difference.mean).abs() <= 1e-9 * (1.0 + sum.abs()), "{}", outcome.id);
        assert_eq!(outcome.of_country.is_empty(), outcome.is_cost);
        for year in outcome.by_year.iter().chain(&outcome.of_country) {
            assert!(year.reference.quantiles.is_sorted() && year.portfolio.quantiles.is_sorted());
        }
    }
    assert!(found.outcomes[0].by_year.iter().any(|year| year.difference.quantiles != [0.0; 7]));
}

#[test]
fn a_budget_that_is_short_is_told_with_its_years() {
    let session = session(world(&[]), u64::MAX);
    let short = |toml: &str| session.what_if(&Question::of(toml), 4, &GO_ON).unwrap().unwrap().short;
    assert_eq!(short(WELLS), []);
    let saved = format!("{WELLS}whole = true\nbudget = {{ amount = 400, carry_over = true }}\n");
    let told = ShortOfMoney { measure: "wells".to_owned(), years: "2002-2003".to_owned() };
    assert_eq!(short(&saved), [told]);
}

#[test]
fn mistakes_are_told_with_their_place_before_anything_is_simulated() {
    let session = session(world(&[]), u64::MAX);
    let refused = |question: Question| session.ask(&question).unwrap_err().to_string();
    let with = |from: &str, to: &str| Question::of(&WELLS.replace(from, to));
    for (question, words) in [
        (with("measure = \"wells\"", "measure = \"well\""), "portfolio.toml:7"),
        (with("amount = 1", "amount = \"much\""), "portfolio.toml:9"),
        (with("amount = 1", "amount = -1"), "portfolio.toml:9"),
        (with("id = \"wells\"", "id = \"../wells\""), "portfolio.toml"),
        (with("id = \"wells\"", "id = \"reference\""), "portfolio.toml"),
        (with("role = \"alternative\"", "role = \"reference\""), "portfolio.toml"),
        (Question { discount: Some(1.5), ..Question::of(WELLS) }, "discount: 1.5"),
        (Question { setting: Some("none".to_owned()), ..Question::of(WELLS) }, "setting: "),
        (Question { country: Some("XXX".to_owned()), ..Question::of(WELLS) }, "country: `XXX`"),
    ] {
        let told = refused(question);
        assert!(told.contains(words), "{told}");
    }
    for (id, value, interval) in [
        ("dig", 1.0, None),
        ("digging", 1.0, Some([2.0, 3.0])),
        ("digging", f64::NAN, None),
        ("price", -1.0, None),
    ] {
        let effects = vec![EffectChange { id: id.to_owned(), value, interval }];
        let told = refused(Question { effects, ..Question::of(WELLS) });
        assert!(told.contains("evidence"), "{told}");
    }
    assert_eq!(session.laid(), (0, 0));
}

#[test]
fn a_cancelled_answer_is_none_and_goes_on_later() {
    let session = session(world(&[]), u64::MAX);
    let stop = AtomicBool::new(true);
    let mut inquiry = session.ask(&Question::of(WELLS)).unwrap();
    assert!(session.answer(&mut inquiry, 40, &stop).unwrap().is_none() && !session.lay(40, &stop).unwrap());
    let found = answered(&session, &mut inquiry, 40);
    assert!(session.lay(40, &GO_ON).unwrap());
    // Threads may ask at the same time.
    let again = std::thread::scope(|scope| {
        let asked = [(); 3].map(|()| scope.spawn(|| session.what_if(&Question::of(WELLS), 40, &GO_ON)));
        asked.map(|asked| asked.join().unwrap().unwrap().unwrap())
    });
    assert!(again.iter().all(|other| *other == found));
}
