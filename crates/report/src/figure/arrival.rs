//! Network arrival: days to the first report against distance from the origin, with the fitted line (after Brockmann & Helbing
//! 2013, figure 2).

use super::fan::{canvas, plot_area, tick_label};
use super::scale::Scale;
use super::svg::{Anchor, Svg, no_data};
use super::{colour, text_width};
use crate::brief::{ArrivalChart, ArrivalPlace};
use crate::number::Unit;

/// Draws places and line; `id` must be unique on the page.
pub fn arrival(id: &str, of: &ArrivalChart) -> String {
    let is_shown = |place: &&ArrivalPlace| place.distance.is_finite() && place.days.is_finite();
    let places: Vec<&ArrivalPlace> = of.places.iter().filter(is_shown).collect();
    if places.is_empty() {
        return no_data(id, &of.title);
    }
    let bounds = |value: fn(&ArrivalPlace) -> f64| {
        let all = || places.iter().map(|place| value(place));
        (all().fold(0.0, f64::min), all().fold(0.0, f64::max))
    };
    let (across, down) = plot_area();
    let x = Scale::linear(bounds(|place| place.distance), across).rounded(5);
    let y = Scale::linear(bounds(|place| place.days), down).rounded(4);
    let mut svg = canvas(id, &of.title, &describe(of, &places));
    frame(&mut svg, of, (&x, &y), (across, down));
    if let Some((slope, intercept)) =
        of.line.filter(|(slope, intercept)| slope.is_finite() && intercept.is_finite())
    {
        let ends = places.iter().map(|place| place.distance);
        let (from, to) = (ends.clone().fold(f64::INFINITY, f64::min), ends.fold(f64::NEG_INFINITY, f64::max));
        let at = |distance: f64| (x.at(distance), y.clamped(intercept + slope * distance));
        let style = format!(r#"stroke="{}" stroke-width="1.6" stroke-dasharray="6 3""#, colour::MUTED);
        svg.line(at(from), at(to), &style);
    }
    let is_marked = |place: &&&ArrivalPlace| of.marked.as_deref() == Some(place.iso3.as_str());
    let style = format!(r##"fill="{}" fill-opacity="0.75" stroke="#fff" stroke-width="0.6""##, colour::BLUE);
    for place in places.iter().filter(|place| !is_marked(place)) {
        svg.circle((x.at(place.distance), y.at(place.days)), 3.2, &style);
    }
    // The one that stands out is drawn last, and named in any case.
    let marked = places.iter().find(is_marked);
    if let Some(place) = marked {
        let at = (x.at(place.distance), y.at(place.days));
        svg.circle(at, 5.5, &format!(r##"fill="#fff" stroke="{}" stroke-width="2.6""##, colour::ORANGE));
    }
    named(&mut svg, &places, (&x, &y), (across, marked.copied()));
    svg.finish()
}

fn frame(
    svg: &mut Svg,
    of: &ArrivalChart,
    (x, y): (&Scale, &Scale),
    (across, down): ((f64, f64), (f64, f64)),
) {
    let base = down.0;
    let rows = y.ticks(4);
    for tick in &rows {
        svg.line((across.0, y.at(*tick)), (across.1, y.at(*tick)), &format!(r#"stroke="{}""#, colour::GRID));
        let label = tick_label(&Unit::Number, *tick, &rows);
        svg.text((across.0 - 6.0, y.at(*tick) + 4.5), Anchor::End, r#"class="muted""#, &label);
    }
    let columns = x.ticks(5);
    for tick in &columns {
        svg.line((x.at(*tick), base), (x.at(*tick), base + 4.0), &format!(r#"stroke="{}""#, colour::MUTED));
        let label = tick_label(&Unit::Number, *tick, &columns);
        svg.text((x.at(*tick), base + 17.0), Anchor::Middle, r#"class="muted""#, &label);
    }
    svg.line((across.0, base), (across.1, base), &format!(r#"stroke="{}""#, colour::MUTED));
    svg.text((0.0, 11.0), Anchor::Start, r#"class="muted small""#, "days");
    if text_width(&of.distance, 12.0) < across.1 - across.0 {
        svg.text((across.1, base - 6.0), Anchor::End, r#"class="muted small""#, &of.distance);
    }
}

/// Codes of the places where there is room: the earliest first.
fn named(
    svg: &mut Svg,
    places: &[&ArrivalPlace],
    (x, y): (&Scale, &Scale),
    (across, marked): ((f64, f64), Option<&ArrivalPlace>),
) {
    let mut order: Vec<&&ArrivalPlace> = places.iter().collect();
    order.sort_by(|a, b| a.days.total_cmp(&b.days).then_with(|| a.iso3.cmp(&b.iso3)));
    let points: Vec<(f64, f64)> =
        places.iter().map(|place| (x.at(place.distance), y.at(place.days))).collect();
    let mut taken: Vec<(f64, f64)> = Vec::new();
    if let Some(place) = marked {
        let right = x.at(place.distance) + 9.0;
        let left = right + text_width(&place.iso3, 12.0) > across.1 + 18.0;
        let (anchor, at) = if left { (Anchor::End, right - 18.0) } else { (Anchor::Start, right) };
        let at = (at, (y.at(place.days) - 6.0).max(11.0));
        let halo = r##"class="small" font-weight="700" stroke="#fff" stroke-width="3" paint-order="stroke""##;
        svg.text(at, anchor, halo, &place.iso3);
        taken.push((if left { at.0 - text_width(&place.iso3, 12.0) } else { at.0 }, at.1));
    }
    for place in order.into_iter().filter(|place| marked.is_none_or(|marked| marked.iso3 != place.iso3)) {
        let width = text_width(&place.iso3, 11.0);
        let at = (x.at(place.distance) + 5.0, y.at(place.days) - 4.0);
        let is_free =
            |(left, line): &(f64, f64)| (left - at.0).abs() > width + 3.0 || (line - at.1).abs() > 11.0;
        let covers = |(px, py): &&(f64, f64)| {
            (at.0 - 2.0..=at.0 + width + 2.0).contains(px) && (at.1 - 10.0..=at.1 + 2.0).contains(py)
        };
        if at.0 + width <= across.1 + 18.0
            && at.1 > 10.0
            && taken.iter().all(is_free)
            && points.iter().find(covers).is_none()
        {
            svg.text(at, Anchor::Start, r#"class="tiny""#, &place.iso3);
            taken.push(at);
        }
    }
}

fn describe(of: &ArrivalChart, places: &[&ArrivalPlace]) -> String {
    let count = places.len();
    let line = of.line.map_or_else(String::new, |(slope, intercept)| {
        format!(
            " A line is fitted: {} days at distance 0 and {} more for each unit.",
            Unit::Number.number(intercept),
            Unit::Number.number(slope)
        )
    });
    format!("{count} places by {} and days until it is there.{line} The table below names them.", of.distance)
}
