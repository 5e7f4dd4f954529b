//! `forefend watch --backtest`: past years forecast from the October before, and scored.

use forefend_panel::Year;
use forefend_score::{Bootstrap, CellScores, Situation, paired_difference};
use forefend_watch::{Forecaster, ScoredMonth, score_windows};
use serde_json::{Value, json};

use super::Given;
use crate::cli::watch::Years;
use crate::failure::Failure;
use crate::table::aligned;
use crate::terminal::say;

/// Where a score stands.
type Of = fn(&CellScores) -> f64;

/// Scores that are printed.
const SCORES: [(&str, Of); 4] = [
    ("CRPS", |scores| scores.three.crps),
    ("log1p-CRPS", |scores| scores.crps_log1p),
    ("IGN", |scores| scores.three.ign),
    ("MIS", |scores| scores.three.mis),
];

/// Scores the windows and prints means beside simple rivals.
pub fn run(given: &Given<'_>, windows: Years) -> Result<(), Failure> {
    let arguments = given.arguments;
    let scored = score_windows(
        &given.panel,
        arguments.target,
        &windows.all(),
        &given.settings,
        arguments.seed,
        arguments.draws as usize,
    )?;
    let mut groups: Vec<(String, Vec<&ScoredMonth>)> = vec![("all".to_owned(), scored.iter().collect())];
    for situation in Situation::ALL {
        let of: Vec<&ScoredMonth> = scored.iter().filter(|one| one.situation == situation).collect();
        groups.push((situation.word().to_owned(), of));
    }
    for window in windows.all() {
        groups.push((window.to_string(), scored.iter().filter(|one| one.window == window).collect()));
    }
    groups.retain(|(_, months)| !months.is_empty());
    if given.global.json {
        say(&format!("{:#}\n", facts(given, windows, &groups, &scored)?));
    } else if !given.global.quiet {
        say(&words(given, windows, &groups, &scored)?);
    }
    Ok(())
}

fn mean(months: &[&ScoredMonth], forecaster: usize, of: fn(&CellScores) -> f64) -> f64 {
    months.iter().map(|month| of(&month.scores[forecaster])).sum::<f64>() / months.len() as f64
}

fn words(
    given: &Given<'_>,
    windows: Years,
    groups: &[(String, Vec<&ScoredMonth>)],
    scored: &[ScoredMonth],
) -> Result<String, Failure> {
    let Years(first, last) = windows;
    let mut text = format!(
        "{}, windows {first} to {last}, 3 to 14 months ahead; pseudo-replay on revised data\n\n",
        given.arguments.target.title()
    );
    let mut rows = Vec::new();
    for (name, months) in groups {
        for (at, forecaster) in Forecaster::ALL.iter().enumerate() {
            let mut row = vec![
                if at == 0 { name.clone() } else { String::new() },
                forecaster.word().to_owned(),
                if at == 0 { months.len().to_string() } else { String::new() },
            ];
            row.extend(SCORES.iter().map(|(name, of)| {
                let digits = if matches!(*name, "CRPS" | "MIS") { 2 } else { 4 };
                format!("{:.digits$}", mean(months, at, *of))
            }));
            rows.push(row);
        }
    }
    text.push_str(&aligned(&["cells", "forecast", "n", "CRPS", "log1p-CRPS", "IGN", "MIS"], &rows, 2));
    text.push_str("\nwatch minus rival, 90 % interval over countries (below 0: watch is better)\n");
    let mut rows = Vec::new();
    for (at, rival) in Forecaster::ALL.iter().enumerate().skip(1) {
        let mut row = vec![rival.word().to_owned()];
        for (_, of) in SCORES {
            let (mean, low, high) = against(scored, at, of)?;
            row.push(format!("{mean:+.4} [{low:+.4}, {high:+.4}]"));
        }
        rows.push(row);
    }
    text.push_str(&aligned(&["rival", "CRPS", "log1p-CRPS", "IGN", "MIS"], &rows, 1));
    text.push_str(&format!(
        "\nsettings {}, learned on the windows {} to {}{}\n",
        given.settings.hash(),
        given.settings.learned.first_window,
        given.settings.learned.last_window,
        if first <= given.settings.learned.last_window {
            ": some of these windows were learned from, and flatter it"
        } else {
            ""
        }
    ));
    Ok(text)
}

fn against(
    scored: &[ScoredMonth],
    rival: usize,
    of: fn(&CellScores) -> f64,
) -> Result<(f64, f64, f64), Failure> {
    let own: Vec<f64> = scored.iter().map(|month| of(&month.scores[0])).collect();
    let other: Vec<f64> = scored.iter().map(|month| of(&month.scores[rival])).collect();
    let countries: Vec<u16> = scored.iter().map(|month| month.views).collect();
    let difference = paired_difference(&own, &other, &countries, Bootstrap::with_seed(1))?;
    Ok((difference.mean, difference.interval.lower, difference.interval.upper))
}

fn facts(
    given: &Given<'_>,
    windows: Years,
    groups: &[(String, Vec<&ScoredMonth>)],
    scored: &[ScoredMonth],
) -> Result<Value, Failure> {
    let of_group = |months: &[&ScoredMonth]| -> Value {
        let of = |at: usize| SCORES.iter().map(move |(name, of)| (*name, mean(months, at, *of)));
        let all = Forecaster::ALL.iter().enumerate();
        let scores: serde_json::Map<String, Value> = all
            .map(|(at, forecaster)| {
                let scores: serde_json::Map<String, Value> =
                    of(at).map(|(name, score)| (name.to_owned(), json!(score))).collect();
                (forecaster.word().to_owned(), Value::Object(scores))
            })
            .collect();
        json!({ "n": months.len(), "scores": scores })
    };
    let mut differences = serde_json::Map::new();
    for (at, rival) in Forecaster::ALL.iter().enumerate().skip(1) {
        let mut of_rival = serde_json::Map::new();
        for (name, of) in SCORES {
            let (mean, low, high) = against(scored, at, of)?;
            of_rival.insert(name.to_owned(), json!({ "mean": mean, "low": low, "high": high }));
        }
        differences.insert(rival.word().to_owned(), Value::Object(of_rival));
    }
    let years: Vec<Year> = windows.all();
    let groups: serde_json::Map<String, Value> =
        groups.iter().map(|(name, months)| (name.clone(), of_group(months))).collect();
    Ok(json!({
        "target": given.arguments.target,
        "windows": years,
        "basis": "pseudo-replay on revised data",
        "settings": given.settings.hash(),
        "learned": given.settings.learned,
        "groups": groups,
        "differences": differences,
    }))
}
