//! The first page on worlds of a user's own: sentences from the evidence that acts, texts of others as text, and a report
//! that belongs to its run.

use std::path::{Path, PathBuf};
use std::process::Output;

use forefend_report::{Brief, Sentence, Topic, run_of};

use crate::{copy_of_world, forefend, text};

fn assess(out: &Path, world: Option<&Path>, more: &[&str]) -> Output {
    let mut arguments = vec!["assess", "--draws", "20", "--no-track", "--to", "2032"];
    arguments.extend(["--out", out.to_str().unwrap()]);
    arguments.extend(world.iter().flat_map(|world| ["--world", world.to_str().unwrap()]));
    arguments.extend_from_slice(more);
    forefend(&arguments)
}

fn assessed(out: &Path, world: Option<&Path>, more: &[&str]) -> Output {
    let output = assess(out, world, more);
    assert!(output.status.success(), "{}", text(&output.stderr));
    output
}

fn brief(out: &Path) -> Brief {
    serde_json::from_slice(&std::fs::read(out.join("report.json")).unwrap()).unwrap()
}

/// What the first page says on a topic: headlines, sentences, reasons for the confidence.
fn said(brief: &Brief, topic: Topic) -> Vec<String> {
    let words = |sentence: &Sentence| sentence.text().unwrap();
    let judgements = brief.first_page.on(topic);
    judgements.map(|j| format!("{}. {} {}", j.headline, words(&j.sentence), j.confidence_reason)).collect()
}

fn edit(world: &Path, file: &str, from: &str, to: &str) {
    let path = world.join(file);
    let before = std::fs::read_to_string(&path).unwrap();
    assert!(before.contains(from), "{file} holds {from}");
    std::fs::write(path, before.replacen(from, to, 1)).unwrap();
}

/// Peacekeeping as if nothing were measured of the return of conflict and its spread, nor assumed of displacement and mass killing: what is left of its
/// effect on the level of conflict is one assumption.
fn with_one_assumption(world: &Path) {
    let path = world.join("measures.toml");
    let file = std::fs::read_to_string(&path).unwrap();
    let others = ["pko_recur_cw_post", "nb_conflict_onset", "mission_displacement", "pko_mass_killing"]
        .map(|id| format!("\"{id}\""));
    let kept = |effect: &&str| !others.iter().any(|row| effect.contains(row.as_str()));
    let mut parts = file.split("[[measure.effect]]");
    let head = parts.next().unwrap().to_owned();
    let kept: String = parts.filter(kept).map(|effect| format!("[[measure.effect]]{effect}")).collect();
    std::fs::write(path, head + &kept).unwrap();
}

/// The assumed effect of peacekeeping on the level of conflict made one that the user has read in a paper.
fn with_published_effect(world: &Path) {
    let path = world.join("evidence/measures.toml");
    let file = std::fs::read_to_string(&path).unwrap();
    let start = file.find("[[effect]]\nid = \"pko_hazard\"").unwrap();
    let end = start + file[start + 1..].find("[[effect]]").unwrap() + 1;
    let row = file[start..end]
        .replace("grade = \"F6\"", "grade = \"C3\"")
        .replace("source = \"assumption\"", "source = \"A paper of the user's\"")
        .replace("how_known = \"assumption\"", "how_known = \"read\"");
    std::fs::write(path, format!("{}{row}{}", &file[..start], &file[end..])).unwrap();
}

#[test]
fn sentences_on_alternatives_follow_the_evidence_that_acts() {
    let folder = tempfile::tempdir().unwrap();
    let (world, shipped, own) =
        (folder.path().join("world"), folder.path().join("shipped"), folder.path().join("own"));
    copy_of_world(&world);
    with_one_assumption(&world);
    assessed(&shipped, Some(&world), &[]);
    with_published_effect(&world);
    assessed(&own, Some(&world), &[]);
    let withdraw = |out: &Path| -> String {
        let all = said(&brief(out), Topic::Alternatives);
        all.into_iter().find(|one| one.starts_with("Withdraw")).unwrap()
    };
    let (before, after) = (withdraw(&shipped), withdraw(&own));
    assert!(before.contains("No evidence here tells its effect on the level of conflict"), "{before}");
    assert!(before.contains("under an assumed one"), "{before}");
    assert!(before.contains("deaths rest on evidence of grade D4,"), "{before}");
    assert!(after.contains(" conflict-years") && after.contains(", on evidence of grade C3."), "{after}");
    assert!(after.contains("deaths rest on evidence of grade C3 and D4,"), "{after}");
    for word in ["assumed one", "an assumption", "F6", "No evidence"] {
        assert!(!after.contains(word), "{word}: {after}");
    }
    let report = brief(&own);
    let level = |d: &&forefend_report::Difference| {
        d.alternative == "withdraw" && d.outcome == "conflict_years" && d.setting == "halved"
    };
    assert_eq!(report.appraisal.differences.iter().find(level).unwrap().grade, "C3");
    let unknown = said(&report, Topic::Unknown).join(" ");
    assert!(unknown.contains("28 of 45 effects") && !unknown.contains("peacekeeping"), "{unknown}");
    let intervention = report.elements.iter().find(|e| e.element.id() == "intervention").unwrap();
    assert!(
        intervention.why.contains("on continuation of conflict, evidence of grade C3"),
        "{}",
        intervention.why
    );
}

#[test]
fn a_text_of_the_user_is_text_and_acts_on_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (world, out) = (folder.path().join("world"), folder.path().join("out"));
    copy_of_world(&world);
    let evil = "{all} {0} {{ } \\u001b[2J\\u202e{0:bare}";
    for (file, from) in [
        ("portfolios/withdraw.toml", "title = \"Withdraw"),
        ("portfolios/withdraw.toml", "summary = \"Every"),
        ("portfolios/reference.toml", "title = \"Today"),
        ("measures.toml", "title = \"UN"),
        ("appraisal.toml", "title = \"Published"),
        ("threats/pandemic.toml", "title = \""),
        ("threats/pandemic.toml", "why = \""),
        ("drivers/globalisation.toml", "title = \""),
        ("principles.toml", "title = \"Act"),
        ("organisations.toml", "short = \"AU"),
        ("evidence/measures.toml", "note = \"A total"),
    ] {
        let (key, rest) = from.split_once('"').unwrap();
        edit(&world, file, from, &format!("{key}\"{evil}{rest}"));
    }
    let output = assessed(&out, Some(&world), &[]);
    let html = std::fs::read_to_string(out.join("report.html")).unwrap();
    let seen = "{all} {0} {{ } \\u001b[2J\\u202e{0:bare}Withdraw the missions";
    assert!(html.contains(seen), "the title is printed as it was written");
    let acts = |text: &str| text.chars().any(|c| c == '\u{1b}' || c == '\u{202e}');
    assert!(!acts(&html) && !acts(&text(&output.stdout)) && !acts(&text(&output.stderr)));
    let appraised = forefend(&[
        "appraise",
        "--against",
        "withdraw",
        "--draws",
        "20",
        "--to",
        "2031",
        "--world",
        world.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ]);
    let table = text(&appraised.stdout);
    assert!(appraised.status.success(), "{}", text(&appraised.stderr));
    assert!(table.contains("\\u001b[2J") && !acts(&table), "{table}");
    let typed = text(&forefend(&["project", "--to", "a\u{1b}[2J\u{202e}b"]).stderr);
    assert!(typed.contains("\\u202eb") && !acts(&typed), "{typed}");
    let unknown = forefend(&["project", "--driver", "a\u{1b}[2J\u{202e}b", "--out", out.to_str().unwrap()]);
    let error = text(&unknown.stderr);
    assert!(!unknown.status.success() && error.contains("a\\u001b[2J\\u202eb") && !acts(&error), "{error}");
}

#[test]
fn files_called_otherwise_are_the_same_world_and_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (world, one, other) =
        (folder.path().join("world"), folder.path().join("one"), folder.path().join("other"));
    copy_of_world(&world);
    assessed(&one, Some(&world), &[]);
    for (from, to) in [
        ("drivers/governance.toml", "drivers/aaa.toml"),
        ("threats/armed_conflict.toml", "threats/zzz.toml"),
        ("portfolios/withdraw.toml", "portfolios/aaa.toml"),
        ("evidence/measures.toml", "evidence/other.toml"),
    ] {
        std::fs::rename(world.join(from), world.join(to)).unwrap();
    }
    assessed(&other, Some(&world), &[]);
    for name in ["report.html", "report.json"] {
        assert!(std::fs::read(one.join(name)).unwrap() == std::fs::read(other.join(name)).unwrap(), "{name}");
    }
}

/// The folder of the one run that is not among `known`.
fn new_run(out: &Path, known: &[PathBuf]) -> PathBuf {
    let runs = std::fs::read_dir(out.join("runs")).unwrap().map(|entry| entry.unwrap().path());
    runs.filter(|path| !known.contains(path)).collect::<Vec<_>>().remove(0)
}

#[test]
fn each_run_keeps_its_report_and_the_latest_says_whose_place_it_took() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path();
    let said = text(&assessed(out, None, &[]).stderr);
    assert!(!said.contains("was of run") && !said.contains("is finished"), "nothing stood there: {said}");
    let first = new_run(out, &[]);
    let page = std::fs::read(out.join("report.html")).unwrap();
    assert!(std::fs::read(first.join("report.html")).unwrap() == page);
    assert!(
        text(&assessed(out, None, &[]).stderr).contains("is finished"),
        "the same run: nothing is replaced"
    );
    let said = text(&assessed(out, None, &["--seed", "2"]).stderr);
    let id = first.file_name().unwrap().to_str().unwrap();
    assert!(said.contains(&format!("was of run {id}, whose report is kept in")), "{said}");
    assert!(std::fs::read(first.join("report.html")).unwrap() == page, "kept to the byte");
    let second = new_run(out, &[first]);
    let latest = std::fs::read(out.join("report.html")).unwrap();
    assert!(latest != page && latest == std::fs::read(second.join("report.html")).unwrap());
}

#[test]
fn what_the_program_did_not_write_is_refused_before_anything_is_simulated() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path();
    std::fs::write(out.join("report.html"), "<p>the user's own</p>").unwrap();
    let refused = assess(out, None, &[]);
    let error = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(5), "{error}");
    assert!(error.contains("report.html was not written by forefend") && error.contains("--out"), "{error}");
    assert_eq!(std::fs::read_to_string(out.join("report.html")).unwrap(), "<p>the user's own</p>");
    assert!(!out.join("runs").exists());
    std::fs::remove_file(out.join("report.html")).unwrap();
    std::fs::create_dir(out.join("report.json")).unwrap();
    assert!(text(&assess(out, None, &[]).stderr).contains("report.json is a folder"));
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let (out, victim) = (folder.path().join("out"), folder.path().join("victim"));
    std::fs::create_dir(&out).unwrap();
    std::fs::write(&victim, "precious").unwrap();
    std::os::unix::fs::symlink(&victim, out.join("report.html")).unwrap();
    assert!(text(&assess(&out, None, &[]).stderr).contains("report.html is a link"));
    std::fs::rename(out.join("report.html"), out.join("report.html.part")).unwrap();
    assessed(&out, None, &[]);
    assert_eq!(std::fs::read_to_string(&victim).unwrap(), "precious");
}

#[test]
fn two_processes_with_one_folder_never_leave_it_without_a_whole_report() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path();
    assessed(out, None, &[]);
    let start = |seed: &str| {
        let arguments = ["assess", "--draws", "20", "--no-track", "--to", "2032", "--quiet", "--seed", seed];
        let more = ["--out", out.to_str().unwrap()];
        crate::program(&[&arguments[..], &more[..]].concat(), &[]).spawn().unwrap()
    };
    let mut processes = ["2", "3"].map(start);
    let mut seen = 0;
    while processes.iter_mut().any(|process| process.try_wait().unwrap().is_none()) {
        let html = std::fs::read_to_string(out.join("report.html")).unwrap();
        assert!(run_of(&html).is_some() && html.trim_end().ends_with("</html>"), "half a page");
        seen += 1;
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    assert!(seen > 0);
    for mut process in processes {
        assert!(process.wait().unwrap().success());
    }
    let html = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert_eq!(Some(brief(out).run.id.as_str()), run_of(&html), "page and facts are of one run");
}
