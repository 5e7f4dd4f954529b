//! The table for people.

use forefend_report::to_digits;

use crate::gates::{Direction, Gates, Open, Rule};
use crate::run::{Finding, Outcome};
use crate::verdict::{Judged, Verdict};

/// Heads of the columns: id, what, expected, got, tolerance, verdict, seconds.
const HEADS: [&str; 7] = ["id", "what", "expected", "got", "tolerance", "verdict", "seconds"];

/// Missing files that are named of an entry.
const FILES: usize = 2;

/// Columns whose cells are set to the right: expected, got, seconds.
const RIGHT: [bool; 7] = [false, false, true, true, false, false, true];

/// The outcome as a table: a line for each entry, and one below it for each of its values.
pub fn table(outcome: &Outcome) -> String {
    let mut rows: Vec<[String; 7]> = vec![HEADS.map(str::to_owned)];
    let mut notes = Vec::new();
    for finding in &outcome.checks {
        let what = match &finding.peer {
            Some(peer) => format!("{}; to beat: {peer}", finding.title),
            None => finding.title.clone(),
        };
        let [id, seconds] = [finding.id.clone(), format!("{:.1}", finding.seconds)];
        rows.push([id, what, String::new(), String::new(), String::new(), verdict(finding), seconds]);
        rows.extend(finding.values.iter().map(row));
        // What a skipped entry needs is told at the end.
        let told = finding.reason.iter().filter(|_| finding.verdict != Verdict::Skipped);
        notes.extend(told.map(|reason| format!("{}: {reason}", finding.id)));
    }
    let mut text = align(&rows);
    for note in notes {
        text.push_str(&format!("{note}\n"));
    }
    text
}

/// What the run comes to, in a few lines; the last is the verdict.
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
    if !outcome.sources_not_asked.is_empty() {
        text.push_str(&format!(
            "left out (--snapshot-only), {} that need source figures: {}\n",
            outcome.sources_not_asked.len(),
            outcome.sources_not_asked.join(", ")
        ));
    }
    text + &not_computed(&outcome.open) + &needed(outcome) + &closing(outcome)
}

/// What each skipped entry needs to run.
fn needed(outcome: &Outcome) -> String {
    let skipped: Vec<&Finding> =
        outcome.checks.iter().filter(|finding| finding.verdict == Verdict::Skipped).collect();
    if skipped.is_empty() {
        return String::new();
    }
    let lines = skipped.iter().map(|finding| {
        let (missing, more) = (&finding.missing, finding.missing.len().saturating_sub(FILES));
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let named = missing.iter().take(FILES).map(String::as_str).collect::<Vec<_>>().join(", ");
        format!("  {} needs {named}{more} ({})\n", finding.id, finding.source)
    });
    format!(
        "skipped: {} whose source figures are not there. They are not ours to ship; get them where each line says, put \
         them below one folder under these names (all of them: --list), and name it with --data DIR or FOREFEND_DATA:\n{}",
        skipped.len(),
        lines.collect::<String>()
    )
}

/// The verdict of the run in one line, as the exit code has it.
fn closing(outcome: &Outcome) -> String {
    let counts = &outcome.counts;
    let all = outcome.checks.len() + outcome.sources_not_asked.len();
    let computed = outcome.checks.len() - counts.skipped;
    let of = if computed == all { format!("all {all}") } else { format!("{computed} of {all}") };
    match counts.fail {
        0 => format!("verdict: {of} computed, no gate failed\n"),
        failed => format!("verdict: {of} computed, {failed} failed\n"),
    }
}

/// Open entries with their reasons; nothing where there are none.
fn not_computed(open: &[Open]) -> String {
    let lines = open.iter().map(|open| format!("  {}: {}\n", open.id, open.why));
    if open.is_empty() {
        return String::new();
    }
    format!("not computed: {}\n{}", open.len(), lines.collect::<String>())
}

/// What there is to verify: ids, kinds, and what each needs; then what is not computed, and why.
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
    for open in &gates.open {
        rows.push([open.id.clone(), "open".to_owned(), open.title.clone(), "not computed".to_owned()]);
    }
    format!("{}\n{}", align(&rows), not_computed(&gates.open)).trim_end().to_owned() + "\n"
}

fn verdict(finding: &Finding) -> String {
    match finding.verdict {
        Verdict::NotMet if finding.tie => "not met (tie)".to_owned(),
        Verdict::NotMet => "not met".to_owned(),
        other => other.word().to_owned(),
    }
}

fn row(value: &Judged) -> [String; 7] {
    let (expected, tolerance) = match value.rule {
        Rule::Near { expected, relative, absolute } => {
            let words = match (relative * expected.abs(), absolute) {
                (0.0, 0.0) => "exact".to_owned(),
                (share, own) if share >= own => format!("{relative:e} relative"),
                _ => format!("\u{b1}{}", number(absolute, 7)),
            };
            (number(expected, 7), words)
        }
        Rule::Between { between: [low, high] } => {
            (format!("{} to {}", number(low, 7), number(high, 7)), "range".to_owned())
        }
        Rule::Shown { .. } => (String::new(), "shown".to_owned()),
        Rule::Beyond { level, direction } => {
            let sign = if direction == Direction::Below { '<' } else { '>' };
            (format!("{sign} {}", number(level, 7)), "level".to_owned())
        }
    };
    let got = match (value.low, value.high) {
        (Some(low), Some(high)) => {
            format!("{} [{}, {}]", number(value.got, 4), number(low, 4), number(high, 4))
        }
        _ => number(value.got, 7),
    };
    let mark = if value.holds { "" } else { "  <-" };
    [String::new(), format!("  {}", value.name), expected, got, tolerance, mark.to_owned(), String::new()]
}

/// At most `digits` significant digits after the point, without zeros at the end.
fn number(value: f64, digits: usize) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let size = libm::floor(libm::log10(value.abs())) as i32;
    if !(-5..=9).contains(&size) {
        return format!("{value:e}");
    }
    to_digits(value, digits)
}

/// Cells in columns. An entry's line has nothing in the columns after `what` up to the verdict, so its text may run on
/// over them and does not set their width.
fn align<const N: usize>(rows: &[[String; N]]) -> String {
    let runs_on = |row: &[String; N]| N == RIGHT.len() && row[2..5].iter().all(String::is_empty);
    let length = |cell: &String| cell.chars().count();
    let width = |column: usize| {
        let rows = rows.iter().filter(|row| column != 1 || !runs_on(row));
        rows.map(|row| length(&row[column])).max().unwrap_or(0)
    };
    let mut widths: Vec<usize> = (0..N).map(width).collect();
    if N == RIGHT.len() {
        let longest = rows.iter().filter(|row| runs_on(row)).map(|row| length(&row[1])).max().unwrap_or(0);
        widths[1] += longest.saturating_sub(widths[1..5].iter().sum::<usize>() + 6);
    }
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            // How far the line should have come once this cell is in it.
            let end = widths[..=column].iter().sum::<usize>() + 2 * column;
            let gap = end.saturating_sub(line.chars().count() + length(cell));
            let padding = " ".repeat(gap);
            let right = N == RIGHT.len() && RIGHT[column];
            line.push_str(&if right { format!("{padding}{cell}") } else { format!("{cell}{padding}") });
            if !(runs_on(row) && (1..4).contains(&column)) {
                line.push_str("  ");
            }
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
        let shown = [-196.198_358_2, 0.376_982, 4519.0, 1e-7, 123_456_789.0, 0.0]
            .map(|value| super::number(value, 7));
        assert_eq!(shown, ["-196.1984", "0.376982", "4519", "1e-7", "123456789", "0"]);
    }
}
