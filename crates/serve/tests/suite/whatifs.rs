//! What-ifs: the queue on an engine that stands in, and the answers of the real one.

use std::time::{Duration, Instant};

use forefend_assess::{Asked, Questions, appraise};
use forefend_serve::whatif::{FIRST, LOOK, REFINED};
use serde_json::{Value, json};

use crate::asked::{Bench, Quiet, Small};
use crate::standing_in::StandingIn;

fn ask(bench: &Bench, portfolio: &str, page: &str) -> Value {
    let told = bench.post("/api/v1/whatifs", &json!({ "portfolio": portfolio, "page": page }));
    assert_eq!(told.status, 202, "{}", told.text());
    told.json()
}

fn state(bench: &Bench, id: &str) -> Value {
    bench.get(&format!("/api/v1/whatifs/{id}")).json()
}

/// Waits until `seen` holds; a test that waits longer than this has failed.
#[expect(clippy::disallowed_methods, reason = "a bound on how long a test waits")]
fn until(what: &str, seen: impl Fn() -> bool) {
    let begun = Instant::now();
    while !seen() {
        assert!(begun.elapsed() < Duration::from_secs(30), "never: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn all_have_their_first_look_before_any_first_answer_and_each_page_its_turn() {
    let engine = StandingIn::default();
    let bench = Small::shared().bench(Some(Box::new(engine.clone())));
    for (portfolio, page) in [("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b")] {
        let told = ask(&bench, portfolio, page);
        assert_eq!((told["state"].as_str(), told["look"].as_bool()), (Some("waiting"), Some(false)));
    }
    engine.step(100);
    let ended = || engine.turns().iter().filter(|(_, draws)| *draws == REFINED).count() == 4;
    until("four whole answers", ended);
    let turns = engine.turns();
    for (of, four) in [LOOK, FIRST].into_iter().zip(turns.chunks(4)) {
        assert!(four.iter().all(|(_, draws)| *draws == of), "{turns:?}");
        let own = four.iter().position(|(text, _)| text == "b1").unwrap();
        assert!(own < 3, "{turns:?}");
    }
    // One that is refined is brought to its end before the next.
    let mut refined: Vec<&String> = turns[8..].iter().map(|(text, _)| text).collect();
    refined.dedup();
    assert_eq!(refined.len(), 4, "{turns:?}");
}

#[test]
fn what_is_under_way_stops_for_a_first_look_and_goes_on_afterwards() {
    let engine = StandingIn::default();
    let bench = Small::shared().bench(Some(Box::new(engine.clone())));
    let long = ask(&bench, "long", "p")["id"].as_str().unwrap().to_owned();
    for (turn, draws) in [(1, LOOK), (2, FIRST)] {
        engine.step(1);
        until("the next turn", || engine.begun() == turn + 1);
        let told = state(&bench, &long);
        assert_eq!((told["state"].as_str(), told["draws"].as_u64()), (Some("refining"), Some(draws)));
        assert_eq!(told["look"].as_bool(), Some(draws == LOOK), "{told}");
    }
    ask(&bench, "quick", "q");
    until("the other's first look", || engine.begun() == 4);
    engine.step(100);
    let ended = || engine.turns().iter().filter(|(_, draws)| *draws == REFINED).count() == 2;
    until("both whole answers", ended);
    let turns = engine.turns();
    let turns: Vec<(&str, u64)> = turns.iter().map(|(text, draws)| (text.as_str(), *draws)).collect();
    assert_eq!(turns[2..4], [("quick", LOOK), ("quick", FIRST)]);
    assert!(turns[4].0 == "long" && turns[4].1 > FIRST, "{turns:?}");
    // Each was made ready once: what was stopped kept what it had.
    assert_eq!(engine.asked(), ["long", "quick"]);
}

#[test]
fn what_is_superseded_is_dropped_unless_another_page_waits_for_it() {
    let engine = StandingIn::default();
    let bench = Small::shared().bench(Some(Box::new(engine.clone())));
    let held = ask(&bench, "held", "p")["id"].as_str().unwrap().to_owned();
    let old = ask(&bench, "old", "p")["id"].as_str().unwrap().to_owned();
    let both = ask(&bench, "both", "p")["id"].as_str().unwrap().to_owned();
    assert_eq!(ask(&bench, "both", "q")["id"], both.as_str());
    for older in [&old, &both] {
        let told =
            bench.post("/api/v1/whatifs", &json!({ "portfolio": "new", "page": "p", "supersedes": older }));
        assert_eq!(told.status, 202);
    }
    assert_eq!(bench.get(&format!("/api/v1/whatifs/{old}")).status, 404);
    assert_eq!(state(&bench, &both)["state"], "waiting");
    // The one under way ends at once, without an answer.
    let gone =
        crate::asked::send(&bench.router, ("DELETE", &format!("/api/v1/whatifs/{held}?page=p")), &[], "");
    assert_eq!(gone.status, 204);
    engine.step(1000);
    until("what is left", || state(&bench, &both)["state"] == "done");
    let texts: Vec<String> = engine.turns().into_iter().map(|(text, _)| text).collect();
    assert!(!texts.contains(&"old".to_owned()) && !texts.contains(&"held".to_owned()), "{texts:?}");
}

#[test]
fn a_hundred_at_once_are_taken_and_what_is_too_much_is_told_when_to_come_back() {
    let engine = StandingIn::default();
    let bench = Small::shared().bench(Some(Box::new(engine.clone())));
    let mut taken = Vec::new();
    let mut refused = 0;
    for at in 0..200 {
        let told = bench
            .post("/api/v1/whatifs", &json!({ "portfolio": format!("p{at}"), "page": format!("p{at}") }));
        match told.status {
            202 => taken.push(told.json()["id"].as_str().unwrap().to_owned()),
            429 => {
                refused += 1;
                assert!(told.header("retry-after").parse::<u32>().unwrap() > 0);
            }
            other => panic!("{other}"),
        }
    }
    assert!(taken.len() >= 100 && refused >= 70, "{} taken, {refused} refused", taken.len());
    engine.step(10_000);
    until("all that were taken", || bench.workbench.whatifs.counts() == (0, 128));
    // What is kept is bounded too: the oldest answers are gone.
    assert!(taken.iter().filter(|id| bench.workbench.whatifs.find(id).is_some()).count() <= 128);
    assert_eq!(ask(&bench, "p199", "late")["state"], "waiting");
}

#[test]
fn mistakes_and_panics_end_their_own_what_if_only() {
    let engine = StandingIn::default();
    let bench = Small::shared().bench(Some(Box::new(engine.clone())));
    engine.step(100);
    for (text, status) in [("mistake", 422), ("panic", 500)] {
        let id = ask(&bench, text, "p")["id"].as_str().unwrap().to_owned();
        until(text, || state(&bench, &id)["state"] == "failed");
        assert_eq!(state(&bench, &id)["problem"]["status"], status);
    }
    let id = ask(&bench, "fine", "p")["id"].as_str().unwrap().to_owned();
    until("the next", || state(&bench, &id)["state"] == "done");
}

#[test]
fn the_id_of_a_portfolio_is_refused_and_what_to_send_is_found_where_the_answer_says() {
    let engine = StandingIn::default();
    let bench = Small::shared().bench(Some(Box::new(engine.clone())));
    engine.step(100);
    let told = bench.post("/api/v1/whatifs", &json!({ "portfolio": "everywhere-at-war\n" }));
    let place = "/api/v1/portfolios/everywhere-at-war";
    assert_eq!(told.status, 422, "{}", told.text());
    assert!(told.json()["detail"].as_str().unwrap().contains(&format!("GET {place} has both")));
    let portfolio = bench.get(place).json();
    for part in ["toml", "declares"] {
        let told = bench.post("/api/v1/whatifs", &json!({ "portfolio": portfolio[part] }));
        assert_eq!(told.status, 202, "{part}: {}", told.text());
    }
}

#[test]
fn an_answer_comes_in_steps_and_a_kept_one_is_the_run_of_the_command_line() {
    let small = Small::new(|_| ());
    let bench = small.bench(None);
    let portfolio = forefend_fixtures::folder::ALTERNATIVE.replace("everywhere-at-war", "kept");
    let id = ask(&bench, &portfolio, "p")["id"].as_str().unwrap().to_owned();
    let told = bench.get(&format!("/api/v1/whatifs/{id}/events"));
    assert_eq!(told.header("content-type"), "text/event-stream");
    let events: Vec<Value> = (told.text().split("\n\n"))
        .filter_map(|event| event.split_once("data: "))
        .map(|(_, data)| serde_json::from_str(data).unwrap())
        .collect();
    let last = events.last().unwrap();
    assert_eq!((last["state"].as_str(), last["draws"].as_u64()), (Some("done"), Some(REFINED)));
    // Asked again it is there.
    assert_eq!(ask(&bench, &portfolio, "q")["state"], "done");

    let kept = bench.post(&format!("/api/v1/whatifs/{id}/keep"), &json!({}));
    assert_eq!(kept.status, 202, "{}", kept.text());
    until("the run", || state(&bench, &id)["kept"]["state"] != "making");
    let kept = state(&bench, &id)["kept"].clone();
    assert_eq!(kept["state"], "kept", "{kept}");

    // The same question from the command line: the portfolio as a file.
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("mine.toml");
    std::fs::write(&file, &portfolio).unwrap();
    let options = forefend_assess::Options { runs: elsewhere.path().join("runs"), ..small.options(REFINED) };
    let portfolios = [file.display().to_string()];
    let asked =
        Asked { portfolios: &portfolios, head_to_head: false, by: None, questions: Questions::default() };
    let made = appraise(&mut small.world.clone(), &small.panel(), &options, asked, &Quiet).unwrap();
    assert_eq!(kept["run"], made.ran.id.as_str());
    let numbers = |folder: &std::path::Path| std::fs::read(folder.join("numbers.csv")).unwrap();
    assert_eq!(numbers(&small.out().join("runs").join(&made.ran.id)), numbers(&made.ran.folder));
    let command = kept["command"].as_str().unwrap();
    assert!(command.starts_with("forefend appraise --seed 1 --draws 1000 --world DIR --out "), "{command}");
    let there = command.rsplit(' ').next().unwrap();
    assert_eq!(std::fs::read_to_string(there).unwrap(), portfolio);

    // The what-if's own numbers are those of the run, to the bit.
    for row in &made.appraisal.unwrap().differences {
        let outcomes = last["answer"]["outcomes"].as_array().unwrap();
        let own = outcomes.iter().find(|outcome| outcome["id"] == row.outcome.as_str()).unwrap();
        assert_eq!(own["difference"]["mean"].as_f64(), Some(row.mean), "{}", row.outcome);
        assert_eq!(own["difference"]["quantiles"][0].as_f64(), Some(row.p05), "{}", row.outcome);
        assert_eq!(own["difference"]["quantiles"][6].as_f64(), Some(row.p95), "{}", row.outcome);
    }
}

#[test]
fn changed_evidence_is_answered_and_not_kept() {
    let bench = Small::shared().bench(None);
    let question = json!({ "portfolio": forefend_fixtures::folder::ALTERNATIVE, "effects": [{ "id": "works", "value": 0.0 }] });
    let told = bench.post("/api/v1/whatifs", &question);
    assert_eq!(told.status, 202, "{}", told.text());
    let id = told.json()["id"].as_str().unwrap().to_owned();
    until("the answer", || state(&bench, &id)["state"] == "done");
    let keep = bench.post(&format!("/api/v1/whatifs/{id}/keep"), &json!({}));
    assert_eq!(keep.status, 409);
    assert!(keep.json()["detail"].as_str().unwrap().contains("copy the world"));
}
