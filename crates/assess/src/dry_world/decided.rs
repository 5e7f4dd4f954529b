//! What is made of differences: delay, more, belief, and commissioners who disagree.

use std::collections::BTreeMap;

use forefend_simulate::WorldFiles;

use super::alternatives::{Change, DUG, world};
use super::{Quiet, options, panel};
use crate::{Answers, Appraised, Asked, Questions, appraise};

/// Wells that help beyond doubt.
const STRONG: Change<'_> =
    ("evidence/wells.toml", "value = -0.5\nlow = -1.0\nhigh = 0.0", "value = -2.0\nlow = -2.1\nhigh = -1.9");
/// Three wells where the reference has one.
const THREE: Change<'_> = ("portfolios/wells.toml", "amount = 1\n", "amount = 3\n");
/// What a tonne would have to be worth.
const WORTH: Change<'_> = (
    "appraisal.toml",
    "assumptions = true\n",
    "assumptions = true\n[[break_even]]\nid = \"alone\"\ntitle = \"Alone\"\noutcome = \"loss\"\n\
     [[break_even]]\nid = \"dear\"\ntitle = \"Dear\"\noutcome = \"loss\"\nworth = 1e9\n\
     [[break_even]]\nid = \"fair\"\ntitle = \"Fair\"\noutcome = \"loss\"\nworth = 20.0\n",
);

fn judged(changes: &[Change<'_>], questions: Questions) -> (Appraised, BTreeMap<String, f64>) {
    let commissioner = |id: &str, weights: &str| {
        format!(
            "id = \"{id}\"\ntitle = \"{id}\"\nsummary = \"\"\nsettings = [\"assumed\"]\nfutures = \"mean\"\n[weights]\n{weights}\n"
        )
    };
    let with = |world: WorldFiles, (id, weights): (&str, &str)| {
        world.with(&format!("commissioners/{id}.toml"), commissioner(id, weights).as_bytes())
    };
    let mut world = [("thirst", "loss = 1"), ("purse", "cost = 1")].into_iter().fold(world(changes), with);
    let folder = tempfile::tempdir().unwrap();
    let portfolios = ["wells".to_owned()];
    let asked = Asked { portfolios: &portfolios, head_to_head: false, by: None, questions };
    let found = appraise(&mut world, &panel(), &options(folder.path()), asked, &Quiet).unwrap();
    let text = std::fs::read_to_string(found.ran.folder.join("numbers.csv")).unwrap();
    let line = |line: &str| {
        let (query, value) = line.rsplit_once(',').unwrap();
        Some((query.to_owned(), value.parse().ok()?))
    };
    (found, text.lines().filter_map(line).collect())
}

fn answers(questions: Questions) -> Answers {
    judged(&[STRONG, WORTH], questions).0.answers
}

#[test]
fn a_delay_costs_harvest_and_saves_money_and_a_longer_one_more() {
    let later = answers(Questions { delays: vec![1, 3], ..Questions::default() }).later;
    let mean = |years: &str, outcome: &str| {
        let row = later.iter().find(|row| row.what == years && row.outcome == outcome).unwrap();
        row.difference.mean
    };
    assert!(mean("1", "loss") > 0.0 && mean("3", "loss") > mean("1", "loss"), "{later:?}");
    assert!(mean("1", "cost") < 0.0 && mean("3", "cost") < mean("1", "cost"), "{later:?}");
}

#[test]
fn more_wells_cost_more_and_bring_more() {
    let more = answers(Questions { more: Some(50), ..Questions::default() }).more;
    let row = |outcome: &str| more.iter().find(|row| row.outcome == outcome).unwrap();
    assert!(row("loss").units.unwrap() > 0.0 && row("cost").difference.mean > 0.0, "{more:?}");
    assert!(row("loss").difference.mean < 0.0 && row("loss").per_billion.unwrap().0 > 0.0, "{more:?}");
}

#[test]
fn what_one_would_have_to_believe_depends_on_what_a_tonne_is_worth() {
    let believe = answers(Questions { believe: true, ..Questions::default() }).believe;
    let row = |question: &str, effects: &str| {
        believe.iter().find(|row| row.question == question && row.effects == effects).unwrap()
    };
    // Every effect of this world is an assumption: the published ones alone are none, and money is lost.
    assert_eq!(
        (row("alone", "published").answer.as_str(), row("fair", "published").answer.as_str()),
        ("no difference", "never better")
    );
    assert_eq!(row("alone", "all").answer, "always better");
    let (dear, fair) = (row("dear", "all"), row("fair", "all"));
    assert_eq!((dear.better_above, fair.better_above), (Some(true), Some(true)), "{believe:?}");
    assert!(dear.multiple.unwrap() < fair.multiple.unwrap() && dear.multiple.unwrap() > 0.0, "{believe:?}");
    let [low, high] = fair.ends.unwrap();
    assert!(low <= fair.multiple.unwrap() && fair.multiple.unwrap() <= high, "{fair:?}");
}

#[test]
fn commissioners_who_value_other_things_disagree_by_name() {
    let (found, numbers) = judged(&[STRONG, DUG, THREE], Questions::default());
    let decision = &found.appraisal.unwrap().decision;
    let first = |id: &str| &decision.commissioners.iter().find(|one| one.id == id).unwrap().order[0].id;
    assert_eq!((first("thirst").as_str(), first("purse").as_str()), ("wells", "reference"));
    let words: Vec<String> = decision.council.iter().map(|sentence| sentence.text().unwrap()).collect();
    let words = words.join(" ");
    assert!(words.contains("Dissent: thirst puts Wells everywhere first."), "{words}");
    assert!(words.contains("the reverse for"), "{words}");
    let score = |query: &str| numbers[&format!("commissioner/{query}/score")];
    assert!(score("thirst/wells") > 0.0 && score("purse/wells") < 0.0);
    assert_eq!(score("purse/reference"), 0.0);
    // The score of who values one thing is the gain in it, and so is what every metric over one setting says.
    assert!((score("thirst/wells") - numbers["robust/loss/wells/worst"]).abs() < 1e-12);
    assert_eq!(numbers["robust/loss/wells/worst"], numbers["robust/loss/wells/best"]);
    assert!(numbers["return/wells/loss/assumed"] > 0.0);
}

#[test]
fn of_what_the_reference_has_nothing_no_share_is_told() {
    let (found, _) = judged(&[STRONG], Questions::default());
    let decision = found.appraisal.unwrap().decision;
    // The reference digs no well and costs nothing: the purse has nothing to rank by.
    let ids: Vec<&str> = decision.commissioners.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, ["thirst"]);
    assert!(decision.robust.iter().all(|table| table.outcome != "cost"));
}

#[test]
fn a_delay_beyond_the_last_year_is_refused_with_a_remedy() {
    let mut world = world(&[STRONG]);
    let folder = tempfile::tempdir().unwrap();
    for (delays, words) in [(vec![7], "a later --to"), (vec![0], "from 1 to"), (vec![1, 1], "given twice")] {
        let (portfolios, questions) = (["wells".to_owned()], Questions { delays, ..Questions::default() });
        let asked = Asked { portfolios: &portfolios, head_to_head: false, by: None, questions };
        let error = appraise(&mut world, &panel(), &options(folder.path()), asked, &Quiet).unwrap_err();
        assert!(error.to_string().contains(words) && error.to_string().contains("--delay"), "{error}");
    }
}

#[test]
fn probabilities_stand_beside_the_report_in_official_words() {
    let folder = tempfile::tempdir().unwrap();
    let run = crate::assess(&world(&[STRONG]), &panel(), &options(folder.path()), &Quiet).unwrap().run;
    let text = std::fs::read_to_string(run.join(crate::official::FILE)).unwrap();
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let (told, other): (Vec<_>, Vec<_>) = rows.iter().partition(|row| !row[3].is_empty());
    // The register has a file of its own, and a run without a home says why there is none.
    assert!(other.len() == 1 && &other[0][0] == "National Risk Register", "{text}");
    assert!(!told.is_empty() && other[0][7].contains("--home"), "{text}");
    for row in told {
        let chance: f64 = row[3].parse().unwrap();
        // ICD 203 has no word for what is all but certain or impossible; PHIA has one for every number.
        assert_eq!(row[5].is_empty(), !(0.01..=0.99).contains(&chance), "{row:?}");
        assert!(!row[4].is_empty() && !row[7].is_empty(), "{row:?}");
    }
}
