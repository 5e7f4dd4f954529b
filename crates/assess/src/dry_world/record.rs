//! What the track record comes to on page one and in its chapter.

use forefend_journal::{Hits, ScoredRow, SealedScore, Step};
use forefend_report::Topic;
use forefend_track::{TrackRecord, Verdict};
use serde_json::{Value, json};

use super::{Made, REPORT, said, with};

fn compared(score: &str, model: f64, rival: f64, verdict: &str) -> Value {
    json!({
        "score": score, "model": model, "baselines": [{"baseline": "history", "score": rival}], "best": "history",
        "difference": model - rival, "interval": {"lower": model - rival - 0.01, "upper": model - rival + 0.01, "level": 0.9}, "verdict": verdict,
    })
}

fn row(target: &str, title: &str, ahead: [i16; 2], scores: Vec<Value>) -> Value {
    json!({
        "target": target, "title": title, "years_ahead": ahead, "origins": [1980, 1990], "cases": 12, "events": 5, "blocks": 6,
        "block_words": "countries", "scores": scores,
    })
}

/// A record of two origins, made up.
pub(super) fn record() -> TrackRecord {
    let held = |share: f64| json!({"band_50": 0.5, "band_90": share, "years": 20});
    let difference = json!({"mean": -0.1, "interval": {"lower": -0.2, "upper": 0.1, "level": 0.9}, "better": 0.7, "blocks": 2});
    let list = |origin: i16, named: Value, asked: usize, came: usize| json!({"target": "new_drought", "origin": origin, "years_ahead": [1, 3], "named": named, "asked": asked, "came": came});
    let name = |unit: u16, came: bool| json!({"unit": unit, "probability": 0.5, "came": came});
    serde_json::from_value(json!({
        "fingerprint": {"world": "", "data": "", "code": ""}, "basis": "Made up.", "origins": [1980, 1990], "horizon_years": 13,
        "draws": 10, "seed": 1, "observed_until": 2000,
        "skill": [
            row("dry", "State without rain", [1, 3], vec![compared("brier", 0.1, 0.2, "better"), compared("log", 0.3, 0.4, "better")]),
            row("dry", "State without rain", [4, 6], vec![compared("brier", 0.2, 0.2, "tie"), compared("log", 0.4, 0.4, "tie")]),
            row("new_drought", "New drought within three years", [1, 3],
                vec![compared("brier", 0.1, 0.2, "better"), compared("log", 0.4, 0.4, "tie")]),
            row("share_dry", "Share of states without rain", [1, 3], vec![compared("interval_score", 0.4, 0.5, "worse")]),
        ],
        "world_shares": [{
            "target": "share_dry", "origins": [], "model_score": 0.4, "random_walk_score": 0.5, "difference": difference,
            "verdict": "tie", "model_coverage": held(0.8), "random_walk_coverage": held(0.9),
        }],
        "world_amounts": [{
            "target": "harvest_lost", "title": "Harvest lost", "origins": [], "model_crps": 0.3, "random_walk_crps": 0.35,
            "difference": difference, "verdict": "tie", "model_coverage": held(0.9), "random_walk_coverage": held(0.9),
        }],
        "reliability": [{"lower": 0.0, "upper": 0.1, "cases": 10, "events": 1, "stated": 0.05}],
        "lists": [
            list(1980, json!([name(5, true), name(1, true)]), 6, 3),
            list(1990, json!([name(5, false), name(2, true)]), 4, 2),
        ],
    }))
    .unwrap()
}

fn on_record(report: &str, record: Option<&TrackRecord>) -> Vec<String> {
    said(&Made::of(report).judgements(record), Topic::Record)
}

#[test]
fn a_run_without_a_record_says_so_on_page_one() {
    let words =
        "Not tested. This run was made without looking back: nothing is known of how good its warnings are.";
    assert_eq!(on_record(REPORT, None), [words]);
    assert!(on_record(REPORT, Some(&record())).iter().all(|one| !one.starts_with("Not tested")));
}

#[test]
fn hits_of_earlier_lists() {
    let words = "Of ten names for new drought, eight came true. Run on what was known at the end of 2 past years, 1980 to 1990, it \
                 would have made such lists. Of 4 states named 3 fell dry within three years; by chance 2 would have. It came in 2 \
                 states not named.";
    assert_eq!(on_record(REPORT, Some(&record()))[0], words);
    let mut one = record();
    one.lists.truncate(1);
    let told = &on_record(REPORT, Some(&one))[0];
    assert!(
        told.starts_with(
            "Of ten names for new drought, all ten came true. Run on what was known at the end of 1980, it"
        ),
        "{told}"
    );
    // Nothing like it was scored, or nothing is declared.
    one.lists.clear();
    assert!(on_record(REPORT, Some(&one)).iter().all(|told| !told.contains("names for")));
    let untold = with("[list.hits]\nevent = \"new drought\"\ncame = \"fell dry\"\n", "");
    assert!(on_record(&untold, Some(&record())).iter().all(|told| !told.contains("names for")));
}

#[test]
fn ranges_that_held_and_ranges_that_did_not() {
    let words = "Some of its ranges were too narrow. Ranges meant to hold nine times in ten held 80% of the time for the share \
                 without rain and 90% of the time for the harvest. Read the ranges for the share without rain as too narrow.";
    assert!(on_record(REPORT, Some(&record())).contains(&words.to_owned()));
    let mut wide = record();
    wide.world_shares[0].model_coverage.band_90 = 0.85;
    let told = on_record(REPORT, Some(&wide));
    let held = told.iter().find(|one| one.starts_with("Its ranges held. ")).unwrap();
    assert!(held.contains("held 85% of the time") && !held.contains("too narrow"), "{held}");
    (wide.world_shares, wide.world_amounts) = (Vec::new(), Vec::new());
    assert!(on_record(REPORT, Some(&wide)).iter().all(|one| !one.contains("ranges")), "nothing was scored");
}

#[test]
fn confidence_follows_the_proper_scores() {
    let made = Made::of(REPORT);
    let material = |record: Option<&TrackRecord>, target: Option<&str>| {
        let (confidence, reason) = crate::record::confidence(&made.material(record), target);
        (confidence.word(), reason)
    };
    let all = record();
    for (target, word, reason) in [
        (Some("dry"), "moderate", "on past years, 1-3 years ahead, better than every rule of thumb."),
        (
            Some("new_drought"),
            "low",
            "on past years, 1-3 years ahead, only partly better than a rule of thumb.",
        ),
        (Some("share_dry"), "low", "on past years, 1-3 years ahead, no better than a rule of thumb."),
        (Some("unheard"), "low", "not tested for this model."),
        (None, "low", "not tested for this model."),
    ] {
        assert_eq!(material(Some(&all), target), (word, reason.to_owned()));
    }
    assert_eq!(material(None, Some("dry")).1, "not tested for this model.");
}

#[test]
fn the_chapter_opens_with_what_is_declared() {
    let words = |report: &str, record: &TrackRecord| -> Vec<String> {
        let made = Made::of(report);
        let chapter = crate::record::brief(&made.material(Some(record)));
        chapter.summary.iter().map(|sentence| sentence.text().unwrap()).collect()
    };
    let all = words(REPORT, &record());
    assert_eq!(all[0], "Made up.");
    let headline =
        "Scored on past origins: for dry states 1-3 years ahead it was better than its best simple rival";
    assert!(all[1].starts_with(headline), "{}", all[1]);
    assert!(all[1].ends_with(
        "by Brier score (0.100 against 0.200) and better than it by log score (0.300 against 0.400)."
    ));
    let share = "The 90% bands of the share of dry states held 80% of what came, where 90% was due; read them as too narrow. Their \
                 interval score 0.400 (lower is better) is not better than a random walk's 0.500.";
    assert_eq!(all[2], share);
    let amount = "The harvest: the 90% bands held 90%; the CRPS of their logarithm is 0.300, a random walk's 0.350 (lower is better).";
    assert_eq!(all[3], amount);
    let untold = with("headline = [{ target = \"dry\", words = \"for dry states\" }]\n", "");
    assert_eq!(words(&untold, &record()).len(), 3);
    let mut unscored = record();
    unscored.skill.retain(|row| row.target != "dry");
    assert_eq!(words(REPORT, &unscored)[1], "Nothing could be scored: no skill is claimed.");
    let made = Made::of(REPORT);
    let chapter = crate::record::brief(&made.material(Some(&record())));
    assert_eq!(chapter.reliability[0].title, "Dry, one to five years ahead");
    assert_eq!(chapter.replay.unwrap().title, "Share dry: said and seen");
    let none = crate::record::brief(&made.material(None));
    assert!(!none.scored_for_this_model && none.reliability.is_empty() && none.replay.is_none());
}

fn sealed(event: &str) -> SealedScore {
    let row = ScoredRow {
        event: event.to_owned(),
        step: Step::Year,
        ahead: None,
        cells: 20,
        happened: 9,
        countries: 6,
        brier: 0.1,
        log: 0.2,
        against: Vec::new(),
        hits: Hits { named: 8, came: 7, missed: 2 },
        verdict: Verdict::Tie,
    };
    SealedScore {
        opened: "2001-01-01".to_owned(),
        basis: "Made up.".to_owned(),
        reservation: "None.".to_owned(),
        events: Vec::new(),
        rows: vec![row],
        by_year: Vec::new(),
        windows: Vec::new(),
        published: Vec::new(),
        earned: Vec::new(),
    }
}

#[test]
fn what_was_held_out_and_opened_once() {
    let told = |report: &str, sealed: Option<SealedScore>| {
        let made = Made::of(report);
        let material = made.material(None).scored(None, sealed);
        let section = crate::sealed::brief(&material);
        let judgement = crate::sealed::judgement(&material);
        assert_eq!(section.is_some(), judgement.is_some());
        judgement.map(|one| said(&[one], Topic::Record).remove(0))
    };
    let words = "What the almanac was worth. Of 8 states called dry 7 were; 2 others fell dry. (By the gauges.) it was printed \
                 before.";
    assert_eq!(told(REPORT, Some(sealed("dry"))).as_deref(), Some(words));
    assert_eq!(told(REPORT, None), None, "the world ships no book");
    assert_eq!(told(REPORT, Some(sealed("other"))), None, "the book knows no such event");
    let (start, end) = (REPORT.find("[sealed]").unwrap(), REPORT.find("[[limit]]").unwrap());
    assert_eq!(
        told(&format!("{}{}", &REPORT[..start], &REPORT[end..]), Some(sealed("dry"))),
        None,
        "no words for it"
    );
}
