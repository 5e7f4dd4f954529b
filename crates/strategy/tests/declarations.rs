//! Evidence, measures, portfolios and settings as an analyst writes them, right and wrong.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::PathBuf;

use forefend_simulate::WorldFiles;
use forefend_strategy::evidence::Use;
use forefend_strategy::measure::{Measures, Setting};
use forefend_strategy::{portfolio, setting};

const EVIDENCE: &str = r#"
[[effect]]
id = "deaths"
measure = "troops"
acts_on = "battle deaths"
quantity = "change at 10,000"
value = -0.70
unit = "share"
saturates_at = 10000.0
source = "a paper"
how_known = "read"
grade = "D4"
use = "model"

[[effect]]
id = "level"
measure = "troops"
acts_on = "level"
quantity = "log ratio per 1,000"
value = -0.06
standard_deviation = 0.06
unit = "log ratio"
source = "assumption"
how_known = "assumption"
grade = "F6"
use = "model"

[[effect]]
id = "killing"
measure = "troops"
acts_on = "killing"
quantity = "log ratio per 1,000"
value = 2.0
low = 1.0
high = 3.0
interval = "95%"
unit = "log ratio"
source = "a paper"
how_known = "measured"
grade = "B2"
use = "model"

[[effect]]
id = "cost"
measure = "troops"
acts_on = "cost"
quantity = "a person-year"
value = 48.0
unit = "US$ thousand"
source = "a paper"
how_known = "read"
grade = "D4"
use = "model"

[[effect]]
id = "package"
measure = "troops"
acts_on = "war"
quantity = "change"
value = -0.67
unit = "share"
source = "a paper"
how_known = "read"
grade = "C3"
use = "comparison only"
"#;

const MEASURES: &str = r#"
[[measure]]
id = "troops"
title = "Troops"
element = "intervention"
unit = "troops"
cost = { evidence = "cost", scale = 1e3 }
[[measure.effect]]
evidence = "deaths"
lever = "severity"
form = "relative change"
amount = 10000
relative_deviation = 0.5
[[measure.effect]]
evidence = "level"
lever = "hazard"
form = "log ratio"
amount = 1000
[[measure.effect]]
evidence = "killing"
lever = "killing"
form = "log ratio"
amount = 1000
"#;

fn world(evidence: &str, measures: &str, more: &[(&str, &str)]) -> WorldFiles {
    let mut files = vec![("evidence/all.toml", evidence), ("measures.toml", measures)];
    files.extend_from_slice(more);
    let owned = files.into_iter().map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
    WorldFiles::new("world", owned)
}

fn as_published(discount: f64, assumptions: bool) -> Setting {
    Setting { id: "s".into(), title: "s".into(), discount, assumptions, strength: 1.0, without: Vec::new() }
}

#[test]
fn evidence_becomes_a_shift_per_unit_on_the_logarithmic_scale() {
    let measures = Measures::load(&world(EVIDENCE, MEASURES, &[])).unwrap();
    let effects = measures.effects(&as_published(0.5, true)).unwrap();
    let find = |name: &str| effects.iter().find(|effect| effect.evidence == name).unwrap();
    // ln(1 - 0.70) = -1.2039728 over 10,000 troops, spread half of it, saturating where the data end.
    let deaths = find("deaths");
    assert!((deaths.mean * 1e4 + 1.203_972_804).abs() < 1e-8);
    assert!((deaths.standard_deviation * 1e4 - 0.601_986_402).abs() < 1e-8);
    assert_eq!((deaths.saturation, deaths.discount), (10_000.0, 0.5));
    // A normal assumption: as it is, undiscounted, without an edge.
    let level = find("level");
    assert_eq!((level.mean, level.standard_deviation), (-0.06 / 1000.0, 0.06 / 1000.0));
    assert_eq!((level.saturation, level.discount), (f64::INFINITY, 0.0));
    // A 95 % interval of +-1 is a standard deviation of 1 / 1.96.
    assert!((find("killing").standard_deviation * 1000.0 - 0.510_213_4).abs() < 1e-6);
}

#[test]
fn assumptions_can_be_switched_off_and_costs_are_scaled() {
    let measures = Measures::load(&world(EVIDENCE, MEASURES, &[])).unwrap();
    let effects = measures.effects(&as_published(0.0, false)).unwrap();
    assert!(effects.iter().all(|effect| effect.evidence != "level"));
    assert_eq!(measures.unit_cost(measures.get("troops").unwrap()).unwrap(), 48_000.0);
}

#[test]
fn the_effect_of_a_draw_is_discounted_and_shared_by_all_portfolios() {
    let measures = Measures::load(&world(EVIDENCE, MEASURES, &[])).unwrap();
    let full = measures.effects(&as_published(0.0, true)).unwrap();
    let half = measures.effects(&as_published(0.5, true)).unwrap();
    for (full, half) in full.iter().zip(&half).filter(|(full, _)| full.evidence != "level") {
        assert_eq!(full.in_draw(1, 7) * 0.5, half.in_draw(1, 7));
        assert_ne!(full.in_draw(1, 7), full.in_draw(1, 8));
    }
}

#[test]
fn a_cost_is_drawn_from_its_interval_on_the_same_luck_for_every_portfolio() {
    let interval = "value = 48.0\nlow = 24.0\nhigh = 96.0\ninterval = \"95%\"";
    let draws = |evidence: &str| -> Vec<f64> {
        let measures = Measures::load(&world(evidence, MEASURES, &[])).unwrap();
        let troops = measures.get("troops").unwrap();
        let mut costs: Vec<f64> =
            (0..4000).map(|draw| measures.unit_cost_in_draw(troops, 1, draw).unwrap()).collect();
        costs.sort_by(f64::total_cmp);
        costs
    };
    let costs = draws(&EVIDENCE.replace("value = 48.0", interval));
    // 2.5, 50 and 97.5 % of 4,000 draws, within four Monte Carlo standard errors (0.007 and 0.015 of the logarithm).
    for (position, expected, error) in [(100, 24e3, 0.06), (2000, 48e3, 0.028), (3900, 96e3, 0.06)] {
        assert!((costs[position] / expected - 1.0).abs() < error, "{} is not {expected}", costs[position]);
    }
    assert!(draws(EVIDENCE).iter().all(|cost| *cost == 48_000.0), "no interval, no spread");
}

fn refused(evidence: &str, measures: &str, wanted: &[&str]) {
    let error = match Measures::load(&world(evidence, measures, &[])) {
        Ok(measures) => measures.effects(&as_published(0.0, true)).expect_err("must be refused").to_string(),
        Err(error) => error.to_string(),
    };
    for part in wanted {
        assert!(error.contains(part), "{error:?} does not say {part:?}");
    }
}

#[test]
fn mistakes_in_evidence_and_measures_are_named() {
    let measures = |from: &str, to: &str| MEASURES.replacen(from, to, 1);
    refused(EVIDENCE, &measures("\"deaths\"", "\"death\""), &["unknown evidence `death`", "`deaths`"]);
    refused(EVIDENCE, &measures("\"deaths\"", "\"package\""), &["`package`", "use = \"model\""]);
    refused(EVIDENCE, &measures("\"hazard\"", "\"severity\""), &["lever `severity` twice", "alternatives"]);
    refused(EVIDENCE, &measures("relative_deviation = 0.5\n", ""), &["`deaths`", "relative_deviation"]);
    let again = MEASURES.replacen("[[measure]]", "[[measure]]\nid = \"troops\"\ntitle = \"T\"\nelement = \"e\"\nunit = \"u\"\ncost = { evidence = \"cost\", scale = 1 }\n[[measure]]", 1);
    refused(EVIDENCE, &again, &["measure `troops` is declared twice"]);
    let twice = format!("{EVIDENCE}{}", &EVIDENCE[..EVIDENCE.find("\n\n").unwrap()]);
    refused(&twice, MEASURES, &["`deaths` is declared twice"]);
    refused(&EVIDENCE.replace("high = 3.0", "high = 1.5"), MEASURES, &["[1, 1.5] does not hold 2"]);
}

#[test]
fn a_price_year_outside_the_deflator_is_told_at_its_own_line() {
    let priced = EVIDENCE.replacen("value = 48.0\n", "value = 48.0\nprice_year = 2026\n", 1);
    let line = 1 + priced[..priced.find("price_year").unwrap()].matches('\n').count();
    let deflator = "base = 2020\nsource = \"a table\"\nfirst = 2020\nrise = [1.0, 2.0]\n";
    let told =
        |more: &[(&str, &str)]| Measures::load(&world(&priced, MEASURES, more)).unwrap_err().to_string();
    let error = told(&[("deflator.toml", deflator)]);
    let place = format!("evidence/all.toml:{line}: evidence `cost`: price_year = 2026 has no deflator; ");
    assert!(error.contains(&place), "{error}");
    assert!(error.ends_with("use 2021, the last year that deflator.toml has, or add 2026 there"), "{error}");
    let error = told(&[]);
    assert!(error.contains(&place) && error.contains("there is no deflator.toml"), "{error}");
}

#[test]
fn exactly_one_portfolio_is_the_reference() {
    let text = |role: &str| format!("id = \"a\"\ntitle = \"A\"\nsummary = \"a\"\nrole = \"{role}\"\n");
    let load = |files: &[(&str, &str)]| portfolio::load(&world(EVIDENCE, MEASURES, files));
    let (reference, other) = (text("reference"), text("alternative").replace("\"a\"", "\"b\""));
    let both = [("portfolios/a.toml", other.as_str()), ("portfolios/z.toml", reference.as_str())];
    let found: Vec<String> = load(&both).unwrap().into_iter().map(|portfolio| portfolio.id).collect();
    assert_eq!(found, ["a", "b"], "the reference leads whatever its file is called");
    let none = load(&[("portfolios/a.toml", other.as_str())]).unwrap_err().to_string();
    assert!(none.contains("0 portfolios have role = \"reference\""), "{none}");
    let same = load(&[("portfolios/a.toml", &reference), ("portfolios/b.toml", &reference)]).unwrap_err();
    assert!(same.to_string().contains("also declared in portfolios/a.toml"), "{same}");
}

#[test]
fn a_discount_lies_between_nothing_and_everything() {
    let text = "from = 2027\n[[setting]]\nid = \"x\"\ntitle = \"X\"\ndiscount = 1.5\nassumptions = true\n";
    let error =
        setting::load(&world(EVIDENCE, MEASURES, &[("appraisal.toml", text)])).unwrap_err().to_string();
    assert!(error.contains("`x`") && error.contains("[0, 1]"), "{error}");
}

/// Every row of the two tables of sources is in the register, with its place in the source; what carries no size sets none.
#[test]
fn the_register_holds_every_row_of_the_sources() {
    let world = WorldFiles::new("world", forefend_world::files());
    let rows = forefend_strategy::evidence::load(&world).unwrap();
    assert!(rows.iter().all(|row| !row.locator.is_empty() && !row.how_known.is_empty()));
    for row in rows.iter().filter(|row| row.quantity.starts_with("direction")) {
        assert!(row.value.is_none() && row.purpose != Use::Model, "{} sets a size", row.id);
    }
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let folder = std::env::var_os("FOREFEND_DATA").map_or_else(|| PathBuf::from(default), PathBuf::from);
    let mut sources = 0;
    for file in ["evidence.csv", "evidence_2026-11.csv"] {
        let Ok(text) = std::fs::read_to_string(folder.join(file)) else {
            let required = std::env::var("FOREFEND_REQUIRE_DATA").is_ok_and(|value| value == "1");
            assert!(!required, "no {file}; set FOREFEND_DATA to the folder of the source data");
            println!("skipped: no {file}");
            return;
        };
        for id in text.lines().skip(1).filter_map(|line| line.split(',').next()) {
            assert!(rows.iter().any(|row| row.id == id), "{file}: `{id}` is not in world/evidence");
            sources += 1;
        }
    }
    assert_eq!(sources, 27 + 109);
}
