//! The chance of conflict and of war by year, over a strip of what was observed.

use super::colour;
use super::fan::{axes, canvas, plot_area};
use super::scale::Scale;
use super::svg::{Svg, area_path, line_path, no_data};
use crate::brief::{Chances, Point};
use crate::number::Unit;

/// Height of the strip of observed years, in SVG units.
const STRIP: f64 = 10.0;

/// Draws the chances; `id` must be unique on the page.
pub fn chances(id: &str, chances: &Chances) -> String {
    let ahead = || chances.conflict.iter().filter(|point| point.value.is_finite());
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
    let war = line_path(chances.war.iter().map(place));
    svg.path(
        &war,
        &format!(r#"fill="none" stroke="{}" stroke-width="2" stroke-dasharray="6 3""#, colour::ORANGE),
    );
    let conflict = line_path(chances.conflict.iter().map(place));
    svg.path(&conflict, &format!(r#"fill="none" stroke="{}" stroke-width="2.4""#, colour::BLUE));
    svg.finish()
}

/// A cell for each observed year: empty in peace, half as high in conflict as at war, so that grey print tells them apart.
fn strip(svg: &mut Svg, observed: &[Point], x: &Scale, base: f64) {
    for point in observed.iter().filter(|point| point.value > 0.0) {
        let (from, to) = (x.at(f64::from(point.year) - 0.42), x.at(f64::from(point.year) + 0.42));
        let war = point.value > 1.0;
        let height = if war { STRIP } else { STRIP / 2.0 };
        let paint = if war { colour::INK } else { colour::MUTED };
        svg.rectangle(from, base - height, to - from, height, &format!(r#"fill="{paint}""#));
    }
}

/// The spoken description: the first and the last chance.
fn describe(chances: &Chances) -> String {
    let of = |point: Option<&Point>| {
        point.map(|point| format!("{} in {}", Unit::Probability.number(point.value), point.year))
    };
    match (of(chances.conflict.first()), of(chances.conflict.last())) {
        (Some(first), Some(last)) => format!("Chance of conflict: {first}, {last}."),
        _ => String::new(),
    }
}
