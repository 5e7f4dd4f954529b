//! A file of gates of its own: every verdict, every mistake, and the JSON that machines read.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use forefend_verify::{
    Computation, Context, Gates, Measured, Outcome, Registry, Selection, Sources, Verdict, VerifyError, list,
    summary, table, verify,
};

const GATES: &str = r#"[[check]]
id = "right"
title = "a number that comes out"
kind = "gate"
check = "two"
source = "snapshot"
relative = 1e-6
values = [{ name = "two", expected = 2.0 }]

[[check]]
id = "wrong"
title = "a number that does not"
kind = "gate"
check = "two"
source = "snapshot"
values = [{ name = "two", expected = 2.1, absolute = 0.05 }]

[[check]]
id = "absent"
title = "a source that is not there"
kind = "gate"
check = "file"
source = "Nobody 2020"
files = ["no/such/file.csv"]
values = [{ name = "rows", between = [1, 2] }]

[[check]]
id = "broken"
title = "a computation that breaks down"
kind = "gate"
check = "broken"
source = "snapshot"
values = [{ name = "two", between = [1, 3] }]

[[check]]
id = "cleared"
title = "a bar cleared"
kind = "bar"
peer = "three"
check = "two"
source = "snapshot"
values = [{ name = "two", level = 3, direction = "below" }]

[[check]]
id = "tie"
title = "a bar whose interval holds the level"
kind = "bar"
peer = "zero"
check = "unsure"
source = "snapshot"
values = [{ name = "difference", level = 0, direction = "below" }]

[[check]]
id = "missed"
title = "a bar missed"
kind = "bar"
peer = "one"
check = "two"
source = "snapshot"
values = [{ name = "two", level = 1, direction = "below" }]

[[check]]
id = "quick"
title = "a speed"
kind = "bar"
peer = "a snail"
check = "two"
source = "snapshot"
speed = true
values = [{ name = "two", level = 3, direction = "below" }]
"#;

const OPEN: &str = r#"[[check]]
id = "right"
title = "a number that comes out"
kind = "gate"
check = "two"
source = "snapshot"
values = [{ name = "two", expected = 2.0, absolute = 0 }]

[[open]]
id = "unknown"
title = "a number that nobody can make again"
source = "Nobody 2020"
why = "its sample is not stated"
"#;

fn two(_: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    Ok(vec![Measured::new("two", 2.0)])
}

fn unsure(_: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    Ok(vec![Measured::with_interval("difference", -0.1, -0.3, 0.1)])
}

fn file(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let table = context.table("no/such/file.csv", &[])?;
    Ok(vec![Measured::new("rows", table.len() as f64)])
}

fn broken(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    // It reads what its entry does not name.
    file(context)
}

fn run(text: &str, only: &[&str], speed: bool) -> Result<Outcome, VerifyError> {
    let registry =
        Registry::new([("two", two as Computation), ("unsure", unsure), ("file", file), ("broken", broken)]);
    let sources = Sources::new("nowhere".into(), Box::new(|| 0.0));
    let only = only.iter().map(|id| (*id).to_owned()).collect();
    let selection = Selection { only, speed, snapshot_only: false };
    verify(&Gates::parse("my.toml", text)?, &registry, &sources, &selection, &|_, _, _| ())
}

fn message(text: &str) -> String {
    run(text, &[], false).unwrap_err().to_string()
}

#[test]
fn every_verdict_has_its_cause() {
    let outcome = run(GATES, &[], false).unwrap();
    let verdicts: Vec<(&str, Verdict, bool)> =
        outcome.checks.iter().map(|finding| (finding.id.as_str(), finding.verdict, finding.tie)).collect();
    assert_eq!(
        verdicts,
        [
            ("right", Verdict::Pass, false),
            ("wrong", Verdict::Fail, false),
            ("absent", Verdict::Skipped, false),
            ("broken", Verdict::Fail, false),
            ("cleared", Verdict::Met, false),
            ("tie", Verdict::NotMet, true),
            ("missed", Verdict::NotMet, false),
        ]
    );
    assert_eq!(outcome.speeds_not_asked, ["quick"]);
    assert_eq!(outcome.ids(Verdict::Fail), ["wrong", "broken"]);
    let reason = |at: usize| outcome.checks[at].reason.clone().unwrap();
    assert_eq!(reason(2), "no/such/file.csv is not in nowhere");
    assert!(reason(3).contains("reads no/such/file.csv, which its entry does not name"), "{}", reason(3));
}

#[test]
fn speeds_run_only_when_asked_for() {
    assert_eq!(run(GATES, &[], true).unwrap().checks.len(), 8);
    assert_eq!(run(GATES, &["quick"], true).unwrap().counts.met, 1);
    assert!(matches!(run(GATES, &["quick"], false), Err(VerifyError::SpeedNotAsked { .. })));
}

#[test]
fn machines_read_the_same_as_people() {
    let outcome = run(GATES, &["right", "absent", "tie"], false).unwrap();
    insta::assert_snapshot!("json", outcome.to_json());
    insta::assert_snapshot!("table", format!("{}\n{}", table(&outcome), summary(&outcome)));
}

#[test]
fn what_is_not_computed_shows() {
    let outcome = run(OPEN, &[], false).unwrap();
    insta::assert_snapshot!("open_json", outcome.to_json());
    insta::assert_snapshot!("open_table", format!("{}\n{}", table(&outcome), summary(&outcome)));
    insta::assert_snapshot!("open_list", list(&Gates::parse("my.toml", OPEN).unwrap()));
    assert!(run(OPEN, &["right"], false).unwrap().open.is_empty(), "one check alone was asked for");
    let asked = run(OPEN, &["unknown"], false).unwrap_err().to_string();
    assert_eq!(asked, "`unknown` is not computed: its sample is not stated");
    let with = |from: &str, to: &str| message(&OPEN.replacen(from, to, 1));
    assert_eq!(with("id = \"unknown\"", "id = \"right\""), "my.toml:9: the id `right` is used twice");
    assert_eq!(
        with("its sample is not stated", " "),
        "my.toml:9: `unknown` does not say why it is open; fill `why`"
    );
    assert!(with("why = \"its", "reason = \"its").starts_with("my.toml:13: unknown field `reason`"));
}

#[test]
fn every_mistake_names_its_line_and_a_remedy() {
    let with = |from: &str, to: &str| {
        assert!(GATES.contains(from));
        message(&GATES.replacen(from, to, 1))
    };
    for (found, expected) in [
        (
            with(r#"check = "two""#, r#"check = "tow""#),
            "my.toml:1: `right` names the check `tow`, which is not registered; did you mean `two`?",
        ),
        (
            with(r#"name = "two""#, r#"name = "tow""#),
            "my.toml:1: the check `two` delivers `two`, which this entry does not expect (once); add it to values",
        ),
        (
            with("expected = 2.0 }", "expected = 2.0 },\n{ name = \"twwo\", expected = 2.0 }"),
            "my.toml:9: the check `two` delivers no `twwo`; did you mean `two`?",
        ),
        (with("relative = 1e-6\n", ""), "my.toml:7: `two` has no tolerance; state relative or absolute"),
        (with(r#"id = "wrong""#, r#"id = "right""#), "my.toml:10: the id `right` is used twice"),
        (with("peer = \"three\"\n", ""), "my.toml:35: the bar `cleared` names no peer; add `peer = \"...\"`"),
        (
            with("level = 3, direction = \"below\"", "level = 3"),
            "my.toml:42: `two` needs one of: expected with relative or absolute (gates only), between = [low, high], level with direction (below or above), shown = true",
        ),
        (
            with("no/such", "../such"),
            "my.toml:18: `../such/file.csv` does not lie below the data folder; name it from there",
        ),
        (with("expected = 2.0", "expected = inf"), "my.toml:8: `two` has a number that is not finite"),
    ] {
        assert_eq!(found, expected);
    }
    let unknown = with("kind = \"gate\"", "kind = \"gat\"");
    assert!(unknown.starts_with("my.toml:4: ") && unknown.contains("gate"), "{unknown}");
    let id = run(GATES, &["rihgt"], false).unwrap_err().to_string();
    assert!(id.contains("no gate or bar `rihgt` in my.toml; did you mean `right`?"), "{id}");
}

/// The shipped file reads, and every computation it names exists. What they deliver is checked by `forefend verify`.
#[test]
fn the_embedded_file_is_right() {
    let (gates, registry) = (Gates::embedded().unwrap(), forefend_verify::checks::registry());
    for check in &gates.checks {
        registry.of(check).unwrap();
    }
    let named: Vec<&str> = gates.checks.iter().map(|check| check.check.as_str()).collect();
    let idle: Vec<&str> = registry.names().filter(|name| !named.contains(name)).collect();
    assert!(idle.is_empty(), "no gate uses {idle:?}");
}
