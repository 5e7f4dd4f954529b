//! The track record of worlds whose process is known.

#![allow(clippy::unwrap_used)] // helpers of tests are no `#[test]` functions

mod belongs;
mod common;
mod drivers;
mod pairs;

use common::{record, settings};
use forefend_fixtures::chain::{DEATHS, FRAME, LAST, model, model_with, panel, panel_with_deaths};
use forefend_fixtures::world;
use forefend_panel::Year;
use forefend_track::replay::{ALL_LOOKS, Least, Replay, ReplaySettings, States, replay};
use forefend_track::{
    Baseline, BelongsTo, Fingerprint, Score, ScoreBook, SkillRow, Targets, TrackError, TrackRecord,
    TrackSettings, Verdict, WorldAmount, rolling_origins,
};

const ORIGINS: [i16; 5] = [1985, 1990, 1995, 2000, 2005];

#[test]
fn where_conflict_persists_the_model_equals_what_usually_followed_and_beats_the_rest() {
    let found = record(&panel(0.06, 0.8, LAST), &settings(&ORIGINS));
    let rows: Vec<&SkillRow> = found.skill_on("in_conflict").collect();
    assert_eq!((rows[0].years_ahead, rows[0].cases), ((1, 3), 5 * 3 * 40));
    assert_eq!((rows[3].years_ahead, rows[3].cases), ((10, 13), (3 * 4 + 1) * 40));
    let gain = |row: &SkillRow| {
        let brier = row.by(Score::Brier).unwrap();
        let climatology = brier.baselines.iter().find(|rival| rival.baseline == Baseline::Climatology);
        climatology.unwrap().score - brier.model
    };
    // Of a chain the table of transitions is the truth, so is what fades to a base rate, and so is the model.
    let truths = [Baseline::Transitions, Baseline::PersistenceToBase];
    for score in [Score::Brier, Score::Log].map(|score| rows[0].by(score).unwrap()) {
        assert!(truths.contains(&score.best) && score.verdict == Verdict::Tie, "{score:?}");
        assert!(score.difference.abs() < 0.005, "{score:?}");
        let rest = score.baselines.iter().filter(|rival| !truths.contains(&rival.baseline));
        assert!(
            rest.clone().count() >= 2 && rest.clone().all(|rival| rival.score > score.model + 0.01),
            "{score:?}"
        );
    }
    // The chain forgets: of the difference that today's level makes, 0.74^10 = 5 % is left after ten years.
    assert!(gain(rows[0]) > 0.02 && gain(rows[3]) < gain(rows[0]) / 3.0);
}

#[test]
fn where_nothing_tells_states_apart_there_is_no_skill() {
    let found = record(&panel(0.2, 0.2, LAST), &settings(&ORIGINS));
    for row in &found.skill {
        // Of the world's share a random walk is a poor rival: what has no memory comes back to its mean.
        for score in row.scores.iter().filter(|score| score.score != Score::IntervalScore) {
            assert!(!score.verdict.has_skill(), "{:?} {:?}: {score:?}", row.target, row.years_ahead);
        }
    }
}

/// The chain's share in conflict is 0.06 / (0.06 + 0.2) = 0.23, and forty states make a binomial with little memory.
#[test]
fn the_bands_of_a_right_model_hold_what_comes_and_its_probabilities_are_kept() {
    let found = record(&panel(0.06, 0.8, LAST), &settings(&ORIGINS));
    let share = found.world_share().unwrap();
    let coverage = share.model_coverage;
    assert_eq!(coverage.years, 13 + 13 + 13 + 10 + 5);
    assert!(coverage.band_90 > 0.75 && coverage.band_50 > 0.3, "{coverage:?}");
    assert!(share.model_score < share.random_walk_score);
    for bin in found.reliability.iter().filter(|bin| bin.cases >= 100) {
        assert!((bin.stated - bin.frequency()).abs() < 0.1, "{bin:?}");
    }
    // Every other event has a table of its own, whose cases are those of its skill.
    assert!(!found.calibration.is_empty());
    for of in &found.calibration {
        let cases: usize = of.bins.iter().map(|bin| bin.cases).sum();
        assert!(cases > 0 && of.years_ahead.0 == 1, "{of:?}");
        let within = found.skill_on(&of.target).find(|row| row.years_ahead == of.years_ahead);
        assert!(within.is_none_or(|row| row.cases == cases), "{of:?}");
    }
}

/// A hundred deaths in minor conflict, two hundred in war: what is not luck of the chain is known.
#[test]
fn world_deaths_are_scored_where_they_are_recorded_and_observed() {
    let frame = FRAME.replace("[\"conflict\"]", "[\"conflict\", \"deaths\"]");
    let (with, without) = (panel_with_deaths(0.06, 0.8), panel(0.06, 0.8, LAST));
    let settings = settings(&ORIGINS);
    let deaths = |frame: &str, panel| {
        let model = model_with(frame, DEATHS);
        let targets = Targets::of(&model, panel).unwrap();
        let record = rolling_origins(&model, panel, &targets, &settings, &|_, _| ()).unwrap();
        record.world_amount("world_deaths").cloned()
    };
    assert_eq!(deaths(FRAME, &with), None, "not recorded");
    assert_eq!(deaths(&frame, &without), None, "not observed");
    let found = deaths(&frame, &with).unwrap();
    assert_eq!(found.model_coverage.years, 13 + 13 + 13 + 10 + 5);
    assert!(found.model_coverage.band_90 > 0.75 && found.model_crps < found.random_walk_crps, "{found:?}");
    for year in found.origins.iter().flat_map(|path| &path.years) {
        assert_eq!(year.observed % 100.0, 0.0, "the 24 deaths of states at peace do not count");
        assert!(year.model.p05 <= year.model.p50 && year.model.p50 < 40.0 * 200.0);
    }
    let again = serde_json::from_str::<WorldAmount>(&serde_json::to_string(&found).unwrap()).unwrap();
    assert_eq!(again, found);
}

#[test]
fn the_record_is_the_same_for_any_number_of_threads_and_survives_storage() {
    let panel = panel(0.06, 0.8, LAST);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| record(&panel, &settings(&[1990, 2000])))
    };
    let expected = on(1);
    assert_eq!(on(3), expected);
    assert_eq!(on(8), expected);
    let other = record(&panel, &forefend_track::TrackSettings { seed: 2, ..settings(&[1990, 2000]) });
    assert_ne!(other.skill, expected.skill, "the seed must matter");
    let text = serde_json::to_string(&expected).unwrap();
    assert_eq!(serde_json::from_str::<TrackRecord>(&text).unwrap(), expected);
}

#[test]
fn no_forecast_reads_what_came_later() {
    let fans = |corrupt_after| {
        let found = record(&panel(0.06, 0.8, corrupt_after), &settings(&[1990]));
        let path = found.world_share().unwrap().origins[0].clone();
        let said: Vec<_> = path.years.iter().map(|year| (year.model, year.random_walk)).collect();
        let came: Vec<f64> = path.years.iter().map(|year| year.observed).collect();
        (said, came)
    };
    let (honest, corrupted) = (fans(LAST), fans(1990));
    assert_eq!(honest.0, corrupted.0);
    assert_ne!(honest.1, corrupted.1);
    assert_ne!(honest.0, fans(1989).0, "the test must be able to fail");
}

/// What was published by June 1990: years to 1989, for the series has no lag here but 1990 was under way.
#[test]
fn a_replay_reads_nothing_after_its_month() {
    let look = |corrupt_after| {
        let settings = ReplaySettings {
            as_of: "1990-06".parse().unwrap(),
            to: Year(2004),
            others: vec!["1995-06".parse().unwrap()],
            draws: 200,
            seed: 1,
            fingerprint: Fingerprint::default(),
        };
        let panel = panel(0.06, 0.8, corrupt_after);
        let least = Least { event: 1.0, worst: 2.0 };
        replay(&model(FRAME), &panel, &[], &settings, least, &|_, _| ()).unwrap()
    };
    let said = |replay: &Replay| {
        let look = replay.main().unwrap();
        let years: Vec<_> = look.fan.years.iter().map(|y| (y.model, y.random_walk, y.above_last)).collect();
        let names = look.names.last().unwrap();
        let mut given: Vec<(String, f64)> = [&names.caught, &names.missed, &names.false_alarms]
            .into_iter()
            .flatten()
            .map(|named| (named.country.clone(), named.probability))
            .collect();
        given.sort_by(|a, b| a.0.cmp(&b.0));
        (look.last_known, years, given)
    };
    let (honest, corrupted) = (look(LAST), look(1989));
    assert_eq!(said(&honest).0, 1989);
    assert_eq!(said(&honest).1, said(&corrupted).1);
    // Which states are listed depends on what came; what a state was given does not.
    for (country, given) in said(&corrupted).2 {
        for (other, probability) in said(&honest).2 {
            assert!(country != other || given == probability, "{country}: {given} {probability}");
        }
    }
    assert_ne!(honest.rows, corrupted.rows, "what came must matter to the scores");
    assert_ne!(said(&honest).1, said(&look(1988)).1, "the test must be able to fail");
    // Of a chain that forgets nothing can beat, by much, today's state fading into a base rate.
    let pooled = honest.rows_of(ALL_LOOKS, States::All).last().unwrap();
    assert_eq!(pooled.years_ahead, (1, 14));
    assert!(pooled.brier.against[1].difference.abs() < 0.02, "{pooled:?}");
}

#[test]
fn settings_that_leave_nothing_to_score_say_so() {
    let panel = panel(0.06, 0.8, LAST);
    let error = |frame: &str, origins: &[i16]| {
        let model = model(frame);
        let targets = match Targets::of(&model, &panel) {
            Ok(targets) => targets,
            Err(error) => return error.to_string(),
        };
        rolling_origins(&model, &panel, &targets, &settings(origins), &|_, _| ()).unwrap_err().to_string()
    };
    assert!(error(FRAME, &[]).contains("no origin"));
    assert!(error(FRAME, &[2000, 1990]).contains("ascending"));
    assert!(error(FRAME, &[2010]).contains("nothing is observed after origin 2010"));
    assert!(error(FRAME, &[1960]).contains("15 of the"), "{}", error(FRAME, &[1960]));
    assert!(error(&FRAME.replace("[\"conflict\"]", "[]"), &[2000]).contains("record_country"));
    let targets = Targets::of(&model(FRAME), &panel).unwrap();
    let early = rolling_origins(&model(FRAME), &panel, &targets, &settings(&[1940]), &|_, _| ());
    assert!(matches!(early, Err(TrackError::Origin { origin: 1940, .. })), "{early:?}");
}

/// A world with a file of targets; the error of loading it, or the targets.
fn declared(text: &str) -> Result<Targets, String> {
    let panel = panel(0.06, 0.8, LAST);
    let world = world(&[("targets.toml", text)]);
    Targets::load(&world, &model(FRAME), &panel).map_err(|error| error.to_string())
}

const EVENT: &str = "\n[[target]]\nid = \"c\"\ntitle = \"C\"\nkind = \"event\"\nvariable = \"conflict\"\n\
                     observed = \"level\"\nat_least = 1\n";

#[test]
fn a_mistake_in_a_target_names_file_line_and_remedy() {
    assert_eq!(declared(EVENT).unwrap().variables(), ["conflict"]);
    let refused = |text: &str, words: &[&str]| {
        let error = declared(text).unwrap_err();
        for word in words {
            assert!(error.contains(word), "{error}: no `{word}`");
        }
    };
    let with = |from: &str, to: &str| EVENT.replace(from, to);
    refused(
        &with("\"conflict\"", "\"conflct\""),
        &["world/targets.toml:6", "`conflct`", "did you mean `conflict`?"],
    );
    refused(
        &with("\"level\"", "\"levl\""),
        &["world/targets.toml:7", "series by country", "did you mean `level`?"],
    );
    refused(&with("at_least = 1", ""), &["world/targets.toml:3", "needs at_least, at_most or above"]);
    refused(&with("\"event\"", "\"amount\""), &["has no at_least", "least"]);
    refused(&with("\"event\"", "\"odds\""), &["world/targets.toml:5", "odds"]);
    refused(&with("at_least = 1", "at_last = 1"), &["world/targets.toml:8", "at_last"]);
    refused(&format!("{EVENT}{EVENT}"), &["world/targets.toml:11", "declared twice"]);
    refused(&format!("{EVENT}bands = [[3, 1]]\n"), &["begin with 1, ascend"]);
    refused(&format!("{}within = 5\n", with("\"event\"", "\"world-share\"")), &["belong to an event"]);
    refused(
        &format!("{EVENT}at_origin = [{{ series = \"leve\", at_most = 0 }}]\n"),
        &["world/targets.toml:9", "did you mean `level`?"],
    );
}

/// A chain with the chance of conflict 0.06 after peace: an onset within three years of two at peace comes with
/// 1 - 0.94^3, and of states in conflict 0.2 end it within a year.
#[test]
fn what_is_declared_is_scored_and_the_book_holds_it() {
    let panel = panel(0.06, 0.8, LAST);
    let text = format!(
        "{EVENT}within = 3\nat_origin = [{{ series = \"level\", at_most = 0, years = 2 }}]\n{}bands = [[1, 1]]\n\
         at_origin = [{{ series = \"level\", at_least = 1 }}]\n",
        EVENT.replace("\"c\"", "\"ending\"").replace("at_least = 1", "at_most = 0")
    );
    let targets = declared(&text).unwrap();
    let settings = settings(&ORIGINS);
    let found = rolling_origins(&model(FRAME), &panel, &targets, &settings, &|_, _| ()).unwrap();
    let row = |target: &str| found.skill_on(target).next().unwrap().clone();
    let frequency = |target: &str| row(target).events as f64 / row(target).cases as f64;
    assert_eq!((row("c").years_ahead, row("ending").years_ahead), ((1, 3), (1, 1)));
    assert!(
        (frequency("c") - 0.17).abs() < 0.08 && (frequency("ending") - 0.2).abs() < 0.12,
        "{row:?}",
        row = row("c")
    );
    // Of a chain the model says nearly that of everybody, so its Brier score is that of its frequency.
    let p = frequency("c");
    assert!((row("c").by(Score::Brier).unwrap().model - p * (1.0 - p)).abs() < 0.02);

    let own = BelongsTo {
        world: "w".to_owned(),
        data: "d".to_owned(),
        parameters: "p".to_owned(),
        engine: "1".to_owned(),
    };
    let book = ScoreBook::new(found.clone(), own.clone(), "2026-11-23", None);
    let again = ScoreBook::read(&book.bytes().unwrap()).unwrap();
    assert_eq!(again, book);
    assert!(again.is_record_of(&own, &settings));
    assert!(!again.is_record_of(&BelongsTo { engine: "2".to_owned(), ..own.clone() }, &settings));
    assert!(!again.is_record_of(&own, &TrackSettings { draws: 301, ..settings.clone() }));
    assert_eq!((again.verdict("c", 3), again.verdict("c", 4)), (Some(row("c").verdict()), None));
    // The same model again is no further look.
    let repeated = ScoreBook::new(book.record.clone(), own.clone(), "2026-11-24", Some(&book));
    assert_eq!((repeated.looks.len(), repeated.looks[0].date.as_str()), (1, "2026-11-23"));
    let other = BelongsTo { world: "v".to_owned(), ..own };
    let looks = |record: TrackRecord, own: &BelongsTo, before: &ScoreBook| {
        ScoreBook::new(record, own.clone(), "2026-11-25", Some(before)).looks.len()
    };
    // The same numbers under another binding are none either; other numbers, or other origins, are.
    let fingerprint = Fingerprint { code: "later".to_owned(), ..Fingerprint::default() };
    let bound_anew = ScoreBook::new(
        TrackRecord { fingerprint, ..book.record.clone() },
        other.clone(),
        "2026-11-25",
        Some(&again),
    );
    assert_eq!((bound_anew.looks.as_slice(), &bound_anew.belongs_to), (book.looks.as_slice(), &other));
    let mut moved = book.record.clone();
    moved.skill[0].scores[0].model += 1e-9;
    assert_eq!(looks(moved.clone(), &other, &book), 2);
    assert_eq!(looks(TrackRecord { origins: vec![1985], ..book.record.clone() }, &other, &book), 2);
    assert_eq!(looks(moved, &other, &bound_anew), 1, "the look of this binding was made under another name");
    for damaged in [&b"PAR1"[..], &book.bytes().unwrap()[..100], &[]] {
        let error = ScoreBook::read(damaged).unwrap_err().to_string();
        assert!(error.contains("damaged") && error.contains("backtest"), "{error}");
    }
}
