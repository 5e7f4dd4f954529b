//! Replay: what this model would have said from past origins, over what came.

use super::colour;
use super::fan::{axes, canvas, plot_area};
use super::scale::Scale;
use super::svg::{Svg, area_path, line_path, no_data};
use crate::brief::{Band, Point, Replay};

/// Draws all origins; each starts at the observed value of its origin year.
pub fn replay(id: &str, replay: &Replay) -> String {
    let mut observed: Vec<Point> = replay.observed.iter().copied().filter(|p| p.value.is_finite()).collect();
    observed.sort_by_key(|p| p.year);
    let bands = || replay.origins.iter().flat_map(|o| &o.bands).filter(|b| b.p50.is_finite());
    let years = || observed.iter().map(|p| p.year).chain(bands().map(|b| b.year));
    let (Some(first), Some(last)) = (years().min(), years().max()) else {
        return no_data(id, &replay.title);
    };
    let values = observed.iter().map(|p| p.value).chain(bands().flat_map(|b| [b.p50, b.p95]));
    let top = values.filter(|v| v.is_finite()).fold(0.0, f64::max);
    let (across, down) = plot_area();
    let x = Scale::linear((f64::from(first), f64::from(last)), across);
    let y = Scale::linear((0.0, top), down).rounded(4);
    let mut svg = canvas(id, &replay.title, &describe(replay, &observed));
    axes(&mut svg, &x, &y, &replay.unit, (first, last));
    for origin in &replay.origins {
        let start = observed.iter().find(|p| p.year == origin.origin);
        draw_origin(&mut svg, &x, &y, start, &origin.bands);
    }
    let past = line_path(observed.iter().map(|p| (x.at(f64::from(p.year)), y.at(p.value))));
    svg.path(&past, &format!(r#"fill="none" stroke="{}" stroke-width="2""#, colour::INK));
    svg.finish()
}

fn draw_origin(svg: &mut Svg, x: &Scale, y: &Scale, start: Option<&Point>, bands: &[Band]) {
    let mut bands: Vec<&Band> = bands.iter().filter(|b| b.p50.is_finite()).collect();
    bands.sort_by_key(|b| b.year);
    let begin = start.map(|p| (x.at(f64::from(p.year)), y.at(p.value)));
    let edges = bands.iter().map(|b| (x.at(f64::from(b.year)), y.at(b.p05), y.at(b.p95)));
    let area = area_path(begin.map(|(a, b)| (a, b, b)).into_iter().chain(edges));
    svg.path(&area, &format!(r#"fill="{}" fill-opacity="0.75""#, colour::BAND_90));
    let median = bands.iter().map(|b| (x.at(f64::from(b.year)), y.at(b.p50)));
    let style = format!(r#"fill="none" stroke="{}" stroke-width="1.8" stroke-dasharray="6 3""#, colour::BLUE);
    svg.path(&line_path(begin.into_iter().chain(median)), &style);
    if let Some((a, b)) = begin {
        svg.circle((a, b), 3.5, &format!(r#"fill="{}""#, colour::BLUE));
    }
}

/// The spoken description: from each origin, how many observed years fell inside the 90% band.
fn describe(replay: &Replay, observed: &[Point]) -> String {
    let parts = replay.origins.iter().map(|origin| {
        let pairs: Vec<_> = origin
            .bands
            .iter()
            .filter_map(|b| observed.iter().find(|p| p.year == b.year).map(|p| (b, p.value)))
            .collect();
        let inside = pairs.iter().filter(|(b, value)| *value >= b.p05 && *value <= b.p95).count();
        format!("From {}: {inside} of {} observed years inside the 90% band.", origin.origin, pairs.len())
    });
    parts.collect::<Vec<_>>().join(" ")
}
