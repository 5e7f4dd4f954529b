//! Fan chart: an observed line, then a 50% band inside the band of choice, in reports 90% (after the Bank of England's fan charts, with
//! the bands named).

use super::colour;
use super::scale::Scale;
use super::svg::{Anchor, Svg, area_path, line_path, no_data};
use super::{WIDTH, colour::BAND_50, colour::BAND_90, text_width};
use crate::brief::{Axis, Band, BandWidth, Fan, Point, Spread};
use crate::number::{Quantity, Unit, decimals, significant};

const HEIGHT: f64 = 208.0;
const LEFT: f64 = 66.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 18.0;
const BOTTOM: f64 = 28.0;

/// Draws the fan with the bands of every report; `id` must be unique on the page.
pub fn fan(id: &str, fan: &Fan) -> String {
    fan_within(id, fan, BandWidth::default())
}

/// The same with another band.
pub fn fan_within(id: &str, fan: &Fan, width: BandWidth) -> String {
    let observed = sorted(&fan.observed, |p: &Point| p.year, |p| p.value.is_finite());
    let projected = sorted(&fan.projected, |b: &Band| b.year, |b| b.p50.is_finite() || b.mean.is_finite());
    let years: Vec<i32> = observed.iter().map(|p| p.year).chain(projected.iter().map(|b| b.year)).collect();
    let values: Vec<f64> = observed
        .iter()
        .map(|p| p.value)
        .chain(projected.iter().flat_map(|b| [width.ends(b).0, b.p50, width.ends(b).1]))
        .filter(|v| v.is_finite() && (fan.axis == Axis::Linear || *v > 0.0))
        .collect();
    let (Some(&first), Some(&last)) = (years.iter().min(), years.iter().max()) else {
        return no_data(id, &fan.title);
    };
    if values.is_empty() {
        return no_data(id, &fan.title);
    }
    let x = Scale::linear((f64::from(first), f64::from(last)), plot_area().0);
    let y = vertical(fan.axis, &values);
    let mut svg = canvas(id, &fan.title, &describe(fan, width, &observed, &projected));
    shade_nowcast(&mut svg, &x, fan, &projected);
    axes(&mut svg, &x, &y, &fan.unit, (first, last));
    draw_bands(&mut svg, (&x, &y), width, &observed, &projected);
    draw_lines(&mut svg, &x, &y, &observed, &projected);
    svg.finish()
}

/// Range of the horizontal and of the vertical scale; shared with the replay figure.
pub(super) fn plot_area() -> ((f64, f64), (f64, f64)) {
    ((LEFT, WIDTH - RIGHT), (HEIGHT - BOTTOM, TOP))
}

/// An empty picture of this figure's size; shared with the replay figure.
pub(super) fn canvas(id: &str, title: &str, description: &str) -> Svg {
    Svg::new(id, WIDTH, HEIGHT, title, description)
}

fn sorted<T: Copy>(rows: &[T], year: impl Fn(&T) -> i32, keep: impl Fn(&T) -> bool) -> Vec<T> {
    let mut rows: Vec<T> = rows.iter().copied().filter(|row| keep(row)).collect();
    rows.sort_by_key(year);
    rows
}

/// Vertical scale. A linear axis starts at zero unless the data stays far from it: a truncated axis exaggerates.
fn vertical(axis: Axis, values: &[f64]) -> Scale {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let range = plot_area().1;
    match axis {
        Axis::Log => Scale::log((low, high), range).rounded(4),
        Axis::Linear => Scale::linear((low.min(0.0), high), range).rounded(4),
    }
}

/// The spoken description: first and last observed value, last projected value with its band.
fn describe(fan: &Fan, width: BandWidth, observed: &[Point], projected: &[Band]) -> String {
    let mut parts = Vec::new();
    if let (Some(a), Some(b)) = (observed.first(), observed.last()) {
        let (from, to) = (fan.unit.text(a.value), fan.unit.text(b.value));
        parts.push(format!("Observed {from} in {} and {to} in {}.", a.year, b.year));
    }
    if let Some(b) = projected.last() {
        let median = fan.unit.text(b.p50);
        parts.push(match fan.spread {
            Spread::Bands => {
                let spread = Quantity::new(b.p50, fan.unit.clone(), "");
                let ((low, high), percent) = (width.ends(b), width.percent());
                let spread = spread.between(low, high, percent);
                match spread.ends() {
                    Some((low, high)) => {
                        format!(
                            "Median {} in {}, {percent}% of draws between {low} and {high}.",
                            spread.bare(),
                            b.year
                        )
                    }
                    None => format!("Median {median} in {}, as in {percent}% of draws.", b.year),
                }
            }
            _ => format!("{median} in {}, without uncertainty.", b.year),
        });
    }
    parts.join(" ")
}

fn shade_nowcast(svg: &mut Svg, x: &Scale, fan: &Fan, projected: &[Band]) {
    let (Some(until), Some(first), Some(last)) = (fan.nowcast_until, projected.first(), projected.last())
    else {
        return;
    };
    if until < first.year {
        return;
    }
    let (from, to) = (x.clamped(f64::from(first.year) - 0.5), x.clamped(f64::from(until) + 0.5));
    svg.rectangle(from, TOP, to - from, HEIGHT - BOTTOM - TOP, &format!(r#"fill="{}""#, colour::NOWCAST));
    let dashes = format!(r#"stroke="{}" stroke-dasharray="3 3""#, colour::MUTED);
    svg.line((from, TOP), (from, HEIGHT - BOTTOM), &dashes);
    svg.line((to, TOP), (to, HEIGHT - BOTTOM), &dashes);
    // Both words stand at the line between them and grow away from it, so that they cannot meet however narrow the
    // band is; only a band with room for its word has it in the middle.
    let small = r#"class="muted small""#;
    let nowcast = text_width("nowcast", 12.0);
    if to - from >= nowcast + 8.0 {
        svg.text(((from + to) / 2.0, 12.0), Anchor::Middle, small, "nowcast");
    } else {
        svg.text((to - 3.0, 12.0), Anchor::End, small, "nowcast");
    }
    if WIDTH - to - 4.0 >= text_width("projection", 12.0) && until < last.year {
        svg.text((to + 4.0, 12.0), Anchor::Start, small, "projection");
    }
}

/// Grid, tick labels and unit; shared with the replay figure.
pub(super) fn axes(svg: &mut Svg, x: &Scale, y: &Scale, unit: &Unit, years: (i32, i32)) {
    let (base, grid) = (HEIGHT - BOTTOM, format!(r#"stroke="{}""#, colour::GRID));
    let ticks = y.ticks(4);
    for &tick in &ticks {
        let at = y.at(tick);
        svg.line((LEFT, at), (WIDTH - RIGHT, at), &grid);
        svg.text((LEFT - 6.0, at + 4.5), Anchor::End, r#"class="muted""#, &tick_label(unit, tick, &ticks));
    }
    let span = years.1 - years.0;
    let step = [1, 2, 5, 10, 20, 50, 100].into_iter().find(|step| span / step <= 5).unwrap_or(200);
    for year in (years.0..=years.1).filter(|year| year % step == 0) {
        let at = x.at(f64::from(year));
        svg.line((at, base), (at, base + 4.0), &format!(r#"stroke="{}""#, colour::MUTED));
        svg.text((at, base + 19.0), Anchor::Middle, r#"class="muted""#, &year.to_string());
    }
    svg.line((LEFT, base), (WIDTH - RIGHT, base), &format!(r#"stroke="{}""#, colour::MUTED));
}

/// A tick's label: short, without unit words (the caption names the unit), alike along the axis.
pub(super) fn tick_label(unit: &Unit, tick: f64, ticks: &[f64]) -> String {
    match unit {
        Unit::Share | Unit::Probability | Unit::Draws(_) => {
            let fine = ticks.iter().any(|t| (t * 100.0 - libm::round(t * 100.0)).abs() > 1e-6);
            let places = usize::from(fine);
            format!("{}%", decimals(tick * 100.0, places))
        }
        Unit::Index => decimals(tick, 1),
        _ => significant(tick).replace(" million", " m"),
    }
}

fn draw_bands(
    svg: &mut Svg,
    (x, y): (&Scale, &Scale),
    width: BandWidth,
    observed: &[Point],
    projected: &[Band],
) {
    // The bands grow out of the last observed point, so that no gap suggests a break in the series.
    let start = join(observed, projected).map(|p| (x.at(f64::from(p.year)), y.at(p.value), y.at(p.value)));
    let edge = |width: BandWidth| {
        let ends = |b: &Band| (x.at(f64::from(b.year)), y.at(width.ends(b).0), y.at(width.ends(b).1));
        area_path(start.into_iter().chain(projected.iter().map(ends)))
    };
    if width != BandWidth::Half {
        svg.path(&edge(width), &format!(r#"fill="{BAND_90}""#));
    }
    svg.path(&edge(BandWidth::Half), &format!(r#"fill="{BAND_50}""#));
}

fn draw_lines(svg: &mut Svg, x: &Scale, y: &Scale, observed: &[Point], projected: &[Band]) {
    let start = join(observed, projected).map(|p| (x.at(f64::from(p.year)), y.at(p.value)));
    let median = start.into_iter().chain(projected.iter().map(|b| (x.at(f64::from(b.year)), y.at(b.p50))));
    let style = format!(r#"fill="none" stroke="{}" stroke-width="2" stroke-dasharray="6 3""#, colour::BLUE);
    if !projected.is_empty() {
        svg.path(&line_path(median), &style);
    }
    let past = line_path(observed.iter().map(|p| (x.at(f64::from(p.year)), y.at(p.value))));
    svg.path(&past, &format!(r#"fill="none" stroke="{}" stroke-width="2""#, colour::INK));
    if observed.len() < 3 {
        for p in observed {
            svg.circle((x.at(f64::from(p.year)), y.at(p.value)), 3.0, &format!(r#"fill="{}""#, colour::INK));
        }
    }
}

/// The last observed point, if the projection starts just after it.
fn join(observed: &[Point], projected: &[Band]) -> Option<Point> {
    let (last, first) = (observed.last()?, projected.first()?);
    (last.year < first.year && first.year - last.year <= 3).then_some(*last)
}
