//! Small multiples: one variable of several countries, in panels that share both scales.

use super::fan::tick_label;
use super::scale::Scale;
use super::svg::{Anchor, Svg, area_path, line_path, no_data};
use super::{WIDTH, colour, cut_to};
use crate::brief::{Band, Fan, Multiples};

const COLUMNS: usize = 3;
const LEFT: f64 = 40.0;
const GAP: f64 = 10.0;
const PANEL: f64 = (WIDTH - LEFT - 4.0 - GAP * 2.0) / 3.0;
const TALL: f64 = 54.0;
const ROW: f64 = 92.0;
const HEAD: f64 = 16.0;

/// Draws the panels; `id` must be unique on the page. The scale is linear from zero.
pub fn multiples(id: &str, of: &Multiples) -> String {
    let bands = || of.fans.iter().flat_map(|fan| &fan.projected).filter(|band| band.p50.is_finite());
    let points = || of.fans.iter().flat_map(|fan| &fan.observed).filter(|point| point.value.is_finite());
    let years = || points().map(|point| point.year).chain(bands().map(|band| band.year));
    let (Some(first), Some(last)) = (years().min(), years().max()) else {
        return no_data(id, &of.title);
    };
    let values = points().map(|point| point.value).chain(bands().flat_map(|band| [band.p50, band.p95]));
    let top = values.filter(|value| value.is_finite()).fold(0.0, f64::max);
    let rows = of.fans.len().div_ceil(COLUMNS);
    let height = ROW * rows as f64 + 2.0;
    let mut svg = Svg::new(id, WIDTH, height, &of.title, &describe(of));
    for (at, fan) in of.fans.iter().enumerate() {
        let (column, row) = (at % COLUMNS, at / COLUMNS);
        let left = LEFT + (PANEL + GAP) * column as f64;
        let above = ROW * row as f64 + HEAD;
        let x = Scale::linear((f64::from(first), f64::from(last)), (left, left + PANEL));
        let y = Scale::linear((0.0, top), (above + TALL, above)).rounded(2);
        frame(&mut svg, fan, (&x, &y), (left, above, column == 0));
        let is_lowest = at + COLUMNS >= of.fans.len();
        years_below(&mut svg, &x, (first, last), (above + TALL, is_lowest));
        draw(&mut svg, fan, &x, &y);
    }
    svg.finish()
}

fn frame(svg: &mut Svg, fan: &Fan, (x, y): (&Scale, &Scale), (left, above, is_first): (f64, f64, bool)) {
    let ticks = y.ticks(2);
    for tick in &ticks {
        let at = y.at(*tick);
        svg.line((left, at), (left + PANEL, at), &format!(r#"stroke="{}""#, colour::GRID));
        if is_first {
            let label = tick_label(&fan.unit, *tick, &ticks);
            svg.text((LEFT - 5.0, at + 4.0), Anchor::End, r#"class="muted tiny""#, &label);
        }
    }
    if let Some(until) = fan.nowcast_until {
        let start = fan.projected.iter().map(|band| band.year).min().unwrap_or(until);
        let (from, to) = (x.clamped(f64::from(start) - 0.5), x.clamped(f64::from(until) + 0.5));
        svg.rectangle(from, above, to - from, TALL, &format!(r#"fill="{}""#, colour::NOWCAST));
    }
    svg.line((left, above + TALL), (left + PANEL, above + TALL), &format!(r#"stroke="{}""#, colour::MUTED));
    svg.text(
        (left, above - 4.0),
        Anchor::Start,
        r#"class="tiny""#,
        &cut_to(&fan.title, 11.0, PANEL + GAP - 4.0),
    );
}

fn years_below(svg: &mut Svg, x: &Scale, (first, last): (i32, i32), (base, is_lowest): (f64, bool)) {
    if !is_lowest {
        return;
    }
    for (year, anchor) in [(first, Anchor::Start), (last, Anchor::End)] {
        svg.text((x.at(f64::from(year)), base + 13.0), anchor, r#"class="muted tiny""#, &year.to_string());
        if first == last {
            return;
        }
    }
}

fn draw(svg: &mut Svg, fan: &Fan, x: &Scale, y: &Scale) {
    let mut bands: Vec<&Band> = fan.projected.iter().filter(|band| band.p50.is_finite()).collect();
    bands.sort_by_key(|band| band.year);
    let mut past: Vec<_> = fan.observed.iter().filter(|point| point.value.is_finite()).collect();
    past.sort_by_key(|point| point.year);
    let place = |year: i32, value: f64| (x.at(f64::from(year)), y.at(value));
    let edge = |low: fn(&Band) -> f64, high: fn(&Band) -> f64| {
        area_path(bands.iter().map(|b| (x.at(f64::from(b.year)), y.at(low(b)), y.at(high(b)))))
    };
    svg.path(&edge(|b| b.p05, |b| b.p95), &format!(r#"fill="{}""#, colour::BAND_90));
    svg.path(&edge(|b| b.p25, |b| b.p75), &format!(r#"fill="{}""#, colour::BAND_50));
    let median = line_path(bands.iter().map(|b| place(b.year, b.p50)));
    svg.path(&median, &format!(r#"fill="none" stroke="{}" stroke-width="1.8""#, colour::BLUE));
    let seen = line_path(past.iter().map(|p| place(p.year, p.value)));
    svg.path(&seen, &format!(r#"fill="none" stroke="{}" stroke-width="1.6""#, colour::INK));
}

fn describe(of: &Multiples) -> String {
    let parts = of.fans.iter().filter_map(|fan| {
        let ahead = fan.projected.iter().filter(|band| band.p50.is_finite());
        let (first, last) =
            (ahead.clone().min_by_key(|band| band.year)?, ahead.max_by_key(|band| band.year)?);
        let text = |band: &Band| format!("{} in {}", fan.unit.text(band.p50), band.year);
        Some(format!("{}: {}, {}.", fan.title, text(first), text(last)))
    });
    parts.collect::<Vec<_>>().join(" ")
}
