//! Interval plot of paired differences: median as a dot, 50% as a thick and 90% as a thin line, zero marked.
//!
//! One figure an outcome; one row an alternative and setting of the deep uncertainties, never averaged. Evidence is a
//! filled blue dot, assumption a hollow orange one: shape and colour both carry it, for greyscale print.

use super::WIDTH;
use super::colour;
use super::fan::tick_label;
use super::scale::Scale;
use super::svg::{Anchor, Svg, no_data};
use crate::brief::{Appraisal, Difference, Grounds, Outcome};

const LEFT: f64 = 14.0;
const RIGHT: f64 = 14.0;
const HEAD: f64 = 26.0;
const ROW: f64 = 39.0;
const FOOT: f64 = 44.0;

/// Draws all differences of one outcome.
pub fn interval(id: &str, appraisal: &Appraisal, outcome: &Outcome) -> String {
    let groups = grouped(appraisal, outcome);
    let finite = |d: &&Difference| d.p50.is_finite();
    let rows: Vec<&Difference> = groups.iter().flat_map(|g| g.1.iter().copied()).filter(finite).collect();
    if rows.is_empty() {
        return no_data(id, &outcome.title);
    }
    let x = horizontal(&rows);
    let count: usize = groups.iter().map(|g| g.1.len()).sum();
    let height = FOOT + HEAD * groups.len() as f64 + ROW * count as f64;
    let mut svg = Svg::new(id, WIDTH, height, &outcome.title, &describe(appraisal, outcome, &rows));
    frame(&mut svg, &x, outcome, height);
    let mut y = 22.0;
    for (name, differences) in groups {
        svg.text((LEFT, y + 14.0), Anchor::Start, r#"class="strong""#, &name);
        y += HEAD;
        for difference in differences {
            row(&mut svg, &x, y, appraisal, difference);
            y += ROW;
        }
    }
    svg.finish()
}

/// Differences by alternative, in declared order of alternatives and settings.
fn grouped<'a>(appraisal: &'a Appraisal, outcome: &Outcome) -> Vec<(String, Vec<&'a Difference>)> {
    let groups = appraisal.alternatives.iter().map(|alternative| {
        let rows =
            appraisal.settings.iter().filter_map(|setting| appraisal.find(alternative, outcome, setting));
        (alternative.name.clone(), rows.collect())
    });
    groups.filter(|(_, rows): &(String, Vec<_>)| !rows.is_empty()).collect()
}

/// Scale over all 90% intervals and zero.
fn horizontal(rows: &[&Difference]) -> Scale {
    let ends = || rows.iter().flat_map(|d| [d.p05, d.p50, d.p95]).filter(|v| v.is_finite());
    let (low, high) = (ends().fold(0.0, f64::min), ends().fold(0.0, f64::max));
    Scale::linear((low, high), (LEFT + 24.0, WIDTH - RIGHT - 24.0)).rounded(3)
}

fn frame(svg: &mut Svg, x: &Scale, outcome: &Outcome, height: f64) {
    let (top, base) = (22.0, height - 22.0);
    let ticks = x.ticks(3);
    for &tick in &ticks {
        let at = x.at(tick);
        svg.line((at, top), (at, base), &format!(r#"stroke="{}""#, colour::GRID));
        svg.text(
            (at, height - 6.0),
            Anchor::Middle,
            r#"class="muted""#,
            &tick_label(&outcome.unit, tick, &ticks),
        );
    }
    let zero = x.at(0.0);
    let (left, right) =
        if outcome.lower_is_better { ("◀ better", "worse ▶") } else { ("◀ worse", "better ▶") };
    if zero - LEFT > 70.0 {
        svg.text((zero - 8.0, 14.0), Anchor::End, r#"class="muted small""#, left);
    }
    if WIDTH - RIGHT - zero > 70.0 {
        svg.text((zero + 8.0, 14.0), Anchor::Start, r#"class="muted small""#, right);
    }
}

fn row(svg: &mut Svg, x: &Scale, y: f64, appraisal: &Appraisal, d: &Difference) {
    let setting =
        appraisal.settings.iter().find(|s| s.id == d.setting).map_or(d.setting.as_str(), |s| &s.title);
    svg.text((LEFT, y + 11.0), Anchor::Start, r#"class="muted halo""#, setting);
    let at = y + 25.0;
    // Zero is marked beside each interval only, so that the line does not run through the words above.
    let zero = x.at(0.0);
    svg.line((zero, at - 8.0), (zero, at + 8.0), &format!(r#"stroke="{}" stroke-width="1.8""#, colour::INK));
    if !d.p50.is_finite() {
        svg.text((x.at(0.0) + 8.0, at + 4.0), Anchor::Start, r#"class="muted""#, "no data");
        return;
    }
    let assumed = d.grounds == Grounds::Assumption;
    let paint = if assumed { colour::ORANGE } else { colour::BLUE };
    if d.p05.is_finite() && d.p95.is_finite() {
        svg.line((x.at(d.p05), at), (x.at(d.p95), at), &format!(r#"stroke="{paint}" stroke-width="1.8""#));
    }
    if d.p25.is_finite() && d.p75.is_finite() {
        svg.line((x.at(d.p25), at), (x.at(d.p75), at), &format!(r#"stroke="{paint}" stroke-width="6""#));
    }
    let inside = if assumed { "#fff" } else { paint };
    let dot =
        format!(r#"fill="{inside}" stroke="{}" stroke-width="2""#, if assumed { paint } else { "#fff" });
    svg.circle((x.at(d.p50), at), 5.5, &dot);
}

fn describe(appraisal: &Appraisal, outcome: &Outcome, rows: &[&Difference]) -> String {
    let name = |id: &str| {
        appraisal.alternatives.iter().find(|a| a.id == id).map_or(id.to_owned(), |a| a.name.clone())
    };
    let title =
        |id: &str| appraisal.settings.iter().find(|s| s.id == id).map_or(id.to_owned(), |s| s.title.clone());
    let parts = rows.iter().map(|d| {
        let (low, high) = (outcome.unit.number(d.p05), outcome.unit.number(d.p95));
        let median = outcome.unit.text(d.p50);
        format!("{}, {}: {median}, 90% of draws {low} to {high}.", name(&d.alternative), title(&d.setting))
    });
    parts.collect::<Vec<_>>().join(" ")
}
