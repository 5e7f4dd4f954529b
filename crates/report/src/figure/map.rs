//! Choropleth of a probability by country. The picture carries no text: its legend is HTML, so that both
//! stay legible on a phone.

use super::outline::{self, Shape};
use super::projection::equal_earth;
use super::svg::{Svg, coordinate, escape};
use crate::ReportError;
use crate::brief::{CountryOutlook, CountryYear, MapPlace};
use crate::number::{Quantity, Unit};
use std::fmt::Write;

/// Width and height of a map of the world, in its units.
pub(super) const WIDTH: f64 = 860.0;
pub(super) const HEIGHT: f64 = 370.0;
/// SVG units a unit of the projected sphere; x reaches 2.7066 to each side.
const ZOOM: f64 = 158.0;
/// The map is cut at 84 north and 57 south: beyond, nobody lives whom the panel counts.
const NORTH: f64 = 84.0;

/// Classes of probability: upper end (excluded) and colour. ColorBrewer YlOrBr, lightness falling steadily.
pub const CLASSES: [(f64, &str, &str); 6] = [
    (0.05, "#fff7d6", "under 5%"),
    (0.20, "#fedd8c", "5–20%"),
    (0.40, "#feb24c", "20–40%"),
    (0.60, "#ec7014", "40–60%"),
    (0.80, "#b5450b", "60–80%"),
    (f64::INFINITY, "#662506", "80% or more"),
];

/// Class of a probability; `None` for `NaN`.
pub fn class(p: f64) -> Option<usize> {
    if p.is_nan() { None } else { CLASSES.iter().position(|class| p < class.0) }
}

/// Countries in each class in a year, and those without a value.
pub fn counts(countries: &[CountryOutlook], year: i32) -> ([usize; CLASSES.len()], usize) {
    let (mut classes, mut without) = ([0; CLASSES.len()], 0);
    for country in countries {
        match class(at(country, year).map_or(f64::NAN, CountryYear::chance)) {
            Some(class) => classes[class] += 1,
            None => without += 1,
        }
    }
    (classes, without)
}

/// Draws the map for one year of chances that are shares of so many `draws`; countries without a row, or with `NaN`, are hatched.
///
/// # Errors
/// A damaged outline.
pub fn map(
    id: &str,
    title: &str,
    countries: &[CountryOutlook],
    (year, draws): (i32, u64),
) -> Result<String, ReportError> {
    choropleth(id, title, year, &places(countries, (year, draws), ""))
}

/// Draws the map of chances in `year`; countries without a place, or with `NaN`, are hatched.
///
/// # Errors
/// A damaged outline.
pub fn choropleth(id: &str, title: &str, year: i32, places: &[MapPlace]) -> Result<String, ReportError> {
    let value = |place: &MapPlace| place.value.value;
    let high = places.iter().filter(|place| value(place) >= 0.6).count();
    let description = format!(
        "World map in Equal Earth projection. {} countries have a value for {year}; {high} of them 60% or more. The \
         values are in the table below the map.",
        places.iter().filter(|place| !value(place).is_nan()).count()
    );
    let mut svg = Svg::new(id, WIDTH, HEIGHT, title, &description);
    svg.raw(&format!(
        r##"<defs><pattern id="{0}-h" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="5" height="5" fill="#f4f5f6"/><line x1="0" y1="0" x2="0" y2="5" stroke="#9aa3ad" stroke-width="1.6"/></pattern></defs>"##,
        escape(id)
    ));
    svg.raw(r##"<g stroke="#5b6470" stroke-width="0.4" stroke-linejoin="round">"##);
    for shape in outline::shapes()? {
        let own = places.iter().find(|place| is_shape_of(&shape, (place.m49, &place.iso3)));
        let tip = own.map_or_else(|| format!("{}: no data", shape.name), |place| tip(place, year));
        let fill = fill(id, own.map_or(f64::NAN, value));
        svg.raw(&format!(
            r#"<path d="{}" fill="{fill}"><title>{}</title></path>"#,
            area(&shape),
            escape(&tip)
        ));
    }
    for spot in outline::spots() {
        if let Some(own) = places.iter().find(|place| place.m49 == spot.m49) {
            let (x, y) = place(spot.at);
            svg.raw(&format!(
                r#"<circle cx="{}" cy="{}" r="3.4" fill="{}"><title>{}</title></circle>"#,
                coordinate(x),
                coordinate(y),
                fill(id, value(own)),
                escape(&tip(own, year))
            ));
        }
    }
    svg.raw("</g>");
    Ok(svg.finish())
}

/// The chances of one year as a map draws them; `level` is the last part of their queries.
pub fn places(countries: &[CountryOutlook], (year, draws): (i32, u64), level: &str) -> Vec<MapPlace> {
    let place = |country: &CountryOutlook| {
        let own = at(country, year);
        MapPlace {
            iso3: country.iso3.clone(),
            m49: country.m49,
            name: country.name.clone(),
            value: Quantity::new(
                own.map_or(f64::NAN, CountryYear::chance),
                Unit::Draws(draws),
                format!("{}/{year}/{level}", country.query),
            ),
        }
    };
    countries.iter().map(place).collect()
}

/// The row of a country's outlook for one year.
pub fn at(country: &CountryOutlook, year: i32) -> Option<&CountryYear> {
    country.by_year.iter().find(|row| row.year == year)
}

/// Whether a shape of the outline is the country's.
pub(super) fn is_shape_of(shape: &Shape, (m49, iso3): (u16, &str)) -> bool {
    if shape.m49 == 0 {
        shape.name == outline::KOSOVO && matches!(iso3, "XKX" | "XKO" | "KOS")
    } else {
        shape.m49 == m49
    }
}

fn tip(place: &MapPlace, year: i32) -> String {
    format!("{}: {} in {year}", place.name, place.value.number())
}

fn fill(id: &str, p: f64) -> String {
    class(p).map_or_else(|| format!("url(#{}-h)", escape(id)), |i| CLASSES[i].1.to_owned())
}

/// A place on the map, of longitude and latitude.
pub(super) fn place(at: (f64, f64)) -> (f64, f64) {
    let (x, y) = equal_earth(at.0, at.1);
    let (_, top) = equal_earth(0.0, NORTH);
    (WIDTH / 2.0 + x * ZOOM, (top - y) * ZOOM + 4.0)
}

/// Path of a shape; points nearer than 0.7 units to the one before are dropped (a third of the bytes, none of the look).
pub(super) fn area(shape: &Shape) -> String {
    let mut d = String::new();
    for ring in shape.rings.iter().flat_map(|ring| cut_at_antimeridian(ring)) {
        let mut last: Option<(f64, f64)> = None;
        for point in ring {
            let (x, y) = place(point);
            if last.is_some_and(|(a, b)| (x - a).abs() + (y - b).abs() < 0.7) {
                continue;
            }
            let _ =
                write!(d, "{}{} {}", if last.is_none() { "M" } else { "L" }, coordinate(x), coordinate(y));
            last = Some((x, y));
        }
        d.push('Z');
    }
    d
}

/// Cuts a ring that crosses the 180th meridian (Russia, Fiji) into a part on each side.
///
/// The outline runs across it as if the map were a cylinder. Longitudes are first made continuous, so that a crossing
/// ring runs beyond 180; what lies beyond is clipped (Sutherland & Hodgman 1974) and moved a turn back.
pub(super) fn cut_at_antimeridian(ring: &[(f64, f64)]) -> Vec<Vec<(f64, f64)>> {
    let mut turn = 0.0;
    let mut continuous: Vec<(f64, f64)> = Vec::with_capacity(ring.len());
    for (i, &(x, y)) in ring.iter().enumerate() {
        if i > 0 {
            let step = x - ring[i - 1].0;
            turn += if step > 180.0 {
                -360.0
            } else if step < -180.0 {
                360.0
            } else {
                0.0
            };
        }
        continuous.push((x + turn, y));
    }
    let beyond = |sign: f64| continuous.iter().any(|p| p.0 * sign > 180.0 + 1e-9);
    let sign = match (beyond(1.0), beyond(-1.0)) {
        (false, false) => return vec![continuous],
        (true, _) => 1.0,
        (false, true) => -1.0,
    };
    let inside = clip(&continuous, |x| 180.0 - sign * x);
    let outside = clip(&continuous, |x| sign * x - 180.0);
    let back = outside.into_iter().map(|(x, y)| (x - sign * 360.0, y)).collect();
    vec![inside, back]
}

/// The part of a closed ring where `side` (linear in longitude) is not negative.
fn clip(ring: &[(f64, f64)], side: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    let mut kept = Vec::new();
    for (i, &(x, y)) in ring.iter().enumerate() {
        let (px, py) = ring[(i + ring.len() - 1) % ring.len()];
        let (here, before) = (side(x), side(px));
        if (here < 0.0) != (before < 0.0) {
            let share = before / (before - here);
            kept.push((px + share * (x - px), py + share * (y - py)));
        }
        if here >= 0.0 {
            kept.push((x, y));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_cover_all_probabilities_once() {
        assert_eq!(class(0.0), Some(0));
        assert_eq!(class(0.05), Some(1));
        assert_eq!(class(0.7999), Some(4));
        assert_eq!(class(1.0), Some(5));
        assert_eq!(class(f64::NAN), None);
    }

    /// In greyscale print each class is clearly darker than the one before (relative luminance, WCAG 2.2).
    #[test]
    fn classes_darken_steadily() {
        let channel = |hex: &str| f64::from(u8::from_str_radix(hex, 16).unwrap()) / 255.0;
        let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) };
        let luminance = |hex: &str| {
            let [r, g, b] = [&hex[1..3], &hex[3..5], &hex[5..7]].map(|part| linear(channel(part)));
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let light: Vec<f64> = CLASSES.iter().map(|class| luminance(class.1)).collect();
        assert!(light.windows(2).all(|pair| (pair[0] + 0.05) / (pair[1] + 0.05) > 1.2), "{light:?}");
    }

    /// A square across the 180th meridian falls into two halves, each on its own side; none spans the map.
    #[test]
    fn a_ring_across_the_antimeridian_is_cut() {
        let ring = [(170.0, 0.0), (-170.0, 0.0), (-170.0, 10.0), (170.0, 10.0), (170.0, 0.0)];
        let parts = cut_at_antimeridian(&ring);
        let span = |part: &Vec<(f64, f64)>| {
            let low = part.iter().map(|p| p.0).fold(f64::INFINITY, f64::min);
            (low, part.iter().map(|p| p.0).fold(f64::NEG_INFINITY, f64::max))
        };
        assert_eq!(parts.iter().map(span).collect::<Vec<_>>(), vec![(170.0, 180.0), (-180.0, -170.0)]);
        for shape in outline::shapes().unwrap() {
            for part in shape.rings.iter().flat_map(|ring| cut_at_antimeridian(ring)) {
                let steps = part.windows(2).map(|w| (w[1].0 - w[0].0).abs());
                assert!(steps.fold(0.0, f64::max) < 60.0, "{}", shape.name);
            }
        }
    }

    /// Without a single country the map is all hatched and still a map; a name cannot break out of its tip.
    #[test]
    fn copes_with_no_country_and_with_one() {
        let empty = map("m", "t", &[], (2030, 100)).unwrap();
        assert!(empty.contains("Brazil: no data") && !empty.contains("NaN") && !empty.contains("#662506\">"));
        let one = CountryOutlook {
            iso3: "BRA".into(),
            m49: 76,
            name: "Bra<zil".into(),
            region: String::new(),
            level: None,
            calm_years: None,
            by_year: vec![CountryYear { year: 2030, chances: vec![0.93, f64::NAN] }],
            onset_cumulative: None,
            expected_amount: None,
            query: String::new(),
            background: None,
        };
        let text = map("m", "t", &[one], (2030, 100)).unwrap();
        assert!(text.contains("fill=\"#662506\"><title>Bra&lt;zil: 93% in 2030</title>"));
    }
}
