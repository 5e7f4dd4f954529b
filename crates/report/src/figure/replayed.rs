//! Figures of a replay: the fan of one look over what came, and scores by years ahead.

use super::fan::{axes, canvas, plot_area};
use super::scale::Scale;
use super::svg::{Svg, area_path, line_path, no_data};
use super::{WIDTH, colour, text_width};
use crate::brief::{Course, Point, ReplayedFan};
use crate::number::Unit;

/// Dashes and colours of the rivals, in their order: told apart by dash as well as by colour.
const RIVALS: [(&str, &str); 3] = [("2 3", colour::ORANGE), ("7 3", colour::MUTED), ("9 3 2 3", "#7a3d6b")];

/// Draws the fan; `id` must be unique on the page.
pub fn fan(id: &str, fan: &ReplayedFan) -> String {
    let lines = [&fan.past, &fan.came, &fan.decline];
    let points = || lines.into_iter().flatten().filter(|p| p.value.is_finite());
    let bands = || fan.bands.iter().filter(|b| b.p50.is_finite());
    let years = || points().map(|p| p.year).chain(bands().map(|b| b.year));
    let (Some(first), Some(last)) = (years().min(), years().max()) else {
        return no_data(id, &fan.title);
    };
    let top = points().map(|p| p.value).chain(bands().map(|b| b.p95)).fold(0.0, f64::max);
    let (across, down) = plot_area();
    let x = Scale::linear((f64::from(first), f64::from(last)), across);
    let y = Scale::linear((0.0, top), down).rounded(4);
    let mut svg = canvas(id, &fan.title, &describe(fan));
    axes(&mut svg, &x, &y, &fan.unit, (first, last));
    let start = fan.past.last().map(|p| (x.at(f64::from(p.year)), y.at(p.value)));
    let edges = |low: fn(&crate::Band) -> f64, high: fn(&crate::Band) -> f64| {
        let rest = fan.bands.iter().map(move |b| (x.at(f64::from(b.year)), y.at(low(b)), y.at(high(b))));
        area_path(start.map(|(a, b)| (a, b, b)).into_iter().chain(rest))
    };
    svg.path(&edges(|b| b.p05, |b| b.p95), &format!(r#"fill="{}""#, colour::BAND_90));
    svg.path(&edges(|b| b.p25, |b| b.p75), &format!(r#"fill="{}""#, colour::BAND_50));
    let median = fan.bands.iter().map(|b| (x.at(f64::from(b.year)), y.at(b.p50)));
    stroke(
        &mut svg,
        start.into_iter().chain(median),
        colour::BLUE,
        "stroke-width=\"2\" stroke-dasharray=\"6 3\"",
    );
    let place = |p: &Point| (x.at(f64::from(p.year)), y.at(p.value));
    stroke(
        &mut svg,
        fan.decline.iter().map(place),
        colour::ORANGE,
        "stroke-width=\"2\" stroke-dasharray=\"2 3\"",
    );
    stroke(&mut svg, fan.past.iter().map(place), colour::INK, "stroke-width=\"2\"");
    stroke(
        &mut svg,
        start.into_iter().chain(fan.came.iter().map(place)),
        colour::INK,
        "stroke-width=\"1.2\"",
    );
    for point in &fan.came {
        svg.circle(place(point), 2.6, &format!(r#"fill="{}""#, colour::INK));
    }
    svg.finish()
}

fn stroke(svg: &mut Svg, points: impl Iterator<Item = (f64, f64)>, paint: &str, style: &str) {
    svg.path(&line_path(points), &format!(r#"fill="none" stroke="{paint}" {style}"#));
}

/// The spoken description: how many observed years fell inside the 90% band.
fn describe(fan: &ReplayedFan) -> String {
    let held = fan
        .came
        .iter()
        .filter(|p| fan.bands.iter().any(|b| b.year == p.year && (b.p05..=b.p95).contains(&p.value)));
    format!("{} of {} years that came lie inside the 90% band.", held.count(), fan.came.len())
}

/// Draws a score by years ahead; smaller is better.
pub fn course(id: &str, course: &Course) -> String {
    let rivals = course.rivals.iter().take(RIVALS.len());
    let all = || course.model.iter().chain(rivals.clone().flat_map(|(_, points)| points));
    let finite = || all().filter(|p| p.value.is_finite());
    let (Some(first), Some(last)) = (finite().map(|p| p.year).min(), finite().map(|p| p.year).max()) else {
        return no_data(id, &course.title);
    };
    let highest = course.band.iter().map(|band| band.2);
    let top = finite().map(|p| p.value).chain(highest).fold(0.0, f64::max);
    let (across, down) = plot_area();
    let x = Scale::linear((f64::from(first), f64::from(last)), across);
    let y = Scale::linear((0.0, top), down).rounded(4);
    let ends = course.model.last().map_or(f64::NAN, |p| p.value);
    let text =
        format!("Smaller is better. The model scores {} {last} years ahead.", Unit::Score.number(ends));
    let mut svg = canvas(id, &course.title, &text);
    axes(&mut svg, &x, &y, &Unit::Score, (first, last));
    let edges = course.band.iter().map(|&(year, low, high)| (x.at(f64::from(year)), y.at(low), y.at(high)));
    svg.path(&area_path(edges), &format!(r#"fill="{}""#, colour::BAND_90));
    let place = |p: &Point| (x.at(f64::from(p.year)), y.at(p.value));
    for ((_, points), (dash, paint)) in rivals.clone().zip(RIVALS) {
        stroke(
            &mut svg,
            points.iter().map(place),
            paint,
            &format!("stroke-width=\"1.8\" stroke-dasharray=\"{dash}\""),
        );
    }
    stroke(&mut svg, course.model.iter().map(place), colour::BLUE, "stroke-width=\"2.4\"");
    let words = "years ahead";
    if text_width(words, 12.0) < WIDTH {
        let end = super::svg::Anchor::End;
        svg.text((across.1, down.1 - 6.0), end, r#"class="muted small""#, words);
    }
    svg.finish()
}
