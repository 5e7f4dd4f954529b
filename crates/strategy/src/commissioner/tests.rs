//! Files of commissioners: what is taken, and what is refused with place and remedy.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use super::*;
use crate::{principle, setting};

const FILE: &str = "commissioners/a.toml";
const WHOLE: &str = "id = \"a\"\ntitle = \"A\"\nsummary = \"a\"\nsettings = [\"halved\"]\nfutures = \"mean\"\n\
    discount_rate = 0.02\nrequires = [\"do_no_harm\"]\nscenario = \"ssp245\"\n[weights]\nbattle_deaths = 3\ncost = 1\n";

fn load_one(text: &str) -> Result<Vec<Commissioner>, StrategyError> {
    let files = forefend_world::files().into_iter().filter(|(path, _)| !path.starts_with("commissioners/"));
    let world = WorldFiles::new("world", files).with(FILE, text.as_bytes());
    let (outcomes, appraisal) = (Outcomes::load(&world).unwrap(), setting::load(&world).unwrap());
    let principles = principle::load(&world, &outcomes).unwrap();
    load(&world, Known { outcomes: &outcomes, appraisal: &appraisal, principles: &principles })
}

#[test]
fn weights_are_shares_in_the_order_of_outcomes() {
    let found = load_one(WHOLE).unwrap().remove(0);
    let weights: Vec<f64> = found.weights.iter().map(|(_, weight)| *weight).collect();
    assert_eq!(weights, [0.75, 0.25]);
    assert_eq!((found.discount_rate, found.requires.len()), (0.02, 1));
}

#[test]
fn every_mistake_gets_one_error_with_file_line_and_remedy() {
    for (from, to, words) in [
        ("cost = 1", "cost = -1", &["a.toml:11", "cost = -1", "0 or more"][..]),
        ("cost = 1", "coast = 1", &["a.toml:11", "coast", "cost"]),
        ("battle_deaths = 3\ncost = 1", "battle_deaths = 0\ncost = 0", &["a.toml:9", "sum to nothing"]),
        ("battle_deaths = 3\ncost = 1\n", "", &["a.toml:9", "sum to nothing"]),
        ("cost = 1", "cost = nan", &["a.toml:11", "finite"]),
        ("[\"halved\"]", "[\"halfed\"]", &["a.toml:4", "setting", "halfed", "halved"]),
        ("[\"halved\"]", "[]", &["a.toml:1", "believes no setting"]),
        ("do_no_harm", "do_harm", &["a.toml:7", "principle", "do_harm"]),
        ("ssp245", "ssp999", &["a.toml:8", "scenario", "ssp999"]),
        ("0.02", "1.5", &["a.toml:6", "from 0 to 1"]),
        ("\"mean\"", "\"median\"", &["a.toml", "median"]),
        ("id = \"a\"", "id = \"a b\"", &["a.toml:1", "letters"]),
        ("title", "tittle", &["a.toml", "tittle"]),
    ] {
        assert!(WHOLE.contains(from), "{from}");
        let message = load_one(&WHOLE.replacen(from, to, 1)).unwrap_err().to_string();
        for word in words {
            assert!(message.contains(word), "{from} -> {to}: {message}");
        }
    }
}

#[test]
fn a_score_is_the_weighted_share_of_what_the_reference_has() {
    let outcomes = Outcomes::load(&WorldFiles::new("world", forefend_world::files())).unwrap();
    let commissioner = load_one(WHOLE).unwrap().remove(0);
    let (deaths, cost) = (outcomes.find("battle_deaths").unwrap(), outcomes.find("cost").unwrap());
    let totals =
        |d: [f64; 2], c: [f64; 2]| crate::outcome::Totals::from([(deaths, d.to_vec()), (cost, c.to_vec())]);
    let reference = totals([100.0, 300.0], [50.0, 50.0]);
    let scores = Scores::new(&commissioner, &outcomes, &reference);
    // A tenth fewer deaths of 200 on average, and twice the cost: 0.75 * 0.1 - 0.25 * 1.
    let score = scores.of(&totals([80.0, 280.0], [100.0, 100.0])).unwrap();
    assert!((score.value - (0.075 - 0.25)).abs() < 1e-12, "{score:?}");
    assert_eq!(score.better, 0.0);
    assert_eq!(scores.of(&reference).unwrap(), Score::NOTHING);
    let free = totals([100.0, 300.0], [0.0, 0.0]);
    assert_eq!(Scores::new(&commissioner, &outcomes, &free).without_scale, [cost]);
}
