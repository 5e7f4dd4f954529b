//! `report build` and `report diff` on runs of the small world.

use std::path::{Path, PathBuf};

use forefend_report::{Brief, Document, quantities};
use serde_json::Value;

use crate::in_small_world::Small;
use crate::{program, text};

/// The small world with something to tell: a figure, a chance, a portfolio and a recommendation.
fn told() -> Small {
    let small = Small::new();
    tell(&small.folder.path().join("world"));
    small
}

fn tell(world: &Path) {
    let add = |file: &str, more: &str| {
        let path = world.join(file);
        let before = std::fs::read_to_string(&path).unwrap_or_default();
        std::fs::write(path, before + more).unwrap();
    };
    add("report.toml", "[[fan]]\nvariable = \"share\"\n");
    add(
        "threats/war.toml",
        "[[chance]]\nid = \"half\"\ntitle = \"Half of all states are in conflict\"\nvariable = \"share\"\nat_least = 0.5\nby = [2003, 2006]\n",
    );
    add("portfolios/mine.toml", forefend_fixtures::folder::ALTERNATIVE);
    add(
        "recommendations.toml",
        "[[recommendation]]\nid = \"missions\"\narea = \"Conflict\"\naction = \"Send missions\"\nowner = \"all\"\nmeasures = [\"missions\"]\n\
         portfolio = \"everywhere-at-war\"\noutcome = \"battle_deaths\"\ntrigger = \"War\"\nstatus = \"not\"\nbasis = \"made up\"\n",
    );
}

/// A run of `assess`.
fn assessed(small: &Small, more: &[&str]) -> PathBuf {
    small.folder(&[&["assess", "--draws", "60", "--to", "2006", "--no-track"], more].concat())
}

fn run(words: &[&str]) -> std::process::Output {
    program(words, &[]).output().unwrap()
}

fn word(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn done(words: &[&str]) -> String {
    let output = run(words);
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

fn difference(words: &[&str]) -> Value {
    serde_json::from_str(&done(&[&["report", "diff", "--json"], words].concat())).unwrap()
}

/// The lines of a file with what differs from build to build taken out.
fn steady(text: &str, run: &Path) -> String {
    let brief: Brief = serde_json::from_slice(&std::fs::read(run.join("report.json")).unwrap()).unwrap();
    let facts = &brief.run;
    let mut text = text.to_owned();
    for (found, name) in [
        (&facts.id, "RUN"),
        (&facts.code_version, "CODE"),
        (&facts.created, "DAY"),
        (&facts.data_digest, "DATA"),
        (&facts.world_digest, "WORLD"),
    ] {
        text = text.replace(found.as_str(), name);
    }
    text
}

#[test]
fn a_report_is_built_from_a_kept_run_with_its_numbers_to_the_bit() {
    let small = told();
    let kept = assessed(&small, &[]);
    let out = small.folder.path().join("built");
    let page = small.path("built/report.html");
    done(&["report", "build", word(&kept), "--template", "brief", "--out", word(&out)]);
    let built = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
    insta::assert_snapshot!("built_brief", steady(&built("report.md"), &kept));
    assert!(Path::new(&page).exists() && built("report.html").contains("@page"));
    done(&["report", "build", word(&kept), "--format", "json", "--out", word(&out)]);
    assert!(
        !Path::new(&page).exists() && !out.join("report.md").exists(),
        "an older report would be taken for this one's"
    );
    let document: Document = serde_json::from_str(&built("report.json")).unwrap();
    let numbers = crate::in_small_world::numbers(&kept);
    let mut found = 0;
    for quantity in quantities(&document) {
        let (run, query) = quantity.trace.split_once(':').unwrap();
        assert_eq!(run, document.run.id);
        if let Some(value) = numbers.get(query) {
            assert_eq!(value.to_bits(), quantity.value.to_bits(), "{query}");
            found += 1;
        }
    }
    assert!(found > 10, "{found} numbers of the report stand in numbers.csv");
    let metadata: Value = serde_json::from_str(&built("ro-crate-metadata.json")).unwrap();
    assert!(metadata["@graph"].as_array().unwrap().len() > 6);
    assert!(built("provenance.csv").lines().count() > 10);
}

#[test]
fn a_run_that_keeps_no_report_or_was_touched_is_refused_with_the_command_that_makes_one() {
    let small = told();
    let refused = |words: &[&str], code: i32, wanted: &str| {
        let output = run(words);
        let error = text(&output.stderr);
        assert!(output.status.code() == Some(code) && error.contains(wanted), "{words:?}: {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    };
    let project = small.folder(&["project", "--draws", "20", "--to", "2004"]);
    refused(&["report", "build", word(&project)], 2, "forefend assess --seed 1 --draws 20");
    refused(&["report", "build", "no-such-run"], 2, "forefend run list");
    refused(
        &["report", "build", "no-such-run"],
        2,
        "of a run made with --out DIR give the folder, DIR/runs/ID",
    );
    let kept = assessed(&small, &[]);
    refused(
        &["report", "build", word(&kept), "--template", "country", "--country", "XXX"],
        2,
        "no country `XXX`",
    );
    let path = kept.join("report.json");
    let touched = std::fs::read_to_string(&path).unwrap().replacen("\"title\": \"", "\"title\": \"Not ", 1);
    std::fs::write(&path, touched).unwrap();
    refused(&["report", "build", word(&kept)], 5, "not those that were written");
}

#[test]
fn a_run_differs_in_nothing_from_itself_and_by_chance_alone_from_another_seed() {
    let small = told();
    let (one, other) = (assessed(&small, &[]), assessed(&small, &["--seed", "2"]));
    let same = difference(&[word(&one), word(&one)]);
    assert_eq!((same["moved"].as_array().unwrap().len(), &same["luck"]), (0, &"same".into()));
    assert!(
        same["inputs"].as_array().unwrap().is_empty() && same["compared"].as_u64().unwrap() > 2,
        "{same}"
    );
    let seeds = difference(&[word(&one), word(&other)]);
    assert_eq!(seeds["steps"][0]["causes"], serde_json::json!(["chance"]));
    let moved = seeds["moved"].as_array().unwrap();
    assert!(!moved.is_empty() && seeds["luck"] == "other");
    // Nothing but luck differs, so hardly a number lies four standard errors away.
    for number in moved {
        let (moved, error) = (number["moved"].as_f64().unwrap(), number["chance"].as_f64().unwrap());
        assert!(moved.abs() <= 4.0 * error + 1e-12, "{number}");
    }
    assert!(done(&["report", "diff", word(&one), word(&other)]).contains("All of it is chance."));
}

#[test]
fn a_changed_file_and_another_seed_are_taken_apart_by_a_run_in_between() {
    let small = told();
    let old = assessed(&small, &[]);
    let seeded = assessed(&small, &["--seed", "2"]);
    let threat = small.folder.path().join("world/threats/war.toml");
    let declared = std::fs::read_to_string(&threat).unwrap();
    std::fs::write(&threat, declared.replace("25 * conflict", "30 * conflict")).unwrap();
    let (middle, new) = (assessed(&small, &[]), assessed(&small, &["--seed", "2"]));
    let whole = difference(&[word(&old), word(&new), "--through", word(&middle), "--alone", word(&seeded)]);
    let causes: Vec<&Value> = whole["steps"].as_array().unwrap().iter().map(|step| &step["causes"]).collect();
    assert_eq!(causes, [&serde_json::json!(["model_files"]), &serde_json::json!(["chance"])], "{whole}");
    for number in whole["moved"].as_array().unwrap() {
        let parts: Vec<f64> =
            number["parts"].as_array().unwrap().iter().map(|part| part.as_f64().unwrap()).collect();
        let moved = number["moved"].as_f64().unwrap();
        assert!((parts.iter().sum::<f64>() - moved).abs() <= 1e-9 * (1.0 + moved.abs()), "{number}");
        assert!(number["interaction"].is_number(), "{number}");
    }
    let said = done(&["report", "diff", word(&old), word(&middle)]);
    assert!(
        said.contains("threats/war.toml changed") && said.contains("All of it comes from model files"),
        "{said}"
    );
    assert!(!said.contains("Half of all states"), "what does not read the deaths does not move: {said}");
}

#[test]
fn runs_in_between_are_made_and_take_four_causes_apart_in_two_orders() {
    let small = told();
    let old = assessed(&small, &[]);
    let later = small.folder.path().join("later");
    forefend_fixtures::folder::write_release(&later, 2001, 0.01);
    tell(&later);
    let threat = later.join("threats/war.toml");
    let declared = std::fs::read_to_string(&threat).unwrap();
    std::fs::write(&threat, declared.replace("25 * conflict", "30 * conflict")).unwrap();
    let (worlds, out) = ([small.path("world"), small.path("later")], small.path("out"));
    let asked = ["assess", "--draws", "60", "--to", "2006", "--no-track", "--json", "--seed", "2"];
    let asked = [&asked[..], &["--as-of", "2001-12", "--world", &worlds[1], "--out", &out]].concat();
    let facts: Value = serde_json::from_str(&done(&asked)).unwrap();
    let new = PathBuf::from(facts["folder"].as_str().unwrap());
    let runs = small.path("out/runs");
    let made = ["--attribute", "--old-world", &worlds[0], "--new-world", &worlds[1], "--runs", &runs];
    let whole = difference(&[&[word(&old), word(&new)], &made[..]].concat());
    let causes: Vec<&str> =
        whole["steps"].as_array().unwrap().iter().map(|step| step["causes"][0].as_str().unwrap()).collect();
    assert_eq!(causes, ["revised_data", "new_data", "model_files", "chance"]);
    let numbers = |value: &Value| -> Vec<f64> {
        value.as_array().unwrap().iter().map(|part| part.as_f64().unwrap()).collect()
    };
    let moved = whole["moved"].as_array().unwrap();
    let mut through_each_other = 0;
    for number in moved {
        let total = number["moved"].as_f64().unwrap();
        for parts in [numbers(&number["parts"]), numbers(&number["reverse"])] {
            assert_eq!(parts.len(), 4);
            assert!((parts.iter().sum::<f64>() - total).abs() <= 1e-9 * (1.0 + total.abs()), "{number}");
        }
        through_each_other += usize::from(numbers(&number["parts"]) != numbers(&number["reverse"]));
    }
    assert!(through_each_other > 0, "{whole}");
    // The share in conflict does not read the deaths: nothing of it comes from the file, in either order.
    let half = moved.iter().find(|number| number["title"].as_str().unwrap().starts_with("Half of all"));
    for parts in half.map(|number| [&number["parts"], &number["reverse"]]).into_iter().flatten() {
        assert_eq!(numbers(parts)[2], 0.0, "{half:?}");
    }
    // Three runs in between for each order, and made once.
    assert_eq!(std::fs::read_dir(&runs).unwrap().count(), 2 + 6);
    let said = done(&[&["report", "diff", word(&old), word(&new)], &made[..]].concat());
    assert!(said.contains("revised data, then new data, then model files, then chance"), "{said}");
    let swapped = ["report", "diff", word(&old), word(&new), "--attribute", "--old-world", &worlds[1]];
    let output = run(&swapped);
    let error = text(&output.stderr);
    assert!(
        error.contains("--old-world: not the files that run") && error.contains("threats/war.toml"),
        "{error}"
    );
}
