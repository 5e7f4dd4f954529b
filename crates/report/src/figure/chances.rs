//! The chance of each level by year, over a strip of what was observed.

use super::colour;
use super::fan::{axes, canvas, plot_area};
use super::scale::Scale;
use super::svg::{Svg, area_path, line_path, no_data};
use crate::brief::{ChanceLine, Chances, Point};
use crate::number::Unit;

/// Height of the strip of observed years, in SVG units.
const STRIP: f64 = 10.0;

/// Draws the chances; `id` must be unique on the page.
pub fn chances(id: &str, chances: &Chances) -> String {
    let ahead = || first_line(chances).iter().filter(|point| point.value.is_finite());
    let Some(last) = ahead().map(|point| point.year).max() else {
        return no_data(id, &chances.title);
    };
    let observed = chances.observed.iter().map(|point| point.year);
    let first = observed.chain(ahead().map(|point| point.year)).min().unwrap_or(last);
    let (across, down) = plot_area();
    let x = Scale::linear((f64::from(first) - 0.5, f64::from(last) + 0.5), across);
    let y = Scale::linear((0.0, 1.0), down);
    let mut svg = canvas(id, &chances.title, &describe(chances));
    axes(&mut svg, &x, &y, &Unit::Probability, (first, last));
    let band = chances.came.iter().map(|&(year, low, high)| (x.at(f64::from(year)), y.at(low), y.at(high)));
    svg.path(&area_path(band), &format!(r#"fill="{}""#, colour::BAND_90));
    strip(&mut svg, &chances.observed, &x, down.0);
    let place = |point: &Point| (x.at(f64::from(point.year)), y.at(point.value));
    // The first level is drawn last, on top of the others.
    for (at, ChanceLine { points, .. }) in chances.lines.iter().enumerate().rev() {
        svg.path(&line_path(points.iter().map(place)), &format!(r#"fill="none" {}"#, stroke(at)));
    }
    svg.finish()
}

fn first_line(chances: &Chances) -> &[Point] {
    chances.lines.first().map_or(&[], |line| line.points.as_slice())
}

/// The first level is a solid line; those above it are dashed.
fn stroke(line: usize) -> String {
    match line {
        0 => format!(r#"stroke="{}" stroke-width="2.4""#, colour::BLUE),
        _ => format!(r#"stroke="{}" stroke-width="2" stroke-dasharray="6 3""#, colour::ORANGE),
    }
}

/// A cell for each observed year: empty on the lowest level, half as high on the next as on those above, so that grey print
/// tells them apart.
fn strip(svg: &mut Svg, observed: &[Point], x: &Scale, base: f64) {
    for point in observed.iter().filter(|point| point.value > 0.0) {
        let (from, to) = (x.at(f64::from(point.year) - 0.42), x.at(f64::from(point.year) + 0.42));
        let above = point.value > 1.0;
        let height = if above { STRIP } else { STRIP / 2.0 };
        let paint = if above { colour::INK } else { colour::MUTED };
        svg.rectangle(from, base - height, to - from, height, &format!(r#"fill="{paint}""#));
    }
}

/// The spoken description: the first and the last chance.
fn describe(chances: &Chances) -> String {
    let of = |point: Option<&Point>| {
        point.map(|point| format!("{} in {}", Unit::Probability.number(point.value), point.year))
    };
    let points = first_line(chances);
    match (of(points.first()), of(points.last()), chances.lines.first()) {
        (Some(first), Some(last), Some(line)) => format!("Chance of {}: {first}, {last}.", line.level),
        _ => String::new(),
    }
}
