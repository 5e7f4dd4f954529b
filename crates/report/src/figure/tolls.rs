//! Likelihood across, deaths of the world upwards: one curve a threat, both axes logarithmic.
//!
//! # Design
//! The risk matrix turned to the world: its axes lie as there, so that the upper right is the worst, but a threat is a curve and not a
//! point, for the world meets each of them in some size every year or so. Safety engineers call it an F-N curve.

use super::fan::{canvas, plot_area, tick_label};
use super::scale::Scale;
use super::svg::{Anchor, Svg, line_path, no_data};
use super::{WIDTH, colour, text_width};
use crate::brief::{TollCurve, Tolls};
use crate::number::{Unit, percent, probability};

/// Colours and dashes in turn: neighbours differ by both, so that grey print tells them apart.
const LINES: [(&str, &str); 4] =
    [(colour::BLUE, "none"), (colour::ORANGE, "7 3"), (colour::INK, "2 2.5"), ("#7a3d6b", "9 3 2 3")];
/// Least distance of two letters upwards.
const APART: f64 = 14.0;

/// Draws the curves; `id` must be unique on the page.
pub fn tolls(id: &str, of: &Tolls) -> String {
    let points = |curve: &TollCurve| -> Vec<(f64, f64)> {
        let is_shown = |(deaths, share): &(f64, f64)| *deaths > 0.0 && *share > 0.0;
        curve.points.iter().copied().filter(is_shown).collect()
    };
    let curves: Vec<(&TollCurve, Vec<(f64, f64)>)> = of
        .curves
        .iter()
        .map(|curve| (curve, points(curve)))
        .filter(|(_, points)| !points.is_empty())
        .collect();
    let all = || curves.iter().flat_map(|(_, points)| points);
    let Some(least) = all().map(|(_, share)| *share).reduce(f64::min) else { return no_data(id, &of.title) };
    let (across, down) = plot_area();
    let x = Scale::log((least, 1.0), across).rounded(3);
    let deaths = |pick: fn(f64, f64) -> f64| all().map(|(deaths, _)| *deaths).reduce(pick).unwrap_or(1.0);
    let y = Scale::log((deaths(f64::min), deaths(f64::max)), down).rounded(4);
    let mut svg = canvas(id, &of.title, &describe(&curves));
    frame(&mut svg, (&x, &y), (across, down));
    let mut letters = Vec::new();
    for (at, (curve, points)) in curves.iter().enumerate() {
        let (paint, dash) = LINES[at % LINES.len()];
        let style = format!(r#"fill="none" stroke="{paint}" stroke-width="2" stroke-dasharray="{dash}""#);
        let line: Vec<(f64, f64)> =
            points.iter().map(|(deaths, share)| (x.at(*share), y.at(*deaths))).collect();
        svg.path(&line_path(line.iter().copied()), &style);
        // The rarest end of the line, at the upper left.
        letters.extend(line.last().map(|end| (*end, curve.mark)));
    }
    write(&mut svg, letters);
    svg.finish()
}

/// A letter is read where a line runs under it. Its colour is that of all words: pages let no style in that stands on an element.
const HALO: &str = r##"font-weight="700" stroke="#fff" stroke-width="3" paint-order="stroke""##;

/// Letters at the ends, kept apart: the upper ones stay where they are.
fn write(svg: &mut Svg, mut letters: Vec<((f64, f64), char)>) {
    letters.sort_by(|a, b| a.0.1.total_cmp(&b.0.1));
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for ((x, y), mark) in letters {
        let at = x + 4.0;
        let mut line = (y - 5.0).max(12.0);
        while taken.iter().any(|(other, own)| (other - at).abs() < APART && (own - line).abs() < APART) {
            line += 1.0;
        }
        taken.push((at, line));
        svg.text((at, line), Anchor::Start, HALO, &mark.to_string());
    }
}

fn frame(svg: &mut Svg, (x, y): (&Scale, &Scale), (across, down): ((f64, f64), (f64, f64))) {
    let (grid, base) = (format!(r#"stroke="{}""#, colour::GRID), down.0);
    let rows = y.ticks(4);
    for tick in &rows {
        svg.line((across.0, y.at(*tick)), (across.1, y.at(*tick)), &grid);
        let label = tick_label(&Unit::Number, *tick, &rows);
        svg.text((across.0 - 6.0, y.at(*tick) + 4.5), Anchor::End, r#"class="muted small""#, &label);
    }
    for tick in x.ticks(3) {
        let at = x.at(tick);
        svg.line((at, base), (at, base + 4.0), &format!(r#"stroke="{}""#, colour::MUTED));
        let label = if tick < 0.01 { probability(tick) } else { percent(tick) };
        let middle = at.min(WIDTH - 0.5 * text_width(&label, 12.0));
        svg.text((middle, base + 19.0), Anchor::Middle, r#"class="muted""#, &label);
    }
    svg.line((across.0, base), (across.1, base), &format!(r#"stroke="{}""#, colour::MUTED));
    svg.text((0.0, 11.0), Anchor::Start, r#"class="muted small""#, "deaths");
    svg.text((across.0 + 4.0, base - 6.0), Anchor::Start, r#"class="muted small""#, "share of years");
}

fn describe(curves: &[(&TollCurve, Vec<(f64, f64)>)]) -> String {
    let part = |(curve, points): &(&TollCurve, Vec<(f64, f64)>)| {
        let ends: Vec<String> = [points.first(), points.last()]
            .into_iter()
            .flatten()
            .map(|(deaths, share)| {
                format!("{} or more in {} of years", Unit::Deaths.text(*deaths), probability(*share))
            })
            .collect();
        format!("{}, {}: {}.", curve.mark, curve.title, ends.join(", "))
    };
    curves.iter().map(part).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn curves(points: &[Vec<(f64, f64)>]) -> Tolls {
        let curve = |(at, points): (usize, &Vec<(f64, f64)>)| TollCurve {
            mark: char::from(b'A' + at as u8),
            title: format!("t{at}"),
            points: points.clone(),
            query: "q".into(),
        };
        Tolls {
            title: "t".into(),
            curves: points.iter().enumerate().map(curve).collect(),
            note: String::new(),
        }
    }

    proptest! {
        /// Every curve with a point has its letter, and nothing is drawn that is no number, whatever the values.
        #[test]
        fn every_curve_has_its_letter(points in prop::collection::vec(prop::collection::vec((0.0f64..1e9, 0.0f64..1.0), 0..5), 1..6)) {
            let of = curves(&points);
            let text = tolls("t", &of);
            prop_assert!(!text.contains("NaN"));
            for (curve, points) in of.curves.iter().zip(&points) {
                let drawn = points.iter().any(|(deaths, share)| *deaths > 0.0 && *share > 0.0);
                prop_assert_eq!(text.contains(&format!(">{}</text>", curve.mark)), drawn);
            }
        }
    }

    #[test]
    fn letters_of_ends_in_one_place_keep_apart() {
        let text = tolls("t", &curves(&[vec![(10.0, 1.0), (1e6, 0.001)], vec![(100.0, 1.0), (1e6, 0.001)]]));
        let places: Vec<&str> = text
            .split("paint-order")
            .map(|piece| piece.rsplit("<text ").next().unwrap_or_default())
            .collect();
        assert!(places.len() == 3 && places[0] != places[1], "{text}");
        assert!(tolls("t", &curves(&[])).contains(">no data<"));
    }
}
