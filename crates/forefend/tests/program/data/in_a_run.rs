//! Series of a user's own from TOML entry to run: of pairs, and of countries in a formula.

use std::path::{Path, PathBuf};

use forefend_panel::Panel;

use crate::{copy_of_world, forefend, text};

/// The example of docs/data.md and docs/axes.md of a series of pairs, as a reader would copy it: listed, described, and read by
/// a variable of a run.
#[test]
fn the_example_of_a_series_of_pairs_works() {
    let block = |page: &str, heading: &str, language: &str, nth: usize| {
        let file = format!("{}/../../docs/{page}", env!("CARGO_MANIFEST_DIR"));
        let page = std::fs::read_to_string(file).unwrap();
        let after = page.split(heading).nth(1).unwrap().split(&format!("```{language}\n")).nth(nth).unwrap();
        after.split("```").next().unwrap().to_owned()
    };
    let folder = tempfile::tempdir().unwrap();
    let world = folder.path().join("world");
    copy_of_world(&world);
    let (of_data, of_axes) =
        ("\n## A series of pairs, groups or sites", "\n## A series of the panel on an axis");
    append(&world.join("indicators.toml"), &format!("\n{}", block("data.md", of_data, "toml", 1)));
    std::fs::create_dir(world.join("data")).unwrap();
    std::fs::write(world.join("data/aid.csv"), block("data.md", of_data, "csv", 1)).unwrap();
    append(&world.join("axes.toml"), &format!("\n{}", block("axes.md", of_axes, "toml", 1)));
    append(
        &world.join("drivers/poverty_and_inequality.toml"),
        &format!("\n{}", block("axes.md", of_axes, "toml", 2)),
    );
    append(&world.join("simulation.toml"), "aid_pair = [\"aid\"]\n");
    let path = world.to_str().unwrap();
    let described = forefend(&["data", "describe", "aid", "--json", "--world", path]);
    let facts: serde_json::Value = serde_json::from_str(&text(&described.stdout)).unwrap();
    let entry = &facts["entry"];
    assert_eq!(
        (&entry["axis"], &entry["units"], &entry["values"]),
        (&"aid_pair".into(), &4.into(), &8.into())
    );
    let listed = text(&forefend(&["data", "list", "--world", path]).stdout);
    assert!(
        listed.contains("axis aid_pair: From giver to receiver (directed-pairs), 4 units in 1 series"),
        "{listed}"
    );
    let out = folder.path().join("out");
    let run = forefend(&["project", "--draws", "20", "--world", path, "--out", out.to_str().unwrap()]);
    assert!(run.status.success(), "{}", text(&run.stderr));
    let written = crate::files(&out);
    let part = |path: &&PathBuf| path.file_name().unwrap().to_string_lossy().starts_with("aid_pair-");
    assert!(written.iter().any(|path| part(&path)), "{written:?}");
}

/// A world with a series of its own, `trade`, that a formula reads.
fn world_with_trade(folder: &Path) -> PathBuf {
    let world = folder.join("world");
    copy_of_world(&world);
    let panel = Panel::read_dir(&world.join("snapshot")).unwrap();
    let mut csv = "iso3,year,exports\n".to_owned();
    for country in panel.roster().iter().filter(|country| country.is_present_day()) {
        let Some(iso3) = country.iso3() else { continue };
        for year in 1960..=2024 {
            let wave = f64::from((year * 7 + i16::try_from(country.id.0).unwrap() * 3) % 40);
            csv.push_str(&format!("{iso3},{year},{}\n", 0.1 + wave / 100.0));
        }
    }
    std::fs::create_dir(world.join("data")).unwrap();
    std::fs::write(world.join("data/trade.csv"), csv).unwrap();
    append(
        &world.join("indicators.toml"),
        r#"
[[indicator]]
id = "trade"
csv = "data/trade.csv"
columns = { country = "iso3", value = "exports" }
title = "Trade of our own"
unit = "share of GDP"
source = "Our ministry"
licence = "CC BY 4.0"
release_lag_months = 12
bounds = { lower = 0.0 }
"#,
    );
    append(
        &world.join("drivers/poverty_and_inequality.toml"),
        r#"
[[variable]]
name = "trade"
title = "Trade"
unit = "share of GDP"
kind = "path"
indicator = "trade"
path = "frozen"
"#,
    );
    let file = world.join("drivers/poverty_and_inequality.toml");
    let before = std::fs::read_to_string(&file).unwrap();
    let after = before.replacen("~ lag(gdppc_growth)", "~ lag(trade) + lag(gdppc_growth)", 1);
    assert_ne!(before, after, "the formula has changed: mend this test");
    std::fs::write(&file, after).unwrap();
    world
}

fn append(file: &Path, more: &str) {
    let text = std::fs::read_to_string(file).unwrap();
    std::fs::write(file, text + more).unwrap();
}

#[test]
fn an_own_series_enters_a_formula_the_digest_and_the_list() {
    let folder = tempfile::tempdir().unwrap();
    let world = world_with_trade(folder.path());
    let path = world.to_str().unwrap();
    let assess = |out: &str| -> serde_json::Value {
        let out = folder.path().join(out);
        let arguments = [
            "assess",
            "--no-track",
            "--draws",
            "20",
            "--json",
            "--world",
            path,
            "--out",
            out.to_str().unwrap(),
        ];
        let output = forefend(&arguments);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let facts: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let run = PathBuf::from(facts["folder"].as_str().unwrap());
        let parameters = std::fs::read_to_string(run.join("parameters.json")).unwrap();
        assert!(parameters.contains("lag(trade)"), "the formula reads the series");
        serde_json::from_str(&std::fs::read_to_string(run.join("manifest.json")).unwrap()).unwrap()
    };
    let before = assess("before");
    let file = world.join("data/trade.csv");
    let csv = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, csv.replacen(",0.1\n", ",0.1000001\n", 1)).unwrap();
    let after = assess("after");
    assert_ne!(before["data"], after["data"], "the digest of the data sees one changed cell");
    assert_ne!(before["parameters"], after["parameters"]);
    let output = forefend(&["data", "list", "--world", path]);
    assert!(text(&output.stdout).contains("\ntrade*  "), "{}", text(&output.stdout));
}

/// Rows that an equation loses to a short series are told with the series, and so are states without a value.
#[test]
fn what_a_short_series_costs_a_fit_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let world = world_with_trade(folder.path());
    let file = world.join("data/trade.csv");
    let csv = std::fs::read_to_string(&file).unwrap();
    let late = |line: &&str| {
        line.starts_with("iso3") || (line.split(',').nth(1) >= Some("1990") && !line.starts_with("UGA"))
    };
    let kept: Vec<&str> = csv.lines().filter(late).collect();
    std::fs::write(&file, kept.join("\n")).unwrap();
    let out = folder.path().join("out");
    let words = ["project", "--draws", "20", "--to", "2027", "--world", world.to_str().unwrap(), "--out"];
    let ran = forefend(&[&words[..], &[out.to_str().unwrap()]].concat());
    let notes = text(&ran.stderr);
    assert!(ran.status.success(), "{notes}");
    assert!(notes.contains("`trade` has no value of ") && notes.contains("Uganda"), "{notes}");
    assert!(
        notes.contains("`gdppc_growth` is fitted without ")
            && notes.contains("which have no value of `trade` ("),
        "{notes}"
    );
}
