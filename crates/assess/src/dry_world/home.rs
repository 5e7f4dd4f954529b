//! A home in a world that knows no conflict: risks, changes, who pays and the register, counted again from the parts.

use forefend_panel::{CountryId, Panel};
use forefend_report::yardstick::risk_register;
use forefend_report::{Home, RegisterCase};
use forefend_runs::Parts;
use forefend_simulate::WorldFiles;

use super::model::MODEL;
use super::{DRAWS, Quiet, REPORT, files, options, panel};
use crate::home::register;
use crate::{Asked, Options, Questions, appraise};

const HOME: &str = r#"
income = "loss"
population = "loss"
[[harm]]
id = "famine"
title = "Famine"
event = "a famine"
variable = "loss"
at_least = 300
deaths = true
[[harm]]
id = "drought"
title = "Drought"
event = "a drought"
variable = "water"
at_least = 1
[[change]]
id = "lost"
title = "Harvest lost"
variables = ["loss"]
years = "sum"
unit = "tonnes"
better = "less"
[[gap]]
id = "rain"
title = "Rain"
why = "nobody counts it"
"#;

/// The world with a home and wells that the friends of the well carry.
fn world(home: &str) -> WorldFiles {
    let (_, measures) = MODEL.iter().find(|(path, _)| *path == "measures.toml").unwrap();
    let cost = "cost = { evidence = \"price\", scale = 1 }";
    let basis = format!("{cost}\nbasis = {{ kind = \"preventive\", law = \"own\", carried_by = \"well\" }}");
    files(REPORT)
        .with("home.toml", home.as_bytes())
        .with("measures.toml", measures.replace(cost, &basis).as_bytes())
}

fn made(panel: &Panel, state: u16, block: u64) -> (Home, Parts, String, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { home: Some(CountryId(state)), block, ..options(folder.path()) };
    let names = ["wells".to_owned()];
    let asked = Asked { portfolios: &names, head_to_head: false, by: None, questions: Questions::default() };
    let found = appraise(&mut world(HOME), panel, &options, asked, &Quiet).unwrap();
    let numbers = std::fs::read_to_string(found.ran.folder.join("numbers.csv")).unwrap();
    (found.home.unwrap(), Parts::at(&found.ran.folder.join("reference")), numbers, folder)
}

#[test]
fn risks_and_totals_at_home_are_those_of_the_parts() {
    let (home, parts, numbers, _folder) = made(&panel(), 1, 16);
    let (mut famine, mut lost) = (vec![false; DRAWS as usize], vec![0.0; DRAWS as usize]);
    let mut all = vec![0.0; DRAWS as usize];
    parts
        .countries(&["loss"], &mut |row| {
            let (draw, value) = (row.draw as usize, row.values[0]);
            if row.country == 1 && (2002..=2006).contains(&row.year) {
                famine[draw] |= value >= 300.0;
                lost[draw] += value;
            }
            if row.country == 1 && (2002..=2008).contains(&row.year) {
                all[draw] += value;
            }
        })
        .unwrap();
    let risk = home.risks.iter().find(|risk| risk.id == "famine").unwrap();
    let share = famine.iter().filter(|famine| **famine).count() as f64 / DRAWS as f64;
    assert!(share > 0.0 && share < 1.0, "a test that can fail: {share}");
    assert_eq!(risk.chance.value, share);
    let yearly = lost.iter().sum::<f64>() / DRAWS as f64 / 5.0;
    assert!((risk.yearly.as_ref().unwrap().value - yearly).abs() < 1e-9 * yearly);
    let [median] = forefend_score::quantiles(&all, [0.5]);
    assert!((home.portfolios[0].changes[0].value - median).abs() < 1e-9 * median);
    assert!(home.risks.iter().any(|risk| risk.id == "drought" && risk.yearly.is_none()));
    assert!(numbers.contains(&format!("\nhome/GW 1/risk/famine/chance,{share}\n")), "{numbers}");
    // Wells act on some draws and not the other way round.
    let wells = &home.portfolios[1];
    assert!(wells.changes[0].low.unwrap() < 0.0 && wells.reversed[0].is_empty(), "{wells:?}");
}

#[test]
fn who_is_no_member_pays_nothing_and_the_only_one_with_income_pays_all() {
    let panel = panel();
    let paid = |state| {
        let (home, ..) = made(&panel, state, 40);
        (home.portfolios[1].pays.clone().unwrap().value, home.portfolios[1].share.clone().unwrap().value)
    };
    let (all, share) = paid(1);
    assert!(all > 0.0 && (share - 1.0).abs() < 1e-12, "{all} {share}");
    // State 4 is a member and lost nothing in 2000: in this world that is its income.
    assert_eq!(paid(4), (0.0, 0.0));
    assert_eq!(paid(2), (0.0, 0.0));
}

#[test]
fn a_home_is_the_same_whatever_the_blocks() {
    let panel = panel();
    let (one, other) = (made(&panel, 1, 7), made(&panel, 1, 40));
    let text = |home: &Home| serde_json::to_string(home).unwrap();
    assert_eq!(text(&one.0), text(&other.0));
    assert_eq!(one.2, other.2);
}

#[test]
fn the_register_scores_what_it_prints() {
    let (home, ..) = made(&panel(), 1, 16);
    assert_eq!(home.register.rows.len(), 1);
    let row = &home.register.rows[0];
    let scored = |case: &RegisterCase| {
        assert_eq!(case.likelihood[0], risk_register::likelihood(case.chance.value));
        assert_eq!(case.impact[0], risk_register::impact(case.deaths.value));
        let (low, high) = (case.chance.low.unwrap(), case.chance.high.unwrap());
        assert!(low < case.chance.value && case.chance.value < high, "{case:?}");
    };
    scored(&row.typical);
    scored(&row.worst);
    assert!(
        row.worst.deaths.value > row.typical.deaths.value
            && row.worst.chance.value < row.typical.chance.value
    );
    let text = register::csv(&home);
    let columns: Vec<usize> = text
        .lines()
        .map(|line| {
            csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes()).records().next()
        })
        .map(|record| record.unwrap().unwrap().len())
        .collect();
    assert!(columns.iter().all(|count| *count == columns[0]), "{columns:?}");
    // The drought has no deaths, and of seven dimensions one is scored.
    assert!(text.contains("Drought,") && text.contains("not scored: no deaths of it are simulated"));
    assert!(text.contains("essential services,") && text.contains("dimension of impact not measured"));
}

#[test]
fn mistakes_have_a_place_and_a_remedy() {
    let refused = |home: Option<&str>, state: u16, wanted: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        let options = Options { home: Some(CountryId(state)), ..options(folder.path()) };
        let world = home.map_or_else(|| files(REPORT), world);
        let error = crate::project(&world, &panel(), &options, None, &Quiet).unwrap_err().to_string();
        wanted.iter().for_each(|word| assert!(error.contains(word), "{error:?} does not say {word:?}"));
        assert!(!folder.path().join("reference").exists());
    };
    refused(None, 1, &["--home", "home.toml", "copy it"]);
    let wrong = HOME.replacen("variable = \"loss\"", "variable = \"los\"", 1);
    refused(Some(&wrong), 1, &["home.toml:", "`los`", "did you mean `loss`?"]);
    let series = format!("{HOME}\n[[series]]\nid = \"s\"\ntitle = \"S\"\nseries = \"heet\"\nunit = \"\"\n");
    refused(Some(&series), 1, &["home.toml:", "heet"]);
    let twice = HOME.replacen("id = \"drought\"", "id = \"famine\"", 1);
    refused(Some(&twice), 1, &["home.toml:12", "`famine` stands twice", "another id"]);
    let empty = HOME.replacen("variables = [\"loss\"]", "variables = []", 1);
    refused(Some(&empty), 1, &["home.toml:18", "`lost` is empty"]);
    let growth = HOME.replacen("deaths = true", "deaths = true\ngrowth = \"loss\"", 1);
    refused(Some(&growth), 1, &["home.toml:11", "`growth`", "give `loss` too"]);
    let axis = format!(
        "{HOME}\n[[tie]]\nid = \"t\"\ntitle = \"T\"\nseries = \"heat\"\nflow = \"both\"\ntold = \"sum\"\n"
    );
    refused(Some(&axis), 1, &["home.toml:", "by pair of countries", "`heat`"]);
    refused(Some(HOME), 99, &["--home", "not among those that are simulated"]);
}

#[test]
fn a_home_is_a_state_of_today() {
    let panel = WorldFiles::new("world", forefend_world::files()).panel().unwrap();
    let refused = |home: &str, wanted: &[&str]| {
        let error = crate::home_country(&panel, home).unwrap_err().to_string();
        wanted.iter().for_each(|word| assert!(error.contains(word), "{error:?} does not say {word:?}"));
        assert_eq!(error.matches("give ").count() + error.matches("did you mean").count(), 1, "{error:?}");
    };
    refused("Ugandaa", &["--home Ugandaa: no state is called so; did you mean `Uganda`?"]);
    refused(
        "XYZ",
        &["--home XYZ: no state is called so; give the ISO code of a state of today, such as UGA"],
    );
    refused("Congo", &["`Congo` may be", "give the code"]);
    refused("Puerto Rico", &["territory", "belongs to, USA"]);
    refused("GRL", &["Greenland", "territory", "belongs to, DNK"]);
    refused("Western Sahara", &["territory", "such as UGA"]);
    refused("German Democratic Republic", &["no more", "such as UGA"]);
    assert_eq!(crate::home_country(&panel, "uga").unwrap(), crate::home_country(&panel, "Uganda").unwrap());
}
