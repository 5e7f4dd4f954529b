//! `forefend verify`: verdicts, exit codes and what machines read.

use std::path::Path;

use crate::{forefend, text};

/// A file with one entry of the one computation that reads nothing but the program: `head` says what kind it is, `gaps`
/// what its last value is held against.
fn gates(folder: &Path, head: &str, gaps: &str) -> String {
    let words = ["a remote chance", "highly unlikely", "unlikely", "a realistic possibility", "likely"];
    let words = words.iter().chain(&["highly likely", "almost certain"]);
    let names = words.flat_map(|word| [format!("{word}, from"), format!("{word}, to")]);
    let values: String =
        names.map(|name| format!("{{ name = \"{name}\", between = [0, 100] }},\n")).collect();
    let text = format!(
        "[[check]]\nid = \"words\"\ntitle = \"words\"\nsource = \"snapshot\"\ncheck = \"phia_yardstick\"\n\
         {head}\nvalues = [\n{values}{{ name = \"percentages without a word\", {gaps} }},\n]\n"
    );
    let path = folder.join("gates.toml");
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn code(arguments: &[&str]) -> (i32, String, String) {
    let output = forefend(&[&["verify"], arguments].concat());
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

const GATE: &str = "kind = \"gate\"";
const BAR: &str = "kind = \"bar\"\npeer = \"none\"";
const RIGHT: &str = "expected = 24, absolute = 0";

#[test]
fn a_failed_gate_is_a_failure_and_a_bar_not_met_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let (exit, out, error) = code(&["--gates", &gates(folder.path(), GATE, RIGHT)]);
    assert_eq!((exit, error.as_str()), (0, ""), "{out}");
    assert!(
        out.contains("gates: 1 passed, 0 failed")
            && out.contains("1 from the embedded snapshot alone (words)")
    );
    let (exit, out, error) = code(&["--gates", &gates(folder.path(), GATE, "expected = 25, absolute = 0")]);
    assert_eq!((exit, error.as_str()), (1, "error: 1 failed: words\n"), "{out}");
    let (exit, out, error) =
        code(&["--gates", &gates(folder.path(), BAR, "level = 10, direction = \"below\"")]);
    assert_eq!((exit, error.as_str()), (0, ""), "{out}");
    assert!(out.contains("1 not met (0 of them ties)"), "{out}");
}

#[test]
fn a_missing_source_is_skipped_and_an_error_where_strict() {
    let folder = tempfile::tempdir().unwrap();
    let gates = gates(folder.path(), &format!("files = [\"no.csv\"]\n{GATE}"), RIGHT);
    let data = folder.path().to_str().unwrap();
    let (exit, out, _) = code(&["--gates", &gates, "--data", data]);
    assert!(exit == 0 && out.contains("skipped: 1 whose source figures are not there"), "{out}");
    assert!(out.contains("  words needs no.csv (snapshot)\n"), "{out}");
    assert!(out.ends_with("verdict: 0 of 1 computed, no gate failed\n"), "{out}");
    let (exit, _, error) = code(&["--gates", &gates, "--data", data, "--strict"]);
    assert!(
        exit == 1 && error.contains("1 skipped, which --strict does not allow: words; --data DIR"),
        "{error}"
    );
}

#[test]
fn what_needs_the_program_alone_runs_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let path = gates(folder.path(), GATE, RIGHT);
    let alone = std::fs::read_to_string(&path).unwrap();
    let other = alone
        .replace("id = \"words\"", "id = \"far\"")
        .replace(GATE, &format!("files = [\"no.csv\"]\n{GATE}"));
    std::fs::write(&path, alone + &other).unwrap();
    let (exit, out, error) = code(&["--gates", &path, "--snapshot-only", "--strict"]);
    assert_eq!((exit, error.as_str()), (0, ""), "{out}");
    assert!(out.contains("gates: 1 passed, 0 failed") && out.contains("0 skipped"), "{out}");
    assert!(out.contains("left out (--snapshot-only), 1 that need source figures: far\n"), "{out}");
    assert!(out.ends_with("verdict: 1 of 2 computed, no gate failed\n"), "{out}");
    let (exit, _, error) = code(&["--gates", &path, "--snapshot-only", "--only", "far"]);
    assert!(exit == 2 && error.contains("`far` needs source figures (no.csv)"), "{error}");
}

#[test]
fn machines_get_the_verdicts_on_standard_output_and_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("found/verify.json");
    let (exit, json, _) = code(&["--only", "G10-phia", "--json", "--out", out.to_str().unwrap()]);
    let found: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((exit, found["checks"][0]["verdict"].as_str()), (0, Some("pass")));
    assert_eq!(found["counts"]["pass"], 1);
    assert_eq!(std::fs::read_to_string(out).unwrap(), json);
    let open = gates(folder.path(), GATE, RIGHT);
    let entry = "\n[[open]]\nid = \"far\"\ntitle = \"far\"\nsource = \"nobody\"\nwhy = \"no data\"\n";
    std::fs::write(&open, std::fs::read_to_string(&open).unwrap() + entry).unwrap();
    let (exit, json, _) = code(&["--gates", &open, "--json"]);
    let found: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((exit, &found["open"][0]["why"]), (0, &"no data".into()));
    let (_, out, _) = code(&["--gates", &open]);
    assert!(out.contains("not computed: 1\n  far: no data\n"), "{out}");
}

#[test]
fn mistakes_are_told_with_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = gates(folder.path(), GATE, RIGHT);
    std::fs::write(
        &wrong,
        std::fs::read_to_string(&wrong).unwrap().replace("phia_yardstick", "phia_yardstik"),
    )
    .unwrap();
    let (exit, _, error) = code(&["--gates", &wrong]);
    assert!(exit == 3 && error.contains("gates.toml:1: `words` names the check `phia_yardstik`"), "{error}");
    assert!(error.contains("did you mean `phia_yardstick`?"), "{error}");
    let (exit, _, error) = code(&["--only", "G10-pia"]);
    assert!(exit == 2 && error.contains("did you mean `G10-phia`?"), "{error}");
    let (exit, _, error) = code(&["--gates", "no/such.toml"]);
    assert!(exit == 5 && error.contains("no/such.toml: "), "{error}");
    let (exit, list, _) = code(&["--list"]);
    assert!(exit == 0 && list.contains("G4-nb2-hks2013") && list.contains("snapshot alone"), "{list}");
    assert!(
        list.contains("not computed: 3\n  G12-next-sealed: ") && list.contains("\n  G4-marani-recurrence: "),
        "{list}"
    );
    let (exit, _, error) = code(&["--only", "G4-marani-recurrence"]);
    assert!(exit == 2 && error.contains("`G4-marani-recurrence` is not computed: "), "{error}");
}
