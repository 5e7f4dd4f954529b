//! Sealed forecasts and what came of them, in words and tables.

use std::fmt::Write as _;

use forefend_journal::{Against, ScoredRow, SealedScore};

use super::Scored;
use crate::table::aligned;

/// The scores, the published ones beside them where there are some, and which entries are still open.
pub fn scores(rows: &[ScoredRow], scored: &Scored) -> String {
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        if at == 0 || rows[at - 1].event != row.event {
            let of_event: Vec<&ScoredRow> = rows.iter().filter(|one| one.event == row.event).collect();
            text.push_str(&table(title(scored, &row.event), &of_event));
        }
    }
    if rows.is_empty() {
        text.push_str("No outcome of these forecasts is known yet.\n");
    } else {
        text.push_str(
            "Brier score, smaller is better; the rivals are made by one fixed rule, each entry says when. Difference to the better of the two \
             with its 90 % interval over whole countries. skill: better than both by Brier and by log score, beyond the \
             interval. Named: given a chance of one half or more.\n",
        );
    }
    if let Some(book) = &scored.book {
        published(book, &mut text);
    }
    text.push('\n');
    entries(scored, &mut text);
    text
}

fn title<'a>(scored: &'a Scored, event: &'a str) -> &'a str {
    let events = scored.entries.iter().filter_map(|entry| entry.event(event));
    events.map(|event| event.title.as_str()).next().unwrap_or(event)
}

fn table(title: &str, rows: &[&ScoredRow]) -> String {
    let head = [
        "ahead",
        "forecasts",
        "happened",
        "Brier",
        "persistence",
        "climatology",
        "minus the better",
        "verdict",
        "named",
        "came",
        "missed",
    ];
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let rival = |name: &str| row.against.iter().find(|one| one.rival == name);
            let brier = |name: &str| rival(name).map_or_else(String::new, |one| four(one.brier));
            vec![
                row.horizon().trim_end_matches(" ahead").to_owned(),
                row.cells.to_string(),
                row.happened.to_string(),
                four(row.brier),
                brier("persistence"),
                brier("climatology"),
                better(row).map_or_else(String::new, |one| {
                    let difference = one.brier_difference;
                    format!("{:+.4} [{:+.4}, {:+.4}]", difference.mean, difference.low, difference.high)
                }),
                row.verdict.words().to_owned(),
                row.hits.named.to_string(),
                row.hits.came.to_string(),
                row.hits.missed.to_string(),
            ]
        })
        .collect();
    format!("{title}\n{}\n", aligned(&head, &rows, 1))
}

/// The rival with the smaller Brier score.
fn better(row: &ScoredRow) -> Option<&Against> {
    row.against.iter().min_by(|a, b| a.brier.total_cmp(&b.brier))
}

fn four(score: f64) -> String {
    format!("{score:.4}")
}

/// Scores published elsewhere, never without the reservation.
fn published(book: &SealedScore, text: &mut String) {
    let each = book.published.iter().map(|one| format!("{} {} ({})", one.name, four(one.brier), one.source));
    let each: Vec<String> = each.collect();
    if !each.is_empty() {
        let _ = writeln!(
            text,
            "Published on the same country-months of 2023 to 2025, not recomputed: {}.",
            each.join("; ")
        );
    }
    let _ = writeln!(text, "Reservation: {}", book.reservation);
}

fn entries(scored: &Scored, text: &mut String) {
    for (entry, settled) in scored.entries.iter().zip(&scored.settled) {
        let open = match settled.open_periods {
            Some((first, last)) => format!("; {} not yet, {first} to {last}", settled.open),
            None => String::new(),
        };
        let by = if settled.known > 0 { format!(" by {}", settled.source) } else { String::new() };
        let _ = writeln!(
            text,
            "{}: known to {} when sealed; {} chances settled{by}{open}",
            entry.name, entry.facts.known_to, settled.known
        );
    }
}
