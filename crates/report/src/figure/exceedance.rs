//! Exceedance curve: how often a year is so large or larger, both axes logarithmic, as is usual for heavy tails.

use super::colour;
use super::fan::{canvas, plot_area, tick_label};
use super::scale::Scale;
use super::svg::{Anchor, Svg, line_path, no_data};
use super::{WIDTH, text_width};
use crate::brief::Exceedance;
use crate::number::{Unit, percent, probability};

/// Below this largest number a linear axis shows counts better.
const COUNTS: f64 = 30.0;

/// Draws one curve.
pub fn exceedance(id: &str, curve: &Exceedance) -> String {
    let points: Vec<(f64, f64)> = curve.points.iter().copied().filter(|(_, share)| *share > 0.0).collect();
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return no_data(id, &curve.title);
    };
    let (across, down) = plot_area();
    let x = if last.0 <= COUNTS {
        Scale::linear((0.0, last.0), across).rounded(5)
    } else {
        Scale::log((first.0, last.0), across).rounded(4)
    };
    let y = Scale::log((last.1, 1.0), down).rounded(3);
    let mut svg = canvas(id, &curve.title, &describe(curve, &points));
    frame(&mut svg, (&x, &y), &curve.unit, (across, down));
    let line = points.iter().map(|(value, share)| (x.at(*value), y.at(*share)));
    svg.path(&line_path(line), &format!(r#"fill="none" stroke="{}" stroke-width="2""#, colour::BLUE));
    for (value, share) in &points {
        svg.circle((x.at(*value), y.at(*share)), 2.2, &format!(r#"fill="{}""#, colour::BLUE));
    }
    svg.finish()
}

fn frame(svg: &mut Svg, (x, y): (&Scale, &Scale), unit: &Unit, (across, down): ((f64, f64), (f64, f64))) {
    let (grid, base) = (format!(r#"stroke="{}""#, colour::GRID), down.0);
    for tick in y.ticks(3) {
        let at = y.at(tick);
        svg.line((across.0, at), (across.1, at), &grid);
        let label = if tick < 0.01 { probability(tick) } else { percent(tick) };
        svg.text((across.0 - 6.0, at + 4.5), Anchor::End, r#"class="muted""#, &label);
    }
    let ticks = x.ticks(4);
    for tick in &ticks {
        let at = x.at(*tick);
        svg.line((at, base), (at, base + 4.0), &format!(r#"stroke="{}""#, colour::MUTED));
        let label = tick_label(unit, *tick, &ticks);
        // A long label at the right edge moves in, so that it is not cut.
        let middle = at.min(WIDTH - 0.5 * text_width(&label, 12.0));
        svg.text((middle, base + 19.0), Anchor::Middle, r#"class="muted""#, &label);
    }
    svg.line((across.0, base), (across.1, base), &format!(r#"stroke="{}""#, colour::MUTED));
}

fn describe(curve: &Exceedance, points: &[(f64, f64)]) -> String {
    let parts = points.iter().map(|(value, share)| {
        format!("{} or more in {} of years.", curve.unit.text(*value), probability(*share))
    });
    parts.collect::<Vec<_>>().join(" ")
}
