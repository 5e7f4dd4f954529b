//! The table for people.

use crate::gates::{Direction, Gates, Rule};
use crate::run::{Finding, Outcome};
use crate::verdict::{Judged, Verdict};

/// Heads of the columns: id, what, expected, got, tolerance, verdict, seconds.
const HEADS: [&str; 7] = ["id", "what", "expected", "got", "tolerance", "verdict", "seconds"];

/// Columns whose cells are set to the right: expected, got, seconds.
const RIGHT: [bool; 7] = [false, false, true, true, false, false, true];

/// The outcome as a table: a line for each entry, and one below it for each of its values.
pub fn table(outcome: &Outcome) -> String {
    let mut rows: Vec<[String; 7]> = vec![HEADS.map(str::to_owned)];
    let mut notes = Vec::new();
    for finding in &outcome.checks {
        let [id, what] = [finding.id.clone(), finding.title.clone()];
        let seconds = format!("{:.1}", finding.seconds);
        rows.push([id, what, String::new(), String::new(), String::new(), verdict(finding), seconds]);
        rows.extend(finding.values.iter().map(|value| row(value, finding)));
        notes.extend(finding.reason.iter().map(|reason| format!("{}: {reason}", finding.id)));
    }
    let mut text = align(&rows);
    for note in notes {
        text.push_str(&format!("{note}\n"));
    }
    text
}

/// What the run comes to, in a few lines.
pub fn summary(outcome: &Outcome) -> String {
    let counts = &outcome.counts;
    let run = outcome.checks.iter().filter(|finding| finding.verdict != Verdict::Skipped);
    let from_snapshot: Vec<&str> =
        run.clone().filter(|finding| finding.files.is_empty()).map(|finding| finding.id.as_str()).collect();
    let from_sources = run.count() - from_snapshot.len();
    let mut text = format!(
        "gates: {} passed, {} failed; bars: {} met, {} not met ({} of them ties); {} skipped; {:.1} s\n\
         {} from the embedded snapshot alone ({}), {from_sources} from source figures\n",
        counts.pass,
        counts.fail,
        counts.met,
        counts.not_met,
        counts.ties,
        counts.skipped,
        outcome.seconds,
        from_snapshot.len(),
        if from_snapshot.is_empty() { "none".to_owned() } else { from_snapshot.join(", ") },
    );
    if !outcome.speeds_not_asked.is_empty() {
        text.push_str(&format!("speeds not measured (--speed): {}\n", outcome.speeds_not_asked.join(", ")));
    }
    text
}

/// What there is to verify: ids, kinds, and what each needs.
pub fn list(gates: &Gates) -> String {
    let mut rows = vec![["id", "kind", "what", "needs"].map(str::to_owned)];
    for check in &gates.checks {
        let kind = match check.kind {
            crate::gates::Kind::Gate => "gate",
            crate::gates::Kind::Bar if check.speed => "bar (--speed)",
            crate::gates::Kind::Bar => "bar",
        };
        let needs = if check.files.is_empty() { "snapshot alone".to_owned() } else { check.files.join(", ") };
        rows.push([check.id.clone(), kind.to_owned(), check.title.clone(), needs]);
    }
    align(&rows)
}

fn verdict(finding: &Finding) -> String {
    match finding.verdict {
        Verdict::NotMet if finding.tie => "not met (tie)".to_owned(),
        Verdict::NotMet => "not met".to_owned(),
        other => other.word().to_owned(),
    }
}

fn row(value: &Judged, finding: &Finding) -> [String; 7] {
    let (expected, tolerance) = match value.rule {
        Rule::Near { expected, relative, absolute } => {
            let both = (relative * expected.abs(), absolute);
            let words = if both.0 >= both.1 { format!("{relative:e} rel") } else { format!("{absolute:e}") };
            (number(expected), words)
        }
        Rule::Between { low, high } => (format!("{} to {}", number(low), number(high)), "range".to_owned()),
        Rule::Beyond { level, direction } => {
            let sign = if direction == Direction::Below { '<' } else { '>' };
            (format!("{sign} {}", number(level)), finding.peer.clone().unwrap_or_default())
        }
    };
    let got = match (value.low, value.high) {
        (Some(low), Some(high)) => {
            format!("{} [{}, {}]", number(value.got), number(low), number(high))
        }
        _ => number(value.got),
    };
    let mark = if value.holds { "" } else { "  <-" };
    [String::new(), format!("  {}", value.name), expected, got, tolerance, mark.to_owned(), String::new()]
}

/// Seven significant digits, without zeros at the end.
fn number(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let size = libm::floor(libm::log10(value.abs())) as i32;
    if !(-5..=9).contains(&size) {
        return format!("{value:.4e}");
    }
    let text = format!("{value:.*}", usize::try_from(6 - size).unwrap_or(0));
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// Cells in columns; the last column is not padded.
fn align<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..N).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let padding = " ".repeat(widths[column] - cell.chars().count());
            let right = N == RIGHT.len() && RIGHT[column];
            line.push_str(&if right { format!("{padding}{cell}  ") } else { format!("{cell}{padding}  ") });
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_show_seven_digits() {
        let shown = [-196.198_358_2, 0.376_982, 4519.0, 1e-7, 123_456_789.0, 0.0].map(super::number);
        assert_eq!(shown, ["-196.1984", "0.376982", "4519", "1.0000e-7", "123456789", "0"]);
    }
}
