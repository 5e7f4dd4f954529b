//! Interval plots of paired differences, one a cell of the table of differences: median as a dot, 50% as a thick and 90%
//! as a thin line, zero marked.
//!
//! # Design
//! The plots were a figure an outcome at first, with the rows' names inside it and the same numbers in a table below:
//! the names crossed the zero line, and the reader had to match rows by eye. Now the table is the figure. All cells of a
//! column share one scale, drawn in the head of the column; the numbers stand under each plot, so that an alternative
//! that dwarfs the others hides none of them. Evidence is a filled blue dot, assumption a hollow orange one: shape and
//! colour both carry it, for greyscale print.

use super::fan::tick_label;
use super::scale::Scale;
use super::svg::{Anchor, Svg};
use super::{colour, text_width};
use crate::brief::{Appraisal, Better, Difference, Grounds, Outcome};

const WIDTH: f64 = 160.0;
const SIDE: f64 = 9.0;
const HEIGHT: f64 = 18.0;
const SMALL: f64 = 11.0;

/// Scale over all 90% intervals of one outcome and zero; `None` where there is nothing to draw.
pub fn scale(appraisal: &Appraisal, outcome: &Outcome) -> Option<Scale> {
    let rows = || appraisal.differences.iter().filter(|d| d.outcome == outcome.id && d.p50.is_finite());
    let ends = || rows().flat_map(|d| [d.p05, d.p50, d.p95]).filter(|v| v.is_finite());
    let (low, high) = (ends().fold(0.0, f64::min), ends().fold(0.0, f64::max));
    rows().next().map(|_| Scale::linear((low, high), (SIDE, WIDTH - SIDE)).rounded(3))
}

/// Axis for the head of a column: which side is better, and round ticks. Screen readers pass it over: the cells say it.
pub fn axis(outcome: &Outcome, x: &Scale) -> String {
    let mut svg = Svg::new("", WIDTH, 34.0, "", "");
    let zero = x.at(0.0);
    let (left, right) = match outcome.better {
        Better::Less => ("◂ better", "worse ▸"),
        Better::More => ("◂ worse", "better ▸"),
        Better::Neither => ("◂ less", "more ▸"),
    };
    let small = r#"class="muted tiny""#;
    if zero >= text_width(left, SMALL) {
        svg.text((0.0, 10.0), Anchor::Start, small, left);
    }
    if WIDTH - zero >= text_width(right, SMALL) {
        svg.text((WIDTH, 10.0), Anchor::End, small, right);
    }
    svg.line((SIDE, 33.0), (WIDTH - SIDE, 33.0), &format!(r#"stroke="{}""#, colour::MUTED));
    // Zero alone is no axis: a step finer where the range holds one round value only.
    let ticks = (3..=8).map(|count| x.ticks(count)).find(|ticks| ticks.len() >= 3).unwrap_or_default();
    for &tick in &ticks {
        svg.line((x.at(tick), 29.0), (x.at(tick), 33.0), &format!(r#"stroke="{}""#, colour::MUTED));
    }
    for (at, label) in labels(outcome, x, &ticks) {
        svg.text((at, 26.0), Anchor::Middle, small, &label);
    }
    svg.finish_decorative("axis")
}

/// Labels of the ticks that have room, centred at their places: zero first, then the ends, then what fits between.
fn labels(outcome: &Outcome, x: &Scale, ticks: &[f64]) -> Vec<(f64, String)> {
    let mut order: Vec<f64> = ticks.to_vec();
    let ends = (ticks.first().copied(), ticks.last().copied());
    order.sort_by_key(|tick| (*tick != 0.0, Some(*tick) != ends.1 && Some(*tick) != ends.0));
    let mut placed: Vec<(f64, f64, String)> = Vec::new();
    for tick in order {
        let label = tick_label(&outcome.unit, tick, ticks);
        let half = text_width(&label, SMALL) / 2.0;
        // A label at an end is moved inwards rather than cut.
        let at = x.at(tick).clamp(half.min(WIDTH / 2.0), (WIDTH - half).max(WIDTH / 2.0));
        if placed.iter().all(|(other, width, _)| (other - at).abs() >= half + width + 4.0) {
            placed.push((at, half, label));
        }
    }
    placed.into_iter().map(|(at, _, label)| (at, label)).collect()
}

/// One difference on the scale of its outcome; only the zero line where there is no number.
pub fn interval(d: &Difference, x: &Scale) -> String {
    let mut svg = Svg::new("", WIDTH, HEIGHT, "", "");
    let (zero, at) = (x.at(0.0), HEIGHT / 2.0);
    svg.line((zero, 0.0), (zero, HEIGHT), &format!(r#"stroke="{}" stroke-width="1.2""#, colour::INK));
    if d.p50.is_finite() {
        let assumed = d.grounds == Grounds::Assumption;
        let paint = if assumed { colour::ORANGE } else { colour::BLUE };
        for (low, high, width) in [(d.p05, d.p95, 1.8), (d.p25, d.p75, 6.0)] {
            if low.is_finite() && high.is_finite() {
                let style = format!(r#"stroke="{paint}" stroke-width="{width}""#);
                svg.line((x.clamped(low), at), (x.clamped(high), at), &style);
            }
        }
        let (inside, edge) = if assumed { ("#fff", paint) } else { (paint, "#fff") };
        let dot = format!(r#"fill="{inside}" stroke="{edge}" stroke-width="2""#);
        svg.circle((x.clamped(d.p50), at), 5.0, &dot);
    }
    svg.finish_decorative("interval")
}
