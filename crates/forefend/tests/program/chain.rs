//! The whole chain on the embedded snapshot.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

use forefend_report::{Brief, Judgement, Topic, elements_without_substance};
use forefend_runs::Parts;

use crate::{files, forefend, text};

const DRAWS: &str = "60";

/// One run for all tests of this file.
fn run() -> &'static Path {
    static RUN: OnceLock<tempfile::TempDir> = OnceLock::new();
    RUN.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        assess(folder.path(), &["--draws", DRAWS]);
        folder
    })
    .path()
}

fn assess(out: &Path, more: &[&str]) {
    let mut arguments = vec!["assess", "--quiet", "--out", out.to_str().unwrap()];
    arguments.extend_from_slice(more);
    let output = forefend(&arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(output.stdout.is_empty() && output.stderr.is_empty(), "--quiet is quiet");
}

fn run_folder(out: &Path) -> std::path::PathBuf {
    let runs: Vec<_> = std::fs::read_dir(out.join("runs")).unwrap().collect();
    assert_eq!(runs.len(), 1, "one run, nothing half-written beside it");
    runs.into_iter().next().unwrap().unwrap().path()
}

#[test]
fn every_element_of_the_mission_holds_a_number_of_the_run_or_says_that_there_is_none() {
    let html = std::fs::read_to_string(run().join("report.html")).unwrap();
    assert_eq!(elements_without_substance(&html), Vec::<String>::new());
}

#[test]
fn figures_show_what_was_observed_and_no_judgement_is_lost() {
    let report: serde_json::Value =
        serde_json::from_slice(&std::fs::read(run().join("report.json")).unwrap()).unwrap();
    let all = report["elements"].as_array().unwrap().iter().chain([&report["outlook"]]);
    let fans: Vec<&serde_json::Value> =
        all.flat_map(|part| part["fans"].as_array().into_iter().flatten()).collect();
    assert!(fans.len() >= 12, "{}", fans.len());
    for fan in fans {
        let observed = fan["observed"].as_array().unwrap();
        // Series of the digital age, and surveys of most people, are no older than this.
        let young = observed[0]["year"].as_i64().unwrap() >= 1995;
        let least = if young { 15 } else { 25 };
        assert!(observed.len() >= least, "{}: {} points observed", fan["id"], observed.len());
    }
    // World share of states in conflict in 2025: 34 of 174 simulated states.
    let share = &report["outlook"]["fans"][0]["observed"];
    let last = share.as_array().unwrap().last().unwrap();
    assert_eq!(last["year"], 2025);
    assert!((last["value"].as_f64().unwrap() - 34.0 / 174.0).abs() < 1e-12, "{last}");
}

#[test]
fn the_first_page_answers_every_question_in_words_without_statistics() {
    let report = std::fs::read(run().join("report.json")).unwrap();
    let brief: Brief = serde_json::from_slice(&report).unwrap();
    let page = &brief.first_page;
    for topic in Topic::ALL {
        assert!(page.on(topic).next().is_some(), "{topic:?}");
    }
    let wars = page.worst.as_ref().unwrap();
    let killed: Vec<f64> = wars.rows.iter().map(|row| row.amount.as_ref().unwrap().value).collect();
    assert!(killed.windows(2).all(|pair| pair[0] >= pair[1]));
    let said = |judgement: &Judgement| {
        format!(
            "{} {} {}",
            judgement.headline,
            judgement.sentence.text().unwrap(),
            judgement.confidence_reason
        )
    };
    let known = page.known.iter().map(|sentence| sentence.text().unwrap());
    let all: Vec<String> = known.chain(page.judgements.iter().map(said)).collect();
    let all = all.join("\n");
    let lower = all.to_lowercase();
    for word in
        ["brier", "auc", "crps", "log score", "interval score", "skill", "random walk", "persist", "views"]
    {
        assert!(!lower.contains(word), "{word}: {all}");
    }
    assert!(all.contains("What is known of armed conflict ends in December 2025."), "{all}");
    assert!(all.contains("Of ten names for new conflict"), "{all}");
    let chance = page.on(Topic::Record).find(|one| one.headline.contains("names for new conflict")).unwrap();
    let [named, came, by_chance, _] = &chance.sentence.quantities[..] else { panic!("{chance:?}") };
    assert_eq!(named.value, 60.0);
    assert!(came.value > by_chance.value, "a list that chance would match is no warning: {all}");
}

/// A name on a list says how often it stood there before and what came; reasons that all share are said once.
#[test]
fn lists_say_what_came_of_their_names_before() {
    let report = std::fs::read(run().join("report.json")).unwrap();
    let brief: Brief = serde_json::from_slice(&report).unwrap();
    for id in ["onset", "escalation", "ongoing"] {
        let list = brief.outlook.lists.iter().find(|list| list.id == id).unwrap();
        assert!(list.record.is_some());
        for row in &list.rows {
            let named = row.named.unwrap();
            assert!(named.lists == 6 && named.times <= 6 && named.came <= named.times, "{named:?}");
            assert!(row.reasons.iter().all(|reason| !list.shared.contains(&reason.text)), "{row:?}");
        }
    }
}

#[test]
fn every_traced_number_of_the_report_resolves_to_a_line_of_the_run() {
    let html = std::fs::read_to_string(run().join("report.html")).unwrap();
    let folder = run_folder(run());
    let id = folder.file_name().unwrap().to_string_lossy().into_owned();
    let numbers = std::fs::read_to_string(folder.join("numbers.csv")).unwrap();
    let known: BTreeSet<&str> =
        numbers.lines().skip(1).filter_map(|line| line.rsplit_once(',')).map(|(query, _)| query).collect();
    let traces: BTreeSet<&str> =
        html.split("data-trace=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(traces.len() > 500, "{}", traces.len());
    let lost: Vec<&&str> = traces
        .iter()
        .filter(|trace| !trace.strip_prefix(&format!("{id}:")).is_some_and(|query| known.contains(query)))
        .collect();
    assert!(
        lost.is_empty(),
        "{} of {} do not resolve: {:?}",
        lost.len(),
        traces.len(),
        &lost[..lost.len().min(80)]
    );
}

#[test]
fn a_printed_probability_is_the_share_of_draws_in_the_parts() {
    let folder = run_folder(run());
    let numbers = std::fs::read_to_string(folder.join("numbers.csv")).unwrap();
    let value = |query: &str| -> f64 {
        let line = numbers.lines().find_map(|line| line.strip_prefix(&format!("{query},")));
        line.unwrap_or_else(|| panic!("{query}")).parse().unwrap()
    };
    let (mut draws, mut conflicts, mut deaths) = (0.0, 0.0, 0.0);
    Parts::at(&folder.join("reference"))
        .countries(&["conflict", "deaths"], &mut |row| {
            if row.country == 530 && row.year == 2030 {
                draws += 1.0;
                conflicts += f64::from(u8::from(row.values[0] > 0.0));
            }
            if row.country == 530 && row.year > 2026 {
                deaths += row.values[1];
            }
        })
        .unwrap();
    assert_eq!(draws, 60.0);
    assert_eq!(value("reference/country/ETH/2030/conflict"), conflicts / draws);
    let expected = value("reference/country/ETH/expected_deaths");
    assert!((expected - deaths / draws).abs() <= 1e-9 * expected);
}

/// Every simulated battle death has one type.
#[test]
fn deaths_between_states_are_part_of_all_deaths() {
    let parts = Parts::at(&run_folder(run()).join("reference"));
    let [all, between, states] = ["world_deaths", "world_interstate_deaths", "states_in_interstate_conflict"]
        .map(|v| parts.world(v).unwrap());
    let mut seen = 0;
    for (year, draws) in &between {
        for (draw, deaths) in draws.iter().enumerate() {
            assert!(*deaths <= all[year][draw], "{year}");
            assert_eq!(*deaths > 0.0, states[year][draw] > 0.0, "{year}");
            seen += usize::from(*deaths > 0.0);
        }
    }
    assert!(seen > 0, "some future has war between states");
}

#[test]
fn the_same_seed_gives_the_same_report_on_any_number_of_threads() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    assess(one.path(), &["--draws", "30", "--threads", "1", "--no-track"]);
    assess(other.path(), &["--draws", "30", "--threads", "3", "--no-track"]);
    let (a, b) = (run_folder(one.path()), run_folder(other.path()));
    assert_eq!(a.file_name(), b.file_name(), "the run's id");
    for file in files(&a) {
        let name = file.strip_prefix(&a).unwrap();
        assert!(
            std::fs::read(&file).unwrap() == std::fs::read(b.join(name)).unwrap(),
            "{} differs",
            name.display()
        );
    }
    let html = std::fs::read_to_string(one.path().join("report.html")).unwrap();
    assert!(html.contains("Not scored in this run (--no-track)"), "--no-track claims no skill");
    assert!(
        html.contains("The same command without --no-track has the track record"),
        "and says how to get it"
    );
    assert_eq!(elements_without_substance(&html), Vec::<String>::new());
}

#[test]
fn the_folder_of_a_world_gives_what_the_embedded_one_gives() {
    let (embedded, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let world = crate::world();
    assess(embedded.path(), &["--draws", "20", "--no-track", "--to", "2032"]);
    let words = ["--draws", "20", "--no-track", "--to", "2032", "--world", world.to_str().unwrap()];
    assess(folder.path(), &words);
    let manifest = |out: &Path| -> serde_json::Value {
        let text = std::fs::read_to_string(run_folder(out).join("manifest.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let (a, b) = (manifest(embedded.path()), manifest(folder.path()));
    for key in ["world", "data", "parameters", "first_year", "horizon"] {
        assert_eq!(a[key], b[key], "{key}");
    }
}

#[test]
fn the_origins_of_the_track_record_can_be_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    // A late one has few years ahead, so that its 2,000 draws are soon made.
    assess(&out, &["--draws", "20", "--to", "2030", "--origins", "2020"]);
    let run = run_folder(&out);
    let track: serde_json::Value =
        serde_json::from_slice(&std::fs::read(run.join("track.json")).unwrap()).unwrap();
    assert_eq!(track["origins"], serde_json::json!([2020]));
    let command = &crate::shards::manifest(&run)["command"];
    assert!(command.as_str().unwrap().ends_with("--origins 2020"), "{command}");
    let other = folder.path().join("other");
    let words = ["assess", "--draws", "20", "--origins", "2015,2010", "--out", other.to_str().unwrap()];
    let refused = forefend(&words);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("ascending"), "{}", text(&refused.stderr));
    assert!(files(&other).is_empty(), "refused before anything is written");
}

fn numbers(out: &Path) -> std::collections::BTreeMap<String, f64> {
    let text = std::fs::read_to_string(run_folder(out).join("numbers.csv")).unwrap();
    let lines = text.lines().skip(1).filter_map(|line| line.rsplit_once(','));
    lines.map(|(query, value)| (query.to_owned(), value.parse().unwrap())).collect()
}

/// On the shipped world, with every lever and every effect on.
#[test]
fn a_portfolio_that_changes_nothing_differs_by_exactly_nothing_under_every_setting() {
    let folder = tempfile::tempdir().unwrap();
    let (world, out) = (folder.path().join("world"), folder.path().join("out"));
    crate::copy_of_world(&world);
    let reference = std::fs::read_to_string(world.join("portfolios/reference.toml")).unwrap();
    let same =
        reference.replace("id = \"reference\"", "id = \"same\"").replace("\"reference\"", "\"alternative\"");
    std::fs::write(world.join("portfolios/same.toml"), same).unwrap();
    assess(&out, &["--draws", "30", "--no-track", "--world", world.to_str().unwrap()]);
    let numbers = numbers(&out);
    let same: Vec<_> = numbers.iter().filter(|(query, _)| query.starts_with("difference/same/")).collect();
    assert!(same.len() >= 5 * 4 * 8, "{}", same.len());
    assert!(same.iter().all(|(_, value)| **value == 0.0), "{same:?}");
    let moved = |query: &str| numbers[&format!("difference/withdraw/{query}/mean")];
    assert!(moved("battle_deaths/halved") > 0.0, "withdrawing missions costs lives");
    assert!(moved("conflict_years/halved-assumptions") > 0.0, "and raises the hazard where it acts on it");
    // Published effects on the return and the spread of conflict reach its level.
    assert!(moved("conflict_years/halved") > 0.0);
}

#[test]
fn twelve_threats_are_listed_each_with_its_status() {
    let text = std::fs::read_to_string(run().join("report.json")).unwrap();
    let brief: serde_json::Value = serde_json::from_str(&text).unwrap();
    let threats = brief["threats"].as_array().unwrap();
    assert_eq!(threats.len(), 12);
    for threat in threats {
        assert!(["modelled", "index_only", "not_modelled"].contains(&threat["status"].as_str().unwrap()));
        assert!(threat["why"].as_str().unwrap().len() > 20);
    }
}

#[test]
fn json_says_where_everything_is() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let output = forefend(&["assess", "--json", "--out", out, "--draws", "20", "--no-track", "--to", "2035"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let facts: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(Path::new(facts["report"].as_str().unwrap()).is_file());
    assert!(Path::new(facts["folder"].as_str().unwrap()).join("manifest.json").is_file());
    assert_eq!(facts["draws"], 20);
}

/// A book is of one world, data and engine: whoever changes one of them scores anew.
#[test]
fn the_score_book_is_of_the_model_that_is_shipped() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let arguments = ["project", "--to", "2030", "--draws", "20", "--driver", "armed_conflict", "--out"];
    let ran = forefend(&[&arguments[..], &[out.to_str().unwrap()]].concat());
    let (said, wrong) = (text(&ran.stdout), text(&ran.stderr));
    assert!(ran.status.success(), "{wrong}");
    let stale = format!("{said}{wrong}").contains("not scored for this model");
    assert!(
        !stale && said.contains("skill"),
        "run `cargo run --release -- backtest --world world --write-scorebook`: {said}{wrong}"
    );
}

#[test]
fn an_outbreak_is_followed_beside_the_pandemic_and_its_days_are_numbers_of_the_run() {
    let brief: Brief = serde_json::from_slice(&std::fs::read(run().join("report.json")).unwrap()).unwrap();
    let threat = brief.threats.iter().find(|threat| threat.id == "pandemic").unwrap();
    let outbreak = threat.outbreak.as_ref().unwrap();
    assert!(outbreak.chart.places.len() > 150, "{}", outbreak.chart.places.len());
    let kenya = outbreak.chart.places.iter().find(|place| place.iso3 == "KEN").unwrap();
    let numbers = std::fs::read_to_string(run_folder(run()).join("numbers.csv")).unwrap();
    assert!(numbers.contains(&format!("\nreference/threat/pandemic/arrival/KEN/days,{}\n", kenya.days)));
    let html = std::fs::read_to_string(run().join("report.html")).unwrap();
    assert!(html.contains("id=\"arrival\"") && html.contains("id=\"tolls\""));
}
