//! A scored forecast in words and tables.

use forefend_report::decimal_places;
use forefend_score::Interval;
use forefend_score::forecast::{Group, Mean};

use crate::score::findings::Findings;
use crate::table::aligned;

/// What is printed without `--json`.
pub fn text(findings: &Findings) -> String {
    let (from, to) = findings.months;
    let draws = match findings.draws {
        (few, many) if few == many => few.to_string(),
        (few, many) => format!("{few} to {many}"),
    };
    let mut text = format!(
        "{}\n{} cells: {} units, {from} to {to}, {draws} draws a cell; smaller is better\n",
        findings.forecast, findings.cells, findings.units
    );
    let (unknown, skipped) = findings.left_out;
    if unknown + skipped > 0 {
        text.push_str(&format!(
            "left out: {unknown} cells without an actual, {skipped} without a forecast\n"
        ));
    }
    if findings.repeated > 0 {
        let repeated = findings.repeated;
        text.push_str(&format!("{repeated} cells stand in several files of actuals, with the same value\n"));
    }
    text.push_str(&format!("\n{}", means(&findings.groups)));
    if findings.situation_unknown > 0 {
        text.push_str(&format!(
            "situation unknown in {} cells: --actuals lacks one of the twelve months before\n",
            findings.situation_unknown
        ));
    }
    text.push_str(&format!("\n{}", without(findings)));
    text.push_str(&format!("\n{}", event(findings)));
    if !findings.compared.is_empty() {
        text.push_str(&format!("\n{}", compared(findings)));
    }
    text.push_str(&format!(
        "\n{:.0} % intervals from {} resamples of whole units (seed {})\n",
        findings.bootstrap.level * 100.0,
        findings.bootstrap.replicates,
        findings.bootstrap.seed
    ));
    text
}

/// Four significant digits, or all of a large number; of what is less than one four decimals.
fn number(value: f64) -> String {
    let places = if value.abs() < 1.0 { 4 } else { decimal_places(value, 4) };
    format!("{value:.places$}")
}

fn with_interval(value: f64, interval: Option<Interval>) -> String {
    match interval {
        Some(Interval { lower, upper, .. }) => {
            format!("{} [{}, {}]", number(value), number(lower), number(upper))
        }
        None => number(value),
    }
}

fn means(groups: &[Group]) -> String {
    let shown = ["CRPS", "log1p CRPS", "IGN", "MIS", "tail CRPS", "MSLE"];
    let head: Vec<&str> = ["", "", "cells"].into_iter().chain(shown).collect();
    let row = |group: &Group| {
        let by = if group.by == "all" { "" } else { group.by };
        let cell = |score: &str| {
            let found = group.scores.iter().find(|mean| mean.score == score);
            found.map_or_else(String::new, |Mean { mean, interval, score }| match *score {
                "tail CRPS" | "MSLE" => number(*mean),
                _ => with_interval(*mean, *interval),
            })
        };
        [by.to_owned(), group.name.clone(), group.cells.to_string()]
            .into_iter()
            .chain(shown.iter().map(|score| cell(score)))
            .collect()
    };
    aligned(&head, &groups.iter().map(row).collect::<Vec<Vec<String>>>(), 2)
}

fn without(findings: &Findings) -> String {
    let head = ["without the top", "cells", "mean", "share carried", "units", "mean", "share carried"];
    let row = |left: &crate::score::findings::LeaveTop| {
        let percent = |share: f64| format!("{:.1} %", share * 100.0);
        // Of a small file nothing may be left.
        let mean = |mean: f64| if mean.is_nan() { "none left".to_owned() } else { number(mean) };
        vec![
            left.score.to_owned(),
            left.cells.left_out.to_string(),
            mean(left.cells.mean),
            percent(left.cells.share),
            left.units.left_out.to_string(),
            mean(left.units.mean),
            percent(left.units.share),
        ]
    };
    let rows: Vec<Vec<String>> = findings.leave_top.iter().map(row).collect();
    let mut text = aligned(&head, &rows, 1);
    let top = findings.top.iter().map(|top| {
        format!("unit {} in {} (observed {}, CRPS {})", top.unit, top.month, top.observed, number(top.crps))
    });
    text.push_str(&format!("largest CRPS: {}\n", top.collect::<Vec<_>>().join("; ")));
    text
}

fn event(findings: &Findings) -> String {
    let event = &findings.event;
    let or_none = |value: Option<f64>| value.map_or_else(|| "undefined".to_owned(), number);
    let pit: Vec<String> = findings.pit.iter().map(|share| format!("{:.0}", share * 100.0)).collect();
    format!(
        "at least {} deaths: {} of {} cells; Brier {}, log score {}, AUC {}, average precision {}\n\
         PIT, percent of cells in each tenth (10 in all where calibrated): {}\n",
        event.threshold,
        event.events,
        findings.cells,
        number(event.brier),
        number(event.log),
        or_none(event.auc),
        or_none(event.average_precision),
        pit.join(" ")
    )
}

fn compared(findings: &Findings) -> String {
    let head = ["against", "verdict", "forecast", "other", "difference", "better in", "smallest visible"];
    let row = |one: &crate::score::against::Compared| {
        vec![
            one.score.to_owned(),
            one.verdict.to_owned(),
            number(one.forecast),
            number(one.other),
            with_interval(one.difference.mean, Some(one.difference.interval)),
            format!("{:.0} %", one.difference.better * 100.0),
            number(one.detectable.smallest),
        ]
    };
    let rows: Vec<Vec<String>> = findings.compared.iter().map(row).collect();
    let other = findings.against.as_deref().unwrap_or_default();
    let mut text = format!("other: {other}\n{}", aligned(&head, &rows, 2));
    for one in findings.compared.iter().take(3) {
        let parts =
            one.without_top.iter().map(|left| format!("{} without {}", number(left.mean), left.left_out));
        let parts: Vec<String> = parts.collect();
        text.push_str(&format!(
            "{}, difference without the top cells of both: {}\n",
            one.score,
            parts.join(", ")
        ));
    }
    text
}
