//! An appraisal over courses of the world: a scenario counts in robustness, and for who believes it.

use std::collections::BTreeMap;

use forefend_runs::Begun;
use forefend_simulate::{Switches, WorldFiles};

use super::alternatives::{Change, world};
use super::{Quiet, options, panel};
use crate::{Appraised, Asked, Course, Questions, appraise_in_courses};

/// Wells that help beyond doubt, as the world stands.
const STRONG: Change<'_> =
    ("evidence/wells.toml", "value = -0.5\nlow = -1.0\nhigh = 0.0", "value = -2.0\nlow = -2.1\nhigh = -1.9");
/// Fields that lose the same whatever rain there is, and a course that nobody simulates.
const SCENARIOS: &str = "[[scenario]]\nid = \"paved\"\ntitle = \"No fields\"\nsource = \"assumption\"\n\
    patch = [{ variable = \"loss\", set = { expression = \"100 + 0 * water\" } }]\n\
    [[scenario]]\nid = \"flooded\"\ntitle = \"Floods\"\nsource = \"assumption\"\n\
    patch = [{ variable = \"loss\", set = { expression = \"200 + 0 * water\" } }]\n";

/// A commissioner who counts losses alone and believes a course, or none.
fn commissioner(id: &str, scenario: &str) -> String {
    format!(
        "id = \"{id}\"\ntitle = \"{id}\"\nsummary = \"\"\nsettings = [\"assumed\"]\nfutures = \"mean\"\n{scenario}\n\
         [weights]\nloss = 1\n"
    )
}

fn dry() -> WorldFiles {
    let with = |world: WorldFiles, (id, scenario): (&str, &str)| {
        world.with(&format!("commissioners/{id}.toml"), commissioner(id, scenario).as_bytes())
    };
    let believers = [("any", ""), ("paver", "scenario = \"paved\""), ("noah", "scenario = \"flooded\"")];
    believers.into_iter().fold(world(&[STRONG]).with("scenarios.toml", SCENARIOS.as_bytes()), with)
}

fn appraised(runs: &std::path::Path, ids: &[&str]) -> (Appraised, BTreeMap<String, f64>) {
    let mut world = dry();
    let course = |id: &&str| {
        let switches = Switches { scenario: Some((*id).to_owned()), ..Switches::default() };
        Course { world: dry().switched(&switches).unwrap(), command: format!("appraise in {id}") }
    };
    let courses = ids.iter().map(course).collect();
    let portfolios = ["wells".to_owned()];
    let questions = Questions::default();
    let asked = Asked { portfolios: &portfolios, head_to_head: false, by: None, questions };
    let found = appraise_in_courses((&mut world, &panel()), &options(runs), asked, courses, &Quiet).unwrap();
    let text = std::fs::read_to_string(found.ran.folder.join("numbers.csv")).unwrap();
    let line = |line: &str| {
        let (query, value) = line.rsplit_once(',').unwrap();
        Some((query.to_owned(), value.parse().ok()?))
    };
    (found, text.lines().filter_map(line).collect())
}

#[test]
fn a_course_in_which_wells_are_no_use_counts_in_robustness_and_for_who_believes_it() {
    let runs = tempfile::tempdir().unwrap();
    let (alone, before) = appraised(runs.path(), &[]);
    let (both, after) = appraised(runs.path(), &["paved"]);
    // The plain run stays as it is; what looks at a course too is another one.
    assert!(alone.courses.is_empty() && alone.ran.id != both.ran.id);
    let gain = before["robust/loss/wells/worst"];
    assert!(gain > 0.0);
    assert_eq!((after["robust/loss/wells/best"], after["robust/loss/wells/worst"]), (gain, 0.0));
    assert_eq!(after["robust/loss/wells/mean"], gain / 2.0);
    let of = |course: &str| after[&format!("course/{course}/wells/loss/assumed")];
    assert_eq!((of("as-it-stands"), of("paved")), (gain, 0.0));
    // Who believes no course fears the worst of all; who believes one judges in it where it is simulated.
    let score =
        |numbers: &BTreeMap<String, f64>, who: &str| numbers[&format!("commissioner/{who}/wells/score")];
    assert_eq!((score(&before, "any"), score(&after, "any")), (gain, 0.0));
    assert_eq!((score(&before, "paver"), score(&after, "paver")), (gain, 0.0));
    assert_eq!((score(&before, "noah"), score(&after, "noah")), (gain, gain));
    let notes = |found: &Appraised, who: &str| {
        let rows = &found.appraisal.as_ref().unwrap().decision.commissioners;
        rows.iter().find(|one| one.id == who).unwrap().notes.join(" ")
    };
    assert!(notes(&alone, "paver").contains("--scenarios paved"), "{}", notes(&alone, "paver"));
    assert!(notes(&both, "paver").contains("Judges in the course paved"), "{}", notes(&both, "paver"));
    assert!(notes(&both, "noah").contains("--scenarios flooded"), "{}", notes(&both, "noah"));
    // No silent fallback: whoever is ranked in a world that they do not believe stands in a sentence of its own.
    let elsewhere = |found: &Appraised| {
        let council = &found.appraisal.as_ref().unwrap().decision.council;
        let words: Vec<String> = council.iter().map(|sentence| sentence.text().unwrap()).collect();
        words.into_iter().find(|words| words.starts_with("Ranked in a course")).unwrap()
    };
    let words = elsewhere(&alone);
    assert!(words.contains("noah (flooded), paver (paved); appraise --scenarios flooded,paved"), "{words}");
    assert!(elsewhere(&both).contains("theirs: noah (flooded); appraise --scenarios flooded ranks"));
    let words = both.appraisal.as_ref().unwrap().decision.robust[0].verdict.text().unwrap();
    assert!(words.ends_with("over every setting in the model as it stands and in paved."), "{words}");
}

#[test]
fn the_run_of_a_course_is_one_of_its_own_that_is_found_again() {
    let runs = tempfile::tempdir().unwrap();
    let (first, _) = appraised(runs.path(), &["paved"]);
    let of_course = &first.courses.iter().find(|row| row.course == "paved").unwrap().run;
    assert_eq!(first.ran.manifest.courses["paved"], *of_course);
    assert!(runs.path().join(of_course).join("numbers.csv").exists());
    let (again, _) = appraised(runs.path(), &["paved"]);
    assert_eq!(
        (again.ran.begun, again.ran.id, again.courses),
        (Begun::Finished, first.ran.id, first.courses)
    );
}
