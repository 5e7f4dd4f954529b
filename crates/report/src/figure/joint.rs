//! How often events of several threats come in one year, beside how often they would by chance.

use super::colour;
use super::fan::{canvas, plot_area};
use super::scale::Scale;
use super::svg::{Anchor, Svg, no_data};
use crate::brief::{JointRow, JointTail};
use crate::number::{Quantity, percent, probability};

/// Half the distance between the two marks of a row.
const APART: f64 = 9.0;

/// Draws rows of one event and more.
pub fn joint(id: &str, tail: &JointTail) -> String {
    let rows: Vec<&JointRow> = tail.rows.iter().filter(|row| row.joint.value > 0.0).collect();
    let shares = rows.iter().flat_map(|row| [row.joint.value, row.apart.value]).filter(|share| *share > 0.0);
    let low = shares.fold(f64::INFINITY, f64::min);
    if rows.is_empty() || !low.is_finite() {
        return no_data(id, &tail.title);
    }
    let (across, down) = plot_area();
    let y = Scale::log((low, 1.0), down).rounded(3);
    let step = (across.1 - across.0) / rows.len() as f64;
    let mut svg = canvas(id, &tail.title, &describe(&rows));
    for tick in y.ticks(3) {
        let at = y.at(tick);
        svg.line((across.0, at), (across.1, at), &format!(r#"stroke="{}""#, colour::GRID));
        let label = if tick < 0.01 { probability(tick) } else { percent(tick) };
        svg.text((across.0 - 6.0, at + 4.5), Anchor::End, r#"class="muted""#, &label);
    }
    for (at, row) in rows.iter().enumerate() {
        let middle = across.0 + (at as f64 + 0.5) * step;
        mark(&mut svg, &y, middle - APART, &row.joint, colour::BLUE);
        mark(&mut svg, &y, middle + APART, &row.apart, colour::MUTED);
        let label = format!("{}+", row.events);
        svg.text((middle, down.0 + 19.0), Anchor::Middle, r#"class="muted""#, &label);
    }
    svg.line((across.0, down.0), (across.1, down.0), &format!(r#"stroke="{}""#, colour::MUTED));
    svg.finish()
}

fn mark(svg: &mut Svg, y: &Scale, at: f64, share: &Quantity, paint: &str) {
    if share.value <= 0.0 {
        return;
    }
    if let (Some(low), Some(high)) = (share.low.filter(|low| *low > 0.0), share.high) {
        svg.line(
            (at, y.clamped(low)),
            (at, y.clamped(high)),
            &format!(r#"stroke="{paint}" stroke-width="2""#),
        );
    }
    svg.circle((at, y.at(share.value)), 4.0, &format!(r#"fill="{paint}""#));
}

fn describe(rows: &[&JointRow]) -> String {
    let parts = rows.iter().map(|row| {
        let (together, apart) = (probability(row.joint.value), probability(row.apart.value));
        format!("{} or more: {together} of years, by chance {apart}.", row.events)
    });
    parts.collect::<Vec<_>>().join(" ")
}
